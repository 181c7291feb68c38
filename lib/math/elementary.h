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
 * 60 decimal digits: below 0.8 for exponentials (0.9 where they are subnormal
 * and so rounded twice) and saturations, below 0.7 for logarithms; exact at 0
 * and at 1.
 * Coefficients are minimax ones: tests/data/elementary.py derives them. */
#ifndef TTRI_ELEMENTARY_H
#define TTRI_ELEMENTARY_H

#include <stdint.h>
#include <string.h>

#define TTRI_SIGN 0x8000000000000000u
/* A double between [2^52, 2^53) has its integer part in its lowest bits. */
#define TTRI_UNITS     0x1p52
#define TTRI_UNIT_BITS 0x4330000000000000u
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

/* e^r - 1 - r, |r| <= ln 2 / 2. */
static inline double ttri_exponential_rest(double r)
{
    double r2 = r * r, r4 = r2 * r2;
    double a = 0x1.000000000000ap-1 + r * 0x1.55555555554fap-3;
    double b = 0x1.55555555508b3p-5 + r * 0x1.1111111127ae2p-7;
    double c = 0x1.6c16c1841d4cap-10 + r * 0x1.a01a012a96f5fp-13;
    double d = 0x1.a0199a3121595p-16 + r * 0x1.71df24fdc3a1dp-19;
    double e = 0x1.28ad4f2d26cd6p-22 + r * 0x1.ad7f98d3958b6p-26;

    return r2 * ((a + r2 * b) + r4 * ((c + r2 * d) + r4 * e));
}

/* e^x = 2^k (1 + high + rest); the lowest bits of `units` are k + 2046. */
struct ttri_power {
    double units, high, rest;
};

/* x - k ln 2 in two parts, and what its exponential has beyond them. */
static inline struct ttri_power ttri_power_of(double x)
{
    const double units = 1.5 * TTRI_UNITS + 2046;
    double sum = x * 0x1.71547652b82fep0 + units, k = sum - units;
    double high = x - k * TTRI_LOG_TWO_HEAD, low = k * TTRI_LOG_TWO_REST;

    return (struct ttri_power){sum, high,
                               ttri_exponential_rest(high - low) - low};
}

/* e^x. Underflow is gradual. */
static inline double ttri_exponential(double x)
{
    uint64_t sign = ttri_bits_of(x) & TTRI_SIGN, both, first;
    double size = ttri_from_bits(ttri_bits_of(x) ^ sign), sum;
    struct ttri_power power;

    /* e^-746 is 0 and e^746 infinite. */
    size = size > 746.0 ? 746.0 : size;
    power = ttri_power_of(ttri_from_bits(ttri_bits_of(size) | sign));
    sum = 1.0 + power.high;
    /* What the sum rounded away. */
    power.rest += (1.0 - sum) + power.high;
    /* 2^k in two factors: one alone could not be written as a double. 2046 is
     * twice the bias of an exponent. */
    both = ttri_bits_of(power.units) << 52;
    first = (ttri_bits_of(power.units) >> 1) << 52;
    return (sum + power.rest) * ttri_from_bits(first) *
           ttri_from_bits(both - first);
}

/* 2^x, clamped to 2^-1020 and 2^1020. The reduction is exact; error below 1.1
 * ulp. For many numbers at once: half the work of e^x. */
static inline double ttri_exponential_two(double x)
{
    double sum, r, r2, r4, a, b, c, d, e;

    x = x < -1020.0 ? -1020.0 : x;
    x = x > 1020.0 ? 1020.0 : x;
    sum = x + 1.5 * TTRI_UNITS;
    r = x - (sum - 1.5 * TTRI_UNITS);
    r2 = r * r;
    r4 = r2 * r2;
    a = 0x1.62e42fefa39efp-1 + r * 0x1.ebfbdff82c5a5p-3;
    b = 0x1.c6b08d704a124p-5 + r * 0x1.3b2ab6fb9ffafp-7;
    c = 0x1.5d87fe78a08fdp-10 + r * 0x1.4309130f14ca6p-13;
    d = 0x1.ffcbfc5c18559p-17 + r * 0x1.62bfc71b3398p-20;
    e = 0x1.b525395b42fd3p-24 + r * 0x1.e61c16c105234p-28;
    e = e + r2 * 0x1.e9506e743750ap-32;
    c = (c + r2 * d) + r4 * e;
    a = (a + r2 * b) + r4 * c;
    return ttri_from_bits(ttri_bits_of(1.0 + r * a) +
                          (ttri_bits_of(sum) << 52));
}

