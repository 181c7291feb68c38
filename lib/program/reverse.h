/* reverse.h: the equations of a reverse sweep while they are made: values.c
 * gives what they read of the forward sweep, rules.c has a rule for each
 * operation, reverse.c goes through the nodes and adds up. */
#ifndef TTRI_REVERSE_H
#define TTRI_REVERSE_H

#include "program/adjoint.h"
#include "program/graph.h"

/* 1 / sqrt(2 pi) and sqrt(2 pi) */
#define TTRI_DENSITY      0x1.9884533d43651p-2
#define TTRI_DENSITY_OVER 0x1.40d931ff62706p+1

/* Quantiles are clamped from here on. */
static inline double ttri_quantile_end(void)
{
    double most = ttri_apply(TTRI_OP_QUANTILE, 1.0, 0.0, 0.0);
    double least = ttri_apply(TTRI_OP_QUANTILE, 0.0, 0.0, 0.0);

    return most < -least ? most : -least;
}

/* What one user adds to the slope of a node. */
struct ttri_slope_part {
    uint32_t next; /* 1 + the next part of the same node, or 0 */
    uint64_t key;  /* parts are added up in this order */
    ttri_value slope;
    bool varies; /* by period; else known after the last */
};

/* What a given row holds. */
struct ttri_given {
    uint32_t node; /* its value; or of a weight: the output */
    bool weight;
};

struct ttri_reverse {
    const struct ttri_graph *from;
    struct ttri_graph *to;
    struct ttri_memory memory;
    struct ttri_order order; /* of `from` */
    /* By node of `from`: */
    uint8_t *rate;
    uint8_t *moves; /* something unknown moves it */
    uint64_t *key;
    ttri_value *back, *onward; /* its value in `to`: 0 until it is read */
    uint32_t *known;           /* 1 + row of `number` */
    uint32_t *kept;            /* 1 + index of what is given */
    uint32_t *part_of;         /* 1 + its first part */
    ttri_value *late;          /* of a lag: stands for its slope */
    ttri_value *slope;
    double *number;  /* what is the same on every path, by period */
    double *scratch; /* one row */
    struct ttri_slope_part *part;
    uint32_t parts, part_capacity;
    struct ttri_given *given;
    uint32_t givens, given_capacity;
    uint32_t *sorted; /* parts of one node */
    uint32_t sorted_capacity;
    uint8_t *still; /* by node of `to`: does not change over time */
    uint32_t stills, still_capacity;
    bool failed;
};

/* Finds order, rates, what moves; makes the equations. */
ttr_status ttri_reverse_begin(struct ttri_reverse *reverse,
                              const struct ttri_graph *graph, uint32_t outputs,
                              const ttri_value *values, unsigned by,
                              struct ttr_error *error);
void ttri_reverse_clear(struct ttri_reverse *reverse);

static inline uint32_t ttri_reverse_resolve(const struct ttri_reverse *reverse,
                                            uint32_t node)
{
    return ttri_resolve(reverse->from, node);
}

static inline bool ttri_varies(const struct ttri_reverse *reverse,
                               uint32_t node)
{
    return (reverse->rate[node] & TTRI_RATE_PERIOD) != 0;
}

static inline bool ttri_is_zero(const struct ttri_graph *graph,
                                ttri_value value)
{
    const struct ttri_node *x = &graph->node[value];

    return x->op == TTRI_OP_CONSTANT && x->number == 0.0;
}

/* `slope` is a part of that of `node`, by user `key`. */
void ttri_reverse_add(struct ttri_reverse *reverse, uint32_t node, uint64_t key,
                      ttri_value slope, bool varies);

/* ---- values.c ---- */

/* Computes what is the same on every path. */
ttr_status ttri_values_known(struct ttri_reverse *reverse,
                             struct ttr_error *error);
/* Writes again what costs less than to keep it. */
void ttri_values_rebuild(struct ttri_reverse *reverse);
/* The value of a node in time that runs backwards, or onward. */
ttri_value ttri_value_back(struct ttri_reverse *reverse, uint32_t node);
ttri_value ttri_value_onward(struct ttri_reverse *reverse, uint32_t node);
/* 1 / value. */
ttri_value ttri_inverse(struct ttri_reverse *reverse, ttri_value value);
/* The rest, if the quotient is a / (a + rest); else TTRI_NONE. */
uint32_t ttri_rest_of_sum(const struct ttri_reverse *reverse,
                          const struct ttri_node *quotient);
/* Index of a row for it. */
uint32_t ttri_values_give(struct ttri_reverse *reverse,
                          struct ttri_given given);

/* ---- rules.c ---- */

/* Hands the slope of a node on to its operands. */
void ttri_reverse_rule(struct ttri_reverse *reverse, uint32_t node,
                       ttri_value slope);

#endif
