/* Slopes of figures: against closed forms, and against differences of runs. */
#include "chancy.h"
#include "failing.h"

#include <tiktokrev/gradient.h>

#include "engine/simulation.h"
#include "lanes/lanes.h"

static const char *document; /* argument */

enum {
    MOST_VARIABLES = 64
};

/* ---- what is watched ---- */

struct watched {
    ttr_program *program;
    ttr_simulation *simulation;
    uint32_t variables, drivers;
};

static struct ttr_figure figure_of(const ttr_program *program, int32_t kind,
                                   const char *output, const char *of)
{
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    figure.kind = kind;
    if (output != NULL)
        figure.output = output_index(program, output);
    if (of != NULL)
        figure.of = output_index(program, of);
    return figure;
}

static void watch(struct watched *w, struct ttr_figure figure)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_simulation_watch(w->simulation, &figure, NULL, &error),
                   &error);
    w->variables = ttr_simulation_variables(w->simulation);
}

static struct watched watch_program(ttr_program *program, const double *shifts)
{
    struct ttr_error error = ttri_unit_error();
    struct watched w = {.program = program,
                        .drivers = ttr_program_drivers(program)};

    ttri_assert_ok(ttr_simulation_new(program, shifts, &w.simulation, &error),
                   &error);
    return w;
}

static void watched_end(struct watched *w)
{
    ttr_simulation_unref(w->simulation);
    ttr_program_unref(w->program);
}

/* All kinds of figures of a whole platform. */
static void watch_all_kinds(struct watched *w)
{
    static const int32_t currency[] = {TTR_REPORTING, TTR_CONSTANT, TTR_LOCAL};
    const ttr_program *p = w->program;
    struct ttr_figure figure;

    figure = figure_of(p, TTR_FIGURE_OUTPUT, "total/revenue", NULL);
    watch(w, figure);
    figure.currency = TTR_CONSTANT;
    watch(w, figure);
    figure.step = TTR_STEP_HORIZON;
    for (int i = 0; i < 3; i++) {
        figure.currency = currency[i];
        figure.region = 1;
        watch(w, figure);
    }
    figure =
        figure_of(p, TTR_FIGURE_SHARE, "advertising/revenue", "total/revenue");
    figure.step = TTR_STEP_HORIZON;
    watch(w, figure);
    figure = figure_of(p, TTR_FIGURE_GROWTH, "total/revenue", NULL);
    watch(w, figure);
    figure = figure_of(p, TTR_FIGURE_CAGR, "total/revenue", NULL);
    watch(w, figure);
    figure = figure_of(p, TTR_FIGURE_HHI, NULL, NULL);
    figure.step = TTR_STEP_HORIZON;
    watch(w, figure);
    figure.region = 1;
    watch(w, figure);
}

static ttr_gradient *new_gradient(const struct watched *w)
{
    struct ttr_error error = ttri_unit_error();
    ttr_gradient *gradient = NULL;

    ttri_assert_ok(ttr_gradient_new(w->simulation, NULL, 0, &gradient, &error),
                   &error);
    ck_assert_uint_eq(ttr_gradient_variables(gradient), w->variables);
    return gradient;
}

static double *numbers(size_t count)
{
    double *made = calloc(count, sizeof *made);

    ck_assert_ptr_nonnull(made);
    return made;
}

static ttr_program *document_program(void)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;

    ttri_assert_ok(ttr_document_open(NULL, document, &combiner, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_compile(combiner, &program, &error), &error);
    ttr_combiner_unref(combiner);
    return program;
}

/* ---- differences ---- */

#define STEP 0x1p-14

static void assert_slope(double found, double up, double down, double value,
                         const char *what, uint32_t variable)
{
    double expected = (up - down) / (2.0 * STEP);
    double room = 1e-6 * (fabs(expected) + 0.1 * fabs(value)) + 1e-12;

    ck_assert_msg(fabs(found - expected) <= room,
                  "%s, variable %u: slope %.12g, difference %.12g of %.12g",
                  what, variable, found, expected, value);
}

