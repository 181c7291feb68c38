/* Slopes of figures: against closed forms, and against differences of runs. */
#include "chancy.h"
#include "failing.h"

#include <tiktokrev/gradient.h>

#include "engine/simulation.h"

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

int main(int count, char **arguments)
{
    Suite *suite = suite_create("gradient");
    TCase *cases = tcase_create("all");

    if (count < 2)
        return 2;
    document = arguments[1];
    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, slopes_of_a_whole_platform, 0, 3);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
