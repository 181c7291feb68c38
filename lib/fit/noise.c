/* Noise and fit in turns: volatility and reversion from what is seen of noise
 * at the most probable unknowns, then the unknowns anew. */
#include <math.h>
#include <string.h>

#include "combiner/compiled.h"
#include "fit/calibration.h"
#include "fit/noise_scale.h"
#include "math/cholesky.h"
#include "math/elementary.h"
#include "math/matrix.h"
#include "math/normal.h"

/* Logarithms that move by less stand still. */
#define STILL 1e-4

/* Added to the correlations of steps: equal processes share what is seen. */
#define RIDGE 1e-9

/* ---- what is estimated ---- */

/* The processes that figures depend on, and how their steps are drawn. */
struct noise {
    struct ttri_fitting *fitting;
    struct ttri_innovations innovations;
    uint32_t first, periods; /* of history, from the first with noise */
    uint32_t processes;
    uint32_t *process; /* among the program's */
    double *weight;    /* processes x draws */
    uint32_t *unknown; /* draws x periods: or TTRI_NONE */
    double *years;     /* by period: lengths of steps */
    struct ttri_noise_scale scale;
    double *fixed, *correlation, *misfit;
    double share; /* of the way to what a round finds that is gone */
};

static void release(struct noise *noise)
{
    const struct ttri_memory *memory = &noise->fitting->calibration->memory;

    ttri_innovations_clear(memory, &noise->innovations);
    ttri_release(memory, noise->process);
    ttri_release(memory, noise->weight);
    ttri_release(memory, noise->unknown);
    ttri_release(memory, noise->years);
    ttri_release(memory, noise->scale.noise);
    ttri_release(memory, noise->scale.response);
    ttri_release(memory, noise->fixed);
    ttri_release(memory, noise->correlation);
    ttri_release(memory, noise->misfit);
}

/* From the first period with noise to the last with an unknown of it. */
static void find_periods(struct noise *noise)
{
    const struct ttri_forward *forward = &noise->fitting->forward;
    uint32_t last = 0;

    noise->first =
        ttri_noise_first(&noise->fitting->calibration->program->calendar);
    for (uint32_t i = 0; i < forward->unknowns; i++)
        if (forward->unknown[i].period != TTRI_NONE &&
            forward->unknown[i].period >= last)
            last = forward->unknown[i].period + 1;
    noise->periods = last > noise->first ? last - noise->first : 0;
}

/* Which unknown is each draw's in each period; is there any? */
static bool find_unknowns(struct noise *noise)
{
    const struct ttri_forward *forward = &noise->fitting->forward;
    size_t size = (size_t)noise->innovations.draws * noise->periods;
    bool any = false;

    memset(noise->unknown, 0xff, size * sizeof *noise->unknown);
    for (uint32_t i = 0; i < forward->unknowns; i++) {
        const struct ttri_unknown *unknown = &forward->unknown[i];
        uint32_t draw = ttri_map_find(&noise->innovations.draw, unknown->name);

        if (draw == TTRI_NONE || unknown->period == TTRI_NONE)
            continue;
        noise->unknown[(size_t)draw * noise->periods + unknown->period -
                       noise->first] = i;
        any = true;
    }
    return any;
}

/* Is a step of the process made of unknowns? */
static bool is_touched(const struct noise *noise,
                       const struct ttri_innovation *part)
{
    for (uint32_t t = 0; t < noise->periods; t++)
        if (noise->unknown[(size_t)part->draw * noise->periods + t] !=
            TTRI_NONE)
            return true;
    return false;
}

static void find_processes(struct noise *noise)
{
    const struct ttri_innovations *innovations = &noise->innovations;

    for (uint32_t i = 0; i < innovations->parts; i++) {
        const struct ttri_innovation *part = &innovations->part[i];
        uint32_t n = noise->processes;

        if (is_touched(noise, part) &&
            (n == 0 || noise->process[n - 1] != part->process))
            noise->process[noise->processes++] = part->process;
    }
}

