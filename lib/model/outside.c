#include "model/outside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

ttr_status ttri_check_number(struct ttr_error *error, const char *path,
                             const char *member, double value,
                             enum ttri_number_rule rule)
{
    static const char *const text[] = {
        [TTRI_FINITE] = "must be finite",
        [TTRI_NOT_NEGATIVE] = "must be finite and at least 0",
        [TTRI_SHARE] = "must be within [0, 1]",
    };
    char whole[2 * TTRI_OUTSIDE_PATH];
    bool kept = isfinite(value) && (rule == TTRI_FINITE || value >= 0) &&
                (rule != TTRI_SHARE || value <= 1);

    if (kept)
        return TTR_OK;
    snprintf(whole, sizeof whole, "%s/%s", path, member);
    return ttri_fail_number(error, TTR_E_RANGE, whole, text[rule], value);
}

/* ---- addresses ---- */

static ttr_status check_part(struct ttr_error *error, const char *path,
                             const char *part, size_t length)
{
    char name[65];

    if (length >= sizeof name)
        length = sizeof name - 1; /* too long for a name as well */
    memcpy(name, part, length);
    name[length] = '\0';
    return ttri_check_name(error, path, name);
}

ttr_status ttri_check_target(struct ttr_error *error, const char *path,
                             const char *target)
{
    const char *part = target;
    uint32_t parts = 0;

    if (target == NULL)
        return ttri_fail(error, TTR_E_ARGUMENT, path, "must not be NULL", NULL);
    while (part != NULL) {
        const char *slash = strchr(part, '/');
        size_t length = slash == NULL ? strlen(part) : (size_t)(slash - part);
        ttr_status status = check_part(error, path, part, length);

        if (status != TTR_OK)
            return status;
        part = slash == NULL ? NULL : slash + 1;
        parts++;
    }
    if (parts >= 2 && parts <= 4)
        return TTR_OK;
    return ttri_fail(error, TTR_E_ARGUMENT, path,
                     "must be the address of a driver, e.g. "
                     "advertising/ad_load",
                     target);
}

/* ---- regions ---- */

bool ttri_region_set_has(const struct ttri_region_set *set, const char *region)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (strcmp(set->name[i], region) == 0)
            return true;
    return set->count == 0;
}

void ttri_region_set_clear(const struct ttri_memory *memory,
                           struct ttri_region_set *set)
{
    for (uint32_t i = 0; i < set->count; i++)
        ttri_release(memory, set->name[i]);
    ttri_release(memory, set->name);
    *set = (struct ttri_region_set){NULL, 0};
}

static ttr_status check_regions(const char *const *regions, uint32_t count,
                                const char *path, struct ttr_error *error)
{
    char whole[2 * TTRI_OUTSIDE_PATH];

    snprintf(whole, sizeof whole, "%s/regions", path);
    for (uint32_t i = 0; i < count; i++) {
        ttr_status status = ttri_check_name(error, whole, regions[i]);

        if (status != TTR_OK)
            return status;
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(regions[i], regions[j]) == 0)
                return ttri_fail(error, TTR_E_DUPLICATE, whole,
                                 "must name a region once", regions[i]);
    }
    return TTR_OK;
}

ttr_status ttri_region_set_init(const struct ttri_memory *memory,
                                const char *const *regions, uint32_t count,
                                const char *path, struct ttri_region_set *set,
                                struct ttr_error *error)
{
    struct ttri_region_set made = {NULL, 0};
    ttr_status status;

    if (regions == NULL && count > 0)
        return ttri_null_argument(error, path, "regions");
    status = check_regions(regions, count, path, error);
    if (status == TTR_OK && count > 0) {
        made.name = ttri_clear(memory, count, sizeof *made.name);
        if (made.name == NULL)
            return ttri_no_memory(error, path);
    }
    while (status == TTR_OK && made.count < count) {
        char *name = ttri_copy_text(memory, regions[made.count]);

        if (name == NULL)
            status = ttri_no_memory(error, path);
        else
            made.name[made.count++] = name;
    }
    if (status != TTR_OK)
        ttri_region_set_clear(memory, &made);
    else
        *set = made;
    return status;
}
