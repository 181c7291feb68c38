/* lib/insight: questions asked of a forecast or of a program, through their
 * public functions alone. It uses lib/base, and from lib/model only what a
 * date is; no equation may enter.
 *
 * csv.h: RFC 4180 text, row by row. Lines end with CRLF or LF, a byte order
 * mark is skipped, empty lines do not count. */
#ifndef TTRI_CSV_H
#define TTRI_CSV_H

#include "base/base.h"

#define TTRI_CSV_FIELDS 16

struct ttri_csv {
    char *at, *end;
    uint32_t line;
    const char *name;        /* what errors call the text */
    struct ttr_error *error; /* or NULL */
};

struct ttri_csv_row {
    char *field[TTRI_CSV_FIELDS]; /* in the text, decoded and terminated */
    uint32_t fields;              /* 0 at the end; may exceed the array */
    uint32_t line;                /* on which it starts */
};

/* Starts on `size` bytes that the rows will overwrite; one more byte belongs
 * to them. Fails with the place where the text is not UTF-8. */
ttr_status ttri_csv_start(struct ttri_csv *csv, char *bytes, size_t size,
                          const char *name, struct ttr_error *error);
ttr_status ttri_csv_next(struct ttri_csv *csv, struct ttri_csv_row *row);
/* Fails at a row: "name:line: <path> <rule> (got <value>)". */
ttr_status ttri_csv_fail(const struct ttri_csv *csv, uint32_t line,
                         ttr_status status, const char *path, const char *rule,
                         const char *value);

#endif
