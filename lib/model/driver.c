/* The life of a driver, and everything of it but its uncertainty. */
#include "model/driver.h"

#include <math.h>
#include <string.h>

#include "model/doubt.h"
#include "model/driver_copy.h"

/* ---- curves and their parameters ---- */

static const struct {
    const char *name;
    const char *parameter[TTRI_CURVE_PARAMETERS];
} curves[] = {
    [TTRI_CURVE_CONSTANT] = {"value", {"value"}},
    [TTRI_CURVE_EXPONENTIAL] = {"exponential", {"value", "growth"}},
    [TTRI_CURVE_LINEAR] = {"linear", {"value", "slope_per_year"}},
    [TTRI_CURVE_LOGISTIC] = {"logistic", {"ceiling", "rate"}},
    [TTRI_CURVE_GOMPERTZ] = {"gompertz", {"ceiling", "rate"}},
    [TTRI_CURVE_BASS] = {"bass", {"market", "p", "q"}},
    [TTRI_CURVE_KNOTS] = {"knots", {NULL}},
    [TTRI_CURVE_SERIES] = {"series", {NULL}},
    [TTRI_CURVE_NONE] = {"none", {NULL}},
};

uint32_t ttri_curve_parameters(enum ttri_curve curve,
                               const char *names[TTRI_CURVE_PARAMETERS])
{
    uint32_t count = 0;

    while (count < TTRI_CURVE_PARAMETERS &&
           curves[curve].parameter[count] != NULL) {
        names[count] = curves[curve].parameter[count];
        count++;
    }
    return count;
}

const char *ttri_curve_name(enum ttri_curve curve)
{
    return curves[curve].name;
}

/* ---- life ---- */

ttr_status ttri_driver_new(const struct ttri_memory *memory,
                           ttr_driver **driver, struct ttr_error *error)
{
    ttr_driver *made = ttri_clear(memory, 1, sizeof *made);

    if (made == NULL)
        return ttri_no_memory(error, "driver");
    atomic_init(&made->references, 1);
    made->memory = *memory;
    made->curve = TTRI_CURVE_NONE;
    *driver = made;
    return TTR_OK;
}

ttr_status ttr_driver_new(const struct ttr_allocator *allocator,
                          ttr_driver **driver, struct ttr_error *error)
{
    struct ttri_memory memory;
    ttr_status status;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_new", "driver");
    status = ttri_memory_init(&memory, allocator, error);
    return status == TTR_OK ? ttri_driver_new(&memory, driver, error) : status;
}

ttr_driver *ttr_driver_ref(ttr_driver *driver)
{
    if (driver != NULL)
        ttri_reference(&driver->references);
    return driver;
}

void ttr_driver_unref(ttr_driver *driver)
{
    struct ttri_memory memory;

    if (driver == NULL || !ttri_unreference(&driver->references))
        return;
    memory = driver->memory;
    for (uint32_t i = 0; i < TTRI_CURVE_PARAMETERS; i++)
        ttri_doubt_clear(&memory, &driver->parameter_doubt[i]);
    ttri_doubt_clear(&memory, &driver->doubt);
    for (uint32_t i = 0; i < driver->loadings; i++)
        ttri_release(&memory, driver->loading[i].factor);
    ttri_release(&memory, driver->loading);
    ttri_release(&memory, driver->movable);
    ttri_release(&memory, driver->dates);
    ttri_release(&memory, driver->values);
    ttri_release(&memory, driver->source);
    ttri_release(&memory, driver->note);
    ttri_release(&memory, driver);
}

/* ---- central path ---- */

/* Doubts about parameters of the old curve go with it. */
static void replace_curve(ttr_driver *driver, enum ttri_curve curve,
                          uint32_t points, ttr_date *dates, double *values)
{
    for (uint32_t i = 0; i < TTRI_CURVE_PARAMETERS; i++)
        ttri_doubt_clear(&driver->memory, &driver->parameter_doubt[i]);
    memset(driver->parameter, 0, sizeof driver->parameter);
    ttri_release(&driver->memory, driver->dates);
    ttri_release(&driver->memory, driver->values);
    driver->curve = curve;
    driver->date = 0;
    driver->points = points;
    driver->dates = dates;
    driver->values = values;
}

static ttr_status set_curve(ttr_driver *driver, const char *function,
                            enum ttri_curve curve, const double *parameters,
                            ttr_date date, struct ttr_error *error)
{
    const char *names[TTRI_CURVE_PARAMETERS];
    uint32_t count = ttri_curve_parameters(curve, names);
    ttr_status status = TTR_OK;

    if (driver == NULL)
        return ttri_null_argument(error, function, "driver");
    for (uint32_t i = 0; i < count && status == TTR_OK; i++)
        status = ttri_parameter_check(names[i], parameters[i], error);
    if (status == TTR_OK && curve != TTRI_CURVE_CONSTANT)
        status = ttri_check_date(error, "driver/date", date);
    if (status != TTR_OK)
        return status;
    replace_curve(driver, curve, 0, NULL, NULL);
    memcpy(driver->parameter, parameters, count * sizeof *parameters);
    driver->date = date;
    return TTR_OK;
}

