/* An invented platform with every kind of revenue, described by calls alone:
 * two regions, six streams and one of its own, a link, an event and a deal.
 * Prints revenue by stream and year, and what the streams owe to each other.
 *
 * Each function here returns 0, or the status of the call that failed. */
#include <stdio.h>
#include <string.h>
#include <tiktokrev/tiktokrev.h>

#define YEARS   3
#define STREAMS 7

typedef ttr_status maker(const struct ttr_allocator *, const char *,
                         ttr_stream **, struct ttr_error *);

/* A driver of a stream; without a region it holds in all of them. */
struct setting {
    const char *stream, *region, *key;
    double value;
};

static const struct setting settings[] = {
    {"advertising", NULL, "ad_load", 0.11},
    {"advertising", "US", "ecpm_ref", 6.0},
    {"advertising", "UK", "ecpm_ref", 4.0},
    {"commerce", "US", "buyer_share", 0.06},
    {"commerce", "UK", "buyer_share", 0.04},
    {"commerce", NULL, "aov", 28.0},
    {"commerce", NULL, "refund_rate", 0.05},
    {"commerce", "UK", "tax_rate", 0.20},
    {"commerce", NULL, "live_weight", 0.5},
    {"commerce", NULL, "short_video_take_rate", 0.06},
    {"commerce", NULL, "live_take_rate", 0.08},
    {"virtual_goods", NULL, "payer_share", 0.012},
    {"virtual_goods", NULL, "arppu_pm", 14.0},
    {"virtual_goods", NULL, "breakage", 0.02},
    {"virtual_goods", NULL, "gifts_weight", 2.0},
    {"virtual_goods", NULL, "promotion_weight", 0.3},
    {"enterprise", NULL, "insights/new_customers_pm", 12.0},
    {"enterprise", NULL, "insights/acv", 18e3},
    {"enterprise", NULL, "insights/churn", 0.15},
    {"partnership", NULL, "music/guarantee", 20e6},
    {"partnership", "US", "gateway_tpv_pm", 90e6},
    {"partnership", "US", "gateway_bps", 40.0},
    {"creator", NULL, "long_share", 0.1},
    {"creator", NULL, "rpm", 0.3},
    {"creator", NULL, "added_subscribers_pm", 30e3},
    {"creator", NULL, "subscription_price_pm", 5.0},
    {"vouchers", "US", "voucher_share", 0.002},
};

static int add_audience(ttr_combiner *platform, struct ttr_error *error)
{
    ttr_audience *audience = NULL;
    ttr_driver *users = NULL;
    int failed =
        ttr_audience_new(NULL, &audience, error) ||
        ttr_driver_new(NULL, &users, error) ||
        ttr_driver_set_exponential(users, 40e6, 0.06, 20250101, error) ||
        ttr_audience_set_driver(audience, "US", "mau_gross", users, error) ||
        ttr_driver_set_exponential(users, 12e6, 0.10, 20250101, error) ||
        ttr_audience_set_driver(audience, "UK", "mau_gross", users, error) ||
        ttr_audience_set(audience, NULL, "minutes_per_dau_day", 52, error) ||
        ttr_combiner_set_audience(platform, audience, error);

    ttr_driver_unref(users);
    ttr_audience_unref(audience);
    return failed;
}

/* Sterling, and an outage in the United Kingdom in March 2026. */
static int add_environment(ttr_combiner *platform, struct ttr_error *error)
{
    static const char *const regions[] = {"UK"};
    ttr_environment *environment = NULL;
    struct ttr_event outage;

    ttr_event_init(&outage, sizeof outage);
    outage.name = "outage";
    outage.regions = regions;
    outage.region_count = 1;
    outage.date = 20260302;
    outage.severity = 0.6;
    outage.duration_days = 10;
    outage.half_life_days = 7;
    int failed = ttr_environment_new(NULL, &environment, error) ||
                 ttr_environment_set(environment, "UK", "fx", 1.27, error) ||
                 ttr_environment_add_event(environment, &outage, error) ||
                 ttr_combiner_set_environment(platform, environment, error);

    ttr_environment_unref(environment);
    return failed;
}

/* Music labels get 9 % of advertising, 11 % above 400 million a year. */
static int add_music_deal(ttr_stream *partnership, struct ttr_error *error)
{
    static const double from[] = {0, 400e6}, share[] = {0.09, 0.11};
    static const char *const regions[] = {"US"};
    struct ttr_deal music;

    ttr_deal_init(&music, sizeof music);
    music.name = "music";
    music.pays = 1;
    music.base = "advertising/revenue_net";
    music.start = 20250101;
    music.term_years = YEARS;
    music.tiers = 2;
    music.tier_from = from;
    music.tier_share = share;
    music.regions = regions;
    music.region_count = 1;
    return ttr_partnership_add_deal(partnership, &music, error);
}

