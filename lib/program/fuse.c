/* Which operations of a block run as one. Rewriting here keeps every bit: a sum
 * or product is taken in the order in which the graph has it. Only what has one
 * user becomes a part of it; but a product with a number costs a sum no more
 * than the row alone, so that each sum takes it over. */
#include "program/fusion.h"

bool ttri_is_leaf(uint8_t op)
{
    return op == TTRI_OP_CONSTANT || op == TTRI_OP_SERIES ||
           op == TTRI_OP_PARAMETER || op == TTRI_OP_DRAW || op == TTRI_OP_GIVEN;
}

/* May be computed as a part of `user`. */
static bool is_own(const struct ttri_fusion *fusion, uint32_t user,
                   uint32_t node)
{
    return fusion->node[node].uses == 1 && !ttri_is_pinned(fusion, node) &&
           fusion->planner->rate[node] == fusion->planner->rate[user];
}

/* ---- uses ---- */

static void remember(struct ttri_fusion *fusion, uint32_t node,
                     uint32_t periods)
{
    struct ttri_fused *x = &fusion->node[node];

    if (ttri_is_row(fusion, node) && periods > x->memory)
        x->memory = periods;
}

static void count_uses(struct ttri_fusion *fusion, uint32_t node)
{
    const struct ttri_node *x = ttri_fusion_node(fusion, node);
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        operand[i] = ttri_fusion_resolve(fusion, operand[i]);
    if (x->op == TTRI_OP_LAG)
        remember(fusion, operand[0], x->c);
    else if (x->op == TTRI_OP_CONVOLVE)
        remember(fusion, operand[0], TTRI_FOREVER);
    else
        fusion->node[operand[0]].uses++;
    if (x->op == TTRI_OP_CONVOLVE)
        remember(fusion, operand[1], TTRI_FOREVER);
    else if (count > 1)
        fusion->node[operand[1]].uses++;
    if (count > 2)
        fusion->node[operand[2]].uses++;
}

/* ---- what becomes a part of what ---- */

/* A row times a number: what reads it may scale the row itself. */
static bool is_multiple(const struct ttri_fusion *fusion, uint32_t node)
{
    return ttri_is_product(fusion, node, true) && fusion->node[node].chain == 0;
}

/* A product has one number at most, as its first factor or its last. */
static bool goes_on(const struct ttri_fusion *fusion, uint32_t node,
                    uint32_t operand)
{
    if (!is_own(fusion, node, operand))
        return false;
    if (ttri_is_sum(fusion, node))
        return ttri_is_sum(fusion, operand);
    if (ttri_is_product(fusion, node, true))
        return ttri_is_product(fusion, operand, false) &&
               !fusion->node[operand].numbered;
    return ttri_is_product(fusion, operand, false) ||
           is_multiple(fusion, operand);
}

/* Operand 1 or 2 that goes on as the same sum or product, or 0. */
static uint8_t choose_chain(const struct ttri_fusion *fusion, uint32_t node,
                            const uint32_t operand[2])
{
    bool fits[2];

    for (int i = 0; i < 2; i++)
        fits[i] = goes_on(fusion, node, operand[i]);
    fits[1] = fits[1] && ttri_fusion_node(fusion, node)->op != TTRI_OP_SUB;
    if (fits[0] && fits[1])
        return fusion->node[operand[0]].length >=
                       fusion->node[operand[1]].length
                   ? 1
                   : 2;
    return fits[0] ? 1 : fits[1] ? 2 : 0;
}

static void take_chain(struct ttri_fusion *fusion, uint32_t node,
                       const uint32_t operand[2])
{
    struct ttri_fused *x = &fusion->node[node];

    x->chain = choose_chain(fusion, node, operand);
    x->length = 1;
    x->numbered = ttri_is_product(fusion, node, true);
    if (x->chain != 0) {
        struct ttri_fused *part = &fusion->node[operand[x->chain - 1]];

        part->inner = true;
        x->length = part->length + 1;
        x->numbered = x->numbered || part->numbered;
    }
}

