/* What audience, environment and streams have in common: drivers by region. */
#include "document/load.h"

struct ttri_place ttri_element(const struct ttri_place *list_place,
                               const struct ttri_node *list, size_t index)
{
    const struct ttri_node *name =
        ttri_node_get(ttri_node_at(list, index), "name");
    return (struct ttri_place){list_place, NULL, index, ttri_node_text(name)};
}

struct job {
    struct ttri_reader *reader;
    ttri_give give;
    void *component;
};

static ttr_status give_driver(const struct job *job,
                              const struct ttri_place *place,
                              const char *region, const struct ttri_node *json)
{
    ttr_driver *driver = NULL;
    ttr_status status = ttri_load_driver(job->reader, place, json, &driver);
    if (status)
        return status;
    status = job->give(job->component, region, place->key, driver,
                       job->reader->error);
    ttr_driver_unref(driver);
    return ttri_reader_relay(job->reader, status, place, json);
}

/* An object of drivers by key. */
static ttr_status give_drivers(const struct job *job,
                               const struct ttri_place *place,
                               const char *region, const struct ttri_node *json)
{
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(json); i++) {
        const struct ttri_node *member = ttri_node_at(json, i);
        struct ttri_place inside = {place, member->key, 0, NULL};
        status = give_driver(job, &inside, region, member);
    }
    return status;
}

static ttr_status give_region(const struct job *job,
                              const struct ttri_place *place,
                              const struct ttri_node *json)
{
    ttr_status status =
        ttri_read_type(job->reader, place, json, TTRI_JSON_OBJECT);
    if (!status)
        status = ttri_read_region(job->reader, place, place->key);
    return status ? status : give_drivers(job, place, place->key, json);
}

ttr_status ttri_load_drivers(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *json, ttri_give give,
                             void *component)
{
    struct job job = {reader, give, component};
    struct ttri_place general = {place, "drivers", 0, NULL};
    struct ttri_place regions = {place, "regions", 0, NULL};
    const struct ttri_node *by_region = ttri_node_get(json, "regions");
    ttr_status status =
        give_drivers(&job, &general, NULL, ttri_node_get(json, "drivers"));
    for (size_t i = 0; !status && i < ttri_node_count(by_region); i++) {
        const struct ttri_node *member = ttri_node_at(by_region, i);
        struct ttri_place inside = {&regions, member->key, 0, NULL};
        status = give_region(&job, &inside, member);
    }
    return status;
}

/* ---- audience ---- */

static ttr_status give_audience(void *component, const char *region,
                                const char *key, const ttr_driver *driver,
                                struct ttr_error *error)
{
    return ttr_audience_set_driver(component, region, key, driver, error);
}

ttr_status ttri_load_audience(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_node *json)
{
    ttr_audience *audience = NULL;
    ttr_status status =
        ttri_read_form(reader, place, json, &ttri_audience_form);
    if (status)
        return status;
    status = ttr_audience_new(reader->allocator, &audience, reader->error);
    if (!status)
        status = ttr_combiner_set_audience(reader->combiner, audience,
                                           reader->error);
    status = ttri_reader_relay(reader, status, place, json);
    if (!status)
        status =
            ttri_load_drivers(reader, place, json, give_audience, audience);
    ttr_audience_unref(audience);
    return status;
}
