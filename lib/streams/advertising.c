/* Advertising: auctioned places in the feed, reserved ones, and deals between
 * brands and creators. */
#include "model/emit.h"

#define AUCTION     "Edelman, Ostrovsky and Schwarz 2007; Varian 2007"
#define RATE_CARD   "Interactive Advertising Bureau, glossary"
#define AGENT       "ASC 606-10-55-36 to 55-40; IFRS 15 B34 to B38"
#define REBATE      "ASC 606-10-32-25; IFRS 15 paragraph 70"
#define MEDIA_PRICE "Meta Platforms, Form 10-K, price per ad"

static const struct ttri_driver_def drivers[] = {
    {"videos_per_hour", "videos/hour", TTRI_P, 0, 120,
     "feed items seen in an hour of use", ""},
    {"ad_load", "1", TTRI_U, 0, 0, "share of feed items that are ad places",
     "Goli, Huang, Reiley and Riabov 2025"},
    {"fill_rate", "1", TTRI_U, 0, 1, "share of ad places that are sold",
     RATE_CARD},
    {"ecpm_ref", "money/1000 impressions", TTRI_P, 0, 0,
     "auction price at reference supply and demand (pricing = reduced)",
     MEDIA_PRICE},
    {"supply_elasticity", "1", TTRI_P, 0, 0,
     "fall of the log price per log of impressions over their reference",
     MEDIA_PRICE},
    {"impressions_reference_pm", "impressions/month", TTRI_P, 0, 0,
     "impressions at which ecpm_ref holds; grows with the audience", ""},
    {"demand", "1", TTRI_P, 0, 1, "advertisers' demand; 1 is normal", ""},
    {"demand_elasticity", "1", TTRI_P, 0, 1, "log price per log of demand", ""},
    {"match_quality", "1", TTRI_P, 0, 1,
     "what data and targeting add to conversions and price; 1 is normal",
     "Goldfarb and Tucker 2011, Privacy regulation and online advertising"},
    {"ctr", "1", TTRI_U, 0, 0.01, "clicks per impression", RATE_CARD},
    {"cvr", "1", TTRI_U, 0, 0.01, "conversions per click", RATE_CARD},
    {"conversion_value", "money/conversion", TTRI_P, 0, 0,
     "what a conversion is worth to its advertiser", AUCTION},
    {"bid_to_value", "1", TTRI_U, 0, 0.5,
     "share of that worth that is paid (pricing = auction)", AUCTION},
    {"interactive_share", "1", TTRI_U, 0, 0,
     "share of impressions in interactive formats (duet, stitch)", ""},
    {"interactive_uplift", "1", TTRI_P, 0, 1,
     "price of interactive formats over the standard one", ""},
    {"takeovers_per_day", "takeovers/day", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "takeover places on offer", RATE_CARD},
    {"takeover_price", "money/takeover", TTRI_P, 0, 0, "price of a takeover",
     RATE_CARD},
    {"sell_through", "1", TTRI_U, 0, 1, "share of takeovers sold", RATE_CARD},
    {"challenges_per_year", "1/year", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "branded challenges sold", ""},
    {"challenge_price", "money/challenge", TTRI_P, 0, 0,
     "price of a branded challenge", ""},
    {"sponsored_deals_pm", "deals/month", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "sponsored-content deals between brands and creators", ""},
    {"sponsored_deal_value", "money/deal", TTRI_P, 0, 0,
     "what the brand pays for one", ""},
    {"sponsored_marketplace_fee", "1", TTRI_U, 0, 0.1,
     "share of it that the platform keeps", AGENT},
    {"collaboration_deals_pm", "deals/month", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "brand collaborations", ""},
    {"collaboration_deal_value", "money/deal", TTRI_P, 0, 0,
     "what the brand pays for one", ""},
    {"collaboration_marketplace_fee", "1", TTRI_U, 0, 0.1,
     "share of it that the platform keeps", AGENT},
    {"agency_rebate", "1", TTRI_U, 0, 0,
     "share of auction and reservation paid back to agencies", REBATE},
    {"shared_inventory_share", "1", TTRI_U, 0, 0,
     "share of the auction on places of other publishers", AGENT},
    {"publisher_share", "1", TTRI_U, 0, 0, "publishers' part of that share",
     AGENT},
    {"traditional_roas", "1", TTRI_P, 0, 0,
     "what the same money returns in other media; 0: unknown", ""},
};

