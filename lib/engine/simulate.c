/* Runs with what belongs to them: sums, the stop rule, shards, memory. */
#include "engine/simulate.h"

#include <math.h>
#include <string.h>

#include "engine/distribution_parts.h"

/* The stop rule looks after so many superblocks, then after twice as many. */
#define FIRST_LOOK 4

/* ---- summaries ---- */

static struct ttri_summary_plan summary_plan(const struct ttri_run *run,
                                             const uint32_t *joint)
{
    const struct ttri_figures *figures = &run->simulation->figures;

    return (struct ttri_summary_plan){.variables = figures->variables,
                                      .replicates = run->sampling.replicates,
                                      .joint = joint,
                                      .joints = figures->joints,
                                      .pairs = run->pair_blocks > 0};
}

static ttr_status new_summaries(struct ttri_simulate *simulate,
                                struct ttr_error *error)
{
    const struct ttri_run *run = &simulate->run;
    const struct ttri_memory *memory = &run->simulation->memory;
    const struct ttri_figures *figures = &run->simulation->figures;
    uint32_t *joint = ttri_clear(memory, figures->joints, sizeof *joint);
    struct ttri_summary_plan plan = summary_plan(run, joint);
    ttr_status status;

    if (joint == NULL)
        return ttri_no_memory(error, "simulation");
    ttri_figures_joint(figures, joint);
    status = ttri_summary_new(memory, &plan, simulate->pilot,
                              (uint32_t)(simulate->pilot_blocks * TTRI_LANES),
                              &simulate->hands[0].summary, error);
    ttri_release(memory, joint);
    for (uint32_t i = 1; status == TTR_OK && i < run->workers.threads; i++)
        status = ttri_summary_like(simulate->hands[0].summary,
                                   &simulate->hands[i].summary, error);
    return status;
}

/* All threads' sums so far. */
static ttr_status total(const struct ttri_simulate *simulate,
                        struct ttri_summary **summary, struct ttr_error *error)
{
    ttr_status status =
        ttri_summary_like(simulate->hands[0].summary, summary, error);

    for (uint32_t i = 0; status == TTR_OK && i < simulate->run.workers.threads;
         i++)
        ttri_summary_merge(*summary, simulate->hands[i].summary);
    return status;
}

static ttr_status is_exact_enough(const struct ttri_simulate *simulate,
                                  bool *enough, struct ttr_error *error)
{
    const struct ttri_run *run = &simulate->run;
    struct ttri_summary *summary;
    double mean, deviation;
    ttr_status status = total(simulate, &summary, error);

    if (status != TTR_OK)
        return status;
    ttri_summary_mean(summary,
                      ttri_sampling_variable(run->simulation, &run->sampling),
                      &mean, &deviation);
    ttri_summary_free(summary);
    *enough = deviation <= run->sampling.tolerance * fabs(mean);
    return TTR_OK;
}

/* ---- stages ---- */

/* Runs superblocks [first, end); with a stop rule, perhaps fewer: `end` tells
 * how far it came. */
static ttr_status run_stages(struct ttri_simulate *simulate,
                             struct ttr_error *error)
{
    uint64_t begin = simulate->first, look = FIRST_LOOK;
    bool enough = false;
    ttr_status status = TTR_OK;

    while (status == TTR_OK && !enough && begin < simulate->end) {
        uint64_t limit =
            simulate->may_stop && look < simulate->end ? look : simulate->end;

        status = ttri_run_superblocks(simulate, begin, limit, error);
        begin = limit;
        look *= 2;
        if (status == TTR_OK && simulate->may_stop && begin < simulate->end)
            status = is_exact_enough(simulate, &enough, error);
    }
    simulate->end = begin;
    return status;
}

static ttr_status allocate(struct ttri_simulate *simulate,
                           struct ttr_error *error)
{
    const struct ttri_run *run = &simulate->run;
    const struct ttri_memory *memory = &run->simulation->memory;
    size_t variables = run->simulation->figures.variables;

    simulate->pilot_blocks =
        run->blocks < TTRI_PILOT_BLOCKS ? run->blocks : TTRI_PILOT_BLOCKS;
    simulate->desks = ttri_desks_new(run);
    simulate->hands =
        ttri_clear(memory, run->workers.threads, sizeof *simulate->hands);
    simulate->pilot =
        ttri_clear(memory, variables * simulate->pilot_blocks * TTRI_LANES,
                   sizeof(double));
    for (uint32_t i = 0; simulate->hands != NULL && i < run->workers.threads;
         i++)
        simulate->hands[i].trouble.block = UINT64_MAX;
    return simulate->desks == NULL || simulate->hands == NULL ||
                   simulate->pilot == NULL
               ? ttri_no_memory(error, "simulation")
               : TTR_OK;
}

