/* point.h: values at one point with their slopes by all draws, in numbers: for
 * a single sweep, which would not pay for the equations of adjoint.h. */
#ifndef TTRI_POINT_H
#define TTRI_POINT_H

#include "program/program.h"

struct ttri_point;

/* `graph` is one of ttri_graph_of_paths() and must live as long; `draws` are
 * as for ttri_run(). */
ttr_status ttri_point_new(const struct ttri_graph *graph, uint32_t outputs,
                          const ttri_value *values, const double *draws,
                          struct ttri_point **point, struct ttr_error *error);
void ttri_point_free(struct ttri_point *point);
/* Bytes that it takes at most while it is made. */
uint64_t ttri_point_size(const struct ttri_graph *graph);

/* What an output is in period t. */
double ttri_point_value(const struct ttri_point *point, ttri_value value,
                        uint32_t t);
/* Adds to its slope there. */
void ttri_point_weigh(struct ttri_point *point, ttri_value value, uint32_t t,
                      double weight);
/* From the weights to `slopes`, a row of periods for each of the graph's draws,
 * that of what is drawn once in the first: sums of weight times derivative,
 * where a kink, a clamp or a choice is taken as adjoint.h says. Called once;
 * can not fail. */
void ttri_point_slopes(struct ttri_point *point, double *slopes);

#endif
