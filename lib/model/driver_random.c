#include "model/driver_random.h"

#include <math.h>
#include <stdio.h>

#include "math/elementary.h"
#include "model/chance.h"
#include "model/noise.h"

/* ---- what can move ---- */

static bool is_fixed(int32_t support, double level)
{
    return (level == 0.0 && support != TTR_SUPPORT_REAL) ||
           (level == 1.0 && support == TTR_SUPPORT_UNIT);
}

/* Is every period's level a fixed point? */
static bool stays(const struct ttri_driver_place *place)
{
    uint32_t periods = place->scene->calendar->count, step;
    const double *level = ttri_numbers(place->scene->graph, place->path, &step);

    for (uint32_t t = 0; level != NULL && t < periods; t++)
        if (!is_fixed(place->definition->support, level[t * step]))
            return false;
    return level != NULL;
}

/* ---- level ---- */

/* The level that evidence is about: the curve's at its date, or at the as-of
 * date. Where that is a fixed point, as before a launch, the curve's first
 * that is none. False if there is none. */
static bool find_centre(const struct ttri_driver_place *place, double *centre)
{
    const struct ttri_calendar *calendar = place->scene->calendar;
    ttr_date date = place->driver->evidence_date;
    double time = ttri_date_time(date != 0 ? date : calendar->given.as_of);
    int32_t support = place->definition->support;

    *centre =
        ttri_driver_level_at(place->driver, place->definition, calendar, time);
    for (uint32_t t = 0; is_fixed(support, *centre) && t < calendar->count; t++)
        if (calendar->period[t].middle > time)
            *centre =
                ttri_driver_level_at(place->driver, place->definition, calendar,
                                     calendar->period[t].middle);
    return !is_fixed(support, *centre);
}

static bool check_centre(const struct ttri_driver_place *place,
                         const struct ttri_doubt *doubt, double centre)
{
    struct ttri_scene *scene = place->scene;

    if (doubt->kind != TTRI_DOUBT_RANGE ||
        (centre >= doubt->low && centre <= doubt->high))
        return true;
    if (scene->status == TTR_OK)
        scene->status = ttri_fail_number(
            &scene->error, TTR_E_CONFLICT, place->address,
            "must lie inside its range at the date of its evidence", centre);
    return false;
}

/* Has the curve's own level a doubt? Then a default width would be one too
 * many. */
static bool has_own_doubt(const ttr_driver *driver)
{
    return driver->parameter_doubt[0].kind != TTRI_DOUBT_DEFAULT;
}

static void move_level(const struct ttri_driver_place *place,
                       struct ttri_driver_moves *moves)
{
    const ttr_driver *driver = place->driver;
    const struct ttri_doubt *doubt = &driver->doubt;
    double centre;

    if (doubt->kind == TTRI_DOUBT_CERTAIN)
        return;
    if (doubt->kind == TTRI_DOUBT_DEFAULT &&
        (place->exchange || has_own_doubt(driver)))
        return;
    if (!find_centre(place, &centre) || !check_centre(place, doubt, centre))
        return;
    if (doubt->kind == TTRI_DOUBT_DEFAULT)
        ttri_move_default(place, centre, moves);
    else
        ttri_move_level(place, doubt, centre, driver->curve == TTRI_CURVE_NONE,
                        place->draws, moves);
}

/* ---- curve ---- */

static bool is_doubtful(const ttr_driver *driver, uint32_t index)
{
    return driver->parameter_doubt[index].kind != TTRI_DOUBT_DEFAULT;
}

/* A positive curve that is its first parameter times something: a factor on
 * the whole path. */
static bool is_scaled(const struct ttri_driver_place *place)
{
    enum ttri_curve curve = place->driver->curve;

    return place->definition->support == TTR_SUPPORT_POSITIVE &&
           (curve == TTRI_CURVE_EXPONENTIAL || curve == TTRI_CURVE_LOGISTIC ||
            curve == TTRI_CURVE_GOMPERTZ || curve == TTRI_CURVE_BASS);
}

static void rebuild_curve(const struct ttri_driver_place *place,
                          struct ttri_driver_moves *moves, uint32_t first)
{
    const ttr_driver *driver = place->driver;
    ttri_value parameter[TTRI_CURVE_PARAMETERS];
    const char *names[TTRI_CURVE_PARAMETERS];
    uint32_t count = ttri_curve_parameters(driver->curve, names);

    for (uint32_t i = 0; i < count; i++)
        parameter[i] =
            i < first ? ttri_constant(place->scene->graph, driver->parameter[i])
                      : ttri_curve_parameter(place, i);
    moves->random = true;
    moves->path = ttri_curve_value(place, parameter);
}

