/* Draws of a graph: by name, and in the order of their names. */
#include "program/graph.h"

#include <string.h>

ttri_value ttri_draw(struct ttri_graph *graph, const struct ttri_draw *draw)
{
    struct ttri_draw copy = *draw;
    uint32_t index;

    if (graph->status != TTR_OK)
        return 0;
    index = ttri_map_find(&graph->draw_map, draw->name);
    if (index == TTRI_NONE) {
        copy.name = ttri_map_put(&graph->memory, &graph->draw_map, draw->name,
                                 graph->draws);
        if (copy.name == NULL ||
            !ttri_grow(&graph->memory, &graph->draw, graph->draws,
                       &graph->draw_capacity, sizeof copy))
            return ttri_graph_fail(graph, TTR_E_NO_MEMORY);
        index = graph->draws;
        graph->draw[graph->draws++] = copy;
    }
    graph->draw[index].kept = graph->draw[index].kept || draw->kept;
    return ttri_graph_share(graph,
                            (struct ttri_node){.op = TTRI_OP_DRAW, .a = index});
}

/* Indices of the draws by name, into `index`. */
static void sort_by_name(const struct ttri_graph *graph, uint32_t *index)
{
    for (uint32_t i = 0; i < graph->draws; i++)
        index[i] = i;
    for (uint32_t gap = graph->draws / 2; gap > 0; gap /= 2)
        for (uint32_t i = gap; i < graph->draws; i++)
            for (uint32_t k = i;
                 k >= gap && strcmp(graph->draw[index[k - gap]].name,
                                    graph->draw[index[k]].name) > 0;
                 k -= gap) {
                uint32_t other = index[k];

                index[k] = index[k - gap];
                index[k - gap] = other;
            }
}

bool ttri_graph_sort_draws(struct ttri_graph *graph)
{
    const struct ttri_memory *memory = &graph->memory;
    uint32_t *index;
    struct ttri_draw *draw;
    bool ok;

    if (graph->draws == 0)
        return true;
    index = ttri_clear(memory, graph->draws, 2 * sizeof *index);
    draw = ttri_clear(memory, graph->draws, sizeof *draw);
    ok = index != NULL && draw != NULL;
    if (ok)
        sort_by_name(graph, index);
    for (uint32_t i = 0; ok && i < graph->draws; i++) {
        draw[i] = graph->draw[index[i]];
        index[graph->draws + index[i]] = i;
        ok = ttri_map_put(memory, &graph->draw_map, draw[i].name, i) != NULL;
    }
    for (uint32_t i = 0; ok && i < graph->nodes; i++)
        if (graph->node[i].op == TTRI_OP_DRAW)
            graph->node[i].a = index[graph->draws + graph->node[i].a];
    if (ok)
        memcpy(graph->draw, draw, graph->draws * sizeof *draw);
    ttri_release(memory, index);
    ttri_release(memory, draw);
    return ok && ttri_graph_rehash(graph, graph->slots);
}

uint32_t ttri_graph_draws(const struct ttri_graph *graph)
{
    return graph->draws;
}

const struct ttri_draw *ttri_graph_draw(const struct ttri_graph *graph,
                                        uint32_t index)
{
    return &graph->draw[index];
}

uint32_t ttri_graph_find_draw(const struct ttri_graph *graph, const char *name)
{
    return ttri_map_find(&graph->draw_map, name);
}
