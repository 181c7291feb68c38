/* links.h: links with their names resolved, the paths that they measure
 * deviations from, and whether together they are stable. */
#ifndef TTRI_LINKS_H
#define TTRI_LINKS_H

#include "combiner/emission.h"

struct ttri_links {
    struct ttri_memory memory;
    struct ttri_scene_link *link;
    uint32_t links;
    double *path; /* links x regions x periods: sources without links */
    struct ttri_emission without; /* the platform without links */
    struct ttri_plan *plan;       /* gives `path` */
};

/* Resolves names, and runs the model without links for the reference paths. */
ttr_status ttri_links_init(struct ttri_links *links,
                           const ttr_combiner *combiner,
                           const struct ttri_calendar *calendar,
                           struct ttr_error *error);
/* Checks stability: TTR_E_UNSTABLE names the links on the loop. The equations
 * with links must have been found to have no loop within a period. */
ttr_status ttri_links_check(const struct ttri_links *links,
                            struct ttr_error *error);
void ttri_links_clear(struct ttri_links *links);

#endif
