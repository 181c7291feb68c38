/* Single paths of a run: values, random numbers, explanations, and quantiles
 * that are exact. */
#include "chancy.h"

#include "engine/simulation.h"

#define MODES 4

static double *room_for(size_t count)
{
    double *values = calloc(count + 1, sizeof *values);

    ck_assert_ptr_nonnull(values);
    return values;
}

/* All variables of paths [first, first + count). */
static double *values_of(const ttr_simulation *simulation,
                         const struct ttr_sampling *sampling, uint64_t first,
                         uint64_t count)
{
    struct ttr_error error = ttri_unit_error();
    size_t size = ttr_simulation_variables(simulation) * (size_t)count;
    double *values = room_for(size);

    ttri_assert_ok(ttr_simulation_paths(simulation, sampling, first, count,
                                        values, size, &error),
                   &error);
    return values;
}

/* ---- values ---- */

START_TEST(paths_are_the_runs)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 4096);
    uint32_t variables = ttr_simulation_variables(simulation);
    double *values = values_of(simulation, &sampling, 0, 4096);
    ttr_distribution *run = chancy_run(simulation, &sampling, NULL);

    for (uint32_t v = 0; v < variables; v++) {
        double sum = 0, squares = 0, mean, deviation;

        for (int i = 0; i < 4096; i++)
            sum += values[v * 4096 + (uint32_t)i];
        sum /= 4096;
        for (int i = 0; i < 4096; i++)
            squares += (values[v * 4096 + (uint32_t)i] - sum) *
                       (values[v * 4096 + (uint32_t)i] - sum);
        ttri_assert_ok(ttr_distribution_means(run, v, 1, &mean, NULL, &error),
                       &error);
        ttri_assert_ok(
            ttr_distribution_deviations(run, v, 1, &deviation, NULL, &error),
            &error);
        assert_near(mean / sum, 1.0, 1e-12);
        assert_near(deviation / sqrt(squares / 4096), 1.0, 1e-3);
    }
    free(values);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
}
END_TEST

/* Any part of the paths is the same part of all of them. */
START_TEST(parts_are_columns)
{
    static const uint64_t part[][2] = {{0, 1},     {127, 2},  {128, 128},
                                       {200, 400}, {1023, 1}, {3, 1021}};
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 1024);
    uint32_t variables = ttr_simulation_variables(simulation);
    double *all = values_of(simulation, &sampling, 0, 1024);

    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        uint64_t first = part[i][0], count = part[i][1];
        double *values = values_of(simulation, &sampling, first, count);

        for (uint32_t v = 0; v < variables; v++)
            ck_assert(
                same_bits(values + v * count, all + v * 1024 + first, count));
        free(values);
    }
    free(all);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(more_paths_change_none)
{
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 1024);
    double *few, *many;

    sampling.direction = TTR_DIRECTION_GRADIENT;
    few = values_of(simulation, &sampling, 0, 1024);
    sampling.paths = 50000;
    many = values_of(simulation, &sampling, 0, 1024);
    /* A Latin hypercube is of its paths. */
    ck_assert_int_eq(
        same_bits(few, many, 1024 * ttr_simulation_variables(simulation)),
        _i != TTR_SAMPLING_LATIN);
    free(few);
    free(many);
    ttr_simulation_unref(simulation);
}
END_TEST

START_TEST(paths_that_are_not_there)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 1024);
    double values[64] = {7};

#define REFUSED(first, count, capacity, status, text)                          \
    do {                                                                       \
        ttri_assert_fails(ttr_simulation_paths(simulation, &sampling, first,   \
                                               count, values, capacity,        \
                                               &error),                        \
                          status, &error, text);                               \
        ttri_assert_fails(ttr_simulation_numbers(simulation, &sampling, first, \
                                                 count, values, capacity,      \
                                                 &error),                      \
                          status, &error, text);                               \
    } while (0)
    REFUSED(1024, 1, 64, TTR_E_RANGE,
            "first must be below the number of paths (got 1024)");
    REFUSED(UINT64_MAX, 1, 64, TTR_E_RANGE, NULL);
    REFUSED(0, 0, 64, TTR_E_RANGE,
            "count must be at least 1, and not beyond the last path (got 0)");
    REFUSED(1000, 25, 64, TTR_E_RANGE,
            "count must be at least 1, and not beyond the last path (got 25)");
    REFUSED(1000, UINT64_MAX, 64, TTR_E_RANGE, NULL);
    REFUSED(0, 64, 64, TTR_E_ARGUMENT,
            "values must have room for every number of the table (got 64)");