static void central_values(const struct watched *like, const double *shifts,
                           void (*watch_them)(struct watched *), double *values)
{
    struct ttr_error error = ttri_unit_error();
    struct watched w = watch_program(ttr_program_ref(like->program), shifts);
    double *slopes = numbers((size_t)like->variables * like->drivers);
    ttr_gradient *gradient;

    watch_them(&w);
    gradient = new_gradient(&w);
    ttri_assert_ok(ttr_gradient_central(gradient, values, slopes,
                                        (size_t)w.variables * w.drivers,
                                        &error),
                   &error);
    ttr_gradient_unref(gradient);
    free(slopes);
    watched_end(&w);
}

static void path_values(const struct watched *like, const double *shifts,
                        void (*watch_them)(struct watched *),
                        const struct ttr_sampling *sampling, uint64_t path,
                        uint64_t count, double *values)
{
    struct ttr_error error = ttri_unit_error();
    struct watched w = watch_program(ttr_program_ref(like->program), shifts);

    watch_them(&w);
    ttri_assert_ok(ttr_simulation_paths(w.simulation, sampling, path, count,
                                        values, w.variables * count, &error),
                   &error);
    watched_end(&w);
}

/* The name of a driver. */
static const char *driver_name(const ttr_program *program, uint32_t index)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_program_driver driver = {.struct_size = sizeof driver};

    ttri_assert_ok(ttr_program_driver(program, index, &driver, &error), &error);
    return driver.name;
}

/* Every `stride`-th driver from `first`. */
static void check_shifts(struct watched *w,
                         void (*watch_them)(struct watched *), uint32_t first,
                         uint32_t stride)
{
    enum {
        PATHS = 3
    };
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 4096);
    ttr_gradient *gradient = new_gradient(w);
    size_t table = (size_t)w->variables * w->drivers;
    double *central = numbers(table), *paths = numbers(table * PATHS);
    double *shifts = numbers(w->drivers), value[MOST_VARIABLES];
    double up[MOST_VARIABLES * PATHS], down[MOST_VARIABLES * PATHS];

    ck_assert_uint_le(w->variables, MOST_VARIABLES);
    ttri_assert_ok(
        ttr_gradient_central(gradient, value, central, table, &error), &error);
    ttri_assert_ok(ttr_gradient_paths(gradient, &sampling, 1000, PATHS, paths,
                                      table * PATHS, &error),
                   &error);
    for (uint32_t i = first; i < w->drivers; i += stride) {
        const char *name = driver_name(w->program, i);

        shifts[i] = STEP;
        central_values(w, shifts, watch_them, up);
        shifts[i] = -STEP;
        central_values(w, shifts, watch_them, down);
        for (uint32_t v = 0; v < w->variables; v++)
            assert_slope(central[v * w->drivers + i], up[v], down[v], value[v],
                         name, v);
        path_values(w, shifts, watch_them, &sampling, 1000, PATHS, down);
        shifts[i] = STEP;
        path_values(w, shifts, watch_them, &sampling, 1000, PATHS, up);
        shifts[i] = 0.0;
        for (uint32_t k = 0; k < w->variables * PATHS; k++)
            assert_slope(paths[((size_t)(k / PATHS) * w->drivers + i) * PATHS +
                               k % PATHS],
                         up[k], down[k], up[k], name, k / PATHS);
    }
    free(central);
    free(paths);
    free(shifts);
    ttr_gradient_unref(gradient);
}

START_TEST(slopes_of_a_whole_platform)
{
    struct watched w = watch_program(document_program(), NULL);

    watch_all_kinds(&w);
    check_shifts(&w, watch_all_kinds, (uint32_t)_i, 40);
    watched_end(&w);
}
END_TEST

/* ---- draws, by differences ---- */

