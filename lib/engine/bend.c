#include "engine/bend.h"

#include <math.h>
#include <string.h>

#include "engine/simulation.h"

/* Looks at the figures at most, how many steps between them are remembered, and
 * how near is near enough: in deviations of the normal law, over all
 * directions. */
#define LOOKS  5
#define MEMORY (LOOKS - 2)
#define NEAR   0.02

/* Directions of less information are not bent. */
#define LEAST 0.02

#define ROW_BYTES (TTRI_LANES * sizeof(double))

struct ttri_bend {
    struct ttri_memory memory;
    const struct ttri_posterior *posterior;
    uint32_t rank;       /* of the directions that are bent */
    struct ttri_run run; /* of the evidence's simulation */
    double *spread;      /* unknowns x rank: U diag(1 + l)^-1/2 */
    double *gather;      /* rank x targets: diag(l / (1 + l))^1/2 Q' */
    double *own;         /* rank: 1 / (1 + l) */
};

/* Rows of a block; those of `rank` are along the directions, in deviations of
 * the normal law. */
struct bending {
    const struct ttri_bend *bend;
    const struct ttri_level *level;
    const double *across; /* unknowns: mean and what is across */
    const double *along;  /* rank: -U' x */
    double *nearest;      /* y where a lane was nearest, */
    double *rest;         /* what it missed there, */
    double *step;         /* and the way from there */
    double *tried;        /* where it is now, */
    double *missed;       /* and what it misses */
    double *point;        /* unknowns: u */
    double *misfit;       /* targets: r(u) - r(mean) */
    double *distance;     /* of the nearest, squared */
    double *length;       /* of the next step, in whole ones */
    double *taken;        /* MEMORY x rank: steps that led nearer, */
    double *learned;      /* and what they tell of the next */
    uint32_t memories;
    struct ttri_desk desk;
};

/* ---- life ---- */

static ttr_status open_run(struct ttri_bend *bend, struct ttr_error *error)
{
    bend->run.simulation = bend->posterior->evidence.simulation;
    return ttri_simulation_prepared(bend->run.simulation, &bend->run.prepared,
                                    error);
}

static bool make_tables(struct ttri_bend *bend)
{
    const struct ttri_posterior *posterior = bend->posterior;
    size_t n = posterior->unknowns, rank;
    size_t m = posterior->evidence.targets;

    while (bend->rank < posterior->rank &&
           posterior->information[bend->rank] > LEAST)
        bend->rank++;
    rank = bend->rank;
    bend->spread = ttri_clear(&bend->memory, n * rank, sizeof(double));
    bend->gather = ttri_clear(&bend->memory, rank * m, sizeof(double));
    bend->own = ttri_clear(&bend->memory, rank, sizeof(double));
    if (bend->spread == NULL || bend->gather == NULL || bend->own == NULL)
        return false;
    for (size_t j = 0; j < rank; j++) {
        double l = posterior->information[j];

        bend->own[j] = 1.0 / (1.0 + l);
        for (size_t i = 0; i < n; i++)
            bend->spread[i * rank + j] =
                posterior->direction[i * posterior->rank + j] *
                sqrt(bend->own[j]);
        for (size_t i = 0; i < m; i++)
            bend->gather[j * m + i] =
                posterior->evidence.seen[i * posterior->rank + j] *
                sqrt(l * bend->own[j]);
    }
    return true;
}

ttr_status ttri_bend_new(const struct ttri_memory *memory,
                         const struct ttri_posterior *posterior,
                         struct ttri_bend **bend, struct ttr_error *error)
{
    struct ttri_bend *made = ttri_clear(memory, 1, sizeof *made);
    ttr_status status;

    if (made == NULL)
        return ttri_no_memory(error, "condition");
    made->memory = *memory;
    made->posterior = posterior;
    status = make_tables(made) ? open_run(made, error)
                               : ttri_no_memory(error, "condition");
    if (status != TTR_OK)
        ttri_bend_free(made);
    else
        *bend = made;
    return status;
}

void ttri_bend_free(struct ttri_bend *bend)
{
    struct ttri_memory memory;

    if (bend == NULL)
        return;
    memory = bend->memory;
    ttri_release(&memory, bend->spread);
    ttri_release(&memory, bend->gather);
    ttri_release(&memory, bend->own);
    ttri_release(&memory, bend);
}

