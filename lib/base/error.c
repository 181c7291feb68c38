#include "base.h"

#include <stdio.h>
#include <string.h>

/* What the first version of the library knew of struct ttr_error. */
#define FIRST_SIZE sizeof(struct ttr_error)
/* A struct_size beyond this is taken for an uninitialised variable. */
#define NONSENSE_SIZE 65536

void ttr_error_init(struct ttr_error *error, uint32_t struct_size)
{
    if (error == NULL || struct_size < sizeof struct_size ||
        struct_size > NONSENSE_SIZE)
        return;
    memset(error, 0, struct_size);
    error->struct_size = struct_size;
}

const char *ttr_status_name(ttr_status status)
{
    static const struct {
        ttr_status status;
        char name[20];
    } names[] = {
        {TTR_OK, "TTR_OK"},
        {TTR_E_ARGUMENT, "TTR_E_ARGUMENT"},
        {TTR_E_RANGE, "TTR_E_RANGE"},
        {TTR_E_UNKNOWN, "TTR_E_UNKNOWN"},
        {TTR_E_DUPLICATE, "TTR_E_DUPLICATE"},
        {TTR_E_MISSING, "TTR_E_MISSING"},
        {TTR_E_CONFLICT, "TTR_E_CONFLICT"},
        {TTR_E_CYCLE, "TTR_E_CYCLE"},
        {TTR_E_UNSTABLE, "TTR_E_UNSTABLE"},
        {TTR_E_NO_MEMORY, "TTR_E_NO_MEMORY"},
        {TTR_E_IO, "TTR_E_IO"},
        {TTR_E_LIMIT, "TTR_E_LIMIT"},
        {TTR_E_CANCELLED, "TTR_E_CANCELLED"},
        {TTR_E_SYNTAX, "TTR_E_SYNTAX"},
        {TTR_E_VERSION, "TTR_E_VERSION"},
        {TTR_E_NUMERIC, "TTR_E_NUMERIC"},
        {TTR_E_STRUCT_SIZE, "TTR_E_STRUCT_SIZE"},
        {TTR_E_INTERNAL, "TTR_E_INTERNAL"},
    };

    for (uint32_t i = 0; i < TTRI_COUNT(names); i++)
        if (names[i].status == status)
            return names[i].name;
    return "unknown status";
}

/* ---- text that is cut to fit ---- */

struct line {
    char *bytes;
    size_t size, capacity;
};

static void start_line(struct line *line, char *bytes, size_t capacity)
{
    *line = (struct line){bytes, 0, capacity};
    bytes[0] = '\0';
}

/* Appends whole characters while they fit; what is not UTF-8 or would break
 * the line becomes '?', so that any host can print and decode a message. */
static void append(struct line *line, const char *text)
{
    while (*text != '\0') {
        size_t length = ttri_character(text);
        bool plain = length > 0 && (unsigned char)*text >= ' ' && *text != 127;
        size_t room = line->capacity - 1 - line->size;

        if (length == 0)
            length = 1;
        if (length > room) {
            line->capacity = line->size + 1;
            break;
        }
        if (plain)
            memcpy(line->bytes + line->size, text, length);
        else
            line->bytes[line->size] = '?';
        line->size += length;
        text += length;
    }
    line->bytes[line->size] = '\0';
}

static void put(char *bytes, size_t capacity, const char *text)
{
    struct line line;

    start_line(&line, bytes, capacity);
    append(&line, text);
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void join(struct ttr_error *error, const char *path,
                 const char *separator, const char *rule, const char *value)
{
    struct line line;

    start_line(&line, error->message, sizeof error->message);
    append(&line, path);
    if (*path != '\0' && *rule != '\0')
        append(&line, separator);
    append(&line, rule);
    if (*value != '\0') {
        append(&line, " (got ");
        append(&line, value);
        append(&line, ")");
    }
}

static ttr_status report(struct ttr_error *error, ttr_status status,
                         const char *path, const char *separator,
                         const char *rule, const char *value)
{
    if (error == NULL || error->struct_size < FIRST_SIZE)
        return status;
    path = or_empty(path);
    rule = or_empty(rule);
    value = or_empty(value);
    error->status = status;
    error->line = 0;
    error->column = 0;
    join(error, path, separator, rule, value);
    put(error->path, sizeof error->path, path);
    put(error->rule, sizeof error->rule, rule);
    put(error->value, sizeof error->value, value);
    return status;
}

ttr_status ttri_fail(struct ttr_error *error, ttr_status status,
                     const char *path, const char *rule, const char *value)
{
    return report(error, status, path, " ", rule, value);
}

ttr_status ttri_fail_number(struct ttr_error *error, ttr_status status,
                            const char *path, const char *rule, double value)
{
    char text[TTRI_NUMBER_SIZE];

    ttri_format_number(value, text);
    return report(error, status, path, " ", rule, text);
}

ttr_status ttri_failf(struct ttr_error *error, ttr_status status,
                      const char *path, const char *format, ...)
{
    char rule[sizeof error->message];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(rule, sizeof rule, format, arguments);
    va_end(arguments);
    if (length < 0)
        rule[0] = '\0';
    return report(error, status, path, " ", rule, NULL);
}

ttr_status ttri_fail_unknown(struct ttr_error *error, const char *what,
                             const char *name, const char *nearest)
{
    char path[256];

    snprintf(path, sizeof path, "%s %s", what, name);
    if (nearest == NULL)
        return ttri_fail(error, TTR_E_UNKNOWN, path, "is not known", "");
    return ttri_failf(error, TTR_E_UNKNOWN, path,
                      "is not known; did you mean %s?", nearest);
}

void ttri_error_copy(struct ttr_error *to, const struct ttr_error *from)
{
    uint32_t size;

    if (to == NULL || to->struct_size < FIRST_SIZE)
        return;
    size = to->struct_size;
    *to = *from;
    to->struct_size = size;
}

ttr_status ttri_no_memory(struct ttr_error *error, const char *path)
{
    return report(error, TTR_E_NO_MEMORY, path, ": ", "not enough memory",
                  NULL);
}

ttr_status ttri_null_argument(struct ttr_error *error, const char *function,
                              const char *argument)
{
    char rule[sizeof error->rule];

    snprintf(rule, sizeof rule, "%s must not be NULL", argument);
    return report(error, TTR_E_ARGUMENT, function, ": ", rule, NULL);
}

void ttri_error_place(struct ttr_error *error, const char *name, uint32_t line,
                      uint32_t column)
{
    char message[sizeof error->message];
    char number[16];
    struct line placed;

    if (error == NULL || error->struct_size < FIRST_SIZE)
        return;
    memcpy(message, error->message, sizeof message);
    start_line(&placed, error->message, sizeof error->message);
    append(&placed, name);
    if (line > 0) {
        snprintf(number, sizeof number, ":%lu", (unsigned long)line);
        append(&placed, number);
    }
    append(&placed, ": ");
    append(&placed, message);
    error->line = line;
    error->column = column;
}

ttr_status ttri_check_size(struct ttr_error *error, const char *name,
                           uint32_t given, size_t minimum, size_t known)
{
    char rule[96];

    if (given >= minimum && given <= known)
        return TTR_OK;
    if (minimum == known)
        snprintf(rule, sizeof rule, "struct_size must be %zu", known);
    else
        snprintf(rule, sizeof rule, "struct_size must be within [%zu, %zu]",
                 minimum, known);
    return ttri_fail_number(error, TTR_E_STRUCT_SIZE, name, rule, given);
}
