/* What connects streams: links, eliminations, reports. */
#include <string.h>

#include "document/load.h"

/* ---- links ---- */

static ttr_status load_elasticity(struct ttri_reader *reader,
                                  const struct ttri_place *place,
                                  const struct ttri_node *json,
                                  struct ttr_link *link, ttr_driver **driver)
{
    struct ttri_place inside = {place, "elasticity", 0, NULL};
    const struct ttri_node *elasticity = ttri_node_get(json, "elasticity");
    if (ttri_node_is(elasticity, TTRI_JSON_NUMBER)) {
        link->elasticity = ttri_node_number(elasticity);
        return TTR_OK;
    }
    ttr_status status = ttri_load_driver(reader, &inside, elasticity, driver);
    link->elasticity_driver = *driver;
    return status;
}

static ttr_status load_reference(struct ttri_reader *reader,
                                 const struct ttri_place *place,
                                 const struct ttri_node *json,
                                 struct ttr_link *link)
{
    static const char *const central[] = {"central"};
    struct ttri_place inside = {place, "reference", 0, NULL};
    const struct ttri_node *reference = ttri_node_get(json, "reference");
    int32_t choice;
    if (ttri_node_is(reference, TTRI_JSON_TEXT))
        return ttri_read_choice(reader, place, json, "reference", central, 1,
                                &choice);
    link->reference = ttri_member_number(json, "reference", 0);
    if (reference && !(link->reference > 0))
        return ttri_reader_refuse(reader, TTR_E_RANGE, &inside,
                                  "must be above 0, or central", reference);
    return TTR_OK;
}

static ttr_status link_region(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_node *json, const char *key,
                              const char **region)
{
    struct ttri_place inside = {place, key, 0, NULL};
    *region = ttri_member_text(json, key, NULL);
    return *region ? ttri_read_region(reader, &inside, *region) : TTR_OK;
}

static ttr_status read_link(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *json, struct ttr_link *link)
{
    ttr_status status = ttri_read_form(reader, place, json, &ttri_link_form);
    if (!status)
        status = ttri_read_whole(reader, place, json, "lag", &link->lag);
    if (!status)
        status = load_reference(reader, place, json, link);
    if (!status)
        status = link_region(reader, place, json, "source_region",
                             &link->source_region);
    if (!status)
        status = link_region(reader, place, json, "target_region",
                             &link->target_region);
    link->name = ttri_member_text(json, "name", NULL);
    link->source = ttri_member_text(json, "source", NULL);
    link->target = ttri_member_text(json, "target", NULL);
    return status;
}

static ttr_status load_link(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *json)
{
    struct ttr_link link;
    ttr_driver *driver = NULL;
    ttr_link_init(&link, sizeof link);
    ttr_status status = read_link(reader, place, json, &link);
    if (!status)
        status = load_elasticity(reader, place, json, &link, &driver);
    if (!status)
        status = ttri_reader_relay(
            reader,
            ttr_combiner_add_link(reader->combiner, &link, reader->error),
            place, json);
    ttr_driver_unref(driver);
    return status;
}

/* ---- eliminations ---- */

static ttr_status load_elimination(struct ttri_reader *reader,
                                   const struct ttri_place *place,
                                   const struct ttri_node *json)
{
    ttr_status status =
        ttri_read_form(reader, place, json, &ttri_elimination_form);
    if (status)
        return status;
    status = ttr_combiner_add_elimination(
        reader->combiner, ttri_member_text(json, "name", NULL),
        ttri_member_text(json, "source", NULL),
        ttri_member_number(json, "share", 0), reader->error);
    return ttri_reader_relay(reader, status, place, json);
}

/* ---- reports ---- */

static ttr_status load_term(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *json, const char *report)
{
    struct ttri_place inside = {place, "region", 0, NULL};
    ttr_status status = ttri_read_form(reader, place, json, &ttri_term_form);
    const char *region = ttri_member_text(json, "region", NULL);
    if (!status && region)
        status = ttri_read_region(reader, &inside, region);
    if (status)
        return status;
    status = ttr_combiner_add_report_term(
        reader->combiner, report, ttri_member_text(json, "output", NULL),
        region, ttri_member_number(json, "weight", 1), reader->error);
    return ttri_reader_relay(reader, status, place, json);
}

static ttr_status report_currency(struct ttri_reader *reader,
                                  const struct ttri_place *place,
                                  const struct ttri_node *json)
{
    struct ttri_place inside = {place, "currency", 0, NULL};
    const struct ttri_node *currency = ttri_node_get(json, "currency");
    if (!currency || strcmp(ttri_node_text(currency), reader->currency) == 0)
        return TTR_OK;
    return ttri_reader_refuse(reader, TTR_E_CONFLICT, &inside,
                              "must be the document's currency", currency);
}

static ttr_status load_report(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_node *json)
{
    struct ttri_place inside = {place, "terms", 0, NULL};
    ttr_status status = ttri_read_form(reader, place, json, &ttri_report_form);
    if (!status)
        status = report_currency(reader, place, json);
    if (status)
        return status;
    const char *name = ttri_member_text(json, "name", NULL);
    const struct ttri_node *terms = ttri_node_get(json, "terms");
    status = ttr_combiner_add_report(reader->combiner, name,
                                     ttri_member_text(json, "note", NULL),
                                     reader->error);
    status = ttri_reader_relay(reader, status, place, json);
    for (size_t i = 0; !status && i < ttri_node_count(terms); i++) {
        struct ttri_place element = {&inside, NULL, i, NULL};
        status = load_term(reader, &element, ttri_node_at(terms, i), name);
    }
    return status;
}

/* ---- the whole ---- */

ttr_status ttri_load_connections(struct ttri_reader *reader,
                                 const struct ttri_place *place,
                                 const struct ttri_node *json)
{
    static const struct {
        const char *key;
        ttr_status (*load)(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json);
    } parts[] = {{"links", load_link},
                 {"eliminations", load_elimination},
                 {"reports", load_report}};
    ttr_status status = TTR_OK;
    for (uint32_t p = 0; p < TTRI_COUNT(parts); p++) {
        struct ttri_place inside = {place, parts[p].key, 0, NULL};
        const struct ttri_node *list = ttri_node_get(json, parts[p].key);
        for (size_t i = 0; !status && i < ttri_node_count(list); i++) {
            struct ttri_place element = ttri_element(&inside, list, i);
            status = parts[p].load(reader, &element, ttri_node_at(list, i));
        }
    }
    return status;
}
