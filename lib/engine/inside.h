/* inside.h: how the values of one bin lie in it. */
#ifndef TTRI_INSIDE_H
#define TTRI_INSIDE_H

#include "engine/profile.h"

/* Places are shares t of the width; where that is 0, all values are the
 * same. */
struct ttri_inside {
    double low, width;
    double count;
    double slope; /* density 1 + slope (2 t - 1) */
    double power; /* or, where not 0: the rank from the inner end is a power of
                     the distance: 1 - t = (1 - rank)^power in the first bin */
    bool is_last;
};

/* The bin is not empty. */
struct ttri_inside ttri_look_inside(const struct ttri_profile *profile,
                                    uint32_t bin);
/* From a share of the values in it to the value. */
double ttri_inside_value(const struct ttri_inside *inside, double share);
/* And back. */
double ttri_inside_share(const struct ttri_inside *inside, double value);
/* Sum over the lowest share of the values in it of (value - from). */
double ttri_inside_sum(const struct ttri_inside *inside, double share,
                       double from);

#endif
