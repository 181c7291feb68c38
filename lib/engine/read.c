/* Reads results: parts of an output, converted and added up over time and
 * regions. */
#include <math.h>
#include <string.h>

#include "engine/forecast.h"

/* One part of an output in one region. */
struct part {
    const struct ttr_forecast *forecast;
    struct ttri_part_kind kind;
    uint32_t row, region;
    int32_t currency;
};

static double result(const struct ttr_forecast *forecast, uint32_t row,
                     uint32_t t)
{
    return forecast
        ->result[(size_t)row * forecast->program->calendar.count + t];
}

static double rate(const struct part *part, uint32_t t)
{
    const ttr_program *program = part->forecast->program;
    uint32_t average = program->fx_average_row[part->region];
    uint32_t end = program->fx_end_row[part->region];

    if (!part->kind.money || part->currency == TTR_LOCAL)
        return 1.0;
    if (part->currency == TTR_CONSTANT)
        return result(
            part->forecast, average,
            (uint32_t)program->calendar.given.constant_currency_period);
    return result(part->forecast,
                  part->kind.kind == TTR_KIND_BALANCE ? end : average, t);
}

/* What rates alone change of a balance in one period. Before the first one
 * nothing is known, and nothing is translated. */
static double translation(const struct part *part, uint32_t t)
{
    const struct ttr_forecast *forecast = part->forecast;
    uint32_t average = forecast->program->fx_average_row[part->region];
    uint32_t end = forecast->program->fx_end_row[part->region];
    double before, now;

    if (t == 0)
        return 0.0;
    before = result(forecast, part->row, t - 1);
    now = result(forecast, part->row, t);
    return now * result(forecast, end, t) -
           before * result(forecast, end, t - 1) -
           (now - before) * result(forecast, average, t);
}

/* One part over periods [first, next). */
static double add_up(const struct part *part, uint32_t first, uint32_t next)
{
    const struct ttri_period *period = part->forecast->program->calendar.period;
    double sum = 0.0, days = 0.0;

    if (part->row == TTRI_NONE)
        return 0.0;
    if (part->currency == TTR_TRANSLATION) {
        for (uint32_t t = first; t < next; t++)
            sum += translation(part, t);
        return sum;
    }
    if (part->kind.kind == TTR_KIND_BALANCE)
        return result(part->forecast, part->row, next - 1) *
               rate(part, next - 1);
    if (part->kind.kind == TTR_KIND_FLOW || next == first + 1) {
        for (uint32_t t = first; t < next; t++)
            sum += result(part->forecast, part->row, t) * rate(part, t);
        return sum;
    }
    for (uint32_t t = first; t < next; t++) {
        double length = (double)(period[t].end - period[t].first);

        sum += result(part->forecast, part->row, t) * rate(part, t) * length;
        days += length;
    }
    return sum / days;
}

/* The same over one region, or all of them. */
static double add_regions(const struct ttr_forecast *forecast,
                          const struct ttri_part_kind *kind,
                          const uint32_t *row, uint32_t region,
                          int32_t currency, uint32_t first, uint32_t next)
{
    uint32_t begin = region == TTR_WORLD ? 0 : region;
    uint32_t end =
        region == TTR_WORLD ? forecast->program->regions : region + 1;
    double sum = 0.0;

    for (uint32_t r = begin; r < end; r++) {
        struct part part = {forecast, *kind, row[r], r, currency};

        sum += add_up(&part, first, next);
    }
    return sum;
}

void ttri_forecast_fill(const struct ttr_forecast *forecast, uint32_t output,
                        uint32_t region, int32_t currency, int32_t step,
                        double *values)
{
    const struct ttri_compiled_output *from =
        &forecast->program->output[output];
    const struct ttri_axis *axis = &forecast->program->axis[step];

    for (uint32_t i = 0; i < axis->steps; i++) {
        uint32_t first = axis->first[i], next = axis->first[i + 1];
        double under;

        values[i] = add_regions(forecast, &from->over, from->over_row, region,
                                currency, first, next);
        if (from->kind != TTR_KIND_RATIO)
            continue;
        under = add_regions(forecast, &from->under, from->under_row, region,
                            currency, first, next);
        values[i] = under == 0.0 ? 0.0 : values[i] / under;
    }
}

