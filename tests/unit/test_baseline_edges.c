/* Baselines where a history is short, flat, exact or wrong; what does not
 * depend on its unit; what they refuse. */
#include "failing.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <tiktokrev/baseline.h>

#define HORIZON 6

static const double history[16] = {31, 42, 55, 38, 36, 47, 63, 42,
                                   39, 53, 66, 47, 44, 57, 74, 52};

struct forecast {
    double means[HORIZON], deviations[HORIZON];
};

static struct forecast forecast_of(int32_t method, uint32_t season,
                                   const double *values, uint32_t length)
{
    struct ttr_error error = ttri_unit_error();
    struct forecast forecast;

    ttri_assert_ok(ttr_baseline_forecast(NULL, method, season, values, length,
                                         HORIZON, forecast.means,
                                         forecast.deviations, &error),
                   &error);
    return forecast;
}

static struct ttr_smoothing smoothing_of(int32_t method, uint32_t season)
{
    struct ttr_smoothing smoothing;

    ttr_smoothing_init(&smoothing, sizeof smoothing);
    smoothing.method = method;
    smoothing.season = season;
    return smoothing;
}

/* ---- histories that leave no error ---- */

START_TEST(flat_history_goes_on)
{
    double flat[12];

    for (int i = 0; i < 12; i++)
        flat[i] = 7.3;
    for (int32_t method = TTR_BASELINE_NAIVE;
         method <= TTR_BASELINE_MULTIPLICATIVE; method++) {
        struct forecast forecast = forecast_of(method, 4, flat, 12);

        for (int h = 0; h < HORIZON; h++) {
            ck_assert_double_eq_tol(forecast.means[h], 7.3, 1e-12);
            ck_assert_double_eq(forecast.deviations[h], 0);
        }
    }
}
END_TEST

START_TEST(nothing_stays_nothing)
{
    static const double zeros[12] = {0};

    for (int32_t method = TTR_BASELINE_NAIVE; method <= TTR_BASELINE_ADDITIVE;
         method++) {
        struct forecast forecast = forecast_of(method, 4, zeros, 12);

        for (int h = 0; h < HORIZON; h++) {
            ck_assert_double_eq(forecast.means[h], 0);
            ck_assert_double_eq(forecast.deviations[h], 0);
        }
    }
}
END_TEST

/* A line, terms beside it or factors of it. */
static double exact_value(int32_t method, int i)
{
    static const double terms[] = {-2, 1, 3, -2};
    static const double factors[] = {0.75, 1.25, 1.5, 0.5};
    double line = 20 + 3 * i;

    if (method == TTR_BASELINE_ADDITIVE)
        return line + terms[i % 4];
    return method == TTR_BASELINE_MULTIPLICATIVE ? line * factors[i % 4] : line;
}

START_TEST(exact_history_goes_on_exactly)
{
    static const int32_t methods[] = {TTR_BASELINE_DRIFT, TTR_BASELINE_HOLT,
                                      TTR_BASELINE_ADDITIVE,
                                      TTR_BASELINE_MULTIPLICATIVE};

    for (int k = 0; k < 4; k++) {
        struct forecast forecast;
        double values[16];

        for (int i = 0; i < 16; i++)
            values[i] = exact_value(methods[k], i);
        forecast = forecast_of(methods[k], 4, values, 16);
        for (int h = 0; h < HORIZON; h++) {
            ck_assert_double_eq_tol(forecast.means[h],
                                    exact_value(methods[k], 16 + h), 1e-8);
            ck_assert_double_le(forecast.deviations[h], 1e-8);
        }
    }
}
END_TEST

START_TEST(no_error_is_an_infinite_likelihood)
{
    struct ttr_smoothing smoothing = smoothing_of(TTR_BASELINE_HOLT, 0);
    struct ttr_error error = ttri_unit_error();
    static const double line[] = {1, 2, 3, 4, 5, 6};

    ttri_assert_ok(ttr_smoothing_fit(NULL, line, 6, &smoothing, NULL, &error),
                   &error);
    ck_assert(isinf(smoothing.log_likelihood));
    ck_assert_double_gt(smoothing.log_likelihood, 0);
    ck_assert_double_eq(smoothing.deviation, 0);
}
END_TEST

