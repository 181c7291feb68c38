/* Published figures beside the model's: nothing is left out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outlook.h"

#define LARGEST 8 /* differences that are told once more */

/* One published figure and what the model says to it. */
struct figure {
    struct ttr_observation published;
    double model, difference; /* relative to the published value */
    bool compared;
    char reason[256]; /* if not compared */
};

/* ---- one row ---- */

static bool has_band(const struct figure *figure)
{
    return figure->published.low < figure->published.high;
}

static const char *place(const struct figure *figure)
{
    if (!has_band(figure))
        return "";
    if (figure->model < figure->published.low)
        return "below";
    return figure->model > figure->published.high ? "above" : "inside";
}

static void print_figure(const struct figure *figure)
{
    char value[CELL], low[CELL] = "", high[CELL] = "", model[CELL] = "";
    char difference[CELL] = "";

    write_number(value, figure->published.value, FORMAT_AMOUNT);
    if (has_band(figure)) {
        write_number(low, figure->published.low, FORMAT_AMOUNT);
        write_number(high, figure->published.high, FORMAT_AMOUNT);
    }
    if (figure->compared) {
        write_number(model, figure->model, FORMAT_AMOUNT);
        write_number(difference, figure->difference, FORMAT_CHANGE);
    }
    printf("  %-11s %8s %8s %8s %10s %9s   %-7s %-9s %6d\n",
           figure->published.period, value, low, high,
           figure->compared ? model : "none", difference,
           figure->compared ? place(figure) : "", figure->published.kind,
           (int)figure->published.confidence);
}

static void print_figures(const struct figure *figure, uint32_t count)
{
    print_heading("Published figures, and what the model says");
    printf("  %-11s %8s %8s %8s %10s %9s   %-7s %-9s %6s\n", "period", "figure",
           "low", "high", "model", "differs %", "range", "kind", "trust");
    for (uint32_t i = 0; i < count; i++) {
        const struct ttr_observation *published = &figure[i].published;

        if (i == 0 ||
            strcmp(published->series, figure[i - 1].published.series) != 0)
            printf("%s, %s\n", published->series, published->unit);
        print_figure(&figure[i]);
    }
    putchar('\n');
    print_paragraph("figure", "as published, or the middle of low and high; "
                              "range says where the model lies in them");
    print_paragraph("trust", "confidence in the figure, 1 to 3");
}

/* ---- the whole ---- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, uint32_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return count % 2 ? values[count / 2]
                     : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* First day of a period such as 2023, FY2023, 2023-Q2, 2023-06, 2023-06-30. */
static ttr_date first_day(const struct outlook *outlook, const char *period)
{
    bool fiscal = strncmp(period, "FY", 2) == 0;
    int year = 0, month = 1, day = 1;

    if (fiscal) {
        month = outlook->calendar.fiscal_start;
        year = atoi(period + 2) - (month > 1);
    } else if (sscanf(period, "%d-Q%d", &year, &month) == 2) {
        month = 3 * month - 2;
    } else {
        sscanf(period, "%d-%d-%d", &year, &month, &day);
    }
    return 10000 * year + 100 * month + day;
}

/* A line of the summary: the figures of one kind, or of the forecast. */
static void print_group(const struct outlook *outlook,
                        const struct figure *figure, uint32_t count,
                        const char *kind, double *sizes)
{
    uint32_t rows = 0, near = 0, ranges = 0, inside = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct ttr_observation *published = &figure[i].published;
        bool wanted = kind != NULL ? strcmp(published->kind, kind) == 0
                                   : first_day(outlook, published->period) >=
                                         outlook->calendar.as_of;

        if (!wanted || !figure[i].compared)
            continue;
        sizes[rows] = fabs(figure[i].difference);
        near += sizes[rows++] <= 0.1;
        ranges += has_band(&figure[i]);
        inside += strcmp(place(&figure[i]), "inside") == 0;
    }
    if (rows > 0)
        printf("  %-20s %10u %10.1f %14u %14u %10u\n",
               kind != NULL ? kind : "since the as-of date", (unsigned)rows,
               100 * median(sizes, rows), (unsigned)near, (unsigned)ranges,
               (unsigned)inside);
}

