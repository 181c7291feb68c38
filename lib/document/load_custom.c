/* A custom stream: the drivers it declares, the equations it writes. */
#include "document/load.h"
#include "model/environment.h"
#include "streams/custom.h"

/* ---- drivers ---- */

static ttr_status declare(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *json, ttr_stream *stream)
{
    static const char *const supports[] = {"positive", "unit", "real"};
    struct ttr_driver_info info = {.struct_size = sizeof info};
    ttr_status status = ttri_read_form(reader, place, json, &ttri_declare_form);
    if (!status)
        status = ttri_read_choice(reader, place, json, "support", supports,
                                  TTRI_COUNT(supports), &info.support);
    if (status)
        return status;
    info.support += TTR_SUPPORT_POSITIVE;
    if (ttri_member_true(json, "activity", false))
        info.flags |= TTR_DRIVER_ACTIVITY;
    if (ttri_member_true(json, "static", false))
        info.flags |= TTR_DRIVER_STATIC;
    info.key = ttri_member_text(json, "key", NULL);
    info.unit = ttri_member_text(json, "unit", NULL);
    info.meaning = ttri_member_text(json, "meaning", NULL);
    info.source = ttri_member_text(json, "source", NULL);
    info.fallback = ttri_member_number(json, "default", 0);
    status = ttr_custom_declare(stream, &info, reader->error);
    return ttri_reader_relay(reader, status, place, json);
}

ttr_status ttri_load_declared(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_node *json, ttr_stream *stream)
{
    struct ttri_place inside = {place, "declare", 0, NULL};
    const struct ttri_node *list = ttri_node_get(json, "declare");
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(list); i++) {
        const struct ttri_node *element = ttri_node_at(list, i);
        struct ttri_place at = {&inside, NULL, i,
                                ttri_node_text(ttri_node_get(element, "key"))};
        status = declare(reader, &at, element, stream);
    }
    return status;
}

/* ---- equations ---- */

static ttr_status load_formula(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const struct ttri_node *json, ttr_stream *stream,
                               ttr_value *value)
{
    struct ttri_place inside = {place, "formula", 0, NULL};
    const struct ttri_node *formula = ttri_node_get(json, "formula");
    ttr_status status = ttr_custom_formula(stream, ttri_node_text(formula),
                                           value, reader->error);
    return ttri_reader_relay(reader, status, &inside, formula);
}

static ttr_status load_equation(struct ttri_reader *reader,
                                const struct ttri_place *place,
                                const struct ttri_node *json,
                                ttr_stream *stream)
{
    static const char *const kinds[] = {"flow", "stock", "balance", "ratio"};
    struct ttr_output_info info = {.struct_size = sizeof info};
    ttr_value value = 0;
    ttr_status status =
        ttri_read_form(reader, place, json, &ttri_equation_form);
    if (!status)
        status = ttri_read_choice(reader, place, json, "kind", kinds,
                                  TTRI_COUNT(kinds), &info.kind);
    if (!status)
        status = load_formula(reader, place, json, stream, &value);
    if (status)
        return status;
    info.kind += TTR_KIND_FLOW;
    info.key = place->key;
    info.unit = ttri_member_text(json, "unit", NULL);
    info.meaning = ttri_member_text(json, "meaning", NULL);
    info.source = ttri_member_text(json, "source", NULL);
    status = ttr_custom_equation(stream, &info, value, reader->error);
    return ttri_reader_relay(reader, status, place, json);
}

ttr_status ttri_load_equations(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const struct ttri_node *json, ttr_stream *stream)
{
    struct ttri_place inside = {place, "equations", 0, NULL};
    const struct ttri_node *equations = ttri_node_get(json, "equations");
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(equations); i++) {
        const struct ttri_node *member = ttri_node_at(equations, i);
        struct ttri_place at = {&inside, member->key, 0, NULL};
        status = load_equation(reader, &at, member, stream);
    }
    return status;
}
