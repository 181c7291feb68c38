#include "streams/partnership.h"

#include <string.h>

#include "model/chance.h"
#include "model/contract.h"

#define PER_DEAL TTR_DRIVER_PER_ITEM
#define ACTIVITY TTR_DRIVER_ACTIVITY
#define TERM     (TTR_DRIVER_PER_ITEM | TTR_DRIVER_STATIC)

#define ROYALTY "ASC 606-10-55-65 to 65B, IFRS 15 B63"
#define MINIMUM                                                                \
    "FASB TRG memo 58 (2016): sales-based royalty with minimum guarantee"
#define AGENT "ASC 606-10-55-36 to 40, IFRS 15 B34 to B38"

static const struct ttri_driver_def drivers[] = {
    {"gateway_tpv_pm", "money/month", TTRI_P, ACTIVITY, 0,
     "payment volume of merchants outside the shop", ""},
    {"gateway_bps", "bps", TTRI_P, 0, 0,
     "fee in hundredths of a percent of payment volume", ""},
    {"gateway_transactions_pm", "transactions/month", TTRI_P, ACTIVITY, 0,
     "payments of merchants outside the shop", ""},
    {"gateway_fee", "money/transaction", TTRI_P, 0, 0, "fee per payment", ""},
    {"gateway_interchange_rate", "1", TTRI_U, 0, 0,
     "share of payment volume that banks and card schemes keep", AGENT},
    {"third_party_parcels_pm", "parcels/month", TTRI_P, ACTIVITY, 0,
     "parcels carried for others; the shop's own are in commerce", ""},
    {"third_party_parcel_fee", "money/parcel", TTRI_P, 0, 0,
     "logistics fee per parcel of others; its cost is not modelled", ""},
    {"cross_promotion_users_pm", "users/month", TTRI_P,
     ACTIVITY | TTRI_DRIVER_ACQUISITION, 0,
     "users that partners' promotion brings; never cash", ""},
    {"base_pm", "money/month", TTRI_P, PER_DEAL | ACTIVITY, 0,
     "the deal's own base metric, where no output is named", ROYALTY},
    {"guarantee", "money/year", TTRI_P, PER_DEAL, 0,
     "minimum guarantee of a contract year, as at its first period", MINIMUM},
    {"fixed_fee_per_year", "money/year", TTRI_P, PER_DEAL, 0,
     "fixed fee, earned by time", ""},
    {"renewal_probability", "1", TTRI_U, TERM, 0,
     "probability that the deal is renewed whenever its term ends", ""},
    {"default_hazard", "1/year", TTRI_P, TERM, 0,
     "rate at which the partner defaults; never on the central path", ""},
};

static const struct ttri_output_def outputs[] = {
    {"deal_revenue", "money", TTR_KIND_FLOW, 0,
     "recognised on deals that pay the platform, without fixed fees", MINIMUM},
    {"deal_cost", "money", TTR_KIND_FLOW, 0,
     "cost of deals that the platform pays, fixed fees included", MINIMUM},
    {"fixed_fees", "money", TTR_KIND_FLOW, 0,
     "fixed fees of deals that pay the platform", ""},
    {"gateway_revenue", "money", TTR_KIND_FLOW, 0,
     "gateway fees less interchange", AGENT},
    {"logistics_revenue", "money", TTR_KIND_FLOW, 0,
     "fees for parcels of others", ""},
    {"receivable", "money", TTR_KIND_BALANCE, 0,
     "recognised less paid of all deals; what the platform owes counts "
     "negative",
     ""},
    {"cross_promotion_users", "users", TTR_KIND_FLOW, 0,
     "users that partners' promotion brings", ""},
    {"recognised", "money", TTR_KIND_FLOW, PER_DEAL,
     "revenue or cost of the deal, without its fixed fee", MINIMUM},
    {"unrecouped", "money", TTR_KIND_BALANCE, PER_DEAL,
     "guarantees not yet earned by royalties, carried to later years", ""},
    {"receivable", "money", TTR_KIND_BALANCE, PER_DEAL,
     "recognised less paid; what the platform owes counts negative", ""},
};

/* A deal over time. `sales` and `royalty` count from the contract year's
 * start to the period's end, `share` is how much of the year that is. */
struct deal {
    const struct ttri_deal_terms *terms;
    ttri_value active, going, last, share, elapsed;
    ttri_value agreed; /* active, but for a default */
    ttri_value sales, royalty, guarantee, unrecouped, due;
};

struct totals {
    ttri_value revenue, cost, fees, receivable, opening_receivable;
};

static bool is_in_region(const struct ttri_deal_terms *terms,
                         const char *region)
{
    for (uint32_t i = 0; i < terms->regions; i++)
        if (strcmp(terms->region[i], region) == 0)
            return true;
    return terms->regions == 0;
}

