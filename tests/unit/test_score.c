/* Scores against other implementations (tests/data/scores.py), their edges and
 * what they are for: the truth scores best.
 *
 * usage: test_score SCORES.TSV */
#include "failing.h"
#include "tabbed.h"
#include "unit.h"

#include <tiktokrev/score.h>

#include "math/normal.h"

static const char *table_path;

/* ---- the table ---- */

/* Numbers of a line, the score apart. */
static ttr_status score_of(const char *name, const double *at, uint32_t count,
                           double *score, struct ttr_error *error)
{
    uint32_t size = count - 1;

    if (strcmp(name, "crps_sample") == 0)
        return ttr_score_crps_sample(NULL, at + 1, size, at, 1, score, error);
    if (strcmp(name, "pit_sample") == 0)
        return ttr_score_pit_sample(at + 2, size - 1, at, 1, at + 1, score,
                                    error);
    if (strcmp(name, "crps_quantiles") == 0) {
        uint32_t levels = (uint32_t)at[1];

        return ttr_score_crps_quantiles(at + 2, levels, at + 2 + levels, at, 1,
                                        score, error);
    }
    if (strcmp(name, "crps_normal") == 0)
        return ttr_score_crps_normal(at + 1, at + 2, at, 1, score, error);
    if (strcmp(name, "pit_normal") == 0)
        return ttr_score_pit_normal(at + 1, at + 2, at, 1, score, error);
    if (strcmp(name, "pinball") == 0)
        return ttr_score_pinball(at[1], at + 2, at, 1, score, error);
    if (strcmp(name, "interval") == 0)
        return ttr_score_interval(at[1], at + 2, at + 3, at, 1, score, error);
    if (strcmp(name, "smape") == 0) {
        uint32_t forecasts = (uint32_t)at[0];

        return ttr_score_smape(at + 1, at + 1 + forecasts, forecasts, score,
                               error);
    }
    ck_assert_str_eq(name, "mase");
    const double *rest = at + 2 + (uint32_t)at[1];
    uint32_t forecasts = (uint32_t)rest[0];
    return ttr_score_mase(at + 2, (uint32_t)at[1], (uint32_t)at[0], rest + 1,
                          rest + 1 + forecasts, forecasts, score, error);
}

START_TEST(scores_are_those_of_others)
{
    FILE *file = fopen(table_path, "r");
    struct ttr_error error = ttri_unit_error();
    struct tabbed row;
    int count = 0;

    ck_assert_ptr_nonnull(file);
    for (; tabbed_read(file, 3, &row); count++) {
        double score = -7;

        ttri_assert_ok(score_of(row.text[0], row.number + 1, row.numbers - 1,
                                &score, &error),
                       &error);
        tabbed_near(row.text[1], score, row.number[0], row.text[0]);
    }
    fclose(file);
    ck_assert_int_eq(count, 167);
}
END_TEST

/* ---- what scores are for ---- */

static const double probabilities[] = {0.1, 0.3, 0.5, 0.7, 0.9};
static const double quantiles[] = {1, 2, 4, 4, 9, -1, 0, 0, 3, 5};
static const double observed[] = {4, 7};

/* Several forecasts in one call are each alone. */
START_TEST(rows_are_scored_alone)
{
    struct ttr_error error = ttri_unit_error();
    double both[2], one[2], mid[2];

    ttri_assert_ok(ttr_score_crps_quantiles(probabilities, 5, quantiles,
                                            observed, 2, both, &error),
                   &error);
    for (int i = 0; i < 2; i++)
        ttri_assert_ok(ttr_score_crps_quantiles(probabilities, 5,
                                                quantiles + 5 * i, observed + i,
                                                1, one + i, &error),
                       &error);
    ck_assert_mem_eq(both, one, sizeof both);
    ttri_assert_ok(
        ttr_score_crps_sample(NULL, quantiles, 5, observed, 2, one, &error),
        &error);
    ck_assert_double_eq_tol(both[0], one[0], 1e-15);
    ck_assert_double_eq_tol(both[1], one[1], 1e-15);
    ttri_assert_ok(
        ttr_score_pit_sample(quantiles, 5, observed, 2, NULL, mid, &error),
        &error);
    ck_assert_double_eq(mid[0], 0.6);
    ck_assert_double_eq(mid[1], 1);
}
END_TEST

