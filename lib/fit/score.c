/* Scores of quantiles, intervals, laws and points. */
#include <math.h>

#include <tiktokrev/score.h>

#include "fit/fit.h"
#include "math/elementary.h"
#include "math/normal.h"

#define ROOT_OF_PI     1.7724538509055160273
#define ROOT_OF_TWO_PI 2.5066282746310005024

double ttri_pinball(double probability, double quantile, double observed)
{
    return observed < quantile ? (1 - probability) * (quantile - observed)
                               : probability * (observed - quantile);
}

static ttr_status check_share(struct ttr_error *error, const char *path,
                              double share)
{
    if (share > 0 && share < 1)
        return TTR_OK;
    return ttri_fail_number(error, TTR_E_RANGE, path, "must be within (0, 1)",
                            share);
}

/* Of `count` rows, which are `stride` numbers apart. */
static ttr_status check_order(struct ttr_error *error, const char *path,
                              const char *rule, const double *low,
                              const double *high, size_t stride, uint32_t count)
{
    for (size_t i = 0; i < count; i++)
        if (low[i * stride] > high[i * stride])
            return ttri_failf(error, TTR_E_RANGE, path, "%s in forecast %u",
                              rule, (unsigned)i);
    return TTR_OK;
}

static ttr_status check_intervals(struct ttr_error *error, const char *function,
                                  const double *low, const double *high,
                                  const double *observed, uint32_t count)
{
    const struct ttri_argument arguments[] = {
        ttri_numbers("low", low, count),
        ttri_numbers("high", high, count),
        ttri_numbers("observed", observed, count),
    };
    ttr_status status =
        ttri_check_arguments(error, function, arguments, TTRI_COUNT(arguments));

    return status ? status
                  : check_order(error, "low", "must not be above high", low,
                                high, 1, count);
}

static ttr_status check_normals(struct ttr_error *error, const char *function,
                                const double *means, const double *deviations,
                                const double *observed, uint32_t count)
{
    const struct ttri_argument arguments[] = {
        ttri_numbers("means", means, count),
        ttri_not_negative("deviations", deviations, count),
        ttri_numbers("observed", observed, count),
    };

    return ttri_check_arguments(error, function, arguments,
                                TTRI_COUNT(arguments));
}

/* ---- quantiles ---- */

static double crps_of_quantiles(const double *probabilities, uint32_t levels,
                                const double *quantiles, double observed)
{
    double sum = 0, from = 0;

    for (uint32_t i = 0; i < levels; i++) {
        double to =
            i + 1 < levels ? (probabilities[i] + probabilities[i + 1]) / 2 : 1;

        sum += (to - from) *
               ttri_pinball(probabilities[i], quantiles[i], observed);
        from = to;
    }
    return 2 * sum;
}

ttr_status ttr_score_crps_quantiles(const double *probabilities,
                                    uint32_t levels, const double *quantiles,
                                    const double *observed, uint32_t count,
                                    double *scores, struct ttr_error *error)
{
    static const char function[] = "ttr_score_crps_quantiles";
    const struct ttri_argument arguments[] = {
        ttri_table("quantiles", quantiles, count, levels),
        ttri_numbers("observed", observed, count),
    };
    ttr_status status =
        ttri_check_levels(error, function, probabilities, levels, true);

    if (!status)
        status = ttri_check_arguments(error, function, arguments,
                                      TTRI_COUNT(arguments));
    for (uint32_t i = 1; !status && i < levels; i++)
        status = check_order(error, "quantiles", "must not descend",
                             quantiles + i - 1, quantiles + i, levels, count);
    if (!status && !scores)
        status = ttri_null_argument(error, function, "scores");
    for (size_t i = 0; !status && i < count; i++)
        scores[i] = crps_of_quantiles(probabilities, levels,
                                      quantiles + i * levels, observed[i]);
    return status;
}

