/* Constructors, references and checks of streams. */
#include "failing.h"
#include "unit.h"

#include <tiktokrev/tiktokrev.h>

typedef ttr_status (*constructor)(const struct ttr_allocator *, const char *,
                                  ttr_stream **, struct ttr_error *);

static const struct {
    constructor make;
    const char *name;
    int32_t model;
} kinds[] = {
    {ttr_advertising_new, "advertising", TTR_MODEL_ADVERTISING},
    {ttr_commerce_new, "commerce", TTR_MODEL_COMMERCE},
    {ttr_virtual_goods_new, "virtual_goods", TTR_MODEL_VIRTUAL_GOODS},
    {ttr_enterprise_new, "enterprise", TTR_MODEL_ENTERPRISE},
    {ttr_partnership_new, "partnership", TTR_MODEL_PARTNERSHIP},
    {ttr_creator_new, "creator", TTR_MODEL_CREATOR},
};

#define KINDS ((int)(sizeof kinds / sizeof *kinds))

static ttr_stream *advertising(void)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(ttr_advertising_new(NULL, NULL, &stream, &error), &error);
    return stream;
}

START_TEST(has_its_models_name)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(kinds[_i].make(NULL, NULL, &stream, &error), &error);
    ck_assert_str_eq(ttr_stream_name(stream), kinds[_i].name);
    ck_assert_int_eq(ttr_stream_model(stream), kinds[_i].model);
    ck_assert_ptr_eq(ttr_stream_ref(stream), stream);
    ttr_stream_unref(stream);
    ck_assert_str_eq(ttr_stream_name(stream), kinds[_i].name);
    ttr_stream_unref(stream);
}
END_TEST

START_TEST(takes_a_name)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(kinds[_i].make(NULL, "second one", &stream, &error), &error);
    ck_assert_str_eq(ttr_stream_name(stream), "second one");
    ttr_stream_unref(stream);
}
END_TEST

START_TEST(refuses_a_bad_name)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_fails(kinds[_i].make(NULL, "a/b", &stream, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(kinds[_i].make(NULL, "", &stream, &error), TTR_E_ARGUMENT,
                      &error, NULL);
    ttri_assert_fails(kinds[_i].make(NULL, NULL, NULL, &error), TTR_E_ARGUMENT,
                      &error, NULL);
    ck_assert_ptr_null(stream);
}
END_TEST

START_TEST(null_is_no_stream)
{
    ttr_stream_unref(NULL);
    ck_assert_ptr_null(ttr_stream_ref(NULL));
}
END_TEST

START_TEST(arguments_must_be_there)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = advertising();

    ttri_assert_fails(ttr_stream_set(NULL, NULL, "ad_load", 0.1, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_stream_set: stream must not be NULL");
    ttri_assert_fails(ttr_stream_set(stream, NULL, NULL, 0.1, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_stream_set: key must not be NULL");
    ttri_assert_fails(
        ttr_stream_set_driver(stream, NULL, "ad_load", NULL, &error),
        TTR_E_ARGUMENT, &error,
        "ttr_stream_set_driver: driver must not be NULL");
    ttri_assert_fails(ttr_stream_set_option(stream, "pricing", NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_stream_set_option: choice must not be NULL");
    ttri_assert_fails(ttr_stream_set_presentation(NULL, NULL, TTR_NET, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_stream_set_presentation: stream must not be NULL");
    ttr_stream_unref(stream);
}
END_TEST

START_TEST(values_stay_in_their_support)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = advertising();

    ttri_assert_ok(ttr_stream_set(stream, "US", "ad_load", 1, &error), &error);
    ttri_assert_fails(ttr_stream_set(stream, "US", "ad_load", 1.4, &error),
                      TTR_E_RANGE, &error,
                      "advertising/US/ad_load must be within [0, 1] (got 1.4)");
    ttri_assert_fails(ttr_stream_set(stream, "US", "ad_laod", 0.1, &error),
                      TTR_E_UNKNOWN, &error, NULL);
    ck_assert_ptr_nonnull(strstr(error.message, "ad_load"));
    ttr_stream_unref(stream);
}
END_TEST

START_TEST(choices_are_checked)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = advertising();

    ttri_assert_ok(ttr_stream_set_option(stream, "pricing", "auction", &error),
                   &error);
    ttri_assert_fails(
        ttr_stream_set_option(stream, "pricing", "auctoin", &error),
        TTR_E_UNKNOWN, &error, NULL);
    ttri_assert_fails(
        ttr_stream_set_option(stream, "prices", "auction", &error),
        TTR_E_UNKNOWN, &error, NULL);
    ttri_assert_ok(ttr_stream_set_presentation(stream, "US", TTR_NET, &error),
                   &error);
    ttri_assert_fails(
        ttr_stream_set_presentation(stream, NULL, 2, &error), TTR_E_ARGUMENT,
        &error,
        "advertising presentation must be TTR_GROSS or TTR_NET (got 2)");
    ttr_stream_unref(stream);
}
END_TEST

static ttr_status describe(const struct ttr_allocator *allocator, void *context)
{
    const int *kind = context;
    ttr_stream *stream;
    ttr_status status = kinds[*kind].make(allocator, "one", &stream, NULL);

    if (status != TTR_OK)
        return status;
    status = ttr_stream_set_presentation(stream, "US", TTR_NET, NULL);
    if (status == TTR_OK && kinds[*kind].make == ttr_advertising_new)
        status = ttr_stream_set(stream, "US", "ad_load", 0.1, NULL);
    ttr_stream_unref(stream);
    return status;
}

START_TEST(survives_every_failed_allocation)
{
    int kind = _i;

    ck_assert_uint_gt(ttri_fail_each(describe, &kind), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stream");
    TCase *one = tcase_create("stream");

    tcase_add_loop_test(one, has_its_models_name, 0, KINDS);
    tcase_add_loop_test(one, takes_a_name, 0, KINDS);
    tcase_add_loop_test(one, refuses_a_bad_name, 0, KINDS);
    tcase_add_test(one, null_is_no_stream);
    tcase_add_test(one, arguments_must_be_there);
    tcase_add_test(one, values_stay_in_their_support);
    tcase_add_test(one, choices_are_checked);
    tcase_add_loop_test(one, survives_every_failed_allocation, 0, KINDS);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
