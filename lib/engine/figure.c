/* Watching: checks a figure, finds the readings it is made of, names its
 * variables. */
#include "engine/figure.h"

#include <stdio.h>
#include <string.h>

#include "base/block.h"
#include "engine/forecast.h"

void ttr_figure_init(struct ttr_figure *figure, uint32_t struct_size)
{
    static const struct ttr_figure defaults = {.kind = TTR_FIGURE_OUTPUT,
                                               .region = TTR_WORLD,
                                               .currency = TTR_REPORTING,
                                               .step = TTR_STEP_YEAR};

    ttri_block_init(figure, struct_size, &defaults, sizeof defaults);
}

/* ---- is there such a figure? ---- */

static ttr_status check_numbers(const ttr_program *program,
                                const struct ttr_figure *figure,
                                struct ttr_error *error)
{
    if (figure->kind < TTR_FIGURE_OUTPUT || figure->kind > TTR_FIGURE_HHI)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "kind",
                                "must be one of TTR_FIGURE_", figure->kind);
    if (figure->region >= program->regions && figure->region != TTR_WORLD)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "region",
                                "must be below the number of regions",
                                figure->region);
    if (figure->currency < TTR_REPORTING || figure->currency > TTR_LOCAL)
        return ttri_fail_number(
            error, TTR_E_ARGUMENT, "currency",
            "must be TTR_REPORTING, TTR_CONSTANT or TTR_LOCAL",
            figure->currency);
    if (ttr_program_steps(program, figure->step) == 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "step",
                                "must be one of TTR_STEP_", figure->step);
    if (figure->joint != 0 && figure->joint != 1)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "joint",
                                "must be 0 or 1", figure->joint);
    return TTR_OK;
}

static ttr_status check_output(const ttr_program *program,
                               const struct ttr_figure *figure, uint32_t output,
                               const char *what, struct ttr_error *error)
{
    if (output >= program->outputs)
        return ttri_fail_number(error, TTR_E_ARGUMENT, what,
                                "must be below the number of outputs", output);
    if (!ttri_is_readable(program, output, figure->region, figure->currency))
        return ttri_fail(error, TTR_E_CONFLICT, program->output[output].name,
                         "has no world total in local currency", "");
    return TTR_OK;
}

static ttr_status check_report(const ttr_program *program,
                               const struct ttr_figure *figure,
                               struct ttr_error *error)
{
    if (figure->output >= program->reports)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "output",
                                "must be below the number of reports",
                                figure->output);
    if (figure->region != TTR_WORLD || figure->currency != TTR_REPORTING)
        return ttri_fail(
            error, TTR_E_CONFLICT, program->report[figure->output].name,
            "is a report: of the world, in reporting currency", "");
    return TTR_OK;
}

/* First and last complete step. */
static bool find_complete(const struct ttri_axis *axis, uint32_t *first,
                          uint32_t *last)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < axis->steps; i++) {
        if (!axis->complete[i])
            continue;
        if (count++ == 0)
            *first = i;
        *last = i;
    }
    return count >= 2;
}

static ttr_status check_growth(const ttr_program *program,
                               const struct ttr_figure *figure,
                               struct ttr_error *error)
{
    const struct ttri_axis *axis = &program->axis[figure->step];
    uint32_t first, last;

    if (figure->kind == TTR_FIGURE_GROWTH && axis->steps < 2)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "step",
                                "must have two steps that growth lies between",
                                figure->step);
    if (figure->kind == TTR_FIGURE_CAGR && !find_complete(axis, &first, &last))
        return ttri_fail_number(
            error, TTR_E_ARGUMENT, "step",
            "must have two complete steps that growth lies between",
            figure->step);
    return TTR_OK;
}

static ttr_status check_figure(const ttr_program *program,
                               const struct ttr_figure *figure,
                               struct ttr_error *error)
{
    ttr_status status = check_numbers(program, figure, error);

