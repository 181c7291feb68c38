/* What a calibration says of itself. */
#include <math.h>

#include "fit/calibration.h"

const ttr_program *ttr_calibration_program(const ttr_calibration *calibration)
{
    return calibration != NULL ? calibration->program : NULL;
}

static struct ttri_evidence evidence(const ttr_calibration *calibration)
{
    const struct ttri_forward *forward = &calibration->forward;

    return (struct ttri_evidence){.simulation = forward->simulation,
                                  .target = forward->target,
                                  .targets = forward->targets,
                                  .row = calibration->row,
                                  .seen = calibration->laplace.seen,
                                  .misfit = calibration->misfit};
}

struct ttri_posterior
ttri_calibration_posterior(const ttr_calibration *calibration)
{
    return (struct ttri_posterior){.unknowns = calibration->draws,
                                   .rank = calibration->laplace.rank,
                                   .draw = calibration->name,
                                   .period = calibration->period,
                                   .mean = calibration->mode,
                                   .direction = calibration->laplace.direction,
                                   .information =
                                       calibration->laplace.information,
                                   .evidence = evidence(calibration)};
}

ttr_status ttr_simulation_condition(ttr_simulation *simulation,
                                    const ttr_calibration *calibration,
                                    struct ttr_error *error)
{
    struct ttri_posterior posterior;

    if (simulation == NULL || calibration == NULL)
        return ttri_null_argument(error, "ttr_simulation_condition",
                                  simulation == NULL ? "simulation"
                                                     : "calibration");
    if (!calibration->state.converged)
        return ttri_fail(error, TTR_E_CONFLICT, "calibration",
                         calibration->reason, "");
    posterior = ttri_calibration_posterior(calibration);
    return ttri_simulation_condition(simulation, &posterior, error);
}

/* What is asked for: NULLs, the block's size, and whether there is one. */
struct question {
    const char *function, *block;
    const ttr_calibration *calibration;
    const void *into; /* begins with its struct_size */
    size_t size;
};

static ttr_status check(const struct question *question,
                        struct ttr_error *error)
{
    if (question->calibration == NULL || question->into == NULL)
        return ttri_null_argument(
            error, question->function,
            question->calibration == NULL ? "calibration" : question->block);
    return ttri_check_size(error, question->block,
                           *(const uint32_t *)question->into, question->size,
                           question->size);
}

static ttr_status check_index(const struct question *question, uint32_t index,
                              uint32_t count, const char *rule,
                              struct ttr_error *error)
{
    ttr_status status = check(question, error);

    if (status == TTR_OK && index >= count)
        status = ttri_fail_number(error, TTR_E_ARGUMENT, "index", rule, index);
    return status;
}

ttr_status ttr_calibration_state(const ttr_calibration *calibration,
                                 struct ttr_calibration_state *state,
                                 struct ttr_error *error)
{
    struct question question = {"ttr_calibration_state", "state", calibration,
                                state, sizeof *state};
    ttr_status status = check(&question, error);

    if (status != TTR_OK)
        return status;
    *state = calibration->state;
    state->struct_size = sizeof *state;
    state->reason = calibration->reason;
    return TTR_OK;
}

ttr_status ttr_calibration_figure(const ttr_calibration *calibration,
                                  uint32_t index,
                                  struct ttr_fitted_figure *figure,
                                  struct ttr_error *error)
{
    struct question question = {"ttr_calibration_figure", "figure", calibration,
                                figure, sizeof *figure};
    ttr_status status = check_index(
        &question, index, calibration != NULL ? calibration->figures : 0,
        "must be below the number of figures", error);
    const struct ttri_fit_figure *from;

    if (status != TTR_OK)
        return status;
    from = &calibration->figure[index];
    *figure = (struct ttr_fitted_figure){
        .struct_size = sizeof *figure,
        .used = from->reason == NULL,
        .reason = from->reason != NULL ? from->reason : "",
        .logarithmic = from->logarithmic,
        .value = from->value,
        .before = from->before,
        .fitted = from->fitted,
        .deviation = from->deviation,
        .residual = from->residual,
        .leverage = from->leverage};
    return TTR_OK;
}

static double deviation_of(const ttr_calibration *calibration, uint32_t i)
{
    return sqrt(ttri_laplace_covariance(&calibration->laplace, i, i));
}

