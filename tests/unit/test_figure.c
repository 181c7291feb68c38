/* What is watched: on every path each variable is what ttr_forecast_read() and
 * its like say of that path's rows.
 *
 * usage: test_figure FOLDER NAME.json... */
#define _POSIX_C_SOURCE 200809L

#include "chancy.h"
#include "two_currencies.h"

#include "engine/forecast.h"
#include "engine/simulation.h"

static struct {
    const char *folder;
    char **names;
    int count;
} documents;

/* ---- all that can be watched of a document ---- */

struct watched {
    struct ttr_figure figure;
    uint32_t first;
};

struct everything {
    ttr_program *program;
    ttr_simulation *simulation;
    struct watched *watched;
    uint32_t count, capacity;
    double *value; /* variables x TTRI_LANES */
};

static void watch(struct everything *all, struct ttr_figure figure)
{
    struct ttr_error error = ttri_unit_error();
    struct watched watched = {.figure = figure};

    ttri_assert_ok(
        ttr_simulation_watch(all->simulation, &figure, &watched.first, &error),
        &error);
    if (all->count == all->capacity) {
        all->capacity = 2 * all->capacity + 64;
        all->watched =
            realloc(all->watched, all->capacity * sizeof *all->watched);
        ck_assert_ptr_nonnull(all->watched);
    }
    all->watched[all->count++] = watched;
}

/* Quotients of what may be nothing but rounding say nothing. */
static bool is_delicate(const ttr_program *program, uint32_t output)
{
    const char *name = program->output[output].name;

    return strncmp(name, "ledger/change_", 14) == 0 ||
           strcmp(name, "total/synergy") == 0;
}

static void watch_output(struct everything *all, uint32_t output,
                         uint32_t region, int32_t step)
{
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    figure.output = output;
    figure.region = region;
    figure.step = step;
    for (int32_t currency = TTR_REPORTING; currency <= TTR_LOCAL; currency++) {
        figure.currency = currency;
        if (!ttri_is_readable(all->program, output, region, currency))
            continue;
        figure.kind = TTR_FIGURE_OUTPUT;
        watch(all, figure);
        figure.kind = TTR_FIGURE_GROWTH;
        if (!is_delicate(all->program, output) &&
            step == TTR_STEP_FISCAL_YEAR &&
            ttr_program_steps(all->program, step) > 1)
            watch(all, figure);
        figure.kind = TTR_FIGURE_SHARE;
        figure.of = (output + 1) % ttr_program_outputs(all->program);
        if (step == TTR_STEP_HORIZON && !is_delicate(all->program, figure.of) &&
            ttri_is_readable(all->program, figure.of, region, currency))
            watch(all, figure);
    }
}

static void watch_all(struct everything *all)
{
    uint32_t regions = ttr_program_regions(all->program);
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    for (int32_t step = 0; step <= TTR_STEP_HORIZON; step++) {
        for (uint32_t i = 0; i < ttr_program_outputs(all->program); i++)
            for (uint32_t r = 0; r <= regions; r++)
                watch_output(all, i, r < regions ? r : TTR_WORLD, step);
        figure.step = step;
        figure.kind = TTR_FIGURE_HHI;
        for (uint32_t r = 0; r <= regions; r++) {
            figure.region = r < regions ? r : TTR_WORLD;
            watch(all, figure);
        }
        figure.kind = TTR_FIGURE_REPORT;
        for (uint32_t i = 0; i < all->program->reports; i++) {
            figure.output = i;
            watch(all, figure);
        }
    }
}

static struct ttr_sampling some_paths(void)
{
    struct ttr_sampling sampling;

    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.mode = TTR_SAMPLING_RANDOM;
    sampling.paths = 256;
    sampling.replicates = 2;
    return sampling;
}

/* Takes the program over. */
static struct everything watch_everything(ttr_program *program)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = some_paths();
    struct everything all = {.program = program};
    size_t numbers;

    all.simulation = chancy_new(program);
    watch_all(&all);
    numbers = (size_t)ttr_simulation_variables(all.simulation) * TTRI_LANES;
    all.value = calloc(numbers, sizeof *all.value);
    ck_assert_ptr_nonnull(all.value);
    ttri_assert_ok(ttr_simulation_paths(all.simulation, &sampling, 0,
                                        TTRI_LANES, all.value, numbers, &error),
                   &error);
    return all;
}

