/* Whole platforms on random paths: what noise, factors, links, events, prices
 * and exchange rates make of a driver. Streams are `revenue = x`; draws are
 * given by name. */
#include "platform.h"

#include "combiner/compiled.h"
#include "math/normal.h"

#define PERIODS 8
#define MOST    32                 /* draws */
#define Z80     1.2815515655446004 /* the normal with 0.9 below */

/* ---- random paths of one output ---- */

struct paths {
    ttr_program *program;
    struct ttri_graph *graph;
    struct ttri_plan *plan;
    struct ttri_memory memory;
    double draw[MOST][PERIODS];
};

static void open_paths(struct paths *paths, const struct platform *p,
                       const char *output, uint32_t region)
{
    struct ttr_error error = ttri_unit_error();
    const struct ttr_program *program;
    uint32_t row;
    ttri_value value;

    memset(paths, 0, sizeof *paths);
    ck_assert_int_eq(ttri_memory_init(&paths->memory, NULL, NULL), TTR_OK);
    program = paths->program = compile_ok(p->combiner);
    row = program->output[output_index(program, output)].over_row[region];
    ttri_assert_ok(ttri_graph_of_paths(program->graph, NULL, 1,
                                       &program->row[row], &value,
                                       &paths->graph, &error),
                   &error);
    ttri_assert_ok(
        ttri_plan_central(paths->graph, 1, &value, &paths->plan, &error),
        &error);
    ck_assert_uint_le(ttri_graph_draws(paths->graph), MOST);
}

static void close_paths(struct paths *paths)
{
    ttri_plan_free(paths->plan);
    ttri_graph_free(paths->graph);
    ttr_program_unref(paths->program);
}

static void run_paths(const struct paths *paths, double *x)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(
        ttri_run(paths->plan, &paths->memory, NULL, paths->draw[0], x, &error),
        &error);
}

static bool has_draw(const struct paths *paths, const char *name)
{
    for (uint32_t i = 0; i < ttri_graph_draws(paths->graph); i++)
        if (strcmp(ttri_graph_draw(paths->graph, i)->name, name) == 0)
            return true;
    return false;
}

/* The draw's row; periods before its first stay 0. */
static double *draw_of(struct paths *paths, const char *name)
{
    for (uint32_t i = 0; i < ttri_graph_draws(paths->graph); i++)
        if (strcmp(ttri_graph_draw(paths->graph, i)->name, name) == 0)
            return paths->draw[i];
    ck_abort_msg("there is no draw %s", name);
    return NULL;
}

/* A normal of a driver in one of several regions: its own draw and the one of
 * all regions have the same weight. */
static void set_level(struct paths *paths, const char *own, const char *shared,
                      double z)
{
    draw_of(paths, own)[0] = draw_of(paths, shared)[0] = z / sqrt(2);
}

static void set_noise(struct paths *paths, const char *own, const char *shared,
                      const double *z)
{
    for (int t = 0; t < PERIODS; t++)
        draw_of(paths, own)[t] = draw_of(paths, shared)[t] = z[t] / sqrt(2);
}

/* ---- platforms ---- */

static ttr_driver *new_driver(double value)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_value(driver, value, &error), &error);
    ttri_assert_ok(ttr_driver_set_certain(driver, &error), &error);
    return driver;
}

static void give(ttr_stream *stream, ttr_driver *driver)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_stream_set_driver(stream, NULL, "x", driver, &error),
                   &error);
    ttr_driver_unref(driver);
}

/* A stream with an output y = x of any support. */
static ttr_stream *add_stream(struct platform *p, const char *name,
                              int32_t support)
{
    ttr_stream *stream = platform_custom(p, name);

    declare_driver(stream, "x", "1", support, 0.5);
    define_output(stream, "y", "1", TTR_KIND_STOCK, "x");
    return stream;
}

static void noise_of(ttr_driver *driver, double volatility, double reversion)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_driver_set_noise(driver, volatility, reversion, &error),
                   &error);
}

static void is_near(double got, double expected)
{
    ck_assert_msg(fabs(got - expected) <= 1e-12 * fabs(expected),
                  "%.17g instead of %.17g", got, expected);
}

static const double normals[PERIODS] = {0.3, -1.2, 2, 0.1, -0.4, 1, -2.2, 0.7};

