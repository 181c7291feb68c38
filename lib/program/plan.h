/* plan.h: instructions, and where their operands lie. */
#ifndef TTRI_PLAN_H
#define TTRI_PLAN_H

#include "lanes/lanes.h"
#include "program/graph.h"

/* The one operation beside enum ttri_op: to = a. */
#define TTRI_OP_COPY TTRI_OP_COUNT

enum ttri_bank {
    TTRI_BANK_WORK,       /* registers of one run */
    TTRI_BANK_NUMBERS,    /* constants and series of the plan */
    TTRI_BANK_RESULTS,    /* what the caller asked for */
    TTRI_BANK_PARAMETERS, /* what the caller gave */
    TTRI_BANK_DRAWS,      /* random numbers, by draw and period */
    TTRI_BANKS
};

/* Element of lane i in period t: bank[offset + t * step + i * lane]. */
struct ttri_operand {
    uint32_t offset;
    uint32_t step;
    uint8_t bank, lane; /* lane stride: 0 or 1 */
};

struct ttri_instruction {
    uint8_t op;
    uint32_t lag; /* of a lag; of a table: its grid */
    struct ttri_operand to, a, b, c;
};

/* Instructions that run together: each over all lanes once, or all of them
 * period by period. */
struct ttri_section {
    uint32_t first, count, lanes;
    bool by_period;
};

struct ttri_plan {
    struct ttri_memory memory;
    uint32_t periods, lanes, outputs;
    struct ttri_instruction *instruction;
    uint32_t instructions, instruction_capacity;
    struct ttri_section *section;
    uint32_t sections, section_capacity;
    double *number;
    uint32_t numbers, number_capacity;
    double *parameter; /* defaults, `lanes` of each */
    uint32_t parameters;
    double *draw; /* on the central path: one row of periods for each */
    struct ttri_grid *grid;
    uint32_t grids;
    struct ttri_plan_draw *path_draw; /* of a block plan */
    struct ttri_draw *own_draw;       /* what those describe */
    uint32_t path_draws, draw_rows;
    struct ttri_plan_output *output; /* of a block plan */
    uint32_t output_rows;
    struct ttri_block *block; /* of a block plan, else NULL */
    size_t work;
};

/* A plan under construction: where each node lies, and the free registers. */
struct ttri_planner {
    const struct ttri_graph *graph;
    struct ttri_plan *plan;
    struct ttri_order order;
    uint8_t *rate;              /* enum ttri_rate by node */
    uint32_t *last;             /* last position that reads the node */
    uint32_t *result;           /* 1 + first output of the node, or 0 */
    struct ttri_operand *place; /* by node */
    uint32_t *free_row;         /* stack of free registers of `row` doubles */
    uint32_t free_rows, row;
    bool tape; /* writes or reads the tape of an adjoint */
};

/* Begins a plan: order, empty tables. On failure everything is released. */
ttr_status ttri_planner_begin(struct ttri_planner *planner,
                              const struct ttri_graph *graph, uint32_t outputs,
                              const ttri_value *values, uint32_t lanes,
                              struct ttr_error *error);
/* Ends it: hands the plan out, or releases it if `status` is a failure. */
ttr_status ttri_planner_end(struct ttri_planner *planner, ttr_status status,
                            struct ttri_plan **plan, struct ttr_error *error);
/* Places a constant, series or parameter; false if memory fails. */
bool ttri_planner_leaf(struct ttri_planner *planner, uint32_t node);
/* A register of `row` doubles, used again once ttri_planner_give() is called;
 * or `count` doubles for good. */
uint32_t ttri_planner_take(struct ttri_planner *planner);
void ttri_planner_give(struct ttri_planner *planner, uint32_t offset);
uint32_t ttri_planner_keep(struct ttri_planner *planner, uint32_t count);
/* Appends the node's instruction; its place and its operands' are known. */
bool ttri_planner_emit(struct ttri_planner *planner, uint32_t node);
bool ttri_planner_copy(struct ttri_planner *planner, struct ttri_operand to,
                       struct ttri_operand from);
/* Closes the instructions since the last section into a new one. */
bool ttri_planner_section(struct ttri_planner *planner, uint32_t lanes,
                          bool by_period);

/* Runs what needs neither draws nor results: `work` doubles of the plan. */
void ttri_evaluate(const struct ttri_plan *plan, double *work);

#endif