static void take_terms(struct ttri_fusion *fusion, uint32_t node,
                       const uint32_t operand[2])
{
    bool subtract = ttri_fusion_node(fusion, node)->op == TTRI_OP_SUB;

    for (int i = 0; i < 2; i++) {
        struct ttri_fused *part = &fusion->node[operand[i]];

        if (fusion->node[node].chain == i + 1)
            continue;
        if (is_multiple(fusion, operand[i]) &&
            fusion->planner->rate[operand[i]] == fusion->planner->rate[node])
            part->scaled++;
        else if (ttri_is_product(fusion, operand[i], false) &&
                 part->chain == 0 && is_own(fusion, node, operand[i]) &&
                 !(subtract && i == 1))
            part->inner = true;
    }
}

/* A total adds the terms of a sum, or a product, to what it has. */
static void take_total(struct ttri_fusion *fusion, uint32_t node,
                       uint32_t operand)
{
    struct ttri_fused *part = &fusion->node[operand];
    bool whole = part->uses == 1 && !ttri_is_pinned(fusion, operand);

    if (fusion->planner->rate[operand] != TTRI_RATE_BOTH)
        return;
    if (is_multiple(fusion, operand))
        part->scaled++;
    else if (whole && (ttri_is_sum(fusion, operand) ||
                       ttri_fusion_node(fusion, operand)->op == TTRI_OP_MUL))
        part->inner = true;
    if (part->inner && ttri_is_sum(fusion, operand))
        fusion->node[node].chain = 1;
}

/* A place in the past, if that has a row and so has what stands before it. */
static bool can_point_back(const struct ttri_fusion *fusion, uint32_t node,
                           const uint32_t operand[2])
{
    return !ttri_is_pinned(fusion, node) && ttri_is_row(fusion, operand[0]) &&
           (ttri_is_row(fusion, operand[1]) ||
            fusion->planner->rate[operand[1]] == TTRI_RATE_CONSTANT);
}

static void choose_parts(struct ttri_fusion *fusion, uint32_t node)
{
    const struct ttri_node *x = ttri_fusion_node(fusion, node);
    struct ttri_fused *fused = &fusion->node[node];
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        operand[i] = ttri_fusion_resolve(fusion, operand[i]);
    if (x->op == TTRI_OP_ADD || x->op == TTRI_OP_SUB) {
        take_chain(fusion, node, operand);
        take_terms(fusion, node, operand);
    } else if (x->op == TTRI_OP_MUL) {
        take_chain(fusion, node, operand);
    } else if (x->op == TTRI_OP_EXP_TWO) {
        fused->chain = is_own(fusion, node, operand[0]) &&
                       (ttri_is_sum(fusion, operand[0]) ||
                        is_multiple(fusion, operand[0]));
        if (fused->chain != 0)
            fusion->node[operand[0]].inner = true;
    } else if (x->op == TTRI_OP_TOTAL) {
        take_total(fusion, node, operand[0]);
    } else if (x->op == TTRI_OP_LAG) {
        fused->lagged = can_point_back(fusion, node, operand);
    }
}

bool ttri_fuse(struct ttri_fusion *fusion, const struct ttri_planner *planner,
               uint32_t outputs, const ttri_value *values,
               struct ttri_block *block)
{
    const struct ttri_order *order = &planner->order;
    const struct ttri_memory *memory = &planner->graph->memory;

    *fusion = (struct ttri_fusion){.planner = planner, .block = block};
    fusion->node =
        ttri_clear(memory, planner->graph->nodes, sizeof *fusion->node);
    fusion->splat =
        ttri_clear(memory, planner->graph->nodes, sizeof *fusion->splat);
    fusion->section = ttri_clear(memory, order->count, sizeof *fusion->section);
    if (fusion->node == NULL || fusion->splat == NULL ||
        fusion->section == NULL)
        return false;
    for (uint32_t i = 0; i < order->count; i++)
        if (ttri_is_computed(fusion, order->node[i]))
            count_uses(fusion, order->node[i]);
    if (!ttri_cut_sections(fusion))
        return false;
    for (uint32_t i = 0; i < order->count; i++)
        if (ttri_is_computed(fusion, order->node[i]))
            choose_parts(fusion, order->node[i]);
    return ttri_emit_steps(fusion, outputs, values);
}

void ttri_fusion_clear(struct ttri_fusion *fusion)
{
    const struct ttri_memory *memory = &fusion->planner->graph->memory;

    ttri_release(memory, fusion->node);
    ttri_release(memory, fusion->splat);
    ttri_release(memory, fusion->section);
    ttri_release(memory, fusion->value);
    ttri_release(memory, fusion->temporary);
    ttri_release(memory, fusion->term);
}
