#include "engine/profile.h"

#include <math.h>

#include "engine/inside.h"
#include "lanes/lanes.h"

/* Replicates must have counted some values beyond an edge, or it tells
 * nothing. */
#define ENOUGH 8

void ttri_profile_init(struct ttri_profile *profile,
                       const struct ttri_summary *summary, uint32_t variable)
{
    profile->summary = summary;
    profile->variable = variable;
    profile->first = TTRI_BINS;
    profile->last = 0;
    profile->below[0] = 0;
    for (uint32_t i = 0; i < TTRI_BINS; i++) {
        uint64_t count = ttri_bin_count(summary, variable, i);

        profile->below[i + 1] = profile->below[i] + count;
        if (count == 0)
            continue;
        profile->last = i;
        if (profile->first == TTRI_BINS)
            profile->first = i;
    }
}

/* ---- quantiles and probabilities ---- */

/* The bin in which `target` values end that are lowest. */
static uint32_t bin_at(const struct ttri_profile *profile, double target)
{
    uint32_t low = profile->first, high = profile->last;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if ((double)profile->below[middle + 1] >= target)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void ttri_summary_bin(const struct ttri_summary *summary, uint32_t variable,
                      uint64_t k, double *low, double *high, uint64_t *below,
                      uint64_t *within)
{
    struct ttri_profile profile;
    uint32_t bin;

    ttri_profile_init(&profile, summary, variable);
    for (bin = profile.first; bin < profile.last; bin++)
        if (profile.below[bin + 1] > k)
            break;
    *low = ttri_bin_edge(&ttri_profile_map(&profile)->bin, bin);
    *high = bin >= ttri_last_bin(ttri_profile_map(&profile))
                ? INFINITY
                : ttri_bin_edge(&ttri_profile_map(&profile)->bin, bin + 1);
    *below = profile.below[bin];
    *within = profile.below[bin + 1] - profile.below[bin];
}

double ttri_profile_quantile(const struct ttri_profile *profile, double p)
{
    double target = p * ttri_profile_total(profile), share;
    uint32_t bin = bin_at(profile, target);
    struct ttri_inside inside = ttri_look_inside(profile, bin);

    share = (target - (double)profile->below[bin]) / inside.count;
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
    if (ttri_profile_count(profile, bin) == 0.0)
        return (double)profile->below[bin] / ttri_profile_total(profile);
    inside = ttri_look_inside(profile, bin);
    return ((double)profile->below[bin] +
            inside.count * ttri_inside_share(&inside, x)) /
           ttri_profile_total(profile);
}

/* ---- their errors ---- */

/* Values of all replicates below a coarse bin. */
static double below_coarse(const struct ttri_profile *profile, uint32_t coarse)
{
    return (double)profile->below[coarse << TTRI_COARSE_BITS];
}

/* Variance of the probability at a coarse edge, over replicates, as a share of
 * p (1 - p). */
static double variance_ratio(const struct ttri_profile *profile,
                             uint32_t coarse)
{
    const struct ttri_summary *summary = profile->summary;
    uint32_t replicates = summary->plan.replicates;
    double n = ttri_profile_total(profile),
           p = below_coarse(profile, coarse) / n;
    double sum = 0.0;

    for (uint32_t r = 0; r < replicates; r++) {
        double of_r = (double)summary->blocks[r] * TTRI_LANES, below = 0.0, far;

        for (uint32_t i = 0; i < coarse; i++)
            below +=
                (double)ttri_coarse_count(summary, profile->variable, r, i);
        /* by their weight, should replicates differ in length */
        far = (below - p * of_r) / n;
        sum += far * far;
    }
    sum *= replicates / (replicates - 1.0);
    return sum / (p * (1.0 - p));
}

static bool tells(const struct ttri_profile *profile, uint32_t coarse)
{
    double enough = ENOUGH * (double)profile->summary->plan.replicates;
    double below = below_coarse(profile, coarse);

    return below >= enough && ttri_profile_total(profile) - below >= enough;
}

/* The edges on both sides of p that tell something; TTRI_NONE if none. */
static void find_edges(const struct ttri_profile *profile, double p,
                       uint32_t *left, uint32_t *right)
{
    *left = *right = TTRI_NONE;
    for (uint32_t i = 1; i < TTRI_COARSE; i++) {
        if (!tells(profile, i))
            continue;
        if (below_coarse(profile, i) <= p * ttri_profile_total(profile))
            *left = i;
        else if (*right == TTRI_NONE)
            *right = i;
    }
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
        a = variance_ratio(profile, left);
        b = right == left ? a : variance_ratio(profile, right);
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
