/* Laws: validity, support, medians. Medians come from closed forms, or were
 * computed with mpmath at 40 digits by root finding on its own functions. */
#include "failing.h"
#include "unit.h"

#include <math.h>

#include "model/driver.h"
#include "model/law.h"

#define INF INFINITY

static const double three[] = {5, 1, 3};
static const double four[] = {4, 1, 10, 2};
static const double five[] = {4, 100, 1, 3, 2};
static const double one_four[] = {1, 4};
static const double even[] = {1, 1};
static const double quarter[] = {1, 3};

#define LAW(kind_, a_, b_, c_, d_, low_, high_)                                \
    {                                                                          \
        .struct_size = sizeof(struct ttr_law), .kind = (kind_), .a = (a_),     \
        .b = (b_), .c = (c_), .d = (d_), .low = (low_), .high = (high_)        \
    }
#define SAMPLE(kind_, b_, low_, high_, values_, weights_)                      \
    {                                                                          \
        .struct_size = sizeof(struct ttr_law), .kind = (kind_), .b = (b_),     \
        .low = (low_), .high = (high_), .values = (values_),                   \
        .weights = (weights_), .count = TTRI_COUNT(values_)                    \
    }

static const struct {
    struct ttr_law law;
    double median;
} medians[] = {
    /* by symmetry, or the definition of the parameter */
    {LAW(TTR_LAW_NORMAL, 3, 2, 0, 0, -INF, INF), 3},
    {LAW(TTR_LAW_LOGNORMAL, 5, 0.3, 0, 0, -INF, INF), 5},
    {LAW(TTR_LAW_UNIFORM, 2, 5, 0, 0, -INF, INF), 3.5},
    {LAW(TTR_LAW_STUDENT, 7, 2, 3, 0, -INF, INF), 7},
    {LAW(TTR_LAW_BETA, 6, 6, 10, 20, -INF, INF), 15},
    {LAW(TTR_LAW_PERT, 1, 2, 3, 4, -INF, INF), 2},
    /* 4 - sqrt 6, and its mirror image */
    {LAW(TTR_LAW_TRIANGULAR, 0, 1, 4, 0, -INF, INF), 1.5505102572168219},
    {LAW(TTR_LAW_TRIANGULAR, 0, 3, 4, 0, -INF, INF), 2.4494897427831781},
    {LAW(TTR_LAW_TRIANGULAR, 0, 0, 4, 0, -INF, INF), 1.1715728752538099},
    /* 10 + 10 (1 - 2^(-1/3)): a mode at the low end leaves a power law */
    {LAW(TTR_LAW_PERT, 10, 10, 20, 2, -INF, INF), 12.062994740159003},
    {LAW(TTR_LAW_PERT, 0, 1, 4, 4, -INF, INF), 1.2552406818227898},
    {LAW(TTR_LAW_BETA, 2, 3, 0, 1, -INF, INF), 0.38572756813238955},
    {LAW(TTR_LAW_BETA, 0.5, 2, 0, 1, -INF, INF), 0.12061475842818323},
    {LAW(TTR_LAW_BETA, 4e4, 6e4, 0, 1, -INF, INF), 0.39999933333073252},
    {LAW(TTR_LAW_GAMMA, 1, 2, 0, 0, -INF, INF),
     1.3862943611198906}, /* 2 ln 2 */
    {LAW(TTR_LAW_GAMMA, 2.5, 3, 0, 0, -INF, INF), 6.527190286643291},
    {LAW(TTR_LAW_GAMMA, 0.1, 1, 0, 0, -INF, INF), 5.9339110446022617e-4},
    {LAW(TTR_LAW_PARETO, 1, 3, 0, 0, -INF, INF),
     1.2599210498948732}, /* 2^(1/3) */
    {SAMPLE(TTR_LAW_EMPIRICAL, 0, -INF, INF, three, NULL), 3},
    {SAMPLE(TTR_LAW_EMPIRICAL, 0, -INF, INF, four, NULL), 3},
    {SAMPLE(TTR_LAW_EMPIRICAL, 0, 2, 50, five, NULL), 3},
    {SAMPLE(TTR_LAW_EMPIRICAL, 0, 3, INF, five, NULL), 4},
    {SAMPLE(TTR_LAW_MIXTURE, 0.5, -INF, INF, one_four, even), 2},
    {SAMPLE(TTR_LAW_MIXTURE, 0.5, -INF, INF, one_four, quarter),
     3.2388567364743743},
    {SAMPLE(TTR_LAW_MIXTURE, 0.5, 0, 2, one_four, even), 0.99659319856613234},
    /* truncated: quantiles of the whole law */
    {LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, 0, INF), 0.67448975019608174},
    {LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, 8, INF), 8.0849110073915441},
    {LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, -INF, -8), -8.0849110073915441},
    {LAW(TTR_LAW_NORMAL, 2, 1.5, 0, 0, -1, 3), 1.5619430479926056},
    {LAW(TTR_LAW_LOGNORMAL, 1, 1, 0, 0, 0, 1), 0.50941628386327747},
    {LAW(TTR_LAW_UNIFORM, 0, 10, 0, 0, 2, 4), 3},
    {LAW(TTR_LAW_TRIANGULAR, 0, 1, 4, 0, -INF, 2), 1.1715728752538099},
    {LAW(TTR_LAW_BETA, 2, 3, 0, 1, 0.5, INF), 0.62063733936526182},
    {LAW(TTR_LAW_GAMMA, 1, 1, 0, 0, 1, INF), 1.6931471805599453}, /* 1 + ln 2 */
    /* Cauchy: tan(pi / 8); two degrees: 0.5 / sqrt(3 / 8) */
    {LAW(TTR_LAW_STUDENT, 0, 1, 1, 0, 0, 1), 0.41421356237309505},
    {LAW(TTR_LAW_STUDENT, 0, 1, 2, 0, 0, INF), 0.81649658092772603},
    {LAW(TTR_LAW_STUDENT, 0, 1, 5, 0, 1, 3), 1.4890137659087791},
    {LAW(TTR_LAW_PARETO, 1, 3, 0, 0, -INF, 2), 1.2114137285547721},
};

