/* What a link does: its target moves by elasticity * ln(source / reference),
 * some periods later, on the target's scale. Streams are `revenue = x`, so
 * that every number is a power of small ones. */
#include "platform.h"

#define PERIODS 6

static const double series[PERIODS] = {2, 3, 5, 4, 2.5, 8};

/* a has the series above, b is 3 in every period. */
static void begin(struct platform *p)
{
    platform_begin(p, TTR_QUARTER, PERIODS);
    set_series(platform_stream(p, "a", 1), NULL, "x", PERIODS, series);
    platform_stream(p, "b", 3);
}

static void add_link(struct platform *p, struct ttr_link link)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_combiner_add_link(p->combiner, &link, &error), &error);
}

/* From the revenue of a, against a constant. */
static void link_to(struct platform *p, const char *name, const char *target,
                    double elasticity, int32_t lag, double reference)
{
    struct ttr_link link = link_of(name, "a/revenue", target, elasticity, lag);

    link.reference = reference;
    add_link(p, link);
}

/* Runs with one driver shifted (NULL: none) and reads an output. */
static void read_shifted(const struct platform *p, const char *driver,
                         double shift, const char *output, uint32_t region,
                         double values[MOST_VALUES])
{
    ttr_program *program = compile_ok(p->combiner);
    double *shifts = no_shifts(program);
    ttr_forecast *forecast;

    if (driver != NULL)
        shifts[driver_index(program, driver)] = shift;
    forecast = run_ok(program, shifts);
    read_periods(forecast, output, region, values);
    ttr_forecast_unref(forecast);
    free(shifts);
    ttr_program_unref(program);
}

static void read_central(const struct platform *p, const char *output,
                         double values[MOST_VALUES])
{
    read_shifted(p, NULL, 0, output, 0, values);
}

/* ---- reference and lag ---- */

static const int32_t lags[] = {0, 1, 3, PERIODS, 100};

#define LAGS ((int)(sizeof lags / sizeof *lags))

/* Against a constant: b_t = 3 (a_(t - lag) / 2)^0.5, 3 before. */
START_TEST(a_constant_reference)
{
    uint32_t lag = (uint32_t)lags[_i];
    struct platform p;
    double b[MOST_VALUES];

    begin(&p);
    link_to(&p, "l", "b/x", 0.5, lags[_i], 2);
    read_central(&p, "b/revenue", b);
    for (uint32_t t = 0; t < PERIODS; t++)
        assert_near(b[t], t < lag ? 3 : 3 * sqrt(series[t - lag] / 2), 1e-14);
    if (lag > 0)
        ck_assert(b[0] == 3.0);
    platform_end(&p);
}
END_TEST

/* Against its own central path a source says nothing until it leaves it: then
 * every target moves by the same factor, a lag later. */
START_TEST(a_central_reference)
{
    uint32_t lag = (uint32_t)lags[_i];
    struct platform p;
    double b[MOST_VALUES];

    begin(&p);
    platform_link(&p, "l", "a/revenue", "b/x", 0.5, lags[_i]);
    read_central(&p, "b/revenue", b);
    for (uint32_t t = 0; t < PERIODS; t++)
        assert_near(b[t], 3, 1e-15);
    read_shifted(&p, "a/US/x", log(1.21), "b/revenue", 0, b);
    for (uint32_t t = 0; t < PERIODS; t++)
        assert_near(b[t], t < lag ? 3 : 3 * 1.1, 1e-14);
    platform_end(&p);
}
END_TEST

/* A link of elasticity 0 changes no digit. */
START_TEST(no_elasticity)
{
    struct platform p;
    double b[MOST_VALUES];

    begin(&p);
    link_to(&p, "l", "b/x", 0, 0, 2);
    read_central(&p, "b/revenue", b);
    for (uint32_t t = 0; t < PERIODS; t++)
        ck_assert(b[t] == 3.0);
    platform_end(&p);
}
END_TEST

