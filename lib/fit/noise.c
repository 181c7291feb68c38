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

/* The processes that figures depend on, how their steps are drawn, and what
 * the figures tell of them. */
struct law {
    struct ttri_fitting *fitting;
    struct ttri_innovations innovations;
    uint32_t first, periods; /* of history, from the first with noise */
    uint32_t processes;
    uint32_t *process; /* among the program's */
    double *weight;    /* processes x draws */
    uint32_t *unknown; /* draws x periods: or TTRI_NONE */
    bool *is_noise;    /* by unknown: is it one of these? */
    double *years;     /* by period: lengths of steps */
    double *fixed, *correlation, *root, *misfit;
    double *column; /* by process: room */
    struct ttri_noise_scale scale;
};

static void close_law(struct law *law)
{
    const struct ttri_memory *memory = &law->fitting->calibration->memory;

    ttri_innovations_clear(memory, &law->innovations);
    ttri_release(memory, law->process);
    ttri_release(memory, law->weight);
    ttri_release(memory, law->unknown);
    ttri_release(memory, law->is_noise);
    ttri_release(memory, law->years);
    ttri_release(memory, law->scale.noise);
    ttri_release(memory, law->scale.response);
    ttri_release(memory, law->fixed);
    ttri_release(memory, law->correlation);
    ttri_release(memory, law->root);
    ttri_release(memory, law->misfit);
    ttri_release(memory, law->column);
}

/* ---- what is estimated ---- */

/* From the first period with noise to the last with an unknown of it. */
static void find_periods(struct law *law)
{
    const struct ttri_forward *forward = &law->fitting->forward;
    uint32_t last = 0;

    law->first =
        ttri_noise_first(&law->fitting->calibration->program->calendar);
    for (uint32_t i = 0; i < forward->unknowns; i++)
        if (forward->unknown[i].period != TTRI_NONE &&
            forward->unknown[i].period >= last)
            last = forward->unknown[i].period + 1;
    law->periods = last > law->first ? last - law->first : 0;
}

/* Which unknown is each draw's in each period; is there any? */
static bool find_unknowns(struct law *law)
{
    const struct ttri_forward *forward = &law->fitting->forward;
    size_t size = (size_t)law->innovations.draws * law->periods;
    bool any = false;

    for (size_t i = 0; i < size; i++)
        law->unknown[i] = TTRI_NONE;
    for (uint32_t i = 0; i < forward->unknowns; i++) {
        const struct ttri_unknown *unknown = &forward->unknown[i];
        uint32_t draw = ttri_map_find(&law->innovations.draw, unknown->name);

        if (draw == TTRI_NONE || unknown->period == TTRI_NONE)
            continue;
        law->unknown[(size_t)draw * law->periods + unknown->period -
                     law->first] = i;
        law->is_noise[i] = any = true;
    }
    return any;
}

/* Is a step of the process made of unknowns? */
static bool is_touched(const struct law *law,
                       const struct ttri_innovation *part)
{
    for (uint32_t t = 0; t < law->periods; t++)
        if (law->unknown[(size_t)part->draw * law->periods + t] != TTRI_NONE)
            return true;
    return false;
}

static void find_processes(struct law *law)
{
    const struct ttri_innovations *innovations = &law->innovations;

    for (uint32_t i = 0; i < innovations->parts; i++) {
        const struct ttri_innovation *part = &innovations->part[i];
        uint32_t n = law->processes;

        if (is_touched(law, part) &&
            (n == 0 || law->process[n - 1] != part->process))
            law->process[law->processes++] = part->process;
    }
}

static void find_weights(struct law *law)
{
    const struct ttri_innovations *innovations = &law->innovations;
    uint32_t p = 0;

    for (uint32_t i = 0; i < innovations->parts; i++) {
        const struct ttri_innovation *part = &innovations->part[i];

        while (p < law->processes && law->process[p] < part->process)
            p++;
        if (p < law->processes && law->process[p] == part->process)
            law->weight[(size_t)p * innovations->draws + part->draw] =
                part->weight;
    }
}

static void find_correlations(struct law *law)
{
    uint32_t p = law->processes, draws = law->innovations.draws;

    for (uint32_t i = 0; i < p; i++)
        for (uint32_t j = 0; j < p; j++)
            law->correlation[(size_t)i * p + j] =
                ttri_dot(draws, law->weight + (size_t)i * draws,
                         law->weight + (size_t)j * draws);
}

/* They are positive definite but for equal processes. */
static bool find_root(struct law *law)
{
    uint32_t p = law->processes;

    memcpy(law->root, law->correlation, (size_t)p * p * sizeof *law->root);
    for (uint32_t i = 0; i < p; i++)
        law->root[(size_t)i * p + i] += RIDGE;
    return ttri_cholesky(p, law->root);
}

