/* The tables of all models, seen through the public listing. */
#include "unit.h"

#include <math.h>
#include <string.h>

#include <tiktokrev/stream.h>

#include "model/schema.h"

static const char *const models[] = {
    "environment",   "audience",   "advertising", "commerce",
    "virtual_goods", "enterprise", "partnership", "creator",
    "custom",        "total",      "ledger",
};

static struct ttr_driver_info driver_at(int32_t model, uint32_t index)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_driver_info info = {.struct_size = sizeof info};

    ttri_assert_ok(ttr_schema_driver(model, index, &info, &error), &error);
    return info;
}

static struct ttr_output_info output_at(int32_t model, uint32_t index)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_output_info info = {.struct_size = sizeof info};

    ttri_assert_ok(ttr_schema_output(model, index, &info, &error), &error);
    return info;
}

START_TEST(models_have_names)
{
    ck_assert_str_eq(ttr_schema_model(_i), models[_i]);
    ck_assert_int_eq(ttri_schema_of(_i)->model, _i);
}
END_TEST

START_TEST(other_numbers_are_no_models)
{
    const int32_t none[] = {-1, 11, INT32_MAX, INT32_MIN};

    ck_assert_ptr_null(ttr_schema_model(none[_i]));
    ck_assert_uint_eq(ttr_schema_drivers(none[_i]), 0);
    ck_assert_uint_eq(ttr_schema_outputs(none[_i]), 0);
}
END_TEST

static bool in_support(int32_t support, double value)
{
    if (support == TTR_SUPPORT_UNIT)
        return value >= 0 && value <= 1;
    return isfinite(value) && (support == TTR_SUPPORT_REAL || value >= 0);
}

START_TEST(drivers_are_described)
{
    uint32_t count = ttr_schema_drivers(_i);
    uint32_t known =
        TTR_DRIVER_ACTIVITY | TTR_DRIVER_STATIC | TTR_DRIVER_PER_ITEM;

    for (uint32_t i = 0; i < count; i++) {
        struct ttr_driver_info info = driver_at(_i, i);

        ck_assert_uint_eq(info.struct_size, sizeof info);
        ck_assert(info.support >= TTR_SUPPORT_POSITIVE &&
                  info.support <= TTR_SUPPORT_REAL);
        ck_assert_uint_eq(info.flags & ~known, 0);
        ck_assert_msg(in_support(info.support, info.fallback), "%s", info.key);
        ck_assert_uint_gt(strlen(info.key), 0);
        ck_assert_uint_lt(strlen(info.key), 64);
        ck_assert_uint_gt(strlen(info.unit), 0);
        ck_assert_uint_gt(strlen(info.meaning), 0);
        ck_assert_ptr_nonnull(info.source);
        ck_assert_msg(ttri_schema_find_driver(ttri_schema_of(_i), info.key) ==
                          &ttri_schema_of(_i)->drivers[i],
                      "%s is there twice", info.key);
    }
    ck_assert_ptr_null(ttri_schema_find_driver(ttri_schema_of(_i), "none"));
}
END_TEST

START_TEST(outputs_are_described)
{
    uint32_t count = ttr_schema_outputs(_i);

    for (uint32_t i = 0; i < count; i++) {
        struct ttr_output_info info = output_at(_i, i);

        ck_assert_uint_eq(info.struct_size, sizeof info);
        ck_assert(info.kind >= TTR_KIND_FLOW && info.kind <= TTR_KIND_RATIO);
        ck_assert(info.flags == 0 || info.flags == TTR_DRIVER_PER_ITEM);
        ck_assert_uint_gt(strlen(info.key), 0);
        ck_assert_uint_gt(strlen(info.unit), 0);
        ck_assert_uint_gt(strlen(info.meaning), 0);
        ck_assert_ptr_nonnull(info.source);
        for (uint32_t j = 0; j < i; j++) {
            struct ttr_output_info other = output_at(_i, j);

            ck_assert_msg(other.flags != info.flags ||
                              strcmp(other.key, info.key) != 0,
                          "%s is there twice", info.key);
        }
    }
}
END_TEST

