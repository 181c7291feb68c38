/* posterior.h: what was learned of a model's own draws, which were standard
 * normal and independent before. */
#ifndef TTRI_POSTERIOR_H
#define TTRI_POSTERIOR_H

#include <tiktokrev/simulation.h>

#include "base/base.h"
#include "engine/target.h"

/* The figures that it was learned from, and the model that says them: its
 * simulation computes the targets' variables from unknown i in row[i] of its
 * plan's draws, all other draws at their centre. With l and U of the posterior
 * the misfits' slopes at its mean are Q diag(l)^1/2 U', Q orthonormal. */
struct ttri_evidence {
    ttr_simulation *simulation;
    const struct ttri_target *target;
    uint32_t targets;
    const uint32_t *row;
    const double *seen;   /* targets x rank: Q */
    const double *misfit; /* at the mean */
};

/* Unknown i is the normal draw[i] in period[i] (0 if it is drawn once). Near
 * their most probable values `mean` their law is normal with covariance
 * I - U diag(l / (1 + l)) U', where U is `direction` (unknowns x rank, with
 * orthonormal columns) and l > 0 is `information`, the largest first. That is
 * the whole of it unless there is evidence. */
struct ttri_posterior {
    uint32_t unknowns, rank;
    const char *const *draw;
    const uint32_t *period;
    const double *mean, *direction, *information;
    struct ttri_evidence evidence; /* without a simulation: there is none */
};

/* A copy that owns its parts, and a reference to the evidence's simulation;
 * NULL when memory fails. */
struct ttri_posterior *
ttri_posterior_copy(const struct ttri_memory *memory,
                    const struct ttri_posterior *posterior);
void ttri_posterior_free(const struct ttri_memory *memory,
                         struct ttri_posterior *posterior);
uint64_t ttri_posterior_digest(const struct ttri_posterior *posterior,
                               uint64_t digest);

#endif
