#include "program/graph.h"

#include <string.h>

struct ttri_graph *ttri_graph_new(const struct ttri_memory *memory,
                                  uint32_t periods)
{
    struct ttri_graph *graph = ttri_clear(memory, 1, sizeof *graph);

    if (graph == NULL)
        return NULL;
    graph->memory = *memory;
    graph->periods = periods;
    graph->slots = 4096;
    graph->slot = ttri_clear(memory, graph->slots, sizeof *graph->slot);
    graph->scratch = ttri_clear(memory, periods, sizeof(double));
    ttri_graph_append(graph, (struct ttri_node){.op = TTRI_OP_POISON});
    if (graph->slot == NULL || graph->scratch == NULL ||
        graph->status != TTR_OK) {
        ttri_graph_free(graph);
        return NULL;
    }
    return graph;
}

/* Room for as many elements; what is not used is not touched. */
static bool widen(const struct ttri_memory *memory, void *array_pointer,
                  uint32_t count, uint32_t *capacity, uint32_t wanted,
                  size_t element_size)
{
    void *old, *wider;

    if (wanted <= *capacity)
        return true;
    wider = ttri_allocate(memory, wanted * element_size);
    if (wider == NULL)
        return false;
    memcpy(&old, array_pointer, sizeof old);
    memcpy(wider, old, count * element_size);
    ttri_release(memory, old);
    memcpy(array_pointer, &wider, sizeof wider);
    *capacity = wanted;
    return true;
}

void ttri_graph_reserve(struct ttri_graph *graph, uint32_t nodes)
{
    uint32_t slots = graph->slots;

    while (slots < 2 * nodes)
        slots *= 2;
    if (!widen(&graph->memory, &graph->node, graph->nodes,
               &graph->node_capacity, nodes, sizeof *graph->node) ||
        !widen(&graph->memory, &graph->name, graph->nodes,
               &graph->name_capacity, nodes, sizeof *graph->name) ||
        (slots > graph->slots && !ttri_graph_rehash(graph, slots)))
        ttri_graph_fail(graph, TTR_E_NO_MEMORY);
}

void ttri_graph_free(struct ttri_graph *graph)
{
    struct ttri_memory memory;

    if (graph == NULL)
        return;
    memory = graph->memory;
    ttri_texts_clear(&memory, &graph->names);
    ttri_release(&memory, graph->name);
    ttri_release(&memory, graph->node);
    ttri_release(&memory, graph->slot);
    ttri_release(&memory, graph->series);
    ttri_release(&memory, graph->parameter);
    ttri_release(&memory, graph->scratch);
    for (uint32_t i = 0; i < graph->grids; i++)
        ttri_release(&memory, graph->grid[i].point);
    ttri_release(&memory, graph->grid);
    ttri_release(&memory, graph->draw);
    ttri_map_clear(&memory, &graph->draw_map);
    ttri_release(&memory, graph->given);
    ttri_release(&memory, graph);
}

ttr_status ttri_graph_status(const struct ttri_graph *graph,
                             struct ttr_error *error)
{
    const char *name = ttri_name_of(graph, graph->ring);

    if (graph->status == TTR_E_NO_MEMORY)
        return ttri_no_memory(error, "program");
    if (graph->status == TTR_E_CYCLE)
        return ttri_fail(error, TTR_E_CYCLE,
                         name != NULL ? name : "a value without a name",
                         "must not depend on itself within a period", "");
    if (graph->status != TTR_OK)
        return ttri_fail(error, graph->status, "program",
                         "was built from a value that does not exist", "");
    return TTR_OK;
}

uint32_t ttri_graph_periods(const struct ttri_graph *graph)
{
    return graph->periods;
}

uint32_t ttri_graph_size(const struct ttri_graph *graph)
{
    return graph->nodes;
}

ttri_value ttri_graph_fail(struct ttri_graph *graph, ttr_status status)
{
    if (graph->status == TTR_OK)
        graph->status = status;
    return 0;
}

uint32_t ttri_node_hash(const struct ttri_node *node)
{
    /* A series is looked for before its row has a number. */
    uint64_t a = node->op == TTRI_OP_SERIES ? 0 : node->a;
    uint64_t bits, h;

    memcpy(&bits, &node->number, sizeof bits);
    h = node->op + (a << 8) + ((uint64_t)node->b << 36);
    h = (h ^ ((uint64_t)node->c << 17)) * 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    h = (h ^ bits) * 0xbf58476d1ce4e5b9u;
    return (uint32_t)(h ^ (h >> 32));
}

static bool same(const struct ttri_node *x, const struct ttri_node *y)
{
    return x->op == y->op && x->a == y->a && x->b == y->b && x->c == y->c &&
           memcmp(&x->number, &y->number, sizeof x->number) == 0;
}

static uint32_t *find_slot(struct ttri_graph *graph,
                           const struct ttri_node *node)
{
    uint32_t mask = graph->slots - 1, h = ttri_node_hash(node) & mask;

    while (graph->slot[h] != 0 && !same(&graph->node[graph->slot[h]], node))
        h = (h + 1) & mask;
    return &graph->slot[h];
}

