/* exp, log and 2^x against a table from Python's decimal module in 60 digits
 * (tests/data/elementary.py), and their bits against those of other builds. */
#include "unit.h"

#include <math.h>
#include <stdio.h>

#include "base/base.h"
#include "math/elementary.h"

typedef double function(double x);

/* ---- errors ---- */

static const char *table_path;

struct row {
    char name[4];
    double x, nearest; /* and what remains of the value, in ulp */
    double rest;
};

/* No number is read as a decimal fraction: the locale may be any. */
static bool read_row(FILE *table, struct row *row)
{
    unsigned long long x, nearest;
    long rest;

    if (fscanf(table, "%3s %llx %llx %ld", row->name, &x, &nearest, &rest) != 4)
        return false;
    row->x = ttri_from_bits(x);
    row->nearest = ttri_from_bits(nearest);
    row->rest = (double)rest * 1e-6;
    return true;
}

/* Error of `got` in units of the value's last place. */
static double error_of(const struct row *row, double got)
{
    bool below = row->nearest < 0 ? row->rest > 0 : row->rest < 0;
    double toward = below ? 0 : copysign(INFINITY, row->nearest);
    double place = fabs(nextafter(row->nearest, toward) - row->nearest);

    return fabs((got - row->nearest) / place - row->rest);
}

/* The largest error of a function over x within [low, high]. */
static double largest_error(const char *name, function *f, double low,
                            double high, unsigned least)
{
    FILE *table = fopen(table_path, "r");
    struct row row;
    double largest = 0;
    unsigned count = 0;

    ck_assert_ptr_nonnull(table);
    while (read_row(table, &row)) {
        if (strcmp(row.name, name) != 0 || row.x < low || row.x > high)
            continue;
        count++;
        largest = fmax(largest, error_of(&row, f(row.x)));
    }
    ck_assert(feof(table));
    fclose(table);
    ck_assert_uint_ge(count, least);
    return largest;
}

static void at_most(double largest, double bound)
{
    ck_assert_msg(largest <= bound, "%g ulp", largest);
    /* A measure that sees nothing would hold any bound: half a unit is what
     * rounding alone must cost. */
    ck_assert_msg(largest > 0.45, "%g ulp", largest);
}

START_TEST(exponential_is_near)
{
    double normal = largest_error("exp", ttri_exponential, -708.39, 710, 2000);
    double all = largest_error("exp", ttri_exponential, -746, 710, 2200);

    at_most(normal, 0.8);
    at_most(all, 0.9);
}
END_TEST

START_TEST(logarithm_is_near)
{
    at_most(largest_error("log", ttri_logarithm, 0, INFINITY, 2400), 0.7);
    at_most(largest_error("log", ttri_logarithm, 0.5, 2, 700), 0.7);
}
END_TEST

START_TEST(exponential_two_is_near)
{
    at_most(largest_error("two", ttri_exponential_two, -1020, 1020, 1400), 1.4);
    at_most(largest_error("two", ttri_exponential_two, -2, 2, 700), 1.4);
}
END_TEST

/* It is clamped, so that nothing that it multiplies overflows by it alone. */
START_TEST(exponential_two_at_its_ends)
{
    double two = 1.0;

    for (int k = 0; k <= 1020; k++, two *= 2.0) {
        ck_assert(ttri_exponential_two(k) == two);
        ck_assert(ttri_exponential_two(-k) == 1.0 / two);
    }
    ck_assert(ttri_exponential_two(INFINITY) == 0x1p1020);
    ck_assert(ttri_exponential_two(-INFINITY) == 0x1p-1020);
    ck_assert(ttri_exponential_two(1e300) == 0x1p1020);
    ck_assert(isnan(ttri_exponential_two(NAN)));
}
END_TEST

START_TEST(saturation_is_near)
{
    at_most(largest_error("sat", ttri_saturation, 0, INFINITY, 1100), 1.0);
    at_most(largest_error("sat", ttri_saturation, 0, 0.1, 200), 1.0);
}
END_TEST

/* ---- ends ---- */

static void is(double got, double expected)
{
    ck_assert_msg(ttri_bits_of(got) == ttri_bits_of(expected),
                  "%.17g instead of %.17g", got, expected);
}

