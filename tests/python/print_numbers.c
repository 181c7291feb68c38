/* Prints results of a model document bit for bit, as hexadecimal numbers, for
 * test_same_bits.py: every output, region and period of the central path, then
 * means and quantiles of the total, and the digest of the run.
 *
 * usage: print_numbers FILE */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <tiktokrev/tiktokrev.h>

#define PATHS  4096
#define YEARS  64
#define LEVELS 3

static void print_values(const char *name, const double *values, size_t count)
{
    printf("%s", name);
    for (size_t i = 0; i < count; i++)
        printf(" %a", values[i]);
    putchar('\n');
}

static ttr_status print_output(const ttr_program *program,
                               const ttr_forecast *forecast, uint32_t index,
                               struct ttr_error *error)
{
    struct ttr_program_output output = {.struct_size = sizeof output};
    size_t count = (size_t)(ttr_program_regions(program) + 1) *
                   ttr_program_steps(program, TTR_STEP_PERIOD);
    double *values = calloc(count, sizeof *values);
    ttr_status status = values == NULL ? TTR_E_NO_MEMORY : TTR_OK;

    if (status == TTR_OK)
        status = ttr_program_output(program, index, &output, error);
    if (status == TTR_OK)
        status = ttr_forecast_table(forecast, &index, 1, TTR_REPORTING,
                                    TTR_STEP_PERIOD, values, count, error);
    if (status == TTR_OK)
        print_values(output.name, values, count);
    free(values);
    return status;
}

static ttr_status print_forecast(const ttr_program *program,
                                 struct ttr_error *error)
{
    ttr_forecast *forecast = NULL;
    ttr_status status = ttr_program_run(program, NULL, &forecast, error);

    for (uint32_t i = 0; status == TTR_OK && i < ttr_program_outputs(program);
         i++)
        status = print_output(program, forecast, i, error);
    ttr_forecast_unref(forecast);
    return status;
}

static ttr_status print_distribution(const ttr_distribution *distribution,
                                     struct ttr_error *error)
{
    static const double levels[LEVELS] = {0.05, 0.5, 0.95};
    uint32_t count = ttr_distribution_variables(distribution);
    double values[YEARS], errors[YEARS];
    double quantiles[YEARS * LEVELS], quantile_errors[YEARS * LEVELS];
    ttr_status status;

    if (count > YEARS)
        return TTR_E_LIMIT;
    status =
        ttr_distribution_means(distribution, 0, count, values, errors, error);
    if (status == TTR_OK)
        status =
            ttr_distribution_quantiles(distribution, 0, count, levels, LEVELS,
                                       quantiles, quantile_errors, error);
    if (status != TTR_OK)
        return status;
    print_values("means", values, count);
    print_values("errors", errors, count);
    print_values("quantiles", quantiles, count * LEVELS);
    print_values("quantile_errors", quantile_errors, count * LEVELS);
    printf("digest %016" PRIx64 "\n", ttr_distribution_digest(distribution));
    return TTR_OK;
}

static ttr_status simulate(const ttr_program *program, struct ttr_error *error)
{
    ttr_simulation *simulation = NULL;
    ttr_distribution *distribution = NULL;
    struct ttr_figure figure;
    struct ttr_sampling sampling;
    ttr_status status = ttr_simulation_new(program, NULL, &simulation, error);

    ttr_figure_init(&figure, sizeof figure);
    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.paths = PATHS;
    if (status == TTR_OK)
        status = ttr_program_find_output(program, "total/revenue",
                                         &figure.output, error);
    if (status == TTR_OK)
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    if (status == TTR_OK)
        status = ttr_simulation_run(simulation, &sampling, NULL, NULL,
                                    &distribution, error);
    if (status == TTR_OK)
        status = print_distribution(distribution, error);
    ttr_distribution_unref(distribution);
    ttr_simulation_unref(simulation);
    return status;
}

int main(int count, char **arguments)
{
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;
    struct ttr_error error;

    ttr_error_init(&error, sizeof error);
    if (count != 2)
        return 2;
    ttr_status status =
        ttr_document_open(NULL, arguments[1], &combiner, &error);
    if (status == TTR_OK)
        status = ttr_combiner_compile(combiner, &program, &error);
    if (status == TTR_OK)
        status = print_forecast(program, &error);
    if (status == TTR_OK)
        status = simulate(program, &error);
    if (status != TTR_OK)
        fprintf(stderr, "%s\n", error.message);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    return status != TTR_OK;
}
