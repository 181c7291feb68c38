/* lib/program: equations as a small vector program: build, check, plan,
 * execute, explain. It knows periods, paths and arithmetic; it uses lib/base
 * and lib/math; nothing about platforms, streams or documents may enter.
 *
 * A graph is a list of hash-consed nodes. Every node has a rate: constant, per
 * period, per path, or both. A plan orders the nodes that the asked outputs
 * need and gives each a register; the kernels run it over lanes. On the
 * central path the lanes are the periods, so that only equations which carry
 * state go period by period; over many paths the lanes are a block of paths.
 */
#ifndef TTRI_PROGRAM_H
#define TTRI_PROGRAM_H

#include "base/base.h"
#include "lanes/levels.h"

/* A value in a graph. 0 is the poison that stands for a failed operation: it
 * spreads, and ttri_graph_status() tells. */
typedef uint32_t ttri_value;

enum ttri_op {
    TTRI_OP_POISON,
    TTRI_OP_CONSTANT,  /* number */
    TTRI_OP_SERIES,    /* one number per period */
    TTRI_OP_PARAMETER, /* one number per run (or per path) */
    TTRI_OP_FORWARD,   /* stands for a value that is bound later */
    TTRI_OP_ADD,
    TTRI_OP_SUB,
    TTRI_OP_MUL,
    TTRI_OP_DIV, /* x / 0 is 0: a per-unit figure without units */
    TTRI_OP_MIN,
    TTRI_OP_MAX,
    TTRI_OP_EXP,
    TTRI_OP_LOG,
    TTRI_OP_ODDS,     /* odds of the share x times k: x k / (1 + x (k - 1)) */
    TTRI_OP_SELECT,   /* a > 0 ? b : c */
    TTRI_OP_LAG,      /* a, `number` periods ago; before that b (of now) */
    TTRI_OP_CONVOLVE, /* sum over age k = 0..t of a[t - k] * b[k] */
    TTRI_OP_QUANTILE, /* standard normal quantile, clamped to (1e-12, 1 - 1e-12)
                       */
    TTRI_OP_EXP_TWO,  /* 2^a */
    TTRI_OP_NORMAL,   /* standard normal distribution function */
    TTRI_OP_TABLE,    /* a function given by numbers: see ttri_table() */
    TTRI_OP_DRAW,     /* a random number: see ttri_draw() */
    TTRI_OP_CHOICE,   /* a on the central path, b on random paths */
    TTRI_OP_STEP,     /* a > b ? 1 : a < b ? 0 : 1/2 */
    TTRI_OP_SLOPE,    /* derivative of TTRI_OP_TABLE at a */
    TTRI_OP_TOTAL,    /* sum of a over all periods, known after the last */
    TTRI_OP_GIVEN,    /* rows that the caller has: see ttri_given() */
    TTRI_OP_COUNT
};

enum ttri_draw_kind {
    TTRI_DRAW_NORMAL, /* standard normal; 0 on the central path */
    TTRI_DRAW_UNIFORM /* inside (0, 1); 1/2 on the central path */
};

/* What is drawn once on a path, or anew in each period. Its number depends on
 * the seed, its name, the path and the period, and on nothing else. */
struct ttri_draw {
    const char *name; /* unique among a graph's draws */
    enum ttri_draw_kind kind;
    bool by_period;
    bool epistemic; /* not knowing, rather than chance */
    uint32_t first; /* by period: the first one that is drawn; 0 before it */
    bool kept;      /* drawn on paths even if nothing reads it */
};

/* What is drawn on the central path. */
static inline double ttri_draw_centre(const struct ttri_draw *draw)
{
    return draw->kind == TTRI_DRAW_UNIFORM ? 0.5 : 0.0;
}

enum ttri_rate {
    TTRI_RATE_CONSTANT = 0,
    TTRI_RATE_PERIOD = 1,
    TTRI_RATE_PATH = 2,
    TTRI_RATE_BOTH = 3,
    TTRI_RATE_LAST = 6 /* per path, known after the last period */
};

struct ttri_graph;

/* ---- build ---- */

struct ttri_graph *ttri_graph_new(const struct ttri_memory *memory,
                                  uint32_t periods);
