#include "fit/equations.h"

static ttr_status plan(const ttr_program *program, uint32_t count,
                       const ttri_value *values,
                       struct ttri_equations *equations,
                       struct ttr_error *error)
{
    ttri_value copy[TTRI_MOST_EQUATIONS];
    ttr_status status = ttri_graph_of_paths(program->graph, NULL, count, values,
                                            copy, &equations->graph, error);

    return status == TTR_OK ? ttri_plan_narrow(equations->graph, count, copy, 0,
                                               &equations->plan, error)
                            : status;
}

ttr_status ttri_equations_open(const ttr_program *program, uint32_t count,
                               const ttri_value *values,
                               struct ttri_equations *equations,
                               struct ttr_error *error)
{
    size_t rows, work, results;
    ttr_status status;

    *equations = (struct ttri_equations){.graph = NULL};
    status = plan(program, count, values, equations, error);
    if (status != TTR_OK)
        return status;
    rows = (size_t)ttri_plan_draw_rows(equations->plan) * TTRI_LANES;
    work = (ttri_plan_workspace(equations->plan) + 7) / 8 * 8;
    results = (size_t)ttri_plan_output_rows(equations->plan) * TTRI_LANES;
    equations->rooms =
        ttri_clear(&program->memory, rows + work + results + 8, sizeof(double));
    if (equations->rooms == NULL)
        return ttri_no_memory(error, "calibration");
    equations->rows =
        (double *)(((uintptr_t)equations->rooms + 63) & ~(uintptr_t)63);
    equations->work = equations->rows + rows;
    equations->results = equations->work + work;
    return TTR_OK;
}

void ttri_equations_close(const struct ttri_memory *memory,
                          struct ttri_equations *equations)
{
    ttri_plan_free(equations->plan);
    ttri_graph_free(equations->graph);
    ttri_release(memory, equations->rooms);
}

void ttri_equations_put(const struct ttri_equations *equations, uint32_t draw,
                        uint32_t lane, double number)
{
    const struct ttri_plan_draw *place = ttri_plan_draw(equations->plan, draw);
    uint32_t first = place->draw->by_period ? place->draw->first : 0;

    for (uint32_t t = first; t < place->rows; t++)
        equations->rows[(size_t)(place->row + t) * TTRI_LANES + lane] = number;
}

void ttri_equations_run(const struct ttri_equations *equations)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    ttri_run_block(equations->plan, &level[levels - 1], equations->rows,
                   equations->work, equations->results);
}

const double *ttri_equations_read(const struct ttri_equations *equations,
                                  uint32_t value, uint32_t t)
{
    struct ttri_plan_output place = ttri_plan_output(equations->plan, value);
    uint32_t row = place.row + (place.rows > 1 ? t : 0);

    return equations->results + (size_t)row * TTRI_LANES;
}
