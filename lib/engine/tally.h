/* tally.h: the parts of a summary, for the files that add to it, read it and
 * write it. */
#ifndef TTRI_TALLY_H
#define TTRI_TALLY_H

#include "engine/summary.h"
#include "engine/wide.h"

/* How a variable is counted and summed; set by the pilot. */
struct ttri_tally_map {
    struct ttri_bin_map bin;
    double origin, scale; /* of sums: y = (x - origin) * scale */
};

/* Moments of y, and of pairs y, y'. */
enum {
    TTRI_SUM,
    TTRI_SQUARES,
    TTRI_SUMS
};
enum {
    TTRI_PAIR_SUM,
    TTRI_PAIR_SQUARES,
    TTRI_PAIR_PRODUCT,
    TTRI_PAIR_SUMS
};

#define TTRI_LOW_BITS 15
#define TTRI_LOW_MASK ((1u << TTRI_LOW_BITS) - 1)

struct ttri_summary {
    struct ttri_memory memory;
    struct ttri_summary_plan plan; /* `joint` is its own */
    struct ttri_tally_map *map;    /* by variable */
    double *least, *greatest;      /* by variable; infinite if there is none */
    /* By variable two bins: up to the first, and from the second on, a value
     * may be a new extreme. */
    uint32_t *open;
    struct ttri_wide *sums;     /* variables x replicates x TTRI_SUMS */
    struct ttri_wide *pairs;    /* variables x replicates x TTRI_PAIR_SUMS */
    struct ttri_wide *products; /* pairs of joints x replicates */
    struct ttri_wide *tails;    /* of y in the first and in the last bin */
    uint64_t *blocks;           /* by replicate */
    uint64_t *pair_blocks;      /* by replicate */
    uint32_t *joint;
    /* A count is its low part, which is added to and so kept narrow, and
     * 2^TTRI_LOW_BITS of the high one each. */
    uint16_t *bins, *coarse; /* variables x BINS; x replicates x COARSE */
    uint32_t *more_bins, *more_coarse;
    bool *carried;  /* by variable: is any high part not 0? */
    uint32_t added; /* blocks since low parts were last made small */
    double *work;
};

/* Number of pairs of different joint variables. */
static inline size_t ttri_joint_pairs(const struct ttri_summary_plan *plan)
{
    return (size_t)plan->joints * (plan->joints - (plan->joints > 0)) / 2;
}

/* Sets a variable's map by what the pilot gave for it. */
void ttri_tally_plan(struct ttri_tally_map *map, const double *pilot,
                     uint32_t count);
/* Could a pilot have given these bins? Then `low` and `high`, which follow from
 * the rest, are set. */
bool ttri_bins_planned(struct ttri_bin_map *map);

/* A summary without maps and joints, in zeros. */
ttr_status ttri_summary_empty(const struct ttri_memory *memory,
                              const struct ttri_summary_plan *plan,
                              struct ttri_summary **summary,
                              struct ttr_error *error);
/* Are origins, units and bins the same, to the bit? */
bool ttri_summary_same(const struct ttri_summary *a,
                       const struct ttri_summary *b);

/* The bin of the largest numbers: without an atom, two are never used. */
static inline uint32_t ttri_last_bin(const struct ttri_tally_map *map)
{
    return map->bin.atom < INFINITY ? TTRI_BINS - 1 : TTRI_BINS - 3;
}

static inline uint64_t ttri_whole_count(uint16_t low, uint32_t high)
{
    return low + ((uint64_t)high << TTRI_LOW_BITS);
}

/* High parts that are all 0 are not looked at: they are far from the low ones
 * in memory. */
static inline uint64_t ttri_bin_count(const struct ttri_summary *summary,
                                      uint32_t variable, uint32_t bin)
{
    size_t i = (size_t)variable * TTRI_BINS + bin;

    return summary->carried[variable]
               ? ttri_whole_count(summary->bins[i], summary->more_bins[i])
               : summary->bins[i];
}

static inline uint64_t ttri_coarse_count(const struct ttri_summary *summary,
                                         uint32_t variable, uint32_t replicate,
                                         uint32_t bin)
{
    size_t row = (size_t)variable * summary->plan.replicates + replicate;
    size_t i = row * TTRI_COARSE + bin;

    return summary->carried[variable]
               ? ttri_whole_count(summary->coarse[i], summary->more_coarse[i])
               : summary->coarse[i];
}

#endif
