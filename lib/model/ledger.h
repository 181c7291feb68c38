/* ledger.h: every unit of money exactly once. Streams post amounts from one
 * account to another; revenue (gross and net), contribution and bookings are
 * sums over the same postings.
 *
 * Law 1 (conservation): what payers pay is what recipients receive plus the
 * change in liabilities less the change in receivables. Liabilities and
 * receivables are the streams' own recurrences (ttri_balance()), so the law
 * can be broken, and is tested.
 * Law 2: nothing is recognised twice: what leaves a liability into revenue is
 * what the liability lost. */
#ifndef TTRI_LEDGER_H
#define TTRI_LEDGER_H

#include "program/program.h"

enum ttri_account {
    /* who pays */
    TTRI_CUSTOMER,
    TTRI_ADVERTISER,
    TTRI_CLIENT,
    TTRI_PARTNER,
    /* what the platform owes */
    TTRI_COINS,
    TTRI_GIFT_CARDS,
    TTRI_DEFERRED,
    TTRI_UNCLAIMED,
    /* what the platform is owed */
    TTRI_RECEIVABLE,
    TTRI_PLATFORM,
    /* who else receives */
    TTRI_TAX,
    TTRI_STORE,
    TTRI_PAYMENT,
    TTRI_SELLER,
    TTRI_CREATOR,
    TTRI_PAYEE, /* a partner that we pay */
    TTRI_PUBLISHER,
    TTRI_AGENCY,
    TTRI_DEVELOPER,
    TTRI_SUPPLIER,
    TTRI_ACCOUNTS
};

enum ttri_posting {
    TTRI_BOOK,      /* payer to a liability, or between balances: no revenue */
    TTRI_EARN,      /* to the platform: revenue, gross and net */
    TTRI_PRINCIPAL, /* to a third party, but through the platform's books:
                       gross revenue and, gross, a cost; never net revenue */
    TTRI_PASS,      /* past the platform: tax, seller's proceeds, refunds */
    TTRI_CONTRA,    /* platform to somebody: negative revenue */
    TTRI_COST,      /* platform to somebody: a cost */
    TTRI_POSTINGS
};

enum ttri_account_side {
    TTRI_SIDE_PAYER,
    TTRI_SIDE_LIABILITY,
    TTRI_SIDE_RECEIVABLE,
    TTRI_SIDE_PLATFORM,
    TTRI_SIDE_RECIPIENT
};

enum ttri_account_side ttri_account_side(enum ttri_account account);
const char *ttri_account_name(enum ttri_account account);

struct ttri_entry {
    uint32_t component, region;
    uint8_t variant, kind, from, to;
    ttri_value amount;
};

struct ttri_ledger_balance {
    uint32_t component, region;
    uint8_t variant, account;
    ttri_value closing, opening;
};

struct ttri_ledger {
    struct ttri_entry *entry;
    uint32_t entries, entry_capacity;
    struct ttri_ledger_balance *balance;
    uint32_t balances, balance_capacity;
};

/* Sums over the postings of one component, region and variant. */
struct ttri_ledger_views {
    ttri_value revenue_gross, revenue_net, contribution, bookings;
};

struct ttri_ledger_views ttri_ledger_sum(const struct ttri_ledger *ledger,
                                         struct ttri_graph *graph,
                                         uint32_t component, uint32_t region,
                                         uint8_t variant);

#endif
