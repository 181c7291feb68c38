/* A simulation: its life, and what it says of itself. */
#include "engine/simulation.h"

#include <string.h>

#include "engine/forecast.h"

static void simulation_free(struct ttr_simulation *simulation)
{
    struct ttri_memory memory = simulation->memory;

    ttri_prepared_free(atomic_load(&simulation->prepared));
    ttri_figures_clear(&memory, &simulation->figures);
    ttr_program_unref(simulation->figures.program);
    ttri_posterior_free(&memory, simulation->posterior);
    ttri_release(&memory, simulation->held);
    ttri_release(&memory, simulation->shifts);
    ttri_release(&memory, simulation);
}

static ttr_status copy_shifts(struct ttr_simulation *simulation,
                              const double *shifts, struct ttr_error *error)
{
    uint32_t drivers = simulation->figures.program->drivers;

    if (shifts == NULL)
        return TTR_OK;
    simulation->shifts =
        ttri_clear(&simulation->memory, drivers, sizeof *shifts);
    if (simulation->shifts == NULL)
        return ttri_no_memory(error, "simulation");
    memcpy(simulation->shifts, shifts, drivers * sizeof *shifts);
    return TTR_OK;
}

ttr_status ttr_simulation_new(const ttr_program *program, const double *shifts,
                              ttr_simulation **simulation,
                              struct ttr_error *error)
{
    struct ttr_simulation *made;
    ttr_status status;

    if (program == NULL || simulation == NULL)
        return ttri_null_argument(error, "ttr_simulation_new",
                                  program == NULL ? "program" : "simulation");
    status = ttri_check_shifts(program, shifts, error);
    if (status != TTR_OK)
        return status;
    made = ttri_clear(&program->memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, "simulation");
    atomic_init(&made->references, 1);
    atomic_init(&made->prepared, NULL);
    made->memory = program->memory;
    /* The count of references is the one thing of a program that moves. */
    made->figures.program = ttr_program_ref((ttr_program *)(uintptr_t)program);
    status = copy_shifts(made, shifts, error);
    if (status != TTR_OK) {
        simulation_free(made);
        return status;
    }
    *simulation = made;
    return TTR_OK;
}

ttr_simulation *ttr_simulation_ref(ttr_simulation *simulation)
{
    if (simulation != NULL)
        ttri_reference(&simulation->references);
    return simulation;
}

void ttr_simulation_unref(ttr_simulation *simulation)
{
    if (simulation != NULL && ttri_unreference(&simulation->references))
        simulation_free(simulation);
}

ttr_status ttr_simulation_watch(ttr_simulation *simulation,
                                const struct ttr_figure *figure,
                                uint32_t *first, struct ttr_error *error)
{
    uint32_t index;
    ttr_status status;

    if (simulation == NULL || figure == NULL)
        return ttri_null_argument(error, "ttr_simulation_watch",
                                  simulation == NULL ? "simulation" : "figure");
    status = ttri_check_size(error, "ttr_figure", figure->struct_size,
                             sizeof *figure, sizeof *figure);
    if (status != TTR_OK)
        return status;
    if (atomic_load(&simulation->prepared) != NULL)
        return ttri_fail(error, TTR_E_CONFLICT, "simulation",
                         "has been used: watch all figures before", "");
    status = ttri_figures_add(&simulation->memory, &simulation->figures, figure,
                              &index, error);
    if (status == TTR_OK && first != NULL)
        *first = index;
    return status;
}

static ttr_status check_unknowns(const struct ttri_graph *graph,
                                 const struct ttri_posterior *posterior,
                                 struct ttr_error *error)
{
    for (uint32_t i = 0; i < posterior->unknowns; i++) {
        uint32_t index = ttri_graph_find_draw(graph, posterior->draw[i]);
        const struct ttri_draw *draw =
            index != TTRI_NONE ? ttri_graph_draw(graph, index) : NULL;
        uint32_t period = posterior->period[i];

        if (draw == NULL || draw->kind != TTRI_DRAW_NORMAL ||
            (draw->by_period
                 ? period < draw->first || period >= ttri_graph_periods(graph)
                 : period > 0))
            return ttri_fail(error, TTR_E_MISSING, posterior->draw[i],
                             "must be drawn by the simulation's program", "");
    }
    return TTR_OK;
}

ttr_status ttri_simulation_condition(ttr_simulation *simulation,
                                     const struct ttri_posterior *posterior,
                                     struct ttr_error *error)
{
    struct ttri_posterior *copy;
    ttr_status status;

    if (atomic_load(&simulation->prepared) != NULL)
        return ttri_fail(error, TTR_E_CONFLICT, "simulation",
                         "has been used: condition it before", "");
    status =
        check_unknowns(simulation->figures.program->graph, posterior, error);
    if (status != TTR_OK)
        return status;
    copy = ttri_posterior_copy(&simulation->memory, posterior);
    if (copy == NULL)
        return ttri_no_memory(error, "simulation");
    ttri_posterior_free(&simulation->memory, simulation->posterior);
    simulation->posterior = copy;
    return TTR_OK;
}

ttr_status ttri_simulation_hold(ttr_simulation *simulation,
                                struct ttr_error *error)
{
    uint32_t draws = ttri_graph_draws(simulation->figures.program->graph);

    simulation->held =
        ttri_clear(&simulation->memory, draws, sizeof *simulation->held);
    if (simulation->held == NULL)
        return ttri_no_memory(error, "simulation");
    memset(simulation->held, true, draws * sizeof *simulation->held);
    return TTR_OK;
}

