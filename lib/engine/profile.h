/* profile.h: the law of one variable, as its counts show it. */
#ifndef TTRI_PROFILE_H
#define TTRI_PROFILE_H

#include "engine/tally.h"

/* Values below each bin: 16 KB, for the stack. */
struct ttri_profile {
    const struct ttri_summary *summary;
    uint32_t variable;
    uint32_t first, last; /* bins that are not empty */
    uint64_t below[TTRI_BINS + 1];
};

/* The summary is not empty. */
void ttri_profile_init(struct ttri_profile *profile,
                       const struct ttri_summary *summary, uint32_t variable);
/* The smallest number in a bin or above it. */
double ttri_bin_edge(const struct ttri_bin_map *map, uint32_t bin);

/* Value below which a share p of the paths lies. */
double ttri_profile_quantile(const struct ttri_profile *profile, double p);
/* Share of the paths that are at most x. */
double ttri_profile_probability(const struct ttri_profile *profile, double x);
/* Standard error of an estimated probability p. */
double ttri_profile_probability_error(const struct ttri_profile *profile,
                                      double p);
/* Standard error of the quantile of p (Woodruff, Journal of the American
 * Statistical Association 47, 1952): half the way between the quantiles of p -
 * e and p + e, where e is the error of the probability p. */
double ttri_profile_quantile_error(const struct ttri_profile *profile,
                                   double p);
/* Mean of the lowest share of the paths, or of the highest; its error, from the
 * spread over replicates of q - E[max(q - X, 0)] / share. */
void ttri_profile_shortfall(const struct ttri_profile *profile, double share,
                            bool highest, double *value, double *error);

#endif
