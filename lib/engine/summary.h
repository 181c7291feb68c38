/* summary.h: what is kept of the paths: sums, counts, cross products. Adding
 * and merging commute to the bit: sums are integers of 128 bits in units that
 * the pilot sets, counts are integers. */
#ifndef TTRI_SUMMARY_H
#define TTRI_SUMMARY_H

#include <tiktokrev/distribution.h>

#include "base/base.h"
#include "lanes/levels.h"

struct ttri_summary;

/* What is summed, and how: the same for all shards of a run. */
struct ttri_summary_plan {
    uint32_t variables, replicates;
    const uint32_t *joint; /* indices of the variables to correlate */
    uint32_t joints;
    bool pairs; /* is the variance split? */
};

/* `pilot`: values of the run's first paths, variables x `count` in rows: they
 * set origin, unit and bins of each variable; they are not added. All
 * finite. */
ttr_status ttri_summary_new(const struct ttri_memory *memory,
                            const struct ttri_summary_plan *plan,
                            const double *pilot, uint32_t count,
                            struct ttri_summary **summary,
                            struct ttr_error *error);
/* The same origins, units and bins; nothing added. */
ttr_status ttri_summary_like(const struct ttri_summary *other,
                             struct ttri_summary **summary,
                             struct ttr_error *error);
void ttri_summary_free(struct ttri_summary *summary);
/* Bytes of a summary of such a plan. */
uint64_t ttri_summary_size(const struct ttri_summary_plan *plan);

/* Adds one block: variables x TTRI_LANES, aligned to 64 bytes. False, with the
 * variable's index, if a number is not finite, or more than some 1e20 times
 * farther from the pilot's mean than the pilot's values; nothing is added
 * then. */
bool ttri_summary_add(struct ttri_summary *summary,
                      const struct ttri_summary_kernels *kernels,
                      uint32_t replicate, const double *values,
                      uint32_t *variable);
/* Adds one block of pairs for the split of the variance. */
bool ttri_summary_add_pairs(struct ttri_summary *summary,
                            const struct ttri_summary_kernels *kernels,
                            uint32_t replicate, const double *values,
                            const double *others, uint32_t *variable);
/* Both have the same origins, units and bins. */
void ttri_summary_merge(struct ttri_summary *into,
                        const struct ttri_summary *from);

/* Mean of a variable and its standard error: for the stop rule. */
void ttri_summary_mean(const struct ttri_summary *summary, uint32_t variable,
                       double *mean, double *error);

/* A distribution takes the summary over, with the texts of its variables. */
struct ttri_variable_text {
    int32_t kind;
    const char *name, *region, *step, *unit; /* copied */
};

/* Which paths are in it, and of which run. */
struct ttri_run_identity {
    uint64_t digest; /* of program, figures and sampling */
    uint64_t seed, paths;
    uint32_t mode;
    uint64_t first, count; /* paths that are in it */
};

/* On failure the summary still belongs to the caller. */
ttr_status ttri_distribution_new(const struct ttri_memory *memory,
                                 const struct ttri_run_identity *identity,
                                 const struct ttri_variable_text *text,
                                 struct ttri_summary *summary,
                                 struct ttr_distribution **distribution,
                                 struct ttr_error *error);
const struct ttri_summary *
ttri_distribution_summary(const struct ttr_distribution *distribution);
const struct ttri_run_identity *
ttri_distribution_identity(const struct ttr_distribution *distribution);
#endif
