/* Draws of whole blocks: what a number depends on, strata, mirrors, bridges,
 * directions, what is drawn anew. */
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/draws.h"
#include "engine/draws_plan.h"
#include "failing.h"
#include "lanes/lanes.h"
#include "math/normal.h"
#include "math/threefry.h"

enum {
    PERIODS = 12,
    MOST_ROWS = 3000
};

/* ---- worlds ---- */

struct world {
    struct ttri_memory memory;
    struct ttri_plan *plan;
    struct ttri_draws *draws;
    uint32_t rows;
    uint32_t *at;       /* row of each draw as the test has them */
    double *direction;  /* by the plan's rows, or NULL */
    double *row, *work; /* of the last block */
};

static struct ttr_sampling sampling_of(int32_t mode, uint64_t paths)
{
    struct ttr_sampling sampling = {
        .mode = mode, .seed = 1, .paths = paths, .replicates = 8};

    return sampling;
}

static struct ttri_draw draw_of(const char *name, enum ttri_draw_kind kind,
                                bool by_period, bool epistemic)
{
    return (struct ttri_draw){.name = name,
                              .kind = kind,
                              .by_period = by_period,
                              .epistemic = epistemic};
}

static struct ttri_plan *plan_of(const struct ttri_memory *memory,
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

static const struct ttri_level *level_of(uint32_t index)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    return &level[index < levels ? index : levels - 1];
}

/* The order of a plan's draws is its own. */
static uint32_t find_row(const struct ttri_plan *plan, const char *name)
{
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++)
        if (strcmp(ttri_plan_draw(plan, i)->draw->name, name) == 0)
            return ttri_plan_draw(plan, i)->row;
    ck_abort_msg("no draw %s", name);
    return 0;
}

/* `direction`: by row, in the order of the test's draws. */
static void place_draws(struct world *world, uint32_t periods, uint32_t count,
                        const struct ttri_draw *draw, const double *direction)
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

/* At the widest level. */
static struct world world_of(uint32_t periods, uint32_t count,
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
    /* nothing may depend on what was there */
    memset(world.row, 0xA5, world.rows * TTRI_LANES * sizeof(double));
    return world;
}

static void end_world(struct world *world)
{
    ttri_draws_free(world->draws);
    ttri_plan_free(world->plan);
    free(world->at);
    free(world->direction);
    free(world->row);
    free(world->work);
}

static void fill(struct world *world, uint32_t replicate, uint64_t block,
                 enum ttri_redraw redraw)
{
    ttri_draws_fill(world->draws, replicate, block, redraw, world->row,
                    world->work);
}

static const double *row_of(const struct world *world, uint32_t draw,
                            uint32_t period)
{
    return world->row + (world->at[draw] + (size_t)period) * TTRI_LANES;
}

static double uniform_of(double normal)
{
    return ttri_normal_probability(normal);
}

static const int32_t modes[] = {TTR_SAMPLING_SOBOL, TTR_SAMPLING_RANDOM,
                                TTR_SAMPLING_LATIN, TTR_SAMPLING_ANTITHETIC};

/* One of each kind; two begin late. */
static const struct ttri_draw mixed[] = {
    {"advertising/US/ecpm_ref", TTRI_DRAW_NORMAL, false, true, 0},
    {"advertising/US/ecpm_ref noise", TTRI_DRAW_NORMAL, true, false, 3},
    {"environment/events/shutdown", TTRI_DRAW_UNIFORM, false, false, 0},
    {"environment/macro", TTRI_DRAW_UNIFORM, true, false, 2},
    {"commerce/UK/aov", TTRI_DRAW_NORMAL, false, true, 0},
    {"commerce/UK/aov noise", TTRI_DRAW_NORMAL, true, false, 0},
    {"partnership/UK/label/renewal_probability", TTRI_DRAW_UNIFORM, false, true,
     0},
};

/* A gradient for `mixed`, by row. */
static const double *mixed_direction(void)
{
    static double direction[7 + 4 * PERIODS];

    for (unsigned i = 0; i < TTRI_COUNT(direction); i++)
        direction[i] = ((int)(i * 37 % 23) - 11) / 8.0;
    return direction;
}

/* ---- what a number depends on ---- */

/* The definition, word by word. */
static double uniform_by_hand(const char *name, uint64_t seed,
                              uint32_t replicate, uint64_t block, unsigned lane,
                              uint32_t period)
{
    uint64_t key[4] = {seed, 0, 0, replicate};
    uint64_t word[4] = {block * 32 + lane % 32, period, 0, 0};

    ttri_threefry_hash(name, &key[1]);
    ttri_threefry(13, key, word);
    return ((double)(word[lane / 32] >> 12) + 0.5) * 0x1p-52;
}

