/* Deep copies of drivers. */
#include "model/driver_copy.h"

#include <string.h>

#include "model/doubt.h"

bool ttri_copy_block(const struct ttri_memory *memory, const void *block,
                     uint32_t count, size_t size, void **copy)
{
    *copy = NULL;
    if (block == NULL || count == 0)
        return true;
    *copy = ttri_clear(memory, count, size);
    if (*copy != NULL)
        memcpy(*copy, block, count * size);
    return *copy != NULL;
}

bool ttri_copy_optional(const struct ttri_memory *memory, const char *text,
                        char **copy)
{
    *copy = text == NULL ? NULL : ttri_copy_text(memory, text);
    return text == NULL || *copy != NULL;
}

static bool copy_points(const ttr_driver *driver, ttr_driver *copy)
{
    void *dates, *values;
    bool dated = ttri_copy_block(&copy->memory, driver->dates, driver->points,
                                 sizeof *driver->dates, &dates);
    bool valued = ttri_copy_block(&copy->memory, driver->values, driver->points,
                                  sizeof *driver->values, &values);

    copy->dates = dates;
    copy->values = values;
    copy->points = driver->points;
    return dated && valued;
}

static bool copy_doubts(const ttr_driver *driver, ttr_driver *copy)
{
    for (uint32_t i = 0; i < TTRI_CURVE_PARAMETERS; i++)
        if (!ttri_doubt_copy(&copy->memory, &driver->parameter_doubt[i],
                             &copy->parameter_doubt[i]))
            return false;
    return ttri_doubt_copy(&copy->memory, &driver->doubt, &copy->doubt);
}

static bool copy_movables(const ttr_driver *driver, ttr_driver *copy)
{
    void *movable;

    if (!ttri_copy_block(&copy->memory, driver->movable, driver->movables,
                         sizeof *driver->movable, &movable))
        return false;
    copy->movable = movable;
    copy->movables = copy->movable_capacity = driver->movables;
    return true;
}

static bool copy_loadings(const ttr_driver *driver, ttr_driver *copy)
{
    void *loading;

    if (!ttri_copy_block(&copy->memory, driver->loading, driver->loadings,
                         sizeof *driver->loading, &loading))
        return false;
    copy->loading = loading;
    copy->loading_capacity = driver->loadings;
    for (uint32_t i = 0; i < driver->loadings; i++) {
        copy->loading[i].factor =
            ttri_copy_text(&copy->memory, driver->loading[i].factor);
        if (copy->loading[i].factor == NULL)
            return false;
        copy->loadings = i + 1;
    }
    return true;
}

static void copy_numbers(const ttr_driver *driver, ttr_driver *copy)
{
    copy->curve = driver->curve;
    memcpy(copy->parameter, driver->parameter, sizeof copy->parameter);
    copy->date = driver->date;
    copy->seasons = driver->seasons;
    memcpy(copy->season, driver->season, sizeof copy->season);
    copy->season_doubt = driver->season_doubt;
    copy->launch = driver->launch;
    copy->end = driver->end;
    copy->real = driver->real;
    copy->volatility = driver->volatility;
    copy->reversion = driver->reversion;
    copy->grade = driver->grade;
    copy->evidence_date = driver->evidence_date;
}

ttr_status ttri_driver_copy(const struct ttri_memory *memory,
                            const ttr_driver *driver, ttr_driver **copy,
                            struct ttr_error *error)
{
    ttr_driver *made = NULL;
    ttr_status status = ttri_driver_new(memory, &made, error);

    if (status != TTR_OK)
        return status;
    copy_numbers(driver, made);
    if (!copy_points(driver, made) || !copy_doubts(driver, made) ||
        !copy_movables(driver, made) || !copy_loadings(driver, made) ||
        !ttri_copy_optional(memory, driver->source, &made->source) ||
        !ttri_copy_optional(memory, driver->note, &made->note)) {
        ttr_driver_unref(made);
        return ttri_no_memory(error, "driver");
    }
    *copy = made;
    return TTR_OK;
}
