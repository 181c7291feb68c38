/* Which figures a back-test looks at, and when each became known. */
#include <string.h>

#include "combiner/compiled.h"
#include "fit/backtest.h"

/* Where each figure stands, and when it became known. What the calendar does
 * not hold never is. */
static ttr_status match_figures(struct ttri_testing *testing,
                                struct ttr_error *error)
{
    const struct ttr_program *program = testing->program;
    const struct ttri_memory *memory = &testing->backtest->memory;
    uint32_t figures = ttr_history_count(testing->history);
    ttr_forecast *forecast = NULL;
    ttr_status status = ttr_program_run(program, NULL, &forecast, error);

    testing->match = ttri_clear(memory, figures, sizeof *testing->match);
    testing->known = ttri_clear(memory, figures, sizeof *testing->known);
    testing->driving = ttri_clear(memory, figures, sizeof *testing->driving);
    if (status == TTR_OK && (testing->match == NULL || testing->known == NULL ||
                             testing->driving == NULL))
        status = ttri_no_memory(error, "back-test");
    for (uint32_t i = 0; status == TTR_OK && i < figures; i++) {
        const struct ttri_calendar *calendar = &program->calendar;
        uint32_t t = 0;

        testing->known[i] = TTRI_NONE;
        status = ttri_history_match(testing->history, i, forecast,
                                    &testing->match[i], error);
        if (status == TTR_OK) {
            int64_t end = ttri_fit_figure_end(
                program, &testing->history->figure[i], &testing->match[i]);

            while (t < calendar->count && calendar->period[t].end < end)
                t++;
            testing->known[i] = t;
        } else if (status == TTR_E_MISSING) {
            status = TTR_OK;
        }
    }
    ttr_forecast_unref(forecast);
    return status;
}

static bool is_single_period(const struct ttri_testing *testing,
                             uint32_t figure)
{
    const struct ttri_match *match = &testing->match[figure];

    return testing->known[figure] != TTRI_NONE &&
           match->step == TTR_STEP_PERIOD && match->count == 1;
}

static ttr_status keep_figure(const struct ttri_testing *testing,
                              struct ttri_backtest_series *series,
                              uint32_t figure, struct ttr_error *error)
{
    const struct ttr_observation *given =
        &testing->history->figure[figure].given;
    const struct ttri_match *match = &testing->match[figure];
    char name[520];

    TTRI_JOIN(name, given->series, " in ", given->period);
    if (!(given->value > 0.0))
        return ttri_fail_number(error, TTR_E_RANGE, name, "must be above 0",
                                given->value);
    series->figure[match->first] = figure;
    series->value[match->first] = given->value;
    series->report = match->report;
    series->index = match->index;
    series->region = match->region;
    return TTR_OK;
}

static ttr_status no_figures(struct ttr_error *error, const char *name)
{
    return ttri_fail(error, TTR_E_UNKNOWN, name,
                     "has no figure of a single period", "");
}

static ttr_status find_series(const struct ttri_testing *testing,
                              const char *name,
                              struct ttri_backtest_series *series,
                              struct ttr_error *error)
{
    struct ttr_backtest *backtest = testing->backtest;
    const struct ttri_memory *memory = &backtest->memory;
    uint32_t found = 0;
    ttr_status status = TTR_OK;

    series->name = ttri_texts_copy(memory, &backtest->texts, name);
    series->figure =
        ttri_clear(memory, backtest->periods, sizeof *series->figure);
    series->value =
        ttri_clear(memory, backtest->periods, sizeof *series->value);
    if (series->name == NULL || series->figure == NULL || series->value == NULL)
        return ttri_no_memory(error, "back-test");
    for (uint32_t t = 0; t < backtest->periods; t++)
        series->figure[t] = TTRI_NONE;
    for (uint32_t i = 0;
         i < ttr_history_count(testing->history) && status == TTR_OK; i++)
        if (strcmp(testing->history->figure[i].given.series, name) == 0 &&
            is_single_period(testing, i)) {
            status = keep_figure(testing, series, i, error);
            found++;
        }
    return status == TTR_OK && found == 0 ? no_figures(error, name) : status;
}

static ttr_status find_drivers(struct ttri_testing *testing,
                               const char *const *drivers, uint32_t count,
                               struct ttr_error *error)
{
    for (uint32_t j = 0; j < count; j++) {
        uint32_t found = 0;

        for (uint32_t i = 0; i < ttr_history_count(testing->history); i++)
            if (strcmp(testing->history->figure[i].given.series, drivers[j]) ==
                    0 &&
                is_single_period(testing, i)) {
                testing->driving[i] = true;
                found++;
            }
        if (found == 0)
            return no_figures(error, drivers[j]);
    }
    return TTR_OK;
}

ttr_status
ttri_backtest_find_series(struct ttri_testing *testing,
                          const struct ttri_backtest_request *request,
                          struct ttr_error *error)
{
    struct ttr_backtest *backtest = testing->backtest;
    ttr_status status = match_figures(testing, error);

    backtest->series =
        ttri_clear(&backtest->memory, request->count, sizeof *backtest->series);
    if (status == TTR_OK && backtest->series == NULL)
        status = ttri_no_memory(error, "back-test");
    while (status == TTR_OK && backtest->count < request->count) {
        uint32_t i = backtest->count++;

        status = find_series(testing, request->series[i], &backtest->series[i],
                             error);
    }
    if (status == TTR_OK)
        status = find_drivers(testing, request->drivers, request->driver_count,
                              error);
    return status;
}
