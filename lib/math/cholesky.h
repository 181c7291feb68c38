/* cholesky.h: symmetric positive definite matrices. */
#ifndef TTRI_CHOLESKY_H
#define TTRI_CHOLESKY_H

#include <stdbool.h>
#include <stdint.h>

/* The lower triangle of the n x n matrix `a` becomes its Cholesky factor;
 * what is above stays. False if it is not positive definite. */
bool ttri_cholesky(uint32_t n, double *a);
/* x of a x = b, in place, from the factor. */
void ttri_cholesky_solve(uint32_t n, const double *factor, double *b);

#endif
