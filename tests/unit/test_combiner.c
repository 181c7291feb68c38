/* The combiner's own calls: what they refuse, in which words, and that a
 * refusal changes nothing. Names that only the whole description can judge are
 * in test_names.c, loops of links in test_stability.c. */
#include "failing.h"
#include "platform.h"

#define NAME_RULE                                                              \
    "must be 1 to 63 bytes of letters, digits, '_', '-', '.', ' ' (not at an " \
    "end) and '&'"

START_TEST(new_checks_its_calendar_and_currency)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar calendar = platform_calendar(TTR_QUARTER, 8);
    ttr_combiner *combiner = NULL;

    ttri_assert_fails(ttr_combiner_new(NULL, NULL, "USD", &combiner, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_combiner_new: calendar must not be NULL");
    ttri_assert_fails(ttr_combiner_new(NULL, &calendar, "USD", NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_combiner_new: combiner must not be NULL");
    ttri_assert_fails(
        ttr_combiner_new(NULL, &calendar, NULL, &combiner, &error),
        TTR_E_ARGUMENT, &error, "reporting currency must not be NULL");
    ttri_assert_fails(
        ttr_combiner_new(NULL, &calendar, "U/D", &combiner, &error),
        TTR_E_ARGUMENT, &error, "reporting currency " NAME_RULE " (got U/D)");
    calendar.periods = 0;
    ttri_assert_fails(
        ttr_combiner_new(NULL, &calendar, "USD", &combiner, &error),
        TTR_E_RANGE, &error,
        "calendar/periods must be within [1, 1200] (got 0)");
    calendar.struct_size = 4;
    ttri_assert_fails(
        ttr_combiner_new(NULL, &calendar, "USD", &combiner, &error),
        TTR_E_STRUCT_SIZE, &error,
        "ttr_calendar struct_size must be 32 (got 4)");
    ck_assert_ptr_null(combiner);
}
END_TEST

START_TEST(regions_have_names_of_their_own)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_combiner *c;

    platform_begin(&p, TTR_QUARTER, 8);
    c = p.combiner;
    ttri_assert_fails(ttr_combiner_add_region(NULL, "EU", "EUR", &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_combiner_add_region: combiner must not be NULL");
    ttri_assert_fails(ttr_combiner_add_region(c, NULL, "EUR", &error),
                      TTR_E_ARGUMENT, &error, "region must not be NULL");
    ttri_assert_fails(ttr_combiner_add_region(c, "", "EUR", &error),
                      TTR_E_ARGUMENT, &error,
                      "region " NAME_RULE " (got \"\")");
    ttri_assert_fails(ttr_combiner_add_region(c, "US/CA", "EUR", &error),
                      TTR_E_ARGUMENT, &error,
                      "region " NAME_RULE " (got US/CA)");
    ttri_assert_fails(ttr_combiner_add_region(c, "EU", NULL, &error),
                      TTR_E_ARGUMENT, &error, "currency must not be NULL");
    ttri_assert_fails(ttr_combiner_add_region(c, "EU", " EUR", &error),
                      TTR_E_ARGUMENT, &error,
                      "currency " NAME_RULE " (got  EUR)");
    ttri_assert_fails(
        ttr_combiner_add_region(c, "World", "EUR", &error), TTR_E_DUPLICATE,
        &error,
        "region must not be called what all regions together are (got World)");
    ttri_assert_fails(ttr_combiner_add_region(c, "US", "EUR", &error),
                      TTR_E_DUPLICATE, &error,
                      "region must be added once (got US)");
    platform_end(&p);
}
END_TEST

/* Only regions that were added are in the program, in the order of adding. */
START_TEST(refused_regions_leave_no_trace)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_program *program;

    platform_begin(&p, TTR_QUARTER, 4);
    platform_stream(&p, "a", 1);
    ck_assert_int_eq(ttr_combiner_add_region(p.combiner, "US", "EUR", &error),
                     TTR_E_DUPLICATE);
    platform_region(&p, "Asia & Pacific", "USD");
    program = compile_ok(p.combiner);
    ck_assert_uint_eq(ttr_program_regions(program), 2);
    ck_assert_str_eq(ttr_program_region(program, 0), "US");
    ck_assert_str_eq(ttr_program_currency(program, 0), "USD");
    ck_assert_str_eq(ttr_program_region(program, 1), "Asia & Pacific");
    ck_assert_ptr_null(ttr_program_region(program, 2));
    ttr_program_unref(program);
    platform_end(&p);
}
END_TEST

static const char *const reserved[] = {"audience", "environment", "total",
                                       "ledger", "links"};

START_TEST(streams_do_not_take_the_librarys_names)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_stream *stream = NULL;
    char message[128];

    platform_begin(&p, TTR_QUARTER, 8);
    ttri_assert_ok(ttr_commerce_new(NULL, reserved[_i], &stream, &error),
                   &error);
    snprintf(message, sizeof message,
             "stream must not have a name that the library uses (got %s)",
             reserved[_i]);
    ttri_assert_fails(ttr_combiner_add_stream(p.combiner, stream, &error),
                      TTR_E_DUPLICATE, &error, message);
    ttr_stream_unref(stream);
    platform_end(&p);
}
END_TEST

START_TEST(streams_are_added_once)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_stream *same = NULL, *other;

    platform_begin(&p, TTR_QUARTER, 8);
    other = platform_stream(&p, "shop", 1);
    ttri_assert_fails(ttr_combiner_add_stream(p.combiner, other, &error),
                      TTR_E_DUPLICATE, &error,
                      "stream must be added once (got shop)");
    ttri_assert_ok(ttr_commerce_new(NULL, "shop", &same, &error), &error);
    ttri_assert_fails(ttr_combiner_add_stream(p.combiner, same, &error),
                      TTR_E_DUPLICATE, &error,
                      "stream must be added once (got shop)");
    ttri_assert_fails(ttr_combiner_add_stream(p.combiner, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_combiner_add_stream: stream must not be NULL");
    ttr_stream_unref(same);
    platform_end(&p);
}
END_TEST

typedef ttr_status (*maker)(const struct ttr_allocator *, const char *,
                            ttr_stream **, struct ttr_error *);

static const struct {
    maker make;
    const char *model;
    bool single;
} models[] = {
    {ttr_advertising_new, "advertising", true},
    {ttr_commerce_new, "commerce", false},
    {ttr_virtual_goods_new, "virtual_goods", true},
    {ttr_enterprise_new, "enterprise", false},
    {ttr_partnership_new, "partnership", false},
    {ttr_creator_new, "creator", true},
    {ttr_custom_new, "custom", false},
};

#define MODELS ((int)(sizeof models / sizeof *models))

/* Coins and hours need one destination; shops may be many. */
START_TEST(some_models_are_added_once)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_stream *first = NULL, *second = NULL;
    char message[128];

    platform_begin(&p, TTR_QUARTER, 8);
    ttri_assert_ok(models[_i].make(NULL, "first", &first, &error), &error);
    ttri_assert_ok(models[_i].make(NULL, "second", &second, &error), &error);
    ttri_assert_ok(ttr_combiner_add_stream(p.combiner, first, &error), &error);
    snprintf(message, sizeof message,
             "second must be the only stream of its model (got %s)",
             models[_i].model);
    if (models[_i].single)
        ttri_assert_fails(ttr_combiner_add_stream(p.combiner, second, &error),
                          TTR_E_DUPLICATE, &error, message);
    else
        ttri_assert_ok(ttr_combiner_add_stream(p.combiner, second, &error),
                       &error);
    ttr_stream_unref(first);
    ttr_stream_unref(second);
    platform_end(&p);
}
END_TEST

START_TEST(parts_must_be_there)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 8);
    ttri_assert_fails(ttr_combiner_set_audience(p.combiner, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_combiner_set_audience: audience must not be NULL");
    ttri_assert_fails(
        ttr_combiner_set_environment(NULL, p.environment, &error),
        TTR_E_ARGUMENT, &error,
        "ttr_combiner_set_environment: combiner must not be NULL");
    ttri_assert_fails(ttr_combiner_set_title(NULL, "a", "b", &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_combiner_set_title: combiner must not be NULL");
    platform_end(&p);
}
END_TEST

START_TEST(titles_are_replaced)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_program *program;

    platform_begin(&p, TTR_QUARTER, 4);
    platform_stream(&p, "a", 1);
    program = compile_ok(p.combiner);
    ck_assert_str_eq(ttr_program_title(program), "");
    ttr_program_unref(program);
    ttri_assert_ok(ttr_combiner_set_title(p.combiner, "one", NULL, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_set_title(p.combiner, "two", "why", &error),
                   &error);
    program = compile_ok(p.combiner);
    ck_assert_str_eq(ttr_program_title(program), "two");
    ttr_program_unref(program);
    platform_end(&p);
}
END_TEST

/* An audience that is replaced no longer counts, and is released. */
START_TEST(an_audience_is_replaced)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_audience *other = NULL;
    ttr_forecast *forecast;
    double mau[MOST_VALUES];

    platform_begin(&p, TTR_QUARTER, 4);
    platform_audience(&p, 5);
    platform_stream(&p, "a", 1);
    ttri_assert_ok(ttr_audience_new(NULL, &other, &error), &error);
    ttri_assert_ok(ttr_audience_set(other, NULL, "mau_gross", 7, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_set_audience(p.combiner, other, &error),
                   &error);
    ttr_audience_unref(other);
    forecast = platform_run(&p);
    read_periods(forecast, "audience/mau", 0, mau);
    ck_assert(mau[0] == 7.0);
    ttr_forecast_unref(forecast);
    platform_end(&p);
}
END_TEST

/* ---- links ---- */

static void assert_link(struct platform *p, struct ttr_link link,
                        ttr_status status, const char *message)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(ttr_combiner_add_link(p->combiner, &link, &error), status,
                      &error, message);
}

START_TEST(links_are_checked)
{
    struct platform p;
    struct ttr_link link;

    platform_begin(&p, TTR_QUARTER, 8);
    platform_link(&p, "first", "a/b", "c/d", 0.5, 1);
    assert_link(&p, link_of("first", "a/b", "c/d", 0.5, 1), TTR_E_DUPLICATE,
                "link must have a name of its own (got first)");
    assert_link(&p, link_of(NULL, "a/b", "c/d", 0.5, 1), TTR_E_ARGUMENT,
                "link must not be NULL");
    assert_link(&p, link_of("a/b", "a/b", "c/d", 0.5, 1), TTR_E_ARGUMENT,
                "link " NAME_RULE " (got a/b)");
    assert_link(&p, link_of("m", NULL, "c/d", 0.5, 1), TTR_E_ARGUMENT,
                "m must have a source of the form component/key (got nothing)");
    assert_link(&p, link_of("m", "/b", "c/d", 0.5, 1), TTR_E_ARGUMENT,
                "m must have a source of the form component/key (got /b)");
    assert_link(&p, link_of("m", "a/b", "c/", 0.5, 1), TTR_E_ARGUMENT,
                "m must have a target of the form component/key (got c/)");
    assert_link(&p, link_of("m", "a/b", "cd", 0.5, 1), TTR_E_ARGUMENT,
                "m must have a target of the form component/key (got cd)");
    assert_link(&p, link_of("m", "a/b", "c/d", 0.5, -1), TTR_E_RANGE,
                "m must have a lag of 0 to 1200 periods (got -1)");
    assert_link(&p, link_of("m", "a/b", "c/d", 0.5, 1201), TTR_E_RANGE,
                "m must have a lag of 0 to 1200 periods (got 1201)");
    assert_link(&p, link_of("m", "a/b", "c/d", NAN, 1), TTR_E_RANGE,
                "m must have a finite elasticity (got nan)");
    link = link_of("m", "a/b", "c/d", 0.5, 1);
    link.reference = -1;
    assert_link(&p, link, TTR_E_RANGE,
                "m must have a reference above 0, or 0 for the central path "
                "(got -1)");
    link.reference = INFINITY;
    assert_link(&p, link, TTR_E_RANGE, NULL);
    link.struct_size--;
    assert_link(&p, link, TTR_E_STRUCT_SIZE, NULL);
    platform_end(&p);
}
END_TEST

/* A driver of elasticity is real: no share, no season, no dates. */
START_TEST(elasticity_drivers_are_checked)
{
    static const double seasons[] = {1, 1, 1, 2};
    struct ttr_error error = ttri_unit_error();
    struct ttr_link link = link_of("m", "a/b", "c/d", 0, 1);
    struct platform p;
    ttr_driver *driver = NULL;

    platform_begin(&p, TTR_QUARTER, 8);
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_value(driver, -0.5, &error), &error);
    link.elasticity_driver = driver;
    ttri_assert_ok(ttr_combiner_add_link(p.combiner, &link, &error), &error);
    ttri_assert_ok(ttr_driver_set_dates(driver, 20240101, 0, &error), &error);
    link.name = "n";
    assert_link(&p, link, TTR_E_CONFLICT,
                "links/n/elasticity takes no launch or end: only what counts "
                "an activity does");
    ttri_assert_ok(ttr_driver_set_dates(driver, 0, 0, &error), &error);
    ttri_assert_ok(ttr_driver_set_seasonality(driver, 4, seasons, &error),
                   &error);
    assert_link(&p, link, TTR_E_CONFLICT,
                "links/n/elasticity takes no seasonality or movable events: it "
                "may be negative");
    ttr_driver_unref(driver);
    platform_end(&p);
}
END_TEST

START_TEST(blocks_are_filled_for_any_size)
{
    struct ttr_link link;

    memset(&link, 0x5a, sizeof link);
    ttr_link_init(&link, sizeof link);
    ck_assert_uint_eq(link.struct_size, sizeof link);
    ck_assert_int_eq(link.lag, 1);
    ck_assert_ptr_null(link.name);
    ck_assert_ptr_null(link.elasticity_driver);
    ck_assert(link.reference == 0.0 && link.elasticity == 0.0);
    memset(&link, 0x5a, sizeof link);
    ttr_link_init(&link, 8);
    ck_assert_uint_eq(link.struct_size, 8);
    ck_assert_int_eq(link.lag, 1);
    ck_assert_int_eq(((const unsigned char *)&link)[8], 0x5a);
    ttr_link_init(NULL, 8);
}
END_TEST

/* A host that was built with a later, longer struct. */
START_TEST(longer_blocks_are_cleared)
{
    struct {
        struct ttr_link link;
        double later;
    } block;

    memset(&block, 0x5a, sizeof block);
    ttr_link_init(&block.link, sizeof block);
    ck_assert_uint_eq(block.link.struct_size, sizeof block);
    ck_assert_int_eq(block.link.lag, 1);
    ck_assert(block.later == 0.0);
}
END_TEST

/* ---- eliminations and reports ---- */

START_TEST(eliminations_are_checked)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_combiner *c;

    platform_begin(&p, TTR_QUARTER, 8);
    c = p.combiner;
    ttri_assert_ok(ttr_combiner_add_elimination(c, "x", "a/b", 0.5, &error),
                   &error);
    ttri_assert_fails(ttr_combiner_add_elimination(c, "x", "a/b", 0.5, &error),
                      TTR_E_DUPLICATE, &error,
                      "elimination must have a name of its own (got x)");
    ttri_assert_fails(ttr_combiner_add_elimination(c, NULL, "a/b", 0.5, &error),
                      TTR_E_ARGUMENT, &error, "elimination must not be NULL");
    ttri_assert_fails(
        ttr_combiner_add_elimination(c, "y", "ab", 0.5, &error), TTR_E_ARGUMENT,
        &error, "y must have a source of the form component/key (got ab)");
    ttri_assert_fails(
        ttr_combiner_add_elimination(c, "y", NULL, 0.5, &error), TTR_E_ARGUMENT,
        &error, "y must have a source of the form component/key (got nothing)");
    ttri_assert_fails(ttr_combiner_add_elimination(c, "y", "a/b", 1.5, &error),
                      TTR_E_RANGE, &error,
                      "y must have a share within [0, 1] (got 1.5)");
    ttri_assert_fails(ttr_combiner_add_elimination(c, "y", "a/b", -0.1, &error),
                      TTR_E_RANGE, &error,
                      "y must have a share within [0, 1] (got -0.1)");
    ttri_assert_fails(ttr_combiner_add_elimination(c, "y", "a/b", NAN, &error),
                      TTR_E_RANGE, &error,
                      "y must have a share within [0, 1] (got nan)");
    platform_end(&p);
}
END_TEST

START_TEST(reports_are_checked)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_combiner *c;

    platform_begin(&p, TTR_QUARTER, 8);
    c = p.combiner;
    ttri_assert_ok(ttr_combiner_add_report(c, "group", "net", &error), &error);
    ttri_assert_fails(ttr_combiner_add_report(c, "group", NULL, &error),
                      TTR_E_DUPLICATE, &error,
                      "report must have a name of its own (got group)");
    ttri_assert_fails(ttr_combiner_add_report(c, "", NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "report " NAME_RULE " (got \"\")");
    ttri_assert_fails(
        ttr_combiner_add_report_term(c, "gruop", "a/b", NULL, 1, &error),
        TTR_E_UNKNOWN, &error,
        "report gruop is not known; did you mean group?");
    ttri_assert_fails(
        ttr_combiner_add_report_term(c, "group", "ab", NULL, 1, &error),
        TTR_E_ARGUMENT, &error,
        "group must have a term of the form component/key (got ab)");
    ttri_assert_fails(
        ttr_combiner_add_report_term(c, "group", NULL, NULL, 1, &error),
        TTR_E_ARGUMENT, &error,
        "group must have a term of the form component/key (got nothing)");
    ttri_assert_fails(
        ttr_combiner_add_report_term(c, "group", "a/b", NULL, INFINITY, &error),
        TTR_E_RANGE, &error, "group must have finite weights (got inf)");
    platform_end(&p);
}
END_TEST

/* ---- what a whole description lacks ---- */

static void assert_compiles_not(const struct platform *p, ttr_status status,
                                const char *message)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = NULL;

    ttri_assert_fails(ttr_combiner_compile(p->combiner, &program, &error),
                      status, &error, message);
    ck_assert_ptr_null(program);
}

