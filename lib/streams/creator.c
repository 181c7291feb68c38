/* Creator programmes: pay for qualified views, gifts, subscriptions, tips. */
#include "model/emit.h"

#define PROGRAMME "TikTok Creator Rewards Program, terms"
#define AGENT     "ASC 606-10-55-36 to 55-40; IFRS 15 B34 to B38"
#define COHORTS   "Fader and Hardie 2007, How to project customer retention"
#define STORE     "Apple Developer Program, licence agreement, schedule 2"

static const struct ttri_driver_def drivers[] = {
    {"long_share", "1", TTRI_U, 0, 0,
     "share of views on videos long enough to be paid for", PROGRAMME},
    {"duet_share", "1", TTRI_U, 0, 0,
     "share of those on duets and stitches, which are not paid for", PROGRAMME},
    {"sponsored_share", "1", TTRI_U, 0, 0,
     "share of those on sponsored videos, which are not paid for", PROGRAMME},
    {"rpm", "money/1000 views", TTRI_P, 0, 0,
     "pay per 1,000 qualified views (programme = rate)", PROGRAMME},
    {"engagement_index", "1", TTRI_P, 0, 1,
     "what engagement makes of that pay; 1 is normal", PROGRAMME},
    {"pool_per_year", "money/year", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "budget that is shared out (programme = pool)", ""},
    {"added_subscribers_pm", "users/month", TTRI_P,
     TTR_DRIVER_ACTIVITY | TTRI_DRIVER_ACQUISITION, 0,
     "new subscribers of creators, each month's a cohort that shrinks",
     COHORTS},
    {"subscription_alpha", "1", TTRI_P, TTR_DRIVER_STATIC, 0.668,
     "first shape of the spread of monthly churn over subscribers", COHORTS},
    {"subscription_beta", "1", TTRI_P, TTR_DRIVER_STATIC, 3.806,
     "second shape of the spread of monthly churn over subscribers", COHORTS},
    {"opening_subscribers", "users", TTRI_P, TTR_DRIVER_STATIC, 0,
     "subscribers at the calendar's start", COHORTS},
    {"opening_subscription_age_months", "months", TTRI_P, TTR_DRIVER_STATIC, 6,
     "age of their subscriptions", COHORTS},
    {"subscription_price_pm", "money/user/month", TTRI_P, 0, 0,
     "price of a subscription, without tax", ""},
    {"subscription_store_fee", "1", TTRI_U, 0, 0,
     "app stores' share of the price", STORE},
    {"subscription_platform_share", "1", TTRI_U, 0, 0.5,
     "platform's share of what the stores leave", AGENT},
    {"tips_pm", "money/month", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "money tipped to creators", ""},
    {"tip_fee", "1", TTRI_U, 0, 0, "platform's share of tips", AGENT},
    {"gift_platform_share", "1", TTRI_U, 0, 0.5,
     "platform's share of the value of gifted coins", AGENT},
};

static const struct ttri_output_def outputs[] = {
    {"qualified_views", "views", TTR_KIND_FLOW, 0, "views that are paid for",
     PROGRAMME},
    {"programme_payout", "money", TTR_KIND_FLOW, 0,
     "pay for qualified views, a cost", PROGRAMME},
    {"effective_rpm", "money/1000 views", TTR_KIND_RATIO, 0,
     "pay per 1,000 qualified views", PROGRAMME},
    {"gifts", "money", TTR_KIND_FLOW, 0, "coins used for gifts", AGENT},
    {"gift_creator_share", "money", TTR_KIND_FLOW, 0, "creators' part of gifts",
     AGENT},
    {"subscribers", "users", TTR_KIND_STOCK, 0, "subscribers of creators",
     COHORTS},
    {"subscriptions", "money", TTR_KIND_FLOW, 0,
     "what subscribers pay, stores' fees included", AGENT},
    {"subscription_creator_share", "money", TTR_KIND_FLOW, 0,
     "creators' part of subscriptions", AGENT},
    {"tips", "money", TTR_KIND_FLOW, 0, "what is tipped", AGENT},
    {"tip_fees", "money", TTR_KIND_FLOW, 0, "platform's part of tips", AGENT},
    {"creator_income", "money", TTR_KIND_FLOW, 0,
     "all that creators get: programme, gifts, subscriptions, tips", ""},
    {"payout_per_hour", "money/hour", TTR_KIND_RATIO, 0,
     "creators' income per hour of use", ""},
    {"payout_per_hour_value", "money/hour", TTR_KIND_STOCK, TTRI_OUTPUT_HIDDEN,
     "creators' income per hour of use, as a value", ""},
};

static const struct ttri_option_def options[] = {
    {"programme",
     {"rate", "pool", NULL},
     "views are paid at a rate (rpm), or share a budget (pool_per_year)"},
};

