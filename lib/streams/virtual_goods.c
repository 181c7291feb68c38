/* Virtual goods: coins and what they are spent on, gift cards, games, and
 * trade between users. */
#include "model/emit.h"

#define BREAKAGE "ASC 606-10-55-46 to 55-49; IFRS 15 B44 to B47"
#define DURABLES "Roblox, Form 10-K, revenue recognition"
#define AGENT    "ASC 606-10-55-36 to 55-40; IFRS 15 B34 to B38"
#define STORE    "Apple Developer Program, licence agreement, schedule 2"
#define SPREAD   "Aitchison and Brown 1957, The lognormal distribution"
#define PAYERS   "Tencent, annual report, paying users and ARPPU"

static const struct ttri_driver_def drivers[] = {
    {"payer_share", "1", TTRI_U, TTR_DRIVER_ACTIVITY, 0,
     "share of monthly active users who buy coins", PAYERS},
    {"arppu_pm", "money/payer/month", TTRI_P, 0, 0,
     "coins bought by a payer, without tax, before the store's fee", PAYERS},
    {"turnover", "1/year", TTRI_P, 0, 12,
     "rate at which coins leave the liability", BREAKAGE},
    {"breakage", "1", TTRI_U, 0, 0, "share of what leaves that is never used",
     BREAKAGE},
    {"escheat_share", "1", TTRI_U, 0, 0,
     "share of the unused that is owed to a state", BREAKAGE},
    {"opening_liability", "money", TTRI_P, TTR_DRIVER_STATIC, 0,
     "coins held by users at the calendar's start", BREAKAGE},
    {"items_weight", "1", TTRI_P, 0, 1, "weight of items in what is spent", ""},
    {"gifts_weight", "1", TTRI_P, 0, 0,
     "weight of gifts to creators in what is spent", ""},
    {"promotion_weight", "1", TTRI_P, 0, 0,
     "weight of promotion in what is spent", ""},
    {"durable_share", "1", TTRI_U, 0, 0,
     "share of items that last; the others are used up at once", DURABLES},
    {"payer_life_months", "months", TTRI_P, TTR_DRIVER_STATIC, 12,
     "time over which a lasting item is earned", DURABLES},
    {"store_share", "1", TTRI_U, 0, 0, "share of coins bought in app stores",
     STORE},
    {"store_fee", "1", TTRI_U, 0, 0.3, "the stores' share of the price", STORE},
    {"gift_card_sales_pm", "money/month", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "gift cards sold", BREAKAGE},
    {"gift_card_turnover", "1/year", TTRI_P, 0, 4,
     "rate at which gift cards leave their liability", BREAKAGE},
    {"gift_card_breakage", "1", TTRI_U, 0, 0,
     "share of what leaves that is never redeemed", BREAKAGE},
    {"gift_card_opening_liability", "money", TTRI_P, TTR_DRIVER_STATIC, 0,
     "gift cards outstanding at the calendar's start", BREAKAGE},
    {"game_payer_share", "1", TTRI_U, TTR_DRIVER_ACTIVITY, 0,
     "share of monthly active users who pay in games", PAYERS},
    {"game_arppu_pm", "money/payer/month", TTRI_P, 0, 0,
     "what a payer spends in games", PAYERS},
    {"game_platform_share", "1", TTRI_U, 0, 0.3,
     "platform's share of it; the rest is the developers'", AGENT},
    {"secondary_volume_pm", "money/month", TTRI_P, TTR_DRIVER_ACTIVITY, 0,
     "trade in virtual goods between users", ""},
    {"secondary_fee", "1", TTRI_U, 0, 0, "platform's share of that trade",
     AGENT},
    {"top1_share", "1", TTRI_U, 0, 0,
     "share of spend by the top hundredth of payers; 0: unknown", SPREAD},
};

