/* A run gives the same bits whoever works on it, in however many parts. */
#include "chancy.h"

#include <pthread.h>

/* ---- the same bits ---- */

START_TEST(threads_do_not_matter)
{
    static const uint32_t threads[] = {2, 3, 7, 16};
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 20000);
    uint64_t expected;

    sampling.split_paths = 5000;
    expected = chancy_digest(simulation, &sampling, NULL);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct ttr_workers workers = chancy_workers(threads[i]);

        ck_assert_uint_eq(chancy_digest(simulation, &sampling, &workers),
                          expected);
    }
    ttr_simulation_unref(simulation);
}
END_TEST

/* A host's loop: backwards, all by itself. */
static void backwards(void *user, uint32_t tasks, ttr_task task, void *work)
{
    ++*(uint32_t *)user;
    for (uint32_t i = tasks; i-- > 0;)
        task(work, i);
}

START_TEST(a_hosts_loop_does_not_matter)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 20000);
    uint32_t calls = 0;
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = 5,
                                  .parallel_for = backwards,
                                  .user = &calls};

    ck_assert_uint_eq(chancy_digest(simulation, &sampling, &workers),
                      chancy_digest(simulation, &sampling, NULL));
    ck_assert_uint_ge(calls, 2);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(instruction_sets_do_not_matter)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 4000);
    uint64_t expected;

    sampling.split_paths = 1000;
    expected = chancy_digest(simulation, &sampling, NULL);
    ck_assert_str_eq(ttr_instruction_set(0), "scalar");
    for (uint32_t i = 0; ttr_instruction_set(i) != NULL; i++) {
        sampling.level = (int32_t)i + 1;
        ck_assert_msg(chancy_digest(simulation, &sampling, NULL) == expected,
                      "%s differs", ttr_instruction_set(i));
    }
    ttr_simulation_unref(simulation);
}
END_TEST

/* What is not an argument of the numbers is not in the digest either; what is
 * changes them. */
START_TEST(samplings_differ)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 4000);
    uint64_t seen[8];
    uint32_t count = 0;

    seen[count++] = chancy_digest(simulation, &sampling, NULL);
    sampling.seed = 2;
    seen[count++] = chancy_digest(simulation, &sampling, NULL);
    sampling.replicates = 4;
    seen[count++] = chancy_digest(simulation, &sampling, NULL);
    sampling.direction = TTR_DIRECTION_NONE;
    seen[count++] = chancy_digest(simulation, &sampling, NULL);
    sampling.direction = TTR_DIRECTION_GRADIENT;
    sampling.variable = 0;
    seen[count++] = chancy_digest(simulation, &sampling, NULL);
    sampling.mode = TTR_SAMPLING_RANDOM;
    seen[count++] = chancy_digest(simulation, &sampling, NULL);
    sampling.mode = TTR_SAMPLING_LATIN;
    seen[count++] = chancy_digest(simulation, &sampling, NULL);
    sampling.mode = TTR_SAMPLING_ANTITHETIC;
    seen[count++] = chancy_digest(simulation, &sampling, NULL);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < i; j++)
            ck_assert_msg(seen[i] != seen[j], "%u and %u agree", i, j);
    ttr_simulation_unref(simulation);
}
END_TEST

/* ---- shards ---- */

static ttr_distribution *shard(const ttr_simulation *simulation,
                               const struct ttr_sampling *sampling,
                               uint64_t first, uint64_t count)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_workers workers =
        chancy_workers(1 + (uint32_t)(first / 1024) % 3);
    ttr_distribution *made = NULL, *read = NULL;
    ttr_text *bytes = NULL;

    ttri_assert_ok(ttr_simulation_shard(simulation, sampling, first, count,
                                        &workers, NULL, &made, &error),
                   &error);
    /* As on another machine. */
    ttri_assert_ok(ttr_distribution_save(made, &bytes, &error), &error);
    ttri_assert_ok(ttr_distribution_load(NULL, ttr_text_bytes(bytes),
                                         ttr_text_size(bytes), &read, &error),
                   &error);
    ttr_distribution_unref(made);
    ttr_text_unref(bytes);
    return read;
}