static void forget_everything(struct everything *all)
{
    ttr_simulation_unref(all->simulation);
    ttr_program_unref(all->program);
    free(all->watched);
    free(all->value);
}

/* ---- the same paths as forecasts ---- */

/* All rows of the program on the paths of the first block, by a plan of its
 * own. */
struct rows {
    struct ttri_graph *graph;
    struct ttri_plan *plan;
    double *results; /* rows x periods x TTRI_LANES */
};

static void *aligned(size_t doubles)
{
    void *block = NULL;

    ck_assert_int_eq(posix_memalign(&block, 64, (doubles + 8) * sizeof(double)),
                     0);
    memset(block, 0, (doubles + 8) * sizeof(double));
    return block;
}

/* The simulation's numbers, put where the plan has the draw of that name. */
static void place_draw(const struct everything *all, const struct rows *rows,
                       uint32_t index, const double *number, double *draws)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_draw draw = {.struct_size = sizeof draw};

    ttri_assert_ok(ttr_simulation_draw(all->simulation, index, &draw, &error),
                   &error);
    for (uint32_t i = 0; i < ttri_plan_draws(rows->plan); i++) {
        const struct ttri_plan_draw *to = ttri_plan_draw(rows->plan, i);

        if (strcmp(to->draw->name, draw.name) == 0)
            memcpy(draws + (size_t)to->row * TTRI_LANES, number,
                   (size_t)to->rows * TTRI_LANES * sizeof *draws);
    }
}

static double *place_draws(const struct everything *all,
                           const struct rows *rows)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = some_paths();
    uint32_t count = 0, periods = all->program->calendar.count;
    double *draws =
        aligned((size_t)ttri_plan_draw_rows(rows->plan) * TTRI_LANES);
    double *number;
    size_t row = (size_t)periods * TTRI_LANES;

    ttri_assert_ok(ttr_simulation_draws(all->simulation, &count, &error),
                   &error);
    number = calloc(count * row + 1, sizeof *number);
    ck_assert_ptr_nonnull(number);
    ttri_assert_ok(ttr_simulation_numbers(all->simulation, &sampling, 0,
                                          TTRI_LANES, number, count * row,
                                          &error),
                   &error);
    for (uint32_t i = 0; i < count; i++)
        place_draw(all, rows, i, number + i * row, draws);
    free(number);
    return draws;
}

static struct rows run_rows(const struct everything *all)
{
    struct ttr_error error = ttri_unit_error();
    const ttr_program *program = all->program;
    const struct ttri_level *level;
    ttri_value *copy = calloc(program->rows, sizeof *copy);
    struct rows rows = {0};
    double *draws, *work;

    ck_assert_ptr_nonnull(copy);
    ttri_assert_ok(ttri_graph_of_paths(program->graph, NULL, program->rows,
                                       program->row, copy, &rows.graph, &error),
                   &error);
    ttri_assert_ok(
        ttri_plan_paths(rows.graph, program->rows, copy, &rows.plan, &error),
        &error);
    ck_assert_uint_gt(ttri_levels(&level), 0);
    draws = place_draws(all, &rows);
    work = aligned(ttri_plan_workspace(rows.plan));
    rows.results =
        aligned((size_t)program->rows * program->calendar.count * TTRI_LANES);
    ttri_run_block(rows.plan, level, draws, work, rows.results);
    free(draws);
    free(work);
    free(copy);
    return rows;
}

static void rows_clear(struct rows *rows)
{
    ttri_plan_free(rows->plan);
    ttri_graph_free(rows->graph);
    free(rows->results);
}

/* One lane as the forecast that it would be. */
static struct ttr_forecast forecast_of(const struct everything *all,
                                       const struct rows *rows, uint32_t lane)
{
    size_t count = (size_t)all->program->rows * all->program->calendar.count;
    struct ttr_forecast forecast = {.program = all->program,
                                    .memory = all->program->memory};

    forecast.result = calloc(count + 1, sizeof *forecast.result);
    ck_assert_ptr_nonnull(forecast.result);
    for (size_t i = 0; i < count; i++)
        forecast.result[i] = rows->results[i * TTRI_LANES + lane];
    return forecast;
}