/* A draw of the deal in this region, named after the driver behind it. */
static ttri_value deal_draw(struct ttri_emit *e, const char *key)
{
    char name[300];

    TTRI_JOIN(name, e->component->name, "/", e->region_name, "/", e->item, "/",
              key);
    return ttri_uniform(e->scene, name, false, 0);
}

/* 1 where the value is above 0, else 0. */
static ttri_value is_positive(struct ttri_emit *e, ttri_value value)
{
    return ttri_select(e->graph, value, number(e, 1), number(e, 0));
}

static ttr_date start_of(struct ttri_emit *e, const struct deal *deal)
{
    const struct ttr_calendar *calendar = &ttri_calendar_of(e)->given;

    return deal->terms->given.start != 0
               ? deal->terms->given.start
               : calendar->start_year * 10000 + calendar->start_month * 100 + 1;
}

/* Is the end of the first term history? Then the renewal is what the central
 * path has. */
static bool is_settled(struct ttri_emit *e, const struct deal *deal)
{
    return start_of(e, deal) + (ttr_date)deal->terms->given.term_years * 10000 <
           ttri_calendar_of(e)->given.as_of;
}

/* 1 in force, 0 not, but for a default. A renewal is decided once on a path,
 * for every end of the term. */
static ttri_value emit_agreed(struct ttri_emit *e, const struct deal *deal,
                              const struct ttri_contract *contract)
{
    ttri_value chance = driver(e, "renewal_probability"), renewed, random;
    bool settled = is_settled(e, deal);
    double known;

    if (settled)
        chance = ttri_resolve(e->graph, chance);
    renewed = is_positive(e, sub(e, chance, number(e, 0.5)));
    if (!settled && !(ttri_known(e->graph, chance, 0, &known) &&
                      (known == 0 || known == 1))) {
        random = sub(e, chance, deal_draw(e, "renewal_probability"));
        renewed = ttri_choice(e->graph, renewed, is_positive(e, random));
    }
    return add(e, ttri_series(e->graph, contract->term),
               mul(e, renewed, ttri_series(e->graph, contract->renewed)));
}

/* 1 before a default, 0 from the period in which it comes: the first arrival
 * at the hazard, from the as-of date or the deal's start on. Never centrally.
 */
static ttri_value emit_solvent(struct ttri_emit *e, const struct deal *deal)
{
    ttri_value hazard = driver(e, "default_hazard"), risk, draw;
    double known;

    if (ttri_known(e->graph, hazard, 0, &known) && known == 0)
        return number(e, 1);
    risk = mul(e, hazard, ttri_years_at_risk(e->scene, start_of(e, deal)));
    draw = ttri_log(e->graph, deal_draw(e, "default_hazard"));
    return ttri_choice(
        e->graph, number(e, 1),
        is_positive(e, sub(e, number(e, 0), add(e, risk, draw))));
}

static bool emit_calendar(struct ttri_emit *e, struct deal *deal)
{
    const struct ttri_memory *memory = &e->component->memory;
    struct ttri_contract contract;
    struct ttr_error error;

    ttr_error_init(&error, sizeof error);
    if (ttri_contract_new(memory, ttri_calendar_of(e), deal->terms->given.start,
                          (uint32_t)deal->terms->given.term_years, &contract,
                          &error) != TTR_OK) {
        ttri_emit_fail(e, error.status, "start", error.rule, error.value);
        return false;
    }
    deal->agreed = emit_agreed(e, deal, &contract);
    deal->active = ttri_choice(e->graph, deal->agreed,
                               mul(e, deal->agreed, emit_solvent(e, deal)));
    ttri_label(e, "in_force", deal->active);
    deal->going = ttri_series(e->graph, contract.going);
    deal->last = mul(e, deal->active, ttri_series(e->graph, contract.last));
    deal->share = ttri_series(e->graph, contract.share);
    deal->elapsed = number(e, contract.elapsed);
    ttri_contract_clear(memory, &contract);
    return true;
}

static ttri_value emit_base(struct ttri_emit *e,
                            const struct ttri_deal_terms *terms)
{
    const char *slash = strchr(terms->base, '/');
    char component[sizeof terms->base] = "";
    ttri_value base;

    if (slash != NULL) {
        memcpy(component, terms->base, (size_t)(slash - terms->base));
        base = ttri_output_of(e, component, slash + 1);
    } else {
        base = mul(e, ttri_activity(e, "base_pm"), e->months);
    }
    base = mul(e, base, number(e, terms->given.base_scale));
    if (terms->given.base_lag > 0)
        base = ttri_lag(e->graph, base, (uint32_t)terms->given.base_lag,
                        number(e, 0));
    return base;
}

