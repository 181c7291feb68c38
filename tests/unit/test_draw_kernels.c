/* The kernels of random numbers: accuracy, strata, scrambles, and the same bits
 * at every level. */
#include "splitmix.h"
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/base.h"
#include "lanes/lanes.h"
#include "lanes/levels.h"
#include "math/normal.h"
#include "math/sobol.h"
#include "math/threefry.h"

typedef double row[TTRI_LANES] __attribute__((aligned(64)));

static const struct ttri_draw_kernels *widest(void)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    return level[levels - 1].draws;
}

/* ---- normals of uniforms ---- */

/* Largest relative error of a row's normals against AS 241 (test_law.c holds
 * that one to 1e-15). */
static double quantile_error(const struct ttri_draw_kernels *kernels,
                             const double *uniform)
{
    row normal;
    double largest = 0;

    memcpy(normal, uniform, sizeof normal);
    kernels->quantiles(normal);
    for (unsigned i = 0; i < TTRI_LANES; i++) {
        /* AS 241 near the upper end, where 1 - u is exact, by symmetry. */
        double u = uniform[i], v = 1.0 - u;
        double z = u < v ? ttri_normal_quantile(u) : -ttri_normal_quantile(v);

        if (u == 0.5)
            ck_assert_double_eq(normal[i], 0.0);
        else
            largest = fmax(largest, fabs(normal[i] / z - 1.0));
    }
    return largest;
}

START_TEST(quantiles_are_right_over_all_uniforms)
{
    uint64_t state = 1;
    row uniform;

    for (unsigned k = 0; k < 4000; k++) {
        for (unsigned i = 0; i < TTRI_LANES; i++)
            uniform[i] =
                ((double)(ttri_splitmix(&state) >> 12) + 0.5) * 0x1p-52;
        ck_assert_double_lt(quantile_error(widest(), uniform), 1e-10);
    }
}
END_TEST

/* Each power of two down to the smallest uniform, and up to the largest. */
START_TEST(quantiles_are_right_in_the_tails)
{
    uint64_t state = 2;
    row uniform;

    for (int k = 1; k <= 53; k++)
        for (unsigned turn = 0; turn < 40; turn++) {
            for (unsigned i = 0; i < TTRI_LANES; i++) {
                double part = (double)(ttri_splitmix(&state) >> 11) * 0x1p-53;
                double u = ldexp(1.0 + part, -k - 1);

                u = (floor(u * 0x1p52) + 0.5) * 0x1p-52;
                uniform[i] = i % 2 == 0 ? u : 1.0 - u;
            }
            ck_assert_double_lt(quantile_error(widest(), uniform), 1e-10);
        }
}
END_TEST

/* Around 3 / 32, where one formula ends and the other begins; around 1/2; and
 * the ends themselves: -8.2095 is the quantile of 2^-53 (mpmath 1.3). */
START_TEST(quantiles_at_joints_and_ends)
{
    row uniform;

    for (unsigned i = 0; i < TTRI_LANES; i++)
        uniform[i] = 0x1.8p-4 + ((double)i - 63.5) * 0x1p-52;
    ck_assert_double_lt(quantile_error(widest(), uniform), 1e-10);
    for (unsigned i = 0; i < TTRI_LANES; i++)
        uniform[i] = 1.0 - uniform[i];
    ck_assert_double_lt(quantile_error(widest(), uniform), 1e-10);
    for (unsigned i = 0; i < TTRI_LANES; i++)
        uniform[i] = 0.5 + ((double)i - 63.5) * 0x1p-52;
    ck_assert_double_lt(quantile_error(widest(), uniform), 1e-10);
    for (unsigned i = 0; i < TTRI_LANES; i++)
        uniform[i] = i % 3 == 0 ? 0x1p-53 : i % 3 == 1 ? 0.5 : 1.0 - 0x1p-53;
    ck_assert_double_lt(quantile_error(widest(), uniform), 1e-10);
    widest()->quantiles(uniform);
    ck_assert_double_eq_tol(uniform[0], -8.2095361516013869, 1e-9);
    ck_assert_double_eq(uniform[1], 0.0);
    ck_assert_double_eq(uniform[2], -uniform[0]);
}
END_TEST