/* Two links on one target: their logarithms add. */
START_TEST(two_links_on_one_target)
{
    struct platform p;
    double b[MOST_VALUES];

    begin(&p);
    link_to(&p, "one", "b/x", 0.5, 0, 2);
    link_to(&p, "two", "b/x", -1, 1, 4);
    read_central(&p, "b/revenue", b);
    assert_near(b[0], 3, 1e-15);
    for (uint32_t t = 1; t < PERIODS; t++)
        assert_near(b[t], 3 * sqrt(series[t] / 2) * 4 / series[t - 1], 1e-14);
    platform_end(&p);
}
END_TEST

/* A shift of a travels to c by way of b, a lag and an elasticity at a time:
 * 1.1^(0.5 * 3). */
START_TEST(a_chain_of_links)
{
    struct platform p;
    double c[MOST_VALUES];

    begin(&p);
    platform_stream(&p, "c", 7);
    platform_link(&p, "first", "a/revenue", "b/x", 0.5, 1);
    platform_link(&p, "second", "b/revenue", "c/x", 3, 2);
    read_shifted(&p, "a/US/x", log(1.1), "c/revenue", 0, c);
    for (uint32_t t = 0; t < PERIODS; t++)
        assert_near(c[t], t < 3 ? 7 : 7 * pow(1.1, 1.5), 1e-14);
    platform_end(&p);
}
END_TEST

/* A lagged loop: z_t = 0.5 z_(t-1) + s, so that a shift s of x ends in 2 s. */
START_TEST(a_loop_adds_up)
{
    double shift = 0.02, z = 0;
    struct platform p;
    double a[MOST_VALUES];

    begin(&p);
    platform_link(&p, "self", "a/revenue", "a/x", 0.5, 1);
    read_shifted(&p, "a/US/x", shift, "a/revenue", 0, a);
    for (uint32_t t = 0; t < PERIODS; t++) {
        z = 0.5 * z + shift;
        assert_near(a[t], series[t] * exp(z), 1e-14);
    }
    platform_end(&p);
}
END_TEST

/* ---- clamps and what is not there ---- */

/* source / reference stays within [1e-6, 1e6]. */
START_TEST(ratios_are_clamped)
{
    static const double wild[PERIODS] = {1e9, 1e7, 1e6, 1e-7, 0, 5};
    static const double factor[PERIODS] = {1e6, 1e6, 1e6, 1e-6, 1e-6, 5};
    struct platform p;
    double b[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, PERIODS);
    set_series(platform_stream(&p, "a", 1), NULL, "x", PERIODS, wild);
    platform_stream(&p, "b", 3);
    link_to(&p, "l", "b/x", 0.5, 0, 1);
    read_central(&p, "b/revenue", b);
    for (uint32_t t = 0; t < PERIODS; t++)
        assert_near(b[t] / (3 * sqrt(factor[t])), 1, 1e-13);
    platform_end(&p);
}
END_TEST

/* Where the central path is 0 nothing can deviate from it. */
START_TEST(a_source_that_is_not_there_yet)
{
    static const double late[PERIODS] = {0, 0, 0, 2, 4, 8};
    struct platform p;
    double b[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, PERIODS);
    set_series(platform_stream(&p, "a", 1), NULL, "x", PERIODS, late);
    platform_stream(&p, "b", 3);
    platform_link(&p, "l", "a/revenue", "b/x", 0.5, 1);
    read_shifted(&p, "a/US/x", log(4), "b/revenue", 0, b);
    for (uint32_t t = 0; t < PERIODS; t++)
        assert_near(b[t], t < 4 ? 3 : 6, 1e-14);
    platform_end(&p);
}
END_TEST

/* A loss has no logarithm: the smallest ratio stands for it. */
START_TEST(a_source_below_zero)
{
    struct platform p;
    double b[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, PERIODS);
    platform_formula(&p, "a", 1, "x - 10");
    platform_stream(&p, "b", 3);
    link_to(&p, "l", "b/x", 0.5, 0, 2);
    read_central(&p, "b/revenue", b);
    assert_near(b[0], 3e-3, 1e-14);
    platform_end(&p);
}
END_TEST

