/* Random models for tests of laws: every stream, random drivers over the whole
 * support (0 and 1 included), random calendar, regions, currencies, links and
 * deals. The same seed gives the same model; a scaling multiplies every driver
 * by lambda to the exponent that one dimension has in the driver's unit. */
#ifndef TTRI_RANDOM_MODEL_H
#define TTRI_RANDOM_MODEL_H

#include "splitmix.h"
#include "unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#define MOST_REGIONS 3
#define MOST_STREAMS 8

struct scaling {
    const char *dimension; /* singular, e.g. "money"; NULL: none */
    double lambda;
};

struct random_model {
    uint64_t state;
    struct scaling scaling;
    ttr_combiner *combiner;
    ttr_audience *audience;
    ttr_environment *environment;
    ttr_stream *stream[MOST_STREAMS];
    uint32_t streams;
    struct ttr_calendar calendar;
    char region[MOST_REGIONS][16];
    uint32_t regions;
    int32_t flip; /* 1: the presentation of every stream is turned over */
};

/* ---- draws ---- */

static inline double draw(struct random_model *m, double low, double high)
{
    return low +
           (high - low) * ((double)(ttri_splitmix(&m->state) >> 11) * 0x1p-53);
}

static inline uint32_t pick(struct random_model *m, uint32_t count)
{
    return (uint32_t)(ttri_splitmix(&m->state) % count);
}

static inline bool chance(struct random_model *m, double probability)
{
    return draw(m, 0, 1) < probability;
}

/* ---- dimensions of units ---- */

/* The people of every stream come out of the same users. */
static inline bool is_dimension(const char *word, size_t size,
                                const char *dimension)
{
    static const char *const users[] = {"user", "buyer", "payer", "subscriber"};

    if (size > 1 && word[size - 1] == 's')
        size--;
    if (strcmp(dimension, "user") == 0)
        for (size_t i = 0; i < sizeof users / sizeof *users; i++)
            if (strlen(users[i]) == size && memcmp(users[i], word, size) == 0)
                return true;
    return strlen(dimension) == size && memcmp(dimension, word, size) == 0;
}

/* Exponent of a dimension in a unit such as `money/1000 impressions`. */
static inline int exponent_in(const char *unit, const char *dimension)
{
    int exponent = 0;

    for (const char *word = unit; word != NULL;) {
        const char *end = strchr(word, '/');
        const char *start = word;
        size_t size;

        start += strspn(start, "0123456789 ");
        size = end == NULL ? strlen(start) : (size_t)(end - start);
        if (size > 0 && start < word + strlen(word) &&
            (end == NULL || start < end) &&
            is_dimension(start, size, dimension))
            exponent += word == unit ? 1 : -1;
        word = end == NULL ? NULL : end + 1;
    }
    return exponent;
}

static inline double scale_of(const struct scaling *scaling, const char *unit)
{
    return scaling->dimension == NULL
               ? 1
               : pow(scaling->lambda, exponent_in(unit, scaling->dimension));
}

/* ---- drivers ---- */

/* Something must be sold in some channel, and impressions need a reference. */
static inline bool never_zero(const struct ttr_driver_info *info)
{
    return strcmp(info->key, "short_video_weight") == 0 ||
           strcmp(info->key, "impressions_reference_pm") == 0;
}

/* Exponents stay small, or numbers leave the range of doubles. */
static inline bool is_exponent(const struct ttr_driver_info *info)
{
    return strstr(info->key, "elasticity") != NULL ||
           strcmp(info->key, "expansion") == 0;
}

static inline double draw_level(struct random_model *m,
                                const struct ttr_driver_info *info)
{
    double fate = draw(m, 0, 1), level = draw(m, 0, 1);

    if (info->support == TTR_SUPPORT_REAL)
        return level - 0.3;
    if (fate < 0.1)
        return never_zero(info) ? 1 : 0;
    if (info->support == TTR_SUPPORT_UNIT)
        return fate < 0.2 ? 1 : level;
    return is_exponent(info) ? level : exp(8 * level - 4);
}

