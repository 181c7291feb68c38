#include "base/base.h"
#include "unit.h"

#include <string.h>

#include <tiktokrev/version.h>

START_TEST(statuses_have_their_names)
{
    /* the numbers are promised never to change */
    static const struct {
        int number;
        const char *name;
    } rows[] = {
        {0, "TTR_OK"},
        {-101, "TTR_E_ARGUMENT"},
        {-102, "TTR_E_RANGE"},
        {-103, "TTR_E_UNKNOWN"},
        {-104, "TTR_E_DUPLICATE"},
        {-105, "TTR_E_MISSING"},
        {-106, "TTR_E_CONFLICT"},
        {-107, "TTR_E_CYCLE"},
        {-108, "TTR_E_UNSTABLE"},
        {-201, "TTR_E_NO_MEMORY"},
        {-202, "TTR_E_IO"},
        {-203, "TTR_E_LIMIT"},
        {-301, "TTR_E_SYNTAX"},
        {-302, "TTR_E_VERSION"},
        {-401, "TTR_E_NUMERIC"},
        {-501, "TTR_E_STRUCT_SIZE"},
        {-901, "TTR_E_INTERNAL"},
        {1, "unknown status"},
        {-100, "unknown status"},
        {INT32_MIN, "unknown status"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(ttr_status_name(rows[i].number), rows[i].name);
}
END_TEST

START_TEST(a_message_names_thing_rule_and_value)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(ttri_fail(&error, TTR_E_RANGE, "advertising/US/ad_load",
                                "must be within [0, 1]", "1.4"),
                      TTR_E_RANGE, &error,
                      "advertising/US/ad_load must be within [0, 1] (got 1.4)");
    ck_assert_str_eq(error.path, "advertising/US/ad_load");
    ck_assert_str_eq(error.rule, "must be within [0, 1]");
    ck_assert_str_eq(error.value, "1.4");
    ck_assert_uint_eq(error.line, 0);
}
END_TEST

START_TEST(empty_parts_are_left_out)
{
    struct ttr_error error = ttri_unit_error();

    ttri_fail(&error, TTR_E_MISSING, "audience", "is missing", NULL);
    ck_assert_str_eq(error.message, "audience is missing");
    ck_assert_str_eq(error.value, "");
    ttri_fail(&error, TTR_E_MISSING, NULL, "nothing there", "");
    ck_assert_str_eq(error.message, "nothing there");
    ttri_fail(&error, TTR_E_MISSING, "x", NULL, "7");
    ck_assert_str_eq(error.message, "x (got 7)");
    ttri_fail(&error, TTR_E_MISSING, NULL, NULL, NULL);
    ck_assert_str_eq(error.message, "");
}
END_TEST

START_TEST(numbers_are_shortened)
{
    struct ttr_error error = ttri_unit_error();

    ttri_fail_number(&error, TTR_E_RANGE, "a", "must be below 0", 0.1);
    ck_assert_str_eq(error.message, "a must be below 0 (got 0.1)");
    ttri_fail_number(&error, TTR_E_RANGE, "a", "must be finite", 1.0 / 3);
    ck_assert_str_eq(error.value, "0.3333333333333333");
}
END_TEST

START_TEST(a_rule_may_be_formatted)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(ttri_failf(&error, TTR_E_LIMIT, "streams",
                                 "has %u entries, more than %d", 9U, 8),
                      TTR_E_LIMIT, &error,
                      "streams has 9 entries, more than 8");
    ck_assert_str_eq(error.rule, "has 9 entries, more than 8");
}
END_TEST

START_TEST(usual_failures_have_one_wording)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(ttri_no_memory(&error, "plan"), TTR_E_NO_MEMORY, &error,
                      "plan: not enough memory");
    ttri_assert_fails(ttri_null_argument(&error, "ttr_driver_new", "key"),
                      TTR_E_ARGUMENT, &error,
                      "ttr_driver_new: key must not be NULL");
}
END_TEST

