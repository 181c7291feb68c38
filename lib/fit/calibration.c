/* Fitting a model to published figures, from the description to the
 * posterior. */
#include "fit/calibration.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <tiktokrev/forecast.h>

#include "base/block.h"
#include "combiner/combiner.h"
#include "combiner/compiled.h"
#include "fit/least_squares.h"
#include "math/elementary.h"

#define LOG_TWO_PI 1.83787706640934548356

/* ---- options ---- */

void ttr_calibration_options_init(struct ttr_calibration_options *options,
                                  uint32_t struct_size)
{
    static const struct ttr_calibration_options defaults = {
        .kinds = TTR_USE_REPORTED | TTR_USE_DERIVED | TTR_USE_ESTIMATES,
        .error_3 = 0.02,
        .error_2 = 0.1,
        .error_1 = 0.25,
        .error_derived = 0.05,
        .error_estimate = 0.1,
        .range_share = 0.8,
        .volatility_factor = 2.0,
        .reversion_factor = 3.0,
        .rounds = 30,
    };

    ttri_block_init(options, struct_size, &defaults, sizeof defaults);
}

struct limit {
    const char *name;
    double value, low, high;
    const char *rule;
};

static ttr_status check_limits(const struct limit *limit, uint32_t count,
                               struct ttr_error *error)
{
    for (uint32_t i = 0; i < count; i++)
        if (!(limit[i].value >= limit[i].low &&
              limit[i].value <= limit[i].high))
            return ttri_fail_number(error, TTR_E_RANGE, limit[i].name,
                                    limit[i].rule, limit[i].value);
    return TTR_OK;
}

static ttr_status check_options(const struct ttr_calibration_options *given,
                                struct ttr_calibration_options *options,
                                struct ttr_error *error)
{
    static const char is_error[] = "must be within [1e-9, 10]";
    static const char is_factor[] = "must be within [1, 100]";
    ttr_status status;

    ttr_calibration_options_init(options, sizeof *options);
    if (given != NULL) {
        status =
            ttri_check_size(error, "ttr_calibration_options",
                            given->struct_size, sizeof *given, sizeof *given);
        if (status != TTR_OK)
            return status;
        *options = *given;
    }
    if (options->last != 0) {
        status = ttri_check_date(error, "options/last", options->last);
        if (status != TTR_OK)
            return status;
    }
    const struct limit limits[] = {
        {"options/kinds", options->kinds, 1, 15, "must be a sum of TTR_USE_"},
        {"options/least_confidence", options->least_confidence, 0, 3,
         "must be 0 to 3"},
        {"options/error_3", options->error_3, 1e-9, 10, is_error},
        {"options/error_2", options->error_2, 1e-9, 10, is_error},
        {"options/error_1", options->error_1, 1e-9, 10, is_error},
        {"options/error_derived", options->error_derived, 1e-9, 10, is_error},
        {"options/error_estimate", options->error_estimate, 1e-9, 10, is_error},
        {"options/range_share", options->range_share, 0.01, 0.999,
         "must be within [0.01, 0.999]"},
        {"options/volatility_factor", options->volatility_factor, 1, 100,
         is_factor},
        {"options/reversion_factor", options->reversion_factor, 1, 100,
         is_factor},
        {"options/rounds", options->rounds, 0, 1000, "must be at most 1000"},
    };
    return check_limits(limits, TTRI_COUNT(limits), error);
}

/* ---- life ---- */

static void calibration_free(struct ttr_calibration *calibration)
{
    struct ttri_memory memory = calibration->memory;

    ttri_forward_close(&calibration->forward);
    ttri_laplace_clear(&memory, &calibration->laplace);
    ttri_texts_clear(&memory, &calibration->texts);
    ttri_release(&memory, calibration->figure);
    ttri_release(&memory, calibration->name);
    ttri_release(&memory, calibration->period_name);
    ttri_release(&memory, calibration->period);
    ttri_release(&memory, calibration->row);
    ttri_release(&memory, calibration->misfit);
    ttri_release(&memory, calibration->epistemic);
    ttri_release(&memory, calibration->mode);
    ttri_release(&memory, calibration->noise);
    ttri_release(&memory, calibration->driver);
    ttr_program_unref(calibration->program);
    ttri_release(&memory, calibration);
}

