/* A run gives the same bits whoever works on it, and says what went wrong. */
#define _POSIX_C_SOURCE 200809L

#include "chancy.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define MODES 4

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
        struct ttr_workers workers = {.struct_size = sizeof workers,
                                      .threads = threads[i]};

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
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = 1 + (uint32_t)(first / 1024) % 3};
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

/* ---- sizes ---- */

START_TEST(paths_are_rounded_up)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    uint32_t replicates = 2u << _i;
    uint64_t unit = 128u * replicates;

    for (int32_t mode = 0; mode < MODES; mode++) {
        struct ttr_sampling sampling = chancy_sampling(mode, 2 * unit + 1);
        ttr_distribution *made;

        sampling.replicates = replicates;
        made = chancy_run(simulation, &sampling, NULL);
        ck_assert_uint_eq(ttr_distribution_replicates(made), replicates);
        ck_assert_uint_eq(ttr_distribution_paths(made),
                          mode == TTR_SAMPLING_LATIN ? 4 * unit : 3 * unit);
        ck_assert_int_eq(ttr_distribution_complete(made), 1);
        ttr_distribution_unref(made);
    }
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(one_path_is_one_superblock)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 1);
    struct ttr_workers workers = {.struct_size = sizeof workers, .threads = 16};
    ttr_distribution *made = chancy_run(simulation, &sampling, &workers);

    ck_assert_uint_eq(ttr_distribution_paths(made), 1024);
    ttr_distribution_unref(made);
    ttr_simulation_unref(simulation);
}
END_TEST

/* ---- stop rule ---- */

START_TEST(runs_until_it_is_exact_enough)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling =
        chancy_sampling(TTR_SAMPLING_RANDOM, 1024 * 1024);
    struct ttr_workers workers = {.struct_size = sizeof workers, .threads = 3};
    ttr_distribution *made;
    double mean, deviation;
    uint64_t paths;

    sampling.tolerance = 0.01;
    sampling.variable = 1;
    made = chancy_run(simulation, &sampling, NULL);
    paths = ttr_distribution_paths(made);
    ck_assert_uint_lt(paths, sampling.paths);
    ck_assert_uint_ge(paths, 4096);
    ck_assert_uint_eq(paths & (paths - 1), 0);
    ck_assert_int_eq(ttr_distribution_complete(made), 1);
    ttri_assert_ok(
        ttr_distribution_means(made, 1, 1, &mean, &deviation, &error), &error);
    ck_assert_double_le(deviation, 0.01 * mean);
    ck_assert_uint_eq(chancy_digest(simulation, &sampling, &workers),
                      ttr_distribution_digest(made));
    ttr_distribution_unref(made);
    ttr_simulation_unref(simulation);
}
END_TEST

/* What can not be reached runs all paths, to the bits of a run without. */
START_TEST(runs_all_paths_otherwise)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 20000);
    uint64_t expected = chancy_digest(simulation, &sampling, NULL);

    sampling.tolerance = 1e-12;
    ck_assert_uint_eq(chancy_digest(simulation, &sampling, NULL), expected);
    ttr_simulation_unref(simulation);
}
END_TEST

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

static const char certain_model[] =
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2024-01\", "
    "\"frequency\": \"quarter\", \"periods\": 4}, \"currency\": \"USD\", "
    "\"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}], \"streams\": "
    "[{\"name\": \"a\", \"model\": \"custom\", \"declare\": [{\"key\": \"x\", "
    "\"unit\": \"money\", \"support\": \"positive\", \"default\": 1}], "
    "\"drivers\": {\"x\": {\"value\": 3, \"range\": \"none\"}}, "
    "\"equations\": {\"revenue\": {\"formula\": \"x * x\", \"unit\": "
    "\"money\", \"kind\": \"flow\"}}}]}";

START_TEST(what_is_certain_has_no_spread)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(certain_model);
    ttr_simulation *simulation = NULL;
    struct ttr_figure figure;
    struct ttr_sampling sampling = chancy_sampling(_i, 2048);
    ttr_distribution *made;
    double mean, deviation, mean_error, deviation_error, quantile[2];
    static const double level[] = {0.1, 0.9};
    uint32_t dimensions = 9;

    sampling.split_paths = 1024;
    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, "total/revenue");
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
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
    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, "total/revenue");
    ttri_assert_ok(ttr_simulation_new(program, shifts, &simulation, &error),
                   &error);
    shifts[0] = 1e9; /* copied */
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
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
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2024-01\", "
    "\"frequency\": \"year\", \"periods\": 2}, \"currency\": \"USD\", "
    "\"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}], \"streams\": "
    "[{\"name\": \"a\", \"model\": \"custom\", \"declare\": [{\"key\": \"x\", "
    "\"unit\": \"money\", \"support\": \"positive\", \"default\": 1}], "
    "\"drivers\": {\"x\": {\"value\": 1, \"range\": {\"low\": 0.28, \"high\": "
    "3.6, \"probability\": 0.8}}}, \"equations\": {\"revenue\": {\"formula\": "
    "\"exp(exp(x) / 10)\", \"unit\": \"money\", \"kind\": \"flow\"}}}]}";

