/* What a run finds: the parts of its variance, nothing where nothing is
 * random, a scenario, and trouble on a path. */
#include "chancy.h"

/* ---- not knowing and chance ---- */

START_TEST(variance_is_split)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 16384);
    uint32_t variables = ttr_simulation_variables(simulation);
    ttr_distribution *made;
    double share[32], deviation[32];

    ck_assert_uint_le(variables, 32);
    sampling.split_paths = 16384;
    made = chancy_run(simulation, &sampling, NULL);
    ttri_assert_ok(ttr_distribution_epistemic_shares(made, 0, variables, share,
                                                     deviation, &error),
                   &error);
    /* Levels weigh most at first; noise adds up over the years. */
    ck_assert_double_gt(share[0], 0.5);
    ck_assert_double_lt(share[0], 1.0);
    ck_assert_double_lt(share[2], share[0]);
    ttr_distribution_unref(made);
    ttr_simulation_unref(simulation);
}
END_TEST

/* ---- nothing random ---- */

static const char certain_model[] = CHANCY_X(
    "quarter", 4, "positive", "{\"value\": 3, \"range\": \"none\"}", "x * x");

START_TEST(what_is_certain_has_no_spread)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(certain_model);
    ttr_simulation *simulation = chancy_watching(program, "total/revenue");
    struct ttr_sampling sampling = chancy_sampling(_i, 2048);
    ttr_distribution *made;
    double mean, deviation, mean_error, deviation_error, quantile[2];
    static const double level[] = {0.1, 0.9};
    uint32_t dimensions = 9;

    sampling.split_paths = 1024;
    made = chancy_run(simulation, &sampling, NULL);
    ttri_assert_ok(
        ttr_distribution_means(made, 0, 1, &mean, &mean_error, &error), &error);
    ttri_assert_ok(ttr_distribution_deviations(made, 0, 1, &deviation,
                                               &deviation_error, &error),
                   &error);
    ttri_assert_ok(ttr_distribution_quantiles(made, 0, 1, level, 2, quantile,
                                              NULL, &error),
                   &error);
    ck_assert_double_eq(mean, 36.0);
    ck_assert_double_eq(mean_error, 0.0);
    ck_assert_double_eq(deviation, 0.0);
    ck_assert_double_eq(quantile[0], 36.0);
    ck_assert_double_eq(quantile[1], 36.0);
    ttri_assert_ok(ttr_simulation_dimensions(simulation, &dimensions, &error),
                   &error);
    ck_assert_uint_eq(dimensions, 0);
    ttr_distribution_unref(made);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

/* A scenario moves all paths: x e^shift, squared. */
START_TEST(shifts_are_the_scenario)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(certain_model);
    ttr_simulation *simulation = NULL;
    double *shifts = no_shifts(program), value;
    struct ttr_figure figure;

    shifts[driver_index(program, "a/US/x")] = log(2.0);
    figure = chancy_figure(program, "total/revenue");
    ttri_assert_ok(ttr_simulation_new(program, shifts, &simulation, &error),
                   &error);
    shifts[0] = 1e9; /* copied */
    chancy_watch_one(simulation, &figure);
    ttri_assert_ok(
        ttr_simulation_paths(simulation, NULL, 7, 1, &value, 1, &error),
        &error);
    assert_near(value, 4 * 36.0, 1e-14);
    ttr_simulation_unref(simulation);
    simulation = NULL;
    shifts[0] = NAN;
    ttri_assert_fails(ttr_simulation_new(program, shifts, &simulation, &error),
                      TTR_E_RANGE, &error,
                      "a/US/x must have a finite shift (got nan)");
    ck_assert_ptr_null(simulation);
    free(shifts);
    ttr_program_unref(program);
}
END_TEST

/* ---- trouble on a path ---- */

/* e^(e^(x)): with ln x of deviation 1 some path overflows, not the central
 * one. */
static const char wild_model[] =
    CHANCY_X("year", 2, "positive",
             "{\"value\": 1, \"range\": {\"low\": 0.28, \"high\": 3.6, "
             "\"probability\": 0.8}}",
             "exp(exp(x) / 10)");

START_TEST(trouble_names_variable_and_path)
{
    struct ttr_error first = ttri_unit_error(), error = ttri_unit_error();
    ttr_program *program = chancy_program(wild_model);
    ttr_simulation *simulation = chancy_watching(program, "a/revenue");
    struct ttr_sampling sampling = chancy_sampling(_i, 200000);
    ttr_distribution *made = NULL;
    double values[2];
    const char *at;

    ttri_assert_fails(
        ttr_simulation_run(simulation, &sampling, NULL, NULL, &made, &first),
        TTR_E_NUMERIC, &first, NULL);
    at = strstr(first.message, "a/revenue of World in 2024 on path ");
    ck_assert_msg(at != NULL, "%s", first.message);
    /* The path it names is the culprit. */
    ttri_assert_ok(
        ttr_simulation_paths(simulation, &sampling,
                             strtoull(strstr(at, "path ") + 5, NULL, 10), 1,
                             values, 2, &error),
        &error);
    ck_assert(!(values[0] < 1e200));
    for (uint32_t threads = 2; threads <= 5; threads++) {
        struct ttr_workers workers = chancy_workers(threads);

        ttri_assert_fails(ttr_simulation_run(simulation, &sampling, &workers,
                                             NULL, &made, &error),
                          TTR_E_NUMERIC, &error, first.message);
    }
    ck_assert_ptr_null(made);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("simulation_numbers");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, variance_is_split, 0, CHANCY_MODES);
    tcase_add_loop_test(cases, what_is_certain_has_no_spread, 0, CHANCY_MODES);
    tcase_add_test(cases, shifts_are_the_scenario);
    tcase_add_loop_test(cases, trouble_names_variable_and_path, 0, 2);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
