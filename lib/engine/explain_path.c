/* Why a number is what it is on one path. Any output can be explained, also
 * one that is not watched: what the run draws keeps the run's numbers; what
 * only the explanation needs is drawn by its name alone. */
#include <string.h>

#include "engine/forecast.h"
#include "engine/simulation.h"

/* What is explained, and the equations behind it. */
struct explanation {
    const ttr_simulation *simulation;
    const struct ttri_memory *memory;
    uint64_t path;
    struct ttri_graph *graph;
    ttri_value value;
    struct ttri_plan *plan; /* of the value alone: it has all its draws */
    double *draws;          /* graph's draws x periods */
};

static void explanation_clear(struct explanation *explanation)
{
    ttri_plan_free(explanation->plan);
    ttri_graph_free(explanation->graph);
    ttri_release(explanation->memory, explanation->draws);
}

/* Draws are named, so that the tree shows them, and not as the drivers that
 * they are behind. */
static void name_draws(struct ttri_graph *graph)
{
    for (uint32_t i = 0; i < ttri_graph_draws(graph); i++) {
        const struct ttri_draw *draw = ttri_graph_draw(graph, i);
        char name[400];

        TTRI_JOIN(name, draw->name, " drawn");
        ttri_name(graph, ttri_draw(graph, draw), name);
    }
}

static ttr_status take_equations(struct explanation *explanation,
                                 ttri_value value, struct ttr_error *error)
{
    const ttr_simulation *simulation = explanation->simulation;
    size_t numbers;
    ttr_status status = ttri_graph_of_paths(
        simulation->figures.program->graph, simulation->shifts, 1, &value,
        &explanation->value, &explanation->graph, error);

    if (status != TTR_OK)
        return status;
    name_draws(explanation->graph);
    status = ttri_graph_status(explanation->graph, error);
    if (status == TTR_OK)
        status = ttri_plan_paths(explanation->graph, 1, &explanation->value,
                                 &explanation->plan, error);
    numbers = (size_t)ttri_graph_draws(explanation->graph) *
              ttri_graph_periods(explanation->graph);
    if (status == TTR_OK) {
        explanation->draws =
            ttri_clear(explanation->memory, numbers, sizeof(double));
        if (explanation->draws == NULL)
            status = ttri_no_memory(error, "explanation");
    }
    return status;
}

/* Copies one lane of the rows to the graph's draw of that name. */
static void copy_draw(struct explanation *explanation,
                      const struct ttri_plan_draw *from, const double *rows,
                      uint32_t lane)
{
    uint32_t periods = ttri_graph_periods(explanation->graph);

    for (uint32_t i = 0; i < ttri_graph_draws(explanation->graph); i++)
        if (strcmp(ttri_graph_draw(explanation->graph, i)->name,
                   from->draw->name) == 0)
            for (uint32_t t = 0; t < from->rows; t++)
                explanation->draws[(size_t)i * periods + t] =
                    rows[(size_t)(from->row + t) * TTRI_LANES + lane];
}

/* The path's numbers of a plan's draws. */
static ttr_status copy_draws(struct explanation *explanation,
                             const struct ttri_run *run,
                             struct ttr_error *error)
{
    struct ttri_desk desk;
    const struct ttri_plan *plan = run->prepared->plan;

    if (!ttri_desk_new(run, &desk))
        return ttri_no_memory(error, "explanation");
    ttri_fill_block(run, &desk, explanation->path / TTRI_LANES,
                    TTRI_REDRAW_NONE);
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++)
        copy_draw(explanation, ttri_plan_draw(plan, i), desk.rows,
                  (uint32_t)(explanation->path % TTRI_LANES));
    ttri_desk_free(run, &desk);
    return TTR_OK;
}

/* Numbers by name alone, for draws that the run has not; the run's own then
 * take their place. A quasi-random point has no coordinate for them. */
static ttr_status draw_others(struct explanation *explanation,
                              const struct ttri_run *run,
                              struct ttr_error *error)
{
    struct ttri_prepared prepared = {.plan = explanation->plan,
                                     .results = 1,
                                     .periods = run->prepared->periods};
    struct ttri_run other = *run;
    ttr_status status;

    other.prepared = &prepared;
    other.draws = NULL;
    if (other.sampling.mode == TTR_SAMPLING_SOBOL)
        other.sampling.mode = TTR_SAMPLING_RANDOM;
    status =
        ttri_draws_new(explanation->memory, explanation->plan, &other.sampling,
                       other.level, NULL, &other.draws, error);
    if (status == TTR_OK)
        status = copy_draws(explanation, &other, error);
    ttri_draws_free(other.draws);
    return status;
}

static ttr_status draw_path(struct explanation *explanation,
                            const struct ttr_sampling *sampling,
                            struct ttr_error *error)
{
    struct ttri_request request = {explanation->simulation, sampling, NULL,
                                   NULL};
    struct ttri_run run;
    ttr_status status = ttri_run_open(&request, &run, error);

    if (status == TTR_OK && explanation->path >= run.sampling.paths)
        status = ttri_fail_number(error, TTR_E_RANGE, "path",
                                  "must be below the number of paths",
                                  (double)explanation->path);
    if (status == TTR_OK)
        status = draw_others(explanation, &run, error);
    if (status == TTR_OK)
        status = copy_draws(explanation, &run, error);
    ttri_run_close(&run);
    return status;
}

ttr_status ttr_simulation_explain(const ttr_simulation *simulation,
                                  const struct ttr_sampling *sampling,
                                  uint64_t path, uint32_t output,
                                  uint32_t region, uint32_t period,
                                  uint32_t depth, ttr_text **text,
                                  struct ttr_error *error)
{
    struct explanation explanation = {.simulation = simulation, .path = path};
    const ttr_program *program;
    struct ttri_writer writer;
    ttr_status status;

    if (simulation == NULL || text == NULL)
        return ttri_null_argument(error, "ttr_simulation_explain",
                                  simulation == NULL ? "simulation" : "text");
    program = simulation->figures.program;
    explanation.memory = &simulation->memory;
    status =
        ttri_check_explained(program, output, region, period, depth, error);
    if (status == TTR_OK)
        status = take_equations(
            &explanation,
            program->output[output]
                .value[region == TTR_WORLD ? program->regions : region],
            error);
    if (status == TTR_OK)
        status = draw_path(&explanation, sampling, error);
    ttri_writer_init(&writer, &simulation->memory);
    if (status == TTR_OK) {
        ttri_write_title(program, output, region, period, &writer);
        status = ttri_explain(explanation.graph, explanation.value, period,
                              depth, NULL, explanation.draws, &writer, error);
    }
    explanation_clear(&explanation);
    if (status != TTR_OK) {
        ttri_writer_drop(&writer);
        return status;
    }
    return ttri_writer_finish(&writer, text, error);
}
