/* Which operations of a block run as one. Rewriting here keeps every bit: a sum
 * or product is taken in the order in which the graph has it. Only what has one
 * user becomes a part of it; but a product with a number costs a sum no more
 * than the row alone, so that each sum takes it over. */
#include "program/block.h"

enum kind {
    ROW,    /* first; negated if it is marked so */
    NUMBER, /* first */
    SCALED, /* number first times row second */
    PAIR    /* row first times row second */
};

struct ttri_term {
    enum kind kind;
    uint32_t first, second;
};

bool ttri_is_leaf(uint8_t op)
{
    return op == TTRI_OP_CONSTANT || op == TTRI_OP_SERIES ||
           op == TTRI_OP_PARAMETER || op == TTRI_OP_DRAW;
}

static const struct ttri_node *node_at(const struct ttri_fusion *fusion,
                                       uint32_t node)
{
    return &fusion->planner->graph->node[node];
}

static uint32_t resolve(const struct ttri_fusion *fusion, uint32_t node)
{
    return ttri_resolve(fusion->planner->graph, node);
}

static bool is_row(const struct ttri_fusion *fusion, uint32_t node)
{
    return (fusion->planner->rate[node] & TTRI_RATE_PATH) != 0;
}

/* A row that some step writes. */
static bool is_computed(const struct ttri_fusion *fusion, uint32_t node)
{
    return is_row(fusion, node) && !ttri_is_leaf(node_at(fusion, node)->op);
}

/* Others see it beside its users. */
static bool is_pinned(const struct ttri_fusion *fusion, uint32_t node)
{
    return fusion->planner->result[node] != 0 ||
           fusion->node[node].memory != 0;
}

static bool is_sum(const struct ttri_fusion *fusion, uint32_t node)
{
    uint8_t op = node_at(fusion, node)->op;

    return op == TTRI_OP_ADD || op == TTRI_OP_SUB;
}

/* A product with rows alone, or of a number and a row. */
static bool is_product(const struct ttri_fusion *fusion, uint32_t node,
                       bool with_number)
{
    const struct ttri_node *x = node_at(fusion, node);

    return x->op == TTRI_OP_MUL &&
           (is_row(fusion, resolve(fusion, x->a)) &&
            is_row(fusion, resolve(fusion, x->b))) != with_number;
}

/* May be computed as a part of `user`. */
static bool is_own(const struct ttri_fusion *fusion, uint32_t user,
                   uint32_t node)
{
    return fusion->node[node].uses == 1 && !is_pinned(fusion, node) &&
           fusion->planner->rate[node] == fusion->planner->rate[user];
}

/* ---- uses ---- */

static void remember(struct ttri_fusion *fusion, uint32_t node,
                     uint32_t periods)
{
    struct ttri_fused *x = &fusion->node[node];

    if (is_row(fusion, node) && periods > x->memory)
        x->memory = periods;
}

