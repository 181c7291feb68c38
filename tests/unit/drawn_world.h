/* Draws of a small program, for tests: one of each kind, and blocks of them. */
#ifndef TTRI_DRAWN_WORLD_H
#define TTRI_DRAWN_WORLD_H

#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "engine/draws.h"
#include "engine/draws_plan.h"
#include "lanes/lanes.h"
#include "math/normal.h"

#define PERIODS 12

struct world {
    struct ttri_memory memory;
    struct ttri_plan *plan;
    struct ttri_draws *draws;
    uint32_t rows;
    uint32_t *at;       /* row of each draw as the test has them */
    double *direction;  /* by the plan's rows, or NULL */
    double *row, *work; /* of the last block */
};

static inline struct ttr_sampling sampling_of(int32_t mode, uint64_t paths)
{
    struct ttr_sampling sampling = {
        .mode = mode, .seed = 1, .paths = paths, .replicates = 8};

    return sampling;
}

static inline struct ttri_draw draw_of(const char *name,
                                       enum ttri_draw_kind kind, bool by_period,
                                       bool epistemic)
{
    return (struct ttri_draw){.name = name,
                              .kind = kind,
                              .by_period = by_period,
                              .epistemic = epistemic};
}

static inline struct ttri_plan *plan_of(const struct ttri_memory *memory,
                                        uint32_t periods, uint32_t count,
                                        const struct ttri_draw *draw)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_graph *graph = ttri_graph_new(memory, periods), *paths;
    ttri_value sum = ttri_constant(graph, 0), copy;
    struct ttri_plan *plan;

    for (uint32_t i = 0; i < count; i++)
        sum = ttri_add(graph, sum, ttri_draw(graph, &draw[i]));
    ttri_assert_ok(
        ttri_graph_of_paths(graph, NULL, 1, &sum, &copy, &paths, &error),
        &error);
    ttri_assert_ok(ttri_plan_paths(paths, 1, &copy, &plan, &error), &error);
    ttri_graph_free(paths);
    ttri_graph_free(graph);
    ck_assert_uint_eq(ttri_plan_draws(plan), count);
    return plan;
}

static inline const struct ttri_level *level_of(uint32_t index)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    return &level[index < levels ? index : levels - 1];
}

/* The order of a plan's draws is its own. */
static inline uint32_t find_row(const struct ttri_plan *plan, const char *name)
{
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++)
        if (strcmp(ttri_plan_draw(plan, i)->draw->name, name) == 0)
            return ttri_plan_draw(plan, i)->row;
    ck_abort_msg("no draw %s", name);
    return 0;
}

/* `direction`: by row, in the order of the test's draws. */
static inline void place_draws(struct world *world, uint32_t periods,
                               uint32_t count, const struct ttri_draw *draw,
                               const double *direction)
{
    world->at = malloc(count * sizeof *world->at);
    if (direction != NULL)
        world->direction = calloc(world->rows, sizeof *world->direction);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t rows = draw[i].by_period ? periods : 1;

        world->at[i] = find_row(world->plan, draw[i].name);
        if (direction == NULL)
            continue;
        memcpy(world->direction + world->at[i], direction,
               rows * sizeof *direction);
        direction += rows;
    }
}

/* Nothing may depend on what was in the rows of draws, but for those before
 * their first period. */
static inline void spoil(const struct world *world, double *row, int byte)
{
    memset(row, 0, world->rows * TTRI_LANES * sizeof *row);
    for (uint32_t i = 0; i < ttri_plan_draws(world->plan); i++) {
        const struct ttri_plan_draw *place = ttri_plan_draw(world->plan, i);
        uint32_t first = place->draw->by_period ? place->draw->first : 0;

        first = first < place->rows ? first : place->rows;
        memset(row + (size_t)(place->row + first) * TTRI_LANES, byte,
               (size_t)(place->rows - first) * TTRI_LANES * sizeof *row);
    }
}

/* At the widest level. */
static inline struct world world_of(uint32_t periods, uint32_t count,
                                    const struct ttri_draw *draw,
                                    const struct ttr_sampling *sampling,
                                    const double *direction)
{
    struct ttr_error error = ttri_unit_error();
    struct world world = {0};

    ttri_assert_ok(ttri_memory_init(&world.memory, NULL, &error), &error);
    world.plan = plan_of(&world.memory, periods, count, draw);
    world.rows = ttri_plan_draw_rows(world.plan);
    place_draws(&world, periods, count, draw, direction);
    ttri_assert_ok(ttri_draws_new(&world.memory, world.plan, sampling,
                                  level_of(UINT32_MAX), world.direction,
                                  &world.draws, &error),
                   &error);
    world.row = aligned_alloc(64, world.rows * TTRI_LANES * sizeof(double));
    world.work = aligned_alloc(
        64,
        (ttri_draws_workspace(world.draws) * sizeof(double) + 63) / 64 * 64);
    spoil(&world, world.row, 0xA5);
    return world;
}

static inline void end_world(struct world *world)
{
    ttri_draws_free(world->draws);
    ttri_plan_free(world->plan);
    free(world->at);
    free(world->direction);
    free(world->row);
    free(world->work);
}

static inline void fill(struct world *world, uint32_t replicate, uint64_t block,
                        enum ttri_redraw redraw)
{
    ttri_draws_fill(world->draws, replicate, block, redraw, world->row,
                    world->work);
}

static inline const double *row_of(const struct world *world, uint32_t draw,
                                   uint32_t period)
{
    return world->row + (world->at[draw] + (size_t)period) * TTRI_LANES;
}

static inline double uniform_of(double normal)
{
    return ttri_normal_probability(normal);
}

static const int32_t modes[] = {TTR_SAMPLING_SOBOL, TTR_SAMPLING_RANDOM,
                                TTR_SAMPLING_LATIN, TTR_SAMPLING_ANTITHETIC};

/* One of each kind; two begin late. */
static const struct ttri_draw mixture[] = {
    {"advertising/US/ecpm_ref", TTRI_DRAW_NORMAL, false, true, 0, false},
    {"advertising/US/ecpm_ref noise", TTRI_DRAW_NORMAL, true, false, 3, false},
    {"environment/events/shutdown", TTRI_DRAW_UNIFORM, false, false, 0, false},
    {"environment/macro", TTRI_DRAW_UNIFORM, true, false, 2, false},
    {"commerce/UK/aov", TTRI_DRAW_NORMAL, false, true, 0, false},
    {"commerce/UK/aov noise", TTRI_DRAW_NORMAL, true, false, 0, false},
    {"partnership/UK/label/renewal_probability", TTRI_DRAW_UNIFORM, false, true,
     0, false},
};

/* A gradient for `mixture`, by row. */
static inline const double *mixed_direction(void)
{
    static double direction[7 + 4 * PERIODS];

    for (unsigned i = 0; i < TTRI_COUNT(direction); i++)
        direction[i] = ((int)(i * 37 % 23) - 11) / 8.0;
    return direction;
}

static inline struct world mixed_world(const struct ttr_sampling *sampling,
                                       bool directed)
{
    return world_of(PERIODS, TTRI_COUNT(mixture), mixture, sampling,
                    directed ? mixed_direction() : NULL);
}

#endif
