/* A driver's path as a value: the central path, and everything that moves it
 * on its transformed scale. */
#include <math.h>
#include <string.h>

#include "math/elementary.h"
#include "model/chance.h"
#include "model/driver_random.h"
#include "model/scene.h"

struct names {
    char of_item[192]; /* item/key */
    char target[256];  /* component/[item/]key, as events name it */
    char address[256]; /* component/region/[item/]key */
    char cached[256];  /* ttri_scene_address() of own_key */
};

struct request {
    struct ttri_scene *scene;
    uint32_t component, region;
    const char *item, *key;
    enum ttri_variant variant;
    const struct ttri_driver_def *definition;
    uint32_t slot; /* of the driver, or TTRI_NONE: its default */
    const ttr_driver *driver;
    struct names *name;
    const char *own_key; /* [item/]key, as links name it */
    const char *address; /* component/region/[item/]key */
    ttri_value curve;    /* the central path before anything moves it */
    bool outside;        /* moved by events or technologies */
    ttri_value parameter;
};

static void name_request(struct request *request)
{
    const struct ttri_scene *scene = request->scene;
    const char *component = scene->component[request->component]->name;
    struct names *name = request->name;

    TTRI_JOIN(name->address, component, "/",
              scene->region[request->region].name, "/", request->own_key);
    TTRI_JOIN(name->target, component, "/", request->own_key);
    request->address = name->address;
}

static bool is_event_here(const struct request *request,
                          const struct ttri_event *event)
{
    const struct ttri_scene *scene = request->scene;

    return event->given.scope == TTR_SCOPE_DRIVER &&
           ttri_event_names(event, request->name->target) &&
           ttri_region_set_has(&event->regions,
                               scene->region[request->region].name);
}

static bool is_technology_here(const struct request *request,
                               const struct ttri_technology *technology)
{
    const struct ttri_scene *scene = request->scene;

    return strcmp(technology->target, request->name->target) == 0 &&
           ttri_region_set_has(&technology->regions,
                               scene->region[request->region].name);
}

/* Does any event or technology move the driver? Most are moved by none. */
static bool is_moved_outside(const struct request *request)
{
    const struct ttr_environment *environment = request->scene->environment;

    for (uint32_t i = 0; environment != NULL && i < environment->events; i++)
        if (is_event_here(request, &environment->event[i]))
            return true;
    for (uint32_t i = 0; environment != NULL && i < environment->technologies;
         i++)
        if (is_technology_here(request, &environment->technology[i]))
            return true;
    return false;
}

/* What events and technologies do to the driver per period: a factor on the
 * level or the odds; a sum of changes where the support is real. False if
 * nothing moves it. */
static bool events_move(const struct request *request, double *move)
{
    const struct ttri_scene *scene = request->scene;
    const struct ttr_environment *environment = scene->environment;
    bool real = request->definition->support == TTR_SUPPORT_REAL;
    double *weight = scene->row + scene->calendar->count;
    bool moved = false;

    for (uint32_t i = 0; environment != NULL && i < environment->events; i++) {
        const struct ttri_event *event = &environment->event[i];

        if (!is_event_here(request, event) || !ttri_event_is_central(event))
            continue;
        moved = true;
        ttri_event_weight(event, scene->calendar, weight);
        for (uint32_t t = 0; t < scene->calendar->count; t++) {
            double lost = event->given.severity * weight[t];

            move[t] = real ? move[t] - lost : move[t] * (1.0 - lost);
        }
    }
    return moved;
}

static bool technologies_move(const struct request *request, double *move)
{
    const struct ttri_scene *scene = request->scene;
    const struct ttr_environment *environment = scene->environment;
    bool real = request->definition->support == TTR_SUPPORT_REAL;
    double *weight = scene->row + scene->calendar->count;
    bool moved = false;

    for (uint32_t i = 0; environment != NULL && i < environment->technologies;
         i++) {
        const struct ttri_technology *technology = &environment->technology[i];

        if (!is_technology_here(request, technology))
            continue;
        moved = true;
        ttri_technology_weight(technology, scene->calendar, weight);
        for (uint32_t t = 0; t < scene->calendar->count; t++) {
            double change = technology->given.size * weight[t];

            move[t] =
                real ? move[t] + change : move[t] * ttri_exponential(change);
        }
    }
    return moved;
}

static void clear_move(const struct request *request, double *move)
{
    double none = request->definition->support == TTR_SUPPORT_REAL ? 0.0 : 1.0;

    for (uint32_t t = 0; t < request->scene->calendar->count; t++)
        move[t] = none;
}

static bool outside_move(const struct request *request, double *move)
{
    bool moved;

    clear_move(request, move);
    moved = events_move(request, move);
    return technologies_move(request, move) || moved;
}

static bool is_target(const struct request *request,
                      const struct ttri_scene_link *link)
{
    return ttri_link_moves(link, request->component, request->region,
                           request->own_key);
}

/* What moves the driver at run time, on its transformed scale in units of
 * 1 / unit. */
