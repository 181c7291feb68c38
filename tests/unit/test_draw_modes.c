/* Draws of whole blocks: mirrors, strata, nets, laws, bridges, directions, and
 * what is drawn anew. */
#include "drawn_world.h"

#include <stdio.h>

/* ---- modes ---- */

START_TEST(mirrors_are_exact)
{
    struct ttr_sampling sampling =
        sampling_of(TTR_SAMPLING_ANTITHETIC, 1 << 17);
    struct world world = mixed_world(&sampling, false);
    struct world other = mixed_world(&sampling, false);

    for (uint64_t block = 0; block < 20; block += 2) {
        fill(&world, 1, block, TTRI_REDRAW_NONE);
        fill(&other, 1, block + 1, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++) {
            bool uniform = mixture[i].kind == TTRI_DRAW_UNIFORM;
            uint32_t rows = mixture[i].by_period ? PERIODS : 1;

            for (uint32_t t = mixture[i].first; t < rows; t++)
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
    struct world world = mixed_world(&sampling, false);

    for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++) {
        bool uniform = mixture[i].kind == TTRI_DRAW_UNIFORM;
        uint32_t rows = mixture[i].by_period ? PERIODS : 1;

        if (mode == TTR_SAMPLING_SOBOL && !uniform && rows > 1)
            continue;
        for (uint32_t t = mixture[i].first; t < rows; t++) {
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
    plan = plan_of(&memory, PERIODS, TTRI_COUNT(mixture), mixture);
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
    struct world world = mixed_world(&sampling, _i / 4 != 0);
    const double all = BLOCKS * TTRI_LANES, expected = all / CELLS;
    double sum[7 + 4 * PERIODS][4] = {{0}};

    memset(count, 0, sizeof count);
    for (uint64_t block = 0; block < BLOCKS; block++) {
        fill(&world, (uint32_t)block % 8, block / 8, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++)
            for (uint32_t t = mixture[i].first;
                 t < (mixture[i].by_period ? PERIODS : 1); t++) {
                const double *row = row_of(&world, i, t);
                uint32_t at = world.at[i] + t;

                for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                    double u = mixture[i].kind == TTRI_DRAW_UNIFORM
                                   ? row[lane]
                                   : uniform_of(row[lane]);
                    double z = mixture[i].kind == TTRI_DRAW_UNIFORM
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
    for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++)
        for (uint32_t t = mixture[i].first;
             t < (mixture[i].by_period ? PERIODS : 1); t++) {
            uint32_t at = world.at[i] + t;
            bool uniform = mixture[i].kind == TTRI_DRAW_UNIFORM;
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
    struct world world = mixed_world(&sampling, _i / 4 != 0);
    static double product[7 + 4 * PERIODS][7 + 4 * PERIODS];

    memset(product, 0, sizeof product);
    for (uint64_t block = 0; block < BLOCKS; block++) {
        fill(&world, (uint32_t)block % 8, block / 8, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++)
            if (mixture[i].kind == TTRI_DRAW_UNIFORM)
                for (uint32_t t = mixture[i].first;
                     t < (mixture[i].by_period ? PERIODS : 1); t++)
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
    struct world world = mixed_world(&sampling, true);
    double norm = 0;

    for (uint32_t r = 0; r < 2; r++) {
        memset(seen, 0, sizeof seen);
        for (uint64_t block = 0; block < POINTS / TTRI_LANES; block++) {
            double sum[TTRI_LANES] = {0};

            fill(&world, r, block, TTRI_REDRAW_NONE);
            norm = 0;
            for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++)
                for (uint32_t t = mixture[i].first;
                     t < (mixture[i].by_period ? PERIODS : 1) &&
                     mixture[i].kind == TTRI_DRAW_NORMAL;
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
        LONG = 45
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
    struct world world = mixed_world(&sampling, _i / 4 != 0);
    struct world anew = mixed_world(&sampling, _i / 4 != 0);
    double own[7 + 4 * PERIODS] = {0}, other[7 + 4 * PERIODS] = {0};
    double squares[7 + 4 * PERIODS] = {0};
    const double all = BLOCKS * TTRI_LANES;

    for (uint64_t block = 0; block < BLOCKS; block++) {
        fill(&world, (uint32_t)block % 8, block / 8, TTRI_REDRAW_NONE);
        fill(&anew, (uint32_t)block % 8, block / 8, TTRI_REDRAW_CHANCE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++)
            for (uint32_t t = mixture[i].first;
                 t < (mixture[i].by_period ? PERIODS : 1); t++) {
                uint32_t at = world.at[i] + t;
                bool uniform = mixture[i].kind == TTRI_DRAW_UNIFORM;

                if (mixture[i].epistemic) {
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
    for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++)
        for (uint32_t t = mixture[i].first;
             t < (mixture[i].by_period ? PERIODS : 1) && !mixture[i].epistemic;
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

int main(void)
{
    Suite *suite = suite_create("draw_modes");
    TCase *tests = tcase_create("draw_modes");

    tcase_set_timeout(tests, 60);
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
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