ttr_calibration *ttr_calibration_ref(ttr_calibration *calibration)
{
    if (calibration != NULL)
        ttri_reference(&calibration->references);
    return calibration;
}

void ttr_calibration_unref(ttr_calibration *calibration)
{
    if (calibration != NULL && ttri_unreference(&calibration->references))
        calibration_free(calibration);
}

/* ---- the model ---- */

static ttr_status find_figures(struct ttri_fitting *fitting)
{
    struct ttr_calibration *calibration = fitting->calibration;
    ttr_forecast *central = NULL;
    ttr_status status =
        ttr_program_run(calibration->program, NULL, &central, fitting->error);

    if (status == TTR_OK)
        status = ttri_fit_find_figures(fitting, central);
    ttr_forecast_unref(central);
    if (status != TTR_OK)
        return status;
    fitting->figure_of = ttri_clear(&calibration->memory, calibration->figures,
                                    sizeof *fitting->figure_of);
    return fitting->figure_of == NULL
               ? ttri_no_memory(fitting->error, "calibration")
               : TTR_OK;
}

static ttr_status hold(ttr_simulation *simulation,
                       const struct ttri_forward *unknowns,
                       struct ttr_error *error)
{
    ttr_status status = ttri_simulation_hold(simulation, error);

    for (uint32_t i = 0; status == TTR_OK && i < unknowns->unknowns; i++)
        ttri_simulation_let_go(simulation, unknowns->unknown[i].name);
    return status;
}

ttr_status ttri_fit_open(struct ttri_fitting *fitting,
                         const struct ttri_forward *unknowns)
{
    ttr_status status =
        ttr_simulation_new(fitting->calibration->program, NULL,
                           &fitting->forward.simulation, fitting->error);

    if (status == TTR_OK && unknowns != NULL)
        status = hold(fitting->forward.simulation, unknowns, fitting->error);
    if (status == TTR_OK)
        status = ttri_fit_watch(fitting);
    if (status == TTR_OK)
        status = ttri_forward_start(&fitting->forward, fitting->workers,
                                    fitting->monitor, fitting->error);
    return status;
}

static ttr_status make_rooms(struct ttri_fitting *fitting)
{
    const struct ttri_memory *memory = &fitting->calibration->memory;
    size_t m = fitting->forward.targets, n = fitting->forward.unknowns;

    fitting->point = ttri_clear(memory, n, sizeof *fitting->point);
    fitting->slopes = ttri_clear(memory, m * n, sizeof *fitting->slopes);
    fitting->misfits = ttri_clear(memory, m, sizeof *fitting->misfits);
    return fitting->point == NULL || fitting->slopes == NULL ||
                   fitting->misfits == NULL
               ? ttri_no_memory(fitting->error, "calibration")
               : TTR_OK;
}

/* ---- what is found ---- */

static bool make_draws(struct ttr_calibration *calibration, uint32_t count)
{
    const struct ttri_memory *memory = &calibration->memory;

    calibration->draws = count;
    calibration->name = ttri_clear(memory, count, sizeof *calibration->name);
    calibration->period_name =
        ttri_clear(memory, count, sizeof *calibration->period_name);
    calibration->period =
        ttri_clear(memory, count, sizeof *calibration->period);
    calibration->row = ttri_clear(memory, count, sizeof *calibration->row);
    calibration->epistemic =
        ttri_clear(memory, count, sizeof *calibration->epistemic);
    calibration->mode = ttri_clear(memory, count, sizeof *calibration->mode);
    return calibration->name != NULL && calibration->period_name != NULL &&
           calibration->period != NULL && calibration->row != NULL &&
           calibration->epistemic != NULL && calibration->mode != NULL;
}

static bool keep_draw(struct ttr_calibration *calibration, uint32_t i,
                      const struct ttri_unknown *unknown)
{
    const struct ttri_memory *memory = &calibration->memory;
    bool once = unknown->period == TTRI_NONE;

    calibration->name[i] =
        ttri_texts_copy(memory, &calibration->texts, unknown->name);
    calibration->period_name[i] =
        once ? ""
             : ttr_program_step(calibration->program, TTR_STEP_PERIOD,
                                unknown->period);
    calibration->period[i] = once ? 0 : unknown->period;
    calibration->row[i] = unknown->row;
    calibration->epistemic[i] = unknown->epistemic;
    return calibration->name[i] != NULL;
}

