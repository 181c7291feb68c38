/* Ranges and laws of a driver and of its parameters. */
#include "plain_driver.h"

#include <math.h>

/* ---- doubts ---- */

START_TEST(takes_a_range)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttri_assert_ok(ttr_driver_set_range(driver, NULL, 2.8, 3.7, 0.8, &error),
                   &error);
    ttri_assert_fails(ttr_driver_set_range(driver, NULL, 2, 2, 0.8, &error),
                      TTR_E_RANGE, &error,
                      "driver/range/high must be above the low end (got 2)");
    ttri_assert_fails(ttr_driver_set_range(driver, NULL, 2, 3, 1, &error),
                      TTR_E_RANGE, &error,
                      "driver/range/probability must be within (0, 1) (got 1)");
    ttri_assert_fails(ttr_driver_set_range(driver, NULL, 2, 3, NAN, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(
        ttr_driver_set_range(driver, NULL, -INFINITY, 3, 0.8, &error),
        TTR_E_RANGE, &error, "driver/range must be finite (got -inf)");
    ck_assert_double_eq(driver->doubt.low, 2.8);
    ck_assert_double_eq(driver->doubt.high, 3.7);
    ck_assert_double_eq(driver->doubt.probability, 0.8);
    ttri_assert_ok(ttr_driver_set_certain(driver, &error), &error);
    ck_assert_int_eq(driver->doubt.kind, TTRI_DOUBT_CERTAIN);
    ttr_driver_unref(driver);
}
END_TEST

/* The one parameter of a constant is its level. */
START_TEST(a_constants_value_is_the_level)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttri_assert_ok(ttr_driver_set_range(driver, "value", 1, 2, 0.8, &error),
                   &error);
    ck_assert_int_eq(driver->doubt.kind, TTRI_DOUBT_RANGE);
    ttri_assert_ok(ttr_driver_set_value(driver, 1.5, &error), &error);
    ttri_assert_ok(ttr_driver_set_range(driver, "value", 1, 3, 0.8, &error),
                   &error);
    ck_assert_double_eq(driver->doubt.high, 3);
    ck_assert_int_eq(driver->parameter_doubt[0].kind, TTRI_DOUBT_DEFAULT);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(parameters_have_domains)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();
    struct ttr_law normal = law_of(TTR_LAW_NORMAL, 0.1, 0.1);

    set_curve(driver, TTRI_CURVE_EXPONENTIAL);
    ttri_assert_fails(
        ttr_driver_set_range(driver, "growth", -1, 0, 0.8, &error), TTR_E_RANGE,
        &error, "driver/growth must be finite and above -1 (got -1)");
    ttri_assert_fails(ttr_driver_set_law(driver, "growth", &normal, &error),
                      TTR_E_RANGE, &error,
                      "driver/growth must be finite and above -1 (got -inf)");
    normal.low = -0.5;
    ttri_assert_ok(ttr_driver_set_law(driver, "growth", &normal, &error),
                   &error);
    ck_assert_int_eq(driver->parameter_doubt[1].kind, TTRI_DOUBT_LAW);
    ttri_assert_fails(
        ttr_driver_set_range(driver, "growht", 0, 1, 0.8, &error),
        TTR_E_UNKNOWN, &error,
        "driver parameter growht is not known; did you mean growth?");
    ttri_assert_fails(ttr_driver_set_law(driver, "ceiling", &normal, &error),
                      TTR_E_UNKNOWN, &error,
                      "driver parameter ceiling is not known");
    set_curve(driver, TTRI_CURVE_BASS);
    ttri_assert_fails(ttr_driver_set_range(driver, "p", 0, 1, 0.8, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(ttr_driver_set_range(driver, "q", -1, 1, 0.8, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_ok(ttr_driver_set_range(driver, "q", 0, 1, 0.8, &error),
                   &error);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(a_law_is_copied)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();
    double values[] = {1, 2, 3};
    struct ttr_law law = law_of(TTR_LAW_EMPIRICAL, 0, 0);

    law.values = values;
    law.count = 3;
    ttri_assert_ok(ttr_driver_set_law(driver, NULL, &law, &error), &error);
    values[1] = 99;
    ck_assert_double_eq(driver->doubt.law.values[1], 2);
    law.count = 0;
    ttri_assert_fails(ttr_driver_set_law(driver, NULL, &law, &error),
                      TTR_E_ARGUMENT, &error,
                      "driver/law must have at least one value");
    ttri_assert_fails(ttr_driver_set_law(driver, NULL, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_uint_eq(driver->doubt.law.count, 3);
    ttr_driver_unref(driver);
}
END_TEST

/* Middle of the ends on the scale of the support: sqrt(2 * 8), logit^-1 of
 * (ln(1/4) + ln(9)) / 2 = odds 1.5, (2 + 8) / 2. */
START_TEST(a_range_has_a_median)
{
    struct ttri_doubt doubt = {.kind = TTRI_DOUBT_RANGE, .low = 2, .high = 8};

    ck_assert_double_eq_tol(ttri_doubt_median(&doubt, TTR_SUPPORT_POSITIVE), 4,
                            1e-15);
    ck_assert_double_eq(ttri_doubt_median(&doubt, TTR_SUPPORT_REAL), 5);
    doubt.low = 0.2;
    doubt.high = 0.9;
    ck_assert_double_eq_tol(ttri_doubt_median(&doubt, TTR_SUPPORT_UNIT), 0.6,
                            1e-15);
    doubt.kind = TTRI_DOUBT_LAW;
    doubt.law = law_of(TTR_LAW_LOGNORMAL, 7, 1);
    ck_assert_double_eq(ttri_doubt_median(&doubt, TTR_SUPPORT_POSITIVE), 7);
    doubt.kind = TTRI_DOUBT_DEFAULT;
    ck_assert_double_nan(ttri_doubt_median(&doubt, TTR_SUPPORT_REAL));
    doubt.kind = TTRI_DOUBT_CERTAIN;
    ck_assert_double_nan(ttri_doubt_median(&doubt, TTR_SUPPORT_REAL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("driver_doubts");
    TCase *doubts = tcase_create("doubts");

    tcase_add_test(doubts, takes_a_range);
    tcase_add_test(doubts, a_constants_value_is_the_level);
    tcase_add_test(doubts, parameters_have_domains);
    tcase_add_test(doubts, a_law_is_copied);
    tcase_add_test(doubts, a_range_has_a_median);
    suite_add_tcase(suite, doubts);
    return ttri_unit_main(suite);
}
