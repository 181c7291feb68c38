/* sample.h: draws from the posterior of a calibration by Markov chains, with
 * Laplace's normal law as their reference. */
#ifndef TTRI_SAMPLE_H
#define TTRI_SAMPLE_H

#include "fit/calibration.h"

/* Chains are the lanes of a block. */
#define TTRI_CHAINS TTRI_LANES

struct ttri_sample {
    uint32_t rows;  /* unknowns, then targets on the scales of their errors */
    uint32_t draws; /* of each chain */
    double *value;  /* rows x chains x draws */
    double acceptance, step;
};

/* `options` are checked. */
ttr_status ttri_sample_run(const struct ttr_calibration *calibration,
                           const struct ttr_sample_options *options,
                           ttr_monitor *monitor, struct ttri_sample *sample,
                           struct ttr_error *error);
void ttri_sample_clear(const struct ttri_memory *memory,
                       struct ttri_sample *sample);

#endif
