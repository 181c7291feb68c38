/* Back-tests of a model whose past was drawn from itself: users times what one
 * brings. */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#include "base/base.h"
#include "failing.h"

#define PERIODS 40

static const char model[] =
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2014-01\", "
    "\"frequency\": \"quarter\", \"periods\": 44, \"as_of\": "
    "\"2014-01-01\"}, \"currency\": \"USD\", \"regions\": [{\"name\": \"US\", "
    "\"currency\": \"USD\"}], \"environment\": {\"region_correlation\": "
    "{\"level\": 0, \"innovation\": 0}}, \"streams\": [{\"name\": \"a\", "
    "\"model\": \"custom\", \"declare\": [{\"key\": \"users\", \"unit\": "
    "\"users\", \"support\": \"positive\", \"default\": 1}, {\"key\": "
    "\"price\", \"unit\": \"money\", \"support\": \"positive\", \"default\": "
    "1}], \"drivers\": {\"users\": {\"value\": 100, \"range\": {\"low\": 50, "
    "\"high\": 200, \"probability\": 0.8}, \"noise\": {\"volatility\": 0.2, "
    "\"reversion\": 0}}, \"price\": {\"value\": 3, \"range\": {\"low\": 2, "
    "\"high\": 4.5, \"probability\": 0.8}, \"noise\": {\"volatility\": 0.1, "
    "\"reversion\": 1}}}, \"equations\": {\"revenue\": {\"formula\": \"users "
    "* price\", \"unit\": \"money\", \"kind\": \"flow\"}, \"people\": "
    "{\"formula\": \"users\", \"unit\": \"users\", \"kind\": \"stock\"}}}]}";

static const char *const series[] = {"a/US/revenue", "a/US/people"};

/* ---- what the model was, and what came of it ---- */

static ttr_combiner *open_model(const struct ttr_allocator *allocator)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;

    ttri_assert_ok(ttr_document_load(allocator, model, strlen(model), "model",
                                     &combiner, &error),
                   &error);
    return combiner;
}

/* Path 7 of the model: revenue, then users. */
static void draw_past(double past[2][PERIODS + 4])
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = open_model(NULL);
    ttr_program *program = NULL;
    ttr_simulation *simulation = NULL;
    struct ttr_figure figure;

    ttri_assert_ok(ttr_combiner_compile(combiner, &program, &error), &error);
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttr_figure_init(&figure, sizeof figure);
    figure.step = TTR_STEP_PERIOD;
    figure.region = 0;
    ttri_assert_ok(
        ttr_program_find_output(program, "a/revenue", &figure.output, &error),
        &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
    ttri_assert_ok(
        ttr_program_find_output(program, "a/people", &figure.output, &error),
        &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_paths(simulation, NULL, 7, 1, &past[0][0],
                                        2 * (PERIODS + 4), &error),
                   &error);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
}

/* The first periods of the past, as a history; later figures are multiplied
 * by `factor`. */
static ttr_history *write_past(uint32_t known, double factor)
{
    static char text[2 * PERIODS * 100 + 200];
    static double past[2][PERIODS + 4];
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = NULL;
    char value[TTRI_NUMBER_SIZE];
    size_t size;

    draw_past(past);
    size = (size_t)snprintf(text, sizeof text,
                            "series,period,value,unit,low,high,kind,"
                            "confidence,source,error\n");
    for (uint32_t s = 0; s < 2; s++)
        for (uint32_t t = 0; t < PERIODS; t++) {
            ttri_format_number(past[s][t] * (t < known ? 1.0 : factor), value);
            size += (size_t)snprintf(
                text + size, sizeof text - size,
                "%s,%u-Q%u,%s,money,,,reported,3,drawn,0.001\n", series[s],
                2014 + t / 4, t % 4 + 1, value);
        }
    ttri_assert_ok(ttr_history_load(NULL, text, size, "past", &history, &error),
                   &error);
    return history;
}

static struct ttr_backtest_options options_of(ttr_date first, ttr_date last)
{
    struct ttr_backtest_options options;

    ttr_backtest_options_init(&options, sizeof options);
    options.first = first;
    options.last = last;
    options.paths = 1024;
    return options;
}

