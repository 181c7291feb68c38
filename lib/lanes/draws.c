#include "lanes/draws.h"

#include "lanes/lanes.h"

const struct ttri_draw_kernels TTRI_LEVEL_NAME(ttri_draw_kernels_) = {0};
