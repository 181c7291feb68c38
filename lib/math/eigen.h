/* eigen.h: eigenvalues and eigenvectors of a symmetric matrix. */
#ifndef TTRI_EIGEN_H
#define TTRI_EIGEN_H

#include <stdbool.h>
#include <stdint.h>

/* The n x n symmetric matrix `a` (its lower triangle is read) is overwritten:
 * row i becomes the eigenvector of `value[i]`, of length 1. In no order.
 * `work` has room for n numbers. Householder's reduction and implicit QL: J.
 * H. Wilkinson, C. Reinsch, Handbook for Automatic Computation II: Linear
 * Algebra (1971), tred2 and tql2. False if it does not converge, which needs
 * a number that is not finite. */
bool ttri_symmetric_eigen(uint32_t n, double *a, double *value, double *work);

#endif
