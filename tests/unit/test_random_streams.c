/* What chance does inside streams and the audience: renewals, defaults, events
 * that stop users or streams, taste, repairs that a program reports. */
#include "random_paths.h"
#include "small_model.h"

#include "combiner/combiner.h"
#include "combiner/compiled.h"

static const double flat_from[] = {0};
static const double tenth[] = {0.1};

/* The random form of one output in region 0. */
static struct paths random_output(const struct small_model *model,
                                  const char *name)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t output;

    ttri_assert_ok(
        ttr_program_find_output(model->program, name, &output, &error), &error);
    return paths_of(model->program->graph, 1,
                    &model->program->output[output].value[0]);
}

static void assert_path(const struct paths *paths, const double *expected)
{
    for (uint32_t t = 0; t < paths->periods; t++)
        ck_assert_msg(fabs(paths_at(paths, 0, t) - expected[t]) < 1e-9,
                      "period %u: %.15g instead of %.15g", t,
                      paths_at(paths, 0, t), expected[t]);
}

/* An output on a path where one draw has a value. */
static void assert_output(const struct small_model *model, const char *name,
                          const char *draw, double value,
                          const double *expected)
{
    struct paths paths = random_output(model, name);

    *paths_row(&paths, draw) = value;
    paths_run(&paths);
    assert_path(&paths, expected);
    paths_clear(&paths);
}

/* ---- deals ---- */

/* Sales of 1,000 and 2,000 a year, a tenth of them in royalties. */
static const double sales[] = {100, 200, 300, 400, 400, 500, 600, 500};

static void begin_deal(struct small_model *model, struct ttr_deal *deal,
                       ttr_date as_of)
{
    struct ttr_error error = ttri_unit_error();

    deal->name = "music";
    deal->tier_from = flat_from;
    deal->tier_share = tenth;
    deal->tiers = 1;
    small_begin(model, ttr_partnership_new, NULL, 1, TTR_QUARTER, 8);
    model->combiner->calendar.as_of = as_of;
    ttri_assert_ok(ttr_partnership_add_deal(model->stream, deal, &error),
                   &error);
    small_set_series(model, "music/base_pm", sales, 3);
}

static void certain(struct small_model *model, const char *key, double value)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver;

    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_value(driver, value, &error), &error);
    ttri_assert_ok(ttr_driver_set_certain(driver, &error), &error);
    ttri_assert_ok(
        ttr_stream_set_driver(model->stream, NULL, key, driver, &error),
        &error);
    ttr_driver_unref(driver);
}

#define RENEWAL "partnership/US/music/renewal_probability"
#define DEFAULT "partnership/US/music/default_hazard"

START_TEST(renews_with_its_probability)
{
    static const double ended[] = {10, 20, 30, 40, 0, 0, 0, 0};
    static const double renewed[] = {10, 20, 30, 40, 40, 50, 60, 50};
    struct ttr_deal deal;
    struct small_model model;

    ttr_deal_init(&deal, sizeof deal);
    deal.term_years = 1;
    begin_deal(&model, &deal, 0);
    certain(&model, "music/renewal_probability", 0.7);
    small_run(&model);
    small_check(&model, "partnership/deal_revenue", renewed);
    assert_output(&model, "partnership/deal_revenue", RENEWAL, 0.69, renewed);
    assert_output(&model, "partnership/deal_revenue", RENEWAL, 0.71, ended);
    small_end(&model);
}
END_TEST

/* A term that ended in history was renewed, or not, as on the central path;
 * certain renewals draw nothing either. */
START_TEST(renewals_of_history_are_known)
{
    static const struct {
        double probability;
        ttr_date as_of;
        bool drawn;
    } known[] = {{0.7, 20250102, false}, {0.4, 20250401, false},
                 {0.7, 20250101, true},  {0.4, 20240601, true},
                 {1, 0, false},          {0, 0, false}};
    struct ttr_deal deal;
    struct small_model model;
    struct paths paths;

    ttr_deal_init(&deal, sizeof deal);
    deal.term_years = 1;
    begin_deal(&model, &deal, known[_i].as_of);
    certain(&model, "music/renewal_probability", known[_i].probability);
    small_run(&model);
    paths = random_output(&model, "partnership/deal_revenue");
    ck_assert((paths_find(&paths, RENEWAL) != NULL) == known[_i].drawn);
    paths_run(&paths);
    if (!known[_i].drawn)
        ck_assert_double_eq_tol(paths_at(&paths, 0, 4),
                                known[_i].probability > 0.5 ? 40 : 0, 1e-9);
    paths_clear(&paths);
    small_end(&model);
}
END_TEST