void ttri_graph_free(struct ttri_graph *graph);
/* Room for so many nodes (below 2^30), which spares growing. */
void ttri_graph_reserve(struct ttri_graph *graph, uint32_t nodes);
/* First failure since the graph began. */
ttr_status ttri_graph_status(const struct ttri_graph *graph,
                             struct ttr_error *error);
uint32_t ttri_graph_periods(const struct ttri_graph *graph);
uint32_t ttri_graph_size(const struct ttri_graph *graph);

ttri_value ttri_constant(struct ttri_graph *graph, double number);
/* Copies `periods` numbers. Equal numbers everywhere become a constant. */
ttri_value ttri_series(struct ttri_graph *graph, const double *numbers);
/* Parameter number `index`; a run gives its value, else `number`. Indices are
 * dense from 0. */
ttri_value ttri_parameter(struct ttri_graph *graph, uint32_t index,
                          double number);
ttri_value ttri_forward(struct ttri_graph *graph);
/* Binds a forward; binding twice is an internal error. One that stands for
 * itself, on the central path or on random ones, is TTR_E_CYCLE. */
void ttri_bind(struct ttri_graph *graph, ttri_value forward, ttri_value value);
/* To be bound to something else. */
void ttri_unbind(struct ttri_graph *graph, ttri_value forward);
bool ttri_is_bound(const struct ttri_graph *graph, ttri_value forward);

ttri_value ttri_add(struct ttri_graph *graph, ttri_value a, ttri_value b);
ttri_value ttri_sub(struct ttri_graph *graph, ttri_value a, ttri_value b);
ttri_value ttri_mul(struct ttri_graph *graph, ttri_value a, ttri_value b);
ttri_value ttri_div(struct ttri_graph *graph, ttri_value a, ttri_value b);
ttri_value ttri_min(struct ttri_graph *graph, ttri_value a, ttri_value b);
ttri_value ttri_max(struct ttri_graph *graph, ttri_value a, ttri_value b);
ttri_value ttri_exp(struct ttri_graph *graph, ttri_value a);
ttri_value ttri_log(struct ttri_graph *graph, ttri_value a);
ttri_value ttri_odds(struct ttri_graph *graph, ttri_value share, ttri_value k);
ttri_value ttri_select(struct ttri_graph *graph, ttri_value condition,
                       ttri_value positive, ttri_value otherwise);
/* `periods` >= 1. `before` is read at the present period. */
ttri_value ttri_lag(struct ttri_graph *graph, ttri_value a, uint32_t periods,
                    ttri_value before);
ttri_value ttri_convolve(struct ttri_graph *graph, ttri_value flow,
                         ttri_value by_age);
ttri_value ttri_quantile(struct ttri_graph *graph, ttri_value probability);

ttri_value ttri_exp_two(struct ttri_graph *graph, ttri_value a);
ttri_value ttri_normal(struct ttri_graph *graph, ttri_value a);

/* A function on a grid of equal steps from `low` to `high`, flat outside. With
 * `slope` (dy/dx at the points) it is the cubic through `count` points and
 * slopes; without, `count` steps: the last begins below `high`. Copied. */
ttri_value ttri_table(struct ttri_graph *graph, ttri_value a, double low,
                      double high, uint32_t count, const double *point,
                      const double *slope);
/* The same name gives the same value; the first description stays, but what is
 * to be kept once is kept. */
ttri_value ttri_draw(struct ttri_graph *graph, const struct ttri_draw *draw);
uint32_t ttri_graph_draws(const struct ttri_graph *graph);
const struct ttri_draw *ttri_graph_draw(const struct ttri_graph *graph,
                                        uint32_t index);
/* TTRI_NONE if there is none of that name. */
uint32_t ttri_graph_find_draw(const struct ttri_graph *graph, const char *name);
/* What moves a lesser or a greater of two, and a table's value. */
ttri_value ttri_step(struct ttri_graph *graph, ttri_value a, ttri_value b);
ttri_value ttri_slope(struct ttri_graph *graph, ttri_value a, double low,
                      double high, uint32_t count, const double *point,
                      const double *slope);
/* Only other totals, what differs by path alone and constants may stand with
 * it in one operation. */
ttri_value ttri_total(struct ttri_graph *graph, ttri_value a);

