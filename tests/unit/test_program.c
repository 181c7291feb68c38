/* Programs: building, folding, ordering, both plans, explanations. */
#include <math.h>
#include <string.h>

#include "lanes/lanes.h"
#include "program/graph.h"
#include "small_graph.h"

START_TEST(equal_values_are_one_node)
{
    struct ttri_graph *g = new_graph(4);
    ttri_value p = ttri_parameter(g, 0, 0.0), q = ttri_parameter(g, 1, 0.0);
    const double row[] = {1, 2, 3, 4}, flat[] = {2, 2, 2, 2};

    ck_assert_uint_eq(ttri_add(g, p, q), ttri_add(g, q, p));
    ck_assert_uint_eq(ttri_mul(g, p, q), ttri_mul(g, q, p));
    ck_assert_uint_ne(ttri_sub(g, p, q), ttri_sub(g, q, p));
    ck_assert_uint_eq(ttri_series(g, row), ttri_series(g, row));
    ck_assert_uint_eq(ttri_series(g, flat), ttri_constant(g, 2.0));
    ck_assert_uint_eq(ttri_constant(g, 0.0), ttri_constant(g, -0.0));
    ttri_graph_free(g);
}
END_TEST

START_TEST(numbers_fold)
{
    struct ttri_graph *g = new_graph(3);
    ttri_value zero = ttri_constant(g, 0.0), one = ttri_constant(g, 1.0);
    ttri_value p = ttri_parameter(g, 0, 0.0);
    const double row[] = {1, 2, 3}, twice[] = {2, 4, 6}, late[] = {9, 1, 2};
    ttri_value s = ttri_series(g, row);

    ck_assert_uint_eq(ttri_add(g, p, zero), p);
    ck_assert_uint_eq(ttri_mul(g, p, one), p);
    ck_assert_uint_eq(ttri_mul(g, p, zero), zero);
    ck_assert_uint_eq(ttri_sub(g, p, p), zero);
    ck_assert_uint_eq(ttri_div(g, zero, p), zero);
    ck_assert_uint_eq(ttri_div(g, one, zero), zero);
    ck_assert_uint_eq(ttri_add(g, s, s), ttri_series(g, twice));
    ck_assert_uint_eq(ttri_lag(g, s, 1, ttri_constant(g, 9.0)),
                      ttri_series(g, late));
    /* Fixed points of a share. */
    ck_assert_uint_eq(ttri_odds(g, zero, p), zero);
    ck_assert_uint_eq(ttri_odds(g, one, p), one);
    ck_assert_uint_eq(ttri_odds(g, one, zero), one);
    ttri_graph_free(g);
}
END_TEST

/* ln(lowest <= x <= highest) */
static ttri_value bounded_log(struct ttri_graph *g, ttri_value x, double lowest,
                              double highest)
{
    x = ttri_max(g, ttri_constant(g, lowest), x);
    return ttri_log(g, ttri_min(g, x, ttri_constant(g, highest)));
}

START_TEST(powers_and_logarithms_cancel)
{
    static const double at[] = {-900, -14, -0.5, 0, 3, 14, 900};
    struct ttri_graph *g = new_graph(1);
    ttri_value p = ttri_parameter(g, 0, 0.0);
    ttri_value power = ttri_exp(g, p), two = ttri_exp_two(g, p), within;
    ttri_value positive = ttri_max(g, p, ttri_constant(g, 1e-6));

    ck_assert_uint_eq(ttri_log(g, power), p);
    ck_assert_uint_eq(ttri_log(g, two),
                      ttri_mul(g, p, ttri_constant(g, log(2.0))));
    ck_assert_uint_eq(ttri_exp(g, ttri_log(g, positive)), positive);
    ck_assert_uint_eq(ttri_exp(g, ttri_log(g, power)), power);
    /* Not where the bounds or the number may be negative. */
    ck_assert_uint_ne(ttri_exp(g, ttri_log(g, p)), p);
    within = ttri_min(g, positive, p);
    ck_assert_uint_ne(ttri_exp(g, ttri_log(g, within)), within);
    for (int i = 0; i < (int)(sizeof at / sizeof *at); i++) {
        double result, wanted = fmin(fmax(at[i], log(1e-6)), log(1e6));

        within = bounded_log(g, power, 1e-6, 1e6);
        run_value(g, within, &at[i], NULL, &result);
        ck_assert_double_eq_tol(result, wanted, 1e-14);
        run_value(g, bounded_log(g, two, 1e-6, 1e6), &at[i], NULL, &result);
        wanted = fmin(fmax(at[i] * log(2.0), log(1e-6)), log(1e6));
        ck_assert_double_eq_tol(result, wanted, 1e-14);
    }
    ttri_graph_free(g);
}
END_TEST

