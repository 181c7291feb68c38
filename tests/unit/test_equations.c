/* Equations of the audience, advertising, virtual goods and creators against
 * closed forms; whole models are compared with Python in test_cases.c. */
#include "unit.h"

#include <math.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#define REGION  "US"
#define PERIODS 48 /* the longest calendar here */

/* ---- a model of one region under construction ---- */

static struct {
    ttr_combiner *combiner;
    ttr_audience *audience;
    ttr_stream *stream[3];
    int streams;
    uint32_t periods;
} m;

static void begin(int32_t period_months, int32_t periods)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar calendar;

    memset(&m, 0, sizeof m);
    ttr_calendar_init(&calendar, sizeof calendar);
    calendar.period_months = period_months;
    calendar.periods = periods;
    m.periods = (uint32_t)periods;
    ttri_assert_ok(
        ttr_combiner_new(NULL, &calendar, "USD", &m.combiner, &error), &error);
    ttri_assert_ok(ttr_combiner_add_region(m.combiner, REGION, "USD", &error),
                   &error);
    ttri_assert_ok(ttr_audience_new(NULL, &m.audience, &error), &error);
    ttri_assert_ok(ttr_combiner_set_audience(m.combiner, m.audience, &error),
                   &error);
}

static ttr_stream *with(ttr_status (*make)(const struct ttr_allocator *,
                                           const char *, ttr_stream **,
                                           struct ttr_error *))
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream **stream = &m.stream[m.streams++];

    ttri_assert_ok(make(NULL, NULL, stream, &error), &error);
    ttri_assert_ok(ttr_combiner_add_stream(m.combiner, *stream, &error),
                   &error);
    return *stream;
}

static void people(const char *key, double value)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_audience_set(m.audience, NULL, key, value, &error),
                   &error);
}

static void set(ttr_stream *stream, const char *key, double value)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_stream_set(stream, NULL, key, value, &error), &error);
}

static void drop(void)
{
    for (int i = 0; i < m.streams; i++)
        ttr_stream_unref(m.stream[i]);
    ttr_audience_unref(m.audience);
    ttr_combiner_unref(m.combiner);
}

/* Runs the model that was begun, and ends it. */
static ttr_forecast *run(ttr_program **program)
{
    struct ttr_error error = ttri_unit_error();
    ttr_forecast *forecast = NULL;

    ttri_assert_ok(ttr_combiner_compile(m.combiner, program, &error), &error);
    ttri_assert_ok(ttr_program_run(*program, NULL, &forecast, &error), &error);
    drop();
    return forecast;
}

static void read_path(const ttr_program *program, const ttr_forecast *forecast,
                      const char *name, double values[PERIODS])
{
    struct ttr_error error = ttri_unit_error();
    uint32_t output = 0;

    ttri_assert_ok(ttr_program_find_output(program, name, &output, &error),
                   &error);
    ttri_assert_ok(ttr_forecast_read(forecast, output, 0, TTR_LOCAL,
                                     TTR_STEP_PERIOD, values, PERIODS, &error),
                   &error);
}

/* Runs the model and reads one output. */
static void run_and_read(const char *name, double values[PERIODS])
{
    ttr_program *program = NULL;
    ttr_forecast *forecast = run(&program);

    read_path(program, forecast, name, values);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
}

static void refuses(ttr_status expected, const char *message)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = NULL;

    ttri_assert_fails(ttr_combiner_compile(m.combiner, &program, &error),
                      expected, &error, message);
    ck_assert_ptr_null(program);
    drop();
}

#define assert_near(x, y, relative)                                            \
    ck_assert_double_le(fabs((x) - (y)), (relative)*fmax(fabs(y), 1e-300))

/* ---- audience ---- */

/* The default time constant (1/12) / ln 1.5 makes the long-run answer three
 * times that of the first month (Goli et al. 2025). */
START_TEST(ad_load_takes_its_time)
{
    double effect[PERIODS];
    ttr_stream *ads;

    begin(TTR_MONTH, 48);
    people("mau_gross", 1e6);
    people("ad_load_elasticity", 2.0);
    people("ad_load_reference", 0.10);
    ads = with(ttr_advertising_new);
    set(ads, "ad_load", 0.16);
    run_and_read("audience/load_effect", effect);
    assert_near(log(effect[0]), -2.0 * 0.06 / 3, 1e-12);
    assert_near(log(effect[47]), -2.0 * 0.06 * (1 - pow(1.5, -48)), 1e-9);
}
END_TEST

