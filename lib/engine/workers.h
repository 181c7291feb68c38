/* workers.h: the threads of one call. None outlives it. */
#ifndef TTRI_WORKERS_H
#define TTRI_WORKERS_H

#include <tiktokrev/simulation.h>

#include "base/base.h"

/* Most threads of a call. */
#define TTRI_MOST_THREADS 256

/* Checks what a host gave (NULL: the caller's thread alone) and fills in a
 * whole block. */
ttr_status ttri_workers_check(const struct ttr_workers *given,
                              struct ttr_workers *workers,
                              struct ttr_error *error);
/* Calls `task(work, i)` for each i below `workers->threads`, and returns when
 * all have. Where threads can not be had the caller's own does their part. */
void ttri_workers_run(const struct ttr_workers *workers, ttr_task task,
                      void *work);

#endif
