/* The equations of random paths, taken out of a graph that also holds the
 * central path's. */
#include <math.h>
#include <string.h>

#include "failing.h"
#include "program/graph.h"
#include "small_graph.h"

#define PERIODS 4u

static ttri_value draw(struct ttri_graph *graph, const char *name)
{
    const struct ttri_draw draw = {.name = name,
                                   .kind = TTRI_DRAW_UNIFORM,
                                   .by_period = true,
                                   .epistemic = true,
                                   .first = 2};

    return ttri_draw(graph, &draw);
}

/* The paths' form of one value; it must come about. */
static struct ttri_graph *paths_of(const struct ttri_graph *graph,
                                   const double *parameters, ttri_value value,
                                   ttri_value *copy)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_graph *paths = NULL;

    ttri_assert_ok(
        ttri_graph_of_paths(graph, parameters, 1, &value, copy, &paths, &error),
        &error);
    ttri_assert_ok(ttri_graph_status(paths, &error), &error);
    return paths;
}

START_TEST(choices_are_made)
{
    struct ttri_graph *g = new_graph(PERIODS), *paths;
    ttri_value two = ttri_constant(g, 2.0);
    ttri_value inner = ttri_choice(g, ttri_parameter(g, 0, 5.0), draw(g, "u"));
    ttri_value outer = ttri_choice(g, two, ttri_mul(g, two, inner)), copy;
    const double draws[PERIODS] = {1.0, 2.0, 3.0, 4.0};
    double result[PERIODS];

    paths = paths_of(g, NULL, ttri_add(g, outer, two), &copy);
    run_value(paths, copy, NULL, draws, result);
    for (uint32_t t = 0; t < PERIODS; t++)
        ck_assert_double_eq(result[t], 2.0 * draws[t] + 2.0);
    ttri_graph_free(paths);
    ttri_graph_free(g);
}
END_TEST

/* What a parameter hid is known, and folds. */
START_TEST(parameters_are_numbers)
{
    struct ttri_graph *g = new_graph(PERIODS), *paths;
    ttri_value sum = ttri_add(
        g, ttri_mul(g, ttri_parameter(g, 0, 3.0), ttri_parameter(g, 1, 7.0)),
        ttri_constant(g, 1.0));
    const double other[] = {0.5, 8.0};
    ttri_value copy;
    double number = 0.0;

    paths = paths_of(g, NULL, sum, &copy);
    ck_assert(ttri_known(paths, copy, 0, &number));
    ck_assert_double_eq(number, 22.0);
    ttri_graph_free(paths);
    paths = paths_of(g, other, sum, &copy);
    ck_assert(ttri_known(paths, copy, 0, &number));
    ck_assert_double_eq(number, 5.0);
    ttri_graph_free(paths);
    ttri_graph_free(g);
}
END_TEST

/* In the order of their names, whoever asked first. */
START_TEST(draws_stay_as_they_are)
{
    struct ttri_graph *g = new_graph(PERIODS), *paths;
    const char *name[] = {"u", "a", "z", "m"}, *sorted[] = {"a", "m", "u", "z"};
    const struct ttri_draw *found;
    ttri_value sum = ttri_constant(g, 0.0), copy;

    for (uint32_t i = 0; i < 4; i++)
        sum = ttri_add(g, ttri_exp(g, draw(g, name[i])), sum);
    paths = paths_of(g, NULL, sum, &copy);
    ck_assert_uint_eq(ttri_graph_draws(paths), 4);
    for (uint32_t i = 0; i < 4; i++) {
        found = ttri_graph_draw(paths, i);
        ck_assert_str_eq(found->name, sorted[i]);
        ck_assert_int_eq(found->kind, TTRI_DRAW_UNIFORM);
        ck_assert(found->by_period);
        ck_assert(found->epistemic);
        ck_assert_uint_eq(found->first, 2);
    }
    ttri_graph_free(paths);
    ttri_graph_free(g);
}
END_TEST

/* Two states that look back at each other, one through a choice. */
START_TEST(states_are_tied_again)
{
    struct ttri_graph *g = new_graph(PERIODS), *paths;
    ttri_value next_a = ttri_forward(g), next_b = ttri_forward(g), copy;
    ttri_value a = ttri_lag(g, ttri_choice(g, ttri_constant(g, 9.0), next_b), 1,
                            ttri_constant(g, 1.0));
    ttri_value b = ttri_lag(g, next_a, 2, ttri_parameter(g, 0, 10.0));
    double result[PERIODS];
    /* a = 1, then b's next of one before; b's next = b + 1; a's = 2 a */
    const double expected[PERIODS] = {1.0, 11.0, 11.0, 3.0};

    ttri_bind(g, next_a, ttri_mul(g, ttri_constant(g, 2.0), a));
    ttri_bind(g, next_b, ttri_add(g, b, ttri_constant(g, 1.0)));
    paths = paths_of(g, NULL, a, &copy);
    run_value(paths, copy, NULL, NULL, result);
    for (uint32_t t = 0; t < PERIODS; t++)
        ck_assert_double_eq(result[t], expected[t]);
    ttri_graph_free(paths);
    ttri_graph_free(g);
}
END_TEST

