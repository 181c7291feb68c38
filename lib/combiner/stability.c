#include "combiner/stability.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/elementary.h"
#include "math/matrix.h"

/* A shift on the transformed scale, small enough for the differences to be
 * exact to nine digits. */
#define SHIFT 1e-4
/* Companion matrices above this size are replaced by a bound. */
#define MAX_COMPANION 256u
/* Columns of D that are found at once, by two runs each. */
#define BATCH 8u
/* Gains beyond this are as unstable, and could overflow. */
#define MAX_GAIN 1e100

/* A node is a link at work in one target region: number link * regions +
 * region. Without links across regions the matrices fall into one block per
 * region. */
struct study {
    const struct ttri_links *links;
    const struct ttri_scene *scene;
    const struct ttri_plan *plan;
    uint32_t regions, periods, nodes;
    uint32_t blocks, members; /* of each block */
    bool across;              /* some link reaches into another region */
    double *elasticity;       /* links x periods */
    double *parameter;        /* of a batch of runs: up, down, up, ... */
    double *result;
    uint32_t *differs; /* columns that are run */
    uint32_t *run;     /* by column: which of those is its own */
    double *response;  /* periods x nodes x members: D */
    double *gain;      /* nodes x members of one period: G, all lags */
    double *companion, *work;
};

/* Node i of a block: every node, or those of one region. */
static uint32_t member(const struct study *study, uint32_t block, uint32_t i)
{
    return study->across ? i : i * study->regions + block;
}

/* Where the effect of node `column` on node `row` of its block stands. */
static size_t cell(const struct study *study, uint32_t row, uint32_t column)
{
    return (size_t)row * study->members +
           (study->across ? column : column / study->regions);
}

static bool at_work(const struct study *study, uint32_t node)
{
    const struct ttri_scene_link *link =
        &study->links->link[node / study->regions];

    return link->target_region == TTRI_NONE ||
           link->target_region == node % study->regions;
}

/* Index of the parameter that moves a node's target driver. */
static uint32_t target_parameter(const struct study *study, uint32_t node)
{
    const struct ttri_scene_link *link =
        &study->links->link[node / study->regions];
    const struct ttri_scene *scene = study->scene;
    char address[256];

    TTRI_JOIN(address, scene->component[link->target_component]->name, "/",
              scene->region[node % study->regions].name, "/", link->target_key);
    return ttri_map_find(&scene->driver_map, address);
}

/* Nodes that are bumped together: they have no row of D in common. */
static uint32_t together(const struct study *study)
{
    return study->across ? 1 : study->regions;
}

/* Does column `column` move the same drivers as an earlier one? */
static bool moves_as(const struct study *study, uint32_t column,
                     uint32_t earlier)
{
    uint32_t step = together(study);
    uint32_t a = column * step, b = earlier * step, regions = study->regions;
    const struct ttri_scene_link *x = &study->links->link[a / regions];
    const struct ttri_scene_link *y = &study->links->link[b / regions];

    return a % regions == b % regions &&
           x->target_component == y->target_component &&
           x->target_region == y->target_region &&
           strcmp(x->target_key, y->target_key) == 0;
}

/* Lists the columns that differ; the others take the number of their run from
 * an earlier one. Returns how many there are. */
static uint32_t list_runs(struct study *study, uint32_t columns)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < columns; i++) {
        uint32_t k = 0;

        while (k < count && !moves_as(study, i, study->differs[k]))
            k++;
        study->run[i] = k;
        if (k == count)
            study->differs[count++] = i;
    }
    return count;
}

/* Bumps `count` columns, one after the other. */
static ttr_status run_bumped(struct study *study, const uint32_t *column,
                             uint32_t count, struct ttr_error *error)
{
    uint32_t step = together(study), runs = 2 * count;

    memset(study->parameter, 0, study->scene->drivers * runs * sizeof(double));
    for (uint32_t i = 0; i < step * count; i++) {
        uint32_t node = column[i / step] * step + i % step;
        uint32_t parameter = target_parameter(study, node);
        double *shift;

        if (!at_work(study, node) || parameter == TTRI_NONE)
            continue;
        shift = study->parameter + (size_t)parameter * runs + i / step * 2;
        shift[0] = SHIFT;
        shift[1] = -SHIFT;
    }
    return ttri_run_several(study->plan, &study->links->memory, runs,
                            study->parameter, NULL, study->result, error);
}

