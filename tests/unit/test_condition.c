/* Paths given what was learned: draws become those of a normal law that is
 * given, whatever is watched. */
#include "conditioned.h"

#include <math.h>

/* Drivers of a region do not go with those of others. revenue = x y n: x has a
 * range, y a triangular law; n is an autoregression from the second of four
 * years. */
static const char model[] =
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2024-01\", "
    "\"frequency\": \"year\", \"periods\": 4, \"as_of\": \"2025-01-01\"}, "
    "\"currency\": \"USD\", "
    "\"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}], "
    "\"environment\": "
    "{\"region_correlation\": {\"level\": 0, \"innovation\": 0}}, \"streams\": "
    "[{\"name\": \"a\", \"model\": \"custom\", \"declare\": [{\"key\": \"x\", "
    "\"unit\": \"money\", \"support\": \"positive\", \"default\": 1}, "
    "{\"key\": \"y\", \"unit\": \"1\", \"support\": \"positive\", "
    "\"default\": 1}, {\"key\": \"n\", \"unit\": \"1\", \"support\": "
    "\"positive\", \"default\": 1}], \"drivers\": {\"x\": {\"value\": 3, "
    "\"range\": {\"low\": 2, \"high\": 4.5, \"probability\": 0.8}}, \"y\": "
    "{\"value\": 5, \"law\": {\"type\": \"triangular\", \"low\": 4, "
    "\"mode\": 5, \"high\": 7}}, \"n\": {\"value\": 1, \"range\": \"none\", "
    "\"noise\": {\"volatility\": 0.3, \"reversion\": 0.2}}}, \"equations\": "
    "{\"revenue\": {\"formula\": \"x * y * n\", \"unit\": \"money\", "
    "\"kind\": \"flow\"}, \"half\": {\"formula\": \"x * n\", \"unit\": "
    "\"money\", \"kind\": \"flow\"}}}]}";

#define UNKNOWNS 4
#define RANK     2
#define PERIODS  4
#define PATHS    1024
static const char *const draws[UNKNOWNS] = {"a/US/x", "a/US/y", "a/US/n noise",
                                            "a/US/n noise"};
static const uint32_t periods[UNKNOWNS] = {0, 0, 1, 2};
static const double means[UNKNOWNS] = {0.4, -0.7, 1.1, -0.2};
/* Two directions with squares that sum to 1, at right angles. */
static const double directions[UNKNOWNS * RANK] = {0.5, 0.5,  0.5, -0.5,
                                                   0.5, -0.5, 0.5, 0.5};
static const double informations[RANK] = {24.0, 0.5625};

static struct ttri_posterior posterior(void)
{
    return (struct ttri_posterior){.unknowns = UNKNOWNS,
                                   .rank = RANK,
                                   .draw = draws,
                                   .period = periods,
                                   .mean = means,
                                   .direction = directions,
                                   .information = informations};
}

/* A simulation that watches one output of the stream. */
static ttr_simulation *watching(const char *output,
                                const struct ttri_posterior *given)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(model);
    ttr_simulation *simulation = chancy_watching(program, output);

    if (given != NULL)
        ttri_assert_ok(ttri_simulation_condition(simulation, given, &error),
                       &error);
    ttr_program_unref(program);
    return simulation;
}

/* The unknowns on the first paths, one row of paths for each; NaN where the
 * simulation does not draw one. */
static void read_unknowns(const ttr_simulation *simulation, int32_t mode,
                          int32_t level, double x[UNKNOWNS][PATHS])
{
    static double numbers[8 * PERIODS * PATHS];
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = chancy_sampling(mode, PATHS);
    uint32_t count = 0;

    sampling.level = level;
    ttri_assert_ok(ttr_simulation_draws(simulation, &count, &error), &error);
    ck_assert_uint_le(count, 8);
    ttri_assert_ok(ttr_simulation_numbers(simulation, &sampling, 0, PATHS,
                                          numbers, 8 * PERIODS * PATHS, &error),
                   &error);
    for (uint32_t u = 0; u < UNKNOWNS; u++) {
        for (uint32_t p = 0; p < PATHS; p++)
            x[u][p] = NAN;
        for (uint32_t i = 0; i < count; i++) {
            struct ttr_draw draw = {.struct_size = sizeof draw};
            const double *row =
                numbers + ((size_t)i * PERIODS + periods[u]) * PATHS;

            ttri_assert_ok(ttr_simulation_draw(simulation, i, &draw, &error),
                           &error);
            if (strcmp(draw.name, draws[u]) == 0)
                memcpy(x[u], row, sizeof x[u]);
        }
    }
}

