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
    TTRI_OP_COUNT
};

enum ttri_rate {
    TTRI_RATE_CONSTANT = 0,
    TTRI_RATE_PERIOD = 1,
    TTRI_RATE_PATH = 2,
    TTRI_RATE_BOTH = 3
};

struct ttri_graph;

/* ---- build ---- */

struct ttri_graph *ttri_graph_new(const struct ttri_memory *memory,
                                  uint32_t periods);
void ttri_graph_free(struct ttri_graph *graph);
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
/* Binds a forward; binding twice is an internal error. */
void ttri_bind(struct ttri_graph *graph, ttri_value forward, ttri_value value);
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

/* Names a value for errors and explanations; the first name stays. Names are
 * copied. */
void ttri_name(struct ttri_graph *graph, ttri_value value, const char *name);
const char *ttri_name_of(const struct ttri_graph *graph, ttri_value value);

/* If the value is a number known while building (a constant, or a series),
 * its period `t`; else false. */
bool ttri_known(const struct ttri_graph *graph, ttri_value value, uint32_t t,
                double *number);

/* What a bound forward stands for; other values stand for themselves. */
ttri_value ttri_resolve(const struct ttri_graph *graph, ttri_value value);

/* ---- compile ---- */

/* A plan computes outputs; it keeps no reference to the graph. */
struct ttri_plan;

/* Central plan: one path, periods as lanes. Errors: TTR_E_CYCLE with the names
 * on the loop, TTR_E_INTERNAL for an unbound forward. */
ttr_status ttri_plan_central(const struct ttri_graph *graph, uint32_t outputs,
                             const ttri_value *values, struct ttri_plan **plan,
                             struct ttr_error *error);
/* Block plan: the parameters with varying[index] differ by path; `lanes`
 * paths run together. */
ttr_status ttri_plan_paths(const struct ttri_graph *graph, uint32_t outputs,
                           const ttri_value *values, const uint8_t *varying,
                           uint32_t lanes, struct ttri_plan **plan,
                           struct ttr_error *error);
void ttri_plan_free(struct ttri_plan *plan);
/* Number of operations, for tests and benchmarks. */
uint32_t ttri_plan_operations(const struct ttri_plan *plan);

/* ---- run ---- */

/* Number of doubles that a run needs beside its results. */
size_t ttri_plan_workspace(const struct ttri_plan *plan);

/* Runs a plan. `parameters`: values by index (x lanes), or NULL for the
 * graph's. `results`: outputs x periods (x lanes). Thread-safe. */
ttr_status ttri_run(const struct ttri_plan *plan,
                    const struct ttri_memory *memory, const double *parameters,
                    double *results, struct ttr_error *error);

/* ---- explain ---- */

/* Writes how `value` comes about in period `t` as a tree of named values, at
 * most `depth` names deep. `parameters` as in ttri_run_central(). */
ttr_status ttri_explain(const struct ttri_graph *graph, ttri_value value,
                        uint32_t t, uint32_t depth, const double *parameters,
                        struct ttri_writer *writer, struct ttr_error *error);

#endif