START_TEST(without_elasticity_ad_load_changes_nothing)
{
    double effect[PERIODS];

    begin(TTR_MONTH, 2);
    people("mau_gross", 1e6);
    set(with(ttr_advertising_new), "ad_load", 0.16);
    run_and_read("audience/load_effect", effect);
    ck_assert_double_eq(effect[0], 1.0);
    ck_assert_double_eq(effect[1], 1.0);
}
END_TEST

/* Fader and Hardie 2007, alpha = 0.668, beta = 3.806: survival 0.851 after
 * one renewal, from S(1) = beta / (alpha + beta). */
START_TEST(cohorts_shrink)
{
    double mau[PERIODS];

    begin(TTR_MONTH, 3);
    people("added_pm", 1000);
    set(with(ttr_advertising_new), "ad_load", 0.1);
    run_and_read("audience/mau", mau);
    assert_near(mau[0], 1000.0, 1e-12);
    assert_near(mau[1], 1000.0 * (1 + 3.806 / 4.474), 1e-12);
    assert_near(mau[2], 1000.0 * (1 + 3.806 / 4.474 * (1 + 4.806 / 5.474)),
                1e-12);
}
END_TEST

START_TEST(users_come_one_way_only)
{
    begin(TTR_MONTH, 1);
    people("mau_gross", 1000);
    people("added_pm", 10);
    with(ttr_advertising_new);
    refuses(TTR_E_CONFLICT, "audience/US/mau_gross must not stand beside "
                            "added_pm or opening_users");
    begin(TTR_MONTH, 1);
    with(ttr_advertising_new);
    refuses(TTR_E_MISSING, "audience/US/mau_gross must be given, or else "
                           "added_pm or opening_users");
}
END_TEST

/* ---- advertising ---- */

START_TEST(price_falls_with_supply)
{
    double ecpm[PERIODS];
    ttr_stream *ads;

    begin(TTR_YEAR, 1); /* 2020: 366 days */
    people("mau_gross", 1e6);
    ads = with(ttr_advertising_new);
    set(ads, "ad_load", 0.1);
    set(ads, "ecpm_ref", 4.0);
    set(ads, "supply_elasticity", 0.5);
    /* 1e6 * 0.5 users * 366 days * 1 hour * 120 videos * 0.1 */
    set(ads, "impressions_reference_pm", 2.196e9 / 4 / 12);
    run_and_read("advertising/ecpm", ecpm);
    assert_near(ecpm[0], 4.0 / 2.0, 1e-12);
}
END_TEST

START_TEST(supply_needs_a_reference)
{
    ttr_stream *ads;

    begin(TTR_MONTH, 1);
    people("mau_gross", 1000);
    ads = with(ttr_advertising_new);
    set(ads, "supply_elasticity", 0.5);
    refuses(TTR_E_MISSING, "advertising/US/impressions_reference_pm must be "
                           "given with supply_elasticity");
}
END_TEST

/* ---- virtual goods ---- */

static ttr_stream *coins(int32_t period_months, int32_t periods)
{
    begin(period_months, periods);
    people("mau_gross", 1e6);
    return with(ttr_virtual_goods_new);
}

/* The balance without sales falls as e^-kt. */
START_TEST(coins_drain_exponentially)
{
    double liability[PERIODS];
    ttr_stream *goods = coins(TTR_QUARTER, 8);

    set(goods, "opening_liability", 5e6);
    set(goods, "turnover", 3.0);
    run_and_read("virtual_goods/coin_liability", liability);
    for (int t = 0; t < 8; t++)
        assert_near(liability[t], 5e6 * exp(-0.75 * (t + 1)), 1e-12);
}
END_TEST

