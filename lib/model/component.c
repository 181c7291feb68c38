#include "model/component.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/driver_copy.h"

/* Three names of 63 bytes and what stands between and around them. */
#define NAME_SIZE    64
#define ADDRESS_SIZE 272

/* ---- life ---- */

ttr_status ttri_component_init(struct ttri_component *component,
                               const struct ttr_allocator *allocator,
                               const struct ttri_schema *schema,
                               const char *name, struct ttr_error *error)
{
    struct ttri_component made = {.schema = schema};
    ttr_status status = ttri_check_name(error, schema->name, name);

    if (status == TTR_OK)
        status = ttri_memory_init(&made.memory, allocator, error);
    if (status != TTR_OK)
        return status;
    made.name = ttri_copy_text(&made.memory, name);
    if (made.name == NULL)
        return ttri_no_memory(error, name);
    memcpy(component, &made, sizeof made);
    atomic_init(&component->references, 1);
    return TTR_OK;
}

static void clear_slot(const struct ttri_memory *memory, struct ttri_slot *slot)
{
    ttri_release(memory, slot->region);
    ttri_release(memory, slot->item);
    ttr_driver_unref(slot->driver);
}

void ttri_component_clear(struct ttri_component *component)
{
    const struct ttri_memory *memory = &component->memory;

    if (component->clear_custom != NULL)
        component->clear_custom(component);
    for (uint32_t i = 0; i < component->slots; i++)
        clear_slot(memory, &component->slot[i]);
    ttri_release(memory, component->slot);
    ttri_map_clear(memory, &component->slot_by_key);
    for (uint32_t i = 0; i < component->items; i++) {
        ttri_release(memory, component->item[i].name);
        ttri_release(memory, component->item[i].terms);
    }
    ttri_release(memory, component->item);
    ttri_map_clear(memory, &component->presentation);
    ttri_release(memory, component->name);
    component->name = NULL;
    component->slot = NULL;
    component->item = NULL;
    component->slots = component->slot_capacity = 0;
    component->items = component->item_capacity = 0;
}

/* ---- keys ---- */

/* A key as it was given: `key`, or `item/key`. */
struct key {
    const char *key;
    bool has_item;
    char item[NAME_SIZE]; /* "" if it has none */
};

/* False if the item's name is too long to be one. */
static bool split_key(const char *given, struct key *split)
{
    const char *slash = strchr(given, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - given);

    if (length >= sizeof split->item)
        return false;
    split->has_item = slash != NULL;
    split->key = slash == NULL ? given : slash + 1;
    memcpy(split->item, given, length);
    split->item[length] = '\0';
    return true;
}

static uint32_t key_count(const struct ttri_component *component)
{
    return component->schema->driver_count + component->declared_count;
}

static const struct ttri_driver_def *
definition_at(const struct ttri_component *component, uint32_t index)
{
    uint32_t own = component->schema->driver_count;

    return index < own ? &component->schema->drivers[index]
                       : &component->declared[index - own];
}

static const char *key_at(const void *component, uint32_t index)
{
    return definition_at(component, index)->key;
}

static const char *item_at(const void *component, uint32_t index)
{
    return ((const struct ttri_component *)component)->item[index].name;
}

const struct ttri_driver_def *
ttri_component_definition(const struct ttri_component *component,
                          const char *key)
{
    const char *slash = strrchr(key, '/');

    if (slash != NULL)
        key = slash + 1;
    for (uint32_t i = 0; i < key_count(component); i++) {
        const char *other = key_at(component, i);

        if (other[0] == key[0] && strcmp(other, key) == 0)
            return definition_at(component, i);
    }
    return NULL;
}

uint32_t ttri_component_item(const struct ttri_component *component,
                             const char *name)
{
    for (uint32_t i = 0; i < component->items; i++)
        if (strcmp(component->item[i].name, name) == 0)
            return i;
    return TTRI_NONE;
}

/* `component/region/item/key`, without the parts that are not given. */
static void write_address(const struct ttri_component *component,
                          const char *region, const char *key,
                          char address[ADDRESS_SIZE])
{
    ttri_join(address, ADDRESS_SIZE,
              (const char *const[]){component->name, "/",
                                    region == NULL ? "" : region,
                                    region == NULL ? "" : "/", key, NULL});
}

static ttr_status unknown_key(const struct ttri_component *component,
                              const char *address, const char *key,
                              struct ttr_error *error)
{
    const char *slash = strrchr(key, '/');

    return ttri_fail_unknown(error, "driver", address,
                             ttri_nearest(slash == NULL ? key : slash + 1,
                                          key_count(component), key_at,
                                          component));
}

