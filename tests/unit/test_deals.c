/* Deals of partnership streams: guarantees, recoupment, tiers, recognition,
 * terms. All expected numbers are worked by hand from
 *
 *     T = sum of share * slice of the year's sales
 *     due = max(G, T - U),  U' = max(0, U + G - T)
 *
 * and recognised by the end of period k of n: rateable G k/n + max(0, T_k - U
 * - G); as sales max(0, T_k - U), topped up to due at the end; progress the
 * due of the sales so far, annualised, times k/n. */
#include "deals.h"

#include <stdbool.h>
#include <stdio.h>

/* ---- two contract years of four quarters ---- */

/* Sales of 1,000 and 2,000: T is 100, then 200; T_k is 10, 30, 60, 100 and 40,
 * 90, 150, 200. */
static const double sales[] = {100, 200, 300, 400, 400, 500, 600, 500};

static const struct {
    const char *name;
    int32_t recognition, recoupable;
    double guarantee;
    double recognised[8], receivable[8], unrecouped[8];
} years[] = {
    {"rateable, a guarantee that binds and one that does not",
     TTR_RECOGNISE_RATEABLE,
     0,
     120,
     {30, 30, 30, 30, 30, 30, 60, 80},
     {30, 60, 90, 0, 30, 60, 120, 0},
     {0}},
    {"as sales occur, topped up",
     TTR_RECOGNISE_AS_SALES,
     0,
     120,
     {10, 20, 30, 60, 40, 50, 60, 50},
     {10, 30, 60, 0, 40, 90, 150, 0},
     {0}},
    /* year 2: sales 1,600, 1,800, 2,000 and 2,000 a year */
    {"progress",
     TTR_RECOGNISE_PROGRESS,
     0,
     120,
     {30, 30, 30, 30, 40, 50, 60, 50},
     {30, 60, 90, 0, 40, 90, 150, 0},
     {0}},
    /* year 1 leaves 20, so year 2 is due 180 */
    {"rateable, recouped",
     TTR_RECOGNISE_RATEABLE,
     1,
     120,
     {30, 30, 30, 30, 30, 30, 40, 80},
     {30, 60, 90, 0, 30, 60, 100, 0},
     {0, 0, 0, 20, 20, 20, 20, 0}},
    {"as sales occur, recouped",
     TTR_RECOGNISE_AS_SALES,
     1,
     120,
     {10, 20, 30, 60, 20, 50, 60, 50},
     {10, 30, 60, 0, 20, 70, 130, 0},
     {0, 0, 0, 20, 20, 20, 20, 0}},
    /* year 2: royalties of 160, 180, 200, 200 a year, less 20 */
    {"progress, recouped",
     TTR_RECOGNISE_PROGRESS,
     1,
     120,
     {30, 30, 30, 30, 35, 45, 55, 45},
     {30, 60, 90, 0, 35, 80, 135, 0},
     {0, 0, 0, 20, 20, 20, 20, 0}},
    {"no guarantee",
     TTR_RECOGNISE_RATEABLE,
     1,
     0,
     {10, 20, 30, 40, 40, 50, 60, 50},
     {10, 30, 60, 0, 40, 90, 150, 0},
     {0}},
    /* 150 are left after year 1, 200 after year 2 */
    {"a guarantee that never earns out",
     TTR_RECOGNISE_AS_SALES,
     1,
     250,
     {10, 20, 30, 190, 0, 0, 0, 250},
     {10, 30, 60, 0, 0, 0, 0, 0},
     {0, 0, 0, 150, 150, 150, 150, 200}},
};

static void sums_to_due(const double *recognised, double guarantee,
                        bool recoupable)
{
    double unrecouped = 0;

    for (int year = 0; year < 2; year++) {
        double royalty = year == 0 ? 100 : 200, sum = 0;

        for (int k = 0; k < 4; k++)
            sum += recognised[4 * year + k];
        ck_assert_double_eq(sum, fmax(guarantee, royalty - unrecouped));
        if (recoupable)
            unrecouped = fmax(0, unrecouped + guarantee - royalty);
    }
}

