/* What threads do in a run. */
#include <math.h>
#include <string.h>

#include "engine/simulate.h"

/* ---- trouble ---- */

static bool is_before(const struct ttri_trouble *a,
                      const struct ttri_trouble *b)
{
    if (a->block != b->block)
        return a->block < b->block;
    return !a->second && b->second;
}

/* The lane that is to blame: the first that is not finite, or else the one
 * that is farthest out. */
static uint32_t find_lane(const double *value)
{
    uint32_t worst = 0;

    for (uint32_t i = 0; i < TTRI_LANES; i++) {
        if (!isfinite(value[i]))
            return i;
        if (fabs(value[i]) > fabs(value[worst]))
            worst = i;
    }
    return worst;
}

static void blame(struct ttri_simulate *simulate, struct ttri_hand *hand,
                  uint64_t block, bool second, uint32_t variable,
                  const double *values)
{
    const double *value = values + (size_t)variable * TTRI_LANES;
    uint32_t lane = find_lane(value);

    /* It takes no more blocks: this is its first. */
    hand->trouble =
        (struct ttri_trouble){block, variable, lane, second, value[lane]};
    atomic_store(&simulate->stop, true);
}

/* Every block before one with trouble was taken before it: what is told does
 * not depend on the threads. */
static ttr_status tell(const struct ttri_simulate *simulate,
                       struct ttr_error *error)
{
    const struct ttri_trouble *first = &simulate->hands[0].trouble;
    ttr_status status = ttri_check_cancelled(&simulate->run, error);

    for (uint32_t i = 1; i < simulate->run.workers.threads; i++)
        if (is_before(&simulate->hands[i].trouble, first))
            first = &simulate->hands[i].trouble;
    if (status != TTR_OK || first->block == UINT64_MAX)
        return status;
    return ttri_fail_variable(&simulate->run, first->variable,
                              first->block * TTRI_LANES + first->lane,
                              first->second, first->value, error);
}

/* ---- pilot ---- */

static bool all_finite(const double *values, uint32_t variables,
                       uint32_t *variable)
{
    for (uint32_t v = 0; v < variables; v++) {
        double sum = 0.0;

        /* x - x is 0, or not a number */
        for (uint32_t i = 0; i < TTRI_LANES; i++)
            sum += values[(size_t)v * TTRI_LANES + i] -
                   values[(size_t)v * TTRI_LANES + i];
        if (sum != 0.0) {
            *variable = v;
            return false;
        }
    }
    return true;
}

static double *pilot_row(const struct ttri_simulate *simulate,
                         uint32_t variable, uint64_t block)
{
    return simulate->pilot +
           (variable * simulate->pilot_blocks + block) * TTRI_LANES;
}

static void pilot_block(struct ttri_simulate *simulate, struct ttri_desk *desk,
                        struct ttri_hand *hand, uint64_t block)
{
    uint32_t variables = simulate->run.simulation->figures.variables, variable;

    ttri_fill_block(&simulate->run, desk, block, TTRI_REDRAW_NONE);
    ttri_compute_block(&simulate->run, desk, desk->values);
    if (!all_finite(desk->values, variables, &variable))
        blame(simulate, hand, block, false, variable, desk->values);
    for (uint32_t v = 0; v < variables; v++)
        memcpy(pilot_row(simulate, v, block),
               desk->values + (size_t)v * TTRI_LANES,
               TTRI_LANES * sizeof(double));
}

static bool may_go_on(struct ttri_simulate *simulate)
{
    return !atomic_load(&simulate->stop) &&
           !ttri_monitor_cancelled(simulate->run.monitor);
}

static void pilot_task(void *work, uint32_t task)
{
    struct ttri_simulate *simulate = work;

    while (may_go_on(simulate)) {
        uint64_t block = atomic_fetch_add(&simulate->next, 1);

        if (block >= simulate->pilot_blocks)
            return;
        pilot_block(simulate, &simulate->desks[task], &simulate->hands[task],
                    block);
        if (simulate->first > 0)
            ttri_monitor_advance(simulate->run.monitor, 1);
    }
}

/* ---- all paths ---- */

/* The first paths are known already. */
static void recall_block(const struct ttri_simulate *simulate,
                         struct ttri_desk *desk, uint64_t block)
{
    for (uint32_t v = 0; v < simulate->run.simulation->figures.variables; v++)
        memcpy(desk->values + (size_t)v * TTRI_LANES,
               pilot_row(simulate, v, block), TTRI_LANES * sizeof(double));
}

static void add_pair(struct ttri_simulate *simulate, struct ttri_desk *desk,
                     struct ttri_hand *hand, uint64_t block)
{
    const struct ttri_run *run = &simulate->run;
    uint32_t variable;

    /* What was made of the pilot's draws has gone. */
    if (run->prepared->condition != NULL && block < simulate->pilot_blocks)
        ttri_fill_block(run, desk, block, TTRI_REDRAW_NONE);
    ttri_fill_block(run, desk, block, TTRI_REDRAW_CHANCE);
    ttri_compute_block(run, desk, desk->others);
    if (!ttri_summary_add_pairs(hand->summary, run->level->summaries,
                                (uint32_t)(block % run->sampling.replicates),
                                desk->values, desk->others, &variable))
        blame(simulate, hand, block, true, variable, desk->others);
    ttri_monitor_advance(run->monitor, 1);
}

static void add_block(struct ttri_simulate *simulate, struct ttri_desk *desk,
                      struct ttri_hand *hand, uint64_t block)
{
    const struct ttri_run *run = &simulate->run;
    uint32_t variable;

    if (block < simulate->pilot_blocks) {
        recall_block(simulate, desk, block);
    } else {
        ttri_fill_block(run, desk, block, TTRI_REDRAW_NONE);
        ttri_compute_block(run, desk, desk->values);
    }
    if (!ttri_summary_add(hand->summary, run->level->summaries,
                          (uint32_t)(block % run->sampling.replicates),
                          desk->values, &variable))
        blame(simulate, hand, block, false, variable, desk->values);
    else if (block < run->pair_blocks)
        add_pair(simulate, desk, hand, block);
    ttri_monitor_advance(run->monitor, 1);
}

static void run_task(void *work, uint32_t task)
{
    struct ttri_simulate *simulate = work;
    uint32_t replicates = simulate->run.sampling.replicates;

    while (may_go_on(simulate)) {
        uint64_t super = atomic_fetch_add(&simulate->next, 1);

        if (super >= simulate->limit)
            return;
        /* A superblock is finished in spite of trouble elsewhere, so that the
         * first trouble of all is found. */
        for (uint32_t i = 0;
             i < replicates && !ttri_monitor_cancelled(simulate->run.monitor) &&
             simulate->hands[task].trouble.block == UINT64_MAX;
             i++)
            add_block(simulate, &simulate->desks[task], &simulate->hands[task],
                      super * replicates + i);
    }
}

static ttr_status run_tasks(struct ttri_simulate *simulate, ttr_task task,
                            uint64_t first, uint64_t limit,
                            struct ttr_error *error)
{
    atomic_store(&simulate->next, first);
    simulate->limit = limit;
    ttri_workers_run(&simulate->run.workers, task, simulate);
    return tell(simulate, error);
}

ttr_status ttri_run_pilot(struct ttri_simulate *simulate,
                          struct ttr_error *error)
{
    return run_tasks(simulate, pilot_task, 0, 0, error);
}

ttr_status ttri_run_superblocks(struct ttri_simulate *simulate, uint64_t first,
                                uint64_t limit, struct ttr_error *error)
{
    return run_tasks(simulate, run_task, first, limit, error);
}
