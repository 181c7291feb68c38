/* Links as values: how far a source is from its reference, and what that moves
 * at the target. */
#include <string.h>

#include "model/driver_random.h"
#include "model/scene.h"

bool ttri_link_moves(const struct ttri_scene_link *link, uint32_t component,
                     uint32_t region, const char *key)
{
    return link->target_component == component &&
           strcmp(link->target_key, key) == 0 &&
           (link->target_region == TTRI_NONE || link->target_region == region);
}

const struct ttri_driver_def ttri_elasticity_definition = {
    .key = "elasticity",
    .unit = "1",
    .support = TTR_SUPPORT_REAL,
    .meaning = "elasticity of a link",
    .source = "",
};

/* It has no region: it moves with the factors of the first one. */
static ttri_value random_elasticity(struct ttri_scene *scene,
                                    const struct ttri_scene_link *link,
                                    const char *address, ttri_value path,
                                    ttri_value shift)
{
    const struct ttri_driver_place place = {.scene = scene,
                                            .driver = link->elasticity_driver,
                                            .definition =
                                                &ttri_elasticity_definition,
                                            .address = address,
                                            .draws = address,
                                            .path = path};
    struct ttri_driver_moves moves = ttri_driver_random(&place);

    return ttri_add(scene->graph, ttri_add(scene->graph, moves.path, shift),
                    moves.sum);
}

static ttri_value emit_elasticity(struct ttri_scene *scene,
                                  const struct ttri_scene_link *link)
{
    struct ttri_graph *graph = scene->graph;
    ttri_value path, shift;
    char address[256];
    ttr_status status;

    if (link->elasticity_driver == NULL)
        return ttri_constant(graph, link->elasticity);
    if (scene->status != TTR_OK)
        return 0;
    TTRI_JOIN(address, "links/", link->name, "/elasticity");
    status = ttri_driver_path(link->elasticity_driver,
                              &ttri_elasticity_definition, scene->calendar,
                              address, scene->row, NULL, &scene->error);
    if (status != TTR_OK) {
        scene->status = status;
        return 0;
    }
    path = ttri_series(graph, scene->row);
    shift = ttri_scene_parameter(scene, address, &ttri_elasticity_definition,
                                 link->elasticity_driver, 0);
    return ttri_choice(graph, ttri_add(graph, path, shift),
                       random_elasticity(scene, link, address, path, shift));
}

static ttri_value elasticity_of(struct ttri_scene *scene, uint32_t link)
{
    if (scene->elasticity == NULL)
        scene->elasticity =
            ttri_clear(&scene->memory, scene->links, sizeof *scene->elasticity);
    if (scene->elasticity == NULL) {
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, "links", "", "");
        return 0;
    }
    if (scene->elasticity[link] == 0)
        scene->elasticity[link] = emit_elasticity(scene, &scene->link[link]);
    return scene->elasticity[link];
}

/* The region that a source is read in. */
static uint32_t source_region(const struct ttri_scene_link *link,
                              uint32_t region)
{
    return link->source_region != TTRI_NONE ? link->source_region : region;
}

ttri_value ttri_link_source(const struct ttri_scene *scene, uint32_t link,
                            uint32_t region)
{
    const struct ttri_scene_link *given = &scene->link[link];
    const struct ttri_scene_output *output = ttri_scene_find(
        scene, given->source_component, source_region(given, region),
        TTRI_TOGETHER, given->source_key);

    return output == NULL        ? 0
           : output->factor != 0 ? output->factor
                                 : output->value;
}

ttri_value ttri_link_effect(struct ttri_scene *scene, uint32_t link,
                            uint32_t region, double unit)
{
    struct ttri_graph *graph = scene->graph;
    const struct ttri_scene_link *given = &scene->link[link];
    struct ttri_scene_effect effect = {.link = link, .region = region};

    if (ttri_scene_read(scene, given->source_component,
                        source_region(given, region), TTRI_TOGETHER,
                        given->source_key) == 0)
        return 0;
    effect.size =
        ttri_mul(graph, ttri_constant(graph, unit), elasticity_of(scene, link));
    effect.value = ttri_forward(graph);
    if (!ttri_grow(&scene->memory, &scene->effect, scene->effects,
                   &scene->effect_capacity, sizeof effect)) {
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, "links", "", "");
        return 0;
    }
    scene->effect[scene->effects++] = effect;
    return effect.value;
}

/* ln(source / reference), lagged; 0 before. */
static ttri_value deviation_of(struct ttri_scene *scene, uint32_t link,
                               uint32_t region, const double *path)
{
    struct ttri_graph *graph = scene->graph;
    const struct ttri_scene_link *given = &scene->link[link];
    ttri_value source = ttri_link_source(scene, link, region);
    ttri_value one = ttri_constant(graph, 1.0), reference, ratio;

    reference = given->reference > 0.0 ? ttri_constant(graph, given->reference)
                                       : ttri_series(graph, path);
    ratio =
        ttri_select(graph, reference, ttri_div(graph, source, reference), one);
    ratio = ttri_min(graph, ttri_max(graph, ratio, ttri_constant(graph, 1e-6)),
                     ttri_constant(graph, 1e6));
    return ttri_lag(graph, ttri_log(graph, ratio), given->lag,
                    ttri_constant(graph, 0.0));
}

void ttri_links_off(struct ttri_scene *scene)
{
    for (uint32_t i = 0; i < scene->effects; i++)
        ttri_bind(scene->graph, scene->effect[i].value,
                  ttri_constant(scene->graph, 0.0));
}

void ttri_links_on(struct ttri_scene *scene, const double *path)
{
    size_t periods = scene->calendar->count;

    for (uint32_t i = 0; i < scene->effects; i++) {
        const struct ttri_scene_effect *effect = &scene->effect[i];
        size_t row = (size_t)effect->link * scene->regions + effect->region;
        ttri_value deviation = deviation_of(scene, effect->link, effect->region,
                                            path + row * periods);

        ttri_unbind(scene->graph, effect->value);
        ttri_bind(scene->graph, effect->value,
                  ttri_mul(scene->graph, effect->size, deviation));
    }
}
