/* The random numbers that published figures depend on. */
#include <math.h>
#include <string.h>

#include "combiner/compiled.h"
#include "fit/calibration.h"

/* Where slopes are looked for beside the centre: away from what is flat
 * there. */
#define AWAY 0.75

/* Are they to be found: what is not known, and what noise did? Events, macro
 * states and decisions are not. */
static bool is_wanted(const struct ttri_draw *draw)
{
    return draw->kind == TTRI_DRAW_NORMAL &&
           (draw->epistemic || draw->by_period);
}

/* Writes them unless `to` is NULL; returns their number. */
static uint64_t list(const struct ttri_fitting *fitting,
                     struct ttri_unknown *to)
{
    const struct ttri_plan *plan = fitting->forward.run.prepared->plan;
    uint32_t end = fitting->forward.periods;
    uint64_t count = 0;

    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *place = ttri_plan_draw(plan, i);
        const struct ttri_draw *draw = place->draw;
        uint32_t first = draw->by_period ? draw->first : 0;
        uint32_t next =
            draw->by_period && end < place->rows ? end : place->rows;

        for (uint32_t t = first; is_wanted(draw) && t < next; t++, count++)
            if (to != NULL)
                to[count] = (struct ttri_unknown){
                    .name = draw->name,
                    .row = place->row + t,
                    .period = draw->by_period ? t : TTRI_NONE,
                    .epistemic = draw->epistemic};
    }
    return count;
}

static ttr_status list_all(struct ttri_fitting *fitting)
{
    struct ttri_forward *forward = &fitting->forward;
    uint64_t count = list(fitting, NULL);

    if (count * forward->targets > TTRI_MOST_SLOPES)
        return ttri_fail_number(fitting->error, TTR_E_LIMIT, "calibration",
                                "must have at most 67108864 pairs of a figure "
                                "and an unknown",
                                (double)count * forward->targets);
    forward->unknown = ttri_clear(&forward->simulation->memory, count,
                                  sizeof *forward->unknown);
    if (forward->unknown == NULL)
        return ttri_no_memory(fitting->error, "calibration");
    forward->unknowns = (uint32_t)list(fitting, forward->unknown);
    return TTR_OK;
}

/* Which unknowns and which targets some slope connects. */
struct links {
    double *point, *slopes;
    bool *unknown, *target;
};

static void note_links(const struct ttri_forward *forward,
                       const struct links *links)
{
    for (uint32_t i = 0; i < forward->targets; i++)
        for (uint32_t j = 0; j < forward->unknowns; j++)
            if (links->slopes[(size_t)i * forward->unknowns + j] != 0.0)
                links->target[i] = links->unknown[j] = true;
}

static ttr_status find_links(const struct ttri_fitting *fitting,
                             const struct links *links)
{
    const struct ttri_forward *forward = &fitting->forward;
    uint32_t n = forward->unknowns;
    ttr_status status = TTR_OK;

    for (int away = -1; status == TTR_OK && away <= 1; away++) {
        for (uint32_t j = 0; j < n; j++)
            links->point[j] = AWAY * (j % 2 == 0 ? away : -away);
        status = ttri_forward_slopes(forward, links->point, n, NULL,
                                     links->slopes, fitting->error);
        if (status == TTR_OK)
            note_links(forward, links);
    }
    return status;
}

static void drop_others(struct ttri_fitting *fitting, const struct links *links)
{
    struct ttri_forward *forward = &fitting->forward;
    uint32_t targets = 0, unknowns = 0;

    for (uint32_t i = 0; i < forward->targets; i++) {
        uint32_t figure = fitting->figure_of[i];

        if (!links->target[i]) {
            fitting->calibration->figure[figure].reason =
                "nothing that is in doubt moves it";
            continue;
        }
        fitting->figure_of[targets] = figure;
        forward->target[targets++] = forward->target[i];
    }
    for (uint32_t j = 0; j < forward->unknowns; j++)
        if (links->unknown[j])
            forward->unknown[unknowns++] = forward->unknown[j];
    forward->targets = targets;
    forward->unknowns = unknowns;
}