static void begin_years(struct small_model *model, int i, int32_t pays)
{
    struct ttr_deal deal = plain_deal();

    deal.pays = pays;
    deal.recognition = years[i].recognition;
    deal.recoupable = years[i].recoupable;
    small_begin(model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 8);
    add_deal(model, &deal);
    small_set_series(model, "music/base_pm", sales, 3);
    small_set(model, "music/guarantee", years[i].guarantee);
}

START_TEST(two_years)
{
    double paid[8] = {0};
    struct small_model model;

    sums_to_due(years[_i].recognised, years[_i].guarantee,
                years[_i].recoupable == 1);
    for (int t = 0; t < 8; t++)
        paid[t / 4 * 4 + 3] += years[_i].recognised[t];
    begin_years(&model, _i, 0);
    small_run(&model);
    small_check(&model, "partnership/music/recognised", years[_i].recognised);
    small_check(&model, "partnership/music/receivable", years[_i].receivable);
    small_check(&model, "partnership/music/unrecouped", years[_i].unrecouped);
    small_check(&model, "partnership/deal_revenue", years[_i].recognised);
    small_check(&model, "partnership/revenue", years[_i].recognised);
    small_check(&model, "partnership/contribution", years[_i].recognised);
    small_check(&model, "partnership/receivable", years[_i].receivable);
    small_check(&model, "partnership/bookings", paid);
    small_check(&model, "ledger/paid_partner", paid);
    small_check(&model, "ledger/balance_receivable", years[_i].receivable);
    small_end(&model);
}
END_TEST

/* The same deals with the money running the other way. */
START_TEST(two_years_that_we_pay)
{
    double paid[8] = {0}, owed[8], cost[8], loss[8];
    static const double none[8];
    struct small_model model;

    for (int t = 0; t < 8; t++) {
        paid[t / 4 * 4 + 3] += years[_i].recognised[t];
        owed[t] = -years[_i].receivable[t];
        cost[t] = years[_i].recognised[t] + 2; /* a fee of 8 a year */
        loss[t] = -cost[t];
    }
    for (int t = 0; t < 8; t++)
        paid[t] += 2;
    begin_years(&model, _i, 1);
    small_set(&model, "music/fixed_fee_per_year", 8);
    small_run(&model);
    small_check(&model, "partnership/music/recognised", years[_i].recognised);
    small_check(&model, "partnership/music/receivable", owed);
    small_check(&model, "partnership/deal_cost", cost);
    small_check(&model, "partnership/fixed_fees", none);
    small_check(&model, "partnership/revenue", none);
    small_check(&model, "partnership/contribution", loss);
    small_check(&model, "ledger/received_payee", paid);
    small_check(&model, "ledger/paid_partner", none);
    small_end(&model);
}
END_TEST

/* ---- three years of recoupment, one period each ---- */

/* T is 0, 50, 400: unrecouped 120, then 120 + 120 - 50 = 190, so that the last
 * year is due 400 - 190 = 210. */
START_TEST(recoupment_is_carried_over_years)
{
    static const double base[] = {0, 500, 4000};
    static const double due[] = {120, 120, 210}, left[] = {120, 190, 0};
    static const double none[] = {0, 0, 0};

    for (int32_t method = 0; method < 3; method++) {
        struct ttr_deal deal = plain_deal();
        struct small_model model;

        deal.term_years = 3;
        deal.recognition = method;
        small_begin(&model, ttr_partnership_new, NULL, 1, TTR_YEAR, 3);
        add_deal(&model, &deal);
        small_set_series(&model, "music/base_pm", base, 12);
        small_set(&model, "music/guarantee", 120);
        small_run(&model);
        small_check(&model, "partnership/music/recognised", due);
        small_check(&model, "partnership/music/unrecouped", left);
        small_check(&model, "partnership/music/receivable", none);
        small_check(&model, "ledger/paid_partner", due);
        small_end(&model);
    }
}
END_TEST

