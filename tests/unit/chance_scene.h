/* A scene with regions, a calendar and an environment, and no streams. */
#ifndef TTRI_CHANCE_SCENE_H
#define TTRI_CHANCE_SCENE_H

#include "model/chance.h"
#include "random_paths.h"

struct chance_scene {
    struct ttri_memory memory;
    struct ttri_calendar calendar;
    ttr_environment *environment;
    struct ttri_scene scene;
};

/* Regions and currencies: names, ended by NULL. */
static inline void chance_open(struct chance_scene *c,
                               const struct ttr_calendar *calendar,
                               ttr_environment *environment,
                               const char *const (*regions)[2])
{
    struct ttr_error error = ttri_unit_error();
    uint32_t count = 0;

    while (regions[count][0] != NULL)
        count++;
    ttri_assert_ok(ttri_memory_init(&c->memory, NULL, &error), &error);
    ttri_assert_ok(
        ttri_calendar_new(&c->memory, calendar, &c->calendar, &error), &error);
    ttri_assert_ok(
        ttri_scene_init(&c->scene, &c->memory, &c->calendar, count, 1, &error),
        &error);
    c->scene.environment = c->environment = ttr_environment_ref(environment);
    for (uint32_t i = 0; i < count; i++) {
        c->scene.region[i].name = regions[i][0];
        c->scene.region[i].currency = regions[i][1];
    }
}

static inline void chance_close(struct chance_scene *c)
{
    ttri_scene_clear(&c->scene);
    ttri_calendar_clear(&c->memory, &c->calendar);
    ttr_environment_unref(c->environment);
}

static inline struct ttr_calendar
chance_calendar(int32_t year, int32_t months, int32_t periods, ttr_date as_of)
{
    struct ttr_calendar calendar;

    ttr_calendar_init(&calendar, sizeof calendar);
    calendar.start_year = year;
    calendar.period_months = months;
    calendar.periods = periods;
    calendar.as_of = as_of;
    return calendar;
}

#endif
