/* What a fit says of drivers in their own units: against closed forms, and
 * against simulations of outputs that say what the drivers are.
 *
 * usage: test_calibration_drivers SOURCE_ROOT */
#include "calibration_model.h"

/* ---- reading ---- */

static struct ttr_fitted_driver named(const ttr_calibration *calibration,
                                      const char *name)
{
    uint32_t count = state_of(calibration).drivers;

    for (uint32_t i = 0; i < count; i++)
        if (strcmp(fitted_driver(calibration, i).name, name) == 0)
            return fitted_driver(calibration, i);
    ck_abort_msg("no driver %s", name);
}

static ttr_combiner *load_doubtful(const char *from, const char *to)
{
    char *text = read_source("tests/data/doubtful.json", NULL);
    char *changed = replaced(text, from, to);
    ttr_combiner *combiner = load_text(changed);

    free(changed);
    free(text);
    return combiner;
}

/* ---- one driver ---- */

/* Normal on the log scale, with deviations of the prior's `deviation`. */
static void check_users(const struct ttr_fitted_driver *driver, double mean,
                        double deviation)
{
    NEAR(log(driver->low / USERS), mean - QUANTILE_90 * deviation, 1e-7);
    NEAR(log(driver->median / USERS), mean, 1e-7);
    NEAR(log(driver->high / USERS), mean + QUANTILE_90 * deviation, 1e-7);
    ck_assert_str_eq(driver->unit, "users");
    NEAR(driver->low_before, 800000, 1e-6);
    NEAR(driver->median_before, 1e6, 1e-6);
    NEAR(driver->high_before, 1250000, 1e-6);
}

START_TEST(a_level_has_its_conjugate_posterior)
{
    ttr_combiner *combiner = users_model(8, 0, 0);
    double l = pow(LEVEL_DEVIATION / 0.02, 2), share = l / (1 + l);
    struct ttr_fitted_driver driver;
    ttr_calibration *calibration;
    struct figures figures;

    begin_figures(&figures);
    add_users(&figures, 3, 1100000);
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_uint_eq(state_of(calibration).drivers, 1);
    driver = fitted_driver(calibration, 0);
    ck_assert_str_eq(driver.name, "audience/US/mau_gross");
    check_users(&driver, share * log(1.1), LEVEL_DEVIATION / sqrt(1 + l));
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* Levels of two regions have half of their variance in common, so what one
 * tells of the other is half of it. */
START_TEST(regions_learn_of_each_other)
{
    ttr_combiner *one = users_model(8, 0, 0), *combiner;
    double l = pow(LEVEL_DEVIATION / 0.02, 2), share = l / (1 + l);
    ttr_text *saved = save_text(one);
    char *two = replaced(ttr_text_bytes(saved), "\"regions\": [",
                         "\"regions\": [{\"name\": \"EU\"}, ");
    struct ttr_fitted_driver driver;
    ttr_calibration *calibration;
    struct figures figures;

    combiner = load_text(two);
    begin_figures(&figures);
    add_users(&figures, 3, 1100000);
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_uint_eq(state_of(calibration).drivers, 2);
    driver = named(calibration, "audience/US/mau_gross");
    check_users(&driver, share * log(1.1), LEVEL_DEVIATION / sqrt(1 + l));
    driver = named(calibration, "audience/EU/mau_gross");
    check_users(&driver, share * log(1.1) / 2,
                LEVEL_DEVIATION * sqrt(1 - share / 4));
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
    ttr_combiner_unref(one);
    ttr_text_unref(saved);
    free(two);
}
END_TEST

/* ---- all kinds of doubt ---- */

/* What the document says of it, and what is published of the output that says
 * what it is. */
struct doubtful {
    const char *name, *unit, *output, *figure;
    double low, median, high;
};

#define Q QUANTILE_90
static const struct doubtful doubtful[] = {
    {"lab/US/price", "prices", "price", "3.5", 1, 2, 5},
    {"lab/US/share", "shares", "share", "0.42", 0.2, 0.3, 0.5},
    {"lab/US/tilt", "tilts", "tilt", "-1.6", -2, -1, 0.5},
    /* 3 e^(0.4 z), 1 + 2 z, 2 e^(0.3 z) */
    {"lab/US/wide", "wides", "wide", "4", 1.796771893683, 3, 5.008983072166},
    /* This beta law's distribution function is 1 - (1 - x)^3. */
    {"lab/US/part", "parts", "part", "0.3", 0.03451061539437, 0.2062994740159,
     0.5358411166387},
    {"lab/US/lump", "lumps", "lump", "3.3", 2.2, 3, 3.8},
    {"lab/US/alone", "alones", "alone", "2.7", 1, 2, 4},
    {"lab/US/rough", "roughs", "rough", "5", 3.5, 7, 14},
    {"lab/US/slide", "slides", "slide", "2", 1 - 2 * Q, 1, 1 + 2 * Q},
    {"lab/US/grown#growth", "1/year", "growth", "0.3", -0.1, 0.2, 0.4},
    {"lab/US/sloped#slope_per_year", "slopeds/year", "slope", "0.3", -0.1, 0.2,
     0.4},
    {"lab/US/rated#rate", "1/year", "rate", "0.35", 0.2, 0.5, 0.7},
    {"lab/US/capped#ceiling", "cappeds", "cap", "0.7", 0.5, 0.6, 0.8},
    {"lab/US/spread#ceiling", "spreads", "spread", "2.5", 1.361628909879, 2,
     2.937657955834},
    {"links/push/elasticity", "1", "elasticity", "0.3", -0.1, 0.2, 0.4},
};
#define DOUBTFUL (sizeof doubtful / sizeof *doubtful)

/* Of 2023-Q4. */
static ttr_calibration *fit_all(const ttr_combiner *combiner)
{
    struct figures figures;

    begin_figures(&figures);
    for (size_t i = 0; i < DOUBTFUL; i++) {
        char series[64];

        snprintf(series, sizeof series, "lab/US/says_%s", doubtful[i].output);
        add_text(&figures, series, "2023-Q4", doubtful[i].figure);
    }
    return calibrate(combiner, &figures, NULL);
}

/* Quantiles of the output in the last period, by simulation. */
static void simulate(const ttr_calibration *calibration, bool conditioned,
                     const char *output, double quantile[3])
{
    static const double share[] = {0.1, 0.5, 0.9};
    const ttr_program *program = ttr_calibration_program(calibration);
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = NULL;
    ttr_distribution *distribution = NULL;
    struct ttr_figure watched;
    char name[64];

    snprintf(name, sizeof name, "lab/says_%s", output);
    ttr_figure_init(&watched, sizeof watched);
    watched.step = TTR_STEP_PERIOD;
    ttri_assert_ok(
        ttr_program_find_output(program, name, &watched.output, &error),
        &error);
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &watched, NULL, &error),
                   &error);
    if (conditioned)
        ttri_assert_ok(
            ttr_simulation_condition(simulation, calibration, &error), &error);
    ttri_assert_ok(
        ttr_simulation_run(simulation, NULL, NULL, NULL, &distribution, &error),
        &error);
    ttri_assert_ok(ttr_distribution_quantiles(distribution, 7, 1, share, 3,
                                              quantile, NULL, &error),
                   &error);
    ttr_distribution_unref(distribution);
    ttr_simulation_unref(simulation);
}