static ttri_value moving_part(struct request *request, double unit)
{
    struct ttri_scene *scene = request->scene;
    bool moved = request->driver != NULL;
    ttri_value shift;

    for (uint32_t i = 0; i < scene->links; i++)
        moved = moved || is_target(request, &scene->link[i]);
    if (!moved)
        return ttri_constant(scene->graph, 0.0);
    if (request->parameter == 0)
        request->parameter =
            ttri_scene_parameter(scene, request->address, request->definition,
                                 request->driver, request->region);
    shift = ttri_mul(scene->graph, ttri_constant(scene->graph, unit),
                     request->parameter);
    if (request->variant == TTRI_ALONE)
        return shift;
    for (uint32_t i = 0; i < scene->links; i++)
        if (is_target(request, &scene->link[i]))
            shift = ttri_add(scene->graph, shift,
                             ttri_link_effect(scene, i, request->region, unit));
    return shift;
}

/* Reads a driver's curve; false after a failure. */
static bool read_curve(const struct request *request,
                       struct ttri_scene_curve *curve)
{
    struct ttri_scene *scene = request->scene;
    double *days = scene->row + scene->calendar->count;
    ttr_status status =
        ttri_driver_path(request->driver, request->definition, scene->calendar,
                         request->address, scene->row, days, &scene->error);

    if (status != TTR_OK) {
        scene->status = status;
        return false;
    }
    curve->path = ttri_series(scene->graph, scene->row);
    curve->active = ttri_series(scene->graph, days);
    return true;
}

/* The curve with indices, and activity by dates; the same in all regions that
 * share the driver. NULL after a failure. */
static const struct ttri_scene_curve *central_path(struct request *request)
{
    struct ttri_scene *scene = request->scene;
    const struct ttri_component *owner = scene->component[request->component];
    struct ttri_scene_curve **curves = &scene->curve[request->component];
    struct ttri_scene_curve *curve;

    if (*curves == NULL)
        *curves = ttri_clear(&scene->memory, owner->slots, sizeof **curves);
    if (*curves == NULL) {
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, request->address, "", "");
        return NULL;
    }
    curve = &(*curves)[request->slot];
    return curve->path != 0 || read_curve(request, curve) ? curve : NULL;
}

/* The path moved on its transformed scale: by a factor, or by a sum. */
static ttri_value apply(struct ttri_graph *graph, int32_t support,
                        ttri_value path, ttri_value move)
{
    switch (support) {
    case TTR_SUPPORT_UNIT:
        return ttri_odds(graph, path, move);
    case TTR_SUPPORT_REAL:
        return ttri_add(graph, path, move);
    default:
        return ttri_mul(graph, path, move);
    }
}

/* ---- random paths ---- */

/* Technologies are known, events may be random. */
static void move_outside(const struct request *request,
                         struct ttri_driver_moves *moves)
{
    struct ttri_scene *scene = request->scene;
    struct ttri_graph *graph = scene->graph;
    const struct ttr_environment *environment = scene->environment;
    bool real = request->definition->support == TTR_SUPPORT_REAL;
    ttri_value *total = real ? &moves->sum : &moves->factor;
    double known;

    clear_move(request, scene->row);
    if (technologies_move(request, scene->row)) {
        ttri_value change = ttri_series(graph, scene->row);

        *total = real ? ttri_add(graph, *total, change)
                      : ttri_mul(graph, *total, change);
    }
    for (uint32_t i = 0; environment != NULL && i < environment->events; i++) {
        const struct ttri_event *event = &environment->event[i];
        ttri_value lost;

        if (!is_event_here(request, event))
            continue;
        lost = ttri_event_share_lost(scene, event);
        moves->random =
            moves->random || (lost != 0 && !ttri_known(graph, lost, 0, &known));
        *total =
            real ? ttri_sub(graph, *total, lost)
                 : ttri_mul(graph, *total,
                            ttri_sub(graph, ttri_constant(graph, 1.0), lost));
    }
}

/* May the share be 1 in some period? */
static bool reaches_one(const struct ttri_scene *scene, ttri_value share)
{
    uint32_t step;
    const double *known = ttri_numbers(scene->graph, share, &step);

    for (uint32_t t = 0; known != NULL && t < scene->calendar->count; t++)
        if (known[t * step] == 1.0)
            return true;
    return known == NULL;
}

/* x k / (1 - x + x k): never above 1, whatever is rounded. Nothing moves a
 * share of 0 or 1; a share of 1 with odds times 0 is 0 / 0. */
static ttri_value move_share(const struct ttri_scene *scene, ttri_value share,
                             ttri_value k)
{
    struct ttri_graph *graph = scene->graph;
    ttri_value one = ttri_constant(graph, 1.0);
    ttri_value odds = ttri_mul(graph, share, k);
    ttri_value whole = ttri_add(graph, ttri_sub(graph, one, share), odds);
    ttri_value moved = ttri_div(graph, odds, whole);

    return reaches_one(scene, share) ? ttri_select(graph, whole, moved, one)
                                     : moved;
}

