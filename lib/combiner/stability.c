#include "combiner/stability.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/matrix.h"

/* A shift on the transformed scale, small enough for the differences to be
 * exact to nine digits. */
#define SHIFT 1e-4
/* Companion matrices above this size are replaced by a bound. */
#define MAX_COMPANION 256u

/* A node is a link at work in one target region: number link * regions +
 * region. Without links across regions the matrices fall into one block per
 * region. */
struct study {
    const struct ttri_links *links;
    const struct ttri_scene *scene;
    const struct ttri_plan *plan;
    uint32_t regions, periods, nodes;
    bool across;       /* some link reaches into another region */
    double *parameter; /* of a run */
    double *up, *down; /* results of bumped runs */
    double *response;  /* periods x nodes x nodes: D */
    double *gain;      /* nodes x nodes of one period: |G|, all lags */
    double *companion, *work;
};

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

    snprintf(address, sizeof address, "%s/%s/%s",
             scene->component[link->target_component]->name,
             scene->region[node % study->regions].name, link->target_key);
    return ttri_map_find(&scene->driver_map, address);
}

static ttr_status run_bumped(struct study *study, uint32_t first,
                             uint32_t count, double shift, double *results,
                             struct ttr_error *error)
{
    memset(study->parameter, 0, study->scene->drivers * sizeof(double));
    for (uint32_t i = first; i < first + count; i++) {
        uint32_t parameter = target_parameter(study, i);

        if (at_work(study, i) && parameter != TTRI_NONE)
            study->parameter[parameter] = shift;
    }
    return ttri_run(study->plan, &study->links->memory, study->parameter,
                    results, error);
}

/* Fills D's columns of nodes [first, first + count), bumped together: they
 * have no row in common. */
static ttr_status respond(struct study *study, uint32_t first, uint32_t count,
                          struct ttr_error *error)
{
    uint32_t n = study->nodes, periods = study->periods;
    ttr_status status =
        run_bumped(study, first, count, SHIFT, study->up, error);

    if (status == TTR_OK)
        status = run_bumped(study, first, count, -SHIFT, study->down, error);
    for (uint32_t i = 0; status == TTR_OK && i < n; i++) {
        uint32_t column = count == 1 ? first : first + i % study->regions;

        if (!at_work(study, i) || !at_work(study, column))
            continue;
        for (uint32_t t = 0; t < periods; t++) {
            double up = study->up[(size_t)i * periods + t];
            double down = study->down[(size_t)i * periods + t];
            double d =
                up > 0.0 && down > 0.0 ? log(up / down) / (2.0 * SHIFT) : 0.0;

            study->response[((size_t)t * n + i) * n + column] = d;
        }
    }
    return status;
}

static ttr_status find_responses(struct study *study, struct ttr_error *error)
{
    uint32_t step = study->across ? 1 : study->regions;
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < study->nodes; i += step)
        status = respond(study, i, step, error);
    return status;
}

static double elasticity(const struct study *study, uint32_t node, uint32_t t)
{
    const struct ttri_scene_link *link =
        &study->links->link[node / study->regions];

    if (link->elasticity_driver == NULL)
        return link->elasticity;
    return ttri_driver_curve_at(link->elasticity_driver, study->scene->calendar,
                                study->scene->calendar->period[t].middle);
}

/* G of one period, signed; the lag belongs to the row. */
static void fill_gain(struct study *study, uint32_t t)
{
    uint32_t n = study->nodes;

    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            study->gain[(size_t)i * n + j] =
                elasticity(study, i, t) *
                study->response[((size_t)t * n + i) * n + j];
}

/* Node i of a block: every node, or those of one region. */
static uint32_t member(const struct study *study, uint32_t block, uint32_t i)
{
    return study->across ? i : i * study->regions + block;
}

/* The companion matrix of one block, links of the same period solved out:
 * x = (I - G_0)^-1 sum of G_k x(t - k). Returns its size. */
static uint32_t fill_companion(struct study *study, uint32_t block, uint32_t m,
                               uint32_t lags)
{
    uint32_t size = m * lags, n = study->nodes;

    memset(study->companion, 0, (size_t)size * size * sizeof(double));
    memset(study->work, 0, (size_t)m * m * sizeof(double));
    for (uint32_t i = 0; i < m; i++) {
        uint32_t row = member(study, block, i);
        uint32_t lag = study->links->link[row / study->regions].lag;

        for (uint32_t j = 0; j < m; j++) {
            double g = study->gain[(size_t)row * n + member(study, block, j)];

            if (lag == 0)
                study->work[(size_t)i * m + j] = g;
            else
                study->companion[(size_t)i * size + (lag - 1) * m + j] = g;
        }
    }
    ttri_solve_identity_minus(m, study->work, size, study->companion);
    for (uint32_t i = m; i < size; i++)
        study->companion[(size_t)i * size + i - m] = 1.0;
    return size;
}

/* Where the companion would be too large: links of any lag as if they acted at
 * once, without sign. It is never too small. */
