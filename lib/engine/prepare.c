/* From what is watched to a block plan: the equations of paths, with sums over
 * regions and conversions of money written into them. */
#include <string.h>

#include "engine/condition.h"
#include "engine/figure.h"

/* What is being prepared. */
struct preparing {
    const struct ttri_figures *figures;
    const struct ttri_preparation *how;
    struct ttri_prepared *prepared;
    ttri_value *copy; /* by row of the program: its value on paths, or 0 */
    uint32_t *row;    /* rows that are needed */
    uint32_t rows;
    bool failed;
};

static const uint32_t *rows_of(const struct ttri_figures *figures,
                               const struct ttri_reading *reading)
{
    const struct ttri_compiled_output *output =
        &figures->program->output[reading->output];

    return reading->under ? output->under_row : output->over_row;
}

/* Row of the rate at which a reading's money is converted, or TTRI_NONE. */
static uint32_t rate_row(const struct ttri_figures *figures,
                         const struct ttri_reading *reading, uint32_t region)
{
    const struct ttri_part_kind *kind = ttri_reading_kind(figures, reading);

    if (!kind->money || reading->currency == TTR_LOCAL)
        return TTRI_NONE;
    return reading->currency == TTR_REPORTING && kind->kind == TTR_KIND_BALANCE
               ? figures->program->fx_end_row[region]
               : figures->program->fx_average_row[region];
}

/* ---- which rows ---- */

static void need(struct preparing *preparing, uint32_t row)
{
    if (row == TTRI_NONE || preparing->copy[row] != 0)
        return;
    preparing->copy[row] = 1; /* marks it until it is copied */
    preparing->row[preparing->rows++] = row;
}

static uint32_t first_region(const struct ttri_reading *reading)
{
    return reading->region == TTR_WORLD ? 0 : reading->region;
}

static uint32_t next_region(const struct ttri_figures *figures,
                            const struct ttri_reading *reading)
{
    return reading->region == TTR_WORLD ? figures->program->regions
                                        : reading->region + 1;
}

static void need_reading(struct preparing *preparing,
                         const struct ttri_reading *reading)
{
    const struct ttri_figures *figures = preparing->figures;
    const uint32_t *row = rows_of(figures, reading);

    for (uint32_t r = first_region(reading); r < next_region(figures, reading);
         r++) {
        if (row[r] == TTRI_NONE)
            continue;
        need(preparing, row[r]);
        need(preparing, rate_row(figures, reading, r));
    }
}

static bool is_wanted(const struct preparing *preparing, uint32_t reading)
{
    return preparing->how->reading == NULL || preparing->how->reading[reading];
}

static ttr_status copy_graph(struct preparing *preparing,
                             const ttri_value *value, ttri_value *copy,
                             struct ttr_error *error)
{
    const struct ttri_preparation *how = preparing->how;
    const struct ttri_graph *graph = preparing->figures->program->graph;

    return how->parameters
               ? ttri_graph_with_parameters(graph, how->shifts, how->central,
                                            preparing->rows, value, copy,
                                            &preparing->prepared->graph, error)
               : ttri_graph_holding(graph, how->shifts, how->held,
                                    preparing->rows, value, copy,
                                    &preparing->prepared->graph, error);
}

/* The equations of all rows that some reading needs. */
static ttr_status copy_rows(struct preparing *preparing,
                            struct ttr_error *error)
{
    const ttr_program *program = preparing->figures->program;
    const struct ttri_memory *memory = &preparing->prepared->memory;
    ttri_value *value, *copy;
    ttr_status status;

    for (uint32_t i = 0; i < preparing->figures->readings; i++)
        if (is_wanted(preparing, i))
            need_reading(preparing, &preparing->figures->reading[i]);
    value = ttri_clear(memory, preparing->rows, sizeof *value);
    copy = ttri_clear(memory, preparing->rows, sizeof *copy);
    for (uint32_t i = 0; value != NULL && i < preparing->rows; i++)
        value[i] = program->row[preparing->row[i]];
    status = value == NULL || copy == NULL
                 ? ttri_no_memory(error, "simulation")
                 : copy_graph(preparing, value, copy, error);
    for (uint32_t i = 0; status == TTR_OK && i < preparing->rows; i++)
        preparing->copy[preparing->row[i]] = copy[i];
    ttri_release(memory, value);
    ttri_release(memory, copy);
    return status;
}

