/* Curves as equations of their parameters, for paths on which these are
 * random. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/elementary.h"
#include "math/normal.h"
#include "model/chance.h"
#include "model/driver_random.h"
#include "model/law_value.h"

/* ---- parameters ---- */

struct parameter {
    const char *name;
    const struct ttri_doubt *doubt;
    double value;
    char draw[320];
};

static bool is_named(const struct parameter *parameter, const char *name)
{
    return strcmp(parameter->name, name) == 0;
}

static bool is_level(const struct parameter *parameter)
{
    return is_named(parameter, "value") || is_named(parameter, "ceiling") ||
           is_named(parameter, "market");
}

static bool between(const struct ttri_doubt *doubt, double low, double high)
{
    return doubt->low > low && doubt->high < high;
}

/* The logarithm of what must be above 0, and so on; a range that reaches the
 * end of its scale is one of plain numbers. */
static enum ttri_scale scale_of(const struct parameter *parameter,
                                int32_t support)
{
    if (is_named(parameter, "growth"))
        return TTRI_SCALE_GROWTH;
    if (is_named(parameter, "slope_per_year") ||
        (is_level(parameter) && support == TTR_SUPPORT_REAL))
        return TTRI_SCALE_PLAIN;
    if (is_level(parameter) && support == TTR_SUPPORT_UNIT)
        return between(parameter->doubt, 0.0, 1.0) ? TTRI_SCALE_ODDS
                                                   : TTRI_SCALE_PLAIN;
    return between(parameter->doubt, 0.0, INFINITY) ? TTRI_SCALE_LOG
                                                    : TTRI_SCALE_PLAIN;
}

/* ---- their units ---- */

#define UNIT 64

/* Writes the unit into `room` where the driver's own does not do. */
static const char *unit_of(const struct ttri_driver_place *place,
                           const struct parameter *parameter, char room[UNIT])
{
    const char *unit = place->definition->unit;
    bool flow = (place->definition->flags & TTRI_DRIVER_ACQUISITION) != 0;

    if (is_named(parameter, "slope_per_year")) {
        snprintf(room, UNIT, "%s/year", unit);
        return room;
    }
    if (!is_level(parameter))
        return "1/year";
    if (!flow || !is_named(parameter, "market"))
        return unit;
    /* The market of `users/month` is of users. */
    snprintf(room, UNIT, "%.*s", (int)strcspn(unit, "/"), unit);
    return room;
}

static void note(const struct ttri_driver_place *place,
                 const struct parameter *parameter, ttri_value normal,
                 ttri_value above, enum ttri_scale scale, double centre)
{
    char room[UNIT];
    struct ttri_doubtful doubtful = {.name = parameter->draw,
                                     .unit = unit_of(place, parameter, room),
                                     .normal = normal,
                                     .above = above,
                                     .scale = scale,
                                     .centre = centre};

    ttri_note_doubtful(place->scene, &doubtful);
}

/* ---- their values ---- */

/* Cut to what the parameter may be: the rate of a curve may be below 0, its
 * level not, unless the driver may. */
static ttri_value cut(struct ttri_graph *graph,
                      const struct parameter *parameter, int32_t support,
                      ttri_value x)
{
    bool free = is_named(parameter, "slope_per_year") ||
                is_named(parameter, "rate") ||
                (is_level(parameter) && support == TTR_SUPPORT_REAL);

    if (free)
        return x;
    x = ttri_max(graph, x, ttri_constant(graph, 0.0));
    if (is_level(parameter) && support == TTR_SUPPORT_UNIT)
        x = ttri_min(graph, x, ttri_constant(graph, 1.0));
    return x;
}

