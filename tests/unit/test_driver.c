/* What a driver takes, keeps and refuses. */
#include "plain_driver.h"

#include <math.h>

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

int main(void)
{
    Suite *suite = suite_create("driver");
    TCase *setters = tcase_create("setters");

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
    return ttri_unit_main(suite);
}
