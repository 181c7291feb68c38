/* Runs the program of a block: what is taken once, then period by period. */
#include <stddef.h>

#include "program/block.h"

struct run {
    const struct ttri_plan *plan;
    const struct ttri_block *block;
    ttri_lane_kernel *const *kernel;
    const double *draws;
    double *work, *results;
    double **base;
    uint32_t t;
};

/* Where a base is in period t. Draws and numbers are only read: all bases
 * share one pointer type. */
static double *base_at(const struct run *run, uint32_t base, uint32_t t)
{
    const struct ttri_block *block = run->block;
    const struct ttri_ring *ring;
    size_t row = (size_t)t * TTRI_LANES;

    switch (base) {
    case TTRI_BASE_ROWS:
        return run->work;
    case TTRI_BASE_NUMBERS:
        return block->number;
    case TTRI_BASE_DRAWS:
        return (double *)(uintptr_t)run->draws;
    case TTRI_BASE_SERIES:
        return block->series + (size_t)t * block->columns;
    case TTRI_BASE_SHOCKS:
        return (double *)(uintptr_t)run->draws + row;
    case TTRI_BASE_BACK:
        return (double *)(uintptr_t)run->draws +
               (size_t)(run->plan->periods - 1 - t) * TTRI_LANES;
    case TTRI_BASE_RESULTS:
        return run->results + row;
    case TTRI_BASE_KEPT:
        return run->results;
    default:
        ring = &block->ring[base - TTRI_BASE_RINGS];
        return run->work + ring->first +
               (size_t)(t % ring->periods) * ring->row;
    }
}

/* Row, or number, of an operand of period t. */
static double *operand_at(const struct run *run,
                          const struct ttri_lane_operand *x, uint32_t t)
{
    return base_at(run, x->base, t) + x->offset;
}

static void find_bases(struct run *run)
{
    const struct ttri_block *block = run->block;
    uint32_t lagged = TTRI_BASE_RINGS + block->rings;

    for (uint32_t i = 0; i < lagged; i++)
        run->base[i] = base_at(run, i, run->t);
    for (uint32_t i = 0; i < block->laggeds; i++) {
        const struct ttri_lagged *x = &block->lagged[i];

        run->base[lagged + i] =
            run->t < x->lag ? run->base[x->before.base] + x->before.offset
                            : operand_at(run, &x->past, run->t - x->lag);
    }
}

static bool is_number(const struct ttri_lane_operand *x)
{
    return x->base == TTRI_BASE_NUMBERS || x->base == TTRI_BASE_SERIES;
}

static void copy(const struct run *run, double *to, double *from, bool number)
{
    double *const base[] = {to, from};
    const struct ttri_lane_operand operand[] = {{0, 0}, {1, 0}};

    run->kernel[number ? TTRI_FORM_FILL : TTRI_FORM_COPY](base, operand, 1);
}

static double *present(const struct run *run, const struct ttri_lane_operand *x)
{
    return run->base[x->base] + x->offset;
}

static void look_back(const struct run *run, const struct ttri_lane_operand *x,
                      uint32_t lag)
{
    if (run->t < lag)
        copy(run, present(run, &x[0]), present(run, &x[2]), is_number(&x[2]));
    else
        copy(run, present(run, &x[0]), operand_at(run, &x[1], run->t - lag),
             is_number(&x[1]));
}

static void select_shared(const struct run *run,
                          const struct ttri_lane_operand *x)
{
    const struct ttri_lane_operand *from =
        *present(run, &x[1]) > 0.0 ? &x[2] : &x[3];

    copy(run, present(run, &x[0]), present(run, from), is_number(from));
}

/* Ages that one call adds up. */
#define AGES 16u

/* Where an operand is in some period, and how far it moves from one to the
 * next: what is convolved has kept all its periods. */
struct motion {
    double *at;
    ptrdiff_t step;
};

static struct motion motion_of(const struct run *run,
                               const struct ttri_lane_operand *x, uint32_t t)
{
    ptrdiff_t step = run->plan->periods > 1
                         ? operand_at(run, x, 1) - operand_at(run, x, 0)
                         : 0;

    return (struct motion){operand_at(run, x, t), step};
}