/* ---- by hand ---- */

START_TEST(plain_methods_by_hand)
{
    static const double values[] = {1, 3, 2, 6};
    struct forecast naive = forecast_of(TTR_BASELINE_NAIVE, 0, values, 4);
    struct forecast drift = forecast_of(TTR_BASELINE_DRIFT, 0, values, 4);
    struct forecast season =
        forecast_of(TTR_BASELINE_SEASONAL_NAIVE, 2, values, 4);

    /* changes 2, -1, 4; about 5/3: 1/3, -8/3, 7/3 */
    ck_assert_double_eq(naive.means[5], 6);
    ck_assert_double_eq_tol(naive.deviations[3], 2 * sqrt(7), 1e-14);
    ck_assert_double_eq_tol(drift.means[2], 11, 1e-14);
    ck_assert_double_eq_tol(drift.deviations[2],
                            sqrt((1 + 64 + 49) / 18.0 * 3 * 2), 1e-14);
    ck_assert_double_eq(season.means[2], 2);
    ck_assert_double_eq(season.means[5], 6);
    ck_assert_double_eq_tol(season.deviations[4], sqrt(5 * 3), 1e-14);
}
END_TEST

/* Another unit of money, by a power of two: the same bits. */
START_TEST(unit_does_not_matter)
{
    static const double other[] = {4096, 1.0 / 1024};
    double values[16];

    for (int32_t method = TTR_BASELINE_NAIVE; method <= TTR_BASELINE_ADDITIVE;
         method++)
        for (int k = 0; k < 2; k++) {
            struct forecast one = forecast_of(method, 4, history, 16), two;

            for (int i = 0; i < 16; i++)
                values[i] = history[i] * other[k];
            two = forecast_of(method, 4, values, 16);
            for (int h = 0; h < HORIZON; h++) {
                ck_assert_double_eq(one.means[h] * other[k], two.means[h]);
                ck_assert_double_eq(one.deviations[h] * other[k],
                                    two.deviations[h]);
            }
        }
}
END_TEST

/* The fit, then the forecast, is what one call gives. */
START_TEST(one_call_is_both)
{
    struct forecast both = forecast_of(TTR_BASELINE_MULTIPLICATIVE, 4, history,
                                       16),
                    forecast;
    struct ttr_smoothing smoothing =
        smoothing_of(TTR_BASELINE_MULTIPLICATIVE, 4);
    struct ttr_error error = ttri_unit_error();
    double seasons[4];

    ttri_assert_ok(
        ttr_smoothing_fit(NULL, history, 16, &smoothing, seasons, &error),
        &error);
    ck_assert_double_eq_tol(seasons[0] + seasons[1] + seasons[2] + seasons[3],
                            4, 1e-12);
    ttri_assert_ok(ttr_smoothing_forecast(
                       NULL, history, 16, &smoothing, seasons, NULL, HORIZON,
                       forecast.means, forecast.deviations, &error),
                   &error);
    ck_assert_mem_eq(&forecast, &both, sizeof both);
}
END_TEST

START_TEST(quantiles_are_normal)
{
    static const double mean[] = {10, -3}, deviation[] = {2, 0},
                        probabilities[] = {0.5, 0.975, 0.1};
    struct ttr_error error = ttri_unit_error();
    double values[6];

    ttri_assert_ok(ttr_baseline_quantiles(mean, deviation, 2, probabilities, 3,
                                          values, &error),
                   &error);
    ck_assert_double_eq(values[0], 10);
    ck_assert_double_eq_tol(values[1], 10 + 2 * 1.959963984540054, 1e-14);
    ck_assert_double_eq_tol(values[2], 10 - 2 * 1.2815515655446004, 1e-14);
    for (int i = 3; i < 6; i++)
        ck_assert_double_eq(values[i], -3);
}
END_TEST

/* ---- refusals ---- */

