/* The path of one driver on a calendar. */
#ifndef TTRI_DRIVER_PATH_H
#define TTRI_DRIVER_PATH_H

#include "unit.h"

#include <math.h>

#include "model/driver.h"

#define PATH "advertising/US/ecpm_ref"

static const struct ttri_driver_def positive = {
    "p", "money", TTRI_P, TTR_DRIVER_ACTIVITY, 7, "", ""};

static const struct ttri_driver_def share = {
    "u", "1", TTRI_U, TTR_DRIVER_ACTIVITY, 0.25, "", ""};

static const struct ttri_driver_def real = {"r", "1/year", TTRI_R, 0,
                                            -3,  "",       ""};

static const struct ttri_driver_def acquired = {
    "added_pm", "users/month",
    TTRI_P,     TTR_DRIVER_ACTIVITY | TTRI_DRIVER_ACQUISITION,
    0,          "",
    ""};

static struct ttri_memory memory;
static struct ttri_calendar calendar;
static ttr_driver *driver;
static double numbers[TTR_MAX_PERIODS];

static inline void start(int32_t year, int32_t month, int32_t months,
                         int32_t periods)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar given;

    ttr_calendar_init(&given, sizeof given);
    given.start_year = year;
    given.start_month = month;
    given.period_months = months;
    given.periods = periods;
    given.fiscal_start = month;
    ttri_memory_init(&memory, NULL, NULL);
    ttri_calendar_clear(&memory, &calendar);
    ttri_assert_ok(ttri_calendar_new(&memory, &given, &calendar, &error),
                   &error);
    memset(numbers, 0x55, sizeof numbers);
}

static inline void open_driver(void)
{
    ck_assert_int_eq(ttr_driver_new(NULL, &driver, NULL), TTR_OK);
}

static inline void close_driver(void)
{
    ttr_driver_unref(driver);
    ttri_calendar_clear(&memory, &calendar);
}

static inline void path_of(const struct ttri_driver_def *key)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttri_driver_check(driver, key, PATH, &error), &error);
    ttri_assert_ok(
        ttri_driver_path(driver, key, &calendar, PATH, numbers, NULL, &error),
        &error);
}

static inline void near(uint32_t t, double expected)
{
    ck_assert_msg(fabs(numbers[t] - expected) <= 4e-14 * fabs(expected),
                  "period %u: %.17g instead of %.17g", t, numbers[t], expected);
}

/* A time near the year 2020 is known to 2e-13 years. */
static inline void timed(uint32_t t, double expected)
{
    ck_assert_msg(fabs(numbers[t] - expected) <= 2e-12 * fabs(expected),
                  "period %u: %.17g instead of %.17g", t, numbers[t], expected);
}

#endif