bool ttri_graph_rehash(struct ttri_graph *graph, uint32_t slots)
{
    uint32_t *slot = ttri_clear(&graph->memory, slots, sizeof *slot);
    uint32_t mask = slots - 1;

    if (slot == NULL)
        return false;
    /* No two nodes are equal, so no free slot needs to be compared. */
    for (uint32_t i = 0; i < graph->slots; i++)
        if (graph->slot[i] != 0) {
            uint32_t h = ttri_node_hash(&graph->node[graph->slot[i]]) & mask;

            while (slot[h] != 0)
                h = (h + 1) & mask;
            slot[h] = graph->slot[i];
        }
    ttri_release(&graph->memory, graph->slot);
    graph->slot = slot;
    graph->slots = slots;
    return true;
}

ttri_value ttri_graph_append(struct ttri_graph *graph, struct ttri_node node)
{
    if ((graph->nodes == graph->node_capacity &&
         !ttri_grow(&graph->memory, &graph->node, graph->nodes,
                    &graph->node_capacity, sizeof *graph->node)) ||
        (graph->nodes == graph->name_capacity &&
         !ttri_grow(&graph->memory, &graph->name, graph->nodes,
                    &graph->name_capacity, sizeof *graph->name)))
        return ttri_graph_fail(graph, TTR_E_NO_MEMORY);
    graph->node[graph->nodes] = node;
    graph->name[graph->nodes] = NULL;
    return graph->nodes++;
}

ttri_value ttri_graph_share(struct ttri_graph *graph, struct ttri_node node)
{
    uint32_t *slot;
    ttri_value value;

    if (graph->status != TTR_OK)
        return 0;
    if (graph->nodes * 2 > graph->slots &&
        !ttri_graph_rehash(graph, graph->slots * 4))
        return ttri_graph_fail(graph, TTR_E_NO_MEMORY);
    slot = find_slot(graph, &node);
    if (*slot != 0)
        return *slot;
    value = ttri_graph_append(graph, node);
    *slot = value;
    return value;
}

ttri_value ttri_forward(struct ttri_graph *graph)
{
    return graph->status != TTR_OK
               ? 0
               : ttri_graph_append(graph,
                                   (struct ttri_node){.op = TTRI_OP_FORWARD});
}

/* What the forward is bound to leads back to it, on either side. */
static bool closes_ring(const struct ttri_graph *graph, ttri_value forward,
                        ttri_value value)
{
    return ttri_resolve(graph, value) == forward ||
           ttri_resolve_random(graph, value) == forward;
}

/* Rings are refused here, so that nobody who follows forwards goes round for
 * ever. */
void ttri_bind(struct ttri_graph *graph, ttri_value forward, ttri_value value)
{
    if (graph->status != TTR_OK)
        return;
    if (forward == 0 || value == 0 || ttri_is_bound(graph, forward)) {
        ttri_graph_fail(graph, TTR_E_INTERNAL);
    } else if (closes_ring(graph, forward, value)) {
        graph->ring = graph->name[forward] != NULL ? forward : value;
        ttri_graph_fail(graph, TTR_E_CYCLE);
    } else {
        graph->node[forward].a = value;
    }
}

void ttri_unbind(struct ttri_graph *graph, ttri_value forward)
{
    if (graph->status == TTR_OK)
        graph->node[forward].a = 0;
}

bool ttri_is_bound(const struct ttri_graph *graph, ttri_value forward)
{
    return graph->node[forward].op != TTRI_OP_FORWARD ||
           graph->node[forward].a != 0;
}

ttri_value ttri_resolve(const struct ttri_graph *graph, ttri_value value)
{
    return ttri_follow_central(graph, value);
}

ttri_value ttri_resolve_random(const struct ttri_graph *graph, ttri_value value)
{
    return ttri_follow_random(graph, value);
}

ttri_value ttri_stands_for(const struct ttri_graph *graph, ttri_value value)
{
    return ttri_follow(graph, value);
}

/* The name is the graph's own. Both sides of a choice share it. */
static void give_name(struct ttri_graph *graph, ttri_value value,
                      const char *name)
{
    if (graph->name[value] != NULL || graph->node[value].op == TTRI_OP_CONSTANT)
        return;
    if (graph->node[value].op == TTRI_OP_CHOICE) {
        give_name(graph, graph->node[value].a, name);
        give_name(graph, graph->node[value].b, name);
    }
    graph->name[value] = name;
}

void ttri_name(struct ttri_graph *graph, ttri_value value, const char *name)
{
    if (graph->status != TTR_OK || value == 0 || graph->name[value] != NULL ||
        graph->node[value].op == TTRI_OP_CONSTANT)
        return;
    name = ttri_texts_copy(&graph->memory, &graph->names, name);
    if (name == NULL)
        ttri_graph_fail(graph, TTR_E_NO_MEMORY);
    else
        give_name(graph, value, name);
}

const char *ttri_name_of(const struct ttri_graph *graph, ttri_value value)
{
    return value < graph->nodes ? graph->name[value] : NULL;
}
