#include "model/ledger.h"

#include "model/schema.h"

static const struct {
    const char *name;
    enum ttri_account_side side;
} accounts[TTRI_ACCOUNTS] = {
    [TTRI_CUSTOMER] = {"customer", TTRI_SIDE_PAYER},
    [TTRI_ADVERTISER] = {"advertiser", TTRI_SIDE_PAYER},
    [TTRI_CLIENT] = {"client", TTRI_SIDE_PAYER},
    [TTRI_PARTNER] = {"partner", TTRI_SIDE_PAYER},
    [TTRI_COINS] = {"coins", TTRI_SIDE_LIABILITY},
    [TTRI_GIFT_CARDS] = {"gift_cards", TTRI_SIDE_LIABILITY},
    [TTRI_DEFERRED] = {"deferred", TTRI_SIDE_LIABILITY},
    [TTRI_UNCLAIMED] = {"unclaimed", TTRI_SIDE_LIABILITY},
    [TTRI_RECEIVABLE] = {"receivable", TTRI_SIDE_RECEIVABLE},
    [TTRI_PLATFORM] = {"platform", TTRI_SIDE_PLATFORM},
    [TTRI_TAX] = {"tax", TTRI_SIDE_RECIPIENT},
    [TTRI_STORE] = {"store", TTRI_SIDE_RECIPIENT},
    [TTRI_PAYMENT] = {"payment_provider", TTRI_SIDE_RECIPIENT},
    [TTRI_SELLER] = {"seller", TTRI_SIDE_RECIPIENT},
    [TTRI_CREATOR] = {"creator", TTRI_SIDE_RECIPIENT},
    [TTRI_PAYEE] = {"payee", TTRI_SIDE_RECIPIENT},
    [TTRI_PUBLISHER] = {"publisher", TTRI_SIDE_RECIPIENT},
    [TTRI_AGENCY] = {"agency", TTRI_SIDE_RECIPIENT},
    [TTRI_DEVELOPER] = {"developer", TTRI_SIDE_RECIPIENT},
    [TTRI_SUPPLIER] = {"supplier", TTRI_SIDE_RECIPIENT},
};

enum ttri_account_side ttri_account_side(enum ttri_account account)
{
    return accounts[account].side;
}

const char *ttri_account_name(enum ttri_account account)
{
    return accounts[account].name;
}

/* The signed effect of one entry on a view. */
static void count(struct ttri_graph *graph, ttri_value *view, bool plus,
                  bool minus, ttri_value amount)
{
    if (plus)
        *view = ttri_add(graph, *view, amount);
    else if (minus)
        *view = ttri_sub(graph, *view, amount);
}

struct ttri_ledger_views ttri_ledger_sum(const struct ttri_ledger *ledger,
                                         struct ttri_graph *graph,
                                         uint32_t component, uint32_t region,
                                         uint8_t variant)
{
    ttri_value zero = ttri_constant(graph, 0.0);
    struct ttri_ledger_views views = {zero, zero, zero, zero};

    for (uint32_t i = 0; i < ledger->entries; i++) {
        const struct ttri_entry *entry = &ledger->entry[i];
        bool earn = entry->kind == TTRI_EARN;
        bool principal = entry->kind == TTRI_PRINCIPAL;
        bool contra = entry->kind == TTRI_CONTRA;
        bool from_payer = accounts[entry->from].side == TTRI_SIDE_PAYER;
        ttri_value amount = entry->amount;

        if (entry->component != component || entry->region != region ||
            entry->variant != variant)
            continue;
        count(graph, &views.revenue_gross, earn || principal, contra, amount);
        count(graph, &views.revenue_net, earn, contra, amount);
        count(graph, &views.contribution, earn,
              contra || entry->kind == TTRI_COST, amount);
        count(graph, &views.bookings,
              from_payer && (earn || principal || entry->kind == TTRI_BOOK),
              contra, amount);
    }
    return views;
}
