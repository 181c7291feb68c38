/* sigset_t and pthread_sigmask() */
#define _POSIX_C_SOURCE 200809L

#include "engine/workers.h"

#include <pthread.h>
#include <signal.h>

ttr_status ttri_workers_check(const struct ttr_workers *given,
                              struct ttr_workers *workers,
                              struct ttr_error *error)
{
    ttr_status status;

    *workers =
        (struct ttr_workers){.struct_size = sizeof *workers, .threads = 1};
    if (given == NULL)
        return TTR_OK;
    status = ttri_check_size(error, "ttr_workers", given->struct_size,
                             sizeof *given, sizeof *given);
    if (status != TTR_OK)
        return status;
    if (given->threads > TTRI_MOST_THREADS)
        return ttri_fail_number(error, TTR_E_RANGE, "threads",
                                "must be within [0, 256]", given->threads);
    *workers = *given;
    workers->threads = given->threads == 0 ? 1 : given->threads;
    return TTR_OK;
}

/* One thread's task. */
struct errand {
    ttr_task task;
    void *work;
    uint32_t index;
    pthread_t thread;
    bool started;
};

static void *run_errand(void *context)
{
    const struct errand *errand = context;

    errand->task(errand->work, errand->index);
    return NULL;
}

/* A host's signals are for its own threads. */
static void start_all(struct errand *errand, uint32_t count)
{
    sigset_t all, before;

    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
        return;
    for (uint32_t i = 1; i < count; i++)
        errand[i].started = pthread_create(&errand[i].thread, NULL, run_errand,
                                           &errand[i]) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void ttri_workers_run(const struct ttr_workers *workers, ttr_task task,
                      void *work)
{
    struct errand errand[TTRI_MOST_THREADS];
    uint32_t count = workers->threads;

    if (workers->parallel_for != NULL) {
        workers->parallel_for(workers->user, count, task, work);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        errand[i] = (struct errand){.task = task, .work = work, .index = i};
    if (count > 1)
        start_all(errand, count);
    for (uint32_t i = 0; i < count; i++)
        if (!errand[i].started)
            run_errand(&errand[i]);
    for (uint32_t i = 0; i < count; i++)
        if (errand[i].started)
            pthread_join(errand[i].thread, NULL);
}
