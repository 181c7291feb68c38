/* What a run takes and refuses: shifts on the drivers' scales, and results that
 * are not numbers. */
#include "two_currencies.h"

static double first_number(const struct platform *p, const char *driver,
                           double shift, const char *output)
{
    ttr_program *program = compile_ok(p->combiner);
    double *shifts = no_shifts(program), value[MOST_VALUES];
    ttr_forecast *forecast;

    shifts[driver_index(program, driver)] = shift;
    forecast = run_ok(program, shifts);
    read_periods(forecast, output, 0, value);
    ttr_forecast_unref(forecast);
    free(shifts);
    ttr_program_unref(program);
    return value[0];
}

START_TEST(shifts_are_on_the_drivers_scale)
{
    struct platform p;
    ttr_stream *stream;

    platform_begin(&p, TTR_QUARTER, 4);
    stream = platform_formula(&p, "a", 40, "x * s + r");
    declare_driver(stream, "s", "1", TTR_SUPPORT_UNIT, 0.25);
    declare_driver(stream, "r", "money", TTR_SUPPORT_REAL, -3);
    assert_near(first_number(&p, "a/US/x", log(1.1), "a/revenue"),
                40 * 1.1 * 0.25 - 3, 1e-14);
    /* odds of 1 to 3, times 3, are even */
    assert_near(first_number(&p, "a/US/s", log(3), "a/revenue"), 40 * 0.5 - 3,
                1e-14);
    assert_near(first_number(&p, "a/US/r", 7, "a/revenue"), 10 + 4, 1e-14);
    platform_end(&p);
}
END_TEST

/* No shifts are zero shifts, bit by bit. */
START_TEST(no_shift_is_a_shift_of_zero)
{
    struct platform p;
    ttr_program *program;
    double *shifts, one[MOST_VALUES], other[MOST_VALUES];
    ttr_forecast *central, *shifted;

    begin_two_currencies(&p);
    program = compile_ok(p.combiner);
    shifts = no_shifts(program);
    central = run_ok(program, NULL);
    shifted = run_ok(program, shifts);
    read_view(central, "total/revenue", TTR_WORLD, TTR_REPORTING,
              TTR_STEP_PERIOD, one);
    read_view(shifted, "total/revenue", TTR_WORLD, TTR_REPORTING,
              TTR_STEP_PERIOD, other);
    ck_assert(same_bits(one, other, MONTHS));
    ttr_forecast_unref(central);
    ttr_forecast_unref(shifted);
    free(shifts);
    ttr_program_unref(program);
    platform_end(&p);
}
END_TEST

static void assert_run_fails(const struct platform *p, const char *driver,
                             double shift, ttr_status status,
                             const char *message)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = compile_ok(p->combiner);
    double *shifts = no_shifts(program);
    ttr_forecast *forecast = NULL;

    shifts[driver_index(program, driver)] = shift;
    ttri_assert_fails(ttr_program_run(program, shifts, &forecast, &error),
                      status, &error, message);
    ck_assert_ptr_null(forecast);
    free(shifts);
    ttr_program_unref(program);
}

START_TEST(shifts_must_be_finite)
{
    struct platform p;

    begin_two_currencies(&p);
    assert_run_fails(&p, "a/EU/x", NAN, TTR_E_RANGE,
                     "a/EU/x must have a finite shift (got nan)");
    assert_run_fails(&p, "environment/EU/fx", INFINITY, TTR_E_RANGE,
                     "environment/EU/fx must have a finite shift (got inf)");
    platform_end(&p);
}
END_TEST

/* Finite shifts that leave the range of doubles: the first number that does is
 * named. */