static void print_groups(const struct outlook *outlook,
                         const struct figure *figure, uint32_t count,
                         double *sizes)
{
    print_heading("How near");
    printf("  %-20s %10s %10s %14s %14s %10s\n", "", "compared", "median %",
           "within 10 %", "with a range", "inside");
    print_group(outlook, figure, count, "reported", sizes);
    print_group(outlook, figure, count, "estimate", sizes);
    print_group(outlook, figure, count, "forecast", sizes);
    print_group(outlook, figure, count, NULL, sizes);
    print_paragraph(NULL, "A figure that a driver was set on is met by "
                          "construction and tests nothing: what comes with "
                          "the document says which.");
}

static const struct figure *next_largest(const struct figure *figure,
                                         uint32_t count, double below)
{
    const struct figure *largest = NULL;

    for (uint32_t i = 0; i < count; i++) {
        double size = fabs(figure[i].difference);

        if (figure[i].compared && size < below &&
            (largest == NULL || size > fabs(largest->difference)))
            largest = &figure[i];
    }
    return largest;
}

/* The source without its address. */
static void print_source(const char *source)
{
    const char *address = strstr(source, "http");
    int length = address != NULL ? (int)(address - source) : 1024;
    char text[1024];

    snprintf(text, sizeof text, "%.*s", length, source);
    print_paragraph("", text);
}

static void print_largest(const struct figure *figure, uint32_t count)
{
    double below = INFINITY;

    print_heading("Largest differences");
    for (int n = 0; n < LARGEST; n++) {
        const struct figure *it = next_largest(figure, count, below);
        char value[CELL], model[CELL];

        if (it == NULL)
            return;
        below = fabs(it->difference);
        write_number(value, it->published.value, FORMAT_AMOUNT);
        write_number(model, it->model, FORMAT_AMOUNT);
        printf("  %+7.1f %%   %s %s: published %s, model %s%s%s\n",
               100 * it->difference, it->published.series, it->published.period,
               value, model, has_band(it) ? ", range: " : "", place(it));
        print_source(it->published.source);
    }
}

static void print_missing(const struct figure *figure, uint32_t count)
{
    uint32_t missing = 0;

    for (uint32_t i = 0; i < count; i++)
        missing += !figure[i].compared;
    printf("\nNot comparable: %u of %u\n", (unsigned)missing, (unsigned)count);
    for (uint32_t i = 0; i < count; i++)
        if (!figure[i].compared)
            printf("  %s\n", figure[i].reason);
}

/* ---- reading ---- */

/* A figure that can not be compared is no failure: it is listed. */
static void compare(struct outlook *outlook, const ttr_history *history,
                    uint32_t index, struct figure *figure)
{
    ttr_status status;

    figure->published.struct_size = sizeof figure->published;
    if (!outlook_check(outlook,
                       ttr_history_get(history, index, &figure->published,
                                       &outlook->error)))
        return;
    status = ttr_history_compare(history, index, outlook->forecast,
                                 &figure->model, &outlook->error);
    figure->compared = status == TTR_OK;
    if (status == TTR_OK)
        figure->difference = figure->published.value != 0
                                 ? figure->model / figure->published.value - 1
                                 : NAN;
    else if (status == TTR_E_MISSING || status == TTR_E_UNKNOWN ||
             status == TTR_E_CONFLICT)
        snprintf(figure->reason, sizeof figure->reason, "%.255s",
                 outlook->error.message);
    else
        outlook_check(outlook, status);
}

static void report_figures(struct outlook *outlook, const ttr_history *history)
{
    uint32_t count = ttr_history_count(history);
    struct figure *figure = calloc(count + 1, sizeof *figure);
    double *sizes = calloc(count + 1, sizeof *sizes);

    if (figure == NULL || sizes == NULL)
        outlook_fail(outlook, TTR_E_NO_MEMORY, "out of memory");
    for (uint32_t i = 0; i < count && !outlook->status; i++)
        compare(outlook, history, i, &figure[i]);
    if (!outlook->status) {
        print_figures(figure, count);
        print_missing(figure, count);
        print_groups(outlook, figure, count, sizes);
        print_largest(figure, count);
    }
    free(sizes);
    free(figure);
}

void report_history(struct outlook *outlook)
{
    if (!outlook->status && outlook->published != NULL)
        report_figures(outlook, outlook->published);
}
