/* component.h: what audience, environment and streams have in common: a name,
 * a schema, and drivers by key, item and region. */
#ifndef TTRI_COMPONENT_H
#define TTRI_COMPONENT_H

#include "model/driver.h"
#include "model/schema.h"

/* A product or a deal: a name, and for a deal its terms. */
struct ttri_item {
    char *name;
    void *terms; /* owned; freed by ttri_release() */
};

struct ttri_slot {
    char *region; /* NULL: every region without one of its own */
    char *item;   /* NULL: the component's own */
    const struct ttri_driver_def *definition;
    ttr_driver *driver;
};

struct ttri_component {
    ttri_references references;
    struct ttri_memory memory;
    const struct ttri_schema *schema;
    char *name;
    struct ttri_slot *slot; /* in the order of giving */
    uint32_t slots, slot_capacity;
    struct ttri_map slot_by_key; /* "region|item|key", "" for NULL */
    struct ttri_item *item;
    uint32_t items, item_capacity;
    uint32_t option[8]; /* chosen index per option of the schema */
    /* Regions with a presentation of their own; "" is the default. */
    struct ttri_map presentation;     /* 0 gross, 1 net */
    struct ttri_driver_def *declared; /* custom only; keys and texts owned */
    uint32_t declared_count, declared_capacity;
    struct ttri_custom *custom; /* custom only */
    /* The definition of one of `custom`'s equations, or NULL; set by who makes
     * it, NULL otherwise. */
    const struct ttri_output_def *(*find_output)(
        const struct ttri_component *component, const char *key);
    /* Frees `custom`; set by who makes it, NULL otherwise. */
    void (*clear_custom)(struct ttri_component *component);
};

ttr_status ttri_component_init(struct ttri_component *component,
                               const struct ttr_allocator *allocator,
                               const struct ttri_schema *schema,
                               const char *name, struct ttr_error *error);
void ttri_component_clear(struct ttri_component *component);

/* `key` is a driver key or `item/key`. Copies and checks the driver; replaces
 * an earlier one. Region NULL means all. */
ttr_status ttri_component_set(struct ttri_component *component,
                              const char *region, const char *key,
                              const ttr_driver *driver,
                              struct ttr_error *error);
ttr_status ttri_component_set_value(struct ttri_component *component,
                                    const char *region, const char *key,
                                    double value, struct ttr_error *error);

/* The region's own driver, else the general one, else NULL. */
const ttr_driver *ttri_component_driver(const struct ttri_component *component,
                                        const char *region, const char *item,
                                        const char *key);
/* The same as an index into `slot`, or TTRI_NONE. */
uint32_t ttri_component_slot(const struct ttri_component *component,
                             const char *region, const char *item,
                             const char *key);
const struct ttri_driver_def *
ttri_component_definition(const struct ttri_component *component,
                          const char *key);
uint32_t ttri_component_item(const struct ttri_component *component,
                             const char *name); /* TTRI_NONE if absent */
ttr_status ttri_component_add_item(struct ttri_component *component,
                                   const char *name, uint32_t *index,
                                   struct ttr_error *error);
ttr_status ttri_component_set_option(struct ttri_component *component,
                                     const char *key, const char *choice,
                                     struct ttr_error *error);
/* The chosen text of an option. */
const char *ttri_component_option(const struct ttri_component *component,
                                  const char *key);
ttr_status ttri_component_set_presentation(struct ttri_component *component,
                                           const char *region, bool net,
                                           struct ttr_error *error);
bool ttri_component_is_net(const struct ttri_component *component,
                           const char *region);

#endif
