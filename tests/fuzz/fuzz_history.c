/* Published figures of any bytes: they load or name their fault; what loads
 * can be read, and compared with a forecast or refused. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

static const char model[] =
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2022-01\","
    " \"frequency\": \"quarter\", \"periods\": 8}, \"currency\": \"USD\","
    " \"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}],"
    " \"audience\": {\"drivers\": {\"mau_gross\": 1e8}},"
    " \"streams\": [{\"name\": \"advertising\", \"model\": \"advertising\","
    " \"drivers\": {\"ad_load\": 0.1, \"ecpm_ref\": 5}}],"
    " \"reports\": [{\"name\": \"press\", \"terms\":"
    " [{\"output\": \"advertising/revenue\"}]}]}";

/* Made once; lives as long as the process. */
static ttr_forecast *forecast_once(void)
{
    static ttr_forecast *forecast;
    struct ttr_error error;
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;

    if (forecast != NULL)
        return forecast;
    ttr_error_init(&error, sizeof error);
    TTRI_PROMISE(ttr_document_load(NULL, model, sizeof model - 1, "model",
                                   &combiner, &error) == TTR_OK,
                 error.message);
    TTRI_PROMISE(ttr_combiner_compile(combiner, &program, &error) == TTR_OK,
                 error.message);
    TTRI_PROMISE(ttr_program_run(program, NULL, &forecast, &error) == TTR_OK,
                 error.message);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    return forecast;
}

static void check_figure(const ttr_history *history, uint32_t index)
{
    struct ttr_observation one = {.struct_size = sizeof one};
    struct ttr_error error;
    double value = 0;
    ttr_status status;

    ttr_error_init(&error, sizeof error);
    TTRI_PROMISE(ttr_history_get(history, index, &one, &error) == TTR_OK,
                 error.message);
    TTRI_PROMISE(one.low <= one.high, "low and high are in order");
    TTRI_PROMISE(isfinite(one.value), "a figure is finite");
    TTRI_PROMISE(one.series != NULL && one.period != NULL && one.unit != NULL &&
                     one.kind != NULL && one.source != NULL,
                 "texts are there");
    status =
        ttr_history_compare(history, index, forecast_once(), &value, &error);
    if (status != TTR_OK)
        TTRI_PROMISE(status == error.status && error.message[0] != '\0',
                     "a failure has a message");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct ttr_error error;
    ttr_history *history = NULL;
    ttr_status status;

    ttr_error_init(&error, sizeof error);
    status = ttr_history_load(NULL, (const char *)bytes, size, "fuzz", &history,
                              &error);
    if (status != TTR_OK) {
        TTRI_PROMISE(history == NULL, "out-parameters stay untouched");
        TTRI_PROMISE(status == error.status && error.message[0] != '\0',
                     "a failure has a message");
        return 0;
    }
    for (uint32_t i = 0; i < ttr_history_count(history); i++)
        check_figure(history, i);
    ttr_history_unref(history);
    return 0;
}