static const struct ttri_output_def outputs[] = {
    {"coin_bookings", "money", TTR_KIND_FLOW, 0,
     "coins bought, without tax, before the store's fee", PAYERS},
    {"gift_card_sales", "money", TTR_KIND_FLOW, 0, "gift cards sold", BREAKAGE},
    {"redemptions", "money", TTR_KIND_FLOW, 0, "gift cards redeemed for coins",
     BREAKAGE},
    {"spend", "money", TTR_KIND_FLOW, 0, "coins used", BREAKAGE},
    {"items", "money", TTR_KIND_FLOW, 0, "coins used for items", ""},
    {"gifts", "money", TTR_KIND_FLOW, 0, "coins used for gifts to creators",
     ""},
    {"promotion", "money", TTR_KIND_FLOW, 0, "coins used for promotion", ""},
    {"breakage_revenue", "money", TTR_KIND_FLOW, 0,
     "coins and gift cards never used and not owed to a state", BREAKAGE},
    {"unclaimed", "money", TTR_KIND_BALANCE, 0,
     "never used and owed to a state", BREAKAGE},
    {"coin_liability", "money", TTR_KIND_BALANCE, 0, "coins held by users",
     BREAKAGE},
    {"gift_card_liability", "money", TTR_KIND_BALANCE, 0,
     "gift cards outstanding", BREAKAGE},
    {"deferred", "money", TTR_KIND_BALANCE, 0,
     "lasting items sold and not yet earned", DURABLES},
    {"item_revenue", "money", TTR_KIND_FLOW, 0,
     "items earned: at use, or over their life", DURABLES},
    {"store_fees", "money", TTR_KIND_FLOW, 0, "app stores' fees", STORE},
    {"games", "money", TTR_KIND_FLOW, 0, "gross receipts of games", AGENT},
    {"secondary_fees", "money", TTR_KIND_FLOW, 0, "fees on trade between users",
     AGENT},
    {"payers", "users", TTR_KIND_STOCK, 0, "monthly buyers of coins", PAYERS},
    {"spend_sigma", "1", TTR_KIND_RATIO, 0,
     "standard deviation of log spend per payer, weighted by spend", SPREAD},
    {"coins_leaving", "money", TTR_KIND_FLOW, TTRI_OUTPUT_HIDDEN,
     "coins used, and those that never will be", BREAKAGE},
    {"gift_cards_leaving", "money", TTR_KIND_FLOW, TTRI_OUTPUT_HIDDEN,
     "gift cards redeemed, and those that never will be", BREAKAGE},
    {"coins_sold_leaving_share", "1", TTR_KIND_STOCK, TTRI_OUTPUT_HIDDEN,
     "share of the period's coins that leave in the period", BREAKAGE},
    {"gift_cards_sold_leaving_share", "1", TTR_KIND_STOCK, TTRI_OUTPUT_HIDDEN,
     "share of the period's gift cards that leave in the period", BREAKAGE},
    {"coins_unused", "money", TTR_KIND_FLOW, TTRI_OUTPUT_HIDDEN,
     "coins that never will be used", BREAKAGE},
    {"gift_cards_unused", "money", TTR_KIND_FLOW, TTRI_OUTPUT_HIDDEN,
     "gift cards that never will be redeemed", BREAKAGE},
    {"lasting_earned_by_age", "1", TTR_KIND_STOCK, TTRI_OUTPUT_HIDDEN,
     "share of a lasting item earned by each age", DURABLES},
    {"consumed", "money", TTR_KIND_FLOW, TTRI_OUTPUT_HIDDEN,
     "items used up at once", DURABLES},
    {"lasting_sold", "money", TTR_KIND_FLOW, TTRI_OUTPUT_HIDDEN,
     "lasting items sold", DURABLES},
    {"lasting_earned", "money", TTR_KIND_FLOW, TTRI_OUTPUT_HIDDEN,
     "lasting items earned over their life", DURABLES},
};

/* ---- prepaid balances ---- */

/* Of a balance that leaves at an even rate: the parts of the opening and of
 * an even inflow that are still there at the period's end. */
struct stay {
    ttri_value opening, inflow, inflow_gone;
};

/* a - u * b */
static ttri_value horner(struct ttri_emit *e, double a, ttri_value u,
                         ttri_value b)
{
    return sub(e, number(e, a), mul(e, u, b));
}

