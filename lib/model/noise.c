#include "model/noise.h"

#include <math.h>
#include <string.h>

#include "math/elementary.h"
#include "model/scene.h"

void ttri_noises_clear(const struct ttri_memory *memory,
                       struct ttri_noises *noises)
{
    for (uint32_t i = 0; i < noises->count; i++)
        ttri_release(memory, noises->process[i].name);
    ttri_release(memory, noises->process);
    *noises = (struct ttri_noises){.count = 0};
}

uint32_t ttri_noise_first(const struct ttri_calendar *calendar)
{
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

/* The first one begins at the as-of date. */
double ttri_noise_years(const struct ttri_calendar *calendar, uint32_t t)
{
    const struct ttri_period *period = &calendar->period[t];
    double as_of = ttri_date_time(calendar->given.as_of);

    /* Whole periods are all as long, to the last digit. */
    return t == ttri_noise_first(calendar) && period->start != as_of
               ? period->finish - as_of
               : calendar->years;
}

ttri_value ttri_noise(struct ttri_scene *scene, double volatility,
                      double reversion, ttri_value normal)
{
    const struct ttri_calendar *calendar = scene->calendar;
    struct ttri_graph *graph = scene->graph;
    ttri_value zero = ttri_constant(graph, 0.0), next, state;
    uint32_t first = ttri_noise_first(calendar);
    double decay = ttri_exponential(-reversion * calendar->years);

    if (volatility == 0.0 || first == calendar->count)
        return zero;
    /* Before the first period the normal is 0, so any number serves. */
    for (uint32_t t = 0; t < calendar->count; t++)
        scene->row[t] = volatility * step_deviation(reversion, calendar->years);
    scene->row[first] =
        volatility *
        step_deviation(reversion, ttri_noise_years(calendar, first));
    next = ttri_forward(graph);
    state = ttri_add(graph,
                     ttri_mul(graph, ttri_constant(graph, decay),
                              ttri_lag(graph, next, 1, zero)),
                     ttri_mul(graph, ttri_series(graph, scene->row), normal));
    ttri_bind(graph, next, state);
    return state;
}

static const struct ttri_noise_process *find(const struct ttri_noises *noises,
                                             const char *name)
{
    for (uint32_t i = 0; noises != NULL && i < noises->count; i++)
        if (strcmp(noises->process[i].name, name) == 0)
            return &noises->process[i];
    return NULL;
}

static void note(struct ttri_scene *scene,
                 const struct ttri_noise_process *process)
{
    struct ttri_noises *noises = &scene->noises;
    struct ttri_noise_process noted = *process;

    if (find(noises, process->name) != NULL)
        return;
    noted.name = ttri_copy_text(&scene->memory, process->name);
    if (noted.name == NULL ||
        !ttri_grow(&scene->memory, &noises->process, noises->count,
                   &noises->capacity, sizeof noted)) {
        ttri_release(&scene->memory, noted.name);
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, process->name, "", "");
        return;
    }
    noises->process[noises->count++] = noted;
}

ttri_value ttri_named_noise(struct ttri_scene *scene, const char *name,
                            double unit, double volatility, double reversion,
                            ttri_value normal)
{
    const struct ttri_noise_process *fitted = find(scene->fitted, name);
    struct ttri_noise_process process = {(char *)(uintptr_t)name, volatility,
                                         reversion, normal};

    if (fitted != NULL) {
        process.volatility = fitted->volatility;
        process.reversion = fitted->reversion;
    }
    if (process.volatility != 0.0 &&
        ttri_noise_first(scene->calendar) < scene->calendar->count)
        note(scene, &process);
    return ttri_noise(scene, unit * process.volatility, process.reversion,
                      normal);
}
