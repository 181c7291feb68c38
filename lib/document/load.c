/* Loading: limits and grammar first, then the tree, then the handles. */
#include <tiktokrev/document.h>

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "document/load.h"

/* ---- text to tree ---- */

static void place_error(struct ttri_reader *reader, size_t offset)
{
    uint32_t line, column;
    ttri_json_position(reader->bytes, offset, &line, &column);
    ttri_error_place(reader->error, reader->name, line, column);
}

static ttr_status fail_at(struct ttri_reader *reader, size_t offset,
                          ttr_status status, const char *rule)
{
    char path[256];
    if (!reader->error)
        return status;
    ttri_json_path_at(reader->bytes, reader->size, offset, path, sizeof path);
    ttri_fail(reader->error, status, path[0] ? path : "document", rule, NULL);
    place_error(reader, offset);
    return status;
}

static ttr_status report(struct ttri_reader *reader,
                         const struct ttri_json_fault *fault)
{
    if (fault->status == TTR_E_NO_MEMORY)
        return ttri_reader_no_memory(reader);
    return fail_at(reader, fault->offset, fault->status, fault->rule);
}

static ttr_status parse(struct ttri_reader *reader, struct ttri_node **root)
{
    struct ttri_json_fault fault;
    uint32_t values;
    if (ttri_json_scan(reader->bytes, reader->size, &values, &fault) &&
        ttri_tree_build(&reader->memory, reader->bytes, reader->size, values,
                        root, &fault))
        return TTR_OK;
    return report(reader, &fault);
}

/* ---- the document's own members ---- */

static ttr_status check_version(struct ttri_reader *reader,
                                const struct ttri_place *place,
                                const struct ttri_node *root)
{
    struct ttri_place inside = {place, "tiktokrev", 0, NULL};
    const struct ttri_node *version = ttri_node_get(root, "tiktokrev");
    if (!ttri_node_is(version, TTRI_JSON_NUMBER))
        return TTR_OK; /* the form says what is wrong */
    double number = ttri_node_number(version);
    if (number >= 1 && number <= 1)
        return TTR_OK;
    return ttri_reader_refuse(reader, TTR_E_VERSION, &inside,
                              "must be 1, the format that this library reads",
                              version);
}

/* `2024-07` */
static bool parse_month(const char *text, struct ttr_calendar *calendar)
{
    if (strlen(text) != 7 || text[4] != '-')
        return false;
    for (int i = 0; i < 7; i++)
        if (i != 4 && (text[i] < '0' || text[i] > '9'))
            return false;
    calendar->start_year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 +
                           (text[2] - '0') * 10 + (text[3] - '0');
    calendar->start_month = (text[5] - '0') * 10 + (text[6] - '0');
    return calendar->start_month >= 1 && calendar->start_month <= 12;
}

static ttr_status load_start(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *json,
                             struct ttr_calendar *calendar)
{
    struct ttri_place inside = {place, "start", 0, NULL};
    const struct ttri_node *start = ttri_node_get(json, "start");
    if (parse_month(ttri_node_text(start), calendar))
        return TTR_OK;
    return ttri_reader_refuse(reader, TTR_E_RANGE, &inside,
                              "must be a month, as 2024-07", start);
}

static ttr_status load_calendar(struct ttri_reader *reader,
                                const struct ttri_place *root_place,
                                const struct ttri_node *root,
                                struct ttr_calendar *calendar)
{
    static const char *const names[] = {"month", "quarter", "year"};
    static const int32_t months[] = {TTR_MONTH, TTR_QUARTER, TTR_YEAR};
    struct ttri_place place = {root_place, "calendar", 0, NULL};
    const struct ttri_node *json = ttri_node_get(root, "calendar");
    int32_t frequency = 0;
    ttr_status status =
        ttri_read_form(reader, &place, json, &ttri_calendar_form);
    if (!status)
        status = load_start(reader, &place, json, calendar);
    if (!status)
        status = ttri_read_choice(reader, &place, json, "frequency", names,
                                  TTRI_COUNT(names), &frequency);
    calendar->period_months = months[frequency];
    if (!status)
        status = ttri_read_whole(reader, &place, json, "periods",
                                 &calendar->periods);
    if (!status)
        status = ttri_read_whole(reader, &place, json, "fiscal_start",
                                 &calendar->fiscal_start);
    if (!status)
        status =
            ttri_read_date(reader, &place, json, "as_of", &calendar->as_of);
    if (!status)
        status = ttri_read_whole(reader, root_place, root,
                                 "constant_currency_period",
                                 &calendar->constant_currency_period);
    return status;
}

static ttr_status new_combiner(struct ttri_reader *reader,
                               const struct ttri_place *place,
                               const struct ttri_node *root)
{
    struct ttr_calendar calendar;
    struct ttri_place inside = {place, "calendar", 0, NULL};
    ttr_calendar_init(&calendar, sizeof calendar);
    ttr_status status = load_calendar(reader, place, root, &calendar);
    if (status)
        return status;
    status = ttr_combiner_new(reader->allocator, &calendar, reader->currency,
                              &reader->combiner, reader->error);
    if (status)
        return ttri_reader_relay(reader, status, &inside,
                                 ttri_node_get(root, "calendar"));
    status = ttr_combiner_set_title(
        reader->combiner, ttri_member_text(root, "name", NULL),
        ttri_member_text(root, "notes", NULL), reader->error);
    return ttri_reader_relay(reader, status, place, root);
}

