/* How a number comes about: a tree of named values, each with its number and
 * the formula over the names below it. */
#include "program/graph.h"

#include <math.h>
#include <string.h>

#define MAX_TERMS   4000u /* named values in one explanation */
#define MAX_FORMULA 400u

/* One line of the tree. */
struct term {
    uint32_t node, t, depth;
    bool repeated; /* explained further up */
    bool past;     /* of an earlier period: not explained further */
};

struct explain {
    const struct ttri_graph *graph;
    struct term *term;
    uint32_t terms, capacity;
    uint32_t depth;
    const char *within; /* name of the value whose formula is written */
    bool failed;
};

static bool is_named(const struct ttri_graph *graph, uint32_t node)
{
    return ttri_name_of(graph, node) != NULL;
}

static bool was_explained(const struct explain *explain, uint32_t node,
                          uint32_t t)
{
    for (uint32_t i = 0; i < explain->terms; i++)
        if (explain->term[i].node == node && explain->term[i].t == t)
            return true;
    return false;
}

/* Sums and products keep their operands sorted; they are written in the order
 * in which they grew: the part that is one itself first. */
static bool grew_from_right(const struct ttri_graph *graph,
                            const struct ttri_node *x)
{
    uint32_t a, b;

    if (x->op != TTRI_OP_ADD && x->op != TTRI_OP_MUL)
        return false;
    a = ttri_resolve(graph, x->a);
    b = ttri_resolve(graph, x->b);
    return !is_named(graph, b) && graph->node[b].op == x->op &&
           (is_named(graph, a) || graph->node[a].op != x->op);
}

static void add_term(struct explain *explain, uint32_t node, uint32_t t,
                     uint32_t depth, bool past);

/* Visits the named values under an unnamed one. `budget` bounds how much of a
 * formula is looked at. */
static void add_below(struct explain *explain, uint32_t node, uint32_t t,
                      uint32_t depth, bool past, uint32_t *budget)
{
    const struct ttri_node *x = &explain->graph->node[node];
    uint32_t operand[3], count = ttri_operands(x, operand), first = 0;
    bool turned = grew_from_right(explain->graph, x);

    if (*budget == 0 || (past && x->op == TTRI_OP_LAG))
        return;
    --*budget;
    if (x->op == TTRI_OP_LAG && t < x->c)
        first = 1;
    if (x->op == TTRI_OP_LAG && t >= x->c) {
        t -= x->c;
        count = 1;
        past = true;
    }
    for (uint32_t i = first; i < count; i++) {
        uint32_t next =
            ttri_resolve(explain->graph, operand[turned ? 1 - i : i]);

        if (is_named(explain->graph, next))
            add_term(explain, next, t, depth, past);
        else
            add_below(explain, next, t, depth, past, budget);
    }
}

static void add_term(struct explain *explain, uint32_t node, uint32_t t,
                     uint32_t depth, bool past)
{
    struct term term = {node, t, depth, was_explained(explain, node, t), past};
    uint32_t budget = MAX_FORMULA;

    /* The same value twice under one parent is shown once. */
    for (uint32_t i = explain->terms; i-- > 0;) {
        if (explain->term[i].depth < depth)
            break;
        if (explain->term[i].depth == depth && explain->term[i].node == node &&
            explain->term[i].t == t)
            return;
    }
    if (explain->terms >= MAX_TERMS)
        return;
    if (!ttri_grow(&explain->graph->memory, &explain->term, explain->terms,
                   &explain->capacity, sizeof term)) {
        explain->failed = true;
        return;
    }
    explain->term[explain->terms++] = term;
    if (!term.repeated && !past && depth < explain->depth)
        add_below(explain, node, t, depth + 1, false, &budget);
}

/* Parts of a name `component/region/key`, ends as offsets. */
struct parts {
    size_t component, region; /* their ends; 0 if there are none */
};

static struct parts parts_of(const char *name)
{
    const char *first = strchr(name, '/');
    const char *second = first != NULL ? strchr(first + 1, '/') : NULL;

    if (second == NULL)
        return (struct parts){0, 0};
    return (struct parts){(size_t)(first - name), (size_t)(second - name)};
}

