/* Orders the nodes that outputs need. Tarjan's strongly connected components
 * over all operands, lagged ones included, give groups in an order in which
 * operands come first; inside a group, the operands of the same period decide,
 * and a loop among those is an error. */
#include "program/graph.h"

#include <string.h>

struct frame {
    uint32_t node, next; /* next operand to visit */
    uint32_t operands, operand[3];
};

struct walk {
    const struct ttri_graph *graph;
    const struct ttri_memory *memory;
    uint32_t *index, *low, *stack, *component; /* by node; index 0: not seen */
    struct frame *frame;
    uint32_t frames, stacked, seen, components;
    struct ttri_order *order;
};

static uint32_t resolved_operands(const struct ttri_graph *graph, uint32_t node,
                                  uint32_t operand[3])
{
    uint32_t count = ttri_operands(&graph->node[node], operand);

    for (uint32_t i = 0; i < count; i++)
        operand[i] = ttri_follow_central(graph, operand[i]);
    return count;
}

/* Pops a finished component and appends it to the order. */
static void close_component(struct walk *walk, uint32_t node)
{
    struct ttri_order *order = walk->order;
    uint32_t first = order->count, member;

    walk->components++;
    do {
        member = walk->stack[--walk->stacked];
        walk->component[member] = walk->components;
        order->group[order->count] = 0;
        order->node[order->count++] = member;
    } while (member != node);
    order->group[first] = order->count - first;
}

static void enter(struct walk *walk, uint32_t node)
{
    struct frame *frame = &walk->frame[walk->frames++];

    frame->node = node;
    frame->next = 0;
    frame->operands = resolved_operands(walk->graph, node, frame->operand);
    walk->index[node] = walk->low[node] = ++walk->seen;
    walk->stack[walk->stacked++] = node;
}

static void visit(struct walk *walk, uint32_t root)
{
    if (walk->index[root] != 0)
        return;
    enter(walk, root);
    while (walk->frames > 0) {
        struct frame *frame = &walk->frame[walk->frames - 1];
        uint32_t node = frame->node;

        if (frame->next < frame->operands) {
            uint32_t next = frame->operand[frame->next++];

            if (walk->index[next] == 0)
                enter(walk, next);
            else if (walk->component[next] == 0 &&
                     walk->index[next] < walk->low[node])
                walk->low[node] = walk->index[next];
            continue;
        }
        if (walk->low[node] == walk->index[node])
            close_component(walk, node);
        if (--walk->frames > 0) {
            uint32_t parent = walk->frame[walk->frames - 1].node;

            if (walk->low[node] < walk->low[parent])
                walk->low[parent] = walk->low[node];
        }
    }
}

/* Operands that must be ready in the same period. */
static uint32_t same_period(const struct ttri_graph *graph, uint32_t node,
                            uint32_t operand[3])
{
    uint32_t count = resolved_operands(graph, node, operand);

    if (graph->node[node].op == TTRI_OP_LAG) {
        operand[0] = operand[1];
        return 1;
    }
    return count;
}

ttr_status ttri_fail_cycle(const struct ttri_graph *graph, const char *what,
                           const uint32_t *node, uint32_t count,
                           struct ttr_error *error)
{
    struct ttri_writer names;
    const char *first = NULL;
    ttr_status status;

    ttri_writer_init(&names, &graph->memory);
    for (uint32_t i = count; i-- > 0;) {
        const char *name = ttri_name_of(graph, node[i]);

        if (name == NULL)
            continue;
        first = first == NULL ? name : first;
        ttri_writef(&names, "%s -> ", name);
    }
    ttri_write(&names, first != NULL ? first : "values without a name");
    ttri_write_bytes(&names, "", 1);
    status = names.failed
                 ? ttri_no_memory(error, what)
                 : ttri_failf(error, TTR_E_CYCLE, what,
                              "must not depend on each other within one "
                              "period: %s",
                              names.bytes);
    ttri_writer_drop(&names);
    return status;
}

/* The loop that closes at `node`: the open frames from it onwards, each
 * waiting for the next. `low` is not used any more. */
static ttr_status report_cycle(struct walk *walk, uint32_t node,
                               struct ttr_error *error)
{
    uint32_t count = 0, from = walk->frames;

    do
        from--;
    while (walk->frame[from].node != node);
    for (; from < walk->frames; from++)
        walk->low[count++] = walk->frame[from].node;
    return ttri_fail_cycle(walk->graph, "equations", walk->low, count, error);
}

/* Waits for its operands of the same period. */
static void open_in_group(struct walk *walk, uint32_t node)
{
    struct frame *frame = &walk->frame[walk->frames++];

    frame->node = node;
    frame->next = 0;
    frame->operands = same_period(walk->graph, node, frame->operand);
    walk->index[node] = 1;
}

