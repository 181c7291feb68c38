/* The sweep asks, for each value from the last to the first, what its users add
 * to its slope: so slopes add up in an order that is the same everywhere, and
 * values that carry state are no exception, one period after the other, the
 * last first. */
#include <math.h>
#include <string.h>

#include "math/elementary.h"
#include "program/point_parts.h"
#include "program/reverse.h"

/* Operands of a use and its result in the same period. */
struct numbers {
    double a, b, y;
};

static double of_lesser(double a, double b)
{
    return ttri_apply(TTRI_OP_STEP, b, a, 0.0);
}

static double of_odds(double a, double k, bool by_share)
{
    double d = 1.0 + a * (k - 1.0);

    return ttri_apply(TTRI_OP_DIV, by_share ? k : a * (1.0 - a), d * d, 0.0);
}

/* Derivative of y by one of the operands; a sum's or product's are taken by
 * themselves. */
static double derivative(const struct ttri_graph *graph,
                         const struct ttri_node *x, uint32_t operand,
                         struct numbers at)
{
    double of_operand = operand == 0 ? at.a : at.b;
    double other = operand == 0 ? at.b : at.a;

    switch (x->op) {
    case TTRI_OP_DIV:
        return ttri_apply(TTRI_OP_DIV, operand == 0 ? 1.0 : -at.y, at.b, 0.0);
    case TTRI_OP_MIN:
        return of_lesser(of_operand, other);
    case TTRI_OP_MAX:
        return of_lesser(other, of_operand);
    case TTRI_OP_EXP:
        return at.y;
    case TTRI_OP_EXP_TWO:
        return TTRI_LOG_TWO * at.y;
    case TTRI_OP_LOG:
        return ttri_apply(TTRI_OP_DIV, 1.0, at.a, 0.0);
    case TTRI_OP_ODDS:
        return of_odds(at.a, at.b, operand == 0);
    case TTRI_OP_SELECT:
        return (at.a > 0.0) == (operand == 1) ? 1.0 : 0.0;
    case TTRI_OP_QUANTILE:
        return fabs(at.y) < ttri_quantile_end()
                   ? TTRI_DENSITY_OVER * ttri_exponential(0.5 * at.y * at.y)
                   : 0.0;
    case TTRI_OP_NORMAL:
        return TTRI_DENSITY * ttri_exponential(-0.5 * at.a * at.a);
    default: /* TTRI_OP_TABLE */
        return ttri_grid_slope(&graph->grid[x->b], at.a);
    }
}

/* A use at work. */
struct work {
    const struct ttri_graph *graph;
    const struct ttri_node *x;
    uint32_t operand;
    struct ttri_row a, b, y, slope; /* of the user: operands, value, slope */
};

/* What a lag's slopes are for period t of an operand. */
static double passed(const struct work *work, uint32_t t)
{
    uint32_t lag = work->x->c;

    if (work->operand == 1)
        return t < lag ? ttri_row_number(&work->slope, t) : 0.0;
    return t + lag < work->graph->periods
               ? ttri_row_number(&work->slope, t + lag)
               : 0.0;
}

/* Those of later periods come back by age. */
static double gathered(const struct work *work, uint32_t t)
{
    const struct ttri_row *other = work->operand == 0 ? &work->b : &work->a;
    double sum = 0.0;

    for (uint32_t age = 0; t + age < work->graph->periods; age++)
        sum += ttri_row_number(&work->slope, t + age) *
               ttri_row_number(other, age);
    return sum;
}

/* What a use that is neither in a sum nor in a product adds in period t. */
static double part(const struct work *work, uint32_t t)
{
    const struct ttri_row *a = &work->a, *b = &work->b;
    double slope = ttri_row_number(&work->slope, t);

    switch (work->x->op) {
    case TTRI_OP_SUB:
        return work->operand == 0 ? slope : -slope;
    case TTRI_OP_LAG:
        return passed(work, t);
    case TTRI_OP_CONVOLVE:
        return gathered(work, t);
    default:
        return slope *
               derivative(work->graph, work->x, work->operand,
                          (struct numbers){ttri_row_number(a, t),
                                           ttri_row_number(b, t),
                                           ttri_row_number(&work->y, t)});
    }
}

/* What a use adds in periods [t, end) of its user. */
static void pass_back(const struct work *work, struct ttri_row to, uint32_t t,
                      uint32_t end)
{
    struct ttri_row slope = work->slope;
    struct ttri_row other = work->operand == 0 ? work->b : work->a;

    if (work->x->op == TTRI_OP_ADD)
        for (; t < end; t++)
            to.at[t * to.step] += ttri_row_number(&slope, t);
    else if (work->x->op == TTRI_OP_MUL)
        for (; t < end; t++)
            to.at[t * to.step] +=
                ttri_row_number(&slope, t) * ttri_row_number(&other, t);
    else
        for (; t < end; t++)
            to.at[t * to.step] += part(work, t);
}

static void find_slope(const struct ttri_point *point, uint32_t i, uint32_t t,
                       uint32_t end)
{
    const struct ttri_place *place = &point->place[i];
    struct ttri_row to = ttri_row_of(point, point->slope, i);

    for (uint32_t j = place->first; j < place->first + place->uses; j++) {
        const struct ttri_use *use = &point->use[j];
        const struct ttri_place *user = &point->place[use->user];
        const struct work work = {
            point->graph,
            user->x,
            use->operand,
            ttri_row_of(point, point->value, user->operand[0]),
            ttri_row_of(point, point->value, user->operand[1]),
            ttri_row_of(point, point->value, use->user),
            ttri_row_of(point, point->slope, use->user)};

        pass_back(&work, to, t, user->step != 0 ? end : 1);
    }
}

/* Values [first, end) carry state into each other, or it is one alone. */
static void sweep_group(const struct ttri_point *point, uint32_t first,
                        uint32_t end)
{
    uint32_t periods = point->graph->periods;

    if (ttri_is_lone(point, first))
        find_slope(point, first, 0, periods);
    else
        for (uint32_t t = periods; t-- > 0;)
            for (uint32_t i = end; i-- > first;)
                find_slope(point, i, t, t + 1);
}

void ttri_point_slopes(struct ttri_point *point, double *slopes)
{
    const struct ttri_order *order = &point->order;
    size_t periods = point->graph->periods;
    uint32_t end = order->count, first;

    memset(slopes, 0, point->graph->draws * periods * sizeof *slopes);
    for (; end > 0; end = first) {
        first = end - 1;
        while (order->group[first] == 0)
            first--;
        sweep_group(point, first, end);
    }
    for (uint32_t i = 0; i < order->count; i++) {
        const struct ttri_place *place = &point->place[i];

        if (place->x->op == TTRI_OP_DRAW)
            memcpy(slopes + place->x->a * periods, point->slope + place->offset,
                   (place->step != 0 ? periods : 1) * sizeof *slopes);
    }
}
