/* How long the program of one block of paths takes, without its draws.
 *
 *   bench_block [REPETITIONS]
 *
 * The workload: 12 states that carry over and take 12 correlated shocks each,
 * 36 products of powers of four of them, in 6 sums, and what two of the sums
 * gain from each other. One line per instruction set: nanoseconds per path and
 * period of the program; of its 36 powers of two alone, on numbers that stay in
 * the nearest cache; and how long the plan took to make, in microseconds. */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lanes/lanes.h"
#include "program/program.h"

enum {
    PERIODS = 40,
    STATES = 12,
    REGIONS = 6,
    STREAMS = 6,
    OUTPUTS = STREAMS + 1,
    POWERS = REGIONS * STREAMS,
    LONGEST = 1000
};

/* Seconds of this program alone, whatever else runs. */
static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double median(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof *numbers, by_size);
    return numbers[count / 2];
}

static void *need(void *block)
{
    if (block == NULL) {
        fputs("bench_block: not enough memory\n", stderr);
        exit(2);
    }
    return block;
}

static double *new_rows(size_t count)
{
    double *rows =
        need(aligned_alloc(64, (count * sizeof *rows + 64) / 64 * 64));

    for (size_t i = 0; i < count; i++)
        rows[i] = 0.0;
    return rows;
}

/* ---- the workload ---- */

static ttri_value shock(struct ttri_graph *graph, unsigned index)
{
    char name[] = "shock a";
    const struct ttri_draw draw = {
        .name = name, .kind = TTRI_DRAW_NORMAL, .by_period = true};

    name[6] = (char)('a' + index);
    return ttri_draw(graph, &draw);
}

/* sum + factor * value */
static ttri_value plus(struct ttri_graph *graph, ttri_value sum, double factor,
                       ttri_value value)
{
    return ttri_add(graph, sum,
                    ttri_mul(graph, ttri_constant(graph, factor), value));
}

static void build_states(struct ttri_graph *graph, ttri_value state[STATES])
{
    ttri_value next[STATES];

    for (unsigned k = 0; k < STATES; k++) {
        next[k] = ttri_forward(graph);
        state[k] = ttri_add(
            graph, ttri_constant(graph, 0.003),
            ttri_mul(graph, ttri_constant(graph, 0.9),
                     ttri_lag(graph, next[k], 1, ttri_constant(graph, 0.0))));
        for (unsigned j = 0; j < STATES; j++)
            state[k] = plus(graph, state[k], 0.05 / (1.0 + k + 2.0 * j),
                            shock(graph, j));
        ttri_bind(graph, next[k], state[k]);
    }
}

static ttri_value build_power(struct ttri_graph *graph,
                              const ttri_value state[STATES], unsigned r,
                              unsigned s)
{
    ttri_value sum = ttri_add(
        graph, ttri_constant(graph, 3.0 - 0.4 * r - 0.5 * s), state[0]);

    sum = plus(graph, sum, 0.8 + 0.05 * s - 0.02 * r, state[1 + s % 5]);
    sum = plus(graph, sum, 0.3 + 0.03 * r, state[1 + (s + 2) % 5]);
    sum = plus(graph, sum, 0.9 - 0.05 * s, state[6 + r]);
    return ttri_exp_two(graph, sum);
}

static void build(struct ttri_graph *graph, ttri_value output[OUTPUTS])
{
    ttri_value state[STATES], total = 0;

    build_states(graph, state);
    for (unsigned s = 0; s < STREAMS; s++) {
        output[s] = build_power(graph, state, 0, s);
        for (unsigned r = 1; r < REGIONS; r++)
            output[s] =
                ttri_add(graph, output[s], build_power(graph, state, r, s));
        total = s == 0 ? output[0] : ttri_add(graph, total, output[s]);
    }
    output[STREAMS] =
        ttri_add(graph, total,
                 ttri_mul(graph, ttri_constant(graph, 0.1),
                          ttri_div(graph, ttri_mul(graph, output[0], output[1]),
                                   ttri_add(graph, output[0], output[1]))));
}

static struct ttri_plan *make_plan(double *microseconds)
{
    struct ttri_memory memory;
    struct ttri_graph *graph;
    struct ttri_plan *plan = NULL;
    ttri_value output[OUTPUTS];
    double begin;

    ttri_memory_init(&memory, NULL, NULL);
    graph = need(ttri_graph_new(&memory, PERIODS));
    build(graph, output);
    begin = now();
    if (ttri_plan_paths(graph, OUTPUTS, output, &plan, NULL) != TTR_OK)
        need(NULL);
    *microseconds = 1e6 * (now() - begin);
    ttri_graph_free(graph);
    return plan;
}

/* ---- time ---- */

static double time_program(const struct ttri_plan *plan,
                           const struct ttri_level *level, const double *draws,
                           int repetitions)
{
    double *work = new_rows(ttri_plan_workspace(plan));
    double *results = new_rows((size_t)OUTPUTS * PERIODS * TTRI_LANES);
    double seconds[LONGEST];

    ttri_run_block(plan, level, draws, work, results);
    for (int i = 0; i < repetitions; i++) {
        double begin = now();

        for (int j = 0; j < 10; j++)
            ttri_run_block(plan, level, draws, work, results);
        seconds[i] = now() - begin;
    }
    free(work);
    free(results);
    return 1e9 * median(seconds, repetitions) / (10 * PERIODS * TTRI_LANES);
}

static double time_powers(const struct ttri_level *level, int repetitions)
{
    double *row = new_rows(2 * TTRI_LANES), seconds[LONGEST];
    double *base[] = {row};
    const struct ttri_lane_operand operand[] = {{0, TTRI_LANES}, {0, 0}};

    for (int i = 0; i < repetitions; i++) {
        double begin = now();

        for (int j = 0; j < 10 * PERIODS * POWERS; j++)
            level->operations->form[TTRI_FORM_EXP_TWO](base, operand, 1);
        seconds[i] = now() - begin;
    }
    free(row);
    return 1e9 * median(seconds, repetitions) / (10 * PERIODS * TTRI_LANES);
}

int main(int count, char **arguments)
{
    int repetitions = count > 1 ? atoi(arguments[1]) : 101;
    const struct ttri_level *level;
    uint32_t levels = ttri_levels(&level);
    struct ttri_plan *plan;
    double *draws, microseconds;
    size_t numbers;

    repetitions = repetitions < 1         ? 1
                  : repetitions > LONGEST ? LONGEST
                                          : repetitions;
    plan = make_plan(&microseconds);
    numbers = (size_t)ttri_plan_draw_rows(plan) * TTRI_LANES;
    draws = new_rows(numbers);
    for (size_t i = 0; i < numbers; i++)
        draws[i] = sin((double)i);
    for (uint32_t i = 0; i < levels; i++)
        printf("%-10s %6.1f %6.1f\n", level[i].name,
               time_program(plan, &level[i], draws, repetitions),
               time_powers(&level[i], repetitions));
    printf("%u steps, %u numbers, %.0f microseconds\n",
           ttri_plan_operations(plan), (unsigned)ttri_plan_workspace(plan),
           microseconds);
    ttri_plan_free(plan);
    free(draws);
    return 0;
}
