/* Streams whose links run in loops, and what compiling says of them. */
#ifndef TTRI_LINK_LOOPS_H
#define TTRI_LINK_LOOPS_H

#include "platform.h"

static inline ttr_status compile(const struct platform *p,
                                 struct ttr_error *error)
{
    ttr_program *program = NULL;
    ttr_status status = ttr_combiner_compile(p->combiner, &program, error);

    ck_assert_int_eq(program != NULL, status == TTR_OK);
    ttr_program_unref(program);
    return status;
}

static inline void assert_stable(const struct platform *p)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(compile(p, &error), &error);
}

/* `loop`: radius and links, as the message gives them. */
static inline void assert_unstable(const struct platform *p, const char *loop)
{
    struct ttr_error error = ttri_unit_error();
    char message[256];

    snprintf(message, sizeof message,
             "links must have a spectral radius below 1: it is %s", loop);
    ttri_assert_fails(compile(p, &error), TTR_E_UNSTABLE, &error, message);
}

/* NULL: stable. */
static inline void assert_judged(const struct platform *p, const char *loop)
{
    if (loop == NULL)
        assert_stable(p);
    else
        assert_unstable(p, loop);
}

/* `radius` ends in "on the loop "; the loop may be told from either link. */
static inline void assert_unstable_pair(const struct platform *p,
                                        const char *radius, const char *one,
                                        const char *other)
{
    struct ttr_error error = ttri_unit_error();
    char loop[2][64];

    snprintf(loop[0], sizeof loop[0], "%s%s <- %s", radius, one, other);
    snprintf(loop[1], sizeof loop[1], "%s%s <- %s", radius, other, one);
    ck_assert_int_eq(compile(p, &error), TTR_E_UNSTABLE);
    ck_assert_msg(strstr(error.message, loop[0]) != NULL ||
                      strstr(error.message, loop[1]) != NULL,
                  "%s", error.message);
}

/* a -> b -> a */
static inline void begin_pair(struct platform *p, double there,
                              int32_t lag_there, double back, int32_t lag_back)
{
    platform_begin(p, TTR_QUARTER, 8);
    platform_stream(p, "a", 2);
    platform_stream(p, "b", 3);
    platform_link(p, "there", "a/revenue", "b/x", there, lag_there);
    platform_link(p, "back", "b/revenue", "a/x", back, lag_back);
}

#endif
