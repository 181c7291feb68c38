/* Baselines against R's forecast package (tests/data/baselines.R).
 *
 * usage: test_baseline BASELINES.TSV */
#include "tabbed.h"
#include "unit.h"

#include <tiktokrev/baseline.h>

#include "math/matrix.h"

#define MOST_VALUES 256

static const char *table_path;

struct series {
    double values[MOST_VALUES];
    uint32_t season, length;
};

static void keep_series(const struct tabbed *row, struct series *series)
{
    series->season = (uint32_t)row->number[0];
    series->length = row->numbers - 1;
    ck_assert_uint_le(series->length, MOST_VALUES);
    memcpy(series->values, row->number + 1,
           series->length * sizeof *series->values);
}

static void check_all(const struct tabbed *row, const char *what,
                      const double *got, const double *expected, uint32_t count)
{
    char text[128];

    for (uint32_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, "%s of %s, %s, %s[%u]", row->text[1],
                 row->text[0], row->text[3], what, (unsigned)i);
        tabbed_near(row->text[2], got[i], expected[i], text);
    }
}

static int32_t method_of(const char *name)
{
    static const char *const names[] = {"naive",    "seasonal_naive",
                                        "drift",    "holt",
                                        "additive", "multiplicative"};

    for (int32_t i = 0; i < 6; i++)
        if (strcmp(name, names[i]) == 0)
            return i + TTR_BASELINE_NAIVE;
    ck_abort_msg("%s is no method", name);
}

/* Reads all lines of the methods from `first` to `last`. */
static int each_line(int32_t first, int32_t last,
                     void (*check)(const struct tabbed *row, int32_t method,
                                   const struct series *series))
{
    FILE *file = fopen(table_path, "r");
    struct tabbed row;
    struct series series = {.length = 0};
    int count = 0;

    ck_assert_ptr_nonnull(file);
    while (tabbed_read(file, 4, &row)) {
        int32_t method;

        if (strcmp(row.text[1], "history") == 0) {
            keep_series(&row, &series);
            continue;
        }
        method = method_of(row.text[1]);
        if (method < first || method > last)
            continue;
        check(&row, method, &series);
        count++;
    }
    fclose(file);
    return count;
}

/* ---- plain methods ---- */

static void check_plain(const struct tabbed *row, int32_t method,
                        const struct series *series)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t horizon = (uint32_t)row->number[0];
    double means[64], deviations[64];

    ck_assert_uint_le(horizon, 64);
    ttri_assert_ok(ttr_baseline_forecast(NULL, method, series->season,
                                         series->values, series->length,
                                         horizon, means, deviations, &error),
                   &error);
    check_all(row, "mean", means, row->number + 1, horizon);
    check_all(row, "deviation", deviations, row->number + 1 + horizon, horizon);
}

START_TEST(plain_methods_are_those_of_r)
{
    ck_assert_int_ge(
        each_line(TTR_BASELINE_NAIVE, TTR_BASELINE_DRIFT, check_plain), 29);
}
END_TEST

/* ---- exponential smoothing ---- */

/* What R found, as a block; `rest` is what follows in the line. */
static struct ttr_smoothing found_by_r(const struct tabbed *row, int32_t method,
                                       const struct series *series,
                                       const double **seasons,
                                       const double **rest)
{
    struct ttr_smoothing smoothing;

    ttr_smoothing_init(&smoothing, sizeof smoothing);
    smoothing.method = method;
    smoothing.season = method == TTR_BASELINE_HOLT ? 0 : series->season;
    smoothing.alpha = row->number[0];
    smoothing.beta = row->number[1];
    smoothing.gamma = row->number[2];
    smoothing.level = row->number[3];
    smoothing.trend = row->number[4];
    *seasons = smoothing.season == 0 ? NULL : row->number + 5;
    *rest = row->number + 5 + smoothing.season;
    return smoothing;
}

static void check_recursion(const struct tabbed *row, int32_t method,
                            const struct series *series)
{
    struct ttr_error error = ttri_unit_error();
    const double *seasons, *rest;
    struct ttr_smoothing smoothing =
        found_by_r(row, method, series, &seasons, &rest);
    uint32_t last = (uint32_t)rest[2], horizon = (uint32_t)rest[3 + last];
    double expected[MOST_VALUES], means[64], deviations[64];

    ck_assert_uint_le(horizon, 64);
    ttri_assert_ok(ttr_smoothing_forecast(NULL, series->values, series->length,
                                          &smoothing, seasons, expected,
                                          horizon, means, deviations, &error),
                   &error);
    check_all(row, "likelihood", &smoothing.log_likelihood, rest, 1);
    check_all(row, "deviation of errors", &smoothing.deviation, rest + 1, 1);
    check_all(row, "expected", expected + series->length - last, rest + 3,
              last);
    check_all(row, "mean", means, rest + 4 + last, horizon);
    check_all(row, "deviation", deviations, rest + 4 + last + horizon, horizon);
}

START_TEST(recursions_and_variances_are_those_of_r)
{
    ck_assert_int_ge(each_line(TTR_BASELINE_HOLT, TTR_BASELINE_MULTIPLICATIVE,
                               check_recursion),
                     80);
}
END_TEST

/* Largest root of what becomes of an error in the seasons: as in R's
 * forecast:::admissible(), by the companion matrix of the polynomial. */
