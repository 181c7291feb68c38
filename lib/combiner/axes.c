/* Steps of time: periods, calendar years, fiscal years, the whole horizon. */
#include <stdio.h>

#include "combiner/compiled.h"

static void label_period(const struct ttri_calendar *calendar, uint32_t t,
                         char label[24])
{
    const struct ttri_period *period = &calendar->period[t];
    int32_t months = calendar->given.period_months;

    if (months == TTR_YEAR && period->month == 1)
        snprintf(label, 24, "%d", (int)period->year);
    else if (months == TTR_QUARTER && (period->month - 1) % 3 == 0)
        snprintf(label, 24, "%d-Q%d", (int)period->year,
                 (int)((period->month - 1) / 3 + 1));
    else
        snprintf(label, 24, "%d-%02d", (int)period->year, (int)period->month);
}

static int32_t year_of(const struct ttri_calendar *calendar, int32_t step,
                       uint32_t t)
{
    const struct ttri_period *period = &calendar->period[t];

    return step == TTR_STEP_FISCAL_YEAR ? period->fiscal_year : period->year;
}

/* Does the step holding periods [first, next) span twelve months? A calendar
 * year does only if no period straddles it. */
static bool spans_year(const struct ttri_calendar *calendar, int32_t step,
                       uint32_t first, uint32_t next)
{
    int32_t months = (int32_t)(next - first) * calendar->given.period_months;

    return months == 12 &&
           (step == TTR_STEP_FISCAL_YEAR || calendar->period[first].month == 1);
}

static void fill_years(const struct ttri_calendar *calendar, int32_t step,
                       struct ttri_axis *axis)
{
    for (uint32_t t = 0; t < calendar->count; t++) {
        int32_t year = year_of(calendar, step, t);

        if (t > 0 && year == year_of(calendar, step, t - 1))
            continue;
        snprintf(axis->label[axis->steps], 24, "%s%d",
                 step == TTR_STEP_FISCAL_YEAR ? "FY" : "", (int)year);
        axis->first[axis->steps++] = t;
    }
    axis->first[axis->steps] = calendar->count;
    for (uint32_t i = 0; i < axis->steps; i++)
        axis->complete[i] =
            spans_year(calendar, step, axis->first[i], axis->first[i + 1]);
}

static void fill_axis(const struct ttri_calendar *calendar, int32_t step,
                      struct ttri_axis *axis)
{
    uint32_t last = calendar->count - 1;

    switch (step) {
    case TTR_STEP_PERIOD:
        for (uint32_t t = 0; t < calendar->count; t++) {
            label_period(calendar, t, axis->label[t]);
            axis->first[t] = t;
            axis->complete[t] = true;
        }
        axis->steps = calendar->count;
        axis->first[axis->steps] = calendar->count;
        break;
    case TTR_STEP_HORIZON:
        snprintf(axis->label[0], 24, "%d-%d", (int)calendar->period[0].year,
                 (int)calendar->period[last].year);
        axis->complete[0] = true;
        axis->steps = 1;
        axis->first[1] = calendar->count;
        break;
    default:
        fill_years(calendar, step, axis);
        break;
    }
}

ttr_status ttri_program_axes(struct ttr_program *program,
                             struct ttr_error *error)
{
    const struct ttri_memory *memory = &program->memory;
    size_t n = program->calendar.count;

    for (int32_t step = TTR_STEP_PERIOD; step <= TTR_STEP_HORIZON; step++) {
        struct ttri_axis *axis = &program->axis[step];

        axis->first = ttri_clear(memory, n + 1, sizeof *axis->first);
        axis->complete = ttri_clear(memory, n, sizeof *axis->complete);
        axis->label = ttri_clear(memory, n, sizeof *axis->label);
        if (axis->first == NULL || axis->complete == NULL ||
            axis->label == NULL)
            return ttri_no_memory(error, "calendar");
        fill_axis(&program->calendar, step, axis);
    }
    return TTR_OK;
}