/* d ln(source), from the source in the two bumped runs. */
static double log_slope(double up, double down)
{
    double change = up > 0.0 && down > 0.0 ? up / down : 0.0;

    return change > 0.0 && isfinite(change)
               ? ttri_logarithm(change) / (2.0 * SHIFT)
               : 0.0;
}

/* Row i of D, in the columns that were bumped together from `first` on, by
 * runs `pair` and pair + 1 of `runs`. */
static void respond(struct study *study, uint32_t i, uint32_t first,
                    uint32_t pair, uint32_t runs)
{
    size_t square = (size_t)study->nodes * study->members;
    uint32_t column = study->across ? first : first + i % study->regions;
    const double *result =
        study->result + (size_t)i * study->periods * runs + pair;

    if (!at_work(study, i) || !at_work(study, column))
        return;
    for (uint32_t t = 0; t < study->periods; t++, result += runs)
        study->response[t * square + cell(study, i, column)] =
            log_slope(result[0], result[1]);
}

static ttr_status find_responses(struct study *study, struct ttr_error *error)
{
    uint32_t step = together(study), columns = study->nodes / step;
    uint32_t differ = list_runs(study, columns);
    ttr_status status = TTR_OK;

    for (uint32_t k = 0; status == TTR_OK && k < differ; k += BATCH) {
        uint32_t count = differ - k < BATCH ? differ - k : BATCH;

        status = run_bumped(study, study->differs + k, count, error);
        for (uint32_t j = 0; status == TTR_OK && j < columns; j++)
            if (study->run[j] >= k && study->run[j] < k + count)
                for (uint32_t i = 0; i < study->nodes; i++)
                    respond(study, i, j * step, 2 * (study->run[j] - k),
                            2 * count);
    }
    return status;
}

static ttr_status find_elasticity(struct study *study, uint32_t index,
                                  struct ttr_error *error)
{
    const struct ttri_scene_link *link = &study->links->link[index];
    double *path = study->elasticity + (size_t)index * study->periods;

    for (uint32_t t = 0; t < study->periods; t++)
        path[t] = link->elasticity;
    if (link->elasticity_driver == NULL)
        return TTR_OK;
    return ttri_driver_path(link->elasticity_driver,
                            &ttri_elasticity_definition, study->scene->calendar,
                            link->name, path, NULL, error);
}

static ttr_status find_elasticities(struct study *study,
                                    struct ttr_error *error)
{
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < study->links->links; i++)
        status = find_elasticity(study, i, error);
    return status;
}

/* G of one period, signed; the lag belongs to the row. Returns the sum of its
 * sizes. */
static double fill_gain(struct study *study, uint32_t t)
{
    size_t square = (size_t)study->nodes * study->members;
    const double *response = study->response + t * square;
    double sum = 0.0;

    for (size_t i = 0; i < square; i++) {
        size_t link = i / study->members / study->regions;
        double elasticity = study->elasticity[link * study->periods + t];

        study->gain[i] =
            fmax(-MAX_GAIN, fmin(elasticity * response[i], MAX_GAIN));
        sum += fabs(study->gain[i]);
    }
    return sum;
}

static double gain(const struct study *study, uint32_t block, uint32_t row,
                   uint32_t column)
{
    return study
        ->gain[(size_t)member(study, block, row) * study->members + column];
}

static uint32_t lag_of(const struct study *study, uint32_t block, uint32_t row)
{
    return study->links->link[member(study, block, row) / study->regions].lag;
}

/* Do links of the same period form a loop? The equations have none, so that
 * something inside the streams looks back: such links act a period later. */
static bool loops_at_once(struct study *study, uint32_t block)
{
    uint32_t m = study->members;

    for (uint32_t i = 0; i < m; i++)
        for (uint32_t j = 0; j < m; j++)
            study->companion[(size_t)i * m + j] =
                lag_of(study, block, i) == 0 ? gain(study, block, i, j) : 0.0;
    return ttri_spectral_radius(m, study->companion, study->work, 0.0) > 0.0;
}