/* s of every quarter, by hand. */
static void expected_noise(double volatility, double reversion,
                           double s[PERIODS])
{
    double step =
        reversion > 0 ? sqrt((1 - exp(-0.5 * reversion)) / 2 / reversion) : 0.5;

    for (int t = 0; t < PERIODS; t++)
        s[t] = (t > 0 ? s[t - 1] * exp(-0.25 * reversion) : 0) +
               volatility * step * normals[t];
}

/* ---- noise ---- */

static const int32_t supports[] = {TTR_SUPPORT_POSITIVE, TTR_SUPPORT_UNIT,
                                   TTR_SUPPORT_REAL};

static double odds(double share)
{
    return share / (1 - share);
}

static double moved(int32_t support, double level, double change)
{
    if (support == TTR_SUPPORT_REAL)
        return level + change;
    if (support == TTR_SUPPORT_POSITIVE)
        return level * exp(change);
    return odds(level) * exp(change) / (1 + odds(level) * exp(change));
}

START_TEST(noise_moves_on_the_scale)
{
    struct ttr_error error = ttri_unit_error();
    double s[PERIODS], x[PERIODS];
    struct paths paths;
    struct platform p;
    ttr_driver *driver;

    for (int i = 0; i < 2; i++) {
        double reversion = i == 0 ? 1.5 : 0;

        platform_begin(&p, TTR_QUARTER, PERIODS);
        driver = new_driver(0.3);
        noise_of(driver, 0.4, reversion);
        ttri_assert_ok(
            ttr_driver_set_range(driver, NULL, 0.2, 0.4, 0.8, &error), &error);
        give(add_stream(&p, "s", supports[_i]), driver);
        open_paths(&paths, &p, "s/y", 0);
        set_noise(&paths, "s/US/x noise", "s/*/x noise", normals);
        expected_noise(0.4, reversion, s);
        run_paths(&paths, x);
        for (int t = 0; t < PERIODS; t++)
            is_near(x[t], moved(supports[_i], 0.3, s[t]));
        /* and on top of the level */
        set_level(&paths, "s/US/x", "s/*/x", -Z80);
        run_paths(&paths, x);
        for (int t = 0; t < PERIODS; t++)
            is_near(x[t], moved(supports[_i], 0.2, s[t]));
        close_paths(&paths);
        platform_end(&p);
    }
}
END_TEST

/* ---- factors ---- */

/* By loading * factor, three periods later where there is a lag of 3; before,
 * not at all. */
START_TEST(loadings_follow_a_factor)
{
    struct ttr_error error = ttri_unit_error();
    double x[PERIODS], factor[PERIODS];
    struct paths paths;
    struct platform p;

    for (int i = 0; i < 2; i++) {
        ttr_driver *driver = new_driver(0.3);

        platform_begin(&p, TTR_QUARTER, PERIODS);
        ttri_assert_ok(ttr_environment_add_preference(
                           p.environment, "taste", NULL, 0, 0.3, 0.5, &error),
                       &error);
        ttri_assert_ok(ttr_driver_add_loading(driver, "taste", i == 0 ? 0.5 : 1,
                                              3 * i, &error),
                       &error);
        give(add_stream(&p, "s", supports[_i]), driver);
        open_paths(&paths, &p, "s/y", 0);
        ck_assert_uint_eq(ttri_graph_draws(paths.graph), 1);
        memcpy(paths.draw[0], normals, sizeof normals);
        run_paths(&paths, x);
        expected_noise(0.3, 0.5, factor);
        for (int t = 0; t < PERIODS; t++)
            is_near(x[t], moved(supports[_i], 0.3,
                                i == 0  ? 0.5 * factor[t]
                                : t < 3 ? 0
                                        : factor[t - 3]));
        close_paths(&paths);
        platform_end(&p);
    }
}
END_TEST

/* ---- links ---- */

/* a with a doubt, b with what is to be moved. */
static void begin_linked(struct platform *p, ttr_driver *target)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *source = new_driver(2);

    ttri_assert_ok(ttr_driver_set_range(source, NULL, 1, 5, 0.8, &error),
                   &error);
    platform_begin(p, TTR_QUARTER, PERIODS);
    give(platform_stream(p, "a", 2), source);
    give(platform_stream(p, "b", 3), target);
}

