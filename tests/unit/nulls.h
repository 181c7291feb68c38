/* Calls with NULL in the place of an argument: each is kept by its text. */
#ifndef TTRI_NULLS_H
#define TTRI_NULLS_H

#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#define MOST_CALLS 512

static const char *called[MOST_CALLS]; /* texts of the calls that were tried */
static int calls;

static inline void keep(const char *call)
{
    ck_assert_int_lt(calls, MOST_CALLS);
    called[calls++] = call;
}

static inline void refused(ttr_status status, const struct ttr_error *error,
                           const char *call)
{
    keep(call);
    ck_assert_msg(status == TTR_E_ARGUMENT, "%s: %s", call,
                  ttr_status_name(status));
    if (error == NULL)
        return;
    ck_assert_int_eq(error->status, TTR_E_ARGUMENT);
    ck_assert_msg(strstr(error->message, "must") != NULL, "%s: %s", call,
                  error->message);
}

/* `e` is the error block of the pass, or NULL. */
#define REFUSES(call)                                                          \
    do {                                                                       \
        if (e != NULL)                                                         \
            ttr_error_init(e, sizeof *e);                                      \
        refused((call), e, #call);                                             \
    } while (0)

#define IS(call, expected)                                                     \
    do {                                                                       \
        keep(#call);                                                           \
        ck_assert_msg((call) == (expected), "%s", #call);                      \
    } while (0)

#define DOES_NOTHING(call)                                                     \
    do {                                                                       \
        keep(#call);                                                           \
        (void)(call);                                                          \
    } while (0)

#endif
