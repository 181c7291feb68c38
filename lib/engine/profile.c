#include "engine/profile.h"

#include <math.h>

#include "engine/inside.h"
#include "lanes/lanes.h"

/* Replicates must have counted some values beyond an edge, or it tells
 * nothing. */
#define ENOUGH 8

/* A coarse bin's bins are searched by rows, then one by one. */
#define ROW  8u
#define ROWS ((1u << TTRI_COARSE_BITS) / ROW)

/* ---- one pass ---- */

static void count_below(struct ttri_profile *profile)
{
    const struct ttri_summary *summary = profile->summary;
    uint32_t v = profile->variable, coarse, bin = 0;

    profile->below[0] = 0;
    for (coarse = 0; coarse < TTRI_COARSE; coarse++) {
        uint64_t count = 0;

        for (uint32_t i = 0; i < 1 << TTRI_COARSE_BITS; i++, bin++)
            count += ttri_bin_count(summary, v, bin);
        profile->below[coarse + 1] = profile->below[coarse] + count;
    }
    while (profile->first < TTRI_BINS - 1 &&
           ttri_bin_count(summary, v, profile->first) == 0)
        profile->first++;
    profile->last = TTRI_BINS - 1;
    while (profile->last > profile->first &&
           ttri_bin_count(summary, v, profile->last) == 0)
        profile->last--;
}

/* By their weight, should replicates differ in length. */
static void add_far(struct ttri_profile *profile, uint32_t replicate)
{
    const struct ttri_summary *summary = profile->summary;
    double n = ttri_profile_total(profile);
    double of_r = (double)summary->blocks[replicate] * TTRI_LANES, far;
    uint64_t below = 0;

    for (uint32_t i = 1; i < TTRI_COARSE; i++) {
        below +=
            ttri_coarse_count(summary, profile->variable, replicate, i - 1);
        far = ((double)below - (double)profile->below[i] / n * of_r) / n;
        profile->ratio[i] += far * far;
    }
}

void ttri_profile_init(struct ttri_profile *profile,
                       const struct ttri_summary *summary, uint32_t variable)
{
    uint32_t replicates = summary->plan.replicates;
    double more = replicates / (replicates - 1.0), n;

    *profile = (struct ttri_profile){.summary = summary, .variable = variable};
    count_below(profile);
    n = ttri_profile_total(profile);
    for (uint32_t r = 0; r < replicates; r++)
        add_far(profile, r);
    for (uint32_t i = 1; i < TTRI_COARSE; i++) {
        double p = (double)profile->below[i] / n;

        if (p > 0.0 && p < 1.0)
            profile->ratio[i] = profile->ratio[i] * more / (p * (1.0 - p));
    }
}

/* ---- quantiles and probabilities ---- */

/* Values below a bin. */
static uint64_t below_bin(const struct ttri_profile *profile, uint32_t bin)
{
    uint32_t coarse = bin >> TTRI_COARSE_BITS;
    uint64_t below = profile->below[coarse];

    for (uint32_t i = coarse << TTRI_COARSE_BITS; i < bin; i++)
        below += ttri_profile_count(profile, i);
    return below;
}

/* Passes rows of bins up to whose ends there are at most `rank` values, and
 * adds these to `below`. It looks at all rows: a processor would foretell a
 * break wrongly. */
static inline uint32_t pass(const struct ttri_profile *profile, bool is_low,
                            uint32_t bin, uint32_t rows, uint32_t size,
                            uint64_t rank, uint64_t *below)
{
    size_t first = (size_t)profile->variable * TTRI_BINS + bin;
    const uint16_t *low = profile->summary->bins + first;
    const uint32_t *high = profile->summary->more_bins + first;
    uint64_t sum = *below, passed = *below;

    for (uint32_t r = 0; r < rows; r++) {
        uint32_t lows = 0; /* narrow, for it is added up in vectors */

        for (uint32_t i = r * size; i < (r + 1) * size; i++) {
            lows += is_low ? low[i] : 0;
            sum += is_low ? 0 : ttri_whole_count(low[i], high[i]);
        }
        sum += lows;
        passed = sum <= rank ? sum : passed;
        bin += sum <= rank ? size : 0;
    }
    *below = passed;
    return bin;
}

static inline uint32_t pass_bins(const struct ttri_profile *profile,
                                 bool is_low, uint32_t bin, uint64_t rank,
                                 uint64_t *below)
{
    bin = pass(profile, is_low, bin, ROWS, ROW, rank, below);
    return pass(profile, is_low, bin, ROW, 1, rank, below);
}

/* The first bin up to whose end there are more than `rank` values, and how many
 * lie below it. `rank` is less than all. */