/* ---- comparison ---- */

/* What is summed for an output may cancel: the size of its terms. */
static double size_of(const struct ttr_forecast *forecast,
                      const struct ttr_figure *figure)
{
    const ttr_program *program = forecast->program;
    size_t periods = program->calendar.count;
    double size = 1.0;

    for (uint32_t r = 0;
         figure->kind == TTR_FIGURE_OUTPUT && r < program->regions; r++) {
        uint32_t row = program->output[figure->output].over_row[r];

        for (size_t t = 0; row != TTRI_NONE && t < periods; t++)
            size += fabs(forecast->result[row * periods + t]);
    }
    return size;
}

static bool agrees(double a, double b, double size)
{
    return fabs(a - b) <= 1e-12 * fmax(fabs(b), 1e-2 * size) ||
           (isnan(a) && isnan(b));
}

static double share_of(double part, double whole)
{
    return whole == 0.0 ? 0.0 : part / whole;
}

/* The numbers of one figure; returns their count. */
static uint32_t read_figure(const struct ttr_forecast *forecast,
                            const struct ttr_figure *figure, double *values)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t steps = ttr_program_steps(forecast->program, figure->step);
    double whole[MOST_VALUES];

    if (figure->kind == TTR_FIGURE_HHI) {
        ttri_assert_ok(ttr_forecast_hhi(forecast, figure->region, figure->step,
                                        values, MOST_VALUES, &error),
                       &error);
        return steps;
    }
    if (figure->kind == TTR_FIGURE_REPORT) {
        ttri_assert_ok(ttr_forecast_report(forecast, figure->output,
                                           figure->step, values, MOST_VALUES,
                                           &error),
                       &error);
        return steps;
    }
    ttri_assert_ok(ttr_forecast_read(forecast, figure->output, figure->region,
                                     figure->currency, figure->step, values,
                                     MOST_VALUES, &error),
                   &error);
    if (figure->kind == TTR_FIGURE_SHARE) {
        ttri_assert_ok(ttr_forecast_read(forecast, figure->of, figure->region,
                                         figure->currency, figure->step, whole,
                                         MOST_VALUES, &error),
                       &error);
        for (uint32_t i = 0; i < steps; i++)
            values[i] = share_of(values[i], whole[i]);
    }
    if (figure->kind != TTR_FIGURE_GROWTH)
        return steps;
    for (uint32_t i = 0; i + 1 < steps; i++)
        values[i] = values[i] == 0.0 ? 0.0 : values[i + 1] / values[i] - 1.0;
    return steps - 1;
}

static void compare_lane(const struct everything *all, const struct rows *rows,
                         uint32_t lane)
{
    struct ttr_forecast forecast = forecast_of(all, rows, lane);
    double values[MOST_VALUES];

    for (uint32_t i = 0; i < all->count; i++) {
        const struct watched *watched = &all->watched[i];
        uint32_t count = read_figure(&forecast, &watched->figure, values);
        double size = size_of(&forecast, &watched->figure);

        for (uint32_t s = 0; s < count; s++) {
            uint32_t variable = watched->first + s;
            double found = all->value[(size_t)variable * TTRI_LANES + lane];
            struct ttri_variable_text text =
                ttri_figures_text(&all->simulation->figures, variable);

            ck_assert_msg(agrees(found, values[s], size),
                          "%s of %s in %s (view %d, lane %u) is %.17g instead "
                          "of %.17g",
                          text.name, text.region, text.step,
                          (int)watched->figure.currency, lane, found,
                          values[s]);
        }
    }
    free(forecast.result);
}

/* Takes the program over. */
static void compare_all(ttr_program *program)
{
    struct everything all = watch_everything(program);
    struct rows rows = run_rows(&all);

    compare_lane(&all, &rows, 0);
    compare_lane(&all, &rows, 77);
    compare_lane(&all, &rows, TTRI_LANES - 1);
    rows_clear(&rows);
    forget_everything(&all);
}

START_TEST(every_view_of_every_output)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    ttr_program *program;
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", documents.folder, documents.names[_i]);
    ttri_assert_ok(ttr_document_open(NULL, path, &combiner, &error), &error);
    program = compile_ok(combiner);
    ttr_combiner_unref(combiner);
    compare_all(program);
}
END_TEST

