/* From a description to a program: links, equations, rows of results, plan. */
#include <stdio.h>
#include <string.h>

#include "combiner/combiner.h"
#include "combiner/compiled.h"
#include "combiner/emission.h"
#include "combiner/links.h"

/* What is being compiled, and where to. */
struct compile {
    const ttr_combiner *combiner;
    const struct ttri_noises *fitted; /* or NULL */
    struct ttr_program *program;
    struct ttri_scene *scene;
    ttri_value *row; /* values of the results' rows */
    uint32_t row_capacity;
    struct ttr_error *error;
};

static const char *copy(struct compile *compile, const char *text, bool *ok)
{
    struct ttr_program *program = compile->program;
    const char *made = ttri_texts_copy(&program->memory, &program->texts,
                                       text != NULL ? text : "");

    *ok = *ok && made != NULL;
    return made;
}

static bool copy_names(struct compile *compile)
{
    const ttr_combiner *combiner = compile->combiner;
    struct ttr_program *program = compile->program;
    const struct ttri_memory *memory = &program->memory;
    bool ok = true;

    program->title = copy(compile, combiner->name, &ok);
    program->currency = copy(compile, combiner->currency, &ok);
    program->region =
        ttri_clear(memory, combiner->regions, sizeof *program->region);
    program->region_currency =
        ttri_clear(memory, combiner->regions, sizeof *program->region_currency);
    program->stream =
        ttri_clear(memory, combiner->streams, sizeof *program->stream);
    program->stream_revenue =
        ttri_clear(memory, combiner->streams, sizeof *program->stream_revenue);
    program->fx_average_row =
        ttri_clear(memory, combiner->regions, sizeof(uint32_t));
    program->fx_end_row =
        ttri_clear(memory, combiner->regions, sizeof(uint32_t));
    if (program->region == NULL || program->region_currency == NULL ||
        program->stream == NULL || program->stream_revenue == NULL ||
        program->fx_average_row == NULL || program->fx_end_row == NULL)
        return false;
    program->regions = combiner->regions;
    program->streams = combiner->streams;
    for (uint32_t i = 0; i < combiner->regions; i++) {
        program->region[i] = copy(compile, combiner->region[i].name, &ok);
        program->region_currency[i] =
            copy(compile, combiner->region[i].currency, &ok);
    }
    for (uint32_t i = 0; i < combiner->streams; i++)
        program->stream[i] =
            copy(compile, ttr_stream_name(combiner->stream[i]), &ok);
    return ok;
}

/* A new row of the results; TTRI_NONE when memory fails. */
static uint32_t add_row(struct compile *compile, ttri_value value)
{
    uint32_t row = compile->program->rows;

    if (!ttri_grow(&compile->program->memory, &compile->row, row,
                   &compile->row_capacity, sizeof *compile->row))
        return TTRI_NONE;
    compile->row[row] = value;
    compile->program->rows++;
    return row;
}

static bool add_rates(struct compile *compile)
{
    struct ttr_program *program = compile->program;

    for (uint32_t i = 0; i < program->regions; i++) {
        const struct ttri_scene_region *region = &compile->scene->region[i];

        program->fx_average_row[i] = add_row(compile, region->fx_average);
        program->fx_end_row[i] = add_row(compile, region->fx_end);
        if (program->fx_average_row[i] == TTRI_NONE ||
            program->fx_end_row[i] == TTRI_NONE)
            return false;
    }
    return true;
}

static bool is_published(const struct ttri_scene_output *output)
{
    return output->variant == TTRI_TOGETHER &&
           (output->definition->flags & TTRI_OUTPUT_HIDDEN) == 0;
}

static bool name_output(struct compile *compile,
                        const struct ttri_scene_output *from, uint32_t index)
{
    struct ttri_compiled_output *output = &compile->program->output[index];
    const struct ttri_component *component =
        compile->scene->component[from->component];
    char name[256];
    bool ok = true;

    TTRI_JOIN(name, component->name, "/", from->key);
    output->name = ttri_map_put(&compile->program->memory,
                                &compile->program->output_map, name, index);
    output->unit = copy(compile, from->definition->unit, &ok);
    output->meaning = copy(compile, from->definition->meaning, &ok);
    output->kind = from->definition->kind;
    output->model = component->schema->model;
    return ok && output->name != NULL;
}

