/** @file
 * @brief The combiner: regions, audience, environment, streams, and the links
 * between them; it compiles them into a program.
 *
 * A combiner is a description; one thread builds it. Components are held by
 * reference and read when the combiner is compiled or saved.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_COMBINER_H
#define TIKTOKREV_COMBINER_H

#include <tiktokrev/audience.h>
#include <tiktokrev/calendar.h>
#include <tiktokrev/environment.h>
#include <tiktokrev/program.h>
#include <tiktokrev/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Description of a platform. @since 0.1 */
typedef struct ttr_combiner ttr_combiner;

/** Makes a combiner without regions or streams.
 * @param allocator memory functions, or NULL
 * @param calendar copied
 * @param currency reporting currency, e.g. `USD`
 * @param[out] combiner the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_STRUCT_SIZE,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_new(const struct ttr_allocator *allocator,
                                    const struct ttr_calendar *calendar,
                                    const char *currency,
                                    ttr_combiner **combiner,
                                    struct ttr_error *error);

/** Adds a reference. @param combiner a combiner, or NULL @return `combiner`
 * Thread-safe. @since 0.1 */
TTR_API ttr_combiner *ttr_combiner_ref(ttr_combiner *combiner);

/** Drops a reference; the last one frees.
 * @param combiner a combiner, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_combiner_unref(ttr_combiner *combiner);

/** Sets the title and notes that a document keeps.
 * @param combiner the combiner @param name text, or NULL
 * @param notes text, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_set_title(ttr_combiner *combiner,
                                          const char *name, const char *notes,
                                          struct ttr_error *error);

/** Adds a region. Order is kept in all tables.
 * @param combiner the combiner @param name unique; not `World`
 * @param currency local currency; one other than the reporting currency needs
 * the driver `environment/<region>/fx`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_DUPLICATE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_add_region(ttr_combiner *combiner,
                                           const char *name,
                                           const char *currency,
                                           struct ttr_error *error);

/** Sets the audience; replaces an earlier one.
 * @param combiner the combiner @param audience a reference is taken
 * @param error details of a failure, or NULL
 * @return ::TTR_OK or ::TTR_E_ARGUMENT
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_set_audience(ttr_combiner *combiner,
                                             ttr_audience *audience,
                                             struct ttr_error *error);

/** Sets the environment; replaces an earlier one.
 * @param combiner the combiner @param environment a reference is taken
 * @param error details of a failure, or NULL
 * @return ::TTR_OK or ::TTR_E_ARGUMENT
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_set_environment(ttr_combiner *combiner,
                                                ttr_environment *environment,
                                                struct ttr_error *error);

/** Adds a stream. Order is kept in all tables. At most one stream each of the
 * advertising, virtual-goods and creator models: money and feedbacks that move
 * between them must have one destination.
 * @param combiner the combiner @param stream a reference is taken
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_DUPLICATE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_add_stream(ttr_combiner *combiner,
                                           ttr_stream *stream,
                                           struct ttr_error *error);

/** A link: the target driver, on its transformed scale, gains
 * `elasticity * ln(source output / reference)`. @since 0.1 */
struct ttr_link {
    uint32_t struct_size;      /**< Set by ttr_link_init(). */
    int32_t lag;               /**< Periods, at least 0; default 1. Before it
                                    there is no effect. */
    const char *name;          /**< Unique; copied. */
    const char *source;        /**< `component/output`; copied. */
    const char *target;        /**< `component/driver`; copied. */
    const char *source_region; /**< A region, or NULL: the target's own. */
    const char *target_region; /**< A region, or NULL: every region. */
    double elasticity;         /**< Constant elasticity. */
    const ttr_driver *elasticity_driver; /**< Or a driver (real); copied. */
    double reference; /**< A constant above 0, or 0 (default): the
                           source's central path without links. */
};

/** Fills in the defaults. @param link the block
 * @param struct_size `sizeof *link` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_link_init(struct ttr_link *link, uint32_t struct_size);

/** Adds a link. Names it mentions are checked when the combiner is compiled.
 * @param combiner the combiner @param link copied
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_CONFLICT (an elasticity driver with dates or a season),
 * ::TTR_E_NO_MEMORY, ::TTR_E_STRUCT_SIZE
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_add_link(ttr_combiner *combiner,
                                         const struct ttr_link *link,
                                         struct ttr_error *error);

/** Adds an elimination: a share of an output that one stream earns from
 * another and that must not count in the total.
 * @param combiner the combiner @param name unique
 * @param source a money flow, `component/output` @param share in [0, 1]
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_add_elimination(ttr_combiner *combiner,
                                                const char *name,
                                                const char *source,
                                                double share,
                                                struct ttr_error *error);

/** Adds an empty named report: a weighted sum of outputs over regions, as a
 * legal entity or a press figure has it.
 * @param combiner the combiner @param name unique
 * @param note what it is, gross or net, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_DUPLICATE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_add_report(ttr_combiner *combiner,
                                           const char *name, const char *note,
                                           struct ttr_error *error);

/** Adds a term to a report. All terms of a report have the same unit and
 * kind.
 * @param combiner the combiner @param report name of the report
 * @param output `component/output`; not a ratio
 * @param region a region, or NULL for all @param weight finite
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_UNKNOWN, ::TTR_E_RANGE,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_add_report_term(
    ttr_combiner *combiner, const char *report, const char *output,
    const char *region, double weight, struct ttr_error *error);

/** Compiles the description into a program, which keeps no reference to it.
 * @param combiner the combiner, with at least one region and one stream
 * @param[out] program the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_MISSING, ::TTR_E_UNKNOWN,
 * ::TTR_E_RANGE, ::TTR_E_CONFLICT, ::TTR_E_CYCLE (the message names the
 * loop), ::TTR_E_UNSTABLE (likewise), ::TTR_E_LIMIT (more than 1,024 drivers
 * are correlated together, or more than 512 by a matrix that would have to be
 * repaired), ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_combiner_compile(const ttr_combiner *combiner,
                                        ttr_program **program,
                                        struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
