/* Every status of status.h, by a call that returns it: the error block says the
 * same, and what the call would have written is as it was.
 *
 * usage: test_status SOURCE_ROOT */
#include "failing.h"
#include "two_currencies.h"

#include <stdlib.h>

static const char *root;

/* What out-parameters point at before and after: never a handle. */
static char nothing[1];
#define UNTOUCHED ((void *)nothing)

static void assert_untouched(const void *out)
{
    ck_assert_ptr_eq(out, UNTOUCHED);
}

/* ---- one call for each status ---- */

static ttr_status argument(struct ttr_error *error)
{
    ttr_program *program = UNTOUCHED;
    ttr_status status = ttr_combiner_compile(NULL, &program, error);

    assert_untouched(program);
    return status;
}

/* Runs the platform of two currencies with one driver shifted. */
static ttr_status run_shifted(double shift, struct ttr_error *error)
{
    struct platform p;
    ttr_program *program;
    double *shifts;
    ttr_forecast *forecast = UNTOUCHED;
    ttr_status status;

    begin_two_currencies(&p);
    program = compile_ok(p.combiner);
    shifts = no_shifts(program);
    shifts[driver_index(program, "a/US/x")] = shift;
    status = ttr_program_run(program, shifts, &forecast, error);
    assert_untouched(forecast);
    free(shifts);
    ttr_program_unref(program);
    platform_end(&p);
    return status;
}

static ttr_status range(struct ttr_error *error)
{
    return run_shifted(INFINITY, error);
}

static ttr_status numeric(struct ttr_error *error)
{
    return run_shifted(800, error);
}

static ttr_status unknown(struct ttr_error *error)
{
    ttr_forecast *forecast = run_two_currencies();
    uint32_t index = 12345;
    ttr_status status = ttr_program_find_output(ttr_forecast_program(forecast),
                                                "total/revnue", &index, error);

    ck_assert_uint_eq(index, 12345);
    ttr_forecast_unref(forecast);
    return status;
}

static ttr_status duplicate(struct ttr_error *error)
{
    struct platform p;
    ttr_program *program;
    ttr_status status;

    begin_two_currencies(&p);
    status = ttr_combiner_add_region(p.combiner, "EU", "CHF", error);
    program = compile_ok(p.combiner);
    ck_assert_uint_eq(ttr_program_regions(program), 2);
    ck_assert_str_eq(ttr_program_currency(program, 1), "EUR");
    ttr_program_unref(program);
    platform_end(&p);
    return status;
}

static ttr_status compile(const struct platform *p, struct ttr_error *error)
{
    ttr_program *program = UNTOUCHED;
    ttr_status status = ttr_combiner_compile(p->combiner, &program, error);

    assert_untouched(program);
    return status;
}

static ttr_status missing(struct ttr_error *error)
{
    struct platform p;
    ttr_status status;

    platform_begin(&p, TTR_QUARTER, 4);
    status = compile(&p, error);
    platform_end(&p);
    return status;
}

static ttr_status conflict(struct ttr_error *error)
{
    ttr_forecast *forecast = run_two_currencies();
    double values[MONTHS] = {-7, -7, -7, -7, -7};
    ttr_status status = ttr_forecast_read(
        forecast, output_index(ttr_forecast_program(forecast), "a/revenue"),
        TTR_WORLD, TTR_LOCAL, TTR_STEP_PERIOD, values, MONTHS, error);

    for (int t = 0; t < MONTHS; t++)
        ck_assert(values[t] == -7);
    ttr_forecast_unref(forecast);
    return status;
}

static ttr_status compile_loop(int32_t lag, struct ttr_error *error)
{
    struct platform p;
    ttr_status status;

    platform_begin(&p, TTR_QUARTER, 4);
    platform_stream(&p, "a", 1);
    platform_link(&p, "self", "a/revenue", "a/x", 1.5, lag);
    status = compile(&p, error);
    platform_end(&p);
    return status;
}

static ttr_status cycle(struct ttr_error *error)
{
    return compile_loop(0, error);
}

static ttr_status unstable(struct ttr_error *error)
{
    return compile_loop(1, error);
}

