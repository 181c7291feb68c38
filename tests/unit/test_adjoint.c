/* Slopes of equations against closed forms and against differences: of each
 * operation, of what carries state. */
#include "failing.h"
#include "slopes.h"

/* ---- operations ---- */

static ttri_value mixture(struct sample *s, double shift)
{
    ttri_value sum = constant(s, shift);

    for (uint32_t i = 0; i < PARAMETERS; i++)
        sum =
            ttri_add(s->graph, sum, scaled(s, 0.2 + 0.3 * i, s->parameter[i]));
    for (uint32_t i = 0; i < DRAWS; i++)
        sum = ttri_add(s->graph, sum, scaled(s, 0.7 - 0.4 * i, s->draw[i]));
    return sum;
}

static void write_arithmetic(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    ttri_value x = mixture(s, 0.5), y = mixture(s, 3.0);

    s->output[0] = ttri_div(g, ttri_mul(g, x, ttri_sub(g, y, s->draw[2])), y);
    s->output[1] = ttri_mul(g, series(s, 1.0, 0.5), ttri_mul(g, y, y));
}

/* Shares of a sum with either term first, with a rest that moves or does not.
 */
static void write_shares(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    ttri_value a = ttri_exp(g, mixture(s, 0.4));
    ttri_value rest = ttri_exp_two(g, mixture(s, -0.6));
    ttri_value known = series(s, 0.5, 0.3);

    s->output[0] =
        ttri_add(g, ttri_div(g, a, ttri_add(g, a, rest)),
                 ttri_div(g, rest, ttri_add(g, constant(s, 1.0), rest)));
    s->output[1] = ttri_mul(g, ttri_div(g, a, ttri_add(g, known, a)),
                            ttri_div(g, known, ttri_add(g, known, rest)));
}

static void write_functions(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    ttri_value x = mixture(s, 0.1), share = ttri_normal(g, x);

    s->output[0] = ttri_add(g, ttri_exp(g, scaled(s, 0.3, x)),
                            ttri_mul(g, ttri_exp_two(g, scaled(s, -0.4, x)),
                                     ttri_log(g, ttri_add(g, constant(s, 1.0),
                                                          ttri_mul(g, x, x)))));
    s->output[1] =
        ttri_add(g, ttri_odds(g, share, ttri_exp(g, s->draw[2])),
                 ttri_quantile(g, ttri_odds(g, s->draw[1],
                                            ttri_exp(g, s->parameter[0]))));
}

static void write_turns(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    ttri_value x = mixture(s, -0.4), y = scaled(s, 1.7, s->draw[2]);

    s->output[0] = ttri_add(g, ttri_min(g, x, y), ttri_max(g, x, s->draw[3]));
    s->output[0] = ttri_add(g, s->output[0], ttri_max(g, y, constant(s, 0.1)));
    s->output[1] = ttri_select(g, s->draw[2], ttri_mul(g, x, y),
                               ttri_sub(g, x, s->parameter[1]));
    s->output[1] = ttri_add(
        g, s->output[1],
        ttri_select(g, series(s, -2.0, 1.0), s->parameter[2], s->draw[0]));
}

static void write_table(struct sample *s)
{
    static const double point[] = {-1.0, 0.5, 0.7, 2.0, 1.0};
    static const double slope[] = {0.3, 1.0, -0.2, 0.4, 0.1};
    struct ttri_graph *g = s->graph;
    ttri_value x = mixture(s, -1.0);

    s->output[0] = ttri_table(g, x, -2.0, 2.0, 5, point, slope);
    s->output[1] = ttri_table(g, s->draw[1], 0.0, 1.0, 5, point, NULL);
}

static void write_past(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    ttri_value x = mixture(s, 1.0), b = mixture(s, -0.5);

    s->output[0] = ttri_mul(g, ttri_lag(g, x, 2, s->parameter[0]),
                            ttri_lag(g, s->draw[0], 3, b));
    s->output[1] = ttri_mul(g, ttri_lag(g, s->draw[3], 1, constant(s, 0.5)),
                            ttri_lag(g, b, 1, s->draw[2]));
}

/* Sums over ages: of what varies or not, by weights that vary or not. */
static void write_ages(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    ttri_value flow = mixture(s, 1.0);
    ttri_value known = series(s, 1.0, -0.15);
    ttri_value weight =
        ttri_exp(g, ttri_mul(g, series(s, 0.0, -0.3), s->draw[1]));
    ttri_value moved = ttri_mul(g, known, ttri_exp(g, s->parameter[0]));

    s->output[0] = ttri_add(g, ttri_convolve(g, flow, known),
                            ttri_convolve(g, flow, weight));
    s->output[0] =
        ttri_add(g, s->output[0], ttri_convolve(g, s->draw[0], moved));
    s->output[1] = ttri_add(g, ttri_convolve(g, moved, s->draw[3]),
                            ttri_convolve(g, s->draw[2], s->draw[1]));
    s->output[1] = ttri_add(g, s->output[1], ttri_convolve(g, flow, moved));
}

