/* emit.h: how a model writes its equations. A stream sees one region at a
 * time: it reads drivers and other components' outputs as values, combines
 * them, posts money to the ledger and names its outputs. It never sees a
 * period or a path.
 *
 *     ttri_value items = mul(e, hours, driver(e, "videos_per_hour"));
 *     ttri_output(e, "feed_items", items);
 *
 * A failure sticks in the scene, and every later value is poison. */
#ifndef TTRI_EMIT_H
#define TTRI_EMIT_H

#include "model/component.h"
#include "model/ledger.h"
#include "program/program.h"

struct ttri_scene;

/* Two sets of equations: everything together, and every stream alone (no
 * links, and only the feedbacks that the stream causes itself). Where nothing
 * connects the streams both are the same values. */
enum ttri_variant {
    TTRI_TOGETHER,
    TTRI_ALONE,
    TTRI_VARIANTS
};

struct ttri_emit {
    struct ttri_scene *scene;
    struct ttri_graph *graph;
    const struct ttri_component *component;
    uint32_t component_index, region;
    const char *region_name;
    enum ttri_variant variant;
    const char *item; /* the product or deal under emission, or NULL */
    ttri_value months, years, days; /* of a period; days are a series */
};

/* ---- read ---- */

/* A driver's path in this region (of the present item if the key is per
 * item): inflation, events, technology and links included. */
ttri_value ttri_driver(struct ttri_emit *emit, const char *key);
/* A driver of another component by model, e.g. the audience reads `ad_load`;
 * its default if no such component exists. */
ttri_value ttri_driver_of(struct ttri_emit *emit, int32_t model,
                          const char *key);
bool ttri_driver_given(const struct ttri_emit *emit, const char *key);
/* An output of the components with this model in this region, added up; it may
 * be emitted later. 0 if there is no such component. */
ttri_value ttri_arrival(struct ttri_emit *emit, int32_t model, const char *key);
bool ttri_present(const struct ttri_emit *emit, int32_t model);
/* An output by address `component` and `key`. */
ttri_value ttri_output_of(struct ttri_emit *emit, const char *component,
                          const char *key);
/* Product of the factors of events that stop this region's audience, and that
 * stop this stream's activity. */
ttri_value ttri_availability(struct ttri_emit *emit);
/* Factor of the events that stop this stream alone: for what comes from the
 * audience but not from ttri_active_users(), e.g. impressions out of hours. */
ttri_value ttri_stream_activity(struct ttri_emit *emit);
/* Time spent, as the region's preferences change it: not on the central
 * path. */
ttri_value ttri_taste(struct ttri_emit *emit, ttri_value time);
/* Users as this stream sees them. mau carries the audience's availability;
 * stream events are applied to `active_users`: mau * the stream's factor. */
ttri_value ttri_active_users(struct ttri_emit *emit);
ttri_value ttri_dau(struct ttri_emit *emit);
/* Hours, with the feedbacks that count in this variant. */
ttri_value ttri_hours(struct ttri_emit *emit);
/* The calendar, for terms that are dates. */
const struct ttri_calendar *ttri_calendar_of(const struct ttri_emit *emit);
/* Index of the chosen option's text equal to `choice`. */
bool ttri_option_is(const struct ttri_emit *emit, const char *key,
                    const char *choice);
/* An activity that does not come from mau: the driver times availability. */
ttri_value ttri_activity(struct ttri_emit *emit, const char *key);

/* ---- write ---- */

/* Flow, stock or balance of the schema (key of the present item if the output
 * is per item). */
void ttri_output(struct ttri_emit *emit, const char *key, ttri_value value);

/* Names a value for explanations alone. */
void ttri_label(struct ttri_emit *emit, const char *key, ttri_value value);

struct ttri_part {
    ttri_value value;
    int32_t kind; /* flow, stock or balance */
    bool money;
};

/* A ratio: recomputed from its parts when aggregated. */
void ttri_output_ratio(struct ttri_emit *emit, const char *key,
                       struct ttri_part over, struct ttri_part under);
