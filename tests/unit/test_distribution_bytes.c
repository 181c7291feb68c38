/* Saving, loading and merging distributions. */
#include "distributions.h"
#include "failing.h"

#include "engine/distribution_bytes.h"

#include <tiktokrev/distribution.h>

static ttr_text *save(const ttr_distribution *distribution)
{
    struct ttr_error error = ttri_unit_error();
    ttr_text *bytes = NULL;

    ttri_assert_ok(ttr_distribution_save(distribution, &bytes, &error), &error);
    return bytes;
}

static ttr_distribution *load(const ttr_text *bytes)
{
    struct ttr_error error = ttri_unit_error();
    ttr_distribution *made = NULL;

    ttri_assert_ok(ttr_distribution_load(NULL, ttr_text_bytes(bytes),
                                         ttr_text_size(bytes), &made, &error),
                   &error);
    return made;
}

static ttr_distribution *merge(const ttr_distribution *a,
                               const ttr_distribution *b)
{
    struct ttr_error error = ttri_unit_error();
    ttr_distribution *made = NULL;

    ttri_assert_ok(ttr_distribution_merge(a, b, &made, &error), &error);
    return made;
}

/* ---- bytes ---- */

START_TEST(what_is_saved_is_loaded)
{
    ttr_distribution *made = four_shard(2, 5, 9), *again;
    ttr_text *bytes = save(made), *twice;
    struct ttr_variable variable = {.struct_size = sizeof variable};
    struct ttr_error error = ttri_unit_error();

    again = load(bytes);
    twice = save(again);
    ck_assert_uint_eq(ttr_text_size(bytes), ttr_text_size(twice));
    ck_assert_mem_eq(ttr_text_bytes(bytes), ttr_text_bytes(twice),
                     ttr_text_size(bytes));
    ck_assert(ttr_distribution_digest(made) == ttr_distribution_digest(again));
    ck_assert_uint_eq(ttr_distribution_paths(again), 5 * SUPERBLOCK);
    ck_assert_int_eq(ttr_distribution_complete(again), 0);
    ck_assert_uint_eq(ttri_distribution_identity(again)->first, 2 * SUPERBLOCK);
    ttri_assert_ok(ttr_distribution_variable(again, 1, &variable, &error),
                   &error);
    ck_assert_str_eq(variable.name, four_texts[1].name);
    ttr_text_unref(twice);
    ttr_text_unref(bytes);
    ttr_distribution_unref(again);
    ttr_distribution_unref(made);
}
END_TEST

START_TEST(figures_survive)
{
    static const double p[] = {0.01, 0.5, 0.99};
    ttr_distribution *made = four_whole(16), *again;
    ttr_text *bytes = save(made);
    struct ttr_error error = ttri_unit_error();
    double a[2][VARIABLES * 3], b[2][VARIABLES * 3];

    again = load(bytes);
    ttri_assert_ok(ttr_distribution_quantiles(made, 0, VARIABLES, p, 3, a[0],
                                              a[1], &error),
                   &error);
    ttri_assert_ok(ttr_distribution_quantiles(again, 0, VARIABLES, p, 3, b[0],
                                              b[1], &error),
                   &error);
    ck_assert_mem_eq(a, b, sizeof a);
    ttri_assert_ok(ttr_distribution_epistemic_shares(made, 0, VARIABLES, a[0],
                                                     a[1], &error),
                   &error);
    ttri_assert_ok(ttr_distribution_epistemic_shares(again, 0, VARIABLES, b[0],
                                                     b[1], &error),
                   &error);
    ck_assert_mem_eq(a, b, sizeof a);
    ttri_assert_ok(ttr_distribution_correlations(made, a[0], a[1], 12, &error),
                   &error);
    ttri_assert_ok(ttr_distribution_correlations(again, b[0], b[1], 12, &error),
                   &error);
    ck_assert_mem_eq(a, b, sizeof a);
    ttr_text_unref(bytes);
    ttr_distribution_unref(again);
    ttr_distribution_unref(made);
}
END_TEST

