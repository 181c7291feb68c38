/* list.h: a list of numbers: its order and its mean. */
#ifndef TTRI_LIST_H
#define TTRI_LIST_H

#include <math.h>
#include <stdint.h>

/* For qsort(): the least first; what is no number comes last. */
static inline int ttri_compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return isnan(x) || isnan(y) ? isnan(x) - isnan(y) : (x > y) - (x < y);
}

/* Their sum, in their order, over their count. */
static inline double ttri_mean(uint32_t count, const double *values)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < count; i++)
        sum += values[i];
    return sum / count;
}

#endif
