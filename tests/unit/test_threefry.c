/* Threefry4x64 against the known answers of its authors' library, Random123
 * (examples/kat_vectors), and the hash of names. */
#include "unit.h"

#include <stdio.h>

#include "base/base.h"
#include "lanes/lanes.h"
#include "lanes/levels.h"
#include "math/threefry.h"

struct answer {
    unsigned rounds;
    uint64_t counter[4], key[4], expected[4];
};

#define ONES                                                                   \
    {                                                                          \
        UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX                         \
    }
/* Digits of pi. */
#define PI_COUNTER                                                             \
    {                                                                          \
        0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0,            \
            0x082efa98ec4e6c89                                                 \
    }
#define PI_KEY                                                                 \
    {                                                                          \
        0x452821e638d01377, 0xbe5466cf34e90c6c, 0xc0ac29b7c97c50dd,            \
            0x3f84d5b5b5470917                                                 \
    }

static const struct answer answers[] = {
    {13,
     {0},
     {0},
     {0x4071fabee1dc8e05, 0x02ed3113695c9c62, 0x397311b5b89f9d49,
      0xe21292c3258024bc}},
    {13,
     ONES,
     ONES,
     {0x7eaed935479722b5, 0x90994358c429f31c, 0x496381083e07a75b,
      0x627ed0d746821121}},
    {13,
     PI_COUNTER,
     PI_KEY,
     {0x4361288ef9c1900c, 0x8717291521782833, 0x0d19db18c20cf47e,
      0xa0b41d63ac8581e5}},
    {20,
     {0},
     {0},
     {0x09218ebde6c85537, 0x55941f5266d86105, 0x4bd25e16282434dc,
      0xee29ec846bd2e40b}},
    {20,
     ONES,
     ONES,
     {0x29c24097942bba1b, 0x0371bbfb0f6f4e11, 0x3c231ffa33f83a1c,
      0xcd29113fde32d168}},
    {20,
     PI_COUNTER,
     /* so it stands there: the second word twice */
     {0x452821e638d01377, 0xbe5466cf34e90c6c, 0xbe5466cf34e90c6c,
      0xc0ac29b7c97c50dd},
     {0xa7e8fde591651bd9, 0xbaafd0c30138319b, 0x84a5c1a729e685b9,
      0x901d406ccebc1ba4}},
};

START_TEST(known_answers)
{
    const struct answer *answer = &answers[_i];
    uint64_t words[4];

    memcpy(words, answer->counter, sizeof words);
    ttri_threefry(answer->rounds, answer->key, words);
    for (int i = 0; i < 4; i++)
        ck_assert_uint_eq(words[i], answer->expected[i]);
}
END_TEST

/* The middle of the cell that 52 of the bits name. */
static double middle(uint64_t word)
{
    return ((double)(word >> 12) + 0.5) * 0x1p-52;
}

START_TEST(kernels_give_the_same_words)
{
    static const uint64_t key[4] = PI_KEY;
    _Alignas(64) double row[TTRI_LANES];
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    for (uint32_t k = 0; k < levels; k++)
        for (uint64_t block = 0; block < 3; block++) {
            uint64_t start = block == 2 ? UINT64_MAX - 70 : block * 32;

            level[k].draws->uniforms(key, start, 7, row);
            for (unsigned i = 0; i < 32; i++) {
                uint64_t words[4] = {start + i, 7, 0, 0};

                ttri_threefry(TTRI_THREEFRY_ROUNDS, key, words);
                for (unsigned j = 0; j < 4; j++)
                    ck_assert_double_eq(row[32 * j + i], middle(words[j]));
            }
        }
}
END_TEST

/* Names that differ in a byte, in their length, in what comes after 32 bytes:
 * none share either half of the hash, and half of the bits differ. */
START_TEST(names_give_keys)
{
    enum {
        NAMES = 20000
    };
    static uint64_t hash[NAMES][2];
    double bits = 0;
    unsigned same = 0;

    for (unsigned i = 0; i < NAMES; i++) {
        char name[96];

        snprintf(name, sizeof name, "%.*sadvertising/region %u/ecpm_ref%s",
                 (int)(i % 40), "a long prefix, up to forty bytes of it ",
                 i / 2, i % 2 == 0 ? "" : " noise");
        ttri_threefry_hash(name, hash[i]);
        for (unsigned j = i < 300 ? 0 : i - 300; j < i; j++) {
            same += hash[i][0] == hash[j][0] || hash[i][1] == hash[j][1];
        }
        if (i > 0)
            bits += __builtin_popcountll(hash[i][0] ^ hash[i - 1][0]);
    }
    ck_assert_uint_eq(same, 0);
    bits /= NAMES - 1;
    /* 32 in the mean; the error is 4 / sqrt(20,000) */
    ck_assert_double_eq_tol(bits, 32, 0.15);
}
END_TEST

START_TEST(the_hash_takes_in_every_byte)
{
    char name[70];
    uint64_t before[2], after[2];

    for (unsigned length = 0; length < 68; length++) {
        memset(name, 'x', length);
        name[length] = '\0';
        ttri_threefry_hash(name, before);
        for (unsigned i = 0; i < length; i++) {
            name[i] = '\xC3';
            ttri_threefry_hash(name, after);
            ck_assert_uint_ne(before[0], after[0]);
            ck_assert_uint_ne(before[1], after[1]);
            name[i] = 'x';
        }
        name[length] = '\1';
        name[length + 1] = '\0';
        ttri_threefry_hash(name, after);
        ck_assert_uint_ne(before[0], after[0]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("threefry");
    TCase *tests = tcase_create("threefry");

    tcase_add_loop_test(tests, known_answers, 0, (int)TTRI_COUNT(answers));
    tcase_add_test(tests, kernels_give_the_same_words);
    tcase_add_test(tests, names_give_keys);
    tcase_add_test(tests, the_hash_takes_in_every_byte);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
