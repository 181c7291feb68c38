/* profile.h: the law of one variable, as its counts show it. */
#ifndef TTRI_PROFILE_H
#define TTRI_PROFILE_H

#include "engine/tally.h"

/* What is read of its counts again and again. A distribution keeps one for each
 * variable, so a reading need not go over all bins. */
struct ttri_profile {
    const struct ttri_summary *summary;
    uint32_t variable;
    uint32_t first, last;            /* bins that are not empty */
    uint64_t below[TTRI_COARSE + 1]; /* values below each coarse bin */
    /* Variance over replicates of the probability p at a coarse bin's lower
     * edge, as a share of p (1 - p); 0 where that is 0. */
    double ratio[TTRI_COARSE];
};

/* One pass over the variable's counts. The summary is not empty, and does not
 * change while the profile is read. */
void ttri_profile_init(struct ttri_profile *profile,
                       const struct ttri_summary *summary, uint32_t variable);
static inline const struct ttri_tally_map *
ttri_profile_map(const struct ttri_profile *profile)
{
    return &profile->summary->map[profile->variable];
}

static inline double ttri_profile_total(const struct ttri_profile *profile)
{
    return (double)profile->below[TTRI_COARSE];
}

static inline uint64_t ttri_profile_count(const struct ttri_profile *profile,
                                          uint32_t bin)
{
    return ttri_bin_count(profile->summary, profile->variable, bin);
}

/* The smallest number in a bin or above it. */
double ttri_bin_edge(const struct ttri_bin_map *map, uint32_t bin);

/* The bin of values that holds the k-th smallest (from 0): [low, high), and how
 * many values lie below it and in it. */
void ttri_profile_bin(const struct ttri_profile *profile, uint64_t k,
                      double *low, double *high, uint64_t *below,
                      uint64_t *within);
/* Value below which a share p of the paths lies. */
double ttri_profile_quantile(const struct ttri_profile *profile, double p);
/* Share of the paths that are at most x. */
double ttri_profile_probability(const struct ttri_profile *profile, double x);
/* Standard error of an estimated probability p: the variance over replicates of
 * the probability at the coarse edges on both sides, each as a share of
 * p (1 - p) there, taken at p between them. */
double ttri_profile_probability_error(const struct ttri_profile *profile,
                                      double p);
/* Standard error of the quantile of p (Woodruff, Journal of the American
 * Statistical Association 47, 1952): half the way between the quantiles of p -
 * e and p + e, where e is the error of the probability p. */
double ttri_profile_quantile_error(const struct ttri_profile *profile,
                                   double p);
/* Mean of the lowest share of the paths, or of the highest: for the lowest,
 * q - E[max(q - X, 0)] / share, which does not move with q to the first order.
 * Its error: how the counts of coarse bins vary over replicates, and what
 * values vary within them. */
void ttri_profile_shortfall(const struct ttri_profile *profile, double share,
                            bool highest, double *value, double *error);

#endif