static void find_weights(struct noise *noise)
{
    const struct ttri_innovations *innovations = &noise->innovations;
    uint32_t p = 0;

    for (uint32_t i = 0; i < innovations->parts; i++) {
        const struct ttri_innovation *part = &innovations->part[i];

        while (p < noise->processes && noise->process[p] < part->process)
            p++;
        if (p < noise->processes && noise->process[p] == part->process)
            noise->weight[(size_t)p * innovations->draws + part->draw] =
                part->weight;
    }
}

static void find_correlations(struct noise *noise)
{
    uint32_t p = noise->processes, draws = noise->innovations.draws;

    for (uint32_t i = 0; i < p; i++)
        for (uint32_t j = 0; j < p; j++)
            noise->correlation[(size_t)i * p + j] =
                ttri_dot(draws, noise->weight + (size_t)i * draws,
                         noise->weight + (size_t)j * draws);
}

/* ---- responses ---- */

/* Slopes by draws are slopes by steps times weights: the steps' own are the
 * draws' times weights, times the inverse of the steps' correlations. `factor`
 * is of those, `column` has room for a number by process. */
static void find_responses(struct noise *noise, const double *factor,
                           double *column)
{
    const struct ttri_fitting *fitting = noise->fitting;
    uint32_t m = fitting->forward.targets, n = fitting->forward.unknowns;
    uint32_t processes = noise->processes, draws = noise->innovations.draws;

    for (uint32_t t = 0; t < noise->periods; t++)
        for (uint32_t i = 0; i < m; i++) {
            memset(column, 0, processes * sizeof *column);
            for (uint32_t q = 0; q < draws; q++) {
                uint32_t unknown =
                    noise->unknown[(size_t)q * noise->periods + t];
                double slope = unknown == TTRI_NONE
                                   ? 0.0
                                   : fitting->slopes[(size_t)i * n + unknown];

                for (uint32_t p = 0; slope != 0.0 && p < processes; p++)
                    column[p] += noise->weight[(size_t)p * draws + q] * slope;
            }
            ttri_cholesky_solve(processes, factor, column);
            for (uint32_t p = 0; p < processes; p++)
                noise->scale
                    .response[((size_t)p * noise->periods + t) * m + i] =
                    column[p];
        }
}

static ttr_status solve_responses(struct noise *noise)
{
    const struct ttri_memory *memory = &noise->fitting->calibration->memory;
    uint32_t p = noise->processes;
    double *factor = ttri_clear(memory, (size_t)p * (p + 1), sizeof *factor);
    ttr_status status = TTR_OK;

    if (factor == NULL)
        return ttri_no_memory(noise->fitting->error, "calibration");
    memcpy(factor, noise->correlation, (size_t)p * p * sizeof *factor);
    for (uint32_t i = 0; i < p; i++)
        factor[(size_t)i * p + i] += RIDGE;
    if (ttri_cholesky(p, factor))
        find_responses(noise, factor, factor + (size_t)p * p);
    else
        status = ttri_fail(noise->fitting->error, TTR_E_NUMERIC, "calibration",
                           "must have noise of a positive definite law", "");
    ttri_release(memory, factor);
    return status;
}

/* ---- the misfits' law ---- */

/* 1, and what is not noise: draws once, and what others share by period. */
static void find_fixed(struct noise *noise, const bool *is_noise)
{
    const struct ttri_fitting *fitting = noise->fitting;
    uint32_t m = fitting->forward.targets, n = fitting->forward.unknowns;

    memset(noise->fixed, 0, (size_t)m * m * sizeof *noise->fixed);
    for (uint32_t i = 0; i < m; i++) {
        const double *row = fitting->slopes + (size_t)i * n;

        for (uint32_t j = 0; j <= i; j++) {
            const double *other = fitting->slopes + (size_t)j * n;
            double sum = i == j ? 1.0 : 0.0;

            for (uint32_t k = 0; k < n; k++)
                sum += is_noise[k] ? 0.0 : row[k] * other[k];
            noise->fixed[(size_t)i * m + j] = sum;
        }
        noise->misfit[i] =
            ttri_dot(n, row, fitting->point) - fitting->misfits[i];
    }
}

