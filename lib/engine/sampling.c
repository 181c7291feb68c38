/* How paths are drawn: defaults, checks, rounding. */
#include <math.h>

#include "base/block.h"
#include "engine/simulation.h"

static const struct ttr_sampling defaults = {.mode = TTR_SAMPLING_SOBOL,
                                             .seed = 1,
                                             .paths = 131072,
                                             .replicates = 8,
                                             .direction = TTR_DIRECTION_AUTO,
                                             .variable = TTR_VARIABLE_FIRST};

/* Points of a replicate are numbered by 32 bits. */
#define MOST_BLOCKS ((uint64_t)1 << 25)

void ttr_sampling_init(struct ttr_sampling *sampling, uint32_t struct_size)
{
    ttri_block_init(sampling, struct_size, &defaults, sizeof defaults);
}

const char *ttr_instruction_set(uint32_t index)
{
    const struct ttri_level *level;

    return index < ttri_levels(&level) ? level[index].name : NULL;
}

static ttr_status check_choices(const ttr_simulation *simulation,
                                const struct ttr_sampling *sampling,
                                struct ttr_error *error)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);

    if (sampling->mode < TTR_SAMPLING_SOBOL ||
        sampling->mode > TTR_SAMPLING_ANTITHETIC)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "mode",
                                "must be one of TTR_SAMPLING_", sampling->mode);
    if (sampling->direction < TTR_DIRECTION_AUTO ||
        sampling->direction > TTR_DIRECTION_NONE)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "direction",
                                "must be one of TTR_DIRECTION_",
                                sampling->direction);
    if (sampling->level < 0 || sampling->level > (int64_t)levels)
        return ttri_fail_number(
            error, TTR_E_RANGE, "level",
            "must be 0, or 1 + the index of an instruction set",
            sampling->level);
    if (sampling->variable >= simulation->figures.variables &&
        sampling->variable != TTR_VARIABLE_FIRST)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "variable",
                                "must be below the number of variables",
                                sampling->variable);
    return TTR_OK;
}

static ttr_status check_counts(const struct ttr_sampling *sampling,
                               struct ttr_error *error)
{
    uint64_t most;

    if (sampling->replicates < 2 || sampling->replicates > 64 ||
        (sampling->replicates & (sampling->replicates - 1)) != 0)
        return ttri_fail_number(error, TTR_E_RANGE, "replicates",
                                "must be a power of two within [2, 64]",
                                sampling->replicates);
    most = MOST_BLOCKS * sampling->replicates * TTRI_LANES;
    if (sampling->paths < 1 || sampling->paths > most)
        return ttri_fail_number(error, TTR_E_RANGE, "paths",
                                "must be within [1, 2^32 for each replicate]",
                                (double)sampling->paths);
    if (sampling->split_paths > sampling->paths)
        return ttri_fail_number(error, TTR_E_RANGE, "split_paths",
                                "must not be more than paths",
                                (double)sampling->split_paths);
    if (!isfinite(sampling->tolerance) || sampling->tolerance < 0.0)
        return ttri_fail_number(error, TTR_E_RANGE, "tolerance",
                                "must be finite and not negative",
                                sampling->tolerance);
    return TTR_OK;
}

/* Up to whole blocks of every replicate. */
static uint64_t round_paths(const struct ttr_sampling *sampling, uint64_t paths)
{
    uint64_t unit = (uint64_t)sampling->replicates * TTRI_LANES;
    uint64_t blocks = paths / unit + (paths % unit != 0 ? 1 : 0);
    uint64_t power = 1;

    while (power < blocks)
        power *= 2;
    if (sampling->mode == TTR_SAMPLING_LATIN && blocks > 0)
        blocks = power;
    return blocks * unit;
}

ttr_status ttri_sampling_check(const ttr_simulation *simulation,
                               const struct ttr_sampling *given,
                               struct ttr_sampling *sampling,
                               struct ttr_error *error)
{
    ttr_status status = TTR_OK;

    *sampling = defaults;
    if (given != NULL) {
        status = ttri_check_size(error, "ttr_sampling", given->struct_size,
                                 sizeof *given, sizeof *given);
        if (status == TTR_OK)
            *sampling = *given;
    }
    sampling->struct_size = sizeof *sampling;
    if (status == TTR_OK)
        status = check_choices(simulation, sampling, error);
    if (status == TTR_OK)
        status = check_counts(sampling, error);
    if (status != TTR_OK)
        return status;
    sampling->paths = round_paths(sampling, sampling->paths);
    sampling->split_paths = round_paths(sampling, sampling->split_paths);
    return TTR_OK;
}

uint32_t ttri_sampling_variable(const ttr_simulation *simulation,
                                const struct ttr_sampling *sampling)
{
    return sampling->variable != TTR_VARIABLE_FIRST
               ? sampling->variable
               : simulation->figures.watched[0].variables - 1;
}
