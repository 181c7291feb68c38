/* Typed reading of JSON values. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "document/reader.h"
#include "model/calendar.h"

/* ---- types ---- */

/* `must be a number or an object` */
static void expect(unsigned types, char *rule, size_t size)
{
    static const char *const names[] = {"a number", "a text", "true or false",
                                        "a list", "an object"};
    size_t used = (size_t)snprintf(rule, size, "must be ");
    bool first = true;
    for (uint32_t i = 0; i < TTRI_COUNT(names) && used < size; i++) {
        if (!(types & 1u << i))
            continue;
        used += (size_t)snprintf(rule + used, size - used, "%s%s",
                                 first ? "" : " or ", names[i]);
        first = false;
    }
}

ttr_status ttri_read_type(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *json, unsigned types)
{
    char rule[96];
    if (ttri_node_is(json, types))
        return TTR_OK;
    expect(types, rule, sizeof rule);
    return ttri_reader_refuse(reader, TTR_E_ARGUMENT, place, rule, json);
}

ttr_status ttri_read_list(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *list, unsigned types)
{
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(list); i++) {
        struct ttri_place element = {place, NULL, i, NULL};
        status = ttri_read_type(reader, &element, ttri_node_at(list, i), types);
    }
    return status;
}

/* ---- forms ---- */

static const char *field_key(const void *context, uint32_t index)
{
    const struct ttri_form *form = context;
    return form->fields[index].key;
}

static const struct ttri_field *find_field(const struct ttri_form *form,
                                           const char *key)
{
    for (uint32_t i = 0; i < form->count; i++)
        if (form->fields[i].key[0] == key[0] &&
            strcmp(form->fields[i].key, key) == 0)
            return &form->fields[i];
    return NULL;
}

static ttr_status unknown_key(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_form *form)
{
    char rule[160] = "is not known";
    const char *near = ttri_nearest(place->key, form->count, field_key, form);
    if (near)
        snprintf(rule, sizeof rule, "is not known; did you mean %s?", near);
    return ttri_reader_fail(reader, TTR_E_UNKNOWN, place, rule, NULL);
}

static ttr_status check_count(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_node *json)
{
    char value[16];
    if (ttri_node_count(json) <= TTRI_MAX_NAMED)
        return TTR_OK;
    snprintf(value, sizeof value, "%zu", ttri_node_count(json));
    return ttri_reader_fail(reader, TTR_E_LIMIT, place,
                            "must have at most 1000 members", value);
}

static ttr_status missing_keys(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const struct ttri_node *json,
                               const struct ttri_form *form)
{
    for (uint32_t i = 0; i < form->count; i++) {
        char rule[96];
        const struct ttri_field *field = &form->fields[i];
        if (!field->required || ttri_node_get(json, field->key))
            continue;
        snprintf(rule, sizeof rule, "must have the key %s", field->key);
        return ttri_reader_fail(reader, TTR_E_MISSING, place, rule, NULL);
    }
    return TTR_OK;
}

static ttr_status read_member(struct ttri_reader *reader,
                              const struct ttri_place *place,
                              const struct ttri_node *json,
                              const struct ttri_form *form)
{
    const struct ttri_field *field = find_field(form, json->key);
    if (!field)
        return unknown_key(reader, place, form);
    ttr_status status = ttri_read_type(reader, place, json, field->types);
    if (!status && field->types & TTRI_JSON_NAMED)
        status = check_count(reader, place, json);
    return status;
}

ttr_status ttri_read_form(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *json,
                          const struct ttri_form *form)
{
    ttr_status status = ttri_read_type(reader, place, json, TTRI_JSON_OBJECT);
    for (size_t i = 0; !status && i < ttri_node_count(json); i++) {
        const struct ttri_node *member = ttri_node_at(json, i);
        struct ttri_place inside = {place, member->key, 0, NULL};
        status = read_member(reader, &inside, member, form);
    }
    return status ? status : missing_keys(reader, place, json, form);
}

/* ---- members ---- */

double ttri_member_number(const struct ttri_node *object, const char *key,
                          double fallback)
{
    const struct ttri_node *json = ttri_node_get(object, key);
    return json ? ttri_node_number(json) : fallback;
}

const char *ttri_member_text(const struct ttri_node *object, const char *key,
                             const char *fallback)
{
    const struct ttri_node *json = ttri_node_get(object, key);
    return json ? ttri_node_text(json) : fallback;
}

bool ttri_member_true(const struct ttri_node *object, const char *key,
                      bool fallback)
{
    const struct ttri_node *json = ttri_node_get(object, key);
    return json ? json->number > 0 : fallback;
}

ttr_status ttri_read_whole(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *object, const char *key,
                           int32_t *value)
{
    struct ttri_place inside = {place, key, 0, NULL};
    const struct ttri_node *json = ttri_node_get(object, key);
    double number = json ? ttri_node_number(json) : 0;
    if (!json)
        return TTR_OK;
    if (floor(number) < number)
        return ttri_reader_refuse(reader, TTR_E_RANGE, &inside,
                                  "must be a whole number", json);
    if (number < INT32_MIN || number > INT32_MAX)
        return ttri_reader_refuse(reader, TTR_E_RANGE, &inside,
                                  "must be within [-2147483648, 2147483647]",
                                  json);
    *value = (int32_t)number;
    return TTR_OK;
}

