/* Eigenvectors, semidefinite factors, nearest correlation matrices. */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "math/correlation.h"
#include "math/eigen.h"

#define MOST 40
#define PI   3.14159265358979323846

static uint32_t state;

/* Numerical Recipes' quick generator: any numbers will do. */
static double random_number(void)
{
    state = 1664525u * state + 1013904223u;
    return (double)state / 4294967296.0;
}

/* Symmetric, ones on the diagonal, the rest within [-1, 1]. */
static void random_matrix(uint32_t n, double *matrix)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j <= i; j++)
            matrix[i * n + j] = matrix[j * n + i] =
                i == j ? 1.0 : 2.0 * random_number() - 1.0;
}

static double distance(uint32_t n, const double *a, const double *b)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < n * n; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

static double smallest_eigenvalue(uint32_t n, const double *matrix)
{
    double vector[MOST * MOST], value[MOST], work[MOST], least = INFINITY;

    memcpy(vector, matrix, sizeof *vector * n * n);
    ck_assert(ttri_symmetric_eigen(n, vector, value, work));
    for (uint32_t i = 0; i < n; i++)
        least = fmin(least, value[i]);
    return least;
}

/* Rows of the factor add up to the matrix, and nothing is above the diagonal.
 */
static bool factor_of(uint32_t n, const double *matrix, double *factor)
{
    double *work = calloc((size_t)n * (n + 2), sizeof *work);
    bool found = ttri_semidefinite_factor(n, matrix, factor, work);

    free(work);
    for (uint32_t i = 0; found && i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            double sum = 0.0;

            for (uint32_t k = 0; k < n; k++)
                sum += factor[i * n + k] * factor[j * n + k];
            ck_assert_double_eq_tol(sum, matrix[i * n + j], 1e-9);
            ck_assert(j <= i || factor[i * n + j] == 0);
            ck_assert_double_ge(factor[i * n + i], 0);
        }
    return found;
}

static void nearest(uint32_t n, double *matrix)
{
    double *work = calloc(n * (size_t)(n + TTRI_NEAREST_ROWS), sizeof *work);

    ck_assert(ttri_nearest_correlation(n, matrix, work));
    free(work);
}

/* ---- eigenvectors ---- */

static void assert_decomposed(uint32_t n, const double *matrix)
{
    double vector[MOST * MOST], value[MOST], work[MOST];

    memcpy(vector, matrix, sizeof *vector * n * n);
    ck_assert(ttri_symmetric_eigen(n, vector, value, work));
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            double sum = 0.0, product = 0.0;

            for (uint32_t k = 0; k < n; k++) {
                sum += vector[k * n + i] * value[k] * vector[k * n + j];
                product += vector[i * n + k] * vector[j * n + k];
            }
            ck_assert_double_eq_tol(sum, matrix[i * n + j], 1e-13 * n);
            ck_assert_double_eq_tol(product, i == j, 1e-13 * n);
        }
}

START_TEST(decomposes_any_symmetric_matrix)
{
    double matrix[MOST * MOST];

    state = (uint32_t)_i;
    random_matrix(1 + (uint32_t)_i, matrix);
    assert_decomposed(1 + (uint32_t)_i, matrix);
}
END_TEST

START_TEST(decomposes_what_is_nearly_diagonal)
{
    static const double diagonal[] = {2, 0, 0, 0, -1, 0, 0, 0, 0};
    static const double twice[] = {1, 0, 0, 0, 1, 1e-200, 0, 1e-200, 1};
    static const double zero[9];
    static const double blocks[] = {1, 2, 0, 0, 2, 1, 0, 0,
                                    0, 0, 3, 4, 0, 0, 4, 3};

    assert_decomposed(3, diagonal);
    assert_decomposed(3, twice);
    assert_decomposed(3, zero);
    assert_decomposed(4, blocks);
}
END_TEST

