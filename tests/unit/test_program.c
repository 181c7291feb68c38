/* Programs: building, folding, ordering, both plans, explanations. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "failing.h"
#include "lanes/lanes.h"
#include "math/elementary.h"
#include "math/normal.h"
#include "program/graph.h"
#include "unit.h"

#define PERIODS 13u

static struct ttri_memory memory;

static struct ttri_graph *new_graph(uint32_t periods)
{
    struct ttri_graph *graph;

    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    graph = ttri_graph_new(&memory, periods);
    ck_assert_ptr_nonnull(graph);
    return graph;
}

/* Runs the central path of one value. */
static void run(const struct ttri_graph *graph, ttri_value value,
                const double *parameters, double *result)
{
    struct ttri_plan *plan = NULL;

    ck_assert_int_eq(ttri_plan_central(graph, 1, &value, &plan, NULL), TTR_OK);
    ck_assert_int_eq(ttri_run(plan, &memory, parameters, NULL, result, NULL),
                     TTR_OK);
    ttri_plan_free(plan);
}

/* ---- an interpreter of its own: recursion over nodes and periods ---- */

struct naive {
    const struct ttri_graph *graph;
    const double *parameter, *draw; /* draws: a row of periods for each */
    bool random;                    /* what choices choose */
    double *value;                  /* nodes x periods */
    char *known;
};

static double naive(struct naive *n, uint32_t node, uint32_t t);

static double naive_operation(struct naive *n, const struct ttri_node *x,
                              uint32_t t)
{
    double a = naive(n, x->a, t), b, sum = 0.0;

    switch (x->op) {
    case TTRI_OP_EXP:
        return ttri_exponential(a);
    case TTRI_OP_LOG:
        return ttri_logarithm(a);
    case TTRI_OP_EXP_TWO:
        return ttri_exponential_two(a);
    case TTRI_OP_QUANTILE:
        return ttri_normal_quantile(fmin(fmax(a, 1e-12), 1.0 - 1e-12));
    case TTRI_OP_NORMAL:
        return ttri_normal_probability(a);
    case TTRI_OP_TABLE:
        return ttri_grid_at(&n->graph->grid[x->b], a);
    case TTRI_OP_CONVOLVE:
        for (uint32_t age = 0; age <= t; age++)
            sum += naive(n, x->a, t - age) * naive(n, x->b, age);
        return sum;
    default:
        break;
    }
    b = naive(n, x->b, t);
    switch (x->op) {
    case TTRI_OP_ADD:
        return a + b;
    case TTRI_OP_SUB:
        return a - b;
    case TTRI_OP_MUL:
        return a * b;
    case TTRI_OP_DIV:
        return b != 0.0 ? a / b : 0.0;
    case TTRI_OP_MIN:
        return fmin(a, b);
    case TTRI_OP_MAX:
        return fmax(a, b);
    case TTRI_OP_ODDS:
        return a * b / (1.0 + a * (b - 1.0));
    default: /* TTRI_OP_SELECT */
        return a > 0.0 ? b : naive(n, x->c, t);
    }
}

static double naive(struct naive *n, uint32_t node, uint32_t t)
{
    const struct ttri_node *x = &n->graph->node[node];
    size_t place = (size_t)node * n->graph->periods + t;
    double value;

    if (n->known[place])
        return n->value[place];
    switch (x->op) {
    case TTRI_OP_CONSTANT:
        value = x->number;
        break;
    case TTRI_OP_SERIES:
        value = n->graph->series[(size_t)x->a * n->graph->periods + t];
        break;
    case TTRI_OP_PARAMETER:
        value = n->parameter[x->a];
        break;
    case TTRI_OP_FORWARD:
        value = naive(n, x->a, t);
        break;
    case TTRI_OP_CHOICE:
        value = naive(n, n->random ? x->b : x->a, t);
        break;
    case TTRI_OP_DRAW:
        value = n->draw[(size_t)x->a * n->graph->periods +
                        (n->graph->draw[x->a].by_period ? t : 0)];
        break;
    case TTRI_OP_LAG:
        value = t < x->c ? naive(n, x->b, t) : naive(n, x->a, t - x->c);
        break;
    default:
        value = naive_operation(n, x, t);
        break;
    }
    n->known[place] = 1;
    n->value[place] = value;
    return value;
}

/* ---- random graphs ---- */

static uint64_t state;

