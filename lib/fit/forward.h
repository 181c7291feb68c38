/* forward.h: what a model says to published figures when its random numbers
 * are given: many points at a time, as lanes of blocks. */
#ifndef TTRI_FORWARD_H
#define TTRI_FORWARD_H

#include "engine/simulation.h"
#include "engine/target.h"

/* A standard normal random number to be found. */
struct ttri_unknown {
    const char *name; /* of its draw; belongs to the simulation */
    uint32_t row;     /* among the plan's rows of draws */
    uint32_t period;  /* TTRI_NONE if drawn once */
    bool epistemic;
};

struct ttri_forward {
    ttr_simulation *simulation;
    struct ttri_run run;
    struct ttri_desk *desks;
    struct ttri_target *target;
    uint32_t targets;
    uint32_t periods; /* up to the last that a target is of */
    struct ttri_unknown *unknown;
    uint32_t unknowns;
};

/* Its simulation is there and watches the targets' variables. Simulation,
 * targets and unknowns, in memory of the simulation's, go when it is closed.
 * Points can be computed between start and stop. */
ttr_status ttri_forward_start(struct ttri_forward *forward,
                              const struct ttr_workers *workers,
                              ttr_monitor *monitor, struct ttr_error *error);
void ttri_forward_stop(struct ttri_forward *forward);
void ttri_forward_close(struct ttri_forward *forward);

/* Misfits (modelled - figure) / deviation: `points` are count x unknowns,
 * `misfits` count x targets. TTR_E_CANCELLED. */
ttr_status ttri_forward_points(const struct ttri_forward *forward,
                               uint32_t count, const double *points,
                               double *misfits, struct ttr_error *error);

/* Slopes of the misfits at a point along directions, `count` x unknowns (NULL:
 * each unknown by itself): `slopes` are targets x count. Central differences.
 * TTR_E_CANCELLED. */
ttr_status ttri_forward_slopes(const struct ttri_forward *forward,
                               const double *point, uint32_t count,
                               const double *directions, double *slopes,
                               struct ttr_error *error);

#endif
