/** @file
 * @brief A forecast: what a run gave, by output, region and time.
 *
 * A forecast is immutable: every function here may be called from many
 * threads at once.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_FORECAST_H
#define TIKTOKREV_FORECAST_H

#include <stddef.h>
#include <stdint.h>

#include <tiktokrev/status.h>
#include <tiktokrev/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Results of a run. @since 0.1 */
typedef struct ttr_forecast ttr_forecast;

/** All regions together, as a region's index. @since 0.1 */
#define TTR_WORLD UINT32_MAX

/** @name Time axes
 * @{ */
/** The calendar's periods. @since 0.1 */
#define TTR_STEP_PERIOD 0
/** Calendar years. @since 0.1 */
#define TTR_STEP_YEAR 1
/** Fiscal years. @since 0.1 */
#define TTR_STEP_FISCAL_YEAR 2
/** All periods together. @since 0.1 */
#define TTR_STEP_HORIZON 3
/** @} */

/** @name Currency views
 * @{ */
/** Reporting currency: period averages for flows and stocks, period ends for
 * balances.
 * @since 0.1 */
#define TTR_REPORTING 0
/** Reporting currency at one period's rates. @since 0.1 */
#define TTR_CONSTANT 1
/** Local currency; not for ::TTR_WORLD where currencies differ. @since 0.1 */
#define TTR_LOCAL 2
/** Of a money balance: the part of its change in reporting currency that rates
 * alone make.
 * @since 0.1 */
#define TTR_TRANSLATION 3
/** @} */

/** Adds a reference. @param forecast a forecast, or NULL
 * @return `forecast`
 * Thread-safe. @since 0.1 */
TTR_API ttr_forecast *ttr_forecast_ref(ttr_forecast *forecast);

/** Drops a reference; the last one frees.
 * @param forecast a forecast, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_forecast_unref(ttr_forecast *forecast);

/** Reads one output over time. Flows are summed over a year, stocks averaged
 * by days, balances taken at its end, ratios recomputed from their parts.
 * @param forecast a forecast
 * @param output index from ttr_program_find_output()
 * @param region index, or ::TTR_WORLD
 * @param currency one of the currency views; ignored where there is no money
 * @param step one of TTR_STEP_
 * @param[out] values one number per step, ttr_program_steps() of them
 * @param capacity length of `values`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT (local currencies
 * differ)
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_forecast_read(const ttr_forecast *forecast,
                                     uint32_t output, uint32_t region,
                                     int32_t currency, int32_t step,
                                     double *values, size_t capacity,
                                     struct ttr_error *error);

/** Reads a table in one call.
 * @param forecast a forecast
 * @param outputs indices @param count their number
 * @param currency ::TTR_REPORTING or ::TTR_CONSTANT
 * @param step one of TTR_STEP_
 * @param[out] values `count` x (regions, then the world) x steps, in rows
 * @param capacity length of `values`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_forecast_table(const ttr_forecast *forecast,
                                      const uint32_t *outputs, uint32_t count,
                                      int32_t currency, int32_t step,
                                      double *values, size_t capacity,
                                      struct ttr_error *error);

/** Number of reports. @param forecast a forecast @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_forecast_reports(const ttr_forecast *forecast);

/** Name of a report. @param forecast a forecast @param report index
 * @return text of the forecast; NULL if there is no such report
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_forecast_report_name(const ttr_forecast *forecast,
                                             uint32_t report);

/** Kind of a report: that of its terms.
 * @param forecast a forecast @param report index
 * @return one of TTR_KIND_; 0 if there is no such report
 * Thread-safe. @since 0.1 */
TTR_API int32_t ttr_forecast_report_kind(const ttr_forecast *forecast,
                                         uint32_t report);

/** Reads a report over time, money in reporting currency.
 * @param forecast a forecast @param report index
 * @param step one of TTR_STEP_
 * @param[out] values one number per step @param capacity length of `values`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_forecast_report(const ttr_forecast *forecast,
                                       uint32_t report, int32_t step,
                                       double *values, size_t capacity,
                                       struct ttr_error *error);

/** Concentration of revenue over streams: the Herfindahl-Hirschman index, sum
 * of squared shares of positive revenues, from 1 / streams to 1; 0 where
 * there is no revenue. A region's are in its own currency, the world's in
 * reporting currency.
 * @param forecast a forecast @param region index, or ::TTR_WORLD
 * @param step one of TTR_STEP_
 * @param[out] values one number per step @param capacity length of `values`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_forecast_hhi(const ttr_forecast *forecast,
                                    uint32_t region, int32_t step,
                                    double *values, size_t capacity,
                                    struct ttr_error *error);

/** All outputs as CSV (RFC 4180, full precision): `output,region,unit,
 * currency,step,value`, one row per number.
 * @param forecast a forecast
 * @param currency ::TTR_REPORTING, ::TTR_CONSTANT or ::TTR_LOCAL (no world rows
 * for money in several currencies)
 * @param step one of TTR_STEP_
 * @param[out] text owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_forecast_csv(const ttr_forecast *forecast,
                                    int32_t currency, int32_t step,
                                    ttr_text **text, struct ttr_error *error);

/** All outputs as one JSON object: `{"view", "currencies": {region: currency},
 * "steps": [...], "outputs": {name: {"unit", "kind", "regions": {region:
 * [values]}}}}`.
 * @param forecast a forecast @param currency as in ttr_forecast_csv()
 * @param step one of TTR_STEP_
 * @param[out] text owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_forecast_json(const ttr_forecast *forecast,
                                     int32_t currency, int32_t step,
                                     ttr_text **text, struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
