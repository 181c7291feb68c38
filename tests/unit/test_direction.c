/* The direction in which a variable grows: of products of lognormals it is
 * known. */
#include "chancy.h"

#include "engine/simulation.h"

static const char product_model[] = CHANCY_PRODUCT("x * y * n");

struct opened {
    ttr_simulation *simulation;
    struct ttri_run run;
};

static struct opened open_run(uint32_t variable)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(product_model);
    struct opened opened = {0};
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 4096);
    struct ttri_request request = {.sampling = &sampling};
    struct ttr_figure figure;

    figure = chancy_figure(program, "a/revenue");
    opened.simulation = chancy_new(program);
    chancy_watch_one(opened.simulation, &figure);
    figure.output = output_index(program, "a/plain");
    chancy_watch_one(opened.simulation, &figure);
    figure = chancy_figure(program, "a/revenue");
    figure.kind = TTR_FIGURE_GROWTH;
    chancy_watch_one(opened.simulation, &figure);
    figure.kind = TTR_FIGURE_CAGR;
    chancy_watch_one(opened.simulation, &figure);
    ttr_program_unref(program);
    sampling.variable = variable;
    request.simulation = opened.simulation;
    ttri_assert_ok(ttri_run_open(&request, &opened.run, &error), &error);
    return opened;
}

static void close_run(struct opened *opened)
{
    ttri_run_close(&opened->run);
    ttr_simulation_unref(opened->simulation);
}

/* The slope for a draw in a period. */
static double slope(const struct opened *opened, const double *gradient,
                    const char *name, uint32_t period)
{
    const struct ttri_plan *plan = opened->run.prepared->plan;

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

        if (strcmp(draw->draw->name, name) == 0)
            return gradient[draw->row + (draw->rows > 1 ? period : 0)];
    }
    ck_abort_msg("no draw %s", name);
    return 0;
}

/* d ln(revenue) / dz is the deviation of each logarithm: ln 1.5 and ln 1.25
 * over the normal quantile of 0.9, 1.2815515655446004; and 0.3 for a year of
 * the walk, in this year and the one before. */
START_TEST(slopes_of_a_product)
{
    static const double quantile = 1.2815515655446004;
    struct ttr_error error = ttri_unit_error();
    struct opened opened = open_run(2);
    const double *gradient = NULL, *again = NULL;
    double x = log(1.5) / quantile, y = log(1.25) / quantile;
    double noise, common, own;

    ttri_assert_ok(ttri_find_direction(&opened.run, &gradient, &error), &error);
    ck_assert_ptr_nonnull(gradient);
    own = hypot(slope(&opened, gradient, "a/US/x", 0),
                slope(&opened, gradient, "a/*/x", 0));
    assert_near(own / 15.0, x, 1e-12);
    own = hypot(slope(&opened, gradient, "a/US/y", 0),
                slope(&opened, gradient, "a/*/y", 0));
    assert_near(own / 15.0, y, 1e-12);
    for (uint32_t t = 1; t < 3; t++) {
        noise = slope(&opened, gradient, "a/US/n noise", t);
        common = slope(&opened, gradient, "a/*/n noise", t);
        assert_near(hypot(noise, common) / 15.0, 0.3, 1e-12);
    }
    ck_assert_double_eq(slope(&opened, gradient, "a/US/n noise", 0), 0.0);
    /* Found once. */
    ttri_assert_ok(ttri_find_direction(&opened.run, &again, &error), &error);
    ck_assert_ptr_eq(again, gradient);
    close_run(&opened);
}
END_TEST

