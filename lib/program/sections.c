/* Where the steps of a period are cut into sections, each of which runs over
 * all periods before the next begins: what a section looks at again in every
 * period is then in a near cache. The few values that a later section reads
 * are kept for all periods. Only sweeps that write or read a tape gain: it
 * takes the near cache away from what they look at again. */
#include "program/fusion.h"

/* Computed values that a section has at least and at most. */
#define LEAST 700
#define MOST  1300

struct cutting {
    struct ttri_fusion *fusion;
    uint32_t *position; /* by node */
    uint32_t *last;     /* by position: that of its last reader */
    uint32_t *waiting;  /* by position: values that later ones read */
};

static bool by_period(const struct ttri_fusion *fusion, uint32_t node)
{
    return fusion->planner->rate[node] == TTRI_RATE_BOTH ||
           ttri_fusion_node(fusion, node)->op == TTRI_OP_TOTAL;
}

/* A value that some step computes in each period. */
static bool waits(const struct ttri_fusion *fusion, uint32_t node)
{
    return fusion->planner->rate[node] == TTRI_RATE_BOTH &&
           ttri_is_computed(fusion, node);
}

/* Calls for each operand of each value by period that is computed by period
 * too. */
static void each_reading(struct cutting *cutting,
                         void (*act)(struct cutting *, uint32_t node,
                                     uint32_t reader))
{
    const struct ttri_fusion *fusion = cutting->fusion;
    const struct ttri_order *order = &fusion->planner->order;

    for (uint32_t i = 0; i < order->count; i++) {
        uint32_t operand[3];
        uint32_t count =
            ttri_operands(ttri_fusion_node(fusion, order->node[i]), operand);

        for (uint32_t j = 0; by_period(fusion, order->node[i]) && j < count;
             j++) {
            uint32_t node = ttri_fusion_resolve(fusion, operand[j]);

            if (waits(fusion, node))
                act(cutting, node, i);
        }
    }
}

static void find_last(struct cutting *cutting, uint32_t node, uint32_t reader)
{
    uint32_t *last = &cutting->last[cutting->position[node]];

    *last = reader > *last ? reader : *last;
}

static void count_waiting(struct cutting *cutting)
{
    const struct ttri_fusion *fusion = cutting->fusion;
    const struct ttri_order *order = &fusion->planner->order;
    uint32_t waiting = 0;

    /* Those that end at a position, until it is reached. */
    for (uint32_t i = 0; i < order->count; i++)
        if (cutting->last[i] > i)
            cutting->waiting[cutting->last[i]]++;
    for (uint32_t i = 0; i < order->count; i++) {
        waiting += cutting->last[i] > i;
        waiting -= cutting->waiting[i];
        cutting->waiting[i] = waiting;
    }
}

/* Position at which the section that begins at `first` ends: between groups,
 * where the fewest values wait. */
static uint32_t find_end(const struct cutting *cutting, uint32_t first)
{
    const struct ttri_fusion *fusion = cutting->fusion;
    const struct ttri_order *order = &fusion->planner->order;
    uint32_t count = 0, best = order->count;

    for (uint32_t i = first; i + 1 < order->count && count < MOST; i++) {
        count += waits(fusion, order->node[i]);
        if (count >= LEAST && order->group[i + 1] != 0 &&
            (best == order->count ||
             cutting->waiting[i] <= cutting->waiting[best - 1]))
            best = i + 1;
    }
    return count < MOST ? order->count : best;
}

static void number_sections(const struct cutting *cutting)
{
    uint32_t count = cutting->fusion->planner->order.count, end;

    for (uint32_t first = 0, section = 0; first < count; first = end) {
        end = find_end(cutting, first);
        for (uint32_t i = first; i < end; i++)
            cutting->fusion->section[i] = section;
        section++;
    }
}

static void keep_what_crosses(struct cutting *cutting, uint32_t node,
                              uint32_t reader)
{
    struct ttri_fusion *fusion = cutting->fusion;

    if (fusion->section[cutting->position[node]] != fusion->section[reader])
        fusion->node[node].memory = TTRI_FOREVER;
}

bool ttri_cut_sections(struct ttri_fusion *fusion)
{
    const struct ttri_memory *memory = &fusion->planner->graph->memory;
    const struct ttri_order *order = &fusion->planner->order;
    struct cutting cutting = {.fusion = fusion};
    bool ok;

    if (!fusion->planner->tape)
        return true;
    cutting.position = ttri_clear(memory, fusion->planner->graph->nodes,
                                  sizeof *cutting.position);
    cutting.last = ttri_clear(memory, order->count, sizeof *cutting.last);
    cutting.waiting = ttri_clear(memory, order->count, sizeof *cutting.waiting);
    ok = cutting.position != NULL && cutting.last != NULL &&
         cutting.waiting != NULL;
    if (ok) {
        for (uint32_t i = 0; i < order->count; i++)
            cutting.position[order->node[i]] = i;
        each_reading(&cutting, find_last);
        count_waiting(&cutting);
        number_sections(&cutting);
        each_reading(&cutting, keep_what_crosses);
    }
    ttri_release(memory, cutting.position);
    ttri_release(memory, cutting.last);
    ttri_release(memory, cutting.waiting);
    return ok;
}