static void check_spread(const char *name, const double *found,
                         const double *known, double tolerance)
{
    for (uint32_t q = 0; q < 3; q++)
        ck_assert_msg(
            fabs(found[q] - known[q]) < tolerance * (known[2] - known[0]),
            "%s: quantile %u is %.12g, not %.12g", name, q, found[q], known[q]);
}

START_TEST(what_the_document_says_comes_first)
{
    ttr_combiner *combiner = load_doubtful("\"US\"", "\"US\"");
    ttr_calibration *calibration = fit_all(combiner);

    ck_assert_int_eq(state_of(calibration).converged, 1);
    ck_assert_uint_eq(state_of(calibration).drivers, DOUBTFUL);
    for (size_t i = 0; i < DOUBTFUL; i++) {
        const struct doubtful *is = &doubtful[i];
        struct ttr_fitted_driver driver = named(calibration, is->name);
        const double known[] = {is->low, is->median, is->high};
        const double found[] = {driver.low_before, driver.median_before,
                                driver.high_before};
        double drawn[3];

        ck_assert_str_eq(driver.unit, is->unit);
        check_spread(is->name, found, known, 1e-8);
        simulate(calibration, false, is->output, drawn);
        check_spread(is->name, drawn, known, 5e-3);
    }
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

START_TEST(a_conditioned_simulation_has_the_same_drivers)
{
    ttr_combiner *combiner = load_doubtful("\"US\"", "\"US\"");
    ttr_calibration *calibration = fit_all(combiner);

    for (size_t i = 0; i < DOUBTFUL; i++) {
        struct ttr_fitted_driver driver = named(calibration, doubtful[i].name);
        const double fitted[] = {driver.low, driver.median, driver.high};
        double drawn[3];

        simulate(calibration, true, doubtful[i].output, drawn);
        check_spread(doubtful[i].name, fitted, drawn, 0.02);
    }
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

START_TEST(seasons_have_their_factors)
{
    ttr_combiner *combiner = load_doubtful("\"US\"", "\"US\"");
    ttr_calibration *calibration;
    struct figures figures;
    double sum = 0, last = 0;

    begin_figures(&figures);
    add_text(&figures, "lab/US/says_seasons", "2023-Q4", "1.1");
    calibration = calibrate(combiner, &figures, NULL);
    ck_assert_uint_eq(state_of(calibration).drivers, 4);
    for (uint32_t i = 0; i < 4; i++) {
        struct ttr_fitted_driver driver = fitted_driver(calibration, i);
        char name[64];

        snprintf(name, sizeof name, "lab/US/seasonal#season%u", i + 1);
        ck_assert_str_eq(driver.name, name);
        ck_assert_str_eq(driver.unit, "1");
        NEAR(driver.low_before, 0.8, 1e-9);
        NEAR(driver.median_before, 1, 1e-9);
        NEAR(driver.high_before, 1.1, 1e-9);
        last = driver.median;
        sum += last;
    }
    NEAR(last / (sum / 4), fitted_figure(calibration, 0).fitted, 1e-9);
    ck_assert_double_gt(last, 1.04);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* ---- what moves together ---- */

#define TOGETHER(copula)                                                       \
    "\"environment\": {\"correlations\": [{\"kind\": \"level\", "              \
    "\"copula\": " copula                                                      \
    ", \"drivers\": [\"lab/wide\", \"lab/spread\"], \"matrix\": "              \
    "[[1, 0.6], [0.6, 1]]}]}, \"streams\": ["

static ttr_calibration *fit_wide(const ttr_combiner *combiner)
{
    struct figures figures;

    begin_figures(&figures);
    add_text(&figures, "lab/US/says_wide", "2023-Q4", "4");
    add_text(&figures, "lab/US/says_price", "2023-Q4", "3.5");
    return calibrate(combiner, &figures, NULL);
}

START_TEST(correlated_drivers_learn_of_each_other)
{
    ttr_combiner *combiner =
        load_doubtful("\"streams\": [", TOGETHER("\"gaussian\""));
    ttr_calibration *calibration = fit_wide(combiner);
    double l = pow(0.4 / 0.02, 2), share = l / (1 + l);
    double mean = share * log(4 / 3.0) / 0.4;
    struct ttr_fitted_driver driver;

    ck_assert_uint_eq(state_of(calibration).drivers, 3);
    driver = named(calibration, "lab/US/wide");
    NEAR(log(driver.median / 3), 0.4 * mean, 1e-7);
    NEAR(log(driver.high / driver.median), 0.4 * Q / sqrt(1 + l), 1e-7);
    driver = named(calibration, "lab/US/spread#ceiling");
    NEAR(log(driver.median / 2), 0.3 * 0.6 * mean, 1e-7);
    NEAR(log(driver.high / driver.median), 0.3 * Q * sqrt(1 - 0.36 * share),
         1e-7);
    NEAR(log(driver.median / driver.low), 0.3 * Q * sqrt(1 - 0.36 * share),
         1e-7);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

START_TEST(what_a_t_copula_ties_is_left_out)
{
    ttr_combiner *combiner =
        load_doubtful("\"streams\": [", TOGETHER("{\"t\": 5}"));
    ttr_calibration *calibration = fit_wide(combiner);

    ck_assert_uint_eq(state_of(calibration).drivers, 1);
    ck_assert_str_eq(fitted_driver(calibration, 0).name, "lab/US/price");
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

/* ---- questions ---- */

START_TEST(questions_are_checked)
{
    ttr_combiner *combiner = users_model(8, 0, 0);
    struct ttr_error error = ttri_unit_error();
    struct ttr_fitted_driver driver = {.struct_size = sizeof driver,
                                       .median = -7};
    ttr_calibration *calibration;
    struct figures figures;

    begin_figures(&figures);
    add_users(&figures, 3, 1100000);
    calibration = calibrate(combiner, &figures, NULL);
    ttri_assert_fails(ttr_calibration_driver(calibration, 1, &driver, &error),
                      TTR_E_ARGUMENT, &error,
                      "index must be below the number of drivers (got 1)");
    driver.struct_size--;
    ttri_assert_fails(ttr_calibration_driver(calibration, 0, &driver, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    ttri_assert_fails(ttr_calibration_driver(NULL, 0, &driver, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_calibration_driver(calibration, 0, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_double_eq(driver.median, -7);
    ttr_calibration_unref(calibration);
    ttr_combiner_unref(combiner);
}
END_TEST

int main(int argc, char **argv)
{
    Suite *suite = suite_create("drivers of a calibration");
    TCase *known = tcase_create("known"), *kinds = tcase_create("kinds");

    if (argc > 1)
        source_root = argv[1];
    tcase_add_test(known, a_level_has_its_conjugate_posterior);
    tcase_add_test(known, regions_learn_of_each_other);
    tcase_add_test(known, correlated_drivers_learn_of_each_other);
    tcase_add_test(known, what_a_t_copula_ties_is_left_out);
    tcase_add_test(known, questions_are_checked);
    tcase_add_test(kinds, what_the_document_says_comes_first);
    tcase_add_test(kinds, a_conditioned_simulation_has_the_same_drivers);
    tcase_add_test(kinds, seasons_have_their_factors);
    tcase_set_timeout(kinds, 120);
    suite_add_tcase(suite, known);
    suite_add_tcase(suite, kinds);
    return ttri_unit_main(suite);
}
