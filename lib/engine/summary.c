/* A summary: memory, adding blocks, merging. */
#include "engine/tally.h"

#include <math.h>
#include <string.h>

#include "lanes/lanes.h"

#define ALIGNMENT 64

/* ---- memory ---- */

struct part {
    void *pointer; /* where the address of the part goes */
    uint64_t count;
    size_t size;
};

static uint64_t in_lines(const struct part *part)
{
    uint64_t size = part->count * part->size;

    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

#define PARTS 16

static void list_parts(const struct ttri_summary_plan *plan,
                       struct ttri_summary *summary, struct part part[PARTS])
{
    uint64_t variables = plan->variables;
    uint64_t rows = variables * plan->replicates;
    uint64_t bins = variables * TTRI_BINS, coarse = rows * TTRI_COARSE;
    uint64_t products = ttri_joint_pairs(plan) * plan->replicates;
    uint64_t work = variables * (plan->pairs ? 3 : 2);
    const struct part parts[PARTS] = {
        {&summary->map, variables, sizeof *summary->map},
        {&summary->least, variables, sizeof(double)},
        {&summary->greatest, variables, sizeof(double)},
        {&summary->open, variables * 2, sizeof(uint32_t)},
        {&summary->sums, rows * TTRI_SUMS, sizeof(struct ttri_wide)},
        {&summary->pairs, plan->pairs ? rows * TTRI_PAIR_SUMS : 0,
         sizeof(struct ttri_wide)},
        {&summary->products, products, sizeof(struct ttri_wide)},
        {&summary->tails, variables * 2, sizeof(struct ttri_wide)},
        {&summary->blocks, plan->replicates, sizeof(uint64_t)},
        {&summary->pair_blocks, plan->replicates, sizeof(uint64_t)},
        {&summary->joint, plan->joints, sizeof(uint32_t)},
        {&summary->bins, bins + coarse, sizeof(uint16_t)},
        {&summary->more_bins, bins + coarse, sizeof(uint32_t)},
        {&summary->carried, variables, sizeof(bool)},
        {&summary->work, work + (uint64_t)plan->joints * TTRI_LANES,
         sizeof(double)},
        {NULL, 0, 0},
    };

    memcpy(part, parts, sizeof parts);
}

uint64_t ttri_summary_size(const struct ttri_summary_plan *plan)
{
    struct ttri_summary nowhere;
    struct part part[PARTS];
    uint64_t size = sizeof(struct ttri_summary) + ALIGNMENT;

    list_parts(plan, &nowhere, part);
    for (const struct part *p = part; p->pointer != NULL; p++)
        size += in_lines(p);
    return size;
}

static void place_parts(struct ttri_summary *summary)
{
    const struct ttri_summary_plan *plan = &summary->plan;
    unsigned char *next = (unsigned char *)(summary + 1);
    struct part part[PARTS];

    next += (ALIGNMENT - (uintptr_t)next % ALIGNMENT) % ALIGNMENT;
    list_parts(plan, summary, part);
    for (const struct part *p = part; p->pointer != NULL; p++) {
        memcpy(p->pointer, &next, sizeof next);
        next += in_lines(p);
    }
    summary->coarse = summary->bins + (size_t)plan->variables * TTRI_BINS;
    summary->more_coarse =
        summary->more_bins + (size_t)plan->variables * TTRI_BINS;
}

ttr_status ttri_summary_empty(const struct ttri_memory *memory,
                              const struct ttri_summary_plan *plan,
                              struct ttri_summary **summary,
                              struct ttr_error *error)
{
    uint64_t size = ttri_summary_size(plan);
    struct ttri_summary *made = NULL;

    if (size <= SIZE_MAX)
        made = ttri_clear(memory, 1, (size_t)size);
    if (made == NULL)
        return ttri_no_memory(error, "summary");
    made->memory = *memory;
    made->plan = *plan;
    place_parts(made);
    made->plan.joint = made->joint;
    for (uint32_t v = 0; v < plan->variables; v++) {
        made->least[v] = INFINITY;
        made->greatest[v] = -INFINITY;
        made->open[(size_t)v * 2] = TTRI_BINS;
    }
    *summary = made;
    return TTR_OK;
}

static void copy_joints(struct ttri_summary *summary, const uint32_t *joint)
{
    if (summary->plan.joints > 0)
        memcpy(summary->joint, joint,
               summary->plan.joints * sizeof *summary->joint);
}

ttr_status ttri_summary_new(const struct ttri_memory *memory,
                            const struct ttri_summary_plan *plan,
                            const double *pilot, uint32_t count,
                            struct ttri_summary **summary,
                            struct ttr_error *error)
{
    struct ttri_summary *made;
    ttr_status status = ttri_summary_empty(memory, plan, &made, error);

    if (status != TTR_OK)
        return status;
    copy_joints(made, plan->joint);
    for (uint32_t v = 0; v < plan->variables; v++)
        ttri_tally_plan(&made->map[v], pilot + (size_t)v * count, count);
    *summary = made;
    return TTR_OK;
}

ttr_status ttri_summary_like(const struct ttri_summary *other,
                             struct ttri_summary **summary,
                             struct ttr_error *error)
{
    struct ttri_summary *made;
    ttr_status status =
        ttri_summary_empty(&other->memory, &other->plan, &made, error);

    if (status != TTR_OK)
        return status;
    copy_joints(made, other->joint);
    memcpy(made->map, other->map, other->plan.variables * sizeof *made->map);
    *summary = made;
    return TTR_OK;
}

void ttri_summary_free(struct ttri_summary *summary)
{
    struct ttri_memory memory;

    if (summary == NULL)
        return;
    memory = summary->memory;
    ttri_release(&memory, summary);
}

/* ---- adding ---- */

static struct ttri_wide *sums_of(const struct ttri_summary *summary,
                                 uint32_t variable, uint32_t replicate)
{
    size_t row = (size_t)variable * summary->plan.replicates + replicate;

    return summary->sums + row * TTRI_SUMS;
}

/* Leaves the moments of all variables in `work`. */
static bool find_moments(struct ttri_summary *summary,
                         const struct ttri_summary_kernels *kernels,
                         const double *values, double *work, uint32_t *variable)
{
    for (uint32_t v = 0; v < summary->plan.variables; v++) {
        const struct ttri_tally_map *map = &summary->map[v];
        double *sums = work + (size_t)v * TTRI_SUMS;

        kernels->moments(values + (size_t)v * TTRI_LANES, map->origin,
                         map->scale, sums);
        /* False for what is not a number, too. */
        if (!(sums[TTRI_SQUARES] < TTRI_WIDE_LIMIT)) {
            *variable = v;
            return false;
        }
    }
    return true;
}

static void open_bins(struct ttri_summary *summary, uint32_t variable)
{
    const struct ttri_bin_map *map = &summary->map[variable].bin;
    double least = summary->least[variable];
    double greatest = summary->greatest[variable];
    uint32_t *open = summary->open + (size_t)variable * 2;

    if (least > greatest)
        return;
    /* All values in the atom's bin are the same. */
    open[0] = ttri_bin_of(map, least) - (least == map->atom);
    open[1] = ttri_bin_of(map, greatest) + (greatest == map->atom);
}

/* Sums of what falls in the first or in the last bin. */
static void add_tails(struct ttri_summary *summary, uint32_t variable,
                      const double *values)
{
    const struct ttri_tally_map *map = &summary->map[variable];
    struct ttri_wide *tails = summary->tails + (size_t)variable * 2;
    uint32_t last = ttri_last_bin(map);

    for (uint32_t i = 0; i < TTRI_LANES; i++) {
        double y = (values[i] - map->origin) * map->scale;
        uint32_t bin = ttri_bin_of(&map->bin, values[i]);

        if (bin == 0)
            ttri_wide_add_number(&tails[0], y);
        if (bin == last)
            ttri_wide_add_number(&tails[1], y);
    }
}

/* New extremes, and the tails if they are reached. */
static void add_extremes(struct ttri_summary *summary, uint32_t variable,
                         const double *values)
{
    const struct ttri_tally_map *map = &summary->map[variable];
    double least = values[0], greatest = values[0];

    for (uint32_t i = 1; i < TTRI_LANES; i++) {
        least = values[i] < least ? values[i] : least;
        greatest = values[i] > greatest ? values[i] : greatest;
    }
    if (ttri_bin_of(&map->bin, least) == 0 ||
        ttri_bin_of(&map->bin, greatest) == ttri_last_bin(map))
        add_tails(summary, variable, values);
    /* -0 becomes 0, or the order of values would show */
    if (least < summary->least[variable])
        summary->least[variable] = least + 0.0;
    if (greatest > summary->greatest[variable])
        summary->greatest[variable] = greatest + 0.0;
    open_bins(summary, variable);
}

static void count_values(struct ttri_summary *summary,
                         const struct ttri_summary_kernels *kernels,
                         uint32_t replicate, uint32_t variable,
                         const double *values)
{
    size_t row = (size_t)variable * summary->plan.replicates + replicate;
    const uint32_t *open = summary->open + (size_t)variable * 2;

    if (kernels->count(values, &summary->map[variable].bin, open[0], open[1],
                       summary->bins + (size_t)variable * TTRI_BINS,
                       summary->coarse + row * TTRI_COARSE) != 0)
        add_extremes(summary, variable, values);
}

static void add_products(struct ttri_summary *summary,
                         const struct ttri_summary_kernels *kernels,
                         uint32_t replicate, const double *values)
{
    const struct ttri_summary_plan *plan = &summary->plan;
    struct ttri_wide *products = summary->products + replicate;
    double *centred = summary->work;

    for (uint32_t j = 0; j < plan->joints; j++) {
        const double *row = values + (size_t)plan->joint[j] * TTRI_LANES;
        const struct ttri_tally_map *map = &summary->map[plan->joint[j]];
        double *of_j = centred + (size_t)j * TTRI_LANES;

        kernels->centre(row, map->origin, map->scale, of_j);
        for (uint32_t i = 0; i < j; i++) {
            const double *of_i = centred + (size_t)i * TTRI_LANES;

            ttri_wide_add_number(products, kernels->product(of_i, of_j));
            products += plan->replicates;
        }
    }
}

/* Moves what is too large for low parts: few are, so that looking is all that
 * most rows take. */
static bool carry_row(uint16_t *restrict low, uint32_t *restrict high,
                      size_t count)
{
    uint16_t any = 0;

    for (size_t i = 0; i < count; i++)
        any |= low[i];
    if (any <= TTRI_LOW_MASK)
        return false;
    for (size_t i = 0; i < count; i++) {
        high[i] += low[i] >> TTRI_LOW_BITS;
        low[i] &= TTRI_LOW_MASK;
    }
    return true;
}

static void carry_counts(struct ttri_summary *summary)
{
    size_t coarse = (size_t)summary->plan.replicates * TTRI_COARSE;

    for (size_t v = 0; v < summary->plan.variables; v++) {
        bool bins = carry_row(summary->bins + v * TTRI_BINS,
                              summary->more_bins + v * TTRI_BINS, TTRI_BINS);

        summary->carried[v] |=
            carry_row(summary->coarse + v * coarse,
                      summary->more_coarse + v * coarse, coarse) ||
            bins;
    }
    summary->added = 0;
}

bool ttri_summary_add(struct ttri_summary *summary,
                      const struct ttri_summary_kernels *kernels,
                      uint32_t replicate, const double *values,
                      uint32_t *variable)
{
    double *work = summary->work + (size_t)summary->plan.joints * TTRI_LANES;

    if (!find_moments(summary, kernels, values, work, variable))
        return false;
    if (++summary->added >= (1u << TTRI_LOW_BITS) / TTRI_LANES)
        carry_counts(summary);
    for (uint32_t v = 0; v < summary->plan.variables; v++) {
        struct ttri_wide *sums = sums_of(summary, v, replicate);

        ttri_wide_add_number(&sums[TTRI_SUM], work[v * (size_t)2]);
        ttri_wide_add_number(&sums[TTRI_SQUARES], work[v * (size_t)2 + 1]);
        count_values(summary, kernels, replicate, v,
                     values + (size_t)v * TTRI_LANES);
    }
    add_products(summary, kernels, replicate, values);
    summary->blocks[replicate]++;
    return true;
}

bool ttri_summary_add_pairs(struct ttri_summary *summary,
                            const struct ttri_summary_kernels *kernels,
                            uint32_t replicate, const double *values,
                            const double *others, uint32_t *variable)
{
    const struct ttri_summary_plan *plan = &summary->plan;
    double centred[2][TTRI_LANES] __attribute__((aligned(ALIGNMENT)));
    double *work = summary->work + (size_t)plan->joints * TTRI_LANES;

    for (uint32_t v = 0; v < plan->variables; v++) {
        const struct ttri_tally_map *map = &summary->map[v];
        double *found = work + (size_t)v * TTRI_PAIR_SUMS, sums[2][TTRI_SUMS];
        size_t row = (size_t)v * TTRI_LANES;

        kernels->moments(values + row, map->origin, map->scale, sums[0]);
        kernels->moments(others + row, map->origin, map->scale, sums[1]);
        found[TTRI_PAIR_SUM] = sums[0][TTRI_SUM] + sums[1][TTRI_SUM];
        found[TTRI_PAIR_SQUARES] =
            sums[0][TTRI_SQUARES] + sums[1][TTRI_SQUARES];
        if (!(found[TTRI_PAIR_SQUARES] < TTRI_WIDE_LIMIT)) {
            *variable = v;
            return false;
        }
        kernels->centre(values + row, map->origin, map->scale, centred[0]);
        kernels->centre(others + row, map->origin, map->scale, centred[1]);
        found[TTRI_PAIR_PRODUCT] = kernels->product(centred[0], centred[1]);
    }
    for (uint32_t v = 0; v < plan->variables; v++) {
        size_t row = (size_t)v * plan->replicates + replicate;

        for (size_t i = 0; i < TTRI_PAIR_SUMS; i++)
            ttri_wide_add_number(&summary->pairs[row * TTRI_PAIR_SUMS + i],
                                 work[(size_t)v * TTRI_PAIR_SUMS + i]);
    }
    summary->pair_blocks[replicate]++;
    return true;
}

/* ---- merging ---- */

static void add_wides(struct ttri_wide *into, const struct ttri_wide *from,
                      size_t count)
{
    for (size_t i = 0; i < count; i++)
        ttri_wide_add(&into[i], &from[i]);
}

/* True if any high part is not 0 then. */
static bool add_row(struct ttri_summary *into, const struct ttri_summary *from,
                    size_t first, size_t count)
{
    const uint16_t *low = from->bins + first;
    const uint32_t *high = from->more_bins + first;
    uint32_t any = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t sum = (uint32_t)into->bins[first + i] + low[i];

        into->bins[first + i] = (uint16_t)(sum & TTRI_LOW_MASK);
        into->more_bins[first + i] += high[i] + (sum >> TTRI_LOW_BITS);
        any |= into->more_bins[first + i];
    }
    return any != 0;
}

