/* How long a model document takes from text to forecast.
 *
 *   bench_run MODEL.json [REPETITIONS]
 *
 * One line per stage: name, median, minimum and count, in milliseconds. */
#define _POSIX_C_SOURCE 200809L

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <tiktokrev/tiktokrev.h>

/* What the stages leave to each other. */
struct bench {
    char *bytes;
    size_t size;
    ttr_combiner *platform;
    ttr_program *program;
    struct ttr_error error;
};

typedef ttr_status stage_function(struct bench *bench);

static ttr_status load(struct bench *bench)
{
    ttr_combiner_unref(bench->platform);
    bench->platform = NULL;
    return ttr_document_load(NULL, bench->bytes, bench->size, "model",
                             &bench->platform, &bench->error);
}

static ttr_status compile(struct bench *bench)
{
    ttr_program_unref(bench->program);
    bench->program = NULL;
    return ttr_combiner_compile(bench->platform, &bench->program,
                                &bench->error);
}

static ttr_status run(struct bench *bench)
{
    ttr_forecast *forecast = NULL;
    ttr_status status =
        ttr_program_run(bench->program, NULL, &forecast, &bench->error);

    ttr_forecast_unref(forecast);
    return status;
}

static double now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e3 * (double)time.tv_sec + 1e-6 * (double)time.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Runs a stage once unmeasured, then `count` times. */
static bool measure(struct bench *bench, const char *name,
                    stage_function *stage, double *times, size_t count)
{
    for (size_t i = 0; i <= count; i++) {
        double start = now_ms();
        ttr_status status = stage(bench);
        double end = now_ms();

        if (status != TTR_OK) {
            fprintf(stderr, "bench_run: %s: %s\n", name, bench->error.message);
            return false;
        }
        if (i > 0)
            times[i - 1] = end - start;
    }
    qsort(times, count, sizeof *times, by_size);
    printf("%-8s median %9.4f ms   min %9.4f ms   n %zu\n", name,
           times[count / 2], times[0], count);
    return true;
}

static bool read_file(struct bench *bench, const char *path)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    bench->bytes = malloc(TTR_MAX_DOCUMENT);
    if (bench->bytes != NULL)
        bench->size = fread(bench->bytes, 1, TTR_MAX_DOCUMENT, file);
    fclose(file);
    return bench->size > 0;
}

int main(int count, char **arguments)
{
    struct bench bench = {0};
    long repetitions = count > 2 ? strtol(arguments[2], NULL, 10) : 100;
    double *times;
    bool ok;

    if (count < 2 || repetitions < 1 || repetitions > 100000) {
        fputs("usage: bench_run MODEL.json [REPETITIONS]\n", stderr);
        return 2;
    }
    ttr_error_init(&bench.error, sizeof bench.error);
    times = malloc(10 * (size_t)repetitions * sizeof *times);
    ok = times != NULL && read_file(&bench, arguments[1]);
    if (!ok)
        fprintf(stderr, "bench_run: %s can not be read\n", arguments[1]);
    ok = ok && measure(&bench, "load", load, times, (size_t)repetitions) &&
         measure(&bench, "compile", compile, times, (size_t)repetitions) &&
         measure(&bench, "run", run, times, 10 * (size_t)repetitions);
    ttr_program_unref(bench.program);
    ttr_combiner_unref(bench.platform);
    free(bench.bytes);
    free(times);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