static ttr_status no_memory(struct ttr_error *error)
{
    struct ttri_failing failing = {.fail_at = 1, .forever = true};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    ttr_driver *driver = UNTOUCHED;
    ttr_status status = ttr_driver_new(&allocator, &driver, error);

    assert_untouched(driver);
    return status;
}

static ttr_status no_file(struct ttr_error *error)
{
    ttr_combiner *combiner = UNTOUCHED;
    ttr_status status =
        ttr_document_open(NULL, "no such file.json", &combiner, error);

    assert_untouched(combiner);
    return status;
}

static ttr_status load(const char *bytes, size_t size, struct ttr_error *error)
{
    ttr_combiner *combiner = UNTOUCHED;
    ttr_status status =
        ttr_document_load(NULL, bytes, size, NULL, &combiner, error);

    assert_untouched(combiner);
    return status;
}

static ttr_status limit(struct ttr_error *error)
{
    char *bytes = calloc(TTR_MAX_DOCUMENT + 1, 1);
    ttr_status status;

    ck_assert_ptr_nonnull(bytes);
    memset(bytes, ' ', TTR_MAX_DOCUMENT + 1);
    status = load(bytes, TTR_MAX_DOCUMENT + 1, error);
    free(bytes);
    return status;
}

/* A host's loop that has lost patience before it begins. */
static void cancel_first(void *monitor, uint32_t tasks, ttr_task task,
                         void *work)
{
    ttr_monitor_cancel(monitor);
    for (uint32_t i = 0; i < tasks; i++)
        task(work, i);
}

static ttr_status cancelled(struct ttr_error *error)
{
    ttr_forecast *forecast = run_two_currencies();
    const ttr_program *program = ttr_forecast_program(forecast);
    ttr_simulation *simulation = NULL;
    ttr_distribution *distribution = UNTOUCHED;
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .parallel_for = cancel_first};
    struct ttr_error fine = ttri_unit_error();
    ttr_monitor *monitor = NULL;
    struct ttr_figure figure;
    ttr_status status;

    ttr_figure_init(&figure, sizeof figure);
    ttri_assert_ok(ttr_monitor_new(NULL, &monitor, &fine), &fine);
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &fine),
                   &fine);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &fine),
                   &fine);
    workers.user = monitor;
    status = ttr_simulation_run(simulation, NULL, &workers, monitor,
                                &distribution, error);
    assert_untouched(distribution);
    ttr_simulation_unref(simulation);
    ttr_monitor_unref(monitor);
    ttr_forecast_unref(forecast);
    return status;
}

static ttr_status syntax(struct ttr_error *error)
{
    return load("{\"tiktokrev\": }", 15, error);
}

static ttr_status version(struct ttr_error *error)
{
    return load("{\"tiktokrev\": 2}", 16, error);
}

static ttr_status struct_size(struct ttr_error *error)
{
    ttr_forecast *forecast = run_two_currencies();
    struct ttr_calendar calendar, before;
    ttr_status status;

    memset(&calendar, 0x33, sizeof calendar);
    calendar.struct_size = 4;
    before = calendar;
    status =
        ttr_program_calendar(ttr_forecast_program(forecast), &calendar, error);
    ck_assert(memcmp(&calendar, &before, sizeof before) == 0);
    ttr_forecast_unref(forecast);
    return status;
}

