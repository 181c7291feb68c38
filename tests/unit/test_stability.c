/* Lagged loops of links are an error, which names them, if they reinforce
 * themselves without end. With streams `revenue = x` a link's gain is its
 * elasticity, so that spectral radii are roots of small polynomials. Loops
 * within a period are in test_cycles.c. */
#include "link_loops.h"

#include <time.h>

/* ---- the threshold ---- */

/* x = g x(t - lag): radius |g|^(1 / lag), g the product along the loop and lag
 * the sum. */
static const struct {
    double there, back;
    int32_t lag_there, lag_back;
    const char *radius; /* NULL: stable */
} pairs[] = {
    {0.99, 1, 1, 1, NULL},
    {1.01, 1, 1, 1, "1.005 on the loop "},
    {0.5, 1.98, 1, 1, NULL},
    {0.5, 2.02, 1, 1, "1.005 on the loop "},
    {9.9, 0.1, 2, 2, NULL},
    {10.1, 0.1, 2, 2, "1.0025 on the loop "},
    {9, 0.11, 0, 1, NULL},
    {9, 0.12, 0, 1, "1.08 on the loop "},
    {0.99, 1, 1, 0, NULL},
    {1.44, 1, 2, 0, "1.2 on the loop "},
    {3, 2.7, 1, 2, "2.0083 on the loop "},
    {16, 1, 3, 1, "2 on the loop "},
    /* negative: eigenvalues +- i sqrt(g) */
    {-0.99, 1, 1, 1, NULL},
    {1.01, -1, 1, 1, "1.005 on the loop "},
    {-1, -1.01, 1, 1, "1.005 on the loop "},
    {-0.99, 1, 0, 1, NULL},
    {-1.01, 1, 0, 1, "1.01 on the loop "},
    /* nothing comes back */
    {1e6, 0, 1, 1, NULL},
};

START_TEST(a_pair_of_links)
{
    struct platform p;

    begin_pair(&p, pairs[_i].there, pairs[_i].lag_there, pairs[_i].back,
               pairs[_i].lag_back);
    if (pairs[_i].radius == NULL)
        assert_stable(&p);
    else
        assert_unstable_pair(&p, pairs[_i].radius, "there", "back");
    platform_end(&p);
}
END_TEST

/* A stream on itself with two lags: radius of z^2 = first z + second. */
static const struct {
    double first, second;
    const char *loop;
} twice[] = {
    {0.5, 0.49, NULL},
    {0.5, 0.51, "1.0066 on the loop"}, /* (0.5 + sqrt(0.25 + 2.04)) / 2 */
    {1.9, -0.95, NULL}, /* complex, sqrt(0.95), though the gains add to 2.85 */
    {1.9, -1.05, "1.0247 on the loop"}, /* sqrt(1.05) */
    {-0.3, 0.69, NULL},                 /* -0.994 */
    {-0.3, 0.72, "1.0117 on the loop"}, /* -(0.3 + sqrt(0.09 + 2.88)) / 2 */
};

START_TEST(two_lags)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 8);
    platform_stream(&p, "a", 2);
    platform_link(&p, "one", "a/revenue", "a/x", twice[_i].first, 1);
    platform_link(&p, "two", "a/revenue", "a/x", twice[_i].second, 2);
    if (twice[_i].loop == NULL) {
        assert_stable(&p);
    } else {
        ck_assert_int_eq(compile(&p, &error), TTR_E_UNSTABLE);
        ck_assert_msg(strstr(error.message, twice[_i].loop) != NULL, "%s",
                      error.message);
    }
    platform_end(&p);
}
END_TEST

/* a -> b -> c -> a: the message goes round against the arrows. */
START_TEST(three_links)
{
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 8);
    platform_stream(&p, "a", 2);
    platform_stream(&p, "b", 2);
    platform_stream(&p, "c", 2);
    platform_link(&p, "ab", "a/revenue", "b/x", 1, 1);
    platform_link(&p, "bc", "b/revenue", "c/x", 2, 1);
    platform_link(&p, "ca", "c/revenue", "a/x", 4, 1);
    assert_unstable(&p, "2 on the loop ca <- bc <- ab");
    platform_end(&p);
}
END_TEST

