/* Direction numbers of Sobol' points: against points of SciPy's generator
 * (tests/data/sobol.py), and what makes them a digital sequence. */
#include "unit.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "math/sobol.h"

static const char *points_path;

/* Bits in order: the highest first. */
static uint32_t coordinate(uint32_t dimension, uint32_t index)
{
    uint32_t direction[32], reversed = 0, result = 0;

    ttri_sobol_directions(dimension, 32, direction);
    for (unsigned k = 0; k < 32; k++)
        if ((index >> k & 1) != 0)
            reversed ^= direction[k];
    for (unsigned k = 0; k < 32; k++)
        result |= (reversed >> k & 1) << (31 - k);
    return result;
}

START_TEST(points_are_those_of_scipy)
{
    FILE *file = fopen(points_path, "r");
    char line[200];
    unsigned place, dimension, expected, count = 0, last = 0;

    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#')
            continue;
        ck_assert_int_eq(
            sscanf(line, "%u\t%u\t%x", &place, &dimension, &expected), 3);
        /* Theirs come in the order of the Gray code. */
        ck_assert_uint_eq(coordinate(dimension, place ^ place >> 1), expected);
        last = dimension > last ? dimension : last;
        count++;
    }
    fclose(file);
    ck_assert_uint_gt(count, 4000);
    ck_assert_uint_eq(last, TTRI_SOBOL_DIMENSIONS - 1);
}
END_TEST

/* Bit k of a direction number k is set and those above are not: so the first
 * 2^m points lie one in each interval of 2^-m, in every dimension. */
START_TEST(every_dimension_is_stratified)
{
    for (uint32_t dimension = 0; dimension < TTRI_SOBOL_DIMENSIONS;
         dimension++) {
        uint32_t direction[32];

        ttri_sobol_directions(dimension, 32, direction);
        for (unsigned k = 0; k < 32; k++)
            ck_assert_uint_eq(direction[k] >> k, 1);
    }
}
END_TEST

START_TEST(few_numbers_are_the_first_of_all)
{
    for (uint32_t dimension = 0; dimension < TTRI_SOBOL_DIMENSIONS;
         dimension += 17) {
        uint32_t all[32], some[32];
        unsigned count = 1 + dimension % 31;

        memset(some, 0xaa, sizeof some);
        ttri_sobol_directions(dimension, 32, all);
        ttri_sobol_directions(dimension, count, some);
        ck_assert_mem_eq(some, all, count * sizeof *all);
        for (unsigned k = count; k < 32; k++)
            ck_assert_uint_eq(some[k], 0xaaaaaaaau);
    }
}
END_TEST

/* a b modulo a polynomial over two elements. */
static uint32_t times(uint32_t a, uint32_t b, uint32_t polynomial,
                      unsigned degree)
{
    uint32_t result = 0;

    for (; b != 0; b >>= 1) {
        if ((b & 1) != 0)
            result ^= a;
        a <<= 1;
        if ((a >> degree & 1) != 0)
            a ^= polynomial;
    }
    return result;
}

static uint32_t power(uint32_t exponent, uint32_t polynomial, unsigned degree)
{
    uint32_t result = 1, square = degree == 1 ? 1 : 2;

    for (; exponent != 0; exponent >>= 1) {
        if ((exponent & 1) != 0)
            result = times(result, square, polynomial, degree);
        square = times(square, square, polynomial, degree);
    }
    return result;
}

/* The order of x is 2^degree - 1, and of no divisor of it. */
static bool is_primitive(uint32_t polynomial, unsigned degree)
{
    uint32_t order = (1u << degree) - 1, left = order;

    if (power(order, polynomial, degree) != 1)
        return false;
    for (uint32_t p = 2; p <= left; p++) {
        if (left % p != 0)
            continue;
        while (left % p == 0)
            left /= p;
        if (order > 1 && power(order / p, polynomial, degree) == 1)
            return false;
    }
    return true;
}

START_TEST(polynomials_are_primitive_and_all_different)
{
    static bool seen[1 << 16];
    uint32_t before = 0;

    for (uint32_t i = 0; i < TTRI_SOBOL_DIMENSIONS - 1; i++) {
        uint32_t polynomial = (uint32_t)(ttri_sobol_table[i][0] & 0xffff);
        unsigned degree = 31 - (unsigned)__builtin_clz(polynomial);

        ck_assert(!seen[polynomial]);
        seen[polynomial] = true;
        ck_assert_msg(is_primitive(polynomial, degree), "%x", polynomial);
        ck_assert_uint_ge(degree, before);
        before = degree;
    }
    /* all there are of degrees 1 to 14: 1,866, and 181 of degree 15 */
    ck_assert_uint_eq(before, 15);
}
END_TEST

/* Of 4 dimensions, all pairs: points of 2^m lie one in each of the elementary
 * intervals for m from the pair's t on; t is the sum of degrees less 1 each, by
 * Sobol' (1967); degrees here are 0, 1, 2, 3. */
START_TEST(pairs_are_nets)
{
    enum {
        M = 12
    };
    static const unsigned quality[4] = {0, 0, 1, 2};

    for (uint32_t a = 0; a < 4; a++)
        for (uint32_t b = a + 1; b < 4; b++) {
            unsigned t = quality[a] + quality[b];

            for (unsigned first = 0; first <= M - t; first++) {
                static unsigned count[1 << M];
                unsigned second = M - t - first;

                memset(count, 0, sizeof count);
                for (uint32_t i = 0; i < 1u << M; i++) {
                    uint64_t x = coordinate(a, i), y = coordinate(b, i);

                    count[(x << first >> 32) << second | y << second >> 32]++;
                }
                for (unsigned i = 0; i < 1u << (M - t); i++)
                    ck_assert_uint_eq(count[i], 1u << t);
            }
        }
}
END_TEST

int main(int argc, char **argv)
{
    Suite *suite = suite_create("sobol");
    TCase *tests = tcase_create("sobol");

    tcase_add_test(tests, points_are_those_of_scipy);
    tcase_add_test(tests, every_dimension_is_stratified);
    tcase_add_test(tests, few_numbers_are_the_first_of_all);
    tcase_add_test(tests, polynomials_are_primitive_and_all_different);
    tcase_add_test(tests, pairs_are_nets);
    suite_add_tcase(suite, tests);
    return ttri_unit_main_at(argc, argv, &points_path, suite);
}
