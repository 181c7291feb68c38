/* graph.h: the list of nodes, as the files of this folder see it. */
#ifndef TTRI_GRAPH_H
#define TTRI_GRAPH_H

#include "program/program.h"

struct ttri_node {
    uint8_t op;
    uint32_t a, b, c; /* operands; of a series, a parameter and a draw: its
                         index; b of a table: its index */
    double number;    /* of a constant; a parameter's value */
};

/* A function on a grid. */
struct ttri_grid {
    double low, high;
    uint32_t count;
    double *point; /* `count`, then as many slopes if it is smooth */
    bool smooth;
};

struct ttri_graph {
    struct ttri_memory memory;
    uint32_t periods;
    ttr_status status;
    ttri_value ring;        /* TTR_E_CYCLE: a value bound to itself */
    struct ttri_node *node; /* node[0] is the poison */
    uint32_t nodes, node_capacity;
    const char **name; /* per node, or NULL */
    uint32_t name_capacity;
    struct ttri_texts names;
    uint32_t zero, one; /* the constants asked for most, or 0 */
    uint32_t *slot;     /* hash table of node indices; 0 is free */
    uint32_t slots;
    double *series; /* rows of `periods` numbers */
    uint32_t series_count, series_capacity;
    double *parameter; /* by index; NaN where an index is not used */
    uint32_t parameters, parameter_capacity;
    double *scratch; /* one row */
    struct ttri_grid *grid;
    uint32_t grids, grid_capacity;
    struct ttri_draw *draw; /* names are keys of draw_map */
    uint32_t draws, draw_capacity;
    struct ttri_map draw_map; /* by name */
    uint32_t *given;          /* rows, by index */
    uint32_t givens, given_capacity;
};

/* ---- asked of every node ---- */

/* Operands that are values: 0 to 3 of them, into operand[3]. */
static inline uint32_t ttri_operands(const struct ttri_node *node,
                                     uint32_t operand[3])
{
    static const uint8_t count[TTRI_OP_COUNT] = {
        [TTRI_OP_FORWARD] = 1,  [TTRI_OP_ADD] = 2,      [TTRI_OP_SUB] = 2,
        [TTRI_OP_MUL] = 2,      [TTRI_OP_DIV] = 2,      [TTRI_OP_MIN] = 2,
        [TTRI_OP_MAX] = 2,      [TTRI_OP_EXP] = 1,      [TTRI_OP_LOG] = 1,
        [TTRI_OP_ODDS] = 2,     [TTRI_OP_SELECT] = 3,   [TTRI_OP_LAG] = 2,
        [TTRI_OP_CONVOLVE] = 2, [TTRI_OP_QUANTILE] = 1, [TTRI_OP_EXP_TWO] = 1,
        [TTRI_OP_NORMAL] = 1,   [TTRI_OP_TABLE] = 1,    [TTRI_OP_CHOICE] = 2,
        [TTRI_OP_STEP] = 2,     [TTRI_OP_SLOPE] = 1,    [TTRI_OP_TOTAL] = 2,
    };

    operand[0] = node->a;
    operand[1] = node->b;
    operand[2] = node->c;
    return count[node->op];
}

/* Is it the same with its operands turned? */
static inline bool ttri_is_turnable(uint8_t op)
{
    return op == TTRI_OP_ADD || op == TTRI_OP_MUL || op == TTRI_OP_MIN ||
           op == TTRI_OP_MAX;
}

/* ttri_stands_for(). */
static inline ttri_value ttri_follow(const struct ttri_graph *graph,
                                     ttri_value value)
{
    while (graph->node[value].op == TTRI_OP_FORWARD &&
           graph->node[value].a != 0)
        value = graph->node[value].a;
    return value;
}

/* ttri_resolve(). */
static inline ttri_value ttri_follow_central(const struct ttri_graph *graph,
                                             ttri_value value)
{
    value = ttri_follow(graph, value);
    while (graph->node[value].op == TTRI_OP_CHOICE)
        value = ttri_follow(graph, graph->node[value].a);
    return value;
}

