/** @file
 * @brief A distribution: what random paths gave, for every variable watched.
 *
 * Every figure comes with its standard error, which is found from the
 * replicates of the run: divide a difference by it and read Student's t with
 * `replicates - 1` degrees of freedom. A distribution is immutable: every
 * function here may be called from many threads at once.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_DISTRIBUTION_H
#define TIKTOKREV_DISTRIBUTION_H

#include <stddef.h>
#include <stdint.h>

#include <tiktokrev/forecast.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Results of a simulation. @since 0.1 */
typedef struct ttr_distribution ttr_distribution;

/** Adds a reference. @param distribution a distribution, or NULL
 * @return `distribution`
 * Thread-safe. @since 0.1 */
TTR_API ttr_distribution *ttr_distribution_ref(ttr_distribution *distribution);

/** Drops a reference; the last one frees.
 * @param distribution a distribution, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_distribution_unref(ttr_distribution *distribution);

/** A variable. Texts belong to the distribution. @since 0.1 */
struct ttr_variable {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t kind;         /**< One of TTR_FIGURE_. */
    const char *name;     /**< e.g. `total/revenue`, `growth of total/revenue`,
                               `hhi`. */
    const char *region;   /**< Name of the region, or `World`. */
    const char *step;     /**< e.g. `2024`. */
    const char *unit;     /**< e.g. `users`; the currency of money. */
};

/** Number of variables. @param distribution a distribution @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t
ttr_distribution_variables(const ttr_distribution *distribution);

/** Describes a variable.
 * @param distribution a distribution
 * @param index below ttr_distribution_variables()
 * @param[in,out] variable `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_variable(
    const ttr_distribution *distribution, uint32_t index,
    struct ttr_variable *variable, struct ttr_error *error);

/** Number of paths. @param distribution a distribution @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint64_t ttr_distribution_paths(const ttr_distribution *distribution);

/** Number of replicates. @param distribution a distribution
 * @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t
ttr_distribution_replicates(const ttr_distribution *distribution);

/** Are all paths of the run in it? @param distribution a distribution
 * @return 1, or 0 for a shard
 * Thread-safe. @since 0.1 */
TTR_API int32_t ttr_distribution_complete(const ttr_distribution *distribution);

/** Digest of all the numbers in it, the same wherever the run was done.
 * @param distribution a distribution @return 64 bits
 * Thread-safe. @since 0.1 */
TTR_API uint64_t ttr_distribution_digest(const ttr_distribution *distribution);

