/* baseline.h: exponential smoothing, from its recursion to its fit. */
#ifndef TTRI_BASELINE_H
#define TTRI_BASELINE_H

#include <tiktokrev/baseline.h>

#include "fit/fit.h"

/* Parameters stand in vectors as alpha, beta, (gamma,) level, trend, (terms or
 * factors of the seasons but the last, which follows from their sum). */
struct ttri_smoother {
    int32_t method;
    uint32_t season;   /* 0 for Holt */
    uint32_t weights;  /* alpha, beta, gamma: 2 or 3 */
    uint32_t unknowns; /* all parameters */
};

struct ttri_smoother ttri_smoother_of(int32_t method, uint32_t season);

/* Level, trend and seasons after a period; `next` is the coming one's. */
struct ttri_state {
    double level, trend;
    double *seasons;
    uint32_t next;
};

/* One period: from what is expected of the value to the state after it. */
struct ttri_step {
    double base;     /* level and trend together */
    double factor;   /* term or factor of the season */
    double expected; /* the value */
    double error;    /* relative where seasons multiply */
};

struct ttri_step ttri_expect(const struct ttri_smoother *smoother,
                             const struct ttri_state *state);
void ttri_learn(const struct ttri_smoother *smoother,
                const struct ttr_smoothing *smoothing, double value,
                struct ttri_step *step, struct ttri_state *state);

/* Sums over a history, which make its likelihood. */
struct ttri_errors {
    double squares;  /* of errors */
    double log_size; /* logarithms of what was expected, where errors are
                        relative */
};

/* Smooths a history from `state` on, into `expected` unless NULL. False where
 * multiplicative seasons meet what is not above 0. */
bool ttri_smooth(const struct ttri_smoother *smoother,
                 const struct ttr_smoothing *smoothing, const double *history,
                 uint32_t length, struct ttri_state *state, double *expected,
                 struct ttri_errors *errors);

/* Standard deviation of errors and likelihood, into `smoothing`. */
void ttri_judge(const struct ttri_smoother *smoother,
                const struct ttri_errors *errors, const double *history,
                uint32_t length, struct ttr_smoothing *smoothing);

/* Length, values, method and season. */
ttr_status ttri_check_smoothed(struct ttr_error *error, const char *function,
                               const struct ttri_smoother *smoother,
                               const double *history, uint32_t length);

/* Means and standard deviations from a state on. False if memory fails. */
bool ttri_project(const struct ttri_memory *memory,
                  const struct ttri_smoother *smoother,
                  const struct ttr_smoothing *smoothing,
                  const struct ttri_state *state, uint32_t horizon,
                  double *means, double *deviations);

/* As ttr_smoothing_fit(), with a block that was checked. */
ttr_status ttri_smoothing_fit(const struct ttri_memory *memory,
                              const char *function, const double *history,
                              uint32_t length, struct ttr_smoothing *smoothing,
                              double *seasons, struct ttr_error *error);

/* ---- the fit ---- */

/* The fit moves in a box: places within [0, 1] for alpha, for beta below alpha
 * and for gamma below 1 - alpha; then level, trend and seasons. */
struct ttri_fit {
    struct ttri_smoother smoother;
    const double *history;
    uint32_t length;
    double *room; /* of ttri_fit_room() numbers */
};

/* A place, and what is least at the best one: the sum of squared errors, times
 * the squared geometric mean of what was expected where they are relative. It
 * is infinite where forecasts would not forget, or meet a level of 0. */
struct ttri_place {
    double *x;
    double value;
    double *gradient; /* half of it: unknowns */
    double *normal;   /* of the least squares: unknowns x unknowns */
};

size_t ttri_fit_room(const struct ttri_smoother *smoother);

/* Parameters and seasons at a place. */
void ttri_at_place(const struct ttri_fit *fit, const double *x,
                   struct ttr_smoothing *smoothing, double *seasons);

/* Fills all but `x`. */
void ttri_measure(const struct ttri_fit *fit, struct ttri_place *place);

#endif
