/* Noise and fit in turns: volatility and reversion from what is seen of noise
 * at the most probable unknowns, then the unknowns anew. */
#include <math.h>

#include "combiner/compiled.h"
#include "fit/noise_law.h"
#include "math/elementary.h"
#include "math/normal.h"

/* Logarithms that move by less stand still. */
#define STILL 1e-4

/* ---- a round ---- */

struct turns {
    struct ttri_fitting *fitting;
    struct ttri_noise_law law;
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

    ttri_noise_law_look(&turns->law);
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

static ttr_status fit_again(struct ttri_fitting *fitting)
{
    ttr_status status = compile(fitting);

    if (status == TTR_OK)
        status = ttri_fit_reopen(fitting);
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
    ttr_status status = ttri_noise_law_open(&turns.law);

    if (status == TTR_OK && turns.law.processes > 0)
        status = keep_noises(&turns);
    if (status == TTR_OK && turns.law.processes > 0)
        status = take_turns(&turns);
    ttri_noise_law_close(&turns.law);
    ttri_release(&fitting->calibration->memory, turns.way);
    return status;
}
