/* lookup.h: is what a name stands for there? Errors give the nearest name. */
#ifndef TTRI_LOOKUP_H
#define TTRI_LOOKUP_H

#include "combiner/combiner.h"

/* Whose names are checked, and where failures go. */
struct ttri_check {
    const ttr_combiner *combiner;
    struct ttr_error *error;
};

ttr_status ttri_check_region(const struct ttri_check *check, const char *owner,
                             const char *name);

ttr_status ttri_check_regions(const struct ttri_check *check, const char *owner,
                              const struct ttri_region_set *set);

/* `name` is `size` bytes long. */
ttr_status ttri_check_stream(const struct ttri_check *check, const char *owner,
                             const char *name, size_t size);

/* `address` is component/key, and where `in_region` also
 * component/region/key. */
ttr_status ttri_check_driver(const struct ttri_check *check, const char *owner,
                             const char *address, bool in_region,
                             const struct ttri_driver_def **definition);

/* A driver that a link, an event or a technology moves. */
ttr_status ttri_check_moved(const struct ttri_check *check, const char *owner,
                            const char *address);

/* `address` is component/key; sums over streams (total, ledger) are components
 * too unless `stream_only`. */
ttr_status ttri_check_output(const struct ttri_check *check, const char *owner,
                             const char *address, bool stream_only,
                             const struct ttri_output_def **definition);

#endif
