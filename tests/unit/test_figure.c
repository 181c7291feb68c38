/* Figures that can be worked by hand, their names, and what can not be
 * watched. */
#include "chancy.h"
#include "two_currencies.h"

#include "engine/simulation.h"

/* ---- a platform that can be worked by hand ---- */

/* begin_two_currencies() has nothing random but what drivers are given by
 * default; here they are certain. */
static void make_certain(struct platform *p, uint32_t stream,
                         const char *region, const double *values)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = series_driver(MONTHS, values);

    ttri_assert_ok(ttr_driver_set_certain(driver, &error), &error);
    ttri_assert_ok(
        ttr_stream_set_driver(p->stream[stream], region, "x", driver, &error),
        &error);
    ttr_driver_unref(driver);
}

static void make_rate_certain(struct platform *p, const char *key,
                              const double *rates)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = series_driver(MONTHS, rates);

    ttri_assert_ok(ttr_driver_set_certain(driver, &error), &error);
    ttri_assert_ok(
        ttr_environment_set_driver(p->environment, "EU", key, driver, &error),
        &error);
    ttr_driver_unref(driver);
}

static ttr_program *certain_program(void)
{
    static const double eight[MONTHS] = {8, 8, 8, 8, 8};
    struct platform p;
    ttr_program *program;

    begin_two_currencies(&p);
    make_certain(&p, 0, "US", us);
    make_certain(&p, 0, "EU", eu);
    make_certain(&p, 1, "US", eight);
    make_certain(&p, 1, "EU", eight);
    make_rate_certain(&p, "fx", average);
    make_rate_certain(&p, "fx_end", at_end);
    program = compile_ok(p.combiner);
    platform_end(&p);
    return program;
}

/* The variables of one figure on one path, or the one that is wanted. */
static uint32_t read_variables(ttr_program *program, struct ttr_figure figure,
                               uint32_t wanted, double values[MOST_VALUES])
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 256);
    ttr_simulation *simulation = chancy_new(program);
    uint32_t count;

    sampling.replicates = 2;
    chancy_watch_one(simulation, &figure);
    count = ttr_simulation_variables(simulation);
    if (wanted < count) {
        ttri_assert_ok(ttri_simulation_narrow(simulation, &error), &error);
        ttri_simulation_want(simulation, wanted);
    }
    ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, 200, 1, values,
                                        MOST_VALUES, &error),
                   &error);
    ttr_simulation_unref(simulation);
    return count;
}

/* Each is the same where no other is computed. */
static uint32_t value_of(ttr_program *program, struct ttr_figure figure,
                         double values[MOST_VALUES])
{
    uint32_t count = read_variables(program, figure, UINT32_MAX, values);

    for (uint32_t i = 0; i < count; i++) {
        double alone[MOST_VALUES];

        read_variables(program, figure, i, alone);
        ck_assert_double_eq(alone[i], values[i]);
    }
    return count;
}

static struct ttr_figure figure_of(const ttr_program *program, int32_t kind,
                                   const char *output, uint32_t region,
                                   int32_t step)
{
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    figure.kind = kind;
    figure.output = output_index(program, output);
    figure.region = region;
    figure.step = step;
    return figure;
}

/* a/revenue of the US is 10, 20, 30, 40, 50. */
START_TEST(growth_is_since_the_step_before)
{
    ttr_program *program = certain_program();
    double values[MOST_VALUES];

    ck_assert_uint_eq(value_of(program,
                               figure_of(program, TTR_FIGURE_GROWTH,
                                         "a/revenue", 0, TTR_STEP_PERIOD),
                               values),
                      4);
    assert_near(values[0], 1.0, 1e-15);
    assert_near(values[1], 0.5, 1e-15);
    assert_near(values[2], 1.0 / 3.0, 1e-15);
    assert_near(values[3], 0.25, 1e-15);
    /* Two months of 2024 and three of 2025: 30 and 120. */
    ck_assert_uint_eq(value_of(program,
                               figure_of(program, TTR_FIGURE_GROWTH,
                                         "a/revenue", 0, TTR_STEP_YEAR),
                               values),
                      1);
    assert_near(values[0], 3.0, 1e-15);
    ttr_program_unref(program);
}
END_TEST