/* It comes after 0.6 years, in the third quarter: what had been recognised and
 * not paid is written off there, and nothing follows. */
START_TEST(a_default_ends_a_deal)
{
    static const double recognised[] = {10, 20, -30, 0, 0, 0, 0, 0};
    static const double receivable[] = {10, 30, 0, 0, 0, 0, 0, 0};
    static const double fees[] = {2, 2, 0, 0, 0, 0, 0, 0};
    static const double central[] = {10, 20, 30, 60, 40, 50, 60, 50};
    double came = exp(-0.5 * 0.6);
    struct ttr_deal deal;
    struct small_model model;

    ttr_deal_init(&deal, sizeof deal);
    deal.term_years = 2;
    deal.recognition = TTR_RECOGNISE_AS_SALES;
    deal.recoupable = 0;
    begin_deal(&model, &deal, 0);
    certain(&model, "music/default_hazard", 0.5);
    certain(&model, "music/guarantee", 120);
    certain(&model, "music/fixed_fee_per_year", 8);
    small_run(&model);
    small_check(&model, "partnership/deal_revenue", central);
    assert_output(&model, "partnership/deal_revenue", DEFAULT, came,
                  recognised);
    assert_output(&model, "partnership/receivable", DEFAULT, came, receivable);
    assert_output(&model, "ledger/balance_receivable", DEFAULT, came,
                  receivable);
    assert_output(&model, "partnership/fixed_fees", DEFAULT, came, fees);
    assert_output(&model, "ledger/paid_partner", DEFAULT, came, fees);
    assert_output(&model, "partnership/deal_revenue", DEFAULT, 1e-9, central);
    small_end(&model);
}
END_TEST

/* Survivors of a constant hazard: e^{-h t} at the end of each period. The clock
 * runs from the deal's start, and from the as-of date. */
START_TEST(survivors_pay)
{
    static const struct {
        ttr_date start, as_of;
        double from; /* quarters from 2024 */
    } known[] = {{0, 0, 0},
                 {20250101, 0, 4},
                 {0, 20240701, 2},
                 {20230401, 20231001, -1},
                 {0, 20230101, 0}};
    const uint32_t n = 20000;
    double sum[8] = {0};
    struct ttr_deal deal;
    struct small_model model;
    struct paths paths;

    ttr_deal_init(&deal, sizeof deal);
    deal.term_years = 3;
    deal.start = known[_i].start;
    begin_deal(&model, &deal, known[_i].as_of);
    certain(&model, "music/default_hazard", 0.4);
    certain(&model, "music/fixed_fee_per_year", 4);
    small_run(&model);
    paths = random_output(&model, "partnership/fixed_fees");
    for (uint32_t i = 0; i < n; i++) {
        *paths_row(&paths, DEFAULT) = paths_uniform(i, n);
        paths_run(&paths);
        for (uint32_t t = 0; t < 8; t++)
            sum[t] += paths_at(&paths, 0, t);
    }
    for (uint32_t t = 0; t < 8; t++) {
        double years = fmax(t + 1 - known[_i].from, 0) / 4;
        double begun = known[_i].start != 20250101 || t >= 4;

        ck_assert_double_eq_tol(sum[t] / n, begun * exp(-0.4 * years), 1e-4);
    }
    paths_clear(&paths);
    small_end(&model);
}
END_TEST

/* ---- audience ---- */

static ttr_environment *environment_of(struct small_model *model)
{
    struct ttr_error error = ttri_unit_error();
    ttr_environment *environment;

    ttri_assert_ok(ttr_environment_new(NULL, &environment, &error), &error);
    ttri_assert_ok(
        ttr_combiner_set_environment(model->combiner, environment, &error),
        &error);
    return environment;
}

/* An event that stops users stops their hours; one that stops the stream
 * does not. On the central path there is neither. */
