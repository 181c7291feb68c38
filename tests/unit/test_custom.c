/* What equations of a custom stream read, and what they make. */
#include "custom.h"
#include "failing.h"

/* ---- names ---- */

START_TEST(reads_the_audience_and_the_calendar)
{
    static const struct known_flow known[] = {
        {"users", "mau", 1000},
        {"daily", "dau", 500},    /* half of them by default */
        {"time", "hours", 45500}, /* 60 minutes a day by default */
        {"d", "days", 91},        /* 2024 is a leap year: 91, 91 */
        {"m", "months", 3},
        {"y", "years * 100", 25},
    };
    struct small_model model;

    begin(&model, TTR_QUARTER, 2);
    check_flows(&model, known, TTRI_LENGTH(known));
    small_end(&model);
}
END_TEST

/* An equation may stand before what it reads, and may read its own past:
 * x = x before * 1.5 + 4 from 0. */
START_TEST(equations_stand_in_any_order)
{
    static const double x[] = {4, 10, 19, 32.5}, twice[] = {8, 20, 38, 65};
    static const double past[] = {0, 0, 4, 10};
    struct small_model model;

    begin(&model, TTR_MONTH, 4);
    flow(&model, "twice", "2 * x");
    flow(&model, "x", "lag(x, 1) * 1.5 + four");
    flow(&model, "four", "4");
    flow(&model, "past", "lag(x, 2)");
    small_run(&model);
    small_check(&model, "local/x", x);
    small_check(&model, "local/twice", twice);
    small_check(&model, "local/past", past);
    small_end(&model);
}
END_TEST

/* 1,000 x 0.1 x 5 = 500 of sales; 12 clients at 10 a year make 10 a month. */
START_TEST(reads_other_components)
{
    static const struct known_flow known[] = {
        {"sales", "'live shop.gmv'", 500},
        {"kept", "enterprise.insights.arr + enterprise.subscription", 130},
        {"same", "'enterprise.insights/arr' + audience.mau", 1120},
    };
    struct ttr_error error = ttri_unit_error();
    ttr_stream *shop = NULL, *enterprise = NULL;
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    ttri_assert_ok(ttr_commerce_new(NULL, "live shop", &shop, &error), &error);
    ttri_assert_ok(ttr_stream_set(shop, NULL, "buyer_share", 0.1, &error),
                   &error);
    ttri_assert_ok(ttr_stream_set(shop, NULL, "aov", 5, &error), &error);
    ttri_assert_ok(ttr_combiner_add_stream(model.combiner, shop, &error),
                   &error);
    ttri_assert_ok(ttr_enterprise_new(NULL, NULL, &enterprise, &error), &error);
    ttri_assert_ok(ttr_enterprise_add_product(enterprise, "insights", &error),
                   &error);
    ttri_assert_ok(
        ttr_stream_set(enterprise, NULL, "insights/opening_arr", 120, &error),
        &error);
    ttri_assert_ok(ttr_combiner_add_stream(model.combiner, enterprise, &error),
                   &error);
    check_flows(&model, known, TTRI_LENGTH(known));
    ttr_stream_unref(shop);
    ttr_stream_unref(enterprise);
    small_end(&model);
}
END_TEST

static const struct {
    const char *formula;
    ttr_status status;
    const char *message;
} unknown[] = {
    {"pricee * 2", TTR_E_UNKNOWN,
     "local/US/pricee is not a driver, an equation or a built-in name; did you "
     "mean price?"},
    {"qqqqq", TTR_E_UNKNOWN,
     "local/US/qqqqq is not a driver, an equation or a built-in name"},
    {"nowhere.gmv", TTR_E_UNKNOWN, NULL},
    {"audience.gmv", TTR_E_UNKNOWN, NULL},
    {"audience.", TTR_E_UNKNOWN, NULL},
};

START_TEST(names_unknown_names)
{
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    declare(&model, "price", 1);
    flow(&model, "x", unknown[_i].formula);
    small_fails(&model, unknown[_i].status, unknown[_i].message);
    small_end(&model);
}
END_TEST

static const struct {
    const char *a, *b;
} cycles[] = {
    {"b + 1", "a + 1"}, {"b", "a"},   {"a", "1"},
    {"a * 2", "1"},     {"b", "a*2"}, {"lag(a, 1) + b", "max(a, 1)"},
};

START_TEST(finds_cycles)
{
    struct small_model model;

    begin(&model, TTR_MONTH, 2);
    flow(&model, "a", cycles[_i].a);
    flow(&model, "b", cycles[_i].b);
    small_fails(&model, TTR_E_CYCLE, NULL);
    small_end(&model);
}
END_TEST

/* ---- drivers ---- */

