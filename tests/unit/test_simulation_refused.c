/* What a run is asked for is checked before it begins. */
#include "chancy.h"

/* ---- refusals ---- */

START_TEST(sampling_is_checked)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    const struct ttr_sampling good = chancy_sampling(TTR_SAMPLING_RANDOM, 1024);
    struct ttr_sampling sampling = good;
    ttr_distribution *made = NULL;

#define REFUSED(change, status, text)                                          \
    do {                                                                       \
        sampling = good;                                                       \
        sampling.change;                                                       \
        ttri_assert_fails(ttr_simulation_run(simulation, &sampling, NULL,      \
                                             NULL, &made, &error),             \
                          status, &error, text);                               \
    } while (0)

    REFUSED(mode = 4, TTR_E_ARGUMENT,
            "mode must be one of TTR_SAMPLING_ (got 4)");
    REFUSED(mode = -1, TTR_E_ARGUMENT,
            "mode must be one of TTR_SAMPLING_ (got -1)");
    REFUSED(direction = 3, TTR_E_ARGUMENT,
            "direction must be one of TTR_DIRECTION_ (got 3)");
    REFUSED(paths = 0, TTR_E_RANGE,
            "paths must be within [1, 2^32 for each replicate] (got 0)");
    REFUSED(paths = ((uint64_t)1 << 35) + 1, TTR_E_RANGE,
            "paths must be within [1, 2^32 for each replicate] (got "
            "34359738369)");
    REFUSED(replicates = 1, TTR_E_RANGE,
            "replicates must be a power of two within [2, 64] (got 1)");
    REFUSED(replicates = 24, TTR_E_RANGE,
            "replicates must be a power of two within [2, 64] (got 24)");
    REFUSED(replicates = 128, TTR_E_RANGE,
            "replicates must be a power of two within [2, 64] (got 128)");
    REFUSED(level = -1, TTR_E_RANGE,
            "level must be 0, or 1 + the index of an instruction set (got -1)");
    REFUSED(level = 9, TTR_E_RANGE,
            "level must be 0, or 1 + the index of an instruction set (got 9)");
    REFUSED(variable = 1000, TTR_E_ARGUMENT,
            "variable must be below the number of variables (got 1000)");
    REFUSED(tolerance = -0.5, TTR_E_RANGE,
            "tolerance must be finite and not negative (got -0.5)");
    REFUSED(tolerance = NAN, TTR_E_RANGE,
            "tolerance must be finite and not negative (got nan)");
    REFUSED(split_paths = 1025, TTR_E_RANGE,
            "split_paths must not be more than paths (got 1025)");
    REFUSED(struct_size = 12, TTR_E_STRUCT_SIZE, NULL);
#undef REFUSED
    ck_assert_ptr_null(made);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(workers_are_checked)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_workers workers = chancy_workers(300);
    ttr_distribution *made = NULL;
    uint64_t bytes = 9;

    ttri_assert_fails(
        ttr_simulation_run(simulation, NULL, &workers, NULL, &made, &error),
        TTR_E_RANGE, &error, "threads must be within [0, 256] (got 300)");
    ttri_assert_fails(
        ttr_simulation_memory(simulation, NULL, &workers, &bytes, &error),
        TTR_E_RANGE, &error, "threads must be within [0, 256] (got 300)");
    ck_assert_ptr_null(made);
    ck_assert_uint_eq(bytes, 9);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(defaults_are_documented)
{
    struct ttr_sampling sampling;

    memset(&sampling, 0x55, sizeof sampling);
    ttr_sampling_init(&sampling, sizeof sampling);
    ck_assert_uint_eq(sampling.struct_size, sizeof sampling);
    ck_assert_int_eq(sampling.mode, TTR_SAMPLING_SOBOL);
    ck_assert_uint_eq(sampling.seed, 1);
    ck_assert_uint_eq(sampling.paths, 131072);
    ck_assert_uint_eq(sampling.replicates, 8);
    ck_assert_int_eq(sampling.direction, TTR_DIRECTION_AUTO);
    ck_assert_int_eq(sampling.level, 0);
    ck_assert_uint_eq(sampling.variable, TTR_VARIABLE_FIRST);
    ck_assert_double_eq(sampling.tolerance, 0.0);
    ck_assert_uint_eq(sampling.split_paths, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("simulation_refused");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_test(cases, sampling_is_checked);
    tcase_add_test(cases, workers_are_checked);
    tcase_add_test(cases, defaults_are_documented);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