/* ---- scales ---- */

/* The odds of a share are multiplied: 0.25 by 3 is 0.5. */
START_TEST(a_share_moves_on_its_odds)
{
    static const double shares[] = {0.25, 0, 1, 0.9};
    struct platform p;
    ttr_stream *stream;
    double b[MOST_VALUES], s = shares[_i];

    begin(&p);
    stream = platform_custom(&p, "c");
    declare_driver(stream, "s", "1", TTR_SUPPORT_UNIT, s);
    define_output(stream, "revenue", "money", TTR_KIND_FLOW, "s");
    link_to(&p, "l", "c/s", 1, 0, 1);
    read_central(&p, "c/revenue", b);
    for (uint32_t t = 0; t < PERIODS; t++) {
        double k = series[t];

        assert_near(b[t], s * k / (1 - s + s * k), 1e-15);
        if (_i == 1 || _i == 2)
            ck_assert(b[t] == s);
    }
    platform_end(&p);
}
END_TEST

/* A path that is 0 or 1 in some periods only stays so in these. */
START_TEST(fixed_points_of_a_path)
{
    static const double shares[PERIODS] = {0, 0.5, 1, 0.25, 0, 1};
    struct platform p;
    ttr_stream *stream;
    double c[MOST_VALUES];

    begin(&p);
    stream = platform_custom(&p, "c");
    declare_driver(stream, "s", "1", TTR_SUPPORT_UNIT, 0.5);
    set_series(stream, NULL, "s", PERIODS, shares);
    define_output(stream, "revenue", "money", TTR_KIND_FLOW, "s");
    link_to(&p, "l", "c/s", 2, 0, 1);
    read_central(&p, "c/revenue", c);
    for (uint32_t t = 0; t < PERIODS; t++) {
        double s = shares[t], k = series[t] * series[t];

        assert_near(c[t], s * k / (1 - s + s * k), 1e-15);
        if (s == 0.0 || s == 1.0)
            ck_assert(c[t] == s);
    }
    platform_end(&p);
}
END_TEST

START_TEST(zero_does_not_move)
{
    struct platform p;
    double c[MOST_VALUES];

    begin(&p);
    platform_stream(&p, "c", 0);
    link_to(&p, "l", "c/x", 2, 0, 1);
    read_central(&p, "c/revenue", c);
    for (uint32_t t = 0; t < PERIODS; t++)
        ck_assert(c[t] == 0.0);
    platform_end(&p);
}
END_TEST

/* A real driver gains the logarithm itself. */
START_TEST(a_real_driver_moves_by_a_sum)
{
    struct platform p;
    ttr_stream *stream;
    double c[MOST_VALUES];

    begin(&p);
    stream = platform_custom(&p, "c");
    declare_driver(stream, "r", "1", TTR_SUPPORT_REAL, -4);
    define_output(stream, "revenue", "money", TTR_KIND_FLOW, "r");
    link_to(&p, "l", "c/r", 0.5, 0, 2);
    read_central(&p, "c/revenue", c);
    for (uint32_t t = 0; t < PERIODS; t++)
        assert_near(c[t], -4 + 0.5 * log(series[t] / 2), 1e-15);
    platform_end(&p);
}
END_TEST

