#include "engine/bend.h"

#include <math.h>
#include <string.h>

#include "engine/simulation.h"

/* Steps at most, and how near is near enough: in deviations of the normal
 * law, over all directions. */
#define STEPS 12
#define NEAR  0.01

#define ROW_BYTES (TTRI_LANES * sizeof(double))

struct ttri_bend {
    struct ttri_memory memory;
    const struct ttri_posterior *posterior;
    struct ttri_run run; /* of the evidence's simulation */
    double *gather;      /* rank x targets: Q' */
};

/* Rows of a block. */
struct bending {
    const struct ttri_bend *bend;
    const struct ttri_level *level;
    const double *across; /* unknowns: mean and what is across */
    double *wanted;       /* rank: diag(1 + l)^1/2 U' x, */
    double *nearest;      /* v where a lane was nearest, */
    double *step;         /* the chord step from there, */
    double *tried;        /* and where it is now */
    double *told;         /* rank: Q' (r(u) - r(mean)) there */
    double *point;        /* unknowns: u */
    double *misfit;       /* targets: r(u) - r(mean) */
    double *distance;     /* of the nearest, squared */
    double *length;       /* of the next step, in chord steps */
    struct ttri_desk desk;
};

/* ---- life ---- */

static ttr_status open_run(struct ttri_bend *bend, struct ttr_error *error)
{
    bend->run.simulation = bend->posterior->evidence.simulation;
    return ttri_simulation_prepared(bend->run.simulation, &bend->run.prepared,
                                    error);
}

ttr_status ttri_bend_new(const struct ttri_memory *memory,
                         const struct ttri_posterior *posterior,
                         struct ttri_bend **bend, struct ttr_error *error)
{
    const struct ttri_evidence *evidence = &posterior->evidence;
    uint32_t m = evidence->targets, rank = posterior->rank;
    struct ttri_bend *made = ttri_clear(memory, 1, sizeof *made);
    ttr_status status;

    if (made == NULL)
        return ttri_no_memory(error, "condition");
    made->memory = *memory;
    made->posterior = posterior;
    made->gather = ttri_clear(memory, (size_t)rank * m, sizeof(double));
    status = made->gather == NULL ? ttri_no_memory(error, "condition")
                                  : open_run(made, error);
    if (status != TTR_OK) {
        ttri_bend_free(made);
        return status;
    }
    for (size_t j = 0; j < rank; j++)
        for (size_t i = 0; i < m; i++)
            made->gather[j * m + i] = evidence->seen[i * rank + j];
    *bend = made;
    return TTR_OK;
}

void ttri_bend_free(struct ttri_bend *bend)
{
    struct ttri_memory memory;

    if (bend == NULL)
        return;
    memory = bend->memory;
    ttri_release(&memory, bend->gather);
    ttri_release(&memory, bend);
}

/* ---- rooms ---- */

static size_t rows_of(const struct ttri_bend *bend)
{
    const struct ttri_posterior *posterior = bend->posterior;

    return 5 * (size_t)posterior->rank + posterior->unknowns +
           posterior->evidence.targets + 2;
}

size_t ttri_bend_workspace(const struct ttri_bend *bend)
{
    return rows_of(bend) * TTRI_LANES + ttri_desk_room(&bend->run);
}

static double *take(double **next, size_t rows)
{
    double *part = *next;

    *next += rows * TTRI_LANES;
    return part;
}

static struct bending lay_out(const struct ttri_bend *bend,
                              const struct ttri_level *level,
                              const double *across, double *work)
{
    const struct ttri_posterior *posterior = bend->posterior;
    struct bending bending = {.bend = bend, .level = level, .across = across};

    bending.wanted = take(&work, posterior->rank);
    bending.nearest = take(&work, posterior->rank);
    bending.step = take(&work, posterior->rank);
    bending.tried = take(&work, posterior->rank);
    bending.told = take(&work, posterior->rank);
    bending.point = take(&work, posterior->unknowns);
    bending.misfit = take(&work, posterior->evidence.targets);
    bending.distance = take(&work, 1);
    bending.length = take(&work, 1);
    ttri_desk_lay(&bend->run, work, &bending.desk);
    return bending;
}

/* ---- steps ---- */

/* All lanes begin where the normal law has them. Where not even that has
 * figures, steps go back to the mean. */
static void begin(struct bending *bending, const double *along)
{
    const struct ttri_posterior *posterior = bending->bend->posterior;

    for (uint32_t j = 0; j < posterior->rank; j++) {
        double root = sqrt(1.0 + posterior->information[j]);
        size_t row = (size_t)j * TTRI_LANES;

        for (size_t k = row; k < row + TTRI_LANES; k++) {
            bending->wanted[k] = -along[k] * root;
            bending->nearest[k] = bending->tried[k] = -along[k] / root;
            bending->step[k] = -bending->nearest[k];
        }
    }
    for (uint32_t k = 0; k < TTRI_LANES; k++) {
        bending->distance[k] = INFINITY;
        bending->length[k] = 1.0;
    }
}

