/* Where the values of a block lie. A row of the workspace is used again as soon
 * as nobody reads it; what is looked back at stands in a ring of periods; an
 * output lies among the results from the beginning. */
#include "program/fusion.h"

struct rows {
    const struct ttri_fusion *fusion;
    const struct ttri_graph *graph;
    struct ttri_plan *plan;
    struct ttri_block *block;
    struct ttri_number_places numbers;
    uint32_t count; /* nodes and temporaries */
    struct ttri_lane_operand *place;
    uint8_t *placed;
    uint32_t *last;   /* last step that reads the value, or TTRI_FOREVER */
    uint32_t *oldest; /* last step that reads the oldest row of its ring */
    uint32_t *writer; /* step that writes the value */
    uint32_t *ring;   /* of a node: periods of its ring, or 0 */
    uint32_t *free_row;
    uint32_t free_rows;
};

static uint32_t resolve(const struct rows *rows, uint32_t node)
{
    return ttri_resolve(rows->graph, node);
}

static bool is_row(const struct rows *rows, uint32_t value)
{
    return value >= rows->graph->nodes ||
           (value != TTRI_UNITY &&
            (rows->fusion->planner->rate[value] & TTRI_RATE_PATH) != 0);
}

static bool is_lagged(const struct rows *rows, uint32_t value)
{
    return value < rows->graph->nodes && rows->fusion->node[value].lagged;
}

/* What a lagged node is before its past begins: a row. */
static uint32_t before_of(const struct rows *rows, uint32_t node)
{
    uint32_t before = resolve(rows, rows->graph->node[node].b);

    return is_row(rows, before) ? before : rows->fusion->splat[before];
}

/* ---- when values are read ---- */

static void read_past(struct rows *rows, uint32_t past, uint32_t periods,
                      uint32_t step)
{
    rows->last[past] = step;
    if (rows->fusion->node[past].memory == periods)
        rows->oldest[past] = step;
}

static void read_value(struct rows *rows, uint32_t value, uint32_t step)
{
    while (is_lagged(rows, value)) {
        const struct ttri_node *x = &rows->graph->node[value];

        rows->last[value] = step;
        read_past(rows, resolve(rows, x->a), x->c, step);
        value = before_of(rows, value);
    }
    rows->last[value] = step;
}

static void find_reads(struct rows *rows)
{
    const uint32_t *value = rows->fusion->value;

    for (uint32_t i = 0; i < rows->block->steps; i++) {
        const struct ttri_block_step *step = &rows->block->step[i];
        uint32_t first = step->first + 1, end = first + step->count;

        rows->writer[value[step->first]] = i;
        if (step->form == TTRI_FORM_LAG && is_row(rows, value[first])) {
            read_past(rows, value[first], step->extra, i);
            first++;
        }
        for (uint32_t j = first; j < end; j++)
            if (is_row(rows, value[j] & ~TTRI_NEGATIVE))
                read_value(rows, value[j] & ~TTRI_NEGATIVE, i);
    }
}

/* ---- places that last ---- */

static void place(struct rows *rows, uint32_t value, uint32_t base,
                  uint32_t offset)
{
    rows->place[value] = (struct ttri_lane_operand){base, offset};
    rows->placed[value] = 1;
}

static uint32_t keep(struct rows *rows, uint32_t count)
{
    uint32_t offset = (uint32_t)rows->plan->work;

    rows->plan->work += (size_t)count * TTRI_LANES;
    return offset;
}

/* Draws and what is given have their rows already. */
static void place_leaf(struct rows *rows, uint32_t node)
{
    static const uint32_t base[] = {[TTRI_GIVEN_ONCE] = TTRI_BASE_DRAWS,
                                    [TTRI_GIVEN_ONWARD] = TTRI_BASE_SHOCKS,
                                    [TTRI_GIVEN_BACK] = TTRI_BASE_BACK};
    const struct ttri_planner *planner = rows->fusion->planner;
    const struct ttri_node *x = &rows->graph->node[node];

    if (x->op == TTRI_OP_DRAW)
        place(rows, node,
              planner->rate[node] == TTRI_RATE_BOTH ? TTRI_BASE_SHOCKS
                                                    : TTRI_BASE_DRAWS,
              planner->place[node].offset);
    else if (x->op == TTRI_OP_GIVEN)
        place(rows, node, base[x->b], rows->graph->given[x->a] * TTRI_LANES);
}

static void place_leaves(struct rows *rows)
{
    const struct ttri_order *order = &rows->fusion->planner->order;

    for (uint32_t i = 0; i < order->count; i++)
        place_leaf(rows, order->node[i]);
}

static void place_output(struct rows *rows, uint32_t value, uint32_t output)
{
    const struct ttri_plan_output *at = &rows->plan->output[output];

    place(rows, value, at->rows > 1 ? TTRI_BASE_RESULTS : TTRI_BASE_KEPT,
          at->row * TTRI_LANES);
}

