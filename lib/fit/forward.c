#include "fit/forward.h"

#include "lanes/lanes.h"

/* Of unit length, to both sides: truncation is below 2e-7 of a third
 * derivative, rounding below 1e-12. */
#define STEP 0x1p-10

/* ---- life ---- */

ttr_status ttri_forward_start(struct ttri_forward *forward,
                              const struct ttr_workers *workers,
                              ttr_monitor *monitor, struct ttr_error *error)
{
    struct ttri_run *run = &forward->run;
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    ttr_status status;

    *run = (struct ttri_run){.simulation = forward->simulation,
                             .monitor = monitor,
                             .level = &level[levels - 1]};
    status = ttri_workers_check(workers, &run->workers, error);
    if (status == TTR_OK)
        status =
            ttri_simulation_prepared(run->simulation, &run->prepared, error);
    if (status != TTR_OK)
        return status;
    forward->desks = ttri_desks_new(run);
    if (forward->desks == NULL)
        return ttri_no_memory(error, "calibration");
    for (uint32_t i = 0; i < run->workers.threads; i++)
        ttri_centre_rows(run->prepared->plan, forward->desks[i].rows);
    return TTR_OK;
}

void ttri_forward_stop(struct ttri_forward *forward)
{
    if (forward->desks != NULL)
        ttri_desks_free(&forward->run, forward->desks);
    forward->desks = NULL;
}

void ttri_forward_close(struct ttri_forward *forward)
{
    struct ttri_memory memory;

    if (forward->simulation == NULL)
        return;
    memory = forward->simulation->memory;
    ttri_forward_stop(forward);
    ttri_release(&memory, forward->target);
    ttri_release(&memory, forward->unknown);
    ttr_simulation_unref(forward->simulation);
    *forward = (struct ttri_forward){.simulation = NULL};
}

/* ---- blocks ---- */

/* Points by number: those of a list, or pairs of a difference. */
struct points {
    const struct ttri_forward *forward;
    uint32_t count; /* points */
    bool pairs;
    const double *point;     /* the list, or the one */
    const double *direction; /* of pairs; NULL: each unknown */
    double *result;
    atomic_uint_fast32_t next;
};

static double coordinate(const struct points *points, uint32_t number,
                         uint32_t unknown)
{
    size_t n = points->forward->unknowns;
    double step = number % 2 == 0 ? STEP : -STEP;
    uint32_t pair = number / 2;

    if (!points->pairs)
        return points->point[number * n + unknown];
    if (points->direction == NULL)
        return points->point[unknown] + (pair == unknown ? step : 0.0);
    return points->point[unknown] +
           step * points->direction[pair * n + unknown];
}

static void fill_rows(const struct points *points, struct ttri_desk *desk,
                      uint32_t first, uint32_t lanes)
{
    const struct ttri_forward *forward = points->forward;

    for (uint32_t i = 0; i < forward->unknowns; i++) {
        double *row = desk->rows + (size_t)forward->unknown[i].row * TTRI_LANES;

        for (uint32_t l = 0; l < TTRI_LANES; l++) {
            /* Lanes without a point repeat the last. */
            uint32_t number = first + (l < lanes ? l : lanes - 1);

            row[l] = coordinate(points, number, i);
        }
    }
}

static void take_results(const struct points *points,
                         const struct ttri_desk *desk, uint32_t first,
                         uint32_t lanes)
{
    const struct ttri_forward *forward = points->forward;
    size_t columns = points->count / 2;

    for (uint32_t i = 0; i < forward->targets; i++) {
        _Alignas(64) double misfit[TTRI_LANES];

        ttri_target_misfits(&forward->target[i], forward->run.level->operations,
                            desk->values, misfit);
        for (uint32_t l = 0; !points->pairs && l < lanes; l++)
            points->result[(size_t)(first + l) * forward->targets + i] =
                misfit[l];
        for (uint32_t l = 0; points->pairs && l < lanes; l += 2)
            points->result[i * columns + (first + l) / 2] =
                (misfit[l] - misfit[l + 1]) / (2.0 * STEP);
    }
}

static void run_blocks(void *work, uint32_t task)
{
    struct points *points = work;
    const struct ttri_run *run = &points->forward->run;
    struct ttri_desk *desk = &points->forward->desks[task];

    for (;;) {
        uint32_t first =
            (uint32_t)atomic_fetch_add(&points->next, 1) * TTRI_LANES;
        uint32_t lanes = points->count - first;

        if (first >= points->count || ttri_monitor_cancelled(run->monitor))
            return;
        lanes = lanes < TTRI_LANES ? lanes : TTRI_LANES;
        fill_rows(points, desk, first, lanes);
        ttri_compute_block(run, desk, desk->values);
        take_results(points, desk, first, lanes);
    }
}

static ttr_status run_points(struct points *points, struct ttr_error *error)
{
    const struct ttri_run *run = &points->forward->run;

    atomic_init(&points->next, 0);
    ttri_workers_run(&run->workers, run_blocks, points);
    return ttri_monitor_cancelled(run->monitor)
               ? ttri_fail(error, TTR_E_CANCELLED, "calibration",
                           "was cancelled", "")
               : TTR_OK;
}

ttr_status ttri_forward_points(const struct ttri_forward *forward,
                               uint32_t count, const double *points,
                               double *misfits, struct ttr_error *error)
{
    struct points work = {
        .forward = forward, .count = count, .point = points, .result = misfits};

    return run_points(&work, error);
}

ttr_status ttri_forward_slopes(const struct ttri_forward *forward,
                               const double *point, uint32_t count,
                               const double *directions, double *slopes,
                               struct ttr_error *error)
{
    struct points work = {.forward = forward,
                          .count = 2 * count,
                          .pairs = true,
                          .point = point,
                          .direction = directions,
                          .result = slopes};

    return run_points(&work, error);
}