START_TEST(hazards_stop_users_and_streams)
{
    static const double users[] = {1000, 750, 500, 500};
    static const double all[] = {1000, 1000, 1000, 1000};
    struct ttr_error error = ttri_unit_error();
    struct small_model model;
    ttr_environment *environment;
    struct ttr_event event;
    struct paths paths;
    double hours;

    small_begin(&model, ttr_advertising_new, NULL, 1, TTR_YEAR, 4);
    certain(&model, "videos_per_hour", 60);
    certain(&model, "ad_load", 0.1);
    certain(&model, "ecpm_ref", 5);
    environment = environment_of(&model);
    ttr_event_init(&event, sizeof event);
    event.name = "ban";
    event.hazard_per_year = 0.1;
    event.severity = 0.5;
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    event.name = "outage";
    event.scope = TTR_SCOPE_STREAM;
    event.target = "advertising";
    event.severity = 1;
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    small_run(&model);
    small_check(&model, "audience/mau", all);
    /* 2025 has 365 days, and half of them are over on its 183rd at noon:
     * 366
     * + 182.5 days from the start. */
    assert_output(&model, "audience/mau", "environment/events/ban",
                  exp(-0.1 * (366 + 182.5) / 365.25), users);
    paths = random_output(&model, "audience/mau");
    ck_assert_ptr_null(paths_find(&paths, "environment/events/outage"));
    paths_clear(&paths);
    paths = random_output(&model, "advertising/impressions");
    /* The draw of the middle, ln 2 / 0.1 years, is after the end. */
    paths_run(&paths);
    hours = paths_at(&paths, 0, 0);
    ck_assert_double_gt(hours, 0);
    *paths_row(&paths, "environment/events/outage") = 1 - 0x1p-50;
    paths_run(&paths);
    ck_assert_double_le(fabs(paths_at(&paths, 0, 1)), 1e-9 * hours);
    paths_clear(&paths);
    ttr_environment_unref(environment);
    small_end(&model);
}
END_TEST

/* Hours times exp of the process; volatility 0.3, reversion 0, years. */
START_TEST(taste_moves_hours)
{
    struct ttr_error error = ttri_unit_error();
    struct small_model model;
    ttr_environment *environment;
    struct paths paths;
    double central[4], before[4];

    small_begin(&model, ttr_commerce_new, "shop", 1, TTR_YEAR, 4);
    small_run(&model);
    small_read(&model, 0, "audience/hours", TTR_STEP_PERIOD, before);
    ttr_program_unref(model.program);
    ttr_forecast_unref(model.forecast);
    environment = environment_of(&model);
    ttri_assert_ok(ttr_environment_add_preference(environment, "taste", NULL, 0,
                                                  0.3, 0, &error),
                   &error);
    small_run(&model);
    small_read(&model, 0, "audience/hours", TTR_STEP_PERIOD, central);
    paths = random_output(&model, "audience/hours");
    paths_row(&paths, "environment/preferences/taste")[0] = 1;
    paths_row(&paths, "environment/preferences/taste")[2] = -2;
    paths_run(&paths);
    for (uint32_t t = 0; t < 4; t++) {
        double s = t < 2 ? 0.3 : -0.3;

        ck_assert_double_eq(central[t], before[t]);
        ck_assert_double_eq_tol(paths_at(&paths, 0, t) / central[t], exp(s),
                                1e-12);
    }
    paths_clear(&paths);
    ttr_environment_unref(environment);
    small_end(&model);
}
END_TEST

/* ---- repairs ---- */

