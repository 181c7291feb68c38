/* elementary_text.h: the text of elementary.h, for one number or for a vector
 * of them: every use of it gives the same bits. It has no guard: whoever
 * includes it defines, and then undefines,
 *
 *   TTRI_NUMBER, TTRI_WORD     double and uint64_t, or vectors of them
 *   TTRI_TEXT                  what stands before a function
 *   TTRI_NAMED(name)           the name of a function or type
 *   TTRI_WORD_OF, TTRI_NUMBER_OF  the bits of a number, and back
 *   TTRI_LESSER(a, b)          a < b ? a : b
 *   TTRI_GREATER(a, b)         a > b ? a : b
 *
 * Coefficients are minimax ones: tests/data/elementary.py derives them. */

/* e^r - 1 - r, |r| <= ln 2 / 2. */
TTRI_TEXT TTRI_NUMBER TTRI_NAMED(exponential_rest)(TTRI_NUMBER r)
{
    TTRI_NUMBER r2 = r * r, r4 = r2 * r2;
    TTRI_NUMBER a = 0x1.000000000000ap-1 + r * 0x1.55555555554fap-3;
    TTRI_NUMBER b = 0x1.55555555508b3p-5 + r * 0x1.1111111127ae2p-7;
    TTRI_NUMBER c = 0x1.6c16c1841d4cap-10 + r * 0x1.a01a012a96f5fp-13;
    TTRI_NUMBER d = 0x1.a0199a3121595p-16 + r * 0x1.71df24fdc3a1dp-19;
    TTRI_NUMBER e = 0x1.28ad4f2d26cd6p-22 + r * 0x1.ad7f98d3958b6p-26;

    return r2 * ((a + r2 * b) + r4 * ((c + r2 * d) + r4 * e));
}

/* e^x = 2^k (1 + high + rest); the lowest bits of `units` are k + 2046. */
struct TTRI_NAMED(power) {
    TTRI_NUMBER units, high, rest;
};

/* x - k ln 2 in two parts, and what its exponential has beyond them. */
TTRI_TEXT struct TTRI_NAMED(power) TTRI_NAMED(power_of)(TTRI_NUMBER x)
{
    const double units = 1.5 * TTRI_UNITS + 2046;
    TTRI_NUMBER sum = x * TTRI_LOG2_E + units, k = sum - units;
    TTRI_NUMBER high = x - k * TTRI_LOG_TWO_HEAD, low = k * TTRI_LOG_TWO_REST;
    TTRI_NUMBER rest = TTRI_NAMED(exponential_rest)(high - low) - low;

    return (struct TTRI_NAMED(power)){sum, high, rest};
}

/* e^x. Underflow is gradual. */
TTRI_TEXT TTRI_NUMBER TTRI_NAMED(exponential)(TTRI_NUMBER x)
{
    TTRI_WORD sign = TTRI_WORD_OF(x) & TTRI_SIGN, both, first;
    TTRI_NUMBER size = TTRI_NUMBER_OF(TTRI_WORD_OF(x) ^ sign), sum;
    struct TTRI_NAMED(power) power;

    /* e^-746 is 0 and e^746 infinite. */
    size = TTRI_LESSER(746.0, size);
    power = TTRI_NAMED(power_of)(TTRI_NUMBER_OF(TTRI_WORD_OF(size) | sign));
    sum = 1.0 + power.high;
    /* What the sum rounded away. */
    power.rest += (1.0 - sum) + power.high;
    /* 2^k in two factors: one alone could not be written as a double. 2046 is
     * twice the bias of an exponent. */
    both = TTRI_WORD_OF(power.units) << 52;
    first = (TTRI_WORD_OF(power.units) >> 1) << 52;
    return (sum + power.rest) * TTRI_NUMBER_OF(first) *
           TTRI_NUMBER_OF(both - first);
}

/* 2^x, clamped to 2^-1020 and 2^1020. The reduction is exact; error below 1.2
 * ulp. For many numbers at once: half the work of e^x. The power is a factor:
 * added to the exponent's bits it could make a number of what is none. */
TTRI_TEXT TTRI_NUMBER TTRI_NAMED(exponential_two)(TTRI_NUMBER x)
{
    /* The lowest bits of `sum` are k + 1023, those of 2^k. */
    const double units = 1.5 * TTRI_UNITS + 1023;
    TTRI_NUMBER sum, r, r2, r4, a, b, c, d, e;

    x = TTRI_GREATER(-1020.0, x);
    x = TTRI_LESSER(1020.0, x);
    sum = x + units;
    r = x - (sum - units);
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
    return (1.0 + r * a) * TTRI_NUMBER_OF(TTRI_WORD_OF(sum) << 52);
}

