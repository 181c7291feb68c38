/* Random graphs as NumPy source, with numbers to draw and what the library
 * makes of them.
 *
 * usage: random_graphs FOLDER COUNT
 *
 * Writes graph_I.py (equations), graph_I.names (of all draws, by line),
 * graph_I.draws (draws x periods x paths) and graph_I.rows (outputs x periods x
 * paths), doubles of this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_graph.h"

enum {
    PERIODS = RANDOM_PERIODS,
    PATHS = 6,
    OUTPUTS = 6,
    POOL = 70
};

static void name_some(const struct random_graph *r)
{
    static const char *const name[] = {
        "stream/US/price",      "stream/US/pri_ce", "lambda",
        "stream/Türkiye/users", "7 days",           "stream/US/price"};

    for (uint32_t i = 0; i < 6; i++)
        ttri_name(r->graph, any_of(r), name[i]);
}

static FILE *open_file(const char *folder, uint32_t index, const char *end)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof path, "%s/graph_%u.%s", folder, (unsigned)index, end);
    file = fopen(path, "wb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

static void write_numbers(const char *folder, uint32_t index, const char *end,
                          const double *number, size_t count)
{
    FILE *file = open_file(folder, index, end);

    fwrite(number, sizeof *number, count, file);
    fclose(file);
}

static void write_names(const char *folder, uint32_t index,
                        const struct ttri_graph *paths)
{
    FILE *file = open_file(folder, index, "names");

    for (uint32_t i = 0; i < ttri_graph_draws(paths); i++)
        fprintf(file, "%s\n", ttri_graph_draw(paths, i)->name);
    fclose(file);
}

static void write_source(const struct ttri_memory *memory, const char *folder,
                         uint32_t index, const struct ttri_graph *paths,
                         const ttri_value *output)
{
    static const char *const names[OUTPUTS] = {"a", "b", "c", "d", "e", "f"};
    struct ttri_writer writer;
    FILE *file = open_file(folder, index, "py");

    ttri_writer_init(&writer, memory);
    if (ttri_numpy(paths, OUTPUTS, output, names, &writer, NULL) != TTR_OK)
        exit(1);
    fputs("import numpy as np\n\n", file);
    fwrite(writer.bytes, 1, writer.size, file);
    fclose(file);
    ttri_writer_drop(&writer);
}

/* Numbers for all draws: draws x periods, of one path. */
static void draw_path(const struct ttri_graph *paths, double *number)
{
    for (uint32_t i = 0; i < ttri_graph_draws(paths); i++) {
        const struct ttri_draw *draw = ttri_graph_draw(paths, i);

        for (uint32_t t = 0; t < PERIODS; t++) {
            double *at = &number[i * PERIODS + t];

            *at = draw->by_period || t == 0 ? uniform() : at[-1];
            if (draw->kind == TTRI_DRAW_NORMAL && (draw->by_period || t == 0))
                *at = 4.0 * *at - 2.0;
            if (draw->by_period && t < draw->first)
                *at = 0.0;
        }
    }
}

static bool write_graph(const struct ttri_memory *memory, const char *folder,
                        uint32_t index)
{
    ttri_value pool[POOL], output[OUTPUTS];
    /* Further out a quantile is no longer well conditioned. */
    struct random_graph random = {
        .graph = ttri_graph_new(memory, PERIODS), .pool = pool, .widest = 3.0};
    struct ttri_graph *graph = random.graph, *paths = NULL;
    struct ttri_plan *plan = NULL;
    double draw[RANDOM_DRAWS * PERIODS], row[OUTPUTS * PERIODS];
    double draws[RANDOM_DRAWS * PERIODS][PATHS], rows[OUTPUTS * PERIODS][PATHS];
    uint32_t count;

    random_fill(&random, POOL);
    name_some(&random);
    for (uint32_t i = 0; i < OUTPUTS; i++)
        output[i] = pool[POOL - 1 - next_random() % 40];
    if (ttri_graph_of_paths(graph, NULL, OUTPUTS, output, output, &paths,
                            NULL) != TTR_OK ||
        ttri_plan_central(paths, OUTPUTS, output, &plan, NULL) != TTR_OK)
        return false;
    count = ttri_graph_draws(paths) * PERIODS;
    for (uint32_t path = 0; path < PATHS; path++) {
        draw_path(paths, draw);
        if (ttri_run(plan, memory, NULL, draw, row, NULL) != TTR_OK)
            return false;
        for (uint32_t i = 0; i < count; i++)
            draws[i][path] = draw[i];
        for (uint32_t i = 0; i < OUTPUTS * PERIODS; i++)
            rows[i][path] = row[i];
    }
    write_names(folder, index, paths);
    write_source(memory, folder, index, paths, output);
    write_numbers(folder, index, "draws", draws[0], (size_t)count * PATHS);
    write_numbers(folder, index, "rows", rows[0], sizeof rows / sizeof(double));
    ttri_plan_free(plan);
    ttri_graph_free(paths);
    ttri_graph_free(graph);
    return true;
}

int main(int count, char **arguments)
{
    struct ttri_memory memory;
    long graphs = count == 3 ? strtol(arguments[2], NULL, 10) : 0;

    if (graphs < 1 || ttri_memory_init(&memory, NULL, NULL) != TTR_OK) {
        fputs("usage: random_graphs FOLDER COUNT\n", stderr);
        return 2;
    }
    random_state = 1;
    for (uint32_t i = 0; i < (uint32_t)graphs; i++)
        if (!write_graph(&memory, arguments[1], i))
            return 1;
    return 0;
}