START_TEST(every_view_where_rates_are_random)
{
    compare_all(chancy_program(chancy_model));
}
END_TEST

/* ---- a platform that can be worked by hand ---- */

/* begin_two_currencies() has nothing random but what drivers are given by
 * default; here they are certain. */
static void make_certain(struct platform *p, uint32_t stream,
                         const char *region, const double *values)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_series(driver, MONTHS, values, &error),
                   &error);
    ttri_assert_ok(ttr_driver_set_certain(driver, &error), &error);
    ttri_assert_ok(
        ttr_stream_set_driver(p->stream[stream], region, "x", driver, &error),
        &error);
    ttr_driver_unref(driver);
}

static void make_rate_certain(struct platform *p, const char *key,
                              const double *rates)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_series(driver, MONTHS, rates, &error),
                   &error);
    ttri_assert_ok(ttr_driver_set_certain(driver, &error), &error);
    ttri_assert_ok(
        ttr_environment_set_driver(p->environment, "EU", key, driver, &error),
        &error);
    ttr_driver_unref(driver);
}

static ttr_program *certain_program(void)
{
    static const double eight[MONTHS] = {8, 8, 8, 8, 8};
    struct platform p;
    ttr_program *program;

    begin_two_currencies(&p);
    make_certain(&p, 0, "US", us);
    make_certain(&p, 0, "EU", eu);
    make_certain(&p, 1, "US", eight);
    make_certain(&p, 1, "EU", eight);
    make_rate_certain(&p, "fx", average);
    make_rate_certain(&p, "fx_end", at_end);
    program = compile_ok(p.combiner);
    platform_end(&p);
    return program;
}

/* The variables of one figure on one path. */
static uint32_t value_of(ttr_program *program, struct ttr_figure figure,
                         double values[MOST_VALUES])
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = some_paths();
    ttr_simulation *simulation = chancy_new(program);
    uint32_t count;

    chancy_watch_one(simulation, &figure);
    count = ttr_simulation_variables(simulation);
    ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, 200, 1, values,
                                        MOST_VALUES, &error),
                   &error);
    ttr_simulation_unref(simulation);
    return count;
}

static struct ttr_figure figure_of(const ttr_program *program, int32_t kind,
                                   const char *output, uint32_t region,
                                   int32_t step)
{
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    figure.kind = kind;
    figure.output = output_index(program, output);
    figure.region = region;
    figure.step = step;
    return figure;
}

/* a/revenue of the US is 10, 20, 30, 40, 50. */
START_TEST(growth_is_since_the_step_before)
{
    ttr_program *program = certain_program();
    double values[MOST_VALUES];

    ck_assert_uint_eq(value_of(program,
                               figure_of(program, TTR_FIGURE_GROWTH,
                                         "a/revenue", 0, TTR_STEP_PERIOD),
                               values),
                      4);
    assert_near(values[0], 1.0, 1e-15);
    assert_near(values[1], 0.5, 1e-15);
    assert_near(values[2], 1.0 / 3.0, 1e-15);
    assert_near(values[3], 0.25, 1e-15);
    /* Two months of 2024 and three of 2025: 30 and 120. */
    ck_assert_uint_eq(value_of(program,
                               figure_of(program, TTR_FIGURE_GROWTH,
                                         "a/revenue", 0, TTR_STEP_YEAR),
                               values),
                      1);
    assert_near(values[0], 3.0, 1e-15);
    ttr_program_unref(program);
}
END_TEST

/* Four months from 10 to 50, and 1/3 year: 5^3 - 1; from 7 to 1 in the EU:
 * (1/7)^3 - 1. */
START_TEST(compound_growth_is_by_year)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure =
        figure_of(program, TTR_FIGURE_CAGR, "a/revenue", 0, TTR_STEP_PERIOD);
    double values[MOST_VALUES];

    ck_assert_uint_eq(value_of(program, figure, values), 1);
    assert_near(values[0], 124.0, 1e-13);
    figure.region = 1;
    figure.currency = TTR_LOCAL;
    ck_assert_uint_eq(value_of(program, figure, values), 1);
    assert_near(values[0], 1.0 / 343.0 - 1.0, 1e-14);
    ttr_program_unref(program);
}
END_TEST

