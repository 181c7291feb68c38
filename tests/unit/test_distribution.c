/* What a distribution tells, refuses, and writes as CSV and JSON. */
#include "distributions.h"
#include "failing.h"

#include <jansson.h>

#include <tiktokrev/distribution.h>

/* 256 superblocks: 131,072 paths. */
enum {
    ALL = 256
};

static ttr_distribution *whole;

static void make_whole(void)
{
    whole = four_whole(ALL);
}

static void drop_whole(void)
{
    ttr_distribution_unref(whole);
}

/* ---- what is in it ---- */

START_TEST(variables_are_described)
{
    struct ttr_variable variable = {.struct_size = sizeof variable};
    struct ttr_error error = ttri_unit_error();

    ck_assert_uint_eq(ttr_distribution_variables(whole), VARIABLES);
    for (uint32_t v = 0; v < VARIABLES; v++) {
        ttri_assert_ok(ttr_distribution_variable(whole, v, &variable, &error),
                       &error);
        ck_assert_int_eq(variable.kind, four_texts[v].kind);
        ck_assert_str_eq(variable.name, four_texts[v].name);
        ck_assert_str_eq(variable.region, four_texts[v].region);
        ck_assert_str_eq(variable.step, four_texts[v].step);
        ck_assert_str_eq(variable.unit, four_texts[v].unit);
    }
    ttri_assert_fails(ttr_distribution_variable(whole, 4, &variable, &error),
                      TTR_E_ARGUMENT, &error,
                      "index must be that of a variable (got 4)");
    variable.struct_size = 4;
    ck_assert_int_eq(ttr_distribution_variable(whole, 0, &variable, &error),
                     TTR_E_STRUCT_SIZE);
}
END_TEST

START_TEST(sizes)
{
    ck_assert_uint_eq(ttr_distribution_paths(whole), 131072);
    ck_assert_uint_eq(ttr_distribution_replicates(whole), REPLICATES);
    ck_assert_int_eq(ttr_distribution_complete(whole), 1);
    ck_assert_uint_eq(ttr_distribution_joints(whole), 3);
    ck_assert_uint_eq(ttr_distribution_joint(whole, 1), LOGNORMAL);
    ck_assert_uint_eq(ttr_distribution_joint(whole, 3), UINT32_MAX);
    ck_assert_ptr_eq(ttri_distribution_summary(whole), whole->summary);
    ck_assert_uint_eq(ttri_distribution_identity(whole)->seed, 1);
}
END_TEST

START_TEST(nothing_is_in_nothing)
{
    ck_assert_uint_eq(ttr_distribution_variables(NULL), 0);
    ck_assert_uint_eq(ttr_distribution_paths(NULL), 0);
    ck_assert_uint_eq(ttr_distribution_replicates(NULL), 0);
    ck_assert_int_eq(ttr_distribution_complete(NULL), 0);
    ck_assert_uint_eq(ttr_distribution_joints(NULL), 0);
    ck_assert_uint_eq(ttr_distribution_joint(NULL, 0), UINT32_MAX);
    ck_assert_uint_eq(ttr_distribution_digest(NULL), 0);
    ck_assert_ptr_null(ttr_distribution_ref(NULL));
    ttr_distribution_unref(NULL);
}
END_TEST

/* ---- figures ---- */

static void near(double found, double error, double exact, const char *what)
{
    ck_assert_msg(error > 0.0 && fabs(found - exact) < 6.0 * error,
                  "%s: %g +- %g, not %g", what, found, error, exact);
}