static uint32_t bin_after(const struct ttri_profile *profile, uint64_t rank,
                          uint64_t *below)
{
    uint32_t coarse = 0, bin;

    for (uint32_t step = TTRI_COARSE / 2; step > 0; step /= 2)
        coarse += profile->below[coarse + step] <= rank ? step : 0;
    *below = profile->below[coarse];
    bin = coarse << TTRI_COARSE_BITS;
    return profile->summary->carried[profile->variable]
               ? pass_bins(profile, false, bin, rank, below)
               : pass_bins(profile, true, bin, rank, below);
}

void ttri_profile_bin(const struct ttri_profile *profile, uint64_t k,
                      double *low, double *high, uint64_t *below,
                      uint64_t *within)
{
    const struct ttri_tally_map *map = ttri_profile_map(profile);
    uint32_t bin = bin_after(profile, k, below);

    *low = ttri_bin_edge(&map->bin, bin);
    *high = bin >= ttri_last_bin(map) ? INFINITY
                                      : ttri_bin_edge(&map->bin, bin + 1);
    *within = ttri_profile_count(profile, bin);
}

double ttri_profile_quantile(const struct ttri_profile *profile, double p)
{
    double target = p * ttri_profile_total(profile), share;
    uint64_t whole = (uint64_t)target, below;
    /* `target` values end where there are more than `rank`. */
    uint64_t rank = whole > 0 && (double)whole == target ? whole - 1 : whole;
    uint32_t bin = bin_after(profile, rank, &below);
    struct ttri_inside inside = ttri_look_inside(profile, bin);

    share = (target - (double)below) / inside.count;
    return ttri_inside_value(&inside, share > 0.0 ? share : 0.0);
}

double ttri_profile_probability(const struct ttri_profile *profile, double x)
{
    const struct ttri_summary *summary = profile->summary;
    uint32_t bin = ttri_bin_of(&ttri_profile_map(profile)->bin, x);
    struct ttri_inside inside;

    if (x < summary->least[profile->variable])
        return 0.0;
    if (x >= summary->greatest[profile->variable])
        return 1.0;
    if (ttri_profile_count(profile, bin) == 0)
        return (double)below_bin(profile, bin) / ttri_profile_total(profile);
    inside = ttri_look_inside(profile, bin);
    return ((double)below_bin(profile, bin) +
            inside.count * ttri_inside_share(&inside, x)) /
           ttri_profile_total(profile);
}

/* ---- their errors ---- */

/* Values of all replicates below a coarse bin. */
static double below_coarse(const struct ttri_profile *profile, uint32_t coarse)
{
    return (double)profile->below[coarse];
}

/* The edges on both sides of p that tell something; TTRI_NONE if none. */
static void find_edges(const struct ttri_profile *profile, double p,
                       uint32_t *left, uint32_t *right)
{
    double n = ttri_profile_total(profile), target = p * n;
    double enough = ENOUGH * (double)profile->summary->plan.replicates;
    uint32_t low = 0, high;

    for (uint32_t step = TTRI_COARSE / 2; step > 0; step /= 2)
        low += below_coarse(profile, low + step) <= target ? step : 0;
    high = low + 1;
    while (low > 0 && n - below_coarse(profile, low) < enough)
        low--;
    while (high < TTRI_COARSE && below_coarse(profile, high) < enough)
        high++;
    *left = below_coarse(profile, low) >= enough ? low : TTRI_NONE;
    *right = n - below_coarse(profile, high) >= enough ? high : TTRI_NONE;
}

double ttri_profile_probability_error(const struct ttri_profile *profile,
                                      double p)
{
    double ratio = 1.0 / ttri_profile_total(profile), a, b, from, to, weight;
    uint32_t left, right;

    if (p <= 0.0 || p >= 1.0)
        return 0.0;
    find_edges(profile, p, &left, &right);
    if (left == TTRI_NONE)
        left = right;
    if (right == TTRI_NONE)
        right = left;
    if (left != TTRI_NONE) {
        from = below_coarse(profile, left);
        to = below_coarse(profile, right);
        weight = to > from
                     ? (p * ttri_profile_total(profile) - from) / (to - from)
                     : 0.0;
        a = profile->ratio[left];
        b = right == left ? a : profile->ratio[right];
        ratio = a + weight * (b - a);
    }
    return sqrt(p * (1.0 - p) * ratio);
}

double ttri_profile_quantile_error(const struct ttri_profile *profile, double p)
{
    double error = ttri_profile_probability_error(profile, p);
    double room = p < 0.5 ? p : 1.0 - p, step = error;

    /* Not so near that single values show; not outside. */
    step = step < 0.15 * room ? 0.15 * room : step;
    step = step > 0.5 * room ? 0.5 * room : step;
    return (ttri_profile_quantile(profile, p + step) -
            ttri_profile_quantile(profile, p - step)) /
           2.0 * (error / step);
}