#undef REFUSED
    ck_assert_double_eq(values[0], 7);
    ttr_simulation_unref(simulation);
}
END_TEST

/* ---- random numbers ---- */

struct numbers {
    ttr_simulation *simulation;
    uint32_t draws, periods;
    uint64_t count;
    double *value; /* draws x periods x count */
};

static struct numbers numbers_of(const char *text,
                                 const struct ttr_sampling *sampling,
                                 uint64_t count)
{
    struct ttr_error error = ttri_unit_error();
    struct numbers numbers = {
        .simulation = chancy_simulation(text), .periods = 10, .count = count};
    size_t size;

    ttri_assert_ok(
        ttr_simulation_draws(numbers.simulation, &numbers.draws, &error),
        &error);
    size = (size_t)numbers.draws * numbers.periods * count;
    numbers.value = room_for(size);
    ttri_assert_ok(ttr_simulation_numbers(numbers.simulation, sampling, 0,
                                          count, numbers.value, size, &error),
                   &error);
    return numbers;
}

static void numbers_free(struct numbers *numbers)
{
    ttr_simulation_unref(numbers->simulation);
    free(numbers->value);
}

static struct ttr_draw draw_of(const struct numbers *numbers, uint32_t index)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_draw draw = {.struct_size = sizeof draw};

    ttri_assert_ok(
        ttr_simulation_draw(numbers->simulation, index, &draw, &error), &error);
    return draw;
}

static uint32_t find_draw(const struct numbers *numbers, const char *name)
{
    for (uint32_t i = 0; i < numbers->draws; i++)
        if (strcmp(draw_of(numbers, i).name, name) == 0)
            return i;
    return UINT32_MAX;
}

static const double *draw_values(const struct numbers *numbers, uint32_t index)
{
    return numbers->value + index * numbers->periods * numbers->count;
}

/* Streams are put in, and the numbers of all that was there stay. Sobol'
 * points have a coordinate for each draw, so they are another sequence. */
START_TEST(a_stream_more_changes_no_other_draw)
{
    static const int32_t modes[] = {TTR_SAMPLING_RANDOM, TTR_SAMPLING_LATIN,
                                    TTR_SAMPLING_ANTITHETIC};
    struct ttr_sampling sampling = chancy_sampling(modes[_i], 2048);
    struct numbers few = numbers_of(CHANCY(CHANCY_AD), &sampling, 300);
    struct numbers many = numbers_of(
        CHANCY(CHANCY_GIFTS ", " CHANCY_AD ", " CHANCY_SHOP), &sampling, 300);

    ck_assert_uint_gt(few.draws, 5);
    ck_assert_uint_gt(many.draws, few.draws);
    for (uint32_t i = 0; i < few.draws; i++) {
        const char *name = draw_of(&few, i).name;
        uint32_t other = find_draw(&many, name);

        ck_assert_msg(other != UINT32_MAX, "%s is gone", name);
        ck_assert_msg(same_bits(draw_values(&few, i), draw_values(&many, other),
                                10 * 300),
                      "%s changed", name);
    }
    numbers_free(&few);
    numbers_free(&many);
}
END_TEST

