/* The steps of a block, in the order in which they run. */
#include "program/fusion.h"

void ttri_step_operand(struct ttri_fusion *fusion, uint32_t value)
{
    const struct ttri_memory *memory = &fusion->planner->graph->memory;

    if (!ttri_grow(memory, &fusion->value, fusion->values,
                   &fusion->value_capacity, sizeof value)) {
        fusion->failed = true;
        return;
    }
    fusion->value[fusion->values++] = value;
}

/* Begins a step; its operands follow. */
void ttri_step_begin(struct ttri_fusion *fusion, uint32_t to)
{
    struct ttri_block *block = fusion->block;
    const struct ttri_memory *memory = &fusion->planner->graph->memory;

    if (!ttri_grow(memory, &block->step, block->steps, &block->step_capacity,
                   sizeof *block->step)) {
        fusion->failed = true;
        return;
    }
    block->step[block->steps].first = fusion->values;
    ttri_step_operand(fusion, to);
}

void ttri_step_end(struct ttri_fusion *fusion, uint32_t form, uint32_t extra)
{
    struct ttri_block *block = fusion->block;
    struct ttri_block_step *step;

    if (fusion->failed)
        return;
    step = &block->step[block->steps++];
    step->form = form;
    step->extra = extra;
    step->count = fusion->values - step->first - 1;
}

uint32_t ttri_step_temporary(struct ttri_fusion *fusion, uint32_t output)
{
    const struct ttri_memory *memory = &fusion->planner->graph->memory;

    if (!ttri_grow(memory, &fusion->temporary, fusion->temporaries,
                   &fusion->temporary_capacity, sizeof output)) {
        fusion->failed = true;
        return 0;
    }
    fusion->temporary[fusion->temporaries] = output;
    return fusion->planner->graph->nodes + fusion->temporaries++;
}

/* Form of an operation by which operands are rows. */
static uint32_t form_of(const struct ttri_fusion *fusion, uint8_t op,
                        const uint32_t operand[3])
{
    static const uint32_t form[TTRI_OP_COUNT] = {
        [TTRI_OP_DIV] = TTRI_FORM_DIV,
        [TTRI_OP_MIN] = TTRI_FORM_MIN,
        [TTRI_OP_MAX] = TTRI_FORM_MAX,
        [TTRI_OP_ODDS] = TTRI_FORM_ODDS,
        [TTRI_OP_EXP] = TTRI_FORM_EXP,
        [TTRI_OP_LOG] = TTRI_FORM_LOG,
        [TTRI_OP_EXP_TWO] = TTRI_FORM_EXP_TWO,
        [TTRI_OP_LAG] = TTRI_FORM_LAG,
        [TTRI_OP_CONVOLVE] = TTRI_FORM_CONVOLVE,
        [TTRI_OP_QUANTILE] = TTRI_FORM_QUANTILE,
        [TTRI_OP_NORMAL] = TTRI_FORM_NORMAL,
        [TTRI_OP_TABLE] = TTRI_FORM_TABLE,
        [TTRI_OP_SLOPE] = TTRI_FORM_SLOPE,
        [TTRI_OP_STEP] = TTRI_FORM_STEP,
    };

    switch (op) {
    case TTRI_OP_DIV:
    case TTRI_OP_MIN:
    case TTRI_OP_MAX:
    case TTRI_OP_ODDS:
    case TTRI_OP_STEP:
        return form[op] + (!ttri_is_row(fusion, operand[0])   ? 2
                           : !ttri_is_row(fusion, operand[1]) ? 1
                                                              : 0);
    case TTRI_OP_SELECT:
        if (!ttri_is_row(fusion, operand[0]))
            return TTRI_FORM_SELECT_SHARED;
        return TTRI_FORM_SELECT + (ttri_is_row(fusion, operand[1]) ? 0u : 2u) +
               (ttri_is_row(fusion, operand[2]) ? 0u : 1u);
    default:
        return form[op];
    }
}

static void emit_node(struct ttri_fusion *fusion, uint32_t node)
{
    const struct ttri_node *x = ttri_fusion_node(fusion, node);
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        operand[i] = ttri_fusion_resolve(fusion, operand[i]);
    if (x->op == TTRI_OP_TOTAL) {
        ttri_emit_total(fusion, node);
    } else if (ttri_is_sum(fusion, node)) {
        ttri_emit_sum(fusion, node, node, false);
    } else if (x->op == TTRI_OP_MUL) {
        ttri_emit_product(fusion, node);
    } else if (x->op == TTRI_OP_EXP_TWO && fusion->node[node].chain != 0) {
        ttri_emit_sum(fusion, operand[0], node, true);
    } else {
        ttri_step_begin(fusion, node);
        for (uint32_t i = 0; i < count; i++)
            ttri_step_operand(fusion, operand[i]);
        ttri_step_end(fusion, form_of(fusion, x->op, operand),
                      x->op == TTRI_OP_LAG                               ? x->c
                      : x->op == TTRI_OP_TABLE || x->op == TTRI_OP_SLOPE ? x->b
                                                                         : 0);
    }
}

