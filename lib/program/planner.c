#include "program/block.h"

#include <math.h>
#include <string.h>

/* A plan outlives its graph. */
static bool copy_grids(struct ttri_plan *plan, const struct ttri_graph *graph)
{
    plan->grid = ttri_clear(&plan->memory, graph->grids, sizeof *plan->grid);
    if (plan->grid == NULL)
        return false;
    for (uint32_t i = 0; i < graph->grids; i++) {
        const struct ttri_grid *from = &graph->grid[i];
        double *point =
            ttri_clear(&plan->memory, from->count, 2 * sizeof *point);

        if (point == NULL)
            return false;
        memcpy(point, from->point,
               from->count * (from->smooth ? 2 : 1) * sizeof *point);
        plan->grid[i] = *from;
        plan->grid[i].point = point;
        plan->grids++;
    }
    return true;
}

/* The central path seldom reads a draw. */
static bool centre_draws(struct ttri_plan *plan, const struct ttri_graph *graph)
{
    size_t periods = graph->periods;

    if (plan->draw != NULL)
        return true;
    plan->draw =
        ttri_clear(&plan->memory, graph->draws * periods, sizeof(double));
    for (uint32_t i = 0; plan->draw != NULL && i < graph->draws; i++)
        for (uint32_t t = 0; t < periods; t++)
            plan->draw[i * periods + t] = ttri_draw_centre(&graph->draw[i]);
    return plan->draw != NULL;
}

static bool planner_init(struct ttri_planner *planner, uint32_t outputs,
                         uint32_t lanes)
{
    const struct ttri_graph *graph = planner->graph;
    const struct ttri_memory *memory = &graph->memory;
    struct ttri_plan *plan = ttri_clear(memory, 1, sizeof *plan);
    size_t n = graph->nodes;

    if (plan == NULL)
        return false;
    plan->memory = *memory;
    planner->plan = plan;
    planner->rate = ttri_clear(memory, n, sizeof *planner->rate);
    planner->last = ttri_clear(memory, n, sizeof *planner->last);
    planner->result = ttri_clear(memory, n, sizeof *planner->result);
    planner->place = ttri_allocate(memory, n * sizeof *planner->place);
    planner->free_row = ttri_allocate(memory, n * sizeof *planner->free_row);
    if (planner->rate == NULL || planner->last == NULL ||
        planner->result == NULL || planner->place == NULL ||
        planner->free_row == NULL)
        return false;
    plan->periods = graph->periods;
    plan->lanes = lanes;
    plan->outputs = outputs;
    plan->parameters = graph->parameters;
    plan->parameter =
        ttri_clear(memory, (size_t)graph->parameters * lanes, sizeof(double));
    if (plan->parameter == NULL || !copy_grids(plan, graph))
        return false;
    for (uint32_t i = 0; i < graph->parameters; i++)
        for (uint32_t j = 0; j < lanes; j++)
            plan->parameter[(size_t)i * lanes + j] = graph->parameter[i];
    return true;
}

ttr_status ttri_planner_begin(struct ttri_planner *planner,
                              const struct ttri_graph *graph, uint32_t outputs,
                              const ttri_value *values, uint32_t lanes,
                              struct ttr_error *error)
{
    ttr_status status;

    *planner = (struct ttri_planner){.graph = graph};
    status = ttri_order_nodes(graph, outputs, values, &planner->order, error);
    if (status != TTR_OK)
        return status;
    if (!planner_init(planner, outputs, lanes))
        return ttri_planner_end(planner, TTR_E_NO_MEMORY, NULL, error);
    for (uint32_t i = outputs; i-- > 0;)
        planner->result[ttri_follow_central(graph, values[i])] = i + 1;
    return TTR_OK;
}

ttr_status ttri_planner_end(struct ttri_planner *planner, ttr_status status,
                            struct ttri_plan **plan, struct ttr_error *error)
{
    const struct ttri_memory *memory = &planner->graph->memory;

    ttri_order_clear(memory, &planner->order);
    ttri_release(memory, planner->rate);
    ttri_release(memory, planner->last);
    ttri_release(memory, planner->result);
    ttri_release(memory, planner->place);
    ttri_release(memory, planner->free_row);
    if (status != TTR_OK) {
        ttri_plan_free(planner->plan);
        return status == TTR_E_NO_MEMORY ? ttri_no_memory(error, "program")
                                         : status;
    }
    *plan = planner->plan;
    return TTR_OK;
}

static void block_free(const struct ttri_memory *memory,
                       struct ttri_block *block)
{
    if (block == NULL)
        return;
    ttri_release(memory, block->step);
    ttri_release(memory, block->end);
    ttri_release(memory, block->wanted);
    ttri_release(memory, block->operand);
    ttri_release(memory, block->ring);
    ttri_release(memory, block->lagged);
    ttri_release(memory, block->number);
    ttri_release(memory, block->series);
    ttri_release(memory, block);
}

