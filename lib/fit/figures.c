/* Which published figures are used, how they are read, how sure they are. */
#include <math.h>
#include <string.h>

#include "combiner/compiled.h"
#include "fit/calibration.h"
#include "math/elementary.h"
#include "math/normal.h"

#define MOST_FIGURES 4096

/* A logarithm goes on as a straight line from this share of the figure. */
#define FLOOR 1e-3

/* ---- which ---- */

static int32_t kind_of(const char *kind)
{
    return strcmp(kind, "reported") == 0   ? TTR_USE_REPORTED
           : strcmp(kind, "derived") == 0  ? TTR_USE_DERIVED
           : strcmp(kind, "estimate") == 0 ? TTR_USE_ESTIMATES
                                           : TTR_USE_FORECASTS;
}

int64_t ttri_fit_figure_end(const ttr_program *program,
                            const struct ttri_figure *given,
                            const struct ttri_match *match)
{
    uint32_t next =
        program->axis[match->step].first[match->first + match->count];

    if (given->span == TTRI_SPAN_DAY)
        return ttri_date_day((given->year * 100 + given->month) * 100 +
                             given->day) +
               1;
    return program->calendar.period[next - 1].end;
}

static const char *why_not(const struct ttri_fitting *fitting, uint32_t index,
                           const struct ttri_match *match)
{
    const struct ttr_calibration_options *options =
        &fitting->calibration->options;
    const struct ttri_figure *given = &fitting->history->figure[index];

    if (fitting->use != NULL && !fitting->use[index])
        return "it was not known then";
    if ((kind_of(given->given.kind) & options->kinds) == 0)
        return "its kind is not used";
    if (given->given.confidence < options->least_confidence)
        return "its confidence is too low";
    if (options->last != 0 &&
        ttri_fit_figure_end(fitting->calibration->program, given, match) >
            ttri_date_day(options->last) + 1)
        return "its time ends after the last day";
    return NULL;
}

static ttr_status find_figure(struct ttri_fitting *fitting, uint32_t index,
                              const ttr_forecast *forecast)
{
    struct ttri_fit_figure *figure = &fitting->calibration->figure[index];
    struct ttr_error error;
    ttr_status status;

    ttr_error_init(&error, sizeof error);
    status = ttri_history_match(fitting->history, index, forecast,
                                &figure->match, &error);
    if (status == TTR_E_MISSING) {
        figure->reason = "the calendar does not hold its time";
        return TTR_OK;
    }
    if (status != TTR_OK && fitting->error != NULL)
        ttri_error_copy(fitting->error, &error);
    else if (status == TTR_OK)
        figure->reason = why_not(fitting, index, &figure->match);
    return status;
}

static uint32_t count_used(const struct ttri_fitting *fitting)
{
    uint32_t used = 0;

    for (uint32_t i = 0; i < fitting->calibration->figures; i++)
        used += fitting->calibration->figure[i].reason == NULL;
    return used;
}

ttr_status ttri_fit_find_figures(struct ttri_fitting *fitting,
                                 const ttr_forecast *forecast)
{
    struct ttr_calibration *calibration = fitting->calibration;
    ttr_status status = TTR_OK;

    calibration->figures = fitting->history->figures;
    calibration->figure = ttri_clear(&calibration->memory, calibration->figures,
                                     sizeof *calibration->figure);
    if (calibration->figure == NULL)
        return ttri_no_memory(fitting->error, "calibration");
    for (uint32_t i = 0; status == TTR_OK && i < calibration->figures; i++)
        status = find_figure(fitting, i, forecast);
    if (status == TTR_OK && count_used(fitting) == 0)
        status = ttri_fail(fitting->error, TTR_E_MISSING, "history",
                           "must have a figure that can be used", "");
    if (status == TTR_OK && count_used(fitting) > MOST_FIGURES)
        status = ttri_fail_number(fitting->error, TTR_E_LIMIT, "history",
                                  "must have at most 4096 figures to be used",
                                  count_used(fitting));
    return status;
}