static void add_counts(struct ttri_summary *into,
                       const struct ttri_summary *from)
{
    size_t variables = into->plan.variables;
    size_t coarse = (size_t)into->plan.replicates * TTRI_COARSE;

    for (size_t v = 0; v < variables; v++) {
        bool bins = add_row(into, from, v * TTRI_BINS, TTRI_BINS);

        into->carried[v] =
            add_row(into, from, variables * TTRI_BINS + v * coarse, coarse) ||
            bins;
    }
    into->added = 0;
}

void ttri_summary_merge(struct ttri_summary *into,
                        const struct ttri_summary *from)
{
    const struct ttri_summary_plan *plan = &into->plan;
    size_t rows = (size_t)plan->variables * plan->replicates;

    add_wides(into->sums, from->sums, rows * TTRI_SUMS);
    if (plan->pairs)
        add_wides(into->pairs, from->pairs, rows * TTRI_PAIR_SUMS);
    add_wides(into->products, from->products,
              ttri_joint_pairs(plan) * plan->replicates);
    add_wides(into->tails, from->tails, (size_t)plan->variables * 2);
    add_counts(into, from);
    for (uint32_t r = 0; r < plan->replicates; r++) {
        into->blocks[r] += from->blocks[r];
        into->pair_blocks[r] += from->pair_blocks[r];
    }
    for (uint32_t v = 0; v < plan->variables; v++) {
        if (from->least[v] < into->least[v])
            into->least[v] = from->least[v];
        if (from->greatest[v] > into->greatest[v])
            into->greatest[v] = from->greatest[v];
        open_bins(into, v);
    }
}

bool ttri_summary_same(const struct ttri_summary *a,
                       const struct ttri_summary *b)
{
    const struct ttri_summary_plan *p = &a->plan, *q = &b->plan;

    if (p->variables != q->variables || p->replicates != q->replicates ||
        p->joints != q->joints || p->pairs != q->pairs)
        return false;
    return (p->joints == 0 ||
            memcmp(a->joint, b->joint, p->joints * sizeof *a->joint) == 0) &&
           memcmp(a->map, b->map, p->variables * sizeof *a->map) == 0;
}
