/* The macro cycle and preferences on random paths. */
#include "chance_scene.h"

#include <math.h>

static const char *const regions[][2] = {
    {"US", "USD"}, {"DE", "EUR"}, {NULL, NULL}};
static struct chance_scene place;
static ttr_environment *environment;
static struct ttr_error error;
static struct ttr_macro macro;

static void open_scene(void)
{
    error = ttri_unit_error();
    ttri_assert_ok(ttr_environment_new(NULL, &environment, &error), &error);
    macro = (struct ttr_macro){.struct_size = sizeof macro,
                               .to_recession_per_year = 0.4,
                               .to_expansion_per_year = 1.1,
                               .growth_expansion = 0.03,
                               .growth_recession = -0.05};
}

static void close_scene(void)
{
    chance_close(&place);
    ttr_environment_unref(environment);
}

static void open_with(int32_t months, int32_t periods, ttr_date as_of)
{
    struct ttr_calendar calendar =
        chance_calendar(2024, months, periods, as_of);

    chance_open(&place, &calendar, environment, regions);
}

static struct paths cycle(int32_t months, int32_t periods, ttr_date as_of)
{
    ttri_value value;

    ttri_assert_ok(ttr_environment_set_macro(environment, &macro, &error),
                   &error);
    open_with(months, periods, as_of);
    value = ttri_factor(&place.scene, 0, "macro");
    ck_assert_uint_eq(ttri_factor(&place.scene, 1, "macro"), value);
    return paths_of(place.scene.graph, 1, &value);
}

/* ---- the chain ---- */

/* All outcomes of some steps, each with its probability: the draws of a step
 * are cut where the chain decides, so that one from each part tells all. The
 * law of the factor follows exactly. */
struct outcomes {
    double mean[6], square[6], total;
};

static double expansion_behind(double share, double years)
{
    double a = macro.to_recession_per_year, b = macro.to_expansion_per_year;

    return b / (a + b) + (share - b / (a + b)) * exp(-(a + b) * years);
}

/* Walks every sequence of states; `state` 1 is expansion. */
static void walk(struct paths *paths, struct outcomes *sum, uint32_t t,
                 int state, double probability, double years)
{
    double *row = paths_row(paths, "environment/macro");
    double p;

    if (t == paths->periods) {
        paths_run(paths);
        sum->total += probability;
        for (uint32_t i = 0; i < t; i++) {
            double x = paths_at(paths, 0, i);

            sum->mean[i] += probability * x;
            sum->square[i] += probability * x * x;
        }
        return;
    }
    p = expansion_behind(state, years);
    row[t] = p - 1e-9;
    walk(paths, sum, t + 1, 1, probability * p, years);
    row[t] = p + 1e-9;
    walk(paths, sum, t + 1, 0, probability * (1 - p), years);
}

/* Variance of the sum of the states' excess growth: sums of covariances, those
 * of a two-state chain: cov(X_i, X_j) = v_i e^{-(a + b) (j - i) d}, v_i =
 * p_i (1 - p_i). */
static double variance_at(uint32_t t, double start, double years)
{
    double rate = macro.to_recession_per_year + macro.to_expansion_per_year;
    double gain = (macro.growth_expansion - macro.growth_recession) * years,
           sum = 0;

    for (uint32_t i = 0; i <= t; i++) {
        double p = expansion_behind(start, (i + 1) * years);

        for (uint32_t j = i; j <= t; j++)
            sum +=
                (i == j ? 1 : 2) * p * (1 - p) * exp(-rate * (j - i) * years);
    }
    return gain * gain * sum;
}

START_TEST(has_the_law_of_the_chain)
{
    static const int32_t starts[] = {TTR_MACRO_EXPANSION, TTR_MACRO_RECESSION,
                                     TTR_MACRO_STATIONARY};
    static const int32_t lengths[] = {TTR_MONTH, TTR_QUARTER, TTR_YEAR};
    double years = lengths[_i % 3] / 12.0, start = 1.1 / 1.5;
    struct outcomes sum = {0};
    struct paths paths;

    macro.start = starts[_i / 3];
    paths = cycle(lengths[_i % 3], 6, 0);
    if (macro.start == TTR_MACRO_STATIONARY) {
        double *draw = paths_row(&paths, "environment/macro start");

        *draw = start - 1e-9;
        walk(&paths, &sum, 0, 1, start, years);
        *draw = start + 1e-9;
        walk(&paths, &sum, 0, 0, 1 - start, years);
    } else {
        start = macro.start == TTR_MACRO_EXPANSION;
        ck_assert_ptr_null(paths_find(&paths, "environment/macro start"));
        walk(&paths, &sum, 0, (int)start, 1, years);
    }
    ck_assert_double_eq_tol(sum.total, 1, 1e-12);
    for (uint32_t t = 0; t < 6; t++) {
        ck_assert_double_eq_tol(sum.mean[t], 0, 1e-15);
        ck_assert_double_eq_tol(sum.square[t], variance_at(t, start, years),
                                1e-15);
    }
    paths_clear(&paths);
}
END_TEST

