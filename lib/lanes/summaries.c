#include "lanes/summaries.h"

#include "lanes/lanes.h"

const struct ttri_summary_kernels TTRI_LEVEL_NAME(ttri_summary_kernels_) = {0};
