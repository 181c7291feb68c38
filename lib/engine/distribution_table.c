/* A distribution as CSV and as JSON. */
#include "engine/distribution_table.h"

#include "engine/moments.h"
#include "engine/profile.h"

static const double usual[] = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
static const char *const moments[TTRI_MOMENT_COLUMNS] = {
    "mean", "mean_error", "deviation", "deviation_error"};

/* ---- numbers ---- */

static void compute_row(struct ttri_table *table, uint32_t v)
{
    const struct ttri_summary *summary = table->distribution->summary;
    size_t step = summary->plan.variables;
    double *at = table->numbers + v;
    const struct ttri_profile *profile = &table->distribution->profile[v];

    ttri_summary_mean(summary, v, at, at + step);
    ttri_summary_deviation(summary, v, at + 2 * step, at + 3 * step);
    at += TTRI_MOMENT_COLUMNS * step;
    for (uint32_t i = 0; i < table->levels; i++, at += 2 * step) {
        double p = table->probabilities[i];

        at[0] = ttri_profile_quantile(profile, p);
        at[step] = ttri_profile_quantile_error(profile, p);
    }
}

ttr_status ttri_table_init(struct ttri_table *table, const char *function,
                           const struct ttr_distribution *distribution,
                           const double *probabilities, uint32_t levels,
                           struct ttr_error *error)
{
    ttr_status status =
        ttri_check_reading(function, distribution, 0, 0, NULL, error);
    uint32_t variables;

    if (status == TTR_OK && probabilities != NULL)
        status =
            ttri_check_probabilities(function, probabilities, levels, error);
    if (status == TTR_OK && levels > UINT32_MAX / 4)
        status = ttri_fail_number(error, TTR_E_ARGUMENT, "levels",
                                  "must be fewer", levels);
    if (status != TTR_OK)
        return status;
    *table = (struct ttri_table){
        .distribution = distribution,
        .probabilities = probabilities != NULL ? probabilities : usual,
        .levels = probabilities != NULL ? levels : TTRI_COUNT(usual)};
    table->columns = TTRI_MOMENT_COLUMNS + 2 * table->levels;
    variables = distribution->summary->plan.variables;
    table->numbers = ttri_clear(&distribution->memory, table->columns,
                                variables * sizeof(double));
    if (table->numbers == NULL)
        return ttri_no_memory(error, function);
    for (uint32_t v = 0; v < variables; v++)
        compute_row(table, v);
    return TTR_OK;
}

void ttri_table_clear(struct ttri_table *table)
{
    ttri_release(&table->distribution->memory, table->numbers);
    table->numbers = NULL;
}

void ttri_table_name(const struct ttri_table *table, uint32_t column,
                     char name[TTRI_COLUMN_NAME_SIZE])
{
    char percent[TTRI_NUMBER_SIZE];
    uint32_t level = (column - TTRI_MOMENT_COLUMNS) / 2;

    if (column < TTRI_MOMENT_COLUMNS) {
        ttri_join(name, TTRI_COLUMN_NAME_SIZE,
                  (const char *const[]){moments[column], NULL});
        return;
    }
    ttri_format_digits(100.0 * table->probabilities[level], 12, percent);
    ttri_join(name, TTRI_COLUMN_NAME_SIZE,
              (const char *const[]){"p", percent,
                                    column % 2 == 0 ? "" : "_error", NULL});
}

/* ---- both texts ---- */

static ttr_status begin(struct ttri_table *table, struct ttri_writer *writer,
                        const char *function,
                        const struct ttr_distribution *distribution,
                        const double *probabilities, uint32_t levels,
                        ttr_text **text, struct ttr_error *error)
{
    if (text == NULL)
        return ttri_null_argument(error, function, "text");
    if (distribution != NULL)
        ttri_writer_init(writer, &distribution->memory);
    return ttri_table_init(table, function, distribution, probabilities, levels,
                           error);
}

static ttr_status finish(struct ttri_table *table, struct ttri_writer *writer,
                         ttr_text **text, struct ttr_error *error)
{
    ttri_table_clear(table);
    return ttri_writer_finish(writer, text, error);
}

/* ---- CSV ---- */

