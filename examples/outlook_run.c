/* Runs the simulation beside the main thread, which draws a bar on a terminal
 * and passes an interrupt on. */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "outlook.h"

#define BAR 50 /* columns */

struct job {
    struct outlook *outlook;
    const ttr_simulation *simulation;
    struct ttr_sampling sampling;
    struct ttr_workers workers;
    ttr_monitor *monitor;
    ttr_distribution *distribution;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

static void *work(void *argument)
{
    struct job *job = argument;
    struct outlook *outlook = job->outlook;
    ttr_status status =
        ttr_simulation_run(job->simulation, &job->sampling, &job->workers,
                           job->monitor, &job->distribution, &outlook->error);

    pthread_mutex_lock(&job->lock);
    outlook->status = status;
    job->done = true;
    pthread_cond_signal(&job->ended);
    pthread_mutex_unlock(&job->lock);
    return NULL;
}

static void draw_bar(double part)
{
    int full = (int)(part * BAR + 0.5);

    fprintf(stderr, "\r%3.0f %% [", 100 * part);
    for (int i = 0; i < BAR; i++)
        fputc(i < full ? '#' : ' ', stderr);
    fputc(']', stderr);
}

static void erase_bar(void)
{
    fprintf(stderr, "\r%*s\r", BAR + 10, "");
}

/* Until the run has ended: the bar ten times a second, none in a pipe. */
static void watch(struct job *job)
{
    bool terminal = isatty(STDERR_FILENO) != 0;

    pthread_mutex_lock(&job->lock);
    while (!job->done) {
        struct timespec wake;

        clock_gettime(CLOCK_REALTIME, &wake);
        wake.tv_nsec += 100000000;
        if (wake.tv_nsec >= 1000000000) {
            wake.tv_nsec -= 1000000000;
            wake.tv_sec++;
        }
        pthread_cond_timedwait(&job->ended, &job->lock, &wake);
        if (interrupted)
            ttr_monitor_cancel(job->monitor);
        if (terminal && !job->done)
            draw_bar(ttr_monitor_progress(job->monitor));
    }
    pthread_mutex_unlock(&job->lock);
    if (terminal)
        erase_bar();
}

static void run_in_thread(struct job *job)
{
    void (*before)(int) = signal(SIGINT, on_interrupt);
    pthread_t thread;

    if (pthread_create(&thread, NULL, work, job) != 0) {
        outlook_fail(job->outlook, TTR_E_NO_MEMORY, "no thread can be started");
        return;
    }
    watch(job);
    pthread_join(thread, NULL);
    signal(SIGINT, before);
}

ttr_distribution *run_paths(struct outlook *outlook,
                            const ttr_simulation *simulation)
{
    struct job job = {.outlook = outlook,
                      .simulation = simulation,
                      .workers = {.struct_size = sizeof job.workers,
                                  .threads = outlook->threads},
                      .lock = PTHREAD_MUTEX_INITIALIZER,
                      .ended = PTHREAD_COND_INITIALIZER};

    ttr_sampling_init(&job.sampling, sizeof job.sampling);
    job.sampling.paths = outlook->paths;
    job.sampling.seed = outlook->seed;
    job.sampling.split_paths = outlook->paths / 8;
    if (!outlook->status)
        outlook_check(outlook,
                      ttr_monitor_new(NULL, &job.monitor, &outlook->error));
    if (!outlook->status)
        run_in_thread(&job);
    ttr_monitor_unref(job.monitor);
    return job.distribution;
}
