/* block.h: the program of one block of paths. Lanes are paths: an operand is a
 * row, or one number that all paths share. */
#ifndef TTRI_BLOCK_H
#define TTRI_BLOCK_H

#include "lanes/operations.h"
#include "program/plan.h"

/* Forms beside enum ttri_form, which look at more than a row of each operand or
 * are rare enough to go lane by lane. Operand 0 is the result. */
enum {
    TTRI_FORM_LAG = TTRI_FORMS, /* past, before; `extra`: periods */
    TTRI_FORM_CONVOLVE,         /* flow, by age */
    TTRI_FORM_SELECT_SHARED,    /* number, and two of either sort */
    TTRI_FORM_QUANTILE,
    TTRI_FORM_NORMAL,
    TTRI_FORM_TABLE /* `extra`: the grid */
};

struct ttri_block_step {
    uint32_t form, first, count, extra; /* operands [first, first + count] */
};

/* What operands count from; rings and then lagged values follow. */
enum ttri_base {
    TTRI_BASE_ROWS,    /* of the workspace */
    TTRI_BASE_NUMBERS, /* that do not change */
    TTRI_BASE_DRAWS,   /* drawn once */
    TTRI_BASE_SERIES,  /* numbers of this period */
    TTRI_BASE_SHOCKS,  /* drawn in this period */
    TTRI_BASE_RESULTS, /* of this period */
    TTRI_BASE_RINGS
};

/* Rows that are looked back at, over the last `periods`: those of one period
 * stand together. */
struct ttri_ring {
    uint32_t first, row, periods;
};

/* A value some periods ago needs no copy: its row is found anew each period. */
struct ttri_lagged {
    struct ttri_lane_operand past, before;
    uint32_t lag;
};

struct ttri_block {
    struct ttri_block_step *step;
    uint32_t steps, step_capacity, once; /* the first are taken once */
    struct ttri_lane_operand *operand;
    uint32_t operands;
    struct ttri_ring *ring;
    uint32_t rings;
    struct ttri_lagged *lagged;
    uint32_t laggeds;
    double *number;
    uint32_t numbers;
    double *series; /* by period, `columns` of each */
    uint32_t columns;
    size_t bases; /* where the workspace holds them */
};

/* ---- fuse.c: which operations run as one ---- */

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
    uint32_t length; /* of a chain of sums */
    uint8_t chain;   /* 1 + the operand that is a part of this */
    bool inner;      /* only a part of its user */
    bool lagged;     /* only a place in the past */
};

struct ttri_fusion {
    const struct ttri_planner *planner;
    struct ttri_fused *node; /* by node */
    struct ttri_block *block;
    uint32_t *value; /* operands of the steps */
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
bool ttri_is_leaf(uint8_t op);

/* ---- rows.c: where values lie ---- */

/* Numbers of a value that is the same on every path. */
struct ttri_numbers {
    const double *number;
    uint32_t step; /* 0 or 1 */
};
typedef struct ttri_numbers ttri_numbers_of(const void *context, uint32_t node);

bool ttri_place_rows(const struct ttri_fusion *fusion,
                     ttri_numbers_of *numbers_of, const void *context);

void ttri_block_free(const struct ttri_memory *memory,
                     struct ttri_block *block);

#endif
