/* NULL in the place of each argument that must be there, one at a time, for
 * every exported function: TTR_E_ARGUMENT, or nothing where there is no status;
 * and out-parameters stay as they were.
 *
 * usage: test_nulls SOURCE_ROOT */
#include "nulls_fitting.h"
#include "two_currencies.h"

#include <stdlib.h>

static const char *root;

static void drivers(struct ttr_error *e)
{
    static const double value[] = {1, 1, 1, 1};
    static const ttr_date date[] = {20240101, 20250101};
    struct ttr_error error = ttri_unit_error();
    struct ttr_law law;
    ttr_driver *d = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &d, &error), &error);
    ttr_law_init(&law, sizeof law);
    REFUSES(ttr_driver_new(NULL, NULL, e));
    REFUSES(ttr_driver_set_value(NULL, 1, e));
    REFUSES(ttr_driver_set_exponential(NULL, 1, 0, 20240101, e));
    REFUSES(ttr_driver_set_linear(NULL, 1, 0, 20240101, e));
    REFUSES(ttr_driver_set_logistic(NULL, 1, 1, 20240101, e));
    REFUSES(ttr_driver_set_gompertz(NULL, 1, 1, 20240101, e));
    REFUSES(ttr_driver_set_bass(NULL, 1, 1, 1, 20240101, e));
    REFUSES(ttr_driver_set_knots(NULL, 2, date, value, e));
    REFUSES(ttr_driver_set_knots(d, 2, NULL, value, e));
    REFUSES(ttr_driver_set_knots(d, 2, date, NULL, e));
    REFUSES(ttr_driver_set_series(NULL, 4, value, e));
    REFUSES(ttr_driver_set_series(d, 4, NULL, e));
    REFUSES(ttr_driver_set_seasonality(NULL, 4, value, e));
    REFUSES(ttr_driver_set_seasonality(d, 4, NULL, e));
    REFUSES(ttr_driver_add_movable_event(NULL, 20240101, 1, 2, e));
    REFUSES(ttr_driver_set_dates(NULL, 20240101, 0, e));
    REFUSES(ttr_driver_set_real(NULL, 1, e));
    REFUSES(ttr_driver_set_range(NULL, NULL, 1, 2, 0.8, e));
    REFUSES(ttr_driver_set_law(NULL, NULL, &law, e));
    REFUSES(ttr_driver_set_law(d, NULL, NULL, e));
    REFUSES(ttr_driver_set_certain(NULL, e));
    REFUSES(ttr_driver_set_noise(NULL, 0.1, 1, e));
    REFUSES(ttr_driver_add_loading(NULL, "macro", 1, 0, e));
    REFUSES(ttr_driver_add_loading(d, NULL, 1, 0, e));
    REFUSES(ttr_driver_set_evidence(NULL, 'A', NULL, 0, NULL, e));
    IS(ttr_driver_ref(NULL), NULL);
    DOES_NOTHING(ttr_driver_unref(NULL));
    ttr_driver_unref(d);
}

static void audiences(const struct platform *p, struct ttr_error *e)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *d = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &d, &error), &error);
    REFUSES(ttr_audience_new(NULL, NULL, e));
    REFUSES(ttr_audience_set(NULL, NULL, "dau_mau", 0.5, e));
    REFUSES(ttr_audience_set(p->audience, NULL, NULL, 0.5, e));
    REFUSES(ttr_audience_set_driver(NULL, NULL, "dau_mau", d, e));
    REFUSES(ttr_audience_set_driver(p->audience, NULL, NULL, d, e));
    REFUSES(ttr_audience_set_driver(p->audience, NULL, "dau_mau", NULL, e));
    IS(ttr_audience_ref(NULL), NULL);
    DOES_NOTHING(ttr_audience_unref(NULL));
    ttr_driver_unref(d);
}

