#include "insight/csv.h"

#include <string.h>

ttr_status ttri_csv_fail(const struct ttri_csv *csv, uint32_t line,
                         ttr_status status, const char *path, const char *rule,
                         const char *value)
{
    ttri_fail(csv->error, status, path, rule, value);
    ttri_error_place(csv->error, csv->name, line, 0);
    return status;
}

static ttr_status broken(const struct ttri_csv *csv, uint32_t line,
                         const char *rule)
{
    return ttri_csv_fail(csv, line, TTR_E_SYNTAX, "row", rule, NULL);
}

ttr_status ttri_csv_start(struct ttri_csv *csv, char *bytes, size_t size,
                          const char *name, struct ttr_error *error)
{
    uint32_t line = 1;
    *csv = (struct ttri_csv){bytes, bytes + size, 1, name, error};
    bytes[size] = '\0';
    for (size_t i = 0; i < size;) {
        size_t length = bytes[i] ? ttri_character(bytes + i) : 0;
        if (length == 0)
            return broken(csv, line, "must be UTF-8 text");
        line += bytes[i] == '\n';
        i += length;
    }
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        csv->at += 3;
    return TTR_OK;
}

static bool ends_line(const struct ttri_csv *csv)
{
    return csv->at == csv->end || *csv->at == '\n' ||
           (*csv->at == '\r' && csv->at + 1 < csv->end && csv->at[1] == '\n');
}

static void skip_line_end(struct ttri_csv *csv)
{
    if (csv->at == csv->end)
        return;
    csv->at += *csv->at == '\r' ? 2 : 1;
    csv->line++;
}

/* After the opening quote; `*out` is where the decoded text goes. */
static ttr_status quoted(struct ttri_csv *csv, char **out, uint32_t line)
{
    for (; csv->at < csv->end; csv->at++) {
        if (*csv->at == '"' && csv->at[1] != '"')
            break;
        csv->at += *csv->at == '"';
        csv->line += *csv->at == '\n';
        *(*out)++ = *csv->at;
    }
    if (csv->at == csv->end)
        return broken(csv, line, "has a quote that never closes");
    csv->at++;
    if (!ends_line(csv) && *csv->at != ',')
        return broken(csv, csv->line, "has text behind a closing quote");
    return TTR_OK;
}

static ttr_status plain(struct ttri_csv *csv, char **out)
{
    while (!ends_line(csv) && *csv->at != ',') {
        if (*csv->at == '"')
            return broken(csv, csv->line,
                          "has a quote in a field that does not start with "
                          "one");
        if (*csv->at == '\r')
            return broken(csv, csv->line,
                          "has a carriage return without a line feed");
        *(*out)++ = *csv->at++;
    }
    return TTR_OK;
}

/* One field; `*more` tells whether a comma follows. */
static ttr_status field(struct ttri_csv *csv, struct ttri_csv_row *row,
                        bool *more)
{
    char *start = csv->at, *out = csv->at;
    bool quote = csv->at < csv->end && *csv->at == '"';
    csv->at += quote;
    ttr_status status = quote ? quoted(csv, &out, row->line) : plain(csv, &out);
    if (status)
        return status;
    *more = !ends_line(csv);
    if (*more)
        csv->at++;
    else
        skip_line_end(csv);
    *out = '\0';
    if (row->fields < TTRI_CSV_FIELDS)
        row->field[row->fields] = start;
    row->fields++;
    return TTR_OK;
}

ttr_status ttri_csv_next(struct ttri_csv *csv, struct ttri_csv_row *row)
{
    bool more = true;
    ttr_status status = TTR_OK;
    row->fields = 0;
    while (csv->at < csv->end && ends_line(csv))
        skip_line_end(csv);
    row->line = csv->line;
    if (csv->at == csv->end)
        return TTR_OK;
    while (!status && more)
        status = field(csv, row, &more);
    return status;
}