START_TEST(a_number_is_what_its_key_says)
{
    struct ttr_sampling sampling = sampling_of(TTR_SAMPLING_RANDOM, 1 << 17);
    struct world world =
        world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling, NULL);

    for (uint32_t replicate = 0; replicate < 8; replicate += 7)
        for (uint64_t block = 0; block < 16; block += 5) {
            fill(&world, replicate, block, TTRI_REDRAW_NONE);
            for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                double first =
                    uniform_by_hand(mixed[4].name, 1, replicate, block,
                                    lane % 32 + lane / 64 * 64, 0);
                double second =
                    uniform_by_hand(mixed[4].name, 1, replicate, block,
                                    lane % 32 + lane / 64 * 64 + 32, 0);
                double angle = 6.283185307179586 * second;

                ck_assert_double_eq(row_of(&world, 2, 0)[lane],
                                    uniform_by_hand(mixed[2].name, 1, replicate,
                                                    block, lane, 0));
                for (uint32_t t = 2; t < PERIODS; t++)
                    ck_assert_double_eq(row_of(&world, 3, t)[lane],
                                        uniform_by_hand(mixed[3].name, 1,
                                                        replicate, block, lane,
                                                        t));
                ck_assert_double_eq_tol(
                    row_of(&world, 4, 0)[lane],
                    sqrt(-2 * log(first)) *
                        (lane % 64 < 32 ? cos(angle) : sin(angle)),
                    1e-9);
            }
        }
    end_world(&world);
}
END_TEST

/* Every mode, with and without a direction, drawn and drawn anew. */
START_TEST(levels_agree_to_the_bit)
{
    int32_t mode = modes[_i % 4];
    bool directed = _i / 4 == 1;
    struct ttr_sampling sampling = sampling_of(mode, 1 << 17);
    struct world world = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                  directed ? mixed_direction() : NULL);
    struct ttr_error error = ttri_unit_error();
    size_t size = world.rows * TTRI_LANES * sizeof(double);
    double *other = aligned_alloc(64, size);
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    for (uint32_t k = 0; k < levels; k++) {
        struct ttri_draws *draws;

        ttri_assert_ok(ttri_draws_new(&world.memory, world.plan, &sampling,
                                      &level[k], world.direction, &draws,
                                      &error),
                       &error);
        for (uint64_t block = 0; block < 5; block++)
            for (int redraw = 0; redraw < 2; redraw++) {
                memset(other, 0x5A, size);
                fill(&world, 3, block, (enum ttri_redraw)redraw);
                ttri_draws_fill(draws, 3, block, (enum ttri_redraw)redraw,
                                other, world.work);
                ck_assert_mem_eq(other, world.row, size);
            }
        ttri_draws_free(draws);
    }
    free(other);
    end_world(&world);
}
END_TEST

/* Blocks in any order, and alone, are the same. */
START_TEST(a_block_depends_on_no_other)
{
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct world world = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                  mixed_direction());
    struct world alone = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                  mixed_direction());
    size_t size = world.rows * TTRI_LANES * sizeof(double);

    fill(&alone, 5, 77, TTRI_REDRAW_NONE);
    for (uint64_t block = 100; block-- > 0;) {
        fill(&world, (uint32_t)block % 8, block, TTRI_REDRAW_CHANCE);
        fill(&world, 5, block, TTRI_REDRAW_NONE);
        ck_assert_int_eq(memcmp(world.row, alone.row, size) == 0, block == 77);
    }
    end_world(&alone);
    end_world(&world);
}
END_TEST

/* Other draws before it, after it and between change no bit of a draw's. With
 * Sobol' points its dimension moves: only what keeps its place stays. */
START_TEST(a_draw_depends_on_no_other)
{
    bool sobol = modes[_i] == TTR_SAMPLING_SOBOL;
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 14);
    struct ttri_draw more[TTRI_COUNT(mixed) + 3];
    struct world few, many;
    uint32_t shift = sobol ? 0 : 1;

    more[0] = draw_of("aaa", TTRI_DRAW_NORMAL, true, true);
    memcpy(more + shift, mixed, sizeof mixed);
    more[TTRI_COUNT(mixed) + shift] =
        draw_of("zzz", TTRI_DRAW_NORMAL, false, true);
    few = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling, NULL);
    many = world_of(PERIODS, (uint32_t)TTRI_COUNT(mixed) + shift + 1, more,
                    &sampling, NULL);
    for (uint64_t block = 0; block < 16; block++) {
        fill(&few, 1, block, TTRI_REDRAW_NONE);
        fill(&many, 1, block, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++)
            /* What is drawn once stands before the new one. */
            if (!sobol || !mixed[i].by_period)
                ck_assert_mem_eq(row_of(&few, i, 0),
                                 row_of(&many, i + shift, 0),
                                 (mixed[i].by_period ? PERIODS : 1u) *
                                     TTRI_LANES * sizeof(double));
    }
    end_world(&few);
    end_world(&many);
}
END_TEST