START_TEST(has_its_median)
{
    const struct ttr_law *law = &medians[_i].law;
    struct ttr_error error = ttri_unit_error();
    double median, expected = medians[_i].median;

    ttri_assert_ok(ttri_law_check(law, "law", &error), &error);
    median = ttri_law_median(law);
    ck_assert_msg(fabs(median - expected) <= 2e-13 * fabs(expected),
                  "%s: %.17g instead of %.17g", ttri_law_name(law->kind),
                  median, expected);
}
END_TEST

START_TEST(has_bounds)
{
    for (uint32_t i = 0; i < TTRI_COUNT(medians); i++) {
        double low, high;

        ttri_law_bounds(&medians[i].law, &low, &high);
        ck_assert(low <= medians[i].median && medians[i].median <= high);
        ck_assert(low >= medians[i].law.low && high <= medians[i].law.high);
    }
}
END_TEST

START_TEST(has_the_bounds_of_its_kind)
{
    const struct {
        struct ttr_law law;
        double low, high;
    } kinds[] = {
        {LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, -INF, INF), -INF, INF},
        {LAW(TTR_LAW_LOGNORMAL, 1, 1, 0, 0, -INF, INF), 0, INF},
        {LAW(TTR_LAW_UNIFORM, 2, 5, 0, 0, -INF, INF), 2, 5},
        {LAW(TTR_LAW_TRIANGULAR, 0, 1, 4, 0, 1, INF), 1, 4},
        {LAW(TTR_LAW_PERT, 0, 1, 4, 4, -INF, 9), 0, 4},
        {LAW(TTR_LAW_BETA, 2, 3, 0.5, 0.75, -INF, INF), 0.5, 0.75},
        {LAW(TTR_LAW_GAMMA, 2, 3, 0, 0, -INF, 7), 0, 7},
        {LAW(TTR_LAW_STUDENT, 0, 1, 3, 0, -4, INF), -4, INF},
        {LAW(TTR_LAW_PARETO, 6, 3, 0, 0, -INF, INF), 6, INF},
        {SAMPLE(TTR_LAW_EMPIRICAL, 0, -INF, 50, five, NULL), 1, 50},
        {SAMPLE(TTR_LAW_MIXTURE, 1, -INF, INF, one_four, even), 0, INF},
    };
    double low, high;

    ttri_law_bounds(&kinds[_i].law, &low, &high);
    ck_assert_double_eq(low, kinds[_i].low);
    ck_assert_double_eq(high, kinds[_i].high);
    ck_assert_int_eq(kinds[_i].law.kind, _i + 1);
}
END_TEST