static struct ttri_compiled_output *
new_output(struct compile *compile, const struct ttri_scene_output *from)
{
    struct ttr_program *program = compile->program;
    const struct ttri_memory *memory = &program->memory;
    struct ttri_compiled_output *output = &program->output[program->outputs];
    size_t regions = program->regions;

    /* Counted at once, so that a failure frees what is there. */
    program->outputs++;
    if (!name_output(compile, from, program->outputs - 1))
        return NULL;
    output->over_row = ttri_allocate(memory, regions * sizeof(uint32_t));
    output->under_row = ttri_allocate(memory, regions * sizeof(uint32_t));
    output->value = ttri_clear(memory, regions + 1, sizeof *output->value);
    if (output->over_row == NULL || output->under_row == NULL ||
        output->value == NULL)
        return NULL;
    memset(output->over_row, 0xff, regions * sizeof(uint32_t));
    memset(output->under_row, 0xff, regions * sizeof(uint32_t));
    return output;
}

/* Adds one region of an output; parts that differ by region in how they add up
 * can not be: they come from one equation. */
static bool add_region(struct compile *compile,
                       struct ttri_compiled_output *output,
                       const struct ttri_scene_output *from)
{
    uint32_t r = from->region;

    output->value[r] = from->value;
    output->over_row[r] = add_row(compile, from->over.value);
    if (output->over_row[r] == TTRI_NONE)
        return false;
    if (output->over.kind == 0 || from->over.money)
        output->over =
            (struct ttri_part_kind){from->over.kind, from->over.money};
    if (output->kind != TTR_KIND_RATIO) {
        output->money = output->over.money;
        return true;
    }
    if (output->under.kind == 0 || from->under.money)
        output->under =
            (struct ttri_part_kind){from->under.kind, from->under.money};
    output->money = output->over.money && !output->under.money;
    output->under_row[r] = add_row(compile, from->under.value);
    return output->under_row[r] != TTRI_NONE;
}

static bool add_outputs_of(struct compile *compile, uint32_t component)
{
    struct ttr_program *program = compile->program;
    const struct ttri_scene *scene = compile->scene;

    for (uint32_t i = 0; i < scene->outputs; i++) {
        const struct ttri_scene_output *from = &scene->output[i];
        struct ttri_compiled_output *output;
        char name[256];
        uint32_t index;

        if (from->component != component || !is_published(from))
            continue;
        TTRI_JOIN(name, scene->component[component]->name, "/", from->key);
        index = ttri_map_find(&program->output_map, name);
        output = index == TTRI_NONE ? new_output(compile, from)
                                    : &program->output[index];
        if (output == NULL || !add_region(compile, output, from))
            return false;
    }
    return true;
}

static bool add_outputs(struct compile *compile)
{
    const struct ttri_scene *scene = compile->scene;
    struct ttr_program *program = compile->program;
    uint32_t published = 0;

    for (uint32_t i = 0; i < scene->outputs; i++)
        published += is_published(&scene->output[i]) ? 1 : 0;
    program->output =
        ttri_clear(&program->memory, published, sizeof *program->output);
    if (program->output == NULL)
        return false;
    for (uint32_t i = 0; i < scene->components; i++)
        if (!add_outputs_of(compile, i))
            return false;
    for (uint32_t i = 0; i < program->streams; i++) {
        char name[256];

        TTRI_JOIN(name, program->stream[i], "/revenue");
        program->stream_revenue[i] = ttri_map_find(&program->output_map, name);
    }
    return true;
}