/* Nor on how the program is written down: the same draws, the last first. */
START_TEST(the_order_of_draws_does_not_matter)
{
    enum {
        DRAWS = TTRI_COUNT(mixed)
    };
    struct ttr_sampling sampling = sampling_of(modes[_i % 4], 1 << 14);
    const double *direction = mixed_direction();
    double turned[7 + 4 * PERIODS];
    struct ttri_draw draw[DRAWS];
    uint32_t end = 0;
    struct world forth, back;

    for (uint32_t i = DRAWS; i-- > 0;) {
        uint32_t start = 0, rows = mixed[i].by_period ? PERIODS : 1;

        for (uint32_t k = 0; k < i; k++)
            start += mixed[k].by_period ? PERIODS : 1;
        memcpy(turned + end, direction + start, rows * sizeof *turned);
        end += rows;
        draw[DRAWS - 1 - i] = mixed[i];
    }
    forth = world_of(PERIODS, DRAWS, mixed, &sampling,
                     _i / 4 == 0 ? NULL : direction);
    back =
        world_of(PERIODS, DRAWS, draw, &sampling, _i / 4 == 0 ? NULL : turned);
    for (uint64_t block = 0; block < 16; block++) {
        fill(&forth, 1, block, TTRI_REDRAW_NONE);
        fill(&back, 1, block, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < DRAWS; i++)
            ck_assert_mem_eq(row_of(&forth, i, 0),
                             row_of(&back, DRAWS - 1 - i, 0),
                             (mixed[i].by_period ? PERIODS : 1u) * TTRI_LANES *
                                 sizeof(double));
    }
    end_world(&forth);
    end_world(&back);
}
END_TEST

/* Seed, replicate, name and block each give other numbers. */
START_TEST(seeds_and_replicates_differ)
{
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct world world =
        world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling, NULL);
    struct world other;
    static double kept[PERIODS * TTRI_LANES];

    sampling.seed = 2;
    other = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling, NULL);
    fill(&world, 0, 2, TTRI_REDRAW_NONE);
    fill(&other, 0, 2, TTRI_REDRAW_NONE);
    memcpy(kept, row_of(&world, 5, 0), sizeof kept);
    for (unsigned i = 0; i < PERIODS * TTRI_LANES; i++)
        ck_assert_double_ne(row_of(&other, 5, 0)[i], kept[i]);
    fill(&world, 1, 2, TTRI_REDRAW_NONE);
    for (unsigned i = 0; i < PERIODS * TTRI_LANES; i++)
        ck_assert_double_ne(row_of(&world, 5, 0)[i], kept[i]);
    fill(&world, 0, 4, TTRI_REDRAW_NONE);
    for (unsigned i = 0; i < PERIODS * TTRI_LANES; i++)
        ck_assert_double_ne(row_of(&world, 5, 0)[i], kept[i]);
    end_world(&other);
    end_world(&world);
}
END_TEST

/* Hashes of the bits, the same for every build and machine. */
START_TEST(bits_are_pinned)
{
    static const uint64_t expected[4] = {0xf06f2dae99faa5af, 0xe7720374027286d2,
                                         0x4ff72c5e82ea52e7,
                                         0x3ffe9c6b65d29326};
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct world world = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                  mixed_direction());
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a, by words */

    for (uint64_t block = 0; block < 7; block += 3) {
        fill(&world, 2, block, TTRI_REDRAW_NONE);
        for (uint32_t k = 0; k < TTRI_COUNT(mixed); k++)
            for (uint32_t i = 0;
                 i < (mixed[k].by_period ? PERIODS : 1u) * TTRI_LANES; i++) {
                uint64_t bits;

                memcpy(&bits, &row_of(&world, k, 0)[i], sizeof bits);
                hash = (hash ^ bits) * 0x100000001b3u;
                hash ^= hash >> 32;
            }
    }
    ck_assert_msg(hash == expected[_i], "mode %d: 0x%llx", (int)modes[_i],
                  (unsigned long long)hash);
    end_world(&world);
}
END_TEST

/* ---- periods ---- */

START_TEST(nothing_is_drawn_before_the_first_period)
{
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct ttri_draw late[3];
    struct world world;

    late[0] = draw_of("late", TTRI_DRAW_NORMAL, true, false);
    late[0].first = PERIODS - 1;
    late[1] = draw_of("never", TTRI_DRAW_NORMAL, true, false);
    late[1].first = PERIODS + 4;
    late[2] = draw_of("late uniform", TTRI_DRAW_UNIFORM, true, true);
    late[2].first = 5;
    world = world_of(PERIODS, 3, late, &sampling, NULL);
    for (int redraw = 0; redraw < 2; redraw++) {
        memset(world.row, 0xA5, world.rows * TTRI_LANES * sizeof(double));
        fill(&world, 0, 0, (enum ttri_redraw)redraw);
        for (uint32_t i = 0; i < 3; i++)
            for (uint32_t t = 0; t < PERIODS; t++)
                for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                    double x = row_of(&world, i, t)[lane];

                    ck_assert(t < late[i].first ? x == 0
                                                : x != 0 && fabs(x) < 9);
                }
    }
    end_world(&world);
}
END_TEST

