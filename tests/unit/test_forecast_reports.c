/* Tables of a forecast, reports, shares of streams, and what can not be read.
 */
#include "two_currencies.h"

/* ---- tables, reports, concentration ---- */

START_TEST(a_table_is_its_rows)
{
    ttr_forecast *f = run_two_currencies();
    const ttr_program *program = ttr_forecast_program(f);
    struct ttr_error error = ttri_unit_error();
    uint32_t outputs[64], count = ttr_program_outputs(program);
    static double table[64 * 3 * MONTHS];

    ck_assert_uint_le(count, 64);
    for (uint32_t i = 0; i < count; i++)
        outputs[i] = count - 1 - i;
    for (int32_t view = TTR_REPORTING; view <= TTR_CONSTANT; view++)
        for (int32_t step = 0; step <= TTR_STEP_HORIZON; step++) {
            uint32_t steps = ttr_program_steps(program, step);

            ttri_assert_ok(ttr_forecast_table(f, outputs, count, view, step,
                                              table, (size_t)count * 3 * steps,
                                              &error),
                           &error);
            for (uint32_t i = 0; i < count; i++)
                for (uint32_t r = 0; r < 3; r++) {
                    double row[MONTHS];

                    ttri_assert_ok(
                        ttr_forecast_read(f, outputs[i], r < 2 ? r : TTR_WORLD,
                                          view, step, row, MONTHS, &error),
                        &error);
                    ck_assert(same_bits(table + ((size_t)i * 3 + r) * steps,
                                        row, steps));
                }
        }
    ttr_forecast_unref(f);
}
END_TEST

START_TEST(reports_are_weighted_sums)
{
    ttr_forecast *f = run_two_currencies();
    struct ttr_error error = ttri_unit_error();
    double value[MONTHS], people[MOST_VALUES];

    ck_assert_uint_eq(ttr_forecast_reports(f), 2);
    ck_assert_str_eq(ttr_forecast_report_name(f, 0), "group");
    ck_assert_int_eq(ttr_forecast_report_kind(f, 0), TTR_KIND_FLOW);
    ck_assert_str_eq(ttr_forecast_report_name(f, 1), "crowd");
    ck_assert_int_eq(ttr_forecast_report_kind(f, 1), TTR_KIND_STOCK);
    ck_assert_ptr_null(ttr_forecast_report_name(f, 2));
    ck_assert_int_eq(ttr_forecast_report_kind(f, 2), 0);
    ttri_assert_ok(
        ttr_forecast_report(f, 0, TTR_STEP_PERIOD, value, MONTHS, &error),
        &error);
    for (uint32_t t = 0; t < MONTHS; t++)
        assert_near(value[t],
                    0.5 * eu[t] * average[t] + 2 * (8 + 8 * average[t]), 1e-14);
    ttri_assert_ok(
        ttr_forecast_report(f, 0, TTR_STEP_YEAR, value, MONTHS, &error),
        &error);
    assert_near(value[0],
                0.5 * sum_of(eu, average, NULL, 0, 2) + 2 * (16 + 8 * 2.30),
                1e-14);
    ttri_assert_ok(
        ttr_forecast_report(f, 1, TTR_STEP_HORIZON, value, MONTHS, &error),
        &error);
    read_view(f, "a/people", TTR_WORLD, TTR_LOCAL, TTR_STEP_HORIZON, people);
    assert_near(value[0], people[0], 1e-15);
    ttr_forecast_unref(f);
}
END_TEST

