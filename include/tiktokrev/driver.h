/** @file
 * @brief A driver: one number that moves through time, and what is known of
 * it.
 *
 * A driver has a central path (constant, a curve, knots or a series), may have
 * seasonality, movable events, launch and end dates, and carries what is known
 * and not known of it: range or law, noise, loadings, evidence. Drivers are
 * descriptions: giving one to a component copies it, and checks it there
 * against the key's support.
 *
 * A run follows the central path; a simulation draws what is not known, on the
 * key's scale: the logarithm of what is positive, the log odds of a share, the
 * number itself where it may be negative. No draw leaves the support. A level
 * of exactly 0 (or 1, of a share) in every period is a fixed point: nothing
 * moves it, and nothing is drawn.
 *
 * One thread builds a driver. All texts are copied.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_DRIVER_H
#define TIKTOKREV_DRIVER_H

#include <stdint.h>

#include <tiktokrev/calendar.h>
#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A driver under construction. @since 0.1 */
typedef struct ttr_driver ttr_driver;

/** @name Laws
 * Parameters are on the driver's natural scale.
 * @{ */
/** a = mean, b = standard deviation. @since 0.1 */
#define TTR_LAW_NORMAL 1
/** a = median, b = standard deviation of the logarithm. @since 0.1 */
#define TTR_LAW_LOGNORMAL 2
/** a = low, b = high. @since 0.1 */
#define TTR_LAW_UNIFORM 3
/** a = low, b = mode, c = high. @since 0.1 */
#define TTR_LAW_TRIANGULAR 4
/** a = low, b = mode, c = high, d = weight of the mode (usually 4).
 * @since 0.1 */
#define TTR_LAW_PERT 5
/** a, b = shapes; c = low, d = high. @since 0.1 */
#define TTR_LAW_BETA 6
/** a = shape, b = scale. @since 0.1 */
#define TTR_LAW_GAMMA 7
/** a = location, b = scale, c = degrees of freedom. @since 0.1 */
#define TTR_LAW_STUDENT 8
/** a = minimum, b = tail index above 2. @since 0.1 */
#define TTR_LAW_PARETO 9
/** Sample `values`, all equally likely. @since 0.1 */
#define TTR_LAW_EMPIRICAL 10
/** Lognormal mixture: medians `values`, weights `weights`, b = standard
 * deviation of the logarithm.
 * @since 0.1 */
#define TTR_LAW_MIXTURE 11
/** @} */

/** A probability law. @since 0.1 */
struct ttr_law {
    uint32_t struct_size;  /**< Set by ttr_law_init(). */
    int32_t kind;          /**< One of TTR_LAW_. */
    double a;              /**< First parameter. */
    double b;              /**< Second parameter. */
    double c;              /**< Third parameter. */
    double d;              /**< Fourth parameter. */
    double low;            /**< Truncation below; default -infinity. */
    double high;           /**< Truncation above; default +infinity. */
    const double *values;  /**< Sample or medians; borrowed during the call. */
    const double *weights; /**< Weights of a mixture; borrowed. */
    uint32_t count;        /**< Length of `values` (and `weights`). */
    uint32_t reserved;     /**< 0. */
};

/** Fills in the defaults.
 * @param law the block
 * @param struct_size `sizeof *law` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_law_init(struct ttr_law *law, uint32_t struct_size);

/** Makes a driver that says nothing yet: its value is the default of the key
 * that it is given to, or the median of a range or law that stands alone.
 * @param allocator memory functions, or NULL
 * @param[out] driver the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_driver_new(const struct ttr_allocator *allocator,
                                  ttr_driver **driver, struct ttr_error *error);

/** Adds a reference. @param driver a driver, or NULL @return `driver`
 * Thread-safe. @since 0.1 */
TTR_API ttr_driver *ttr_driver_ref(ttr_driver *driver);

