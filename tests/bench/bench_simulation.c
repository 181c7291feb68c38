/* How long a simulation of a model document takes.
 *
 *   bench_simulation MODEL.json [NAME=VALUE]...
 *
 *   figures=OUTPUT:STEP,...  what is watched; a STEP is period, year, fiscal or
 *                            horizon; default total/revenue:year
 *   mode=MODE                sobol (default), random, latin or antithetic
 *   paths=N threads=N replicates=N seed=N split=N
 *   level=NAME               instruction set; default the widest
 *   direction=NAME           auto (default), gradient or none
 *   variable=N               for which the last line's numbers are given;
 *                            default the last
 *   repeats=N                default 1
 *   slopes=1                 also takes that variable's mean slopes by all
 *                            shifts
 *   numpy=FILE               writes the simulation as NumPy source, runs
 * nothing
 *
 * Prints one JSON object: seconds of each repetition of the run and of reading
 * mean, deviation and nine quantiles of all variables, and of a processor for
 * both; the digest of the results, memory stated before and taken at the
 * peak. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <tiktokrev/tiktokrev.h>

#define LEVELS 9

static const double probability[LEVELS] = {0.01, 0.05, 0.1,  0.25, 0.5,
                                           0.75, 0.9,  0.95, 0.99};

struct options {
    const char *model, *figures, *numpy;
    struct ttr_sampling sampling;
    uint32_t threads, repeats, variable, slopes;
};

struct bench {
    struct options options;
    struct ttr_error error;
    ttr_program *program;
    ttr_simulation *simulation;
    uint32_t variables;
    double prepare, *run, *read; /* seconds; by repetition */
    double *processor;           /* seconds of it that both take */
    double *slope;
    double *mean, *deviation, *quantile;
    double *mean_error, *quantile_error;
    uint64_t digest, memory;
};

static double seconds(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double now(void)
{
    return seconds(CLOCK_MONOTONIC);
}

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "bench_simulation: %s: %s\n", what, why);
    exit(1);
}

static void check(const struct bench *bench, ttr_status status,
                  const char *what)
{
    if (status != TTR_OK)
        fail(what, bench->error.message);
}

/* ---- options ---- */

/* Index of a name in a list that ends with NULL. */
static int32_t choose(const char *name, const char *const *list)
{
    for (int32_t i = 0; list[i] != NULL; i++)
        if (strcmp(name, list[i]) == 0)
            return i;
    fail(name, "is not known");
    return 0;
}

static int32_t level_index(const char *name)
{
    for (uint32_t i = 0; ttr_instruction_set(i) != NULL; i++)
        if (strcmp(ttr_instruction_set(i), name) == 0)
            return (int32_t)i + 1;
    fail(name, "is no instruction set of this machine");
    return 0;
}

static void take_number(struct options *options, const char *name,
                        uint64_t number)
{
    if (strcmp(name, "paths") == 0)
        options->sampling.paths = number;
    else if (strcmp(name, "seed") == 0)
        options->sampling.seed = number;
    else if (strcmp(name, "split") == 0)
        options->sampling.split_paths = number;
    else if (strcmp(name, "replicates") == 0)
        options->sampling.replicates = (uint32_t)number;
    else if (strcmp(name, "threads") == 0)
        options->threads = (uint32_t)number;
    else if (strcmp(name, "repeats") == 0)
        options->repeats = (uint32_t)number;
    else if (strcmp(name, "slopes") == 0)
        options->slopes = (uint32_t)number;
    else if (strcmp(name, "variable") == 0)
        options->variable = (uint32_t)number;
    else
        fail(name, "is no option");
}

static void take_option(struct options *options, char *text)
{
    static const char *const modes[] = {"sobol", "random", "latin",
                                        "antithetic", NULL};
    static const char *const directions[] = {"auto", "gradient", "none", NULL};
    char *value = strchr(text, '=');

    if (value == NULL)
        fail(text, "is not NAME=VALUE");
    *value++ = '\0';
    if (strcmp(text, "figures") == 0)
        options->figures = value;
    else if (strcmp(text, "numpy") == 0)
        options->numpy = value;
    else if (strcmp(text, "mode") == 0)
        options->sampling.mode = choose(value, modes);
    else if (strcmp(text, "direction") == 0)
        options->sampling.direction = choose(value, directions);
    else if (strcmp(text, "level") == 0)
        options->sampling.level = level_index(value);
    else
        take_number(options, text, strtoull(value, NULL, 10));
}

