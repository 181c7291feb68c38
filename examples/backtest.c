/* What a model would have said in the past, beside five methods that know
 * nothing but the series: the last value, that of a season ago, a line, Holt's
 * trend, Holt and Winters. At each origin it is calibrated with the figures
 * that were known then, and with no others.
 *
 *   cc backtest.c $(pkg-config --cflags --libs tiktokrev)
 *   backtest examples/data/kuaishou.json examples/data/kuaishou.csv \
 *       20220101 20240331 online_marketing,total_revenue dau,gmv */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiktokrev/tiktokrev.h>

/* One more than is allowed, so that it is told. */
#define MOST_NAMES 65u

/* Ends the program if a call failed. */
static void must(ttr_status status, const struct ttr_error *error)
{
    if (status == TTR_OK)
        return;
    fprintf(stderr, "backtest: %s\n", error->message);
    exit(1);
}

static int usage(void)
{
    fputs("usage: backtest MODEL HISTORY FIRST LAST SERIES[,SERIES...] "
          "[DRIVER,...]\n"
          "  FIRST, LAST  days in the periods of the first and last origin, "
          "as 20220101\n"
          "  SERIES       of the history, to be scored\n"
          "  DRIVER       series that the second layer knows in advance\n",
          stderr);
    return 2;
}

/* Parts the text at its commas, in place; their number. */
static uint32_t split(char *text, const char **names)
{
    uint32_t count = 0;

    for (char *name = strtok(text, ","); name != NULL && count < MOST_NAMES;
         name = strtok(NULL, ","))
        names[count++] = name;
    return count;
}

static ttr_date read_day(const char *text)
{
    char *end;
    long day = strtol(text, &end, 10);

    if (*end != '\0' || day < 19000101 || day > 21991231) {
        fprintf(stderr, "backtest: a day is as 20220101 (got %s)\n", text);
        exit(2);
    }
    return (ttr_date)day;
}

/* The method that is nearest to what came. */
static const char *best_of(const struct ttr_backtest_score *score, double *crps)
{
    const struct {
        const char *name;
        double crps;
    } method[] = {{"last value", score->crps_naive},
                  {"season ago", score->crps_seasonal_naive},
                  {"line", score->crps_drift},
                  {"Holt", score->crps_holt},
                  {"Holt-Winters", score->crps_winters}};
    size_t best = 0;

    for (size_t i = 1; i < sizeof method / sizeof *method; i++)
        if (method[i].crps < method[best].crps)
            best = i;
    *crps = method[best].crps;
    return method[best].name;
}

/* With what a score's unit is divided, so that four digits do. */
static double scale_of(double number, const char **unit)
{
    double size = fabs(number);

    *unit = size >= 1e8 ? "bn" : size >= 1e5 ? "m" : "";
    return size >= 1e8 ? 1e9 : size >= 1e5 ? 1e6 : 1;
}

static void print_line(const ttr_backtest *backtest, uint32_t series,
                       uint32_t horizon, int drivers)
{
    struct ttr_error error;
    struct ttr_backtest_score score = {.struct_size = sizeof score};
    struct ttr_backtest_score known = {.struct_size = sizeof known};
    const char *unit, *method;
    double best, scale;

    ttr_error_init(&error, sizeof error);
    must(ttr_backtest_score(backtest, series, horizon, 0, &score, &error),
         &error);
    method = best_of(&score, &best);
    scale = scale_of(best, &unit);
    if (horizon == TTR_ALL_HORIZONS)
        fputs("    all", stdout);
    else
        printf("%7u", horizon);
    printf("%10.3f %-2s %7.3f %-2s  %-12s %6.2f %6.0f %%", score.crps / scale,
           unit, best / scale, unit, method, score.ratio, 100 * score.coverage);
    if (drivers) {
        must(ttr_backtest_score(backtest, series, horizon, 1, &known, &error),
             &error);
        printf(" %8.2f %6.0f %%", known.crps / best, 100 * known.coverage);
    }
    putchar('\n');
}

static void print_table(const ttr_backtest *backtest, const char *const *series,
                        uint32_t count, uint32_t horizons, int drivers)
{
    for (uint32_t i = 0; i < count; i++) {
        printf("\n%s\n  ahead      model   best of the five        ratio   "
               "held%s\n",
               series[i], drivers ? "    ratio    held  (drivers known)" : "");
        for (uint32_t h = 1; h <= horizons; h++)
            print_line(backtest, i, h, drivers);
        print_line(backtest, i, TTR_ALL_HORIZONS, drivers);
    }
}

static uint32_t count_converged(const ttr_backtest *backtest, uint32_t *rows)
{
    struct ttr_error error;
    uint32_t converged = 0;

    ttr_error_init(&error, sizeof error);
    *rows = ttr_backtest_count(backtest);
    for (uint32_t i = 0; i < *rows; i++) {
        struct ttr_backtest_row row = {.struct_size = sizeof row};

        must(ttr_backtest_row(backtest, i, &row, &error), &error);
        converged += row.converged != 0;
    }
    return converged;
}

int main(int argc, char **argv)
{
    const char *series[MOST_NAMES], *drivers[MOST_NAMES];
    struct ttr_error error;
    struct ttr_backtest_options options;
    struct ttr_calibration_options calibration;
    struct ttr_workers workers = {.struct_size = sizeof workers, .threads = 2};
    ttr_combiner *platform = NULL;
    ttr_history *history = NULL;
    ttr_backtest *backtest = NULL;
    uint32_t count, driver_count = 0, rows, converged;

    if (argc < 6 || argc > 7)
        return usage();
    ttr_error_init(&error, sizeof error);
    ttr_backtest_options_init(&options, sizeof options);
    ttr_calibration_options_init(&calibration, sizeof calibration);
    calibration.least_confidence = 2;
    options.first = read_day(argv[3]);
    options.last = read_day(argv[4]);
    count = split(argv[5], series);
    if (argc == 7)
        driver_count = split(argv[6], drivers);
    must(ttr_document_open(NULL, argv[1], &platform, &error), &error);
    must(ttr_history_open(NULL, argv[2], &history, &error), &error);
    must(ttr_backtest_run(platform, history, series, count, drivers,
                          driver_count, &calibration, &options, &workers, NULL,
                          &backtest, &error),
         &error);
    converged = count_converged(backtest, &rows);
    printf("Forecasts: %u, of which %u by a calibration that converged.\n"
           "Scores are CRPS, the mean distance of a forecast's law from what "
           "came: smaller is\nbetter. The ratio is the model's to that of the "
           "best of five methods that know the\nseries alone; held is how "
           "often what came lay in the 80 %% interval.\n",
           rows, converged);
    print_table(backtest, series, count, options.horizons, driver_count > 0);
    ttr_backtest_unref(backtest);
    ttr_history_unref(history);
    ttr_combiner_unref(platform);
    return 0;
}
