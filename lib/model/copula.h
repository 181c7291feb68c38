/* copula.h: Student's t copula over normals: what they share, and how each is
 * made a standard normal again. */
#ifndef TTRI_COPULA_H
#define TTRI_COPULA_H

#include "model/scene.h"

/* Degrees of freedom: above this a t copula is a Gaussian one. */
#define TTRI_MOST_FREEDOM 1e6

#define TTRI_COPULA_POINTS 513

/* How a value of Student's t law becomes the standard normal of its rank, as
 * numbers on a grid. */
struct ttri_copula {
    double freedom;
    double high, point[TTRI_COPULA_POINTS], slope[TTRI_COPULA_POINTS];
};

void ttri_copula_init(struct ttri_copula *copula, double freedom);

/* sqrt(freedom / chi-square), from a standard normal. */
ttri_value ttri_copula_mixing(struct ttri_scene *scene,
                              const struct ttri_copula *copula,
                              ttri_value normal);

/* The standard normal with the rank of normal * mixing in Student's t law,
 * within 1e-8. */
ttri_value ttri_copula_margin(struct ttri_scene *scene,
                              const struct ttri_copula *copula,
                              ttri_value normal, ttri_value mixing);

#endif