static ttr_status find_law(struct noise *noise)
{
    const struct ttri_memory *memory = &noise->fitting->calibration->memory;
    uint32_t draws = noise->innovations.draws;
    bool *is_noise =
        ttri_clear(memory, noise->fitting->forward.unknowns, sizeof *is_noise);

    if (is_noise == NULL)
        return ttri_no_memory(noise->fitting->error, "calibration");
    for (uint32_t q = 0; q < draws; q++)
        for (uint32_t t = 0; t < noise->periods; t++) {
            uint32_t unknown = noise->unknown[(size_t)q * noise->periods + t];

            if (unknown != TTRI_NONE)
                is_noise[unknown] = true;
        }
    find_fixed(noise, is_noise);
    ttri_release(memory, is_noise);
    return solve_responses(noise);
}

/* ---- rooms ---- */

static bool make_rooms(struct noise *noise)
{
    const struct ttri_memory *memory = &noise->fitting->calibration->memory;
    size_t p = noise->processes, m = noise->fitting->forward.targets;
    size_t t = noise->periods;

    noise->weight =
        ttri_clear(memory, p * noise->innovations.draws, sizeof(double));
    noise->years = ttri_clear(memory, t, sizeof(double));
    noise->scale.noise = ttri_clear(memory, p, sizeof *noise->scale.noise);
    noise->scale.response = ttri_clear(memory, p * t * m, sizeof(double));
    noise->fixed = ttri_clear(memory, m * m, sizeof(double));
    noise->correlation = ttri_clear(memory, p * p, sizeof(double));
    noise->misfit = ttri_clear(memory, m, sizeof(double));
    return noise->weight != NULL && noise->years != NULL &&
           noise->scale.noise != NULL && noise->scale.response != NULL &&
           noise->fixed != NULL && noise->correlation != NULL &&
           noise->misfit != NULL;
}

static ttr_status find_all(struct noise *noise)
{
    struct ttri_fitting *fitting = noise->fitting;
    const ttr_program *program = fitting->calibration->program;
    const struct ttri_memory *memory = &fitting->calibration->memory;
    ttr_status status;

    find_periods(noise);
    if (noise->periods == 0 || program->noises.count == 0)
        return TTR_OK;
    status =
        ttri_innovations_find(program, &noise->innovations, fitting->error);
    if (status != TTR_OK)
        return status;
    noise->process =
        ttri_clear(memory, program->noises.count, sizeof *noise->process);
    noise->unknown =
        ttri_clear(memory, (size_t)noise->innovations.draws * noise->periods,
                   sizeof *noise->unknown);
    if (noise->process == NULL || noise->unknown == NULL)
        return ttri_no_memory(fitting->error, "calibration");
    if (!find_unknowns(noise))
        return TTR_OK;
    find_processes(noise);
    if (!make_rooms(noise))
        return ttri_no_memory(fitting->error, "calibration");
    find_weights(noise);
    find_correlations(noise);
    for (uint32_t t = 0; t < noise->periods; t++)
        noise->years[t] =
            ttri_noise_years(&program->calendar, noise->first + t);
    return TTR_OK;
}

/* ---- a round ---- */

static ttr_status keep_noises(struct noise *noise)
{
    struct ttri_fitting *fitting = noise->fitting;
    struct ttr_calibration *calibration = fitting->calibration;

    calibration->noise = ttri_clear(&calibration->memory, noise->processes,
                                    sizeof *calibration->noise);
    if (calibration->noise == NULL)
        return ttri_no_memory(fitting->error, "calibration");
    for (uint32_t p = 0; p < noise->processes; p++) {
        const struct ttri_noise_process *from =
            &calibration->program->noises.process[noise->process[p]];
        struct ttri_fit_noise *to = &calibration->noise[p];

        to->name = ttri_texts_copy(&calibration->memory, &calibration->texts,
                                   from->name);
        if (to->name == NULL)
            return ttri_no_memory(fitting->error, "calibration");
        to->volatility = to->volatility_before = from->volatility;
        to->reversion = to->reversion_before = from->reversion;
    }
    calibration->noises = noise->processes;
    return TTR_OK;
}

