/* The macro cycle on random paths: two states, one exact step per period. */
#include <math.h>

#include "math/elementary.h"
#include "model/chance_parts.h"
#include "model/noise.h"

/* Transition over `years`: probability of expansion behind each state. */
struct step {
    double from_expansion, from_recession;
};

static struct step step_over(const struct ttr_macro *macro, double years)
{
    double to_expansion = macro->to_expansion_per_year;
    double total = to_expansion + macro->to_recession_per_year, share, moved;

    if (total == 0.0 || years == 0.0)
        return (struct step){1.0, 0.0};
    share = to_expansion / total;
    moved = ttri_saturation(total * years);
    return (struct step){1.0 - (1.0 - share) * moved, share * moved};
}

/* Years of a period's step: in the first period all since the as-of date. */
static double years_of_step(const struct ttri_scene *scene, uint32_t t)
{
    const struct ttri_calendar *calendar = scene->calendar;
    const struct ttri_period *period = &calendar->period[t];
    double from = ttri_date_time(calendar->given.as_of);

    /* Whole periods are all as long, to the last digit. */
    if (from == period->start || (from < period->start && t > 0))
        return calendar->years;
    return fmax(period->finish - from, 0.0);
}

static double start_share(const struct ttr_macro *macro)
{
    switch (macro->start) {
    case TTR_MACRO_EXPANSION:
        return 1.0;
    case TTR_MACRO_RECESSION:
        return 0.0;
    default:
        return macro->to_expansion_per_year /
               (macro->to_expansion_per_year + macro->to_recession_per_year);
    }
}

/* 1 if the draw is below the probability of expansion, else 0. */
static ttri_value is_below(struct ttri_graph *graph, ttri_value draw,
                           ttri_value probability)
{
    return ttri_select(graph, ttri_sub(graph, probability, draw),
                       ttri_constant(graph, 1.0), ttri_constant(graph, 0.0));
}

/* 1 in expansion, 0 in recession. */
static ttri_value cycle_state(struct ttri_scene *scene, double *row,
                              uint32_t first)
{
    const struct ttr_macro *macro = &scene->environment->macro;
    const struct ttri_calendar *calendar = scene->calendar;
    struct ttri_graph *graph = scene->graph;
    ttri_value start = ttri_constant(graph, start_share(macro));
    ttri_value now = ttri_forward(graph), past, low, rise, state;

    if (macro->start == TTR_MACRO_STATIONARY)
        start = is_below(
            graph, ttri_uniform(scene, "environment/macro start", false, 0),
            start);
    past = ttri_lag(graph, now, 1, start);
    for (uint32_t t = 0; t < calendar->count; t++)
        row[t] = step_over(macro, years_of_step(scene, t)).from_recession;
    low = ttri_series(graph, row);
    for (uint32_t t = 0; t < calendar->count; t++) {
        struct step step = step_over(macro, years_of_step(scene, t));

        row[t] = step.from_expansion - step.from_recession;
    }
    rise = ttri_series(graph, row);
    state =
        is_below(graph, ttri_uniform(scene, "environment/macro", true, first),
                 ttri_add(graph, low, ttri_mul(graph, rise, past)));
    ttri_bind(graph, now, state);
    return state;
}

/* Sum of (growth - expected growth) * years. */
static ttri_value sum_growth(struct ttri_scene *scene, double *row,
                             ttri_value state)
{
    const struct ttr_macro *macro = &scene->environment->macro;
    const struct ttri_calendar *calendar = scene->calendar;
    struct ttri_graph *graph = scene->graph;
    double share = start_share(macro);
    double excess = macro->growth_expansion - macro->growth_recession;
    ttri_value sum = ttri_forward(graph), gain, expected, total;

    for (uint32_t t = 0; t < calendar->count; t++)
        row[t] = excess * years_of_step(scene, t);
    gain = ttri_series(graph, row);
    for (uint32_t t = 0; t < calendar->count; t++) {
        double years = years_of_step(scene, t);
        struct step step = step_over(macro, years);

        share =
            share * step.from_expansion + (1.0 - share) * step.from_recession;
        row[t] = excess * years * share;
    }
    expected = ttri_series(graph, row);
    total = ttri_add(graph, ttri_lag(graph, sum, 1, ttri_constant(graph, 0.0)),
                     ttri_sub(graph, ttri_mul(graph, gain, state), expected));
    ttri_bind(graph, sum, total);
    return total;
}

ttri_value ttri_macro(struct ttri_scene *scene)
{
    struct ttri_chance *chance = ttri_chance_of(scene);
    uint32_t first = ttri_noise_first(scene->calendar);

    if (chance == NULL)
        return 0;
    if (chance->macro == 0 && first == scene->calendar->count)
        chance->macro = ttri_constant(scene->graph, 0.0);
    if (chance->macro == 0)
        chance->macro = sum_growth(scene, chance->row,
                                   cycle_state(scene, chance->row, first));
    return chance->macro;
}
