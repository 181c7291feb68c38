#include "fit/noise_scale.h"

#include <math.h>
#include <string.h>

#include "math/cholesky.h"
#include "math/elementary.h"
#include "math/matrix.h"

#define MOST_STEPS 100
#define HALVINGS   30

/* A step that promises less is the last. */
#define ENOUGH 1e-10

/* Logarithms move by at most this in a step. */
#define LONGEST 1.0

/* ---- one process ---- */

/* Deviation of a step at volatility 1, and the derivative of its logarithm by
 * the reversion's. */
static double step_of(double reversion, double years, double *slope)
{
    double x = 2.0 * reversion * years, lost = ttri_saturation(x);

    *slope = 0.0;
    if (!(x > 1e-300))
        return sqrt(years);
    /* (x e^-x / (1 - e^-x) - 1) / 2, which is -x / 4 where x is small. */
    *slope =
        x < 1e-5 ? -x / 4.0 : (x * ttri_exponential(-x) / lost - 1.0) / 2.0;
    return sqrt(lost / (2.0 * reversion));
}

void ttri_noise_scale_responses(struct ttri_noise_scale *scale)
{
    size_t m = scale->targets;

    for (uint32_t p = 0; p < scale->processes; p++) {
        const struct ttri_scaled_noise *noise = &scale->noise[p];
        double *g = scale->response + (size_t)p * scale->periods * m;
        double decay = ttri_exponential(-noise->reversion * scale->years);
        double slope;

        for (uint32_t t = 0; t < scale->periods; t++) {
            double step = noise->volatility *
                          step_of(noise->reversion, scale->step[t], &slope);

            for (size_t i = 0; i < m; i++)
                g[t * m + i] /= step;
        }
        /* From the first on: what comes later is still as it was. */
        for (uint32_t t = 0; t + 1 < scale->periods; t++)
            for (size_t i = 0; i < m; i++)
                g[t * m + i] -= decay * g[(t + 1) * m + i];
    }
}

/* ---- what is sought ---- */

/* A logarithm: of a process's volatility or of its reversion. */
struct parameter {
    uint32_t process;
    bool bends; /* it is the reversion's */
    double *number, *deviation;
    double centre, prior;
};

/* Those with a prior, into `to`, process by process. */
static uint32_t list_parameters(const struct ttri_noise_scale *scale,
                                struct parameter *to)
{
    uint32_t count = 0;

    for (uint32_t p = 0; p < scale->processes; p++) {
        struct ttri_scaled_noise *noise = &scale->noise[p];

        noise->volatility_deviation = noise->reversion_deviation = 0.0;
        if (noise->volatility_prior > 0.0)
            to[count++] = (struct parameter){p,
                                             false,
                                             &noise->volatility,
                                             &noise->volatility_deviation,
                                             noise->volatility_centre,
                                             noise->volatility_prior};
        if (noise->reversion_prior > 0.0)
            to[count++] = (struct parameter){p,
                                             true,
                                             &noise->reversion,
                                             &noise->reversion_deviation,
                                             noise->reversion_centre,
                                             noise->reversion_prior};
    }
    return count;
}

/* In deviations of the prior. */
static double distance(const struct parameter *parameter)
{
    return (ttri_logarithm(*parameter->number) -
            ttri_logarithm(parameter->centre)) /
           parameter->prior;
}

/* ---- the law of the misfits ---- */

/* What a search works with: of each process, slopes by standard steps; those
 * of these by the logarithm of the reversion; and sums over correlated
 * processes. All are processes x periods x targets. */
struct law {
    const struct ttri_noise_scale *scale;
    struct parameter *parameter;
    uint32_t parameters;
    double *steps, *bend, *joint, *solved;
    double *covariance;           /* targets x targets, or its factor */
    double *weighed;              /* V^-1 y, by target */
    double *gradient;             /* by parameter */
    double *moved, *moved_solved; /* parameters x targets: dV V^-1 y, V^-1 it */
    double *information;          /* parameters x parameters, or its factor */
    double *change;               /* by parameter */
    double *later;                /* 2 x targets */
};

static double *process_of(const struct law *law, double *all, uint32_t p)
{
    return all + (size_t)p * law->scale->periods * law->scale->targets;
}

/* With N_t = G_t + decay N_(t + 1): slopes by standard steps are step_t N_t. */
static void find_steps(const struct law *law, uint32_t p)
{
    const struct ttri_noise_scale *scale = law->scale;
    const struct ttri_scaled_noise *noise = &scale->noise[p];
    const double *g = process_of(law, scale->response, p);
    double *steps = process_of(law, law->steps, p);
    double *bend = process_of(law, law->bend, p);
    size_t m = scale->targets;
    double rate = noise->reversion * scale->years;
    double decay = ttri_exponential(-rate), slope;
    double *later = law->later, *turned = law->later + m;

    memset(later, 0, 2 * m * sizeof *later);
    for (uint32_t t = scale->periods; t-- > 0;) {
        double step = noise->volatility *
                      step_of(noise->reversion, scale->step[t], &slope);

        for (size_t i = 0; i < m; i++) {
            turned[i] = decay * (turned[i] - rate * later[i]);
            later[i] = g[t * m + i] + decay * later[i];
            steps[t * m + i] = step * later[i];
            bend[t * m + i] = step * (turned[i] + slope * later[i]);
        }
    }
}

