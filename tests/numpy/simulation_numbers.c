/* A simulation of a model document as NumPy source, with the numbers that some
 * of its paths draw and the values that they lead to.
 *
 * usage: simulation_numbers MODEL.json MODE FIRST FILE
 *
 * Watches every output and more of it; 32 paths of a run of MODE (0: Sobol', 1:
 * random), from FIRST. Writes FILE.py, FILE.names (of draws, by line),
 * FILE.draws (draws x periods x paths) and FILE.values (variables x paths),
 * doubles of this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#define PATHS 32

struct export
{
    const char *file;
    ttr_program *program;
    ttr_simulation *simulation;
    struct ttr_sampling sampling;
    uint64_t first;
    struct ttr_error error;
};

static void check(const struct export *export, ttr_status status)
{
    if (status != TTR_OK) {
        fprintf(stderr, "simulation_numbers: %s\n", export->error.message);
        exit(1);
    }
}

static FILE *open_file(const struct export *export, const char *end)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s.%s", export->file, end);
    file = fopen(path, "wb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

/* ---- what is watched ---- */

/* A figure that the program does not have is left out. */
static ttr_status try_figure(struct export *export, struct ttr_figure figure)
{
    ttr_status status =
        ttr_simulation_watch(export->simulation, &figure, NULL, &export->error);

    if (status != TTR_E_CONFLICT && status != TTR_E_ARGUMENT)
        check(export, status);
    return status;
}

/* One output everywhere, in every currency, over every axis. */
static void watch_views(struct export *export, struct ttr_figure figure)
{
    uint32_t regions = ttr_program_regions(export->program);

    for (uint32_t r = 0; r <= regions; r++)
        for (int32_t currency = TTR_REPORTING; currency <= TTR_LOCAL;
             currency++)
            for (int32_t step = 0; step <= TTR_STEP_HORIZON; step++) {
                figure.region = r < regions ? r : TTR_WORLD;
                figure.currency = currency;
                figure.step = step;
                try_figure(export, figure);
            }
}

static void watch_outputs(struct export *export)
{
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    for (uint32_t i = 0; i < ttr_program_outputs(export->program); i++) {
        figure.output = i;
        figure.region = TTR_WORLD;
        figure.currency = TTR_REPORTING;
        try_figure(export, figure);
        figure.region = i % ttr_program_regions(export->program);
        figure.currency = TTR_LOCAL;
        try_figure(export, figure);
    }
}

static void watch_kinds(struct export *export)
{
    struct ttr_figure figure;
    uint32_t total;

    ttr_figure_init(&figure, sizeof figure);
    check(export, ttr_program_find_output(export->program, "total/revenue",
                                          &total, &export->error));
    figure.output = figure.of = total;
    watch_views(export, figure);
    for (figure.kind = TTR_FIGURE_GROWTH; figure.kind <= TTR_FIGURE_HHI;
         figure.kind++)
        for (figure.step = 0; figure.step < TTR_STEP_HORIZON; figure.step++)
            try_figure(export, figure);
    figure.kind = TTR_FIGURE_SHARE;
    figure.step = TTR_STEP_YEAR;
    for (uint32_t i = 0; i < ttr_program_streams(export->program); i++) {
        char name[256];

        snprintf(name, sizeof name, "%s/revenue",
                 ttr_program_stream(export->program, i));
        check(export, ttr_program_find_output(export->program, name,
                                              &figure.output, &export->error));
        try_figure(export, figure);
    }
    figure.kind = TTR_FIGURE_REPORT;
    figure.output = 0;
    while (try_figure(export, figure) == TTR_OK)
        figure.output++;
}

/* ---- what is written ---- */

static void write_source(struct export *export)
{
    ttr_text *text = NULL;
    FILE *file = open_file(export, "py");

    check(export,
          ttr_simulation_numpy(export->simulation, &text, &export->error));
    fwrite(ttr_text_bytes(text), 1, ttr_text_size(text), file);
    fclose(file);
    ttr_text_unref(text);
}

static uint32_t write_names(struct export *export)
{
    struct ttr_draw draw = {.struct_size = sizeof draw};
    FILE *file = open_file(export, "names");
    uint32_t draws;

    check(export,
          ttr_simulation_draws(export->simulation, &draws, &export->error));
    for (uint32_t i = 0; i < draws; i++) {
        check(export, ttr_simulation_draw(export->simulation, i, &draw,
                                          &export->error));
        fprintf(file, "%s\n", draw.name);
    }
    fclose(file);
    return draws;
}

static double *numbers(size_t count)
{
    double *made = calloc(count + 1, sizeof *made);

    if (made == NULL)
        exit(1);
    return made;
}

static void write_draws(struct export *export, uint32_t draws)
{
    size_t periods = ttr_program_steps(export->program, TTR_STEP_PERIOD);
    size_t count = draws * periods * PATHS;
    double *number = numbers(count);
    FILE *file = open_file(export, "draws");

    check(export, ttr_simulation_numbers(export->simulation, &export->sampling,
                                         export->first, PATHS, number, count,
                                         &export->error));
    fwrite(number, sizeof *number, count, file);
    fclose(file);
    free(number);
}

static void write_values(struct export *export)
{
    size_t count = (size_t)ttr_simulation_variables(export->simulation) * PATHS;
    double *number = numbers(count);
    FILE *file = open_file(export, "values");

    check(export, ttr_simulation_paths(export->simulation, &export->sampling,
                                       export->first, PATHS, number, count,
                                       &export->error));
    fwrite(number, sizeof *number, count, file);
    fclose(file);
    free(number);
}

int main(int count, char **arguments)
{
    struct export export = {0};
    ttr_combiner *combiner = NULL;

    if (count != 5) {
        fputs("usage: simulation_numbers MODEL.json MODE FIRST FILE\n", stderr);
        return 2;
    }
    ttr_error_init(&export.error, sizeof export.error);
    ttr_sampling_init(&export.sampling, sizeof export.sampling);
    export.sampling.mode = (int32_t)strtol(arguments[2], NULL, 10);
    export.first = strtoull(arguments[3], NULL, 10);
    export.file = arguments[4];
    check(&export,
          ttr_document_open(NULL, arguments[1], &combiner, &export.error));
    check(&export,
          ttr_combiner_compile(combiner, &export.program, &export.error));
    ttr_combiner_unref(combiner);
    check(&export, ttr_simulation_new(export.program, NULL, &export.simulation,
                                      &export.error));
    watch_outputs(&export);
    watch_kinds(&export);
    write_source(&export);
    write_draws(&export, write_names(&export));
    write_values(&export);
    ttr_simulation_unref(export.simulation);
    ttr_program_unref(export.program);
    return 0;
}
