#include "fit/diagnostics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/list.h"
#include "math/normal.h"

/* Sequences of draws: halves of chains, which lie one after another. */
struct halves {
    uint32_t count, length;
    const double *value;
};

/* How many are below x; with those that are equal, if asked. */
static size_t below(size_t count, const double *sorted, double x, bool equal)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sorted[middle] < x || (equal && sorted[middle] == x))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Standard normals of the same ranks; those of equal values are equal. `to`
 * may be `value`. */
static void normalise(size_t count, const double *value, const double *sorted,
                      double *to)
{
    for (size_t i = 0; i < count; i++) {
        size_t first = below(count, sorted, value[i], false);
        size_t next = below(count, sorted, value[i], true);
        double rank = ((double)first + (double)next + 1.0) / 2.0;

        to[i] = ttri_normal_quantile((rank - 0.375) / ((double)count + 0.25));
    }
}

/* Mean of the squares within sequences, and the variance that all together
 * show. `mean` has room for a number by sequence. */
static void find_variances(const struct halves *halves, double *mean,
                           double *within, double *all)
{
    double n = halves->length, m = halves->count, between = 0.0, centre;

    *within = 0.0;
    for (uint32_t c = 0; c < halves->count; c++) {
        const double *value = halves->value + (size_t)c * halves->length;

        mean[c] = ttri_mean(halves->length, value);
        for (uint32_t i = 0; i < halves->length; i++)
            *within += (value[i] - mean[c]) * (value[i] - mean[c]);
    }
    *within /= m * (n - 1.0);
    centre = ttri_mean(halves->count, mean);
    for (uint32_t c = 0; c < halves->count; c++)
        between += (mean[c] - centre) * (mean[c] - centre);
    *all = (n - 1.0) / n * *within + between / (m - 1.0);
}

static double r_hat(const struct halves *halves, double *mean)
{
    double within, all;

    find_variances(halves, mean, &within, &all);
    return all > 0.0 ? sqrt(all / within) : 1.0;
}

/* Mean over sequences of products of what is `lag` apart, over their length. */
static double covariance(const struct halves *halves, const double *mean,
                         uint32_t lag)
{
    double sum = 0.0;

    for (uint32_t c = 0; c < halves->count; c++) {
        const double *value = halves->value + (size_t)c * halves->length;

        for (uint32_t i = 0; i + lag < halves->length; i++)
            sum += (value[i] - mean[c]) * (value[i + lag] - mean[c]);
    }
    return sum / ((double)halves->count * halves->length);
}

/* Correlation of what is `lag` apart, over all sequences. */
static double correlation(const struct halves *halves, const double *mean,
                          double within, double all, uint32_t lag)
{
    return lag == 0 ? 1.0
                    : 1.0 - (within - covariance(halves, mean, lag)) / all;
}

/* Geyer's initial monotone sequence: pairs of correlations are positive, and
 * none is above the one before. Of the last pair the first alone counts, and
 * once. */
static double effective(const struct halves *halves, double *mean)
{
    double total = (double)halves->count * halves->length;
    double within, all, sum = -1.0, before = INFINITY;

    find_variances(halves, mean, &within, &all);
    if (!(all > 0.0))
        return total;
    for (uint32_t lag = 0;; lag += 2) {
        double even = correlation(halves, mean, within, all, lag);
        double pair = even + correlation(halves, mean, within, all, lag + 1);

        if (!(pair > 0.0) || lag + 4 >= halves->length) {
            sum += fmax(even, 0.0);
            break;
        }
        before = fmin(pair, before);
        sum += 2.0 * before;
    }
    return total / fmax(sum, 1.0 / log10(total));
}

size_t ttri_diagnose_workspace(uint32_t chains, uint32_t draws)
{
    return 2 * (size_t)chains * draws + 2 * (size_t)chains;
}

static bool are_numbers(size_t count, const double *values)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

struct ttri_diagnosis ttri_diagnose(uint32_t chains, uint32_t draws,
                                    const double *values, double *sorted,
                                    double *work)
{
    size_t count = (size_t)chains * draws;
    double *normal = work, *folded = work + count, *mean = folded + count;
    struct halves halves = {2 * chains, draws / 2, normal};
    struct ttri_diagnosis diagnosis = {INFINITY, 0.0};
    double middle;

    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ttri_compare_numbers);
    if (!are_numbers(count, values))
        return diagnosis;
    normalise(count, values, sorted, normal);
    diagnosis.r_hat = r_hat(&halves, mean);
    diagnosis.effective = effective(&halves, mean);
    middle = (sorted[count / 2 - 1] + sorted[count / 2]) / 2.0;
    for (size_t i = 0; i < count; i++)
        normal[i] = folded[i] = fabs(values[i] - middle);
    qsort(folded, count, sizeof *folded, ttri_compare_numbers);
    normalise(count, normal, folded, normal);
    diagnosis.r_hat = fmax(diagnosis.r_hat, r_hat(&halves, mean));
    return diagnosis;
}
