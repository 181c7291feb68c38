#include "program/point_parts.h"

#include <stdlib.h>
#include <string.h>

static uint32_t position_of(const struct ttri_point *point, uint32_t node)
{
    return point->position[ttri_resolve(point->graph, node)];
}

/* ---- places and uses ---- */

/* Where operands of another number than these stand, nobody looks. */
static void place_values(struct ttri_point *point, const uint8_t *rate)
{
    const struct ttri_order *order = &point->order;

    for (uint32_t i = 0; i < order->count; i++)
        point->position[order->node[i]] = i;
    for (uint32_t i = 0; i < order->count; i++) {
        struct ttri_place *place = &point->place[i];
        uint32_t operand[3], count;

        place->x = &point->graph->node[order->node[i]];
        place->random = (rate[order->node[i]] & TTRI_RATE_PATH) != 0;
        place->step = rate[order->node[i]] & TTRI_RATE_PERIOD;
        place->offset = point->numbers;
        point->numbers += place->step != 0 ? point->graph->periods : 1;
        count = ttri_operands(place->x, operand);
        for (uint32_t j = 0; j < count; j++)
            place->operand[j] = position_of(point, operand[j]);
    }
}

/* Operands that may be turned are told apart by what they are. */
static uint64_t key_of(const struct ttri_point *point, const uint64_t *digest,
                       uint32_t user, uint32_t operand)
{
    const struct ttri_place *place = &point->place[user];
    const uint32_t *node = point->order.node;

    return ttri_mix(digest[node[user]],
                    ttri_is_turnable(place->x->op)
                        ? digest[node[place->operand[1 - operand]]]
                        : operand);
}

static int compare_uses(const void *a, const void *b)
{
    const struct ttri_use *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->user != y->user)
        return x->user < y->user ? -1 : 1;
    return (x->operand > y->operand) - (x->operand < y->operand);
}

/* Counts the uses; with digests, adds them. */
static void each_use(struct ttri_point *point, const uint64_t *digest)
{
    for (uint32_t i = 0; i < point->order.count; i++) {
        const struct ttri_place *user = &point->place[i];
        uint32_t operand[3], count = ttri_operands(user->x, operand);

        /* Nothing passes a condition. */
        for (uint32_t j = user->x->op == TTRI_OP_SELECT; j < count; j++) {
            struct ttri_place *place = &point->place[user->operand[j]];

            if (place->random && digest == NULL)
                place->uses++;
            else if (place->random)
                point->use[place->first + place->uses++] =
                    (struct ttri_use){key_of(point, digest, i, j), i, j};
        }
    }
}

static bool find_uses(struct ttri_point *point, const uint64_t *digest)
{
    uint32_t uses = 0;

    each_use(point, NULL);
    for (uint32_t i = 0; i < point->order.count; i++) {
        point->place[i].first = uses;
        uses += point->place[i].uses;
        point->place[i].uses = 0;
    }
    point->use = ttri_clear(&point->memory, uses, sizeof *point->use);
    if (point->use == NULL)
        return false;
    each_use(point, digest);
    for (uint32_t i = 0; i < point->order.count; i++)
        qsort(point->use + point->place[i].first, point->place[i].uses,
              sizeof *point->use, compare_uses);
    return true;
}

/* ---- values ---- */

/* Numbers that are given, of the step that the value has; or NULL. */
static const double *given(const struct ttri_graph *graph,
                           const struct ttri_node *x, const double *draws)
{
    switch (x->op) {
    case TTRI_OP_CONSTANT:
        return &x->number;
    case TTRI_OP_PARAMETER:
        return &graph->parameter[x->a];
    case TTRI_OP_SERIES:
        return graph->series + (size_t)x->a * graph->periods;
    case TTRI_OP_DRAW:
        return draws + (size_t)x->a * graph->periods;
    default:
        return NULL;
    }
}

static double convolve(const struct ttri_row *flow,
                       const struct ttri_row *by_age, uint32_t t)
{
    double sum = 0.0;

    for (uint32_t age = 0; age <= t; age++)
        sum += ttri_row_number(flow, t - age) * ttri_row_number(by_age, age);
    return sum;
}

/* A period of a value that is neither a sum nor a product. */
static double evaluate(const struct ttri_graph *graph,
                       const struct ttri_node *x,
                       const struct ttri_row operand[3], uint32_t t)
{
    const struct ttri_row *a = &operand[0], *b = &operand[1], *c = &operand[2];

    switch (x->op) {
    case TTRI_OP_LAG:
        return t < x->c ? ttri_row_number(b, t) : ttri_row_number(a, t - x->c);
    case TTRI_OP_CONVOLVE:
        return convolve(a, b, t);
    case TTRI_OP_TABLE:
        return ttri_grid_at(&graph->grid[x->b], ttri_row_number(a, t));
    default:
        return ttri_apply(x->op, ttri_row_number(a, t), ttri_row_number(b, t),
                          ttri_row_number(c, t));
    }
}

