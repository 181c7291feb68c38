/* Mean slopes over all paths. Threads take blocks of a wave in any order; the
 * sums of a wave's blocks are added up in the order of the blocks, so that the
 * bits depend neither on threads nor on the length of waves. */
#include <math.h>
#include <string.h>

#include "engine/gradient.h"
#include "lanes/lanes.h"

/* Numbers that a wave may keep, and most blocks of one. */
#define WAVE_NUMBERS ((uint64_t)1 << 22)
#define WAVE_BLOCKS  256u

struct mean {
    const struct ttr_gradient *gradient;
    const struct ttri_slopes *slopes;
    struct ttri_run run;
    struct ttri_gradient_desk *desks;
    size_t width;   /* variables x drivers */
    double *blocks; /* of a wave: a row of `width` for each */
    double *sums;   /* by replicate */
    uint64_t first, end, wave;
    atomic_uint_fast64_t next;
};

/* Always in the same order. */
static double sum_lanes(const double *row)
{
    double sum[8];

    memcpy(sum, row, sizeof sum);
    for (int i = 8; i < TTRI_LANES; i += 8)
        for (int j = 0; j < 8; j++)
            sum[j] += row[i + j];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) +
           ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

static void sum_block(struct mean *mean, struct ttri_gradient_desk *desk,
                      uint64_t block)
{
    const struct ttri_adjoint *adjoint = mean->slopes->adjoint;
    size_t drivers = mean->width / mean->gradient->variables;
    double *to = mean->blocks + (block - mean->first) * mean->width;

    ttri_gradient_block(&mean->run, mean->slopes, desk, block);
    for (uint32_t v = 0; v < mean->gradient->variables; v++) {
        ttri_slopes_back_of(mean->slopes, mean->run.level, &desk->desk,
                            mean->gradient->variable[v]);
        for (uint32_t i = 0; i < ttri_adjoint_unknowns(adjoint); i++) {
            const struct ttri_moving *x = ttri_adjoint_unknown(adjoint, i);

            to[v * drivers + x->index] =
                sum_lanes(desk->desk.slopes + (size_t)x->row * TTRI_LANES);
        }
    }
}

static void mean_task(void *work, uint32_t task)
{
    struct mean *mean = work;

    while (!ttri_monitor_cancelled(mean->run.monitor)) {
        uint64_t block = atomic_fetch_add(&mean->next, 1);

        if (block >= mean->end)
            return;
        sum_block(mean, &mean->desks[task], block);
        ttri_monitor_advance(mean->run.monitor, 1);
    }
}

static ttr_status fail_slope(const struct mean *mean, size_t place,
                             double value, struct ttr_error *error)
{
    const ttr_simulation *simulation = mean->gradient->simulation;
    size_t drivers = mean->width / mean->gradient->variables;
    struct ttri_variable_text text = ttri_figures_text(
        &simulation->figures, mean->gradient->variable[place / drivers]);
    char name[600];

    TTRI_JOIN(name, "slope of ", text.name, " of ", text.region, " in ",
              text.step, " by ",
              simulation->figures.program->driver[place % drivers].name);
    return ttri_fail_number(error, TTR_E_NUMERIC, name,
                            "must be finite on all paths", value);
}

/* Adds the wave to the sums of its replicates. */
static ttr_status add_wave(struct mean *mean, struct ttr_error *error)
{
    for (uint64_t b = mean->first; b < mean->end; b++) {
        const double *from = mean->blocks + (b - mean->first) * mean->width;
        double *to =
            mean->sums + b % mean->run.sampling.replicates * mean->width;

        for (size_t i = 0; i < mean->width; i++) {
            if (!isfinite(from[i]))
                return fail_slope(mean, i, from[i], error);
            to[i] += from[i];
        }
    }
    return TTR_OK;
}

static ttr_status run_waves(struct mean *mean, struct ttr_error *error)
{
    ttr_status status = TTR_OK;

    for (mean->first = 0; status == TTR_OK && mean->first < mean->run.blocks;
         mean->first = mean->end) {
        uint64_t rest = mean->run.blocks - mean->first;

        mean->end = mean->first + (rest < mean->wave ? rest : mean->wave);
        atomic_store(&mean->next, mean->first);
        ttri_workers_run(&mean->run.workers, mean_task, mean);
        status = ttri_check_cancelled(&mean->run, error);
        if (status == TTR_OK)
            status = add_wave(mean, error);
    }
    return status;
}

