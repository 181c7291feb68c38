/* Copies of drivers, and drivers that want memory. */
#include "failing.h"
#include "plain_driver.h"

/* ---- copies ---- */

/* A driver that holds everything that can be held. */
static ttr_status fill(ttr_driver *driver, struct ttr_error *error)
{
    const double values[] = {1, 2, 3}, weights[] = {1, 1, 2};
    const double quarters[] = {1, 2, 3, 4};
    struct ttr_law mixture = law_of(TTR_LAW_MIXTURE, 0, 0.5);
    struct ttr_law sample = law_of(TTR_LAW_EMPIRICAL, 0, 0);
    ttr_status status;

    mixture.values = sample.values = values;
    mixture.weights = weights;
    mixture.count = sample.count = 3;
    status = ttr_driver_set_bass(driver, 5, 0.03, 0.4, 20200101, error);
    if (status == TTR_OK)
        status = ttr_driver_set_law(driver, "market", &mixture, error);
    if (status == TTR_OK)
        status = ttr_driver_set_law(driver, NULL, &sample, error);
    if (status == TTR_OK)
        status = ttr_driver_set_seasonality(driver, 4, quarters, error);
    if (status == TTR_OK)
        status = ttr_driver_add_movable_event(driver, 20240210, 8, 2, error);
    if (status == TTR_OK)
        status = ttr_driver_set_dates(driver, 20200101, 20300101, error);
    if (status == TTR_OK)
        status = ttr_driver_set_real(driver, 1, error);
    if (status == TTR_OK)
        status = ttr_driver_set_noise(driver, 0.1, 0.5, error);
    if (status == TTR_OK)
        status = ttr_driver_add_loading(driver, "macro", 1, 0, error);
    if (status == TTR_OK)
        status = ttr_driver_add_loading(driver, "taste", 2, 3, error);
    if (status == TTR_OK)
        status = ttr_driver_add_loading(driver, "macro", 1, 2, error);
    if (status == TTR_OK)
        status = ttr_driver_set_evidence(driver, 'B', "source", 20240101,
                                         "note", error);
    return status;
}

static void check_full(const ttr_driver *driver)
{
    ck_assert_int_eq(driver->curve, TTRI_CURVE_BASS);
    ck_assert_double_eq(driver->parameter[2], 0.4);
    ck_assert_int_eq(driver->date, 20200101);
    ck_assert_double_eq(driver->parameter_doubt[0].law.weights[2], 2);
    ck_assert_double_eq(driver->doubt.law.values[2], 3);
    ck_assert_uint_eq(driver->seasons, 4);
    ck_assert_double_eq(driver->season[3], 4);
    ck_assert_uint_eq(driver->movables, 1);
    ck_assert_double_eq(driver->movable[0].multiplier, 2);
    ck_assert_int_eq(driver->end, 20300101);
    ck_assert(driver->real);
    ck_assert_double_eq(driver->reversion, 0.5);
    ck_assert_uint_eq(driver->loadings, 3);
    ck_assert_str_eq(driver->loading[1].factor, "taste");
    ck_assert_int_eq(driver->loading[1].lag, 3);
    ck_assert_int_eq(driver->grade, 'B');
    ck_assert_str_eq(driver->source, "source");
    ck_assert_str_eq(driver->note, "note");
    ck_assert_int_eq(driver->evidence_date, 20240101);
}

static struct ttri_memory memory_of(const struct ttr_allocator *allocator)
{
    struct ttri_memory memory;

    ck_assert_int_eq(ttri_memory_init(&memory, allocator, NULL), TTR_OK);
    return memory;
}

START_TEST(a_copy_is_deep)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory = memory_of(NULL);
    ttr_driver *driver = made(), *copy = NULL, *again = NULL;

    ttri_assert_ok(fill(driver, &error), &error);
    ttri_assert_ok(ttri_driver_copy(&memory, driver, &copy, &error), &error);
    ttr_driver_unref(driver);
    check_full(copy);
    ttri_assert_ok(ttri_driver_copy(&memory, copy, &again, &error), &error);
    ttri_assert_ok(ttr_driver_add_loading(copy, "more", 1, 0, &error), &error);
    ttri_assert_ok(ttr_driver_add_movable_event(copy, 20250101, 1, 3, &error),
                   &error);
    ttr_driver_unref(copy);
    check_full(again);
    ttr_driver_unref(again);
}
END_TEST

START_TEST(points_are_copied)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory = memory_of(NULL);
    ttr_driver *driver = made(), *copy = NULL;

    set_curve(driver, TTRI_CURVE_KNOTS);
    ttri_assert_ok(ttri_driver_copy(&memory, driver, &copy, &error), &error);
    ttr_driver_unref(driver);
    ck_assert_uint_eq(copy->points, 2);
    ck_assert_int_eq(copy->dates[1], 20220101);
    ck_assert_double_eq(copy->values[1], 3);
    ttr_driver_unref(copy);
}
END_TEST

static ttr_status build_and_copy(const struct ttr_allocator *allocator,
                                 void *context)
{
    struct ttri_memory memory = memory_of(allocator);
    ttr_driver *driver = NULL, *copy = NULL;
    ttr_status status = ttr_driver_new(allocator, &driver, NULL);

    (void)context;
    if (status == TTR_OK)
        status = fill(driver, NULL);
    if (status == TTR_OK)
        status = ttri_driver_copy(&memory, driver, &copy, NULL);
    ttr_driver_unref(copy);
    ttr_driver_unref(driver);
    return status;
}

START_TEST(survives_want_of_memory)
{
    ck_assert_uint_ge(ttri_fail_each(build_and_copy, NULL), 20);
}
END_TEST

/* Where memory fails the driver says what it said before. */
START_TEST(want_of_memory_changes_nothing)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    const ttr_date dates[] = {20210101, 20230101};
    const double values[] = {1, 3};
    struct ttr_law law = law_of(TTR_LAW_EMPIRICAL, 0, 0);
    ttr_driver *driver = NULL;

    law.values = values;
    law.count = 2;
    ck_assert_int_eq(ttr_driver_new(&allocator, &driver, NULL), TTR_OK);
    ck_assert_int_eq(fill(driver, NULL), TTR_OK);
    failing.forever = true;
    failing.fail_at = 1;
    ck_assert_int_eq(ttr_driver_set_knots(driver, 2, dates, values, NULL),
                     TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttr_driver_set_series(driver, 2, values, NULL),
                     TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttr_driver_set_law(driver, NULL, &law, NULL),
                     TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttr_driver_add_loading(driver, "x", 1, 0, NULL),
                     TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttr_driver_set_evidence(driver, 'C', "s", 0, "n", NULL),
                     TTR_E_NO_MEMORY);
    check_full(driver);
    ttr_driver_unref(driver);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("driver_copies");
    TCase *copies = tcase_create("copies");

    tcase_add_test(copies, a_copy_is_deep);
    tcase_add_test(copies, points_are_copied);
    tcase_add_test(copies, survives_want_of_memory);
    tcase_add_test(copies, want_of_memory_changes_nothing);
    suite_add_tcase(suite, copies);
    return ttri_unit_main(suite);
}
