/* Events and technologies, as they are given. */
#include <stdio.h>
#include <string.h>

#include "base/block.h"
#include "model/doubt.h"
#include "model/driver_copy.h"
#include "model/law.h"
#include "model/outside.h"

void ttr_event_init(struct ttr_event *event, uint32_t struct_size)
{
    const struct ttr_event defaults = {
        .scope = TTR_SCOPE_AUDIENCE, .probability = 1, .severity = 1};

    ttri_block_init(event, struct_size, &defaults, sizeof defaults);
}

void ttr_technology_init(struct ttr_technology *technology,
                         uint32_t struct_size)
{
    const struct ttr_technology defaults = {0};

    ttri_block_init(technology, struct_size, &defaults, sizeof defaults);
}

/* ---- checks of an event ---- */

static ttr_status check_streams(struct ttr_error *error, const char *path,
                                const char *target)
{
    const char *part = target;

    while (part != NULL) {
        const char *comma = strchr(part, ',');
        size_t length = comma == NULL ? strlen(part) : (size_t)(comma - part);
        char name[65];
        ttr_status status;

        if (length >= sizeof name)
            length = sizeof name - 1; /* too long for a name as well */
        memcpy(name, part, length);
        name[length] = '\0';
        status = ttri_check_name(error, path, name);
        if (status != TTR_OK)
            return status;
        part = comma == NULL ? NULL : comma + 1;
    }
    return TTR_OK;
}

static ttr_status check_scope(const struct ttr_event *event, const char *path,
                              struct ttr_error *error)
{
    char target[2 * TTRI_OUTSIDE_PATH];

    snprintf(target, sizeof target, "%s/target", path);
    if (event->scope < TTR_SCOPE_AUDIENCE || event->scope > TTR_SCOPE_DRIVER)
        return ttri_fail_number(error, TTR_E_ARGUMENT, path,
                                "must have one of TTR_SCOPE_", event->scope);
    if (event->scope == TTR_SCOPE_DRIVER)
        return ttri_check_target(error, target, event->target);
    if (event->scope == TTR_SCOPE_AUDIENCE && event->target != NULL)
        return ttri_fail(error, TTR_E_CONFLICT, target,
                         "must be NULL for an event of the audience",
                         event->target);
    if (event->scope == TTR_SCOPE_STREAM && event->target == NULL)
        return ttri_fail(error, TTR_E_ARGUMENT, target, "must name a stream",
                         NULL);
    return check_streams(error, target, event->target);
}

static ttr_status check_when(const struct ttr_event *event, const char *path,
                             struct ttr_error *error)
{
    ttr_status status =
        ttri_check_number(error, path, "hazard_per_year",
                          event->hazard_per_year, TTRI_NOT_NEGATIVE);

    if (status == TTR_OK)
        status = ttri_check_number(error, path, "probability",
                                   event->probability, TTRI_SHARE);
    if (status == TTR_OK && event->date != 0)
        status = ttri_check_date(error, path, event->date);
    if (status != TTR_OK)
        return status;
    if (event->date != 0 && event->hazard_per_year > 0)
        return ttri_fail(error, TTR_E_CONFLICT, path,
                         "must have a date or a hazard, not both", NULL);
    if (event->date == 0 && event->hazard_per_year == 0)
        return ttri_fail(error, TTR_E_ARGUMENT, path,
                         "must have a date or a hazard", NULL);
    return TTR_OK;
}

static ttr_status check_length(const struct ttr_event *event, const char *path,
                               struct ttr_error *error)
{
    ttr_status status = ttri_check_number(error, path, "lag_days",
                                          event->lag_days, TTRI_NOT_NEGATIVE);

    if (status == TTR_OK)
        status = ttri_check_number(error, path, "duration_days",
                                   event->duration_days, TTRI_NOT_NEGATIVE);
    if (status == TTR_OK)
        status = ttri_check_number(error, path, "half_life_days",
                                   event->half_life_days, TTRI_NOT_NEGATIVE);
    if (status != TTR_OK)
        return status;
    if (event->half_life_days > 0 && event->duration_days == 0)
        return ttri_fail(error, TTR_E_CONFLICT, path,
                         "must have a duration before it recovers: without "
                         "one it is absorbing",
                         NULL);
    return TTR_OK;
}

