/* Random programs against an interpreter of another kind. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "failing.h"
#include "lanes/lanes.h"
#include "math/elementary.h"
#include "math/normal.h"
#include "program/graph.h"
#include "random_graph.h"
#include "small_graph.h"

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

/* Quantiles of all that a double can tell from 0 and 1. */
#define WIDEST 40.0

enum {
    PERIODS = RANDOM_PERIODS,
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
    struct random_graph random = {graph, pool, 0, PARAMETERS, WIDEST};
    double parameter[PARAMETERS], draws[RANDOM_DRAWS * PERIODS], one[CELLS];
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    double *rows, *result;

    random_state = (uint64_t)_i * 977 + 5;
    random_fill(&random, POOL);
    ck_assert_int_eq(ttri_graph_status(graph, NULL), TTR_OK);
    for (uint32_t i = 0; i < OUTPUTS; i++)
        output[i] = any_of(&random);
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

/* Outputs one after another, as they stand without places. */
static ttr_status plan_wanted(const struct ttri_graph *graph, uint32_t outputs,
                              const ttri_value *values, const bool *wanted,
                              struct ttri_plan **plan)
{
    uint32_t row[OUTPUTS];

    for (uint32_t i = 0; i < outputs; i++)
        row[i] = i * PERIODS;
    return ttri_plan_placed(graph, outputs, values, row, wanted, plan, NULL);
}

/* What is not wanted is not there to be read, and nothing is computed after
 * the last period in which something is. */
START_TEST(what_is_wanted_has_the_same_bits)
{
    struct ttri_graph *graph = new_graph(PERIODS), *of_paths = NULL;
    struct ttri_plan *whole = NULL, *some = NULL;
    ttri_value pool[POOL], output[OUTPUTS], copy[OUTPUTS];
    struct random_graph random = {graph, pool, 0, PARAMETERS, WIDEST};
    const struct ttri_level *level;
    uint32_t last = 0;
    bool wanted[CELLS];
    double *rows, *all, *found;

    ttri_levels(&level);
    random_state = (uint64_t)_i * 977 + 5;
    random_fill(&random, POOL);
    for (uint32_t i = 0; i < OUTPUTS; i++)
        output[i] = any_of(&random);
    for (uint32_t i = 0; i < CELLS; i++) {
        wanted[i] = uniform() < 0.1;
        if (wanted[i] && i % PERIODS > last)
            last = i % PERIODS;
    }
    ck_assert_int_eq(ttri_graph_of_paths(graph, NULL, OUTPUTS, output, copy,
                                         &of_paths, NULL),
                     TTR_OK);
    ck_assert_int_eq(plan_wanted(of_paths, OUTPUTS, copy, NULL, &whole),
                     TTR_OK);
    ck_assert_int_eq(plan_wanted(of_paths, OUTPUTS, copy, wanted, &some),
                     TTR_OK);
    rows = random_rows(whole);
    all = run_level(whole, level, rows);
    found = run_level(some, level, rows);
    for (uint32_t i = 0; i < CELLS; i++) {
        const double *cell = found + (size_t)i * TTRI_LANES;

        if (wanted[i])
            ck_assert(memcmp(cell, all + (size_t)i * TTRI_LANES,
                             TTRI_LANES * sizeof *cell) == 0);
        else if (i % PERIODS > last)
            ck_assert_double_nan(*cell);
    }
    ttri_plan_free(whole);
    ttri_plan_free(some);
    ttri_graph_free(graph);
    ttri_graph_free(of_paths);
    free(rows);
    free(all);
    free(found);
}
END_TEST

START_TEST(runs_side_by_side_agree_with_one)
{
    enum {
        RUNS = 5
    };
    struct ttri_graph *graph = new_graph(PERIODS);
    struct ttri_plan *plan = NULL;
    ttri_value pool[POOL], output[OUTPUTS];
    struct random_graph random = {graph, pool, 0, PARAMETERS, WIDEST};
    double parameter[PARAMETERS], own[PARAMETERS * RUNS], one[CELLS];
    double draws[RANDOM_DRAWS * PERIODS], several[CELLS * RUNS];

    random_state = (uint64_t)_i * 977 + 5;
    random_fill(&random, POOL);
    for (uint32_t i = 0; i < OUTPUTS; i++)
        output[i] = any_of(&random);
    for (uint32_t i = 0; i < PARAMETERS * RUNS; i++)
        own[i] = uniform() - 0.5;
    for (uint32_t i = 0; i < RANDOM_DRAWS * PERIODS; i++)
        draws[i] = uniform();
    ck_assert_int_eq(ttri_plan_central(graph, OUTPUTS, output, &plan, NULL),
                     TTR_OK);
    ck_assert_int_eq(
        ttri_run_several(plan, &memory, RUNS, own, draws, several, NULL),
        TTR_OK);
    for (uint32_t k = 0; k < RUNS; k++) {
        for (uint32_t i = 0; i < PARAMETERS; i++)
            parameter[i] = own[i * RUNS + k];
        ck_assert_int_eq(ttri_run(plan, &memory, parameter, draws, one, NULL),
                         TTR_OK);
        for (uint32_t i = 0; i < CELLS; i++)
            ck_assert(memcmp(&one[i], &several[i * RUNS + k], sizeof *one) ==
                      0);
    }
    ttri_plan_free(plan);
    ttri_graph_free(graph);
}
END_TEST

/* Builds, plans both ways, and runs. */
static ttr_status whole_life(const struct ttr_allocator *allocator,
                             void *context)
{
    ttri_value pool[40], copy;
    struct random_graph random = {
        .pool = pool, .parameters = 2, .widest = WIDEST};
    struct ttri_graph *g, *of_paths = NULL;
    struct ttri_plan *plan = NULL;
    struct ttri_memory from;
    double result[PERIODS];
    const bool wanted[PERIODS] = {true};
    ttr_status status;

    (void)context;
    ck_assert_int_eq(ttri_memory_init(&from, allocator, NULL), TTR_OK);
    g = ttri_graph_new(&from, PERIODS);
    if (g == NULL)
        return TTR_E_NO_MEMORY;
    random.graph = g;
    random_state = 11;
    random_fill(&random, 40);
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
        status = plan_wanted(of_paths, 1, &copy, wanted, &plan);
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
    Suite *suite = suite_create("program_random");
    TCase *tests = tcase_create("program");

    tcase_add_loop_test(tests, plans_agree_with_recursion, 0, 1000);
    tcase_add_loop_test(tests, what_is_wanted_has_the_same_bits, 0, 1000);
    tcase_add_loop_test(tests, runs_side_by_side_agree_with_one, 0, 1000);
    tcase_add_test(tests, every_allocation_can_fail);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
