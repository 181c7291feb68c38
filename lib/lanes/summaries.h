/* summaries.h: sums and counts over one block of paths. */
#ifndef TTRI_SUMMARIES_H
#define TTRI_SUMMARIES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Counts of a variable: bins, and the fewer and coarser ones of replicates. */
#define TTRI_BINS        2048
#define TTRI_COARSE_BITS 5
#define TTRI_COARSE      (TTRI_BINS >> TTRI_COARSE_BITS)

/* Which bin a number falls in. Beside `origin`, in units of 1 / scale, an
 * octave of (distance + offset) has 2^(52 - shift) bins: with an offset of 1
 * they are all equal up to a distance of 1, and grow with the distance beyond
 * it; with an offset of 0 all grow. The first octave on each side begins at
 * bin `zero`. `atom`, a number that is taken often, or infinity, has a bin of
 * its own. A larger number is never in a lower bin. */
struct ttri_bin_map {
    double origin, scale, offset;
    double low, high; /* outside, the first and the last bin begin */
    double atom;
    uint64_t base;
    uint32_t shift, zero;
};

static inline uint32_t ttri_bin_of(const struct ttri_bin_map *map, double x)
{
    double y = (x - map->origin) * map->scale, z;
    uint64_t bits, sign;

    y = y < map->low ? map->low : y;
    y = map->high < y ? map->high : y;
    memcpy(&bits, &y, sizeof bits);
    sign = bits & 0x8000000000000000u;
    bits ^= sign;
    memcpy(&z, &bits, sizeof z);
    z += map->offset;
    memcpy(&bits, &z, sizeof bits);
    bits = ((bits >> map->shift) - map->base) ^ (0 - (sign >> 63));
    return (uint32_t)(bits + map->zero + (x >= map->atom) + (x > map->atom));
}

struct ttri_summary_kernels {
    /* Sums of y = (x - origin) * scale and of y^2. */
    void (*moments)(const double *values, double origin, double scale,
                    double sums[2]);
    /* Counts each value; is any in the bins up to `low` or from `high` on? */
    uint64_t (*count)(const double *values, const struct ttri_bin_map *map,
                      uint32_t low, uint32_t high, uint16_t *bins,
                      uint16_t *coarse);
    /* y of each value. */
    void (*centre)(const double *values, double origin, double scale,
                   double *centred);
    /* Sum of a * b. */
    double (*product)(const double *a, const double *b);
};

#endif
