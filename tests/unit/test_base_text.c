#include "base/base.h"
#include "failing.h"
#include "unit.h"

START_TEST(a_writer_appends)
{
    struct ttri_memory memory;
    struct ttri_writer writer;
    ttr_text *text = NULL;

    ttri_memory_init(&memory, NULL, NULL);
    ttri_writer_init(&writer, &memory);
    ttri_write(&writer, "a,");
    ttri_write_number(&writer, 0.1);
    ttri_write_bytes(&writer, ",xyz", 2);
    ttri_writef(&writer, "|%d|%u|%s|%c", -1, 2U, "three", '4');
    ttri_write(&writer, "");
    ck_assert_int_eq(ttri_writer_finish(&writer, &text, NULL), TTR_OK);
    ck_assert_str_eq(ttr_text_bytes(text), "a,0.1,x|-1|2|three|4");
    ck_assert_uint_eq(ttr_text_size(text), 20);
    ttr_text_unref(text);
}
END_TEST

START_TEST(a_writer_of_nothing_gives_an_empty_text)
{
    struct ttri_memory memory;
    struct ttri_writer writer;
    ttr_text *text = NULL;

    ttri_memory_init(&memory, NULL, NULL);
    ttri_writer_init(&writer, &memory);
    ck_assert_int_eq(ttri_writer_finish(&writer, &text, NULL), TTR_OK);
    ck_assert_uint_eq(ttr_text_size(text), 0);
    ck_assert_str_eq(ttr_text_bytes(text), "");
    ttr_text_unref(text);
}
END_TEST

START_TEST(a_long_text_is_whole)
{
    struct ttri_memory memory;
    struct ttri_writer writer;
    ttr_text *text = NULL;
    char line[1001];

    ttri_memory_init(&memory, NULL, NULL);
    ttri_writer_init(&writer, &memory);
    memset(line, 'q', 1000);
    line[1000] = '\0';
    for (int i = 0; i < 300; i++)
        ttri_writef(&writer, "%s", line);
    ck_assert_int_eq(ttri_writer_finish(&writer, &text, NULL), TTR_OK);
    ck_assert_uint_eq(ttr_text_size(text), 300000);
    ck_assert_uint_eq(strspn(ttr_text_bytes(text), "q"), 300000);
    ttr_text_unref(text);
}
END_TEST

START_TEST(zero_bytes_are_kept)
{
    struct ttri_memory memory;
    struct ttri_writer writer;
    ttr_text *text = NULL;

    ttri_memory_init(&memory, NULL, NULL);
    ttri_writer_init(&writer, &memory);
    ttri_write_bytes(&writer, "a\0b", 3);
    ck_assert_int_eq(ttri_writer_finish(&writer, &text, NULL), TTR_OK);
    ck_assert_uint_eq(ttr_text_size(text), 3);
    ck_assert_mem_eq(ttr_text_bytes(text), "a\0b", 4);
    ttr_text_unref(text);
}
END_TEST

/* Sizes around the first 256 bytes, where room is made. */
START_TEST(every_size_fits)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    char line[600];

    memset(line, 'z', sizeof line);
    ttri_memory_init(&memory, &allocator, NULL);
    for (size_t size = 0; size < sizeof line; size++) {
        struct ttri_writer writer;
        ttr_text *text = NULL;

        ttri_writer_init(&writer, &memory);
        ttri_write_bytes(&writer, line, size);
        ck_assert_int_eq(ttri_writer_finish(&writer, &text, NULL), TTR_OK);
        ck_assert_uint_eq(strlen(ttr_text_bytes(text)), size);
        ttr_text_unref(text);
    }
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

static ttr_status write_much(const struct ttr_allocator *allocator,
                             void *context)
{
    struct ttr_error *error = context;
    struct ttri_memory memory;
    struct ttri_writer writer;
    ttr_text *text = NULL;
    ttr_status status;

    ttri_memory_init(&memory, allocator, NULL);
    ttri_writer_init(&writer, &memory);
    for (int i = 0; i < 500; i++) {
        ttri_write_number(&writer, i / 7.0);
        ttri_writef(&writer, "%s", "abc");
    }
    status = ttri_writer_finish(&writer, &text, error);
    if (status == TTR_OK)
        ttr_text_unref(text);
    else
        ck_assert_ptr_null(text);
    return status;
}

START_TEST(a_failure_sticks)
{
    struct ttr_error error = ttri_unit_error();

    ck_assert_uint_gt(ttri_fail_each(write_much, &error), 5);
    ck_assert_str_eq(error.message, "text: not enough memory");
}
END_TEST

START_TEST(a_writer_can_be_dropped)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    struct ttri_writer writer;

    ttri_memory_init(&memory, &allocator, NULL);
    ttri_writer_init(&writer, &memory);
    ttri_writer_drop(&writer);
    ttri_write(&writer, "abc");
    ck_assert_int_eq(failing.blocks, 1);
    ttri_writer_drop(&writer);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

START_TEST(a_text_lives_as_long_as_a_reference)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    struct ttri_writer writer;
    ttr_text *text = NULL;

    ttri_memory_init(&memory, &allocator, NULL);
    ttri_writer_init(&writer, &memory);
    ttri_write(&writer, "kept");
    ck_assert_int_eq(ttri_writer_finish(&writer, &text, NULL), TTR_OK);
    ck_assert_ptr_eq(ttr_text_ref(text), text);
    ttr_text_unref(text);
    ck_assert_str_eq(ttr_text_bytes(text), "kept");
    ttr_text_unref(text);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

START_TEST(no_text_is_an_empty_one)
{
    ck_assert_ptr_null(ttr_text_ref(NULL));
    ttr_text_unref(NULL);
    ck_assert_str_eq(ttr_text_bytes(NULL), "");
    ck_assert_uint_eq(ttr_text_size(NULL), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base: text");
    TCase *cases = tcase_create("all");

    tcase_add_test(cases, a_writer_appends);
    tcase_add_test(cases, a_writer_of_nothing_gives_an_empty_text);
    tcase_add_test(cases, a_long_text_is_whole);
    tcase_add_test(cases, zero_bytes_are_kept);
    tcase_add_test(cases, every_size_fits);
    tcase_add_test(cases, a_failure_sticks);
    tcase_add_test(cases, a_writer_can_be_dropped);
    tcase_add_test(cases, a_text_lives_as_long_as_a_reference);
    tcase_add_test(cases, no_text_is_an_empty_one);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
