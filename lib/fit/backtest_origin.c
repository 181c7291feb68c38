/* One origin of a back-test: what the model and the baselines would have said
 * there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <tiktokrev/baseline.h>
#include <tiktokrev/score.h>

#include "fit/backtest.h"
#include "math/list.h"

static struct ttr_allocator allocator_of(const struct ttri_memory *memory)
{
    return (struct ttr_allocator){.struct_size = sizeof(struct ttr_allocator),
                                  .user = memory->user,
                                  .allocate = memory->allocate,
                                  .reallocate = memory->reallocate,
                                  .release = memory->release};
}

/* ---- paths ---- */

struct drawn {
    ttr_simulation *simulation;
    uint32_t *first; /* by series: its first variable */
    double *value;   /* variables x paths */
    bool converged;
};

static void drawn_clear(const struct ttri_memory *memory, struct drawn *drawn)
{
    ttr_simulation_unref(drawn->simulation);
    ttri_release(memory, drawn->first);
    ttri_release(memory, drawn->value);
}

static bool was_known(const struct ttri_backtest_task *task, uint32_t figure)
{
    uint32_t ahead = task->known_drivers && task->driving[figure]
                         ? task->backtest->options.horizons
                         : 0;

    return task->known[figure] != TTRI_NONE &&
           task->known[figure] <= task->origin + ahead;
}

static ttr_status calibrate(const struct ttri_backtest_task *task,
                            ttr_calibration **calibration,
                            struct ttr_error *error)
{
    const struct ttri_memory *memory = &task->backtest->memory;
    uint32_t figures = ttr_history_count(task->history);
    bool *use = ttri_clear(memory, figures, sizeof *use);
    ttr_status status;

    if (use == NULL)
        return ttri_no_memory(error, "back-test");
    for (uint32_t i = 0; i < figures; i++)
        use[i] = was_known(task, i);
    status = ttri_calibrate(task->combiner, task->history, use,
                            task->calibration, NULL, NULL, calibration, error);
    ttri_release(memory, use);
    return status;
}

static ttr_status watch(const struct ttri_backtest_task *task,
                        const ttr_calibration *calibration, struct drawn *drawn,
                        struct ttr_error *error)
{
    const struct ttr_backtest *backtest = task->backtest;
    ttr_status status = ttr_simulation_new(ttr_calibration_program(calibration),
                                           NULL, &drawn->simulation, error);

    for (uint32_t i = 0; status == TTR_OK && i < backtest->count; i++) {
        const struct ttri_backtest_series *series = &backtest->series[i];
        struct ttr_figure figure;

        ttr_figure_init(&figure, sizeof figure);
        figure.kind = series->report ? TTR_FIGURE_REPORT : TTR_FIGURE_OUTPUT;
        figure.output = series->index;
        figure.region = series->region;
        figure.step = TTR_STEP_PERIOD;
        status = ttr_simulation_watch(drawn->simulation, &figure,
                                      &drawn->first[i], error);
    }
    return status;
}

static ttr_status draw(const struct ttri_backtest_task *task,
                       const ttr_calibration *calibration, struct drawn *drawn,
                       struct ttr_error *error)
{
    const struct ttr_backtest *backtest = task->backtest;
    size_t variables = ttr_simulation_variables(drawn->simulation);
    struct ttri_posterior posterior = ttri_calibration_posterior(calibration);
    struct ttr_sampling sampling;
    ttr_status status =
        ttri_simulation_condition(drawn->simulation, &posterior, error);

    if (status != TTR_OK)
        return status;
    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.paths = backtest->options.paths;
    sampling.seed = backtest->options.seed;
    sampling.replicates = 2;
    drawn->value =
        ttri_clear(&backtest->memory, variables * backtest->options.paths,
                   sizeof *drawn->value);
    if (drawn->value == NULL)
        return ttri_no_memory(error, "back-test");
    return ttr_simulation_paths(drawn->simulation, &sampling, 0,
                                backtest->options.paths, drawn->value,
                                variables * backtest->options.paths, error);
}

static ttr_status run(const struct ttri_backtest_task *task,
                      struct drawn *drawn, struct ttr_error *error)
{
    const struct ttr_backtest *backtest = task->backtest;
    ttr_calibration *calibration = NULL;
    ttr_status status;

    drawn->first =
        ttri_clear(&backtest->memory, backtest->count, sizeof *drawn->first);
    status = drawn->first == NULL ? ttri_no_memory(error, "back-test")
                                  : calibrate(task, &calibration, error);
    if (status == TTR_OK)
        status = watch(task, calibration, drawn, error);
    if (status == TTR_OK)
        status = draw(task, calibration, drawn, error);
    if (status == TTR_OK)
        drawn->converged = calibration->state.converged != 0;
    ttr_calibration_unref(calibration);
    return status;
}

/* ---- baselines ---- */

#define METHODS 5
static const int32_t methods[METHODS] = {
    TTR_BASELINE_NAIVE, TTR_BASELINE_SEASONAL_NAIVE, TTR_BASELINE_DRIFT,
    TTR_BASELINE_HOLT, TTR_BASELINE_ADDITIVE};

