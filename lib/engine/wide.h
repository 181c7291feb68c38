/* wide.h: sums that do not depend on their order: integers of 256 bits, in
 * units of 2^-60. */
#ifndef TTRI_WIDE_H
#define TTRI_WIDE_H

#include <stdbool.h>
#include <stdint.h>

#define TTRI_LIMBS 4
/* Sums of 2^47 numbers below it can not overflow. */
#define TTRI_WIDE_LIMIT 0x1p147

/* Two's complement, lowest limb first. */
struct ttri_wide {
    uint64_t limb[TTRI_LIMBS];
};

void ttri_wide_add(struct ttri_wide *sum, const struct ttri_wide *term);
/* |x| below the limit; rounded to a unit. */
void ttri_wide_add_number(struct ttri_wide *sum, double x);
double ttri_wide_number(const struct ttri_wide *sum);

#endif
