/* environment.h: what surrounds the platform, as described. */
#ifndef TTRI_ENVIRONMENT_H
#define TTRI_ENVIRONMENT_H

#include <tiktokrev/environment.h>

#include "model/component.h"

/* Correlation of a driver in two regions, where nobody says. */
#define TTRI_SAME_DRIVER 0.5

/* Regions that something is about; count 0 means all. */
struct ttri_region_set {
    char **name;
    uint32_t count;
};

struct ttri_event {
    struct ttr_event given; /* `severity_law`, texts and regions: see below;
                               `severity` is the law's median if it has one */
    char *name, *target, *source;
    struct ttri_region_set regions;
    struct ttri_doubt severity;
};

struct ttri_technology {
    struct ttr_technology given;
    char *name, *target;
    struct ttri_region_set regions;
};

struct ttri_preference {
    char *name;
    struct ttri_region_set regions;
    double volatility, reversion;
};

struct ttri_correlation {
    int32_t kind;
    double freedom;
    uint32_t count;
    char **driver;
    double *matrix;
};

struct ttr_environment {
    struct ttri_component component; /* first: inflation, fx, fx_end */
    struct ttri_event *event;
    uint32_t events, event_capacity;
    struct ttri_technology *technology;
    uint32_t technologies, technology_capacity;
    struct ttri_preference *preference;
    uint32_t preferences, preference_capacity;
    struct ttri_correlation *correlation;
    uint32_t correlations, correlation_capacity;
    double same_driver[2]; /* correlation of a driver in two regions: of levels,
                              of innovations */
    bool has_macro;
    struct ttr_macro macro;
};

bool ttri_region_set_has(const struct ttri_region_set *set, const char *region);

/* Mean over each period's days of the share of the severity in force (1 while
 * the event lasts, 2^(-u / half_life) after it, integrated exactly), for an
 * event whose effect starts on its date + lag: `calendar->count` long. */
void ttri_event_weight(const struct ttri_event *event,
                       const struct ttri_calendar *calendar, double *weight);
/* Is `target` the event's target, or one of its streams? */
bool ttri_event_names(const struct ttri_event *event, const char *target);
/* Does it happen on the central path? */
bool ttri_event_is_central(const struct ttri_event *event);
/* Share of the final size in force per period: day share of a step, or the
 * logistic curve at mid-period. */
void ttri_technology_weight(const struct ttri_technology *technology,
                            const struct ttri_calendar *calendar,
                            double *weight);

struct ttr_audience {
    struct ttri_component component;
};
struct ttr_stream {
    struct ttri_component component;
};

#endif
