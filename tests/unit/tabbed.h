/* Tables of tests/data whose lines are texts, then numbers, between tabs. */
#ifndef TTRI_TABBED_H
#define TTRI_TABBED_H

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

#define TABBED_TEXTS   4
#define TABBED_NUMBERS 512

struct tabbed {
    char line[16384];
    const char *text[TABBED_TEXTS];
    double number[TABBED_NUMBERS];
    uint32_t numbers;
};

/* False at the end. Of `texts` texts; all else is numbers. */
static inline bool tabbed_read(FILE *file, uint32_t texts, struct tabbed *row)
{
    char *at = row->line;

    if (fgets(row->line, sizeof row->line, file) == NULL)
        return false;
    at[strcspn(at, "\n")] = '\0';
    for (uint32_t i = 0; i < texts; i++) {
        row->text[i] = at;
        at = strchr(at, '\t');
        ck_assert_ptr_nonnull(at);
        *at++ = '\0';
    }
    for (row->numbers = 0; *at != '\0'; row->numbers++) {
        const char *end;

        ck_assert_uint_lt(row->numbers, TABBED_NUMBERS);
        end = ttri_parse_number(at, &row->number[row->numbers]);
        ck_assert_msg(end != NULL && (*end == '\t' || *end == '\0'),
                      "%s is no number", at);
        at += end - at + (*end == '\t');
    }
    return true;
}

/* `got` is the expected number to a relative tolerance, written as text. */
static inline void tabbed_near(const char *tolerance, double got,
                               double expected, const char *what)
{
    double relative = 0;

    ck_assert_ptr_nonnull(ttri_parse_number(tolerance, &relative));
    ck_assert_msg(fabs(got - expected) <= relative * fabs(expected),
                  "%s: %.17g instead of %.17g", what, got, expected);
}

#endif