START_TEST(every_stream_has_revenue)
{
    const char *const common[] = {"revenue", "revenue_gross", "revenue_net",
                                  "contribution", "bookings"};
    uint32_t count = ttr_schema_outputs(_i);

    for (uint32_t c = 0; c < TTRI_COUNT(common); c++) {
        const struct ttri_output_def *found =
            ttri_schema_find_output(ttri_schema_of(_i), common[c]);
        uint32_t listed = 0;

        ck_assert_ptr_nonnull(found);
        ck_assert_int_eq(found->kind, TTR_KIND_FLOW);
        ck_assert_str_eq(found->unit, "money");
        ck_assert_uint_eq(found->flags & TTR_DRIVER_PER_ITEM, 0);
        for (uint32_t i = 0; i < count; i++) {
            struct ttr_output_info info = output_at(_i, i);

            if (info.flags == 0 && strcmp(info.key, common[c]) == 0)
                listed++;
        }
        ck_assert_uint_eq(listed, 1);
    }
}
END_TEST

START_TEST(the_audience_has_no_revenue)
{
    ck_assert_ptr_null(
        ttri_schema_find_output(&ttri_audience_schema, "revenue"));
    ck_assert_ptr_nonnull(
        ttri_schema_find_output(&ttri_audience_schema, "mau"));
}
END_TEST

/* Hidden outputs are found by equations and listed for nobody. */
START_TEST(hidden_outputs_are_not_listed)
{
    const struct ttri_schema *schema = ttri_schema_of(_i);
    uint32_t count = ttr_schema_outputs(_i), hidden = 0;

    for (uint32_t i = 0; i < schema->output_count; i++) {
        if ((schema->outputs[i].flags & TTRI_OUTPUT_HIDDEN) == 0)
            continue;
        hidden++;
        for (uint32_t j = 0; j < count; j++)
            ck_assert_str_ne(output_at(_i, j).key, schema->outputs[i].key);
        ck_assert_ptr_nonnull(
            ttri_schema_find_output(schema, schema->outputs[i].key));
    }
    ck_assert_uint_eq(
        count,
        schema->output_count - hidden +
            (_i >= TTR_MODEL_ADVERTISING && _i <= TTR_MODEL_CUSTOM ? 5 : 0));
}
END_TEST

/* An output of each product may have the key of one of the whole stream. */
START_TEST(items_and_streams_are_told_apart)
{
    const struct ttri_schema *schema = &ttri_enterprise_schema;
    const struct ttri_output_def *whole =
        ttri_schema_find_output(schema, "arr");
    const struct ttri_output_def *part =
        ttri_schema_find_item_output(schema, "arr");

    ck_assert_ptr_nonnull(whole);
    ck_assert_ptr_nonnull(part);
    ck_assert_uint_eq(whole->flags & TTR_DRIVER_PER_ITEM, 0);
    ck_assert_uint_eq(part->flags & TTR_DRIVER_PER_ITEM, TTR_DRIVER_PER_ITEM);
    ck_assert_ptr_null(ttri_schema_find_item_output(schema, "subscription"));
}
END_TEST

START_TEST(the_environment_has_rates)
{
    const struct ttri_schema *schema = &ttri_environment_schema;
    const struct ttri_driver_def *found;

    found = ttri_schema_find_driver(schema, "inflation");
    ck_assert(found->support == TTRI_R && found->fallback == 0);
    found = ttri_schema_find_driver(schema, "fx");
    ck_assert(found->support == TTRI_P && found->fallback == 1);
    ck_assert_str_eq(found->unit, "reporting/local");
    found = ttri_schema_find_driver(schema, "fx_end");
    ck_assert(found->support == TTRI_P);
    ck_assert_uint_eq(ttr_schema_drivers(TTR_MODEL_ENVIRONMENT), 3);
}
END_TEST

START_TEST(acquisitions_are_marked_inside_only)
{
    const struct ttri_driver_def *added =
        ttri_schema_find_driver(&ttri_audience_schema, "added_pm");

    ck_assert_uint_ne(added->flags & TTRI_DRIVER_ACQUISITION, 0);
    for (uint32_t i = 0; i < ttr_schema_drivers(TTR_MODEL_AUDIENCE); i++)
        ck_assert_uint_eq(driver_at(TTR_MODEL_AUDIENCE, i).flags &
                              TTRI_DRIVER_ACQUISITION,
                          0);
}
END_TEST

