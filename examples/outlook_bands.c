/* How sure the outlook is: bands, their errors, and where the doubt comes
 * from. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outlook.h"

static const double levels[] = {0.1, 0.5, 0.9};

enum {
    LEVELS = sizeof levels / sizeof *levels
};

/* First variables of what is watched. */
struct bands {
    struct outlook *outlook;
    ttr_simulation *simulation;
    ttr_distribution *distribution;
    uint32_t total, growth, cagr, hhi, streams, regions, horizon;
};

/* ---- what is watched ---- */

static uint32_t watch(struct bands *bands, const char *name,
                      struct ttr_figure figure)
{
    struct outlook *outlook = bands->outlook;
    uint32_t first = 0;

    if (!outlook->status)
        outlook_check(outlook,
                      ttr_program_find_output(outlook->program, name,
                                              &figure.output, &outlook->error));
    if (!outlook->status)
        outlook_check(outlook, ttr_simulation_watch(bands->simulation, &figure,
                                                    &first, &outlook->error));
    return first;
}

static struct ttr_figure figure_of(const struct bands *bands, int32_t kind)
{
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    figure.kind = kind;
    figure.currency = bands->outlook->currency;
    figure.step = bands->outlook->step;
    return figure;
}

static void watch_streams(struct bands *bands)
{
    const ttr_program *program = bands->outlook->program;
    struct ttr_figure figure = figure_of(bands, TTR_FIGURE_OUTPUT);
    struct ttr_figure whole = figure;

    whole.step = TTR_STEP_HORIZON;
    whole.joint = 1;
    for (uint32_t i = 0; i < ttr_program_streams(program); i++) {
        char name[NAME];
        uint32_t first;

        snprintf(name, sizeof name, "%s/revenue",
                 ttr_program_stream(program, i));
        first = watch(bands, name, figure);
        bands->streams = i == 0 ? first : bands->streams;
    }
    for (uint32_t i = 0; i < ttr_program_streams(program); i++) {
        char name[NAME];
        uint32_t first;

        snprintf(name, sizeof name, "%s/revenue",
                 ttr_program_stream(program, i));
        first = watch(bands, name, whole);
        bands->horizon = i == 0 ? first : bands->horizon;
    }
}

static void watch_regions(struct bands *bands)
{
    struct ttr_figure figure = figure_of(bands, TTR_FIGURE_OUTPUT);

    for (uint32_t i = 0; i < ttr_program_regions(bands->outlook->program);
         i++) {
        uint32_t first;

        figure.region = i;
        first = watch(bands, "total/revenue", figure);
        bands->regions = i == 0 ? first : bands->regions;
    }
}

static void watch_all(struct bands *bands)
{
    struct outlook *outlook = bands->outlook;
    const ttr_program *program =
        outlook->calibration != NULL
            ? ttr_calibration_program(outlook->calibration)
            : outlook->program;

    outlook_check(outlook, ttr_simulation_new(program, NULL, &bands->simulation,
                                              &outlook->error));
    if (!outlook->status && outlook->calibration != NULL)
        outlook_check(outlook, ttr_simulation_condition(bands->simulation,
                                                        outlook->calibration,
                                                        &outlook->error));
    bands->total =
        watch(bands, "total/revenue", figure_of(bands, TTR_FIGURE_OUTPUT));
    bands->growth =
        watch(bands, "total/revenue", figure_of(bands, TTR_FIGURE_GROWTH));
    bands->cagr =
        watch(bands, "total/revenue", figure_of(bands, TTR_FIGURE_CAGR));
    bands->hhi =
        watch(bands, "total/revenue", figure_of(bands, TTR_FIGURE_HHI));
    watch_streams(bands);
    watch_regions(bands);
}

/* ---- reading ---- */

/* P10, P50 and P90 of the variables from `first` on, one row of steps each,
 * and the standard errors of the medians. */
static void read_bands(const struct bands *bands, uint32_t first,
                       uint32_t count, path rows[LEVELS], path errors)
{
    struct outlook *outlook = bands->outlook;
    double *value = calloc(count, 2 * LEVELS * sizeof *value);
    double *error = value + (size_t)count * LEVELS;

    if (value == NULL)
        outlook_fail(outlook, TTR_E_NO_MEMORY, "out of memory");
    if (!outlook->status)
        outlook_check(outlook, ttr_distribution_quantiles(
                                   bands->distribution, first, count, levels,
                                   LEVELS, value, error, &outlook->error));
    for (uint32_t i = 0; !outlook->status && i < count; i++) {
        for (uint32_t k = 0; k < LEVELS; k++)
            rows[k][i] = value[i * LEVELS + k];
        errors[i] = error[i * LEVELS + 1];
    }
    free(value);
}

