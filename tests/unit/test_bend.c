/* Draws that keep to figures where the posterior is not normal: a sum is known,
 * what it is made of is not. */
#include "calibration_model.h"
#include "conditioned.h"

#include <math.h>

#include "fit/calibration.h"

#define DRIVER(name)                                                           \
    "{\"key\": \"" name "\", \"unit\": \"money\", \"support\": \"positive\", " \
    "\"default\": 1}"
#define WIDE                                                                   \
    "{\"value\": 3, \"range\": {\"low\": 1, \"high\": 9, \"probability\": "    \
    "0.8}}"

/* Figures are of the revenue. */
#define MODEL(declared, drivers, revenue)                                      \
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2024-01\", "               \
    "\"frequency\": \"year\", \"periods\": 3}, \"currency\": \"USD\", "        \
    "\"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}], "               \
    "\"environment\": {\"region_correlation\": {\"level\": 0, "                \
    "\"innovation\": 0}}, \"streams\": [{\"name\": \"a\", \"model\": "         \
    "\"custom\", \"declare\": [" declared "], \"drivers\": {" drivers          \
    "}, \"equations\": {\"revenue\": {\"formula\": \"" revenue "\", "          \
    "\"unit\": \"money\", \"kind\": \"flow\"}, \"part\": {\"formula\": "       \
    "\"x\", \"unit\": \"money\", \"kind\": \"flow\"}}}]}"

static const char sum_model[] = MODEL(DRIVER("x") ", " DRIVER("y"),
                                      "\"x\": " WIDE ", \"y\": " WIDE, "x + y");

#define PATHS 16384
#define KNOWN 8.0
#define ERROR 0.02

static ttr_calibration *calibrate_sum(void)
{
    struct ttr_calibration_options options = default_options();
    struct figures figures;
    ttr_combiner *combiner = load_text(sum_model);
    ttr_calibration *calibration;

    begin_figures(&figures);
    add_text(&figures, "a/US/revenue", "2024", "8");
    calibration = calibrate(combiner, &figures, &options);
    ttr_combiner_unref(combiner);
    return calibration;
}

static ttr_simulation *simulate(const ttr_calibration *calibration,
                                const char *output)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation =
        chancy_watching(ttr_calibration_program(calibration), output);

    ttri_assert_ok(ttr_simulation_condition(simulation, calibration, &error),
                   &error);
    return simulation;
}

struct moments {
    double mean, deviation;
};

/* Of a year's output over conditioned paths; of its logarithm if asked. */
static struct moments moments_of(const ttr_simulation *simulation,
                                 bool logarithm)
{
    static double values[3 * PATHS];
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, PATHS);
    double sum = 0.0, squares = 0.0;

    ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, 0, PATHS, values,
                                        3 * PATHS, &error),
                   &error);
    for (uint32_t p = 0; p < PATHS; p++) {
        double x = logarithm ? log(values[p]) : values[p];

        sum += x;
        squares += x * x;
    }
    return (struct moments){
        sum / PATHS, sqrt(squares / PATHS - sum / PATHS * (sum / PATHS))};
}

/* The posterior itself, on a grid of both normals. */
#define POINTS 2401
static void integrate(struct moments *part, struct moments *all)
{
    static double level[POINTS], density[POINTS];
    double mass = 0.0, x = 0.0, xx = 0.0, y = 0.0, yy = 0.0;

    for (int i = 0; i < POINTS; i++) {
        double z = (i - POINTS / 2) * 0.005;

        level[i] = 3.0 * exp(z * log(3.0) / QUANTILE_90);
        density[i] = exp(-z * z / 2.0);
    }
    for (int i = 0; i < POINTS; i++)
        for (int j = 0; j < POINTS; j++) {
            double sum = log(level[i] + level[j]);
            double off = (sum - log(KNOWN)) / ERROR;
            double weight;

            if (fabs(off) > 7.0)
                continue;
            weight = density[i] * density[j] * exp(-off * off / 2.0);
            mass += weight;
            x += weight * level[i];
            xx += weight * level[i] * level[i];
            y += weight * sum;
            yy += weight * sum * sum;
        }
    *part = (struct moments){x / mass, sqrt(xx / mass - x / mass * (x / mass))};
    *all = (struct moments){y / mass, sqrt(yy / mass - y / mass * (y / mass))};
}

/* The sum is as sure as its figure, its parts as doubtful as they were: between
 * them lies a bent ridge, of which the normal law knows one direction. */
START_TEST(paths_keep_to_what_is_known)
{
    ttr_calibration *calibration = calibrate_sum();
    ttr_simulation *sums = simulate(calibration, "a/revenue");
    ttr_simulation *parts = simulate(calibration, "a/part");
    struct moments sum, part, true_sum, true_part;

    integrate(&true_part, &true_sum);
    sum = moments_of(sums, true);
    part = moments_of(parts, false);
    ck_assert_double_eq_tol(sum.mean, true_sum.mean, 1e-3);
    ck_assert_double_eq_tol(sum.deviation / true_sum.deviation, 1.0, 0.02);
    ck_assert_double_eq_tol(part.mean / true_part.mean, 1.0, 0.01);
    ck_assert_double_eq_tol(part.deviation / true_part.deviation, 1.0, 0.02);
    ttr_simulation_unref(sums);
    ttr_simulation_unref(parts);
    ttr_calibration_unref(calibration);
}
END_TEST

