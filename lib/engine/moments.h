/* moments.h: moments of the variables of a summary, each with its standard
 * error by the jackknife over replicates (Tukey 1958): from the estimates
 * without one replicate each. For a mean it is their spread. */
#ifndef TTRI_MOMENTS_H
#define TTRI_MOMENTS_H

#include "engine/tally.h"

/* ttri_summary_mean() is in summary.h. */
void ttri_summary_deviation(const struct ttri_summary *summary,
                            uint32_t variable, double *value, double *error);
/* Of the joint variables i < j. */
void ttri_summary_correlation(const struct ttri_summary *summary, uint32_t i,
                              uint32_t j, double *value, double *error);
/* Covariance of pairs, as a share of their variance. */
void ttri_summary_epistemic_share(const struct ttri_summary *summary,
                                  uint32_t variable, double *value,
                                  double *error);

#endif
