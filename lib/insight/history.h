/* history.h: published figures as they are kept. */
#ifndef TTRI_HISTORY_H
#define TTRI_HISTORY_H

#include <tiktokrev/history.h>

#include "base/base.h"

enum ttri_span {
    TTRI_SPAN_YEAR,
    TTRI_SPAN_FISCAL_YEAR,
    TTRI_SPAN_QUARTER,
    TTRI_SPAN_MONTH,
    TTRI_SPAN_DAY
};

struct ttri_figure {
    struct ttr_observation given; /* texts are in the history's bytes */
    enum ttri_span span;
    int32_t year, month, day; /* month: the first one of a quarter */
};

struct ttr_history {
    ttri_references references;
    struct ttri_memory memory;
    char *bytes;
    struct ttri_figure *figure;
    uint32_t figures, capacity;
};

#endif
