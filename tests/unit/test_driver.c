/* What a driver takes, keeps and refuses, and what keys take of it. */
#include "failing.h"
#include "unit.h"

#include <math.h>

#include "model/driver.h"

static ttr_driver *made(void)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    return driver;
}

static struct ttr_law law_of(int32_t kind, double a, double b)
{
    struct ttr_law law;

    ttr_law_init(&law, sizeof law);
    law.kind = kind;
    law.a = a;
    law.b = b;
    return law;
}

/* ---- life ---- */

START_TEST(is_new)
{
    ttr_driver *driver = made();

    ck_assert_int_eq(driver->curve, TTRI_CURVE_NONE);
    ck_assert_int_eq(driver->doubt.kind, TTRI_DOUBT_DEFAULT);
    ck_assert_ptr_eq(ttr_driver_ref(driver), driver);
    ttr_driver_unref(driver);
    ck_assert_int_eq(driver->grade, 0); /* still there */
    ttr_driver_unref(driver);
    ttr_driver_unref(NULL);
    ck_assert_ptr_null(ttr_driver_ref(NULL));
}
END_TEST

START_TEST(needs_a_place_and_a_whole_allocator)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_allocator allocator = {.struct_size = sizeof allocator};
    ttr_driver *driver = NULL;

    ttri_assert_fails(ttr_driver_new(NULL, NULL, &error), TTR_E_ARGUMENT,
                      &error, "ttr_driver_new: driver must not be NULL");
    ttri_assert_fails(ttr_driver_new(&allocator, &driver, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_ptr_null(driver);
}
END_TEST

/* ---- curves ---- */

static void set_curve(ttr_driver *driver, enum ttri_curve curve)
{
    const ttr_date dates[] = {20200101, 20220101};
    const double values[] = {1, 3};
    ttr_status status = TTR_OK;

    switch (curve) {
    case TTRI_CURVE_CONSTANT:
        status = ttr_driver_set_value(driver, 5, NULL);
        break;
    case TTRI_CURVE_EXPONENTIAL:
        status = ttr_driver_set_exponential(driver, 5, 0.2, 20200101, NULL);
        break;
    case TTRI_CURVE_LINEAR:
        status = ttr_driver_set_linear(driver, 5, 0.2, 20200101, NULL);
        break;
    case TTRI_CURVE_LOGISTIC:
        status = ttr_driver_set_logistic(driver, 5, 0.2, 20200101, NULL);
        break;
    case TTRI_CURVE_GOMPERTZ:
        status = ttr_driver_set_gompertz(driver, 5, 0.2, 20200101, NULL);
        break;
    case TTRI_CURVE_BASS:
        status = ttr_driver_set_bass(driver, 5, 0.03, 0.4, 20200101, NULL);
        break;
    case TTRI_CURVE_KNOTS:
        status = ttr_driver_set_knots(driver, 2, dates, values, NULL);
        break;
    case TTRI_CURVE_SERIES:
        status = ttr_driver_set_series(driver, 2, values, NULL);
        break;
    default:
        break;
    }
    ck_assert_int_eq(status, TTR_OK);
    ck_assert_int_eq(driver->curve, curve);
}

static const struct {
    enum ttri_curve curve;
    const char *name;
    uint32_t parameters;
    const char *parameter[TTRI_CURVE_PARAMETERS];
} curves[] = {
    {TTRI_CURVE_CONSTANT, "value", 1, {"value"}},
    {TTRI_CURVE_EXPONENTIAL, "exponential", 2, {"value", "growth"}},
    {TTRI_CURVE_LINEAR, "linear", 2, {"value", "slope_per_year"}},
    {TTRI_CURVE_LOGISTIC, "logistic", 2, {"ceiling", "rate"}},
    {TTRI_CURVE_GOMPERTZ, "gompertz", 2, {"ceiling", "rate"}},
    {TTRI_CURVE_BASS, "bass", 3, {"market", "p", "q"}},
    {TTRI_CURVE_KNOTS, "knots", 0, {NULL}},
    {TTRI_CURVE_SERIES, "series", 0, {NULL}},
    {TTRI_CURVE_NONE, "none", 0, {NULL}},
};

START_TEST(curves_have_names)
{
    const char *names[TTRI_CURVE_PARAMETERS];

    ck_assert_str_eq(ttri_curve_name(curves[_i].curve), curves[_i].name);
    ck_assert_uint_eq(ttri_curve_parameters(curves[_i].curve, names),
                      curves[_i].parameters);
    for (uint32_t i = 0; i < curves[_i].parameters; i++)
        ck_assert_str_eq(names[i], curves[_i].parameter[i]);
}
END_TEST

/* Each curve after each other: points are freed, doubts about the old
 * parameters go, those about the level stay. */
START_TEST(a_new_curve_replaces_the_old)
{
    for (int from = 0; from < TTRI_CURVE_NONE; from++) {
        ttr_driver *driver = made();
        const char *names[TTRI_CURVE_PARAMETERS];
        uint32_t count = ttri_curve_parameters((enum ttri_curve)from, names);

        ck_assert_int_eq(ttr_driver_set_range(driver, NULL, 1, 2, 0.8, NULL),
                         TTR_OK);
        set_curve(driver, (enum ttri_curve)from);
        for (uint32_t i = 0; from != TTRI_CURVE_CONSTANT && i < count; i++) {
            ck_assert_int_eq(
                ttr_driver_set_range(driver, names[i], 1, 2, 0.5, NULL),
                TTR_OK);
            ck_assert_int_eq(driver->parameter_doubt[i].kind, TTRI_DOUBT_RANGE);
        }
        set_curve(driver, (enum ttri_curve)_i);
        for (uint32_t i = 0; i < TTRI_CURVE_PARAMETERS; i++)
            ck_assert_int_eq(driver->parameter_doubt[i].kind,
                             TTRI_DOUBT_DEFAULT);
        ck_assert_int_eq(driver->doubt.kind, TTRI_DOUBT_RANGE);
        ck_assert((driver->dates != NULL) == (_i == TTRI_CURVE_KNOTS));
        ck_assert((driver->values != NULL) ==
                  (_i == TTRI_CURVE_KNOTS || _i == TTRI_CURVE_SERIES));
        ttr_driver_unref(driver);
    }
}
END_TEST

static ttr_status refused_curve(ttr_driver *driver, int which,
                                struct ttr_error *error)
{
    const ttr_date dates[] = {20200101, 20200101}, odd[] = {20200101, 20200230};
    const double values[] = {1, INFINITY}, good[] = {1, 2};

    switch (which) {
    case 0:
        return ttr_driver_set_value(driver, NAN, error);
    case 1:
        return ttr_driver_set_exponential(driver, 1, -1, 20200101, error);
    case 2:
        return ttr_driver_set_exponential(driver, INFINITY, 0, 20200101, error);
    case 3:
        return ttr_driver_set_exponential(driver, 1, 0, 20201301, error);
    case 4:
        return ttr_driver_set_linear(driver, 1, NAN, 20200101, error);
    case 5:
        return ttr_driver_set_logistic(driver, 1, -INFINITY, 20200101, error);
    case 6:
        return ttr_driver_set_gompertz(driver, NAN, 1, 20200101, error);
    case 7:
        return ttr_driver_set_bass(driver, 1, 0, 1, 20200101, error);
    case 8:
        return ttr_driver_set_bass(driver, 1, 0.1, -0.5, 20200101, error);
    case 9:
        return ttr_driver_set_bass(driver, 1, 0.1, 1, 0, error);
    case 10:
        return ttr_driver_set_knots(driver, 2, dates, good, error);
    case 11:
        return ttr_driver_set_knots(driver, 2, odd, good, error);
    case 12:
        return ttr_driver_set_knots(driver, 2, odd, values, error);
    case 13:
        return ttr_driver_set_series(driver, 2, values, error);
    case 14:
        return ttr_driver_set_knots(driver, 0, dates, good, error);
    case 15:
        return ttr_driver_set_series(driver, 0, good, error);
    case 16:
        return ttr_driver_set_series(driver, 1201, good, error);
    case 17:
        return ttr_driver_set_knots(driver, 2, NULL, good, error);
    case 18:
        return ttr_driver_set_knots(driver, 2, dates, NULL, error);
    default:
        return ttr_driver_set_series(driver, 2, NULL, error);
    }
}

static const struct {
    ttr_status status;
    const char *message;
} refused[] = {
    {TTR_E_RANGE, "driver/value must be finite (got nan)"},
    {TTR_E_RANGE, "driver/growth must be finite and above -1 (got -1)"},
    {TTR_E_RANGE, "driver/value must be finite (got inf)"},
    {TTR_E_RANGE, "driver/date must be a date yyyymmdd of the years 1900 to "
                  "2199 (got 20201301)"},
    {TTR_E_RANGE, "driver/slope_per_year must be finite (got nan)"},
    {TTR_E_RANGE, "driver/rate must be finite (got -inf)"},
    {TTR_E_RANGE, "driver/ceiling must be finite (got nan)"},
    {TTR_E_RANGE, "driver/p must be finite and above 0 (got 0)"},
    {TTR_E_RANGE, "driver/q must be finite and at least 0 (got -0.5)"},
    {TTR_E_RANGE, "driver/date must be a date yyyymmdd of the years 1900 to "
                  "2199 (got 0)"},
    {TTR_E_RANGE, "driver/knots must have ascending dates (got 20200101)"},
    {TTR_E_RANGE, "driver/knots must be a date yyyymmdd of the years 1900 to "
                  "2199 (got 20200230)"},
    {TTR_E_RANGE, "driver/knots must be finite (got inf)"},
    {TTR_E_RANGE, "driver/series must be finite (got inf)"},
    {TTR_E_ARGUMENT, "driver/knots must have at least one value"},
    {TTR_E_ARGUMENT, "driver/series must have at least one value"},
    {TTR_E_ARGUMENT, "driver/series must have at most 1200 values (got 1201)"},
    {TTR_E_ARGUMENT, "ttr_driver_set_knots: dates must not be NULL"},
    {TTR_E_ARGUMENT, "ttr_driver_set_knots: values must not be NULL"},
    {TTR_E_ARGUMENT, "ttr_driver_set_series: values must not be NULL"},
};

START_TEST(a_refused_curve_changes_nothing)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    set_curve(driver, TTRI_CURVE_KNOTS);
    ttri_assert_fails(refused_curve(driver, _i, &error), refused[_i].status,
                      &error, refused[_i].message);
    ck_assert_int_eq(driver->curve, TTRI_CURVE_KNOTS);
    ck_assert_uint_eq(driver->points, 2);
    ck_assert_double_eq(driver->values[1], 3);
    ck_assert_int_eq(driver->dates[1], 20220101);
    ttr_driver_unref(driver);
}
END_TEST

