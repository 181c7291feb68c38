/* draws.h: random numbers for one block of paths. */
#ifndef TTRI_LANE_DRAWS_H
#define TTRI_LANE_DRAWS_H

#include <stdint.h>

struct ttri_draw_kernels {
    int placeholder;
};

#endif
