/* Published figures: reading them, and what a forecast says to each.
 *
 * usage: test_history SOURCE_ROOT */
#include "documents.h"
#include "failing.h"

#include <math.h>

#include <tiktokrev/history.h>
#include <tiktokrev/tiktokrev.h>

#include "base/base.h"
#include "insight/history.h"

#define HEADER "series,period,value,unit,low,high,kind,confidence,source\n"

/* ---- reading ---- */

static ttr_history *read_history(const char *text)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = NULL;

    ttri_assert_ok(ttr_history_load(NULL, text, strlen(text), "facts.csv",
                                    &history, &error),
                   &error);
    return history;
}

static struct ttr_observation observation(const ttr_history *history,
                                          uint32_t index)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_observation found = {.struct_size = sizeof found};

    ttri_assert_ok(ttr_history_get(history, index, &found, &error), &error);
    return found;
}

START_TEST(figures_are_read)
{
    ttr_history *history = read_history(
        "\xef\xbb\xbf" HEADER
        "uk,2023,12.5e8,USD,1e9,1.5e9,estimate,3,\"a \"\"source\"\", with,\n"
        "commas\"\r\n"
        "\r\n"
        "audience/World/mau,2023-06-30,,users,10,20,reported,,\n"
        "\"uk\",FY2024,-7,,,,forecast,1,\xc3\xa9");
    struct ttr_observation first = observation(history, 0);
    struct ttr_observation second = observation(history, 1);
    struct ttr_observation third = observation(history, 2);

    ck_assert_uint_eq(ttr_history_count(history), 3);
    ck_assert_str_eq(first.series, "uk");
    ck_assert_str_eq(first.period, "2023");
    ck_assert_str_eq(first.unit, "USD");
    ck_assert_str_eq(first.kind, "estimate");
    ck_assert_str_eq(first.source, "a \"source\", with,\ncommas");
    ck_assert_int_eq(first.confidence, 3);
    ck_assert_double_eq(first.value, 12.5e8);
    ck_assert_double_eq(first.low, 1e9);
    ck_assert_double_eq(first.high, 1.5e9);
    ck_assert_double_eq(second.value, 15); /* the middle */
    ck_assert_int_eq(second.confidence, 0);
    ck_assert_str_eq(second.source, "");
    ck_assert_str_eq(third.series, "uk");
    ck_assert_double_eq(third.low, -7);
    ck_assert_double_eq(third.high, -7);
    ck_assert_str_eq(third.source, "\xc3\xa9");
    ttr_history_unref(history);
}
END_TEST

START_TEST(errors_are_read_where_there_is_a_column)
{
    ttr_history *history = read_history(
        "series,period,value,unit,low,high,kind,confidence,source,error\n"
        "uk,2023,12,,,,derived,3,x,0.015\n"
        "uk,2024,13,,,,reported,3,x,\n");

    ck_assert_double_eq(observation(history, 0).error, 0.015);
    ck_assert_str_eq(observation(history, 0).kind, "derived");
    ck_assert_double_eq(observation(history, 1).error, 0);
    ttr_history_unref(history);
}
END_TEST

START_TEST(published_figures_are_read)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = NULL;
    char path[1024];

    source_path(path, "examples/data/published.csv");
    ttri_assert_ok(ttr_history_open(NULL, path, &history, &error), &error);
    ck_assert_uint_gt(ttr_history_count(history), 20);
    ttr_history_unref(history);
}
END_TEST

struct bad_history {
    const char *row; /* behind the header; or the whole text */
    bool whole;
    ttr_status status;
    const char *message;
};

