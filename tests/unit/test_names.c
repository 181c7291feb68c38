/* Every place where a description can mention a region, a stream, a driver, an
 * output, a factor or a component by name: what is not known is refused when
 * the whole is compiled, with the nearest name that is. */
#include "platform.h"

/* What a fault adds to a platform that compiles. */
typedef void (*fault)(struct platform *p, const char *name);

static ttr_stream *find(const struct platform *p, const char *name)
{
    for (uint32_t i = 0; i < p->streams; i++)
        if (strcmp(ttr_stream_name(p->stream[i]), name) == 0)
            return p->stream[i];
    return NULL;
}

static void add_deal(struct platform *p, const char *name, const char *base,
                     const char *region)
{
    static const double from[] = {0}, share[] = {0.1};
    struct ttr_error error = ttri_unit_error();
    struct ttr_deal deal;

    ttr_deal_init(&deal, sizeof deal);
    deal.name = name;
    deal.base = base;
    deal.tiers = 1;
    deal.tier_from = from;
    deal.tier_share = share;
    deal.regions = &region;
    deal.region_count = region != NULL ? 1 : 0;
    ttri_assert_ok(
        ttr_partnership_add_deal(find(p, "partnership"), &deal, &error),
        &error);
}

static void add_model(struct platform *p,
                      ttr_status (*make)(const struct ttr_allocator *,
                                         const char *, ttr_stream **,
                                         struct ttr_error *))
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(make(NULL, NULL, &stream, &error), &error);
    platform_keep(p, stream);
}

static void begin(struct platform *p)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *coupons;

    platform_begin(p, TTR_QUARTER, 4);
    platform_region(p, "Europe", "USD");
    platform_audience(p, 1e6);
    add_model(p, ttr_commerce_new);
    add_model(p, ttr_advertising_new);
    add_model(p, ttr_virtual_goods_new);
    add_model(p, ttr_creator_new);
    add_model(p, ttr_enterprise_new);
    add_model(p, ttr_partnership_new);
    ttri_assert_ok(
        ttr_enterprise_add_product(find(p, "enterprise"), "insights", &error),
        &error);
    add_deal(p, "music", "advertising/revenue", "US");
    coupons = platform_stream(p, "coupons", 2);
    define_output(coupons, "volume", "orders", TTR_KIND_FLOW, "3 * x");
    define_output(coupons, "price", "money/order", TTR_KIND_RATIO,
                  "x / volume");
}

/* ---- faults ---- */

static void stream_region(struct platform *p, const char *name)
{

    set_number(find(p, "commerce"), name, "aov", 20);
}

static void audience_region(struct platform *p, const char *name)
{

    set_audience_number(p, name, "dau_mau", 0.5);
}

static void environment_region(struct platform *p, const char *name)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(
        ttr_environment_set(p->environment, name, "inflation", 0.1, &error),
        &error);
}

static void presentation_region(struct platform *p, const char *name)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_stream_set_presentation(find(p, "commerce"), name,
                                               TTR_GROSS, &error),
                   &error);
}

static void add_event(struct platform *p, int32_t scope, const char *target,
                      const char *region)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_event event;

    ttr_event_init(&event, sizeof event);
    event.name = "ban";
    event.scope = scope;
    event.target = target;
    event.regions = &region;
    event.region_count = region != NULL ? 1 : 0;
    event.date = 20240301;
    ttri_assert_ok(ttr_environment_add_event(p->environment, &event, &error),
                   &error);
}

static void event_region(struct platform *p, const char *name)
{
    add_event(p, TTR_SCOPE_AUDIENCE, NULL, name);
}

static void event_stream(struct platform *p, const char *name)
{
    add_event(p, TTR_SCOPE_STREAM, name, NULL);
}

static void event_driver(struct platform *p, const char *name)
{
    add_event(p, TTR_SCOPE_DRIVER, name, NULL);
}

