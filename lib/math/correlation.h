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

/* Numbers per row in the scratch of ttri_nearest_correlation(), beside n. */
#define TTRI_NEAREST_ROWS 30

/* Replaces a symmetric matrix by the nearest correlation matrix, which has
 * ones on the diagonal and no negative eigenvalue, to about 1e-9 in each entry.
 * Sources: N. Higham, Computing the nearest correlation matrix: a problem from
 * finance, IMA Journal of Numerical Analysis 22 (2002), for alternating
 * projections; J. Malick, A dual approach to semidefinite least-squares
 * problems, SIAM Journal on Matrix Analysis and Applications 26 (2004), for
 * what they minimise; N. Higham, N. Strabic, Anderson acceleration of the
 * alternating projections method, Numerical Algorithms 72 (2016). Some 30 steps
 * of about 10 n^3 multiplications; after 200, which nothing has been seen to
 * need, what is near. `work` has room for n (n + TTRI_NEAREST_ROWS) numbers.
 * False if numbers are not finite; the matrix is then as it was. */
bool ttri_nearest_correlation(uint32_t n, double *matrix, double *work);

#endif
