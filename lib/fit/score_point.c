/* Scores of points. */
#include <math.h>

#include <tiktokrev/score.h>

#include "fit/fit.h"

static ttr_status check_points(struct ttr_error *error, const char *function,
                               const double *forecasts, const double *observed,
                               uint32_t count)
{
    const struct ttri_argument arguments[] = {
        ttri_numbers("forecasts", forecasts, count),
        ttri_numbers("observed", observed, count),
    };

    return ttri_check_arguments(error, function, arguments,
                                TTRI_COUNT(arguments));
}

/* Mean absolute error of `forecasts`. */
static double mean_error(const double *forecasts, const double *observed,
                         uint32_t count)
{
    double sum = 0;

    for (uint32_t i = 0; i < count; i++)
        sum += fabs(observed[i] - forecasts[i]);
    return sum / count;
}

static ttr_status scale_of(struct ttr_error *error, const char *function,
                           const double *history, uint32_t length,
                           uint32_t season, double *scale)
{
    const struct ttri_argument argument =
        ttri_numbers("history", history, length);
    ttr_status status = ttri_check_arguments(error, function, &argument, 1);

    if (status)
        return status;
    if (season == 0 || season >= length)
        return ttri_fail_number(
            error, TTR_E_RANGE, "season",
            "must be at least 1 and below the length of the history", season);
    *scale = mean_error(history, history + season, length - season);
    if (*scale == 0)
        return ttri_fail(error, TTR_E_RANGE, "history",
                         "must not repeat itself exactly: it scales errors",
                         "");
    return TTR_OK;
}

ttr_status ttr_score_mase(const double *history, uint32_t length,
                          uint32_t season, const double *forecasts,
                          const double *observed, uint32_t count, double *score,
                          struct ttr_error *error)
{
    static const char function[] = "ttr_score_mase";
    double scale = 0;
    ttr_status status =
        scale_of(error, function, history, length, season, &scale);

    if (!status)
        status = check_points(error, function, forecasts, observed, count);
    if (status)
        return status;
    if (!score)
        return ttri_null_argument(error, function, "score");
    double scaled = mean_error(forecasts, observed, count) / scale;
    if (!isfinite(scaled))
        return ttri_fail(error, TTR_E_NUMERIC, "forecasts",
                         "must have errors that the history can scale", "");
    *score = scaled;
    return TTR_OK;
}

ttr_status ttr_score_smape(const double *forecasts, const double *observed,
                           uint32_t count, double *score,
                           struct ttr_error *error)
{
    static const char function[] = "ttr_score_smape";
    ttr_status status =
        check_points(error, function, forecasts, observed, count);
    double sum = 0;

    if (status)
        return status;
    if (!score)
        return ttri_null_argument(error, function, "score");
    for (uint32_t i = 0; i < count; i++) {
        double size = fabs(observed[i]) + fabs(forecasts[i]);

        if (size > 0)
            sum += fabs(observed[i] - forecasts[i]) / size;
    }
    *score = 200 * (sum / count);
    return TTR_OK;
}
