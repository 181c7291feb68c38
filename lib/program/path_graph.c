/* The equations of random paths, taken out of a graph that also holds the
 * central path's. Constants fold again: what a parameter or a choice hid is
 * known now. */
#include "program/graph.h"

#include <string.h>

struct copying {
    const struct ttri_graph *from;
    struct ttri_graph *to;
    const double *parameter; /* or NULL */
    const bool *held;        /* draws at their centre, or NULL */
    bool central, keeps;     /* the central path; parameters stay unknown */
    uint32_t *copy;          /* by node: its copy, or 0 */
    uint32_t *stack;
    uint32_t depth;
    uint8_t *open;   /* by node: waits for its operands */
    uint32_t *later; /* pairs: a forward in `to`, and the node it stands for */
    uint32_t laters, later_capacity;
    bool failed;
    uint32_t looped;    /* a node that waits for itself, or 0 */
    uint32_t undefined; /* a forward that nothing is bound to, or 0 */
};

static uint32_t resolve(const struct copying *copying, uint32_t node)
{
    return copying->central ? ttri_follow_central(copying->from, node)
                            : ttri_follow_random(copying->from, node);
}

/* Operands that must be copied before the node: the past of a lag may depend
 * on the node itself, and is bound later. */
static uint32_t needed(const struct copying *copying, uint32_t node,
                       uint32_t operand[3])
{
    const struct ttri_node *x = &copying->from->node[node];
    uint32_t count = ttri_operands(x, operand);

    if (x->op == TTRI_OP_FORWARD) /* nothing is bound to it */
        return 0;
    if (x->op == TTRI_OP_LAG) {
        operand[0] = operand[1];
        count = 1;
    }
    for (uint32_t i = 0; i < count; i++)
        operand[i] = resolve(copying, operand[i]);
    return count;
}

static ttri_value copy_of(const struct copying *copying, uint32_t node)
{
    return copying->copy[resolve(copying, node)];
}

/* Stands for the node until it is copied. */
static ttri_value stand_in(struct copying *copying, uint32_t node)
{
    ttri_value forward;

    node = resolve(copying, node);
    if (copying->copy[node] != 0)
        return copying->copy[node];
    forward = ttri_forward(copying->to);
    if (!ttri_grow(&copying->to->memory, &copying->later, copying->laters,
                   &copying->later_capacity, 2 * sizeof *copying->later)) {
        copying->failed = true;
        return forward;
    }
    copying->later[2 * copying->laters] = forward;
    copying->later[2 * copying->laters + 1] = node;
    copying->laters++;
    return forward;
}

static ttri_value copy_leaf(const struct copying *copying,
                            const struct ttri_node *x)
{
    const struct ttri_graph *from = copying->from;
    struct ttri_graph *to = copying->to;
    double number;

    switch (x->op) {
    case TTRI_OP_CONSTANT:
        return ttri_constant(to, x->number);
    case TTRI_OP_SERIES:
        return ttri_series(to, from->series + (size_t)x->a * from->periods);
    case TTRI_OP_PARAMETER:
        number = copying->parameter != NULL ? copying->parameter[x->a]
                                            : from->parameter[x->a];
        return copying->keeps ? ttri_parameter(to, x->a, number)
                              : ttri_constant(to, number);
    case TTRI_OP_DRAW:
        if (!copying->central &&
            (copying->held == NULL || !copying->held[x->a]))
            return ttri_draw(to, &from->draw[x->a]);
        return ttri_constant(to, ttri_draw_centre(&from->draw[x->a]));
    default:
        return 0;
    }
}

static ttri_value copy_table(struct copying *copying, const struct ttri_node *x)
{
    const struct ttri_grid *grid = &copying->from->grid[x->b];

    return ttri_table(copying->to, copy_of(copying, x->a), grid->low,
                      grid->high, grid->count, grid->point,
                      grid->smooth ? grid->point + grid->count : NULL);
}

static ttri_value copy_operation(struct copying *copying,
                                 const struct ttri_node *x)
{
    ttri_value made[3] = {0};
    uint32_t operand[3], count = ttri_operands(x, operand);

    if (count == 0 || x->op == TTRI_OP_FORWARD)
        return copy_leaf(copying, x);
    if (x->op == TTRI_OP_TABLE)
        return copy_table(copying, x);
    if (x->op == TTRI_OP_LAG)
        return ttri_lag(copying->to, stand_in(copying, x->a), x->c,
                        copy_of(copying, x->b));
    for (uint32_t i = 0; i < count; i++)
        made[i] = copy_of(copying, operand[i]);
    return ttri_operate(copying->to, x->op, made[0], made[1], made[2]);
}

static void copy_node(struct copying *copying, uint32_t node)
{
    const char *name = ttri_name_of(copying->from, node);
    ttri_value copy = copy_operation(copying, &copying->from->node[node]);

    if (copying->from->node[node].op == TTRI_OP_FORWARD)
        copying->undefined = node;
    copying->copy[node] = copy;
    copying->failed = copying->failed || copy == 0;
    if (name != NULL && copy != 0)
        ttri_name(copying->to, copy, name);
}

/* Puts what the node needs and is missing on the stack. A node is there once
 * per user that found it missing, at most as often as there are operands: the
 * stack has room for three of every node. */
