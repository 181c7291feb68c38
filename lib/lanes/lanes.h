/* lib/lanes: the same arithmetic on many numbers at once. Kernels are written
 * once on vectors of TTRI_WIDTH numbers and compiled for each instruction set;
 * the widest that the machine has is chosen when a run begins. It uses lib/base
 * and lib/math; nothing about equations, platforms or threads may enter.
 *
 * Every build gives the same bits: sums, products, quotients, square roots and
 * integers alone, in an order that does not depend on the width, and nothing
 * rounded together.
 *
 * lanes.h: vectors, for the files that are compiled once per level. */
#ifndef TTRI_LANES_H
#define TTRI_LANES_H

#include <stdint.h>
#include <string.h>

/* Paths that run together; a multiple of every width. */
#define TTRI_LANES 128

#ifndef TTRI_WIDTH
#define TTRI_WIDTH 1
#endif

#define TTRI_PASTE_(a, b) a##b
#define TTRI_PASTE(a, b)  TTRI_PASTE_(a, b)
/* The name of this level's table of kernels. */
#define TTRI_LEVEL_NAME(name) TTRI_PASTE(name, TTRI_LEVEL)

#define TTRI_INLINE static inline __attribute__((always_inline))

#if TTRI_WIDTH > 1
typedef double ttri_vector __attribute__((vector_size(TTRI_WIDTH * 8)));
typedef uint64_t ttri_words __attribute__((vector_size(TTRI_WIDTH * 8)));
#define TTRI_WORDS(x)  ((ttri_words)(x))
#define TTRI_VECTOR(x) ((ttri_vector)(x))
/* All ones where it holds. */
#define TTRI_LESS(a, b)  ((ttri_words)((a) < (b)))
#define TTRI_EQUAL(a, b) ((ttri_words)((a) == (b)))
/* x - 0 is x, for -0 too. */
#define TTRI_SPLAT(x)       ((x) - (ttri_vector){0})
#define TTRI_SPLAT_WORDS(x) ((ttri_words){0} + (uint64_t)(x))
#else
typedef double ttri_vector;
typedef uint64_t ttri_words;
TTRI_INLINE uint64_t ttri_words_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}
TTRI_INLINE double ttri_vector_of(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}
#define TTRI_WORDS(x)       ttri_words_of(x)
#define TTRI_VECTOR(x)      ttri_vector_of(x)
#define TTRI_LESS(a, b)     ((ttri_words)0 - (uint64_t)((a) < (b)))
#define TTRI_EQUAL(a, b)    ((ttri_words)0 - (uint64_t)((a) == (b)))
#define TTRI_SPLAT(x)       ((ttri_vector)(x))
#define TTRI_SPLAT_WORDS(x) ((ttri_words)(x))
#endif

/* a where the mask is set, else b. */
#define TTRI_PICK(mask, a, b)                                                  \
    TTRI_VECTOR(((mask)&TTRI_WORDS(a)) | (~(mask)&TTRI_WORDS(b)))

/* Numbers of blocks are aligned to 64 bytes. */
TTRI_INLINE ttri_vector ttri_load(const double *from)
{
    return *(const ttri_vector *)(const void *)from;
}

TTRI_INLINE void ttri_store(double *to, ttri_vector x)
{
    *(ttri_vector *)(void *)to = x;
}

#ifdef __clang__
#define TTRI_UNROLL _Pragma("clang loop unroll(full)")
#else
#define TTRI_UNROLL _Pragma("GCC unroll 16")
#endif

#endif
