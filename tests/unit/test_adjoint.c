/* Slopes of equations against closed forms and against differences: of each
 * operation, of what carries state, of equations put together at random. */
#include <math.h>
#include <string.h>

#include "failing.h"
#include "lanes/lanes.h"
#include "program/adjoint.h"
#include "program/block.h"
#include "program/graph.h"
#include "program/point.h"
#include "unit.h"

enum {
    PERIODS = 6,
    PARAMETERS = 4,
    DRAWS = 4,
    OUTPUTS = 2
};

static struct ttri_memory memory;
static const struct ttri_level *level;

/* Equations of parameters and draws: draws 0 and 1 are drawn once, the others
 * by period. */
struct sample {
    struct ttri_graph *graph;
    ttri_value parameter[PARAMETERS], draw[DRAWS], output[OUTPUTS];
};

typedef void writer(struct sample *sample);

static double number_of_draw(uint32_t draw, uint32_t period, uint32_t lane)
{
    double x = sin(1.0 + 12.9898 * draw + 78.233 * (draw < 2 ? 0 : period) +
                   37.719 * lane) *
               43758.5453;

    x -= floor(x);
    return draw % 2 == 0 ? 2.0 * x - 1.0 : 0.05 + 0.9 * x;
}

static struct sample new_sample(writer *write)
{
    static const char *const name[DRAWS] = {"a once", "b once", "c", "d"};
    struct sample sample = {.graph = ttri_graph_new(&memory, PERIODS)};

    ck_assert_ptr_nonnull(sample.graph);
    for (uint32_t i = 0; i < PARAMETERS; i++)
        sample.parameter[i] =
            ttri_parameter(sample.graph, i, 0.3 + 0.4 * (double)i);
    for (uint32_t i = 0; i < DRAWS; i++)
        sample.draw[i] = ttri_draw(
            sample.graph,
            &(struct ttri_draw){.name = name[i],
                                .kind = i % 2 == 0 ? TTRI_DRAW_NORMAL
                                                   : TTRI_DRAW_UNIFORM,
                                .by_period = i >= 2});
    write(&sample);
    return sample;
}

/* ---- one block ---- */

static double *new_rows(size_t doubles)
{
    double *rows = aligned_alloc(64, (doubles * sizeof *rows / 64 + 1) * 64);

    ck_assert_ptr_nonnull(rows);
    memset(rows, 0, (doubles * sizeof *rows / 64 + 1) * 64);
    return rows;
}

struct block {
    struct ttri_adjoint *adjoint;
    double *tape, *work, *slopes;
};

static struct block new_block(const struct sample *sample, unsigned by)
{
    struct ttr_error error = ttri_unit_error();
    struct block block;

    ttri_assert_ok(ttri_adjoint_new(sample->graph, OUTPUTS, sample->output, by,
                                    &block.adjoint, &error),
                   &error);
    block.tape =
        new_rows((size_t)ttri_adjoint_tape(block.adjoint) * TTRI_LANES);
    block.work = new_rows(ttri_adjoint_workspace(block.adjoint));
    block.slopes =
        new_rows((size_t)ttri_adjoint_slopes(block.adjoint) * TTRI_LANES);
    return block;
}

static void free_block(struct block *block)
{
    free(block->tape);
    free(block->work);
    free(block->slopes);
    ttri_adjoint_free(block->adjoint);
}

static uint32_t draw_index(const char *name)
{
    return (uint32_t)(name[0] - 'a');
}

static void fill_draws(const struct block *block)
{
    const struct ttri_plan *plan = ttri_adjoint_forward(block->adjoint);

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

        for (uint32_t t = 0; t < draw->rows; t++)
            for (uint32_t j = 0; j < TTRI_LANES; j++)
                block->tape[(size_t)(draw->row + t) * TTRI_LANES + j] =
                    number_of_draw(draw_index(draw->draw->name), t, j);
    }
}

/* Weights differ by output, period and lane. */
static double weight_of(uint32_t output, uint32_t t, uint32_t lane)
{
    return 1.0 + 0.5 * output - 0.2 * t + 0.01 * lane;
}