START_TEST(coverage_counts_both_ends)
{
    static const double low[] = {0, 0, 0, 0}, high[] = {1, 1, 1, 1};
    static const double at[] = {0, 1, 0.5, 1.5};
    struct ttr_error error = ttri_unit_error();
    double share;

    ttri_assert_ok(ttr_score_coverage(low, high, at, 4, &share, &error),
                   &error);
    ck_assert_double_eq(share, 0.75);
}
END_TEST

/* Mean score of a forecast where observations are standard normal. */
static double mean_crps(double mean, double deviation)
{
    struct ttr_error error = ttri_unit_error();
    double sum = 0;

    for (int i = 0; i < 999; i++) {
        double at = ttri_normal_quantile((i + 0.5) / 999), score;

        ttri_assert_ok(
            ttr_score_crps_normal(&mean, &deviation, &at, 1, &score, &error),
            &error);
        sum += score;
    }
    return sum / 999;
}

START_TEST(truth_scores_best)
{
    double best = mean_crps(0, 1);

    for (int i = 1; i < 5; i++) {
        ck_assert_double_gt(mean_crps(0.1 * i, 1), best);
        ck_assert_double_gt(mean_crps(-0.1 * i, 1), best);
        ck_assert_double_gt(mean_crps(0, 1 + 0.1 * i), best);
        ck_assert_double_gt(mean_crps(0, 1 - 0.1 * i), best);
    }
}
END_TEST

/* A sample of a law has nearly its score. */
START_TEST(sample_nears_its_law)
{
    enum {
        SIZE = 4001
    };
    static double members[SIZE];
    static const double mean = 0, deviation = 1, at = 0.7;
    struct ttr_error error = ttri_unit_error();
    double sample, law, levels[99], at_levels[99], grid;

    for (int i = 0; i < SIZE; i++)
        members[(i * 7) % SIZE] = ttri_normal_quantile((i + 0.5) / SIZE);
    for (int i = 0; i < 99; i++) {
        levels[i] = (i + 1) / 100.0;
        at_levels[i] = ttri_normal_quantile(levels[i]);
    }
    ttri_assert_ok(
        ttr_score_crps_sample(NULL, members, SIZE, &at, 1, &sample, &error),
        &error);
    ttri_assert_ok(
        ttr_score_crps_normal(&mean, &deviation, &at, 1, &law, &error), &error);
    ttri_assert_ok(
        ttr_score_crps_quantiles(levels, 99, at_levels, &at, 1, &grid, &error),
        &error);
    ck_assert_double_eq_tol(sample, law, 1e-6);
    ck_assert_double_eq_tol(grid, law, 1e-3);
}
END_TEST

/* ---- refusals ---- */

static const double nought[] = {0, 0, 0}, rising[] = {1, 2, 3};

#define REFUSES(status, call, text)                                            \
    do {                                                                       \
        struct ttr_error error = ttri_unit_error();                            \
        double out[3] = {-7, -7, -7};                                          \
        ttri_assert_fails(call, status, &error, text);                         \
        ck_assert(out[0] == -7 && out[1] == -7 && out[2] == -7);               \
    } while (0)

START_TEST(numbers_out_of_range_are_named)
{
    static const double wrong[] = {1, NAN, 2}, vast[] = {1, 2, 2e100},
                        below[] = {1, 1, -1};

    REFUSES(TTR_E_RANGE,
            ttr_score_crps_sample(NULL, wrong, 3, rising, 1, out, &error),
            "members[1] must be within [-1e100, 1e100] (got nan)");
    REFUSES(TTR_E_RANGE, ttr_score_smape(rising, vast, 3, out, &error),
            "observed[2] must be within [-1e100, 1e100] (got 2e+100)");
    REFUSES(TTR_E_RANGE,
            ttr_score_crps_normal(rising, below, rising, 3, out, &error),
            "deviations[2] must be within [0, 1e100] (got -1)");
    REFUSES(TTR_E_RANGE,
            ttr_score_pit_normal(rising, below, rising, 3, out, &error),
            "deviations[2] must be within [0, 1e100] (got -1)");
    REFUSES(TTR_E_RANGE,
            ttr_score_pit_sample(rising, 1, rising, 3, vast, out, &error),
            "uniforms[1] must be within [0, 1] (got 2)");
}
END_TEST