/* In closed form: 100 + 3 z; e^(z / 2); 5; max(z, 0). */
START_TEST(moments_in_closed_form)
{
    const double means[] = {100.0, exp(0.125), 5.0, 0.3989422804014327};
    const double deviations[] = {3.0, sqrt(exp(0.25) * expm1(0.25)), 0.0,
                                 sqrt(0.5 - 0.15915494309189535)};
    struct ttr_error error = ttri_unit_error();
    double value[VARIABLES], spread[VARIABLES], alone;

    ttri_assert_ok(
        ttr_distribution_means(whole, 0, VARIABLES, value, spread, &error),
        &error);
    for (uint32_t v = 0; v < VARIABLES; v++)
        if (v != FIVE)
            near(value[v], spread[v], means[v], "mean");
    ck_assert(value[FIVE] == 5.0 && spread[FIVE] == 0.0);
    ttri_assert_ok(ttr_distribution_means(whole, 1, 1, &alone, NULL, &error),
                   &error);
    ck_assert(alone == value[1]);
    ttri_assert_ok(
        ttr_distribution_deviations(whole, 0, VARIABLES, value, spread, &error),
        &error);
    for (uint32_t v = 0; v < VARIABLES; v++)
        if (v != FIVE)
            near(value[v], spread[v], deviations[v], "deviation");
    ck_assert(value[FIVE] == 0.0 && spread[FIVE] == 0.0);
}
END_TEST

START_TEST(quantiles_in_closed_form)
{
    const double p[] = {0.05, 0.5, 0.9};
    struct ttr_error error = ttri_unit_error();
    double value[2][3], spread[2][3], alone[2][3];

    ttri_assert_ok(ttr_distribution_quantiles(whole, 0, 2, p, 3, &value[0][0],
                                              &spread[0][0], &error),
                   &error);
    for (uint32_t k = 0; k < 3; k++) {
        double z = ttri_normal_quantile(p[k]);

        near(value[0][k], spread[0][k], 100.0 + 3.0 * z, "normal");
        near(value[1][k], spread[1][k], exp(0.5 * z), "lognormal");
    }
    ttri_assert_ok(ttr_distribution_quantiles(whole, 0, 2, p, 3, &alone[0][0],
                                              NULL, &error),
                   &error);
    ck_assert_mem_eq(value, alone, sizeof value);
    ttri_assert_ok(
        ttr_distribution_quantiles(whole, 3, 1, p, 2, alone[0], NULL, &error),
        &error);
    ck_assert(alone[0][0] == 0.0);
    /* nothing asked, nothing needed */
    ttri_assert_ok(
        ttr_distribution_quantiles(whole, 0, 4, NULL, 0, NULL, NULL, &error),
        &error);
}
END_TEST

START_TEST(shortfalls_in_closed_form)
{
    /* mean of the lowest 5 % of z: -phi(1.645) / 0.05 */
    const double tail = 2.0627128075074258;
    struct ttr_error error = ttri_unit_error();
    double value[2], spread[2];

    ttri_assert_ok(
        ttr_distribution_shortfalls(whole, 0, 1, 0.05, value, spread, &error),
        &error);
    near(value[0], spread[0], 100.0 - 3.0 * tail, "lowest");
    ttri_assert_ok(
        ttr_distribution_shortfalls(whole, 0, 2, -0.05, value, spread, &error),
        &error);
    near(value[0], spread[0], 100.0 + 3.0 * tail, "highest");
    /* E[e^(z/2); z > q] = e^(1/8) Phi(1/2 - q) */
    near(value[1], spread[1],
         exp(0.125) * ttri_normal_probability(0.5 - 1.6448536269514722) / 0.05,
         "highest");
    ttri_assert_ok(
        ttr_distribution_shortfalls(whole, 0, 1, 0.999999, value, NULL, &error),
        &error);
    ck_assert_double_eq_tol(value[0], 100.0, 0.05);
}
END_TEST

START_TEST(probabilities_in_closed_form)
{
    const double threshold[] = {97.0, 100.0, 106.0, -1e300, 1e300};
    struct ttr_error error = ttri_unit_error();
    double value[5], spread[5];

    ttri_assert_ok(ttr_distribution_probabilities(whole, NORMAL, threshold, 5,
                                                  value, spread, &error),
                   &error);
    for (uint32_t k = 0; k < 3; k++)
        near(value[k], spread[k],
             ttri_normal_probability((threshold[k] - 100.0) / 3.0),
             "probability");
    ck_assert(value[3] == 0.0 && spread[3] == 0.0);
    ck_assert(value[4] == 1.0 && spread[4] == 0.0);
    ttri_assert_ok(ttr_distribution_probabilities(whole, ZERO_OR_MORE,
                                                  &threshold[0], 0, NULL, NULL,
                                                  &error),
                   &error);
}
END_TEST

