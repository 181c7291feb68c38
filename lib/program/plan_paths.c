/* The plan over many paths: paths are lanes. What is the same on every path is
 * computed first, with periods as lanes; what differs by path but not over
 * time, once; the rest period by period. A value that is looked back at keeps
 * all its periods, any other shares registers. */
#include "program/plan.h"

struct paths {
    struct ttri_planner planner;
    uint8_t *remembered; /* by node: some operation reads its past */
    uint32_t lanes;
};

static uint8_t own_rate(const struct paths *paths, uint32_t node)
{
    const struct ttri_node *x = &paths->planner.graph->node[node];

    switch (x->op) {
    case TTRI_OP_SERIES:
    case TTRI_OP_LAG:
    case TTRI_OP_CONVOLVE:
        return TTRI_RATE_PERIOD;
    case TTRI_OP_DRAW:
        return paths->planner.graph->draw[x->a].by_period ? TTRI_RATE_BOTH
                                                          : TTRI_RATE_PATH;
    default:
        return TTRI_RATE_CONSTANT;
    }
}

static uint8_t rate_of(const struct paths *paths, uint32_t node)
{
    const struct ttri_planner *planner = &paths->planner;
    uint32_t operand[3];
    uint32_t count = ttri_operands(&planner->graph->node[node], operand);
    uint8_t rate = own_rate(paths, node);

    for (uint32_t i = 0; i < count; i++)
        rate |= planner->rate[ttri_resolve(planner->graph, operand[i])];
    return rate;
}

/* Values that carry state into each other have one rate: what any of them
 * has. */
static void find_rates(struct paths *paths)
{
    struct ttri_planner *planner = &paths->planner;
    const struct ttri_order *order = &planner->order;

    for (uint32_t i = 0; i < order->count; i += order->group[i]) {
        uint8_t rate = 0;

        for (uint32_t j = i; j < i + order->group[i]; j++)
            rate |= rate_of(paths, order->node[j]);
        for (uint32_t j = i; j < i + order->group[i]; j++)
            planner->rate[order->node[j]] = rate;
    }
}

static void find_remembered(struct paths *paths)
{
    const struct ttri_planner *planner = &paths->planner;

    for (uint32_t i = 0; i < planner->order.count; i++) {
        const struct ttri_node *x =
            &planner->graph->node[planner->order.node[i]];

        if (x->op == TTRI_OP_LAG || x->op == TTRI_OP_CONVOLVE)
            paths->remembered[ttri_resolve(planner->graph, x->a)] = 1;
        if (x->op == TTRI_OP_CONVOLVE)
            paths->remembered[ttri_resolve(planner->graph, x->b)] = 1;
    }
}

/* Last position in the period that reads each node; looking back does not
 * count. */
static void find_last_uses(struct paths *paths)
{
    struct ttri_planner *planner = &paths->planner;

    for (uint32_t i = 0; i < planner->order.count; i++) {
        uint32_t node = planner->order.node[i], operand[3];
        uint32_t count = ttri_operands(&planner->graph->node[node], operand);

        planner->last[node] = i;
        for (uint32_t k = 0; k < count; k++)
            planner->last[ttri_resolve(planner->graph, operand[k])] = i;
    }
}

static bool is_leaf(uint8_t op)
{
    return op == TTRI_OP_CONSTANT || op == TTRI_OP_SERIES ||
           op == TTRI_OP_PARAMETER || op == TTRI_OP_DRAW;
}

/* The next free rows of the draws. */
static bool place_draw(struct ttri_planner *planner, uint32_t node)
{
    struct ttri_plan *plan = planner->plan;
    const struct ttri_draw *draw =
        &planner->graph->draw[planner->graph->node[node].a];
    struct ttri_plan_draw *place = &plan->path_draw[plan->path_draws];
    char *name = ttri_copy_text(&plan->memory, draw->name);

    if (name == NULL)
        return false;
    plan->own_draw[plan->path_draws] = *draw;
    plan->own_draw[plan->path_draws].name = name;
    place->draw = &plan->own_draw[plan->path_draws++];
    place->row = plan->draw_rows;
    place->rows = draw->by_period ? plan->periods : 1;
    plan->draw_rows += place->rows;
    planner->place[node] =
        (struct ttri_operand){.offset = place->row * TTRI_LANES,
                              .step = draw->by_period ? TTRI_LANES : 0,
                              .lane = 1,
                              .bank = TTRI_BANK_DRAWS};
    return true;
}