/* ---- tables ---- */

static void add_bands(const struct bands *bands, struct table *table,
                      const char *name, uint32_t first)
{
    static const char *const label[LEVELS] = {"P10", "P50", "P90"};
    static path rows[LEVELS], errors;

    read_bands(bands, first, bands->outlook->steps, rows, errors);
    for (uint32_t k = 0; !bands->outlook->status && k < LEVELS; k++) {
        char text[48];

        snprintf(text, sizeof text, "%s%s%s", name, name[0] != '\0' ? " " : "",
                 label[k]);
        table_add(table, text, FORMAT_AMOUNT, rows[k]);
    }
}

/* Of each step: standard error of the median in percent of it. */
static void add_errors(const struct bands *bands, struct table *table)
{
    static path rows[LEVELS], errors;
    path relative;

    read_bands(bands, bands->total, bands->outlook->steps, rows, errors);
    for (uint32_t i = 0; i < bands->outlook->steps; i++)
        relative[i] = rows[1][i] != 0 ? errors[i] / fabs(rows[1][i]) : NAN;
    table_add(table, "error of P50, %", FORMAT_ERROR, relative);
}

static void total_bands(const struct bands *bands)
{
    struct outlook *outlook = bands->outlook;
    struct table table;
    path mean, shortfall, central, share, zero;

    table_begin(&table, outlook, "How sure: total revenue", money(outlook));
    add_bands(bands, &table, "", bands->total);
    if (!outlook->status)
        outlook_check(outlook,
                      ttr_distribution_means(bands->distribution, bands->total,
                                             outlook->steps, mean, NULL,
                                             &outlook->error));
    if (!outlook->status)
        outlook_check(outlook,
                      ttr_distribution_shortfalls(
                          bands->distribution, bands->total, outlook->steps,
                          0.05, shortfall, NULL, &outlook->error));
    table_rule(&table);
    table_add(&table, "mean", FORMAT_AMOUNT, mean);
    table_add(&table, "mean of worst 5 %", FORMAT_AMOUNT, shortfall);
    read_output(outlook, "total/revenue", TTR_WORLD, outlook->currency,
                central);
    table_add(&table, "central path", FORMAT_AMOUNT, central);
    add_errors(bands, &table);
    if (!outlook->status)
        outlook_check(outlook,
                      ttr_distribution_epistemic_shares(
                          bands->distribution, bands->total, outlook->steps,
                          share, NULL, &outlook->error));
    table_add(&table, "not knowing, %", FORMAT_PERCENT, share);
    zero[0] = NAN;
    for (uint32_t i = 1; !outlook->status && i < outlook->steps; i++) {
        const double none = 0;

        outlook_check(outlook, ttr_distribution_probabilities(
                                   bands->distribution, bands->growth + i - 1,
                                   &none, 1, &zero[i], NULL, &outlook->error));
    }
    table_add(&table, "P(no growth), %", FORMAT_PERCENT, zero);
    table_end(&table);
}

static void stream_bands(const struct bands *bands)
{
    struct outlook *outlook = bands->outlook;
    struct table table;

    table_begin(&table, outlook, "How sure: revenue by stream", money(outlook));
    for (uint32_t i = 0; i < ttr_program_streams(outlook->program); i++)
        add_bands(bands, &table, ttr_program_stream(outlook->program, i),
                  bands->streams + i * outlook->steps);
    table_end(&table);
}

static void region_bands(const struct bands *bands)
{
    struct outlook *outlook = bands->outlook;
    struct table table;

    table_begin(&table, outlook, "How sure: revenue by region", money(outlook));
    for (uint32_t i = 0; i < ttr_program_regions(outlook->program); i++)
        add_bands(bands, &table, ttr_program_region(outlook->program, i),
                  bands->regions + i * outlook->steps);
    table_end(&table);
}