ttr_status ttr_score_pinball(double probability, const double *quantiles,
                             const double *observed, uint32_t count,
                             double *scores, struct ttr_error *error)
{
    static const char function[] = "ttr_score_pinball";
    const struct ttri_argument arguments[] = {
        ttri_numbers("quantiles", quantiles, count),
        ttri_numbers("observed", observed, count),
    };
    ttr_status status = check_share(error, "probability", probability);

    if (!status)
        status = ttri_check_arguments(error, function, arguments,
                                      TTRI_COUNT(arguments));
    if (!status && !scores)
        status = ttri_null_argument(error, function, "scores");
    for (uint32_t i = 0; !status && i < count; i++)
        scores[i] = ttri_pinball(probability, quantiles[i], observed[i]);
    return status;
}

/* ---- intervals ---- */

ttr_status ttr_score_interval(double share, const double *low,
                              const double *high, const double *observed,
                              uint32_t count, double *scores,
                              struct ttr_error *error)
{
    static const char function[] = "ttr_score_interval";
    ttr_status status = check_share(error, "share", share);

    if (!status)
        status = check_intervals(error, function, low, high, observed, count);
    if (!status && !scores)
        status = ttri_null_argument(error, function, "scores");
    for (uint32_t i = 0; !status && i < count; i++) {
        double outside = observed[i] < low[i]    ? low[i] - observed[i]
                         : observed[i] > high[i] ? observed[i] - high[i]
                                                 : 0;

        scores[i] = high[i] - low[i] + 2 / (1 - share) * outside;
    }
    return status;
}

ttr_status ttr_score_coverage(const double *low, const double *high,
                              const double *observed, uint32_t count,
                              double *share, struct ttr_error *error)
{
    static const char function[] = "ttr_score_coverage";
    ttr_status status =
        check_intervals(error, function, low, high, observed, count);
    uint32_t inside = 0;

    if (status)
        return status;
    if (!share)
        return ttri_null_argument(error, function, "share");
    for (uint32_t i = 0; i < count; i++)
        inside += observed[i] >= low[i] && observed[i] <= high[i];
    *share = (double)inside / count;
    return TTR_OK;
}

/* ---- normal laws ---- */

static double crps_of_normal(double mean, double deviation, double observed)
{
    double difference = observed - mean;

    if (deviation == 0)
        return fabs(difference);
    /* far away the products below would be of infinity and 0 */
    double z = fmax(-40, fmin(40, difference / deviation));
    double density = ttri_exponential(-z * z / 2) / ROOT_OF_TWO_PI;

    return difference * (2 * ttri_normal_probability(z) - 1) +
           deviation * (2 * density - 1 / ROOT_OF_PI);
}

ttr_status ttr_score_crps_normal(const double *means, const double *deviations,
                                 const double *observed, uint32_t count,
                                 double *scores, struct ttr_error *error)
{
    static const char function[] = "ttr_score_crps_normal";
    ttr_status status =
        check_normals(error, function, means, deviations, observed, count);

    if (!status && !scores)
        status = ttri_null_argument(error, function, "scores");
    for (uint32_t i = 0; !status && i < count; i++)
        scores[i] = crps_of_normal(means[i], deviations[i], observed[i]);
    return status;
}

static double pit_of_normal(double mean, double deviation, double observed)
{
    double difference = observed - mean;

    if (deviation > 0)
        return ttri_normal_probability(difference / deviation);
    return difference < 0 ? 0 : difference > 0 ? 1 : 0.5;
}

ttr_status ttr_score_pit_normal(const double *means, const double *deviations,
                                const double *observed, uint32_t count,
                                double *values, struct ttr_error *error)
{
    static const char function[] = "ttr_score_pit_normal";
    ttr_status status =
        check_normals(error, function, means, deviations, observed, count);

    if (!status && !values)
        status = ttri_null_argument(error, function, "values");
    for (uint32_t i = 0; !status && i < count; i++)
        values[i] = pit_of_normal(means[i], deviations[i], observed[i]);
    return status;
}
