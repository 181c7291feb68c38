#include "base/base.h"
#include "failing.h"
#include "unit.h"

START_TEST(malloc_is_the_default)
{
    struct ttri_memory memory;
    void *block;

    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    block = ttri_allocate(&memory, 0);
    ck_assert_ptr_nonnull(block);
    ttri_release(&memory, block);
    ttri_release(&memory, NULL);
}
END_TEST

START_TEST(a_host_allocator_is_copied_and_used)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    void *block;

    ck_assert_int_eq(ttri_memory_init(&memory, &allocator, NULL), TTR_OK);
    memset(&allocator, 0, sizeof allocator);
    block = ttri_allocate(&memory, 10);
    ck_assert_int_eq(failing.blocks, 1);
    ttri_release(&memory, block);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

START_TEST(a_bad_allocator_is_refused)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator good = ttri_failing_allocator(&failing), bad;
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory = {&error, NULL, NULL, NULL};

#define REFUSES(change, status, message)                                       \
    do {                                                                       \
        bad = good;                                                            \
        bad.change;                                                            \
        ttri_assert_fails(ttri_memory_init(&memory, &bad, &error), status,     \
                          &error, message);                                    \
    } while (0)
    REFUSES(struct_size--, TTR_E_STRUCT_SIZE, NULL);
    REFUSES(struct_size += 8, TTR_E_STRUCT_SIZE, NULL);
    REFUSES(reserved = 1, TTR_E_ARGUMENT,
            "ttr_allocator reserved must be 0 (got 1)");
    REFUSES(allocate = NULL, TTR_E_ARGUMENT,
            "ttr_allocator: allocate must not be NULL");
    REFUSES(reallocate = NULL, TTR_E_ARGUMENT,
            "ttr_allocator: reallocate must not be NULL");
    REFUSES(release = NULL, TTR_E_ARGUMENT,
            "ttr_allocator: release must not be NULL");
#undef REFUSES
    ck_assert_ptr_eq(memory.user, &error);
    ck_assert_uint_eq(failing.calls, 0);
}
END_TEST

START_TEST(cleared_memory_is_zero)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    unsigned char *bytes;

    ttri_memory_init(&memory, &allocator, NULL);
    bytes = ttri_clear(&memory, 25, 4);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(bytes[i], 0);
    ttri_release(&memory, bytes);
    bytes = ttri_clear(&memory, 0, 8);
    ck_assert_ptr_nonnull(bytes);
    ttri_release(&memory, bytes);
    bytes = ttri_clear(&memory, 8, 0);
    ck_assert_ptr_nonnull(bytes);
    ttri_release(&memory, bytes);
}
END_TEST

START_TEST(an_overflow_is_refused_without_asking)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;

    ttri_memory_init(&memory, &allocator, NULL);
    ck_assert_ptr_null(ttri_clear(&memory, SIZE_MAX / 2 + 1, 2));
    ck_assert_ptr_null(ttri_clear(&memory, 2, SIZE_MAX / 2 + 1));
    ck_assert_ptr_null(ttri_clear(&memory, SIZE_MAX, SIZE_MAX));
    ck_assert_uint_eq(failing.calls, 0);
}
END_TEST

START_TEST(an_array_grows_and_keeps_its_elements)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    uint32_t *numbers = NULL, capacity = 0;

    ttri_memory_init(&memory, &allocator, NULL);
    for (uint32_t i = 0; i < 1000; i++) {
        ck_assert(ttri_grow(&memory, &numbers, i, &capacity, sizeof *numbers));
        ck_assert_uint_gt(capacity, i);
        numbers[i] = i * i;
    }
    for (uint32_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(numbers[i], i * i);
    ck_assert_uint_lt(failing.calls, 12); /* doubles: log2(1000) calls */
    ttri_release(&memory, numbers);
    ck_assert_int_eq(failing.blocks, 0);
}
END_TEST

START_TEST(an_array_that_can_not_grow_stays)
{
    struct ttri_failing failing = {.fail_at = 2, .forever = true};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    uint32_t *numbers = NULL, *before, capacity = 0, full;

    ttri_memory_init(&memory, &allocator, NULL);
    ck_assert(ttri_grow(&memory, &numbers, 0, &capacity, sizeof *numbers));
    before = numbers;
    full = capacity;
    numbers[full - 1] = 42;
    ck_assert(!ttri_grow(&memory, &numbers, full, &capacity, sizeof *numbers));
    ck_assert_ptr_eq(numbers, before);
    ck_assert_uint_eq(capacity, full);
    ck_assert_uint_eq(numbers[full - 1], 42);
    ttri_release(&memory, numbers);
}
END_TEST

START_TEST(an_array_does_not_grow_beyond_its_counter)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    char *bytes = NULL;
    uint32_t capacity = UINT32_MAX / 2 + 1;

    ttri_memory_init(&memory, &allocator, NULL);
    ck_assert(!ttri_grow(&memory, &bytes, capacity, &capacity, 1));
    capacity = 0;
    ck_assert(!ttri_grow(&memory, &bytes, 0, &capacity, SIZE_MAX / 4));
    ck_assert_uint_eq(failing.calls, 0);
}
END_TEST

START_TEST(a_text_is_copied)
{
    struct ttri_failing failing = {.fail_at = 2};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    char text[] = "advertising", *copy;

    ttri_memory_init(&memory, &allocator, NULL);
    copy = ttri_copy_text(&memory, text);
    text[0] = 'A';
    ck_assert_str_eq(copy, "advertising");
    ttri_release(&memory, copy);
    ck_assert_ptr_null(ttri_copy_text(&memory, text));
}
END_TEST

START_TEST(the_last_reference_is_told)
{
    ttri_references references;

    atomic_init(&references, 1);
    ttri_reference(&references);
    ttri_reference(&references);
    ck_assert(!ttri_unreference(&references));
    ck_assert(!ttri_unreference(&references));
    ck_assert(ttri_unreference(&references));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base: memory");
    TCase *cases = tcase_create("all");

    tcase_add_test(cases, malloc_is_the_default);
    tcase_add_test(cases, a_host_allocator_is_copied_and_used);
    tcase_add_test(cases, a_bad_allocator_is_refused);
    tcase_add_test(cases, cleared_memory_is_zero);
    tcase_add_test(cases, an_overflow_is_refused_without_asking);
    tcase_add_test(cases, an_array_grows_and_keeps_its_elements);
    tcase_add_test(cases, an_array_that_can_not_grow_stays);
    tcase_add_test(cases, an_array_does_not_grow_beyond_its_counter);
    tcase_add_test(cases, a_text_is_copied);
    tcase_add_test(cases, the_last_reference_is_told);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