START_TEST(no_draws_at_all)
{
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct ttri_draw never = draw_of("never", TTRI_DRAW_NORMAL, true, false);
    double direction[PERIODS] = {0};
    struct world world;

    never.first = PERIODS;
    world = world_of(PERIODS, 1, &never, &sampling, direction);
    fill(&world, 0, 0, TTRI_REDRAW_NONE);
    for (unsigned i = 0; i < PERIODS * TTRI_LANES; i++)
        ck_assert_double_eq(world.row[i], 0);
    end_world(&world);
}
END_TEST

/* ---- modes ---- */

START_TEST(mirrors_are_exact)
{
    struct ttr_sampling sampling =
        sampling_of(TTR_SAMPLING_ANTITHETIC, 1 << 17);
    struct world world =
        world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling, NULL);
    struct world other =
        world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling, NULL);

    for (uint64_t block = 0; block < 20; block += 2) {
        fill(&world, 1, block, TTRI_REDRAW_NONE);
        fill(&other, 1, block + 1, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++) {
            bool uniform = mixed[i].kind == TTRI_DRAW_UNIFORM;
            uint32_t rows = mixed[i].by_period ? PERIODS : 1;

            for (uint32_t t = mixed[i].first; t < rows; t++)
                for (unsigned lane = 0; lane < TTRI_LANES; lane++)
                    ck_assert_double_eq(row_of(&world, i, t)[lane] +
                                            row_of(&other, i, t)[lane],
                                        uniform ? 1.0 : 0.0);
        }
    }
    end_world(&other);
    end_world(&world);
}
END_TEST

/* All points of a replicate lie one in each of as many strata: with a Latin
 * hypercube in every row, with Sobol' points in those that no bridge moves. */
START_TEST(strata_are_full)
{
    enum {
        POINTS = 1 << 12
    };
    static unsigned char seen[POINTS];
    int32_t mode = _i == 0 ? TTR_SAMPLING_LATIN : TTR_SAMPLING_SOBOL;
    struct ttr_sampling sampling = sampling_of(mode, 8 * POINTS);
    struct world world =
        world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling, NULL);

    for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++) {
        bool uniform = mixed[i].kind == TTRI_DRAW_UNIFORM;
        uint32_t rows = mixed[i].by_period ? PERIODS : 1;

        if (mode == TTR_SAMPLING_SOBOL && !uniform && rows > 1)
            continue;
        for (uint32_t t = mixed[i].first; t < rows; t++) {
            memset(seen, 0, sizeof seen);
            for (uint64_t block = 0; block < POINTS / TTRI_LANES; block++) {
                fill(&world, 3, block, TTRI_REDRAW_NONE);
                for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                    double x = row_of(&world, i, t)[lane];

                    seen[(unsigned)((uniform ? x : uniform_of(x)) * POINTS)]++;
                }
            }
            for (unsigned k = 0; k < POINTS; k++)
                ck_assert_uint_eq(seen[k], 1);
        }
    }
    end_world(&world);
}
END_TEST

/* The first two dimensions are a (0, 2)-sequence, scrambled or not: of 2^m
 * points one lies in each elementary interval (H. Niederreiter, 1987). */
START_TEST(scrambled_points_are_nets)
{
    enum {
        M = 10
    };
    static double x[1 << M], y[1 << M];
    struct ttr_sampling sampling = sampling_of(TTR_SAMPLING_SOBOL, 1 << 17);
    struct ttri_draw two[2];
    struct world world;

    two[0] = draw_of("one", TTRI_DRAW_UNIFORM, false, true);
    two[1] = draw_of("two", TTRI_DRAW_NORMAL, false, true);
    world = world_of(PERIODS, 2, two, &sampling, NULL);
    for (uint64_t start = 0; start < 24; start += 8) {
        for (uint64_t block = 0; block < 8; block++) {
            fill(&world, 1, start + block, TTRI_REDRAW_NONE);
            for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                x[block * TTRI_LANES + lane] = row_of(&world, 0, 0)[lane];
                y[block * TTRI_LANES + lane] =
                    uniform_of(row_of(&world, 1, 0)[lane]);
            }
        }
        for (int first = 0; first <= M; first++) {
            unsigned char seen[1 << M] = {0};

            for (unsigned i = 0; i < 1 << M; i++) {
                unsigned a = (unsigned)ldexp(x[i], first);

                seen[a << (M - first) | (unsigned)ldexp(y[i], M - first)]++;
            }
            for (unsigned i = 0; i < 1 << M; i++)
                ck_assert_uint_eq(seen[i], 1);
        }
    }
    end_world(&world);
}
END_TEST

