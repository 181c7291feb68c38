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
    return fusion->planner->result[node] != 0 || fusion->node[node].memory != 0;
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

    if (!ttri_grow(memory, &fusion->term, fusion->terms, &fusion->term_capacity,
                   sizeof *fusion->term)) {
        fusion->failed = true;
        return;
    }
    fusion->term[fusion->terms++] = (struct ttri_term){kind, first, second};
}

/* A product that is a part of the sum. */
static void add_product(struct ttri_fusion *fusion, uint32_t node,
                        uint32_t sign)
{
    uint32_t a = resolve(fusion, node_at(fusion, node)->a);
    uint32_t b = resolve(fusion, node_at(fusion, node)->b);

    if (is_row(fusion, a) && is_row(fusion, b))
        add_term(fusion, PAIR, a, b);
    else if (is_row(fusion, a))
        add_term(fusion, SCALED, b | sign, a);
    else
        add_term(fusion, SCALED, a | sign, b);
}

/* `sign`: 0 or TTRI_NEGATIVE. */
static void add_operand(struct ttri_fusion *fusion, uint32_t node,
                        uint32_t sign)
{
    if (!is_row(fusion, node))
        add_term(fusion, NUMBER, node | sign, 0);
    else if (node_at(fusion, node)->op == TTRI_OP_MUL &&
             (fusion->node[node].inner || is_scaled_only(fusion, node)))
        add_product(fusion, node, sign);
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
        if (chain != 2)
            add_operand(fusion, operand[1], sign);
        if (chain != 1)
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

/* A number may come first as well as second. */
static void put_number_first(struct ttri_fusion *fusion)
{
    struct ttri_term *term = fusion->term, kept;

    if (fusion->terms > 1 && term[1].kind == NUMBER) {
        kept = term[0];
        term[0] = term[1];
        term[1] = kept;
    }
}

/* A stretch of terms that one step adds up. */
struct stretch {
    uint32_t sum, number; /* what is there already: a row, a number, or 0 */
    uint32_t first, end;  /* terms */
};

static void add_linear(struct ttri_fusion *fusion, const struct ttri_term *term)
{
    uint32_t sign = term->first & TTRI_NEGATIVE;

    if (term->kind == SCALED) {
        add_value(fusion, term->first);
        add_value(fusion, term->second);
    } else {
        add_value(fusion, TTRI_UNITY | sign);
        add_value(fusion, term->first ^ sign);
    }
}

/* Rows alone, all added, need no factors. */
static bool adds_rows(const struct ttri_fusion *fusion, const struct stretch *x)
{
    for (uint32_t i = x->first; i < x->end; i++)
        if (fusion->term[i].kind != ROW ||
            (fusion->term[i].first & TTRI_NEGATIVE) != 0)
            return false;
    return true;
}

static void emit_rows(struct ttri_fusion *fusion, const struct stretch *x)
{
    uint32_t count = x->end - x->first + (x->sum != 0);

    if (x->number != 0)
        add_value(fusion, x->number);
    if (x->sum != 0)
        add_value(fusion, x->sum);
    for (uint32_t i = x->first; i < x->end; i++)
        add_value(fusion, fusion->term[i].first);
    end_step(fusion,
             x->number != 0 ? TTRI_FORM_SHIFT
             : count == 2   ? TTRI_FORM_ADD
                            : TTRI_FORM_SUM,
             0);
}

/* row - row and number - row */
static void emit_difference(struct ttri_fusion *fusion, const struct stretch *x,
                            uint32_t from)
{
    add_value(fusion, from);
    add_value(fusion, fusion->term[x->end - 1].first ^ TTRI_NEGATIVE);
    end_step(fusion, x->number != 0 ? TTRI_FORM_SUB_FROM : TTRI_FORM_SUB, 0);
}

static void emit_linear(struct ttri_fusion *fusion, const struct stretch *x,
                        bool two)
{
    uint32_t count = x->end - x->first + (x->sum != 0);
    uint32_t form = x->number != 0
                        ? (two ? TTRI_FORM_TWO_AFFINE : TTRI_FORM_AFFINE)
                        : (two ? TTRI_FORM_TWO_LINEAR : TTRI_FORM_LINEAR);

    if (x->number != 0)
        add_value(fusion, x->number);
    if (x->sum != 0)
        add_linear(fusion, &(struct ttri_term){ROW, x->sum, 0});
    for (uint32_t i = x->first; i < x->end; i++)
        add_linear(fusion, &fusion->term[i]);
    end_step(fusion,
             form + (count < TTRI_LINEAR_FORMS ? count : TTRI_LINEAR_FORMS) - 1,
             0);
}

static void emit_pairs(struct ttri_fusion *fusion, const struct stretch *x)
{
    if (x->number != 0 || x->sum != 0)
        add_value(fusion, x->number != 0 ? x->number : x->sum);
    for (uint32_t i = x->first; i < x->end; i++) {
        add_value(fusion, fusion->term[i].first);
        add_value(fusion, fusion->term[i].second);
    }
    end_step(fusion,
             x->number != 0 ? TTRI_FORM_DOT_SHIFT
             : x->sum != 0  ? TTRI_FORM_DOT_ROW
                            : TTRI_FORM_DOT,
             0);
}

/* A row from which another is taken away: the sum so far, or the first term. */
static uint32_t minuend(const struct ttri_fusion *fusion,
                        const struct stretch *x)
{
    uint32_t before = x->end - x->first - 1, from = 0;

    if (fusion->term[x->end - 1].kind != ROW ||
        (fusion->term[x->end - 1].first & TTRI_NEGATIVE) == 0)
        return 0;
    if (before == 0)
        from = x->number != 0 && x->sum == 0 ? x->number
               : x->number == 0              ? x->sum
                                             : 0;
    else if (before == 1 && x->number == 0 && x->sum == 0 &&
             fusion->term[x->first].kind == ROW)
        from = fusion->term[x->first].first;
    return from;
}

static void emit_stretch(struct ttri_fusion *fusion, const struct stretch *x,
                         bool two)
{
    uint32_t rows = x->end - x->first + (x->sum != 0), from;

    if (x->first < x->end && fusion->term[x->first].kind == PAIR) {
        emit_pairs(fusion, x);
        return;
    }
    from = x->first < x->end ? minuend(fusion, x) : 0;
    if (two)
        emit_linear(fusion, x, true);
    else if (from != 0)
        emit_difference(fusion, x, from);
    else if (adds_rows(fusion, x) && (x->number == 0 || rows == 1))
        emit_rows(fusion, x);
    else
        emit_linear(fusion, x, false);
}

/* The next stretch: perhaps a number, then pairs, or anything else but
 * numbers. A number beside a sum goes before pairs as a step of its own. */
static struct stretch next_stretch(const struct ttri_fusion *fusion,
                                   uint32_t sum, uint32_t i)
{
    struct stretch x = {.sum = sum};
    bool pairs;

    if (fusion->term[i].kind == NUMBER)
        x.number = fusion->term[i++].first;
    x.first = x.end = i;
    if (i == fusion->terms)
        return x;
    pairs = fusion->term[i].kind == PAIR;
    if (pairs && x.number != 0 && sum != 0)
        return x;
    while (x.end < fusion->terms && fusion->term[x.end].kind != NUMBER &&
           (fusion->term[x.end].kind == PAIR) == pairs)
        x.end++;
    return x;
}

/* The sum of the collected terms, or 2 to its power. */
static void emit_terms(struct ttri_fusion *fusion, uint32_t to, bool two)
{
    uint32_t sum = 0, i = 0;

    while (i < fusion->terms && !fusion->failed) {
        struct stretch x = next_stretch(fusion, sum, i);
        bool last = x.end == fusion->terms;
        bool pairs = x.first < x.end && fusion->term[x.first].kind == PAIR;
        bool here = last && !(two && pairs);

        sum = here ? to : new_temporary(fusion, TTRI_NONE);
        begin_step(fusion, sum);
        emit_stretch(fusion, &x, two && here);
        i = x.end;
        if (last && !here) {
            begin_step(fusion, to);
            add_value(fusion, sum);
            end_step(fusion, TTRI_FORM_EXP_TWO, 0);
        }
    }
}

static void emit_sum(struct ttri_fusion *fusion, uint32_t node, uint32_t to,
                     bool two)
{
    if (is_sum(fusion, node)) {
        collect_terms(fusion, node);
        put_number_first(fusion);
    } else {
        fusion->terms = 0;
        add_operand(fusion, node, 0);
    }
    if (!fusion->failed)
        emit_terms(fusion, to, two);
}

/* ---- other steps ---- */

static void emit_product(struct ttri_fusion *fusion, uint32_t to)
{
    uint32_t node = to, chain;
    bool number;

    fusion->terms = 0;
    do {
        const struct ttri_node *x = node_at(fusion, node);
        uint32_t operand[2] = {resolve(fusion, x->a), resolve(fusion, x->b)};

        chain = fusion->node[node].chain;
        /* A number comes last, and so first when turned around. */
        number = chain == 0 && !is_row(fusion, operand[1]);
        if (chain != 2)
            add_term(fusion, ROW, operand[number ? 0 : 1], 0);
        if (chain != 1)
            add_term(fusion, ROW, operand[number ? 1 : 0], 0);
        node = chain != 0 ? operand[chain - 1] : node;
    } while (chain != 0 && !fusion->failed);
    if (fusion->failed)
        return;
    number = !is_row(fusion, fusion->term[fusion->terms - 1].first);
    begin_step(fusion, to);
    for (uint32_t i = fusion->terms; i-- > 0;)
        add_value(fusion, fusion->term[i].first);
    if (fusion->terms == 2)
        end_step(fusion, number ? TTRI_FORM_SCALE : TTRI_FORM_MUL, 0);
    else
        end_step(fusion, number ? TTRI_FORM_MULTIPLE : TTRI_FORM_PRODUCT, 0);
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
    };

    switch (op) {
    case TTRI_OP_DIV:
    case TTRI_OP_MIN:
    case TTRI_OP_MAX:
    case TTRI_OP_ODDS:
        return form[op] + (!is_row(fusion, operand[0])   ? 2
                           : !is_row(fusion, operand[1]) ? 1
                                                         : 0);
    case TTRI_OP_SELECT:
        if (!is_row(fusion, operand[0]))
            return TTRI_FORM_SELECT_SHARED;
        return TTRI_FORM_SELECT + (is_row(fusion, operand[1]) ? 0u : 2u) +
               (is_row(fusion, operand[2]) ? 0u : 1u);
    default:
        return form[op];
    }
}

