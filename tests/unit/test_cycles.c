/* Equations that need each other within one period: the error names the ring,
 * whatever the gain, and a lag anywhere opens it. */
#include "link_loops.h"

static void assert_cycle(const struct platform *p, const char *const *names)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(compile(p, &error), TTR_E_CYCLE, &error, NULL);
    for (; *names != NULL; names++)
        ck_assert_msg(strstr(error.message, *names) != NULL, "%s: no %s",
                      error.message, *names);
}

START_TEST(a_cycle_of_links)
{
    static const char *const names[] = {"a/US/x", "b/US/x", NULL};
    double gains[] = {0.1, -0.1, 2}; /* whatever the gain */

    for (int i = 0; i < 3; i++) {
        struct platform p;

        begin_pair(&p, gains[i], 0, 1, 0);
        assert_cycle(&p, names);
        platform_end(&p);
    }
}
END_TEST

START_TEST(a_cycle_of_one_link)
{
    static const char *const names[] = {"a/US/x -> a/US/x", NULL};
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 8);
    platform_stream(&p, "a", 2);
    platform_link(&p, "self", "a/revenue", "a/x", 0.1, 0);
    assert_cycle(&p, names);
    platform_end(&p);
}
END_TEST

START_TEST(a_cycle_between_regions)
{
    static const char *const names[] = {"a/US/x", "a/EU/x", NULL};
    struct ttr_error error = ttri_unit_error();
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 8);
    platform_region(&p, "EU", "USD");
    platform_stream(&p, "a", 2);
    for (int i = 0; i < 2; i++) {
        struct ttr_link link =
            link_of(i == 0 ? "out" : "home", "a/revenue", "a/x", 0.1, 0);

        link.source_region = i == 0 ? "US" : "EU";
        link.target_region = i == 0 ? "EU" : "US";
        ttri_assert_ok(ttr_combiner_add_link(p.combiner, &link, &error),
                       &error);
    }
    assert_cycle(&p, names);
    platform_end(&p);
}
END_TEST

/* Revenue makes minutes, minutes make hours, hours make revenue. */
START_TEST(a_cycle_through_the_audience)
{
    static const char *const names[] = {"audience/US/minutes_per_dau_day",
                                        "audience/US/hours",
                                        "advertising/US/impressions", NULL};
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 8);
    platform_audience(&p, 1e6);
    ttri_assert_ok(ttr_advertising_new(NULL, NULL, &stream, &error), &error);
    platform_keep(&p, stream);
    set_number(stream, NULL, "ad_load", 0.1);
    set_number(stream, NULL, "ecpm_ref", 4);
    platform_link(&p, "money makes time", "advertising/auction",
                  "audience/minutes_per_dau_day", 0.1, 0);
    assert_cycle(&p, names);
    platform_end(&p);
}
END_TEST

/* A formula that reads itself, and two that read each other. */
START_TEST(a_cycle_of_formulas)
{
    static const char *const names[] = {"a/US/u", "a/US/v", NULL};
    struct platform p;
    ttr_stream *stream;

    platform_begin(&p, TTR_QUARTER, 8);
    stream = platform_stream(&p, "a", 2);
    define_output(stream, "u", "1", TTR_KIND_FLOW, "v + x");
    define_output(stream, "v", "1", TTR_KIND_FLOW, "2 * u");
    assert_cycle(&p, names);
    platform_end(&p);
}
END_TEST

/* A lag anywhere opens the cycle. */
START_TEST(a_lag_opens_a_cycle)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_stream *stream;

    begin_pair(&p, 0.5, 0, 0.5, 1);
    ck_assert_int_eq(compile(&p, &error), TTR_OK);
    platform_end(&p);
    platform_begin(&p, TTR_QUARTER, 8);
    stream = platform_stream(&p, "a", 2);
    define_output(stream, "u", "1", TTR_KIND_FLOW, "lag(v, 1) + x");
    define_output(stream, "v", "1", TTR_KIND_FLOW, "2 * u");
    ck_assert_int_eq(compile(&p, &error), TTR_OK);
    platform_end(&p);
}
END_TEST

/* A deal on what the deal itself earns, and on last period's. */
START_TEST(a_cycle_of_a_deal)
{
    static const char *const names[] = {"partnership/US/", NULL};
    static const double from[] = {0}, share[] = {0.1};
    struct ttr_error error = ttri_unit_error();
    struct ttr_deal deal;

    for (int32_t lag = 0; lag < 2; lag++) {
        ttr_stream *stream = NULL;
        struct platform p;

        platform_begin(&p, TTR_QUARTER, 8);
        ttri_assert_ok(ttr_partnership_new(NULL, NULL, &stream, &error),
                       &error);
        platform_keep(&p, stream);
        ttr_deal_init(&deal, sizeof deal);
        deal.name = "music";
        deal.base = "partnership/revenue";
        deal.base_lag = lag;
        deal.tiers = 1;
        deal.tier_from = from;
        deal.tier_share = share;
        ttri_assert_ok(ttr_partnership_add_deal(stream, &deal, &error), &error);
        if (lag == 0)
            assert_cycle(&p, names);
        else
            ck_assert_int_eq(compile(&p, &error), TTR_OK);
        platform_end(&p);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cycles");
    TCase *one = tcase_create("cycles");

    tcase_add_test(one, a_cycle_of_links);
    tcase_add_test(one, a_cycle_of_one_link);
    tcase_add_test(one, a_cycle_between_regions);
    tcase_add_test(one, a_cycle_through_the_audience);
    tcase_add_test(one, a_cycle_of_formulas);
    tcase_add_test(one, a_cycle_of_a_deal);
    tcase_add_test(one, a_lag_opens_a_cycle);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
