/* Single paths of a run: values, random numbers, explanations. */
#include <string.h>

#include "engine/forecast.h"
#include "engine/simulation.h"

/* Paths that are asked for, and a desk to compute them at. */
struct paths {
    struct ttri_run run;
    struct ttri_desk desk;
    uint64_t first, count;
};

ttr_status ttri_check_paths(const struct ttri_run *run, uint64_t first,
                            uint64_t count, struct ttr_error *error)
{
    if (first >= run->sampling.paths)
        return ttri_fail_number(error, TTR_E_RANGE, "first",
                                "must be below the number of paths",
                                (double)first);
    if (count < 1 || count > run->sampling.paths - first)
        return ttri_fail_number(error, TTR_E_RANGE, "count",
                                "must be at least 1, and not beyond the last "
                                "path",
                                (double)count);
    return TTR_OK;
}

static void paths_close(struct paths *paths)
{
    ttri_desk_free(&paths->run, &paths->desk);
    ttri_run_close(&paths->run);
}

static ttr_status paths_open(struct paths *paths,
                             const ttr_simulation *simulation,
                             const struct ttr_sampling *sampling,
                             uint64_t first, uint64_t count,
                             struct ttr_error *error)
{
    struct ttri_request request = {simulation, sampling, NULL, NULL};
    ttr_status status;

    *paths = (struct paths){.first = first, .count = count};
    status = ttri_run_open(&request, &paths->run, error);
    if (status == TTR_OK)
        status = ttri_check_paths(&paths->run, first, count, error);
    if (status == TTR_OK && !ttri_desk_new(&paths->run, &paths->desk))
        status = ttri_no_memory(error, "simulation");
    if (status != TTR_OK)
        paths_close(paths);
    return status;
}

struct ttri_lane_part ttri_part_of(uint64_t first, uint64_t count,
                                   uint64_t block)
{
    uint64_t begin = block * TTRI_LANES, end = begin + TTRI_LANES;
    uint64_t last = first + count;
    uint64_t from = first > begin ? first : begin;
    uint64_t to = last < end ? last : end;

    return (struct ttri_lane_part){(uint32_t)(from - begin),
                                   (uint32_t)(to - begin), from - first};
}

void ttri_copy_part(const struct ttri_lane_part *part, const double *row,
                    uint64_t index, uint64_t count, double *table)
{
    memcpy(table + index * count + part->column, row + part->from,
           (part->to - part->from) * sizeof *row);
}

/* Calls `block` for each block that has paths asked for. */
static void for_blocks(struct paths *paths,
                       void (*block)(struct paths *paths,
                                     const struct ttri_lane_part *part,
                                     double *values),
                       double *values)
{
    uint64_t last = (paths->first + paths->count - 1) / TTRI_LANES;

    for (uint64_t i = paths->first / TTRI_LANES; i <= last; i++) {
        struct ttri_lane_part part =
            ttri_part_of(paths->first, paths->count, i);

        ttri_fill_block(&paths->run, &paths->desk, i, TTRI_REDRAW_NONE);
        block(paths, &part, values);
    }
}

static ttr_status check_room(const struct paths *paths, uint64_t rows,
                             size_t capacity, struct ttr_error *error)
{
    if (capacity / rows < paths->count)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "values",
                                "must have room for every number of the table",
                                (double)capacity);
    return TTR_OK;
}

static ttr_status check_handles(const char *function,
                                const ttr_simulation *simulation,
                                const double *values, struct ttr_error *error)
{
    if (simulation == NULL || values == NULL)
        return ttri_null_argument(error, function,
                                  simulation == NULL ? "simulation" : "values");
    return TTR_OK;
}

/* ---- values ---- */

static void copy_values(struct paths *paths, const struct ttri_lane_part *part,
                        double *values)
{
    uint32_t variables = paths->run.simulation->figures.variables;

    ttri_compute_block(&paths->run, &paths->desk, paths->desk.values);
    for (uint32_t v = 0; v < variables; v++)
        ttri_copy_part(part, paths->desk.values + (size_t)v * TTRI_LANES, v,
                       paths->count, values);
}

ttr_status ttr_simulation_paths(const ttr_simulation *simulation,
                                const struct ttr_sampling *sampling,
                                uint64_t first, uint64_t count, double *values,
                                size_t capacity, struct ttr_error *error)
{
    struct paths paths;
    ttr_status status =
        check_handles("ttr_simulation_paths", simulation, values, error);

    if (status == TTR_OK)
        status = paths_open(&paths, simulation, sampling, first, count, error);
    if (status != TTR_OK)
        return status;
    status = check_room(&paths, simulation->figures.variables, capacity, error);
    if (status == TTR_OK)
        for_blocks(&paths, copy_values, values);
    paths_close(&paths);
    return status;
}

/* ---- random numbers ---- */

static void copy_numbers(struct paths *paths, const struct ttri_lane_part *part,
                         double *values)
{
    const struct ttri_plan *plan = paths->run.prepared->plan;
    uint32_t periods = paths->run.prepared->periods;

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);

        for (uint32_t t = 0; t < periods; t++)
            ttri_copy_part(part,
                           paths->desk.rows +
                               (size_t)(draw->row + (draw->rows > 1 ? t : 0)) *
                                   TTRI_LANES,
                           (uint64_t)i * periods + t, paths->count, values);
    }
}

ttr_status ttr_simulation_numbers(const ttr_simulation *simulation,
                                  const struct ttr_sampling *sampling,
                                  uint64_t first, uint64_t count,
                                  double *values, size_t capacity,
                                  struct ttr_error *error)
{
    struct paths paths;
    uint64_t rows;
    ttr_status status =
        check_handles("ttr_simulation_numbers", simulation, values, error);

    if (status == TTR_OK)
        status = paths_open(&paths, simulation, sampling, first, count, error);
    if (status != TTR_OK)
        return status;
    rows = (uint64_t)ttri_plan_draws(paths.run.prepared->plan) *
           paths.run.prepared->periods;
    if (rows > 0)
        status = check_room(&paths, rows, capacity, error);
    if (status == TTR_OK)
        for_blocks(&paths, copy_numbers, values);
    paths_close(&paths);
    return status;
}