/* The gain is the elasticity times d ln(source) / d(target), on the target's
 * scale: 2 for a square, 1 - s for a share s. */
static const struct {
    int32_t support;
    double level, elasticity;
    const char *formula, *loop;
} responses[] = {
    {TTR_SUPPORT_POSITIVE, 5, 0.49, "y ^ 2", NULL},
    {TTR_SUPPORT_POSITIVE, 5, 0.51, "y ^ 2", "1.02 on the loop self"},
    {TTR_SUPPORT_UNIT, 0.75, 3.9, "100 * y", NULL},
    {TTR_SUPPORT_UNIT, 0.75, 4.1, "100 * y", "1.025 on the loop self"},
    {TTR_SUPPORT_POSITIVE, 5, 1.9, "5 + y", NULL}, /* d = 5 / 10 */
    {TTR_SUPPORT_POSITIVE, 5, 2.1, "5 + y", "1.05 on the loop self"},
    {TTR_SUPPORT_POSITIVE, 5, -2.1, "5 + y", "1.05 on the loop self"},
    {TTR_SUPPORT_REAL, 2, 2.1, "exp(0.5 * y)", "1.05 on the loop self"},
    /* fixed points do not move */
    {TTR_SUPPORT_POSITIVE, 0, 50, "5 + y", NULL},
    {TTR_SUPPORT_UNIT, 1, 50, "5 + y", NULL},
};

START_TEST(responses_of_streams)
{
    struct platform p;
    ttr_stream *stream;

    platform_begin(&p, TTR_QUARTER, 8);
    stream = platform_custom(&p, "a");
    declare_driver(stream, "y", "1", responses[_i].support,
                   responses[_i].level);
    define_output(stream, "revenue", "money", TTR_KIND_FLOW,
                  responses[_i].formula);
    platform_link(&p, "self", "a/revenue", "a/y", responses[_i].elasticity, 1);
    assert_judged(&p, responses[_i].loop);
    platform_end(&p);
}
END_TEST

/* What looks back inside a stream counts as a lag: a link of the same period
 * closes a lagged loop. */
START_TEST(a_loop_lagged_by_equations)
{
    double gains[] = {0.99, 1.01, -1.5};
    struct platform p;

    for (int i = 0; i < 3; i++) {
        platform_begin(&p, TTR_QUARTER, 8);
        platform_formula(&p, "a", 2, "2 + 0 * x + lag(x, 1)");
        platform_formula(&p, "b", 2, "lag(x, 1)");
        platform_link(&p, "self", "b/revenue", "b/x", gains[i], 0);
        assert_judged(&p, i == 0   ? NULL
                          : i == 1 ? "1.01 on the loop self"
                                   : "1.5 on the loop self");
        platform_end(&p);
    }
}
END_TEST

/* ARR without an opening is proportional to new customers: a gain of 1. */
START_TEST(a_loop_through_a_balance)
{
    struct ttr_error error = ttri_unit_error();
    double elasticity[] = {0.99, 1.01};
    struct platform p;

    for (int i = 0; i < 2; i++) {
        ttr_stream *stream = NULL;

        platform_begin(&p, TTR_QUARTER, 8);
        ttri_assert_ok(ttr_enterprise_new(NULL, NULL, &stream, &error), &error);
        platform_keep(&p, stream);
        ttri_assert_ok(ttr_enterprise_add_product(stream, "pro", &error),
                       &error);
        set_number(stream, NULL, "pro/new_customers_pm", 5);
        set_number(stream, NULL, "pro/acv", 100);
        platform_link(&p, "word of mouth", "enterprise/pro/arr",
                      "enterprise/pro/new_customers_pm", elasticity[i], 1);
        assert_judged(&p, i == 0 ? NULL : "1.01 on the loop word of mouth");
        platform_end(&p);
    }
}
END_TEST