START_TEST(a_platform_has_regions_and_streams)
{
    struct ttr_calendar calendar = platform_calendar(TTR_QUARTER, 8);
    struct platform p;

    platform_begin_with(&p, &calendar);
    assert_compiles_not(&p, TTR_E_MISSING,
                        "combiner must have at least one region");
    platform_region(&p, "US", "USD");
    assert_compiles_not(&p, TTR_E_MISSING,
                        "combiner must have at least one stream");
    platform_stream(&p, "a", 1);
    ttr_program_unref(compile_ok(p.combiner));
    platform_end(&p);
}
END_TEST

START_TEST(foreign_currencies_need_rates)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 8);
    platform_stream(&p, "a", 1);
    platform_region(&p, "EU", "EUR");
    assert_compiles_not(&p, TTR_E_MISSING,
                        "environment/EU/fx must be given: the region has a "
                        "currency of its own (got EUR)");
    ttri_assert_ok(ttr_environment_set(p.environment, "EU", "fx", 1.1, &error),
                   &error);
    ttr_program_unref(compile_ok(p.combiner));
    platform_end(&p);
}
END_TEST

START_TEST(foreign_currencies_need_an_environment)
{
    struct ttr_calendar calendar = platform_calendar(TTR_QUARTER, 8);
    struct ttr_error error = ttri_unit_error();
    struct platform p = {0};

    ttri_assert_ok(
        ttr_combiner_new(NULL, &calendar, "USD", &p.combiner, &error), &error);
    platform_region(&p, "EU", "EUR");
    platform_stream(&p, "a", 1);
    assert_compiles_not(&p, TTR_E_MISSING,
                        "environment/EU/fx must be given: the region has a "
                        "currency of its own (got EUR)");
    platform_end(&p);
}
END_TEST