static ttr_backtest *test_model(const ttr_history *history,
                                const struct ttr_backtest_options *options,
                                uint32_t drivers, uint32_t threads)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = threads};
    struct ttr_calibration_options calibration;
    ttr_combiner *combiner = open_model(NULL);
    ttr_backtest *backtest = NULL;

    ttr_calibration_options_init(&calibration, sizeof calibration);
    calibration.rounds = 0;
    ttri_assert_ok(ttr_backtest_run(combiner, history, series, 2, &series[1],
                                    drivers, &calibration, options, &workers,
                                    NULL, &backtest, &error),
                   &error);
    ttr_combiner_unref(combiner);
    return backtest;
}

static struct ttr_backtest_row row_of(const ttr_backtest *backtest,
                                      uint32_t index)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_backtest_row row = {.struct_size = sizeof row};

    ttri_assert_ok(ttr_backtest_row(backtest, index, &row, &error), &error);
    return row;
}

/* ---- tests ---- */

START_TEST(rows_stand_in_order)
{
    ttr_history *history = write_past(PERIODS, 1.0);
    struct ttr_backtest_options options = options_of(20200401, 20200930);
    ttr_backtest *backtest = test_model(history, &options, 1, 1);
    uint32_t index = 0;

    /* layers, origins, series, horizons */
    ck_assert_uint_eq(ttr_backtest_count(backtest), 2 * 2 * 2 * 4);
    for (int32_t known = 0; known < 2; known++)
        for (uint32_t origin = 25; origin <= 26; origin++)
            for (uint32_t s = 0; s < 2; s++)
                for (uint32_t h = 1; h <= 4; h++) {
                    struct ttr_backtest_row row = row_of(backtest, index++);

                    ck_assert_int_eq(row.known_drivers, known);
                    ck_assert_uint_eq(row.origin, origin);
                    ck_assert_uint_eq(row.series, s);
                    ck_assert_uint_eq(row.horizon, h);
                    ck_assert_int_eq(row.converged, 1);
                    ck_assert(row.low < row.median && row.median < row.high);
                    ck_assert(row.pit >= 0.0 && row.pit <= 1.0);
                    ck_assert_double_gt(row.crps, 0.0);
                    ck_assert_double_gt(row.crps_winters, 0.0);
                }
    ttr_backtest_unref(backtest);
    ttr_history_unref(history);
}
END_TEST

/* Figures after the origin change what is scored, not what is said. */
START_TEST(nothing_is_known_before_it_came)
{
    struct ttr_backtest_options options = options_of(20200401, 20200401);
    ttr_history *history = write_past(26, 1.0), *other = write_past(26, 1.5);
    ttr_backtest *a = test_model(history, &options, 1, 1);
    ttr_backtest *b = test_model(other, &options, 1, 1);

    for (uint32_t i = 0; i < ttr_backtest_count(a); i++) {
        struct ttr_backtest_row x = row_of(a, i), y = row_of(b, i);

        if (x.known_drivers) {
            /* users are known to have been more: they are met */
            ck_assert_double_gt(y.median, x.median);
            if (x.series == 1)
                ck_assert_double_eq_tol(y.median / y.observed, 1.0, 0.01);
            continue;
        }
        ck_assert(x.mean == y.mean && x.median == y.median && x.low == y.low &&
                  x.high == y.high);
        ck_assert_double_eq_tol(y.observed / x.observed, 1.5, 1e-12);
        ck_assert(x.crps != y.crps && x.crps_naive != y.crps_naive);
    }
    ttr_backtest_unref(a);
    ttr_backtest_unref(b);
    ttr_history_unref(history);
    ttr_history_unref(other);
}
END_TEST

