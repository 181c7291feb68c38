/* special.h: log-gamma and the regularised incomplete gamma and beta
 * functions, for the medians of laws and the survival of cohorts. The C
 * library's lgamma() writes a global sign, so threads could not share it. */
#ifndef TTRI_SPECIAL_H
#define TTRI_SPECIAL_H

/* ln Gamma(x) for x > 0; error below 1e-14 (1 + the result). */
double ttri_log_gamma(double x);

/* Shapes up to 1e6: error below 1e-11, and below 1e-13 for shapes up
 * to 100. `lower` P(shape, x) and `upper` Q(shape, x) = 1 - P. */
void ttri_incomplete_gamma(double shape, double x, double *lower,
                           double *upper);

/* I_x(a, b) and its complement; y = 1 - x is given apart so that neither loses
 * digits. The same bounds. */
void ttri_incomplete_beta(double a, double b, double x, double y, double *lower,
                          double *upper);

#endif
