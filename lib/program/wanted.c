/* Which steps of a block run in which periods, where outputs are wanted in some
 * alone: what is read of a value in a period is wanted of it then. */
#include <string.h>

#include "program/fusion.h"

struct wanting {
    const struct ttri_fusion *fusion;
    uint32_t periods;
    bool *node; /* by node, `periods` of each */
};

static void want(struct wanting *wanting, uint32_t node, uint32_t t)
{
    node = ttri_fusion_resolve(wanting->fusion, node);
    wanting->node[(size_t)node * wanting->periods + t] = true;
}

static bool is_wanted(const struct wanting *wanting, uint32_t node, uint32_t t)
{
    return wanting->node[(size_t)node * wanting->periods + t];
}

static void want_operands(struct wanting *wanting, uint32_t node, uint32_t t)
{
    const struct ttri_node *x = ttri_fusion_node(wanting->fusion, node);
    uint32_t operand[3], count = ttri_operands(x, operand);

    if (x->op == TTRI_OP_LAG) {
        want(wanting, t < x->c ? x->b : x->a, t < x->c ? t : t - x->c);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t s = x->op == TTRI_OP_CONVOLVE ? 0 : t; s <= t; s++)
            want(wanting, operand[i], s);
}

/* Operands stand before what reads them in the same period, and nothing reads
 * later ones. What does not change over time is always computed, totals are
 * of all periods. */
static void want_all(struct wanting *wanting)
{
    const struct ttri_order *order = &wanting->fusion->planner->order;
    const uint8_t *rate = wanting->fusion->planner->rate;

    for (uint32_t t = wanting->periods; t-- > 0;)
        for (uint32_t i = order->count; i-- > 0;)
            if (rate[order->node[i]] != TTRI_RATE_BOTH ||
                is_wanted(wanting, order->node[i], t))
                want_operands(wanting, order->node[i], t);
}

/* Parts of a sum that are no node's are wanted as the next step is. */
static void mark_steps(const struct wanting *wanting, const bool *wanted)
{
    const struct ttri_fusion *fusion = wanting->fusion;
    struct ttri_block *block = fusion->block;
    uint32_t nodes = fusion->planner->graph->nodes, periods = wanting->periods;
    const bool *next = NULL;

    for (uint32_t i = block->last; i-- > block->once;) {
        uint32_t to = fusion->value[block->step[i].first];

        if (to < nodes)
            next = wanting->node + (size_t)to * periods;
        else if (fusion->temporary[to - nodes] != TTRI_NONE)
            next = wanted + (size_t)fusion->temporary[to - nodes] * periods;
        for (uint32_t t = 0; t < periods; t++)
            block->wanted[(size_t)t * block->steps + i] = next[t];
    }
}

static void want_outputs(struct wanting *wanting, uint32_t outputs,
                         const ttri_value *values, const bool *wanted)
{
    struct ttri_block *block = wanting->fusion->block;

    block->periods = 0;
    for (uint32_t i = 0; i < outputs; i++)
        for (uint32_t t = 0; t < wanting->periods; t++)
            if (wanted[(size_t)i * wanting->periods + t]) {
                want(wanting, values[i], t);
                block->periods = t < block->periods ? block->periods : t + 1;
            }
}

bool ttri_want_steps(const struct ttri_fusion *fusion, uint32_t outputs,
                     const ttri_value *values, const bool *wanted)
{
    const struct ttri_memory *memory = &fusion->planner->graph->memory;
    size_t nodes = fusion->planner->graph->nodes;
    uint32_t periods = fusion->planner->plan->periods;
    struct wanting wanting = {
        fusion, periods, ttri_clear(memory, nodes * periods, sizeof(bool))};

    fusion->block->wanted =
        ttri_clear(memory, (size_t)fusion->block->steps * periods,
                   sizeof *fusion->block->wanted);
    if (wanting.node != NULL && fusion->block->wanted != NULL) {
        want_outputs(&wanting, outputs, values, wanted);
        want_all(&wanting);
        mark_steps(&wanting, wanted);
    }
    ttri_release(memory, wanting.node);
    return wanting.node != NULL && fusion->block->wanted != NULL;
}