ttr_status ttri_fit_find_unknowns(struct ttri_fitting *fitting)
{
    const struct ttri_memory *memory = &fitting->calibration->memory;
    struct ttri_forward *forward = &fitting->forward;
    struct links links = {NULL, NULL, NULL, NULL};
    ttr_status status = list_all(fitting);

    if (status == TTR_OK) {
        size_t n = forward->unknowns, m = forward->targets;

        links = (struct links){ttri_clear(memory, n, sizeof(double)),
                               ttri_clear(memory, m * n, sizeof(double)),
                               ttri_clear(memory, n, sizeof(bool)),
                               ttri_clear(memory, m, sizeof(bool))};
        if (links.point == NULL || links.slopes == NULL ||
            links.unknown == NULL || links.target == NULL)
            status = ttri_no_memory(fitting->error, "calibration");
    }
    if (status == TTR_OK)
        status = find_links(fitting, &links);
    if (status == TTR_OK)
        drop_others(fitting, &links);
    ttri_release(memory, links.point);
    ttri_release(memory, links.slopes);
    ttri_release(memory, links.unknown);
    ttri_release(memory, links.target);
    if (status == TTR_OK && forward->unknowns == 0)
        status = ttri_fail(fitting->error, TTR_E_MISSING, "calibration",
                           "must have a figure that depends on what is in "
                           "doubt",
                           "");
    return status;
}

/* ---- the same in another plan ---- */

/* The unknown's place in a plan, whose draws are in a map by name. */
static ttr_status place_unknown(const struct ttri_plan *plan,
                                const struct ttri_map *draws,
                                struct ttri_unknown *unknown,
                                struct ttr_error *error)
{
    uint32_t number = ttri_map_find(draws, unknown->name);
    const struct ttri_plan_draw *place;

    if (number == TTRI_NONE)
        return ttri_fail(error, TTR_E_INTERNAL, unknown->name,
                         "must be drawn whatever the noise is", "");
    place = ttri_plan_draw(plan, number);
    unknown->name = place->draw->name;
    unknown->row =
        place->row + (unknown->period == TTRI_NONE ? 0 : unknown->period);
    return TTR_OK;
}

static ttr_status carry_unknowns(struct ttri_fitting *fitting,
                                 const struct ttri_forward *before)
{
    const struct ttri_memory *memory = &fitting->calibration->memory;
    struct ttri_forward *forward = &fitting->forward;
    const struct ttri_plan *plan = forward->run.prepared->plan;
    struct ttri_map draws = {0};
    ttr_status status = TTR_OK;
    bool ok;

    forward->unknown =
        ttri_clear(memory, before->unknowns, sizeof *forward->unknown);
    ok = forward->unknown != NULL;
    for (uint32_t i = 0; ok && i < ttri_plan_draws(plan); i++)
        ok = ttri_map_put(memory, &draws, ttri_plan_draw(plan, i)->draw->name,
                          i);
    if (!ok)
        status = ttri_no_memory(fitting->error, "calibration");
    for (uint32_t i = 0; status == TTR_OK && i < before->unknowns; i++) {
        struct ttri_unknown *unknown = &forward->unknown[forward->unknowns++];

        *unknown = before->unknown[i];
        status = place_unknown(plan, &draws, unknown, fitting->error);
    }
    ttri_map_clear(memory, &draws);
    return status;
}

/* The same targets and unknowns as before, in the new plan. */
static ttr_status carry_over(struct ttri_fitting *fitting,
                             const struct ttri_forward *before)
{
    struct ttri_forward *forward = &fitting->forward;

    for (uint32_t i = 0; i < forward->targets; i++) {
        uint32_t variable = forward->target[i].variable;

        forward->target[i] = before->target[i];
        forward->target[i].variable = variable;
    }
    return carry_unknowns(fitting, before);
}

ttr_status ttri_fit_reopen(struct ttri_fitting *fitting)
{
    struct ttri_forward before = fitting->forward;
    ttr_status status;

    fitting->forward = (struct ttri_forward){.simulation = NULL};
    status = ttri_fit_open(fitting, &before);
    if (status == TTR_OK)
        status = carry_over(fitting, &before);
    ttri_forward_close(&before);
    return status;
}