/* A share that touches 1 in one period, hit by something that takes all. */
START_TEST(share_of_one_never_moves)
{
    struct ttri_graph *g = new_graph(3);
    const double share[] = {1.0, 0.5, 0.0}, odds[] = {0.0, 0.0, 0.0};
    double result[3];
    ttri_value k = ttri_mul(g, ttri_parameter(g, 0, 1.0), ttri_series(g, odds));
    ttri_value x = ttri_odds(g, ttri_series(g, share),
                             ttri_add(g, ttri_parameter(g, 1, 0.0), k));

    run_value(g, x, NULL, NULL, result);
    ck_assert_double_eq(result[0], 1.0);
    ck_assert_double_eq(result[1], 0.0);
    ck_assert_double_eq(result[2], 0.0);
    ttri_graph_free(g);
}
END_TEST

START_TEST(state_carries)
{
    struct ttri_graph *g = new_graph(5);
    ttri_value rate = ttri_parameter(g, 0, 0.5), next = ttri_forward(g);
    ttri_value x = ttri_lag(g, next, 1, ttri_constant(g, 8.0));
    const double other = 2.0;
    double result[5];

    ttri_bind(g, next, ttri_mul(g, x, rate));
    run_value(g, x, NULL, NULL, result);
    for (int t = 0; t < 5; t++)
        ck_assert_double_eq(result[t], ldexp(8.0, -t));
    run_value(g, x, &other, NULL, result);
    for (int t = 0; t < 5; t++)
        ck_assert_double_eq(result[t], ldexp(8.0, t));
    ttri_graph_free(g);
}
END_TEST

START_TEST(state_of_itself_stays)
{
    struct ttri_graph *g = new_graph(4);
    ttri_value next = ttri_forward(g);
    ttri_value x = ttri_lag(g, next, 1, ttri_parameter(g, 0, 3.0));
    double result[4];

    ttri_bind(g, next, x);
    run_value(g, x, NULL, NULL, result);
    for (int t = 0; t < 4; t++)
        ck_assert_double_eq(result[t], 3.0);
    ttri_graph_free(g);
}
END_TEST

START_TEST(cycle_is_named)
{
    struct ttri_graph *g = new_graph(2);
    ttri_value p = ttri_parameter(g, 0, 1.0), f = ttri_forward(g);
    ttri_value a = ttri_add(g, f, p), b = ttri_mul(g, a, p);
    struct ttri_plan *plan = NULL;
    struct ttr_error error;

    ttri_name(g, a, "audience/US/hours");
    ttri_name(g, b, "creator/US/payout");
    ttri_bind(g, f, b);
    ttr_error_init(&error, sizeof error);
    ck_assert_int_eq(ttri_plan_central(g, 1, &a, &plan, &error), TTR_E_CYCLE);
    ck_assert_ptr_null(plan);
    ck_assert_ptr_nonnull(strstr(error.message, "audience/US/hours"));
    ck_assert_ptr_nonnull(strstr(error.message, "creator/US/payout"));
    ck_assert_ptr_nonnull(strstr(error.message, "within one period"));
    ttri_graph_free(g);
}
END_TEST

START_TEST(unbound_forward_is_an_error)
{
    struct ttri_graph *g = new_graph(2);
    ttri_value f = ttri_forward(g), x = ttri_exp(g, f);
    struct ttri_plan *plan = NULL;

    ck_assert_int_eq(ttri_plan_central(g, 1, &x, &plan, NULL), TTR_E_INTERNAL);
    ttri_graph_free(g);
}
END_TEST