START_TEST(without_turnover_nothing_flows_out)
{
    double liability[PERIODS], spend[PERIODS];
    ttr_program *program = NULL;
    ttr_forecast *forecast;
    ttr_stream *goods = coins(TTR_MONTH, 2);

    set(goods, "payer_share", 0.1);
    set(goods, "arppu_pm", 10);
    set(goods, "turnover", 0);
    forecast = run(&program);
    read_path(program, forecast, "virtual_goods/coin_liability", liability);
    read_path(program, forecast, "virtual_goods/spend", spend);
    ck_assert_double_eq(spend[0], 0.0);
    ck_assert_double_eq(spend[1], 0.0);
    assert_near(liability[1], 2e6, 1e-15);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
}
END_TEST

/* Either side of the series' end, and far below: 1 - (1 - e^-u) / u by 60
 * digits of Python's decimal. */
START_TEST(slow_turnover_keeps_its_digits)
{
    static const struct {
        double turnover, gone; /* a year, so u is the turnover */
    } rows[] = {
        {1e-9, 4.99999999833333364516e-10},
        {1e-4, 4.99983333749991690765e-5},
        {4.9e-3, 2.44600323057491961056e-3},
        {5.1e-3, 2.54567052149212121084e-3},
        {1.0, 3.67879441171442321596e-1},
        {50.0, 9.8e-1},
    };
    double spend[PERIODS];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ttr_stream *goods = coins(TTR_YEAR, 1);

        set(goods, "payer_share", 1);
        set(goods, "arppu_pm", 1);
        set(goods, "turnover", rows[i].turnover);
        run_and_read("virtual_goods/spend", spend);
        assert_near(spend[0], 12e6 * rows[i].gone, 2e-11);
    }
}
END_TEST

/* Breakage tends to b of what is bought (ASC 606-10-55-48). */
START_TEST(breakage_is_a_share_of_bookings)
{
    double breakage[PERIODS];
    ttr_stream *goods = coins(TTR_MONTH, 48);

    set(goods, "payer_share", 0.1);
    set(goods, "arppu_pm", 10);
    set(goods, "breakage", 0.07);
    run_and_read("virtual_goods/breakage_revenue", breakage);
    assert_near(breakage[47], 0.07 * 1e6, 1e-12);
}
END_TEST

/* Two months of life, sold in the middle of a month: 1/4, 1/2, 1/4. */
START_TEST(lasting_items_are_earned_straight_line)
{
    double revenue[PERIODS], deferred[PERIODS];
    ttr_program *program = NULL;
    ttr_forecast *forecast;
    ttr_stream *goods = coins(TTR_MONTH, 5);

    set(goods, "payer_share", 0.1);
    set(goods, "arppu_pm", 10);
    set(goods, "turnover", 1e6); /* all is spent at once */
    set(goods, "durable_share", 1);
    set(goods, "payer_life_months", 2);
    forecast = run(&program);
    read_path(program, forecast, "virtual_goods/item_revenue", revenue);
    read_path(program, forecast, "virtual_goods/deferred", deferred);
    assert_near(revenue[0], 0.25e6, 1e-4);
    assert_near(revenue[1], 0.75e6, 1e-4);
    assert_near(revenue[2], 1e6, 1e-4);
    assert_near(revenue[4], 1e6, 1e-4);
    assert_near(deferred[0], 0.75e6, 1e-4);
    assert_near(deferred[4], 1e6, 1e-4);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
}
END_TEST

/* Lognormal with s = 1.5: the top hundredth has Phi(1.5 - Phi^-1(0.99)). */
START_TEST(spread_follows_from_the_top)
{
    double sigma[PERIODS];
    double top = 0.5 * erfc((2.3263478740408411 - 1.5) / sqrt(2.0));
    ttr_stream *goods = coins(TTR_MONTH, 1);

    set(goods, "payer_share", 0.1);
    set(goods, "arppu_pm", 10);
    set(goods, "top1_share", top);
    run_and_read("virtual_goods/spend_sigma", sigma);
    assert_near(sigma[0], 1.5, 1e-12);
}
END_TEST

START_TEST(coins_need_somewhere_to_go)
{
    set(coins(TTR_MONTH, 1), "gifts_weight", 0.5);
    refuses(TTR_E_CONFLICT, "virtual_goods/US/gifts_weight must be 0 without "
                            "a creator stream (got 0.5)");
    set(coins(TTR_MONTH, 1), "promotion_weight", 2);
    refuses(TTR_E_CONFLICT, "virtual_goods/US/promotion_weight must be 0 "
                            "without an advertising stream (got 2)");
}
END_TEST