/* to += products of ages [from, end). */
static void add_ages(const struct run *run, const struct ttri_lane_operand *x,
                     uint32_t from, uint32_t end)
{
    struct motion flow = motion_of(run, &x[1], run->t - from);
    struct motion by_age = motion_of(run, &x[2], from);
    double unity = 1.0;
    double *base[2 + 2 * AGES] = {present(run, &x[0]), &unity};
    struct ttri_lane_operand operand[3 + 2 * AGES] = {{0, 0}};
    bool rows = !is_number(&x[1]) && !is_number(&x[2]);
    uint32_t bases = 2, count = 1;

    /* Each row has a factor then, and it comes first. */
    if (!rows)
        operand[count++] = (struct ttri_lane_operand){1, 0};
    operand[count++] = (struct ttri_lane_operand){0, 0};
    for (ptrdiff_t i = 0; i < (ptrdiff_t)(end - from); i++) {
        double *row = flow.at - i * flow.step;
        double *other = by_age.at + i * by_age.step;

        base[bases] = is_number(&x[1]) ? row : other;
        base[bases + 1] = is_number(&x[1]) ? other : row;
        operand[count++] = (struct ttri_lane_operand){bases++, 0};
        operand[count++] = (struct ttri_lane_operand){bases++, 0};
    }
    run->kernel[rows ? TTRI_FORM_DOT_ROW
                     : TTRI_FORM_LINEAR + TTRI_LINEAR_FORMS - 1](base, operand,
                                                                 count - 1);
}

static void convolve(const struct run *run, const struct ttri_lane_operand *x)
{
    double zero = 0.0;

    copy(run, present(run, &x[0]), &zero, true);
    for (uint32_t from = 0; from <= run->t; from += AGES)
        add_ages(run, x, from, run->t - from < AGES ? run->t + 1 : from + AGES);
}

static void each_lane(const struct run *run, uint8_t op,
                      const struct ttri_lane_operand *x)
{
    double *to = present(run, &x[0]);
    const double *a = present(run, &x[1]);

    for (uint32_t i = 0; i < TTRI_LANES; i++)
        to[i] = ttri_apply(op, a[i], 0.0, 0.0);
}

static void look_up(const struct run *run, const struct ttri_lane_operand *x,
                    const struct ttri_grid *grid,
                    double (*at)(const struct ttri_grid *, double))
{
    double *to = present(run, &x[0]);
    const double *a = present(run, &x[1]);

    for (uint32_t i = 0; i < TTRI_LANES; i++)
        to[i] = at(grid, a[i]);
}

static void run_special(const struct run *run,
                        const struct ttri_block_step *step)
{
    const struct ttri_lane_operand *x = run->block->operand + step->first;

    switch (step->form) {
    case TTRI_FORM_LAG:
        look_back(run, x, step->extra);
        break;
    case TTRI_FORM_CONVOLVE:
        convolve(run, x);
        break;
    case TTRI_FORM_SELECT_SHARED:
        select_shared(run, x);
        break;
    case TTRI_FORM_QUANTILE:
        each_lane(run, TTRI_OP_QUANTILE, x);
        break;
    case TTRI_FORM_NORMAL:
        each_lane(run, TTRI_OP_NORMAL, x);
        break;
    case TTRI_FORM_TABLE:
        look_up(run, x, &run->plan->grid[step->extra], ttri_grid_at);
        break;
    default: /* TTRI_FORM_SLOPE */
        look_up(run, x, &run->plan->grid[step->extra], ttri_grid_slope);
        break;
    }
}

/* `wanted`: by step; NULL: all. */
static void run_steps(const struct run *run, uint32_t first, uint32_t end,
                      const bool *wanted)
{
    const struct ttri_block_step *step = run->block->step;
    const struct ttri_lane_operand *operand = run->block->operand;

    for (uint32_t i = first; i < end; i++)
        if (wanted != NULL && !wanted[i])
            continue;
        else if (step[i].form < TTRI_FORMS)
            run->kernel[step[i].form](run->base, operand + step[i].first,
                                      step[i].count);
        else
            run_special(run, &step[i]);
}

void ttri_run_block(const struct ttri_plan *plan,
                    const struct ttri_level *level, const double *draws,
                    double *work, double *results)
{
    const struct ttri_block *block = plan->block;
    struct run run = {.plan = plan,
                      .block = block,
                      .kernel = level->operations->form,
                      .draws = draws,
                      .work = work,
                      .results = results};

    run.base = (double **)(void *)(work + block->bases);
    find_bases(&run);
    run_steps(&run, 0, block->once, NULL);
    for (uint32_t i = 0, first = block->once; i < block->ends; i++) {
        for (run.t = 0; run.t < block->periods; run.t++) {
            find_bases(&run);
            run_steps(&run, first, block->end[i],
                      block->wanted != NULL
                          ? block->wanted + (size_t)run.t * block->steps
                          : NULL);
        }
        first = block->end[i];
    }
    run_steps(&run, block->last, block->steps, NULL);
}
