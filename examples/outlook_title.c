/* What is printed before the numbers: what they are. */
#include <stdio.h>
#include <string.h>

#include "outlook.h"

static void write_date(char text[32], ttr_date date)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};

    snprintf(text, 32, "%d %s %d", (int)(date % 100),
             months[date / 100 % 100 - 1], (int)(date / 10000));
}

static bool has_part_of_a_year(const struct outlook *outlook)
{
    for (uint32_t i = 0; i < outlook->steps; i++)
        if (!ttr_program_step_complete(outlook->program, outlook->step, i))
            return true;
    return false;
}

static void print_calendar(const struct outlook *outlook)
{
    const struct ttr_calendar *calendar = &outlook->calendar;
    const char *length = calendar->period_months == TTR_MONTH     ? "months"
                         : calendar->period_months == TTR_QUARTER ? "quarters"
                                                                  : "years";
    const char *shown = outlook->step == TTR_STEP_PERIOD ? length
                        : outlook->step == TTR_STEP_YEAR ? "calendar years"
                                                         : "fiscal years";
    char text[256], date[32];

    write_date(date, calendar->as_of);
    snprintf(text, sizeof text,
             "%d %s, %s to %s, shown in %s. The bar stands at the as-of date, "
             "%s: history on its left, forecast on its right.%s",
             (int)calendar->periods, length,
             ttr_program_step(outlook->program, TTR_STEP_PERIOD, 0),
             ttr_program_step(outlook->program, TTR_STEP_PERIOD,
                              (uint32_t)calendar->periods - 1),
             shown, date,
             has_part_of_a_year(outlook) ? " * is a part of a year." : "");
    print_paragraph("Calendar", text);
}

static void print_regions(const struct outlook *outlook)
{
    char text[1024];
    size_t used = 0;

    for (uint32_t i = 0; i < ttr_program_regions(outlook->program); i++) {
        const char *currency = ttr_program_currency(outlook->program, i);
        bool foreign = strcmp(currency, money(outlook)) != 0;
        int size = snprintf(
            text + used, sizeof text - used, "%s%s%s%s%s", i > 0 ? ", " : "",
            ttr_program_region(outlook->program, i), foreign ? " (" : "",
            foreign ? currency : "", foreign ? ")" : "");

        if (size < 0 || (size_t)size >= sizeof text - used)
            break;
        used += (size_t)size;
    }
    print_paragraph("Regions", text);
}

static void print_drivers(struct outlook *outlook)
{
    struct ttr_program_driver driver = {.struct_size = sizeof driver};
    uint32_t count = ttr_program_drivers(outlook->program);
    uint32_t grades[4] = {0}; /* A, B, C, none */
    char text[256];

    for (uint32_t i = 0; i < count && !outlook->status; i++) {
        if (!outlook_check(outlook,
                           ttr_program_driver(outlook->program, i, &driver,
                                              &outlook->error)))
            return;
        grades[driver.grade >= 'A' && driver.grade <= 'C' ? driver.grade - 'A'
                                                          : 3]++;
    }
    snprintf(text, sizeof text,
             "%u given by region: %u of grade A (the company), %u of B (a "
             "named third party), %u of C (judgement), %u without a grade.",
             (unsigned)count, (unsigned)grades[0], (unsigned)grades[1],
             (unsigned)grades[2], (unsigned)grades[3]);
    print_paragraph("Drivers", text);
}

static void print_views(const struct outlook *outlook)
{
    char text[320];

    snprintf(text, sizeof text,
             "The central path, every driver at its median and no random "
             "event, unless a table says how sure it is: those are of random "
             "paths, on which everything that is doubtful is drawn%s.",
             outlook->calibration != NULL ? ", given the published figures"
                                          : "");
    print_paragraph("Numbers", text);
    snprintf(text, sizeof text,
             "%s, nominal; %s. K thousand, M million, B billion (10^9), T "
             "trillion; - is zero, ~0 rounds to it, a dot is not known.",
             money(outlook),
             outlook->currency == TTR_CONSTANT
                 ? "at constant exchange rates"
                 : "other currencies at each period's average rate");
    print_paragraph("Money", text);
}

void report_title(struct outlook *outlook)
{
    const char *title = ttr_program_title(outlook->program);

    if (title[0] == '\0')
        title = outlook->model_path;
    print_title(title);
    print_views(outlook);
    print_calendar(outlook);
    print_regions(outlook);
    print_drivers(outlook);
}
