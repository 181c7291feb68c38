/* A stream of partners in a small model, and a deal that nothing is wrong
 * with. */
#ifndef TTRI_DEALS_H
#define TTRI_DEALS_H

#include "small_model.h"

static const double flat_from[] = {0};
static const double tenth[] = {0.1};

/* A tenth of the base, without a guarantee. */
static inline struct ttr_deal plain_deal(void)
{
    struct ttr_deal deal;

    ttr_deal_init(&deal, sizeof deal);
    deal.name = "music";
    deal.tier_from = flat_from;
    deal.tier_share = tenth;
    deal.tiers = 1;
    deal.term_years = 2;
    return deal;
}

static inline void add_deal(struct small_model *model,
                            const struct ttr_deal *deal)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_partnership_add_deal(model->stream, deal, &error),
                   &error);
}

#endif
