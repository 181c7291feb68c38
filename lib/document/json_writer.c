#include "document/json_writer.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 80

void ttri_json_start(struct ttri_json_writer *writer,
                     const struct ttri_memory *memory)
{
    memset(writer, 0, sizeof *writer);
    ttri_writer_init(&writer->text, memory);
}

/* ---- texts ---- */

static void write_escape(struct ttri_writer *writer, char byte)
{
    static const char plain[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *known = strchr(plain, byte);
    if (known)
        ttri_writef(writer, "\\%c", names[known - plain]);
    else
        ttri_writef(writer, "\\u%04x", (unsigned)byte);
}

static void write_text(struct ttri_json_writer *writer, const char *text)
{
    const char *at = text;
    ttri_write(&writer->text, "\"");
    while (*at) {
        size_t length = ttri_character(at);
        if (length == 0) {
            if (!writer->bad_text)
                writer->bad_text = text;
            break;
        }
        if ((unsigned char)*at < 0x20 || *at == '"' || *at == '\\')
            write_escape(&writer->text, *at);
        else
            ttri_write_bytes(&writer->text, at, length);
        at += length;
    }
    ttri_write(&writer->text, "\"");
}

/* ---- layout ---- */

static void new_line(struct ttri_json_writer *writer)
{
    ttri_write(&writer->text, "\n");
    for (uint32_t i = 0; i < writer->depth; i++)
        ttri_write(&writer->text, "  ");
}

/* Before a value. */
static void begin(struct ttri_json_writer *writer, const char *key, bool number)
{
    if (writer->depth) {
        struct ttri_json_level *level = &writer->level[writer->depth - 1];
        if (level->count++)
            ttri_write(&writer->text, ",");
        level->numbers = level->numbers && number;
        new_line(writer);
    }
    if (key) {
        write_text(writer, key);
        ttri_write(&writer->text, ": ");
    }
}

static size_t column_of(const struct ttri_writer *text, size_t offset)
{
    size_t column = 0;
    while (column < offset && text->bytes[offset - column - 1] != '\n')
        column++;
    return column;
}

/* Every line feed in the buffer is layout: in texts they are escaped. Behind
 * a comma it becomes a space, elsewhere nothing. */
static size_t length_on_one_line(const char *text, size_t size)
{
    size_t length = 0;
    for (size_t i = 0; i < size && length <= WIDTH; i++) {
        if (text[i] != '\n') {
            length++;
            continue;
        }
        length += text[i - 1] == ',';
        while (text[i + 1] == ' ')
            i++;
    }
    return length;
}

static size_t join_lines(char *text, size_t size)
{
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '\n') {
            text[length++] = text[i];
            continue;
        }
        if (text[i - 1] == ',')
            text[length++] = ' ';
        while (text[i + 1] == ' ')
            i++;
    }
    return length;
}

static size_t line_length(const char *text)
{
    return strcspn(text, "\n");
}

/* Numbers that stand one to a line move up as long as a line has room. The
 * first line has the bracket, the last its partner. */
static size_t fill_lines(char *text, size_t size)
{
    const char *from = text + line_length(text), *end = text + size;
    char *to = text + (from - text);
    size_t column = WIDTH;
    while (from < end) {
        const char *item = from + 1 + strspn(from + 1, " ");
        size_t length = line_length(item);
        if (*item != ']' && column + 1 + length <= WIDTH) {
            *to++ = ' ';
            column += 1 + length;
        } else {
            size_t indent = (size_t)(item - from);
            memmove(to, from, indent);
            to += indent;
            column = indent - 1 + length;
        }
        memmove(to, item, length);
        to += length;
        from = item + length;
    }
    return (size_t)(to - text);
}

static void lay_out(struct ttri_json_writer *writer,
                    const struct ttri_json_level *level)
{
    struct ttri_writer *text = &writer->text;
    char *part = text->bytes + level->start;
    size_t size = text->size - level->start;
    size_t column = column_of(text, level->start);
    if (column + length_on_one_line(part, size) < WIDTH)
        size = join_lines(part, size);
    else if (level->close == ']' && level->numbers)
        size = fill_lines(part, size);
    text->size = level->start + size;
    text->bytes[text->size] = '\0';
}

/* ---- values ---- */

void ttri_json_open(struct ttri_json_writer *writer, const char *key,
                    char bracket)
{
    begin(writer, key, false);
    if (writer->depth == TTRI_MAX_DEPTH) {
        writer->text.failed = true;
        return;
    }
    writer->level[writer->depth++] =
        (struct ttri_json_level){.start = writer->text.size,
                                 .close = bracket == '{' ? '}' : ']',
                                 .numbers = true};
    ttri_write_bytes(&writer->text, &bracket, 1);
}

void ttri_json_open_named(struct ttri_json_writer *writer, const char *key,
                          char bracket)
{
    ttri_json_open(writer, key, bracket);
    writer->level[writer->depth - 1].key = key;
}

void ttri_json_close(struct ttri_json_writer *writer)
{
    struct ttri_json_level level = writer->level[--writer->depth];
    if (level.key && level.count > TTRI_MAX_NAMED && !writer->crowded)
        writer->crowded = level.key;
    if (level.count)
        new_line(writer);
    ttri_write_bytes(&writer->text, &level.close, 1);
    if (!writer->text.failed)
        lay_out(writer, &level);
}

void ttri_json_number(struct ttri_json_writer *writer, const char *key,
                      double number)
{
    begin(writer, key, true);
    ttri_write_number(&writer->text, number);
}

void ttri_json_text(struct ttri_json_writer *writer, const char *key,
                    const char *text)
{
    begin(writer, key, false);
    write_text(writer, text);
}

void ttri_json_text_if(struct ttri_json_writer *writer, const char *key,
                       const char *text)
{
    if (text && *text)
        ttri_json_text(writer, key, text);
}

void ttri_json_truth(struct ttri_json_writer *writer, const char *key,
                     bool truth)
{
    begin(writer, key, false);
    ttri_write(&writer->text, truth ? "true" : "false");
}

void ttri_json_numbers(struct ttri_json_writer *writer, const char *key,
                       const double *numbers, size_t count)
{
    ttri_json_open(writer, key, '[');
    for (size_t i = 0; i < count; i++)
        ttri_json_number(writer, NULL, numbers[i]);
    ttri_json_close(writer);
}

void ttri_json_date_if(struct ttri_json_writer *writer, const char *key,
                       int32_t date)
{
    char text[32];
    if (date == 0)
        return;
    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)(date / 10000),
             (int)(date / 100 % 100), (int)(date % 100));
    ttri_json_text(writer, key, text);
}
