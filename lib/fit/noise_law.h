/* noise_law.h: the law of the misfits as the noise of a model makes it: what
 * noise_scale.h is to find volatility and reversion from. */
#ifndef TTRI_NOISE_LAW_H
#define TTRI_NOISE_LAW_H

#include "fit/calibration.h"
#include "fit/noise_scale.h"

/* The processes that figures depend on, how their steps are drawn, and what
 * the figures tell of them. */
struct ttri_noise_law {
    struct ttri_fitting *fitting;
    struct ttri_innovations innovations;
    uint32_t first, periods; /* of history, from the first with noise */
    uint32_t processes;
    uint32_t *process; /* among the program's */
    double *weight;    /* processes x draws */
    uint32_t *unknown; /* draws x periods: or TTRI_NONE */
    bool *is_noise;    /* by unknown: is it one of these? */
    double *years;     /* by period: lengths of steps */
    double *fixed, *correlation, *root, *misfit;
    double *column; /* by process: room */
    struct ttri_noise_scale scale;
};

/* `fitting` is set, the rest 0. It has no process if no figure depends on
 * one; closed in any case. */
ttr_status ttri_noise_law_open(struct ttri_noise_law *law);
void ttri_noise_law_close(struct ttri_noise_law *law);

/* Misfits, fixed part and responses where the fit stands. */
void ttri_noise_law_look(struct ttri_noise_law *law);

#endif
