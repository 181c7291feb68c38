/* A compiled program: life, and what it says of itself. */
#include "combiner/compiled.h"

#include <string.h>

static void free_outputs(struct ttr_program *program)
{
    const struct ttri_memory *memory = &program->memory;

    for (uint32_t i = 0; i < program->outputs; i++) {
        struct ttri_compiled_output *output = &program->output[i];

        ttri_release(memory, output->over_row);
        ttri_release(memory, output->under_row);
        ttri_release(memory, output->value);
    }
    ttri_release(memory, program->output);
    ttri_map_clear(memory, &program->output_map);
}

void ttri_program_free(struct ttr_program *program)
{
    struct ttri_memory memory = program->memory;

    free_outputs(program);
    ttri_release(&memory, program->driver);
    ttri_map_clear(&memory, &program->driver_map);
    ttri_texts_clear(&memory, &program->texts);
    ttri_release(&memory, program->region);
    ttri_release(&memory, program->region_currency);
    ttri_release(&memory, program->stream);
    ttri_release(&memory, program->stream_revenue);
    ttri_release(&memory, program->row);
    ttri_release(&memory, program->fx_average_row);
    ttri_release(&memory, program->fx_end_row);
    for (uint32_t i = 0; i < program->reports; i++)
        ttri_release(&memory, program->report[i].term);
    ttri_release(&memory, program->report);
    for (uint32_t i = 0; i < TTRI_COUNT(program->axis); i++) {
        ttri_release(&memory, program->axis[i].first);
        ttri_release(&memory, program->axis[i].complete);
        ttri_release(&memory, program->axis[i].label);
    }
    ttri_repairs_free(&memory, program->repair, program->repairs);
    ttri_noises_clear(&memory, &program->noises);
    ttri_doubtfuls_clear(&memory, &program->doubtfuls);
    ttri_plan_free(program->plan);
    ttri_graph_free(program->graph);
    ttri_calendar_clear(&memory, &program->calendar);
    ttri_release(&memory, program);
}

ttr_program *ttr_program_ref(ttr_program *program)
{
    if (program != NULL)
        ttri_reference(&program->references);
    return program;
}

void ttr_program_unref(ttr_program *program)
{
    if (program != NULL && ttri_unreference(&program->references))
        ttri_program_free(program);
}

const char *ttr_program_title(const ttr_program *program)
{
    return program != NULL ? program->title : "";
}

ttr_status ttr_program_calendar(const ttr_program *program,
                                struct ttr_calendar *calendar,
                                struct ttr_error *error)
{
    uint32_t size;
    ttr_status status;

    if (program == NULL || calendar == NULL)
        return ttri_null_argument(error, "ttr_program_calendar",
                                  program == NULL ? "program" : "calendar");
    size = calendar->struct_size;
    status = ttri_check_size(error, "ttr_calendar", size, sizeof *calendar,
                             sizeof *calendar);
    if (status != TTR_OK)
        return status;
    *calendar = program->calendar.given;
    calendar->struct_size = size;
    return TTR_OK;
}

uint32_t ttr_program_regions(const ttr_program *program)
{
    return program != NULL ? program->regions : 0;
}

const char *ttr_program_region(const ttr_program *program, uint32_t region)
{
    if (program == NULL)
        return NULL;
    if (region == TTR_WORLD)
        return "World";
    return region < program->regions ? program->region[region] : NULL;
}

const char *ttr_program_currency(const ttr_program *program, uint32_t region)
{
    if (program == NULL)
        return NULL;
    if (region == TTR_WORLD)
        return program->currency;
    return region < program->regions ? program->region_currency[region] : NULL;
}

uint32_t ttr_program_streams(const ttr_program *program)
{
    return program != NULL ? program->streams : 0;
}

const char *ttr_program_stream(const ttr_program *program, uint32_t stream)
{
    return program != NULL && stream < program->streams
               ? program->stream[stream]
               : NULL;
}

static const struct ttri_axis *find_axis(const ttr_program *program,
                                         int32_t step)
{
    return program != NULL && step >= TTR_STEP_PERIOD &&
                   step <= TTR_STEP_HORIZON
               ? &program->axis[step]
               : NULL;
}

uint32_t ttr_program_steps(const ttr_program *program, int32_t step)
{
    const struct ttri_axis *axis = find_axis(program, step);

    return axis != NULL ? axis->steps : 0;
}

const char *ttr_program_step(const ttr_program *program, int32_t step,
                             uint32_t index)
{
    const struct ttri_axis *axis = find_axis(program, step);

    return axis != NULL && index < axis->steps ? axis->label[index] : NULL;
}

