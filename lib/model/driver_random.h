/* driver_random.h: a driver on random paths: what is not known of its level,
 * of its curve's parameters and of its seasons, its noise, and the factors that
 * it moves with. */
#ifndef TTRI_DRIVER_RANDOM_H
#define TTRI_DRIVER_RANDOM_H

#include "model/scene.h"

/* Which driver. */
struct ttri_driver_place {
    struct ttri_scene *scene;
    uint32_t region;
    const ttr_driver *driver;
    const struct ttri_driver_def *definition;
    const char *address; /* in errors */
    const char *draws;   /* the address that its random numbers are named by */
    bool exchange;       /* an exchange rate: no default width */
    ttri_value path;     /* the central path, a known series */
};

/* A path and what moves it: on a log or logit scale by `factor` times
 * 2^`sum`, on the natural scale by `sum`. */
struct ttri_driver_moves {
    bool random; /* is any of it? */
    ttri_value path, factor, sum;
};

/* The moves are those of a certain driver after a failure, and where the path
 * lies on fixed points (0, and 1 of a share) for good. */
struct ttri_driver_moves
ttri_driver_random(const struct ttri_driver_place *place);

/* ---- for the files of this subject ---- */

/* Moves `moves` by what is not known of a level around its centre: `doubt` is
 * a range or a law, on the driver's scale; `alone`: the centre is the median
 * of a range given without a value. */
void ttri_move_level(const struct ttri_driver_place *place,
                     const struct ttri_doubt *doubt, double centre, bool alone,
                     const char *draw, struct ttri_driver_moves *moves);
/* `below` or `above` times the normal, as that is below or above 0: medians
 * and ends of a range both exact. */
ttri_value ttri_split_normal(struct ttri_graph *graph, ttri_value normal,
                             double below, double above);
/* By what is not known of the seasons. */
void ttri_move_seasons(const struct ttri_driver_place *place,
                       struct ttri_driver_moves *moves);
/* By a grade's default width. */
void ttri_move_default(const struct ttri_driver_place *place, double centre,
                       struct ttri_driver_moves *moves);
/* Parameter `index` of the curve as a value: growth as log2 (1 + growth). */
ttri_value ttri_curve_parameter(const struct ttri_driver_place *place,
                                uint32_t index);
/* The curve from such parameters, cut to the support, with its indices. */
ttri_value ttri_curve_value(const struct ttri_driver_place *place,
                            const ttri_value *parameter);
/* Years since the curve's date at mid-period. */
ttri_value ttri_curve_time(const struct ttri_driver_place *place);

#endif
