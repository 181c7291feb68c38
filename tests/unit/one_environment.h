/* An environment, and the events and technologies that are set in it. */
#ifndef TTRI_ONE_ENVIRONMENT_H
#define TTRI_ONE_ENVIRONMENT_H

#include "unit.h"

#include "model/environment.h"

static ttr_environment *environment;
static struct ttr_error error;

static const char *const twice[] = {"US", "EU", "US"};

static inline void open_environment(void)
{
    error = ttri_unit_error();
    ttri_assert_ok(ttr_environment_new(NULL, &environment, &error), &error);
}

static inline void close_environment(void)
{
    ttr_environment_unref(environment);
}

static inline struct ttr_event event_of(const char *name)
{
    struct ttr_event event;

    ttr_event_init(&event, sizeof event);
    event.name = name;
    event.date = 20240125;
    return event;
}

static inline struct ttr_technology technology_of(const char *name)
{
    struct ttr_technology technology;

    ttr_technology_init(&technology, sizeof technology);
    technology.name = name;
    technology.target = "advertising/match_quality";
    technology.date = 20240125;
    technology.size = 0.1;
    return technology;
}

#endif