ttr_status ttr_driver_set_value(ttr_driver *driver, double value,
                                struct ttr_error *error)
{
    return set_curve(driver, "ttr_driver_set_value", TTRI_CURVE_CONSTANT,
                     &value, 0, error);
}

ttr_status ttr_driver_set_exponential(ttr_driver *driver, double value,
                                      double growth, ttr_date date,
                                      struct ttr_error *error)
{
    const double parameters[] = {value, growth};

    return set_curve(driver, "ttr_driver_set_exponential",
                     TTRI_CURVE_EXPONENTIAL, parameters, date, error);
}

ttr_status ttr_driver_set_linear(ttr_driver *driver, double value,
                                 double slope_per_year, ttr_date date,
                                 struct ttr_error *error)
{
    const double parameters[] = {value, slope_per_year};

    return set_curve(driver, "ttr_driver_set_linear", TTRI_CURVE_LINEAR,
                     parameters, date, error);
}

ttr_status ttr_driver_set_logistic(ttr_driver *driver, double ceiling,
                                   double rate, ttr_date midpoint,
                                   struct ttr_error *error)
{
    const double parameters[] = {ceiling, rate};

    return set_curve(driver, "ttr_driver_set_logistic", TTRI_CURVE_LOGISTIC,
                     parameters, midpoint, error);
}

ttr_status ttr_driver_set_gompertz(ttr_driver *driver, double ceiling,
                                   double rate, ttr_date inflection,
                                   struct ttr_error *error)
{
    const double parameters[] = {ceiling, rate};

    return set_curve(driver, "ttr_driver_set_gompertz", TTRI_CURVE_GOMPERTZ,
                     parameters, inflection, error);
}

ttr_status ttr_driver_set_bass(ttr_driver *driver, double market, double p,
                               double q, ttr_date launch,
                               struct ttr_error *error)
{
    const double parameters[] = {market, p, q};

    return set_curve(driver, "ttr_driver_set_bass", TTRI_CURVE_BASS, parameters,
                     launch, error);
}

static ttr_status check_points(uint32_t count, const double *values,
                               const char *path, struct ttr_error *error)
{
    if (count == 0)
        return ttri_fail(error, TTR_E_ARGUMENT, path,
                         "must have at least one value", NULL);
    for (uint32_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return ttri_fail_number(error, TTR_E_RANGE, path, "must be finite",
                                    values[i]);
    return TTR_OK;
}

static ttr_status check_ascending(uint32_t count, const ttr_date *dates,
                                  struct ttr_error *error)
{
    for (uint32_t i = 0; i < count; i++) {
        ttr_status status = ttri_check_date(error, "driver/knots", dates[i]);

        if (status != TTR_OK)
            return status;
        if (i > 0 && dates[i] <= dates[i - 1])
            return ttri_fail_number(error, TTR_E_RANGE, "driver/knots",
                                    "must have ascending dates", dates[i]);
    }
    return TTR_OK;
}

static ttr_status set_points(ttr_driver *driver, enum ttri_curve curve,
                             uint32_t count, const ttr_date *dates,
                             const double *values, struct ttr_error *error)
{
    void *own_dates, *own_values;
    bool dated = ttri_copy_block(&driver->memory, dates, count, sizeof *dates,
                                 &own_dates);
    bool valued = ttri_copy_block(&driver->memory, values, count,
                                  sizeof *values, &own_values);

    if (!dated || !valued) {
        ttri_release(&driver->memory, own_dates);
        ttri_release(&driver->memory, own_values);
        return ttri_no_memory(error, "driver");
    }
    replace_curve(driver, curve, count, own_dates, own_values);
    return TTR_OK;
}

ttr_status ttr_driver_set_knots(ttr_driver *driver, uint32_t count,
                                const ttr_date *dates, const double *values,
                                struct ttr_error *error)
{
    ttr_status status;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_knots", "driver");
    if (dates == NULL)
        return ttri_null_argument(error, "ttr_driver_set_knots", "dates");
    if (values == NULL)
        return ttri_null_argument(error, "ttr_driver_set_knots", "values");
    status = check_points(count, values, "driver/knots", error);
    if (status == TTR_OK)
        status = check_ascending(count, dates, error);
    if (status != TTR_OK)
        return status;
    return set_points(driver, TTRI_CURVE_KNOTS, count, dates, values, error);
}

ttr_status ttr_driver_set_series(ttr_driver *driver, uint32_t count,
                                 const double *values, struct ttr_error *error)
{
    ttr_status status;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_series", "driver");
    if (values == NULL)
        return ttri_null_argument(error, "ttr_driver_set_series", "values");
    if (count > TTR_MAX_PERIODS)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "driver/series",
                                "must have at most 1200 values", count);
    status = check_points(count, values, "driver/series", error);
    if (status != TTR_OK)
        return status;
    return set_points(driver, TTRI_CURVE_SERIES, count, NULL, values, error);
}

