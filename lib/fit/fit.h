/* lib/fit: how well forecasts do against what was published: calibration,
 * scores, statistical baselines, back-tests. It uses base, math and the public
 * interface of all that comes before; calibration also the insides of programs,
 * simulations and histories. Formats of files and the equations of streams must
 * not enter.
 *
 * fit.h: what its files share. */
#ifndef TTRI_FIT_H
#define TTRI_FIT_H

#include "base/base.h"

/* Sums, products of two and quotients of what is smaller do not overflow. */
#define TTRI_FIT_LARGEST 1e100

/* An argument of numbers, each of which must be within [low, high]. */
struct ttri_argument {
    const char *name;
    const double *values;
    uint32_t count, width; /* rows, numbers in one */
    double low, high;
};

static inline struct ttri_argument ttri_table(const char *name,
                                              const double *values,
                                              uint32_t count, uint32_t width)
{
    return (struct ttri_argument){
        name, values, count, width, -TTRI_FIT_LARGEST, TTRI_FIT_LARGEST};
}

static inline struct ttri_argument
ttri_numbers(const char *name, const double *values, uint32_t count)
{
    return ttri_table(name, values, count, 1);
}

static inline struct ttri_argument
ttri_not_negative(const char *name, const double *values, uint32_t count)
{
    return (struct ttri_argument){name, values, count, 1, 0, TTRI_FIT_LARGEST};
}

/* None may be NULL, empty, or hold a number outside its range. */
ttr_status ttri_check_arguments(struct ttr_error *error, const char *function,
                                const struct ttri_argument *arguments,
                                uint32_t count);

/* Inside (0, 1), and strictly ascending if asked. */
ttr_status ttri_check_levels(struct ttr_error *error, const char *function,
                             const double *values, uint32_t count,
                             bool ascending);

double ttri_pinball(double probability, double quantile, double observed);

#endif