/* Marginal shares: each applies to its own slice of the sales. */
static ttri_value emit_royalty(struct ttri_emit *e,
                               const struct ttri_deal_terms *terms,
                               ttri_value sales)
{
    ttri_value royalty = number(e, 0);

    for (uint32_t i = 0; i < terms->tiers; i++) {
        ttri_value top = sales, slice;

        if (i + 1 < terms->tiers)
            top = smaller(e, sales, number(e, terms->tier_from[i + 1]));
        slice = larger(e, sub(e, top, number(e, terms->tier_from[i])),
                       number(e, 0));
        royalty =
            add(e, royalty, mul(e, number(e, terms->tier_share[i]), slice));
    }
    return royalty;
}

static void emit_sales(struct ttri_emit *e, struct deal *deal)
{
    ttri_value next, base = emit_base(e, deal->terms);
    ttri_value so_far = ttri_state(e, number(e, 0), &next);

    deal->sales =
        add(e, mul(e, deal->going, so_far), mul(e, deal->active, base));
    ttri_state_next(e, next, deal->sales);
    deal->royalty = emit_royalty(e, deal->terms, deal->sales);
    ttri_label(e, "base", base);
    ttri_label(e, "base_of_year_so_far", deal->sales);
    ttri_label(e, "royalty_of_year_so_far", deal->royalty);
}

/* The guarantee holds for a whole contract year; what it exceeds the royalty
 * by is carried, if the deal says so, against the royalties of later years. */
static void emit_guarantee(struct ttri_emit *e, struct deal *deal)
{
    ttri_value given = driver(e, "guarantee"), next, left;
    ttri_value held = ttri_state(e, given, &next);

    deal->guarantee = ttri_select(e->graph, deal->going, held, given);
    ttri_state_next(e, next, deal->guarantee);

    deal->unrecouped = number(e, 0);
    left = number(e, 0);
    if (deal->terms->given.recoupable) {
        deal->unrecouped = ttri_state(e, number(e, 0), &next);
        left = larger(
            e, sub(e, add(e, deal->unrecouped, deal->guarantee), deal->royalty),
            number(e, 0));
        left = ttri_select(e->graph, deal->last, left, deal->unrecouped);
        ttri_state_next(e, next, left);
    }
    deal->due =
        larger(e, deal->guarantee, sub(e, deal->royalty, deal->unrecouped));
    ttri_label(e, "guarantee_of_year", deal->guarantee);
    ttri_label(e, "unrecouped_before", deal->unrecouped);
    ttri_label(e, "due_of_year", deal->due);
    ttri_output(e, "unrecouped", left);
}

/* The year's due as the sales so far let expect it, times the year's share. */
static ttri_value emit_progress(struct ttri_emit *e, const struct deal *deal)
{
    ttri_value year = ratio(e, deal->sales, deal->share);
    ttri_value royalty = emit_royalty(e, deal->terms, year);

    return mul(e, deal->share,
               larger(e, deal->guarantee, sub(e, royalty, deal->unrecouped)));
}

/* Recognised from the contract year's start to the period's end. */
static ttri_value emit_recognised(struct ttri_emit *e, const struct deal *deal)
{
    ttri_value none = number(e, 0);
    ttri_value beyond = sub(e, deal->royalty, deal->unrecouped);

    switch (deal->terms->given.recognition) {
    case TTR_RECOGNISE_AS_SALES:
        return ttri_select(e->graph, deal->last, deal->due,
                           larger(e, beyond, none));
    case TTR_RECOGNISE_PROGRESS:
        return emit_progress(e, deal);
    default:
        return add(e, mul(e, deal->guarantee, deal->share),
                   larger(e, sub(e, beyond, deal->guarantee), none));
    }
}

/* The same by the calendar's start, if the contract year began before it. */
static ttri_value emit_recognised_before(struct ttri_emit *e,
                                         const struct deal *deal)
{
    if (deal->terms->given.recognition == TTR_RECOGNISE_AS_SALES)
        return number(e, 0);
    return mul3(e, deal->agreed, deal->guarantee, deal->elapsed);
}

/* What the platform owes is a negative receivable, so that a deal it pays
 * mirrors one that pays it. */
static void post_deal(struct ttri_emit *e, const struct deal *deal,
                      ttri_value recognised, ttri_value paid,
                      struct totals *sum)
{
    ttri_value fee =
        mul3(e, deal->active, driver(e, "fixed_fee_per_year"), e->years);

