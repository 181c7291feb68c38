/* stability.h: do lagged links die out? */
#ifndef TTRI_STABILITY_H
#define TTRI_STABILITY_H

#include "combiner/links.h"

/* `plan` gives every link's source in every region, as links->path holds it,
 * from the scene with its links off. With D the response of ln(source) to a
 * lasting shift of a target driver on the central path, and G_k = elasticity *
 * D of the links with lag k, the companion matrix of all G_k must have a
 * spectral radius below 1, in the last period and in the one where the gains
 * are largest: else TTR_E_UNSTABLE that names the loop. */
ttr_status ttri_check_stability(const struct ttri_links *links,
                                const struct ttri_scene *scene,
                                const struct ttri_plan *plan,
                                struct ttr_error *error);

#endif