static void emit_node(struct ttri_fusion *fusion, uint32_t node)
{
    const struct ttri_node *x = node_at(fusion, node);
    uint32_t operand[3], count = ttri_operands(x, operand);

    for (uint32_t i = 0; i < count; i++)
        operand[i] = resolve(fusion, operand[i]);
    if (is_sum(fusion, node)) {
        emit_sum(fusion, node, node, false);
    } else if (x->op == TTRI_OP_MUL) {
        emit_product(fusion, node);
    } else if (x->op == TTRI_OP_EXP_TWO && fusion->node[node].chain != 0) {
        emit_sum(fusion, operand[0], node, true);
    } else {
        begin_step(fusion, node);
        for (uint32_t i = 0; i < count; i++)
            add_value(fusion, operand[i]);
        end_step(fusion, form_of(fusion, x->op, operand),
                 x->op == TTRI_OP_LAG     ? x->c
                 : x->op == TTRI_OP_TABLE ? x->b
                                          : 0);
    }
}

static bool has_step(const struct ttri_fusion *fusion, uint32_t node)
{
    return is_computed(fusion, node) && !fusion->node[node].inner &&
           !fusion->node[node].lagged && !is_scaled_only(fusion, node);
}

/* Steps of the nodes of one rate. */
static void emit_rate(struct ttri_fusion *fusion, uint8_t rate)
{
    const struct ttri_order *order = &fusion->planner->order;

    for (uint32_t i = 0; i < order->count && !fusion->failed; i++)
        if (fusion->planner->rate[order->node[i]] == rate &&
            has_step(fusion, order->node[i]))
            emit_node(fusion, order->node[i]);
}

