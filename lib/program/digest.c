/* A digest of equations: the same on every machine. */
#include <string.h>

#include "program/graph.h"

uint64_t ttri_mix(uint64_t digest, uint64_t word)
{
    digest = (digest ^ word) * 0x9e3779b97f4a7c15u;
    digest ^= digest >> 32;
    digest *= 0xd6e8feb86659fd93u;
    return digest ^ digest >> 29;
}

uint64_t ttri_mix_text(uint64_t digest, const char *text)
{
    uint64_t word = 0;
    uint32_t bytes = 0;

    for (; *text != '\0'; text++) {
        word = word << 8 | (unsigned char)*text;
        if (++bytes % 8 == 0)
            digest = ttri_mix(digest, word);
    }
    digest = ttri_mix(digest, word);
    return ttri_mix(digest, bytes);
}

uint64_t ttri_mix_numbers(uint64_t digest, const double *number, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;

        memcpy(&bits, &number[i], sizeof bits);
        digest = ttri_mix(digest, bits);
    }
    return ttri_mix(digest, count);
}

static uint64_t mix_draw(uint64_t digest, const struct ttri_draw *draw)
{
    digest = ttri_mix_text(digest, draw->name);
    digest = ttri_mix(digest, (uint64_t)draw->kind << 2 |
                                  (uint64_t)draw->by_period << 1 |
                                  (uint64_t)draw->epistemic);
    return ttri_mix(digest, draw->first);
}

static uint64_t mix_grid(const struct ttri_grid *grid)
{
    const double bounds[] = {grid->low, grid->high};
    uint64_t digest = ttri_mix_numbers(grid->smooth, bounds, 2);

    return ttri_mix_numbers(digest, grid->point,
                            (size_t)grid->count * (grid->smooth ? 2 : 1));
}

/* What a node is without its operands. */
static uint64_t own_digest(const struct ttri_graph *graph,
                           const struct ttri_node *x)
{
    switch (x->op) {
    case TTRI_OP_CONSTANT:
        return ttri_mix_numbers(x->op, &x->number, 1);
    case TTRI_OP_PARAMETER:
        return ttri_mix_numbers(ttri_mix(x->op, x->a), &x->number, 1);
    case TTRI_OP_SERIES:
        return ttri_mix_numbers(x->op,
                                graph->series + (size_t)x->a * graph->periods,
                                graph->periods);
    case TTRI_OP_DRAW:
        return mix_draw(x->op, &graph->draw[x->a]);
    case TTRI_OP_TABLE:
        return ttri_mix(x->op, mix_grid(&graph->grid[x->b]));
    case TTRI_OP_LAG:
        return ttri_mix(x->op, x->c);
    default:
        return ttri_mix(x->op, 0);
    }
}

static uint64_t with_operands(const struct ttri_graph *graph,
                              const struct ttri_node *x, uint64_t own,
                              const uint64_t *digest)
{
    uint32_t operand[3], count = ttri_operands(x, operand);

    if (ttri_is_turnable(x->op))
        return ttri_mix(own, digest[ttri_follow(graph, x->a)] +
                                 digest[ttri_follow(graph, x->b)]);
    for (uint32_t i = 0; i < count; i++)
        own = ttri_mix(own, digest[ttri_follow(graph, operand[i])]);
    return own;
}

/* Nodes stand in the order in which a compiler evaluated arguments: a digest
 * goes by what each is made of, a few steps deep. */
const uint64_t *ttri_node_digests(const struct ttri_graph *graph,
                                  uint64_t *both)
{
    enum {
        STEPS = 6
    };
    uint64_t *now = both, *next = both + graph->nodes;

    for (uint32_t i = 0; i < graph->nodes; i++)
        now[i] = own_digest(graph, &graph->node[i]);
    for (int step = 0; step < STEPS; step++) {
        for (uint32_t i = 0; i < graph->nodes; i++)
            next[i] = with_operands(graph, &graph->node[i], now[i], now);
        now = next;
        next = now == both ? both + graph->nodes : both;
    }
    return now;
}

bool ttri_deep_digests(const struct ttri_graph *graph,
                       const struct ttri_order *order, uint64_t *digest)
{
    uint64_t *both = ttri_clear(&graph->memory, graph->nodes, 2 * sizeof *both);
    const uint64_t *near;

    if (both == NULL)
        return false;
    near = ttri_node_digests(graph, both);
    for (uint32_t i = 0; i < order->count; i++) {
        uint32_t node = order->node[i], operand[3];
        const struct ttri_node *x = &graph->node[node];
        uint32_t count = ttri_operands(x, operand);
        uint64_t sum = 0;

        for (uint32_t j = x->op == TTRI_OP_LAG ? 1 : 0; j < count; j++)
            sum += digest[ttri_resolve(graph, operand[j])];
        digest[node] = ttri_mix(near[node], sum);
    }
    ttri_release(&graph->memory, both);
    return true;
}

ttr_status ttri_graph_digest(const struct ttri_graph *graph, uint32_t outputs,
                             const ttri_value *values, uint64_t *digest,
                             struct ttr_error *error)
{
    uint64_t *both = ttri_clear(&graph->memory, graph->nodes, 2 * sizeof *both);
    uint64_t sum = graph->periods;
    const uint64_t *now;

    if (both == NULL)
        return ttri_no_memory(error, "digest");
    now = ttri_node_digests(graph, both);
    /* Which lags needed a forward is a matter of order too. */
    for (uint32_t i = 0; i < graph->nodes; i++)
        sum += graph->node[i].op == TTRI_OP_FORWARD ? 0 : now[i];
    for (uint32_t i = 0; i < outputs; i++)
        sum = ttri_mix(sum, now[ttri_follow(graph, values[i])]);
    ttri_release(&graph->memory, both);
    *digest = ttri_mix(sum, outputs);
    return TTR_OK;
}