/* b = 3 (a / 2)^elasticity, the source and the elasticity random. */
START_TEST(links_with_a_doubtful_elasticity)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *elasticity = new_driver(0.5);
    struct ttr_link link = link_of("l", "a/revenue", "b/x", 0, 1);
    double x[PERIODS];
    struct paths paths;
    struct platform p;

    begin_linked(&p, new_driver(3));
    ttri_assert_ok(
        ttr_driver_set_range(elasticity, NULL, 0.2, 1.5, 0.8, &error), &error);
    link.elasticity_driver = elasticity;
    link.reference = 2;
    ttri_assert_ok(ttr_combiner_add_link(p.combiner, &link, &error), &error);
    ttr_driver_unref(elasticity);
    open_paths(&paths, &p, "b/revenue", 0);
    set_level(&paths, "a/US/x", "a/*/x", Z80);
    run_paths(&paths, x);
    is_near(x[0], 3);
    for (int t = 1; t < PERIODS; t++)
        is_near(x[t], 3 * sqrt(2.5));
    draw_of(&paths, "links/l/elasticity")[0] = Z80;
    run_paths(&paths, x);
    is_near(x[0], 3);
    is_near(x[5], 3 * pow(2.5, 1.5));
    close_paths(&paths);
    platform_end(&p);
}
END_TEST

/* A target with a doubt and noise of its own: all add on its scale. */
START_TEST(links_add_to_other_moves)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *target = new_driver(3);
    struct ttr_link link = link_of("l", "a/revenue", "b/x", 0.5, 0);
    double x[PERIODS], s[PERIODS];
    struct paths paths;
    struct platform p;

    ttri_assert_ok(ttr_driver_set_range(target, NULL, 2, 9, 0.8, &error),
                   &error);
    noise_of(target, 0.2, 0);
    begin_linked(&p, target);
    link.reference = 2;
    ttri_assert_ok(ttr_combiner_add_link(p.combiner, &link, &error), &error);
    open_paths(&paths, &p, "b/revenue", 0);
    set_level(&paths, "a/US/x", "a/*/x", Z80);
    set_level(&paths, "b/US/x", "b/*/x", Z80);
    set_noise(&paths, "b/US/x noise", "b/*/x noise", normals);
    expected_noise(0.2, 0, s);
    run_paths(&paths, x);
    for (int t = 0; t < PERIODS; t++)
        is_near(x[t], 9 * exp(s[t]) * sqrt(2.5));
    close_paths(&paths);
    platform_end(&p);
}
END_TEST

/* ---- events and technologies ---- */

static void add_event(struct platform *p, double probability, double severity)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_event event;

    ttr_event_init(&event, sizeof event);
    event.name = "e";
    event.scope = TTR_SCOPE_DRIVER;
    event.target = "s/x";
    event.date = 20250101;
    event.probability = probability;
    event.severity = severity;
    ttri_assert_ok(ttr_environment_add_event(p->environment, &event, &error),
                   &error);
}

static void add_technology(struct platform *p, double size)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_technology technology;

    ttr_technology_init(&technology, sizeof technology);
    technology.name = "t";
    technology.target = "s/x";
    technology.size = size;
    technology.date = 20240701;
    ttri_assert_ok(
        ttr_environment_add_technology(p->environment, &technology, &error),
        &error);
}

/* What is certain to happen moves random paths as it does the central one. */
START_TEST(outside_moves_all_paths)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = new_driver(0.3);
    double x[PERIODS];
    struct paths paths;
    struct platform p;

    platform_begin(&p, TTR_QUARTER, PERIODS);
    add_event(&p, 1, 0.25);
    add_technology(&p, 0.7);
    ttri_assert_ok(ttr_driver_set_range(driver, NULL, 0.2, 0.4, 0.8, &error),
                   &error);
    give(add_stream(&p, "s", supports[_i]), driver);
    open_paths(&paths, &p, "s/y", 0);
    set_level(&paths, "s/US/x", "s/*/x", Z80);
    run_paths(&paths, x);
    for (int t = 0; t < PERIODS; t++) {
        double change = t < 2 ? 0 : 0.7;
        double event = supports[_i] == TTR_SUPPORT_REAL ? -0.25 : log(0.75);

        change += t < 4 ? 0 : event;
        is_near(x[t], moved(supports[_i], 0.4, change));
    }
    close_paths(&paths);
    platform_end(&p);
}
END_TEST

