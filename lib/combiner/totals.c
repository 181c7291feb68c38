#include "combiner/totals.h"

#include <stdio.h>
#include <string.h>

#define FLOW(key, meaning)                                                     \
    {                                                                          \
        key, "money", TTR_KIND_FLOW, 0, meaning, ""                            \
    }
#define BALANCE(key, meaning)                                                  \
    {                                                                          \
        key, "money", TTR_KIND_BALANCE, 0, meaning, ""                         \
    }

static const struct ttri_output_def total_outputs[] = {
    FLOW("revenue", "revenue of all streams as presented, less eliminations"),
    FLOW("revenue_gross", "revenue as principal in every stream"),
    FLOW("revenue_net", "revenue as agent in every stream"),
    FLOW("contribution", "revenue less what the streams pay away"),
    FLOW("bookings", "what payers committed to the platform"),
    FLOW("eliminations", "revenue that one stream earns from another"),
    FLOW("standalone_revenue",
         "sum of what every stream would earn without the others' influence"),
    FLOW("synergy", "revenue less standalone revenue"),
};

const struct ttri_schema ttri_total_schema = {
    .model = TTR_MODEL_TOTAL,
    .name = "total",
    .outputs = total_outputs,
    .output_count = TTRI_COUNT(total_outputs),
};

static const struct ttri_output_def ledger_outputs[] = {
    FLOW("paid_customer", "net payments of customers"),
    FLOW("paid_advertiser", "net payments of advertisers"),
    FLOW("paid_client", "net payments of enterprise clients"),
    FLOW("paid_partner", "net payments of partners"),
    FLOW("received_platform", "what stays with the platform"),
    FLOW("received_tax", "sales taxes"),
    FLOW("received_store", "fees of app stores"),
    FLOW("received_payment_provider", "fees of payment providers"),
    FLOW("received_seller", "net proceeds of sellers"),
    FLOW("received_creator", "income of creators"),
    FLOW("received_payee", "payments to partners"),
    FLOW("received_publisher", "publishers' part of shared inventory"),
    FLOW("received_agency", "agency rebates"),
    FLOW("received_developer", "game developers' part"),
    FLOW("received_supplier", "goods and shipping paid for by the platform"),
    BALANCE("balance_coins", "coins sold and not used"),
    BALANCE("balance_gift_cards", "gift cards sold and not redeemed"),
    BALANCE("balance_deferred", "paid in advance and not yet earned"),
    BALANCE("balance_unclaimed", "owed to the state for unused coins"),
    BALANCE("balance_receivable", "recognised and not yet received"),
    FLOW("change_coins", "change of that balance"),
    FLOW("change_gift_cards", "change of that balance"),
    FLOW("change_deferred", "change of that balance"),
    FLOW("change_unclaimed", "change of that balance"),
    FLOW("change_receivable", "change of that balance"),
};

const struct ttri_schema ttri_ledger_schema = {
    .model = TTR_MODEL_LEDGER,
    .name = "ledger",
    .outputs = ledger_outputs,
    .output_count = TTRI_COUNT(ledger_outputs),
};

void ttri_emit_views(struct ttri_emit *emit)
{
    struct ttri_ledger_views views = ttri_ledger_sum(
        &emit->scene->ledger, emit->graph, emit->component_index, emit->region,
        (uint8_t)emit->variant);

    ttri_output(emit, "revenue",
                ttri_component_is_net(emit->component, emit->region_name)
                    ? views.revenue_net
                    : views.revenue_gross);
    ttri_output(emit, "revenue_gross", views.revenue_gross);
    ttri_output(emit, "revenue_net", views.revenue_net);
    ttri_output(emit, "contribution", views.contribution);
    ttri_output(emit, "bookings", views.bookings);
}

static ttri_value sum_streams(struct ttri_emit *emit, enum ttri_variant variant,
                              const char *key)
{
    ttri_value sum = number(emit, 0.0);

    for (uint32_t i = 0; i < emit->scene->components; i++)
        if (ttri_is_stream(emit->scene->component[i]->schema->model))
            sum = add(
                emit, sum,
                ttri_scene_read(emit->scene, i, emit->region, variant, key));
    return sum;
}

static ttri_value sum_eliminations(struct ttri_emit *emit,
                                   const ttr_combiner *combiner,
                                   enum ttri_variant variant)
{
    ttri_value sum = number(emit, 0.0);