/* 1 - e^-x for x >= 0, to its last digits where x is small. */
static inline double ttri_saturation(double x)
{
    /* e^-64 is nothing beside 1. */
    double size = x > 64.0 ? 64.0 : x;
    struct ttri_power power = ttri_power_of(-size);
    double scale = ttri_from_bits((ttri_bits_of(power.units) - 1023) << 52);
    double first = 1.0 - scale, second = scale * power.high;
    double sum = first - second;

    return sum + (((first - sum) - second) - scale * power.rest);
}

/* (ln((1 + s) / (1 - s)) - 2 s) / s, z = s^2, |s| <= 3 - sqrt(8). */
static inline double ttri_logarithm_rest(double z)
{
    double w = z * z;
    double a = 0x1.5555555555592p-1 + z * 0x1.999999997ff39p-2;
    double b = 0x1.24924941dbf9dp-2 + z * 0x1.c71c521a75011p-3;
    double c = 0x1.74663b6b98679p-3 + z * 0x1.39a21449dad62p-3;
    double d = 0x1.2f01e069fa025p-3;

    return z * ((a + w * b) + (w * w) * (c + w * d));
}

/* What is no positive number: -infinity for 0, itself for infinity, else not a
 * number. `ordinary` for the others. */
static inline double ttri_logarithm_of(double x, double ordinary)
{
    const uint64_t infinity = 0x7ff0000000000000u;
    uint64_t bits = ttri_bits_of(x), size = bits & ~TTRI_SIGN;
    uint64_t is_zero = (size - 1) >> 63;
    uint64_t is_none = ((bits >> 63) & ~is_zero) | ((infinity - size) >> 63);
    uint64_t other = infinity | is_zero << 63 | is_none << 51;
    uint64_t is_other = is_zero | is_none | ((infinity - 1 - size) >> 63);
    uint64_t mask = 0 - is_other;

    return ttri_from_bits((ttri_bits_of(ordinary) & ~mask) | (other & mask));
}

/* ln x = k ln 2 + ln m, m within [sqrt(1/2), sqrt(2)), f = m - 1 and
 * s = f / (2 + f): ln m = f - f^2 / 2 + s (f^2 / 2 + rest(s^2)). */
static inline double ttri_logarithm(double x)
{
    const uint64_t one = 0x3ff0000000000000u, root_half = 0x3fe6a09e667f3bcdu;
    const uint64_t unit = 0x0010000000000000u, upper = ~(uint64_t)0x7ffffff;
    /* All ones for subnormal numbers, which are scaled by 2^54. */
    uint64_t small = 0 - (((ttri_bits_of(x) & ~TTRI_SIGN) - unit) >> 63);
    double scale = ttri_from_bits(one + (small & 54 * unit));
    double scaled = ttri_from_bits(small & 0x404b000000000000u); /* 54 or 0 */
    uint64_t bits = ttri_bits_of(x * scale) + (one - root_half);
    double k = ttri_from_bits((bits >> 52) | TTRI_UNIT_BITS) -
               (TTRI_UNITS + 1023) - scaled;
    double f = ttri_from_bits((bits & (unit - 1)) + root_half) - 1.0;
    double s = f / (2.0 + f);
    /* f^2 / 2 in two parts: the square of the upper half of f is exact. */
    double half = ttri_from_bits(ttri_bits_of(f) & upper);
    double square = 0.5 * half * half;
    double square_rest = 0.5 * (f - half) * (f + half);
    double rest = s * ((square + square_rest) + ttri_logarithm_rest(s * s));
    double near = f - square, sum = k * TTRI_LOG_TWO_HEAD + near;

    rest = (rest - square_rest) + k * TTRI_LOG_TWO_REST;
    /* What the two sums round away. */
    rest += (f - near) - square;
    rest += (k * TTRI_LOG_TWO_HEAD - sum) + near;
    return ttri_logarithm_of(x, sum + rest);
}

#endif
