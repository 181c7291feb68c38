/* A driver: its curve is in load_curve.c, what is not known of it here. */
#include <string.h>

#include "document/load.h"

struct job {
    struct ttri_reader *reader;
    const struct ttri_place *place;
    const struct ttri_node *json;
    ttr_driver *driver;
};

/* Passes on a failure that the member `key` caused. */
static ttr_status relay(const struct job *job, const char *key,
                        ttr_status status)
{
    struct ttri_place inside = {job->place, key, 0, NULL};
    return ttri_reader_relay(job->reader, status, &inside,
                             ttri_node_get(job->json, key));
}

/* ---- indices ---- */

static ttr_status load_seasonality(const struct job *job)
{
    struct ttri_place inside = {job->place, "seasonality", 0, NULL};
    const struct ttri_node *list = ttri_node_get(job->json, "seasonality");
    double *index = NULL;
    if (!list)
        return TTR_OK;
    ttr_status status = ttri_read_numbers(job->reader, &inside, list, &index);
    if (!status)
        status = relay(job, "seasonality",
                       ttr_driver_set_seasonality(
                           job->driver, (uint32_t)ttri_node_count(list), index,
                           job->reader->error));
    ttri_release(&job->reader->memory, index);
    return status;
}

static ttr_status load_movable(const struct job *job,
                               const struct ttri_place *place,
                               const struct ttri_node *json)
{
    ttr_date first = 0;
    int32_t days = 0;
    ttr_status status =
        ttri_read_form(job->reader, place, json, &ttri_movable_form);
    if (!status)
        status = ttri_read_date(job->reader, place, json, "first", &first);
    if (!status)
        status = ttri_read_whole(job->reader, place, json, "days", &days);
    if (status)
        return status;
    double multiplier = ttri_member_number(json, "multiplier", 1);
    status = ttr_driver_add_movable_event(job->driver, first, days, multiplier,
                                          job->reader->error);
    return ttri_reader_relay(job->reader, status, place, json);
}

static ttr_status load_loading(const struct job *job,
                               const struct ttri_place *place,
                               const struct ttri_node *json)
{
    int32_t lag = 0;
    ttr_status status =
        ttri_read_form(job->reader, place, json, &ttri_loading_form);
    if (!status)
        status = ttri_read_whole(job->reader, place, json, "lag", &lag);
    if (status)
        return status;
    status = ttr_driver_add_loading(
        job->driver, ttri_member_text(json, "factor", NULL),
        ttri_member_number(json, "loading", 0), lag, job->reader->error);
    return ttri_reader_relay(job->reader, status, place, json);
}

static ttr_status load_each(const struct job *job, const char *key,
                            ttr_status (*load)(const struct job *job,
                                               const struct ttri_place *place,
                                               const struct ttri_node *json))
{
    struct ttri_place inside = {job->place, key, 0, NULL};
    const struct ttri_node *list = ttri_node_get(job->json, key);
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(list); i++) {
        struct ttri_place element = {&inside, NULL, i, NULL};
        status = load(job, &element, ttri_node_at(list, i));
    }
    return status;
}

/* ---- dates and scale ---- */

static ttr_status load_dates(const struct job *job)
{
    ttr_date launch = 0, end = 0;
    ttr_status status =
        ttri_read_date(job->reader, job->place, job->json, "launch", &launch);
    if (!status)
        status =
            ttri_read_date(job->reader, job->place, job->json, "end", &end);
    if (status || (!launch && !end))
        return status;
    status = ttr_driver_set_dates(job->driver, launch, end, job->reader->error);
    return relay(job, launch ? "launch" : "end", status);
}

static ttr_status load_real(const struct job *job)
{
    if (!ttri_member_true(job->json, "real", false))
        return TTR_OK;
    return relay(job, "real",
                 ttr_driver_set_real(job->driver, 1, job->reader->error));
}

/* ---- what is not known ---- */

static ttr_status read_range(const struct job *job, const char *key,
                             const char *parameter)
{
    struct ttri_place inside = {job->place, key, 0, NULL};
    const struct ttri_node *range = ttri_node_get(job->json, key);
    ttr_status status =
        ttri_read_form(job->reader, &inside, range, &ttri_range_form);
    if (status)
        return status;
    status = ttr_driver_set_range(
        job->driver, parameter, ttri_member_number(range, "low", 0),
        ttri_member_number(range, "high", 0),
        ttri_member_number(range, "probability", 0.8), job->reader->error);
    return relay(job, key, status);
}

static ttr_status load_range(const struct job *job, const char *parameter)
{
    const struct ttri_node *range = ttri_node_get(job->json, "range");
    if (ttri_node_is(range, TTRI_JSON_TEXT)) {
        int32_t choice;
        static const char *const none[] = {"none"};
        ttr_status status = ttri_read_choice(job->reader, job->place, job->json,
                                             "range", none, 1, &choice);
        if (status)
            return status;
        return relay(job, "range",
                     ttr_driver_set_certain(job->driver, job->reader->error));
    }
    return read_range(job, "range", parameter);
}

