/* What is not known of a driver: ranges, laws, noise, loadings. */
#include "model/doubt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/law.h"

/* The parameter that is a factor on each seasonal index. */
#define SEASONS "seasonality"

/* ---- one doubt ---- */

void ttri_doubt_clear(const struct ttri_memory *memory,
                      struct ttri_doubt *doubt)
{
    if (doubt->kind == TTRI_DOUBT_LAW)
        ttri_law_clear(memory, &doubt->law);
    *doubt = (struct ttri_doubt){.kind = TTRI_DOUBT_DEFAULT};
}

bool ttri_doubt_copy(const struct ttri_memory *memory,
                     const struct ttri_doubt *doubt, struct ttri_doubt *copy)
{
    struct ttr_law law = {0};

    if (doubt->kind == TTRI_DOUBT_LAW &&
        !ttri_law_copy(memory, &doubt->law, &law))
        return false;
    *copy = *doubt;
    copy->law = law;
    return true;
}

static double range_median(const struct ttri_doubt *doubt, int32_t support)
{
    double low = doubt->low, high = doubt->high, odds;

    if (support == TTR_SUPPORT_POSITIVE)
        return sqrt(low) * sqrt(high);
    if (support != TTR_SUPPORT_UNIT)
        return low / 2 + high / 2;
    odds = sqrt(low / (1 - low)) * sqrt(high / (1 - high));
    return odds / (1 + odds);
}

double ttri_doubt_median(const struct ttri_doubt *doubt, int32_t support)
{
    switch (doubt->kind) {
    case TTRI_DOUBT_RANGE:
        return range_median(doubt, support);
    case TTRI_DOUBT_LAW:
        return ttri_law_median(&doubt->law);
    default:
        return NAN;
    }
}

/* ---- which number ---- */

/* Values that a parameter can take whatever the key; those of a level depend
 * on the key and are checked when the driver is given to it. */
struct domain {
    const char *name, *rule;
    double low;
    bool open;
};

static const struct domain *domain_of(const char *name)
{
    static const struct domain domains[] = {
        {"growth", "must be finite and above -1", -1, true},
        {"p", "must be finite and above 0", 0, true},
        {SEASONS, "must be finite and above 0", 0, true},
        {"q", "must be finite and at least 0", 0, false},
        {"", "must be finite", -INFINITY, true},
    };
    uint32_t i = 0;

    while (*domains[i].name != '\0' && strcmp(domains[i].name, name) != 0)
        i++;
    return &domains[i];
}

static void parameter_path(const char *name, char path[64])
{
    snprintf(path, 64, "driver/%s", name);
}

ttr_status ttri_parameter_check(const char *name, double value,
                                struct ttr_error *error)
{
    const struct domain *domain = domain_of(name);
    char path[64];

    if (isfinite(value) &&
        (domain->open ? value > domain->low : value >= domain->low))
        return TTR_OK;
    parameter_path(name, path);
    return ttri_fail_number(error, TTR_E_RANGE, path, domain->rule, value);
}

static ttr_status check_law(const char *name, const struct ttr_law *law,
                            struct ttr_error *error)
{
    const struct domain *domain = domain_of(name);
    double low, high;
    char path[64];
    ttr_status status;

    parameter_path(name, path);
    status = ttri_law_check(law, path, error);
    if (status != TTR_OK)
        return status;
    ttri_law_bounds(law, &low, &high);
    if (low >= domain->low)
        return TTR_OK;
    return ttri_fail_number(error, TTR_E_RANGE, path, domain->rule, low);
}

static const char *parameter_name(const void *driver, uint32_t index)
{
    const char *names[TTRI_CURVE_PARAMETERS] = {0};

    ttri_curve_parameters(((const ttr_driver *)driver)->curve, names);
    return names[index];
}

/* A constant has one parameter, and it is the level. */
static bool is_level(const ttr_driver *driver, const char *parameter)
{
    bool flat = driver->curve == TTRI_CURVE_CONSTANT ||
                driver->curve == TTRI_CURVE_NONE;

    return parameter == NULL || (flat && strcmp(parameter, "value") == 0);
}

/* Finds the doubt of a parameter; NULL is the level. */
static ttr_status find_doubt(ttr_driver *driver, const char *parameter,
                             struct ttri_doubt **doubt, struct ttr_error *error)
{
    const char *names[TTRI_CURVE_PARAMETERS];
    uint32_t count;

    if (is_level(driver, parameter)) {
        *doubt = &driver->doubt;
        return TTR_OK;
    }
    count = ttri_curve_parameters(driver->curve, names);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(names[i], parameter) == 0) {
            *doubt = &driver->parameter_doubt[i];
            return TTR_OK;
        }
    return ttri_fail_unknown(
        error, "driver parameter", parameter,
        ttri_nearest(parameter, TTRI_CURVE_PARAMETERS, parameter_name, driver));
}

/* ---- setters ---- */

static ttr_status check_range(const char *name, double low, double high,
                              double probability, struct ttr_error *error)
{
    ttr_status status = ttri_parameter_check(name, low, error);

    if (status == TTR_OK)
        status = ttri_parameter_check(name, high, error);
    if (status != TTR_OK)
        return status;
    if (!(low < high))
        return ttri_fail_number(error, TTR_E_RANGE, "driver/range/high",
                                "must be above the low end", high);
    if (!(probability > 0 && probability < 1))
        return ttri_fail_number(error, TTR_E_RANGE, "driver/range/probability",
                                "must be within (0, 1)", probability);
    return TTR_OK;
}