START_TEST(concentration_of_revenue)
{
    ttr_forecast *f = run_two_currencies();
    struct ttr_error error = ttri_unit_error();
    double value[MONTHS];

    ttri_assert_ok(
        ttr_forecast_hhi(f, 0, TTR_STEP_PERIOD, value, MONTHS, &error), &error);
    for (uint32_t t = 0; t < MONTHS; t++) {
        double share = us[t] / (us[t] + 8);

        assert_near(value[t], share * share + (1 - share) * (1 - share), 1e-15);
    }
    /* November: 10 + 7.7 against 8 + 8.8 dollars */
    ttri_assert_ok(
        ttr_forecast_hhi(f, TTR_WORLD, TTR_STEP_PERIOD, value, MONTHS, &error),
        &error);
    assert_near(value[0], (17.7 * 17.7 + 16.8 * 16.8) / (34.5 * 34.5), 1e-14);
    ttri_assert_ok(
        ttr_forecast_hhi(f, 1, TTR_STEP_HORIZON, value, MONTHS, &error),
        &error);
    assert_near(value[0], (18.0 * 18 + 40 * 40) / (58.0 * 58), 1e-14);
    ttr_forecast_unref(f);
}
END_TEST

/* Losses do not count, and nothing has no concentration; squares of what
 * revenue can be do not overflow. */
START_TEST(concentration_at_the_edges)
{
    static const struct {
        const char *first, *second;
        double expected;
    } streams[] = {{"0 - x", "x", 1},
                   {"0 - x", "0 * x", 0},
                   {"1e200 * x", "3e200 * x", 0.625}};

    for (int i = 0; i < 3; i++) {
        struct ttr_error error = ttri_unit_error();
        struct platform p;
        ttr_forecast *f;
        double value[4];

        platform_begin(&p, TTR_QUARTER, 4);
        platform_formula(&p, "a", 5, streams[i].first);
        platform_formula(&p, "b", 5, streams[i].second);
        f = platform_run(&p);
        ttri_assert_ok(
            ttr_forecast_hhi(f, 0, TTR_STEP_PERIOD, value, 4, &error), &error);
        assert_near(value[3], streams[i].expected, 1e-15);
        ttr_forecast_unref(f);
        platform_end(&p);
    }
}
END_TEST

/* ---- what can not be read ---- */

static const struct {
    uint32_t output, region; /* output 99: none */
    int32_t view, step;
    size_t capacity;
    ttr_status status;
    const char *message;
} unreadable[] = {
    {0, 0, TTR_REPORTING, 7, MONTHS, TTR_E_ARGUMENT,
     "step must be one of TTR_STEP_ (got 7)"},
    {0, 0, TTR_REPORTING, -1, MONTHS, TTR_E_ARGUMENT,
     "step must be one of TTR_STEP_ (got -1)"},
    {0, 0, TTR_REPORTING, TTR_STEP_PERIOD, MONTHS - 1, TTR_E_ARGUMENT,
     "values must have room for every number of the table (got 4)"},
    {0, 2, TTR_REPORTING, TTR_STEP_PERIOD, MONTHS, TTR_E_ARGUMENT,
     "region must be below the number of regions (got 2)"},
    {0, 0, 4, TTR_STEP_PERIOD, MONTHS, TTR_E_ARGUMENT,
     "currency must be one of the currency views (got 4)"},
    {99, 0, TTR_REPORTING, TTR_STEP_PERIOD, MONTHS, TTR_E_ARGUMENT,
     "output must be below the number of outputs (got 99)"},
};

START_TEST(what_is_not_there_is_not_read)
{
    ttr_forecast *f = run_two_currencies();
    struct ttr_error error = ttri_unit_error();
    double value[MONTHS] = {-1, -1, -1, -1, -1};

    ttri_assert_fails(
        ttr_forecast_read(f, unreadable[_i].output, unreadable[_i].region,
                          unreadable[_i].view, unreadable[_i].step, value,
                          unreadable[_i].capacity, &error),
        unreadable[_i].status, &error, unreadable[_i].message);
    for (int t = 0; t < MONTHS; t++)
        ck_assert(value[t] == -1);
    ttr_forecast_unref(f);
}
END_TEST

/* Dollars and euros have no local sum; only balances are translated. */
static const struct {
    const char *output;
    uint32_t region;
    int32_t view;
    const char *message;
} conflicts[] = {
    {"a/revenue", TTR_WORLD, TTR_LOCAL,
     "a/revenue has no world total in local currency"},
    {"a/each", TTR_WORLD, TTR_LOCAL,
     "a/each has no world total in local currency"},
    {"a/revenue", 0, TTR_TRANSLATION,
     "a/revenue has no translation: it is not a money balance"},
    {"a/people", 0, TTR_TRANSLATION,
     "a/people has no translation: it is not a money balance"},
    {"a/each", 1, TTR_TRANSLATION,
     "a/each has no translation: it is not a money balance"},
};

