/* Sums and products of a block, from left to right, in as few steps as forms
 * allow. */
#include "program/fusion.h"

static void add_term(struct ttri_fusion *fusion, enum ttri_term_kind kind,
                     uint32_t first, uint32_t second)
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
    uint32_t a = ttri_fusion_resolve(fusion, ttri_fusion_node(fusion, node)->a);
    uint32_t b = ttri_fusion_resolve(fusion, ttri_fusion_node(fusion, node)->b);

    if (ttri_is_row(fusion, a) && ttri_is_row(fusion, b))
        add_term(fusion, TTRI_TERM_PAIR, a, b);
    else if (ttri_is_row(fusion, a))
        add_term(fusion, TTRI_TERM_SCALED, b | sign, a);
    else
        add_term(fusion, TTRI_TERM_SCALED, a | sign, b);
}

/* `sign`: 0 or TTRI_NEGATIVE. */
static void add_operand(struct ttri_fusion *fusion, uint32_t node,
                        uint32_t sign)
{
    if (!ttri_is_row(fusion, node))
        add_term(fusion, TTRI_TERM_NUMBER, node | sign, 0);
    else if (ttri_fusion_node(fusion, node)->op == TTRI_OP_MUL &&
             (fusion->node[node].inner || ttri_is_scaled(fusion, node)))
        add_product(fusion, node, sign);
    else
        add_term(fusion, TTRI_TERM_ROW, node | sign, 0);
}

/* The terms of a sum, from left to right: the chain is walked inwards, and its
 * terms turned around. */
