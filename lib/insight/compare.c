/* What a forecast says to a published figure. */
#include <stdio.h>
#include <string.h>

#include <tiktokrev/program.h>
#include <tiktokrev/schema.h>

#include "insight/history.h"
#include "model/calendar.h"

/* The periods of a program; months are counted from the year 0. */
struct timeline {
    uint32_t periods;
    int32_t first, months; /* first month; months in a period */
};

struct job {
    const struct ttr_history *history;
    const struct ttri_figure *figure;
    const ttr_forecast *forecast;
    const ttr_program *program;
    struct timeline timeline;
    struct ttri_match *match;
    struct ttr_error *error;
};

static ttr_status fail(const struct job *job, ttr_status status,
                       const char *rule)
{
    return ttri_fail(job->error, status, job->figure->given.series, rule,
                     job->figure->given.period);
}

static ttr_status not_held(const struct job *job)
{
    return fail(job, TTR_E_MISSING,
                "must be compared in a period that the calendar holds");
}

/* ---- subject ---- */

struct names {
    const struct job *job;
    bool reports;
};

static const char *name_at(const void *context, uint32_t index)
{
    const struct names *names = context;
    return names->reports
               ? ttr_forecast_report_name(names->job->forecast, index)
               : ttr_program_region(names->job->program, index);
}

static ttr_status unknown(const struct job *job, const char *what,
                          const char *name, bool reports)
{
    struct names names = {job, reports};
    uint32_t count = reports ? ttr_forecast_reports(job->forecast)
                             : ttr_program_regions(job->program);
    return ttri_fail_unknown(job->error, what, name,
                             ttri_nearest(name, count, name_at, &names));
}

static ttr_status find_report(struct job *job, const char *name)
{
    uint32_t count = ttr_forecast_reports(job->forecast);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(ttr_forecast_report_name(job->forecast, i), name) == 0) {
            *job->match = (struct ttri_match){
                .report = true,
                .index = i,
                .region = TTR_WORLD,
                .kind = ttr_forecast_report_kind(job->forecast, i)};
            return TTR_OK;
        }
    return unknown(job, "report", name, true);
}

static ttr_status find_region(struct job *job, const char *name)
{
    uint32_t count = ttr_program_regions(job->program);
    job->match->region = TTR_WORLD;
    if (strcmp(name, "World") == 0)
        return TTR_OK;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(ttr_program_region(job->program, i), name) == 0) {
            job->match->region = i;
            return TTR_OK;
        }
    return unknown(job, "region", name, false);
}

static ttr_status find_output(struct job *job, const char *component,
                              const char *key)
{
    char name[520];
    struct ttr_program_output output = {.struct_size = sizeof output};
    snprintf(name, sizeof name, "%s/%s", component, key);
    ttr_status status = ttr_program_find_output(job->program, name,
                                                &job->match->index, job->error);
    if (!status)
        status = ttr_program_output(job->program, job->match->index, &output,
                                    job->error);
    job->match->kind = output.kind;
    return status;
}

/* `component/region/key`; the key may have a slash of its own. */
static ttr_status find_address(struct job *job, const char *series)
{
    char component[256];
    snprintf(component, sizeof component, "%s", series);
    char *region = strchr(component, '/');
    char *key = region ? strchr(region + 1, '/') : NULL;
    if (!key || strlen(series) >= sizeof component)
        return ttri_fail(job->error, TTR_E_UNKNOWN, "series",
                         "must be a report or component/region/key", series);
    *region++ = '\0';
    *key++ = '\0';
    ttr_status status = find_region(job, region);
    return status ? status : find_output(job, component, key);
}

static ttr_status find_subject(struct job *job)
{
    const char *series = job->figure->given.series;
    return strchr(series, '/') ? find_address(job, series)
                               : find_report(job, series);
}

/* ---- time ---- */

/* First month of `2024`, `2024-Q3` or `2024-07`, and the length in months that
 * the name tells; 1 for a month may be the first one of a longer period. */