START_TEST(correlations_in_closed_form)
{
    /* corr(z, e^(x / 2)) = 0.6 (1 / 2) / sqrt(e^(1/4) - 1) */
    const double exact = 0.3 / sqrt(expm1(0.25));
    struct ttr_error error = ttri_unit_error();
    double value[9], spread[9];

    ttri_assert_ok(
        ttr_distribution_correlations(whole, value, spread, 9, &error), &error);
    near(value[1], spread[1], exact, "correlation");
    ck_assert(value[3] == value[1] && spread[3] == spread[1]);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert(value[4 * i] == 1.0 && spread[4 * i] == 0.0);
    ck_assert(value[2] == 0.0 && value[5] == 0.0 && spread[2] == 0.0);
    ttri_assert_ok(ttr_distribution_correlations(whole, value, NULL, 9, &error),
                   &error);
    ttri_assert_fails(
        ttr_distribution_correlations(whole, value, NULL, 8, &error),
        TTR_E_ARGUMENT, &error, "capacity must be at least 9 (got 8)");
}
END_TEST

START_TEST(shares_of_not_knowing)
{
    struct ttri_memory memory = plain_memory();
    ttr_distribution *without = four_shard_in(&memory, 0, 1, 1, false);
    struct ttr_error error = ttri_unit_error();
    double value[VARIABLES], spread[VARIABLES];

    ttri_assert_ok(ttr_distribution_epistemic_shares(whole, 0, VARIABLES, value,
                                                     spread, &error),
                   &error);
    for (uint32_t v = 0; v < VARIABLES; v++)
        if (v != FIVE)
            near(value[v], spread[v], 0.25, "share");
    ck_assert(value[FIVE] == 0.0 && spread[FIVE] == 0.0);
    ttri_assert_fails(
        ttr_distribution_epistemic_shares(without, 0, 1, value, NULL, &error),
        TTR_E_MISSING, &error,
        "ttr_distribution_epistemic_shares needs a run with "
        "split_paths above 0");
    ttr_distribution_unref(without);
}
END_TEST

/* ---- refusals ---- */

