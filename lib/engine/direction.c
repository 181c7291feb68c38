/* In which direction of all normal draws a variable grows fastest: its slopes
 * at the centre. */
#include <math.h>
#include <string.h>

#include "engine/slope.h"
#include "program/point.h"

/* Finding one takes as long as two or three blocks, equations and all. */
#define WORTHWHILE (8 * 3)

bool ttri_wants_direction(const struct ttr_sampling *sampling, uint64_t blocks)
{
    return sampling->mode == TTR_SAMPLING_SOBOL &&
           sampling->direction != TTR_DIRECTION_NONE &&
           (sampling->direction == TTR_DIRECTION_GRADIENT ||
            blocks > WORTHWHILE);
}

/* ---- memory ---- */

/* Parts of one piece: rows of a block, of which the first lane is used; a
 * number for each row of draws; rows of periods for each of the graph's. Pages
 * of it that belong to other variables are never touched. */
struct search {
    const struct ttri_run *run;
    struct ttri_figures figures; /* the variable alone */
    uint32_t variable;
    double *values, *scratch; /* the results begin where the values do */
    double *weights, *slope_values, *slope_scratch;
    double *rows, *work, *draws;
    bool *wanted; /* results x periods */
    struct ttri_point *point;
};

static size_t cut(const struct ttri_figures *figures,
                  const struct ttri_prepared *prepared, double *memory,
                  struct search *search)
{
    size_t periods = prepared->periods, at = 0;
    size_t rows = ttri_plan_draw_rows(prepared->plan);
    const struct {
        double **part;
        size_t doubles;
    } part[] = {
        {&search->values, (size_t)prepared->rows * TTRI_LANES},
        {&search->scratch, (size_t)figures->scratch * TTRI_LANES},
        {&search->weights, prepared->results * periods * TTRI_LANES},
        {&search->slope_values, (size_t)figures->variables * TTRI_LANES},
        {&search->slope_scratch, (size_t)figures->scratch * TTRI_LANES},
        {&search->rows, rows},
        {&search->work, rows},
        {&search->draws, ttri_graph_draws(prepared->graph) * periods},
    };
    size_t wanted = (size_t)figures->variables + figures->scratch;

    for (uint32_t i = 0; i < TTRI_COUNT(part); i++) {
        *part[i].part = memory != NULL ? memory + at : NULL;
        at += part[i].doubles;
    }
    search->figures.wanted = memory != NULL ? (bool *)(memory + at) : NULL;
    search->wanted = memory != NULL ? search->figures.wanted + wanted : NULL;
    wanted += prepared->results * periods;
    return at + (wanted * sizeof(bool) + sizeof(double) - 1) / sizeof(double);
}

uint64_t ttri_direction_size(const struct ttri_prepared *prepared)
{
    return sizeof(struct ttri_direction) +
           ttri_plan_draw_rows(prepared->plan) * sizeof(double);
}

uint64_t ttri_search_size(const struct ttri_figures *figures,
                          const struct ttri_prepared *prepared)
{
    struct search search;

    return cut(figures, prepared, NULL, &search) * sizeof(double) +
           ttri_point_size(prepared->graph);
}

/* ---- the search ---- */

static bool is_normal(const struct ttri_draw *draw)
{
    return draw->kind != TTRI_DRAW_UNIFORM;
}

/* First row that is drawn. */
static uint32_t first_row(const struct ttri_plan_draw *draw)
{
    return draw->row + (draw->draw->by_period ? draw->draw->first : 0);
}

/* Where the graph has the numbers of the plan's draw, which is at `from` or
 * after: both go by name. */
static double *draw_of(const struct search *search,
                       const struct ttri_plan_draw *draw, uint32_t *from)
{
    const struct ttri_prepared *prepared = search->run->prepared;

    while (strcmp(ttri_graph_draw(prepared->graph, *from)->name,
                  draw->draw->name) != 0)
        ++*from;
    return search->draws + (size_t)(*from)++ * prepared->periods;
}