void ttri_plan_free(struct ttri_plan *plan)
{
    struct ttri_memory memory;

    if (plan == NULL)
        return;
    memory = plan->memory;
    ttri_release(&memory, plan->instruction);
    ttri_release(&memory, plan->section);
    ttri_release(&memory, plan->number);
    ttri_release(&memory, plan->parameter);
    ttri_release(&memory, plan->draw);
    for (uint32_t i = 0; i < plan->grids; i++)
        ttri_release(&memory, plan->grid[i].point);
    ttri_release(&memory, plan->grid);
    for (uint32_t i = 0; i < plan->path_draws; i++)
        ttri_release(&memory, (char *)(uintptr_t)plan->own_draw[i].name);
    ttri_release(&memory, plan->path_draw);
    ttri_release(&memory, plan->own_draw);
    ttri_release(&memory, plan->output);
    block_free(&memory, plan->block);
    ttri_release(&memory, plan);
}

static bool add_numbers(struct ttri_plan *plan, const double *number,
                        uint32_t count)
{
    while (plan->number_capacity - plan->numbers < count)
        if (!ttri_grow(&plan->memory, &plan->number, plan->number_capacity,
                       &plan->number_capacity, sizeof *number))
            return false;
    memcpy(plan->number + plan->numbers, number, count * sizeof *number);
    plan->numbers += count;
    return true;
}

bool ttri_planner_leaf(struct ttri_planner *planner, uint32_t node)
{
    const struct ttri_node *x = &planner->graph->node[node];
    struct ttri_plan *plan = planner->plan;
    struct ttri_operand *place = &planner->place[node];
    uint32_t periods = plan->periods;

    if (x->op == TTRI_OP_PARAMETER) {
        *place = (struct ttri_operand){.offset = x->a * plan->lanes,
                                       .bank = TTRI_BANK_PARAMETERS};
        return true;
    }
    if (x->op == TTRI_OP_DRAW) {
        uint8_t by_period = planner->graph->draw[x->a].by_period;

        *place = (struct ttri_operand){.offset = x->a * periods,
                                       .step = by_period,
                                       .lane = by_period,
                                       .bank = TTRI_BANK_DRAWS};
        return centre_draws(plan, planner->graph);
    }
    *place = (struct ttri_operand){.offset = plan->numbers,
                                   .bank = TTRI_BANK_NUMBERS};
    if (x->op == TTRI_OP_CONSTANT)
        return add_numbers(plan, &x->number, 1);
    place->step = 1;
    place->lane = 1;
    return add_numbers(plan, planner->graph->series + (size_t)x->a * periods,
                       periods);
}

uint32_t ttri_planner_keep(struct ttri_planner *planner, uint32_t count)
{
    uint32_t offset = (uint32_t)planner->plan->work;

    planner->plan->work += count;
    return offset;
}

uint32_t ttri_planner_take(struct ttri_planner *planner)
{
    if (planner->free_rows > 0)
        return planner->free_row[--planner->free_rows];
    return ttri_planner_keep(planner, planner->row);
}

void ttri_planner_give(struct ttri_planner *planner, uint32_t offset)
{
    planner->free_row[planner->free_rows++] = offset;
}

static bool append(struct ttri_plan *plan, struct ttri_instruction instruction)
{
    if (!ttri_grow(&plan->memory, &plan->instruction, plan->instructions,
                   &plan->instruction_capacity, sizeof instruction))
        return false;
    plan->instruction[plan->instructions++] = instruction;
    return true;
}

bool ttri_planner_emit(struct ttri_planner *planner, uint32_t node)
{
    const struct ttri_node *x = &planner->graph->node[node];
    struct ttri_instruction instruction = {
        .op = x->op,
        .lag = x->op == TTRI_OP_LAG     ? x->c
               : x->op == TTRI_OP_TABLE ? x->b
                                        : 0,
        .to = planner->place[node],
    };
    struct ttri_operand *slot[3] = {&instruction.a, &instruction.b,
                                    &instruction.c};
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        *slot[i] =
            planner->place[ttri_follow_central(planner->graph, operand[i])];
    return append(planner->plan, instruction);
}

bool ttri_planner_copy(struct ttri_planner *planner, struct ttri_operand to,
                       struct ttri_operand from)
{
    return append(planner->plan, (struct ttri_instruction){
                                     .op = TTRI_OP_COPY, .to = to, .a = from});
}

bool ttri_planner_section(struct ttri_planner *planner, uint32_t lanes,
                          bool by_period)
{
    struct ttri_plan *plan = planner->plan;
    uint32_t first = 0;

    if (plan->sections > 0) {
        const struct ttri_section *last = &plan->section[plan->sections - 1];

        first = last->first + last->count;
    }
    if (first == plan->instructions)
        return true;
    if (!ttri_grow(&plan->memory, &plan->section, plan->sections,
                   &plan->section_capacity, sizeof *plan->section))
        return false;
    plan->section[plan->sections++] = (struct ttri_section){
        first, plan->instructions - first, lanes, by_period};
    return true;
}

uint32_t ttri_plan_operations(const struct ttri_plan *plan)
{
    return plan->block != NULL ? plan->block->steps : plan->instructions;
}

size_t ttri_plan_workspace(const struct ttri_plan *plan)
{
    return plan->work;
}