/* The first path's draws, by row of the plan. */
static double *point_of(const struct ttri_run *run)
{
    uint32_t rows = ttri_plan_draw_rows(run->prepared->plan);
    double *point = numbers(rows);
    struct ttri_desk desk;

    ck_assert(ttri_desk_new(run, &desk));
    ttri_fill_block(run, &desk, 0, TTRI_REDRAW_NONE);
    for (uint32_t i = 0; i < rows; i++)
        point[i] = desk.rows[(size_t)i * TTRI_LANES];
    ttri_desk_free(run, &desk);
    return point;
}

/* Its slopes, variables x rows. */
static double *slopes_of(const struct watched *w, const struct ttri_run *run)
{
    struct ttr_error error = ttri_unit_error();
    const struct ttri_plan *plan = run->prepared->plan;
    uint32_t rows = ttri_plan_draw_rows(plan), draws = ttri_plan_draws(plan);
    uint32_t periods = run->prepared->periods;
    size_t room = (size_t)w->variables * draws * periods;
    double *table = numbers(room);
    double *slopes = numbers((size_t)w->variables * rows);
    ttr_gradient *gradient = new_gradient(w);

    ttri_assert_ok(
        ttr_gradient_draws(gradient, &run->sampling, 0, 1, table, room, &error),
        &error);
    for (uint32_t v = 0; v < w->variables; v++)
        for (uint32_t i = 0; i < draws; i++) {
            const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

            memcpy(slopes + (size_t)v * rows + draw->row,
                   table + ((size_t)v * draws + i) * periods,
                   draw->rows * sizeof *slopes);
        }
    ttr_gradient_unref(gradient);
    free(table);
    return slopes;
}

/* Two lanes for each unknown. */
static void difference(const struct ttri_run *run, struct ttri_desk *desk,
                       const double *point, uint32_t first, uint32_t end)
{
    for (uint32_t i = 0; i < ttri_plan_draw_rows(run->prepared->plan); i++)
        for (uint32_t j = 0; j < TTRI_LANES; j++)
            desk->rows[(size_t)i * TTRI_LANES + j] = point[i];
    for (uint32_t i = first; i < end; i++) {
        desk->rows[(size_t)i * TTRI_LANES + 2 * (i - first)] += STEP;
        desk->rows[(size_t)i * TTRI_LANES + 2 * (i - first) + 1] -= STEP;
    }
    ttri_compute_block(run, desk, desk->values);
}

static void check_draws(struct watched *w, const struct ttri_run *run,
                        const double *point, const double *values,
                        const double *slopes)
{
    uint32_t unknowns = ttri_plan_draw_rows(run->prepared->plan), end;
    struct ttri_desk desk;

    ck_assert(ttri_desk_new(run, &desk));
    for (uint32_t first = 0; first < unknowns; first = end) {
        end = unknowns - first < TTRI_LANES / 2 ? unknowns
                                                : first + TTRI_LANES / 2;
        difference(run, &desk, point, first, end);
        for (uint32_t v = 0; v < w->variables; v++)
            for (uint32_t i = first; i < end; i++) {
                const double *value =
                    desk.values + (size_t)v * TTRI_LANES + 2 * (i - first);

                /* Rows before a draw's first period are not its own. */
                if (point[i] != 0.0)
                    assert_slope(slopes[(size_t)v * unknowns + i], value[0],
                                 value[1], values[v], "draw", i);
            }
    }
    ttri_desk_free(run, &desk);
}

START_TEST(slopes_by_all_draws_of_a_whole_platform)
{
    struct ttr_error error = ttri_unit_error();
    struct watched w = watch_program(document_program(), NULL);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 4096);
    struct ttri_request request = {.simulation = w.simulation,
                                   .sampling = &sampling};
    double *point, *slopes, values[MOST_VARIABLES];
    struct ttri_run run;

    watch_all_kinds(&w);
    ttri_assert_ok(ttri_run_open(&request, &run, &error), &error);
    ttri_assert_ok(ttr_simulation_paths(w.simulation, &sampling, 0, 1, values,
                                        w.variables, &error),
                   &error);
    point = point_of(&run);
    slopes = slopes_of(&w, &run);
    check_draws(&w, &run, point, values, slopes);
    free(point);
    free(slopes);
    ttri_run_close(&run);
    watched_end(&w);
}
END_TEST