/* ---- the other setters ---- */

START_TEST(takes_seasonality)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();
    const double quarters[] = {1, 2, 3, 4}, bad[] = {1, 0, 1, 1};
    const double odd[] = {1, 1, 1, INFINITY};

    ttri_assert_ok(ttr_driver_set_seasonality(driver, 4, quarters, &error),
                   &error);
    ttri_assert_fails(ttr_driver_set_seasonality(driver, 4, bad, &error),
                      TTR_E_RANGE, &error,
                      "driver/seasonality must be finite and above 0 (got 0)");
    ttri_assert_fails(ttr_driver_set_seasonality(driver, 4, odd, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(ttr_driver_set_seasonality(driver, 3, quarters, &error),
                      TTR_E_ARGUMENT, &error,
                      "driver/seasonality must have 12, 4 or 0 numbers (got "
                      "3)");
    ttri_assert_fails(ttr_driver_set_seasonality(driver, 12, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_uint_eq(driver->seasons, 4);
    ck_assert_double_eq(driver->season[3], 4);
    ttri_assert_ok(ttr_driver_set_seasonality(driver, 0, NULL, &error), &error);
    ck_assert_uint_eq(driver->seasons, 0);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(takes_movable_events)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttri_assert_ok(
        ttr_driver_add_movable_event(driver, 20240210, 8, 1.2, &error), &error);
    ttri_assert_fails(
        ttr_driver_add_movable_event(driver, 20240230, 8, 1.2, &error),
        TTR_E_RANGE, &error,
        "driver/movable/first must be a date yyyymmdd of the years 1900 to "
        "2199 (got 20240230)");
    ttri_assert_fails(
        ttr_driver_add_movable_event(driver, 20240210, 0, 1.2, &error),
        TTR_E_RANGE, &error, "driver/movable/days must be at least 1 (got 0)");
    ttri_assert_fails(
        ttr_driver_add_movable_event(driver, 20240210, 1, -0.1, &error),
        TTR_E_RANGE, &error,
        "driver/movable/multiplier must be finite and at least 0 (got -0.1)");
    ck_assert_uint_eq(driver->movables, 1);
    for (int i = 0; i < 100; i++)
        ttri_assert_ok(
            ttr_driver_add_movable_event(driver, 20240210, 8, i, &error),
            &error);
    ck_assert_uint_eq(driver->movables, 101);
    ck_assert_double_eq(driver->movable[100].multiplier, 99);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(takes_dates)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttri_assert_ok(ttr_driver_set_dates(driver, 20200101, 20200101, &error),
                   &error);
    ttri_assert_fails(ttr_driver_set_dates(driver, 20200102, 20200101, &error),
                      TTR_E_RANGE, &error,
                      "driver/end must not be before the launch (got "
                      "20200101)");
    ttri_assert_fails(ttr_driver_set_dates(driver, 1, 0, &error), TTR_E_RANGE,
                      &error, NULL);
    ttri_assert_fails(ttr_driver_set_dates(driver, 0, 20200100, &error),
                      TTR_E_RANGE, &error, NULL);
    ck_assert_int_eq(driver->launch, 20200101);
    ck_assert_int_eq(driver->end, 20200101);
    ttri_assert_ok(ttr_driver_set_dates(driver, 20210101, 0, &error), &error);
    ttri_assert_ok(ttr_driver_set_dates(driver, 0, 20210101, &error), &error);
    ck_assert_int_eq(driver->launch, 0);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(takes_real_noise_and_loadings)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttri_assert_ok(ttr_driver_set_real(driver, 1, &error), &error);
    ttri_assert_fails(ttr_driver_set_real(driver, 2, &error), TTR_E_ARGUMENT,
                      &error, "driver/real must be 0 or 1 (got 2)");
    ck_assert(driver->real);
    ttri_assert_ok(ttr_driver_set_noise(driver, 0.2, 0, &error), &error);
    ttri_assert_fails(ttr_driver_set_noise(driver, -1, 0, &error), TTR_E_RANGE,
                      &error, NULL);
    ttri_assert_fails(ttr_driver_set_noise(driver, 1, NAN, &error), TTR_E_RANGE,
                      &error,
                      "driver/noise/reversion must be finite and at least 0 "
                      "(got nan)");
    ck_assert_double_eq(driver->volatility, 0.2);
    ttri_assert_ok(ttr_driver_add_loading(driver, "macro", 1.2, 0, &error),
                   &error);
    ttri_assert_ok(ttr_driver_add_loading(driver, "macro", 0.4, 1, &error),
                   &error);
    ttri_assert_fails(ttr_driver_add_loading(driver, "macro", 0.4, 1, &error),
                      TTR_E_DUPLICATE, &error,
                      "driver/loadings must name a factor once for each lag "
                      "(got macro)");
    ttri_assert_fails(ttr_driver_add_loading(driver, "a/b", 0.4, 1, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_driver_add_loading(driver, NULL, 0.4, 1, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_driver_add_loading(driver, "x", INFINITY, 1, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(ttr_driver_add_loading(driver, "x", 1, -1, &error),
                      TTR_E_RANGE, &error,
                      "driver/loadings/lag must be within [0, 1199] (got -1)");
    ck_assert_uint_eq(driver->loadings, 2);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(takes_evidence)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();
    char source[] = "Form 10-K";

    ttri_assert_ok(ttr_driver_set_evidence(driver, 'A', source, 20240630,
                                           "a note", &error),
                   &error);
    source[0] = 'X';
    ttri_assert_fails(
        ttr_driver_set_evidence(driver, 'D', NULL, 0, NULL, &error),
        TTR_E_RANGE, &error, "driver/grade must be A, B or C (got D)");
    ttri_assert_fails(
        ttr_driver_set_evidence(driver, 'B', NULL, 20240631, NULL, &error),
        TTR_E_RANGE, &error, NULL);
    ck_assert_str_eq(driver->source, "Form 10-K");
    ck_assert_str_eq(driver->note, "a note");
    ck_assert_int_eq(driver->grade, 'A');
    ck_assert_int_eq(driver->evidence_date, 20240630);
    ttri_assert_ok(ttr_driver_set_evidence(driver, 'C', NULL, 0, NULL, &error),
                   &error);
    ck_assert_ptr_null(driver->source);
    ck_assert_ptr_null(driver->note);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(no_driver_is_an_error)
{
    struct ttr_error error = ttri_unit_error();
    const struct ttr_law law = law_of(TTR_LAW_NORMAL, 0, 1);
    const ttr_date date = 20200101;
    const double value = 1;
    const ttr_status statuses[] = {
        ttr_driver_set_value(NULL, 1, &error),
        ttr_driver_set_exponential(NULL, 1, 1, date, &error),
        ttr_driver_set_linear(NULL, 1, 1, date, &error),
        ttr_driver_set_logistic(NULL, 1, 1, date, &error),
        ttr_driver_set_gompertz(NULL, 1, 1, date, &error),
        ttr_driver_set_bass(NULL, 1, 1, 1, date, &error),
        ttr_driver_set_knots(NULL, 1, &date, &value, &error),
        ttr_driver_set_series(NULL, 1, &value, &error),
        ttr_driver_set_seasonality(NULL, 0, NULL, &error),
        ttr_driver_add_movable_event(NULL, date, 1, 1, &error),
        ttr_driver_set_dates(NULL, 0, 0, &error),
        ttr_driver_set_real(NULL, 0, &error),
        ttr_driver_set_range(NULL, NULL, 1, 2, 0.8, &error),
        ttr_driver_set_law(NULL, NULL, &law, &error),
        ttr_driver_set_certain(NULL, &error),
        ttr_driver_set_noise(NULL, 0, 0, &error),
        ttr_driver_add_loading(NULL, "macro", 1, 0, &error),
        ttr_driver_set_evidence(NULL, 'A', NULL, 0, NULL, &error),
    };

    for (uint32_t i = 0; i < TTRI_COUNT(statuses); i++)
        ck_assert_int_eq(statuses[i], TTR_E_ARGUMENT);
    ck_assert_str_eq(error.message,
                     "ttr_driver_set_evidence: driver must not be NULL");
}
END_TEST

/* ---- doubts ---- */

START_TEST(takes_a_range)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttri_assert_ok(ttr_driver_set_range(driver, NULL, 2.8, 3.7, 0.8, &error),
                   &error);
    ttri_assert_fails(ttr_driver_set_range(driver, NULL, 2, 2, 0.8, &error),
                      TTR_E_RANGE, &error,
                      "driver/range/high must be above the low end (got 2)");
    ttri_assert_fails(ttr_driver_set_range(driver, NULL, 2, 3, 1, &error),
                      TTR_E_RANGE, &error,
                      "driver/range/probability must be within (0, 1) (got 1)");
    ttri_assert_fails(ttr_driver_set_range(driver, NULL, 2, 3, NAN, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(
        ttr_driver_set_range(driver, NULL, -INFINITY, 3, 0.8, &error),
        TTR_E_RANGE, &error, "driver/range must be finite (got -inf)");
    ck_assert_double_eq(driver->doubt.low, 2.8);
    ck_assert_double_eq(driver->doubt.high, 3.7);
    ck_assert_double_eq(driver->doubt.probability, 0.8);
    ttri_assert_ok(ttr_driver_set_certain(driver, &error), &error);
    ck_assert_int_eq(driver->doubt.kind, TTRI_DOUBT_CERTAIN);
    ttr_driver_unref(driver);
}
END_TEST

/* The one parameter of a constant is its level. */
START_TEST(a_constants_value_is_the_level)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttri_assert_ok(ttr_driver_set_range(driver, "value", 1, 2, 0.8, &error),
                   &error);
    ck_assert_int_eq(driver->doubt.kind, TTRI_DOUBT_RANGE);
    ttri_assert_ok(ttr_driver_set_value(driver, 1.5, &error), &error);
    ttri_assert_ok(ttr_driver_set_range(driver, "value", 1, 3, 0.8, &error),
                   &error);
    ck_assert_double_eq(driver->doubt.high, 3);
    ck_assert_int_eq(driver->parameter_doubt[0].kind, TTRI_DOUBT_DEFAULT);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(parameters_have_domains)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();
    struct ttr_law normal = law_of(TTR_LAW_NORMAL, 0.1, 0.1);

    set_curve(driver, TTRI_CURVE_EXPONENTIAL);
    ttri_assert_fails(
        ttr_driver_set_range(driver, "growth", -1, 0, 0.8, &error), TTR_E_RANGE,
        &error, "driver/growth must be finite and above -1 (got -1)");
    ttri_assert_fails(ttr_driver_set_law(driver, "growth", &normal, &error),
                      TTR_E_RANGE, &error,
                      "driver/growth must be finite and above -1 (got -inf)");
    normal.low = -0.5;
    ttri_assert_ok(ttr_driver_set_law(driver, "growth", &normal, &error),
                   &error);
    ck_assert_int_eq(driver->parameter_doubt[1].kind, TTRI_DOUBT_LAW);
    ttri_assert_fails(
        ttr_driver_set_range(driver, "growht", 0, 1, 0.8, &error),
        TTR_E_UNKNOWN, &error,
        "driver parameter growht is not known; did you mean growth?");
    ttri_assert_fails(ttr_driver_set_law(driver, "ceiling", &normal, &error),
                      TTR_E_UNKNOWN, &error,
                      "driver parameter ceiling is not known");
    set_curve(driver, TTRI_CURVE_BASS);
    ttri_assert_fails(ttr_driver_set_range(driver, "p", 0, 1, 0.8, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(ttr_driver_set_range(driver, "q", -1, 1, 0.8, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_ok(ttr_driver_set_range(driver, "q", 0, 1, 0.8, &error),
                   &error);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(a_law_is_copied)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();
    double values[] = {1, 2, 3};
    struct ttr_law law = law_of(TTR_LAW_EMPIRICAL, 0, 0);

    law.values = values;
    law.count = 3;
    ttri_assert_ok(ttr_driver_set_law(driver, NULL, &law, &error), &error);
    values[1] = 99;
    ck_assert_double_eq(driver->doubt.law.values[1], 2);
    law.count = 0;
    ttri_assert_fails(ttr_driver_set_law(driver, NULL, &law, &error),
                      TTR_E_ARGUMENT, &error,
                      "driver/law must have at least one value");
    ttri_assert_fails(ttr_driver_set_law(driver, NULL, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_uint_eq(driver->doubt.law.count, 3);
    ttr_driver_unref(driver);
}
END_TEST

/* Middle of the ends on the scale of the support: sqrt(2 * 8), logit^-1 of
 * (ln(1/4) + ln(9)) / 2 = odds 1.5, (2 + 8) / 2. */
START_TEST(a_range_has_a_median)
{
    struct ttri_doubt doubt = {.kind = TTRI_DOUBT_RANGE, .low = 2, .high = 8};

    ck_assert_double_eq_tol(ttri_doubt_median(&doubt, TTR_SUPPORT_POSITIVE), 4,
                            1e-15);
    ck_assert_double_eq(ttri_doubt_median(&doubt, TTR_SUPPORT_REAL), 5);
    doubt.low = 0.2;
    doubt.high = 0.9;
    ck_assert_double_eq_tol(ttri_doubt_median(&doubt, TTR_SUPPORT_UNIT), 0.6,
                            1e-15);
    doubt.kind = TTRI_DOUBT_LAW;
    doubt.law = law_of(TTR_LAW_LOGNORMAL, 7, 1);
    ck_assert_double_eq(ttri_doubt_median(&doubt, TTR_SUPPORT_POSITIVE), 7);
    doubt.kind = TTRI_DOUBT_DEFAULT;
    ck_assert_double_nan(ttri_doubt_median(&doubt, TTR_SUPPORT_REAL));
    doubt.kind = TTRI_DOUBT_CERTAIN;
    ck_assert_double_nan(ttri_doubt_median(&doubt, TTR_SUPPORT_REAL));
}
END_TEST

/* ---- copies ---- */

/* A driver that holds everything that can be held. */
static ttr_status fill(ttr_driver *driver, struct ttr_error *error)
{
    const double values[] = {1, 2, 3}, weights[] = {1, 1, 2};
    const double quarters[] = {1, 2, 3, 4};
    struct ttr_law mixture = law_of(TTR_LAW_MIXTURE, 0, 0.5);
    struct ttr_law sample = law_of(TTR_LAW_EMPIRICAL, 0, 0);
    ttr_status status;

    mixture.values = sample.values = values;
    mixture.weights = weights;
    mixture.count = sample.count = 3;
    status = ttr_driver_set_bass(driver, 5, 0.03, 0.4, 20200101, error);
    if (status == TTR_OK)
        status = ttr_driver_set_law(driver, "market", &mixture, error);
    if (status == TTR_OK)
        status = ttr_driver_set_law(driver, NULL, &sample, error);
    if (status == TTR_OK)
        status = ttr_driver_set_seasonality(driver, 4, quarters, error);
    if (status == TTR_OK)
        status = ttr_driver_add_movable_event(driver, 20240210, 8, 2, error);
    if (status == TTR_OK)
        status = ttr_driver_set_dates(driver, 20200101, 20300101, error);
    if (status == TTR_OK)
        status = ttr_driver_set_real(driver, 1, error);
    if (status == TTR_OK)
        status = ttr_driver_set_noise(driver, 0.1, 0.5, error);
    if (status == TTR_OK)
        status = ttr_driver_add_loading(driver, "macro", 1, 0, error);
    if (status == TTR_OK)
        status = ttr_driver_add_loading(driver, "taste", 2, 3, error);
    if (status == TTR_OK)
        status = ttr_driver_add_loading(driver, "macro", 1, 2, error);
    if (status == TTR_OK)
        status = ttr_driver_set_evidence(driver, 'B', "source", 20240101,
                                         "note", error);
    return status;
}

static void check_full(const ttr_driver *driver)
{
    ck_assert_int_eq(driver->curve, TTRI_CURVE_BASS);
    ck_assert_double_eq(driver->parameter[2], 0.4);
    ck_assert_int_eq(driver->date, 20200101);
    ck_assert_double_eq(driver->parameter_doubt[0].law.weights[2], 2);
    ck_assert_double_eq(driver->doubt.law.values[2], 3);
    ck_assert_uint_eq(driver->seasons, 4);
    ck_assert_double_eq(driver->season[3], 4);
    ck_assert_uint_eq(driver->movables, 1);
    ck_assert_double_eq(driver->movable[0].multiplier, 2);
    ck_assert_int_eq(driver->end, 20300101);
    ck_assert(driver->real);
    ck_assert_double_eq(driver->reversion, 0.5);
    ck_assert_uint_eq(driver->loadings, 3);
    ck_assert_str_eq(driver->loading[1].factor, "taste");
    ck_assert_int_eq(driver->loading[1].lag, 3);
    ck_assert_int_eq(driver->grade, 'B');
    ck_assert_str_eq(driver->source, "source");
    ck_assert_str_eq(driver->note, "note");
    ck_assert_int_eq(driver->evidence_date, 20240101);
}

static struct ttri_memory memory_of(const struct ttr_allocator *allocator)
{
    struct ttri_memory memory;

    ck_assert_int_eq(ttri_memory_init(&memory, allocator, NULL), TTR_OK);
    return memory;
}

START_TEST(a_copy_is_deep)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory = memory_of(NULL);
    ttr_driver *driver = made(), *copy = NULL, *again = NULL;

    ttri_assert_ok(fill(driver, &error), &error);
    ttri_assert_ok(ttri_driver_copy(&memory, driver, &copy, &error), &error);
    ttr_driver_unref(driver);
    check_full(copy);
    ttri_assert_ok(ttri_driver_copy(&memory, copy, &again, &error), &error);
    ttri_assert_ok(ttr_driver_add_loading(copy, "more", 1, 0, &error), &error);
    ttri_assert_ok(ttr_driver_add_movable_event(copy, 20250101, 1, 3, &error),
                   &error);
    ttr_driver_unref(copy);
    check_full(again);
    ttr_driver_unref(again);
}
END_TEST

START_TEST(points_are_copied)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory = memory_of(NULL);
    ttr_driver *driver = made(), *copy = NULL;

    set_curve(driver, TTRI_CURVE_KNOTS);
    ttri_assert_ok(ttri_driver_copy(&memory, driver, &copy, &error), &error);
    ttr_driver_unref(driver);
    ck_assert_uint_eq(copy->points, 2);
    ck_assert_int_eq(copy->dates[1], 20220101);
    ck_assert_double_eq(copy->values[1], 3);
    ttr_driver_unref(copy);
}
END_TEST

static ttr_status build_and_copy(const struct ttr_allocator *allocator,
                                 void *context)
{
    struct ttri_memory memory = memory_of(allocator);
    ttr_driver *driver = NULL, *copy = NULL;
    ttr_status status = ttr_driver_new(allocator, &driver, NULL);

    (void)context;
    if (status == TTR_OK)
        status = fill(driver, NULL);
    if (status == TTR_OK)
        status = ttri_driver_copy(&memory, driver, &copy, NULL);
    ttr_driver_unref(copy);
    ttr_driver_unref(driver);
    return status;
}

START_TEST(survives_want_of_memory)
{
    ck_assert_uint_ge(ttri_fail_each(build_and_copy, NULL), 20);
}
END_TEST

/* Where memory fails the driver says what it said before. */
START_TEST(want_of_memory_changes_nothing)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    const ttr_date dates[] = {20210101, 20230101};
    const double values[] = {1, 3};
    struct ttr_law law = law_of(TTR_LAW_EMPIRICAL, 0, 0);
    ttr_driver *driver = NULL;

    law.values = values;
    law.count = 2;
    ck_assert_int_eq(ttr_driver_new(&allocator, &driver, NULL), TTR_OK);
    ck_assert_int_eq(fill(driver, NULL), TTR_OK);
    failing.forever = true;
    failing.fail_at = 1;
    ck_assert_int_eq(ttr_driver_set_knots(driver, 2, dates, values, NULL),
                     TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttr_driver_set_series(driver, 2, values, NULL),
                     TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttr_driver_set_law(driver, NULL, &law, NULL),
                     TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttr_driver_add_loading(driver, "x", 1, 0, NULL),
                     TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttr_driver_set_evidence(driver, 'C', "s", 0, "n", NULL),
                     TTR_E_NO_MEMORY);
    check_full(driver);
    ttr_driver_unref(driver);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

/* ---- against a key ---- */

static const struct ttri_driver_def share = {"ad_load", "1", TTRI_U, 0,
                                             0,         "",  ""};
static const struct ttri_driver_def activity = {
    "mau_gross", "users", TTRI_P, TTR_DRIVER_ACTIVITY, 0, "", ""};
static const struct ttri_driver_def price = {
    "aov", "money/order", TTRI_P, 0, 0, "", ""};
static const struct ttri_driver_def fixed = {
    "opening_arr", "money/year", TTRI_P, TTR_DRIVER_STATIC, 0, "", ""};
static const struct ttri_driver_def any = {"inflation", "1/year", TTRI_R, 0,
                                           0,           "",       ""};

static void expect(ttr_driver *driver, const struct ttri_driver_def *key,
                   ttr_status status, const char *message)
{
    struct ttr_error error = ttri_unit_error();
    const char *path = "advertising/US/ad_load";

    if (status == TTR_OK)
        ttri_assert_ok(ttri_driver_check(driver, key, path, &error), &error);
    else
        ttri_assert_fails(ttri_driver_check(driver, key, path, &error), status,
                          &error, message);
}

START_TEST(levels_lie_in_the_support)
{
    ttr_driver *driver = made();
    const double series[] = {0.5, 1.4};
    const ttr_date dates[] = {20200101, 20210101};

    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_set_value(driver, 1.4, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load must be within [0, 1] (got 1.4)");
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_set_value(driver, -0.5, NULL);
    expect(driver, &price, TTR_E_RANGE,
           "advertising/US/ad_load must be at least 0 (got -0.5)");
    expect(driver, &any, TTR_OK, NULL);
    ttr_driver_set_value(driver, 1, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_set_value(driver, 0, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_set_series(driver, 2, series, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/series/1 must be within [0, 1] (got 1.4)");
    ttr_driver_set_knots(driver, 2, dates, series, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/knots/1 must be within [0, 1] (got 1.4)");
    ttr_driver_set_logistic(driver, 1.5, 1, 20200101, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/ceiling must be within [0, 1] (got 1.5)");
    ttr_driver_set_bass(driver, -1, 0.1, 1, 20200101, NULL);
    expect(driver, &price, TTR_E_RANGE,
           "advertising/US/ad_load/market must be at least 0 (got -1)");
    ttr_driver_set_exponential(driver, 0.5, 3, 20200101, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(ranges_lie_in_the_support)
{
    ttr_driver *driver = made();

    ttr_driver_set_range(driver, NULL, 0, 0.5, 0.8, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/range must have its low end above 0 (got "
           "0)");
    expect(driver, &any, TTR_OK, NULL);
    ttr_driver_set_range(driver, NULL, 0.5, 1, 0.8, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/range must have its high end below 1 (got "
           "1)");
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_set_value(driver, 0.3, NULL);
    expect(driver, &price, TTR_E_CONFLICT,
           "advertising/US/ad_load must lie inside its range (got 0.3)");
    ttr_driver_set_value(driver, 0.5, NULL);
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_set_exponential(driver, 0.5, 0.1, 20200101, NULL);
    ttr_driver_set_range(driver, "value", -1, 1, 0.8, NULL);
    expect(driver, &price, TTR_E_RANGE,
           "advertising/US/ad_load/value must be at least 0 (got -1)");
    ttr_driver_set_range(driver, "value", 0.1, 1, 0.8, NULL);
    ttr_driver_set_range(driver, "growth", 0.2, 0.3, 0.8, NULL);
    expect(driver, &price, TTR_E_CONFLICT,
           "advertising/US/ad_load/growth must lie inside its range (got 0.1)");
    ttr_driver_set_range(driver, "growth", -0.2, 0.3, 0.8, NULL);
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(laws_lie_in_the_support)
{
    ttr_driver *driver = made();
    struct ttr_law law = law_of(TTR_LAW_NORMAL, 0.5, 0.1);

    ttr_driver_set_law(driver, NULL, &law, NULL);
    expect(driver, &price, TTR_E_RANGE,
           "advertising/US/ad_load/law must have its law at 0 or above: "
           "truncate it (got -inf)");
    expect(driver, &any, TTR_OK, NULL);
    law.low = 0;
    law.high = 1;
    ttr_driver_set_law(driver, NULL, &law, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_set_logistic(driver, 0.5, 1, 20200101, NULL);
    law.high = 2;
    ttr_driver_set_law(driver, "ceiling", &law, NULL);
    expect(driver, &share, TTR_E_RANGE,
           "advertising/US/ad_load/ceiling must have its law at 1 or below: "
           "truncate it (got 2)");
    expect(driver, &price, TTR_OK, NULL);
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(keys_say_what_they_take)
{
    ttr_driver *driver = made();
    const double quarters[] = {1, 2, 3, 4};

    ttr_driver_set_dates(driver, 20200101, 0, NULL);
    expect(driver, &activity, TTR_OK, NULL);
    expect(driver, &price, TTR_E_CONFLICT,
           "advertising/US/ad_load takes no launch or end: only what counts "
           "an activity does");
    ttr_driver_set_dates(driver, 0, 20200101, NULL);
    expect(driver, &price, TTR_E_CONFLICT, NULL);
    ttr_driver_set_dates(driver, 0, 0, NULL);
    ttr_driver_set_real(driver, 1, NULL);
    expect(driver, &price, TTR_OK, NULL);
    expect(driver, &share, TTR_E_CONFLICT,
           "advertising/US/ad_load can not be real: its unit has no money");
    ttr_driver_set_real(driver, 0, NULL);
    ttr_driver_set_seasonality(driver, 4, quarters, NULL);
    expect(driver, &share, TTR_OK, NULL);
    expect(driver, &any, TTR_E_CONFLICT,
           "advertising/US/ad_load takes no seasonality or movable events: it "
           "may be negative");
    ttr_driver_set_seasonality(driver, 0, NULL, NULL);
    ttr_driver_add_movable_event(driver, 20200101, 1, 2, NULL);
    expect(driver, &any, TTR_E_CONFLICT, NULL);
    expect(driver, &share, TTR_OK, NULL);
    ttr_driver_unref(driver);
}
END_TEST

static void move(ttr_driver *driver, int which)
{
    const double quarters[] = {1, 2, 3, 4};

    if (which == 0)
        ttr_driver_set_exponential(driver, 1, 0, 20200101, NULL);
    if (which == 1)
        ttr_driver_set_seasonality(driver, 4, quarters, NULL);
    if (which == 2)
        ttr_driver_add_movable_event(driver, 20200101, 1, 2, NULL);
    if (which == 3)
        ttr_driver_set_noise(driver, 0.1, 0, NULL);
    if (which == 4)
        ttr_driver_add_loading(driver, "macro", 1, 0, NULL);
    if (which == 5)
        ttr_driver_set_real(driver, 1, NULL);
}

START_TEST(a_static_key_does_not_move)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = made();

    ttr_driver_set_value(driver, 3, NULL);
    ttr_driver_set_range(driver, NULL, 2, 4, 0.8, NULL);
    expect(driver, &fixed, TTR_OK, NULL);
    move(driver, _i);
    expect(driver, &price, TTR_OK, NULL);
    ttri_assert_fails(ttri_driver_check(driver, &fixed, "x", &error),
                      TTR_E_CONFLICT, &error, NULL);
    ck_assert_ptr_nonnull(strstr(error.message, "one value over time"));
    ttr_driver_unref(driver);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("driver");
    TCase *setters = tcase_create("setters");
    TCase *doubts = tcase_create("doubts");
    TCase *copies = tcase_create("copies");
    TCase *keys = tcase_create("keys");

    tcase_add_test(setters, is_new);
    tcase_add_test(setters, needs_a_place_and_a_whole_allocator);
    tcase_add_loop_test(setters, curves_have_names, 0, TTRI_COUNT(curves));
    tcase_add_loop_test(setters, a_new_curve_replaces_the_old, 0,
                        TTRI_CURVE_NONE);
    tcase_add_loop_test(setters, a_refused_curve_changes_nothing, 0,
                        TTRI_COUNT(refused));
    tcase_add_test(setters, takes_seasonality);
    tcase_add_test(setters, takes_movable_events);
    tcase_add_test(setters, takes_dates);
    tcase_add_test(setters, takes_real_noise_and_loadings);
    tcase_add_test(setters, takes_evidence);
    tcase_add_test(setters, no_driver_is_an_error);
    suite_add_tcase(suite, setters);
    tcase_add_test(doubts, takes_a_range);
    tcase_add_test(doubts, a_constants_value_is_the_level);
    tcase_add_test(doubts, parameters_have_domains);
    tcase_add_test(doubts, a_law_is_copied);
    tcase_add_test(doubts, a_range_has_a_median);
    suite_add_tcase(suite, doubts);
    tcase_add_test(copies, a_copy_is_deep);
    tcase_add_test(copies, points_are_copied);
    tcase_add_test(copies, survives_want_of_memory);
    tcase_add_test(copies, want_of_memory_changes_nothing);
    suite_add_tcase(suite, copies);
    tcase_add_test(keys, levels_lie_in_the_support);
    tcase_add_test(keys, ranges_lie_in_the_support);
    tcase_add_test(keys, laws_lie_in_the_support);
    tcase_add_test(keys, keys_say_what_they_take);
    tcase_add_loop_test(keys, a_static_key_does_not_move, 0, 6);
    suite_add_tcase(suite, keys);
    return ttri_unit_main(suite);
}
