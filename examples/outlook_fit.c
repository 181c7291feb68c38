/* What published figures tell of the model: the bands come from a fit to
 * them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "outlook.h"

#define LINES 8  /* drivers that are told */
#define UNIT  15 /* columns */

static void give_up(struct outlook *outlook, const char *reason)
{
    snprintf(outlook->unfitted, sizeof outlook->unfitted, "%.255s", reason);
    ttr_calibration_unref(outlook->calibration);
    outlook->calibration = NULL;
}

static void check_convergence(struct outlook *outlook)
{
    struct ttr_calibration_state state = {.struct_size = sizeof state};

    if (outlook_check(outlook,
                      ttr_calibration_state(outlook->calibration, &state,
                                            &outlook->error)) &&
        !state.converged)
        give_up(outlook, state.reason);
}

void fit_history(struct outlook *outlook, const ttr_combiner *platform)
{
    struct ttr_workers workers = {.struct_size = sizeof workers,
                                  .threads = outlook->threads};
    ttr_status status;

    if (outlook->status)
        return;
    status = ttr_calibration_run(platform, outlook->published, NULL, &workers,
                                 NULL, &outlook->calibration, &outlook->error);
    if (status == TTR_OK)
        check_convergence(outlook);
    else if (status == TTR_E_NO_MEMORY)
        outlook_check(outlook, status);
    else
        give_up(outlook, outlook->error.message);
}

/* What is left of the width between P10 and P90. */
static double doubt_left(const struct ttr_fitted_driver *driver)
{
    double before = driver->high_before - driver->low_before;

    return before > 0 ? (driver->high - driver->low) / before : 1;
}

static int by_information(const void *a, const void *b)
{
    double x = doubt_left(a), y = doubt_left(b);

    return (x > y) - (x < y);
}

static void print_state(struct outlook *outlook,
                        const struct ttr_calibration_state *state)
{
    struct ttr_observation worst = {.struct_size = sizeof worst};
    struct ttr_fitted_figure figure = {.struct_size = sizeof figure};
    char text[512];

    if (!outlook_check(outlook,
                       ttr_history_get(outlook->published, state->worst, &worst,
                                       &outlook->error)) ||
        !outlook_check(outlook, ttr_calibration_figure(outlook->calibration,
                                                       state->worst, &figure,
                                                       &outlook->error)))
        return;
    snprintf(text, sizeof text,
             "The bands above are what the document leaves in doubt, less what "
             "%u of the %u published figures tell. Of %u doubtful numbers that "
             "they depend on they fix as much as %.1f; the rest is as doubtful "
             "as before. Farthest off, by %.1f standard deviations: %s in %s.",
             (unsigned)state->used, (unsigned)state->figures,
             (unsigned)state->unknowns, state->learned, fabs(figure.residual),
             worst.series, worst.period);
    print_paragraph(NULL, text);
}

static void print_values(double low, double median, double high)
{
    const double values[] = {low, median, high};
    char cell[CELL];

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (fabs(values[i]) < 1)
            snprintf(cell, sizeof cell, "%.3f", values[i]);
        else
            write_number(cell, values[i], FORMAT_AMOUNT);
        printf(" %5s", cell);
    }
}

static void print_drivers(struct outlook *outlook,
                          struct ttr_fitted_driver *driver, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        driver[i].struct_size = sizeof *driver;
        if (!outlook_check(outlook,
                           ttr_calibration_driver(outlook->calibration, i,
                                                  &driver[i], &outlook->error)))
            return;
    }
    qsort(driver, count, sizeof *driver, by_information);
    printf("\n  %-38s %-*s %17s  %17s  doubt\n", "", UNIT, "", "the document's",
           "now");
    printf("  %-38s %-*s   P10   P50   P90    P10   P50   P90   left\n",
           "best known now", UNIT, "unit");
    for (uint32_t i = 0; i < count && i < LINES; i++) {
        printf("  %-38s ", driver[i].name);
        print_padded(driver[i].unit, UNIT);
        print_values(driver[i].low_before, driver[i].median_before,
                     driver[i].high_before);
        putchar(' ');
        print_values(driver[i].low, driver[i].median, driver[i].high);
        printf(" %4.0f %%\n", 100 * doubt_left(&driver[i]));
    }
    putchar('\n');
    print_paragraph(NULL, "Levels at the date of their evidence; doubt left is "
                          "the distance from P10 to P90 over that before.");
}

static void print_why_not(const struct outlook *outlook)
{
    char text[400];

    snprintf(text, sizeof text,
             "Nothing: the bands above are the document's own. %s.",
             outlook->unfitted);
    print_heading("What published figures tell");
    print_paragraph(NULL, text);
}

void report_fit(struct outlook *outlook)
{
    struct ttr_calibration_state state = {.struct_size = sizeof state};
    struct ttr_fitted_driver *driver;

    if (!outlook->status && outlook->unfitted[0] != '\0')
        print_why_not(outlook);
    if (outlook->status || outlook->calibration == NULL ||
        !outlook_check(outlook, ttr_calibration_state(outlook->calibration,
                                                      &state, &outlook->error)))
        return;
    print_heading("What published figures tell");
    print_state(outlook, &state);
    driver = calloc(state.drivers + 1, sizeof *driver);
    if (driver == NULL)
        outlook_fail(outlook, TTR_E_NO_MEMORY, "out of memory");
    else
        print_drivers(outlook, driver, state.drivers);
    free(driver);
}