static void count_uses(struct ttri_fusion *fusion, uint32_t node)
{
    const struct ttri_node *x = node_at(fusion, node);
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        operand[i] = resolve(fusion, operand[i]);
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

/* Operand 1 or 2 that goes on as the same sum or product, or 0. */
static uint8_t choose_chain(const struct ttri_fusion *fusion, uint32_t node,
                            const uint32_t operand[2])
{
    bool sum = is_sum(fusion, node), fits[2];

    for (int i = 0; i < 2; i++)
        fits[i] = is_own(fusion, node, operand[i]) &&
                  (sum ? is_sum(fusion, operand[i])
                       : node_at(fusion, operand[i])->op == TTRI_OP_MUL);
    fits[1] = fits[1] && node_at(fusion, node)->op != TTRI_OP_SUB;
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
    if (x->chain != 0) {
        struct ttri_fused *part = &fusion->node[operand[x->chain - 1]];

        part->inner = true;
        x->length = part->length + 1;
    }
}

static void take_terms(struct ttri_fusion *fusion, uint32_t node,
                       const uint32_t operand[2])
{
    bool subtract = node_at(fusion, node)->op == TTRI_OP_SUB;

    for (int i = 0; i < 2; i++) {
        struct ttri_fused *part = &fusion->node[operand[i]];

        if (fusion->node[node].chain == i + 1)
            continue;
        if (is_product(fusion, operand[i], true) &&
            fusion->planner->rate[operand[i]] == fusion->planner->rate[node])
            part->scaled++;
        else if (is_product(fusion, operand[i], false) && part->chain == 0 &&
                 is_own(fusion, node, operand[i]) && !(subtract && i == 1))
            part->inner = true;
    }
}

static bool is_scaled_only(const struct ttri_fusion *fusion, uint32_t node)
{
    return fusion->node[node].scaled != 0 && !is_pinned(fusion, node) &&
           fusion->node[node].scaled == fusion->node[node].uses;
}

/* A place in the past, if that has a row and so has what stands before it. */
static bool can_point_back(const struct ttri_fusion *fusion, uint32_t node,
                           const uint32_t operand[2])
{
    return !is_pinned(fusion, node) && is_row(fusion, operand[0]) &&
           (is_row(fusion, operand[1]) ||
            fusion->planner->rate[operand[1]] == TTRI_RATE_CONSTANT);
}

static void choose_parts(struct ttri_fusion *fusion, uint32_t node)
{
    const struct ttri_node *x = node_at(fusion, node);
    struct ttri_fused *fused = &fusion->node[node];
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        operand[i] = resolve(fusion, operand[i]);
    if (x->op == TTRI_OP_ADD || x->op == TTRI_OP_SUB) {
        take_chain(fusion, node, operand);
        take_terms(fusion, node, operand);
    } else if (is_product(fusion, node, false)) {
        take_chain(fusion, node, operand);
    } else if (x->op == TTRI_OP_EXP_TWO) {
        fused->chain = is_own(fusion, node, operand[0]) &&
                       (is_sum(fusion, operand[0]) ||
                        is_product(fusion, operand[0], true));
        if (fused->chain != 0)
            fusion->node[operand[0]].inner = true;
    } else if (x->op == TTRI_OP_LAG) {
        fused->lagged = can_point_back(fusion, node, operand);
    }
}

/* ---- steps ---- */

static void add_value(struct ttri_fusion *fusion, uint32_t value)
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
static void begin_step(struct ttri_fusion *fusion, uint32_t to)
{
    struct ttri_block *block = fusion->block;
    const struct ttri_memory *memory = &fusion->planner->graph->memory;

    if (!ttri_grow(memory, &block->step, block->steps, &block->step_capacity,
                   sizeof *block->step)) {
        fusion->failed = true;
        return;
    }
    block->step[block->steps].first = fusion->values;
    add_value(fusion, to);
}

static void end_step(struct ttri_fusion *fusion, uint32_t form, uint32_t extra)
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

static uint32_t new_temporary(struct ttri_fusion *fusion, uint32_t output)
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

/* ---- sums ---- */

static void add_term(struct ttri_fusion *fusion, enum kind kind, uint32_t first,
                     uint32_t second)
{
    const struct ttri_memory *memory = &fusion->planner->graph->memory;

    if (!ttri_grow(memory, &fusion->term, fusion->terms,
                   &fusion->term_capacity, sizeof *fusion->term)) {
        fusion->failed = true;
        return;
    }
    fusion->term[fusion->terms++] = (struct ttri_term){kind, first, second};
}

/* `sign`: 0 or TTRI_NEGATIVE. */
static void add_operand(struct ttri_fusion *fusion, uint32_t node,
                        uint32_t sign)
{
    uint32_t a = resolve(fusion, node_at(fusion, node)->a);
    uint32_t b = resolve(fusion, node_at(fusion, node)->b);

    if (!is_row(fusion, node))
        add_term(fusion, NUMBER, node | sign, 0);
    else if (is_product(fusion, node, true) &&
             (is_scaled_only(fusion, node) || fusion->node[node].inner))
        add_term(fusion, SCALED, (is_row(fusion, a) ? b : a) | sign,
                 is_row(fusion, a) ? a : b);
    else if (is_product(fusion, node, false) && fusion->node[node].inner)
        add_term(fusion, PAIR, a, b);
    else
        add_term(fusion, ROW, node | sign, 0);
}

/* The terms of a sum, from left to right: the chain is walked inwards, and its
 * terms turned around. */
static void collect_terms(struct ttri_fusion *fusion, uint32_t node)
{
    uint32_t chain, swaps;

    fusion->terms = 0;
    do {
        const struct ttri_node *x = node_at(fusion, node);
        uint32_t operand[2] = {resolve(fusion, x->a), resolve(fusion, x->b)};
        uint32_t sign = x->op == TTRI_OP_SUB ? TTRI_NEGATIVE : 0;

        chain = fusion->node[node].chain;
        if (chain != 1)
            add_operand(fusion, operand[1], chain == 2 ? 0 : sign);
        if (chain == 1)
            add_operand(fusion, operand[1], sign);
        else
            add_operand(fusion, operand[0], 0);
        node = chain != 0 ? operand[chain - 1] : node;
    } while (chain != 0 && !fusion->failed);
    swaps = fusion->terms / 2;
    for (uint32_t i = 0; i < swaps; i++) {
        struct ttri_term *left = &fusion->term[i];
        struct ttri_term *right = &fusion->term[fusion->terms - 1 - i];
        struct ttri_term kept = *left;

        *left = *right;
        *right = kept;
    }
}