START_TEST(every_operation_is_copied)
{
    struct ttri_graph *g = new_graph(PERIODS), *paths;
    const double row[PERIODS] = {0.1, 0.4, 0.2, 0.3}, steps[] = {5.0, 6.0, 8.0};
    ttri_value s = ttri_series(g, row), u = draw(g, "u");
    ttri_value half = ttri_constant(g, 0.5), value[16], sum, copy;
    double draws[PERIODS] = {0.9, 0.2, 0.7, 0.4}, before[PERIODS],
           after[PERIODS];
    uint32_t count = 0;

    value[count++] = ttri_add(g, s, u);
    value[count++] = ttri_sub(g, s, u);
    value[count++] = ttri_mul(g, s, u);
    value[count++] = ttri_div(g, u, s);
    value[count++] = ttri_min(g, s, u);
    value[count++] = ttri_max(g, s, u);
    value[count++] = ttri_exp(g, u);
    value[count++] = ttri_log(g, u);
    value[count++] = ttri_odds(g, u, ttri_add(g, s, half));
    value[count++] = ttri_select(g, ttri_sub(g, u, half), s, half);
    value[count++] = ttri_lag(g, u, 2, s);
    value[count++] = ttri_convolve(g, u, s);
    value[count++] = ttri_quantile(g, u);
    value[count++] = ttri_exp_two(g, u);
    value[count++] = ttri_normal(g, u);
    value[count++] = ttri_table(g, u, 0.0, 1.0, 3, steps, NULL);
    sum = ttri_table(g, u, 0.0, 1.0, 3, steps, steps);
    for (uint32_t i = 0; i < count; i++)
        sum = ttri_add(g, ttri_mul(g, sum, half), value[i]);
    paths = paths_of(g, NULL, sum, &copy);
    run_value(g, sum, NULL, draws, before);
    run_value(paths, copy, NULL, draws, after);
    ck_assert_mem_eq(before, after, sizeof before);
    ck_assert_uint_eq(ttri_graph_size(paths), ttri_graph_size(g));
    ttri_graph_free(paths);
    ttri_graph_free(g);
}
END_TEST

/* Only what is needed, each once; names go along. */
START_TEST(nothing_else_is_copied)
{
    struct ttri_graph *g = new_graph(PERIODS), *paths;
    ttri_value u = draw(g, "u"), e = ttri_exp(g, u), copy;

    ttri_name(g, e, "growth");
    for (int i = 0; i < 100; i++)
        ttri_mul(g, u, ttri_constant(g, i + 2.0));
    paths = paths_of(g, NULL, ttri_add(g, ttri_mul(g, e, e), e), &copy);
    /* The poison, the draw, its power, the square and the sum. */
    ck_assert_uint_eq(ttri_graph_size(paths), 5);
    for (ttri_value i = 1; i < 5; i++)
        if (paths->node[i].op == TTRI_OP_EXP)
            ck_assert_str_eq(ttri_name_of(paths, i), "growth");
        else
            ck_assert_ptr_null(ttri_name_of(paths, i));
    ttri_graph_free(paths);
    ttri_graph_free(g);
}
END_TEST

/* A loop that the central path does not have. */
START_TEST(loop_of_paths_is_named)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_graph *g = new_graph(PERIODS), *paths = NULL;
    ttri_value f = ttri_forward(g), u = draw(g, "u"), copy = 77;
    ttri_value hours = ttri_mul(g, ttri_choice(g, u, f), u);
    ttri_value pay = ttri_add(g, u, ttri_exp(g, hours)), sum;
    double result[PERIODS];

    ttri_name(g, hours, "audience/US/hours");
    ttri_name(g, pay, "creator/US/payout");
    ttri_bind(g, f, pay);
    sum = ttri_add(g, ttri_log(g, u), pay);
    run_value(g, sum, NULL, NULL, result); /* the central path has none */
    ttri_assert_fails(
        ttri_graph_of_paths(g, NULL, 1, &sum, &copy, &paths, &error),
        TTR_E_CYCLE, &error, NULL);
    ck_assert_ptr_nonnull(strstr(error.message,
                                 "must not depend on each other within one "
                                 "period: audience/US/hours -> "
                                 "creator/US/payout -> audience/US/hours"));
    ck_assert_ptr_null(paths);
    ttri_graph_free(g);
}
END_TEST