static double memory_of(const struct ttr_smoothing *smoothing)
{
    static double matrix[64 * 64], work[64 * 64];
    uint32_t season = smoothing->season, n = season + 1;
    double a = smoothing->alpha, b = smoothing->beta, c = smoothing->gamma;

    memset(matrix, 0, sizeof matrix);
    for (uint32_t i = 0; i < n; i++) {
        double coefficient = i == 0        ? 1 - a - c
                             : i == 1      ? b + c - 1
                             : i == season ? a + b - 1
                                           : b;

        matrix[i * n + n - 1] = -coefficient;
        if (i > 0)
            matrix[i * n + i - 1] = 1;
    }
    return ttri_spectral_radius(n, matrix, work, 0);
}

static void check_optimum(const struct tabbed *row, int32_t method,
                          const struct series *series)
{
    struct ttr_error error = ttri_unit_error();
    const double *seasons, *rest;
    struct ttr_smoothing other =
        found_by_r(row, method, series, &seasons, &rest);
    struct ttr_smoothing smoothing = other;
    double own[TTR_MAX_SEASON];

    ttri_assert_ok(ttr_smoothing_fit(NULL, series->values, series->length,
                                     &smoothing, own, &error),
                   &error);
    ck_assert_msg(smoothing.log_likelihood >= rest[0] - 1e-6 * fabs(rest[0]),
                  "%s of %s, %s: likelihood %.10g, not %.10g", row->text[1],
                  row->text[0], row->text[3], smoothing.log_likelihood,
                  rest[0]);
    ck_assert_double_ge(smoothing.alpha, 1e-4);
    ck_assert_double_le(smoothing.alpha, 1 - 1e-4);
    ck_assert_double_ge(smoothing.beta, 1e-4);
    ck_assert_double_le(smoothing.beta, smoothing.alpha);
    ck_assert_double_le(smoothing.gamma, 1 - smoothing.alpha);
    if (smoothing.season > 0)
        ck_assert_double_le(memory_of(&smoothing), 1 + 1e-4);
    other = smoothing;
    ttri_assert_ok(ttr_smoothing_forecast(NULL, series->values, series->length,
                                          &other, own, NULL, 0, NULL, NULL,
                                          &error),
                   &error);
    ck_assert_mem_eq(&other, &smoothing, sizeof other);
}

START_TEST(optimum_is_at_least_that_of_r)
{
    ck_assert_int_ge(each_line(TTR_BASELINE_HOLT, TTR_BASELINE_MULTIPLICATIVE,
                               check_optimum),
                     80);
}
END_TEST

/* Likelihood beside the best place, in one direction; nothing where the box
 * ends. */
static double beside(const struct series *series,
                     const struct ttr_smoothing *best, const double *seasons,
                     uint32_t direction, double step)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_smoothing other = *best;
    double *const number[] = {&other.alpha, &other.beta, &other.gamma,
                              &other.level, &other.trend};
    double turned[TTR_MAX_SEASON];

    memcpy(turned, seasons, best->season * sizeof *turned);
    if (direction < 5)
        *number[direction] += step * (direction < 3 ? 1 : best->level);
    else
        turned[direction - 5] *= 1 + step;
    if (other.alpha < 1e-4 || other.beta < 1e-4 || other.alpha > 1 - 1e-4 ||
        (best->season > 0 && other.gamma < 1e-4) || other.beta > other.alpha ||
        other.gamma > 1 - other.alpha)
        return -INFINITY;
    ttri_assert_ok(ttr_smoothing_forecast(NULL, series->values, series->length,
                                          &other, turned, NULL, 0, NULL, NULL,
                                          &error),
                   &error);
    return other.log_likelihood;
}

static void check_sides(const struct tabbed *row, int32_t method,
                        const struct series *series)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_smoothing best;
    double seasons[TTR_MAX_SEASON];

    if (strncmp(row->text[3], "ets()", 5) != 0)
        return;
    ttr_smoothing_init(&best, sizeof best);
    best.method = method;
    best.season = method == TTR_BASELINE_HOLT ? 0 : series->season;
    ttri_assert_ok(ttr_smoothing_fit(NULL, series->values, series->length,
                                     &best, seasons, &error),
                   &error);
    for (uint32_t k = 0; k < 5 + best.season; k++)
        for (int sign = -1; sign <= 1; sign += 2)
            ck_assert_msg(beside(series, &best, seasons, k, sign * 1e-4) <=
                              best.log_likelihood + 1e-9,
                          "%s of %s: a step in direction %u is better",
                          row->text[1], row->text[0], (unsigned)k);
}

START_TEST(no_step_from_the_optimum_is_better)
{
    each_line(TTR_BASELINE_HOLT, TTR_BASELINE_MULTIPLICATIVE, check_sides);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("baseline");
    TCase *tcase = tcase_create("baseline");

    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, plain_methods_are_those_of_r);
    tcase_add_test(tcase, recursions_and_variances_are_those_of_r);
    tcase_add_test(tcase, optimum_is_at_least_that_of_r);
    tcase_add_test(tcase, no_step_from_the_optimum_is_better);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(int argc, char **argv)
{
    return ttri_unit_main_at(argc, argv, &table_path, suite());
}