/* ---- preparation ---- */

static void watch(struct bench *bench, char *text)
{
    static const char *const steps[] = {"period", "year", "fiscal", "horizon",
                                        NULL};
    struct ttr_figure figure;
    char *step = strchr(text, ':');

    ttr_figure_init(&figure, sizeof figure);
    if (step != NULL) {
        *step++ = '\0';
        figure.step = choose(step, steps);
    }
    check(bench,
          ttr_program_find_output(bench->program, text, &figure.output,
                                  &bench->error),
          text);
    check(bench,
          ttr_simulation_watch(bench->simulation, &figure, NULL, &bench->error),
          text);
}

static void watch_all(struct bench *bench)
{
    char *list = malloc(strlen(bench->options.figures) + 1), *place;

    if (list == NULL)
        fail("figures", "no memory");
    strcpy(list, bench->options.figures);
    for (char *part = strtok_r(list, ",", &place); part != NULL;
         part = strtok_r(NULL, ",", &place))
        watch(bench, part);
    free(list);
    bench->variables = ttr_simulation_variables(bench->simulation);
    if (bench->options.variable >= bench->variables)
        bench->options.variable = bench->variables - 1;
}

static void prepare(struct bench *bench)
{
    ttr_combiner *combiner = NULL;
    double start = now();

    check(
        bench,
        ttr_document_open(NULL, bench->options.model, &combiner, &bench->error),
        "document");
    check(bench, ttr_combiner_compile(combiner, &bench->program, &bench->error),
          "compile");
    ttr_combiner_unref(combiner);
    check(bench,
          ttr_simulation_new(bench->program, NULL, &bench->simulation,
                             &bench->error),
          "simulation");
    watch_all(bench);
    bench->prepare = now() - start;
}

static double *numbers(size_t count)
{
    double *made = calloc(count, sizeof *made);

    if (made == NULL)
        fail("numbers", "no memory");
    return made;
}

/* ---- measurement ---- */

static void read_all(struct bench *bench, const ttr_distribution *distribution)
{
    uint32_t count = bench->variables;

    check(bench,
          ttr_distribution_means(distribution, 0, count, bench->mean,
                                 bench->mean_error, &bench->error),
          "means");
    check(bench,
          ttr_distribution_deviations(distribution, 0, count, bench->deviation,
                                      NULL, &bench->error),
          "deviations");
    check(bench,
          ttr_distribution_quantiles(distribution, 0, count, probability,
                                     LEVELS, bench->quantile,
                                     bench->quantile_error, &bench->error),
          "quantiles");
}

static void measure(struct bench *bench)
{
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = bench->options.threads};
    double prepare = now();

    /* Writes the equations: the first run will not. */
    check(bench,
          ttr_simulation_memory(bench->simulation, &bench->options.sampling,
                                &workers, &bench->memory, &bench->error),
          "memory");
    bench->prepare += now() - prepare;
    for (uint32_t i = 0; i < bench->options.repeats; i++) {
        ttr_distribution *distribution = NULL;
        double start = now(), worked = seconds(CLOCK_PROCESS_CPUTIME_ID);

        check(bench,
              ttr_simulation_run(bench->simulation, &bench->options.sampling,
                                 &workers, NULL, &distribution, &bench->error),
              "run");
        bench->run[i] = now() - start;
        read_all(bench, distribution);
        bench->read[i] = now() - start - bench->run[i];
        bench->processor[i] = seconds(CLOCK_PROCESS_CPUTIME_ID) - worked;
        bench->digest = ttr_distribution_digest(distribution);
        ttr_distribution_unref(distribution);
    }
}

/* The first time writes the equations, and does not count. */
static void measure_slopes(struct bench *bench)
{
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = bench->options.threads};
    uint32_t drivers = ttr_program_drivers(bench->program);
    double *means = numbers(drivers), *errors = numbers(drivers), start = 0.0;
    ttr_gradient *gradient = NULL;

    check(bench,
          ttr_gradient_new(bench->simulation, &bench->options.variable, 1,
                           &gradient, &bench->error),
          "gradient");
    check(bench,
          ttr_gradient_paths(gradient, &bench->options.sampling, 0, 1, means,
                             drivers, &bench->error),
          "slopes");
    for (uint32_t i = 0; i < bench->options.repeats; i++) {
        start = now();
        check(bench,
              ttr_gradient_mean(gradient, &bench->options.sampling, &workers,
                                NULL, means, errors, drivers, &bench->error),
              "slopes");
        bench->slope[i] = now() - start;
    }
    ttr_gradient_unref(gradient);
    free(means);
    free(errors);
}

