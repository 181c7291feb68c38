/* Random equations, evaluated path by path with draws that a test chooses. */
#ifndef TTRI_RANDOM_PATHS_H
#define TTRI_RANDOM_PATHS_H

#include <string.h>

#include "math/normal.h"
#include "program/program.h"
#include "unit.h"

struct paths {
    struct ttri_memory memory;
    struct ttri_graph *graph;
    struct ttri_plan *plan;
    uint32_t periods, outputs;
    double *draw;   /* a row of periods for each draw, all at their middle */
    double *result; /* outputs x periods */
};

/* The random form of values in a graph. */
static inline struct paths paths_of(const struct ttri_graph *graph,
                                    uint32_t outputs, const ttri_value *values)
{
    struct ttr_error error = ttri_unit_error();
    struct paths paths = {.outputs = outputs,
                          .periods = ttri_graph_periods(graph)};
    ttri_value copy[256];

    ck_assert_uint_le(outputs, 256);
    ttri_assert_ok(ttri_memory_init(&paths.memory, NULL, &error), &error);
    ttri_assert_ok(ttri_graph_status(graph, &error), &error);
    ttri_assert_ok(ttri_graph_of_paths(graph, NULL, outputs, values, copy,
                                       &paths.graph, &error),
                   &error);
    ttri_assert_ok(
        ttri_plan_central(paths.graph, outputs, copy, &paths.plan, &error),
        &error);
    paths.draw =
        calloc((size_t)paths.periods * ttri_graph_draws(paths.graph) + 1,
               sizeof(double));
    paths.result = calloc((size_t)paths.periods * outputs, sizeof(double));
    for (uint32_t i = 0; i < ttri_graph_draws(paths.graph); i++)
        for (uint32_t t = 0; t < paths.periods; t++)
            paths.draw[(size_t)i * paths.periods + t] =
                ttri_graph_draw(paths.graph, i)->kind == TTRI_DRAW_UNIFORM
                    ? 0.5
                    : 0.0;
    return paths;
}

static inline void paths_clear(struct paths *paths)
{
    ttri_plan_free(paths->plan);
    ttri_graph_free(paths->graph);
    free(paths->draw);
    free(paths->result);
}

/* The row of a draw; NULL if nothing asks for it. */
static inline double *paths_find(const struct paths *paths, const char *name)
{
    for (uint32_t i = 0; i < ttri_graph_draws(paths->graph); i++)
        if (strcmp(ttri_graph_draw(paths->graph, i)->name, name) == 0)
            return paths->draw + (size_t)i * paths->periods;
    return NULL;
}

static inline double *paths_row(const struct paths *paths, const char *name)
{
    double *row = paths_find(paths, name);

    ck_assert_msg(row != NULL, "%s is not drawn", name);
    return row;
}

static inline void paths_run(struct paths *paths)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttri_run(paths->plan, &paths->memory, NULL, paths->draw,
                            paths->result, &error),
                   &error);
}

static inline double paths_at(const struct paths *paths, uint32_t output,
                              uint32_t t)
{
    return paths->result[(size_t)output * paths->periods + t];
}

/* Middle of stratum i of n. */
static inline double paths_uniform(uint32_t i, uint32_t n)
{
    return (i + 0.5) / n;
}

static inline double paths_normal(uint32_t i, uint32_t n)
{
    return ttri_normal_quantile(paths_uniform(i, n));
}

#endif
