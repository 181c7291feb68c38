/* matrices.h: a matrix of numbers times rows of a block. */
#ifndef TTRI_LANE_MATRICES_H
#define TTRI_LANE_MATRICES_H

#include <stdint.h>

struct ttri_matrix_kernels {
    /* Row i of `to` (`rows` of them) grows by the sum over j of
     * matrix[i x terms + j] times row j of `from`, from left to right. Rows of
     * TTRI_LANES follow each other; `from` and `to` do not overlap. */
    void (*add_product)(uint32_t rows, uint32_t terms, const double *matrix,
                        const double *from, double *to);
};

#endif
