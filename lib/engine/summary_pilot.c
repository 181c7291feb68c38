/* What the first values of a variable decide: the origin and unit of its sums,
 * and its bins. */
#include "engine/tally.h"

#include <float.h>
#include <math.h>

#include "math/elementary.h"

/* Values that are put in order. */
#define SAMPLE 128
/* Bins that an atom leaves. */
#define FREE (TTRI_BINS - 2)
/* Bins between the pilot's extremes, at most; an octave at most has as many. */
#define INNER       1280
#define LEAST_SHIFT 42
/* Quartiles this many times nearer to each other than the extremes are: one bin
 * must not hold most. */
#define LONG_TAILS 12.0
/* Growing bins pay from this ratio of the largest number to the smallest. */
#define WIDE 6.0
/* And if the middle half has as many: a number all but 0 takes them. */
#define MIDDLE 64

struct pilot {
    double least, greatest;      /* of all values */
    double low, high;            /* of those that are no atom */
    double first, median, third; /* quartiles of the sample without the atom */
    double atom;
};

static void sort(double *value, uint32_t count)
{
    static const uint32_t gaps[] = {57, 23, 10, 4, 1};

    for (uint32_t g = 0; g < TTRI_COUNT(gaps); g++)
        for (uint32_t i = gaps[g]; i < count; i++) {
            double x = value[i];
            uint32_t k = i;

            for (; k >= gaps[g] && value[k - gaps[g]] > x; k -= gaps[g])
                value[k] = value[k - gaps[g]];
            value[k] = x;
        }
}

/* The number that is taken most often, if by one in 32. */
static double find_atom(const double *sorted, uint32_t count)
{
    uint32_t longest = count / 32 > 2 ? count / 32 : 2, run = 1;
    double atom = INFINITY;

    for (uint32_t i = 1; i <= count; i++) {
        if (i < count && sorted[i] == sorted[i - 1]) {
            run++;
            continue;
        }
        if (run >= longest) {
            longest = run + 1;
            atom = sorted[i - 1];
        }
        run = 1;
    }
    return atom;
}

static uint32_t without(double *sorted, uint32_t count, double atom)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++)
        if (sorted[i] != atom)
            sorted[kept++] = sorted[i];
    return kept;
}

static void find_extremes(struct pilot *pilot, const double *value,
                          uint32_t count)
{
    pilot->least = pilot->low = INFINITY;
    pilot->greatest = pilot->high = -INFINITY;
    for (uint32_t i = 0; i < count; i++) {
        double x = value[i];

        pilot->least = x < pilot->least ? x : pilot->least;
        pilot->greatest = x > pilot->greatest ? x : pilot->greatest;
        if (x == pilot->atom)
            continue;
        pilot->low = x < pilot->low ? x : pilot->low;
        pilot->high = x > pilot->high ? x : pilot->high;
    }
}

static struct pilot look_at(const double *value, uint32_t count)
{
    uint32_t some = count < SAMPLE ? count : SAMPLE, kept;
    double sample[SAMPLE];
    struct pilot pilot;

    for (uint32_t i = 0; i < some; i++)
        sample[i] = value[i];
    sort(sample, some);
    pilot.atom = find_atom(sample, some);
    find_extremes(&pilot, value, count);
    kept = without(sample, some, pilot.atom);
    if (kept == 0) {
        sample[0] = pilot.low <= pilot.high ? pilot.low : pilot.atom;
        kept = 1;
    }
    pilot.first = sample[kept / 4];
    pilot.median = sample[kept / 2];
    pilot.third = sample[kept - 1 - kept / 4];
    return pilot;
}

/* ---- sums ---- */

/* x = m 2^e, m within [1, 2). */
static int exponent(double x)
{
    return (int)(ttri_bits_of(x) >> 52 & 2047) - 1023;
}

/* 2^e, clamped: neither it nor its inverse must leave the doubles. */
static double power_of_two(int e)
{
    e = e < -1000 ? -1000 : e > 1000 ? 1000 : e;
    return ttri_from_bits((uint64_t)(e + 1023) << 52);
}

/* The unit is near the standard deviation; where nothing varies, far below the
 * number itself. */
static void plan_sums(struct ttri_tally_map *map, const double *value,
                      uint32_t count, const struct pilot *pilot)
{
    double sum = 0.0, farthest = 0.0;

    for (uint32_t i = 0; i < count; i++)
        sum += (value[i] - pilot->least) / count;
    map->origin = pilot->least + sum;
    if (pilot->least == pilot->greatest || !isfinite(map->origin))
        map->origin = pilot->least;
    map->origin += 0.0; /* no -0 */
    for (uint32_t i = 0; i < count; i++) {
        double far = fabs(value[i] - map->origin);

        farthest = far > farthest ? far : farthest;
    }
    if (farthest > 0.0)
        /* the pilot's extremes are some 4 deviations away */
        map->scale = power_of_two(2 - exponent(farthest));
    else if (map->origin != 0.0)
        map->scale = power_of_two(20 - exponent(map->origin));
    else
        map->scale = 0x1p8;
}

/* ---- bins ---- */

static uint64_t mantissa_bits(double x, uint32_t shift)
{
    return ttri_bits_of(x) >> shift;
}

/* The first and the last bin begin where the octaves end that fit in. */
static void bound(struct ttri_bin_map *bin)
{
    uint64_t down = bin->zero, up = FREE - bin->zero;

    if (down > 0)
        bin->low = -(ttri_from_bits((bin->base + down - 1) << bin->shift) -
                     bin->offset);
    else
        bin->low = ttri_from_bits(bin->base << bin->shift) - bin->offset;
    if (up > 0)
        bin->high =
            ttri_from_bits((bin->base + up - 1) << bin->shift) - bin->offset;
    else
        bin->high = -(ttri_from_bits(bin->base << bin->shift) - bin->offset);
}