static ttr_status keep_draws(struct ttri_fitting *fitting)
{
    struct ttr_calibration *calibration = fitting->calibration;
    uint32_t count = fitting->forward.unknowns;
    bool kept = make_draws(calibration, count);

    for (uint32_t i = 0; kept && i < count; i++) {
        kept = keep_draw(calibration, i, &fitting->forward.unknown[i]);
        calibration->mode[i] = fitting->point[i];
    }
    return kept ? TTR_OK : ttri_no_memory(fitting->error, "calibration");
}

static void keep_figures(struct ttri_fitting *fitting)
{
    struct ttr_calibration *calibration = fitting->calibration;
    const struct ttri_laplace *laplace = &calibration->laplace;
    struct ttr_calibration_state *state = &calibration->state;
    double largest = -1.0;

    for (uint32_t i = 0; i < fitting->forward.targets; i++) {
        const struct ttri_target *target = &fitting->forward.target[i];
        struct ttri_fit_figure *figure =
            &calibration->figure[fitting->figure_of[i]];
        double misfit = fitting->misfits[i];

        figure->fitted = ttri_target_value(
            target, target->value + misfit * target->deviation);
        figure->residual = -misfit;
        for (uint32_t k = 0; k < laplace->rank; k++) {
            double seen = laplace->seen[(size_t)i * laplace->rank + k];
            double l = laplace->information[k];

            figure->leverage += seen * seen * (l / (1.0 + l));
        }
        state->squares += misfit * misfit;
        state->log_evidence -= (misfit * misfit + LOG_TWO_PI) / 2.0 +
                               ttri_logarithm(target->deviation);
        if (fabs(misfit) > largest)
            state->worst = fitting->figure_of[i];
        largest = fmax(largest, fabs(misfit));
    }
}

static void keep_state(struct ttri_fitting *fitting)
{
    struct ttr_calibration *calibration = fitting->calibration;
    const struct ttri_laplace *laplace = &calibration->laplace;
    struct ttr_calibration_state *state = &calibration->state;

    state->converged = fitting->converged && fitting->settled;
    state->figures = calibration->figures;
    state->used = fitting->forward.targets;
    state->unknowns = fitting->forward.unknowns;
    state->noises = calibration->noises;
    for (uint32_t i = 0; i < state->unknowns; i++)
        state->prior_squares += fitting->point[i] * fitting->point[i];
    state->log_evidence -= state->prior_squares / 2.0;
    for (uint32_t k = 0; k < laplace->rank; k++) {
        double l = laplace->information[k];

        state->learned += l / (1.0 + l);
        state->log_evidence -= ttri_logarithm(1.0 + l) / 2.0;
    }
}

static void keep_reason(struct ttri_fitting *fitting)
{
    struct ttr_calibration *calibration = fitting->calibration;
    const struct ttr_calibration_state *state = &calibration->state;
    const struct ttr_observation *worst =
        &fitting->history->figure[state->worst].given;
    char gradient[TTRI_NUMBER_SIZE], residual[TTRI_NUMBER_SIZE];

    ttri_format_digits(state->gradient, 3, gradient);
    ttri_format_digits(calibration->figure[state->worst].residual, 3, residual);
    snprintf(calibration->reason, sizeof calibration->reason,
             "%s: the gradient's length is %s, the largest residual %s "
             "deviations, of %s in %s",
             !fitting->converged ? "did not converge"
             : !fitting->settled ? "noise did not settle"
                                 : "converged",
             gradient, residual, worst->series, worst->period);
}

