/* A graph in the ordinary memory, and the central path of one of its values. */
#ifndef TTRI_SMALL_GRAPH_H
#define TTRI_SMALL_GRAPH_H

#include "program/program.h"
#include "unit.h"

static struct ttri_memory memory;

static inline struct ttri_graph *new_graph(uint32_t periods)
{
    struct ttri_graph *graph;

    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    graph = ttri_graph_new(&memory, periods);
    ck_assert_ptr_nonnull(graph);
    return graph;
}

static inline void run_value(const struct ttri_graph *graph, ttri_value value,
                             const double *parameters, const double *draws,
                             double *result)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_plan *plan = NULL;

    ttri_assert_ok(ttri_plan_central(graph, 1, &value, &plan, &error), &error);
    ttri_assert_ok(ttri_run(plan, &memory, parameters, draws, result, &error),
                   &error);
    ttri_plan_free(plan);
}

#endif
