/* What connects streams and what does not, on random models: synergy is
 * exactly 0 without connections, and otherwise the total less what each stream
 * earns in a program of its own; the order of streams and regions, and streams
 * that nobody reads, change no digit. */
#include "platform.h"
#include "random_model.h"

#define SEEDS      40
#define MOST_STEPS 64

/* How a model is put together anew from its parts. */
struct arrangement {
    uint32_t stream[MOST_STREAMS], streams;
    uint32_t region[MOST_REGIONS], regions;
    bool links;
};

static struct arrangement as_it_is(const struct random_model *m)
{
    struct arrangement a = {.streams = m->streams, .regions = m->regions};

    for (uint32_t i = 0; i < m->streams; i++)
        a.stream[i] = i;
    for (uint32_t i = 0; i < m->regions; i++)
        a.region[i] = i;
    return a;
}

static void shuffle(struct random_model *m, uint32_t *index, uint32_t count)
{
    for (uint32_t i = count; i > 1; i--) {
        uint32_t j = pick(m, i), kept = index[j];

        index[j] = index[i - 1];
        index[i - 1] = kept;
    }
}

static void add_connections(const struct random_model *m,
                            ttr_combiner *combiner)
{
    static const char *const links[][4] = {
        {"commerce/gmv", "advertising/demand", "commerce", "advertising"},
        {"advertising/impressions", "commerce/buyer_share", "advertising",
         "commerce"},
        {"enterprise/usage", "commerce/aov", "enterprise", "commerce"},
        {"commerce/orders", "local/price", "commerce", "local"},
    };

    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        struct ttr_error error = ttri_unit_error();
        struct ttr_link link;
        char name[16];

        if (!has_stream(m, links[i][2]) || !has_stream(m, links[i][3]))
            continue;
        snprintf(name, sizeof name, "link%zu", i);
        ttr_link_init(&link, sizeof link);
        link.name = name;
        link.source = links[i][0];
        link.target = links[i][1];
        link.elasticity = 0.2;
        link.lag = (int32_t)(i % 3);
        link.reference = i < 2 ? 3.5 : 0;
        ttri_assert_ok(ttr_combiner_add_link(combiner, &link, &error), &error);
    }
}

/* The same parts in another order, or some of them. */
static ttr_forecast *run_arranged(const struct random_model *m,
                                  const struct arrangement *a)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;

    ttri_assert_ok(
        ttr_combiner_new(NULL, &m->calendar, "USD", &combiner, &error), &error);
    for (uint32_t i = 0; i < a->regions; i++)
        ttri_assert_ok(
            ttr_combiner_add_region(combiner, m->region[a->region[i]],
                                    a->region[i] == 1 ? "EUR" : "USD", &error),
            &error);
    ttri_assert_ok(ttr_combiner_set_audience(combiner, m->audience, &error),
                   &error);
    ttri_assert_ok(
        ttr_combiner_set_environment(combiner, m->environment, &error), &error);
    for (uint32_t i = 0; i < a->streams; i++)
        ttri_assert_ok(
            ttr_combiner_add_stream(combiner, m->stream[a->stream[i]], &error),
            &error);
    if (a->links)
        add_connections(m, combiner);
    ttri_assert_ok(ttr_combiner_compile(combiner, &program, &error), &error);
    ttri_assert_ok(ttr_program_run(program, NULL, &forecast, &error), &error);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    return forecast;
}

static uint32_t find_region(const ttr_program *program, const char *name)
{
    uint32_t region = 0;

    while (strcmp(ttr_program_region(program, region), name) != 0)
        region++;
    return region;
}

static void read_output(const ttr_forecast *forecast, const char *output,
                        const char *region, double values[MOST_STEPS])
{
    const ttr_program *program = ttr_forecast_program(forecast);
    struct ttr_error error = ttri_unit_error();
    bool world = strcmp(region, "World") == 0;
    uint32_t index = 0;

    ttri_assert_ok(ttr_program_find_output(program, output, &index, &error),
                   &error);
    ttri_assert_ok(
        ttr_forecast_read(forecast, index,
                          world ? TTR_WORLD : find_region(program, region),
                          world ? TTR_REPORTING : TTR_LOCAL, TTR_STEP_PERIOD,
                          values, MOST_STEPS, &error),
        &error);
}

/* ---- models ---- */