/* Three years of x, any numbers. */
static double compound_growth(double first, double middle, double last)
{
    char text[600];
    struct ttr_figure figure;
    ttr_program *program;
    double values[MOST_VALUES];

    snprintf(text, sizeof text,
             CHANCY_X("year", 3, "real",
                      "{\"series\": [%d, %d, %d], \"range\": \"none\"}", "x"),
             (int)first, (int)middle, (int)last);
    program = chancy_program(text);
    figure = figure_of(program, TTR_FIGURE_CAGR, "a/revenue", TTR_WORLD,
                       TTR_STEP_YEAR);
    ck_assert_uint_eq(value_of(program, figure, values), 1);
    ttr_program_unref(program);
    return values[0];
}

START_TEST(compound_growth_from_or_to_nothing)
{
    assert_near(compound_growth(2, 7, 8), 1.0, 1e-15);
    ck_assert_double_eq(compound_growth(2, 1, 0), -1.0);
    ck_assert_double_eq(compound_growth(2, 1, -3), -1.0);
    ck_assert_double_eq(compound_growth(0, 1, 2), 0.0);
    ck_assert_double_eq(compound_growth(-1, 1, 2), 0.0);
    ck_assert_double_eq(compound_growth(-1, 1, -2), 0.0);
}
END_TEST

/* In period 0: a earns 10 + 7 * 1.1 = 17.7, b 8 + 8 * 1.1 = 16.8. */
START_TEST(shares_and_concentration)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(program, TTR_FIGURE_SHARE, "a/revenue",
                                         TTR_WORLD, TTR_STEP_PERIOD);
    double values[MOST_VALUES], share = 17.7 / 34.5;

    figure.of = output_index(program, "total/revenue");
    ck_assert_uint_eq(value_of(program, figure, values), MONTHS);
    assert_near(values[0], share, 1e-15);
    figure.kind = TTR_FIGURE_HHI;
    ck_assert_uint_eq(value_of(program, figure, values), MONTHS);
    assert_near(values[0], share * share + (1 - share) * (1 - share), 1e-15);
    ttr_program_unref(program);
}
END_TEST

/* At the rates of period 1: 1.2 dollars a euro, also for balances. */
START_TEST(constant_rates_are_one_periods)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(
        program, TTR_FIGURE_OUTPUT, "a/revenue", TTR_WORLD, TTR_STEP_HORIZON);
    double values[MOST_VALUES];

    figure.currency = TTR_CONSTANT;
    ck_assert_uint_eq(value_of(program, figure, values), 1);
    assert_near(values[0], 150.0 + 18.0 * 1.2, 1e-15);
    figure.output = output_index(program, "a/cash");
    ck_assert_uint_eq(value_of(program, figure, values), 1);
    assert_near(values[0], 4 * 50.0 + 4 * 1.0 * 1.2, 1e-15);
    ttr_program_unref(program);
}
END_TEST

/* ---- names ---- */

static void check_text(ttr_program *program, struct ttr_figure figure,
                       uint32_t variable, const char *name, const char *region,
                       const char *step, const char *unit)
{
    ttr_simulation *simulation = chancy_new(program);
    struct ttri_variable_text text;

    chancy_watch_one(simulation, &figure);
    text = ttri_figures_text(&simulation->figures, variable);
    ck_assert_int_eq(text.kind, figure.kind);
    ck_assert_str_eq(text.name, name);
    ck_assert_str_eq(text.region, region);
    ck_assert_str_eq(text.step, step);
    ck_assert_str_eq(text.unit, unit);
    ttr_simulation_unref(simulation);
}

