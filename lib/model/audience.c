/* The audience of one region: users by a curve or by cohorts, their hours, and
 * how the hours answer to the ad load and to what creators earn. */
#include "model/emit.h"

#define ANALYSTS "Meta Platforms, Form 10-K, key metrics"
#define COHORTS  "Fader and Hardie 2007, How to project customer retention"
#define AD_LOAD  "Goli, Huang, Reiley and Riabov 2025"

/* (1/12) / ln 1.5: the long-run effect is three times that of a month. */
#define AD_LOAD_LAG_YEARS 0.20552528853136928

static const struct ttri_driver_def drivers[] = {
    {"mau_gross", "users", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "monthly active users before availability", ANALYSTS},
    {"added_pm", "users/month", TTRI_P,
     TTR_DRIVER_ACTIVITY | TTRI_DRIVER_ACQUISITION, 0,
     "gross additions of users, each a cohort that shrinks", COHORTS},
    {"retention_alpha", "1", TTRI_P, TTR_DRIVER_STATIC, 0.668,
     "first shape of the spread of monthly churn over people", COHORTS},
    {"retention_beta", "1", TTRI_P, TTR_DRIVER_STATIC, 3.806,
     "second shape of the spread of monthly churn over people", COHORTS},
    {"opening_users", "users", TTRI_P, TTR_DRIVER_STATIC, 0,
     "users at the calendar's start, where cohorts are used", COHORTS},
    {"opening_age_months", "months", TTRI_P, TTR_DRIVER_STATIC, 12,
     "age of the opening users", COHORTS},
    {"dau_mau", "1", TTRI_U, 0, 0.5,
     "daily active users per monthly active user", ANALYSTS},
    {"minutes_per_dau_day", "minutes/user/day", TTRI_P, 0, 60,
     "time that a daily active user spends", ""},
    {"ad_load_elasticity", "1", TTRI_P, 0, 0,
     "log hours lost in the long run per unit of ad load", AD_LOAD},
    {"ad_load_reference", "1", TTRI_U, 0, 0,
     "ad load at which hours are as the other drivers say", AD_LOAD},
    {"ad_load_lag_years", "years", TTRI_P, TTR_DRIVER_STATIC, AD_LOAD_LAG_YEARS,
     "time constant of the answer to ad load", AD_LOAD},
    {"content_elasticity", "1", TTRI_P, 0, 0,
     "log hours gained in the long run per log of creators' pay per hour", ""},
    {"content_reference", "money/hour", TTRI_P, 0, 0,
     "creators' pay per hour that changes nothing; 0: no effect", ""},
    {"content_lag_years", "years", TTRI_P, TTR_DRIVER_STATIC, 1,
     "time constant of the answer to creators' pay", ""},
};

static const struct ttri_output_def outputs[] = {
    {"mau", "users", TTR_KIND_STOCK, 0, "monthly active users", ANALYSTS},
    {"dau", "users", TTR_KIND_STOCK, 0, "daily active users", ANALYSTS},
    {"hours", "hours", TTR_KIND_FLOW, 0, "time spent", ""},
    {"load_effect", "1", TTR_KIND_RATIO, 0,
     "hours over hours without the answer to ad load", AD_LOAD},
    {"content_effect", "1", TTR_KIND_RATIO, 0,
     "hours over hours without the answer to creators' pay", ""},
    {"availability", "1", TTR_KIND_RATIO, 0, "users over users without events",
     ""},
    {"hours_base", "hours", TTR_KIND_FLOW, TTRI_OUTPUT_HIDDEN,
     "time spent without either answer", ""},
    {"load_effect_value", "1", TTR_KIND_STOCK, TTRI_OUTPUT_HIDDEN,
     "factor of the answer to ad load", AD_LOAD},
    {"content_effect_value", "1", TTR_KIND_STOCK, TTRI_OUTPUT_HIDDEN,
     "factor of the answer to creators' pay", ""},
};

static bool is_zero(struct ttri_emit *e, ttri_value value)
{
    return ttri_stands_for(e->graph, value) == number(e, 0);
}

static ttri_value own_users(struct ttri_emit *e)
{
    bool curve = ttri_driver_given(e, "mau_gross");
    bool cohorts = ttri_driver_given(e, "added_pm") ||
                   ttri_driver_given(e, "opening_users");

    if (curve && cohorts)
        ttri_emit_fail(e, TTR_E_CONFLICT, "mau_gross",
                       "must not stand beside added_pm or opening_users", "");
    if (!curve && !cohorts)
        ttri_emit_fail(e, TTR_E_MISSING, "mau_gross",
                       "must be given, or else added_pm or opening_users", "");
    if (curve)
        return driver(e, "mau_gross");
    return ttri_cohorts(e, mul(e, driver(e, "added_pm"), e->months),
                        driver(e, "retention_alpha"),
                        driver(e, "retention_beta"), driver(e, "opening_users"),
                        driver(e, "opening_age_months"));
}