static const struct {
    ttr_status status;
    const char *name;
    ttr_status (*provoke)(struct ttr_error *error);
} statuses[] = {
    {TTR_E_ARGUMENT, "TTR_E_ARGUMENT", argument},
    {TTR_E_RANGE, "TTR_E_RANGE", range},
    {TTR_E_UNKNOWN, "TTR_E_UNKNOWN", unknown},
    {TTR_E_DUPLICATE, "TTR_E_DUPLICATE", duplicate},
    {TTR_E_MISSING, "TTR_E_MISSING", missing},
    {TTR_E_CONFLICT, "TTR_E_CONFLICT", conflict},
    {TTR_E_CYCLE, "TTR_E_CYCLE", cycle},
    {TTR_E_UNSTABLE, "TTR_E_UNSTABLE", unstable},
    {TTR_E_NO_MEMORY, "TTR_E_NO_MEMORY", no_memory},
    {TTR_E_IO, "TTR_E_IO", no_file},
    {TTR_E_LIMIT, "TTR_E_LIMIT", limit},
    {TTR_E_CANCELLED, "TTR_E_CANCELLED", cancelled},
    {TTR_E_SYNTAX, "TTR_E_SYNTAX", syntax},
    {TTR_E_VERSION, "TTR_E_VERSION", version},
    {TTR_E_NUMERIC, "TTR_E_NUMERIC", numeric},
    {TTR_E_STRUCT_SIZE, "TTR_E_STRUCT_SIZE", struct_size},
    /* stands for a defect of the library: what could provoke it would be
     * mended instead */
    {TTR_E_INTERNAL, "TTR_E_INTERNAL", NULL},
};

#define STATUSES ((int)(sizeof statuses / sizeof *statuses))

START_TEST(a_call_returns_it)
{
    struct ttr_error error = ttri_unit_error();

    ck_assert_str_eq(ttr_status_name(statuses[_i].status), statuses[_i].name);
    if (statuses[_i].provoke == NULL)
        return;
    ck_assert_int_eq(statuses[_i].provoke(&error), statuses[_i].status);
    ck_assert_int_eq(error.status, statuses[_i].status);
    ck_assert_uint_eq(error.struct_size, sizeof error);
    ck_assert_uint_gt(strlen(error.message), 0);
    ck_assert_ptr_nonnull(strstr(error.message, error.rule));
}
END_TEST

/* The block is optional, and one that was never prepared is left alone. */
START_TEST(a_call_returns_it_without_a_block)
{
    struct ttr_error raw;

    if (statuses[_i].provoke == NULL)
        return;
    ck_assert_int_eq(statuses[_i].provoke(NULL), statuses[_i].status);
    memset(&raw, 0, sizeof raw);
    ck_assert_int_eq(statuses[_i].provoke(&raw), statuses[_i].status);
    ck_assert_int_eq(raw.status, 0);
    ck_assert_int_eq(raw.message[0], '\0');
}
END_TEST

/* A call that succeeds says nothing, not even over an old failure. */
START_TEST(success_leaves_the_block_alone)
{
    struct ttr_error error = ttri_unit_error(), before;
    struct platform p;

    ck_assert_int_eq(unknown(&error), TTR_E_UNKNOWN);
    before = error;
    platform_begin(&p, TTR_QUARTER, 4);
    ck_assert_int_eq(ttr_combiner_add_region(p.combiner, "EU", "EUR", &error),
                     TTR_OK);
    ck_assert(memcmp(&error, &before, sizeof before) == 0);
    platform_end(&p);
}
END_TEST

/* The table above has every constant of the header. */
START_TEST(no_status_is_left_out)
{
    char path[4096], line[512], name[64];
    int found = 0;
    FILE *file;

    snprintf(path, sizeof path, "%s/include/tiktokrev/status.h", root);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL) {
        bool listed = false;

        if (sscanf(line, "#define %63[A-Z_]", name) != 1 ||
            strncmp(name, "TTR_E_", 6) != 0)
            continue;
        for (int i = 0; i < STATUSES; i++)
            listed = listed || strcmp(statuses[i].name, name) == 0;
        ck_assert_msg(listed, "%s is never provoked", name);
        found++;
    }
    fclose(file);
    ck_assert_int_eq(found, STATUSES);
}
END_TEST

int main(int count, char **arguments)
{
    Suite *suite = suite_create("status");
    TCase *one = tcase_create("status");

    tcase_add_loop_test(one, a_call_returns_it, 0, STATUSES);
    tcase_add_loop_test(one, a_call_returns_it_without_a_block, 0, STATUSES);
    tcase_add_test(one, success_leaves_the_block_alone);
    tcase_add_test(one, no_status_is_left_out);
    suite_add_tcase(suite, one);
    return ttri_unit_main_at(count, arguments, &root, suite);
}
