/* One block of a run: random numbers, program, variables; and the memory that
 * a thread needs for it. */
#include <stdio.h>
#include <string.h>

#include "engine/simulation.h"

/* ---- a run ---- */

static const struct ttri_level *
choose_level(const struct ttr_sampling *sampling)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    return &level[(sampling->level == 0 ? levels : (uint32_t)sampling->level) -
                  1];
}

/* What is known without work. */
static ttr_status check_request(const struct ttri_request *request,
                                struct ttri_run *run, struct ttr_error *error)
{
    ttr_status status;

    *run = (struct ttri_run){.simulation = request->simulation,
                             .monitor = request->monitor};
    status = ttri_workers_check(request->workers, &run->workers, error);
    if (status == TTR_OK)
        status =
            ttri_simulation_prepared(run->simulation, &run->prepared, error);
    if (status == TTR_OK)
        status = ttri_sampling_check(run->simulation, request->sampling,
                                     &run->sampling, error);
    if (status != TTR_OK)
        return status;
    run->level = choose_level(&run->sampling);
    run->blocks = run->sampling.paths / TTRI_LANES;
    run->pair_blocks = run->sampling.split_paths / TTRI_LANES;
    return TTR_OK;
}

static bool wants_direction(const struct ttri_run *run)
{
    return ttri_wants_direction(&run->sampling, run->blocks);
}

ttr_status ttri_run_open(const struct ttri_request *request,
                         struct ttri_run *run, struct ttr_error *error)
{
    const double *direction = NULL;
    ttr_status status = check_request(request, run, error);

    if (status != TTR_OK)
        return status;
    ttri_monitor_begin(run->monitor, run->blocks + run->pair_blocks);
    if (wants_direction(run))
        status = ttri_find_direction(run, &direction, error);
    return status == TTR_OK
               ? ttri_draws_new(&run->simulation->memory, run->prepared->plan,
                                &run->sampling, run->level, direction,
                                &run->draws, error)
               : status;
}

ttr_status ttri_run_size_up(const struct ttri_request *request,
                            struct ttri_run *run, struct ttr_error *error)
{
    ttr_status status = check_request(request, run, error);

    return status == TTR_OK
               ? ttri_draws_size_up(&run->simulation->memory,
                                    run->prepared->plan, &run->sampling,
                                    run->level, &run->draws, error)
               : status;
}

void ttri_run_close(struct ttri_run *run)
{
    ttri_draws_free(run->draws);
    run->draws = NULL;
}

uint64_t ttri_run_size(const struct ttri_run *run)
{
    return ttri_draws_size(run->draws);
}

void ttri_run_direction_size(const struct ttri_run *run, uint64_t *kept,
                             uint64_t *search)
{
    bool wanted = wants_direction(run);

    *kept = wanted ? ttri_direction_size(run->prepared) : 0;
    *search =
        wanted ? ttri_search_size(&run->simulation->figures, run->prepared) : 0;
}

uint64_t ttri_run_digest(const struct ttri_run *run)
{
    const struct ttr_sampling *sampling = &run->sampling;
    uint64_t digest = run->prepared->digest;

    digest = ttri_mix(digest, (uint64_t)(uint32_t)sampling->mode << 32 |
                                  sampling->replicates);
    digest = ttri_mix(digest, sampling->seed);
    digest = ttri_mix(digest, sampling->paths);
    digest = ttri_mix(digest, sampling->split_paths);
    return ttri_mix(digest,
                    wants_direction(run)
                        ? ttri_sampling_variable(run->simulation, sampling)
                        : TTRI_NONE);
}

/* ---- desks ---- */

/* Doubles of each part of a desk. */
struct parts {
    size_t rows, draw_work, condition_work, plan_work, results, values, others,
        scratch;
};

/* Parts begin at multiples of 64 bytes. */
static size_t whole(size_t doubles)
{
    return (doubles + 7) / 8 * 8;
}

static struct parts parts_of(const struct ttri_run *run)
{
    const struct ttri_prepared *prepared = run->prepared;
    const struct ttri_figures *figures = &run->simulation->figures;
    size_t values = (size_t)figures->variables * TTRI_LANES;

    return (struct parts){
        .rows = (size_t)ttri_plan_draw_rows(prepared->plan) * TTRI_LANES,
        .draw_work =
            run->draws != NULL ? whole(ttri_draws_workspace(run->draws)) : 0,
        .condition_work = prepared->condition != NULL
                              ? ttri_condition_workspace(prepared->condition)
                              : 0,
        .plan_work = whole(ttri_plan_workspace(prepared->plan)),
        .results = (size_t)prepared->rows * TTRI_LANES,
        /* The second path of a pair must leave the first where it is. */
        .values = run->pair_blocks > 0 ? values : 0,
        .others = run->pair_blocks > 0 ? values : 0,
        .scratch = (size_t)figures->scratch * TTRI_LANES};
}

static size_t doubles_of(const struct parts *parts)
{
    return parts->rows + parts->draw_work + parts->condition_work +
           parts->plan_work + parts->results + parts->values + parts->others +
           parts->scratch;
}