/** Drops a reference; the last one frees. @param driver a driver, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_driver_unref(ttr_driver *driver);

/** Central path: a constant.
 * @param driver the driver @param value in the unit of the key it is given to
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE (not finite)
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_value(ttr_driver *driver, double value,
                                        struct ttr_error *error);

/** Central path: `value * (1 + growth)^(t - date)`.
 * @param driver the driver @param value level at the date
 * @param growth effective annual rate, above -1
 * @param date reference date
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_exponential(ttr_driver *driver, double value,
                                              double growth, ttr_date date,
                                              struct ttr_error *error);

/** Central path: `value + slope * (t - date)`, cut to the key's support.
 * @param driver the driver @param value level at the date
 * @param slope_per_year change per year @param date reference date
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_linear(ttr_driver *driver, double value,
                                         double slope_per_year, ttr_date date,
                                         struct ttr_error *error);

/** Central path: `ceiling / (1 + exp(-rate (t - midpoint)))`.
 * @param driver the driver @param ceiling final level
 * @param rate per year @param midpoint date of half the ceiling
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_logistic(ttr_driver *driver, double ceiling,
                                           double rate, ttr_date midpoint,
                                           struct ttr_error *error);

/** Central path: `ceiling * exp(-exp(-rate (t - inflection)))`.
 * @param driver the driver @param ceiling final level
 * @param rate per year @param inflection date of steepest growth
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_gompertz(ttr_driver *driver, double ceiling,
                                           double rate, ttr_date inflection,
                                           struct ttr_error *error);

/** Central path: Bass diffusion, `market * F(t - launch)` with
 * `F(u) = (1 - exp(-(p + q) u)) / (1 + q / p exp(-(p + q) u))`. For a key that
 * counts acquisitions it is the exact flow of each period instead.
 * Source: F. Bass, A New Product Growth for Model Consumer Durables,
 * Management Science 15 (1969).
 * @param driver the driver @param market final number
 * @param p innovation per year, above 0 @param q imitation per year
 * @param launch first day
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_bass(ttr_driver *driver, double market,
                                       double p, double q, ttr_date launch,
                                       struct ttr_error *error);

/** Central path: dated values, linear between them, flat outside.
 * @param driver the driver @param count number of knots, at least 1
 * @param dates ascending, `count` long @param values `count` long
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_knots(ttr_driver *driver, uint32_t count,
                                        const ttr_date *dates,
                                        const double *values,
                                        struct ttr_error *error);

/** Central path: one value for each period of the calendar.
 * @param driver the driver @param count number of periods
 * @param values `count` long
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_series(ttr_driver *driver, uint32_t count,
                                         const double *values,
                                         struct ttr_error *error);

/** Seasonal index of 12 months or 4 calendar quarters, divided by its
 * arithmetic mean so that a year keeps its total. Set it after the path.
 * @param driver the driver @param count 12, 4, or 0 for none
 * @param index positive weights, `count` long
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_seasonality(ttr_driver *driver,
                                              uint32_t count,
                                              const double *index,
                                              struct ttr_error *error);

/** Adds a movable event: days on which the driver is multiplied.
 * @param driver the driver @param first first day
 * @param days length, at least 1 @param multiplier at least 0
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_driver_add_movable_event(ttr_driver *driver,
                                                ttr_date first, int32_t days,
                                                double multiplier,
                                                struct ttr_error *error);

/** First and last active day; outside them the driver is 0. Only for keys
 * that count an activity.
 * @param driver the driver @param launch first day, or 0 for always
 * @param end last day, or 0 for never
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_dates(ttr_driver *driver, ttr_date launch,
                                        ttr_date end, struct ttr_error *error);

/** Says that values are in the first period's prices: they are multiplied by
 * the region's price index. Only for money keys.
 * @param driver the driver @param real 1 for real, 0 for nominal (default)
 * @param error details of a failure, or NULL
 * @return ::TTR_OK or ::TTR_E_ARGUMENT
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_real(ttr_driver *driver, int32_t real,
                                       struct ttr_error *error);

/** What is not known of the level, or of one parameter of the curve: a range
 * that holds the truth with a probability, with equal tails outside.
 *
 * Around a value or a curve it is split normal on the key's scale: half of the
 * probability lies on either side, and both ends are exact. Alone it is normal
 * there, and its median is the value. Of a curve it is about the level at the
 * date of the evidence (ttr_driver_set_evidence(); without a date the
 * calendar's as-of date), which it must hold; the whole path moves with it.
 *
 * Scales of parameters: the logarithm of `1 + growth`; the logarithm of `rate`,
 * `p` and `q`, and of `value`, `ceiling` and `market` of a positive key (log
 * odds of a share, plain of what may be negative); `slope_per_year` itself. A
 * range that reaches the end of such a scale, such as one of `q` from 0, is
 * plain and cut there; so is one of a `rate` from below 0, which is not cut.
 *
 * `seasonality` is a factor on every seasonal index, each by a draw of its own,
 * split normal on the logarithm around 1, before they are divided by their
 * mean. ttr_driver_set_seasonality() comes first, and takes the range away.
 * @param driver the driver
 * @param parameter NULL for the level, or the curve's own name: `value`,
 * `growth`, `slope_per_year`, `ceiling`, `rate`, `market`, `p`, `q`; or
 * `seasonality` (a range that holds 1)
 * @param low lower end @param high upper end, above `low`
 * @param probability inside (0, 1), usually 0.8
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_UNKNOWN
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_range(ttr_driver *driver,
                                        const char *parameter, double low,
                                        double high, double probability,
                                        struct ttr_error *error);

/** The same by a probability law: of the level at the date of the evidence, or
 * of the parameter. What lies beyond the support is cut to it; 0 is legal, and
 * stays 0 over the whole path.
 * @param driver the driver @param parameter as in ttr_driver_set_range()
 * @param law copied
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_UNKNOWN,
 * ::TTR_E_NO_MEMORY, ::TTR_E_STRUCT_SIZE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_law(ttr_driver *driver, const char *parameter,
                                      const struct ttr_law *law,
                                      struct ttr_error *error);

/** Declares that the level is known exactly. Otherwise a driver without range
 * and law has the default width of its evidence's grade: in 80 of 100 cases the
 * level is within a factor of 1.05 (A), 1.25 (B), or 2 (C, and where no grade
 * is given) of its value either way, a share's odds likewise. No width is added
 * to a curve whose own `value`, `ceiling` or `market` has a range or law, nor
 * to exchange rates and keys that are left at their default.
 * @param driver the driver @param error details of a failure, or NULL
 * @return ::TTR_OK or ::TTR_E_ARGUMENT
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_certain(ttr_driver *driver,
                                          struct ttr_error *error);

/** What nobody can know: an Ornstein-Uhlenbeck process on the key's scale, 0
 * at the calendar's as-of date, by an exact step per period from there; a
 * period has its value at the period's end. A first period that straddles the
 * date has noise of its part after it. Two regions with one currency share the
 * noise of their exchange rate.
 * @param driver the driver @param volatility per square root of a year, >= 0
 * @param reversion per year; 0 is a random walk
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_noise(ttr_driver *driver, double volatility,
                                        double reversion,
                                        struct ttr_error *error);

/** Makes the driver move with a factor of the environment: by
 * `loading * factor` on the key's scale, `lag` periods later and not before.
 * An elasticity of a link moves with the factors of the first region.
 * @param driver the driver @param factor name: `macro`, or a preference
 * @param loading change on the transformed scale per unit of the factor
 * @param lag whole periods, 0 or more
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_driver_add_loading(ttr_driver *driver,
                                          const char *factor, double loading,
                                          int32_t lag, struct ttr_error *error);

/** Where the value comes from.
 * @param driver the driver
 * @param grade 'A' (filed or published by the company), 'B' (named third
 * party) or 'C' (judgement)
 * @param source text, or NULL
 * @param date of the evidence: when the level was what range or law say; 0: the
 * calendar's as-of date
 * @param note text, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_driver_set_evidence(ttr_driver *driver, char grade,
                                           const char *source, ttr_date date,
                                           const char *note,
                                           struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