/* A series is as long as the calendar: only the compiler can see it. */
START_TEST(series_fit_the_calendar)
{
    static const double three[] = {1, 2, 3};
    struct platform p;

    platform_begin(&p, TTR_QUARTER, 4);
    set_series(platform_stream(&p, "a", 1), NULL, "x", 3, three);
    assert_compiles_not(&p, TTR_E_CONFLICT,
                        "a/US/x must have one value for each of the calendar's "
                        "4 periods (got 3 values)");
    platform_end(&p);
}
END_TEST

/* ---- memory ---- */

static ttr_status describe(ttr_combiner *c, ttr_driver *driver,
                           struct ttr_error *error)
{
    struct ttr_link link = link_of("l", "a/b", "c/d", 0.5, 1);
    ttr_status status = ttr_combiner_set_title(c, "title", "notes", error);

    link.elasticity_driver = driver;
    link.source_region = link.target_region = "US";
    if (status == TTR_OK)
        status = ttr_combiner_add_region(c, "US", "USD", error);
    if (status == TTR_OK)
        status = ttr_combiner_add_link(c, &link, error);
    if (status == TTR_OK)
        status = ttr_combiner_add_elimination(c, "e", "a/b", 0.5, error);
    if (status == TTR_OK)
        status = ttr_combiner_add_report(c, "r", "note", error);
    if (status == TTR_OK)
        status = ttr_combiner_add_report_term(c, "r", "a/b", "US", 1, error);
    return status;
}

