#include "math/correlation.h"

#include <math.h>
#include <string.h>

#include "math/eigen.h"
#include "math/matrix.h"

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
    double *own = factor + (size_t)j * n;
    double pivot = own[j] - ttri_dot(j, own, own);

    if (!(pivot > LEAST_PIVOT * own[j]))
        return false;
    own[j] = sqrt(pivot);
    for (uint32_t i = j + 1; i < n; i++) {
        double *row = factor + (size_t)i * n;

        row[j] = (row[j] - ttri_dot(j, row, own)) / own[j];
        own[i] = 0.0;
    }
    return true;
}

static double length(const double *row, uint32_t from, uint32_t to)
{
    return sqrt(ttri_dot(to - from, row + from, row + from));
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
        double *x = root + (size_t)i * n;
        double along = ttri_dot(n - column, u + column, x + column);

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

/* ---- nearest correlation matrix ----
 *
 * It is the semidefinite part of matrix + diag(y), for the y with which that
 * has ones on its diagonal: y is where a convex function is least, whose slope
 * is what the diagonal has too much. Alternating projections are steps of
 * y += what the diagonal lacks. */

#define MOST_STEPS 200
#define SETTLED    1e-11
/* Past steps that the next is made of. */
#define MEMORY 12
/* A change that is less of itself, once what the others say is taken off, says
 * nothing new. */
#define LEAST_NEW 1e-8
/* How exactly the function is known, relatively. */
#define FUNCTION_ROUNDING 1e-12

struct repair {
    uint32_t n, past; /* past: changes that are kept */
    const double *matrix;
    double *vector, *value; /* eigenvectors and values of matrix + diag(y) */
    double *scratch;
    double *y, *lacks;               /* what the diagonal lacks */
    double *next, *next_lacks;       /* after a step */
    double *change_y, *change_lacks; /* MEMORY rows: changes of both that went
                                        together; of length 1 and at right
                                        angles in `lacks` */
};

static struct repair repair_of(uint32_t n, const double *matrix, double *work)
{
    struct repair x = {.n = n, .matrix = matrix, .vector = work};
    double **const part[] = {&x.value, &x.scratch, &x.y,
                             &x.lacks, &x.next,    &x.next_lacks};
    const uint32_t parts = sizeof part / sizeof *part;

    work += (size_t)n * n;
    for (uint32_t i = 0; i < parts; i++)
        *part[i] = work + (size_t)i * n;
    x.change_y = work + (size_t)parts * n;
    x.change_lacks = x.change_y + (size_t)MEMORY * n;
    memset(work, 0, (TTRI_NEAREST_ROWS * (size_t)n) * sizeof *work);
    return x;
}

/* The function at y; what the diagonal lacks there. False if the eigenvalues
 * are not found. */
static bool look(struct repair *x, const double *y, double *lacks,
                 double *function)
{
    uint32_t n = x->n;

    memcpy(x->vector, x->matrix, (size_t)n * n * sizeof *x->vector);
    for (uint32_t i = 0; i < n; i++)
        x->vector[(size_t)i * (n + 1)] += y[i];
    if (!ttri_symmetric_eigen(n, x->vector, x->value, x->scratch))
        return false;
    *function = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        lacks[i] = 1.0;
        *function -= y[i];
    }
    for (uint32_t k = 0; k < n; k++) {
        const double *v = x->vector + (size_t)k * n, value = x->value[k];

        if (!(value > 0.0))
            continue;
        *function += 0.5 * value * value;
        for (uint32_t i = 0; i < n; i++)
            lacks[i] -= value * (v[i] * v[i]);
    }
    return true;
}

static void subtract(uint32_t n, double *row, double factor,
                     const double *other)
{
    for (uint32_t i = 0; i < n; i++)
        row[i] -= factor * other[i];
}

/* Keeps what the step changed, at right angles to what is kept. Begins anew
 * when there is no room: old changes would mislead. */