size_t ttri_desk_room(const struct ttri_run *run)
{
    struct parts parts = parts_of(run);

    return doubles_of(&parts);
}

size_t ttri_desk_size(const struct ttri_run *run)
{
    return (ttri_desk_room(run) + 8) * sizeof(double);
}

static double *take(double **next, size_t count)
{
    double *part = *next;

    *next += count;
    return part;
}

void ttri_desk_lay(const struct ttri_run *run, double *room,
                   struct ttri_desk *desk)
{
    struct parts parts = parts_of(run);
    double *next = room;

    desk->memory = NULL;
    desk->rows = take(&next, parts.rows);
    desk->draw_work = take(&next, parts.draw_work);
    desk->condition_work = take(&next, parts.condition_work);
    desk->plan_work = take(&next, parts.plan_work);
    desk->results = take(&next, parts.results);
    desk->values = parts.values > 0 ? take(&next, parts.values) : desk->results;
    desk->others = take(&next, parts.others);
    desk->scratch = take(&next, parts.scratch);
}

bool ttri_desk_new(const struct ttri_run *run, struct ttri_desk *desk)
{
    /* Zeroed: rows of draws before their first period are not filled. */
    void *memory = ttri_clear(&run->simulation->memory, ttri_desk_room(run) + 8,
                              sizeof(double));

    if (memory == NULL)
        return false;
    ttri_desk_lay(run, (double *)(((uintptr_t)memory + 63) & ~(uintptr_t)63),
                  desk);
    desk->memory = memory;
    return true;
}

void ttri_desk_free(const struct ttri_run *run, struct ttri_desk *desk)
{
    ttri_release(&run->simulation->memory, desk->memory);
    desk->memory = NULL;
}

struct ttri_desk *ttri_desks_new(const struct ttri_run *run)
{
    struct ttri_desk *desks = ttri_clear(&run->simulation->memory,
                                         run->workers.threads, sizeof *desks);

    for (uint32_t i = 0; desks != NULL && i < run->workers.threads; i++)
        if (!ttri_desk_new(run, &desks[i])) {
            ttri_desks_free(run, desks);
            return NULL;
        }
    return desks;
}

void ttri_desks_free(const struct ttri_run *run, struct ttri_desk *desks)
{
    for (uint32_t i = 0; desks != NULL && i < run->workers.threads; i++)
        ttri_desk_free(run, &desks[i]);
    ttri_release(&run->simulation->memory, desks);
}

/* ---- a block ---- */

void ttri_centre_rows(const struct ttri_plan *plan, double *rows)
{
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);
        bool uniform = draw->draw->kind == TTRI_DRAW_UNIFORM;
        uint32_t first = draw->draw->by_period ? draw->draw->first : 0;

        for (uint32_t t = 0; t < draw->rows; t++)
            for (uint32_t k = 0; k < TTRI_LANES; k++)
                rows[(size_t)(draw->row + t) * TTRI_LANES + k] =
                    uniform && t >= first ? 0.5 : 0.0;
    }
}

static void fill_rows(const struct ttri_run *run, struct ttri_desk *desk,
                      uint64_t block, enum ttri_redraw redraw)
{
    uint32_t replicates = run->sampling.replicates;

    ttri_draws_fill(run->draws, (uint32_t)(block % replicates),
                    block / replicates, redraw, desk->rows, desk->draw_work);
}

void ttri_fill_block(const struct ttri_run *run, struct ttri_desk *desk,
                     uint64_t block, enum ttri_redraw redraw)
{
    const struct ttri_condition *condition = run->prepared->condition;

    fill_rows(run, desk, block, redraw);
    if (condition == NULL)
        return;
    if (redraw == TTRI_REDRAW_NONE)
        ttri_condition_apply(condition, run->level, desk->rows,
                             desk->condition_work);
    else
        ttri_condition_recall(condition, desk->rows, desk->condition_work);
}

void ttri_compute_block(const struct ttri_run *run, struct ttri_desk *desk,
                        double *values)
{
    const struct ttri_prepared *prepared = run->prepared;

    ttri_run_block(prepared->plan, run->level, desk->rows, desk->plan_work,
                   desk->results);
    ttri_figures_block(&run->simulation->figures, prepared, desk->results,
                       values, desk->scratch);
}

/* ---- failures ---- */

ttr_status ttri_check_cancelled(const struct ttri_run *run,
                                struct ttr_error *error)
{
    return ttri_monitor_cancelled(run->monitor)
               ? ttri_fail(error, TTR_E_CANCELLED, "simulation",
                           "was cancelled", "")
               : TTR_OK;
}

ttr_status ttri_fail_variable(const struct ttri_run *run, uint32_t variable,
                              uint64_t path, bool second, double value,
                              struct ttr_error *error)
{
    struct ttri_variable_text text =
        ttri_figures_text(&run->simulation->figures, variable);
    char number[24], name[500];

    snprintf(number, sizeof number, "%llu", (unsigned long long)path);
    TTRI_JOIN(name, text.name, " of ", text.region, " in ", text.step,
              second ? " on the second path of pair " : " on path ", number);
    return ttri_fail_number(error, TTR_E_NUMERIC, name,
                            "must be finite, and not unlike all other paths",
                            value);
}