static inline void shape_path(struct random_model *m, ttr_driver *driver,
                              double level, bool constant, double scale)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t shape = constant ? 0 : pick(m, 4);
    double growth = draw(m, -0.5, 1);
    double series[64];

    if (shape == 0)
        ttri_assert_ok(ttr_driver_set_value(driver, level * scale, &error),
                       &error);
    else if (shape == 1)
        ttri_assert_ok(ttr_driver_set_exponential(driver, level * scale, growth,
                                                  20240401, &error),
                       &error);
    else if (shape == 2)
        ttri_assert_ok(ttr_driver_set_linear(driver, level * scale,
                                             growth * level * scale, 20240401,
                                             &error),
                       &error);
    else {
        for (int32_t t = 0; t < m->calendar.periods; t++)
            series[t] = (chance(m, 0.1) ? 0 : draw(m, 0, level)) * scale;
        ttri_assert_ok(ttr_driver_set_series(driver,
                                             (uint32_t)m->calendar.periods,
                                             series, &error),
                       &error);
    }
}

static inline ttr_driver *draw_driver(struct random_model *m,
                                      const struct ttr_driver_info *info,
                                      double scale)
{
    static const double seasons[] = {0.8, 1.0, 0.9, 1.4};
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;
    double level = draw_level(m, info);
    bool constant = (info->flags & TTR_DRIVER_STATIC) != 0 ||
                    info->support == TTR_SUPPORT_REAL;

    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    /* a share's curve may leave [0, 1]: shares move by their season */
    shape_path(m, driver, level,
               constant || info->support == TTR_SUPPORT_UNIT ||
                   never_zero(info) || is_exponent(info),
               scale);
    if (!constant && chance(m, 0.2))
        ttri_assert_ok(ttr_driver_set_seasonality(driver, 4, seasons, &error),
                       &error);
    if ((info->flags & TTR_DRIVER_ACTIVITY) != 0 && chance(m, 0.2))
        ttri_assert_ok(ttr_driver_set_dates(driver, 20240315,
                                            chance(m, 0.5) ? 20250610 : 0,
                                            &error),
                       &error);
    if (!constant && strncmp(info->unit, "money", 5) == 0 && chance(m, 0.2))
        ttri_assert_ok(ttr_driver_set_real(driver, 1, &error), &error);
    return driver;
}

/* Sets one driver at random, or leaves it at its default; a default that has
 * the scaled dimension is written out. */
static inline void set_at_random(struct random_model *m, ttr_stream *stream,
                                 const struct ttr_driver_info *info,
                                 const char *item)
{
    struct ttr_error error = ttri_unit_error();
    double scale = scale_of(&m->scaling, info->unit);
    bool given =
        chance(m, 0.75) || strcmp(info->key, "impressions_reference_pm") == 0;
    const char *region = chance(m, 0.7) ? NULL : m->region[0];
    ttr_driver *driver;
    char key[160];

    snprintf(key, sizeof key, "%s%s%s", item != NULL ? item : "",
             item != NULL ? "/" : "", info->key);
    if (strcmp(info->key, "impressions_reference_pm") == 0)
        region = NULL;
    if ((!given || region != NULL) && (scale < 1 || scale > 1) &&
        info->fallback > 0)
        ttri_assert_ok(
            ttr_stream_set(stream, NULL, key, info->fallback * scale, &error),
            &error);
    if (!given)
        return;
    driver = draw_driver(m, info, scale);
    ttri_assert_ok(ttr_stream_set_driver(stream, region, key, driver, &error),
                   &error);
    ttr_driver_unref(driver);
}

static inline void set_all(struct random_model *m, ttr_stream *stream,
                           bool per_item, const char *item)
{
    int32_t model = ttr_stream_model(stream);

    for (uint32_t i = 0; i < ttr_schema_drivers(model); i++) {
        struct ttr_error error = ttri_unit_error();
        struct ttr_driver_info info = {.struct_size = sizeof info};

        ttri_assert_ok(ttr_schema_driver(model, i, &info, &error), &error);
        if (((info.flags & TTR_DRIVER_PER_ITEM) != 0) == per_item)
            set_at_random(m, stream, &info, item);
    }
}

/* ---- streams ---- */

static inline ttr_stream *keep_stream(struct random_model *m,
                                      ttr_stream *stream, int32_t presentation)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_stream_set_presentation(stream, NULL,
                                               presentation ^ m->flip, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_add_stream(m->combiner, stream, &error),
                   &error);
    m->stream[m->streams++] = stream;
    return stream;
}

