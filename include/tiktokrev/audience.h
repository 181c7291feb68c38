/** @file
 * @brief The audience: users and their time, by region, shared by all streams.
 *
 * Its drivers are listed by ttr_schema_driver() with ::TTR_MODEL_AUDIENCE.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_AUDIENCE_H
#define TIKTOKREV_AUDIENCE_H

#include <tiktokrev/driver.h>
#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Description of an audience. One thread builds it. @since 0.1 */
typedef struct ttr_audience ttr_audience;

/** Makes an audience in which every driver has its default.
 * @param allocator memory functions, or NULL
 * @param[out] audience the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_audience_new(const struct ttr_allocator *allocator,
                                    ttr_audience **audience,
                                    struct ttr_error *error);

/** Adds a reference. @param audience an audience, or NULL
 * @return `audience`
 * Thread-safe. @since 0.1 */
TTR_API ttr_audience *ttr_audience_ref(ttr_audience *audience);

/** Drops a reference; the last one frees.
 * @param audience an audience, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_audience_unref(ttr_audience *audience);

/** Gives a driver a constant value.
 * @param audience the audience
 * @param region name of a region, or NULL for every region without its own
 * @param key e.g. `mau_gross`
 * @param value in the key's unit, inside its support
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_UNKNOWN,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_audience_set(ttr_audience *audience, const char *region,
                                    const char *key, double value,
                                    struct ttr_error *error);

/** Gives a driver a description, which is copied.
 * @param audience the audience
 * @param region name of a region, or NULL for every region without its own
 * @param key e.g. `mau_gross`
 * @param driver the description
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_UNKNOWN,
 * ::TTR_E_CONFLICT, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_audience_set_driver(ttr_audience *audience,
                                           const char *region, const char *key,
                                           const ttr_driver *driver,
                                           struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