static ttr_status check_item(const struct ttri_component *component,
                             const struct key *key,
                             const struct ttri_driver_def *definition,
                             const char *address, struct ttr_error *error)
{
    bool per_item = (definition->flags & TTR_DRIVER_PER_ITEM) != 0;

    if (per_item && !key->has_item)
        return ttri_failf(error, TTR_E_UNKNOWN, address,
                          "belongs to one of the %s: give it as name/%s",
                          component->schema->items, definition->key);
    if (!per_item && key->has_item)
        return ttri_failf(error, TTR_E_UNKNOWN, address,
                          "belongs to the whole stream: give it as %s",
                          definition->key);
    if (per_item && ttri_component_item(component, key->item) == TTRI_NONE)
        return ttri_fail_unknown(
            error, component->schema->items, key->item,
            ttri_nearest(key->item, component->items, item_at, component));
    return TTR_OK;
}

/* ---- slots ---- */

static void write_slot_key(const char *region, const char *item,
                           const char *key, char text[ADDRESS_SIZE])
{
    ttri_join(text, ADDRESS_SIZE,
              (const char *const[]){region == NULL ? "" : region, "|",
                                    item == NULL ? "" : item, "|", key, NULL});
}

uint32_t ttri_component_slot(const struct ttri_component *component,
                             const char *region, const char *item,
                             const char *key)
{
    char text[ADDRESS_SIZE];
    uint32_t own;

    write_slot_key(region, item, key, text);
    own = ttri_map_find(&component->slot_by_key, text);
    /* What follows the region is the key without one. */
    return own != TTRI_NONE || region == NULL
               ? own
               : ttri_map_find(&component->slot_by_key, text + strlen(region));
}

const ttr_driver *ttri_component_driver(const struct ttri_component *component,
                                        const char *region, const char *item,
                                        const char *key)
{
    uint32_t slot = ttri_component_slot(component, region, item, key);

    return slot == TTRI_NONE ? NULL : component->slot[slot].driver;
}

/* Takes over the slot's driver only when it succeeds. */
static bool add_slot(struct ttri_component *component, const char *text,
                     const char *region, const char *item,
                     struct ttri_slot slot)
{
    const struct ttri_memory *memory = &component->memory;

    if (ttri_copy_optional(memory, region, &slot.region) &&
        ttri_copy_optional(memory, item, &slot.item) &&
        ttri_grow(memory, &component->slot, component->slots,
                  &component->slot_capacity, sizeof slot) &&
        ttri_map_put(memory, &component->slot_by_key, text, component->slots)) {
        component->slot[component->slots++] = slot;
        return true;
    }
    ttri_release(memory, slot.region);
    ttri_release(memory, slot.item);
    return false;
}

/* Takes over the driver, or drops it. */
static ttr_status put_driver(struct ttri_component *component,
                             const char *region, const char *item,
                             const struct ttri_driver_def *definition,
                             ttr_driver *driver, struct ttr_error *error)
{
    struct ttri_slot slot = {.definition = definition, .driver = driver};
    char text[ADDRESS_SIZE];
    uint32_t index;

    write_slot_key(region, item, definition->key, text);
    index = ttri_map_find(&component->slot_by_key, text);
    if (index != TTRI_NONE) {
        ttr_driver_unref(component->slot[index].driver);
        component->slot[index].driver = driver;
        return TTR_OK;
    }
    if (add_slot(component, text, region, item, slot))
        return TTR_OK;
    ttr_driver_unref(driver);
    return ttri_no_memory(error, component->name);
}

ttr_status ttri_component_set(struct ttri_component *component,
                              const char *region, const char *key,
                              const ttr_driver *driver, struct ttr_error *error)
{
    const struct ttri_driver_def *definition = NULL;
    char address[ADDRESS_SIZE];
    ttr_driver *copy;
    struct key split;
    ttr_status status = TTR_OK;

    if (region != NULL)
        status = ttri_check_name(error, "region", region);
    if (status != TTR_OK)
        return status;
    write_address(component, region, key, address);
    if (split_key(key, &split))
        definition = ttri_component_definition(component, split.key);
    if (definition == NULL || strchr(split.key, '/') != NULL)
        return unknown_key(component, address, key, error);
    status = check_item(component, &split, definition, address, error);
    if (status == TTR_OK)
        status = ttri_driver_check(driver, definition, address, error);
    if (status == TTR_OK)
        status = ttri_driver_copy(&component->memory, driver, &copy, error);
    if (status != TTR_OK)
        return status;
    return put_driver(component, region, split.has_item ? split.item : NULL,
                      definition, copy, error);
}