typedef ttr_status (*stream_maker)(const struct ttr_allocator *, const char *,
                                   ttr_stream **, struct ttr_error *);

static inline ttr_stream *make_stream(struct random_model *m, stream_maker make)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(make(NULL, NULL, &stream, &error), &error);
    keep_stream(m, stream, (int32_t)pick(m, 2));
    set_all(m, stream, false, NULL);
    return stream;
}

static inline void add_enterprise(struct random_model *m)
{
    static const char *const names[] = {"insights", "branding", "data-1"};
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = make_stream(m, ttr_enterprise_new);
    uint32_t products = pick(m, 4);

    for (uint32_t i = 0; i < products; i++) {
        ttri_assert_ok(ttr_enterprise_add_product(stream, names[i], &error),
                       &error);
        set_all(m, stream, true, names[i]);
    }
}

static inline bool has_stream(const struct random_model *m, const char *name)
{
    for (uint32_t i = 0; i < m->streams; i++)
        if (strcmp(ttr_stream_name(m->stream[i]), name) == 0)
            return true;
    return false;
}

static inline void add_deal(struct random_model *m, ttr_stream *stream,
                            const char *name)
{
    static const char *const bases[] = {"commerce/gmv", "enterprise/usage",
                                        "virtual_goods/spend",
                                        "advertising/auction"};
    struct ttr_error error = ttri_unit_error();
    double from[3] = {0, draw(m, 1, 50), draw(m, 60, 500)};
    double share[3] = {draw(m, 0, 1), draw(m, 0, 1), draw(m, 0, 1)};
    const char *base = bases[pick(m, 4)];
    const char *region = m->region[0];
    struct ttr_deal deal;
    char component[32];

    for (int i = 0; i < 3; i++)
        from[i] *= scale_of(&m->scaling, "money");
    snprintf(component, sizeof component, "%.*s", (int)strcspn(base, "/"),
             base);
    ttr_deal_init(&deal, sizeof deal);
    deal.name = name;
    deal.pays = (int32_t)pick(m, 2);
    deal.recoupable = (int32_t)pick(m, 2);
    deal.recognition = (int32_t)pick(m, 3);
    deal.base = chance(m, 0.5) && has_stream(m, component) ? base : NULL;
    deal.base_lag = (int32_t)pick(m, 3);
    deal.base_scale = draw(m, -0.1, 1);
    deal.term_years = 1 + pick(m, 3);
    deal.start = m->calendar.start_year * 10000 +
                 m->calendar.start_month * 100 + 1 +
                 ((int32_t)pick(m, 3) - 1) * 10000;
    deal.tiers = 1 + pick(m, 3);
    deal.tier_from = from;
    deal.tier_share = share;
    if (chance(m, 0.3)) {
        deal.regions = &region;
        deal.region_count = 1;
    }
    ttri_assert_ok(ttr_partnership_add_deal(stream, &deal, &error), &error);
    set_all(m, stream, true, name);
}

static inline void add_partnership(struct random_model *m)
{
    static const char *const names[] = {"music", "sport", "film"};
    ttr_stream *stream = make_stream(m, ttr_partnership_new);
    uint32_t deals = pick(m, 4);

    for (uint32_t i = 0; i < deals; i++)
        add_deal(m, stream, names[i]);
}

static inline void add_equation(ttr_stream *stream, const char *key,
                                const char *unit, const char *formula)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_output_info info = {.struct_size = sizeof info,
                                   .kind = TTR_KIND_FLOW,
                                   .key = key,
                                   .unit = unit};
    ttr_value value = 0;

    ttri_assert_ok(ttr_custom_formula(stream, formula, &value, &error), &error);
    ttri_assert_ok(ttr_custom_equation(stream, &info, value, &error), &error);
}

static inline void declare(struct random_model *m, ttr_stream *stream,
                           struct ttr_driver_info info)
{
    struct ttr_error error = ttri_unit_error();

    info.struct_size = sizeof info;
    info.fallback *= scale_of(&m->scaling, info.unit);
    ttri_assert_ok(ttr_custom_declare(stream, &info, &error), &error);
    info.fallback /= scale_of(&m->scaling, info.unit);
    set_at_random(m, stream, &info, NULL);
}

