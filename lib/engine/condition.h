/* condition.h: paths given what was learned. A posterior is a normal law of
 * some of the model's own draws, which were standard normal before; a
 * condition turns the draws of a block into draws from it. */
#ifndef TTRI_CONDITION_H
#define TTRI_CONDITION_H

#include "engine/draws.h"

/* Unknown i is the normal draw[i] in period[i] (0 if it is drawn once). Their
 * law has mean `mean` and covariance I - U diag(l /
 * (1 + l)) U', where U is `direction` (unknowns x rank, with orthonormal
 * columns) and l > 0 is `information`. */
struct ttri_posterior {
    uint32_t unknowns, rank;
    const char *const *draw;
    const uint32_t *period;
    const double *mean, *direction, *information;
};

/* A copy that owns its parts, in one piece; NULL when memory fails. */
struct ttri_posterior *
ttri_posterior_copy(const struct ttri_memory *memory,
                    const struct ttri_posterior *posterior);
uint64_t ttri_posterior_digest(const struct ttri_posterior *posterior,
                               uint64_t digest);

struct ttri_condition;

/* The posterior of those unknowns that the plan draws: the others are
 * integrated out. */
ttr_status ttri_condition_new(const struct ttri_memory *memory,
                              const struct ttri_posterior *posterior,
                              const struct ttri_plan *plan,
                              struct ttri_condition **condition,
                              struct ttr_error *error);
void ttri_condition_free(struct ttri_condition *condition);
/* Doubles that the functions below take, aligned to 64 bytes. */
size_t ttri_condition_workspace(const struct ttri_condition *condition);

/* Turns rows that were just filled into draws from the posterior. */
void ttri_condition_apply(const struct ttri_condition *condition,
                          const struct ttri_operation_kernels *kernels,
                          double *rows, double *work);
/* What was learned is of the past: a second path that redraws all chance keeps
 * the unknowns of the first. Before redrawing, and after it. */
void ttri_condition_keep(const struct ttri_condition *condition,
                         const double *rows, double *work);
void ttri_condition_recall(const struct ttri_condition *condition, double *rows,
                           const double *work);

/* Puts the unknowns of all lanes to their means. */
void ttri_condition_centre(const struct ttri_condition *condition,
                           double *rows);
/* From slopes by the rows of draws to slopes by what is filled. `work`: a
 * number for each unknown. */
void ttri_condition_turn(const struct ttri_condition *condition, double *slope,
                         double *work);

#endif
