/* Components: drivers by key, item and region, options, presentation; and the
 * audience, which is nothing else. */
#include "failing.h"
#include "unit.h"

#include <math.h>

#include <tiktokrev/audience.h>

#include "model/component.h"

/* ---- a schema of the tests' own ---- */

static const struct ttri_driver_def drivers[] = {
    {"ad_load", "1", TTRI_U, 0, 0.1, "share of ads", ""},
    {"price", "money", TTRI_P, 0, 0, "price", ""},
    {"acv", "money", TTRI_P, TTR_DRIVER_PER_ITEM, 0, "contract value", ""},
};
static const struct ttri_option_def options[] = {
    {"pricing", {"reduced", "auction", NULL}, "how prices form"},
    {"programme", {"rate", "pool", NULL}, "how creators are paid"},
};
static const struct ttri_schema schema = {
    .model = TTR_MODEL_ENTERPRISE,
    .name = "enterprise",
    .drivers = drivers,
    .driver_count = TTRI_COUNT(drivers),
    .options = options,
    .option_count = TTRI_COUNT(options),
    .items = "products",
};
static const struct ttri_schema net_schema = {
    .model = TTR_MODEL_COMMERCE,
    .name = "commerce",
    .net_by_default = true,
};

static struct ttri_component component;
static struct ttr_error error;

static void open_component(void)
{
    error = ttri_unit_error();
    ttri_assert_ok(
        ttri_component_init(&component, NULL, &schema, "services", &error),
        &error);
}

static void close_component(void)
{
    ttri_component_clear(&component);
}

static double value_of(const char *region, const char *item, const char *key)
{
    const ttr_driver *driver =
        ttri_component_driver(&component, region, item, key);

    return driver == NULL ? NAN : driver->parameter[0];
}

static void set(const char *region, const char *key, double value)
{
    ttri_assert_ok(
        ttri_component_set_value(&component, region, key, value, &error),
        &error);
}

static void refuses(const char *region, const char *key, double value,
                    ttr_status status, const char *message)
{
    uint32_t slots = component.slots;

    ttri_assert_fails(
        ttri_component_set_value(&component, region, key, value, &error),
        status, &error, message);
    ck_assert_uint_eq(component.slots, slots);
}

/* ---- life ---- */