/* ---- terms; `result` is a value until results are numbered ---- */

static void add_term(struct preparing *preparing, struct ttri_term term)
{
    struct ttri_prepared *prepared = preparing->prepared;

    if (!ttri_grow(&prepared->memory, &prepared->term, prepared->terms,
                   &prepared->term_capacity, sizeof term)) {
        preparing->failed = true;
        return;
    }
    prepared->term[prepared->terms++] = term;
}

/* A region's part of a reading, in the reading's currency: the value, or 0
 * where the rate is one period's and random: then a term of its own. */
static ttri_value region_part(struct preparing *preparing,
                              const struct ttri_reading *reading, uint32_t r)
{
    const struct ttri_figures *figures = preparing->figures;
    struct ttri_graph *graph = preparing->prepared->graph;
    ttri_value part = preparing->copy[rows_of(figures, reading)[r]], rate;
    uint32_t row = rate_row(figures, reading, r);
    uint32_t period =
        (uint32_t)figures->program->calendar.given.constant_currency_period;
    double known;

    if (row == TTRI_NONE)
        return part;
    rate = preparing->copy[row];
    if (reading->currency == TTR_REPORTING)
        return ttri_mul(graph, part, rate);
    if (ttri_known(graph, rate, period, &known))
        return ttri_mul(graph, part, ttri_constant(graph, known));
    add_term(preparing, (struct ttri_term){part, rate, period});
    return 0;
}

/* Sums over regions are made by period where they can be. */
static void add_reading(struct preparing *preparing,
                        const struct ttri_reading *reading)
{
    const struct ttri_figures *figures = preparing->figures;
    const uint32_t *row = rows_of(figures, reading);
    ttri_value sum = 0;

    for (uint32_t r = first_region(reading); r < next_region(figures, reading);
         r++) {
        ttri_value part;

        if (row[r] == TTRI_NONE)
            continue;
        part = region_part(preparing, reading, r);
        if (part != 0)
            sum = sum == 0 ? part
                           : ttri_add(preparing->prepared->graph, sum, part);
    }
    if (sum != 0)
        add_term(preparing, (struct ttri_term){sum, TTRI_NONE, 0});
}

static ttr_status add_readings(struct preparing *preparing,
                               struct ttr_error *error)
{
    struct ttri_prepared *prepared = preparing->prepared;
    const struct ttri_figures *figures = preparing->figures;

    prepared->first =
        ttri_clear(&prepared->memory, (size_t)figures->readings + 1,
                   sizeof *prepared->first);
    if (prepared->first == NULL)
        return ttri_no_memory(error, "simulation");
    for (uint32_t i = 0; i < figures->readings; i++) {
        if (is_wanted(preparing, i))
            add_reading(preparing, &figures->reading[i]);
        prepared->first[i + 1] = prepared->terms;
    }
    if (preparing->failed)
        return ttri_no_memory(error, "simulation");
    return ttri_graph_status(prepared->graph, error);
}

/* ---- results ---- */

/* The result's number, new or known; `number` is by node, 0 for new ones. */
static uint32_t number_result(struct ttri_prepared *prepared, uint32_t *number,
                              ttri_value value)
{
    value = ttri_stands_for(prepared->graph, value);
    if (number[value] == 0) {
        prepared->value[prepared->results] = value;
        number[value] = ++prepared->results;
    }
    return number[value] - 1;
}

static ttr_status number_results(struct ttri_prepared *prepared,
                                 struct ttr_error *error)
{
    uint32_t *number = ttri_clear(
        &prepared->memory, ttri_graph_size(prepared->graph), sizeof *number);

    prepared->value = ttri_clear(&prepared->memory, 2 * (size_t)prepared->terms,
                                 sizeof *prepared->value);
    if (number == NULL || prepared->value == NULL) {
        ttri_release(&prepared->memory, number);
        return ttri_no_memory(error, "simulation");
    }
    for (uint32_t i = 0; i < prepared->terms; i++) {
        struct ttri_term *term = &prepared->term[i];

        term->result = number_result(prepared, number, term->result);
        if (term->scale != TTRI_NONE)
            term->scale = number_result(prepared, number, term->scale);
    }
    ttri_release(&prepared->memory, number);
    return TTR_OK;
}