START_TEST(a_place_goes_before_the_message)
{
    struct ttr_error error = ttri_unit_error();

    ttri_fail(&error, TTR_E_SYNTAX, NULL, "a comma is missing", NULL);
    ttri_error_place(&error, "model.json", 12, 3);
    ck_assert_str_eq(error.message, "model.json:12: a comma is missing");
    ck_assert_uint_eq(error.line, 12);
    ck_assert_uint_eq(error.column, 3);
    ck_assert_str_eq(error.rule, "a comma is missing");
    ttri_fail(&error, TTR_E_SYNTAX, NULL, "no line", NULL);
    ck_assert_uint_eq(error.line, 0);
    ttri_error_place(&error, "model.json", 0, 0);
    ck_assert_str_eq(error.message, "model.json: no line");
    ttri_error_place(NULL, "model.json", 1, 1);
}
END_TEST

START_TEST(long_texts_are_cut)
{
    struct ttr_error error = ttri_unit_error();
    char path[2000];

    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    ttri_fail(&error, TTR_E_RANGE, path, path, path);
    ck_assert_uint_eq(strlen(error.message), sizeof error.message - 1);
    ck_assert_uint_eq(strlen(error.path), sizeof error.path - 1);
    ck_assert_uint_eq(strlen(error.rule), sizeof error.rule - 1);
    ck_assert_uint_eq(strlen(error.value), sizeof error.value - 1);
    ttri_failf(&error, TTR_E_RANGE, "a", "%s", path);
    ck_assert_uint_eq(strlen(error.message), sizeof error.message - 1);
    ttri_error_place(&error, "doc", 1, 1);
    ck_assert_int_eq(strncmp(error.message, "doc:1: a ppp", 12), 0);
    ck_assert_uint_eq(strlen(error.message), sizeof error.message - 1);
}
END_TEST

/* At each offset, a character of n bytes is kept whole or left out whole. */
START_TEST(characters_are_not_cut)
{
    static const char *characters[] = {"\xC3\xA9", "\xE2\x82\xAC",
                                       "\xF0\x9F\x8E\xB5"};
    struct ttr_error error = ttri_unit_error();

    for (size_t kind = 0; kind < 3; kind++)
        for (size_t lead = 0; lead < 4; lead++) {
            size_t width = strlen(characters[kind]), size;
            char text[400] = "";

            memset(text, 'x', lead);
            for (size = lead; size + width < sizeof text; size += width)
                memcpy(text + size, characters[kind], width + 1);
            ttri_fail(&error, TTR_E_RANGE, text, NULL, NULL);
            size = strlen(error.path);
            ck_assert_uint_eq((size - lead) % width, 0);
            ck_assert_uint_gt(size + width, sizeof error.path - 1);
            ck_assert_int_eq(strncmp(error.path, text, size), 0);
        }
}
END_TEST

START_TEST(nothing_follows_a_cut)
{
    struct ttr_error error = ttri_unit_error();
    char rule[600];

    /* the last character does not fit; the value would, and is left out */
    memset(rule, 'r', sizeof error.message - 2);
    strcpy(rule + sizeof error.message - 2, "\xE2\x82\xAC");
    ttri_fail(&error, TTR_E_RANGE, NULL, rule, "1");
    ck_assert_uint_eq(strlen(error.message), sizeof error.message - 2);
    ck_assert_int_eq(error.message[sizeof error.message - 3], 'r');
}
END_TEST

START_TEST(what_is_not_text_becomes_a_question_mark)
{
    static const struct {
        const char *given, *expected;
    } rows[] = {
        {"a\nb\x7F", "a?b?"},
        {"\xFF\xC0\x80", "???"},      /* never, overlong */
        {"\xED\xA0\x80", "???"},      /* a surrogate */
        {"\xE0\x9F\xBF", "???"},      /* overlong */
        {"\xF4\x90\x80\x80", "????"}, /* above U+10FFFF */
        {"\xF0\x8F\xBF\xBF", "????"}, /* overlong */
        {"x\xE2\x82", "x??"},         /* ends too early */
        {"\xE2\x82\xAC \xC3\xA9", "\xE2\x82\xAC \xC3\xA9"},
        {"\xEF\xBF\xBD\xF4\x8F\xBF\xBF", "\xEF\xBF\xBD\xF4\x8F\xBF\xBF"},
    };
    struct ttr_error error = ttri_unit_error();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ttri_fail(&error, TTR_E_RANGE, "a", "b", rows[i].given);
        ck_assert_str_eq(error.value, rows[i].expected);
    }
}
END_TEST

