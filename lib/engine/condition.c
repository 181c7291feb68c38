#include "engine/condition.h"

#include <math.h>
#include <string.h>

#include "engine/bend.h"
#include "lanes/lanes.h"

/* x becomes mean + (I - U diag(s) U') x; s is 1 where it is to be bent then. */
struct ttri_condition {
    struct ttri_memory memory;
    const struct ttri_posterior *posterior;
    uint32_t *row;          /* by unknown: among the plan's draws */
    double *shrink;         /* s */
    double *gather;         /* rank x unknowns: U' */
    struct ttri_bend *bend; /* or NULL */
};

/* ---- the unknowns of a plan ---- */

static bool map_draws(const struct ttri_memory *memory,
                      const struct ttri_plan *plan, struct ttri_map *map)
{
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++)
        if (!ttri_map_put(memory, map, ttri_plan_draw(plan, i)->draw->name, i))
            return false;
    return true;
}

static ttr_status find_rows(struct ttri_condition *condition,
                            const struct ttri_plan *plan,
                            struct ttr_error *error)
{
    const struct ttri_posterior *posterior = condition->posterior;
    struct ttri_map map = {0};
    ttr_status status = map_draws(&condition->memory, plan, &map)
                            ? TTR_OK
                            : ttri_no_memory(error, "condition");

    for (uint32_t i = 0; status == TTR_OK && i < posterior->unknowns; i++)
        condition->row[i] =
            ttri_plan_draw(plan, ttri_map_find(&map, posterior->draw[i]))->row +
            posterior->period[i];
    ttri_map_clear(&condition->memory, &map);
    return status;
}

static ttr_status make_tables(struct ttri_condition *condition,
                              struct ttr_error *error)
{
    const struct ttri_memory *memory = &condition->memory;
    const struct ttri_posterior *posterior = condition->posterior;
    size_t unknowns = posterior->unknowns, rank = posterior->rank;

    condition->row = ttri_clear(memory, unknowns, sizeof *condition->row);
    condition->shrink = ttri_clear(memory, rank, sizeof(double));
    condition->gather = ttri_clear(memory, rank * unknowns, sizeof(double));
    if (condition->row == NULL || condition->shrink == NULL ||
        condition->gather == NULL)
        return ttri_no_memory(error, "condition");
    for (size_t j = 0; j < rank; j++) {
        condition->shrink[j] =
            1.0 - 1.0 / sqrt(1.0 + posterior->information[j]);
        for (size_t i = 0; i < unknowns; i++)
            condition->gather[j * unknowns + i] =
                posterior->direction[i * rank + j];
    }
    return TTR_OK;
}

/* ---- life ---- */

ttr_status ttri_condition_new(const struct ttri_memory *memory,
                              const struct ttri_posterior *posterior,
                              const struct ttri_plan *plan,
                              struct ttri_condition **condition,
                              struct ttr_error *error)
{
    struct ttri_condition *made = ttri_clear(memory, 1, sizeof *made);
    ttr_status status;

    if (made == NULL)
        return ttri_no_memory(error, "condition");
    made->memory = *memory;
    made->posterior = posterior;
    status = make_tables(made, error);
    if (status == TTR_OK)
        status = find_rows(made, plan, error);
    if (status == TTR_OK && posterior->evidence.simulation != NULL &&
        posterior->rank > 0)
        status = ttri_bend_new(memory, posterior, &made->bend, error);
    if (status != TTR_OK)
        ttri_condition_free(made);
    else
        *condition = made;
    return status;
}

void ttri_condition_free(struct ttri_condition *condition)
{
    struct ttri_memory memory;

    if (condition == NULL)
        return;
    memory = condition->memory;
    ttri_bend_free(condition->bend);
    ttri_release(&memory, condition->row);
    ttri_release(&memory, condition->shrink);
    ttri_release(&memory, condition->gather);
    ttri_release(&memory, condition);
}

/* ---- a block ---- */

/* Parts along the directions, the unknowns, and what bending takes. */
size_t ttri_condition_workspace(const struct ttri_condition *condition)
{
    const struct ttri_posterior *posterior = condition->posterior;

    return ((size_t)posterior->rank + posterior->unknowns) * TTRI_LANES +
           (condition->bend != NULL ? ttri_bend_workspace(condition->bend) : 0);
}

void ttri_condition_recall(const struct ttri_condition *condition, double *rows,
                           const double *work)
{
    const double *x = work + (size_t)condition->posterior->rank * TTRI_LANES;

    for (uint32_t i = 0; i < condition->posterior->unknowns; i++)
        memcpy(rows + (size_t)condition->row[i] * TTRI_LANES,
               x + (size_t)i * TTRI_LANES, TTRI_LANES * sizeof *rows);
}

void ttri_condition_apply(const struct ttri_condition *condition,
                          const struct ttri_level *level, double *rows,
                          double *work)
{
    const struct ttri_posterior *posterior = condition->posterior;
    uint32_t unknowns = posterior->unknowns, rank = posterior->rank;
    uint32_t bent =
        condition->bend != NULL ? ttri_bend_rank(condition->bend) : 0;
    double *along = work, *x = along + (size_t)rank * TTRI_LANES;
    double *rest = x + (size_t)unknowns * TTRI_LANES;

    for (uint32_t i = 0; i < unknowns; i++)
        memcpy(x + (size_t)i * TTRI_LANES,
               rows + (size_t)condition->row[i] * TTRI_LANES,
               TTRI_LANES * sizeof *rows);
    memset(along, 0, (size_t)rank * TTRI_LANES * sizeof *along);
    level->matrices->add_product(rank, unknowns, condition->gather, x, along);
    for (uint32_t j = 0; j < rank; j++)
        for (uint32_t k = 0; k < TTRI_LANES; k++)
            along[(size_t)j * TTRI_LANES + k] *=
                j < bent ? -1.0 : -condition->shrink[j];
    for (uint32_t i = 0; i < unknowns; i++)
        for (uint32_t k = 0; k < TTRI_LANES; k++)
            x[(size_t)i * TTRI_LANES + k] += posterior->mean[i];
    level->matrices->add_product(unknowns, rank, posterior->direction, along,
                                 x);
    if (condition->bend != NULL)
        ttri_bend_apply(condition->bend, level, along, x, rest);
    ttri_condition_recall(condition, rows, work);
}

/* ---- directions ---- */

void ttri_condition_centre(const struct ttri_condition *condition,
                           double *point)
{
    for (uint32_t i = 0; i < condition->posterior->unknowns; i++)
        point[condition->row[i]] = condition->posterior->mean[i];
}

void ttri_condition_turn(const struct ttri_condition *condition, double *slope,
                         double *work)
{
    const struct ttri_posterior *posterior = condition->posterior;
    uint32_t unknowns = posterior->unknowns, rank = posterior->rank;

    for (uint32_t i = 0; i < unknowns; i++)
        work[i] = slope[condition->row[i]];
    for (uint32_t j = 0; j < rank; j++) {
        double part = 0.0;

        for (uint32_t i = 0; i < unknowns; i++)
            part += posterior->direction[(size_t)i * rank + j] * work[i];
        part *= condition->shrink[j];
        for (uint32_t i = 0; i < unknowns; i++)
            slope[condition->row[i]] -=
                posterior->direction[(size_t)i * rank + j] * part;
    }
}