static void environments(const struct platform *p, struct ttr_error *e)
{
    static const char *const names[] = {"a/x", NULL};
    static const double matrix[] = {1, 0, 0, 1};
    struct ttr_error error = ttri_unit_error();
    ttr_environment *x = p->environment;
    struct ttr_technology technology;
    struct ttr_event event;
    struct ttr_macro macro = {.struct_size = sizeof macro,
                              .to_recession_per_year = 1};
    ttr_driver *d = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &d, &error), &error);
    ttr_event_init(&event, sizeof event);
    ttr_technology_init(&technology, sizeof technology);
    REFUSES(ttr_environment_new(NULL, NULL, e));
    REFUSES(ttr_environment_set(NULL, NULL, "fx", 1, e));
    REFUSES(ttr_environment_set(x, NULL, NULL, 1, e));
    REFUSES(ttr_environment_set_driver(NULL, NULL, "fx", d, e));
    REFUSES(ttr_environment_set_driver(x, NULL, NULL, d, e));
    REFUSES(ttr_environment_set_driver(x, NULL, "fx", NULL, e));
    REFUSES(ttr_environment_add_event(NULL, &event, e));
    REFUSES(ttr_environment_add_event(x, NULL, e));
    REFUSES(ttr_environment_add_event(x, &event, e)); /* no name */
    REFUSES(ttr_environment_add_technology(NULL, &technology, e));
    REFUSES(ttr_environment_add_technology(x, NULL, e));
    REFUSES(ttr_environment_add_technology(x, &technology, e)); /* no name */
    REFUSES(ttr_environment_set_macro(NULL, &macro, e));
    REFUSES(ttr_environment_set_macro(x, NULL, e));
    REFUSES(ttr_environment_add_preference(NULL, "p", NULL, 0, 0, 1, e));
    REFUSES(ttr_environment_add_preference(x, NULL, NULL, 0, 0, 1, e));
    REFUSES(ttr_environment_add_preference(x, "p", NULL, 1, 0, 1, e));
    REFUSES(ttr_environment_add_preference(x, "p", names + 1, 1, 0, 1, e));
    REFUSES(ttr_environment_set_region_correlation(NULL, 0, 0.5, e));
    REFUSES(ttr_environment_add_correlation(NULL, 1, 0, 2, names, matrix, e));
    REFUSES(ttr_environment_add_correlation(x, 1, 0, 2, NULL, matrix, e));
    REFUSES(ttr_environment_add_correlation(x, 1, 0, 2, names, matrix, e));
    REFUSES(ttr_environment_add_correlation(x, 1, 0, 2, names, NULL, e));
    IS(ttr_environment_ref(NULL), NULL);
    DOES_NOTHING(ttr_environment_unref(NULL));
    ttr_driver_unref(d);
}

static void streams(struct ttr_error *e)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *s = NULL, *enterprise = NULL, *partnership = NULL;
    struct ttr_deal deal;
    ttr_driver *d = NULL;

    ttri_assert_ok(ttr_commerce_new(NULL, NULL, &s, &error), &error);
    ttri_assert_ok(ttr_enterprise_new(NULL, NULL, &enterprise, &error), &error);
    ttri_assert_ok(ttr_partnership_new(NULL, NULL, &partnership, &error),
                   &error);
    ttri_assert_ok(ttr_driver_new(NULL, &d, &error), &error);
    ttr_deal_init(&deal, sizeof deal);
    REFUSES(ttr_advertising_new(NULL, NULL, NULL, e));
    REFUSES(ttr_commerce_new(NULL, NULL, NULL, e));
    REFUSES(ttr_virtual_goods_new(NULL, NULL, NULL, e));
    REFUSES(ttr_enterprise_new(NULL, NULL, NULL, e));
    REFUSES(ttr_partnership_new(NULL, NULL, NULL, e));
    REFUSES(ttr_creator_new(NULL, NULL, NULL, e));
    REFUSES(ttr_stream_set(NULL, NULL, "aov", 1, e));
    REFUSES(ttr_stream_set(s, NULL, NULL, 1, e));
    REFUSES(ttr_stream_set_driver(NULL, NULL, "aov", d, e));
    REFUSES(ttr_stream_set_driver(s, NULL, NULL, d, e));
    REFUSES(ttr_stream_set_driver(s, NULL, "aov", NULL, e));
    REFUSES(ttr_stream_set_option(NULL, "pricing", "auction", e));
    REFUSES(ttr_stream_set_option(s, NULL, "auction", e));
    REFUSES(ttr_stream_set_option(s, "pricing", NULL, e));
    REFUSES(ttr_stream_set_presentation(NULL, NULL, TTR_NET, e));
    REFUSES(ttr_enterprise_add_product(NULL, "one", e));
    REFUSES(ttr_enterprise_add_product(enterprise, NULL, e));
    REFUSES(ttr_partnership_add_deal(NULL, &deal, e));
    REFUSES(ttr_partnership_add_deal(partnership, NULL, e));
    REFUSES(ttr_partnership_add_deal(partnership, &deal, e)); /* no name */
    deal.name = "one";
    deal.tiers = 1;
    REFUSES(ttr_partnership_add_deal(partnership, &deal, e)); /* no tiers */
    IS(ttr_stream_ref(NULL), NULL);
    IS(ttr_stream_name(NULL), NULL);
    IS(ttr_stream_model(NULL), -1);
    DOES_NOTHING(ttr_stream_unref(NULL));
    ttr_driver_unref(d);
    ttr_stream_unref(s);
    ttr_stream_unref(enterprise);
    ttr_stream_unref(partnership);
}