/* The values are those of a run. */
START_TEST(central_values_are_those_of_a_run)
{
    struct ttr_error error = ttri_unit_error();
    struct watched w = watch_program(document_program(), NULL);
    ttr_forecast *forecast = NULL;
    ttr_gradient *gradient;
    double value[16], table[16], *slopes;
    uint32_t output = output_index(w.program, "total/revenue");
    uint32_t steps = ttr_program_steps(w.program, TTR_STEP_YEAR);

    watch(&w, figure_of(w.program, TTR_FIGURE_OUTPUT, "total/revenue", NULL));
    ck_assert_uint_eq(w.variables, steps);
    ck_assert_uint_le(steps, 16);
    slopes = numbers((size_t)steps * w.drivers);
    gradient = new_gradient(&w);
    ttri_assert_ok(ttr_gradient_central(gradient, value, slopes,
                                        (size_t)steps * w.drivers, &error),
                   &error);
    ttri_assert_ok(ttr_program_run(w.program, NULL, &forecast, &error), &error);
    ttri_assert_ok(ttr_forecast_read(forecast, output, TTR_WORLD, TTR_REPORTING,
                                     TTR_STEP_YEAR, table, steps, &error),
                   &error);
    for (uint32_t i = 0; i < steps; i++)
        ck_assert_double_eq_tol(value[i] / table[i], 1.0, 1e-12);
    ttr_forecast_unref(forecast);
    ttr_gradient_unref(gradient);
    free(slopes);
    watched_end(&w);
}
END_TEST

/* ---- closed forms ---- */

static const char product_model[] = CHANCY_PRODUCT("x * y");

static struct watched watch_product(const double *shifts)
{
    struct watched w = watch_program(chancy_program(product_model), shifts);

    watch(&w, figure_of(w.program, TTR_FIGURE_OUTPUT, "a/revenue", NULL));
    return w;
}

/* d E[x y] / d shift = E[x y] = 15 e^(variances of the logarithms / 2). */
START_TEST(mean_slopes_of_a_product)
{
    struct ttr_error error = ttri_unit_error();
    struct watched w = watch_product(NULL);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 32768);
    ttr_gradient *gradient = new_gradient(&w);
    double quantile = 1.2815515655446004;
    double x = log(1.5) / quantile, y = log(1.25) / quantile;
    double expected = 15.0 * exp(0.5 * (x * x + y * y));
    double means[6], errors[6];

    ck_assert_uint_eq(w.drivers, 2);
    ttri_assert_ok(ttr_gradient_mean(gradient, &sampling, NULL, NULL, means,
                                     errors, 6, &error),
                   &error);
    for (uint32_t i = 0; i < 6; i++) {
        ck_assert_double_gt(errors[i], 0.0);
        ck_assert_double_lt(errors[i], 1e-3 * expected);
        ck_assert_double_eq_tol(means[i], expected, 6.0 * errors[i]);
    }
    ttr_gradient_unref(gradient);
    watched_end(&w);
}
END_TEST

