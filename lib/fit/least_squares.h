/* least_squares.h: the least sum of squares of nonlinear functions, by
 * cminpack's lmder (MINPACK: J. J. More, B. S. Garbow, K. E. Hillstrom, User
 * guide for MINPACK-1, 1980). */
#ifndef TTRI_LEAST_SQUARES_H
#define TTRI_LEAST_SQUARES_H

#include "base/base.h"

struct ttri_least_squares {
    uint32_t residuals, unknowns; /* residuals >= unknowns >= 1 */
    void *context;
    /* False gives up. Residuals that are not finite refuse the step. */
    bool (*residual)(void *context, const double *x, double *residual);
    /* Residuals x unknowns, in rows. NULL: central differences. */
    bool (*jacobian)(void *context, const double *x, double *jacobian);
    bool scaled;          /* the unknowns are as large as they should be; else
                             their scale is found from the jacobian */
    double tolerance;     /* relative, of the sum's root and of the unknowns */
    uint32_t evaluations; /* at most */
};

enum ttri_least_squares_end {
    TTRI_LEAST_SQUARES_FOUND,
    TTRI_LEAST_SQUARES_STUCK,     /* no step does better, to the last digits */
    TTRI_LEAST_SQUARES_TIRED,     /* evaluations are used up */
    TTRI_LEAST_SQUARES_LEFT,      /* a function gave up */
    TTRI_LEAST_SQUARES_NOT_FINITE /* where it starts */
};

/* Was the library built with cminpack? */
bool ttri_has_least_squares(void);

/* From `x` to `x`. TTR_E_NO_MEMORY, or TTR_E_MISSING without cminpack. */
ttr_status ttri_least_squares(const struct ttri_memory *memory,
                              const struct ttri_least_squares *problem,
                              double *x, enum ttri_least_squares_end *end,
                              struct ttr_error *error);

#endif
