/* driver.h: the description of a driver, and its central path as numbers. */
#ifndef TTRI_DRIVER_H
#define TTRI_DRIVER_H

#include <tiktokrev/driver.h>

#include "model/calendar.h"
#include "model/schema.h"

enum ttri_curve {
    TTRI_CURVE_CONSTANT,
    TTRI_CURVE_EXPONENTIAL,
    TTRI_CURVE_LINEAR,
    TTRI_CURVE_LOGISTIC,
    TTRI_CURVE_GOMPERTZ,
    TTRI_CURVE_BASS,
    TTRI_CURVE_KNOTS,
    TTRI_CURVE_SERIES,
    TTRI_CURVE_NONE /* a range or a law alone: its median is the value; not even
                       that: the key's default is */
};

/* What is not known of one number. */
enum ttri_doubt_kind {
    TTRI_DOUBT_DEFAULT, /* the grade's default width */
    TTRI_DOUBT_CERTAIN,
    TTRI_DOUBT_RANGE,
    TTRI_DOUBT_LAW
};

struct ttri_doubt {
    enum ttri_doubt_kind kind;
    double low, high, probability; /* range */
    struct ttr_law law;            /* `values` and `weights` are owned */
};

struct ttri_movable {
    ttr_date first;
    int32_t days;
    double multiplier;
    int64_t first_day; /* of `first`: reading a path asks for it often */
};

struct ttri_loading {
    char *factor;
    double loading;
    int32_t lag;
};

#define TTRI_CURVE_PARAMETERS 3

struct ttr_driver {
    ttri_references references;
    struct ttri_memory memory;
    enum ttri_curve curve;
    double parameter[TTRI_CURVE_PARAMETERS]; /* in the order of the names */
    struct ttri_doubt parameter_doubt[TTRI_CURVE_PARAMETERS];
    ttr_date date; /* reference, midpoint, inflection or launch */
    uint32_t points;
    ttr_date *dates; /* knots only */
    double *values;  /* knots and series */
    struct ttri_doubt doubt;
    uint32_t seasons; /* 0, 4 or 12 */
    double season[12];
    struct ttri_doubt season_doubt; /* a factor on each: default: known */
    uint32_t movables, movable_capacity;
    struct ttri_movable *movable;
    ttr_date launch, end;
    bool real;
    double volatility, reversion;
    uint32_t loadings, loading_capacity;
    struct ttri_loading *loading;
    char grade; /* 'A', 'B', 'C', or 0 */
    char *source, *note;
    ttr_date evidence_date;
};

/* Names of a curve's parameters (`value`, `growth`, ...) in order; their count
 * is returned. */
uint32_t ttri_curve_parameters(enum ttri_curve curve,
                               const char *names[TTRI_CURVE_PARAMETERS]);
/* As documents write it: `exponential`, ... */
const char *ttri_curve_name(enum ttri_curve curve);
/* As documents write it: `lognormal`, ...; index 0 is NULL. */
const char *ttri_law_name(int32_t kind);

/* ttr_driver_new() with the memory of a component. */
ttr_status ttri_driver_new(const struct ttri_memory *memory,
                           ttr_driver **driver, struct ttr_error *error);
/* Deep copy, into `memory`. */
ttr_status ttri_driver_copy(const struct ttri_memory *memory,
                            const ttr_driver *driver, ttr_driver **copy,
                            struct ttr_error *error);

/* Checks all that can be checked against a key's definition: support of
 * levels, ranges and laws, flags, real. `path` names the driver in errors. */
ttr_status ttri_driver_check(const ttr_driver *driver,
                             const struct ttri_driver_def *definition,
                             const char *path, struct ttr_error *error);

/* The central path before inflation, links, events and shifts: curve and
 * indices into `numbers`, and apart from it the share of each period's days
 * between launch and end into `active` (1 without dates; NULL: multiply it into
 * `numbers`), both `count` periods long. A curve that leaves the support is cut
 * to it. Checks what needs the calendar (length of a series) and that every
 * number is finite. */
ttr_status ttri_driver_path(const ttr_driver *driver,
                            const struct ttri_driver_def *definition,
                            const struct ttri_calendar *calendar,
                            const char *path, double *numbers, double *active,
                            struct ttr_error *error);

/* The curve alone at a time in years: used for fx_end, so what is given as a
 * range alone is read as that of a positive key with the default 1. A series is
 * read in the period that ends at or after the time. */
double ttri_driver_curve_at(const ttr_driver *driver,
                            const struct ttri_calendar *calendar, double time);

/* What the curve says of a key at a time, cut to its support and without
 * indices: the level that evidence of that time is about. A flow and a series
 * are read in the period that ends at or after it. */
double ttri_driver_level_at(const ttr_driver *driver,
                            const struct ttri_driver_def *definition,
                            const struct ttri_calendar *calendar, double time);

/* What the seasons alone multiply each period by: `count` long. */
void ttri_season_index(const ttr_driver *driver,
                       const struct ttri_calendar *calendar, double *index);
/* What the seasons and movable events multiply each period by: `count` long. */
void ttri_driver_index(const ttr_driver *driver,
                       const struct ttri_calendar *calendar, double *index);

/* Median of a doubt given alone; NaN if it has none. */
double ttri_doubt_median(const struct ttri_doubt *doubt, int32_t support);

#endif