static void clear(struct ttri_simulate *simulate)
{
    const struct ttri_memory *memory = &simulate->run.simulation->memory;

    for (uint32_t i = 0;
         simulate->hands != NULL && i < simulate->run.workers.threads; i++)
        ttri_summary_free(simulate->hands[i].summary);
    ttri_desks_free(&simulate->run, simulate->desks);
    ttri_release(memory, simulate->hands);
    ttri_release(memory, simulate->pilot);
}

/* ---- results ---- */

static struct ttri_run_identity
identity_of(const struct ttri_simulate *simulate)
{
    const struct ttr_sampling *sampling = &simulate->run.sampling;
    uint64_t unit = (uint64_t)sampling->replicates * TTRI_LANES;
    uint64_t count = (simulate->end - simulate->first) * unit;

    return (struct ttri_run_identity){
        .digest = ttri_run_digest(&simulate->run),
        .seed = sampling->seed,
        /* a run that stopped has all its paths */
        .paths = simulate->may_stop ? count : sampling->paths,
        .mode = (uint32_t)sampling->mode,
        .first = simulate->first * unit,
        .count = count};
}

static ttr_status make_distribution(struct ttri_simulate *simulate,
                                    ttr_distribution **distribution,
                                    struct ttr_error *error)
{
    const struct ttri_figures *figures = &simulate->run.simulation->figures;
    const struct ttri_memory *memory = &simulate->run.simulation->memory;
    struct ttri_run_identity identity = identity_of(simulate);
    struct ttri_variable_text *text =
        ttri_clear(memory, figures->variables, sizeof *text);
    ttr_status status;

    if (text == NULL)
        return ttri_no_memory(error, "simulation");
    for (uint32_t i = 0; i < figures->variables; i++)
        text[i] = ttri_figures_text(figures, i);
    for (uint32_t i = 1; i < simulate->run.workers.threads; i++)
        ttri_summary_merge(simulate->hands[0].summary,
                           simulate->hands[i].summary);
    status =
        ttri_distribution_new(memory, &identity, text,
                              simulate->hands[0].summary, distribution, error);
    if (status == TTR_OK)
        simulate->hands[0].summary = NULL;
    ttri_release(memory, text);
    return status;
}

/* Everything between opening and closing. */
static ttr_status run_part(struct ttri_simulate *simulate,
                           ttr_distribution **distribution,
                           struct ttr_error *error)
{
    ttr_status status = allocate(simulate, error);

    if (status == TTR_OK)
        status = ttri_run_pilot(simulate, error);
    if (status == TTR_OK)
        status = new_summaries(simulate, error);
    if (status == TTR_OK)
        status = run_stages(simulate, error);
    if (status == TTR_OK)
        status = make_distribution(simulate, distribution, error);
    if (status == TTR_OK)
        ttri_monitor_end(simulate->run.monitor);
    clear(simulate);
    return status;
}

static ttr_status open_run(const struct ttri_request *request,
                           const char *function,
                           ttr_distribution *const *distribution,
                           struct ttri_simulate *simulate,
                           struct ttr_error *error)
{
    if (request->simulation == NULL || distribution == NULL)
        return ttri_null_argument(error, function,
                                  request->simulation == NULL ? "simulation"
                                                              : "distribution");
    *simulate = (struct ttri_simulate){0};
    return ttri_run_open(request, &simulate->run, error);
}

ttr_status ttr_simulation_run(const ttr_simulation *simulation,
                              const struct ttr_sampling *sampling,
                              const struct ttr_workers *workers,
                              ttr_monitor *monitor,
                              ttr_distribution **distribution,
                              struct ttr_error *error)
{
    struct ttri_request request = {simulation, sampling, workers, monitor};
    struct ttri_simulate simulate;
    ttr_status status = open_run(&request, "ttr_simulation_run", distribution,
                                 &simulate, error);

    if (status != TTR_OK)
        return status;
    simulate.end = simulate.run.blocks / simulate.run.sampling.replicates;
    simulate.may_stop = simulate.run.sampling.tolerance > 0.0;
    status = run_part(&simulate, distribution, error);
    ttri_run_close(&simulate.run);
    return status;
}

