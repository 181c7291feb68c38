#include "program/graph.h"

#include <math.h>
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
    graph->node_capacity = 2048;
    graph->node = ttri_clear(memory, graph->node_capacity, sizeof *graph->node);
    graph->name = ttri_clear(memory, graph->node_capacity, sizeof *graph->name);
    graph->scratch = ttri_clear(memory, periods, sizeof(double));
    graph->nodes = 1;
    if (graph->slot == NULL || graph->node == NULL || graph->name == NULL ||
        graph->scratch == NULL) {
        ttri_graph_free(graph);
        return NULL;
    }
    return graph;
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
    for (uint32_t i = 0; i < graph->draws; i++)
        ttri_release(&memory, (char *)(uintptr_t)graph->draw[i].name);
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

static ttri_value fail(struct ttri_graph *graph, ttr_status status)
{
    if (graph->status == TTR_OK)
        graph->status = status;
    return 0;
}

static uint32_t hash(const struct ttri_node *node)
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
    uint32_t mask = graph->slots - 1, h = hash(node) & mask;

    while (graph->slot[h] != 0 && !same(&graph->node[graph->slot[h]], node))
        h = (h + 1) & mask;
    return &graph->slot[h];
}

static bool rehash(struct ttri_graph *graph)
{
    uint32_t *old = graph->slot, slots = graph->slots;
    uint32_t *slot = ttri_clear(&graph->memory, (size_t)slots * 4, sizeof *old);

    if (slot == NULL)
        return false;
    graph->slot = slot;
    graph->slots = slots * 4;
    for (uint32_t i = 0; i < slots; i++)
        if (old[i] != 0)
            *find_slot(graph, &graph->node[old[i]]) = old[i];
    ttri_release(&graph->memory, old);
    return true;
}

static bool grow_nodes(struct ttri_graph *graph)
{
    uint32_t capacity = graph->node_capacity;
    const char **name;

    if (graph->nodes < capacity)
        return true;
    name = ttri_clear(&graph->memory, (size_t)capacity * 2, sizeof *name);
    if (name == NULL ||
        !ttri_grow(&graph->memory, &graph->node, graph->nodes,
                   &graph->node_capacity, sizeof *graph->node)) {
        ttri_release(&graph->memory, name);
        return false;
    }
    memcpy(name, graph->name, capacity * sizeof *name);
    ttri_release(&graph->memory, graph->name);
    graph->name = name;
    return true;
}

static ttri_value append(struct ttri_graph *graph, struct ttri_node node)
{
    if (!grow_nodes(graph))
        return fail(graph, TTR_E_NO_MEMORY);
    graph->node[graph->nodes] = node;
    return graph->nodes++;
}

/* The node, or the equal one that exists. */
static ttri_value share(struct ttri_graph *graph, struct ttri_node node)
{
    uint32_t *slot;
    ttri_value value;

    if (graph->status != TTR_OK)
        return 0;
    if (graph->nodes * 2 > graph->slots && !rehash(graph))
        return fail(graph, TTR_E_NO_MEMORY);
    slot = find_slot(graph, &node);
    if (*slot != 0)
        return *slot;
    value = append(graph, node);
    *slot = value;
    return value;
}

