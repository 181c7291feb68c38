/* summaries.h: sums and counts over one block of paths. */
#ifndef TTRI_SUMMARIES_H
#define TTRI_SUMMARIES_H

#include <stdint.h>

struct ttri_summary_kernels {
    int placeholder;
};

#endif