START_TEST(variables_have_names)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(program, TTR_FIGURE_OUTPUT,
                                         "a/revenue", TTR_WORLD, TTR_STEP_YEAR);

    check_text(program, figure, 1, "a/revenue", "World", "2025", "USD");
    figure.currency = TTR_CONSTANT;
    check_text(program, figure, 0, "a/revenue at constant rates", "World",
               "2024", "USD");
    figure.currency = TTR_LOCAL;
    figure.region = 1;
    check_text(program, figure, 0, "a/revenue", "EU", "2024", "EUR");
    figure.output = output_index(program, "a/each");
    check_text(program, figure, 0, "a/each", "EU", "2024", "EUR/user");
    figure.output = output_index(program, "a/people");
    check_text(program, figure, 0, "a/people", "EU", "2024", "users, \"all\"");
    figure = figure_of(program, TTR_FIGURE_GROWTH, "a/revenue", TTR_WORLD,
                       TTR_STEP_PERIOD);
    check_text(program, figure, 0, "growth of a/revenue", "World", "2024-12",
               "1");
    figure.kind = TTR_FIGURE_CAGR;
    check_text(program, figure, 0, "annual growth of a/revenue", "World",
               "2024-11 to 2025-03", "1");
    figure.kind = TTR_FIGURE_SHARE;
    figure.of = output_index(program, "total/revenue");
    check_text(program, figure, 4, "share of a/revenue in total/revenue",
               "World", "2025-03", "1");
    figure.kind = TTR_FIGURE_HHI;
    check_text(program, figure, 0, "hhi", "World", "2024-11", "1");
    figure.kind = TTR_FIGURE_REPORT;
    figure.output = 0;
    check_text(program, figure, 0, "group", "World", "2024-11", "USD");
    figure.output = 1;
    check_text(program, figure, 0, "crowd", "World", "2024-11",
               "users, \"all\"");
    ttr_program_unref(program);
}
END_TEST