static ttr_status build(const struct ttr_allocator *allocator, void *context)
{
    const struct ttr_calendar *calendar = context;
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    ttr_stream *stream = NULL;
    ttr_driver *driver = NULL;
    ttr_status status =
        ttr_combiner_new(allocator, calendar, "USD", &combiner, &error);

    if (status == TTR_OK)
        status = ttr_driver_new(allocator, &driver, &error);
    if (status == TTR_OK)
        status = ttr_driver_set_value(driver, 0.5, &error);
    if (status == TTR_OK)
        status = describe(combiner, driver, &error);
    if (status == TTR_OK)
        status = ttr_commerce_new(allocator, NULL, &stream, &error);
    if (status == TTR_OK)
        status = ttr_combiner_add_stream(combiner, stream, &error);
    ttr_stream_unref(stream);
    ttr_driver_unref(driver);
    ttr_combiner_unref(combiner);
    return status;
}

START_TEST(survives_every_failed_allocation)
{
    struct ttr_calendar calendar = platform_calendar(TTR_QUARTER, 8);

    ck_assert_uint_gt(ttri_fail_each(build, &calendar), 20);
}
END_TEST

static void add_calls(TCase *one)
{
    tcase_add_test(one, new_checks_its_calendar_and_currency);
    tcase_add_test(one, regions_have_names_of_their_own);
    tcase_add_test(one, refused_regions_leave_no_trace);
    tcase_add_loop_test(one, streams_do_not_take_the_librarys_names, 0,
                        (int)(sizeof reserved / sizeof *reserved));
    tcase_add_test(one, streams_are_added_once);
    tcase_add_loop_test(one, some_models_are_added_once, 0, MODELS);
    tcase_add_test(one, parts_must_be_there);
    tcase_add_test(one, titles_are_replaced);
    tcase_add_test(one, an_audience_is_replaced);
    tcase_add_test(one, links_are_checked);
    tcase_add_test(one, elasticity_drivers_are_checked);
    tcase_add_test(one, blocks_are_filled_for_any_size);
    tcase_add_test(one, longer_blocks_are_cleared);
    tcase_add_test(one, eliminations_are_checked);
    tcase_add_test(one, reports_are_checked);
}

int main(void)
{
    Suite *suite = suite_create("combiner");
    TCase *calls = tcase_create("calls"), *whole = tcase_create("whole");

    add_calls(calls);
    suite_add_tcase(suite, calls);
    tcase_add_test(whole, a_platform_has_regions_and_streams);
    tcase_add_test(whole, foreign_currencies_need_rates);
    tcase_add_test(whole, foreign_currencies_need_an_environment);
    tcase_add_test(whole, series_fit_the_calendar);
    tcase_add_test(whole, survives_every_failed_allocation);
    suite_add_tcase(suite, whole);
    return ttri_unit_main(suite);
}
