/* The generalised preconditioned Crank-Nicolson walk: proposals leave Laplace's
 * normal law as it is, so only what the posterior has beyond it is accepted or
 * not. D. Rudolf, B. Sprungk, On a generalization of the preconditioned
 * Crank-Nicolson Metropolis algorithm, Foundations of Computational
 * Mathematics 18 (2018). */
#include "fit/sample.h"

#include <math.h>
#include <string.h>

#include "math/elementary.h"
#include "math/threefry.h"

#define CHAINS TTRI_CHAINS

/* The share of proposals that is to be accepted. */
#define ACCEPTED 0.5

/* Chains start so much farther out than the law. */
#define SPREAD 1.5

/* Rows of numbers by chain. */
struct walk {
    const struct ttr_calibration *calibration;
    struct ttri_forward forward;
    const struct ttri_draw_kernels *kernels;
    uint64_t key[4], accept_key[4];
    uint32_t unknowns, rank, targets;
    double *rooms;
    double *noise;            /* unknowns: steps of the reference law */
    double *along;            /* rank: them along the directions */
    double *away;             /* unknowns: the chains, from the mode */
    double *seen;             /* rank: them along the directions */
    double *next, *next_seen; /* proposals */
    double *points;           /* chains x unknowns */
    double *misfits;          /* chains x targets, of proposals */
    double *kept;             /* targets: of the chains */
    double *excess;           /* log posterior over log reference */
    double *next_excess, *uniform;
    double step;
    uint64_t steps, accepted;
};

/* ---- one step ---- */

/* Draws of the reference law around 0: root times normals. */
static void draw_noise(const struct walk *walk)
{
    const struct ttri_laplace *laplace = &walk->calibration->laplace;
    uint64_t count = walk->steps * (CHAINS / 4);

    memset(walk->along, 0, (size_t)walk->rank * CHAINS * sizeof(double));
    for (uint32_t i = 0; i < walk->unknowns; i++) {
        double *row = walk->noise + (size_t)i * CHAINS;

        walk->kernels->normals(walk->key, count, i, row);
        for (uint32_t k = 0; k < walk->rank; k++)
            walk->kernels->add_scaled(
                laplace->direction[(size_t)i * walk->rank + k], row,
                walk->along + (size_t)k * CHAINS);
    }
    for (uint32_t k = 0; k < walk->rank; k++) {
        double shrink = 1.0 / sqrt(1.0 + laplace->information[k]);

        for (uint32_t i = 0; i < walk->unknowns; i++)
            walk->kernels->add_scaled(
                laplace->direction[(size_t)i * walk->rank + k] * (shrink - 1.0),
                walk->along + (size_t)k * CHAINS,
                walk->noise + (size_t)i * CHAINS);
        walk->kernels->scale(shrink, walk->along + (size_t)k * CHAINS);
    }
}

/* to = keep from + step noise, row by row. */
static void propose(uint32_t rows, double keep, double step, const double *from,
                    const double *noise, double *to)
{
    for (size_t i = 0; i < (size_t)rows * CHAINS; i++)
        to[i] = keep * from[i] + step * noise[i];
}

/* Log posterior less log reference law, at `away` from the mode. */
static ttr_status find_excess(const struct walk *walk, const double *away,
                              const double *seen, double *excess,
                              struct ttr_error *error)
{
    const struct ttr_calibration *calibration = walk->calibration;
    uint32_t n = walk->unknowns, m = walk->targets;
    ttr_status status;

    for (uint32_t i = 0; i < n; i++)
        for (uint32_t c = 0; c < CHAINS; c++)
            walk->points[(size_t)c * n + i] =
                calibration->mode[i] + away[(size_t)i * CHAINS + c];
    status = ttri_forward_points(&walk->forward, CHAINS, walk->points,
                                 walk->misfits, error);
    for (uint32_t c = 0; c < CHAINS; c++) {
        double sum = 0.0;

        for (uint32_t i = 0; i < n; i++) {
            double mode = calibration->mode[i];

            /* |u - m|^2 - |u|^2 */
            sum -= mode * (mode + 2.0 * away[(size_t)i * CHAINS + c]);
        }
        for (uint32_t k = 0; k < walk->rank; k++) {
            double x = seen[(size_t)k * CHAINS + c];

            sum += calibration->laplace.information[k] * x * x;
        }
        for (uint32_t i = 0; i < m; i++) {
            double x = walk->misfits[(size_t)c * m + i];

            sum -= x * x;
        }
        /* Whatever has a number is more probable. */
        excess[c] = isfinite(sum) ? sum / 2.0 : -INFINITY;
    }
    return status;
}