static ttri_value cross_promoted_users(struct ttri_emit *e)
{
    if (!ttri_present(e, TTR_MODEL_PARTNERSHIP))
        return number(e, 0);
    return ttri_cohorts(
        e, ttri_arrival(e, TTR_MODEL_PARTNERSHIP, "cross_promotion_users"),
        driver(e, "retention_alpha"), driver(e, "retention_beta"), number(e, 0),
        number(e, 0));
}

/* What moves towards `target` with a time constant, from 0 before the first
 * period; at once where the constant is 0. */
static ttri_value approach(struct ttri_emit *e, ttri_value target,
                           ttri_value lag_years)
{
    ttri_value periods = ratio(e, e->years, lag_years);
    ttri_value speed =
        rest(e, ttri_exp(e->graph, sub(e, number(e, 0), periods)));
    ttri_value next, past = ttri_state(e, number(e, 0), &next), now;

    speed = ttri_select(e->graph, lag_years, speed, number(e, 1));
    now = add(e, past, mul(e, speed, sub(e, target, past)));
    ttri_state_next(e, next, now);
    return now;
}

static ttri_value load_effect(struct ttri_emit *e)
{
    ttri_value elasticity = driver(e, "ad_load_elasticity"), excess, response;

    if (is_zero(e, elasticity) || !ttri_present(e, TTR_MODEL_ADVERTISING))
        return number(e, 1);
    excess = sub(e, ttri_driver_of(e, TTR_MODEL_ADVERTISING, "ad_load"),
                 driver(e, "ad_load_reference"));
    response =
        approach(e, mul(e, elasticity, excess), driver(e, "ad_load_lag_years"));
    ttri_label(e, "load_response", response);
    return ttri_exp(e->graph, sub(e, number(e, 0), response));
}

/* ln(pay a period ago / reference); 0 in the first period. */
static ttri_value log_relative_pay(struct ttri_emit *e, ttri_value reference)
{
    ttri_value pay =
        before(e, ttri_arrival(e, TTR_MODEL_CREATOR, "payout_per_hour_value"),
               reference);
    ttri_value relative = ratio(e, pay, reference);

    relative = larger(e, number(e, 1e-6), smaller(e, number(e, 1e6), relative));
    return ttri_select(e->graph, reference, ttri_log(e->graph, relative),
                       number(e, 0));
}

static ttri_value content_effect(struct ttri_emit *e)
{
    ttri_value elasticity = driver(e, "content_elasticity");
    ttri_value reference = driver(e, "content_reference"), target, response;

    if (is_zero(e, elasticity) || is_zero(e, reference) ||
        !ttri_present(e, TTR_MODEL_CREATOR))
        return number(e, 1);
    target = mul(e, elasticity, log_relative_pay(e, reference));
    response = approach(e, target, driver(e, "content_lag_years"));
    ttri_label(e, "content_response", response);
    return ttri_exp(e->graph, response);
}

static void emit_hours(struct ttri_emit *e, ttri_value dau)
{
    ttri_value minutes =
        mul3(e, dau, e->days, driver(e, "minutes_per_dau_day"));
    ttri_value base = ttri_taste(e, ratio(e, minutes, number(e, 60)));
    ttri_value load = load_effect(e), content = content_effect(e);
    ttri_value hours = mul3(e, base, load, content);

    ttri_output(e, "hours", hours);
    ttri_output(e, "hours_base", base);
    ttri_output(e, "load_effect_value", load);
    ttri_output(e, "content_effect_value", content);
    ttri_output_factor(e, "load_effect", load, ttri_flow(hours),
                       ttri_flow(mul(e, base, content)));
    ttri_output_factor(e, "content_effect", content, ttri_flow(hours),
                       ttri_flow(mul(e, base, load)));
}

static void emit(struct ttri_emit *e)
{
    ttri_value promoted = cross_promoted_users(e);
    ttri_value gross = add(e, own_users(e), promoted);
    ttri_value mau = mul(e, gross, ttri_availability(e));
    ttri_value dau = mul(e, mau, driver(e, "dau_mau"));

    ttri_label(e, "cross_promoted_users", promoted);

    ttri_output(e, "mau", mau);
    ttri_output(e, "dau", dau);
    ttri_output_ratio(e, "availability", ttri_stock(mau), ttri_stock(gross));
    emit_hours(e, dau);
}

const struct ttri_schema ttri_audience_schema = {
    .model = TTR_MODEL_AUDIENCE,
    .name = "audience",
    .drivers = drivers,
    .outputs = outputs,
    .driver_count = TTRI_COUNT(drivers),
    .output_count = TTRI_COUNT(outputs),
    .emit = emit,
};
