/* The environment: technology, macro cycle, preference, correlation. Events
 * are in load_event.c. */
#include <stdio.h>

#include "document/load.h"
#include "model/environment.h"

struct job {
    struct ttri_reader *reader;
    ttr_environment *environment;
};

static ttr_status give_environment(void *component, const char *region,
                                   const char *key, const ttr_driver *driver,
                                   struct ttr_error *error)
{
    return ttr_environment_set_driver(component, region, key, driver, error);
}

/* ---- technology ---- */

static ttr_status technology_rate(const struct job *job,
                                  const struct ttri_place *place,
                                  const struct ttri_node *json, double *rate)
{
    static const char *const kinds[] = {"step", "diffusion"};
    int32_t kind = 0;
    bool given = ttri_node_get(json, "rate") != NULL;
    ttr_status status = ttri_read_choice(job->reader, place, json, "kind",
                                         kinds, TTRI_COUNT(kinds), &kind);
    if (status)
        return status;
    *rate = ttri_member_number(json, "rate", 0);
    if (kind == 0 && given)
        return ttri_reader_fail(job->reader, TTR_E_CONFLICT, place,
                                "must not have a rate: it is a step", NULL);
    if (kind == 1 && !(*rate > 0))
        return ttri_reader_fail(
            job->reader, given ? TTR_E_RANGE : TTR_E_MISSING, place,
            "must have a rate above 0: it is a diffusion", NULL);
    return TTR_OK;
}

static ttr_status load_technology(const struct job *job,
                                  const struct ttri_place *place,
                                  const struct ttri_node *json)
{
    struct ttr_technology technology;
    const char **regions = NULL;
    ttr_technology_init(&technology, sizeof technology);
    ttr_status status =
        ttri_read_form(job->reader, place, json, &ttri_technology_form);
    if (!status)
        status =
            ttri_read_date(job->reader, place, json, "date", &technology.date);
    if (!status)
        status = technology_rate(job, place, json, &technology.rate);
    if (!status)
        status = ttri_read_regions(job->reader, place, json, &regions,
                                   &technology.region_count);
    if (status)
        return status;
    technology.name = ttri_member_text(json, "name", NULL);
    technology.target = ttri_member_text(json, "driver", NULL);
    technology.size = ttri_member_number(json, "size", 0);
    technology.regions = regions;
    status = ttr_environment_add_technology(job->environment, &technology,
                                            job->reader->error);
    ttri_release(&job->reader->memory, regions);
    return ttri_reader_relay(job->reader, status, place, json);
}

/* ---- macro cycle and preference ---- */

static ttr_status load_macro(const struct job *job,
                             const struct ttri_place *place,
                             const struct ttri_node *json)
{
    static const char *const starts[] = {"stationary", "expansion",
                                         "recession"}; /* TTR_MACRO_ */
    struct ttr_macro macro = {.struct_size = sizeof macro};
    ttr_status status =
        ttri_read_form(job->reader, place, json, &ttri_macro_form);
    if (!status)
        status = ttri_read_choice(job->reader, place, json, "start", starts,
                                  TTRI_COUNT(starts), &macro.start);
    if (status)
        return status;
    macro.to_recession_per_year =
        ttri_member_number(json, "to_recession_per_year", 0);
    macro.to_expansion_per_year =
        ttri_member_number(json, "to_expansion_per_year", 0);
    macro.growth_expansion = ttri_member_number(json, "growth_expansion", 0);
    macro.growth_recession = ttri_member_number(json, "growth_recession", 0);
    status =
        ttr_environment_set_macro(job->environment, &macro, job->reader->error);
    return ttri_reader_relay(job->reader, status, place, json);
}