/* What the figures' model says where the lanes are. */
static void look(struct bending *bending)
{
    const struct ttri_bend *bend = bending->bend;
    const struct ttri_posterior *posterior = bend->posterior;
    const struct ttri_evidence *evidence = &posterior->evidence;
    const struct ttri_matrix_kernels *kernels = bending->level->matrices;
    uint32_t n = posterior->unknowns, rank = posterior->rank;
    struct ttri_run run = bend->run;

    memcpy(bending->point, bending->across, n * ROW_BYTES);
    kernels->add_product(n, rank, posterior->direction, bending->tried,
                         bending->point);
    for (uint32_t i = 0; i < n; i++)
        memcpy(bending->desk.rows + (size_t)evidence->row[i] * TTRI_LANES,
               bending->point + (size_t)i * TTRI_LANES, ROW_BYTES);
    run.level = bending->level;
    ttri_compute_block(&run, &bending->desk, bending->desk.values);
    for (uint32_t i = 0; i < evidence->targets; i++)
        for (uint32_t k = 0; k < TTRI_LANES; k++)
            bending->misfit[(size_t)i * TTRI_LANES + k] =
                ttri_target_misfit(&evidence->target[i], bending->desk.values,
                                   k) -
                evidence->misfit[i];
    memset(bending->told, 0, rank * ROW_BYTES);
    kernels->add_product(rank, evidence->targets, bend->gather, bending->misfit,
                         bending->told);
}

/* Squared distances to go from where the lanes are; `told` becomes the chord
 * steps. */
static void measure(struct bending *bending, double *distance)
{
    const struct ttri_posterior *posterior = bending->bend->posterior;

    for (uint32_t k = 0; k < TTRI_LANES; k++)
        distance[k] = 0.0;
    for (uint32_t j = 0; j < posterior->rank; j++) {
        double l = posterior->information[j], root = sqrt(l);
        const double *wanted = bending->wanted + (size_t)j * TTRI_LANES;
        const double *tried = bending->tried + (size_t)j * TTRI_LANES;
        double *told = bending->told + (size_t)j * TTRI_LANES;

        for (uint32_t k = 0; k < TTRI_LANES; k++) {
            double rest = wanted[k] - tried[k] - root * told[k];

            distance[k] += rest * rest / (1.0 + l);
            told[k] = rest / (1.0 + l);
        }
    }
}

/* Lanes that came nearer stay; the others go half as far from where they
 * were. */
static void judge(struct bending *bending, const double *distance)
{
    for (uint32_t k = 0; k < TTRI_LANES; k++) {
        if (!(distance[k] < bending->distance[k])) {
            bending->length[k] /= 2.0;
            continue;
        }
        bending->distance[k] = distance[k];
        bending->length[k] = fmin(1.0, 2.0 * bending->length[k]);
        for (uint32_t j = 0; j < bending->bend->posterior->rank; j++) {
            size_t at = (size_t)j * TTRI_LANES + k;

            bending->nearest[at] = bending->tried[at];
            bending->step[at] = bending->told[at];
        }
    }
}

/* False if all lanes are there. */
static bool go_on(struct bending *bending)
{
    bool any = false;

    for (uint32_t k = 0; k < TTRI_LANES; k++) {
        if (bending->distance[k] < NEAR * NEAR)
            bending->length[k] = 0.0;
        any = any || bending->length[k] > 0.0;
    }
    for (uint32_t j = 0; any && j < bending->bend->posterior->rank; j++)
        for (uint32_t k = 0; k < TTRI_LANES; k++) {
            size_t at = (size_t)j * TTRI_LANES + k;

            bending->tried[at] =
                bending->nearest[at] + bending->length[k] * bending->step[at];
        }
    return any;
}

void ttri_bend_apply(const struct ttri_bend *bend,
                     const struct ttri_level *level, const double *along,
                     double *unknowns, double *work)
{
    const struct ttri_posterior *posterior = bend->posterior;
    struct bending bending = lay_out(bend, level, unknowns, work);
    double distance[TTRI_LANES];

    ttri_centre_rows(bend->run.prepared->plan, bending.desk.rows);
    begin(&bending, along);
    for (uint32_t i = 0; i < STEPS; i++) {
        look(&bending);
        measure(&bending, distance);
        judge(&bending, distance);
        if (!go_on(&bending))
            break;
    }
    level->matrices->add_product(posterior->unknowns, posterior->rank,
                                 posterior->direction, bending.nearest,
                                 unknowns);
}