/* 1 - e^-x for x >= 0, to its last digits where x is small. */
TTRI_TEXT TTRI_NUMBER TTRI_NAMED(saturation)(TTRI_NUMBER x)
{
    /* e^-64 is nothing beside 1. */
    TTRI_NUMBER size = TTRI_LESSER(64.0, x);
    struct TTRI_NAMED(power) power = TTRI_NAMED(power_of)(-size);
    TTRI_NUMBER scale =
        TTRI_NUMBER_OF((TTRI_WORD_OF(power.units) - 1023) << 52);
    TTRI_NUMBER first = 1.0 - scale, second = scale * power.high;
    TTRI_NUMBER sum = first - second;

    return sum + (((first - sum) - second) - scale * power.rest);
}

/* (ln((1 + s) / (1 - s)) - 2 s) / s, z = s^2, |s| <= 3 - sqrt(8). */
TTRI_TEXT TTRI_NUMBER TTRI_NAMED(logarithm_rest)(TTRI_NUMBER z)
{
    TTRI_NUMBER w = z * z;
    TTRI_NUMBER a = 0x1.5555555555592p-1 + z * 0x1.999999997ff39p-2;
    TTRI_NUMBER b = 0x1.24924941dbf9dp-2 + z * 0x1.c71c521a75011p-3;
    TTRI_NUMBER c = 0x1.74663b6b98679p-3 + z * 0x1.39a21449dad62p-3;
    const double d = 0x1.2f01e069fa025p-3;

    return z * ((a + w * b) + (w * w) * (c + w * d));
}

/* What is no positive number: -infinity for 0, itself for infinity, else not a
 * number. `ordinary` for the others. */
TTRI_TEXT TTRI_NUMBER TTRI_NAMED(logarithm_of)(TTRI_NUMBER x,
                                               TTRI_NUMBER ordinary)
{
    const uint64_t infinity = 0x7ff0000000000000u;
    TTRI_WORD bits = TTRI_WORD_OF(x), size = bits & ~TTRI_SIGN;
    TTRI_WORD is_zero = (size - 1) >> 63;
    TTRI_WORD is_none = ((bits >> 63) & ~is_zero) | ((infinity - size) >> 63);
    TTRI_WORD other = infinity | is_zero << 63 | is_none << 51;
    TTRI_WORD is_other = is_zero | is_none | ((infinity - 1 - size) >> 63);
    TTRI_WORD mask = 0 - is_other;

    return TTRI_NUMBER_OF((TTRI_WORD_OF(ordinary) & ~mask) | (other & mask));
}

/* ln x of ordinary numbers, x = 2^k m, m within [sqrt(1/2), sqrt(2)), is
 * k ln 2 + ln m, f = m - 1 and s = f / (2 + f):
 * ln m = f - f^2 / 2 + s (f^2 / 2 + rest(s^2)). `scaled` is taken off k. */
TTRI_TEXT TTRI_NUMBER TTRI_NAMED(logarithm_scaled)(TTRI_NUMBER x,
                                                   TTRI_NUMBER scaled)
{
    const uint64_t one = 0x3ff0000000000000u, root_half = 0x3fe6a09e667f3bcdu;
    const uint64_t unit = 0x0010000000000000u, upper = ~(uint64_t)0x7ffffff;
    TTRI_WORD bits = TTRI_WORD_OF(x) + (one - root_half);
    TTRI_NUMBER k = TTRI_NUMBER_OF((bits >> 52) | TTRI_UNIT_BITS) -
                    (TTRI_UNITS + 1023) - scaled;
    TTRI_NUMBER f = TTRI_NUMBER_OF((bits & (unit - 1)) + root_half) - 1.0;
    TTRI_NUMBER s = f / (2.0 + f);
    /* f^2 / 2 in two parts: the square of the upper half of f is exact. */
    TTRI_NUMBER half = TTRI_NUMBER_OF(TTRI_WORD_OF(f) & upper);
    TTRI_NUMBER square = 0.5 * half * half;
    TTRI_NUMBER square_rest = 0.5 * (f - half) * (f + half);
    TTRI_NUMBER rest =
        s * ((square + square_rest) + TTRI_NAMED(logarithm_rest)(s * s));
    TTRI_NUMBER near = f - square, sum = k * TTRI_LOG_TWO_HEAD + near;

    rest = (rest - square_rest) + k * TTRI_LOG_TWO_REST;
    /* What the two sums round away. */
    rest += (f - near) - square;
    rest += (k * TTRI_LOG_TWO_HEAD - sum) + near;
    return sum + rest;
}

/* ln x */
TTRI_TEXT TTRI_NUMBER TTRI_NAMED(logarithm)(TTRI_NUMBER x)
{
    const uint64_t one = 0x3ff0000000000000u, unit = 0x0010000000000000u;
    /* All ones for subnormal numbers, which are scaled by 2^54. */
    TTRI_WORD small = 0 - (((TTRI_WORD_OF(x) & ~TTRI_SIGN) - unit) >> 63);
    TTRI_NUMBER scale = TTRI_NUMBER_OF(one + (small & 54 * unit));
    /* 54 or 0 */
    TTRI_NUMBER scaled = TTRI_NUMBER_OF(small & 0x404b000000000000u);

    return TTRI_NAMED(logarithm_of)(
        x, TTRI_NAMED(logarithm_scaled)(x * scale, scaled));
}
