/* Dates and periods. Expected day numbers, days and fiscal years come from
 * Python's datetime module, times from exact fractions rounded once. */
#include "failing.h"
#include "unit.h"

#include <stdio.h>

#include "model/calendar.h"

static struct ttri_memory memory(void)
{
    struct ttri_memory made;

    ttri_memory_init(&made, NULL, NULL);
    return made;
}

static struct ttr_calendar given(int32_t year, int32_t month, int32_t months,
                                 int32_t periods)
{
    struct ttr_calendar calendar;

    ttr_calendar_init(&calendar, sizeof calendar);
    calendar.start_year = year;
    calendar.start_month = month;
    calendar.period_months = months;
    calendar.periods = periods;
    return calendar;
}

static struct ttri_calendar made(struct ttr_calendar from)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_calendar calendar = {0};
    struct ttri_memory use = memory();

    ttri_assert_ok(ttri_calendar_new(&use, &from, &calendar, &error), &error);
    return calendar;
}

static void drop(struct ttri_calendar *calendar)
{
    struct ttri_memory use = memory();

    ttri_calendar_clear(&use, calendar);
    ck_assert_ptr_null(calendar->period);
}

/* ---- dates ---- */

static const struct {
    ttr_date date;
    int64_t day; /* date.toordinal() - date(1970, 1, 1).toordinal() */
} days[] = {
    {19000101, -25567}, {19000228, -25509}, {19000301, -25508},
    {19691231, -1},     {19700101, 0},      {19991231, 10956},
    {20000229, 11016},  {20000301, 11017},  {20240229, 19782},
    {20241231, 20088},  {21000228, 47540},  {21000301, 47541},
    {21991231, 84005},
};

START_TEST(a_date_is_a_day_number)
{
    ck_assert_int_eq(ttri_date_day(days[_i].date), days[_i].day);
}
END_TEST

static const struct {
    ttr_date date;
    double time; /* Fraction(year) + (month - 1 + (day - 1) / length) / 12 */
} times[] = {
    {20240215, 2024.1235632183907},
    {20230215, 2023.125},
    {19000101, 1900.0},
    {20200701, 2020.5},
    {20241231, 2024.997311827957},
    {21991231, 2199.9973118279568},
    {20211111, 2021.861111111111},
};

START_TEST(a_date_is_a_time)
{
    ck_assert_double_eq_tol(ttri_date_time(times[_i].date), times[_i].time,
                            5e-13);
    ck_assert_double_eq(ttri_day_time(ttri_date_day(times[_i].date)),
                        ttri_date_time(times[_i].date));
}
END_TEST

/* Every date of 300 years: days follow each other, and lead back. */
START_TEST(days_follow_each_other)
{
    int64_t day = -25567;

    for (int32_t year = 1900; year < 2200; year++)
        for (int32_t month = 1; month <= 12; month++)
            for (int32_t i = 1; i <= ttri_days_in_month(year, month); i++) {
                ttr_date date = year * 10000 + month * 100 + i;

                ck_assert_int_eq(ttri_check_date(NULL, "date", date), TTR_OK);
                ck_assert_int_eq(ttri_date_day(date), day);
                ck_assert_double_eq(ttri_day_time(day), ttri_date_time(date));
                day++;
            }
    ck_assert_int_eq(day, 84006); /* 1 January 2200 */
}
END_TEST

START_TEST(months_have_their_days)
{
    ck_assert_int_eq(ttri_days_in_month(1900, 2), 28);
    ck_assert_int_eq(ttri_days_in_month(2000, 2), 29);
    ck_assert_int_eq(ttri_days_in_month(2023, 2), 28);
    ck_assert_int_eq(ttri_days_in_month(2024, 2), 29);
    ck_assert_int_eq(ttri_days_in_month(2024, 4), 30);
    ck_assert_int_eq(ttri_days_in_month(2024, 12), 31);
}
END_TEST

static const ttr_date no_dates[] = {
    0,        -20230101, 20230229, 21000229, 19000229, 20231301,  20230001,
    20230100, 20230132,  20230431, 18991231, 22000101, INT32_MAX, INT32_MIN,
};

