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

#include "program/program.h"

enum {
    PERIODS = 13,
    PATHS = 6,
    OUTPUTS = 6,
    POOL = 70
};

static uint64_t state = 1;

static uint32_t next_random(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

static double uniform(void)
{
    return next_random() / 2147483648.0;
}

static ttri_value random_draw(struct ttri_graph *graph, uint32_t index)
{
    static const char *const name[] = {
        "stream/US/level", "stream/US/level noise", "environment/events/a ban",
        "stream/US/deal/renewal"};
    struct ttri_draw draw = {.name = name[index % 4],
                             .kind = index % 4 < 2 ? TTRI_DRAW_NORMAL
                                                   : TTRI_DRAW_UNIFORM,
                             .by_period = index % 2 == 1,
                             .first = index % 4 == 1 ? 3 : 0};

    return ttri_draw(graph, &draw);
}

static ttri_value random_table(struct ttri_graph *graph, ttri_value a)
{
    double point[5], slope[5];
    bool smooth = next_random() % 2 == 0;

    for (uint32_t i = 0; i < 5; i++) {
        point[i] = uniform() * 2.0 - 1.0;
        slope[i] = uniform();
    }
    return ttri_table(graph, a, -1.0, 1.5, 5, point, smooth ? slope : NULL);
}

static ttri_value positive(struct ttri_graph *graph, ttri_value a)
{
    return ttri_exp(graph, ttri_min(graph, a, ttri_constant(graph, 1.0)));
}

static ttri_value random_operation(struct ttri_graph *graph,
                                   const ttri_value *pool, uint32_t size)
{
    ttri_value a = pool[next_random() % size], b = pool[next_random() % size];
    ttri_value c = pool[next_random() % size];

    switch (next_random() % 16) {
    case 0:
        return ttri_add(graph, a, b);
    case 1:
        return ttri_sub(graph, a, b);
    case 2:
        /* Bounded, so that no product of products overflows. */
        return ttri_mul(graph, ttri_min(graph, a, ttri_constant(graph, 2.0)),
                        ttri_max(graph, b, ttri_constant(graph, -2.0)));
    case 3:
        return ttri_div(graph, a, positive(graph, b));
    case 4:
        return ttri_div(graph, ttri_min(graph, a, ttri_constant(graph, 2.0)),
                        ttri_select(graph, b, positive(graph, c),
                                    ttri_constant(graph, 0.0)));
    case 5:
        return ttri_min(graph, a, b);
    case 6:
        return ttri_max(graph, a, b);
    case 7:
        return ttri_log(graph, ttri_max(graph, a, ttri_constant(graph, 0.125)));
    case 8:
        return ttri_select(graph, a, b, c);
    case 9:
        return ttri_lag(graph, a, 1 + next_random() % 4, b);
    case 10:
        return ttri_convolve(graph, a, b);
    case 11:
        return ttri_exp_two(graph,
                            ttri_min(graph, a, ttri_constant(graph, 2.0)));
    case 12:
        /* Further out a quantile is no longer well conditioned. */
        return ttri_quantile(
            graph,
            ttri_normal(graph,
                        ttri_min(graph,
                                 ttri_max(graph, a, ttri_constant(graph, -3.0)),
                                 ttri_constant(graph, 3.0))));
    case 13:
        return ttri_normal(graph, a);
    case 14:
        return random_table(graph, a);
    default:
        return ttri_odds(graph, ttri_normal(graph, a), positive(graph, b));
    }
}

static void name_some(struct ttri_graph *graph, const ttri_value *pool,
                      uint32_t size)
{
    static const char *const name[] = {
        "stream/US/price",      "stream/US/pri_ce", "lambda",
        "stream/Türkiye/users", "7 days",           "stream/US/price"};

    for (uint32_t i = 0; i < 6; i++)
        ttri_name(graph, pool[next_random() % size], name[i]);
}

/* A pool of values with states among them: each state decays into a random
 * value, so that groups of several equations come about. */
static uint32_t random_graph(struct ttri_graph *graph, ttri_value *pool)
{
    double row[PERIODS];
    ttri_value forward[8];
    uint32_t size = 0, states = 1 + next_random() % 8;

    for (uint32_t i = 0; i < 4; i++)
        pool[size++] = random_draw(graph, i);
    for (uint32_t i = 0; i < 3; i++) {
        for (uint32_t t = 0; t < PERIODS; t++)
            row[t] = uniform() * 2.0 - 1.0;
        pool[size++] = ttri_series(graph, row);
    }
    pool[size++] = ttri_constant(graph, uniform());
    for (uint32_t i = 0; i < states; i++) {
        forward[i] = ttri_forward(graph);
        pool[size++] = ttri_lag(graph, forward[i], 1 + next_random() % 3,
                                pool[next_random() % 4]);
    }
    while (size < POOL) {
        pool[size] = random_operation(graph, pool, size);
        size++;
    }
    name_some(graph, pool, size);
    for (uint32_t i = 0; i < states; i++)
        ttri_bind(graph, forward[i],
                  ttri_min(graph,
                           ttri_mul(graph, ttri_constant(graph, 0.5),
                                    pool[next_random() % size]),
                           ttri_constant(graph, 3.0)));
    return size;
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
    struct ttri_graph *graph = ttri_graph_new(memory, PERIODS), *paths = NULL;
    struct ttri_plan *plan = NULL;
    ttri_value pool[POOL], output[OUTPUTS];
    double draw[4 * PERIODS], row[OUTPUTS * PERIODS];
    double draws[4 * PERIODS][PATHS], rows[OUTPUTS * PERIODS][PATHS];
    uint32_t size = random_graph(graph, pool), count;

    for (uint32_t i = 0; i < OUTPUTS; i++)
        output[i] = pool[size - 1 - next_random() % 40];
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
    for (uint32_t i = 0; i < (uint32_t)graphs; i++)
        if (!write_graph(&memory, arguments[1], i))
            return 1;
    return 0;
}