/* ---- watching ---- */

/* What is watched on which axis: once, whatever the number of figures. */
struct watch {
    const struct ttri_match *match;
    uint32_t variable;
};

static bool is_same(const struct ttri_match *a, const struct ttri_match *b)
{
    return a->report == b->report && a->index == b->index &&
           a->region == b->region && a->step == b->step;
}

static ttr_status watch(ttr_simulation *simulation,
                        const struct ttri_match *match, struct watch *watches,
                        uint32_t *count, uint32_t *variable,
                        struct ttr_error *error)
{
    struct ttr_figure figure;
    ttr_status status = TTR_OK;
    uint32_t i = 0;

    while (i < *count && !is_same(watches[i].match, match))
        i++;
    if (i == *count) {
        ttr_figure_init(&figure, sizeof figure);
        figure.kind = match->report ? TTR_FIGURE_REPORT : TTR_FIGURE_OUTPUT;
        figure.output = match->index;
        figure.region = match->region;
        figure.step = match->step;
        watches[i].match = match;
        status = ttr_simulation_watch(simulation, &figure, &watches[i].variable,
                                      error);
        *count += 1;
    }
    *variable = watches[i].variable + match->first;
    return status;
}

/* One after the last period that some figure reads. */
static uint32_t end_of_history(const struct ttri_fitting *fitting)
{
    const struct ttr_calibration *calibration = fitting->calibration;
    uint32_t end = 0;

    for (uint32_t i = 0; i < calibration->figures; i++) {
        const struct ttri_match *match = &calibration->figure[i].match;
        uint32_t next;

        if (calibration->figure[i].reason != NULL)
            continue;
        next = calibration->program->axis[match->step]
                   .first[match->first + match->count];
        end = next > end ? next : end;
    }
    return end;
}

/* Of what is watched, nothing is computed but targets. */
static ttr_status want_targets(const struct ttri_forward *forward,
                               struct ttr_error *error)
{
    ttr_status status = ttri_simulation_narrow(forward->simulation, error);

    for (uint32_t i = 0; status == TTR_OK && i < forward->targets; i++)
        for (uint32_t j = 0; j < forward->target[i].count; j++)
            ttri_simulation_want(forward->simulation,
                                 forward->target[i].variable + j);
    return status;
}

ttr_status ttri_fit_watch(struct ttri_fitting *fitting)
{
    const struct ttr_calibration *calibration = fitting->calibration;
    struct ttri_forward *forward = &fitting->forward;
    uint32_t used = count_used(fitting), watched = 0;
    struct watch *watches =
        ttri_clear(&calibration->memory, used, sizeof *watches);
    ttr_status status = TTR_OK;

    forward->target =
        ttri_clear(&calibration->memory, used, sizeof *forward->target);
    if (watches == NULL || forward->target == NULL)
        status = ttri_no_memory(fitting->error, "calibration");
    for (uint32_t i = 0; status == TTR_OK && i < calibration->figures; i++) {
        const struct ttri_fit_figure *figure = &calibration->figure[i];
        struct ttri_target *to = &forward->target[forward->targets];

        if (figure->reason != NULL)
            continue;
        *to = (struct ttri_target){.count = figure->match.count,
                                   .deviation = 1.0};
        memcpy(to->weight, figure->match.weight, sizeof to->weight);
        status = watch(forward->simulation, &figure->match, watches, &watched,
                       &to->variable, fitting->error);
        fitting->figure_of[forward->targets++] = i;
    }
    if (status == TTR_OK)
        status = want_targets(forward, fitting->error);
    forward->periods = end_of_history(fitting);
    ttri_release(&calibration->memory, watches);
    return status;
}

/* ---- errors ---- */

static double relative_error(const struct ttr_calibration_options *options,
                             const struct ttr_observation *given)
{
    int32_t kind = kind_of(given->kind);
    double error = given->confidence == 3   ? options->error_3
                   : given->confidence == 1 ? options->error_1
                                            : options->error_2;

    if (given->error > 0.0)
        return given->error;
    if (kind == TTR_USE_DERIVED)
        return fmax(error, options->error_derived);
    if (kind == TTR_USE_ESTIMATES || kind == TTR_USE_FORECASTS)
        return fmax(error, options->error_estimate);
    return error;
}

