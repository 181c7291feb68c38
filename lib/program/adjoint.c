/* Two plans and what one keeps for the other. */
#include "lanes/lanes.h"
#include "program/reverse.h"

struct ttri_adjoint {
    struct ttri_memory memory;
    struct ttri_plan *forward, *reverse;
    struct ttri_moving *unknown;
    uint32_t unknowns;
    uint32_t results, weights, tape; /* first rows, and all */
};

/* While it is made: which draws and parameters, and their slopes. */
struct making {
    struct ttri_adjoint *adjoint;
    struct ttri_reverse reverse;
    ttri_value *slope; /* by unknown */
    ttri_value *value; /* outputs of the forward plan */
    uint32_t *output;  /* by given: output that holds it */
    uint32_t outputs, kept;
    uint32_t *draw; /* by draw of the graph: its draw in the forward plan */
};

/* ---- unknowns ---- */

static void add_unknown(struct making *making, uint32_t node)
{
    const struct ttri_node *x = &making->reverse.from->node[node];
    struct ttri_adjoint *adjoint = making->adjoint;

    making->slope[adjoint->unknowns] = making->reverse.slope[node];
    adjoint->unknown[adjoint->unknowns++] =
        (struct ttri_moving){.is_draw = x->op == TTRI_OP_DRAW, .index = x->a};
}

static bool is_leaf_that_moves(const struct ttri_reverse *reverse,
                               uint32_t node)
{
    uint8_t op = reverse->from->node[node].op;

    return (op == TTRI_OP_DRAW || op == TTRI_OP_PARAMETER) &&
           reverse->slope[node] != 0;
}

/* In the order of the sweep, so that the reverse plan is near it: then few
 * slopes are waiting at a time. */
static bool find_unknowns(struct making *making)
{
    const struct ttri_reverse *reverse = &making->reverse;
    struct ttri_adjoint *adjoint = making->adjoint;
    uint32_t count = 0;

    for (uint32_t i = 0; i < reverse->order.count; i++)
        count += is_leaf_that_moves(reverse, reverse->order.node[i]);
    adjoint->unknown =
        ttri_clear(&adjoint->memory, count, sizeof *adjoint->unknown);
    making->slope = ttri_clear(&adjoint->memory, count, sizeof *making->slope);
    if (adjoint->unknown == NULL || making->slope == NULL)
        return false;
    for (uint32_t i = reverse->order.count; i-- > 0;)
        if (is_leaf_that_moves(reverse, reverse->order.node[i]))
            add_unknown(making, reverse->order.node[i]);
    return true;
}

/* ---- the forward plan: what is asked for, and what is kept ---- */

/* Marks what the slopes read: 1 + its index where a node is given. */
static ttr_status find_kept(struct making *making, struct ttr_error *error)
{
    const struct ttri_reverse *reverse = &making->reverse;
    struct ttri_order order;
    ttr_status status = ttri_order_nodes(reverse->to, making->adjoint->unknowns,
                                         making->slope, &order, error);

    if (status != TTR_OK)
        return status;
    for (uint32_t i = 0; i < order.count; i++) {
        const struct ttri_node *x = &reverse->to->node[order.node[i]];
        const struct ttri_given *given;

        if (x->op != TTRI_OP_GIVEN)
            continue;
        given = &reverse->given[x->a];
        if (given->weight || making->output[x->a] != TTRI_NONE ||
            reverse->from->node[given->node].op == TTRI_OP_DRAW)
            continue;
        making->output[x->a] = making->outputs + making->kept;
        making->value[making->outputs + making->kept++] = given->node;
    }
    ttri_order_clear(&making->adjoint->memory, &order);
    return TTR_OK;
}

static ttr_status plan_forward(struct making *making, const ttri_value *values,
                               struct ttr_error *error)
{
    const struct ttri_reverse *reverse = &making->reverse;
    struct ttri_adjoint *adjoint = making->adjoint;
    ttr_status status;

    making->output =
        ttri_clear(&adjoint->memory, reverse->givens, sizeof *making->output);
    making->value =
        ttri_clear(&adjoint->memory, (size_t)reverse->givens + making->outputs,
                   sizeof *making->value);
    if (making->output == NULL || making->value == NULL)
        return ttri_no_memory(error, "program");
    for (uint32_t i = 0; i < reverse->givens; i++)
        making->output[i] = TTRI_NONE;
    for (uint32_t i = 0; i < making->outputs; i++)
        making->value[i] = values[i];
    status = find_kept(making, error);
    if (status == TTR_OK)
        status = ttri_plan_narrow(reverse->from, making->outputs + making->kept,
                                  making->value, making->outputs,
                                  &adjoint->forward, error);
    if (status != TTR_OK)
        return status;
    adjoint->results = ttri_plan_draw_rows(adjoint->forward);
    adjoint->weights =
        adjoint->results + ttri_plan_output_rows(adjoint->forward);
    adjoint->tape = adjoint->weights + making->outputs * reverse->from->periods;
    return TTR_OK;
}

/* ---- the reverse plan ---- */

/* Draws of the graph that the forward plan has: those that the outputs need. */
static bool find_draws(struct making *making)
{
    const struct ttri_graph *from = making->reverse.from;
    const struct ttri_plan *forward = making->adjoint->forward;

    making->draw =
        ttri_clear(&making->adjoint->memory, from->draws, sizeof *making->draw);
    if (making->draw == NULL)
        return false;
    for (uint32_t i = 0; i < ttri_plan_draws(forward); i++)
        making->draw[ttri_map_find(&from->draw_map,
                                   ttri_plan_draw(forward, i)->draw->name)] = i;
    return true;
}