static void fill_weights(const struct block *block)
{
    double *weight = ttri_adjoint_weights(block->adjoint, block->tape);

    for (uint32_t i = 0; i < OUTPUTS; i++)
        for (uint32_t t = 0; t < PERIODS; t++)
            for (uint32_t j = 0; j < TTRI_LANES; j++)
                *weight++ = weight_of(i, t, j);
}

/* The weighed sum of all outputs in a lane. */
static double weighed(const struct block *block, uint32_t lane)
{
    const double *result = ttri_adjoint_results(block->adjoint, block->tape);
    double sum = 0.0;

    for (uint32_t i = 0; i < OUTPUTS; i++)
        for (uint32_t t = 0; t < PERIODS; t++, result += TTRI_LANES)
            sum += weight_of(i, t, lane) * result[lane];
    return sum;
}

static void sweep(const struct block *block)
{
    ttri_adjoint_sweep(block->adjoint, level, block->tape, block->work);
}

/* The slope by one of the unknowns; 0 if it is not among them. */
static double slope_at(const struct block *block, bool is_draw, uint32_t index,
                       uint32_t t, uint32_t lane)
{
    for (uint32_t i = 0; i < ttri_adjoint_unknowns(block->adjoint); i++) {
        const struct ttri_moving *x = ttri_adjoint_unknown(block->adjoint, i);
        uint32_t row = x->row + (x->rows > 1 ? PERIODS - 1 - t : 0);

        if (x->is_draw == is_draw && x->index == index)
            return block->slopes[(size_t)row * TTRI_LANES + lane];
    }
    return 0.0;
}

/* ---- differences ---- */

#define STEP 1e-5

static void assert_slope(double found, double expected, double value,
                         const char *what, uint32_t index)
{
    double room = 1e-6 * (1.0 + fabs(expected) + 1e-3 * fabs(value));

    ck_assert_msg(fabs(found - expected) <= room,
                  "%s %u: slope %.12g, difference %.12g", what, index, found,
                  expected);
}

static void check_draws(const struct block *block, uint32_t lane)
{
    const struct ttri_plan *plan = ttri_adjoint_forward(block->adjoint);

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

        for (uint32_t t = 0; t < draw->rows; t++) {
            double *x =
                &block->tape[(size_t)(draw->row + t) * TTRI_LANES + lane];
            double centre = *x, up, down;

            *x = centre + STEP;
            sweep(block);
            up = weighed(block, lane);
            *x = centre - STEP;
            sweep(block);
            down = weighed(block, lane);
            *x = centre;
            assert_slope(slope_at(block, true, i, t, lane),
                         (up - down) / (2.0 * STEP), up, draw->draw->name, t);
        }
    }
}

static double weighed_at(const struct sample *sample, uint32_t parameter,
                         double step, uint32_t lane)
{
    double before = sample->graph->parameter[parameter], sum;
    struct block block;

    sample->graph->parameter[parameter] += step;
    block = new_block(sample, TTRI_BY_PARAMETERS);
    fill_draws(&block);
    sweep(&block);
    sum = weighed(&block, lane);
    free_block(&block);
    sample->graph->parameter[parameter] = before;
    return sum;
}

static void check_parameters(const struct sample *sample,
                             const struct block *block, uint32_t lane)
{
    for (uint32_t i = 0; i < PARAMETERS; i++) {
        double up = weighed_at(sample, i, STEP, lane);
        double down = weighed_at(sample, i, -STEP, lane);

        assert_slope(slope_at(block, false, i, 0, lane),
                     (up - down) / (2.0 * STEP), up, "parameter", i);
    }
}

/* ---- at one point ---- */

static struct ttri_point *new_point(const struct sample *sample, uint32_t lane)
{
    struct ttr_error error = ttri_unit_error();
    double draws[DRAWS][PERIODS];
    struct ttri_point *point;

    for (uint32_t i = 0; i < DRAWS; i++)
        for (uint32_t t = 0; t < PERIODS; t++)
            draws[i][t] = number_of_draw(i, t, lane);
    ttri_assert_ok(ttri_point_new(sample->graph, OUTPUTS, sample->output,
                                  draws[0], &point, &error),
                   &error);
    return point;
}