static void customs(const struct platform *p, struct ttr_error *e)
{
    struct ttr_driver_info driver = {.struct_size = sizeof driver,
                                     .support = TTR_SUPPORT_UNIT};
    struct ttr_output_info output = {.struct_size = sizeof output,
                                     .kind = TTR_KIND_FLOW};
    ttr_stream *s = p->stream[0], *made = NULL;
    ttr_value value = 77;

    REFUSES(ttr_custom_new(NULL, NULL, &made, e));
    REFUSES(ttr_custom_new(NULL, "c", NULL, e));
    REFUSES(ttr_custom_declare(NULL, &driver, e));
    REFUSES(ttr_custom_declare(s, NULL, e));
    REFUSES(ttr_custom_declare(s, &driver, e)); /* no key */
    REFUSES(ttr_custom_number(NULL, 1, &value, e));
    REFUSES(ttr_custom_number(s, 1, NULL, e));
    REFUSES(ttr_custom_name(NULL, "x", &value, e));
    REFUSES(ttr_custom_name(s, NULL, &value, e));
    REFUSES(ttr_custom_name(s, "x", NULL, e));
    REFUSES(ttr_custom_operation(NULL, TTR_OP_ADD, 1, 1, 0, &value, e));
    REFUSES(ttr_custom_operation(s, TTR_OP_ADD, 1, 1, 0, NULL, e));
    REFUSES(ttr_custom_lag(NULL, 1, 1, &value, e));
    REFUSES(ttr_custom_lag(s, 1, 1, NULL, e));
    REFUSES(ttr_custom_formula(NULL, "x", &value, e));
    REFUSES(ttr_custom_formula(s, NULL, &value, e));
    REFUSES(ttr_custom_formula(s, "x", NULL, e));
    REFUSES(ttr_custom_equation(NULL, &output, 1, e));
    REFUSES(ttr_custom_equation(s, NULL, 1, e));
    REFUSES(ttr_custom_equation(s, &output, 1, e)); /* no key */
    ck_assert_uint_eq(value, 77);
    ck_assert_ptr_null(made);
}

static void combiners(const struct platform *p, struct ttr_error *e)
{
    struct ttr_calendar calendar = platform_calendar(TTR_MONTH, 1);
    struct ttr_link link = link_of("l", "a/revenue", "a/x", 0, 1);
    ttr_combiner *c = p->combiner, *made = NULL;
    ttr_program *program = NULL;

    REFUSES(ttr_combiner_new(NULL, NULL, "USD", &made, e));
    REFUSES(ttr_combiner_new(NULL, &calendar, NULL, &made, e));
    REFUSES(ttr_combiner_new(NULL, &calendar, "USD", NULL, e));
    REFUSES(ttr_combiner_set_title(NULL, "a", "b", e));
    REFUSES(ttr_combiner_add_region(NULL, "JP", "JPY", e));
    REFUSES(ttr_combiner_add_region(c, NULL, "JPY", e));
    REFUSES(ttr_combiner_add_region(c, "JP", NULL, e));
    REFUSES(ttr_combiner_set_audience(NULL, p->audience, e));
    REFUSES(ttr_combiner_set_audience(c, NULL, e));
    REFUSES(ttr_combiner_set_environment(NULL, p->environment, e));
    REFUSES(ttr_combiner_set_environment(c, NULL, e));
    REFUSES(ttr_combiner_add_stream(NULL, p->stream[0], e));
    REFUSES(ttr_combiner_add_stream(c, NULL, e));
    REFUSES(ttr_combiner_add_link(NULL, &link, e));
    REFUSES(ttr_combiner_add_link(c, NULL, e));
    link.name = NULL;
    REFUSES(ttr_combiner_add_link(c, &link, e));
    link = link_of("l", NULL, "a/x", 0, 1);
    REFUSES(ttr_combiner_add_link(c, &link, e));
    link = link_of("l", "a/revenue", NULL, 0, 1);
    REFUSES(ttr_combiner_add_link(c, &link, e));
    REFUSES(ttr_combiner_add_elimination(NULL, "e", "a/revenue", 0, e));
    REFUSES(ttr_combiner_add_elimination(c, NULL, "a/revenue", 0, e));
    REFUSES(ttr_combiner_add_elimination(c, "e", NULL, 0, e));
    REFUSES(ttr_combiner_add_report(NULL, "r", NULL, e));
    REFUSES(ttr_combiner_add_report(c, NULL, NULL, e));
    REFUSES(ttr_combiner_add_report_term(NULL, "group", "a/x", NULL, 1, e));
    REFUSES(ttr_combiner_add_report_term(c, NULL, "a/x", NULL, 1, e));
    REFUSES(ttr_combiner_add_report_term(c, "group", NULL, NULL, 1, e));
    REFUSES(ttr_combiner_compile(NULL, &program, e));
    REFUSES(ttr_combiner_compile(c, NULL, e));
    IS(ttr_combiner_ref(NULL), NULL);
    DOES_NOTHING(ttr_combiner_unref(NULL));
    ck_assert_ptr_null(made);
    ck_assert_ptr_null(program);
}