/* Sums over other processes with weights `row` of steps. */
static void mix(const struct law *law, const double *row, uint32_t first,
                uint32_t stride, double *to)
{
    const struct ttri_noise_scale *scale = law->scale;
    size_t size = (size_t)scale->periods * scale->targets;

    memset(to, 0, size * sizeof *to);
    for (uint32_t q = first; q < scale->processes; q++) {
        const double *from = process_of(law, law->steps, q);
        double weight = row[(size_t)q * stride];

        for (size_t i = 0; weight != 0.0 && i < size; i++)
            to[i] += weight * from[i];
    }
}

/* V = V0 + sum of the squares of what independent steps do. */
static bool find_covariance(const struct law *law)
{
    const struct ttri_noise_scale *scale = law->scale;
    uint32_t m = scale->targets, processes = scale->processes;

    memcpy(law->covariance, scale->fixed, (size_t)m * m * sizeof(double));
    for (uint32_t p = 0; p < processes; p++) {
        double *independent = process_of(law, law->joint, 0);

        mix(law, scale->root + p, p, processes, independent);
        for (uint32_t t = 0; t < scale->periods; t++) {
            const double *column = independent + (size_t)t * m;

            for (uint32_t i = 0; i < m; i++)
                for (uint32_t j = 0; column[i] != 0.0 && j <= i; j++)
                    law->covariance[(size_t)i * m + j] += column[i] * column[j];
        }
    }
    return ttri_cholesky(m, law->covariance);
}

/* Minus the logarithm of the posterior density, but for a constant; infinite
 * where it can not be found. */
static double evaluate(const struct law *law)
{
    const struct ttri_noise_scale *scale = law->scale;
    uint32_t m = scale->targets;
    double sum = 0.0;

    for (uint32_t p = 0; p < scale->processes; p++)
        find_steps(law, p);
    for (uint32_t i = 0; i < law->parameters; i++) {
        double z = distance(&law->parameter[i]);

        sum += z * z / 2.0;
    }
    if (!find_covariance(law))
        return INFINITY;
    memcpy(law->weighed, scale->misfit, m * sizeof(double));
    ttri_cholesky_solve(m, law->covariance, law->weighed);
    for (uint32_t i = 0; i < m; i++)
        sum += ttri_logarithm(law->covariance[(size_t)i * m + i]);
    return sum + ttri_dot(m, scale->misfit, law->weighed) / 2.0;
}

/* ---- its slopes ---- */

/* R-weighted sums of the processes' steps, and V^-1 times them. */
static void find_joint(const struct law *law)
{
    const struct ttri_noise_scale *scale = law->scale;
    uint32_t m = scale->targets;

    for (uint32_t p = 0; p < scale->processes; p++) {
        double *joint = process_of(law, law->joint, p);
        double *solved = process_of(law, law->solved, p);

        mix(law, scale->correlation + (size_t)p * scale->processes, 0, 1,
            joint);
        memcpy(solved, joint, (size_t)scale->periods * m * sizeof *joint);
        for (uint32_t t = 0; t < scale->periods; t++)
            ttri_cholesky_solve(m, law->covariance, solved + (size_t)t * m);
    }
}

/* A parameter turns its process's steps by `slope`: dV = slope joint' + joint
 * slope'. */
static void find_slope(const struct law *law, uint32_t i)
{
    const struct ttri_noise_scale *scale = law->scale;
    const struct parameter *parameter = &law->parameter[i];
    uint32_t m = scale->targets, p = parameter->process;
    const double *slope =
        process_of(law, parameter->bends ? law->bend : law->steps, p);
    const double *joint = process_of(law, law->joint, p);
    const double *solved = process_of(law, law->solved, p);
    double *moved = law->moved + (size_t)i * m, trace = 0.0;
    double *moved_solved = law->moved_solved + (size_t)i * m;

    memset(moved, 0, m * sizeof *moved);
    for (uint32_t t = 0; t < scale->periods; t++) {
        size_t at = (size_t)t * m;
        double along = ttri_dot(m, joint + at, law->weighed);
        double across = ttri_dot(m, slope + at, law->weighed);

        trace += ttri_dot(m, slope + at, solved + at);
        for (uint32_t j = 0; j < m; j++)
            moved[j] += slope[at + j] * along + joint[at + j] * across;
    }
    law->gradient[i] = trace - ttri_dot(m, law->weighed, moved) / 2.0 +
                       distance(parameter) / parameter->prior;
    memcpy(moved_solved, moved, m * sizeof *moved);
    ttri_cholesky_solve(m, law->covariance, moved_solved);
}

