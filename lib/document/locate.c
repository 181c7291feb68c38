/* Paths and positions. Runs only when there is an error to report; the text is
 * valid as far as it is read. */
#include <stdio.h>
#include <string.h>

#include "document/scan.h"

/* ---- the path as text ---- */

static size_t append(char *path, size_t size, size_t used, const char *text,
                     size_t length)
{
    if (used && used + 1 < size)
        path[used++] = '/';
    if (length > size - 1 - used)
        length = size - 1 - used;
    memcpy(path + used, text, length);
    path[used + length] = '\0';
    return used + length;
}

static size_t append_index(char *path, size_t size, size_t used, size_t index)
{
    char number[24];
    snprintf(number, sizeof number, "%zu", index);
    return append(path, size, used, number, strlen(number));
}

static size_t write_place(const struct ttri_place *place, char *path,
                          size_t size)
{
    if (!place || !place->parent)
        return 0;
    size_t used = write_place(place->parent, path, size);
    const char *text = place->key ? place->key : place->label;
    if (!text)
        return append_index(path, size, used, place->index);
    return append(path, size, used, text, strlen(text));
}

void ttri_place_path(const struct ttri_place *place, char *path, size_t size)
{
    path[0] = '\0';
    write_place(place, path, size);
}

/* ---- position ---- */

void ttri_json_position(const char *bytes, size_t offset, uint32_t *line,
                        uint32_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (bytes[i] == '\n') {
            (*line)++;
            *column = 1;
        } else {
            *column += (bytes[i] & 0xc0) != 0x80;
        }
    }
}

/* ---- from an offset to a path ---- */

/* From an opening quote to behind the closing one. */
static size_t skip_text(const char *bytes, size_t size, size_t at)
{
    for (at++; at < size && bytes[at] != '"'; at++)
        if (bytes[at] == '\\')
            at++;
    return at < size ? at + 1 : size;
}

struct span {
    const char *text;
    size_t length;
};

struct level {
    bool object, wants_key;
    struct span key;  /* of an object's present member */
    struct span name; /* of a list's present element, once it is read */
    size_t index;
};

struct walk {
    struct level level[TTRI_MAX_DEPTH + 1];
    uint32_t depth;
};

static void walk_text(struct walk *walk, struct span text)
{
    struct level *level = &walk->level[walk->depth];
    if (level->object && level->wants_key) {
        level->key = text;
        level->wants_key = false;
    } else if (level->object && level->key.length == 4 &&
               memcmp(level->key.text, "name", 4) == 0) {
        walk->level[walk->depth - 1].name = text;
    }
}

static void walk_mark(struct walk *walk, char byte)
{
    struct level *level = &walk->level[walk->depth];
    if ((byte == '{' || byte == '[') && walk->depth < TTRI_MAX_DEPTH) {
        *++level = (struct level){.object = byte == '{'};
        level->wants_key = level->object;
        walk->depth++;
    } else if ((byte == '}' || byte == ']') && walk->depth) {
        walk->depth--;
    } else if (byte == ',') {
        level->index++;
        level->wants_key = level->object;
        level->key = level->name = (struct span){0};
    }
}

static void write_walk(const struct walk *walk, char *path, size_t size)
{
    size_t used = 0;
    path[0] = '\0';
    for (uint32_t i = 1; i <= walk->depth; i++) {
        const struct level *level = &walk->level[i];
        struct span text = level->object ? level->key : level->name;
        if (text.text)
            used = append(path, size, used, text.text, text.length);
        else if (!level->object)
            used = append_index(path, size, used, level->index);
    }
}

void ttri_json_path_at(const char *bytes, size_t size, size_t offset,
                       char *path, size_t path_size)
{
    struct walk walk = {.depth = 0};
    for (size_t at = 0; at < offset;) {
        if (bytes[at] == '"') {
            size_t after = skip_text(bytes, size, at);
            if (after > offset || after < at + 2 || bytes[after - 1] != '"')
                break; /* the text ends, or the offset lies, inside it */
            walk_text(&walk, (struct span){bytes + at + 1, after - at - 2});
            at = after;
        } else {
            walk_mark(&walk, bytes[at++]);
        }
    }
    write_walk(&walk, path, path_size);
}
