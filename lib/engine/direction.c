/* In which direction of all normal draws a variable grows fastest: differences
 * at the centre, one draw per lane. */
#include <math.h>

#include "engine/simulation.h"

/* Small enough to be a slope, large enough not to be rounding. */
#define STEP 0.0078125

/* Lane 0 of each block stays at the centre. */
#define TRIED (TTRI_LANES - 1)

/* Rows of a draw that a direction can have: none of uniform draws, and none
 * before the first period drawn. */
static uint32_t first_row(const struct ttri_plan_draw *draw)
{
    return draw->draw->kind == TTRI_DRAW_UNIFORM ? draw->row + draw->rows
           : draw->draw->by_period               ? draw->row + draw->draw->first
                                                 : draw->row;
}

static uint32_t count_rows(const struct ttri_plan *plan)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

        count += draw->row + draw->rows - first_row(draw);
    }
    return count;
}

uint64_t ttri_direction_blocks(const struct ttri_prepared *prepared)
{
    return ((uint64_t)count_rows(prepared->plan) + TRIED - 1) / TRIED;
}

uint64_t ttri_direction_size(const struct ttri_prepared *prepared)
{
    uint64_t rows = ttri_plan_draw_rows(prepared->plan);

    return sizeof(struct ttri_direction) +
           rows * (2 * sizeof(double) + sizeof(uint32_t));
}

bool ttri_wants_direction(const struct ttr_sampling *sampling,
                          const struct ttri_prepared *prepared, uint64_t blocks)
{
    if (sampling->mode != TTR_SAMPLING_SOBOL ||
        sampling->direction == TTR_DIRECTION_NONE)
        return false;
    return sampling->direction == TTR_DIRECTION_GRADIENT ||
           ttri_direction_blocks(prepared) * 8 < blocks;
}

/* The search, over threads. */
struct search {
    const struct ttri_run *run;
    struct ttri_desk *desks;
    uint32_t variable;
    uint32_t *row, rows; /* those to try */
    atomic_uint_fast64_t next;
    double *gradient;
};

static void fill(double *row, double number)
{
    for (int i = 0; i < TTRI_LANES; i++)
        row[i] = number;
}

static void centre(const struct ttri_run *run, struct ttri_desk *desk)
{
    const struct ttri_plan *plan = run->prepared->plan;

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);
        uint32_t first = draw->draw->by_period ? draw->draw->first : 0;
        bool uniform = draw->draw->kind == TTRI_DRAW_UNIFORM;

        for (uint32_t t = 0; t < draw->rows; t++)
            fill(desk->rows + (size_t)(draw->row + t) * TTRI_LANES,
                 uniform && t >= first ? 0.5 : 0.0);
    }
    if (run->prepared->condition != NULL)
        ttri_condition_centre(run->prepared->condition, desk->rows);
}

/* The slopes of the rows to try from number `first` on. */
static void try_rows(struct search *search, struct ttri_desk *desk,
                     uint32_t first)
{
    const double *value = desk->values + (size_t)search->variable * TTRI_LANES;
    const uint32_t *row = search->row + first;
    uint32_t rows = search->rows - first;

    rows = rows < TRIED ? rows : TRIED;
    for (uint32_t i = 0; i < rows; i++)
        desk->rows[(size_t)row[i] * TTRI_LANES + i + 1] += STEP;
    ttri_compute_block(search->run, desk, desk->values);
    for (uint32_t i = 0; i < rows; i++) {
        double *lane = desk->rows + (size_t)row[i] * TTRI_LANES;
        double slope = (value[i + 1] - value[0]) / STEP;

        lane[i + 1] = lane[0];
        search->gradient[row[i]] = isfinite(slope) ? slope : 0.0;
    }
}

static void search_task(void *work, uint32_t task)
{
    struct search *search = work;
    struct ttri_desk *desk = &search->desks[task];
    uint64_t blocks = (search->rows + TRIED - 1) / TRIED;

    centre(search->run, desk);
    for (;;) {
        uint64_t block = atomic_fetch_add(&search->next, 1);

        if (block >= blocks || ttri_monitor_cancelled(search->run->monitor))
            return;
        try_rows(search, desk, (uint32_t)block * TRIED);
        ttri_monitor_advance(search->run->monitor, 1);
    }
}

static const struct ttri_direction *
kept_direction(const struct ttri_prepared *prepared, uint32_t variable)
{
    const struct ttri_direction *found = atomic_load(&prepared->direction);

    while (found != NULL && found->variable != variable)
        found = found->next;
    return found;
}

/* Another thread may keep the same one: that does no harm. */
static void keep_direction(const struct ttri_prepared *prepared,
                           struct ttri_direction *direction)
{
    struct ttri_prepared *keeper = (struct ttri_prepared *)(uintptr_t)prepared;

    direction->next = atomic_load(&keeper->direction);
    while (!atomic_compare_exchange_weak(&keeper->direction, &direction->next,
                                         direction))
        ;
}

static void list_rows(const struct ttri_plan *plan, struct search *search)
{
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

        for (uint32_t j = first_row(draw); j < draw->row + draw->rows; j++)
            search->row[search->rows++] = j;
    }
}

static ttr_status search_direction(const struct ttri_run *run,
                                   struct ttri_direction *direction,
                                   struct ttr_error *error)
{
    const struct ttri_plan *plan = run->prepared->plan;
    const struct ttri_memory *memory = &run->prepared->memory;
    struct search search = {.run = run,
                            .desks = ttri_desks_new(run),
                            .variable = direction->variable,
                            .gradient = direction->gradient};

    double *work = ttri_clear(memory, ttri_plan_draw_rows(plan), sizeof *work);

    search.row =
        ttri_clear(memory, ttri_plan_draw_rows(plan), sizeof *search.row);
    if (search.desks == NULL || search.row == NULL || work == NULL) {
        ttri_desks_free(run, search.desks);
        ttri_release(memory, search.row);
        ttri_release(memory, work);
        return ttri_no_memory(error, "simulation");
    }
    list_rows(plan, &search);
    atomic_init(&search.next, 0);
    ttri_workers_run(&run->workers, search_task, &search);
    ttri_desks_free(run, search.desks);
    if (run->prepared->condition != NULL)
        ttri_condition_turn(run->prepared->condition, direction->gradient,
                            work);
    ttri_release(memory, work);
    direction->flat = true;
    for (uint32_t i = 0; i < search.rows; i++)
        if (search.gradient[search.row[i]] != 0.0)
            direction->flat = false;
    ttri_release(memory, search.row);
    return ttri_check_cancelled(run, error);
}

ttr_status ttri_find_direction(const struct ttri_run *run,
                               const double **direction,
                               struct ttr_error *error)
{
    const struct ttri_memory *memory = &run->prepared->memory;
    size_t rows = ttri_plan_draw_rows(run->prepared->plan);
    uint32_t variable = ttri_sampling_variable(run->simulation, &run->sampling);
    const struct ttri_direction *found =
        kept_direction(run->prepared, variable);

    if (found == NULL) {
        struct ttri_direction *made =
            ttri_clear(memory, 1, sizeof *made + rows * sizeof(double));
        ttr_status status;

        if (made == NULL)
            return ttri_no_memory(error, "simulation");
        made->variable = variable;
        status = search_direction(run, made, error);
        if (status != TTR_OK) {
            ttri_release(memory, made);
            return status;
        }
        keep_direction(run->prepared, made);
        found = made;
    }
    *direction = found->flat ? NULL : found->gradient;
    return TTR_OK;
}
