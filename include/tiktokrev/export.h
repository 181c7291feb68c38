/** @file
 * @brief Visibility of the public functions.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_EXPORT_H
#define TIKTOKREV_EXPORT_H

/** Marks a function that the shared library exports. @since 0.1 */
#if defined(__GNUC__) || defined(__clang__)
#define TTR_API __attribute__((visibility("default")))
#else
#define TTR_API
#endif

#endif
