/* Fits, back-tests, scores and baselines with NULL. */
#ifndef TTRI_NULLS_FITTING_H
#define TTRI_NULLS_FITTING_H

#include "calibration_model.h"
#include "nulls.h"

static inline void fits(const ttr_combiner *combiner, const ttr_history *h,
                        const ttr_calibration *c, struct ttr_error *e)
{
    struct ttr_calibration_state state = {.struct_size = sizeof state};
    struct ttr_fitted_figure figure = {.struct_size = sizeof figure};
    struct ttr_fitted_draw draw = {.struct_size = sizeof draw};
    struct ttr_fitted_driver driver = {.struct_size = sizeof driver};
    struct ttr_fitted_noise noise = {.struct_size = sizeof noise};
    struct ttr_sample_state sampled = {.struct_size = sizeof sampled};
    ttr_calibration *made = NULL;
    uint32_t first = 0;
    double x[1] = {-7};

    REFUSES(ttr_calibration_run(NULL, h, NULL, NULL, NULL, &made, e));
    REFUSES(ttr_calibration_run(combiner, NULL, NULL, NULL, NULL, &made, e));
    REFUSES(ttr_calibration_run(combiner, h, NULL, NULL, NULL, NULL, e));
    REFUSES(ttr_calibration_state(NULL, &state, e));
    REFUSES(ttr_calibration_state(c, NULL, e));
    REFUSES(ttr_calibration_figure(NULL, 0, &figure, e));
    REFUSES(ttr_calibration_figure(c, 0, NULL, e));
    REFUSES(ttr_calibration_figure(c, 2, &figure, e));
    REFUSES(ttr_calibration_draw(NULL, 0, &draw, e));
    REFUSES(ttr_calibration_draw(c, 0, NULL, e));
    REFUSES(ttr_calibration_draw(c, 1000, &draw, e));
    REFUSES(ttr_calibration_driver(NULL, 0, &driver, e));
    REFUSES(ttr_calibration_driver(c, 0, NULL, e));
    REFUSES(ttr_calibration_driver(c, 1000, &driver, e));
    REFUSES(ttr_calibration_noise(NULL, 0, &noise, e));
    REFUSES(ttr_calibration_noise(c, 0, NULL, e));
    REFUSES(ttr_calibration_noise(c, 1000, &noise, e));
    REFUSES(ttr_calibration_correlations(NULL, &first, 1, x, 1, e));
    REFUSES(ttr_calibration_correlations(c, NULL, 1, x, 1, e));
    REFUSES(ttr_calibration_correlations(c, &first, 1, NULL, 1, e));
    REFUSES(ttr_calibration_sample(NULL, NULL, NULL, NULL, 0, &sampled, e));
    REFUSES(ttr_calibration_sample(c, NULL, NULL, NULL, 0, NULL, e));
    REFUSES(ttr_simulation_condition(NULL, c, e));
    ck_assert_ptr_null(made);
    ck_assert(x[0] == -7);
}

static inline void backtests(const ttr_combiner *combiner, const ttr_history *h,
                             struct ttr_error *e)
{
    struct ttr_backtest_row row = {.struct_size = sizeof row};
    struct ttr_backtest_score score = {.struct_size = sizeof score};
    static const char *const series[] = {"audience/US/mau", NULL};
    struct ttr_error error = ttri_unit_error();
    struct ttr_backtest_options options;
    ttr_backtest *b = NULL, *made = NULL;
    ttr_text *text = NULL;

