/** @file
 * @brief The world outside the platform: inflation, exchange rates, events,
 * technology, the macro cycle, taste, and what moves together.
 *
 * Its drivers (`inflation`, `fx`, `fx_end`) are listed by ttr_schema_driver()
 * with ::TTR_MODEL_ENVIRONMENT. A run follows the central path, on which a
 * scheduled event happens if its probability is above 0.5, a hazard never
 * strikes, and macro cycle and taste are 0. A simulation draws them, from the
 * calendar's as-of date on: before it lies history, which is as the central
 * path has it.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_ENVIRONMENT_H
#define TIKTOKREV_ENVIRONMENT_H

#include <tiktokrev/driver.h>
#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Description of an environment. One thread builds it. @since 0.1 */
typedef struct ttr_environment ttr_environment;

/** @name Scope of an event
 * @{ */
/** The regions' users. @since 0.1 */
#define TTR_SCOPE_AUDIENCE 1
/** The activity of the streams named. @since 0.1 */
#define TTR_SCOPE_STREAM 2
/** One driver. @since 0.1 */
#define TTR_SCOPE_DRIVER 3
/** @} */

/** An event: something that takes a share away for a while, or for good.
 * With severity s its factor on a day is 1 - s, then recovers by halves; a
 * period takes the mean over its days. On random paths one draw decides in all
 * its regions; a severity with a law is drawn too. What is dated before the
 * as-of date is history. @since 0.1 */
struct ttr_event {
    uint32_t struct_size; /**< Set by ttr_event_init(). */
    int32_t scope;        /**< One of TTR_SCOPE_; default the audience. */
    const char *name;     /**< Unique; copied. */
    const char *target;   /**< Name of a stream, or several joined by commas;
                               or driver address without region
                               (`advertising/match_quality`); copied. */
    const char *const *regions; /**< Region names; copied. NULL: all. */
    uint32_t region_count;      /**< Length of `regions`. */
    ttr_date date;              /**< Scheduled day, or 0 with a hazard. */
    double probability;         /**< Of a scheduled event, [0, 1]; default 1. */
    double hazard_per_year;     /**< Rate of the first arrival after the as-of
                                     date, in continuous time, years of 365.25
                                     days; 0 for a scheduled event. */
    double severity; /**< Share lost, [0, 1]; default 1. Not read where a
                          law is given: its median counts. */
    const struct ttr_law *severity_law; /**< Or NULL; copied. */
    int32_t lag_days;      /**< From event to effect, at least 0. */
    int32_t duration_days; /**< 0 (default): absorbing. */
    double half_life_days; /**< Of the recovery after the duration; 0: at
                                once. */
    char grade;            /**< 'A', 'B', 'C', or 0. */
    char reserved[7];      /**< 0. */
    const char *source;    /**< Evidence; copied. */
};

/** Fills in the defaults. @param event the block
 * @param struct_size `sizeof *event` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_event_init(struct ttr_event *event, uint32_t struct_size);

/** A technology that moves one driver for good. @since 0.1 */
struct ttr_technology {
    uint32_t struct_size;       /**< Set by ttr_technology_init(). */
    uint32_t region_count;      /**< Length of `regions`. */
    const char *name;           /**< Unique; copied. */
    const char *target;         /**< Driver address without region; copied. */
    const char *const *regions; /**< Region names; copied. NULL: all. */
    double size;                /**< Final change on the driver's transformed
                                     scale (log, or log odds). */
    ttr_date date;              /**< Day of the step, or midpoint of the
                                     diffusion. */
    int32_t reserved;           /**< 0. */
    double rate;                /**< 0 (default): a step; else the logistic rate
                                     per year of the diffusion. */
};

/** Fills in the defaults. @param technology the block
 * @param struct_size `sizeof *technology` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_technology_init(struct ttr_technology *technology,
                                 uint32_t struct_size);

/** @name Start of the macro cycle
 * @{ */
/** Drawn from the stationary law. @since 0.1 */
#define TTR_MACRO_STATIONARY 0
/** In expansion. @since 0.1 */
#define TTR_MACRO_EXPANSION 1
/** In recession. @since 0.1 */
#define TTR_MACRO_RECESSION 2
/** @} */

/** Two-state macro cycle; factor `macro`: the sum since the as-of date of what
 * growth is above its expected value, so that its mean is 0 at all times. The
 * state changes by one exact step per period. @since 0.1 */
struct ttr_macro {
    uint32_t struct_size;         /**< Set by the caller to `sizeof`. */
    int32_t start;                /**< One of TTR_MACRO_. */
    double to_recession_per_year; /**< Rate from expansion, at least 0. */
    double to_expansion_per_year; /**< Rate from recession, at least 0. */
    double growth_expansion;      /**< Growth per year in expansion. */
    double growth_recession;      /**< Growth per year in recession. */
};

/** @name What a correlation matrix is about
 * @{ */
/** What is not known (levels). @since 0.1 */
#define TTR_CORRELATION_LEVEL 1
/** What moves (noise). @since 0.1 */
#define TTR_CORRELATION_INNOVATION 2
/** @} */