/* A name without the component and the region that it shares with the value
 * whose formula it stands in. */
static void write_name(struct ttri_writer *writer, const char *name,
                       const char *within)
{
    struct parts own = parts_of(name), other = parts_of(within);
    bool component = own.component != other.component ||
                     memcmp(name, within, own.component) != 0;
    bool region =
        own.region - own.component != other.region - other.component ||
        memcmp(name + own.component, within + other.component,
               own.region - own.component) != 0;

    if (own.region == 0) {
        ttri_write(writer, name);
        return;
    }
    if (component)
        ttri_write_bytes(writer, name, own.component + 1);
    if (region)
        ttri_write_bytes(writer, name + own.component + 1,
                         own.region - own.component);
    ttri_write(writer, name + own.region + 1);
}

/* Digits that a person reads: seven, or all those of a large whole number. */
static void write_rounded(struct ttri_writer *writer, double value)
{
    bool large = fabs(value) >= 1e6 && fabs(value) < 1e15;
    char text[TTRI_NUMBER_SIZE];

    ttri_format_digits(large ? round(value) : value, large ? 15 : 7, text);
    ttri_write(writer, text);
}

static void write_operand(const struct explain *explain,
                          struct ttri_writer *writer, uint32_t node, uint32_t t,
                          int binding, uint32_t *budget);

static void write_call(const struct explain *explain,
                       struct ttri_writer *writer, const char *name,
                       const struct ttri_node *x, uint32_t t, uint32_t *budget)
{
    uint32_t operand[3], count = ttri_operands(x, operand);

    ttri_writef(writer, "%s(", name);
    for (uint32_t i = 0; i < count; i++) {
        ttri_write(writer, i > 0 ? ", " : "");
        write_operand(explain, writer, operand[i], t, 0, budget);
    }
    ttri_write(writer, ")");
}

static void write_lag(const struct explain *explain, struct ttri_writer *writer,
                      const struct ttri_node *x, uint32_t t, uint32_t *budget)
{
    if (t < x->c) {
        write_operand(explain, writer, x->b, t, 0, budget);
        return;
    }
    write_operand(explain, writer, x->a, t - x->c, 3, budget);
    ttri_writef(writer, "[%u before]", (unsigned)x->c);
}

/* The formula of a node; `binding` is how tightly its surroundings bind. */
static void write_formula(const struct explain *explain,
                          struct ttri_writer *writer, uint32_t node, uint32_t t,
                          int binding, uint32_t *budget)
{
    static const struct {
        const char *sign;
        int binding;
    } infix[TTRI_OP_COUNT] = {[TTRI_OP_ADD] = {" + ", 1},
                              [TTRI_OP_SUB] = {" - ", 1},
                              [TTRI_OP_MUL] = {" * ", 2},
                              [TTRI_OP_DIV] = {" / ", 2}};
    static const char *const call[TTRI_OP_COUNT] = {
        [TTRI_OP_MIN] = "min",
        [TTRI_OP_MAX] = "max",
        [TTRI_OP_EXP] = "exp",
        [TTRI_OP_LOG] = "ln",
        [TTRI_OP_ODDS] = "odds",
        [TTRI_OP_SELECT] = "if_positive",
        [TTRI_OP_CONVOLVE] = "sum_over_ages",
        [TTRI_OP_QUANTILE] = "quantile",
        [TTRI_OP_EXP_TWO] = "exp2",
        [TTRI_OP_NORMAL] = "normal",
        [TTRI_OP_TABLE] = "curve"};
    const struct ttri_node *x = &explain->graph->node[node];
    int own = infix[x->op].binding;

    if (x->op == TTRI_OP_LAG) {
        write_lag(explain, writer, x, t, budget);
    } else if (own == 0) {
        write_call(explain, writer, call[x->op], x, t, budget);
    } else {
        bool right = x->op == TTRI_OP_SUB || x->op == TTRI_OP_DIV;
        bool turned = grew_from_right(explain->graph, x);

        ttri_write(writer, own < binding ? "(" : "");
        write_operand(explain, writer, turned ? x->b : x->a, t, own, budget);
        ttri_write(writer, infix[x->op].sign);
        write_operand(explain, writer, turned ? x->a : x->b, t,
                      right ? own + 1 : own, budget);
        ttri_write(writer, own < binding ? ")" : "");
    }
}

