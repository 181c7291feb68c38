/* outside.h: what the files behind environment.h share: checked numbers,
 * regions, addresses. */
#ifndef TTRI_OUTSIDE_H
#define TTRI_OUTSIDE_H

#include "model/environment.h"

/* Longest path in an error, e.g. `environment/events/<name>/severity`. */
#define TTRI_OUTSIDE_PATH 128

enum ttri_number_rule {
    TTRI_FINITE,
    TTRI_NOT_NEGATIVE,
    TTRI_SHARE
};

/* Checks `path/member`. */
ttr_status ttri_check_number(struct ttr_error *error, const char *path,
                             const char *member, double value,
                             enum ttri_number_rule rule);
/* Checks the form of a driver's address: `component/key`, with a region or an
 * item, or both, in between. */
ttr_status ttri_check_target(struct ttr_error *error, const char *path,
                             const char *target);

/* Checks and copies names of regions; none are all. */
ttr_status ttri_region_set_init(const struct ttri_memory *memory,
                                const char *const *regions, uint32_t count,
                                const char *path, struct ttri_region_set *set,
                                struct ttr_error *error);
void ttri_region_set_clear(const struct ttri_memory *memory,
                           struct ttri_region_set *set);

void ttri_event_clear(const struct ttri_memory *memory,
                      struct ttri_event *event);
void ttri_technology_clear(const struct ttri_memory *memory,
                           struct ttri_technology *technology);

#endif