START_TEST(refuses_what_is_no_date)
{
    struct ttr_error error = ttri_unit_error();
    char message[128];

    snprintf(message, sizeof message,
             "launch must be a date yyyymmdd of the years 1900 to 2199 "
             "(got %ld)",
             (long)no_dates[_i]);
    ttri_assert_fails(ttri_check_date(&error, "launch", no_dates[_i]),
                      TTR_E_RANGE, &error, message);
}
END_TEST

/* ---- defaults ---- */

START_TEST(fills_defaults)
{
    struct ttr_calendar calendar;

    memset(&calendar, 0x55, sizeof calendar);
    ttr_calendar_init(&calendar, sizeof calendar);
    ck_assert_uint_eq(calendar.struct_size, sizeof calendar);
    ck_assert_int_eq(calendar.start_year, 2020);
    ck_assert_int_eq(calendar.start_month, 1);
    ck_assert_int_eq(calendar.period_months, TTR_QUARTER);
    ck_assert_int_eq(calendar.periods, 4);
    ck_assert_int_eq(calendar.fiscal_start, 1);
    ck_assert_int_eq(calendar.as_of, 0);
    ck_assert_int_eq(calendar.constant_currency_period, 0);
}
END_TEST

/* A host that was compiled against another version. */
START_TEST(fills_no_more_than_the_caller_has)
{
    union {
        struct ttr_calendar calendar;
        unsigned char byte[2 * sizeof(struct ttr_calendar)];
    } block;

    memset(&block, 0x55, sizeof block);
    ttr_calendar_init(&block.calendar, 12);
    ck_assert_uint_eq(block.calendar.struct_size, 12);
    ck_assert_int_eq(block.calendar.start_month, 1);
    ck_assert_uint_eq(block.byte[12], 0x55);
    ttr_calendar_init(&block.calendar, sizeof block);
    ck_assert_int_eq(block.calendar.periods, 4);
    ck_assert_uint_eq(block.byte[sizeof block - 1], 0);
    ttr_calendar_init(NULL, sizeof block);
    memset(&block, 0x55, sizeof block);
    ttr_calendar_init(&block.calendar, 3);
    ck_assert_uint_eq(block.byte[0], 0x55);
}
END_TEST

/* ---- periods ---- */

START_TEST(quarters_have_their_days)
{
    struct ttri_calendar calendar = made(given(2020, 1, TTR_QUARTER, 5));
    const int32_t expected[] = {91, 91, 92, 92, 90}; /* datetime.date */
    int64_t day = ttri_date_day(20200101);

    ck_assert_uint_eq(calendar.count, 5);
    ck_assert_double_eq(calendar.months, 3);
    ck_assert_double_eq(calendar.years, 0.25);
    for (uint32_t t = 0; t < calendar.count; t++) {
        ck_assert_int_eq(calendar.period[t].first, day);
        day += expected[t];
        ck_assert_int_eq(calendar.period[t].end, day);
        ck_assert_double_eq(calendar.period[t].start, 2020 + t * 0.25);
        ck_assert_double_eq(calendar.period[t].middle, 2020.125 + t * 0.25);
        ck_assert_double_eq(calendar.period[t].finish, 2020.25 + t * 0.25);
    }
    ck_assert_int_eq(calendar.period[4].year, 2021);
    ck_assert_int_eq(calendar.period[4].month, 1);
    drop(&calendar);
}
END_TEST

START_TEST(months_begin_at_the_time_of_their_first_day)
{
    struct ttri_calendar calendar = made(given(1900, 1, TTR_MONTH, 1200));

    for (uint32_t t = 0; t < calendar.count; t++) {
        const struct ttri_period *period = &calendar.period[t];

        ck_assert_int_eq(period->end - period->first,
                         ttri_days_in_month(period->year, period->month));
        ck_assert_double_eq(period->start, ttri_day_time(period->first));
        ck_assert_double_eq(period->finish, ttri_day_time(period->end));
        ck_assert(period->start < period->middle &&
                  period->middle < period->finish);
    }
    ck_assert_int_eq(calendar.period[1199].year, 1999);
    ck_assert_int_eq(calendar.period[1199].month, 12);
    drop(&calendar);
}
END_TEST