START_TEST(shares_and_order_are_checked)
{
    static const double levels[] = {0.1, 0.5, 0.5}, ends[] = {0.5, 1, 0};

    REFUSES(TTR_E_RANGE, ttr_score_pinball(0, rising, rising, 3, out, &error),
            "probability must be within (0, 1) (got 0)");
    REFUSES(TTR_E_RANGE,
            ttr_score_interval(NAN, nought, rising, rising, 3, out, &error),
            "share must be within (0, 1) (got nan)");
    REFUSES(TTR_E_RANGE,
            ttr_score_interval(0.8, rising, nought, rising, 3, out, &error),
            "low must not be above high in forecast 0");
    REFUSES(TTR_E_RANGE,
            ttr_score_coverage(rising, nought, rising, 3, out, &error),
            "low must not be above high in forecast 0");
    REFUSES(TTR_E_RANGE,
            ttr_score_crps_quantiles(levels, 3, rising, rising, 1, out, &error),
            "probabilities[2] must be above the one before (got 0.5)");
    REFUSES(TTR_E_RANGE,
            ttr_score_crps_quantiles(ends, 2, rising, rising, 1, out, &error),
            "probabilities[1] must be within (0, 1) (got 1)");
    REFUSES(TTR_E_RANGE,
            ttr_score_crps_quantiles(probabilities, 2, quantiles + 4, rising, 1,
                                     out, &error),
            "quantiles must not descend in forecast 0");
}
END_TEST

START_TEST(nothing_to_score_or_to_scale_by)
{
    static const double small[] = {0, 5e-324, 0}, large[] = {1e100};

    REFUSES(TTR_E_ARGUMENT, ttr_score_smape(rising, rising, 0, out, &error),
            "ttr_score_smape: forecasts must not be empty");
    REFUSES(TTR_E_ARGUMENT,
            ttr_score_crps_sample(NULL, rising, 0, rising, 3, out, &error),
            "ttr_score_crps_sample: members must not be empty");
    REFUSES(TTR_E_RANGE,
            ttr_score_mase(rising, 3, 3, rising, rising, 3, out, &error),
            "season must be at least 1 and below the length of the history "
            "(got 3)");
    REFUSES(TTR_E_RANGE,
            ttr_score_mase(rising, 3, 0, rising, rising, 3, out, &error),
            "season must be at least 1 and below the length of the history "
            "(got 0)");
    REFUSES(TTR_E_RANGE,
            ttr_score_mase(nought, 3, 1, rising, rising, 3, out, &error),
            "history must not repeat itself exactly: it scales errors");
    REFUSES(TTR_E_NUMERIC,
            ttr_score_mase(small, 3, 1, nought, large, 1, out, &error),
            "forecasts must have errors that the history can scale");
}
END_TEST

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    double scores[2] = {-7, -7};
    ttr_status status = ttr_score_crps_sample(allocator, quantiles, 5, observed,
                                              2, scores, NULL);

    (void)context;
    ck_assert(status == TTR_OK || scores[0] == -7);
    return status;
}

START_TEST(allocations_may_fail)
{
    ck_assert_uint_eq(ttri_fail_each(attempt, NULL), 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("score");
    TCase *tcase = tcase_create("score");

    tcase_add_test(tcase, scores_are_those_of_others);
    tcase_add_test(tcase, rows_are_scored_alone);
    tcase_add_test(tcase, coverage_counts_both_ends);
    tcase_add_test(tcase, truth_scores_best);
    tcase_add_test(tcase, sample_nears_its_law);
    tcase_add_test(tcase, numbers_out_of_range_are_named);
    tcase_add_test(tcase, shares_and_order_are_checked);
    tcase_add_test(tcase, nothing_to_score_or_to_scale_by);
    tcase_add_test(tcase, allocations_may_fail);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(int argc, char **argv)
{
    return ttri_unit_main_at(argc, argv, &table_path, suite());
}
