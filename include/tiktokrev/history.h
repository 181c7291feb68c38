/** @file
 * @brief Published figures, and how a forecast compares with them.
 *
 * Format: CSV (RFC 4180) with the header `series,period,value,unit,low,high,
 * kind,confidence,source`, and perhaps a last column `error`. A series is a
 * report's name or an output's address `component/region/key` (region `World`
 * for all). A period is `2023`, `FY2023`, `2023-Q2`, `2023-06`, or `2023-06-30`
 * for a dated figure: a stock is compared with the path interpolated between
 * the middles of periods, a balance with that between their ends. Money is in
 * reporting currency.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_HISTORY_H
#define TIKTOKREV_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include <tiktokrev/forecast.h>
#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A list of published figures; immutable. @since 0.1 */
typedef struct ttr_history ttr_history;

/** One published figure. Texts belong to the history. @since 0.1 */
struct ttr_observation {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t confidence;   /**< 1 to 3, 3 the best; 0 if not given. */
    const char *series;   /**< Report or output. */
    const char *period;   /**< As in the file. */
    const char *unit;     /**< As in the file. */
    const char *kind;     /**< `reported`, `derived` (computed from reported
                               figures), `estimate` or `forecast`. */
    const char *source;   /**< Where it was published. */
    double value;         /**< The figure; the middle of low and high if only
                               these are given. */
    double low;           /**< Lowest published figure, or `value`. */
    double high;          /**< Highest published figure, or `value`. */
    double error;         /**< Relative standard deviation of the figure's
                               error; 0 if not given. */
};

/** Reads published figures.
 * @param allocator memory functions, or NULL
 * @param bytes UTF-8 text @param size number of bytes, at most 8 MiB
 * @param name what errors call the text; NULL: `history`
 * @param[out] history the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_SYNTAX, ::TTR_E_RANGE,
 * ::TTR_E_MISSING, ::TTR_E_LIMIT, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_history_load(const struct ttr_allocator *allocator,
                                    const char *bytes, size_t size,
                                    const char *name, ttr_history **history,
                                    struct ttr_error *error);

/** Reads published figures from a file.
 * @param allocator memory functions, or NULL @param path name of a file
 * @param[out] history the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return as ttr_history_load(), and ::TTR_E_IO
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_history_open(const struct ttr_allocator *allocator,
                                    const char *path, ttr_history **history,
                                    struct ttr_error *error);

/** Adds a reference. @param history a history, or NULL @return `history`
 * Thread-safe. @since 0.1 */
TTR_API ttr_history *ttr_history_ref(ttr_history *history);

/** Drops a reference; the last one frees. @param history a history, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_history_unref(ttr_history *history);

/** Number of figures. @param history a history @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_history_count(const ttr_history *history);

/** One figure.
 * @param history a history @param index below ttr_history_count()
 * @param[in,out] observation `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_history_get(const ttr_history *history, uint32_t index,
                                   struct ttr_observation *observation,
                                   struct ttr_error *error);

/** What a forecast says to a published figure.
 * @param history a history @param index below ttr_history_count()
 * @param forecast a forecast
 * @param[out] value the modelled figure
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_UNKNOWN (series),
 * ::TTR_E_MISSING (the calendar does not hold the period, or not all of it),
 * ::TTR_E_CONFLICT (a date asked of a flow or ratio, or a
 * quarter or month of a ratio in shorter periods), ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_history_compare(const ttr_history *history,
                                       uint32_t index,
                                       const ttr_forecast *forecast,
                                       double *value, struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
