#include "engine/target.h"

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

double ttri_target_misfit(const struct ttri_target *target,
                          const double *values, uint32_t lane)
{
    const double *at = values + (size_t)target->variable * TTRI_LANES + lane;
    double sum = target->weight[0] * at[0];

    for (uint32_t i = 1; i < target->count; i++)
        sum += target->weight[i] * at[(size_t)i * TTRI_LANES];
    return (ttri_target_scale(target, sum) - target->value) / target->deviation;
}