static ttr_status load_seasonality_range(const struct job *job)
{
    struct ttri_place inside = {job->place, "seasonality_range", 0, NULL};
    if (!ttri_node_get(job->json, "seasonality_range"))
        return TTR_OK;
    if (!ttri_node_get(job->json, "seasonality"))
        return ttri_reader_fail(job->reader, TTR_E_MISSING, &inside,
                                "needs the seasonality that it is about", NULL);
    return read_range(job, "seasonality_range", "seasonality");
}

static ttr_status load_law(const struct job *job, const char *parameter)
{
    struct ttri_place inside = {job->place, "law", 0, NULL};
    struct ttr_law law;
    ttr_status status = ttri_load_law(job->reader, &inside,
                                      ttri_node_get(job->json, "law"), &law);
    if (status)
        return status;
    status =
        ttr_driver_set_law(job->driver, parameter, &law, job->reader->error);
    ttri_drop_law(job->reader, &law);
    return relay(job, "law", status);
}

ttr_status ttri_load_doubt(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json, ttr_driver *driver,
                           const char *parameter)
{
    struct job job = {reader, place, json, driver};
    bool range = ttri_node_get(json, "range") != NULL;
    bool law = ttri_node_get(json, "law") != NULL;
    if (range && law)
        return ttri_reader_fail(reader, TTR_E_CONFLICT, place,
                                "must have a range or a law, not both", NULL);
    if (range)
        return load_range(&job, parameter);
    return law ? load_law(&job, parameter) : TTR_OK;
}

static ttr_status load_noise(const struct job *job)
{
    struct ttri_place inside = {job->place, "noise", 0, NULL};
    const struct ttri_node *noise = ttri_node_get(job->json, "noise");
    if (!noise)
        return TTR_OK;
    ttr_status status =
        ttri_read_form(job->reader, &inside, noise, &ttri_noise_form);
    if (status)
        return status;
    status = ttr_driver_set_noise(
        job->driver, ttri_member_number(noise, "volatility", 0),
        ttri_member_number(noise, "reversion", 0), job->reader->error);
    return relay(job, "noise", status);
}

static ttr_status load_evidence(const struct job *job)
{
    static const char *const grades[] = {"A", "B", "C"};
    const char *source = ttri_member_text(job->json, "source", NULL);
    const char *note = ttri_member_text(job->json, "note", NULL);
    int32_t grade = -1;
    ttr_date date = 0;
    ttr_status status =
        ttri_read_choice(job->reader, job->place, job->json, "grade", grades,
                         TTRI_COUNT(grades), &grade);
    if (!status)
        status =
            ttri_read_date(job->reader, job->place, job->json, "date", &date);
    if (status || (grade < 0 && !source && !note && !date))
        return status;
    status = ttr_driver_set_evidence(job->driver,
                                     (char)(grade < 0 ? 0 : 'A' + grade),
                                     source, date, note, job->reader->error);
    return ttri_reader_relay(job->reader, status, job->place, job->json);
}

/* ---- the whole ---- */

static ttr_status load_object(const struct job *job)
{
    ttr_status status =
        ttri_load_curve(job->reader, job->place, job->json, job->driver);
    if (!status)
        status = load_seasonality(job);
    if (!status)
        status = load_seasonality_range(job);
    if (!status)
        status = load_each(job, "movable", load_movable);
    if (!status)
        status = load_dates(job);
    if (!status)
        status = load_real(job);
    if (!status)
        status = ttri_load_doubt(job->reader, job->place, job->json,
                                 job->driver, NULL);
    if (!status)
        status = load_noise(job);
    if (!status)
        status = load_each(job, "loadings", load_loading);
    return status ? status : load_evidence(job);
}

static ttr_status load_number(const struct job *job)
{
    ttr_status status = ttr_driver_set_value(
        job->driver, ttri_node_number(job->json), job->reader->error);
    return ttri_reader_relay(job->reader, status, job->place, job->json);
}

ttr_status ttri_load_driver(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *json, ttr_driver **driver)
{
    ttr_driver *made = NULL;
    ttr_status status = ttri_read_type(reader, place, json,
                                       TTRI_JSON_NUMBER | TTRI_JSON_OBJECT);
    if (!status && ttri_node_is(json, TTRI_JSON_OBJECT))
        status = ttri_read_form(reader, place, json, &ttri_driver_form);
    if (status)
        return status;
    status = ttr_driver_new(reader->allocator, &made, reader->error);
    if (status)
        return ttri_reader_relay(reader, status, place, json);
    struct job job = {reader, place, json, made};
    status = ttri_node_is(json, TTRI_JSON_OBJECT) ? load_object(&job)
                                                  : load_number(&job);
    if (status) {
        ttr_driver_unref(made);
        return status;
    }
    *driver = made;
    return TTR_OK;
}