/* ---- dates ---- */

static bool parse_date(const char *text, ttr_date *date)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    int32_t year = ttri_digits(text, 4), month = ttri_digits(text + 5, 2),
            day = ttri_digits(text + 8, 2);
    if (year < 0 || month < 0 || day < 0)
        return false;
    *date = (year * 100 + month) * 100 + day;
    return true;
}

ttr_status ttri_read_date_text(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const struct ttri_node *json, ttr_date *date)
{
    ttr_date given;
    if (!parse_date(ttri_node_text(json), &given) ||
        ttri_check_date(NULL, "date", given))
        return ttri_reader_refuse(
            reader, TTR_E_RANGE, place,
            "must be a day of the years 1900 to 2199, as 2024-06-30", json);
    *date = given;
    return TTR_OK;
}

ttr_status ttri_read_date(struct ttri_reader *reader,
                          const struct ttri_place *place,
                          const struct ttri_node *object, const char *key,
                          ttr_date *date)
{
    struct ttri_place inside = {place, key, 0, NULL};
    const struct ttri_node *json = ttri_node_get(object, key);
    return json ? ttri_read_date_text(reader, &inside, json, date) : TTR_OK;
}

/* ---- choices ---- */

ttr_status ttri_read_choice(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *object, const char *key,
                            const char *const *choices, uint32_t count,
                            int32_t *choice)
{
    struct ttri_place inside = {place, key, 0, NULL};
    const struct ttri_node *json = ttri_node_get(object, key);
    char rule[192];
    size_t used = (size_t)snprintf(rule, sizeof rule, "must be%s",
                                   count > 1 ? " one of" : "");
    if (!json)
        return TTR_OK;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(ttri_node_text(json), choices[i]) == 0) {
            *choice = (int32_t)i;
            return TTR_OK;
        }
    for (uint32_t i = 0; i < count && used < sizeof rule; i++)
        used += (size_t)snprintf(rule + used, sizeof rule - used, "%s %s",
                                 i ? "," : "", choices[i]);
    return ttri_reader_refuse(reader, TTR_E_UNKNOWN, &inside, rule, json);
}

/* ---- lists ---- */

ttr_status ttri_read_numbers(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *list, double **numbers)
{
    size_t count = ttri_node_count(list);
    ttr_status status = ttri_read_list(reader, place, list, TTRI_JSON_NUMBER);
    if (status)
        return status;
    double *read = ttri_clear(&reader->memory, count, sizeof *read);
    if (!read)
        return ttri_reader_no_memory(reader);
    for (size_t i = 0; i < count; i++)
        read[i] = ttri_node_number(ttri_node_at(list, i));
    *numbers = read;
    return TTR_OK;
}

ttr_status ttri_read_texts(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *list, const char ***texts)
{
    size_t count = ttri_node_count(list);
    ttr_status status = ttri_read_list(reader, place, list, TTRI_JSON_TEXT);
    if (status || !list)
        return status;
    const char **read = ttri_clear(&reader->memory, count, sizeof *read);
    if (!read)
        return ttri_reader_no_memory(reader);
    for (size_t i = 0; i < count; i++)
        read[i] = ttri_node_text(ttri_node_at(list, i));
    *texts = read;
    return TTR_OK;
}

/* ---- regions ---- */

static const char *region_name(const void *context, uint32_t index)
{
    const struct ttri_node *region = ttri_node_at(context, index);
    return ttri_node_text(ttri_node_get(region, "name"));
}

ttr_status ttri_read_region(struct ttri_reader *reader,
                            const struct ttri_place *place, const char *name)
{
    char rule[160] = "must be one of the document's regions";
    uint32_t count = (uint32_t)ttri_node_count(reader->regions);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(region_name(reader->regions, i), name) == 0)
            return TTR_OK;
    const char *near = ttri_nearest(name, count, region_name, reader->regions);
    if (near)
        snprintf(rule, sizeof rule,
                 "must be one of the document's regions; did you mean %s?",
                 near);
    return ttri_reader_fail(reader, TTR_E_UNKNOWN, place, rule,
                            place->key && strcmp(place->key, name) == 0 ? NULL
                                                                        : name);
}

ttr_status ttri_read_regions(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *object,
                             const char ***names, uint32_t *count)
{
    struct ttri_place inside = {place, "regions", 0, NULL};
    const struct ttri_node *list = ttri_node_get(object, "regions");
    const char **read = NULL;
    ttr_status status = ttri_read_texts(reader, &inside, list, &read);
    if (status || !list)
        return status;
    if (ttri_node_count(list) == 0)
        status =
            ttri_reader_fail(reader, TTR_E_RANGE, &inside,
                             "must name a region; leave it out for all", NULL);
    for (size_t i = 0; !status && i < ttri_node_count(list); i++) {
        struct ttri_place element = {&inside, NULL, i, NULL};
        status = ttri_read_region(reader, &element, read[i]);
    }
    if (status) {
        ttri_release(&reader->memory, read);
        return status;
    }
    *names = read;
    *count = (uint32_t)ttri_node_count(list);
    return TTR_OK;
}
