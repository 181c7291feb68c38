/* backtest.h: a back-test while it runs, and when it is done. */
#ifndef TTRI_BACKTEST_H
#define TTRI_BACKTEST_H

#include <tiktokrev/backtest.h>

#include "fit/calibration.h"

/* The figures of a series, by period. */
struct ttri_backtest_series {
    char *name;
    uint32_t *figure; /* its index in the history, or TTRI_NONE */
    double *value;    /* 0 where there is none */
    bool report;      /* what it is in the model */
    uint32_t index, region;
};

struct ttr_backtest {
    ttri_references references;
    struct ttri_memory memory;
    struct ttr_backtest_options options;
    struct ttri_backtest_series *series;
    uint32_t count, periods;
    uint32_t first, last; /* origins */
    char (*label)[24];    /* by period */
    struct ttr_backtest_row *row;
    uint32_t rows;
    struct ttri_texts texts;
};

/* What one origin needs. */
struct ttri_backtest_task {
    struct ttr_backtest *backtest;
    const ttr_combiner *combiner;
    const ttr_history *history;
    const struct ttr_calibration_options *calibration;
    const bool *driving;   /* by figure: of a driving series */
    const uint32_t *known; /* by figure: the period in which it became known */
    uint32_t origin;
    bool known_drivers;
    struct ttr_backtest_row *row; /* series x horizons; none has series
                                     TTRI_NONE */
};

/* A test while it runs. */
struct ttri_testing {
    struct ttr_backtest *backtest;
    const ttr_combiner *combiner;
    const ttr_history *history;
    const struct ttr_calibration_options *calibration;
    ttr_program *program;
    struct ttri_match *match; /* by figure */
    uint32_t *known;          /* by figure: see struct ttri_backtest_task */
    bool *driving;
    struct ttr_backtest_row *slot; /* layers x origins x series x horizons */
    struct ttri_backtest_job *job;
    uint32_t jobs;
    atomic_uint_fast32_t next;
    ttr_monitor *monitor;
};

/* What a caller named. */
struct ttri_backtest_request {
    const char *const *series;
    uint32_t count;
    const char *const *drivers;
    uint32_t driver_count;
    const struct ttr_backtest_options *options;
};

struct ttri_backtest_job {
    struct ttri_backtest_task task;
    ttr_status status;
    struct ttr_error error;
};

/* ---- backtest_series.c ---- */

/* Finds the figures of all series that are named, and which of all figures are
 * driving ones. */
ttr_status
ttri_backtest_find_series(struct ttri_testing *testing,
                          const struct ttri_backtest_request *request,
                          struct ttr_error *error);

/* ---- backtest_origin.c ---- */

/* Calibrates with what was known, draws paths, scores them. */
ttr_status ttri_backtest_origin(const struct ttri_backtest_task *task,
                                struct ttr_error *error);

#endif