/* ---- tiers ---- */

/* 10 % to 1,000, 20 % to 1,500, then 5 %: 2,000 a year make 100 + 100 + 25. By
 * quarters of 500: 50, 100, 200, 225; and the tiers begin again each year. */
START_TEST(tiers_apply_to_slices_of_a_year)
{
    static const double from[] = {0, 1000, 1500}, share[] = {0.1, 0.2, 0.05};
    static const double base[] = {500, 500, 500, 500, 500, 500, 500, 500};
    static const double royalty[] = {50, 50, 100, 25, 50, 50, 100, 25};
    struct ttr_deal deal = plain_deal();
    struct small_model model;

    deal.tier_from = from;
    deal.tier_share = share;
    deal.tiers = 3;
    deal.recognition = TTR_RECOGNISE_AS_SALES;
    small_begin(&model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 8);
    add_deal(&model, &deal);
    small_set_series(&model, "music/base_pm", base, 3);
    small_run(&model);
    small_check(&model, "partnership/music/recognised", royalty);
    small_end(&model);
}
END_TEST

/* ---- terms on the calendar ---- */

/* A year from July 2024 in months; the fee is earned by time. */
START_TEST(a_deal_runs_from_its_start_to_its_end)
{
    double revenue[24] = {0}, fees[24] = {0};
    struct ttr_deal deal = plain_deal();
    struct small_model model;

    for (int t = 6; t < 18; t++) {
        revenue[t] = 10;
        fees[t] = 2;
    }
    deal.start = 20240701;
    deal.term_years = 1;
    small_begin(&model, ttr_partnership_new, NULL, 1, TTR_MONTH, 24);
    add_deal(&model, &deal);
    small_set(&model, "music/base_pm", 100);
    small_set(&model, "music/fixed_fee_per_year", 24);
    small_run(&model);
    small_check(&model, "partnership/music/recognised", revenue);
    small_check(&model, "partnership/fixed_fees", fees);
    small_end(&model);
}
END_TEST

/* Renewed above one half: for the rest of the calendar, and what is unrecouped
 * stays. 50 a year are earned, 70 are left after each. */
START_TEST(a_renewed_deal_goes_on)
{
    static const double on[] = {120, 120, 120, 120};
    static const double over[] = {120, 0, 0, 0};
    static const double left[] = {70, 140, 210, 280};
    static const double kept[] = {70, 70, 70, 70};
    static const double base[] = {500, 500, 500, 500};

    for (int renewed = 0; renewed < 2; renewed++) {
        struct ttr_deal deal = plain_deal();
        struct small_model model;

        deal.term_years = 1;
        small_begin(&model, ttr_partnership_new, NULL, 1, TTR_YEAR, 4);
        add_deal(&model, &deal);
        small_set_series(&model, "music/base_pm", base, 12);
        small_set(&model, "music/guarantee", 120);
        small_set(&model, "music/renewal_probability", renewed ? 0.51 : 0.5);
        small_set(&model, "music/default_hazard", 3);
        small_run(&model);
        small_check(&model, "partnership/music/recognised",
                    renewed ? on : over);
        small_check(&model, "partnership/music/unrecouped",
                    renewed ? left : kept);
        small_end(&model);
    }
}
END_TEST

/* The guarantee of a year is that of its first period. */
START_TEST(a_guarantee_holds_for_its_year)
{
    static const double given[] = {120, 999, 999, 999, 240, 1, 1, 1};
    static const double due[] = {30, 30, 30, 30, 60, 60, 60, 60};
    struct ttr_deal deal = plain_deal();
    struct small_model model;

    small_begin(&model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 8);
    add_deal(&model, &deal);
    small_set_series(&model, "music/guarantee", given, 1);
    small_run(&model);
    small_check(&model, "partnership/music/recognised", due);
    small_end(&model);
}
END_TEST

