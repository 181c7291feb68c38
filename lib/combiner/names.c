/* Every name that a description mentions must exist. */
#include <stdio.h>
#include <string.h>

#include "combiner/emission.h"
#include "streams/custom.h"
#include "streams/partnership.h"

struct check {
    const ttr_combiner *combiner;
    struct ttr_error *error;
};

static const char *region_at(const void *context, uint32_t index)
{
    const ttr_combiner *combiner = context;

    return combiner->region[index].name;
}

static ttr_status check_region(const struct check *check, const char *owner,
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

static ttr_status check_regions(const struct check *check, const char *owner,
                                const struct ttri_region_set *set)
{
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < set->count; i++)
        status = check_region(check, owner, set->name[i]);
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

static ttr_status unknown_component(const struct check *check,
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

/* `address` is component/key, and where `in_region` also
 * component/region/key. */
static ttr_status check_driver(const struct check *check, const char *owner,
                               const char *address, bool in_region,
                               const struct ttri_driver_def **definition)
{
    struct key_check split = {0};
    const char *key = NULL;
    char what[160];

    split.component = find_component(check->combiner, address, &key);
    if (split.component == NULL)
        return unknown_component(check, owner, address);
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

/* A driver that a link, an event or a technology moves. */
static ttr_status check_moved(const struct check *check, const char *owner,
                              const char *address)
{
    const struct ttri_driver_def *definition;
    ttr_status status = check_driver(check, owner, address, false, &definition);

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

static ttr_status unknown_output(const struct check *check, const char *owner,
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

/* `address` is component/key; sums over streams (total, ledger) are components
 * too unless `stream_only`. */
static ttr_status check_output(const struct check *check, const char *owner,
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
        return unknown_component(check, owner, address);
    *definition = find_output(&split, key);
    return *definition != NULL ? TTR_OK
                               : unknown_output(check, owner, &split, address);
}

static const char *factor_at(const void *context, uint32_t index)
{
    const struct ttr_environment *environment = context;

    if (index == 0)
        return environment->has_macro ? "macro" : NULL;
    return environment->preference[index - 1].name;
}

static ttr_status check_factor(const struct check *check, const char *owner,
                               const char *name)
{
    const struct ttr_environment *environment = check->combiner->environment;
    uint32_t factors = environment != NULL ? environment->preferences + 1 : 0;
    char what[160];

    for (uint32_t i = 0; i < factors; i++) {
        const char *factor = factor_at(environment, i);

        if (factor != NULL && strcmp(factor, name) == 0)
            return TTR_OK;
    }
    snprintf(what, sizeof what, "%s: factor", owner);
    return ttri_fail_unknown(
        check->error, what, name,
        ttri_nearest(name, factors, factor_at, environment));
}

static ttr_status check_slot(const struct check *check, const char *owner,
                             const struct ttri_slot *slot)
{
    ttr_status status = TTR_OK;

    if (slot->region != NULL)
        status = check_region(check, owner, slot->region);
    for (uint32_t i = 0; status == TTR_OK && i < slot->driver->loadings; i++)
        status = check_factor(check, owner, slot->driver->loading[i].factor);
    return status;
}

/* Outputs of other components that formulas read. */
static ttr_status check_formulas(const struct check *check,
                                 const struct ttri_component *component)
{
    const struct ttri_custom *custom = component->custom;
    const struct ttri_output_def *definition;
    uint32_t nodes = custom != NULL ? custom->nodes : 0;
    ttr_status status = TTR_OK;
    char address[256];

    for (uint32_t i = 0; status == TTR_OK && i < nodes; i++)
        if (custom->node[i].kind == TTRI_CUSTOM_NAME &&
            ttri_custom_address(custom->node[i].name, address))
            status = check_output(check, component->name, address, true,
                                  &definition);
    return status;
}

static ttr_status check_component(const struct check *check,
                                  const struct ttri_component *component)
{
    ttr_status status = check_formulas(check, component);

    for (uint32_t i = 0; status == TTR_OK && i < component->slots; i++)
        status = check_slot(check, component->name, &component->slot[i]);
    for (uint32_t i = 0;
         status == TTR_OK && i < component->presentation.capacity; i++) {
        const char *region = ttri_map_key(&component->presentation, i);

        if (region != NULL && region[0] != '\0')
            status = check_region(check, component->name, region);
    }
    if (component->schema->model != TTR_MODEL_PARTNERSHIP)
        return status;
    for (uint32_t i = 0; status == TTR_OK && i < component->items; i++) {
        const struct ttri_deal_terms *deal = component->item[i].terms;
        const struct ttri_output_def *definition;
        char owner[128];

        snprintf(owner, sizeof owner, "%s/%s", component->name,
                 component->item[i].name);
        for (uint32_t j = 0; status == TTR_OK && j < deal->regions; j++)
            status = check_region(check, owner, deal->region[j]);
        if (status == TTR_OK && deal->base[0] != '\0')
            status = check_output(check, owner, deal->base, true, &definition);
    }
    return status;
}

/* An event's streams, joined by commas. */
static ttr_status check_streams(const struct check *check,
                                const struct ttri_event *event)
{
    const ttr_combiner *combiner = check->combiner;
    const char *at = event->target;

    while (*at != '\0') {
        size_t size = strcspn(at, ",");
        char what[160], name[64];

        if (find_stream(combiner, at, size) == NULL) {
            snprintf(what, sizeof what, "%s: stream", event->name);
            snprintf(name, sizeof name, "%.*s", (int)size, at);
            return ttri_fail_unknown(
                check->error, what, name,
                ttri_nearest(name, combiner->streams, stream_at, combiner));
        }
        at += size + (at[size] == ',');
    }
    return TTR_OK;
}

static ttr_status check_environment(const struct check *check,
                                    const struct ttr_environment *environment)
{
    const struct ttri_driver_def *definition;
    ttr_status status = check_component(check, &environment->component);

    for (uint32_t i = 0; status == TTR_OK && i < environment->events; i++) {
        const struct ttri_event *event = &environment->event[i];

        status = check_regions(check, event->name, &event->regions);
        if (status == TTR_OK && event->given.scope == TTR_SCOPE_DRIVER)
            status = check_moved(check, event->name, event->target);
        if (status == TTR_OK && event->given.scope == TTR_SCOPE_STREAM)
            status = check_streams(check, event);
    }
    for (uint32_t i = 0; status == TTR_OK && i < environment->technologies;
         i++) {
        const struct ttri_technology *x = &environment->technology[i];

        status = check_regions(check, x->name, &x->regions);
        if (status == TTR_OK)
            status = check_moved(check, x->name, x->target);
    }
    for (uint32_t i = 0; status == TTR_OK && i < environment->preferences; i++)
        status = check_regions(check, environment->preference[i].name,
                               &environment->preference[i].regions);
    for (uint32_t i = 0; status == TTR_OK && i < environment->correlations; i++)
        for (uint32_t j = 0;
             status == TTR_OK && j < environment->correlation[i].count; j++)
            status = check_driver(check, "correlation",
                                  environment->correlation[i].driver[j], true,
                                  &definition);
    return status;
}

static ttr_status check_links(const struct check *check)
{
    const struct ttri_output_def *definition;
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < check->combiner->links; i++) {
        const struct ttri_link *link = &check->combiner->link[i];

        status =
            check_output(check, link->name, link->source, true, &definition);
        if (status == TTR_OK)
            status = check_moved(check, link->name, link->target);
        if (status == TTR_OK && link->source_region != NULL)
            status = check_region(check, link->name, link->source_region);
        if (status == TTR_OK && link->target_region != NULL)
            status = check_region(check, link->name, link->target_region);
    }
    return status;
}

static bool is_money_flow(const struct ttri_output_def *definition)
{
    return definition->kind == TTR_KIND_FLOW &&
           strcmp(definition->unit, "money") == 0;
}

static ttr_status check_eliminations(const struct check *check)
{
    const struct ttri_output_def *definition;
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < check->combiner->eliminations;
         i++) {
        const struct ttri_elimination *x = &check->combiner->elimination[i];

        status = check_output(check, x->name, x->source, true, &definition);
        if (status == TTR_OK && !is_money_flow(definition))
            status =
                ttri_fail(check->error, TTR_E_CONFLICT, x->name,
                          "must have a flow of money as its source", x->source);
    }
    return status;
}

static ttr_status check_report(const struct check *check,
                               const struct ttri_report *report)
{
    const struct ttri_output_def *first = NULL, *definition;
    ttr_status status = TTR_OK;

    if (report->terms == 0)
        return ttri_fail(check->error, TTR_E_MISSING, report->name,
                         "must have at least one term", "");
    for (uint32_t i = 0; status == TTR_OK && i < report->terms; i++) {
        const struct ttri_report_term *term = &report->term[i];

        status =
            check_output(check, report->name, term->output, false, &definition);
        if (status == TTR_OK && term->region != NULL)
            status = check_region(check, report->name, term->region);
        if (status != TTR_OK)
            return status;
        first = first != NULL ? first : definition;
        if (definition->kind == TTR_KIND_RATIO)
            return ttri_fail(check->error, TTR_E_CONFLICT, report->name,
                             "must not add up ratios", term->output);
        if (definition->kind != first->kind ||
            strcmp(definition->unit, first->unit) != 0)
            return ttri_fail(check->error, TTR_E_CONFLICT, report->name,
                             "must have terms of one unit and kind",
                             term->output);
    }
    return status;
}

ttr_status ttri_check_names(const ttr_combiner *combiner,
                            struct ttr_error *error)
{
    struct check check = {combiner, error};
    ttr_status status = TTR_OK;

    if (combiner->audience != NULL)
        status = check_component(&check, &combiner->audience->component);
    if (status == TTR_OK && combiner->environment != NULL)
        status = check_environment(&check, combiner->environment);
    for (uint32_t i = 0; status == TTR_OK && i < combiner->streams; i++)
        status = check_component(&check, &combiner->stream[i]->component);
    if (status == TTR_OK)
        status = check_links(&check);
    if (status == TTR_OK)
        status = check_eliminations(&check);
    for (uint32_t i = 0; status == TTR_OK && i < combiner->reports; i++)
        status = check_report(&check, &combiner->report[i]);
    return status;
}