START_TEST(ranges_are_checked)
{
    const double bad[] = {0.0, 1.0, -0.5, 2.0, NAN};
    const double far[] = {NAN, INFINITY, -INFINITY};
    struct ttr_error error = ttri_unit_error();
    double value = 42.0;
    ttr_text *text = NULL;

    ttri_assert_fails(ttr_distribution_means(whole, 5, 0, &value, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "first must be the index of a variable (got 5)");
    ttri_assert_fails(ttr_distribution_means(whole, 2, 3, &value, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "count must be at most 2 after variable 2 (got 3)");
    ttri_assert_fails(
        ttr_distribution_means(whole, 1, UINT32_MAX, &value, NULL, &error),
        TTR_E_ARGUMENT, &error, NULL);
    for (uint32_t i = 0; i < TTRI_COUNT(bad); i++) {
        ttri_assert_fails(ttr_distribution_quantiles(whole, 0, 1, &bad[i], 1,
                                                     &value, NULL, &error),
                          TTR_E_RANGE, &error, NULL);
        ttri_assert_fails(
            ttr_distribution_csv(whole, &bad[i], 1, &text, &error), TTR_E_RANGE,
            &error, NULL);
        ttri_assert_fails(
            ttr_distribution_json(whole, &bad[i], 1, &text, &error),
            TTR_E_RANGE, &error, NULL);
    }
    ttri_assert_fails(ttr_distribution_quantiles(whole, 0, 1, &bad[3], 1,
                                                 &value, NULL, &error),
                      TTR_E_RANGE, &error,
                      "probabilities must be inside (0, 1) (got 2)");
    ttri_assert_fails(
        ttr_distribution_shortfalls(whole, 0, 1, 0.0, &value, NULL, &error),
        TTR_E_RANGE, &error, "share must be inside (0, 1) or (-1, 0) (got 0)");
    ttri_assert_fails(
        ttr_distribution_shortfalls(whole, 0, 1, -1.0, &value, NULL, &error),
        TTR_E_RANGE, &error, NULL);
    for (uint32_t i = 0; i < TTRI_COUNT(far); i++)
        ttri_assert_fails(ttr_distribution_probabilities(whole, 0, &far[i], 1,
                                                         &value, NULL, &error),
                          TTR_E_RANGE, &error, NULL);
    ck_assert(value == 42.0);
    ck_assert_ptr_null(text);
}
END_TEST

START_TEST(a_shard_tells_no_figures)
{
    static const char message[] =
        "ttr_distribution_means needs all 2048 paths of the run: this is a "
        "shard with 512 of them, merge it with the others";
    ttr_distribution *shard = four_shard(1, 1, 4);
    struct ttr_error error = ttri_unit_error();
    double value[9] = {42.0}, half = 0.5;
    ttr_text *text = NULL;

    ck_assert_int_eq(ttr_distribution_complete(shard), 0);
    ck_assert_uint_eq(ttr_distribution_paths(shard), 512);
    ttri_assert_fails(ttr_distribution_means(shard, 0, 1, value, NULL, &error),
                      TTR_E_CONFLICT, &error, message);
#define REFUSES(call) ttri_assert_fails((call), TTR_E_CONFLICT, &error, NULL)
    REFUSES(ttr_distribution_deviations(shard, 0, 1, value, NULL, &error));
    REFUSES(
        ttr_distribution_quantiles(shard, 0, 1, &half, 1, value, NULL, &error));
    REFUSES(
        ttr_distribution_shortfalls(shard, 0, 1, half, value, NULL, &error));
    REFUSES(ttr_distribution_probabilities(shard, 0, &half, 1, value, NULL,
                                           &error));
    REFUSES(ttr_distribution_correlations(shard, value, NULL, 9, &error));
    REFUSES(
        ttr_distribution_epistemic_shares(shard, 0, 1, value, NULL, &error));
    REFUSES(ttr_distribution_csv(shard, NULL, 0, &text, &error));
    REFUSES(ttr_distribution_json(shard, NULL, 0, &text, &error));
    ck_assert(value[0] == 42.0);
    ck_assert_ptr_null(text);
    ttr_distribution_unref(shard);
}
END_TEST

/* ---- CSV, JSON ---- */

START_TEST(csv_has_all)
{
    static const char head[] =
        "name,region,step,unit,mean,mean_error,deviation,deviation_error,"
        "p10,p10_error,p99.5,p99.5_error\r\ntotal/revenue,World,2024,USD,";
    struct ttr_error error = ttri_unit_error();
    const double p[] = {0.1, 0.995};
    const char *line;
    ttr_text *text;
    double mean;

    ttri_assert_ok(ttr_distribution_csv(whole, p, 2, &text, &error), &error);
    line = ttr_text_bytes(text);
    ck_assert_int_eq(strncmp(line, head, sizeof head - 1), 0);
    ck_assert_ptr_nonnull(ttri_parse_number(line + sizeof head - 1, &mean));
    ck_assert_double_eq_tol(mean, 100.0, 0.1);
    ck_assert_ptr_nonnull(
        strstr(line, "\r\n\"a \"\"quoted\"\", name\",US,2024-Q1,EUR,"));
    ck_assert_ptr_nonnull(
        strstr(line, "\r\nfive,World,2025,,5,0,0,0,5,0,5,0\r\n"));
    ttr_text_unref(text);
    ttri_assert_ok(ttr_distribution_csv(whole, NULL, 0, &text, &error), &error);
    ck_assert_ptr_nonnull(
        strstr(ttr_text_bytes(text),
               ",p5,p5_error,p10,p10_error,p25,p25_error,p50,p50_error,p75,"
               "p75_error,p90,p90_error,p95,p95_error\r\n"));
    ttr_text_unref(text);
    ttri_assert_ok(ttr_distribution_csv(whole, p, 0, &text, &error), &error);
    ck_assert_ptr_nonnull(
        strstr(ttr_text_bytes(text), ",deviation_error\r\ntotal"));
    ttr_text_unref(text);
}
END_TEST

START_TEST(json_has_all)
{
    struct ttr_error error = ttri_unit_error();
    double p[7] = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
    double quantile[7], spread[7], mean[4], mean_error[4];
    json_t *root, *variable;
    json_error_t fault;
    ttr_text *text;
    char before[64];

    ttri_assert_ok(ttr_distribution_json(whole, NULL, 0, &text, &error),
                   &error);
    /* jansson's reader can not do with a separator of two bytes. */
    snprintf(before, sizeof before, "%s", setlocale(LC_NUMERIC, NULL));
    setlocale(LC_NUMERIC, "C");
    root = json_loads(ttr_text_bytes(text), JSON_REJECT_DUPLICATES, &fault);
    setlocale(LC_NUMERIC, before);
    ck_assert_msg(root != NULL, "%s", fault.text);
    ck_assert_int_eq(json_integer_value(json_object_get(root, "paths")),
                     131072);
    ck_assert_int_eq(json_integer_value(json_object_get(root, "replicates")),
                     REPLICATES);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "variables")),
                      VARIABLES);
    variable = json_array_get(json_object_get(root, "variables"), LOGNORMAL);
    ck_assert_str_eq(json_string_value(json_object_get(variable, "name")),
                     "a \"quoted\", name");
    ttri_assert_ok(
        ttr_distribution_means(whole, 0, 4, mean, mean_error, &error), &error);
    ttri_assert_ok(ttr_distribution_quantiles(whole, LOGNORMAL, 1, p, 7,
                                              quantile, spread, &error),
                   &error);
    ck_assert(json_real_value(json_object_get(variable, "mean_error")) ==
              mean_error[LOGNORMAL]);
    for (uint32_t k = 0; k < 7; k++) {
        json_t *one = json_array_get(json_object_get(variable, "quantiles"), k);

        ck_assert(json_real_value(json_object_get(one, "p")) == p[k]);
        ck_assert(json_real_value(json_object_get(one, "value")) ==
                  quantile[k]);
        ck_assert(json_real_value(json_object_get(one, "error")) == spread[k]);
    }
    json_decref(root);
    ttr_text_unref(text);
}
END_TEST

