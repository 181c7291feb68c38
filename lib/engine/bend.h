/* bend.h: draws that keep to the figures where the posterior is not normal, by
 * randomise-then-optimise (J. M. Bardsley, A. Solonen, H. Haario, M. Laine,
 * Randomize-then-optimize: a method for sampling from posterior distributions
 * in nonlinear inverse problems, SIAM Journal on Scientific Computing 36
 * (2014)). A path's unknowns solve u + J' r(u) = (1 + J' J)^1/2 x for its
 * standard normals x, with misfits r and J their slopes at the mean. Across the
 * directions U that figures see u is x; along them, v = U' (u - mean) solves
 *
 *     v + diag(l)^1/2 Q' (r(u) - r(mean)) = diag(1 + l)^1/2 U' x
 *
 * which the normal law's draw v = diag(1 + l)^-1/2 U' x does where r is linear.
 * From there a lane takes Broyden's steps, halved where they lead no nearer,
 * until it is there or has looked often enough; then it is where it was
 * nearest. */
#ifndef TTRI_BEND_H
#define TTRI_BEND_H

#include "engine/posterior.h"
#include "lanes/levels.h"

struct ttri_bend;

/* Prepares the evidence's simulation, if nobody did. */
ttr_status ttri_bend_new(const struct ttri_memory *memory,
                         const struct ttri_posterior *posterior,
                         struct ttri_bend **bend, struct ttr_error *error);
void ttri_bend_free(struct ttri_bend *bend);
/* Doubles, zero at first. */
size_t ttri_bend_workspace(const struct ttri_bend *bend);

/* Of how many directions, the first ones, the draws are bent: what figures
 * hardly see stays as the normal law has it. */
uint32_t ttri_bend_rank(const struct ttri_bend *bend);

/* `along`: -U' x, a row for each direction that is bent. `unknowns`: a row for
 * each, the mean and what of x is across those; v along U is added. */
void ttri_bend_apply(const struct ttri_bend *bend,
                     const struct ttri_level *level, const double *along,
                     double *unknowns, double *work);

#endif
