#include "math/eigen.h"

#include <math.h>
#include <stddef.h>

#include "math/matrix.h"

#define MOST_SWEEPS 60
#define ROUNDING    0x1p-52

/* Both halves keep eigenvectors as rows, so that the innermost loops run along
 * memory. */

/* ---- to tridiagonal form ---- */

/* Turns row i's first i numbers into a reflection u with which they become a
 * multiple of the last axis; that multiple is returned, |u|^2 / 2 in `half`.
 * Half 0: nothing to reflect. */
static double reflection(uint32_t i, double *row, double *half)
{
    double scale = 0.0, square = 0.0, last, root;

    for (uint32_t k = 0; k < i; k++)
        scale += fabs(row[k]);
    *half = 0.0;
    if (i < 2 || scale == fabs(row[i - 1]))
        return row[i - 1];
    for (uint32_t k = 0; k < i; k++) {
        row[k] /= scale;
        square += row[k] * row[k];
    }
    last = row[i - 1];
    root = last >= 0.0 ? -sqrt(square) : sqrt(square);
    *half = square - last * root;
    row[i - 1] = last - root;
    return scale * root;
}

/* A - u q^T - q u^T, q = p - (u^T p / 2H) u, p = A u / H: the reflected first
 * i rows, lower triangle. `q` is scratch. */
static void reflect(uint32_t n, double *a, uint32_t i, double half, double *q)
{
    const double *u = a + (size_t)i * n;
    double along;

    for (uint32_t j = 0; j < i; j++)
        q[j] = 0.0;
    for (uint32_t j = 0; j < i; j++) {
        const double *row = a + (size_t)j * n;

        q[j] += ttri_dot(j + 1, row, u);
        for (uint32_t k = 0; k < j; k++)
            q[k] += row[k] * u[j];
    }
    for (uint32_t j = 0; j < i; j++)
        q[j] /= half;
    along = ttri_dot(i, u, q) / (2.0 * half);
    for (uint32_t j = 0; j < i; j++)
        q[j] -= along * u[j];
    for (uint32_t j = 0; j < i; j++) {
        double *row = a + (size_t)j * n;

        for (uint32_t k = 0; k <= j; k++)
            row[k] -= u[j] * q[k] + q[j] * u[k];
    }
}

/* The product of all reflections, the smallest first. Halves are in `value`,
 * which takes the diagonal. */
static void gather(uint32_t n, double *a, double *value)
{
    for (uint32_t i = 0; i < n; i++) {
        double *u = a + (size_t)i * n, half = value[i];

        for (uint32_t j = 0; half != 0.0 && j < i; j++) {
            double *row = a + (size_t)j * n, along = ttri_dot(i, u, row) / half;

            for (uint32_t k = 0; k < i; k++)
                row[k] -= along * u[k];
        }
        value[i] = u[i];
        u[i] = 1.0;
        for (uint32_t j = 0; j < i; j++)
            u[j] = a[(size_t)j * n + i] = 0.0;
    }
}

static void tridiagonal(uint32_t n, double *a, double *value, double *beside)
{
    value[0] = beside[0] = 0.0;
    for (uint32_t i = n - 1; i > 0; i--) {
        double half;

        beside[i] = reflection(i, a + (size_t)i * n, &half);
        value[i] = half;
        /* The numbers before beside[i] are free until it is their turn. */
        if (half != 0.0)
            reflect(n, a, i, half, beside);
    }
    gather(n, a, value);
}

/* ---- to the diagonal ---- */

static void rotate(uint32_t n, double *lower, double *upper, double c, double s)
{
    for (uint32_t k = 0; k < n; k++) {
        double x = upper[k];

        upper[k] = s * lower[k] + c * x;
        lower[k] = c * lower[k] - s * x;
    }
}

/* End of the unreduced part that begins at `from`. */
static uint32_t part_end(uint32_t n, uint32_t from, const double *value,
                         const double *beside)
{
    uint32_t m = from;

    while (m + 1 < n && !(fabs(beside[m]) <=
                          ROUNDING * (fabs(value[m]) + fabs(value[m + 1]))))
        m++;
    return m;
}

/* One implicit step of QL on rows `from` to `to`, shifted by an eigenvalue of
 * the leading 2 x 2 part. beside[i] couples i and i + 1. */
static void sweep(uint32_t n, double *a, double *value, double *beside,
                  uint32_t from, uint32_t to)
{
    double g = (value[from + 1] - value[from]) / (2.0 * beside[from]);
    double r = sqrt(g * g + 1.0), s = 1.0, c = 1.0, p = 0.0;

    g = value[to] - value[from] + beside[from] / (g + (g >= 0.0 ? r : -r));
    for (uint32_t i = to; i-- > from;) {
        double f = s * beside[i], b = c * beside[i];

        r = sqrt(f * f + g * g);
        beside[i + 1] = r;
        if (r == 0.0) {
            value[i + 1] -= p;
            beside[to] = 0.0;
            return;
        }
        s = f / r;
        c = g / r;
        g = value[i + 1] - p;
        r = (value[i] - g) * s + 2.0 * c * b;
        p = s * r;
        value[i + 1] = g + p;
        g = c * r - b;
        rotate(n, a + (size_t)i * n, a + (size_t)(i + 1) * n, c, s);
    }
    value[from] -= p;
    beside[from] = g;
    beside[to] = 0.0;
}

bool ttri_symmetric_eigen(uint32_t n, double *a, double *value, double *work)
{
    if (n == 0)
        return true;
    tridiagonal(n, a, value, work);
    for (uint32_t i = 1; i < n; i++)
        work[i - 1] = work[i];
    work[n - 1] = 0.0;
    for (uint32_t from = 0; from < n; from++) {
        uint32_t to, sweeps = 0;

        while ((to = part_end(n, from, value, work)) != from) {
            if (sweeps++ == MOST_SWEEPS)
                return false;
            sweep(n, a, value, work, from, to);
        }
        if (!isfinite(value[from]))
            return false;
    }
    return true;
}