static void add_technology(struct platform *p, const char *target,
                           const char *region)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_technology technology;

    ttr_technology_init(&technology, sizeof technology);
    technology.name = "ranking";
    technology.target = target;
    technology.regions = &region;
    technology.region_count = region != NULL ? 1 : 0;
    technology.date = 20240301;
    technology.size = 0.1;
    ttri_assert_ok(
        ttr_environment_add_technology(p->environment, &technology, &error),
        &error);
}

static void technology_region(struct platform *p, const char *name)
{
    add_technology(p, "advertising/match_quality", name);
}

static void technology_driver(struct platform *p, const char *name)
{
    add_technology(p, name, NULL);
}

static void preference_region(struct platform *p, const char *name)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_environment_add_preference(p->environment, "taste",
                                                  &name, 1, 0.1, 1, &error),
                   &error);
}

static void correlated_driver(struct platform *p, const char *name)
{
    static const double matrix[] = {1, 0.5, 0.5, 1};
    const char *drivers[] = {"commerce/aov", name};
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_environment_add_correlation(p->environment,
                                                   TTR_CORRELATION_LEVEL, 0, 2,
                                                   drivers, matrix, &error),
                   &error);
}

static void factor(struct platform *p, const char *name)
{
    struct ttr_macro macro = {.struct_size = sizeof macro,
                              .to_recession_per_year = 0.2,
                              .to_expansion_per_year = 0.8};
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;

    ttri_assert_ok(ttr_environment_set_macro(p->environment, &macro, &error),
                   &error);
    ttri_assert_ok(ttr_environment_add_preference(p->environment, "attention",
                                                  NULL, 0, 0.1, 1, &error),
                   &error);
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_value(driver, 20, &error), &error);
    ttri_assert_ok(ttr_driver_add_loading(driver, name, 1, 0, &error), &error);
    ttri_assert_ok(
        ttr_stream_set_driver(find(p, "commerce"), NULL, "aov", driver, &error),
        &error);
    ttr_driver_unref(driver);
}

static void deal_region(struct platform *p, const char *name)
{
    add_deal(p, "sport", NULL, name);
}

static void deal_base(struct platform *p, const char *name)
{
    add_deal(p, "sport", name, NULL);
}

static void link_source(struct platform *p, const char *name)
{
    platform_link(p, "ads", name, "advertising/demand", 0.1, 1);
}

static void link_target(struct platform *p, const char *name)
{
    platform_link(p, "ads", "commerce/gmv", name, 0.1, 1);
}

static void link_regions(struct platform *p, const char *from, const char *to)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_link link =
        link_of("ads", "commerce/gmv", "advertising/demand", 0.1, 1);

    link.source_region = from;
    link.target_region = to;
    ttri_assert_ok(ttr_combiner_add_link(p->combiner, &link, &error), &error);
}

static void link_from_region(struct platform *p, const char *name)
{
    link_regions(p, name, "US");
}

static void link_to_region(struct platform *p, const char *name)
{
    link_regions(p, NULL, name);
}

static void elimination_source(struct platform *p, const char *name)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(
        ttr_combiner_add_elimination(p->combiner, "freight", name, 0.1, &error),
        &error);
}

static void add_terms(struct platform *p, const char *first, const char *second,
                      const char *region)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_combiner_add_report(p->combiner, "group", NULL, &error),
                   &error);
    if (first != NULL)
        ttri_assert_ok(ttr_combiner_add_report_term(p->combiner, "group", first,
                                                    region, 1, &error),
                       &error);
    if (second != NULL)
        ttri_assert_ok(ttr_combiner_add_report_term(p->combiner, "group",
                                                    second, region, 1, &error),
                       &error);
}

static void report_output(struct platform *p, const char *name)
{
    add_terms(p, "commerce/revenue", name, NULL);
}

static void report_region(struct platform *p, const char *name)
{
    add_terms(p, "commerce/revenue", NULL, name);
}

static void report_of(struct platform *p, const char *name)
{
    add_terms(p, name, NULL, NULL);
}

static void formula_name(struct platform *p, const char *name)
{
    define_output(find(p, "coupons"), "index", "1", TTR_KIND_FLOW, name);
}

