/* Prints all results of model documents in full precision, so that builds can
 * be compared.
 *
 * usage: print FILE... */
#include <stdio.h>

#include <tiktokrev/tiktokrev.h>

static ttr_status print(const char *path, struct ttr_error *error)
{
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;
    ttr_text *text = NULL;
    ttr_status status = ttr_document_open(NULL, path, &combiner, error);

    if (status == TTR_OK)
        status = ttr_combiner_compile(combiner, &program, error);
    if (status == TTR_OK)
        status = ttr_program_run(program, NULL, &forecast, error);
    if (status == TTR_OK)
        status = ttr_forecast_csv(forecast, TTR_REPORTING, TTR_STEP_PERIOD,
                                  &text, error);
    if (status == TTR_OK)
        printf("document %s\n%s", path, ttr_text_bytes(text));
    ttr_text_unref(text);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    return status;
}

int main(int count, char **arguments)
{
    struct ttr_error error;

    ttr_error_init(&error, sizeof error);
    for (int i = 1; i < count; i++)
        if (print(arguments[i], &error) != TTR_OK) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
    return 0;
}