static uint32_t next_random(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

static double uniform(void)
{
    return next_random() / 2147483648.0;
}

static ttri_value random_table(struct ttri_graph *graph, ttri_value a)
{
    double point[5], slope[5];
    bool smooth = next_random() % 2 == 0;

    for (uint32_t i = 0; i < 5; i++) {
        point[i] = uniform() * 2.0 - 1.0;
        slope[i] = uniform();
    }
    return ttri_table(graph, a, -1.0, 1.5, 5, point, smooth ? slope : NULL);
}

/* Draws of all four sorts. */
static ttri_value random_draw(struct ttri_graph *graph, uint32_t index)
{
    const char *name[] = {"level", "shock", "event", "deal"};
    struct ttri_draw draw = {.name = name[index % 4],
                             .kind = index % 4 < 2 ? TTRI_DRAW_NORMAL
                                                   : TTRI_DRAW_UNIFORM,
                             .by_period = index % 2 == 1};

    return ttri_draw(graph, &draw);
}

/* A number, one per period or for all, or a value scaled by one, or a product:
 * what block plans add up in one step. */
static ttri_value random_term(struct ttri_graph *graph, const ttri_value *pool,
                              uint32_t size)
{
    ttri_value a = pool[next_random() % size], b = pool[next_random() % size];
    ttri_value two = ttri_constant(graph, 2.0);
    double row[PERIODS];

    for (uint32_t t = 0; t < PERIODS; t++)
        row[t] = uniform();
    switch (next_random() % 6) {
    case 0:
        return ttri_mul(graph, ttri_constant(graph, uniform()), a);
    case 1:
        return ttri_mul(graph, ttri_series(graph, row), a);
    case 2:
        return ttri_mul(graph, ttri_min(graph, a, two),
                        ttri_min(graph, b, two));
    case 3:
        return ttri_constant(graph, uniform());
    case 4:
        return ttri_series(graph, row);
    default:
        return a;
    }
}

static ttri_value random_sum(struct ttri_graph *graph, const ttri_value *pool,
                             uint32_t size)
{
    uint32_t terms = 2 + next_random() % 7;
    ttri_value sum = random_term(graph, pool, size);

    for (uint32_t i = 1; i < terms; i++) {
        ttri_value term = random_term(graph, pool, size);

        sum = next_random() % 3 == 0 ? ttri_sub(graph, sum, term)
              : next_random() % 2    ? ttri_add(graph, sum, term)
                                     : ttri_add(graph, term, sum);
    }
    return sum;
}

/* Bounded factors, so that no product of products overflows. */
static ttri_value random_product(struct ttri_graph *graph,
                                 const ttri_value *pool, uint32_t size)
{
    uint32_t factors = 2 + next_random() % 4;
    ttri_value one = ttri_constant(graph, 1.0), product = one;

    for (uint32_t i = 0; i < factors; i++)
        product = ttri_mul(
            graph, product,
            ttri_max(graph, ttri_constant(graph, -1.25),
                     ttri_min(graph, one, random_term(graph, pool, size))));
    return product;
}

static ttri_value random_operation(struct ttri_graph *graph,
                                   const ttri_value *pool, uint32_t size)
{
    ttri_value a = pool[next_random() % size], b = pool[next_random() % size];
    ttri_value c = pool[next_random() % size], half;

    switch (next_random() % 20) {
    case 0:
        return ttri_add(graph, a, b);
    case 1:
        return ttri_sub(graph, a, b);
    case 2:
        /* Bounded, so that no product of products overflows. */
        half = ttri_constant(graph, 2.0);
        return ttri_mul(graph, ttri_min(graph, a, half),
                        ttri_max(graph, b, ttri_constant(graph, -2.0)));
    case 3:
        return ttri_div(
            graph, a,
            ttri_add(graph, ttri_mul(graph, b, b), ttri_constant(graph, 1.0)));
    case 4:
        return ttri_min(graph, a, b);
    case 5:
        return ttri_max(graph, a, b);
    case 6:
        return ttri_exp(graph, ttri_min(graph, a, ttri_constant(graph, 1.0)));
    case 7:
        return ttri_log(graph, ttri_max(graph, a, ttri_constant(graph, 0.125)));
    case 8:
        return ttri_select(graph, a, b, c);
    case 9:
        return ttri_lag(graph, a, 1 + next_random() % 4, b);
    case 10:
        return ttri_convolve(graph, a, b);
    case 11:
        return ttri_exp_two(graph,
                            ttri_min(graph, a, ttri_constant(graph, 2.0)));
    case 12:
        return ttri_quantile(graph, ttri_normal(graph, a));
    case 13:
        return ttri_normal(graph, a);
    case 14:
        return random_table(graph, a);
    case 15:
        return ttri_choice(graph, a, b);
    case 16:
        return random_sum(graph, pool, size);
    case 17:
        return random_product(graph, pool, size);
    case 18:
        return ttri_min(graph,
                        ttri_exp_two(graph, random_sum(graph, pool, size)),
                        ttri_constant(graph, 8.0));
    default:
        return ttri_odds(
            graph, ttri_constant(graph, 0.25),
            ttri_exp(graph, ttri_min(graph, a, ttri_constant(graph, 1.0))));
    }
}

/* A pool of values with states among them: each state decays into a random
 * value, so that groups of several equations come about. */
static uint32_t random_graph(struct ttri_graph *graph, ttri_value *pool,
                             uint32_t count, uint32_t parameters)
{
    double row[PERIODS];
    ttri_value forward[8];
    uint32_t size = 0, states = 1 + next_random() % 8;

    for (uint32_t i = 0; i < parameters; i++)
        pool[size++] = ttri_parameter(graph, i, uniform() - 0.5);
    for (uint32_t i = 0; i < 4; i++)
        pool[size++] = random_draw(graph, i);
    for (uint32_t i = 0; i < 3; i++) {
        for (uint32_t t = 0; t < PERIODS; t++)
            row[t] = uniform() * 2.0 - 1.0;
        pool[size++] = ttri_series(graph, row);
    }
    pool[size++] = ttri_constant(graph, uniform());
    for (uint32_t i = 0; i < states; i++) {
        forward[i] = ttri_forward(graph);
        pool[size++] = ttri_lag(graph, forward[i], 1 + next_random() % 3,
                                pool[next_random() % 4]);
    }
    while (size < count)
        pool[size] = random_operation(graph, pool, size), size++;
    for (uint32_t i = 0; i < states; i++)
        ttri_bind(graph, forward[i],
                  ttri_min(graph,
                           ttri_mul(graph, ttri_constant(graph, 0.5),
                                    pool[next_random() % size]),
                           ttri_constant(graph, 3.0)));
    return size;
}

enum {
    PARAMETERS = 3,
    OUTPUTS = 5,
    POOL = 60,
    CELLS = OUTPUTS * PERIODS
};

/* Rows that vectors are loaded from. */
static double *new_rows(size_t count)
{
    size_t bytes = (count * sizeof(double) + 64) / 64 * 64;
    double *rows = aligned_alloc(64, bytes);

    ck_assert_ptr_nonnull(rows);
    memset(rows, 0xff, bytes); /* not a number: what is not written shows */
    return rows;
}

/* Numbers for the rows of a block plan. */
static double *random_rows(const struct ttri_plan *plan)
{
    size_t count = (size_t)ttri_plan_draw_rows(plan) * TTRI_LANES;
    double *rows = new_rows(count);

    for (size_t i = 0; i < count; i++)
        rows[i] = uniform();
    return rows;
}

/* One path's rows as a graph's draws, in the graph's order and by period. */
static void one_path(const struct ttri_graph *graph,
                     const struct ttri_plan *plan, const double *rows,
                     uint32_t lane, double *draws)
{
    memset(draws, 0, ttri_graph_draws(graph) * PERIODS * sizeof *draws);
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);
        uint32_t j = 0;

        while (strcmp(ttri_graph_draw(graph, j)->name, draw->draw->name) != 0)
            j++;
        for (uint32_t t = 0; t < draw->rows; t++)
            draws[j * PERIODS + t] =
                rows[(size_t)(draw->row + t) * TTRI_LANES + lane];
    }
}

