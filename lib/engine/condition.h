/* condition.h: paths given what was learned: turns the draws of a block into
 * draws from a posterior. */
#ifndef TTRI_CONDITION_H
#define TTRI_CONDITION_H

#include "engine/draws.h"
#include "engine/posterior.h"

struct ttri_condition;

/* The plan draws all of the unknowns. The posterior outlives the condition. */
ttr_status ttri_condition_new(const struct ttri_memory *memory,
                              const struct ttri_posterior *posterior,
                              const struct ttri_plan *plan,
                              struct ttri_condition **condition,
                              struct ttr_error *error);
void ttri_condition_free(struct ttri_condition *condition);
/* Doubles that the functions below take, aligned to 64 bytes. They begin as
 * zeros, and are of one use of the condition. */
size_t ttri_condition_workspace(const struct ttri_condition *condition);

/* Turns rows that were just filled into draws from the posterior: from its
 * normal law, or, with evidence, bent to it by bend.h. */
void ttri_condition_apply(const struct ttri_condition *condition,
                          const struct ttri_level *level, double *rows,
                          double *work);
/* What was learned is of the past: a second path that redraws all chance has
 * the unknowns of the first, to which rows were turned last. */
void ttri_condition_recall(const struct ttri_condition *condition, double *rows,
                           const double *work);

/* Puts the unknowns to their means; `point` has a number for each row. */
void ttri_condition_centre(const struct ttri_condition *condition,
                           double *point);
/* From slopes by the rows of draws to slopes by what is filled, near the mean.
 * `work`: a number for each unknown. */
void ttri_condition_turn(const struct ttri_condition *condition, double *slope,
                         double *work);

#endif