static const struct bad_history bad_histories[] = {
    {"", true, TTR_E_SYNTAX,
     "f:1: header must be series,period,value,unit,low,high,kind,confidence,"
     "source[,error]"},
    {"series,period,value\n", true, TTR_E_SYNTAX,
     "f:1: header must be series,period,value,unit,low,high,kind,confidence,"
     "source[,error]"},
    {"\n\nseries,period,valu,unit,low,high,kind,confidence,source\n", true,
     TTR_E_SYNTAX,
     "f:3: header must be series,period,value,unit,low,high,kind,confidence,"
     "source[,error]"},
    {"\xff", true, TTR_E_SYNTAX, "f:1: row must be UTF-8 text"},
    {"a,2023,1,u,,,reported,1,x\na,2023,1,u,,,reported,1,\xe9\n", false,
     TTR_E_SYNTAX, "f:3: row must be UTF-8 text"},
    {"a,2023,1,u,,,reported,1\n", false, TTR_E_SYNTAX,
     "f:2: row must have 9 fields (got 8)"},
    {"a,2023,1,u,,,reported,1,x,y\n", false, TTR_E_SYNTAX,
     "f:2: row must have 9 fields (got 10)"},
    {"a,,,,,,,,,,,,,,,,,,,\n", false, TTR_E_SYNTAX,
     "f:2: row must have 9 fields (got 20)"},
    {"a,2023,1,u,,,reported,1,\"x\n\ny", false, TTR_E_SYNTAX,
     "f:2: row has a quote that never closes"},
    {"a,2023,1,u,,,reported,1,\"x\"y\n", false, TTR_E_SYNTAX,
     "f:2: row has text behind a closing quote"},
    {"a,2023,1,u,,,reported,1,x\"y\n", false, TTR_E_SYNTAX,
     "f:2: row has a quote in a field that does not start with one"},
    {"a,2023,1,u,,,reported,1,x\ry\n", false, TTR_E_SYNTAX,
     "f:2: row has a carriage return without a line feed"},
    {",2023,1,u,,,reported,1,x\n", false, TTR_E_MISSING,
     "f:2: series must be given"},
    {"a,2023Q1,1,u,,,reported,1,x\n", false, TTR_E_RANGE,
     "f:2: period must be as 2023, FY2023, 2023-Q2, 2023-06 or 2023-06-30 (got "
     "2023Q1)"},
    {"a,2023-Q5,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,2023-Q0,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,2023-13,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,2023-00,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,2023-02-29,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,2023-2-28,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,23,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,20233,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,1899,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,FY2023-Q1,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,,1,u,,,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,2023,\"1,000\",u,,,reported,1,x\n", false, TTR_E_SYNTAX,
     "f:2: value must be a number, as 1234.5 or 1.2e9 (got 1,000)"},
    {"a,2023,1,u,abc,,reported,1,x\n", false, TTR_E_SYNTAX,
     "f:2: low must be a number, as 1234.5 or 1.2e9 (got abc)"},
    {"a,2023,1,u,,1e999,reported,1,x\n", false, TTR_E_SYNTAX,
     "f:2: high must be a number, as 1234.5 or 1.2e9 (got 1e999)"},
    {"a,2023,nan,u,,,reported,1,x\n", false, TTR_E_SYNTAX, NULL},
    {"a,2023,,u,,,reported,1,x\n", false, TTR_E_MISSING,
     "f:2: value must be given, or both low and high"},
    {"a,2023,,u,1,,reported,1,x\n", false, TTR_E_MISSING, NULL},
    {"a,2023,5,u,6,,reported,1,x\n", false, TTR_E_RANGE,
     "f:2: value must lie between low and high (got 5)"},
    {"a,2023,,u,2,1,reported,1,x\n", false, TTR_E_RANGE, NULL},
    {"a,2023,1,u,,,rumour,1,x\n", false, TTR_E_RANGE,
     "f:2: kind must be reported, derived, estimate or forecast (got rumour)"},
    {"a,2023,1,u,,,reported,4,x\n", false, TTR_E_RANGE,
     "f:2: confidence must be 1, 2 or 3, or empty (got 4)"},
    {"series,period,value,unit,low,high,kind,confidence,source,error\n"
     "a,2023,1,u,,,reported,1,x\n",
     true, TTR_E_SYNTAX, "f:2: row must have 10 fields (got 9)"},
    {"series,period,value,unit,low,high,kind,confidence,source,error\n"
     "a,2023,1,u,,,reported,1,x,0\n",
     true, TTR_E_RANGE,
     "f:2: error must be within [1e-9, 10], or empty (got 0)"},
    {"series,period,value,unit,low,high,kind,confidence,source,error\n"
     "a,2023,1,u,,,reported,1,x,11\n",
     true, TTR_E_RANGE, NULL},
    {"series,period,value,unit,low,high,kind,confidence,source,error\n"
     "a,2023,1,u,,,reported,1,x,few\n",
     true, TTR_E_SYNTAX, NULL},
    {"series,period,value,unit,low,high,kind,confidence,source,bias\n", true,
     TTR_E_SYNTAX, NULL},
    {"a,2023,1,u,,,reported,1,\"two\nlines\"\n\nb,2023,1,u,,,reported,0,x\n",
     false, TTR_E_RANGE, "f:5: confidence must be 1, 2 or 3, or empty (got 0)"},
};

