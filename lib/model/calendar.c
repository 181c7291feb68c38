#include "model/calendar.h"

#include <math.h>
#include <stdio.h>

#include "base/block.h"

#define FIRST_YEAR 1900
#define LAST_YEAR  2199

/* ---- dates ---- */

struct civil {
    int64_t year;
    int32_t month, day;
};

static struct civil split(ttr_date date)
{
    return (struct civil){date / 10000, date / 100 % 100, date % 100};
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t length_of_month(int64_t year, int32_t month)
{
    static const int8_t length[] = {31, 28, 31, 30, 31, 30,
                                    31, 31, 30, 31, 30, 31};

    return length[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

int32_t ttri_days_in_month(int32_t year, int32_t month)
{
    return length_of_month(year, month);
}

/* Years begin in March here, so that the leap day is a year's last; an era is
 * the 400 years (146,097 days) after which the calendar repeats. 1 March of
 * year 0 is day -719,468. */
static int64_t day_number(struct civil date)
{
    int64_t year = date.month > 2 ? date.year : date.year - 1;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t month = (date.month + 9) % 12; /* March is 0 */
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static struct civil civil_date(int64_t day)
{
    int64_t shifted = day + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t leap_days =
        day_of_era / 1460 - day_of_era / 36524 + day_of_era / 146096;
    int64_t year_of_era = (day_of_era - leap_days) / 365;
    int64_t day_of_year =
        day_of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* March is 0 */
    int64_t first = (153 * month + 2) / 5;

    return (struct civil){
        era * 400 + year_of_era + (month >= 10 ? 1 : 0),
        (int32_t)(month >= 10 ? month - 9 : month + 3),
        (int32_t)(day_of_year - first + 1),
    };
}

/* Whole months make exactly the times that periods begin at. */
static double time_of(struct civil date)
{
    double months = (double)(date.year * 12 + date.month - 1);
    double part =
        (double)(date.day - 1) / (double)length_of_month(date.year, date.month);

    return (months + part) / 12;
}

int64_t ttri_date_day(ttr_date date)
{
    return day_number(split(date));
}

double ttri_date_time(ttr_date date)
{
    return time_of(split(date));
}

double ttri_day_time(int64_t day)
{
    return time_of(civil_date(day));
}

static bool is_date(ttr_date date)
{
    struct civil part = split(date);

    return part.year >= FIRST_YEAR && part.year <= LAST_YEAR &&
           part.month >= 1 && part.month <= 12 && part.day >= 1 &&
           part.day <= length_of_month(part.year, part.month);
}

ttr_status ttri_check_date(struct ttr_error *error, const char *what,
                           ttr_date date)
{
    if (is_date(date))
        return TTR_OK;
    return ttri_fail_number(error, TTR_E_RANGE, what,
                            "must be a date yyyymmdd of the years 1900 to 2199",
                            date);
}

/* ---- calendar ---- */

void ttr_calendar_init(struct ttr_calendar *calendar, uint32_t struct_size)
{
    const struct ttr_calendar defaults = {
        .start_year = 2020,
        .start_month = 1,
        .period_months = TTR_QUARTER,
        .periods = 4,
        .fiscal_start = 1,
    };

    ttri_block_init(calendar, struct_size, &defaults, sizeof defaults);
}

/* Months since January of year 0. */
static int32_t month_index(const struct ttr_calendar *given, int32_t period)
{
    return given->start_year * 12 + given->start_month - 1 +
           period * given->period_months;
}

static ttr_status check_within(struct ttr_error *error, const char *path,
                               int32_t value, int32_t low, int32_t high)
{
    char rule[48];

    if (value >= low && value <= high)
        return TTR_OK;
    snprintf(rule, sizeof rule, "must be within [%ld, %ld]", (long)low,
             (long)high);
    return ttri_fail_number(error, TTR_E_RANGE, path, rule, value);
}

static ttr_status check_numbers(const struct ttr_calendar *given,
                                struct ttr_error *error)
{
    const struct {
        const char *path;
        int32_t value, low, high;
    } rules[] = {
        {"calendar/start_year", given->start_year, FIRST_YEAR, LAST_YEAR},
        {"calendar/start_month", given->start_month, 1, 12},
        {"calendar/periods", given->periods, 1, TTR_MAX_PERIODS},
        {"calendar/fiscal_start", given->fiscal_start, 1, 12},
        {"calendar/constant_currency_period", given->constant_currency_period,
         0, given->periods - 1},
    };

    for (uint32_t i = 0; i < TTRI_COUNT(rules); i++) {
        ttr_status status = check_within(error, rules[i].path, rules[i].value,
                                         rules[i].low, rules[i].high);

        if (status != TTR_OK)
            return status;
    }
    return TTR_OK;
}

static ttr_status check_frequency(const struct ttr_calendar *given,
                                  struct ttr_error *error)
{
    if (given->period_months == TTR_MONTH ||
        given->period_months == TTR_QUARTER || given->period_months == TTR_YEAR)
        return TTR_OK;
    return ttri_fail_number(error, TTR_E_RANGE, "calendar/period_months",
                            "must be 1, 3 or 12", given->period_months);
}

static ttr_status check_span(const struct ttr_calendar *given,
                             struct ttr_error *error)
{
    if (month_index(given, given->periods) > (LAST_YEAR + 1) * 12)
        return ttri_fail_number(error, TTR_E_RANGE, "calendar/periods",
                                "must end before the year 2200",
                                given->periods);
    if ((given->fiscal_start - given->start_month) % given->period_months != 0)
        return ttri_fail_number(
            error, TTR_E_RANGE, "calendar/fiscal_start",
            "must be the first month of a period, or periods straddle two "
            "fiscal years",
            given->fiscal_start);
    return TTR_OK;
}

static ttr_status check_calendar(const struct ttr_calendar *given,
                                 struct ttr_error *error)
{
    ttr_status status;

    if (given == NULL)
        return ttri_null_argument(error, "ttr_calendar", "calendar");
    status = ttri_check_size(error, "ttr_calendar", given->struct_size,
                             sizeof *given, sizeof *given);
    if (status == TTR_OK)
        status = check_numbers(given, error);
    if (status == TTR_OK)
        status = check_frequency(given, error);
    if (status == TTR_OK)
        status = check_span(given, error);
    if (status == TTR_OK && given->as_of != 0)
        status = ttri_check_date(error, "calendar/as_of", given->as_of);
    return status;
}

static int64_t first_day(int32_t months)
{
    return day_number((struct civil){months / 12, months % 12 + 1, 1});
}

static struct ttri_period period_at(const struct ttr_calendar *given, int32_t t)
{
    int32_t begin = month_index(given, t), end = month_index(given, t + 1);
    struct ttri_period period = {
        .first = first_day(begin),
        .end = first_day(end),
        .start = begin / 12.0,
        .middle = (begin + end) / 24.0,
        .finish = end / 12.0,
        .year = begin / 12,
        .month = begin % 12 + 1,
    };
    bool next = given->fiscal_start > 1 && period.month >= given->fiscal_start;

    period.fiscal_year = period.year + (next ? 1 : 0);
    return period;
}

ttr_status ttri_calendar_new(const struct ttri_memory *memory,
                             const struct ttr_calendar *given,
                             struct ttri_calendar *calendar,
                             struct ttr_error *error)
{
    struct ttri_period *period;
    ttr_status status = check_calendar(given, error);

    if (status != TTR_OK)
        return status;
    period = ttri_clear(memory, (size_t)given->periods, sizeof *period);
    if (period == NULL)
        return ttri_no_memory(error, "calendar");
    for (int32_t t = 0; t < given->periods; t++)
        period[t] = period_at(given, t);
    *calendar = (struct ttri_calendar){
        .given = *given,
        .count = (uint32_t)given->periods,
        .months = given->period_months,
        .years = given->period_months / 12.0,
        .period = period,
    };
    if (given->as_of == 0)
        calendar->given.as_of =
            given->start_year * 10000 + given->start_month * 100 + 1;
    return TTR_OK;
}

void ttri_calendar_clear(const struct ttri_memory *memory,
                         struct ttri_calendar *calendar)
{
    ttri_release(memory, calendar->period);
    calendar->period = NULL;
    calendar->count = 0;
}
