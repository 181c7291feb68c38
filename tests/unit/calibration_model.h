/* A model whose users are a level in doubt times noise, and figures for it: on
 * a log scale all is linear and normal, so that the posterior is known. */
#ifndef TTRI_CALIBRATION_MODEL_H
#define TTRI_CALIBRATION_MODEL_H

#include "documents.h"

#include <math.h>
#include <stdarg.h>

#include <tiktokrev/tiktokrev.h>

#include "math/cholesky.h"

#define QUANTILE_90 1.28155156554460046
/* The level's deviation: the range below holds 80 %. */
#define LEVEL_DEVIATION (log(1.25) / QUANTILE_90)
#define USERS           1e6

/* ---- the model ---- */

static inline ttr_combiner *users_model(int periods, double volatility,
                                        double reversion)
{
    static const char format[] =
        "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2015-01\","
        "  \"frequency\": \"quarter\", \"periods\": %d},"
        " \"currency\": \"USD\", \"regions\": [{\"name\": \"US\"}],"
        " \"audience\": {\"drivers\": {\"mau_gross\": {\"value\": 1000000,"
        "  \"range\": {\"low\": 800000, \"high\": 1250000, \"probability\":"
        "  0.8}, \"noise\": {\"volatility\": %d.%06d, \"reversion\":"
        "  %d.%06d}}}},"
        " \"streams\": [{\"name\": \"advertising\", \"model\": \"advertising\","
        "  \"drivers\": {\"ad_load\": {\"value\": 0.1, \"range\": \"none\"},"
        "  \"ecpm_ref\": {\"value\": 2, \"range\": {\"low\": 1, \"high\": 4,"
        "  \"probability\": 0.8}}}}]}";
    char text[2048];
    long v = lround(volatility * 1e6), r = lround(reversion * 1e6);

    snprintf(text, sizeof text, format, periods, (int)(v / 1000000),
             (int)(v % 1000000), (int)(r / 1000000), (int)(r % 1000000));
    return load_text(text);
}

/* ---- figures ---- */

struct figures {
    char text[65536];
    size_t size;
};

#define FIGURE_COLUMNS                                                         \
    "series,period,value,unit,low,high,kind,confidence,source\n"

/* A whole file, with its first line. */
static inline void set_figures(struct figures *figures, const char *text)
{
    figures->size = strlen(text);
    ck_assert_uint_lt(figures->size, sizeof figures->text);
    memcpy(figures->text, text, figures->size + 1);
}

static inline void begin_figures(struct figures *figures)
{
    set_figures(figures, FIGURE_COLUMNS);
}

static inline void add_text(struct figures *figures, const char *series,
                            const char *period, const char *value)
{
    figures->size += (size_t)snprintf(
        figures->text + figures->size, sizeof figures->text - figures->size,
        "%s,%s,%s,,,,reported,3,test\n", series, period, value);
}

/* The value without a decimal point: locales differ. */
static inline void add_figure(struct figures *figures, const char *series,
                              const char *period, double value)
{
    char text[32];

    snprintf(text, sizeof text, "%lld", llround(value));
    add_text(figures, series, period, text);
}

static inline void add_users(struct figures *figures, int quarter, double value)
{
    char period[16];

    snprintf(period, sizeof period, "%d-Q%d", 2015 + quarter / 4,
             quarter % 4 + 1);
    add_figure(figures, "audience/US/mau", period, value);
}

static inline ttr_history *history_of(const struct figures *figures)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = NULL;

    ttri_assert_ok(ttr_history_load(NULL, figures->text, figures->size, "f",
                                    &history, &error),
                   &error);
    return history;
}

/* ---- calibrating ---- */

static inline struct ttr_calibration_options default_options(void)
{
    struct ttr_calibration_options options;

    ttr_calibration_options_init(&options, sizeof options);
    return options;
}

static inline ttr_calibration *
calibrate(const ttr_combiner *combiner, const struct figures *figures,
          const struct ttr_calibration_options *options)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = history_of(figures);
    ttr_calibration *calibration = NULL;

    ttri_assert_ok(ttr_calibration_run(combiner, history, options, NULL, NULL,
                                       &calibration, &error),
                   &error);
    ttr_history_unref(history);
    return calibration;
}

static inline struct ttr_calibration_state
state_of(const ttr_calibration *calibration)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calibration_state state = {.struct_size = sizeof state};

    ttri_assert_ok(ttr_calibration_state(calibration, &state, &error), &error);
    return state;
}

/* fitted_figure(), fitted_draw() and others: of an index. */
#define FITTED(what)                                                           \
    static inline struct ttr_fitted_##what fitted_##what(                      \
        const ttr_calibration *calibration, uint32_t index)                    \
    {                                                                          \
        struct ttr_error error = ttri_unit_error();                            \
        struct ttr_fitted_##what what = {.struct_size = sizeof what};          \
                                                                               \
        ttri_assert_ok(                                                        \
            ttr_calibration_##what(calibration, index, &what, &error),         \
            &error);                                                           \
        return what;                                                           \
    }
FITTED(figure)
FITTED(draw)
FITTED(driver)
FITTED(noise)
#undef FITTED

/* ---- the known law of log users ---- */

#define MOST_FIGURES 64

/* Covariance of the noise at the ends of quarters s and t, from 1. */
static inline double noise_covariance(double volatility, double reversion,
                                      int s, int t)
{
    int first = s < t ? s : t, gap = s < t ? t - s : s - t;
    double years = 0.25 * first;
    double variance = reversion > 0
                          ? -expm1(-2 * reversion * years) / (2 * reversion)
                          : years;

    return volatility * volatility * variance * exp(-reversion * 0.25 * gap);
}

/* Of figures in quarters 0 to count - 1 with errors of 2 %: minus the log
 * density of `y`, deviations from the central logarithm; and, unless NULL, the
 * posterior mean of the modelled ones. */
static inline double known_law(int count, const double *y, double volatility,
                               double reversion, double *fitted)
{
    static double v[MOST_FIGURES * MOST_FIGURES];
    double x[MOST_FIGURES], result = 0, error = 0.02 * 0.02;
    uint32_t n = (uint32_t)count;

    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++)
            v[i * count + j] =
                LEVEL_DEVIATION * LEVEL_DEVIATION + (i == j ? error : 0) +
                noise_covariance(volatility, reversion, i + 1, j + 1);
    ck_assert(ttri_cholesky(n, v));
    memcpy(x, y, n * sizeof *x);
    ttri_cholesky_solve(n, v, x);
    for (int i = 0; i < count; i++) {
        result +=
            y[i] * x[i] / 2 + log(v[i * count + i]) + log(2 * acos(-1.0)) / 2;
        if (fitted != NULL)
            fitted[i] = y[i] - error * x[i];
    }
    return result;
}

#define NEAR(x, y, tolerance) ck_assert_double_eq_tol(x, y, tolerance)

/* Any numbers that noise could have made. */
static const double wander[] = {
    0.02, 0.11, 0.13, 0.05, -0.02, -0.1,  0.01, 0.08,  0.21, 0.26, 0.19, 0.3,
    0.28, 0.17, 0.22, 0.09, 0.02,  -0.05, -0.1, -0.03, 0.04, 0.12, 0.06, 0.1};

static inline void wandering_figures(struct figures *figures, int count,
                                     double *y)
{
    begin_figures(figures);
    for (int t = 0; t < count; t++) {
        double value = round(USERS * exp(wander[t]));

        y[t] = log(value / USERS);
        add_users(figures, t, value);
    }
}

#endif
