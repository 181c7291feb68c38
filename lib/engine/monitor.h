/* monitor.h: how far a run is, and whether it should stop. */
#ifndef TTRI_MONITOR_H
#define TTRI_MONITOR_H

#include <tiktokrev/simulation.h>

#include "base/base.h"

struct ttr_monitor {
    ttri_references references;
    struct ttri_memory memory;
    atomic_bool cancelled;
    atomic_uint_fast64_t done, total; /* blocks */
};

/* All may be given NULL. */
void ttri_monitor_begin(ttr_monitor *monitor, uint64_t total);
/* Corrects what is still to come. */
void ttri_monitor_expect(ttr_monitor *monitor, uint64_t blocks);
void ttri_monitor_advance(ttr_monitor *monitor, uint64_t blocks);
void ttri_monitor_end(ttr_monitor *monitor);
bool ttri_monitor_cancelled(const ttr_monitor *monitor);

#endif