ttr_status ttr_calibration_draw(const ttr_calibration *calibration,
                                uint32_t index, struct ttr_fitted_draw *draw,
                                struct ttr_error *error)
{
    struct question question = {"ttr_calibration_draw", "draw", calibration,
                                draw, sizeof *draw};
    ttr_status status = check_index(
        &question, index, calibration != NULL ? calibration->draws : 0,
        "must be below the number of unknowns", error);

    if (status != TTR_OK)
        return status;
    *draw =
        (struct ttr_fitted_draw){.struct_size = sizeof *draw,
                                 .epistemic = calibration->epistemic[index],
                                 .name = calibration->name[index],
                                 .period = calibration->period_name[index],
                                 .mean = calibration->mode[index],
                                 .deviation = deviation_of(calibration, index)};
    return TTR_OK;
}

ttr_status ttr_calibration_noise(const ttr_calibration *calibration,
                                 uint32_t index, struct ttr_fitted_noise *noise,
                                 struct ttr_error *error)
{
    struct question question = {"ttr_calibration_noise", "noise", calibration,
                                noise, sizeof *noise};
    ttr_status status = check_index(
        &question, index, calibration != NULL ? calibration->noises : 0,
        "must be below the number of noises", error);
    const struct ttri_fit_noise *from;

    if (status != TTR_OK)
        return status;
    from = &calibration->noise[index];
    *noise = (struct ttr_fitted_noise){
        .struct_size = sizeof *noise,
        .name = from->name,
        .volatility_before = from->volatility_before,
        .volatility = from->volatility,
        .volatility_deviation = from->volatility_deviation,
        .reversion_before = from->reversion_before,
        .reversion = from->reversion,
        .reversion_deviation = from->reversion_deviation};
    return TTR_OK;
}

ttr_status ttr_calibration_driver(const ttr_calibration *calibration,
                                  uint32_t index,
                                  struct ttr_fitted_driver *driver,
                                  struct ttr_error *error)
{
    struct question question = {"ttr_calibration_driver", "driver", calibration,
                                driver, sizeof *driver};
    ttr_status status = check_index(
        &question, index, calibration != NULL ? calibration->state.drivers : 0,
        "must be below the number of drivers", error);
    const struct ttri_fit_driver *from;

    if (status != TTR_OK)
        return status;
    from = &calibration->driver[index];
    *driver = (struct ttr_fitted_driver){.struct_size = sizeof *driver,
                                         .name = from->name,
                                         .unit = from->unit,
                                         .low_before = from->before[0],
                                         .median_before = from->before[1],
                                         .high_before = from->before[2],
                                         .low = from->fitted[0],
                                         .median = from->fitted[1],
                                         .high = from->fitted[2]};
    return TTR_OK;
}

static ttr_status check_unknowns(const ttr_calibration *calibration,
                                 const uint32_t *unknown, uint32_t count,
                                 size_t capacity, struct ttr_error *error)
{
    for (uint32_t i = 0; i < count; i++)
        if (unknown[i] >= calibration->draws)
            return ttri_fail_number(error, TTR_E_ARGUMENT, "unknown",
                                    "must be below the number of unknowns",
                                    unknown[i]);
    return count > 0 && capacity / count < count
               ? ttri_fail_number(error, TTR_E_ARGUMENT, "values",
                                  "must have room for every number of the "
                                  "table",
                                  (double)capacity)
               : TTR_OK;
}

ttr_status ttr_calibration_correlations(const ttr_calibration *calibration,
                                        const uint32_t *unknown, uint32_t count,
                                        double *values, size_t capacity,
                                        struct ttr_error *error)
{
    ttr_status status;

    if (calibration == NULL || unknown == NULL || values == NULL)
        return ttri_null_argument(error, "ttr_calibration_correlations",
                                  calibration == NULL ? "calibration"
                                  : unknown == NULL   ? "unknown"
                                                      : "values");
    status = check_unknowns(calibration, unknown, count, capacity, error);
    for (uint32_t i = 0; status == TTR_OK && i < count; i++)
        for (uint32_t j = 0; j < count; j++) {
            uint32_t a = unknown[i], b = unknown[j];
            double scale =
                deviation_of(calibration, a) * deviation_of(calibration, b);

            values[(size_t)i * count + j] =
                a == b ? 1.0
                       : ttri_laplace_covariance(&calibration->laplace, a, b) /
                             scale;
        }
    return status;
}
