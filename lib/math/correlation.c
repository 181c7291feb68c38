#include "math/correlation.h"

#include <math.h>
#include <string.h>

#include "math/eigen.h"

/* ---- factor ---- */

/* Pivots below lose too many digits to go on from. */
#define LEAST_PIVOT 1e-6
/* What rounding makes of eigenvalues that are 0, per row. */
#define EIGENVALUE_ROUNDING 1e-13
/* A row's length beside the rows before it, where it depends on them. */
#define LEAST_LENGTH 1e-9

/* Cholesky's elimination of column j; false if its pivot is small. */
static bool eliminate(uint32_t n, double *factor, uint32_t j)
{
    double *own = factor + (size_t)j * n, pivot = own[j];

    for (uint32_t k = 0; k < j; k++)
        pivot -= own[k] * own[k];
    if (!(pivot > LEAST_PIVOT * own[j]))
        return false;
    own[j] = sqrt(pivot);
    for (uint32_t i = j + 1; i < n; i++) {
        double *row = factor + (size_t)i * n, rest = row[j];

        for (uint32_t k = 0; k < j; k++)
            rest -= row[k] * own[k];
        row[j] = rest / own[j];
        own[i] = 0.0;
    }
    return true;
}

static double length(const double *row, uint32_t from, uint32_t to)
{
    double sum = 0.0;

    for (uint32_t k = from; k < to; k++)
        sum += row[k] * row[k];
    return sqrt(sum);
}

/* Reflects all rows from `row` on so that what this one has from column
 * `column` on is a positive number there and 0 behind. `u` is scratch. */
static void reflect_rows(uint32_t n, double *root, uint32_t row,
                         uint32_t column, double *u)
{
    double *own = root + (size_t)row * n, size = length(own, column, n), half;

    for (uint32_t k = column; k < n; k++)
        u[k] = own[k];
    /* Away from the target, then turned round: no digits are lost. */
    u[column] += own[column] >= 0.0 ? size : -size;
    half = 0.5 * length(u, column, n) * length(u, column, n);
    for (uint32_t i = row; i < n; i++) {
        double *x = root + (size_t)i * n, along = 0.0;

        for (uint32_t k = column; k < n; k++)
            along += u[k] * x[k];
        for (uint32_t k = column; k < n; k++)
            x[k] -= along / half * u[k];
        if (u[column] > 0.0)
            x[column] = -x[column];
    }
    for (uint32_t k = column + 1; k < n; k++)
        own[k] = 0.0;
}

/* Turns a square root (n x n) of a matrix, by reflections from the right, into
 * the lower triangular one. What depends on the rows before it has no column of
 * its own. */
static void triangular(uint32_t n, double *root, double *factor, double *u)
{
    uint32_t column = 0;

    memset(factor, 0, (size_t)n * n * sizeof *factor);
    for (uint32_t i = 0; i < n; i++) {
        const double *own = root + (size_t)i * n;

        if (length(own, column, n) <= LEAST_LENGTH * length(own, 0, n))
            continue;
        reflect_rows(n, root, i, column, u);
        for (uint32_t k = i; k < n; k++)
            factor[(size_t)k * n + i] = root[(size_t)k * n + column];
        column++;
    }
}

/* From eigenvectors, whatever the pivots: false if one has a negative value. */
static bool factor_by_eigenvalues(uint32_t n, const double *matrix,
                                  double *factor, double *work)
{
    size_t cells = (size_t)n * n;
    double *value = work, *root = work + 2 * (size_t)n, largest = 0.0, least;

    memcpy(factor, matrix, cells * sizeof *factor);
    if (!ttri_symmetric_eigen(n, factor, value, value + n))
        return false;
    for (uint32_t k = 0; k < n; k++)
        largest = fmax(largest, fabs(value[k]));
    least = EIGENVALUE_ROUNDING * n * largest;
    for (uint32_t k = 0; k < n; k++) {
        double scale = value[k] > least ? sqrt(value[k]) : 0.0;

        if (value[k] < -least)
            return false;
        for (uint32_t i = 0; i < n; i++)
            root[(size_t)i * n + k] = scale * factor[(size_t)k * n + i];
    }
    triangular(n, root, factor, value);
    return true;
}

/* Scales a row so that its squares add up to `square`. */
static void scale_row(double *row, uint32_t count, double square)
{
    double size = length(row, 0, count);
    double scale = size > 0.0 ? sqrt(square) / size : 0.0;

    for (uint32_t k = 0; k < count; k++)
        row[k] *= scale;
}

bool ttri_semidefinite_factor(uint32_t n, const double *matrix, double *factor,
                              double *work)
{
    bool definite = true;

    memcpy(factor, matrix, (size_t)n * n * sizeof *factor);
    for (uint32_t j = 0; definite && j < n; j++)
        definite = eliminate(n, factor, j);
    if (!definite && !factor_by_eigenvalues(n, matrix, factor, work))
        return false;
    for (uint32_t i = 0; i < n; i++)
        scale_row(factor + (size_t)i * n, i + 1, matrix[(size_t)i * (n + 1)]);
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