/* To the bit, but for the sign of zero: constants fold to one zero. */
static void check_naive(const struct ttri_graph *graph, bool random,
                        const double *parameter, const double *draw,
                        const ttri_value *output, const double *found,
                        uint32_t stride)
{
    size_t cells = (size_t)graph->nodes * PERIODS;
    struct naive n = {
        graph,           parameter, draw, random, calloc(cells, sizeof(double)),
        calloc(cells, 1)};

    for (uint32_t i = 0; i < CELLS; i++) {
        double expected = naive(&n, output[i / PERIODS], i % PERIODS);

        if (found[(size_t)i * stride] != expected)
            ck_abort_msg("%s: output %u period %u: %.17g != %.17g",
                         random ? "paths" : "centre", i / PERIODS, i % PERIODS,
                         found[(size_t)i * stride], expected);
    }
    free(n.value);
    free(n.known);
}

static double *run_level(const struct ttri_plan *plan,
                         const struct ttri_level *level, const double *rows)
{
    double *work = new_rows(ttri_plan_workspace(plan));
    double *result = new_rows((size_t)CELLS * TTRI_LANES);

    ttri_run_block(plan, level, rows, work, result);
    free(work);
    return result;
}

START_TEST(plans_agree_with_recursion)
{
    static const uint32_t lanes[] = {0, 1, 7, 31, 64, 100, 127};
    struct ttri_graph *graph = new_graph(PERIODS), *of_paths = NULL;
    struct ttri_plan *central = NULL, *paths = NULL;
    ttri_value pool[POOL], output[OUTPUTS], copy[OUTPUTS];
    double parameter[PARAMETERS], draws[4 * PERIODS], one[CELLS];
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level), size;
    double *rows, *result;

    state = (uint64_t)_i * 977 + 5;
    size = random_graph(graph, pool, POOL, PARAMETERS);
    ck_assert_int_eq(ttri_graph_status(graph, NULL), TTR_OK);
    for (uint32_t i = 0; i < OUTPUTS; i++)
        output[i] = pool[next_random() % size];
    for (uint32_t i = 0; i < PARAMETERS; i++)
        parameter[i] = uniform() - 0.5;
    ck_assert_int_eq(ttri_plan_central(graph, OUTPUTS, output, &central, NULL),
                     TTR_OK);
    ck_assert_int_eq(ttri_graph_of_paths(graph, parameter, OUTPUTS, output,
                                         copy, &of_paths, NULL),
                     TTR_OK);
    ck_assert_int_eq(ttri_plan_paths(of_paths, OUTPUTS, copy, &paths, NULL),
                     TTR_OK);
    rows = random_rows(paths);
    result = run_level(paths, &level[0], rows);
    for (uint32_t i = 0; i < sizeof lanes / sizeof *lanes; i++) {
        one_path(graph, paths, rows, lanes[i], draws);
        ck_assert_int_eq(
            ttri_run(central, &memory, parameter, draws, one, NULL), TTR_OK);
        check_naive(graph, false, parameter, draws, output, one, 1);
        check_naive(graph, true, parameter, draws, output, result + lanes[i],
                    TTRI_LANES);
    }
    for (uint32_t i = 1; i < levels; i++) {
        double *other = run_level(paths, &level[i], rows);

        ck_assert_msg(
            memcmp(result, other, CELLS * TTRI_LANES * sizeof *other) == 0,
            "%s gives other bits", level[i].name);
        free(other);
    }
    ttri_plan_free(central);
    ttri_plan_free(paths);
    ttri_graph_free(graph);
    ttri_graph_free(of_paths);
    free(rows);
    free(result);
}
END_TEST

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