static ttri_value from_range(const struct ttri_driver_place *place,
                             const struct parameter *parameter)
{
    struct ttri_graph *graph = place->scene->graph;
    const struct ttri_doubt *doubt = parameter->doubt;
    int32_t support = place->definition->support;
    enum ttri_scale scale = scale_of(parameter, support);
    double end = ttri_normal_quantile(0.5 + doubt->probability / 2.0);
    double middle = ttri_on_scale(scale, parameter->value);
    ttri_value centre = ttri_constant(graph, parameter->value);
    ttri_value normal = ttri_level_draw(place->scene, parameter->draw);
    ttri_value change = ttri_split_normal(
        graph, normal, (middle - ttri_on_scale(scale, doubt->low)) / end,
        (ttri_on_scale(scale, doubt->high) - middle) / end);

    if (scale == TTRI_SCALE_PLAIN) {
        centre =
            cut(graph, parameter, support, ttri_add(graph, centre, change));
        note(place, parameter, normal, centre, scale, 0.0);
        return centre;
    }
    note(place, parameter, normal, change, scale, middle);
    switch (scale) {
    case TTRI_SCALE_LOG:
        return ttri_mul(graph, centre, ttri_exp_two(graph, change));
    case TTRI_SCALE_ODDS:
        return ttri_odds(graph, centre, ttri_exp_two(graph, change));
    default:
        return ttri_add(graph, ttri_constant(graph, middle), change);
    }
}

static ttri_value from_law(const struct ttri_driver_place *place,
                           const struct parameter *parameter)
{
    struct ttri_graph *graph = place->scene->graph;
    ttri_value normal = ttri_level_draw(place->scene, parameter->draw);
    ttri_value x = ttri_law_value(place->scene, &parameter->doubt->law, normal);
    bool growth = is_named(parameter, "growth");

    if (!growth)
        x = cut(graph, parameter, place->definition->support, x);
    note(place, parameter, normal, x, TTRI_SCALE_PLAIN, 0.0);
    if (!growth)
        return x;
    /* A growth of -1 leaves nothing: its logarithm is not taken. */
    x = ttri_max(graph, ttri_add(graph, ttri_constant(graph, 1.0), x),
                 ttri_constant(graph, 1e-300));
    return ttri_mul(graph, ttri_constant(graph, TTRI_LOG2_E),
                    ttri_log(graph, x));
}

ttri_value ttri_curve_parameter(const struct ttri_driver_place *place,
                                uint32_t index)
{
    const ttr_driver *driver = place->driver;
    const char *names[TTRI_CURVE_PARAMETERS];
    struct parameter parameter = {.doubt = &driver->parameter_doubt[index],
                                  .value = driver->parameter[index]};

    ttri_curve_parameters(driver->curve, names);
    parameter.name = names[index];
    snprintf(parameter.draw, sizeof parameter.draw, "%s#%s", place->draws,
             parameter.name);
    if (parameter.doubt->kind == TTRI_DOUBT_RANGE)
        return from_range(place, &parameter);
    if (parameter.doubt->kind == TTRI_DOUBT_LAW)
        return from_law(place, &parameter);
    return ttri_constant(place->scene->graph,
                         is_named(&parameter, "growth")
                             ? TTRI_LOG2_E *
                                   ttri_logarithm(1.0 + parameter.value)
                             : parameter.value);
}

/* ---- time ---- */

enum moment {
    START,
    MIDDLE,
    FINISH
};

static ttri_value time_at(const struct ttri_driver_place *place,
                          enum moment moment, bool since_launch)
{
    struct ttri_scene *scene = place->scene;
    const struct ttri_calendar *calendar = scene->calendar;
    double date = ttri_date_time(place->driver->date);

    for (uint32_t t = 0; t < calendar->count; t++) {
        const struct ttri_period *period = &calendar->period[t];
        double since = (moment == START    ? period->start
                        : moment == MIDDLE ? period->middle
                                           : period->finish) -
                       date;

        scene->row[t] = since_launch ? fmax(since, 0.0) : since;
    }
    return ttri_series(scene->graph, scene->row);
}

ttri_value ttri_curve_time(const struct ttri_driver_place *place)
{
    return time_at(place, MIDDLE, false);
}

/* ---- curves ---- */

