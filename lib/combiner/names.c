/* Every name that a description mentions must exist. */
#include <stdio.h>
#include <string.h>

#include "combiner/emission.h"
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

/* The component that an address begins with; the rest into `key`. */
static const struct ttri_component *find_component(const ttr_combiner *combiner,
                                                   const char *address,
                                                   const char **key)
{
    const char *slash = strchr(address, '/');
    size_t size = slash != NULL ? (size_t)(slash - address) : 0;
    const struct ttri_component *found = NULL;

    if (slash == NULL)
        return NULL;
    *key = slash + 1;
    if (combiner->audience != NULL && size == strlen("audience") &&
        memcmp(address, "audience", size) == 0)
        found = &combiner->audience->component;
    if (combiner->environment != NULL && size == strlen("environment") &&
        memcmp(address, "environment", size) == 0)
        found = &combiner->environment->component;
    for (uint32_t i = 0; i < combiner->streams; i++) {
        const struct ttri_component *stream = &combiner->stream[i]->component;

        if (strlen(stream->name) == size &&
            memcmp(stream->name, address, size) == 0)
            found = stream;
    }
    return found;
}

static const char *component_at(const void *context, uint32_t index)
{
    const ttr_combiner *combiner = context;

    if (index == 0)
        return "audience";
    if (index == 1)
        return "environment";
    return combiner->stream[index - 2]->component.name;
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

/* `address` is component/key or component/region/key. */
static ttr_status check_driver(const struct check *check, const char *owner,
                               const char *address)
{
    struct key_check split = {0};
    const struct ttri_driver_def *definition;
    const char *key = NULL, *slash;
    char what[160];

    split.component = find_component(check->combiner, address, &key);
    if (split.component == NULL)
        return unknown_component(check, owner, address);
    slash = strchr(key, '/');
    if (slash != NULL)
        for (uint32_t i = 0; i < check->combiner->regions; i++) {
            const char *region = check->combiner->region[i].name;

            if (strlen(region) == (size_t)(slash - key) &&
                memcmp(region, key, (size_t)(slash - key)) == 0) {
                key = slash + 1;
                break;
            }
        }
    definition = split_key(&split, key)
                     ? ttri_component_definition(split.component, split.key)
                     : NULL;
    if (definition != NULL && fits(&split, definition->flags))
        return TTR_OK;
    snprintf(what, sizeof what, "%s: driver", owner);
    return ttri_fail_unknown(
        check->error, what, address,
        ttri_nearest(split.key,
                     split.component->schema->driver_count +
                         split.component->declared_count,
                     driver_at, split.component));
}

static const char *output_at(const void *context, uint32_t index)
{
    const struct ttri_component *component = context;
    uint32_t common;
    const struct ttri_output_def *shared = ttri_common_outputs(&common);

    return index < common ? shared[index].key
                          : component->schema->outputs[index - common].key;
}

static ttr_status check_output(const struct check *check, const char *owner,
                               const char *address, bool stream_only,
                               const struct ttri_output_def **definition)
{
    const char *key = NULL;
    const struct ttri_schema *schema = NULL;
    struct key_check split = {0};
    char what[160];

    *definition = NULL;
    split.component = find_component(check->combiner, address, &key);
    if (split.component == NULL && !stream_only) {
        key = strchr(address, '/') + 1;
        if (strncmp(address, "total/", 6) == 0)
            schema = &ttri_total_schema;
        if (strncmp(address, "ledger/", 7) == 0)
            schema = &ttri_ledger_schema;
        if (schema != NULL)
            *definition = ttri_schema_find_output(schema, key);
        if (*definition != NULL)
            return TTR_OK;
    }
    if (split.component == NULL)
        return unknown_component(check, owner, address);
    if (split.component->find_output != NULL)
        *definition = split.component->find_output(split.component, key);
    if (*definition == NULL && split_key(&split, key)) {
        *definition =
            ttri_schema_find_output(split.component->schema, split.key);
        if (*definition != NULL &&
            (!fits(&split, (*definition)->flags) ||
             ((*definition)->flags & TTRI_OUTPUT_HIDDEN) != 0))
            *definition = NULL;
    }
    if (*definition != NULL)
        return TTR_OK;
    snprintf(what, sizeof what, "%s: output", owner);
    {
        uint32_t common;

        ttri_common_outputs(&common);
        return ttri_fail_unknown(
            check->error, what, address,
            ttri_nearest(split.key != NULL ? split.key : key,
                         common + split.component->schema->output_count,
                         output_at, split.component));
    }
}

static ttr_status check_component(const struct check *check,
                                  const struct ttri_component *component)
{
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < component->slots; i++)
        if (component->slot[i].region != NULL)
            status =
                check_region(check, component->name, component->slot[i].region);
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
    const char *name = event->target, *key;
    char address[200];

    while (*name != '\0') {
        size_t size = strcspn(name, ",");

        snprintf(address, sizeof address, "%.*s/", (int)size, name);
        if (size > 64 || find_component(check->combiner, address, &key) == NULL)
            return unknown_component(check, event->name, address);
        name += size + (name[size] == ',');
    }
    return TTR_OK;
}

static ttr_status check_environment(const struct check *check,
                                    const struct ttr_environment *environment)
{
    ttr_status status = check_component(check, &environment->component);

    for (uint32_t i = 0; status == TTR_OK && i < environment->events; i++) {
        const struct ttri_event *event = &environment->event[i];

        status = check_regions(check, event->name, &event->regions);
        if (status == TTR_OK && event->given.scope == TTR_SCOPE_DRIVER)
            status = check_driver(check, event->name, event->target);
        if (status == TTR_OK && event->given.scope == TTR_SCOPE_STREAM)
            status = check_streams(check, event);
    }
    for (uint32_t i = 0; status == TTR_OK && i < environment->technologies;
         i++) {
        const struct ttri_technology *x = &environment->technology[i];

        status = check_regions(check, x->name, &x->regions);
        if (status == TTR_OK)
            status = check_driver(check, x->name, x->target);
    }
    for (uint32_t i = 0; status == TTR_OK && i < environment->preferences; i++)
        status = check_regions(check, environment->preference[i].name,
                               &environment->preference[i].regions);
    for (uint32_t i = 0; status == TTR_OK && i < environment->correlations; i++)
        for (uint32_t j = 0;
             status == TTR_OK && j < environment->correlation[i].count; j++)
            status = check_driver(check, "correlation",
                                  environment->correlation[i].driver[j]);
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
            status = check_driver(check, link->name, link->target);
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
