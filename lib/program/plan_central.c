/* The plan of the central path: periods are lanes. What does not change over
 * time is one number; a lone equation runs over all periods at once; equations
 * that carry state into each other run period by period. */
#include "program/plan.h"

static bool is_leaf(const struct ttri_node *node)
{
    return node->op == TTRI_OP_CONSTANT || node->op == TTRI_OP_SERIES ||
           node->op == TTRI_OP_PARAMETER || node->op == TTRI_OP_DRAW;
}

static uint8_t rate_of(const struct ttri_planner *planner, uint32_t node)
{
    const struct ttri_node *x = &planner->graph->node[node];
    uint32_t operand[3], count = ttri_operands(x, operand);
    uint8_t rate = TTRI_RATE_CONSTANT;

    if (x->op == TTRI_OP_SERIES || x->op == TTRI_OP_LAG ||
        x->op == TTRI_OP_CONVOLVE)
        return TTRI_RATE_PERIOD;
    if (x->op == TTRI_OP_DRAW)
        return planner->graph->draw[x->a].by_period ? TTRI_RATE_PERIOD
                                                    : TTRI_RATE_CONSTANT;
    for (uint32_t i = 0; i < count; i++)
        rate |= planner->rate[ttri_follow_central(planner->graph, operand[i])];
    return rate;
}

/* Position after which each node is not read any more: a whole group reads
 * until its end. */
static void find_last_uses(struct ttri_planner *planner)
{
    const struct ttri_order *order = &planner->order;

    for (uint32_t i = 0; i < order->count; i += order->group[i]) {
        uint32_t end = i + order->group[i] - 1;

        for (uint32_t j = i; j <= end; j++) {
            uint32_t operand[3];
            uint32_t count =
                ttri_operands(&planner->graph->node[order->node[j]], operand);

            for (uint32_t k = 0; k < count; k++)
                planner->last[ttri_follow_central(planner->graph, operand[k])] =
                    end;
            if (planner->last[order->node[j]] < end)
                planner->last[order->node[j]] = end;
        }
    }
}

static void place_node(struct ttri_planner *planner, uint32_t node)
{
    struct ttri_operand *place = &planner->place[node];
    uint32_t periods = planner->plan->periods;

    if (planner->rate[node] == TTRI_RATE_CONSTANT)
        *place = (struct ttri_operand){.offset = ttri_planner_keep(planner, 1),
                                       .bank = TTRI_BANK_WORK};
    else if (planner->result[node] != 0)
        *place = (struct ttri_operand){.offset = (planner->result[node] - 1) *
                                                 periods,
                                       .step = 1,
                                       .lane = 1,
                                       .bank = TTRI_BANK_RESULTS};
    else
        *place = (struct ttri_operand){.offset = ttri_planner_take(planner),
                                       .step = 1,
                                       .lane = 1,
                                       .bank = TTRI_BANK_WORK};
}

static void give_back(struct ttri_planner *planner, uint32_t node,
                      uint32_t position)
{
    struct ttri_operand *place = &planner->place[node];

    if (place->bank != TTRI_BANK_WORK || place->lane == 0 ||
        planner->last[node] != position)
        return;
    ttri_planner_give(planner, place->offset);
    planner->last[node] = TTRI_NONE; /* given once */
}

static void give_back_operands(struct ttri_planner *planner, uint32_t node,
                               uint32_t position)
{
    uint32_t operand[3];
    uint32_t count = ttri_operands(&planner->graph->node[node], operand);

    for (uint32_t i = 0; i < count; i++)
        give_back(planner, ttri_follow_central(planner->graph, operand[i]),
                  position);
}

static bool plan_lone(struct ttri_planner *planner, uint32_t position)
{
    uint32_t node = planner->order.node[position];
    uint8_t op = planner->graph->node[node].op;
    /* These read other periods: the result must not overwrite an operand. */
    bool in_place = op != TTRI_OP_LAG && op != TTRI_OP_CONVOLVE;

    planner->rate[node] = rate_of(planner, node);
    if (is_leaf(&planner->graph->node[node]))
        return ttri_planner_leaf(planner, node);
    if (in_place)
        give_back_operands(planner, node, position);
    place_node(planner, node);
    if (!in_place)
        give_back_operands(planner, node, position);
    give_back(planner, node, position); /* nobody reads it */
    return ttri_planner_emit(planner, node);
}

static bool plan_group(struct ttri_planner *planner, uint32_t first,
                       uint32_t count)
{
    const uint32_t *node = planner->order.node + first;
    uint32_t end = first + count - 1;

    if (!ttri_planner_section(planner, planner->plan->periods, false))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        planner->rate[node[i]] = TTRI_RATE_PERIOD;
        place_node(planner, node[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (!ttri_planner_emit(planner, node[i]))
            return false;
    for (uint32_t i = 0; i < count; i++) {
        give_back_operands(planner, node[i], end);
        give_back(planner, node[i], end);
    }
    return ttri_planner_section(planner, 1, true);
}

/* Outputs that are numbers, or the same as another output. */
static bool copy_results(struct ttri_planner *planner, uint32_t outputs,
                         const ttri_value *values)
{
    uint32_t periods = planner->plan->periods;

    for (uint32_t i = 0; i < outputs; i++) {
        struct ttri_operand to = {.offset = i * periods,
                                  .step = 1,
                                  .lane = 1,
                                  .bank = TTRI_BANK_RESULTS};
        struct ttri_operand from =
            planner->place[ttri_follow_central(planner->graph, values[i])];

        if ((from.bank != to.bank || from.offset != to.offset) &&
            !ttri_planner_copy(planner, to, from))
            return false;
    }
    return ttri_planner_section(planner, periods, false);
}

/* Room for all instructions. */
static bool reserve(struct ttri_planner *planner, uint32_t outputs)
{
    struct ttri_plan *plan = planner->plan;
    uint32_t most = planner->order.count + outputs;

    plan->instruction =
        ttri_allocate(&plan->memory, most * sizeof *plan->instruction);
    plan->instruction_capacity = plan->instruction != NULL ? most : 0;
    return plan->instruction != NULL;
}

ttr_status ttri_plan_central(const struct ttri_graph *graph, uint32_t outputs,
                             const ttri_value *values, struct ttri_plan **plan,
                             struct ttr_error *error)
{
    struct ttri_planner planner;
    ttr_status status =
        ttri_planner_begin(&planner, graph, outputs, values, 1, error);
    bool ok;

    if (status != TTR_OK)
        return status;
    ok = reserve(&planner, outputs);
    planner.row = graph->periods;
    find_last_uses(&planner);
    for (uint32_t i = 0; ok && i < planner.order.count;
         i += planner.order.group[i]) {
        uint32_t count = planner.order.group[i];

        if (count > 1 || ttri_depends_on_itself(graph, planner.order.node[i]))
            ok = plan_group(&planner, i, count);
        else
            ok = plan_lone(&planner, i);
    }
    ok = ok && ttri_planner_section(&planner, graph->periods, false) &&
         copy_results(&planner, outputs, values);
    return ttri_planner_end(&planner, ok ? TTR_OK : TTR_E_NO_MEMORY, plan,
                            error);
}