    if (status != TTR_OK || figure->kind == TTR_FIGURE_HHI)
        return status;
    if (figure->kind == TTR_FIGURE_REPORT)
        return check_report(program, figure, error);
    status = check_output(program, figure, figure->output, "output", error);
    if (status == TTR_OK && figure->kind == TTR_FIGURE_SHARE)
        status = check_output(program, figure, figure->of, "of", error);
    if (status == TTR_OK)
        status = check_growth(program, figure, error);
    return status;
}

/* ---- readings ---- */

const struct ttri_part_kind *
ttri_reading_kind(const struct ttri_figures *figures,
                  const struct ttri_reading *reading)
{
    const struct ttri_compiled_output *output =
        &figures->program->output[reading->output];

    return reading->under ? &output->under : &output->over;
}

/* The reading's index, new or known; TTRI_NONE when memory fails. Where no
 * money is, all views are the same. */
static uint32_t add_reading(const struct ttri_memory *memory,
                            struct ttri_figures *figures,
                            struct ttri_reading reading)
{
    char key[96];
    uint32_t index;

    if (!ttri_reading_kind(figures, &reading)->money)
        reading.currency = TTR_LOCAL;
    snprintf(key, sizeof key, "%lu %lu %d %d %d", (unsigned long)reading.output,
             (unsigned long)reading.region, (int)reading.currency,
             (int)reading.step, (int)reading.under);
    index = ttri_map_find(&figures->reading_map, key);
    if (index != TTRI_NONE)
        return index;
    index = figures->readings;
    if (!ttri_grow(memory, &figures->reading, index, &figures->reading_capacity,
                   sizeof reading) ||
        !ttri_map_put(memory, &figures->reading_map, key, index))
        return TTRI_NONE;
    reading.scratch = true;
    reading.row = figures->scratch;
    figures->scratch += ttr_program_steps(figures->program, reading.step);
    figures->reading[figures->readings++] = reading;
    return index;
}

/* What a figure reads. */
struct listing {
    const struct ttri_memory *memory;
    struct ttri_figures *figures;
    struct ttri_watched *watched;
    bool failed;
};

static void list(struct listing *listing, uint32_t output, uint32_t region,
                 int32_t currency, bool under)
{
    struct ttri_reading reading = {.output = output,
                                   .region = region,
                                   .currency = currency,
                                   .step = listing->watched->figure.step,
                                   .under = under};
    uint32_t index = add_reading(listing->memory, listing->figures, reading);

    listing->failed = listing->failed || index == TTRI_NONE;
    listing->watched->list[listing->watched->lists++] = index;
}

/* Both parts of an output. */
static void list_output(struct listing *listing, uint32_t output)
{
    const struct ttr_figure *figure = &listing->watched->figure;

    list(listing, output, figure->region, figure->currency, false);
    if (listing->figures->program->output[output].kind == TTR_KIND_RATIO)
        list(listing, output, figure->region, figure->currency, true);
    else
        listing->watched->list[listing->watched->lists++] = TTRI_NONE;
}

static void list_report(struct listing *listing)
{
    const struct ttri_compiled_report *report =
        &listing->figures->program->report[listing->watched->figure.output];

    for (uint32_t i = 0; i < report->terms; i++)
        list(listing, report->term[i].output, report->term[i].region,
             TTR_REPORTING, false);
}

static void list_streams(struct listing *listing)
{
    const ttr_program *program = listing->figures->program;
    uint32_t region = listing->watched->figure.region;

    for (uint32_t i = 0; i < program->streams; i++)
        list(listing, program->stream_revenue[i], region,
             region == TTR_WORLD ? TTR_REPORTING : TTR_LOCAL, false);
}

static uint32_t longest_list(const ttr_program *program,
                             const struct ttr_figure *figure)
{
    switch (figure->kind) {
    case TTR_FIGURE_REPORT:
        return program->report[figure->output].terms;
    case TTR_FIGURE_HHI:
        return program->streams;
    default:
        return 4;
    }
}

