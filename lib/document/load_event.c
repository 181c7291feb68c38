/* Events: whom they hit, when, how hard and for how long. */
#include <string.h>

#include "document/load.h"

#define TARGET_SIZE 1024

struct job {
    struct ttri_reader *reader;
    struct ttri_place place;
    const struct ttri_node *json;
    struct ttr_event event;
    struct ttr_law law;
    const char **regions;
    char target[TARGET_SIZE]; /* names of streams, joined by commas */
};

/* ---- scope ---- */

static bool join(char *target, const char *name)
{
    size_t used = strlen(target), length = strlen(name);
    if (used + length + 2 > TARGET_SIZE)
        return false;
    if (used)
        target[used++] = ',';
    memcpy(target + used, name, length + 1);
    return true;
}

static ttr_status scope_streams(struct job *job, const struct ttri_place *place,
                                const struct ttri_node *list)
{
    size_t count = ttri_node_count(list);
    ttr_status status =
        ttri_read_list(job->reader, place, list, TTRI_JSON_TEXT);
    if (!status && count == 0)
        status = ttri_reader_fail(job->reader, TTR_E_RANGE, place,
                                  "must name a stream", NULL);
    for (size_t i = 0; !status && i < count; i++)
        if (!join(job->target, ttri_node_text(ttri_node_at(list, i))))
            status = ttri_reader_fail(job->reader, TTR_E_LIMIT, place,
                                      "must hold at most 1,023 bytes of names",
                                      NULL);
    job->event.scope = TTR_SCOPE_STREAM;
    job->event.target = job->target;
    return status;
}

static ttr_status load_scope(struct job *job)
{
    struct ttri_place place = {&job->place, "scope", 0, NULL};
    struct ttri_place streams = {&place, "streams", 0, NULL};
    const struct ttri_node *scope = ttri_node_get(job->json, "scope");
    static const char *const names[] = {"audience"};
    int32_t choice;
    job->event.scope = TTR_SCOPE_AUDIENCE;
    if (ttri_node_is(scope, TTRI_JSON_TEXT))
        return ttri_read_choice(job->reader, &job->place, job->json, "scope",
                                names, 1, &choice);
    ttr_status status =
        ttri_read_form(job->reader, &place, scope, &ttri_scope_form);
    if (status)
        return status;
    const struct ttri_node *list = ttri_node_get(scope, "streams");
    const char *driver = ttri_member_text(scope, "driver", NULL);
    if ((list != NULL) == (driver != NULL))
        return ttri_reader_fail(job->reader, TTR_E_CONFLICT, &place,
                                "must have either streams or driver", NULL);
    if (list)
        return scope_streams(job, &streams, list);
    job->event.scope = TTR_SCOPE_DRIVER;
    job->event.target = driver;
    return TTR_OK;
}

/* ---- severity and end ---- */

static ttr_status load_severity(struct job *job)
{
    struct ttri_place place = {&job->place, "severity", 0, NULL};
    struct ttri_place inside = {&place, "law", 0, NULL};
    const struct ttri_node *json = ttri_node_get(job->json, "severity");
    if (!json)
        return TTR_OK;
    if (ttri_node_is(json, TTRI_JSON_NUMBER)) {
        job->event.severity = ttri_node_number(json);
        return TTR_OK;
    }
    ttr_status status =
        ttri_read_form(job->reader, &place, json, &ttri_severity_form);
    if (!status)
        status = ttri_load_law(job->reader, &inside, ttri_node_get(json, "law"),
                               &job->law);
    if (!status)
        job->event.severity_law = &job->law;
    return status;
}

static ttr_status load_end(struct job *job)
{
    struct ttri_place place = {&job->place, "end", 0, NULL};
    const struct ttri_node *json = ttri_node_get(job->json, "end");
    static const char *const names[] = {"absorbing"};
    int32_t choice;
    if (!json)
        return TTR_OK;
    if (ttri_node_is(json, TTRI_JSON_TEXT))
        return ttri_read_choice(job->reader, &job->place, job->json, "end",
                                names, 1, &choice);
    ttr_status status =
        ttri_read_form(job->reader, &place, json, &ttri_event_end_form);
    if (!status)
        status = ttri_read_whole(job->reader, &place, json, "days",
                                 &job->event.duration_days);
    if (!status && job->event.duration_days < 1)
        status = ttri_reader_refuse(job->reader, TTR_E_RANGE, &place,
                                    "must have at least one day",
                                    ttri_node_get(json, "days"));
    job->event.half_life_days = ttri_member_number(json, "half_life_days", 0);
    return status;
}

/* ---- the whole ---- */

static ttr_status load_grade(struct job *job)
{
    static const char *const grades[] = {"A", "B", "C"};
    int32_t grade = -1;
    ttr_status status =
        ttri_read_choice(job->reader, &job->place, job->json, "grade", grades,
                         TTRI_COUNT(grades), &grade);
    if (!status && grade >= 0)
        job->event.grade = (char)('A' + grade);
    return status;
}

static ttr_status load_when(struct job *job)
{
    struct ttr_event *event = &job->event;
    event->probability =
        ttri_member_number(job->json, "probability", event->probability);
    event->hazard_per_year =
        ttri_member_number(job->json, "hazard_per_year", 0);
    ttr_status status = ttri_read_date(job->reader, &job->place, job->json,
                                       "date", &event->date);
    if (!status)
        status = ttri_read_whole(job->reader, &job->place, job->json,
                                 "lag_days", &event->lag_days);
    return status;
}

static ttr_status read_event(struct job *job)
{
    ttr_status status =
        ttri_read_form(job->reader, &job->place, job->json, &ttri_event_form);
    if (status)
        return status;
    job->event.name = ttri_member_text(job->json, "name", NULL);
    job->event.source = ttri_member_text(job->json, "source", NULL);
    status = load_scope(job);
    if (!status)
        status = load_when(job);
    if (!status)
        status = load_end(job);
    if (!status)
        status = load_grade(job);
    if (!status)
        status = load_severity(job);
    if (!status)
        status = ttri_read_regions(job->reader, &job->place, job->json,
                                   &job->regions, &job->event.region_count);
    job->event.regions = job->regions;
    return status;
}

static ttr_status load_event(struct ttri_reader *reader,
                             struct ttri_place place,
                             const struct ttri_node *json,
                             ttr_environment *environment)
{
    struct job job = {.reader = reader, .place = place, .json = json};
    ttr_event_init(&job.event, sizeof job.event);
    ttr_status status = read_event(&job);
    if (!status)
        status = ttri_reader_relay(
            reader,
            ttr_environment_add_event(environment, &job.event, reader->error),
            &job.place, json);
    if (job.event.severity_law)
        ttri_drop_law(reader, &job.law);
    ttri_release(&reader->memory, job.regions);
    return status;
}

ttr_status ttri_load_events(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *json,
                            ttr_environment *environment)
{
    struct ttri_place inside = {place, "events", 0, NULL};
    const struct ttri_node *list = ttri_node_get(json, "events");
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(list); i++)
        status = load_event(reader, ttri_element(&inside, list, i),
                            ttri_node_at(list, i), environment);
    return status;
}