/* The driver's path on random paths; `central` if nothing of it is random. */
static ttri_value random_path(struct request *request, ttri_value central)
{
    struct ttri_scene *scene = request->scene;
    struct ttri_graph *graph = scene->graph;
    int32_t support = request->definition->support;
    bool exchange = strcmp(scene->component[request->component]->name,
                           "environment") == 0 &&
                    strncmp(request->key, "fx", 2) == 0;
    char draws[256];
    struct ttri_driver_place place = {.scene = scene,
                                      .region = request->region,
                                      .driver = request->driver,
                                      .definition = request->definition,
                                      .address = request->address,
                                      .draws = request->address,
                                      .exchange = exchange,
                                      .path = request->curve};
    struct ttri_driver_moves moves;

    if (exchange) {
        TTRI_JOIN(draws, "environment/",
                  scene->region[request->region].currency, "/fx");
        place.draws = draws;
    }
    moves = ttri_driver_random(&place);
    if (request->outside)
        move_outside(request, &moves);
    if (!moves.random)
        return central;
    moves.sum = ttri_add(
        graph, moves.sum,
        moving_part(request, support == TTR_SUPPORT_REAL ? 1.0 : TTRI_LOG2_E));
    if (support == TTR_SUPPORT_REAL)
        return ttri_add(graph, moves.path, moves.sum);
    moves.factor =
        ttri_mul(graph, moves.factor, ttri_exp_two(graph, moves.sum));
    return support == TTR_SUPPORT_UNIT
               ? move_share(scene, moves.path, moves.factor)
               : ttri_mul(graph, moves.path, moves.factor);
}

static ttri_value emit_path(struct request *request)
{
    struct ttri_scene *scene = request->scene;
    struct ttri_graph *graph = scene->graph;
    int32_t support = request->definition->support;
    ttri_value path = ttri_constant(graph, request->definition->fallback);
    ttri_value active = ttri_constant(graph, 1.0), shift;

    if (request->driver != NULL) {
        const struct ttri_scene_curve *curve = central_path(request);

        if (curve == NULL)
            return 0;
        path = curve->path;
        active = curve->active;
    }
    request->curve = path;
    request->outside = is_moved_outside(request);
    if (request->outside && outside_move(request, scene->row))
        path = apply(graph, support, path, ttri_series(graph, scene->row));
    shift = moving_part(request, 1.0);
    path = apply(graph, support, path,
                 support == TTR_SUPPORT_REAL ? shift : ttri_exp(graph, shift));
    path = ttri_choice(graph, path, random_path(request, path));
    path = ttri_mul(graph, path, active);
    if (request->driver != NULL && request->driver->real)
        path = ttri_mul(
            graph, path,
            scene->region[request->region].price_index[request->variant]);
    ttri_name(graph, path, request->address);
    return path;
}

/* A stream alone sees another path than together with the others only where a
 * link acts, on the driver itself or on its prices. */
static enum ttri_variant variant_of(const struct request *request)
{
    const struct ttri_scene *scene = request->scene;
    const ttri_value *index = scene->region[request->region].price_index;

    if (index[TTRI_TOGETHER] != index[TTRI_ALONE])
        return request->variant;
    for (uint32_t i = 0; i < scene->links; i++)
        if (is_target(request, &scene->link[i]))
            return request->variant;
    return TTRI_TOGETHER;
}

ttri_value ttri_scene_driver(struct ttri_scene *scene, uint32_t component,
                             uint32_t region, const char *item, const char *key,
                             enum ttri_variant variant)
{
    const struct ttri_component *owner = scene->component[component];
    struct names name;
    struct request request = {.scene = scene,
                              .component = component,
                              .region = region,
                              .item = item,
                              .key = key,
                              .variant = variant,
                              .name = &name};
    ttri_value value;

    if (scene->status != TTR_OK)
        return 0;
    request.own_key =
        item != NULL ? TTRI_JOIN(name.of_item, item, "/", key) : key;
    request.variant = variant_of(&request);
    ttri_scene_address(component, region, request.variant, request.own_key,
                       name.cached);
    value = ttri_map_find(&scene->driver_value, name.cached);
    if (value != TTRI_NONE)
        return value;
    name_request(&request);
    request.definition = ttri_component_definition(owner, key);
    if (request.definition == NULL) {
        ttri_scene_fail(scene, TTR_E_INTERNAL, request.address,
                        "is not a driver of the model", "");
        return 0;
    }
    if ((request.definition->flags & TTR_DRIVER_PER_ITEM) == 0)
        request.item = NULL;
    request.slot = ttri_component_slot(owner, scene->region[region].name,
                                       request.item, key);
    if (request.slot != TTRI_NONE)
        request.driver = owner->slot[request.slot].driver;
    value = emit_path(&request);
    if (value != 0 &&
        !ttri_map_put(&scene->memory, &scene->driver_value, name.cached, value))
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, request.address, "", "");
    return value;
}
