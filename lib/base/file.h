/* file.h: a whole file in memory, if it is a plain file of a decent size. */
#ifndef TTRI_FILE_H
#define TTRI_FILE_H

#include "base/base.h"

/* Reads at most `limit` bytes. `*bytes` is new memory, to be released; a file
 * that is larger is TTR_E_LIMIT before a byte of it is read, and what is no
 * plain file TTR_E_IO. */
ttr_status ttri_read_file(const struct ttri_memory *memory, const char *path,
                          size_t limit, char **bytes, size_t *size,
                          struct ttr_error *error);

#endif
