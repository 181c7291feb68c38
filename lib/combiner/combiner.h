/* lib/combiner: adds streams up, links them, checks the whole, and compiles
 * it. It uses lib/base to lib/streams; it owns no equations of a stream, and
 * no text format may enter.
 *
 * combiner.h: the description, as the host gave it. */
#ifndef TTRI_COMBINER_H
#define TTRI_COMBINER_H

#include <tiktokrev/combiner.h>

#include "model/environment.h"

struct ttri_region {
    char *name, *currency;
};

struct ttri_link {
    char *name, *source, *target;
    char *source_region, *target_region; /* or NULL */
    int32_t lag;
    double elasticity;
    ttr_driver *elasticity_driver; /* or NULL */
    double reference;              /* 0: the central path without links */
};

struct ttri_elimination {
    char *name, *source;
    double share;
};

struct ttri_report_term {
    char *output, *region; /* region or NULL */
    double weight;
};

struct ttri_report {
    char *name, *note;
    struct ttri_report_term *term;
    uint32_t terms, term_capacity;
};

struct ttr_combiner {
    ttri_references references;
    struct ttri_memory memory;
    struct ttr_calendar calendar;
    char *currency, *name, *notes;
    struct ttri_region *region;
    uint32_t regions, region_capacity;
    ttr_audience *audience;       /* or NULL */
    ttr_environment *environment; /* or NULL */
    ttr_stream **stream;
    uint32_t streams, stream_capacity;
    struct ttri_link *link;
    uint32_t links, link_capacity;
    struct ttri_elimination *elimination;
    uint32_t eliminations, elimination_capacity;
    struct ttri_report *report;
    uint32_t reports, report_capacity;
};

#endif