/* Sets the superblocks of a shard. */
static ttr_status choose_shard(struct ttri_simulate *simulate, uint64_t first,
                               uint64_t count, struct ttr_error *error)
{
    const struct ttr_sampling *sampling = &simulate->run.sampling;
    uint64_t unit = (uint64_t)sampling->replicates * TTRI_LANES;
    uint64_t left = first < sampling->paths ? sampling->paths - first : 0;

    if (first % unit != 0 || left == 0)
        return ttri_fail_number(error, TTR_E_RANGE, "first",
                                "must be a multiple of 128 * replicates below "
                                "the number of paths",
                                (double)first);
    if (count == 0 || (count % unit != 0 && count < left))
        return ttri_fail_number(error, TTR_E_RANGE, "count",
                                "must be a multiple of 128 * replicates, or "
                                "reach the last path",
                                (double)count);
    count = count < left ? count : left;
    simulate->first = first / unit;
    simulate->end = simulate->first + count / unit;
    return TTR_OK;
}

/* Blocks that a shard takes, the pilot's if they are not its own. */
static uint64_t shard_blocks(const struct ttri_simulate *simulate)
{
    const struct ttri_run *run = &simulate->run;
    uint64_t first = simulate->first * run->sampling.replicates;
    uint64_t end = simulate->end * run->sampling.replicates;
    uint64_t pairs = end < run->pair_blocks ? end : run->pair_blocks;

    return end - first + (pairs > first ? pairs - first : 0) +
           (first > 0 ? TTRI_PILOT_BLOCKS : 0);
}

ttr_status ttr_simulation_shard(const ttr_simulation *simulation,
                                const struct ttr_sampling *sampling,
                                uint64_t first, uint64_t count,
                                const struct ttr_workers *workers,
                                ttr_monitor *monitor,
                                ttr_distribution **distribution,
                                struct ttr_error *error)
{
    struct ttri_request request = {simulation, sampling, workers, monitor};
    struct ttri_simulate simulate;
    ttr_status status = open_run(&request, "ttr_simulation_shard", distribution,
                                 &simulate, error);

    if (status != TTR_OK)
        return status;
    status = choose_shard(&simulate, first, count, error);
    if (status == TTR_OK) {
        ttri_monitor_expect(monitor, shard_blocks(&simulate));
        status = run_part(&simulate, distribution, error);
    }
    ttri_run_close(&simulate.run);
    return status;
}

/* ---- memory ---- */

/* A distribution, and the names of the variables while it takes them over. */
static uint64_t distribution_size(const struct ttri_figures *figures)
{
    uint64_t size = sizeof(ttr_distribution) + sizeof(struct ttri_paths) +
                    figures->variables * sizeof(struct ttri_profile);

    for (uint32_t i = 0; i < figures->variables; i++) {
        struct ttri_variable_text text = ttri_figures_text(figures, i);

        size += 2 * sizeof text + strlen(text.name) + strlen(text.region) +
                strlen(text.step) + strlen(text.unit) + 4;
    }
    return size;
}

static uint64_t run_memory(const struct ttri_run *run)
{
    const struct ttri_figures *figures = &run->simulation->figures;
    struct ttri_summary_plan plan = summary_plan(run, NULL);
    uint64_t threads = run->workers.threads;
    uint64_t summaries = threads + (run->sampling.tolerance > 0.0 ? 1 : 0);
    uint64_t pilot =
        run->blocks < TTRI_PILOT_BLOCKS ? run->blocks : TTRI_PILOT_BLOCKS;
    uint64_t kept, search, most;

    ttri_run_direction_size(run, &kept, &search);
    most = ttri_run_size(run) + figures->joints * sizeof(uint32_t) +
           threads * (ttri_desk_size(run) + sizeof(struct ttri_desk) +
                      sizeof(struct ttri_hand)) +
           summaries * ttri_summary_size(&plan) +
           pilot * figures->variables * TTRI_LANES * sizeof(double) +
           distribution_size(figures);
    return kept + (most > search ? most : search);
}

ttr_status ttr_simulation_memory(const ttr_simulation *simulation,
                                 const struct ttr_sampling *sampling,
                                 const struct ttr_workers *workers,
                                 uint64_t *bytes, struct ttr_error *error)
{
    struct ttri_request request = {simulation, sampling, workers, NULL};
    struct ttri_run run;
    ttr_status status;

    if (simulation == NULL || bytes == NULL)
        return ttri_null_argument(error, "ttr_simulation_memory",
                                  simulation == NULL ? "simulation" : "bytes");
    status = ttri_run_size_up(&request, &run, error);
    if (status != TTR_OK)
        return status;
    *bytes = run_memory(&run);
    ttri_run_close(&run);
    return TTR_OK;
}
