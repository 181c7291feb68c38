/* emission.h: writes the equations of a whole platform into a scene, and
 * checks the names a description mentions. */
#ifndef TTRI_EMISSION_H
#define TTRI_EMISSION_H

#include "combiner/combiner.h"
#include "model/scene.h"

/* A scene with everything it borrows; the combiner and the calendar must
 * outlive it. */
struct ttri_emission {
    struct ttri_scene scene;
    struct ttri_component total, ledger;
};

/* Checks every name a description mentions: regions, streams, drivers,
 * outputs. */
ttr_status ttri_check_names(const ttr_combiner *combiner,
                            struct ttr_error *error);

/* Writes all equations; every link's target becomes a parameter. What links
 * move is to be bound (ttri_links_close()). Noise has the numbers of
 * `fitted` (or NULL) where its name is there. */
ttr_status ttri_emission_init(struct ttri_emission *emission,
                              const ttr_combiner *combiner,
                              const struct ttri_calendar *calendar,
                              const struct ttri_scene_link *link,
                              const struct ttri_noises *fitted,
                              struct ttr_error *error);
void ttri_emission_clear(struct ttri_emission *emission);

#endif
