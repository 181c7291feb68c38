/* threefry.h: Threefry4x64, random numbers by counting: a key and a counter
 * give four words, whatever was asked before. Source: J. Salmon, M. Moraes,
 * R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011). */
#ifndef TTRI_THREEFRY_H
#define TTRI_THREEFRY_H

#include <stdbool.h>
#include <stdint.h>

/* One more than the fewest that pass all tests of BigCrush. */
#define TTRI_THREEFRY_ROUNDS 13
#define TTRI_THREEFRY_PARITY 0x1bd11bdaa9fc1a22u

/* For words and for vectors of words. */
#define TTRI_ROTATE(x, bits) ((x) << (bits) | (x) >> (64 - (bits)))
#define TTRI_MIX(x, y, bits)                                                   \
    do {                                                                       \
        (x) += (y);                                                            \
        (y) = TTRI_ROTATE(y, bits) ^ (x);                                      \
    } while (0)

/* Bits to rotate by: TTRI_MIX(x0, x1, first), TTRI_MIX(x2, x3, second) in even
 * rounds, (x0, x3) and (x2, x1) in odd ones. */
#define TTRI_THREEFRY_FIRST(round)                                             \
    ((const unsigned char[8]){14, 52, 23, 5, 25, 46, 58, 32}[(round)&7])
#define TTRI_THREEFRY_SECOND(round)                                            \
    ((const unsigned char[8]){16, 57, 40, 37, 33, 12, 22, 32}[(round)&7])

/* `x` is the counter and becomes the four words. Rounds are written out:
 * turning by constant bits is eight times as fast. */
static inline void ttri_threefry(unsigned rounds, const uint64_t key[4],
                                 uint64_t x[4])
{
    const uint64_t schedule[5] = {key[0], key[1], key[2], key[3],
                                  TTRI_THREEFRY_PARITY ^ key[0] ^ key[1] ^
                                      key[2] ^ key[3]};

    for (unsigned i = 0; i < 4; i++)
        x[i] += schedule[i];
#pragma GCC unroll 20
    for (unsigned round = 0; round < rounds; round++) {
        unsigned odd = round & 1, turn = (round + 1) / 4;

        TTRI_MIX(x[0], x[odd ? 3 : 1], TTRI_THREEFRY_FIRST(round));
        TTRI_MIX(x[2], x[odd ? 1 : 3], TTRI_THREEFRY_SECOND(round));
        if ((round & 3) != 3)
            continue;
        for (unsigned i = 0; i < 4; i++)
            x[i] += schedule[(turn + i) % 5];
        x[3] += turn;
    }
}

/* 128 bits of a text: 20 rounds, chained as Matyas, Meyer and Oseas do, over
 * 32 bytes at a time, the lowest first, and the length at the end. */
static inline void ttri_threefry_hash(const char *text, uint64_t hash[2])
{
    uint64_t state[4] = {0, 0, 0, 0}, length = 0;

    for (bool more = true; more;) {
        uint64_t part[4] = {0, 0, 0, 0}, mixed[4];

        for (unsigned i = 0; i < 32 && text[length] != '\0'; i++, length++)
            part[i / 8] |= (uint64_t)(unsigned char)text[length] << i % 8 * 8;
        more = text[length] != '\0';
        for (unsigned i = 0; i < 4; i++)
            mixed[i] = part[i];
        ttri_threefry(20, state, mixed);
        for (unsigned i = 0; i < 4; i++)
            state[i] = mixed[i] ^ part[i];
    }
    uint64_t end[4] = {length, 0, 0, 1};

    ttri_threefry(20, state, end);
    hash[0] = end[0];
    hash[1] = end[1];
}

#endif
