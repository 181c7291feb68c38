/* What can be said of an operation while the graph is built. A rewrite looks
 * at operands only, never at uses or outputs: what is asked of a program must
 * not change its digits. */
#include "program/graph.h"

#include <math.h>

#include "math/elementary.h"
#include "math/normal.h"

double ttri_apply(uint8_t op, double a, double b, double c)
{
    switch (op) {
    case TTRI_OP_ADD:
        return a + b;
    case TTRI_OP_SUB:
        return a - b;
    case TTRI_OP_MUL:
        return a * b;
    case TTRI_OP_DIV:
        return b == 0.0 ? 0.0 : a / b;
    case TTRI_OP_MIN:
        return a < b ? a : b;
    case TTRI_OP_MAX:
        return a > b ? a : b;
    case TTRI_OP_EXP:
        return ttri_exponential(a);
    case TTRI_OP_LOG:
        return ttri_logarithm(a);
    case TTRI_OP_ODDS:
        c = 1.0 + a * (b - 1.0);
        /* Only a share of 1 with odds times 0: it is a fixed point. */
        return c == 0.0 ? 1.0 : a * b / c;
    case TTRI_OP_SELECT:
        return a > 0.0 ? b : c;
    case TTRI_OP_QUANTILE:
        return ttri_normal_quantile(fmin(fmax(a, 1e-12), 1.0 - 1e-12));
    case TTRI_OP_EXP_TWO:
        return ttri_exponential_two(a);
    case TTRI_OP_NORMAL:
        return ttri_normal_probability(a);
    case TTRI_OP_STEP:
        return (a > b ? 0.5 : 0.0) + (a < b ? 0.0 : 0.5);
    default:
        return NAN;
    }
}

/* Cubic of Hermite on one interval: `part` of the way from `low` to `high`. */
static double smooth(double part, double width, const double *point,
                     const double *slope)
{
    double rise = point[1] - point[0];
    double a = slope[0] * width - rise, b = rise - slope[1] * width;
    double rest = 1.0 - part;

    return (rest * point[0] + part * point[1]) +
           part * rest * (rest * a + part * b);
}

/* Its derivative by x. */
static double smooth_slope(double part, double width, const double *point,
                           const double *slope)
{
    double rise = point[1] - point[0];
    double a = slope[0] * width - rise, b = rise - slope[1] * width;
    double rest = 1.0 - part;

    return (rise + (rest - part) * (rest * a + part * b) +
            part * rest * (b - a)) /
           width;
}

double ttri_grid_slope(const struct ttri_grid *grid, double x)
{
    double width = (grid->high - grid->low) / (grid->count - 1), place;
    uint32_t i;

    if (!grid->smooth || !(x >= grid->low && x <= grid->high))
        return 0.0;
    place = (x - grid->low) / width;
    i = (uint32_t)place;
    i = i < grid->count - 1 ? i : grid->count - 2;
    return smooth_slope(place - i, width, grid->point + i,
                        grid->point + grid->count + i);
}

double ttri_grid_at(const struct ttri_grid *grid, double x)
{
    uint32_t intervals = grid->smooth ? grid->count - 1 : grid->count, i;
    double width = (grid->high - grid->low) / intervals, place;

    x = x > grid->low ? (x < grid->high ? x : grid->high) : grid->low;
    place = (x - grid->low) / width;
    i = (uint32_t)place;
    i = i < intervals ? i : intervals - 1;
    if (!grid->smooth)
        return grid->point[i];
    return smooth(place - i, width, grid->point + i,
                  grid->point + grid->count + i);
}

static bool is_number(const struct ttri_graph *graph, uint32_t x, double number)
{
    return graph->node[x].op == TTRI_OP_CONSTANT &&
           graph->node[x].number == number;
}

static bool is_known(const struct ttri_graph *graph, uint32_t x)
{
    return graph->node[x].op == TTRI_OP_CONSTANT ||
           graph->node[x].op == TTRI_OP_SERIES;
}

