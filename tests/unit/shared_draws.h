/* Drivers that share draws. A normal behind a driver is a sum of draws times
 * numbers: a path with one draw at 1 and all others at 0 gives the numbers, and
 * from them follows every correlation exactly. */
#ifndef TTRI_SHARED_DRAWS_H
#define TTRI_SHARED_DRAWS_H

#include "chance_scene.h"

#include <math.h>
#include <stdio.h>

static const char *const regions[][2] = {
    {"US", "USD"}, {"DE", "EUR"}, {"FR", "EUR"}, {NULL, NULL}};

static struct chance_scene place;
static ttr_environment *environment;
static struct ttr_error error;

#define LEVEL      TTR_CORRELATION_LEVEL
#define INNOVATION TTR_CORRELATION_INNOVATION

static inline void open_with(const char *const (*list)[2])
{
    struct ttr_calendar calendar = chance_calendar(2024, TTR_QUARTER, 4, 0);

    chance_open(&place, &calendar, environment, list);
}

static inline void open_scene(void)
{
    error = ttri_unit_error();
    ttri_assert_ok(ttr_environment_new(NULL, &environment, &error), &error);
}

static inline void close_scene(void)
{
    chance_close(&place);
    ttr_environment_unref(environment);
}

static inline void correlate(int32_t kind, double freedom, uint32_t count,
                             const char *const *names, const double *matrix)
{
    ttri_assert_ok(ttr_environment_add_correlation(environment, kind, freedom,
                                                   count, names, matrix,
                                                   &error),
                   &error);
}

static inline void prefer(const char *name)
{
    ttri_assert_ok(ttr_environment_add_preference(environment, name, NULL, 0,
                                                  0.1, 0.5, &error),
                   &error);
}

/* ---- coefficients ---- */

#define MOST 24

struct normals {
    uint32_t count, draws;
    struct paths paths;
    double weight[MOST][64];
};

/* `address` NULL ends the list. */
static inline struct normals normals_of(int32_t kind,
                                        const char *const *address)
{
    struct normals normals = {0};
    ttri_value value[MOST];

    for (; address[normals.count] != NULL; normals.count++)
        value[normals.count] =
            kind == LEVEL
                ? ttri_level_draw(&place.scene, address[normals.count])
                : ttri_innovation_draw(&place.scene, address[normals.count], 1);
    ck_assert_msg(place.scene.status == TTR_OK, "%s",
                  place.scene.error.message);
    normals.paths = paths_of(place.scene.graph, normals.count, value);
    normals.draws = ttri_graph_draws(normals.paths.graph);
    ck_assert_uint_le(normals.draws, 64);
    for (uint32_t d = 0; d < normals.draws; d++) {
        double *row = normals.paths.draw + (size_t)d * 4;

        row[0] = row[1] = 1;
        paths_run(&normals.paths);
        row[0] = row[1] = 0;
        for (uint32_t i = 0; i < normals.count; i++)
            normals.weight[i][d] = paths_at(&normals.paths, i, 1);
    }
    return normals;
}

static inline double correlation(const struct normals *normals, uint32_t i,
                                 uint32_t j)
{
    double sum = 0;

    for (uint32_t d = 0; d < normals->draws; d++)
        sum += normals->weight[i][d] * normals->weight[j][d];
    return sum;
}

/* All correlations, row by row. */
static inline void assert_matrix(int32_t kind, const char *const *address,
                                 const double *expected)
{
    struct normals normals = normals_of(kind, address);
    uint32_t n = normals.count;

    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            double found = correlation(&normals, i, j);

            ck_assert_msg(fabs(found - expected[i * n + j]) < 1e-9,
                          "%s and %s: %.12g instead of %.12g", address[i],
                          address[j], found, expected[i * n + j]);
        }
    paths_clear(&normals.paths);
}

static inline const struct ttri_draw *draw_named(const char *name)
{
    struct ttri_graph *graph = place.scene.graph;

    for (uint32_t i = 0; i < ttri_graph_draws(graph); i++)
        if (strcmp(ttri_graph_draw(graph, i)->name, name) == 0)
            return ttri_graph_draw(graph, i);
    return NULL;
}

#endif
