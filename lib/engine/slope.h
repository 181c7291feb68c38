/* slope.h: variables of a block of paths with their derivatives by shifts of
 * drivers and by draws. */
#ifndef TTRI_SLOPE_H
#define TTRI_SLOPE_H

#include "engine/simulation.h"
#include "program/adjoint.h"

/* Equations for some variables of a simulation, forward and back. Immutable. */
struct ttri_slopes {
    const ttr_simulation *simulation; /* the owner keeps the reference */
    struct ttri_memory memory;
    struct ttri_prepared *prepared; /* without a plan of its own */
    struct ttri_adjoint *adjoint;
    const struct ttri_plan *plan; /* the simulation's */
    uint32_t *draw; /* by draw of the forward plan: its draw in that */
};

struct ttri_slopes_wanted {
    const uint32_t *variable; /* `variables` indices; others are not right */
    uint32_t variables;
    unsigned by;  /* enum ttri_by */
    bool central; /* of the central path, which has no draws */
};

ttr_status ttri_slopes_new(const ttr_simulation *simulation,
                           const struct ttri_slopes_wanted *wanted,
                           struct ttri_slopes **slopes,
                           struct ttr_error *error);
void ttri_slopes_free(struct ttri_slopes *slopes);

/* Is the tape's beginning like the rows of the simulation's plan? Then draws
 * may be filled in there. */
bool ttri_slopes_same_rows(const struct ttri_slopes *slopes);
/* First row, in the simulation's plan, of a draw of the forward plan. */
uint32_t ttri_slopes_row(const struct ttri_slopes *slopes, uint32_t draw);

/* Where one thread works: parts of one aligned piece of memory. */
struct ttri_slopes_desk {
    void *memory;
    double *tape, *work;
    double *values, *scratch;             /* as those of a block */
    double *slope_values, *slope_scratch; /* as those; given and lost */
    double *slopes;                       /* of ttri_adjoint_unknown() */
};
bool ttri_slopes_desk_new(const struct ttri_slopes *slopes,
                          struct ttri_slopes_desk *desk);
void ttri_slopes_desk_free(const struct ttri_slopes *slopes,
                           struct ttri_slopes_desk *desk);

/* Copies rows of the simulation's plan to the tape. */
void ttri_slopes_draw(const struct ttri_slopes *slopes,
                      struct ttri_slopes_desk *desk, const double *rows);
/* From the tape's draws to values. */
void ttri_slopes_forward(const struct ttri_slopes *slopes,
                         const struct ttri_level *level,
                         struct ttri_slopes_desk *desk);
/* From `slope_values`, by variable and lane what it counts for, to slopes of
 * the sum. May be called again for other weights. */
void ttri_slopes_back(const struct ttri_slopes *slopes,
                      const struct ttri_level *level,
                      struct ttri_slopes_desk *desk);
/* The same with a weight of 1 for one variable. */
void ttri_slopes_back_of(const struct ttri_slopes *slopes,
                         const struct ttri_level *level,
                         struct ttri_slopes_desk *desk, uint32_t variable);

/* ---- figure_slope.c ---- */

/* `weights`: results x periods x TTRI_LANES; they and `slope_scratch` are added
 * to. The others as those of ttri_figures_block(). */
void ttri_figures_back(const struct ttri_figures *figures,
                       const struct ttri_prepared *prepared,
                       const double *results, const double *values,
                       const double *scratch, double *slope_values,
                       double *slope_scratch, double *weights);

#endif
