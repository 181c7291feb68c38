/* matrix.h: small dense square matrices, row by row. */
#ifndef TTRI_MATRIX_H
#define TTRI_MATRIX_H

#include <stdbool.h>
#include <stdint.h>

/* Sum of products, in eight parts: a fixed order that vectors can keep. */
double ttri_dot(uint32_t count, const double *a, const double *b);

/* Spectral radius of the n x n matrix `a`, by repeated squaring with scaling
 * (Gelfand's formula, |A^k|^(1/k) at k = 2^24: relative error below n * 1e-6,
 * never too small; infinite if `a` is not finite). Stops early, with a bound
 * from above, when that is below `enough` (0: never). `a` is overwritten by a
 * multiple of the last power; `work` has room for n * n numbers. */
double ttri_spectral_radius(uint32_t n, double *a, double *work, double enough);

/* Solves (I - a) x = b for m right-hand sides by elimination with pivots: `b`
 * is n x m and becomes x; `a` is overwritten. False if it is singular. */
bool ttri_solve_identity_minus(uint32_t n, double *a, uint32_t m, double *b);

#endif
