/* operations.h: the operations of a program over one block of paths. */
#ifndef TTRI_OPERATIONS_H
#define TTRI_OPERATIONS_H

#include <stdint.h>

struct ttri_operation_kernels {
    int placeholder;
};

#endif