START_TEST(unneeded_equations_cost_nothing)
{
    struct ttri_graph *g = new_graph(8);
    ttri_value p = ttri_parameter(g, 0, 1.0), wanted = ttri_exp(g, p);
    struct ttri_plan *plan = NULL;
    uint32_t few;

    ck_assert_int_eq(ttri_plan_central(g, 1, &wanted, &plan, NULL), TTR_OK);
    few = ttri_plan_operations(plan);
    ttri_plan_free(plan);
    for (int i = 0; i < 1000; i++)
        ttri_mul(g, p, ttri_constant(g, i + 2.0));
    ck_assert_int_eq(ttri_plan_central(g, 1, &wanted, &plan, NULL), TTR_OK);
    ck_assert_uint_eq(ttri_plan_operations(plan), few);
    ttri_plan_free(plan);
    ttri_graph_free(g);
}
END_TEST

START_TEST(registers_are_used_again)
{
    struct ttri_graph *g = new_graph(8);
    const double row[] = {1, 2, 3, 4, 5, 6, 7, 8};
    ttri_value x = ttri_mul(g, ttri_parameter(g, 0, 1.0), ttri_series(g, row));
    struct ttri_plan *plan = NULL;

    for (int i = 0; i < 500; i++)
        x = ttri_exp(g, ttri_min(g, x, ttri_constant(g, 0.5)));
    ck_assert_int_eq(ttri_plan_central(g, 1, &x, &plan, NULL), TTR_OK);
    ck_assert_uint_ge(ttri_plan_operations(plan), 1000);
    ck_assert_uint_le(ttri_plan_workspace(plan), 16);
    ttri_plan_free(plan);
    ttri_graph_free(g);
}
END_TEST

static ttri_value draw_of(struct ttri_graph *graph, const char *name,
                          bool by_period)
{
    const struct ttri_draw draw = {.name = name, .by_period = by_period};

    return ttri_draw(graph, &draw);
}

/* Steps of a block of one value. */
static uint32_t steps_of(const struct ttri_graph *graph, ttri_value value)
{
    struct ttri_plan *plan = NULL;
    uint32_t steps;

    ck_assert_int_eq(ttri_plan_paths(graph, 1, &value, &plan, NULL), TTR_OK);
    steps = ttri_plan_operations(plan);
    ttri_plan_free(plan);
    return steps;
}

START_TEST(sums_and_products_are_one_step)
{
    struct ttri_graph *g = new_graph(4);
    const double row[] = {1, 2, 3, 4};
    ttri_value a = draw_of(g, "a", true), b = draw_of(g, "b", true);
    ttri_value c = draw_of(g, "c", true), n = ttri_constant(g, 3.0);
    ttri_value s = ttri_series(g, row);
    ttri_value sum = ttri_add(g, n, ttri_mul(g, s, a)), more;

    sum = ttri_add(g, sum, ttri_mul(g, n, b));
    sum = ttri_sub(g, sum, c);
    ck_assert_uint_eq(steps_of(g, sum), 1);
    ck_assert_uint_eq(steps_of(g, ttri_exp_two(g, sum)), 1);
    ck_assert_uint_eq(steps_of(g, ttri_exp_two(g, ttri_mul(g, s, a))), 1);
    ck_assert_uint_eq(steps_of(g, ttri_mul(g, ttri_mul(g, a, b), c)), 1);
    ck_assert_uint_eq(steps_of(g, ttri_mul(g, ttri_mul(g, n, b), c)), 1);
    ck_assert_uint_eq(
        steps_of(g, ttri_add(g, ttri_mul(g, a, b), ttri_mul(g, b, c))), 1);
    ck_assert_uint_eq(steps_of(g, ttri_add(g, n, ttri_mul(g, b, c))), 1);
    /* Rows, products of rows, a number: each sort is a step. */
    more = ttri_add(g, sum, ttri_mul(g, b, c));
    ck_assert_uint_eq(steps_of(g, more), 2);
    ck_assert_uint_eq(steps_of(g, ttri_add(g, more, s)), 3);
    ck_assert_uint_eq(steps_of(g, ttri_exp_two(g, more)), 3);
    ttri_graph_free(g);
}
END_TEST