/* Relative to the central parameter, as a factor. */
static void move_scale(const struct ttri_driver_place *place,
                       struct ttri_driver_moves *moves)
{
    struct ttri_graph *graph = place->scene->graph;
    double centre = place->driver->parameter[0];
    const struct ttri_doubt *doubt = &place->driver->parameter_doubt[0];
    const char *names[TTRI_CURVE_PARAMETERS];
    char draw[320];

    if (doubt->kind == TTRI_DOUBT_LAW || doubt->low > 0.0) {
        ttri_curve_parameters(place->driver->curve, names);
        snprintf(draw, sizeof draw, "%s#%s", place->draws, names[0]);
        ttri_move_level(place, doubt, centre, false, draw, moves);
        return;
    }
    moves->random = true;
    moves->factor = ttri_mul(graph, moves->factor,
                             ttri_mul(graph, ttri_constant(graph, 1.0 / centre),
                                      ttri_curve_parameter(place, 0)));
}

/* (log2 (1 + growth) - that of the central path) * time, in the exponent. */
static void move_growth(const struct ttri_driver_place *place,
                        struct ttri_driver_moves *moves)
{
    struct ttri_graph *graph = place->scene->graph;
    double central =
        TTRI_LOG2_E * ttri_logarithm(1.0 + place->driver->parameter[1]);
    ttri_value more = ttri_sub(graph, ttri_curve_parameter(place, 1),
                               ttri_constant(graph, central));

    moves->random = true;
    moves->sum = ttri_add(graph, moves->sum,
                          ttri_mul(graph, more, ttri_curve_time(place)));
}

static void move_curve(const struct ttri_driver_place *place,
                       struct ttri_driver_moves *moves)
{
    const ttr_driver *driver = place->driver;
    bool scaled = is_scaled(place);
    bool others = is_doubtful(driver, 1) || is_doubtful(driver, 2);

    if (!scaled && (others || is_doubtful(driver, 0)))
        rebuild_curve(place, moves, 0);
    if (!scaled)
        return;
    if (driver->curve == TTRI_CURVE_EXPONENTIAL && others)
        move_growth(place, moves);
    else if (others)
        rebuild_curve(place, moves, 1);
    if (is_doubtful(driver, 0))
        move_scale(place, moves);
}

/* ---- over time ---- */

static double unit_of(const struct ttri_driver_place *place)
{
    return place->definition->support == TTR_SUPPORT_REAL ? 1.0 : TTRI_LOG2_E;
}

static void move_noise(const struct ttri_driver_place *place,
                       struct ttri_driver_moves *moves)
{
    struct ttri_scene *scene = place->scene;
    const ttr_driver *driver = place->driver;
    uint32_t first = ttri_noise_first(scene->calendar);
    ttri_value normal;

    if (driver->volatility == 0.0 || first == scene->calendar->count)
        return;
    normal = ttri_innovation_draw(scene, place->draws, first);
    moves->random = true;
    moves->sum = ttri_add(scene->graph, moves->sum,
                          ttri_named_noise(scene, place->draws, unit_of(place),
                                           driver->volatility,
                                           driver->reversion, normal));
}

static void move_loading(const struct ttri_driver_place *place,
                         const struct ttri_loading *loading,
                         struct ttri_driver_moves *moves)
{
    struct ttri_graph *graph = place->scene->graph;
    ttri_value zero = ttri_constant(graph, 0.0);
    ttri_value factor =
        ttri_factor(place->scene, place->region, loading->factor);

    if (factor == zero || loading->loading == 0.0)
        return;
    factor = ttri_lag(graph, factor, (uint32_t)loading->lag, zero);
    moves->random = true;
    moves->sum = ttri_add(
        graph, moves->sum,
        ttri_mul(graph, ttri_constant(graph, unit_of(place) * loading->loading),
                 factor));
}

struct ttri_driver_moves
ttri_driver_random(const struct ttri_driver_place *place)
{
    struct ttri_scene *scene = place->scene;
    struct ttri_driver_moves moves = {
        .path = place->path,
        .factor = ttri_constant(scene->graph, 1.0),
        .sum = ttri_constant(scene->graph, 0.0),
    };

    if (scene->status != TTR_OK || place->driver == NULL || stays(place))
        return moves;
    move_curve(place, &moves);
    move_level(place, &moves);
    ttri_move_seasons(place, &moves);
    move_noise(place, &moves);
    for (uint32_t i = 0; i < place->driver->loadings; i++)
        move_loading(place, &place->driver->loading[i], &moves);
    return moves;
}