/* 2 on the diagonal and -1 beside it: 2 - 2 cos(k pi / (n + 1)). */
START_TEST(finds_the_eigenvalues_of_a_string)
{
    enum {
        N = 12
    };
    double matrix[N * N] = {0}, value[N], work[N];

    for (int i = 0; i < N; i++) {
        matrix[i * N + i] = 2;
        if (i > 0)
            matrix[i * N + i - 1] = matrix[(i - 1) * N + i] = -1;
    }
    ck_assert(ttri_symmetric_eigen(N, matrix, value, work));
    for (int k = 1; k <= N; k++) {
        double expected = 2 - 2 * cos(k * PI / (N + 1)), near = INFINITY;

        for (int i = 0; i < N; i++)
            near = fmin(near, fabs(value[i] - expected));
        ck_assert_double_lt(near, 1e-13);
    }
}
END_TEST

START_TEST(gives_up_on_what_is_not_finite)
{
    double matrix[] = {1, NAN, NAN, 1}, value[2], work[2];

    ck_assert(!ttri_symmetric_eigen(2, matrix, value, work));
}
END_TEST

/* ---- factors ---- */

START_TEST(factors_a_matrix_by_hand)
{
    static const double matrix[] = {1, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1};
    /* sqrt(3/4), (1/2 - 1/4) / sqrt(3/4), sqrt(1 - 1/4 - 1/12) */
    const double expected[] = {
        1, 0, 0, 0.5, sqrt(0.75), 0, 0.5, 0.25 / sqrt(0.75), sqrt(2.0 / 3)};
    double factor[9];

    ck_assert(factor_of(3, matrix, factor));
    for (int i = 0; i < 9; i++)
        ck_assert_double_eq_tol(factor[i], expected[i], 1e-15);
}
END_TEST

START_TEST(factors_what_has_no_full_rank)
{
    static const double ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const double mirror[] = {1, -1, 0.3, -1, 1, -0.3, 0.3, -0.3, 1};
    double factor[9];

    ck_assert(factor_of(3, ones, factor));
    for (int i = 0; i < 9; i++)
        ck_assert_double_eq_tol(factor[i], i % 3 == 0, 1e-14);
    ck_assert(factor_of(3, mirror, factor));
    ck_assert_double_eq(factor[3], -1);
    ck_assert_double_eq(factor[4], 0);
    ck_assert_double_eq_tol(factor[6], 0.3, 1e-14);
    ck_assert_double_eq(factor[7], 0);
    ck_assert_double_eq_tol(factor[8], sqrt(1 - 0.09), 1e-14);
}
END_TEST

/* Random vectors in fewer dimensions than there are rows. */
START_TEST(factors_any_rank)
{
    uint32_t n = 24, rank = 1 + (uint32_t)_i;
    double vector[24 * 24], matrix[24 * 24], factor[24 * 24];
    uint32_t columns = 0;

    state = 99 + (uint32_t)_i;
    for (uint32_t i = 0; i < n * n; i++)
        vector[i] = random_number() - 0.5;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            matrix[i * n + j] = 0;
            for (uint32_t k = 0; k < rank; k++)
                matrix[i * n + j] += vector[i * n + k] * vector[j * n + k];
        }
    ck_assert(factor_of(n, matrix, factor));
    for (uint32_t i = 0; i < n; i++)
        columns += factor[i * n + i] > 0;
    ck_assert_uint_eq(columns, rank);
}
END_TEST

