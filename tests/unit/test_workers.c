/* The threads of one call: every task is done once, by whomever. */
#define _POSIX_C_SOURCE 200809L

#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/workers.h"

/* What the tasks leave. */
struct tally {
    atomic_uint done[TTRI_MOST_THREADS];
    atomic_uint in_caller; /* tasks of the calling thread */
    atomic_uint can_be_interrupted;
    pthread_t caller;
};

static void count(void *work, uint32_t task)
{
    struct tally *tally = work;
    sigset_t mask;

    atomic_fetch_add(&tally->done[task], 1);
    if (pthread_equal(pthread_self(), tally->caller)) {
        atomic_fetch_add(&tally->in_caller, 1);
        return;
    }
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    if (!sigismember(&mask, SIGINT) || !sigismember(&mask, SIGALRM))
        atomic_fetch_add(&tally->can_be_interrupted, 1);
}

static void check_done(struct tally *tally, uint32_t tasks)
{
    for (uint32_t i = 0; i < TTRI_MOST_THREADS; i++)
        ck_assert_uint_eq(atomic_load(&tally->done[i]), i < tasks ? 1 : 0);
}

START_TEST(each_task_is_done_once)
{
    static const uint32_t threads[] = {1, 2, 3, 7, 16, 256};
    struct tally tally = {.caller = pthread_self()};
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = threads[_i]};

    ttri_workers_run(&workers, count, &tally);
    check_done(&tally, threads[_i]);
    /* The caller works too, and signals are for it alone. */
    ck_assert_uint_ge(atomic_load(&tally.in_caller), 1);
    ck_assert_uint_eq(atomic_load(&tally.can_be_interrupted), 0);
}
END_TEST

static void backwards(void *user, uint32_t tasks, ttr_task task, void *work)
{
    ++*(uint32_t *)user;
    for (uint32_t i = tasks; i-- > 0;)
        task(work, i);
}

START_TEST(a_hosts_own_loop_is_used)
{
    struct tally tally = {.caller = pthread_self()};
    uint32_t calls = 0;
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = 5,
                                  .parallel_for = backwards,
                                  .user = &calls};

    ttri_workers_run(&workers, count, &tally);
    check_done(&tally, 5);
    ck_assert_uint_eq(calls, 1);
    ck_assert_uint_eq(atomic_load(&tally.in_caller), 5);
}
END_TEST

/* Room for the stacks of a few threads only; false where it can not be
 * arranged: sanitizers need all the addresses there are. */
static bool take_away_memory(struct rlimit *before)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    (void)before;
    return false;
#else
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;
    struct rlimit limit;
    bool known = file != NULL && fscanf(file, "%lu", &pages) == 1;

    if (file != NULL)
        fclose(file);
    if (!known || getrlimit(RLIMIT_AS, before) != 0)
        return false;
    limit = *before;
    limit.rlim_cur =
        (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + ((rlim_t)64 << 20);
    return setrlimit(RLIMIT_AS, &limit) == 0;
#endif
}

START_TEST(the_caller_does_what_no_thread_can)
{
    struct tally tally = {.caller = pthread_self()};
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = 256};
    struct rlimit before;

    if (!take_away_memory(&before))
        return;
    ttri_workers_run(&workers, count, &tally);
    setrlimit(RLIMIT_AS, &before);
    check_done(&tally, 256);
    ck_assert_uint_gt(atomic_load(&tally.in_caller), 1);
}
END_TEST

START_TEST(signals_of_the_caller_stay_as_they_were)
{
    struct tally tally = {.caller = pthread_self()};
    struct ttr_workers workers = {.struct_size = sizeof workers, .threads = 4};
    sigset_t mask;

    ttri_workers_run(&workers, count, &tally);
    ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, NULL, &mask), 0);
    ck_assert_int_eq(sigismember(&mask, SIGUSR1), 0);
}
END_TEST

START_TEST(what_a_host_gives_is_checked)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_workers given = {.struct_size = sizeof given, .threads = 0};
    struct ttr_workers workers;

    ttri_assert_ok(ttri_workers_check(NULL, &workers, &error), &error);
    ck_assert_uint_eq(workers.threads, 1);
    ttri_assert_ok(ttri_workers_check(&given, &workers, &error), &error);
    ck_assert_uint_eq(workers.threads, 1);
    given.threads = 256;
    ttri_assert_ok(ttri_workers_check(&given, &workers, &error), &error);
    ck_assert_uint_eq(workers.threads, 256);
    given.threads = 257;
    ttri_assert_fails(ttri_workers_check(&given, &workers, &error), TTR_E_RANGE,
                      &error, "threads must be within [0, 256] (got 257)");
    given.struct_size = 4;
    ttri_assert_fails(ttri_workers_check(&given, &workers, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workers");
    TCase *cases = tcase_create("all");

    tcase_add_loop_test(cases, each_task_is_done_once, 0, 6);
    tcase_add_test(cases, a_hosts_own_loop_is_used);
    tcase_add_test(cases, the_caller_does_what_no_thread_can);
    tcase_add_test(cases, signals_of_the_caller_stay_as_they_were);
    tcase_add_test(cases, what_a_host_gives_is_checked);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