/* A small generator: order and size of shards. */
static uint32_t next_number(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static ttr_distribution *merge_all(ttr_distribution **shards, uint32_t count,
                                   uint32_t *state)
{
    struct ttr_error error = ttri_unit_error();

    while (count > 1) {
        uint32_t i = next_number(state) % (count - 1);
        ttr_distribution *merged = NULL;

        ttri_assert_ok(ttr_distribution_merge(shards[count - 1], shards[i],
                                              &merged, &error),
                       &error);
        ttr_distribution_unref(shards[i]);
        ttr_distribution_unref(shards[count - 1]);
        shards[i] = merged;
        count--;
    }
    return shards[0];
}

START_TEST(shards_do_not_matter)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(
        _i % 2 == 0 ? TTR_SAMPLING_SOBOL : TTR_SAMPLING_LATIN, 16 * 1024);
    ttr_distribution *shards[16], *whole;
    uint32_t state = 77u + (uint32_t)_i, count = 0;
    uint64_t first = 0;

    sampling.split_paths = 5000;
    while (first < sampling.paths) {
        uint64_t size = 1024 * (1 + next_number(&state) % 5);

        size = size < sampling.paths - first ? size : sampling.paths - first;
        shards[count++] = shard(simulation, &sampling, first, size);
        first += size;
    }
    ck_assert_uint_gt(count, 2);
    whole = merge_all(shards, count, &state);
    ck_assert_int_eq(ttr_distribution_complete(whole), 1);
    ck_assert_uint_eq(ttr_distribution_digest(whole),
                      chancy_digest(simulation, &sampling, NULL));
    ttr_distribution_unref(whole);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(shards_are_whole_superblocks)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling =
        chancy_sampling(TTR_SAMPLING_RANDOM, 4 * 1024);
    ttr_distribution *made = NULL;

#define REFUSED(first, count, text)                                            \
    ttri_assert_fails(ttr_simulation_shard(simulation, &sampling, first,       \
                                           count, NULL, NULL, &made, &error),  \
                      TTR_E_RANGE, &error, text)
    REFUSED(100, 1024,
            "first must be a multiple of 128 * replicates below the number of "
            "paths (got 100)");
    REFUSED(4096, 1024,
            "first must be a multiple of 128 * replicates below the number of "
            "paths (got 4096)");
    REFUSED(1024, 0,
            "count must be a multiple of 128 * replicates, or reach the last "
            "path (got 0)");
    REFUSED(1024, 1000,
            "count must be a multiple of 128 * replicates, or reach the last "
            "path (got 1000)");
#undef REFUSED
    ck_assert_ptr_null(made);
    ttri_assert_ok(ttr_simulation_shard(simulation, &sampling, 3072, 5000, NULL,
                                        NULL, &made, &error),
                   &error);
    ck_assert_uint_eq(ttr_distribution_paths(made), 1024);
    ck_assert_int_eq(ttr_distribution_complete(made), 0);
    ttr_distribution_unref(made);
    ttr_simulation_unref(simulation);
}
END_TEST

/* What makes other numbers makes another run. */
START_TEST(shards_of_other_runs_do_not_fit)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    ttr_simulation *other =
        chancy_simulation(CHANCY(CHANCY_AD ", " CHANCY_SHOP ", " CHANCY_SHOP2));
    struct ttr_sampling good = chancy_sampling(TTR_SAMPLING_RANDOM, 4 * 1024);
    ttr_distribution *one, *two, *made;

#define FITS(from, change, expected)                                           \
    do {                                                                       \
        struct ttr_sampling sampling = good;                                   \
        sampling.change;                                                       \
        two = shard(from, &sampling, 1024, 1024);                              \
        made = NULL;                                                           \
        ck_assert_int_eq(ttr_distribution_merge(one, two, &made, &error),      \
                         expected);                                            \
        ttr_distribution_unref(two);                                           \
        ttr_distribution_unref(made);                                          \
    } while (0)
    good.split_paths = 1024;
    one = shard(simulation, &good, 0, 1024);
    FITS(simulation, level = 1, TTR_OK);
    FITS(simulation, tolerance = 0.5, TTR_OK);
    FITS(simulation, seed = 2, TTR_E_CONFLICT);
    FITS(simulation, paths = 5000, TTR_E_CONFLICT);
    FITS(simulation, replicates = 4, TTR_E_CONFLICT);
    FITS(simulation, mode = TTR_SAMPLING_ANTITHETIC, TTR_E_CONFLICT);
    FITS(simulation, split_paths = 2048, TTR_E_CONFLICT);
    FITS(other, seed = 1, TTR_E_CONFLICT);
#undef FITS
    /* The direction of one variable is not another's. */
    {
        struct ttr_sampling sampling = good;

        sampling.mode = TTR_SAMPLING_SOBOL;
        sampling.direction = TTR_DIRECTION_GRADIENT;
        ttr_distribution_unref(one);
        one = shard(simulation, &sampling, 0, 1024);
        sampling.variable = 0;
        two = shard(simulation, &sampling, 1024, 1024);
        made = NULL;
        ttri_assert_fails(ttr_distribution_merge(one, two, &made, &error),
                          TTR_E_CONFLICT, &error, NULL);
        ck_assert_ptr_null(made);
        ttr_distribution_unref(two);
    }
    ttr_distribution_unref(one);
    ttr_simulation_unref(other);
    ttr_simulation_unref(simulation);
}
END_TEST

/* ---- many callers ---- */

struct caller {
    const ttr_simulation *simulation;
    uint64_t digest;
};

static void *run_alone(void *context)
{
    struct caller *caller = context;
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 4096);
    ttr_distribution *made = NULL;

    sampling.direction = TTR_DIRECTION_GRADIENT;
    if (ttr_simulation_run(caller->simulation, &sampling, NULL, NULL, &made,
                           NULL) == TTR_OK)
        caller->digest = ttr_distribution_digest(made);
    ttr_distribution_unref(made);
    return NULL;
}

/* All come first: the simulation is prepared while others wait for nothing. */
START_TEST(many_threads_may_run_one_simulation)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct caller caller[4];
    pthread_t thread[4];

    for (int i = 0; i < 4; i++) {
        caller[i] = (struct caller){simulation, 0};
        ck_assert_int_eq(
            pthread_create(&thread[i], NULL, run_alone, &caller[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_ne(caller[i].digest, 0);
        ck_assert_uint_eq(caller[i].digest, caller[0].digest);
    }
    ttr_simulation_unref(simulation);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("simulation");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, threads_do_not_matter, 0, CHANCY_MODES);
    tcase_add_test(cases, a_hosts_loop_does_not_matter);
    tcase_add_loop_test(cases, instruction_sets_do_not_matter, 0, CHANCY_MODES);
    tcase_add_test(cases, samplings_differ);
    tcase_add_loop_test(cases, shards_do_not_matter, 0, 6);
    tcase_add_test(cases, shards_of_other_runs_do_not_fit);
    tcase_add_test(cases, shards_are_whole_superblocks);
    tcase_add_test(cases, many_threads_may_run_one_simulation);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
