/* Draws of whole blocks: what a number depends on, when nothing is drawn, and
 * memory. */
#include "drawn_world.h"

#include "failing.h"
#include "math/threefry.h"

/* ---- what a number depends on ---- */

/* The definition, word by word. */
static double uniform_by_hand(const char *name, uint64_t seed,
                              uint32_t replicate, uint64_t block, unsigned lane,
                              uint32_t period)
{
    uint64_t key[4] = {seed, 0, 0, replicate};
    uint64_t word[4] = {block * 32 + lane % 32, period, 0, 0};

    ttri_threefry_hash(name, &key[1]);
    ttri_threefry(13, key, word);
    return ((double)(word[lane / 32] >> 12) + 0.5) * 0x1p-52;
}

START_TEST(a_number_is_what_its_key_says)
{
    struct ttr_sampling sampling = sampling_of(TTR_SAMPLING_RANDOM, 1 << 17);
    struct world world = mixed_world(&sampling, false);

    for (uint32_t replicate = 0; replicate < 8; replicate += 7)
        for (uint64_t block = 0; block < 16; block += 5) {
            fill(&world, replicate, block, TTRI_REDRAW_NONE);
            for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                double first =
                    uniform_by_hand(mixture[4].name, 1, replicate, block,
                                    lane % 32 + lane / 64 * 64, 0);
                double second =
                    uniform_by_hand(mixture[4].name, 1, replicate, block,
                                    lane % 32 + lane / 64 * 64 + 32, 0);
                double angle = 6.283185307179586 * second;

                ck_assert_double_eq(row_of(&world, 2, 0)[lane],
                                    uniform_by_hand(mixture[2].name, 1,
                                                    replicate, block, lane, 0));
                for (uint32_t t = 2; t < PERIODS; t++)
                    ck_assert_double_eq(row_of(&world, 3, t)[lane],
                                        uniform_by_hand(mixture[3].name, 1,
                                                        replicate, block, lane,
                                                        t));
                ck_assert_double_eq_tol(
                    row_of(&world, 4, 0)[lane],
                    sqrt(-2 * log(first)) *
                        (lane % 64 < 32 ? cos(angle) : sin(angle)),
                    1e-9);
            }
        }
    end_world(&world);
}
END_TEST

/* Every mode, with and without a direction, drawn and drawn anew. */
START_TEST(levels_agree_to_the_bit)
{
    int32_t mode = modes[_i % 4];
    bool directed = _i / 4 == 1;
    struct ttr_sampling sampling = sampling_of(mode, 1 << 17);
    struct world world = mixed_world(&sampling, directed);
    struct ttr_error error = ttri_unit_error();
    size_t size = world.rows * TTRI_LANES * sizeof(double);
    double *other = aligned_alloc(64, size);
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    for (uint32_t k = 0; k < levels; k++) {
        struct ttri_draws *draws;

        ttri_assert_ok(ttri_draws_new(&world.memory, world.plan, &sampling,
                                      &level[k], world.direction, &draws,
                                      &error),
                       &error);
        for (uint64_t block = 0; block < 5; block++)
            for (int redraw = 0; redraw < 2; redraw++) {
                spoil(&world, other, 0x5A);
                fill(&world, 3, block, (enum ttri_redraw)redraw);
                ttri_draws_fill(draws, 3, block, (enum ttri_redraw)redraw,
                                other, world.work);
                ck_assert_mem_eq(other, world.row, size);
            }
        ttri_draws_free(draws);
    }
    free(other);
    end_world(&world);
}
END_TEST

/* Blocks in any order, and alone, are the same. */
START_TEST(a_block_depends_on_no_other)
{
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct world world = mixed_world(&sampling, true);
    struct world alone = mixed_world(&sampling, true);
    size_t size = world.rows * TTRI_LANES * sizeof(double);

    fill(&alone, 5, 77, TTRI_REDRAW_NONE);
    for (uint64_t block = 100; block-- > 0;) {
        fill(&world, (uint32_t)block % 8, block, TTRI_REDRAW_CHANCE);
        fill(&world, 5, block, TTRI_REDRAW_NONE);
        ck_assert_int_eq(memcmp(world.row, alone.row, size) == 0, block == 77);
    }
    end_world(&alone);
    end_world(&world);
}
END_TEST