static void write_csv_head(struct ttri_writer *writer,
                           const struct ttri_table *table)
{
    char name[TTRI_COLUMN_NAME_SIZE];

    ttri_write(writer, "name,region,step,unit");
    for (uint32_t c = 0; c < table->columns; c++) {
        ttri_table_name(table, c, name);
        ttri_writef(writer, ",%s", name);
    }
    ttri_write(writer, "\r\n");
}

static void write_csv_row(struct ttri_writer *writer,
                          const struct ttri_table *table, uint32_t v)
{
    const struct ttri_variable_text *text = &table->distribution->text[v];

    ttri_write_csv_fields(writer,
                          (const char *const[]){text->name, text->region,
                                                text->step, text->unit, NULL});
    for (uint32_t c = 0; c < table->columns; c++) {
        ttri_write(writer, c > 0 ? "," : "");
        ttri_write_number(writer, ttri_table_column(table, c)[v]);
    }
    ttri_write(writer, "\r\n");
}

ttr_status ttr_distribution_csv(const ttr_distribution *distribution,
                                const double *probabilities, uint32_t levels,
                                ttr_text **text, struct ttr_error *error)
{
    struct ttri_writer writer;
    struct ttri_table table;
    ttr_status status = begin(&table, &writer, "ttr_distribution_csv",
                              distribution, probabilities, levels, text, error);

    if (status != TTR_OK)
        return status;
    write_csv_head(&writer, &table);
    for (uint32_t v = 0; v < distribution->summary->plan.variables; v++)
        write_csv_row(&writer, &table, v);
    return finish(&table, &writer, text, error);
}

/* ---- JSON ---- */

static void write_json_member(struct ttri_writer *writer, const char *key,
                              const char *text)
{
    ttri_writef(writer, "%s\": ", key);
    ttri_write_json_text(writer, text);
}

static void write_json_variable(struct ttri_writer *writer,
                                const struct ttri_table *table, uint32_t v)
{
    const struct ttri_variable_text *text = &table->distribution->text[v];

    write_json_member(writer, "    {\"name", text->name);
    write_json_member(writer, ", \"region", text->region);
    write_json_member(writer, ", \"step", text->step);
    write_json_member(writer, ", \"unit", text->unit);
    for (uint32_t c = 0; c < TTRI_MOMENT_COLUMNS; c++) {
        ttri_writef(writer, ", \"%s\": ", moments[c]);
        ttri_write_number(writer, ttri_table_column(table, c)[v]);
    }
    ttri_write(writer, ", \"quantiles\": [");
    for (uint32_t i = 0; i < table->levels; i++) {
        uint32_t column = TTRI_MOMENT_COLUMNS + 2 * i;

        ttri_write(writer, i > 0 ? ", {\"p\": " : "{\"p\": ");
        ttri_write_number(writer, table->probabilities[i]);
        ttri_write(writer, ", \"value\": ");
        ttri_write_number(writer, ttri_table_column(table, column)[v]);
        ttri_write(writer, ", \"error\": ");
        ttri_write_number(writer, ttri_table_column(table, column + 1)[v]);
        ttri_write(writer, "}");
    }
    ttri_write(writer, "]}");
}

ttr_status ttr_distribution_json(const ttr_distribution *distribution,
                                 const double *probabilities, uint32_t levels,
                                 ttr_text **text, struct ttr_error *error)
{
    struct ttri_writer writer;
    struct ttri_table table;
    ttr_status status = begin(&table, &writer, "ttr_distribution_json",
                              distribution, probabilities, levels, text, error);

    if (status != TTR_OK)
        return status;
    ttri_writef(&writer,
                "{\n  \"paths\": %llu,\n  \"replicates\": %u,\n"
                "  \"variables\": [",
                (unsigned long long)distribution->identity.count,
                distribution->summary->plan.replicates);
    for (uint32_t v = 0; v < distribution->summary->plan.variables; v++) {
        ttri_write(&writer, v > 0 ? ",\n" : "\n");
        write_json_variable(&writer, &table, v);
    }
    ttri_write(&writer, "\n  ]\n}\n");
    return finish(&table, &writer, text, error);
}