/* Creators' pay moves hours a period later, with elasticity 0.5 at once (no
 * time constant); hours make advertising, and a link turns that into pay:
 * 0.5 * elasticity. */
START_TEST(a_loop_through_a_built_in_feedback)
{
    struct ttr_error error = ttri_unit_error();
    double elasticity[] = {1.9, 2.1};

    for (int i = 0; i < 2; i++) {
        ttr_stream *ads = NULL, *creator = NULL;
        struct platform p;

        platform_begin(&p, TTR_QUARTER, 12);
        platform_audience(&p, 1e6);
        set_audience_number(&p, NULL, "content_elasticity", 0.5);
        set_audience_number(&p, NULL, "content_reference", 0.1);
        set_audience_number(&p, NULL, "content_lag_years", 0);
        ttri_assert_ok(ttr_advertising_new(NULL, NULL, &ads, &error), &error);
        ttri_assert_ok(ttr_creator_new(NULL, NULL, &creator, &error), &error);
        platform_keep(&p, ads);
        platform_keep(&p, creator);
        set_number(creator, NULL, "long_share", 1);
        set_number(creator, NULL, "rpm", 1);
        platform_link(&p, "more for more", "audience/hours", "creator/rpm",
                      elasticity[i], 1);
        assert_judged(&p, i == 0 ? NULL : "1.05 on the loop more for more");
        platform_end(&p);
    }
}
END_TEST

/* ---- which loop is named ---- */

START_TEST(radii_are_told_in_full)
{
    struct platform p;

    begin_pair(&p, 1e7, 1, 1e7, 1);
    assert_unstable(&p, "1e+07 on the loop there <- back");
    platform_end(&p);
}
END_TEST

/* ---- elasticities that move ---- */

/* A stream whose revenue moves itself, with an elasticity that is yet to be
 * set. */
static ttr_driver *begin_self(struct platform *p)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;

    platform_begin(p, TTR_QUARTER, 8);
    platform_stream(p, "a", 2);
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    return driver;
}

static void link_self(struct platform *p, ttr_driver *driver)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_link link = link_of("self", "a/revenue", "a/x", 0, 1);

    link.elasticity_driver = driver;
    ttri_assert_ok(ttr_combiner_add_link(p->combiner, &link, &error), &error);
    ttr_driver_unref(driver);
}

static void begin_series(struct platform *p, const double *elasticity,
                         uint32_t count)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = begin_self(p);

    ttri_assert_ok(ttr_driver_set_series(driver, count, elasticity, &error),
                   &error);
    link_self(p, driver);
}

/* A loop that is unstable for one quarter in the middle. */
START_TEST(an_elasticity_of_the_day)
{
    double elasticity[] = {0.5, 0.5, 0.5, 1.3, 0.5, 0.5, 0.5, 0.5};
    struct platform p;

    begin_series(&p, elasticity, 8);
    assert_unstable(&p, "1.3 on the loop self");
    platform_end(&p);
}
END_TEST

/* A range alone stands for its middle, which is negative here. */
START_TEST(an_elasticity_that_is_a_range)
{
    static const double low[] = {-1.2, -1.6};
    struct ttr_error error = ttri_unit_error();

    for (int i = 0; i < 2; i++) {
        struct platform p;
        ttr_driver *driver = begin_self(&p);

        ttri_assert_ok(
            ttr_driver_set_range(driver, NULL, low[i], -0.6, 0.8, &error),
            &error);
        link_self(&p, driver);
        assert_judged(&p, i == 0 ? NULL : "1.1 on the loop self"); /* -0.9 */
        platform_end(&p);
    }
}
END_TEST

START_TEST(an_elasticity_of_the_wrong_length)
{
    double elasticity[] = {0.5, 0.5};
    struct ttr_error error = ttri_unit_error();
    struct platform p;

    begin_series(&p, elasticity, 2);
    ttri_assert_fails(compile(&p, &error), TTR_E_CONFLICT, &error,
                      "links/self/elasticity must have one value for each of "
                      "the calendar's 8 periods (got 2 values)");
    platform_end(&p);
}
END_TEST

