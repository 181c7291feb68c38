/* Exact sample quantiles: the paths are run again, and only values near a
 * quantile are kept. Doubles are ordered by whole numbers, so that a range of
 * values can always be cut further: ranges with too many values to keep are
 * counted in parts first, and the part that holds the quantile is next. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/distribution_parts.h"
#include "engine/simulation.h"

#define MOST_TARGETS 64
/* Values that are kept for all quantiles together. */
#define MOST_KEPT ((uint64_t)1 << 20)
/* Parts of a range that is cut, as bits. */
#define PART_BITS 12
#define PARTS     ((uint64_t)1 << PART_BITS)

/* One quantile on its way: the k-th smallest value lies in [low, last]. */
struct target {
    uint64_t k, low, last;
    bool keep;      /* else count by parts */
    uint32_t shift; /* of an order within the range to its part */
    atomic_uint_fast64_t below, within;
    atomic_uint_fast64_t *part; /* or NULL */
    uint64_t *kept;             /* or NULL */
    bool found;
};

struct exact {
    struct ttri_run run;
    struct ttri_desk *desks;
    uint32_t variable, targets;
    struct target target[MOST_TARGETS];
    uint64_t room; /* values that a target may keep */
    uint64_t blocks;
    atomic_uint_fast64_t next;
    atomic_bool broken; /* a value is not a number */
};

/* ---- order ---- */

static uint64_t order_of(double value)
{
    uint64_t bits;

    value += 0.0; /* one zero */
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 != 0 ? ~bits : bits | (uint64_t)1 << 63;
}

