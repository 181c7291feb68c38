/* The plan over many paths: paths are lanes. What is the same on every path is
 * computed here, once for all blocks; what differs by path but not over time is
 * taken once by a block; the rest period by period. */
#include "program/fusion.h"

struct paths {
    struct ttri_planner planner;
    double *shared; /* what is the same on every path */
};

static uint8_t own_rate(const struct ttri_graph *graph, uint32_t node)
{
    const struct ttri_node *x = &graph->node[node];

    switch (x->op) {
    case TTRI_OP_SERIES:
    case TTRI_OP_LAG:
    case TTRI_OP_CONVOLVE:
        return TTRI_RATE_PERIOD;
    case TTRI_OP_DRAW:
        return graph->draw[x->a].by_period ? TTRI_RATE_BOTH : TTRI_RATE_PATH;
    case TTRI_OP_GIVEN:
        return x->b == TTRI_GIVEN_ONCE ? TTRI_RATE_PATH : TTRI_RATE_BOTH;
    default:
        return TTRI_RATE_CONSTANT;
    }
}

static uint8_t rate_of(const struct ttri_graph *graph, uint32_t node,
                       const uint8_t *rates)
{
    uint32_t operand[3];
    uint32_t count = ttri_operands(&graph->node[node], operand);
    uint8_t rate = own_rate(graph, node);

    if (graph->node[node].op == TTRI_OP_TOTAL)
        return TTRI_RATE_LAST;
    for (uint32_t i = 0; i < count; i++)
        rate |= rates[ttri_follow_central(graph, operand[i])];
    return rate;
}

/* Values that carry state into each other have one rate: what any of them
 * has. */
void ttri_path_rates(const struct ttri_graph *graph,
                     const struct ttri_order *order, uint8_t *rates)
{
    for (uint32_t i = 0; i < order->count; i += order->group[i]) {
        uint8_t rate = 0;

        for (uint32_t j = i; j < i + order->group[i]; j++)
            rate |= rate_of(graph, order->node[j], rates);
        for (uint32_t j = i; j < i + order->group[i]; j++)
            rates[order->node[j]] = rate;
    }
}

/* The next free rows of the draws; `node` reads them, unless it is 0. */
static bool place_draw(struct ttri_planner *planner,
                       const struct ttri_draw *draw, uint32_t node)
{
    struct ttri_plan *plan = planner->plan;
    struct ttri_plan_draw *place = &plan->path_draw[plan->path_draws];
    char *name = ttri_copy_text(&plan->memory, draw->name);

    if (name == NULL)
        return false;
    plan->own_draw[plan->path_draws] = *draw;
    plan->own_draw[plan->path_draws].name = name;
    place->draw = &plan->own_draw[plan->path_draws++];
    place->row = plan->draw_rows;
    place->rows = draw->by_period ? plan->periods : 1;
    /* Odd, so that rows of one period do not meet in the same part of a
     * cache. */
    plan->draw_rows += place->rows | 1;
    if (node != 0)
        planner->place[node] =
            (struct ttri_operand){.offset = place->row * TTRI_LANES};
    return true;
}

/* In the order of the graph's draws, not of its nodes: that depends on the
 * compiler's order of evaluation. */
static bool place_draws(struct ttri_planner *planner)
{
    const struct ttri_graph *graph = planner->graph;
    uint32_t *node = ttri_clear(&graph->memory, graph->draws, sizeof *node);
    bool ok = node != NULL;

    for (uint32_t i = 0; ok && i < planner->order.count; i++) {
        uint32_t reached = planner->order.node[i];

        if (graph->node[reached].op == TTRI_OP_DRAW)
            node[graph->node[reached].a] = reached;
    }
    for (uint32_t i = 0; ok && i < graph->draws; i++)
        ok = (node[i] == 0 && !graph->draw[i].kept) ||
             place_draw(planner, &graph->draw[i], node[i]);
    ttri_release(&graph->memory, node);
    return ok;
}

