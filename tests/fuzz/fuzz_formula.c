/* A formula of any bytes: it is read or its fault is named with a place; what
 * is read compiles and runs, or its fault is named. */
#include "fuzz.h"

#include <string.h>

#include <tiktokrev/tiktokrev.h>

static void ok(ttr_status status, const struct ttr_error *error)
{
    TTRI_PROMISE(status == TTR_OK, error->message);
}

static void declare(ttr_stream *stream, const char *key, int32_t support,
                    struct ttr_error *error)
{
    struct ttr_driver_info driver = {.struct_size = sizeof driver,
                                     .support = support,
                                     .fallback = 0.5,
                                     .key = key,
                                     .unit = "1",
                                     .meaning = "A driver.",
                                     .source = ""};

    ok(ttr_custom_declare(stream, &driver, error), error);
}

static void name_output(ttr_stream *stream, const char *key, ttr_value value,
                        struct ttr_error *error)
{
    struct ttr_output_info output = {.struct_size = sizeof output,
                                     .kind = TTR_KIND_FLOW,
                                     .key = key,
                                     .unit = "money",
                                     .meaning = "An output.",
                                     .source = ""};

    ok(ttr_custom_equation(stream, &output, value, error), error);
}

static void run(ttr_stream *stream, struct ttr_error *error)
{
    struct ttr_calendar calendar;
    ttr_combiner *combiner = NULL;
    ttr_audience *audience = NULL;
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;

    ttr_calendar_init(&calendar, sizeof calendar);
    ok(ttr_combiner_new(NULL, &calendar, "USD", &combiner, error), error);
    ok(ttr_audience_new(NULL, &audience, error), error);
    ok(ttr_audience_set(audience, NULL, "mau_gross", 1e6, error), error);
    ok(ttr_combiner_add_region(combiner, "US", "USD", error), error);
    ok(ttr_combiner_set_audience(combiner, audience, error), error);
    ok(ttr_combiner_add_stream(combiner, stream, error), error);
    if (ttr_combiner_compile(combiner, &program, error) == TTR_OK)
        ttr_program_run(program, NULL, &forecast, error);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    ttr_audience_unref(audience);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ttr_error error;
    ttr_stream *stream = NULL;
    ttr_value number = 0, value = 0;
    ttr_status status;
    char *formula = malloc(size + 1);

    if (formula == NULL)
        return 0;
    if (size > 0)
        memcpy(formula, bytes, size);
    formula[size] = '\0';
    ttr_error_init(&error, sizeof error);
    ok(ttr_custom_new(NULL, "fuzz", &stream, &error), &error);
    declare(stream, "share", TTR_SUPPORT_UNIT, &error);
    declare(stream, "price", TTR_SUPPORT_POSITIVE, &error);
    ok(ttr_custom_number(stream, 2, &number, &error), &error);
    name_output(stream, "volume", number, &error);
    status = ttr_custom_formula(stream, formula, &value, &error);
    if (status == TTR_OK) {
        name_output(stream, "revenue", value, &error);
        run(stream, &error);
    } else {
        TTRI_PROMISE(value == 0, "out-parameters stay untouched");
        TTRI_PROMISE(status == error.status && error.message[0] != '\0',
                     "a failure has a message");
        TTRI_PROMISE(error.column <= size + 1, "the place is in the formula");
    }
    ttr_stream_unref(stream);
    free(formula);
    return 0;
}
