/* A model of one region, 1,000 users and one stream, for tests of equations
 * against numbers worked by hand. */
#ifndef TTRI_SMALL_MODEL_H
#define TTRI_SMALL_MODEL_H

#include "unit.h"

#include <math.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#define MOST_PERIODS 48

struct small_model {
    ttr_combiner *combiner;
    ttr_audience *audience;
    ttr_stream *stream;
    ttr_program *program;
    ttr_forecast *forecast;
    uint32_t periods;
};

typedef ttr_status (*stream_maker)(const struct ttr_allocator *, const char *,
                                   ttr_stream **, struct ttr_error *);

/* From a month of 2024; `name` NULL is the stream's own. */
static inline void small_begin(struct small_model *model, stream_maker make,
                               const char *name, int32_t start_month,
                               int32_t period_months, int32_t periods)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar calendar;

    memset(model, 0, sizeof *model);
    model->periods = (uint32_t)periods;
    ttr_calendar_init(&calendar, sizeof calendar);
    calendar.start_year = 2024;
    calendar.start_month = start_month;
    calendar.period_months = period_months;
    calendar.periods = periods;
    ttri_assert_ok(
        ttr_combiner_new(NULL, &calendar, "USD", &model->combiner, &error),
        &error);
    ttri_assert_ok(
        ttr_combiner_add_region(model->combiner, "US", "USD", &error), &error);
    ttri_assert_ok(ttr_audience_new(NULL, &model->audience, &error), &error);
    ttri_assert_ok(
        ttr_audience_set(model->audience, NULL, "mau_gross", 1000, &error),
        &error);
    ttri_assert_ok(
        ttr_combiner_set_audience(model->combiner, model->audience, &error),
        &error);
    ttri_assert_ok(make(NULL, name, &model->stream, &error), &error);
    ttri_assert_ok(
        ttr_combiner_add_stream(model->combiner, model->stream, &error),
        &error);
}

static inline void small_end(struct small_model *model)
{
    ttr_forecast_unref(model->forecast);
    ttr_program_unref(model->program);
    ttr_stream_unref(model->stream);
    ttr_audience_unref(model->audience);
    ttr_combiner_unref(model->combiner);
}

static inline void small_set(struct small_model *model, const char *key,
                             double value)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_stream_set(model->stream, NULL, key, value, &error),
                   &error);
}

/* Gives a key one number per period, divided by `by`. */
static inline void small_set_series(struct small_model *model, const char *key,
                                    const double *numbers, double by)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;
    double series[MOST_PERIODS];

    for (uint32_t t = 0; t < model->periods; t++)
        series[t] = numbers[t] / by;
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(
        ttr_driver_set_series(driver, model->periods, series, &error), &error);
    ttri_assert_ok(
        ttr_stream_set_driver(model->stream, NULL, key, driver, &error),
        &error);
    ttr_driver_unref(driver);
}

static inline void small_run(struct small_model *model)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(
        ttr_combiner_compile(model->combiner, &model->program, &error), &error);
    ttri_assert_ok(
        ttr_program_run(model->program, NULL, &model->forecast, &error),
        &error);
}

/* Compiling must fail; the message may be NULL. */
static inline void small_fails(struct small_model *model, ttr_status status,
                               const char *message)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(
        ttr_combiner_compile(model->combiner, &model->program, &error), status,
        &error, message);
}

static inline void small_read(const struct small_model *model, uint32_t region,
                              const char *name, int32_t step, double *values)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t output = 0;

    ttri_assert_ok(
        ttr_program_find_output(model->program, name, &output, &error), &error);
    ttri_assert_ok(ttr_forecast_read(model->forecast, output, region,
                                     TTR_REPORTING, step, values, MOST_PERIODS,
                                     &error),
                   &error);
}

static inline void small_check_in(const struct small_model *model,
                                  uint32_t region, const char *name,
                                  const double *expected)
{
    double values[MOST_PERIODS];

    small_read(model, region, name, TTR_STEP_PERIOD, values);
    for (uint32_t t = 0; t < model->periods; t++)
        ck_assert_msg(fabs(values[t] - expected[t]) <=
                          1e-12 * fmax(1, fabs(expected[t])),
                      "%s of period %u is %.15g, not %.15g", name, t, values[t],
                      expected[t]);
}

static inline void small_check(const struct small_model *model,
                               const char *name, const double *expected)
{
    small_check_in(model, 0, name, expected);
}

/* The same number in every period. */
static inline void small_check_all(const struct small_model *model,
                                   const char *name, double expected)
{
    double all[MOST_PERIODS];

    for (uint32_t t = 0; t < model->periods; t++)
        all[t] = expected;
    small_check_in(model, 0, name, all);
}

#endif