struct baselines {
    double mean[METHODS][TTR_MAX_HORIZON], deviation[METHODS][TTR_MAX_HORIZON];
    bool known[METHODS];
};

static ttr_status forecast_baselines(const struct ttri_backtest_task *task,
                                     const struct ttri_backtest_series *series,
                                     struct baselines *baselines,
                                     struct ttr_error *error)
{
    const struct ttr_backtest *backtest = task->backtest;
    const struct ttr_allocator allocator = allocator_of(&backtest->memory);
    uint32_t length = 0;
    ttr_status status = TTR_OK;

    while (length <= task->origin &&
           series->figure[task->origin - length] != TTRI_NONE)
        length++;
    for (uint32_t m = 0; m < METHODS && status == TTR_OK; m++) {
        status = length == 0
                     ? TTR_E_MISSING
                     : ttr_baseline_forecast(
                           &allocator, methods[m], backtest->options.season,
                           series->value + task->origin + 1 - length, length,
                           backtest->options.horizons, baselines->mean[m],
                           baselines->deviation[m], error);
        baselines->known[m] = status == TTR_OK;
        if (status == TTR_E_MISSING || status == TTR_E_NUMERIC)
            status = TTR_OK;
    }
    return status;
}

static ttr_status score_baselines(const struct baselines *baselines,
                                  struct ttr_backtest_row *row,
                                  struct ttr_error *error)
{
    double *const score[METHODS] = {&row->crps_naive, &row->crps_seasonal_naive,
                                    &row->crps_drift, &row->crps_holt,
                                    &row->crps_winters};
    uint32_t h = row->horizon - 1;
    ttr_status status = TTR_OK;

    for (uint32_t m = 0; m < METHODS && status == TTR_OK; m++) {
        *score[m] = NAN;
        if (baselines->known[m])
            status = ttr_score_crps_normal(&baselines->mean[m][h],
                                           &baselines->deviation[m][h],
                                           &row->observed, 1, score[m], error);
    }
    return status;
}

/* ---- scores ---- */

/* Of sorted members. */
static double quantile(const double *member, uint32_t paths, double p)
{
    double place = p * paths - 0.5;
    uint32_t below = place > 0.0 ? (uint32_t)place : 0;
    double part = place > 0.0 ? place - below : 0.0;

    return below + 1 < paths
               ? member[below] + part * (member[below + 1] - member[below])
               : member[paths - 1];
}

static ttr_status score_model(const struct ttr_backtest *backtest,
                              double *member, struct ttr_backtest_row *row,
                              struct ttr_error *error)
{
    const struct ttr_allocator allocator = allocator_of(&backtest->memory);
    double half = backtest->options.share / 2.0;
    uint32_t paths = backtest->options.paths;
    ttr_status status;

    qsort(member, paths, sizeof *member, ttri_compare_numbers);
    row->mean = ttri_mean(paths, member);
    row->median = quantile(member, paths, 0.5);
    row->low = quantile(member, paths, 0.5 - half);
    row->high = quantile(member, paths, 0.5 + half);
    status = ttr_score_pit_sample(member, paths, &row->observed, 1, NULL,
                                  &row->pit, error);
    if (status == TTR_OK)
        status = ttr_score_crps_sample(&allocator, member, paths,
                                       &row->observed, 1, &row->crps, error);
    return status;
}

static ttr_status score_series(const struct ttri_backtest_task *task,
                               const struct drawn *drawn, uint32_t index,
                               struct ttr_error *error)
{
    const struct ttr_backtest *backtest = task->backtest;
    const struct ttri_backtest_series *series = &backtest->series[index];
    uint32_t horizons = backtest->options.horizons;
    struct baselines baselines;
    ttr_status status = forecast_baselines(task, series, &baselines, error);

    for (uint32_t h = 1; h <= horizons && status == TTR_OK; h++) {
        uint32_t period = task->origin + h;
        struct ttr_backtest_row *row = &task->row[index * horizons + h - 1];
        double *member;

        if (period >= backtest->periods || series->figure[period] == TTRI_NONE)
            continue;
        *row = (struct ttr_backtest_row){.struct_size = sizeof *row,
                                         .series = index,
                                         .origin = task->origin,
                                         .horizon = h,
                                         .known_drivers = task->known_drivers,
                                         .converged = drawn->converged,
                                         .observed = series->value[period]};
        member = drawn->value + (size_t)(drawn->first[index] + period) *
                                    backtest->options.paths;
        status = score_model(backtest, member, row, error);
        if (status == TTR_OK)
            status = score_baselines(&baselines, row, error);
    }
    return status;
}

ttr_status ttri_backtest_origin(const struct ttri_backtest_task *task,
                                struct ttr_error *error)
{
    struct drawn drawn = {0};
    ttr_status status = run(task, &drawn, error);

    for (uint32_t i = 0; status == TTR_OK && i < task->backtest->count; i++)
        status = score_series(task, &drawn, i, error);
    drawn_clear(&task->backtest->memory, &drawn);
    return status;
}
