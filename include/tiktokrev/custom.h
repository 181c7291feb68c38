/** @file
 * @brief A stream of the host's own: drivers it declares, equations it writes
 * by operations or as formulas.
 *
 * A value of an equation is a number from 1; one number stands for the same
 * quantity in every region, period and path. Equations named `revenue`,
 * `cost` and `gross_revenue` post money: `revenue` from customers to the
 * platform, `cost` from the platform to suppliers, and what `gross_revenue`
 * exceeds `revenue` by is a third party's part.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_CUSTOM_H
#define TIKTOKREV_CUSTOM_H

#include <tiktokrev/schema.h>
#include <tiktokrev/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A value in a custom stream's equations; 0 is none. @since 0.1 */
typedef uint32_t ttr_value;

/** @name Operations
 * @{ */
/** a + b. @since 0.1 */
#define TTR_OP_ADD 1
/** a - b. @since 0.1 */
#define TTR_OP_SUB 2
/** a * b. @since 0.1 */
#define TTR_OP_MUL 3
/** a / b; 0 where b is 0. @since 0.1 */
#define TTR_OP_DIV 4
/** The smaller. @since 0.1 */
#define TTR_OP_MIN 5
/** The larger. @since 0.1 */
#define TTR_OP_MAX 6
/** e^a. @since 0.1 */
#define TTR_OP_EXP 7
/** ln a, a at least 1e-300. @since 0.1 */
#define TTR_OP_LOG 8
/** e^(b ln a), a at least 1e-300; 0 where a is 0 or less and b above 0.
 * @since 0.1 */
#define TTR_OP_POWER 9
/** a > 0 ? b : c. @since 0.1 */
#define TTR_OP_SELECT 10
/** @} */

/** Makes a custom stream without drivers or equations.
 * @param allocator memory functions, or NULL
 * @param name unique in a combiner
 * @param[out] stream the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_custom_new(const struct ttr_allocator *allocator,
                                  const char *name, ttr_stream **stream,
                                  struct ttr_error *error);

/** Declares a driver; values are then given by ttr_stream_set(). A positive
 * driver with ::TTR_DRIVER_ACTIVITY is a count of its own: events that stop the
 * audience or the stream stop it too.
 * @param stream a custom stream
 * @param info `key` (letters, digits and `_`), `unit`, `support`, `flags`,
 * `fallback`, `meaning`; copied
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_NO_MEMORY, ::TTR_E_STRUCT_SIZE
 * @since 0.1 */
TTR_API ttr_status ttr_custom_declare(ttr_stream *stream,
                                      const struct ttr_driver_info *info,
                                      struct ttr_error *error);

/** A number. @param stream a custom stream @param number finite
 * @param[out] value the value @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_custom_number(ttr_stream *stream, double number,
                                     ttr_value *value, struct ttr_error *error);

/** Something that has a name: one of the stream's drivers or equations, `mau`,
 * `dau`, `hours`, `months`, `days`, `years`, or another component's output
 * `component.output` (`component.item.output` of a product or deal). Equations
 * may be given later: ttr_combiner_compile() finds unknown names.
 * @param stream a custom stream @param name at most 191 bytes
 * @param[out] value the value @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_custom_name(ttr_stream *stream, const char *name,
                                   ttr_value *value, struct ttr_error *error);

/** An operation on values.
 * @param stream a custom stream @param operation one of TTR_OP_
 * @param a first operand @param b second, 0 where there is none
 * @param c third, 0 where there is none
 * @param[out] value the value @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_custom_operation(ttr_stream *stream, int32_t operation,
                                        ttr_value a, ttr_value b, ttr_value c,
                                        ttr_value *value,
                                        struct ttr_error *error);

/** A value of some periods ago; 0 before the calendar.
 * @param stream a custom stream @param a the value
 * @param periods at least 1
 * @param[out] value the value @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_custom_lag(ttr_stream *stream, ttr_value a,
                                  uint32_t periods, ttr_value *value,
                                  struct ttr_error *error);

/** Reads a formula: numbers, names, + - * / ^, parentheses, < <= > >= (1 if it
 * holds, else 0), min(a, b), max(a, b), abs(a), exp(a), log(a), if(a, b, c),
 * lag(a, periods). `^` binds tighter than a sign and to the right; a name that
 * has other bytes than letters, digits, `_` and `.` stands between two
 * apostrophes.
 * @param stream a custom stream @param formula at most 4,096 bytes, nested at
 * most 64 deep
 * @param[out] value the value @param error details of a failure; `column`
 * tells where, in bytes from 1 @return ::TTR_OK, ::TTR_E_ARGUMENT,
 * ::TTR_E_SYNTAX, ::TTR_E_UNKNOWN (a function), ::TTR_E_LIMIT,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_custom_formula(ttr_stream *stream, const char *formula,
                                      ttr_value *value,
                                      struct ttr_error *error);

/** Names a value as an output (an equation). A ratio must be a division; it is
 * recomputed from its two parts, each of which adds up as what it names.
 * @param stream a custom stream
 * @param info `key`, `unit`, `kind`, `meaning`; copied
 * @param value the value @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_DUPLICATE, ::TTR_E_NO_MEMORY,
 * ::TTR_E_STRUCT_SIZE
 * @since 0.1 */
TTR_API ttr_status ttr_custom_equation(ttr_stream *stream,
                                       const struct ttr_output_info *info,
                                       ttr_value value,
                                       struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