/* ---- what is the same on every path ---- */

static bool is_shared(const struct ttri_planner *planner, uint32_t node)
{
    return (planner->rate[node] & TTRI_RATE_PATH) == 0 &&
           !ttri_is_leaf(planner->graph->node[node].op);
}

/* Leaves are placed when they are first read: `last` marks them. */
static bool place_leaves(struct ttri_planner *planner, uint32_t node)
{
    uint32_t operand[3];
    uint32_t count = ttri_operands(&planner->graph->node[node], operand);

    for (uint32_t i = 0; i < count; i++) {
        uint32_t leaf = ttri_follow_central(planner->graph, operand[i]);

        if (!ttri_is_leaf(planner->graph->node[leaf].op) ||
            planner->last[leaf] != 0)
            continue;
        if (!ttri_planner_leaf(planner, leaf))
            return false;
        planner->last[leaf] = 1;
    }
    return true;
}

/* Equations that carry state into each other, or one alone. */
static bool plan_group(struct ttri_planner *planner, const uint32_t *node,
                       uint32_t count)
{
    uint32_t periods = planner->plan->periods;
    bool looped = count > 1 || ttri_depends_on_itself(planner->graph, *node);

    if (looped && !ttri_planner_section(planner, periods, false))
        return false;
    for (uint32_t j = 0; j < count; j++) {
        bool period = planner->rate[node[j]] == TTRI_RATE_PERIOD;

        planner->place[node[j]] = (struct ttri_operand){
            .offset = ttri_planner_keep(planner, period ? periods : 1),
            .step = period,
            .lane = period,
            .bank = TTRI_BANK_WORK};
    }
    for (uint32_t j = 0; j < count; j++)
        if (!place_leaves(planner, node[j]) ||
            !ttri_planner_emit(planner, node[j]))
            return false;
    return !looped || ttri_planner_section(planner, 1, true);
}

static bool plan_shared(struct ttri_planner *planner)
{
    const struct ttri_order *order = &planner->order;

    for (uint32_t i = 0; i < order->count; i += order->group[i])
        if (is_shared(planner, order->node[i]) &&
            !plan_group(planner, order->node + i, order->group[i]))
            return false;
    return ttri_planner_section(planner, planner->plan->periods, false);
}

/* What has been computed needs no equations any more. */
static void forget_shared(struct ttri_plan *plan)
{
    ttri_release(&plan->memory, plan->instruction);
    ttri_release(&plan->memory, plan->section);
    ttri_release(&plan->memory, plan->number);
    plan->instruction = NULL;
    plan->section = NULL;
    plan->number = NULL;
    plan->instructions = plan->instruction_capacity = 0;
    plan->sections = plan->section_capacity = 0;
    plan->numbers = plan->number_capacity = 0;
    plan->work = 0;
}

static bool evaluate_shared(struct paths *paths)
{
    struct ttri_plan *plan = paths->planner.plan;

    if (!plan_shared(&paths->planner))
        return false;
    paths->shared =
        ttri_clear(&plan->memory, plan->work, sizeof *paths->shared);
    if (paths->shared == NULL)
        return false;
    ttri_evaluate(plan, paths->shared);
    forget_shared(plan);
    return true;
}

static struct ttri_numbers numbers_of(const void *context, uint32_t node)
{
    const struct paths *paths = context;
    const struct ttri_graph *graph = paths->planner.graph;
    const struct ttri_node *x = &graph->node[node];
    const struct ttri_operand *place = &paths->planner.place[node];

