/* elementary.h: the functions of math/elementary.h for vectors, with the same
 * bits. */
#ifndef TTRI_LANE_ELEMENTARY_H
#define TTRI_LANE_ELEMENTARY_H

#include "lanes/lanes.h"
#include "math/elementary.h"

#if defined(__SSE2__) && TTRI_WIDTH > 1
#include <immintrin.h>
#endif

/* a < b ? a : b. A compiler may not see the instruction in a mask. */
TTRI_INLINE ttri_vector ttri_lanes_lesser(ttri_vector a, ttri_vector b)
{
#if TTRI_WIDTH == 8 && defined(__AVX512F__)
    return (ttri_vector)_mm512_min_pd((__m512d)a, (__m512d)b);
#elif TTRI_WIDTH == 4 && defined(__AVX__)
    return (ttri_vector)_mm256_min_pd((__m256d)a, (__m256d)b);
#elif TTRI_WIDTH == 2 && defined(__SSE2__)
    return (ttri_vector)_mm_min_pd((__m128d)a, (__m128d)b);
#elif TTRI_WIDTH == 1
    return a < b ? a : b;
#else
    return TTRI_PICK(TTRI_LESS(a, b), a, b);
#endif
}

/* a > b ? a : b */
TTRI_INLINE ttri_vector ttri_lanes_greater(ttri_vector a, ttri_vector b)
{
#if TTRI_WIDTH == 8 && defined(__AVX512F__)
    return (ttri_vector)_mm512_max_pd((__m512d)a, (__m512d)b);
#elif TTRI_WIDTH == 4 && defined(__AVX__)
    return (ttri_vector)_mm256_max_pd((__m256d)a, (__m256d)b);
#elif TTRI_WIDTH == 2 && defined(__SSE2__)
    return (ttri_vector)_mm_max_pd((__m128d)a, (__m128d)b);
#elif TTRI_WIDTH == 1
    return a > b ? a : b;
#else
    return TTRI_PICK(TTRI_LESS(b, a), a, b);
#endif
}

#define TTRI_NUMBER        ttri_vector
#define TTRI_WORD          ttri_words
#define TTRI_TEXT          TTRI_INLINE
#define TTRI_NAMED(name)   ttri_lanes_##name
#define TTRI_WORD_OF       TTRI_WORDS
#define TTRI_NUMBER_OF     TTRI_VECTOR
#define TTRI_LESSER(a, b)  ttri_lanes_lesser(TTRI_SPLAT(a), b)
#define TTRI_GREATER(a, b) ttri_lanes_greater(TTRI_SPLAT(a), b)
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
