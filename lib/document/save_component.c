/* Streams, and what all components have: drivers by region. */
#include <stdio.h>
#include <string.h>

#include "document/reader.h"
#include "document/save.h"
#include "streams/custom.h"
#include "streams/partnership.h"

/* ---- drivers ---- */

/* Drivers in the order of their definitions, those of items after the
 * component's own. Writes them under `key`, which it opens for the first. */
struct sweep {
    struct ttri_saver *saver;
    const struct ttri_component *component;
    const char *region, *key;
    uint32_t count; /* written */
};

static void save_slot(struct sweep *sweep, const char *item,
                      const struct ttri_driver_def *definition)
{
    char name[256], key[160];
    snprintf(name, sizeof name, "%s|%s|%s", sweep->region ? sweep->region : "",
             item ? item : "", definition->key);
    uint32_t slot = ttri_map_find(&sweep->component->slot_by_key, name);
    if (slot == TTRI_NONE)
        return;
    if (sweep->count++ == 0)
        ttri_json_open(&sweep->saver->json, sweep->key, '{');
    snprintf(key, sizeof key, "%s%s%s", item ? item : "", item ? "/" : "",
             definition->key);
    ttri_save_driver(sweep->saver, key, sweep->component->slot[slot].driver);
}

static void save_slots(struct sweep *sweep, const char *item)
{
    const struct ttri_component *component = sweep->component;
    const struct ttri_schema *schema = component->schema;
    for (uint32_t i = 0; i < schema->driver_count; i++)
        save_slot(sweep, item, &schema->drivers[i]);
    for (uint32_t i = 0; i < component->declared_count; i++)
        save_slot(sweep, item, &component->declared[i]);
}

static uint32_t save_region(struct ttri_saver *saver,
                            const struct ttri_component *component,
                            const char *region, const char *key)
{
    struct sweep sweep = {saver, component, region, key, 0};
    save_slots(&sweep, NULL);
    for (uint32_t i = 0; i < component->items; i++)
        save_slots(&sweep, component->item[i].name);
    if (sweep.count)
        ttri_json_close(&saver->json);
    return sweep.count;
}

static bool has_region(const struct ttr_combiner *combiner, const char *name)
{
    for (uint32_t i = 0; i < combiner->regions; i++)
        if (strcmp(combiner->region[i].name, name) == 0)
            return true;
    return false;
}

static ttr_status check_regions(const struct ttri_saver *saver,
                                const struct ttri_component *component,
                                bool *any)
{
    *any = false;
    for (uint32_t i = 0; i < component->slots; i++) {
        const char *region = component->slot[i].region;
        *any = *any || region;
        if (region && !has_region(saver->combiner, region))
            return ttri_fail(saver->error, TTR_E_UNKNOWN, component->name,
                             "must name regions of the combiner", region);
    }
    return TTR_OK;
}

ttr_status ttri_save_drivers(struct ttri_saver *saver,
                             const struct ttri_component *component)
{
    bool any;
    ttr_status status = check_regions(saver, component, &any);
    if (status)
        return status;
    save_region(saver, component, NULL, "drivers");
    if (!any)
        return TTR_OK;
    ttri_json_open_named(&saver->json, "regions", '{');
    for (uint32_t i = 0; i < saver->combiner->regions; i++) {
        const char *region = saver->combiner->region[i].name;
        save_region(saver, component, region, region);
    }
    ttri_json_close(&saver->json);
    return TTR_OK;
}

/* ---- choices ---- */

static void save_options(struct ttri_json_writer *json,
                         const struct ttri_component *component)
{
    const struct ttri_schema *schema = component->schema;
    if (schema->option_count == 0)
        return;
    ttri_json_open(json, "options", '{');
    for (uint32_t i = 0; i < schema->option_count; i++)
        ttri_json_text(json, schema->options[i].key,
                       schema->options[i].choices[component->option[i]]);
    ttri_json_close(json);
}

static ttr_status check_presentation(const struct ttri_saver *saver,
                                     const struct ttri_component *component,
                                     bool *any)
{
    const struct ttri_map *map = &component->presentation;
    *any = false;
    for (uint32_t i = 0; i < map->capacity; i++) {
        const char *region = ttri_map_key(map, i);
        if (!region || !*region)
            continue;
        *any = true;
        if (!has_region(saver->combiner, region))
            return ttri_fail(saver->error, TTR_E_UNKNOWN, component->name,
                             "must name regions of the combiner", region);
    }
    return TTR_OK;
}

static void save_view(struct ttri_json_writer *json, const char *key,
                      uint32_t presentation)
{
    if (presentation != TTRI_NONE)
        ttri_json_text(json, key, presentation == TTR_NET ? "net" : "gross");
}

static ttr_status save_presentation(struct ttri_saver *saver,
                                    const struct ttri_component *component)
{
    const struct ttri_map *map = &component->presentation;
    bool any;
    ttr_status status = check_presentation(saver, component, &any);
    if (status)
        return status;
    save_view(&saver->json, "presentation", ttri_map_find(map, ""));
    if (!any)
        return TTR_OK;
    ttri_json_open(&saver->json, "presentation_by_region", '{');
    for (uint32_t i = 0; i < saver->combiner->regions; i++) {
        const char *region = saver->combiner->region[i].name;
        save_view(&saver->json, region, ttri_map_find(map, region));
    }
    ttri_json_close(&saver->json);
    return TTR_OK;
}

/* ---- products and deals ---- */

static void save_products(struct ttri_json_writer *json,
                          const struct ttri_component *component)
{
    if (component->items == 0)
        return;
    ttri_json_open_named(json, "products", '[');
    for (uint32_t i = 0; i < component->items; i++)
        ttri_json_text(json, NULL, component->item[i].name);
    ttri_json_close(json);
}