/* No hours that answer to ads or pay, and no users out of partnerships. */
static void disconnect(struct random_model *m)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(
        ttr_audience_set(m->audience, NULL, "ad_load_elasticity", 0, &error),
        &error);
    ttri_assert_ok(
        ttr_audience_set(m->audience, NULL, "content_elasticity", 0, &error),
        &error);
}

/* All streams, without links. */
static void begin_without_links(struct random_model *m, uint64_t seed)
{
    ttr_stream *stream;

    memset(m, 0, sizeof *m);
    m->state = seed;
    begin_combiner(m);
    set_audience(m);
    disconnect(m);
    stream = make_stream(m, ttr_advertising_new);
    ck_assert_ptr_nonnull(stream);
    make_stream(m, ttr_commerce_new);
    make_stream(m, ttr_creator_new);
    make_stream(m, ttr_virtual_goods_new);
    add_enterprise(m);
    add_partnership(m);
    add_custom(m);
    set_environment(m);
}

/* Streams that read nothing of each other: links alone connect them. */
static void begin_separate(struct random_model *m, uint64_t seed)
{
    memset(m, 0, sizeof *m);
    m->state = seed;
    begin_combiner(m);
    set_audience(m);
    disconnect(m);
    /* before there are streams: its events name none */
    set_environment(m);
    make_stream(m, ttr_advertising_new);
    make_stream(m, ttr_commerce_new);
    add_enterprise(m);
    add_custom(m);
}

/* ---- synergy ---- */

/* +0 in every period, bit by bit, in whatever order streams are added. */
START_TEST(nothing_connected_has_no_synergy)
{
    static const double zeros[MOST_STEPS];
    struct random_model m;
    struct arrangement a;

    begin_without_links(&m, 7000 + (uint64_t)_i);
    a = as_it_is(&m);
    for (int turn = 0; turn < 3; turn++) {
        ttr_forecast *forecast = run_arranged(&m, &a);
        size_t size = (size_t)m.calendar.periods * sizeof(double);
        double values[MOST_STEPS];

        for (uint32_t r = 0; r < m.regions; r++) {
            read_output(forecast, "total/synergy", m.region[r], values);
            ck_assert(memcmp(values, zeros, size) == 0);
        }
        read_output(forecast, "total/synergy", "World", values);
        ck_assert(memcmp(values, zeros, size) == 0);
        ttr_forecast_unref(forecast);
        shuffle(&m, a.stream, a.streams);
    }
    random_model_end(&m);
}
END_TEST

/* Revenue of one stream in a program where it stands alone. */
static void add_alone(const struct random_model *m, uint32_t stream,
                      const char *region, double sum[MOST_STEPS])
{
    struct arrangement a = as_it_is(m);
    ttr_forecast *forecast;
    double values[MOST_STEPS];
    char output[96];

    a.stream[0] = stream;
    a.streams = 1;
    forecast = run_arranged(m, &a);
    snprintf(output, sizeof output, "%s/revenue",
             ttr_stream_name(m->stream[stream]));
    read_output(forecast, output, region, values);
    for (int32_t t = 0; t < m->calendar.periods; t++)
        sum[t] += values[t];
    ttr_forecast_unref(forecast);
}

/* With links: the total less what separate programs earn, to the bit. */
START_TEST(synergy_is_what_links_add)
{
    struct random_model m;
    struct arrangement a;
    ttr_forecast *forecast;
    double total[MOST_STEPS], synergy[MOST_STEPS], largest = 0;

    begin_separate(&m, 8000 + (uint64_t)_i);
    a = as_it_is(&m);
    a.links = true;
    forecast = run_arranged(&m, &a);
    for (uint32_t r = 0; r < m.regions; r++) {
        double alone[MOST_STEPS] = {0};

        for (uint32_t s = 0; s < m.streams; s++)
            add_alone(&m, s, m.region[r], alone);
        read_output(forecast, "total/revenue", m.region[r], total);
        read_output(forecast, "total/synergy", m.region[r], synergy);
        for (int32_t t = 0; t < m.calendar.periods; t++) {
            ck_assert_msg(synergy[t] == total[t] - alone[t],
                          "%.17g instead of %.17g", synergy[t],
                          total[t] - alone[t]);
            largest = fmax(largest, fabs(synergy[t]));
        }
    }
    /* constants as references connect from the first period with a lag of 0 */
    if (_i == 0)
        ck_assert_double_gt(largest, 0);
    ttr_forecast_unref(forecast);
    random_model_end(&m);
}
END_TEST