static ttr_status load_preference(const struct job *job,
                                  const struct ttri_place *place,
                                  const struct ttri_node *json)
{
    const char **regions = NULL;
    uint32_t count = 0;
    ttr_status status =
        ttri_read_form(job->reader, place, json, &ttri_preference_form);
    if (!status)
        status = ttri_read_regions(job->reader, place, json, &regions, &count);
    if (status)
        return status;
    status = ttr_environment_add_preference(
        job->environment, ttri_member_text(json, "name", NULL), regions, count,
        ttri_member_number(json, "volatility", 0),
        ttri_member_number(json, "reversion", 0), job->reader->error);
    ttri_release(&job->reader->memory, regions);
    return ttri_reader_relay(job->reader, status, place, json);
}

/* ---- correlation ---- */

static ttr_status load_copula(const struct job *job,
                              const struct ttri_place *place,
                              const struct ttri_node *json, double *freedom)
{
    static const char *const names[] = {"gaussian"};
    struct ttri_place inside = {place, "copula", 0, NULL};
    const struct ttri_node *copula = ttri_node_get(json, "copula");
    int32_t choice;
    *freedom = 0;
    if (!copula)
        return TTR_OK;
    if (ttri_node_is(copula, TTRI_JSON_TEXT))
        return ttri_read_choice(job->reader, place, json, "copula", names, 1,
                                &choice);
    ttr_status status =
        ttri_read_form(job->reader, &inside, copula, &ttri_copula_form);
    if (status)
        return status;
    *freedom = ttri_member_number(copula, "t", 0);
    if (!(*freedom > 2 && *freedom <= 1e6))
        return ttri_reader_refuse(job->reader, TTR_E_RANGE, &inside,
                                  "must have t within (2, 1e6]",
                                  ttri_node_get(copula, "t"));
    return TTR_OK;
}

static ttr_status load_row(const struct job *job,
                           const struct ttri_place *place,
                           const struct ttri_node *row, size_t count,
                           double *numbers)
{
    double *read = NULL;
    if (ttri_node_count(row) != count) {
        char rule[64];
        snprintf(rule, sizeof rule, "must be a list of %zu numbers", count);
        return ttri_reader_refuse(job->reader, TTR_E_ARGUMENT, place, rule,
                                  row);
    }
    ttr_status status = ttri_read_numbers(job->reader, place, row, &read);
    for (size_t i = 0; !status && i < count; i++)
        numbers[i] = read[i];
    ttri_release(&job->reader->memory, read);
    return status;
}

/* `count` rows of `count` numbers, in new memory. */
static ttr_status load_matrix(const struct job *job,
                              const struct ttri_place *place,
                              const struct ttri_node *json, size_t count,
                              double **matrix)
{
    struct ttri_place inside = {place, "matrix", 0, NULL};
    const struct ttri_node *rows = ttri_node_get(json, "matrix");
    if (ttri_node_count(rows) != count)
        return ttri_reader_fail(job->reader, TTR_E_ARGUMENT, &inside,
                                "must have a row for each driver", NULL);
    double *read =
        ttri_clear(&job->reader->memory, count * count, sizeof *read);
    if (!read)
        return ttri_reader_no_memory(job->reader);
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < count; i++) {
        struct ttri_place row = {&inside, NULL, i, NULL};
        status =
            load_row(job, &row, ttri_node_at(rows, i), count, read + i * count);
    }
    if (status)
        ttri_release(&job->reader->memory, read);
    else
        *matrix = read;
    return status;
}

struct correlation {
    int32_t kind; /* index of the choice */
    double freedom, *matrix;
    const char **drivers;
};

static ttr_status read_correlation(const struct job *job,
                                   const struct ttri_place *place,
                                   const struct ttri_node *json,
                                   struct correlation *read)
{
    static const char *const kinds[] = {"level", "innovation"};
    struct ttri_place inside = {place, "drivers", 0, NULL};
    ttr_status status =
        ttri_read_form(job->reader, place, json, &ttri_correlation_form);
    if (!status)
        status = ttri_read_choice(job->reader, place, json, "kind", kinds,
                                  TTRI_COUNT(kinds), &read->kind);
    if (!status)
        status = load_copula(job, place, json, &read->freedom);
    const struct ttri_node *drivers = ttri_node_get(json, "drivers");
    if (!status)
        status = ttri_read_texts(job->reader, &inside, drivers, &read->drivers);
    if (!status)
        status = load_matrix(job, place, json, ttri_node_count(drivers),
                             &read->matrix);
    return status;
}

