/* Expected shortfalls. */
#include <math.h>

#include "engine/inside.h"
#include "lanes/lanes.h"

/* By coarse bin: how many values, and the sums of how far they lie below a
 * number (or above it) and of its squares. */
struct shortfalls {
    double count[TTRI_COARSE], sum[TTRI_COARSE], squares[TTRI_COARSE];
};

/* A share of a bin's values lies beyond `at`, together `far` from it. */
static void add_beyond(struct shortfalls *shortfalls, uint32_t coarse,
                       const struct ttri_inside *inside, double share,
                       double far)
{
    double count = share * inside->count, width = share * inside->width;

    if (count > 0.0)
        shortfalls->squares[coarse] +=
            far * far / count + count * width * width / 12.0;
    shortfalls->sum[coarse] += far;
}

static void add_shortfalls(const struct ttri_profile *profile, double at,
                           bool highest, struct shortfalls *shortfalls)
{
    *shortfalls = (struct shortfalls){0};
    for (uint32_t bin = profile->first; bin <= profile->last; bin++) {
        uint32_t coarse = bin >> TTRI_COARSE_BITS;
        struct ttri_inside inside;
        double share, far;

        shortfalls->count[coarse] += (double)ttri_profile_count(profile, bin);
        if (ttri_profile_count(profile, bin) == 0)
            continue;
        inside = ttri_look_inside(profile, bin);
        if (highest ? inside.low + inside.width <= at : inside.low >= at)
            continue;
        share = ttri_inside_share(&inside, at);
        far = ttri_inside_sum(&inside, share, at);
        if (highest)
            add_beyond(shortfalls, coarse, &inside, 1.0 - share,
                       ttri_inside_sum(&inside, 1.0, at) - far);
        else
            add_beyond(shortfalls, coarse, &inside, share, -far);
    }
}

/* Variance of the mean shortfall: what varies between replicates of how many
 * values each coarse bin holds, and as if paths were independent what they do
 * not tell, that within coarse bins. */
static double shortfall_variance(const struct ttri_profile *profile,
                                 const struct shortfalls *shortfalls,
                                 double mean)
{
    const struct ttri_summary *summary = profile->summary;
    double replicates = summary->plan.replicates,
           n = ttri_profile_total(profile);
    double between = 0.0, within = 0.0;

    for (uint32_t r = 0; r < summary->plan.replicates; r++) {
        double sum = -mean * (double)summary->blocks[r] * TTRI_LANES;

        for (uint32_t i = 0; i < TTRI_COARSE; i++)
            if (shortfalls->sum[i] > 0.0)
                sum +=
                    shortfalls->sum[i] / shortfalls->count[i] *
                    (double)ttri_coarse_count(summary, profile->variable, r, i);
        between += sum / n * (sum / n);
    }
    for (uint32_t i = 0; i < TTRI_COARSE; i++) {
        double sum = shortfalls->sum[i];

        if (sum > 0.0)
            within += shortfalls->squares[i] - sum * sum / shortfalls->count[i];
    }
    return between * replicates / (replicates - 1.0) +
           (within > 0.0 ? within / n / n : 0.0);
}

void ttri_profile_shortfall(const struct ttri_profile *profile, double share,
                            bool highest, double *value, double *error)
{
    double at = ttri_profile_quantile(profile, highest ? 1.0 - share : share);
    struct shortfalls shortfalls;
    double mean = 0.0;

    add_shortfalls(profile, at, highest, &shortfalls);
    for (uint32_t i = 0; i < TTRI_COARSE; i++)
        mean += shortfalls.sum[i] / ttri_profile_total(profile);
    *value = at + (highest ? mean : -mean) / share;
    *error = sqrt(shortfall_variance(profile, &shortfalls, mean)) / share;
}
