/* Reading a forecast: currency views, years, ratios. */
#include "two_currencies.h"

/* ---- currency views by period ---- */

START_TEST(views_of_a_flow)
{
    ttr_forecast *f = run_two_currencies();
    double value[MOST_VALUES];

    read_view(f, "a/revenue", 1, TTR_LOCAL, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        ck_assert(value[t] == eu[t]);
    read_view(f, "a/revenue", 1, TTR_REPORTING, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        assert_near(value[t], eu[t] * average[t], 1e-15);
    read_view(f, "a/revenue", 1, TTR_CONSTANT, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        assert_near(value[t], eu[t] * 1.20, 1e-15);
    read_view(f, "a/revenue", TTR_WORLD, TTR_REPORTING, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        assert_near(value[t], us[t] + eu[t] * average[t], 1e-15);
    read_view(f, "a/revenue", 0, TTR_CONSTANT, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        ck_assert(value[t] == us[t]);
    ttr_forecast_unref(f);
}
END_TEST

/* A balance takes the rate of the period's end, a stock the average. */
START_TEST(views_of_balances_and_stocks)
{
    ttr_forecast *f = run_two_currencies();
    double cash[MOST_VALUES], wealth[MOST_VALUES];

    read_view(f, "a/cash", 1, TTR_REPORTING, TTR_STEP_PERIOD, cash);
    read_view(f, "a/wealth", 1, TTR_REPORTING, TTR_STEP_PERIOD, wealth);
    for (uint32_t t = 0; t < MONTHS; t++) {
        assert_near(cash[t], 4 * eu[t] * at_end[t], 1e-15);
        assert_near(wealth[t], 3 * eu[t] * average[t], 1e-15);
    }
    read_view(f, "a/cash", TTR_WORLD, TTR_CONSTANT, TTR_STEP_PERIOD, cash);
    for (uint32_t t = 0; t < MONTHS; t++)
        assert_near(cash[t], 4 * us[t] + 4 * eu[t] * 1.20, 1e-15);
    ttr_forecast_unref(f);
}
END_TEST

/* People have no currency, whatever the view. */
START_TEST(views_without_money)
{
    static const int32_t views[] = {TTR_REPORTING, TTR_CONSTANT, TTR_LOCAL};
    ttr_forecast *f = run_two_currencies();
    double value[MOST_VALUES];

    for (int i = 0; i < 3; i++) {
        read_view(f, "a/people", 1, views[i], TTR_STEP_PERIOD, value);
        for (uint32_t t = 0; t < MONTHS; t++)
            ck_assert(value[t] == 2 * eu[t] + 1);
        read_view(f, "a/people", TTR_WORLD, views[i], TTR_STEP_PERIOD, value);
        for (uint32_t t = 0; t < MONTHS; t++)
            ck_assert(value[t] == 2 * eu[t] + 1 + 2 * us[t] + 1);
    }
    ttr_forecast_unref(f);
}
END_TEST

/* closing = opening + change at the average rate + translation */
START_TEST(translation_rolls_a_balance)
{
    ttr_forecast *f = run_two_currencies();
    double value[MOST_VALUES], closing[MOST_VALUES];

    read_view(f, "a/cash", 1, TTR_REPORTING, TTR_STEP_PERIOD, closing);
    read_view(f, "a/cash", 1, TTR_TRANSLATION, TTR_STEP_PERIOD, value);
    ck_assert(value[0] == 0.0);
    for (uint32_t t = 1; t < MONTHS; t++)
        assert_near(closing[t],
                    closing[t - 1] + 4 * (eu[t] - eu[t - 1]) * average[t] +
                        value[t],
                    1e-14);
    /* December: 20 * 1.22 - 28 * 1.15 + 8 * 1.20 */
    assert_near(value[1], 1.8, 1e-13);
    read_view(f, "a/cash", 0, TTR_TRANSLATION, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        ck_assert(value[t] == 0.0);
    ttr_forecast_unref(f);
}
END_TEST

START_TEST(translation_adds_up)
{
    ttr_forecast *f = run_two_currencies();
    double month[MOST_VALUES], year[MOST_VALUES], all[MOST_VALUES];

    read_view(f, "a/cash", TTR_WORLD, TTR_TRANSLATION, TTR_STEP_PERIOD, month);
    read_view(f, "a/cash", TTR_WORLD, TTR_TRANSLATION, TTR_STEP_YEAR, year);
    read_view(f, "a/cash", TTR_WORLD, TTR_TRANSLATION, TTR_STEP_HORIZON, all);
    assert_near(year[0], month[0] + month[1], 1e-14);
    assert_near(year[1], month[2] + month[3] + month[4], 1e-14);
    assert_near(all[0], year[0] + year[1], 1e-14);
    ttr_forecast_unref(f);
}
END_TEST

/* Where no end rate is given, the curve of the average is read there: from 1
 * January 2024 by 0.4 a year, 1.05 at mid-quarter and 1.1 at its end. */
START_TEST(end_rates_by_default)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_driver *driver = NULL;
    ttr_forecast *f;
    double value[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, 4);
    platform_region(&p, "EU", "EUR");
    define_output(platform_stream(&p, "a", 10), "cash", "money",
                  TTR_KIND_BALANCE, "x");
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_linear(driver, 1, 0.4, 20240101, &error),
                   &error);
    ttri_assert_ok(
        ttr_environment_set_driver(p.environment, NULL, "fx", driver, &error),
        &error);
    ttr_driver_unref(driver);
    f = platform_run(&p);
    read_view(f, "a/revenue", 1, TTR_REPORTING, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < 4; t++)
        assert_near(value[t], 10.5 + t, 1e-14);
    read_view(f, "a/cash", 1, TTR_REPORTING, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < 4; t++)
        assert_near(value[t], 11.0 + t, 1e-14);
    ttr_forecast_unref(f);
    platform_end(&p);
}
END_TEST

/* ---- years ---- */

/* The first and last month of each step, in calendar and in fiscal years. */
static const struct {
    int32_t step;
    uint32_t steps, first[4];
    const char *label[3];
} axes[] = {
    {TTR_STEP_YEAR, 2, {0, 2, 5}, {"2024", "2025"}},
    {TTR_STEP_FISCAL_YEAR, 2, {0, 3, 5}, {"FY2025", "FY2026"}},
    {TTR_STEP_HORIZON, 1, {0, 5}, {"2024-2025"}},
};

START_TEST(steps_of_time)
{
    ttr_forecast *f = run_two_currencies();
    const ttr_program *program = ttr_forecast_program(f);
    int32_t step = axes[_i].step;

    ck_assert_uint_eq(ttr_program_steps(program, step), axes[_i].steps);
    for (uint32_t i = 0; i < axes[_i].steps; i++)
        ck_assert_str_eq(ttr_program_step(program, step, i), axes[_i].label[i]);
    ck_assert_ptr_null(ttr_program_step(program, step, axes[_i].steps));
    ck_assert_uint_eq(ttr_program_steps(program, 4), 0);
    ck_assert_str_eq(ttr_program_step(program, TTR_STEP_PERIOD, 2), "2025-01");
    ttr_forecast_unref(f);
}
END_TEST

START_TEST(flows_add_up)
{
    ttr_forecast *f = run_two_currencies();
    double value[MOST_VALUES], world[MOST_VALUES], constant[MOST_VALUES];
    int32_t step = axes[_i].step;

    read_view(f, "a/revenue", 1, TTR_REPORTING, step, value);
    read_view(f, "a/revenue", 1, TTR_CONSTANT, step, constant);
    read_view(f, "a/revenue", TTR_WORLD, TTR_REPORTING, step, world);
    for (uint32_t i = 0; i < axes[_i].steps; i++) {
        uint32_t first = axes[_i].first[i], next = axes[_i].first[i + 1];
        double euros = sum_of(eu, average, NULL, first, next);

        assert_near(value[i], euros, 1e-14);
        assert_near(constant[i], 1.20 * sum_of(eu, NULL, NULL, first, next),
                    1e-14);
        assert_near(world[i], euros + sum_of(us, NULL, NULL, first, next),
                    1e-14);
    }
    ttr_forecast_unref(f);
}
END_TEST

START_TEST(balances_are_the_last)
{
    ttr_forecast *f = run_two_currencies();
    double value[MOST_VALUES];

    read_view(f, "a/cash", TTR_WORLD, TTR_REPORTING, axes[_i].step, value);
    for (uint32_t i = 0; i < axes[_i].steps; i++) {
        uint32_t last = axes[_i].first[i + 1] - 1;

        assert_near(value[i], 4 * us[last] + 4 * eu[last] * at_end[last],
                    1e-14);
    }
    ttr_forecast_unref(f);
}
END_TEST

START_TEST(stocks_are_means_by_days)
{
    ttr_forecast *f = run_two_currencies();
    double people[MOST_VALUES], wealth[MOST_VALUES];

    read_view(f, "a/people", 1, TTR_REPORTING, axes[_i].step, people);
    read_view(f, "a/wealth", 1, TTR_REPORTING, axes[_i].step, wealth);
    for (uint32_t i = 0; i < axes[_i].steps; i++) {
        uint32_t first = axes[_i].first[i], next = axes[_i].first[i + 1];
        double length = sum_of(days, NULL, NULL, first, next);
        double mean = sum_of(eu, days, NULL, first, next) / length;

        assert_near(people[i], 2 * mean + 1, 1e-14);
        assert_near(wealth[i],
                    3 * sum_of(eu, days, average, first, next) / length, 1e-14);
    }
    ttr_forecast_unref(f);
}
END_TEST

START_TEST(ratios_are_recomputed)
{
    ttr_forecast *f = run_two_currencies();
    double value[MOST_VALUES], people[MOST_VALUES], world[MOST_VALUES];

    read_view(f, "a/each", TTR_WORLD, TTR_REPORTING, axes[_i].step, value);
    read_view(f, "a/people", TTR_WORLD, TTR_REPORTING, axes[_i].step, people);
    read_view(f, "a/revenue", TTR_WORLD, TTR_REPORTING, axes[_i].step, world);
    for (uint32_t i = 0; i < axes[_i].steps; i++)
        assert_near(value[i], world[i] / people[i], 1e-15);
    ttr_forecast_unref(f);
}
END_TEST

/* Of money to money: a flow at average rates over a balance at the end's. */
START_TEST(ratios_of_money)
{
    ttr_forecast *f = run_two_currencies();
    double value[MOST_VALUES];

    read_view(f, "a/speed", 1, TTR_LOCAL, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        ck_assert(value[t] == 0.25);
    read_view(f, "a/speed", 1, TTR_REPORTING, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        assert_near(value[t], 0.25 * average[t] / at_end[t], 1e-15);
    read_view(f, "a/speed", TTR_WORLD, TTR_CONSTANT, TTR_STEP_PERIOD, value);
    for (uint32_t t = 0; t < MONTHS; t++)
        assert_near(value[t], 0.25, 1e-15);
    ttr_forecast_unref(f);
}
END_TEST

/* What a program says of its outputs. */
START_TEST(outputs_are_described)
{
    static const struct {
        const char *name, *unit;
        int32_t kind, money;
    } expected[] = {
        {"a/revenue", "money", TTR_KIND_FLOW, 1},
        {"a/cash", "money", TTR_KIND_BALANCE, 1},
        {"a/people", "users, \"all\"", TTR_KIND_STOCK, 0},
        {"a/each", "money/user", TTR_KIND_RATIO, 1},
        {"a/speed", "1", TTR_KIND_RATIO, 0},
    };
    ttr_forecast *f = run_two_currencies();
    const ttr_program *program = ttr_forecast_program(f);

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct ttr_program_output info = {.struct_size = sizeof info};
        struct ttr_error error = ttri_unit_error();

        ttri_assert_ok(
            ttr_program_output(program, output_index(program, expected[i].name),
                               &info, &error),
            &error);
        ck_assert_str_eq(info.name, expected[i].name);
        ck_assert_str_eq(info.unit, expected[i].unit);
        ck_assert_int_eq(info.kind, expected[i].kind);
        ck_assert_int_eq(info.money, expected[i].money);
        ck_assert_int_eq(info.model, TTR_MODEL_CUSTOM);
    }
    ttr_forecast_unref(f);
}
END_TEST

/* A ratio without anything below it is 0. */
START_TEST(ratios_of_nothing)
{
    struct platform p;
    ttr_stream *stream;
    ttr_forecast *f;
    double value[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, 4);
    stream = platform_stream(&p, "a", 5);
    define_output(stream, "each", "money", TTR_KIND_RATIO, "x / (x - x)");
    f = platform_run(&p);
    for (int32_t step = 0; step <= TTR_STEP_HORIZON; step++) {
        read_view(f, "a/each", TTR_WORLD, TTR_REPORTING, step, value);
        ck_assert(value[0] == 0.0);
    }
    ttr_forecast_unref(f);
    platform_end(&p);
}
END_TEST

/* Which years hold all their periods. */
START_TEST(incomplete_years)
{
    static const struct {
        int32_t months, start, periods, fiscal;
        const char *year, *fiscal_year; /* 1: complete */
    } calendars[] = {
        {TTR_MONTH, 12, 14, 1, "010", "010"},
        {TTR_MONTH, 1, 24, 1, "11", "11"},
        {TTR_MONTH, 4, 24, 4, "010", "11"},
        {TTR_MONTH, 3, 12, 4, "00", "00"},
        {TTR_QUARTER, 1, 5, 1, "10", "10"},
        {TTR_QUARTER, 10, 9, 10, "011", "110"},
        /* from February: a quarter straddles each year's end */
        {TTR_QUARTER, 2, 8, 2, "00", "11"},
        {TTR_YEAR, 1, 3, 1, "111", "111"},
        {TTR_YEAR, 7, 2, 7, "00", "11"},
    };

    for (size_t i = 0; i < sizeof calendars / sizeof *calendars; i++) {
        struct ttr_calendar calendar =
            platform_calendar(calendars[i].months, calendars[i].periods);
        struct platform p;
        ttr_program *program;
        const char *expected[] = {calendars[i].year, calendars[i].fiscal_year};

        calendar.start_month = calendars[i].start;
        calendar.fiscal_start = calendars[i].fiscal;
        platform_begin_with(&p, &calendar);
        platform_region(&p, "US", "USD");
        platform_stream(&p, "a", 1);
        program = compile_ok(p.combiner);
        for (int k = 0; k < 2; k++) {
            int32_t step = k == 0 ? TTR_STEP_YEAR : TTR_STEP_FISCAL_YEAR;

            ck_assert_uint_eq(ttr_program_steps(program, step),
                              strlen(expected[k]));
            for (uint32_t j = 0; j < ttr_program_steps(program, step); j++)
                ck_assert_msg(ttr_program_step_complete(program, step, j) ==
                                  expected[k][j] - '0',
                              "calendar %zu, %s", i,
                              ttr_program_step(program, step, j));
        }
        ck_assert_int_eq(ttr_program_step_complete(program, TTR_STEP_YEAR, 99),
                         0);
        ttr_program_unref(program);
        platform_end(&p);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forecast");
    TCase *one = tcase_create("read");

    tcase_add_test(one, views_of_a_flow);
    tcase_add_test(one, views_of_balances_and_stocks);
    tcase_add_test(one, views_without_money);
    tcase_add_test(one, translation_rolls_a_balance);
    tcase_add_test(one, translation_adds_up);
    tcase_add_test(one, end_rates_by_default);
    tcase_add_loop_test(one, steps_of_time, 0, TTRI_LENGTH(axes));
    tcase_add_loop_test(one, flows_add_up, 0, TTRI_LENGTH(axes));
    tcase_add_loop_test(one, balances_are_the_last, 0, TTRI_LENGTH(axes));
    tcase_add_loop_test(one, stocks_are_means_by_days, 0, TTRI_LENGTH(axes));
    tcase_add_loop_test(one, ratios_are_recomputed, 0, TTRI_LENGTH(axes));
    tcase_add_test(one, ratios_of_nothing);
    tcase_add_test(one, ratios_of_money);
    tcase_add_test(one, outputs_are_described);
    tcase_add_test(one, incomplete_years);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