static void assert_same(double found, double expected)
{
    ck_assert_double_eq_tol(found, expected, 1e-11 * (1.0 + fabs(expected)));
}

static void check_slopes(const struct block *block,
                         double slopes[DRAWS][PERIODS], uint32_t lane)
{
    const struct ttri_plan *plan = ttri_adjoint_forward(block->adjoint);

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

        for (uint32_t t = 0; t < draw->rows; t++)
            assert_same(slopes[draw_index(draw->draw->name)][t],
                        slope_at(block, true, i, t, lane));
    }
}

/* Values and slopes are those of the lane. */
static void check_point(const struct sample *sample, struct block *block,
                        uint32_t lane)
{
    const double *result = ttri_adjoint_results(block->adjoint, block->tape);
    struct ttri_point *point = new_point(sample, lane);
    double slopes[DRAWS][PERIODS];

    for (uint32_t i = 0; i < OUTPUTS; i++)
        for (uint32_t t = 0; t < PERIODS; t++, result += TTRI_LANES) {
            assert_same(ttri_point_value(point, sample->output[i], t),
                        result[lane]);
            ttri_point_weigh(point, sample->output[i], t,
                             weight_of(i, t, lane));
        }
    ttri_point_slopes(point, slopes[0]);
    check_slopes(block, slopes, lane);
    ttri_point_free(point);
}

static void check(writer *write)
{
    struct sample sample = new_sample(write);
    struct block block = new_block(&sample, TTRI_BY_PARAMETERS | TTRI_BY_DRAWS);

    fill_draws(&block);
    fill_weights(&block);
    sweep(&block);
    ttri_adjoint_reverse(block.adjoint, level, block.tape, block.work,
                         block.slopes);
    for (uint32_t lane = 0; lane < TTRI_LANES; lane += 61) {
        check_point(&sample, &block, lane);
        check_draws(&block, lane);
        check_parameters(&sample, &block, lane);
    }
    free_block(&block);
    ttri_graph_free(sample.graph);
}

/* ---- operations ---- */

static ttri_value constant(struct sample *s, double x)
{
    return ttri_constant(s->graph, x);
}

static ttri_value scaled(struct sample *s, double x, ttri_value a)
{
    return ttri_mul(s->graph, constant(s, x), a);
}

/* All unknowns in one value. */
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

static ttri_value series(struct sample *s, double from, double step)
{
    double number[PERIODS];

    for (uint32_t t = 0; t < PERIODS; t++)
        number[t] = from + step * t;
    return ttri_series(s->graph, number);
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

/* ---- at random ---- */

static uint64_t state;

static uint32_t pick(uint32_t count)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % count);
}

struct pool {
    struct sample *s;
    ttri_value value[64];
    uint32_t count;
};

static ttri_value any(const struct pool *pool)
{
    return pool->value[pick(pool->count)];
}

/* Bounded, with a slope everywhere. */
static ttri_value tame(const struct pool *pool)
{
    struct ttri_graph *g = pool->s->graph;

    return ttri_sub(
        g,
        scaled(pool->s, 3.0, ttri_normal(g, scaled(pool->s, 0.6, any(pool)))),
        constant(pool->s, 1.5));
}

