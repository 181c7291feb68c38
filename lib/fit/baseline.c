/* Baselines: the plain methods, and one call for all. */
#include <math.h>
#include <string.h>

#include "fit/baseline.h"
#include "math/normal.h"

struct job {
    const char *function;
    const struct ttri_memory *memory;
    int32_t method;
    uint32_t season;
    const double *history;
    uint32_t length, horizon;
    double *means, *deviations;
};

/* ---- plain methods: the value of `lag` periods ago, with or without drift
 * ---- */

static double drift_of(const struct job *job)
{
    if (job->method != TTR_BASELINE_DRIFT)
        return 0;
    return (job->history[job->length - 1] - job->history[0]) /
           (job->length - 1);
}

/* Standard deviation of changes over `lag` periods about the drift, which, if
 * it was estimated, costs a degree of freedom. */
static double deviation_of(const struct job *job, uint32_t lag, double drift)
{
    uint32_t count = job->length - lag;
    double sum = 0;

    for (uint32_t i = lag; i < job->length; i++) {
        double error = job->history[i] - job->history[i - lag] - drift;

        sum += error * error;
    }
    return sqrt(sum / (count - (job->method == TTR_BASELINE_DRIFT)));
}

static ttr_status forecast_plainly(const struct job *job,
                                   struct ttr_error *error)
{
    bool drifts = job->method == TTR_BASELINE_DRIFT;
    uint32_t lag = job->method == TTR_BASELINE_SEASONAL_NAIVE ? job->season : 1;

    if (lag == 0)
        return ttri_fail_number(error, TTR_E_RANGE, "season",
                                "must be at least 1", lag);
    if (job->length <= lag + drifts)
        return ttri_failf(error, TTR_E_MISSING, "history",
                          "must have %llu values or more (got %u)",
                          (unsigned long long)lag + drifts + 1,
                          (unsigned)job->length);
    double drift = drift_of(job), deviation = deviation_of(job, lag, drift);
    for (uint32_t h = 0; h < job->horizon; h++) {
        double steps = h / lag + 1;
        double unsure = drifts ? steps / (job->length - 1) : 0;

        job->means[h] =
            job->history[job->length - lag + h % lag] + steps * drift;
        job->deviations[h] = deviation * sqrt(steps * (1 + unsure));
    }
    return TTR_OK;
}

/* ---- exponential smoothing ---- */

static ttr_status fit_and_forecast(const struct job *job,
                                   const struct ttr_allocator *allocator,
                                   struct ttr_error *error)
{
    double seasons[TTR_MAX_SEASON];
    struct ttr_smoothing smoothing;
    ttr_status status;

    ttr_smoothing_init(&smoothing, sizeof smoothing);
    smoothing.method = job->method;
    smoothing.season = job->season;
    status = ttri_smoothing_fit(job->memory, job->function, job->history,
                                job->length, &smoothing, seasons, error);
    if (status)
        return status;
    return ttr_smoothing_forecast(allocator, job->history, job->length,
                                  &smoothing, seasons, NULL, job->horizon,
                                  job->means, job->deviations, error);
}

/* ---- the interface ---- */

static ttr_status check_job(const struct job *job, struct ttr_error *error)
{
    const double *history = job->history;
    const struct ttri_argument argument =
        ttri_numbers("history", history, job->length);

    if (job->method < TTR_BASELINE_NAIVE ||
        job->method > TTR_BASELINE_MULTIPLICATIVE)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "method",
                                "must be one of TTR_BASELINE_", job->method);
    if (!job->means || !job->deviations)
        return ttri_null_argument(error, job->function,
                                  job->means ? "deviations" : "means");
    if (job->horizon == 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "horizon",
                                "must be at least 1", job->horizon);
    return ttri_check_arguments(error, job->function, &argument, 1);
}

ttr_status ttr_baseline_forecast(const struct ttr_allocator *allocator,
                                 int32_t method, uint32_t season,
                                 const double *history, uint32_t length,
                                 uint32_t horizon, double *means,
                                 double *deviations, struct ttr_error *error)
{
    struct ttri_memory memory;
    struct job job = {.function = "ttr_baseline_forecast",
                      .memory = &memory,
                      .method = method,
                      .season = season,
                      .history = history,
                      .length = length,
                      .horizon = horizon,
                      .means = means,
                      .deviations = deviations};
    ttr_status status = ttri_memory_init(&memory, allocator, error);

    if (!status)
        status = check_job(&job, error);
    if (status)
        return status;
    if (method < TTR_BASELINE_HOLT)
        return forecast_plainly(&job, error);
    return fit_and_forecast(&job, allocator, error);
}

ttr_status ttr_baseline_quantiles(const double *means, const double *deviations,
                                  uint32_t count, const double *probabilities,
                                  uint32_t levels, double *values,
                                  struct ttr_error *error)
{
    static const char function[] = "ttr_baseline_quantiles";
    const struct ttri_argument arguments[] = {
        ttri_numbers("means", means, count),
        ttri_not_negative("deviations", deviations, count),
    };
    ttr_status status =
        ttri_check_arguments(error, function, arguments, TTRI_COUNT(arguments));

    if (!status)
        status =
            ttri_check_levels(error, function, probabilities, levels, false);
    if (!status && !values)
        status = ttri_null_argument(error, function, "values");
    for (size_t i = 0; !status && i < count; i++)
        for (uint32_t j = 0; j < levels; j++)
            values[i * levels + j] =
                means[i] +
                deviations[i] * ttri_normal_quantile(probabilities[j]);
    return status;
}