bool ttri_has_one_currency(const ttr_program *program)
{
    for (uint32_t i = 1; i < program->regions; i++)
        if (strcmp(program->region_currency[i], program->region_currency[0]) !=
            0)
            return false;
    return true;
}

bool ttri_is_readable(const ttr_program *program, uint32_t output,
                      uint32_t region, int32_t currency)
{
    const struct ttri_compiled_output *from = &program->output[output];
    bool parts_have_money =
        from->over.money || (from->kind == TTR_KIND_RATIO && from->under.money);

    if (currency == TTR_TRANSLATION)
        return from->kind == TTR_KIND_BALANCE && from->money;
    return currency != TTR_LOCAL || region != TTR_WORLD || !parts_have_money ||
           ttri_has_one_currency(program);
}

bool ttri_forecast_readable(const struct ttr_forecast *forecast,
                            uint32_t output, uint32_t region, int32_t currency)
{
    return ttri_is_readable(forecast->program, output, region, currency);
}

static ttr_status check_step(const char *function, const ttr_forecast *forecast,
                             int32_t step, const double *values,
                             size_t capacity, size_t rows,
                             struct ttr_error *error)
{
    uint32_t steps;

    if (forecast == NULL || values == NULL)
        return ttri_null_argument(error, function,
                                  forecast == NULL ? "forecast" : "values");
    steps = ttr_program_steps(forecast->program, step);
    if (steps == 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "step",
                                "must be one of TTR_STEP_", step);
    if (capacity / steps < rows)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "values",
                                "must have room for every number of the table",
                                (double)capacity);
    return TTR_OK;
}

static ttr_status check_place(const ttr_forecast *forecast, uint32_t region,
                              int32_t currency, struct ttr_error *error)
{
    if (region >= forecast->program->regions && region != TTR_WORLD)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "region",
                                "must be below the number of regions", region);
    if (currency < TTR_REPORTING || currency > TTR_TRANSLATION)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "currency",
                                "must be one of the currency views", currency);
    return TTR_OK;
}

ttr_status ttr_forecast_read(const ttr_forecast *forecast, uint32_t output,
                             uint32_t region, int32_t currency, int32_t step,
                             double *values, size_t capacity,
                             struct ttr_error *error)
{
    ttr_status status = check_step("ttr_forecast_read", forecast, step, values,
                                   capacity, 1, error);

    if (status == TTR_OK)
        status = check_place(forecast, region, currency, error);
    if (status != TTR_OK)
        return status;
    if (output >= forecast->program->outputs)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "output",
                                "must be below the number of outputs", output);
    if (!ttri_forecast_readable(forecast, output, region, currency))
        return ttri_fail(error, TTR_E_CONFLICT,
                         forecast->program->output[output].name,
                         currency == TTR_TRANSLATION
                             ? "has no translation: it is not a money balance"
                             : "has no world total in local currency",
                         "");
    ttri_forecast_fill(forecast, output, region, currency, step, values);
    return TTR_OK;
}

ttr_status ttr_forecast_table(const ttr_forecast *forecast,
                              const uint32_t *outputs, uint32_t count,
                              int32_t currency, int32_t step, double *values,
                              size_t capacity, struct ttr_error *error)
{
    uint32_t steps, regions;
    ttr_status status;

    if (forecast == NULL || outputs == NULL)
        return ttri_null_argument(error, "ttr_forecast_table",
                                  forecast == NULL ? "forecast" : "outputs");
    regions = forecast->program->regions + 1;
    status = check_step("ttr_forecast_table", forecast, step, values, capacity,
                        (size_t)count * regions, error);
    if (status == TTR_OK && currency != TTR_REPORTING &&
        currency != TTR_CONSTANT)
        status =
            ttri_fail_number(error, TTR_E_ARGUMENT, "currency",
                             "must be TTR_REPORTING or TTR_CONSTANT", currency);
    for (uint32_t i = 0; status == TTR_OK && i < count; i++)
        if (outputs[i] >= forecast->program->outputs)
            status = ttri_fail_number(error, TTR_E_ARGUMENT, "output",
                                      "must be below the number of outputs",
                                      outputs[i]);
    if (status != TTR_OK)
        return status;
    steps = ttr_program_steps(forecast->program, step);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t r = 0; r < regions; r++)
            ttri_forecast_fill(forecast, outputs[i],
                               r + 1 == regions ? TTR_WORLD : r, currency, step,
                               values + ((size_t)i * regions + r) * steps);
    return TTR_OK;
}