/* Rows of a result that some variable is: a sum of nothing else, in each
 * period. */
static void share_rows(struct preparing *preparing)
{
    struct ttri_prepared *prepared = preparing->prepared;

    for (uint32_t i = 0; i < preparing->figures->readings; i++) {
        const struct ttri_reading *reading = &preparing->figures->reading[i];
        const struct ttri_term *term = &prepared->term[prepared->first[i]];

        if (!reading->scratch && reading->step == TTR_STEP_PERIOD &&
            prepared->first[i + 1] == prepared->first[i] + 1 &&
            term->scale == TTRI_NONE && prepared->row[term->result] == 0)
            prepared->row[term->result] = reading->row + 1;
    }
}

/* Variables stand before the other results, where the plan writes there: what
 * differentiates has all its results alone. */
static ttr_status place_results(struct preparing *preparing,
                                struct ttr_error *error)
{
    struct ttri_prepared *prepared = preparing->prepared;

    prepared->row =
        ttri_clear(&prepared->memory, prepared->results, sizeof *prepared->row);
    if (prepared->row == NULL)
        return ttri_no_memory(error, "simulation");
    if (!preparing->how->no_plan) {
        share_rows(preparing);
        prepared->rows = preparing->figures->variables;
    }
    for (uint32_t i = 0; i < prepared->results; i++)
        if (prepared->row[i] != 0) {
            prepared->row[i]--;
        } else {
            prepared->row[i] = prepared->rows;
            prepared->rows += prepared->periods;
        }
    return TTR_OK;
}

/* ---- weights, digest, all together ---- */

/* Each period's share of its step's days, by axis. */
static bool weigh(const ttr_program *program, struct ttri_prepared *prepared)
{
    uint32_t periods = program->calendar.count;

    prepared->weight = ttri_clear(&prepared->memory,
                                  TTRI_COUNT(program->axis) * (size_t)periods,
                                  sizeof *prepared->weight);
    for (uint32_t i = 0;
         prepared->weight != NULL && i < TTRI_COUNT(program->axis); i++)
        for (uint32_t s = 0; s < program->axis[i].steps; s++) {
            const uint32_t *bound = &program->axis[i].first[s];
            const struct ttri_period *period = program->calendar.period;
            double days =
                (double)(period[bound[1] - 1].end - period[bound[0]].first);

            for (uint32_t t = bound[0]; t < bound[1]; t++)
                prepared->weight[(size_t)i * periods + t] =
                    (double)(period[t].end - period[t].first) / days;
        }
    return prepared->weight != NULL;
}

/* Of all that the variables' values depend on beside the draws, and of their
 * names. */
static uint64_t mix_figures(const struct ttri_figures *figures, uint64_t digest)
{
    for (uint32_t i = 0; i < figures->count; i++) {
        const struct ttr_figure *figure = &figures->watched[i].figure;

        digest = ttri_mix(digest, (uint64_t)(uint32_t)figure->kind << 32 |
                                      (uint32_t)figure->step);
        digest = ttri_mix(digest, (uint64_t)(uint32_t)figure->joint << 32 |
                                      (uint32_t)figure->currency);
    }
    for (uint32_t i = 0; i < figures->variables; i++) {
        struct ttri_variable_text text = ttri_figures_text(figures, i);

        digest = ttri_mix_text(digest, text.name);
        digest = ttri_mix_text(digest, text.region);
        digest = ttri_mix_text(digest, text.step);
        digest = ttri_mix_text(digest, text.unit);
    }
    return digest;
}

static void keep_draws(const struct preparing *preparing)
{
    const struct ttri_posterior *posterior = preparing->how->posterior;
    struct ttri_graph *graph = preparing->prepared->graph;

    for (uint32_t i = 0; posterior != NULL && i < posterior->unknowns; i++) {
        const struct ttri_graph *all = preparing->figures->program->graph;
        struct ttri_draw draw = *ttri_graph_draw(
            all, ttri_graph_find_draw(all, posterior->draw[i]));

        draw.kept = true;
        ttri_draw(graph, &draw);
    }
}