/* ---- responses ---- */

/* Slopes of a figure by the steps that end with a period. Its slopes by draws
 * are these times weights: so they are the draws' times weights, times the
 * inverse of the steps' correlations. */
static void find_response(const struct law *law, uint32_t figure, uint32_t t,
                          double *to)
{
    const double *slopes =
        law->fitting->slopes + (size_t)figure * law->fitting->forward.unknowns;
    uint32_t draws = law->innovations.draws;

    memset(to, 0, law->processes * sizeof *to);
    for (uint32_t q = 0; q < draws; q++) {
        uint32_t unknown = law->unknown[(size_t)q * law->periods + t];
        double slope = unknown == TTRI_NONE ? 0.0 : slopes[unknown];

        if (slope == 0.0)
            continue;
        for (uint32_t p = 0; p < law->processes; p++)
            to[p] += law->weight[(size_t)p * draws + q] * slope;
    }
    ttri_cholesky_solve(law->processes, law->root, to);
}

static void find_responses(struct law *law)
{
    uint32_t m = law->fitting->forward.targets;

    for (uint32_t t = 0; t < law->periods; t++)
        for (uint32_t i = 0; i < m; i++) {
            find_response(law, i, t, law->column);
            for (uint32_t p = 0; p < law->processes; p++)
                law->scale.response[((size_t)p * law->periods + t) * m + i] =
                    law->column[p];
        }
}

/* ---- the misfits' law ---- */

/* 1, and what is not noise: draws once, and what others share by period. */
static void find_fixed(struct law *law)
{
    const struct ttri_fitting *fitting = law->fitting;
    uint32_t m = fitting->forward.targets, n = fitting->forward.unknowns;

    memset(law->fixed, 0, (size_t)m * m * sizeof *law->fixed);
    for (uint32_t i = 0; i < m; i++) {
        const double *row = fitting->slopes + (size_t)i * n;

        for (uint32_t j = 0; j <= i; j++) {
            const double *other = fitting->slopes + (size_t)j * n;
            double sum = i == j ? 1.0 : 0.0;

            for (uint32_t k = 0; k < n; k++)
                sum += law->is_noise[k] ? 0.0 : row[k] * other[k];
            law->fixed[(size_t)i * m + j] = sum;
        }
        law->misfit[i] = ttri_dot(n, row, fitting->point) - fitting->misfits[i];
    }
}

/* ---- rooms ---- */

static bool make_lists(struct law *law, uint32_t noises)
{
    const struct ttri_memory *memory = &law->fitting->calibration->memory;

    law->process = ttri_clear(memory, noises, sizeof *law->process);
    law->unknown = ttri_clear(memory, law->innovations.draws,
                              law->periods * sizeof *law->unknown);
    law->is_noise = ttri_clear(memory, law->fitting->forward.unknowns,
                               sizeof *law->is_noise);
    return law->process != NULL && law->unknown != NULL &&
           law->is_noise != NULL;
}

static bool make_rooms(struct law *law)
{
    const struct ttri_memory *memory = &law->fitting->calibration->memory;
    size_t p = law->processes, m = law->fitting->forward.targets;
    size_t t = law->periods;

    law->weight =
        ttri_clear(memory, p * law->innovations.draws, sizeof(double));
    law->years = ttri_clear(memory, t, sizeof(double));
    law->scale.noise = ttri_clear(memory, p, sizeof *law->scale.noise);
    law->scale.response = ttri_clear(memory, p * t, m * sizeof(double));
    law->fixed = ttri_clear(memory, m * m, sizeof(double));
    law->correlation = ttri_clear(memory, p * p, sizeof(double));
    law->root = ttri_clear(memory, p * p, sizeof(double));
    law->misfit = ttri_clear(memory, m, sizeof(double));
    law->column = ttri_clear(memory, p, sizeof(double));
    return law->weight != NULL && law->years != NULL &&
           law->scale.noise != NULL && law->scale.response != NULL &&
           law->fixed != NULL && law->correlation != NULL &&
           law->root != NULL && law->misfit != NULL && law->column != NULL;
}

/* ---- the whole ---- */

static void fill_law(struct law *law)
{
    const struct ttri_calendar *calendar =
        &law->fitting->calibration->program->calendar;

    find_weights(law);
    find_correlations(law);
    for (uint32_t t = 0; t < law->periods; t++)
        law->years[t] = ttri_noise_years(calendar, law->first + t);
    law->scale.targets = law->fitting->forward.targets;
    law->scale.processes = law->processes;
    law->scale.periods = law->periods;
    law->scale.years = calendar->years;
    law->scale.step = law->years;
    law->scale.misfit = law->misfit;
    law->scale.fixed = law->fixed;
    law->scale.correlation = law->correlation;
    law->scale.root = law->root;
}

