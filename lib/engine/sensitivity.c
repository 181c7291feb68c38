/* All lanes have the same random numbers, and each the weight of another
 * variable: one sweep gives 128 rows of the jacobian. */
#include "engine/sensitivity.h"

#include <string.h>

#include "engine/slope.h"

struct ttri_sensitivity {
    struct ttri_memory memory;
    const ttr_simulation *simulation;
    struct ttri_slopes *slopes;
    struct ttri_slopes_desk desk;
    const struct ttri_level *level;
    uint32_t *variable, variables, unknowns;
};

static ttr_status sensitivity_init(struct ttri_sensitivity *sensitivity,
                                   const uint32_t *variable,
                                   struct ttr_error *error)
{
    const struct ttri_prepared *prepared;
    struct ttri_slopes_wanted wanted = {.variables = sensitivity->variables,
                                        .by = TTRI_BY_DRAWS};
    ttr_status status =
        ttri_simulation_prepared(sensitivity->simulation, &prepared, error);

    if (status != TTR_OK)
        return status;
    sensitivity->unknowns = ttri_plan_draw_rows(prepared->plan);
    sensitivity->variable =
        ttri_clear(&sensitivity->memory, sensitivity->variables,
                   sizeof *sensitivity->variable);
    if (sensitivity->variable == NULL)
        return ttri_no_memory(error, "sensitivity");
    for (uint32_t i = 0; i < sensitivity->variables; i++)
        sensitivity->variable[i] = variable != NULL ? variable[i] : i;
    wanted.variable = sensitivity->variable;
    status = ttri_slopes_new(sensitivity->simulation, &wanted,
                             &sensitivity->slopes, error);
    if (status == TTR_OK &&
        !ttri_slopes_desk_new(sensitivity->slopes, &sensitivity->desk))
        status = ttri_no_memory(error, "sensitivity");
    return status;
}

ttr_status ttri_sensitivity_new(const ttr_simulation *simulation,
                                const uint32_t *variable, uint32_t variables,
                                struct ttri_sensitivity **sensitivity,
                                struct ttr_error *error)
{
    struct ttri_sensitivity *made =
        ttri_clear(&simulation->memory, 1, sizeof *made);
    ttr_status status;

    if (made == NULL)
        return ttri_no_memory(error, "sensitivity");
    made->memory = simulation->memory;
    made->simulation = simulation;
    made->level = ttri_widest_level();
    made->variables =
        variable != NULL ? variables : simulation->figures.variables;
    status = sensitivity_init(made, variable, error);
    if (status != TTR_OK)
        ttri_sensitivity_free(made);
    else
        *sensitivity = made;
    return status;
}

void ttri_sensitivity_free(struct ttri_sensitivity *sensitivity)
{
    if (sensitivity == NULL)
        return;
    if (sensitivity->slopes != NULL)
        ttri_slopes_desk_free(sensitivity->slopes, &sensitivity->desk);
    ttri_slopes_free(sensitivity->slopes);
    ttri_release(&sensitivity->memory, sensitivity->variable);
    ttri_release(&sensitivity->memory, sensitivity);
}

uint32_t ttri_sensitivity_variables(const struct ttri_sensitivity *sensitivity)
{
    return sensitivity->variables;
}

uint32_t ttri_sensitivity_unknowns(const struct ttri_sensitivity *sensitivity)
{
    return sensitivity->unknowns;
}

static void fill_draws(const struct ttri_sensitivity *sensitivity,
                       const double *point)
{
    const struct ttri_plan *plan =
        ttri_adjoint_forward(sensitivity->slopes->adjoint);
    double *row;

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);
        const double *from = point + ttri_slopes_row(sensitivity->slopes, i);

        for (uint32_t t = 0; t < draw->rows; t++) {
            row = sensitivity->desk.tape + (size_t)(draw->row + t) * TTRI_LANES;
            for (uint32_t j = 0; j < TTRI_LANES; j++)
                row[j] = from[t];
        }
    }
}

/* The slopes of variables [first, end): each has a lane. */
static void sweep_back(struct ttri_sensitivity *sensitivity, uint32_t first,
                       uint32_t end)
{
    double *weight = sensitivity->desk.slope_values;

    memset(weight, 0,
           (size_t)sensitivity->simulation->figures.variables * TTRI_LANES *
               sizeof *weight);
    for (uint32_t v = first; v < end; v++)
        weight[(size_t)sensitivity->variable[v] * TTRI_LANES + v - first] = 1.0;
    ttri_slopes_back(sensitivity->slopes, sensitivity->level,
                     &sensitivity->desk);
}

/* Columns of one draw. */
static void copy_slopes(const struct ttri_sensitivity *sensitivity,
                        const struct ttri_moving *unknown, uint32_t first,
                        uint32_t end, double *jacobian)
{
    const struct ttri_slopes *slopes = sensitivity->slopes;
    const struct ttri_draw *draw =
        ttri_plan_draw(ttri_adjoint_forward(slopes->adjoint), unknown->index)
            ->draw;
    uint32_t column = ttri_slopes_row(slopes, unknown->index);

    for (uint32_t t = draw->by_period ? draw->first : 0; t < unknown->rows; t++)
        for (uint32_t v = first; v < end; v++)
            jacobian[(size_t)v * sensitivity->unknowns + column + t] =
                sensitivity->desk
                    .slopes[(size_t)(unknown->row + unknown->rows - 1 - t) *
                                TTRI_LANES +
                            v - first];
}

void ttri_sensitivity_at(struct ttri_sensitivity *sensitivity,
                         const double *point, double *values, double *jacobian)
{
    const struct ttri_adjoint *adjoint = sensitivity->slopes->adjoint;
    uint32_t variables = sensitivity->variables, end;

    fill_draws(sensitivity, point);
    ttri_slopes_forward(sensitivity->slopes, sensitivity->level,
                        &sensitivity->desk);
    for (uint32_t v = 0; v < variables; v++)
        values[v] = sensitivity->desk
                        .values[(size_t)sensitivity->variable[v] * TTRI_LANES];
    if (jacobian == NULL)
        return;
    memset(jacobian, 0,
           (size_t)variables * sensitivity->unknowns * sizeof *jacobian);
    for (uint32_t first = 0; first < variables; first = end) {
        end = variables - first < TTRI_LANES ? variables : first + TTRI_LANES;
        sweep_back(sensitivity, first, end);
        for (uint32_t i = 0; i < ttri_adjoint_unknowns(adjoint); i++)
            copy_slopes(sensitivity, ttri_adjoint_unknown(adjoint, i), first,
                        end, jacobian);
    }
}
