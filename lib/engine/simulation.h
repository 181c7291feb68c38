/* simulation.h: a simulation, and one run of it over blocks of paths. */
#ifndef TTRI_SIMULATION_H
#define TTRI_SIMULATION_H

#include "engine/condition.h"
#include "engine/draws.h"
#include "engine/figure.h"
#include "engine/monitor.h"
#include "engine/workers.h"
#include "lanes/lanes.h"

struct ttr_simulation {
    ttri_references references;
    struct ttri_memory memory;
    double *shifts; /* or NULL */
    bool *held;     /* by draw of the program's, or NULL */
    struct ttri_figures figures;
    struct ttri_posterior *posterior; /* or NULL */
    /* Made by the first call that needs it, in whatever thread. */
    _Atomic(struct ttri_prepared *) prepared;
};

/* What the simulation runs on; TTR_E_MISSING if nothing is watched. */
ttr_status ttri_simulation_prepared(const ttr_simulation *simulation,
                                    const struct ttri_prepared **prepared,
                                    struct ttr_error *error);

/* Draws stay at their centre, all but those that are let go, before the
 * simulation is used. */
ttr_status ttri_simulation_hold(ttr_simulation *simulation,
                                struct ttr_error *error);
void ttri_simulation_let_go(ttr_simulation *simulation, const char *draw);

/* Nothing is computed but variables that are wanted, once all figures are
 * watched and before the simulation is used; others may hold anything. */
ttr_status ttri_simulation_narrow(ttr_simulation *simulation,
                                  struct ttr_error *error);
void ttri_simulation_want(ttr_simulation *simulation, uint32_t variable);

/* From now on paths are drawn from the posterior, which is copied.
 * TTR_E_CONFLICT if the simulation has been used, TTR_E_MISSING if its program
 * has no such draw. */
ttr_status ttri_simulation_condition(ttr_simulation *simulation,
                                     const struct ttri_posterior *posterior,
                                     struct ttr_error *error);

/* ---- sampling ---- */

/* Fills a whole block with what was given (NULL: the defaults): checked, and
 * paths rounded. */
ttr_status ttri_sampling_check(const ttr_simulation *simulation,
                               const struct ttr_sampling *given,
                               struct ttr_sampling *sampling,
                               struct ttr_error *error);
/* The variable that direction and stop rule are about. */
uint32_t ttri_sampling_variable(const ttr_simulation *simulation,
                                const struct ttr_sampling *sampling);

/* ---- a run ---- */

/* Whatever is needed to compute any block of a run. */
struct ttri_run {
    const ttr_simulation *simulation;
    const struct ttri_prepared *prepared;
    struct ttr_sampling sampling; /* checked */
    struct ttr_workers workers;   /* checked */
    ttr_monitor *monitor;         /* or NULL */
    const struct ttri_level *level;
    struct ttri_draws *draws;
    uint64_t blocks;      /* of all paths */
    uint64_t pair_blocks; /* of those that have pairs */
};

/* Where one thread works: parts of one aligned piece of memory. */
struct ttri_desk {
    void *memory;
    double *rows;      /* of draws */
    double *draw_work; /* of filling them */
    double *condition_work;
    double *plan_work, *results;
    double *values;  /* variables x TTRI_LANES, perhaps the first results */
    double *others;  /* of the second paths of pairs */
    double *scratch; /* of the figures */
};

/* What was asked for. */
struct ttri_request {
    const ttr_simulation *simulation;
    const struct ttr_sampling *sampling;
    const struct ttr_workers *workers;
    ttr_monitor *monitor;
};

/* Checks, prepares, finds a direction if there is to be one, plans the
 * draws. */
ttr_status ttri_run_open(const struct ttri_request *request,
                         struct ttri_run *run, struct ttr_error *error);
void ttri_run_close(struct ttri_run *run);
/* The same without work, to see how large it is. */
ttr_status ttri_run_size_up(const struct ttri_request *request,
                            struct ttri_run *run, struct ttr_error *error);