uint32_t ttri_bend_rank(const struct ttri_bend *bend)
{
    return bend->rank;
}

/* ---- rooms ---- */

static size_t rows_of(const struct ttri_bend *bend)
{
    const struct ttri_posterior *posterior = bend->posterior;

    return (5 + 2 * MEMORY) * (size_t)bend->rank + posterior->unknowns +
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
                              const double *along, const double *across,
                              double *work)
{
    const struct ttri_posterior *posterior = bend->posterior;
    struct bending bending = {
        .bend = bend, .level = level, .along = along, .across = across};

    bending.nearest = take(&work, bend->rank);
    bending.rest = take(&work, bend->rank);
    bending.step = take(&work, bend->rank);
    bending.tried = take(&work, bend->rank);
    bending.missed = take(&work, bend->rank);
    bending.point = take(&work, posterior->unknowns);
    bending.misfit = take(&work, posterior->evidence.targets);
    bending.distance = take(&work, 1);
    bending.length = take(&work, 1);
    bending.taken = take(&work, MEMORY * (size_t)bend->rank);
    bending.learned = take(&work, MEMORY * (size_t)bend->rank);
    ttri_desk_lay(&bend->run, work, &bending.desk);
    return bending;
}

/* ---- where the lanes are ---- */

/* All lanes begin at the mean, with a step to where the normal law has them:
 * what has no figures there goes half as far. */
static void begin(struct bending *bending)
{
    size_t numbers = (size_t)bending->bend->rank * TTRI_LANES;

    for (size_t k = 0; k < numbers; k++) {
        bending->nearest[k] = 0.0;
        bending->rest[k] = bending->tried[k] = -bending->along[k];
    }
    for (uint32_t k = 0; k < TTRI_LANES; k++) {
        bending->distance[k] = INFINITY;
        bending->length[k] = 1.0;
    }
}

static void find_misfits(struct bending *bending)
{
    const struct ttri_bend *bend = bending->bend;
    const struct ttri_posterior *posterior = bend->posterior;
    const struct ttri_evidence *evidence = &posterior->evidence;
    struct ttri_run run = bend->run;

    memcpy(bending->point, bending->across, posterior->unknowns * ROW_BYTES);
    bending->level->matrices->add_product(posterior->unknowns, bend->rank,
                                          bend->spread, bending->tried,
                                          bending->point);
    for (uint32_t i = 0; i < posterior->unknowns; i++)
        memcpy(bending->desk.rows + (size_t)evidence->row[i] * TTRI_LANES,
               bending->point + (size_t)i * TTRI_LANES, ROW_BYTES);
    run.level = bending->level;
    ttri_compute_block(&run, &bending->desk, bending->desk.values);
    for (uint32_t i = 0; i < evidence->targets; i++) {
        double *row = bending->misfit + (size_t)i * TTRI_LANES;

        ttri_target_misfits(&evidence->target[i], run.level->operations,
                            bending->desk.values, row);
        for (uint32_t k = 0; k < TTRI_LANES; k++)
            row[k] -= evidence->misfit[i];
    }
}

/* U' x - diag(1 + l)^-1 y - diag(l / (1 + l))^1/2 Q' (r(u) - r(mean)), and the
 * square of its length. */
static void look(struct bending *bending, double *distance)
{
    const struct ttri_bend *bend = bending->bend;
    uint32_t rank = bend->rank;

    find_misfits(bending);
    memset(bending->missed, 0, rank * ROW_BYTES);
    bending->level->matrices->add_product(
        rank, bend->posterior->evidence.targets, bend->gather, bending->misfit,
        bending->missed);
    memset(distance, 0, ROW_BYTES);
    for (uint32_t j = 0; j < rank; j++)
        for (uint32_t k = 0; k < TTRI_LANES; k++) {
            size_t at = (size_t)j * TTRI_LANES + k;
            double missed = -bending->along[at] -
                            bend->own[j] * bending->tried[at] -
                            bending->missed[at];

            bending->missed[at] = missed;
            distance[k] += missed * missed;
        }
}

/* ---- where they go ---- */

static void dot(uint32_t rank, const double *a, const double *b, double *sum)
{
    memset(sum, 0, ROW_BYTES);
    for (uint32_t j = 0; j < rank; j++)
        for (uint32_t k = 0; k < TTRI_LANES; k++)
            sum[k] +=
                a[(size_t)j * TTRI_LANES + k] * b[(size_t)j * TTRI_LANES + k];
}

