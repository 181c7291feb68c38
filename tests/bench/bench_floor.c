/* What the parts of a simulation cost at their least: each kernel over rows
 * that stay in the cache.
 *
 *   bench_floor [REPETITIONS]
 *
 * Prints one JSON object: for each instruction set of this machine nanoseconds
 * per number, the median of the repetitions. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lanes/lanes.h"
#include "lanes/levels.h"

enum {
    ROWS = 12, /* 12 KB: well inside the first cache */
    CALLS = 20000,
    MOST = 1000
};

struct floor {
    const struct ttri_level *level;
    double (*row)[TTRI_LANES];
    double sums[2];
    uint16_t *bins, *coarse;
    struct ttri_coordinate coordinate;
    struct ttri_bin_map map;
};

typedef void part_function(struct floor *floor, uint32_t call);

static double *row_at(const struct floor *floor, uint32_t call)
{
    return floor->row[call % (ROWS / 2)];
}

static void uniforms(struct floor *floor, uint32_t call)
{
    static const uint64_t key[4] = {1, 2, 3, 4};

    floor->level->draws->uniforms(key, call, 0, row_at(floor, call));
}

static void normals(struct floor *floor, uint32_t call)
{
    static const uint64_t key[4] = {1, 2, 3, 4};

    floor->level->draws->normals(key, call, 0, row_at(floor, call));
}

static void points(struct floor *floor, uint32_t call)
{
    struct ttri_scramble scramble = {call, 12345};

    floor->level->draws->points(&floor->coordinate, &scramble, call,
                                row_at(floor, call));
}

static void quantiles(struct floor *floor, uint32_t call)
{
    double *row = row_at(floor, call);

    floor->level->draws->quantiles(row);
    /* Back to where uniforms are, at little cost. */
    floor->level->draws->scale(0.0, row);
    floor->level->draws->mirror(0.3, row);
}

static void exponentials(struct floor *floor, uint32_t call)
{
    double *base[] = {floor->row[0]};
    uint32_t to = call % (ROWS / 2);
    struct ttri_lane_operand operand[2] = {{0, (ROWS / 2 + to) * TTRI_LANES},
                                           {0, to * TTRI_LANES}};

    floor->level->operations->form[TTRI_FORM_EXP_TWO](base, operand, 1);
}

static void moments(struct floor *floor, uint32_t call)
{
    double sums[2];

    floor->level->summaries->moments(row_at(floor, call), 0.5, 1.0, sums);
    floor->sums[0] += sums[0];
    floor->sums[1] += sums[1];
}

static void counts(struct floor *floor, uint32_t call)
{
    floor->level->summaries->count(row_at(floor, call), &floor->map, 0,
                                   TTRI_BINS, floor->bins, floor->coarse);
}

/* Every part begins from the same uniforms. */
static void begin(struct floor *floor)
{
    for (uint32_t i = 0; i < ROWS; i++)
        for (uint32_t j = 0; j < TTRI_LANES; j++)
            floor->row[i][j] =
                (double)((i * TTRI_LANES + j) * 7919u % 1531u + 1) / 1533.0;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double measure(struct floor *floor, part_function *part,
                      uint32_t repetitions)
{
    double times[MOST];

    begin(floor);
    for (uint32_t i = 0; i < repetitions; i++) {
        double start = now();

        for (uint32_t call = 0; call < CALLS; call++)
            part(floor, call);
        times[i] = (now() - start) / (CALLS * (double)TTRI_LANES);
    }
    qsort(times, repetitions, sizeof *times, by_size);
    return times[repetitions / 2];
}

static void print_level(struct floor *floor, uint32_t repetitions)
{
    static const struct {
        const char *name;
        part_function *part;
    } parts[] = {{"uniforms", uniforms},    {"normals", normals},
                 {"points", points},        {"quantiles", quantiles},
                 {"exp_two", exponentials}, {"moments", moments},
                 {"counts", counts}};

    printf("\"%s\": {", floor->level->name);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        printf("%s\"%s\": %.4f", i > 0 ? ", " : "", parts[i].name,
               measure(floor, parts[i].part, repetitions));
    printf("}");
}

int main(int count, char **arguments)
{
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    long repetitions = count > 1 ? strtol(arguments[1], NULL, 10) : 9;
    struct floor floor = {0};

    if (repetitions < 1 || repetitions > MOST)
        return 2;
    floor.row = aligned_alloc(64, ROWS * sizeof *floor.row);
    floor.bins = calloc(TTRI_BINS, sizeof *floor.bins);
    floor.coarse = calloc(TTRI_BINS, sizeof *floor.coarse);
    if (floor.row == NULL || floor.bins == NULL || floor.coarse == NULL)
        return 1;
    for (uint32_t i = 0; i < 32; i++)
        floor.coordinate.direction[i] = UINT32_C(0x80000000) >> i;
    /* About 700 of the bins between 0 and 1. */
    floor.map =
        (struct ttri_bin_map){.origin = 0.0,
                              .scale = 1.0,
                              .offset = 1.0,
                              .low = 0.0,
                              .high = 1.0,
                              .atom = 2.0,
                              .base = UINT64_C(0x3ff0000000000000) >> 43,
                              .shift = 43};
    printf("{");
    for (uint32_t i = 0; i < levels; i++) {
        printf("%s", i > 0 ? ",\n " : "");
        floor.level = &level[i];
        print_level(&floor, (uint32_t)repetitions);
    }
    printf("}\n");
    free(floor.row);
    free(floor.bins);
    free(floor.coarse);
    return 0;
}
