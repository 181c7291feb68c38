#include "lanes/operations.h"

#include "lanes/lanes.h"

const struct ttri_operation_kernels TTRI_LEVEL_NAME(ttri_operation_kernels_) = {0};
