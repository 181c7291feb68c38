/* sensitivity.h: what chosen variables of a simulation do when single random
 * numbers move: for those who look for the numbers that fit what is known.
 *
 * Unknowns are the rows of the simulation's plan (ttri_plan_draw()): one of
 * what is drawn once, one per period of what is drawn by period. Those before
 * a draw's first period move nothing. */
#ifndef TTRI_SENSITIVITY_H
#define TTRI_SENSITIVITY_H

#include "engine/simulation.h"

struct ttri_sensitivity;

/* `variable`: indices of `variables` of them, copied; NULL for all that are
 * watched. Keeps a pointer to the simulation. */
ttr_status ttri_sensitivity_new(const ttr_simulation *simulation,
                                const uint32_t *variable, uint32_t variables,
                                struct ttri_sensitivity **sensitivity,
                                struct ttr_error *error);
void ttri_sensitivity_free(struct ttri_sensitivity *sensitivity);
uint32_t ttri_sensitivity_variables(const struct ttri_sensitivity *sensitivity);
uint32_t ttri_sensitivity_unknowns(const struct ttri_sensitivity *sensitivity);
/* At one point (`unknowns` numbers): the variables' values, and the jacobian
 * (variables x unknowns, in rows) unless it is NULL. Allocates nothing and can
 * not fail; what is not finite is given as it is. Not for two threads at
 * once. */
void ttri_sensitivity_at(struct ttri_sensitivity *sensitivity,
                         const double *point, double *values, double *jacobian);

#endif