static const struct ttri_output_def outputs[] = {
    {"feed_items", "videos", TTR_KIND_FLOW, 0, "feed items seen", ""},
    {"impressions", "impressions", TTR_KIND_FLOW, 0, "ads seen in the feed",
     RATE_CARD},
    {"views", "views", TTR_KIND_FLOW, 0,
     "content views: feed items without ads", ""},
    {"auction", "money", TTR_KIND_FLOW, 0, "auctioned feed advertising",
     AUCTION},
    {"reservation", "money", TTR_KIND_FLOW, 0, "takeovers and challenges",
     RATE_CARD},
    {"sponsored", "money", TTR_KIND_FLOW, 0,
     "platform's part of sponsored content", AGENT},
    {"collaborations", "money", TTR_KIND_FLOW, 0,
     "platform's part of brand collaborations", AGENT},
    {"promotion", "money", TTR_KIND_FLOW, 0, "promotion paid with coins", ""},
    {"rebates", "money", TTR_KIND_FLOW, 0, "agency rebates, contra-revenue",
     REBATE},
    {"publisher_cost", "money", TTR_KIND_FLOW, 0,
     "publishers' part of the auction", AGENT},
    {"ecpm", "money/1000 impressions", TTR_KIND_RATIO, 0,
     "auction per 1,000 impressions", RATE_CARD},
    {"clicks", "clicks", TTR_KIND_FLOW, 0, "clicks on ads", RATE_CARD},
    {"conversions", "conversions", TTR_KIND_FLOW, 0, "conversions after clicks",
     RATE_CARD},
    {"advertiser_value", "money", TTR_KIND_FLOW, 0,
     "what conversions are worth to advertisers", AUCTION},
    {"roas", "1", TTR_KIND_RATIO, 0,
     "advertisers' return on ad spend: value over auction", RATE_CARD},
    {"roas_to_traditional", "1", TTR_KIND_RATIO, 0,
     "roas over that of other media, where it is known", ""},
    {"revenue_per_dau", "money/user", TTR_KIND_RATIO, 0,
     "revenue per daily active user", MEDIA_PRICE},
    {"revenue_per_hour", "money/hour", TTR_KIND_RATIO, 0,
     "revenue per hour of use", ""},
    {"supply_effect", "1", TTR_KIND_STOCK, TTRI_OUTPUT_HIDDEN,
     "factor of supply on the price", MEDIA_PRICE},
    {"demand_effect", "1", TTR_KIND_STOCK, TTRI_OUTPUT_HIDDEN,
     "factor of demand on the price", ""},
    {"standard_ecpm", "money/1000 impressions", TTR_KIND_STOCK,
     TTRI_OUTPUT_HIDDEN, "price of standard formats", RATE_CARD},
};

static const struct ttri_option_def options[] = {
    {"pricing",
     {"reduced", "auction", NULL},
     "price given (ecpm_ref), or made of clicks, conversions and bids"},
};

static ttri_value price(struct ttri_emit *e)
{
    ttri_value conversions, bid;

    if (!ttri_option_is(e, "pricing", "auction"))
        return driver(e, "ecpm_ref");
    conversions = mul3(e, number(e, 1000), driver(e, "ctr"), driver(e, "cvr"));
    bid = mul(e, driver(e, "conversion_value"), driver(e, "bid_to_value"));
    return mul(e, conversions, bid);
}

/* (impressions / reference)^-supply_elasticity */
static ttri_value supply_effect(struct ttri_emit *e, ttri_value impressions)
{
    ttri_value elasticity = driver(e, "supply_elasticity"), reference;

    if (ttri_stands_for(e->graph, elasticity) == number(e, 0))
        return number(e, 1);
    if (!ttri_driver_given(e, "impressions_reference_pm"))
        ttri_emit_fail(e, TTR_E_MISSING, "impressions_reference_pm",
                       "must be given with supply_elasticity", "");
    reference = mul(e, driver(e, "impressions_reference_pm"), e->months);
    return ttri_power(e, ratio(e, impressions, reference),
                      sub(e, number(e, 0), elasticity));
}

static ttri_value interactive_effect(struct ttri_emit *e)
{
    ttri_value share = driver(e, "interactive_share");

    return add(e, rest(e, share),
               mul(e, share, driver(e, "interactive_uplift")));
}

static ttri_value emit_impressions(struct ttri_emit *e)
{
    ttri_value items = mul(e, ttri_hours(e), driver(e, "videos_per_hour"));
    ttri_value shown =
        mul3(e, items, driver(e, "ad_load"), driver(e, "fill_rate"));
    ttri_value impressions = mul(e, shown, ttri_stream_activity(e));

    ttri_output(e, "feed_items", items);
    ttri_output(e, "impressions", impressions);
    ttri_output(e, "views", sub(e, items, impressions));
    return impressions;
}

/* Money per 1,000 impressions in standard formats. */
static ttri_value emit_price(struct ttri_emit *e, ttri_value impressions)
{
    ttri_value supply = supply_effect(e, impressions);
    ttri_value demand =
        ttri_power(e, driver(e, "demand"), driver(e, "demand_elasticity"));
    ttri_value effects = mul3(e, supply, demand, driver(e, "match_quality"));
    ttri_value ecpm = mul(e, price(e), effects);

    ttri_output(e, "supply_effect", supply);
    ttri_output(e, "demand_effect", demand);
    ttri_output(e, "standard_ecpm", ecpm);
    return ecpm;
}

static ttri_value emit_auction(struct ttri_emit *e, ttri_value impressions)
{
    ttri_value thousands = ratio(e, impressions, number(e, 1000));
    ttri_value auction =
        mul3(e, thousands, emit_price(e, impressions), interactive_effect(e));

    ttri_output(e, "auction", auction);
    ttri_output_ratio(e, "ecpm", ttri_money(auction), ttri_flow(thousands));
    return auction;
}