/* ---- creator ---- */

START_TEST(a_pool_sets_its_own_rate)
{
    double rpm[PERIODS];
    struct ttr_error error = ttri_unit_error();
    ttr_stream *creator;

    begin(TTR_YEAR, 1);
    people("mau_gross", 1e6);
    set(with(ttr_advertising_new), "ad_load", 0);
    creator = with(ttr_creator_new);
    ttri_assert_ok(ttr_stream_set_option(creator, "programme", "pool", &error),
                   &error);
    set(creator, "pool_per_year", 5.49e6);
    set(creator, "long_share", 0.25);
    run_and_read("creator/effective_rpm", rpm);
    /* 1e6 * 0.5 users * 366 days * 1 hour * 120 videos * 0.25 = 5.49e9 */
    assert_near(rpm[0], 1.0, 1e-12);
}
END_TEST

START_TEST(a_pool_without_views_is_not_paid)
{
    double payout[PERIODS];
    struct ttr_error error = ttri_unit_error();
    ttr_stream *creator;

    begin(TTR_YEAR, 1);
    people("mau_gross", 1e6);
    creator = with(ttr_creator_new);
    ttri_assert_ok(ttr_stream_set_option(creator, "programme", "pool", &error),
                   &error);
    set(creator, "pool_per_year", 5.49e6);
    run_and_read("creator/programme_payout", payout);
    ck_assert_double_eq(payout[0], 0.0);
}
END_TEST

/* Gross or net: what remains is the same. */
START_TEST(presentation_leaves_the_contribution)
{
    double contribution[2][PERIODS], revenue[2][PERIODS];

    for (int net = 0; net < 2; net++) {
        struct ttr_error error = ttri_unit_error();
        ttr_program *program = NULL;
        ttr_forecast *forecast;
        ttr_stream *creator;

        begin(TTR_MONTH, 1);
        people("mau_gross", 1e6);
        creator = with(ttr_creator_new);
        set(creator, "opening_subscribers", 1000);
        set(creator, "subscription_price_pm", 5);
        set(creator, "subscription_store_fee", 0.3);
        ttri_assert_ok(ttr_stream_set_presentation(
                           creator, NULL, net ? TTR_NET : TTR_GROSS, &error),
                       &error);
        forecast = run(&program);
        read_path(program, forecast, "creator/contribution", contribution[net]);
        read_path(program, forecast, "creator/revenue", revenue[net]);
        ttr_forecast_unref(forecast);
        ttr_program_unref(program);
    }
    ck_assert_double_eq(contribution[0][0], contribution[1][0]);
    assert_near(revenue[1][0], 0.35 * revenue[0][0], 1e-14);
    ck_assert_double_gt(revenue[0][0], 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("equations");
    TCase *audience = tcase_create("audience");
    TCase *advertising = tcase_create("advertising");
    TCase *goods = tcase_create("virtual goods");
    TCase *creator = tcase_create("creator");

    tcase_add_test(audience, ad_load_takes_its_time);
    tcase_add_test(audience, without_elasticity_ad_load_changes_nothing);
    tcase_add_test(audience, cohorts_shrink);
    tcase_add_test(audience, users_come_one_way_only);
    tcase_add_test(advertising, price_falls_with_supply);
    tcase_add_test(advertising, supply_needs_a_reference);
    tcase_add_test(goods, coins_drain_exponentially);
    tcase_add_test(goods, without_turnover_nothing_flows_out);
    tcase_add_test(goods, slow_turnover_keeps_its_digits);
    tcase_add_test(goods, breakage_is_a_share_of_bookings);
    tcase_add_test(goods, lasting_items_are_earned_straight_line);
    tcase_add_test(goods, spread_follows_from_the_top);
    tcase_add_test(goods, coins_need_somewhere_to_go);
    tcase_add_test(creator, a_pool_sets_its_own_rate);
    tcase_add_test(creator, a_pool_without_views_is_not_paid);
    tcase_add_test(creator, presentation_leaves_the_contribution);
    suite_add_tcase(suite, audience);
    suite_add_tcase(suite, advertising);
    suite_add_tcase(suite, goods);
    suite_add_tcase(suite, creator);
    return ttri_unit_main(suite);
}
