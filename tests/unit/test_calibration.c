/* Fitting models to published figures where the posterior is known. */
#include "calibration_model.h"
#include "failing.h"

#include "fit/least_squares.h"

/* ---- known posteriors ---- */

START_TEST(a_level_has_its_conjugate_posterior)
{
    ttr_combiner *combiner = users_model(8, 0, 0);
    struct figures figures;
    ttr_calibration *calibration;
    struct ttr_calibration_state state;
    double l = 2 * pow(LEVEL_DEVIATION / 0.02, 2) * 4 / 2, mean;

    begin_figures(&figures);
    for (int t = 0; t < 4; t++)
        add_users(&figures, t, 1100000);
    calibration = calibrate(combiner, &figures, NULL);
    state = state_of(calibration);
    ck_assert_int_eq(state.converged, 1);
    ck_assert_uint_eq(state.used, 4);
    /* Two draws: shared by all regions, and the region's own. */
    ck_assert_uint_eq(state.unknowns, 2);
    mean = l / (1 + l) * log(1.1) / LEVEL_DEVIATION;
    for (uint32_t i = 0; i < 2; i++) {
        struct ttr_fitted_draw draw = fitted_draw(calibration, i);

        NEAR(draw.mean, mean / sqrt(2), 1e-6);
        NEAR(draw.deviation, sqrt(1 - l / (1 + l) / 2), 1e-6);
        ck_assert_int_eq(draw.epistemic, 1);
        ck_assert_str_eq(draw.period, "");
    }
    NEAR(state.learned, l / (1 + l), 1e-6);
    NEAR(log(fitted_figure(calibration, 2).fitted / USERS),
         l / (1 + l) * log(1.1), 1e-8);
    NEAR(fitted_figure(calibration, 0).before, USERS, 1e-3);
    NEAR(fitted_figure(calibration, 0).leverage, l / (1 + l) / 4, 1e-6);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* Level and noise together, against the dense normal law. */
START_TEST(a_level_under_noise_has_its_normal_posterior)
{
    static const double reversions[] = {0, 0.8};
    double reversion = reversions[_i], y[20], known[20], residuals = 0;
    ttr_combiner *combiner = users_model(24, 0.15, reversion);
    struct ttr_calibration_options options = default_options();
    struct figures figures;
    ttr_calibration *calibration;
    double evidence;

    options.rounds = 0;
    wandering_figures(&figures, 20, y);
    calibration = calibrate(combiner, &figures, &options);
    ck_assert_int_eq(state_of(calibration).converged, 1);
    ck_assert_uint_eq(state_of(calibration).unknowns, 2 + 2 * 20);
    evidence = -known_law(20, y, 0.15, reversion, known);
    NEAR(state_of(calibration).log_evidence, evidence, 1e-5);
    for (uint32_t i = 0; i < 20; i++) {
        struct ttr_fitted_figure figure = fitted_figure(calibration, i);

        NEAR(log(figure.fitted / USERS), known[i], 1e-7);
        NEAR(figure.residual, (y[i] - known[i]) / 0.02, 1e-5);
        residuals += figure.residual * figure.residual;
    }
    NEAR(state_of(calibration).squares, residuals, 1e-12);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

static double minus_log_posterior(int count, const double *y, double volatility,
                                  double reversion)
{
    double a = log(volatility / 0.15) * QUANTILE_90 / log(2);
    double b = reversion > 0 ? log(reversion / 0.8) * QUANTILE_90 / log(3) : 0;

    return known_law(count, y, volatility, reversion, NULL) + a * a / 2 +
           b * b / 2;
}

/* Nothing near is more probable, by the dense normal law. */
START_TEST(noise_is_the_most_probable)
{
    static const double reversions[] = {0, 0.8};
    double y[24], least, deviation, shift = 1e-3;
    ttr_combiner *combiner = users_model(24, 0.15, reversions[_i]);
    struct figures figures;
    ttr_calibration *calibration;
    struct ttr_fitted_noise noise;

    wandering_figures(&figures, 24, y);
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_int_eq(state_of(calibration).converged, 1);
    ck_assert_uint_eq(state_of(calibration).noises, 1);
    noise = fitted_noise(calibration, 0);
    ck_assert_str_eq(noise.name, "audience/US/mau_gross");
    ck_assert_double_eq_tol(noise.volatility_before, 0.15, 1e-12);
    ck_assert_double_eq_tol(noise.reversion_before, reversions[_i], 1e-12);
    ck_assert_int_eq(noise.reversion > 0, reversions[_i] > 0);
    ck_assert_int_eq(noise.reversion_deviation > 0, reversions[_i] > 0);
    least = minus_log_posterior(24, y, noise.volatility, noise.reversion);
    for (int sign = -1; sign <= 1; sign += 2) {
        double factor = exp(sign * shift);

        NEAR(minus_log_posterior(24, y, noise.volatility * factor,
                                 noise.reversion),
             least, 1e-4 * shift + 50 * shift * shift);
        ck_assert_double_ge(minus_log_posterior(24, y,
                                                noise.volatility * factor,
                                                noise.reversion) +
                                1e-4 * shift,
                            least);
        ck_assert_double_ge(minus_log_posterior(24, y, noise.volatility,
                                                noise.reversion * factor) +
                                1e-4 * shift,
                            least);
    }
    /* With 24 quarters a volatility is known to a seventh or so. */
    deviation = noise.volatility_deviation;
    ck_assert(deviation > 0.1 && deviation < 0.3);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* Two regions, whose noise and levels share half of their variance: quarters
 * 0 to 9 of one, then of the other. The dense normal law again. */
static double law_of_two(const double *y, const double *volatility)
{
    static double v[400];
    double x[20], result = 0;

    for (int i = 0; i < 20; i++)
        for (int j = 0; j < 20; j++) {
            double share = i / 10 == j / 10 ? 1 : 0.5;

            v[i * 20 + j] =
                share * (LEVEL_DEVIATION * LEVEL_DEVIATION +
                         volatility[i / 10] * volatility[j / 10] *
                             noise_covariance(1, 0, i % 10 + 1, j % 10 + 1)) +
                (i == j ? 0.02 * 0.02 : 0);
        }
    ck_assert(ttri_cholesky(20, v));
    memcpy(x, y, sizeof x);
    ttri_cholesky_solve(20, v, x);
    for (int i = 0; i < 20; i++)
        result += y[i] * x[i] / 2 + log(v[i * 20 + i]);
    for (int i = 0; i < 2; i++)
        result += pow(log(volatility[i] / 0.15) * QUANTILE_90 / log(2), 2) / 2;
    return result;
}

START_TEST(processes_that_step_together_are_estimated_together)
{
    ttr_combiner *one = users_model(12, 0.15, 0), *combiner;
    ttr_text *saved = save_text(one);
    struct figures figures;
    ttr_calibration *calibration;
    double y[20], found[2], least, value;
    char *two = replaced(ttr_text_bytes(saved), "\"regions\": [",
                         "\"regions\": [{\"name\": "
                         "\"EU\"}, ");

    combiner = load_text(two);
    begin_figures(&figures);
    for (int i = 0; i < 20; i++) {
        char period[16];

        value = round(USERS * exp(i < 10 ? wander[i] : 2 * wander[i]));
        y[i] = log(value / USERS);
        snprintf(period, sizeof period, "%d-Q%d", 2015 + i % 10 / 4,
                 i % 10 % 4 + 1);
        add_figure(&figures, i < 10 ? "audience/EU/mau" : "audience/US/mau",
                   period, value);
    }
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_int_eq(state_of(calibration).converged, 1);
    ck_assert_uint_eq(state_of(calibration).noises, 2);
    for (uint32_t i = 0; i < 2; i++) {
        struct ttr_fitted_noise noise = fitted_noise(calibration, i);

        ck_assert_str_eq(noise.name, i == 0 ? "audience/EU/mau_gross"
                                            : "audience/US/mau_gross");
        found[i] = noise.volatility;
    }
    ck_assert_double_gt(found[1], found[0]);
    least = law_of_two(y, found);
    for (int i = 0; i < 4; i++) {
        double near[2] = {found[0], found[1]};

        near[i / 2] *= i % 2 == 0 ? 1.001 : 1 / 1.001;
        ck_assert_double_gt(law_of_two(y, near), least);
    }
    ttr_calibration_unref(calibration);
    free(two);
    ttr_text_unref(saved);
    ttr_combiner_unref(combiner);
    ttr_combiner_unref(one);
}
END_TEST

/* The same posterior, drawn. */
START_TEST(a_conditioned_simulation_draws_it)
{
    ttr_combiner *combiner = users_model(24, 0.15, 0.8);
    struct ttr_error error = ttri_unit_error();
    struct ttr_calibration_options options = default_options();
    ttr_simulation *simulation = NULL;
    ttr_distribution *distribution = NULL;
    struct ttr_figure watched;
    struct figures figures;
    ttr_calibration *calibration;
    const ttr_program *program;
    double y[20], median[24], half = 0.5;

    options.rounds = 0;
    wandering_figures(&figures, 20, y);
    calibration = calibrate(combiner, &figures, &options);
    program = ttr_calibration_program(calibration);
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttr_figure_init(&watched, sizeof watched);
    watched.step = TTR_STEP_PERIOD;
    ttri_assert_ok(ttr_program_find_output(program, "audience/mau",
                                           &watched.output, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &watched, NULL, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_condition(simulation, calibration, &error),
                   &error);
    ttri_assert_ok(
        ttr_simulation_run(simulation, NULL, NULL, NULL, &distribution, &error),
        &error);
    for (uint32_t t = 0; t < 20; t++) {
        ttri_assert_ok(ttr_distribution_quantiles(distribution, t, 1, &half, 1,
                                                  &median[t], NULL, &error),
                       &error);
        /* On a log scale the posterior is symmetric. */
        NEAR(log(median[t] / fitted_figure(calibration, t).fitted), 0, 3e-4);
    }
    ttri_assert_fails(ttr_simulation_condition(simulation, calibration, &error),
                      TTR_E_CONFLICT, &error, NULL);
    ttr_distribution_unref(distribution);
    ttr_simulation_unref(simulation);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

static uint32_t find_draw(const ttr_calibration *calibration, const char *name)
{
    uint32_t count = state_of(calibration).unknowns;

    for (uint32_t i = 0; i < count; i++)
        if (strcmp(fitted_draw(calibration, i).name, name) == 0)
            return i;
    ck_abort_msg("no draw %s", name);
    return 0;
}

/* Revenue is users times price: a figure of it says what they are together,
 * not which. */
START_TEST(what_figures_can_not_tell_apart_is_told)
{
    ttr_combiner *combiner = users_model(8, 0, 0);
    struct ttr_error error = ttri_unit_error();
    struct figures figures;
    ttr_calibration *calibration;
    uint32_t unknown[2];
    double found[4], users, price;

    begin_figures(&figures);
    add_figure(&figures, "advertising/US/revenue", "2016", 12345);
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_int_eq(state_of(calibration).converged, 1);
    NEAR(state_of(calibration).learned, 1, 0.01);
    unknown[0] = find_draw(calibration, "audience/US/mau_gross");
    unknown[1] = find_draw(calibration, "advertising/US/ecpm_ref");
    ttri_assert_ok(
        ttr_calibration_correlations(calibration, unknown, 2, found, 4, &error),
        &error);
    ck_assert_double_eq(found[0], 1);
    NEAR(found[1], found[2], 1e-15);
    /* What one has more of, the other has less. */
    users = LEVEL_DEVIATION * LEVEL_DEVIATION / 2;
    price = pow(log(2) / QUANTILE_90, 2) / 2;
    users /= 2 * (users + price) + 0.02 * 0.02;
    price = 1 - 2 * users > 0 ? 0.5 - users : 0;
    NEAR(found[1], -sqrt(users * price / ((1 - users) * (1 - price))), 2e-3);
    ck_assert_double_gt(fitted_draw(calibration, unknown[0]).deviation, 0.9);
    ttri_assert_fails(
        ttr_calibration_correlations(calibration, unknown, 2, found, 3, &error),
        TTR_E_ARGUMENT, &error, NULL);
    unknown[1] = 1000;
    ttri_assert_fails(
        ttr_calibration_correlations(calibration, unknown, 2, found, 4, &error),
        TTR_E_ARGUMENT, &error,
        "unknown must be below the number of unknowns (got "
        "1000)");
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* ---- chains ---- */

/* Where the posterior is normal every proposal is accepted, and chains say
 * what Laplace does. */
START_TEST(chains_agree_with_a_normal_posterior)
{
    ttr_combiner *combiner = users_model(8, 0.1, 0.5);
    struct ttr_error error = ttri_unit_error();
    struct ttr_sample_state state = {.struct_size = sizeof state};
    struct ttr_calibration_options options = default_options();
    double sampled[20][TTR_SAMPLE_COLUMNS];
    struct figures figures;
    ttr_calibration *calibration;
    double y[6];

    options.rounds = 0;
    wandering_figures(&figures, 6, y);
    calibration = calibrate(combiner, &figures, &options);
    ttri_assert_ok(ttr_calibration_sample(calibration, NULL, NULL, sampled[0],
                                          20 * TTR_SAMPLE_COLUMNS, &state,
                                          &error),
                   &error);
    ck_assert_uint_eq(state.rows, 2 + 2 * 6 + 6);
    ck_assert_double_ge(state.acceptance, 0.999);
    ck_assert_double_eq(state.step, 1);
    ck_assert_double_lt(state.worst_r_hat, 1.01);
    ck_assert_double_gt(state.least_effective, 10000);
    for (uint32_t i = 0; i < 14; i++) {
        struct ttr_fitted_draw draw = fitted_draw(calibration, i);

        NEAR(sampled[i][0], draw.mean, 0.05 * draw.deviation);
        NEAR(sampled[i][1], draw.deviation, 0.03 * draw.deviation);
        NEAR(sampled[i][2], draw.mean - QUANTILE_90 * draw.deviation,
             0.1 * draw.deviation);
        NEAR(sampled[i][4], draw.mean + QUANTILE_90 * draw.deviation,
             0.1 * draw.deviation);
    }
    for (uint32_t i = 0; i < 6; i++)
        NEAR(sampled[14 + i][0], log(fitted_figure(calibration, i).fitted),
             1e-3);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

START_TEST(chains_are_asked_sensibly)
{
    static const struct {
        uint32_t burn_in, draws, thin;
        const char *message;
    } wrong[] = {
        {0, 5, 1, "options/draws must be even and within [4, 100000] (got 5)"},
        {0, 4, 0, NULL},
        {1000001, 4, 1, NULL},
    };
    ttr_combiner *combiner = users_model(4, 0, 0);
    struct ttr_error error = ttri_unit_error();
    struct ttr_sample_state state = {.struct_size = sizeof state};
    struct ttr_sample_options options;
    double sampled[2 * TTR_SAMPLE_COLUMNS];
    struct figures figures;
    ttr_calibration *calibration;

    begin_figures(&figures);
    add_users(&figures, 0, 1e6);
    calibration = calibrate(combiner, &figures, NULL);
    ttr_sample_options_init(&options, sizeof options);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        options.burn_in = wrong[i].burn_in;
        options.draws = wrong[i].draws;
        options.thin = wrong[i].thin;
        ttri_assert_fails(ttr_calibration_sample(calibration, &options, NULL,
                                                 NULL, 0, &state, &error),
                          TTR_E_RANGE, &error, wrong[i].message);
    }
    options.burn_in = 0;
    ttri_assert_fails(ttr_calibration_sample(calibration, &options, NULL,
                                             sampled, 14, &state, &error),
                      TTR_E_ARGUMENT, &error,
                      "values must have room for every number of the table "
                      "(got 14)");
    ttri_assert_ok(ttr_calibration_sample(calibration, &options, NULL, NULL, 0,
                                          &state, &error),
                   &error);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("calibration");
    TCase *known = tcase_create("known"), *chains = tcase_create("chains");

    tcase_add_test(known, a_level_has_its_conjugate_posterior);
    tcase_add_loop_test(known, a_level_under_noise_has_its_normal_posterior, 0,
                        2);
    tcase_add_loop_test(known, noise_is_the_most_probable, 0, 2);
    tcase_add_test(known, processes_that_step_together_are_estimated_together);
    tcase_add_test(known, a_conditioned_simulation_draws_it);
    tcase_add_test(known, what_figures_can_not_tell_apart_is_told);
    tcase_add_test(chains, chains_agree_with_a_normal_posterior);
    tcase_add_test(chains, chains_are_asked_sensibly);
    tcase_set_timeout(chains, 120);
    suite_add_tcase(suite, known);
    suite_add_tcase(suite, chains);
    return ttri_unit_main(suite);
}
