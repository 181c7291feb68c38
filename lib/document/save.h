/* save.h: the parts of saving. They read the handles' own structures, in one
 * fixed order, so that equal descriptions give equal text. */
#ifndef TTRI_SAVE_H
#define TTRI_SAVE_H

#include "combiner/combiner.h"
#include "document/json_writer.h"

struct ttri_saver {
    const struct ttr_combiner *combiner;
    struct ttri_json_writer json;
    struct ttr_error *error; /* or NULL */
};

void ttri_save_driver(struct ttri_saver *saver, const char *key,
                      const ttr_driver *driver);
void ttri_save_law(struct ttri_saver *saver, const char *key,
                   const struct ttr_law *law);
/* `drivers` and `regions` of a component. */
ttr_status ttri_save_drivers(struct ttri_saver *saver,
                             const struct ttri_component *component);
ttr_status ttri_save_stream(struct ttri_saver *saver,
                            const struct ttri_component *component);
ttr_status ttri_save_environment(struct ttri_saver *saver,
                                 const struct ttr_environment *environment);

#endif