static ttri_value emit_reservation(struct ttri_emit *e)
{
    ttri_value takeovers =
        mul3(e, ttri_activity(e, "takeovers_per_day"), e->days,
             mul(e, driver(e, "takeover_price"), driver(e, "sell_through")));
    ttri_value challenges = mul3(e, ttri_activity(e, "challenges_per_year"),
                                 e->years, driver(e, "challenge_price"));
    ttri_value reservation = add(e, takeovers, challenges);

    ttri_output(e, "reservation", reservation);
    ttri_post(e, TTRI_EARN, TTRI_ADVERTISER, TTRI_PLATFORM, reservation);
    return reservation;
}

/* Deals of brands with creators: the platform earns a fee. */
static void emit_deals(struct ttri_emit *e, const char *output,
                       const char *deals_key, const char *value_key,
                       const char *fee_key)
{
    ttri_value paid =
        mul3(e, ttri_activity(e, deals_key), e->months, driver(e, value_key));
    ttri_value share = driver(e, fee_key), fee = mul(e, paid, share);

    ttri_output(e, output, fee);
    ttri_post(e, TTRI_EARN, TTRI_ADVERTISER, TTRI_PLATFORM, fee);
    ttri_post(e, TTRI_PRINCIPAL, TTRI_ADVERTISER, TTRI_CREATOR,
              mul(e, paid, rest(e, share)));
}

static void emit_promotion(struct ttri_emit *e)
{
    ttri_value promotion =
        ttri_arrival(e, TTR_MODEL_VIRTUAL_GOODS, "promotion");

    ttri_output(e, "promotion", promotion);
    ttri_post(e, TTRI_EARN, TTRI_COINS, TTRI_PLATFORM, promotion);
}

/* Publishers have their part of what is sold on their places: through our
 * books as principal, theirs alone as agent. */
static void emit_publishers(struct ttri_emit *e, ttri_value auction)
{
    ttri_value share = mul(e, driver(e, "shared_inventory_share"),
                           driver(e, "publisher_share"));
    ttri_value publishers = mul(e, auction, share);

    ttri_output(e, "publisher_cost", publishers);
    ttri_post(e, TTRI_EARN, TTRI_ADVERTISER, TTRI_PLATFORM,
              mul(e, auction, rest(e, share)));
    ttri_post(e, TTRI_PRINCIPAL, TTRI_ADVERTISER, TTRI_PUBLISHER, publishers);
}

static void emit_rebates(struct ttri_emit *e, ttri_value paid)
{
    ttri_value rebates = mul(e, driver(e, "agency_rebate"), paid);

    ttri_output(e, "rebates", rebates);
    ttri_post(e, TTRI_CONTRA, TTRI_PLATFORM, TTRI_AGENCY, rebates);
}

/* What the advertisers get for their money. */
static void emit_return(struct ttri_emit *e, ttri_value impressions,
                        ttri_value auction)
{
    ttri_value clicks = mul(e, impressions, driver(e, "ctr"));
    ttri_value conversions =
        mul3(e, clicks, driver(e, "cvr"), driver(e, "match_quality"));
    ttri_value value = mul(e, conversions, driver(e, "conversion_value"));
    ttri_value other = driver(e, "traditional_roas");
    ttri_value compared = ttri_select(e->graph, other, value, number(e, 0));

    ttri_output(e, "clicks", clicks);
    ttri_output(e, "conversions", conversions);
    ttri_output(e, "advertiser_value", value);
    ttri_output_ratio(e, "roas", ttri_money(value), ttri_money(auction));
    ttri_output_ratio(e, "roas_to_traditional", ttri_money(compared),
                      ttri_money(mul(e, auction, other)));
}

static void emit_yield(struct ttri_emit *e)
{
    struct ttri_part revenue = ttri_money(ttri_revenue_so_far(e));

    ttri_output_ratio(e, "revenue_per_dau", revenue, ttri_stock(ttri_dau(e)));
    ttri_output_ratio(e, "revenue_per_hour", revenue, ttri_flow(ttri_hours(e)));
}

static void emit(struct ttri_emit *e)
{
    ttri_value impressions = emit_impressions(e);
    ttri_value auction = emit_auction(e, impressions);
    ttri_value reservation = emit_reservation(e);

    emit_deals(e, "sponsored", "sponsored_deals_pm", "sponsored_deal_value",
               "sponsored_marketplace_fee");
    emit_deals(e, "collaborations", "collaboration_deals_pm",
               "collaboration_deal_value", "collaboration_marketplace_fee");
    emit_promotion(e);
    emit_publishers(e, auction);
    emit_rebates(e, add(e, auction, reservation));
    emit_return(e, impressions, auction);
    emit_yield(e);
}

const struct ttri_schema ttri_advertising_schema = {
    .model = TTR_MODEL_ADVERTISING,
    .name = "advertising",
    .drivers = drivers,
    .outputs = outputs,
    .options = options,
    .driver_count = TTRI_COUNT(drivers),
    .output_count = TTRI_COUNT(outputs),
    .option_count = TTRI_COUNT(options),
    .emit = emit,
};