/* Other draws before it, after it and between change no bit of a draw's. With
 * Sobol' points its dimension moves: only what keeps its place stays. */
START_TEST(a_draw_depends_on_no_other)
{
    bool sobol = modes[_i] == TTR_SAMPLING_SOBOL;
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 14);
    struct ttri_draw more[TTRI_COUNT(mixture) + 3];
    struct world few, many;
    uint32_t shift = sobol ? 0 : 1;

    more[0] = draw_of("aaa", TTRI_DRAW_NORMAL, true, true);
    memcpy(more + shift, mixture, sizeof mixture);
    more[TTRI_COUNT(mixture) + shift] =
        draw_of("zzz", TTRI_DRAW_NORMAL, false, true);
    few = mixed_world(&sampling, false);
    many = world_of(PERIODS, (uint32_t)TTRI_COUNT(mixture) + shift + 1, more,
                    &sampling, NULL);
    for (uint64_t block = 0; block < 16; block++) {
        fill(&few, 1, block, TTRI_REDRAW_NONE);
        fill(&many, 1, block, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < TTRI_COUNT(mixture); i++)
            /* What is drawn once stands before the new one. */
            if (!sobol || !mixture[i].by_period)
                ck_assert_mem_eq(row_of(&few, i, 0),
                                 row_of(&many, i + shift, 0),
                                 (mixture[i].by_period ? PERIODS : 1u) *
                                     TTRI_LANES * sizeof(double));
    }
    end_world(&few);
    end_world(&many);
}
END_TEST

/* Nor on how the program is written down: the same draws, the last first. */
START_TEST(the_order_of_draws_does_not_matter)
{
    enum {
        DRAWS = TTRI_COUNT(mixture)
    };
    struct ttr_sampling sampling = sampling_of(modes[_i % 4], 1 << 14);
    const double *direction = mixed_direction();
    double turned[7 + 4 * PERIODS];
    struct ttri_draw draw[DRAWS];
    uint32_t end = 0;
    struct world forth, back;

    for (uint32_t i = DRAWS; i-- > 0;) {
        uint32_t start = 0, rows = mixture[i].by_period ? PERIODS : 1;

        for (uint32_t k = 0; k < i; k++)
            start += mixture[k].by_period ? PERIODS : 1;
        memcpy(turned + end, direction + start, rows * sizeof *turned);
        end += rows;
        draw[DRAWS - 1 - i] = mixture[i];
    }
    forth = world_of(PERIODS, DRAWS, mixture, &sampling,
                     _i / 4 == 0 ? NULL : direction);
    back =
        world_of(PERIODS, DRAWS, draw, &sampling, _i / 4 == 0 ? NULL : turned);
    for (uint64_t block = 0; block < 16; block++) {
        fill(&forth, 1, block, TTRI_REDRAW_NONE);
        fill(&back, 1, block, TTRI_REDRAW_NONE);
        for (uint32_t i = 0; i < DRAWS; i++)
            ck_assert_mem_eq(row_of(&forth, i, 0),
                             row_of(&back, DRAWS - 1 - i, 0),
                             (mixture[i].by_period ? PERIODS : 1u) *
                                 TTRI_LANES * sizeof(double));
    }
    end_world(&forth);
    end_world(&back);
}
END_TEST

