/* Prints all results of model documents in full precision, and digests of
 * their distributions, so that builds and machines can be compared.
 *
 * usage: print FILE... */
#include <inttypes.h>
#include <stdio.h>

#include <tiktokrev/tiktokrev.h>

#define PATHS 256 /* emulated machines are slow */

static ttr_status print_forecast(const ttr_program *program,
                                 struct ttr_error *error)
{
    ttr_forecast *forecast = NULL;
    ttr_text *text = NULL;
    ttr_status status = ttr_program_run(program, NULL, &forecast, error);

    if (status == TTR_OK)
        status = ttr_forecast_csv(forecast, TTR_REPORTING, TTR_STEP_PERIOD,
                                  &text, error);
    if (status == TTR_OK)
        printf("%s", ttr_text_bytes(text));
    ttr_text_unref(text);
    ttr_forecast_unref(forecast);
    return status;
}

static ttr_status watch(ttr_simulation *simulation, const ttr_program *program,
                        struct ttr_error *error)
{
    struct ttr_figure figure;
    ttr_status status;

    ttr_figure_init(&figure, sizeof figure);
    figure.step = TTR_STEP_PERIOD;
    figure.joint = 1;
    status = ttr_program_find_output(program, "total/revenue", &figure.output,
                                     error);
    if (status == TTR_OK)
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    figure.joint = 0;
    for (uint32_t i = 0; status == TTR_OK && i < ttr_program_regions(program);
         i++) {
        figure.region = i;
        figure.step = TTR_STEP_HORIZON;
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    }
    return status;
}

static ttr_status print_mode(const ttr_simulation *simulation, int32_t mode,
                             struct ttr_error *error)
{
    struct ttr_sampling sampling;
    ttr_status status = TTR_OK;
    uint64_t first = 0;

    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.mode = mode;
    sampling.paths = PATHS;
    sampling.replicates = 2;
    sampling.split_paths = PATHS;
    for (int32_t level = 0;
         status == TTR_OK &&
         (level == 0 || ttr_instruction_set((uint32_t)level - 1) != NULL);
         level++) {
        ttr_distribution *distribution = NULL;
        uint64_t digest;

        sampling.level = level;
        status = ttr_simulation_run(simulation, &sampling, NULL, NULL,
                                    &distribution, error);
        digest = ttr_distribution_digest(distribution);
        ttr_distribution_unref(distribution);
        if (level == 0)
            first = digest;
        /* Of the levels only one that differs is worth a line. */
        if (status == TTR_OK && (level == 0 || digest != first))
            printf("distribution %" PRId32 "%s %016" PRIx64 "\n", mode,
                   level == 0 ? "" : " of another instruction set", digest);
    }
    return status;
}

static ttr_status print_distributions(const ttr_program *program,
                                      struct ttr_error *error)
{
    ttr_simulation *simulation = NULL;
    ttr_status status = ttr_simulation_new(program, NULL, &simulation, error);

    if (status == TTR_OK)
        status = watch(simulation, program, error);
    for (int32_t mode = TTR_SAMPLING_SOBOL;
         status == TTR_OK && mode <= TTR_SAMPLING_ANTITHETIC; mode++)
        status = print_mode(simulation, mode, error);
    ttr_simulation_unref(simulation);
    return status;
}

static ttr_status print(const char *path, struct ttr_error *error)
{
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;
    ttr_status status = ttr_document_open(NULL, path, &combiner, error);

    if (status == TTR_OK)
        status = ttr_combiner_compile(combiner, &program, error);
    if (status == TTR_OK) {
        printf("document %s\n", path);
        status = print_forecast(program, error);
    }
    if (status == TTR_OK)
        status = print_distributions(program, error);
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
            fprintf(stderr, "%s: %s\n", arguments[i], error.message);
            return 1;
        }
    return 0;
}
