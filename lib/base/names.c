#include "base.h"

#include <string.h>

#define LONGEST_NAME 63
/* Addresses of three names and two slashes still fit. */
#define LONGEST_COMPARED 255

/* ---- map: open addressing, linear probing, never more than 3/4 full ---- */

struct ttri_map_slot {
    const char *key;
    uint32_t hash, value;
};

/* Up to eight bytes as one number, the same in every byte order. */
static uint64_t word_of(const char *bytes, size_t count)
{
    uint64_t word = 0;

    for (size_t i = 0; i < count; i++)
        word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    return word;
}

/* By the steps of FNV-1a, but eight bytes at a time. */
static uint32_t hash_of(const char *key)
{
    size_t size = strlen(key);
    uint64_t sum = UINT64_C(0xcbf29ce484222325) ^ size;

    for (; size >= 8; key += 8, size -= 8) {
        sum = (sum ^ word_of(key, 8)) * UINT64_C(0x9e3779b97f4a7c15);
        sum ^= sum >> 32;
    }
    sum = (sum ^ word_of(key, size)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(sum ^ (sum >> 32));
}

/* The slot that holds `key`, or the free one where it belongs. */
static struct ttri_map_slot *seek(const struct ttri_map *map, const char *key,
                                  uint32_t hash)
{
    struct ttri_map_slot *slots = map->slots;
    uint32_t mask = map->capacity - 1, i = hash & mask;

    while (slots[i].key != NULL &&
           (slots[i].hash != hash || strcmp(slots[i].key, key) != 0))
        i = (i + 1) & mask;
    return &slots[i];
}

/* For a key that the slots do not hold. */
static struct ttri_map_slot *free_slot(struct ttri_map_slot *slots,
                                       uint32_t capacity, uint32_t hash)
{
    uint32_t mask = capacity - 1, i = hash & mask;

    while (slots[i].key != NULL)
        i = (i + 1) & mask;
    return &slots[i];
}

static bool widen(const struct ttri_memory *memory, struct ttri_map *map)
{
    uint32_t capacity = map->capacity == 0 ? 16 : 2 * map->capacity;
    struct ttri_map_slot *slots;

    if (map->capacity > UINT32_MAX / 4)
        return false;
    slots = ttri_clear(memory, capacity, sizeof *slots);
    if (slots == NULL)
        return false;
    for (uint32_t i = 0; i < map->capacity; i++)
        if (map->slots[i].key != NULL)
            *free_slot(slots, capacity, map->slots[i].hash) = map->slots[i];
    ttri_release(memory, map->slots);
    map->slots = slots;
    map->capacity = capacity;
    return true;
}

void ttri_map_clear(const struct ttri_memory *memory, struct ttri_map *map)
{
    ttri_texts_clear(memory, &map->keys);
    ttri_release(memory, map->slots);
    *map = (struct ttri_map){0};
}

char *ttri_join(char *buffer, size_t size, const char *const *texts)
{
    size_t used = 0;

    for (; *texts != NULL; texts++) {
        size_t length = strlen(*texts), room = size - 1 - used;

        length = length < room ? length : room;
        memcpy(buffer + used, *texts, length);
        used += length;
    }
    buffer[used] = '\0';
    return buffer;
}

const char *ttri_map_key(const struct ttri_map *map, uint32_t slot)
{
    return map->slots[slot].key;
}

uint32_t ttri_map_find(const struct ttri_map *map, const char *key)
{
    const struct ttri_map_slot *slot;

    if (map->count == 0)
        return TTRI_NONE;
    slot = seek(map, key, hash_of(key));
    return slot->key == NULL ? TTRI_NONE : slot->value;
}

const char *ttri_map_put(const struct ttri_memory *memory, struct ttri_map *map,
                         const char *key, uint32_t value)
{
    uint32_t hash = hash_of(key);
    struct ttri_map_slot *slot;
    const char *copy;

    if (map->count >= map->capacity / 4 * 3 && !widen(memory, map))
        return NULL;
    slot = seek(map, key, hash);
    if (slot->key != NULL) {
        slot->value = value;
        return slot->key;
    }
    copy = ttri_texts_copy(memory, &map->keys, key);
    if (copy == NULL)
        return NULL;
    *slot = (struct ttri_map_slot){copy, hash, value};
    map->count++;
    return copy;
}

/* ---- the nearest name ---- */

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Damerau-Levenshtein in its restricted form: insertions, deletions,
 * substitutions, and swaps of neighbours. */
static unsigned distance(const char *a, size_t a_size, const char *b,
                         size_t b_size)
{
    unsigned rows[3][LONGEST_COMPARED + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];

    for (unsigned j = 0; j <= b_size; j++)
        row[j] = j;
    for (unsigned i = 1; i <= a_size; i++) {
        unsigned *recycled = before;

        before = above;
        above = row;
        row = recycled;
        row[0] = i;
        for (unsigned j = 1; j <= b_size; j++) {
            bool same = a[i - 1] == b[j - 1];

            row[j] = smaller(above[j], row[j - 1]) + 1;
            row[j] = smaller(row[j], above[j - 1] + (same ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
    }
    return row[b_size];
}

const char *ttri_nearest(const char *name, uint32_t count,
                         const char *(*candidate)(const void *context,
                                                  uint32_t index),
                         const void *context)
{
    size_t size = strlen(name);
    unsigned best = (unsigned)(size / 3 > 2 ? size / 3 : 2) + 1;
    const char *nearest = NULL;

    if (size > LONGEST_COMPARED)
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        const char *other = candidate(context, i);
        size_t other_size = other == NULL ? 0 : strlen(other);
        unsigned apart;

        if (other_size == 0 || other_size > LONGEST_COMPARED)
            continue;
        apart = distance(name, size, other, other_size);
        /* names that share nothing are not near, however short */
        if (apart < best && apart < (size > other_size ? size : other_size)) {
            best = apart;
            nearest = other;
        }
    }
    return nearest;
}

/* ---- characters and names ---- */

static bool continues(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Table 3-7 of the Unicode Standard: well-formed UTF-8. */
size_t ttri_character(const char *text)
{
    unsigned char a = (unsigned char)text[0];
    unsigned char b = a == 0 ? 0 : (unsigned char)text[1];

    if (a < 0x80)
        return 1;
    if (a < 0xC2 || a > 0xF4 || !continues(b))
        return 0;
    if (a < 0xE0)
        return 2;
    if (!continues((unsigned char)text[2]) || (a == 0xE0 && b < 0xA0) ||
        (a == 0xED && b > 0x9F))
        return 0;
    if (a < 0xF0)
        return 3;
    if (!continues((unsigned char)text[3]) || (a == 0xF0 && b < 0x90) ||
        (a == 0xF4 && b > 0x8F))
        return 0;
    return 4;
}

static bool allowed(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || strchr("_-. &", byte) != NULL;
}

static bool is_name(const char *name)
{
    size_t size = 0;

    while (name[size] != '\0') {
        size_t length = ttri_character(name + size);

        if (length == 0 || (length == 1 && !allowed(name[size])))
            return false;
        size += length;
        if (size > LONGEST_NAME)
            return false;
    }
    return size > 0 && name[0] != ' ' && name[size - 1] != ' ';
}

ttr_status ttri_check_name(struct ttr_error *error, const char *what,
                           const char *name)
{
    if (name == NULL)
        return ttri_fail(error, TTR_E_ARGUMENT, what, "must not be NULL", NULL);
    if (is_name(name))
        return TTR_OK;
    return ttri_fail(error, TTR_E_ARGUMENT, what,
                     "must be 1 to 63 bytes of letters, digits, "
                     "'_', '-', '.', ' ' (not at an end) and '&'",
                     *name == '\0' ? "\"\"" : name);
}
