/* Every allocation fails once, and once with all after it, from reading a
 * document to writing its results.
 *
 * usage: test_oom FOLDER NAME.json... */
#include "failing.h"
#include "named_documents.h"

#include <string.h>

#include <tiktokrev/tiktokrev.h>

#define LONGEST 65536

/* ---- one run through everything ---- */

struct job {
    const char *bytes;
    size_t size;
    const char *history;
    struct ttr_error error;
};

struct handles {
    ttr_combiner *combiner;
    ttr_program *program;
    ttr_forecast *forecast;
    ttr_history *history;
    ttr_text *saved, *csv, *json, *tree;
};

static ttr_status make(const struct ttr_allocator *allocator, struct job *job,
                       struct handles *handles)
{
    struct ttr_error *error = &job->error;
    ttr_status status = ttr_document_load(allocator, job->bytes, job->size,
                                          "job", &handles->combiner, error);

    if (status == TTR_OK)
        status = ttr_document_save(handles->combiner, &handles->saved, error);
    if (status == TTR_OK)
        status =
            ttr_combiner_compile(handles->combiner, &handles->program, error);
    if (status == TTR_OK)
        status =
            ttr_program_run(handles->program, NULL, &handles->forecast, error);
    if (status == TTR_OK)
        status = ttr_history_load(allocator, job->history, strlen(job->history),
                                  "history", &handles->history, error);
    return status;
}

static ttr_status tell(struct job *job, struct handles *handles)
{
    struct ttr_error *error = &job->error;
    ttr_status status = ttr_forecast_csv(handles->forecast, TTR_REPORTING,
                                         TTR_STEP_YEAR, &handles->csv, error);

    if (status == TTR_OK)
        status = ttr_forecast_json(handles->forecast, TTR_REPORTING,
                                   TTR_STEP_YEAR, &handles->json, error);
    if (status == TTR_OK)
        status = ttr_program_explain(handles->program, NULL, 0, TTR_WORLD, 0,
                                     64, &handles->tree, error);
    return status;
}

static void release(struct handles *handles)
{
    ttr_text_unref(handles->tree);
    ttr_text_unref(handles->json);
    ttr_text_unref(handles->csv);
    ttr_text_unref(handles->saved);
    ttr_history_unref(handles->history);
    ttr_forecast_unref(handles->forecast);
    ttr_program_unref(handles->program);
    ttr_combiner_unref(handles->combiner);
}

/* What comes after a failure was never made. */
static bool in_order(const struct handles *handles)
{
    return (handles->combiner != NULL || handles->program == NULL) &&
           (handles->program != NULL || handles->forecast == NULL) &&
           (handles->forecast != NULL || handles->csv == NULL);
}

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    struct handles handles = {0};
    struct job *job = context;
    ttr_status status;

    ttr_error_init(&job->error, sizeof job->error);
    status = make(allocator, job, &handles);
    if (status == TTR_OK)
        status = tell(job, &handles);
    ck_assert(in_order(&handles));
    release(&handles);
    return ttri_wants_memory(status, &job->error);
}

static char *read_document(int index, size_t *size)
{
    static char bytes[LONGEST];
    char path[4096];
    FILE *file;

    document_path(path, index);
    file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s can not be read", path);
    *size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    ck_assert_uint_lt(*size, sizeof bytes);
    return bytes;
}

START_TEST(every_failure_is_survived)
{
    struct job job = {
        .history = "series,period,value,unit,low,high,kind,confidence,source\n"
                   "total/World/revenue,2023,,USD,1e9,2e9,estimate,2,\"a, b\"\n"
                   "press,2022,1.5e9,USD,,,reported,3,c\n"};

    job.bytes = read_document(_i, &job.size);
    ck_assert_uint_gt(ttri_fail_each(attempt, &job), 100);
}
END_TEST

int main(int count, char **arguments)
{
    Suite *suite = suite_create("failing allocations");
    TCase *cases = tcase_create("all");

    if (!take_documents(count, arguments))
        return EXIT_FAILURE;
    tcase_set_timeout(cases, 1200);
    tcase_add_loop_test(cases, every_failure_is_survived, 0, documents.count);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
