/* Reading published figures. */
#include "insight/history.h"

#include <stdio.h>
#include <string.h>

#include <tiktokrev/document.h>

#include "base/file.h"
#include "insight/csv.h"
#include "model/calendar.h"

enum column {
    SERIES,
    PERIOD,
    VALUE,
    UNIT,
    LOW,
    HIGH,
    KIND,
    CONFIDENCE,
    SOURCE,
    ERROR, /* may be left out */
    COLUMNS
};

static const char *const column_name[COLUMNS] = {
    "series", "period", "value",      "unit",   "low",
    "high",   "kind",   "confidence", "source", "error"};

/* ---- fields ---- */

/* After the year: nothing, `-Q2`, `-06`, `-06-30`. */
static bool parse_rest(const char *rest, struct ttri_figure *figure)
{
    size_t length = strlen(rest);
    if (length == 0)
        return true;
    if (length == 3 && rest[1] == 'Q' && rest[0] == '-') {
        figure->span = TTRI_SPAN_QUARTER;
        figure->month = (ttri_digits(rest + 2, 1) - 1) * 3 + 1;
        return rest[2] >= '1' && rest[2] <= '4';
    }
    if ((length != 3 && length != 6) || rest[0] != '-')
        return false;
    figure->span = length == 3 ? TTRI_SPAN_MONTH : TTRI_SPAN_DAY;
    figure->month = ttri_digits(rest + 1, 2);
    figure->day = length == 3 ? 1 : ttri_digits(rest + 4, 2);
    if (length == 6 && rest[3] != '-')
        return false;
    ttr_date date = (figure->year * 100 + figure->month) * 100 + figure->day;
    return figure->month > 0 && figure->day > 0 &&
           ttri_check_date(NULL, "period", date) == TTR_OK;
}

static bool parse_period(const char *text, struct ttri_figure *figure)
{
    bool fiscal = strncmp(text, "FY", 2) == 0;
    figure->span = fiscal ? TTRI_SPAN_FISCAL_YEAR : TTRI_SPAN_YEAR;
    figure->month = figure->day = 1;
    text += fiscal ? 2 : 0;
    figure->year = ttri_digits(text, 4);
    if (figure->year < 1900 || figure->year > 2199)
        return false;
    return parse_rest(text + 4, figure) &&
           (!fiscal || figure->span == TTRI_SPAN_FISCAL_YEAR);
}

static ttr_status read_period(const struct ttri_csv *csv,
                              const struct ttri_csv_row *row,
                              struct ttri_figure *figure)
{
    if (parse_period(row->field[PERIOD], figure))
        return TTR_OK;
    return ttri_csv_fail(csv, row->line, TTR_E_RANGE, "period",
                         "must be as 2023, FY2023, 2023-Q2, 2023-06 or "
                         "2023-06-30",
                         row->field[PERIOD]);
}

/* `*given` tells whether there is a number at all. */
static ttr_status read_number(const struct ttri_csv *csv,
                              const struct ttri_csv_row *row,
                              enum column column, double *number, bool *given)
{
    const char *text = row->field[column];
    *given = *text != '\0';
    if (!*given)
        return TTR_OK;
    const char *end = ttri_parse_number(text, number);
    if (end && *end == '\0')
        return TTR_OK;
    return ttri_csv_fail(csv, row->line, TTR_E_SYNTAX, column_name[column],
                         "must be a number, as 1234.5 or 1.2e9", text);
}

static ttr_status missing(const struct ttri_csv *csv,
                          const struct ttri_csv_row *row, enum column column,
                          const char *rule)
{
    return ttri_csv_fail(csv, row->line, TTR_E_MISSING, column_name[column],
                         rule, NULL);
}

static ttr_status read_values(const struct ttri_csv *csv,
                              const struct ttri_csv_row *row,
                              struct ttr_observation *given)
{
    bool value, low, high;
    ttr_status status = read_number(csv, row, VALUE, &given->value, &value);
    if (!status)
        status = read_number(csv, row, LOW, &given->low, &low);
    if (!status)
        status = read_number(csv, row, HIGH, &given->high, &high);
    if (status)
        return status;
    if (!value && !(low && high))
        return missing(csv, row, VALUE, "must be given, or both low and high");
    if (!value)
        given->value = given->low / 2 + given->high / 2;
    if (!low)
        given->low = given->value;
    if (!high)
        given->high = given->value;
    if (given->low <= given->value && given->value <= given->high)
        return TTR_OK;
    return ttri_csv_fail(csv, row->line, TTR_E_RANGE, "value",
                         "must lie between low and high", row->field[VALUE]);
}

