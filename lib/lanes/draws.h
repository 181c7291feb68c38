/* draws.h: random numbers for one block of paths. Rows are aligned to 64
 * bytes. */
#ifndef TTRI_LANE_DRAWS_H
#define TTRI_LANE_DRAWS_H

#include <stdint.h>

/* A permutation of the numbers below 2^bits, 7 to 52 of them: rounds of a
 * product with an odd number, a sum and a shift. */
#define TTRI_PERMUTATION_ROUNDS 4
struct ttri_permutation {
    unsigned bits;
    uint64_t factor[TTRI_PERMUTATION_ROUNDS], sum[TTRI_PERMUTATION_ROUNDS];
};

/* One coordinate of a Sobol' point, and what scrambles it. */
struct ttri_coordinate {
    uint32_t direction[32]; /* of ttri_sobol_directions() */
};
struct ttri_scramble {
    uint32_t sum, factor;
};

struct ttri_draw_kernels {
    /* One row of pseudo-random numbers by Threefry4x64: word j of counter
     * {count + i, period, 0, 0} is lane 32 j + i, as the middle of one of 2^52
     * cells; normals are Box and Muller's of words 0, 1 and of 2, 3. */
    void (*uniforms)(const uint64_t key[4], uint64_t count, uint64_t period,
                     double *row);
    void (*normals)(const uint64_t key[4], uint64_t count, uint64_t period,
                    double *row);
    /* The same uniforms, moved into strata: lane i lies in that which the
     * permutation gives for `first` + i. */
    void (*strata)(const uint64_t key[4], uint64_t count, uint64_t period,
                   const struct ttri_permutation *permutation, uint64_t first,
                   double *row);
    /* Points 128 block + i of a coordinate, scrambled, as the middle of one of
     * 2^32 cells. */
    void (*points)(const struct ttri_coordinate *coordinate,
                   const struct ttri_scramble *scramble, uint32_t block,
                   double *row);
    /* Normals of uniforms, in place: relative error below 1e-10 from 2^-53 to
     * 1 - 2^-53. */
    void (*quantiles)(double *row);
    /* row = sum - row */
    void (*mirror)(double sum, double *row);
    /* row = factor row */
    void (*scale)(double factor, double *row);
    /* to += factor from */
    void (*add_scaled)(double factor, const double *from, double *to);
    /* What a sum of normals over an interval is in its left part, and in its
     * right one: left = share sum + scale normal, right = sum - left. The sum
     * becomes the left, the normal the right. */
    void (*split)(double share, double scale, double *sum, double *normal);
};

#endif
