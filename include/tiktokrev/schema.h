/** @file
 * @brief Which drivers and outputs there are: key, unit, support, default,
 * meaning, source. Bindings, documents and editors are made from it.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_SCHEMA_H
#define TIKTOKREV_SCHEMA_H

#include <stdint.h>

#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Models of a component
 * @{ */
/** Outside world. @since 0.1 */
#define TTR_MODEL_ENVIRONMENT 0
/** Users and their time. @since 0.1 */
#define TTR_MODEL_AUDIENCE 1
/** Advertising. @since 0.1 */
#define TTR_MODEL_ADVERTISING 2
/** Shop. @since 0.1 */
#define TTR_MODEL_COMMERCE 3
/** Coins, items, gift cards, games. @since 0.1 */
#define TTR_MODEL_VIRTUAL_GOODS 4
/** Subscriptions, usage, data. @since 0.1 */
#define TTR_MODEL_ENTERPRISE 5
/** Deals, gateways, logistics. @since 0.1 */
#define TTR_MODEL_PARTNERSHIP 6
/** Creator programmes. @since 0.1 */
#define TTR_MODEL_CREATOR 7
/** A host's own equations. @since 0.1 */
#define TTR_MODEL_CUSTOM 8
/** What the combiner adds up. @since 0.1 */
#define TTR_MODEL_TOTAL 9
/** Accounts of the ledger. @since 0.1 */
#define TTR_MODEL_LEDGER 10
/** @} */

/** @name Support of a driver
 * @{ */
/** [0, inf), moved on a log scale. @since 0.1 */
#define TTR_SUPPORT_POSITIVE 1
/** [0, 1], moved on a logit scale. @since 0.1 */
#define TTR_SUPPORT_UNIT 2
/** Any finite number. @since 0.1 */
#define TTR_SUPPORT_REAL 3
/** @} */

/** @name Kind of an output
 * @{ */
/** Sums over periods and regions. @since 0.1 */
#define TTR_KIND_FLOW 1
/** Day-weighted mean over time, sum over regions. @since 0.1 */
#define TTR_KIND_STOCK 2
/** Last period, sum over regions. @since 0.1 */
#define TTR_KIND_BALANCE 3
/** Recomputed from its parts. @since 0.1 */
#define TTR_KIND_RATIO 4
/** @} */

/** @name Flags of a driver
 * @{ */
/** May have a launch and an end. @since 0.1 */
#define TTR_DRIVER_ACTIVITY 1u
/** One value over time. @since 0.1 */
#define TTR_DRIVER_STATIC 2u
/** One for each product or deal. @since 0.1 */
#define TTR_DRIVER_PER_ITEM 4u
/** @} */

/** Describes a driver. All texts are static. @since 0.1 */
struct ttr_driver_info {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t support;      /**< One of TTR_SUPPORT_. */
    uint32_t flags;       /**< TTR_DRIVER_ flags. */
    uint32_t reserved;    /**< 0. */
    double fallback;      /**< Value where none is given. */
    const char *key;      /**< e.g. `ad_load`. */
    const char *unit;     /**< e.g. `money/order`; `1` for none. */
    const char *meaning;  /**< One line. */
    const char *source;   /**< Literature or standard; may be empty. */
};

/** Describes an output. All texts are static. @since 0.1 */
struct ttr_output_info {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t kind;         /**< One of TTR_KIND_. */
    uint32_t flags;       /**< ::TTR_DRIVER_PER_ITEM or 0. */
    uint32_t reserved;    /**< 0. */
    const char *key;      /**< e.g. `impressions`. */
    const char *unit;     /**< e.g. `money`. */
    const char *meaning;  /**< One line. */
    const char *source;   /**< Literature or standard; may be empty. */
};

/** Name of a model, as documents write it.
 * @param model one of TTR_MODEL_
 * @return static text, or NULL for a number that is none
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_schema_model(int32_t model);

/** Number of drivers of a model.
 * @param model one of TTR_MODEL_ @return the count; 0 for an unknown model
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_schema_drivers(int32_t model);

/** Describes one driver of a model.
 * @param model one of TTR_MODEL_ @param index below ttr_schema_drivers()
 * @param[in,out] info `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_schema_driver(int32_t model, uint32_t index,
                                     struct ttr_driver_info *info,
                                     struct ttr_error *error);

/** Number of outputs of a model.
 * @param model one of TTR_MODEL_ @return the count; 0 for an unknown model
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_schema_outputs(int32_t model);

/** Describes one output of a model.
 * @param model one of TTR_MODEL_ @param index below ttr_schema_outputs()
 * @param[in,out] info `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_schema_output(int32_t model, uint32_t index,
                                     struct ttr_output_info *info,
                                     struct ttr_error *error);

/** Describes an option: a choice that a stream makes by
 * ttr_stream_set_option(). All texts are static. @since 0.1 */
struct ttr_option_info {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    uint32_t choices;     /**< Number of choices. */
    const char *key;      /**< e.g. `pricing`. */
    const char *meaning;  /**< One line. */
};

/** Number of options of a model.
 * @param model one of TTR_MODEL_ @return the count; 0 for an unknown model
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_schema_options(int32_t model);

/** Describes one option of a model.
 * @param model one of TTR_MODEL_ @param index below ttr_schema_options()
 * @param[in,out] info `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_schema_option(int32_t model, uint32_t index,
                                     struct ttr_option_info *info,
                                     struct ttr_error *error);

/** A choice of an option, as ttr_stream_set_option() takes it.
 * @param model one of TTR_MODEL_ @param option index of the option
 * @param choice index of the choice; 0 is the default
 * @return static text, or NULL if there is no such choice
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_schema_choice(int32_t model, uint32_t option,
                                      uint32_t choice);

#ifdef __cplusplus
}
#endif

#endif
