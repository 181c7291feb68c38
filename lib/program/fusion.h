/* fusion.h: how a graph of paths becomes the steps of a block: fuse.c decides
 * which operations run as one, steps.c and sums.c write them down, rows.c finds
 * places for what they read and write. */
#ifndef TTRI_FUSION_H
#define TTRI_FUSION_H

#include "program/block.h"

/* Operands of steps before they have places: a node, a temporary, or number 1;
 * numbers may be negated. */
#define TTRI_UNITY    0u
#define TTRI_NEGATIVE 0x80000000u
/* Looked back at without end. */
#define TTRI_FOREVER UINT32_MAX

struct ttri_fused {
    uint32_t uses;   /* by operations of the same period */
    uint32_t scaled; /* of these, by sums that scale it themselves */
    uint32_t memory; /* how many periods it is looked back at */
    uint32_t length; /* of a chain */
    uint8_t chain;   /* 1 + the operand that is a part of this */
    bool numbered;   /* a product that has a number among its factors */
    bool inner;      /* only a part of its user */
    bool lagged;     /* only a place in the past */
};

/* A term of a sum, or a factor of a product. */
enum ttri_term_kind {
    TTRI_TERM_ROW,    /* first; negated if it is marked so */
    TTRI_TERM_NUMBER, /* first */
    TTRI_TERM_SCALED, /* number first times row second */
    TTRI_TERM_PAIR    /* row first times row second */
};

struct ttri_term {
    enum ttri_term_kind kind;
    uint32_t first, second;
};

struct ttri_fusion {
    const struct ttri_planner *planner;
    struct ttri_fused *node; /* by node */
    struct ttri_block *block;
    uint32_t *section; /* by position in the order */
    uint32_t *value;   /* operands of the steps */
    uint32_t values, value_capacity;
    /* Temporaries are numbered after the nodes; output that one is, or
     * TTRI_NONE. */
    uint32_t *temporary;
    uint32_t temporaries, temporary_capacity;
    uint32_t *splat; /* by node: a temporary that holds the number, or 0 */
    struct ttri_term *term;
    uint32_t terms, term_capacity;
    bool failed;
};

/* Fills the steps of `block`, and `value`. */
bool ttri_fuse(struct ttri_fusion *fusion, const struct ttri_planner *planner,
               uint32_t outputs, const ttri_value *values,
               struct ttri_block *block);
void ttri_fusion_clear(struct ttri_fusion *fusion);

/* ---- what a node is ---- */

bool ttri_is_leaf(uint8_t op);

static inline const struct ttri_node *
ttri_fusion_node(const struct ttri_fusion *fusion, uint32_t node)
{
    return &fusion->planner->graph->node[node];
}

static inline uint32_t ttri_fusion_resolve(const struct ttri_fusion *fusion,
                                           uint32_t node)
{
    return ttri_follow_central(fusion->planner->graph, node);
}

static inline bool ttri_is_row(const struct ttri_fusion *fusion, uint32_t node)
{
    return (fusion->planner->rate[node] & TTRI_RATE_PATH) != 0;
}

/* A row that some step writes. */
static inline bool ttri_is_computed(const struct ttri_fusion *fusion,
                                    uint32_t node)
{
    return ttri_is_row(fusion, node) &&
           !ttri_is_leaf(ttri_fusion_node(fusion, node)->op);
}

/* Others see it beside its users. */
static inline bool ttri_is_pinned(const struct ttri_fusion *fusion,
                                  uint32_t node)
{
    return fusion->planner->result[node] != 0 || fusion->node[node].memory != 0;
}

static inline bool ttri_is_sum(const struct ttri_fusion *fusion, uint32_t node)
{
    uint8_t op = ttri_fusion_node(fusion, node)->op;

    return op == TTRI_OP_ADD || op == TTRI_OP_SUB;
}

/* A product with rows alone, or of a number and a row. */
static inline bool ttri_is_product(const struct ttri_fusion *fusion,
                                   uint32_t node, bool with_number)
{
    const struct ttri_node *x = ttri_fusion_node(fusion, node);

    return x->op == TTRI_OP_MUL &&
           (ttri_is_row(fusion, ttri_fusion_resolve(fusion, x->a)) &&
            ttri_is_row(fusion, ttri_fusion_resolve(fusion, x->b))) !=
               with_number;
}

