/* A back-test: what is to be tested, and all its origins. */
#include "fit/backtest.h"

#include <string.h>

#include "base/block.h"
#include "combiner/compiled.h"
#include "engine/monitor.h"
#include "engine/workers.h"

#define MOST_SERIES 64

void ttr_backtest_options_init(struct ttr_backtest_options *options,
                               uint32_t struct_size)
{
    static const struct ttr_backtest_options defaults = {
        .horizons = 4, .paths = 4096, .seed = 1, .share = 0.8};

    ttri_block_init(options, struct_size, &defaults, sizeof defaults);
}

/* ---- life ---- */

static void backtest_free(struct ttr_backtest *backtest)
{
    struct ttri_memory memory = backtest->memory;

    for (uint32_t i = 0; backtest->series != NULL && i < backtest->count; i++) {
        ttri_release(&memory, backtest->series[i].figure);
        ttri_release(&memory, backtest->series[i].value);
    }
    ttri_texts_clear(&memory, &backtest->texts);
    ttri_release(&memory, backtest->series);
    ttri_release(&memory, backtest->label);
    ttri_release(&memory, backtest->row);
    ttri_release(&memory, backtest);
}

ttr_backtest *ttr_backtest_ref(ttr_backtest *backtest)
{
    if (backtest != NULL)
        ttri_reference(&backtest->references);
    return backtest;
}

void ttr_backtest_unref(ttr_backtest *backtest)
{
    if (backtest != NULL && ttri_unreference(&backtest->references))
        backtest_free(backtest);
}

/* ---- what was asked for ---- */

static ttr_status check_options(const struct ttr_backtest_options *given,
                                struct ttr_error *error)
{
    ttr_status status =
        ttri_check_size(error, "ttr_backtest_options", given->struct_size,
                        sizeof *given, sizeof *given);

    if (status == TTR_OK)
        status = ttri_check_date(error, "options.first", given->first);
    if (status == TTR_OK)
        status = ttri_check_date(error, "options.last", given->last);
    if (status != TTR_OK)
        return status;
    if (given->first > given->last)
        return ttri_fail_number(error, TTR_E_RANGE, "options.last",
                                "must not be before first", given->last);
    if (given->horizons < 1 || given->horizons > TTR_MAX_HORIZON)
        return ttri_fail_number(error, TTR_E_RANGE, "options.horizons",
                                "must be 1 to 40", given->horizons);
    if (given->paths < 256 || given->paths > 1u << 20 ||
        given->paths % 256 != 0)
        return ttri_fail_number(error, TTR_E_RANGE, "options.paths",
                                "must be a multiple of 256, at most 1048576",
                                given->paths);
    if (!(given->share > 0.0 && given->share < 1.0))
        return ttri_fail_number(error, TTR_E_RANGE, "options.share",
                                "must be inside (0, 1)", given->share);
    return TTR_OK;
}

/* The period that holds a day. */
static ttr_status find_period(const struct ttr_program *program,
                              const char *what, ttr_date date, uint32_t *period,
                              struct ttr_error *error)
{
    const struct ttri_calendar *calendar = &program->calendar;
    int64_t day = ttri_date_day(date);

    for (uint32_t t = 0; t < calendar->count; t++)
        if (day >= calendar->period[t].first && day < calendar->period[t].end) {
            *period = t;
            return TTR_OK;
        }
    return ttri_fail_number(error, TTR_E_RANGE, what,
                            "must lie in the model's calendar", date);
}

static ttr_status find_origins(const struct ttr_program *program,
                               struct ttr_backtest *backtest,
                               struct ttr_error *error)
{
    struct ttr_backtest_options *options = &backtest->options;
    ttr_status status = find_period(program, "options.first", options->first,
                                    &backtest->first, error);