START_TEST(exponential_at_its_ends)
{
    is(ttri_exponential(0.0), 1.0);
    is(ttri_exponential(-0.0), 1.0);
    is(ttri_exponential(0x1p-1074), 1.0);
    is(ttri_exponential(-0x1p-1074), 1.0);
    is(ttri_exponential(-INFINITY), 0.0);
    is(ttri_exponential(INFINITY), INFINITY);
    is(ttri_exponential(-0x1.fffffffffffffp1023), 0.0);
    is(ttri_exponential(0x1.fffffffffffffp1023), INFINITY);
    /* ln of the greatest double, and of half the smallest. */
    ck_assert(isfinite(ttri_exponential(0x1.62e42fefa39efp9)));
    is(ttri_exponential(0x1.62e42fefa39f0p9), INFINITY);
    is(ttri_exponential(-0x1.74910d52d3051p9), 0x1p-1074);
    is(ttri_exponential(-0x1.74910d52d3052p9), 0.0);
    is(ttri_exponential(-746.5), 0.0);
    ck_assert(isnan(ttri_exponential(NAN)));
    ck_assert(isnan(ttri_exponential(-NAN)));
}
END_TEST

START_TEST(logarithm_at_its_ends)
{
    is(ttri_logarithm(1.0), 0.0);
    is(ttri_logarithm(0.0), -INFINITY);
    is(ttri_logarithm(-0.0), -INFINITY);
    is(ttri_logarithm(INFINITY), INFINITY);
    ck_assert(isnan(ttri_logarithm(-INFINITY)));
    ck_assert(isnan(ttri_logarithm(-1.0)));
    ck_assert(isnan(ttri_logarithm(-0x1p-1074)));
    ck_assert(isnan(ttri_logarithm(-0x1.fffffffffffffp1023)));
    ck_assert(isnan(ttri_logarithm(NAN)));
    ck_assert(isnan(ttri_logarithm(-NAN)));
}
END_TEST

START_TEST(saturation_at_its_ends)
{
    is(ttri_saturation(0.0), 0.0);
    is(ttri_saturation(0x1p-1074), 0x1p-1074);
    is(ttri_saturation(1e-300), 1e-300);
    is(ttri_saturation(38.0), 1.0);
    is(ttri_saturation(1e300), 1.0);
    is(ttri_saturation(INFINITY), 1.0);
    ck_assert(isnan(ttri_saturation(NAN)));
}
END_TEST

/* Both signs, quiet and signalling, every bit of the rest, and bits together.
 */
START_TEST(none_stays_none)
{
    function *const functions[] = {ttri_exponential, ttri_logarithm,
                                   ttri_saturation, ttri_exponential_two};
    volatile uint64_t bits;

    for (uint64_t i = 0; i < 2 * 2 * 52 * 16; i++) {
        bits = (i & 1) << 63 | (i >> 1 & 1) << 51 | 0x7ff0000000000000u |
               (uint64_t)1 << i / 4 % 52 | (i / 208 * 0x111);
        ck_assert(isnan(ttri_from_bits(bits)));
        for (unsigned k = 0; k < sizeof functions / sizeof *functions; k++)
            ck_assert_msg(isnan(functions[k](ttri_from_bits(bits))),
                          "function %u of %llx", k, (unsigned long long)bits);
    }
}
END_TEST

/* ---- order ---- */

/* `count` numbers from x on, `step` units in the last place apart. */
static void rises(function *f, double x, uint64_t step, unsigned count)
{
    uint64_t bits = ttri_bits_of(x);
    double last = f(x);

    for (unsigned i = 0; i < count; i++) {
        double next;

        bits = x < 0 ? bits - step : bits + step;
        next = f(ttri_from_bits(bits));
        if (!(next >= last)) /* Check writes at each assertion: too slow */
            ck_abort_msg("at %a", ttri_from_bits(bits));
        last = next;
    }
}

START_TEST(exponential_rises)
{
    static const double from[] = {-745.2, -708.4, -30,       -0.35,
                                  -1e-9,  1e-300, 0x1p-1022, 1e-9,
                                  0.3466, 1,      30,        709.7};

    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        for (uint64_t step = 1; step < (uint64_t)1 << 40; step *= 1024)
            rises(ttri_exponential, from[i], step, 20000);
    /* Around each change of k. */
    for (int i = -2149; i < 2047; i++)
        rises(ttri_exponential,
              (i + 0.5) * 0x1.62e42fefa39efp-1 * (1 - 0x1p-45), 1,
              i == -1 ? 1 : 400);
}
END_TEST

