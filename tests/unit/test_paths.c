/* Single paths of a run: values, random numbers, explanations. */
#include "chancy.h"

#include "base/base.h"

/* ---- values ---- */

START_TEST(paths_are_the_runs)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 4096);
    uint32_t variables = ttr_simulation_variables(simulation);
    double *values = chancy_values(simulation, &sampling, 0, 4096);
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
    double *all = chancy_values(simulation, &sampling, 0, 1024);

    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        uint64_t first = part[i][0], count = part[i][1];
        double *values = chancy_values(simulation, &sampling, first, count);

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
    few = chancy_values(simulation, &sampling, 0, 1024);
    sampling.paths = 50000;
    many = chancy_values(simulation, &sampling, 0, 1024);
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
    numbers.value = chancy_room(size);
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
    ttr_simulation *simulation = chancy_new(program);
    struct ttr_sampling sampling = chancy_sampling(_i, 2048);
    struct ttr_figure figure;
    uint32_t us = 0, world = 0;
    double values[20];

    ttr_figure_init(&figure, sizeof figure);
    figure.step = TTR_STEP_PERIOD;
    figure.output = output_index(program, "total/revenue");
    world = chancy_watch_one(simulation, &figure);
    figure.output = output_index(program, "ads/impressions");
    figure.region = 0;
    us = chancy_watch_one(simulation, &figure);
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
    ttr_program *program = chancy_program(chancy_model);
    ttr_simulation *narrow = chancy_watching(program, "ads/revenue"),
                   *wide = chancy_simulation(chancy_model);
    struct ttr_sampling sampling = chancy_sampling(_i, 1024);
    ttr_text *one, *other;

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
    ttr_program *program = chancy_program(chancy_model);
    ttr_simulation *simulation = chancy_watching(program, "ads/revenue");
    struct ttr_sampling sobol = chancy_sampling(TTR_SAMPLING_SOBOL, 1024);
    struct ttr_sampling random = chancy_sampling(TTR_SAMPLING_RANDOM, 1024);
    ttr_text *one, *other;
    char *x, *y;

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

int main(void)
{
    Suite *suite = suite_create("paths");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 600);
    tcase_add_loop_test(cases, paths_are_the_runs, 0, CHANCY_MODES);
    tcase_add_loop_test(cases, parts_are_columns, 0, CHANCY_MODES);
    tcase_add_loop_test(cases, more_paths_change_none, 0, CHANCY_MODES);
    tcase_add_test(cases, paths_that_are_not_there);
    tcase_add_loop_test(cases, a_stream_more_changes_no_other_draw, 0, 3);
    tcase_add_loop_test(cases, draws_are_what_they_are_said_to_be, 0,
                        CHANCY_MODES);
    tcase_add_test(cases, draws_that_are_not_there);
    tcase_add_loop_test(cases, trees_end_in_the_paths_number, 0, CHANCY_MODES);
    tcase_add_loop_test(cases, anything_can_be_explained, 0, CHANCY_MODES);
    tcase_add_test(cases, what_is_not_watched_is_drawn_by_name);
    tcase_add_test(cases, what_can_not_be_explained);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