/* The law's root, applied to what is drawn without a condition. */
static double expected(double raw[UNKNOWNS][PATHS], uint32_t u, uint32_t p)
{
    double x = means[u] + raw[u][p];

    for (uint32_t j = 0; j < RANK; j++) {
        double part = 0.0;

        for (uint32_t i = 0; i < UNKNOWNS; i++)
            part += directions[i * RANK + j] * raw[i][p];
        x -= directions[u * RANK + j] *
             (1.0 - 1.0 / sqrt(1.0 + informations[j])) * part;
    }
    return x;
}

START_TEST(draws_are_the_posterior_s)
{
    static double raw[UNKNOWNS][PATHS], x[UNKNOWNS][PATHS];
    struct ttri_posterior given = posterior();
    ttr_simulation *plain = watching("a/revenue", NULL);
    ttr_simulation *conditioned = watching("a/revenue", &given);

    read_unknowns(plain, TTR_SAMPLING_SOBOL + _i, 0, raw);
    read_unknowns(conditioned, TTR_SAMPLING_SOBOL + _i, 0, x);
    for (uint32_t u = 0; u < UNKNOWNS; u++)
        for (uint32_t p = 0; p < PATHS; p++)
            /* Sobol' points may be turned by another gradient */
            if (_i != TTR_SAMPLING_SOBOL)
                ck_assert_double_eq_tol(x[u][p], expected(raw, u, p), 1e-9);
            else
                ck_assert(isfinite(x[u][p]));
    ttr_simulation_unref(plain);
    ttr_simulation_unref(conditioned);
}
END_TEST

/* Mean and covariance I - U diag(l / (1 + l)) U' of the unknowns, which are
 * drawn even if nothing reads them: `half` does not read y. */
START_TEST(all_unknowns_are_drawn)
{
    static double x[UNKNOWNS][PATHS];
    static const char *const output[] = {"a/revenue", "a/half"};
    struct ttri_posterior given = posterior();
    ttr_simulation *simulation = watching(output[_i], &given);

    read_unknowns(simulation, TTR_SAMPLING_SOBOL, 0, x);
    for (uint32_t a = 0; a < UNKNOWNS; a++)
        for (uint32_t b = 0; b <= a; b++) {
            double product = 0.0, sum = 0.0, truth = a == b ? 1.0 : 0.0;

            for (uint32_t p = 0; p < PATHS; p++) {
                sum += x[a][p];
                product += (x[a][p] - means[a]) * (x[b][p] - means[b]);
            }
            for (uint32_t j = 0; j < RANK; j++)
                truth -= directions[a * RANK + j] * directions[b * RANK + j] *
                         informations[j] / (1.0 + informations[j]);
            ck_assert_double_eq_tol(sum / PATHS, means[a], 0.01);
            ck_assert_double_eq_tol(product / PATHS, truth, 0.02);
        }
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(all_levels_give_the_same_bits)
{
    struct ttri_posterior given = posterior();
    ttr_simulation *simulation = watching("a/revenue", &given);

    assert_same_bits(simulation);
    ttr_simulation_unref(simulation);
}
END_TEST

/* The log of x in units of its spread is unknown 0, of known law. */
START_TEST(the_forecast_follows)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_posterior given = posterior();
    ttr_simulation *simulation = watching("a/half", &given);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 65536);
    ttr_distribution *distribution = chancy_run(simulation, &sampling, NULL);
    const double half = 0.5;
    /* log 3 + 0.4 ln 1.5 / z(0.9): the first year has no noise */
    double median = 3.0 * exp(0.4 * log(1.5) / 1.2815515655446004);
    double value = 0.0;

    ttri_assert_ok(ttr_distribution_quantiles(distribution, 0, 1, &half, 1,
                                              &value, NULL, &error),
                   &error);
    ck_assert_double_eq_tol(value / median, 1.0, 1e-3);
    ttr_distribution_unref(distribution);
    ttr_simulation_unref(simulation);
}
END_TEST

/* The past is the same on both paths of a pair: only the last year's step is
 * left to chance. */
