/* Differences on both sides, two lanes for each unknown. */
#include "engine/sensitivity.h"

#include <string.h>

/* Small enough to be a slope, large enough not to be rounding. */
#define STEP 0x1p-17

#define TRIED (TTRI_LANES / 2)

struct ttri_sensitivity {
    struct ttri_memory memory;
    struct ttri_run run;
    struct ttri_desk desk;
    uint32_t *variable, variables;
};

static ttr_status sensitivity_init(struct ttri_sensitivity *sensitivity,
                                   const uint32_t *variable,
                                   struct ttr_error *error)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    ttr_status status = ttri_simulation_prepared(
        sensitivity->run.simulation, &sensitivity->run.prepared, error);

    if (status != TTR_OK)
        return status;
    sensitivity->run.level = &level[levels - 1];
    sensitivity->variable =
        ttri_clear(&sensitivity->memory, sensitivity->variables,
                   sizeof *sensitivity->variable);
    if (sensitivity->variable == NULL ||
        !ttri_desk_new(&sensitivity->run, &sensitivity->desk))
        return ttri_no_memory(error, "sensitivity");
    for (uint32_t i = 0; i < sensitivity->variables; i++)
        sensitivity->variable[i] = variable != NULL ? variable[i] : i;
    return TTR_OK;
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
    made->run.simulation = simulation;
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
    ttri_desk_free(&sensitivity->run, &sensitivity->desk);
    ttri_release(&sensitivity->memory, sensitivity->variable);
    ttri_release(&sensitivity->memory, sensitivity);
}

uint32_t ttri_sensitivity_variables(const struct ttri_sensitivity *sensitivity)
{
    return sensitivity->variables;
}

uint32_t ttri_sensitivity_unknowns(const struct ttri_sensitivity *sensitivity)
{
    return ttri_plan_draw_rows(sensitivity->run.prepared->plan);
}

static const double *compute(struct ttri_sensitivity *sensitivity)
{
    ttri_compute_block(&sensitivity->run, &sensitivity->desk,
                       sensitivity->desk.values);
    return sensitivity->desk.values;
}

/* Slopes of the unknowns [first, end). */
static void try_unknowns(struct ttri_sensitivity *sensitivity, uint32_t first,
                         uint32_t end, double *jacobian)
{
    uint32_t unknowns = ttri_sensitivity_unknowns(sensitivity);
    double *row = sensitivity->desk.rows;
    const double *value;

    for (uint32_t i = first; i < end; i++) {
        row[(size_t)i * TTRI_LANES + 2 * (i - first)] += STEP;
        row[(size_t)i * TTRI_LANES + 2 * (i - first) + 1] -= STEP;
    }
    value = compute(sensitivity);
    for (uint32_t v = 0; v < sensitivity->variables; v++) {
        const double *of =
            value + (size_t)sensitivity->variable[v] * TTRI_LANES;

        for (uint32_t i = first; i < end; i++)
            jacobian[(size_t)v * unknowns + i] =
                (of[2 * (i - first)] - of[2 * (i - first) + 1]) / (2 * STEP);
    }
}

static void fill_rows(struct ttri_sensitivity *sensitivity, const double *point,
                      uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        for (uint32_t j = 0; j < TTRI_LANES; j++)
            sensitivity->desk.rows[(size_t)i * TTRI_LANES + j] = point[i];
}

/* A draw's rows before its first period are not its own to move. */
static void forget_early(const struct ttri_sensitivity *sensitivity,
                         double *jacobian)
{
    const struct ttri_plan *plan = sensitivity->run.prepared->plan;
    uint32_t unknowns = ttri_sensitivity_unknowns(sensitivity);

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

        if (draw->draw->by_period)
            for (uint32_t v = 0; v < sensitivity->variables; v++)
                memset(jacobian + (size_t)v * unknowns + draw->row, 0,
                       draw->draw->first * sizeof *jacobian);
    }
}

void ttri_sensitivity_at(struct ttri_sensitivity *sensitivity,
                         const double *point, double *values, double *jacobian)
{
    uint32_t unknowns = ttri_sensitivity_unknowns(sensitivity), end;
    const double *value;

    fill_rows(sensitivity, point, 0, unknowns);
    value = compute(sensitivity);
    for (uint32_t v = 0; v < sensitivity->variables; v++)
        values[v] = value[(size_t)sensitivity->variable[v] * TTRI_LANES];
    for (uint32_t first = 0; jacobian != NULL && first < unknowns;
         first = end) {
        end = unknowns - first < TRIED ? unknowns : first + TRIED;
        try_unknowns(sensitivity, first, end, jacobian);
        fill_rows(sensitivity, point, first, end);
    }
    if (jacobian != NULL)
        forget_early(sensitivity, jacobian);
}