/* Leaves, and what is the same on every path; nothing is given back. */
static bool plan_shared(struct paths *paths)
{
    struct ttri_planner *planner = &paths->planner;
    const struct ttri_order *order = &planner->order;
    uint32_t periods = planner->plan->periods;

    for (uint32_t i = 0; i < order->count; i += order->group[i]) {
        uint32_t node = order->node[i], count = order->group[i];
        bool looped = count > 1 || ttri_depends_on_itself(planner->graph, node);

        if (is_leaf(planner->graph->node[node].op)) {
            if (planner->graph->node[node].op == TTRI_OP_DRAW
                    ? !place_draw(planner, node)
                    : !ttri_planner_leaf(planner, node))
                return false;
            continue;
        }
        if ((planner->rate[node] & TTRI_RATE_PATH) != 0)
            continue;
        if (looped && !ttri_planner_section(planner, periods, false))
            return false;
        for (uint32_t j = i; j < i + count; j++) {
            bool period = planner->rate[order->node[j]] == TTRI_RATE_PERIOD;

            planner->place[order->node[j]] = (struct ttri_operand){
                .offset = ttri_planner_keep(planner, period ? periods : 1),
                .step = period,
                .lane = period,
                .bank = TTRI_BANK_WORK};
        }
        for (uint32_t j = i; j < i + count; j++)
            if (!ttri_planner_emit(planner, order->node[j]))
                return false;
        if (looped && !ttri_planner_section(planner, 1, true))
            return false;
    }
    return ttri_planner_section(planner, periods, false);
}

/* From here on lanes are paths: what is the same on all of them repeats. */
static void repeat_shared(struct paths *paths)
{
    struct ttri_planner *planner = &paths->planner;

    for (uint32_t i = 0; i < planner->order.count; i++) {
        uint32_t node = planner->order.node[i];

        if ((planner->rate[node] & TTRI_RATE_PATH) == 0)
            planner->place[node].lane = 0;
    }
}

static bool plan_lasting(struct paths *paths)
{
    struct ttri_planner *planner = &paths->planner;

    for (uint32_t i = 0; i < planner->order.count; i++) {
        uint32_t node = planner->order.node[i];

        if (planner->rate[node] != TTRI_RATE_PATH ||
            is_leaf(planner->graph->node[node].op))
            continue;
        planner->place[node] = (struct ttri_operand){
            .offset = ttri_planner_keep(planner, paths->lanes),
            .lane = 1,
            .bank = TTRI_BANK_WORK};
        if (!ttri_planner_emit(planner, node))
            return false;
    }
    return ttri_planner_section(planner, paths->lanes, false);
}

static void give_back(struct ttri_planner *planner, uint32_t node,
                      uint32_t position)
{
    const struct ttri_operand *place = &planner->place[node];

    if (planner->rate[node] != TTRI_RATE_BOTH || place->step != 0 ||
        place->bank != TTRI_BANK_WORK || planner->last[node] != position)
        return;
    ttri_planner_give(planner, place->offset);
    planner->last[node] = TTRI_NONE; /* given once */
}

/* Places that must be known before the body begins: results, and pasts. */
static void place_lasting(struct paths *paths)
{
    struct ttri_planner *planner = &paths->planner;
    uint32_t all = planner->plan->periods * paths->lanes;

    for (uint32_t i = 0; i < planner->order.count; i++) {
        uint32_t node = planner->order.node[i];

        if (planner->rate[node] != TTRI_RATE_BOTH ||
            is_leaf(planner->graph->node[node].op))
            continue;
        if (planner->result[node] != 0)
            planner->place[node] = (struct ttri_operand){
                .offset = (planner->result[node] - 1) * all,
                .step = paths->lanes,
                .lane = 1,
                .bank = TTRI_BANK_RESULTS};
        else if (paths->remembered[node])
            planner->place[node] =
                (struct ttri_operand){.offset = ttri_planner_keep(planner, all),
                                      .step = paths->lanes,
                                      .lane = 1,
                                      .bank = TTRI_BANK_WORK};
    }
}

