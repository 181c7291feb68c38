#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/block.h"
#include "model/emit.h"
#include "streams/partnership.h"

#define MAX_REGIONS 32
#define MAX_YEARS   200

/* Where a deal is wrong: "partnership/music". */
struct place {
    char path[192];
    struct ttr_error *error;
};

static ttr_status refuse(const struct place *place, ttr_status status,
                         const char *rule, double value)
{
    return ttri_fail_number(place->error, status, place->path, rule, value);
}

static ttr_status check_tiers(const struct place *place,
                              const struct ttr_deal *deal)
{
    double from = -1;

    if (deal->tiers < 1 || deal->tiers > TTRI_MAX_TIERS)
        return refuse(place, TTR_E_RANGE, "must have 1 to 16 tiers",
                      deal->tiers);
    if (deal->tier_from == NULL || deal->tier_share == NULL)
        return ttri_null_argument(place->error, "ttr_partnership_add_deal",
                                  "tier_from, tier_share");
    if (deal->tier_from[0] != 0)
        return refuse(place, TTR_E_RANGE, "must have its first tier from 0",
                      deal->tier_from[0]);
    for (uint32_t i = 0; i < deal->tiers; i++) {
        if (!(deal->tier_from[i] > from && isfinite(deal->tier_from[i])))
            return refuse(place, TTR_E_RANGE, "must have ascending tiers",
                          deal->tier_from[i]);
        if (!(deal->tier_share[i] >= 0 && deal->tier_share[i] <= 1))
            return refuse(place, TTR_E_RANGE, "must have shares within [0, 1]",
                          deal->tier_share[i]);
        from = deal->tier_from[i];
    }
    return TTR_OK;
}

static ttr_status check_term(const struct place *place,
                             const struct ttr_deal *deal)
{
    if (!(deal->term_years >= 1 && deal->term_years <= MAX_YEARS) ||
        deal->term_years != floor(deal->term_years))
        return refuse(place, TTR_E_RANGE,
                      "must have a term of 1 to 200 whole years",
                      deal->term_years);
    if (deal->start == 0)
        return TTR_OK;
    return ttri_check_date(place->error, place->path, deal->start);
}

static ttr_status check_base(const struct place *place,
                             const struct ttr_deal *deal)
{
    const char *slash = deal->base != NULL ? strchr(deal->base, '/') : NULL;

    if (deal->base != NULL &&
        (slash == NULL || slash == deal->base || slash[1] == '\0' ||
         strlen(deal->base) >= sizeof((struct ttri_deal_terms *)0)->base))
        return ttri_fail(place->error, TTR_E_ARGUMENT, place->path,
                         "must have a base of the form component/output",
                         deal->base);
    if (!isfinite(deal->base_scale))
        return refuse(place, TTR_E_RANGE, "must have a finite base_scale",
                      deal->base_scale);
    if (deal->base_lag < 0 || deal->base_lag > TTR_MAX_PERIODS)
        return refuse(place, TTR_E_RANGE,
                      "must have a base_lag within [0, 1200]", deal->base_lag);
    return TTR_OK;
}

static ttr_status check_choices(const struct place *place,
                                const struct ttr_deal *deal)
{
    if (deal->pays != 0 && deal->pays != 1)
        return refuse(place, TTR_E_ARGUMENT, "must have pays 0 or 1",
                      deal->pays);
    if (deal->recoupable != 0 && deal->recoupable != 1)
        return refuse(place, TTR_E_ARGUMENT, "must have recoupable 0 or 1",
                      deal->recoupable);
    if (deal->recognition < TTR_RECOGNISE_RATEABLE ||
        deal->recognition > TTR_RECOGNISE_PROGRESS)
        return refuse(place, TTR_E_ARGUMENT,
                      "must have one of TTR_RECOGNISE_ as recognition",
                      deal->recognition);
    return TTR_OK;
}