/* 1 - (1 - e^-u) / u where u is small and the formula loses its digits:
 * u/2 - u^2/6 + u^3/24 - u^4/120. */
static ttri_value gone_series(struct ttri_emit *e, ttri_value u)
{
    ttri_value sum = horner(e, 1.0 / 24, u, number(e, 1.0 / 120));

    return mul(e, u, horner(e, 1.0 / 2, u, horner(e, 1.0 / 6, u, sum)));
}

static struct stay stay(struct ttri_emit *e, ttri_value turnover)
{
    ttri_value u = mul(e, turnover, e->years);
    ttri_value opening = ttri_exp(e->graph, sub(e, number(e, 0), u));
    ttri_value inflow_gone =
        ttri_select(e->graph, sub(e, u, number(e, 0.005)),
                    rest(e, ratio(e, rest(e, opening), u)), gone_series(e, u));

    return (struct stay){opening, rest(e, inflow_gone), inflow_gone};
}

struct purse {
    ttri_value closing, leaving, sold_leaving_share, used, unused;
};

static struct purse purse(struct ttri_emit *e, enum ttri_account account,
                          ttri_value opening, ttri_value inflow,
                          ttri_value turnover, ttri_value breakage)
{
    struct stay kept = stay(e, turnover);
    struct purse p = {.sold_leaving_share = kept.inflow_gone};
    ttri_value next;

    opening = ttri_state(e, opening, &next);
    p.closing =
        add(e, mul(e, opening, kept.opening), mul(e, inflow, kept.inflow));
    p.leaving = add(e, mul(e, opening, rest(e, kept.opening)),
                    mul(e, inflow, kept.inflow_gone));
    p.used = mul(e, rest(e, breakage), p.leaving);
    p.unused = mul(e, breakage, p.leaving);
    ttri_state_next(e, next, p.closing);
    ttri_balance(e, account, p.closing, opening);
    return p;
}

static struct purse emit_gift_cards(struct ttri_emit *e)
{
    ttri_value sales =
        mul(e, ttri_activity(e, "gift_card_sales_pm"), e->months);
    struct purse cards = purse(
        e, TTRI_GIFT_CARDS, driver(e, "gift_card_opening_liability"), sales,
        driver(e, "gift_card_turnover"), driver(e, "gift_card_breakage"));

    ttri_output(e, "gift_card_sales", sales);
    ttri_output(e, "redemptions", cards.used);
    ttri_output(e, "gift_card_liability", cards.closing);
    ttri_output(e, "gift_cards_leaving", cards.leaving);
    ttri_output(e, "gift_cards_sold_leaving_share", cards.sold_leaving_share);
    ttri_output(e, "gift_cards_unused", cards.unused);
    ttri_post(e, TTRI_BOOK, TTRI_CUSTOMER, TTRI_GIFT_CARDS, sales);
    ttri_post(e, TTRI_BOOK, TTRI_GIFT_CARDS, TTRI_COINS, cards.used);
    return cards;
}

static ttri_value emit_bookings(struct ttri_emit *e)
{
    ttri_value payers = mul(e, ttri_active_users(e), driver(e, "payer_share"));
    ttri_value bookings = mul3(e, payers, driver(e, "arppu_pm"), e->months);
    ttri_value fees =
        mul3(e, driver(e, "store_share"), driver(e, "store_fee"), bookings);

    ttri_output(e, "payers", payers);
    ttri_output(e, "coin_bookings", bookings);
    ttri_output(e, "store_fees", fees);
    ttri_post(e, TTRI_BOOK, TTRI_CUSTOMER, TTRI_COINS, bookings);
    ttri_post(e, TTRI_COST, TTRI_PLATFORM, TTRI_STORE, fees);
    return bookings;
}

static struct purse emit_coins(struct ttri_emit *e, ttri_value inflow)
{
    struct purse coins =
        purse(e, TTRI_COINS, driver(e, "opening_liability"), inflow,
              driver(e, "turnover"), driver(e, "breakage"));

