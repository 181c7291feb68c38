/* Small platforms for tests: custom streams `revenue = x` whose numbers can be
 * worked out by hand, and short forms of the calls that put them together. */
#ifndef TTRI_PLATFORM_H
#define TTRI_PLATFORM_H

#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#define MOST_VALUES 1200

struct platform {
    const struct ttr_allocator *allocator;
    ttr_combiner *combiner;
    ttr_audience *audience;
    ttr_environment *environment;
    ttr_stream *stream[16];
    uint32_t streams;
};

static inline struct ttr_calendar platform_calendar(int32_t months,
                                                    int32_t periods)
{
    struct ttr_calendar calendar;

    ttr_calendar_init(&calendar, sizeof calendar);
    calendar.start_year = 2024;
    calendar.period_months = months;
    calendar.periods = periods;
    return calendar;
}

/* An environment, no audience; regions are the caller's. */
static inline void platform_begin_with(struct platform *p,
                                       const struct ttr_calendar *calendar)
{
    struct ttr_error error = ttri_unit_error();

    memset(p, 0, sizeof *p);
    ttri_assert_ok(
        ttr_combiner_new(NULL, calendar, "USD", &p->combiner, &error), &error);
    ttri_assert_ok(ttr_environment_new(NULL, &p->environment, &error), &error);
    ttri_assert_ok(
        ttr_combiner_set_environment(p->combiner, p->environment, &error),
        &error);
}

/* One region, US. */
static inline void platform_begin(struct platform *p, int32_t months,
                                  int32_t periods)
{
    struct ttr_calendar calendar = platform_calendar(months, periods);
    struct ttr_error error = ttri_unit_error();

    platform_begin_with(p, &calendar);
    ttri_assert_ok(ttr_combiner_add_region(p->combiner, "US", "USD", &error),
                   &error);
}

static inline void platform_end(struct platform *p)
{
    for (uint32_t i = 0; i < p->streams; i++)
        ttr_stream_unref(p->stream[i]);
    ttr_audience_unref(p->audience);
    ttr_environment_unref(p->environment);
    ttr_combiner_unref(p->combiner);
}

static inline void platform_region(struct platform *p, const char *name,
                                   const char *currency)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_combiner_add_region(p->combiner, name, currency, &error),
                   &error);
}

/* An audience whose other drivers have their defaults. */
static inline void platform_audience(struct platform *p, double mau)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_audience_new(NULL, &p->audience, &error), &error);
    ttri_assert_ok(
        ttr_audience_set(p->audience, NULL, "mau_gross", mau, &error), &error);
    ttri_assert_ok(ttr_combiner_set_audience(p->combiner, p->audience, &error),
                   &error);
}

static inline ttr_stream *platform_keep(struct platform *p, ttr_stream *stream)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_combiner_add_stream(p->combiner, stream, &error),
                   &error);
    p->stream[p->streams++] = stream;
    return stream;
}

static inline void declare_driver(ttr_stream *stream, const char *key,
                                  const char *unit, int32_t support,
                                  double value)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_driver_info info = {.struct_size = sizeof info,
                                   .support = support,
                                   .key = key,
                                   .unit = unit};

    ttri_assert_ok(ttr_custom_declare(stream, &info, &error), &error);
    ttri_assert_ok(ttr_stream_set(stream, NULL, key, value, &error), &error);
}

static inline void define_output(ttr_stream *stream, const char *key,
                                 const char *unit, int32_t kind,
                                 const char *formula)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_output_info info = {
        .struct_size = sizeof info, .kind = kind, .key = key, .unit = unit};
    ttr_value value = 0;

    ttri_assert_ok(ttr_custom_formula(stream, formula, &value, &error), &error);
    ttri_assert_ok(ttr_custom_equation(stream, &info, value, &error), &error);
}

/* A custom stream without equations. */
static inline ttr_stream *platform_custom(struct platform *p, const char *name)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(ttr_custom_new(NULL, name, &stream, &error), &error);
    return platform_keep(p, stream);
}

/* A custom stream with a driver x of money a period, and an equation. */
static inline ttr_stream *platform_formula(struct platform *p, const char *name,
                                           double x, const char *revenue)
{
    ttr_stream *stream = platform_custom(p, name);

    declare_driver(stream, "x", "money", TTR_SUPPORT_POSITIVE, x);
    define_output(stream, "revenue", "money", TTR_KIND_FLOW, revenue);
    return stream;
}