static void collect_terms(struct ttri_fusion *fusion, uint32_t node)
{
    uint32_t chain, swaps;

    fusion->terms = 0;
    do {
        const struct ttri_node *x = ttri_fusion_node(fusion, node);
        uint32_t operand[2] = {ttri_fusion_resolve(fusion, x->a),
                               ttri_fusion_resolve(fusion, x->b)};
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

static bool is_plain_row(const struct ttri_term *term)
{
    return term->kind == TTRI_TERM_ROW && (term->first & TTRI_NEGATIVE) == 0;
}

/* Either of the first two may come first: a number, or a row to which pairs are
 * added. */
static void put_best_first(struct ttri_fusion *fusion)
{
    struct ttri_term *term = fusion->term, kept;

    if (fusion->terms > 1 &&
        (term[1].kind == TTRI_TERM_NUMBER ||
         (term[0].kind == TTRI_TERM_PAIR && is_plain_row(&term[1])))) {
        kept = term[0];
        term[0] = term[1];
        term[1] = kept;
    }
}

/* A stretch of terms that one step adds up. */
struct stretch {
    uint32_t sum, number; /* what is there already: a row, a number, or 0 */
    uint32_t then;        /* a number that ends an exponent, or 0 */
    uint32_t first, end;  /* terms */
};

static bool has_pairs(const struct ttri_fusion *fusion, const struct stretch *x)
{
    return x->first < x->end && fusion->term[x->first].kind == TTRI_TERM_PAIR;
}

static void add_linear(struct ttri_fusion *fusion, const struct ttri_term *term)
{
    uint32_t sign = term->first & TTRI_NEGATIVE;

    if (term->kind == TTRI_TERM_SCALED) {
        ttri_step_operand(fusion, term->first);
        ttri_step_operand(fusion, term->second);
    } else {
        ttri_step_operand(fusion, TTRI_UNITY | sign);
        ttri_step_operand(fusion, term->first ^ sign);
    }
}

/* Rows alone, all added, need no factors. */
static bool adds_rows(const struct ttri_fusion *fusion, const struct stretch *x)
{
    for (uint32_t i = x->first; i < x->end; i++)
        if (!is_plain_row(&fusion->term[i]))
            return false;
    return true;
}

static void emit_rows(struct ttri_fusion *fusion, const struct stretch *x)
{
    uint32_t count = x->end - x->first + (x->sum != 0);

    if (x->number != 0)
        ttri_step_operand(fusion, x->number);
    if (x->sum != 0)
        ttri_step_operand(fusion, x->sum);
    for (uint32_t i = x->first; i < x->end; i++)
        ttri_step_operand(fusion, fusion->term[i].first);
    ttri_step_end(fusion,
                  x->number != 0 ? TTRI_FORM_SHIFT
                  : count == 2   ? TTRI_FORM_ADD
                                 : TTRI_FORM_SUM,
                  0);
}

/* row - row and number - row */
static void emit_difference(struct ttri_fusion *fusion, const struct stretch *x,
                            uint32_t from)
{
    ttri_step_operand(fusion, from);
    ttri_step_operand(fusion, fusion->term[x->end - 1].first ^ TTRI_NEGATIVE);
    ttri_step_end(fusion, x->number != 0 ? TTRI_FORM_SUB_FROM : TTRI_FORM_SUB,
                  0);
}

static void emit_linear(struct ttri_fusion *fusion, const struct stretch *x,
                        bool two)
{
    uint32_t count = x->end - x->first + (x->sum != 0);
    uint32_t form = x->then != 0 ? TTRI_FORM_TWO_BEFORE
                    : x->number != 0
                        ? (two ? TTRI_FORM_TWO_AFFINE : TTRI_FORM_AFFINE)
                        : (two ? TTRI_FORM_TWO_LINEAR : TTRI_FORM_LINEAR);

    if (x->number != 0 || x->then != 0)
        ttri_step_operand(fusion, x->number != 0 ? x->number : x->then);
    if (x->sum != 0)
        add_linear(fusion, &(struct ttri_term){TTRI_TERM_ROW, x->sum, 0});
    for (uint32_t i = x->first; i < x->end; i++)
        add_linear(fusion, &fusion->term[i]);
    ttri_step_end(
        fusion,
        form + (count < TTRI_LINEAR_FORMS ? count : TTRI_LINEAR_FORMS) - 1, 0);
}

static void emit_pairs(struct ttri_fusion *fusion, const struct stretch *x)
{
    if (x->number != 0 || x->sum != 0)
        ttri_step_operand(fusion, x->number != 0 ? x->number : x->sum);
    for (uint32_t i = x->first; i < x->end; i++) {
        ttri_step_operand(fusion, fusion->term[i].first);
        ttri_step_operand(fusion, fusion->term[i].second);
    }
    ttri_step_end(fusion,
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

    if (fusion->term[x->end - 1].kind != TTRI_TERM_ROW ||
        (fusion->term[x->end - 1].first & TTRI_NEGATIVE) == 0)
        return 0;
    if (before == 0)
        from = x->number != 0 && x->sum == 0 ? x->number
               : x->number == 0              ? x->sum
                                             : 0;
    else if (before == 1 && x->number == 0 && x->sum == 0 &&
             fusion->term[x->first].kind == TTRI_TERM_ROW)
        from = fusion->term[x->first].first;
    return from;
}

static void emit_stretch(struct ttri_fusion *fusion, const struct stretch *x,
                         bool two)
{
    uint32_t rows = x->end - x->first + (x->sum != 0), from;

    if (has_pairs(fusion, x)) {
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

static bool is_pair(const struct ttri_fusion *fusion, uint32_t i)
{
    return i < fusion->terms && fusion->term[i].kind == TTRI_TERM_PAIR;
}

/* The next stretch: perhaps a number or a row, then pairs, or anything else but
 * numbers. A number beside a sum goes before pairs as a step of its own. */
static struct stretch next_stretch(const struct ttri_fusion *fusion,
                                   uint32_t sum, uint32_t i)
{
    struct stretch x = {.sum = sum};
    bool pairs;

    if (fusion->term[i].kind == TTRI_TERM_NUMBER)
        x.number = fusion->term[i++].first;
    else if (sum == 0 && is_plain_row(&fusion->term[i]) &&
             is_pair(fusion, i + 1))
        x.sum = fusion->term[i++].first;
    x.first = x.end = i;
    if (i == fusion->terms)
        return x;
    pairs = is_pair(fusion, i);
    if (pairs && x.number != 0 && sum != 0)
        return x;
    while (x.end < fusion->terms &&
           fusion->term[x.end].kind != TTRI_TERM_NUMBER &&
           is_pair(fusion, x.end) == pairs)
        x.end++;
    return x;
}

/* A number may follow what is raised to, if none comes before it. */
static uint32_t number_then(const struct ttri_fusion *fusion,
                            const struct stretch *x)
{
    bool only = x->number == 0 && x->first < x->end && !has_pairs(fusion, x) &&
                x->end + 1 == fusion->terms &&
                fusion->term[x->end].kind == TTRI_TERM_NUMBER;

    return only ? fusion->term[x->end].first : 0;
}

/* The sum of the collected terms, or 2 to its power. `sum`: a row that they are
 * added to, or 0. */
static void emit_terms(struct ttri_fusion *fusion, uint32_t sum, uint32_t to,
                       bool two)
{
    uint32_t i = 0;

    while (i < fusion->terms && !fusion->failed) {
        struct stretch x = next_stretch(fusion, sum, i);
        bool last, here;

        x.then = two ? number_then(fusion, &x) : 0;
        last = x.end + (x.then != 0) == fusion->terms;
        here = last && !(two && has_pairs(fusion, &x));
        sum = here ? to : ttri_step_temporary(fusion, TTRI_NONE);
        ttri_step_begin(fusion, sum);
        emit_stretch(fusion, &x, two && here);
        i = x.end + (x.then != 0);
        if (last && !here) {
            ttri_step_begin(fusion, to);
            ttri_step_operand(fusion, sum);
            ttri_step_end(fusion, TTRI_FORM_EXP_TWO, 0);
        }
    }
}

void ttri_emit_sum(struct ttri_fusion *fusion, uint32_t node, uint32_t to,
                   bool two)
{
    if (ttri_is_sum(fusion, node)) {
        collect_terms(fusion, node);
        put_best_first(fusion);
    } else {
        fusion->terms = 0;
        add_operand(fusion, node, 0);
    }
    if (!fusion->failed)
        emit_terms(fusion, 0, to, two);
}

/* ---- products ---- */

/* The last factor comes first: the chain is walked inwards. */
static void collect_factors(struct ttri_fusion *fusion, uint32_t node)
{
    uint32_t chain;

    fusion->terms = 0;
    do {
        const struct ttri_node *x = ttri_fusion_node(fusion, node);
        uint32_t operand[2] = {ttri_fusion_resolve(fusion, x->a),
                               ttri_fusion_resolve(fusion, x->b)};
        bool number;

        chain = fusion->node[node].chain;
        /* A number comes last, and so first when turned around. */
        number = chain == 0 && !ttri_is_row(fusion, operand[1]);
        if (chain != 2)
            add_term(fusion, TTRI_TERM_ROW, operand[number ? 0 : 1], 0);
        if (chain != 1)
            add_term(fusion, TTRI_TERM_ROW, operand[number ? 1 : 0], 0);
        node = chain != 0 ? operand[chain - 1] : node;
    } while (chain != 0 && !fusion->failed);
}

/* to = the product, after `sum` if that is not 0. */
static void emit_factors(struct ttri_fusion *fusion, uint32_t sum,
                         uint32_t node, uint32_t to)
{
    uint32_t form;
    bool first, last;

    collect_factors(fusion, node);
    if (fusion->failed)
        return;
    first = !ttri_is_row(fusion, fusion->term[fusion->terms - 1].first);
    last = !ttri_is_row(fusion, fusion->term[0].first);
    form = sum != 0 ? TTRI_FORM_PLUS_PRODUCT : TTRI_FORM_PRODUCT;
    ttri_step_begin(fusion, to);
    if (sum != 0)
        ttri_step_operand(fusion, sum);
    if (last)
        ttri_step_operand(fusion, fusion->term[0].first);
    for (uint32_t i = fusion->terms; i-- > (last ? 1 : 0);)
        ttri_step_operand(fusion, fusion->term[i].first);
    if (sum == 0 && fusion->terms == 2)
        form = first ? TTRI_FORM_SCALE : TTRI_FORM_MUL;
    else if (first)
        form += TTRI_FORM_MULTIPLE - TTRI_FORM_PRODUCT;
    else if (last)
        form += TTRI_FORM_SCALED - TTRI_FORM_PRODUCT;
    ttri_step_end(fusion, form, 0);
}

void ttri_emit_product(struct ttri_fusion *fusion, uint32_t to)
{
    emit_factors(fusion, 0, to, to);
}

/* ---- totals ---- */

void ttri_emit_total(struct ttri_fusion *fusion, uint32_t to)
{
    uint32_t node =
        ttri_fusion_resolve(fusion, ttri_fusion_node(fusion, to)->a);

    if (fusion->node[node].inner && ttri_is_long_product(fusion, node)) {
        emit_factors(fusion, to, node, to);
        return;
    }
    if (fusion->node[to].chain != 0) {
        collect_terms(fusion, node);
    } else {
        fusion->terms = 0;
        add_operand(fusion, node, 0);
    }
    if (!fusion->failed)
        emit_terms(fusion, to, to, false);
}