/* A small one by hand: no variable that a library computes is in it. */
static ttr_distribution *by_hand(void)
{
    static const struct ttri_variable_text text = {2, "n", "r", "s", ""};
    const struct ttri_summary_plan plan = {.variables = 1, .replicates = 2};
    const struct ttri_run_identity identity = {.digest = 0x1122334455667788u,
                                               .seed = 3,
                                               .paths = 300,
                                               .mode = 1,
                                               .first = 0,
                                               .count = 256};
    struct ttri_memory memory = plain_memory();
    struct ttr_error error = ttri_unit_error();
    double *value = aligned_numbers(256);
    struct ttri_summary *summary;
    ttr_distribution *made;
    uint32_t variable;

    for (uint32_t i = 0; i < 256; i++)
        value[i] = 2.0;
    ttri_assert_ok(
        ttri_summary_new(&memory, &plan, value, 256, &summary, &error), &error);
    for (uint32_t r = 0; r < 2; r++)
        ck_assert(ttri_summary_add(summary, kernels(), r, value, &variable));
    ttri_assert_ok(ttri_distribution_new(&memory, &identity, &text, summary,
                                         &made, &error),
                   &error);
    free(value);
    return made;
}

/* The format itself, byte by byte: on a big-endian machine too. */
START_TEST(bytes_are_as_described)
{
    static const unsigned char expected[] = {
        't',  't',  'r',  '-',  'd',  'i',  's',  't',  1,    0,
        0,    0,    0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, /* digest */
        3,    0,    0,    0,    0,    0,    0,    0,                /* seed */
        0xac, 2,    1,                   /* 300 paths, mode */
        1,    0,    0x80, 2,             /* one stretch: no gap, 256 paths */
        1,    2,    0,    0,    1,    1, /* sizes; one block in each replicate
                                          */
        2,    1,    'n',  1,    'r',  1,    's',  0,    /* kind, texts */
        0,    0,    0,    0,    0,    0,    0,    0x40, /* origin of sums: 2 */
        0,    0,    0,    0,    0,    0,    0x20, 0x41, /* their scale: 2^19 */
        0,    0,    0,    0,    0,    0,    0,    0x40, /* origin of bins */
        0,    0,    0,    0,    0,    0,    0x20, 0x41, /* scale */
        0,    0,    0,    0,    0,    0,    0,    0x40, /* atom */
        1,    48,   0xf0, 0x7f, 0xff, 7, /* offset, shift, base, zero */
        0,    0,    0,    0,    0,    0,    0,    0x40, /* least */
        0,    0,    0,    0,    0,    0,    0,    0x40, /* greatest */
        0,    0,    0,    0,    0,    0,                /* sums of 0; tails */
        1,    0x80, 8,    0x80, 2,                      /* bin 1024: 256 */
        1,    32,   0x80, 1,    1,    32,   0x80, 1,    /* of replicates: 128 */
    };
    ttr_distribution *made = by_hand();
    ttr_text *bytes = save(made);
    uint64_t digest = ttr_distribution_digest(made);
    const char *text = ttr_text_bytes(bytes);

    ck_assert_uint_eq(ttr_text_size(bytes), sizeof expected + 8);
    for (size_t i = 0; i < sizeof expected; i++)
        ck_assert_msg((unsigned char)text[i] == expected[i],
                      "byte %zu is %u, not %u", i, (unsigned char)text[i],
                      expected[i]);
    for (size_t i = 0; i < 8; i++)
        ck_assert_uint_eq((unsigned char)text[sizeof expected + i],
                          digest >> (8 * i) & 255);
    ck_assert(digest == ttri_bytes_digest(expected, sizeof expected));
    /* FNV-1a of `a` is af63dc4c8601ec8c (its authors' page); its bits are then
     * mixed by the end of MurmurHash3 (in Python) */
    ck_assert(ttri_bytes_digest("a", 1) == 0x82a2a958a9bece5bu);
    ttr_text_unref(bytes);
    ttr_distribution_unref(made);
}
END_TEST

START_TEST(bytes_are_few)
{
    ttr_distribution *made = four_whole(64);
    ttr_text *bytes = save(made);

    /* some 2,000 bins that are not empty, and 600 coarse ones */
    ck_assert_uint_lt(ttr_text_size(bytes), 10000);
    ttr_text_unref(bytes);
    ttr_distribution_unref(made);
}
END_TEST

/* ---- broken bytes ---- */