/* What a relative error is relative to where figures may be 0: the largest of
 * the series, else the model's. */
static double magnitude_of(const struct ttri_fitting *fitting, uint32_t index)
{
    const struct ttr_calibration *calibration = fitting->calibration;
    const struct ttri_figure *all = fitting->history->figure;
    double magnitude = fabs(all[index].given.value);

    for (uint32_t i = 0; magnitude == 0.0 && i < calibration->figures; i++)
        if (calibration->figure[i].reason == NULL &&
            strcmp(all[i].given.series, all[index].given.series) == 0)
            magnitude = fabs(all[i].given.value);
    return magnitude > 0.0 ? magnitude
                           : fabs(calibration->figure[index].before);
}

static void scale_figure(const struct ttri_fitting *fitting, uint32_t index)
{
    const struct ttr_calibration_options *options =
        &fitting->calibration->options;
    const struct ttr_observation *given =
        &fitting->history->figure[index].given;
    struct ttri_fit_figure *figure = &fitting->calibration->figure[index];
    double relative = relative_error(options, given), width;

    figure->value = given->value;
    figure->logarithmic = given->low > 0.0 && figure->before > 0.0;
    if (figure->logarithmic) {
        width = ttri_logarithm(given->high) - ttri_logarithm(given->low);
        figure->deviation = relative;
        /* The middle of a range, if nothing else was published. */
        if (width > 0.0 && given->value == given->low / 2 + given->high / 2)
            figure->value = sqrt(given->low) * sqrt(given->high);
    } else {
        width = given->high - given->low;
        figure->deviation = relative * magnitude_of(fitting, index);
    }
    width /= 2.0 * ttri_normal_quantile(0.5 + options->range_share / 2.0);
    if (given->error == 0.0)
        figure->deviation = fmax(figure->deviation, width);
}

static ttr_status fail_figure(const struct ttri_fitting *fitting,
                              uint32_t index, const char *rule, double value)
{
    const struct ttr_observation *given =
        &fitting->history->figure[index].given;
    char name[520];

    TTRI_JOIN(name, given->series, " in ", given->period);
    return ttri_fail_number(fitting->error, TTR_E_NUMERIC, name, rule, value);
}

static ttr_status scale_target(struct ttri_fitting *fitting, uint32_t i,
                               double before)
{
    struct ttri_target *target = &fitting->forward.target[i];
    struct ttri_fit_figure *figure =
        &fitting->calibration->figure[fitting->figure_of[i]];

    figure->before = before;
    if (!isfinite(before))
        return fail_figure(fitting, fitting->figure_of[i],
                           "must be finite in the model", before);
    scale_figure(fitting, fitting->figure_of[i]);
    target->logarithmic = figure->logarithmic;
    target->floor = FLOOR * fmin(figure->value, before);
    target->value = ttri_target_scale(target, figure->value);
    target->deviation = figure->deviation;
    /* Nothing is known of its error where all is 0. */
    if (!(target->deviation > 0.0))
        target->deviation = INFINITY;
    return TTR_OK;
}

ttr_status ttri_fit_scale(struct ttri_fitting *fitting)
{
    const struct ttri_memory *memory = &fitting->calibration->memory;
    struct ttri_forward *forward = &fitting->forward;
    double *before = ttri_clear(memory, forward->targets, sizeof *before);
    ttr_status status;

    if (before == NULL)
        return ttri_no_memory(fitting->error, "calibration");
    /* No unknown is known yet, and the scale is still the figures' own. */
    status = ttri_forward_points(forward, 1, before, before, fitting->error);
    for (uint32_t i = 0; status == TTR_OK && i < forward->targets; i++)
        status = scale_target(fitting, i, before[i]);
    ttri_release(memory, before);
    return status;
}