/* The companion matrix of one block, links of the same period solved out:
 * x = (I - G_0)^-1 sum of G_k x(t - k). Returns its size. */
static uint32_t fill_companion(struct study *study, uint32_t block,
                               uint32_t lags)
{
    uint32_t m = study->members, size = m * lags;
    uint32_t least = loops_at_once(study, block) ? 1 : 0;

    memset(study->companion, 0, (size_t)size * size * sizeof(double));
    memset(study->work, 0, (size_t)m * m * sizeof(double));
    for (uint32_t i = 0; i < m; i++) {
        uint32_t lag = lag_of(study, block, i);

        lag = lag < least ? least : lag;
        for (uint32_t j = 0; j < m; j++) {
            double g = gain(study, block, i, j);

            if (lag == 0)
                study->work[(size_t)i * m + j] = g;
            else
                study->companion[(size_t)i * size + (lag - 1) * m + j] = g;
        }
    }
    /* Without a loop G_0 is nilpotent, and I - G_0 has an inverse. */
    ttri_solve_identity_minus(m, study->work, size, study->companion);
    for (uint32_t i = m; i < size; i++)
        study->companion[(size_t)i * size + i - m] = 1.0;
    return size;
}

/* |G| of one block, links of any lag as if they acted at once, and `diagonal`
 * on its diagonal. Returns its size. */
static uint32_t fill_sizes(struct study *study, uint32_t block, double diagonal)
{
    uint32_t m = study->members;

    for (uint32_t i = 0; i < m; i++)
        for (uint32_t j = 0; j < m; j++)
            study->companion[(size_t)i * m + j] =
                fabs(gain(study, block, i, j)) + (i == j ? diagonal : 0.0);
    return m;
}

static uint32_t largest_lag(const struct ttri_links *links)
{
    uint32_t largest = 1;

    for (uint32_t i = 0; i < links->links; i++)
        if (links->link[i].lag > largest)
            largest = links->link[i].lag;
    return largest;
}

/* The member of a block that feeds member `at` most. */
static uint32_t strongest_feed(const struct study *study, uint32_t block,
                               uint32_t at, const double *strength)
{
    uint32_t strongest = 0;
    double largest = -1.0;

    for (uint32_t j = 0; j < study->members; j++) {
        double feed = fabs(gain(study, block, at, j)) * strength[j];

        if (feed > largest) {
            largest = feed;
            strongest = j;
        }
    }
    return strongest;
}

/* A high power of I + |G| is v w' of its first eigenvectors: v w is above 0 in
 * the group that grows fastest, and nowhere else. Leaves v in `work`; returns
 * a member of that group. */
static uint32_t find_group(struct study *study, uint32_t block)
{
    uint32_t m = fill_sizes(study, block, 1.0), start = 0;
    const double *power = study->companion;

    ttri_spectral_radius(m, study->companion, study->work, 0.0);
    for (uint32_t i = 1; i < m; i++)
        if (power[(size_t)i * m + i] > power[(size_t)start * m + start])
            start = i;
    for (uint32_t i = 0; i < m; i++)
        study->work[i] = power[(size_t)i * m + start];
    return start;
}

/* Goes from a member of the group that grows to what feeds it most, and on:
 * after as many steps as there are members the way is on a loop, whose links
 * are named. */
static ttr_status report(struct study *study, uint32_t block, double radius,
                         struct ttr_error *error)
{
    char names[320] = "", value[TTRI_NUMBER_SIZE];
    uint32_t at = find_group(study, block), start;
    size_t used = 0;

    for (uint32_t step = 0; step < study->members; step++)
        at = strongest_feed(study, block, at, study->work);
    start = at;
    do {
        uint32_t link = member(study, block, at) / study->regions;

        snprintf(names + used, sizeof names - used, "%s%s",
                 used > 0 ? " <- " : "", study->links->link[link].name);
        used = strlen(names);
        at = strongest_feed(study, block, at, study->work);
    } while (at != start);
    ttri_format_digits(radius, 5, value);
    return ttri_failf(error, TTR_E_UNSTABLE, "links",
                      "must have a spectral radius below 1: it is %s on the "
                      "loop %s",
                      value, names);
}