START_TEST(views_that_say_nothing)
{
    ttr_forecast *f = run_two_currencies();
    struct ttr_error error = ttri_unit_error();
    double value[MONTHS];

    ttri_assert_fails(
        ttr_forecast_read(
            f, output_index(ttr_forecast_program(f), conflicts[_i].output),
            conflicts[_i].region, conflicts[_i].view, TTR_STEP_PERIOD, value,
            MONTHS, &error),
        TTR_E_CONFLICT, &error, conflicts[_i].message);
    ttr_forecast_unref(f);
}
END_TEST

START_TEST(tables_and_reports_are_checked)
{
    ttr_forecast *f = run_two_currencies();
    struct ttr_error error = ttri_unit_error();
    uint32_t outputs[] = {0, 1000};
    double value[64];

    ttri_assert_fails(ttr_forecast_table(f, outputs, 2, TTR_REPORTING,
                                         TTR_STEP_PERIOD, value, 64, &error),
                      TTR_E_ARGUMENT, &error,
                      "output must be below the number of outputs (got 1000)");
    ttri_assert_fails(ttr_forecast_table(f, outputs, 1, TTR_LOCAL,
                                         TTR_STEP_PERIOD, value, 64, &error),
                      TTR_E_ARGUMENT, &error,
                      "currency must be TTR_REPORTING or TTR_CONSTANT (got 2)");
    ttri_assert_fails(ttr_forecast_table(f, outputs, 1, TTR_REPORTING,
                                         TTR_STEP_PERIOD, value, 14, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(
        ttr_forecast_report(f, 2, TTR_STEP_YEAR, value, 64, &error),
        TTR_E_ARGUMENT, &error,
        "report must be below the number of reports (got 2)");
    ttri_assert_fails(ttr_forecast_hhi(f, 2, TTR_STEP_YEAR, value, 64, &error),
                      TTR_E_ARGUMENT, &error,
                      "region must be below the number of regions (got 2)");
    ttri_assert_ok(ttr_forecast_table(f, outputs, 0, TTR_REPORTING,
                                      TTR_STEP_PERIOD, value, 0, &error),
                   &error);
    ttr_forecast_unref(f);
}
END_TEST

/* ---- life ---- */

START_TEST(a_forecast_keeps_its_program)
{
    struct platform p;
    ttr_program *program;
    ttr_forecast *forecast;
    double value[MOST_VALUES];

    begin_two_currencies(&p);
    program = compile_ok(p.combiner);
    platform_end(&p);
    forecast = run_ok(program, NULL);
    ck_assert_ptr_eq(ttr_forecast_program(forecast), program);
    ttr_program_unref(program);
    ck_assert_ptr_eq(ttr_forecast_ref(forecast), forecast);
    ttr_forecast_unref(forecast);
    read_periods(forecast, "a/revenue", 0, value);
    ck_assert(value[1] == 20.0);
    ttr_forecast_unref(forecast);
    ttr_forecast_unref(NULL);
    ck_assert_ptr_null(ttr_forecast_ref(NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast_reports");
    TCase *one = tcase_create("read");

    tcase_add_test(one, a_table_is_its_rows);
    tcase_add_test(one, reports_are_weighted_sums);
    tcase_add_test(one, concentration_of_revenue);
    tcase_add_test(one, concentration_at_the_edges);
    tcase_add_loop_test(one, what_is_not_there_is_not_read, 0,
                        TTRI_LENGTH(unreadable));
    tcase_add_loop_test(one, views_that_say_nothing, 0, TTRI_LENGTH(conflicts));
    tcase_add_test(one, tables_and_reports_are_checked);
    tcase_add_test(one, a_forecast_keeps_its_program);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