/* A driver at its default can be moved, and is then a driver of the program. */
START_TEST(a_target_at_its_default)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_driver_info info = {.struct_size = sizeof info,
                                   .support = TTR_SUPPORT_POSITIVE,
                                   .fallback = 5,
                                   .key = "y",
                                   .unit = "money"};
    struct ttr_program_driver driver = {.struct_size = sizeof driver};
    struct platform p;
    ttr_stream *stream;
    ttr_program *program;
    double c[MOST_VALUES];

    begin(&p);
    stream = platform_custom(&p, "c");
    ttri_assert_ok(ttr_custom_declare(stream, &info, &error), &error);
    define_output(stream, "revenue", "money", TTR_KIND_FLOW, "y");
    link_to(&p, "l", "c/y", 1, 0, 1);
    read_central(&p, "c/revenue", c);
    for (uint32_t t = 0; t < PERIODS; t++)
        assert_near(c[t], 5 * series[t], 1e-14);
    program = compile_ok(p.combiner);
    ttri_assert_ok(ttr_program_driver(program, driver_index(program, "c/US/y"),
                                      &driver, &error),
                   &error);
    ck_assert_int_eq(driver.support, TTR_SUPPORT_POSITIVE);
    ttr_program_unref(program);
    platform_end(&p);
}
END_TEST

/* ---- elasticity as a driver ---- */

START_TEST(an_elasticity_that_moves)
{
    static const double elasticity[PERIODS] = {1, 0, -1, 2, 0.5, 0.25};
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    struct ttr_link link;
    ttr_driver *driver = NULL;
    double b[MOST_VALUES];

    begin(&p);
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_series(driver, PERIODS, elasticity, &error),
                   &error);
    link = link_of("l", "a/revenue", "b/x", 0, 1);
    link.reference = 2;
    link.elasticity_driver = driver;
    add_link(&p, link);
    ttr_driver_unref(driver);
    read_central(&p, "b/revenue", b);
    assert_near(b[0], 3, 1e-15);
    for (uint32_t t = 1; t < PERIODS; t++)
        assert_near(b[t], 3 * pow(series[t - 1] / 2, elasticity[t]), 1e-14);
    /* a shift adds to every elasticity */
    read_shifted(&p, "links/l/elasticity", 0.5, "b/revenue", 0, b);
    for (uint32_t t = 1; t < PERIODS; t++)
        assert_near(b[t], 3 * pow(series[t - 1] / 2, elasticity[t] + 0.5),
                    1e-14);
    platform_end(&p);
}
END_TEST

/* ---- regions ---- */

static void begin_regions(struct platform *p)
{
    ttr_stream *a;

    platform_begin(p, TTR_QUARTER, PERIODS);
    platform_region(p, "EU", "USD");
    platform_region(p, "JP", "USD");
    a = platform_stream(p, "a", 1);
    set_series(a, "US", "x", PERIODS, series);
    set_number(a, "EU", "x", 10);
    platform_stream(p, "b", 3);
}

/* Which regions' b move, and by whose a: with a reference of 2, US's own in
 * the first period is 1. */
START_TEST(from_region_to_region)
{
    static const struct {
        const char *from, *to;
        double factor[3]; /* of US, EU, JP in period 1 */
    } links[] = {
        {NULL, NULL, {1.5, 5, 0.5}},   {NULL, "EU", {1, 5, 1}},
        {"US", NULL, {1.5, 1.5, 1.5}}, {"US", "JP", {1, 1, 1.5}},
        {"JP", "US", {0.5, 1, 1}},     {"EU", "EU", {1, 5, 1}},
    };
    struct platform p;
    struct ttr_link link;
    double b[MOST_VALUES];

    begin_regions(&p);
    link = link_of("l", "a/revenue", "b/x", 1, 0);
    link.reference = 2;
    link.source_region = links[_i].from;
    link.target_region = links[_i].to;
    add_link(&p, link);
    for (uint32_t r = 0; r < 3; r++) {
        read_shifted(&p, NULL, 0, "b/revenue", r, b);
        assert_near(b[1], 3 * links[_i].factor[r], 1e-14);
    }
    platform_end(&p);
}
END_TEST