START_TEST(refuses_what_is_not_semidefinite)
{
    static const double large[] = {1, 1.1, 1.1, 1};
    static const double odd[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
    static const double negative[] = {1, 0, 0, -1e-6};
    static const double apart[] = {1, 1, 0.5, 1, 1, 0.4, 0.5, 0.4, 1};
    double factor[9];

    ck_assert(!factor_of(2, large, factor));
    ck_assert(!factor_of(3, odd, factor));
    ck_assert(!factor_of(2, negative, factor));
    ck_assert(!factor_of(3, apart, factor));
}
END_TEST

/* ---- nearest ---- */

static void assert_near(uint32_t n, const double *found, const double *expected,
                        double digits)
{
    for (uint32_t i = 0; i < n * n; i++)
        ck_assert_msg(fabs(found[i] - expected[i]) <= digits,
                      "entry %u: %.10g instead of %.10g", i, found[i],
                      expected[i]);
}

/* Higham 2002, section 1 and 4: the example of order 3, at distance 0.5278. */
START_TEST(finds_highams_matrix_of_order_3)
{
    static const double given[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
    static const double expected[] = {1,      0.7607, 0.1573, 0.7607, 1,
                                      0.7607, 0.1573, 0.7607, 1};
    double matrix[9];

    memcpy(matrix, given, sizeof matrix);
    nearest(3, matrix);
    assert_near(3, matrix, expected, 5e-5);
    ck_assert_double_eq_tol(distance(3, matrix, given), 0.5278, 5e-5);
}
END_TEST

/* The example of nearPD() in the R package Matrix. Expected: 5,000 steps with
 * numpy.linalg.eigh (NumPy 2.4.6). Without Dykstra's correction the steps end
 * farther away, at 0.07438 (nearcor() in the R package sfsmisc). */
START_TEST(goes_to_the_end)
{
    static const double given[] = {
        1,     0.477, 0.644, 0.478, 0.651, 0.826, 0.477, 1,     0.516,
        0.233, 0.682, 0.75,  0.644, 0.516, 1,     0.599, 0.581, 0.742,
        0.478, 0.233, 0.599, 1,     0.741, 0.8,   0.651, 0.682, 0.581,
        0.741, 1,     0.798, 0.826, 0.75,  0.742, 0.8,   0.798, 1};
    /* column by column below the diagonal */
    static const double expected[] = {
        0.487786120558, 0.642930907878, 0.490455427262, 0.644715082908,
        0.808210083276, 0.514511539788, 0.250341263233, 0.673249725971,
        0.725231710458, 0.597281179242, 0.581867304327, 0.744454968224,
        0.730895495688, 0.771398462762, 0.812432125567};
    double matrix[36];
    int next = 0;

    memcpy(matrix, given, sizeof matrix);
    nearest(6, matrix);
    for (int j = 0; j < 6; j++)
        for (int i = j + 1; i < 6; i++)
            ck_assert_double_eq_tol(matrix[i * 6 + j], expected[next++], 1e-9);
    ck_assert_double_eq_tol(distance(6, matrix, given), 0.0742932, 5e-8);
}
END_TEST

/* Two drivers can be as far apart as they like, but not farther than 1. */
START_TEST(cuts_a_pair)
{
    double matrix[] = {1, 1.6, 1.6, 1};

    nearest(2, matrix);
    for (int i = 0; i < 4; i++)
        ck_assert_double_eq_tol(matrix[i], 1, 1e-9);
}
END_TEST

START_TEST(leaves_correlation_matrices_as_they_are)
{
    static const double given[] = {1, 0.5, -0.2, 0.5, 1, 0.3, -0.2, 0.3, 1};
    double matrix[9];

    memcpy(matrix, given, sizeof matrix);
    nearest(3, matrix);
    assert_near(3, matrix, given, 1e-13);
}
END_TEST

/* The nearest point X of a convex set: no other point Y of it makes an acute
 * angle, <A - X, Y - X> <= 0. Taken for Y: correlation matrices of random
 * vectors, and those between them and X. */
static void assert_nearest(uint32_t n, const double *given, const double *found)
{
    for (int k = 0; k < 200; k++) {
        double v[MOST], inner = 0.0;

        for (uint32_t i = 0; i < n; i++)
            v[i] = random_number() < 0.5 ? -1.0 : 1.0;
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = 0; j < n; j++)
                inner += (given[i * n + j] - found[i * n + j]) *
                         (v[i] * v[j] - found[i * n + j]);
        ck_assert_double_le(inner, 1e-6 * n);
    }
}

START_TEST(finds_the_nearest_of_all)
{
    uint32_t n = 2 + (uint32_t)_i;
    double given[MOST * MOST], matrix[MOST * MOST], factor[MOST * MOST];

    state = 7 + (uint32_t)_i;
    random_matrix(n, given);
    memcpy(matrix, given, sizeof *given * n * n);
    nearest(n, matrix);
    for (uint32_t i = 0; i < n; i++) {
        ck_assert_double_eq(matrix[i * n + i], 1);
        for (uint32_t j = 0; j < i; j++) {
            ck_assert_double_eq(matrix[i * n + j], matrix[j * n + i]);
            ck_assert_double_le(fabs(matrix[i * n + j]), 1 + 1e-12);
        }
    }
    ck_assert_double_ge(smallest_eigenvalue(n, matrix), -1e-12);
    ck_assert(factor_of(n, matrix, factor));
    assert_nearest(n, given, matrix);
    /* Once repaired, there is nothing left to repair. */
    memcpy(given, matrix, sizeof *given * n * n);
    nearest(n, matrix);
    assert_near(n, matrix, given, 1e-8);
}
END_TEST

/* As exactly as a small one, where alternating projections alone would take
 * hundreds of steps. */
START_TEST(goes_to_the_end_of_a_large_matrix)
{
    const uint32_t n = 200;
    double *given = calloc((size_t)n * n, sizeof *given);
    double *matrix = calloc((size_t)n * n, sizeof *matrix);
    double worst = 0.0;

    state = 5;
    random_matrix(n, given);
    memcpy(matrix, given, sizeof *given * n * n);
    nearest(n, matrix);
    /* The nearest X has a y with X (X - A - diag(y)) = 0; as X has ones on its
     * diagonal, y_i is (X (X - A))_ii. */
    for (uint32_t i = 0; i < n; i++) {
        double y = 0.0;

        for (uint32_t k = 0; k < n; k++)
            y += matrix[i * n + k] * (matrix[k * n + i] - given[k * n + i]);
        for (uint32_t j = 0; j < n; j++) {
            double sum = -y * matrix[j * n + i];

            for (uint32_t k = 0; k < n; k++)
                sum +=
                    matrix[j * n + k] * (matrix[k * n + i] - given[k * n + i]);
            worst = fmax(worst, fabs(sum));
        }
    }
    ck_assert_msg(worst < 1e-8, "%g", worst);
    free(given);
    free(matrix);
}
END_TEST

START_TEST(has_no_nearest_of_what_is_not_finite)
{
    double matrix[] = {1, NAN, NAN, 1}, work[2 * (2 + TTRI_NEAREST_ROWS)];

    ck_assert(!ttri_nearest_correlation(2, matrix, work));
    ck_assert(isnan(matrix[1]));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("correlation");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, decomposes_any_symmetric_matrix, 0, MOST);
    tcase_add_test(tests, decomposes_what_is_nearly_diagonal);
    tcase_add_test(tests, finds_the_eigenvalues_of_a_string);
    tcase_add_test(tests, gives_up_on_what_is_not_finite);
    tcase_add_test(tests, factors_a_matrix_by_hand);
    tcase_add_test(tests, factors_what_has_no_full_rank);
    tcase_add_loop_test(tests, factors_any_rank, 0, 24);
    tcase_add_test(tests, refuses_what_is_not_semidefinite);
    tcase_add_test(tests, finds_highams_matrix_of_order_3);
    tcase_add_test(tests, goes_to_the_end);
    tcase_add_test(tests, cuts_a_pair);
    tcase_add_test(tests, leaves_correlation_matrices_as_they_are);
    tcase_add_loop_test(tests, finds_the_nearest_of_all, 0, MOST - 1);
    tcase_add_test(tests, goes_to_the_end_of_a_large_matrix);
    tcase_add_test(tests, has_no_nearest_of_what_is_not_finite);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
