/* point_parts.h: a point, for the files that make and sweep it. Everything goes
 * by a value's position in the order. */
#ifndef TTRI_POINT_PARTS_H
#define TTRI_POINT_PARTS_H

#include "program/graph.h"
#include "program/point.h"

/* An operand of a user. */
struct ttri_use {
    uint64_t key; /* a value's uses stand in this order */
    uint32_t user, operand;
};

struct ttri_place {
    const struct ttri_node *x;
    uint32_t operand[3];
    uint32_t first, uses;
    /* Its numbers: one that lasts, or a row of periods. */
    uint32_t offset, step;
    bool random; /* some draw moves it */
};

/* Numbers of a place, among values or slopes. */
struct ttri_row {
    double *at;
    size_t step;
};

struct ttri_point {
    struct ttri_memory memory;
    const struct ttri_graph *graph;
    struct ttri_order order;
    uint32_t *position; /* by node */
    struct ttri_place *place;
    struct ttri_use *use;
    double *value, *slope;
    uint32_t numbers; /* of each */
};

static inline struct ttri_row ttri_row_of(const struct ttri_point *point,
                                          double *rows, uint32_t i)
{
    const struct ttri_place *place = &point->place[i];

    return (struct ttri_row){rows + place->offset, place->step};
}

static inline double ttri_row_number(const struct ttri_row *row, uint32_t t)
{
    return row->at[t * row->step];
}

/* Does it carry no state? `first`: of its group. */
static inline bool ttri_is_lone(const struct ttri_point *point, uint32_t first)
{
    return point->order.group[first] == 1 &&
           !ttri_depends_on_itself(point->graph, point->order.node[first]);
}

#endif