    if (status == TTR_OK)
        status = find_period(program, "options.last", options->last,
                             &backtest->last, error);
    backtest->periods = program->calendar.count;
    if (options->season == 0)
        options->season = (uint32_t)(12.0 / program->calendar.months);
    backtest->label = ttri_clear(&backtest->memory, backtest->periods,
                                 sizeof *backtest->label);
    if (status == TTR_OK && backtest->label == NULL)
        status = ttri_no_memory(error, "back-test");
    if (status == TTR_OK)
        memcpy(backtest->label, program->axis[TTR_STEP_PERIOD].label,
               backtest->periods * sizeof *backtest->label);
    return status;
}

/* ---- running ---- */

static void run_task(void *work, uint32_t task)
{
    struct ttri_testing *testing = work;

    (void)task;
    while (!ttri_monitor_cancelled(testing->monitor)) {
        uint32_t i = (uint32_t)atomic_fetch_add(&testing->next, 1);
        struct ttri_backtest_job *job;

        if (i >= testing->jobs)
            return;
        job = &testing->job[i];
        job->status = ttri_backtest_origin(&job->task, &job->error);
        ttri_monitor_advance(testing->monitor, 1);
    }
}

static ttr_status make_jobs(struct ttri_testing *testing, uint32_t layers,
                            struct ttr_error *error)
{
    struct ttr_backtest *backtest = testing->backtest;
    uint32_t origins = backtest->last - backtest->first + 1;
    uint32_t width = backtest->count * backtest->options.horizons;

    testing->jobs = layers * origins;
    testing->job =
        ttri_clear(&backtest->memory, testing->jobs, sizeof *testing->job);
    testing->slot = ttri_clear(&backtest->memory, (size_t)testing->jobs * width,
                               sizeof *testing->slot);
    if (testing->job == NULL || testing->slot == NULL)
        return ttri_no_memory(error, "back-test");
    for (size_t i = 0; i < (size_t)testing->jobs * width; i++)
        testing->slot[i].series = TTRI_NONE;
    for (uint32_t i = 0; i < testing->jobs; i++) {
        ttr_error_init(&testing->job[i].error, sizeof testing->job[i].error);
        testing->job[i].task = (struct ttri_backtest_task){
            .backtest = backtest,
            .combiner = testing->combiner,
            .history = testing->history,
            .calibration = testing->calibration,
            .driving = testing->driving,
            .known = testing->known,
            .origin = backtest->first + i % origins,
            .known_drivers = i >= origins,
            .row = testing->slot + (size_t)i * width};
    }
    return TTR_OK;
}

/* The first failure, whatever the threads. */
static ttr_status run_jobs(struct ttri_testing *testing,
                           const struct ttr_workers *workers,
                           struct ttr_error *error)
{
    atomic_init(&testing->next, 0);
    ttri_monitor_begin(testing->monitor, testing->jobs);
    ttri_workers_run(workers, run_task, testing);
    ttri_monitor_end(testing->monitor);
    if (ttri_monitor_cancelled(testing->monitor))
        return ttri_fail(error, TTR_E_CANCELLED, "back-test", "was cancelled",
                         "");
    for (uint32_t i = 0; i < testing->jobs; i++)
        if (testing->job[i].status != TTR_OK) {
            ttri_error_copy(error, &testing->job[i].error);
            return testing->job[i].status;
        }
    return TTR_OK;
}

static ttr_status collect_rows(const struct ttri_testing *testing,
                               struct ttr_error *error)
{
    struct ttr_backtest *backtest = testing->backtest;
    size_t slots =
        (size_t)testing->jobs * backtest->count * backtest->options.horizons;

    backtest->row = ttri_clear(&backtest->memory, slots, sizeof *backtest->row);
    if (backtest->row == NULL)
        return ttri_no_memory(error, "back-test");
    for (size_t i = 0; i < slots; i++)
        if (testing->slot[i].series != TTRI_NONE)
            backtest->row[backtest->rows++] = testing->slot[i];
    return backtest->rows > 0
               ? TTR_OK
               : ttri_fail(error, TTR_E_MISSING, "history",
                           "must have a figure after an origin", "");
}