static ttr_status read_confidence(const struct ttri_csv *csv,
                                  const struct ttri_csv_row *row,
                                  struct ttr_observation *given)
{
    const char *text = row->field[CONFIDENCE];
    if (*text == '\0')
        return TTR_OK;
    if (*text < '1' || *text > '3' || text[1])
        return ttri_csv_fail(csv, row->line, TTR_E_RANGE, "confidence",
                             "must be 1, 2 or 3, or empty", text);
    given->confidence = *text - '0';
    return TTR_OK;
}

static ttr_status read_kind(const struct ttri_csv *csv,
                            const struct ttri_csv_row *row)
{
    static const char *const kinds[] = {"reported", "derived", "estimate",
                                        "forecast"};
    const char *kind = row->field[KIND];
    for (size_t i = 0; i < TTRI_COUNT(kinds); i++)
        if (strcmp(kind, kinds[i]) == 0)
            return TTR_OK;
    return ttri_csv_fail(csv, row->line, TTR_E_RANGE, "kind",
                         "must be reported, derived, estimate or forecast",
                         kind);
}

/* Wide enough for whatever is worth an observation. */
static ttr_status read_error(const struct ttri_csv *csv,
                             const struct ttri_csv_row *row,
                             struct ttr_observation *given)
{
    bool is_given = false;
    ttr_status status =
        row->fields > ERROR
            ? read_number(csv, row, ERROR, &given->error, &is_given)
            : TTR_OK;
    if (status || !is_given || (given->error >= 1e-9 && given->error <= 10))
        return status;
    return ttri_csv_fail(csv, row->line, TTR_E_RANGE, "error",
                         "must be within [1e-9, 10], or empty",
                         row->field[ERROR]);
}

static ttr_status read_figure(const struct ttri_csv *csv,
                              const struct ttri_csv_row *row,
                              struct ttri_figure *figure)
{
    struct ttr_observation *given = &figure->given;
    *given = (struct ttr_observation){.series = row->field[SERIES],
                                      .period = row->field[PERIOD],
                                      .unit = row->field[UNIT],
                                      .kind = row->field[KIND],
                                      .source = row->field[SOURCE]};
    if (*given->series == '\0')
        return missing(csv, row, SERIES, "must be given");
    ttr_status status = read_period(csv, row, figure);
    if (!status)
        status = read_values(csv, row, given);
    if (!status)
        status = read_kind(csv, row);
    if (!status)
        status = read_confidence(csv, row, given);
    return status ? status : read_error(csv, row, given);
}

/* ---- rows ---- */

/* As many as the header. */
static ttr_status check_width(const struct ttri_csv *csv,
                              const struct ttri_csv_row *row, uint32_t width)
{
    char value[16];
    if (row->fields == width)
        return TTR_OK;
    snprintf(value, sizeof value, "%u", (unsigned)row->fields);
    return ttri_csv_fail(
        csv, row->line, TTR_E_SYNTAX, "row",
        width == ERROR ? "must have 9 fields" : "must have 10 fields", value);
}

static ttr_status read_header(struct ttri_csv *csv, uint32_t *width)
{
    struct ttri_csv_row row;
    ttr_status status = ttri_csv_next(csv, &row);
    bool right = !status && (row.fields == ERROR || row.fields == COLUMNS);
    for (uint32_t i = 0; right && i < row.fields; i++)
        right = strcmp(row.field[i], column_name[i]) == 0;
    if (status)
        return status;
    *width = row.fields;
    return right ? TTR_OK
                 : ttri_csv_fail(csv, row.line, TTR_E_SYNTAX, "header",
                                 "must be series,period,value,unit,low,high,"
                                 "kind,confidence,source[,error]",
                                 NULL);
}