/* Depth-first through a group along operands of the same period; `index` is
 * used again: 0 new, 1 open, 2 done. */
static ttr_status sort_group(struct walk *walk, uint32_t first, uint32_t count,
                             struct ttr_error *error)
{
    struct ttri_order *order = walk->order;
    uint32_t component = walk->component[order->node[first]], done = 0;

    memcpy(walk->stack, order->node + first, count * sizeof *order->node);
    for (uint32_t i = 0; i < count; i++)
        walk->index[walk->stack[i]] = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (walk->index[walk->stack[i]] == 0)
            open_in_group(walk, walk->stack[i]);
        while (walk->frames > 0) {
            struct frame *frame = &walk->frame[walk->frames - 1];
            uint32_t next;

            if (frame->next == frame->operands) {
                walk->index[frame->node] = 2;
                order->node[first + done++] = frame->node;
                walk->frames--;
                continue;
            }
            next = frame->operand[frame->next++];
            if (walk->component[next] != component || walk->index[next] == 2)
                continue;
            if (walk->index[next] == 1)
                return report_cycle(walk, next, error);
            open_in_group(walk, next);
        }
    }
    return TTR_OK;
}

bool ttri_depends_on_itself(const struct ttri_graph *graph, uint32_t node)
{
    uint32_t operand[3], count = resolved_operands(graph, node, operand);

    for (uint32_t i = 0; i < count; i++)
        if (operand[i] == node)
            return true;
    return false;
}

static ttr_status sort_groups(struct walk *walk, struct ttr_error *error)
{
    struct ttri_order *order = walk->order;

    for (uint32_t i = 0; i < order->count; i += order->group[i]) {
        ttr_status status = TTR_OK;

        if (order->group[i] > 1 ||
            ttri_depends_on_itself(walk->graph, order->node[i]))
            status = sort_group(walk, i, order->group[i], error);
        if (status != TTR_OK)
            return status;
    }
    return TTR_OK;
}

static ttr_status check_bound(const struct walk *walk, struct ttr_error *error)
{
    for (uint32_t i = 0; i < walk->order->count; i++) {
        uint32_t node = walk->order->node[i];
        const char *name = ttri_name_of(walk->graph, node);

        if (walk->graph->node[node].op == TTRI_OP_FORWARD)
            return ttri_fail(error, TTR_E_INTERNAL,
                             name != NULL ? name : "a value",
                             "is used but never defined", "");
    }
    return TTR_OK;
}

void ttri_order_clear(const struct ttri_memory *memory,
                      struct ttri_order *order)
{
    ttri_release(memory, order->node);
    ttri_release(memory, order->group);
    *order = (struct ttri_order){0};
}

static void walk_clear(struct walk *walk)
{
    ttri_release(walk->memory, walk->index);
    ttri_release(walk->memory, walk->low);
    ttri_release(walk->memory, walk->stack);
    ttri_release(walk->memory, walk->component);
    ttri_release(walk->memory, walk->frame);
}

static bool walk_init(struct walk *walk, const struct ttri_graph *graph,
                      struct ttri_order *order)
{
    const struct ttri_memory *memory = &graph->memory;
    size_t n = graph->nodes;

    *walk = (struct walk){.graph = graph, .memory = memory, .order = order};
    walk->index = ttri_clear(memory, n, sizeof *walk->index);
    walk->low = ttri_allocate(memory, n * sizeof *walk->low);
    walk->stack = ttri_allocate(memory, n * sizeof *walk->stack);
    walk->component = ttri_clear(memory, n, sizeof *walk->component);
    walk->frame = ttri_allocate(memory, n * sizeof *walk->frame);
    order->node = ttri_allocate(memory, n * sizeof *order->node);
    order->group = ttri_allocate(memory, n * sizeof *order->group);
    return walk->index != NULL && walk->low != NULL && walk->stack != NULL &&
           walk->component != NULL && walk->frame != NULL &&
           order->node != NULL && order->group != NULL;
}

ttr_status ttri_order_nodes(const struct ttri_graph *graph, uint32_t outputs,
                            const ttri_value *values, struct ttri_order *order,
                            struct ttr_error *error)
{
    struct walk walk;
    ttr_status status = ttri_graph_status(graph, error);

    *order = (struct ttri_order){0};
    if (status != TTR_OK)
        return status;
    if (!walk_init(&walk, graph, order)) {
        status = ttri_no_memory(error, "program");
    } else {
        for (uint32_t i = 0; i < outputs; i++)
            visit(&walk, ttri_follow_central(graph, values[i]));
        status = check_bound(&walk, error);
        if (status == TTR_OK)
            status = sort_groups(&walk, error);
    }
    walk_clear(&walk);
    if (status != TTR_OK)
        ttri_order_clear(&graph->memory, order);
    return status;
}