/* The reference is the source region's central path, not the target's. */
START_TEST(the_reference_is_the_sources)
{
    struct platform p;
    struct ttr_link link;
    double b[MOST_VALUES];

    begin_regions(&p);
    link = link_of("l", "a/revenue", "b/x", 2, 1);
    link.source_region = "US";
    link.target_region = "EU";
    add_link(&p, link);
    for (uint32_t r = 0; r < 3; r++) {
        read_shifted(&p, NULL, 0, "b/revenue", r, b);
        for (uint32_t t = 0; t < PERIODS; t++)
            assert_near(b[t], 3, 1e-15);
        read_shifted(&p, "a/US/x", log(1.1), "b/revenue", r, b);
        for (uint32_t t = 0; t < PERIODS; t++)
            assert_near(b[t], r == 1 && t > 0 ? 3 * 1.21 : 3, 1e-14);
    }
    platform_end(&p);
}
END_TEST

/* ---- sources and targets of every kind ---- */

/* Where nobody is, hours over hours are 0 by 0. A link reads what ads would do
 * to hours: e^(-2 (0.4 - 0.1)). */
START_TEST(an_effect_where_nobody_is)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    struct ttr_link link;
    ttr_stream *ads = NULL;
    double values[MOST_VALUES];

    begin_regions(&p);
    platform_audience(&p, 1000);
    set_audience_number(&p, "US", "mau_gross", 0);
    set_audience_number(&p, NULL, "ad_load_elasticity", 2);
    set_audience_number(&p, NULL, "ad_load_reference", 0.1);
    set_audience_number(&p, NULL, "ad_load_lag_years", 0);
    ttri_assert_ok(ttr_advertising_new(NULL, NULL, &ads, &error), &error);
    platform_keep(&p, ads);
    set_number(ads, NULL, "ad_load", 0.4);
    set_number(ads, NULL, "ecpm_ref", 5);
    link = link_of("l", "audience/load_effect", "b/x", 1, 0);
    link.reference = 1;
    link.source_region = "US";
    link.target_region = "EU";
    add_link(&p, link);
    read_shifted(&p, NULL, 0, "audience/load_effect", 0, values);
    ck_assert(values[1] == 0.0);
    read_shifted(&p, NULL, 0, "b/revenue", 1, values);
    assert_near(values[1], 3 * exp(-0.6), 1e-14);
    platform_end(&p);
}
END_TEST

/* The shop's sales move the price of its ads: 1.5^(0.3 * 0.8). */
START_TEST(from_the_shop_to_its_ads)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *shop = NULL, *ads = NULL;
    struct platform p;
    double without[MOST_VALUES], with[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, 4);
    platform_audience(&p, 1e6);
    ttri_assert_ok(ttr_commerce_new(NULL, NULL, &shop, &error), &error);
    ttri_assert_ok(ttr_advertising_new(NULL, NULL, &ads, &error), &error);
    platform_keep(&p, shop);
    platform_keep(&p, ads);
    set_number(shop, NULL, "buyer_share", 0.1);
    set_number(shop, NULL, "aov", 20);
    set_number(ads, NULL, "ad_load", 0.1);
    set_number(ads, NULL, "ecpm_ref", 5);
    set_number(ads, NULL, "demand_elasticity", 0.8);
    platform_link(&p, "shop ads", "commerce/gmv", "advertising/demand", 0.3, 2);
    read_central(&p, "advertising/auction", without);
    read_shifted(&p, "commerce/US/aov", log(1.5), "advertising/auction", 0,
                 with);
    for (uint32_t t = 0; t < 4; t++)
        assert_near(with[t] / without[t], t < 2 ? 1 : pow(1.5, 0.3 * 0.8),
                    1e-14);
    platform_end(&p);
}
END_TEST