static int32_t month_of(const char *name, int32_t *months)
{
    int32_t year = 0;
    for (; *name >= '0' && *name <= '9'; name++)
        year = year * 10 + (*name - '0');
    *months = 12;
    if (name[0] != '-')
        return year * 12;
    *months = name[1] == 'Q' ? 3 : 1;
    if (name[1] == 'Q')
        return year * 12 + (name[2] - '1') * 3;
    return year * 12 + (name[1] - '0') * 10 + (name[2] - '0') - 1;
}

static struct timeline timeline_of(const ttr_program *program)
{
    struct timeline line;
    int32_t ignored;
    line.periods = ttr_program_steps(program, TTR_STEP_PERIOD);
    line.first =
        month_of(ttr_program_step(program, TTR_STEP_PERIOD, 0), &line.months);
    if (line.periods > 1)
        line.months =
            month_of(ttr_program_step(program, TTR_STEP_PERIOD, 1), &ignored) -
            line.first;
    return line;
}

/* A lone period named by its first month may be longer than that month. */
static bool is_sure(const struct job *job)
{
    return job->timeline.periods > 1 || job->timeline.months > 1;
}

static double middle_of(const struct timeline *line, uint32_t period)
{
    int32_t start = line->first + (int32_t)period * line->months;
    return (start + line->months / 2.0) / 12;
}

static double end_of(const struct timeline *line, uint32_t period)
{
    return (line->first + ((int32_t)period + 1) * line->months) / 12.0;
}

static double days_of(const struct timeline *line, uint32_t period)
{
    int32_t month = line->first + (int32_t)period * line->months;
    double days = 0;
    for (int32_t m = month; m < month + line->months; m++)
        days += ttri_days_in_month(m / 12, m % 12 + 1);
    return days;
}

/* One step, as it is. */
static ttr_status match_step(const struct job *job, uint32_t step)
{
    job->match->first = step;
    job->match->count = 1;
    job->match->weight[0] = 1;
    return TTR_OK;
}

static ttr_status match_year(const struct job *job)
{
    int32_t step = job->match->step;
    uint32_t count = ttr_program_steps(job->program, step);
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(ttr_program_step(job->program, step, i),
                   job->figure->given.period) != 0)
            continue;
        return ttr_program_step_complete(job->program, step, i)
                   ? match_step(job, i)
                   : not_held(job);
    }
    return not_held(job);
}

/* Periods [first, first + count) as one. */
static ttr_status add_up(const struct job *job, uint32_t first, uint32_t count)
{
    struct ttri_match *match = job->match;
    double days = 0;
    if (count == 1 || match->kind == TTR_KIND_BALANCE)
        return match_step(job, first + count - 1);
    if (match->kind == TTR_KIND_RATIO)
        return fail(job, TTR_E_CONFLICT,
                    "is a ratio: it is compared in one period or in years");
    match->first = first;
    match->count = count;
    for (uint32_t i = 0; i < count; i++)
        days += days_of(&job->timeline, first + i);
    for (uint32_t i = 0; i < count; i++)
        match->weight[i] = match->kind == TTR_KIND_STOCK
                               ? days_of(&job->timeline, first + i) / days
                               : 1;
    return TTR_OK;
}

static ttr_status match_months(const struct job *job, int32_t months)
{
    const struct timeline *line = &job->timeline;
    int32_t offset =
        job->figure->year * 12 + job->figure->month - 1 - line->first;
    if (!is_sure(job) || offset < 0 || offset % line->months != 0 ||
        months % line->months != 0)
        return not_held(job);
    uint32_t first = (uint32_t)(offset / line->months);
    uint32_t count = (uint32_t)(months / line->months);
    if (first + count > line->periods)
        return not_held(job);
    return add_up(job, first, count);
}

/* Stocks are read between the middles of periods, balances, which are those of
 * a day's close, between their ends. */