/* ---- limits ---- */

/* Beyond what a companion matrix holds, gains count without sign and lag. */
START_TEST(huge_lags)
{
    static const struct {
        double there, back;
        int32_t lag;
        bool stable;
    } loops[] = {{0.99, 1, 300, true},
                 {1.01, 1, 300, false},
                 {-0.99, 1, 1200, true},
                 {-1.01, 1, 1200, false},
                 {1000, 0.00099, 700, true}};
    struct platform p;

    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
        struct ttr_error error = ttri_unit_error();

        begin_pair(&p, loops[i].there, loops[i].lag, loops[i].back, 1);
        ck_assert_int_eq(compile(&p, &error),
                         loops[i].stable ? TTR_OK : TTR_E_UNSTABLE);
        platform_end(&p);
    }
}
END_TEST

START_TEST(huge_elasticities)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;

    begin_pair(&p, 1e308, 1, 1e308, 1);
    ck_assert_int_eq(compile(&p, &error), TTR_E_UNSTABLE);
    platform_end(&p);
    begin_pair(&p, 1e308, 1, 0, 1);
    assert_stable(&p);
    platform_end(&p);
}
END_TEST

static double seconds(void)
{
    struct timespec now;

    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* 20 links with lags of 1 to 12 months in 40 regions. */
static void begin_large(struct platform *p, double elasticity)
{
    char name[16], source[24], target[24];
    struct ttr_calendar calendar = platform_calendar(TTR_MONTH, 60);

    platform_begin_with(p, &calendar);
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "R%d", i);
        platform_region(p, name, "USD");
    }
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "s%d", i);
        platform_stream(p, name, 1 + i);
    }
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "l%d", i);
        snprintf(source, sizeof source, "s%d/revenue", i % 10);
        snprintf(target, sizeof target, "s%d/x", (i + (i < 10 ? 1 : 3)) % 10);
        platform_link(p, name, source, target, elasticity, 1 + i % 12);
    }
}

START_TEST(large_platforms_take_no_time)
{
    struct ttr_error error = ttri_unit_error();
    double begin = seconds();
    struct platform p;

    begin_large(&p, 0.4);
    assert_stable(&p);
    platform_end(&p);
    begin_large(&p, 0.6);
    ck_assert_int_eq(compile(&p, &error), TTR_E_UNSTABLE);
    platform_end(&p);
    /* half a second where this was written, without a sanitizer */
    ck_assert_double_lt(seconds() - begin, 60);
}
END_TEST

static void add_loops(TCase *loops)
{
    tcase_add_loop_test(loops, a_pair_of_links, 0, TTRI_LENGTH(pairs));
    tcase_add_loop_test(loops, two_lags, 0, TTRI_LENGTH(twice));
    tcase_add_test(loops, three_links);
    tcase_add_loop_test(loops, responses_of_streams, 0, TTRI_LENGTH(responses));
    tcase_add_test(loops, a_loop_lagged_by_equations);
    tcase_add_test(loops, a_loop_through_a_balance);
    tcase_add_test(loops, a_loop_through_a_built_in_feedback);
    tcase_add_test(loops, radii_are_told_in_full);
    tcase_add_test(loops, an_elasticity_of_the_day);
    tcase_add_test(loops, an_elasticity_that_is_a_range);
    tcase_add_test(loops, an_elasticity_of_the_wrong_length);
}

int main(void)
{
    Suite *suite = suite_create("stability");
    TCase *loops = tcase_create("loops"), *limits = tcase_create("limits");

    add_loops(loops);
    suite_add_tcase(suite, loops);
    tcase_set_timeout(limits, 120);
    tcase_add_test(limits, huge_lags);
    tcase_add_test(limits, huge_elasticities);
    tcase_add_test(limits, large_platforms_take_no_time);
    suite_add_tcase(suite, limits);
    return ttri_unit_main(suite);
}
