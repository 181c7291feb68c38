/* Products of a few rows and a chunk of lanes at a time: as many sums as there
 * are registers for. */
#include "lanes/matrices.h"

#include "lanes/lanes.h"

#define ROWS    4
#define VECTORS (TTRI_WIDTH == 8 ? 4 : 2)

#define EACH(index, count)                                                     \
    TTRI_UNROLL                                                                \
    for (unsigned index = 0; index < (count); index++)

/* `rows` is ROWS or 1: a constant once this is inlined. */
TTRI_INLINE void add_rows(unsigned rows, uint32_t terms, const double *matrix,
                          const double *from, double *to)
{
    for (unsigned i = 0; i < TTRI_LANES; i += VECTORS * TTRI_WIDTH) {
        ttri_vector sum[ROWS][VECTORS];

        EACH(r, rows)
        EACH(k, VECTORS)
        sum[r][k] = ttri_load(to + r * TTRI_LANES + i + k * TTRI_WIDTH);
        for (uint32_t j = 0; j < terms; j++) {
            const double *row = from + (size_t)j * TTRI_LANES + i;
            ttri_vector x[VECTORS];

            EACH(k, VECTORS) x[k] = ttri_load(row + k * TTRI_WIDTH);
            EACH(r, rows)
            {
                const ttri_vector factor =
                    TTRI_SPLAT(matrix[(size_t)r * terms + j]);

                EACH(k, VECTORS) sum[r][k] += factor * x[k];
            }
        }
        EACH(r, rows)
        EACH(k, VECTORS)
        ttri_store(to + r * TTRI_LANES + i + k * TTRI_WIDTH, sum[r][k]);
    }
}

static void add_product(uint32_t rows, uint32_t terms, const double *matrix,
                        const double *from, double *to)
{
    uint32_t i = 0;

    for (; i + ROWS <= rows; i += ROWS)
        add_rows(ROWS, terms, matrix + (size_t)i * terms, from,
                 to + (size_t)i * TTRI_LANES);
    for (; i < rows; i++)
        add_rows(1, terms, matrix + (size_t)i * terms, from,
                 to + (size_t)i * TTRI_LANES);
}

const struct ttri_matrix_kernels TTRI_LEVEL_NAME(ttri_matrix_kernels_) = {
    .add_product = add_product,
};