    ttri_output(e, "coin_liability", coins.closing);
    ttri_output(e, "spend", coins.used);
    ttri_output(e, "coins_leaving", coins.leaving);
    ttri_output(e, "coins_sold_leaving_share", coins.sold_leaving_share);
    ttri_output(e, "coins_unused", coins.unused);
    return coins;
}

/* What is never used: revenue, but for the states' part. */
static void emit_breakage(struct ttri_emit *e, ttri_value coins,
                          ttri_value cards)
{
    ttri_value escheat = driver(e, "escheat_share"), kept = rest(e, escheat);
    ttri_value unused = add(e, coins, cards);
    ttri_value next, opening = ttri_state(e, number(e, 0), &next);
    ttri_value closing = add(e, opening, mul(e, escheat, unused));

    ttri_state_next(e, next, closing);
    ttri_output(e, "breakage_revenue", mul(e, kept, unused));
    ttri_output(e, "unclaimed", closing);
    ttri_balance(e, TTRI_UNCLAIMED, closing, opening);
    ttri_post(e, TTRI_EARN, TTRI_COINS, TTRI_PLATFORM, mul(e, kept, coins));
    ttri_post(e, TTRI_EARN, TTRI_GIFT_CARDS, TTRI_PLATFORM,
              mul(e, kept, cards));
    ttri_post(e, TTRI_BOOK, TTRI_COINS, TTRI_UNCLAIMED, mul(e, escheat, coins));
    ttri_post(e, TTRI_BOOK, TTRI_GIFT_CARDS, TTRI_UNCLAIMED,
              mul(e, escheat, cards));
}

/* ---- what coins are spent on ---- */

/* Coins that leave for another stream need one there to be earned. */
static void check_destination(struct ttri_emit *e, const char *key,
                              int32_t model, const char *rule)
{
    const ttr_driver *given =
        ttri_component_driver(e->component, e->region_name, NULL, key);
    char text[TTRI_NUMBER_SIZE] = "";

    if (ttri_present(e, model) ||
        ttri_stands_for(e->graph, driver(e, key)) == number(e, 0))
        return;
    if (given != NULL && given->curve == TTRI_CURVE_CONSTANT)
        ttri_format_number(given->parameter[0], text);
    ttri_emit_fail(e, TTR_E_CONFLICT, key, rule, text);
}

/* Straight line from the middle of the period of sale: the share of a lasting
 * item that is earned by the end of each period of its age. */
static ttri_value earned_by_age(struct ttri_emit *e)
{
    ttri_value life = driver(e, "payer_life_months");
    ttri_value half = mul(e, number(e, -0.5), e->months), next;
    ttri_value age = add(e, ttri_state(e, half, &next), e->months);

    ttri_state_next(e, next, age);
    return ttri_select(e->graph, life,
                       smaller(e, number(e, 1), ratio(e, age, life)),
                       number(e, 1));
}

/* Returns what of lasting items is earned. */
static ttri_value emit_lasting(struct ttri_emit *e, ttri_value sold)
{
    ttri_value by_age = earned_by_age(e);
    ttri_value added = sub(e, by_age, before(e, by_age, number(e, 0)));
    ttri_value earned = ttri_convolve(e->graph, sold, added);
    ttri_value deferred = ttri_convolve(e->graph, sold, rest(e, by_age));

    ttri_output(e, "lasting_sold", sold);
    ttri_output(e, "lasting_earned_by_age", by_age);
    ttri_output(e, "lasting_earned", earned);
    ttri_output(e, "deferred", deferred);
    ttri_balance(e, TTRI_DEFERRED, deferred, before(e, deferred, number(e, 0)));
    ttri_post(e, TTRI_BOOK, TTRI_COINS, TTRI_DEFERRED, sold);
    ttri_post(e, TTRI_EARN, TTRI_DEFERRED, TTRI_PLATFORM, earned);
    return earned;
}