/* e^(-rate * since) */
static ttri_value fading(struct ttri_graph *graph, ttri_value rate,
                         ttri_value since)
{
    return ttri_exp_two(
        graph,
        ttri_mul(graph,
                 ttri_mul(graph, ttri_constant(graph, -TTRI_LOG2_E), rate),
                 since));
}

static ttri_value logistic(struct ttri_graph *graph, const ttri_value *p,
                           ttri_value since)
{
    return ttri_div(
        graph, p[0],
        ttri_add(graph, ttri_constant(graph, 1.0), fading(graph, p[1], since)));
}

static ttri_value gompertz(struct ttri_graph *graph, const ttri_value *p,
                           ttri_value since)
{
    ttri_value left = fading(graph, p[1], since);

    return ttri_mul(
        graph, p[0],
        ttri_exp_two(
            graph, ttri_mul(graph, ttri_constant(graph, -TTRI_LOG2_E), left)));
}

/* p (1 - e) / (p + q e), e = e^(-(p + q) u): 0 at the launch. */
static ttri_value bass_share(struct ttri_graph *graph, const ttri_value *p,
                             ttri_value since_launch)
{
    ttri_value e = fading(graph, ttri_add(graph, p[1], p[2]), since_launch);
    ttri_value gained = ttri_sub(graph, ttri_constant(graph, 1.0), e);

    return ttri_div(graph, ttri_mul(graph, p[1], gained),
                    ttri_add(graph, p[1], ttri_mul(graph, p[2], e)));
}

static ttri_value bass(const struct ttri_driver_place *place,
                       const ttri_value *p)
{
    struct ttri_graph *graph = place->scene->graph;
    double per_month = 1.0 / place->scene->calendar->months;
    ttri_value gained;

    if ((place->definition->flags & TTRI_DRIVER_ACQUISITION) == 0)
        return ttri_mul(graph, p[0],
                        bass_share(graph, p, time_at(place, MIDDLE, true)));
    gained = ttri_sub(graph, bass_share(graph, p, time_at(place, FINISH, true)),
                      bass_share(graph, p, time_at(place, START, true)));
    gained = ttri_max(graph, gained, ttri_constant(graph, 0.0));
    return ttri_mul(
        graph, ttri_mul(graph, ttri_constant(graph, per_month), p[0]), gained);
}

static ttri_value curve(const struct ttri_driver_place *place,
                        const ttri_value *p)
{
    struct ttri_graph *graph = place->scene->graph;

    if (place->driver->curve == TTRI_CURVE_BASS)
        return bass(place, p);
    switch (place->driver->curve) {
    case TTRI_CURVE_EXPONENTIAL:
        return ttri_mul(
            graph, p[0],
            ttri_exp_two(graph, ttri_mul(graph, p[1], ttri_curve_time(place))));
    case TTRI_CURVE_LINEAR:
        return ttri_add(graph, p[0],
                        ttri_mul(graph, p[1], ttri_curve_time(place)));
    case TTRI_CURVE_LOGISTIC:
        return logistic(graph, p, ttri_curve_time(place));
    default:
        return gompertz(graph, p, ttri_curve_time(place));
    }
}

ttri_value ttri_curve_value(const struct ttri_driver_place *place,
                            const ttri_value *parameter)
{
    struct ttri_scene *scene = place->scene;
    struct ttri_graph *graph = scene->graph;
    int32_t support = place->definition->support;
    ttri_value level = curve(place, parameter), index;

    if (support == TTR_SUPPORT_REAL)
        return level;
    level = ttri_max(graph, level, ttri_constant(graph, 0.0));
    ttri_driver_index(place->driver, scene->calendar, scene->row);
    index = ttri_series(graph, scene->row);
    if (support == TTR_SUPPORT_POSITIVE)
        return ttri_mul(graph, level, index);
    level = ttri_min(graph, level, ttri_constant(graph, 1.0));
    return ttri_odds(graph, level, index);
}
