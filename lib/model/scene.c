#include "model/scene.h"

#include <string.h>

#include "model/chance.h"
#include "model/schema.h"

ttr_status ttri_scene_init(struct ttri_scene *scene,
                           const struct ttri_memory *memory,
                           const struct ttri_calendar *calendar,
                           uint32_t regions, uint32_t components,
                           struct ttr_error *error)
{
    *scene = (struct ttri_scene){.memory = *memory,
                                 .calendar = calendar,
                                 .regions = regions,
                                 .components = components};
    ttr_error_init(&scene->error, sizeof scene->error);
    scene->graph = ttri_graph_new(memory, calendar->count);
    scene->region = ttri_clear(memory, regions, sizeof *scene->region);
    scene->component = ttri_clear(memory, components, sizeof *scene->component);
    scene->curve = ttri_clear(memory, components, sizeof *scene->curve);
    scene->row =
        ttri_clear(memory, (size_t)calendar->count * 2, sizeof(double));
    if (scene->graph == NULL || scene->region == NULL ||
        scene->component == NULL || scene->curve == NULL ||
        scene->row == NULL) {
        ttri_scene_clear(scene);
        return ttri_no_memory(error, "combiner");
    }
    return TTR_OK;
}

void ttri_scene_clear(struct ttri_scene *scene)
{
    const struct ttri_memory *memory = &scene->memory;

    ttri_chance_free(scene);
    ttri_noises_clear(memory, &scene->noises);
    ttri_doubtfuls_clear(memory, &scene->doubtfuls);
    ttri_graph_free(scene->graph);
    ttri_release(memory, scene->region);
    ttri_release(memory, scene->component);
    for (uint32_t i = 0; scene->curve != NULL && i < scene->components; i++)
        ttri_release(memory, scene->curve[i]);
    ttri_release(memory, scene->curve);
    ttri_release(memory, scene->elasticity);
    ttri_release(memory, scene->effect);
    ttri_release(memory, scene->row);
    ttri_release(memory, scene->output);
    ttri_release(memory, scene->driver);
    ttri_map_clear(memory, &scene->output_map);
    ttri_map_clear(memory, &scene->driver_map);
    ttri_map_clear(memory, &scene->driver_value);
    ttri_release(memory, scene->ledger.entry);
    ttri_release(memory, scene->ledger.balance);
    memset(scene, 0, sizeof *scene);
}

void ttri_scene_fail(struct ttri_scene *scene, ttr_status status,
                     const char *path, const char *rule, const char *value)
{
    /* A failed graph gives poison, and poison seems to break other rules. */
    if (scene->status == TTR_OK)
        scene->status = ttri_graph_status(scene->graph, &scene->error);
    if (scene->status != TTR_OK)
        return;
    scene->status = status == TTR_E_NO_MEMORY
                        ? ttri_no_memory(&scene->error, path)
                        : ttri_fail(&scene->error, status, path, rule, value);
}

struct ttri_emit ttri_scene_emit(struct ttri_scene *scene, uint32_t component,
                                 uint32_t region, enum ttri_variant variant)
{
    const struct ttri_calendar *calendar = scene->calendar;
    struct ttri_emit emit = {
        .scene = scene,
        .graph = scene->graph,
        .component = scene->component[component],
        .component_index = component,
        .region = region,
        .region_name = scene->region[region].name,
        .variant = variant,
        .months = ttri_constant(scene->graph, calendar->months),
        .years = ttri_constant(scene->graph, calendar->years),
    };

    for (uint32_t t = 0; t < calendar->count; t++)
        scene->row[t] =
            (double)(calendar->period[t].end - calendar->period[t].first);
    emit.days = ttri_series(scene->graph, scene->row);
    return emit;
}

uint32_t ttri_scene_component(const struct ttri_scene *scene, int32_t model)
{
    for (uint32_t i = 0; i < scene->components; i++)
        if (scene->component[i] != NULL &&
            scene->component[i]->schema->model == model)
            return i;
    return TTRI_NONE;
}

uint32_t ttri_scene_component_named(const struct ttri_scene *scene,
                                    const char *name)
{
    for (uint32_t i = 0; i < scene->components; i++)
        if (scene->component[i] != NULL &&
            strcmp(scene->component[i]->name, name) == 0)
            return i;
    return TTRI_NONE;
}

uint32_t ttri_scene_region(const struct ttri_scene *scene, const char *name)
{
    for (uint32_t i = 0; i < scene->regions; i++)
        if (strcmp(scene->region[i].name, name) == 0)
            return i;
    return TTRI_NONE;
}

