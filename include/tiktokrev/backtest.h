/** @file
 * @brief Back-tests: what a model would have said in the past.
 *
 * The end of each period is an origin. There the model is calibrated
 * (ttr_calibration_run()) with the figures that were known then and with no
 * others, its paths are drawn, and what they say of the periods after it is
 * scored against what was published, beside five methods that know nothing but
 * the series itself. That is done twice: with nothing known of the future, and
 * with the figures of chosen driving series (users, minutes, volumes) known up
 * to the horizon, so that errors of structure and of drivers part. The
 * document itself must not know the future either: its ranges are priors.
 *
 * A back-test is immutable: every function that takes it as `const` may be
 * called from many threads at once.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_BACKTEST_H
#define TIKTOKREV_BACKTEST_H

#include <tiktokrev/calibration.h>
#include <tiktokrev/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Forecasts from past origins, and their scores. @since 0.1 */
typedef struct ttr_backtest ttr_backtest;

/** Most horizons of a back-test. @since 0.1 */
#define TTR_MAX_HORIZON 40

/** How to test. @since 0.1 */
struct ttr_backtest_options {
    uint32_t struct_size; /**< Set by ttr_backtest_options_init(). */
    ttr_date first;       /**< Day in the period of the first origin. */
    ttr_date last;        /**< Day in the period of the last one. */
    uint32_t horizons;    /**< Periods ahead, 1 to ::TTR_MAX_HORIZON; default
                               4. */
    uint32_t season;      /**< Periods in a season of the baselines; 0
                               (default): those of a year. */
    uint32_t paths;       /**< Of each forecast, a multiple of 256; default
                               4,096. */
    uint64_t seed;        /**< Default 1. */
    double share;         /**< That the interval from `low` to `high` is to
                               hold; default 0.8. */
};

/** Fills in the defaults. @param options the block
 * @param struct_size `sizeof *options` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_backtest_options_init(struct ttr_backtest_options *options,
                                       uint32_t struct_size);

/** Tests a model on its past. Threads share the origins; the result does not
 * depend on their number.
 * @param combiner the model @param history the figures
 * @param series names of the series to be scored, as in the history; their
 * figures of single periods are looked at, and must be above 0
 * @param count number of series, 1 to 64
 * @param drivers names of the driving series, or NULL
 * @param driver_count their number, at most 64; 0: with forecast drivers only
 * @param calibration how to calibrate, or NULL for the defaults; its `last` is
 * not looked at
 * @param options how to test; `first` and `last` set
 * @param workers who works, or NULL for the caller's thread
 * @param monitor a monitor, or NULL
 * @param[out] backtest the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE (an option, or a figure
 * that is not above 0), ::TTR_E_UNKNOWN (a name without figures),
 * ::TTR_E_MISSING (nothing can be scored), and what ttr_calibration_run() and
 * ttr_simulation_paths() return
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_backtest_run(
    const ttr_combiner *combiner, const ttr_history *history,
    const char *const *series, uint32_t count, const char *const *drivers,
    uint32_t driver_count, const struct ttr_calibration_options *calibration,
    const struct ttr_backtest_options *options,
    const struct ttr_workers *workers, ttr_monitor *monitor,
    ttr_backtest **backtest, struct ttr_error *error);

/** Adds a reference. @param backtest a back-test, or NULL @return `backtest`
 * Thread-safe. @since 0.1 */
TTR_API ttr_backtest *ttr_backtest_ref(ttr_backtest *backtest);

/** Drops a reference; the last one frees. @param backtest a back-test, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_backtest_unref(ttr_backtest *backtest);

/** Number of forecasts that were scored. @param backtest a back-test
 * @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_backtest_count(const ttr_backtest *backtest);

/** A forecast, and what came. Money and counts are in the series' unit, scores
 * too; scores of baselines whose history was too short are NaN.
 * @since 0.1 */
struct ttr_backtest_row {
    uint32_t struct_size;       /**< Set by the caller to `sizeof`. */
    uint32_t series;            /**< Index in `series`. */
    uint32_t origin;            /**< Last period that was known. */
    uint32_t horizon;           /**< Periods after it, from 1. */
    int32_t known_drivers;      /**< 1 if the driving series were known. */
    int32_t converged;          /**< 1 if the calibration converged. */
    double observed;            /**< What came. */
    double mean;                /**< Of the forecast. */
    double median;              /**< Likewise. */
    double low;                 /**< Lower end of the interval. */
    double high;                /**< Upper end. */
    double pit;                 /**< Mass of the forecast below what came. */
    double crps;                /**< Continuous ranked probability score. */
    double crps_naive;          /**< That of the last value. */
    double crps_seasonal_naive; /**< Of the value of a season ago. */
    double crps_drift;          /**< Of the line through first and last. */
    double crps_holt;           /**< Of Holt's linear trend. */
    double crps_winters;        /**< Of Holt and Winters, additive. */
};

/** A forecast, and what came. With forecast drivers first; by origin, series,
 * horizon.
 * @param backtest a back-test @param index below ttr_backtest_count()
 * @param[in,out] row `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_backtest_row(const ttr_backtest *backtest,
                                    uint32_t index,
                                    struct ttr_backtest_row *row,
                                    struct ttr_error *error);

/** All horizons together. @since 0.1 */
#define TTR_ALL_HORIZONS 0

/** Scores over the origins. @since 0.1 */
struct ttr_backtest_score {
    uint32_t struct_size;       /**< Set by the caller to `sizeof`. */
    uint32_t count;             /**< Forecasts, those for which every baseline
                                     had a history. */
    double crps;                /**< Mean of the model's. */
    double crps_naive;          /**< Mean of that of the last value. */
    double crps_seasonal_naive; /**< Of the value of a season ago. */
    double crps_drift;          /**< Of the line through first and last. */
    double crps_holt;           /**< Of Holt's linear trend. */
    double crps_winters;        /**< Of Holt and Winters, additive. */
    double ratio;               /**< The model's over the least of those five:
                                     below 1 it beats them all. */
    double coverage;            /**< Share of what came inside the interval. */
    double interval;            /**< Mean interval score. */
    double pinball_low;         /**< Mean pinball loss of the lower end. */
    double pinball_high;        /**< Of the upper end. */
    double mase;                /**< Mean absolute error of the medians, scaled
                                     by that of repeating a season ago, of the
                                     history at the last origin. */
    double smape;               /**< Of the medians, in percent. */
};

/** Scores of a series.
 * @param backtest a back-test @param series index in `series`
 * @param horizon from 1, or ::TTR_ALL_HORIZONS
 * @param known_drivers 0 or 1
 * @param[in,out] score `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE, ::TTR_E_MISSING (no
 * such forecast), and what the scores return
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_backtest_score(const ttr_backtest *backtest,
                                      uint32_t series, uint32_t horizon,
                                      int32_t known_drivers,
                                      struct ttr_backtest_score *score,
                                      struct ttr_error *error);

/** All forecasts as CSV (RFC 4180): `series,origin,horizon,period,drivers`,
 * then the numbers of ttr_backtest_row() in their order; for tables and plots.
 * @param backtest a back-test
 * @param[out] text UTF-8, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_backtest_csv(const ttr_backtest *backtest,
                                    ttr_text **text, struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