START_TEST(draws_are_what_they_are_said_to_be)
{
    struct ttr_sampling sampling = chancy_sampling(_i, 8192);
    struct numbers numbers = numbers_of(chancy_model, &sampling, 8192);
    struct ttr_error error = ttri_unit_error();
    uint32_t dimensions = 0, seen = 0, epistemic = 0;

    for (uint32_t i = 0; i < numbers.draws; i++) {
        struct ttr_draw draw = draw_of(&numbers, i);
        const double *value = draw_values(&numbers, i);

        epistemic += draw.epistemic == 1 ? 1 : 0;
        seen += draw.by_period ? 0 : 1;
        for (uint32_t t = 0; t < 10; t++) {
            double sum = 0, squares = 0;

            for (uint32_t j = 0; j < 8192; j++) {
                double x = value[t * 8192 + j];

                sum += x;
                squares += x * x;
            }
            if (draw.by_period && sum == 0 && squares == 0) {
                ck_assert_uint_lt(t, 9); /* not yet drawn */
                continue;
            }
            seen += draw.by_period ? 1 : 0;
            /* Four deviations of a mean, and of a mean square. */
            assert_near(sum / 8192, draw.uniform ? 0.5 : 0.0, 0.045);
            assert_near(squares / 8192, draw.uniform ? 1.0 / 3.0 : 1.0, 0.065);
            if (!draw.by_period)
                ck_assert(same_bits(value, value + t * 8192, 8192));
        }
    }
    ck_assert_uint_gt(epistemic, 5);
    ck_assert_uint_lt(epistemic, numbers.draws);
    ttri_assert_ok(
        ttr_simulation_dimensions(numbers.simulation, &dimensions, &error),
        &error);
    ck_assert_uint_eq(dimensions, seen);
    numbers_free(&numbers);
}
END_TEST

START_TEST(draws_that_are_not_there)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_draw draw = {.struct_size = sizeof draw, .name = "untouched"};

    ttri_assert_fails(ttr_simulation_draw(simulation, 9999, &draw, &error),
                      TTR_E_ARGUMENT, &error,
                      "draw must be below the number of draws (got 9999)");
    ck_assert_str_eq(draw.name, "untouched");
    draw.struct_size = 3;
    ttri_assert_fails(ttr_simulation_draw(simulation, 0, &draw, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    ttr_simulation_unref(simulation);
}
END_TEST

/* ---- explanations ---- */

static ttr_text *explain(const ttr_simulation *simulation,
                         const ttr_program *program,
                         const struct ttr_sampling *sampling, uint64_t path,
                         const char *output, uint32_t region, uint32_t period)
{
    struct ttr_error error = ttri_unit_error();
    ttr_text *text = NULL;

    ttri_assert_ok(ttr_simulation_explain(simulation, sampling, path,
                                          output_index(program, output), region,
                                          period, 64, &text, &error),
                   &error);
    return text;
}

/* The number that the tree begins with is the path's, as people read it. */
static void check_tree(const ttr_text *text, double value)
{
    char number[TTRI_NUMBER_SIZE], wanted[TTRI_NUMBER_SIZE + 4];
    const char *line = strchr(ttr_text_bytes(text), '\n');
    bool large = fabs(value) >= 1e6 && fabs(value) < 1e15;

    ttri_format_digits(large ? round(value) : value, large ? 15 : 7, number);
    snprintf(wanted, sizeof wanted, " = %s", number);
    ck_assert_ptr_nonnull(line);
    ck_assert_msg(strstr(line, wanted) != NULL &&
                      strchr(line + 1, '\n') > strstr(line, wanted),
                  "%s is not in %.200s", wanted, line);
}

START_TEST(trees_end_in_the_paths_number)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(chancy_model);
    ttr_simulation *simulation = NULL;
    struct ttr_sampling sampling = chancy_sampling(_i, 2048);
    struct ttr_figure figure;
    uint32_t us = 0, world = 0;
    double values[20];

    ttr_figure_init(&figure, sizeof figure);
    figure.step = TTR_STEP_PERIOD;
    figure.output = output_index(program, "total/revenue");
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, &world, &error),
                   &error);
    figure.output = output_index(program, "ads/impressions");
    figure.region = 0;
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, &us, &error),
                   &error);
    for (uint64_t path = 0; path < 2048; path += 411) {
        uint32_t period = (uint32_t)(path % 10);
        ttr_text *text = explain(simulation, program, &sampling, path,
                                 "ads/impressions", 0, period);

        ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, path, 1,
                                            values, 20, &error),
                       &error);
        check_tree(text, values[us + period]);
        ttr_text_unref(text);
        text = explain(simulation, program, &sampling, path, "total/revenue",
                       TTR_WORLD, period);
        check_tree(text, values[world + period]);
        /* What was drawn is named. */
        ck_assert_ptr_nonnull(
            strstr(ttr_text_bytes(text), "ads/US/ecpm_ref noise drawn"));
        ck_assert_ptr_nonnull(
            strstr(ttr_text_bytes(text), "ads/US/ad_load drawn"));
        ttr_text_unref(text);
    }
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