/* From the sums of replicates to means and their errors. */
static void finish(const struct mean *mean, double *means, double *errors)
{
    uint32_t replicates = mean->run.sampling.replicates;
    double paths = (double)mean->run.sampling.paths / replicates;

    for (size_t i = 0; i < mean->width; i++) {
        double sum = 0.0, squares = 0.0;

        for (uint32_t r = 0; r < replicates; r++)
            sum += mean->sums[r * mean->width + i] / paths;
        means[i] = sum / replicates;
        for (uint32_t r = 0; r < replicates; r++) {
            double from_mean =
                mean->sums[r * mean->width + i] / paths - means[i];

            squares += from_mean * from_mean;
        }
        if (errors != NULL)
            errors[i] = sqrt(squares / ((double)replicates * (replicates - 1)));
    }
}

static ttr_status allocate(struct mean *mean, struct ttr_error *error)
{
    const struct ttri_memory *memory = &mean->gradient->memory;
    uint32_t threads = mean->run.workers.threads;

    mean->wave = WAVE_NUMBERS / (mean->width + 1);
    mean->wave = mean->wave < WAVE_BLOCKS ? mean->wave : WAVE_BLOCKS;
    mean->wave = mean->wave > threads ? mean->wave : threads;
    mean->blocks = ttri_clear(memory, mean->wave * mean->width, sizeof(double));
    mean->sums = ttri_clear(memory, mean->run.sampling.replicates * mean->width,
                            sizeof(double));
    mean->desks = ttri_clear(memory, threads, sizeof *mean->desks);
    if (mean->blocks == NULL || mean->sums == NULL || mean->desks == NULL)
        return ttri_no_memory(error, "gradient");
    for (uint32_t i = 0; i < threads; i++)
        if (!ttri_gradient_desk_new(&mean->run, mean->slopes, &mean->desks[i]))
            return ttri_no_memory(error, "gradient");
    return TTR_OK;
}

static void clear(struct mean *mean)
{
    const struct ttri_memory *memory = &mean->gradient->memory;

    for (uint32_t i = 0; mean->desks != NULL && i < mean->run.workers.threads;
         i++)
        if (mean->desks[i].fill.memory != NULL)
            ttri_gradient_desk_free(mean->slopes, &mean->desks[i]);
    ttri_release(memory, mean->desks);
    ttri_release(memory, mean->blocks);
    ttri_release(memory, mean->sums);
    ttri_run_close(&mean->run);
}

ttr_status ttr_gradient_mean(const ttr_gradient *gradient,
                             const struct ttr_sampling *sampling,
                             const struct ttr_workers *workers,
                             ttr_monitor *monitor, double *means,
                             double *errors, size_t capacity,
                             struct ttr_error *error)
{
    struct mean mean = {.gradient = gradient};
    struct ttri_request request = {NULL, sampling, workers, monitor};
    uint32_t drivers =
        gradient != NULL ? gradient->simulation->figures.program->drivers : 0;
    ttr_status status =
        ttri_gradient_check("ttr_gradient_mean", "means", gradient, means,
                            drivers, 1, capacity, error);

    if (status == TTR_OK)
        status = ttri_gradient_slopes(gradient, TTRI_GRADIENT_SHIFTS,
                                      &mean.slopes, error);
    if (status != TTR_OK)
        return status;
    request.simulation = gradient->simulation;
    mean.width = (size_t)gradient->variables * drivers;
    status = ttri_run_open(&request, &mean.run, error);
    if (status == TTR_OK) {
        ttri_monitor_expect(mean.run.monitor, mean.run.blocks);
        status = allocate(&mean, error);
    }
    if (status == TTR_OK)
        status = run_waves(&mean, error);
    if (status == TTR_OK)
        finish(&mean, means, errors);
    if (status == TTR_OK)
        ttri_monitor_end(mean.run.monitor);
    clear(&mean);
    return status;
}