/* A deal from January in a calendar from July: half of the first year's
 * guarantee was recognised before, and is owed at the start. */
START_TEST(a_deal_may_be_older_than_the_calendar)
{
    static const double revenue[] = {30, 30, 30, 30, 30, 30};
    static const double owed[] = {90, 0, 30, 60, 90, 0};
    static const double change[] = {30, -90, 30, 30, 30, -90};
    static const double paid[] = {0, 120, 0, 0, 0, 120};

    for (int32_t method = 0; method < 3; method += 2) {
        struct ttr_deal deal = plain_deal();
        struct small_model model;

        deal.start = 20240101;
        deal.recognition = method;
        small_begin(&model, ttr_partnership_new, NULL, 7, TTR_QUARTER, 6);
        add_deal(&model, &deal);
        small_set(&model, "music/guarantee", 120);
        small_run(&model);
        small_check(&model, "partnership/music/recognised", revenue);
        small_check(&model, "partnership/music/receivable", owed);
        small_check(&model, "ledger/change_receivable", change);
        small_check(&model, "ledger/paid_partner", paid);
        small_end(&model);
    }
}
END_TEST

/* The calendar ends in the second contract year. */
START_TEST(a_calendar_may_end_within_a_year)
{
    static const double revenue[] = {30, 30, 30, 30, 30, 30};
    static const double owed[] = {30, 60, 90, 0, 30, 60};
    struct ttr_deal deal = plain_deal();
    struct small_model model;

    small_begin(&model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 6);
    add_deal(&model, &deal);
    small_set(&model, "music/guarantee", 120);
    small_run(&model);
    small_check(&model, "partnership/music/recognised", revenue);
    small_check(&model, "partnership/music/receivable", owed);
    small_end(&model);
}
END_TEST

START_TEST(a_deal_must_start_with_a_period)
{
    static const ttr_date starts[] = {20240201, 20240102, 20231201};
    static const char *const texts[] = {"2024-02-01", "2024-01-02",
                                        "2023-12-01"};

    for (int i = 0; i < 3; i++) {
        struct ttr_error error = ttri_unit_error();
        struct ttr_deal deal = plain_deal();
        struct small_model model;
        char message[128];

        snprintf(message, sizeof message,
                 "partnership/US/music/start must be the first day of a period "
                 "(got %s)",
                 texts[i]);
        deal.start = starts[i];
        small_begin(&model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 4);
        add_deal(&model, &deal);
        ttri_assert_fails(
            ttr_combiner_compile(model.combiner, &model.program, &error),
            TTR_E_RANGE, &error, message);
        small_end(&model);
    }
}
END_TEST

/* ---- where the base comes from ---- */

/* Orders of 1,000 users x 10 % x 3 months at 10 make 3,000 a quarter; half of
 * the quarter before counts, and a tenth of that is paid. */
START_TEST(a_base_may_be_an_output_of_a_period_before)
{
    static const double royalty[] = {0, 150, 150, 150};
    struct ttr_error error = ttri_unit_error();
    struct ttr_deal deal = plain_deal();
    ttr_stream *shop = NULL;
    struct small_model model;

    deal.base = "commerce/gmv";
    deal.base_scale = 0.5;
    deal.base_lag = 1;
    small_begin(&model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 4);
    add_deal(&model, &deal);
    ttri_assert_ok(ttr_commerce_new(NULL, NULL, &shop, &error), &error);
    ttri_assert_ok(ttr_stream_set(shop, NULL, "buyer_share", 0.1, &error),
                   &error);
    ttri_assert_ok(ttr_stream_set(shop, NULL, "aov", 10, &error), &error);
    ttri_assert_ok(ttr_combiner_add_stream(model.combiner, shop, &error),
                   &error);
    ttr_stream_unref(shop);
    small_run(&model);
    small_check(&model, "partnership/music/recognised", royalty);
    small_end(&model);
}
END_TEST