static void programs(const ttr_program *g, struct ttr_error *e)
{
    struct ttr_program_repair repair = {.struct_size = sizeof repair};
    struct ttr_calendar calendar = {.struct_size = sizeof calendar};
    struct ttr_program_output output = {.struct_size = sizeof output};
    struct ttr_program_driver driver = {.struct_size = sizeof driver};
    ttr_forecast *forecast = NULL;
    ttr_text *text = NULL;
    uint32_t index = 77;

    REFUSES(ttr_program_calendar(NULL, &calendar, e));
    REFUSES(ttr_program_calendar(g, NULL, e));
    REFUSES(ttr_program_output(NULL, 0, &output, e));
    REFUSES(ttr_program_output(g, 0, NULL, e));
    REFUSES(ttr_program_find_output(NULL, "a/revenue", &index, e));
    REFUSES(ttr_program_find_output(g, NULL, &index, e));
    REFUSES(ttr_program_find_output(g, "a/revenue", NULL, e));
    REFUSES(ttr_program_driver(NULL, 0, &driver, e));
    REFUSES(ttr_program_driver(g, 0, NULL, e));
    REFUSES(ttr_program_find_driver(NULL, "a/US/x", &index, e));
    REFUSES(ttr_program_find_driver(g, NULL, &index, e));
    REFUSES(ttr_program_find_driver(g, "a/US/x", NULL, e));
    REFUSES(ttr_program_run(NULL, NULL, &forecast, e));
    REFUSES(ttr_program_run(g, NULL, NULL, e));
    REFUSES(ttr_program_explain(NULL, NULL, 0, 0, 0, 1, &text, e));
    REFUSES(ttr_program_explain(g, NULL, 0, 0, 0, 1, NULL, e));
    IS(ttr_program_repairs(NULL), 0);
    REFUSES(ttr_program_repair(NULL, 0, &repair, e));
    REFUSES(ttr_program_repair(g, 0, NULL, e));
    IS(ttr_program_ref(NULL), NULL);
    DOES_NOTHING(ttr_program_unref(NULL));
    IS(ttr_program_title(NULL)[0], '\0');
    IS(ttr_program_regions(NULL), 0);
    IS(ttr_program_region(NULL, 0), NULL);
    IS(ttr_program_region(NULL, TTR_WORLD), NULL);
    IS(ttr_program_currency(NULL, 0), NULL);
    IS(ttr_program_currency(NULL, TTR_WORLD), NULL);
    IS(ttr_program_streams(NULL), 0);
    IS(ttr_program_stream(NULL, 0), NULL);
    IS(ttr_program_steps(NULL, TTR_STEP_YEAR), 0);
    IS(ttr_program_step(NULL, TTR_STEP_YEAR, 0), NULL);
    IS(ttr_program_step_complete(NULL, TTR_STEP_YEAR, 0), 0);
    IS(ttr_program_outputs(NULL), 0);
    IS(ttr_program_drivers(NULL), 0);
    ck_assert_uint_eq(index, 77);
    ck_assert_ptr_null(forecast);
    ck_assert_ptr_null(text);
}

/* A run of the two currencies' revenue. */
static ttr_simulation *new_simulation(const ttr_program *program)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = NULL;
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, "total/revenue");
    figure.joint = 1;
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
    return simulation;
}

static ttr_distribution *run_of(const ttr_simulation *simulation)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling;
    ttr_distribution *run = NULL;

    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.paths = 1024;
    sampling.split_paths = 1024;
    ttri_assert_ok(
        ttr_simulation_run(simulation, &sampling, NULL, NULL, &run, &error),
        &error);
    return run;
}