START_TEST(too_many_paths_for_the_points)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = sampling_of(modes[_i], (8ull << 32) + 1024);
    bool fits = modes[_i] == TTR_SAMPLING_RANDOM ||
                modes[_i] == TTR_SAMPLING_ANTITHETIC;
    struct ttri_memory memory;
    struct ttri_draws *draws = NULL;
    struct ttri_plan *plan;

    ttri_assert_ok(ttri_memory_init(&memory, NULL, &error), &error);
    plan = plan_of(&memory, PERIODS, TTRI_COUNT(mixed), mixed);
    if (fits)
        ttri_assert_ok(ttri_draws_new(&memory, plan, &sampling, level_of(0),
                                      NULL, &draws, &error),
                       &error);
    else
        ttri_assert_fails(ttri_draws_new(&memory, plan, &sampling, level_of(0),
                                         NULL, &draws, &error),
                          TTR_E_RANGE, &error,
                          "sampling/paths must be at most 2^32 for each "
                          "replicate (got 34359739392)");
    ck_assert_int_eq(draws != NULL, fits);
    ttri_draws_free(draws);
    sampling.paths = 8ull << 32;
    ttri_assert_ok(ttri_draws_new(&memory, plan, &sampling, level_of(0), NULL,
                                  &draws, &error),
                   &error);
    ttri_draws_free(draws);
    ttri_plan_free(plan);
}
END_TEST

/* ---- laws ---- */

/* Chi-square over 64 cells of equal probability, of all numbers of each row,
 * and their first four moments: 2^17 numbers, limits of 5 errors. */
START_TEST(laws_are_right)
{
    enum {
        CELLS = 64,
        BLOCKS = 1024
    };
    static double count[7 + 4 * PERIODS][CELLS];
    struct ttr_sampling sampling = sampling_of(modes[_i % 4], 1 << 17);
    struct world world = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                  _i / 4 == 0 ? NULL : mixed_direction());
    const double all = BLOCKS * TTRI_LANES, expected = all / CELLS;
    double sum[7 + 4 * PERIODS][4] = {{0}};

    memset(count, 0, sizeof count);
    for (uint64_t block = 0; block < BLOCKS; block++) {
        fill(&world, (uint32_t)block % 8, block / 8, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++)
            for (uint32_t t = mixed[i].first;
                 t < (mixed[i].by_period ? PERIODS : 1); t++) {
                const double *row = row_of(&world, i, t);
                uint32_t at = world.at[i] + t;

                for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                    double u = mixed[i].kind == TTRI_DRAW_UNIFORM
                                   ? row[lane]
                                   : uniform_of(row[lane]);
                    double z = mixed[i].kind == TTRI_DRAW_UNIFORM
                                   ? (row[lane] - 0.5) * sqrt(12)
                                   : row[lane];

                    count[at][(unsigned)(u * CELLS)]++;
                    sum[at][0] += z;
                    sum[at][1] += z * z;
                    sum[at][2] += z * z * z;
                    sum[at][3] += z * z * z * z;
                }
            }
    }
    for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++)
        for (uint32_t t = mixed[i].first;
             t < (mixed[i].by_period ? PERIODS : 1); t++) {
            uint32_t at = world.at[i] + t;
            bool uniform = mixed[i].kind == TTRI_DRAW_UNIFORM;
            double chi = 0;

            for (unsigned k = 0; k < CELLS; k++)
                chi += (count[at][k] - expected) * (count[at][k] - expected) /
                       expected;
            /* 63 degrees of freedom; fewer than chance where stratified */
            ck_assert_double_lt(chi, 63 + 5 * sqrt(2 * 63.0));
            ck_assert_double_eq_tol(sum[at][0] / all, 0, 5 / sqrt(all));
            ck_assert_double_eq_tol(sum[at][1] / all, 1, 5 * sqrt(2 / all));
            ck_assert_double_eq_tol(sum[at][2] / all, 0, 5 * sqrt(15 / all));
            ck_assert_double_eq_tol(sum[at][3] / all, uniform ? 1.8 : 3,
                                    5 * sqrt(96 / all));
        }
    end_world(&world);
}
END_TEST

/* No two rows know of each other: correlations over 2^14 paths. */
START_TEST(rows_are_uncorrelated)
{
    enum {
        BLOCKS = 128
    };
    struct ttr_sampling sampling = sampling_of(modes[_i % 4], 1 << 14);
    struct world world = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                  _i / 4 == 0 ? NULL : mixed_direction());
    static double product[7 + 4 * PERIODS][7 + 4 * PERIODS];

    memset(product, 0, sizeof product);
    for (uint64_t block = 0; block < BLOCKS; block++) {
        fill(&world, (uint32_t)block % 8, block / 8, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++)
            if (mixed[i].kind == TTRI_DRAW_UNIFORM)
                for (uint32_t t = mixed[i].first;
                     t < (mixed[i].by_period ? PERIODS : 1); t++)
                    for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                        double *x = (double *)row_of(&world, i, t) + lane;

                        *x = (*x - 0.5) * sqrt(12);
                    }
        for (uint32_t a = 0; a < world.rows; a++)
            for (uint32_t b = 0; b < a; b++)
                for (unsigned lane = 0; lane < TTRI_LANES; lane++)
                    product[a][b] += world.row[a * TTRI_LANES + lane] *
                                     world.row[b * TTRI_LANES + lane];
    }
    for (uint32_t a = 0; a < world.rows; a++)
        for (uint32_t b = 0; b < a; b++)
            ck_assert_double_eq_tol(product[a][b] / (BLOCKS * TTRI_LANES), 0,
                                    5 / sqrt(BLOCKS * TTRI_LANES));
    end_world(&world);
}
END_TEST