static double value_of(uint64_t order)
{
    uint64_t bits = order >> 63 != 0 ? order & ~((uint64_t)1 << 63) : ~order;
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* ---- one pass ---- */

static void look_at(struct exact *exact, struct target *target,
                    const uint64_t *order)
{
    uint64_t below = 0;

    for (uint32_t i = 0; i < TTRI_LANES; i++) {
        uint64_t at;

        below += order[i] < target->low ? 1 : 0;
        if (order[i] < target->low || order[i] > target->last)
            continue;
        at =
            atomic_fetch_add_explicit(&target->within, 1, memory_order_relaxed);
        if (!target->keep)
            atomic_fetch_add_explicit(
                &target->part[(order[i] - target->low) >> target->shift], 1,
                memory_order_relaxed);
        else if (at < exact->room)
            target->kept[at] = order[i];
    }
    atomic_fetch_add_explicit(&target->below, below, memory_order_relaxed);
}

static void look_at_block(struct exact *exact, struct ttri_desk *desk,
                          uint64_t block)
{
    const double *value = desk->values + (size_t)exact->variable * TTRI_LANES;
    uint64_t order[TTRI_LANES];

    ttri_fill_block(&exact->run, desk, block, TTRI_REDRAW_NONE);
    ttri_compute_block(&exact->run, desk, desk->values);
    for (uint32_t i = 0; i < TTRI_LANES; i++) {
        order[i] = order_of(value[i]);
        if (!isfinite(value[i]))
            atomic_store(&exact->broken, true);
    }
    for (uint32_t i = 0; i < exact->targets; i++)
        if (!exact->target[i].found)
            look_at(exact, &exact->target[i], order);
    ttri_monitor_advance(exact->run.monitor, 1);
}

static void look_task(void *work, uint32_t task)
{
    struct exact *exact = work;

    for (;;) {
        uint64_t block = atomic_fetch_add(&exact->next, 1);

        if (block >= exact->blocks ||
            ttri_monitor_cancelled(exact->run.monitor))
            return;
        look_at_block(exact, &exact->desks[task], block);
    }
}

/* ---- between passes ---- */

static uint32_t shift_for(uint64_t low, uint64_t last)
{
    uint32_t shift = 0;

    while ((last - low) >> shift >= PARTS)
        shift++;
    return shift;
}

static bool begin_pass(const struct ttri_memory *memory,
                       const struct exact *exact, struct target *target)
{
    atomic_store(&target->below, 0);
    atomic_store(&target->within, 0);
    target->shift = shift_for(target->low, target->last);
    ttri_release(memory, target->part);
    ttri_release(memory, target->kept);
    target->part = NULL;
    target->kept = NULL;
    if (target->keep)
        target->kept =
            ttri_allocate(memory, exact->room * sizeof *target->kept);
    else
        target->part = ttri_clear(memory, PARTS, sizeof *target->part);
    return target->kept != NULL || target->part != NULL;
}

static int by_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* The part that holds the quantile becomes the range. */
static void cut(const struct exact *exact, struct target *target)
{
    uint64_t before = atomic_load(&target->below), part = 0, count, low;

    for (;; part++) {
        count = atomic_load(&target->part[part]);
        if (target->k < before + count)
            break;
        before += count;
    }
    low = target->low + (part << target->shift);
    if (target->last - low > ((uint64_t)1 << target->shift) - 1)
        target->last = low + ((uint64_t)1 << target->shift) - 1;
    target->low = low;
    target->keep = count <= exact->room;
    target->found = low == target->last;
}

static void end_pass(const struct exact *exact, struct target *target)
{
    uint64_t below = atomic_load(&target->below);
    uint64_t within = atomic_load(&target->within);

    if (target->k < below || target->k >= below + within) {
        /* The first guess was a neighbour's bin: begin with everything. */
        target->low = 0;
        target->last = UINT64_MAX;
        target->keep = false;
    } else if (!target->keep) {
        cut(exact, target);
    } else if (within > exact->room) {
        target->keep = false;
    } else {
        qsort(target->kept, within, sizeof *target->kept, by_order);
        target->low = target->kept[target->k - below];
        target->found = true;
    }
}

static bool all_found(const struct exact *exact)
{
    for (uint32_t i = 0; i < exact->targets; i++)
        if (!exact->target[i].found)
            return false;
    return true;
}

static ttr_status run_pass(struct exact *exact, struct ttr_error *error)
{
    const struct ttri_memory *memory = &exact->run.simulation->memory;
    ttr_status status;

    for (uint32_t i = 0; i < exact->targets; i++)
        if (!exact->target[i].found &&
            !begin_pass(memory, exact, &exact->target[i]))
            return ttri_no_memory(error, "simulation");
    ttri_monitor_expect(exact->run.monitor, exact->blocks);
    atomic_store(&exact->next, 0);
    ttri_workers_run(&exact->run.workers, look_task, exact);
    status = ttri_check_cancelled(&exact->run, error);
    if (status == TTR_OK && atomic_load(&exact->broken))
        return ttri_fail(
            error, TTR_E_NUMERIC,
            ttri_figures_text(&exact->run.simulation->figures, exact->variable)
                .name,
            "must be finite on every path", "");
    for (uint32_t i = 0; status == TTR_OK && i < exact->targets; i++)
        if (!exact->target[i].found)
            end_pass(exact, &exact->target[i]);
    return status;
}

/* ---- all together ---- */

/* The smallest number of values that are a share p of n. */
static uint64_t rank_of(double p, uint64_t n)
{
    uint64_t k = (uint64_t)ceil(p * (double)n);

    return k < 1 ? 0 : k > n ? n - 1 : k - 1;
}

/* The bins of the first run say where to look. */
static void aim(const struct exact *exact, const ttr_distribution *distribution,
                double probability, struct target *target)
{
    double low, high;
    uint64_t below, within;

    target->k =
        rank_of(probability, ttri_distribution_identity(distribution)->count);
    ttri_profile_bin(&distribution->profile[exact->variable], target->k, &low,
                     &high, &below, &within);
    target->low = low > -HUGE_VAL ? order_of(low) : 0;
    target->last = high < HUGE_VAL ? order_of(high) : UINT64_MAX;
    if (target->last < target->low)
        target->last = target->low;
    target->keep = within <= exact->room;
}

static ttr_status find_quantiles(struct exact *exact, double *values,
                                 struct ttr_error *error)
{
    const struct ttri_memory *memory = &exact->run.simulation->memory;
    ttr_status status = TTR_OK;

    exact->desks = ttri_desks_new(&exact->run);
    if (exact->desks == NULL)
        status = ttri_no_memory(error, "simulation");
    while (status == TTR_OK && !all_found(exact))
        status = run_pass(exact, error);
    for (uint32_t i = 0; i < exact->targets; i++) {
        if (status == TTR_OK)
            values[i] = value_of(exact->target[i].low);
        ttri_release(memory, exact->target[i].part);
        ttri_release(memory, exact->target[i].kept);
    }
    if (status == TTR_OK)
        ttri_monitor_end(exact->run.monitor);
    ttri_desks_free(&exact->run, exact->desks);
    return status;
}

static ttr_status check_quantiles(const ttr_simulation *simulation,
                                  uint32_t variable,
                                  const double *probabilities, uint32_t count,
                                  struct ttr_error *error)
{
    if (variable >= simulation->figures.variables)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "variable",
                                "must be below the number of variables",
                                variable);
    if (count < 1 || count > MOST_TARGETS)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "count",
                                "must be within [1, 64]", count);
    for (uint32_t i = 0; i < count; i++)
        if (!(probabilities[i] > 0.0 && probabilities[i] < 1.0))
            return ttri_fail_number(error, TTR_E_RANGE, "probability",
                                    "must be inside (0, 1)", probabilities[i]);
    return TTR_OK;
}