/* It has no process if no figure depends on one. */
static ttr_status open_law(struct law *law)
{
    struct ttri_fitting *fitting = law->fitting;
    const ttr_program *program = fitting->calibration->program;
    ttr_status status;

    find_periods(law);
    if (law->periods == 0 || program->noises.count == 0)
        return TTR_OK;
    status = ttri_innovations_find(program, &law->innovations, fitting->error);
    if (status != TTR_OK)
        return status;
    if (!make_lists(law, program->noises.count))
        return ttri_no_memory(fitting->error, "calibration");
    if (!find_unknowns(law))
        return TTR_OK;
    find_processes(law);
    if (!make_rooms(law))
        return ttri_no_memory(fitting->error, "calibration");
    fill_law(law);
    return find_root(law)
               ? TTR_OK
               : ttri_fail(fitting->error, TTR_E_NUMERIC, "calibration",
                           "must have noise of a positive definite law", "");
}

/* From slopes and misfits where the fit stands. */
static void look_at_figures(struct law *law)
{
    find_fixed(law);
    find_responses(law);
}

/* ---- a round ---- */

struct turns {
    struct ttri_fitting *fitting;
    struct law law;
    double *way;   /* 2 x processes: what the last round found, in logarithms */
    double change; /* the longest of them */
    double share;  /* of the way that is gone */
};

static ttr_status keep_noises(struct turns *turns)
{
    struct ttri_fitting *fitting = turns->fitting;
    struct ttr_calibration *calibration = fitting->calibration;
    uint32_t count = turns->law.processes;

    turns->way =
        ttri_clear(&calibration->memory, 2 * (size_t)count, sizeof(double));
    calibration->noise =
        ttri_clear(&calibration->memory, count, sizeof *calibration->noise);
    if (turns->way == NULL || calibration->noise == NULL)
        return ttri_no_memory(fitting->error, "calibration");
    for (uint32_t p = 0; p < count; p++) {
        const struct ttri_noise_process *from =
            &calibration->program->noises.process[turns->law.process[p]];
        struct ttri_fit_noise *to = &calibration->noise[p];

        to->name = ttri_texts_copy(&calibration->memory, &calibration->texts,
                                   from->name);
        if (to->name == NULL)
            return ttri_no_memory(fitting->error, "calibration");
        to->volatility = to->volatility_before = from->volatility;
        to->reversion = to->reversion_before = from->reversion;
    }
    calibration->noises = count;
    return TTR_OK;
}

static double prior_deviation(double factor)
{
    return ttri_logarithm(factor) / ttri_normal_quantile(0.9);
}

static void fill_noises(struct turns *turns)
{
    const struct ttr_calibration *calibration = turns->fitting->calibration;
    const struct ttr_calibration_options *options = &calibration->options;

    for (uint32_t p = 0; p < turns->law.processes; p++) {
        const struct ttri_fit_noise *from = &calibration->noise[p];

        turns->law.scale.noise[p] = (struct ttri_scaled_noise){
            .volatility = from->volatility,
            .reversion = from->reversion,
            .volatility_centre = from->volatility_before,
            .reversion_centre = from->reversion_before,
            .volatility_prior = prior_deviation(options->volatility_factor),
            .reversion_prior = from->reversion_before > 0.0
                                   ? prior_deviation(options->reversion_factor)
                                   : 0.0};
    }
}

static double way_of(double before, double now)
{
    return before > 0.0 ? ttri_logarithm(now / before) : 0.0;
}

/* How far what was found is from what the fit was made with, and whether that
 * is on the way back from where the last round went. */
static double find_way(struct turns *turns, bool *back)
{
    const struct ttr_calibration *calibration = turns->fitting->calibration;
    double longest = 0.0, along = 0.0;

    for (size_t i = 0; i < 2 * (size_t)turns->law.processes; i++) {
        const struct ttri_scaled_noise *found = &turns->law.scale.noise[i / 2];
        const struct ttri_fit_noise *from = &calibration->noise[i / 2];
        double way = i % 2 == 0 ? way_of(from->volatility, found->volatility)
                                : way_of(from->reversion, found->reversion);

        along += way * turns->way[i];
        turns->way[i] = way;
        longest = fmax(longest, fabs(way));
    }
    *back = along < 0.0;
    return longest;
}

/* Rounds that turn back and come no nearer go to and fro between two answers:
 * half of the way is enough. Where they go on, twice as much is. */
static void choose_share(struct turns *turns)
{
    double last = turns->change;
    bool back;

    turns->change = find_way(turns, &back);
    if (!back)
        turns->share = fmin(2.0 * turns->share, 1.0);
    else if (turns->change > last / 2.0)
        turns->share /= 2.0;
}

