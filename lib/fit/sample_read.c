/* What chains say: summaries, and whether they can be believed. */
#include <math.h>

#include "base/block.h"
#include "fit/diagnostics.h"
#include "fit/sample.h"
#include "math/list.h"

void ttr_sample_options_init(struct ttr_sample_options *options,
                             uint32_t struct_size)
{
    static const struct ttr_sample_options defaults = {
        .burn_in = 500, .draws = 100, .thin = 10, .seed = 1};

    ttri_block_init(options, struct_size, &defaults, sizeof defaults);
}

static ttr_status check_options(const struct ttr_sample_options *given,
                                struct ttr_sample_options *options,
                                struct ttr_error *error)
{
    ttr_status status;

    ttr_sample_options_init(options, sizeof *options);
    if (given == NULL)
        return TTR_OK;
    status = ttri_check_size(error, "ttr_sample_options", given->struct_size,
                             sizeof *given, sizeof *given);
    if (status != TTR_OK)
        return status;
    *options = *given;
    if (options->burn_in > 1000000)
        return ttri_fail_number(error, TTR_E_RANGE, "options/burn_in",
                                "must be at most 1000000", options->burn_in);
    if (options->draws < 4 || options->draws > 100000 ||
        options->draws % 2 != 0)
        return ttri_fail_number(error, TTR_E_RANGE, "options/draws",
                                "must be even and within [4, 100000]",
                                options->draws);
    if (options->thin < 1 || options->thin > 10000)
        return ttri_fail_number(error, TTR_E_RANGE, "options/thin",
                                "must be within [1, 10000]", options->thin);
    return TTR_OK;
}

static ttr_status check(const ttr_calibration *calibration,
                        const double *values, size_t capacity,
                        const struct ttr_sample_state *state,
                        struct ttr_error *error)
{
    ttr_status status;

    if (calibration == NULL || state == NULL)
        return ttri_null_argument(error, "ttr_calibration_sample",
                                  calibration == NULL ? "calibration"
                                                      : "state");
    status = ttri_check_size(error, "ttr_sample_state", state->struct_size,
                             sizeof *state, sizeof *state);
    if (status == TTR_OK && !calibration->state.converged)
        status = ttri_fail(error, TTR_E_CONFLICT, "calibration",
                           calibration->reason, "");
    if (status == TTR_OK && values != NULL &&
        capacity / TTR_SAMPLE_COLUMNS <
            (size_t)calibration->draws + calibration->state.used)
        status = ttri_fail_number(error, TTR_E_ARGUMENT, "values",
                                  "must have room for every number of the "
                                  "table",
                                  (double)capacity);
    return status;
}

/* Between the two nearest draws. */
static double quantile(uint32_t count, const double *sorted, double share)
{
    double place = share * (count - 1.0);
    uint32_t below = (uint32_t)place;

    return sorted[below] +
           (place - below) * (sorted[below + 1] - sorted[below]);
}

static void summarise(uint32_t count, const double *sorted,
                      const struct ttri_diagnosis *diagnosis,
                      double to[TTR_SAMPLE_COLUMNS])
{
    double mean = ttri_mean(count, sorted), squares = 0.0;

    for (uint32_t i = 0; i < count; i++)
        squares += (sorted[i] - mean) * (sorted[i] - mean);
    to[0] = mean;
    to[1] = sqrt(squares / (count - 1.0));
    to[2] = quantile(count, sorted, 0.1);
    to[3] = quantile(count, sorted, 0.5);
    to[4] = quantile(count, sorted, 0.9);
    to[5] = diagnosis->r_hat;
    to[6] = diagnosis->effective;
}

/* `work` holds a row, and what a diagnosis takes. */
static void read_rows(const struct ttri_sample *sample, double *work,
                      double *values, struct ttr_sample_state *state)
{
    uint32_t count = TTRI_CHAINS * sample->draws;

    state->rows = sample->rows;
    state->acceptance = sample->acceptance;
    state->step = sample->step;
    state->worst_r_hat = 1.0;
    state->least_effective = INFINITY;
    for (uint32_t i = 0; i < sample->rows; i++) {
        struct ttri_diagnosis diagnosis = ttri_diagnose(
            TTRI_CHAINS, sample->draws, sample->value + (size_t)i * count, work,
            work + count);

        state->worst_r_hat = fmax(state->worst_r_hat, diagnosis.r_hat);
        state->least_effective =
            fmin(state->least_effective, diagnosis.effective);
        if (values != NULL)
            summarise(count, work, &diagnosis, values + TTR_SAMPLE_COLUMNS * i);
    }
}

ttr_status ttr_calibration_sample(const ttr_calibration *calibration,
                                  const struct ttr_sample_options *options,
                                  ttr_monitor *monitor, double *values,
                                  size_t capacity,
                                  struct ttr_sample_state *state,
                                  struct ttr_error *error)
{
    struct ttr_sample_options checked;
    struct ttri_sample sample;
    double *work;
    ttr_status status = check(calibration, values, capacity, state, error);

    if (status == TTR_OK)
        status = check_options(options, &checked, error);
    if (status == TTR_OK)
        status =
            ttri_sample_run(calibration, &checked, monitor, &sample, error);
    if (status != TTR_OK)
        return status;
    work = ttri_clear(&calibration->memory,
                      (size_t)TTRI_CHAINS * sample.draws +
                          ttri_diagnose_workspace(TTRI_CHAINS, sample.draws),
                      sizeof *work);
    if (work == NULL)
        status = ttri_no_memory(error, "calibration");
    else
        read_rows(&sample, work, values, state);
    ttri_release(&calibration->memory, work);
    ttri_sample_clear(&calibration->memory, &sample);
    return status;
}