static const struct {
    fault add;
    const char *name;
    ttr_status status;
    const char *message;
} faults[] = {
    /* regions */
    {stream_region, "UK", TTR_E_UNKNOWN,
     "commerce: region UK is not known; did you mean US?"},
    {audience_region, "Eurpoe", TTR_E_UNKNOWN,
     "audience: region Eurpoe is not known; did you mean Europe?"},
    {environment_region, "europe", TTR_E_UNKNOWN,
     "environment: region europe is not known; did you mean Europe?"},
    {presentation_region, "UK", TTR_E_UNKNOWN,
     "commerce: region UK is not known; did you mean US?"},
    {event_region, "UK", TTR_E_UNKNOWN,
     "ban: region UK is not known; did you mean US?"},
    {technology_region, "Antarctica", TTR_E_UNKNOWN,
     "ranking: region Antarctica is not known"},
    {preference_region, "UK", TTR_E_UNKNOWN,
     "taste: region UK is not known; did you mean US?"},
    {deal_region, "UK", TTR_E_UNKNOWN,
     "partnership/sport: region UK is not known; did you mean US?"},
    {link_from_region, "Erope", TTR_E_UNKNOWN,
     "ads: region Erope is not known; did you mean Europe?"},
    {link_to_region, "Erope", TTR_E_UNKNOWN,
     "ads: region Erope is not known; did you mean Europe?"},
    {report_region, "World", TTR_E_UNKNOWN, "group: region World is not known"},
    /* streams */
    {event_stream, "comerce", TTR_E_UNKNOWN,
     "ban: stream comerce is not known; did you mean commerce?"},
    {event_stream, "commerce,advertsing", TTR_E_UNKNOWN,
     "ban: stream advertsing is not known; did you mean advertising?"},
    {event_stream, "audience", TTR_E_UNKNOWN,
     "ban: stream audience is not known"},
    /* drivers */
    {event_driver, "advertising/ad_laod", TTR_E_UNKNOWN,
     "ban: driver advertising/ad_laod is not known; did you mean ad_load?"},
    {event_driver, "advertisign/ad_load", TTR_E_UNKNOWN,
     "ban: component advertisign is not known; did you mean advertising?"},
    {event_driver, "advertising/US/ad_load", TTR_E_UNKNOWN,
     "ban: driver advertising/US/ad_load is not known; did you mean ad_load?"},
    {technology_driver, "advertising/US/match_quality", TTR_E_UNKNOWN,
     "ranking: driver advertising/US/match_quality is not known; did you mean "
     "match_quality?"},
    {technology_driver, "coupons/y", TTR_E_UNKNOWN,
     "ranking: driver coupons/y is not known"},
    {correlated_driver, "advertising/ecpm_rfe", TTR_E_UNKNOWN,
     "correlation: driver advertising/ecpm_rfe is not known; did you mean "
     "ecpm_ref?"},
    {correlated_driver, "advertising/UK/ecpm_ref", TTR_E_UNKNOWN,
     "correlation: driver advertising/UK/ecpm_ref is not known; did you mean "
     "ecpm_ref?"},
    {link_target, "advertising/demnd", TTR_E_UNKNOWN,
     "ads: driver advertising/demnd is not known; did you mean demand?"},
    {link_target, "advertising/US/demand", TTR_E_UNKNOWN,
     "ads: driver advertising/US/demand is not known; did you mean demand?"},
    {link_target, "enterprise/insight/acv", TTR_E_UNKNOWN,
     "ads: driver enterprise/insight/acv is not known; did you mean acv?"},
    {link_target, "enterprise/acv", TTR_E_UNKNOWN,
     "ads: driver enterprise/acv is not known; did you mean acv?"},
    {link_target, "commerce/insights/aov", TTR_E_UNKNOWN,
     "ads: driver commerce/insights/aov is not known; did you mean aov?"},
    {link_target, "total/revenue", TTR_E_UNKNOWN,
     "ads: component total is not known"},
    /* drivers that have one value over time */
    {event_driver, "virtual_goods/payer_life_months", TTR_E_CONFLICT,
     "ban must not move a driver that has one value over time (got "
     "virtual_goods/payer_life_months)"},
    {technology_driver, "creator/subscription_alpha", TTR_E_CONFLICT,
     "ranking must not move a driver that has one value over time (got "
     "creator/subscription_alpha)"},
    {link_target, "audience/retention_beta", TTR_E_CONFLICT,
     "ads must not move a driver that has one value over time (got "
     "audience/retention_beta)"},
    {link_target, "partnership/music/renewal_probability", TTR_E_CONFLICT,
     "ads must not move a driver that has one value over time (got "
     "partnership/music/renewal_probability)"},
    /* outputs */
    {deal_base, "advertising/revneue", TTR_E_UNKNOWN,
     "partnership/sport: output advertising/revneue is not known; did you mean "
     "revenue?"},
    {deal_base, "advertisin/revenue", TTR_E_UNKNOWN,
     "partnership/sport: component advertisin is not known; did you mean "
     "advertising?"},
    {deal_base, "total/revenue", TTR_E_UNKNOWN,
     "partnership/sport: component total is not known"},
    {link_source, "commerce/gvm", TTR_E_UNKNOWN,
     "ads: output commerce/gvm is not known; did you mean gmv?"},
    {link_source, "audience/hours_base", TTR_E_UNKNOWN,
     "ads: output audience/hours_base is not known"},
    {link_source, "audience/hour", TTR_E_UNKNOWN,
     "ads: output audience/hour is not known; did you mean hours?"},
    {link_source, "audience/revenue", TTR_E_UNKNOWN,
     "ads: output audience/revenue is not known"},
    {link_source, "environment/fx", TTR_E_UNKNOWN,
     "ads: output environment/fx is not known"},
    {link_source, "enterprise/insights/arrr", TTR_E_UNKNOWN,
     "ads: output enterprise/insights/arrr is not known; did you mean arr?"},
    {link_source, "enterprise/branding/arr", TTR_E_UNKNOWN,
     "ads: output enterprise/branding/arr is not known; did you mean arr?"},
    {link_source, "enterprise/insights/nrr", TTR_E_UNKNOWN, NULL},
    {link_source, "coupons/volme", TTR_E_UNKNOWN,
     "ads: output coupons/volme is not known; did you mean volume?"},
    {elimination_source, "commerce/logistic_revenue", TTR_E_UNKNOWN,
     "freight: output commerce/logistic_revenue is not known; did you mean "
     "logistics_revenue?"},
    {elimination_source, "commerce/buyers", TTR_E_CONFLICT,
     "freight must have a flow of money as its source (got commerce/buyers)"},
    {elimination_source, "virtual_goods/coin_liability", TTR_E_CONFLICT,
     "freight must have a flow of money as its source (got "
     "virtual_goods/coin_liability)"},
    {elimination_source, "commerce/orders", TTR_E_CONFLICT,
     "freight must have a flow of money as its source (got commerce/orders)"},
    {report_output, "commerce/revenue_nett", TTR_E_UNKNOWN,
     "group: output commerce/revenue_nett is not known; did you mean "
     "revenue_net?"},
    {report_output, "total/revenu", TTR_E_UNKNOWN,
     "group: output total/revenu is not known; did you mean revenue?"},
    {report_output, "ledger/received_taxes", TTR_E_UNKNOWN,
     "group: output ledger/received_taxes is not known; did you mean "
     "received_tax?"},
    {report_output, "sums/revenue", TTR_E_UNKNOWN,
     "group: component sums is not known"},
    {report_output, "commerce/orders", TTR_E_CONFLICT,
     "group must have terms of one unit and kind (got commerce/orders)"},
    {report_output, "enterprise/deferred", TTR_E_CONFLICT,
     "group must have terms of one unit and kind (got enterprise/deferred)"},
    {report_of, "commerce/take_rate", TTR_E_CONFLICT,
     "group must not add up ratios (got commerce/take_rate)"},
    {report_of, "coupons/price", TTR_E_CONFLICT,
     "group must not add up ratios (got coupons/price)"},
    {report_of, NULL, TTR_E_MISSING, "group must have at least one term"},
    /* factors, and names in formulas */
    {factor, "marco", TTR_E_UNKNOWN,
     "commerce: factor marco is not known; did you mean macro?"},
    {factor, "attentoin", TTR_E_UNKNOWN,
     "commerce: factor attentoin is not known; did you mean attention?"},
    {formula_name, "volme * 2", TTR_E_UNKNOWN, NULL},
    {formula_name, "commerce.gvm", TTR_E_UNKNOWN, NULL},
    {formula_name, "comerce.gmv", TTR_E_UNKNOWN, NULL},
};