static void refuses(int32_t method, uint32_t season, const double *values,
                    uint32_t length, ttr_status status, const char *message)
{
    struct ttr_error error = ttri_unit_error();
    double means[HORIZON] = {-7}, deviations[HORIZON] = {-7};

    ttri_assert_fails(ttr_baseline_forecast(NULL, method, season, values,
                                            length, HORIZON, means, deviations,
                                            &error),
                      status, &error, message);
    ck_assert(means[0] == -7 && deviations[0] == -7);
}

START_TEST(short_histories_are_refused)
{
    static const uint32_t least[] = {2, 5, 3, 5, 9, 9};
    char message[64];

    for (int32_t method = TTR_BASELINE_NAIVE;
         method <= TTR_BASELINE_MULTIPLICATIVE; method++) {
        uint32_t enough = least[method - TTR_BASELINE_NAIVE];

        snprintf(message, sizeof message,
                 "history must have %u values or more (got %u)", enough,
                 enough - 1);
        refuses(method, 4, history, enough - 1, TTR_E_MISSING, message);
        forecast_of(method, 4, history, enough);
    }
    refuses(TTR_BASELINE_ADDITIVE, 7, history, 13, TTR_E_MISSING,
            "history must have 14 values or more (got 13)");
}
END_TEST

START_TEST(wrong_histories_are_refused)
{
    double wrong[16], down[16];

    memcpy(wrong, history, sizeof wrong);
    wrong[9] = INFINITY;
    for (int32_t method = TTR_BASELINE_NAIVE;
         method <= TTR_BASELINE_MULTIPLICATIVE; method++)
        refuses(method, 4, wrong, 16, TTR_E_RANGE,
                "history[9] must be within [-1e100, 1e100] (got inf)");
    memcpy(down, history, sizeof down);
    down[15] = 0;
    forecast_of(TTR_BASELINE_ADDITIVE, 4, down, 16);
    refuses(TTR_BASELINE_MULTIPLICATIVE, 4, down, 16, TTR_E_RANGE,
            "history[15] must be above 0 where seasons multiply (got 0)");
}
END_TEST

START_TEST(wrong_questions_are_refused)
{
    struct ttr_error error = ttri_unit_error();
    double means[1] = {-7}, deviations[1] = {-7};

    refuses(0, 4, history, 16, TTR_E_ARGUMENT,
            "method must be one of TTR_BASELINE_ (got 0)");
    refuses(7, 4, history, 16, TTR_E_ARGUMENT,
            "method must be one of TTR_BASELINE_ (got 7)");
    refuses(TTR_BASELINE_SEASONAL_NAIVE, 0, history, 16, TTR_E_RANGE,
            "season must be at least 1 (got 0)");
    refuses(TTR_BASELINE_ADDITIVE, 1, history, 16, TTR_E_RANGE,
            "season must be within [2, 53] (got 1)");
    refuses(TTR_BASELINE_MULTIPLICATIVE, 54, history, 16, TTR_E_RANGE,
            "season must be within [2, 53] (got 54)");
    ttri_assert_fails(
        ttr_baseline_forecast(NULL, TTR_BASELINE_NAIVE, 0, history, 16, 0,
                              means, deviations, &error),
        TTR_E_ARGUMENT, &error, "horizon must be at least 1 (got 0)");
}
END_TEST

/* A block with one thing wrong is refused, and stays as it was. */
static void refuses_block(struct ttr_smoothing smoothing, ttr_status status,
                          const char *message)
{
    static const double seasons[] = {1, 1, 1, 1};
    struct ttr_smoothing before = smoothing;
    struct ttr_error error = ttri_unit_error();
    double mean = -7, deviation = -7;

    ttri_assert_fails(ttr_smoothing_forecast(NULL, history, 16, &smoothing,
                                             seasons, NULL, 1, &mean,
                                             &deviation, &error),
                      status, &error, message);
    ck_assert_mem_eq(&smoothing, &before, sizeof before);
    ck_assert(mean == -7 && deviation == -7);
}

