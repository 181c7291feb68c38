/* Numbers, tables and paragraphs of the outlook. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outlook.h"

#define LABEL 21 /* columns of a row's label */

struct row {
    char label[48];
    enum format format;
    bool rule; /* before the row */
    double values[TTR_MAX_PERIODS];
};

/* ---- numbers ---- */

/* Digits after the point that make three significant ones. */
static int digits(double value)
{
    if (value >= 99.95)
        return 0;
    return value >= 9.995 ? 1 : 2;
}

static void write_amount(char cell[CELL], double value)
{
    static const char suffix[] = " KMBT";
    double size = fabs(value);
    int scale = 0;

    while (size >= 999.5 && scale < 4) {
        size /= 1000;
        scale++;
    }
    if (size >= 999.5)
        snprintf(cell, CELL, "%.2e", value);
    else if (scale == 0 && size < 0.005)
        snprintf(cell, CELL, "~0");
    else if (scale > 0)
        snprintf(cell, CELL, "%.*f%c", digits(size), copysign(size, value),
                 suffix[scale]);
    else
        snprintf(cell, CELL, "%.3g", value);
}

void write_number(char cell[CELL], double value, enum format format)
{
    if (isnan(value)) {
        snprintf(cell, CELL, ".");
        return;
    }
    if (value == 0) {
        snprintf(cell, CELL, "-");
        return;
    }
    switch (format) {
    case FORMAT_AMOUNT:
        write_amount(cell, value);
        break;
    case FORMAT_PERCENT:
        snprintf(cell, CELL, "%.1f", 100 * value);
        break;
    case FORMAT_CHANGE:
        if (fabs(value) < 0.0005)
            snprintf(cell, CELL, "0.0");
        else
            snprintf(cell, CELL, fabs(value) < 0.9995 ? "%+.1f" : "%+.0f",
                     100 * value);
        break;
    case FORMAT_ERROR:
        snprintf(cell, CELL, "%.3f", 100 * value);
        break;
    case FORMAT_FRACTION:
        snprintf(cell, CELL, "%.4f", value);
        break;
    case FORMAT_PRICE:
        snprintf(cell, CELL, "%.*f", digits(fabs(value)), value);
        break;
    }
}

/* ---- text ---- */

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

/* Columns of a text in UTF-8, wide characters aside. */
static int text_width(const char *text)
{
    int width = 0;

    for (; *text != '\0'; text++)
        width += begins_character(*text);
    return width;
}

void print_padded(const char *text, int width)
{
    int used = 0;

    for (; *text != '\0' && used + begins_character(*text) <= width; text++) {
        used += begins_character(*text);
        putchar(*text);
    }
    printf("%*s", width - used, "");
}

static void print_rule(char line, int width)
{
    for (int i = 0; i < width; i++)
        putchar(line);
    putchar('\n');
}

void print_title(const char *title)
{
    puts(title);
    print_rule('=', text_width(title));
    putchar('\n');
}

void print_heading(const char *title)
{
    printf("\n%s\n", title);
    print_rule('-', text_width(title));
}

void print_paragraph(const char *label, const char *text)
{
    const int indent = label != NULL ? 14 : 0;
    int used = 0;
    bool first = true;

    print_padded(label != NULL ? label : "", indent);
    while (*text != '\0') {
        int length = (int)strcspn(text, " ");

        if (!first && used + 1 + length > PAGE)
            printf("\n%*s", indent, "");
        else if (!first)
            putchar(' ');
        if (first || used + 1 + length > PAGE)
            used = indent + length;
        else
            used += 1 + length;
        first = false;
        printf("%.*s", length, text);
        text += length;
        text += strspn(text, " ");
    }
    putchar('\n');
}

/* A space where a line may end: not inside `[1 before]`. */
static bool is_gap(const char *text)
{
    static const char inside[] = " before]";

    return *text == ' ' && strncmp(text, inside, sizeof inside - 1) != 0;
}

/* Bytes of a line that fit into `room` columns, up to a gap if there is one;
 * a column holds one byte, as names and numbers are ASCII. */
static size_t fitting(const char *line, size_t length, size_t room)
{
    size_t cut = room;

    if (length <= room)
        return length;
    while (cut > 0 && !is_gap(line + cut))
        cut--;
    return cut > 0 ? cut : room;
}

static void print_branch(const char *line, size_t length)
{
    size_t indent = strspn(line, " "), deeper = indent + 4;
    size_t used;

    if (deeper > PAGE / 2)
        deeper = PAGE / 2;
    if (indent > length)
        indent = length;
    used = indent + fitting(line + indent, length - indent,
                            indent < PAGE / 2 ? PAGE - indent : PAGE / 2);
    printf("%.*s\n", (int)used, line);
    while (used < length) {
        size_t part;

        used += strspn(line + used, " ");
        part = fitting(line + used, length - used, PAGE - deeper);
        printf("%*s%.*s\n", (int)deeper, "", (int)part, line + used);
        used += part;
    }
}

