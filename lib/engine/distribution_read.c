/* Figures of a distribution, each with its standard error. */
#include <math.h>

#include "engine/distribution_parts.h"
#include "engine/moments.h"
#include "engine/profile.h"

/* ---- checks ---- */

ttr_status ttri_check_reading(const char *function,
                              const struct ttr_distribution *distribution,
                              uint32_t first, uint32_t count,
                              const void *result, struct ttr_error *error)
{
    uint32_t variables;

    if (distribution == NULL)
        return ttri_null_argument(error, function, "distribution");
    if (result == NULL && count > 0)
        return ttri_null_argument(error, function, "values");
    variables = distribution->summary->plan.variables;
    if (first > variables)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "first",
                                "must be the index of a variable", first);
    if (count > variables - first)
        return ttri_failf(error, TTR_E_ARGUMENT, "count",
                          "must be at most %u after variable %u (got %u)",
                          variables - first, first, count);
    if (ttr_distribution_complete(distribution) == 0)
        return ttri_failf(error, TTR_E_CONFLICT, function,
                          "needs all %llu paths of the run: this is a shard "
                          "with %llu of them, merge it with the others",
                          (unsigned long long)distribution->identity.paths,
                          (unsigned long long)distribution->identity.count);
    return TTR_OK;
}

ttr_status ttri_check_probabilities(const char *function,
                                    const double *probabilities, uint32_t count,
                                    struct ttr_error *error)
{
    if (probabilities == NULL && count > 0)
        return ttri_null_argument(error, function, "probabilities");
    for (uint32_t i = 0; i < count; i++)
        if (!(probabilities[i] > 0.0 && probabilities[i] < 1.0))
            return ttri_fail_number(error, TTR_E_RANGE, "probabilities",
                                    "must be inside (0, 1)", probabilities[i]);
    return TTR_OK;
}

/* ---- moments ---- */

typedef void (*moment)(const struct ttri_summary *summary, uint32_t variable,
                       double *value, double *error);

static void read_each(moment read, const struct ttr_distribution *distribution,
                      uint32_t first, uint32_t count, double *values,
                      double *errors)
{
    for (uint32_t i = 0; i < count; i++) {
        double unused;

        read(distribution->summary, first + i, &values[i],
             errors != NULL ? &errors[i] : &unused);
    }
}

ttr_status ttr_distribution_means(const ttr_distribution *distribution,
                                  uint32_t first, uint32_t count,
                                  double *values, double *errors,
                                  struct ttr_error *error)
{
    ttr_status status = ttri_check_reading(
        "ttr_distribution_means", distribution, first, count, values, error);

    if (status == TTR_OK)
        read_each(ttri_summary_mean, distribution, first, count, values,
                  errors);
    return status;
}

ttr_status ttr_distribution_deviations(const ttr_distribution *distribution,
                                       uint32_t first, uint32_t count,
                                       double *values, double *errors,
                                       struct ttr_error *error)
{
    ttr_status status =
        ttri_check_reading("ttr_distribution_deviations", distribution, first,
                           count, values, error);

    if (status == TTR_OK)
        read_each(ttri_summary_deviation, distribution, first, count, values,
                  errors);
    return status;
}

ttr_status ttr_distribution_epistemic_shares(
    const ttr_distribution *distribution, uint32_t first, uint32_t count,
    double *values, double *errors, struct ttr_error *error)
{
    ttr_status status =
        ttri_check_reading("ttr_distribution_epistemic_shares", distribution,
                           first, count, values, error);

    if (status != TTR_OK)
        return status;
    if (!distribution->summary->plan.pairs)
        return ttri_fail(error, TTR_E_MISSING,
                         "ttr_distribution_epistemic_shares",
                         "needs a run with split_paths above 0", "");
    read_each(ttri_summary_epistemic_share, distribution, first, count, values,
              errors);
    return TTR_OK;
}

ttr_status ttr_distribution_correlations(const ttr_distribution *distribution,
                                         double *values, double *errors,
                                         size_t capacity,
                                         struct ttr_error *error)
{
    uint32_t joints = ttr_distribution_joints(distribution);
    size_t size = (size_t)joints * joints;
    ttr_status status =
        ttri_check_reading("ttr_distribution_correlations", distribution, 0,
                           joints > 0, values, error);