static void add_times(uint32_t rank, const double *factor, const double *from,
                      double *to)
{
    for (uint32_t j = 0; j < rank; j++)
        for (uint32_t k = 0; k < TTRI_LANES; k++)
            to[(size_t)j * TTRI_LANES + k] +=
                factor[k] * from[(size_t)j * TTRI_LANES + k];
}

/* Rows of what was missed become rows of steps, by all that is remembered. */
static void turn(const struct bending *bending, double *rows)
{
    uint32_t rank = bending->bend->rank;
    size_t one = (size_t)rank * TTRI_LANES;
    double part[TTRI_LANES];

    for (uint32_t i = 0; i < bending->memories; i++) {
        dot(rank, bending->taken + i * one, rows, part);
        add_times(rank, part, bending->learned + i * one, rows);
    }
}

/* Broyden's first update of the inverse: a lane that missed q less after a step
 * s adds (s - H q) s' H / s' H q to H. */
static void remember(struct bending *bending, const double *distance)
{
    uint32_t rank = bending->bend->rank;
    size_t one = (size_t)rank * TTRI_LANES;
    double *taken = bending->taken + bending->memories * one;
    double *learned = bending->learned + bending->memories * one;
    double part[TTRI_LANES], all[TTRI_LANES];

    for (size_t k = 0; k < one; k++) {
        taken[k] = bending->tried[k] - bending->nearest[k];
        learned[k] = bending->rest[k] - bending->missed[k];
    }
    turn(bending, learned);
    dot(rank, taken, learned, part);
    dot(rank, taken, taken, all);
    for (uint32_t k = 0; k < TTRI_LANES; k++) {
        bool use = isfinite(bending->distance[k]) && isfinite(distance[k]) &&
                   fabs(part[k]) > 0.1 * all[k];

        for (uint32_t j = 0; j < rank; j++) {
            size_t at = (size_t)j * TTRI_LANES + k;

            learned[at] = use ? (taken[at] - learned[at]) / part[k] : 0.0;
            taken[at] = use ? taken[at] : 0.0;
        }
    }
    bending->memories++;
}

/* Lanes that came nearer stay; the others go half as far from where they
 * were. */
static void judge(struct bending *bending, const double *distance)
{
    uint32_t rank = bending->bend->rank;

    for (uint32_t k = 0; k < TTRI_LANES; k++) {
        if (!(distance[k] < bending->distance[k])) {
            bending->length[k] /= 2.0;
            continue;
        }
        bending->distance[k] = distance[k];
        bending->length[k] = fmin(1.0, 2.0 * bending->length[k]);
        for (uint32_t j = 0; j < rank; j++) {
            size_t at = (size_t)j * TTRI_LANES + k;

            bending->nearest[at] = bending->tried[at];
            bending->rest[at] = bending->missed[at];
        }
    }
}

/* False if all lanes are there. */
static bool go_on(struct bending *bending)
{
    uint32_t rank = bending->bend->rank;
    bool any = false;

    for (uint32_t k = 0; k < TTRI_LANES; k++) {
        if (bending->distance[k] < NEAR * NEAR)
            bending->length[k] = 0.0;
        any = any || bending->length[k] > 0.0;
    }
    memcpy(bending->step, bending->rest, rank * ROW_BYTES);
    turn(bending, bending->step);
    memcpy(bending->tried, bending->nearest, rank * ROW_BYTES);
    add_times(rank, bending->length, bending->step, bending->tried);
    return any;
}

void ttri_bend_apply(const struct ttri_bend *bend,
                     const struct ttri_level *level, const double *along,
                     double *unknowns, double *work)
{
    struct bending bending = lay_out(bend, level, along, unknowns, work);
    uint32_t rank = bend->rank;
    double distance[TTRI_LANES];

    ttri_centre_rows(bend->run.prepared->plan, bending.desk.rows);
    begin(&bending);
    look(&bending, distance);
    judge(&bending, distance);
    for (uint32_t i = 1; i < LOOKS && go_on(&bending); i++) {
        look(&bending, distance);
        if (bending.memories < MEMORY)
            remember(&bending, distance);
        judge(&bending, distance);
    }
    level->matrices->add_product(bend->posterior->unknowns, rank, bend->spread,
                                 bending.nearest, unknowns);
}
