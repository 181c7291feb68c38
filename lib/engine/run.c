#include <math.h>
#include <stdio.h>

#include "engine/forecast.h"

static ttr_status check_shifts(const ttr_program *program, const double *shifts,
                               struct ttr_error *error)
{
    for (uint32_t i = 0; shifts != NULL && i < program->drivers; i++)
        if (!isfinite(shifts[i]))
            return ttri_fail_number(error, TTR_E_RANGE, program->driver[i].name,
                                    "must have a finite shift", shifts[i]);
    return TTR_OK;
}

/* Sums, products with rates and ratios of numbers of this size are finite. */
static bool is_moderate(const struct ttr_forecast *forecast)
{
    size_t count =
        (size_t)forecast->program->rows * forecast->program->calendar.count;
    int wild = 0;

    /* One pass that vectorises; the search below is rarely needed. */
    for (size_t i = 0; i < count; i++) {
        double size = fabs(forecast->result[i]);

        wild |= !(size <= 1e70) | (size > 0.0 && size < 1e-200);
    }
    return wild == 0;
}

/* Fails if one of a step axis' numbers is not finite. */
static ttr_status check_values(const ttr_program *program, const char *name,
                               uint32_t region, int32_t step,
                               const double *values, struct ttr_error *error)
{
    const struct ttri_axis *axis = &program->axis[step];
    char path[400];

    for (uint32_t i = 0; i < axis->steps; i++) {
        if (isfinite(values[i]))
            continue;
        snprintf(path, sizeof path, "%s of %s in %s", name,
                 ttr_program_region(program, region), axis->label[i]);
        return ttri_fail_number(error, TTR_E_NUMERIC, path, "must be finite",
                                values[i]);
    }
    return TTR_OK;
}

static ttr_status check_rates(const struct ttr_forecast *forecast,
                              uint32_t region, struct ttr_error *error)
{
    const ttr_program *program = forecast->program;
    size_t periods = program->calendar.count;
    const double *average =
        forecast->result + program->fx_average_row[region] * periods;
    const double *end =
        forecast->result + program->fx_end_row[region] * periods;
    ttr_status status = check_values(program, "environment/fx", region,
                                     TTR_STEP_PERIOD, average, error);

    if (status == TTR_OK)
        status = check_values(program, "environment/fx_end", region,
                              TTR_STEP_PERIOD, end, error);
    return status;
}

/* Everything that can be read of an output; what its own periods show comes
 * first. */
static ttr_status check_output(const struct ttr_forecast *forecast,
                               uint32_t output, uint32_t region, double *values,
                               struct ttr_error *error)
{
    static const int32_t views[] = {TTR_LOCAL, TTR_REPORTING, TTR_CONSTANT,
                                    TTR_TRANSLATION};
    const ttr_program *program = forecast->program;
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; i < TTRI_COUNT(views); i++) {
        if (!ttri_forecast_readable(forecast, output, region, views[i]))
            continue;
        for (int32_t step = 0; status == TTR_OK && step <= TTR_STEP_HORIZON;
             step++) {
            ttri_forecast_fill(forecast, output, region, views[i], step,
                               values);
            status = check_values(program, program->output[output].name, region,
                                  step, values, error);
        }
    }
    return status;
}

/* Whatever a caller may read must be finite. */
static ttr_status check_results(const struct ttr_forecast *forecast,
                                struct ttr_error *error)
{
    const ttr_program *program = forecast->program;
    ttr_status status = TTR_OK;
    double *values;

    if (is_moderate(forecast))
        return TTR_OK;
    values = ttri_allocate(&forecast->memory,
                           program->calendar.count * sizeof *values);
    if (values == NULL)
        return ttri_no_memory(error, "forecast");
    for (uint32_t r = 0; status == TTR_OK && r < program->regions; r++)
        status = check_rates(forecast, r, error);
    for (uint32_t i = 0; status == TTR_OK && i < program->outputs; i++)
        for (uint32_t r = 0; status == TTR_OK && r <= program->regions; r++)
            status =
                check_output(forecast, i, r < program->regions ? r : TTR_WORLD,
                             values, error);
    ttri_release(&forecast->memory, values);
    return status;
}