/* d x y / dz = x y times the deviation of the logarithm. */
START_TEST(slopes_by_draws_of_a_product)
{
    enum {
        PATHS = 200,
        FIRST = 100
    };
    struct ttr_error error = ttri_unit_error();
    struct watched w = watch_product(NULL);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 4096);
    ttr_gradient *gradient = new_gradient(&w);
    double quantile = 1.2815515655446004, value[3 * PATHS];
    double x = log(1.5) / quantile, y = log(1.25) / quantile;
    uint32_t draws = 0;
    size_t rows;
    double *slopes;

    ttri_assert_ok(ttr_simulation_draws(w.simulation, &draws, &error), &error);
    rows = (size_t)draws * 3;
    slopes = numbers(3 * rows * PATHS);
    ttri_assert_ok(ttr_gradient_draws(gradient, &sampling, FIRST, PATHS, slopes,
                                      3 * rows * PATHS, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_paths(w.simulation, &sampling, FIRST, PATHS,
                                        value, 3 * PATHS, &error),
                   &error);
    for (uint32_t v = 0; v < 3; v++)
        for (uint32_t p = 0; p < PATHS; p++) {
            double squares = 0.0;

            for (size_t i = 0; i < rows; i++) {
                double slope = slopes[(v * rows + i) * PATHS + p];

                if (i % 3 != 0)
                    ck_assert_double_eq(slope, 0.0);
                squares += slope * slope;
            }
            ck_assert_double_eq_tol(sqrt(squares) / value[v * PATHS + p],
                                    hypot(x, y), 1e-12);
        }
    free(slopes);
    ttr_gradient_unref(gradient);
    watched_end(&w);
}
END_TEST

/* ---- the same bits ---- */

static void mean_of(const struct watched *w, int32_t level, uint32_t threads,
                    double *means, double *errors)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 4096);
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = threads};
    const uint32_t variable[] = {w->variables - 1};
    ttr_gradient *gradient = NULL;

    sampling.level = level;
    ttri_assert_ok(
        ttr_gradient_new(w->simulation, variable, 1, &gradient, &error),
        &error);
    ttri_assert_ok(ttr_gradient_mean(gradient, &sampling, &workers, NULL, means,
                                     errors, w->drivers, &error),
                   &error);
    ttr_gradient_unref(gradient);
}

START_TEST(threads_and_levels_do_not_show)
{
    struct watched w = watch_program(document_program(), NULL);
    double *means, *errors, *other, *others;
    size_t size;
    int32_t levels = 0;

    watch(&w, figure_of(w.program, TTR_FIGURE_OUTPUT, "total/revenue", NULL));
    size = w.drivers * sizeof *means;
    means = numbers(w.drivers);
    errors = numbers(w.drivers);
    other = numbers(w.drivers);
    others = numbers(w.drivers);
    mean_of(&w, 0, 1, means, errors);
    while (ttr_instruction_set((uint32_t)levels) != NULL)
        levels++;
    for (int32_t level = 0; level <= levels; level++) {
        mean_of(&w, level, level == 0 ? 3 : 1, other, others);
        ck_assert_mem_eq(means, other, size);
        ck_assert_mem_eq(errors, others, size);
    }
    for (uint32_t i = 0; i < w.drivers; i++)
        ck_assert(isfinite(means[i]) && isfinite(errors[i]));
    free(means);
    free(errors);
    free(other);
    free(others);
    watched_end(&w);
}
END_TEST

/* ---- refusals ---- */

