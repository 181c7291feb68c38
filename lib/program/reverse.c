/* From the equations to those of their slopes: the last node first. */
#include "program/reverse.h"

void ttri_reverse_add(struct ttri_reverse *reverse, uint32_t node, uint64_t key,
                      ttri_value slope, bool varies)
{
    if (!reverse->moves[node] || slope == 0 || ttri_is_zero(reverse->to, slope))
        return;
    if (!ttri_grow(&reverse->memory, &reverse->part, reverse->parts,
                   &reverse->part_capacity, sizeof *reverse->part)) {
        reverse->failed = true;
        return;
    }
    reverse->part[reverse->parts] =
        (struct ttri_slope_part){reverse->part_of[node], key, slope, varies};
    reverse->part_of[node] = ++reverse->parts;
}

/* ---- what is known of the nodes ---- */

static bool is_unknown(const struct ttri_node *x, unsigned by)
{
    return (x->op == TTRI_OP_PARAMETER && (by & TTRI_BY_PARAMETERS) != 0) ||
           (x->op == TTRI_OP_DRAW && (by & TTRI_BY_DRAWS) != 0);
}

static bool is_moved(const struct ttri_reverse *reverse, uint32_t node,
                     unsigned by)
{
    const struct ttri_node *x = &reverse->from->node[node];
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        /* nothing passes a condition */
        if ((x->op != TTRI_OP_SELECT || i > 0) &&
            reverse->moves[ttri_reverse_resolve(reverse, operand[i])])
            return true;
    return is_unknown(x, by);
}

/* Of nodes that carry state into each other all are moved, or none. */
static void find_moved(struct ttri_reverse *reverse, unsigned by)
{
    const struct ttri_order *order = &reverse->order;

    for (uint32_t i = 0; i < order->count; i += order->group[i]) {
        bool moved = false;

        for (uint32_t j = i; j < i + order->group[i]; j++)
            moved = moved || is_moved(reverse, order->node[j], by);
        for (uint32_t j = i; j < i + order->group[i]; j++)
            reverse->moves[order->node[j]] = moved;
    }
}

/* ---- the sweep ---- */

static bool is_after(const struct ttri_reverse *reverse, uint32_t i, uint32_t j)
{
    return reverse->part[i].key > reverse->part[j].key;
}

/* The node's parts, in the order of their keys. */
static uint32_t sort_parts(struct ttri_reverse *reverse, uint32_t node)
{
    uint32_t count = 0;

    for (uint32_t i = reverse->part_of[node]; i != 0;
         i = reverse->part[i - 1].next) {
        if (!ttri_grow(&reverse->memory, &reverse->sorted, count,
                       &reverse->sorted_capacity, sizeof i)) {
            reverse->failed = true;
            return 0;
        }
        reverse->sorted[count++] = i - 1;
    }
    for (uint32_t gap = count / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < count; i++)
            for (uint32_t k = i;
                 k >= gap && is_after(reverse, reverse->sorted[k - gap],
                                      reverse->sorted[k]);
                 k -= gap) {
                uint32_t kept = reverse->sorted[k];

                reverse->sorted[k] = reverse->sorted[k - gap];
                reverse->sorted[k - gap] = kept;
            }
    return count;
}

static ttri_value add_up(struct ttri_reverse *reverse, uint32_t count,
                         bool varies)
{
    ttri_value sum = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct ttri_slope_part *part = &reverse->part[reverse->sorted[i]];

        if (part->varies == varies)
            sum = sum == 0 ? part->slope
                           : ttri_add(reverse->to, sum, part->slope);
    }
    return sum;
}

/* ---- totals ---- */

static bool find_still(const struct ttri_reverse *reverse, uint32_t node)
{
    const struct ttri_node *x = &reverse->to->node[node];
    uint32_t operand[3], count = ttri_operands(x, operand);

    if (x->op == TTRI_OP_GIVEN)
        return x->b == TTRI_GIVEN_ONCE;
    if (x->op == TTRI_OP_TOTAL || x->op == TTRI_OP_CONSTANT)
        return true;
    if (count == 0 || x->op == TTRI_OP_FORWARD || x->op == TTRI_OP_LAG ||
        x->op == TTRI_OP_CONVOLVE)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!reverse->still[operand[i]])
            return false;
    return true;
}