/* ---- feedbacks ---- */

/* Ads of load 0.1 + 0.05 cost hours: a stream keeps what it does to itself, and
 * alone it is spared what others do. A custom stream earns by the hour. */
START_TEST(ads_cost_others_their_hours)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_stream *ads = NULL;
    ttr_forecast *forecast;
    double effect[MOST_VALUES], others[MOST_VALUES], synergy[MOST_VALUES];
    double own[MOST_VALUES], alone[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, 8);
    platform_audience(&p, 1000);
    set_audience_number(&p, NULL, "ad_load_elasticity", 2);
    set_audience_number(&p, NULL, "ad_load_reference", 0.1);
    ttri_assert_ok(ttr_advertising_new(NULL, NULL, &ads, &error), &error);
    platform_keep(&p, ads);
    set_number(ads, NULL, "ad_load", 0.15);
    set_number(ads, NULL, "ecpm_ref", 5);
    platform_formula(&p, "club", 0, "hours * 0.01 + x");
    forecast = platform_run(&p);
    read_periods(forecast, "audience/load_effect", 0, effect);
    read_periods(forecast, "club/revenue", 0, others);
    read_periods(forecast, "advertising/revenue", 0, own);
    read_periods(forecast, "total/synergy", 0, synergy);
    read_periods(forecast, "total/standalone_revenue", 0, alone);
    for (int t = 0; t < 8; t++) {
        ck_assert_double_lt(effect[t], t == 0 ? 1 : effect[t - 1]);
        /* the club alone has the hours of load 0.1 */
        assert_near(alone[t], own[t] + others[t] / effect[t], 1e-14);
        assert_near(synergy[t], others[t] - others[t] / effect[t], 1e-9);
        ck_assert_double_lt(synergy[t], 0);
    }
    ttr_forecast_unref(forecast);
    platform_end(&p);
}
END_TEST

/* Creators' pay brings hours: the ads that are seen in them are synergy. */
START_TEST(creators_bring_hours_to_ads)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_stream *ads = NULL, *creator = NULL;
    ttr_forecast *forecast;
    double effect[MOST_VALUES], ad_revenue[MOST_VALUES], synergy[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, 8);
    platform_audience(&p, 1000);
    set_audience_number(&p, NULL, "content_elasticity", 0.2);
    set_audience_number(&p, NULL, "content_reference", 0.001);
    ttri_assert_ok(ttr_advertising_new(NULL, NULL, &ads, &error), &error);
    ttri_assert_ok(ttr_creator_new(NULL, NULL, &creator, &error), &error);
    platform_keep(&p, ads);
    platform_keep(&p, creator);
    set_number(ads, NULL, "ad_load", 0.1);
    set_number(ads, NULL, "ecpm_ref", 5);
    set_number(creator, NULL, "tips_pm", 90);
    set_number(creator, NULL, "tip_fee", 0.1);
    forecast = platform_run(&p);
    read_periods(forecast, "audience/content_effect", 0, effect);
    read_periods(forecast, "advertising/revenue", 0, ad_revenue);
    read_periods(forecast, "total/synergy", 0, synergy);
    for (int t = 0; t < 8; t++)
        assert_near(synergy[t], ad_revenue[t] - ad_revenue[t] / effect[t],
                    1e-10);
    ck_assert(synergy[0] == 0.0);
    ck_assert_double_gt(synergy[7], 0);
    ttr_forecast_unref(forecast);
    platform_end(&p);
}
END_TEST

/* ---- order ---- */

/* The same bits in every region for every output but sums over streams, whose
 * order of addition is the order of streams. */
static void compare_outputs(const ttr_forecast *one, const ttr_forecast *other,
                            const struct random_model *m, bool sums)
{
    const ttr_program *program = ttr_forecast_program(one);
    size_t periods = (size_t)m->calendar.periods;
    double a[MOST_STEPS], b[MOST_STEPS];

    for (uint32_t i = 0; i < ttr_program_outputs(program); i++) {
        struct ttr_program_output output = {.struct_size = sizeof output};
        struct ttr_error error = ttri_unit_error();

        ttri_assert_ok(ttr_program_output(program, i, &output, &error), &error);
        if (!sums && (output.model == TTR_MODEL_TOTAL ||
                      output.model == TTR_MODEL_LEDGER))
            continue;
        for (uint32_t r = 0; r < m->regions; r++) {
            read_output(one, output.name, m->region[r], a);
            read_output(other, output.name, m->region[r], b);
            ck_assert_msg(memcmp(a, b, periods * sizeof *a) == 0,
                          "%s in %s changed", output.name, m->region[r]);
        }
    }
}

