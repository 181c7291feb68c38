/** @file
 * @brief The periods that a model runs over.
 *
 * Dates are whole numbers `yyyymmdd`: 20240229 is 29 February 2024. As a time
 * in years a date is `year + (month - 1 + (day - 1) / days in month) / 12`.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_CALENDAR_H
#define TIKTOKREV_CALENDAR_H

#include <stdint.h>

#include <tiktokrev/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A date as `yyyymmdd`, years 1900 to 2199; 0 where none is meant.
 * @since 0.1 */
typedef int32_t ttr_date;

/** @name Length of a period, in months
 * @{ */
#define TTR_MONTH   1  /**< Monthly. @since 0.1 */
#define TTR_QUARTER 3  /**< Quarterly. @since 0.1 */
#define TTR_YEAR    12 /**< Yearly. @since 0.1 */
/** @} */

/** Largest number of periods in a calendar. @since 0.1 */
#define TTR_MAX_PERIODS 1200

/** The calendar of a model. @since 0.1 */
struct ttr_calendar {
    uint32_t struct_size;  /**< Set by ttr_calendar_init(). */
    int32_t start_year;    /**< Year of the first period; default 2020. */
    int32_t start_month;   /**< Its first month, 1 to 12; default 1. */
    int32_t period_months; /**< ::TTR_MONTH, ::TTR_QUARTER (default) or
                                ::TTR_YEAR. */
    int32_t periods;       /**< Count, 1 to ::TTR_MAX_PERIODS; default 4. */
    int32_t fiscal_start;  /**< First month of the fiscal year; default 1.
                                A fiscal year is named by the calendar year
                                in which it ends; no period may straddle
                                two. */
    ttr_date as_of;        /**< Before it lies history: no noise, no random
                                event. 0 (default): the calendar's start. */
    int32_t constant_currency_period; /**< Period, from 0 (default), whose
                                   exchange rates the constant-currency view
                                   uses. */
};

/** Fills in the defaults.
 * @param calendar the block
 * @param struct_size `sizeof *calendar` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_calendar_init(struct ttr_calendar *calendar,
                               uint32_t struct_size);

#ifdef __cplusplus
}
#endif

#endif