const struct ttri_output_def *
ttri_scene_definition(const struct ttri_scene *scene, uint32_t component,
                      const char *key)
{
    const struct ttri_component *owner = scene->component[component];
    const char *slash = strchr(key, '/');
    const struct ttri_output_def *definition = NULL;
    char item[64];

    if (owner->find_output != NULL)
        definition = owner->find_output(owner, key);
    if (definition != NULL || slash == NULL)
        return definition != NULL ? definition
                                  : ttri_schema_find_output(owner->schema, key);
    if ((size_t)(slash - key) >= sizeof item)
        return NULL;
    memcpy(item, key, (size_t)(slash - key));
    item[slash - key] = '\0';
    return ttri_component_item(owner, item) != TTRI_NONE
               ? ttri_schema_find_item_output(owner->schema, slash + 1)
               : NULL;
}

#define HEAD 7

void ttri_scene_address(uint32_t component, uint32_t region,
                        enum ttri_variant variant, const char *key,
                        char address[256])
{
    size_t size = strlen(key);

    address[0] = (char)('0' + variant);
    for (int i = 0; i < 3; i++) {
        address[1 + i] = (char)('0' + (component >> (6 * i) & 63));
        address[4 + i] = (char)('0' + (region >> (6 * i) & 63));
    }
    size = size < 248 ? size : 248;
    memcpy(address + HEAD, key, size);
    address[HEAD + size] = '\0';
}

const struct ttri_scene_output *
ttri_scene_find(const struct ttri_scene *scene, uint32_t component,
                uint32_t region, enum ttri_variant variant, const char *key)
{
    char address[256];
    uint32_t index;

    ttri_scene_address(component, region, variant, key, address);
    index = ttri_map_find(&scene->output_map, address);
    return index != TTRI_NONE ? &scene->output[index] : NULL;
}

static bool make_output(struct ttri_scene *scene,
                        struct ttri_scene_output output, const char *address)
{
    if (!ttri_grow(&scene->memory, &scene->output, scene->outputs,
                   &scene->output_capacity, sizeof *scene->output))
        return false;
    address = ttri_map_put(&scene->memory, &scene->output_map, address,
                           scene->outputs);
    if (address == NULL)
        return false;
    output.key = address + HEAD;
    scene->output[scene->outputs++] = output;
    return true;
}

struct ttri_scene_output *ttri_scene_output(struct ttri_scene *scene,
                                            uint32_t component, uint32_t region,
                                            enum ttri_variant variant,
                                            const char *key)
{
    char address[256];
    uint32_t index;

    ttri_scene_address(component, region, variant, key, address);
    index = ttri_map_find(&scene->output_map, address);
    if (index == TTRI_NONE) {
        struct ttri_scene_output output = {
            .component = component,
            .region = region,
            .variant = (uint8_t)variant,
            .definition = ttri_scene_definition(scene, component, key),
        };

        if (output.definition == NULL) {
            TTRI_JOIN(address, scene->component[component]->name, "/", key);
            ttri_scene_fail(scene, TTR_E_UNKNOWN, address,
                            "is not an output of the model", "");
            return NULL;
        }
        index = scene->outputs;
        if (!make_output(scene, output, address)) {
            ttri_scene_fail(scene, TTR_E_NO_MEMORY, "combiner", "", "");
            return NULL;
        }
    }
    return &scene->output[index];
}

ttri_value ttri_scene_read(struct ttri_scene *scene, uint32_t component,
                           uint32_t region, enum ttri_variant variant,
                           const char *key)
{
    struct ttri_scene_output *output =
        ttri_scene_output(scene, component, region, variant, key);

    if (output == NULL)
        return 0;
    if (output->value == 0)
        output->value = ttri_forward(scene->graph);
    return output->value;
}

/* The parameter's value, and its place in the list of drivers. */
ttri_value ttri_scene_parameter(struct ttri_scene *scene, const char *address,
                                const struct ttri_driver_def *definition,
                                const ttr_driver *driver, uint32_t region)
{
    uint32_t index = ttri_map_find(&scene->driver_map, address);
    struct ttri_scene_driver entry = {
        .definition = definition, .driver = driver, .region = region};

    if (index != TTRI_NONE)
        return ttri_parameter(scene->graph, index, 0.0);
    index = scene->drivers;
    entry.address =
        ttri_map_put(&scene->memory, &scene->driver_map, address, index);
    if (entry.address == NULL ||
        !ttri_grow(&scene->memory, &scene->driver, scene->drivers,
                   &scene->driver_capacity, sizeof entry)) {
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, address, "", "");
        return 0;
    }
    scene->driver[scene->drivers++] = entry;
    return ttri_parameter(scene->graph, index, 0.0);
}
