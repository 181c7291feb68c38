#include "engine/slope.h"

#include <string.h>

#include "lanes/lanes.h"

/* ---- equations ---- */

static ttr_status prepare(struct ttri_slopes *slopes,
                          const struct ttri_slopes_wanted *wanted,
                          struct ttr_error *error)
{
    const ttr_simulation *simulation = slopes->simulation;
    const struct ttri_figures *figures = &simulation->figures;
    bool *reading =
        ttri_clear(&slopes->memory, figures->readings, sizeof *reading);
    struct ttri_preparation how = {.shifts = simulation->shifts,
                                   .held = simulation->held,
                                   .reading = reading,
                                   .parameters =
                                       (wanted->by & TTRI_BY_PARAMETERS) != 0,
                                   .central = wanted->central,
                                   .no_plan = true};
    ttr_status status;

    if (reading == NULL)
        return ttri_no_memory(error, "gradient");
    for (uint32_t i = 0; i < wanted->variables; i++)
        ttri_figures_mark(figures, wanted->variable[i], reading);
    status =
        ttri_prepare(&slopes->memory, figures, &how, &slopes->prepared, error);
    ttri_release(&slopes->memory, reading);
    return status;
}

/* Draws by name: both plans have them in the same order. */
static bool find_draws(struct ttri_slopes *slopes)
{
    const struct ttri_plan *forward = ttri_adjoint_forward(slopes->adjoint);
    uint32_t draws = ttri_plan_draws(forward);

    slopes->draw = ttri_clear(&slopes->memory, draws, sizeof *slopes->draw);
    if (slopes->draw == NULL)
        return false;
    for (uint32_t i = 0, j = 0; i < draws; i++, j++) {
        const char *name = ttri_plan_draw(forward, i)->draw->name;

        while (strcmp(ttri_plan_draw(slopes->plan, j)->draw->name, name) != 0)
            j++;
        slopes->draw[i] = j;
    }
    return true;
}

bool ttri_slopes_same_rows(const struct ttri_slopes *slopes)
{
    return ttri_plan_draw_rows(ttri_adjoint_forward(slopes->adjoint)) ==
           ttri_plan_draw_rows(slopes->plan);
}

uint32_t ttri_slopes_row(const struct ttri_slopes *slopes, uint32_t draw)
{
    return ttri_plan_draw(slopes->plan, slopes->draw[draw])->row;
}

static ttr_status make(struct ttri_slopes *slopes,
                       const struct ttri_slopes_wanted *wanted,
                       struct ttr_error *error)
{
    const struct ttri_prepared *all;
    ttr_status status =
        ttri_simulation_prepared(slopes->simulation, &all, error);

    if (status == TTR_OK)
        status = prepare(slopes, wanted, error);
    if (status == TTR_OK)
        status = ttri_adjoint_new(
            slopes->prepared->graph, slopes->prepared->results,
            slopes->prepared->value, wanted->by, &slopes->adjoint, error);
    if (status != TTR_OK)
        return status;
    slopes->plan = all->plan;
    return find_draws(slopes) ? TTR_OK : ttri_no_memory(error, "gradient");
}

ttr_status ttri_slopes_new(const ttr_simulation *simulation,
                           const struct ttri_slopes_wanted *wanted,
                           struct ttri_slopes **slopes, struct ttr_error *error)
{
    const struct ttri_memory *memory = &simulation->memory;
    struct ttri_slopes *made = ttri_clear(memory, 1, sizeof *made);
    ttr_status status;

    if (made == NULL)
        return ttri_no_memory(error, "gradient");
    made->simulation = simulation;
    made->memory = *memory;
    status = make(made, wanted, error);
    if (status != TTR_OK)
        ttri_slopes_free(made);
    else
        *slopes = made;
    return status;
}

void ttri_slopes_free(struct ttri_slopes *slopes)
{
    struct ttri_memory memory;

    if (slopes == NULL)
        return;
    memory = slopes->memory;
    ttri_adjoint_free(slopes->adjoint);
    ttri_prepared_free(slopes->prepared);
    ttri_release(&memory, slopes->draw);
    ttri_release(&memory, slopes);
}

/* ---- desks ---- */

/* Doubles of each part. */
enum part {
    TAPE,
    WORK,
    VALUES,
    SCRATCH,
    SLOPE_VALUES,
    SLOPE_SCRATCH,
    SLOPES,
    PARTS
};

