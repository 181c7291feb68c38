#include "combiner/emission.h"

#include <stdio.h>
#include <string.h>

#include "combiner/totals.h"

#define MOST_EXPECTED 65536u

/* Who must be emitted before whom, so that most values are read after they
 * are defined; the rest is read by forwards. */
static const int32_t emission_order[] = {
    TTR_MODEL_AUDIENCE, TTR_MODEL_VIRTUAL_GOODS, TTR_MODEL_ADVERTISING,
    TTR_MODEL_COMMERCE, TTR_MODEL_ENTERPRISE,    TTR_MODEL_CREATOR,
    TTR_MODEL_CUSTOM,   TTR_MODEL_PARTNERSHIP,
};

static ttr_status init_pseudo(struct ttri_component *component,
                              const ttr_combiner *combiner,
                              const struct ttri_schema *schema,
                              struct ttr_error *error)
{
    struct ttr_allocator allocator = {
        .struct_size = sizeof allocator,
        .user = combiner->memory.user,
        .allocate = combiner->memory.allocate,
        .reallocate = combiner->memory.reallocate,
        .release = combiner->memory.release,
    };

    return ttri_component_init(component, &allocator, schema, schema->name,
                               error);
}

static void list_components(struct ttri_emission *emission,
                            const ttr_combiner *combiner)
{
    struct ttri_scene *scene = &emission->scene;
    uint32_t n = 0;

    if (combiner->environment != NULL) {
        scene->environment = combiner->environment;
        scene->component[n++] = &combiner->environment->component;
    }
    if (combiner->audience != NULL)
        scene->component[n++] = &combiner->audience->component;
    for (uint32_t i = 0; i < combiner->streams; i++)
        scene->component[n++] = &combiner->stream[i]->component;
    scene->component[n++] = &emission->total;
    scene->component[n++] = &emission->ledger;
    scene->components = n;
}

/* Product of (1 + inflation)^d since the first period, where it is 1. */
static ttri_value price_index(struct ttri_emit *emit, ttri_value inflation)
{
    struct ttri_scene *scene = emit->scene;
    ttri_value one = number(emit, 1.0), growth, index, next, first;

    if (ttri_stands_for(emit->graph, inflation) == number(emit, 0.0))
        return one;
    for (uint32_t t = 0; t < scene->calendar->count; t++)
        scene->row[t] = t == 0 ? 1.0 : 0.0;
    first = ttri_series(emit->graph, scene->row);
    growth =
        ttri_grow_rate(emit, larger(emit, inflation, number(emit, -0.999999)));
    index = ttri_state(emit, one, &next);
    index = mul(emit, index, ttri_select(emit->graph, first, one, growth));
    ttri_state_next(emit, next, index);
    return index;
}

/* The rate at the period's end: the curve of `fx_end`, or else of `fx`, read
 * there. A series has no other value inside a period. */
static ttri_value end_rate(struct ttri_emit *emit)
{
    struct ttri_scene *scene = emit->scene;
    const struct ttri_calendar *calendar = scene->calendar;
    const char *key = ttri_driver_given(emit, "fx_end") ? "fx_end" : "fx";
    const ttr_driver *fx =
        ttri_component_driver(emit->component, emit->region_name, NULL, key);
    ttri_value rate = driver(emit, key);

    /* A refused curve can not be read. */
    if (scene->status != TTR_OK)
        return rate;
    for (uint32_t t = 0; t < calendar->count; t++) {
        double middle =
            ttri_driver_curve_at(fx, calendar, calendar->period[t].middle);
        double end =
            ttri_driver_curve_at(fx, calendar, calendar->period[t].finish);

        scene->row[t] = middle > 0.0 ? end / middle : 1.0;
    }
    return mul(emit, rate, ttri_series(emit->graph, scene->row));
}

/* One index where both variants have the same inflation: another state would
 * be another value. */
static void emit_prices(struct ttri_scene *scene, uint32_t region)
{
    uint32_t environment = ttri_scene_component(scene, TTR_MODEL_ENVIRONMENT);
    ttri_value *index = scene->region[region].price_index;
    struct ttri_emit emit;
    ttri_value together, alone;

    index[TTRI_TOGETHER] = index[TTRI_ALONE] = ttri_constant(scene->graph, 1.0);
    if (environment == TTRI_NONE)
        return;
    emit = ttri_scene_emit(scene, environment, region, TTRI_TOGETHER);
    together = driver(&emit, "inflation");
    emit.variant = TTRI_ALONE;
    alone = driver(&emit, "inflation");
    index[TTRI_TOGETHER] = price_index(&emit, together);
    index[TTRI_ALONE] =
        alone == together ? index[TTRI_TOGETHER] : price_index(&emit, alone);
}

static void emit_rates(struct ttri_scene *scene, uint32_t region,
                       const char *currency)
{
    struct ttri_scene_region *place = &scene->region[region];
    uint32_t environment = ttri_scene_component(scene, TTR_MODEL_ENVIRONMENT);
    struct ttri_emit emit;
    char path[160];

    place->fx_average = place->fx_end = ttri_constant(scene->graph, 1.0);
    if (strcmp(place->currency, currency) == 0)
        return;
    if (environment != TTRI_NONE)
        emit = ttri_scene_emit(scene, environment, region, TTRI_TOGETHER);
    if (environment == TTRI_NONE || !ttri_driver_given(&emit, "fx")) {
        snprintf(path, sizeof path, "environment/%s/fx", place->name);
        ttri_scene_fail(scene, TTR_E_MISSING, path,
                        "must be given: the region has a currency of its own",
                        place->currency);
        return;
    }
    place->fx_average = driver(&emit, "fx");
    place->fx_end = end_rate(&emit);
}

