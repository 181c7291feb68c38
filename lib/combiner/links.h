/* links.h: links with their names resolved, the paths that they measure
 * deviations from, and whether together they are stable. */
#ifndef TTRI_LINKS_H
#define TTRI_LINKS_H

#include "combiner/emission.h"

struct ttri_links {
    struct ttri_memory memory;
    struct ttri_scene_link *link;
    uint32_t links;
    struct ttri_plan *plan; /* the sources without links, by link and region */
};

/* Resolves names. */
ttr_status ttri_links_init(struct ttri_links *links,
                           const ttr_combiner *combiner,
                           struct ttr_error *error);
/* Runs the scene that has these links without them, for the paths that sources
 * are measured against, and puts the links to work. */
ttr_status ttri_links_close(struct ttri_links *links, struct ttri_scene *scene,
                            struct ttr_error *error);
/* Checks stability: TTR_E_UNSTABLE names the links on the loop. The equations
 * with links must have been found to have no loop within a period. */
ttr_status ttri_links_check(const struct ttri_links *links,
                            const struct ttri_scene *scene,
                            struct ttr_error *error);
void ttri_links_clear(struct ttri_links *links);

#endif
