/* Errors with their place in the text. */
#include <stdio.h>
#include <string.h>

#include "document/reader.h"

#define PATH_SIZE 256

/* Does a public function's path say where, e.g. `advertising/US/ad_load`? A
 * driver that no component has yet does not. */
static bool is_address(const char *path)
{
    return strchr(path, '/') && strncmp(path, "driver/", 7) != 0;
}

static void add_place(struct ttri_reader *reader,
                      const struct ttri_place *place, bool at_key)
{
    const struct ttri_node *node = ttri_tree_find(reader->root, place);
    uint32_t line, column;
    ttri_json_position(reader->bytes, at_key ? node->key_offset : node->offset,
                       &line, &column);
    ttri_error_place(reader->error, reader->name, line, column);
}

static void path_of(const struct ttri_place *place, char path[PATH_SIZE])
{
    ttri_place_path(place, path, PATH_SIZE);
    if (!path[0])
        snprintf(path, PATH_SIZE, "document");
}

ttr_status ttri_reader_fail(struct ttri_reader *reader, ttr_status status,
                            const struct ttri_place *place, const char *rule,
                            const char *value)
{
    char path[PATH_SIZE];
    if (!reader->error)
        return status;
    path_of(place, path);
    ttri_fail(reader->error, status, path, rule, value);
    add_place(reader, place, status == TTR_E_UNKNOWN && !value);
    return status;
}

static void describe(const struct ttri_node *json, char *text, size_t size)
{
    const char *word = "null";
    if (ttri_node_is(json, TTRI_JSON_TEXT)) {
        snprintf(text, size, "\"%s\"", json->text);
        return;
    }
    if (ttri_node_is(json, TTRI_JSON_NUMBER)) {
        ttri_format_number(json->number, text);
        return;
    }
    if (ttri_node_is(json, TTRI_JSON_OBJECT))
        word = "an object";
    else if (ttri_node_is(json, TTRI_JSON_LIST))
        word = "a list";
    else if (ttri_node_is(json, TTRI_JSON_BOOLEAN))
        word = json->number > 0 ? "true" : "false";
    snprintf(text, size, "%s", word);
}

ttr_status ttri_reader_refuse(struct ttri_reader *reader, ttr_status status,
                              const struct ttri_place *place, const char *rule,
                              const struct ttri_node *json)
{
    char value[96];
    describe(json, value, sizeof value);
    return ttri_reader_fail(reader, status, place, rule, value);
}

ttr_status ttri_reader_no_memory(struct ttri_reader *reader)
{
    return ttri_no_memory(reader->error, reader->name);
}

/* Without what it is: `driver advertising/ad_lod is not known`. */
static const char *address_of(const char *path)
{
    static const char *const words[] = {"driver ", "option ", "choice "};
    for (uint32_t i = 0; i < TTRI_COUNT(words); i++)
        if (strncmp(path, words[i], strlen(words[i])) == 0)
            return path + strlen(words[i]);
    return path;
}

/* Puts the document's path where the function's own was. */
static void replace_path(struct ttr_error *error, const char *path)
{
    struct ttr_error before = *error;
    size_t length = strlen(before.path);
    if (strncmp(before.message, before.path, length) != 0)
        length = 0;
    const char *rest = before.message + length;
    rest += strspn(rest, ": ");
    ttri_fail(error, before.status, path, rest, NULL);
    memcpy(error->rule, before.rule, sizeof error->rule);
    memcpy(error->value, before.value, sizeof error->value);
    const char *address = address_of(before.path);
    if (is_address(address))
        memcpy(error->path, address, strlen(address) + 1);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* ---- narrowing a place ---- */

/* Member names of the public structs that documents call otherwise. */
static const char *document_key(const struct ttri_node *json, const char *key)
{
    static const char *const other[][2] = {
        {"target", "scope"}, {"target", "driver"}, {"duration_days", "days"}};
    if (ttri_node_get(json, key))
        return key;
    for (uint32_t i = 0; i < TTRI_COUNT(other); i++)
        if (strcmp(other[i][0], key) == 0 && ttri_node_get(json, other[i][1]))
            return other[i][1];
    return NULL;
}

/* From a place to the member that `name` names, at most one level further
 * down; returns the number of steps, which are kept in `inside`. */
static uint32_t narrow(const struct ttri_place *place,
                       const struct ttri_node *json, const char *name,
                       struct ttri_place inside[2])
{
    const char *key = document_key(json, name);
    if (key) {
        inside[0] = (struct ttri_place){place, key, 0, NULL};
        return 1;
    }
    for (size_t i = 0; i < ttri_node_count(json); i++) {
        const struct ttri_node *member = ttri_node_at(json, i);
        key = document_key(member, name);
        if (!key)
            continue;
        inside[0] = (struct ttri_place){place, member->key, 0, NULL};
        inside[1] = (struct ttri_place){&inside[0], key, 0, NULL};
        return 2;
    }
    return 0;
}

ttr_status ttri_reader_relay(struct ttri_reader *reader, ttr_status status,
                             const struct ttri_place *place,
                             const struct ttri_node *json)
{
    struct ttr_error *error = reader->error;
    char path[PATH_SIZE], key[sizeof error->path];
    struct ttri_place inside[2];
    if (status == TTR_OK || !error || error->struct_size < sizeof *error)
        return status;
    if (status == TTR_E_NO_MEMORY)
        return ttri_reader_no_memory(reader);
    snprintf(key, sizeof key, "%s", last_part(error->path));
    uint32_t steps = narrow(place, json, key, inside);
    if (steps)
        place = &inside[steps - 1];
    path_of(place, path);
    uint32_t column = error->column; /* of a formula */
    replace_path(error, path);
    add_place(reader, place, status == TTR_E_UNKNOWN && !column);
    error->column += column;
    return status;
}