static bool is_seasons(const ttr_driver *driver, const char *parameter)
{
    return driver->seasons > 0 && parameter != NULL &&
           strcmp(parameter, SEASONS) == 0;
}

static ttr_status check_factor(double low, double high, struct ttr_error *error)
{
    if (low > 1)
        return ttri_fail_number(error, TTR_E_RANGE, "driver/seasonality/low",
                                "must be at most 1", low);
    if (high < 1)
        return ttri_fail_number(error, TTR_E_RANGE, "driver/seasonality/high",
                                "must be at least 1", high);
    return TTR_OK;
}

ttr_status ttr_driver_set_range(ttr_driver *driver, const char *parameter,
                                double low, double high, double probability,
                                struct ttr_error *error)
{
    struct ttri_doubt *doubt;
    ttr_status status;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_range", "driver");
    if (is_seasons(driver, parameter)) {
        doubt = &driver->season_doubt;
        status = check_factor(low, high, error);
    } else
        status = find_doubt(driver, parameter, &doubt, error);
    if (status == TTR_OK)
        status = check_range(parameter == NULL ? "range" : parameter, low, high,
                             probability, error);
    if (status != TTR_OK)
        return status;
    ttri_doubt_clear(&driver->memory, doubt);
    doubt->kind = TTRI_DOUBT_RANGE;
    doubt->low = low;
    doubt->high = high;
    doubt->probability = probability;
    return TTR_OK;
}

ttr_status ttr_driver_set_law(ttr_driver *driver, const char *parameter,
                              const struct ttr_law *law,
                              struct ttr_error *error)
{
    struct ttri_doubt *doubt;
    struct ttr_law copy;
    ttr_status status;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_law", "driver");
    status = find_doubt(driver, parameter, &doubt, error);
    if (status == TTR_OK)
        status = check_law(parameter == NULL ? "law" : parameter, law, error);
    if (status != TTR_OK)
        return status;
    if (!ttri_law_copy(&driver->memory, law, &copy))
        return ttri_no_memory(error, "driver");
    ttri_doubt_clear(&driver->memory, doubt);
    doubt->kind = TTRI_DOUBT_LAW;
    doubt->law = copy;
    return TTR_OK;
}

ttr_status ttr_driver_set_certain(ttr_driver *driver, struct ttr_error *error)
{
    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_certain", "driver");
    ttri_doubt_clear(&driver->memory, &driver->doubt);
    driver->doubt.kind = TTRI_DOUBT_CERTAIN;
    return TTR_OK;
}

static ttr_status check_not_negative(const char *path, double value,
                                     struct ttr_error *error)
{
    if (value >= 0 && isfinite(value))
        return TTR_OK;
    return ttri_fail_number(error, TTR_E_RANGE, path,
                            "must be finite and at least 0", value);
}

ttr_status ttr_driver_set_noise(ttr_driver *driver, double volatility,
                                double reversion, struct ttr_error *error)
{
    ttr_status status;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_set_noise", "driver");
    status = check_not_negative("driver/noise/volatility", volatility, error);
    if (status == TTR_OK)
        status = check_not_negative("driver/noise/reversion", reversion, error);
    if (status != TTR_OK)
        return status;
    driver->volatility = volatility;
    driver->reversion = reversion;
    return TTR_OK;
}

static ttr_status check_loading(const ttr_driver *driver, const char *factor,
                                double loading, int32_t lag,
                                struct ttr_error *error)
{
    ttr_status status =
        ttri_check_name(error, "driver/loadings/factor", factor);

    if (status != TTR_OK)
        return status;
    if (!isfinite(loading))
        return ttri_fail_number(error, TTR_E_RANGE, "driver/loadings/loading",
                                "must be finite", loading);
    if (lag < 0 || lag >= TTR_MAX_PERIODS)
        return ttri_fail_number(error, TTR_E_RANGE, "driver/loadings/lag",
                                "must be within [0, 1199]", lag);
    for (uint32_t i = 0; i < driver->loadings; i++)
        if (driver->loading[i].lag == lag &&
            strcmp(driver->loading[i].factor, factor) == 0)
            return ttri_fail(error, TTR_E_DUPLICATE, "driver/loadings",
                             "must name a factor once for each lag", factor);
    return TTR_OK;
}

ttr_status ttr_driver_add_loading(ttr_driver *driver, const char *factor,
                                  double loading, int32_t lag,
                                  struct ttr_error *error)
{
    char *own_factor;
    ttr_status status;

    if (driver == NULL)
        return ttri_null_argument(error, "ttr_driver_add_loading", "driver");
    status = check_loading(driver, factor, loading, lag, error);
    if (status != TTR_OK)
        return status;
    if (!ttri_grow(&driver->memory, &driver->loading, driver->loadings,
                   &driver->loading_capacity, sizeof *driver->loading))
        return ttri_no_memory(error, "driver");
    own_factor = ttri_copy_text(&driver->memory, factor);
    if (own_factor == NULL)
        return ttri_no_memory(error, "driver");
    driver->loading[driver->loadings++] =
        (struct ttri_loading){own_factor, loading, lag};
    return TTR_OK;
}
