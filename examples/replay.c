/* One path of a simulation, and why it is where it is: its place among the
 * others, the draws that moved it most, and how the number comes about on it.
 *
 *   cc replay.c $(pkg-config --cflags --libs tiktokrev) -lm
 *   replay examples/data/tiktok.json total/revenue World 2030 [PATH] */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiktokrev/tiktokrev.h>

#define PATHS 8192u
#define CHUNK 128u
#define SHOWN 12u /* draws that are printed */

/* Ends the program if a call failed. */
static void must(ttr_status status, const struct ttr_error *error)
{
    if (status == TTR_OK)
        return;
    fprintf(stderr, "replay: %s\n", error->message);
    exit(1);
}

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL) {
        fputs("replay: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static ttr_program *load(const char *path, struct ttr_error *error)
{
    ttr_combiner *platform = NULL;
    ttr_program *program = NULL;

    must(ttr_document_open(NULL, path, &platform, error), error);
    must(ttr_combiner_compile(platform, &program, error), error);
    ttr_combiner_unref(platform);
    return program;
}

static uint32_t find_region(const ttr_program *program, const char *name)
{
    for (uint32_t i = 0; i < ttr_program_regions(program); i++)
        if (strcmp(ttr_program_region(program, i), name) == 0)
            return i;
    if (strcmp(ttr_program_region(program, TTR_WORLD), name) == 0)
        return TTR_WORLD;
    fprintf(stderr, "replay: no region %s\n", name);
    exit(1);
}

static uint32_t find_step(const ttr_program *program, int32_t step,
                          const char *name)
{
    for (uint32_t i = ttr_program_steps(program, step); i-- > 0;)
        if (strncmp(ttr_program_step(program, step, i), name, strlen(name)) ==
            0)
            return i;
    fprintf(stderr, "replay: no year %s\n", name);
    exit(1);
}

/* How many of the paths lie below a value, in percent. */
static double place_of(const double *values, uint32_t count, double value)
{
    uint32_t below = 0;

    for (uint32_t i = 0; i < count; i++)
        below += values[i] < value;
    return 100.0 * below / count;
}

/* The path in the middle of the lowest fifth: one that went badly. */
static uint64_t path_near_tenth(const double *values, uint32_t count)
{
    uint64_t best = 0;
    double distance = 100;

    for (uint32_t i = 0; i < count; i++) {
        double off = fabs(place_of(values, count, values[i]) - 10);

        if (off < distance) {
            distance = off;
            best = i;
        }
        if (distance < 0.02)
            break;
    }
    return best;
}

/* One draw: how far from its middle it is on the path, and how much the number
 * follows it over all paths. */
struct mover {
    const char *name;
    bool by_period;
    double size; /* standard deviations */
    double sum, squares, product;
    double share; /* of the mean that it adds on this path */
};

static int by_share(const void *a, const void *b)
{
    double x = fabs(((const struct mover *)a)->share);
    double y = fabs(((const struct mover *)b)->share);

    return (x < y) - (x > y);
}

/* Of what is drawn anew in each period: the mean over the periods, in standard
 * deviations of such a mean. `step` is the distance of periods. */
static double lasting(const double *values, size_t step, uint32_t periods)
{
    double sum = 0;
    uint32_t drawn = 0;

    for (uint32_t t = 0; t < periods; t++) {
        sum += values[t * step];
        drawn += values[t * step] != 0;
    }
    return drawn > 0 ? sum / sqrt(drawn) : 0;
}

/* A replay: the paths' numbers, and the one path that is looked at. */
struct replay {
    const ttr_simulation *simulation;
    const struct ttr_sampling *sampling;
    struct ttr_error *error;
    const double *years; /* the number on every path */
    uint64_t path;
    uint32_t draws, periods;
    double mean;
};

/* Regresses the number on each draw, a chunk of paths at a time: draws are
 * independent, so each slope stands alone. */
static void add_chunk(const struct replay *replay, uint64_t first,
                      double *numbers, struct mover *mover)
{
    size_t count = (size_t)replay->draws * replay->periods * CHUNK;

    must(ttr_simulation_numbers(replay->simulation, replay->sampling, first,
                                CHUNK, numbers, count, replay->error),
         replay->error);
    for (uint32_t i = 0; i < replay->draws; i++)
        for (uint32_t p = 0; p < CHUNK; p++) {
            const double *values =
                numbers + (size_t)i * replay->periods * CHUNK + p;
            double x = mover[i].by_period
                           ? lasting(values, CHUNK, replay->periods)
                           : values[0];

            mover[i].sum += x;
            mover[i].squares += x * x;
            mover[i].product += x * replay->years[first + p] / replay->mean;
            if (first + p == replay->path)
                mover[i].size = x;
        }
}

/* What the draw adds on this path: slope times its distance from its mean. */
static double share_of(const struct mover *mover)
{
    double mean = mover->sum / PATHS;
    double variance = mover->squares / PATHS - mean * mean;

    if (!(variance > 0))
        return 0;
    return (mover->product / PATHS - mean) / variance * (mover->size - mean);
}

static void print_movers(const struct replay *replay)
{
    struct ttr_draw draw = {.struct_size = sizeof draw};
    struct mover *mover = room(replay->draws, sizeof *mover);
    double *numbers =
        room((size_t)replay->draws * replay->periods * CHUNK, sizeof *numbers);

    for (uint32_t i = 0; i < replay->draws; i++) {
        must(ttr_simulation_draw(replay->simulation, i, &draw, replay->error),
             replay->error);
        mover[i].name = draw.name;
        mover[i].by_period = draw.by_period != 0;
    }
    for (uint64_t first = 0; first < PATHS; first += CHUNK)
        add_chunk(replay, first, numbers, mover);
    for (uint32_t i = 0; i < replay->draws; i++)
        mover[i].share = share_of(&mover[i]);
    qsort(mover, replay->draws, sizeof *mover, by_share);
    printf("\nWhat moved it most, in %% of the mean, and how it was drawn\n");
    for (uint32_t i = 0; i < replay->draws && i < SHOWN; i++)
        printf("  %+5.1f  %s (%+.2f%s)\n", 100 * mover[i].share, mover[i].name,
               mover[i].size, mover[i].by_period ? ", over its periods" : "");
    free(numbers);
    free(mover);
}

static double mean_of(const double *values)
{
    double sum = 0;

    for (uint32_t i = 0; i < PATHS; i++)
        sum += values[i];
    return sum / PATHS;
}

/* A path's number: digits, and below PATHS. */
static bool parse_path(const char *text, uint64_t *path)
{
    char *end = NULL;

    if (*text < '0' || *text > '9')
        return false;
    *path = strtoull(text, &end, 10);
    return *end == '\0' && *path < PATHS;
}

static int usage(void)
{
    fprintf(stderr,
            "usage: replay MODEL.json OUTPUT REGION YEAR [PATH]\n"
            "  PATH  0 to %u; one near P10 if there is none\n",
            PATHS - 1);
    return 2;
}

int main(int count, char **arguments)
{
    struct ttr_error error;
    struct ttr_figure figure;
    struct ttr_sampling sampling;
    ttr_program *program;
    ttr_forecast *central = NULL;
    ttr_simulation *simulation = NULL;
    ttr_text *tree = NULL;
    double *values, *years;
    uint32_t year, period, first, steps, variables;
    uint64_t path = 0;

    if (count < 5 || count > 6)
        return usage();
    if (count > 5 && !parse_path(arguments[5], &path)) {
        fprintf(stderr, "replay: no path %s\n", arguments[5]);
        return usage();
    }
    ttr_error_init(&error, sizeof error);
    program = load(arguments[1], &error);
    ttr_figure_init(&figure, sizeof figure);
    must(ttr_program_find_output(program, arguments[2], &figure.output, &error),
         &error);
    figure.region = find_region(program, arguments[3]);
    year = find_step(program, TTR_STEP_YEAR, arguments[4]);
    period = find_step(program, TTR_STEP_PERIOD, arguments[4]);

    must(ttr_simulation_new(program, NULL, &simulation, &error), &error);
    must(ttr_simulation_watch(simulation, &figure, &first, &error), &error);
    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.mode = TTR_SAMPLING_RANDOM;
    sampling.paths = PATHS;
    variables = ttr_simulation_variables(simulation);
    values = room((size_t)variables * PATHS, sizeof *values);
    must(ttr_simulation_paths(simulation, &sampling, 0, PATHS, values,
                              (size_t)variables * PATHS, &error),
         &error);
    years = values + (size_t)(first + year) * PATHS;
    if (count < 6)
        path = path_near_tenth(years, PATHS);

    steps = ttr_program_steps(program, TTR_STEP_YEAR);
    must(ttr_program_run(program, NULL, &central, &error), &error);
    {
        double *middle = room(steps, sizeof *middle);

        must(ttr_forecast_read(central, figure.output, figure.region,
                               TTR_REPORTING, TTR_STEP_YEAR, middle, steps,
                               &error),
             &error);
        printf("%s, %s, %s: %.6g on path %llu, %.6g on the central path\n",
               arguments[2], arguments[3], arguments[4], years[path],
               (unsigned long long)path, middle[year]);
        free(middle);
    }
    printf("%.1f %% of %u paths lie below it\n",
           place_of(years, PATHS, years[path]), PATHS);
    {
        struct replay replay = {.simulation = simulation,
                                .sampling = &sampling,
                                .error = &error,
                                .years = years,
                                .path = path,
                                .periods =
                                    ttr_program_steps(program, TTR_STEP_PERIOD),
                                .mean = mean_of(years)};

        must(ttr_simulation_draws(simulation, &replay.draws, &error), &error);
        print_movers(&replay);
    }
    must(ttr_simulation_explain(simulation, &sampling, path, figure.output,
                                figure.region, period, 3, &tree, &error),
         &error);
    printf("\nHow it comes about on this path\n%s", ttr_text_bytes(tree));

    ttr_text_unref(tree);
    free(values);
    ttr_forecast_unref(central);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
    return 0;
}
