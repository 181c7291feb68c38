#include "math/correlation.h"

#include <math.h>
#include <string.h>

#include "math/eigen.h"

/* ---- factor ---- */

/* What rounding leaves of a pivot that is 0, for each row. */
#define PIVOT_ROUNDING 1e-14

/* Column j below its pivot; false if the pivot can not stand for it. */
static bool eliminate(uint32_t n, double *factor, uint32_t j, double least)
{
    double *own = factor + (size_t)j * n, pivot = own[j];

    for (uint32_t k = 0; k < j; k++)
        pivot -= own[k] * own[k];
    if (!(pivot >= -least))
        return false;
    own[j] = pivot > least ? sqrt(pivot) : 0.0;
    for (uint32_t i = j + 1; i < n; i++) {
        double *row = factor + (size_t)i * n, rest = row[j];

        for (uint32_t k = 0; k < j; k++)
            rest -= row[k] * own[k];
        if (own[j] == 0.0 && rest * rest > least)
            return false;
        row[j] = own[j] > 0.0 ? rest / own[j] : 0.0;
    }
    return true;
}

/* Scaled so that the squares add up to `square` but for rounding. */
static void scale_row(double *row, uint32_t count, double square)
{
    double sum = 0.0, scale;

    for (uint32_t k = 0; k < count; k++)
        sum += row[k] * row[k];
    scale = sum > 0.0 ? sqrt(square / sum) : 0.0;
    for (uint32_t k = 0; k < count; k++)
        row[k] *= scale;
}

bool ttri_semidefinite_factor(uint32_t n, const double *matrix, double *factor)
{
    double largest = 0.0;

    if (factor != matrix)
        memcpy(factor, matrix, (size_t)n * n * sizeof *factor);
    for (uint32_t i = 0; i < n; i++)
        largest = fmax(largest, factor[(size_t)i * n + i]);
    for (uint32_t j = 0; j < n; j++) {
        double diagonal = factor[(size_t)j * n + j];

        if (!eliminate(n, factor, j, PIVOT_ROUNDING * n * largest))
            return false;
        for (uint32_t k = j + 1; k < n; k++)
            factor[(size_t)j * n + k] = 0.0;
        scale_row(factor + (size_t)j * n, j + 1, diagonal);
    }
    return true;
}

/* ---- nearest correlation matrix ---- */

/* Room for about so many multiplications in all. */
#define MOST_WORK  1e10
#define MOST_STEPS 2000
#define SETTLED    1e-11

/* The nearest positive semidefinite matrix: without the part of negative
 * eigenvalues. `vector` and `value` are scratch. False if the eigenvalues are
 * not found. */
static bool project(uint32_t n, const double *matrix, double *nearest,
                    double *vector, double *value)
{
    memcpy(vector, matrix, (size_t)n * n * sizeof *vector);
    if (!ttri_symmetric_eigen(n, vector, value, value + n))
        return false;
    memset(nearest, 0, (size_t)n * n * sizeof *nearest);
    for (uint32_t k = 0; k < n; k++) {
        const double *v = vector + (size_t)k * n;

        if (!(value[k] > 0.0))
            continue;
        for (uint32_t i = 0; i < n; i++) {
            double x = value[k] * v[i], *row = nearest + (size_t)i * n;

            for (uint32_t j = 0; j <= i; j++)
                row[j] += x * v[j];
        }
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < i; j++)
            nearest[(size_t)j * n + i] = nearest[(size_t)i * n + j];
    return true;
}

/* One step: `correction` is Dykstra's, taken off before the projection. The
 * largest change of an entry. */
static double step(uint32_t n, double *matrix, const double *nearest,
                   double *correction)
{
    double change = 0.0;

    for (size_t i = 0; i < (size_t)n * n; i++) {
        double next = i % (n + 1) == 0 ? 1.0 : nearest[i];

        correction[i] = nearest[i] - (matrix[i] - correction[i]);
        change = fmax(change, fabs(next - matrix[i]));
        matrix[i] = next;
    }
    return change;
}

/* Ones on the diagonal of a positive semidefinite matrix. */
static void scale_diagonal(uint32_t n, double *matrix, double *scale)
{
    for (uint32_t i = 0; i < n; i++) {
        double x = matrix[(size_t)i * n + i];

        scale[i] = x > 0.0 ? 1.0 / sqrt(x) : 0.0;
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            double *x = matrix + (size_t)i * n + j;

            *x = i == j ? 1.0 : *x * (scale[i] * scale[j]);
        }
}

void ttri_nearest_correlation(uint32_t n, double *matrix, double *work)
{
    size_t cells = (size_t)n * n;
    double *correction = work, *nearest = work + cells;
    double *vector = nearest + cells, *value = vector + cells;
    double most = MOST_WORK / (10.0 * (double)cells * n);
    uint32_t steps = most > MOST_STEPS ? MOST_STEPS
                     : most < 10.0     ? 10
                                       : (uint32_t)most;
    double change = 1.0;

    memset(correction, 0, cells * sizeof *correction);
    for (uint32_t k = 0; k < steps && change > SETTLED; k++) {
        /* matrix - correction is what is projected. */
        for (size_t i = 0; i < cells; i++)
            nearest[i] = matrix[i] - correction[i];
        if (!project(n, nearest, nearest, vector, value))
            break;
        change = step(n, matrix, nearest, correction);
    }
    if (project(n, matrix, nearest, vector, value)) {
        memcpy(matrix, nearest, cells * sizeof *matrix);
        scale_diagonal(n, matrix, value);
    }
}
