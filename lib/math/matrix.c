#include "math/matrix.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "math/elementary.h"

double ttri_dot(uint32_t count, const double *a, const double *b)
{
    double part[8] = {0.0};
    uint32_t i = 0;

    for (; i + 8 <= count; i += 8)
        for (uint32_t k = 0; k < 8; k++)
            part[k] += a[i + k] * b[i + k];
    for (uint32_t k = 0; i < count; i++, k++)
        part[k] += a[i] * b[i];
    return ((part[0] + part[4]) + (part[2] + part[6])) +
           ((part[1] + part[5]) + (part[3] + part[7]));
}

/* Infinite if a number of the matrix is not finite. */
static double largest_row_sum(uint32_t n, const double *a)
{
    double largest = 0.0;

    for (uint32_t i = 0; i < n; i++) {
        double sum = 0.0;

        for (uint32_t j = 0; j < n; j++)
            sum += fabs(a[(size_t)i * n + j]);
        if (!isfinite(sum))
            return INFINITY;
        largest = fmax(largest, sum);
    }
    return largest;
}

static void square(uint32_t n, const double *a, double *product)
{
    memset(product, 0, (size_t)n * n * sizeof *product);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n; k++) {
            double x = a[(size_t)i * n + k];

            if (x == 0.0)
                continue;
            for (uint32_t j = 0; j < n; j++)
                product[(size_t)i * n + j] += x * a[(size_t)k * n + j];
        }
}

double ttri_spectral_radius(uint32_t n, double *a, double *work, double enough)
{
    double log_norm = 0.0, weight = 1.0;

    /* |A^(2^k)|^(1/2^k), with A scaled to norm 1 at each step. */
    for (int k = 0; k <= 24; k++) {
        double norm = largest_row_sum(n, a);

        if (norm == 0.0 || isinf(norm))
            return norm;
        log_norm += weight * ttri_logarithm(norm);
        if (k == 24 || ttri_exponential(log_norm) < enough)
            break;
        for (size_t i = 0; i < (size_t)n * n; i++)
            a[i] /= norm;
        square(n, a, work);
        memcpy(a, work, (size_t)n * n * sizeof *a);
        weight /= 2.0;
    }
    return ttri_exponential(log_norm);
}

static void swap_rows(uint32_t n, double *a, uint32_t i, uint32_t j)
{
    for (uint32_t k = 0; k < n; k++) {
        double x = a[(size_t)i * n + k];

        a[(size_t)i * n + k] = a[(size_t)j * n + k];
        a[(size_t)j * n + k] = x;
    }
}

static uint32_t find_pivot(uint32_t n, const double *a, uint32_t column)
{
    uint32_t pivot = column;

    for (uint32_t i = column + 1; i < n; i++)
        if (fabs(a[(size_t)i * n + column]) >
            fabs(a[(size_t)pivot * n + column]))
            pivot = i;
    return pivot;
}

bool ttri_solve_identity_minus(uint32_t n, double *a, uint32_t m, double *b)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            a[(size_t)i * n + j] = (i == j ? 1.0 : 0.0) - a[(size_t)i * n + j];
    for (uint32_t k = 0; k < n; k++) {
        uint32_t pivot = find_pivot(n, a, k);
        double scale = a[(size_t)pivot * n + k];

        if (scale == 0.0)
            return false;
        swap_rows(n, a, k, pivot);
        swap_rows(m, b, k, pivot);
        for (uint32_t j = 0; j < n; j++)
            a[(size_t)k * n + j] /= scale;
        for (uint32_t j = 0; j < m; j++)
            b[(size_t)k * m + j] /= scale;
        for (uint32_t i = 0; i < n; i++) {
            double x = a[(size_t)i * n + k];

            if (i == k || x == 0.0)
                continue;
            for (uint32_t j = 0; j < n; j++)
                a[(size_t)i * n + j] -= x * a[(size_t)k * n + j];
            for (uint32_t j = 0; j < m; j++)
                b[(size_t)i * m + j] -= x * b[(size_t)k * m + j];
        }
    }
    return true;
}
