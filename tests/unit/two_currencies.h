/* A platform that is small enough to convert and add up by hand: five months
 * across a year's end, dollars and euros, outputs of every kind. */
#ifndef TTRI_TWO_CURRENCIES_H
#define TTRI_TWO_CURRENCIES_H

#include "platform.h"

#define MONTHS 5

/* November 2024 to March 2025 */
static const double days[MONTHS] = {30, 31, 31, 28, 31};
static const double average[MONTHS] = {1.10, 1.20, 1.25, 1.00, 0.80};
static const double at_end[MONTHS] = {1.15, 1.22, 1.10, 0.90, 0.85};
static const double us[MONTHS] = {10, 20, 30, 40, 50};
static const double eu[MONTHS] = {7, 5, 3, 2, 1};

/* Sum of numbers with two weights over months [first, next). */
static inline double sum_of(const double *x, const double *y, const double *z,
                            uint32_t first, uint32_t next)
{
    double total = 0;

    for (uint32_t t = first; t < next; t++)
        total += x[t] * (y != NULL ? y[t] : 1) * (z != NULL ? z[t] : 1);
    return total;
}

static inline void set_rate(struct platform *p, const char *key,
                            const double *rates)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = series_driver(MONTHS, rates);

    ttri_assert_ok(
        ttr_environment_set_driver(p->environment, "EU", key, driver, &error),
        &error);
    ttr_driver_unref(driver);
}

/* revenue = x, a balance of 4 x, x people, revenue per person; a second stream
 * of people at 8 a head. */
static inline void begin_two_currencies(struct platform *p)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar calendar = platform_calendar(TTR_MONTH, MONTHS);
    ttr_stream *a;

    calendar.start_month = 11;
    calendar.fiscal_start = 2;
    calendar.constant_currency_period = 1;
    platform_begin_with(p, &calendar);
    platform_region(p, "US", "USD");
    platform_region(p, "EU", "EUR");
    set_rate(p, "fx", average);
    set_rate(p, "fx_end", at_end);
    a = platform_stream(p, "a", 1);
    set_series(a, "US", "x", MONTHS, us);
    set_series(a, "EU", "x", MONTHS, eu);
    define_output(a, "cash", "money", TTR_KIND_BALANCE, "4 * x");
    define_output(a, "people", "users, \"all\"", TTR_KIND_STOCK, "2 * x + 1");
    define_output(a, "wealth", "money", TTR_KIND_STOCK, "3 * x");
    define_output(a, "each", "money/user", TTR_KIND_RATIO, "revenue / people");
    define_output(a, "speed", "1", TTR_KIND_RATIO, "revenue / cash");
    platform_formula(p, "b", 8, "x");
    ttri_assert_ok(ttr_combiner_add_report(p->combiner, "group", NULL, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_add_report_term(p->combiner, "group",
                                                "a/revenue", "EU", 0.5, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_add_report_term(p->combiner, "group",
                                                "b/revenue", NULL, 2, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_add_report(p->combiner, "crowd", NULL, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_add_report_term(p->combiner, "crowd",
                                                "a/people", NULL, 1, &error),
                   &error);
}

static inline ttr_forecast *run_two_currencies(void)
{
    struct platform p;
    ttr_forecast *forecast;

    begin_two_currencies(&p);
    forecast = platform_run(&p);
    platform_end(&p);
    return forecast;
}

#endif