/* Means of replicates are independent: over many draws, the correlation of
 * one replicate's mean with another's is nothing; nor is that of single lanes.
 */
START_TEST(replicates_are_independent)
{
    enum {
        DRAWS = 500
    };
    static char name[DRAWS][16];
    static struct ttri_draw draw[DRAWS];
    static double mean[DRAWS][8], lane[DRAWS][8];
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 14);
    struct world world;

    for (unsigned i = 0; i < DRAWS; i++) {
        snprintf(name[i], sizeof name[i], "draw %u", i);
        draw[i] = draw_of(name[i], TTRI_DRAW_UNIFORM, false, true);
    }
    world = world_of(1, DRAWS, draw, &sampling, NULL);
    for (uint32_t r = 0; r < 8; r++) {
        fill(&world, r, 0, TTRI_REDRAW_NONE);
        for (unsigned i = 0; i < DRAWS; i++) {
            mean[i][r] = 0;
            for (unsigned k = 0; k < TTRI_LANES; k++)
                mean[i][r] += row_of(&world, i, 0)[k] - 0.5;
            lane[i][r] = row_of(&world, i, 0)[77] - 0.5;
        }
    }
    for (uint32_t a = 0; a < 8; a++)
        for (uint32_t b = 0; b < a; b++) {
            double of_means = 0, of_lanes = 0, squares_a = 0, squares_b = 0;

            for (unsigned i = 0; i < DRAWS; i++) {
                of_means += mean[i][a] * mean[i][b];
                squares_a += mean[i][a] * mean[i][a];
                squares_b += mean[i][b] * mean[i][b];
                of_lanes += lane[i][a] * lane[i][b] * 12;
            }
            ck_assert_double_eq_tol(of_means / sqrt(squares_a * squares_b), 0,
                                    4.5 / sqrt(DRAWS));
            ck_assert_double_eq_tol(of_lanes / DRAWS, 0, 4.5 / sqrt(DRAWS));
        }
    end_world(&world);
}
END_TEST

/* ---- bridges and directions ---- */

/* Lane j holds the bridge's j-th axis: the rows are then its matrix, and its
 * columns are orthonormal. The first is the sum over all periods. */
START_TEST(bridges_are_orthogonal)
{
    static const uint32_t lengths[] = {2, 3, 5, 12, 40, 41, 64, 120};
    static _Alignas(64) double rows[120][TTRI_LANES];
    uint32_t n = lengths[_i];
    struct ttr_sampling sampling = sampling_of(TTR_SAMPLING_SOBOL, 1 << 14);
    struct ttri_draw noise = draw_of("noise", TTRI_DRAW_NORMAL, true, false);
    struct world world = world_of(n, 1, &noise, &sampling, NULL);

    ck_assert_uint_eq(world.draws->bridges, 1);
    memset(rows, 0, sizeof rows);
    for (uint32_t i = 0; i < n; i++)
        rows[i][i] = 1;
    ttri_draws_cross(level_of(UINT32_MAX)->draws, &world.draws->bridge[0],
                     &rows[0][0]);
    for (uint32_t a = 0; a < n; a++) {
        ck_assert_double_eq_tol(rows[a][0], 1 / sqrt(n), 1e-15);
        for (uint32_t b = 0; b <= a; b++) {
            double product = 0;

            for (uint32_t t = 0; t < n; t++)
                product += rows[t][a] * rows[t][b];
            ck_assert_double_eq_tol(product, a == b, 1e-14);
        }
    }
    end_world(&world);
}
END_TEST

/* Points z, weighted by the gradient, are the first coordinate: one in each
 * stratum, as no sum over coordinates could be. */
START_TEST(the_gradient_comes_first)
{
    enum {
        POINTS = 1 << 12
    };
    static unsigned char seen[POINTS];
    struct ttr_sampling sampling = sampling_of(TTR_SAMPLING_SOBOL, 8 * POINTS);
    struct world world = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                  mixed_direction());
    double norm = 0;

    for (uint32_t r = 0; r < 2; r++) {
        memset(seen, 0, sizeof seen);
        for (uint64_t block = 0; block < POINTS / TTRI_LANES; block++) {
            double sum[TTRI_LANES] = {0};

            fill(&world, r, block, TTRI_REDRAW_NONE);
            norm = 0;
            for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++)
                for (uint32_t t = mixed[i].first;
                     t < (mixed[i].by_period ? PERIODS : 1) &&
                     mixed[i].kind == TTRI_DRAW_NORMAL;
                     t++) {
                    double g = world.direction[world.at[i] + t];

                    norm += g * g;
                    for (unsigned lane = 0; lane < TTRI_LANES; lane++)
                        sum[lane] += g * row_of(&world, i, t)[lane];
                }
            for (unsigned lane = 0; lane < TTRI_LANES; lane++)
                seen[(unsigned)(uniform_of(sum[lane] / sqrt(norm)) * POINTS)]++;
        }
        for (unsigned k = 0; k < POINTS; k++)
            ck_assert_uint_eq(seen[k], 1);
    }
    end_world(&world);
}
END_TEST