    for (uint32_t i = 0; i < combiner->eliminations; i++) {
        const struct ttri_elimination *x = &combiner->elimination[i];
        const char *slash = strchr(x->source, '/');
        char component[160];
        uint32_t index;

        memcpy(component, x->source, (size_t)(slash - x->source));
        component[slash - x->source] = '\0';
        index = ttri_scene_component_named(emit->scene, component);
        sum = add(emit, sum,
                  mul(emit, number(emit, x->share),
                      ttri_scene_read(emit->scene, index, emit->region, variant,
                                      slash + 1)));
    }
    return sum;
}

void ttri_emit_totals(struct ttri_emit *emit, const ttr_combiner *combiner)
{
    ttri_value removed = sum_eliminations(emit, combiner, TTRI_TOGETHER);
    ttri_value alone = sub(emit, sum_streams(emit, TTRI_ALONE, "revenue"),
                           sum_eliminations(emit, combiner, TTRI_ALONE));
    ttri_value revenue =
        sub(emit, sum_streams(emit, TTRI_TOGETHER, "revenue"), removed);

    ttri_output(emit, "revenue", revenue);
    ttri_output(
        emit, "revenue_gross",
        sub(emit, sum_streams(emit, TTRI_TOGETHER, "revenue_gross"), removed));
    ttri_output(
        emit, "revenue_net",
        sub(emit, sum_streams(emit, TTRI_TOGETHER, "revenue_net"), removed));
    /* What one stream pays another is in neither's contribution twice: the
     * payer's cost and the earner's revenue cancel. */
    ttri_output(emit, "contribution",
                sum_streams(emit, TTRI_TOGETHER, "contribution"));
    ttri_output(emit, "bookings", sum_streams(emit, TTRI_TOGETHER, "bookings"));
    ttri_output(emit, "eliminations", removed);
    ttri_output(emit, "standalone_revenue", alone);
    ttri_output(emit, "synergy", sub(emit, revenue, alone));
}

/* Net flow into an account in this region; `sign` -1 for payers. */
static ttri_value account_flow(struct ttri_emit *emit,
                               enum ttri_account account, bool paid)
{
    const struct ttri_ledger *ledger = &emit->scene->ledger;
    ttri_value sum = number(emit, 0.0);

    for (uint32_t i = 0; i < ledger->entries; i++) {
        const struct ttri_entry *entry = &ledger->entry[i];

        if (entry->region != emit->region || entry->variant != TTRI_TOGETHER)
            continue;
        if (entry->from == account)
            sum = paid ? add(emit, sum, entry->amount)
                       : sub(emit, sum, entry->amount);
        if (entry->to == account)
            sum = paid ? sub(emit, sum, entry->amount)
                       : add(emit, sum, entry->amount);
    }
    return sum;
}

static void emit_balance(struct ttri_emit *emit, enum ttri_account account)
{
    const struct ttri_ledger *ledger = &emit->scene->ledger;
    ttri_value sum = number(emit, 0.0), change = sum;
    char key[64];

    for (uint32_t i = 0; i < ledger->balances; i++) {
        const struct ttri_ledger_balance *balance = &ledger->balance[i];

        if (balance->region != emit->region ||
            balance->variant != TTRI_TOGETHER || balance->account != account)
            continue;
        sum = add(emit, sum, balance->closing);
        change = add(emit, change,
                     sub(emit, balance->closing,
                         before(emit, balance->closing, balance->opening)));
    }
    TTRI_JOIN(key, "balance_", ttri_account_name(account));
    ttri_output(emit, key, sum);
    TTRI_JOIN(key, "change_", ttri_account_name(account));
    ttri_output(emit, key, change);
}

void ttri_emit_ledger(struct ttri_emit *emit)
{
    for (int i = 0; i < TTRI_ACCOUNTS; i++) {
        enum ttri_account account = (enum ttri_account)i;
        bool paid = ttri_account_side(account) == TTRI_SIDE_PAYER;
        char key[64];

        switch (ttri_account_side(account)) {
        case TTRI_SIDE_LIABILITY:
        case TTRI_SIDE_RECEIVABLE:
            emit_balance(emit, account);
            break;
        default:
            TTRI_JOIN(key, paid ? "paid_" : "received_",
                      ttri_account_name(account));
            ttri_output(emit, key, account_flow(emit, account, paid));
            break;
        }
    }
}