static ttr_status read_rows(ttr_history *history, struct ttri_csv *csv)
{
    struct ttri_csv_row row;
    uint32_t width = 0;
    ttr_status status = read_header(csv, &width);
    while (!status) {
        struct ttri_figure figure = {0};
        status = ttri_csv_next(csv, &row);
        if (status || row.fields == 0)
            return status;
        status = check_width(csv, &row, width);
        if (!status)
            status = read_figure(csv, &row, &figure);
        if (!status &&
            !ttri_grow(&history->memory, &history->figure, history->figures,
                       &history->capacity, sizeof *history->figure))
            status = ttri_no_memory(csv->error, csv->name);
        if (!status)
            history->figure[history->figures++] = figure;
    }
    return status;
}

/* ---- life ---- */

static void history_free(ttr_history *history)
{
    struct ttri_memory memory = history->memory;
    ttri_release(&memory, history->figure);
    ttri_release(&memory, history->bytes);
    ttri_release(&memory, history);
}

/* Takes over `bytes`, which have room for one more. */
static ttr_status history_new(const struct ttri_memory *memory, char *bytes,
                              size_t size, const char *name,
                              ttr_history **history, struct ttr_error *error)
{
    struct ttri_csv csv;
    ttr_history *made = ttri_clear(memory, 1, sizeof *made);
    if (!made) {
        ttri_release(memory, bytes);
        return ttri_no_memory(error, name);
    }
    made->memory = *memory;
    made->bytes = bytes;
    atomic_init(&made->references, 1);
    ttr_status status = ttri_csv_start(&csv, bytes, size, name, error);
    if (!status)
        status = read_rows(made, &csv);
    if (status) {
        history_free(made);
        return status;
    }
    *history = made;
    return TTR_OK;
}

ttr_status ttr_history_load(const struct ttr_allocator *allocator,
                            const char *bytes, size_t size, const char *name,
                            ttr_history **history, struct ttr_error *error)
{
    struct ttri_memory memory;
    if (!bytes || !history)
        return ttri_null_argument(error, "ttr_history_load",
                                  bytes ? "history" : "bytes");
    ttr_status status = ttri_memory_init(&memory, allocator, error);
    if (status)
        return status;
    name = name ? name : "history";
    if (size > TTR_MAX_DOCUMENT)
        return ttri_fail_number(error, TTR_E_LIMIT, name,
                                "must be at most 8388608 bytes long",
                                (double)size);
    char *copy = ttri_allocate(&memory, size + 1);
    if (!copy)
        return ttri_no_memory(error, name);
    memcpy(copy, bytes, size);
    return history_new(&memory, copy, size, name, history, error);
}

ttr_status ttr_history_open(const struct ttr_allocator *allocator,
                            const char *path, ttr_history **history,
                            struct ttr_error *error)
{
    struct ttri_memory memory;
    char *bytes = NULL;
    size_t size = 0;
    if (!path || !history)
        return ttri_null_argument(error, "ttr_history_open",
                                  path ? "history" : "path");
    ttr_status status = ttri_memory_init(&memory, allocator, error);
    if (!status)
        status = ttri_read_file(&memory, path, TTR_MAX_DOCUMENT, &bytes, &size,
                                error);
    return status ? status
                  : history_new(&memory, bytes, size, path, history, error);
}

ttr_history *ttr_history_ref(ttr_history *history)
{
    if (history)
        ttri_reference(&history->references);
    return history;
}

void ttr_history_unref(ttr_history *history)
{
    if (history && ttri_unreference(&history->references))
        history_free(history);
}

/* ---- reading ---- */

uint32_t ttr_history_count(const ttr_history *history)
{
    return history ? history->figures : 0;
}

ttr_status ttr_history_get(const ttr_history *history, uint32_t index,
                           struct ttr_observation *observation,
                           struct ttr_error *error)
{
    if (!history || !observation)
        return ttri_null_argument(error, "ttr_history_get",
                                  history ? "observation" : "history");
    ttr_status status =
        ttri_check_size(error, "ttr_observation", observation->struct_size,
                        sizeof *observation, sizeof *observation);
    if (status)
        return status;
    if (index >= history->figures)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "ttr_history_get: index",
                                "must be below ttr_history_count()", index);
    struct ttr_observation given = history->figure[index].given;
    given.struct_size = observation->struct_size;
    *observation = given;
    return TTR_OK;
}
