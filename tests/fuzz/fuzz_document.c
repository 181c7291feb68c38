/* A document of any bytes: it loads or names its fault; what loads can be
 * saved, reads back the same, and compiles and runs or names its fault. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#define FEW_VALUES 64

static void check_error(ttr_status status, const struct ttr_error *error)
{
    TTRI_PROMISE(status < 0, "a failure is negative");
    TTRI_PROMISE(status == error->status, error->message);
    TTRI_PROMISE(status != TTR_E_INTERNAL, error->message);
    TTRI_PROMISE(strcmp(ttr_status_name(status), "unknown status") != 0,
                 error->message);
    TTRI_PROMISE(error->message[0] != '\0', "a failure has a message");
}

static ttr_combiner *load(const char *bytes, size_t size)
{
    struct ttr_error error;
    ttr_combiner *combiner = NULL;
    ttr_status status;

    ttr_error_init(&error, sizeof error);
    status = ttr_document_load(NULL, bytes, size, "fuzz", &combiner, &error);
    if (status == TTR_OK)
        return combiner;
    TTRI_PROMISE(combiner == NULL, "out-parameters stay untouched");
    check_error(status, &error);
    return NULL;
}

static void read_all(const ttr_program *program, const ttr_forecast *forecast)
{
    struct ttr_error error;
    ttr_text *text = NULL;

    ttr_error_init(&error, sizeof error);
    for (uint32_t i = 0; i < ttr_program_outputs(program); i++) {
        double values[FEW_VALUES];
        uint32_t steps = ttr_program_steps(program, TTR_STEP_YEAR);

        if (steps > FEW_VALUES)
            break;
        TTRI_PROMISE(ttr_forecast_read(forecast, i, TTR_WORLD, TTR_REPORTING,
                                       TTR_STEP_YEAR, values, FEW_VALUES,
                                       &error) == TTR_OK,
                     error.message);
        for (uint32_t step = 0; step < steps; step++)
            TTRI_PROMISE(isfinite(values[step]), "every figure is finite");
    }
    TTRI_PROMISE(ttr_forecast_csv(forecast, TTR_REPORTING, TTR_STEP_YEAR, &text,
                                  &error) == TTR_OK,
                 error.message);
    ttr_text_unref(text);
}

static void run(const ttr_combiner *combiner)
{
    struct ttr_error error;
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;
    ttr_status status;

    ttr_error_init(&error, sizeof error);
    status = ttr_combiner_compile(combiner, &program, &error);
    if (status != TTR_OK) {
        TTRI_PROMISE(program == NULL, "out-parameters stay untouched");
        check_error(status, &error);
        return;
    }
    status = ttr_program_run(program, NULL, &forecast, &error);
    if (status == TTR_OK) {
        read_all(program, forecast);
    } else {
        TTRI_PROMISE(forecast == NULL, "out-parameters stay untouched");
        check_error(status, &error);
    }
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
}

static ttr_text *save(const ttr_combiner *combiner)
{
    struct ttr_error error;
    ttr_text *text = NULL;

    ttr_error_init(&error, sizeof error);
    TTRI_PROMISE(ttr_document_save(combiner, &text, &error) == TTR_OK,
                 error.message);
    return text;
}

static void check_round_trip(const ttr_combiner *combiner)
{
    ttr_text *first = save(combiner), *second;
    ttr_combiner *again = load(ttr_text_bytes(first), ttr_text_size(first));

    TTRI_PROMISE(again != NULL, ttr_text_bytes(first));
    second = save(again);
    TTRI_PROMISE(strcmp(ttr_text_bytes(first), ttr_text_bytes(second)) == 0,
                 ttr_text_bytes(second));
    ttr_text_unref(second);
    ttr_text_unref(first);
    ttr_combiner_unref(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    ttr_combiner *combiner = load((const char *)bytes, size);

    if (combiner != NULL) {
        check_round_trip(combiner);
        run(combiner);
    }
    ttr_combiner_unref(combiner);
    return 0;
}
