/* What an environment takes and keeps: drivers, macro, preferences,
 * correlation, all of it or nothing. */
#include "failing.h"
#include "one_environment.h"

#include <math.h>
#include <stdio.h>

/* ---- handle and drivers ---- */

START_TEST(is_counted)
{
    ck_assert_ptr_eq(ttr_environment_ref(environment), environment);
    ttr_environment_unref(environment);
    ttri_assert_ok(ttr_environment_set(environment, NULL, "fx", 1, &error),
                   &error);
    ttr_environment_unref(NULL);
    ck_assert_ptr_null(ttr_environment_ref(NULL));
    ttri_assert_fails(ttr_environment_new(NULL, NULL, &error), TTR_E_ARGUMENT,
                      &error,
                      "ttr_environment_new: environment must not be "
                      "NULL");
}
END_TEST

START_TEST(takes_drivers)
{
    ttr_driver *driver = NULL;

    ttri_assert_ok(
        ttr_environment_set(environment, "EU", "inflation", -0.01, &error),
        &error);
    ttri_assert_fails(ttr_environment_set(environment, "EU", "fx", -1, &error),
                      TTR_E_RANGE, &error,
                      "environment/EU/fx must be at least 0 (got -1)");
    ttri_assert_fails(
        ttr_environment_set(environment, "EU", "fx_ends", 1, &error),
        TTR_E_UNKNOWN, &error,
        "driver environment/EU/fx_ends is not known; did you mean fx_end?");
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(
        ttr_driver_set_exponential(driver, 1.1, 0.01, 20240101, &error),
        &error);
    ttri_assert_ok(
        ttr_environment_set_driver(environment, "EU", "fx", driver, &error),
        &error);
    ttri_assert_fails(
        ttr_environment_set_driver(environment, "EU", "fx", NULL, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(
        ttr_environment_set_driver(environment, "EU", NULL, driver, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(
        ttr_environment_set_driver(NULL, "EU", "fx", driver, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_set(NULL, "EU", "fx", 1, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_set(environment, "EU", NULL, 1, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_uint_eq(environment->component.slots, 2);
    ttr_driver_unref(driver);
}
END_TEST

/* ---- macro and preference ---- */

START_TEST(takes_a_macro_cycle)
{
    struct ttr_macro macro = {.struct_size = sizeof macro,
                              .to_recession_per_year = 0.15,
                              .to_expansion_per_year = 0.8,
                              .growth_expansion = 0.03,
                              .growth_recession = -0.02};

    ck_assert(!environment->has_macro);
    ttri_assert_ok(ttr_environment_set_macro(environment, &macro, &error),
                   &error);
    ck_assert(environment->has_macro);
    ck_assert_double_eq(environment->macro.growth_recession, -0.02);
    macro.to_recession_per_year = -1;
    ttri_assert_fails(ttr_environment_set_macro(environment, &macro, &error),
                      TTR_E_RANGE, &error,
                      "environment/macro/to_recession_per_year must be finite "
                      "and at least 0 (got -1)");
    macro.to_recession_per_year = 0;
    macro.to_expansion_per_year = 0;
    ttri_assert_fails(ttr_environment_set_macro(environment, &macro, &error),
                      TTR_E_RANGE, &error,
                      "environment/macro/start must name a state: without "
                      "rates there is no stationary law");
    macro.start = 3;
    ttri_assert_fails(ttr_environment_set_macro(environment, &macro, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    macro.start = TTR_MACRO_EXPANSION;
    macro.growth_expansion = NAN;
    ttri_assert_fails(ttr_environment_set_macro(environment, &macro, &error),
                      TTR_E_RANGE, &error, NULL);
    ck_assert_double_eq(environment->macro.to_expansion_per_year, 0.8);
    macro.growth_expansion = 0;
    ttri_assert_ok(ttr_environment_set_macro(environment, &macro, &error),
                   &error);
    macro.struct_size = 0;
    ttri_assert_fails(ttr_environment_set_macro(environment, &macro, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    ttri_assert_fails(ttr_environment_set_macro(environment, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_set_macro(NULL, &macro, &error),
                      TTR_E_ARGUMENT, &error, NULL);
}
END_TEST

static ttr_status add_taste(const char *name, double volatility,
                            double reversion)
{
    const char *const regions[] = {"US", "EU"};

    return ttr_environment_add_preference(environment, name, regions, 2,
                                          volatility, reversion, &error);
}

START_TEST(takes_preferences)
{
    ttri_assert_ok(add_taste("taste", 0.05, 1), &error);
    ttri_assert_fails(add_taste("taste", 0.05, 1), TTR_E_DUPLICATE, &error,
                      "environment/preference must have a name that no factor "
                      "has yet (got taste)");
    ttri_assert_fails(add_taste("macro", 0.05, 1), TTR_E_DUPLICATE, &error,
                      NULL);
    ttri_assert_fails(add_taste(NULL, 0.05, 1), TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(add_taste("x", -0.05, 1), TTR_E_RANGE, &error,
                      "environment/preference/x/volatility must be finite and "
                      "at least 0 (got -0.05)");
    ttri_assert_fails(add_taste("x", 0, INFINITY), TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(ttr_environment_add_preference(environment, "x", twice, 3,
                                                     0, 0, &error),
                      TTR_E_DUPLICATE, &error, NULL);
    ttri_assert_fails(
        ttr_environment_add_preference(NULL, "x", NULL, 0, 0, 0, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ck_assert_uint_eq(environment->preferences, 1);
    ck_assert_str_eq(environment->preference[0].name, "taste");
    ck_assert_double_eq(environment->preference[0].volatility, 0.05);
    ck_assert(ttri_region_set_has(&environment->preference[0].regions, "EU"));
}
END_TEST

/* ---- correlation ---- */

static const char *const pair[] = {"advertising/ecpm_ref", "commerce/US/aov"};

static ttr_status correlate(int32_t kind, double freedom, double a, double b,
                            double diagonal)
{
    const double matrix[] = {diagonal, a, b, 1};

    return ttr_environment_add_correlation(environment, kind, freedom, 2, pair,
                                           matrix, &error);
}

START_TEST(takes_a_correlation)
{
    const struct ttri_correlation *kept;

    ttri_assert_ok(
        correlate(TTR_CORRELATION_LEVEL, 5, 0.5 + 1e-13, 0.5, 1 - 1e-13),
        &error);
    kept = &environment->correlation[0];
    ck_assert_uint_eq(kept->count, 2);
    ck_assert_double_eq(kept->freedom, 5);
    ck_assert_str_eq(kept->driver[1], "commerce/US/aov");
    ck_assert_double_eq(kept->matrix[0], 1);
    ck_assert_double_eq(kept->matrix[1], 0.5);
    ck_assert_double_eq(kept->matrix[2], 0.5);
    ttri_assert_fails(correlate(TTR_CORRELATION_LEVEL, 0, 0.5, 0.5, 1),
                      TTR_E_DUPLICATE, &error,
                      "environment/correlations/drivers must name a driver "
                      "once for each kind (got advertising/ecpm_ref)");
    ttri_assert_ok(correlate(TTR_CORRELATION_INNOVATION, 0, -1, -1, 1), &error);
}
END_TEST

START_TEST(refuses_a_correlation)
{
    const char *const same[] = {"a/b", "a/b"}, *const odd[] = {"a/b", "c"};
    const double matrix[] = {1, 0, 0, 1};
    const char *path = "environment/correlations/matrix";
    char message[128];

    ttri_assert_fails(correlate(3, 0, 0, 0, 1), TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(correlate(TTR_CORRELATION_LEVEL, -1, 0, 0, 1),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(correlate(TTR_CORRELATION_LEVEL, 0, 0.5, 0.4, 1),
                      TTR_E_RANGE, &error, NULL);
    snprintf(message, sizeof message, "%s must be symmetric (got 0.5)", path);
    ck_assert_str_eq(error.message, message);
    ttri_assert_fails(correlate(TTR_CORRELATION_LEVEL, 0, 1.5, 1.5, 1),
                      TTR_E_RANGE, &error, NULL);
    snprintf(message, sizeof message, "%s must be within [-1, 1] (got 1.5)",
             path);
    ck_assert_str_eq(error.message, message);
    ttri_assert_fails(correlate(TTR_CORRELATION_LEVEL, 0, NAN, NAN, 1),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(correlate(TTR_CORRELATION_LEVEL, 0, 0, 0, 0.9),
                      TTR_E_RANGE, &error, NULL);
    snprintf(message, sizeof message,
             "%s must have 1 on its diagonal (got 0.9)", path);
    ck_assert_str_eq(error.message, message);
    ttri_assert_fails(ttr_environment_add_correlation(environment, 1, 0, 2,
                                                      same, matrix, &error),
                      TTR_E_DUPLICATE, &error, NULL);
    ttri_assert_fails(ttr_environment_add_correlation(environment, 1, 0, 2, odd,
                                                      matrix, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_add_correlation(environment, 1, 0, 1,
                                                      pair, matrix, &error),
                      TTR_E_ARGUMENT, &error,
                      "environment/correlations/drivers must be 2 to 1024 "
                      "(got 1)");
    ttri_assert_fails(ttr_environment_add_correlation(environment, 1, 0, 1025,
                                                      pair, matrix, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_add_correlation(environment, 1, 0, 2,
                                                      NULL, matrix, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_add_correlation(environment, 1, 0, 2,
                                                      pair, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(
        ttr_environment_add_correlation(NULL, 1, 0, 2, pair, matrix, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ck_assert_uint_eq(environment->correlations, 0);
}
END_TEST

/* ---- memory ---- */

static ttr_status add_things(ttr_environment *to, const char *name)
{
    const char *const regions[] = {"US", "EU"};
    const double matrix[] = {1, 0.5, 0.5, 1}, values[] = {0.1, 0.2};
    const char *drivers[2] = {"advertising/ad_load", "commerce/aov"};
    struct ttr_event event = event_of(name);
    struct ttr_technology technology = technology_of(name);
    struct ttr_law law;
    ttr_status status;

    ttr_law_init(&law, sizeof law);
    law.kind = TTR_LAW_EMPIRICAL;
    law.values = values;
    law.count = 2;
    event.severity_law = &law;
    event.scope = TTR_SCOPE_STREAM;
    event.target = "commerce";
    event.source = "source";
    event.regions = technology.regions = regions;
    event.region_count = technology.region_count = 2;
    status = ttr_environment_add_event(to, &event, NULL);
    if (status == TTR_OK)
        status = ttr_environment_add_technology(to, &technology, NULL);
    if (status == TTR_OK)
        status =
            ttr_environment_add_preference(to, name, regions, 2, 1, 1, NULL);
    if (status == TTR_OK && *name == 'a')
        status =
            ttr_environment_add_correlation(to, 1, 0, 2, drivers, matrix, NULL);
    return status;
}

static ttr_status build(const struct ttr_allocator *allocator, void *context)
{
    ttr_environment *made = NULL;
    ttr_status status = ttr_environment_new(allocator, &made, NULL);

    (void)context;
    if (status == TTR_OK)
        status = ttr_environment_set(made, "EU", "fx", 1.1, NULL);
    for (int i = 0; i < 10 && status == TTR_OK; i++) {
        const char name[] = {(char)('a' + i), '\0'};

        status = add_things(made, name);
    }
    ttr_environment_unref(made);
    return status;
}

START_TEST(survives_want_of_memory)
{
    ck_assert_uint_gt(ttri_fail_each(build, NULL), 100);
}
END_TEST

/* A call that fails for want of memory adds nothing, and can be repeated. */
START_TEST(want_of_memory_adds_nothing)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    ttr_environment *made = NULL;
    struct ttr_event event = event_of("e");
    uint64_t at = 0;
    ttr_status status = TTR_E_NO_MEMORY;

    ck_assert_int_eq(ttr_environment_new(&allocator, &made, NULL), TTR_OK);
    event.source = "source";
    while (status != TTR_OK) {
        ck_assert_uint_eq(made->events, 0);
        failing.calls = 0;
        failing.fail_at = ++at;
        status = ttr_environment_add_event(made, &event, NULL);
    }
    ck_assert_uint_eq(at, 4); /* name, source, array */
    ck_assert_uint_eq(made->events, 1);
    ttr_environment_unref(made);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

START_TEST(no_environment_is_an_error)
{
    struct ttr_event event = event_of("e");
    struct ttr_technology technology = technology_of("t");

    ttri_assert_fails(ttr_environment_add_event(NULL, &event, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_add_event(environment, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_add_technology(NULL, &technology, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_add_technology(environment, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("environment");
    TCase *given = tcase_create("given");
    TCase *memory = tcase_create("memory");

    tcase_add_checked_fixture(given, open_environment, close_environment);
    tcase_add_test(given, is_counted);
    tcase_add_test(given, takes_drivers);
    tcase_add_test(given, takes_a_macro_cycle);
    tcase_add_test(given, takes_preferences);
    tcase_add_test(given, takes_a_correlation);
    tcase_add_test(given, refuses_a_correlation);
    tcase_add_test(given, no_environment_is_an_error);
    suite_add_tcase(suite, given);
    tcase_add_test(memory, survives_want_of_memory);
    tcase_add_test(memory, want_of_memory_adds_nothing);
    suite_add_tcase(suite, memory);
    return ttri_unit_main(suite);
}