    if (deal->terms->given.pays) {
        ttri_post(e, TTRI_COST, TTRI_PLATFORM, TTRI_RECEIVABLE, recognised);
        ttri_post(e, TTRI_BOOK, TTRI_RECEIVABLE, TTRI_PAYEE, paid);
        ttri_post(e, TTRI_COST, TTRI_PLATFORM, TTRI_PAYEE, fee);
        sum->cost = add(e, sum->cost, add(e, recognised, fee));
        return;
    }
    ttri_post(e, TTRI_EARN, TTRI_RECEIVABLE, TTRI_PLATFORM, recognised);
    ttri_post(e, TTRI_BOOK, TTRI_PARTNER, TTRI_RECEIVABLE, paid);
    ttri_post(e, TTRI_EARN, TTRI_PARTNER, TTRI_PLATFORM, fee);
    sum->revenue = add(e, sum->revenue, recognised);
    sum->fees = add(e, sum->fees, fee);
}

/* The year's due is paid in its last period. */
static void emit_deal(struct ttri_emit *e, struct deal *deal,
                      struct totals *sum)
{
    ttri_value sign = number(e, deal->terms->given.pays ? -1 : 1);
    ttri_value by_now, by_then, at_start, recognised, open, opening;

    if (!emit_calendar(e, deal))
        return;
    emit_sales(e, deal);
    emit_guarantee(e, deal);
    by_now = mul(e, deal->active, emit_recognised(e, deal));
    ttri_label(e, "recognised_of_year_so_far", by_now);
    at_start = emit_recognised_before(e, deal);
    by_then = mul(e, deal->going, before(e, by_now, at_start));
    recognised = sub(e, by_now, by_then);
    open = mul3(e, sign, by_now, rest(e, deal->last));
    opening = before(e, open, mul(e, sign, at_start));

    ttri_output(e, "recognised", recognised);
    ttri_output(e, "receivable", open);
    post_deal(e, deal, recognised, mul(e, deal->last, deal->due), sum);
    sum->receivable = add(e, sum->receivable, open);
    sum->opening_receivable = add(e, sum->opening_receivable, opening);
}

static void emit_no_deal(struct ttri_emit *e)
{
    ttri_output(e, "recognised", number(e, 0));
    ttri_output(e, "unrecouped", number(e, 0));
    ttri_output(e, "receivable", number(e, 0));
}

static void emit_deals(struct ttri_emit *e)
{
    ttri_value none = number(e, 0);
    struct totals sum = {none, none, none, none, none};

    for (uint32_t i = 0; i < e->component->items; i++) {
        struct deal deal = {.terms = e->component->item[i].terms};

        e->item = e->component->item[i].name;
        if (is_in_region(deal.terms, e->region_name))
            emit_deal(e, &deal, &sum);
        else
            emit_no_deal(e);
    }
    e->item = NULL;
    ttri_output(e, "deal_revenue", sum.revenue);
    ttri_output(e, "deal_cost", sum.cost);
    ttri_output(e, "fixed_fees", sum.fees);
    ttri_output(e, "receivable", sum.receivable);
    ttri_balance(e, TTRI_RECEIVABLE, sum.receivable, sum.opening_receivable);
}

static void emit_gateway(struct ttri_emit *e)
{
    ttri_value volume = mul(e, ttri_activity(e, "gateway_tpv_pm"), e->months);
    ttri_value count =
        mul(e, ttri_activity(e, "gateway_transactions_pm"), e->months);
    ttri_value share = ratio(e, driver(e, "gateway_bps"), number(e, 10000));
    ttri_value fees =
        add(e, mul(e, volume, share), mul(e, count, driver(e, "gateway_fee")));
    ttri_value interchange =
        mul(e, driver(e, "gateway_interchange_rate"), volume);

    ttri_output(e, "gateway_revenue", sub(e, fees, interchange));
    ttri_post(e, TTRI_EARN, TTRI_PARTNER, TTRI_PLATFORM, fees);
    ttri_post(e, TTRI_CONTRA, TTRI_PLATFORM, TTRI_PAYMENT, interchange);
}

static void emit_partnership(struct ttri_emit *e)
{
    ttri_value parcels =
        mul(e, ttri_activity(e, "third_party_parcels_pm"), e->months);
    ttri_value logistics = mul(e, parcels, driver(e, "third_party_parcel_fee"));
    ttri_value brought = mul3(e, driver(e, "cross_promotion_users_pm"),
                              ttri_stream_activity(e), e->months);

    emit_deals(e);
    emit_gateway(e);
    ttri_output(e, "logistics_revenue", logistics);
    ttri_post(e, TTRI_EARN, TTRI_PARTNER, TTRI_PLATFORM, logistics);
    ttri_output(e, "cross_promotion_users", brought);
}

const struct ttri_schema ttri_partnership_schema = {
    .model = TTR_MODEL_PARTNERSHIP,
    .name = "partnership",
    .drivers = drivers,
    .outputs = outputs,
    .driver_count = TTRI_COUNT(drivers),
    .output_count = TTRI_COUNT(outputs),
    .items = "deals",
    .emit = emit_partnership,
};
