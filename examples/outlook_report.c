/* What a forecast says: revenue, growth, mix, views of money, users. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "outlook.h"

#define NAME 128 /* bytes of an output's name */

/* One number per step. */
typedef double path[TTR_MAX_PERIODS];

/* ---- reading ---- */

static void read_output(struct outlook *outlook, const char *name,
                        uint32_t region, int32_t currency, path values)
{
    uint32_t output = 0;

    memset(values, 0, outlook->steps * sizeof *values);
    if (outlook->status)
        return;
    if (outlook_check(outlook,
                      ttr_program_find_output(outlook->program, name, &output,
                                              &outlook->error)))
        outlook_check(outlook,
                      ttr_forecast_read(outlook->forecast, output, region,
                                        currency, outlook->step, values,
                                        outlook->steps, &outlook->error));
}

static void read_stream(struct outlook *outlook, uint32_t stream,
                        const char *key, path values)
{
    char name[NAME];

    snprintf(name, sizeof name, "%s/%s",
             ttr_program_stream(outlook->program, stream), key);
    read_output(outlook, name, TTR_WORLD, outlook->currency, values);
}

static void read_total(struct outlook *outlook, const char *key, path values)
{
    char name[NAME];

    snprintf(name, sizeof name, "total/%s", key);
    read_output(outlook, name, TTR_WORLD, outlook->currency, values);
}

/* Change on the year before; NAN where there is none, or a year is cut. */
static void growth(const struct outlook *outlook, const path values,
                   path change)
{
    for (uint32_t i = 0; i < outlook->steps; i++) {
        uint32_t before = i - outlook->back;
        bool known =
            i >= outlook->back && values[before] > 0 &&
            ttr_program_step_complete(outlook->program, outlook->step, i) &&
            ttr_program_step_complete(outlook->program, outlook->step, before);

        change[i] = known ? values[i] / values[before] - 1 : NAN;
    }
}

static void ratio(const struct outlook *outlook, const path over,
                  const path under, path result)
{
    for (uint32_t i = 0; i < outlook->steps; i++)
        result[i] = under[i] != 0 ? over[i] / under[i] : NAN;
}

static bool all_zero(const struct outlook *outlook, const path values)
{
    for (uint32_t i = 0; i < outlook->steps; i++)
        if (values[i] != 0)
            return false;
    return true;
}

/* ---- revenue ---- */

static void by_stream(struct outlook *outlook)
{
    struct table table;
    path values, change;

    table_begin(&table, outlook, "Revenue by stream, as presented",
                money(outlook));
    for (uint32_t i = 0; i < ttr_program_streams(outlook->program); i++) {
        read_stream(outlook, i, "revenue", values);
        table_add(&table, ttr_program_stream(outlook->program, i),
                  FORMAT_AMOUNT, values);
    }
    read_total(outlook, "eliminations", values);
    if (!outlook->status && !all_zero(outlook, values)) {
        for (uint32_t i = 0; i < outlook->steps; i++)
            values[i] = -values[i];
        table_add(&table, "eliminations", FORMAT_AMOUNT, values);
    }
    table_rule(&table);
    read_total(outlook, "revenue", values);
    table_add(&table, "total", FORMAT_AMOUNT, values);
    growth(outlook, values, change);
    table_add(&table, "growth, %", FORMAT_CHANGE, change);
    table_end(&table);
}

static void by_region(struct outlook *outlook)
{
    struct table table;
    path values, total;

    table_begin(&table, outlook, "Revenue by region, as presented",
                money(outlook));
    for (uint32_t i = 0; i < ttr_program_regions(outlook->program); i++) {
        read_output(outlook, "total/revenue", i, outlook->currency, values);
        table_add(&table, ttr_program_region(outlook->program, i),
                  FORMAT_AMOUNT, values);
    }
    table_rule(&table);
    read_total(outlook, "revenue", total);
    table_add(&table, "total", FORMAT_AMOUNT, total);
    table_end(&table);
}

static void growth_by_stream(struct outlook *outlook)
{
    struct table table;
    path values, change;

    table_begin(&table, outlook, "Growth on the year before", "%");
    for (uint32_t i = 0; i < ttr_program_streams(outlook->program); i++) {
        read_stream(outlook, i, "revenue", values);
        growth(outlook, values, change);
        table_add(&table, ttr_program_stream(outlook->program, i),
                  FORMAT_CHANGE, change);
    }
    table_rule(&table);
    read_total(outlook, "revenue", values);
    growth(outlook, values, change);
    table_add(&table, "total", FORMAT_CHANGE, change);
    table_end(&table);
}

static void mix(struct outlook *outlook)
{
    struct table table;
    path values, total = {0}, share;

    for (uint32_t i = 0; i < ttr_program_streams(outlook->program); i++) {
        read_stream(outlook, i, "revenue", values);
        for (uint32_t k = 0; k < outlook->steps && !outlook->status; k++)
            total[k] += values[k];
    }
    table_begin(&table, outlook, "Mix: share of the streams' revenue", "%");
    for (uint32_t i = 0; i < ttr_program_streams(outlook->program); i++) {
        read_stream(outlook, i, "revenue", values);
        ratio(outlook, values, total, share);
        table_add(&table, ttr_program_stream(outlook->program, i),
                  FORMAT_PERCENT, share);
    }
    if (!outlook->status)
        outlook_check(outlook, ttr_forecast_hhi(
                                   outlook->forecast, TTR_WORLD, outlook->step,
                                   values, outlook->steps, &outlook->error));
    table_rule(&table);
    table_add(&table, "HHI, 0 to 1", FORMAT_FRACTION, values);
    table_end(&table);
}

