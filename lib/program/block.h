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
    TTRI_FORM_TABLE, /* `extra`: the grid */
    TTRI_FORM_SLOPE
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
    TTRI_BASE_BACK,    /* of the draws, the last period's first */
    TTRI_BASE_RESULTS, /* of this period */
    TTRI_BASE_KEPT,    /* the results that are one row */
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
    /* The first are taken once; those from `last` on after the last period;
     * between them sections end at these. */
    uint32_t steps, step_capacity, once, last;
    uint32_t *end, ends, end_capacity;
    uint32_t periods; /* up to the last in which anything is wanted */
    bool *wanted;     /* periods x steps, of those between; or NULL: all */
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

#endif
