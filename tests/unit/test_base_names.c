#include "base/base.h"
#include "failing.h"
#include "unit.h"

#include <stdio.h>

/* ---- map ---- */

static void use(struct ttri_memory *memory, struct ttri_failing *failing)
{
    struct ttr_allocator allocator = ttri_failing_allocator(failing);

    ck_assert_int_eq(ttri_memory_init(memory, &allocator, NULL), TTR_OK);
}

START_TEST(an_empty_map_finds_nothing)
{
    struct ttri_failing failing = {0};
    struct ttri_memory memory;
    struct ttri_map map = {0};

    use(&memory, &failing);
    ck_assert_uint_eq(ttri_map_find(&map, "a"), TTRI_NONE);
    ttri_map_clear(&memory, &map);
    ck_assert_uint_eq(failing.calls, 0);
}
END_TEST

START_TEST(a_map_finds_what_was_put)
{
    struct ttri_failing failing = {0};
    struct ttri_memory memory;
    struct ttri_map map = {0};
    char key[32];

    use(&memory, &failing);
    for (uint32_t i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "stream_%u/US", i);
        ck_assert(ttri_map_put(&memory, &map, key, 3 * i));
    }
    ck_assert_uint_eq(map.count, 5000);
    for (uint32_t i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "stream_%u/US", i);
        ck_assert_uint_eq(ttri_map_find(&map, key), 3 * i);
    }
    ck_assert_uint_eq(ttri_map_find(&map, "stream_5000/US"), TTRI_NONE);
    ck_assert_uint_eq(ttri_map_find(&map, ""), TTRI_NONE);
    ttri_map_clear(&memory, &map);
    ck_assert_int_eq(failing.blocks, 0);
    ck_assert_uint_eq(ttri_map_find(&map, "stream_1/US"), TTRI_NONE);
}
END_TEST

START_TEST(a_value_is_replaced)
{
    struct ttri_failing failing = {0};
    struct ttri_memory memory;
    struct ttri_map map = {0};

    use(&memory, &failing);
    ck_assert(ttri_map_put(&memory, &map, "a", 1));
    ck_assert(ttri_map_put(&memory, &map, "a", 2));
    ck_assert(ttri_map_put(&memory, &map, "", 3));
    ck_assert_uint_eq(map.count, 2);
    ck_assert_uint_eq(ttri_map_find(&map, "a"), 2);
    ck_assert_uint_eq(ttri_map_find(&map, ""), 3);
    ttri_map_clear(&memory, &map);
}
END_TEST

static ttr_status fill(const struct ttr_allocator *allocator, void *context)
{
    struct ttri_memory memory;
    struct ttri_map map = {0};
    bool good = true;
    char key[16];

    (void)context;
    ttri_memory_init(&memory, allocator, NULL);
    for (uint32_t i = 0; i < 400 && good; i++) {
        snprintf(key, sizeof key, "k%u", i);
        good = ttri_map_put(&memory, &map, key, i);
        /* what was there before a failure is still there */
        ck_assert_uint_eq(map.count, good ? i + 1 : i);
        if (i > 0)
            ck_assert_uint_eq(ttri_map_find(&map, "k0"), 0);
    }
    ttri_map_clear(&memory, &map);
    return good ? TTR_OK : TTR_E_NO_MEMORY;
}

START_TEST(a_map_survives_failing_allocations)
{
    ck_assert_uint_gt(ttri_fail_each(fill, NULL), 8);
}
END_TEST

/* ---- nearest ---- */

static const char *const keys[] = {
    "ad_load", "fill_rate", "ecpm_ref", "demand", "ctr",
    "cvr",     "take_rate", NULL,       "",       "sell_through"};

static const char *key_at(const void *context, uint32_t index)
{
    return ((const char *const *)context)[index];
}

static const char *near(const char *name)
{
    return ttri_nearest(name, TTRI_COUNT(keys), key_at, keys);
}