/* A ratio that is this factor, also where its parts are 0: links read that. */
void ttri_output_factor(struct ttri_emit *emit, const char *key,
                        ttri_value factor, struct ttri_part over,
                        struct ttri_part under);
struct ttri_part ttri_flow(ttri_value value);
struct ttri_part ttri_money(ttri_value value); /* a flow of money */
struct ttri_part ttri_stock(ttri_value value);

/* Moves money in the ledger. */
void ttri_post(struct ttri_emit *emit, enum ttri_posting kind,
               enum ttri_account from, enum ttri_account to, ttri_value amount);
/* Declares a balance as the stream's own recurrence has it; the ledger must
 * agree. */
void ttri_balance(struct ttri_emit *emit, enum ttri_account account,
                  ttri_value closing, ttri_value opening);
/* This stream's revenue so far, as presented in this region. */
ttri_value ttri_revenue_so_far(struct ttri_emit *emit);

/* Fails the scene: `key` is this component's driver or option. */
void ttri_emit_fail(struct ttri_emit *emit, ttr_status status, const char *key,
                    const char *rule, const char *value);

/* ---- arithmetic in the words of the equations ---- */

static inline ttri_value number(struct ttri_emit *e, double x)
{
    return ttri_constant(e->graph, x);
}
static inline ttri_value add(struct ttri_emit *e, ttri_value a, ttri_value b)
{
    return ttri_add(e->graph, a, b);
}
static inline ttri_value sub(struct ttri_emit *e, ttri_value a, ttri_value b)
{
    return ttri_sub(e->graph, a, b);
}
static inline ttri_value mul(struct ttri_emit *e, ttri_value a, ttri_value b)
{
    return ttri_mul(e->graph, a, b);
}
static inline ttri_value mul3(struct ttri_emit *e, ttri_value a, ttri_value b,
                              ttri_value c)
{
    return mul(e, mul(e, a, b), c);
}
/* a / b; 0 where b is 0. */
static inline ttri_value ratio(struct ttri_emit *e, ttri_value a, ttri_value b)
{
    return ttri_div(e->graph, a, b);
}
static inline ttri_value driver(struct ttri_emit *e, const char *key)
{
    return ttri_driver(e, key);
}
/* 1 - x */
static inline ttri_value rest(struct ttri_emit *e, ttri_value x)
{
    return sub(e, number(e, 1), x);
}
static inline ttri_value smaller(struct ttri_emit *e, ttri_value a,
                                 ttri_value b)
{
    return ttri_min(e->graph, a, b);
}
static inline ttri_value larger(struct ttri_emit *e, ttri_value a, ttri_value b)
{
    return ttri_max(e->graph, a, b);
}
/* a of the period before; `opening` in the first. */
static inline ttri_value before(struct ttri_emit *e, ttri_value a,
                                ttri_value opening)
{
    return ttri_lag(e->graph, a, 1, opening);
}

/* base^exponent with the base clamped to [1e-6, 1e6]; 1 if the exponent is
 * the number 0. */
ttri_value ttri_power(struct ttri_emit *emit, ttri_value base,
                      ttri_value exponent);
/* (1 - x)^d of an annual rate of loss x in [0, 1], exactly 0 at x = 1. */
ttri_value ttri_survive(struct ttri_emit *emit, ttri_value annual_loss);
/* (1 + x)^d of an annual growth rate x >= 0. */
ttri_value ttri_grow_rate(struct ttri_emit *emit, ttri_value annual_growth);
/* A balance `closing = next(opening)`: begin, then bind. */
ttri_value ttri_state(struct ttri_emit *emit, ttri_value opening,
                      ttri_value *forward_next);
void ttri_state_next(struct ttri_emit *emit, ttri_value forward_next,
                     ttri_value next);
/* People who stay: sum over cohorts of added * S(age), plus opening people of
 * a given age (months); S shifted-beta-geometric. Fader and Hardie 2007. */
ttri_value ttri_cohorts(struct ttri_emit *emit, ttri_value added_per_period,
                        ttri_value alpha, ttri_value beta, ttri_value opening,
                        ttri_value opening_age);

#endif
