/** @file
 * @brief Revenue streams: one handle type, one constructor per revenue model.
 *
 * The drivers and outputs of each model are listed by ttr_schema_driver() and
 * ttr_schema_output(). A stream is a description; one thread builds it.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_STREAM_H
#define TIKTOKREV_STREAM_H

#include <tiktokrev/driver.h>
#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Description of a revenue stream. @since 0.1 */
typedef struct ttr_stream ttr_stream;

/** @name Presentation of revenue
 * @{ */
/** As principal: others' parts are costs. @since 0.1 */
#define TTR_GROSS 0
/** As agent: only the platform's part. @since 0.1 */
#define TTR_NET 1
/** @} */

/** Advertising: feed, interactive formats, reservation, sponsored content,
 * brand collaborations.
 * @param allocator memory functions, or NULL
 * @param name unique in a combiner; NULL for `advertising`
 * @param[out] stream the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_advertising_new(const struct ttr_allocator *allocator,
                                       const char *name, ttr_stream **stream,
                                       struct ttr_error *error);

/** Commerce: short-video, live and shop-tab sales.
 * @param allocator memory functions, or NULL
 * @param name unique in a combiner; NULL for `commerce`
 * @param[out] stream the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_commerce_new(const struct ttr_allocator *allocator,
                                    const char *name, ttr_stream **stream,
                                    struct ttr_error *error);

/** Virtual goods: coins, items, gift cards, games.
 * @param allocator memory functions, or NULL
 * @param name unique in a combiner; NULL for `virtual_goods`
 * @param[out] stream the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_virtual_goods_new(const struct ttr_allocator *allocator,
                                         const char *name, ttr_stream **stream,
                                         struct ttr_error *error);

/** Enterprise and data services: products that the host names.
 * @param allocator memory functions, or NULL
 * @param name unique in a combiner; NULL for `enterprise`
 * @param[out] stream the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_enterprise_new(const struct ttr_allocator *allocator,
                                      const char *name, ttr_stream **stream,
                                      struct ttr_error *error);

/** Partnerships: deals, payment gateway, logistics, cross-promotion.
 * @param allocator memory functions, or NULL
 * @param name unique in a combiner; NULL for `partnership`
 * @param[out] stream the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_partnership_new(const struct ttr_allocator *allocator,
                                       const char *name, ttr_stream **stream,
                                       struct ttr_error *error);

/** Creator programmes: payouts, gifts, subscriptions, tips.
 * @param allocator memory functions, or NULL
 * @param name unique in a combiner; NULL for `creator`
 * @param[out] stream the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_creator_new(const struct ttr_allocator *allocator,
                                   const char *name, ttr_stream **stream,
                                   struct ttr_error *error);

/** Adds a reference. @param stream a stream, or NULL @return `stream`
 * Thread-safe. @since 0.1 */
TTR_API ttr_stream *ttr_stream_ref(ttr_stream *stream);

/** Drops a reference; the last one frees. @param stream a stream, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_stream_unref(ttr_stream *stream);

/** Name of a stream. @param stream a stream
 * @return text of the stream
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_stream_name(const ttr_stream *stream);

/** Model of a stream. @param stream a stream
 * @return one of TTR_MODEL_
 * Thread-safe. @since 0.1 */
TTR_API int32_t ttr_stream_model(const ttr_stream *stream);

/** Gives a driver a constant value.
 * @param stream the stream
 * @param region name of a region, or NULL for every region without its own
 * @param key e.g. `ad_load`, or `product/key` and `deal/key`
 * @param value in the key's unit, inside its support
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_UNKNOWN,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_stream_set(ttr_stream *stream, const char *region,
                                  const char *key, double value,
                                  struct ttr_error *error);

/** Gives a driver a description, which is copied.
 * @param stream the stream
 * @param region name of a region, or NULL for every region without its own
 * @param key e.g. `ad_load`, or `product/key` and `deal/key`
 * @param driver the description
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_UNKNOWN,
 * ::TTR_E_CONFLICT, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_stream_set_driver(ttr_stream *stream, const char *region,
                                         const char *key,
                                         const ttr_driver *driver,
                                         struct ttr_error *error);

/** Makes a choice, e.g. `pricing` = `auction`.
 * @param stream the stream @param key name of the option
 * @param choice one of its texts
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_UNKNOWN
 * @since 0.1 */
TTR_API ttr_status ttr_stream_set_option(ttr_stream *stream, const char *key,
                                         const char *choice,
                                         struct ttr_error *error);

/** Says how `revenue` is presented. Contribution is the same either way.
 * @param stream the stream @param region a region's name, or NULL for all
 * @param presentation ::TTR_GROSS or ::TTR_NET
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_stream_set_presentation(ttr_stream *stream,
                                               const char *region,
                                               int32_t presentation,
                                               struct ttr_error *error);

/** Adds a product to an enterprise stream.
 * @param stream an enterprise stream @param name unique in the stream
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_DUPLICATE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_enterprise_add_product(ttr_stream *stream,
                                              const char *name,
                                              struct ttr_error *error);

/** @name Recognition of a deal
 * @{ */
/** Guarantee by time, then the excess. @since 0.1 */
#define TTR_RECOGNISE_RATEABLE 0
/** As sales occur, topped up in the last period. @since 0.1 */
#define TTR_RECOGNISE_AS_SALES 1
/** The year's due, as sales so far let expect it, by time. @since 0.1 */
#define TTR_RECOGNISE_PROGRESS 2
/** @} */

/** A partnership deal. @since 0.1 */
struct ttr_deal {
    uint32_t struct_size;       /**< Set by ttr_deal_init(). */
    int32_t pays;               /**< 1 if we pay, 0 (default) if we receive. */
    const char *name;           /**< Unique in the stream; copied. */
    const char *base;           /**< Address `component/output` of the base
                                     metric; NULL for the driver `base_pm`. */
    double base_scale;          /**< Multiplies the base; default 1. */
    int32_t base_lag;           /**< Periods, at least 0. */
    int32_t recoupable;         /**< 1 (default) or 0. */
    int32_t recognition;        /**< One of TTR_RECOGNISE_. */
    ttr_date start;             /**< First day of a period; 0 (default): the
                                     calendar's. Before the calendar there are no
                                     sales, and nothing is unrecouped. */
    double term_years;          /**< Whole contract years, at least 1. */
    const double *tier_from;    /**< Ascending base per contract year from which
                                     a share applies; the first is 0. Copied. */
    const double *tier_share;   /**< Marginal shares in [0, 1]; copied. */
    const char *const *regions; /**< Region names; copied. NULL: all. */
    uint32_t tiers;             /**< Length of the tier arrays, at least 1. */
    uint32_t region_count;      /**< Length of `regions`. */
};

/** Fills in the defaults. @param deal the block
 * @param struct_size `sizeof *deal` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_deal_init(struct ttr_deal *deal, uint32_t struct_size);

/** Adds a deal to a partnership stream. Its drivers (`guarantee`, ...) are
 * then given as `name/guarantee`.
 * @param stream a partnership stream @param deal copied
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_DUPLICATE,
 * ::TTR_E_LIMIT (more than 32 regions), ::TTR_E_NO_MEMORY,
 * ::TTR_E_STRUCT_SIZE
 * @since 0.1 */
TTR_API ttr_status ttr_partnership_add_deal(ttr_stream *stream,
                                            const struct ttr_deal *deal,
                                            struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