/* Equal bins between the extremes; half as far below them, as far above. */
static void plan_equal(struct ttri_bin_map *bin, const struct pilot *pilot)
{
    bin->origin = pilot->low;
    /* The highest value must stay below a distance of 1. */
    bin->scale = (1.0 - 0x1p-10) / (pilot->high - pilot->low);
    bin->offset = 1.0;
    bin->shift = LEAST_SHIFT;
    bin->base = mantissa_bits(1.0, bin->shift);
    bin->zero = 512;
}

static bool parts_middle(const struct ttri_bin_map *bin,
                         const struct pilot *pilot)
{
    uint64_t a = mantissa_bits(fabs(pilot->first), bin->shift);
    uint64_t b = mantissa_bits(fabs(pilot->third), bin->shift);

    return (a > b ? a - b : b - a) >= MIDDLE;
}

/* Bins that grow with the distance from 0: all numbers have one sign. Are they
 * enough? */
static bool plan_growing(struct ttri_bin_map *bin, const struct pilot *pilot)
{
    bool negative = pilot->high < 0.0;
    double low = negative ? -pilot->high : pilot->low;
    double high = negative ? -pilot->low : pilot->high;
    uint64_t first, inner, below;

    bin->scale = 1.0;
    bin->shift = LEAST_SHIFT;
    while (mantissa_bits(high, bin->shift) - mantissa_bits(low, bin->shift) >
           INNER)
        bin->shift++;
    first = mantissa_bits(low, bin->shift);
    inner = mantissa_bits(high, bin->shift) - first + 1;
    /* What is left is shared as the median shares the pilot. */
    below = mantissa_bits(fabs(pilot->median), bin->shift) - first;
    below = (FREE - inner) * below / inner;
    bin->base = first > below ? first - below : 1;
    /* Nor above the doubles. */
    if (bin->base + FREE > mantissa_bits(INFINITY, bin->shift))
        bin->base = mantissa_bits(INFINITY, bin->shift) - FREE;
    bin->zero = negative ? FREE : 0;
    return parts_middle(bin, pilot);
}

/* Bins that grow on both sides of the median: many octaves. */
static void plan_both(struct ttri_bin_map *bin, const struct pilot *pilot)
{
    double unit = (pilot->third - pilot->first) / 2;
    double up = pilot->high - pilot->median, far;
    int octaves;

    far = pilot->median - pilot->low;
    far = up > far ? up : far;
    if (unit <= far * 0x1p-40)
        unit = far * 0x1p-40;
    bin->origin = pilot->median;
    bin->scale = 1.0 / unit;
    bin->offset = 1.0;
    bin->zero = FREE / 2;
    /* Twice the pilot's, and two more. */
    octaves = 2 * (exponent(1.0 + far / unit) + 1) + 2;
    bin->shift = LEAST_SHIFT;
    while ((uint64_t)octaves << (52 - bin->shift) > FREE / 2)
        bin->shift++;
    bin->base = mantissa_bits(1.0, bin->shift);
}

/* Nothing varies, or nothing but an atom and one other number. */
static void plan_nothing(struct ttri_bin_map *bin, double value)
{
    bin->origin = value;
    bin->scale = value != 0.0 ? power_of_two(20 - exponent(value)) : 0x1p20;
    bin->offset = 1.0;
    bin->zero = FREE / 2;
    bin->shift = 48;
    bin->base = mantissa_bits(1.0, bin->shift);
}

static void plan_bins(struct ttri_bin_map *bin, const struct pilot *pilot)
{
    double range = pilot->high - pilot->low;
    bool one_sign = pilot->low >= DBL_MIN || pilot->high <= -DBL_MIN;
    double a = fabs(pilot->low), b = fabs(pilot->high);
    double ratio = a > b ? a / b : b / a;
    struct ttri_bin_map growing = {.atom = pilot->atom + 0.0};

    *bin = growing;
    /* Ranges that no quotient would survive. */
    if (!(range >= 0x1p-960 && range <= 0x1p960) ||
        !(a < 0x1p1000 && b < 0x1p1000))
        plan_nothing(bin, pilot->median);
    else if (one_sign && ratio > WIDE && ratio < 0x1p900 &&
             plan_growing(&growing, pilot))
        *bin = growing;
    else if (range > LONG_TAILS * (pilot->third - pilot->first))
        plan_both(bin, pilot);
    else
        plan_equal(bin, pilot);
    bound(bin);
}

void ttri_tally_plan(struct ttri_tally_map *map, const double *pilot,
                     uint32_t count)
{
    struct pilot seen = look_at(pilot, count);

    plan_sums(map, pilot, count, &seen);
    plan_bins(&map->bin, &seen);
}

bool ttri_bins_planned(struct ttri_bin_map *map)
{
    uint64_t reach;

    if (map->zero > FREE || map->shift < LEAST_SHIFT || map->shift > 52 ||
        map->base == 0 || !(map->scale > 0.0) || !(map->atom > -INFINITY))
        return false;
    if (map->offset > 0.0 ? map->base != mantissa_bits(1.0, map->shift)
                          : map->zero != 0 && map->zero != FREE)
        return false;
    reach = map->zero > FREE - map->zero ? map->zero : FREE - map->zero;
    if (map->base > mantissa_bits(INFINITY, map->shift) - reach)
        return false;
    bound(map);
    return true;
}
