/* gradient.h: a gradient, for the files that make and read it. */
#ifndef TTRI_GRADIENT_H
#define TTRI_GRADIENT_H

#include <tiktokrev/gradient.h>

#include "engine/slope.h"

/* Equations of one kind. */
enum ttri_gradient_kind {
    TTRI_GRADIENT_CENTRAL,
    TTRI_GRADIENT_SHIFTS,
    TTRI_GRADIENT_DRAWS,
    TTRI_GRADIENT_KINDS
};

struct ttr_gradient {
    ttri_references references;
    struct ttri_memory memory;
    ttr_simulation *simulation;
    uint32_t *variable, variables;
    /* Each made by the first call that needs it. */
    _Atomic(struct ttri_slopes *) slopes[TTRI_GRADIENT_KINDS];
};

ttr_status ttri_gradient_slopes(const struct ttr_gradient *gradient,
                                enum ttri_gradient_kind kind,
                                const struct ttri_slopes **slopes,
                                struct ttr_error *error);
/* Refuses NULL, and the argument `name`, a table of `rows` for each variable,
 * times `columns`, that does not fit. */
ttr_status ttri_gradient_check(const char *function, const char *name,
                               const struct ttr_gradient *gradient,
                               const double *table, uint64_t rows,
                               uint64_t columns, size_t capacity,
                               struct ttr_error *error);

/* A run of paths with their slopes, at one desk. */
struct ttri_gradient_desk {
    struct ttri_desk fill; /* only what filling needs */
    struct ttri_slopes_desk desk;
};
bool ttri_gradient_desk_new(const struct ttri_run *run,
                            const struct ttri_slopes *slopes,
                            struct ttri_gradient_desk *desk);
void ttri_gradient_desk_free(const struct ttri_slopes *slopes,
                             struct ttri_gradient_desk *desk);
/* Draws and values of a block. */
void ttri_gradient_block(const struct ttri_run *run,
                         const struct ttri_slopes *slopes,
                         struct ttri_gradient_desk *desk, uint64_t block);

#endif