    if (status != TTR_OK)
        return status;
    if (capacity < size)
        return ttri_failf(error, TTR_E_ARGUMENT, "capacity",
                          "must be at least %zu (got %zu)", size, capacity);
    for (uint32_t j = 0; j < joints; j++)
        for (uint32_t i = 0; i <= j; i++) {
            double value = 1.0, spread = 0.0;
            size_t one = (size_t)i * joints + j, two = (size_t)j * joints + i;

            if (i < j)
                ttri_summary_correlation(distribution->summary, i, j, &value,
                                         &spread);
            values[one] = values[two] = value;
            if (errors != NULL)
                errors[one] = errors[two] = spread;
        }
    return TTR_OK;
}

/* ---- the law ---- */

ttr_status ttr_distribution_quantiles(const ttr_distribution *distribution,
                                      uint32_t first, uint32_t count,
                                      const double *probabilities,
                                      uint32_t levels, double *values,
                                      double *errors, struct ttr_error *error)
{
    const char *function = "ttr_distribution_quantiles";
    ttr_status status = ttri_check_reading(
        function, distribution, first, levels == 0 ? 0 : count, values, error);
    const struct ttri_profile *profile;

    if (status == TTR_OK)
        status =
            ttri_check_probabilities(function, probabilities, levels, error);
    if (status != TTR_OK || levels == 0)
        return status;
    for (uint32_t i = 0; i < count; i++) {
        size_t row = (size_t)i * levels;

        profile = &distribution->profile[first + i];
        for (uint32_t k = 0; k < levels; k++) {
            double p = probabilities[k];

            values[row + k] = ttri_profile_quantile(profile, p);
            if (errors != NULL)
                errors[row + k] = ttri_profile_quantile_error(profile, p);
        }
    }
    return TTR_OK;
}

ttr_status ttr_distribution_shortfalls(const ttr_distribution *distribution,
                                       uint32_t first, uint32_t count,
                                       double share, double *values,
                                       double *errors, struct ttr_error *error)
{
    ttr_status status =
        ttri_check_reading("ttr_distribution_shortfalls", distribution, first,
                           count, values, error);
    const struct ttri_profile *profile;

    if (status != TTR_OK)
        return status;
    if (!(fabs(share) > 0.0 && fabs(share) < 1.0))
        return ttri_fail_number(error, TTR_E_RANGE, "share",
                                "must be inside (0, 1) or (-1, 0)", share);
    for (uint32_t i = 0; i < count; i++) {
        double unused;

        profile = &distribution->profile[first + i];
        ttri_profile_shortfall(profile, fabs(share), share < 0.0, &values[i],
                               errors != NULL ? &errors[i] : &unused);
    }
    return TTR_OK;
}

static ttr_status check_thresholds(const double *thresholds, uint32_t count,
                                   struct ttr_error *error)
{
    if (thresholds == NULL && count > 0)
        return ttri_null_argument(error, "ttr_distribution_probabilities",
                                  "thresholds");
    for (uint32_t i = 0; i < count; i++)
        if (!isfinite(thresholds[i]))
            return ttri_fail_number(error, TTR_E_RANGE, "thresholds",
                                    "must be finite", thresholds[i]);
    return TTR_OK;
}

ttr_status ttr_distribution_probabilities(const ttr_distribution *distribution,
                                          uint32_t variable,
                                          const double *thresholds,
                                          uint32_t count, double *values,
                                          double *errors,
                                          struct ttr_error *error)
{
    ttr_status status = ttri_check_reading(
        "ttr_distribution_probabilities", distribution, variable, 1,
        count == 0 ? &count : (void *)values, error);
    const struct ttri_profile *profile;

    if (status == TTR_OK)
        status = check_thresholds(thresholds, count, error);
    if (status != TTR_OK)
        return status;
    profile = &distribution->profile[variable];
    for (uint32_t i = 0; i < count; i++) {
        double p = ttri_profile_probability(profile, thresholds[i]);

        values[i] = p;
        if (errors != NULL)
            errors[i] = ttri_profile_probability_error(profile, p);
    }
    return TTR_OK;
}
