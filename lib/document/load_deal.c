/* Deals of a partnership stream. */
#include "document/load.h"

struct job {
    struct ttri_reader *reader;
    struct ttri_place place;
    const struct ttri_node *json;
    struct ttr_deal deal;
    double *from, *share;
    const char **regions;
};

static ttr_status load_base(struct job *job)
{
    static const char *const own[] = {"own"};
    struct ttri_place place = {&job->place, "base", 0, NULL};
    const struct ttri_node *base = ttri_node_get(job->json, "base");
    int32_t choice;
    if (!base)
        return TTR_OK;
    if (ttri_node_is(base, TTRI_JSON_TEXT))
        return ttri_read_choice(job->reader, &job->place, job->json, "base",
                                own, 1, &choice);
    ttr_status status =
        ttri_read_form(job->reader, &place, base, &ttri_base_form);
    if (!status)
        status = ttri_read_whole(job->reader, &place, base, "lag",
                                 &job->deal.base_lag);
    job->deal.base = ttri_member_text(base, "output", NULL);
    job->deal.base_scale =
        ttri_member_number(base, "scale", job->deal.base_scale);
    return status;
}

static ttr_status load_tiers(struct job *job)
{
    struct ttri_place place = {&job->place, "tiers", 0, NULL};
    const struct ttri_node *list = ttri_node_get(job->json, "tiers");
    size_t count = ttri_node_count(list);
    job->from = ttri_clear(&job->reader->memory, count, sizeof *job->from);
    job->share = ttri_clear(&job->reader->memory, count, sizeof *job->share);
    if (!job->from || !job->share)
        return ttri_reader_no_memory(job->reader);
    for (size_t i = 0; i < count; i++) {
        struct ttri_place element = {&place, NULL, i, NULL};
        const struct ttri_node *tier = ttri_node_at(list, i);
        ttr_status status =
            ttri_read_form(job->reader, &element, tier, &ttri_tier_form);
        if (status)
            return status;
        job->from[i] = ttri_member_number(tier, "from", 0);
        job->share[i] = ttri_member_number(tier, "share", 0);
    }
    job->deal.tiers = (uint32_t)count;
    job->deal.tier_from = job->from;
    job->deal.tier_share = job->share;
    return TTR_OK;
}

static ttr_status load_terms(struct job *job)
{
    static const char *const directions[] = {"receive", "pay"};
    static const char *const recognitions[] = {"rateable", "as_sales",
                                               "progress"}; /* TTR_RECOGNISE_ */
    struct ttri_reader *reader = job->reader;
    struct ttr_deal *deal = &job->deal;
    deal->name = ttri_member_text(job->json, "name", NULL);
    deal->term_years = ttri_member_number(job->json, "term_years", 0);
    deal->recoupable =
        ttri_member_true(job->json, "recoupable", deal->recoupable);
    ttr_status status =
        ttri_read_choice(reader, &job->place, job->json, "direction",
                         directions, TTRI_COUNT(directions), &deal->pays);
    if (!status)
        status = ttri_read_choice(reader, &job->place, job->json, "recognition",
                                  recognitions, TTRI_COUNT(recognitions),
                                  &deal->recognition);
    if (!status)
        status = ttri_read_date(reader, &job->place, job->json, "start",
                                &deal->start);
    return status;
}

static ttr_status read_deal(struct job *job)
{
    ttr_status status =
        ttri_read_form(job->reader, &job->place, job->json, &ttri_deal_form);
    if (!status)
        status = load_terms(job);
    if (!status)
        status = load_base(job);
    if (!status)
        status = load_tiers(job);
    if (!status)
        status = ttri_read_regions(job->reader, &job->place, job->json,
                                   &job->regions, &job->deal.region_count);
    job->deal.regions = job->regions;
    return status;
}

static ttr_status load_deal(struct ttri_reader *reader, struct ttri_place place,
                            const struct ttri_node *json, ttr_stream *stream)
{
    struct job job = {.reader = reader, .place = place, .json = json};
    ttr_deal_init(&job.deal, sizeof job.deal);
    ttr_status status = read_deal(&job);
    if (!status)
        status = ttri_reader_relay(
            reader, ttr_partnership_add_deal(stream, &job.deal, reader->error),
            &job.place, json);
    ttri_release(&reader->memory, job.from);
    ttri_release(&reader->memory, job.share);
    ttri_release(&reader->memory, job.regions);
    return status;
}

ttr_status ttri_load_deals(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json, ttr_stream *stream)
{
    struct ttri_place inside = {place, "deals", 0, NULL};
    const struct ttri_node *list = ttri_node_get(json, "deals");
    ttr_status status = TTR_OK;
    for (size_t i = 0; !status && i < ttri_node_count(list); i++)
        status = load_deal(reader, ttri_element(&inside, list, i),
                           ttri_node_at(list, i), stream);
    return status;
}
