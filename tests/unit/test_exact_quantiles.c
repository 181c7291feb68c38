/* Quantiles that are those of the paths themselves. */
#include "chancy.h"

#include "engine/simulation.h"

static const double levels[] = {1e-9, 0.001, 0.05,  0.25,    0.5,
                                0.75, 0.95,  0.999, 1 - 1e-9};
#define LEVELS (sizeof levels / sizeof *levels)

/* The smallest value that at least a share p of the paths do not exceed. */
static double quantile_of(const double *sorted, uint64_t count, double p)
{
    uint64_t k = (uint64_t)ceil(p * (double)count);

    return sorted[(k < 1 ? 1 : k) - 1];
}

/* Threads: 0 for no workers at all. */
static void read_exact(const ttr_simulation *simulation,
                       const struct ttr_sampling *sampling, uint32_t threads,
                       const ttr_distribution *run, uint32_t variable,
                       const double *p, uint32_t count, double *found)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_workers workers = chancy_workers(threads);

    ttri_assert_ok(ttr_simulation_exact_quantiles(
                       simulation, sampling, threads > 0 ? &workers : NULL,
                       NULL, run, variable, p, count, found, &error),
                   &error);
}

START_TEST(quantiles_are_the_samples)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 5000);
    ttr_distribution *run = chancy_run(simulation, &sampling, NULL);
    uint64_t paths = ttr_distribution_paths(run);
    uint32_t variables = ttr_simulation_variables(simulation);
    double *values = chancy_values(simulation, &sampling, 0, paths);
    double found[LEVELS];

    for (uint32_t v = 0; v < variables; v++) {
        qsort(values + v * paths, paths, sizeof *values, ttri_by_size);
        read_exact(simulation, &sampling, 1 + v % 3, run, v, levels, LEVELS,
                   found);
        for (size_t i = 0; i < LEVELS; i++)
            ck_assert_msg(found[i] ==
                              quantile_of(values + v * paths, paths, levels[i]),
                          "variable %u at %g: %.17g", v, levels[i], found[i]);
    }
    free(values);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
}
END_TEST

/* With little room the paths are run over and over, to the same numbers. */
START_TEST(little_room_takes_longer)
{
    static const uint64_t room[] = {1, 40, 500};
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 3000);
    struct ttr_workers workers = chancy_workers(2);
    struct ttri_request request = {simulation, &sampling, &workers, NULL};
    ttr_distribution *run = chancy_run(simulation, &sampling, NULL);
    double expected[LEVELS], found[LEVELS];

    for (uint32_t v = 0; v < ttr_simulation_variables(simulation); v++) {
        read_exact(simulation, &sampling, 0, run, v, levels, LEVELS, expected);
        ttri_assert_ok(ttri_exact_quantiles(&request, run, v, levels, LEVELS,
                                            room[_i], found, &error),
                       &error);
        ck_assert(same_bits(found, expected, LEVELS));
    }
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
}
END_TEST

/* Half of all paths at one number, more than are ever kept: x is renewed or
 * not. */
static const char atom_model[] =
    CHANCY_X("year", 1, "real",
             "{\"value\": 0.3, \"range\": {\"low\": -1, \"high\": 1.6, "
             "\"probability\": 0.8}}",
             "max(x, 0.5)");

START_TEST(quantiles_where_much_is_equal)
{
    ttr_program *program = chancy_program(atom_model);
    ttr_simulation *simulation = chancy_watching(program, "a/revenue");
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 400000);
    ttr_distribution *run;
    uint64_t paths;
    double *values, found[64], probability[64];

    run = chancy_run(simulation, &sampling, NULL);
    paths = ttr_distribution_paths(run);
    values = chancy_values(simulation, &sampling, 0, paths);
    qsort(values, paths, sizeof *values, ttri_by_size);
    for (int i = 0; i < 64; i++)
        probability[i] = (i + 0.5) / 64;
    read_exact(simulation, &sampling, 0, run, 0, probability, 64, found);
    ck_assert_double_eq(found[20], 0.5);
    for (int i = 0; i < 64; i++)
        ck_assert_double_eq(found[i],
                            quantile_of(values, paths, probability[i]));
    free(values);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

START_TEST(quantiles_of_what_else)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    ttr_simulation *other = chancy_simulation(CHANCY(CHANCY_AD));
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 4096);
    ttr_distribution *run = chancy_run(simulation, &sampling, NULL);
    ttr_distribution *part = NULL;
    double found[2] = {7, 7}, half = 0.5, one = 1.0;

#define REFUSED(what, of, variable, levels, count, status, text)               \
    ttri_assert_fails(ttr_simulation_exact_quantiles(                          \
                          what, &sampling, NULL, NULL, of, variable, levels,   \
                          count, found, &error),                               \
                      status, &error, text)
    REFUSED(simulation, run, 999, &half, 1, TTR_E_ARGUMENT,
            "variable must be below the number of variables (got 999)");
    REFUSED(simulation, run, 0, &half, 0, TTR_E_ARGUMENT,
            "count must be within [1, 64] (got 0)");
    REFUSED(simulation, run, 0, &half, 65, TTR_E_ARGUMENT,
            "count must be within [1, 64] (got 65)");
    REFUSED(simulation, run, 0, &one, 1, TTR_E_RANGE,
            "probability must be inside (0, 1) (got 1)");
    REFUSED(other, run, 0, &half, 1, TTR_E_CONFLICT,
            "distribution must be of this simulation and sampling");
    sampling.seed = 3;
    REFUSED(simulation, run, 0, &half, 1, TTR_E_CONFLICT,
            "distribution must be of this simulation and sampling");
    sampling.seed = 1;
    ttri_assert_ok(ttr_simulation_shard(simulation, &sampling, 0, 1024, NULL,
                                        NULL, &part, &error),
                   &error);
    REFUSED(simulation, part, 0, &half, 1, TTR_E_CONFLICT,
            "distribution must be complete, not a shard");
#undef REFUSED
    ck_assert_double_eq(found[0], 7);
    ttr_distribution_unref(part);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
    ttr_simulation_unref(other);
}
END_TEST

/* A run that stopped early has fewer paths than were asked for. */
START_TEST(quantiles_of_a_run_that_stopped)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling =
        chancy_sampling(TTR_SAMPLING_RANDOM, 1024 * 1024);
    ttr_distribution *run;
    double half = 0.5, found, *values;
    uint64_t paths;

    sampling.tolerance = 0.02;
    sampling.variable = 0;
    run = chancy_run(simulation, &sampling, NULL);
    paths = ttr_distribution_paths(run);
    ck_assert_uint_lt(paths, sampling.paths);
    read_exact(simulation, &sampling, 0, run, 0, &half, 1, &found);
    values = chancy_values(simulation, &sampling, 0, paths);
    qsort(values, paths, sizeof *values, ttri_by_size);
    ck_assert_double_eq(found, quantile_of(values, paths, 0.5));
    free(values);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exact_quantiles");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, quantiles_are_the_samples, 0, CHANCY_MODES);
    tcase_add_loop_test(cases, little_room_takes_longer, 0, 3);
    tcase_add_test(cases, quantiles_where_much_is_equal);
    tcase_add_test(cases, quantiles_of_what_else);
    tcase_add_test(cases, quantiles_of_a_run_that_stopped);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
