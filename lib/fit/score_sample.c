/* Scores of samples. */
#include <stdlib.h>
#include <string.h>

#include <tiktokrev/score.h>

#include "fit/fit.h"
#include "math/list.h"

static ttr_status check_samples(struct ttr_error *error, const char *function,
                                const double *members, uint32_t size,
                                const double *observed, uint32_t count)
{
    const struct ttri_argument arguments[] = {
        ttri_table("members", members, count, size),
        ttri_numbers("observed", observed, count),
    };

    return ttri_check_arguments(error, function, arguments,
                                TTRI_COUNT(arguments));
}

/* The i-th of n members is the quantile of (i - 1/2) / n, exactly: no term is
 * negative, so nothing cancels. */
static double crps_of_sorted(const double *member, uint32_t size,
                             double observed)
{
    double sum = 0;

    for (uint32_t i = 0; i < size; i++)
        sum += ttri_pinball((i + 0.5) / size, member[i], observed);
    return 2 * sum / size;
}

ttr_status ttr_score_crps_sample(const struct ttr_allocator *allocator,
                                 const double *members, uint32_t size,
                                 const double *observed, uint32_t count,
                                 double *scores, struct ttr_error *error)
{
    static const char function[] = "ttr_score_crps_sample";
    struct ttri_memory memory;
    ttr_status status = ttri_memory_init(&memory, allocator, error);

    if (!status)
        status = check_samples(error, function, members, size, observed, count);
    if (!status && !scores)
        status = ttri_null_argument(error, function, "scores");
    if (status)
        return status;
    double *sorted = ttri_clear(&memory, size, sizeof *sorted);
    if (!sorted)
        return ttri_no_memory(error, function);
    for (size_t i = 0; i < count; i++) {
        memcpy(sorted, members + i * size, size * sizeof *sorted);
        qsort(sorted, size, sizeof *sorted, ttri_compare_numbers);
        scores[i] = crps_of_sorted(sorted, size, observed[i]);
    }
    ttri_release(&memory, sorted);
    return TTR_OK;
}

static double pit_of_sample(const double *member, uint32_t size,
                            double observed, double uniform)
{
    uint32_t below = 0, equal = 0;

    for (uint32_t i = 0; i < size; i++) {
        below += member[i] < observed;
        equal += member[i] == observed;
    }
    return (below + uniform * equal) / size;
}

ttr_status ttr_score_pit_sample(const double *members, uint32_t size,
                                const double *observed, uint32_t count,
                                const double *uniforms, double *values,
                                struct ttr_error *error)
{
    static const char function[] = "ttr_score_pit_sample";
    const struct ttri_argument shares = {"uniforms", uniforms, count, 1, 0, 1};
    ttr_status status =
        check_samples(error, function, members, size, observed, count);

    if (!status && uniforms)
        status = ttri_check_arguments(error, function, &shares, 1);
    if (!status && !values)
        status = ttri_null_argument(error, function, "values");
    for (size_t i = 0; !status && i < count; i++)
        values[i] = pit_of_sample(members + i * size, size, observed[i],
                                  uniforms ? uniforms[i] : 0.5);
    return status;
}
