/* From a path to its place in the text, and back. Only runs when there is an
 * error to report; the text is valid as far as it is read. */
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

/* ---- skipping ---- */

static size_t skip_space(const char *bytes, size_t size, size_t at)
{
    while (at < size && (bytes[at] == ' ' || bytes[at] == '\n' ||
                         bytes[at] == '\r' || bytes[at] == '\t'))
        at++;
    return at;
}

/* From an opening quote to behind the closing one. */
static size_t skip_text(const char *bytes, size_t size, size_t at)
{
    for (at++; at < size && bytes[at] != '"'; at++)
        if (bytes[at] == '\\')
            at++;
    return at < size ? at + 1 : size;
}

static size_t skip_value(const char *bytes, size_t size, size_t at)
{
    uint32_t depth = 0;
    while (at < size) {
        char byte = bytes[at];
        if (byte == '"') {
            at = skip_text(bytes, size, at);
        } else if (byte == '{' || byte == '[') {
            depth++;
            at++;
        } else if (depth == 0 && (byte == ',' || byte == '}' || byte == ']')) {
            return at;
        } else {
            depth -= byte == '}' || byte == ']';
            at++;
        }
        if (depth == 0 && at < size && strchr("\"}]", bytes[at - 1]))
            return at;
    }
    return size;
}

/* ---- keys ---- */

static uint32_t hexadecimal(const char *text)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t byte = (unsigned char)text[i];
        code =
            code * 16 + (byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10);
    }
    return code;
}

static size_t encode(uint32_t code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* The character at `*at` of a text, decoded into `out`; its length. */
static size_t decode(const char *bytes, size_t *at, char out[4])
{
    static const char plain[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (bytes[*at] != '\\') {
        out[0] = bytes[(*at)++];
        return 1;
    }
    char kind = bytes[*at + 1];
    if (kind != 'u') {
        out[0] = meant[strchr(plain, kind) - plain];
        *at += 2;
        return 1;
    }
    uint32_t code = hexadecimal(bytes + *at + 2);
    *at += 6;
    if (code >= 0xd800 && code <= 0xdbff) {
        code = 0x10000 + ((code & 0x3ff) << 10) +
               (hexadecimal(bytes + *at + 2) & 0x3ff);
        *at += 6;
    }
    return encode(code, out);
}

/* Does the text whose opening quote is at `at` say `key`? */
static bool says(const char *bytes, size_t at, const char *key)
{
    size_t length = strlen(key), used = 0;
    at++;
    while (bytes[at] != '"') {
        char character[4];
        size_t count = decode(bytes, &at, character);
        if (count > length - used || memcmp(character, key + used, count))
            return false;
        used += count;
    }
    return used == length;
}

/* ---- walking down ---- */

struct spot {
    size_t key, value; /* offsets; equal for an element */
};

/* One step down from the container at `at`. */
static bool step(const char *bytes, size_t size, size_t at,
                 const struct ttri_place *place, struct spot *spot)
{
    if (bytes[at] != (place->key ? '{' : '['))
        return false;
    at = skip_space(bytes, size, at + 1);
    for (size_t index = 0; at < size && !strchr("}]", bytes[at]); index++) {
        spot->key = spot->value = at;
        if (place->key) {
            at = skip_space(bytes, size, skip_text(bytes, size, at));
            spot->value = at = skip_space(bytes, size, at + 1);
        }
        if (place->key ? says(bytes, spot->key, place->key)
                       : index == place->index)
            return true;
        at = skip_space(bytes, size, skip_value(bytes, size, at));
        if (at < size && bytes[at] == ',')
            at = skip_space(bytes, size, at + 1);
    }
    return false;
}

static struct spot descend(const char *bytes, size_t size,
                           const struct ttri_place *place, bool *found)
{
    struct spot spot = {0, 0};
    if (!place || !place->parent) {
        spot.key = spot.value = skip_space(bytes, size, 0);
        *found = true;
        return spot;
    }
    struct spot above = descend(bytes, size, place->parent, found);
    if (*found)
        *found = step(bytes, size, above.value, place, &spot);
    return *found ? spot : above;
}

size_t ttri_json_find(const char *bytes, size_t size,
                      const struct ttri_place *place, bool at_key)
{
    bool found;
    struct spot spot = descend(bytes, size, place, &found);
    return at_key ? spot.key : spot.value;
}

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
            if (after > offset)
                break;
            walk_text(&walk, (struct span){bytes + at + 1, after - at - 2});
            at = after;
        } else {
            walk_mark(&walk, bytes[at++]);
        }
    }
    write_walk(&walk, path, path_size);
}
