#include "engine/gradient.h"

#include <string.h>

#include "engine/forecast.h"
#include "lanes/lanes.h"

/* ---- life ---- */

static void gradient_free(struct ttr_gradient *gradient)
{
    struct ttri_memory memory = gradient->memory;

    for (int i = 0; i < TTRI_GRADIENT_KINDS; i++)
        ttri_slopes_free(atomic_load(&gradient->slopes[i]));
    ttr_simulation_unref(gradient->simulation);
    ttri_release(&memory, gradient->variable);
    ttri_release(&memory, gradient);
}

static ttr_status check_variables(const ttr_simulation *simulation,
                                  const uint32_t *variables, uint32_t count,
                                  struct ttr_error *error)
{
    uint32_t all = simulation->figures.variables;

    if (all == 0)
        return ttri_fail(error, TTR_E_MISSING, "simulation",
                         "must watch at least one figure", "");
    if (variables != NULL && count == 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "count",
                                "must be at least 1", count);
    for (uint32_t i = 0; variables != NULL && i < count; i++)
        if (variables[i] >= all)
            return ttri_fail_number(error, TTR_E_ARGUMENT, "variable",
                                    "must be below the number of variables",
                                    variables[i]);
    return TTR_OK;
}

ttr_status ttr_gradient_new(const ttr_simulation *simulation,
                            const uint32_t *variables, uint32_t count,
                            ttr_gradient **gradient, struct ttr_error *error)
{
    const struct ttri_prepared *prepared;
    struct ttr_gradient *made;
    ttr_status status;

    if (simulation == NULL || gradient == NULL)
        return ttri_null_argument(error, "ttr_gradient_new",
                                  simulation == NULL ? "simulation"
                                                     : "gradient");
    status = check_variables(simulation, variables, count, error);
    if (status == TTR_OK)
        status = ttri_simulation_prepared(simulation, &prepared, error);
    if (status != TTR_OK)
        return status;
    made = ttri_clear(&simulation->memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, "gradient");
    made->memory = simulation->memory;
    made->variables = variables != NULL ? count : simulation->figures.variables;
    made->variable =
        ttri_clear(&made->memory, made->variables, sizeof *made->variable);
    if (made->variable == NULL) {
        ttri_release(&simulation->memory, made);
        return ttri_no_memory(error, "gradient");
    }
    for (uint32_t i = 0; i < made->variables; i++)
        made->variable[i] = variables != NULL ? variables[i] : i;
    atomic_init(&made->references, 1);
    for (int i = 0; i < TTRI_GRADIENT_KINDS; i++)
        atomic_init(&made->slopes[i], NULL);
    /* The count of references is the one thing that moves. */
    made->simulation =
        ttr_simulation_ref((ttr_simulation *)(uintptr_t)simulation);
    *gradient = made;
    return TTR_OK;
}

ttr_gradient *ttr_gradient_ref(ttr_gradient *gradient)
{
    if (gradient != NULL)
        ttri_reference(&gradient->references);
    return gradient;
}

void ttr_gradient_unref(ttr_gradient *gradient)
{
    if (gradient != NULL && ttri_unreference(&gradient->references))
        gradient_free(gradient);
}

uint32_t ttr_gradient_variables(const ttr_gradient *gradient)
{
    return gradient != NULL ? gradient->variables : 0;
}

/* Threads that come at the same time each make them; the first is kept. */
ttr_status ttri_gradient_slopes(const struct ttr_gradient *gradient,
                                enum ttri_gradient_kind kind,
                                const struct ttri_slopes **slopes,
                                struct ttr_error *error)
{
    struct ttr_gradient *keeper = (struct ttr_gradient *)(uintptr_t)gradient;
    struct ttri_slopes *made, *found = atomic_load(&keeper->slopes[kind]);
    const struct ttri_slopes_wanted wanted = {
        .variable = gradient->variable,
        .variables = gradient->variables,
        .by = kind == TTRI_GRADIENT_DRAWS ? TTRI_BY_DRAWS : TTRI_BY_PARAMETERS,
        .central = kind == TTRI_GRADIENT_CENTRAL};

    if (found == NULL) {
        ttr_status status =
            ttri_slopes_new(gradient->simulation, &wanted, &made, error);

        if (status != TTR_OK)
            return status;
        if (atomic_compare_exchange_strong(&keeper->slopes[kind], &found, made))
            found = made;
        else
            ttri_slopes_free(made);
    }
    *slopes = found;
    return TTR_OK;
}

ttr_status ttri_gradient_check(const char *function, const char *name,
                               const struct ttr_gradient *gradient,
                               const double *table, uint64_t rows,
                               uint64_t columns, size_t capacity,
                               struct ttr_error *error)
{
    if (gradient == NULL || table == NULL)
        return ttri_null_argument(error, function,
                                  gradient == NULL ? "gradient" : name);
    if (rows > 0 && capacity / gradient->variables / rows < columns)
        return ttri_fail_number(error, TTR_E_ARGUMENT, name,
                                "must have room for every number of the table",
                                (double)capacity);
    return TTR_OK;
}