static ttri_value next_value(const struct pool *pool)
{
    static const double point[] = {-1.0, 0.5, 0.7, 2.0, 1.0};
    static const double slope[] = {0.3, 1.0, -0.2, 0.4, 0.1};
    struct sample *s = pool->s;
    struct ttri_graph *g = s->graph;
    ttri_value a = any(pool), b = any(pool), x = tame(pool), forward;

    switch (pick(16)) {
    case 0:
        return ttri_add(g, a, b);
    case 1:
        return ttri_sub(g, a, b);
    case 2:
        return ttri_mul(g, x, tame(pool));
    case 3:
        return ttri_div(g, a, ttri_add(g, constant(s, 1.1), ttri_mul(g, x, x)));
    case 4:
        return ttri_min(g, a, b);
    case 5:
        return ttri_max(g, a, b);
    case 6:
        return ttri_exp(g, scaled(s, 0.5, x));
    case 7:
        return ttri_exp_two(g,
                            ttri_add(g, scaled(s, 0.5, x), constant(s, 0.1)));
    case 8:
        return ttri_log(g, ttri_add(g, constant(s, 1.0), ttri_mul(g, x, x)));
    case 9:
        return ttri_odds(g, ttri_normal(g, x), ttri_exp(g, tame(pool)));
    case 10:
        return ttri_select(g, a, b, x);
    case 11:
        return ttri_lag(g, a, 1 + pick(4), b);
    case 12:
        return ttri_convolve(g, scaled(s, 0.3, a), x);
    case 13:
        return ttri_quantile(g, ttri_normal(g, x));
    case 14:
        return ttri_table(g, a, -2.0, 2.0, 5, point, slope);
    default:
        forward = ttri_forward(g);
        a = ttri_add(g, a,
                     scaled(s, 0.4, ttri_lag(g, forward, 1 + pick(2), b)));
        ttri_bind(g, forward, a);
        return a;
    }
}

static void write_anything(struct sample *s)
{
    struct pool pool = {.s = s};

    for (uint32_t i = 0; i < PARAMETERS; i++)
        pool.value[pool.count++] = s->parameter[i];
    for (uint32_t i = 0; i < DRAWS; i++)
        pool.value[pool.count++] = s->draw[i];
    pool.value[pool.count++] = series(s, 0.71, -0.2);
    pool.value[pool.count++] = constant(s, 0.8);
    while (pool.count < 48) {
        ttri_value x = next_value(&pool);

        pool.value[pool.count++] = x;
    }
    s->output[0] = ttri_add(s->graph, pool.value[47], pool.value[46]);
    s->output[1] = pool.value[45];
}

START_TEST(slopes_of_anything)
{
    state = 1000u + (uint64_t)_i;
    check(write_anything);
}
END_TEST

/* A long chain, of more values than fit into one section. */
static void write_much(struct sample *s)
{
    struct ttri_graph *g = s->graph;
    struct pool pool = {.s = s};
    ttri_value last = s->draw[2];

    for (uint32_t i = 0; i < DRAWS; i++)
        pool.value[pool.count++] = s->draw[i];
    for (uint32_t i = 0; i < 700; i++) {
        last = ttri_add(g, scaled(s, 0.5, last), scaled(s, 0.4, any(&pool)));
        last = scaled(s, 3.0, ttri_normal(g, scaled(s, 0.6, last)));
        last = ttri_sub(g, last, constant(s, 1.5));
        pool.value[pool.count < 40 ? pool.count++ : 4 + pick(36)] = last;
        if (i % 50 == 0)
            last = ttri_lag(g, last, 1 + pick(2), s->draw[2]);
    }
    s->output[0] = last;
    s->output[1] = ttri_add(g, pool.value[4], pool.value[5]);
}

START_TEST(sections_do_not_show)
{
    struct sample sample;
    struct block block;

    state = 77u + (uint64_t)_i;
    sample = new_sample(write_much);
    block = new_block(&sample, TTRI_BY_DRAWS);
    ck_assert_uint_gt(ttri_adjoint_forward(block.adjoint)->block->ends, 1);
    ck_assert_uint_gt(ttri_adjoint_backward(block.adjoint)->block->ends, 1);
    free_block(&block);
    ttri_graph_free(sample.graph);
    state = 77u + (uint64_t)_i;
    check(write_much);
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
    uint32_t levels;

    ttri_memory_init(&memory, NULL, NULL);
    levels = ttri_levels(&level);
    level += levels - 1;
    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, slopes_are_differences, 0,
                        sizeof writers / sizeof *writers);
    tcase_add_loop_test(cases, slopes_of_anything, 0, 200);
    tcase_add_loop_test(cases, sections_do_not_show, 0, 4);
    tcase_add_test(cases, every_allocation_may_fail);
    tcase_add_loop_test(cases, levels_do_not_show, 0,
                        sizeof writers / sizeof *writers);
    tcase_add_test(cases, nothing_is_lost_of_a_share_of_almost_all);
    tcase_add_test(cases, what_is_even_counts_half);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
