#include "base/base.h"
#include "failing.h"
#include "unit.h"

/* Memory of an allocator, or malloc's (NULL), and a writer in it. */
struct desk {
    struct ttri_memory memory;
    struct ttri_writer writer;
    ttr_text *text;
};

static void begin(struct desk *desk, const struct ttr_allocator *allocator)
{
    desk->text = NULL;
    ck_assert_int_eq(ttri_memory_init(&desk->memory, allocator, NULL), TTR_OK);
    ttri_writer_init(&desk->writer, &desk->memory);
}

/* The text that was written is `size` bytes, which a zero ends. */
static void finish(struct desk *desk, const char *bytes, size_t size)
{
    ck_assert_int_eq(ttri_writer_finish(&desk->writer, &desk->text, NULL),
                     TTR_OK);
    ck_assert_uint_eq(ttr_text_size(desk->text), size);
    ck_assert_mem_eq(ttr_text_bytes(desk->text), bytes, size);
    ck_assert_int_eq(ttr_text_bytes(desk->text)[size], '\0');
}

START_TEST(a_writer_appends)
{
    struct desk desk;

    begin(&desk, NULL);
    ttri_write(&desk.writer, "a,");
    ttri_write_number(&desk.writer, 0.1);
    ttri_write_bytes(&desk.writer, ",xyz", 2);
    ttri_writef(&desk.writer, "|%d|%u|%s|%c", -1, 2U, "three", '4');
    ttri_write(&desk.writer, "");
    finish(&desk, "a,0.1,x|-1|2|three|4", 20);
    ttr_text_unref(desk.text);
}
END_TEST

START_TEST(a_writer_of_nothing_gives_an_empty_text)
{
    struct desk desk;

    begin(&desk, NULL);
    finish(&desk, "", 0);
    ttr_text_unref(desk.text);
}
END_TEST

START_TEST(a_long_text_is_whole)
{
    static char all[300001];
    struct desk desk;
    char line[1001];

    memset(all, 'q', 300000);
    memset(line, 'q', 1000);
    line[1000] = '\0';
    begin(&desk, NULL);
    for (int i = 0; i < 300; i++)
        ttri_writef(&desk.writer, "%s", line);
    finish(&desk, all, 300000);
    ttr_text_unref(desk.text);
}
END_TEST

START_TEST(zero_bytes_are_kept)
{
    struct desk desk;

    begin(&desk, NULL);
    ttri_write_bytes(&desk.writer, "a\0b", 3);
    finish(&desk, "a\0b", 3);
    ttr_text_unref(desk.text);
}
END_TEST

/* Sizes around the first 256 bytes, where room is made. */
START_TEST(every_size_fits)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    char line[600];

    memset(line, 'z', sizeof line);
    for (size_t size = 0; size < sizeof line; size++) {
        struct desk desk;

        begin(&desk, &allocator);
        ttri_write_bytes(&desk.writer, line, size);
        finish(&desk, line, size);
        ttr_text_unref(desk.text);
    }
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

static ttr_status write_much(const struct ttr_allocator *allocator,
                             void *context)
{
    struct desk desk;
    ttr_status status;

    begin(&desk, allocator);
    for (int i = 0; i < 500; i++) {
        ttri_write_number(&desk.writer, i / 7.0);
        ttri_writef(&desk.writer, "%s", "abc");
    }
    status = ttri_writer_finish(&desk.writer, &desk.text, context);
    ck_assert_int_eq(desk.text != NULL, status == TTR_OK);
    ttr_text_unref(desk.text);
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
    struct desk desk;

    begin(&desk, &allocator);
    ttri_writer_drop(&desk.writer);
    ttri_write(&desk.writer, "abc");
    ck_assert_int_eq(failing.blocks, 1);
    ttri_writer_drop(&desk.writer);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

START_TEST(a_text_lives_as_long_as_a_reference)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct desk desk;

    begin(&desk, &allocator);
    ttri_write(&desk.writer, "kept");
    finish(&desk, "kept", 4);
    ck_assert_ptr_eq(ttr_text_ref(desk.text), desk.text);
    ttr_text_unref(desk.text);
    ck_assert_str_eq(ttr_text_bytes(desk.text), "kept");
    ttr_text_unref(desk.text);
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