START_TEST(has_a_name)
{
    struct ttri_component other = {.slots = 7};

    ck_assert_str_eq(component.name, "services");
    ttri_assert_fails(ttri_component_init(&other, NULL, &schema, "a/b", &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttri_component_init(&other, NULL, &schema, NULL, &error),
                      TTR_E_ARGUMENT, &error, "enterprise must not be NULL");
    ck_assert_uint_eq(other.slots, 7);
}
END_TEST

/* ---- drivers ---- */

START_TEST(a_region_has_its_own_or_the_general_driver)
{
    ck_assert_ptr_null(
        ttri_component_driver(&component, "US", NULL, "ad_load"));
    set("US", "ad_load", 0.2);
    ck_assert_double_eq(value_of("US", NULL, "ad_load"), 0.2);
    ck_assert_double_nan(value_of("EU", NULL, "ad_load"));
    set(NULL, "ad_load", 0.3);
    ck_assert_double_eq(value_of("US", NULL, "ad_load"), 0.2);
    ck_assert_double_eq(value_of("EU", NULL, "ad_load"), 0.3);
    ck_assert_double_eq(value_of(NULL, NULL, "ad_load"), 0.3);
    ck_assert_double_nan(value_of("US", NULL, "price"));
}
END_TEST

START_TEST(a_later_driver_replaces)
{
    set("US", "ad_load", 0.2);
    set("US", "price", 5);
    set("US", "ad_load", 0.4);
    ck_assert_uint_eq(component.slots, 2);
    ck_assert_double_eq(value_of("US", NULL, "ad_load"), 0.4);
    ck_assert_str_eq(component.slot[0].definition->key, "ad_load");
    ck_assert_str_eq(component.slot[0].region, "US");
    ck_assert_ptr_null(component.slot[0].item);
    ck_assert_str_eq(component.slot[1].definition->key, "price");
}
END_TEST

START_TEST(a_driver_is_copied_and_checked)
{
    ttr_driver *driver = NULL;

    ck_assert_int_eq(ttr_driver_new(NULL, &driver, NULL), TTR_OK);
    ck_assert_int_eq(ttr_driver_set_value(driver, 0.5, NULL), TTR_OK);
    ttri_assert_ok(
        ttri_component_set(&component, "US", "ad_load", driver, &error),
        &error);
    ck_assert_int_eq(ttr_driver_set_value(driver, 1.4, NULL), TTR_OK);
    ck_assert_double_eq(value_of("US", NULL, "ad_load"), 0.5);
    ttri_assert_fails(
        ttri_component_set(&component, "US", "ad_load", driver, &error),
        TTR_E_RANGE, &error,
        "services/US/ad_load must be within [0, 1] (got 1.4)");
    ck_assert_str_eq(error.path, "services/US/ad_load");
    ck_assert_str_eq(error.rule, "must be within [0, 1]");
    ck_assert_str_eq(error.value, "1.4");
    ck_assert_double_eq(value_of("US", NULL, "ad_load"), 0.5);
    ck_assert_int_eq(ttr_driver_set_real(driver, 1, NULL), TTR_OK);
    ttri_assert_fails(
        ttri_component_set(&component, NULL, "ad_load", driver, &error),
        TTR_E_CONFLICT, &error,
        "services/ad_load can not be real: its unit has no money");
    ttr_driver_unref(driver);
}
END_TEST

START_TEST(names_the_nearest_key)
{
    refuses("US", "ad_lod", 0.2, TTR_E_UNKNOWN,
            "driver services/US/ad_lod is not known; did you mean ad_load?");
    refuses(NULL, "prise", 0.2, TTR_E_UNKNOWN,
            "driver services/prise is not known; did you mean price?");
    refuses(NULL, "qqqqqqqq", 0.2, TTR_E_UNKNOWN,
            "driver services/qqqqqqqq is not known");
    refuses(NULL, "", 0.2, TTR_E_UNKNOWN, NULL);
    refuses(NULL, "/", 0.2, TTR_E_UNKNOWN, NULL);
    refuses(NULL, "a/b/acv", 0.2, TTR_E_UNKNOWN, NULL);
}
END_TEST

START_TEST(refuses_bad_values_and_regions)
{
    refuses("US", "ad_load", NAN, TTR_E_RANGE,
            "services/US/ad_load must be finite (got nan)");
    refuses("US", "ad_load", -0.1, TTR_E_RANGE,
            "services/US/ad_load must be within [0, 1] (got -0.1)");
    refuses("U|S", "ad_load", 0.1, TTR_E_ARGUMENT, NULL);
    refuses("", "ad_load", 0.1, TTR_E_ARGUMENT, NULL);
}
END_TEST

/* A long key is cut in messages and never found. */
START_TEST(survives_long_names)
{
    char key[2000];

    memset(key, 'k', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    refuses("US", key, 1, TTR_E_UNKNOWN, NULL);
    key[1000] = '/';
    refuses("US", key, 1, TTR_E_UNKNOWN, NULL);
    key[10] = '/';
    refuses("US", key, 1, TTR_E_UNKNOWN, NULL);
}
END_TEST

/* ---- items ---- */

START_TEST(items_have_drivers_of_their_own)
{
    uint32_t index = 9;

    ttri_assert_ok(ttri_component_add_item(&component, "cloud", NULL, &error),
                   &error);
    ttri_assert_ok(
        ttri_component_add_item(&component, "insights", &index, &error),
        &error);
    ck_assert_uint_eq(index, 1);
    ck_assert_uint_eq(ttri_component_item(&component, "insights"), 1);
    ck_assert_uint_eq(ttri_component_item(&component, "other"), TTRI_NONE);
    set(NULL, "insights/acv", 100);
    set("US", "insights/acv", 200);
    set("US", "cloud/acv", 300);
    ck_assert_double_eq(value_of("US", "insights", "acv"), 200);
    ck_assert_double_eq(value_of("EU", "insights", "acv"), 100);
    ck_assert_double_eq(value_of("US", "cloud", "acv"), 300);
    ck_assert_double_nan(value_of("EU", "cloud", "acv"));
    ck_assert_double_nan(value_of("US", NULL, "acv"));
    ck_assert_str_eq(component.slot[0].item, "insights");
    ck_assert_ptr_eq(ttri_component_definition(&component, "cloud/acv"),
                     &drivers[2]);
    ck_assert_ptr_eq(ttri_component_definition(&component, "acv"), &drivers[2]);
    ck_assert_ptr_null(ttri_component_definition(&component, "avc"));
}
END_TEST

START_TEST(keys_belong_to_items_or_do_not)
{
    ttri_assert_ok(
        ttri_component_add_item(&component, "insights", NULL, &error), &error);
    refuses("US", "acv", 1, TTR_E_UNKNOWN,
            "services/US/acv belongs to one of the products: give it as "
            "name/acv");
    refuses("US", "insights/price", 1, TTR_E_UNKNOWN,
            "services/US/insights/price belongs to the whole stream: give it "
            "as price");
    refuses("US", "insihgts/acv", 1, TTR_E_UNKNOWN,
            "products insihgts is not known; did you mean insights?");
    refuses("US", "insights/acx", 1, TTR_E_UNKNOWN,
            "driver services/US/insights/acx is not known; did you mean acv?");
    refuses("US", "insights/acv", -1, TTR_E_RANGE,
            "services/US/insights/acv must be at least 0 (got -1)");
}
END_TEST

START_TEST(items_have_unique_names)
{
    struct ttri_component plain;
    uint32_t index = 9;

    ttri_assert_ok(
        ttri_component_add_item(&component, "insights", NULL, &error), &error);
    ttri_assert_fails(
        ttri_component_add_item(&component, "insights", &index, &error),
        TTR_E_DUPLICATE, &error,
        "services has insights among its products already");
    ttri_assert_fails(
        ttri_component_add_item(&component, "a/b", &index, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ck_assert_uint_eq(index, 9);
    ck_assert_uint_eq(component.items, 1);
    ttri_assert_ok(
        ttri_component_init(&plain, NULL, &net_schema, "shop", &error), &error);
    ttri_assert_fails(ttri_component_add_item(&plain, "x", &index, &error),
                      TTR_E_ARGUMENT, &error,
                      "shop has neither products nor deals");
    ttri_component_clear(&plain);
}
END_TEST

START_TEST(an_items_terms_are_freed)
{
    uint32_t index;

    ttri_assert_ok(ttri_component_add_item(&component, "music", &index, &error),
                   &error);
    component.item[index].terms = ttri_allocate(&component.memory, 100);
    ck_assert_ptr_nonnull(component.item[index].terms);
}
END_TEST

/* ---- declared drivers ---- */

START_TEST(declared_drivers_count_too)
{
    struct ttri_driver_def declared[] = {
        {"voucher_share", "1", TTRI_U, 0, 0, "vouchers", ""}};

    component.declared = declared;
    component.declared_count = 1;
    set("US", "voucher_share", 0.2);
    ck_assert_double_eq(value_of("US", NULL, "voucher_share"), 0.2);
    refuses("US", "voucher_shar", 0.2, TTR_E_UNKNOWN,
            "driver services/US/voucher_shar is not known; did you mean "
            "voucher_share?");
    component.declared = NULL;
    component.declared_count = 0;
}
END_TEST

static void cleared(struct ttri_component *cleared_component)
{
    cleared_component->custom = NULL;
}

START_TEST(who_made_the_equations_clears_them)
{
    struct ttri_component other;
    int marker;

    ttri_assert_ok(ttri_component_init(&other, NULL, &schema, "x", &error),
                   &error);
    other.custom = (struct ttri_custom *)(void *)&marker;
    other.clear_custom = cleared;
    ttri_component_clear(&other);
    ck_assert_ptr_null(other.custom);
}
END_TEST

/* ---- options and presentation ---- */

START_TEST(options_have_choices)
{
    ck_assert_str_eq(ttri_component_option(&component, "pricing"), "reduced");
    ttri_assert_ok(
        ttri_component_set_option(&component, "pricing", "auction", &error),
        &error);
    ck_assert_str_eq(ttri_component_option(&component, "pricing"), "auction");
    ck_assert_str_eq(ttri_component_option(&component, "programme"), "rate");
    ck_assert_ptr_null(ttri_component_option(&component, "colour"));
    ttri_assert_fails(
        ttri_component_set_option(&component, "pricing", "acution", &error),
        TTR_E_UNKNOWN, &error,
        "choice services/pricing/acution is not known; did you mean auction?");
    ttri_assert_fails(
        ttri_component_set_option(&component, "prising", "auction", &error),
        TTR_E_UNKNOWN, &error,
        "option services/prising is not known; did you mean pricing?");
    ck_assert_str_eq(ttri_component_option(&component, "pricing"), "auction");
}
END_TEST

START_TEST(presentation_is_by_region)
{
    struct ttri_component net;

    ck_assert(!ttri_component_is_net(&component, "US"));
    ttri_assert_ok(
        ttri_component_set_presentation(&component, "US", true, &error),
        &error);
    ck_assert(ttri_component_is_net(&component, "US"));
    ck_assert(!ttri_component_is_net(&component, "EU"));
    ttri_assert_ok(
        ttri_component_set_presentation(&component, NULL, true, &error),
        &error);
    ttri_assert_ok(
        ttri_component_set_presentation(&component, "US", false, &error),
        &error);
    ck_assert(!ttri_component_is_net(&component, "US"));
    ck_assert(ttri_component_is_net(&component, "EU"));
    ck_assert(ttri_component_is_net(&component, NULL));
    ttri_assert_fails(
        ttri_component_set_presentation(&component, "a/b", true, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_ok(ttri_component_init(&net, NULL, &net_schema, "shop", &error),
                   &error);
    ck_assert(ttri_component_is_net(&net, "US"));
    ttri_component_clear(&net);
}
END_TEST

/* ---- memory ---- */

static ttr_status build(const struct ttr_allocator *allocator, void *context)
{
    struct ttri_component made;
    ttr_status status =
        ttri_component_init(&made, allocator, &schema, "services", NULL);

    (void)context;
    if (status != TTR_OK)
        return status;
    status = ttri_component_add_item(&made, "insights", NULL, NULL);
    if (status == TTR_OK)
        status = ttri_component_set_value(&made, "US", "insights/acv", 1, NULL);
    for (int i = 0; i < 20 && status == TTR_OK; i++) {
        const char region[] = {'r', (char)('a' + i), '\0'};

        status = ttri_component_set_value(&made, region, "price", i, NULL);
    }
    if (status == TTR_OK)
        status = ttri_component_set_value(&made, "US", "insights/acv", 2, NULL);
    if (status == TTR_OK)
        status = ttri_component_set_presentation(&made, "US", true, NULL);
    ttri_component_clear(&made);
    return status;
}

START_TEST(survives_want_of_memory)
{
    ck_assert_uint_gt(ttri_fail_each(build, NULL), 60);
}
END_TEST

/* Where memory fails, a new driver is not there and an old one stays. */
START_TEST(want_of_memory_changes_nothing)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_component made;
    uint64_t at = 0;
    ttr_status status = TTR_E_NO_MEMORY;

    ck_assert_int_eq(ttri_component_init(&made, &allocator, &schema, "s", NULL),
                     TTR_OK);
    ck_assert_int_eq(ttri_component_set_value(&made, "US", "price", 1, NULL),
                     TTR_OK);
    while (status != TTR_OK) {
        failing.calls = 0;
        failing.fail_at = ++at;
        status = ttri_component_set_value(&made, "US", "price", 2, NULL);
        ck_assert_double_eq(
            ttri_component_driver(&made, "US", NULL, "price")->parameter[0],
            status == TTR_OK ? 2 : 1);
    }
    ck_assert_uint_gt(at, 2);
    at = 0;
    for (status = TTR_E_NO_MEMORY; status != TTR_OK;) {
        failing.calls = 0;
        failing.fail_at = ++at;
        status = ttri_component_set_value(&made, "EU", "price", 3, NULL);
        ck_assert((ttri_component_driver(&made, "EU", NULL, "price") != NULL) ==
                  (status == TTR_OK));
    }
    ck_assert_uint_gt(at, 3);
    ttri_component_clear(&made);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

/* ---- the audience ---- */

START_TEST(an_audience_is_a_component)
{
    ttr_audience *audience = NULL;
    ttr_driver *driver = NULL;

    ttri_assert_ok(ttr_audience_new(NULL, &audience, &error), &error);
    ttri_assert_ok(ttr_audience_set(audience, "US", "mau_gross", 170e6, &error),
                   &error);
    ttri_assert_fails(ttr_audience_set(audience, "US", "dau_mau", 1.2, &error),
                      TTR_E_RANGE, &error,
                      "audience/US/dau_mau must be within [0, 1] (got 1.2)");
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_dates(driver, 20200101, 0, &error), &error);
    ttri_assert_ok(
        ttr_audience_set_driver(audience, NULL, "mau_gross", driver, &error),
        &error);
    ttri_assert_fails(
        ttr_audience_set_driver(audience, NULL, "dau_mau", driver, &error),
        TTR_E_CONFLICT, &error, NULL);
    ttri_assert_fails(
        ttr_audience_set_driver(audience, NULL, "dau_mau", NULL, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(
        ttr_audience_set_driver(audience, NULL, NULL, driver, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(
        ttr_audience_set_driver(NULL, NULL, "dau_mau", driver, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_audience_set(audience, NULL, NULL, 1, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_audience_set: key must not be NULL");
    ttri_assert_fails(ttr_audience_set(NULL, NULL, "dau_mau", 1, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_audience_new(NULL, NULL, &error), TTR_E_ARGUMENT,
                      &error, NULL);
    ttr_driver_unref(driver);
    ck_assert_ptr_eq(ttr_audience_ref(audience), audience);
    ttr_audience_unref(audience);
    ttri_assert_ok(ttr_audience_set(audience, NULL, "dau_mau", 0.5, &error),
                   &error);
    ttr_audience_unref(audience);
    ttr_audience_unref(NULL);
    ck_assert_ptr_null(ttr_audience_ref(NULL));
}
END_TEST

static ttr_status build_audience(const struct ttr_allocator *allocator,
                                 void *context)
{
    ttr_audience *audience = NULL;
    ttr_status status = ttr_audience_new(allocator, &audience, NULL);

    (void)context;
    if (status == TTR_OK)
        status = ttr_audience_set(audience, "US", "dau_mau", 0.5, NULL);
    ttr_audience_unref(audience);
    return status;
}

START_TEST(an_audience_survives_want_of_memory)
{
    ck_assert_uint_gt(ttri_fail_each(build_audience, NULL), 5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("component");
    TCase *given = tcase_create("given");
    TCase *memory = tcase_create("memory");

    tcase_add_checked_fixture(given, open_component, close_component);
    tcase_add_test(given, has_a_name);
    tcase_add_test(given, a_region_has_its_own_or_the_general_driver);
    tcase_add_test(given, a_later_driver_replaces);
    tcase_add_test(given, a_driver_is_copied_and_checked);
    tcase_add_test(given, names_the_nearest_key);
    tcase_add_test(given, refuses_bad_values_and_regions);
    tcase_add_test(given, survives_long_names);
    tcase_add_test(given, items_have_drivers_of_their_own);
    tcase_add_test(given, keys_belong_to_items_or_do_not);
    tcase_add_test(given, items_have_unique_names);
    tcase_add_test(given, an_items_terms_are_freed);
    tcase_add_test(given, declared_drivers_count_too);
    tcase_add_test(given, who_made_the_equations_clears_them);
    tcase_add_test(given, options_have_choices);
    tcase_add_test(given, presentation_is_by_region);
    tcase_add_test(given, an_audience_is_a_component);
    suite_add_tcase(suite, given);
    tcase_add_test(memory, survives_want_of_memory);
    tcase_add_test(memory, want_of_memory_changes_nothing);
    tcase_add_test(memory, an_audience_survives_want_of_memory);
    suite_add_tcase(suite, memory);
    return ttri_unit_main(suite);
}