static void save_base(struct ttri_json_writer *json,
                      const struct ttri_deal_terms *terms)
{
    if (!terms->base[0]) {
        ttri_json_text(json, "base", "own");
        return;
    }
    ttri_json_open(json, "base", '{');
    ttri_json_text(json, "output", terms->base);
    ttri_json_number(json, "lag", terms->given.base_lag);
    ttri_json_number(json, "scale", terms->given.base_scale);
    ttri_json_close(json);
}

static void save_tiers(struct ttri_json_writer *json,
                       const struct ttri_deal_terms *terms)
{
    ttri_json_open_named(json, "tiers", '[');
    for (uint32_t i = 0; i < terms->tiers; i++) {
        ttri_json_open(json, NULL, '{');
        ttri_json_number(json, "from", terms->tier_from[i]);
        ttri_json_number(json, "share", terms->tier_share[i]);
        ttri_json_close(json);
    }
    ttri_json_close(json);
}

static void save_deal(struct ttri_json_writer *json,
                      const struct ttri_item *item)
{
    static const char *const recognitions[] = {"rateable", "as_sales",
                                               "progress"}; /* TTR_RECOGNISE_ */
    const struct ttri_deal_terms *terms = item->terms;
    ttri_json_open(json, NULL, '{');
    ttri_json_text(json, "name", item->name);
    ttri_json_text(json, "direction", terms->given.pays ? "pay" : "receive");
    save_base(json, terms);
    save_tiers(json, terms);
    ttri_json_truth(json, "recoupable", terms->given.recoupable);
    ttri_json_text(json, "recognition", recognitions[terms->given.recognition]);
    ttri_json_date_if(json, "start", terms->given.start);
    ttri_json_number(json, "term_years", terms->given.term_years);
    if (terms->regions) {
        ttri_json_open_named(json, "regions", '[');
        for (uint32_t i = 0; i < terms->regions; i++)
            ttri_json_text(json, NULL, terms->region[i]);
        ttri_json_close(json);
    }
    ttri_json_close(json);
}

static void save_deals(struct ttri_json_writer *json,
                       const struct ttri_component *component)
{
    if (component->items == 0)
        return;
    ttri_json_open_named(json, "deals", '[');
    for (uint32_t i = 0; i < component->items; i++)
        save_deal(json, &component->item[i]);
    ttri_json_close(json);
}

/* ---- custom streams ---- */

static void save_declared(struct ttri_json_writer *json,
                          const struct ttri_component *component)
{
    static const char *const supports[] = {NULL, "positive", "unit", "real"};
    if (component->declared_count == 0)
        return;
    ttri_json_open_named(json, "declare", '[');
    for (uint32_t i = 0; i < component->declared_count; i++) {
        const struct ttri_driver_def *driver = &component->declared[i];
        ttri_json_open(json, NULL, '{');
        ttri_json_text(json, "key", driver->key);
        ttri_json_text(json, "unit", driver->unit);
        ttri_json_text(json, "support", supports[driver->support]);
        ttri_json_number(json, "default", driver->fallback);
        if (driver->flags & TTR_DRIVER_ACTIVITY)
            ttri_json_truth(json, "activity", true);
        if (driver->flags & TTR_DRIVER_STATIC)
            ttri_json_truth(json, "static", true);
        ttri_json_text_if(json, "meaning", driver->meaning);
        ttri_json_text_if(json, "source", driver->source);
        ttri_json_close(json);
    }
    ttri_json_close(json);
}

static ttr_status save_equations(struct ttri_saver *saver,
                                 const struct ttri_component *component)
{
    static const char *const kinds[] = {NULL, "flow", "stock", "balance",
                                        "ratio"}; /* TTR_KIND_ */
    struct ttri_json_writer *json = &saver->json;
    const struct ttri_custom *custom = component->custom;
    if (!custom || custom->equations == 0)
        return TTR_OK;
    ttri_json_open_named(json, "equations", '{');
    for (uint32_t i = 0; i < custom->equations; i++) {
        const struct ttri_custom_equation *equation = &custom->equation[i];
        const struct ttri_output_def *output = &equation->definition;
        if (!equation->formula)
            return ttri_fail(saver->error, TTR_E_CONFLICT, component->name,
                             "must have formulas to be saved: this equation "
                             "was built by operations",
                             output->key);
        ttri_json_open(json, output->key, '{');
        ttri_json_text(json, "formula", equation->formula);
        ttri_json_text(json, "unit", output->unit);
        ttri_json_text(json, "kind", kinds[output->kind]);
        ttri_json_text_if(json, "meaning", output->meaning);
        ttri_json_text_if(json, "source", output->source);
        ttri_json_close(json);
    }
    ttri_json_close(json);
    return TTR_OK;
}

/* ---- the whole ---- */

ttr_status ttri_save_stream(struct ttri_saver *saver,
                            const struct ttri_component *component)
{
    struct ttri_json_writer *json = &saver->json;
    int32_t model = component->schema->model;
    ttri_json_open(json, NULL, '{');
    ttri_json_text(json, "name", component->name);
    ttri_json_text(json, "model", component->schema->name);
    save_options(json, component);
    ttr_status status = save_presentation(saver, component);
    if (status)
        return status;
    if (model == TTR_MODEL_ENTERPRISE)
        save_products(json, component);
    if (model == TTR_MODEL_PARTNERSHIP)
        save_deals(json, component);
    if (model == TTR_MODEL_CUSTOM)
        save_declared(json, component);
    status = ttri_save_drivers(saver, component);
    if (!status)
        status = save_equations(saver, component);
    ttri_json_close(json);
    return status;
}