    ttr_backtest_options_init(&options, sizeof options);
    options.first = 20150101;
    options.last = 20150101;
    options.paths = 256;
    ttri_assert_ok(ttr_backtest_run(combiner, h, series, 1, NULL, 0, NULL,
                                    &options, NULL, NULL, &b, &error),
                   &error);
    DOES_NOTHING(ttr_backtest_options_init(NULL, 100));
    REFUSES(ttr_backtest_run(NULL, h, series, 1, NULL, 0, NULL, &options, NULL,
                             NULL, &made, e));
    REFUSES(ttr_backtest_run(combiner, NULL, series, 1, NULL, 0, NULL, &options,
                             NULL, NULL, &made, e));
    REFUSES(ttr_backtest_run(combiner, h, NULL, 1, NULL, 0, NULL, &options,
                             NULL, NULL, &made, e));
    REFUSES(ttr_backtest_run(combiner, h, series + 1, 1, NULL, 0, NULL,
                             &options, NULL, NULL, &made, e));
    REFUSES(ttr_backtest_run(combiner, h, series, 1, NULL, 1, NULL, &options,
                             NULL, NULL, &made, e));
    REFUSES(ttr_backtest_run(combiner, h, series, 1, series + 1, 1, NULL,
                             &options, NULL, NULL, &made, e));
    REFUSES(ttr_backtest_run(combiner, h, series, 1, NULL, 0, NULL, NULL, NULL,
                             NULL, &made, e));
    REFUSES(ttr_backtest_run(combiner, h, series, 1, NULL, 0, NULL, &options,
                             NULL, NULL, NULL, e));
    REFUSES(ttr_backtest_row(NULL, 0, &row, e));
    REFUSES(ttr_backtest_row(b, 0, NULL, e));
    REFUSES(ttr_backtest_row(b, 1000, &row, e));
    REFUSES(ttr_backtest_score(NULL, 0, 1, 0, &score, e));
    REFUSES(ttr_backtest_score(b, 0, 1, 0, NULL, e));
    REFUSES(ttr_backtest_csv(NULL, &text, e));
    REFUSES(ttr_backtest_csv(b, NULL, e));
    IS(ttr_backtest_ref(NULL), NULL);
    DOES_NOTHING(ttr_backtest_unref(NULL));
    IS(ttr_backtest_count(NULL), 0);
    ck_assert(made == NULL && text == NULL);
    ttr_backtest_unref(b);
}

static inline void calibrations(struct ttr_error *e)
{
    ttr_combiner *combiner = users_model(4, 0.1, 0);
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = NULL;
    struct figures figures;
    ttr_calibration *c;
    ttr_history *h;

    begin_figures(&figures);
    add_users(&figures, 0, 1e6);
    add_users(&figures, 1, 1.1e6);
    h = history_of(&figures);
    c = calibrate(combiner, &figures, NULL);
    fits(combiner, h, c, e);
    backtests(combiner, h, e);
    ttri_assert_ok(ttr_simulation_new(ttr_calibration_program(c), NULL,
                                      &simulation, &error),
                   &error);
    REFUSES(ttr_simulation_condition(simulation, NULL, e));
    IS(ttr_calibration_program(NULL), NULL);
    IS(ttr_calibration_ref(NULL), NULL);
    DOES_NOTHING(ttr_calibration_unref(NULL));
    DOES_NOTHING(ttr_calibration_options_init(NULL, 100));
    DOES_NOTHING(ttr_sample_options_init(NULL, 100));
    ttr_simulation_unref(simulation);
    ttr_history_unref(h);
    ttr_calibration_unref(c);
    ttr_combiner_unref(combiner);
}