START_TEST(programs_report_repairs)
{
    static const char *const names[] = {"shop/aov", "shop/buyer_share",
                                        "audience/US/dau_mau"};
    /* Higham 2002: 1, 0.7607, 0.1573 */
    static const double matrix[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
    struct ttr_program_repair repair = {.struct_size = sizeof repair};
    struct ttr_error error = ttri_unit_error();
    struct small_model model;
    ttr_environment *environment;

    small_begin(&model, ttr_commerce_new, "shop", 1, TTR_YEAR, 2);
    environment = environment_of(&model);
    ttri_assert_ok(ttr_environment_add_correlation(environment,
                                                   TTR_CORRELATION_LEVEL, 0, 3,
                                                   names, matrix, &error),
                   &error);
    small_run(&model);
    ck_assert_uint_eq(ttr_program_repairs(model.program), 1);
    ttri_assert_ok(ttr_program_repair(model.program, 0, &repair, &error),
                   &error);
    ck_assert_int_eq(repair.kind, TTR_CORRELATION_LEVEL);
    ck_assert_uint_eq(repair.drivers, 3);
    ck_assert_str_eq(repair.names[0], "shop/US/aov");
    ck_assert_str_eq(repair.names[2], "audience/US/dau_mau");
    ck_assert(repair.row < 3 && repair.column < 3 &&
              repair.row != repair.column);
    ck_assert_double_eq(repair.given, matrix[repair.row * 3 + repair.column]);
    ck_assert_double_eq_tol(fabs(repair.used - repair.given), 0.2393, 5e-5);
    ttri_assert_fails(ttr_program_repair(model.program, 1, &repair, &error),
                      TTR_E_ARGUMENT, &error,
                      "repair must be below the number of repairs (got 1)");
    ttri_assert_fails(ttr_program_repair(NULL, 0, &repair, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_program_repair(model.program, 0, NULL, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    repair.struct_size = 4;
    ttri_assert_fails(ttr_program_repair(model.program, 0, &repair, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    ck_assert_uint_eq(ttr_program_repairs(NULL), 0);
    ttr_environment_unref(environment);
    small_end(&model);
}
END_TEST

/* A matrix that names a driver is about its level; where a curve's ceiling is
 * what is not known, about that. */
START_TEST(ceilings_stand_for_levels)
{
    static const char *const names[] = {"shop/aov", "audience/mau_gross"};
    static const double matrix[] = {1, -0.3, -0.3, 1};
    struct ttr_error error = ttri_unit_error();
    struct small_model model;
    ttr_environment *environment;
    ttr_driver *driver;
    struct paths paths;

    small_begin(&model, ttr_commerce_new, "shop", 1, TTR_YEAR, 2);
    environment = environment_of(&model);
    ttri_assert_ok(ttr_environment_add_correlation(environment,
                                                   TTR_CORRELATION_LEVEL, 0, 2,
                                                   names, matrix, &error),
                   &error);
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_logistic(driver, 1000, 1, 20230101, &error),
                   &error);
    ttri_assert_ok(
        ttr_driver_set_range(driver, "ceiling", 800, 1500, 0.8, &error),
        &error);
    if (_i == 1) /* both in doubt: the matrix is about the level */
        ttri_assert_ok(
            ttr_driver_set_range(driver, NULL, 200, 900, 0.8, &error), &error);
    ttri_assert_ok(ttr_audience_set_driver(model.audience, NULL, "mau_gross",
                                           driver, &error),
                   &error);
    ttr_driver_unref(driver);
    small_run(&model);
    paths = random_output(&model, "audience/mau");
    ck_assert_ptr_nonnull(paths_find(&paths, "shop/US/aov"));
    ck_assert_ptr_nonnull(paths_find(&paths, "audience/US/mau_gross"));
    ck_assert((paths_find(&paths, "audience/US/mau_gross#ceiling") != NULL) ==
              (_i == 1));
    paths_clear(&paths);
    ttr_environment_unref(environment);
    small_end(&model);
}
END_TEST

/* Innovations of preferences by their names; levels have none. */
START_TEST(names_of_preferences_are_checked)
{
    const char *name = _i == 1 ? "environment/preferences/other"
                               : "environment/preferences/taste";
    const char *const names[] = {name, "shop/aov"};
    static const double matrix[] = {1, 0.5, 0.5, 1};
    struct ttr_error error = ttri_unit_error();
    struct small_model model;
    ttr_environment *environment;

    small_begin(&model, ttr_commerce_new, "shop", 1, TTR_YEAR, 2);
    environment = environment_of(&model);
    ttri_assert_ok(ttr_environment_add_preference(environment, "taste", NULL, 0,
                                                  0.3, 0, &error),
                   &error);
    ttri_assert_ok(
        ttr_environment_add_correlation(environment,
                                        _i == 2 ? TTR_CORRELATION_LEVEL
                                                : TTR_CORRELATION_INNOVATION,
                                        0, 2, names, matrix, &error),
        &error);
    if (_i == 0)
        small_run(&model);
    else
        small_fails(&model, TTR_E_UNKNOWN, NULL);
    ttr_environment_unref(environment);
    small_end(&model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("random_streams");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, renews_with_its_probability);
    tcase_add_loop_test(tests, renewals_of_history_are_known, 0, 6);
    tcase_add_test(tests, a_default_ends_a_deal);
    tcase_add_loop_test(tests, survivors_pay, 0, 5);
    tcase_add_test(tests, hazards_stop_users_and_streams);
    tcase_add_test(tests, taste_moves_hours);
    tcase_add_test(tests, programs_report_repairs);
    tcase_add_loop_test(tests, ceilings_stand_for_levels, 0, 2);
    tcase_add_loop_test(tests, names_of_preferences_are_checked, 0, 3);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