static bool plan_body(struct paths *paths)
{
    struct ttri_planner *planner = &paths->planner;

    place_lasting(paths);
    for (uint32_t i = 0; i < planner->order.count; i++) {
        uint32_t node = planner->order.node[i], operand[3];
        uint32_t count = ttri_operands(&planner->graph->node[node], operand);

        if (planner->rate[node] != TTRI_RATE_BOTH ||
            is_leaf(planner->graph->node[node].op))
            continue;
        /* An operand of this period is at the same lane: overwriting it in
         * place is safe for all but sums over the past. */
        for (uint32_t k = 0; k < count; k++)
            if (planner->graph->node[node].op != TTRI_OP_CONVOLVE)
                give_back(planner, ttri_resolve(planner->graph, operand[k]), i);
        if (planner->place[node].lane == 0)
            planner->place[node] =
                (struct ttri_operand){.offset = ttri_planner_take(planner),
                                      .lane = 1,
                                      .bank = TTRI_BANK_WORK};
        if (!ttri_planner_emit(planner, node))
            return false;
        give_back(planner, node, i);
    }
    return true;
}

/* Outputs that the body does not write itself. */
static bool copy_results(struct paths *paths, uint32_t outputs,
                         const ttri_value *values)
{
    struct ttri_planner *planner = &paths->planner;
    uint32_t all = planner->plan->periods * paths->lanes;

    for (uint32_t i = 0; i < outputs; i++) {
        struct ttri_operand to = {.offset = i * all,
                                  .step = paths->lanes,
                                  .lane = 1,
                                  .bank = TTRI_BANK_RESULTS};
        struct ttri_operand from =
            planner->place[ttri_resolve(planner->graph, values[i])];

        if ((from.bank != to.bank || from.offset != to.offset) &&
            !ttri_planner_copy(planner, to, from))
            return false;
    }
    return ttri_planner_section(planner, paths->lanes, true);
}

static bool allocate_draws(struct ttri_plan *plan,
                           const struct ttri_graph *graph)
{
    plan->path_draw =
        ttri_clear(&plan->memory, graph->draws, sizeof *plan->path_draw);
    plan->own_draw =
        ttri_clear(&plan->memory, graph->draws, sizeof *plan->own_draw);
    return plan->path_draw != NULL && plan->own_draw != NULL;
}

uint32_t ttri_plan_draws(const struct ttri_plan *plan)
{
    return plan->path_draws;
}

const struct ttri_plan_draw *ttri_plan_draw(const struct ttri_plan *plan,
                                            uint32_t index)
{
    return &plan->path_draw[index];
}

uint32_t ttri_plan_draw_rows(const struct ttri_plan *plan)
{
    return plan->draw_rows;
}

ttr_status ttri_plan_paths(const struct ttri_graph *graph, uint32_t outputs,
                           const ttri_value *values, struct ttri_plan **plan,
                           struct ttr_error *error)
{
    struct paths paths = {.lanes = TTRI_LANES};
    ttr_status status = ttri_planner_begin(&paths.planner, graph, outputs,
                                           values, TTRI_LANES, error);
    bool ok;

    if (status != TTR_OK)
        return status;
    paths.planner.row = TTRI_LANES;
    paths.remembered = ttri_clear(&graph->memory, graph->nodes, 1);
    ok = paths.remembered != NULL;
    ok = ok && allocate_draws(paths.planner.plan, graph);
    if (ok) {
        find_rates(&paths);
        find_remembered(&paths);
        find_last_uses(&paths);
        ok = plan_shared(&paths);
    }
    if (ok) {
        repeat_shared(&paths);
        ok = plan_lasting(&paths) && plan_body(&paths) &&
             copy_results(&paths, outputs, values);
    }
    ttri_release(&graph->memory, paths.remembered);
    return ttri_planner_end(&paths.planner, ok ? TTR_OK : TTR_E_NO_MEMORY, plan,
                            error);
}