START_TEST(wrong_parameters_are_refused)
{
    struct ttr_smoothing right = smoothing_of(TTR_BASELINE_MULTIPLICATIVE, 4),
                         wrong;

    right.alpha = 0.5;
    right.level = 40;
    wrong = right;
    wrong.alpha = 1.5;
    refuses_block(wrong, TTR_E_RANGE,
                  "smoothing/alpha must be within [0, 1] (got 1.5)");
    wrong = right;
    wrong.beta = 0.75;
    refuses_block(wrong, TTR_E_RANGE,
                  "smoothing/beta must be within [0, alpha] (got 0.75)");
    wrong = right;
    wrong.gamma = NAN;
    refuses_block(wrong, TTR_E_RANGE,
                  "smoothing/gamma must be within [0, 1 - alpha] (got nan)");
    wrong = right;
    wrong.trend = INFINITY;
    refuses_block(wrong, TTR_E_RANGE,
                  "smoothing/trend must be within [-1e100, 1e100] (got inf)");
    wrong = right;
    wrong.method = TTR_BASELINE_DRIFT;
    refuses_block(wrong, TTR_E_ARGUMENT,
                  "smoothing/method must be a method of exponential smoothing "
                  "(got 3)");
    wrong = right;
    wrong.level = -40;
    refuses_block(wrong, TTR_E_NUMERIC,
                  "smoothing must expect finite values, and above 0 where "
                  "seasons multiply");
    wrong = right;
    wrong.struct_size = 8;
    refuses_block(wrong, TTR_E_STRUCT_SIZE, NULL);
    wrong.struct_size = sizeof wrong + 8;
    refuses_block(wrong, TTR_E_STRUCT_SIZE, NULL);
}
END_TEST

/* Errors of many times the level, which grow with it beyond all bounds. */
START_TEST(forecasts_beyond_all_bounds_are_refused)
{
    enum {
        FAR = 4000
    };
    static double values[12], means[FAR], deviations[FAR];
    struct ttr_smoothing smoothing =
        smoothing_of(TTR_BASELINE_MULTIPLICATIVE, 2);
    static const double seasons[] = {1, 1};
    struct ttr_error error = ttri_unit_error();

    for (int i = 0; i < 12; i++)
        values[i] = i % 3 == 0 ? 1000 : 1;
    smoothing.alpha = 0.5;
    smoothing.level = 1;
    means[0] = -7;
    ttri_assert_fails(ttr_smoothing_forecast(NULL, values, 12, &smoothing,
                                             seasons, NULL, FAR, means,
                                             deviations, &error),
                      TTR_E_NUMERIC, &error, NULL);
    ck_assert_str_eq(error.path, "horizon");
    ck_assert(means[0] == -7);
}
END_TEST

/* ---- memory ---- */

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    double means[HORIZON] = {-7}, deviations[HORIZON];
    ttr_status status =
        ttr_baseline_forecast(allocator, TTR_BASELINE_MULTIPLICATIVE, 4,
                              history, 16, HORIZON, means, deviations, NULL);

    (void)context;
    ck_assert(status == TTR_OK || means[0] == -7);
    return status;
}

START_TEST(allocations_may_fail)
{
    ck_assert_uint_eq(ttri_fail_each(attempt, NULL), 3);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("baseline_edges");
    TCase *tcase = tcase_create("baseline_edges");

    tcase_add_test(tcase, flat_history_goes_on);
    tcase_add_test(tcase, nothing_stays_nothing);
    tcase_add_test(tcase, exact_history_goes_on_exactly);
    tcase_add_test(tcase, no_error_is_an_infinite_likelihood);
    tcase_add_test(tcase, plain_methods_by_hand);
    tcase_add_test(tcase, unit_does_not_matter);
    tcase_add_test(tcase, one_call_is_both);
    tcase_add_test(tcase, quantiles_are_normal);
    tcase_add_test(tcase, short_histories_are_refused);
    tcase_add_test(tcase, wrong_histories_are_refused);
    tcase_add_test(tcase, wrong_questions_are_refused);
    tcase_add_test(tcase, wrong_parameters_are_refused);
    tcase_add_test(tcase, forecasts_beyond_all_bounds_are_refused);
    tcase_add_test(tcase, allocations_may_fail);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return ttri_unit_main(suite());
}
