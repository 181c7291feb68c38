#include "combiner/lookup.h"

#include <stdio.h>
#include <string.h>

#include "streams/custom.h"

static const char *region_at(const void *context, uint32_t index)
{
    const ttr_combiner *combiner = context;

    return combiner->region[index].name;
}

ttr_status ttri_check_region(const struct ttri_check *check, const char *owner,
                             const char *name)
{
    const ttr_combiner *combiner = check->combiner;
    char what[160];

    for (uint32_t i = 0; i < combiner->regions; i++)
        if (strcmp(combiner->region[i].name, name) == 0)
            return TTR_OK;
    snprintf(what, sizeof what, "%s: region", owner);
    return ttri_fail_unknown(
        check->error, what, name,
        ttri_nearest(name, combiner->regions, region_at, combiner));
}

ttr_status ttri_check_regions(const struct ttri_check *check, const char *owner,
                              const struct ttri_region_set *set)
{
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < set->count; i++)
        status = ttri_check_region(check, owner, set->name[i]);
    return status;
}

static const char *stream_at(const void *context, uint32_t index)
{
    const ttr_combiner *combiner = context;

    return combiner->stream[index]->component.name;
}

static const struct ttri_component *find_stream(const ttr_combiner *combiner,
                                                const char *name, size_t size)
{
    for (uint32_t i = 0; i < combiner->streams; i++)
        if (strlen(stream_at(combiner, i)) == size &&
            memcmp(stream_at(combiner, i), name, size) == 0)
            return &combiner->stream[i]->component;
    return NULL;
}

ttr_status ttri_check_stream(const struct ttri_check *check, const char *owner,
                             const char *name, size_t size)
{
    const ttr_combiner *combiner = check->combiner;
    char what[160], copy[64];

    if (find_stream(combiner, name, size) != NULL)
        return TTR_OK;
    snprintf(what, sizeof what, "%s: stream", owner);
    snprintf(copy, sizeof copy, "%.*s", (int)size, name);
    return ttri_fail_unknown(
        check->error, what, copy,
        ttri_nearest(copy, combiner->streams, stream_at, combiner));
}

/* The component that an address begins with; the rest into `key`. */
static const struct ttri_component *find_component(const ttr_combiner *combiner,
                                                   const char *address,
                                                   const char **key)
{
    const char *slash = strchr(address, '/');
    size_t size = slash != NULL ? (size_t)(slash - address) : 0;

    if (slash == NULL)
        return NULL;
    *key = slash + 1;
    if (combiner->audience != NULL && size == strlen("audience") &&
        memcmp(address, "audience", size) == 0)
        return &combiner->audience->component;
    if (combiner->environment != NULL && size == strlen("environment") &&
        memcmp(address, "environment", size) == 0)
        return &combiner->environment->component;
    return find_stream(combiner, address, size);
}

static const char *component_at(const void *context, uint32_t index)
{
    const ttr_combiner *combiner = context;

    if (index == 0)
        return combiner->audience != NULL ? "audience" : NULL;
    if (index == 1)
        return combiner->environment != NULL ? "environment" : NULL;
    return stream_at(combiner, index - 2);
}

static ttr_status ttri_unknown_component(const struct ttri_check *check,
                                         const char *owner, const char *address)
{
    char what[160], name[64];
    size_t size = strcspn(address, "/");

    snprintf(what, sizeof what, "%s: component", owner);
    snprintf(name, sizeof name, "%.*s",
             (int)(size < sizeof name ? size : sizeof name - 1), address);
    return ttri_fail_unknown(check->error, what, name,
                             ttri_nearest(name, check->combiner->streams + 2,
                                          component_at, check->combiner));
}

/* A key of the component, `item/key` where it is per item. */
struct key_check {
    const struct ttri_component *component;
    const char *item; /* or NULL */
    const char *key;
    char buffer[64];
};

static bool split_key(struct key_check *split, const char *key)
{
    const char *slash = strchr(key, '/');

    split->item = NULL;
    split->key = key;
    if (slash == NULL)
        return true;
    if ((size_t)(slash - key) >= sizeof split->buffer)
        return false;
    memcpy(split->buffer, key, (size_t)(slash - key));
    split->buffer[slash - key] = '\0';
    split->item = split->buffer;
    split->key = slash + 1;
    return ttri_component_item(split->component, split->item) != TTRI_NONE;
}

static bool fits(const struct key_check *split, uint32_t flags)
{
    return ((flags & TTR_DRIVER_PER_ITEM) != 0) == (split->item != NULL);
}

static const char *driver_at(const void *context, uint32_t index)
{
    const struct ttri_component *component = context;

    return index < component->schema->driver_count
               ? component->schema->drivers[index].key
               : component->declared[index - component->schema->driver_count]
                     .key;
}