static void gradients(const ttr_program *p, struct ttr_error *e)
{
    ttr_simulation *s = new_simulation(p);
    ttr_gradient *g = NULL, *other = NULL;
    double value[1];

    ck_assert_int_eq(ttr_gradient_new(s, NULL, 0, &g, e), TTR_OK);
    REFUSES(ttr_gradient_new(NULL, NULL, 0, &other, e));
    REFUSES(ttr_gradient_new(s, NULL, 0, NULL, e));
    REFUSES(ttr_gradient_central(NULL, NULL, value, 1, e));
    REFUSES(ttr_gradient_central(g, NULL, NULL, 1, e));
    REFUSES(ttr_gradient_paths(NULL, NULL, 0, 1, value, 1, e));
    REFUSES(ttr_gradient_paths(g, NULL, 0, 1, NULL, 1, e));
    REFUSES(ttr_gradient_draws(NULL, NULL, 0, 1, value, 1, e));
    REFUSES(ttr_gradient_draws(g, NULL, 0, 1, NULL, 1, e));
    REFUSES(ttr_gradient_mean(NULL, NULL, NULL, NULL, value, NULL, 1, e));
    REFUSES(ttr_gradient_mean(g, NULL, NULL, NULL, NULL, NULL, 1, e));
    IS(ttr_gradient_ref(NULL), NULL);
    DOES_NOTHING(ttr_gradient_unref(NULL));
    IS(ttr_gradient_variables(NULL), 0);
    ttr_gradient_unref(g);
    ttr_simulation_unref(s);
}

static void simulations(const ttr_program *p, struct ttr_error *e)
{
    ttr_simulation *s = new_simulation(p), *other = NULL;
    ttr_distribution *run = run_of(s), *made = NULL;
    struct ttr_draw draw = {.struct_size = sizeof draw};
    struct ttr_figure figure;
    double value[64] = {-7}, half = 0.5;
    uint64_t bytes = 7;
    uint32_t count = 7;
    ttr_text *text = NULL;

    ttr_figure_init(&figure, sizeof figure);
    DOES_NOTHING(ttr_figure_init(NULL, sizeof figure));
    DOES_NOTHING(ttr_sampling_init(NULL, 64));
    REFUSES(ttr_simulation_new(NULL, NULL, &other, e));
    REFUSES(ttr_simulation_new(p, NULL, NULL, e));
    REFUSES(ttr_simulation_watch(NULL, &figure, &count, e));
    REFUSES(ttr_simulation_watch(s, NULL, &count, e));
    REFUSES(ttr_simulation_dimensions(NULL, &count, e));
    REFUSES(ttr_simulation_dimensions(s, NULL, e));
    REFUSES(ttr_simulation_memory(NULL, NULL, NULL, &bytes, e));
    REFUSES(ttr_simulation_memory(s, NULL, NULL, NULL, e));
    REFUSES(ttr_simulation_run(NULL, NULL, NULL, NULL, &made, e));
    REFUSES(ttr_simulation_run(s, NULL, NULL, NULL, NULL, e));
    REFUSES(ttr_simulation_shard(NULL, NULL, 0, 1024, NULL, NULL, &made, e));
    REFUSES(ttr_simulation_shard(s, NULL, 0, 1024, NULL, NULL, NULL, e));
    REFUSES(ttr_simulation_paths(NULL, NULL, 0, 1, value, 64, e));
    REFUSES(ttr_simulation_paths(s, NULL, 0, 1, NULL, 64, e));
    REFUSES(ttr_simulation_draws(NULL, &count, e));
    REFUSES(ttr_simulation_draws(s, NULL, e));
    REFUSES(ttr_simulation_draw(NULL, 0, &draw, e));
    REFUSES(ttr_simulation_draw(s, 0, NULL, e));
    REFUSES(ttr_simulation_numbers(NULL, NULL, 0, 1, value, 64, e));
    REFUSES(ttr_simulation_numbers(s, NULL, 0, 1, NULL, 64, e));
    REFUSES(ttr_simulation_explain(NULL, NULL, 0, 0, 0, 0, 4, &text, e));
    REFUSES(ttr_simulation_explain(s, NULL, 0, 0, 0, 0, 4, NULL, e));
    REFUSES(ttr_simulation_numpy(NULL, &text, e));
    REFUSES(ttr_simulation_numpy(s, NULL, e));
    REFUSES(ttr_simulation_exact_quantiles(NULL, NULL, NULL, NULL, run, 0,
                                           &half, 1, value, e));
    REFUSES(ttr_simulation_exact_quantiles(s, NULL, NULL, NULL, NULL, 0, &half,
                                           1, value, e));
    REFUSES(ttr_simulation_exact_quantiles(s, NULL, NULL, NULL, run, 0, NULL, 1,
                                           value, e));
    REFUSES(ttr_simulation_exact_quantiles(s, NULL, NULL, NULL, run, 0, &half,
                                           1, NULL, e));
    IS(ttr_simulation_ref(NULL), NULL);
    DOES_NOTHING(ttr_simulation_unref(NULL));
    IS(ttr_simulation_variables(NULL), 0);
    REFUSES(ttr_monitor_new(NULL, NULL, e));
    IS(ttr_monitor_ref(NULL), NULL);
    DOES_NOTHING(ttr_monitor_unref(NULL));
    DOES_NOTHING(ttr_monitor_cancel(NULL));
    IS(ttr_monitor_progress(NULL), 0.0);
    ck_assert(value[0] == -7 && bytes == 7 && count == 7);
    ck_assert(other == NULL && made == NULL && text == NULL);
    ttr_distribution_unref(run);
    ttr_simulation_unref(s);
}