/* A sum with two readers is one row; what is scaled needs none. */
START_TEST(what_is_shared_stays_whole)
{
    struct ttri_graph *g = new_graph(4);
    ttri_value a = draw_of(g, "a", true), b = draw_of(g, "b", true);
    ttri_value n = ttri_constant(g, 3.0), scaled = ttri_mul(g, n, a);
    ttri_value sum = ttri_add(g, a, b);

    ck_assert_uint_eq(
        steps_of(g, ttri_mul(g, ttri_add(g, sum, n), ttri_sub(g, n, sum))), 4);
    ck_assert_uint_eq(steps_of(g, ttri_mul(g, ttri_add(g, scaled, b),
                                           ttri_sub(g, b, scaled))),
                      3);
    ttri_graph_free(g);
}
END_TEST

/* What carries over one period needs one row, and no copies. */
START_TEST(states_stay_in_place)
{
    struct ttri_graph *g = new_graph(8);
    ttri_value next = ttri_forward(g), now, value;
    struct ttri_plan *plan = NULL;

    now = ttri_lag(g, next, 1, ttri_constant(g, 2.0));
    ttri_bind(g, next,
              ttri_add(g, ttri_mul(g, ttri_constant(g, 0.5), now),
                       draw_of(g, "a", true)));
    value = ttri_exp(g, next);
    ck_assert_int_eq(ttri_plan_paths(g, 1, &value, &plan, NULL), TTR_OK);
    /* The number before the first period is filled in once. */
    ck_assert_uint_eq(ttri_plan_operations(plan), 3);
    ck_assert_uint_lt(ttri_plan_workspace(plan), 3 * TTRI_LANES);
    ttri_plan_free(plan);
    ttri_graph_free(g);
}
END_TEST

/* What is the same on every path is computed when the plan is made. */
START_TEST(shared_equations_cost_no_step)
{
    struct ttri_graph *g = new_graph(8);
    const double row[] = {1, 2, 3, 4, 5, 6, 7, 8};
    ttri_value next = ttri_forward(g), s = ttri_series(g, row), total;

    total = ttri_lag(g, next, 1, ttri_constant(g, 0.0));
    ttri_bind(g, next, ttri_add(g, total, s));
    for (int i = 0; i < 20; i++)
        total = ttri_exp(g, ttri_min(g, total, ttri_constant(g, 0.5)));
    ck_assert_uint_eq(steps_of(g, ttri_mul(g, total, draw_of(g, "a", true))),
                      1);
    ttri_graph_free(g);
}
END_TEST

START_TEST(explanation_is_a_tree)
{
    struct ttri_graph *g = new_graph(2);
    const double row[] = {3, 4};
    ttri_value hours =
        ttri_mul(g, ttri_series(g, row), ttri_parameter(g, 0, 2.0));
    ttri_value items = ttri_mul(g, hours, ttri_constant(g, 10.0));
    struct ttri_writer writer;
    ttr_text *text = NULL;

    ttri_name(g, hours, "audience/US/hours");
    ttri_name(g, items, "advertising/US/feed_items");
    ttri_writer_init(&writer, &memory);
    ck_assert_int_eq(ttri_explain(g, items, 1, 4, NULL, NULL, &writer, NULL),
                     TTR_OK);
    ck_assert_int_eq(ttri_writer_finish(&writer, &text, NULL), TTR_OK);
    ck_assert_str_eq(ttr_text_bytes(text),
                     "advertising/US/feed_items = 80  <- audience/hours * 10\n"
                     "  audience/US/hours = 8\n");
    ttr_text_unref(text);
    ttri_graph_free(g);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("program");
    TCase *tests = tcase_create("program");

    tcase_add_test(tests, equal_values_are_one_node);
    tcase_add_test(tests, numbers_fold);
    tcase_add_test(tests, powers_and_logarithms_cancel);
    tcase_add_test(tests, share_of_one_never_moves);
    tcase_add_test(tests, state_carries);
    tcase_add_test(tests, state_of_itself_stays);
    tcase_add_test(tests, cycle_is_named);
    tcase_add_test(tests, unbound_forward_is_an_error);
    tcase_add_test(tests, unneeded_equations_cost_nothing);
    tcase_add_test(tests, registers_are_used_again);
    tcase_add_test(tests, sums_and_products_are_one_step);
    tcase_add_test(tests, what_is_shared_stays_whole);
    tcase_add_test(tests, states_stay_in_place);
    tcase_add_test(tests, shared_equations_cost_no_step);
    tcase_add_test(tests, explanation_is_a_tree);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
