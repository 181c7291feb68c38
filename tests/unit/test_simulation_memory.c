/* What a run takes is said before it, and does not grow with the paths; and
 * every allocation may fail. */
#include "chancy.h"

#include "failing.h"

/* ---- what a run takes ---- */

struct measured {
    uint64_t stated;
    size_t taken;
};

static struct measured measure(const ttr_simulation *simulation,
                               struct ttri_failing *counter,
                               const struct ttr_sampling *sampling,
                               uint32_t threads)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_workers workers = chancy_workers(threads);
    struct measured measured = {0, 0};
    ttr_distribution *run = NULL;
    size_t before;

    ttri_assert_ok(ttr_simulation_memory(simulation, sampling, &workers,
                                         &measured.stated, &error),
                   &error);
    before = counter->bytes;
    counter->most = before;
    ttri_assert_ok(
        ttr_simulation_run(simulation, sampling, &workers, NULL, &run, &error),
        &error);
    measured.taken = counter->most - before;
    ttr_distribution_unref(run);
    return measured;
}

static ttr_simulation *counted_simulation(struct ttri_failing *counter,
                                          ttr_program **program)
{
    struct ttr_allocator allocator = ttri_failing_allocator(counter);
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = NULL;
    ttr_status status = TTR_OK;

    *program = chancy_program_with(&allocator, chancy_model, &status, &error);
    ck_assert_msg(status == TTR_OK, "%s", error.message);
    simulation = chancy_new(*program);
    ttri_assert_ok(chancy_watch(simulation, *program, &error), &error);
    return simulation;
}

START_TEST(memory_is_stated_and_kept)
{
    struct ttri_failing counter = {0};
    ttr_program *program;
    ttr_simulation *simulation = counted_simulation(&counter, &program);

    for (int32_t mode = 0; mode < 4; mode++)
        for (uint32_t threads = 1; threads <= 4; threads += 3)
            for (int special = 0; special < 3; special++) {
                struct ttr_sampling sampling = chancy_sampling(mode, 20000);
                struct measured measured;

                sampling.split_paths = special == 1 ? 3000 : 0;
                sampling.tolerance = special == 2 ? 1e-9 : 0.0;
                measured = measure(simulation, &counter, &sampling, threads);
                ck_assert_msg(measured.taken <= measured.stated,
                              "mode %d, %u threads, %d: %zu of %llu", mode,
                              threads, special, measured.taken,
                              (unsigned long long)measured.stated);
                /* Nor is it said to be safe. */
                ck_assert_msg((double)measured.taken >=
                                  0.8 * (double)measured.stated,
                              "mode %d, %u threads, %d: %zu of %llu", mode,
                              threads, special, measured.taken,
                              (unsigned long long)measured.stated);
            }
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
    ck_assert_uint_eq(counter.bytes, 0);
}
END_TEST

