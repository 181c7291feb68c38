/* Sums that lose nothing, and the moments read from them. */
#include "sampled_laws.h"

#include "engine/moments.h"
#include "engine/profile.h"

/* ---- sums of 256 bits ---- */

static double wide_sum(const double *term, uint32_t count)
{
    struct ttri_wide sum = {{0}};

    for (uint32_t i = 0; i < count; i++)
        ttri_wide_add_number(&sum, term[i]);
    return ttri_wide_number(&sum);
}

#define WIDE_SUM(...)                                                          \
    wide_sum((const double[]){__VA_ARGS__},                                    \
             TTRI_COUNT(((const double[]){__VA_ARGS__})))

START_TEST(wide_sums_lose_nothing)
{
    /* all by hand */
    ck_assert(WIDE_SUM(0x1p100, 1.0, -0x1p100) == 1.0);
    ck_assert(WIDE_SUM(-0x1p146, -3.5, 0x1p146) == -3.5);
    ck_assert(WIDE_SUM(0x1p-60, 0x1p60, -0x1p60) == 0x1p-60);
    ck_assert(WIDE_SUM(-0x1p-60, -0x1p-60) == -0x1p-59);
    ck_assert(WIDE_SUM(0.1, 0.2) > 0.3 - 1e-17);
    ck_assert(WIDE_SUM(0x1.fffffffffffffp146) == 0x1.fffffffffffffp146);
    ck_assert(WIDE_SUM(-0x1.fffffffffffffp63) == -0x1.fffffffffffffp63);
    ck_assert(WIDE_SUM(-1e30, 1e30) == 0.0);
    ck_assert(WIDE_SUM(0.0, -0.0) == 0.0);
    /* rounded to the nearest unit, the half away from 0 */
    ck_assert(WIDE_SUM(0x1p-61) == 0x1p-60);
    ck_assert(WIDE_SUM(-0x1p-61) == -0x1p-60);
    ck_assert(WIDE_SUM(0x1.8p-62) == 0.0);
    ck_assert(WIDE_SUM(1e-300) == 0.0);
    ck_assert(WIDE_SUM(0x1.0000000000001p-9) == 0x1.0000000000002p-9);
}
END_TEST

START_TEST(wide_sums_take_any_order)
{
    struct ttri_wide forward = {{0}}, backward = {{0}}, halves[2] = {{{0}}};
    double term[1000];
    uint64_t state = 7;

    for (int i = 0; i < 1000; i++)
        term[i] = ldexp(random_normal(&state), i % 200 - 70);
    for (int i = 0; i < 1000; i++) {
        ttri_wide_add_number(&forward, term[i]);
        ttri_wide_add_number(&backward, term[999 - i]);
        ttri_wide_add_number(&halves[i % 2], term[i]);
    }
    ttri_wide_add(&halves[0], &halves[1]);
    ck_assert_mem_eq(&forward, &backward, sizeof forward);
    ck_assert_mem_eq(&forward, &halves[0], sizeof forward);
}
END_TEST

/* ---- moments ---- */

START_TEST(moments_far_from_nothing)
{
    enum {
        COUNT = 131072
    };
    double *value = aligned_numbers(COUNT), mean, deviation, error;
    double sum = 0.0, squares = 0.0;
    uint64_t state = 5;
    struct ttri_summary *summary;

    /* multiples of 2^-26: differences from 1e8 are exact */
    for (uint32_t i = 0; i < COUNT; i++) {
        double z = floor(random_normal(&state) * 0x1p26) * 0x1p-26;

        value[i] = 1e8 + z;
        z = value[i] - 1e8;
        sum += z;
        squares += z * z;
    }
    sum /= COUNT;
    squares = sqrt((squares / COUNT - sum * sum) * COUNT / (COUNT - 1.0));
    summary = summary_of(value, COUNT, 8);
    ttri_summary_mean(summary, 0, &mean, &error);
    ck_assert_double_eq_tol(mean - 1e8, sum, 1.5e-8); /* an ulp of 1e8 */
    ck_assert(error > 0.0 && error < 0.01);
    ttri_summary_deviation(summary, 0, &deviation, &error);
    ck_assert_double_eq_tol(deviation, squares, 1e-12);
    ttri_summary_free(summary);
    free(value);
}
END_TEST