START_TEST(all_levels_and_threads_give_the_same_bits)
{
    ttr_calibration *calibration = calibrate_sum();
    ttr_simulation *simulation = simulate(calibration, "a/part");

    assert_same_bits(simulation);
    ttr_simulation_unref(simulation);
    ttr_calibration_unref(calibration);
}
END_TEST

/* Nothing of a path hangs on those that run beside it. */
START_TEST(a_path_is_its_own)
{
    static double first[3 * 512], second[3 * 512];
    struct ttr_error error = ttri_unit_error();
    ttr_calibration *calibration = calibrate_sum();
    ttr_simulation *simulation = simulate(calibration, "a/part");
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 512);

    ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, 0, 512, first,
                                        3 * 512, &error),
                   &error);
    sampling.mode = TTR_SAMPLING_ANTITHETIC;
    ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, 0, 512, second,
                                        3 * 512, &error),
                   &error);
    /* The first of each pair is drawn alike, beside others. */
    for (uint32_t p = 0, same = 0; p < 512; p++) {
        for (uint32_t q = 0; q < 512; q++)
            same += first[p] == second[q];
        ck_assert(p < 511 || same >= 128);
    }
    ttr_simulation_unref(simulation);
    ttr_calibration_unref(calibration);
}
END_TEST

/* Figures are x, and beyond 5 no numbers. */
static const char broken_model[] =
    MODEL(DRIVER("x"), "\"x\": " WIDE, "if(x > 5, exp(1000 * x), x)");

/* The first year of a model's output x on conditioned paths. */
static void read_parts(const ttr_program *program,
                       const struct ttri_posterior *posterior, double *x)
{
    static double values[3 * PATHS];
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, PATHS);
    ttr_simulation *simulation = chancy_watching(program, "a/part");

    ttri_assert_ok(ttri_simulation_condition(simulation, posterior, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, 0, PATHS, values,
                                        3 * PATHS, &error),
                   &error);
    memcpy(x, values, PATHS * sizeof *x);
    ttr_simulation_unref(simulation);
}

/* Where the normal law has a path without figures, it goes back towards the
 * mean until it has some; others stay, all being linear. */
START_TEST(paths_without_figures_go_back)
{
    static const char known[] = "series,period,value,unit,low,high,kind,"
                                "confidence,source,error\n"
                                "a/US/revenue,2024,3,,,,reported,3,test,2\n";
    static double normal[PATHS], bent[PATHS];
    struct ttr_calibration_options options = default_options();
    struct ttri_posterior posterior;
    struct figures figures;
    ttr_combiner *combiner = load_text(broken_model);
    ttr_calibration *calibration;
    uint32_t lost = 0;

    set_figures(&figures, known);
    calibration = calibrate(combiner, &figures, &options);
    posterior = ttri_calibration_posterior(calibration);
    read_parts(ttr_calibration_program(calibration), &posterior, bent);
    posterior.evidence.simulation = NULL;
    read_parts(ttr_calibration_program(calibration), &posterior, normal);
    for (uint32_t p = 0; p < PATHS; p++)
        if (normal[p] > 5.0) {
            lost++;
            ck_assert_double_gt(bent[p], 3.0);
            ck_assert_double_le(bent[p], 5.0);
        } else {
            ck_assert_double_eq_tol(bent[p] / normal[p], 1.0, 1e-6);
        }
    ck_assert_uint_gt(lost, PATHS / 10);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* What was learned outlives the calibration. */
START_TEST(the_evidence_is_kept)
{
    ttr_calibration *calibration = calibrate_sum();
    ttr_simulation *simulation = simulate(calibration, "a/revenue");
    struct moments sum;

    ttr_calibration_unref(calibration);
    sum = moments_of(simulation, true);
    ck_assert_double_eq_tol(sum.deviation / ERROR, 1.0, 0.05);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    ttr_calibration *calibration = calibrate_sum();
    struct conditioned given = {sum_model, "a/part",
                                ttri_calibration_posterior(calibration),
                                ttri_unit_error()};

    ck_assert_uint_gt(ttri_fail_each(run_conditioned, &given), 20);
    ttr_calibration_unref(calibration);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bend");
    TCase *cases = tcase_create("bend");

    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, paths_keep_to_what_is_known);
    tcase_add_test(cases, all_levels_and_threads_give_the_same_bits);
    tcase_add_test(cases, a_path_is_its_own);
    tcase_add_test(cases, paths_without_figures_go_back);
    tcase_add_test(cases, the_evidence_is_kept);
    tcase_add_test(cases, every_allocation_may_fail);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
