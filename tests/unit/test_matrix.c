/* Spectral radius and elimination. Numbers without another origin come from
 * NumPy 1.24.2: numpy.linalg.eigvals and numpy.linalg.solve on matrices drawn
 * by default_rng(20240607) and rounded to three digits. */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "math/cholesky.h"
#include "math/matrix.h"

#define LARGEST 16

static double radius(uint32_t n, const double *matrix)
{
    double a[LARGEST * LARGEST], work[LARGEST * LARGEST];

    memcpy(a, matrix, sizeof *a * n * n);
    return ttri_spectral_radius(n, a, work, 0.0);
}

/* The documented error. */
static void assert_radius(uint32_t n, const double *matrix, double expected)
{
    double found = radius(n, matrix);

    ck_assert_msg(fabs(found - expected) <= n * 1e-6 * expected,
                  "radius %.15g instead of %.15g", found, expected);
    ck_assert_msg(found >= expected * (1 - 1e-12), "radius %.17g is too small",
                  found);
}

START_TEST(diagonal)
{
    static const double matrix[] = {0.5, 0, 0, 0, -0.9, 0, 0, 0, 0.1};

    assert_radius(3, matrix, 0.9);
}
END_TEST

START_TEST(one_number)
{
    static const double matrix[] = {-0.75};

    ck_assert_double_eq_tol(radius(1, matrix), 0.75, 1e-14);
}
END_TEST

/* r (cos i + i sin i): eigenvalues of size r off the real axis. */
START_TEST(rotation)
{
    double angle = 0.7 + _i, r = 0.99;
    double matrix[] = {r * cos(angle), -r * sin(angle), r * sin(angle),
                       r * cos(angle)};

    assert_radius(2, matrix, r);
}
END_TEST

/* A cycle of n: eigenvalues are the roots of the product of its weights. */
START_TEST(cycle)
{
    uint32_t n = (uint32_t)_i;
    double matrix[LARGEST * LARGEST] = {0};

    for (uint32_t i = 0; i < n; i++)
        matrix[i * n + (i + 1) % n] = 0.5 + i;
    assert_radius(n, matrix, pow(tgamma(n + 0.5) / tgamma(0.5), 1.0 / n));
}
END_TEST

START_TEST(nilpotent)
{
    static const double above[] = {0, 3, 1e6, 0, 0, -2, 0, 0, 0};
    /* [6 -3; 12 -6] squared is 0 */
    static const double full[] = {6, -3, 12, -6};
    static const double nothing[] = {0, 0, 0, 0};

    ck_assert(radius(3, above) == 0.0);
    ck_assert(radius(2, full) == 0.0);
    ck_assert(radius(2, nothing) == 0.0);
}
END_TEST

START_TEST(jordan_blocks)
{
    uint32_t n = (uint32_t)_i;
    double matrix[LARGEST * LARGEST] = {0};

    for (uint32_t i = 0; i < n; i++) {
        matrix[i * n + i] = 0.9;
        if (i + 1 < n)
            matrix[i * n + i + 1] = 1;
    }
    assert_radius(n, matrix, 0.9);
}
END_TEST

/* Far from symmetric, and of sizes whose powers leave the range of doubles. */
START_TEST(scales)
{
    static const double skew[] = {0, 1e100, 4e-101, 0};
    static const double large[] = {1e200, 0, 0, -3e200};
    static const double small[] = {1e-200, 0, 0, 2e-200};

    assert_radius(2, skew, sqrt(0.4));
    assert_radius(2, large, 3e200);
    assert_radius(2, small, 2e-200);
}
END_TEST