static ttr_status check_severity(const struct ttr_event *event,
                                 const char *path, struct ttr_error *error)
{
    char whole[2 * TTRI_OUTSIDE_PATH];
    ttr_status status;

    if (event->severity_law == NULL)
        return ttri_check_number(error, path, "severity", event->severity,
                                 TTRI_SHARE);
    snprintf(whole, sizeof whole, "%s/severity", path);
    status = ttri_law_check(event->severity_law, whole, error);
    if (status != TTR_OK)
        return status;
    return ttri_law_check_support(event->severity_law, TTR_SUPPORT_UNIT, whole,
                                  error);
}

static ttr_status check_evidence(const struct ttr_event *event,
                                 const char *path, struct ttr_error *error)
{
    static const char zeros[sizeof event->reserved];

    if (event->grade != 0 && (event->grade < 'A' || event->grade > 'C'))
        return ttri_fail(error, TTR_E_RANGE, path,
                         "must have the grade A, B or C",
                         (char[]){event->grade, '\0'});
    if (memcmp(event->reserved, zeros, sizeof zeros) != 0)
        return ttri_fail(error, TTR_E_ARGUMENT, path, "must have 0 in reserved",
                         NULL);
    return TTR_OK;
}

static ttr_status check_event(const ttr_environment *environment,
                              const struct ttr_event *event, const char *path,
                              struct ttr_error *error)
{
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; i < environment->events; i++)
        if (strcmp(environment->event[i].name, event->name) == 0)
            return ttri_fail(error, TTR_E_DUPLICATE, path,
                             "must have a name that no event has yet", NULL);
    status = check_scope(event, path, error);
    if (status == TTR_OK)
        status = check_when(event, path, error);
    if (status == TTR_OK)
        status = check_length(event, path, error);
    if (status == TTR_OK)
        status = check_severity(event, path, error);
    return status == TTR_OK ? check_evidence(event, path, error) : status;
}

/* ---- events ---- */

void ttri_event_clear(const struct ttri_memory *memory,
                      struct ttri_event *event)
{
    ttri_release(memory, event->name);
    ttri_release(memory, event->target);
    ttri_release(memory, event->source);
    ttri_region_set_clear(memory, &event->regions);
    ttri_doubt_clear(memory, &event->severity);
}

static bool copy_severity(const struct ttri_memory *memory,
                          const struct ttr_event *event,
                          struct ttri_event *copy)
{
    copy->severity.kind = TTRI_DOUBT_CERTAIN;
    if (event->severity_law == NULL)
        return true;
    if (!ttri_law_copy(memory, event->severity_law, &copy->severity.law))
        return false;
    copy->severity.kind = TTRI_DOUBT_LAW;
    copy->given.severity = ttri_law_median(event->severity_law);
    return true;
}

/* Borrowed pointers are not kept. */
static bool copy_event(const struct ttri_memory *memory,
                       const struct ttr_event *event, struct ttri_event *copy)
{
    copy->given = *event;
    copy->given.name = copy->given.target = copy->given.source = NULL;
    copy->given.regions = NULL;
    copy->given.severity_law = NULL;
    return ttri_copy_optional(memory, event->name, &copy->name) &&
           ttri_copy_optional(memory, event->target, &copy->target) &&
           ttri_copy_optional(memory, event->source, &copy->source) &&
           copy_severity(memory, event, copy);
}

ttr_status ttr_environment_add_event(ttr_environment *environment,
                                     const struct ttr_event *event,
                                     struct ttr_error *error)
{
    const struct ttri_memory *memory;
    struct ttri_event copy = {0};
    char path[TTRI_OUTSIDE_PATH];
    ttr_status status;

