/* noise_scale.h: volatility and reversion of noise processes by the marginal
 * likelihood of figures that depend on them linearly.
 *
 * With misfits y (in deviations of the figures' errors), slopes G of the
 * figures with respect to the processes' values, and L the steps of a process,
 * y has covariance V = V0 + sum over processes p, q of R[p][q] (G_p L_p)
 * (G_q L_q)'. The most probable logarithms of volatility and reversion are
 * found by scoring with the average information: A. R. Gilmour, R. Thompson,
 * B. R. Cullis, Average information REML, Biometrics 51 (1995). */
#ifndef TTRI_NOISE_SCALE_H
#define TTRI_NOISE_SCALE_H

#include "base/base.h"

/* A process: its numbers, and their priors: a normal law of the logarithm.
 * What has prior deviation 0 is not estimated. */
struct ttri_scaled_noise {
    double volatility, reversion;
    double volatility_centre, volatility_prior;
    double reversion_centre, reversion_prior;
    double volatility_deviation, reversion_deviation; /* of logarithms */
};

struct ttri_noise_scale {
    uint32_t targets, processes, periods;
    double years;       /* in a period but the first */
    const double *step; /* by period: years of the step that ends with it */
    struct ttri_scaled_noise *noise;
    const double *misfit;      /* y, by target */
    const double *fixed;       /* V0, targets x targets */
    const double *correlation; /* R, processes x processes */
    const double *root;        /* its Cholesky factor */
    double *response;          /* G: processes x periods x targets */
};

/* From slopes with respect to standard steps to those with respect to the
 * process's values, in place: what ttri_noise_scale_find() takes. */
void ttri_noise_scale_responses(struct ttri_noise_scale *scale);

/* From the numbers so far to the most probable ones; not found where V is not
 * positive definite, to the last digits. */
ttr_status ttri_noise_scale_find(const struct ttri_memory *memory,
                                 struct ttri_noise_scale *scale, bool *found,
                                 struct ttr_error *error);

#endif
