/* Where a driver is: a region, or for an exchange rate a currency. */
#include <string.h>

#include "model/dependence.h"

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Regions of one currency have one exchange rate. */
static bool is_rate(const char *driver)
{
    return starts_with(driver, "environment/fx") &&
           (driver[14] == '\0' || driver[14] == '#' ||
            (starts_with(driver + 14, "_end") &&
             (driver[18] == '\0' || driver[18] == '#')));
}

uint32_t ttri_place_of(const struct ttri_scene *scene, const char *driver,
                       uint32_t region)
{
    const char *currency = scene->region[region].currency;

    for (uint32_t i = 0; is_rate(driver) && i < region; i++)
        if (strcmp(scene->region[i].currency, currency) == 0)
            return i;
    return region;
}

bool ttri_places_meet(const struct ttri_scene *scene, const char *driver,
                      uint32_t place, const char *other, uint32_t other_place)
{
    for (uint32_t i = 0; i < scene->regions; i++)
        if (ttri_place_of(scene, driver, i) == place &&
            ttri_place_of(scene, other, i) == other_place)
            return true;
    return false;
}

/* The place that a name stands for: TTRI_NONE if it is none. */
static uint32_t find_place(const struct ttri_scene *scene, const char *driver,
                           const char *name, size_t size)
{
    for (uint32_t i = 0; is_rate(driver) && i < scene->regions; i++)
        if (strlen(scene->region[i].currency) == size &&
            memcmp(scene->region[i].currency, name, size) == 0)
            return i;
    for (uint32_t i = 0; i < scene->regions; i++)
        if (strlen(scene->region[i].name) == size &&
            memcmp(scene->region[i].name, name, size) == 0)
            return ttri_place_of(scene, driver, i);
    return TTRI_NONE;
}

struct ttri_place_name ttri_place_split(const struct ttri_scene *scene,
                                        const char *address)
{
    struct ttri_place_name split = {.place = TTRI_NONE};
    size_t component = strcspn(address, "/");
    const char *name = address + component + (address[component] == '/');
    size_t size = strcspn(name, "/");

    /* A link may have the name of a region. */
    if (name[size] == '/' && !starts_with(address, "links/")) {
        size_t head = component + 1;

        head = head < sizeof split.driver ? head : sizeof split.driver - 1;
        memcpy(split.driver, address, head);
        ttri_join(split.driver + head, sizeof split.driver - head,
                  (const char *const[]){name + size + 1, NULL});
        split.place = find_place(scene, split.driver, name, size);
    }
    if (split.place == TTRI_NONE)
        TTRI_JOIN(split.driver, address);
    return split;
}

void ttri_place_join(const struct ttri_scene *scene, const char *driver,
                     uint32_t place, char address[TTRI_ADDRESS])
{
    const char *slash = strchr(driver, '/'), *name = "*";
    char component[64] = "";

    memcpy(component, driver, (size_t)(slash - driver));
    if (place != TTRI_NONE)
        name = is_rate(driver) ? scene->region[place].currency
                               : scene->region[place].name;
    ttri_join(address, TTRI_ADDRESS,
              (const char *const[]){component, "/", name, slash, NULL});
}

/* `component/place/[item/]key` in its parts; `text` is cut up. NULL if a driver
 * has no such address. */
static const ttr_driver *find_driver(const struct ttri_scene *scene, char *text,
                                     uint32_t place)
{
    char *key = strrchr(text, '/'), *name = strchr(text, '/'), *item;
    uint32_t component;

    *name++ = '\0';
    *key++ = '\0';
    item = strchr(name, '/');
    component = ttri_scene_component_named(scene, text);
    if (component == TTRI_NONE)
        return NULL;
    return ttri_component_driver(scene->component[component],
                                 scene->region[place].name,
                                 item != NULL ? item + 1 : NULL, key);
}

bool ttri_place_level(const struct ttri_scene *scene, const char *address,
                      char level[TTRI_ADDRESS])
{
    const char *parameter = strchr(address, '#');
    struct ttri_place_name split = ttri_place_split(scene, address);
    const ttr_driver *driver;
    char text[TTRI_ADDRESS];

    if (parameter == NULL || split.place == TTRI_NONE ||
        (strcmp(parameter, "#value") != 0 &&
         strcmp(parameter, "#ceiling") != 0 &&
         strcmp(parameter, "#market") != 0))
        return false;
    TTRI_JOIN(text, address);
    text[parameter - address] = '\0';
    ttri_join(level, TTRI_ADDRESS, (const char *const[]){text, NULL});
    driver = find_driver(scene, text, split.place);
    return driver != NULL && driver->doubt.kind != TTRI_DOUBT_RANGE &&
           driver->doubt.kind != TTRI_DOUBT_LAW;
}
