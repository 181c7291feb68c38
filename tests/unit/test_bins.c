/* Which bin a value falls in, on every level. */
#include "sampled_laws.h"

#include "engine/profile.h"

/* ---- bins ---- */

START_TEST(bins_are_in_order)
{
    const struct law *law = &laws[_i];
    uint64_t state = 3;
    double *value = aligned_numbers(1024);
    struct ttri_summary *summary;
    const struct ttri_bin_map *map;
    uint32_t before = 0;

    for (uint32_t i = 0; i < 1024; i++)
        value[i] = quantile(law, random_uniform(&state));
    summary = summary_of(value, 1024, 8);
    map = &summary->map[0].bin;
    for (uint32_t bin = 1; bin <= ttri_last_bin(&summary->map[0]); bin++) {
        double edge = ttri_bin_edge(map, bin);

        ck_assert_uint_ge(ttri_bin_of(map, edge), bin);
        ck_assert_uint_lt(ttri_bin_of(map, next_double(edge, -1)), bin);
    }
    ck_assert_uint_eq(ttri_bin_of(map, -1.7e308), 0);
    ck_assert_uint_eq(ttri_bin_of(map, 1.7e308),
                      ttri_last_bin(&summary->map[0]));
    qsort(value, 1024, sizeof *value, ttri_by_size);
    for (uint32_t i = 0; i < 1024; i++) {
        ck_assert_uint_ge(ttri_bin_of(map, value[i]), before);
        before = ttri_bin_of(map, value[i]);
    }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

START_TEST(a_bin_holds_the_kth_value)
{
    enum {
        COUNT = 65536
    };
    double *value = aligned_numbers(COUNT);
    uint64_t state = 99;
    struct ttri_summary *summary;
    struct ttri_profile profile;

    for (uint32_t i = 0; i < COUNT; i++)
        value[i] = random_uniform(&state) < 0.2 ? 0.0 : random_normal(&state);
    summary = summary_of(value, COUNT, 8);
    ttri_profile_init(&profile, summary, 0);
    qsort(value, COUNT, sizeof *value, ttri_by_size);
    for (uint32_t k = 0; k < COUNT; k += k < 100 ? 1 : 97) {
        uint64_t below, within, less = 0, inside = 0;
        double low, high;

        ttri_profile_bin(&profile, k, &low, &high, &below, &within);
        ck_assert(low <= value[k] && value[k] < high);
        for (uint32_t i = 0; i < COUNT; i++) {
            less += value[i] < low;
            inside += value[i] >= low && value[i] < high;
        }
        ck_assert_uint_eq(less, below);
        ck_assert_uint_eq(inside, within);
        ck_assert(below <= k && k < below + within);
    }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

/* ---- every level ---- */

/* Also for numbers far outside all windows, and beside atoms. */
START_TEST(every_level_finds_the_same_bins)
{
    const struct law *law = &laws[_i];
    const struct ttri_level *level;
    uint32_t count = ttri_levels(&level);
    double *value = aligned_numbers(1024);
    uint64_t state = 17;
    struct ttri_summary *summary;

    for (uint32_t i = 0; i < 1024; i++)
        value[i] = random_uniform(&state) < 0.1
                       ? quantile(law, 0.25)
                       : quantile(law, random_uniform(&state));
    summary = summary_of(value, 1024, 8);
    ck_assert(isfinite(summary->map[0].bin.atom));
    for (uint32_t i = 0; i < 1024; i += 16) {
        value[i] = ldexp(random_normal(&state), (int)i - 512);
        value[i + 1] = next_double(summary->map[0].bin.atom, -1);
        value[i + 2] = next_double(summary->map[0].bin.atom, 1);
        value[i + 3] = i % 32 ? 0.0 : -0.0;
        value[i + 4] = i % 32 ? 1.7e308 : -1.7e308;
        value[i + 5] = i % 32 ? 5e-324 : -5e-324;
    }
    for (uint32_t l = 0; l < count; l++) {
        uint16_t bins[TTRI_BINS] = {0}, coarse[TTRI_COARSE] = {0};

        for (uint32_t i = 0; i < 1024; i += TTRI_LANES)
            level[l].summaries->count(value + i, &summary->map[0].bin, 0,
                                      TTRI_BINS, bins, coarse);
        for (uint32_t i = 0; i < 1024; i++) {
            uint32_t bin = ttri_bin_of(&summary->map[0].bin, value[i]);

            ck_assert_uint_lt(bin, TTRI_BINS);
            ck_assert_msg(bins[bin] > 0, "%s: %g", level[l].name, value[i]);
            bins[bin]--;
            coarse[bin >> TTRI_COARSE_BITS]--;
        }
        for (uint32_t i = 0; i < TTRI_COARSE; i++)
            ck_assert_uint_eq(coarse[i], 0);
    }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bins");
    TCase *cases = tcase_create("all");
    int count = (int)TTRI_COUNT(laws);

    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, bins_are_in_order, 0, count);
    tcase_add_test(cases, a_bin_holds_the_kth_value);
    tcase_add_loop_test(cases, every_level_finds_the_same_bins, 0, count);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