START_TEST(constants_stay_exact)
{
    static const double constants[] = {0.1, -7.3e11, 0.0, -0.0, 1e-300, 5e-324};
    double value[2048] __attribute__((aligned(64)));

    for (uint32_t c = 0; c < TTRI_COUNT(constants); c++) {
        struct ttri_summary *summary;
        struct ttri_profile profile;
        double found, error;

        for (uint32_t i = 0; i < 2048; i++)
            value[i] = constants[c];
        summary = summary_of(value, 2048, 8);
        ttri_summary_mean(summary, 0, &found, &error);
        ck_assert(found == constants[c] && error == 0.0);
        ttri_summary_deviation(summary, 0, &found, &error);
        ck_assert(found == 0.0 && error == 0.0);
        ttri_profile_init(&profile, summary, 0);
        for (uint32_t k = 0; k < TTRI_COUNT(levels); k++) {
            ck_assert(ttri_profile_quantile(&profile, levels[k]) ==
                      constants[c]);
            ck_assert(ttri_profile_quantile_error(&profile, levels[k]) == 0.0);
            ttri_profile_shortfall(&profile, levels[k], k % 2 == 1, &found,
                                   &error);
            ck_assert(found == constants[c] && error == 0.0);
        }
        ck_assert(ttri_profile_probability(&profile, constants[c]) == 1.0);
        ck_assert(ttri_profile_probability(
                      &profile, next_double(constants[c], -1)) == 0.0);
        ck_assert(ttri_profile_probability_error(&profile, 1.0) == 0.0);
        ttri_summary_free(summary);
    }
}
END_TEST

/* The pilot saw nothing, or little, of what comes. */
START_TEST(late_surprises)
{
    static const double pilots[][2] = {{0, 0}, {5, 5}, {1, 1.0001}, {-3, 4}};
    double *value = aligned_numbers(16384);

    for (uint32_t c = 0; c < TTRI_COUNT(pilots); c++) {
        double sum = 0.0, tail = 0.0, found, error;
        struct ttri_summary *summary;
        struct ttri_profile profile;

        for (uint32_t i = 0; i < 16384; i++) {
            value[i] = pilots[c][i % 2];
            if (i >= 1024 && i % 64 == 7)
                value[i] = 1e12 + i;
            sum += value[i] - 1e10;
            tail += i >= 1024 && i % 64 == 7 ? (value[i] - 1e12) / 240.0 : 0.0;
        }
        summary = summary_of(value, 16384, 8);
        ttri_summary_mean(summary, 0, &found, &error);
        ck_assert_double_eq_tol(found / (sum / 16384 + 1e10), 1.0, 1e-12);
        ttri_profile_init(&profile, summary, 0);
        /* 240 values of 16,384 lie around 1e12 */
        ck_assert_double_eq_tol(ttri_profile_probability(&profile, 1e11),
                                16144.0 / 16384, 1e-9);
        /* in bins that are 6 % wide out there */
        ck_assert_double_eq_tol(ttri_profile_quantile(&profile, 0.995) / 1e12,
                                1.0, 0.06);
        ttri_profile_shortfall(&profile, 240.0 / 16384, true, &found, &error);
        ck_assert_double_eq_tol(found / (1e12 + tail), 1.0, 0.06);
        ck_assert(summary->greatest[0] == 1e12 + 16327);
        ck_assert(summary->least[0] == pilots[c][0]);
        ttri_summary_free(summary);
    }
    free(value);
}
END_TEST

START_TEST(a_number_taken_often_is_exact)
{
    enum {
        COUNT = 131072
    };
    double *value = aligned_numbers(COUNT);
    uint64_t state = 21, zeros = 0;
    struct ttri_summary *summary;
    struct ttri_profile profile;

    for (uint32_t i = 0; i < COUNT; i++) {
        value[i] = random_normal(&state);
        value[i] = value[i] < 0.0 ? 0.0 : value[i] + 0.01;
        zeros += value[i] == 0.0;
    }
    summary = summary_of(value, COUNT, 8);
    ttri_profile_init(&profile, summary, 0);
    ck_assert(ttri_profile_quantile(&profile, 0.1) == 0.0);
    ck_assert(ttri_profile_quantile(&profile, 0.45) == 0.0);
    ck_assert(ttri_profile_quantile_error(&profile, 0.3) == 0.0);
    ck_assert(ttri_profile_quantile(&profile, 0.51) >= 0.01);
    ck_assert(ttri_profile_probability(&profile, 0.0) == (double)zeros / COUNT);
    ck_assert(ttri_profile_probability(&profile, -1e-9) == 0.0);
    ttri_summary_free(summary);
    free(value);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("moments");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 300);
    tcase_add_test(cases, wide_sums_lose_nothing);
    tcase_add_test(cases, wide_sums_take_any_order);
    tcase_add_test(cases, moments_far_from_nothing);
    tcase_add_test(cases, constants_stay_exact);
    tcase_add_test(cases, late_surprises);
    tcase_add_test(cases, a_number_taken_often_is_exact);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
