/* What the tests of documents share: files, and loading that must succeed. */
#ifndef TTRI_DOCUMENTS_H
#define TTRI_DOCUMENTS_H

#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <tiktokrev/document.h>

/* The first argument: the root of the source tree. */
static const char *source_root = ".";

/* Also before the tests run, where Check's own assertions do not work. */
static inline void need(bool right, const char *name)
{
    if (right)
        return;
    fprintf(stderr, "can not read %s/%s\n", source_root, name);
    exit(EXIT_FAILURE);
}

static inline void source_path(char path[1024], const char *name)
{
    int size = snprintf(path, 1024, "%s/%s", source_root, name);

    need(size > 0 && size < 1024, name);
}

/* A whole file of the source tree, terminated; the caller frees it. */
static inline char *read_source(const char *name, size_t *size)
{
    char path[1024], *text;
    FILE *file;
    long length;

    source_path(path, name);
    file = fopen(path, "rb");
    need(file != NULL && fseek(file, 0, SEEK_END) == 0, name);
    length = ftell(file);
    need(length > 0, name);
    rewind(file);
    text = malloc((size_t)length + 1);
    need(text != NULL && fread(text, 1, (size_t)length, file) == (size_t)length,
         name);
    fclose(file);
    text[length] = '\0';
    if (size != NULL)
        *size = (size_t)length;
    return text;
}

/* `text` with `from`, which it has, replaced once by `to`. */
static inline char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    size_t size = strlen(text) + strlen(to) + 1, before;
    char *made = malloc(size);

    ck_assert_msg(at != NULL, "no %s to replace", from);
    ck_assert_ptr_nonnull(made);
    before = (size_t)(at - text);
    snprintf(made, size, "%.*s%s%s", (int)before, text, to, at + strlen(from));
    return made;
}

static inline ttr_combiner *load_text(const char *text)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;

    ttri_assert_ok(
        ttr_document_load(NULL, text, strlen(text), "text", &combiner, &error),
        &error);
    return combiner;
}

static inline ttr_text *save_text(const ttr_combiner *combiner)
{
    struct ttr_error error = ttri_unit_error();
    ttr_text *text = NULL;

    ttri_assert_ok(ttr_document_save(combiner, &text, &error), &error);
    return text;
}

#endif
