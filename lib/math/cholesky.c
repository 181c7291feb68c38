#include "math/cholesky.h"

#include <math.h>
#include <stddef.h>

#include "math/matrix.h"

bool ttri_cholesky(uint32_t n, double *a)
{
    for (uint32_t i = 0; i < n; i++) {
        double *row = a + (size_t)i * n, square;

        for (uint32_t j = 0; j < i; j++) {
            const double *other = a + (size_t)j * n;

            row[j] = (row[j] - ttri_dot(j, row, other)) / other[j];
        }
        square = row[i] - ttri_dot(i, row, row);
        if (!(square > 0.0) || !isfinite(square))
            return false;
        row[i] = sqrt(square);
    }
    return true;
}

void ttri_cholesky_solve(uint32_t n, const double *factor, double *b)
{
    for (uint32_t i = 0; i < n; i++) {
        const double *row = factor + (size_t)i * n;

        b[i] = (b[i] - ttri_dot(i, row, b)) / row[i];
    }
    for (uint32_t i = n; i-- > 0;) {
        b[i] /= factor[(size_t)i * n + i];
        for (uint32_t j = 0; j < i; j++)
            b[j] -= factor[(size_t)i * n + j] * b[i];
    }
}
