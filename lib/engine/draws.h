/* draws.h: where random numbers come from. A number depends on the sampling,
 * the name of its draw, the path and the period, and on nothing else.
 *
 * Path p of a run with R replicates lies in block p / 128, which belongs to
 * replicate (p / 128) % R and is that replicate's block (p / 128) / R: more
 * paths add blocks and change none. */
#ifndef TTRI_DRAWS_H
#define TTRI_DRAWS_H

#include <tiktokrev/simulation.h>

#include "lanes/levels.h"
#include "program/program.h"

struct ttri_draws;

/* Which of the draws are drawn anew for the second path of a pair. */
enum ttri_redraw {
    TTRI_REDRAW_NONE,
    TTRI_REDRAW_CHANCE /* all that is not epistemic */
};

/* Plans the draws of a block plan. `sampling` has been checked and its paths
 * are rounded; `direction` is the gradient in the rows of ttri_draws_fill()
 * (one number per row, read for normal draws alone), or NULL. Immutable from
 * then on. */
ttr_status ttri_draws_new(const struct ttri_memory *memory,
                          const struct ttri_plan *plan,
                          const struct ttr_sampling *sampling,
                          const struct ttri_level *level,
                          const double *direction, struct ttri_draws **draws,
                          struct ttr_error *error);
/* As large, and nothing to be filled from. */
ttr_status ttri_draws_size_up(const struct ttri_memory *memory,
                              const struct ttri_plan *plan,
                              const struct ttr_sampling *sampling,
                              const struct ttri_level *level,
                              struct ttri_draws **draws,
                              struct ttr_error *error);
void ttri_draws_free(struct ttri_draws *draws);
/* Bytes that it takes itself. */
size_t ttri_draws_size(const struct ttri_draws *draws);
/* Doubles that filling needs beside the rows; 64-byte aligned by the caller. */
size_t ttri_draws_workspace(const struct ttri_draws *draws);
/* Fills the plan's rows (TTRI_LANES numbers each, see ttri_plan_draw()) for one
 * block of a replicate, but for those before a draw's first period: they are 0
 * already. */
void ttri_draws_fill(const struct ttri_draws *draws, uint32_t replicate,
                     uint64_t block, enum ttri_redraw redraw, double *rows,
                     double *work);

#endif
