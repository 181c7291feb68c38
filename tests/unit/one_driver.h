/* One driver in a scene of its own, and its path at chosen normals. */
#ifndef TTRI_ONE_DRIVER_H
#define TTRI_ONE_DRIVER_H

#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "failing.h"
#include "math/normal.h"
#include "model/driver_random.h"

#define PERIODS 30
#define Z80     1.2815515655446004 /* the normal with 0.9 below */

struct set {
    struct ttri_calendar calendar;
    struct ttri_scene scene;
    struct ttri_driver_def definition;
    ttr_driver *driver;
    struct ttr_error error;
};

static inline ttr_status begin_with(struct set *set, int32_t support,
                                    const struct ttr_allocator *allocator)
{
    struct ttr_calendar given;
    struct ttri_memory memory;
    ttr_status status;

    memset(set, 0, sizeof *set);
    set->error = ttri_unit_error();
    set->definition = (struct ttri_driver_def){
        .key = "x", .unit = "1", .support = support, .fallback = 0.5};
    ttr_calendar_init(&given, sizeof given);
    given.start_year = 2024;
    given.periods = PERIODS;
    given.as_of = 20250101;
    ck_assert_int_eq(ttri_memory_init(&memory, allocator, NULL), TTR_OK);
    status = ttri_calendar_new(&memory, &given, &set->calendar, &set->error);
    if (status != TTR_OK)
        return status;
    status = ttri_scene_init(&set->scene, &memory, &set->calendar, 1, 1,
                             &set->error);
    if (status != TTR_OK) {
        ttri_calendar_clear(&memory, &set->calendar);
        return status;
    }
    set->scene.region[0].name = "US";
    set->scene.region[0].currency = "USD";
    set->scene.components = 0;
    ttri_assert_ok(ttr_driver_new(NULL, &set->driver, &set->error),
                   &set->error);
    return TTR_OK;
}

static inline void begin(struct set *set, int32_t support)
{
    ttri_assert_ok(begin_with(set, support, NULL), &set->error);
}

static inline void end(struct set *set)
{
    struct ttri_memory memory = set->scene.memory;

    ttr_driver_unref(set->driver);
    ttri_scene_clear(&set->scene);
    ttri_calendar_clear(&memory, &set->calendar);
}

static inline void value(struct set *set, double x)
{
    ttri_assert_ok(ttr_driver_set_value(set->driver, x, &set->error),
                   &set->error);
}

static inline void range(struct set *set, const char *parameter, double low,
                         double high, double probability)
{
    ttri_assert_ok(ttr_driver_set_range(set->driver, parameter, low, high,
                                        probability, &set->error),
                   &set->error);
}

static inline void law(struct set *set, const char *parameter,
                       struct ttr_law law)
{
    law.struct_size = sizeof law;
    ttri_assert_ok(
        ttr_driver_set_law(set->driver, parameter, &law, &set->error),
        &set->error);
}

static inline struct ttr_law law_of(int32_t kind, double a, double b, double c,
                                    double d)
{
    return (struct ttr_law){.kind = kind,
                            .a = a,
                            .b = b,
                            .c = c,
                            .d = d,
                            .low = -INFINITY,
                            .high = INFINITY};
}

static inline void certain(struct set *set)
{
    ttri_assert_ok(ttr_driver_set_certain(set->driver, &set->error),
                   &set->error);
}

static inline void evidence(struct set *set, char grade, ttr_date date)
{
    ttri_assert_ok(ttr_driver_set_evidence(set->driver, grade, NULL, date, NULL,
                                           &set->error),
                   &set->error);
}

/* ---- reading ---- */

static inline struct ttri_driver_moves moves_of(struct set *set)
{
    double numbers[PERIODS], active[PERIODS];
    struct ttri_driver_place place = {.scene = &set->scene,
                                      .driver = set->driver,
                                      .definition = &set->definition,
                                      .address = "s/US/x",
                                      .draws = "s/US/x"};

    ttri_assert_ok(
        ttri_driver_check(set->driver, &set->definition, "s/US/x", &set->error),
        &set->error);
    ttri_assert_ok(ttri_driver_path(set->driver, &set->definition,
                                    &set->calendar, "s/US/x", numbers, active,
                                    &set->error),
                   &set->error);
    place.path = ttri_series(set->scene.graph, numbers);
    return ttri_driver_random(&place);
}