static inline void add_custom(struct random_model *m)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(ttr_custom_new(NULL, "local", &stream, &error), &error);
    keep_stream(m, stream, (int32_t)pick(m, 2));
    declare(m, stream,
            (struct ttr_driver_info){.key = "voucher_share",
                                     .unit = "vouchers/user/month",
                                     .support = TTR_SUPPORT_POSITIVE,
                                     .fallback = 0.5});
    declare(m, stream,
            (struct ttr_driver_info){.key = "walk_ins_pm",
                                     .unit = "vouchers/month",
                                     .support = TTR_SUPPORT_POSITIVE,
                                     .flags = TTR_DRIVER_ACTIVITY});
    declare(m, stream,
            (struct ttr_driver_info){.key = "price",
                                     .unit = "money/voucher",
                                     .support = TTR_SUPPORT_POSITIVE,
                                     .fallback = 3});
    declare(m, stream,
            (struct ttr_driver_info){.key = "fee",
                                     .unit = "1",
                                     .support = TTR_SUPPORT_UNIT,
                                     .fallback = 0.2});
    add_equation(stream, "revenue", "money", "fee * gross_revenue");
    add_equation(stream, "gross_revenue", "money",
                 "(sold + 0.5 * lag(sold, 1)) * price");
    add_equation(stream, "sold", "vouchers",
                 "(mau * voucher_share + walk_ins_pm) * months");
    add_equation(stream, "cost", "money", "0.3 * revenue");
}

/* ---- around the streams ---- */

static inline void set_audience(struct random_model *m)
{
    bool cohorts = chance(m, 0.4);
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_audience_new(NULL, &m->audience, &error), &error);
    for (uint32_t i = 0; i < ttr_schema_drivers(TTR_MODEL_AUDIENCE); i++) {
        struct ttr_driver_info info = {.struct_size = sizeof info};
        ttr_driver *driver;
        double scale;
        bool curve, adds;

        ttri_assert_ok(ttr_schema_driver(TTR_MODEL_AUDIENCE, i, &info, &error),
                       &error);
        curve = strcmp(info.key, "mau_gross") == 0;
        adds = strcmp(info.key, "added_pm") == 0 ||
               strcmp(info.key, "opening_users") == 0;
        scale = scale_of(&m->scaling, info.unit);
        driver = draw_driver(m, &info, scale);
        if ((!curve || !cohorts) && (!adds || cohorts) &&
            (curve || adds || chance(m, 0.7)))
            ttri_assert_ok(ttr_audience_set_driver(m->audience, NULL, info.key,
                                                   driver, &error),
                           &error);
        else if (!curve && !adds)
            ttri_assert_ok(ttr_audience_set(m->audience, NULL, info.key,
                                            info.fallback * scale, &error),
                           &error);
        ttr_driver_unref(driver);
    }
    ttri_assert_ok(ttr_combiner_set_audience(m->combiner, m->audience, &error),
                   &error);
}

static inline void add_events(struct random_model *m)
{
    static const char *const streams[] = {"commerce", "advertising",
                                          "virtual_goods", "creator"};

    for (int i = 0; i < 2; i++) {
        struct ttr_error error = ttri_unit_error();
        const char *stream = streams[pick(m, 4)];
        struct ttr_event event;
        char name[24];

        snprintf(name, sizeof name, "event%d", i);
        ttr_event_init(&event, sizeof event);
        event.name = name;
        if (i == 1 && has_stream(m, stream)) {
            event.scope = TTR_SCOPE_STREAM;
            event.target = stream;
        }
        event.date = 20240517;
        event.probability = chance(m, 0.8) ? 1 : 0.2;
        event.severity = chance(m, 0.2) ? 1 : draw(m, 0, 1);
        event.duration_days = (int32_t)pick(m, 200);
        event.half_life_days = event.duration_days > 0 ? draw(m, 0, 90) : 0;
        ttri_assert_ok(
            ttr_environment_add_event(m->environment, &event, &error), &error);
    }
}

static inline void set_environment(struct random_model *m)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_environment_new(NULL, &m->environment, &error), &error);
    ttri_assert_ok(ttr_environment_set(m->environment, NULL, "inflation",
                                       draw(m, -0.2, 0.4), &error),
                   &error);
    ttri_assert_ok(ttr_environment_set(m->environment, NULL, "fx",
                                       draw(m, 0.1, 10), &error),
                   &error);
    if (chance(m, 0.6))
        add_events(m);
    ttri_assert_ok(
        ttr_combiner_set_environment(m->combiner, m->environment, &error),
        &error);
}

