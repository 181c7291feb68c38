#include "lanes/summaries.h"

#include "lanes/elementary.h"
#include "lanes/lanes.h"

/* Sums run in as many lanes at every width, then in one order. */
#define SUMS    16
#define VECTORS (SUMS / TTRI_WIDTH)

/* Lanes a distance of 8, 4, 2 and 1 apart. */
TTRI_INLINE double add_lanes(const ttri_vector *sum)
{
    double lane[SUMS] __attribute__((aligned(64)));

    for (int v = 0; v < VECTORS; v++)
        ttri_store(lane + v * TTRI_WIDTH, sum[v]);
    for (int half = SUMS / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

static void moments(const double *values, double origin, double scale,
                    double sums[2])
{
    ttri_vector from = TTRI_SPLAT(origin), by = TTRI_SPLAT(scale);
    ttri_vector sum[VECTORS], squares[VECTORS];

    TTRI_UNROLL
    for (int v = 0; v < VECTORS; v++)
        sum[v] = squares[v] = TTRI_SPLAT(0.0);
    for (int i = 0; i < TTRI_LANES; i += SUMS) {
        TTRI_UNROLL
        for (int v = 0; v < VECTORS; v++) {
            ttri_vector y = ttri_load(values + i + v * TTRI_WIDTH);

            y = (y - from) * by;
            sum[v] = sum[v] + y;
            squares[v] = squares[v] + y * y;
        }
    }
    sums[0] = add_lanes(sum);
    sums[1] = add_lanes(squares);
}

static void centre(const double *values, double origin, double scale,
                   double *centred)
{
    ttri_vector from = TTRI_SPLAT(origin), by = TTRI_SPLAT(scale);

    for (int i = 0; i < TTRI_LANES; i += TTRI_WIDTH)
        ttri_store(centred + i, (ttri_load(values + i) - from) * by);
}

static double product(const double *a, const double *b)
{
    ttri_vector sum[VECTORS];

    TTRI_UNROLL
    for (int v = 0; v < VECTORS; v++)
        sum[v] = TTRI_SPLAT(0.0);
    for (int i = 0; i < TTRI_LANES; i += SUMS) {
        TTRI_UNROLL
        for (int v = 0; v < VECTORS; v++)
            sum[v] = sum[v] + ttri_load(a + i + v * TTRI_WIDTH) *
                                  ttri_load(b + i + v * TTRI_WIDTH);
    }
    return add_lanes(sum);
}

/* As ttri_bin_of(). */
TTRI_INLINE ttri_words bins_of(const struct ttri_bin_map *map, ttri_vector x)
{
    ttri_vector low = TTRI_SPLAT(map->low), high = TTRI_SPLAT(map->high);
    ttri_vector atom = TTRI_SPLAT(map->atom);
    ttri_vector y = (x - TTRI_SPLAT(map->origin)) * TTRI_SPLAT(map->scale);
    ttri_words sign, bits;

    y = ttri_lanes_greater(low, y);
    y = ttri_lanes_lesser(high, y);
    sign = TTRI_WORDS(y) & TTRI_SPLAT_WORDS(0x8000000000000000u);
    y = TTRI_VECTOR(TTRI_WORDS(y) ^ sign) + TTRI_SPLAT(map->offset);
    bits = (TTRI_WORDS(y) >> map->shift) - TTRI_SPLAT_WORDS(map->base);
    bits = (bits ^ (TTRI_SPLAT_WORDS(0) - (sign >> 63))) +
           TTRI_SPLAT_WORDS(map->zero + 1);
    /* A mask is -1 where it holds. */
    return bits + TTRI_LESS(x, atom) - TTRI_LESS(atom, x);
}

static uint64_t count(const double *values, const struct ttri_bin_map *map,
                      uint32_t low, uint32_t high, uint16_t *bins,
                      uint16_t *coarse)
{
    uint64_t bin[TTRI_LANES] __attribute__((aligned(64)));
    ttri_words first = TTRI_SPLAT_WORDS(low), last = TTRI_SPLAT_WORDS(high);
    ttri_words inside = ~TTRI_SPLAT_WORDS(0);
    uint64_t all = ~(uint64_t)0;

    for (int i = 0; i < TTRI_LANES; i += TTRI_WIDTH) {
        ttri_words found = bins_of(map, ttri_load(values + i));

        *(ttri_words *)(void *)(bin + i) = found;
        /* Its top bit stays where first < found < last. */
        inside = inside & (first - found) & (found - last);
    }
    for (int i = 0; i < TTRI_LANES; i++) {
        bins[bin[i]]++;
        coarse[bin[i] >> TTRI_COARSE_BITS]++;
    }
    memcpy(bin, &inside, sizeof inside);
    for (int i = 0; i < TTRI_WIDTH; i++)
        all &= bin[i];
    return ~all >> 63;
}

const struct ttri_summary_kernels TTRI_LEVEL_NAME(ttri_summary_kernels_) = {
    .moments = moments,
    .count = count,
    .centre = centre,
    .product = product,
};