static ttr_status check_period(struct study *study, uint32_t t,
                               struct ttr_error *error)
{
    uint32_t lags = largest_lag(study->links);

    fill_gain(study, t);
    for (uint32_t block = 0; block < study->blocks; block++) {
        uint32_t size = (size_t)study->members * lags <= MAX_COMPANION
                            ? fill_companion(study, block, lags)
                            : fill_sizes(study, block, 0.0);
        double radius =
            ttri_spectral_radius(size, study->companion, study->work, 1.0);

        if (!(radius < 1.0))
            return report(study, block, radius, error);
    }
    return TTR_OK;
}

/* Period in which the gains are largest. */
static uint32_t worst_period(struct study *study)
{
    double largest = -1.0;
    uint32_t worst = 0;

    for (uint32_t t = 0; t < study->periods; t++) {
        double sum = fill_gain(study, t);

        if (sum > largest) {
            largest = sum;
            worst = t;
        }
    }
    return worst;
}

static bool study_init(struct study *study)
{
    const struct ttri_memory *memory = &study->links->memory;
    size_t n = study->nodes, square = n * study->members;
    size_t companion = (size_t)study->members * largest_lag(study->links);
    size_t batch = n / together(study);

    batch = batch < BATCH ? batch : BATCH;
    if (companion > MAX_COMPANION)
        companion =
            study->members > MAX_COMPANION ? study->members : MAX_COMPANION;
    study->elasticity = ttri_clear(
        memory, (size_t)study->links->links * study->periods, sizeof(double));
    study->parameter =
        ttri_clear(memory, study->scene->drivers, 2 * batch * sizeof(double));
    study->result =
        ttri_clear(memory, n * study->periods, 2 * batch * sizeof(double));
    study->differs = ttri_clear(memory, n, sizeof *study->differs);
    study->run = ttri_clear(memory, n, sizeof *study->run);
    study->response =
        ttri_clear(memory, square * study->periods, sizeof(double));
    study->gain = ttri_clear(memory, square, sizeof(double));
    study->companion =
        ttri_clear(memory, companion * companion, sizeof(double));
    study->work = ttri_clear(memory, companion * companion, sizeof(double));
    return study->elasticity != NULL && study->parameter != NULL &&
           study->result != NULL && study->differs != NULL &&
           study->run != NULL && study->response != NULL &&
           study->gain != NULL && study->companion != NULL &&
           study->work != NULL;
}

static void study_clear(struct study *study)
{
    const struct ttri_memory *memory = &study->links->memory;

    ttri_release(memory, study->elasticity);
    ttri_release(memory, study->parameter);
    ttri_release(memory, study->result);
    ttri_release(memory, study->differs);
    ttri_release(memory, study->run);
    ttri_release(memory, study->response);
    ttri_release(memory, study->gain);
    ttri_release(memory, study->companion);
    ttri_release(memory, study->work);
}

ttr_status ttri_check_stability(const struct ttri_links *links,
                                const struct ttri_scene *scene,
                                const struct ttri_plan *plan,
                                struct ttr_error *error)
{
    struct study study = {.links = links,
                          .scene = scene,
                          .plan = plan,
                          .regions = scene->regions,
                          .periods = scene->calendar->count,
                          .nodes = links->links * scene->regions};
    ttr_status status;

    for (uint32_t i = 0; i < links->links; i++)
        study.across =
            study.across || links->link[i].source_region != TTRI_NONE;
    study.blocks = study.across ? 1 : study.regions;
    study.members = study.nodes / study.blocks;
    if (!study_init(&study)) {
        study_clear(&study);
        return ttri_no_memory(error, "links");
    }
    status = find_elasticities(&study, error);
    if (status == TTR_OK)
        status = find_responses(&study, error);
    if (status == TTR_OK)
        status = check_period(&study, study.periods - 1, error);
    if (status == TTR_OK)
        status = check_period(&study, worst_period(&study), error);
    study_clear(&study);
    return status;
}