START_TEST(a_base_on_itself_is_a_cycle)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_deal deal = plain_deal();
    struct small_model model;

    deal.base = "partnership/deal_revenue";
    small_begin(&model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 4);
    add_deal(&model, &deal);
    ttri_assert_fails(
        ttr_combiner_compile(model.combiner, &model.program, &error),
        TTR_E_CYCLE, &error, NULL);
    small_end(&model);
}
END_TEST

START_TEST(a_deal_may_be_of_some_regions_only)
{
    static const char *const regions[] = {"EU"};
    static const double revenue[] = {30, 30}, none[] = {0, 0};
    struct ttr_error error = ttri_unit_error();
    struct ttr_deal deal = plain_deal();
    struct small_model model;

    deal.regions = regions;
    deal.region_count = 1;
    small_begin(&model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 2);
    ttri_assert_ok(ttr_combiner_add_region(model.combiner, "EU", "USD", &error),
                   &error);
    add_deal(&model, &deal);
    small_set(&model, "music/base_pm", 100);
    small_run(&model);
    small_check_in(&model, 0, "partnership/music/recognised", none);
    small_check_in(&model, 0, "partnership/music/receivable", none);
    small_check_in(&model, 0, "partnership/music/unrecouped", none);
    small_check_in(&model, 1, "partnership/music/recognised", revenue);
    small_check_in(&model, TTR_WORLD, "partnership/revenue", revenue);
    small_end(&model);
}
END_TEST

/* ---- beside deals ---- */

/* A quarter: 3,000,000 at 50 bps are 15,000; 30,000 payments at 0.10 are 3,000;
 * 0.3 % of interchange are 9,000. 600 parcels at 4 are 2,400. */
START_TEST(gateway_logistics_and_promotion)
{
    static const double gateway[] = {9000}, logistics[] = {2400};
    static const double revenue[] = {11400}, paid[] = {20400}, banks[] = {9000};
    static const double users[] = {150};
    struct small_model model;

    small_begin(&model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 1);
    small_set(&model, "gateway_tpv_pm", 1e6);
    small_set(&model, "gateway_bps", 50);
    small_set(&model, "gateway_transactions_pm", 1e4);
    small_set(&model, "gateway_fee", 0.1);
    small_set(&model, "gateway_interchange_rate", 0.003);
    small_set(&model, "third_party_parcels_pm", 200);
    small_set(&model, "third_party_parcel_fee", 4);
    small_set(&model, "cross_promotion_users_pm", 50);
    small_run(&model);
    small_check(&model, "partnership/gateway_revenue", gateway);
    small_check(&model, "partnership/logistics_revenue", logistics);
    small_check(&model, "partnership/revenue", revenue);
    small_check(&model, "partnership/cross_promotion_users", users);
    small_check(&model, "ledger/paid_partner", paid);
    small_check(&model, "ledger/received_payment_provider", banks);
    small_check(&model, "ledger/received_platform", revenue);
    small_end(&model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deals");
    TCase *one = tcase_create("deals");
    int cases = (int)(sizeof years / sizeof *years);

    tcase_add_loop_test(one, two_years, 0, cases);
    tcase_add_loop_test(one, two_years_that_we_pay, 0, cases);
    tcase_add_test(one, recoupment_is_carried_over_years);
    tcase_add_test(one, tiers_apply_to_slices_of_a_year);
    tcase_add_test(one, a_deal_runs_from_its_start_to_its_end);
    tcase_add_test(one, a_renewed_deal_goes_on);
    tcase_add_test(one, a_guarantee_holds_for_its_year);
    tcase_add_test(one, a_deal_may_be_older_than_the_calendar);
    tcase_add_test(one, a_calendar_may_end_within_a_year);
    tcase_add_test(one, a_deal_must_start_with_a_period);
    tcase_add_test(one, a_base_may_be_an_output_of_a_period_before);
    tcase_add_test(one, a_base_on_itself_is_a_cycle);
    tcase_add_test(one, a_deal_may_be_of_some_regions_only);
    tcase_add_test(one, gateway_logistics_and_promotion);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