static void distributions(const ttr_program *p, struct ttr_error *e)
{
    ttr_simulation *s = new_simulation(p);
    ttr_distribution *d = run_of(s), *made = NULL;
    struct ttr_variable variable = {.struct_size = sizeof variable};
    double x[64] = {-7}, half = 0.5;
    ttr_text *text = NULL;

    IS(ttr_distribution_ref(NULL), NULL);
    DOES_NOTHING(ttr_distribution_unref(NULL));
    IS(ttr_distribution_variables(NULL), 0);
    IS(ttr_distribution_paths(NULL), 0);
    IS(ttr_distribution_replicates(NULL), 0);
    IS(ttr_distribution_complete(NULL), 0);
    IS(ttr_distribution_digest(NULL), 0);
    IS(ttr_distribution_joints(NULL), 0);
    IS(ttr_distribution_joint(NULL, 0), UINT32_MAX);
    REFUSES(ttr_distribution_variable(NULL, 0, &variable, e));
    REFUSES(ttr_distribution_variable(d, 0, NULL, e));
    REFUSES(ttr_distribution_means(NULL, 0, 1, x, NULL, e));
    REFUSES(ttr_distribution_means(d, 0, 1, NULL, NULL, e));
    REFUSES(ttr_distribution_deviations(NULL, 0, 1, x, NULL, e));
    REFUSES(ttr_distribution_deviations(d, 0, 1, NULL, NULL, e));
    REFUSES(ttr_distribution_quantiles(NULL, 0, 1, &half, 1, x, NULL, e));
    REFUSES(ttr_distribution_quantiles(d, 0, 1, NULL, 1, x, NULL, e));
    REFUSES(ttr_distribution_quantiles(d, 0, 1, &half, 1, NULL, NULL, e));
    REFUSES(ttr_distribution_shortfalls(NULL, 0, 1, 0.5, x, NULL, e));
    REFUSES(ttr_distribution_shortfalls(d, 0, 1, 0.5, NULL, NULL, e));
    REFUSES(ttr_distribution_probabilities(NULL, 0, &half, 1, x, NULL, e));
    REFUSES(ttr_distribution_probabilities(d, 0, NULL, 1, x, NULL, e));
    REFUSES(ttr_distribution_probabilities(d, 0, &half, 1, NULL, NULL, e));
    REFUSES(ttr_distribution_correlations(NULL, x, NULL, 64, e));
    REFUSES(ttr_distribution_correlations(d, NULL, NULL, 64, e));
    REFUSES(ttr_distribution_epistemic_shares(NULL, 0, 1, x, NULL, e));
    REFUSES(ttr_distribution_epistemic_shares(d, 0, 1, NULL, NULL, e));
    REFUSES(ttr_distribution_save(NULL, &text, e));
    REFUSES(ttr_distribution_save(d, NULL, e));
    REFUSES(ttr_distribution_load(NULL, NULL, 4, &made, e));
    REFUSES(ttr_distribution_load(NULL, "text", 4, NULL, e));
    REFUSES(ttr_distribution_merge(NULL, d, &made, e));
    REFUSES(ttr_distribution_merge(d, NULL, &made, e));
    REFUSES(ttr_distribution_merge(d, d, NULL, e));
    REFUSES(ttr_distribution_csv(NULL, NULL, 0, &text, e));
    REFUSES(ttr_distribution_csv(d, NULL, 0, NULL, e));
    REFUSES(ttr_distribution_json(NULL, NULL, 0, &text, e));
    REFUSES(ttr_distribution_json(d, NULL, 0, NULL, e));
    REFUSES(ttr_distribution_arrow(NULL, NULL, 0, NULL, NULL, e));
    REFUSES(ttr_distribution_arrow(d, NULL, 0, NULL, NULL, e));
    ck_assert(x[0] == -7);
    ck_assert(made == NULL && text == NULL);
    ttr_distribution_unref(d);
    ttr_simulation_unref(s);
}