static inline void scores(struct ttr_error *e)
{
    static const double at[] = {1, 2, 4}, half = 0.5;
    double x[4] = {-7};

    REFUSES(ttr_score_crps_sample(NULL, NULL, 3, at, 1, x, e));
    REFUSES(ttr_score_crps_sample(NULL, at, 3, NULL, 1, x, e));
    REFUSES(ttr_score_crps_sample(NULL, at, 3, at, 1, NULL, e));
    REFUSES(ttr_score_crps_quantiles(NULL, 1, at, at, 1, x, e));
    REFUSES(ttr_score_crps_quantiles(&half, 1, NULL, at, 1, x, e));
    REFUSES(ttr_score_crps_quantiles(&half, 1, at, NULL, 1, x, e));
    REFUSES(ttr_score_crps_quantiles(&half, 1, at, at, 1, NULL, e));
    REFUSES(ttr_score_crps_normal(NULL, at, at, 1, x, e));
    REFUSES(ttr_score_crps_normal(at, NULL, at, 1, x, e));
    REFUSES(ttr_score_crps_normal(at, at, NULL, 1, x, e));
    REFUSES(ttr_score_crps_normal(at, at, at, 1, NULL, e));
    REFUSES(ttr_score_pinball(0.5, NULL, at, 1, x, e));
    REFUSES(ttr_score_pinball(0.5, at, NULL, 1, x, e));
    REFUSES(ttr_score_pinball(0.5, at, at, 1, NULL, e));
    REFUSES(ttr_score_interval(0.5, NULL, at, at, 1, x, e));
    REFUSES(ttr_score_interval(0.5, at, NULL, at, 1, x, e));
    REFUSES(ttr_score_interval(0.5, at, at, NULL, 1, x, e));
    REFUSES(ttr_score_interval(0.5, at, at, at, 1, NULL, e));
    REFUSES(ttr_score_coverage(NULL, at, at, 1, x, e));
    REFUSES(ttr_score_coverage(at, NULL, at, 1, x, e));
    REFUSES(ttr_score_coverage(at, at, NULL, 1, x, e));
    REFUSES(ttr_score_coverage(at, at, at, 1, NULL, e));
    REFUSES(ttr_score_pit_sample(NULL, 3, at, 1, NULL, x, e));
    REFUSES(ttr_score_pit_sample(at, 3, NULL, 1, NULL, x, e));
    REFUSES(ttr_score_pit_sample(at, 3, at, 1, NULL, NULL, e));
    REFUSES(ttr_score_pit_normal(NULL, at, at, 1, x, e));
    REFUSES(ttr_score_pit_normal(at, NULL, at, 1, x, e));
    REFUSES(ttr_score_pit_normal(at, at, NULL, 1, x, e));
    REFUSES(ttr_score_pit_normal(at, at, at, 1, NULL, e));
    REFUSES(ttr_score_mase(NULL, 3, 1, at, at, 1, x, e));
    REFUSES(ttr_score_mase(at, 3, 1, NULL, at, 1, x, e));
    REFUSES(ttr_score_mase(at, 3, 1, at, NULL, 1, x, e));
    REFUSES(ttr_score_mase(at, 3, 1, at, at, 1, NULL, e));
    REFUSES(ttr_score_smape(NULL, at, 1, x, e));
    REFUSES(ttr_score_smape(at, NULL, 1, x, e));
    REFUSES(ttr_score_smape(at, at, 1, NULL, e));
    ck_assert(x[0] == -7);
}

static inline void baselines(struct ttr_error *e)
{
    static const double past[] = {1, 2, 4, 3, 5, 7, 6, 8, 10}, half = 0.5;
    struct ttr_smoothing holt, seasonal;
    double x[2] = {-7}, y[2] = {-7};

    ttr_smoothing_init(&holt, sizeof holt);
    seasonal = holt;
    seasonal.method = TTR_BASELINE_ADDITIVE;
    seasonal.season = 2;
    DOES_NOTHING(ttr_smoothing_init(NULL, sizeof(struct ttr_smoothing)));
    REFUSES(ttr_baseline_forecast(NULL, 1, 0, NULL, 9, 1, x, y, e));
    REFUSES(ttr_baseline_forecast(NULL, 1, 0, past, 9, 1, NULL, y, e));
    REFUSES(ttr_baseline_forecast(NULL, 1, 0, past, 9, 1, x, NULL, e));
    REFUSES(ttr_baseline_quantiles(NULL, past, 1, &half, 1, x, e));
    REFUSES(ttr_baseline_quantiles(past, NULL, 1, &half, 1, x, e));
    REFUSES(ttr_baseline_quantiles(past, past, 1, NULL, 1, x, e));
    REFUSES(ttr_baseline_quantiles(past, past, 1, &half, 1, NULL, e));
    REFUSES(ttr_smoothing_fit(NULL, NULL, 9, &holt, NULL, e));
    REFUSES(ttr_smoothing_fit(NULL, past, 9, NULL, NULL, e));
    REFUSES(ttr_smoothing_fit(NULL, past, 9, &seasonal, NULL, e));
    REFUSES(
        ttr_smoothing_forecast(NULL, NULL, 9, &holt, NULL, NULL, 1, x, y, e));
    REFUSES(
        ttr_smoothing_forecast(NULL, past, 9, NULL, NULL, NULL, 1, x, y, e));
    REFUSES(ttr_smoothing_forecast(NULL, past, 9, &seasonal, NULL, NULL, 1, x,
                                   y, e));
    REFUSES(ttr_smoothing_forecast(NULL, past, 9, &holt, NULL, NULL, 1, NULL, y,
                                   e));
    REFUSES(ttr_smoothing_forecast(NULL, past, 9, &holt, NULL, NULL, 1, x, NULL,
                                   e));
    ck_assert(x[0] == -7 && y[0] == -7);
}

#endif