/* The list of drivers moves while it grows; what was set stays. */
START_TEST(drivers_keep_their_values)
{
    struct ttr_error error = ttri_unit_error();
    struct small_model model;
    char sum[600] = "0";

    begin(&model, TTR_MONTH, 1);
    for (int i = 0; i < 40; i++) {
        char key[16];

        snprintf(key, sizeof key, "d%d", i);
        declare(&model, key, 1000);
        ttri_assert_ok(ttr_stream_set(model.stream, NULL, key, i, &error),
                       &error);
        snprintf(sum + strlen(sum), sizeof sum - strlen(sum), "+d%d", i);
    }
    flow(&model, "sum", sum);
    declare(&model, "fallback", 7);
    flow(&model, "default_value", "fallback");
    small_run(&model);
    small_check_all(&model, "local/sum", 780);
    small_check_all(&model, "local/default_value", 7);
    small_end(&model);
}
END_TEST

START_TEST(values_stay_in_their_support)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_driver_info info = driver_info("share", TTR_SUPPORT_UNIT);
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    ttri_assert_ok(ttr_custom_declare(model.stream, &info, &error), &error);
    ttri_assert_fails(ttr_stream_set(model.stream, "US", "share", 1.5, &error),
                      TTR_E_RANGE, &error,
                      "local/US/share must be within [0, 1] (got 1.5)");
    small_end(&model);
}
END_TEST

/* Events stop the users, and counts of their own, but no share or price: half
 * the audience, then half of the stream too. */
START_TEST(events_stop_counts)
{
    static const struct known_flow known[] = {
        {"users", "mau", 250},       {"daily", "dau", 125},
        {"time", "hours", 125 * 31}, {"visits", "walk_ins", 25},
        {"part", "share", 0.5},      {"paid", "price", 8},
    };
    struct ttr_error error = ttri_unit_error();
    struct ttr_driver_info info = driver_info("walk_ins", TTR_SUPPORT_POSITIVE);
    ttr_environment *environment = NULL;
    struct ttr_event event;
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    info.flags = TTR_DRIVER_ACTIVITY;
    info.fallback = 100;
    ttri_assert_ok(ttr_custom_declare(model.stream, &info, &error), &error);
    info.key = "share";
    info.support = TTR_SUPPORT_UNIT;
    info.fallback = 0.5;
    ttri_assert_ok(ttr_custom_declare(model.stream, &info, &error), &error);
    declare(&model, "price", 8);
    ttri_assert_ok(ttr_environment_new(NULL, &environment, &error), &error);
    ttr_event_init(&event, sizeof event);
    event.name = "audience";
    event.date = 20240101;
    event.severity = 0.5;
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    event.name = "stream";
    event.scope = TTR_SCOPE_STREAM;
    event.target = "local";
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    ttri_assert_ok(
        ttr_combiner_set_environment(model.combiner, environment, &error),
        &error);
    ttr_environment_unref(environment);
    check_flows(&model, known, TTRI_LENGTH(known));
    small_end(&model);
}
END_TEST

/* ---- money ---- */

START_TEST(posts_revenue_and_cost)
{
    struct small_model model;

    begin(&model, TTR_MONTH, 2);
    money(&model, "cost", "0.25 * revenue");
    money(&model, "gross_revenue", "mau * 2");
    money(&model, "revenue", "mau * 0.4");
    small_run(&model);
    small_check_all(&model, "local/revenue", 2000); /* gross by default */
    small_check_all(&model, "local/revenue_gross", 2000);
    small_check_all(&model, "local/gross_revenue", 2000);
    small_check_all(&model, "local/revenue_net", 400);
    small_check_all(&model, "local/cost", 100);
    small_check_all(&model, "local/contribution", 300);
    small_check_all(&model, "local/bookings", 2000);
    small_check_all(&model, "ledger/paid_customer", 2000);
    small_check_all(&model, "ledger/received_payee", 1600);
    small_check_all(&model, "ledger/received_supplier", 100);
    small_check_all(&model, "ledger/received_platform", 300);
    small_end(&model);
}
END_TEST

START_TEST(may_have_no_revenue)
{
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    money(&model, "cost", "10");
    small_run(&model);
    small_check_all(&model, "local/revenue", 0);
    small_check_all(&model, "local/contribution", -10);
    small_end(&model);
}
END_TEST

/* ---- ratios ---- */

/* Each region has its own; the world's comes from the sums of the parts: of
 * (1,000 x 1 + 3,000 x 5) / 4,000 users, and of a flow over a flow. */