static ttr_status match_day(const struct job *job)
{
    const struct timeline *line = &job->timeline;
    const struct ttri_figure *figure = job->figure;
    struct ttri_match *match = job->match;
    bool balance = match->kind == TTR_KIND_BALANCE;
    double (*at)(const struct timeline *line, uint32_t period) =
        balance ? end_of : middle_of;
    ttr_date date = (figure->year * 100 + figure->month) * 100 + figure->day;
    double time =
        balance ? ttri_day_time(ttri_date_day(date) + 1) : ttri_date_time(date);
    if (match->kind != TTR_KIND_STOCK && !balance)
        return fail(job, TTR_E_CONFLICT,
                    "must be a stock or a balance to be compared on a day");
    if (!is_sure(job) || time < at(line, 0) ||
        time > at(line, line->periods - 1))
        return not_held(job);
    uint32_t i = 0;
    while (i + 1 < line->periods - 1 && time >= at(line, i + 1))
        i++;
    if (i + 1 == line->periods)
        return match_step(job, i);
    match->first = i;
    match->count = 2;
    match->weight[1] = (time - at(line, i)) / (at(line, i + 1) - at(line, i));
    match->weight[0] = 1 - match->weight[1];
    return TTR_OK;
}

static ttr_status match_time(const struct job *job)
{
    enum ttri_span span = job->figure->span;
    job->match->step = span == TTRI_SPAN_YEAR          ? TTR_STEP_YEAR
                       : span == TTRI_SPAN_FISCAL_YEAR ? TTR_STEP_FISCAL_YEAR
                                                       : TTR_STEP_PERIOD;
    switch (span) {
    case TTRI_SPAN_QUARTER:
        return match_months(job, 3);
    case TTRI_SPAN_MONTH:
        return match_months(job, 1);
    case TTRI_SPAN_DAY:
        return match_day(job);
    default:
        return match_year(job);
    }
}

ttr_status ttri_history_match(const struct ttr_history *history, uint32_t index,
                              const ttr_forecast *forecast,
                              struct ttri_match *match, struct ttr_error *error)
{
    struct job job = {.history = history,
                      .figure = &history->figure[index],
                      .forecast = forecast,
                      .program = ttr_forecast_program(forecast),
                      .match = match,
                      .error = error};
    *match = (struct ttri_match){0};
    ttr_status status = find_subject(&job);
    if (status)
        return status;
    job.timeline = timeline_of(job.program);
    return match_time(&job);
}

/* ---- values ---- */

static ttr_status read_steps(const ttr_forecast *forecast,
                             const struct ttri_match *match, double *values,
                             uint32_t count, struct ttr_error *error)
{
    if (match->report)
        return ttr_forecast_report(forecast, match->index, match->step, values,
                                   count, error);
    return ttr_forecast_read(forecast, match->index, match->region,
                             TTR_REPORTING, match->step, values, count, error);
}

static ttr_status compare(const ttr_history *history,
                          const struct ttri_match *match,
                          const ttr_forecast *forecast, double *value,
                          struct ttr_error *error)
{
    uint32_t count =
        ttr_program_steps(ttr_forecast_program(forecast), match->step);
    double *values = ttri_clear(&history->memory, count, sizeof *values);
    if (!values)
        return ttri_no_memory(error, "ttr_history_compare");
    ttr_status status = read_steps(forecast, match, values, count, error);
    if (!status) {
        *value = match->weight[0] * values[match->first];
        for (uint32_t i = 1; i < match->count; i++)
            *value += match->weight[i] * values[match->first + i];
    }
    ttri_release(&history->memory, values);
    return status;
}

ttr_status ttr_history_compare(const ttr_history *history, uint32_t index,
                               const ttr_forecast *forecast, double *value,
                               struct ttr_error *error)
{
    static const char function[] = "ttr_history_compare";
    struct ttri_match match;
    if (!history || !forecast || !value)
        return ttri_null_argument(error, function,
                                  !history    ? "history"
                                  : !forecast ? "forecast"
                                              : "value");
    if (index >= history->figures)
        return ttri_fail_number(error, TTR_E_ARGUMENT,
                                "ttr_history_compare: index",
                                "must be below ttr_history_count()", index);
    ttr_status status =
        ttri_history_match(history, index, forecast, &match, error);
    return status ? status : compare(history, &match, forecast, value, error);
}
