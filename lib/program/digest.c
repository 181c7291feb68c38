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

static uint64_t mix_numbers(uint64_t digest, const double *number, size_t count)
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

uint64_t ttri_graph_digest(const struct ttri_graph *graph)
{
    uint64_t digest = graph->periods;

    for (uint32_t i = 0; i < graph->nodes; i++) {
        const struct ttri_node *x = &graph->node[i];

        digest = ttri_mix(digest, (uint64_t)x->op << 32 | x->a);
        digest = ttri_mix(digest, (uint64_t)x->b << 32 | x->c);
        if (x->op == TTRI_OP_CONSTANT || x->op == TTRI_OP_PARAMETER)
            digest = mix_numbers(digest, &x->number, 1);
    }
    digest = mix_numbers(digest, graph->series,
                         (size_t)graph->series_count * graph->periods);
    digest = mix_numbers(digest, graph->parameter, graph->parameters);
    for (uint32_t i = 0; i < graph->grids; i++) {
        const struct ttri_grid *grid = &graph->grid[i];
        const double bounds[] = {grid->low, grid->high};

        digest = mix_numbers(digest, bounds, 2);
        digest = mix_numbers(digest, grid->point,
                             (size_t)grid->count * (grid->smooth ? 2 : 1));
    }
    for (uint32_t i = 0; i < graph->draws; i++)
        digest = mix_draw(digest, &graph->draw[i]);
    return digest;
}