START_TEST(the_nearest_name_is_found)
{
    ck_assert_str_eq(near("ad_laod"), "ad_load"); /* a swap counts once */
    ck_assert_str_eq(near("adload"), "ad_load");
    ck_assert_str_eq(near("fil_rate"), "fill_rate");
    ck_assert_str_eq(near("ecpm_rfe"), "ecpm_ref");
    ck_assert_str_eq(near("take_rates"), "take_rate");
    ck_assert_str_eq(near("demand"), "demand");
    ck_assert_str_eq(near("cv"), "cvr");
    ck_assert_str_eq(near("sell_thruogh"), "sell_through");
}
END_TEST

START_TEST(a_far_name_is_not_offered)
{
    ck_assert_ptr_null(near("inflation"));
    ck_assert_ptr_null(near("x"));
    ck_assert_ptr_null(near(""));
    ck_assert_ptr_null(ttri_nearest("ad_load", 0, key_at, keys));
}
END_TEST

START_TEST(near_grows_with_the_name)
{
    static const char *const one[] = {"abcdefghijkl"};

    /* 12 letters: up to 4 edits */
    ck_assert_ptr_nonnull(ttri_nearest("abcdefgh....", 1, key_at, one));
    ck_assert_ptr_null(ttri_nearest("abcdefg.....", 1, key_at, one));
}
END_TEST

START_TEST(very_long_names_are_left_alone)
{
    char name[301];
    const char *one[] = {name};

    memset(name, 'n', 300);
    name[300] = '\0';
    ck_assert_ptr_null(ttri_nearest(name, TTRI_COUNT(keys), key_at, keys));
    ck_assert_ptr_null(ttri_nearest("nnn", 1, key_at, one));
    name[255] = '\0';
    ck_assert_ptr_eq(ttri_nearest(name, 1, key_at, one), name);
}
END_TEST

/* ---- names ---- */

START_TEST(good_names_pass)
{
    static const char *const good[] = {
        "US",
        "R&D",
        "a b",
        "us_shutdown-2025.v1",
        "\xC3\x96sterreich",
        "\xE6\x97\xA5\xE6\x9C\xAC",
        "0",
        "..",
        "123456789012345678901234567890123456789012345678901234567890123",
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_int_eq(ttri_check_name(NULL, "region", good[i]), TTR_OK);
}
END_TEST

START_TEST(bad_names_are_refused)
{
    static const char *const bad[] = {
        "",
        " US",
        "US ",
        " ",
        "a/b",
        "a\tb",
        "a\nb",
        "a\"b",
        "a\x7F",
        "a(b)",
        "\xC3",
        "\x80",
        "\xC0\xAF", /* an overlong slash */
        "1234567890123456789012345678901234567890123456789012345678901234",
    };
    struct ttr_error error = ttri_unit_error();

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ttri_assert_fails(ttri_check_name(&error, "region", bad[i]),
                          TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttri_check_name(&error, "region", "a/b"), TTR_E_ARGUMENT,
                      &error,
                      "region must be 1 to 63 bytes of letters, digits, '_', "
                      "'-', '.', ' ' (not at an end) and '&' (got a/b)");
    ttri_assert_fails(ttri_check_name(&error, "region", NULL), TTR_E_ARGUMENT,
                      &error, "region must not be NULL");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base: names");
    TCase *cases = tcase_create("all");

    tcase_add_test(cases, an_empty_map_finds_nothing);
    tcase_add_test(cases, a_map_finds_what_was_put);
    tcase_add_test(cases, a_value_is_replaced);
    tcase_add_test(cases, a_map_survives_failing_allocations);
    tcase_add_test(cases, the_nearest_name_is_found);
    tcase_add_test(cases, a_far_name_is_not_offered);
    tcase_add_test(cases, near_grows_with_the_name);
    tcase_add_test(cases, very_long_names_are_left_alone);
    tcase_add_test(cases, good_names_pass);
    tcase_add_test(cases, bad_names_are_refused);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
