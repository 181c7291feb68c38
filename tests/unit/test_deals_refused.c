/* Deals with wrong terms, and deals that no memory is left for. */
#include "deals.h"
#include "failing.h"

/* ---- refusals ---- */

static const double gap[] = {0, 10, 10}, late[] = {1, 2, 3};
static const double shares[] = {0.1, 0.2, 0.3}, wrong[] = {0.1, 1.2, 0};
static const char *const bad_region[] = {"a/b"};

static void no_name(struct ttr_deal *deal)
{
    deal->name = NULL;
}

static void slash(struct ttr_deal *deal)
{
    deal->name = "a/b";
}

static void size(struct ttr_deal *deal)
{
    deal->struct_size = 8;
}

static void direction(struct ttr_deal *deal)
{
    deal->pays = 2;
}

static void recoupable(struct ttr_deal *deal)
{
    deal->recoupable = -1;
}

static void recognition(struct ttr_deal *deal)
{
    deal->recognition = 3;
}

static void base(struct ttr_deal *deal)
{
    deal->base = "gmv";
}

static void base_scale(struct ttr_deal *deal)
{
    deal->base_scale = NAN;
}

static void base_lag(struct ttr_deal *deal)
{
    deal->base_lag = -1;
}

static void half_year(struct ttr_deal *deal)
{
    deal->term_years = 0.5;
}

static void no_years(struct ttr_deal *deal)
{
    deal->term_years = 0;
}

static void bad_date(struct ttr_deal *deal)
{
    deal->start = 20240230;
}

static void no_tiers(struct ttr_deal *deal)
{
    deal->tiers = 0;
}

static void many_tiers(struct ttr_deal *deal)
{
    deal->tiers = 17;
}

static void missing_tiers(struct ttr_deal *deal)
{
    deal->tier_share = NULL;
}

static void late_tier(struct ttr_deal *deal)
{
    deal->tier_from = late;
}

static void equal_tiers(struct ttr_deal *deal)
{
    deal->tier_from = gap;
    deal->tier_share = shares;
    deal->tiers = 3;
}

static void high_share(struct ttr_deal *deal)
{
    deal->tier_from = gap;
    deal->tier_share = wrong;
    deal->tiers = 2;
}

static void no_regions(struct ttr_deal *deal)
{
    deal->region_count = 1;
}

static void region_name(struct ttr_deal *deal)
{
    deal->regions = bad_region;
    deal->region_count = 1;
}

static const struct {
    void (*spoil)(struct ttr_deal *deal);
    ttr_status status;
    const char *message;
} refusals[] = {
    {no_name, TTR_E_ARGUMENT, "deal must not be NULL"},
    {slash, TTR_E_ARGUMENT, NULL},
    {size, TTR_E_STRUCT_SIZE, NULL},
    {direction, TTR_E_ARGUMENT,
     "partnership/music must have pays 0 or 1 (got "
     "2)"},
    {recoupable, TTR_E_ARGUMENT,
     "partnership/music must have recoupable 0 or 1 (got -1)"},
    {recognition, TTR_E_ARGUMENT,
     "partnership/music must have one of TTR_RECOGNISE_ as recognition (got "
     "3)"},
    {base, TTR_E_ARGUMENT,
     "partnership/music must have a base of the form component/output (got "
     "gmv)"},
    {base_scale, TTR_E_RANGE,
     "partnership/music must have a finite base_scale (got nan)"},
    {base_lag, TTR_E_RANGE,
     "partnership/music must have a base_lag within [0, 1200] (got -1)"},
    {half_year, TTR_E_RANGE,
     "partnership/music must have a term of 1 to 200 whole years (got 0.5)"},
    {no_years, TTR_E_RANGE, NULL},
    {bad_date, TTR_E_RANGE, NULL},
    {no_tiers, TTR_E_RANGE,
     "partnership/music must have 1 to 16 tiers (got 0)"},
    {many_tiers, TTR_E_RANGE, NULL},
    {missing_tiers, TTR_E_ARGUMENT, NULL},
    {late_tier, TTR_E_RANGE,
     "partnership/music must have its first tier from 0 (got 1)"},
    {equal_tiers, TTR_E_RANGE,
     "partnership/music must have ascending tiers (got 10)"},
    {high_share, TTR_E_RANGE,
     "partnership/music must have shares within [0, 1] (got 1.2)"},
    {no_regions, TTR_E_ARGUMENT, NULL},
    {region_name, TTR_E_ARGUMENT, NULL},
};

START_TEST(refuses_wrong_terms)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_deal deal = plain_deal();
    ttr_stream *stream = NULL;

    ttri_assert_ok(ttr_partnership_new(NULL, NULL, &stream, &error), &error);
    refusals[_i].spoil(&deal);
    ttri_assert_fails(ttr_partnership_add_deal(stream, &deal, &error),
                      refusals[_i].status, &error, refusals[_i].message);
    deal = plain_deal();
    ttri_assert_ok(ttr_partnership_add_deal(stream, &deal, &error), &error);
    ttri_assert_fails(ttr_partnership_add_deal(stream, &deal, &error),
                      TTR_E_DUPLICATE, &error, NULL);
    ttr_stream_unref(stream);
}
END_TEST

START_TEST(other_streams_have_no_deals)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_deal deal = plain_deal();
    ttr_stream *stream = NULL;

    ttri_assert_ok(ttr_enterprise_new(NULL, NULL, &stream, &error), &error);
    ttri_assert_fails(ttr_partnership_add_deal(stream, &deal, &error),
                      TTR_E_ARGUMENT, &error,
                      "enterprise must be a partnership stream to have deals "
                      "(got enterprise)");
    ttri_assert_fails(ttr_partnership_add_deal(NULL, &deal, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_partnership_add_deal(stream, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttr_stream_unref(stream);
}
END_TEST

static ttr_status add_one(const struct ttr_allocator *allocator, void *context)
{
    struct ttr_deal deal = plain_deal();
    ttr_stream *stream;
    ttr_status status = ttr_partnership_new(allocator, NULL, &stream, NULL);

    (void)context;
    if (status != TTR_OK)
        return status;
    status = ttr_partnership_add_deal(stream, &deal, NULL);
    if (status == TTR_OK)
        status = ttr_stream_set(stream, "US", "music/guarantee", 1, NULL);
    ttr_stream_unref(stream);
    return status;
}

START_TEST(survives_every_failed_allocation)
{
    ck_assert_uint_gt(ttri_fail_each(add_one, NULL), 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deals_refused");
    TCase *one = tcase_create("deals");

    tcase_add_loop_test(one, refuses_wrong_terms, 0,
                        (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(one, other_streams_have_no_deals);
    tcase_add_test(one, survives_every_failed_allocation);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