static void forecasts(const ttr_forecast *f, struct ttr_error *e)
{
    uint32_t outputs[] = {0};
    double value[64] = {-7};
    ttr_text *text = NULL;

    REFUSES(ttr_forecast_read(NULL, 0, 0, 0, 0, value, 64, e));
    REFUSES(ttr_forecast_read(f, 0, 0, 0, 0, NULL, 64, e));
    REFUSES(ttr_forecast_table(NULL, outputs, 1, 0, 0, value, 64, e));
    REFUSES(ttr_forecast_table(f, NULL, 1, 0, 0, value, 64, e));
    REFUSES(ttr_forecast_table(f, outputs, 1, 0, 0, NULL, 64, e));
    REFUSES(ttr_forecast_report(NULL, 0, 0, value, 64, e));
    REFUSES(ttr_forecast_report(f, 0, 0, NULL, 64, e));
    REFUSES(ttr_forecast_hhi(NULL, 0, 0, value, 64, e));
    REFUSES(ttr_forecast_hhi(f, 0, 0, NULL, 64, e));
    REFUSES(ttr_forecast_csv(NULL, 0, 0, &text, e));
    REFUSES(ttr_forecast_csv(f, 0, 0, NULL, e));
    REFUSES(ttr_forecast_json(NULL, 0, 0, &text, e));
    REFUSES(ttr_forecast_json(f, 0, 0, NULL, e));
    IS(ttr_forecast_ref(NULL), NULL);
    DOES_NOTHING(ttr_forecast_unref(NULL));
    IS(ttr_forecast_program(NULL), NULL);
    IS(ttr_forecast_reports(NULL), 0);
    IS(ttr_forecast_report_name(NULL, 0), NULL);
    IS(ttr_forecast_report_kind(NULL, 0), 0);
    IS(ttr_text_ref(NULL), NULL);
    DOES_NOTHING(ttr_text_unref(NULL));
    IS(ttr_text_bytes(NULL)[0], '\0');
    IS(ttr_text_size(NULL), 0);
    ck_assert(value[0] == -7);
    ck_assert_ptr_null(text);
}

static void documents(const struct platform *p, struct ttr_error *e)
{
    ttr_combiner *combiner = NULL;
    ttr_text *text = NULL;

    REFUSES(ttr_document_load(NULL, NULL, 1, NULL, &combiner, e));
    REFUSES(ttr_document_load(NULL, "{}", 2, NULL, NULL, e));
    REFUSES(ttr_document_open(NULL, NULL, &combiner, e));
    REFUSES(ttr_document_open(NULL, "model.json", NULL, e));
    REFUSES(ttr_document_save(NULL, &text, e));
    REFUSES(ttr_document_save(p->combiner, NULL, e));
    ck_assert_ptr_null(combiner);
    ck_assert_ptr_null(text);
}

static void histories(const ttr_forecast *f, struct ttr_error *e)
{
    static const char figures[] =
        "series,period,value,unit,low,high,kind,confidence,source\n"
        "group,2024,1,USD,,,reported,3,press\n";
    struct ttr_observation observation = {.struct_size = sizeof observation};
    struct ttr_error error = ttri_unit_error();
    ttr_history *h = NULL, *made = NULL;
    double value = -7;

    ttri_assert_ok(
        ttr_history_load(NULL, figures, strlen(figures), NULL, &h, &error),
        &error);
    REFUSES(ttr_history_load(NULL, NULL, 1, NULL, &made, e));
    REFUSES(ttr_history_load(NULL, figures, 1, NULL, NULL, e));
    REFUSES(ttr_history_open(NULL, NULL, &made, e));
    REFUSES(ttr_history_open(NULL, "figures.csv", NULL, e));
    REFUSES(ttr_history_get(NULL, 0, &observation, e));
    REFUSES(ttr_history_get(h, 0, NULL, e));
    REFUSES(ttr_history_compare(NULL, 0, f, &value, e));
    REFUSES(ttr_history_compare(h, 0, NULL, &value, e));
    REFUSES(ttr_history_compare(h, 0, f, NULL, e));
    IS(ttr_history_ref(NULL), NULL);
    DOES_NOTHING(ttr_history_unref(NULL));
    IS(ttr_history_count(NULL), 0);
    ck_assert(value == -7);
    ck_assert_ptr_null(made);
    ttr_history_unref(h);
}

