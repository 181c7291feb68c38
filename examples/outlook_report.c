/* What a forecast says of money: revenue, growth, mix, views of it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "outlook.h"

/* ---- reading ---- */

void read_output(struct outlook *outlook, const char *name, uint32_t region,
                 int32_t currency, path values)
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

void ratio(const struct outlook *outlook, const path over, const path under,
           path result)
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

/* What an effect does to all hours, as a change. */
static void add_effect(struct table *table, const char *name, const char *label)
{
    struct outlook *outlook = table->outlook;
    uint32_t output;
    path values;

    if (outlook->status || ttr_program_find_output(outlook->program, name,
                                                   &output, NULL) != TTR_OK)
        return;
    read_output(outlook, name, TTR_WORLD, outlook->currency, values);
    for (uint32_t i = 0; i < outlook->steps; i++)
        values[i] = values[i] > 0 ? values[i] - 1 : NAN;
    if (!all_zero(outlook, values))
        table_add(table, label, FORMAT_CHANGE, values);
}

static void synergy(struct outlook *outlook)
{
    struct table table;
    path together, alone, gained, share;

    read_total(outlook, "revenue", together);
    read_total(outlook, "standalone_revenue", alone);
    read_total(outlook, "synergy", gained);
    ratio(outlook, gained, together, share);
    table_begin(&table, outlook, "What the streams owe to each other",
                money(outlook));
    table_add(&table, "each stream alone", FORMAT_AMOUNT, alone);
    table_add(&table, "synergy", FORMAT_AMOUNT, gained);
    table_rule(&table);
    table_add(&table, "total", FORMAT_AMOUNT, together);
    table_add(&table, "synergy, % of it", FORMAT_CHANGE, share);
    read_total(outlook, "eliminations", gained);
    if (!all_zero(outlook, gained))
        table_add(&table, "eliminated in it", FORMAT_AMOUNT, gained);
    add_effect(&table, "audience/content_effect", "hours by creators, %");
    add_effect(&table, "audience/load_effect", "hours by ad load, %");
    table_end(&table);
    if (!outlook->status)
        print_paragraph(
            NULL,
            "Alone, a stream has no links; what creators earn moves hours for "
            "the creator stream only, ad load for advertising only. Synergy is "
            "the rest. It counts what changed against the references that the "
            "model sets, not what a stream is worth to the others. Links that "
            "carry deviations from the central path add nothing on it.");
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

/* ---- all ---- */

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
    report_users(outlook);
}
