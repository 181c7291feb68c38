#include "model/noise.h"

#include <math.h>

#include "math/elementary.h"

uint32_t ttri_noise_first(const struct ttri_scene *scene)
{
    const struct ttri_calendar *calendar = scene->calendar;
    int64_t as_of = ttri_date_day(calendar->given.as_of);
    uint32_t t = 0;

    while (t < calendar->count && calendar->period[t].end <= as_of)
        t++;
    return t;
}

/* Standard deviation of a step of `years`. Limits: sqrt(years) without
 * reversion, sqrt(1 / (2 k)) in a long step. */
static double step_deviation(double reversion, double years)
{
    double twice = 2.0 * reversion;

    /* Where the reversion is that small, e^-x is 1 - x. */
    return twice * years > 1e-300 ? sqrt(ttri_saturation(twice * years) / twice)
                                  : sqrt(years);
}

/* From the as-of date to the end of the first period after it. */
static double first_step(const struct ttri_scene *scene, uint32_t first)
{
    const struct ttri_period *period = &scene->calendar->period[first];
    double as_of = ttri_date_time(scene->calendar->given.as_of);

    /* Whole periods are all as long, to the last digit. */
    return period->start == as_of ? scene->calendar->years
                                  : period->finish - as_of;
}

ttri_value ttri_noise(struct ttri_scene *scene, double volatility,
                      double reversion, ttri_value normal)
{
    const struct ttri_calendar *calendar = scene->calendar;
    struct ttri_graph *graph = scene->graph;
    ttri_value zero = ttri_constant(graph, 0.0), next, state;
    uint32_t first = ttri_noise_first(scene);
    double decay = ttri_exponential(-reversion * calendar->years);

    if (volatility == 0.0 || first == calendar->count)
        return zero;
    /* Before the first period the normal is 0, so any number serves. */
    for (uint32_t t = 0; t < calendar->count; t++)
        scene->row[t] =
            volatility *
            step_deviation(reversion, t == first ? first_step(scene, first)
                                                 : calendar->years);
    next = ttri_forward(graph);
    state = ttri_add(graph,
                     ttri_mul(graph, ttri_constant(graph, decay),
                              ttri_lag(graph, next, 1, zero)),
                     ttri_mul(graph, ttri_series(graph, scene->row), normal));
    ttri_bind(graph, next, state);
    return state;
}