/* A year of expansion throughout. */
START_TEST(sums_growth_above_what_is_expected)
{
    struct paths paths;
    double expected = 0;

    macro.start = TTR_MACRO_EXPANSION;
    paths = cycle(TTR_QUARTER, 4, 0);
    for (uint32_t t = 0; t < 4; t++)
        paths_row(&paths, "environment/macro")[t] = 1e-6;
    paths_run(&paths);
    for (uint32_t t = 0; t < 4; t++) {
        double share = expansion_behind(1, (t + 1) * 0.25);

        expected += (0.03 - (share * 0.03 - (1 - share) * 0.05)) * 0.25;
        ck_assert_double_eq_tol(paths_at(&paths, 0, t), expected, 1e-16);
    }
    paths_clear(&paths);
}
END_TEST

/* Nothing before the as-of date; the period that it cuts counts in part. */
START_TEST(begins_at_the_as_of_date)
{
    struct paths paths;
    double share;

    macro.start = TTR_MACRO_RECESSION;
    paths = cycle(TTR_QUARTER, 4, 20240601);
    ck_assert_uint_eq(ttri_graph_draw(paths.graph, 0)->first, 1);
    for (uint32_t t = 0; t < 4; t++)
        paths_row(&paths, "environment/macro")[t] = t == 0 ? 0 : 1 - 1e-9;
    paths_run(&paths);
    ck_assert_double_eq(paths_at(&paths, 0, 0), 0);
    share = expansion_behind(0, 1.0 / 12);
    ck_assert_double_eq_tol(paths_at(&paths, 0, 1), -0.08 * share / 12, 1e-13);
    paths_clear(&paths);
}
END_TEST

/* From there on it has come a longer way in the first period. */
START_TEST(begins_before_the_calendar)
{
    struct paths paths;
    double share = expansion_behind(0, 0.5);

    macro.start = TTR_MACRO_RECESSION;
    paths = cycle(TTR_QUARTER, 4, 20231001);
    paths_row(&paths, "environment/macro")[0] = share + 1e-9;
    paths_run(&paths);
    ck_assert_double_eq_tol(paths_at(&paths, 0, 0), -0.08 * share * 0.5, 1e-13);
    paths_clear(&paths);
}
END_TEST

START_TEST(is_nothing_where_all_is_history)
{
    struct paths paths = cycle(TTR_QUARTER, 4, 20250101);

    ck_assert_uint_eq(ttri_graph_draws(paths.graph), 0);
    paths_run(&paths);
    for (uint32_t t = 0; t < 4; t++)
        ck_assert_double_eq(paths_at(&paths, 0, t), 0);
    paths_clear(&paths);
}
END_TEST

/* Without rates the state stays, and growth is what was expected. */
START_TEST(stays_without_rates)
{
    struct paths paths;

    macro.to_recession_per_year = macro.to_expansion_per_year = 0;
    macro.start = TTR_MACRO_RECESSION;
    paths = cycle(TTR_YEAR, 3, 0);
    for (int k = 0; k < 2; k++) {
        for (uint32_t t = 0; t < 3; t++)
            paths_row(&paths, "environment/macro")[t] = k == 0 ? 1e-12 : 0.999;
        paths_run(&paths);
        for (uint32_t t = 0; t < 3; t++)
            ck_assert_double_eq(paths_at(&paths, 0, t), 0);
    }
    paths_clear(&paths);
}
END_TEST

