/* lib/model: what every stream stands on: calendar, drivers, components,
 * environment, audience, ledger, and the emission of equations. It uses
 * lib/base, lib/math and lib/program; no stream's own equations and no text
 * format may enter.
 *
 * calendar.h: periods and dates. */
#ifndef TTRI_CALENDAR_H
#define TTRI_CALENDAR_H

#include <tiktokrev/calendar.h>

#include "base/base.h"

/* One period: days are day numbers, `end` is the day after the last. */
struct ttri_period {
    int64_t first, end;
    double start, middle, finish; /* times in years */
    int32_t year, month;          /* of its first day */
    int32_t fiscal_year;
};

struct ttri_calendar {
    struct ttr_calendar given;
    uint32_t count;
    double months;              /* in a period */
    double years;               /* in a period: d */
    struct ttri_period *period; /* `count` long */
};

ttr_status ttri_calendar_new(const struct ttri_memory *memory,
                             const struct ttr_calendar *given,
                             struct ttri_calendar *calendar,
                             struct ttr_error *error);
void ttri_calendar_clear(const struct ttri_memory *memory,
                         struct ttri_calendar *calendar);

/* Checks the form and the day; `what` names it in the error. */
ttr_status ttri_check_date(struct ttr_error *error, const char *what,
                           ttr_date date);
/* Year + (month - 1 + (day - 1) / days in month) / 12. */
double ttri_date_time(ttr_date date);
/* Days since 1 January 1970 in the Gregorian calendar. */
int64_t ttri_date_day(ttr_date date);
int32_t ttri_days_in_month(int32_t year, int32_t month);
/* Time in years of the start of a day number. */
double ttri_day_time(int64_t day);

#endif
