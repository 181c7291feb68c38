/* Equations of a few parameters and draws, swept forwards and backwards, and
 * their slopes held against differences and against those of one point. */
#ifndef TTRI_SLOPES_H
#define TTRI_SLOPES_H

#include <math.h>
#include <string.h>

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

/* The kernels of the widest instruction set; before all else. */
static inline void take_widest(void)
{
    uint32_t levels = ttri_levels(&level);

    ttri_memory_init(&memory, NULL, NULL);
    level += levels - 1;
}

static inline double number_of_draw(uint32_t draw, uint32_t period,
                                    uint32_t lane)
{
    double x = sin(1.0 + 12.9898 * draw + 78.233 * (draw < 2 ? 0 : period) +
                   37.719 * lane) *
               43758.5453;

    x -= floor(x);
    return draw % 2 == 0 ? 2.0 * x - 1.0 : 0.05 + 0.9 * x;
}

static inline struct sample new_sample(writer *write)
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

static inline double *new_rows(size_t doubles)
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

static inline struct block new_block(const struct sample *sample, unsigned by)
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

static inline void free_block(struct block *block)
{
    free(block->tape);
    free(block->work);
    free(block->slopes);
    ttri_adjoint_free(block->adjoint);
}

static inline uint32_t draw_index(const char *name)
{
    return (uint32_t)(name[0] - 'a');
}

static inline void fill_draws(const struct block *block)
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
static inline double weight_of(uint32_t output, uint32_t t, uint32_t lane)
{
    return 1.0 + 0.5 * output - 0.2 * t + 0.01 * lane;
}

static inline void fill_weights(const struct block *block)
{
    double *weight = ttri_adjoint_weights(block->adjoint, block->tape);

    for (uint32_t i = 0; i < OUTPUTS; i++)
        for (uint32_t t = 0; t < PERIODS; t++)
            for (uint32_t j = 0; j < TTRI_LANES; j++)
                *weight++ = weight_of(i, t, j);
}

/* The weighed sum of all outputs in a lane. */
static inline double weighed(const struct block *block, uint32_t lane)
{
    const double *result = ttri_adjoint_results(block->adjoint, block->tape);
    double sum = 0.0;

    for (uint32_t i = 0; i < OUTPUTS; i++)
        for (uint32_t t = 0; t < PERIODS; t++, result += TTRI_LANES)
            sum += weight_of(i, t, lane) * result[lane];
    return sum;
}

static inline void sweep(const struct block *block)
{
    ttri_adjoint_sweep(block->adjoint, level, block->tape, block->work);
}

/* The slope by one of the unknowns; 0 if it is not among them. */
static inline double slope_at(const struct block *block, bool is_draw,
                              uint32_t index, uint32_t t, uint32_t lane)
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

static inline void assert_slope(double found, double expected, double value,
                                const char *what, uint32_t index)
{
    double room = 1e-6 * (1.0 + fabs(expected) + 1e-3 * fabs(value));

    ck_assert_msg(fabs(found - expected) <= room,
                  "%s %u: slope %.12g, difference %.12g", what, index, found,
                  expected);
}

static inline void check_draws(const struct block *block, uint32_t lane)
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

static inline double weighed_at(const struct sample *sample, uint32_t parameter,
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

static inline void check_parameters(const struct sample *sample,
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

static inline struct ttri_point *new_point(const struct sample *sample,
                                           uint32_t lane)
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

static inline void assert_same(double found, double expected)
{
    ck_assert_double_eq_tol(found, expected, 1e-11 * (1.0 + fabs(expected)));
}

static inline void check_slopes(const struct block *block,
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
static inline void check_point(const struct sample *sample, struct block *block,
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

static inline void check(writer *write)
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
/* ---- equations ---- */

static inline ttri_value constant(struct sample *s, double x)
{
    return ttri_constant(s->graph, x);
}

static inline ttri_value scaled(struct sample *s, double x, ttri_value a)
{
    return ttri_mul(s->graph, constant(s, x), a);
}

/* All unknowns in one value. */
static inline ttri_value series(struct sample *s, double from, double step)
{
    double number[PERIODS];

    for (uint32_t t = 0; t < PERIODS; t++)
        number[t] = from + step * t;
    return ttri_series(s->graph, number);
}

#endif
