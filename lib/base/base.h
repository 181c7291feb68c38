/* lib/base: what every other folder stands on: memory, statuses, texts, names,
 * numbers in text, files. It uses the C library only; nothing about revenue may
 * enter. */
#ifndef TTRI_BASE_H
#define TTRI_BASE_H

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tiktokrev/status.h>
#include <tiktokrev/text.h>

#ifdef __FAST_MATH__
#error "libtiktokrev promises exact results: build it without -ffast-math"
#endif

#if defined(__GNUC__) || defined(__clang__)
#define TTRI_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define TTRI_PRINTF(text, first)
#endif

#define TTRI_COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define TTRI_NONE         UINT32_MAX

/* ---- memory ---- */

/* A host's memory functions, or malloc's; copied into each handle. */
struct ttri_memory {
    void *user;
    void *(*allocate)(void *user, size_t size);
    void *(*reallocate)(void *user, void *block, size_t size);
    void (*release)(void *user, void *block);
};

/* Takes over a host's allocator (NULL: malloc's); checks struct_size and that
 * no function is missing. */
ttr_status ttri_memory_init(struct ttri_memory *memory,
                            const struct ttr_allocator *allocator,
                            struct ttr_error *error);

/* All return NULL on failure; a size of 0 is taken as 1. `clear` gives zeroed
 * bytes and refuses count * size overflow. */
void *ttri_allocate(const struct ttri_memory *memory, size_t size);
void *ttri_clear(const struct ttri_memory *memory, size_t count, size_t size);
char *ttri_copy_text(const struct ttri_memory *memory, const char *text);

/* Copies of many texts in few blocks; they end together. */
struct ttri_texts {
    struct ttri_texts_block *last;
};

char *ttri_texts_copy(const struct ttri_memory *memory,
                      struct ttri_texts *texts, const char *text);
void ttri_texts_clear(const struct ttri_memory *memory,
                      struct ttri_texts *texts);
void ttri_release(const struct ttri_memory *memory, void *block);

/* Makes room for one more element in a growing array: doubles `*capacity`
 * when `count` has reached it. False on failure; the array stays valid. */
bool ttri_grow(const struct ttri_memory *memory, void *array_pointer,
               uint32_t count, uint32_t *capacity, size_t element_size);

/* ---- references ---- */

typedef atomic_uint_fast32_t ttri_references;
void ttri_reference(ttri_references *references);
/* True when the last reference went. */
bool ttri_unreference(ttri_references *references);

/* ---- errors ---- */

/* Fills `error` (may be NULL) and returns `status`. The message becomes
 * "<path> <rule> (got <value>)"; empty parts are left out. */
ttr_status ttri_fail(struct ttr_error *error, ttr_status status,
                     const char *path, const char *rule, const char *value);
/* The same with the value a number (%.17g shortened, locale-proof). */
ttr_status ttri_fail_number(struct ttr_error *error, ttr_status status,
                            const char *path, const char *rule, double value);
/* The same with a printf-style rule and no value. */
ttr_status ttri_failf(struct ttr_error *error, ttr_status status,
                      const char *path, const char *format, ...)
    TTRI_PRINTF(4, 5);
/* TTR_E_UNKNOWN: "<what> <name> is not known; did you mean <nearest>?";
 * `nearest` may be NULL. */
ttr_status ttri_fail_unknown(struct ttr_error *error, const char *what,
                             const char *name, const char *nearest);
/* "<path>: not enough memory". */
ttr_status ttri_no_memory(struct ttr_error *error, const char *path);
/* "<function>: <argument> must not be NULL". */
ttr_status ttri_null_argument(struct ttr_error *error, const char *function,
                              const char *argument);
/* Hands a kept error on to the caller's block (may be NULL). */
void ttri_error_copy(struct ttr_error *to, const struct ttr_error *from);
/* Puts the place in a document before the message: "name:line: message". */
void ttri_error_place(struct ttr_error *error, const char *name, uint32_t line,
                      uint32_t column);

/* Checks a caller's struct_size against the first version's size and ours:
 * smaller or larger than this library knows is TTR_E_STRUCT_SIZE. */
ttr_status ttri_check_size(struct ttr_error *error, const char *name,
                           uint32_t given, size_t minimum, size_t known);