static inline void add_links(struct random_model *m)
{
    static const struct {
        const char *source, *target, *from, *to;
    } links[] = {
        {"commerce/gmv", "advertising/demand", "commerce", "advertising"},
        {"audience/mau", "commerce/buyer_share", "commerce", "commerce"},
        {"creator/creator_income", "audience/minutes_per_dau_day", "creator",
         "creator"},
        {"advertising/impressions", "virtual_goods/arppu_pm", "advertising",
         "virtual_goods"},
        {"virtual_goods/bookings", "creator/added_subscribers_pm",
         "virtual_goods", "creator"},
    };

    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        struct ttr_error error = ttri_unit_error();
        struct ttr_link link;

        ttr_link_init(&link, sizeof link);
        link.name = links[i].source;
        link.source = links[i].source;
        link.target = links[i].target;
        link.lag = 1 + (int32_t)pick(m, 2);
        link.elasticity = draw(m, -0.4, 0.4);
        if (chance(m, 0.5) && has_stream(m, links[i].from) &&
            has_stream(m, links[i].to)) {
            char name[32];

            snprintf(name, sizeof name, "link%zu", i);
            link.name = name;
            ttri_assert_ok(ttr_combiner_add_link(m->combiner, &link, &error),
                           &error);
        }
    }
}

static inline void begin_combiner(struct random_model *m)
{
    static const int32_t lengths[] = {TTR_MONTH, TTR_QUARTER, TTR_YEAR};
    struct ttr_error error = ttri_unit_error();

    ttr_calendar_init(&m->calendar, sizeof m->calendar);
    m->calendar.start_year = 2024;
    m->calendar.period_months = lengths[pick(m, 3)];
    m->calendar.start_month =
        m->calendar.period_months == TTR_MONTH ? 1 + (int32_t)pick(m, 12) : 1;
    m->calendar.periods = 1 + (int32_t)pick(m, 14);
    ttri_assert_ok(
        ttr_combiner_new(NULL, &m->calendar, "USD", &m->combiner, &error),
        &error);
    m->regions = 1 + pick(m, MOST_REGIONS);
    for (uint32_t i = 0; i < m->regions; i++) {
        snprintf(m->region[i], sizeof m->region[i], "R%u", (unsigned)i);
        ttri_assert_ok(ttr_combiner_add_region(m->combiner, m->region[i],
                                               chance(m, 0.5) ? "USD" : "EUR",
                                               &error),
                       &error);
    }
}

static inline void random_model_begin(struct random_model *m, uint64_t seed,
                                      struct scaling scaling, int32_t flip)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream;

    memset(m, 0, sizeof *m);
    m->state = seed;
    m->scaling = scaling;
    m->flip = flip;
    begin_combiner(m);
    set_audience(m);
    if (chance(m, 0.8)) {
        stream = make_stream(m, ttr_advertising_new);
        ttri_assert_ok(ttr_stream_set_option(
                           stream, "pricing",
                           chance(m, 0.5) ? "auction" : "reduced", &error),
                       &error);
    }
    if (chance(m, 0.8))
        make_stream(m, ttr_commerce_new);
    if (chance(m, 0.8)) {
        stream = make_stream(m, ttr_creator_new);
        ttri_assert_ok(ttr_stream_set_option(stream, "programme",
                                             chance(m, 0.5) ? "pool" : "rate",
                                             &error),
                       &error);
    }
    /* coins go to gifts and promotion: where those are */
    if (has_stream(m, "advertising") && has_stream(m, "creator"))
        make_stream(m, ttr_virtual_goods_new);
    if (chance(m, 0.8))
        add_enterprise(m);
    if (chance(m, 0.8) || m->streams == 0)
        add_partnership(m);
    if (chance(m, 0.5))
        add_custom(m);
    set_environment(m);
    if (chance(m, 0.5))
        add_links(m);
}

static inline void random_model_end(struct random_model *m)
{
    for (uint32_t i = 0; i < m->streams; i++)
        ttr_stream_unref(m->stream[i]);
    ttr_audience_unref(m->audience);
    ttr_environment_unref(m->environment);
    ttr_combiner_unref(m->combiner);
}

#endif