static uint32_t row_of_given(const struct making *making, uint32_t index)
{
    const struct ttri_reverse *reverse = &making->reverse;
    const struct ttri_adjoint *adjoint = making->adjoint;
    const struct ttri_given *given = &reverse->given[index];
    const struct ttri_node *x = &reverse->from->node[given->node];

    if (given->weight)
        return adjoint->weights + given->node * reverse->from->periods;
    if (x->op == TTRI_OP_DRAW)
        return ttri_plan_draw(adjoint->forward, making->draw[x->a])->row;
    if (making->output[index] == TTRI_NONE) /* nobody reads it */
        return 0;
    return adjoint->results +
           ttri_plan_output(adjoint->forward, making->output[index]).row;
}

static ttr_status plan_reverse(struct making *making, struct ttr_error *error)
{
    struct ttri_adjoint *adjoint = making->adjoint;
    ttr_status status;

    if (!find_draws(making))
        return ttri_no_memory(error, "program");
    for (uint32_t i = 0; i < making->reverse.to->givens; i++)
        ttri_place_given(making->reverse.to, i, row_of_given(making, i));
    status = ttri_plan_narrow(making->reverse.to, adjoint->unknowns,
                              making->slope, 0, &adjoint->reverse, error);
    for (uint32_t i = 0; status == TTR_OK && i < adjoint->unknowns; i++) {
        struct ttri_moving *unknown = &adjoint->unknown[i];
        struct ttri_plan_output at = ttri_plan_output(adjoint->reverse, i);

        unknown->row = at.row;
        unknown->rows = at.rows;
        if (unknown->is_draw)
            unknown->index = making->draw[unknown->index];
    }
    return status;
}

/* ---- all together ---- */

static ttr_status make(struct making *making, const struct ttri_graph *graph,
                       const ttri_value *values, unsigned by,
                       struct ttr_error *error)
{
    ttr_status status = ttri_reverse_begin(&making->reverse, graph,
                                           making->outputs, values, by, error);

    if (status == TTR_OK && !find_unknowns(making))
        status = ttri_no_memory(error, "program");
    if (status == TTR_OK)
        status = plan_forward(making, values, error);
    if (status == TTR_OK)
        status = plan_reverse(making, error);
    return status;
}

ttr_status ttri_adjoint_new(const struct ttri_graph *graph, uint32_t outputs,
                            const ttri_value *values, unsigned by,
                            struct ttri_adjoint **adjoint,
                            struct ttr_error *error)
{
    const struct ttri_memory *memory = &graph->memory;
    struct making making = {.adjoint = ttri_clear(memory, 1, sizeof **adjoint),
                            .outputs = outputs};
    ttr_status status;

    if (making.adjoint == NULL)
        return ttri_no_memory(error, "program");
    making.adjoint->memory = *memory;
    status = make(&making, graph, values, by, error);
    ttri_reverse_clear(&making.reverse);
    ttri_release(memory, making.slope);
    ttri_release(memory, making.value);
    ttri_release(memory, making.output);
    ttri_release(memory, making.draw);
    if (status != TTR_OK)
        ttri_adjoint_free(making.adjoint);
    else
        *adjoint = making.adjoint;
    return status;
}

void ttri_adjoint_free(struct ttri_adjoint *adjoint)
{
    struct ttri_memory memory;

    if (adjoint == NULL)
        return;
    memory = adjoint->memory;
    ttri_plan_free(adjoint->forward);
    ttri_plan_free(adjoint->reverse);
    ttri_release(&memory, adjoint->unknown);
    ttri_release(&memory, adjoint);
}

/* ---- reading and running ---- */

const struct ttri_plan *
ttri_adjoint_backward(const struct ttri_adjoint *adjoint)
{
    return adjoint->reverse;
}

const struct ttri_plan *ttri_adjoint_forward(const struct ttri_adjoint *adjoint)
{
    return adjoint->forward;
}

uint32_t ttri_adjoint_unknowns(const struct ttri_adjoint *adjoint)
{
    return adjoint->unknowns;
}

const struct ttri_moving *
ttri_adjoint_unknown(const struct ttri_adjoint *adjoint, uint32_t index)
{
    return &adjoint->unknown[index];
}

uint32_t ttri_adjoint_tape(const struct ttri_adjoint *adjoint)
{
    return adjoint->tape;
}

uint32_t ttri_adjoint_slopes(const struct ttri_adjoint *adjoint)
{
    return ttri_plan_output_rows(adjoint->reverse);
}

size_t ttri_adjoint_workspace(const struct ttri_adjoint *adjoint)
{
    size_t forward = ttri_plan_workspace(adjoint->forward);
    size_t reverse = ttri_plan_workspace(adjoint->reverse);

    return forward > reverse ? forward : reverse;
}

double *ttri_adjoint_results(const struct ttri_adjoint *adjoint, double *tape)
{
    return tape + (size_t)adjoint->results * TTRI_LANES;
}

double *ttri_adjoint_weights(const struct ttri_adjoint *adjoint, double *tape)
{
    return tape + (size_t)adjoint->weights * TTRI_LANES;
}

void ttri_adjoint_sweep(const struct ttri_adjoint *adjoint,
                        const struct ttri_level *level, double *tape,
                        double *work)
{
    ttri_run_block(adjoint->forward, level, tape, work,
                   ttri_adjoint_results(adjoint, tape));
}

void ttri_adjoint_reverse(const struct ttri_adjoint *adjoint,
                          const struct ttri_level *level, const double *tape,
                          double *work, double *slopes)
{
    ttri_run_block(adjoint->reverse, level, tape, work, slopes);
}
