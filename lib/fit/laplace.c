/* Laplace's method, in the space of the figures: with slopes J (in deviations
 * of the errors) and prior N(0, 1) the posterior covariance is (1 + J' J)^-1
 * = 1 - U diag(l / (1 + l)) U', where J J' = Q diag(l) Q' and U = J' Q
 * l^-1/2. */
#include <math.h>
#include <string.h>

#include "fit/calibration.h"
#include "math/eigen.h"
#include "math/matrix.h"

/* Directions that tell less than this share of the best are rounding. */
#define LEAST 1e-10

/* Eigenvectors in rows, with their values. */
struct spectrum {
    double *vector, *value, *work;
    uint32_t *order; /* the largest value first */
};

static void sort(const struct spectrum *spectrum, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = i;

        for (; j > 0 &&
               spectrum->value[spectrum->order[j - 1]] < spectrum->value[i];
             j--)
            spectrum->order[j] = spectrum->order[j - 1];
        spectrum->order[j] = i;
    }
}

static bool decompose(const struct spectrum *spectrum, uint32_t targets,
                      uint32_t unknowns, const double *slopes)
{
    for (uint32_t i = 0; i < targets; i++)
        for (uint32_t j = 0; j <= i; j++)
            spectrum->vector[(size_t)i * targets + j] =
                ttri_dot(unknowns, slopes + (size_t)i * unknowns,
                         slopes + (size_t)j * unknowns);
    if (!ttri_symmetric_eigen(targets, spectrum->vector, spectrum->value,
                              spectrum->work))
        return false;
    sort(spectrum, targets);
    return true;
}

static uint32_t rank_of(const struct spectrum *spectrum, uint32_t targets,
                        uint32_t unknowns)
{
    uint32_t most = targets < unknowns ? targets : unknowns, rank = 0;
    double largest = spectrum->value[spectrum->order[0]];

    while (rank < most &&
           spectrum->value[spectrum->order[rank]] > LEAST * largest)
        rank++;
    return rank;
}

/* Column k of U: the sum of slopes, weighted by an eigenvector. */
static void add_direction(const struct ttri_laplace *laplace, uint32_t k,
                          uint32_t targets, const double *vector,
                          const double *slopes)
{
    double root = sqrt(laplace->information[k]);
    uint32_t n = laplace->unknowns;

    for (uint32_t i = 0; i < targets; i++) {
        laplace->seen[(size_t)i * laplace->rank + k] = vector[i];
        for (uint32_t j = 0; j < n; j++)
            laplace->direction[(size_t)j * laplace->rank + k] +=
                vector[i] / root * slopes[(size_t)i * n + j];
    }
}

static bool build(const struct ttri_memory *memory,
                  const struct spectrum *spectrum, uint32_t targets,
                  uint32_t unknowns, const double *slopes,
                  struct ttri_laplace *laplace)
{
    uint32_t rank = rank_of(spectrum, targets, unknowns);

    laplace->unknowns = unknowns;
    laplace->rank = rank;
    laplace->direction =
        ttri_clear(memory, (size_t)unknowns * rank, sizeof(double));
    laplace->information = ttri_clear(memory, rank, sizeof(double));
    laplace->seen = ttri_clear(memory, (size_t)targets * rank, sizeof(double));
    if (laplace->direction == NULL || laplace->information == NULL ||
        laplace->seen == NULL)
        return false;
    for (uint32_t k = 0; k < rank; k++) {
        uint32_t from = spectrum->order[k];

        laplace->information[k] = spectrum->value[from];
        add_direction(laplace, k, targets,
                      spectrum->vector + (size_t)from * targets, slopes);
    }
    return true;
}

ttr_status ttri_laplace_find(const struct ttri_memory *memory, uint32_t targets,
                             uint32_t unknowns, const double *slopes,
                             struct ttri_laplace *laplace,
                             struct ttr_error *error)
{
    size_t m = targets;
    struct spectrum spectrum = {ttri_clear(memory, m * m, sizeof(double)),
                                ttri_clear(memory, m, sizeof(double)),
                                ttri_clear(memory, m, sizeof(double)),
                                ttri_clear(memory, m, sizeof(uint32_t))};
    ttr_status status = TTR_OK;

    *laplace = (struct ttri_laplace){.unknowns = unknowns};
    if (spectrum.vector == NULL || spectrum.value == NULL ||
        spectrum.work == NULL || spectrum.order == NULL)
        status = ttri_no_memory(error, "calibration");
    else if (!decompose(&spectrum, targets, unknowns, slopes))
        status = ttri_fail(error, TTR_E_NUMERIC, "calibration",
                           "must have finite slopes", "");
    else if (!build(memory, &spectrum, targets, unknowns, slopes, laplace))
        status = ttri_no_memory(error, "calibration");
    ttri_release(memory, spectrum.vector);
    ttri_release(memory, spectrum.value);
    ttri_release(memory, spectrum.work);
    ttri_release(memory, spectrum.order);
    return status;
}

void ttri_laplace_clear(const struct ttri_memory *memory,
                        struct ttri_laplace *laplace)
{
    ttri_release(memory, laplace->direction);
    ttri_release(memory, laplace->information);
    ttri_release(memory, laplace->seen);
    *laplace = (struct ttri_laplace){.rank = 0};
}

double ttri_laplace_covariance(const struct ttri_laplace *laplace, uint32_t i,
                               uint32_t j)
{
    const double *a = laplace->direction + (size_t)i * laplace->rank;
    const double *b = laplace->direction + (size_t)j * laplace->rank;
    double sum = i == j ? 1.0 : 0.0;

    for (uint32_t k = 0; k < laplace->rank; k++) {
        double l = laplace->information[k];

        sum -= a[k] * b[k] * (l / (1.0 + l));
    }
    return sum;
}

/* How far the sum lies along direction k. */
static double along(const struct ttri_laplace *laplace, uint32_t k,
                    uint32_t count, const uint32_t *unknown,
                    const double *weight)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < count; i++)
        if (unknown[i] != TTRI_NONE)
            sum += weight[i] *
                   laplace->direction[(size_t)unknown[i] * laplace->rank + k];
    return sum;
}

double ttri_laplace_variance(const struct ttri_laplace *laplace, uint32_t count,
                             const uint32_t *unknown, const double *weight)
{
    double variance = ttri_dot(count, weight, weight);

    for (uint32_t k = 0; k < laplace->rank; k++) {
        double seen = along(laplace, k, count, unknown, weight);
        double l = laplace->information[k];

        variance -= seen * seen * (l / (1.0 + l));
    }
    return fmax(variance, 0.0);
}