/** Makes an empty environment.
 * @param allocator memory functions, or NULL
 * @param[out] environment the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_environment_new(const struct ttr_allocator *allocator,
                                       ttr_environment **environment,
                                       struct ttr_error *error);

/** Adds a reference. @param environment an environment, or NULL
 * @return `environment`
 * Thread-safe. @since 0.1 */
TTR_API ttr_environment *ttr_environment_ref(ttr_environment *environment);

/** Drops a reference; the last one frees.
 * @param environment an environment, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_environment_unref(ttr_environment *environment);

/** Gives a driver a constant value.
 * @param environment the environment
 * @param region name of a region, or NULL for every region without its own
 * @param key `inflation`, `fx` or `fx_end` @param value inside its support
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_UNKNOWN,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_environment_set(ttr_environment *environment,
                                       const char *region, const char *key,
                                       double value, struct ttr_error *error);

/** Gives a driver a description, which is copied.
 * @param environment the environment
 * @param region name of a region, or NULL for every region without its own
 * @param key `inflation`, `fx` or `fx_end` @param driver the description
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_UNKNOWN,
 * ::TTR_E_CONFLICT, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_environment_set_driver(ttr_environment *environment,
                                              const char *region,
                                              const char *key,
                                              const ttr_driver *driver,
                                              struct ttr_error *error);

/** Adds an event.
 * @param environment the environment @param event copied
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_CONFLICT, ::TTR_E_NO_MEMORY, ::TTR_E_STRUCT_SIZE
 * @since 0.1 */
TTR_API ttr_status ttr_environment_add_event(ttr_environment *environment,
                                             const struct ttr_event *event,
                                             struct ttr_error *error);

/** Adds a technology.
 * @param environment the environment @param technology copied
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_NO_MEMORY, ::TTR_E_STRUCT_SIZE
 * @since 0.1 */
TTR_API ttr_status ttr_environment_add_technology(
    ttr_environment *environment, const struct ttr_technology *technology,
    struct ttr_error *error);

/** Describes the macro cycle.
 * @param environment the environment @param macro copied
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_STRUCT_SIZE
 * @since 0.1 */
TTR_API ttr_status ttr_environment_set_macro(ttr_environment *environment,
                                             const struct ttr_macro *macro,
                                             struct ttr_error *error);

/** Adds a taste factor, exp(Ornstein-Uhlenbeck), common to the regions named.
 * It multiplies their hours, and drivers may load on its logarithm by name
 * (ttr_driver_add_loading()). Its noise is as in ttr_driver_set_noise().
 * @param environment the environment @param name unique factor name
 * @param regions names, or NULL for all @param region_count their number
 * @param volatility per square root of a year @param reversion per year
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_environment_add_preference(
    ttr_environment *environment, const char *name, const char *const *regions,
    uint32_t region_count, double volatility, double reversion,
    struct ttr_error *error);

/** Adds a correlation matrix over drivers: of the standard normals behind what
 * is not known of them, or behind their noise.
 *
 * A name without a region is meant in each region, region by region: it goes
 * with the others in the same region. Names with a region go before those
 * without. Pairs that are not named are independent, but for one driver in two
 * regions (ttr_environment_set_region_correlation()). As these go together by
 * 0.5, a pair of drivers that is named without regions can go together by no
 * more than 1 - 0.5 in each. A matrix that asks for more, or is not positive
 * semidefinite for another reason, is repaired: ttr_program_repair() tells.
 * More than 512 drivers are not: their matrix must be one of correlations.
 *
 * With a t copula extremes go together. All drivers of the matrix, in all
 * regions, share one chi-square (one per period behind noise); each by itself
 * keeps its law.
 *
 * Kind ::TTR_CORRELATION_LEVEL is about the level; where a curve's `value`,
 * `ceiling` or `market` is in doubt instead, about that. Regions of one
 * currency have one exchange rate.
 * @param environment the environment
 * @param kind ::TTR_CORRELATION_LEVEL or ::TTR_CORRELATION_INNOVATION
 * @param freedom degrees of freedom of a Student-t copula, above 2 and at most
 * 1e6; 0 for a Gaussian one
 * @param count number of drivers, 2 to 1,024. Of those that are named with a
 * region, or beside such, or beside preferences, those of all regions are
 * counted; their limit is tested by ttr_combiner_compile()
 * @param drivers addresses such as `advertising/ecpm_ref` or with a region; of
 * innovations also `environment/preferences/name`
 * @param matrix `count` x `count`, symmetric, 1 on the diagonal, row by row;
 * copied
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_environment_add_correlation(
    ttr_environment *environment, int32_t kind, double freedom, uint32_t count,
    const char *const *drivers, const double *matrix, struct ttr_error *error);

/** Says how far one driver goes together with itself in another region, where
 * no matrix says so.
 * @param environment the environment
 * @param kind ::TTR_CORRELATION_LEVEL or ::TTR_CORRELATION_INNOVATION
 * @param correlation within [0, 1]; 0.5 until it is set
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE
 * @since 0.1 */
TTR_API ttr_status ttr_environment_set_region_correlation(
    ttr_environment *environment, int32_t kind, double correlation,
    struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
