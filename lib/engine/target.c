#include "engine/target.h"

#include <string.h>

#include "lanes/lanes.h"
#include "math/elementary.h"

double ttri_target_scale(const struct ttri_target *target, double value)
{
    if (!target->logarithmic)
        return value;
    return value > target->floor
               ? ttri_logarithm(value)
               : ttri_logarithm(target->floor) + value / target->floor - 1.0;
}

double ttri_target_value(const struct ttri_target *target, double scaled)
{
    double least = target->logarithmic ? ttri_logarithm(target->floor) : 0.0;

    if (!target->logarithmic)
        return scaled;
    return scaled > least ? ttri_exponential(scaled)
                          : (scaled - least + 1.0) * target->floor;
}

/* The same for a row, many at a time where logarithms are ordinary. */
static void scale_row(const struct ttri_target *target,
                      const struct ttri_operation_kernels *kernels, double *row)
{
    double sum[TTRI_LANES];
    double *const base[] = {row};
    const struct ttri_lane_operand operand[] = {{0, 0}, {0, 0}};

    memcpy(sum, row, sizeof sum);
    kernels->form[TTRI_FORM_LOG](base, operand, 1);
    for (uint32_t k = 0; k < TTRI_LANES; k++)
        if (!(sum[k] > target->floor))
            row[k] = ttri_target_scale(target, sum[k]);
}

void ttri_target_misfits(const struct ttri_target *target,
                         const struct ttri_operation_kernels *kernels,
                         const double *values, double *row)
{
    const double *at = values + (size_t)target->variable * TTRI_LANES;

    for (uint32_t k = 0; k < TTRI_LANES; k++)
        row[k] = target->weight[0] * at[k];
    for (uint32_t i = 1; i < target->count; i++)
        for (uint32_t k = 0; k < TTRI_LANES; k++)
            row[k] += target->weight[i] * at[(size_t)i * TTRI_LANES + k];
    if (target->logarithmic)
        scale_row(target, kernels, row);
    for (uint32_t k = 0; k < TTRI_LANES; k++)
        row[k] = (row[k] - target->value) / target->deviation;
}