START_TEST(bad_figures_are_told)
{
    const struct bad_history *bad = &bad_histories[_i];
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = NULL;
    char text[1024], *exact;
    size_t size;

    snprintf(text, sizeof text, "%s%s", bad->whole ? "" : HEADER, bad->row);
    size = strlen(text);
    exact = malloc(size + 1); /* so that reading on shows */
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    ttri_assert_fails(
        ttr_history_load(NULL, exact, size, "f", &history, &error), bad->status,
        &error, bad->message);
    ck_assert_uint_gt(error.line, 0);
    ck_assert_ptr_null(history);
    free(exact);
}
END_TEST

START_TEST(cut_text_does_no_harm)
{
    char *text = read_source("examples/data/published.csv", NULL);
    size_t size = strlen(text) > 6000 ? 6000 : strlen(text);

    for (size_t cut = 0; cut < size; cut++) {
        struct ttr_error error = ttri_unit_error();
        ttr_history *history = NULL;
        char *exact = malloc(cut + 1);

        ck_assert_ptr_nonnull(exact);
        memcpy(exact, text, cut);
        if (ttr_history_load(NULL, exact, cut, NULL, &history, &error) !=
            TTR_OK)
            ck_assert_uint_gt(error.line, 0);
        ttr_history_unref(history);
        free(exact);
    }
    free(text);
}
END_TEST