static ttr_status place_plan(const struct preparing *preparing,
                             struct ttr_error *error)
{
    struct ttri_prepared *prepared = preparing->prepared;
    bool *wanted = NULL;
    ttr_status status;

    if (preparing->figures->wanted != NULL) {
        wanted = ttri_clear(&prepared->memory,
                            (size_t)prepared->results * prepared->periods,
                            sizeof *wanted);
        if (wanted == NULL)
            return ttri_no_memory(error, "simulation");
        ttri_prepared_want(preparing->figures, prepared, wanted);
    }
    status =
        ttri_plan_placed(prepared->graph, prepared->results, prepared->value,
                         prepared->row, wanted, &prepared->plan, error);
    ttri_release(&prepared->memory, wanted);
    return status;
}

static ttr_status make_plan(struct preparing *preparing,
                            struct ttr_error *error)
{
    struct ttri_prepared *prepared = preparing->prepared;
    ttr_status status;

    keep_draws(preparing);
    status = ttri_graph_status(prepared->graph, error);
    if (status == TTR_OK)
        status = place_plan(preparing, error);
    if (status == TTR_OK)
        status = ttri_graph_digest(prepared->graph, prepared->results,
                                   prepared->value, &prepared->digest, error);
    prepared->digest = mix_figures(preparing->figures, prepared->digest);
    return status;
}

static ttr_status prepare(struct preparing *preparing, struct ttr_error *error)
{
    struct ttri_prepared *prepared = preparing->prepared;
    ttr_status status = copy_rows(preparing, error);

    if (status == TTR_OK)
        status = add_readings(preparing, error);
    if (status == TTR_OK)
        status = number_results(prepared, error);
    if (status == TTR_OK)
        status = place_results(preparing, error);
    if (status == TTR_OK && !weigh(preparing->figures->program, prepared))
        status = ttri_no_memory(error, "simulation");
    if (status == TTR_OK && !preparing->how->no_plan)
        status = make_plan(preparing, error);
    return status;
}

ttr_status ttri_prepare(const struct ttri_memory *memory,
                        const struct ttri_figures *figures,
                        const struct ttri_preparation *how,
                        struct ttri_prepared **prepared,
                        struct ttr_error *error)
{
    uint32_t rows = figures->program->rows;
    struct preparing preparing = {
        .figures = figures,
        .how = how,
        .prepared = ttri_clear(memory, 1, sizeof *preparing.prepared),
        .copy = ttri_clear(memory, rows, sizeof *preparing.copy),
        .row = ttri_clear(memory, rows, sizeof *preparing.row)};
    ttr_status status;

    if (preparing.prepared == NULL || preparing.copy == NULL ||
        preparing.row == NULL) {
        status = ttri_no_memory(error, "simulation");
        ttri_release(memory, preparing.prepared);
        preparing.prepared = NULL;
    } else {
        preparing.prepared->memory = *memory;
        preparing.prepared->periods = figures->program->calendar.count;
        status = prepare(&preparing, error);
    }
    ttri_release(memory, preparing.copy);
    ttri_release(memory, preparing.row);
    if (status != TTR_OK)
        ttri_prepared_free(preparing.prepared);
    else
        *prepared = preparing.prepared;
    return status;
}

void ttri_prepared_free(struct ttri_prepared *prepared)
{
    struct ttri_memory memory;
    struct ttri_direction *direction;

    if (prepared == NULL)
        return;
    memory = prepared->memory;
    direction = atomic_load(&prepared->direction);
    while (direction != NULL) {
        struct ttri_direction *next = direction->next;

        ttri_release(&memory, direction);
        direction = next;
    }
    ttri_condition_free(prepared->condition);
    ttri_plan_free(prepared->plan);
    ttri_graph_free(prepared->graph);
    ttri_release(&memory, prepared->value);
    ttri_release(&memory, prepared->row);
    ttri_release(&memory, prepared->term);
    ttri_release(&memory, prepared->first);
    ttri_release(&memory, prepared->weight);
    ttri_release(&memory, prepared);
}
