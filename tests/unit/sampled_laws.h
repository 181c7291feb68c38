/* Laws with quantiles in closed form or nearly so, to draw samples of. */
#ifndef TTRI_SAMPLED_LAWS_H
#define TTRI_SAMPLED_LAWS_H

#include "distributions.h"

#define MANY 1048576u

static inline double lognormal(double sigma, double p)
{
    return exp(sigma * ttri_normal_quantile(p));
}

static inline double mixture(double p)
{
    /* P(X < 15) = 0.3 but for 1e-3 */
    return p < 0.3 ? 10.0 + ttri_normal_quantile(p / 0.3)
                   : 20.0 + 2.0 * ttri_normal_quantile((p - 0.3) / 0.7);
}

/* Quantiles in closed form, and what an error of 1e-4 is of: the value itself,
 * or for laws around a number the standard deviation, which is given. */
static const struct law {
    const char *name;
    int kind;
    double parameter, deviation;
} laws[] = {
    {"lognormal 0.01", 0, 0.01, 0},
    {"lognormal 0.1", 0, 0.1, 0},
    {"lognormal 0.5", 0, 0.5, 0},
    {"lognormal 1", 0, 1.0, 0},
    {"lognormal 2", 0, 2.0, 0},
    {"normal", 1, 0.0, 1.0},
    {"far normal", 1, 1e8, 1.0},
    {"narrow normal", 2, 1e6, 1.0},
    {"Pareto 2.1", 3, 2.1, 0},
    {"Pareto 0.5, 12 decades", 3, 0.5, 0},
    {"costs", 4, 1.0, 0},
    {"two humps", 5, 0, 1.0},
    {"Student t 2", 6, 0, 1.0},
    {"uniform", 7, 0, 0.289},
    {"exponential less one", 8, 0, 1.0},
};

static inline double quantile(const struct law *law, double p)
{
    switch (law->kind) {
    case 0:
        return lognormal(law->parameter, p);
    case 1:
        return law->parameter + ttri_normal_quantile(p);
    case 2:
        return law->parameter * (1.0 + 1e-6 * ttri_normal_quantile(p));
    case 3:
        return pow(1.0 - p, -1.0 / law->parameter);
    case 4:
        return -lognormal(law->parameter, 1.0 - p);
    case 5:
        return mixture(p);
    case 6:
        return (2.0 * p - 1.0) / sqrt(2.0 * p * (1.0 - p));
    case 7:
        return p;
    default:
        return -log1p(-p) - 1.0;
    }
}

static const double levels[] = {0.001, 0.01, 0.05, 0.1,  0.25, 0.5,
                                0.75,  0.9,  0.95, 0.99, 0.999};

static inline double next_double(double x, int step)
{
    return nextafter(x, step > 0 ? INFINITY : -INFINITY);
}

#endif
