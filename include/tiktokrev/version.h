/** @file
 * @brief Version of the header and of the library.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_VERSION_H
#define TIKTOKREV_VERSION_H

#include <stdint.h>

#include <tiktokrev/export.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TTR_VERSION_MAJOR 0 /**< Major number. @since 0.1 */
#define TTR_VERSION_MINOR 1 /**< Minor number. @since 0.1 */
#define TTR_VERSION_PATCH 0 /**< Patch number. @since 0.1 */

/** The header's version as one number, `major * 10000 + minor * 100 + patch`.
 * @since 0.1 */
#define TTR_VERSION                                                            \
    (TTR_VERSION_MAJOR * 10000 + TTR_VERSION_MINOR * 100 + TTR_VERSION_PATCH)

/** The library's version in the form of ::TTR_VERSION.
 * @return e.g. 100 for 0.1.0
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_version(void);

/** The library's version as text.
 * @return static text such as `0.1.0`
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_version_text(void);

/** Revision of the model: grows whenever the same description may give
 * another number.
 * @return a count from 1
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_model_revision(void);

#ifdef __cplusplus
}
#endif

#endif
