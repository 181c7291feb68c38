/* lib/document: model documents (JSON) in and out, on the public interface of
 * the descriptions; saving alone looks into the handles. It uses lib/base,
 * lib/model, lib/streams and lib/combiner; no equation may enter.
 *
 * scan.h: one pass over a document's bytes before anything is parsed, so that
 * a huge, deep, cut or hostile text costs a few milliseconds and no memory;
 * and the way from a path to its place in the text. */
#ifndef TTRI_SCAN_H
#define TTRI_SCAN_H

#include "base/base.h"

#define TTRI_MAX_DEPTH  32
#define TTRI_MAX_VALUES 200000

struct ttri_json_fault {
    ttr_status status;
    const char *rule; /* static text */
    size_t offset;    /* of the byte that breaks it */
};

/* Checks limits and grammar (RFC 8259: UTF-8, no NUL, one object), and counts
 * the values. False with the fault filled in. */
bool ttri_json_scan(const char *bytes, size_t size, uint32_t *values,
                    struct ttri_json_fault *fault);

/* A step down from the parent: a key, or an index where the key is NULL. */
struct ttri_place {
    const struct ttri_place *parent; /* NULL: the document itself */
    const char *key;
    size_t index;
    const char *label; /* how people call an element: its name; or NULL */
};

/* `streams/advertising/drivers/ad_load`; an empty text for the document. */
void ttri_place_path(const struct ttri_place *place, char *path, size_t size);

/* Path of what stands at an offset; the text is valid up to there. */
void ttri_json_path_at(const char *bytes, size_t size, size_t offset,
                       char *path, size_t path_size);

/* Line and column, from 1; a column is a character. */
void ttri_json_position(const char *bytes, size_t offset, uint32_t *line,
                        uint32_t *column);

#endif