/* Seed, replicate, name and block each give other numbers. */
START_TEST(seeds_and_replicates_differ)
{
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct world world = mixed_world(&sampling, false);
    struct world other;
    static double kept[PERIODS * TTRI_LANES];

    sampling.seed = 2;
    other = mixed_world(&sampling, false);
    fill(&world, 0, 2, TTRI_REDRAW_NONE);
    fill(&other, 0, 2, TTRI_REDRAW_NONE);
    memcpy(kept, row_of(&world, 5, 0), sizeof kept);
    for (unsigned i = 0; i < PERIODS * TTRI_LANES; i++)
        ck_assert_double_ne(row_of(&other, 5, 0)[i], kept[i]);
    fill(&world, 1, 2, TTRI_REDRAW_NONE);
    for (unsigned i = 0; i < PERIODS * TTRI_LANES; i++)
        ck_assert_double_ne(row_of(&world, 5, 0)[i], kept[i]);
    fill(&world, 0, 4, TTRI_REDRAW_NONE);
    for (unsigned i = 0; i < PERIODS * TTRI_LANES; i++)
        ck_assert_double_ne(row_of(&world, 5, 0)[i], kept[i]);
    end_world(&other);
    end_world(&world);
}
END_TEST

/* Hashes of the bits, the same for every build and machine. */
START_TEST(bits_are_pinned)
{
    static const uint64_t expected[4] = {0xf06f2dae99faa5af, 0xe7720374027286d2,
                                         0x4ff72c5e82ea52e7,
                                         0x3ffe9c6b65d29326};
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct world world = mixed_world(&sampling, true);
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a, by words */

    for (uint64_t block = 0; block < 7; block += 3) {
        fill(&world, 2, block, TTRI_REDRAW_NONE);
        for (uint32_t k = 0; k < TTRI_COUNT(mixture); k++)
            for (uint32_t i = 0;
                 i < (mixture[k].by_period ? PERIODS : 1u) * TTRI_LANES; i++) {
                uint64_t bits;

                memcpy(&bits, &row_of(&world, k, 0)[i], sizeof bits);
                hash = (hash ^ bits) * 0x100000001b3u;
                hash ^= hash >> 32;
            }
    }
    ck_assert_msg(hash == expected[_i], "mode %d: 0x%llx", (int)modes[_i],
                  (unsigned long long)hash);
    end_world(&world);
}
END_TEST

/* ---- periods ---- */

START_TEST(nothing_is_drawn_before_the_first_period)
{
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct ttri_draw late[3];
    struct world world;

    late[0] = draw_of("late", TTRI_DRAW_NORMAL, true, false);
    late[0].first = PERIODS - 1;
    late[1] = draw_of("never", TTRI_DRAW_NORMAL, true, false);
    late[1].first = PERIODS + 4;
    late[2] = draw_of("late uniform", TTRI_DRAW_UNIFORM, true, true);
    late[2].first = 5;
    world = world_of(PERIODS, 3, late, &sampling, NULL);
    for (int redraw = 0; redraw < 2; redraw++) {
        spoil(&world, world.row, 0xA5);
        fill(&world, 0, 0, (enum ttri_redraw)redraw);
        for (uint32_t i = 0; i < 3; i++)
            for (uint32_t t = 0; t < PERIODS; t++)
                for (unsigned lane = 0; lane < TTRI_LANES; lane++) {
                    double x = row_of(&world, i, t)[lane];

                    ck_assert(t < late[i].first ? x == 0
                                                : x != 0 && fabs(x) < 9);
                }
    }
    end_world(&world);
}
END_TEST

START_TEST(no_draws_at_all)
{
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 17);
    struct ttri_draw never = draw_of("never", TTRI_DRAW_NORMAL, true, false);
    double direction[PERIODS] = {0};
    struct world world;

    never.first = PERIODS;
    world = world_of(PERIODS, 1, &never, &sampling, direction);
    fill(&world, 0, 0, TTRI_REDRAW_NONE);
    for (unsigned i = 0; i < PERIODS * TTRI_LANES; i++)
        ck_assert_double_eq(world.row[i], 0);
    end_world(&world);
}
END_TEST
/* ---- memory ---- */