/* Rows with no tail, all tail, one tail at each place. */
START_TEST(quantiles_do_not_depend_on_their_neighbours)
{
    const double centre = 0.3, tail = 0.01;
    row uniform, reference;

    for (unsigned i = 0; i < TTRI_LANES; i++)
        reference[i] = i % 2 == 0 ? centre : tail;
    widest()->quantiles(reference);
    for (unsigned at = 0; at <= TTRI_LANES; at++)
        for (int inverse = 0; inverse < 2; inverse++) {
            for (unsigned i = 0; i < TTRI_LANES; i++)
                uniform[i] = (i == at) != (inverse == 1) ? tail : centre;
            widest()->quantiles(uniform);
            for (unsigned i = 0; i < TTRI_LANES; i++)
                ck_assert_double_eq(uniform[i], (i == at) != (inverse == 1)
                                                    ? reference[1]
                                                    : reference[0]);
        }
}
END_TEST

/* ---- Box and Muller ---- */

START_TEST(normals_are_box_and_mullers)
{
    static const uint64_t key[4] = {1, 2, 3, 4};
    const double turn = 2 * 3.14159265358979323846;
    row normal, uniform;

    for (uint64_t block = 0; block < 2000; block++) {
        widest()->uniforms(key, block * 32, 5, uniform);
        widest()->normals(key, block * 32, 5, normal);
        for (unsigned i = 0; i < TTRI_LANES; i++) {
            unsigned first = i % 32 + i / 64 * 64;
            double radius = sqrt(-2 * log(uniform[first]));
            double angle = turn * uniform[first + 32];
            double z = radius * (i % 64 < 32 ? cos(angle) : sin(angle));

            ck_assert_double_eq_tol(normal[i], z, 1e-10 * radius);
        }
    }
}
END_TEST

/* ---- strata ---- */

static struct ttri_permutation permutation_of(unsigned bits, uint64_t *state)
{
    struct ttri_permutation permutation = {.bits = bits};

    for (unsigned i = 0; i < TTRI_PERMUTATION_ROUNDS; i++) {
        permutation.factor[i] = ttri_splitmix(state) | 1;
        permutation.sum[i] = ttri_splitmix(state);
    }
    return permutation;
}

START_TEST(each_stratum_has_one_point)
{
    static const uint64_t key[4] = {1, 2, 3, 4};
    uint64_t state = 3;

    for (unsigned bits = 7; bits <= 16; bits++)
        for (unsigned turn = 0; turn < 5; turn++) {
            struct ttri_permutation permutation = permutation_of(bits, &state);
            static unsigned char seen[1 << 16];
            row uniform;

            memset(seen, 0, sizeof seen);
            for (uint64_t at = 0; at < 1u << bits; at += TTRI_LANES) {
                widest()->strata(key, at / 4, 0, &permutation, at, uniform);
                for (unsigned i = 0; i < TTRI_LANES; i++) {
                    ck_assert(uniform[i] > 0 && uniform[i] < 1);
                    seen[(unsigned)ldexp(uniform[i], (int)bits)]++;
                }
            }
            for (unsigned i = 0; i < 1u << bits; i++)
                ck_assert_uint_eq(seen[i], 1);
        }
}
END_TEST

/* Inside its stratum a point is where its words say. */
START_TEST(strata_keep_their_words)
{
    static const uint64_t key[4] = {1, 2, 3, 4};
    uint64_t state = 4;
    struct ttri_permutation permutation = permutation_of(20, &state);
    row uniform, plain;

    widest()->strata(key, 64, 9, &permutation, 256, uniform);
    widest()->uniforms(key, 64, 9, plain);
    for (unsigned i = 0; i < TTRI_LANES; i++) {
        double inside = ldexp(uniform[i], 20);

        inside -= floor(inside);
        ck_assert_double_eq_tol(inside, plain[i], 0x1p-31);
    }
}
END_TEST

/* Two permutations of 2^bits numbers are as two that know nothing of each
 * other: sixteenths against sixteenths over many pairs, chi-square with 225
 * degrees of freedom each; the mean over pairs is within 5 of its errors. */
