/* levels.h: the kernels by instruction set, and which of them this machine can
 * run. */
#ifndef TTRI_LEVELS_H
#define TTRI_LEVELS_H

#include <stdint.h>

#include "lanes/draws.h"
#include "lanes/matrices.h"
#include "lanes/operations.h"
#include "lanes/summaries.h"

struct ttri_level {
    const char *name; /* `scalar`, `baseline`, `x86-64-v2`, ... */
    const struct ttri_operation_kernels *operations;
    const struct ttri_draw_kernels *draws;
    const struct ttri_summary_kernels *summaries;
    const struct ttri_matrix_kernels *matrices;
};

/* Levels that this library was built with and this machine can run, narrowest
 * first; the last is the one to take. */
uint32_t ttri_levels(const struct ttri_level **level);
const struct ttri_level *ttri_widest_level(void);

#endif
