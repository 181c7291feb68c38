/* sobol.h: Sobol' points in base 2, with the direction numbers of Joe and Kuo
 * (2008). Coordinate j of point i is the exclusive or of the direction numbers
 * of j at the bits that are set in i, over 2^32. */
#ifndef TTRI_SOBOL_H
#define TTRI_SOBOL_H

#include <stdint.h>

#define TTRI_SOBOL_DIMENSIONS 2048

/* Dimensions from the second on, packed as tests/data/sobol.py says. */
extern const uint64_t ttri_sobol_table[TTRI_SOBOL_DIMENSIONS - 1][2];

/* The first `count` (1 to 32) direction numbers of a dimension below
 * TTRI_SOBOL_DIMENSIONS, which 2^count points need; with their bits in reverse:
 * the highest of a coordinate is bit 0. */
void ttri_sobol_directions(uint32_t dimension, unsigned count,
                           uint32_t *direction);

#endif