static ttr_status try_load(const char *bytes, size_t size, bool correct,
                           struct ttr_error *error)
{
    ttr_distribution *made = NULL;
    char *copy = malloc(size + 1);
    ttr_status status;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    if (correct && size > 8) {
        uint64_t digest = ttri_bytes_digest(copy, size - 8);

        for (size_t i = 0; i < 8; i++)
            copy[size - 8 + i] = (char)(digest >> (8 * i) & 255);
    }
    *error = ttri_unit_error();
    status = ttr_distribution_load(NULL, copy, size, &made, error);
    if (status == TTR_OK) {
        ttr_text *again = save(made);

        ck_assert_uint_eq(ttr_text_size(again), size);
        ck_assert_mem_eq(ttr_text_bytes(again), copy, size);
        ttr_text_unref(again);
        ttr_distribution_unref(made);
    } else {
        ck_assert_ptr_null(made);
        ck_assert_int_eq(error->status, status);
    }
    free(copy);
    return status;
}

START_TEST(bytes_that_end_early)
{
    ttr_distribution *made = four_shard(0, 1, 2);
    ttr_text *bytes = save(made);
    struct ttr_error error;

    for (size_t size = 0; size < ttr_text_size(bytes); size++) {
        ck_assert_int_eq(try_load(ttr_text_bytes(bytes), size, false, &error),
                         TTR_E_SYNTAX);
        ck_assert_int_eq(try_load(ttr_text_bytes(bytes), size, true, &error),
                         TTR_E_SYNTAX);
    }
    ttr_text_unref(bytes);
    ttr_distribution_unref(made);
}
END_TEST

/* Any byte changed, the digest then set right: refused, or taken as it is. */
START_TEST(bytes_that_are_changed)
{
    static const unsigned char masks[] = {1, 0x80, 0xff, 0x40};
    ttr_distribution *made = four_shard(0, 1, 2);
    ttr_text *bytes = save(made);
    size_t size = ttr_text_size(bytes), taken = 0, refused = 0;
    char *copy = malloc(size);
    struct ttr_error error;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, ttr_text_bytes(bytes), size);
    for (size_t i = 0; i < size; i++)
        for (uint32_t k = 0; k < TTRI_COUNT(masks); k++) {
            ttr_status status;

            copy[i] = (char)(copy[i] ^ masks[k]);
            status = try_load(copy, size, false, &error);
            ck_assert(status != TTR_OK);
            if (i < size - 8) {
                status = try_load(copy, size, true, &error);
                taken += status == TTR_OK;
                refused += status != TTR_OK;
            }
            copy[i] = (char)(copy[i] ^ masks[k]);
        }
    /* sums, texts, seed; counts, maps, sizes */
    ck_assert_uint_gt(taken, 100);
    ck_assert_uint_gt(refused, 1000);
    free(copy);
    ttr_text_unref(bytes);
    ttr_distribution_unref(made);
}
END_TEST

/* Changes at places that bytes_are_as_described() names. */
START_TEST(faults_are_named)
{
    static const struct {
        size_t at;
        unsigned char byte;
        const char *fault;
    } faults[] = {
        {0, 'T', "its first bytes are others"},
        {8, 0, "it has no version"},
        {31, 0, "it has no paths"},
        {33, 0xff, "it has more paths than the run"},
        {35, 0, "it has no variables"},
        {36, 1, "it has too few replicates"},
        {36, 65, "a number is too large"},
        {37, 2, "a number is too large"},
        {39, 2, "its replicates have not as many paths as it"},
        {43, 0, "a text is broken"},
        {64, 0xc1, "a unit is not above 0"},
        {90, 60, "its bins are broken"},
        {102, 0x41, "extremes of a variable do not agree with its counts"},
        {119, 16, "there are too many counts"},
        {120, 0x81, "counts of replicates do not add up"},
        {121, 3, "counts of replicates do not add up"},
    };
    ttr_distribution *made = by_hand();
    ttr_text *bytes = save(made);
    size_t size = ttr_text_size(bytes);
    struct ttr_error error;
    char copy[256];

    ck_assert_uint_lt(size, sizeof copy);
    for (uint32_t i = 0; i < TTRI_COUNT(faults); i++) {
        memcpy(copy, ttr_text_bytes(bytes), size);
        copy[faults[i].at] = (char)faults[i].byte;
        ck_assert_int_eq(try_load(copy, size, true, &error), TTR_E_SYNTAX);
        ck_assert_msg(strstr(error.message, faults[i].fault) != NULL,
                      "byte %zu: %s", faults[i].at, error.message);
    }
    ttr_text_unref(bytes);
    ttr_distribution_unref(made);
}
END_TEST