static void emit_items(struct ttri_emit *e, ttri_value items)
{
    ttri_value lasting = driver(e, "durable_share");
    ttri_value consumed = mul(e, items, rest(e, lasting)), earned;

    ttri_output(e, "items", items);
    ttri_output(e, "consumed", consumed);
    ttri_post(e, TTRI_EARN, TTRI_COINS, TTRI_PLATFORM, consumed);
    earned = emit_lasting(e, mul(e, items, lasting));
    ttri_output(e, "item_revenue", add(e, consumed, earned));
}

/* Gifts are earned by the creator stream, promotion by advertising: they post
 * what arrives. Without any weight all is items. */
static void emit_uses(struct ttri_emit *e, ttri_value spend)
{
    ttri_value items = driver(e, "items_weight");
    ttri_value gifts = driver(e, "gifts_weight");
    ttri_value promotion = driver(e, "promotion_weight");
    ttri_value all = add(e, items, add(e, gifts, promotion));

    check_destination(e, "gifts_weight", TTR_MODEL_CREATOR,
                      "must be 0 without a creator stream");
    check_destination(e, "promotion_weight", TTR_MODEL_ADVERTISING,
                      "must be 0 without an advertising stream");
    items = ttri_select(e->graph, all, ratio(e, items, all), number(e, 1));
    ttri_output(e, "gifts", mul(e, spend, ratio(e, gifts, all)));
    ttri_output(e, "promotion", mul(e, spend, ratio(e, promotion, all)));
    emit_items(e, mul(e, spend, items));
}

/* Spend per payer is lognormal: with standard deviation s of its logarithm the
 * top hundredth spends Phi(s - Phi^-1(0.99)). */
static void emit_spread(struct ttri_emit *e, ttri_value spend)
{
    ttri_value top = driver(e, "top1_share");
    ttri_value sigma = add(e, ttri_quantile(e->graph, number(e, 0.99)),
                           ttri_quantile(e->graph, top));

    sigma = larger(e, number(e, 0), sigma);
    sigma = ttri_select(e->graph, top, sigma, number(e, 0));
    ttri_output_ratio(e, "spend_sigma", ttri_money(mul(e, spend, sigma)),
                      ttri_money(spend));
}

/* ---- games and trade ---- */

static void emit_games(struct ttri_emit *e)
{
    ttri_value payers =
        mul(e, ttri_active_users(e), driver(e, "game_payer_share"));
    ttri_value games = mul3(e, payers, driver(e, "game_arppu_pm"), e->months);
    ttri_value share = driver(e, "game_platform_share");

    ttri_output(e, "games", games);
    ttri_post(e, TTRI_EARN, TTRI_CUSTOMER, TTRI_PLATFORM, mul(e, games, share));
    ttri_post(e, TTRI_PRINCIPAL, TTRI_CUSTOMER, TTRI_DEVELOPER,
              mul(e, games, rest(e, share)));
}

/* Users trade with users: of what they pay each other only the fee leaves
 * them. */
static void emit_secondary(struct ttri_emit *e)
{
    ttri_value volume =
        mul(e, ttri_activity(e, "secondary_volume_pm"), e->months);
    ttri_value fees = mul(e, volume, driver(e, "secondary_fee"));

    ttri_output(e, "secondary_fees", fees);
    ttri_post(e, TTRI_EARN, TTRI_CUSTOMER, TTRI_PLATFORM, fees);
}

static void emit(struct ttri_emit *e)
{
    struct purse cards = emit_gift_cards(e);
    struct purse coins = emit_coins(e, add(e, emit_bookings(e), cards.used));

    emit_breakage(e, coins.unused, cards.unused);
    emit_uses(e, coins.used);
    emit_spread(e, coins.used);
    emit_games(e);
    emit_secondary(e);
}

const struct ttri_schema ttri_virtual_goods_schema = {
    .model = TTR_MODEL_VIRTUAL_GOODS,
    .name = "virtual_goods",
    .drivers = drivers,
    .outputs = outputs,
    .driver_count = TTRI_COUNT(drivers),
    .output_count = TTRI_COUNT(outputs),
    .emit = emit,
};
