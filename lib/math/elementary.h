/* elementary.h: exponentials and logarithms with the same bits everywhere.
 *
 * The C library's differ between systems in the last digit. These use sums,
 * products, quotients and integers alone, in one order, and round nothing
 * together (-ffp-contract=off), so that every compiler, instruction set and
 * byte order gives the same result. They do not branch on what they compute:
 * a loop over them becomes vector instructions, with SSE2 too, where integers
 * of 64 bits can be neither compared nor shifted with their sign.
 *
 * Errors in units of the result's last place (ulp), as tests hold them against
 * 60 decimal digits and MPFR: below 0.8 for exponentials (0.9 where they are
 * subnormal and so rounded twice), 1.4 for powers of two, 1.0 for saturations,
 * 0.7 for logarithms; exact at 0 and at 1.
 * The text is elementary_text.h's, which lib/lanes uses for vectors. */
#ifndef TTRI_ELEMENTARY_H
#define TTRI_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

#define TTRI_SIGN 0x8000000000000000u
/* A double between [2^52, 2^53) has its integer part in its lowest bits. */
#define TTRI_UNITS     0x1p52
#define TTRI_UNIT_BITS 0x4330000000000000u
#define TTRI_LOG2_E    0x1.71547652b82fep0
#define TTRI_LOG_TWO   0x1.62e42fefa39efp-1
/* The same in two parts; the first times any exponent is exact. */
#define TTRI_LOG_TWO_HEAD 0x1.62e42fefa38p-1
#define TTRI_LOG_TWO_REST 0x1.ef35793c7673p-45

static inline uint64_t ttri_bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double ttri_from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

#define TTRI_NUMBER        double
#define TTRI_WORD          uint64_t
#define TTRI_TEXT          static inline
#define TTRI_NAMED(name)   ttri_##name
#define TTRI_WORD_OF       ttri_bits_of
#define TTRI_NUMBER_OF     ttri_from_bits
#define TTRI_LESSER(a, b)  ((a) < (b) ? (a) : (b))
#define TTRI_GREATER(a, b) ((a) > (b) ? (a) : (b))
#include "math/elementary_text.h"
#undef TTRI_NUMBER
#undef TTRI_WORD
#undef TTRI_TEXT
#undef TTRI_NAMED
#undef TTRI_WORD_OF
#undef TTRI_NUMBER_OF
#undef TTRI_LESSER
#undef TTRI_GREATER

#endif