START_TEST(what_is_wrong_is_refused)
{
    struct ttr_error error = ttri_unit_error();
    struct watched w = watch_product(NULL), bare;
    const uint32_t beyond[] = {0, 3};
    ttr_gradient *gradient = NULL;
    double table[6 * 4];

    ttri_assert_fails(
        ttr_gradient_new(w.simulation, beyond, 2, &gradient, &error),
        TTR_E_ARGUMENT, &error,
        "variable must be below the number of variables (got 3)");
    ttri_assert_fails(
        ttr_gradient_new(w.simulation, beyond, 0, &gradient, &error),
        TTR_E_ARGUMENT, &error, "count must be at least 1 (got 0)");
    ck_assert_ptr_null(gradient);
    bare = watch_program(ttr_program_ref(w.program), NULL);
    ttri_assert_fails(
        ttr_gradient_new(bare.simulation, NULL, 0, &gradient, &error),
        TTR_E_MISSING, &error, "simulation must watch at least one figure");
    watched_end(&bare);
    gradient = new_gradient(&w);
    ttri_assert_fails(
        ttr_gradient_central(gradient, NULL, table, 5, &error), TTR_E_ARGUMENT,
        &error, "slopes must have room for every number of the table (got 5)");
    ttri_assert_fails(
        ttr_gradient_paths(gradient, NULL, 0, 4, table, 23, &error),
        TTR_E_ARGUMENT, &error,
        "slopes must have room for every number of the table (got 23)");
    ttri_assert_fails(
        ttr_gradient_paths(gradient, NULL, 1u << 20, 1, table, 24, &error),
        TTR_E_RANGE, &error,
        "first must be below the number of paths (got 1048576)");
    ttri_assert_fails(
        ttr_gradient_draws(gradient, NULL, 0, 0, table, 24, &error),
        TTR_E_RANGE, &error,
        "count must be at least 1, and not beyond the last path (got 0)");
    ttri_assert_fails(
        ttr_gradient_mean(gradient, NULL, NULL, NULL, table, NULL, 5, &error),
        TTR_E_ARGUMENT, &error,
        "means must have room for every number of the table (got 5)");
    ttri_assert_fails(
        ttr_gradient_mean(gradient, NULL, NULL, NULL, NULL, NULL, 6, &error),
        TTR_E_ARGUMENT, &error, "ttr_gradient_mean: means must not be NULL");
    ttr_gradient_unref(ttr_gradient_ref(gradient));
    ttr_gradient_unref(gradient);
    watched_end(&w);
}
END_TEST

/* ---- every allocation fails ---- */

static ttr_status every_function(const struct ttr_allocator *allocator,
                                 void *unused)
{
    struct ttr_error own = ttri_unit_error(), *error = &own;
    ttr_program *program;
    ttr_simulation *simulation = NULL;
    ttr_gradient *gradient = NULL;
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 512);
    struct ttr_figure figure;
    double table[6 * 64];
    ttr_status status;

    (void)unused;
    program = chancy_program_with(allocator, product_model, &status, error);
    if (status == TTR_OK)
        status = ttr_simulation_new(program, NULL, &simulation, error);
    if (status == TTR_OK) {
        figure = figure_of(program, TTR_FIGURE_OUTPUT, "a/revenue", NULL);
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    }
    if (status == TTR_OK)
        status = ttr_gradient_new(simulation, NULL, 0, &gradient, error);
    if (status == TTR_OK)
        status = ttr_gradient_central(gradient, NULL, table, 6, error);
    if (status == TTR_OK)
        status =
            ttr_gradient_paths(gradient, &sampling, 0, 2, table, 12, error);
    if (status == TTR_OK)
        status =
            ttr_gradient_draws(gradient, &sampling, 0, 2, table, 384, error);
    if (status == TTR_OK)
        status = ttr_gradient_mean(gradient, &sampling, NULL, NULL, table, NULL,
                                   6, error);
    ttr_gradient_unref(gradient);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    ck_assert_uint_gt(ttri_fail_each(every_function, NULL), 100);
}
END_TEST

int main(int count, char **arguments)
{
    Suite *suite = suite_create("gradient");
    TCase *cases = tcase_create("all");

    if (count < 2)
        return 2;
    document = arguments[1];
    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, slopes_of_a_whole_platform, 0, 3);
    tcase_add_test(cases, slopes_by_all_draws_of_a_whole_platform);
    tcase_add_test(cases, central_values_are_those_of_a_run);
    tcase_add_test(cases, mean_slopes_of_a_product);
    tcase_add_test(cases, slopes_by_draws_of_a_product);
    tcase_add_test(cases, threads_and_levels_do_not_show);
    tcase_add_test(cases, what_is_wrong_is_refused);
    tcase_add_test(cases, every_allocation_may_fail);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