/* ---- indices, dates, prices ---- */

ttr_status ttr_driver_set_seasonality(ttr_driver *driver, uint32_t count,
                                      const double *index,
                                      struct ttr_error *error)
{
    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_seasonality",
                                  "driver");
    if (count != 0 && count != 4 && count != 12)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "driver/seasonality",
                                "must have 12, 4 or 0 numbers", count);
    if (count != 0 && index == NULL)
        return ttri_null_argument(error, "ttr_driver_set_seasonality", "index");
    for (uint32_t i = 0; i < count; i++)
        if (!(index[i] > 0 && isfinite(index[i])))
            return ttri_fail_number(error, TTR_E_RANGE, "driver/seasonality",
                                    "must be finite and above 0", index[i]);
    ttri_doubt_clear(&driver->memory, &driver->season_doubt);
    memset(driver->season, 0, sizeof driver->season);
    for (uint32_t i = 0; i < count; i++)
        driver->season[i] = index[i];
    driver->seasons = count;
    return TTR_OK;
}

static ttr_status check_movable(ttr_date first, int32_t days, double multiplier,
                                struct ttr_error *error)
{
    ttr_status status = ttri_check_date(error, "driver/movable/first", first);

    if (status != TTR_OK)
        return status;
    if (days < 1)
        return ttri_fail_number(error, TTR_E_RANGE, "driver/movable/days",
                                "must be at least 1", days);
    if (!(multiplier >= 0 && isfinite(multiplier)))
        return ttri_fail_number(error, TTR_E_RANGE, "driver/movable/multiplier",
                                "must be finite and at least 0", multiplier);
    return TTR_OK;
}

ttr_status ttr_driver_add_movable_event(ttr_driver *driver, ttr_date first,
                                        int32_t days, double multiplier,
                                        struct ttr_error *error)
{
    ttr_status status;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_add_movable_event",
                                  "driver");
    status = check_movable(first, days, multiplier, error);
    if (status != TTR_OK)
        return status;
    if (!ttri_grow(&driver->memory, &driver->movable, driver->movables,
                   &driver->movable_capacity, sizeof *driver->movable))
        return ttri_no_memory(error, "driver");
    driver->movable[driver->movables++] =
        (struct ttri_movable){first, days, multiplier, ttri_date_day(first)};
    return TTR_OK;
}

ttr_status ttr_driver_set_dates(ttr_driver *driver, ttr_date launch,
                                ttr_date end, struct ttr_error *error)
{
    ttr_status status = TTR_OK;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_dates", "driver");
    if (launch != 0)
        status = ttri_check_date(error, "driver/launch", launch);
    if (status == TTR_OK && end != 0)
        status = ttri_check_date(error, "driver/end", end);
    if (status != TTR_OK)
        return status;
    if (end != 0 && end < launch)
        return ttri_fail_number(error, TTR_E_RANGE, "driver/end",
                                "must not be before the launch", end);
    driver->launch = launch;
    driver->end = end;
    return TTR_OK;
}

ttr_status ttr_driver_set_real(ttr_driver *driver, int32_t real,
                               struct ttr_error *error)
{
    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_real", "driver");
    if (real != 0 && real != 1)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "driver/real",
                                "must be 0 or 1", real);
    driver->real = real == 1;
    return TTR_OK;
}

/* ---- evidence ---- */

ttr_status ttr_driver_set_evidence(ttr_driver *driver, char grade,
                                   const char *source, ttr_date date,
                                   const char *note, struct ttr_error *error)
{
    char *own_source = NULL, *own_note = NULL;
    ttr_status status = TTR_OK;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_evidence", "driver");
    if (grade < 'A' || grade > 'C')
        return ttri_fail(error, TTR_E_RANGE, "driver/grade",
                         "must be A, B or C", (char[]){grade, '\0'});
    if (date != 0)
        status = ttri_check_date(error, "driver/date", date);
    if (status != TTR_OK)
        return status;
    if (!ttri_copy_optional(&driver->memory, source, &own_source) ||
        !ttri_copy_optional(&driver->memory, note, &own_note)) {
        ttri_release(&driver->memory, own_source);
        return ttri_no_memory(error, "driver");
    }
    ttri_release(&driver->memory, driver->source);
    ttri_release(&driver->memory, driver->note);
    driver->grade = grade;
    driver->source = own_source;
    driver->evidence_date = date;
    driver->note = own_note;
    return TTR_OK;
}