/* The numbers of a known value: period t at [t * step]. */
struct numbers {
    const double *number;
    size_t step;
};

static struct numbers numbers_of(const struct ttri_graph *graph, uint32_t x)
{
    const struct ttri_node *node = &graph->node[x];

    if (node->op == TTRI_OP_SERIES)
        return (struct numbers){
            graph->series + (size_t)node->a * graph->periods, 1};
    return (struct numbers){&node->number, 0};
}

/* Operands that are all numbers give numbers. */
static ttri_value fold_numbers(struct ttri_graph *graph, uint8_t op, uint32_t a,
                               uint32_t b, uint32_t c)
{
    struct ttri_node node = {.op = op, .a = a, .b = b, .c = c};
    uint32_t operand[3], count = ttri_operands(&node, operand);
    struct numbers x[3] = {
        {&node.number, 0}, {&node.number, 0}, {&node.number, 0}};
    size_t step = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (!is_known(graph, operand[i]))
            return 0;
        x[i] = numbers_of(graph, operand[i]);
        step |= x[i].step;
    }
    for (uint32_t t = 0; t < (step != 0 ? graph->periods : 1); t++)
        graph->scratch[t] =
            ttri_apply(op, x[0].number[t * x[0].step],
                       x[1].number[t * x[1].step], x[2].number[t * x[2].step]);
    return step != 0 ? ttri_series(graph, graph->scratch)
                     : ttri_constant(graph, graph->scratch[0]);
}

static ttri_value fold_lag(struct ttri_graph *graph, uint32_t a, uint32_t b,
                           uint32_t periods)
{
    struct numbers past, first;

    if (!is_known(graph, a) || !is_known(graph, b))
        return 0;
    past = numbers_of(graph, a);
    first = numbers_of(graph, b);
    for (uint32_t t = 0; t < graph->periods; t++)
        graph->scratch[t] = t < periods
                                ? first.number[t * first.step]
                                : past.number[(t - periods) * past.step];
    return ttri_series(graph, graph->scratch);
}

static ttri_value fold_product(struct ttri_graph *graph, uint32_t a, uint32_t b)
{
    if (is_number(graph, a, 1.0) || is_number(graph, b, 0.0))
        return b;
    if (is_number(graph, b, 1.0) || is_number(graph, a, 0.0))
        return a;
    return 0;
}

/* Shares of exactly 0 and 1 are fixed points: nothing moves them. */
static ttri_value fold_odds(struct ttri_graph *graph, uint32_t a, uint32_t k)
{
    if (is_number(graph, a, 0.0) || is_number(graph, a, 1.0) ||
        is_number(graph, k, 1.0))
        return a;
    return 0;
}

static ttri_value fold_select(const struct ttri_graph *graph, uint32_t a,
                              uint32_t b, uint32_t c)
{
    if (b == c)
        return b;
    if (graph->node[a].op == TTRI_OP_CONSTANT)
        return graph->node[a].number > 0.0 ? b : c;
    return 0;
}

static ttri_value fold_table(struct ttri_graph *graph, uint8_t op, uint32_t a,
                             uint32_t grid)
{
    double (*at)(const struct ttri_grid *, double) =
        op == TTRI_OP_TABLE ? ttri_grid_at : ttri_grid_slope;
    struct numbers x;

    if (!is_known(graph, a))
        return 0;
    x = numbers_of(graph, a);
    for (uint32_t t = 0; t < graph->periods; t++)
        graph->scratch[t] = at(&graph->grid[grid], x.number[t * x.step]);
    return ttri_series(graph, graph->scratch);
}

/* A lowest and a highest number: how many bounds a rule looks behind. */
#define BOUNDS 2

static bool is_bound(const struct ttri_graph *graph, uint32_t value)
{
    return graph->node[value].op == TTRI_OP_CONSTANT &&
           graph->node[value].number > 0.0;
}

/* The logarithm of a power, or of one held between at most `bounds` positive
 * numbers; 0 for what may be no power. */