int32_t ttr_program_step_complete(const ttr_program *program, int32_t step,
                                  uint32_t index)
{
    const struct ttri_axis *axis = find_axis(program, step);

    return axis != NULL && index < axis->steps && axis->complete[index];
}

uint32_t ttr_program_outputs(const ttr_program *program)
{
    return program != NULL ? program->outputs : 0;
}

ttr_status ttr_program_output(const ttr_program *program, uint32_t index,
                              struct ttr_program_output *output,
                              struct ttr_error *error)
{
    const struct ttri_compiled_output *from;
    ttr_status status;

    if (program == NULL || output == NULL)
        return ttri_null_argument(error, "ttr_program_output",
                                  program == NULL ? "program" : "output");
    status = ttri_check_size(error, "ttr_program_output", output->struct_size,
                             sizeof *output, sizeof *output);
    if (status != TTR_OK)
        return status;
    if (index >= program->outputs)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "output",
                                "must be below the number of outputs", index);
    from = &program->output[index];
    output->kind = from->kind;
    output->name = from->name;
    output->unit = from->unit;
    output->meaning = from->meaning;
    output->money = from->money;
    output->model = from->model;
    return TTR_OK;
}

static const char *output_name(const void *context, uint32_t index)
{
    const ttr_program *program = context;

    return program->output[index].name;
}

ttr_status ttr_program_find_output(const ttr_program *program, const char *name,
                                   uint32_t *index, struct ttr_error *error)
{
    uint32_t found;

    if (program == NULL || name == NULL || index == NULL)
        return ttri_null_argument(error, "ttr_program_find_output",
                                  program == NULL ? "program"
                                  : name == NULL  ? "name"
                                                  : "index");
    found = ttri_map_find(&program->output_map, name);
    if (found == TTRI_NONE)
        return ttri_fail_unknown(
            error, "output", name,
            ttri_nearest(name, program->outputs, output_name, program));
    *index = found;
    return TTR_OK;
}

uint32_t ttr_program_drivers(const ttr_program *program)
{
    return program != NULL ? program->drivers : 0;
}

ttr_status ttr_program_driver(const ttr_program *program, uint32_t index,
                              struct ttr_program_driver *driver,
                              struct ttr_error *error)
{
    const struct ttri_compiled_driver *from;
    ttr_status status;

    if (program == NULL || driver == NULL)
        return ttri_null_argument(error, "ttr_program_driver",
                                  program == NULL ? "program" : "driver");
    status = ttri_check_size(error, "ttr_program_driver", driver->struct_size,
                             sizeof *driver, sizeof *driver);
    if (status != TTR_OK)
        return status;
    if (index >= program->drivers)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "driver",
                                "must be below the number of drivers", index);
    from = &program->driver[index];
    driver->support = from->support;
    driver->name = from->name;
    driver->unit = from->unit;
    driver->meaning = from->meaning;
    driver->source = from->source;
    driver->grade = from->grade;
    driver->region = from->region;
    return TTR_OK;
}

static const char *driver_name(const void *context, uint32_t index)
{
    const ttr_program *program = context;

    return program->driver[index].name;
}

ttr_status ttr_program_find_driver(const ttr_program *program, const char *name,
                                   uint32_t *index, struct ttr_error *error)
{
    uint32_t found;

    if (program == NULL || name == NULL || index == NULL)
        return ttri_null_argument(error, "ttr_program_find_driver",
                                  program == NULL ? "program"
                                  : name == NULL  ? "name"
                                                  : "index");
    found = ttri_map_find(&program->driver_map, name);
    if (found == TTRI_NONE)
        return ttri_fail_unknown(
            error, "driver", name,
            ttri_nearest(name, program->drivers, driver_name, program));
    *index = found;
    return TTR_OK;
}

uint32_t ttr_program_repairs(const ttr_program *program)
{
    return program != NULL ? program->repairs : 0;
}

ttr_status ttr_program_repair(const ttr_program *program, uint32_t index,
                              struct ttr_program_repair *repair,
                              struct ttr_error *error)
{
    const struct ttri_repair *from;
    ttr_status status;

    if (program == NULL || repair == NULL)
        return ttri_null_argument(error, "ttr_program_repair",
                                  program == NULL ? "program" : "repair");
    status = ttri_check_size(error, "ttr_program_repair", repair->struct_size,
                             sizeof *repair, sizeof *repair);
    if (status != TTR_OK)
        return status;
    if (index >= program->repairs)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "repair",
                                "must be below the number of repairs", index);
    from = &program->repair[index];
    repair->kind = from->kind;
    repair->reserved = 0;
    repair->drivers = from->count;
    repair->names = (const char *const *)from->name;
    repair->row = from->row;
    repair->column = from->column;
    repair->given = from->given;
    repair->used = from->used;
    return TTR_OK;
}