START_TEST(arguments_are_checked)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_observation found = {.struct_size = sizeof found};
    ttr_history *history = NULL;
    double value;

    ttri_assert_fails(ttr_history_load(NULL, NULL, 0, NULL, &history, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_history_load: bytes must not be NULL");
    ttri_assert_fails(ttr_history_load(NULL, "", 0, NULL, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_history_load: history must not be NULL");
    ttri_assert_fails(ttr_history_open(NULL, NULL, &history, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_history_open: path must not be NULL");
    ttri_assert_fails(ttr_history_open(NULL, "/no/such", &history, &error),
                      TTR_E_IO, &error,
                      "/no/such must exist (got no such file)");
    ttri_assert_fails(ttr_history_get(NULL, 0, &found, &error), TTR_E_ARGUMENT,
                      &error, "ttr_history_get: history must not be NULL");
    ttri_assert_fails(ttr_history_compare(NULL, 0, NULL, &value, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_history_compare: history must not be NULL");
    history = read_history(HEADER);
    ck_assert_uint_eq(ttr_history_count(history), 0);
    ck_assert_uint_eq(ttr_history_count(NULL), 0);
    ttri_assert_fails(ttr_history_get(history, 0, &found, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_history_get: index must be below "
                      "ttr_history_count() (got 0)");
    found.struct_size = 8;
    ttri_assert_fails(ttr_history_get(history, 0, &found, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    ttri_assert_fails(ttr_history_get(history, 0, NULL, &error), TTR_E_ARGUMENT,
                      &error, NULL);
    ck_assert_ptr_eq(ttr_history_ref(history), history);
    ttr_history_unref(history);
    ttr_history_unref(history);
    ttr_history_unref(NULL);
}
END_TEST

START_TEST(size_is_limited)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = NULL;
    char *text = malloc(TTR_MAX_DOCUMENT + 1);

    ck_assert_ptr_nonnull(text);
    memset(text, '\n', TTR_MAX_DOCUMENT + 1);
    ttri_assert_fails(ttr_history_load(NULL, text, TTR_MAX_DOCUMENT + 1, NULL,
                                       &history, &error),
                      TTR_E_LIMIT, &error,
                      "history must be at most 8388608 bytes long (got "
                      "8388609)");
    ttri_assert_fails(
        ttr_history_load(NULL, text, TTR_MAX_DOCUMENT, NULL, &history, &error),
        TTR_E_SYNTAX, &error, NULL);
    free(text);
}
END_TEST

/* ---- comparing ---- */

/* Users grow by knots in a straight line from the middle of the first period,
 * so that the path between middles is known; advertising earns ad_load * views
 * at a fixed price. Two regions, the second with three dollars to its coin. */
static const char model[] =
    "{\"tiktokrev\": 1,"
    " \"calendar\": {\"start\": \"%s\", \"frequency\": \"%s\","
    "  \"periods\": %d, \"fiscal_start\": %d},"
    " \"currency\": \"USD\","
    " \"regions\": [{\"name\": \"US\"}, {\"name\": \"EU\", \"currency\": "
    "\"EUR\"}],"
    " \"environment\": {\"drivers\": {\"fx\": 3}},"
    " \"audience\": {\"drivers\": {\"mau_gross\": {\"linear\":"
    "  {\"value\": 1000000, \"slope_per_year\": 1200000, \"date\":"
    "  \"2020-01-01\"}}}},"
    " \"streams\": [{\"name\": \"advertising\", \"model\": \"advertising\","
    "   \"drivers\": {\"ad_load\": 0.1, \"ecpm_ref\": 2}},"
    "  {\"name\": \"enterprise\", \"model\": \"enterprise\","
    "   \"products\": [\"insights\"], \"drivers\":"
    "   {\"insights/new_customers_pm\": 10, \"insights/acv\": 1200}}],"
    " \"reports\": [{\"name\": \"group\", \"terms\": [{\"output\":"
    "   \"advertising/revenue\", \"region\": \"EU\", \"weight\": 0.5}]},"
    "  {\"name\": \"people\", \"terms\": [{\"output\": \"audience/mau\"}]}]}";

static ttr_forecast *run(const char *start, const char *frequency, int periods,
                         int fiscal_start)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;
    ttr_combiner *combiner;
    char text[2048];

    snprintf(text, sizeof text, model, start, frequency, periods, fiscal_start);
    combiner = load_text(text);
    ttri_assert_ok(ttr_combiner_compile(combiner, &program, &error), &error);
    ttri_assert_ok(ttr_program_run(program, NULL, &forecast, &error), &error);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    return forecast;
}

static ttr_history *one_figure(const char *series, const char *period)
{
    char text[512];

    snprintf(text, sizeof text, HEADER "%s,%s,1,,,,reported,,\n", series,
             period);
    return read_history(text);
}

static double compared(const ttr_forecast *forecast, const char *series,
                       const char *period)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = one_figure(series, period);
    double value = NAN;

    ttri_assert_ok(ttr_history_compare(history, 0, forecast, &value, &error),
                   &error);
    ttr_history_unref(history);
    return value;
}

static void not_compared(const ttr_forecast *forecast, const char *series,
                         const char *period, ttr_status status,
                         const char *message)
{
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = one_figure(series, period);
    double value = 42;

    ttri_assert_fails(ttr_history_compare(history, 0, forecast, &value, &error),
                      status, &error, message);
    ck_assert_double_eq(value, 42);
    ttr_history_unref(history);
}

/* Period values of an output, read without the history. */
static double read_at(const ttr_forecast *forecast, const char *output,
                      uint32_t region, int32_t step, uint32_t index)
{
    const ttr_program *program = ttr_forecast_program(forecast);
    struct ttr_error error = ttri_unit_error();
    double values[64];
    uint32_t found;

    ttri_assert_ok(ttr_program_find_output(program, output, &found, &error),
                   &error);
    ttri_assert_ok(ttr_forecast_read(forecast, found, region, TTR_REPORTING,
                                     step, values, 64, &error),
                   &error);
    return values[index];
}

#define NEAR(x, y) ck_assert_double_eq_tol(x, y, 1e-12 * fabs(y))

START_TEST(years_are_the_forecasts_own)
{
    ttr_forecast *forecast = run("2020-04", "quarter", 11, 4);

    NEAR(compared(forecast, "advertising/World/revenue", "2021"),
         read_at(forecast, "advertising/revenue", TTR_WORLD, TTR_STEP_YEAR, 1));
    NEAR(compared(forecast, "advertising/EU/revenue", "FY2021"),
         read_at(forecast, "advertising/revenue", 1, TTR_STEP_FISCAL_YEAR, 0));
    NEAR(compared(forecast, "advertising/US/ecpm", "2021"), 2.0);
    NEAR(compared(forecast, "group", "2021"),
         0.5 * read_at(forecast, "advertising/revenue", 1, TTR_STEP_YEAR, 1));
    /* 2020 lacks its first quarter, fiscal 2023 its last */
    not_compared(forecast, "group", "2020", TTR_E_MISSING,
                 "group must be compared in a period that the calendar holds "
                 "(got 2020)");
    not_compared(forecast, "group", "FY2023", TTR_E_MISSING, NULL);
    not_compared(forecast, "group", "2019", TTR_E_MISSING, NULL);
    not_compared(forecast, "group", "FY2030", TTR_E_MISSING, NULL);
    ttr_forecast_unref(forecast);
}
END_TEST

START_TEST(quarters_are_periods_or_sums_of_months)
{
    ttr_forecast *quarters = run("2020-01", "quarter", 8, 1);
    ttr_forecast *months = run("2020-01", "month", 24, 1);
    const char *output = "advertising/revenue", *users = "audience/mau";
    double flow = 0, stock = 0, days[] = {31, 29, 31};

    NEAR(compared(quarters, "advertising/US/revenue", "2020-Q3"),
         read_at(quarters, output, 0, TTR_STEP_PERIOD, 2));
    for (uint32_t i = 0; i < 3; i++) {
        flow += read_at(months, output, 0, TTR_STEP_PERIOD, i);
        stock += days[i] * read_at(months, users, 0, TTR_STEP_PERIOD, i) / 91;
    }
    NEAR(compared(months, "advertising/US/revenue", "2020-Q1"), flow);
    NEAR(compared(months, "audience/US/mau", "2020-Q1"), stock);
    NEAR(compared(months, "enterprise/US/insights/arr", "2020-Q1"),
         read_at(months, "enterprise/insights/arr", 0, TTR_STEP_PERIOD, 2));
    NEAR(compared(months, "advertising/US/revenue", "2021-12"),
         read_at(months, output, 0, TTR_STEP_PERIOD, 23));
    NEAR(compared(months, "advertising/US/ecpm", "2021-12"), 2.0);
    not_compared(months, "advertising/US/ecpm", "2020-Q1", TTR_E_CONFLICT,
                 "advertising/US/ecpm is a ratio: it is compared in one period "
                 "or in years (got 2020-Q1)");
    not_compared(quarters, "people", "2020-02", TTR_E_MISSING, NULL);
    not_compared(quarters, "people", "2019-Q4", TTR_E_MISSING, NULL);
    not_compared(quarters, "people", "2022-Q1", TTR_E_MISSING, NULL);
    not_compared(months, "people", "2022-01", TTR_E_MISSING, NULL);
    ttr_forecast_unref(quarters);
    ttr_forecast_unref(months);
}
END_TEST

/* Quarters that do not start in January, April, ... are named by a month. */
START_TEST(other_quarters_are_not_calendar_quarters)
{
    ttr_forecast *forecast = run("2020-02", "quarter", 8, 2);
    ttr_forecast *lone = run("2020-02", "quarter", 1, 2);
    ttr_forecast *years = run("2020-01", "year", 3, 1);

    not_compared(forecast, "people", "2020-Q2", TTR_E_MISSING, NULL);
    not_compared(forecast, "people", "2020-05", TTR_E_MISSING, NULL);
    not_compared(lone, "people", "2020-02", TTR_E_MISSING, NULL);
    not_compared(years, "people", "2020-Q1", TTR_E_MISSING, NULL);
    NEAR(compared(years, "people", "2021"),
         read_at(years, "audience/mau", TTR_WORLD, TTR_STEP_PERIOD, 1));
    ttr_forecast_unref(forecast);
    ttr_forecast_unref(lone);
    ttr_forecast_unref(years);
}
END_TEST

/* mau is linear in time, 1e6 + 1.2e6 (t - 2020): between the middles of the
 * first and the last period so is its interpolation. 1 July is t = 0.5, 16
 * February t = (1 + 15 / 29) / 12 in 2020. */
START_TEST(dated_stocks_are_interpolated)
{
    ttr_forecast *forecast = run("2020-01", "quarter", 8, 1);

    NEAR(compared(forecast, "audience/US/mau", "2020-07-01"), 1.6e6);
    NEAR(compared(forecast, "audience/World/mau", "2020-07-01"), 3.2e6);
    NEAR(compared(forecast, "people", "2020-07-01"), 3.2e6);
    NEAR(compared(forecast, "audience/US/mau", "2020-02-16"),
         1e6 + 1.2e6 * (1 + 15.0 / 29) / 12);
    NEAR(compared(forecast, "audience/US/mau", "2021-11-15"),
         1e6 + 1.2e6 * (1 + (10 + 14.0 / 30) / 12));
    /* before the middle of the first period, behind that of the last */
    not_compared(forecast, "audience/US/mau", "2020-02-15", TTR_E_MISSING,
                 NULL);
    not_compared(forecast, "audience/US/mau", "2021-11-17", TTR_E_MISSING,
                 NULL);
    not_compared(forecast, "advertising/US/revenue", "2020-07-01",
                 TTR_E_CONFLICT,
                 "advertising/US/revenue must be a stock or a balance to be "
                 "compared on a day (got 2020-07-01)");
    not_compared(forecast, "advertising/US/ecpm", "2020-07-01", TTR_E_CONFLICT,
                 NULL);
    ttr_forecast_unref(forecast);
}
END_TEST

/* A balance is that of the day's close: on the last day of a period it is the
 * period's; ARR grows by 10 customers a month at 1200, 36,000 a quarter. */
START_TEST(dated_balances_are_those_of_the_close)
{
    ttr_forecast *forecast = run("2020-01", "quarter", 8, 1);

    NEAR(compared(forecast, "enterprise/US/insights/arr", "2020-03-31"), 36e3);
    NEAR(compared(forecast, "enterprise/US/insights/arr", "2020-06-30"), 72e3);
    NEAR(compared(forecast, "enterprise/EU/arr", "2021-12-31"), 3 * 8 * 36e3);
    NEAR(compared(forecast, "enterprise/US/arr", "2020-04-30"), 48e3);
    not_compared(forecast, "enterprise/US/arr", "2020-03-30", TTR_E_MISSING,
                 NULL);
    not_compared(forecast, "enterprise/US/arr", "2022-01-01", TTR_E_MISSING,
                 NULL);
    ttr_forecast_unref(forecast);
}
END_TEST

/* What was in the block before does not matter. */
START_TEST(a_match_is_whole)
{
    static const char *const series[] = {"group", "advertising/EU/revenue"};
    struct ttr_error error = ttri_unit_error();
    ttr_forecast *forecast = run("2020-01", "quarter", 8, 1);
    ttr_history *history = one_figure(series[_i], "2020-Q2");
    struct ttri_match match[2];

    memset(&match[0], 0x00, sizeof match[0]);
    memset(&match[1], 0xA5, sizeof match[1]);
    for (int k = 0; k < 2; k++)
        ttri_assert_ok(
            ttri_history_match(history, 0, forecast, &match[k], &error),
            &error);
    ck_assert_int_eq(match[0].report, _i == 0);
    ck_assert_int_eq(match[1].report, _i == 0);
    ck_assert_uint_eq(match[0].region, _i == 0 ? TTR_WORLD : 1);
    ck_assert_uint_eq(match[1].region, match[0].region);
    ck_assert_uint_eq(match[1].index, match[0].index);
    for (int k = 0; k < 3; k++)
        ck_assert(match[1].weight[k] == match[0].weight[k]);
    ttr_history_unref(history);
    ttr_forecast_unref(forecast);
}
END_TEST

START_TEST(unknown_series_are_told)
{
    ttr_forecast *forecast = run("2020-01", "quarter", 8, 1);

    not_compared(forecast, "groups", "2020", TTR_E_UNKNOWN,
                 "report groups is not known; did you mean group?");
    not_compared(forecast, "advertising/UK/revenue", "2020", TTR_E_UNKNOWN,
                 NULL);
    not_compared(forecast, "advertising/USA/revenue", "2020", TTR_E_UNKNOWN,
                 "region USA is not known; did you mean US?");
    not_compared(forecast, "advertising/US/revenu", "2020", TTR_E_UNKNOWN,
                 NULL);
    not_compared(forecast, "advertising/revenue", "2020", TTR_E_UNKNOWN,
                 "series must be a report or component/region/key (got "
                 "advertising/revenue)");
    ttr_forecast_unref(forecast);
}
END_TEST

START_TEST(compare_checks_its_arguments)
{
    struct ttr_error error = ttri_unit_error();
    ttr_forecast *forecast = run("2020-01", "quarter", 4, 1);
    ttr_history *history = one_figure("group", "2020");
    double value = 0;

    ttri_assert_fails(ttr_history_compare(history, 1, forecast, &value, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_history_compare: index must be below "
                      "ttr_history_count() (got 1)");
    ttri_assert_fails(ttr_history_compare(history, 0, NULL, &value, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_history_compare: forecast must not be NULL");
    ttri_assert_fails(ttr_history_compare(history, 0, forecast, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_history_compare: value must not be NULL");
    ck_assert_int_eq(ttr_history_compare(history, 0, forecast, &value, NULL),
                     TTR_OK);
    ttr_history_unref(history);
    ttr_forecast_unref(forecast);
}
END_TEST

/* ---- memory ---- */

static ttr_status load_and_compare(const struct ttr_allocator *allocator,
                                   void *forecast)
{
    static const char text[] =
        HEADER "group,2020,1,USD,,,reported,3,x\n"
               "audience/US/mau,2020-06-30,,users,1,2,estimate,,\"y\"\n";
    struct ttr_error error = ttri_unit_error();
    ttr_history *history = NULL;
    ttr_status status = ttr_history_load(allocator, text, sizeof text - 1, NULL,
                                         &history, &error);
    double value;

    for (uint32_t i = 0; status == TTR_OK && i < 2; i++)
        status = ttr_history_compare(history, i, forecast, &value, &error);
    ttr_history_unref(history);
    return status;
}

START_TEST(failing_allocations_are_survived)
{
    ttr_forecast *forecast = run("2020-01", "quarter", 4, 1);

    ck_assert_uint_ge(ttri_fail_each(load_and_compare, forecast), 5);
    ttr_forecast_unref(forecast);
}
END_TEST

static Suite *history_suite(void)
{
    Suite *suite = suite_create("history");
    TCase *reading = tcase_create("reading");
    TCase *comparing = tcase_create("comparing");

    tcase_set_timeout(reading, 60);
    tcase_add_test(reading, figures_are_read);
    tcase_add_test(reading, errors_are_read_where_there_is_a_column);
    tcase_add_test(reading, published_figures_are_read);
    tcase_add_loop_test(reading, bad_figures_are_told, 0,
                        (int)TTRI_COUNT(bad_histories));
    tcase_add_test(reading, cut_text_does_no_harm);
    tcase_add_test(reading, arguments_are_checked);
    tcase_add_test(reading, size_is_limited);
    suite_add_tcase(suite, reading);

    tcase_set_timeout(comparing, 60);
    tcase_add_test(comparing, years_are_the_forecasts_own);
    tcase_add_test(comparing, quarters_are_periods_or_sums_of_months);
    tcase_add_test(comparing, other_quarters_are_not_calendar_quarters);
    tcase_add_test(comparing, dated_stocks_are_interpolated);
    tcase_add_test(comparing, dated_balances_are_those_of_the_close);
    tcase_add_loop_test(comparing, a_match_is_whole, 0, 2);
    tcase_add_test(comparing, unknown_series_are_told);
    tcase_add_test(comparing, compare_checks_its_arguments);
    tcase_add_test(comparing, failing_allocations_are_survived);
    suite_add_tcase(suite, comparing);
    return suite;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        source_root = argv[1];
    return ttri_unit_main(history_suite());
}