START_TEST(threads_change_nothing)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = write_past(PERIODS, 1.0);
    struct ttr_backtest_options options = options_of(20200101, 20210331);
    ttr_text *text[2] = {NULL, NULL};

    for (uint32_t i = 0; i < 2; i++) {
        ttr_backtest *backtest = test_model(history, &options, 1, 1 + 2 * i);

        ttri_assert_ok(ttr_backtest_csv(backtest, &text[i], &error), &error);
        ttr_backtest_unref(backtest);
    }
    ck_assert_str_eq(ttr_text_bytes(text[0]), ttr_text_bytes(text[1]));
    ck_assert_ptr_nonnull(strstr(ttr_text_bytes(text[0]),
                                 "\r\na/US/revenue,2020-Q1,1,2020-Q2,forecast,"
                                 "1,"));
    ttr_text_unref(text[0]);
    ttr_text_unref(text[1]);
    ttr_history_unref(history);
}
END_TEST

/* A model that is true beats those that know less, and is as sure as it may
 * be: of 25 origins. */
START_TEST(the_truth_scores_well)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = write_past(PERIODS, 1.0);
    struct ttr_backtest_options options = options_of(20170101, 20230331);
    ttr_backtest *backtest = test_model(history, &options, 1, 2);
    struct ttr_backtest_score score = {.struct_size = sizeof score};
    struct ttr_backtest_score known = {.struct_size = sizeof known};

    ttri_assert_ok(
        ttr_backtest_score(backtest, 0, TTR_ALL_HORIZONS, 0, &score, &error),
        &error);
    ttri_assert_ok(
        ttr_backtest_score(backtest, 0, TTR_ALL_HORIZONS, 1, &known, &error),
        &error);
    ck_assert_uint_gt(score.count, 80);
    ck_assert_double_lt(score.ratio, 1.02);
    ck_assert_double_gt(score.coverage, 0.6);
    ck_assert_double_lt(score.coverage, 0.95);
    /* with users known only the price is left to be forecast */
    ck_assert_double_lt(known.crps, 0.8 * score.crps);
    ttr_backtest_unref(backtest);
    ttr_history_unref(history);
}
END_TEST

/* Scores are those of the rows. */
START_TEST(scores_are_means_of_rows)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = write_past(PERIODS, 1.0);
    struct ttr_backtest_options options = options_of(20200101, 20211231);
    ttr_backtest *backtest = test_model(history, &options, 0, 1);
    struct ttr_backtest_score score = {.struct_size = sizeof score};
    double crps = 0.0, naive = 0.0, inside = 0.0;
    uint32_t count = 0;

    for (uint32_t i = 0; i < ttr_backtest_count(backtest); i++) {
        struct ttr_backtest_row row = row_of(backtest, i);

        if (row.series != 1 || row.horizon != 2)
            continue;
        crps += row.crps;
        naive += row.crps_naive;
        inside += row.low <= row.observed && row.observed <= row.high;
        count++;
    }
    ttri_assert_ok(ttr_backtest_score(backtest, 1, 2, 0, &score, &error),
                   &error);
    ck_assert_uint_eq(score.count, count);
    ck_assert_double_eq_tol(score.crps, crps / count, 1e-12 * crps);
    ck_assert_double_eq_tol(score.crps_naive, naive / count, 1e-12 * naive);
    ck_assert_double_eq_tol(score.coverage, inside / count, 1e-12);
    ck_assert_double_gt(score.mase, 0.0);
    ck_assert_double_gt(score.smape, 0.0);
    ck_assert_int_eq(ttr_backtest_score(backtest, 1, 2, 1, &score, &error),
                     TTR_E_MISSING);
    ck_assert_int_eq(ttr_backtest_score(backtest, 2, 2, 0, &score, &error),
                     TTR_E_ARGUMENT);
    ttr_backtest_unref(backtest);
    ttr_history_unref(history);
}
END_TEST