static void accept(struct walk *walk, uint32_t c)
{
    for (uint32_t i = 0; i < walk->unknowns; i++)
        walk->away[(size_t)i * CHAINS + c] = walk->next[(size_t)i * CHAINS + c];
    for (uint32_t k = 0; k < walk->rank; k++)
        walk->seen[(size_t)k * CHAINS + c] =
            walk->next_seen[(size_t)k * CHAINS + c];
    for (uint32_t i = 0; i < walk->targets; i++)
        walk->kept[(size_t)i * CHAINS + c] =
            walk->misfits[(size_t)c * walk->targets + i];
    walk->excess[c] = walk->next_excess[c];
}

/* One step of all chains; the number that moved. */
static ttr_status take_step(struct walk *walk, uint32_t *moved,
                            struct ttr_error *error)
{
    double keep = sqrt(1.0 - walk->step * walk->step);
    ttr_status status;

    draw_noise(walk);
    propose(walk->unknowns, keep, walk->step, walk->away, walk->noise,
            walk->next);
    propose(walk->rank, keep, walk->step, walk->seen, walk->along,
            walk->next_seen);
    status = find_excess(walk, walk->next, walk->next_seen, walk->next_excess,
                         error);
    walk->kernels->uniforms(walk->accept_key, walk->steps * (CHAINS / 4), 0,
                            walk->uniform);
    walk->steps++;
    *moved = 0;
    for (uint32_t c = 0; c < CHAINS; c++)
        if (ttri_logarithm(walk->uniform[c]) <
            walk->next_excess[c] - walk->excess[c]) {
            accept(walk, c);
            ++*moved;
        }
    return status;
}

static ttr_status start(struct walk *walk, struct ttr_error *error)
{
    ttr_status status;

    draw_noise(walk);
    walk->steps++;
    propose(walk->unknowns, 0.0, SPREAD, walk->noise, walk->noise, walk->next);
    propose(walk->rank, 0.0, SPREAD, walk->along, walk->along, walk->next_seen);
    status = find_excess(walk, walk->next, walk->next_seen, walk->next_excess,
                         error);
    for (uint32_t c = 0; c < CHAINS; c++)
        accept(walk, c);
    return status;
}

/* ---- rooms ---- */

static double *take(double **next, size_t rows)
{
    double *part = *next;

    *next += rows * CHAINS;
    return part;
}

static bool make_rooms(struct walk *walk)
{
    const struct ttri_memory *memory = &walk->calibration->memory;
    size_t n = walk->unknowns, r = walk->rank, m = walk->targets;
    double *next;

    walk->rooms = ttri_clear(memory, (4 * n + 3 * r + 2 * m + 3) * CHAINS + 8,
                             sizeof(double));
    if (walk->rooms == NULL)
        return false;
    next = (double *)(((uintptr_t)walk->rooms + 63) & ~(uintptr_t)63);
    walk->noise = take(&next, n);
    walk->away = take(&next, n);
    walk->next = take(&next, n);
    walk->points = take(&next, n);
    walk->along = take(&next, r);
    walk->seen = take(&next, r);
    walk->next_seen = take(&next, r);
    walk->misfits = take(&next, m);
    walk->kept = take(&next, m);
    walk->excess = take(&next, 1);
    walk->next_excess = take(&next, 1);
    walk->uniform = take(&next, 1);
    return true;
}

static ttr_status open_walk(struct walk *walk,
                            const struct ttr_calibration *calibration,
                            uint64_t seed, ttr_monitor *monitor,
                            struct ttr_error *error)
{
    uint64_t hash[2];