/* ---- the central path ---- */

/* The variables [first, end) have a lane each. */
static void central_slopes(const struct ttr_gradient *gradient,
                           const struct ttri_slopes *slopes,
                           const struct ttri_level *level,
                           struct ttri_slopes_desk *desk, uint32_t first,
                           double *table)
{
    const struct ttri_adjoint *adjoint = slopes->adjoint;
    uint32_t drivers = gradient->simulation->figures.program->drivers;
    uint32_t rest = gradient->variables - first;
    uint32_t count = rest < TTRI_LANES ? rest : TTRI_LANES;

    memset(desk->slope_values, 0,
           (size_t)gradient->simulation->figures.variables * TTRI_LANES *
               sizeof *table);
    for (uint32_t v = 0; v < count; v++)
        desk->slope_values[(size_t)gradient->variable[first + v] * TTRI_LANES +
                           v] = 1.0;
    ttri_slopes_back(slopes, level, desk);
    for (uint32_t i = 0; i < ttri_adjoint_unknowns(adjoint); i++) {
        const struct ttri_moving *x = ttri_adjoint_unknown(adjoint, i);

        for (uint32_t v = 0; v < count; v++)
            table[(size_t)(first + v) * drivers + x->index] =
                desk->slopes[(size_t)x->row * TTRI_LANES + v];
    }
}

ttr_status ttr_gradient_central(const ttr_gradient *gradient, double *values,
                                double *slopes, size_t capacity,
                                struct ttr_error *error)
{
    const struct ttri_level *level;
    const struct ttri_slopes *found;
    struct ttri_slopes_desk desk;
    uint32_t drivers =
        gradient != NULL ? gradient->simulation->figures.program->drivers : 0;
    ttr_status status =
        ttri_gradient_check("ttr_gradient_central", "slopes", gradient, slopes,
                            drivers, 1, capacity, error);

    if (status == TTR_OK)
        status = ttri_gradient_slopes(gradient, TTRI_GRADIENT_CENTRAL, &found,
                                      error);
    if (status != TTR_OK)
        return status;
    if (!ttri_slopes_desk_new(found, &desk))
        return ttri_no_memory(error, "gradient");
    level = ttri_widest_level();
    ttri_slopes_forward(found, level, &desk);
    for (uint32_t v = 0; values != NULL && v < gradient->variables; v++)
        values[v] = desk.values[(size_t)gradient->variable[v] * TTRI_LANES];
    memset(slopes, 0, (size_t)gradient->variables * drivers * sizeof *slopes);
    for (uint32_t v = 0; v < gradient->variables; v += TTRI_LANES)
        central_slopes(gradient, found, level, &desk, v, slopes);
    ttri_slopes_desk_free(found, &desk);
    return TTR_OK;
}

/* ---- desks ---- */

bool ttri_gradient_desk_new(const struct ttri_run *run,
                            const struct ttri_slopes *slopes,
                            struct ttri_gradient_desk *desk)
{
    const struct ttri_condition *condition = run->prepared->condition;
    size_t work = (ttri_draws_workspace(run->draws) + 7) / 8 * 8;
    size_t more = condition != NULL
                      ? (ttri_condition_workspace(condition) + 7) / 8 * 8
                      : 0;
    size_t rows = ttri_slopes_same_rows(slopes)
                      ? 0
                      : (size_t)ttri_plan_draw_rows(slopes->plan) * TTRI_LANES;

    if (!ttri_slopes_desk_new(slopes, &desk->desk))
        return false;
    desk->fill.memory =
        ttri_clear(&slopes->memory, work + more + rows + 8, sizeof(double));
    if (desk->fill.memory == NULL) {
        ttri_slopes_desk_free(slopes, &desk->desk);
        return false;
    }
    desk->fill.draw_work =
        (double *)(((uintptr_t)desk->fill.memory + 63) & ~(uintptr_t)63);
    desk->fill.condition_work = desk->fill.draw_work + work;
    desk->fill.rows =
        rows == 0 ? desk->desk.tape : desk->fill.condition_work + more;
    return true;
}

void ttri_gradient_desk_free(const struct ttri_slopes *slopes,
                             struct ttri_gradient_desk *desk)
{
    ttri_slopes_desk_free(slopes, &desk->desk);
    ttri_release(&slopes->memory, desk->fill.memory);
    desk->fill.memory = NULL;
}

void ttri_gradient_block(const struct ttri_run *run,
                         const struct ttri_slopes *slopes,
                         struct ttri_gradient_desk *desk, uint64_t block)
{
    ttri_fill_block(run, &desk->fill, block, TTRI_REDRAW_NONE);
    if (desk->fill.rows != desk->desk.tape)
        ttri_slopes_draw(slopes, &desk->desk, desk->fill.rows);
    ttri_slopes_forward(slopes, run->level, &desk->desk);
}

/* ---- single paths ---- */

struct paths {
    const struct ttr_gradient *gradient;
    const struct ttri_slopes *slopes;
    struct ttri_run run;
    struct ttri_gradient_desk desk;
    uint64_t first, count;
    uint32_t rows; /* of a variable */
};