/* ---- memory ---- */

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    struct ttr_error *error = context;
    ttr_text *csv = NULL, *json = NULL;
    struct ttri_memory memory;
    ttr_distribution *made;
    ttr_status status;

    ck_assert_int_eq(ttri_memory_init(&memory, allocator, error), TTR_OK);
    made = four_shard_in(&memory, 0, 1, 1, false);
    if (made == NULL)
        return TTR_E_NO_MEMORY;
    status = ttr_distribution_csv(made, NULL, 0, &csv, error);
    if (status == TTR_OK)
        status = ttr_distribution_json(made, NULL, 0, &json, error);
    ttr_text_unref(json);
    ttr_text_unref(csv);
    ttr_distribution_unref(made);
    return status;
}

START_TEST(failing_allocations)
{
    struct ttr_error error = ttri_unit_error();

    ck_assert_uint_gt(ttri_fail_each(attempt, &error), 8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("distribution");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 120);
    tcase_add_unchecked_fixture(cases, make_whole, drop_whole);
    tcase_add_test(cases, variables_are_described);
    tcase_add_test(cases, sizes);
    tcase_add_test(cases, nothing_is_in_nothing);
    tcase_add_test(cases, moments_in_closed_form);
    tcase_add_test(cases, quantiles_in_closed_form);
    tcase_add_test(cases, shortfalls_in_closed_form);
    tcase_add_test(cases, probabilities_in_closed_form);
    tcase_add_test(cases, correlations_in_closed_form);
    tcase_add_test(cases, shares_of_not_knowing);
    tcase_add_test(cases, ranges_are_checked);
    tcase_add_test(cases, a_shard_tells_no_figures);
    tcase_add_test(cases, csv_has_all);
    tcase_add_test(cases, json_has_all);
    tcase_add_test(cases, failing_allocations);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
