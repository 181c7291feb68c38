/* diagnostics.h: whether chains of draws agree, and how many independent draws
 * they are worth: A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C.
 * Burkner, Rank-normalization, folding, and localization: an improved R-hat,
 * Bayesian Analysis 16 (2021). */
#ifndef TTRI_DIAGNOSTICS_H
#define TTRI_DIAGNOSTICS_H

#include "base/base.h"

struct ttri_diagnosis {
    double r_hat;     /* the larger one of ranks and of folded ranks */
    double effective; /* bulk: of the mean of ranks */
};

/* Doubles that it takes as `work`. */
size_t ttri_diagnose_workspace(uint32_t chains, uint32_t draws);
/* Of chains x draws, in rows; draws is even and at least 4. Chains that stand
 * still agree with nothing but equal ones; where a draw is no number, none
 * agree. `sorted` (chains x draws) becomes the draws in order. */
struct ttri_diagnosis ttri_diagnose(uint32_t chains, uint32_t draws,
                                    const double *values, double *sorted,
                                    double *work);

#endif