/* An event that may happen makes a certain driver random; one that takes all
 * leaves a share of 1 where it is, and other shares nothing. */
START_TEST(an_event_that_may_happen)
{
    static const double levels[] = {0.3, 1};
    double x[PERIODS];
    struct paths paths;
    struct platform p;

    for (int i = 0; i < 2; i++) {
        platform_begin(&p, TTR_QUARTER, PERIODS);
        add_event(&p, 0.6, 1);
        give(add_stream(&p, "s", TTR_SUPPORT_UNIT), new_driver(levels[i]));
        open_paths(&paths, &p, "s/y", 0);
        draw_of(&paths, "environment/events/e")[0] = 0.59;
        run_paths(&paths, x);
        is_near(x[3], levels[i]);
        ck_assert_double_eq(x[4], i == 0 ? 0 : 1);
        draw_of(&paths, "environment/events/e")[0] = 0.61;
        run_paths(&paths, x);
        is_near(x[4], levels[i]);
        close_paths(&paths);
        platform_end(&p);
    }
}
END_TEST

/* ---- prices and exchange rates ---- */

static void set_environment(struct platform *p, const char *region,
                            const char *key, ttr_driver *driver)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(
        ttr_environment_set_driver(p->environment, region, key, driver, &error),
        &error);
    ttr_driver_unref(driver);
}

/* Inflation has a width of its own, and what is real moves with it. */
START_TEST(prices_may_rise_otherwise)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *inflation = new_driver(0.02), *driver = new_driver(100);
    double x[PERIODS];
    struct paths paths;
    struct platform p;

    platform_begin(&p, TTR_QUARTER, PERIODS);
    ttri_assert_ok(ttr_driver_set_range(inflation, NULL, 0, 0.08, 0.8, &error),
                   &error);
    set_environment(&p, NULL, "inflation", inflation);
    ttri_assert_ok(ttr_driver_set_real(driver, 1, &error), &error);
    give(platform_stream(&p, "s", 1), driver);
    open_paths(&paths, &p, "s/revenue", 0);
    set_level(&paths, "environment/US/inflation", "environment/*/inflation",
              Z80);
    run_paths(&paths, x);
    for (int t = 0; t < PERIODS; t++)
        is_near(x[t], 100 * pow(1.08, t / 4.0));
    close_paths(&paths);
    platform_end(&p);
}
END_TEST

/* Two regions of one currency have one rate, a period's end and its average
 * too; a rate alone has no default width. */
START_TEST(a_currency_has_one_rate)
{
    static const char *const regions[] = {"FR", "DE"};
    struct ttr_calendar calendar = platform_calendar(TTR_QUARTER, PERIODS);
    struct ttr_error error = ttri_unit_error();
    double x[PERIODS], s[PERIODS];
    struct platform p;

    for (uint32_t r = 0; r < 2; r++) {
        ttr_driver *fx = NULL;
        struct paths paths;
        uint32_t row;
        ttri_value value;

        platform_begin_with(&p, &calendar);
        for (int i = 0; i < 2; i++)
            platform_region(&p, regions[i], "EUR");
        ttri_assert_ok(ttr_driver_new(NULL, &fx, &error), &error);
        ttri_assert_ok(ttr_driver_set_value(fx, 1.1, &error), &error);
        noise_of(fx, 0.1, 0);
        if (r == 0)
            ttri_assert_ok(ttr_environment_set_driver(p.environment, NULL,
                                                      "fx_end", fx, &error),
                           &error);
        set_environment(&p, NULL, "fx", fx);
        give(platform_stream(&p, "s", 1), new_driver(1));
        open_paths(&paths, &p, "s/revenue", r);
        ck_assert_uint_eq(ttri_graph_draws(paths.graph), 0);
        ttri_plan_free(paths.plan);
        ttri_graph_free(paths.graph);
        row = paths.program->fx_end_row[r];
        ttri_assert_ok(ttri_graph_of_paths(paths.program->graph, NULL, 1,
                                           &paths.program->row[row], &value,
                                           &paths.graph, &error),
                       &error);
        ttri_assert_ok(
            ttri_plan_central(paths.graph, 1, &value, &paths.plan, &error),
            &error);
        ck_assert(!has_draw(&paths, "environment/EUR/fx"));
        set_noise(&paths, "environment/EUR/fx noise", "environment/*/fx noise",
                  normals);
        expected_noise(0.1, 0, s);
        run_paths(&paths, x);
        for (int t = 0; t < PERIODS; t++)
            is_near(x[t], 1.1 * exp(s[t]));
        close_paths(&paths);
        platform_end(&p);
    }
}
END_TEST