/* ---- validity ---- */

static const double bad_values[] = {1, NAN};
static const double zero_values[] = {1, 0};
static const double bad_weights[] = {1, -1};
static const double no_weights[] = {0, 0};

static const struct {
    struct ttr_law law;
    ttr_status status;
    const char *message;
} refused[] = {
    {LAW(0, 0, 0, 0, 0, -INF, INF), TTR_E_ARGUMENT,
     "x/law must be of a known kind (got 0)"},
    {LAW(12, 0, 0, 0, 0, -INF, INF), TTR_E_ARGUMENT,
     "x/law must be of a known kind (got 12)"},
    {LAW(TTR_LAW_NORMAL, 0, 0, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a standard deviation above 0 (got 0)"},
    {LAW(TTR_LAW_NORMAL, NAN, 1, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have numbers within [-1e100, 1e100] (got nan)"},
    {LAW(TTR_LAW_NORMAL, 1e101, 1, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have numbers within [-1e100, 1e100] (got 1e+101)"},
    {LAW(TTR_LAW_LOGNORMAL, 0, 1, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a median above 0 (got 0)"},
    {LAW(TTR_LAW_LOGNORMAL, 1, -1, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a standard deviation above 0 (got -1)"},
    {LAW(TTR_LAW_UNIFORM, 2, 2, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a high end above its low end (got 2)"},
    {LAW(TTR_LAW_TRIANGULAR, 0, 5, 4, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have its mode within its ends (got 5)"},
    {LAW(TTR_LAW_TRIANGULAR, 4, 4, 4, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a high end above its low end (got 4)"},
    {LAW(TTR_LAW_PERT, 0, -1, 4, 4, -INF, INF), TTR_E_RANGE,
     "x/law must have its mode within its ends (got -1)"},
    {LAW(TTR_LAW_PERT, 0, 1, 4, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a weight of the mode within (0, 1e6] (got 0)"},
    {LAW(TTR_LAW_BETA, 0, 1, 0, 1, -INF, INF), TTR_E_RANGE,
     "x/law must have shapes within (0, 1e6] (got 0)"},
    {LAW(TTR_LAW_BETA, 1, 2e6, 0, 1, -INF, INF), TTR_E_RANGE,
     "x/law must have shapes within (0, 1e6] (got 2000000)"},
    {LAW(TTR_LAW_BETA, 1, 2, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a high end above its low end (got 0)"},
    {LAW(TTR_LAW_GAMMA, -1, 2, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a shape within (0, 1e6] (got -1)"},
    {LAW(TTR_LAW_GAMMA, 1, 0, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a scale above 0 (got 0)"},
    {LAW(TTR_LAW_STUDENT, 1, 0, 3, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a scale above 0 (got 0)"},
    {LAW(TTR_LAW_STUDENT, 1, 1, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have degrees of freedom within (0, 1e6] (got 0)"},
    {LAW(TTR_LAW_PARETO, 0, 3, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a minimum above 0 (got 0)"},
    {LAW(TTR_LAW_PARETO, 1, 2, 0, 0, -INF, INF), TTR_E_RANGE,
     "x/law must have a tail index above 2 (got 2)"},
    {LAW(TTR_LAW_EMPIRICAL, 0, 0, 0, 0, -INF, INF), TTR_E_ARGUMENT,
     "x/law must have at least one value"},
    {SAMPLE(TTR_LAW_EMPIRICAL, 0, -INF, INF, one_four, even), TTR_E_ARGUMENT,
     "x/law takes no weights: its values are equally likely"},
    {SAMPLE(TTR_LAW_EMPIRICAL, 0, -INF, INF, bad_values, NULL), TTR_E_RANGE,
     "x/law must have numbers within [-1e100, 1e100] (got nan)"},
    {SAMPLE(TTR_LAW_MIXTURE, 1, -INF, INF, one_four, NULL), TTR_E_ARGUMENT,
     "x/law must have a weight for each value"},
    {SAMPLE(TTR_LAW_MIXTURE, 1, -INF, INF, one_four, bad_weights), TTR_E_RANGE,
     "x/law must have weights of at least 0 (got -1)"},
    {SAMPLE(TTR_LAW_MIXTURE, 1, -INF, INF, one_four, no_weights), TTR_E_RANGE,
     "x/law must have a weight above 0 (got 0)"},
    {SAMPLE(TTR_LAW_MIXTURE, 1, -INF, INF, zero_values, even), TTR_E_RANGE,
     "x/law must have medians above 0 (got 0)"},
    {SAMPLE(TTR_LAW_MIXTURE, 0, -INF, INF, one_four, even), TTR_E_RANGE,
     "x/law must have a standard deviation above 0 (got 0)"},
    {SAMPLE(TTR_LAW_NORMAL, 1, -INF, INF, one_four, NULL), TTR_E_ARGUMENT,
     "x/law takes no values or weights"},
    {LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, 2, 2), TTR_E_RANGE,
     "x/law must have its truncation above higher than that below (got 2)"},
    {LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, NAN, 2), TTR_E_RANGE,
     "x/law must have its truncation above higher than that below (got 2)"},
    {LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, 99, INF), TTR_E_RANGE,
     "x/law must keep some probability when truncated"},
    {LAW(TTR_LAW_UNIFORM, 0, 1, 0, 0, 1, 2), TTR_E_RANGE,
     "x/law must keep some probability when truncated"},
    {SAMPLE(TTR_LAW_EMPIRICAL, 0, 5, 9, five, NULL), TTR_E_RANGE,
     "x/law must keep some probability when truncated"},
};

START_TEST(refuses_a_law)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(ttri_law_check(&refused[_i].law, "x/law", &error),
                      refused[_i].status, &error, refused[_i].message);
}
END_TEST

START_TEST(refuses_no_law_a_wrong_size_and_what_is_reserved)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_law law = LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, -INF, INF);

    ttri_assert_fails(ttri_law_check(NULL, "x", &error), TTR_E_ARGUMENT, &error,
                      NULL);
    law.reserved = 1;
    ttri_assert_fails(ttri_law_check(&law, "x", &error), TTR_E_ARGUMENT, &error,
                      "x must have 0 in reserved (got 1)");
    law.struct_size = 8;
    ttri_assert_fails(ttri_law_check(&law, "x", &error), TTR_E_STRUCT_SIZE,
                      &error, NULL);
}
END_TEST

START_TEST(fills_defaults)
{
    struct ttr_law law;

    memset(&law, 0x55, sizeof law);
    ttr_law_init(&law, sizeof law);
    ck_assert_uint_eq(law.struct_size, sizeof law);
    ck_assert_int_eq(law.kind, 0);
    ck_assert_double_eq(law.low, -INF);
    ck_assert_double_eq(law.high, INF);
    ck_assert(law.a == 0 && law.d == 0 && law.count == 0 && law.reserved == 0);
    ck_assert_ptr_null(law.values);
    ck_assert_ptr_null(law.weights);
}
END_TEST

/* ---- support ---- */

static const struct {
    struct ttr_law law;
    int32_t support;
    const char *message; /* NULL: fits */
} supports[] = {
    {LAW(TTR_LAW_NORMAL, 0, 1, 0, 0, -INF, INF), TTR_SUPPORT_REAL, NULL},
    {LAW(TTR_LAW_STUDENT, 0, 1, 3, 0, -INF, INF), TTR_SUPPORT_REAL, NULL},
    {LAW(TTR_LAW_NORMAL, 9, 1, 0, 0, -INF, INF), TTR_SUPPORT_POSITIVE,
     "x must have its law at 0 or above: truncate it (got -inf)"},
    {LAW(TTR_LAW_NORMAL, 9, 1, 0, 0, 0, INF), TTR_SUPPORT_POSITIVE, NULL},
    {LAW(TTR_LAW_GAMMA, 2, 3, 0, 0, -INF, INF), TTR_SUPPORT_POSITIVE, NULL},
    {LAW(TTR_LAW_GAMMA, 2, 3, 0, 0, -INF, INF), TTR_SUPPORT_UNIT,
     "x must have its law at 1 or below: truncate it (got inf)"},
    {LAW(TTR_LAW_GAMMA, 2, 3, 0, 0, -INF, 1), TTR_SUPPORT_UNIT, NULL},
    {LAW(TTR_LAW_UNIFORM, -1, 3, 0, 0, -INF, INF), TTR_SUPPORT_POSITIVE,
     "x must have its law at 0 or above: truncate it (got -1)"},
    {LAW(TTR_LAW_UNIFORM, 0, 1.5, 0, 0, -INF, INF), TTR_SUPPORT_UNIT,
     "x must have its law at 1 or below: truncate it (got 1.5)"},
    {LAW(TTR_LAW_BETA, 2, 2, 0, 1, -INF, INF), TTR_SUPPORT_UNIT, NULL},
    {LAW(TTR_LAW_STUDENT, 5, 1, 3, 0, 0, INF), TTR_SUPPORT_POSITIVE,
     "x must have its Student t law truncated above: it has no mean (got inf)"},
    {LAW(TTR_LAW_STUDENT, 5, 1, 3, 0, 0, 99), TTR_SUPPORT_POSITIVE, NULL},
};

START_TEST(lies_inside_a_support)
{
    struct ttr_error error = ttri_unit_error();

    if (supports[_i].message == NULL)
        ttri_assert_ok(ttri_law_check_support(&supports[_i].law,
                                              supports[_i].support, "x",
                                              &error),
                       &error);
    else
        ttri_assert_fails(ttri_law_check_support(&supports[_i].law,
                                                 supports[_i].support, "x",
                                                 &error),
                          TTR_E_RANGE, &error, supports[_i].message);
}
END_TEST

/* ---- names, copies ---- */

START_TEST(kinds_have_names)
{
    ck_assert_ptr_null(ttri_law_name(0));
    ck_assert_ptr_null(ttri_law_name(-1));
    ck_assert_ptr_null(ttri_law_name(TTR_LAW_MIXTURE + 1));
    ck_assert_str_eq(ttri_law_name(TTR_LAW_NORMAL), "normal");
    ck_assert_str_eq(ttri_law_name(TTR_LAW_PERT), "pert");
    ck_assert_str_eq(ttri_law_name(TTR_LAW_STUDENT), "student_t");
    ck_assert_str_eq(ttri_law_name(TTR_LAW_MIXTURE), "mixture");
}
END_TEST

static ttr_status copy(const struct ttr_allocator *allocator, void *context)
{
    struct ttri_memory memory;
    struct ttr_law made;
    bool copied;

    ck_assert_int_eq(ttri_memory_init(&memory, allocator, NULL), TTR_OK);
    copied = ttri_law_copy(&memory, context, &made);
    if (!copied)
        return TTR_E_NO_MEMORY;
    ck_assert_ptr_ne(made.values, one_four);
    ck_assert_double_eq(made.values[1], 4);
    ck_assert_double_eq(made.weights[1], 3);
    ttri_law_clear(&memory, &made);
    ck_assert_ptr_null(made.values);
    return TTR_OK;
}

START_TEST(copies_its_sample)
{
    struct ttr_law law =
        SAMPLE(TTR_LAW_MIXTURE, 1, -INF, INF, one_four, quarter);

    ck_assert_uint_eq(ttri_fail_each(copy, &law), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("law");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, has_its_median, 0, TTRI_COUNT(medians));
    tcase_add_test(laws, has_bounds);
    tcase_add_loop_test(laws, has_the_bounds_of_its_kind, 0, 11);
    tcase_add_loop_test(laws, refuses_a_law, 0, TTRI_COUNT(refused));
    tcase_add_test(laws, refuses_no_law_a_wrong_size_and_what_is_reserved);
    tcase_add_test(laws, fills_defaults);
    tcase_add_loop_test(laws, lies_inside_a_support, 0, TTRI_COUNT(supports));
    tcase_add_test(laws, kinds_have_names);
    tcase_add_test(laws, copies_its_sample);
    suite_add_tcase(suite, laws);
    return ttri_unit_main(suite);
}