/* revenue = x */
static inline ttr_stream *platform_stream(struct platform *p, const char *name,
                                          double x)
{
    return platform_formula(p, name, x, "x");
}

static inline struct ttr_link link_of(const char *name, const char *source,
                                      const char *target, double elasticity,
                                      int32_t lag)
{
    struct ttr_link link;

    ttr_link_init(&link, sizeof link);
    link.name = name;
    link.source = source;
    link.target = target;
    link.elasticity = elasticity;
    link.lag = lag;
    return link;
}

static inline void platform_link(struct platform *p, const char *name,
                                 const char *source, const char *target,
                                 double elasticity, int32_t lag)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_link link = link_of(name, source, target, elasticity, lag);

    ttri_assert_ok(ttr_combiner_add_link(p->combiner, &link, &error), &error);
}

/* A number for each period; the caller releases it. */
static inline ttr_driver *series_driver(uint32_t count, const double *values)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_series(driver, count, values, &error),
                   &error);
    return driver;
}

static inline void set_series(ttr_stream *stream, const char *region,
                              const char *key, uint32_t count,
                              const double *values)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = series_driver(count, values);

    ttri_assert_ok(ttr_stream_set_driver(stream, region, key, driver, &error),
                   &error);
    ttr_driver_unref(driver);
}

/* Region NULL: all. */
static inline void set_number(ttr_stream *stream, const char *region,
                              const char *key, double value)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_stream_set(stream, region, key, value, &error), &error);
}

static inline void set_audience_number(struct platform *p, const char *region,
                                       const char *key, double value)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_audience_set(p->audience, region, key, value, &error),
                   &error);
}

static inline ttr_program *compile_ok(const ttr_combiner *combiner)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = NULL;

    ttri_assert_ok(ttr_combiner_compile(combiner, &program, &error), &error);
    return program;
}

static inline ttr_forecast *run_ok(const ttr_program *program,
                                   const double *shifts)
{
    struct ttr_error error = ttri_unit_error();
    ttr_forecast *forecast = NULL;

    ttri_assert_ok(ttr_program_run(program, shifts, &forecast, &error), &error);
    return forecast;
}

/* Compiles and runs the central path. */
static inline ttr_forecast *platform_run(const struct platform *p)
{
    ttr_program *program = compile_ok(p->combiner);
    ttr_forecast *forecast = run_ok(program, NULL);

    ttr_program_unref(program);
    return forecast;
}

static inline uint32_t output_index(const ttr_program *program,
                                    const char *name)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t index = 0;

    ttri_assert_ok(ttr_program_find_output(program, name, &index, &error),
                   &error);
    return index;
}

static inline uint32_t driver_index(const ttr_program *program,
                                    const char *name)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t index = 0;

    ttri_assert_ok(ttr_program_find_driver(program, name, &index, &error),
                   &error);
    return index;
}

/* One number per step. */
static inline void read_view(const ttr_forecast *forecast, const char *output,
                             uint32_t region, int32_t currency, int32_t step,
                             double values[MOST_VALUES])
{
    struct ttr_error error = ttri_unit_error();
    uint32_t index = output_index(ttr_forecast_program(forecast), output);

    ttri_assert_ok(ttr_forecast_read(forecast, index, region, currency, step,
                                     values, MOST_VALUES, &error),
                   &error);
}

/* By period, in local currency. */
static inline void read_periods(const ttr_forecast *forecast,
                                const char *output, uint32_t region,
                                double values[MOST_VALUES])
{
    read_view(forecast, output, region, TTR_LOCAL, TTR_STEP_PERIOD, values);
}

/* Shifts of all drivers, 0; the caller frees. */
static inline double *no_shifts(const ttr_program *program)
{
    double *shifts = calloc(ttr_program_drivers(program) + 1, sizeof *shifts);

    ck_assert_ptr_nonnull(shifts);
    return shifts;
}

static inline bool same_bits(const double *a, const double *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* Agrees to a relative tolerance. */
static inline bool near(double value, double expected, double tolerance)
{
    return fabs(value - expected) <= tolerance * fmax(1.0, fabs(expected));
}

#define assert_near(value, expected, tolerance)                                \
    ck_assert_msg(near((value), (expected), (tolerance)),                      \
                  "%s is %.17g instead of %.17g", #value, (double)(value),     \
                  (double)(expected))

#endif