/* Forwards in a ring of choices, which central path and random paths close in
 * turn: nothing that follows them may go round for ever. */
START_TEST(ring_of_choices_is_named)
{
    const bool random = _i % 2, longer = _i / 2;
    struct ttr_error error = ttri_unit_error();
    struct ttri_graph *g = new_graph(PERIODS), *paths = NULL;
    ttri_value f = ttri_forward(g), h = longer ? ttri_forward(g) : f, copy = 77;
    ttri_value one = ttri_constant(g, 1.0);
    ttri_value ring = ttri_choice(g, random ? one : h, random ? h : one);

    ttri_name(g, ring, "deals/label/fee");
    if (longer)
        ttri_bind(g, h, ttri_choice(g, f, f));
    ttri_bind(g, f, ring);
    ttri_assert_fails(
        ttri_graph_of_paths(g, NULL, 1, &ring, &copy, &paths, &error),
        TTR_E_CYCLE, &error,
        "deals/label/fee must not depend on itself within a period");
    ck_assert_uint_eq(copy, 77);
    ck_assert_ptr_null(paths);
    ttri_graph_free(g);
}
END_TEST

START_TEST(unbound_forward_is_an_error)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_graph *g = new_graph(PERIODS), *paths = NULL;
    ttri_value f = ttri_forward(g), copy;
    ttri_value x = ttri_choice(g, ttri_constant(g, 1.0), ttri_exp(g, f));

    ttri_name(g, f, "events/tax/weight");
    ttri_assert_fails(
        ttri_graph_of_paths(g, NULL, 1, &x, &copy, &paths, &error),
        TTR_E_INTERNAL, &error, "events/tax/weight is used but never defined");
    ck_assert_ptr_null(paths);
    ttri_graph_free(g);
}
END_TEST

START_TEST(failed_graph_stays_failed)
{
    struct ttri_graph *g = new_graph(PERIODS), *paths = NULL;
    ttri_value x = ttri_exp(g, 0), copy;

    ck_assert_int_eq(ttri_graph_of_paths(g, NULL, 1, &x, &copy, &paths, NULL),
                     TTR_E_INTERNAL);
    ttri_graph_free(g);
}
END_TEST

/* A chain longer than any recursion could go. */
START_TEST(depth_has_no_limit)
{
    struct ttri_graph *g = new_graph(PERIODS), *paths;
    ttri_value u = draw(g, "u"), x = u, copy;

    for (int i = 0; i < 200000; i++)
        x = ttri_sub(g, ttri_constant(g, 1.0), ttri_mul(g, x, u));
    paths = paths_of(g, NULL, x, &copy);
    ck_assert_uint_eq(ttri_graph_size(paths), ttri_graph_size(g));
    ttri_graph_free(paths);
    ttri_graph_free(g);
}
END_TEST

static ttr_status whole_life(const struct ttr_allocator *allocator,
                             void *context)
{
    struct ttri_graph *g, *paths = NULL;
    const double grid[] = {1.0, 2.0};
    ttri_value next, x, u, copy;
    struct ttri_memory from;
    ttr_status status;

    (void)context;
    ck_assert_int_eq(ttri_memory_init(&from, allocator, NULL), TTR_OK);
    g = ttri_graph_new(&from, PERIODS);
    if (g == NULL)
        return TTR_E_NO_MEMORY;
    u = draw(g, "u");
    next = ttri_forward(g);
    x = ttri_table(g, ttri_lag(g, next, 1, u), 0.0, 1.0, 2, grid, grid);
    ttri_name(g, x, "x");
    ttri_bind(g, next, ttri_mul(g, x, u));
    status = ttri_graph_of_paths(g, NULL, 1, &x, &copy, &paths, NULL);
    ttri_graph_free(paths);
    ttri_graph_free(g);
    return status;
}

START_TEST(every_allocation_can_fail)
{
    ck_assert_uint_gt(ttri_fail_each(whole_life, NULL), 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("path_graph");
    TCase *tests = tcase_create("path_graph");

    tcase_add_test(tests, choices_are_made);
    tcase_add_test(tests, parameters_are_numbers);
    tcase_add_test(tests, draws_stay_as_they_are);
    tcase_add_test(tests, states_are_tied_again);
    tcase_add_test(tests, every_operation_is_copied);
    tcase_add_test(tests, nothing_else_is_copied);
    tcase_add_test(tests, loop_of_paths_is_named);
    tcase_add_loop_test(tests, ring_of_choices_is_named, 0, 4);
    tcase_add_test(tests, unbound_forward_is_an_error);
    tcase_add_test(tests, failed_graph_stays_failed);
    tcase_add_test(tests, depth_has_no_limit);
    tcase_add_test(tests, every_allocation_can_fail);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