static uint32_t fill_bound(struct study *study, uint32_t block, uint32_t m)
{
    for (uint32_t i = 0; i < m; i++)
        for (uint32_t j = 0; j < m; j++)
            study->companion[(size_t)i * m + j] = fabs(
                study->gain[(size_t)member(study, block, i) * study->nodes +
                            member(study, block, j)]);
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
                               uint32_t m, uint32_t at)
{
    const double *row =
        study->gain + (size_t)member(study, block, at) * study->nodes;
    uint32_t strongest = 0;

    for (uint32_t j = 1; j < m; j++)
        if (fabs(row[member(study, block, j)]) >
            fabs(row[member(study, block, strongest)]))
            strongest = j;
    return strongest;
}

/* The member of a block that is fed most. */
static uint32_t most_fed(const struct study *study, uint32_t block, uint32_t m)
{
    double largest = -1.0;
    uint32_t most = 0;

    for (uint32_t i = 0; i < m; i++) {
        uint32_t from = strongest_feed(study, block, m, i);
        double gain =
            fabs(study->gain[(size_t)member(study, block, i) * study->nodes +
                             member(study, block, from)]);

        if (gain > largest) {
            largest = gain;
            most = i;
        }
    }
    return most;
}

/* Goes from what is fed most to what feeds it most, and on: after as many
 * steps as there are members the way is on a loop, whose links are named. */
static ttr_status report(const struct study *study, uint32_t block, uint32_t m,
                         double radius, struct ttr_error *error)
{
    char names[160] = "", value[TTRI_NUMBER_SIZE];
    uint32_t at = most_fed(study, block, m), start;
    size_t used = 0;

    for (uint32_t step = 0; step < m; step++)
        at = strongest_feed(study, block, m, at);
    start = at;
    do {
        uint32_t link = member(study, block, at) / study->regions;

        snprintf(names + used, sizeof names - used, "%s%s",
                 used > 0 ? " <- " : "", study->links->link[link].name);
        used = strlen(names);
        at = strongest_feed(study, block, m, at);
    } while (at != start);
    ttri_format_number(radius, value);
    value[6] = '\0'; /* a spectral radius is no figure to quote at length */
    return ttri_failf(error, TTR_E_UNSTABLE, "links",
                      "must have a spectral radius below 1: it is %s on the "
                      "loop %s",
                      value, names);
}

static ttr_status check_period(struct study *study, uint32_t t,
                               struct ttr_error *error)
{
    uint32_t blocks = study->across ? 1 : study->regions;
    uint32_t m = study->nodes / blocks, lags = largest_lag(study->links);

    fill_gain(study, t);
    for (uint32_t block = 0; block < blocks; block++) {
        uint32_t size = m * lags <= MAX_COMPANION
                            ? fill_companion(study, block, m, lags)
                            : fill_bound(study, block, m);
        double radius =
            ttri_spectral_radius(size, study->companion, study->work);

        if (!(radius < 1.0))
            return report(study, block, m, radius, error);
    }
    return TTR_OK;
}

/* Period in which the responses are largest. */
static uint32_t worst_period(const struct study *study)
{
    size_t square = (size_t)study->nodes * study->nodes;
    double largest = -1.0;
    uint32_t worst = 0;

    for (uint32_t t = 0; t < study->periods; t++) {
        double sum = 0.0;

        for (size_t i = 0; i < square; i++)
            sum += fabs(study->response[t * square + i]);
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
    size_t n = study->nodes, companion = n * largest_lag(study->links);

    if (companion > MAX_COMPANION)
        companion = n > MAX_COMPANION ? n : MAX_COMPANION;
    study->parameter =
        ttri_clear(memory, study->scene->drivers, sizeof(double));
    study->up = ttri_clear(memory, n * study->periods, sizeof(double));
    study->down = ttri_clear(memory, n * study->periods, sizeof(double));
    study->response =
        ttri_clear(memory, n * n * study->periods, sizeof(double));
    study->gain = ttri_clear(memory, n * n, sizeof(double));
    study->companion =
        ttri_clear(memory, companion * companion, sizeof(double));
    study->work = ttri_clear(memory, companion * companion, sizeof(double));
    return study->parameter != NULL && study->up != NULL &&
           study->down != NULL && study->response != NULL &&
           study->gain != NULL && study->companion != NULL &&
           study->work != NULL;
}

static void study_clear(struct study *study)
{
    const struct ttri_memory *memory = &study->links->memory;

    ttri_release(memory, study->parameter);
    ttri_release(memory, study->up);
    ttri_release(memory, study->down);
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
    if (!study_init(&study)) {
        study_clear(&study);
        return ttri_no_memory(error, "links");
    }
    status = find_responses(&study, error);
    if (status == TTR_OK)
        status = check_period(&study, study.periods - 1, error);
    if (status == TTR_OK)
        status = check_period(&study, worst_period(&study), error);
    study_clear(&study);
    return status;
}
