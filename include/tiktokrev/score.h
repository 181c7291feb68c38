/** @file
 * @brief Scores: how well forecasts told what was then observed.
 *
 * Arrays hold one number per forecast, in any unit that forecasts and
 * observations share; scores have that unit and are the better the smaller
 * they are, unless said otherwise. Every number must be within
 * [-1e100, 1e100], so that none overflows. `doc/scores.md` has the formulas.
 * Nothing is kept: every function may be called from many threads at once.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_SCORE_H
#define TIKTOKREV_SCORE_H

#include <stdint.h>

#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Continuous ranked probability score of samples: that of the law which gives
 * each member the same mass, exactly; for a single one the absolute error.
 * Source: T. Gneiting, A. Raftery, Strictly proper scoring rules, prediction,
 * and estimation, J. Am. Stat. Assoc. 102 (2007), equation 21.
 * @param allocator memory functions, or NULL
 * @param members `count` x `size`, in rows, in any order; ties are welcome
 * @param size members of a sample, at least 1
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] scores `count` long, at least 0
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_crps_sample(const struct ttr_allocator *allocator,
                                         const double *members, uint32_t size,
                                         const double *observed, uint32_t count,
                                         double *scores,
                                         struct ttr_error *error);

/** Continuous ranked probability score of quantiles, as from
 * ttr_distribution_quantiles(): twice the integral of the pinball loss over
 * the probability, by the midpoint rule, each level standing for the
 * probabilities that are nearer to it than to another. With levels
 * (i - 1/2) / n it is that of a sample. Too few levels understate it where
 * observations lie in the tails. Source: T. Gneiting, R. Ranjan, Comparing
 * density forecasts using threshold- and quantile-weighted scoring rules,
 * J. Bus. Econ. Stat. 29 (2011), equations 13 and 17.
 * @param probabilities inside (0, 1), ascending @param levels their number
 * @param quantiles `count` x `levels`, in rows, not descending
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] scores `count` long, at least 0
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_crps_quantiles(const double *probabilities,
                                            uint32_t levels,
                                            const double *quantiles,
                                            const double *observed,
                                            uint32_t count, double *scores,
                                            struct ttr_error *error);

/** Continuous ranked probability score of normal laws, in closed form; where
 * the standard deviation is 0 the absolute error, which is its limit. Source:
 * Gneiting and Raftery (2007), after equation 21.
 * @param means `count` long @param deviations `count` long, at least 0
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] scores `count` long, at least 0
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_crps_normal(const double *means,
                                         const double *deviations,
                                         const double *observed, uint32_t count,
                                         double *scores,
                                         struct ttr_error *error);

/** Pinball loss of a quantile q at probability p: p (y - q) where y >= q,
 * (1 - p) (q - y) below. Source: R. Koenker, G. Bassett, Regression quantiles,
 * Econometrica 46 (1978).
 * @param probability inside (0, 1)
 * @param quantiles `count` long
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] scores `count` long, at least 0
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_pinball(double probability,
                                     const double *quantiles,
                                     const double *observed, uint32_t count,
                                     double *scores, struct ttr_error *error);

/** Interval score: the width of an interval, and 2 / (1 - share) times the
 * distance of an observation outside. Its ends are inside. Source: Gneiting
 * and Raftery (2007), equation 43.
 * @param share that the interval is to hold, inside (0, 1), e.g. 0.8
 * @param low `count` long @param high `count` long, not below `low`
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] scores `count` long, at least 0
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_interval(double share, const double *low,
                                      const double *high,
                                      const double *observed, uint32_t count,
                                      double *scores, struct ttr_error *error);

/** Coverage: the share of observations that lie in their intervals, ends
 * included. It is good where it is near the share that the intervals were to
 * hold; by chance it differs by sqrt(share (1 - share) / count).
 * @param low `count` long @param high `count` long, not below `low`
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] share one number, within [0, 1]
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_coverage(const double *low, const double *high,
                                      const double *observed, uint32_t count,
                                      double *share, struct ttr_error *error);

/** Probability integral transform of samples: the share of members below the
 * observation, and `u` times the share that equals it. Uniform on (0, 1), up to
 * 1 / size, where forecasts are calibrated: read their histogram, not their
 * size. Source: C. Czado, T. Gneiting, L. Held, Predictive model assessment
 * for count data, Biometrics 65 (2009).
 * @param members `count` x `size`, in rows, in any order
 * @param size members of a sample, at least 1
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param uniforms `u` of each forecast, within [0, 1]: random for the
 * randomised transform; NULL: 1/2 of each, the mid transform
 * @param[out] values `count` long, within [0, 1]
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_pit_sample(const double *members, uint32_t size,
                                        const double *observed, uint32_t count,
                                        const double *uniforms, double *values,
                                        struct ttr_error *error);

/** Probability integral transform of normal laws: the mass below the
 * observation. Where the standard deviation is 0 it is 0, 1/2 or 1, as the
 * observation is below, at or above the mean.
 * @param means `count` long @param deviations `count` long, at least 0
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] values `count` long, within [0, 1]
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_pit_normal(const double *means,
                                        const double *deviations,
                                        const double *observed, uint32_t count,
                                        double *values,
                                        struct ttr_error *error);

/** Mean absolute scaled error: the mean absolute error over that, within the
 * history, of repeating the value of a season ago. Below 1 is better than
 * that. Source: R. Hyndman, A. Koehler, Another look at measures of forecast
 * accuracy, Int. J. Forecasting 22 (2006).
 * @param history what was known when the forecasts were made
 * @param length its length, above `season`
 * @param season periods in a season; 1: none
 * @param forecasts `count` long
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] score one number without unit, at least 0
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE (also of a history that
 * repeats itself exactly, against which nothing can be scaled),
 * ::TTR_E_NUMERIC
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_mase(const double *history, uint32_t length,
                                  uint32_t season, const double *forecasts,
                                  const double *observed, uint32_t count,
                                  double *score, struct ttr_error *error);

/** Symmetric mean absolute percentage error: 200 times the mean of
 * |y - f| / (|y| + |f|), from 0 to 200; a term where both are 0 is 0. Source:
 * S. Makridakis, E. Spiliotis, V. Assimakopoulos, The M4 competition, Int. J.
 * Forecasting 36 (2020).
 * @param forecasts `count` long
 * @param observed `count` long @param count number of forecasts, at least 1
 * @param[out] score one number, in percent
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_score_smape(const double *forecasts,
                                   const double *observed, uint32_t count,
                                   double *score, struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