/* Operands stand before what is made of them. */
static bool is_still(struct ttri_reverse *reverse, ttri_value value)
{
    while (reverse->stills < reverse->to->nodes && !reverse->failed) {
        if (!ttri_grow(&reverse->memory, &reverse->still, reverse->stills,
                       &reverse->still_capacity, sizeof *reverse->still))
            reverse->failed = true;
        else {
            reverse->still[reverse->stills] =
                find_still(reverse, reverse->stills);
            reverse->stills++;
        }
    }
    return !reverse->failed && reverse->still[value];
}

/* Products are parted down to so many levels. */
#define MOST_LEVELS 12

static ttri_value times(struct ttri_reverse *reverse, ttri_value a,
                        ttri_value b)
{
    return a == 0 ? b : b == 0 ? a : ttri_mul(reverse->to, a, b);
}

/* Parts a product: what varies over time is left (0: nothing), the rest comes
 * into `factor` (0: nothing). */
static ttri_value take_still(struct ttri_reverse *reverse, ttri_value value,
                             uint32_t levels, ttri_value *factor)
{
    const struct ttri_node x = reverse->to->node[value];
    ttri_value a, b, a_factor, b_factor;

    *factor = 0;
    if (is_still(reverse, value)) {
        *factor = value;
        return 0;
    }
    if (x.op != TTRI_OP_MUL || levels == 0)
        return value;
    a = take_still(reverse, x.a, levels - 1, &a_factor);
    b = take_still(reverse, x.b, levels - 1, &b_factor);
    if (a_factor == 0 && b_factor == 0)
        return value;
    *factor = times(reverse, a_factor, b_factor);
    return times(reverse, a, b);
}

/* Sum over time of what the varying parts add up to. A factor that does not
 * vary is taken once, after the last period. */
static ttri_value total_parts(struct ttri_reverse *reverse, uint32_t count)
{
    struct ttri_graph *to = reverse->to;
    ttri_value sum = 0, rest = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct ttri_slope_part part = reverse->part[reverse->sorted[i]];
        ttri_value factor, slope;

        if (!part.varies)
            continue;
        slope = take_still(reverse, part.slope, MOST_LEVELS, &factor);
        if (factor == 0) {
            rest = rest == 0 ? slope : ttri_add(to, rest, slope);
            continue;
        }
        if (slope == 0)
            slope = ttri_constant(to, 1.0);
        slope = ttri_mul(to, factor, ttri_total(to, slope));
        sum = sum == 0 ? slope : ttri_add(to, sum, slope);
    }
    if (rest == 0)
        return sum;
    rest = ttri_total(to, rest);
    return sum == 0 ? rest : ttri_add(to, sum, rest);
}

/* Slope of a node, or 0 if nothing depends on it. */
static ttri_value slope_of(struct ttri_reverse *reverse, uint32_t node)
{
    uint32_t count = sort_parts(reverse, node);
    ttri_value over_time, slope;

    if (ttri_varies(reverse, node))
        return add_up(reverse, count, true);
    over_time = total_parts(reverse, count);
    slope = add_up(reverse, count, false);
    return over_time == 0 ? slope
           : slope == 0   ? over_time
                          : ttri_add(reverse->to, slope, over_time);
}

static void sweep(struct ttri_reverse *reverse)
{
    for (uint32_t i = reverse->order.count; i-- > 0 && !reverse->failed;) {
        uint32_t node = reverse->order.node[i];
        ttri_value slope;

        if (!reverse->moves[node])
            continue;
        slope = reverse->slope[node] = slope_of(reverse, node);
        if (reverse->late[node] != 0)
            ttri_bind(reverse->to, reverse->late[node],
                      slope != 0 ? slope : ttri_constant(reverse->to, 0.0));
        if (slope != 0)
            ttri_reverse_rule(reverse, node, slope);
    }
}

/* A lag that comes before what it looks back at has no slope yet when that
 * needs it. */
static void promise_lags(struct ttri_reverse *reverse)
{
    const struct ttri_graph *from = reverse->from;
    ttri_value zero = ttri_constant(reverse->to, 0.0);

    /* `kept` is free for positions until values are read. */
    for (uint32_t i = 0; i < reverse->order.count; i++)
        reverse->kept[reverse->order.node[i]] = i;
    for (uint32_t i = 0; i < reverse->order.count; i++) {
        uint32_t node = reverse->order.node[i], past;
        const struct ttri_node *x = &from->node[node];

        if (x->op != TTRI_OP_LAG)
            continue;
        past = ttri_reverse_resolve(reverse, x->a);
        if (!reverse->moves[past] || reverse->kept[past] < i)
            continue;
        reverse->late[node] = ttri_forward(reverse->to);
        ttri_reverse_add(reverse, past, ttri_mix(reverse->key[node], 0),
                         ttri_lag(reverse->to, reverse->late[node], x->c, zero),
                         true);
    }
    for (uint32_t i = 0; i < reverse->order.count; i++)
        reverse->kept[reverse->order.node[i]] = 0;
}