static const struct {
    uint32_t n;
    double matrix[64], radius;
} random_matrices[] = {
    /* -0.737, 0.712 */
    {2, {-0.732, -0.181, -0.042, 0.707}, 0.73726358214248},
    /* -0.496, 0.790, 0.319 */
    {3,
     {0.288, -0.777, 0.054, -0.399, -0.108, -0.006, 0.544, -0.87, 0.434},
     0.790274432750693},
    /* -0.442 +- 0.859i, 0.432 +- 0.850i, 0.923: three of nearly one size */
    {5,
     {-0.609, -0.159, 0.099,  -0.095, 0.888, -0.763, 0.826, -0.745, 0.384,
      0.731,  0.57,   0.843,  0.082,  0.43,  0.327,  0.152, -0.956, -0.057,
      0.41,   -0.142, -0.308, -0.506, 0.77,  0.265,  0.192},
     0.966116355003568},
    /* positive: 1.633 (Perron), -0.525, 0.080 +- 0.158i, 0.292 +- 0.053i */
    {6,
     {0.21,  0.096, 0.438, 0.36,  0.077, 0.451, 0.334, 0.24,  0.174,
      0.128, 0.272, 0.22,  0.361, 0.13,  0.489, 0.166, 0.493, 0.011,
      0.33,  0.245, 0.3,   0.354, 0.457, 0.133, 0.023, 0.455, 0.419,
      0.408, 0.094, 0.106, 0.326, 0.254, 0.349, 0.055, 0.42,  0.463},
     1.63274550359176},
    /* 1.426 +- 0.245i, -0.405 +- 1.611i, -0.961 +- 0.817i, -0.305 +- 0.040i */
    {8,
     {-0.775, -0.167, -0.23,  -0.631, 0.489,  0.621,  -0.299, -0.201,
      -0.804, 0.053,  -0.59,  0.592,  -0.912, -0.239, 0.246,  0.708,
      0.882,  -0.905, -0.03,  0.271,  -0.713, 0.107,  -0.886, 0.874,
      0.68,   -0.288, -0.108, 0.559,  -0.483, 0.14,   0.904,  -0.992,
      -0.266, -0.472, 0.877,  0.511,  -0.156, 0.391,  -0.128, 0.25,
      0.816,  -0.147, 0.507,  0.234,  0.524,  -0.001, 0.889,  -0.576,
      0.468,  0.253,  0.069,  -0.629, 0.287,  -0.44,  -0.613, 0.281,
      0.705,  -0.497, 0.315,  -0.732, -0.592, 0.789,  0.888,  0.473},
     1.66140045974668},
};

START_TEST(matrices_of_numpy)
{
    assert_radius(random_matrices[_i].n, random_matrices[_i].matrix,
                  random_matrices[_i].radius);
}
END_TEST

/* What is no matrix of numbers is never taken for stable. */
START_TEST(not_finite)
{
    static const double infinite[] = {0, INFINITY, 0.1, 0};
    static const double unknown[] = {0.5, 0, NAN, 0.5};
    static const double sum[] = {1e308, 1e308, 0, 0};

    ck_assert(isinf(radius(2, infinite)));
    ck_assert(isinf(radius(2, unknown)));
    ck_assert(isinf(radius(2, sum)));
}
END_TEST

/* Early, it returns a bound from above, below what was asked. */
START_TEST(stops_when_it_knows_enough)
{
    static const double matrix[] = {0.2, 0.6, 0.1, 0.3};
    double a[4], work[4], bound;

    memcpy(a, matrix, sizeof a);
    bound = ttri_spectral_radius(2, a, work, 1.0);
    /* the first norm: 0.2 + 0.6; the eigenvalues are 0 and 0.5 */
    ck_assert_double_eq_tol(bound, 0.8, 1e-15);
    memcpy(a, matrix, sizeof a);
    bound = ttri_spectral_radius(2, a, work, 0.6);
    ck_assert(bound >= 0.5 && bound < 0.6);
    memcpy(a, matrix, sizeof a);
    bound = ttri_spectral_radius(2, a, work, 0.5);
    ck_assert_double_eq_tol(bound, 0.5, 1e-6);
}
END_TEST

