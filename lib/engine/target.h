/* target.h: a figure that paths are compared with. */
#ifndef TTRI_TARGET_H
#define TTRI_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "lanes/operations.h"

/* A weighted sum of variables, on the scale of the figure's error. */
struct ttri_target {
    uint32_t variable, count; /* variables [variable, variable + count) */
    double weight[3];
    bool logarithmic;
    double floor; /* where a logarithm goes on as a straight line */
    double value; /* on that scale */
    double deviation;
};

/* The number on the scale of a target's error. */
double ttri_target_scale(const struct ttri_target *target, double value);
/* And back. */
double ttri_target_value(const struct ttri_target *target, double scaled);

/* A row of (modelled - figure) / deviation, from a block's variables. */
void ttri_target_misfits(const struct ttri_target *target,
                         const struct ttri_operation_kernels *kernels,
                         const double *values, double *row);

#endif