/* What is not watched can be explained too. Where draws depend on their names
 * alone, it is as if it were watched. */
START_TEST(anything_can_be_explained)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(chancy_model);
    ttr_simulation *narrow = NULL, *wide = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 1024);
    struct ttr_figure figure;
    ttr_text *one, *other;

    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, "ads/revenue");
    ttri_assert_ok(ttr_simulation_new(program, NULL, &narrow, &error), &error);
    ttri_assert_ok(ttr_simulation_watch(narrow, &figure, NULL, &error), &error);
    one = explain(narrow, program, &sampling, 17, "shop/gmv", 1, 3);
    other = explain(wide, program, &sampling, 17, "shop/gmv", 1, 3);
    ck_assert_uint_gt(ttr_text_size(one), 100);
    if (_i != TTR_SAMPLING_SOBOL)
        ck_assert_str_eq(ttr_text_bytes(one), ttr_text_bytes(other));
    ttr_text_unref(one);
    ttr_text_unref(other);
    ttr_simulation_unref(narrow);
    ttr_simulation_unref(wide);
    ttr_program_unref(program);
}
END_TEST

/* The line of a tree that says what was drawn; the caller frees. */
static char *line_of(const ttr_text *text, const char *name)
{
    const char *at = strstr(ttr_text_bytes(text), name);
    size_t size;
    char *line;

    ck_assert_msg(at != NULL, "no %s in %s", name, ttr_text_bytes(text));
    size = strcspn(at, "\n");
    line = calloc(1, size + 1);
    ck_assert_ptr_nonnull(line);
    memcpy(line, at, size);
    return line;
}

/* A Sobol' point has no coordinate for what is not watched: that is drawn by
 * its name, as pseudo-random numbers are. */
START_TEST(what_is_not_watched_is_drawn_by_name)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(chancy_model);
    ttr_simulation *simulation = NULL;
    struct ttr_sampling sobol = chancy_sampling(TTR_SAMPLING_SOBOL, 1024);
    struct ttr_sampling random = chancy_sampling(TTR_SAMPLING_RANDOM, 1024);
    struct ttr_figure figure;
    ttr_text *one, *other;
    char *x, *y;

    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, "ads/revenue");
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
    one = explain(simulation, program, &sobol, 17, "shop/gmv", 1, 3);
    other = explain(simulation, program, &random, 17, "shop/gmv", 1, 3);
    x = line_of(one, "shop/EU/aov drawn = ");
    y = line_of(other, "shop/EU/aov drawn = ");
    ck_assert_str_eq(x, y);
    free(x);
    free(y);
    x = line_of(one, "audience/EU/mau_gross drawn = ");
    y = line_of(other, "audience/EU/mau_gross drawn = ");
    ck_assert_str_ne(x, y);
    free(x);
    free(y);
    ttr_text_unref(one);
    ttr_text_unref(other);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

START_TEST(what_can_not_be_explained)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 1024);
    ttr_text *text = NULL;

#define REFUSED(path, output, region, period, depth, status, words)            \
    ttri_assert_fails(ttr_simulation_explain(simulation, &sampling, path,      \
                                             output, region, period, depth,    \
                                             &text, &error),                   \
                      status, &error, words)
    REFUSED(1024, 0, 0, 0, 4, TTR_E_RANGE,
            "path must be below the number of paths (got 1024)");
    REFUSED(0, 99999, 0, 0, 4, TTR_E_ARGUMENT,
            "output must be below the number of outputs (got 99999)");
    REFUSED(0, 0, 2, 0, 4, TTR_E_ARGUMENT,
            "region must be below the number of regions (got 2)");
    REFUSED(0, 0, 0, 10, 4, TTR_E_ARGUMENT,
            "period must be below the number of periods (got 10)");
    REFUSED(0, 0, 0, 0, 0, TTR_E_ARGUMENT,
            "depth must be within [1, 64] (got 0)");
    REFUSED(0, 0, 0, 0, 65, TTR_E_ARGUMENT,
            "depth must be within [1, 64] (got 65)");
#undef REFUSED
    ck_assert_ptr_null(text);
    ttr_simulation_unref(simulation);
}
END_TEST

