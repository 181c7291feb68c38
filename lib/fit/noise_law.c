#include "fit/noise_law.h"

#include <string.h>

#include "combiner/compiled.h"
#include "math/cholesky.h"
#include "math/matrix.h"

/* Added to the correlations of steps: equal processes share what is seen. */
#define RIDGE 1e-9

void ttri_noise_law_close(struct ttri_noise_law *law)
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
static void find_periods(struct ttri_noise_law *law)
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
static bool find_unknowns(struct ttri_noise_law *law)
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
static bool is_touched(const struct ttri_noise_law *law,
                       const struct ttri_innovation *part)
{
    for (uint32_t t = 0; t < law->periods; t++)
        if (law->unknown[(size_t)part->draw * law->periods + t] != TTRI_NONE)
            return true;
    return false;
}

static void find_processes(struct ttri_noise_law *law)
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

static void find_weights(struct ttri_noise_law *law)
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

static void find_correlations(struct ttri_noise_law *law)
{
    uint32_t p = law->processes, draws = law->innovations.draws;

    for (uint32_t i = 0; i < p; i++)
        for (uint32_t j = 0; j < p; j++)
            law->correlation[(size_t)i * p + j] =
                ttri_dot(draws, law->weight + (size_t)i * draws,
                         law->weight + (size_t)j * draws);
}

/* They are positive definite but for equal processes. */
static bool find_root(struct ttri_noise_law *law)
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
static void find_response(const struct ttri_noise_law *law, uint32_t figure,
                          uint32_t t, double *to)
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

static void find_responses(struct ttri_noise_law *law)
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
static void find_fixed(struct ttri_noise_law *law)
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

static bool make_lists(struct ttri_noise_law *law, uint32_t noises)
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

static bool make_rooms(struct ttri_noise_law *law)
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

static void fill_law(struct ttri_noise_law *law)
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

ttr_status ttri_noise_law_open(struct ttri_noise_law *law)
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

void ttri_noise_law_look(struct ttri_noise_law *law)
{
    find_fixed(law);
    find_responses(law);
}