/* The average information and the prior's: factored. */
static bool find_information(const struct law *law)
{
    const struct ttri_noise_scale *scale = law->scale;
    uint32_t m = scale->targets, k = law->parameters;

    for (uint32_t a = 0; a < k; a++) {
        double prior = law->parameter[a].prior;

        for (uint32_t b = 0; b <= a; b++)
            law->information[(size_t)a * k + b] =
                ttri_dot(m, law->moved + (size_t)a * m,
                         law->moved_solved + (size_t)b * m) /
                2.0;
        law->information[(size_t)a * k + a] += 1.0 / (prior * prior);
    }
    return ttri_cholesky(k, law->information);
}

/* ---- the search ---- */

static void move(const struct law *law, double share)
{
    for (uint32_t i = 0; i < law->parameters; i++)
        *law->parameter[i].number *= ttri_exponential(share * law->change[i]);
}

/* The step, and what it promises. */
static double find_change(const struct law *law)
{
    uint32_t k = law->parameters;
    double longest = 0.0;

    for (uint32_t i = 0; i < k; i++)
        law->change[i] = -law->gradient[i];
    ttri_cholesky_solve(k, law->information, law->change);
    for (uint32_t i = 0; i < k; i++)
        longest = fmax(longest, fabs(law->change[i]));
    for (uint32_t i = 0; longest > LONGEST && i < k; i++)
        law->change[i] *= LONGEST / longest;
    return -ttri_dot(k, law->gradient, law->change) / 2.0;
}

static double go_down(const struct law *law, double before)
{
    double share = 1.0, now;

    move(law, share);
    now = evaluate(law);
    for (int i = 0; !(now < before) && i < HALVINGS; i++) {
        move(law, -share / 2.0);
        share /= 2.0;
        now = evaluate(law);
    }
    if (!(now < before)) {
        move(law, -share);
        now = evaluate(law);
    }
    return now;
}

static void keep_deviations(const struct law *law)
{
    uint32_t k = law->parameters;

    for (uint32_t i = 0; i < k; i++) {
        memset(law->change, 0, k * sizeof *law->change);
        law->change[i] = 1.0;
        ttri_cholesky_solve(k, law->information, law->change);
        *law->parameter[i].deviation = sqrt(law->change[i]);
    }
}

static bool search(const struct law *law)
{
    double before, now = evaluate(law);

    if (!(now < INFINITY))
        return false;
    for (int i = 0; i < MOST_STEPS; i++) {
        find_joint(law);
        for (uint32_t n = 0; n < law->parameters; n++)
            find_slope(law, n);
        if (!find_information(law))
            return false;
        if (find_change(law) <= ENOUGH)
            break;
        before = now;
        now = go_down(law, before);
        if (!(now < before))
            break;
    }
    keep_deviations(law);
    return true;
}

/* ---- rooms ---- */

static double *take(double **next, size_t count)
{
    double *part = *next;

    *next += count;
    return part;
}

static double *make_rooms(const struct ttri_memory *memory, struct law *law)
{
    const struct ttri_noise_scale *scale = law->scale;
    size_t m = scale->targets, p = scale->processes, k = law->parameters;
    size_t all = p * scale->periods * m; /* as many as responses */
    double *rooms =
        ttri_clear(memory, 4 * all + m * m + 3 * m + 2 * k * m + k * k + 2 * k,
                   sizeof(double));
    double *next = rooms;

    if (rooms == NULL)
        return NULL;
    law->steps = take(&next, all);
    law->bend = take(&next, all);
    law->joint = take(&next, all);
    law->solved = take(&next, all);
    law->covariance = take(&next, m * m);
    law->weighed = take(&next, m);
    law->later = take(&next, 2 * m);
    law->moved = take(&next, k * m);
    law->moved_solved = take(&next, k * m);
    law->information = take(&next, k * k);
    law->gradient = take(&next, k);
    law->change = take(&next, k);
    return rooms;
}

ttr_status ttri_noise_scale_find(const struct ttri_memory *memory,
                                 struct ttri_noise_scale *scale, bool *found,
                                 struct ttr_error *error)
{
    struct law law = {.scale = scale};
    double *rooms = NULL;

    law.parameter =
        ttri_clear(memory, 2 * (size_t)scale->processes, sizeof *law.parameter);
    if (law.parameter != NULL) {
        law.parameters = list_parameters(scale, law.parameter);
        rooms = make_rooms(memory, &law);
    }
    if (rooms != NULL)
        *found = law.parameters == 0 || search(&law);
    ttri_release(memory, rooms);
    ttri_release(memory, law.parameter);
    return rooms == NULL ? ttri_no_memory(error, "calibration") : TTR_OK;
}
