/* `const` means: from many threads at once. Eight of them compile one
 * description, and run, read, write out and explain one program, with the same
 * bits as one thread alone. Build it with -fsanitize=thread to see races:
 *
 *     meson setup build-tsan -Db_sanitize=thread
 *     CK_FORK=no build-tsan/tests/unit/test_threads */
#include "platform.h"
#include "random_model.h"

#include <pthread.h>

#define THREADS 8
#define ROUNDS  12

/* What one run gives. */
struct result {
    double *table;
    size_t count;
    ttr_text *csv, *json, *tree;
};

struct job {
    const ttr_combiner *combiner;
    const ttr_program *program;
    const struct result *expected; /* by round */
    const char *wrong;             /* what differed */
};

/* Shifts of a round: every third driver, by a few percent. */
static double *shifts_of(const ttr_program *program, uint32_t round)
{
    double *shifts = no_shifts(program);

    for (uint32_t i = round % 3; round > 0 && i < ttr_program_drivers(program);
         i += 3)
        shifts[i] = 0.01 * round;
    return shifts;
}

static ttr_status read_all(const ttr_forecast *forecast, struct result *result)
{
    const ttr_program *program = ttr_forecast_program(forecast);
    uint32_t outputs = ttr_program_outputs(program);
    uint32_t *index = calloc(outputs, sizeof *index);
    ttr_status status;

    result->count = (size_t)outputs * (ttr_program_regions(program) + 1) *
                    ttr_program_steps(program, TTR_STEP_PERIOD);
    result->table = calloc(result->count, sizeof *result->table);
    if (index == NULL || result->table == NULL) {
        free(index);
        return TTR_E_NO_MEMORY;
    }
    for (uint32_t i = 0; i < outputs; i++)
        index[i] = i;
    status =
        ttr_forecast_table(forecast, index, outputs, TTR_REPORTING,
                           TTR_STEP_PERIOD, result->table, result->count, NULL);
    free(index);
    return status;
}

static ttr_status make(const ttr_program *program, uint32_t round,
                       struct result *result)
{
    double *shifts = shifts_of(program, round);
    uint32_t output = round * 7 % ttr_program_outputs(program);
    ttr_forecast *forecast = NULL;
    ttr_status status = ttr_program_run(program, shifts, &forecast, NULL);

    if (status == TTR_OK)
        status = read_all(forecast, result);
    if (status == TTR_OK)
        status = ttr_forecast_csv(forecast, TTR_CONSTANT, TTR_STEP_YEAR,
                                  &result->csv, NULL);
    if (status == TTR_OK)
        status = ttr_forecast_json(forecast, TTR_LOCAL, TTR_STEP_PERIOD,
                                   &result->json, NULL);
    if (status == TTR_OK)
        status = ttr_program_explain(program, shifts, output, TTR_WORLD, 0, 64,
                                     &result->tree, NULL);
    ttr_forecast_unref(forecast);
    free(shifts);
    return status;
}

static void clear(struct result *result)
{
    free(result->table);
    ttr_text_unref(result->csv);
    ttr_text_unref(result->json);
    ttr_text_unref(result->tree);
}

static bool same_text(const ttr_text *a, const ttr_text *b)
{
    return ttr_text_size(a) == ttr_text_size(b) &&
           memcmp(ttr_text_bytes(a), ttr_text_bytes(b), ttr_text_size(a)) == 0;
}

static const char *difference(const struct result *a, const struct result *b)
{
    if (a->count != b->count || !same_bits(a->table, b->table, a->count))
        return "numbers";
    if (!same_text(a->csv, b->csv) || !same_text(a->json, b->json))
        return "exports";
    return same_text(a->tree, b->tree) ? NULL : "explanations";
}

/* One round of one program; tells what differs, or NULL. */
static const char *wrong_in(const struct job *job, const ttr_program *program,
                            uint32_t round)
{
    struct result result = {0};
    const char *wrong = "statuses";

    if (make(program, round, &result) == TTR_OK)
        wrong = difference(&result, &job->expected[round]);
    clear(&result);
    return wrong;
}

static void *work(void *context)
{
    struct job *job = context;
    ttr_program *own = NULL;

    if (ttr_combiner_compile(job->combiner, &own, NULL) != TTR_OK)
        job->wrong = "compilation";
    for (uint32_t i = 0; job->wrong == NULL && i < ROUNDS; i++)
        job->wrong = wrong_in(job, job->program, i);
    for (uint32_t i = 0; job->wrong == NULL && i < 2; i++)
        job->wrong = wrong_in(job, own, i);
    ttr_program_unref(own);
    return NULL;
}

static void run_threads(struct job jobs[THREADS])
{
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &jobs[i]), 0);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}

START_TEST(threads_share_a_program)
{
    const struct scaling none = {NULL, 1};
    struct result expected[ROUNDS] = {{0}};
    struct job jobs[THREADS];
    struct random_model m;
    ttr_program *program;

    random_model_begin(&m, 900 + (uint64_t)_i, none, 0);
    program = compile_ok(m.combiner);
    for (uint32_t i = 0; i < ROUNDS; i++)
        ck_assert_int_eq(make(program, i, &expected[i]), TTR_OK);
    for (int i = 0; i < THREADS; i++)
        jobs[i] = (struct job){m.combiner, program, expected, NULL};
    run_threads(jobs);
    for (int i = 0; i < THREADS; i++)
        ck_assert_msg(jobs[i].wrong == NULL, "thread %d: other %s", i,
                      jobs[i].wrong);
    for (uint32_t i = 0; i < ROUNDS; i++)
        clear(&expected[i]);
    ttr_program_unref(program);
    random_model_end(&m);
}
END_TEST

/* ---- references ---- */

struct handles {
    ttr_program *program;
    ttr_forecast *forecast;
    ttr_text *text;
};

/* The main thread has let go before these end. */
static void *hold(void *context)
{
    struct handles *handles = context;

    for (int i = 0; i < 2000; i++) {
        ttr_program_unref(ttr_program_ref(handles->program));
        ttr_forecast_unref(ttr_forecast_ref(handles->forecast));
        ttr_text_unref(ttr_text_ref(handles->text));
    }
    ttr_text_unref(handles->text);
    ttr_program_unref(handles->program);
    ttr_forecast_unref(handles->forecast);
    return NULL;
}

START_TEST(threads_share_references)
{
    struct ttr_error error = ttri_unit_error();
    struct handles handles = {NULL, NULL, NULL};
    pthread_t threads[THREADS];
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 4);
    platform_stream(&p, "a", 1);
    handles.program = compile_ok(p.combiner);
    platform_end(&p);
    handles.forecast = run_ok(handles.program, NULL);
    ttri_assert_ok(ttr_forecast_csv(handles.forecast, TTR_LOCAL, TTR_STEP_YEAR,
                                    &handles.text, &error),
                   &error);
    for (int i = 0; i < THREADS; i++) {
        ttr_program_ref(handles.program);
        ttr_forecast_ref(handles.forecast);
        ttr_text_ref(handles.text);
        ck_assert_int_eq(pthread_create(&threads[i], NULL, hold, &handles), 0);
    }
    ttr_text_unref(handles.text);
    ttr_program_unref(handles.program);
    ttr_forecast_unref(handles.forecast);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("threads");
    TCase *one = tcase_create("threads");

    tcase_set_timeout(one, 300);
    tcase_add_loop_test(one, threads_share_a_program, 0, 3);
    tcase_add_test(one, threads_share_references);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