    switch (x->op) {
    case TTRI_OP_CONSTANT:
        return (struct ttri_numbers){&x->number, 0};
    case TTRI_OP_PARAMETER:
        return (struct ttri_numbers){&graph->parameter[x->a], 0};
    case TTRI_OP_SERIES:
        return (struct ttri_numbers){
            graph->series + (size_t)x->a * graph->periods, 1};
    default:
        return (struct ttri_numbers){paths->shared + place->offset,
                                     place->step};
    }
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

static bool plan_block(struct paths *paths, uint32_t outputs,
                       const ttri_value *values, const bool *wanted)
{
    struct ttri_planner *planner = &paths->planner;
    struct ttri_plan *plan = planner->plan;
    struct ttri_fusion fusion;
    bool ok;

    plan->block = ttri_clear(&plan->memory, 1, sizeof *plan->block);
    if (plan->block == NULL || !evaluate_shared(paths))
        return false;
    plan->block->periods = plan->periods;
    ok =
        ttri_fuse(&fusion, planner, outputs, values, plan->block) &&
        (wanted == NULL || ttri_want_steps(&fusion, outputs, values, wanted)) &&
        ttri_place_rows(&fusion, numbers_of, paths);
    ttri_fusion_clear(&fusion);
    return ok;
}

/* Where the outputs lie: one after another, or where they are wanted. */
static bool place_outputs(struct ttri_planner *planner, uint32_t outputs,
                          const ttri_value *values, uint32_t wide,
                          const uint32_t *row)
{
    struct ttri_plan *plan = planner->plan;

    plan->output = ttri_clear(&plan->memory, outputs, sizeof *plan->output);
    if (plan->output == NULL)
        return false;
    for (uint32_t i = 0; i < outputs; i++) {
        uint8_t rate =
            planner->rate[ttri_follow_central(planner->graph, values[i])];
        bool narrow = i >= wide && (rate & TTRI_RATE_PERIOD) == 0;

        plan->output[i].row = row != NULL ? row[i] : plan->output_rows;
        plan->output[i].rows = narrow ? 1 : plan->periods;
        plan->output_rows += plan->output[i].rows;
    }
    return true;
}

struct ttri_plan_output ttri_plan_output(const struct ttri_plan *plan,
                                         uint32_t index)
{
    return plan->output[index];
}

uint32_t ttri_plan_output_rows(const struct ttri_plan *plan)
{
    return plan->output_rows;
}

static ttr_status plan_paths(const struct ttri_graph *graph, uint32_t outputs,
                             const ttri_value *values, uint32_t wide,
                             const uint32_t *row, const bool *wanted,
                             struct ttri_plan **plan, struct ttr_error *error)
{
    struct paths paths = {.shared = NULL};
    struct ttri_planner *planner = &paths.planner;
    ttr_status status =
        ttri_planner_begin(planner, graph, outputs, values, 1, error);
    bool ok;

    if (status != TTR_OK)
        return status;
    planner->tape = wide < outputs;
    ttri_path_rates(graph, &planner->order, planner->rate);
    ok = allocate_draws(planner->plan, graph) && place_draws(planner) &&
         place_outputs(planner, outputs, values, wide, row) &&
         plan_block(&paths, outputs, values, wanted);
    ttri_release(&graph->memory, paths.shared);
    return ttri_planner_end(planner, ok ? TTR_OK : TTR_E_NO_MEMORY, plan,
                            error);
}

ttr_status ttri_plan_narrow(const struct ttri_graph *graph, uint32_t outputs,
                            const ttri_value *values, uint32_t wide,
                            struct ttri_plan **plan, struct ttr_error *error)
{
    return plan_paths(graph, outputs, values, wide, NULL, NULL, plan, error);
}

ttr_status ttri_plan_placed(const struct ttri_graph *graph, uint32_t outputs,
                            const ttri_value *values, const uint32_t *row,
                            const bool *wanted, struct ttri_plan **plan,
                            struct ttr_error *error)
{
    return plan_paths(graph, outputs, values, outputs, row, wanted, plan,
                      error);
}

ttr_status ttri_plan_paths(const struct ttri_graph *graph, uint32_t outputs,
                           const ttri_value *values, struct ttri_plan **plan,
                           struct ttr_error *error)
{
    return plan_paths(graph, outputs, values, outputs, NULL, NULL, plan, error);
}