/* ---- names ---- */

/* Map from text to index; keys are copied. */
struct ttri_map {
    struct ttri_map_slot *slots;
    uint32_t capacity, count;
    struct ttri_texts keys;
};

void ttri_map_clear(const struct ttri_memory *memory, struct ttri_map *map);
/* TTRI_NONE if absent. */
uint32_t ttri_map_find(const struct ttri_map *map, const char *key);
/* Adds or replaces; the map's own copy of the key, NULL when memory fails. */
const char *ttri_map_put(const struct ttri_memory *memory, struct ttri_map *map,
                         const char *key, uint32_t value);

/* Key in slot `slot` of `capacity`, or NULL if that is free: to walk a map. */
const char *ttri_map_key(const struct ttri_map *map, uint32_t slot);

/* The name among `count` candidates nearest to `name` by edit distance, or
 * NULL if none is near; `candidate(context, i)` gives the i-th. */
const char *ttri_nearest(const char *name, uint32_t count,
                         const char *(*candidate)(const void *context,
                                                  uint32_t index),
                         const void *context);

/* Bytes of the UTF-8 character at `text` (1 for the closing zero), or 0 if
 * there is no well-formed one. */
size_t ttri_character(const char *text);

/* Writes the texts one after another (up to a NULL), cut to fit and always
 * terminated: addresses are joined too often for snprintf(). Returns
 * `buffer`. */
char *ttri_join(char *buffer, size_t size, const char *const *texts);
#define TTRI_JOIN(buffer, ...)                                                 \
    ttri_join(buffer, sizeof(buffer), (const char *const[]){__VA_ARGS__, NULL})

/* A name: 1 to 63 bytes of letters, digits, '_', '-', '.', ' ', '&' and UTF-8
 * above ASCII; no '/', no space at an end. Else TTR_E_ARGUMENT that names
 * `what`. */
ttr_status ttri_check_name(struct ttr_error *error, const char *what,
                           const char *name);

/* ---- numbers in text, the same in every locale ---- */

/* Longest text of a double with its zero. */
#define TTRI_NUMBER_SIZE 32

/* Shortest of %.15g, %.16g, %.17g that reads back to the same double; `nan`,
 * `inf`, `-inf` otherwise. Returns the length. */
size_t ttri_format_number(double value, char text[TTRI_NUMBER_SIZE]);
/* For people: at most `digits` (1 to 17) significant digits. */
size_t ttri_format_digits(double value, int digits,
                          char text[TTRI_NUMBER_SIZE]);
/* Reads a decimal number [-+]digits[.digits][e[-+]digits] at `text`; returns
 * the first byte after it, or NULL if there is none there or it overflows. */
const char *ttri_parse_number(const char *text, double *value);
/* `count` decimal digits at `text`; -1 if they are not there. */
int32_t ttri_digits(const char *text, int count);

/* ---- growing text ---- */

/* Appends; the first failure sticks and is seen at the end. */
struct ttri_writer {
    const struct ttri_memory *memory;
    char *bytes;
    size_t size, capacity;
    bool failed;
};

void ttri_writer_init(struct ttri_writer *writer,
                      const struct ttri_memory *memory);
void ttri_write(struct ttri_writer *writer, const char *text);
void ttri_write_bytes(struct ttri_writer *writer, const char *bytes,
                      size_t size);
void ttri_write_number(struct ttri_writer *writer, double value);
void ttri_writef(struct ttri_writer *writer, const char *format, ...)
    TTRI_PRINTF(2, 3); /* %d %u %s %c only: no floating point */
/* A field of CSV (RFC 4180), quoted where it must be. */
void ttri_write_csv_field(struct ttri_writer *writer, const char *text);
/* The first fields of a row, up to NULL, with a comma behind each. */
void ttri_write_csv_fields(struct ttri_writer *writer, const char *const *text);
/* A string of JSON, and of Python; what is not UTF-8 becomes a question mark.
 */
void ttri_write_json_text(struct ttri_writer *writer, const char *text);
/* Hands the bytes over as a ttr_text; frees them on failure. */
ttr_status ttri_writer_finish(struct ttri_writer *writer, ttr_text **text,
                              struct ttr_error *error);
void ttri_writer_drop(struct ttri_writer *writer);

#endif