/* Periods [t, end) of a value. */
static void find_value(const struct ttri_point *point, uint32_t i,
                       const double *draws, uint32_t t, uint32_t end)
{
    const struct ttri_place *place = &point->place[i];
    const double *from = given(point->graph, place->x, draws);
    struct ttri_row operand[3], to = ttri_row_of(point, point->value, i);

    end = place->step != 0 ? end : 1;
    if (from != NULL) {
        memcpy(to.at + t, from + t, (end - t) * sizeof *from);
        return;
    }
    for (uint32_t j = 0; j < 3; j++)
        operand[j] = ttri_row_of(point, point->value, place->operand[j]);
    if (place->x->op == TTRI_OP_ADD)
        for (; t < end; t++)
            to.at[t] = ttri_row_number(&operand[0], t) +
                       ttri_row_number(&operand[1], t);
    else if (place->x->op == TTRI_OP_MUL)
        for (; t < end; t++)
            to.at[t] = ttri_row_number(&operand[0], t) *
                       ttri_row_number(&operand[1], t);
    else
        for (; t < end; t++)
            to.at[t] = evaluate(point->graph, place->x, operand, t);
}

static void find_values(const struct ttri_point *point, const double *draws)
{
    const struct ttri_order *order = &point->order;
    uint32_t periods = point->graph->periods;

    for (uint32_t i = 0; i < order->count; i += order->group[i]) {
        if (ttri_is_lone(point, i)) {
            find_value(point, i, draws, 0, periods);
            continue;
        }
        for (uint32_t t = 0; t < periods; t++)
            for (uint32_t j = i; j < i + order->group[i]; j++)
                find_value(point, j, draws, t, t + 1);
    }
}

/* ---- all together ---- */

static bool allocate(struct ttri_point *point)
{
    const struct ttri_memory *memory = &point->memory;

    point->position =
        ttri_clear(memory, point->graph->nodes, sizeof *point->position);
    point->place = ttri_clear(memory, point->order.count, sizeof *point->place);
    return point->position != NULL && point->place != NULL;
}

static bool prepare(struct ttri_point *point)
{
    const struct ttri_graph *graph = point->graph;
    uint64_t *digest = ttri_clear(&point->memory, graph->nodes, sizeof *digest);
    uint8_t *rate = ttri_clear(&point->memory, graph->nodes, sizeof *rate);
    bool ok = digest != NULL && rate != NULL && allocate(point) &&
              ttri_deep_digests(graph, &point->order, digest);

    if (ok) {
        ttri_path_rates(graph, &point->order, rate);
        place_values(point, rate);
        point->value =
            ttri_clear(&point->memory, point->numbers, sizeof *point->value);
        point->slope =
            ttri_clear(&point->memory, point->numbers, sizeof *point->slope);
        ok = point->value != NULL && point->slope != NULL &&
             find_uses(point, digest);
    }
    ttri_release(&point->memory, digest);
    ttri_release(&point->memory, rate);
    return ok;
}

ttr_status ttri_point_new(const struct ttri_graph *graph, uint32_t outputs,
                          const ttri_value *values, const double *draws,
                          struct ttri_point **point, struct ttr_error *error)
{
    struct ttri_point *made = ttri_clear(&graph->memory, 1, sizeof *made);
    ttr_status status;

    if (made == NULL)
        return ttri_no_memory(error, "program");
    made->memory = graph->memory;
    made->graph = graph;
    status = ttri_order_nodes(graph, outputs, values, &made->order, error);
    if (status == TTR_OK && !prepare(made))
        status = ttri_no_memory(error, "program");
    if (status != TTR_OK) {
        ttri_point_free(made);
        return status;
    }
    find_values(made, draws);
    *point = made;
    return TTR_OK;
}

void ttri_point_free(struct ttri_point *point)
{
    struct ttri_memory memory;

    if (point == NULL)
        return;
    memory = point->memory;
    ttri_order_clear(&memory, &point->order);
    ttri_release(&memory, point->position);
    ttri_release(&memory, point->place);
    ttri_release(&memory, point->use);
    ttri_release(&memory, point->value);
    ttri_release(&memory, point->slope);
    ttri_release(&memory, point);
}

/* Of a node beside its rows: tables that stay, and those of the order or of
 * digests, which do not. */
#define BYTES_OF_NODE 120

uint64_t ttri_point_size(const struct ttri_graph *graph)
{
    return graph->nodes * (2 * graph->periods * sizeof(double) + BYTES_OF_NODE);
}

double ttri_point_value(const struct ttri_point *point, ttri_value value,
                        uint32_t t)
{
    struct ttri_row row =
        ttri_row_of(point, point->value, position_of(point, value));

    return ttri_row_number(&row, t);
}

void ttri_point_weigh(struct ttri_point *point, ttri_value value, uint32_t t,
                      double weight)
{
    struct ttri_row row =
        ttri_row_of(point, point->slope, position_of(point, value));

    row.at[t * row.step] += weight;
}