/** Means.
 * @param distribution a complete distribution
 * @param first first variable @param count number of variables
 * @param[out] values `count` long @param[out] errors `count` long, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT (a shard)
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_means(const ttr_distribution *distribution,
                                          uint32_t first, uint32_t count,
                                          double *values, double *errors,
                                          struct ttr_error *error);

/** Standard deviations; their errors by the jackknife over replicates, as for
 * correlations and shares of the variance. On average these are right, but of a
 * heavy tail that few paths see, a deviation and its error are too small
 * together: an interval of 95 % about the deviation of a lognormal variable of
 * kurtosis 40 holds it in 88 to 91 % of runs of 1,024 paths, and with Sobol'
 * points in 80 % of runs of 8,192; of a nearly normal variable in 95 %.
 * Quantiles need no tail: prefer them.
 * @param distribution a complete distribution
 * @param first first variable @param count number of variables
 * @param[out] values `count` long @param[out] errors `count` long, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT (a shard)
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_deviations(
    const ttr_distribution *distribution, uint32_t first, uint32_t count,
    double *values, double *errors, struct ttr_error *error);

/** Quantiles, between counts of some 1,000 bins that the first paths set. The
 * error is half the way between the quantiles of p - e and p + e, where e is
 * the error of the probability p (Woodruff, J. Am. Stat. Assoc. 47, 1952).
 * @param distribution a complete distribution
 * @param first first variable @param count number of variables
 * @param probabilities inside (0, 1) @param levels their number
 * @param[out] values `count` x `levels`, in rows
 * @param[out] errors likewise, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_CONFLICT
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_quantiles(
    const ttr_distribution *distribution, uint32_t first, uint32_t count,
    const double *probabilities, uint32_t levels, double *values,
    double *errors, struct ttr_error *error);

/** Expected shortfall: mean of the lowest share of the paths. The error is that
 * of q - E[max(q - X, 0)] / share at the quantile q.
 * @param distribution a complete distribution
 * @param first first variable @param count number of variables
 * @param share inside (0, 1), e.g. 0.05; negative: the highest share instead
 * @param[out] values `count` long @param[out] errors `count` long, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_CONFLICT
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_shortfalls(
    const ttr_distribution *distribution, uint32_t first, uint32_t count,
    double share, double *values, double *errors, struct ttr_error *error);

/** Probability that a variable is at most a threshold.
 * @param distribution a complete distribution
 * @param variable index @param thresholds finite @param count their number
 * @param[out] values `count` long @param[out] errors `count` long, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_CONFLICT
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_probabilities(
    const ttr_distribution *distribution, uint32_t variable,
    const double *thresholds, uint32_t count, double *values, double *errors,
    struct ttr_error *error);

/** Number of joint variables. @param distribution a distribution
 * @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_distribution_joints(const ttr_distribution *distribution);

/** Index of a joint variable among all. @param distribution a distribution
 * @param joint below ttr_distribution_joints()
 * @return the index; UINT32_MAX if there is no such joint variable
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_distribution_joint(const ttr_distribution *distribution,
                                        uint32_t joint);

/** Correlations of the joint variables; 0 with one that does not vary.
 * @param distribution a complete distribution
 * @param[out] values joints x joints, in rows
 * @param[out] errors likewise, or NULL
 * @param capacity length of `values`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_correlations(
    const ttr_distribution *distribution, double *values, double *errors,
    size_t capacity, struct ttr_error *error);

/** Share of the variance that comes from not knowing (levels, curves); the rest
 * is chance (noise, events, cycles) and what both do together. 0 where nothing
 * varies.
 * @param distribution a complete distribution of a run with `split_paths`
 * @param first first variable @param count number of variables
 * @param[out] values `count` long @param[out] errors `count` long, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT, ::TTR_E_MISSING (no
 * pairs were run)
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_epistemic_shares(
    const ttr_distribution *distribution, uint32_t first, uint32_t count,
    double *values, double *errors, struct ttr_error *error);

/** A distribution as bytes: versioned, the same on every machine, little more
 * than the counts that are not 0.
 * @param distribution a distribution, complete or a shard
 * @param[out] bytes owned by the caller; may contain zeros
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_save(const ttr_distribution *distribution,
                                         ttr_text **bytes,
                                         struct ttr_error *error);

/** Reads what ttr_distribution_save() wrote.
 * @param allocator memory functions, or NULL
 * @param bytes the bytes @param size their number
 * @param[out] distribution the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_SYNTAX (not what was written),
 * ::TTR_E_VERSION (by a newer library), ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_load(const struct ttr_allocator *allocator,
                                         const void *bytes, size_t size,
                                         ttr_distribution **distribution,
                                         struct ttr_error *error);

/** Puts two shards of the same run together, in any order.
 * @param a a shard @param b another, without a path in common
 * @param[out] distribution the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT (of another run, or
 * with paths in common), ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_merge(const ttr_distribution *a,
                                          const ttr_distribution *b,
                                          ttr_distribution **distribution,
                                          struct ttr_error *error);

/** All variables as CSV (RFC 4180, full precision): `name,region,step,unit,
 * mean,mean_error,deviation,deviation_error`, then each quantile and its error
 * as `p10,p10_error`.
 * @param distribution a complete distribution
 * @param probabilities inside (0, 1), or NULL for 0.05, 0.1, 0.25, 0.5, 0.75,
 * 0.9, 0.95
 * @param levels their number
 * @param[out] text owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_CONFLICT,
 * ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_csv(const ttr_distribution *distribution,
                                        const double *probabilities,
                                        uint32_t levels, ttr_text **text,
                                        struct ttr_error *error);

/** The same as one JSON object: `{"paths", "replicates", "variables": [{"name",
 * "region", "step", "unit", "mean", "mean_error", ..., "quantiles": [{"p",
 * "value", "error"}]}]}`.
 * @param distribution a complete distribution
 * @param probabilities as in ttr_distribution_csv()
 * @param levels their number
 * @param[out] text owned by the caller
 * @param error details of a failure, or NULL
 * @return as ttr_distribution_csv()
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_json(const ttr_distribution *distribution,
                                         const double *probabilities,
                                         uint32_t levels, ttr_text **text,
                                         struct ttr_error *error);

struct ArrowSchema;
struct ArrowArray;

/** The same table as an Arrow record batch, by the Arrow C data interface. Each
 * of the two owns what it points to, and its `release` frees it.
 * @param distribution a complete distribution
 * @param probabilities as in ttr_distribution_csv()
 * @param levels their number
 * @param[out] schema a released or uninitialised structure
 * @param[out] array likewise
 * @param error details of a failure, or NULL
 * @return as ttr_distribution_csv()
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_distribution_arrow(const ttr_distribution *distribution,
                                          const double *probabilities,
                                          uint32_t levels,
                                          struct ArrowSchema *schema,
                                          struct ArrowArray *array,
                                          struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
