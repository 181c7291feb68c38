/* distribution_parts.h: a distribution, for the files that make and read it. */
#ifndef TTRI_DISTRIBUTION_PARTS_H
#define TTRI_DISTRIBUTION_PARTS_H

#include "engine/profile.h"

/* Paths [first, next). */
struct ttri_paths {
    uint64_t first, next;
};

struct ttr_distribution {
    ttri_references references;
    struct ttri_memory memory;
    struct ttri_run_identity identity;
    struct ttri_paths *paths; /* in order, apart from each other */
    uint32_t stretches;       /* their number */
    struct ttri_variable_text *text;
    char *letters; /* of all texts */
    struct ttri_summary *summary;
    struct ttri_profile *profile; /* by variable; NULL for a shard */
};

/* Copies texts and paths; takes the summary over, not on failure. */
ttr_status ttri_distribution_make(
    const struct ttri_memory *memory, const struct ttri_run_identity *identity,
    const struct ttri_paths *paths, uint32_t stretches,
    const struct ttri_variable_text *text, struct ttri_summary *summary,
    struct ttr_distribution **distribution, struct ttr_error *error);

/* Refuses NULL (in `result` too), a shard, and variables that do not exist. */
ttr_status ttri_check_reading(const char *function,
                              const struct ttr_distribution *distribution,
                              uint32_t first, uint32_t count,
                              const void *result, struct ttr_error *error);
/* Refuses what is not inside (0, 1). */
ttr_status ttri_check_probabilities(const char *function,
                                    const double *probabilities, uint32_t count,
                                    struct ttr_error *error);

#endif
