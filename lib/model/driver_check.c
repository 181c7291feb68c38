/* A driver against the key that it is given to. */
#include <stdio.h>
#include <string.h>

#include "model/driver.h"
#include "model/law.h"

/* Room for an address and what is below it. */
#define PATH_SIZE 320

struct check {
    const ttr_driver *driver;
    const struct ttri_driver_def *definition;
    const char *path;
    struct ttr_error *error;
};

/* ---- what the key takes at all ---- */

static ttr_status conflict(const struct check *check, const char *rule)
{
    return ttri_fail(check->error, TTR_E_CONFLICT, check->path, rule, NULL);
}

static bool is_flat(const ttr_driver *driver)
{
    return driver->curve == TTRI_CURVE_CONSTANT ||
           driver->curve == TTRI_CURVE_NONE;
}

static ttr_status check_static(const struct check *check)
{
    const ttr_driver *driver = check->driver;

    if (!is_flat(driver))
        return conflict(check,
                        "must be a constant: it has one value over time");
    if (driver->seasons > 0 || driver->movables > 0)
        return conflict(check, "takes no seasonality or movable events: it has "
                               "one value over time");
    if (driver->volatility > 0 || driver->loadings > 0)
        return conflict(check, "takes no noise or loadings: it has one value "
                               "over time");
    if (driver->real)
        return conflict(check, "can not be real: it has one value over time");
    return TTR_OK;
}

static ttr_status check_features(const struct check *check)
{
    const ttr_driver *driver = check->driver;
    const struct ttri_driver_def *definition = check->definition;
    bool dated = driver->launch != 0 || driver->end != 0;
    bool indexed = driver->seasons > 0 || driver->movables > 0;

    if (dated && (definition->flags & TTR_DRIVER_ACTIVITY) == 0)
        return conflict(check, "takes no launch or end: only what counts an "
                               "activity does");
    if (driver->real && strstr(definition->unit, "money") == NULL)
        return conflict(check, "can not be real: its unit has no money");
    if (indexed && definition->support == TTR_SUPPORT_REAL)
        return conflict(check, "takes no seasonality or movable events: it may "
                               "be negative");
    if ((definition->flags & TTR_DRIVER_STATIC) != 0)
        return check_static(check);
    return TTR_OK;
}

/* ---- levels ---- */

static bool fits(const struct check *check, double value)
{
    int32_t support = check->definition->support;

    return support == TTR_SUPPORT_POSITIVE ? !(value < 0)
           : support == TTR_SUPPORT_UNIT   ? value >= 0 && value <= 1
                                           : true;
}

static ttr_status check_level(const struct check *check, const char *path,
                              double value)
{
    if (fits(check, value))
        return TTR_OK;
    return ttri_fail_number(check->error, TTR_E_RANGE, path,
                            check->definition->support == TTR_SUPPORT_UNIT
                                ? "must be within [0, 1]"
                                : "must be at least 0",
                            value);
}

static ttr_status check_points(const struct check *check)
{
    const ttr_driver *driver = check->driver;
    uint32_t i = 0;
    char path[PATH_SIZE];

    while (i < driver->points && fits(check, driver->values[i]))
        i++;
    if (i == driver->points)
        return TTR_OK;
    snprintf(path, sizeof path, "%s/%s/%lu", check->path,
             ttri_curve_name(driver->curve), (unsigned long)i);
    return check_level(check, path, driver->values[i]);
}

/* Ceilings and markets are levels; growth and rates are not. */
static bool is_level(const char *parameter)
{
    return strcmp(parameter, "value") == 0 ||
           strcmp(parameter, "ceiling") == 0 ||
           strcmp(parameter, "market") == 0;
}

/* ---- doubts ---- */

static ttr_status check_contains(const struct check *check, const char *path,
                                 const struct ttri_doubt *doubt, double value)
{
    if (value >= doubt->low && value <= doubt->high)
        return TTR_OK;
    return ttri_fail_number(check->error, TTR_E_CONFLICT, path,
                            "must lie inside its range", value);
}

static ttr_status check_parameter(const struct check *check, uint32_t index,
                                  const char *name)
{
    const struct ttri_doubt *doubt = &check->driver->parameter_doubt[index];
    double value = check->driver->parameter[index];
    ttr_status status = TTR_OK;
    char path[PATH_SIZE];

    TTRI_JOIN(path, check->path, "/", name);
    if (is_level(name)) {
        status = check_level(check, path, value);
        if (status == TTR_OK && doubt->kind == TTRI_DOUBT_RANGE)
            status = check_level(check, path, doubt->low);
        if (status == TTR_OK && doubt->kind == TTRI_DOUBT_RANGE)
            status = check_level(check, path, doubt->high);
        if (status == TTR_OK && doubt->kind == TTRI_DOUBT_LAW)
            status = ttri_law_check_support(
                &doubt->law, check->definition->support, path, check->error);
    }
    if (status == TTR_OK && doubt->kind == TTRI_DOUBT_RANGE)
        status = check_contains(check, path, doubt, value);
    return status;
}

static ttr_status check_curve(const struct check *check)
{
    const char *names[TTRI_CURVE_PARAMETERS];
    uint32_t count = ttri_curve_parameters(check->driver->curve, names);
    ttr_status status = TTR_OK;

    if (check->driver->curve == TTRI_CURVE_CONSTANT)
        return check_level(check, check->path, check->driver->parameter[0]);
    for (uint32_t i = 0; i < count && status == TTR_OK; i++)
        status = check_parameter(check, i, names[i]);
    return status == TTR_OK ? check_points(check) : status;
}

/* The ends lie on a log or logit scale, where 0 and 1 are infinitely far. */
static ttr_status check_range(const struct check *check, const char *path)
{
    const struct ttri_doubt *doubt = &check->driver->doubt;
    int32_t support = check->definition->support;

    if (support != TTR_SUPPORT_REAL && !(doubt->low > 0))
        return ttri_fail_number(check->error, TTR_E_RANGE, path,
                                "must have its low end above 0", doubt->low);
    if (support == TTR_SUPPORT_UNIT && !(doubt->high < 1))
        return ttri_fail_number(check->error, TTR_E_RANGE, path,
                                "must have its high end below 1", doubt->high);
    if (check->driver->curve == TTRI_CURVE_CONSTANT)
        return check_contains(check, check->path, doubt,
                              check->driver->parameter[0]);
    return TTR_OK;
}

static ttr_status check_doubt(const struct check *check)
{
    const struct ttri_doubt *doubt = &check->driver->doubt;
    char path[PATH_SIZE];

    TTRI_JOIN(path, check->path, "/",
              doubt->kind == TTRI_DOUBT_RANGE ? "range" : "law");
    if (doubt->kind == TTRI_DOUBT_RANGE)
        return check_range(check, path);
    if (doubt->kind == TTRI_DOUBT_LAW)
        return ttri_law_check_support(&doubt->law, check->definition->support,
                                      path, check->error);
    return TTR_OK;
}

ttr_status ttri_driver_check(const ttr_driver *driver,
                             const struct ttri_driver_def *definition,
                             const char *path, struct ttr_error *error)
{
    const struct check check = {driver, definition, path, error};
    ttr_status status = check_features(&check);

    if (status == TTR_OK)
        status = check_curve(&check);
    if (status == TTR_OK)
        status = check_doubt(&check);
    return status;
}