ttri_value ttri_constant(struct ttri_graph *graph, double number)
{
    uint32_t *known = number == 0.0   ? &graph->zero
                      : number == 1.0 ? &graph->one
                                      : NULL;
    ttri_value value;

    if (known != NULL && *known != 0 && graph->status == TTR_OK)
        return *known;
    /* One zero: a sign would make equal numbers different nodes. */
    value = share(graph, (struct ttri_node){.op = TTRI_OP_CONSTANT,
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
    for (h = hash(&node) & mask; graph->slot[h] != 0; h = (h + 1) & mask) {
        const struct ttri_node *other = &graph->node[graph->slot[h]];

        if (other->op == TTRI_OP_SERIES && other->b == node.b &&
            other->c == node.c &&
            memcmp(graph->series + (size_t)other->a * graph->periods, numbers,
                   row) == 0)
            return graph->slot[h];
    }
    if (!ttri_grow(&graph->memory, &graph->series, graph->series_count,
                   &graph->series_capacity, row))
        return fail(graph, TTR_E_NO_MEMORY);
    memcpy(graph->series + (size_t)graph->series_count * graph->periods,
           numbers, row);
    node.a = graph->series_count++;
    return share(graph, node);
}

ttri_value ttri_parameter(struct ttri_graph *graph, uint32_t index,
                          double number)
{
    while (graph->status == TTR_OK && graph->parameters <= index) {
        if (!ttri_grow(&graph->memory, &graph->parameter, graph->parameters,
                       &graph->parameter_capacity, sizeof(double)))
            return fail(graph, TTR_E_NO_MEMORY);
        graph->parameter[graph->parameters++] = 0.0;
    }
    if (graph->status != TTR_OK)
        return 0;
    graph->parameter[index] = number;
    return share(graph, (struct ttri_node){.op = TTRI_OP_PARAMETER,
                                           .a = index,
                                           .number = number});
}

ttri_value ttri_forward(struct ttri_graph *graph)
{
    return graph->status != TTR_OK
               ? 0
               : append(graph, (struct ttri_node){.op = TTRI_OP_FORWARD});
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
        fail(graph, TTR_E_INTERNAL);
    } else if (closes_ring(graph, forward, value)) {
        graph->ring = graph->name[forward] != NULL ? forward : value;
        fail(graph, TTR_E_CYCLE);
    } else {
        graph->node[forward].a = value;
    }
}

bool ttri_is_bound(const struct ttri_graph *graph, ttri_value forward)
{
    return graph->node[forward].op != TTRI_OP_FORWARD ||
           graph->node[forward].a != 0;
}

ttri_value ttri_resolve(const struct ttri_graph *graph, ttri_value value)
{
    value = ttri_stands_for(graph, value);
    while (graph->node[value].op == TTRI_OP_CHOICE)
        value = ttri_stands_for(graph, graph->node[value].a);
    return value;
}

ttri_value ttri_resolve_random(const struct ttri_graph *graph, ttri_value value)
{
    value = ttri_stands_for(graph, value);
    while (graph->node[value].op == TTRI_OP_CHOICE)
        value = ttri_stands_for(graph, graph->node[value].b);
    return value;
}

ttri_value ttri_stands_for(const struct ttri_graph *graph, ttri_value value)
{
    while (graph->node[value].op == TTRI_OP_FORWARD &&
           graph->node[value].a != 0)
        value = graph->node[value].a;
    return value;
}

uint32_t ttri_operands(const struct ttri_node *node, uint32_t operand[3])
{
    static const uint8_t count[TTRI_OP_COUNT] = {
        [TTRI_OP_FORWARD] = 1,  [TTRI_OP_ADD] = 2,      [TTRI_OP_SUB] = 2,
        [TTRI_OP_MUL] = 2,      [TTRI_OP_DIV] = 2,      [TTRI_OP_MIN] = 2,
        [TTRI_OP_MAX] = 2,      [TTRI_OP_EXP] = 1,      [TTRI_OP_LOG] = 1,
        [TTRI_OP_ODDS] = 2,     [TTRI_OP_SELECT] = 3,   [TTRI_OP_LAG] = 2,
        [TTRI_OP_CONVOLVE] = 2, [TTRI_OP_QUANTILE] = 1, [TTRI_OP_EXP_TWO] = 1,
        [TTRI_OP_NORMAL] = 1,   [TTRI_OP_TABLE] = 1,    [TTRI_OP_CHOICE] = 2,
        [TTRI_OP_STEP] = 2,     [TTRI_OP_SLOPE] = 1,    [TTRI_OP_TOTAL] = 2,
    };

    operand[0] = node->a;
    operand[1] = node->b;
    operand[2] = node->c;
    return count[node->op];
}

static ttri_value operation(struct ttri_graph *graph, uint8_t op, ttri_value a,
                            ttri_value b, ttri_value c)
{
    struct ttri_node node = {.op = op, .a = a, .b = b, .c = c};
    uint32_t operand[3], count = ttri_operands(&node, operand);
    ttri_value folded;

    if (graph->status != TTR_OK)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        if (operand[i] == 0 || operand[i] >= graph->nodes)
            return fail(graph, TTR_E_INTERNAL);
    folded = ttri_fold(graph, op, a, b, c);
    return folded != 0 || graph->status != TTR_OK ? folded : share(graph, node);
}

/* a + b and b + a are the same bits, so they are the same node. */
static ttri_value commutative(struct ttri_graph *graph, uint8_t op,
                              ttri_value a, ttri_value b)
{
    return a <= b ? operation(graph, op, a, b, 0)
                  : operation(graph, op, b, a, 0);
}

ttri_value ttri_add(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return commutative(graph, TTRI_OP_ADD, a, b);
}

ttri_value ttri_sub(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return operation(graph, TTRI_OP_SUB, a, b, 0);
}

ttri_value ttri_mul(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return commutative(graph, TTRI_OP_MUL, a, b);
}

ttri_value ttri_div(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return operation(graph, TTRI_OP_DIV, a, b, 0);
}

ttri_value ttri_min(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return commutative(graph, TTRI_OP_MIN, a, b);
}

ttri_value ttri_max(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return commutative(graph, TTRI_OP_MAX, a, b);
}

ttri_value ttri_exp(struct ttri_graph *graph, ttri_value a)
{
    return operation(graph, TTRI_OP_EXP, a, 0, 0);
}

ttri_value ttri_log(struct ttri_graph *graph, ttri_value a)
{
    return operation(graph, TTRI_OP_LOG, a, 0, 0);
}

ttri_value ttri_odds(struct ttri_graph *graph, ttri_value share, ttri_value k)
{
    return operation(graph, TTRI_OP_ODDS, share, k, 0);
}

ttri_value ttri_select(struct ttri_graph *graph, ttri_value condition,
                       ttri_value positive, ttri_value otherwise)
{
    return operation(graph, TTRI_OP_SELECT, condition, positive, otherwise);
}

ttri_value ttri_lag(struct ttri_graph *graph, ttri_value a, uint32_t periods,
                    ttri_value before)
{
    if (periods == 0)
        return a;
    return operation(graph, TTRI_OP_LAG, a, before, periods);
}

ttri_value ttri_convolve(struct ttri_graph *graph, ttri_value flow,
                         ttri_value by_age)
{
    return operation(graph, TTRI_OP_CONVOLVE, flow, by_age, 0);
}

ttri_value ttri_quantile(struct ttri_graph *graph, ttri_value probability)
{
    return operation(graph, TTRI_OP_QUANTILE, probability, 0, 0);
}

ttri_value ttri_exp_two(struct ttri_graph *graph, ttri_value a)
{
    return operation(graph, TTRI_OP_EXP_TWO, a, 0, 0);
}

ttri_value ttri_normal(struct ttri_graph *graph, ttri_value a)
{
    return operation(graph, TTRI_OP_NORMAL, a, 0, 0);
}

static bool same_grid(const struct ttri_grid *x, const struct ttri_grid *y)
{
    size_t numbers = (size_t)x->count * (x->smooth ? 2 : 1);

    return x->low == y->low && x->high == y->high && x->count == y->count &&
           x->smooth == y->smooth &&
           memcmp(x->point, y->point, numbers * sizeof *x->point) == 0;
}

/* Takes over the points; index of the grid, or of an equal one. */
static uint32_t share_grid(struct ttri_graph *graph, struct ttri_grid grid)
{
    for (uint32_t i = 0; i < graph->grids; i++)
        if (same_grid(&graph->grid[i], &grid)) {
            ttri_release(&graph->memory, grid.point);
            return i;
        }
    if (!ttri_grow(&graph->memory, &graph->grid, graph->grids,
                   &graph->grid_capacity, sizeof grid)) {
        ttri_release(&graph->memory, grid.point);
        return TTRI_NONE;
    }
    graph->grid[graph->grids] = grid;
    return graph->grids++;
}

/* Copies the grid; its index, or TTRI_NONE. */
static uint32_t add_grid(struct ttri_graph *graph, struct ttri_grid grid,
                         const double *point, const double *slope)
{
    grid.point = ttri_clear(&graph->memory, grid.count, 2 * sizeof *point);
    if (grid.point == NULL)
        return TTRI_NONE;
    memcpy(grid.point, point, grid.count * sizeof *point);
    if (slope != NULL)
        memcpy(grid.point + grid.count, slope, grid.count * sizeof *slope);
    return share_grid(graph, grid);
}

static ttri_value on_grid(struct ttri_graph *graph, uint8_t op, ttri_value a,
                          struct ttri_grid grid, const double *point,
                          const double *slope)
{
    uint32_t index;

    if (graph->status != TTR_OK)
        return 0;
    index = add_grid(graph, grid, point, slope);
    return index == TTRI_NONE ? fail(graph, TTR_E_NO_MEMORY)
                              : operation(graph, op, a, index, 0);
}

ttri_value ttri_table(struct ttri_graph *graph, ttri_value a, double low,
                      double high, uint32_t count, const double *point,
                      const double *slope)
{
    return on_grid(graph, TTRI_OP_TABLE, a,
                   (struct ttri_grid){low, high, count, NULL, slope != NULL},
                   point, slope);
}

ttri_value ttri_slope(struct ttri_graph *graph, ttri_value a, double low,
                      double high, uint32_t count, const double *point,
                      const double *slope)
{
    return on_grid(graph, TTRI_OP_SLOPE, a,
                   (struct ttri_grid){low, high, count, NULL, slope != NULL},
                   point, slope);
}

ttri_value ttri_step(struct ttri_graph *graph, ttri_value a, ttri_value b)
{
    return operation(graph, TTRI_OP_STEP, a, b, 0);
}

/* It begins with a zero. */
ttri_value ttri_total(struct ttri_graph *graph, ttri_value a)
{
    return operation(graph, TTRI_OP_TOTAL, a, ttri_constant(graph, 0.0), 0);
}

ttri_value ttri_given(struct ttri_graph *graph, uint32_t index,
                      enum ttri_given_as as)
{
    while (graph->status == TTR_OK && graph->givens <= index) {
        if (!ttri_grow(&graph->memory, &graph->given, graph->givens,
                       &graph->given_capacity, sizeof *graph->given))
            return fail(graph, TTR_E_NO_MEMORY);
        graph->given[graph->givens++] = 0;
    }
    return graph->status != TTR_OK
               ? 0
               : share(graph, (struct ttri_node){.op = TTRI_OP_GIVEN,
                                                 .a = index,
                                                 .b = (uint32_t)as});
}

void ttri_place_given(struct ttri_graph *graph, uint32_t index, uint32_t row)
{
    graph->given[index] = row;
}

ttri_value ttri_draw(struct ttri_graph *graph, const struct ttri_draw *draw)
{
    struct ttri_draw copy = *draw;
    uint32_t index;

    if (graph->status != TTR_OK)
        return 0;
    index = ttri_map_find(&graph->draw_map, draw->name);
    if (index == TTRI_NONE) {
        copy.name = ttri_copy_text(&graph->memory, draw->name);
        if (copy.name == NULL ||
            !ttri_grow(&graph->memory, &graph->draw, graph->draws,
                       &graph->draw_capacity, sizeof copy) ||
            !ttri_map_put(&graph->memory, &graph->draw_map, copy.name,
                          graph->draws)) {
            ttri_release(&graph->memory, (char *)(uintptr_t)copy.name);
            return fail(graph, TTR_E_NO_MEMORY);
        }
        index = graph->draws;
        graph->draw[graph->draws++] = copy;
    }
    graph->draw[index].kept = graph->draw[index].kept || draw->kept;
    return share(graph, (struct ttri_node){.op = TTRI_OP_DRAW, .a = index});
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
        ok = ttri_map_put(memory, &graph->draw_map, draw[i].name, i);
    }
    for (uint32_t i = 0; ok && i < graph->nodes; i++)
        if (graph->node[i].op == TTRI_OP_DRAW)
            graph->node[i].a = index[graph->draws + graph->node[i].a];
    if (ok)
        memcpy(graph->draw, draw, graph->draws * sizeof *draw);
    ttri_release(memory, index);
    ttri_release(memory, draw);
    return ok && rehash(graph);
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

const struct ttri_draw *ttri_graph_find_draw(const struct ttri_graph *graph,
                                             const char *name)
{
    uint32_t index = ttri_map_find(&graph->draw_map, name);

    return index == TTRI_NONE ? NULL : &graph->draw[index];
}

ttri_value ttri_choice(struct ttri_graph *graph, ttri_value central,
                       ttri_value random)
{
    return operation(graph, TTRI_OP_CHOICE, central, random, 0);
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
        fail(graph, TTR_E_NO_MEMORY);
    else
        give_name(graph, value, name);
}

const char *ttri_name_of(const struct ttri_graph *graph, ttri_value value)
{
    return value < graph->nodes ? graph->name[value] : NULL;
}

bool ttri_known(const struct ttri_graph *graph, ttri_value value, uint32_t t,
                double *number)
{
    const struct ttri_node *node = &graph->node[ttri_stands_for(graph, value)];

    if (node->op == TTRI_OP_CONSTANT)
        *number = node->number;
    else if (node->op == TTRI_OP_SERIES)
        *number = graph->series[(size_t)node->a * graph->periods + t];
    else
        return false;
    return true;
}