/* A direction along one draw, of either sign and any size, or along none, or
 * one that is no direction. */
START_TEST(odd_directions)
{
    struct ttr_sampling sampling = sampling_of(TTR_SAMPLING_SOBOL, 1 << 14);
    static const double sizes[] = {1, -1, 1e-300, -1e300, 0, NAN, INFINITY};
    struct ttri_draw two[2];

    two[0] = draw_of("one", TTRI_DRAW_NORMAL, false, true);
    two[1] = draw_of("two", TTRI_DRAW_NORMAL, false, true);
    for (unsigned i = 0; i < TTRI_COUNT(sizes); i++)
        for (unsigned only = 0; only < 2; only++) {
            double direction[2] = {0, 0};
            struct world world;

            direction[only] = sizes[i];
            world = world_of(1, 2, two, &sampling, direction);
            fill(&world, 0, 3, TTRI_REDRAW_NONE);
            for (unsigned lane = 0; lane < 2 * TTRI_LANES; lane++)
                ck_assert(fabs(world.row[lane]) < 9 && world.row[lane] != 0);
            end_world(&world);
        }
}
END_TEST

/* Beyond the dimensions of the table numbers are pseudo-random ones. */
START_TEST(many_dimensions)
{
    enum {
        DRAWS = 60,
        LONG = 44
    };
    static char name[DRAWS][16];
    static struct ttri_draw draw[DRAWS];
    static double direction[DRAWS * LONG];
    struct ttr_sampling sampling = sampling_of(TTR_SAMPLING_SOBOL, 1 << 14);
    struct world world;
    uint32_t quasi = 0;
    double squares = 0, all = 0;

    for (unsigned i = 0; i < DRAWS; i++) {
        snprintf(name[i], sizeof name[i], "noise %u", i);
        draw[i] =
            draw_of(name[i], i % 9 == 8 ? TTRI_DRAW_UNIFORM : TTRI_DRAW_NORMAL,
                    true, false);
    }
    for (unsigned i = 0; i < DRAWS * LONG; i++)
        direction[i] = cos(i);
    world = world_of(LONG, DRAWS, draw, &sampling, _i == 0 ? NULL : direction);
    for (uint32_t i = 0; i < world.draws->drawns; i++)
        quasi += world.draws->drawn[i].dimension != TTRI_NONE;
    ck_assert_uint_eq(world.rows, DRAWS * LONG);
    ck_assert_uint_eq(quasi, 2048);
    for (uint64_t block = 0; block < 16; block++) {
        fill(&world, 0, block, TTRI_REDRAW_NONE);
        for (unsigned i = 0; i < DRAWS; i++)
            for (unsigned k = 0; k < LONG * TTRI_LANES && i % 9 != 8; k++) {
                double z = row_of(&world, i, 0)[k];

                squares += z * z;
                all++;
            }
    }
    ck_assert_double_eq_tol(squares / all, 1, 5 * sqrt(2 / all));
    end_world(&world);
}
END_TEST

/* ---- drawn anew ---- */

/* What is not known stays, to the bit; chance is new: not what it was, nor
 * correlated with that, nor with what stays. */
START_TEST(chance_is_drawn_anew)
{
    enum {
        BLOCKS = 256
    };
    struct ttr_sampling sampling = sampling_of(modes[_i % 4], 1 << 17);
    struct world world = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                  _i / 4 == 0 ? NULL : mixed_direction());
    struct world anew = world_of(PERIODS, TTRI_COUNT(mixed), mixed, &sampling,
                                 _i / 4 == 0 ? NULL : mixed_direction());
    double own[7 + 4 * PERIODS] = {0}, other[7 + 4 * PERIODS] = {0};
    double squares[7 + 4 * PERIODS] = {0};
    const double all = BLOCKS * TTRI_LANES;

    for (uint64_t block = 0; block < BLOCKS; block++) {
        fill(&world, (uint32_t)block % 8, block / 8, TTRI_REDRAW_NONE);
        fill(&anew, (uint32_t)block % 8, block / 8, TTRI_REDRAW_CHANCE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++)
            for (uint32_t t = mixed[i].first;
                 t < (mixed[i].by_period ? PERIODS : 1); t++) {
                uint32_t at = world.at[i] + t;
                bool uniform = mixed[i].kind == TTRI_DRAW_UNIFORM;

                if (mixed[i].epistemic) {
                    ck_assert_mem_eq(row_of(&world, i, t), row_of(&anew, i, t),
                                     TTRI_LANES * sizeof(double));
                    continue;
                }
                for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                    double x = row_of(&world, i, t)[lane];
                    double y = row_of(&anew, i, t)[lane];

                    ck_assert_double_ne(x, y);
                    if (uniform) {
                        x = (x - 0.5) * sqrt(12);
                        y = (y - 0.5) * sqrt(12);
                    }
                    own[at] += x * y;
                    other[at] += y * row_of(&world, 4, 0)[lane];
                    squares[at] += y * y;
                }
            }
    }
    for (uint32_t i = 0; i < TTRI_COUNT(mixed); i++)
        for (uint32_t t = mixed[i].first;
             t < (mixed[i].by_period ? PERIODS : 1) && !mixed[i].epistemic;
             t++) {
            uint32_t at = world.at[i] + t;

            ck_assert_double_eq_tol(own[at] / all, 0, 5 / sqrt(all));
            ck_assert_double_eq_tol(other[at] / all, 0, 5 / sqrt(all));
            ck_assert_double_eq_tol(squares[at] / all, 1, 5 * sqrt(2 / all));
        }
    end_world(&anew);
    end_world(&world);
}
END_TEST