/* Two values that carry over into each other, and one alone. */
static void write_states(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    ttri_value next = ttri_forward(g), other = ttri_forward(g);
    ttri_value lone = ttri_forward(g), a, b, c;

    a = ttri_add(g, scaled(s, 0.6, ttri_lag(g, next, 1, s->parameter[0])),
                 ttri_mul(g, ttri_lag(g, other, 2, s->draw[0]), s->draw[2]));
    b = ttri_exp(g, ttri_mul(g, scaled(s, 0.3, a),
                             ttri_lag(g, other, 1, constant(s, 0.2))));
    ttri_bind(g, next, ttri_add(g, a, mixture(s, 0.1)));
    ttri_bind(g, other, ttri_min(g, b, constant(s, 1.4)));
    c = ttri_mul(g, ttri_lag(g, lone, 1, constant(s, 1.0)),
                 ttri_exp(g, scaled(s, 0.2, s->parameter[3])));
    ttri_bind(g, lone, c);
    s->output[0] = ttri_mul(g, next, c);
    s->output[1] = ttri_add(g, other, ttri_convolve(g, next, c));
}

/* What is the same on every path moves with parameters alone. */
static void write_shared(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    ttri_value known =
        ttri_mul(g, series(s, 1.0, 0.3), ttri_exp(g, s->parameter[1]));

    s->output[0] = ttri_lag(g, ttri_mul(g, known, known), 1, s->parameter[2]);
    s->output[1] = ttri_max(g, known, constant(s, 2.0));
}

static writer *const writers[] = {
    write_arithmetic, write_shares, write_functions, write_turns, write_table,
    write_past,       write_ages,   write_states,    write_shared};

START_TEST(slopes_are_differences)
{
    check(writers[_i]);
}
END_TEST

/* ---- what can not be had ---- */

/* Makes something of a sample whose graph allocates as the test says. */
static ttr_status try_on(const struct ttr_allocator *allocator,
                         ttr_status (*make)(const struct sample *sample))
{
    struct ttri_memory own = memory;
    struct sample sample = new_sample(write_states);
    ttr_status status = ttri_memory_init(&own, allocator, NULL);

    sample.graph->memory = own;
    if (status == TTR_OK)
        status = make(&sample);
    sample.graph->memory = memory;
    ttri_graph_free(sample.graph);
    return status;
}

static ttr_status make_adjoint(const struct sample *sample)
{
    struct ttri_adjoint *adjoint = NULL;
    ttr_status status =
        ttri_adjoint_new(sample->graph, OUTPUTS, sample->output,
                         TTRI_BY_PARAMETERS | TTRI_BY_DRAWS, &adjoint, NULL);

    ttri_adjoint_free(adjoint);
    return status;
}

static ttr_status make_point(const struct sample *sample)
{
    static const double draws[DRAWS * PERIODS];
    struct ttri_point *point = NULL;
    ttr_status status = ttri_point_new(sample->graph, OUTPUTS, sample->output,
                                       draws, &point, NULL);

    ttri_point_free(point);
    return status;
}

static ttr_status try_adjoint(const struct ttr_allocator *allocator,
                              void *context)
{
    (void)context;
    return try_on(allocator, make_adjoint);
}

static ttr_status try_point(const struct ttr_allocator *allocator,
                            void *context)
{
    (void)context;
    return try_on(allocator, make_point);
}

START_TEST(every_allocation_may_fail)
{
    ck_assert_uint_gt(ttri_fail_each(try_adjoint, NULL), 60);
    ck_assert_uint_gt(ttri_fail_each(try_point, NULL), 10);
}
END_TEST

/* Every instruction set gives the same bits. */
START_TEST(levels_do_not_show)
{
    const struct ttri_level *widest = level, *other;
    uint32_t levels = ttri_levels(&other);
    struct sample sample = new_sample(writers[_i]);
    struct block block = new_block(&sample, TTRI_BY_PARAMETERS | TTRI_BY_DRAWS);
    size_t size = (size_t)ttri_adjoint_slopes(block.adjoint) * TTRI_LANES;
    double *first = new_rows(size);

    fill_draws(&block);
    fill_weights(&block);
    for (uint32_t i = 0; i < levels; i++) {
        level = &other[i];
        sweep(&block);
        ttri_adjoint_reverse(block.adjoint, level, block.tape, block.work,
                             block.slopes);
        if (i == 0)
            memcpy(first, block.slopes, size * sizeof *first);
        ck_assert_mem_eq(first, block.slopes, size * sizeof *first);
    }
    level = widest;
    free(first);
    free_block(&block);
    ttri_graph_free(sample.graph);
}
END_TEST