START_TEST(solves)
{
    double a[] = {-0.417, 0.704, -0.236, 0.955, -0.915, 0.508,  -0.657, 0.048,
                  -0.778, 0.207, 0.043,  0.405, 0.671,  -0.927, -0.374, -0.139};
    double b[] = {0.902, 1.392, 0.041, 0.027, -1.8, -1.377, 0.064, 1.189};
    static const double expected[] = {3.20678574501707,  5.01880605849046,
                                      -1.39493837289953, -4.64066781496665,
                                      -3.06056304021683, -2.83708587119211,
                                      4.08561166253328,  8.70903252462426};

    ck_assert(ttri_solve_identity_minus(4, a, 2, b));
    for (int i = 0; i < 8; i++)
        ck_assert_double_eq_tol(b[i], expected[i], 1e-12);
}
END_TEST

/* I - a = [0 1; 1 0]: the first pivot is 0. */
START_TEST(solves_with_a_pivot)
{
    double a[] = {1, -1, -1, 1}, b[] = {3, 5};

    ck_assert(ttri_solve_identity_minus(2, a, 1, b));
    ck_assert(b[0] == 5.0 && b[1] == 3.0);
}
END_TEST

START_TEST(refuses_the_singular)
{
    double one[] = {1}, right[] = {2};
    double twice[] = {0.5, 0.5, 0.5, 0.5}, sides[] = {1, 1};

    ck_assert(!ttri_solve_identity_minus(1, one, 1, right));
    ck_assert(!ttri_solve_identity_minus(2, twice, 1, sides));
}
END_TEST

/* Of min(i, j): the factor is all ones, the inverse has second differences. */
START_TEST(definite_matrices_are_factored_and_solved)
{
    double a[36], b[6];

    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            a[i * 6 + j] = j <= i ? j + 1 : -9; /* what is above is not read */
    ck_assert(ttri_cholesky(6, a));
    for (int i = 0; i < 6; i++) {
        b[i] = (i + 1) * (i + 1);
        for (int j = 0; j < 6; j++)
            ck_assert_double_eq(a[i * 6 + j], j <= i ? 1 : -9);
    }
    /* Of squares they are -2, and 36 - 25 at the end. */
    ttri_cholesky_solve(6, a, b);
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq(b[i], i < 5 ? -2 : 11);
}
END_TEST

START_TEST(other_matrices_are_refused)
{
    double flat[] = {1, 1, 1, 1}, wild[] = {1, 0, NAN, 1}, none[] = {0};

    ck_assert(!ttri_cholesky(2, flat));
    ck_assert(!ttri_cholesky(2, wild));
    ck_assert(!ttri_cholesky(1, none));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("matrix");
    TCase *one = tcase_create("radius"), *two = tcase_create("elimination");
    TCase *three = tcase_create("cholesky");
    int matrices = (int)(sizeof random_matrices / sizeof *random_matrices);

    tcase_add_test(one, diagonal);
    tcase_add_test(one, one_number);
    tcase_add_loop_test(one, rotation, 0, 4);
    tcase_add_loop_test(one, cycle, 2, 8);
    tcase_add_test(one, nilpotent);
    tcase_add_loop_test(one, jordan_blocks, 2, 6);
    tcase_add_test(one, scales);
    tcase_add_loop_test(one, matrices_of_numpy, 0, matrices);
    tcase_add_test(one, not_finite);
    tcase_add_test(one, stops_when_it_knows_enough);
    suite_add_tcase(suite, one);
    tcase_add_test(two, solves);
    tcase_add_test(two, solves_with_a_pivot);
    tcase_add_test(two, refuses_the_singular);
    suite_add_tcase(suite, two);
    tcase_add_test(three, definite_matrices_are_factored_and_solved);
    tcase_add_test(three, other_matrices_are_refused);
    suite_add_tcase(suite, three);
    return ttri_unit_main(suite);
}