/* A share that touches 1 in one period, hit by something that takes all. */
START_TEST(share_of_one_never_moves)
{
    struct ttri_graph *g = new_graph(3);
    const double share[] = {1.0, 0.5, 0.0}, odds[] = {0.0, 0.0, 0.0};
    double result[3];
    ttri_value k = ttri_mul(g, ttri_parameter(g, 0, 1.0), ttri_series(g, odds));
    ttri_value x = ttri_odds(g, ttri_series(g, share),
                             ttri_add(g, ttri_parameter(g, 1, 0.0), k));

    run(g, x, NULL, result);
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
    run(g, x, NULL, result);
    for (int t = 0; t < 5; t++)
        ck_assert_double_eq(result[t], ldexp(8.0, -t));
    run(g, x, &other, result);
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
    run(g, x, NULL, result);
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

/* Builds, plans both ways, and runs. */
static ttr_status whole_life(const struct ttr_allocator *allocator,
                             void *context)
{
    struct ttri_graph *g, *of_paths = NULL;
    struct ttri_plan *plan = NULL;
    struct ttri_memory from;
    ttri_value pool[40], copy;
    double result[PERIODS];
    ttr_status status;

    (void)context;
    ck_assert_int_eq(ttri_memory_init(&from, allocator, NULL), TTR_OK);
    g = ttri_graph_new(&from, PERIODS);
    if (g == NULL)
        return TTR_E_NO_MEMORY;
    state = 11;
    random_graph(g, pool, 40, 2);
    ttri_name(g, pool[39], "last");
    status = ttri_plan_central(g, 1, &pool[39], &plan, NULL);
    if (status == TTR_OK)
        status = ttri_run(plan, &from, NULL, NULL, result, NULL);
    ttri_plan_free(plan);
    plan = NULL;
    if (status == TTR_OK)
        status =
            ttri_graph_of_paths(g, NULL, 1, &pool[39], &copy, &of_paths, NULL);
    if (status == TTR_OK)
        status = ttri_plan_paths(of_paths, 1, &copy, &plan, NULL);
    ttri_plan_free(plan);
    ttri_graph_free(of_paths);
    ttri_graph_free(g);
    return status;
}

START_TEST(every_allocation_can_fail)
{
    ck_assert_uint_gt(ttri_fail_each(whole_life, NULL), 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("program");
    TCase *tests = tcase_create("program");

    tcase_add_loop_test(tests, plans_agree_with_recursion, 0, 1000);
    tcase_add_test(tests, equal_values_are_one_node);
    tcase_add_test(tests, numbers_fold);
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
    tcase_add_test(tests, every_allocation_can_fail);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