/* A share that is almost 1. */
static void write_almost_all(struct sample *s)
{
    ttri_value a = ttri_exp(s->graph, s->draw[2]);

    s->output[0] =
        ttri_div(s->graph, a, ttri_add(s->graph, constant(s, 0x1p-40), a));
    s->output[1] = s->output[0];
}

START_TEST(nothing_is_lost_of_a_share_of_almost_all)
{
    struct sample sample = new_sample(write_almost_all);
    struct block block = new_block(&sample, TTRI_BY_DRAWS);

    fill_draws(&block);
    fill_weights(&block);
    sweep(&block);
    ttri_adjoint_reverse(block.adjoint, level, block.tape, block.work,
                         block.slopes);
    for (uint32_t t = 0; t < PERIODS; t++) {
        double a = exp(number_of_draw(2, t, 5)), whole = 0x1p-40 + a;
        double weight = weight_of(0, t, 5) + weight_of(1, t, 5);

        ck_assert_double_eq_tol(slope_at(&block, true, 0, t, 5) * whole *
                                    whole / (0x1p-40 * a * weight),
                                1.0, 1e-14);
    }
    free_block(&block);
    ttri_graph_free(sample.graph);
}
END_TEST

/* A share of next to nothing. */
static void write_almost_nothing(struct sample *s)
{
    ttri_value a =
        ttri_mul(s->graph, constant(s, 1e-300), ttri_exp(s->graph, s->draw[2]));

    s->output[0] =
        ttri_div(s->graph, a, ttri_add(s->graph, constant(s, 1e-300), a));
    s->output[1] = s->output[0];
}

START_TEST(a_share_of_next_to_nothing_has_a_slope)
{
    struct sample sample = new_sample(write_almost_nothing);
    struct block block = new_block(&sample, TTRI_BY_DRAWS);

    fill_draws(&block);
    fill_weights(&block);
    sweep(&block);
    ttri_adjoint_reverse(block.adjoint, level, block.tape, block.work,
                         block.slopes);
    for (uint32_t t = 0; t < PERIODS; t++) {
        double a = exp(number_of_draw(2, t, 5));
        double weight = weight_of(0, t, 5) + weight_of(1, t, 5);

        ck_assert_double_eq_tol(slope_at(&block, true, 0, t, 5),
                                weight * a / ((1.0 + a) * (1.0 + a)), 1e-14);
    }
    free_block(&block);
    ttri_graph_free(sample.graph);
}
END_TEST

/* An even choice of the greater counts half. */
static void write_even(struct sample *s)
{
    ttri_value one =
        ttri_exp(s->graph, ttri_mul(s->graph, constant(s, 0.0), s->draw[0]));

    one = ttri_add(s->graph, one, s->draw[2]);
    s->output[0] = ttri_max(s->graph, one, ttri_mul(s->graph, one, one));
    s->output[1] = s->output[0];
}

START_TEST(what_is_even_counts_half)
{
    struct sample sample = new_sample(write_even);
    struct block block = new_block(&sample, TTRI_BY_DRAWS);
    size_t draws =
        (size_t)ttri_plan_draw_rows(ttri_adjoint_forward(block.adjoint)) *
        TTRI_LANES;

    memset(block.tape, 0, draws * sizeof *block.tape);
    fill_weights(&block);
    sweep(&block);
    ttri_adjoint_reverse(block.adjoint, level, block.tape, block.work,
                         block.slopes);
    /* max(x, x^2) at 1: 1 and 2 */
    for (uint32_t t = 0; t < PERIODS; t++)
        ck_assert_double_eq_tol(slope_at(&block, true, 0, t, 5) /
                                    (weight_of(0, t, 5) + weight_of(1, t, 5)),
                                1.5, 1e-15);
    free_block(&block);
    ttri_graph_free(sample.graph);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("adjoint");
    TCase *cases = tcase_create("all");

    take_widest();
    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, slopes_are_differences, 0,
                        sizeof writers / sizeof *writers);
    tcase_add_test(cases, every_allocation_may_fail);
    tcase_add_loop_test(cases, levels_do_not_show, 0,
                        sizeof writers / sizeof *writers);
    tcase_add_test(cases, nothing_is_lost_of_a_share_of_almost_all);
    tcase_add_test(cases, a_share_of_next_to_nothing_has_a_slope);
    tcase_add_test(cases, what_is_even_counts_half);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
