#include "math/sobol.h"

/* The next `count` bits, which leave the pair. */
static uint32_t take(uint64_t bits[2], unsigned count)
{
    uint32_t taken = (uint32_t)(bits[0] & ((1u << count) - 1));

    bits[0] = bits[0] >> count | bits[1] << (64 - count);
    bits[1] >>= count;
    return taken;
}

static unsigned degree_of(uint32_t polynomial)
{
    unsigned degree = 0;

    while (polynomial >> (degree + 1) != 0)
        degree++;
    return degree;
}

/* Direction number k is m_(k+1) / 2^(k+1), m odd: in reverse, m read from its
 * highest of k + 1 bits is read from bit 0 on. */
static uint32_t reversed(uint32_t m, unsigned bits)
{
    m = (m & 0x55555555u) << 1 | (m >> 1 & 0x55555555u);
    m = (m & 0x33333333u) << 2 | (m >> 2 & 0x33333333u);
    m = (m & 0x0f0f0f0fu) << 4 | (m >> 4 & 0x0f0f0f0fu);
    m = (m & 0x00ff00ffu) << 8 | (m >> 8 & 0x00ff00ffu);
    return (m << 16 | m >> 16) >> (32 - bits);
}

/* The recurrence in reverse: a division by 2^s is a shift by s to the left. */
static void extend(uint32_t polynomial, unsigned degree, unsigned count,
                   uint32_t *direction)
{
    unsigned back[32], terms = 0;

    for (unsigned i = 1; i <= degree; i++)
        if ((polynomial >> (degree - i) & 1) != 0)
            back[terms++] = i;
    for (unsigned k = degree; k < count; k++) {
        direction[k] = direction[k - degree] << degree;
        for (unsigned i = 0; i < terms; i++)
            direction[k] ^= direction[k - back[i]];
    }
}

void ttri_sobol_directions(uint32_t dimension, unsigned count,
                           uint32_t *direction)
{
    uint64_t bits[2];
    uint32_t polynomial;
    unsigned degree;

    if (dimension == 0) {
        for (unsigned k = 0; k < count; k++)
            direction[k] = 1u << k;
        return;
    }
    bits[0] = ttri_sobol_table[dimension - 1][0];
    bits[1] = ttri_sobol_table[dimension - 1][1];
    polynomial = take(bits, 16);
    degree = degree_of(polynomial);
    direction[0] = 1;
    for (unsigned k = 1; k < degree && k < count; k++)
        direction[k] = reversed(take(bits, k) << 1 | 1, k + 1);
    if (degree < count)
        extend(polynomial, degree, count, direction);
}