#define FAULTS ((int)(sizeof faults / sizeof *faults))

START_TEST(unknown_names_are_refused)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = NULL;
    struct platform p;

    begin(&p);
    faults[_i].add(&p, faults[_i].name);
    ttri_assert_fails(ttr_combiner_compile(p.combiner, &program, &error),
                      faults[_i].status, &error, faults[_i].message);
    ck_assert_ptr_null(program);
    platform_end(&p);
}
END_TEST

/* The same places with names that are known. */
static const struct {
    fault add;
    const char *name;
} mentions[] = {
    {stream_region, "US"},
    {audience_region, "Europe"},
    {environment_region, "Europe"},
    {presentation_region, "Europe"},
    {event_region, "US"},
    {technology_region, "US"},
    {preference_region, "US"},
    {deal_region, "Europe"},
    {link_from_region, "Europe"},
    {link_to_region, "Europe"},
    {report_region, "Europe"},
    {event_stream, "commerce,coupons"},
    {event_driver, "advertising/ad_load"},
    {event_driver, "coupons/x"},
    {event_driver, "enterprise/insights/acv"},
    {technology_driver, "audience/minutes_per_dau_day"},
    {technology_driver, "partnership/music/guarantee"},
    {correlated_driver, "advertising/US/ecpm_ref"},
    {correlated_driver, "enterprise/Europe/insights/acv"},
    {correlated_driver, "virtual_goods/payer_life_months"},
    {link_target, "enterprise/insights/new_customers_pm"},
    {link_target, "environment/inflation"},
    {deal_base, "enterprise/insights/revenue"},
    {deal_base, "audience/mau"},
    {link_source, "enterprise/insights/arr"},
    {link_source, "enterprise/arr"},
    {link_source, "partnership/music/recognised"},
    {link_source, "audience/hours"},
    {link_source, "coupons/volume"},
    {elimination_source, "enterprise/insights/revenue"},
    {elimination_source, "coupons/revenue"},
    {report_output, "total/revenue"},
    {report_output, "ledger/received_tax"},
    {report_output, "coupons/revenue"},
    {report_of, "enterprise/insights/arr"},
    {report_of, "coupons/volume"},
    {factor, "macro"},
    {factor, "attention"},
    {formula_name, "commerce.gmv / volume"},
    {formula_name, "enterprise.insights.arr"},
};

START_TEST(known_names_are_taken)
{
    struct platform p;

    begin(&p);
    mentions[_i].add(&p, mentions[_i].name);
    ttr_program_unref(compile_ok(p.combiner));
    platform_end(&p);
}
END_TEST

/* What is not part of the platform is not offered as the nearest name. */
START_TEST(absent_parts_are_not_offered)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = NULL;
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 4);
    platform_stream(&p, "a", 1);
    platform_link(&p, "l", "a/revenue", "audience/mau_gross", 1, 1);
    ttri_assert_fails(ttr_combiner_compile(p.combiner, &program, &error),
                      TTR_E_UNKNOWN, &error,
                      "l: component audience is not known");
    platform_end(&p);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("names");
    TCase *one = tcase_create("names");

    tcase_add_loop_test(one, unknown_names_are_refused, 0, FAULTS);
    tcase_add_loop_test(one, known_names_are_taken, 0,
                        (int)(sizeof mentions / sizeof *mentions));
    tcase_add_test(one, absent_parts_are_not_offered);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