enum ttri_given_as {
    TTRI_GIVEN_ONCE,   /* one row */
    TTRI_GIVEN_ONWARD, /* a row per period */
    TTRI_GIVEN_BACK    /* the same, the last period's first */
};
/* Rows of TTRI_LANES numbers from row `row` of a block plan's draws on, to be
 * placed before the plan is made: `index` is dense from 0. */
ttri_value ttri_given(struct ttri_graph *graph, uint32_t index,
                      enum ttri_given_as as);
void ttri_place_given(struct ttri_graph *graph, uint32_t index, uint32_t row);

/* One value on the central path, another on random paths. */
ttri_value ttri_choice(struct ttri_graph *graph, ttri_value central,
                       ttri_value random);

/* Names a value for errors and explanations; the first name stays. Names are
 * copied. */
void ttri_name(struct ttri_graph *graph, ttri_value value, const char *name);
const char *ttri_name_of(const struct ttri_graph *graph, ttri_value value);

/* The numbers of a value that is known while building (a constant, or a
 * series): period t's at [t * step], until the graph grows. NULL if it is not
 * known. */
const double *ttri_numbers(const struct ttri_graph *graph, ttri_value value,
                           uint32_t *step);
/* If the value is a number known while building (a constant, or a series),
 * its period `t`; else false. */
bool ttri_known(const struct ttri_graph *graph, ttri_value value, uint32_t t,
                double *number);

/* What a bound forward stands for, and a choice on the central path; other
 * values stand for themselves. */
ttri_value ttri_resolve(const struct ttri_graph *graph, ttri_value value);
/* The same on random paths. */
ttri_value ttri_resolve_random(const struct ttri_graph *graph,
                               ttri_value value);
/* What a bound forward stands for; a choice stands for itself. */
ttri_value ttri_stands_for(const struct ttri_graph *graph, ttri_value value);

/* The equations of random paths alone, as a new graph: choices are made,
 * parameters are the numbers of `parameters` (NULL: the graph's), draws stay.
 * `values` are the outputs in `graph`; `copies` what they are in the new one.
 */
ttr_status ttri_graph_of_paths(const struct ttri_graph *graph,
                               const double *parameters, uint32_t outputs,
                               const ttri_value *values, ttri_value *copies,
                               struct ttri_graph **made,
                               struct ttr_error *error);

/* The same with draws `held` (by number) at their centre. */
ttr_status ttri_graph_holding(const struct ttri_graph *graph,
                              const double *parameters, const bool *held,
                              uint32_t outputs, const ttri_value *values,
                              ttri_value *copies, struct ttri_graph **made,
                              struct ttr_error *error);

/* The same with parameters that stay unknown, whose numbers are as given: to
 * be differentiated. `central`: of the central path instead, where draws are
 * the numbers that they are there. */
ttr_status ttri_graph_with_parameters(
    const struct ttri_graph *graph, const double *parameters, bool central,
    uint32_t outputs, const ttri_value *values, ttri_value *copies,
    struct ttri_graph **made, struct ttr_error *error);

/* A digest of all equations, and of the draws' names; and its parts. */
ttr_status ttri_graph_digest(const struct ttri_graph *graph, uint32_t outputs,
                             const ttri_value *values, uint64_t *digest,
                             struct ttr_error *error);
uint64_t ttri_mix(uint64_t digest, uint64_t word);
uint64_t ttri_mix_text(uint64_t digest, const char *text);
uint64_t ttri_mix_numbers(uint64_t digest, const double *number, size_t count);

/* ---- compile ---- */

/* A plan computes outputs; it keeps no reference to the graph. */
struct ttri_plan;

/* Central plan: one path, periods as lanes. Errors: TTR_E_CYCLE with the names
 * on the loop, TTR_E_INTERNAL for an unbound forward. */
ttr_status ttri_plan_central(const struct ttri_graph *graph, uint32_t outputs,
                             const ttri_value *values, struct ttri_plan **plan,
                             struct ttr_error *error);
/* Block plan: TTRI_LANES paths run together; what is drawn differs by path.
 * The graph is one of ttri_graph_of_paths(). Errors as above. */
ttr_status ttri_plan_paths(const struct ttri_graph *graph, uint32_t outputs,
                           const ttri_value *values, struct ttri_plan **plan,
                           struct ttr_error *error);