static double prior_deviation(double factor)
{
    return ttri_logarithm(factor) / ttri_normal_quantile(0.9);
}

static void fill_scale(struct noise *noise)
{
    const struct ttri_fitting *fitting = noise->fitting;
    const struct ttr_calibration *calibration = fitting->calibration;
    const struct ttr_calibration_options *options = &calibration->options;
    struct ttri_noise_scale *scale = &noise->scale;

    scale->targets = fitting->forward.targets;
    scale->processes = noise->processes;
    scale->periods = noise->periods;
    scale->years = calibration->program->calendar.years;
    scale->misfit = noise->misfit;
    scale->fixed = noise->fixed;
    scale->correlation = noise->correlation;
    for (uint32_t p = 0; p < noise->processes; p++) {
        const struct ttri_fit_noise *from = &calibration->noise[p];

        scale->noise[p] = (struct ttri_scaled_noise){
            .volatility = from->volatility,
            .reversion = from->reversion,
            .volatility_centre = from->volatility_before,
            .reversion_centre = from->reversion_before,
            .volatility_prior = prior_deviation(options->volatility_factor),
            .reversion_prior = from->reversion_before > 0.0
                                   ? prior_deviation(options->reversion_factor)
                                   : 0.0,
            .step = noise->years};
    }
}

static double change_of(double before, double now)
{
    return before > 0.0 ? fabs(ttri_logarithm(now / before)) : 0.0;
}

/* How far what was found is from what the fit was made with. */
static double find_move(const struct noise *noise)
{
    const struct ttr_calibration *calibration = noise->fitting->calibration;
    double change = 0.0;

    for (uint32_t p = 0; p < noise->processes; p++) {
        const struct ttri_scaled_noise *found = &noise->scale.noise[p];
        const struct ttri_fit_noise *from = &calibration->noise[p];

        change = fmax(change, change_of(from->volatility, found->volatility));
        change = fmax(change, change_of(from->reversion, found->reversion));
    }
    return change;
}

static double part_way(double before, double now, double share)
{
    return before > 0.0 && share < 1.0
               ? before * ttri_exponential(share * ttri_logarithm(now / before))
               : now;
}

/* Where rounds do not come nearer they go to and fro between two answers: then
 * they meet half-way. */
static void take_numbers(struct noise *noise, double last, double change)
{
    struct ttr_calibration *calibration = noise->fitting->calibration;

    if (change > last / 2.0)
        noise->share /= 2.0;
    for (uint32_t p = 0; p < noise->processes; p++) {
        const struct ttri_scaled_noise *found = &noise->scale.noise[p];
        struct ttri_fit_noise *to = &calibration->noise[p];

        to->volatility =
            part_way(to->volatility, found->volatility, noise->share);
        to->reversion = part_way(to->reversion, found->reversion, noise->share);
        to->volatility_deviation = found->volatility_deviation;
        to->reversion_deviation = found->reversion_deviation;
    }
}

static ttr_status estimate(struct noise *noise, bool *found, double *change)
{
    struct ttri_fitting *fitting = noise->fitting;
    ttr_status status = find_law(noise);

    if (status != TTR_OK)
        return status;
    fill_scale(noise);
    ttri_noise_scale_responses(&noise->scale);
    status = ttri_noise_scale_find(&fitting->calibration->memory, &noise->scale,
                                   found, fitting->error);
    if (status == TTR_OK && *found) {
        double last = *change;

        *change = find_move(noise);
        take_numbers(noise, last, *change);
    }
    return status;
}

/* ---- the model with other noise ---- */

