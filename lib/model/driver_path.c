/* The central path of a driver as numbers. */
#include <math.h>
#include <string.h>

#include "math/elementary.h"
#include "model/driver.h"

#define LONGEST_PERIOD 366 /* days */

/* ---- curves ---- */

/* p (1 - e) / (p + q e), which is Bass's F without a quotient that could
 * overflow. */
static double bass_share(double p, double q, double since_launch)
{
    double rate = p + q;

    if (!(since_launch > 0))
        return 0;
    return p * ttri_saturation(rate * since_launch) /
           (p + q * ttri_exponential(-rate * since_launch));
}

/* Between two knots at these times, the first of them number `low`. */
static double between(const ttr_driver *driver, uint32_t low, double before,
                      double after, double time)
{
    double part;

    if (driver->values[low] == driver->values[low + 1])
        return driver->values[low];
    part = (time - before) / (after - before);
    return driver->values[low] * (1 - part) + driver->values[low + 1] * part;
}

static double knots_at(const ttr_driver *driver, double time)
{
    uint32_t low = 0, high = driver->points - 1;

    if (time <= ttri_date_time(driver->dates[low]))
        return driver->values[low];
    if (time >= ttri_date_time(driver->dates[high]))
        return driver->values[high];
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (ttri_date_time(driver->dates[middle]) <= time)
            low = middle;
        else
            high = middle;
    }
    return between(driver, low, ttri_date_time(driver->dates[low]),
                   ttri_date_time(driver->dates[high]), time);
}

/* The same in the middle of every period, in one walk along the knots. */
static void read_knots(const ttr_driver *driver,
                       const struct ttri_calendar *calendar, double *level)
{
    double first = ttri_date_time(driver->dates[0]);
    double before = first, after = first;
    uint32_t passed = 0;

    for (uint32_t t = 0; t < calendar->count; t++) {
        double time = calendar->period[t].middle;

        while (passed < driver->points && after <= time) {
            passed++;
            before = after;
            if (passed < driver->points)
                after = ttri_date_time(driver->dates[passed]);
        }
        if (time <= first)
            level[t] = driver->values[0];
        else if (passed == driver->points)
            level[t] = driver->values[passed - 1];
        else
            level[t] = between(driver, passed - 1, before, after, time);
    }
}

/* 0 times an infinite factor stays 0. */
static double scaled(double level, double factor)
{
    return level == 0 ? 0 : level * factor;
}

/* factor^time, to about |time ln factor| units of the last place. */
static double growth(double factor, double time)
{
    return time == 0 ? 1 : ttri_exponential(time * ttri_logarithm(factor));
}

/* Curves that time alone decides. */
static double curve_at(const ttr_driver *driver, double time)
{
    const double *p = driver->parameter;
    double since = time;

    if (driver->curve != TTRI_CURVE_KNOTS)
        since -= ttri_date_time(driver->date);
    switch (driver->curve) {
    case TTRI_CURVE_EXPONENTIAL:
        return scaled(p[0], growth(1 + p[1], since));
    case TTRI_CURVE_LINEAR:
        return p[0] + p[1] * since;
    case TTRI_CURVE_LOGISTIC:
        return p[0] / (1 + ttri_exponential(-p[1] * since));
    case TTRI_CURVE_GOMPERTZ:
        return p[0] * ttri_exponential(-ttri_exponential(-p[1] * since));
    case TTRI_CURVE_BASS:
        return p[0] * bass_share(p[1], p[2], since);
    default:
        return knots_at(driver, time);
    }
}

/* What a driver says without a curve: its value, the median of its range or
 * law, or else the key's default. */
static double flat_level(const ttr_driver *driver, int32_t support,
                         double fallback)
{
    double median;

    if (driver->curve == TTRI_CURVE_CONSTANT)
        return driver->parameter[0];
    median = ttri_doubt_median(&driver->doubt, support);
    return isnan(median) ? fallback : median;
}

static bool is_flat(const ttr_driver *driver)
{
    return driver->curve == TTRI_CURVE_CONSTANT ||
           driver->curve == TTRI_CURVE_NONE;
}

static bool is_flow(const ttr_driver *driver,
                    const struct ttri_driver_def *definition)
{
    return driver->curve == TTRI_CURVE_BASS &&
           (definition->flags & TTRI_DRIVER_ACQUISITION) != 0;
}

/* People gained per month, exactly, over one period. */
static double bass_flow(const ttr_driver *driver,
                        const struct ttri_calendar *calendar, uint32_t t)
{
    const double *p = driver->parameter;
    double launch = ttri_date_time(driver->date);
    double before = calendar->period[t].start - launch;
    double after = calendar->period[t].finish - launch;
    double gained =
        bass_share(p[1], p[2], after) - bass_share(p[1], p[2], before);

    return p[0] * fmax(gained, 0) / calendar->months;
}

/* The period that holds a time, a period's end included. */
static uint32_t period_of(const struct ttri_calendar *calendar, double time)
{
    uint32_t t = 0;

    while (t + 1 < calendar->count && time > calendar->period[t].finish)
        t++;
    return t;
}

double ttri_driver_curve_at(const ttr_driver *driver,
                            const struct ttri_calendar *calendar, double time)
{
    if (driver->curve == TTRI_CURVE_SERIES)
        return driver->values[period_of(calendar, time)];
    if (is_flat(driver))
        return flat_level(driver, TTR_SUPPORT_POSITIVE, 1);
    return curve_at(driver, time);
}