    if (environment == NULL)
        return ttri_null_argument(error, "ttr_environment_add_event",
                                  "environment");
    if (event == NULL)
        return ttri_null_argument(error, "ttr_environment_add_event", "event");
    status = ttri_check_size(error, "ttr_event", event->struct_size,
                             sizeof *event, sizeof *event);
    if (status == TTR_OK)
        status = ttri_check_name(error, "environment/events", event->name);
    if (status != TTR_OK)
        return status;
    memory = &environment->component.memory;
    snprintf(path, sizeof path, "environment/events/%s", event->name);
    status = check_event(environment, event, path, error);
    if (status == TTR_OK)
        status =
            ttri_region_set_init(memory, event->regions, event->region_count,
                                 path, &copy.regions, error);
    if (status != TTR_OK)
        return status;
    if (copy_event(memory, event, &copy) &&
        ttri_grow(memory, &environment->event, environment->events,
                  &environment->event_capacity, sizeof copy)) {
        environment->event[environment->events++] = copy;
        return TTR_OK;
    }
    ttri_event_clear(memory, &copy);
    return ttri_no_memory(error, path);
}

/* ---- technologies ---- */

void ttri_technology_clear(const struct ttri_memory *memory,
                           struct ttri_technology *technology)
{
    ttri_release(memory, technology->name);
    ttri_release(memory, technology->target);
    ttri_region_set_clear(memory, &technology->regions);
}

static ttr_status check_technology(const ttr_environment *environment,
                                   const struct ttr_technology *technology,
                                   const char *path, struct ttr_error *error)
{
    char target[2 * TTRI_OUTSIDE_PATH];
    ttr_status status;

    for (uint32_t i = 0; i < environment->technologies; i++)
        if (strcmp(environment->technology[i].name, technology->name) == 0)
            return ttri_fail(error, TTR_E_DUPLICATE, path,
                             "must have a name that no technology has yet",
                             NULL);
    if (technology->reserved != 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, path,
                                "must have 0 in reserved",
                                technology->reserved);
    snprintf(target, sizeof target, "%s/target", path);
    status = ttri_check_target(error, target, technology->target);
    if (status == TTR_OK)
        status = ttri_check_date(error, path, technology->date);
    if (status == TTR_OK)
        status = ttri_check_number(error, path, "size", technology->size,
                                   TTRI_FINITE);
    if (status == TTR_OK)
        status = ttri_check_number(error, path, "rate", technology->rate,
                                   TTRI_NOT_NEGATIVE);
    return status;
}

static bool copy_technology(const struct ttri_memory *memory,
                            const struct ttr_technology *technology,
                            struct ttri_technology *copy)
{
    copy->given = *technology;
    copy->given.name = copy->given.target = NULL;
    copy->given.regions = NULL;
    return ttri_copy_optional(memory, technology->name, &copy->name) &&
           ttri_copy_optional(memory, technology->target, &copy->target);
}

ttr_status
ttr_environment_add_technology(ttr_environment *environment,
                               const struct ttr_technology *technology,
                               struct ttr_error *error)
{
    const char *function = "ttr_environment_add_technology";
    const struct ttri_memory *memory;
    struct ttri_technology copy = {0};
    char path[TTRI_OUTSIDE_PATH];
    ttr_status status;

    if (environment == NULL)
        return ttri_null_argument(error, function, "environment");
    if (technology == NULL)
        return ttri_null_argument(error, function, "technology");
    status = ttri_check_size(error, "ttr_technology", technology->struct_size,
                             sizeof *technology, sizeof *technology);
    if (status == TTR_OK)
        status =
            ttri_check_name(error, "environment/technology", technology->name);
    if (status != TTR_OK)
        return status;
    memory = &environment->component.memory;
    snprintf(path, sizeof path, "environment/technology/%s", technology->name);
    status = check_technology(environment, technology, path, error);
    if (status == TTR_OK)
        status = ttri_region_set_init(memory, technology->regions,
                                      technology->region_count, path,
                                      &copy.regions, error);
    if (status != TTR_OK)
        return status;
    if (copy_technology(memory, technology, &copy) &&
        ttri_grow(memory, &environment->technology, environment->technologies,
                  &environment->technology_capacity, sizeof copy)) {
        environment->technology[environment->technologies++] = copy;
        return TTR_OK;
    }
    ttri_technology_clear(memory, &copy);
    return ttri_no_memory(error, path);
}