static ttr_status check_regions(const struct place *place,
                                const struct ttr_deal *deal)
{
    if (deal->region_count == 0)
        return TTR_OK;
    if (deal->regions == NULL)
        return ttri_null_argument(place->error, "ttr_partnership_add_deal",
                                  "regions");
    if (deal->region_count > MAX_REGIONS)
        return refuse(place, TTR_E_LIMIT, "must name at most 32 regions",
                      deal->region_count);
    for (uint32_t i = 0; i < deal->region_count; i++) {
        ttr_status status =
            ttri_check_name(place->error, "region", deal->regions[i]);

        if (status != TTR_OK)
            return status;
    }
    return TTR_OK;
}

static ttr_status check_deal(const struct place *place,
                             const struct ttr_deal *deal)
{
    ttr_status status = check_choices(place, deal);

    if (status == TTR_OK)
        status = check_base(place, deal);
    if (status == TTR_OK)
        status = check_term(place, deal);
    if (status == TTR_OK)
        status = check_tiers(place, deal);
    if (status == TTR_OK)
        status = check_regions(place, deal);
    return status;
}

/* The deal has been checked: all its texts fit. */
static void copy_terms(struct ttri_deal_terms *terms,
                       const struct ttr_deal *deal)
{
    size_t tiers = deal->tiers * sizeof *deal->tier_from;

    terms->given = *deal;
    terms->given.name = terms->given.base = NULL;
    terms->given.tier_from = terms->given.tier_share = NULL;
    terms->given.regions = NULL;
    if (deal->base != NULL)
        memcpy(terms->base, deal->base, strlen(deal->base) + 1);
    terms->tiers = deal->tiers;
    memcpy(terms->tier_from, deal->tier_from, tiers);
    memcpy(terms->tier_share, deal->tier_share, tiers);
    terms->regions = deal->region_count;
    for (uint32_t i = 0; i < deal->region_count; i++)
        memcpy(terms->region[i], deal->regions[i],
               strlen(deal->regions[i]) + 1);
}

void ttr_deal_init(struct ttr_deal *deal, uint32_t struct_size)
{
    const struct ttr_deal fresh = {
        .base_scale = 1,
        .recoupable = 1,
        .term_years = 1,
    };

    ttri_block_init(deal, struct_size, &fresh, sizeof fresh);
}

static ttr_status add_checked(struct ttri_component *component,
                              const struct ttr_deal *deal,
                              struct ttr_error *error)
{
    struct ttri_deal_terms *terms =
        ttri_clear(&component->memory, 1, sizeof *terms);
    uint32_t index;
    ttr_status status;

    if (terms == NULL)
        return ttri_no_memory(error, component->name);
    copy_terms(terms, deal);
    status = ttri_component_add_item(component, deal->name, &index, error);
    if (status != TTR_OK) {
        ttri_release(&component->memory, terms);
        return status;
    }
    component->item[index].terms = terms;
    return TTR_OK;
}

ttr_status ttr_partnership_add_deal(ttr_stream *stream,
                                    const struct ttr_deal *deal,
                                    struct ttr_error *error)
{
    static const char function[] = "ttr_partnership_add_deal";
    struct place place = {.error = error};
    ttr_status status;

    if (stream == NULL)
        return ttri_null_argument(error, function, "stream");
    if (deal == NULL)
        return ttri_null_argument(error, function, "deal");
    if (stream->component.schema != &ttri_partnership_schema)
        return ttri_fail(error, TTR_E_ARGUMENT, stream->component.name,
                         "must be a partnership stream to have deals",
                         stream->component.schema->name);
    status = ttri_check_size(error, "ttr_deal", deal->struct_size, sizeof *deal,
                             sizeof *deal);
    if (status == TTR_OK)
        status = ttri_check_name(error, "deal", deal->name);
    if (status != TTR_OK)
        return status;
    snprintf(place.path, sizeof place.path, "%s/%s", stream->component.name,
             deal->name);
    status = check_deal(&place, deal);
    if (status != TTR_OK)
        return status;
    return add_checked(&stream->component, deal, error);
}