static bool find_readings(struct listing *listing)
{
    const struct ttr_figure *figure = &listing->watched->figure;

    listing->watched->list = ttri_clear(
        listing->memory, longest_list(listing->figures->program, figure),
        sizeof *listing->watched->list);
    if (listing->watched->list == NULL)
        return false;
    if (figure->kind == TTR_FIGURE_REPORT)
        list_report(listing);
    else if (figure->kind == TTR_FIGURE_HHI)
        list_streams(listing);
    else
        list_output(listing, figure->output);
    if (figure->kind == TTR_FIGURE_SHARE)
        list_output(listing, figure->of);
    return !listing->failed;
}

/* ---- names ---- */

static bool name_figure(const struct ttri_memory *memory,
                        const ttr_program *program,
                        struct ttri_watched *watched)
{
    const struct ttr_figure *figure = &watched->figure;
    const char *output = "", *of = "", *view = "";
    char name[600];

    if (figure->kind == TTR_FIGURE_REPORT)
        output = program->report[figure->output].name;
    else if (figure->kind != TTR_FIGURE_HHI)
        output = program->output[figure->output].name;
    if (figure->kind == TTR_FIGURE_SHARE)
        of = program->output[figure->of].name;
    if (figure->currency == TTR_CONSTANT && figure->kind != TTR_FIGURE_HHI)
        view = " at constant rates";
    switch (figure->kind) {
    case TTR_FIGURE_SHARE:
        TTRI_JOIN(name, "share of ", output, " in ", of, view);
        break;
    case TTR_FIGURE_GROWTH:
        TTRI_JOIN(name, "growth of ", output, view);
        break;
    case TTR_FIGURE_CAGR:
        TTRI_JOIN(name, "annual growth of ", output, view);
        break;
    case TTR_FIGURE_HHI:
        TTRI_JOIN(name, "hhi");
        break;
    default:
        TTRI_JOIN(name, output, view);
        break;
    }
    watched->name = ttri_copy_text(memory, name);
    return watched->name != NULL;
}

/* Units of money begin with it. */
static bool name_unit(const struct ttri_memory *memory,
                      const ttr_program *program, struct ttri_watched *watched)
{
    const struct ttr_figure *figure = &watched->figure;
    uint32_t output = figure->output;
    uint32_t local = figure->region == TTR_WORLD ? 0 : figure->region;
    const char *unit = "1";
    char text[256];

    if (figure->kind == TTR_FIGURE_REPORT && program->report[output].terms > 0)
        unit = program->output[program->report[output].term[0].output].unit;
    if (figure->kind == TTR_FIGURE_OUTPUT)
        unit = program->output[output].unit;
    if (strncmp(unit, "money", 5) == 0) {
        TTRI_JOIN(text,
                  ttr_program_currency(program, figure->currency == TTR_LOCAL
                                                    ? local
                                                    : TTR_WORLD),
                  unit + 5);
        unit = text;
    }
    watched->unit = ttri_copy_text(memory, unit);
    return watched->unit != NULL;
}

/* ---- adding ---- */

static uint32_t count_variables(const ttr_program *program,
                                struct ttri_watched *watched)
{
    const struct ttri_axis *axis = &program->axis[watched->figure.step];
    uint32_t first = 0, last = 0;

    if (watched->figure.kind == TTR_FIGURE_GROWTH)
        return axis->steps - 1;
    if (watched->figure.kind != TTR_FIGURE_CAGR)
        return axis->steps;
    find_complete(axis, &first, &last);
    TTRI_JOIN(watched->step, axis->label[first], " to ", axis->label[last]);
    return 1;
}

