/* driver_copy.h: copies of arrays and texts that may be absent. */
#ifndef TTRI_DRIVER_COPY_H
#define TTRI_DRIVER_COPY_H

#include "model/driver.h"

/* A block of `count` elements; NULL for an empty one. False when memory
 * fails. */
bool ttri_copy_block(const struct ttri_memory *memory, const void *block,
                     uint32_t count, size_t size, void **copy);
/* A text; NULL for NULL. False when memory fails. */
bool ttri_copy_optional(const struct ttri_memory *memory, const char *text,
                        char **copy);

#endif