START_TEST(an_error_block_may_be_missing)
{
    ck_assert_int_eq(ttri_fail(NULL, TTR_E_RANGE, "a", "b", "c"), TTR_E_RANGE);
    ck_assert_int_eq(ttri_no_memory(NULL, "a"), TTR_E_NO_MEMORY);
    ck_assert_int_eq(ttri_failf(NULL, TTR_E_IO, "a", "%d", 1), TTR_E_IO);
    ck_assert_int_eq(ttri_fail_number(NULL, TTR_E_RANGE, "a", "b", 1),
                     TTR_E_RANGE);
    ttr_error_init(NULL, 100);
}
END_TEST

START_TEST(a_block_that_was_not_prepared_is_left_alone)
{
    struct ttr_error error, before;

    memset(&error, 0x77, sizeof error);
    error.struct_size = sizeof error - 1;
    before = error;
    ck_assert_int_eq(ttri_fail(&error, TTR_E_RANGE, "a", "b", "c"),
                     TTR_E_RANGE);
    ttri_error_place(&error, "a", 1, 1);
    ck_assert_mem_eq(&error, &before, sizeof error);
    ttr_error_init(&error, 3);
    ttr_error_init(&error, UINT32_MAX);
    ck_assert_mem_eq(&error, &before, sizeof error);
}
END_TEST

/* A host compiled against a later header knows more members. */
START_TEST(a_longer_block_is_zeroed_and_used)
{
    struct {
        struct ttr_error error;
        char later[64];
    } block;

    memset(&block, 0x77, sizeof block);
    ttr_error_init(&block.error, sizeof block);
    ck_assert_uint_eq(block.error.struct_size, sizeof block);
    ck_assert_int_eq(block.later[0], 0);
    ck_assert_int_eq(block.later[63], 0);
    ttri_fail(&block.error, TTR_E_RANGE, "a", "b", "c");
    ck_assert_str_eq(block.error.message, "a b (got c)");
    ck_assert_uint_eq(block.error.struct_size, sizeof block);
}
END_TEST

START_TEST(a_size_is_checked)
{
    struct ttr_error error = ttri_unit_error();

    ck_assert_int_eq(ttri_check_size(&error, "ttr_link", 40, 40, 56), TTR_OK);
    ck_assert_int_eq(ttri_check_size(&error, "ttr_link", 56, 40, 56), TTR_OK);
    ttri_assert_fails(ttri_check_size(&error, "ttr_link", 39, 40, 56),
                      TTR_E_STRUCT_SIZE, &error,
                      "ttr_link struct_size must be within [40, 56] (got 39)");
    ttri_assert_fails(ttri_check_size(&error, "ttr_link", 57, 56, 56),
                      TTR_E_STRUCT_SIZE, &error,
                      "ttr_link struct_size must be 56 (got 57)");
}
END_TEST

START_TEST(header_and_library_have_one_version)
{
    ck_assert_uint_eq(ttr_version(), TTR_VERSION);
    ck_assert_uint_eq(ttr_version(), 100);
    ck_assert_str_eq(ttr_version_text(), "0.1.0");
    ck_assert_uint_ge(ttr_model_revision(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base: errors");
    TCase *cases = tcase_create("all");

    tcase_add_test(cases, statuses_have_their_names);
    tcase_add_test(cases, a_message_names_thing_rule_and_value);
    tcase_add_test(cases, empty_parts_are_left_out);
    tcase_add_test(cases, numbers_are_shortened);
    tcase_add_test(cases, a_rule_may_be_formatted);
    tcase_add_test(cases, usual_failures_have_one_wording);
    tcase_add_test(cases, a_place_goes_before_the_message);
    tcase_add_test(cases, long_texts_are_cut);
    tcase_add_test(cases, characters_are_not_cut);
    tcase_add_test(cases, nothing_follows_a_cut);
    tcase_add_test(cases, what_is_not_text_becomes_a_question_mark);
    tcase_add_test(cases, an_error_block_may_be_missing);
    tcase_add_test(cases, a_block_that_was_not_prepared_is_left_alone);
    tcase_add_test(cases, a_longer_block_is_zeroed_and_used);
    tcase_add_test(cases, a_size_is_checked);
    tcase_add_test(cases, header_and_library_have_one_version);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