static ttr_status load_regions(struct ttri_reader *reader,
                               const struct ttri_place *place)
{
    struct ttri_place inside = {place, "regions", 0, NULL};
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(reader->regions); i++) {
        struct ttri_place element = ttri_element(&inside, reader->regions, i);
        const struct ttri_node *json = ttri_node_at(reader->regions, i);
        status = ttri_read_form(reader, &element, json, &ttri_region_form);
        if (!status)
            status = ttri_reader_relay(
                reader,
                ttr_combiner_add_region(
                    reader->combiner, ttri_member_text(json, "name", NULL),
                    ttri_member_text(json, "currency", reader->currency),
                    reader->error),
                &element, json);
    }
    return status;
}

static ttr_status load_parts(struct ttri_reader *reader,
                             const struct ttri_place *place,
                             const struct ttri_node *root)
{
    struct ttri_place environment_place = {place, "environment", 0, NULL};
    struct ttri_place audience_place = {place, "audience", 0, NULL};
    const struct ttri_node *environment = ttri_node_get(root, "environment");
    const struct ttri_node *audience = ttri_node_get(root, "audience");
    ttr_status status = load_regions(reader, place);
    if (!status && environment)
        status = ttri_load_environment(reader, &environment_place, environment);
    if (!status && audience)
        status = ttri_load_audience(reader, &audience_place, audience);
    if (!status)
        status = ttri_load_streams(reader, place, root);
    if (!status)
        status = ttri_load_connections(reader, place, root);
    return status;
}

static ttr_status load_root(struct ttri_reader *reader,
                            const struct ttri_node *root)
{
    struct ttri_place place = {NULL, NULL, 0, NULL};
    ttr_status status = check_version(reader, &place, root);
    if (!status)
        status = ttri_read_form(reader, &place, root, &ttri_document_form);
    if (status)
        return status;
    reader->regions = ttri_node_get(root, "regions");
    reader->currency = ttri_member_text(root, "currency", NULL);
    status = new_combiner(reader, &place, root);
    return status ? status : load_parts(reader, &place, root);
}

/* ---- public ---- */

static ttr_status load(struct ttri_reader *reader, ttr_combiner **combiner)
{
    struct ttri_node *root = NULL;
    if (reader->size >= 3 && memcmp(reader->bytes, "\xef\xbb\xbf", 3) == 0) {
        reader->bytes += 3; /* a byte order mark, as some editors write it */
        reader->size -= 3;
    }
    ttr_status status = parse(reader, &root);
    reader->root = root;
    if (!status)
        status = load_root(reader, root);
    ttri_release(&reader->memory, root);
    if (status) {
        ttr_combiner_unref(reader->combiner);
        return status;
    }
    *combiner = reader->combiner;
    return TTR_OK;
}

static ttr_status check_size(const struct ttri_reader *reader)
{
    if (reader->size <= TTR_MAX_DOCUMENT)
        return TTR_OK;
    ttri_fail_number(reader->error, TTR_E_LIMIT, "document",
                     "must be at most 8388608 bytes long",
                     (double)reader->size);
    ttri_error_place(reader->error, reader->name, 0, 0);
    return TTR_E_LIMIT;
}

ttr_status ttr_document_load(const struct ttr_allocator *allocator,
                             const char *bytes, size_t size, const char *name,
                             ttr_combiner **combiner, struct ttr_error *error)
{
    struct ttri_reader reader = {.name = name ? name : "document",
                                 .bytes = bytes,
                                 .size = size,
                                 .allocator = allocator,
                                 .error = error};
    if (!bytes || !combiner)
        return ttri_null_argument(error, "ttr_document_load",
                                  bytes ? "combiner" : "bytes");
    ttr_status status = ttri_memory_init(&reader.memory, allocator, error);
    if (!status)
        status = check_size(&reader);
    return status ? status : load(&reader, combiner);
}

ttr_status ttr_document_open(const struct ttr_allocator *allocator,
                             const char *path, ttr_combiner **combiner,
                             struct ttr_error *error)
{
    struct ttri_memory memory;
    char *bytes = NULL;
    size_t size = 0;
    if (!path || !combiner)
        return ttri_null_argument(error, "ttr_document_open",
                                  path ? "combiner" : "path");
    ttr_status status = ttri_memory_init(&memory, allocator, error);
    if (!status)
        status = ttri_read_file(&memory, path, TTR_MAX_DOCUMENT, &bytes, &size,
                                error);
    if (status)
        return status;
    status = ttr_document_load(allocator, bytes, size, path, combiner, error);
    ttri_release(&memory, bytes);
    return status;
}