/* Every draw at its middle, or at what was learned of it. */
static void centre(struct search *search)
{
    const struct ttri_prepared *prepared = search->run->prepared;
    uint32_t from = 0;

    for (uint32_t i = 0; i < ttri_plan_draws(prepared->plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(prepared->plan, i);

        for (uint32_t j = first_row(draw); j < draw->row + draw->rows; j++)
            search->rows[j] = ttri_draw_centre(draw->draw);
    }
    if (prepared->condition != NULL)
        ttri_condition_centre(prepared->condition, search->rows);
    for (uint32_t i = 0; i < ttri_plan_draws(prepared->plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(prepared->plan, i);

        memcpy(draw_of(search, draw, &from), search->rows + draw->row,
               draw->rows * sizeof(double));
    }
}

/* What the variable's slope by each result is. */
static void weigh(struct search *search)
{
    const struct ttri_prepared *prepared = search->run->prepared;
    size_t periods = prepared->periods, results = prepared->results * periods;

    ttri_figures_want(&search->figures, search->variable);
    ttri_prepared_want(&search->figures, prepared, search->wanted);
    for (size_t i = 0; i < results; i++)
        if (search->wanted[i]) {
            size_t row = prepared->row[i / periods] + i % periods;

            search->values[row * TTRI_LANES] =
                ttri_point_value(search->point, prepared->value[i / periods],
                                 (uint32_t)(i % periods));
        }
    ttri_figures_block(&search->figures, prepared, search->values,
                       search->values, search->scratch);
    search->slope_values[(size_t)search->variable * TTRI_LANES] = 1.0;
    ttri_figures_back(&search->figures, prepared, search->values,
                      search->values, search->scratch, search->slope_values,
                      search->slope_scratch, search->weights);
    for (size_t i = 0; i < results; i++)
        if (search->wanted[i])
            ttri_point_weigh(search->point, prepared->value[i / periods],
                             (uint32_t)(i % periods),
                             search->weights[i * TTRI_LANES]);
}

/* The slopes of normal draws; at a kink without one it is 0. */
static void take_slopes(struct search *search, double *gradient)
{
    const struct ttri_plan *plan = search->run->prepared->plan;
    uint32_t from = 0;

    ttri_point_slopes(search->point, search->draws);
    for (uint32_t i = 0; i < ttri_plan_draws(plan); i++) {
        const struct ttri_plan_draw *draw = ttri_plan_draw(plan, i);
        const double *slope = draw_of(search, draw, &from);

        for (uint32_t j = first_row(draw);
             is_normal(draw->draw) && j < draw->row + draw->rows; j++)
            gradient[j] =
                isfinite(slope[j - draw->row]) ? slope[j - draw->row] : 0.0;
    }
}

static ttr_status find_gradient(struct search *search, double *gradient,
                                struct ttr_error *error)
{
    const struct ttri_prepared *prepared = search->run->prepared;
    ttr_status status;

    centre(search);
    status = ttri_point_new(prepared->graph, prepared->results, prepared->value,
                            search->draws, &search->point, error);
    if (status != TTR_OK)
        return status;
    weigh(search);
    take_slopes(search, gradient);
    if (prepared->condition != NULL)
        ttri_condition_turn(prepared->condition, gradient, search->work);
    ttri_point_free(search->point);
    return TTR_OK;
}

static ttr_status search_direction(const struct ttri_run *run,
                                   struct ttri_direction *direction,
                                   struct ttr_error *error)
{
    const struct ttri_figures *figures = &run->simulation->figures;
    const struct ttri_prepared *prepared = run->prepared;
    struct search search = {
        .run = run, .figures = *figures, .variable = direction->variable};
    double *memory =
        ttri_clear(&prepared->memory, cut(figures, prepared, NULL, &search),
                   sizeof *memory);
    ttr_status status;

    if (memory == NULL)
        return ttri_no_memory(error, "simulation");
    cut(figures, prepared, memory, &search);
    status = find_gradient(&search, direction->gradient, error);
    ttri_release(&prepared->memory, memory);
    direction->flat = true;
    for (uint32_t i = 0; i < ttri_plan_draw_rows(prepared->plan); i++)
        if (direction->gradient[i] != 0.0)
            direction->flat = false;
    return status;
}

/* ---- what was found ---- */

static const struct ttri_direction *
kept_direction(const struct ttri_prepared *prepared, uint32_t variable)
{
    const struct ttri_direction *found = atomic_load(&prepared->direction);

    while (found != NULL && found->variable != variable)
        found = found->next;
    return found;
}

/* Another thread may keep the same one: that does no harm. */
static void keep_direction(const struct ttri_prepared *prepared,
                           struct ttri_direction *direction)
{
    struct ttri_prepared *keeper = (struct ttri_prepared *)(uintptr_t)prepared;

    direction->next = atomic_load(&keeper->direction);
    while (!atomic_compare_exchange_weak(&keeper->direction, &direction->next,
                                         direction))
        ;
}

ttr_status ttri_find_direction(const struct ttri_run *run,
                               const double **direction,
                               struct ttr_error *error)
{
    const struct ttri_memory *memory = &run->prepared->memory;
    size_t rows = ttri_plan_draw_rows(run->prepared->plan);
    uint32_t variable = ttri_sampling_variable(run->simulation, &run->sampling);
    const struct ttri_direction *found =
        kept_direction(run->prepared, variable);

    if (found == NULL) {
        struct ttri_direction *made =
            ttri_clear(memory, 1, sizeof *made + rows * sizeof(double));
        ttr_status status;

        if (made == NULL)
            return ttri_no_memory(error, "simulation");
        made->variable = variable;
        status = search_direction(run, made, error);
        if (status != TTR_OK) {
            ttri_release(memory, made);
            return status;
        }
        keep_direction(run->prepared, made);
        found = made;
    }
    *direction = found->flat ? NULL : found->gradient;
    return TTR_OK;
}