static ttri_value emit_qualified_views(struct ttri_emit *e)
{
    ttri_value views = ttri_arrival(e, TTR_MODEL_ADVERTISING, "views");
    ttri_value excluded =
        add(e, driver(e, "duet_share"), driver(e, "sponsored_share"));
    ttri_value paid_for = larger(e, number(e, 0), rest(e, excluded));
    ttri_value qualified = mul3(e, views, driver(e, "long_share"),
                                mul(e, paid_for, ttri_stream_activity(e)));

    ttri_output(e, "qualified_views", qualified);
    return qualified;
}

static ttri_value emit_programme(struct ttri_emit *e)
{
    ttri_value views = emit_qualified_views(e);
    ttri_value thousands = ratio(e, views, number(e, 1000)), payout;

    if (ttri_option_is(e, "programme", "pool")) {
        payout = mul3(e, driver(e, "pool_per_year"), e->years,
                      ttri_stream_activity(e));
        payout = ttri_select(e->graph, views, payout, number(e, 0));
    } else {
        payout =
            mul3(e, thousands, driver(e, "rpm"), driver(e, "engagement_index"));
    }
    ttri_output(e, "programme_payout", payout);
    ttri_output_ratio(e, "effective_rpm", ttri_money(payout),
                      ttri_flow(thousands));
    ttri_post(e, TTRI_COST, TTRI_PLATFORM, TTRI_CREATOR, payout);
    return payout;
}

static ttri_value emit_gifts(struct ttri_emit *e)
{
    ttri_value gifts = ttri_arrival(e, TTR_MODEL_VIRTUAL_GOODS, "gifts");
    ttri_value share = driver(e, "gift_platform_share");
    ttri_value creators = mul(e, gifts, rest(e, share));

    ttri_output(e, "gifts", gifts);
    ttri_output(e, "gift_creator_share", creators);
    ttri_post(e, TTRI_EARN, TTRI_COINS, TTRI_PLATFORM, mul(e, gifts, share));
    ttri_post(e, TTRI_PRINCIPAL, TTRI_COINS, TTRI_CREATOR, creators);
    return creators;
}

static ttri_value subscribers(struct ttri_emit *e)
{
    ttri_value added =
        mul(e, ttri_activity(e, "added_subscribers_pm"), e->months);

    return ttri_cohorts(e, added, driver(e, "subscription_alpha"),
                        driver(e, "subscription_beta"),
                        driver(e, "opening_subscribers"),
                        driver(e, "opening_subscription_age_months"));
}

static ttri_value emit_subscriptions(struct ttri_emit *e)
{
    ttri_value people = subscribers(e);
    ttri_value gross =
        mul3(e, people, driver(e, "subscription_price_pm"), e->months);
    ttri_value fee = driver(e, "subscription_store_fee");
    ttri_value share = driver(e, "subscription_platform_share");
    ttri_value left = mul(e, gross, rest(e, fee));
    ttri_value creators = mul(e, left, rest(e, share));

    ttri_output(e, "subscribers", people);
    ttri_output(e, "subscriptions", gross);
    ttri_output(e, "subscription_creator_share", creators);
    ttri_post(e, TTRI_EARN, TTRI_CUSTOMER, TTRI_PLATFORM, mul(e, left, share));
    ttri_post(e, TTRI_PRINCIPAL, TTRI_CUSTOMER, TTRI_CREATOR, creators);
    ttri_post(e, TTRI_PRINCIPAL, TTRI_CUSTOMER, TTRI_STORE, mul(e, gross, fee));
    return creators;
}

static ttri_value emit_tips(struct ttri_emit *e)
{
    ttri_value tips = mul(e, ttri_activity(e, "tips_pm"), e->months);
    ttri_value share = driver(e, "tip_fee"), fees = mul(e, tips, share);
    ttri_value creators = mul(e, tips, rest(e, share));

    ttri_output(e, "tips", tips);
    ttri_output(e, "tip_fees", fees);
    ttri_post(e, TTRI_EARN, TTRI_CUSTOMER, TTRI_PLATFORM, fees);
    ttri_post(e, TTRI_PASS, TTRI_CUSTOMER, TTRI_CREATOR, creators);
    return creators;
}

static void emit(struct ttri_emit *e)
{
    ttri_value hours = ttri_hours(e);
    ttri_value income = emit_programme(e);

    income = add(e, income, emit_gifts(e));
    income = add(e, income, emit_subscriptions(e));
    income = add(e, income, emit_tips(e));
    ttri_output(e, "creator_income", income);
    ttri_output(e, "payout_per_hour_value", ratio(e, income, hours));
    ttri_output_ratio(e, "payout_per_hour", ttri_money(income),
                      ttri_flow(hours));
}

const struct ttri_schema ttri_creator_schema = {
    .model = TTR_MODEL_CREATOR,
    .name = "creator",
    .drivers = drivers,
    .outputs = outputs,
    .options = options,
    .driver_count = TTRI_COUNT(drivers),
    .output_count = TTRI_COUNT(outputs),
    .option_count = TTRI_COUNT(options),
    .emit = emit,
};
