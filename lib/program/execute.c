/* Runs a plan. Every operation is one kernel over lanes; a lane stride of 0
 * repeats one number. Several runs at once stand side by side: what is each
 * run's own has as many numbers for one. */
#include "program/plan.h"

#include <math.h>
#include <string.h>

#include "math/elementary.h"
#include "math/normal.h"

struct run {
    double *bank[TTRI_BANKS];
    const struct ttri_grid *grid;
    uint32_t runs;
};

static bool is_own(const struct ttri_operand *x)
{
    return x->bank != TTRI_BANK_NUMBERS && x->bank != TTRI_BANK_DRAWS;
}

static double *at(const struct run *run, const struct ttri_operand *x,
                  uint32_t t)
{
    size_t place = x->offset + (size_t)t * x->step;

    return run->bank[x->bank] + (is_own(x) ? place * run->runs : place);
}

static uint32_t stride(const struct run *run, const struct ttri_operand *x)
{
    return run->runs == 1 ? x->lane : is_own(x);
}

/* The loop of a kernel, with the common strides told apart so that each form
 * vectorises. */
#define LANES(expression) LANES_OF(ka, kb, =, expression)
#define LANES_OF(ka, kb, assign, expression)                                   \
    do {                                                                       \
        if (ka != 0 && kb != 0)                                                \
            for (uint32_t i = 0; i < n; i++) {                                 \
                const double x = a[i], y = b[i];                               \
                to[i] assign expression;                                       \
            }                                                                  \
        else if (ka != 0)                                                      \
            for (uint32_t i = 0; i < n; i++) {                                 \
                const double x = a[i], y = b[0];                               \
                to[i] assign expression;                                       \
            }                                                                  \
        else                                                                   \
            for (uint32_t i = 0; i < n; i++) {                                 \
                const double x = a[0], y = b[i * kb];                          \
                to[i] assign expression;                                       \
            }                                                                  \
    } while (0)

static void one_operand(const struct run *run,
                        const struct ttri_instruction *step, double *to,
                        const double *a, uint32_t n)
{
    switch (step->op) {
    case TTRI_OP_COPY:
        for (uint32_t i = 0; i < n; i++)
            to[i] = a[i];
        break;
    case TTRI_OP_EXP:
        for (uint32_t i = 0; i < n; i++)
            to[i] = ttri_exponential(a[i]);
        break;
    case TTRI_OP_LOG:
        for (uint32_t i = 0; i < n; i++)
            to[i] = ttri_logarithm(a[i]);
        break;
    case TTRI_OP_EXP_TWO:
        for (uint32_t i = 0; i < n; i++)
            to[i] = ttri_exponential_two(a[i]);
        break;
    case TTRI_OP_TABLE:
        for (uint32_t i = 0; i < n; i++)
            to[i] = ttri_grid_at(&run->grid[step->lag], a[i]);
        break;
    default: /* TTRI_OP_QUANTILE, TTRI_OP_NORMAL */
        for (uint32_t i = 0; i < n; i++)
            to[i] = ttri_apply(step->op, a[i], 0.0, 0.0);
        break;
    }
}

/* The same number in all lanes: calculated once. */
static void repeat(const struct run *run, const struct ttri_instruction *step,
                   double *to, double a, uint32_t n)
{
    one_operand(run, step, to, &a, 1);
    for (uint32_t i = 1; i < n; i++)
        to[i] = to[0];
}

static inline double odds(double share, double k)
{
    double rest = 1.0 + share * (k - 1.0);

    return rest == 0.0 ? 1.0 : share * k / rest;
}

static void two_operands(uint8_t op, double *to, const double *a, uint32_t ka,
                         const double *b, uint32_t kb, uint32_t n)
{
    switch (op) {
    case TTRI_OP_ADD:
        LANES(x + y);
        break;
    case TTRI_OP_SUB:
        LANES(x - y);
        break;
    case TTRI_OP_MUL:
        LANES(x * y);
        break;
    case TTRI_OP_DIV:
        LANES(y == 0.0 ? 0.0 : x / y);
        break;
    case TTRI_OP_MIN:
        LANES(x < y ? x : y);
        break;
    case TTRI_OP_MAX:
        LANES(x > y ? x : y);
        break;
    default: /* TTRI_OP_ODDS */
        LANES(odds(x, y));
        break;
    }
}

/* Do all periods of all runs stand in one row? */
static bool in_one_row(const struct run *run,
                       const struct ttri_instruction *step)
{
    const struct ttri_operand *x[3] = {&step->a, &step->b, &step->c};
    const struct ttri_node node = {.op = step->op};
    uint32_t operand[3],
        count = step->op == TTRI_OP_COPY ? 1 : ttri_operands(&node, operand);

    for (uint32_t i = 0; i < count; i++)
        if (x[i]->lane != stride(run, x[i]))
            return false;
    return true;
}