/* Each variable has its own: noise to come does not move the first year. */
START_TEST(slopes_of_another_variable)
{
    struct ttr_error error = ttri_unit_error();
    struct opened opened = open_run(2);
    const double *last = NULL, *first = NULL, *again = NULL;

    ttri_assert_ok(ttri_find_direction(&opened.run, &last, &error), &error);
    opened.run.sampling.variable = 0;
    ttri_assert_ok(ttri_find_direction(&opened.run, &first, &error), &error);
    ck_assert_double_eq(slope(&opened, first, "a/US/n noise", 1), 0.0);
    ck_assert_double_ne(slope(&opened, last, "a/US/n noise", 1), 0.0);
    ck_assert_double_gt(slope(&opened, first, "a/US/x", 0), 0.0);
    opened.run.sampling.variable = 2;
    ttri_assert_ok(ttri_find_direction(&opened.run, &again, &error), &error);
    ck_assert_ptr_eq(again, last);
    close_run(&opened);
}
END_TEST

/* What grows, and by what the noise of a year moves it. At the centre nothing
 * does: levels cancel. */
static const struct {
    uint32_t variable;
    double of_year[3];
} growth[] = {
    {6, {0.0, 0.3, 0.0}},
    {7, {0.0, 0.0, 0.3}},
    {8, {0.0, 0.15, 0.15}},
};

START_TEST(slopes_of_growth)
{
    struct ttr_error error = ttri_unit_error();
    struct opened opened = open_run(growth[_i].variable);
    const double *gradient = NULL;

    ttri_assert_ok(ttri_find_direction(&opened.run, &gradient, &error), &error);
    ck_assert_ptr_nonnull(gradient);
    for (uint32_t t = 0; t < 3; t++)
        assert_near(hypot(slope(&opened, gradient, "a/US/n noise", t),
                          slope(&opened, gradient, "a/*/n noise", t)),
                    growth[_i].of_year[t], 1e-12);
    assert_near(slope(&opened, gradient, "a/US/x", 0), 0.0, 1e-12);
    assert_near(slope(&opened, gradient, "a/*/y", 0), 0.0, 1e-12);
    close_run(&opened);
}
END_TEST

START_TEST(what_is_certain_is_flat)
{
    struct ttr_error error = ttri_unit_error();
    struct opened opened = open_run(4);
    const double *gradient = (const double *)&opened;

    ttri_assert_ok(ttri_find_direction(&opened.run, &gradient, &error), &error);
    ck_assert_ptr_null(gradient);
    close_run(&opened);
}
END_TEST

/* It takes as long as three blocks: an eighth of 24. */
START_TEST(an_eighth_of_the_run_is_worth_it)
{
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 4096);

    ck_assert(!ttri_wants_direction(&sampling, 24));
    ck_assert(ttri_wants_direction(&sampling, 25));
    sampling.direction = TTR_DIRECTION_GRADIENT;
    ck_assert(ttri_wants_direction(&sampling, 1));
    sampling.mode = TTR_SAMPLING_LATIN;
    ck_assert(!ttri_wants_direction(&sampling, 1000));
    sampling.mode = TTR_SAMPLING_SOBOL;
    sampling.direction = TTR_DIRECTION_NONE;
    ck_assert(!ttri_wants_direction(&sampling, 1000));
}
END_TEST

/* The first figure's last step, unless a variable is named. */
START_TEST(the_variable_in_question)
{
    struct opened opened = open_run(TTR_VARIABLE_FIRST);
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 4096);

    ck_assert_uint_eq(ttri_sampling_variable(opened.simulation, &sampling), 2);
    sampling.variable = 1;
    ck_assert_uint_eq(ttri_sampling_variable(opened.simulation, &sampling), 1);
    close_run(&opened);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("direction");
    TCase *cases = tcase_create("all");

    tcase_add_test(cases, slopes_of_a_product);
    tcase_add_test(cases, slopes_of_another_variable);
    tcase_add_loop_test(cases, slopes_of_growth, 0, TTRI_COUNT(growth));
    tcase_add_test(cases, what_is_certain_is_flat);
    tcase_add_test(cases, an_eighth_of_the_run_is_worth_it);
    tcase_add_test(cases, the_variable_in_question);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
