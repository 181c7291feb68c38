/* chance.h: the random numbers that drivers share, and what the environment
 * brings by chance: dependence between drivers, factors, events.
 *
 * All of it is worth nothing on the central path: a normal is 0 there, a
 * factor 0, an event as ttri_event_is_central() says. */
#ifndef TTRI_CHANCE_H
#define TTRI_CHANCE_H

#include "model/scene.h"

/* Standard normal behind what is not known of a driver: one per path, and
 * correlated with others as the environment says. `address` is
 * component/region/[item/]key, with #parameter for a parameter of its curve;
 * links/<name>/elasticity for a link. */
ttri_value ttri_level_draw(struct ttri_scene *scene, const char *address);
/* The same behind its noise: anew in each period, 0 before `first`. An
 * exchange rate has its region's currency in the place of the region. */
ttri_value ttri_innovation_draw(struct ttri_scene *scene, const char *address,
                                uint32_t first);

/* A common factor in one region, a log deviation: `macro`, or a preference by
 * name. The number 0 where the region has none. */
ttri_value ttri_factor(struct ttri_scene *scene, uint32_t region,
                       const char *name);

/* Share that an event takes away, by period: its severity times the share of
 * the period's days (with their recovery) that it is in force. A known series
 * where nothing of it is random. */
ttri_value ttri_event_share_lost(struct ttri_scene *scene,
                                 const struct ttri_event *event);

/* A uniform random number inside (0, 1): chance, and independent of all
 * others. */
ttri_value ttri_uniform(struct ttri_scene *scene, const char *name,
                        bool by_period, uint32_t first);

/* Years from a date, or from the as-of date if that is later, to the end of
 * each period; 0 before: a known series. */
ttri_value ttri_years_at_risk(struct ttri_scene *scene, ttr_date date);

/* A group of correlated drivers whose matrix was not positive semidefinite and
 * gave way to the nearest that is. */
struct ttri_repair {
    int32_t kind; /* TTR_CORRELATION_ */
    uint32_t count;
    char **name;          /* addresses, `count` long */
    uint32_t row, column; /* of the entry that changed most */
    double given, used;
};

/* Reads all matrices, if no draw has, and hands the repairs over. */
void ttri_chance_repairs(struct ttri_scene *scene, struct ttri_repair **repair,
                         uint32_t *count);
void ttri_repairs_free(const struct ttri_memory *memory,
                       struct ttri_repair *repair, uint32_t count);

/* Frees what the functions above have made of a scene. */
void ttri_chance_free(struct ttri_scene *scene);

#endif
