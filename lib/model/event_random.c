/* Events on random paths: do they happen, when, and how much they take. */
#include "math/elementary.h"
#include "model/chance_parts.h"
#include "model/law_value.h"

/* Hazards run in continuous time, in years of so many days. */
#define YEAR_DAYS 365.25

static bool is_history(const struct ttri_scene *scene,
                       const struct ttri_event *event)
{
    return event->given.date != 0 &&
           event->given.date < scene->calendar->given.as_of;
}

static ttri_value central_share(struct ttri_scene *scene, double *row,
                                const struct ttri_event *event)
{
    if (!ttri_event_is_central(event))
        return ttri_constant(scene->graph, 0.0);
    ttri_event_weight(event, scene->calendar, row);
    for (uint32_t t = 0; t < scene->calendar->count; t++)
        row[t] *= event->given.severity;
    return ttri_series(scene->graph, row);
}

/* Drawn from its law, if it has one. */
static ttri_value severity_of(struct ttri_scene *scene,
                              const struct ttri_event *event, const char *name)
{
    char whole[160];
    struct ttri_draw draw = {.name = whole, .kind = TTRI_DRAW_NORMAL};

    if (event->severity.kind != TTRI_DOUBT_LAW)
        return ttri_constant(scene->graph, event->given.severity);
    TTRI_JOIN(whole, name, " severity");
    return ttri_law_value(scene, &event->severity.law,
                          ttri_draw(scene->graph, &draw));
}

/* ---- scheduled ---- */

/* The weight on its date, if a draw lets it happen. */
static ttri_value scheduled_weight(struct ttri_scene *scene, double *row,
                                   const struct ttri_event *event,
                                   const char *name)
{
    struct ttri_graph *graph = scene->graph;
    ttri_value weight, left;

    ttri_event_weight(event, scene->calendar, row);
    weight = ttri_series(graph, row);
    if (event->given.probability >= 1.0)
        return weight;
    left = ttri_sub(graph, ttri_constant(graph, event->given.probability),
                    ttri_uniform(scene, name, false, 0));
    return ttri_mul(graph,
                    ttri_select(graph, left, ttri_constant(graph, 1.0),
                                ttri_constant(graph, 0.0)),
                    weight);
}

/* ---- by a hazard ---- */

/* Days from the as-of date to the effect: exponential, plus the lag. */
static ttri_value days_to_effect(struct ttri_scene *scene,
                                 const struct ttri_event *event,
                                 const char *name)
{
    struct ttri_graph *graph = scene->graph;
    ttri_value log = ttri_log(graph, ttri_uniform(scene, name, false, 0));
    ttri_value mean =
        ttri_constant(graph, -YEAR_DAYS / event->given.hazard_per_year);

    return ttri_add(graph, ttri_constant(graph, event->given.lag_days),
                    ttri_mul(graph, mean, log));
}

/* Integral of what is in force from its start over so many days. */
static ttri_value days_in_force(struct ttri_graph *graph,
                                const struct ttri_event *event, ttri_value days)
{
    double half_life = event->given.half_life_days;
    ttri_value zero = ttri_constant(graph, 0.0), over, left;
    ttri_value length = ttri_constant(graph, event->given.duration_days);
    ttri_value full = ttri_min(graph, ttri_max(graph, days, zero), length);

    if (half_life == 0.0)
        return full;
    over = ttri_max(graph, ttri_sub(graph, days, length), zero);
    left = ttri_exp_two(
        graph, ttri_mul(graph, over, ttri_constant(graph, -1.0 / half_life)));
    left = ttri_sub(graph, ttri_constant(graph, 1.0), left);
    return ttri_add(
        graph, full,
        ttri_mul(graph, left, ttri_constant(graph, half_life / TTRI_LOG_TWO)));
}

/* Mean over each period's days of what is in force: differences of the
 * integral between ends of periods. */
static ttri_value hazard_weight(struct ttri_scene *scene, double *row,
                                const struct ttri_event *event,
                                const char *name)
{
    const struct ttri_calendar *calendar = scene->calendar;
    struct ttri_graph *graph = scene->graph;
    int64_t origin = ttri_date_day(calendar->given.as_of);
    ttri_value start = days_to_effect(scene, event, name), end, now, past;
    ttri_value share, zero = ttri_constant(graph, 0.0);

    for (uint32_t t = 0; t < calendar->count; t++)
        row[t] = (double)(calendar->period[t].end - origin);
    end = ttri_sub(graph, ttri_series(graph, row), start);
    for (uint32_t t = 0; t < calendar->count; t++)
        row[t] =
            1.0 / (double)(calendar->period[t].end - calendar->period[t].first);
    share = ttri_series(graph, row);
    if (event->given.duration_days > 0) {
        past = ttri_sub(
            graph,
            ttri_constant(graph, (double)(calendar->period[0].first - origin)),
            start);
        now = days_in_force(graph, event, end);
        past = ttri_lag(graph, now, 1, days_in_force(graph, event, past));
        end = ttri_sub(graph, now, past);
    }
    return ttri_min(graph, ttri_max(graph, ttri_mul(graph, end, share), zero),
                    ttri_constant(graph, 1.0));
}

/* ---- both ---- */

static bool is_certain(const struct ttri_scene *scene,
                       const struct ttri_event *event)
{
    if (is_history(scene, event) ||
        (event->given.date != 0 && event->given.probability == 0.0))
        return true;
    return event->given.date != 0 && event->given.probability == 1.0 &&
           event->severity.kind != TTRI_DOUBT_LAW;
}

static ttri_value make_share(struct ttri_scene *scene, double *row,
                             const struct ttri_event *event)
{
    ttri_value central = central_share(scene, row, event), weight, lost;
    char name[128], lost_name[160];

    if (is_certain(scene, event))
        return central;
    TTRI_JOIN(name, "environment/events/", event->name);
    weight = event->given.date != 0 ? scheduled_weight(scene, row, event, name)
                                    : hazard_weight(scene, row, event, name);
    lost = ttri_mul(scene->graph, severity_of(scene, event, name), weight);
    TTRI_JOIN(lost_name, name, " share lost");
    ttri_name(scene->graph, lost, lost_name);
    return ttri_choice(scene->graph, central, lost);
}

ttri_value ttri_event_share_lost(struct ttri_scene *scene,
                                 const struct ttri_event *event)
{
    struct ttri_chance *chance = ttri_chance_of(scene);
    ttri_value *made;

    if (chance == NULL)
        return 0;
    made = &chance->event[event - scene->environment->event];
    if (*made == 0)
        *made = make_share(scene, chance->row, event);
    return *made;
}