/* ---- memory ---- */

struct attempt {
    int32_t mode;
    const struct ttri_plan *plan;
};

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    const struct attempt *what = context;
    struct ttr_sampling sampling = sampling_of(what->mode, 1 << 14);
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory;
    struct ttri_draws *draws = NULL;
    ttr_status status = ttri_memory_init(&memory, allocator, &error);

    if (status == TTR_OK)
        status = ttri_draws_new(&memory, what->plan, &sampling, level_of(0),
                                mixed_direction(), &draws, &error);
    ck_assert((status == TTR_OK) == (draws != NULL));
    ttri_draws_free(draws);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory;
    struct attempt what = {.mode = modes[_i]};
    struct ttri_plan *plan;

    ttri_assert_ok(ttri_memory_init(&memory, NULL, &error), &error);
    plan = plan_of(&memory, PERIODS, TTRI_COUNT(mixed), mixed);
    what.plan = plan;
    ck_assert_uint_ge(ttri_fail_each(attempt, &what), 3);
    ttri_plan_free(plan);
}
END_TEST

static void *count_allocate(void *user, size_t size)
{
    size_t *block = malloc(size + 64);

    *(size_t *)user += size;
    if (block == NULL)
        return NULL;
    *block = size;
    return (char *)block + 64;
}

static void count_release(void *user, void *block)
{
    size_t *head = (size_t *)(void *)((char *)block - 64);

    *(size_t *)user -= *head;
    free(head);
}

static void *count_reallocate(void *user, void *block, size_t size)
{
    (void)user, (void)block, (void)size;
    ck_abort_msg("nothing here grows");
    return NULL;
}

START_TEST(the_size_is_what_it_takes)
{
    size_t taken = 0;
    struct ttri_memory memory = {&taken, count_allocate, count_reallocate,
                                 count_release};
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 14);
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory plain;
    struct ttri_draws *draws;
    struct ttri_plan *plan;

    ttri_assert_ok(ttri_memory_init(&plain, NULL, &error), &error);
    plan = plan_of(&plain, PERIODS, TTRI_COUNT(mixed), mixed);
    ttri_assert_ok(ttri_draws_new(&memory, plan, &sampling, level_of(0),
                                  mixed_direction(), &draws, &error),
                   &error);
    ck_assert_uint_eq(ttri_draws_size(draws), taken);
    ttri_draws_free(draws);
    ck_assert_uint_eq(taken, 0);
    ttri_draws_free(NULL);
    ttri_plan_free(plan);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draws");
    TCase *tests = tcase_create("draws");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_number_is_what_its_key_says);
    tcase_add_loop_test(tests, levels_agree_to_the_bit, 0, 8);
    tcase_add_loop_test(tests, a_block_depends_on_no_other, 0, 4);
    tcase_add_loop_test(tests, a_draw_depends_on_no_other, 0, 4);
    tcase_add_loop_test(tests, the_order_of_draws_does_not_matter, 0, 5);
    tcase_add_loop_test(tests, seeds_and_replicates_differ, 0, 4);
    tcase_add_loop_test(tests, bits_are_pinned, 0, 4);
    tcase_add_loop_test(tests, nothing_is_drawn_before_the_first_period, 0, 4);
    tcase_add_loop_test(tests, no_draws_at_all, 0, 4);
    tcase_add_test(tests, mirrors_are_exact);
    tcase_add_loop_test(tests, strata_are_full, 0, 2);
    tcase_add_test(tests, scrambled_points_are_nets);
    tcase_add_loop_test(tests, too_many_paths_for_the_points, 0, 4);
    tcase_add_loop_test(tests, laws_are_right, 0, 5);
    tcase_add_loop_test(tests, rows_are_uncorrelated, 0, 5);
    tcase_add_loop_test(tests, replicates_are_independent, 0, 4);
    tcase_add_loop_test(tests, bridges_are_orthogonal, 0, 8);
    tcase_add_test(tests, the_gradient_comes_first);
    tcase_add_test(tests, odd_directions);
    tcase_add_loop_test(tests, many_dimensions, 0, 2);
    tcase_add_loop_test(tests, chance_is_drawn_anew, 0, 5);
    tcase_add_loop_test(tests, every_allocation_may_fail, 0, 4);
    tcase_add_loop_test(tests, the_size_is_what_it_takes, 0, 4);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