static void schemas(struct ttr_error *e)
{
    REFUSES(ttr_schema_driver(TTR_MODEL_AUDIENCE, 0, NULL, e));
    REFUSES(ttr_schema_output(TTR_MODEL_AUDIENCE, 0, NULL, e));
    REFUSES(ttr_schema_option(TTR_MODEL_CREATOR, 0, NULL, e));
    DOES_NOTHING(ttr_error_init(NULL, sizeof(struct ttr_error)));
    DOES_NOTHING(ttr_calendar_init(NULL, sizeof(struct ttr_calendar)));
    DOES_NOTHING(ttr_law_init(NULL, sizeof(struct ttr_law)));
    DOES_NOTHING(ttr_event_init(NULL, sizeof(struct ttr_event)));
    DOES_NOTHING(ttr_technology_init(NULL, sizeof(struct ttr_technology)));
    DOES_NOTHING(ttr_link_init(NULL, sizeof(struct ttr_link)));
    DOES_NOTHING(ttr_deal_init(NULL, sizeof(struct ttr_deal)));
}

/* ---- all of them ---- */

/* Functions that take no pointer. */
static bool takes_no_pointer(const char *name)
{
    static const char *const names[] = {
        "ttr_instruction_set", "ttr_model_revision", "ttr_schema_choice",
        "ttr_schema_drivers",  "ttr_schema_model",   "ttr_schema_options",
        "ttr_schema_outputs",  "ttr_status_name",    "ttr_version",
        "ttr_version_text"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool was_called(const char *name)
{
    size_t size = strlen(name);

    for (int i = 0; i < calls; i++)
        if (strncmp(called[i], name, size) == 0 && called[i][size] == '(')
            return true;
    return false;
}

/* The version script names every exported function. */
static void check_names(void)
{
    char path[4096], line[256], name[128];
    int exported = 0;
    FILE *file;

    snprintf(path, sizeof path, "%s/lib/tiktokrev.map", root);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, " %127[a-z_];", name) != 1 ||
            strncmp(name, "ttr_", 4) != 0)
            continue;
        exported++;
        ck_assert_msg(was_called(name) || takes_no_pointer(name),
                      "%s was not tried with NULL", name);
    }
    fclose(file);
    ck_assert_int_gt(exported, 100);
}

static void check_all(struct ttr_error *e)
{
    struct platform p;
    ttr_program *program;
    ttr_forecast *forecast;

    begin_two_currencies(&p);
    platform_audience(&p, 1000);
    program = compile_ok(p.combiner);
    forecast = run_ok(program, NULL);
    calls = 0;
    drivers(e);
    audiences(&p, e);
    environments(&p, e);
    streams(e);
    customs(&p, e);
    combiners(&p, e);
    programs(program, e);
    forecasts(forecast, e);
    simulations(program, e);
    gradients(program, e);
    distributions(program, e);
    documents(&p, e);
    histories(forecast, e);
    calibrations(e);
    scores(e);
    baselines(e);
    schemas(e);
    check_names();
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    platform_end(&p);
}

START_TEST(no_call_takes_null_for_something)
{
    struct ttr_error error = ttri_unit_error();

    check_all(&error);
}
END_TEST

START_TEST(nor_without_an_error_block)
{
    check_all(NULL);
}
END_TEST

/* What was refused changed nothing: the platform gives the same numbers. */
START_TEST(what_was_refused_left_no_trace)
{
    ttr_forecast *before = run_two_currencies(), *after;
    double one[MOST_VALUES], other[MOST_VALUES];
    struct ttr_error error = ttri_unit_error();
    struct platform p;

    begin_two_currencies(&p);
    platform_audience(&p, 1000);
    audiences(&p, &error);
    environments(&p, &error);
    customs(&p, &error);
    combiners(&p, &error);
    after = platform_run(&p);
    read_view(before, "total/revenue", TTR_WORLD, TTR_REPORTING,
              TTR_STEP_PERIOD, one);
    read_view(after, "total/revenue", TTR_WORLD, TTR_REPORTING, TTR_STEP_PERIOD,
              other);
    ck_assert(same_bits(one, other, MONTHS));
    ttr_forecast_unref(before);
    ttr_forecast_unref(after);
    platform_end(&p);
}
END_TEST

int main(int count, char **arguments)
{
    Suite *suite = suite_create("nulls");
    TCase *one = tcase_create("nulls");

    tcase_add_test(one, no_call_takes_null_for_something);
    tcase_add_test(one, nor_without_an_error_block);
    tcase_add_test(one, what_was_refused_left_no_trace);
    suite_add_tcase(suite, one);
    return ttri_unit_main_at(count, arguments, &root, suite);
}
