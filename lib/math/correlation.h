/* correlation.h: correlation matrices, row by row: their factors, and the
 * nearest one to a matrix that is none. */
#ifndef TTRI_CORRELATION_H
#define TTRI_CORRELATION_H

#include "base/base.h"

/* Cholesky's factor of a symmetric positive semidefinite matrix: `factor`
 * (n x n, lower triangular, its rows scaled to the matrix's diagonal) times its
 * transpose is the matrix. A column whose pivot is nothing but rounding becomes
 * 0. False if the matrix is not positive semidefinite; the factor is then
 * undefined. `factor` may be `matrix`. */
bool ttri_semidefinite_factor(uint32_t n, const double *matrix, double *factor);

/* Replaces a symmetric matrix by the nearest correlation matrix, which has
 * ones on the diagonal and no negative eigenvalue: alternating projections with
 * Dykstra's correction, to about 1e-9 in each entry. Source: N. Higham,
 * Computing the nearest correlation matrix: a problem from finance, IMA Journal
 * of Numerical Analysis 22 (2002). Beyond some 200 rows the number of steps is
 * limited (at least 10 are made), and the result is a correlation matrix that
 * is near. `work` has room for 3 n (n + 1) numbers. */
void ttri_nearest_correlation(uint32_t n, double *matrix, double *work);

#endif