static ttr_status check_origin(const struct exact *exact,
                               const ttr_distribution *distribution,
                               struct ttr_error *error)
{
    if (ttri_distribution_identity(distribution)->digest !=
        ttri_run_digest(&exact->run))
        return ttri_fail(error, TTR_E_CONFLICT, "distribution",
                         "must be of this simulation and sampling", "");
    if (ttr_distribution_complete(distribution) == 0)
        return ttri_fail(error, TTR_E_CONFLICT, "distribution",
                         "must be complete, not a shard", "");
    return TTR_OK;
}

static ttr_status run_exact(struct exact *exact,
                            const ttr_distribution *distribution,
                            const double *probabilities, double *values,
                            struct ttr_error *error)
{
    ttr_status status = check_origin(exact, distribution, error);

    if (status != TTR_OK)
        return status;
    exact->blocks =
        ttri_distribution_identity(distribution)->count / TTRI_LANES;
    if (exact->room > exact->blocks * TTRI_LANES)
        exact->room = exact->blocks * TTRI_LANES;
    for (uint32_t i = 0; i < exact->targets; i++)
        aim(exact, distribution, probabilities[i], &exact->target[i]);
    return find_quantiles(exact, values, error);
}

ttr_status ttri_exact_quantiles(const struct ttri_request *request,
                                const ttr_distribution *distribution,
                                uint32_t variable, const double *probabilities,
                                uint32_t count, uint64_t room, double *values,
                                struct ttr_error *error)
{
    const struct ttri_memory *memory = &request->simulation->memory;
    struct exact *exact;
    ttr_status status = check_quantiles(request->simulation, variable,
                                        probabilities, count, error);

    if (status != TTR_OK)
        return status;
    exact = ttri_clear(memory, 1, sizeof *exact);
    if (exact == NULL)
        return ttri_no_memory(error, "simulation");
    exact->variable = variable;
    exact->targets = count;
    exact->room = room / count > 0 ? room / count : 1;
    status = ttri_run_open(request, &exact->run, error);
    if (status == TTR_OK)
        status = run_exact(exact, distribution, probabilities, values, error);
    ttri_run_close(&exact->run);
    ttri_release(memory, exact);
    return status;
}

ttr_status ttr_simulation_exact_quantiles(
    const ttr_simulation *simulation, const struct ttr_sampling *sampling,
    const struct ttr_workers *workers, ttr_monitor *monitor,
    const ttr_distribution *distribution, uint32_t variable,
    const double *probabilities, uint32_t count, double *values,
    struct ttr_error *error)
{
    struct ttri_request request = {simulation, sampling, workers, monitor};

    if (simulation == NULL || distribution == NULL || probabilities == NULL ||
        values == NULL)
        return ttri_null_argument(error, "ttr_simulation_exact_quantiles",
                                  simulation == NULL      ? "simulation"
                                  : distribution == NULL  ? "distribution"
                                  : probabilities == NULL ? "probabilities"
                                                          : "values");
    return ttri_exact_quantiles(&request, distribution, variable, probabilities,
                                count, MOST_KEPT, values, error);
}
