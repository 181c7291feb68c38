/** @file
 * @brief Baselines: what a forecast must beat to be worth anything.
 *
 * They know a history and nothing else. A history is a series of values, the
 * oldest first, one per period and none missing, within [-1e100, 1e100], in any
 * unit; forecasts have that unit. Nothing is drawn: quantiles are those of
 * normal laws with the mean and standard deviation of each horizon.
 * `doc/scores.md` has the formulas. Nothing is kept: every function may be
 * called from many threads at once.
 *
 * Sources: R. Hyndman, G. Athanasopoulos, Forecasting: principles and practice
 * (3rd edition, 2021), chapter 5; R. Hyndman, A. Koehler, K. Ord, R. Snyder,
 * Forecasting with exponential smoothing (2008), chapters 2, 5 and 6.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_BASELINE_H
#define TIKTOKREV_BASELINE_H

#include <stdint.h>

#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Methods
 * @{ */
/** The last value. Histories of 2 values or more. @since 0.1 */
#define TTR_BASELINE_NAIVE 1
/** The value of a season ago. Longer than a season. @since 0.1 */
#define TTR_BASELINE_SEASONAL_NAIVE 2
/** The line through the first and the last value. 3 or more. @since 0.1 */
#define TTR_BASELINE_DRIFT 3
/** Holt's linear trend: ETS(A,A,N). 5 or more. @since 0.1 */
#define TTR_BASELINE_HOLT 4
/** Holt and Winters with seasons that are added: ETS(A,A,A). Two seasons and
 * season + 5 values or more. @since 0.1 */
#define TTR_BASELINE_ADDITIVE 5
/** Holt and Winters with seasons that multiply, and errors relative to what
 * was expected: ETS(M,A,M). As many; values above 0. @since 0.1 */
#define TTR_BASELINE_MULTIPLICATIVE 6
/** Most periods in a season of ::TTR_BASELINE_ADDITIVE and
 * ::TTR_BASELINE_MULTIPLICATIVE. @since 0.1 */
#define TTR_MAX_SEASON 53
/** @} */

/** Forecasts a history by a method, fitted as by ttr_smoothing_fit() where
 * there is something to fit.
 * @param allocator memory functions, or NULL
 * @param method one of TTR_BASELINE_
 * @param season periods in a season, at least 1, and 2 to ::TTR_MAX_SEASON for
 * Holt and Winters; not looked at by methods that know no season
 * @param history `length` long @param length its length
 * @param horizon number of periods after the history, at least 1
 * @param[out] means `horizon` long
 * @param[out] deviations standard deviations, likewise; 0 where the method
 * tells the whole history exactly
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_MISSING (too
 * short a history), ::TTR_E_NUMERIC, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_baseline_forecast(const struct ttr_allocator *allocator,
                                         int32_t method, uint32_t season,
                                         const double *history, uint32_t length,
                                         uint32_t horizon, double *means,
                                         double *deviations,
                                         struct ttr_error *error);

/** Quantiles of normal laws.
 * @param means `count` long @param deviations `count` long, at least 0
 * @param count their number, at least 1
 * @param probabilities inside (0, 1) @param levels their number
 * @param[out] values `count` x `levels`, in rows
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_baseline_quantiles(const double *means,
                                          const double *deviations,
                                          uint32_t count,
                                          const double *probabilities,
                                          uint32_t levels, double *values,
                                          struct ttr_error *error);

/** Exponential smoothing: parameters, and what was before the first value.
 * Factors or terms of the seasons are an array beside it, the first for the
 * first value. @since 0.1 */
struct ttr_smoothing {
    uint32_t struct_size;  /**< Set by ttr_smoothing_init(). */
    int32_t method;        /**< ::TTR_BASELINE_HOLT, ::TTR_BASELINE_ADDITIVE or
                                ::TTR_BASELINE_MULTIPLICATIVE. */
    uint32_t season;       /**< Periods in a season; 0 for Holt. */
    uint32_t reserved;     /**< 0. */
    double alpha;          /**< Of the level, within [0, 1]. */
    double beta;           /**< Of the trend, within [0, alpha]. */
    double gamma;          /**< Of the seasons, within [0, 1 - alpha]. */
    double level;          /**< One period before the first value. */
    double trend;          /**< Growth per period, likewise. */
    double deviation;      /**< Out: standard deviation of errors one period
                                ahead, relative for multiplicative seasons;
                                over `length` less the parameters, 4 or
                                season + 4. */
    double log_likelihood; /**< Out: without its constant, as in Hyndman et al.
                                (2008), equation 5.3: comparable on one history
                                only; infinite where no error is left. */
};

/** Holt's method; all numbers 0.
 * @param smoothing the block
 * @param struct_size `sizeof *smoothing` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_smoothing_init(struct ttr_smoothing *smoothing,
                                uint32_t struct_size);

/** Finds the parameters and first states of the largest likelihood, with alpha,
 * beta and gamma in [0.0001, 0.9999] and where forecasts forget what is long
 * past (Hyndman et al. 2008, chapter 10). Deterministic.
 * @param allocator memory functions, or NULL
 * @param history `length` long @param length its length
 * @param[in,out] smoothing `method` and `season` set; all else is filled
 * @param[out] seasons `season` long, of sum 0, or of mean 1 where they
 * multiply; NULL for Holt
 * @param error details of a failure, or NULL
 * @return as ttr_baseline_forecast(), and ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_smoothing_fit(const struct ttr_allocator *allocator,
                                     const double *history, uint32_t length,
                                     struct ttr_smoothing *smoothing,
                                     double *seasons, struct ttr_error *error);

/** Smooths a history with given parameters, and forecasts it. Standard
 * deviations follow from the model exactly, those of errors being known: from
 * Hyndman et al. (2008), classes 1 and 3 of chapter 6.
 * @param allocator memory functions, or NULL
 * @param history `length` long @param length its length
 * @param[in,out] smoothing parameters and states set; `deviation` and
 * `log_likelihood` are filled
 * @param seasons `season` long; NULL for Holt
 * @param[out] expected what was expected of each value one period before,
 * `length` long, or NULL
 * @param horizon number of periods after the history; 0: none
 * @param[out] means `horizon` long; NULL if that is 0
 * @param[out] deviations likewise
 * @param error details of a failure, or NULL
 * @return as ttr_smoothing_fit(); ::TTR_E_NUMERIC where multiplicative
 * seasons meet a level of 0 or below
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_smoothing_forecast(
    const struct ttr_allocator *allocator, const double *history,
    uint32_t length, struct ttr_smoothing *smoothing, const double *seasons,
    double *expected, uint32_t horizon, double *means, double *deviations,
    struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
