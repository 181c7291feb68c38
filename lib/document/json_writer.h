/* json_writer.h: JSON as a person would lay it out: two spaces, and on one
 * line what fits on one line. */
#ifndef TTRI_JSON_WRITER_H
#define TTRI_JSON_WRITER_H

#include "document/tree.h"

struct ttri_json_level {
    size_t start; /* offset of the bracket */
    char close;
    uint32_t count;
    bool numbers;    /* nothing but numbers in it */
    const char *key; /* of a container of named things, else NULL */
};

struct ttri_json_writer {
    struct ttri_writer text;
    struct ttri_json_level level[TTRI_MAX_DEPTH];
    uint32_t depth;
    const char *bad_text; /* the first that is no UTF-8, or NULL */
    const char *crowded; /* the first key with too many named things, or NULL */
};

void ttri_json_start(struct ttri_json_writer *writer,
                     const struct ttri_memory *memory);

/* `key` is NULL in a list. */
void ttri_json_open(struct ttri_json_writer *writer, const char *key,
                    char bracket); /* '{' or '[' */
/* The same for named things: there may be TTRI_MAX_NAMED. */
void ttri_json_open_named(struct ttri_json_writer *writer, const char *key,
                          char bracket);
void ttri_json_close(struct ttri_json_writer *writer);
void ttri_json_number(struct ttri_json_writer *writer, const char *key,
                      double number);
void ttri_json_text(struct ttri_json_writer *writer, const char *key,
                    const char *text);
/* Nothing for NULL and the empty text. */
void ttri_json_text_if(struct ttri_json_writer *writer, const char *key,
                       const char *text);
void ttri_json_truth(struct ttri_json_writer *writer, const char *key,
                     bool truth);
void ttri_json_numbers(struct ttri_json_writer *writer, const char *key,
                       const double *numbers, size_t count);
/* `2024-06-30`; nothing for 0. */
void ttri_json_date_if(struct ttri_json_writer *writer, const char *key,
                       int32_t date);

#endif