static ttri_value fold_logarithm(struct ttri_graph *graph, uint32_t a,
                                 int bounds)
{
    const struct ttri_node x = graph->node[a];
    bool first;
    ttri_value inner;

    if (x.op == TTRI_OP_EXP)
        return x.a;
    if (x.op == TTRI_OP_EXP_TWO)
        return ttri_mul(graph, ttri_constant(graph, TTRI_LOG_TWO), x.a);
    if ((x.op != TTRI_OP_MIN && x.op != TTRI_OP_MAX) || bounds == 0)
        return 0;
    first = is_bound(graph, x.a);
    if (!first && !is_bound(graph, x.b))
        return 0;
    inner = fold_logarithm(graph, first ? x.b : x.a, bounds - 1);
    if (inner == 0)
        return 0;
    return ttri_operate(
        graph, x.op,
        ttri_constant(graph,
                      ttri_logarithm(graph->node[first ? x.a : x.b].number)),
        inner, 0);
}

/* Positive, or no number, as seen behind `bounds` of them. */
static bool is_positive(const struct ttri_graph *graph, uint32_t value,
                        int bounds)
{
    const struct ttri_node *x = &graph->node[value];

    switch (x->op) {
    case TTRI_OP_CONSTANT:
        return x->number > 0.0;
    case TTRI_OP_EXP:
    case TTRI_OP_EXP_TWO:
        return true;
    case TTRI_OP_MAX:
        return bounds > 0 && (is_positive(graph, x->a, bounds - 1) ||
                              is_positive(graph, x->b, bounds - 1));
    case TTRI_OP_MIN:
        return bounds > 0 && is_positive(graph, x->a, bounds - 1) &&
               is_positive(graph, x->b, bounds - 1);
    default:
        return false;
    }
}

static ttri_value fold_power(const struct ttri_graph *graph, uint32_t a)
{
    const struct ttri_node *x = &graph->node[a];

    return x->op == TTRI_OP_LOG && is_positive(graph, x->a, BOUNDS) ? x->a : 0;
}

ttri_value ttri_fold(struct ttri_graph *graph, uint8_t op, uint32_t a,
                     uint32_t b, uint32_t c)
{
    ttri_value folded = 0;

    switch (op) {
    case TTRI_OP_LAG:
        return fold_lag(graph, a, b, c);
    case TTRI_OP_CONVOLVE:
        return is_number(graph, a, 0.0) ? a : 0;
    case TTRI_OP_ADD:
        folded = is_number(graph, a, 0.0)   ? b
                 : is_number(graph, b, 0.0) ? a
                                            : 0;
        break;
    case TTRI_OP_SUB:
        folded = is_number(graph, b, 0.0) ? a
                 : a == b                 ? ttri_constant(graph, 0.0)
                                          : 0;
        break;
    case TTRI_OP_MUL:
        folded = fold_product(graph, a, b);
        break;
    case TTRI_OP_DIV:
        folded = is_number(graph, b, 1.0) || is_number(graph, a, 0.0) ? a : 0;
        break;
    case TTRI_OP_MIN:
    case TTRI_OP_MAX:
        folded = a == b ? a : 0;
        break;
    case TTRI_OP_EXP:
        folded = fold_power(graph, a);
        break;
    case TTRI_OP_LOG:
        folded = fold_logarithm(graph, a, BOUNDS);
        break;
    case TTRI_OP_ODDS:
        folded = fold_odds(graph, a, b);
        break;
    case TTRI_OP_SELECT:
        folded = fold_select(graph, a, b, c);
        break;
    case TTRI_OP_TABLE:
    case TTRI_OP_SLOPE:
        return fold_table(graph, op, a, b);
    case TTRI_OP_TOTAL:
        return is_number(graph, a, 0.0) ? a : 0;
    case TTRI_OP_CHOICE:
        return a == b ? a : 0;
    default:
        break;
    }
    return folded != 0 || !is_known(graph, a)
               ? folded
               : fold_numbers(graph, op, a, b, c);
}