void print_tree(const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        print_branch(text, length);
        text += length;
        text += *text == '\n';
    }
}

/* ---- tables ---- */

void table_begin(struct table *table, struct outlook *outlook,
                 const char *title, const char *unit)
{
    *table = (struct table){.outlook = outlook, .title = title, .unit = unit};
}

/* The next free row, or NULL after a failure. */
static struct row *table_row(struct table *table)
{
    if (table->outlook->status)
        return NULL;
    if (table->rows == table->capacity) {
        uint32_t capacity = table->capacity ? 2 * table->capacity : 16;
        struct row *row = realloc(table->row, capacity * sizeof *row);

        if (row == NULL) {
            outlook_fail(table->outlook, TTR_E_NO_MEMORY, "out of memory");
            return NULL;
        }
        table->row = row;
        table->capacity = capacity;
    }
    return &table->row[table->rows++];
}

void table_add(struct table *table, const char *label, enum format format,
               const double *values)
{
    struct row *row = table_row(table);

    if (row == NULL)
        return;
    snprintf(row->label, sizeof row->label, "%s", label);
    row->format = format;
    row->rule = false;
    memcpy(row->values, values, table->outlook->steps * sizeof *values);
}

void table_rule(struct table *table)
{
    struct row *row = table_row(table);

    if (row != NULL)
        row->rule = true;
}

/* The name of a step; a year that the calendar holds in part has a star. */
static void write_step(const struct outlook *outlook, uint32_t step,
                       char name[CELL])
{
    bool whole =
        ttr_program_step_complete(outlook->program, outlook->step, step);

    snprintf(name, CELL, "%s%s",
             ttr_program_step(outlook->program, outlook->step, step),
             whole ? "" : "*");
}

/* Widest cell of the table, and the space before it; never less than a common
 * width, so that the years of most tables stand below each other. */
static int column_width(const struct table *table)
{
    char cell[CELL];
    size_t width = 6;

    for (uint32_t i = 0; i < table->outlook->steps; i++) {
        write_step(table->outlook, i, cell);
        width = strlen(cell) > width ? strlen(cell) : width;
        for (uint32_t j = 0; j < table->rows; j++) {
            if (table->row[j].rule)
                continue;
            write_number(cell, table->row[j].values[i], table->row[j].format);
            width = strlen(cell) > width ? strlen(cell) : width;
        }
    }
    return (int)width + 1;
}

/* Between history and forecast stands a bar. */
static bool bar_before(const struct table *table, uint32_t step)
{
    return step > 0 && step == table->outlook->history;
}

static void print_row(const struct table *table, const struct row *row,
                      int width, uint32_t from, uint32_t to)
{
    char cell[CELL];

    print_padded(row->label, LABEL);
    for (uint32_t i = from; i < to; i++) {
        write_number(cell, row->values[i], row->format);
        printf("%s%*s", bar_before(table, i) ? " |" : "", width, cell);
    }
    putchar('\n');
}

static void print_block(const struct table *table, int width, uint32_t from,
                        uint32_t to)
{
    int columns = LABEL + width * (int)(to - from);
    char cell[CELL];

    print_padded(table->unit, LABEL);
    for (uint32_t i = from; i < to; i++) {
        write_step(table->outlook, i, cell);
        printf("%s%*s", bar_before(table, i) ? " |" : "", width, cell);
        columns += bar_before(table, i) ? 2 : 0;
    }
    putchar('\n');
    for (uint32_t i = 0; i < table->rows; i++) {
        if (table->row[i].rule)
            print_rule('-', columns);
        else
            print_row(table, &table->row[i], width, from, to);
    }
}

void table_end(struct table *table)
{
    const struct outlook *outlook = table->outlook;

    if (!outlook->status && table->rows > 0) {
        int width = column_width(table);
        uint32_t fit = (uint32_t)((PAGE - LABEL - 2) / width);

        if (fit < outlook->steps && fit > outlook->back)
            fit -= fit % outlook->back; /* whole years in a block */
        print_heading(table->title);
        for (uint32_t from = 0; from < outlook->steps; from += fit) {
            uint32_t to = from + fit;

            if (from > 0)
                putchar('\n');
            print_block(table, width, from,
                        to < outlook->steps ? to : outlook->steps);
        }
    }
    free(table->row);
    table->row = NULL;
}
