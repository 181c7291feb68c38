/* Typed reading of JSON values. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "document/reader.h"
#include "model/calendar.h"

/* ---- types ---- */

static unsigned type_of(const json_t *json)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return TTRI_JSON_OBJECT;
    case JSON_ARRAY:
        return TTRI_JSON_LIST;
    case JSON_STRING:
        return TTRI_JSON_TEXT;
    case JSON_INTEGER:
    case JSON_REAL:
        return TTRI_JSON_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return TTRI_JSON_BOOLEAN;
    default:
        return 0;
    }
}

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
                          const struct ttri_place *place, const json_t *json,
                          unsigned types)
{
    char rule[96];
    if (type_of(json) & types)
        return TTR_OK;
    expect(types, rule, sizeof rule);
    return ttri_reader_refuse(reader, TTR_E_ARGUMENT, place, rule, json);
}

ttr_status ttri_read_list(struct ttri_reader *reader,
                          const struct ttri_place *place, const json_t *list,
                          unsigned types)
{
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < json_array_size(list); i++) {
        struct ttri_place element = {place, NULL, i, NULL};
        status =
            ttri_read_type(reader, &element, json_array_get(list, i), types);
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
        if (strcmp(form->fields[i].key, key) == 0)
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

static ttr_status missing_keys(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const json_t *json, const struct ttri_form *form)
{
    for (uint32_t i = 0; i < form->count; i++) {
        char rule[96];
        const struct ttri_field *field = &form->fields[i];
        if (!field->required || json_object_get(json, field->key))
            continue;
        snprintf(rule, sizeof rule, "must have the key %s", field->key);
        return ttri_reader_fail(reader, TTR_E_MISSING, place, rule, NULL);
    }
    return TTR_OK;
}

ttr_status ttri_read_form(struct ttri_reader *reader,
                          const struct ttri_place *place, json_t *json,
                          const struct ttri_form *form)
{
    ttr_status status = ttri_read_type(reader, place, json, TTRI_JSON_OBJECT);
    if (status)
        return status;
    for (void *member = json_object_iter(json); member;
         member = json_object_iter_next(json, member)) {
        const char *key = json_object_iter_key(member);
        struct ttri_place inside = {place, key, 0, NULL};
        const struct ttri_field *field = find_field(form, key);
        if (!field)
            return unknown_key(reader, &inside, form);
        status = ttri_read_type(reader, &inside, json_object_iter_value(member),
                                field->types);
        if (status)
            return status;
    }
    return missing_keys(reader, place, json, form);
}

/* ---- members ---- */

double ttri_member_number(const json_t *object, const char *key,
                          double fallback)
{
    const json_t *json = json_object_get(object, key);
    return json ? json_number_value(json) : fallback;
}

const char *ttri_member_text(const json_t *object, const char *key,
                             const char *fallback)
{
    const json_t *json = json_object_get(object, key);
    return json ? json_string_value(json) : fallback;
}

bool ttri_member_true(const json_t *object, const char *key, bool fallback)
{
    const json_t *json = json_object_get(object, key);
    return json ? json_is_true(json) : fallback;
}

ttr_status ttri_read_whole(struct ttri_reader *reader,
                           const struct ttri_place *place, const json_t *object,
                           const char *key, int32_t *value)
{
    struct ttri_place inside = {place, key, 0, NULL};
    const json_t *json = json_object_get(object, key);
    double number = json ? json_number_value(json) : 0;
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

/* `count` digits at `text`; -1 if they are not there. */
static int32_t digits(const char *text, int count)
{
    int32_t number = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static bool parse_date(const char *text, ttr_date *date)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    int32_t year = digits(text, 4), month = digits(text + 5, 2),
            day = digits(text + 8, 2);
    if (year < 0 || month < 0 || day < 0)
        return false;
    *date = (year * 100 + month) * 100 + day;
    return true;
}

ttr_status ttri_read_date_text(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const json_t *json, ttr_date *date)
{
    ttr_date given;
    if (!parse_date(json_string_value(json), &given) ||
        ttri_check_date(NULL, "date", given))
        return ttri_reader_refuse(
            reader, TTR_E_RANGE, place,
            "must be a day of the years 1900 to 2199, as 2024-06-30", json);
    *date = given;
    return TTR_OK;
}

ttr_status ttri_read_date(struct ttri_reader *reader,
                          const struct ttri_place *place, const json_t *object,
                          const char *key, ttr_date *date)
{
    struct ttri_place inside = {place, key, 0, NULL};
    const json_t *json = json_object_get(object, key);
    return json ? ttri_read_date_text(reader, &inside, json, date) : TTR_OK;
}

/* ---- choices ---- */

ttr_status ttri_read_choice(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const json_t *object, const char *key,
                            const char *const *choices, uint32_t count,
                            int32_t *choice)
{
    struct ttri_place inside = {place, key, 0, NULL};
    const json_t *json = json_object_get(object, key);
    char rule[192];
    size_t used = (size_t)snprintf(rule, sizeof rule, "must be%s",
                                   count > 1 ? " one of" : "");
    if (!json)
        return TTR_OK;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(json_string_value(json), choices[i]) == 0) {
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
                             const struct ttri_place *place, const json_t *list,
                             double **numbers)
{
    size_t count = json_array_size(list);
    ttr_status status = ttri_read_list(reader, place, list, TTRI_JSON_NUMBER);
    if (status)
        return status;
    double *read = ttri_clear(&reader->memory, count, sizeof *read);
    if (!read)
        return ttri_reader_no_memory(reader);
    for (size_t i = 0; i < count; i++)
        read[i] = json_number_value(json_array_get(list, i));
    *numbers = read;
    return TTR_OK;
}

ttr_status ttri_read_texts(struct ttri_reader *reader,
                           const struct ttri_place *place, const json_t *list,
                           const char ***texts)
{
    size_t count = json_array_size(list);
    ttr_status status = ttri_read_list(reader, place, list, TTRI_JSON_TEXT);
    if (status || !list)
        return status;
    const char **read = ttri_clear(&reader->memory, count, sizeof *read);
    if (!read)
        return ttri_reader_no_memory(reader);
    for (size_t i = 0; i < count; i++)
        read[i] = json_string_value(json_array_get(list, i));
    *texts = read;
    return TTR_OK;
}

/* ---- regions ---- */

static const char *region_name(const void *context, uint32_t index)
{
    const json_t *region = json_array_get(context, index);
    return json_string_value(json_object_get(region, "name"));
}

ttr_status ttri_read_region(struct ttri_reader *reader,
                            const struct ttri_place *place, const char *name)
{
    char rule[160] = "must be one of the document's regions";
    uint32_t count = (uint32_t)json_array_size(reader->regions);
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
                             const json_t *object, const char ***names,
                             uint32_t *count)
{
    struct ttri_place inside = {place, "regions", 0, NULL};
    const json_t *list = json_object_get(object, "regions");
    const char **read = NULL;
    ttr_status status = ttri_read_texts(reader, &inside, list, &read);
    if (status || !list)
        return status;
    if (json_array_size(list) == 0)
        status =
            ttri_reader_fail(reader, TTR_E_RANGE, &inside,
                             "must name a region; leave it out for all", NULL);
    for (size_t i = 0; !status && i < json_array_size(list); i++) {
        struct ttri_place element = {&inside, NULL, i, NULL};
        status = ttri_read_region(reader, &element, read[i]);
    }
    if (status) {
        ttri_release(&reader->memory, read);
        return status;
    }
    *names = read;
    *count = (uint32_t)json_array_size(list);
    return TTR_OK;
}