static ttr_status load_correlation(const struct job *job,
                                   const struct ttri_place *place,
                                   const struct ttri_node *json)
{
    struct correlation read = {0};
    ttr_status status = read_correlation(job, place, json, &read);
    if (!status) {
        status = ttr_environment_add_correlation(
            job->environment,
            read.kind ? TTR_CORRELATION_INNOVATION : TTR_CORRELATION_LEVEL,
            read.freedom,
            (uint32_t)ttri_node_count(ttri_node_get(json, "drivers")),
            read.drivers, read.matrix, job->reader->error);
        status = ttri_reader_relay(job->reader, status, place, json);
    }
    ttri_release(&job->reader->memory, read.drivers);
    ttri_release(&job->reader->memory, read.matrix);
    return status;
}

static ttr_status load_region_correlation(const struct job *job,
                                          const struct ttri_place *place,
                                          const struct ttri_node *json)
{
    ttr_status status =
        ttri_read_form(job->reader, place, json, &ttri_region_correlation_form);
    if (status)
        return status;
    status = ttr_environment_set_region_correlation(
        job->environment, TTR_CORRELATION_LEVEL,
        ttri_member_number(json, "level", TTRI_SAME_DRIVER),
        job->reader->error);
    if (!status)
        status = ttr_environment_set_region_correlation(
            job->environment, TTR_CORRELATION_INNOVATION,
            ttri_member_number(json, "innovation", TTRI_SAME_DRIVER),
            job->reader->error);
    return ttri_reader_relay(job->reader, status, place, json);
}

/* ---- the whole ---- */

static ttr_status load_each(const struct job *job,
                            const struct ttri_place *place,
                            const struct ttri_node *json, const char *key,
                            ttr_status (*load)(const struct job *job,
                                               const struct ttri_place *place,
                                               const struct ttri_node *json))
{
    struct ttri_place inside = {place, key, 0, NULL};
    const struct ttri_node *list = ttri_node_get(json, key);
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(list); i++) {
        struct ttri_place element = ttri_element(&inside, list, i);
        status = load(job, &element, ttri_node_at(list, i));
    }
    return status;
}

static ttr_status load_parts(const struct job *job,
                             const struct ttri_place *place,
                             const struct ttri_node *json)
{
    struct ttri_place inside = {place, "macro", 0, NULL};
    struct ttri_place regions = {place, "region_correlation", 0, NULL};
    const struct ttri_node *macro = ttri_node_get(json, "macro");
    const struct ttri_node *same = ttri_node_get(json, "region_correlation");
    ttr_status status = ttri_load_drivers(job->reader, place, json,
                                          give_environment, job->environment);
    if (!status)
        status = ttri_load_events(job->reader, place, json, job->environment);
    if (!status)
        status = load_each(job, place, json, "technology", load_technology);
    if (!status && macro)
        status = load_macro(job, &inside, macro);
    if (!status)
        status = load_each(job, place, json, "preference", load_preference);
    if (!status)
        status = load_each(job, place, json, "correlations", load_correlation);
    if (!status && same)
        status = load_region_correlation(job, &regions, same);
    return status;
}

ttr_status ttri_load_environment(struct ttri_reader *reader,
                                 const struct ttri_place *place,
                                 const struct ttri_node *json)
{
    struct job job = {reader, NULL};
    ttr_status status =
        ttri_read_form(reader, place, json, &ttri_environment_form);
    if (status)
        return status;
    status =
        ttr_environment_new(reader->allocator, &job.environment, reader->error);
    if (!status)
        status = ttr_combiner_set_environment(reader->combiner, job.environment,
                                              reader->error);
    status = ttri_reader_relay(reader, status, place, json);
    if (!status)
        status = load_parts(&job, place, json);
    ttr_environment_unref(job.environment);
    return status;
}