/* What is refused: options, and the message. */
START_TEST(bad_requests)
{
    static const struct {
        ttr_date first, last;
        uint32_t horizons, paths;
        double share;
        const char *name, *message;
    } bad[] = {
        {20190101, 20200101, 0, 1024, 0.8, "a/US/people",
         "options.horizons must be 1 to 40 (got 0)"},
        {20190101, 20200101, 4, 1000, 0.8, "a/US/people",
         "options.paths must be a multiple of 256, at most 1048576 (got "
         "1000)"},
        {20190101, 20200101, 4, 1024, 1.0, "a/US/people",
         "options.share must be inside (0, 1) (got 1)"},
        {20200101, 20190101, 4, 1024, 0.8, "a/US/people",
         "options.last must not be before first (got 20190101)"},
        {20100101, 20190101, 4, 1024, 0.8, "a/US/people",
         "options.first must lie in the model's calendar (got 20100101)"},
        {20190101, 20200101, 4, 1024, 0.8, "a/US/tips",
         "a/US/tips has no figure of a single period"},
        {20231231, 20231231, 4, 1024, 0.8, "a/US/people",
         "history must have a figure after an origin"},
    };
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = write_past(PERIODS, 1.0);
    ttr_combiner *combiner = open_model(NULL);
    struct ttr_backtest_options options =
        options_of(bad[_i].first, bad[_i].last);
    ttr_backtest *backtest = NULL;

    options.horizons = bad[_i].horizons;
    options.paths = bad[_i].paths;
    options.share = bad[_i].share;
    ck_assert_int_lt(ttr_backtest_run(combiner, history, &bad[_i].name, 1, NULL,
                                      0, NULL, &options, NULL, NULL, &backtest,
                                      &error),
                     TTR_OK);
    ck_assert_str_eq(error.message, bad[_i].message);
    ck_assert_ptr_null(backtest);
    ttr_combiner_unref(combiner);
    ttr_history_unref(history);
}
END_TEST

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    const struct ttr_backtest_options options = {.struct_size = sizeof options,
                                                 .first = 20171001,
                                                 .last = 20171001,
                                                 .horizons = 1,
                                                 .paths = 256,
                                                 .share = 0.8};
    struct ttr_calibration_options calibration;
    ttr_combiner *combiner = NULL;
    ttr_backtest *backtest = NULL;
    ttr_text *text = NULL;
    struct ttr_error error = ttri_unit_error();
    struct ttr_backtest_score score = {.struct_size = sizeof score};
    ttr_status status = ttr_document_load(allocator, model, strlen(model),
                                          "model", &combiner, &error);

    ttr_calibration_options_init(&calibration, sizeof calibration);
    calibration.rounds = 0;
    if (status == TTR_OK)
        status = ttr_backtest_run(combiner, context, series, 1, NULL, 0,
                                  &calibration, &options, NULL, NULL, &backtest,
                                  &error);
    if (status == TTR_OK)
        status = ttr_backtest_score(backtest, 0, 1, 0, &score, &error);
    if (status == TTR_OK)
        status = ttr_backtest_csv(backtest, &text, &error);
    ttr_text_unref(text);
    ttr_backtest_unref(backtest);
    ttr_combiner_unref(combiner);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    ttr_history *history = write_past(PERIODS, 1.0);

    ck_assert_uint_gt(ttri_fail_each(attempt, history), 100);
    ttr_history_unref(history);
}
END_TEST

START_TEST(progress_is_watched)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_backtest_options options = options_of(20170101, 20230331);
    ttr_history *history = write_past(PERIODS, 1.0);
    ttr_combiner *combiner = open_model(NULL);
    ttr_monitor *monitor = NULL;
    ttr_backtest *backtest = NULL;

    ttri_assert_ok(ttr_monitor_new(NULL, &monitor, &error), &error);
    ttri_assert_ok(ttr_backtest_run(combiner, history, series, 1, NULL, 0, NULL,
                                    &options, NULL, monitor, &backtest, &error),
                   &error);
    ck_assert_double_eq(ttr_monitor_progress(monitor), 1.0);
    ttr_backtest_unref(backtest);
    ttr_monitor_unref(monitor);
    ttr_combiner_unref(combiner);
    ttr_history_unref(history);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("back-test");
    TCase *cases = tcase_create("back-test");

    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, rows_stand_in_order);
    tcase_add_test(cases, nothing_is_known_before_it_came);
    tcase_add_test(cases, threads_change_nothing);
    tcase_add_test(cases, the_truth_scores_well);
    tcase_add_test(cases, scores_are_means_of_rows);
    tcase_add_loop_test(cases, bad_requests, 0, 7);
    tcase_add_test(cases, every_allocation_may_fail);
    tcase_add_test(cases, progress_is_watched);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