static void print_list(const char *name, const double *number, uint32_t count)
{
    printf(", \"%s\": [", name);
    for (uint32_t i = 0; i < count; i++)
        printf("%s%.17g", i > 0 ? ", " : "", number[i]);
    printf("]");
}

static void print(struct bench *bench)
{
    const struct options *options = &bench->options;
    uint32_t dimensions = 0, of = options->variable;
    struct rusage usage;

    check(bench,
          ttr_simulation_dimensions(bench->simulation, &dimensions,
                                    &bench->error),
          "dimensions");
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"paths\": %" PRIu64 ", \"periods\": %u, \"variables\": %u, "
           "\"dimensions\": %u, \"threads\": %u, \"digest\": \"%016" PRIx64
           "\", \"memory\": %" PRIu64 ", \"peak_kib\": %ld, \"prepare\": %.6f",
           options->sampling.paths,
           ttr_program_steps(bench->program, TTR_STEP_PERIOD), bench->variables,
           dimensions, options->threads, bench->digest, bench->memory,
           usage.ru_maxrss, bench->prepare);
    print_list("run", bench->run, options->repeats);
    print_list("read", bench->read, options->repeats);
    print_list("processor", bench->processor, options->repeats);
    if (options->slopes != 0) {
        printf(", \"drivers\": %u", ttr_program_drivers(bench->program));
        print_list("slopes", bench->slope, options->repeats);
    }
    printf(", \"mean\": %.17g, \"mean_error\": %.3g, \"deviation\": %.17g",
           bench->mean[of], bench->mean_error[of], bench->deviation[of]);
    print_list("quantiles", bench->quantile + (size_t)of * LEVELS, LEVELS);
    print_list("quantile_errors", bench->quantile_error + (size_t)of * LEVELS,
               LEVELS);
    printf("}\n");
}

static void write_numpy(struct bench *bench)
{
    ttr_text *text = NULL;
    FILE *file = fopen(bench->options.numpy, "wb");

    if (file == NULL)
        fail(bench->options.numpy, "can not be written");
    check(bench, ttr_simulation_numpy(bench->simulation, &text, &bench->error),
          "export");
    fwrite(ttr_text_bytes(text), 1, ttr_text_size(text), file);
    fclose(file);
    ttr_text_unref(text);
}

static void run(struct bench *bench)
{
    bench->run = numbers(bench->options.repeats);
    bench->read = numbers(bench->options.repeats);
    bench->processor = numbers(bench->options.repeats);
    bench->slope = numbers(bench->options.repeats);
    bench->mean = numbers(bench->variables);
    bench->mean_error = numbers(bench->variables);
    bench->deviation = numbers(bench->variables);
    bench->quantile = numbers((size_t)bench->variables * LEVELS);
    bench->quantile_error = numbers((size_t)bench->variables * LEVELS);
    measure(bench);
    if (bench->options.slopes != 0)
        measure_slopes(bench);
    print(bench);
    free(bench->run);
    free(bench->read);
    free(bench->processor);
    free(bench->slope);
    free(bench->mean);
    free(bench->mean_error);
    free(bench->deviation);
    free(bench->quantile);
    free(bench->quantile_error);
}

int main(int count, char **arguments)
{
    struct bench bench = {.options = {.figures = "total/revenue:year",
                                      .threads = 1,
                                      .repeats = 1,
                                      .variable = UINT32_MAX}};

    if (count < 2) {
        fputs("usage: bench_simulation MODEL.json [NAME=VALUE]...\n", stderr);
        return 2;
    }
    ttr_error_init(&bench.error, sizeof bench.error);
    ttr_sampling_init(&bench.options.sampling, sizeof bench.options.sampling);
    bench.options.model = arguments[1];
    for (int i = 2; i < count; i++)
        take_option(&bench.options, arguments[i]);
    prepare(&bench);
    if (bench.options.numpy != NULL)
        write_numpy(&bench);
    else
        run(&bench);
    ttr_simulation_unref(bench.simulation);
    ttr_program_unref(bench.program);
    return 0;
}