/* Four months from 10 to 50, and 1/3 year: 5^3 - 1; from 7 to 1 in the EU:
 * (1/7)^3 - 1. */
START_TEST(compound_growth_is_by_year)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure =
        figure_of(program, TTR_FIGURE_CAGR, "a/revenue", 0, TTR_STEP_PERIOD);
    double values[MOST_VALUES];

    ck_assert_uint_eq(value_of(program, figure, values), 1);
    assert_near(values[0], 124.0, 1e-13);
    figure.region = 1;
    figure.currency = TTR_LOCAL;
    ck_assert_uint_eq(value_of(program, figure, values), 1);
    assert_near(values[0], 1.0 / 343.0 - 1.0, 1e-14);
    ttr_program_unref(program);
}
END_TEST

/* Three years of x, any numbers. */
static double compound_growth(double first, double middle, double last)
{
    char text[600];
    struct ttr_figure figure;
    ttr_program *program;
    double values[MOST_VALUES];

    snprintf(text, sizeof text,
             CHANCY_X("year", 3, "real",
                      "{\"series\": [%d, %d, %d], \"range\": \"none\"}", "x"),
             (int)first, (int)middle, (int)last);
    program = chancy_program(text);
    figure = figure_of(program, TTR_FIGURE_CAGR, "a/revenue", TTR_WORLD,
                       TTR_STEP_YEAR);
    ck_assert_uint_eq(value_of(program, figure, values), 1);
    ttr_program_unref(program);
    return values[0];
}

START_TEST(compound_growth_from_or_to_nothing)
{
    assert_near(compound_growth(2, 7, 8), 1.0, 1e-15);
    ck_assert_double_eq(compound_growth(2, 1, 0), -1.0);
    ck_assert_double_eq(compound_growth(2, 1, -3), -1.0);
    ck_assert_double_eq(compound_growth(0, 1, 2), 0.0);
    ck_assert_double_eq(compound_growth(-1, 1, 2), 0.0);
    ck_assert_double_eq(compound_growth(-1, 1, -2), 0.0);
}
END_TEST

/* In period 0: a earns 10 + 7 * 1.1 = 17.7, b 8 + 8 * 1.1 = 16.8. */
START_TEST(shares_and_concentration)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(program, TTR_FIGURE_SHARE, "a/revenue",
                                         TTR_WORLD, TTR_STEP_PERIOD);
    double values[MOST_VALUES], share = 17.7 / 34.5;

    figure.of = output_index(program, "total/revenue");
    ck_assert_uint_eq(value_of(program, figure, values), MONTHS);
    assert_near(values[0], share, 1e-15);
    figure.kind = TTR_FIGURE_HHI;
    ck_assert_uint_eq(value_of(program, figure, values), MONTHS);
    assert_near(values[0], share * share + (1 - share) * (1 - share), 1e-15);
    ttr_program_unref(program);
}
END_TEST

/* At the rates of period 1: 1.2 dollars a euro, also for balances. */
START_TEST(constant_rates_are_one_periods)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(
        program, TTR_FIGURE_OUTPUT, "a/revenue", TTR_WORLD, TTR_STEP_HORIZON);
    double values[MOST_VALUES];

    figure.currency = TTR_CONSTANT;
    ck_assert_uint_eq(value_of(program, figure, values), 1);
    assert_near(values[0], 150.0 + 18.0 * 1.2, 1e-15);
    figure.output = output_index(program, "a/cash");
    ck_assert_uint_eq(value_of(program, figure, values), 1);
    assert_near(values[0], 4 * 50.0 + 4 * 1.0 * 1.2, 1e-15);
    ttr_program_unref(program);
}
END_TEST

/* ---- names ---- */

static void check_text(ttr_program *program, struct ttr_figure figure,
                       uint32_t variable, const char *name, const char *region,
                       const char *step, const char *unit)
{
    ttr_simulation *simulation = chancy_new(program);
    struct ttri_variable_text text;

    chancy_watch_one(simulation, &figure);
    text = ttri_figures_text(&simulation->figures, variable);
    ck_assert_int_eq(text.kind, figure.kind);
    ck_assert_str_eq(text.name, name);
    ck_assert_str_eq(text.region, region);
    ck_assert_str_eq(text.step, step);
    ck_assert_str_eq(text.unit, unit);
    ttr_simulation_unref(simulation);
}