static void emit_fill(struct ttri_fusion *fusion, uint32_t to, uint32_t node)
{
    begin_step(fusion, to);
    add_value(fusion, node);
    end_step(fusion, is_row(fusion, node) ? TTRI_FORM_COPY : TTRI_FORM_FILL, 0);
}

/* Numbers that stand before a row's first period become rows. */
static void emit_splats(struct ttri_fusion *fusion)
{
    const struct ttri_order *order = &fusion->planner->order;

    for (uint32_t i = 0; i < order->count && !fusion->failed; i++) {
        uint32_t node = order->node[i], before;

        if (!fusion->node[node].lagged)
            continue;
        before = resolve(fusion, node_at(fusion, node)->b);
        if (is_row(fusion, before) || fusion->splat[before] != 0)
            continue;
        fusion->splat[before] = new_temporary(fusion, TTRI_NONE);
        emit_fill(fusion, fusion->splat[before], before);
    }
}

/* Outputs that no step writes itself. */
static void emit_outputs(struct ttri_fusion *fusion, uint32_t outputs,
                         const ttri_value *values)
{
    for (uint32_t i = 0; i < outputs && !fusion->failed; i++) {
        uint32_t node = resolve(fusion, values[i]);

        if (fusion->planner->rate[node] != TTRI_RATE_BOTH ||
            ttri_is_leaf(node_at(fusion, node)->op) ||
            fusion->planner->result[node] != i + 1)
            emit_fill(fusion, new_temporary(fusion, i), node);
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
    if (fusion->node == NULL || fusion->splat == NULL)
        return false;
    for (uint32_t i = 0; i < order->count; i++)
        if (is_computed(fusion, order->node[i]))
            count_uses(fusion, order->node[i]);
    for (uint32_t i = 0; i < order->count; i++)
        if (is_computed(fusion, order->node[i]))
            choose_parts(fusion, order->node[i]);
    emit_rate(fusion, TTRI_RATE_PATH);
    emit_splats(fusion);
    block->once = block->steps;
    emit_rate(fusion, TTRI_RATE_BOTH);
    emit_outputs(fusion, outputs, values);
    return !fusion->failed;
}

void ttri_fusion_clear(struct ttri_fusion *fusion)
{
    const struct ttri_memory *memory = &fusion->planner->graph->memory;

    ttri_release(memory, fusion->node);
    ttri_release(memory, fusion->splat);
    ttri_release(memory, fusion->value);
    ttri_release(memory, fusion->temporary);
    ttri_release(memory, fusion->term);
}