void ttri_simulation_let_go(ttr_simulation *simulation, const char *draw)
{
    uint32_t index =
        ttri_graph_find_draw(simulation->figures.program->graph, draw);

    if (index != TTRI_NONE)
        simulation->held[index] = false;
}

ttr_status ttri_simulation_narrow(ttr_simulation *simulation,
                                  struct ttr_error *error)
{
    return ttri_figures_narrow(&simulation->memory, &simulation->figures)
               ? TTR_OK
               : ttri_no_memory(error, "simulation");
}

void ttri_simulation_want(ttr_simulation *simulation, uint32_t variable)
{
    ttri_figures_want(&simulation->figures, variable);
}

uint32_t ttr_simulation_variables(const ttr_simulation *simulation)
{
    return simulation != NULL ? simulation->figures.variables : 0;
}

static ttr_status prepare(const ttr_simulation *simulation,
                          struct ttri_prepared **made, struct ttr_error *error)
{
    const struct ttri_posterior *posterior = simulation->posterior;
    const struct ttri_preparation how = {.shifts = simulation->shifts,
                                         .held = simulation->held,
                                         .posterior = posterior};
    ttr_status status = ttri_prepare(&simulation->memory, &simulation->figures,
                                     &how, made, error);

    if (status != TTR_OK || posterior == NULL)
        return status;
    (*made)->digest = ttri_posterior_digest(posterior, (*made)->digest);
    status = ttri_condition_new(&simulation->memory, posterior, (*made)->plan,
                                &(*made)->condition, error);
    if (status != TTR_OK)
        ttri_prepared_free(*made);
    return status;
}

/* Threads that come at the same time each prepare; the first is kept. */
ttr_status ttri_simulation_prepared(const ttr_simulation *simulation,
                                    const struct ttri_prepared **prepared,
                                    struct ttr_error *error)
{
    /* Like a count of references, it moves in what else is immutable. */
    struct ttr_simulation *keeper =
        (struct ttr_simulation *)(uintptr_t)simulation;
    struct ttri_prepared *made, *found = atomic_load(&keeper->prepared);
    ttr_status status;

    if (simulation->figures.count == 0)
        return ttri_fail(error, TTR_E_MISSING, "simulation",
                         "must watch at least one figure", "");
    if (found == NULL) {
        status = prepare(simulation, &made, error);
        if (status != TTR_OK)
            return status;
        if (atomic_compare_exchange_strong(&keeper->prepared, &found, made))
            found = made;
        else
            ttri_prepared_free(made);
    }
    *prepared = found;
    return TTR_OK;
}

/* ---- draws ---- */

static uint32_t numbers_of(const struct ttri_plan_draw *draw)
{
    return draw->draw->by_period ? draw->rows - draw->draw->first : 1;
}

ttr_status ttr_simulation_dimensions(const ttr_simulation *simulation,
                                     uint32_t *dimensions,
                                     struct ttr_error *error)
{
    const struct ttri_prepared *prepared = NULL;
    uint32_t count = 0;
    ttr_status status;

    if (simulation == NULL || dimensions == NULL)
        return ttri_null_argument(error, "ttr_simulation_dimensions",
                                  simulation == NULL ? "simulation"
                                                     : "dimensions");
    status = ttri_simulation_prepared(simulation, &prepared, error);
    if (status != TTR_OK)
        return status;
    for (uint32_t i = 0; i < ttri_plan_draws(prepared->plan); i++)
        count += numbers_of(ttri_plan_draw(prepared->plan, i));
    *dimensions = count;
    return TTR_OK;
}

ttr_status ttr_simulation_draws(const ttr_simulation *simulation,
                                uint32_t *draws, struct ttr_error *error)
{
    const struct ttri_prepared *prepared = NULL;
    ttr_status status;

    if (simulation == NULL || draws == NULL)
        return ttri_null_argument(error, "ttr_simulation_draws",
                                  simulation == NULL ? "simulation" : "draws");
    status = ttri_simulation_prepared(simulation, &prepared, error);
    if (status == TTR_OK)
        *draws = ttri_plan_draws(prepared->plan);
    return status;
}

ttr_status ttr_simulation_draw(const ttr_simulation *simulation, uint32_t index,
                               struct ttr_draw *draw, struct ttr_error *error)
{
    const struct ttri_prepared *prepared = NULL;
    const struct ttri_draw *from;
    ttr_status status;

    if (simulation == NULL || draw == NULL)
        return ttri_null_argument(error, "ttr_simulation_draw",
                                  simulation == NULL ? "simulation" : "draw");
    status = ttri_check_size(error, "ttr_draw", draw->struct_size, sizeof *draw,
                             sizeof *draw);
    if (status == TTR_OK)
        status = ttri_simulation_prepared(simulation, &prepared, error);
    if (status != TTR_OK)
        return status;
    if (index >= ttri_plan_draws(prepared->plan))
        return ttri_fail_number(error, TTR_E_ARGUMENT, "draw",
                                "must be below the number of draws", index);
    from = ttri_plan_draw(prepared->plan, index)->draw;
    draw->uniform = from->kind == TTRI_DRAW_UNIFORM;
    draw->name = from->name;
    draw->by_period = from->by_period;
    draw->epistemic = from->epistemic;
    return TTR_OK;
}