START_TEST(variables_have_names)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(program, TTR_FIGURE_OUTPUT,
                                         "a/revenue", TTR_WORLD, TTR_STEP_YEAR);

    check_text(program, figure, 1, "a/revenue", "World", "2025", "USD");
    figure.currency = TTR_CONSTANT;
    check_text(program, figure, 0, "a/revenue at constant rates", "World",
               "2024", "USD");
    figure.currency = TTR_LOCAL;
    figure.region = 1;
    check_text(program, figure, 0, "a/revenue", "EU", "2024", "EUR");
    figure.output = output_index(program, "a/each");
    check_text(program, figure, 0, "a/each", "EU", "2024", "EUR/user");
    figure.output = output_index(program, "a/people");
    check_text(program, figure, 0, "a/people", "EU", "2024", "users, \"all\"");
    figure = figure_of(program, TTR_FIGURE_GROWTH, "a/revenue", TTR_WORLD,
                       TTR_STEP_PERIOD);
    check_text(program, figure, 0, "growth of a/revenue", "World", "2024-12",
               "1");
    figure.kind = TTR_FIGURE_CAGR;
    check_text(program, figure, 0, "annual growth of a/revenue", "World",
               "2024-11 to 2025-03", "1");
    figure.kind = TTR_FIGURE_SHARE;
    figure.of = output_index(program, "total/revenue");
    check_text(program, figure, 4, "share of a/revenue in total/revenue",
               "World", "2025-03", "1");
    figure.kind = TTR_FIGURE_HHI;
    check_text(program, figure, 0, "hhi", "World", "2024-11", "1");
    figure.kind = TTR_FIGURE_REPORT;
    figure.output = 0;
    check_text(program, figure, 0, "group", "World", "2024-11", "USD");
    figure.output = 1;
    check_text(program, figure, 0, "crowd", "World", "2024-11",
               "users, \"all\"");
    ttr_program_unref(program);
}
END_TEST

START_TEST(variables_are_numbered_in_order)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(program, TTR_FIGURE_OUTPUT,
                                         "a/revenue", TTR_WORLD, TTR_STEP_YEAR);
    ttr_simulation *simulation = chancy_new(program);
    uint32_t first = 9, joint[4] = {9, 9, 9, 9};

    ck_assert_uint_eq(ttr_simulation_variables(simulation), 0);
    first = chancy_watch_one(simulation, &figure);
    ck_assert_uint_eq(first, 0);
    figure.joint = 1;
    first = chancy_watch_one(simulation, &figure);
    ck_assert_uint_eq(first, 2);
    figure.kind = TTR_FIGURE_GROWTH;
    first = chancy_watch_one(simulation, &figure);
    ck_assert_uint_eq(first, 4);
    ck_assert_uint_eq(ttr_simulation_variables(simulation), 5);
    ck_assert_uint_eq(simulation->figures.joints, 3);
    ttri_figures_joint(&simulation->figures, joint);
    ck_assert_uint_eq(joint[0], 2);
    ck_assert_uint_eq(joint[1], 3);
    ck_assert_uint_eq(joint[2], 4);
    ck_assert_uint_eq(joint[3], 9);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

/* ---- refusals ---- */

START_TEST(what_can_not_be_watched_is_refused)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = certain_program();
    const struct ttr_figure good = figure_of(
        program, TTR_FIGURE_OUTPUT, "a/revenue", TTR_WORLD, TTR_STEP_YEAR);
    struct ttr_figure figure = good;
    ttr_simulation *simulation = chancy_new(program);
    uint32_t first = 9;