static void copy_row(const struct paths *paths,
                     const struct ttri_lane_part *part, uint32_t row,
                     uint64_t place, double *table)
{
    ttri_copy_part(part, paths->desk.desk.slopes + (size_t)row * TTRI_LANES,
                   place, paths->count, table);
}

/* An unknown's rows, into those of a variable. */
static void copy_unknown(const struct paths *paths,
                         const struct ttri_lane_part *part,
                         const struct ttri_moving *x, uint32_t variable,
                         double *table)
{
    const struct ttri_plan *forward =
        ttri_adjoint_forward(paths->slopes->adjoint);
    uint64_t place = (uint64_t)variable * paths->rows;
    uint32_t periods = paths->run.prepared->periods, first;
    const struct ttri_draw *draw;

    if (!x->is_draw) {
        copy_row(paths, part, x->row, place + x->index, table);
        return;
    }
    draw = ttri_plan_draw(forward, x->index)->draw;
    first = draw->by_period ? draw->first : 0;
    place += (uint64_t)paths->slopes->draw[x->index] * periods;
    for (uint32_t t = first; t < x->rows; t++)
        copy_row(paths, part, x->row + x->rows - 1 - t, place + t, table);
}

static void block_slopes(struct paths *paths, uint64_t block, double *table)
{
    const struct ttri_adjoint *adjoint = paths->slopes->adjoint;
    struct ttri_lane_part part =
        ttri_part_of(paths->first, paths->count, block);

    ttri_gradient_block(&paths->run, paths->slopes, &paths->desk, block);
    for (uint32_t v = 0; v < paths->gradient->variables; v++) {
        ttri_slopes_back_of(paths->slopes, paths->run.level, &paths->desk.desk,
                            paths->gradient->variable[v]);
        for (uint32_t i = 0; i < ttri_adjoint_unknowns(adjoint); i++)
            copy_unknown(paths, &part, ttri_adjoint_unknown(adjoint, i), v,
                         table);
    }
}

static ttr_status paths_slopes(struct paths *paths, double *table,
                               size_t capacity, const char *function,
                               struct ttr_error *error)
{
    uint64_t last = (paths->first + paths->count - 1) / TTRI_LANES;
    ttr_status status =
        ttri_check_paths(&paths->run, paths->first, paths->count, error);

    if (status == TTR_OK)
        status =
            ttri_gradient_check(function, "slopes", paths->gradient, table,
                                paths->rows, paths->count, capacity, error);
    if (status != TTR_OK)
        return status;
    if (!ttri_gradient_desk_new(&paths->run, paths->slopes, &paths->desk))
        return ttri_no_memory(error, "gradient");
    memset(table, 0,
           (size_t)paths->gradient->variables * paths->rows * paths->count *
               sizeof *table);
    for (uint64_t i = paths->first / TTRI_LANES; i <= last; i++)
        block_slopes(paths, i, table);
    ttri_gradient_desk_free(paths->slopes, &paths->desk);
    return TTR_OK;
}

/* What both tables of single paths have in common. */
static ttr_status read_paths(struct paths paths, enum ttri_gradient_kind kind,
                             const struct ttr_sampling *sampling, double *table,
                             size_t capacity, const char *function,
                             struct ttr_error *error)
{
    const struct ttr_gradient *gradient = paths.gradient;
    struct ttri_request request = {.sampling = sampling};
    ttr_status status = ttri_gradient_check(function, "slopes", gradient, table,
                                            0, 0, 0, error);

    if (status == TTR_OK)
        status = ttri_gradient_slopes(gradient, kind, &paths.slopes, error);
    if (status != TTR_OK)
        return status;
    request.simulation = gradient->simulation;
    status = ttri_run_open(&request, &paths.run, error);
    if (status == TTR_OK) {
        paths.rows = kind == TTRI_GRADIENT_SHIFTS
                         ? gradient->simulation->figures.program->drivers
                         : ttri_plan_draws(paths.slopes->plan) *
                               paths.run.prepared->periods;
        status = paths_slopes(&paths, table, capacity, function, error);
    }
    ttri_run_close(&paths.run);
    return status;
}

ttr_status ttr_gradient_paths(const ttr_gradient *gradient,
                              const struct ttr_sampling *sampling,
                              uint64_t first, uint64_t count, double *slopes,
                              size_t capacity, struct ttr_error *error)
{
    return read_paths(
        (struct paths){.gradient = gradient, .first = first, .count = count},
        TTRI_GRADIENT_SHIFTS, sampling, slopes, capacity, "ttr_gradient_paths",
        error);
}

ttr_status ttr_gradient_draws(const ttr_gradient *gradient,
                              const struct ttr_sampling *sampling,
                              uint64_t first, uint64_t count, double *slopes,
                              size_t capacity, struct ttr_error *error)
{
    return read_paths(
        (struct paths){.gradient = gradient, .first = first, .count = count},
        TTRI_GRADIENT_DRAWS, sampling, slopes, capacity, "ttr_gradient_draws",
        error);
}