START_TEST(permutations_are_independent)
{
    enum {
        BITS = 10,
        PAIRS = 400
    };
    static const uint64_t key[4] = {1, 2, 3, 4};
    uint64_t state = 5;
    double sum = 0;

    for (unsigned pair = 0; pair < PAIRS; pair++) {
        struct ttri_permutation a = permutation_of(BITS, &state);
        struct ttri_permutation b = permutation_of(BITS, &state);
        unsigned count[256] = {0};
        const double expected = (1 << BITS) / 256.0;
        double chi = 0;

        for (uint64_t at = 0; at < 1 << BITS; at += TTRI_LANES) {
            row x, y;

            widest()->strata(key, 0, 0, &a, at, x);
            widest()->strata(key, 0, 0, &b, at, y);
            for (unsigned i = 0; i < TTRI_LANES; i++)
                count[(unsigned)(x[i] * 16) * 16 + (unsigned)(y[i] * 16)]++;
        }
        for (unsigned i = 0; i < 256; i++)
            chi += (count[i] - expected) * (count[i] - expected) / expected;
        sum += chi;
    }
    /* With rows and columns that are full: 225 * n / (n - 1) in the mean. */
    sum /= PAIRS;
    ck_assert_double_eq_tol(sum, 225.0 * 1024 / 1023,
                            5 * sqrt(2 * 225.0 / PAIRS));
}
END_TEST

/* ---- points ---- */

static void points_of(uint32_t dimension, uint64_t seed, uint32_t block,
                      double *uniform)
{
    struct ttri_coordinate coordinate;
    struct ttri_scramble scramble = {(uint32_t)seed, (uint32_t)(seed >> 32)};

    ttri_sobol_directions(dimension, 32, coordinate.direction);
    widest()->points(&coordinate, &scramble, block, uniform);
}

static uint32_t cell_of(double uniform)
{
    return (uint32_t)(uniform * 0x1p32);
}

/* Points that agree in their first k bits and not in the next do so after the
 * scramble: that is what keeps a net a net. The plain points come from the
 * direction numbers, which test_sobol.c holds. */
START_TEST(scrambles_keep_what_points_share)
{
    uint64_t state = 6;

    for (unsigned turn = 0; turn < 60; turn++) {
        uint32_t dimension =
            (uint32_t)(ttri_splitmix(&state) % TTRI_SOBOL_DIMENSIONS);
        uint32_t block = (uint32_t)ttri_splitmix(&state) >> 7, direction[32];
        uint32_t plain[TTRI_LANES];
        row uniform;

        ttri_sobol_directions(dimension, 32, direction);
        for (uint32_t i = 0; i < TTRI_LANES; i++) {
            plain[i] = 0;
            for (unsigned k = 0; k < 32; k++)
                if (((block * TTRI_LANES + i) >> k & 1) != 0)
                    plain[i] ^= direction[k];
        }
        points_of(dimension, ttri_splitmix(&state), block, uniform);
        for (unsigned i = 0; i < TTRI_LANES; i++) {
            ck_assert_double_eq(uniform[i],
                                (cell_of(uniform[i]) + 0.5) * 0x1p-32);
            for (unsigned j = 0; j < i; j++) {
                uint32_t differs = cell_of(uniform[i]) ^ cell_of(uniform[j]);

                if (__builtin_ctz(plain[i] ^ plain[j]) !=
                    __builtin_clz(differs))
                    ck_abort_msg("points %u and %u of dimension %u", i, j,
                                 dimension);
            }
        }
    }
}
END_TEST

/* Over scrambles, one point is anywhere: each of its first 16 bits is set in
 * half of them, and each bit's flip says nothing about the next one's. */
START_TEST(scrambles_are_random)
{
    enum {
        SCRAMBLES = 4000
    };
    uint64_t state = 7;
    int set[16] = {0}, alike[16][16] = {{0}};

    for (unsigned turn = 0; turn < SCRAMBLES; turn++) {
        row uniform;
        uint32_t cell;

        points_of(3, ttri_splitmix(&state), 11, uniform);
        cell = cell_of(uniform[37]);
        for (unsigned a = 0; a < 16; a++) {
            set[a] += (int)(cell >> (31 - a) & 1);
            for (unsigned b = 0; b < a; b++)
                alike[a][b] += (cell >> (31 - a) & 1) == (cell >> (31 - b) & 1);
        }
    }
    for (unsigned a = 0; a < 16; a++) {
        ck_assert_double_eq_tol(set[a], SCRAMBLES / 2.0, 4.5 * 31.6);
        for (unsigned b = 0; b < a; b++)
            ck_assert_double_eq_tol(alike[a][b], SCRAMBLES / 2.0, 4.5 * 31.6);
    }
}
END_TEST