static bool has_step(const struct ttri_fusion *fusion, uint32_t node)
{
    return ttri_is_computed(fusion, node) && !fusion->node[node].inner &&
           !fusion->node[node].lagged && !ttri_is_scaled(fusion, node);
}

/* Totals are added to in each period. */
static uint8_t when(const struct ttri_fusion *fusion, uint32_t node)
{
    return ttri_fusion_node(fusion, node)->op == TTRI_OP_TOTAL
               ? TTRI_RATE_BOTH
               : fusion->planner->rate[node];
}

static void end_section(struct ttri_fusion *fusion)
{
    struct ttri_block *block = fusion->block;

    if (ttri_grow(&fusion->planner->graph->memory, &block->end, block->ends,
                  &block->end_capacity, sizeof *block->end))
        block->end[block->ends++] = block->steps;
    else
        fusion->failed = true;
}

/* Steps of the nodes of one rate. */
static void emit_rate(struct ttri_fusion *fusion, uint8_t rate)
{
    const struct ttri_order *order = &fusion->planner->order;

    for (uint32_t i = 0; i < order->count && !fusion->failed; i++) {
        if (has_step(fusion, order->node[i]) &&
            when(fusion, order->node[i]) == rate)
            emit_node(fusion, order->node[i]);
        if (rate == TTRI_RATE_BOTH && i + 1 < order->count &&
            fusion->section[i + 1] != fusion->section[i])
            end_section(fusion);
    }
}

static void emit_fill(struct ttri_fusion *fusion, uint32_t to, uint32_t node)
{
    ttri_step_begin(fusion, to);
    ttri_step_operand(fusion, node);
    ttri_step_end(
        fusion, ttri_is_row(fusion, node) ? TTRI_FORM_COPY : TTRI_FORM_FILL, 0);
}

/* Numbers that stand before a row's first period become rows. */
static void emit_splats(struct ttri_fusion *fusion)
{
    const struct ttri_order *order = &fusion->planner->order;

    for (uint32_t i = 0; i < order->count && !fusion->failed; i++) {
        uint32_t node = order->node[i], before;

        if (!fusion->node[node].lagged)
            continue;
        before = ttri_fusion_resolve(fusion, ttri_fusion_node(fusion, node)->b);
        if (ttri_is_row(fusion, before) || fusion->splat[before] != 0)
            continue;
        fusion->splat[before] = ttri_step_temporary(fusion, TTRI_NONE);
        emit_fill(fusion, fusion->splat[before], before);
    }
}

/* Totals begin with nothing. */
static void emit_beginnings(struct ttri_fusion *fusion)
{
    const struct ttri_order *order = &fusion->planner->order;

    for (uint32_t i = 0; i < order->count && !fusion->failed; i++) {
        const struct ttri_node *x = ttri_fusion_node(fusion, order->node[i]);

        if (x->op == TTRI_OP_TOTAL)
            emit_fill(fusion, order->node[i], x->b);
    }
}

/* Outputs that no step writes itself. */
static void emit_outputs(struct ttri_fusion *fusion, uint32_t outputs,
                         const ttri_value *values, bool by_period)
{
    for (uint32_t i = 0; i < outputs && !fusion->failed; i++)
        if ((fusion->planner->plan->output[i].rows > 1) == by_period &&
            !ttri_writes_output(fusion, ttri_fusion_resolve(fusion, values[i]),
                                i))
            emit_fill(fusion, ttri_step_temporary(fusion, i),
                      ttri_fusion_resolve(fusion, values[i]));
}

bool ttri_emit_steps(struct ttri_fusion *fusion, uint32_t outputs,
                     const ttri_value *values)
{
    emit_rate(fusion, TTRI_RATE_PATH);
    emit_splats(fusion);
    emit_beginnings(fusion);
    fusion->block->once = fusion->block->steps;
    emit_rate(fusion, TTRI_RATE_BOTH);
    emit_outputs(fusion, outputs, values, true);
    end_section(fusion);
    fusion->block->last = fusion->block->steps;
    emit_rate(fusion, TTRI_RATE_LAST);
    emit_outputs(fusion, outputs, values, false);
    return !fusion->failed;
}
