#include "lanes/draws.h"

#include "lanes/lanes.h"
#include "math/threefry.h"

#if defined(__SSE2__) && TTRI_WIDTH > 1
#include <immintrin.h>
#endif

/* Vectors that advance together. */
#define TOGETHER 4

TTRI_INLINE ttri_vector square_root(ttri_vector x)
{
#if TTRI_WIDTH == 1
    return __builtin_sqrt(x);
#elif TTRI_WIDTH == 8 && defined(__AVX512F__)
    return (ttri_vector)_mm512_sqrt_pd((__m512d)x);
#elif TTRI_WIDTH == 4 && defined(__AVX__)
    return (ttri_vector)_mm256_sqrt_pd((__m256d)x);
#elif TTRI_WIDTH == 2 && defined(__SSE2__)
    return (ttri_vector)_mm_sqrt_pd((__m128d)x);
#else
    for (int i = 0; i < TTRI_WIDTH; i++)
        x[i] = __builtin_sqrt(x[i]);
    return x;
#endif
}

/* start, start + 1, ... */
TTRI_INLINE ttri_words count_from(uint64_t start)
{
#if TTRI_WIDTH == 1
    return start;
#else
    ttri_words words = TTRI_SPLAT_WORDS(start);

    for (unsigned i = 0; i < TTRI_WIDTH; i++)
        words[i] += i;
    return words;
#endif
}

/* Four words for each of TOGETHER vectors of counters. */
TTRI_INLINE void draw_words(const uint64_t key[4], uint64_t count,
                            uint64_t period, ttri_words x[4][TOGETHER])
{
    const uint64_t schedule[5] = {key[0], key[1], key[2], key[3],
                                  TTRI_THREEFRY_PARITY ^ key[0] ^ key[1] ^
                                      key[2] ^ key[3]};

    TTRI_UNROLL
    for (unsigned k = 0; k < TOGETHER; k++) {
        x[0][k] = count_from(count + k * TTRI_WIDTH + schedule[0]);
        x[1][k] = TTRI_SPLAT_WORDS(period + schedule[1]);
        x[2][k] = TTRI_SPLAT_WORDS(schedule[2]);
        x[3][k] = TTRI_SPLAT_WORDS(schedule[3]);
    }
#define ROUND(round)                                                           \
    TTRI_UNROLL                                                                \
    for (unsigned k = 0; k < TOGETHER; k++) {                                  \
        TTRI_MIX(x[0][k], x[(round)&1 ? 3 : 1][k],                             \
                 TTRI_THREEFRY_FIRST(round));                                  \
        TTRI_MIX(x[2][k], x[(round)&1 ? 1 : 3][k],                             \
                 TTRI_THREEFRY_SECOND(round));                                 \
    }
#define ADD_KEY(turn)                                                          \
    TTRI_UNROLL                                                                \
    for (unsigned k = 0; k < TOGETHER; k++) {                                  \
        x[0][k] += schedule[(turn) % 5];                                       \
        x[1][k] += schedule[((turn) + 1) % 5];                                 \
        x[2][k] += schedule[((turn) + 2) % 5];                                 \
        x[3][k] += schedule[((turn) + 3) % 5] + (turn);                        \
    }
#define FOUR_ROUNDS(turn)                                                      \
    ROUND(4 * (turn)-4)                                                        \
    ROUND(4 * (turn)-3)                                                        \
    ROUND(4 * (turn)-2)                                                        \
    ROUND(4 * (turn)-1)                                                        \
    ADD_KEY(turn)

    FOUR_ROUNDS(1)
    FOUR_ROUNDS(2)
    FOUR_ROUNDS(3)
    ROUND(12)
#undef ROUND
#undef ADD_KEY
#undef FOUR_ROUNDS
}

/* The middle of a cell: (bits of 52 + 1/2) / 2^52, exactly. */
TTRI_INLINE ttri_vector uniform_of(ttri_words bits)
{
    return TTRI_VECTOR((bits >> 12) | 0x3ff0000000000000u) - (1.0 - 0x1p-53);
}

