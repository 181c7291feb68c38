/** @file
 * @brief What went wrong: a status for programs, a message for people.
 *
 * Every function that can fail returns a ::ttr_status and takes an optional
 * `struct ttr_error *` as its last argument. Results leave by out-pointers,
 * which stay untouched when a call fails. A function without a status takes
 * NULL for nothing: it returns 0, NULL or an empty text.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_STATUS_H
#define TIKTOKREV_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include <tiktokrev/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Outcome of a call: ::TTR_OK or one negative constant below. The numbers
 * never change. @since 0.1 */
typedef int32_t ttr_status;

/** @name Statuses
 * @{ */
/** Success. @since 0.1 */
#define TTR_OK ((ttr_status)0)
/** An argument is NULL, or has a size or a form that the call does not take.
 * @since 0.1 */
#define TTR_E_ARGUMENT ((ttr_status)-101)
/** A number lies outside its support. @since 0.1 */
#define TTR_E_RANGE ((ttr_status)-102)
/** A name is not known; the message gives the nearest one. @since 0.1 */
#define TTR_E_UNKNOWN ((ttr_status)-103)
/** A name is taken already. @since 0.1 */
#define TTR_E_DUPLICATE ((ttr_status)-104)
/** Something required was never given. @since 0.1 */
#define TTR_E_MISSING ((ttr_status)-105)
/** Two descriptions contradict each other. @since 0.1 */
#define TTR_E_CONFLICT ((ttr_status)-106)
/** Equations depend on each other within one period. @since 0.1 */
#define TTR_E_CYCLE ((ttr_status)-107)
/** Lagged links reinforce each other without end. @since 0.1 */
#define TTR_E_UNSTABLE ((ttr_status)-108)
/** An allocation failed. @since 0.1 */
#define TTR_E_NO_MEMORY ((ttr_status)-201)
/** A file can not be read. @since 0.1 */
#define TTR_E_IO ((ttr_status)-202)
/** A documented limit of size, depth or count is exceeded. @since 0.1 */
#define TTR_E_LIMIT ((ttr_status)-203)
/** A run was asked to stop. @since 0.1 */
#define TTR_E_CANCELLED ((ttr_status)-204)
/** Text is not valid JSON, CSV, or a formula. @since 0.1 */
#define TTR_E_SYNTAX ((ttr_status)-301)
/** A document's format version is not supported. @since 0.1 */
#define TTR_E_VERSION ((ttr_status)-302)
/** A computed number is not finite. @since 0.1 */
#define TTR_E_NUMERIC ((ttr_status)-401)
/** A struct's `struct_size` is nonsense, or asks for more than this library
 * knows.
 * @since 0.1 */
#define TTR_E_STRUCT_SIZE ((ttr_status)-501)
/** A defect of this library: please report it. @since 0.1 */
#define TTR_E_INTERNAL ((ttr_status)-901)
/** @} */

/** Details of a failure, owned by the caller.
 *
 * Fill it with ttr_error_init() once; every failing call overwrites it, a
 * successful call leaves it alone. Texts are UTF-8, terminated, cut to fit.
 * @since 0.1 */
struct ttr_error {
    uint32_t struct_size; /**< Set by ttr_error_init(). */
    ttr_status status;    /**< The status that the call returned. */
    uint32_t line;        /**< Line of a document, from 1; 0 if none. */
    uint32_t column;      /**< Column of a document, from 1; 0 if none. */
    char message[512];    /**< The whole sentence, for a person. */
    char path[256];       /**< The thing, e.g. `advertising/US/ad_load`. */
    char rule[192];       /**< The rule, e.g. `must be within [0, 1]`. */
    char value[96];       /**< The value that broke it; may be empty. */
};

/** Prepares an error block.
 * @param error the block
 * @param struct_size `sizeof *error` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_error_init(struct ttr_error *error, uint32_t struct_size);

/** Name of a status, e.g. `TTR_E_RANGE`.
 * @param status any number
 * @return static text; `unknown status` for a number that has no name
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_status_name(ttr_status status);

/** A host's memory functions.
 *
 * Passed to a `_new` function, copied, and used for that handle and all that
 * is made from it. NULL stands for malloc, realloc and free. The functions
 * may be called from any thread that calls the library. @since 0.1 */
struct ttr_allocator {
    uint32_t struct_size; /**< `sizeof(struct ttr_allocator)`. */
    uint32_t reserved;    /**< 0. */
    void *user;           /**< Handed to each function. */
    /** Returns `size` bytes, aligned for any type, or NULL. */
    void *(*allocate)(void *user, size_t size);
    /** Resizes; `block` is never NULL; on failure the block stays. */
    void *(*reallocate)(void *user, void *block, size_t size);
    /** Releases; `block` is never NULL. */
    void (*release)(void *user, void *block);
};

#ifdef __cplusplus
}
#endif

#endif
