/* Leaves of a graph: numbers, parameters, rows that the caller has. */
#include "program/graph.h"

#include <string.h>

ttri_value ttri_constant(struct ttri_graph *graph, double number)
{
    uint32_t *known = number == 0.0   ? &graph->zero
                      : number == 1.0 ? &graph->one
                                      : NULL;
    ttri_value value;

    if (known != NULL && *known != 0 && graph->status == TTR_OK)
        return *known;
    /* One zero: a sign would make equal numbers different nodes. */
    value = ttri_graph_share(graph, (struct ttri_node){.op = TTRI_OP_CONSTANT,
                                                       .number = number + 0.0});
    if (known != NULL)
        *known = value;
    return value;
}

static bool all_equal(const double *numbers, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (numbers[i] != numbers[0])
            return false;
    return true;
}

ttri_value ttri_series(struct ttri_graph *graph, const double *numbers)
{
    size_t row = graph->periods * sizeof *numbers;
    uint64_t digest = 0xcbf29ce484222325u;
    struct ttri_node node = {.op = TTRI_OP_SERIES};
    uint32_t mask = graph->slots - 1, h;

    if (graph->status != TTR_OK)
        return 0;
    if (all_equal(numbers, graph->periods))
        return ttri_constant(graph, numbers[0]);
    for (uint32_t i = 0; i < graph->periods; i++) {
        uint64_t bits;

        memcpy(&bits, &numbers[i], sizeof bits);
        digest = (digest ^ bits) * 0x9e3779b97f4a7c15u;
        digest ^= digest >> 32;
    }
    node.b = (uint32_t)digest;
    node.c = (uint32_t)(digest >> 32);
    /* Equal digests with other numbers are told apart by probing on. */
    for (h = ttri_node_hash(&node) & mask; graph->slot[h] != 0;
         h = (h + 1) & mask) {
        const struct ttri_node *other = &graph->node[graph->slot[h]];

        if (other->op == TTRI_OP_SERIES && other->b == node.b &&
            other->c == node.c &&
            memcmp(graph->series + (size_t)other->a * graph->periods, numbers,
                   row) == 0)
            return graph->slot[h];
    }
    if (!ttri_grow(&graph->memory, &graph->series, graph->series_count,
                   &graph->series_capacity, row))
        return ttri_graph_fail(graph, TTR_E_NO_MEMORY);
    memcpy(graph->series + (size_t)graph->series_count * graph->periods,
           numbers, row);
    node.a = graph->series_count++;
    return ttri_graph_share(graph, node);
}

ttri_value ttri_parameter(struct ttri_graph *graph, uint32_t index,
                          double number)
{
    while (graph->status == TTR_OK && graph->parameters <= index) {
        if (!ttri_grow(&graph->memory, &graph->parameter, graph->parameters,
                       &graph->parameter_capacity, sizeof(double)))
            return ttri_graph_fail(graph, TTR_E_NO_MEMORY);
        graph->parameter[graph->parameters++] = 0.0;
    }
    if (graph->status != TTR_OK)
        return 0;
    graph->parameter[index] = number;
    return ttri_graph_share(graph, (struct ttri_node){.op = TTRI_OP_PARAMETER,
                                                      .a = index,
                                                      .number = number});
}

ttri_value ttri_given(struct ttri_graph *graph, uint32_t index,
                      enum ttri_given_as as)
{
    while (graph->status == TTR_OK && graph->givens <= index) {
        if (!ttri_grow(&graph->memory, &graph->given, graph->givens,
                       &graph->given_capacity, sizeof *graph->given))
            return ttri_graph_fail(graph, TTR_E_NO_MEMORY);
        graph->given[graph->givens++] = 0;
    }
    return graph->status != TTR_OK
               ? 0
               : ttri_graph_share(graph, (struct ttri_node){.op = TTRI_OP_GIVEN,
                                                            .a = index,
                                                            .b = (uint32_t)as});
}

void ttri_place_given(struct ttri_graph *graph, uint32_t index, uint32_t row)
{
    graph->given[index] = row;
}

const double *ttri_numbers(const struct ttri_graph *graph, ttri_value value,
                           uint32_t *step)
{
    const struct ttri_node *node = &graph->node[ttri_follow(graph, value)];

    *step = node->op == TTRI_OP_SERIES;
    if (node->op == TTRI_OP_SERIES)
        return graph->series + (size_t)node->a * graph->periods;
    return node->op == TTRI_OP_CONSTANT ? &node->number : NULL;
}

bool ttri_known(const struct ttri_graph *graph, ttri_value value, uint32_t t,
                double *number)
{
    uint32_t step;
    const double *numbers = ttri_numbers(graph, value, &step);

    if (numbers != NULL)
        *number = numbers[t * step];
    return numbers != NULL;
}