START_TEST(refuses_bad_calls)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_driver_info driver = {.struct_size = sizeof driver};
    struct ttr_output_info output = {.struct_size = sizeof output};
    uint32_t count = ttr_schema_drivers(TTR_MODEL_ENVIRONMENT);

    ttri_assert_fails(ttr_schema_driver(99, 0, &driver, &error), TTR_E_ARGUMENT,
                      &error,
                      "ttr_schema_driver must be given a model (got 99)");
    ttri_assert_fails(
        ttr_schema_driver(TTR_MODEL_ENVIRONMENT, count, &driver, &error),
        TTR_E_ARGUMENT, &error,
        "ttr_schema_driver must be given an index below 3 (got 3)");
    ttri_assert_fails(ttr_schema_driver(0, 0, NULL, &error), TTR_E_ARGUMENT,
                      &error, "ttr_schema_driver: info must not be NULL");
    ttri_assert_fails(ttr_schema_output(99, 0, &output, &error), TTR_E_ARGUMENT,
                      &error, NULL);
    ttri_assert_fails(
        ttr_schema_output(TTR_MODEL_TOTAL, UINT32_MAX, &output, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_schema_output(0, 0, NULL, &error), TTR_E_ARGUMENT,
                      &error, NULL);
    driver.struct_size = 8;
    output.struct_size = sizeof output + 8;
    ttri_assert_fails(ttr_schema_driver(0, 0, &driver, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    ttri_assert_fails(ttr_schema_output(TTR_MODEL_TOTAL, 0, &output, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    ck_assert_ptr_null(driver.key);
    ck_assert_ptr_null(output.key);
}
END_TEST

START_TEST(options_and_their_choices_are_listed)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_option_info info = {.struct_size = sizeof info};
    ttr_stream *stream = NULL;

    ck_assert_uint_eq(ttr_schema_options(TTR_MODEL_AUDIENCE), 0);
    ck_assert_uint_eq(ttr_schema_options(99), 0);
    ck_assert_uint_eq(ttr_schema_options(TTR_MODEL_ADVERTISING), 1);
    ttri_assert_ok(ttr_schema_option(TTR_MODEL_ADVERTISING, 0, &info, &error),
                   &error);
    ck_assert_str_eq(info.key, "pricing");
    ck_assert_uint_eq(info.choices, 2);
    ck_assert_uint_gt(strlen(info.meaning), 0);
    ck_assert_str_eq(ttr_schema_choice(TTR_MODEL_ADVERTISING, 0, 0), "reduced");
    ck_assert_str_eq(ttr_schema_choice(TTR_MODEL_ADVERTISING, 0, 1), "auction");
    ck_assert_ptr_null(ttr_schema_choice(TTR_MODEL_ADVERTISING, 0, 2));
    ck_assert_ptr_null(ttr_schema_choice(TTR_MODEL_ADVERTISING, 1, 0));
    ck_assert_ptr_null(ttr_schema_choice(99, 0, 0));
    /* What is listed is taken. */
    ttri_assert_ok(ttr_advertising_new(NULL, NULL, &stream, &error), &error);
    for (uint32_t i = 0; i < info.choices; i++)
        ttri_assert_ok(ttr_stream_set_option(
                           stream, info.key,
                           ttr_schema_choice(TTR_MODEL_ADVERTISING, 0, i),
                           &error),
                       &error);
    ttr_stream_unref(stream);
    ttri_assert_fails(
        ttr_schema_option(TTR_MODEL_ADVERTISING, 1, &info, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_schema_option(99, 0, &info, &error), TTR_E_ARGUMENT,
                      &error, NULL);
    info.struct_size = 3;
    ttri_assert_fails(
        ttr_schema_option(TTR_MODEL_ADVERTISING, 0, &info, &error),
        TTR_E_STRUCT_SIZE, &error, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("schema");
    TCase *tables = tcase_create("tables");

    tcase_add_loop_test(tables, models_have_names, 0, 11);
    tcase_add_loop_test(tables, other_numbers_are_no_models, 0, 4);
    tcase_add_loop_test(tables, drivers_are_described, 0, 11);
    tcase_add_loop_test(tables, outputs_are_described, 0, 11);
    tcase_add_loop_test(tables, every_stream_has_revenue, TTR_MODEL_ADVERTISING,
                        TTR_MODEL_CUSTOM + 1);
    tcase_add_test(tables, the_audience_has_no_revenue);
    tcase_add_loop_test(tables, hidden_outputs_are_not_listed, 0, 11);
    tcase_add_test(tables, items_and_streams_are_told_apart);
    tcase_add_test(tables, the_environment_has_rates);
    tcase_add_test(tables, acquisitions_are_marked_inside_only);
    tcase_add_test(tables, refuses_bad_calls);
    tcase_add_test(tables, options_and_their_choices_are_listed);
    suite_add_tcase(suite, tables);
    return ttri_unit_main(suite);
}
