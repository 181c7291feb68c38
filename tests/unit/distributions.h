/* Summaries and distributions of values that a test makes up: numbers of one
 * sequence, the same everywhere. */
#ifndef TTRI_DISTRIBUTIONS_H
#define TTRI_DISTRIBUTIONS_H

#include "unit.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "engine/distribution_parts.h"
#include "engine/tally.h"
#include "lanes/lanes.h"
#include "math/normal.h"

/* Marsaglia's xorshift (2003), 52 bits. */
static inline double random_uniform(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return ((double)(*state >> 12) + 0.5) * 0x1p-52;
}

static inline double random_normal(uint64_t *state)
{
    return ttri_normal_quantile(random_uniform(state));
}

static inline struct ttri_memory plain_memory(void)
{
    struct ttri_memory memory;

    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    return memory;
}

/* Kernels of the widest level. */
static inline const struct ttri_summary_kernels *kernels(void)
{
    const struct ttri_level *level;
    uint32_t count = ttri_levels(&level);

    return level[count - 1].summaries;
}

/* For blocks. */
static inline double *aligned_numbers(size_t count)
{
    double *numbers = aligned_alloc(64, (count * sizeof *numbers + 63) & ~63u);

    ck_assert_ptr_nonnull(numbers);
    return numbers;
}

/* One variable: the first values are the pilot. `count` is whole blocks for
 * each replicate. */
static inline struct ttri_summary *
summary_of(const double *value, uint32_t count, uint32_t replicates)
{
    struct ttri_summary_plan plan = {.variables = 1, .replicates = replicates};
    uint32_t pilot = TTRI_LANES * replicates, variable;
    struct ttri_memory memory = plain_memory();
    struct ttr_error error = ttri_unit_error();
    struct ttri_summary *summary;

    ttri_assert_ok(ttri_summary_new(&memory, &plan, value,
                                    count < pilot ? count : pilot, &summary,
                                    &error),
                   &error);
    for (uint32_t i = 0; i < count; i += TTRI_LANES)
        ck_assert(ttri_summary_add(summary, kernels(),
                                   i / TTRI_LANES % replicates, value + i,
                                   &variable));
    return summary;
}

/* ---- four variables ---- */

enum {
    NORMAL,
    LOGNORMAL,
    FIVE,
    ZERO_OR_MORE,
    VARIABLES
};
enum {
    REPLICATES = 4,
    SUPERBLOCK = REPLICATES * TTRI_LANES
};

static const uint32_t joint_variables[] = {NORMAL, LOGNORMAL, FIVE};

static const struct ttri_variable_text four_texts[VARIABLES] = {
    {0, "total/revenue", "World", "2024", "USD"},
    {1, "a \"quoted\", name", "US", "2024-Q1", "EUR"},
    {0, "five", "World", "2025", ""},
    {4, "growth of users", "World", "2025", "1"},
};

/* The values of one block: a function of its number. */
static inline void fill_block(uint64_t block, double *values)
{
    uint64_t state = 0x9e3779b97f4a7c15u * (block + 1);

    for (int i = 0; i < 8; i++)
        random_uniform(&state);
    for (uint32_t i = 0; i < TTRI_LANES; i++) {
        double z = random_normal(&state), w = random_normal(&state);

        values[NORMAL * TTRI_LANES + i] = 100.0 + 3.0 * z;
        values[LOGNORMAL * TTRI_LANES + i] = exp(0.5 * (0.6 * z + 0.8 * w));
        values[FIVE * TTRI_LANES + i] = 5.0;
        values[ZERO_OR_MORE * TTRI_LANES + i] = w > 0.0 ? w : 0.0;
    }
}