struct attempt {
    int32_t mode;
    const struct ttri_plan *plan;
};

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    const struct attempt *what = context;
    struct ttr_sampling sampling = sampling_of(what->mode, 1 << 14);
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory;
    struct ttri_draws *draws = NULL;
    ttr_status status = ttri_memory_init(&memory, allocator, &error);

    if (status == TTR_OK)
        status = ttri_draws_new(&memory, what->plan, &sampling, level_of(0),
                                mixed_direction(), &draws, &error);
    ck_assert((status == TTR_OK) == (draws != NULL));
    ttri_draws_free(draws);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory memory;
    struct attempt what = {.mode = modes[_i]};
    struct ttri_plan *plan;

    ttri_assert_ok(ttri_memory_init(&memory, NULL, &error), &error);
    plan = plan_of(&memory, PERIODS, TTRI_COUNT(mixture), mixture);
    what.plan = plan;
    ck_assert_uint_ge(ttri_fail_each(attempt, &what), 3);
    ttri_plan_free(plan);
}
END_TEST

static void *count_allocate(void *user, size_t size)
{
    size_t *block = malloc(size + 64);

    *(size_t *)user += size;
    if (block == NULL)
        return NULL;
    *block = size;
    return (char *)block + 64;
}

static void count_release(void *user, void *block)
{
    size_t *head = (size_t *)(void *)((char *)block - 64);

    *(size_t *)user -= *head;
    free(head);
}

static void *count_reallocate(void *user, void *block, size_t size)
{
    (void)user, (void)block, (void)size;
    ck_abort_msg("nothing here grows");
    return NULL;
}

START_TEST(the_size_is_what_it_takes)
{
    size_t taken = 0;
    struct ttri_memory memory = {&taken, count_allocate, count_reallocate,
                                 count_release};
    struct ttr_sampling sampling = sampling_of(modes[_i], 1 << 14);
    struct ttr_error error = ttri_unit_error();
    struct ttri_memory plain;
    struct ttri_draws *draws, *other;
    struct ttri_plan *plan;
    size_t size;

    ttri_assert_ok(ttri_memory_init(&plain, NULL, &error), &error);
    plan = plan_of(&plain, PERIODS, TTRI_COUNT(mixture), mixture);
    ttri_assert_ok(ttri_draws_new(&memory, plan, &sampling, level_of(0),
                                  mixed_direction(), &draws, &error),
                   &error);
    ck_assert_uint_eq(ttri_draws_size(draws), taken);
    size = taken;
    ttri_draws_free(draws);
    ck_assert_uint_eq(taken, 0);
    ttri_assert_ok(ttri_draws_size_up(&memory, plan, &sampling, level_of(0),
                                      &other, &error),
                   &error);
    ck_assert_uint_eq(ttri_draws_size(other), size);
    ck_assert_uint_eq(taken, size);
    ttri_draws_free(other);
    ck_assert_uint_eq(taken, 0);
    ttri_draws_free(NULL);
    ttri_plan_free(plan);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draws");
    TCase *tests = tcase_create("draws");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_number_is_what_its_key_says);
    tcase_add_loop_test(tests, levels_agree_to_the_bit, 0, 8);
    tcase_add_loop_test(tests, a_block_depends_on_no_other, 0, 4);
    tcase_add_loop_test(tests, a_draw_depends_on_no_other, 0, 4);
    tcase_add_loop_test(tests, the_order_of_draws_does_not_matter, 0, 5);
    tcase_add_loop_test(tests, seeds_and_replicates_differ, 0, 4);
    tcase_add_loop_test(tests, bits_are_pinned, 0, 4);
    tcase_add_loop_test(tests, nothing_is_drawn_before_the_first_period, 0, 4);
    tcase_add_loop_test(tests, no_draws_at_all, 0, 4);
    tcase_add_loop_test(tests, every_allocation_may_fail, 0, 4);
    tcase_add_loop_test(tests, the_size_is_what_it_takes, 0, 4);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