static bool open_node(struct copying *copying, uint32_t node)
{
    uint32_t operand[3];
    uint32_t count = needed(copying, node, operand), missing = 0;

    copying->open[node] = 1;
    for (uint32_t i = 0; i < count; i++)
        if (copying->copy[operand[i]] != 0)
            continue;
        else if (copying->open[operand[i]])
            copying->looped = operand[i];
        else
            operand[missing++] = operand[i];
    copying->failed = copying->looped != 0;
    for (uint32_t i = 0; i < missing && !copying->failed; i++)
        copying->stack[copying->depth++] = operand[i];
    return missing > 0 || copying->failed;
}

static void copy_below(struct copying *copying, uint32_t root)
{
    copying->depth = 0;
    copying->stack[copying->depth++] = root;
    while (copying->depth > 0 && !copying->failed) {
        uint32_t node = copying->stack[copying->depth - 1];

        if (copying->copy[node] == 0 && open_node(copying, node))
            continue;
        copying->depth--;
        if (copying->copy[node] == 0)
            copy_node(copying, node);
    }
}

static void copy_all(struct copying *copying, uint32_t outputs,
                     const ttri_value *values, ttri_value *copies)
{
    for (uint32_t i = 0; i < outputs && !copying->failed; i++) {
        copy_below(copying, resolve(copying, values[i]));
        copies[i] = copy_of(copying, values[i]);
    }
    /* What is bound may bring more that is looked back at. */
    for (uint32_t i = 0; i < copying->laters && !copying->failed; i++) {
        uint32_t node = copying->later[2 * i + 1];

        copy_below(copying, node);
        if (!copying->failed)
            ttri_bind(copying->to, copying->later[2 * i], copying->copy[node]);
    }
}

/* The loop: the open nodes on the stack, each once, down to where it closes.
 * They are moved to the stack's end. */
static ttr_status report_loop(struct copying *copying, struct ttr_error *error)
{
    uint32_t end = copying->depth, first = end;

    for (uint32_t i = end; i-- > 0;) {
        uint32_t node = copying->stack[i];

        if (!copying->open[node])
            continue;
        copying->stack[--first] = node;
        copying->open[node] = 0;
        if (node == copying->looped)
            break;
    }
    return ttri_fail_cycle(copying->from, "equations of paths",
                           copying->stack + first, end - first, error);
}

static ttr_status status_of(struct copying *copying, struct ttr_error *error)
{
    if (copying->looped != 0)
        return report_loop(copying, error);
    if (copying->to != NULL && copying->to->status != TTR_OK)
        return ttri_graph_status(copying->to, error);
    if (copying->undefined != 0) {
        const char *name = ttri_name_of(copying->from, copying->undefined);

        return ttri_fail(error, TTR_E_INTERNAL, name != NULL ? name : "a value",
                         "is used but never defined", "");
    }
    return copying->failed ? ttri_no_memory(error, "equations of paths")
                           : TTR_OK;
}

static ttr_status copy_graph(struct copying copying, uint32_t outputs,
                             const ttri_value *values, ttri_value *copies,
                             struct ttri_graph **made, struct ttr_error *error)
{
    const struct ttri_graph *graph = copying.from;
    const struct ttri_memory *memory = &graph->memory;
    ttr_status status = ttri_graph_status(graph, error);

    if (status != TTR_OK)
        return status;
    copying.to = ttri_graph_new(memory, graph->periods);
    copying.copy = ttri_clear(memory, graph->nodes, sizeof *copying.copy);
    copying.stack =
        ttri_clear(memory, (size_t)graph->nodes * 4 + 4, sizeof *copying.stack);
    copying.open = ttri_clear(memory, graph->nodes, sizeof *copying.open);
    copying.failed = copying.to == NULL || copying.copy == NULL ||
                     copying.stack == NULL || copying.open == NULL;
    if (!copying.failed)
        ttri_graph_reserve(copying.to, graph->nodes / 4 * 3);
    if (!copying.failed)
        copy_all(&copying, outputs, values, copies);
    if (!copying.failed && !ttri_graph_sort_draws(copying.to))
        copying.failed = true;
    status = status_of(&copying, error);
    ttri_release(memory, copying.copy);
    ttri_release(memory, copying.stack);
    ttri_release(memory, copying.open);
    ttri_release(memory, copying.later);
    if (status != TTR_OK)
        ttri_graph_free(copying.to);
    else
        *made = copying.to;
    return status;
}

ttr_status ttri_graph_of_paths(const struct ttri_graph *graph,
                               const double *parameters, uint32_t outputs,
                               const ttri_value *values, ttri_value *copies,
                               struct ttri_graph **made,
                               struct ttr_error *error)
{
    return copy_graph((struct copying){.from = graph, .parameter = parameters},
                      outputs, values, copies, made, error);
}

ttr_status ttri_graph_holding(const struct ttri_graph *graph,
                              const double *parameters, const bool *held,
                              uint32_t outputs, const ttri_value *values,
                              ttri_value *copies, struct ttri_graph **made,
                              struct ttr_error *error)
{
    return copy_graph(
        (struct copying){.from = graph, .parameter = parameters, .held = held},
        outputs, values, copies, made, error);
}

ttr_status ttri_graph_with_parameters(
    const struct ttri_graph *graph, const double *parameters, bool central,
    uint32_t outputs, const ttri_value *values, ttri_value *copies,
    struct ttri_graph **made, struct ttr_error *error)
{
    return copy_graph((struct copying){.from = graph,
                                       .parameter = parameters,
                                       .central = central,
                                       .keeps = true},
                      outputs, values, copies, made, error);
}
