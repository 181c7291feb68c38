/* On every path each variable that is watched is what ttr_forecast_read() and
 * its like say of that path's rows.
 *
 * usage: test_figure_views FOLDER NAME.json... */
#define _POSIX_C_SOURCE 200809L

#include "chancy.h"
#include "named_documents.h"

#include "engine/forecast.h"
#include "engine/simulation.h"

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
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 256);

    sampling.replicates = 2;
    return sampling;
}

/* No view, and of how many figures one is chosen. */
#define ALL_VIEWS (-1)
#define EVERY     17

static bool is_chosen(const struct everything *all, uint32_t index,
                      int32_t view)
{
    return index % EVERY == 0 && all->watched[index].figure.currency == view;
}

/* Takes the program over. `view`: all, or the first step of every so many
 * figures in that currency. */
static struct everything watch_everything(ttr_program *program, int32_t view)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = some_paths();
    struct everything all = {.program = program};
    uint32_t variables;
    size_t numbers;

    all.simulation = chancy_new(program);
    watch_all(&all);
    variables = ttr_simulation_variables(all.simulation);
    if (view != ALL_VIEWS)
        ttri_assert_ok(ttri_simulation_narrow(all.simulation, &error), &error);
    for (uint32_t i = 0; view != ALL_VIEWS && i < all.count; i++)
        if (is_chosen(&all, i, view))
            ttri_simulation_want(all.simulation, all.watched[i].first);
    numbers = (size_t)variables * TTRI_LANES;
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

/* Variables are the same where others are not computed. */
static void compare_some(const struct everything *all, int32_t view)
{
    struct everything some =
        watch_everything(ttr_program_ref(all->program), view);

    for (uint32_t i = 0; i < all->count; i++) {
        size_t row = (size_t)all->watched[i].first * TTRI_LANES;

        if (is_chosen(all, i, view))
            ck_assert(memcmp(some.value + row, all->value + row,
                             TTRI_LANES * sizeof *some.value) == 0);
    }
    forget_everything(&some);
}

/* Takes the program over. */
static void compare_all(ttr_program *program)
{
    struct everything all = watch_everything(program, ALL_VIEWS);
    struct rows rows = run_rows(&all);

    compare_lane(&all, &rows, 0);
    compare_lane(&all, &rows, 77);
    compare_lane(&all, &rows, TTRI_LANES - 1);
    rows_clear(&rows);
    compare_some(&all, TTR_REPORTING);
    compare_some(&all, TTR_CONSTANT);
    forget_everything(&all);
}

START_TEST(every_view_of_every_output)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    ttr_program *program;
    char path[4096];

    document_path(path, _i);
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

int main(int count, char **arguments)
{
    Suite *suite = suite_create("figure_views");
    TCase *cases = tcase_create("all");

    if (!take_documents(count, arguments))
        return EXIT_FAILURE;
    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, every_view_of_every_output, 0, documents.count);
    tcase_add_test(cases, every_view_where_rates_are_random);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
