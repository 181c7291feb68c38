/* A forecast as CSV and as JSON. */

#include "engine/forecast.h"

/* What is being written. */
struct export
{
    const struct ttr_forecast *forecast;
    const struct ttri_axis *axis;
    int32_t currency, step;
    double *values;
    struct ttri_writer writer;
};

/* Currency of a region's money; of the world's in a local view, where it can be
 * read at all, that of any region. */
static const char *currency_of(const struct export *export, uint32_t region)
{
    uint32_t local = region == TTR_WORLD ? 0 : region;

    return ttr_program_currency(export->forecast->program,
                                export->currency == TTR_LOCAL ? local
                                                              : TTR_WORLD);
}

static ttr_status begin(struct export *export, const char *function,
                        const ttr_forecast *forecast, int32_t currency,
                        int32_t step, ttr_text **text, struct ttr_error *error)
{
    if (forecast == NULL || text == NULL)
        return ttri_null_argument(error, function,
                                  forecast == NULL ? "forecast" : "text");
    if (currency < TTR_REPORTING || currency > TTR_LOCAL)
        return ttri_fail_number(
            error, TTR_E_ARGUMENT, "currency",
            "must be TTR_REPORTING, TTR_CONSTANT or TTR_LOCAL", currency);
    if (ttr_program_steps(forecast->program, step) == 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "step",
                                "must be one of TTR_STEP_", step);
    *export = (struct export){.forecast = forecast,
                              .axis = &forecast->program->axis[step],
                              .currency = currency,
                              .step = step};
    export->values =
        ttri_allocate(&forecast->memory, export->axis->steps * sizeof(double));
    if (export->values == NULL)
        return ttri_no_memory(error, "export");
    ttri_writer_init(&export->writer, &forecast->memory);
    return TTR_OK;
}

static ttr_status finish(struct export *export, ttr_text **text,
                         struct ttr_error *error)
{
    ttri_release(&export->forecast->memory, export->values);
    return ttri_writer_finish(&export->writer, text, error);
}

/* Region number i of a table: the regions, then the world. */
static uint32_t region_at(const struct export *export, uint32_t i)
{
    return i < export->forecast->program->regions ? i : TTR_WORLD;
}

static bool read(struct export *export, uint32_t output, uint32_t region)
{
    if (!ttri_forecast_readable(export->forecast, output, region,
                                export->currency))
        return false;
    ttri_forecast_fill(export->forecast, output, region, export->currency,
                       export->step, export->values);
    return true;
}

static void write_rows(struct export *export, uint32_t output, uint32_t region)
{
    const ttr_program *program = export->forecast->program;
    const struct ttri_compiled_output *from = &program->output[output];
    const char *currency = from->money ? currency_of(export, region) : "";
    struct ttri_writer *writer = &export->writer;

    for (uint32_t i = 0; i < export->axis->steps; i++) {
        ttri_write_csv_fields(
            writer, (const char *const[]){
                        from->name, ttr_program_region(program, region),
                        from->unit, currency, export->axis->label[i], NULL});
        ttri_write_number(writer, export->values[i]);
        ttri_write(writer, "\r\n");
    }
}

ttr_status ttr_forecast_csv(const ttr_forecast *forecast, int32_t currency,
                            int32_t step, ttr_text **text,
                            struct ttr_error *error)
{
    struct export export;
    ttr_status status = begin(&export, "ttr_forecast_csv", forecast, currency,
                              step, text, error);

    if (status != TTR_OK)
        return status;
    ttri_write(&export.writer, "output,region,unit,currency,step,value\r\n");
    for (uint32_t i = 0; i < forecast->program->outputs; i++)
        for (uint32_t r = 0; r <= forecast->program->regions; r++)
            if (read(&export, i, region_at(&export, r)))
                write_rows(&export, i, region_at(&export, r));
    return finish(&export, text, error);
}

static void write_values(struct export *export)
{
    struct ttri_writer *writer = &export->writer;

    ttri_write(writer, "[");
    for (uint32_t i = 0; i < export->axis->steps; i++) {
        ttri_write(writer, i > 0 ? ", " : "");
        ttri_write_number(writer, export->values[i]);
    }
    ttri_write(writer, "]");
}

static void write_output(struct export *export, uint32_t output)
{
    static const char *const kinds[] = {"", "flow", "stock", "balance",
                                        "ratio"};
    const ttr_program *program = export->forecast->program;
    const struct ttri_compiled_output *from = &program->output[output];
    struct ttri_writer *writer = &export->writer;
    bool first = true;

    ttri_write(writer, output > 0 ? ",\n    " : "\n    ");
    ttri_write_json_text(writer, from->name);
    ttri_write(writer, ": {\"unit\": ");
    ttri_write_json_text(writer, from->unit);
    ttri_writef(writer, ", \"kind\": \"%s\", \"regions\": {",
                kinds[from->kind]);
    for (uint32_t r = 0; r <= program->regions; r++) {
        uint32_t region = region_at(export, r);

        if (!read(export, output, region))
            continue;
        ttri_write(writer, first ? "\n      " : ",\n      ");
        first = false;
        ttri_write_json_text(writer, ttr_program_region(program, region));
        ttri_write(writer, ": ");
        write_values(export);
    }
    ttri_write(writer, "}}");
}

/* By region; the world has none where regions keep currencies of their own. */
static void write_currencies(struct export *export)
{
    const ttr_program *program = export->forecast->program;
    bool world =
        export->currency != TTR_LOCAL || ttri_has_one_currency(program);
    struct ttri_writer *writer = &export->writer;

    for (uint32_t r = 0; r < program->regions + (world ? 1 : 0); r++) {
        uint32_t region = region_at(export, r);

        ttri_write(writer, r > 0 ? ", " : "");
        ttri_write_json_text(writer, ttr_program_region(program, region));
        ttri_write(writer, ": ");
        ttri_write_json_text(writer, currency_of(export, region));
    }
}

static void write_head(struct export *export)
{
    static const char *const views[] = {"reporting", "constant", "local"};
    struct ttri_writer *writer = &export->writer;

    ttri_writef(writer, "{\n  \"view\": \"%s\",\n  \"currencies\": {",
                views[export->currency]);
    write_currencies(export);
    ttri_write(writer, "},\n  \"steps\": [");
    for (uint32_t i = 0; i < export->axis->steps; i++)
        ttri_writef(writer, "%s\"%s\"", i > 0 ? ", " : "",
                    export->axis->label[i]);
    ttri_write(writer, "],\n  \"outputs\": {");
}

ttr_status ttr_forecast_json(const ttr_forecast *forecast, int32_t currency,
                             int32_t step, ttr_text **text,
                             struct ttr_error *error)
{
    struct export export;
    ttr_status status = begin(&export, "ttr_forecast_json", forecast, currency,
                              step, text, error);

    if (status != TTR_OK)
        return status;
    write_head(&export);
    for (uint32_t i = 0; i < forecast->program->outputs; i++)
        write_output(&export, i);
    ttri_write(&export.writer, "\n  }\n}\n");
    return finish(&export, text, error);
}