/* All numbers of a draw that is once on a path. */
struct normal {
    const char *name; /* of a level: component/US/key[#parameter] */
    double z;
};

/* A level is made of two draws, its own and the one that it shares with other
 * regions, with the same weight. */
static inline bool is_behind(const char *draw, const char *level)
{
    const char *shared = strstr(draw, "/*/");

    if (shared == NULL)
        return strcmp(draw, level) == 0;
    return strncmp(draw, level, (size_t)(shared - draw)) == 0 &&
           strcmp(shared + 3, strchr(strchr(level, '/') + 1, '/') + 1) == 0;
}

static inline void fill_draws(const struct ttri_graph *graph,
                              struct normal normal, double *draws)
{
    uint32_t behind = 0;

    for (uint32_t i = 0; i < ttri_graph_draws(graph); i++)
        behind += is_behind(ttri_graph_draw(graph, i)->name, normal.name);
    for (uint32_t i = 0; i < ttri_graph_draws(graph); i++)
        if (is_behind(ttri_graph_draw(graph, i)->name, normal.name))
            draws[(size_t)i * PERIODS] = normal.z / sqrt(behind);
}

static inline double moved(int32_t support, double path, double factor,
                           double sum)
{
    double k = factor * exp2(sum);

    if (support == TTR_SUPPORT_REAL)
        return path + sum;
    return support == TTR_SUPPORT_UNIT ? path * k / (1 - path + path * k)
                                       : path * k;
}

static inline void read_two(struct set *set, struct ttri_driver_moves moves,
                            struct normal one, struct normal other,
                            double x[PERIODS])
{
    const ttri_value values[3] = {moves.path, moves.factor, moves.sum};
    double draws[32 * PERIODS] = {0}, result[3 * PERIODS];
    struct ttri_plan *plan = NULL;

    ck_assert_uint_le(ttri_graph_draws(set->scene.graph), 32);
    fill_draws(set->scene.graph, one, draws);
    fill_draws(set->scene.graph, other, draws);
    ttri_assert_ok(
        ttri_plan_central(set->scene.graph, 3, values, &plan, &set->error),
        &set->error);
    ttri_assert_ok(
        ttri_run(plan, &set->scene.memory, NULL, draws, result, &set->error),
        &set->error);
    for (int t = 0; t < PERIODS; t++)
        x[t] = moved(set->definition.support, result[t], result[PERIODS + t],
                     result[2 * PERIODS + t]);
    ttri_plan_free(plan);
}

static inline void read_moves(struct set *set, struct ttri_driver_moves moves,
                              struct normal normal, double x[PERIODS])
{
    read_two(set, moves, normal, normal, x);
}

static inline void read_at(struct set *set, const char *name, double z,
                           double x[PERIODS])
{
    read_moves(set, moves_of(set), (struct normal){name, z}, x);
}

/* In period 0, of the level. */
static inline double level_at(struct set *set, double z)
{
    double x[PERIODS];

    read_at(set, "s/US/x", z, x);
    return x[0];
}

static inline void is_near(double got, double expected)
{
    ck_assert_msg(fabs(got - expected) <= 1e-12 * fabs(expected),
                  "%.17g instead of %.17g", got, expected);
}

static inline bool draws_nothing(struct set *set)
{
    return !moves_of(set).random && ttri_graph_draws(set->scene.graph) == 0;
}

/* A curve of any kind, from the middle of 2024. */
static inline void set_curve(ttr_driver *driver, enum ttri_curve curve,
                             const double *p)
{
    const ttr_date date = 20240701;
    struct ttr_error error = ttri_unit_error();
    ttr_status status;

    switch (curve) {
    case TTRI_CURVE_EXPONENTIAL:
        status = ttr_driver_set_exponential(driver, p[0], p[1], date, &error);
        break;
    case TTRI_CURVE_LINEAR:
        status = ttr_driver_set_linear(driver, p[0], p[1], date, &error);
        break;
    case TTRI_CURVE_LOGISTIC:
        status = ttr_driver_set_logistic(driver, p[0], p[1], date, &error);
        break;
    case TTRI_CURVE_GOMPERTZ:
        status = ttr_driver_set_gompertz(driver, p[0], p[1], date, &error);
        break;
    default:
        status = ttr_driver_set_bass(driver, p[0], p[1], p[2], date, &error);
        break;
    }
    ttri_assert_ok(status, &error);
}

#endif