/* Bytes that are taken between opening and closing, desks and direction
 * aside. */
uint64_t ttri_run_size(const struct ttri_run *run);
/* Those of the direction that is kept; and of the search for it, before. */
void ttri_run_direction_size(const struct ttri_run *run, uint64_t *kept,
                             uint64_t *search);

/* A desk; without the rooms of filling draws before they are planned. */
bool ttri_desk_new(const struct ttri_run *run, struct ttri_desk *desk);
void ttri_desk_free(const struct ttri_run *run, struct ttri_desk *desk);
size_t ttri_desk_size(const struct ttri_run *run);
/* The same in a room of so many doubles, aligned to 64 bytes and zero, that
 * another owns. */
size_t ttri_desk_room(const struct ttri_run *run);
void ttri_desk_lay(const struct ttri_run *run, double *room,
                   struct ttri_desk *desk);
/* As many desks as the run has threads; NULL when memory fails. */
struct ttri_desk *ttri_desks_new(const struct ttri_run *run);
void ttri_desks_free(const struct ttri_run *run, struct ttri_desk *desks);

/* Puts all of a plan's draws to their centres. */
void ttri_centre_rows(const struct ttri_plan *plan, double *rows);
/* Fills the desk's rows of draws for a block of the run. A block that is
 * redrawn was filled without that just before. */
void ttri_fill_block(const struct ttri_run *run, struct ttri_desk *desk,
                     uint64_t block, enum ttri_redraw redraw);
/* Computes variables from the rows of draws. */
void ttri_compute_block(const struct ttri_run *run, struct ttri_desk *desk,
                        double *values);
/* TTR_E_CANCELLED, if it was. */
ttr_status ttri_check_cancelled(const struct ttri_run *run,
                                struct ttr_error *error);
/* TTR_E_NUMERIC that names a variable and the path. */
ttr_status ttri_fail_variable(const struct ttri_run *run, uint32_t variable,
                              uint64_t path, bool second, double value,
                              struct ttr_error *error);
/* The digest of all that the run's numbers depend on. */
uint64_t ttri_run_digest(const struct ttri_run *run);

/* ---- single paths ---- */

/* Refuses paths that the run does not have. */
ttr_status ttri_check_paths(const struct ttri_run *run, uint64_t first,
                            uint64_t count, struct ttr_error *error);
/* Of `count` paths from `first` on those in a block: lanes [from, to), which
 * are `column` on in a row of a table. */
struct ttri_lane_part {
    uint32_t from, to;
    uint64_t column;
};
struct ttri_lane_part ttri_part_of(uint64_t first, uint64_t count,
                                   uint64_t block);
/* Copies them into row `index` of a table with `count` columns. */
void ttri_copy_part(const struct ttri_lane_part *part, const double *row,
                    uint64_t index, uint64_t count, double *table);

/* ---- directions ---- */

/* The gradient of the run's variable at the centre of all draws; NULL in
 * `direction` where it is flat. Found once, then kept. */
ttr_status ttri_find_direction(const struct ttri_run *run,
                               const double **direction,
                               struct ttr_error *error);
bool ttri_wants_direction(const struct ttr_sampling *sampling, uint64_t blocks);
/* Bytes that it takes to keep one, and those to find it, before anything else
 * of a run is there. */
uint64_t ttri_direction_size(const struct ttri_prepared *prepared);
uint64_t ttri_search_size(const struct ttri_figures *figures,
                          const struct ttri_prepared *prepared);

/* ---- exact quantiles ---- */

/* As ttr_simulation_exact_quantiles(), keeping at most `room` values at a time:
 * the fewer, the more often the paths are run. */
ttr_status ttri_exact_quantiles(const struct ttri_request *request,
                                const ttr_distribution *distribution,
                                uint32_t variable, const double *probabilities,
                                uint32_t count, uint64_t room, double *values,
                                struct ttr_error *error);

#endif