/* The same; output i has its rows in `results` from row[i] on, where no two may
 * meet. It is computed in the periods that are `wanted` of it (outputs x
 * periods; NULL: all); rows of others may hold anything. */
ttr_status ttri_plan_placed(const struct ttri_graph *graph, uint32_t outputs,
                            const ttri_value *values, const uint32_t *row,
                            const bool *wanted, struct ttri_plan **plan,
                            struct ttr_error *error);

/* The same, but only the first `wide` outputs have a row for each period
 * whatever they are; others have one if they do not change over time. */
ttr_status ttri_plan_narrow(const struct ttri_graph *graph, uint32_t outputs,
                            const ttri_value *values, uint32_t wide,
                            struct ttri_plan **plan, struct ttr_error *error);

/* An output's rows of TTRI_LANES: one, or one per period. */
struct ttri_plan_output {
    uint32_t row, rows;
};
struct ttri_plan_output ttri_plan_output(const struct ttri_plan *plan,
                                         uint32_t index);
/* Of all outputs. */
uint32_t ttri_plan_output_rows(const struct ttri_plan *plan);

/* Draws of a block plan. Draw i has its numbers in rows [row, row + rows) of
 * TTRI_LANES each: one row, or one per period; those before `draw->first` must
 * be 0. */
struct ttri_plan_draw {
    const struct ttri_draw *draw; /* owned by the plan */
    uint32_t row, rows;
};
uint32_t ttri_plan_draws(const struct ttri_plan *plan);
const struct ttri_plan_draw *ttri_plan_draw(const struct ttri_plan *plan,
                                            uint32_t index);
uint32_t ttri_plan_draw_rows(const struct ttri_plan *plan);
void ttri_plan_free(struct ttri_plan *plan);
/* Number of operations, for tests and benchmarks. */
uint32_t ttri_plan_operations(const struct ttri_plan *plan);

/* ---- run ---- */

/* Number of doubles that a run needs beside its results. */
size_t ttri_plan_workspace(const struct ttri_plan *plan);

/* Runs a plan. `parameters`: values by index (x lanes), or NULL for the
 * graph's. `draws`: a row of periods for each of the graph's (one that is drawn
 * once has its number in the first), or NULL for the central path's.
 * `results`: outputs x periods (x lanes). Thread-safe. */
ttr_status ttri_run(const struct ttri_plan *plan,
                    const struct ttri_memory *memory, const double *parameters,
                    const double *draws, double *results,
                    struct ttr_error *error);

/* The same for several parameter sets at once: a parameter has `runs` numbers
 * side by side, and a result as many for each period. */
ttr_status ttri_run_several(const struct ttri_plan *plan,
                            const struct ttri_memory *memory, uint32_t runs,
                            const double *parameters, const double *draws,
                            double *results, struct ttr_error *error);

/* Runs a block plan. `draws`: its rows. `work`: ttri_plan_workspace() doubles.
 * `results`: outputs x periods x TTRI_LANES. All aligned to 64 bytes.
 * Allocates nothing and can not fail. Thread-safe. */
void ttri_run_block(const struct ttri_plan *plan,
                    const struct ttri_level *level, const double *draws,
                    double *work, double *results);

/* ---- explain ---- */

/* Writes how `value` comes about in period `t` as a tree of named values, at
 * most `depth` names deep. `parameters` and `draws` as in ttri_run(). */
ttr_status ttri_explain(const struct ttri_graph *graph, ttri_value value,
                        uint32_t t, uint32_t depth, const double *parameters,
                        const double *draws, struct ttri_writer *writer,
                        struct ttr_error *error);

/* ---- export ---- */

/* Writes a graph of ttri_graph_of_paths() as Python: lists DRAWS and ROWS, and
 * a function `equations(draws)` that takes an array for each draw by its name
 * (paths, or periods x paths) and returns the outputs as arrays, periods x
 * paths, where something varies by less without that axis. `names` are the
 * rows'. NumPy is to be imported as np above it. */
ttr_status ttri_numpy(const struct ttri_graph *graph, uint32_t outputs,
                      const ttri_value *values, const char *const *names,
                      struct ttri_writer *writer, struct ttr_error *error);

#endif
