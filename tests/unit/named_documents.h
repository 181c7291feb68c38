/* Documents that a test is called with: FOLDER NAME.json... */
#ifndef TTRI_NAMED_DOCUMENTS_H
#define TTRI_NAMED_DOCUMENTS_H

#include "unit.h"

#include <stdbool.h>
#include <stdio.h>

static struct {
    const char *folder;
    char **names;
    int count;
} documents;

static inline bool take_documents(int count, char **arguments)
{
    if (count < 3) {
        fprintf(stderr, "usage: %s FOLDER NAME.json...\n", arguments[0]);
        return false;
    }
    documents.folder = arguments[1];
    documents.names = arguments + 2;
    documents.count = count - 2;
    return true;
}

static inline void document_path(char path[4096], int index)
{
    snprintf(path, 4096, "%s/%s", documents.folder, documents.names[index]);
}

#endif
