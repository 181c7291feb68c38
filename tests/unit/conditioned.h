/* Simulations given what was learned. */
#ifndef TTRI_CONDITIONED_H
#define TTRI_CONDITIONED_H

#include "chancy.h"

#include "engine/simulation.h"
#include "failing.h"

/* What conditions a simulation of a text when allocations fail. */
struct conditioned {
    const char *text, *output;
    struct ttri_posterior posterior;
    struct ttr_error error;
};

static inline ttr_status run_conditioned(const struct ttr_allocator *allocator,
                                         void *context)
{
    struct conditioned *given = context;
    struct ttr_error *error = &given->error;
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 128);
    ttr_status status = TTR_OK;
    ttr_program *program =
        chancy_program_with(allocator, given->text, &status, error);
    ttr_simulation *simulation = NULL;
    ttr_distribution *distribution = NULL;
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    sampling.replicates = 2;
    if (status == TTR_OK)
        status = ttr_simulation_new(program, NULL, &simulation, error);
    if (status == TTR_OK)
        status = ttr_program_find_output(program, given->output, &figure.output,
                                         error);
    if (status == TTR_OK)
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    if (status == TTR_OK)
        status =
            ttri_simulation_condition(simulation, &given->posterior, error);
    if (status == TTR_OK)
        status = ttr_simulation_run(simulation, &sampling, NULL, NULL,
                                    &distribution, error);
    ttr_distribution_unref(distribution);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
    return status;
}

/* Instruction sets and threads do not show, in pairs of paths neither. */
static inline void assert_same_bits(const ttr_simulation *simulation)
{
    struct ttr_sampling sampling = chancy_sampling(TTR_SAMPLING_SOBOL, 2048);
    uint64_t digest = 0;

    sampling.split_paths = 1024;
    for (uint32_t i = 0; ttr_instruction_set(i) != NULL; i++) {
        struct ttr_workers workers = chancy_workers(i + 1);
        uint64_t found;

        sampling.level = (int32_t)i + 1;
        found = chancy_digest(simulation, &sampling, &workers);
        digest = i == 0 ? found : digest;
        ck_assert_uint_eq(found, digest);
    }
}

#endif