/* ln x for ordinary numbers; relative error 1.1e-10. */
TTRI_INLINE ttri_vector rough_logarithm(ttri_vector x)
{
    const uint64_t one = 0x3ff0000000000000u, root_half = 0x3fe6a09e667f3bcdu;
    ttri_words bits = TTRI_WORDS(x) + (one - root_half);
    ttri_vector k =
        TTRI_VECTOR((bits >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
    ttri_vector f = TTRI_VECTOR((bits & 0x000fffffffffffffu) + root_half) - 1.0;
    ttri_vector f2 = f * f, f4 = f2 * f2;
    ttri_vector a = 0x1.0000000026559p+0 + f * -0x1.0000001c4e172p-1;
    ttri_vector b = 0x1.5555541d37500p-2 + f * -0x1.ffffa6f249889p-3;
    ttri_vector c = 0x1.999a31d6e07b0p-3 + f * -0x1.5569483e88bf0p-3;
    ttri_vector d = 0x1.249120ba6fd33p-3 + f * -0x1.fc57ace5c034bp-4;
    ttri_vector e = 0x1.c36fb6f42c26fp-4 + f * -0x1.bdabf72576004p-4;
    ttri_vector g = 0x1.b797497616d23p-4 + f * -0x1.ea36a7f7dfe13p-5;

    a = (a + f2 * b) + f4 * ((c + f2 * d) + f4 * (e + f2 * g));
    return k * 0x1.62e42fefa39efp-1 + f * a;
}

/* Sine and cosine of 2 pi u, u within [0, 1]: an eighth of the circle, swapped
 * and signed by quadrant. Errors 5e-12 relative and 8e-14. */
TTRI_INLINE void circle(ttri_vector u, ttri_vector *sine, ttri_vector *cosine)
{
    ttri_vector turns = u * 4.0 + 0x1.8p52;
    ttri_words quadrant = TTRI_WORDS(turns);
    ttri_vector r = u - (turns - 0x1.8p52) * 0.25, z = r * r, z2 = z * z;
    ttri_vector s = (0x1.921fb5443aec2p+2 + z * -0x1.4abbce5649db0p+5) +
                    z2 * ((0x1.466bba8b1c551p+6 + z * -0x1.32ca85294a170p+6) +
                          z2 * 0x1.4bc25626a69fdp+5);
    ttri_vector c = (-0x1.3bd3cc9bd685ep+4 + z * 0x1.03c1f075df2abp+6) +
                    z2 * ((-0x1.55d3ba9f094cep+6 + z * 0x1.e1e7f65f7a927p+5) +
                          z2 * -0x1.a0f39b457e595p+4);
    ttri_words swap = 0 - (quadrant & 1);
    ttri_words sign_s = (quadrant & 2) << 62;
    ttri_words sign_c = ((quadrant + 1) & 2) << 62;

    s = r * s;
    c = 1.0 + z * c;
    *sine = TTRI_VECTOR(TTRI_WORDS(TTRI_PICK(swap, c, s)) ^ sign_s);
    *cosine = TTRI_VECTOR(TTRI_WORDS(TTRI_PICK(swap, s, c)) ^ sign_c);
}

static void fill_uniforms(const uint64_t key[4], uint64_t count,
                          uint64_t period, double *row)
{
    for (unsigned i = 0; i < 32; i += TOGETHER * TTRI_WIDTH) {
        ttri_words x[4][TOGETHER];

        draw_words(key, count + i, period, x);
        TTRI_UNROLL
        for (unsigned k = 0; k < TOGETHER; k++)
            for (unsigned j = 0; j < 4; j++)
                ttri_store(row + 32 * j + i + k * TTRI_WIDTH,
                           uniform_of(x[j][k]));
    }
}

static void fill_normals(const uint64_t key[4], uint64_t count, uint64_t period,
                         double *row)
{
    for (unsigned i = 0; i < 32; i += TOGETHER * TTRI_WIDTH) {
        ttri_words x[4][TOGETHER];

        draw_words(key, count + i, period, x);
        TTRI_UNROLL
        for (unsigned j = 0; j < 4; j += 2) {
            TTRI_UNROLL
            for (unsigned k = 0; k < TOGETHER; k++) {
                double *to = row + 32 * j + i + k * TTRI_WIDTH;
                ttri_vector radius =
                    square_root(-2.0 * rough_logarithm(uniform_of(x[j][k])));
                ttri_vector sine, cosine;

                circle(uniform_of(x[j + 1][k]), &sine, &cosine);
                ttri_store(to, radius * cosine);
                ttri_store(to + 32, radius * sine);
            }
        }
    }
}

/* ---- strata ---- */

TTRI_INLINE ttri_words permute(const struct ttri_permutation *permutation,
                               ttri_words x)
{
    const uint64_t mask = ((uint64_t)1 << permutation->bits) - 1;
    const unsigned half = (permutation->bits + 1) / 2;

    for (unsigned i = 0; i < TTRI_PERMUTATION_ROUNDS; i++) {
        x = (x * permutation->factor[i] + permutation->sum[i]) & mask;
        x ^= x >> half;
    }
    return x;
}

static void fill_strata(const uint64_t key[4], uint64_t count, uint64_t period,
                        const struct ttri_permutation *permutation,
                        uint64_t first, double *row)
{
    const unsigned bits = permutation->bits;

    for (unsigned i = 0; i < 32; i += TOGETHER * TTRI_WIDTH) {
        ttri_words x[4][TOGETHER];

        draw_words(key, count + i, period, x);
        for (unsigned j = 0; j < 4; j++)
            for (unsigned k = 0; k < TOGETHER; k++) {
                unsigned lane = 32 * j + i + k * TTRI_WIDTH;
                ttri_words stratum =
                    permute(permutation, count_from(first + lane));

                ttri_store(row + lane, uniform_of(stratum << (64 - bits) |
                                                  x[j][k] >> bits));
            }
    }
}

/* ---- Sobol' points ---- */

/* Points that are computed together: two in a word, p in its lower half and
 * p + TTRI_WIDTH in its upper one. Or one. */
#if TTRI_WIDTH > 1
#define POINTS (2 * TTRI_WIDTH)
typedef uint32_t points __attribute__((vector_size(TTRI_WIDTH * 8)));

TTRI_INLINE points first_points(void)
{
    ttri_words words;

    for (uint64_t i = 0; i < TTRI_WIDTH; i++)
        words[i] = i | (i + TTRI_WIDTH) << 32;
    return (points)words;
}

TTRI_INLINE void store_points(double *to, points x)
{
    const uint64_t middle = 0x3ff0000000080000u, field = 0x000ffffffff00000u;
    ttri_words words = (ttri_words)x;

    ttri_store(to, TTRI_VECTOR((words << 20 & field) | middle) - 1.0);
    ttri_store(to + TTRI_WIDTH,
               TTRI_VECTOR((words >> 12 & field) | middle) - 1.0);
}
#else
#define POINTS 1
typedef uint32_t points;

TTRI_INLINE points first_points(void)
{
    return 0;
}

TTRI_INLINE void store_points(double *to, points x)
{
    *to = TTRI_VECTOR((uint64_t)x << 20 | 0x3ff0000000080000u) - 1.0;
}
#endif

/* Bytes of x at the places that `index` says, in each 16; 16 bytes, repeated.
 */
#if TTRI_WIDTH == 8 && defined(__AVX512BW__)
#define SHUFFLE(x, index)                                                      \
    (points) _mm512_shuffle_epi8((__m512i)(x), (__m512i)(index))
#define REPEAT(bytes) _mm512_broadcast_i32x4(bytes)
#elif TTRI_WIDTH == 4 && defined(__AVX2__)
#define SHUFFLE(x, index)                                                      \
    (points) _mm256_shuffle_epi8((__m256i)(x), (__m256i)(index))
#define REPEAT(bytes) _mm256_broadcastsi128_si256(bytes)
#elif TTRI_WIDTH == 2 && defined(__SSSE3__)
#define SHUFFLE(x, index)                                                      \
    (points) _mm_shuffle_epi8((__m128i)(x), (__m128i)(index))
#define REPEAT(bytes) (bytes)
#endif

/* Bytes change places, then halves of bytes, by table, and theirs. */
TTRI_INLINE points reverse_bits(points x)
{
#ifdef SHUFFLE
    const __m128i bytes =
        _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    const __m128i lower =
        _mm_set_epi8(15, 7, 11, 3, 13, 5, 9, 1, 14, 6, 10, 2, 12, 4, 8, 0);
    const __m128i upper = _mm_slli_epi16(lower, 4);
    points half = (points){0} + 0x0f0f0f0fu;

    x = SHUFFLE(x, REPEAT(bytes));
    return SHUFFLE(REPEAT(upper), x & half) |
           SHUFFLE(REPEAT(lower), x >> 4 & half);
#else
    x = x >> 16 | x << 16;
    x = (x >> 8 & 0x00ff00ffu) | (x << 8 & ~0x00ff00ffu);
    x = (x >> 4 & 0x0f0f0f0fu) | (x << 4 & ~0x0f0f0f0fu);
    x = (x >> 2 & 0x33333333u) | (x << 2 & ~0x33333333u);
    return (x >> 1 & 0x55555555u) | (x << 1 & ~0x55555555u);
#endif
}

/* Owen's scrambling of points whose bits are in reverse: each bit is flipped
 * or not by what lies below it. By hashing: S. Laine, T. Karras, "Stratified
 * sampling for stochastic transparency" (2011); B. Burley, "Practical
 * hash-based Owen scrambling" (2020), with the constants of N. Vegdahl (2021).
 */
TTRI_INLINE points scrambled(points x, const struct ttri_scramble *scramble)
{
    x ^= x * 0x3d20adeau;
    x += scramble->sum;
    x *= scramble->factor | 1;
    x ^= x * 0x05526c56u;
    return x ^ x * 0x53a22864u;
}

static void fill_points(const struct ttri_coordinate *coordinate,
                        const struct ttri_scramble *scramble, uint32_t block,
                        double *row)
{
    uint32_t start[TTRI_LANES / POINTS];
    points first = first_points() & 0, lane = first_points();
    unsigned bit = 0;

    start[0] = 0;
    for (unsigned i = 7; i < 32 && block != 0; i++, block >>= 1)
        start[0] ^= coordinate->direction[i] & (0 - (block & 1));
    for (; 1u << bit < POINTS; bit++)
        first ^= coordinate->direction[bit] & (0 - (lane >> bit & 1));
    for (unsigned count = 1; count < TTRI_LANES / POINTS; count *= 2, bit++)
        for (unsigned i = 0; i < count; i++)
            start[count + i] = start[i] ^ coordinate->direction[bit];
    for (unsigned i = 0; i < TTRI_LANES / POINTS; i++)
        store_points(row + i * POINTS,
                     reverse_bits(scrambled(first ^ start[i], scramble)));
}

/* ---- normals of uniforms ---- */

/* What is nearer to an end is left to the tail: 12 of 128 on each side. */
#define TAIL 0x1.8p-4

/* y f(y^2), y = 2 u - 1, |y| <= 13 / 16; relative error 7e-11. */
TTRI_INLINE ttri_vector centre_quantile(ttri_vector u)
{
    ttri_vector y = u - (1.0 - u), r = y * y, r2 = r * r, r4 = r2 * r2;
    ttri_vector a = 0x1.40d931ffc236cp+0 + r * 0x1.4ffddaf729046p-2;
    ttri_vector b = 0x1.71744dc4bb903p-3 + r * 0x1.f453cef1595aep-4;
    ttri_vector c = 0x1.8f55f4b206013p-4 + r * -0x1.f0b4ac3c6db69p-10;
    ttri_vector d = 0x1.6b6d568bb7c52p-1 + r * -0x1.e21c5d8b054b3p+1;
    ttri_vector e = 0x1.f741b84e2d1b5p+3 + r * -0x1.6bc5e4559a26fp+5;
    ttri_vector f = 0x1.7462a84a8e450p+6 + r * -0x1.06bfcd2eaebe6p+7;
    ttri_vector g = 0x1.e9386cf3c7b7fp+6 + r * -0x1.0ee05ee923ca1p+6;

    g = g + r2 * 0x1.1174041e15172p+4;
    a = (a + r2 * b) + r4 * (c + r2 * d);
    e = (e + r2 * f) + r4 * g;
    return y * (a + (r4 * r4) * e);
}

/* A rational function of sqrt(-ln p), p the distance to the nearer end, from
 * 2^-53 to 3 / 32; relative error 2e-11. */
TTRI_INLINE ttri_vector tail_quantile(ttri_vector u)
{
    ttri_vector v = 1.0 - u;
    ttri_words lower = TTRI_LESS(u, v);
    ttri_vector p = TTRI_PICK(lower, u, v);
    ttri_vector s = square_root(0.0 - rough_logarithm(p)), s2 = s * s;
    ttri_vector a = -0x1.9708d158bd277p+1 + s * -0x1.67d0e81bd5808p+3;
    ttri_vector b = 0x1.39fb96ebfce66p+2 + s * 0x1.956ceef328871p+3;
    ttri_vector c = 0x1.d04d6cd4b92c9p+1 + s * 0x1.bc30cef252e6bp-3;
    ttri_vector d = 0x1.0000000000000p+0 + s * 0x1.ea677bb99b22fp+2;
    ttri_vector e = 0x1.2b1476eb66a5ep+3 + s * 0x1.489235d32ff82p+1;
    ttri_vector z;

    e = e + s2 * 0x1.3a0d25c4af9f9p-3;
    z = (a + s2 * (b + s2 * c)) / (d + s2 * e);
    return TTRI_VECTOR(TTRI_WORDS(z) ^ (lower & 0x8000000000000000u));
}

/* One bit for each lane of a mask. */
TTRI_INLINE uint64_t bits_of_mask(ttri_words mask)
{
#if TTRI_WIDTH == 1
    return mask & 1;
#elif TTRI_WIDTH == 8 && defined(__AVX512DQ__)
    return _mm512_movepi64_mask((__m512i)mask);
#elif TTRI_WIDTH == 4 && defined(__AVX__)
    return (uint64_t)_mm256_movemask_pd((__m256d)mask);
#elif TTRI_WIDTH == 2 && defined(__SSE2__)
    return (uint64_t)_mm_movemask_pd((__m128d)mask);
#else
    uint64_t bits = 0;

    for (unsigned i = 0; i < TTRI_WIDTH; i++)
        bits |= (mask[i] & 1) << i;
    return bits;
#endif
}

/* The centres of 64 lanes; ones, in lane order, where the tails are. */
TTRI_INLINE uint64_t fill_centres(double *row)
{
    uint64_t tails = 0;

    for (unsigned i = 0; i < 64; i += TTRI_WIDTH) {
        ttri_vector u = ttri_load(row + i);
        ttri_words is_tail = TTRI_LESS(u, TTRI_SPLAT(TAIL)) |
                             TTRI_LESS(TTRI_SPLAT(1.0 - TAIL), u);

        tails |= bits_of_mask(is_tail) << i;
        ttri_store(row + i, TTRI_PICK(is_tail, u, centre_quantile(u)));
    }
    return tails;
}

/* Tails are few: they are gathered, and put back. */
static void fill_quantiles(double *row)
{
    _Alignas(64) double tail[TTRI_LANES + TTRI_WIDTH];
    unsigned char place[TTRI_LANES];
    unsigned count = 0;

    for (unsigned half = 0; half < TTRI_LANES; half += 64)
        for (uint64_t left = fill_centres(row + half); left != 0;
             left &= left - 1) {
            unsigned lane = half + (unsigned)__builtin_ctzll(left);

            place[count] = (unsigned char)lane;
            tail[count++] = row[lane];
        }
    for (unsigned i = 0; i < TTRI_WIDTH; i++)
        tail[count + i] = TAIL;
    for (unsigned i = 0; i < count; i += TTRI_WIDTH)
        ttri_store(tail + i, tail_quantile(ttri_load(tail + i)));
    for (unsigned i = 0; i < count; i++)
        row[place[i]] = tail[i];
}

/* ---- rows ---- */

static void mirror(double sum, double *row)
{
    for (unsigned i = 0; i < TTRI_LANES; i += TTRI_WIDTH)
        ttri_store(row + i, sum - ttri_load(row + i));
}

static void scale(double factor, double *row)
{
    for (unsigned i = 0; i < TTRI_LANES; i += TTRI_WIDTH)
        ttri_store(row + i, factor * ttri_load(row + i));
}

static void add_scaled(double factor, const double *from, double *to)
{
    for (unsigned i = 0; i < TTRI_LANES; i += TTRI_WIDTH)
        ttri_store(to + i, ttri_load(to + i) + factor * ttri_load(from + i));
}

static void split(double share, double spread, double *sum, double *normal)
{
    for (unsigned i = 0; i < TTRI_LANES; i += TTRI_WIDTH) {
        ttri_vector whole = ttri_load(sum + i);
        ttri_vector left = share * whole + spread * ttri_load(normal + i);

        ttri_store(sum + i, left);
        ttri_store(normal + i, whole - left);
    }
}

const struct ttri_draw_kernels TTRI_LEVEL_NAME(ttri_draw_kernels_) = {
    .uniforms = fill_uniforms,
    .normals = fill_normals,
    .strata = fill_strata,
    .points = fill_points,
    .quantiles = fill_quantiles,
    .mirror = mirror,
    .scale = scale,
    .add_scaled = add_scaled,
    .split = split,
};