START_TEST(chance_is_what_comes_after)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_posterior given = posterior();
    ttr_simulation *simulation = watching("a/half", &given);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 8192);
    ttr_distribution *distribution;
    double share[PERIODS];

    sampling.split_paths = 8192;
    distribution = chancy_run(simulation, &sampling, NULL);
    ttri_assert_ok(ttr_distribution_epistemic_shares(distribution, 0, PERIODS,
                                                     share, NULL, &error),
                   &error);
    for (uint32_t t = 0; t < 3; t++)
        ck_assert_double_eq_tol(share[t], 1.0, 1e-9);
    ck_assert_double_lt(share[3], 0.95);
    ck_assert_double_gt(share[3], 0.1);
    ttr_distribution_unref(distribution);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(a_digest_tells_what_was_learned)
{
    struct ttri_posterior given = posterior(), other = posterior();
    double moved[UNKNOWNS];
    ttr_simulation *a = watching("a/revenue", &given), *b;
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, PATHS);

    memcpy(moved, means, sizeof moved);
    moved[3] += 1e-12;
    other.mean = moved;
    b = watching("a/revenue", &other);
    ck_assert_uint_ne(chancy_digest(a, &sampling, NULL),
                      chancy_digest(b, &sampling, NULL));
    ttr_simulation_unref(a);
    ttr_simulation_unref(b);
}
END_TEST

/* An explanation of what is watched has the run's conditioned numbers. */
START_TEST(an_explanation_agrees)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_posterior given = posterior();
    ttr_simulation *simulation = watching("a/revenue", &given);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, PATHS);
    ttr_program *program = chancy_program(model);
    double values[PERIODS * 2];
    char number[TTRI_NUMBER_SIZE];
    ttr_text *text = NULL;

    ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, 5, 1, values,
                                        PERIODS * 2, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_explain(simulation, &sampling, 5,
                                          output_index(program, "a/revenue"), 0,
                                          3, 2, &text, &error),
                   &error);
    ttri_format_digits(values[3], 6, number);
    ck_assert_msg(strstr(ttr_text_bytes(text), number) != NULL, "%s in %s",
                  number, ttr_text_bytes(text));
    ttr_text_unref(text);
    ttr_program_unref(program);
    ttr_simulation_unref(simulation);
}
END_TEST

/* A name, and periods, that the program does not draw. */
START_TEST(unknowns_must_be_drawn)
{
    static const struct {
        const char *draw;
        uint32_t period;
    } wrong[] = {{"a/US/z", 0},
                 {"a/US/n noise", PERIODS},
                 {"a/US/n noise", 0},
                 {"a/US/x", 1}};
    struct ttr_error error = ttri_unit_error();
    struct ttri_posterior given = posterior();
    ttr_simulation *simulation = watching("a/revenue", NULL);
    const char *names[UNKNOWNS];
    uint32_t when[UNKNOWNS];
    char message[200];

    memcpy(names, draws, sizeof names);
    memcpy(when, periods, sizeof when);
    names[2] = wrong[_i].draw;
    when[2] = wrong[_i].period;
    given.draw = names;
    given.period = when;
    ck_assert_int_eq(ttri_simulation_condition(simulation, &given, &error),
                     TTR_E_MISSING);
    snprintf(message, sizeof message,
             "%s must be drawn by the simulation's program", wrong[_i].draw);
    ck_assert_str_eq(error.message, message);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(too_late_is_a_conflict)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_posterior given = posterior();
    ttr_simulation *simulation = watching("a/revenue", NULL);
    uint32_t count;

    ttri_assert_ok(ttr_simulation_draws(simulation, &count, &error), &error);
    ck_assert_int_eq(ttri_simulation_condition(simulation, &given, &error),
                     TTR_E_CONFLICT);
    ck_assert_str_eq(error.message,
                     "simulation has been used: condition it before");
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    struct conditioned given = {model, "a/half", posterior(),
                                ttri_unit_error()};

    ck_assert_uint_gt(ttri_fail_each(run_conditioned, &given), 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("condition");
    TCase *cases = tcase_create("condition");

    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, draws_are_the_posterior_s, 0, 4);
    tcase_add_loop_test(cases, all_unknowns_are_drawn, 0, 2);
    tcase_add_test(cases, all_levels_give_the_same_bits);
    tcase_add_test(cases, the_forecast_follows);
    tcase_add_test(cases, chance_is_what_comes_after);
    tcase_add_test(cases, a_digest_tells_what_was_learned);
    tcase_add_test(cases, an_explanation_agrees);
    tcase_add_loop_test(cases, unknowns_must_be_drawn, 0, 4);
    tcase_add_test(cases, too_late_is_a_conflict);
    tcase_add_test(cases, every_allocation_may_fail);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