    *walk = (struct walk){.calibration = calibration,
                          .forward = calibration->forward,
                          .unknowns = calibration->draws,
                          .rank = calibration->laplace.rank,
                          .targets = calibration->forward.targets,
                          .step = 1.0};
    ttri_threefry_hash("calibration", hash);
    for (uint32_t i = 0; i < 2; i++) {
        uint64_t *key = i == 0 ? walk->key : walk->accept_key;

        key[0] = seed;
        key[1] = hash[0];
        key[2] = hash[1];
        key[3] = i;
    }
    if (!make_rooms(walk))
        return ttri_no_memory(error, "calibration");
    walk->kernels = walk->forward.run.level->draws;
    return ttri_forward_start(&walk->forward, NULL, monitor, error);
}

static void close_walk(struct walk *walk)
{
    ttri_forward_stop(&walk->forward);
    ttri_release(&walk->calibration->memory, walk->rooms);
}

/* ---- a run ---- */

/* Longer steps where many are accepted, ever less so. */
static void adapt(struct walk *walk, uint32_t moved, uint32_t i)
{
    double share = (double)moved / CHAINS - ACCEPTED;

    walk->step *= ttri_exponential(share * 2.0 / sqrt(i + 1.0));
    walk->step = fmin(walk->step, 1.0);
}

static void keep_draw(const struct walk *walk, struct ttri_sample *sample,
                      uint32_t draw)
{
    const double *mode = walk->calibration->mode;
    size_t at = draw;

    for (uint32_t i = 0; i < walk->unknowns; i++)
        for (uint32_t c = 0; c < CHAINS; c++, at += sample->draws)
            sample->value[at] = mode[i] + walk->away[(size_t)i * CHAINS + c];
    for (uint32_t i = 0; i < walk->targets; i++) {
        const struct ttri_target *target = &walk->forward.target[i];

        for (uint32_t c = 0; c < CHAINS; c++, at += sample->draws)
            sample->value[at] =
                target->value +
                walk->kept[(size_t)i * CHAINS + c] * target->deviation;
    }
}

static ttr_status run(struct walk *walk,
                      const struct ttr_sample_options *options,
                      struct ttri_sample *sample, struct ttr_error *error)
{
    uint64_t steps = (uint64_t)options->draws * options->thin, total = 0;
    uint32_t moved;
    ttr_status status = start(walk, error);

    for (uint32_t i = 0; status == TTR_OK && i < options->burn_in; i++) {
        status = take_step(walk, &moved, error);
        adapt(walk, moved, i);
        ttri_monitor_advance(walk->forward.run.monitor, 1);
    }
    for (uint64_t i = 0; status == TTR_OK && i < steps; i++) {
        status = take_step(walk, &moved, error);
        total += moved;
        if ((i + 1) % options->thin == 0)
            keep_draw(walk, sample, (uint32_t)(i / options->thin));
        ttri_monitor_advance(walk->forward.run.monitor, 1);
    }
    sample->acceptance = (double)total / ((double)steps * CHAINS);
    sample->step = walk->step;
    return status;
}

ttr_status ttri_sample_run(const struct ttr_calibration *calibration,
                           const struct ttr_sample_options *options,
                           ttr_monitor *monitor, struct ttri_sample *sample,
                           struct ttr_error *error)
{
    struct walk walk;
    ttr_status status;

    ttri_monitor_begin(monitor, options->burn_in +
                                    (uint64_t)options->draws * options->thin);
    *sample = (struct ttri_sample){.rows = calibration->draws +
                                           calibration->forward.targets,
                                   .draws = options->draws};
    sample->value =
        ttri_clear(&calibration->memory, (size_t)sample->rows * CHAINS,
                   sample->draws * sizeof *sample->value);
    status = open_walk(&walk, calibration, options->seed, monitor, error);
    if (status == TTR_OK && sample->value == NULL)
        status = ttri_no_memory(error, "calibration");
    if (status == TTR_OK)
        status = run(&walk, options, sample, error);
    close_walk(&walk);
    if (status != TTR_OK)
        ttri_sample_clear(&calibration->memory, sample);
    else
        ttri_monitor_end(monitor);
    return status;
}

void ttri_sample_clear(const struct ttri_memory *memory,
                       struct ttri_sample *sample)
{
    ttri_release(memory, sample->value);
    *sample = (struct ttri_sample){.rows = 0};
}
