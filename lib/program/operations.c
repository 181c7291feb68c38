/* Operations on values of a graph: the ones that there are, and functions on
 * grids. */
#include "program/graph.h"

#include <string.h>

/* a + b and b + a are the same bits, so they are the same node. */
static struct ttri_node node_of(uint8_t op, ttri_value a, ttri_value b,
                                ttri_value c)
{
    return ttri_is_turnable(op) && a > b
               ? (struct ttri_node){.op = op, .a = b, .b = a, .c = c}
               : (struct ttri_node){.op = op, .a = a, .b = b, .c = c};
}

ttri_value ttri_operate(struct ttri_graph *graph, uint8_t op, ttri_value a,
                        ttri_value b, ttri_value c)
{
    struct ttri_node node = node_of(op, a, b, c);
    uint32_t operand[3], count = ttri_operands(&node, operand);
    ttri_value folded;

    if (graph->status != TTR_OK)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        if (operand[i] == 0 || operand[i] >= graph->nodes)
            return ttri_graph_fail(graph, TTR_E_INTERNAL);
    folded = ttri_fold(graph, op, node.a, node.b, node.c);
    return folded != 0 || graph->status != TTR_OK
               ? folded
               : ttri_graph_share(graph, node);
}

ttri_value ttri_add(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return ttri_operate(graph, TTRI_OP_ADD, a, b, 0);
}

ttri_value ttri_sub(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return ttri_operate(graph, TTRI_OP_SUB, a, b, 0);
}

ttri_value ttri_mul(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return ttri_operate(graph, TTRI_OP_MUL, a, b, 0);
}

ttri_value ttri_div(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return ttri_operate(graph, TTRI_OP_DIV, a, b, 0);
}

ttri_value ttri_min(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return ttri_operate(graph, TTRI_OP_MIN, a, b, 0);
}

ttri_value ttri_max(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return ttri_operate(graph, TTRI_OP_MAX, a, b, 0);
}

ttri_value ttri_exp(struct ttri_graph *graph, ttri_value a)
{
    return ttri_operate(graph, TTRI_OP_EXP, a, 0, 0);
}

ttri_value ttri_log(struct ttri_graph *graph, ttri_value a)
{
    return ttri_operate(graph, TTRI_OP_LOG, a, 0, 0);
}

ttri_value ttri_odds(struct ttri_graph *graph, ttri_value share, ttri_value k)
{
    return ttri_operate(graph, TTRI_OP_ODDS, share, k, 0);
}

ttri_value ttri_select(struct ttri_graph *graph, ttri_value condition,
                       ttri_value positive, ttri_value otherwise)
{
    return ttri_operate(graph, TTRI_OP_SELECT, condition, positive, otherwise);
}

ttri_value ttri_lag(struct ttri_graph *graph, ttri_value a, uint32_t periods,
                    ttri_value before)
{
    if (periods == 0)
        return a;
    return ttri_operate(graph, TTRI_OP_LAG, a, before, periods);
}

ttri_value ttri_convolve(struct ttri_graph *graph, ttri_value flow,
                         ttri_value by_age)
{
    return ttri_operate(graph, TTRI_OP_CONVOLVE, flow, by_age, 0);
}

ttri_value ttri_quantile(struct ttri_graph *graph, ttri_value probability)
{
    return ttri_operate(graph, TTRI_OP_QUANTILE, probability, 0, 0);
}

ttri_value ttri_exp_two(struct ttri_graph *graph, ttri_value a)
{
    return ttri_operate(graph, TTRI_OP_EXP_TWO, a, 0, 0);
}

ttri_value ttri_normal(struct ttri_graph *graph, ttri_value a)
{
    return ttri_operate(graph, TTRI_OP_NORMAL, a, 0, 0);
}

static bool same_grid(const struct ttri_grid *x, const struct ttri_grid *y)
{
    size_t numbers = (size_t)x->count * (x->smooth ? 2 : 1);

    return x->low == y->low && x->high == y->high && x->count == y->count &&
           x->smooth == y->smooth &&
           memcmp(x->point, y->point, numbers * sizeof *x->point) == 0;
}

/* Takes over the points; index of the grid, or of an equal one. */
static uint32_t share_grid(struct ttri_graph *graph, struct ttri_grid grid)
{
    for (uint32_t i = 0; i < graph->grids; i++)
        if (same_grid(&graph->grid[i], &grid)) {
            ttri_release(&graph->memory, grid.point);
            return i;
        }
    if (!ttri_grow(&graph->memory, &graph->grid, graph->grids,
                   &graph->grid_capacity, sizeof grid)) {
        ttri_release(&graph->memory, grid.point);
        return TTRI_NONE;
    }
    graph->grid[graph->grids] = grid;
    return graph->grids++;
}

/* Copies the grid; its index, or TTRI_NONE. */
static uint32_t add_grid(struct ttri_graph *graph, struct ttri_grid grid,
                         const double *point, const double *slope)
{
    grid.point = ttri_clear(&graph->memory, grid.count, 2 * sizeof *point);
    if (grid.point == NULL)
        return TTRI_NONE;
    memcpy(grid.point, point, grid.count * sizeof *point);
    if (slope != NULL)
        memcpy(grid.point + grid.count, slope, grid.count * sizeof *slope);
    return share_grid(graph, grid);
}

static ttri_value on_grid(struct ttri_graph *graph, uint8_t op, ttri_value a,
                          struct ttri_grid grid, const double *point,
                          const double *slope)
{
    uint32_t index;

    if (graph->status != TTR_OK)
        return 0;
    index = add_grid(graph, grid, point, slope);
    return index == TTRI_NONE ? ttri_graph_fail(graph, TTR_E_NO_MEMORY)
                              : ttri_operate(graph, op, a, index, 0);
}

ttri_value ttri_table(struct ttri_graph *graph, ttri_value a, double low,
                      double high, uint32_t count, const double *point,
                      const double *slope)
{
    return on_grid(graph, TTRI_OP_TABLE, a,
                   (struct ttri_grid){low, high, count, NULL, slope != NULL},
                   point, slope);
}

ttri_value ttri_slope(struct ttri_graph *graph, ttri_value a, double low,
                      double high, uint32_t count, const double *point,
                      const double *slope)
{
    return on_grid(graph, TTRI_OP_SLOPE, a,
                   (struct ttri_grid){low, high, count, NULL, slope != NULL},
                   point, slope);
}

ttri_value ttri_step(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return ttri_operate(graph, TTRI_OP_STEP, a, b, 0);
}

/* It begins with a zero. */
ttri_value ttri_total(struct ttri_graph *graph, ttri_value a)
{
    return ttri_operate(graph, TTRI_OP_TOTAL, a, ttri_constant(graph, 0.0), 0);
}

ttri_value ttri_choice(struct ttri_graph *graph, ttri_value central,
                       ttri_value random)
{
    return ttri_operate(graph, TTRI_OP_CHOICE, central, random, 0);
}