START_TEST(years_may_start_in_any_month)
{
    struct ttr_calendar from = given(2023, 10, TTR_YEAR, 2);
    struct ttri_calendar calendar;

    from.fiscal_start = 10;
    calendar = made(from);
    ck_assert_int_eq(calendar.period[0].first, ttri_date_day(20231001));
    ck_assert_int_eq(calendar.period[0].end, ttri_date_day(20241001));
    ck_assert_double_eq(calendar.period[0].middle, 2024.25);
    drop(&calendar);
}
END_TEST

static const struct {
    int32_t fiscal_start, year, month, months, fiscal_year;
} fiscal[] = {
    {1, 2023, 1, 3, 2023},   {1, 2023, 10, 3, 2023},   {7, 2023, 4, 3, 2023},
    {7, 2023, 7, 3, 2024}, /* Microsoft: fiscal 2024 began in July 2023 */
    {4, 2023, 4, 3, 2024}, /* India: year to March 2024 */
    {4, 2024, 1, 3, 2024},   {10, 2023, 10, 12, 2024}, {12, 2023, 11, 1, 2023},
    {12, 2023, 12, 1, 2024}, {2, 2024, 1, 1, 2024},    {2, 2024, 2, 1, 2025},
};

START_TEST(a_fiscal_year_is_named_by_its_end)
{
    struct ttr_calendar from =
        given(fiscal[_i].year, fiscal[_i].month, fiscal[_i].months, 1);
    struct ttri_calendar calendar;

    from.fiscal_start = fiscal[_i].fiscal_start;
    calendar = made(from);
    ck_assert_int_eq(calendar.period[0].fiscal_year, fiscal[_i].fiscal_year);
    drop(&calendar);
}
END_TEST

START_TEST(as_of_is_the_start_unless_given)
{
    struct ttr_calendar from = given(2021, 7, TTR_MONTH, 6);
    struct ttri_calendar calendar = made(from);

    ck_assert_int_eq(calendar.given.as_of, 20210701);
    drop(&calendar);
    from.as_of = 20250131;
    calendar = made(from);
    ck_assert_int_eq(calendar.given.as_of, 20250131);
    drop(&calendar);
}
END_TEST

/* ---- errors ---- */

static const struct {
    size_t member;
    int32_t value;
    const char *message;
} refused[] = {
#define MEMBER(name) offsetof(struct ttr_calendar, name)
    {MEMBER(start_year), 1899,
     "calendar/start_year must be within [1900, 2199] (got 1899)"},
    {MEMBER(start_year), 2200,
     "calendar/start_year must be within [1900, 2199] (got 2200)"},
    {MEMBER(start_month), 0,
     "calendar/start_month must be within [1, 12] (got 0)"},
    {MEMBER(start_month), 13,
     "calendar/start_month must be within [1, 12] (got 13)"},
    {MEMBER(period_months), 6,
     "calendar/period_months must be 1, 3 or 12 (got 6)"},
    {MEMBER(period_months), 0,
     "calendar/period_months must be 1, 3 or 12 (got 0)"},
    {MEMBER(periods), 0, "calendar/periods must be within [1, 1200] (got 0)"},
    {MEMBER(periods), 1201,
     "calendar/periods must be within [1, 1200] (got 1201)"},
    {MEMBER(periods), 1200,
     "calendar/periods must end before the year 2200 (got 1200)"},
    {MEMBER(fiscal_start), 13,
     "calendar/fiscal_start must be within [1, 12] (got 13)"},
    {MEMBER(fiscal_start), 2,
     "calendar/fiscal_start must be the first month of a period, or periods "
     "straddle two fiscal years (got 2)"},
    {MEMBER(constant_currency_period), 4,
     "calendar/constant_currency_period must be within [0, 3] (got 4)"},
    {MEMBER(constant_currency_period), -1,
     "calendar/constant_currency_period must be within [0, 3] (got -1)"},
    {MEMBER(as_of), 20230229,
     "calendar/as_of must be a date yyyymmdd of the years 1900 to 2199 (got "
     "20230229)"},
};

