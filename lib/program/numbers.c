/* The numbers of a block: what is the same on every path. Those that do not
 * change stand once; the others by period, so that a period reads them side by
 * side. */
#include "program/fusion.h"

#include <string.h>

bool ttri_numbers_begin(struct ttri_number_places *places)
{
    const struct ttri_graph *graph = places->fusion->planner->graph;
    size_t count = 2 * (size_t)graph->nodes;

    places->place = ttri_clear(&graph->memory, count, sizeof *places->place);
    if (places->place == NULL)
        return false;
    memset(places->place, 0xff, count * sizeof *places->place);
    return true;
}

void ttri_numbers_clear(struct ttri_number_places *places)
{
    const struct ttri_memory *memory = &places->fusion->planner->graph->memory;

    ttri_release(memory, places->place);
    ttri_release(memory, places->column);
}

static bool add_column(struct ttri_number_places *places, uint32_t value)
{
    const struct ttri_memory *memory = &places->fusion->planner->graph->memory;

    if (!ttri_grow(memory, &places->column, places->columns,
                   &places->column_capacity, sizeof value))
        return false;
    places->column[places->columns++] = value;
    return true;
}

static bool add_constant(struct ttri_number_places *places, double number)
{
    const struct ttri_memory *memory = &places->fusion->planner->graph->memory;
    struct ttri_block *block = places->fusion->block;

    if (!ttri_grow(memory, &block->number, block->numbers,
                   &places->number_capacity, sizeof number))
        return false;
    block->number[block->numbers++] = number;
    return true;
}

struct ttri_lane_operand ttri_place_number(struct ttri_number_places *places,
                                           uint32_t value)
{
    static const double unity = 1.0;
    uint32_t node = value & ~TTRI_NEGATIVE;
    bool negative = node != value, ok;
    struct ttri_lane_operand *at = &places->place[2 * node + negative];
    struct ttri_numbers numbers = {&unity, 0};

    if (at->base != TTRI_NONE)
        return *at;
    if (node != TTRI_UNITY)
        numbers = places->numbers_of(places->context, node);
    if (numbers.step == 0) {
        *at = (struct ttri_lane_operand){TTRI_BASE_NUMBERS,
                                         places->fusion->block->numbers};
        ok =
            add_constant(places, negative ? -*numbers.number : *numbers.number);
    } else {
        *at = (struct ttri_lane_operand){TTRI_BASE_SERIES, places->columns};
        ok = add_column(places, value);
    }
    places->failed = places->failed || !ok;
    return *at;
}

static void fill_column(struct ttri_number_places *places, uint32_t column)
{
    struct ttri_block *block = places->fusion->block;
    uint32_t periods = places->fusion->planner->plan->periods;
    uint32_t node = places->column[column] & ~TTRI_NEGATIVE;
    struct ttri_numbers x = places->numbers_of(places->context, node);
    bool negative = node != places->column[column];
    double *to = block->series + column;

    for (uint32_t t = 0; t < periods; t++)
        to[(size_t)t * block->columns] = negative ? -x.number[t] : x.number[t];
}

bool ttri_numbers_fill(struct ttri_number_places *places)
{
    const struct ttri_planner *planner = places->fusion->planner;
    struct ttri_block *block = places->fusion->block;

    if (places->failed)
        return false;
    block->columns = places->columns;
    block->series = ttri_clear(&planner->graph->memory,
                               (size_t)block->columns * planner->plan->periods,
                               sizeof(double));
    if (block->series == NULL)
        return false;
    for (uint32_t i = 0; i < block->columns; i++)
        fill_column(places, i);
    return true;
}
