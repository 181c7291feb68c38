/* How the steps of noise come from independent draws: dependence between
 * processes, as the model's equations have it. */
#include "combiner/compiled.h"
#include "fit/calibration.h"
#include "lanes/lanes.h"

/* Steps are sums of normal draws, so any length will do; those of a t copula
 * are not, and are taken at the centre. */
#define STEP 0x1p-10

#define PAIRS (TTRI_LANES / 2)

/* The equations of one process's step. */
struct step {
    struct ttri_graph *graph;
    struct ttri_plan *plan;
    double *rooms, *rows, *work, *results;
    uint32_t periods;
};

static void step_close(const struct ttri_memory *memory, struct step *step)
{
    ttri_plan_free(step->plan);
    ttri_graph_free(step->graph);
    ttri_release(memory, step->rooms);
}

static ttr_status step_open(const ttr_program *program, uint32_t process,
                            struct step *step, struct ttr_error *error)
{
    ttri_value normal = program->noises.process[process].normal, copy = 0;
    size_t rows, work, results;
    ttr_status status;

    *step = (struct step){.periods = program->calendar.count};
    status = ttri_graph_of_paths(program->graph, NULL, 1, &normal, &copy,
                                 &step->graph, error);
    if (status == TTR_OK)
        status = ttri_plan_paths(step->graph, 1, &copy, &step->plan, error);
    if (status != TTR_OK)
        return status;
    rows = (size_t)ttri_plan_draw_rows(step->plan) * TTRI_LANES;
    work = (ttri_plan_workspace(step->plan) + 7) / 8 * 8;
    results = (size_t)step->periods * TTRI_LANES;
    step->rooms =
        ttri_clear(&program->memory, rows + work + results + 8, sizeof(double));
    if (step->rooms == NULL)
        return ttri_no_memory(error, "calibration");
    step->rows = (double *)(((uintptr_t)step->rooms + 63) & ~(uintptr_t)63);
    step->work = step->rows + rows;
    step->results = step->work + work;
    return TTR_OK;
}

static void perturb(const struct step *step, uint32_t draw, uint32_t lane,
                    double number)
{
    const struct ttri_plan_draw *place = ttri_plan_draw(step->plan, draw);
    uint32_t first = place->draw->by_period ? place->draw->first : 0;

    for (uint32_t t = first; t < place->rows; t++)
        step->rows[(size_t)(place->row + t) * TTRI_LANES + lane] = number;
}

/* Weights of the plan's draws [first, first + PAIRS) in the step that ends
 * with period t. */
static void weigh(const struct step *step, uint32_t first, uint32_t t,
                  double *weight)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    uint32_t count = ttri_plan_draws(step->plan) - first;
    const double *result = step->results + (size_t)t * TTRI_LANES;

    count = count < PAIRS ? count : PAIRS;
    for (uint32_t i = 0; i < count; i++) {
        perturb(step, first + i, 2 * i, STEP);
        perturb(step, first + i, 2 * i + 1, -STEP);
    }
    ttri_run_block(step->plan, &level[levels - 1], step->rows, step->work,
                   step->results);
    for (uint32_t i = 0; i < count; i++) {
        weight[i] = (result[2 * i] - result[2 * i + 1]) / (2.0 * STEP);
        perturb(step, first + i, 2 * i, 0.0);
        perturb(step, first + i, 2 * i + 1, 0.0);
    }
}

/* The draw's number among all, new or known; TTRI_NONE if memory fails. */
static uint32_t number_draw(const struct ttri_memory *memory, const char *name,
                            struct ttri_innovations *innovations)
{
    uint32_t number = ttri_map_find(&innovations->draw, name);

    if (number != TTRI_NONE)
        return number;
    if (!ttri_map_put(memory, &innovations->draw, name, innovations->draws))
        return TTRI_NONE;
    return innovations->draws++;
}

static bool add_part(const struct ttri_memory *memory,
                     const struct ttri_innovation *part,
                     struct ttri_innovations *innovations)
{
    if (!ttri_grow(memory, &innovations->part, innovations->parts,
                   &innovations->capacity, sizeof *part))
        return false;
    innovations->part[innovations->parts++] = *part;
    return true;
}

static bool add_parts(const struct ttri_memory *memory, const struct step *step,
                      uint32_t process, uint32_t period,
                      struct ttri_innovations *innovations)
{
    double weight[PAIRS];

    for (uint32_t i = 0; i < ttri_plan_draws(step->plan); i++) {
        const char *name = ttri_plan_draw(step->plan, i)->draw->name;
        struct ttri_innovation part = {.process = process};

        if (i % PAIRS == 0)
            weigh(step, i, period, weight);
        part.weight = weight[i % PAIRS];
        if (part.weight == 0.0)
            continue;
        part.draw = number_draw(memory, name, innovations);
        if (part.draw == TTRI_NONE || !add_part(memory, &part, innovations))
            return false;
    }
    return true;
}

ttr_status ttri_innovations_find(const ttr_program *program,
                                 struct ttri_innovations *innovations,
                                 struct ttr_error *error)
{
    uint32_t first = ttri_noise_first(&program->calendar);
    ttr_status status = TTR_OK;

    *innovations = (struct ttri_innovations){.parts = 0};
    for (uint32_t p = 0; status == TTR_OK && p < program->noises.count; p++) {
        struct step step;

        status = step_open(program, p, &step, error);
        if (status == TTR_OK &&
            !add_parts(&program->memory, &step, p, first, innovations))
            status = ttri_no_memory(error, "calibration");
        step_close(&program->memory, &step);
    }
    if (status != TTR_OK)
        ttri_innovations_clear(&program->memory, innovations);
    return status;
}

void ttri_innovations_clear(const struct ttri_memory *memory,
                            struct ttri_innovations *innovations)
{
    ttri_map_clear(memory, &innovations->draw);
    ttri_release(memory, innovations->part);
    *innovations = (struct ttri_innovations){.parts = 0};
}