START_TEST(refuses_a_calendar)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar from = given(2020, 1, TTR_QUARTER, 4);
    struct ttri_calendar calendar = {.count = 77};
    struct ttri_memory use = memory();

    memcpy((char *)&from + refused[_i].member, &refused[_i].value,
           sizeof refused[_i].value);
    ttri_assert_fails(ttri_calendar_new(&use, &from, &calendar, &error),
                      TTR_E_RANGE, &error, refused[_i].message);
    ck_assert_uint_eq(calendar.count, 77);
}
END_TEST

START_TEST(ends_with_2199)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_calendar calendar = made(given(2199, 1, TTR_MONTH, 12));
    struct ttr_calendar from = given(2199, 1, TTR_MONTH, 13);
    struct ttri_memory use = memory();

    ck_assert_int_eq(calendar.period[11].end, 84006);
    drop(&calendar);
    ttri_assert_fails(ttri_calendar_new(&use, &from, &calendar, &error),
                      TTR_E_RANGE, &error,
                      "calendar/periods must end before the year 2200 (got "
                      "13)");
}
END_TEST

START_TEST(refuses_a_yearly_period_across_fiscal_years)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar from = given(2020, 4, TTR_YEAR, 1);
    struct ttri_calendar calendar;
    struct ttri_memory use = memory();

    ttri_assert_fails(ttri_calendar_new(&use, &from, &calendar, &error),
                      TTR_E_RANGE, &error, NULL);
    from.fiscal_start = 4;
    ttri_assert_ok(ttri_calendar_new(&use, &from, &calendar, &error), &error);
    drop(&calendar);
}
END_TEST

START_TEST(refuses_no_calendar_and_a_wrong_size)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar from = given(2020, 1, TTR_QUARTER, 4);
    struct ttri_calendar calendar;
    struct ttri_memory use = memory();

    ttri_assert_fails(ttri_calendar_new(&use, NULL, &calendar, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    from.struct_size = 0;
    ttri_assert_fails(ttri_calendar_new(&use, &from, &calendar, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    from.struct_size = sizeof from + 8;
    ttri_assert_fails(ttri_calendar_new(&use, &from, &calendar, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
}
END_TEST

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    struct ttr_calendar from = given(2020, 1, TTR_QUARTER, 40);
    struct ttri_memory use;
    struct ttri_calendar calendar;
    ttr_status status = ttri_memory_init(&use, allocator, NULL);

    (void)context;
    if (status == TTR_OK)
        status = ttri_calendar_new(&use, &from, &calendar, NULL);
    if (status == TTR_OK)
        ttri_calendar_clear(&use, &calendar);
    return status;
}

START_TEST(survives_want_of_memory)
{
    ck_assert_uint_eq(ttri_fail_each(attempt, NULL), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("calendar");
    TCase *dates = tcase_create("dates");
    TCase *periods = tcase_create("periods");
    TCase *errors = tcase_create("errors");

    tcase_add_loop_test(dates, a_date_is_a_day_number, 0, TTRI_COUNT(days));
    tcase_add_loop_test(dates, a_date_is_a_time, 0, TTRI_COUNT(times));
    tcase_add_test(dates, days_follow_each_other);
    tcase_add_test(dates, months_have_their_days);
    tcase_add_loop_test(dates, refuses_what_is_no_date, 0,
                        TTRI_COUNT(no_dates));
    suite_add_tcase(suite, dates);
    tcase_add_test(periods, fills_defaults);
    tcase_add_test(periods, fills_no_more_than_the_caller_has);
    tcase_add_test(periods, quarters_have_their_days);
    tcase_add_test(periods, months_begin_at_the_time_of_their_first_day);
    tcase_add_test(periods, years_may_start_in_any_month);
    tcase_add_loop_test(periods, a_fiscal_year_is_named_by_its_end, 0,
                        TTRI_COUNT(fiscal));
    tcase_add_test(periods, as_of_is_the_start_unless_given);
    suite_add_tcase(suite, periods);
    tcase_add_loop_test(errors, refuses_a_calendar, 0, TTRI_COUNT(refused));
    tcase_add_test(errors, ends_with_2199);
    tcase_add_test(errors, refuses_a_yearly_period_across_fiscal_years);
    tcase_add_test(errors, refuses_no_calendar_and_a_wrong_size);
    tcase_add_test(errors, survives_want_of_memory);
    suite_add_tcase(suite, errors);
    return ttri_unit_main(suite);
}
