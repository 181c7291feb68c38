/* What is read from sums and counts, against values put in order. */
#include "failing.h"
#include "sampled_laws.h"

#include "engine/moments.h"
#include "engine/profile.h"

/* ---- laws ---- */

/* The law's own quantiles in equal steps, out of order: no luck in them. */
START_TEST(quantiles_of_smooth_laws)
{
    const struct law *law = &laws[_i];
    double *value = aligned_numbers(MANY);
    struct ttri_profile profile;
    struct ttri_summary *summary;

    for (uint32_t i = 0; i < MANY; i++)
        value[i] = quantile(law, (i * 648391u % MANY + 0.5) / MANY);
    summary = summary_of(value, MANY, 8);
    ttri_profile_init(&profile, summary, 0);
    for (uint32_t k = 0; k < TTRI_COUNT(levels); k++) {
        double p = levels[k], exact = quantile(law, p);
        double far = fabs(ttri_profile_quantile(&profile, p) - exact);
        double share = ttri_profile_probability(&profile, exact);
        double scale = fabs(exact);

        if (law->deviation > 0.0 && (scale < law->deviation || _i > 5))
            scale = law->deviation;
        /* beside 1e-4, half the way to the next value */
        scale = 1e-4 * scale + (quantile(law, p + 0.25 / MANY) -
                                quantile(law, p - 0.25 / MANY));
        ck_assert_msg(far < scale, "%s: P%g misses %g by %g", law->name,
                      100 * p, exact, far);
        ck_assert_msg(fabs(share - p) < 1e-5, "%s: P(X <= %g) = %g, not %g",
                      law->name, exact, share, p);
    }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

static uint32_t rank_in(const double *sorted, double x)
{
    uint32_t low = 0, high = MANY;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (sorted[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A million of a law, put in order once they are added up. */
static struct ttri_summary *sample(const struct law *law, uint64_t seed,
                                   double *value)
{
    struct ttri_summary *summary;

    for (uint32_t i = 0; i < MANY; i++)
        value[i] = quantile(law, random_uniform(&seed));
    summary = summary_of(value, MANY, 8);
    qsort(value, MANY, sizeof *value, ttri_by_size);
    return summary;
}

/* Against the sample put in order: what a bin loses is less than what the
 * sample itself does not know, but where a law ends within a few bins. */
START_TEST(quantiles_of_samples)
{
    const struct law *law = &laws[_i];
    double *value = aligned_numbers(MANY);
    struct ttri_profile profile;
    struct ttri_summary *summary;

    summary = sample(law, 12345 + (uint64_t)_i, value);
    ttri_profile_init(&profile, summary, 0);
    for (uint32_t k = 0; k < TTRI_COUNT(levels); k++) {
        double p = levels[k], luck = sqrt(p * (1.0 - p) * MANY), low, high;
        double found = ttri_profile_quantile(&profile, p);
        double error = ttri_profile_quantile_error(&profile, p);
        double exact = value[(uint32_t)ceil(p * MANY) - 1];
        double far = rank_in(value, found) - p * MANY;
        uint64_t below, within;

        ttri_profile_bin(&profile, (uint64_t)(p * MANY), &low, &high, &below,
                         &within);
        ck_assert_msg(fabs(far) <
                          2.0 + fmax(0.3 * luck, 1.5 * sqrt((double)within)),
                      "%s: P%g is %.9g, not %.9g: %g ranks away", law->name,
                      100 * p, found, exact, far);
        /* chi-square with 7 degrees of freedom: 1e-5 to each side */
        luck =
            (quantile(law, p + luck / MANY) - quantile(law, p - luck / MANY)) /
            2.0;
        ck_assert_msg(error > 0.1 * luck && error < 2.6 * luck,
                      "%s: error of P%g is %g, not %g", law->name, 100 * p,
                      error, luck);
    }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

/* What is promised of sums of lognormals, P1 to P99 of a million paths. */
START_TEST(quantiles_of_a_total)
{
    double *value = aligned_numbers(MANY);
    uint64_t state = 20;
    struct ttri_profile profile;
    struct ttri_summary *summary;

    for (uint32_t i = 0; i < MANY; i++) {
        value[i] = 0.0;
        for (int k = 1; k <= 3; k++)
            value[i] += exp(0.15 * k * random_normal(&state));
    }
    summary = summary_of(value, MANY, 8);
    ttri_profile_init(&profile, summary, 0);
    qsort(value, MANY, sizeof *value, ttri_by_size);
    for (uint32_t k = 1; k + 1 < TTRI_COUNT(levels); k++) {
        double exact = value[(uint32_t)ceil(levels[k] * MANY) - 1];
        double found = ttri_profile_quantile(&profile, levels[k]);

        ck_assert_msg(fabs(found / exact - 1.0) < 1e-4, "P%g: %g, not %g",
                      100 * levels[k], found, exact);
    }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

/* One in a hundred is all but nothing, as what is left of coins when users are
 * gone: the others keep their bins. */
START_TEST(quantiles_beside_remnants)
{
    double *value = aligned_numbers(MANY);
    uint64_t state = 21;
    struct ttri_profile profile;
    struct ttri_summary *summary;

    for (uint32_t i = 0; i < MANY; i++) {
        value[i] = exp(0.3 * random_normal(&state));
        if (i % 100 == 0)
            value[i] *= ldexp(1.0, -(int)(i % 1024) / 2);
    }
    summary = summary_of(value, MANY, 8);
    ttri_profile_init(&profile, summary, 0);
    qsort(value, MANY, sizeof *value, ttri_by_size);
    for (uint32_t k = 0; k < TTRI_COUNT(levels); k++) {
        double exact = value[(uint32_t)ceil(levels[k] * MANY) - 1];
        double found = ttri_profile_quantile(&profile, levels[k]);

        if (levels[k] > 0.04)
            ck_assert_msg(fabs(found / exact - 1.0) < 1e-3, "P%g: %g, not %g",
                          100 * levels[k], found, exact);
    }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

START_TEST(shortfalls_of_samples)
{
    const struct law *law = &laws[_i];
    double *value = aligned_numbers(MANY);
    struct ttri_profile profile;
    struct ttri_summary *summary;

    summary = sample(law, 54321 + (uint64_t)_i, value);
    ttri_profile_init(&profile, summary, 0);
    for (uint32_t k = 1; k <= 5; k++)
        for (int highest = 0; highest < 2; highest++) {
            uint32_t count = (uint32_t)(levels[k] * MANY);
            double share = (double)count / MANY, sum = 0.0, found, error;

            for (uint32_t i = 0; i < count; i++)
                sum += value[highest ? MANY - 1 - i : i] - value[count];
            sum = sum / count + value[count];
            ttri_profile_shortfall(&profile, share, highest == 1, &found,
                                   &error);
            ck_assert_msg(fabs(found - sum) < 0.5 * error + 1e-5 * fabs(sum),
                          "%s: %s %g of paths: %.9g, not %.9g (error %g)",
                          law->name, highest ? "highest" : "lowest", share,
                          found, sum, error);
        }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

/* ---- every level ---- */

static bool same_bits(const struct ttri_summary *a,
                      const struct ttri_summary *b)
{
    size_t rows = VARIABLES * REPLICATES;

    return memcmp(a->sums, b->sums, rows * TTRI_SUMS * sizeof *a->sums) == 0 &&
           memcmp(a->pairs, b->pairs,
                  rows * TTRI_PAIR_SUMS * sizeof *a->pairs) == 0 &&
           memcmp(a->products, b->products,
                  ttri_joint_pairs(&a->plan) * REPLICATES *
                      sizeof *a->products) == 0 &&
           memcmp(a->tails, b->tails, VARIABLES * 2 * sizeof *a->tails) == 0 &&
           memcmp(a->least, b->least, VARIABLES * sizeof *a->least) == 0 &&
           memcmp(a->greatest, b->greatest, VARIABLES * sizeof *a->greatest) ==
               0 &&
           memcmp(a->bins, b->bins,
                  (VARIABLES * TTRI_BINS + rows * TTRI_COARSE) *
                      sizeof *a->bins) == 0;
}

START_TEST(every_level_gives_the_same_bits)
{
    const struct ttri_level *level;
    uint32_t count = ttri_levels(&level);
    struct ttri_memory memory = plain_memory();
    struct ttri_summary *first = four_new(&memory, true);

    ck_assert_uint_ge(count, 2);
    for (uint64_t b = 0; b < 40; b++)
        four_add(first, level[0].summaries, b);
    for (uint32_t l = 1; l < count; l++) {
        struct ttri_summary *other = four_new(&memory, true);

        for (uint64_t b = 0; b < 40; b++)
            four_add(other, level[l].summaries, 39 - b);
        ck_assert_msg(same_bits(first, other), "%s", level[l].name);
        ttri_summary_free(other);
    }
    ttri_summary_free(first);
}
END_TEST

/* ---- refusals ---- */

START_TEST(what_is_not_finite_is_refused)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e200, -1.7e308};
    struct ttri_memory memory = plain_memory();
    double *values = aligned_numbers(2 * VARIABLES * TTRI_LANES);
    double *others = values + VARIABLES * TTRI_LANES;
    struct ttri_summary *summary = four_new(&memory, true);
    struct ttri_summary *before = four_new(&memory, true);
    uint32_t variable;

    four_add(summary, kernels(), 0);
    four_add(before, kernels(), 0);
    for (uint32_t i = 0; i < TTRI_COUNT(bad); i++) {
        fill_block(1, values);
        values[LOGNORMAL * TTRI_LANES + 17 * i] = bad[i];
        variable = 77;
        ck_assert(!ttri_summary_add(summary, kernels(), 1, values, &variable));
        ck_assert_uint_eq(variable, LOGNORMAL);
        fill_pairs(1, values, others);
        others[ZERO_OR_MORE * TTRI_LANES + 17 * i] = bad[i];
        ck_assert(!ttri_summary_add_pairs(summary, kernels(), 1, values, others,
                                          &variable));
        ck_assert_uint_eq(variable, ZERO_OR_MORE);
    }
    ck_assert(same_bits(summary, before));
    ck_assert_uint_eq(summary->blocks[1], 0);
    ck_assert_uint_eq(summary->pair_blocks[1], 0);
    ttri_summary_free(before);
    ttri_summary_free(summary);
    free(values);
}
END_TEST

/* ---- merging ---- */

START_TEST(merging_is_adding)
{
    struct ttri_memory memory = plain_memory();
    struct ttri_summary *all = four_new(&memory, true), *part[3], *sum;
    struct ttr_error error = ttri_unit_error();

    for (uint64_t b = 0; b < 36; b++)
        four_add(all, kernels(), b);
    for (uint32_t i = 0; i < 3; i++) {
        ttri_assert_ok(ttri_summary_like(all, &part[i], &error), &error);
        for (uint64_t b = 12 * (2 - i); b < 12 * (3 - i); b++)
            four_add(part[i], kernels(), b);
    }
    ttri_assert_ok(ttri_summary_like(all, &sum, &error), &error);
    ttri_summary_merge(part[1], part[0]);
    ttri_summary_merge(sum, part[2]);
    ttri_summary_merge(sum, part[1]);
    ck_assert(same_bits(all, sum));
    ck_assert(ttri_summary_same(all, sum));
    ck_assert_mem_eq(all->blocks, sum->blocks, sizeof(uint64_t) * REPLICATES);
    /* what is added after a merge finds the extremes */
    four_add(all, kernels(), 36);
    four_add(sum, kernels(), 36);
    ck_assert(same_bits(all, sum));
    for (uint32_t i = 0; i < 3; i++)
        ttri_summary_free(part[i]);
    ttri_summary_free(sum);
    ttri_summary_free(all);
}
END_TEST

START_TEST(counts_pass_32_bits)
{
    struct ttri_memory memory = plain_memory();
    struct ttri_summary *a = four_new(&memory, false);
    struct ttri_summary *b = four_new(&memory, false);
    uint32_t bin = ttri_bin_of(&a->map[FIVE].bin, 5.0);
    uint64_t blocks = 1;

    four_add(a, kernels(), 0);
    for (int i = 0; i < 18; i++) {
        ttri_summary_merge(b, a);
        ttri_summary_merge(a, b);
        blocks = i == 0 ? 2 : blocks;
    }
    /* Fibonacci numbers: F(37) blocks in a */
    ck_assert_uint_eq(a->blocks[0], 24157817);
    ck_assert_uint_eq(ttri_bin_count(a, FIVE, bin), 24157817u * 128ull);
    ck_assert_uint_eq(ttri_coarse_count(a, FIVE, 0, bin >> TTRI_COARSE_BITS),
                      24157817u * 128ull);
    ttri_summary_merge(a, b);
    ck_assert_uint_eq(ttri_bin_count(a, FIVE, bin), 39088169u * 128ull);
    /* adding one by one makes room in time, too */
    a->added = (1u << TTRI_LOW_BITS) / TTRI_LANES - 1;
    a->bins[FIVE * TTRI_BINS + bin] = 0xff00u;
    four_add(a, kernels(), 0);
    ck_assert_uint_eq(a->bins[FIVE * TTRI_BINS + bin], 0x7f80u);
    ttri_summary_free(b);
    ttri_summary_free(a);
}
END_TEST

/* Everything in it twice; the original is freed. */
static struct ttri_summary *doubled(struct ttri_summary *summary)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_summary *twice;

    ttri_assert_ok(ttri_summary_like(summary, &twice, &error), &error);
    ttri_summary_merge(twice, summary);
    ttri_summary_merge(twice, summary);
    ttri_summary_free(summary);
    return twice;
}

START_TEST(nothing_moves_beyond_32_bits)
{
    enum {
        COUNT = 16384
    };
    static const double share[] = {1e-4, 0.01, 0.05, 0.5, 0.95, 0.99};
    double *value = aligned_numbers(COUNT), of_few[TTRI_COUNT(share)][3];
    struct ttri_summary *summary;
    uint64_t state = 11;

    for (uint32_t i = 0; i < COUNT; i++)
        value[i] = lognormal(0.5, random_uniform(&state));
    summary = summary_of(value, COUNT, 8);
    for (int times = 0; times < 20; times++, summary = doubled(summary)) {
        struct ttri_profile profile;

        ttri_profile_init(&profile, summary, 0);
        for (uint32_t k = 0; k < TTRI_COUNT(share); k++) {
            double p = share[k], q = ttri_profile_quantile(&profile, p);
            double error = ttri_profile_quantile_error(&profile, p);
            double back = ttri_profile_probability(&profile, q);

            if (times == 0) {
                of_few[k][0] = q;
                of_few[k][1] = error;
                of_few[k][2] = back;
            }
            ck_assert(q == of_few[k][0] && back == of_few[k][2]);
            /* with more values, edges farther out tell something */
            ck_assert(p < 0.05 || p > 0.95 || error == of_few[k][1]);
        }
    }
    ttri_summary_free(summary);
    free(value);
}
END_TEST

/* ---- pairs, joints ---- */

START_TEST(shares_and_correlations)
{
    struct ttri_memory memory = plain_memory();
    struct ttri_summary *summary = four_new(&memory, true);
    double value, error, exact;

    for (uint64_t b = 0; b < 512; b++)
        four_add(summary, kernels(), b);
    /* Var(shared) = 1 of 4 */
    ttri_summary_epistemic_share(summary, NORMAL, &value, &error);
    ck_assert_double_eq_tol(value, 0.25, 0.02);
    ck_assert(error > 0.0005 && error < 0.02);
    ttri_summary_epistemic_share(summary, FIVE, &value, &error);
    ck_assert(value == 0.0 && error == 0.0);
    /* corr(z, e^(sigma x)) = rho sigma / sqrt(e^(sigma^2) - 1) */
    exact = 0.6 * 0.5 / sqrt(expm1(0.25));
    ttri_summary_correlation(summary, 0, 1, &value, &error);
    ck_assert_double_eq_tol(value, exact, 0.015);
    ck_assert(error > 0.0005 && error < 0.015);
    ttri_summary_correlation(summary, 0, 2, &value, &error);
    ck_assert(value == 0.0 && error == 0.0);
    ttri_summary_free(summary);
}
END_TEST

/* ---- standard errors ---- */

enum {
    RUNS = 500,
    PATHS = 8192,
    FIGURES = 6
};

/* Of many runs, 95 % hold the truth in the interval that their error gives. */
START_TEST(errors_cover)
{
    const double t7 = 2.364624; /* Student's t, 7 degrees, 97.5 % */
    /* standard normal: P10, median, mean of the lowest 5 % */
    const double truth[FIGURES] = {
        0.0, 1.0, -1.2815515655446004, 0.0, -2.0627128075074258, 0.1};
    static const char *const names[FIGURES] = {
        "mean", "deviation", "P10", "P50", "shortfall", "probability"};
    double *value = aligned_numbers(PATHS);
    uint64_t state = 2024;
    int held[FIGURES] = {0};

    for (int run = 0; run < RUNS; run++) {
        double found[FIGURES], error[FIGURES];
        struct ttri_summary *summary;
        struct ttri_profile p;

        for (uint32_t i = 0; i < PATHS; i++)
            value[i] = random_normal(&state);
        summary = summary_of(value, PATHS, 8);
        ttri_profile_init(&p, summary, 0);
        ttri_summary_mean(summary, 0, &found[0], &error[0]);
        ttri_summary_deviation(summary, 0, &found[1], &error[1]);
        found[2] = ttri_profile_quantile(&p, 0.1);
        error[2] = ttri_profile_quantile_error(&p, 0.1);
        found[3] = ttri_profile_quantile(&p, 0.5);
        error[3] = ttri_profile_quantile_error(&p, 0.5);
        ttri_profile_shortfall(&p, 0.05, false, &found[4], &error[4]);
        found[5] = ttri_profile_probability(&p, truth[2]);
        error[5] = ttri_profile_probability_error(&p, found[5]);
        for (int f = 0; f < FIGURES; f++)
            held[f] += fabs(found[f] - truth[f]) <= t7 * error[f];
        ttri_summary_free(summary);
    }
    /* binomial: 95 % of 500 are 475, and 3 deviations 15 */
    for (int f = 0; f < FIGURES; f++)
        ck_assert_msg(held[f] >= 460 && held[f] <= 490,
                      "%s: %d of %d intervals hold the truth", names[f],
                      held[f], RUNS);
    free(value);
}
END_TEST

/* ---- memory ---- */

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    struct ttr_error *error = context;
    struct ttri_memory memory;
    struct ttri_summary *summary, *other = NULL;
    ttr_status status;

    ck_assert_int_eq(ttri_memory_init(&memory, allocator, error), TTR_OK);
    summary = four_new(&memory, true);
    if (summary == NULL)
        return TTR_E_NO_MEMORY;
    status = ttri_summary_like(summary, &other, error);
    ttri_summary_free(other);
    ttri_summary_free(summary);
    return status;
}

START_TEST(failing_allocations)
{
    struct ttr_error error = ttri_unit_error();

    ck_assert_uint_eq(ttri_fail_each(attempt, &error), 2);
    ttri_summary_free(NULL);
}
END_TEST

START_TEST(size_is_known_before)
{
    struct ttri_failing failing = {0};
    struct ttr_allocator allocator = ttri_failing_allocator(&failing);
    struct ttri_memory memory;
    struct ttri_summary *summary;

    ck_assert_int_eq(ttri_memory_init(&memory, &allocator, NULL), TTR_OK);
    summary = four_new(&memory, true);
    ck_assert_uint_eq(failing.most, ttri_summary_size(&summary->plan));
    ck_assert_uint_eq((uint64_t)failing.blocks, failing.calls);
    ttri_summary_free(summary);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("summary");
    TCase *cases = tcase_create("all");
    int count = (int)TTRI_COUNT(laws);

    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, quantiles_of_smooth_laws, 0, count);
    tcase_add_loop_test(cases, quantiles_of_samples, 0, count);
    tcase_add_test(cases, quantiles_of_a_total);
    tcase_add_test(cases, quantiles_beside_remnants);
    tcase_add_loop_test(cases, shortfalls_of_samples, 0, count);
    tcase_add_test(cases, every_level_gives_the_same_bits);
    tcase_add_test(cases, what_is_not_finite_is_refused);
    tcase_add_test(cases, merging_is_adding);
    tcase_add_test(cases, counts_pass_32_bits);
    tcase_add_test(cases, nothing_moves_beyond_32_bits);
    tcase_add_test(cases, shares_and_correlations);
    tcase_add_test(cases, errors_cover);
    tcase_add_test(cases, failing_allocations);
    tcase_add_test(cases, size_is_known_before);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