START_TEST(memory_does_not_grow_with_the_paths)
{
    struct ttri_failing counter = {0};
    ttr_program *program;
    ttr_simulation *simulation = counted_simulation(&counter, &program);
    struct ttr_sampling few = chancy_sampling(_i, 100000);
    struct ttr_sampling many = chancy_sampling(_i, 1000000);
    struct ttr_workers workers = chancy_workers(2);
    struct ttr_error error = ttri_unit_error();
    struct measured a, b;
    uint64_t stated;

    a = measure(simulation, &counter, &few, 2);
    a = measure(simulation, &counter, &few, 2); /* its direction is known */
    b = measure(simulation, &counter, &many, 2);
    ck_assert_uint_eq(a.taken, b.taken);
    ck_assert_uint_eq(a.stated, b.stated);
    many.paths = 100000000;
    ttri_assert_ok(
        ttr_simulation_memory(simulation, &many, &workers, &stated, &error),
        &error);
    ck_assert_uint_eq(stated, a.stated);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

/* ---- failures ---- */

struct job {
    struct ttr_error error;
    int32_t mode;
};

struct handles {
    ttr_program *program;
    ttr_simulation *simulation;
    ttr_monitor *monitor;
    ttr_distribution *run, *shard;
    ttr_text *tree, *source;
};

static ttr_status make(const struct ttr_allocator *allocator, struct job *job,
                       struct handles *handles)
{
    struct ttr_error *error = &job->error;
    double *shifts;
    ttr_status status;

    handles->program =
        chancy_program_with(allocator, CHANCY(CHANCY_AD), &status, error);
    if (status != TTR_OK)
        return status;
    shifts = no_shifts(handles->program);
    status = ttr_simulation_new(handles->program, shifts, &handles->simulation,
                                error);
    free(shifts);
    if (status == TTR_OK)
        status = chancy_watch(handles->simulation, handles->program, error);
    if (status == TTR_OK)
        status = ttr_monitor_new(allocator, &handles->monitor, error);
    return status;
}

static ttr_status use_runs(struct job *job, struct handles *handles)
{
    struct ttr_error *error = &job->error;
    struct ttr_sampling sampling = chancy_sampling(job->mode, 4096);
    struct ttr_workers workers = chancy_workers(3);
    double half = 0.5, value;
    ttr_status status;

    sampling.replicates = 2;
    sampling.split_paths = 256;
    sampling.tolerance = 1e-9;
    sampling.direction = TTR_DIRECTION_GRADIENT;
    status = ttr_simulation_run(handles->simulation, &sampling, &workers,
                                handles->monitor, &handles->run, error);
    if (status == TTR_OK)
        status = ttr_simulation_shard(handles->simulation, &sampling, 256, 256,
                                      NULL, NULL, &handles->shard, error);
    if (status == TTR_OK)
        status = ttr_simulation_exact_quantiles(handles->simulation, &sampling,
                                                NULL, NULL, handles->run, 0,
                                                &half, 1, &value, error);
    return status;
}

static ttr_status use_paths(struct job *job, struct handles *handles)
{
    const ttr_simulation *simulation = handles->simulation;
    struct ttr_error *error = &job->error;
    struct ttr_sampling sampling = chancy_sampling(job->mode, 1024);
    double values[4096];
    uint64_t bytes;
    uint32_t draws = 0;
    ttr_status status =
        ttr_simulation_memory(simulation, &sampling, NULL, &bytes, error);

    if (status == TTR_OK)
        status = ttr_simulation_draws(simulation, &draws, error);
    ck_assert(status != TTR_OK || draws * 10 <= 4096);
    if (status == TTR_OK)
        status = ttr_simulation_paths(simulation, &sampling, 5, 1, values, 4096,
                                      error);
    if (status == TTR_OK)
        status = ttr_simulation_numbers(simulation, &sampling, 5, 1, values,
                                        4096, error);
    if (status == TTR_OK)
        status = ttr_simulation_explain(simulation, &sampling, 5, 0, TTR_WORLD,
                                        3, 9, &handles->tree, error);
    if (status == TTR_OK)
        status = ttr_simulation_numpy(simulation, &handles->source, error);
    return status;
}

static void release(struct handles *handles)
{
    ttr_text_unref(handles->source);
    ttr_text_unref(handles->tree);
    ttr_distribution_unref(handles->shard);
    ttr_distribution_unref(handles->run);
    ttr_monitor_unref(handles->monitor);
    ttr_simulation_unref(handles->simulation);
    ttr_program_unref(handles->program);
}

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    struct handles handles = {0};
    struct job *job = context;
    ttr_status status;

    ttr_error_init(&job->error, sizeof job->error);
    status = make(allocator, job, &handles);
    if (status == TTR_OK)
        status = use_runs(job, &handles);
    if (status == TTR_OK)
        status = use_paths(job, &handles);
    ck_assert(handles.run != NULL || handles.shard == NULL);
    ck_assert(handles.shard != NULL || handles.tree == NULL);
    release(&handles);
    return ttri_wants_memory(status, &job->error);
}

START_TEST(every_failure_is_survived)
{
    struct job job = {.mode = _i};

    ck_assert_uint_gt(ttri_fail_each(attempt, &job), 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory of simulations");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 1200);
    tcase_add_test(cases, memory_is_stated_and_kept);
    tcase_add_loop_test(cases, memory_does_not_grow_with_the_paths, 0, 4);
    tcase_add_loop_test(cases, every_failure_is_survived, 0, 2);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