static double part_way(double before, double now, double share)
{
    return before > 0.0 && share < 1.0
               ? before * ttri_exponential(share * way_of(before, now))
               : now;
}

static void take_numbers(const struct turns *turns)
{
    struct ttr_calibration *calibration = turns->fitting->calibration;

    for (uint32_t p = 0; p < turns->law.processes; p++) {
        const struct ttri_scaled_noise *found = &turns->law.scale.noise[p];
        struct ttri_fit_noise *to = &calibration->noise[p];

        to->volatility =
            part_way(to->volatility, found->volatility, turns->share);
        to->reversion = part_way(to->reversion, found->reversion, turns->share);
        to->volatility_deviation = found->volatility_deviation;
        to->reversion_deviation = found->reversion_deviation;
    }
}

static ttr_status estimate(struct turns *turns, bool *found)
{
    struct ttri_fitting *fitting = turns->fitting;
    ttr_status status;

    look_at_figures(&turns->law);
    fill_noises(turns);
    ttri_noise_scale_responses(&turns->law.scale);
    status = ttri_noise_scale_find(&fitting->calibration->memory,
                                   &turns->law.scale, found, fitting->error);
    if (status == TTR_OK && *found) {
        choose_share(turns);
        take_numbers(turns);
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

/* The unknown's place in a plan, whose draws are in a map by name. */
static ttr_status place_unknown(const struct ttri_plan *plan,
                                const struct ttri_map *draws,
                                struct ttri_unknown *unknown,
                                struct ttr_error *error)
{
    uint32_t number = ttri_map_find(draws, unknown->name);
    const struct ttri_plan_draw *place;

    if (number == TTRI_NONE)
        return ttri_fail(error, TTR_E_INTERNAL, unknown->name,
                         "must be drawn whatever the noise is", "");
    place = ttri_plan_draw(plan, number);
    unknown->name = place->draw->name;
    unknown->row =
        place->row + (unknown->period == TTRI_NONE ? 0 : unknown->period);
    return TTR_OK;
}

static ttr_status carry_unknowns(struct ttri_fitting *fitting,
                                 const struct ttri_forward *before)
{
    const struct ttri_memory *memory = &fitting->calibration->memory;
    struct ttri_forward *forward = &fitting->forward;
    const struct ttri_plan *plan = forward->run.prepared->plan;
    struct ttri_map draws = {0};
    ttr_status status = TTR_OK;
    bool ok;

    forward->unknown =
        ttri_clear(memory, before->unknowns, sizeof *forward->unknown);
    ok = forward->unknown != NULL;
    for (uint32_t i = 0; ok && i < ttri_plan_draws(plan); i++)
        ok = ttri_map_put(memory, &draws, ttri_plan_draw(plan, i)->draw->name,
                          i);
    if (!ok)
        status = ttri_no_memory(fitting->error, "calibration");
    for (uint32_t i = 0; status == TTR_OK && i < before->unknowns; i++) {
        struct ttri_unknown *unknown = &forward->unknown[forward->unknowns++];

        *unknown = before->unknown[i];
        status = place_unknown(plan, &draws, unknown, fitting->error);
    }
    ttri_map_clear(memory, &draws);
    return status;
}

/* The same targets and unknowns as before, in the new plan. */
static ttr_status carry_over(struct ttri_fitting *fitting,
                             const struct ttri_forward *before)
{
    struct ttri_forward *forward = &fitting->forward;

    for (uint32_t i = 0; i < forward->targets; i++) {
        uint32_t variable = forward->target[i].variable;

        forward->target[i] = before->target[i];
        forward->target[i].variable = variable;
    }
    return carry_unknowns(fitting, before);
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

static ttr_status take_turns(struct turns *turns)
{
    struct ttri_fitting *fitting = turns->fitting;
    struct ttr_calibration_state *state = &fitting->calibration->state;
    bool found = true;
    ttr_status status = TTR_OK;

    while (status == TTR_OK && found && turns->change > STILL &&
           state->rounds < fitting->calibration->options.rounds) {
        status = estimate(turns, &found);
        if (status == TTR_OK && found)
            status = fit_again(fitting);
        state->rounds++;
    }
    fitting->settled = turns->change <= STILL;
    return status;
}

ttr_status ttri_fit_noise(struct ttri_fitting *fitting)
{
    struct turns turns = {.fitting = fitting,
                          .law = {.fitting = fitting},
                          .change = INFINITY,
                          .share = 1.0};
    ttr_status status = open_law(&turns.law);

    if (status == TTR_OK && turns.law.processes > 0)
        status = keep_noises(&turns);
    if (status == TTR_OK && turns.law.processes > 0)
        status = take_turns(&turns);
    close_law(&turns.law);
    ttri_release(&fitting->calibration->memory, turns.way);
    return status;
}
