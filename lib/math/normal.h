/* lib/math: numbers without meaning: elementary and special functions, laws,
 * small linear algebra. It uses lib/base and the C library; nothing about
 * programs or revenue may enter.
 *
 * normal.h: the standard normal law. */
#ifndef TTRI_NORMAL_H
#define TTRI_NORMAL_H

/* Quantile of the standard normal law, relative error below 1e-15 over
 * (0, 1); p is clamped to [1e-300, 1 - 2^-53]. Source: M. Wichura, Algorithm
 * AS 241 (PPND16), Applied Statistics 37 (1988). */
double ttri_normal_quantile(double p);

/* Distribution function of the standard normal law: the mass below z. Error
 * below 8 units of the last place wherever the result is not subnormal, so
 * that the mass above, of -z, has all its digits too. The same bits everywhere.
 * Source: W. J. Cody, Algorithm 715: SPECFUN (ANORM), ACM Transactions on
 * Mathematical Software 19 (1993). */
double ttri_normal_probability(double z);

#endif