static void testing_clear(struct ttri_testing *testing)
{
    const struct ttri_memory *memory = &testing->backtest->memory;

    ttr_program_unref(testing->program);
    ttri_release(memory, testing->match);
    ttri_release(memory, testing->known);
    ttri_release(memory, testing->driving);
    ttri_release(memory, testing->slot);
    ttri_release(memory, testing->job);
}

static ttr_status check_names(const char *what, const char *const *names,
                              uint32_t count, uint32_t least,
                              struct ttr_error *error)
{
    if (count < least || count > MOST_SERIES)
        return ttri_fail_number(error, TTR_E_ARGUMENT, what,
                                least > 0 ? "must be 1 to 64 names"
                                          : "must be at most 64 names",
                                count);
    for (uint32_t i = 0; i < count; i++)
        if (names == NULL || names[i] == NULL)
            return ttri_null_argument(error, "ttr_backtest_run", what);
    return TTR_OK;
}

static ttr_status check_request(const struct ttri_testing *testing,
                                const struct ttri_backtest_request *request,
                                struct ttr_error *error)
{
    ttr_status status;

    if (testing->combiner == NULL || testing->history == NULL ||
        request->options == NULL)
        return ttri_null_argument(error, "ttr_backtest_run",
                                  testing->combiner == NULL  ? "combiner"
                                  : testing->history == NULL ? "history"
                                                             : "options");
    status = check_names("series", request->series, request->count, 1, error);
    if (status == TTR_OK)
        status = check_names("drivers", request->drivers, request->driver_count,
                             0, error);
    return status == TTR_OK ? check_options(request->options, error) : status;
}

static ttr_status backtest_new(struct ttri_testing *testing,
                               const struct ttr_backtest_options *options,
                               struct ttr_error *error)
{
    struct ttr_backtest *made;
    ttr_status status =
        ttr_combiner_compile(testing->combiner, &testing->program, error);

    if (status != TTR_OK)
        return status;
    made = ttri_clear(&testing->program->memory, 1, sizeof *made);
    if (made == NULL) {
        ttr_program_unref(testing->program);
        return ttri_no_memory(error, "back-test");
    }
    atomic_init(&made->references, 1);
    made->memory = testing->program->memory;
    made->options = *options;
    testing->backtest = made;
    return TTR_OK;
}

ttr_status ttr_backtest_run(const ttr_combiner *combiner,
                            const ttr_history *history,
                            const char *const *series, uint32_t count,
                            const char *const *drivers, uint32_t driver_count,
                            const struct ttr_calibration_options *calibration,
                            const struct ttr_backtest_options *options,
                            const struct ttr_workers *workers,
                            ttr_monitor *monitor, ttr_backtest **backtest,
                            struct ttr_error *error)
{
    struct ttri_testing testing = {.combiner = combiner,
                                   .history = history,
                                   .calibration = calibration,
                                   .monitor = monitor};
    const struct ttri_backtest_request request = {series, count, drivers,
                                                  driver_count, options};
    struct ttr_workers checked;
    ttr_status status =
        backtest == NULL
            ? ttri_null_argument(error, "ttr_backtest_run", "backtest")
            : check_request(&testing, &request, error);

    if (status == TTR_OK)
        status = ttri_workers_check(workers, &checked, error);
    if (status == TTR_OK)
        status = backtest_new(&testing, options, error);
    if (status != TTR_OK)
        return status;
    status = find_origins(testing.program, testing.backtest, error);
    if (status == TTR_OK)
        status = ttri_backtest_find_series(&testing, &request, error);
    if (status == TTR_OK)
        status = make_jobs(&testing, driver_count > 0 ? 2 : 1, error);
    if (status == TTR_OK)
        status = run_jobs(&testing, &checked, error);
    if (status == TTR_OK)
        status = collect_rows(&testing, error);
    testing_clear(&testing);
    if (status != TTR_OK)
        ttr_backtest_unref(testing.backtest);
    else
        *backtest = testing.backtest;
    return status;
}
