/* What users do, what they are shown and what is paid. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "outlook.h"

struct metric {
    int32_t model;
    const char *key, *label;
    enum format format;
};

static const struct metric metrics[] = {
    {TTR_MODEL_AUDIENCE, "mau", "MAU", FORMAT_AMOUNT},
    {TTR_MODEL_AUDIENCE, "dau", "DAU", FORMAT_AMOUNT},
    {TTR_MODEL_AUDIENCE, "hours", "hours watched", FORMAT_AMOUNT},
    {TTR_MODEL_ADVERTISING, "impressions", "ads seen", FORMAT_AMOUNT},
    {TTR_MODEL_ADVERTISING, "ecpm", "eCPM", FORMAT_PRICE},
    {TTR_MODEL_ADVERTISING, "revenue_per_hour", "ads per hour",
     FORMAT_FRACTION},
    {TTR_MODEL_COMMERCE, "gmv", "GMV", FORMAT_AMOUNT},
    {TTR_MODEL_COMMERCE, "take_rate", "take rate, %", FORMAT_PERCENT},
    {TTR_MODEL_VIRTUAL_GOODS, "payers", "payers a month", FORMAT_AMOUNT},
    {TTR_MODEL_VIRTUAL_GOODS, "bookings", "coins sold", FORMAT_AMOUNT},
    {TTR_MODEL_ENTERPRISE, "arr", "enterprise ARR", FORMAT_AMOUNT},
    {TTR_MODEL_CREATOR, "programme_payout", "programme", FORMAT_AMOUNT},
    {TTR_MODEL_CREATOR, "creator_income", "creators' income", FORMAT_AMOUNT},
};

/* `GMV, USD`; from the second stream of a model on with the stream's name. */
static void write_label(const struct outlook *outlook,
                        const struct metric *metric,
                        const struct ttr_program_output *output, bool first,
                        char label[NAME])
{
    snprintf(label, NAME, "%s%s%s%s%.*s", metric->label,
             output->money ? ", " : "", output->money ? money(outlook) : "",
             first ? "" : " ", first ? 0 : (int)strcspn(output->name, "/"),
             output->name);
}

/* The metric of every stream of its model, whatever the stream is called. */
static void add_metric(struct table *table, const struct metric *metric)
{
    struct outlook *outlook = table->outlook;
    struct ttr_program_output output = {.struct_size = sizeof output};
    uint32_t count = ttr_program_outputs(outlook->program);
    bool first = true;
    char label[NAME];
    path values;

    for (uint32_t i = 0; i < count && !outlook->status; i++) {
        if (!outlook_check(outlook,
                           ttr_program_output(outlook->program, i, &output,
                                              &outlook->error)))
            return;
        if (output.model != metric->model ||
            strcmp(strchr(output.name, '/') + 1, metric->key) != 0)
            continue;
        write_label(outlook, metric, &output, first, label);
        read_output(outlook, output.name, TTR_WORLD, outlook->currency, values);
        table_add(table, label, metric->format, values);
        first = false;
    }
}

static void add_minutes(struct table *table)
{
    struct outlook *outlook = table->outlook;
    uint32_t output;
    path hours, users, minutes;

    if (outlook->status ||
        ttr_program_find_output(outlook->program, "audience/hours", &output,
                                NULL) != TTR_OK)
        return;
    read_output(outlook, "audience/hours", TTR_WORLD, outlook->currency, hours);
    read_output(outlook, "audience/dau", TTR_WORLD, outlook->currency, users);
    ratio(outlook, hours, users, minutes);
    for (uint32_t i = 0; i < outlook->steps; i++)
        minutes[i] =
            ttr_program_step_complete(outlook->program, outlook->step, i)
                ? 60 * minutes[i] / step_days(outlook, i)
                : NAN;
    table_add(table, "minutes a day", FORMAT_PRICE, minutes);
}

void report_users(struct outlook *outlook)
{
    struct table table;

    table_begin(&table, outlook, "Users, what they do, and what is paid", "");
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        add_metric(&table, &metrics[i]);
        if (strcmp(metrics[i].key, "hours") == 0)
            add_minutes(&table);
    }
    table_end(&table);
}
