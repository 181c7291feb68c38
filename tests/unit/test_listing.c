/* What a program says of itself: calendar, regions, streams, outputs, drivers,
 * and the nearest name where one is not known. */
#include "two_currencies.h"

/* A driver with evidence in the second region, and one that only a link
 * moves. */
static ttr_program *compile_platform(void)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_stream *shop = NULL;
    ttr_driver *driver = NULL;
    ttr_program *program;

    begin_two_currencies(&p);
    platform_audience(&p, 1000);
    ttri_assert_ok(ttr_commerce_new(NULL, NULL, &shop, &error), &error);
    platform_keep(&p, shop);
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_value(driver, 25, &error), &error);
    ttri_assert_ok(ttr_driver_set_evidence(driver, 'B', "a survey", 20240101,
                                           NULL, &error),
                   &error);
    ttri_assert_ok(ttr_stream_set_driver(shop, "EU", "aov", driver, &error),
                   &error);
    ttr_driver_unref(driver);
    platform_link(&p, "habit", "a/revenue", "commerce/buyer_share", 0.1, 1);
    program = compile_ok(p.combiner);
    platform_end(&p);
    return program;
}

static struct ttr_program_driver describe(const ttr_program *program,
                                          const char *name)
{
    struct ttr_program_driver driver = {.struct_size = sizeof driver};
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_program_driver(program, driver_index(program, name),
                                      &driver, &error),
                   &error);
    ck_assert_str_eq(driver.name, name);
    return driver;
}

START_TEST(drivers)
{
    ttr_program *program = compile_platform();
    struct ttr_program_driver driver = describe(program, "commerce/EU/aov");

    ck_assert_int_eq(driver.support, TTR_SUPPORT_POSITIVE);
    ck_assert_str_eq(driver.unit, "money/order");
    ck_assert_str_eq(driver.source, "a survey");
    ck_assert_int_eq(driver.grade, 'B');
    ck_assert_uint_eq(driver.region, 1);
    ck_assert_uint_gt(strlen(driver.meaning), 0);
    driver = describe(program, "commerce/US/buyer_share");
    ck_assert_int_eq(driver.support, TTR_SUPPORT_UNIT);
    ck_assert_str_eq(driver.source, "");
    ck_assert_int_eq(driver.grade, 0);
    ck_assert_uint_eq(driver.region, 0);
    describe(program, "environment/EU/fx");
    ttr_program_unref(program);
}
END_TEST

/* Each has a name of its own, and is found by it. */
START_TEST(drivers_and_outputs_are_found_by_name)
{
    ttr_program *program = compile_platform();
    struct ttr_error error = ttri_unit_error();

    ck_assert_uint_gt(ttr_program_drivers(program), 5);
    for (uint32_t i = 0; i < ttr_program_drivers(program); i++) {
        struct ttr_program_driver driver = {.struct_size = sizeof driver};

        ttri_assert_ok(ttr_program_driver(program, i, &driver, &error), &error);
        ck_assert_uint_eq(driver_index(program, driver.name), i);
        ck_assert_uint_lt(driver.region, 2);
    }
    ck_assert_uint_gt(ttr_program_outputs(program), 50);
    for (uint32_t i = 0; i < ttr_program_outputs(program); i++) {
        struct ttr_program_output output = {.struct_size = sizeof output};

        ttri_assert_ok(ttr_program_output(program, i, &output, &error), &error);
        ck_assert_uint_eq(output_index(program, output.name), i);
        ck_assert_int_ge(output.kind, TTR_KIND_FLOW);
        ck_assert_int_le(output.kind, TTR_KIND_RATIO);
        ck_assert_uint_gt(strlen(output.unit), 0);
    }
    ttr_program_unref(program);
}
END_TEST

/* What only other equations read is not shown. */
START_TEST(hidden_outputs)
{
    ttr_program *program = compile_platform();
    struct ttr_error error = ttri_unit_error();
    uint32_t index = 77;

    ck_assert_int_eq(
        ttr_program_find_output(program, "audience/hours_base", &index, &error),
        TTR_E_UNKNOWN);
    ck_assert_uint_eq(index, 77);
    ttr_program_unref(program);
}
END_TEST