static ttr_status keep_all(struct ttri_fitting *fitting)
{
    struct ttr_calibration *calibration = fitting->calibration;
    ttr_status status =
        ttri_laplace_find(&calibration->memory, fitting->forward.targets,
                          fitting->forward.unknowns, fitting->slopes,
                          &calibration->laplace, fitting->error);

    if (status == TTR_OK)
        status = keep_draws(fitting);
    if (status == TTR_OK)
        status = ttri_fit_find_drivers(calibration, fitting->error);
    if (status != TTR_OK)
        return status;
    keep_figures(fitting);
    keep_state(fitting);
    keep_reason(fitting);
    ttri_forward_stop(&fitting->forward);
    calibration->forward = fitting->forward;
    fitting->forward = (struct ttri_forward){.simulation = NULL};
    calibration->misfit = fitting->misfits;
    fitting->misfits = NULL;
    return TTR_OK;
}

/* ---- all together ---- */

static ttr_status fit(struct ttri_fitting *fitting)
{
    struct ttr_calibration *calibration = fitting->calibration;
    ttr_status status = ttr_combiner_compile(
        fitting->combiner, &calibration->program, fitting->error);

    if (status == TTR_OK)
        status = find_figures(fitting);
    if (status == TTR_OK)
        status = ttri_fit_open(fitting, NULL);
    if (status == TTR_OK)
        status = ttri_fit_scale(fitting);
    if (status == TTR_OK)
        status = ttri_fit_find_unknowns(fitting);
    if (status == TTR_OK)
        status = ttri_fit_reopen(fitting);
    if (status == TTR_OK)
        status = make_rooms(fitting);
    if (status == TTR_OK)
        status = ttri_fit_mode(fitting);
    if (status == TTR_OK && calibration->options.rounds > 0)
        status = ttri_fit_noise(fitting);
    if (status == TTR_OK)
        status = keep_all(fitting);
    return status;
}

static void clear(struct ttri_fitting *fitting)
{
    const struct ttri_memory *memory = &fitting->calibration->memory;

    ttri_forward_close(&fitting->forward);
    ttri_release(memory, fitting->figure_of);
    ttri_release(memory, fitting->point);
    ttri_release(memory, fitting->slopes);
    ttri_release(memory, fitting->misfits);
}

static ttr_status check(const ttr_combiner *combiner,
                        const ttr_history *history,
                        struct ttr_calibration **calibration,
                        struct ttr_error *error)
{
    if (combiner == NULL || history == NULL || calibration == NULL)
        return ttri_null_argument(error, "ttr_calibration_run",
                                  combiner == NULL  ? "combiner"
                                  : history == NULL ? "history"
                                                    : "calibration");
    return ttri_has_least_squares()
               ? TTR_OK
               : ttri_fail(error, TTR_E_MISSING, "cminpack",
                           "must be there when the library is built", "");
}

ttr_status ttri_calibrate(const ttr_combiner *combiner,
                          const ttr_history *history, const bool *use,
                          const struct ttr_calibration_options *options,
                          const struct ttr_workers *workers,
                          ttr_monitor *monitor, ttr_calibration **calibration,
                          struct ttr_error *error)
{
    struct ttri_fitting fitting = {.combiner = combiner,
                                   .settled = true,
                                   .history = history,
                                   .use = use,
                                   .workers = workers,
                                   .monitor = monitor,
                                   .error = error};
    struct ttr_calibration_options checked;
    ttr_status status = check(combiner, history, calibration, error);

    if (status == TTR_OK)
        status = check_options(options, &checked, error);
    if (status != TTR_OK)
        return status;
    fitting.calibration =
        ttri_clear(&combiner->memory, 1, sizeof *fitting.calibration);
    if (fitting.calibration == NULL)
        return ttri_no_memory(error, "calibration");
    fitting.calibration->memory = combiner->memory;
    fitting.calibration->options = checked;
    atomic_init(&fitting.calibration->references, 1);
    ttri_monitor_begin(monitor, 1);
    status = fit(&fitting);
    clear(&fitting);
    if (status != TTR_OK) {
        calibration_free(fitting.calibration);
        return status;
    }
    ttri_monitor_end(monitor);
    *calibration = fitting.calibration;
    return TTR_OK;
}

ttr_status
ttr_calibration_run(const ttr_combiner *combiner, const ttr_history *history,
                    const struct ttr_calibration_options *options,
                    const struct ttr_workers *workers, ttr_monitor *monitor,
                    ttr_calibration **calibration, struct ttr_error *error)
{
    return ttri_calibrate(combiner, history, NULL, options, workers, monitor,
                          calibration, error);
}
