/* How much of an event or a technology is in force, and when. */
#include <math.h>

#include <string.h>

#include "math/elementary.h"
#include "model/environment.h"

bool ttri_event_names(const struct ttri_event *event, const char *target)
{
    size_t size = strlen(target);

    for (const char *name = event->target; name != NULL; name++) {
        if (strncmp(name, target, size) == 0 &&
            (name[size] == '\0' || name[size] == ','))
            return true;
        name = strchr(name, ',');
        if (name == NULL)
            break;
    }
    return false;
}

bool ttri_event_is_central(const struct ttri_event *event)
{
    return event->given.date != 0 && event->given.probability > 0.5;
}

/* Days of the period within [first, end). */
static double days_within(const struct ttri_period *period, int64_t first,
                          int64_t end)
{
    if (first < period->first)
        first = period->first;
    if (end > period->end)
        end = period->end;
    return first < end ? (double)(end - first) : 0;
}

/* Integral of 2^(-u / half_life) over the period's days after `end`, u being
 * the time since then. */
static double recovering_days(const struct ttri_period *period, int64_t end,
                              double half_life)
{
    double days = days_within(period, end, INT64_MAX);
    double before = (double)(period->end - end) - days;

    if (days == 0 || half_life == 0)
        return 0;
    return ttri_exponential(-TTRI_LOG_TWO * (before / half_life)) *
           (half_life / TTRI_LOG_TWO) *
           ttri_saturation(TTRI_LOG_TWO * (days / half_life));
}

static double days_in_force(const struct ttri_event *event,
                            const struct ttri_period *period)
{
    int64_t first = ttri_date_day(event->given.date) + event->given.lag_days;
    int64_t end = first + event->given.duration_days;

    if (event->given.duration_days == 0)
        return days_within(period, first, INT64_MAX);
    return days_within(period, first, end) +
           recovering_days(period, end, event->given.half_life_days);
}

void ttri_event_weight(const struct ttri_event *event,
                       const struct ttri_calendar *calendar, double *weight)
{
    for (uint32_t t = 0; t < calendar->count; t++) {
        const struct ttri_period *period = &calendar->period[t];
        double days = (double)(period->end - period->first);

        weight[t] = event->given.date == 0
                        ? 0
                        : fmin(days_in_force(event, period) / days, 1);
    }
}

void ttri_technology_weight(const struct ttri_technology *technology,
                            const struct ttri_calendar *calendar,
                            double *weight)
{
    int64_t first = ttri_date_day(technology->given.date);
    double middle = ttri_date_time(technology->given.date);
    double rate = technology->given.rate;

    for (uint32_t t = 0; t < calendar->count; t++) {
        const struct ttri_period *period = &calendar->period[t];
        double days = (double)(period->end - period->first);

        weight[t] =
            rate == 0
                ? days_within(period, first, INT64_MAX) / days
                : 1 / (1 + ttri_exponential(-rate * (period->middle - middle)));
    }
}