/* ---- exact quantiles ---- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static const double levels[] = {1e-9, 0.001, 0.05,  0.25,    0.5,
                                0.75, 0.95,  0.999, 1 - 1e-9};
#define LEVELS (sizeof levels / sizeof *levels)

/* The smallest value that at least a share p of the paths do not exceed. */
static double quantile_of(const double *sorted, uint64_t count, double p)
{
    uint64_t k = (uint64_t)ceil(p * (double)count);

    return sorted[(k < 1 ? 1 : k) - 1];
}

START_TEST(quantiles_are_the_samples)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 5000);
    ttr_distribution *run = chancy_run(simulation, &sampling, NULL);
    uint64_t paths = ttr_distribution_paths(run);
    uint32_t variables = ttr_simulation_variables(simulation);
    double *values = values_of(simulation, &sampling, 0, paths);
    double found[LEVELS];

    for (uint32_t v = 0; v < variables; v++) {
        struct ttr_workers workers = {.struct_size = sizeof workers,
                                      .threads = 1 + v % 3};

        qsort(values + v * paths, paths, sizeof *values, by_size);
        ttri_assert_ok(ttr_simulation_exact_quantiles(
                           simulation, &sampling, &workers, NULL, run, v,
                           levels, LEVELS, found, &error),
                       &error);
        for (size_t i = 0; i < LEVELS; i++)
            ck_assert_msg(found[i] ==
                              quantile_of(values + v * paths, paths, levels[i]),
                          "variable %u at %g: %.17g", v, levels[i], found[i]);
    }
    free(values);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
}
END_TEST

/* With little room the paths are run over and over, to the same numbers. */
START_TEST(little_room_takes_longer)
{
    static const uint64_t room[] = {1, 40, 500};
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 3000);
    struct ttr_workers workers = {.struct_size = sizeof workers, .threads = 2};
    struct ttri_request request = {simulation, &sampling, &workers, NULL};
    ttr_distribution *run = chancy_run(simulation, &sampling, NULL);
    double expected[LEVELS], found[LEVELS];

    for (uint32_t v = 0; v < ttr_simulation_variables(simulation); v++) {
        ttri_assert_ok(ttr_simulation_exact_quantiles(
                           simulation, &sampling, NULL, NULL, run, v, levels,
                           LEVELS, expected, &error),
                       &error);
        ttri_assert_ok(ttri_exact_quantiles(&request, run, v, levels, LEVELS,
                                            room[_i], found, &error),
                       &error);
        ck_assert(same_bits(found, expected, LEVELS));
    }
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
}
END_TEST

/* Half of all paths at one number, more than are ever kept: x is renewed or
 * not. */
static const char atom_model[] =
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2024-01\", "
    "\"frequency\": \"year\", \"periods\": 1}, \"currency\": \"USD\", "
    "\"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}], \"streams\": "
    "[{\"name\": \"a\", \"model\": \"custom\", \"declare\": [{\"key\": \"x\", "
    "\"unit\": \"money\", \"support\": \"real\", \"default\": 0}], "
    "\"drivers\": {\"x\": {\"value\": 0.3, \"range\": {\"low\": -1, "
    "\"high\": 1.6, \"probability\": 0.8}}}, \"equations\": {\"revenue\": "
    "{\"formula\": \"max(x, 0.5)\", \"unit\": \"money\", \"kind\": "
    "\"flow\"}}}]}";

START_TEST(quantiles_where_much_is_equal)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(atom_model);
    ttr_simulation *simulation = NULL;
    struct ttr_figure figure;
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_RANDOM, 400000);
    ttr_distribution *run;
    uint64_t paths;
    double *values, found[64], probability[64];

    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, "a/revenue");
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, NULL, &error),
                   &error);
    run = chancy_run(simulation, &sampling, NULL);
    paths = ttr_distribution_paths(run);
    values = values_of(simulation, &sampling, 0, paths);
    qsort(values, paths, sizeof *values, by_size);
    for (int i = 0; i < 64; i++)
        probability[i] = (i + 0.5) / 64;
    ttri_assert_ok(ttr_simulation_exact_quantiles(simulation, &sampling, NULL,
                                                  NULL, run, 0, probability, 64,
                                                  found, &error),
                   &error);
    ck_assert_double_eq(found[20], 0.5);
    for (int i = 0; i < 64; i++)
        ck_assert_double_eq(found[i],
                            quantile_of(values, paths, probability[i]));
    free(values);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}