START_TEST(other_faults)
{
    static const char message[] =
        "distribution must be what ttr_distribution_save() wrote: ";
    ttr_distribution *made = by_hand();
    ttr_text *bytes = save(made);
    size_t size = ttr_text_size(bytes);
    struct ttr_error error;
    char copy[256] = {0};

    memcpy(copy, ttr_text_bytes(bytes), size);
    ck_assert_int_eq(try_load(copy, size + 1, true, &error), TTR_E_SYNTAX);
    ck_assert_ptr_nonnull(strstr(error.message, "it goes on after its end"));
    ck_assert_int_eq(strncmp(error.message, message, sizeof message - 1), 0);
    copy[size - 1] ^= 1;
    ck_assert_int_eq(try_load(copy, size, false, &error), TTR_E_SYNTAX);
    ck_assert_ptr_nonnull(strstr(error.message, "its digest is another"));
    copy[8] = 2;
    ck_assert_int_eq(try_load(copy, size, false, &error), TTR_E_VERSION);
    ck_assert_str_eq(error.message,
                     "distribution must have a version up to 1 (got 2)");
    /* the origin of sums infinite */
    memcpy(copy, ttr_text_bytes(bytes), size);
    copy[55] = (char)0xf0;
    copy[56] = 0x7f;
    ck_assert_int_eq(try_load(copy, size, true, &error), TTR_E_SYNTAX);
    ck_assert_ptr_nonnull(strstr(error.message, "a number is not finite"));
    /* the gap, 0, in two bytes */
    memcpy(copy, ttr_text_bytes(bytes), size);
    memmove(copy + 33, copy + 32, size - 32);
    copy[32] = (char)0x80;
    ck_assert_int_eq(try_load(copy, size + 1, true, &error), TTR_E_SYNTAX);
    ck_assert_ptr_nonnull(strstr(error.message, "longer than it must be"));
    ttr_text_unref(bytes);
    ttr_distribution_unref(made);
}
END_TEST

/* ---- merging ---- */

START_TEST(any_order_gives_the_same_bits)
{
    enum {
        SHARDS = 7
    };
    static const uint64_t first[SHARDS + 1] = {0, 1, 4, 5, 9, 10, 17, 20};
    uint64_t state = 11, digest;
    ttr_distribution *all = four_whole(20), *shard[SHARDS];

    digest = ttr_distribution_digest(all);
    for (uint32_t i = 0; i < SHARDS; i++)
        shard[i] = four_shard(first[i], first[i + 1] - first[i], 20);
    for (int round = 0; round < 20; round++) {
        ttr_distribution *open[SHARDS];
        uint32_t count = SHARDS;

        for (uint32_t i = 0; i < SHARDS; i++)
            open[i] = ttr_distribution_ref(shard[i]);
        /* any two, until one is left */
        while (count > 1) {
            uint32_t a = (uint32_t)(random_uniform(&state) * count), b;
            ttr_distribution *sum;

            b = (a + 1 + (uint32_t)(random_uniform(&state) * (count - 1))) %
                count;
            sum = merge(open[a], open[b]);
            ttr_distribution_unref(open[a]);
            ttr_distribution_unref(open[b]);
            open[a < b ? a : b] = sum;
            open[a < b ? b : a] = open[--count];
        }
        ck_assert_int_eq(ttr_distribution_complete(open[0]), 1);
        ck_assert(ttr_distribution_digest(open[0]) == digest);
        ttr_distribution_unref(open[0]);
    }
    for (uint32_t i = 0; i < SHARDS; i++)
        ttr_distribution_unref(shard[i]);
    ttr_distribution_unref(all);
}
END_TEST