static void emit_component(struct ttri_scene *scene, uint32_t component,
                           uint32_t region)
{
    bool stream =
        scene->component[component]->schema->model != TTR_MODEL_AUDIENCE;

    for (int v = 0; v < TTRI_VARIANTS; v++) {
        struct ttri_emit emit =
            ttri_scene_emit(scene, component, region, (enum ttri_variant)v);

        emit.component->schema->emit(&emit);
        if (stream) {
            emit.item = NULL;
            ttri_emit_views(&emit);
        }
    }
}

static void emit_streams(struct ttri_emission *emission,
                         const ttr_combiner *combiner, uint32_t region)
{
    struct ttri_scene *scene = &emission->scene;

    emit_prices(scene, region);
    emit_rates(scene, region, combiner->currency);
    for (uint32_t i = 0; i < TTRI_COUNT(emission_order); i++)
        for (uint32_t j = 0; j < scene->components; j++)
            if (scene->component[j]->schema->model == emission_order[i])
                emit_component(scene, j, region);
}

static void emit_sums(struct ttri_emission *emission,
                      const ttr_combiner *combiner, uint32_t region)
{
    struct ttri_scene *scene = &emission->scene;
    struct ttri_emit emit;

    emit = ttri_scene_emit(scene, ttri_scene_component(scene, TTR_MODEL_TOTAL),
                           region, TTRI_TOGETHER);
    ttri_emit_totals(&emit, combiner);
    emit = ttri_scene_emit(scene, ttri_scene_component(scene, TTR_MODEL_LEDGER),
                           region, TTRI_TOGETHER);
    ttri_emit_ledger(&emit);
}

/* What somebody reads but nobody has defined here (a deal of other regions) is
 * nothing. */
static void define_rest(struct ttri_scene *scene)
{
    ttri_value zero = ttri_constant(scene->graph, 0.0);

    for (uint32_t i = 0; i < scene->outputs; i++) {
        struct ttri_scene_output *output = &scene->output[i];

        if (output->defined || scene->status != TTR_OK)
            continue;
        if (output->value != 0)
            ttri_bind(scene->graph, output->value, zero);
        output->value = zero;
        output->defined = true;
        output->over =
            (struct ttri_part){.value = zero, .kind = output->definition->kind};
        output->under = output->over;
    }
}

/* A driver brings about six nodes in each region. */
static void expect_nodes(struct ttri_scene *scene)
{
    uint64_t drivers = 0;

    for (uint32_t i = 0; i < scene->components; i++)
        drivers += scene->component[i]->schema->driver_count +
                   scene->component[i]->slots;
    drivers *= 6 * (uint64_t)scene->regions;
    ttri_graph_reserve(scene->graph, drivers < MOST_EXPECTED ? (uint32_t)drivers
                                                             : MOST_EXPECTED);
}

ttr_status ttri_emission_init(struct ttri_emission *emission,
                              const ttr_combiner *combiner,
                              const struct ttri_calendar *calendar,
                              const struct ttri_scene_link *link,
                              const struct ttri_noises *fitted,
                              struct ttr_error *error)
{
    struct ttri_scene *scene = &emission->scene;
    ttr_status status;

    memset(emission, 0, sizeof *emission);
    status = init_pseudo(&emission->total, combiner, &ttri_total_schema, error);
    if (status == TTR_OK)
        status = init_pseudo(&emission->ledger, combiner, &ttri_ledger_schema,
                             error);
    if (status == TTR_OK)
        status =
            ttri_scene_init(scene, &combiner->memory, calendar,
                            combiner->regions, combiner->streams + 4, error);
    if (status != TTR_OK) {
        ttri_emission_clear(emission);
        return status;
    }
    scene->fitted = fitted;
    scene->link = link;
    scene->links = combiner->links;
    list_components(emission, combiner);
    expect_nodes(scene);
    for (uint32_t i = 0; i < combiner->regions; i++) {
        scene->region[i].name = combiner->region[i].name;
        scene->region[i].currency = combiner->region[i].currency;
    }
    for (uint32_t i = 0; i < combiner->regions; i++) {
        emit_streams(emission, combiner, i);
        emit_sums(emission, combiner, i);
    }
    define_rest(scene);
    status = scene->status;
    if (status != TTR_OK && error != NULL)
        ttri_error_copy(error, &scene->error);
    else if (status == TTR_OK)
        status = ttri_graph_status(scene->graph, error);
    if (status != TTR_OK)
        ttri_emission_clear(emission);
    return status;
}

void ttri_emission_clear(struct ttri_emission *emission)
{
    if (emission->scene.memory.release != NULL)
        ttri_scene_clear(&emission->scene);
    ttri_component_clear(&emission->total);
    ttri_component_clear(&emission->ledger);
}