START_TEST(numbers_must_be_finite)
{
    struct platform p;

    begin_two_currencies(&p);
    assert_run_fails(&p, "a/US/x", 800, TTR_E_NUMERIC,
                     "a/cash of US in 2024-11 must be finite (got inf)");
    assert_run_fails(&p, "b/EU/x", 800, TTR_E_NUMERIC,
                     "b/revenue of EU in 2024-11 must be finite (got inf)");
    assert_run_fails(
        &p, "environment/EU/fx", 800, TTR_E_NUMERIC,
        "environment/fx of EU in 2024-11 must be finite (got inf)");
    assert_run_fails(
        &p, "environment/EU/fx_end", 800, TTR_E_NUMERIC,
        "environment/fx_end of EU in 2024-11 must be finite (got inf)");
    platform_end(&p);
}
END_TEST

/* Numbers may be finite by period and region, and their sums or ratios not. */
START_TEST(sums_and_ratios_must_be_finite)
{
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 4);
    platform_stream(&p, "a", 5e307);
    platform_link(&p, "l", "a/revenue", "a/x", 0, 1);
    assert_run_fails(&p, "a/US/x", 0, TTR_E_NUMERIC,
                     "a/revenue of US in 2024 must be finite (got inf)");
    platform_end(&p);

    platform_begin(&p, TTR_QUARTER, 1);
    platform_region(&p, "EU", "USD");
    platform_stream(&p, "a", 1.5e308);
    platform_link(&p, "l", "a/revenue", "a/x", 0, 1);
    assert_run_fails(&p, "a/US/x", 0, TTR_E_NUMERIC,
                     "a/revenue of World in 2024-Q1 must be finite (got inf)");
    platform_end(&p);

    platform_begin(&p, TTR_QUARTER, 1);
    define_output(platform_formula(&p, "a", 5, "1e9 + 0 * x"), "each", "1",
                  TTR_KIND_RATIO, "revenue / x");
    assert_run_fails(&p, "a/US/x", -704, TTR_E_NUMERIC,
                     "a/each of US in 2024-Q1 must be finite (got inf)");
    platform_end(&p);
}
END_TEST

/* Whatever the shifts, a run fails or all that can be read is finite. */
START_TEST(a_forecast_holds_numbers)
{
    struct platform p;
    ttr_program *program;
    double *shifts;
    uint64_t state = 77 + (uint64_t)_i;
    int failed = 0;

    begin_two_currencies(&p);
    program = compile_ok(p.combiner);
    shifts = no_shifts(program);
    for (int turn = 0; turn < 50; turn++) {
        struct ttr_error error = ttri_unit_error();
        ttr_forecast *forecast = NULL;

        for (uint32_t i = 0; i < ttr_program_drivers(program); i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            shifts[i] = 720.0 * ((double)(state >> 11) * 0x1p-52 - 1);
        }
        if (ttr_program_run(program, shifts, &forecast, &error) != TTR_OK) {
            ck_assert_int_eq(error.status, TTR_E_NUMERIC);
            failed++;
            continue;
        }
        for (uint32_t i = 0; i < ttr_program_outputs(program); i++)
            for (int32_t step = 0; step <= TTR_STEP_HORIZON; step++)
                for (uint32_t r = 0; r < 3; r++) {
                    double value[MONTHS] = {0};

                    ttri_assert_ok(ttr_forecast_read(forecast, i,
                                                     r < 2 ? r : TTR_WORLD,
                                                     TTR_REPORTING, step, value,
                                                     MONTHS, &error),
                                   &error);
                    for (int t = 0; t < MONTHS; t++)
                        ck_assert(isfinite(value[t]));
                }
        ttr_forecast_unref(forecast);
    }
    ck_assert_int_gt(failed, 0);
    ck_assert_int_lt(failed, 50);
    free(shifts);
    ttr_program_unref(program);
    platform_end(&p);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shifts");
    TCase *one = tcase_create("shifts");

    tcase_add_test(one, shifts_are_on_the_drivers_scale);
    tcase_add_test(one, no_shift_is_a_shift_of_zero);
    tcase_add_test(one, shifts_must_be_finite);
    tcase_add_test(one, numbers_must_be_finite);
    tcase_add_test(one, sums_and_ratios_must_be_finite);
    tcase_add_loop_test(one, a_forecast_holds_numbers, 0, 10);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