/* The host's own stream: a share of the users buys a restaurant voucher. */
static int write_vouchers(ttr_stream *vouchers, struct ttr_error *error)
{
    struct ttr_driver_info share = {.struct_size = sizeof share,
                                    .support = TTR_SUPPORT_UNIT,
                                    .key = "voucher_share",
                                    .unit = "1",
                                    .meaning = "users who buy in a month"};
    struct ttr_output_info revenue = {.struct_size = sizeof revenue,
                                      .kind = TTR_KIND_FLOW,
                                      .key = "revenue",
                                      .unit = "money",
                                      .meaning = "vouchers sold"};
    ttr_value sales;

    return ttr_custom_declare(vouchers, &share, error) ||
           ttr_custom_formula(vouchers, "mau * voucher_share * months * 15",
                              &sales, error) ||
           ttr_custom_equation(vouchers, &revenue, sales, error);
}

static int describe(ttr_stream *stream, struct ttr_error *error)
{
    const char *name = ttr_stream_name(stream);
    int failed = 0;

    if (ttr_stream_model(stream) == TTR_MODEL_ENTERPRISE)
        failed = ttr_enterprise_add_product(stream, "insights", error);
    if (ttr_stream_model(stream) == TTR_MODEL_PARTNERSHIP)
        failed = add_music_deal(stream, error);
    if (ttr_stream_model(stream) == TTR_MODEL_CUSTOM)
        failed = write_vouchers(stream, error);
    for (size_t i = 0; !failed && i < sizeof settings / sizeof *settings; i++) {
        const struct setting *it = &settings[i];

        if (strcmp(it->stream, name) == 0)
            failed =
                ttr_stream_set(stream, it->region, it->key, it->value, error);
    }
    return failed;
}

static int add_streams(ttr_combiner *platform, struct ttr_error *error)
{
    static maker *const makers[STREAMS] = {
        ttr_advertising_new, ttr_commerce_new,    ttr_virtual_goods_new,
        ttr_enterprise_new,  ttr_partnership_new, ttr_creator_new,
        ttr_custom_new};
    int failed = 0;

    for (size_t i = 0; !failed && i < STREAMS; i++) {
        const char *name = i == STREAMS - 1 ? "vouchers" : NULL;
        ttr_stream *stream = NULL;

        failed = makers[i](NULL, name, &stream, error) ||
                 describe(stream, error) ||
                 ttr_combiner_add_stream(platform, stream, error);
        ttr_stream_unref(stream);
    }
    return failed;
}

/* Merchants who sell more than 200 million a quarter advertise more. */
static int add_link(ttr_combiner *platform, struct ttr_error *error)
{
    struct ttr_link link;

    ttr_link_init(&link, sizeof link);
    link.name = "merchants advertise";
    link.source = "commerce/gmv";
    link.target = "advertising/demand";
    link.source_region = "US";
    link.target_region = "US";
    link.elasticity = 0.3;
    link.reference = 200e6;
    return ttr_combiner_add_link(platform, &link, error);
}

static int compile(ttr_program **program, struct ttr_error *error)
{
    struct ttr_calendar calendar;
    ttr_combiner *platform = NULL;

    ttr_calendar_init(&calendar, sizeof calendar);
    calendar.start_year = 2025;
    calendar.periods = 4 * YEARS;
    int failed = ttr_combiner_new(NULL, &calendar, "USD", &platform, error) ||
                 ttr_combiner_add_region(platform, "US", "USD", error) ||
                 ttr_combiner_add_region(platform, "UK", "GBP", error) ||
                 add_audience(platform, error) ||
                 add_environment(platform, error) ||
                 add_streams(platform, error) || add_link(platform, error) ||
                 ttr_combiner_compile(platform, program, error);

    ttr_combiner_unref(platform);
    return failed;
}

/* One output of the whole world by year. */
static int print_row(const ttr_forecast *forecast, const char *output,
                     struct ttr_error *error)
{
    double usd[YEARS];
    uint32_t index;

    if (ttr_program_find_output(ttr_forecast_program(forecast), output, &index,
                                error) ||
        ttr_forecast_read(forecast, index, TTR_WORLD, TTR_REPORTING,
                          TTR_STEP_YEAR, usd, YEARS, error))
        return 1;
    printf("%-26s", output);
    for (int year = 0; year < YEARS; year++)
        printf("%10.2f", usd[year] / 1e6);
    putchar('\n');
    return 0;
}

static int print(const ttr_forecast *forecast, struct ttr_error *error)
{
    static const char *const totals[] = {"total/revenue",
                                         "total/standalone_revenue",
                                         "total/synergy", "total/contribution"};
    const ttr_program *program = ttr_forecast_program(forecast);
    char output[64];
    int failed = 0;

    printf("%-26s", "million USD");
    for (uint32_t year = 0; year < YEARS; year++)
        printf("%10s", ttr_program_step(program, TTR_STEP_YEAR, year));
    putchar('\n');
    for (uint32_t i = 0; !failed && i < STREAMS; i++) {
        snprintf(output, sizeof output, "%s/revenue",
                 ttr_program_stream(program, i));
        failed = print_row(forecast, output, error);
    }
    for (size_t i = 0; !failed && i < sizeof totals / sizeof *totals; i++)
        failed = print_row(forecast, totals[i], error);
    return failed;
}

int main(void)
{
    struct ttr_error error;
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;

    ttr_error_init(&error, sizeof error);
    int failed = compile(&program, &error) ||
                 ttr_program_run(program, NULL, &forecast, &error) ||
                 print(forecast, &error);

    if (failed)
        fprintf(stderr, "%s: %s\n", ttr_status_name(error.status),
                error.message);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    return failed;
}
