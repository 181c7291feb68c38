/* Streams: the model, its choices, its products or deals, its drivers. */
#include <string.h>

#include <tiktokrev/custom.h>

#include "document/load.h"

struct job {
    struct ttri_reader *reader;
    struct ttri_place place;
    const struct ttri_node *json;
    ttr_stream *stream;
};

static ttr_status relay(const struct job *job, const struct ttri_place *place,
                        const struct ttri_node *json, ttr_status status)
{
    return ttri_reader_relay(job->reader, status, place, json);
}

/* ---- model ---- */

typedef ttr_status (*make)(const struct ttr_allocator *allocator,
                           const char *name, ttr_stream **stream,
                           struct ttr_error *error);

static const make makers[TTRI_MODELS] = {
    [TTR_MODEL_ADVERTISING] = ttr_advertising_new,
    [TTR_MODEL_COMMERCE] = ttr_commerce_new,
    [TTR_MODEL_VIRTUAL_GOODS] = ttr_virtual_goods_new,
    [TTR_MODEL_ENTERPRISE] = ttr_enterprise_new,
    [TTR_MODEL_PARTNERSHIP] = ttr_partnership_new,
    [TTR_MODEL_CREATOR] = ttr_creator_new,
    [TTR_MODEL_CUSTOM] = ttr_custom_new,
};

static ttr_status read_model(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *json, int32_t *model)
{
    struct ttri_place inside = {place, "model", 0, NULL};
    const char *names[TTRI_MODELS - TTR_MODEL_ADVERTISING];
    const struct ttri_node *member = ttri_node_get(json, "model");
    ttr_status status = ttri_read_type(reader, place, json, TTRI_JSON_OBJECT);
    if (status)
        return status;
    for (int32_t m = TTR_MODEL_ADVERTISING; m < TTRI_MODELS; m++)
        names[m - TTR_MODEL_ADVERTISING] = ttr_schema_model(m);
    if (!member)
        return ttri_reader_fail(reader, TTR_E_MISSING, place,
                                "must have the key model", NULL);
    status = ttri_read_type(reader, &inside, member, TTRI_JSON_TEXT);
    if (!status)
        status = ttri_read_choice(reader, place, json, "model", names,
                                  TTRI_COUNT(names), model);
    *model += TTR_MODEL_ADVERTISING;
    return status;
}

/* ---- choices ---- */

static ttr_status load_options(const struct job *job)
{
    struct ttri_place place = {&job->place, "options", 0, NULL};
    const struct ttri_node *options = ttri_node_get(job->json, "options");
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(options); i++) {
        const struct ttri_node *member = ttri_node_at(options, i);
        const char *key = member->key;
        const struct ttri_node *choice = member;
        struct ttri_place inside = {&place, key, 0, NULL};
        status = ttri_read_type(job->reader, &inside, choice, TTRI_JSON_TEXT);
        if (!status)
            status = relay(job, &inside, choice,
                           ttr_stream_set_option(job->stream, key,
                                                 ttri_node_text(choice),
                                                 job->reader->error));
    }
    return status;
}

static ttr_status set_presentation(const struct job *job,
                                   const struct ttri_place *place,
                                   const struct ttri_node *json,
                                   const char *key, const char *region)
{
    static const char *const names[] = {"gross", "net"}; /* TTR_GROSS, _NET */
    struct ttri_place inside = {place, key, 0, NULL};
    int32_t presentation = TTR_GROSS;
    ttr_status status = ttri_read_choice(job->reader, place, json, key, names,
                                         TTRI_COUNT(names), &presentation);
    if (status)
        return status;
    return relay(job, &inside, NULL,
                 ttr_stream_set_presentation(job->stream, region, presentation,
                                             job->reader->error));
}

static ttr_status load_presentation(const struct job *job)
{
    struct ttri_place place = {&job->place, "presentation_by_region", 0, NULL};
    const struct ttri_node *regions =
        ttri_node_get(job->json, "presentation_by_region");
    ttr_status status = TTR_OK;
    if (ttri_node_get(job->json, "presentation"))
        status =
            set_presentation(job, &job->place, job->json, "presentation", NULL);
    for (size_t i = 0; !status && i < ttri_node_count(regions); i++) {
        const struct ttri_node *member = ttri_node_at(regions, i);
        const char *region = member->key;
        struct ttri_place inside = {&place, region, 0, NULL};
        status = ttri_read_type(job->reader, &inside, member, TTRI_JSON_TEXT);
        if (!status)
            status = ttri_read_region(job->reader, &inside, region);
        if (!status)
            status = set_presentation(job, &place, regions, region, region);
    }
    return status;
}

/* ---- products ---- */

static ttr_status load_products(const struct job *job)
{
    struct ttri_place place = {&job->place, "products", 0, NULL};
    const struct ttri_node *list = ttri_node_get(job->json, "products");
    ttr_status status =
        ttri_read_list(job->reader, &place, list, TTRI_JSON_TEXT);
    for (size_t i = 0; !status && i < ttri_node_count(list); i++) {
        struct ttri_place element = {&place, NULL, i, NULL};
        const struct ttri_node *name = ttri_node_at(list, i);
        status =
            relay(job, &element, name,
                  ttr_enterprise_add_product(job->stream, ttri_node_text(name),
                                             job->reader->error));
    }
    return status;
}

/* ---- the whole ---- */

static ttr_status give_stream(void *component, const char *region,
                              const char *key, const ttr_driver *driver,
                              struct ttr_error *error)
{
    return ttr_stream_set_driver(component, region, key, driver, error);
}

static ttr_status load_items(const struct job *job)
{
    switch (ttr_stream_model(job->stream)) {
    case TTR_MODEL_ENTERPRISE:
        return load_products(job);
    case TTR_MODEL_PARTNERSHIP:
        return ttri_load_deals(job->reader, &job->place, job->json,
                               job->stream);
    case TTR_MODEL_CUSTOM:
        return ttri_load_declared(job->reader, &job->place, job->json,
                                  job->stream);
    default:
        return TTR_OK;
    }
}

static ttr_status load_parts(const struct job *job)
{
    ttr_status status = load_options(job);
    if (!status)
        status = load_presentation(job);
    if (!status)
        status = load_items(job);
    if (!status)
        status = ttri_load_drivers(job->reader, &job->place, job->json,
                                   give_stream, job->stream);
    if (!status && ttr_stream_model(job->stream) == TTR_MODEL_CUSTOM)
        status = ttri_load_equations(job->reader, &job->place, job->json,
                                     job->stream);
    return status;
}

static ttr_status load_stream(struct ttri_reader *reader,
                              struct ttri_place place,
                              const struct ttri_node *json)
{
    struct job job = {reader, place, json, NULL};
    int32_t model;
    ttr_status status = read_model(reader, &place, json, &model);
    if (!status)
        status = ttri_read_form(reader, &place, json, ttri_stream_forms[model]);
    if (status)
        return status;
    status =
        makers[model](reader->allocator, ttri_member_text(json, "name", NULL),
                      &job.stream, reader->error);
    if (!status)
        status = ttr_combiner_add_stream(reader->combiner, job.stream,
                                         reader->error);
    status = relay(&job, &place, json, status);
    if (!status)
        status = load_parts(&job);
    ttr_stream_unref(job.stream);
    return status;
}

ttr_status ttri_load_streams(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *json)
{
    struct ttri_place inside = {place, "streams", 0, NULL};
    const struct ttri_node *list = ttri_node_get(json, "streams");
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(list); i++)
        status = load_stream(reader, ttri_element(&inside, list, i),
                             ttri_node_at(list, i));
    return status;
}
