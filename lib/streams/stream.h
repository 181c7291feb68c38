/* stream.h: what the constructors of all streams share. */
#ifndef TTRI_STREAM_H
#define TTRI_STREAM_H

#include <tiktokrev/stream.h>

#include "model/environment.h"

/* Makes a stream of a model. `function` names the caller in errors; a name of
 * NULL stands for the model's own, if it has one. */
ttr_status ttri_stream_new(const char *function,
                           const struct ttr_allocator *allocator,
                           const struct ttri_schema *schema, const char *name,
                           ttr_stream **stream, struct ttr_error *error);

#endif