/* Only one way: absorbed. */
START_TEST(is_absorbed_where_nothing_leads_back)
{
    struct paths paths;

    macro.to_expansion_per_year = 0;
    macro.start = TTR_MACRO_EXPANSION;
    paths = cycle(TTR_YEAR, 3, 0);
    paths_row(&paths, "environment/macro")[0] = exp(-0.4) + 1e-9;
    paths_row(&paths, "environment/macro")[1] = 1e-12;
    paths_run(&paths);
    ck_assert_double_eq_tol(paths_at(&paths, 0, 0), -0.08 * exp(-0.4), 1e-15);
    ck_assert_double_eq_tol(paths_at(&paths, 0, 1),
                            -0.08 * (exp(-0.4) + exp(-0.8)), 1e-15);
    paths_clear(&paths);
}
END_TEST

/* ---- factors ---- */

START_TEST(factors_are_nothing_centrally)
{
    struct ttri_plan *plan;
    ttri_value value[3];
    double result[12];

    ttri_assert_ok(ttr_environment_set_macro(environment, &macro, &error),
                   &error);
    ttri_assert_ok(ttr_environment_add_preference(environment, "taste",
                                                  (const char *const[]){"DE"},
                                                  1, 0.2, 0.3, &error),
                   &error);
    open_with(TTR_QUARTER, 4, 0);
    value[0] = ttri_factor(&place.scene, 0, "macro");
    value[1] = ttri_factor(&place.scene, 1, "taste");
    value[2] = ttri_factor(&place.scene, 0, "taste");
    ck_assert_uint_eq(value[2], ttri_constant(place.scene.graph, 0));
    ck_assert_uint_ne(value[1], value[2]);
    ttri_assert_ok(
        ttri_plan_central(place.scene.graph, 3, value, &plan, &error), &error);
    ttri_assert_ok(ttri_run(plan, &place.memory, NULL, NULL, result, &error),
                   &error);
    for (int i = 0; i < 12; i++)
        ck_assert_double_eq(result[i], 0);
    ttri_plan_free(plan);
}
END_TEST

START_TEST(unknown_factors_are_nothing)
{
    open_with(TTR_QUARTER, 4, 0);
    ck_assert_uint_eq(ttri_factor(&place.scene, 0, "macro"),
                      ttri_constant(place.scene.graph, 0));
    ck_assert_uint_eq(ttri_factor(&place.scene, 0, "taste"),
                      ttri_constant(place.scene.graph, 0));
}
END_TEST

/* One process for all its regions: s' = s e^{-kd} + v sqrt((1 - e^{-2kd}) /
 * 2k) z. */
START_TEST(preferences_are_ornstein_uhlenbeck)
{
    static const double z[] = {0.7, -1.1, 2};
    double decay = exp(-0.3 * 0.25), s = 0;
    double sd = 0.2 * sqrt((1 - exp(-2 * 0.3 * 0.25)) / (2 * 0.3));
    struct paths paths;
    ttri_value value[2];

    ttri_assert_ok(ttr_environment_add_preference(environment, "taste", NULL, 0,
                                                  0.2, 0.3, &error),
                   &error);
    open_with(TTR_QUARTER, 4, 20240401);
    value[0] = ttri_factor(&place.scene, 0, "taste");
    value[1] = ttri_factor(&place.scene, 1, "taste");
    ck_assert_uint_eq(value[0], value[1]);
    paths = paths_of(place.scene.graph, 1, value);
    ck_assert_uint_eq(ttri_graph_draws(paths.graph), 1);
    for (int t = 0; t < 3; t++)
        paths_row(&paths, "environment/preferences/taste")[t + 1] = z[t];
    paths_run(&paths);
    ck_assert_double_eq(paths_at(&paths, 0, 0), 0);
    for (uint32_t t = 1; t < 4; t++) {
        s = s * decay + sd * z[t - 1];
        ck_assert_double_eq_tol(paths_at(&paths, 0, t), s, 1e-14);
    }
    paths_clear(&paths);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("macro");
    TCase *tests = tcase_create("all");

    tcase_add_checked_fixture(tests, open_scene, close_scene);
    tcase_add_loop_test(tests, has_the_law_of_the_chain, 0, 9);
    tcase_add_test(tests, sums_growth_above_what_is_expected);
    tcase_add_test(tests, begins_at_the_as_of_date);
    tcase_add_test(tests, begins_before_the_calendar);
    tcase_add_test(tests, is_nothing_where_all_is_history);
    tcase_add_test(tests, stays_without_rates);
    tcase_add_test(tests, is_absorbed_where_nothing_leads_back);
    tcase_add_test(tests, factors_are_nothing_centrally);
    tcase_add_test(tests, unknown_factors_are_nothing);
    tcase_add_test(tests, preferences_are_ornstein_uhlenbeck);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
