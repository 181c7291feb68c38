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

/* Every link's source in every region, by its target region; nothing where it
 * is not, as a deal of other regions. */
static void list_sources(struct ttri_scene *scene, ttri_value *source)
{
    for (uint32_t i = 0; i < scene->links * scene->regions; i++) {
        source[i] =
            ttri_link_source(scene, i / scene->regions, i % scene->regions);
        if (source[i] == 0)
            source[i] = ttri_constant(scene->graph, 0.0);
    }
}

ttr_status ttri_links_close(struct ttri_links *links, struct ttri_scene *scene,
                            struct ttr_error *error)
{
    uint32_t count = links->links * scene->regions;
    ttri_value *source;
    double *path;
    ttr_status status;

    if (count == 0)
        return TTR_OK;
    source = ttri_clear(&links->memory, count, sizeof *source);
    path = ttri_clear(&links->memory, count,
                      scene->calendar->count * sizeof *path);
    if (source == NULL || path == NULL) {
        status = ttri_no_memory(error, "links");
    } else {
        ttri_links_off(scene);
        list_sources(scene, source);
        status =
            ttri_plan_central(scene->graph, count, source, &links->plan, error);
    }
    if (status == TTR_OK)
        status = ttri_run(links->plan, &links->memory, NULL, NULL, path, error);
    if (status == TTR_OK)
        ttri_links_on(scene, path);
    ttri_release(&links->memory, source);
    ttri_release(&links->memory, path);
    return status;
}

ttr_status ttri_links_init(struct ttri_links *links,
                           const ttr_combiner *combiner,
                           struct ttr_error *error)
{
    *links = (struct ttri_links){.memory = combiner->memory,
                                 .links = combiner->links};
    if (combiner->links == 0)
        return TTR_OK;
    links->link = ttri_clear(&links->memory, links->links, sizeof *links->link);
    if (links->link == NULL || resolve_names(links, combiner) != TTR_OK) {
        ttri_links_clear(links);
        return ttri_no_memory(error, "links");
    }
    return TTR_OK;
}

ttr_status ttri_links_check(const struct ttri_links *links,
                            const struct ttri_scene *scene,
                            struct ttr_error *error)
{
    if (links->links == 0)
        return TTR_OK;
    return ttri_check_stability(links, scene, links->plan, error);
}

void ttri_links_clear(struct ttri_links *links)
{
    ttri_plan_free(links->plan);
    links->plan = NULL;
    ttri_release(&links->memory, links->link);
    links->link = NULL;
}