/* Of one path, what its pair shares with it has a quarter of the variance. */
static inline void fill_pairs(uint64_t block, double *values, double *others)
{
    uint64_t state = 0xd1b54a32d192ed03u * (block + 1);

    for (int i = 0; i < 8; i++)
        random_uniform(&state);
    for (uint32_t i = 0; i < VARIABLES * TTRI_LANES; i++) {
        double shared = random_normal(&state);

        values[i] = others[i] = 5.0;
        if (i / TTRI_LANES == FIVE)
            continue;
        values[i] = 100.0 + shared + sqrt(3.0) * random_normal(&state);
        others[i] = 100.0 + shared + sqrt(3.0) * random_normal(&state);
    }
}

static inline struct ttri_summary *four_new(const struct ttri_memory *memory,
                                            bool pairs)
{
    const struct ttri_summary_plan plan = {.variables = VARIABLES,
                                           .replicates = REPLICATES,
                                           .joint = joint_variables,
                                           .joints =
                                               TTRI_COUNT(joint_variables),
                                           .pairs = pairs};
    double *values = aligned_numbers(VARIABLES * TTRI_LANES);
    double *pilot = aligned_numbers(VARIABLES * SUPERBLOCK);
    struct ttr_error error = ttri_unit_error();
    struct ttri_summary *summary = NULL;

    for (uint32_t b = 0; b < REPLICATES; b++) {
        fill_block(b, values);
        for (uint32_t v = 0; v < VARIABLES; v++)
            memcpy(pilot + v * SUPERBLOCK + b * TTRI_LANES,
                   values + v * TTRI_LANES, TTRI_LANES * sizeof *values);
    }
    if (ttri_summary_new(memory, &plan, pilot, SUPERBLOCK, &summary, &error) !=
        TTR_OK)
        ck_assert_int_eq(error.status, TTR_E_NO_MEMORY);
    free(pilot);
    free(values);
    return summary;
}

static inline void four_add(struct ttri_summary *summary,
                            const struct ttri_summary_kernels *by,
                            uint64_t block)
{
    double *values = aligned_numbers(2 * VARIABLES * TTRI_LANES);
    uint32_t variable;

    fill_block(block, values);
    ck_assert(ttri_summary_add(summary, by, (uint32_t)(block % REPLICATES),
                               values, &variable));
    if (summary->plan.pairs) {
        double *others = values + VARIABLES * TTRI_LANES;

        fill_pairs(block, values, others);
        ck_assert(ttri_summary_add_pairs(summary, by,
                                         (uint32_t)(block % REPLICATES), values,
                                         others, &variable));
    }
    free(values);
}

/* Superblocks [first, first + count) of a run of `all`; NULL if memory
 * fails. */
static inline ttr_distribution *four_shard_in(const struct ttri_memory *memory,
                                              uint64_t first, uint64_t count,
                                              uint64_t all, bool pairs)
{
    struct ttri_run_identity identity = {.digest = 0x0123456789abcdefu,
                                         .seed = 1,
                                         .paths = all * SUPERBLOCK,
                                         .mode = 1,
                                         .first = first * SUPERBLOCK,
                                         .count = count * SUPERBLOCK};
    struct ttri_summary *summary = four_new(memory, pairs);
    struct ttr_error error = ttri_unit_error();
    ttr_distribution *distribution = NULL;

    if (summary == NULL)
        return NULL;
    for (uint64_t b = first * REPLICATES; b < (first + count) * REPLICATES; b++)
        four_add(summary, kernels(), b);
    if (ttri_distribution_new(memory, &identity, four_texts, summary,
                              &distribution, &error) != TTR_OK) {
        ck_assert_int_eq(error.status, TTR_E_NO_MEMORY);
        ttri_summary_free(summary);
    }
    return distribution;
}

static inline ttr_distribution *four_shard(uint64_t first, uint64_t count,
                                           uint64_t all)
{
    struct ttri_memory memory = plain_memory();
    ttr_distribution *made = four_shard_in(&memory, first, count, all, true);

    ck_assert_ptr_nonnull(made);
    return made;
}

static inline ttr_distribution *four_whole(uint64_t all)
{
    return four_shard(0, all, all);
}

#endif