/* Of two points in one interval of 2^-k (k = 0 to 6) and not in one of
 * 2^-(k+1), what comes after bit k + 1 is independent over scrambles: their
 * order says nothing about the rest. Correlation of the remainders. */
START_TEST(scrambles_part_points)
{
    enum {
        SCRAMBLES = 20000
    };
    static double product[TTRI_LANES];
    uint64_t state = 8;

    memset(product, 0, sizeof product);
    for (unsigned turn = 0; turn < SCRAMBLES; turn++) {
        row uniform;

        points_of(0, ttri_splitmix(&state), 0, uniform);
        for (unsigned i = 1; i < TTRI_LANES; i++) {
            /* Points 0 and i of van der Corput's sequence share as many bits
             * as i has zeros at its end. */
            int shared = __builtin_ctz(i) + 1;
            double x = ldexp(uniform[0], shared), y = ldexp(uniform[i], shared);

            product[i] += (x - floor(x) - 0.5) * (y - floor(y) - 0.5) * 12;
        }
    }
    for (unsigned i = 1; i < TTRI_LANES; i++)
        ck_assert_double_eq_tol(product[i] / SCRAMBLES, 0,
                                4.5 / sqrt(SCRAMBLES));
}
END_TEST

/* ---- bits ---- */

static void all_rows(const struct ttri_draw_kernels *kernels, double *to)
{
    static const uint64_t key[4] = {5, UINT64_MAX, 3, 1};
    struct ttri_scramble scramble = {0x9abcdef0, 0x12345678};
    struct ttri_coordinate coordinate;
    struct ttri_permutation permutation;
    uint64_t state = 9;

    permutation = permutation_of(23, &state);
    ttri_sobol_directions(1234, 32, coordinate.direction);
    kernels->uniforms(key, 7, 8, to);
    kernels->normals(key, 7, 8, to + TTRI_LANES);
    kernels->strata(key, 7, 8, &permutation, 640, to + 2 * TTRI_LANES);
    kernels->points(&coordinate, &scramble, 0x1234567, to + 3 * TTRI_LANES);
    memcpy(to + 4 * TTRI_LANES, to, 4 * sizeof(row));
    kernels->quantiles(to + 4 * TTRI_LANES);
    kernels->mirror(0.25, to + 5 * TTRI_LANES);
    kernels->scale(0.3, to + 6 * TTRI_LANES);
    kernels->add_scaled(-1.7, to + TTRI_LANES, to + 7 * TTRI_LANES);
    memcpy(to + 8 * TTRI_LANES, to, 2 * sizeof(row));
    kernels->split(0.4, 1.3, to + 8 * TTRI_LANES, to + 9 * TTRI_LANES);
}

START_TEST(levels_agree_to_the_bit)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    static _Alignas(64) double first[10 * TTRI_LANES], other[10 * TTRI_LANES];

    ck_assert_uint_ge(levels, 2);
    all_rows(level[0].draws, first);
    for (uint32_t k = 1; k < levels; k++) {
        memset(other, 0, sizeof other);
        all_rows(level[k].draws, other);
        for (unsigned i = 0; i < 10 * TTRI_LANES; i++)
            ck_assert_msg(memcmp(&first[i], &other[i], sizeof *first) == 0,
                          "%s, row %u, lane %u: %a and %a", level[k].name,
                          i / TTRI_LANES, i % TTRI_LANES, first[i], other[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draw_kernels");
    TCase *tests = tcase_create("draw_kernels");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, quantiles_are_right_over_all_uniforms);
    tcase_add_test(tests, quantiles_are_right_in_the_tails);
    tcase_add_test(tests, quantiles_at_joints_and_ends);
    tcase_add_test(tests, quantiles_do_not_depend_on_their_neighbours);
    tcase_add_test(tests, normals_are_box_and_mullers);
    tcase_add_test(tests, each_stratum_has_one_point);
    tcase_add_test(tests, strata_keep_their_words);
    tcase_add_test(tests, permutations_are_independent);
    tcase_add_test(tests, scrambles_keep_what_points_share);
    tcase_add_test(tests, scrambles_are_random);
    tcase_add_test(tests, scrambles_part_points);
    tcase_add_test(tests, levels_agree_to_the_bit);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