/* A plain sum needs no row beside its variable's. */
static void adopt_reading(struct ttri_figures *figures,
                          const struct ttri_watched *watched)
{
    struct ttri_reading *reading = &figures->reading[watched->list[0]];
    uint32_t steps = ttr_program_steps(figures->program, reading->step);

    if (watched->figure.kind != TTR_FIGURE_OUTPUT ||
        watched->list[1] != TTRI_NONE || !reading->scratch)
        return;
    /* Only the last rows can be given back. */
    if (reading->row + steps == figures->scratch)
        figures->scratch -= steps;
    reading->scratch = false;
    reading->row = watched->variable;
}

static void watched_clear(const struct ttri_memory *memory,
                          struct ttri_watched *watched)
{
    ttri_release(memory, watched->list);
    ttri_release(memory, watched->name);
    ttri_release(memory, watched->unit);
}

void ttri_figures_clear(const struct ttri_memory *memory,
                        struct ttri_figures *figures)
{
    for (uint32_t i = 0; i < figures->count; i++)
        watched_clear(memory, &figures->watched[i]);
    ttri_release(memory, figures->watched);
    ttri_release(memory, figures->reading);
    ttri_release(memory, figures->wanted);
    ttri_map_clear(memory, &figures->reading_map);
}

ttr_status ttri_figures_add(const struct ttri_memory *memory,
                            struct ttri_figures *figures,
                            const struct ttr_figure *figure, uint32_t *first,
                            struct ttr_error *error)
{
    struct ttri_watched watched = {.figure = *figure,
                                   .variable = figures->variables};
    struct listing listing = {
        .memory = memory, .figures = figures, .watched = &watched};
    ttr_status status = check_figure(figures->program, figure, error);

    if (status != TTR_OK)
        return status;
    if (!name_figure(memory, figures->program, &watched) ||
        !name_unit(memory, figures->program, &watched) ||
        !find_readings(&listing) ||
        !ttri_grow(memory, &figures->watched, figures->count,
                   &figures->watched_capacity, sizeof watched)) {
        watched_clear(memory, &watched);
        return ttri_no_memory(error, "simulation");
    }
    watched.variables = count_variables(figures->program, &watched);
    adopt_reading(figures, &watched);
    figures->watched[figures->count++] = watched;
    figures->variables += watched.variables;
    figures->joints += figure->joint == 1 ? watched.variables : 0;
    *first = watched.variable;
    return TTR_OK;
}

/* ---- variables ---- */

const struct ttri_watched *ttri_figures_find(const struct ttri_figures *figures,
                                             uint32_t variable)
{
    uint32_t low = 0, high = figures->count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (figures->watched[middle].variable <= variable)
            low = middle;
        else
            high = middle;
    }
    return &figures->watched[low];
}

void ttri_figures_mark(const struct ttri_figures *figures, uint32_t variable,
                       bool *reading)
{
    const struct ttri_watched *watched = ttri_figures_find(figures, variable);

    for (uint32_t i = 0; i < watched->lists; i++)
        if (watched->list[i] != TTRI_NONE)
            reading[watched->list[i]] = true;
}

struct ttri_variable_text ttri_figures_text(const struct ttri_figures *figures,
                                            uint32_t variable)
{
    const struct ttri_watched *watched = ttri_figures_find(figures, variable);
    const struct ttr_figure *figure = &watched->figure;
    uint32_t step = variable - watched->variable +
                    (figure->kind == TTR_FIGURE_GROWTH ? 1 : 0);

    return (struct ttri_variable_text){
        .kind = figure->kind,
        .name = watched->name,
        .region = ttr_program_region(figures->program, figure->region),
        .step = figure->kind == TTR_FIGURE_CAGR
                    ? watched->step
                    : figures->program->axis[figure->step].label[step],
        .unit = watched->unit};
}

void ttri_figures_joint(const struct ttri_figures *figures, uint32_t *joint)
{
    for (uint32_t i = 0; i < figures->count; i++)
        for (uint32_t j = 0; figures->watched[i].figure.joint == 1 &&
                             j < figures->watched[i].variables;
             j++)
            *joint++ = figures->watched[i].variable + j;
}