START_TEST(merging_through_bytes)
{
    ttr_distribution *all = four_whole(6), *a = four_shard(4, 2, 6);
    ttr_distribution *b = four_shard(0, 1, 6), *c = four_shard(1, 3, 6);
    ttr_distribution *ab = merge(a, b), *back, *sum;
    ttr_text *bytes = save(ab);

    /* with a gap */
    back = load(bytes);
    ck_assert_uint_eq(ttr_distribution_paths(back), 3 * SUPERBLOCK);
    ck_assert_int_eq(ttr_distribution_complete(back), 0);
    sum = merge(c, back);
    ck_assert(ttr_distribution_digest(sum) == ttr_distribution_digest(all));
    ttr_distribution_unref(sum);
    ttr_distribution_unref(back);
    ttr_distribution_unref(ab);
    ttr_distribution_unref(c);
    ttr_distribution_unref(b);
    ttr_distribution_unref(a);
    ttr_distribution_unref(all);
    ttr_text_unref(bytes);
}
END_TEST

START_TEST(what_can_not_be_merged)
{
    ttr_distribution *a = four_shard(0, 3, 6), *b = four_shard(2, 2, 6);
    ttr_distribution *c = four_shard(3, 2, 7), *sum = NULL;
    ttr_distribution *hand = by_hand();
    struct ttr_error error = ttri_unit_error();

    ttri_assert_fails(ttr_distribution_merge(a, b, &sum, &error),
                      TTR_E_CONFLICT, &error,
                      "ttr_distribution_merge must be given shards without a "
                      "path in common (path 1024 is in both)");
    ttri_assert_fails(ttr_distribution_merge(a, a, &sum, &error),
                      TTR_E_CONFLICT, &error, NULL);
    ttri_assert_fails(ttr_distribution_merge(a, c, &sum, &error),
                      TTR_E_CONFLICT, &error,
                      "ttr_distribution_merge must be given shards of the "
                      "same run");
    ttri_assert_fails(ttr_distribution_merge(hand, c, &sum, &error),
                      TTR_E_CONFLICT, &error, NULL);
    ck_assert_ptr_null(sum);
    ttr_distribution_unref(hand);
    ttr_distribution_unref(c);
    ttr_distribution_unref(b);
    ttr_distribution_unref(a);
}
END_TEST

/* ---- memory ---- */

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    const ttr_text *const *bytes = context;
    struct ttr_error error = ttri_unit_error();
    ttr_distribution *a = NULL, *b = NULL, *sum = NULL;
    ttr_text *saved = NULL;
    ttr_status status;

    status = ttr_distribution_load(allocator, ttr_text_bytes(bytes[0]),
                                   ttr_text_size(bytes[0]), &a, &error);
    if (status == TTR_OK)
        status = ttr_distribution_load(allocator, ttr_text_bytes(bytes[1]),
                                       ttr_text_size(bytes[1]), &b, &error);
    if (status == TTR_OK)
        status = ttr_distribution_merge(a, b, &sum, &error);
    if (status == TTR_OK)
        status = ttr_distribution_save(sum, &saved, &error);
    ttr_text_unref(saved);
    ttr_distribution_unref(sum);
    ttr_distribution_unref(b);
    ttr_distribution_unref(a);
    return status;
}

START_TEST(failing_allocations)
{
    ttr_distribution *a = four_shard(0, 1, 2), *b = four_shard(1, 1, 2);
    ttr_text *bytes[2] = {save(a), save(b)};

    ck_assert_uint_gt(ttri_fail_each(attempt, bytes), 15);
    ttr_text_unref(bytes[0]);
    ttr_text_unref(bytes[1]);
    ttr_distribution_unref(b);
    ttr_distribution_unref(a);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bytes of distributions");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, what_is_saved_is_loaded);
    tcase_add_test(cases, figures_survive);
    tcase_add_test(cases, bytes_are_as_described);
    tcase_add_test(cases, bytes_are_few);
    tcase_add_test(cases, bytes_that_end_early);
    tcase_add_test(cases, bytes_that_are_changed);
    tcase_add_test(cases, faults_are_named);
    tcase_add_test(cases, other_faults);
    tcase_add_test(cases, any_order_gives_the_same_bits);
    tcase_add_test(cases, merging_through_bytes);
    tcase_add_test(cases, what_can_not_be_merged);
    tcase_add_test(cases, failing_allocations);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
