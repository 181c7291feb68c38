/** @file
 * @brief A compiled model: immutable, run by any number of threads at once.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_PROGRAM_H
#define TIKTOKREV_PROGRAM_H

#include <tiktokrev/calendar.h>
#include <tiktokrev/forecast.h>
#include <tiktokrev/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A compiled model. @since 0.1 */
typedef struct ttr_program ttr_program;

/** Adds a reference. @param program a program, or NULL @return `program`
 * Thread-safe. @since 0.1 */
TTR_API ttr_program *ttr_program_ref(ttr_program *program);

/** Drops a reference; the last one frees. @param program a program, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_program_unref(ttr_program *program);

/** Title of the model. @param program a program
 * @return text of the program; empty if none was set
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_program_title(const ttr_program *program);

/** Calendar of the model; its as-of date is never 0.
 * @param program a program
 * @param[in,out] calendar `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_program_calendar(const ttr_program *program,
                                        struct ttr_calendar *calendar,
                                        struct ttr_error *error);

/** Number of regions. @param program a program @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_program_regions(const ttr_program *program);

/** Name of a region. @param program a program
 * @param region index, or ::TTR_WORLD
 * @return text of the program; NULL if there is no such region
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_program_region(const ttr_program *program,
                                       uint32_t region);

/** Currency of a region. @param program a program
 * @param region index, or ::TTR_WORLD for the reporting currency
 * @return text of the program; NULL if there is no such region
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_program_currency(const ttr_program *program,
                                         uint32_t region);

/** Number of streams. @param program a program @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_program_streams(const ttr_program *program);

/** Name of a stream. @param program a program @param stream index
 * @return text of the program; NULL if there is no such stream
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_program_stream(const ttr_program *program,
                                       uint32_t stream);

/** Number of steps of a time axis: periods, years, fiscal years, or 1.
 * @param program a program @param step one of TTR_STEP_
 * @return the count; 0 for an unknown axis
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_program_steps(const ttr_program *program, int32_t step);

/** Name of a step: `2024-07`, `2024-Q3`, `2024`, `FY2024`, `2020-2030`.
 * @param program a program @param step one of TTR_STEP_ @param index step
 * @return text of the program; NULL if there is no such step
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_program_step(const ttr_program *program, int32_t step,
                                     uint32_t index);

/** Does a step hold all its periods?
 * @param program a program @param step one of TTR_STEP_ @param index step
 * @return 1, or 0 for a year that the calendar holds in part only
 * Thread-safe. @since 0.1 */
TTR_API int32_t ttr_program_step_complete(const ttr_program *program,
                                          int32_t step, uint32_t index);

/** An output of a program. Texts belong to the program. @since 0.1 */
struct ttr_program_output {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t kind;         /**< One of TTR_KIND_. */
    const char *name;     /**< `component/key`. */
    const char *unit;     /**< e.g. `money`, `users`. */
    const char *meaning;  /**< One line. */
    int32_t money;        /**< 1 if a currency view applies. */
    int32_t model;        /**< One of TTR_MODEL_. */
};

/** Number of outputs. @param program a program @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_program_outputs(const ttr_program *program);

/** Describes an output.
 * @param program a program @param index below ttr_program_outputs()
 * @param[in,out] output `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_program_output(const ttr_program *program,
                                      uint32_t index,
                                      struct ttr_program_output *output,
                                      struct ttr_error *error);

/** Finds an output.
 * @param program a program @param name `component/key`, e.g. `total/revenue`
 * @param[out] index its index @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_UNKNOWN (the message gives the
 * nearest name)
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_program_find_output(const ttr_program *program,
                                           const char *name, uint32_t *index,
                                           struct ttr_error *error);

/** A driver of a program. Texts belong to the program. @since 0.1 */
struct ttr_program_driver {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t support;      /**< One of TTR_SUPPORT_. */
    const char *name;     /**< `component/region/key`. */
    const char *unit;     /**< e.g. `money/order`. */
    const char *meaning;  /**< One line. */
    const char *source;   /**< Evidence; may be empty. */
    int32_t grade;        /**< 'A', 'B', 'C', or 0. */
    uint32_t region;      /**< Index of the region. */
};

/** Number of drivers that were given a value, or that a link moves. @param
 * program a program
 * @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_program_drivers(const ttr_program *program);

/** Describes a driver.
 * @param program a program @param index below ttr_program_drivers()
 * @param[in,out] driver `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_program_driver(const ttr_program *program,
                                      uint32_t index,
                                      struct ttr_program_driver *driver,
                                      struct ttr_error *error);

/** Finds a driver.
 * @param program a program @param name `component/region/key`
 * @param[out] index its index @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_UNKNOWN
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_program_find_driver(const ttr_program *program,
                                           const char *name, uint32_t *index,
                                           struct ttr_error *error);

/** Drivers whose correlations, as they were given, no random numbers can have:
 * their matrix is not positive semidefinite. The nearest correlation matrix is
 * used instead (Higham 2002). Texts belong to the program. @since 0.1 */
struct ttr_program_repair {
    uint32_t struct_size;     /**< Set by the caller to `sizeof`. */
    int32_t kind;             /**< One of TTR_CORRELATION_. */
    const char *const *names; /**< Addresses, `drivers` long; without a region:
                                   the same in each. */
    uint32_t drivers;         /**< Number of drivers. */
    uint32_t row;    /**< Of the two whose correlation changed most: index into
                          `names`. */
    uint32_t column; /**< The other. */
    uint32_t reserved; /**< 0. */
    double given;      /**< Their correlation as it was given. */
    double used;       /**< As it is used. */
};

/** Number of groups of correlated drivers whose matrix was repaired.
 * @param program a program @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_program_repairs(const ttr_program *program);

/** Describes a repair.
 * @param program a program @param index below ttr_program_repairs()
 * @param[in,out] repair `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_program_repair(const ttr_program *program,
                                      uint32_t index,
                                      struct ttr_program_repair *repair,
                                      struct ttr_error *error);

/** Runs the central path.
 * @param program a program
 * @param shifts one number per driver, added on the driver's transformed
 * scale over all periods (ln 1.1 raises a positive driver by a tenth), or NULL
 * for none
 * @param[out] forecast the new handle, owned by the caller; it keeps a
 * reference to the program
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE (a shift is not finite),
 * ::TTR_E_NUMERIC (an output is not finite), ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_program_run(const ttr_program *program,
                                   const double *shifts,
                                   ttr_forecast **forecast,
                                   struct ttr_error *error);

/** The program that a forecast is a run of.
 * @param forecast a forecast
 * @return the program; valid as long as the caller's reference to the forecast
 * Thread-safe. @since 0.1 */
TTR_API const ttr_program *ttr_forecast_program(const ttr_forecast *forecast);

/** Explains how a number comes about, as a tree of named values.
 * @param program a program @param shifts as in ttr_program_run(), or NULL
 * @param output index of an output @param region index, or ::TTR_WORLD
 * @param period index of a period
 * @param depth levels of named values, 1 to 64
 * @param[out] text the tree, in UTF-8, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_program_explain(const ttr_program *program,
                                       const double *shifts, uint32_t output,
                                       uint32_t region, uint32_t period,
                                       uint32_t depth, ttr_text **text,
                                       struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