/* ---- shifts, and the support ---- */

/* A shift of a run moves random paths too. */
START_TEST(shifts_move_random_paths)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = new_driver(0.3);
    double x[PERIODS], shift;
    struct paths paths;
    struct platform p;
    const struct ttr_program *program;
    uint32_t row;
    ttri_value value;

    platform_begin(&p, TTR_QUARTER, PERIODS);
    ttri_assert_ok(ttr_driver_set_range(driver, NULL, 0.2, 0.4, 0.8, &error),
                   &error);
    give(add_stream(&p, "s", supports[_i]), driver);
    open_paths(&paths, &p, "s/y", 0);
    program = paths.program;
    ttri_plan_free(paths.plan);
    ttri_graph_free(paths.graph);
    ck_assert_uint_eq(program->drivers, 1);
    shift = 0.35;
    row = program->output[output_index(program, "s/y")].over_row[0];
    ttri_assert_ok(ttri_graph_of_paths(program->graph, &shift, 1,
                                       &program->row[row], &value, &paths.graph,
                                       &error),
                   &error);
    ttri_assert_ok(
        ttri_plan_central(paths.graph, 1, &value, &paths.plan, &error), &error);
    set_level(&paths, "s/US/x", "s/*/x", Z80);
    run_paths(&paths, x);
    is_near(x[0], moved(supports[_i], 0.4, 0.35));
    close_paths(&paths);
    platform_end(&p);
}
END_TEST

/* However far out the normals are, a share is one, and money is not lost. */
START_TEST(never_leaves_its_support)
{
    static const double levels[] = {1e-12, 0.3, 1 - 0x1p-53, 1};
    struct ttr_error error = ttri_unit_error();
    double x[PERIODS], z[PERIODS];
    struct paths paths;
    struct platform p;

    for (unsigned i = 0; i < sizeof levels / sizeof *levels; i++) {
        ttr_driver *driver = NULL;

        platform_begin(&p, TTR_QUARTER, PERIODS);
        ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
        ttri_assert_ok(ttr_driver_set_value(driver, levels[i], &error), &error);
        noise_of(driver, 20, 0);
        give(add_stream(&p, "s", supports[_i]), driver);
        open_paths(&paths, &p, "s/y", 0);
        for (int k = -8; k <= 8; k++) {
            for (int t = 0; t < PERIODS; t++)
                z[t] = k + 0.1 * t;
            if (ttri_graph_draws(paths.graph) > 0) {
                set_level(&paths, "s/US/x", "s/*/x", k);
                set_noise(&paths, "s/US/x noise", "s/*/x noise", z);
            }
            run_paths(&paths, x);
            for (int t = 0; t < PERIODS; t++) {
                ck_assert(isfinite(x[t]));
                ck_assert(supports[_i] == TTR_SUPPORT_REAL || x[t] >= 0);
                ck_assert(supports[_i] != TTR_SUPPORT_UNIT || x[t] <= 1);
                ck_assert(supports[_i] != TTR_SUPPORT_UNIT || levels[i] < 1 ||
                          x[t] == 1);
            }
        }
        close_paths(&paths);
        platform_end(&p);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("driver_moves");
    TCase *tcase = tcase_create("driver_moves");

    tcase_add_loop_test(tcase, noise_moves_on_the_scale, 0, 3);
    tcase_add_loop_test(tcase, loadings_follow_a_factor, 0, 3);
    tcase_add_test(tcase, links_with_a_doubtful_elasticity);
    tcase_add_test(tcase, links_add_to_other_moves);
    tcase_add_loop_test(tcase, outside_moves_all_paths, 0, 3);
    tcase_add_test(tcase, an_event_that_may_happen);
    tcase_add_test(tcase, prices_may_rise_otherwise);
    tcase_add_test(tcase, a_currency_has_one_rate);
    tcase_add_loop_test(tcase, shifts_move_random_paths, 0, 3);
    tcase_add_loop_test(tcase, never_leaves_its_support, 0, 3);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return ttri_unit_main(suite());
}