static void write_operand(const struct explain *explain,
                          struct ttri_writer *writer, uint32_t node, uint32_t t,
                          int binding, uint32_t *budget)
{
    const struct ttri_graph *graph = explain->graph;
    double known;

    node = ttri_resolve(graph, node);
    if (is_named(graph, node)) {
        write_name(writer, ttri_name_of(graph, node), explain->within);
    } else if (ttri_known(graph, node, t, &known)) {
        write_rounded(writer, known);
    } else if (graph->node[node].op == TTRI_OP_PARAMETER) {
        ttri_write(writer, "shift");
    } else if (*budget == 0) {
        ttri_write(writer, "...");
    } else {
        --*budget;
        write_formula(explain, writer, node, t, binding, budget);
    }
}

/* A value with no named value below it was given, not computed. */
static bool is_given(const struct explain *explain, const struct term *term)
{
    const struct term *next = term + 1, *end = explain->term + explain->terms;

    return next == end || next->depth <= term->depth;
}

static void write_term(struct explain *explain, struct ttri_writer *writer,
                       const struct term *term, double value)
{
    uint32_t budget = MAX_FORMULA / 8;

    for (uint32_t i = 0; i < term->depth; i++)
        ttri_write(writer, "  ");
    ttri_write(writer, ttri_name_of(explain->graph, term->node));
    if (term->t != explain->term[0].t)
        ttri_writef(writer, " [%u before]",
                    (unsigned)(explain->term[0].t - term->t));
    ttri_write(writer, " = ");
    write_rounded(writer, value);
    if (term->repeated) {
        ttri_write(writer, "  (see above)");
    } else if (!is_given(explain, term)) {
        ttri_write(writer, "  <- ");
        explain->within = ttri_name_of(explain->graph, term->node);
        write_formula(explain, writer, term->node, term->t, 0, &budget);
    }
    ttri_write(writer, "\n");
}

/* Runs the model for the values of all terms and writes them. */
static ttr_status write_terms(struct explain *explain, const double *parameters,
                              const double *draws, struct ttri_writer *writer,
                              struct ttr_error *error)
{
    const struct ttri_graph *graph = explain->graph;
    const struct ttri_memory *memory = &graph->memory;
    size_t n = explain->terms, periods = graph->periods;
    ttri_value *value = ttri_allocate(memory, n * sizeof *value);
    double *result = ttri_allocate(memory, n * periods * sizeof *result);
    struct ttri_plan *plan = NULL;
    ttr_status status;

    if (value == NULL || result == NULL) {
        ttri_release(memory, value);
        ttri_release(memory, result);
        return ttri_no_memory(error, "explanation");
    }
    for (size_t i = 0; i < n; i++)
        value[i] = explain->term[i].node;
    status = ttri_plan_central(graph, explain->terms, value, &plan, error);
    if (status == TTR_OK)
        status = ttri_run(plan, memory, parameters, draws, result, error);
    for (size_t i = 0; status == TTR_OK && i < n; i++)
        write_term(explain, writer, &explain->term[i],
                   result[i * periods + explain->term[i].t]);
    ttri_plan_free(plan);
    ttri_release(memory, value);
    ttri_release(memory, result);
    return status;
}

ttr_status ttri_explain(const struct ttri_graph *graph, ttri_value value,
                        uint32_t t, uint32_t depth, const double *parameters,
                        const double *draws, struct ttri_writer *writer,
                        struct ttr_error *error)
{
    struct explain explain = {.graph = graph, .depth = depth};
    double known;
    ttr_status status = TTR_OK;

    value = ttri_resolve(graph, value);
    if (!is_named(graph, value) && ttri_known(graph, value, t, &known)) {
        write_rounded(writer, known);
        ttri_write(writer, "\n");
        return TTR_OK;
    }
    add_term(&explain, value, t, 0, false);
    if (explain.failed)
        status = ttri_no_memory(error, "explanation");
    else
        status = write_terms(&explain, parameters, draws, writer, error);
    ttri_release(&graph->memory, explain.term);
    return status;
}
