#include <math.h>
#include <stdio.h>

#include "engine/forecast.h"

ttr_status ttri_check_shifts(const ttr_program *program, const double *shifts,
                             struct ttr_error *error)
{
    for (uint32_t i = 0; shifts != NULL && i < program->drivers; i++)
        if (!isfinite(shifts[i]))
            return ttri_fail_number(error, TTR_E_RANGE, program->driver[i].name,
                                    "must have a finite shift", shifts[i]);
    return TTR_OK;
}

/* Sums of such numbers, and products with rates, are finite. */
#define LARGE 1e70
/* So is what they are divided by, if no less than this. */
#define SMALL 1e-70

static bool is_bounded(const struct ttr_forecast *forecast)
{
    size_t count =
        (size_t)forecast->program->rows * forecast->program->calendar.count;
    int wild = 0;

    for (size_t i = 0; i < count; i++)
        wild |= !(fabs(forecast->result[i]) <= LARGE);
    return wild == 0;
}

static bool has_small(const struct ttr_forecast *forecast, uint32_t row)
{
    size_t periods = forecast->program->calendar.count;
    const double *number = forecast->result + row * periods;

    for (size_t t = 0; row != TTRI_NONE && t < periods; t++)
        if (number[t] != 0.0 && fabs(number[t]) < SMALL)
            return true;
    return false;
}

/* Might a ratio be divided by next to nothing? */
static bool is_delicate(const struct ttr_forecast *forecast, uint32_t output)
{
    const ttr_program *program = forecast->program;
    const struct ttri_compiled_output *from = &program->output[output];

    for (uint32_t r = 0; from->kind == TTR_KIND_RATIO && r < program->regions;
         r++)
        if (has_small(forecast, from->under_row[r]) ||
            (from->under.money &&
             (has_small(forecast, program->fx_average_row[r]) ||
              has_small(forecast, program->fx_end_row[r]))))
            return true;
    return false;
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

/* Everything that can be read of an output in one region. */
static ttr_status check_region(const struct ttr_forecast *forecast,
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

static ttr_status check_output(const struct ttr_forecast *forecast,
                               uint32_t output, double *values,
                               struct ttr_error *error)
{
    uint32_t regions = forecast->program->regions;
    ttr_status status = TTR_OK;

    for (uint32_t r = 0; status == TTR_OK && r <= regions; r++)
        status = check_region(forecast, output, r < regions ? r : TTR_WORLD,
                              values, error);
    return status;
}

/* Whatever a caller may read must be finite. Nearly always one look at the
 * results tells; what it leaves in doubt is read. */
static ttr_status check_results(const struct ttr_forecast *forecast,
                                struct ttr_error *error)
{
    const ttr_program *program = forecast->program;
    bool bounded = is_bounded(forecast);
    ttr_status status = TTR_OK;
    double *values;

    values = ttri_allocate(&forecast->memory,
                           program->calendar.count * sizeof *values);
    if (values == NULL)
        return ttri_no_memory(error, "forecast");
    for (uint32_t r = 0; status == TTR_OK && r < program->regions; r++)
        status = check_rates(forecast, r, error);
    for (uint32_t i = 0; status == TTR_OK && i < program->outputs; i++)
        if (!bounded || is_delicate(forecast, i))
            status = check_output(forecast, i, values, error);
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
    status = ttri_check_shifts(program, shifts, error);
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
                                             shifts, NULL, made->result, error);
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

ttr_status ttri_check_explained(const ttr_program *program, uint32_t output,
                                uint32_t region, uint32_t period,
                                uint32_t depth, struct ttr_error *error)
{
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
    return TTR_OK;
}

void ttri_write_title(const ttr_program *program, uint32_t output,
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
    status =
        ttri_check_explained(program, output, region, period, depth, error);
    if (status != TTR_OK)
        return status;
    status = ttri_check_shifts(program, shifts, error);
    if (status != TTR_OK)
        return status;
    ttri_writer_init(&writer, &program->memory);
    ttri_write_title(program, output, region, period, &writer);
    if (region == TTR_WORLD)
        region = program->regions;
    status = ttri_explain(program->graph, program->output[output].value[region],
                          period, depth, shifts, NULL, &writer, error);
    if (status != TTR_OK) {
        ttri_writer_drop(&writer);
        return status;
    }
    return ttri_writer_finish(&writer, text, error);
}