END_TEST

START_TEST(quantiles_of_what_else)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    ttr_simulation *other = chancy_simulation(CHANCY(CHANCY_AD));
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 4096);
    ttr_distribution *run = chancy_run(simulation, &sampling, NULL);
    ttr_distribution *part = NULL;
    double found[2] = {7, 7}, half = 0.5, one = 1.0;

#define REFUSED(what, of, variable, levels, count, status, text)               \
    ttri_assert_fails(ttr_simulation_exact_quantiles(                          \
                          what, &sampling, NULL, NULL, of, variable, levels,   \
                          count, found, &error),                               \
                      status, &error, text)
    REFUSED(simulation, run, 999, &half, 1, TTR_E_ARGUMENT,
            "variable must be below the number of variables (got 999)");
    REFUSED(simulation, run, 0, &half, 0, TTR_E_ARGUMENT,
            "count must be within [1, 64] (got 0)");
    REFUSED(simulation, run, 0, &half, 65, TTR_E_ARGUMENT,
            "count must be within [1, 64] (got 65)");
    REFUSED(simulation, run, 0, &one, 1, TTR_E_RANGE,
            "probability must be inside (0, 1) (got 1)");
    REFUSED(other, run, 0, &half, 1, TTR_E_CONFLICT,
            "distribution must be of this simulation and sampling");
    sampling.seed = 3;
    REFUSED(simulation, run, 0, &half, 1, TTR_E_CONFLICT,
            "distribution must be of this simulation and sampling");
    sampling.seed = 1;
    ttri_assert_ok(ttr_simulation_shard(simulation, &sampling, 0, 1024, NULL,
                                        NULL, &part, &error),
                   &error);
    REFUSED(simulation, part, 0, &half, 1, TTR_E_CONFLICT,
            "distribution must be complete, not a shard");
#undef REFUSED
    ck_assert_double_eq(found[0], 7);
    ttr_distribution_unref(part);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
    ttr_simulation_unref(other);
}
END_TEST

/* A run that stopped early has fewer paths than were asked for. */
START_TEST(quantiles_of_a_run_that_stopped)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling =
        chancy_sampling(TTR_SAMPLING_RANDOM, 1024 * 1024);
    ttr_distribution *run;
    double half = 0.5, found, *values;
    uint64_t paths;

    sampling.tolerance = 0.02;
    sampling.variable = 0;
    run = chancy_run(simulation, &sampling, NULL);
    paths = ttr_distribution_paths(run);
    ck_assert_uint_lt(paths, sampling.paths);
    ttri_assert_ok(ttr_simulation_exact_quantiles(simulation, &sampling, NULL,
                                                  NULL, run, 0, &half, 1,
                                                  &found, &error),
                   &error);
    values = values_of(simulation, &sampling, 0, paths);
    qsort(values, paths, sizeof *values, by_size);
    ck_assert_double_eq(found, quantile_of(values, paths, 0.5));
    free(values);
    ttr_distribution_unref(run);
    ttr_simulation_unref(simulation);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("paths");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, paths_are_the_runs, 0, MODES);
    tcase_add_loop_test(cases, parts_are_columns, 0, MODES);
    tcase_add_loop_test(cases, more_paths_change_none, 0, MODES);
    tcase_add_test(cases, paths_that_are_not_there);
    tcase_add_loop_test(cases, a_stream_more_changes_no_other_draw, 0, 3);
    tcase_add_loop_test(cases, draws_are_what_they_are_said_to_be, 0, MODES);
    tcase_add_test(cases, draws_that_are_not_there);
    tcase_add_loop_test(cases, trees_end_in_the_paths_number, 0, MODES);
    tcase_add_loop_test(cases, anything_can_be_explained, 0, MODES);
    tcase_add_test(cases, what_is_not_watched_is_drawn_by_name);
    tcase_add_test(cases, what_can_not_be_explained);
    tcase_add_loop_test(cases, quantiles_are_the_samples, 0, MODES);
    tcase_add_loop_test(cases, little_room_takes_longer, 0, 3);
    tcase_add_test(cases, quantiles_where_much_is_equal);
    tcase_add_test(cases, quantiles_of_what_else);
    tcase_add_test(cases, quantiles_of_a_run_that_stopped);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
