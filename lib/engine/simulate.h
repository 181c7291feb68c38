/* simulate.h: a run of all paths, or of a shard of them: superblocks of one
 * block per replicate, which threads take in any order; each thread sums up by
 * itself, and sums commute to the bit. */
#ifndef TTRI_SIMULATE_H
#define TTRI_SIMULATE_H

#include "engine/simulation.h"

/* The run's first paths say where the variables lie. */
#define TTRI_PILOT_BLOCKS 8

/* Where the first number that is not one was seen. */
struct ttri_trouble {
    uint64_t block; /* UINT64_MAX: nowhere */
    uint32_t variable, lane;
    bool second;
    double value;
};

/* What one thread has of its own. */
struct ttri_hand {
    struct ttri_summary *summary;
    struct ttri_trouble trouble;
};

struct ttri_simulate {
    struct ttri_run run;
    struct ttri_desk *desks;
    struct ttri_hand *hands;
    double *pilot; /* variables x pilot paths */
    uint64_t pilot_blocks;
    uint64_t first, end;       /* superblocks of the part that is run */
    bool may_stop;             /* before the end, by the stop rule */
    atomic_uint_fast64_t next; /* to be taken */
    uint64_t limit;            /* of what may be taken now */
    atomic_bool stop;
};

/* Runs the pilot, or superblocks [first, limit), on all threads.
 * TTR_E_CANCELLED; TTR_E_NUMERIC with the first variable that is no number:
 * what is told does not depend on the threads. */
ttr_status ttri_run_pilot(struct ttri_simulate *simulate,
                          struct ttr_error *error);
ttr_status ttri_run_superblocks(struct ttri_simulate *simulate, uint64_t first,
                                uint64_t limit, struct ttr_error *error);

#endif