static void kernel(const struct run *run, const struct ttri_instruction *step,
                   uint32_t t, uint32_t n)
{
    double *to = at(run, &step->to, t);
    const double *a = at(run, &step->a, t);
    uint32_t ka = stride(run, &step->a);

    switch (step->op) {
    case TTRI_OP_COPY:
    case TTRI_OP_EXP:
    case TTRI_OP_LOG:
    case TTRI_OP_QUANTILE:
    case TTRI_OP_EXP_TWO:
    case TTRI_OP_NORMAL:
    case TTRI_OP_TABLE:
        if (ka != 0)
            one_operand(run, step, to, a, n);
        else
            repeat(run, step, to, *a, n);
        break;
    case TTRI_OP_SELECT: {
        const double *b = at(run, &step->b, t), *c = at(run, &step->c, t);
        uint32_t kb = stride(run, &step->b), kc = stride(run, &step->c);

        for (uint32_t i = 0; i < n; i++)
            to[i] = a[i * ka] > 0.0 ? b[i * kb] : c[i * kc];
        break;
    }
    default:
        two_operands(step->op, to, a, ka, at(run, &step->b, t),
                     stride(run, &step->b), n);
        break;
    }
}

/* `periods` of an operation, from t on. */
static void kernels(const struct run *run, const struct ttri_instruction *step,
                    uint32_t t, uint32_t periods)
{
    /* A result without lanes is one number. */
    periods = step->to.lane == 0 ? 1 : periods;
    if (run->runs == 1 || periods == 1 || in_one_row(run, step))
        kernel(run, step, t, periods * run->runs);
    else
        for (uint32_t i = 0; i < periods; i++)
            kernel(run, step, t + i, run->runs);
}

/* Period t of a value that looks back. */
static void look_back(const struct run *run,
                      const struct ttri_instruction *step, uint32_t t,
                      uint32_t n)
{
    double *to = at(run, &step->to, t);
    const struct ttri_operand *from = &step->a;

    n *= run->runs;
    if (step->op == TTRI_OP_LAG) {
        const double *a;
        uint32_t ka;

        from = t < step->lag ? &step->b : from;
        a = at(run, from, t < step->lag ? t : t - step->lag);
        ka = stride(run, from);
        if (ka != 0)
            memcpy(to, a, n * sizeof *to);
        for (uint32_t i = 0; ka == 0 && i < n; i++)
            to[i] = a[0];
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        to[i] = 0.0;
    for (uint32_t age = 0; age <= t; age++) {
        const double *a = at(run, from, t - age);
        const double *b = at(run, &step->b, age);

        LANES_OF(stride(run, from), stride(run, &step->b), +=, x * y);
    }
}

static bool looks_back(const struct ttri_instruction *step)
{
    return step->op == TTRI_OP_LAG || step->op == TTRI_OP_CONVOLVE;
}

static void run_period(const struct run *run,
                       const struct ttri_instruction *step, uint32_t count,
                       uint32_t t, uint32_t n)
{
    for (uint32_t i = 0; i < count; i++)
        if (looks_back(&step[i]))
            look_back(run, &step[i], t, n);
        else
            kernels(run, &step[i], t, n);
}

static void run_sections(const struct ttri_plan *plan, const struct run *run)
{
    for (uint32_t i = 0; i < plan->sections; i++) {
        const struct ttri_section *section = &plan->section[i];
        const struct ttri_instruction *step =
            plan->instruction + section->first;

        if (section->by_period) {
            for (uint32_t t = 0; t < plan->periods; t++)
                run_period(run, step, section->count, t, section->lanes);
            continue;
        }
        for (uint32_t j = 0; j < section->count; j++) {
            if (!looks_back(&step[j])) {
                kernels(run, &step[j], 0, section->lanes);
                continue;
            }
            for (uint32_t t = 0; t < plan->periods; t++)
                look_back(run, &step[j], t, 1);
        }
    }
}

ttr_status ttri_run_several(const struct ttri_plan *plan,
                            const struct ttri_memory *memory, uint32_t runs,
                            const double *parameters, const double *draws,
                            double *results, struct ttr_error *error)
{
    struct run run = {.grid = plan->grid, .runs = runs};
    double *work = ttri_allocate(memory, plan->work * runs * sizeof *work);

    if (work == NULL)
        return ttri_no_memory(error, "run");
    run.bank[TTRI_BANK_WORK] = work;
    run.bank[TTRI_BANK_NUMBERS] = plan->number;
    run.bank[TTRI_BANK_RESULTS] = results;
    /* Only read: the banks share one pointer type. */
    run.bank[TTRI_BANK_PARAMETERS] = (double *)(uintptr_t)parameters;
    run.bank[TTRI_BANK_DRAWS] =
        draws != NULL ? (double *)(uintptr_t)draws : plan->draw;
    run_sections(plan, &run);
    ttri_release(memory, work);
    return TTR_OK;
}

ttr_status ttri_run(const struct ttri_plan *plan,
                    const struct ttri_memory *memory, const double *parameters,
                    const double *draws, double *results,
                    struct ttr_error *error)
{
    return ttri_run_several(plan, memory, 1,
                            parameters != NULL ? parameters : plan->parameter,
                            draws, results, error);
}

void ttri_evaluate(const struct ttri_plan *plan, double *work)
{
    struct run run = {.grid = plan->grid, .runs = 1};

    run.bank[TTRI_BANK_WORK] = work;
    run.bank[TTRI_BANK_NUMBERS] = plan->number;
    run.bank[TTRI_BANK_PARAMETERS] = plan->parameter;
    run_sections(plan, &run);
}