static void measure(const struct ttri_slopes *slopes, size_t size[PARTS])
{
    const struct ttri_figures *figures = &slopes->simulation->figures;
    const size_t lanes = TTRI_LANES;

    size[TAPE] = ttri_adjoint_tape(slopes->adjoint) * lanes;
    size[WORK] = (ttri_adjoint_workspace(slopes->adjoint) + 7) / 8 * 8;
    size[VALUES] = size[SLOPE_VALUES] = figures->variables * lanes;
    size[SCRATCH] = size[SLOPE_SCRATCH] = figures->scratch * lanes;
    size[SLOPES] = ttri_adjoint_slopes(slopes->adjoint) * lanes;
}

static size_t doubles_of(const size_t size[PARTS])
{
    size_t sum = 8; /* to begin at a multiple of 64 bytes */

    for (int i = 0; i < PARTS; i++)
        sum += size[i];
    return sum;
}

bool ttri_slopes_desk_new(const struct ttri_slopes *slopes,
                          struct ttri_slopes_desk *desk)
{
    double **const part[PARTS] = {
        [TAPE] = &desk->tape,
        [WORK] = &desk->work,
        [VALUES] = &desk->values,
        [SCRATCH] = &desk->scratch,
        [SLOPE_VALUES] = &desk->slope_values,
        [SLOPE_SCRATCH] = &desk->slope_scratch,
        [SLOPES] = &desk->slopes,
    };
    size_t size[PARTS];
    double *next;

    measure(slopes, size);
    /* Zeroed: rows of draws before their first period are not filled. */
    desk->memory =
        ttri_clear(&slopes->memory, doubles_of(size), sizeof(double));
    if (desk->memory == NULL)
        return false;
    next = (double *)(((uintptr_t)desk->memory + 63) & ~(uintptr_t)63);
    for (int i = 0; i < PARTS; i++) {
        *part[i] = next;
        next += size[i];
    }
    return true;
}

void ttri_slopes_desk_free(const struct ttri_slopes *slopes,
                           struct ttri_slopes_desk *desk)
{
    ttri_release(&slopes->memory, desk->memory);
    desk->memory = NULL;
}

/* ---- one block ---- */

void ttri_slopes_draw(const struct ttri_slopes *slopes,
                      struct ttri_slopes_desk *desk, const double *rows)
{
    const struct ttri_plan *forward = ttri_adjoint_forward(slopes->adjoint);

    for (uint32_t i = 0; i < ttri_plan_draws(forward); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(forward, i);

        memcpy(desk->tape + (size_t)draw->row * TTRI_LANES,
               rows + (size_t)ttri_slopes_row(slopes, i) * TTRI_LANES,
               (size_t)draw->rows * TTRI_LANES * sizeof *rows);
    }
}

void ttri_slopes_forward(const struct ttri_slopes *slopes,
                         const struct ttri_level *level,
                         struct ttri_slopes_desk *desk)
{
    ttri_adjoint_sweep(slopes->adjoint, level, desk->tape, desk->work);
    ttri_figures_block(&slopes->simulation->figures, slopes->prepared,
                       ttri_adjoint_results(slopes->adjoint, desk->tape),
                       desk->values, desk->scratch);
}

static void clear_rows(double *rows, size_t count)
{
    memset(rows, 0, count * TTRI_LANES * sizeof *rows);
}

void ttri_slopes_back(const struct ttri_slopes *slopes,
                      const struct ttri_level *level,
                      struct ttri_slopes_desk *desk)
{
    const struct ttri_adjoint *adjoint = slopes->adjoint;
    const struct ttri_figures *figures = &slopes->simulation->figures;
    const struct ttri_prepared *prepared = slopes->prepared;
    double *weights = ttri_adjoint_weights(adjoint, desk->tape);

    clear_rows(desk->slope_scratch, figures->scratch);
    clear_rows(weights, (size_t)prepared->results * prepared->periods);
    ttri_figures_back(figures, prepared,
                      ttri_adjoint_results(adjoint, desk->tape), desk->values,
                      desk->scratch, desk->slope_values, desk->slope_scratch,
                      weights);
    ttri_adjoint_reverse(adjoint, level, desk->tape, desk->work, desk->slopes);
}

void ttri_slopes_back_of(const struct ttri_slopes *slopes,
                         const struct ttri_level *level,
                         struct ttri_slopes_desk *desk, uint32_t variable)
{
    double *row = desk->slope_values + (size_t)variable * TTRI_LANES;

    clear_rows(desk->slope_values, slopes->simulation->figures.variables);
    for (uint32_t i = 0; i < TTRI_LANES; i++)
        row[i] = 1.0;
    ttri_slopes_back(slopes, level, desk);
}