START_TEST(logarithm_rises)
{
    static const double from[] = {
        0x1p-1074, 0x1.fffffp-1023, 1e-300, 0.1,  0.7071, 0.9999999,
        1,         1.4142,          1e9,    1e300};

    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        for (uint64_t step = 1; step < (uint64_t)1 << 36; step *= 1024)
            rises(ttri_logarithm, from[i], step, 20000);
    for (int i = -1021; i < 1023; i++) {
        rises(ttri_logarithm, ldexp(1 - 0x1p-46, i), 1, 400);
        rises(ttri_logarithm, ldexp(0x1.6a09e667f3bcdp-1 * (1 - 0x1p-46), i), 1,
              400);
    }
}
END_TEST

START_TEST(saturation_rises)
{
    static const double from[] = {0,      1e-300, 1e-9, 0.3465, 0.3466,
                                  1.0397, 1.7328, 5,    35,     63.9};

    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        for (uint64_t step = 1; step < (uint64_t)1 << 36; step *= 1024)
            rises(ttri_saturation, from[i], step, 20000);
}
END_TEST

/* ---- bits ---- */

enum {
    INPUTS = 1000000,
    LANES = 1000
};

/* Numbers of all sizes, half of them of the size that models have. Only exact
 * operations. */
static void fill(double *x, uint64_t *state)
{
    for (unsigned i = 0; i < LANES; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        if (i % 2 == 0)
            x[i] = ttri_from_bits(*state ^ *state >> 32);
        else
            x[i] = (double)(*state >> 44) * 0x1p-9 - 1024.0;
    }
}

static uint64_t add_bits(uint64_t hash, double x)
{
    /* Which of the NaNs it is, IEEE 754 leaves open. */
    uint64_t bits = isnan(x) ? 0x7ff8000000000000u : ttri_bits_of(x);

    hash = (hash ^ bits) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

/* As kernels run them: loops, which compilers make vector instructions of. */
static void exponentials(double *to, const double *x, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        to[i] = ttri_exponential(x[i]);
}

static void logarithms(double *to, const double *x, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        to[i] = ttri_logarithm(x[i]);
}

static void saturations(double *to, const double *x, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        to[i] = ttri_saturation(fabs(x[i]));
}

static uint64_t hash_of(void (*loop)(double *, const double *, unsigned),
                        function *single)
{
    double x[LANES], to[LANES];
    uint64_t state = 1, hash = 0;

    for (unsigned done = 0; done < INPUTS; done += LANES) {
        fill(x, &state);
        loop(to, x, LANES);
        for (unsigned i = 0; i < LANES; i++) {
            double alone =
                single(single == ttri_saturation ? fabs(x[i]) : x[i]);

            hash = add_bits(hash, to[i]);
            if (ttri_bits_of(alone) != ttri_bits_of(to[i]) &&
                !(isnan(alone) && isnan(to[i])))
                ck_abort_msg("at %a: %a, alone %a", x[i], to[i], alone);
        }
    }
    return hash;
}

/* The same constants in every build and on every machine. */
START_TEST(bits_are_the_same_everywhere)
{
    function *volatile e = ttri_exponential, *volatile l = ttri_logarithm;
    function *volatile s = ttri_saturation;
    uint64_t hash_exp = hash_of(exponentials, e);
    uint64_t hash_log = hash_of(logarithms, l);
    uint64_t hash_sat = hash_of(saturations, s);

    ck_assert_msg(hash_exp == 0xf47d532d3ffbb69du, "exp 0x%016llx",
                  (unsigned long long)hash_exp);
    ck_assert_msg(hash_log == 0xb10859d5f3198595u, "log 0x%016llx",
                  (unsigned long long)hash_log);
    ck_assert_msg(hash_sat == 0xe769fea2ea5b4c32u, "saturation 0x%016llx",
                  (unsigned long long)hash_sat);
}
END_TEST

int main(int count, char **arguments)
{
    Suite *suite = suite_create("elementary");
    TCase *tests = tcase_create("elementary");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, exponential_is_near);
    tcase_add_test(tests, logarithm_is_near);
    tcase_add_test(tests, exponential_two_is_near);
    tcase_add_test(tests, exponential_two_at_its_ends);
    tcase_add_test(tests, saturation_is_near);
    tcase_add_test(tests, exponential_at_its_ends);
    tcase_add_test(tests, logarithm_at_its_ends);
    tcase_add_test(tests, saturation_at_its_ends);
    tcase_add_test(tests, none_stays_none);
    tcase_add_test(tests, exponential_rises);
    tcase_add_test(tests, logarithm_rises);
    tcase_add_test(tests, saturation_rises);
    tcase_add_test(tests, bits_are_the_same_everywhere);
    suite_add_tcase(suite, tests);
    return ttri_unit_main_at(count, arguments, &table_path, suite);
}