static void place_outputs(struct rows *rows)
{
    const struct ttri_fusion *fusion = rows->fusion;
    const struct ttri_order *order = &fusion->planner->order;

    for (uint32_t i = 0; i < order->count; i++) {
        uint32_t node = order->node[i], result = fusion->planner->result[node];

        if (result != 0 && ttri_writes_output(fusion, node, result - 1))
            place_output(rows, node, result - 1);
    }
    for (uint32_t i = 0; i < fusion->temporaries; i++)
        if (fusion->temporary[i] != TTRI_NONE)
            place_output(rows, rows->graph->nodes + i, fusion->temporary[i]);
}

/* A ring needs one period less if its oldest row is not read any more when the
 * newest is written. */
static uint32_t ring_of(const struct rows *rows, uint32_t node)
{
    uint32_t memory = rows->fusion->node[node].memory;

    if (memory == 0 || rows->placed[node] ||
        rows->fusion->planner->rate[node] != TTRI_RATE_BOTH)
        return 0;
    if (memory >= rows->plan->periods)
        return rows->plan->periods;
    return rows->oldest[node] <= rows->writer[node] ? memory : memory + 1;
}

static bool allocate_rings(struct rows *rows, uint32_t count)
{
    rows->block->ring =
        ttri_clear(&rows->graph->memory, count, sizeof *rows->block->ring);
    return rows->block->ring != NULL;
}

/* Rings of equal length lie side by side. `length`: by periods. */
static bool place_rings(struct rows *rows)
{
    const struct ttri_order *order = &rows->fusion->planner->order;
    uint32_t lengths = rows->plan->periods + 1, rings = 0;
    struct ttri_ring *ring;
    uint32_t *index = ttri_clear(&rows->graph->memory, lengths, sizeof *index);

    if (index == NULL)
        return false;
    for (uint32_t i = 0; i < order->count; i++) {
        uint32_t periods = ring_of(rows, order->node[i]);

        rows->ring[order->node[i]] = periods;
        if (periods != 0 && index[periods] == 0)
            index[periods] = ++rings;
    }
    if (!allocate_rings(rows, rings)) {
        ttri_release(&rows->graph->memory, index);
        return false;
    }
    ring = rows->block->ring;
    rows->block->rings = rings;
    for (uint32_t i = 0; i < order->count; i++) {
        uint32_t periods = rows->ring[order->node[i]], r = index[periods] - 1;

        if (periods == 0)
            continue;
        place(rows, order->node[i], TTRI_BASE_RINGS + r, ring[r].row);
        ring[r].row += TTRI_LANES;
        ring[r].periods = periods;
    }
    for (uint32_t i = 0; i < rings; i++)
        ring[i].first = keep(rows, ring[i].row / TTRI_LANES * ring[i].periods);
    ttri_release(&rows->graph->memory, index);
    return true;
}

/* Every lagged node is a base of its own. */
static bool place_lagged(struct rows *rows)
{
    const struct ttri_order *order = &rows->fusion->planner->order;
    uint32_t count = 0;

    for (uint32_t i = 0; i < order->count; i++)
        if (is_lagged(rows, order->node[i]))
            place(rows, order->node[i],
                  TTRI_BASE_RINGS + rows->block->rings + count++, 0);
    rows->block->laggeds = count;
    rows->block->lagged =
        ttri_clear(&rows->graph->memory, count, sizeof *rows->block->lagged);
    return rows->block->lagged != NULL;
}

/* Once all rows are placed. */
static void fill_lagged(struct rows *rows)
{
    const struct ttri_order *order = &rows->fusion->planner->order;
    struct ttri_lagged *lagged = rows->block->lagged;

    for (uint32_t i = 0; i < order->count; i++) {
        uint32_t node = order->node[i];
        const struct ttri_node *x = &rows->graph->node[node];

        if (is_lagged(rows, node))
            *lagged++ = (struct ttri_lagged){
                .past = rows->place[resolve(rows, x->a)],
                .before = rows->place[before_of(rows, node)],
                .lag = x->c};
    }
}

/* ---- rows that come and go ---- */

static void give_back(struct rows *rows, uint32_t value, uint32_t step)
{
    if (rows->last[value] != step ||
        rows->place[value].base != TTRI_BASE_ROWS || !rows->placed[value])
        return;
    rows->free_row[rows->free_rows++] = rows->place[value].offset;
    rows->last[value] = TTRI_FOREVER; /* given once */
}

static void give_back_operands(struct rows *rows, uint32_t index)
{
    const struct ttri_block_step *step = &rows->block->step[index];
    const uint32_t *value = rows->fusion->value + step->first;

    for (uint32_t i = 1; i <= step->count; i++) {
        uint32_t node = value[i] & ~TTRI_NEGATIVE;

        if (!is_row(rows, node))
            continue;
        for (; is_lagged(rows, node); node = before_of(rows, node))
            give_back(rows, resolve(rows, rows->graph->node[node].a), index);
        give_back(rows, node, index);
    }
}