static void forecast_free(struct ttr_forecast *forecast)
{
    struct ttri_memory memory = forecast->memory;

    ttr_program_unref(forecast->program);
    ttri_release(&memory, forecast->result);
    ttri_release(&memory, forecast);
}

ttr_status ttr_program_run(const ttr_program *program, const double *shifts,
                           ttr_forecast **forecast, struct ttr_error *error)
{
    struct ttr_forecast *made;
    ttr_status status;

    if (program == NULL || forecast == NULL)
        return ttri_null_argument(error, "ttr_program_run",
                                  program == NULL ? "program" : "forecast");
    status = check_shifts(program, shifts, error);
    if (status != TTR_OK)
        return status;
    made = ttri_clear(&program->memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, "forecast");
    made->references = 1;
    made->memory = program->memory;
    /* The count of references is the one thing of a program that moves. */
    made->program = ttr_program_ref((ttr_program *)(uintptr_t)program);
    made->result = ttri_allocate(&program->memory, (size_t)program->rows *
                                                       program->calendar.count *
                                                       sizeof(double));
    status = made->result == NULL ? ttri_no_memory(error, "forecast")
                                  : ttri_run(program->plan, &program->memory,
                                             shifts, made->result, error);
    if (status == TTR_OK)
        status = check_results(made, error);
    if (status != TTR_OK) {
        forecast_free(made);
        return status;
    }
    *forecast = made;
    return TTR_OK;
}

ttr_forecast *ttr_forecast_ref(ttr_forecast *forecast)
{
    if (forecast != NULL)
        ttri_reference(&forecast->references);
    return forecast;
}

void ttr_forecast_unref(ttr_forecast *forecast)
{
    if (forecast != NULL && ttri_unreference(&forecast->references))
        forecast_free(forecast);
}

const ttr_program *ttr_forecast_program(const ttr_forecast *forecast)
{
    return forecast != NULL ? forecast->program : NULL;
}

/* What is explained: a tree may begin with another name of the same value. */
static void write_title(const ttr_program *program, uint32_t output,
                        uint32_t region, uint32_t period,
                        struct ttri_writer *writer)
{
    const struct ttri_compiled_output *from = &program->output[output];

    ttri_writef(writer, "%s, %s, %s, in %s\n", from->name,
                ttr_program_region(program, region),
                program->axis[TTR_STEP_PERIOD].label[period],
                from->money ? ttr_program_currency(program, region)
                            : from->unit);
}

ttr_status ttr_program_explain(const ttr_program *program, const double *shifts,
                               uint32_t output, uint32_t region,
                               uint32_t period, uint32_t depth, ttr_text **text,
                               struct ttr_error *error)
{
    struct ttri_writer writer;
    ttr_status status;

    if (program == NULL || text == NULL)
        return ttri_null_argument(error, "ttr_program_explain",
                                  program == NULL ? "program" : "text");
    if (output >= program->outputs)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "output",
                                "must be below the number of outputs", output);
    if (region >= program->regions && region != TTR_WORLD)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "region",
                                "must be below the number of regions", region);
    if (period >= program->calendar.count)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "period",
                                "must be below the number of periods", period);
    if (depth < 1 || depth > 64)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "depth",
                                "must be within [1, 64]", depth);
    status = check_shifts(program, shifts, error);
    if (status != TTR_OK)
        return status;
    ttri_writer_init(&writer, &program->memory);
    write_title(program, output, region, period, &writer);
    if (region == TTR_WORLD)
        region = program->regions;
    status = ttri_explain(program->graph, program->output[output].value[region],
                          period, depth, shifts, &writer, error);
    if (status != TTR_OK) {
        ttri_writer_drop(&writer);
        return status;
    }
    return ttri_writer_finish(&writer, text, error);
}
