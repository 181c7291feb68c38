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

/* Where a figure stands beside a program: a report, or an output in a region,
 * and the weighted sum of steps [first, first + count) of a time axis. */
struct ttri_match {
    bool report;
    uint32_t index, region;
    int32_t kind; /* TTR_KIND_ */
    int32_t step; /* TTR_STEP_ */
    uint32_t first, count;
    double weight[3];
};

/* `index` is below the number of figures; statuses as of
 * ttr_history_compare(). */
ttr_status ttri_history_match(const struct ttr_history *history, uint32_t index,
                              const ttr_forecast *forecast,
                              struct ttri_match *match,
                              struct ttr_error *error);

#endif