/* ---- views of money ---- */

/* The two rows of a stream; one word for a stream where they are equal. */
static void add_gross_and_net(struct table *table, uint32_t stream, char *equal,
                              size_t size)
{
    struct outlook *outlook = table->outlook;
    const char *name = ttr_program_stream(outlook->program, stream);
    path gross, net;
    char label[48];

    read_stream(outlook, stream, "revenue_gross", gross);
    read_stream(outlook, stream, "revenue_net", net);
    if (memcmp(gross, net, outlook->steps * sizeof *gross) == 0) {
        size_t used = strlen(equal);

        snprintf(equal + used, size - used, "%s%s", used > 0 ? ", " : "", name);
        return;
    }
    snprintf(label, sizeof label, "%s gross", name);
    table_add(table, label, FORMAT_AMOUNT, gross);
    snprintf(label, sizeof label, "%s net", name);
    table_add(table, label, FORMAT_AMOUNT, net);
}

static void gross_and_net(struct outlook *outlook)
{
    static const char *const views[] = {"revenue_gross", "revenue_net",
                                        "revenue"};
    static const char *const labels[] = {"total gross", "total net",
                                         "total as presented"};
    struct table table;
    char equal[512] = "", note[600];
    path values;

    table_begin(&table, outlook,
                "Gross (as principal) and net (as agent) of the same sales",
                money(outlook));
    for (uint32_t i = 0; i < ttr_program_streams(outlook->program); i++)
        add_gross_and_net(&table, i, equal, sizeof equal);
    table_rule(&table);
    for (int view = 0; view < 3; view++) {
        read_total(outlook, views[view], values);
        table_add(&table, labels[view], FORMAT_AMOUNT, values);
    }
    table_end(&table);
    snprintf(note, sizeof note, "The same gross and net: %s.", equal);
    if (!outlook->status && equal[0] != '\0')
        print_paragraph(NULL, note);
}

static void contribution(struct outlook *outlook)
{
    struct table table;
    path values, net, margin;

    table_begin(&table, outlook,
                "Contribution: net revenue less the costs of each stream",
                money(outlook));
    for (uint32_t i = 0; i < ttr_program_streams(outlook->program); i++) {
        read_stream(outlook, i, "contribution", values);
        table_add(&table, ttr_program_stream(outlook->program, i),
                  FORMAT_AMOUNT, values);
    }
    table_rule(&table);
    read_total(outlook, "contribution", values);
    table_add(&table, "total", FORMAT_AMOUNT, values);
    read_total(outlook, "revenue_net", net);
    ratio(outlook, values, net, margin);
    table_add(&table, "% of net revenue", FORMAT_PERCENT, margin);
    table_end(&table);
}

static void synergy(struct outlook *outlook)
{
    static const char *const keys[] = {"standalone_revenue", "synergy",
                                       "revenue", "eliminations"};
    static const char *const labels[] = {"each stream alone", "synergy",
                                         "total", "eliminated in it"};
    struct table table;
    path values;

    table_begin(&table, outlook, "What the streams owe to each other",
                money(outlook));
    for (int i = 0; i < 4; i++) {
        if (i == 2)
            table_rule(&table);
        read_total(outlook, keys[i], values);
        table_add(&table, labels[i], FORMAT_AMOUNT, values);
    }
    table_end(&table);
    if (!outlook->status)
        print_paragraph(NULL,
                        "Synergy is what links and feedbacks add. Links that "
                        "carry deviations from the central path add nothing on "
                        "it.");
}

static bool has_foreign_currency(const struct outlook *outlook)
{
    for (uint32_t i = 0; i < ttr_program_regions(outlook->program); i++)
        if (strcmp(ttr_program_currency(outlook->program, i), money(outlook)) !=
            0)
            return true;
    return false;
}

static void currencies(struct outlook *outlook)
{
    uint32_t base = (uint32_t)outlook->calendar.constant_currency_period;
    char title[96];
    struct table table;
    path reported, constant, change;

    if (!has_foreign_currency(outlook))
        return;
    snprintf(title, sizeof title,
             "Exchange rates: total revenue reported and at the rates of %s",
             ttr_program_step(outlook->program, TTR_STEP_PERIOD, base));
    table_begin(&table, outlook, title, money(outlook));
    read_output(outlook, "total/revenue", TTR_WORLD, TTR_REPORTING, reported);
    read_output(outlook, "total/revenue", TTR_WORLD, TTR_CONSTANT, constant);
    table_add(&table, "reported", FORMAT_AMOUNT, reported);
    table_add(&table, "constant currency", FORMAT_AMOUNT, constant);
    ratio(outlook, reported, constant, change);
    for (uint32_t i = 0; i < outlook->steps; i++)
        change[i] -= 1;
    table_add(&table, "rates alone, %", FORMAT_CHANGE, change);
    growth(outlook, reported, change);
    table_add(&table, "growth reported, %", FORMAT_CHANGE, change);
    growth(outlook, constant, change);
    table_add(&table, "growth constant, %", FORMAT_CHANGE, change);
    table_end(&table);
}

/* ---- users and what they do ---- */

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

static void users(struct outlook *outlook)
{
    struct table table;

    table_begin(&table, outlook, "Users, what they do, and what is paid", "");
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        add_metric(&table, &metrics[i]);
    table_end(&table);
}

void report_sections(struct outlook *outlook)
{
    by_stream(outlook);
    by_region(outlook);
    growth_by_stream(outlook);
    mix(outlook);
    gross_and_net(outlook);
    contribution(outlook);
    synergy(outlook);
    currencies(outlook);
    users(outlook);
}