static void place_step(struct rows *rows, uint32_t index)
{
    const struct ttri_block_step *step = &rows->block->step[index];
    uint32_t to = rows->fusion->value[step->first];
    /* It reads operands again after it has begun to write. */
    bool in_place = step->form != TTRI_FORM_CONVOLVE;

    if (in_place)
        give_back_operands(rows, index);
    if (!rows->placed[to])
        place(rows, to, TTRI_BASE_ROWS,
              rows->free_rows > 0 ? rows->free_row[--rows->free_rows]
                                  : keep(rows, 1));
    if (!in_place)
        give_back_operands(rows, index);
    if (rows->last[to] <= index)
        give_back(rows, to, rows->last[to]);
}

static void place_steps(struct rows *rows)
{
    uint32_t once = rows->block->once;

    /* What the periods read of what is taken once must stay. */
    for (uint32_t i = 0; i < once; i++) {
        uint32_t to = rows->fusion->value[rows->block->step[i].first];

        if (rows->last[to] >= once)
            rows->last[to] = TTRI_FOREVER;
    }
    for (uint32_t i = 0; i < rows->block->steps; i++)
        place_step(rows, i);
}

/* ---- all together ---- */

static bool write_operands(struct rows *rows)
{
    const struct ttri_fusion *fusion = rows->fusion;
    struct ttri_block *block = rows->block;

    block->operand = ttri_clear(&rows->graph->memory, fusion->values,
                                sizeof *block->operand);
    if (block->operand == NULL)
        return false;
    block->operands = fusion->values;
    for (uint32_t i = 0; i < fusion->values; i++) {
        uint32_t value = fusion->value[i];

        block->operand[i] = is_row(rows, value & ~TTRI_NEGATIVE)
                                ? rows->place[value]
                                : ttri_place_number(&rows->numbers, value);
    }
    return ttri_numbers_fill(&rows->numbers);
}

static bool rows_init(struct rows *rows)
{
    const struct ttri_memory *memory = &rows->graph->memory;
    size_t n = rows->count;

    rows->place = ttri_clear(memory, n, sizeof *rows->place);
    rows->placed = ttri_clear(memory, n, sizeof *rows->placed);
    rows->last = ttri_clear(memory, n, sizeof *rows->last);
    rows->oldest = ttri_clear(memory, n, sizeof *rows->oldest);
    rows->writer = ttri_clear(memory, n, sizeof *rows->writer);
    rows->ring = ttri_clear(memory, n, sizeof *rows->ring);
    rows->free_row = ttri_clear(memory, n, sizeof *rows->free_row);
    return rows->place != NULL && rows->placed != NULL && rows->last != NULL &&
           rows->oldest != NULL && rows->writer != NULL && rows->ring != NULL &&
           rows->free_row != NULL && ttri_numbers_begin(&rows->numbers);
}

static void rows_clear(struct rows *rows)
{
    const struct ttri_memory *memory = &rows->graph->memory;

    ttri_release(memory, rows->place);
    ttri_release(memory, rows->placed);
    ttri_release(memory, rows->last);
    ttri_release(memory, rows->oldest);
    ttri_release(memory, rows->writer);
    ttri_release(memory, rows->ring);
    ttri_release(memory, rows->free_row);
    ttri_numbers_clear(&rows->numbers);
}

/* Pointers to the bases stand behind the rows. */
static void keep_bases(struct rows *rows)
{
    size_t bases =
        TTRI_BASE_RINGS + (size_t)rows->block->rings + rows->block->laggeds;

    rows->block->bases = rows->plan->work;
    rows->plan->work +=
        (bases * sizeof(double *) + sizeof(double) - 1) / sizeof(double);
}

bool ttri_place_rows(const struct ttri_fusion *fusion,
                     ttri_numbers_of *numbers_of, const void *context)
{
    struct rows rows = {.fusion = fusion,
                        .graph = fusion->planner->graph,
                        .plan = fusion->planner->plan,
                        .block = fusion->block,
                        .numbers = {.fusion = fusion,
                                    .numbers_of = numbers_of,
                                    .context = context}};
    bool ok;

    rows.count = rows.graph->nodes + fusion->temporaries;
    ok = rows_init(&rows);
    if (ok) {
        find_reads(&rows);
        place_leaves(&rows);
        place_outputs(&rows);
        ok = place_rings(&rows) && place_lagged(&rows);
    }
    if (ok) {
        place_steps(&rows);
        fill_lagged(&rows);
        ok = write_operands(&rows);
        keep_bases(&rows);
    }
    rows_clear(&rows);
    return ok;
}
