/* How far a run goes: whole superblocks, until it is exact enough, or until
 * another thread stops it. */
#define _POSIX_C_SOURCE 200809L

#include "chancy.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* ---- sizes ---- */

START_TEST(paths_are_rounded_up)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    uint32_t replicates = 2u << _i;
    uint64_t unit = 128u * replicates;

    for (int32_t mode = 0; mode < CHANCY_MODES; mode++) {
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
    struct ttr_workers workers = chancy_workers(16);
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
    struct ttr_workers workers = chancy_workers(3);
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
    struct ttr_workers workers = chancy_workers(2);
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

int main(void)
{
    Suite *suite = suite_create("simulation_progress");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, paths_are_rounded_up, 0, 6);
    tcase_add_loop_test(cases, one_path_is_one_superblock, 0, CHANCY_MODES);
    tcase_add_test(cases, runs_until_it_is_exact_enough);
    tcase_add_test(cases, runs_all_paths_otherwise);
    tcase_add_test(cases, another_thread_can_cancel);
    tcase_add_test(cases, progress_grows_to_one);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