static ttr_status compile(struct ttri_fitting *fitting)
{
    struct ttr_calibration *calibration = fitting->calibration;
    struct ttri_noises noises = {.count = calibration->noises};
    ttr_program *program = NULL;
    ttr_status status;

    noises.process =
        ttri_clear(&calibration->memory, noises.count, sizeof *noises.process);
    if (noises.process == NULL)
        return ttri_no_memory(fitting->error, "calibration");
    for (uint32_t i = 0; i < noises.count; i++)
        noises.process[i] = (struct ttri_noise_process){
            .name = (char *)(uintptr_t)calibration->noise[i].name,
            .volatility = calibration->noise[i].volatility,
            .reversion = calibration->noise[i].reversion};
    status = ttri_combiner_compile(fitting->combiner, &noises, &program,
                                   fitting->error);
    ttri_release(&calibration->memory, noises.process);
    if (status != TTR_OK)
        return status;
    ttr_program_unref(calibration->program);
    calibration->program = program;
    return TTR_OK;
}

/* The same targets and unknowns as before, in the new plan. */
static ttr_status carry_over(struct ttri_fitting *fitting,
                             const struct ttri_forward *before)
{
    const struct ttri_memory *memory = &fitting->calibration->memory;
    struct ttri_forward *forward = &fitting->forward;
    const struct ttri_plan *plan = forward->run.prepared->plan;
    struct ttri_map map = {0};
    bool ok = true;

    for (uint32_t i = 0; i < forward->targets; i++) {
        uint32_t variable = forward->target[i].variable;

        forward->target[i] = before->target[i];
        forward->target[i].variable = variable;
    }
    forward->unknown =
        ttri_clear(memory, before->unknowns, sizeof *forward->unknown);
    for (uint32_t i = 0; ok && i < ttri_plan_draws(plan); i++)
        ok = ttri_map_put(memory, &map, ttri_plan_draw(plan, i)->draw->name, i);
    ok = ok && forward->unknown != NULL;
    for (uint32_t i = 0; ok && i < before->unknowns; i++) {
        struct ttri_unknown unknown = before->unknown[i];
        const struct ttri_plan_draw *place =
            ttri_plan_draw(plan, ttri_map_find(&map, unknown.name));

        unknown.name = place->draw->name;
        unknown.row =
            place->row + (unknown.period == TTRI_NONE ? 0 : unknown.period);
        forward->unknown[forward->unknowns++] = unknown;
    }
    ttri_map_clear(memory, &map);
    return ok ? TTR_OK : ttri_no_memory(fitting->error, "calibration");
}

static ttr_status fit_again(struct ttri_fitting *fitting)
{
    struct ttri_forward before = fitting->forward;
    ttr_status status;

    fitting->forward = (struct ttri_forward){.simulation = NULL};
    status = compile(fitting);
    if (status == TTR_OK)
        status = ttri_fit_open(fitting);
    if (status == TTR_OK)
        status = carry_over(fitting, &before);
    ttri_forward_close(&before);
    return status == TTR_OK ? ttri_fit_mode(fitting) : status;
}

/* ---- in turns ---- */

static ttr_status take_turns(struct noise *noise)
{
    struct ttri_fitting *fitting = noise->fitting;
    struct ttr_calibration_state *state = &fitting->calibration->state;
    double change = INFINITY;
    bool found = true;
    ttr_status status = TTR_OK;

    while (status == TTR_OK && found && change > STILL &&
           state->rounds < fitting->calibration->options.rounds) {
        status = estimate(noise, &found, &change);
        if (status == TTR_OK && found)
            status = fit_again(fitting);
        state->rounds++;
    }
    fitting->settled = change <= STILL;
    return status;
}

ttr_status ttri_fit_noise(struct ttri_fitting *fitting)
{
    struct noise noise = {.fitting = fitting, .share = 1.0};
    ttr_status status = find_all(&noise);

    if (status == TTR_OK && noise.processes > 0)
        status = keep_noises(&noise);
    if (status == TTR_OK && noise.processes > 0)
        status = take_turns(&noise);
    release(&noise);
    return status;
}
