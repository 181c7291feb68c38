/* What published figures tell of the model: the bands come from a fit to
 * them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "outlook.h"

#define LINES 8 /* draws that are told */

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

static int by_information(const void *a, const void *b)
{
    double x = ((const struct ttr_fitted_draw *)a)->deviation;
    double y = ((const struct ttr_fitted_draw *)b)->deviation;

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

static void print_draws(struct outlook *outlook, struct ttr_fitted_draw *draw,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        draw[i].struct_size = sizeof *draw;
        if (!outlook_check(outlook,
                           ttr_calibration_draw(outlook->calibration, i,
                                                &draw[i], &outlook->error)))
            return;
    }
    qsort(draw, count, sizeof *draw, by_information);
    printf("\n  %-50s %10s %12s\n", "best known now", "moved by", "doubt left");
    for (uint32_t i = 0; i < count && i < LINES; i++)
        printf("  %-50s %+7.2f sd %10.0f %%\n", draw[i].name, draw[i].mean,
               100 * draw[i].deviation);
    putchar('\n');
    print_paragraph(NULL, "In standard deviations of the document's range; * "
                          "is what all regions have in common.");
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
    struct ttr_fitted_draw *draw;

    if (!outlook->status && outlook->unfitted[0] != '\0')
        print_why_not(outlook);
    if (outlook->status || outlook->calibration == NULL ||
        !outlook_check(outlook, ttr_calibration_state(outlook->calibration,
                                                      &state, &outlook->error)))
        return;
    print_heading("What published figures tell");
    print_state(outlook, &state);
    draw = calloc(state.unknowns + 1, sizeof *draw);
    if (draw == NULL)
        outlook_fail(outlook, TTR_E_NO_MEMORY, "out of memory");
    else
        print_draws(outlook, draw, state.unknowns);
    free(draw);
}
