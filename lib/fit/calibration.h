/* calibration.h: a fit while it is made, and when it is done. */
#ifndef TTRI_CALIBRATION_H
#define TTRI_CALIBRATION_H

#include <tiktokrev/calibration.h>

#include "fit/forward.h"
#include "insight/history.h"

/* Numbers of a jacobian, at most: half a gigabyte. */
#define TTRI_MOST_SLOPES (1u << 26)

/* A figure of the history. */
struct ttri_fit_figure {
    const char *reason; /* why it is not used, or NULL */
    struct ttri_match match;
    double value, deviation;
    double before, fitted, residual, leverage;
    bool logarithmic;
};

/* A number in doubt: its quantiles. */
#define TTRI_FIT_QUANTILES 3 /* of 0.1, 0.5 and 0.9 */
struct ttri_fit_driver {
    const char *name, *unit; /* belong to the program */
    double before[TTRI_FIT_QUANTILES], fitted[TTRI_FIT_QUANTILES];
};

/* A noise process: its own and the document's numbers. */
struct ttri_fit_noise {
    const char *name;
    double volatility, reversion;
    double volatility_before, reversion_before;
    double volatility_deviation, reversion_deviation;
};

/* The normal posterior of the unknowns: covariance I - U diag(l / (1 + l)) U',
 * U the orthonormal directions that the figures see. */
struct ttri_laplace {
    uint32_t unknowns, rank;
    double *direction;   /* unknowns x rank: U */
    double *information; /* l, the largest first */
    double *seen;        /* targets x rank: how much each figure sees of it */
};

struct ttr_calibration {
    ttri_references references;
    struct ttri_memory memory;
    struct ttr_calibration_options options;
    ttr_program *program;
    struct ttri_fit_figure *figure;
    uint32_t figures;
    uint32_t draws;           /* unknowns */
    const char **name;        /* by unknown, as the next five */
    const char **period_name; /* empty if drawn once */
    uint32_t *period;         /* 0 if drawn once */
    uint32_t *row;            /* among the forward model's draws */
    bool *epistemic;
    double *mode;
    struct ttri_fit_noise *noise;
    uint32_t noises;
    struct ttri_fit_driver *driver; /* `state.drivers` of them */
    struct ttri_laplace laplace;
    double *misfit;              /* by target, at the mode */
    struct ttri_forward forward; /* stopped, for others to start copies of */
    struct ttri_texts texts;
    struct ttr_calibration_state state;
    char reason[256];
};

/* What works on one. */
struct ttri_fitting {
    const ttr_combiner *combiner;
    const ttr_history *history;
    const bool *use; /* by figure: may it be used? or NULL */
    const struct ttr_workers *workers;
    ttr_monitor *monitor;
    struct ttr_calibration *calibration;
    struct ttri_forward forward;
    uint32_t *figure_of;     /* by target */
    double *point;           /* by unknown */
    double *slopes;          /* targets x unknowns, at the point */
    double *misfits;         /* by target, likewise */
    bool converged, settled; /* the mode; noise */
    struct ttr_error *error;
};

/* ttr_calibration_run(), with the figures that `use` allows (NULL: all). */
ttr_status ttri_calibrate(const ttr_combiner *combiner,
                          const ttr_history *history, const bool *use,
                          const struct ttr_calibration_options *options,
                          const struct ttr_workers *workers,
                          ttr_monitor *monitor, ttr_calibration **calibration,
                          struct ttr_error *error);

/* What it hands to a simulation, converged or not. */
struct ttri_posterior
ttri_calibration_posterior(const ttr_calibration *calibration);

/* ---- figures.c: which figures are used, and how ---- */

/* The day after a figure's time. */
int64_t ttri_fit_figure_end(const ttr_program *program,
                            const struct ttri_figure *given,
                            const struct ttri_match *match);

/* Finds each figure's place and error; notes which are not used. */
ttr_status ttri_fit_find_figures(struct ttri_fitting *fitting,
                                 const ttr_forecast *forecast);
/* Watches what they are of on the forward model's simulation, and makes
 * targets, on the figures' own scale. */
ttr_status ttri_fit_watch(struct ttri_fitting *fitting);
/* Chooses scales, now that the model's central values are known; no figure
 * that nothing moves stays. */
ttr_status ttri_fit_scale(struct ttri_fitting *fitting);

/* ---- unknowns.c ---- */

/* Those that some target depends on. */
ttr_status ttri_fit_find_unknowns(struct ttri_fitting *fitting);
/* The forward model anew, of the calibration's present program: the same
 * targets and unknowns, all other draws constants at their centre. */
ttr_status ttri_fit_reopen(struct ttri_fitting *fitting);

/* ---- mode.c ---- */

/* From `point` to the most probable one near it; slopes and misfits there. */
ttr_status ttri_fit_mode(struct ttri_fitting *fitting);

/* ---- innovations.c: how processes step ---- */

/* How much of an independent draw is in the standard step of a process. */
struct ttri_innovation {
    uint32_t process, draw;
    double weight;
};
struct ttri_innovations {
    struct ttri_innovation *part; /* process by process */
    uint32_t parts, capacity;
    struct ttri_map draw; /* names to numbers */
    uint32_t draws;
};

ttr_status ttri_innovations_find(const ttr_program *program,
                                 struct ttri_innovations *innovations,
                                 struct ttr_error *error);
void ttri_innovations_clear(const struct ttri_memory *memory,
                            struct ttri_innovations *innovations);

/* ---- drivers.c ---- */

/* From what has been found of the unknowns. */
ttr_status ttri_fit_find_drivers(struct ttr_calibration *calibration,
                                 struct ttr_error *error);

/* ---- noise.c ---- */

/* Estimates noise and fits again, in turns, until both stand still. */
ttr_status ttri_fit_noise(struct ttri_fitting *fitting);

/* ---- calibration.c ---- */

/* The forward model of the calibration's program, for the figures that are
 * used; without scales and unknowns. It draws all, or the unknowns of
 * another. */
ttr_status ttri_fit_open(struct ttri_fitting *fitting,
                         const struct ttri_forward *unknowns);

/* ---- laplace.c ---- */

ttr_status ttri_laplace_find(const struct ttri_memory *memory, uint32_t targets,
                             uint32_t unknowns, const double *slopes,
                             struct ttri_laplace *laplace,
                             struct ttr_error *error);
void ttri_laplace_clear(const struct ttri_memory *memory,
                        struct ttri_laplace *laplace);
/* Posterior covariance of two unknowns. */
double ttri_laplace_covariance(const struct ttri_laplace *laplace, uint32_t i,
                               uint32_t j);
/* That of a sum of `count` draws; unknown TTRI_NONE: one that no figure speaks
 * of. */
double ttri_laplace_variance(const struct ttri_laplace *laplace, uint32_t count,
                             const uint32_t *unknown, const double *weight);

#endif