/* Sum over regions of one part, money in reporting currency. */
static ttri_value world_part(struct compile *compile,
                             const struct ttri_part_kind *kind,
                             const uint32_t *row)
{
    struct ttri_graph *graph = compile->scene->graph;
    ttri_value sum = ttri_constant(graph, 0.0);

    for (uint32_t r = 0; r < compile->program->regions; r++) {
        const struct ttri_scene_region *region = &compile->scene->region[r];
        ttri_value part, rate;

        if (row[r] == TTRI_NONE)
            continue;
        part = compile->row[row[r]];
        rate = kind->kind == TTR_KIND_BALANCE ? region->fx_end
                                              : region->fx_average;
        sum = ttri_add(graph, sum,
                       kind->money ? ttri_mul(graph, part, rate) : part);
    }
    return sum;
}

/* Values of the world, so that they can be explained. */
static void add_world(struct compile *compile)
{
    struct ttr_program *program = compile->program;
    struct ttri_graph *graph = compile->scene->graph;

    for (uint32_t i = 0; i < program->outputs; i++) {
        struct ttri_compiled_output *output = &program->output[i];
        const char *slash = strchr(output->name, '/');
        ttri_value value = world_part(compile, &output->over, output->over_row);
        char name[256];

        if (output->kind == TTR_KIND_RATIO)
            value = ttri_div(
                graph, value,
                world_part(compile, &output->under, output->under_row));
        output->value[program->regions] = value;
        snprintf(name, sizeof name, "%.*s/World%s", (int)(slash - output->name),
                 output->name, slash);
        ttri_name(graph, value, name);
        for (uint32_t r = 0; r < program->regions; r++)
            if (output->value[r] == 0)
                output->value[r] = ttri_constant(graph, 0.0);
    }
}

static bool add_drivers(struct compile *compile)
{
    struct ttr_program *program = compile->program;
    const struct ttri_scene *scene = compile->scene;
    bool ok = true;

    program->driver =
        ttri_clear(&program->memory, scene->drivers, sizeof *program->driver);
    if (program->driver == NULL)
        return false;
    program->drivers = scene->drivers;
    for (uint32_t i = 0; ok && i < scene->drivers; i++) {
        const struct ttri_scene_driver *from = &scene->driver[i];
        struct ttri_compiled_driver *driver = &program->driver[i];

        driver->name = from->address;
        driver->unit = copy(compile, from->definition->unit, &ok);
        driver->meaning = copy(compile, from->definition->meaning, &ok);
        driver->source = copy(
            compile, from->driver != NULL ? from->driver->source : "", &ok);
        driver->grade = from->driver != NULL ? from->driver->grade : 0;
        driver->support = from->definition->support;
        driver->region = from->region;
    }
    return ok;
}

static uint32_t region_index(const struct ttr_program *program,
                             const char *name)
{
    for (uint32_t i = 0; name != NULL && i < program->regions; i++)
        if (strcmp(program->region[i], name) == 0)
            return i;
    return TTR_WORLD;
}

static bool add_report(struct compile *compile, const struct ttri_report *from)
{
    struct ttr_program *program = compile->program;
    struct ttri_compiled_report *report = &program->report[program->reports++];
    bool ok = true;

    report->name = copy(compile, from->name, &ok);
    report->term =
        ttri_clear(&program->memory, from->terms, sizeof *report->term);
    if (!ok || report->term == NULL)
        return false;
    report->terms = from->terms;
    for (uint32_t i = 0; i < from->terms; i++) {
        const struct ttri_report_term *term = &from->term[i];
        uint32_t output = ttri_map_find(&program->output_map, term->output);

        report->term[i] = (struct ttri_compiled_term){
            output, region_index(program, term->region), term->weight};
        report->kind = program->output[output].kind;
    }
    return true;
}

static bool add_reports(struct compile *compile)
{
    const ttr_combiner *combiner = compile->combiner;
    struct ttr_program *program = compile->program;

    program->report = ttri_clear(&program->memory, combiner->reports,
                                 sizeof *program->report);
    if (program->report == NULL)
        return false;
    for (uint32_t i = 0; i < combiner->reports; i++)
        if (!add_report(compile, &combiner->report[i]))
            return false;
    return true;
}