static void read_curve(const ttr_driver *driver,
                       const struct ttri_driver_def *definition,
                       const struct ttri_calendar *calendar, double *level)
{
    bool flow = is_flow(driver, definition);
    double flat = 0;

    if (driver->curve == TTRI_CURVE_KNOTS) {
        read_knots(driver, calendar, level);
        return;
    }
    if (is_flat(driver))
        flat = flat_level(driver, definition->support, definition->fallback);
    for (uint32_t t = 0; t < calendar->count; t++) {
        if (is_flat(driver))
            level[t] = flat;
        else if (driver->curve == TTRI_CURVE_SERIES)
            level[t] = driver->values[t];
        else if (flow)
            level[t] = bass_flow(driver, calendar, t);
        else
            level[t] = curve_at(driver, calendar->period[t].middle);
    }
}

/* ---- indices ---- */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Mean over a period's days of the product of the multipliers of each day. An
 * event that covers the whole period multiplies it at once, so the days of an
 * event are walked in at most two periods however long it is. */
static double movable_index(const ttr_driver *driver,
                            const struct ttri_period *period)
{
    double day[LONGEST_PERIOD], whole = 1, sum = 0;
    int64_t days = period->end - period->first;
    bool partial = false;

    for (int64_t i = 0; i < days; i++)
        day[i] = 1;
    for (uint32_t i = 0; i < driver->movables; i++) {
        const struct ttri_movable *event = &driver->movable[i];
        int64_t first = event->first_day - period->first;
        int64_t from = later(first, 0);
        int64_t to = earlier(first + event->days, days);

        if (from == 0 && to == days) {
            whole *= event->multiplier;
            continue;
        }
        for (int64_t k = from; k < to; k++)
            day[k] *= event->multiplier;
        partial = partial || from < to;
    }
    if (!partial)
        return whole;
    for (int64_t i = 0; i < days; i++)
        sum += day[i];
    return whole * (sum / (double)days);
}

/* 0, and 1 for a share, are fixed points. */
static double indexed(double level, double index, int32_t support)
{
    if (index == 1 || level == 0)
        return level;
    if (support == TTR_SUPPORT_UNIT)
        return level / (level + (1 - level) / index);
    return level * index;
}

static double cut(double level, int32_t support)
{
    if (support == TTR_SUPPORT_REAL)
        return level;
    if (!(level > 0))
        return 0;
    return support == TTR_SUPPORT_UNIT && level > 1 ? 1 : level;
}

double ttri_driver_level_at(const ttr_driver *driver,
                            const struct ttri_driver_def *definition,
                            const struct ttri_calendar *calendar, double time)
{
    double level;

    if (is_flat(driver))
        level = flat_level(driver, definition->support, definition->fallback);
    else if (is_flow(driver, definition))
        level = bass_flow(driver, calendar, period_of(calendar, time));
    else
        level = ttri_driver_curve_at(driver, calendar, time);
    return cut(level, definition->support);
}

/* ---- activity ---- */

static double active_share(const ttr_driver *driver,
                           const struct ttri_period *period)
{
    int64_t from = period->first, to = period->end;

    if (driver->launch == 0 && driver->end == 0)
        return 1;
    if (driver->launch != 0)
        from = later(from, ttri_date_day(driver->launch));
    if (driver->end != 0)
        to = earlier(to, ttri_date_day(driver->end) + 1);
    if (from >= to)
        return 0;
    return (double)(to - from) / (double)(period->end - period->first);
}

/* ---- the path ---- */

static ttr_status check_series(const ttr_driver *driver,
                               const struct ttri_calendar *calendar,
                               const char *path, struct ttr_error *error)
{
    if (driver->curve != TTRI_CURVE_SERIES || driver->points == calendar->count)
        return TTR_OK;
    return ttri_failf(error, TTR_E_CONFLICT, path,
                      "must have one value for each of the calendar's %lu "
                      "periods (got %lu values)",
                      (unsigned long)calendar->count,
                      (unsigned long)driver->points);
}

/* Numbers of every period, on the caller's arrays only when all are good. */
struct path {
    double level[TTR_MAX_PERIODS], index[TTR_MAX_PERIODS],
        active[TTR_MAX_PERIODS];
};

void ttri_driver_index(const ttr_driver *driver,
                       const struct ttri_calendar *calendar, double *index)
{
    ttri_season_index(driver, calendar, index);
    for (uint32_t t = 0; driver->movables > 0 && t < calendar->count; t++)
        index[t] *= movable_index(driver, &calendar->period[t]);
}

static void read_path(const ttr_driver *driver,
                      const struct ttri_driver_def *definition,
                      const struct ttri_calendar *calendar, struct path *path)
{
    read_curve(driver, definition, calendar, path->level);
    ttri_driver_index(driver, calendar, path->index);
    for (uint32_t t = 0; t < calendar->count; t++) {
        const struct ttri_period *period = &calendar->period[t];

        path->active[t] = active_share(driver, period);
        path->level[t] = indexed(cut(path->level[t], definition->support),
                                 path->index[t], definition->support);
        if (path->active[t] == 0 && !isfinite(path->level[t]))
            path->level[t] = 0;
    }
}

ttr_status ttri_driver_path(const ttr_driver *driver,
                            const struct ttri_driver_def *definition,
                            const struct ttri_calendar *calendar,
                            const char *path, double *numbers, double *active,
                            struct ttr_error *error)
{
    struct path read;
    ttr_status status = check_series(driver, calendar, path, error);

    if (status != TTR_OK)
        return status;
    read_path(driver, definition, calendar, &read);
    for (uint32_t t = 0; t < calendar->count; t++)
        if (!isfinite(read.level[t]))
            return ttri_fail_number(error, TTR_E_NUMERIC, path,
                                    "must be finite in every period",
                                    read.level[t]);
    for (uint32_t t = 0; t < calendar->count; t++) {
        numbers[t] =
            active != NULL ? read.level[t] : read.level[t] * read.active[t];
        if (active != NULL)
            active[t] = read.active[t];
    }
    return TTR_OK;
}