#define REFUSED(change, status, text)                                          \
    do {                                                                       \
        figure = good;                                                         \
        change;                                                                \
        ttri_assert_fails(                                                     \
            ttr_simulation_watch(simulation, &figure, &first, &error), status, \
            &error, text);                                                     \
    } while (0)

    REFUSED(figure.kind = 6, TTR_E_ARGUMENT,
            "kind must be one of TTR_FIGURE_ (got 6)");
    REFUSED(figure.kind = -1, TTR_E_ARGUMENT,
            "kind must be one of TTR_FIGURE_ (got -1)");
    REFUSED(figure.region = 2, TTR_E_ARGUMENT,
            "region must be below the number of regions (got 2)");
    REFUSED(figure.currency = TTR_TRANSLATION, TTR_E_ARGUMENT,
            "currency must be TTR_REPORTING, TTR_CONSTANT or TTR_LOCAL "
            "(got 3)");
    REFUSED(figure.step = 4, TTR_E_ARGUMENT,
            "step must be one of TTR_STEP_ (got 4)");
    REFUSED(figure.joint = 2, TTR_E_ARGUMENT, "joint must be 0 or 1 (got 2)");
    REFUSED(figure.output = 1000, TTR_E_ARGUMENT,
            "output must be below the number of outputs (got 1000)");
    REFUSED((figure.kind = TTR_FIGURE_SHARE, figure.of = 1000), TTR_E_ARGUMENT,
            "of must be below the number of outputs (got 1000)");
    REFUSED(figure.currency = TTR_LOCAL, TTR_E_CONFLICT,
            "a/revenue has no world total in local currency");
    REFUSED((figure.kind = TTR_FIGURE_REPORT, figure.output = 2),
            TTR_E_ARGUMENT,
            "output must be below the number of reports (got 2)");
    REFUSED(
        (figure.kind = TTR_FIGURE_REPORT, figure.output = 0, figure.region = 0),
        TTR_E_CONFLICT,
        "group is a report: of the world, in reporting currency");
    REFUSED((figure.kind = TTR_FIGURE_GROWTH, figure.step = TTR_STEP_HORIZON),
            TTR_E_ARGUMENT,
            "step must have two steps that growth lies between (got 3)");
    REFUSED(figure.kind = TTR_FIGURE_CAGR, TTR_E_ARGUMENT,
            "step must have two complete steps that growth lies between "
            "(got 1)");
    REFUSED(figure.struct_size = 8, TTR_E_STRUCT_SIZE, NULL);
#undef REFUSED
    ck_assert_uint_eq(first, 9);
    ck_assert_uint_eq(ttr_simulation_variables(simulation), 0);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

START_TEST(nothing_is_watched_after_use)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(program, TTR_FIGURE_OUTPUT,
                                         "a/revenue", TTR_WORLD, TTR_STEP_YEAR);
    ttr_simulation *simulation = chancy_new(program);
    uint32_t dimensions = 9;

    ttri_assert_fails(
        ttr_simulation_dimensions(simulation, &dimensions, &error),
        TTR_E_MISSING, &error, "simulation must watch at least one figure");
    chancy_watch_one(simulation, &figure);
    ttri_assert_ok(ttr_simulation_dimensions(simulation, &dimensions, &error),
                   &error);
    ck_assert_uint_eq(dimensions, 0);
    ttri_assert_fails(ttr_simulation_watch(simulation, &figure, NULL, &error),
                      TTR_E_CONFLICT, &error,
                      "simulation has been used: watch all figures before");
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

START_TEST(defaults_are_the_worlds_years)
{
    struct ttr_figure figure;

    memset(&figure, 0x55, sizeof figure);
    ttr_figure_init(&figure, sizeof figure);
    ck_assert_uint_eq(figure.struct_size, sizeof figure);
    ck_assert_int_eq(figure.kind, TTR_FIGURE_OUTPUT);
    ck_assert_uint_eq(figure.region, TTR_WORLD);
    ck_assert_int_eq(figure.currency, TTR_REPORTING);
    ck_assert_int_eq(figure.step, TTR_STEP_YEAR);
    ck_assert_int_eq(figure.joint, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("figure");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_test(cases, growth_is_since_the_step_before);
    tcase_add_test(cases, compound_growth_is_by_year);
    tcase_add_test(cases, compound_growth_from_or_to_nothing);
    tcase_add_test(cases, shares_and_concentration);
    tcase_add_test(cases, constant_rates_are_one_periods);
    tcase_add_test(cases, variables_have_names);
    tcase_add_test(cases, variables_are_numbered_in_order);
    tcase_add_test(cases, what_can_not_be_watched_is_refused);
    tcase_add_test(cases, nothing_is_watched_after_use);
    tcase_add_test(cases, defaults_are_the_worlds_years);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