/* Takes over what the scene has found; it is consumed. */
static ttr_status build(struct compile *compile)
{
    struct ttr_program *program = compile->program;
    struct ttri_scene *scene = compile->scene;
    ttr_status status;

    if (!copy_names(compile) || !add_rates(compile) || !add_outputs(compile) ||
        !add_drivers(compile) || !add_reports(compile))
        return ttri_no_memory(compile->error, "program");
    add_world(compile);
    ttri_chance_repairs(scene, &program->repair, &program->repairs);
    if (scene->status != TTR_OK) {
        ttri_error_copy(compile->error, &scene->error);
        return scene->status;
    }
    status = ttri_plan_central(scene->graph, program->rows, compile->row,
                               &program->plan, compile->error);
    if (status != TTR_OK)
        return status;
    program->graph = scene->graph;
    scene->graph = NULL;
    program->noises = scene->noises;
    scene->noises = (struct ttri_noises){.count = 0};
    program->doubtfuls = scene->doubtfuls;
    scene->doubtfuls = (struct ttri_doubtfuls){.count = 0};
    return TTR_OK;
}

/* The last thing that the scene's own work needs. */
static void take_driver_names(struct compile *compile)
{
    compile->program->driver_map = compile->scene->driver_map;
    compile->scene->driver_map = (struct ttri_map){0};
}

static ttr_status compile_into(struct compile *compile)
{
    const ttr_combiner *combiner = compile->combiner;
    struct ttr_program *program = compile->program;
    struct ttri_emission emission;
    struct ttri_links links;
    ttr_status status =
        ttri_calendar_new(&combiner->memory, &combiner->calendar,
                          &program->calendar, compile->error);

    if (status == TTR_OK)
        status = ttri_program_axes(program, compile->error);
    if (status == TTR_OK)
        status = ttri_links_init(&links, combiner, compile->error);
    if (status != TTR_OK)
        return status;
    status = ttri_emission_init(&emission, combiner, &program->calendar,
                                links.link, compile->fitted, compile->error);
    if (status == TTR_OK) {
        compile->scene = &emission.scene;
        status = ttri_links_close(&links, &emission.scene, compile->error);
        if (status == TTR_OK)
            status = build(compile);
        if (status == TTR_OK)
            status = ttri_links_check(&links, &emission.scene, compile->error);
        if (status == TTR_OK)
            take_driver_names(compile);
        ttri_emission_clear(&emission);
    }
    ttri_links_clear(&links);
    return status;
}

ttr_status ttr_combiner_compile(const ttr_combiner *combiner,
                                ttr_program **program, struct ttr_error *error)
{
    if (combiner == NULL || program == NULL)
        return ttri_null_argument(error, "ttr_combiner_compile",
                                  combiner == NULL ? "combiner" : "program");
    return ttri_combiner_compile(combiner, NULL, program, error);
}

ttr_status ttri_combiner_compile(const ttr_combiner *combiner,
                                 const struct ttri_noises *fitted,
                                 ttr_program **program, struct ttr_error *error)
{
    struct compile compile = {
        .combiner = combiner, .fitted = fitted, .error = error};
    ttr_status status;

    if (combiner->regions == 0 || combiner->streams == 0)
        return ttri_fail(error, TTR_E_MISSING, "combiner",
                         combiner->regions == 0
                             ? "must have at least one region"
                             : "must have at least one stream",
                         "");
    status = ttri_check_names(combiner, error);
    if (status != TTR_OK)
        return status;
    compile.program = ttri_clear(&combiner->memory, 1, sizeof *compile.program);
    if (compile.program == NULL)
        return ttri_no_memory(error, "program");
    compile.program->memory = combiner->memory;
    compile.program->references = 1;
    status = compile_into(&compile);
    compile.program->row = compile.row;
    if (status != TTR_OK) {
        ttri_program_free(compile.program);
        return status;
    }
    *program = compile.program;
    return TTR_OK;
}