static void correlations(const struct bands *bands)
{
    struct outlook *outlook = bands->outlook;
    uint32_t count = ttr_distribution_joints(bands->distribution);
    double *matrix = calloc((size_t)count * count, sizeof *matrix);

    if (matrix == NULL)
        outlook_fail(outlook, TTR_E_NO_MEMORY, "out of memory");
    if (!outlook->status)
        outlook_check(outlook, ttr_distribution_correlations(
                                   bands->distribution, matrix, NULL,
                                   (size_t)count * count, &outlook->error));
    if (!outlook->status) {
        print_heading("Correlation of the streams' revenue, all years");
        for (uint32_t i = 0; i < count; i++) {
            print_padded(ttr_program_stream(outlook->program, i), 21);
            for (uint32_t j = 0; j <= i; j++)
                printf(" %6.2f", matrix[(size_t)i * count + j]);
            putchar('\n');
        }
    }
    free(matrix);
}

/* ---- words ---- */

/* Digits that hold: the error is less than half of the last one. */
static double digits_of(double value, double error)
{
    return error > 0 ? log10(fabs(value) / (2 * error)) : 15;
}

static void describe(const struct bands *bands)
{
    struct outlook *outlook = bands->outlook;
    const char *last =
        ttr_program_step(outlook->program, outlook->step, outlook->steps - 1);
    static path rows[LEVELS], errors;
    uint32_t dimensions = 0;
    double share = 0;
    char text[900], cell[3][CELL];

    read_bands(bands, bands->total + outlook->steps - 1, 1, rows, errors);
    if (!outlook->status)
        outlook_check(outlook,
                      ttr_simulation_dimensions(bands->simulation, &dimensions,
                                                &outlook->error));
    if (!outlook->status)
        outlook_check(outlook, ttr_distribution_epistemic_shares(
                                   bands->distribution,
                                   bands->total + outlook->steps - 1, 1, &share,
                                   NULL, &outlook->error));
    if (outlook->status)
        return;
    for (uint32_t k = 0; k < LEVELS; k++)
        write_number(cell[k], rows[k][0], FORMAT_AMOUNT);
    snprintf(text, sizeof text,
             "In 8 of 10 paths the revenue of %s lies between %s and %s, in "
             "half of them below %s. These are %llu paths of %u random numbers "
             "each (seed %llu); the median holds %.1f digits. Of the variance "
             "%.0f %% comes from not knowing today's levels and trends, the "
             "rest from chance to come.",
             last, cell[0], cell[2], cell[1],
             (unsigned long long)ttr_distribution_paths(bands->distribution),
             (unsigned)dimensions, (unsigned long long)outlook->seed,
             digits_of(rows[1][0], errors[0]), 100 * share);
    print_paragraph(NULL, text);
}

static void growth_in_words(const struct bands *bands)
{
    struct outlook *outlook = bands->outlook;
    static path rate[LEVELS], hhi[LEVELS], errors;
    char text[400];

    read_bands(bands, bands->cagr, 1, rate, errors);
    read_bands(bands, bands->hhi + outlook->steps - 1, 1, hhi, errors);
    if (outlook->status)
        return;
    snprintf(text, sizeof text,
             "Compound growth over all years: %.1f %% a year (P10 %.1f, P90 "
             "%.1f). Concentration of the streams in the last of them (HHI): "
             "%.3f (P10 %.3f, P90 %.3f).",
             100 * rate[1][0], 100 * rate[0][0], 100 * rate[2][0], hhi[1][0],
             hhi[0][0], hhi[2][0]);
    print_paragraph(NULL, text);
}

/* ---- all ---- */

static void begin(struct bands *bands, struct outlook *outlook)
{
    *bands = (struct bands){.outlook = outlook};
    watch_all(bands);
    if (!outlook->status)
        bands->distribution = run_paths(outlook, bands->simulation);
}

static void end(struct bands *bands)
{
    ttr_distribution_unref(bands->distribution);
    ttr_simulation_unref(bands->simulation);
}

void report_bands(struct outlook *outlook)
{
    struct bands bands;

    begin(&bands, outlook);
    if (!outlook->status) {
        total_bands(&bands);
        describe(&bands);
        growth_in_words(&bands);
        stream_bands(&bands);
        region_bands(&bands);
        correlations(&bands);
    }
    end(&bands);
}

void export_bands(struct outlook *outlook, bool json)
{
    struct bands bands;
    ttr_text *text = NULL;

    begin(&bands, outlook);
    if (!outlook->status)
        outlook_check(outlook,
                      json ? ttr_distribution_json(bands.distribution, NULL, 0,
                                                   &text, &outlook->error)
                           : ttr_distribution_csv(bands.distribution, NULL, 0,
                                                  &text, &outlook->error));
    print_text(outlook, text);
    end(&bands);
}
