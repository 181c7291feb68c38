#include "engine/wide.h"

#include "math/elementary.h"

#define UNIT_BITS 60

void ttri_wide_add(struct ttri_wide *sum, const struct ttri_wide *term)
{
    uint64_t carry = 0;

    for (int i = 0; i < TTRI_LIMBS; i++) {
        uint64_t part = sum->limb[i] + carry;

        carry = part < carry;
        sum->limb[i] = part + term->limb[i];
        carry += sum->limb[i] < part;
    }
}

static void negate(struct ttri_wide *wide)
{
    uint64_t carry = 1;

    for (int i = 0; i < TTRI_LIMBS; i++) {
        wide->limb[i] = ~wide->limb[i] + carry;
        carry = carry != 0 && wide->limb[i] == 0;
    }
}

void ttri_wide_add_number(struct ttri_wide *sum, double x)
{
    uint64_t bits = ttri_bits_of(x), digits;
    int shift = (int)(bits >> 52 & 2047) - 1075 + UNIT_BITS;
    struct ttri_wide term = {{0}};

    digits = (bits & 0xfffffffffffffu) | 0x10000000000000u;
    if (shift <= -54)
        return;
    if (shift < 0) {
        digits = (digits + ((uint64_t)1 << (-shift - 1))) >> -shift;
        shift = 0;
    }
    term.limb[shift / 64] = digits << (shift % 64);
    if (shift % 64 > 11)
        term.limb[shift / 64 + 1] = digits >> (64 - shift % 64);
    if (bits >> 63)
        negate(&term);
    ttri_wide_add(sum, &term);
}

double ttri_wide_number(const struct ttri_wide *sum)
{
    struct ttri_wide size = *sum;
    bool negative = size.limb[TTRI_LIMBS - 1] >> 63;
    double number = 0.0;

    if (negative)
        negate(&size);
    /* From the top: below the first two limbs that are not 0, nothing shows. */
    for (int i = TTRI_LIMBS - 1; i >= 0; i--)
        number = number * 0x1p64 + (double)size.limb[i];
    number *= 0x1p-60;
    return negative ? -number : number;
}