START_TEST(variables_are_numbered_in_order)
{
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(program, TTR_FIGURE_OUTPUT,
                                         "a/revenue", TTR_WORLD, TTR_STEP_YEAR);
    ttr_simulation *simulation = chancy_new(program);
    uint32_t first = 9, joint[4] = {9, 9, 9, 9};

    ck_assert_uint_eq(ttr_simulation_variables(simulation), 0);
    first = chancy_watch_one(simulation, &figure);
    ck_assert_uint_eq(first, 0);
    figure.joint = 1;
    first = chancy_watch_one(simulation, &figure);
    ck_assert_uint_eq(first, 2);
    figure.kind = TTR_FIGURE_GROWTH;
    first = chancy_watch_one(simulation, &figure);
    ck_assert_uint_eq(first, 4);
    ck_assert_uint_eq(ttr_simulation_variables(simulation), 5);
    ck_assert_uint_eq(simulation->figures.joints, 3);
    ttri_figures_joint(&simulation->figures, joint);
    ck_assert_uint_eq(joint[0], 2);
    ck_assert_uint_eq(joint[1], 3);
    ck_assert_uint_eq(joint[2], 4);
    ck_assert_uint_eq(joint[3], 9);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

/* ---- refusals ---- */

START_TEST(what_can_not_be_watched_is_refused)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = certain_program();
    const struct ttr_figure good = figure_of(
        program, TTR_FIGURE_OUTPUT, "a/revenue", TTR_WORLD, TTR_STEP_YEAR);
    struct ttr_figure figure = good;
    ttr_simulation *simulation = chancy_new(program);
    uint32_t first = 9;

#define REFUSED(change, status, text)                                          \
    do {                                                                       \
        figure = good;                                                         \
        change;                                                                \
        ttri_assert_fails(                                                     \
            ttr_simulation_watch(simulation, &figure, &first, &error), status, \
            &error, text);                                                     \
    } while (0)

    REFUSED(figure.kind = 6, TTR_E_ARGUMENT,
            "kind must be one of TTR_FIGURE_ (got 6)");
    REFUSED(figure.kind = -1, TTR_E_ARGUMENT,
            "kind must be one of TTR_FIGURE_ (got -1)");
    REFUSED(figure.region = 2, TTR_E_ARGUMENT,
            "region must be below the number of regions (got 2)");
    REFUSED(figure.currency = TTR_TRANSLATION, TTR_E_ARGUMENT,
            "currency must be TTR_REPORTING, TTR_CONSTANT or TTR_LOCAL "
            "(got 3)");
    REFUSED(figure.step = 4, TTR_E_ARGUMENT,
            "step must be one of TTR_STEP_ (got 4)");
    REFUSED(figure.joint = 2, TTR_E_ARGUMENT, "joint must be 0 or 1 (got 2)");
    REFUSED(figure.output = 1000, TTR_E_ARGUMENT,
            "output must be below the number of outputs (got 1000)");
    REFUSED((figure.kind = TTR_FIGURE_SHARE, figure.of = 1000), TTR_E_ARGUMENT,
            "of must be below the number of outputs (got 1000)");
    REFUSED(figure.currency = TTR_LOCAL, TTR_E_CONFLICT,
            "a/revenue has no world total in local currency");
    REFUSED((figure.kind = TTR_FIGURE_REPORT, figure.output = 2),
            TTR_E_ARGUMENT,
            "output must be below the number of reports (got 2)");
    REFUSED(
        (figure.kind = TTR_FIGURE_REPORT, figure.output = 0, figure.region = 0),
        TTR_E_CONFLICT,
        "group is a report: of the world, in reporting currency");
    REFUSED((figure.kind = TTR_FIGURE_GROWTH, figure.step = TTR_STEP_HORIZON),
            TTR_E_ARGUMENT,
            "step must have two steps that growth lies between (got 3)");
    REFUSED(figure.kind = TTR_FIGURE_CAGR, TTR_E_ARGUMENT,
            "step must have two complete steps that growth lies between "
            "(got 1)");
    REFUSED(figure.struct_size = 8, TTR_E_STRUCT_SIZE, NULL);
#undef REFUSED
    ck_assert_uint_eq(first, 9);
    ck_assert_uint_eq(ttr_simulation_variables(simulation), 0);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

START_TEST(nothing_is_watched_after_use)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = certain_program();
    struct ttr_figure figure = figure_of(program, TTR_FIGURE_OUTPUT,
                                         "a/revenue", TTR_WORLD, TTR_STEP_YEAR);
    ttr_simulation *simulation = chancy_new(program);
    uint32_t dimensions = 9;

    ttri_assert_fails(
        ttr_simulation_dimensions(simulation, &dimensions, &error),
        TTR_E_MISSING, &error, "simulation must watch at least one figure");
    chancy_watch_one(simulation, &figure);
    ttri_assert_ok(ttr_simulation_dimensions(simulation, &dimensions, &error),
                   &error);
    ck_assert_uint_eq(dimensions, 0);
    ttri_assert_fails(ttr_simulation_watch(simulation, &figure, NULL, &error),
                      TTR_E_CONFLICT, &error,
                      "simulation has been used: watch all figures before");
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

START_TEST(defaults_are_the_worlds_years)
{
    struct ttr_figure figure;

    memset(&figure, 0x55, sizeof figure);
    ttr_figure_init(&figure, sizeof figure);
    ck_assert_uint_eq(figure.struct_size, sizeof figure);
    ck_assert_int_eq(figure.kind, TTR_FIGURE_OUTPUT);
    ck_assert_uint_eq(figure.region, TTR_WORLD);
    ck_assert_int_eq(figure.currency, TTR_REPORTING);
    ck_assert_int_eq(figure.step, TTR_STEP_YEAR);
    ck_assert_int_eq(figure.joint, 0);
}
END_TEST

int main(int count, char **arguments)
{
    Suite *suite = suite_create("figures");
    TCase *cases = tcase_create("all");

    if (count < 3) {
        fprintf(stderr, "usage: %s FOLDER NAME.json...\n", arguments[0]);
        return EXIT_FAILURE;
    }
    documents.folder = arguments[1];
    documents.names = arguments + 2;
    documents.count = count - 2;
    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, every_view_of_every_output, 0, documents.count);
    tcase_add_test(cases, every_view_where_rates_are_random);
    tcase_add_test(cases, growth_is_since_the_step_before);
    tcase_add_test(cases, compound_growth_is_by_year);
    tcase_add_test(cases, compound_growth_from_or_to_nothing);
    tcase_add_test(cases, shares_and_concentration);
    tcase_add_test(cases, constant_rates_are_one_periods);
    tcase_add_test(cases, variables_have_names);
    tcase_add_test(cases, variables_are_numbered_in_order);
    tcase_add_test(cases, what_can_not_be_watched_is_refused);
    tcase_add_test(cases, nothing_is_watched_after_use);
    tcase_add_test(cases, defaults_are_the_worlds_years);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
