/* correlation.h: correlation matrices, row by row: their factors, and the
 * nearest one to a matrix that is none. */
#ifndef TTRI_CORRELATION_H
#define TTRI_CORRELATION_H

#include "base/base.h"

/* Cholesky's factor of a symmetric positive semidefinite matrix: lower
 * triangular, `factor` times its transpose is the matrix, and the squares of a
 * row add up to its diagonal. A row that depends on those before it has no
 * column of its own. False if an eigenvalue is negative by more than rounding;
 * the factor is then undefined. `work` has room for n (n + 2) numbers. */
bool ttri_semidefinite_factor(uint32_t n, const double *matrix, double *factor,
                              double *work);

/* Replaces a symmetric matrix by the nearest correlation matrix, which has
 * ones on the diagonal and no negative eigenvalue: alternating projections with
 * Dykstra's correction, to about 1e-9 in each entry. Source: N. Higham,
 * Computing the nearest correlation matrix: a problem from finance, IMA Journal
 * of Numerical Analysis 22 (2002). Beyond some 200 rows the number of steps is
 * limited (at least 10 are made), and the result is a correlation matrix that
 * is near. `work` has room for 3 n (n + 1) numbers. */
void ttri_nearest_correlation(uint32_t n, double *matrix, double *work);

#endif
