/* How the steps of noise come from independent draws: dependence between
 * processes, as the model's equations have it. */
#include "fit/calibration.h"
#include "fit/equations.h"

/* Steps are sums of normal draws, so any length will do; those of a t copula
 * are not, and are taken at the centre. */
#define STEP 0x1p-10

#define PAIRS (TTRI_LANES / 2)

/* Weights of the plan's draws [first, first + PAIRS) in the step that ends
 * with period t. */
static void weigh(const struct ttri_equations *step, uint32_t first, uint32_t t,
                  double *weight)
{
    uint32_t count = ttri_plan_draws(step->plan) - first;
    const double *result;

    count = count < PAIRS ? count : PAIRS;
    for (uint32_t i = 0; i < count; i++) {
        ttri_equations_put(step, first + i, 2 * i, STEP);
        ttri_equations_put(step, first + i, 2 * i + 1, -STEP);
    }
    ttri_equations_run(step);
    result = ttri_equations_read(step, 0, t);
    for (uint32_t i = 0; i < count; i++) {
        weight[i] = (result[2 * i] - result[2 * i + 1]) / (2.0 * STEP);
        ttri_equations_put(step, first + i, 2 * i, 0.0);
        ttri_equations_put(step, first + i, 2 * i + 1, 0.0);
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

static bool add_parts(const struct ttri_memory *memory,
                      const struct ttri_equations *step, uint32_t process,
                      uint32_t period, struct ttri_innovations *innovations)
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
        struct ttri_equations step;

        status = ttri_equations_open(
            program, 1, &program->noises.process[p].normal, &step, error);
        if (status == TTR_OK &&
            !add_parts(&program->memory, &step, p, first, innovations))
            status = ttri_no_memory(error, "calibration");
        ttri_equations_close(&program->memory, &step);
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
