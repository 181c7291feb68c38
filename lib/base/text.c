#include "base.h"

#include <stdio.h>
#include <string.h>

struct ttr_text {
    struct ttri_memory memory;
    ttri_references references;
    size_t size;
    char *bytes;
};

ttr_text *ttr_text_ref(ttr_text *text)
{
    if (text != NULL)
        ttri_reference(&text->references);
    return text;
}

void ttr_text_unref(ttr_text *text)
{
    struct ttri_memory memory;

    if (text == NULL || !ttri_unreference(&text->references))
        return;
    memory = text->memory;
    ttri_release(&memory, text->bytes);
    ttri_release(&memory, text);
}

const char *ttr_text_bytes(const ttr_text *text)
{
    return text == NULL ? "" : text->bytes;
}

size_t ttr_text_size(const ttr_text *text)
{
    return text == NULL ? 0 : text->size;
}

/* ---- growing text ---- */

void ttri_writer_init(struct ttri_writer *writer,
                      const struct ttri_memory *memory)
{
    *writer = (struct ttri_writer){memory, NULL, 0, 0, false};
}

/* Room for `size` more bytes and a closing zero. */
static bool reserve(struct ttri_writer *writer, size_t size)
{
    size_t wanted = writer->capacity == 0 ? 256 : writer->capacity;
    char *grown;

    if (writer->failed || size >= SIZE_MAX / 2 - writer->size) {
        writer->failed = true;
        return false;
    }
    if (writer->size + size < writer->capacity)
        return true;
    while (wanted <= writer->size + size)
        wanted *= 2;
    if (writer->bytes == NULL)
        grown = ttri_allocate(writer->memory, wanted);
    else
        grown = writer->memory->reallocate(writer->memory->user, writer->bytes,
                                           wanted);
    if (grown == NULL) {
        writer->failed = true;
        return false;
    }
    writer->bytes = grown;
    writer->capacity = wanted;
    return true;
}

void ttri_write_bytes(struct ttri_writer *writer, const char *bytes,
                      size_t size)
{
    if (!reserve(writer, size))
        return;
    if (size > 0)
        memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
    writer->bytes[writer->size] = '\0';
}

void ttri_write(struct ttri_writer *writer, const char *text)
{
    ttri_write_bytes(writer, text, strlen(text));
}

void ttri_write_number(struct ttri_writer *writer, double value)
{
    char text[TTRI_NUMBER_SIZE];
    size_t size = ttri_format_number(value, text);

    ttri_write_bytes(writer, text, size);
}

void ttri_writef(struct ttri_writer *writer, const char *format, ...)
{
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) {
        writer->failed = true;
        return;
    }
    if (!reserve(writer, (size_t)size))
        return;
    va_start(arguments, format);
    vsnprintf(writer->bytes + writer->size, (size_t)size + 1, format,
              arguments);
    va_end(arguments);
    writer->size += (size_t)size;
}

void ttri_write_csv_field(struct ttri_writer *writer, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        ttri_write(writer, text);
        return;
    }
    ttri_write(writer, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            ttri_write(writer, "\"");
        ttri_write_bytes(writer, text, 1);
    }
    ttri_write(writer, "\"");
}

void ttri_write_csv_fields(struct ttri_writer *writer, const char *const *text)
{
    for (; *text != NULL; text++) {
        ttri_write_csv_field(writer, *text);
        ttri_write(writer, ",");
    }
}

void ttri_write_json_text(struct ttri_writer *writer, const char *text)
{
    ttri_write(writer, "\"");
    while (*text != '\0') {
        unsigned char byte = (unsigned char)*text;
        size_t size = ttri_character(text);

        if (byte == '"' || byte == '\\')
            ttri_writef(writer, "\\%c", byte);
        else if (byte < 0x20)
            ttri_writef(writer, "\\u00%c%c", "01"[byte >> 4],
                        "0123456789abcdef"[byte & 15]);
        else if (size > 0)
            ttri_write_bytes(writer, text, size);
        else
            ttri_write(writer, "?"); /* a host's unit need not be UTF-8 */
        text += size > 0 ? size : 1;
    }
    ttri_write(writer, "\"");
}

ttr_status ttri_writer_finish(struct ttri_writer *writer, ttr_text **text,
                              struct ttr_error *error)
{
    ttr_text *made = NULL;

    if (reserve(writer, 0))
        made = ttri_allocate(writer->memory, sizeof *made);
    if (made == NULL) {
        ttri_writer_drop(writer);
        return ttri_no_memory(error, "text");
    }
    writer->bytes[writer->size] = '\0';
    made->memory = *writer->memory;
    atomic_init(&made->references, 1);
    made->size = writer->size;
    made->bytes = writer->bytes;
    ttri_writer_init(writer, writer->memory);
    *text = made;
    return TTR_OK;
}

void ttri_writer_drop(struct ttri_writer *writer)
{
    ttri_release(writer->memory, writer->bytes);
    ttri_writer_init(writer, writer->memory);
}