/* ttri_resolve_random(). */
static inline ttri_value ttri_follow_random(const struct ttri_graph *graph,
                                            ttri_value value)
{
    value = ttri_follow(graph, value);
    while (graph->node[value].op == TTRI_OP_CHOICE)
        value = ttri_follow(graph, graph->node[value].b);
    return value;
}

/* ---- graph.c ---- */

/* Keeps the first failure; gives the poison. */
ttri_value ttri_graph_fail(struct ttri_graph *graph, ttr_status status);
/* The node as a new one. */
ttri_value ttri_graph_append(struct ttri_graph *graph, struct ttri_node node);
/* The node, or the equal one that exists. */
ttri_value ttri_graph_share(struct ttri_graph *graph, struct ttri_node node);
uint32_t ttri_node_hash(const struct ttri_node *node);
/* A new table of nodes, of a power of two; false when memory fails. */
bool ttri_graph_rehash(struct ttri_graph *graph, uint32_t slots);

/* ---- operations.c ---- */

/* An operation by its number, for who has it from a node: `b` of a table and
 * `c` of a lag are as in a node of this graph. */
ttri_value ttri_operate(struct ttri_graph *graph, uint8_t op, ttri_value a,
                        ttri_value b, ttri_value c);

/* ---- graph_draws.c ---- */

/* Orders the draws by name: else they stand in the order in which a compiler
 * evaluated arguments. False when memory fails. */
bool ttri_graph_sort_draws(struct ttri_graph *graph);

/* ---- digest.c ---- */

/* A digest of each node: equal where all is equal that it is made of, a few
 * steps deep. `both`: room for two by node; they lie in it. */
const uint64_t *ttri_node_digests(const struct ttri_graph *graph,
                                  uint64_t *both);

/* ---- fold.c ---- */

/* The value of an operation on numbers. Every executor agrees with it to the
 * bit. */
double ttri_apply(uint8_t op, double a, double b, double c);
/* A grid's function at x. */
double ttri_grid_at(const struct ttri_grid *grid, double x);
/* Its derivative; 0 outside, and between steps. */
double ttri_grid_slope(const struct ttri_grid *grid, double x);
/* A simpler value for the operation, or 0 if there is none. */
ttri_value ttri_fold(struct ttri_graph *graph, uint8_t op, uint32_t a,
                     uint32_t b, uint32_t c);

/* ---- order.c ---- */

/* Nodes that the outputs need, in an order in which operands come first.
 * Nodes that carry state into each other stand together as a group, in the
 * order of one period. */
struct ttri_order {
    uint32_t *node;
    uint32_t count;
    uint32_t *group; /* per position: number of the nodes in the group that
                        starts here (1 for a lone node), 0 inside a group */
};

ttr_status ttri_order_nodes(const struct ttri_graph *graph, uint32_t outputs,
                            const ttri_value *values, struct ttri_order *order,
                            struct ttr_error *error);
/* A lone node whose lagged operand is itself. */
bool ttri_depends_on_itself(const struct ttri_graph *graph, uint32_t node);
/* TTR_E_CYCLE: nodes of which each waits for the next, and the last for the
 * first, named from the last to the first. */
ttr_status ttri_fail_cycle(const struct ttri_graph *graph, const char *what,
                           const uint32_t *node, uint32_t count,
                           struct ttr_error *error);
/* What each of them has on paths (enum ttri_rate), by node. */
void ttri_path_rates(const struct ttri_graph *graph,
                     const struct ttri_order *order, uint8_t *rates);
/* Digests all the way down, into `digest`, 0 so far, by node: operands of the
 * same period are in them, and what is looked back at counts as a few steps
 * deep, whether it is known yet or not. False when memory fails. */
bool ttri_deep_digests(const struct ttri_graph *graph,
                       const struct ttri_order *order, uint64_t *digest);
void ttri_order_clear(const struct ttri_memory *memory,
                      struct ttri_order *order);

#endif