/* A product of more than two factors. */
static inline bool ttri_is_long_product(const struct ttri_fusion *fusion,
                                        uint32_t node)
{
    return ttri_fusion_node(fusion, node)->op == TTRI_OP_MUL &&
           fusion->node[node].chain != 0;
}

/* A product with a number that only sums read, each scaling the row itself. */
static inline bool ttri_is_scaled(const struct ttri_fusion *fusion,
                                  uint32_t node)
{
    return fusion->node[node].scaled != 0 && !ttri_is_pinned(fusion, node) &&
           fusion->node[node].scaled == fusion->node[node].uses;
}

/* Is the output's place that of the node's own row? */
static inline bool ttri_writes_output(const struct ttri_fusion *fusion,
                                      uint32_t node, uint32_t output)
{
    bool by_period = fusion->planner->plan->output[output].rows > 1;

    return fusion->planner->result[node] == output + 1 &&
           ttri_is_computed(fusion, node) &&
           ((fusion->planner->rate[node] & TTRI_RATE_PERIOD) != 0) == by_period;
}

/* ---- sections.c ---- */

/* Fills `section`, and lets what crosses them be kept. False when memory fails.
 */
bool ttri_cut_sections(struct ttri_fusion *fusion);

/* ---- steps.c ---- */

/* A step begins with its result; its operands follow. */
void ttri_step_begin(struct ttri_fusion *fusion, uint32_t to);
void ttri_step_operand(struct ttri_fusion *fusion, uint32_t value);
void ttri_step_end(struct ttri_fusion *fusion, uint32_t form, uint32_t extra);
/* A new value; `output`: that it is, or TTRI_NONE. */
uint32_t ttri_step_temporary(struct ttri_fusion *fusion, uint32_t output);

/* Once it is decided what runs as one: all steps. */
bool ttri_emit_steps(struct ttri_fusion *fusion, uint32_t outputs,
                     const ttri_value *values);

/* ---- wanted.c ---- */

/* Fills `wanted` of the block from that of the outputs, outputs x periods.
 * False when memory fails. */
bool ttri_want_steps(const struct ttri_fusion *fusion, uint32_t outputs,
                     const ttri_value *values, const bool *wanted);

/* ---- sums.c ---- */

/* to = the sum, or product with a number, that `node` is; or 2 to its power. */
void ttri_emit_sum(struct ttri_fusion *fusion, uint32_t node, uint32_t to,
                   bool two);
/* to += what it is the total of. */
void ttri_emit_total(struct ttri_fusion *fusion, uint32_t to);
/* `to`: a product. */
void ttri_emit_product(struct ttri_fusion *fusion, uint32_t to);

/* ---- numbers.c ---- */

/* Numbers of a value that is the same on every path. */
struct ttri_numbers {
    const double *number;
    uint32_t step; /* 0 or 1 */
};
typedef struct ttri_numbers ttri_numbers_of(const void *context, uint32_t node);

struct ttri_number_places {
    const struct ttri_fusion *fusion;
    ttri_numbers_of *numbers_of;
    const void *context;
    /* By 2 node + sign; its base is TTRI_NONE before it is placed. */
    struct ttri_lane_operand *place;
    uint32_t *column; /* of each column: node and sign */
    uint32_t columns, column_capacity, number_capacity;
    bool failed;
};

bool ttri_numbers_begin(struct ttri_number_places *places);
/* A failure shows in the end. */
struct ttri_lane_operand ttri_place_number(struct ttri_number_places *places,
                                           uint32_t value);
bool ttri_numbers_fill(struct ttri_number_places *places);
void ttri_numbers_clear(struct ttri_number_places *places);

/* ---- rows.c ---- */

/* Finds places for all that the steps read and write. */
bool ttri_place_rows(const struct ttri_fusion *fusion,
                     ttri_numbers_of *numbers_of, const void *context);

#endif
