/* What keys take of a driver: supports, and what may move. */
#include "plain_driver.h"

#include <string.h>

/* ---- against a key ---- */

static const struct ttri_driver_def share = {"ad_load", "1", TTRI_U, 0,
                                             0,         "",  ""};

static const struct ttri_driver_def activity = {
    "mau_gross", "users", TTRI_P, TTR_DRIVER_ACTIVITY, 0, "", ""};

static const struct ttri_driver_def price = {
    "aov", "money/order", TTRI_P, 0, 0, "", ""};

static const struct ttri_driver_def fixed = {
    "opening_arr", "money/year", TTRI_P, TTR_DRIVER_STATIC, 0, "", ""};

static const struct ttri_driver_def any = {"inflation", "1/year", TTRI_R, 0,
                                           0,           "",       ""};

static void expect(ttr_driver *driver, const struct ttri_driver_def *key,
                   ttr_status status, const char *message)
{
    struct ttr_error error = ttri_unit_error();
    const char *path = "advertising/US/ad_load";

    if (status == TTR_OK)
        ttri_assert_ok(ttri_driver_check(driver, key, path, &error), &error);
    else
        ttri_assert_fails(ttri_driver_check(driver, key, path, &error), status,
                          &error, message);
}

START_TEST(levels_lie_in_the_support)
{
    ttr_driver *driver = made();
    const double series[] = {0.5, 1.4};
    const ttr_date dates[] = {20200101, 20210101};

    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_set_value(driver, 1.4, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load must be within [0, 1] (got 1.4)");
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_set_value(driver, -0.5, NULL);
    expect(driver, &price, TTR_E_RANGE,
           "advertising/US/ad_load must be at least 0 (got -0.5)");
    expect(driver, &any, TTR_OK, NULL);
    ttr_driver_set_value(driver, 1, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_set_value(driver, 0, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_set_series(driver, 2, series, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/series/1 must be within [0, 1] (got 1.4)");
    ttr_driver_set_knots(driver, 2, dates, series, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/knots/1 must be within [0, 1] (got 1.4)");
    ttr_driver_set_logistic(driver, 1.5, 1, 20200101, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/ceiling must be within [0, 1] (got 1.5)");
    ttr_driver_set_bass(driver, -1, 0.1, 1, 20200101, NULL);
    expect(driver, &price, TTR_E_RANGE,
           "advertising/US/ad_load/market must be at least 0 (got -1)");
    ttr_driver_set_exponential(driver, 0.5, 3, 20200101, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(ranges_lie_in_the_support)
{
    ttr_driver *driver = made();

    ttr_driver_set_range(driver, NULL, 0, 0.5, 0.8, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/range must have its low end above 0 (got "
           "0)");
    expect(driver, &any, TTR_OK, NULL);
    ttr_driver_set_range(driver, NULL, 0.5, 1, 0.8, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/range must have its high end below 1 (got "
           "1)");
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_set_value(driver, 0.3, NULL);
    expect(driver, &price, TTR_E_CONFLICT,
           "advertising/US/ad_load must lie inside its range (got 0.3)");
    ttr_driver_set_value(driver, 0.5, NULL);
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_set_exponential(driver, 0.5, 0.1, 20200101, NULL);
    ttr_driver_set_range(driver, "value", -1, 1, 0.8, NULL);
    expect(driver, &price, TTR_E_RANGE,
           "advertising/US/ad_load/value must be at least 0 (got -1)");
    ttr_driver_set_range(driver, "value", 0.1, 1, 0.8, NULL);
    ttr_driver_set_range(driver, "growth", 0.2, 0.3, 0.8, NULL);
    expect(driver, &price, TTR_E_CONFLICT,
           "advertising/US/ad_load/growth must lie inside its range (got 0.1)");
    ttr_driver_set_range(driver, "growth", -0.2, 0.3, 0.8, NULL);
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(laws_lie_in_the_support)
{
    ttr_driver *driver = made();
    struct ttr_law law = law_of(TTR_LAW_NORMAL, 0.5, 0.1);

    ttr_driver_set_law(driver, NULL, &law, NULL);
    expect(driver, &price, TTR_E_RANGE,
           "advertising/US/ad_load/law must have its law at 0 or above: "
           "truncate it (got -inf)");
    expect(driver, &any, TTR_OK, NULL);
    law.low = 0;
    law.high = 1;
    ttr_driver_set_law(driver, NULL, &law, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_set_logistic(driver, 0.5, 1, 20200101, NULL);
    law.high = 2;
    ttr_driver_set_law(driver, "ceiling", &law, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/ceiling must have its law at 1 or below: "
           "truncate it (got 2)");
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(keys_say_what_they_take)
{
    ttr_driver *driver = made();
    const double quarters[] = {1, 2, 3, 4};

    ttr_driver_set_dates(driver, 20200101, 0, NULL);
    expect(driver, &activity, TTR_OK, NULL);
    expect(driver, &price, TTR_E_CONFLICT,
           "advertising/US/ad_load takes no launch or end: only what counts "
           "an activity does");
    ttr_driver_set_dates(driver, 0, 20200101, NULL);
    expect(driver, &price, TTR_E_CONFLICT, NULL);
    ttr_driver_set_dates(driver, 0, 0, NULL);
    ttr_driver_set_real(driver, 1, NULL);
    expect(driver, &price, TTR_OK, NULL);
    expect(driver, &share, TTR_E_CONFLICT,
           "advertising/US/ad_load can not be real: its unit has no money");
    ttr_driver_set_real(driver, 0, NULL);
    ttr_driver_set_seasonality(driver, 4, quarters, NULL);
    expect(driver, &share, TTR_OK, NULL);
    expect(driver, &any, TTR_E_CONFLICT,
           "advertising/US/ad_load takes no seasonality or movable events: it "
           "may be negative");
    ttr_driver_set_seasonality(driver, 0, NULL, NULL);
    ttr_driver_add_movable_event(driver, 20200101, 1, 2, NULL);
    expect(driver, &any, TTR_E_CONFLICT, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_unref(driver);
}
END_TEST

static void move(ttr_driver *driver, int which)
{
    const double quarters[] = {1, 2, 3, 4};

    if (which == 0)
        ttr_driver_set_exponential(driver, 1, 0, 20200101, NULL);
    if (which == 1)
        ttr_driver_set_seasonality(driver, 4, quarters, NULL);
    if (which == 2)
        ttr_driver_add_movable_event(driver, 20200101, 1, 2, NULL);
    if (which == 3)
        ttr_driver_set_noise(driver, 0.1, 0, NULL);
    if (which == 4)
        ttr_driver_add_loading(driver, "macro", 1, 0, NULL);
    if (which == 5)
        ttr_driver_set_real(driver, 1, NULL);
}

START_TEST(a_static_key_does_not_move)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttr_driver_set_value(driver, 3, NULL);
    ttr_driver_set_range(driver, NULL, 2, 4, 0.8, NULL);
    expect(driver, &fixed, TTR_OK, NULL);
    move(driver, _i);
    expect(driver, &price, TTR_OK, NULL);
    ttri_assert_fails(ttri_driver_check(driver, &fixed, "x", &error),
                      TTR_E_CONFLICT, &error, NULL);
    ck_assert_ptr_nonnull(strstr(error.message, "one value over time"));
    ttr_driver_unref(driver);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("driver_keys");
    TCase *keys = tcase_create("keys");

    tcase_add_test(keys, levels_lie_in_the_support);
    tcase_add_test(keys, ranges_lie_in_the_support);
    tcase_add_test(keys, laws_lie_in_the_support);
    tcase_add_test(keys, keys_say_what_they_take);
    tcase_add_loop_test(keys, a_static_key_does_not_move, 0, 6);
    suite_add_tcase(suite, keys);
    return ttri_unit_main(suite);
}