/* The rest of a key after the region that it may begin with. */
static const char *skip_region(const ttr_combiner *combiner, const char *key)
{
    size_t size = strcspn(key, "/");

    for (uint32_t i = 0; key[size] != '\0' && i < combiner->regions; i++)
        if (strlen(region_at(combiner, i)) == size &&
            memcmp(region_at(combiner, i), key, size) == 0)
            return key + size + 1;
    return key;
}

ttr_status ttri_check_driver(const struct ttri_check *check, const char *owner,
                             const char *address, bool in_region,
                             const struct ttri_driver_def **definition)
{
    struct key_check split = {0};
    const char *key = NULL;
    char what[160];

    split.component = find_component(check->combiner, address, &key);
    if (split.component == NULL)
        return ttri_unknown_component(check, owner, address);
    if (in_region)
        key = skip_region(check->combiner, key);
    *definition = split_key(&split, key)
                      ? ttri_component_definition(split.component, split.key)
                      : NULL;
    if (*definition != NULL && fits(&split, (*definition)->flags))
        return TTR_OK;
    snprintf(what, sizeof what, "%s: driver", owner);
    return ttri_fail_unknown(
        check->error, what, address,
        ttri_nearest(split.key,
                     split.component->schema->driver_count +
                         split.component->declared_count,
                     driver_at, split.component));
}

ttr_status ttri_check_moved(const struct ttri_check *check, const char *owner,
                            const char *address)
{
    const struct ttri_driver_def *definition;
    ttr_status status =
        ttri_check_driver(check, owner, address, false, &definition);

    if (status == TTR_OK && (definition->flags & TTR_DRIVER_STATIC) != 0)
        status = ttri_fail(check->error, TTR_E_CONFLICT, owner,
                           "must not move a driver that has one value over "
                           "time",
                           address);
    return status;
}

/* Outputs of every stream, the model's own, and a host's equations; NULL in
 * the place of what can not be named. */
static const char *output_at(const void *context, uint32_t index)
{
    const struct ttri_component *component = context;
    const struct ttri_schema *schema = component->schema;
    uint32_t common;
    const struct ttri_output_def *shared = ttri_common_outputs(&common);

    if (index < common)
        return ttri_is_stream(schema->model) ? shared[index].key : NULL;
    index -= common;
    if (index < schema->output_count)
        return (schema->outputs[index].flags & TTRI_OUTPUT_HIDDEN) == 0
                   ? schema->outputs[index].key
                   : NULL;
    return component->custom->equation[index - schema->output_count]
        .definition.key;
}

static ttr_status unknown_output(const struct ttri_check *check,
                                 const char *owner,
                                 const struct key_check *split,
                                 const char *address)
{
    const struct ttri_component *component = split->component;
    uint32_t count;
    char what[160];

    ttri_common_outputs(&count);
    count += component->schema->output_count;
    count += component->custom != NULL ? component->custom->equations : 0;
    snprintf(what, sizeof what, "%s: output", owner);
    return ttri_fail_unknown(
        check->error, what, address,
        ttri_nearest(split->key, count, output_at, component));
}

static const struct ttri_output_def *find_output(struct key_check *split,
                                                 const char *key)
{
    const struct ttri_component *component = split->component;
    const struct ttri_output_def *found = NULL;

    if (!split_key(split, key))
        return NULL;
    if (component->find_output != NULL)
        found = component->find_output(component, key);
    if (found == NULL)
        found =
            split->item != NULL
                ? ttri_schema_find_item_output(component->schema, split->key)
                : ttri_schema_find_output(component->schema, split->key);
    return found != NULL && fits(split, found->flags) &&
                   (found->flags & TTRI_OUTPUT_HIDDEN) == 0
               ? found
               : NULL;
}

ttr_status ttri_check_output(const struct ttri_check *check, const char *owner,
                             const char *address, bool stream_only,
                             const struct ttri_output_def **definition)
{
    struct ttri_component sums = {.schema = NULL};
    struct key_check split = {0};
    const char *key = NULL;

    split.component = find_component(check->combiner, address, &key);
    if (strncmp(address, "total/", 6) == 0)
        sums.schema = &ttri_total_schema;
    if (strncmp(address, "ledger/", 7) == 0)
        sums.schema = &ttri_ledger_schema;
    if (sums.schema != NULL && !stream_only)
        split.component = &sums;
    if (split.component == NULL)
        return ttri_unknown_component(check, owner, address);
    *definition = find_output(&split, key);
    return *definition != NULL ? TTR_OK
                               : unknown_output(check, owner, &split, address);
}