START_TEST(the_order_of_streams)
{
    struct random_model m;
    struct arrangement a;
    ttr_forecast *forecast, *permuted;
    double total[MOST_STEPS], other[MOST_STEPS];

    begin_without_links(&m, 9000 + (uint64_t)_i);
    a = as_it_is(&m);
    a.links = true;
    forecast = run_arranged(&m, &a);
    shuffle(&m, a.stream, a.streams);
    permuted = run_arranged(&m, &a);
    compare_outputs(forecast, permuted, &m, false);
    for (uint32_t r = 0; r < m.regions; r++) {
        read_output(forecast, "total/revenue", m.region[r], total);
        read_output(permuted, "total/revenue", m.region[r], other);
        for (int32_t t = 0; t < m.calendar.periods; t++)
            ck_assert_double_eq_tol(total[t] / (1 + fabs(total[t])),
                                    other[t] / (1 + fabs(total[t])), 1e-13);
    }
    ttr_forecast_unref(forecast);
    ttr_forecast_unref(permuted);
    random_model_end(&m);
}
END_TEST

START_TEST(the_order_of_regions)
{
    struct random_model m;
    struct arrangement a;
    ttr_forecast *forecast, *permuted;

    begin_without_links(&m, 10000 + (uint64_t)_i);
    a = as_it_is(&m);
    a.links = true;
    forecast = run_arranged(&m, &a);
    shuffle(&m, a.region, a.regions);
    permuted = run_arranged(&m, &a);
    compare_outputs(forecast, permuted, &m, true);
    ttr_forecast_unref(forecast);
    ttr_forecast_unref(permuted);
    random_model_end(&m);
}
END_TEST

/* Without one region the others are the same. */
START_TEST(a_region_more)
{
    struct random_model m;
    struct arrangement a;
    ttr_forecast *all, *fewer;

    begin_without_links(&m, 11000 + (uint64_t)_i);
    a = as_it_is(&m);
    all = run_arranged(&m, &a);
    m.regions -= m.regions > 1 ? 1 : 0;
    a.regions = m.regions;
    fewer = run_arranged(&m, &a);
    compare_outputs(fewer, all, &m, true);
    ttr_forecast_unref(all);
    ttr_forecast_unref(fewer);
    random_model_end(&m);
}
END_TEST

/* A stream whose outputs nobody reads changes nothing of the others. */
START_TEST(a_stream_more)
{
    struct random_model m;
    struct arrangement a;
    ttr_forecast *all;
    uint32_t streams;

    begin_separate(&m, 12000 + (uint64_t)_i);
    a = as_it_is(&m);
    streams = a.streams;
    all = run_arranged(&m, &a);
    for (uint32_t left_out = 0; left_out < streams; left_out++) {
        ttr_forecast *fewer;

        a = as_it_is(&m);
        for (uint32_t i = left_out; i + 1 < streams; i++)
            a.stream[i] = i + 1;
        a.streams = streams - 1;
        fewer = run_arranged(&m, &a);
        compare_outputs(fewer, all, &m, false);
        ttr_forecast_unref(fewer);
    }
    ttr_forecast_unref(all);
    random_model_end(&m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("synergy");
    TCase *one = tcase_create("synergy"), *two = tcase_create("order");

    tcase_set_timeout(one, 60);
    tcase_add_loop_test(one, nothing_connected_has_no_synergy, 0, SEEDS);
    tcase_add_loop_test(one, synergy_is_what_links_add, 0, SEEDS);
    tcase_add_test(one, ads_cost_others_their_hours);
    tcase_add_test(one, creators_bring_hours_to_ads);
    suite_add_tcase(suite, one);
    tcase_set_timeout(two, 60);
    tcase_add_loop_test(two, the_order_of_streams, 0, SEEDS);
    tcase_add_loop_test(two, the_order_of_regions, 0, SEEDS);
    tcase_add_loop_test(two, a_region_more, 0, SEEDS);
    tcase_add_loop_test(two, a_stream_more, 0, SEEDS);
    suite_add_tcase(suite, two);
    return ttri_unit_main(suite);
}