static void remember(struct repair *x)
{
    uint32_t n = x->n;
    double *y, *lacks, before, after;

    if (x->past == MEMORY)
        x->past = 0;
    y = x->change_y + (size_t)x->past * n;
    lacks = x->change_lacks + (size_t)x->past * n;
    for (uint32_t i = 0; i < n; i++) {
        y[i] = x->next[i] - x->y[i];
        lacks[i] = x->next_lacks[i] - x->lacks[i];
    }
    before = length(lacks, 0, n);
    for (uint32_t k = 0; k < x->past; k++) {
        const double *other = x->change_lacks + (size_t)k * n;
        double along = ttri_dot(n, lacks, other);

        subtract(n, lacks, along, other);
        subtract(n, y, along, x->change_y + (size_t)k * n);
    }
    after = length(lacks, 0, n);
    if (!(after > LEAST_NEW * before))
        return;
    for (uint32_t i = 0; i < n; i++) {
        y[i] /= after;
        lacks[i] /= after;
    }
    x->past++;
}

/* y plus what the diagonal lacks, less what past changes say of it. */
static void choose_next(struct repair *x)
{
    uint32_t n = x->n;

    for (uint32_t i = 0; i < n; i++)
        x->next[i] = x->y[i] + x->lacks[i];
    for (uint32_t k = 0; k < x->past; k++) {
        const double *lacks = x->change_lacks + (size_t)k * n;
        double along = ttri_dot(n, x->lacks, lacks);

        subtract(n, x->next, along, lacks);
        subtract(n, x->next, along, x->change_y + (size_t)k * n);
    }
}

static double largest(uint32_t n, const double *row)
{
    double most = 0.0;

    for (uint32_t i = 0; i < n; i++)
        most = fmax(most, fabs(row[i]));
    return most;
}

/* Steps until the diagonal is right. A step that goes uphill is taken back;
 * without memory none does. */
static bool settle(struct repair *x)
{
    size_t row = (size_t)x->n * sizeof(double);
    double here, there;

    if (!look(x, x->y, x->lacks, &here))
        return false;
    for (uint32_t k = 0; k < MOST_STEPS; k++) {
        if (largest(x->n, x->lacks) <= SETTLED)
            break;
        choose_next(x);
        if (!look(x, x->next, x->next_lacks, &there))
            return false;
        if (x->past > 0 && there > here + FUNCTION_ROUNDING * fabs(here)) {
            x->past = 0;
            continue;
        }
        remember(x);
        memcpy(x->y, x->next, row);
        memcpy(x->lacks, x->next_lacks, row);
        here = there;
    }
    return true;
}

/* The semidefinite part, with ones on the diagonal. */
static void write_part(const struct repair *x, double *matrix)
{
    uint32_t n = x->n;
    double *scale = x->scratch;

    memset(matrix, 0, (size_t)n * n * sizeof *matrix);
    for (uint32_t k = 0; k < n; k++) {
        const double *v = x->vector + (size_t)k * n, value = x->value[k];

        for (uint32_t i = 0; value > 0.0 && i < n; i++)
            subtract(i + 1, matrix + (size_t)i * n, -value * v[i], v);
    }
    for (uint32_t i = 0; i < n; i++) {
        double square = matrix[(size_t)i * (n + 1)];

        scale[i] = square > 0.0 ? 1.0 / sqrt(square) : 0.0;
    }
    for (uint32_t i = 0; i < n; i++) {
        matrix[(size_t)i * (n + 1)] = 1.0;
        for (uint32_t j = 0; j < i; j++)
            matrix[(size_t)j * n + i] = matrix[(size_t)i * n + j] *=
                scale[i] * scale[j];
    }
}

bool ttri_nearest_correlation(uint32_t n, double *matrix, double *work)
{
    struct repair x = repair_of(n, matrix, work);

    if (!settle(&x))
        return false;
    write_part(&x, matrix);
    return true;
}