ttr_status ttri_component_set_value(struct ttri_component *component,
                                    const char *region, const char *key,
                                    double value, struct ttr_error *error)
{
    char address[ADDRESS_SIZE];
    ttr_driver *driver;
    ttr_status status;

    if (!isfinite(value)) {
        write_address(component, region, key, address);
        return ttri_fail_number(error, TTR_E_RANGE, address, "must be finite",
                                value);
    }
    status = ttri_driver_new(&component->memory, &driver, error);
    if (status != TTR_OK)
        return status;
    status = ttr_driver_set_value(driver, value, error);
    if (status == TTR_OK)
        status = ttri_component_set(component, region, key, driver, error);
    ttr_driver_unref(driver);
    return status;
}

/* ---- items ---- */

ttr_status ttri_component_add_item(struct ttri_component *component,
                                   const char *name, uint32_t *index,
                                   struct ttr_error *error)
{
    char *own_name;
    ttr_status status;

    if (component->schema->items == NULL)
        return ttri_fail(error, TTR_E_ARGUMENT, component->name,
                         "has neither products nor deals", NULL);
    status = ttri_check_name(error, component->schema->items, name);
    if (status != TTR_OK)
        return status;
    if (ttri_component_item(component, name) != TTRI_NONE)
        return ttri_failf(error, TTR_E_DUPLICATE, component->name,
                          "has %s among its %s already", name,
                          component->schema->items);
    if (!ttri_grow(&component->memory, &component->item, component->items,
                   &component->item_capacity, sizeof *component->item))
        return ttri_no_memory(error, component->name);
    own_name = ttri_copy_text(&component->memory, name);
    if (own_name == NULL)
        return ttri_no_memory(error, component->name);
    component->item[component->items] = (struct ttri_item){own_name, NULL};
    if (index != NULL)
        *index = component->items;
    component->items++;
    return TTR_OK;
}

/* ---- options ---- */

static const char *option_at(const void *schema, uint32_t index)
{
    return ((const struct ttri_schema *)schema)->options[index].key;
}

static const char *choice_at(const void *option, uint32_t index)
{
    return ((const struct ttri_option_def *)option)->choices[index];
}

static uint32_t choice_count(const struct ttri_option_def *option)
{
    uint32_t count = 0;

    while (option->choices[count] != NULL)
        count++;
    return count;
}

static uint32_t find_option(const struct ttri_schema *schema, const char *key)
{
    for (uint32_t i = 0; i < schema->option_count; i++)
        if (strcmp(schema->options[i].key, key) == 0)
            return i;
    return TTRI_NONE;
}

ttr_status ttri_component_set_option(struct ttri_component *component,
                                     const char *key, const char *choice,
                                     struct ttr_error *error)
{
    const struct ttri_schema *schema = component->schema;
    uint32_t index = find_option(schema, key), count;
    char address[ADDRESS_SIZE];

    if (index == TTRI_NONE) {
        write_address(component, NULL, key, address);
        return ttri_fail_unknown(
            error, "option", address,
            ttri_nearest(key, schema->option_count, option_at, schema));
    }
    count = choice_count(&schema->options[index]);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(schema->options[index].choices[i], choice) == 0) {
            component->option[index] = i;
            return TTR_OK;
        }
    write_address(component, key, choice, address);
    return ttri_fail_unknown(
        error, "choice", address,
        ttri_nearest(choice, count, choice_at, &schema->options[index]));
}

const char *ttri_component_option(const struct ttri_component *component,
                                  const char *key)
{
    uint32_t index = find_option(component->schema, key);

    if (index == TTRI_NONE)
        return NULL;
    return component->schema->options[index].choices[component->option[index]];
}

/* ---- presentation ---- */

ttr_status ttri_component_set_presentation(struct ttri_component *component,
                                           const char *region, bool net,
                                           struct ttr_error *error)
{
    ttr_status status = TTR_OK;

    if (region != NULL)
        status = ttri_check_name(error, "region", region);
    if (status != TTR_OK)
        return status;
    if (!ttri_map_put(&component->memory, &component->presentation,
                      region == NULL ? "" : region, net ? 1 : 0))
        return ttri_no_memory(error, component->name);
    return TTR_OK;
}

bool ttri_component_is_net(const struct ttri_component *component,
                           const char *region)
{
    uint32_t net = TTRI_NONE;

    if (region != NULL)
        net = ttri_map_find(&component->presentation, region);
    if (net == TTRI_NONE)
        net = ttri_map_find(&component->presentation, "");
    return net == TTRI_NONE ? component->schema->net_by_default : net == 1;
}