/* The slope of an output is its weight. */
static void weigh_outputs(struct ttri_reverse *reverse, uint32_t outputs,
                          const ttri_value *values)
{
    for (uint32_t i = 0; i < outputs && !reverse->failed; i++) {
        uint32_t node = ttri_reverse_resolve(reverse, values[i]);

        if (reverse->moves[node])
            ttri_reverse_add(
                reverse, node, i,
                ttri_given(reverse->to,
                           ttri_values_give(
                               reverse,
                               (struct ttri_given){.node = i, .weight = true}),
                           TTRI_GIVEN_BACK),
                true);
    }
}

/* ---- all together ---- */

static bool allocate(struct ttri_reverse *reverse)
{
    const struct ttri_memory *memory = &reverse->memory;
    size_t n = reverse->from->nodes;

    reverse->to = ttri_graph_new(memory, reverse->from->periods);
    reverse->rate = ttri_clear(memory, n, sizeof *reverse->rate);
    reverse->moves = ttri_clear(memory, n, sizeof *reverse->moves);
    reverse->key = ttri_clear(memory, n, sizeof *reverse->key);
    reverse->back = ttri_clear(memory, n, sizeof *reverse->back);
    reverse->onward = ttri_clear(memory, n, sizeof *reverse->onward);
    reverse->known = ttri_clear(memory, n, sizeof *reverse->known);
    reverse->kept = ttri_clear(memory, n, sizeof *reverse->kept);
    reverse->part_of = ttri_clear(memory, n, sizeof *reverse->part_of);
    reverse->late = ttri_clear(memory, n, sizeof *reverse->late);
    reverse->slope = ttri_clear(memory, n, sizeof *reverse->slope);
    reverse->scratch =
        ttri_clear(memory, reverse->from->periods, sizeof(double));
    return reverse->to != NULL && reverse->rate != NULL &&
           reverse->moves != NULL && reverse->key != NULL &&
           reverse->back != NULL && reverse->onward != NULL &&
           reverse->known != NULL && reverse->kept != NULL &&
           reverse->part_of != NULL && reverse->late != NULL &&
           reverse->slope != NULL && reverse->scratch != NULL;
}

void ttri_reverse_clear(struct ttri_reverse *reverse)
{
    const struct ttri_memory *memory = &reverse->memory;

    ttri_order_clear(memory, &reverse->order);
    ttri_graph_free(reverse->to);
    ttri_release(memory, reverse->rate);
    ttri_release(memory, reverse->moves);
    ttri_release(memory, reverse->key);
    ttri_release(memory, reverse->back);
    ttri_release(memory, reverse->onward);
    ttri_release(memory, reverse->known);
    ttri_release(memory, reverse->kept);
    ttri_release(memory, reverse->part_of);
    ttri_release(memory, reverse->late);
    ttri_release(memory, reverse->slope);
    ttri_release(memory, reverse->number);
    ttri_release(memory, reverse->scratch);
    ttri_release(memory, reverse->part);
    ttri_release(memory, reverse->given);
    ttri_release(memory, reverse->sorted);
    ttri_release(memory, reverse->still);
}

static void write_equations(struct ttri_reverse *reverse, uint32_t outputs,
                            const ttri_value *values)
{
    promise_lags(reverse);
    ttri_values_rebuild(reverse);
    weigh_outputs(reverse, outputs, values);
    sweep(reverse);
}

ttr_status ttri_reverse_begin(struct ttri_reverse *reverse,
                              const struct ttri_graph *graph, uint32_t outputs,
                              const ttri_value *values, unsigned by,
                              struct ttr_error *error)
{
    ttr_status status;

    *reverse = (struct ttri_reverse){.from = graph, .memory = graph->memory};
    status = ttri_order_nodes(graph, outputs, values, &reverse->order, error);
    if (status != TTR_OK)
        return status;
    if (!allocate(reverse) ||
        !ttri_deep_digests(graph, &reverse->order, reverse->key))
        return ttri_no_memory(error, "program");
    ttri_path_rates(graph, &reverse->order, reverse->rate);
    find_moved(reverse, by);
    status = ttri_values_known(reverse, error);
    if (status != TTR_OK)
        return status;
    write_equations(reverse, outputs, values);
    return reverse->failed ? ttri_no_memory(error, "program")
                           : ttri_graph_status(reverse->to, error);
}