uint32_t ttr_forecast_reports(const ttr_forecast *forecast)
{
    return forecast != NULL ? forecast->program->reports : 0;
}

const char *ttr_forecast_report_name(const ttr_forecast *forecast,
                                     uint32_t report)
{
    return forecast != NULL && report < forecast->program->reports
               ? forecast->program->report[report].name
               : NULL;
}

int32_t ttr_forecast_report_kind(const ttr_forecast *forecast, uint32_t report)
{
    return forecast != NULL && report < forecast->program->reports
               ? forecast->program->report[report].kind
               : 0;
}

ttr_status ttr_forecast_report(const ttr_forecast *forecast, uint32_t report,
                               int32_t step, double *values, size_t capacity,
                               struct ttr_error *error)
{
    const struct ttri_compiled_report *from;
    ttr_status status = check_step("ttr_forecast_report", forecast, step,
                                   values, capacity, 1, error);
    const struct ttri_axis *axis;

    if (status != TTR_OK)
        return status;
    if (report >= forecast->program->reports)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "report",
                                "must be below the number of reports", report);
    from = &forecast->program->report[report];
    axis = &forecast->program->axis[step];
    for (uint32_t i = 0; i < axis->steps; i++) {
        values[i] = 0.0;
        for (uint32_t j = 0; j < from->terms; j++) {
            const struct ttri_compiled_term *term = &from->term[j];
            const struct ttri_compiled_output *output =
                &forecast->program->output[term->output];

            values[i] += term->weight *
                         add_regions(forecast, &output->over, output->over_row,
                                     term->region, TTR_REPORTING,
                                     axis->first[i], axis->first[i + 1]);
        }
    }
    return TTR_OK;
}

/* What a stream earned, if it earned anything. */
static double earned(const struct ttr_forecast *forecast, uint32_t stream,
                     uint32_t region, uint32_t first, uint32_t next)
{
    const ttr_program *program = forecast->program;
    int32_t currency = region == TTR_WORLD ? TTR_REPORTING : TTR_LOCAL;
    const struct ttri_compiled_output *output =
        &program->output[program->stream_revenue[stream]];

    return fmax(0.0, add_regions(forecast, &output->over, output->over_row,
                                 region, currency, first, next));
}

static double concentration(const struct ttr_forecast *forecast,
                            uint32_t region, uint32_t first, uint32_t next)
{
    uint32_t streams = forecast->program->streams;
    double sum = 0.0, index = 0.0;

    for (uint32_t s = 0; s < streams; s++)
        sum += earned(forecast, s, region, first, next);
    for (uint32_t s = 0; sum > 0.0 && s < streams; s++) {
        double share = earned(forecast, s, region, first, next) / sum;

        index += share * share;
    }
    return index;
}

ttr_status ttr_forecast_hhi(const ttr_forecast *forecast, uint32_t region,
                            int32_t step, double *values, size_t capacity,
                            struct ttr_error *error)
{
    const struct ttri_axis *axis;
    ttr_status status = check_step("ttr_forecast_hhi", forecast, step, values,
                                   capacity, 1, error);

    if (status == TTR_OK)
        status = check_place(forecast, region, TTR_REPORTING, error);
    if (status != TTR_OK)
        return status;
    axis = &forecast->program->axis[step];
    for (uint32_t i = 0; i < axis->steps; i++)
        values[i] =
            concentration(forecast, region, axis->first[i], axis->first[i + 1]);
    return TTR_OK;
}