START_TEST(trouble_names_variable_and_path)
{
    struct ttr_error first = ttri_unit_error(), error = ttri_unit_error();
    ttr_program *program = chancy_program(wild_model);
    ttr_simulation *simulation = NULL;
    struct ttr_figure figure;
    struct ttr_sampling sampling = chancy_sampling(_i, 200000);
    ttr_distribution *made = NULL;
    double values[2];
    const char *at;

    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, "a/revenue");
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
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
        struct ttr_workers workers = {.struct_size = sizeof workers,
                                      .threads = threads};

        ttri_assert_fails(ttr_simulation_run(simulation, &sampling, &workers,
                                             NULL, &made, &error),
                          TTR_E_NUMERIC, &error, first.message);
    }
    ck_assert_ptr_null(made);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

/* ---- monitors ---- */

struct watcher {
    ttr_monitor *monitor;
    atomic_bool cancel;
    double last;
    bool fell;
};

static void wait_a_little(void)
{
    struct timespec time = {0, 200000};

    nanosleep(&time, NULL);
}

static void *cancel_soon(void *context)
{
    struct watcher *watcher = context;

    while (ttr_monitor_progress(watcher->monitor) <= 0.0)
        wait_a_little();
    ttr_monitor_cancel(watcher->monitor);
    return NULL;
}

START_TEST(another_thread_can_cancel)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling =
        chancy_sampling(TTR_SAMPLING_RANDOM, (uint64_t)1 << 32);
    struct ttr_workers workers = {.struct_size = sizeof workers, .threads = 2};
    struct watcher watcher = {0};
    ttr_distribution *made = NULL;
    pthread_t thread;

    ttri_assert_ok(ttr_monitor_new(NULL, &watcher.monitor, &error), &error);
    ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, &watcher), 0);
    ttri_assert_fails(ttr_simulation_run(simulation, &sampling, &workers,
                                         watcher.monitor, &made, &error),
                      TTR_E_CANCELLED, &error, "simulation was cancelled");
    pthread_join(thread, NULL);
    ck_assert_ptr_null(made);
    ck_assert_double_lt(ttr_monitor_progress(watcher.monitor), 0.5);
    /* The next run begins anew. */
    sampling.paths = 4096;
    ttri_assert_ok(ttr_simulation_run(simulation, &sampling, &workers,
                                      watcher.monitor, &made, &error),
                   &error);
    ck_assert_double_eq(ttr_monitor_progress(watcher.monitor), 1.0);
    ttr_distribution_unref(made);
    ttr_monitor_unref(watcher.monitor);
    ttr_simulation_unref(simulation);
}
END_TEST

static void *watch_progress(void *context)
{
    struct watcher *watcher = context;

    while (!atomic_load(&watcher->cancel)) {
        double progress = ttr_monitor_progress(watcher->monitor);

        if (progress < watcher->last || progress > 1.0)
            watcher->fell = true;
        watcher->last = progress;
        wait_a_little();
    }
    return NULL;
}

START_TEST(progress_grows_to_one)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling =
        chancy_sampling(TTR_SAMPLING_SOBOL, 256 * 1024);
    struct watcher watcher = {0};
    ttr_distribution *made = NULL;
    pthread_t thread;

    sampling.split_paths = 20000;
    ttri_assert_ok(ttr_monitor_new(NULL, &watcher.monitor, &error), &error);
    ck_assert_double_eq(ttr_monitor_progress(watcher.monitor), 0.0);
    ck_assert_int_eq(pthread_create(&thread, NULL, watch_progress, &watcher),
                     0);
    ttri_assert_ok(ttr_simulation_run(simulation, &sampling, NULL,
                                      watcher.monitor, &made, &error),
                   &error);
    atomic_store(&watcher.cancel, true);
    pthread_join(thread, NULL);
    ck_assert(!watcher.fell);
    ck_assert_double_eq(ttr_monitor_progress(watcher.monitor), 1.0);
    ttr_distribution_unref(made);
    ttr_monitor_unref(watcher.monitor);
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
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = 300};
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
    Suite *suite = suite_create("simulation");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, threads_do_not_matter, 0, MODES);
    tcase_add_test(cases, a_hosts_loop_does_not_matter);
    tcase_add_loop_test(cases, instruction_sets_do_not_matter, 0, MODES);
    tcase_add_test(cases, samplings_differ);
    tcase_add_loop_test(cases, shards_do_not_matter, 0, 6);
    tcase_add_test(cases, shards_of_other_runs_do_not_fit);
    tcase_add_test(cases, shards_are_whole_superblocks);
    tcase_add_loop_test(cases, paths_are_rounded_up, 0, 6);
    tcase_add_loop_test(cases, one_path_is_one_superblock, 0, MODES);
    tcase_add_test(cases, runs_until_it_is_exact_enough);
    tcase_add_test(cases, runs_all_paths_otherwise);
    tcase_add_loop_test(cases, variance_is_split, 0, MODES);
    tcase_add_loop_test(cases, what_is_certain_has_no_spread, 0, MODES);
    tcase_add_test(cases, shifts_are_the_scenario);
    tcase_add_loop_test(cases, trouble_names_variable_and_path, 0, 2);
    tcase_add_test(cases, another_thread_can_cancel);
    tcase_add_test(cases, progress_grows_to_one);
    tcase_add_test(cases, many_threads_may_run_one_simulation);
    tcase_add_test(cases, sampling_is_checked);
    tcase_add_test(cases, workers_are_checked);
    tcase_add_test(cases, defaults_are_documented);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
