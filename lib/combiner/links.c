#include "combiner/links.h"

#include <stdio.h>
#include <string.h>

#include "combiner/stability.h"

static uint32_t component_named(const struct ttri_scene *scene,
                                const char *address, const char **key)
{
    size_t size = strcspn(address, "/");

    *key = address + size + 1;
    for (uint32_t i = 0; i < scene->components; i++)
        if (strlen(scene->component[i]->name) == size &&
            memcmp(scene->component[i]->name, address, size) == 0)
            return i;
    return TTRI_NONE;
}

/* The names were checked: each exists. Components stand in the same places in
 * every scene of one combiner. */
static void resolve(struct ttri_links *links, const ttr_combiner *combiner,
                    const struct ttri_scene *scene)
{
    for (uint32_t i = 0; i < combiner->links; i++) {
        const struct ttri_link *given = &combiner->link[i];
        struct ttri_scene_link *link = &links->link[i];

        *link = (struct ttri_scene_link){
            .name = given->name,
            .lag = (uint32_t)given->lag,
            .elasticity = given->elasticity,
            .reference = given->reference,
            .elasticity_driver = given->elasticity_driver,
            .source_region = TTRI_NONE,
            .target_region = TTRI_NONE,
        };
        link->source_component =
            component_named(scene, given->source, &link->source_key);
        link->target_component =
            component_named(scene, given->target, &link->target_key);
        for (uint32_t r = 0; r < combiner->regions; r++) {
            const char *name = combiner->region[r].name;

            if (given->source_region != NULL &&
                strcmp(given->source_region, name) == 0)
                link->source_region = r;
            if (given->target_region != NULL &&
                strcmp(given->target_region, name) == 0)
                link->target_region = r;
        }
    }
}

/* The components of a scene, before any equation is written: enough to resolve
 * names. */
static ttr_status resolve_names(struct ttri_links *links,
                                const ttr_combiner *combiner)
{
    struct ttri_component environment = {.name = "environment"};
    struct ttri_component audience = {.name = "audience"};
    const struct ttri_component **list = ttri_clear(
        &combiner->memory, (size_t)combiner->streams + 2, sizeof *list);
    struct ttri_scene scene = {.component = list};

    if (list == NULL)
        return TTR_E_NO_MEMORY;
    if (combiner->environment != NULL)
        list[scene.components++] = &environment;
    if (combiner->audience != NULL)
        list[scene.components++] = &audience;
    for (uint32_t i = 0; i < combiner->streams; i++)
        list[scene.components++] = &combiner->stream[i]->component;
    resolve(links, combiner, &scene);
    ttri_release(&combiner->memory, list);
    return TTR_OK;
}

/* Runs the model without links for every link's source in every region. */
static ttr_status find_references(struct ttri_links *links,
                                  struct ttr_error *error)
{
    struct ttri_scene *scene = &links->without.scene;
    uint32_t count = links->links * scene->regions;
    ttri_value *source = ttri_clear(&links->memory, count, sizeof *source);
    ttr_status status;

    if (source == NULL)
        return ttri_no_memory(error, "links");
    for (uint32_t i = 0; i < links->links; i++)
        for (uint32_t r = 0; r < scene->regions; r++) {
            const struct ttri_scene_link *link = &links->link[i];
            const struct ttri_scene_output *output = ttri_scene_output(
                scene, link->source_component,
                link->source_region == TTRI_NONE ? r : link->source_region,
                TTRI_TOGETHER, link->source_key);

            source[i * scene->regions + r] =
                output != NULL ? output->value
                               : ttri_constant(scene->graph, 0.0);
        }
    status =
        ttri_plan_central(scene->graph, count, source, &links->plan, error);
    if (status == TTR_OK)
        status = ttri_run(links->plan, &links->memory, NULL, NULL, links->path,
                          error);
    ttri_release(&links->memory, source);
    return status;
}

ttr_status ttri_links_init(struct ttri_links *links,
                           const ttr_combiner *combiner,
                           const struct ttri_calendar *calendar,
                           struct ttr_error *error)
{
    ttr_status status;
    size_t row = (size_t)combiner->regions * calendar->count;

    *links = (struct ttri_links){.memory = combiner->memory,
                                 .links = combiner->links};
    if (combiner->links == 0)
        return TTR_OK;
    links->link = ttri_clear(&links->memory, links->links, sizeof *links->link);
    links->path =
        ttri_clear(&links->memory, links->links * row, sizeof(double));
    if (links->link == NULL || links->path == NULL ||
        resolve_names(links, combiner) != TTR_OK) {
        ttri_links_clear(links);
        return ttri_no_memory(error, "links");
    }
    for (uint32_t i = 0; i < links->links; i++)
        links->link[i].reference_path = links->path + i * row;
    status = ttri_emission_init(&links->without, combiner, calendar,
                                links->link, NULL, true, error);
    if (status == TTR_OK)
        status = find_references(links, error);
    if (status != TTR_OK)
        ttri_links_clear(links);
    return status;
}

ttr_status ttri_links_check(const struct ttri_links *links,
                            struct ttr_error *error)
{
    if (links->links == 0)
        return TTR_OK;
    return ttri_check_stability(links, &links->without.scene, links->plan,
                                error);
}

void ttri_links_clear(struct ttri_links *links)
{
    ttri_emission_clear(&links->without);
    ttri_plan_free(links->plan);
    links->plan = NULL;
    ttri_release(&links->memory, links->link);
    ttri_release(&links->memory, links->path);
    links->link = NULL;
    links->path = NULL;
}