/* From an item's output to an item's driver. */
START_TEST(between_items)
{
    static const char *const products[] = {"one", "two"};
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;
    struct platform p;
    struct ttr_link link;
    double acv[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, PERIODS);
    ttri_assert_ok(ttr_enterprise_new(NULL, NULL, &stream, &error), &error);
    platform_keep(&p, stream);
    for (int i = 0; i < 2; i++) {
        char key[32];

        ttri_assert_ok(ttr_enterprise_add_product(stream, products[i], &error),
                       &error);
        snprintf(key, sizeof key, "%s/records_pm", products[i]);
        set_number(stream, NULL, key, 2);
        snprintf(key, sizeof key, "%s/record_price", products[i]);
        set_number(stream, NULL, key, 5);
    }
    link = link_of("l", "enterprise/one/revenue", "enterprise/two/record_price",
                   2, 1);
    link.reference = 10; /* the product earns 2 * 3 * 5 = 30 */
    add_link(&p, link);
    read_central(&p, "enterprise/two/revenue", acv);
    assert_near(acv[0], 30, 1e-15);
    assert_near(acv[1], 30 * 9, 1e-14);
    read_central(&p, "enterprise/one/revenue", acv);
    assert_near(acv[1], 30, 1e-15);
    platform_end(&p);
}
END_TEST

/* Inflation moved by a link moves real prices, but not those of a stream that
 * stands alone. */
START_TEST(inflation_can_be_a_target)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_driver *driver = NULL;
    ttr_forecast *forecast;
    double b[MOST_VALUES], alone[MOST_VALUES], synergy[MOST_VALUES];

    begin(&p);
    ttri_assert_ok(
        ttr_environment_set(p.environment, NULL, "inflation", 0.04, &error),
        &error);
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_value(driver, 3, &error), &error);
    ttri_assert_ok(ttr_driver_set_real(driver, 1, &error), &error);
    ttri_assert_ok(
        ttr_stream_set_driver(p.stream[1], NULL, "x", driver, &error), &error);
    ttr_driver_unref(driver);
    link_to(&p, "l", "environment/inflation", 0.1, 1, 2);
    forecast = platform_run(&p);
    read_periods(forecast, "b/revenue", 0, b);
    read_periods(forecast, "total/standalone_revenue", 0, alone);
    read_periods(forecast, "total/synergy", 0, synergy);
    /* a quarter's inflation after ln(2 / 2), ln(3 / 2) and ln(5 / 2) */
    assert_near(b[1], 3 * pow(1.04, 0.25), 1e-14);
    assert_near(b[2], b[1] * pow(1.04 + 0.1 * log(1.5), 0.25), 1e-14);
    assert_near(b[3], b[2] * pow(1.04 + 0.1 * log(2.5), 0.25), 1e-14);
    assert_near(alone[3], series[3] + 3 * pow(1.04, 0.75), 1e-14);
    assert_near(synergy[3], b[3] - 3 * pow(1.04, 0.75), 1e-13);
    ttr_forecast_unref(forecast);
    platform_end(&p);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("links");
    TCase *one = tcase_create("effects"), *two = tcase_create("places");

    tcase_add_loop_test(one, a_constant_reference, 0, LAGS);
    tcase_add_loop_test(one, a_central_reference, 0, LAGS);
    tcase_add_test(one, no_elasticity);
    tcase_add_test(one, two_links_on_one_target);
    tcase_add_test(one, a_chain_of_links);
    tcase_add_test(one, a_loop_adds_up);
    tcase_add_test(one, ratios_are_clamped);
    tcase_add_test(one, a_source_that_is_not_there_yet);
    tcase_add_test(one, a_source_below_zero);
    tcase_add_loop_test(one, a_share_moves_on_its_odds, 0, 4);
    tcase_add_test(one, fixed_points_of_a_path);
    tcase_add_test(one, zero_does_not_move);
    tcase_add_test(one, a_real_driver_moves_by_a_sum);
    tcase_add_test(one, a_target_at_its_default);
    tcase_add_test(one, an_elasticity_that_moves);
    suite_add_tcase(suite, one);
    tcase_add_loop_test(two, from_region_to_region, 0, 6);
    tcase_add_test(two, the_reference_is_the_sources);
    tcase_add_test(two, an_effect_where_nobody_is);
    tcase_add_test(two, from_the_shop_to_its_ads);
    tcase_add_test(two, between_items);
    tcase_add_test(two, inflation_can_be_a_target);
    suite_add_tcase(suite, two);
    return ttri_unit_main(suite);
}