START_TEST(ratios_are_made_of_their_parts)
{
    static const double us[] = {1, 1}, eu[] = {5, 5}, world[] = {4, 4};
    static const double rate[] = {0.25, 0.25};
    struct ttr_error error = ttri_unit_error();
    struct small_model model;
    double year[MOST_PERIODS];

    begin(&model, TTR_MONTH, 2);
    declare(&model, "price", 1);
    ttri_assert_ok(ttr_stream_set(model.stream, "EU", "price", 5, &error),
                   &error);
    money(&model, "sales", "mau * price");
    equation(&model, "per_user", TTR_KIND_RATIO, "money/user", "sales / mau");
    equation(&model, "daily", TTR_KIND_STOCK, "users", "dau");
    equation(&model, "per_day_user", TTR_KIND_RATIO, "money/user",
             "sales / daily");
    equation(&model, "rate", TTR_KIND_RATIO, "1", "sales / (4 * sales)");
    small_run(&model);
    small_check(&model, "local/per_user", us);
    small_check_in(&model, 1, "local/per_user", eu);
    small_check_in(&model, TTR_WORLD, "local/per_user", world);
    small_check_in(&model, TTR_WORLD, "local/rate", rate);
    /* over two months the flow adds up, the users are averaged */
    small_read(&model, 0, "local/per_user", TTR_STEP_YEAR, year);
    ck_assert_double_eq_tol(year[0], 2, 1e-12);
    small_read(&model, 0, "local/per_day_user", TTR_STEP_YEAR, year);
    ck_assert_double_eq_tol(year[0], 4, 1e-12);
    small_end(&model);
}
END_TEST

/* ---- documents ---- */

/* A formula is saved as it was written; operations have no text. */
START_TEST(formulas_are_saved)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_output_info info = output_info("ops", TTR_KIND_FLOW, "1");
    struct small_model model;
    ttr_text *text = NULL;
    ttr_value value = 0;

    begin(&model, TTR_MONTH, 1);
    flow(&model, "x", "1 +  min(mau, 2)");
    ttri_assert_ok(ttr_document_save(model.combiner, &text, &error), &error);
    ck_assert_ptr_nonnull(strstr(ttr_text_bytes(text), "1 +  min(mau, 2)"));
    ttr_text_unref(text);
    ttri_assert_ok(ttr_custom_number(model.stream, 1, &value, &error), &error);
    ttri_assert_ok(ttr_custom_equation(model.stream, &info, value, &error),
                   &error);
    ttri_assert_fails(ttr_document_save(model.combiner, &text, &error),
                      TTR_E_CONFLICT, &error, NULL);
    small_end(&model);
}
END_TEST

/* ---- memory ---- */

static ttr_status describe_custom(ttr_stream *stream)
{
    struct ttr_output_info ratio = output_info("r", TTR_KIND_RATIO, "1");
    ttr_value value = 0;
    ttr_status status = TTR_OK;

    for (int i = 0; i < 10 && status == TTR_OK; i++) {
        char key[16];
        struct ttr_driver_info info = driver_info(key, TTR_SUPPORT_POSITIVE);

        snprintf(key, sizeof key, "d%d", i);
        status = ttr_custom_declare(stream, &info, NULL);
        if (status == TTR_OK)
            status = ttr_stream_set(stream, NULL, key, i, NULL);
    }
    if (status == TTR_OK)
        status = ttr_custom_formula(stream, "d1 / (d2 + mau)", &value, NULL);
    if (status == TTR_OK)
        status = ttr_custom_equation(stream, &ratio, value, NULL);
    return status;
}

static ttr_status describe(const struct ttr_allocator *allocator, void *context)
{
    ttr_stream *stream;
    ttr_status status = ttr_custom_new(allocator, "local", &stream, NULL);

    (void)context;
    if (status != TTR_OK)
        return status;
    status = describe_custom(stream);
    ttr_stream_unref(stream);
    return status;
}

START_TEST(survives_every_failed_allocation)
{
    ck_assert_uint_gt(ttri_fail_each(describe, NULL), 50);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("custom");
    TCase *one = tcase_create("custom");

    tcase_add_test(one, reads_the_audience_and_the_calendar);
    tcase_add_test(one, equations_stand_in_any_order);
    tcase_add_test(one, reads_other_components);
    tcase_add_loop_test(one, names_unknown_names, 0, TTRI_LENGTH(unknown));
    tcase_add_loop_test(one, finds_cycles, 0, TTRI_LENGTH(cycles));
    tcase_add_test(one, drivers_keep_their_values);
    tcase_add_test(one, values_stay_in_their_support);
    tcase_add_test(one, events_stop_counts);
    tcase_add_test(one, posts_revenue_and_cost);
    tcase_add_test(one, may_have_no_revenue);
    tcase_add_test(one, ratios_are_made_of_their_parts);
    tcase_add_test(one, formulas_are_saved);
    tcase_add_test(one, survives_every_failed_allocation);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