START_TEST(names_that_are_not_known)
{
    ttr_program *program = compile_platform();
    struct ttr_error error = ttri_unit_error();
    uint32_t index = 77;

    ttri_assert_fails(
        ttr_program_find_output(program, "commerce/gvm", &index, &error),
        TTR_E_UNKNOWN, &error,
        "output commerce/gvm is not known; did you mean commerce/gmv?");
    ttri_assert_fails(
        ttr_program_find_driver(program, "commerce/EU/avo", &index, &error),
        TTR_E_UNKNOWN, &error,
        "driver commerce/EU/avo is not known; did you mean commerce/EU/aov?");
    ttri_assert_fails(
        ttr_program_find_driver(program, "something else", &index, &error),
        TTR_E_UNKNOWN, &error, "driver something else is not known");
    ck_assert_uint_eq(index, 77);
    ttr_program_unref(program);
}
END_TEST

START_TEST(indices_end)
{
    ttr_program *program = compile_platform();
    struct ttr_program_output output = {.struct_size = sizeof output};
    struct ttr_program_driver driver = {.struct_size = sizeof driver};
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(ttr_program_output(program, ttr_program_outputs(program),
                                         &output, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_ptr_nonnull(
        strstr(error.message, "output must be below the number of outputs"));
    ttri_assert_fails(ttr_program_driver(program, ttr_program_drivers(program),
                                         &driver, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_ptr_nonnull(
        strstr(error.message, "driver must be below the number of drivers"));
    ck_assert_ptr_null(output.name);
    ck_assert_ptr_null(driver.name);
    output.struct_size = 1;
    ck_assert_int_eq(ttr_program_output(program, 0, &output, &error),
                     TTR_E_STRUCT_SIZE);
    driver.struct_size = sizeof driver + 1;
    ck_assert_int_eq(ttr_program_driver(program, 0, &driver, &error),
                     TTR_E_STRUCT_SIZE);
    ck_assert_ptr_null(ttr_program_region(program, 2));
    ck_assert_ptr_null(ttr_program_currency(program, 2));
    ck_assert_ptr_null(ttr_program_stream(program, 3));
    ttr_program_unref(program);
}
END_TEST

START_TEST(places_and_times)
{
    ttr_program *program = compile_platform();
    struct ttr_calendar calendar = {.struct_size = sizeof calendar};
    struct ttr_error error = ttri_unit_error();

    ck_assert_str_eq(ttr_program_region(program, TTR_WORLD), "World");
    ck_assert_str_eq(ttr_program_currency(program, TTR_WORLD), "USD");
    ck_assert_str_eq(ttr_program_currency(program, 1), "EUR");
    ck_assert_uint_eq(ttr_program_streams(program), 3);
    ck_assert_str_eq(ttr_program_stream(program, 0), "a");
    ck_assert_str_eq(ttr_program_stream(program, 2), "commerce");
    ttri_assert_ok(ttr_program_calendar(program, &calendar, &error), &error);
    ck_assert_int_eq(calendar.start_year, 2024);
    ck_assert_int_eq(calendar.start_month, 11);
    ck_assert_int_eq(calendar.periods, MONTHS);
    ck_assert_int_eq(calendar.fiscal_start, 2);
    ck_assert_int_eq(calendar.as_of, 20241101); /* the start, where not given */
    ck_assert_uint_eq(calendar.struct_size, sizeof calendar);
    ttr_program_unref(program);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("listing");
    TCase *one = tcase_create("listing");

    tcase_add_test(one, drivers);
    tcase_add_test(one, drivers_and_outputs_are_found_by_name);
    tcase_add_test(one, hidden_outputs);
    tcase_add_test(one, names_that_are_not_known);
    tcase_add_test(one, indices_end);
    tcase_add_test(one, places_and_times);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
