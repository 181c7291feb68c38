#include "engine/monitor.h"

ttr_status ttr_monitor_new(const struct ttr_allocator *allocator,
                           ttr_monitor **monitor, struct ttr_error *error)
{
    struct ttri_memory memory;
    ttr_monitor *made;
    ttr_status status;

    if (monitor == NULL)
        return ttri_null_argument(error, "ttr_monitor_new", "monitor");
    status = ttri_memory_init(&memory, allocator, error);
    if (status != TTR_OK)
        return status;
    made = ttri_clear(&memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, "monitor");
    made->memory = memory;
    atomic_init(&made->references, 1);
    *monitor = made;
    return TTR_OK;
}

ttr_monitor *ttr_monitor_ref(ttr_monitor *monitor)
{
    if (monitor != NULL)
        ttri_reference(&monitor->references);
    return monitor;
}

void ttr_monitor_unref(ttr_monitor *monitor)
{
    struct ttri_memory memory;

    if (monitor == NULL || !ttri_unreference(&monitor->references))
        return;
    memory = monitor->memory;
    ttri_release(&memory, monitor);
}

void ttr_monitor_cancel(ttr_monitor *monitor)
{
    if (monitor != NULL)
        atomic_store(&monitor->cancelled, true);
}

double ttr_monitor_progress(const ttr_monitor *monitor)
{
    uint64_t done, total;

    if (monitor == NULL)
        return 0.0;
    done = atomic_load(&monitor->done);
    total = atomic_load(&monitor->total);
    if (total == 0)
        return 0.0;
    return done < total ? (double)done / (double)total : 1.0;
}

void ttri_monitor_begin(ttr_monitor *monitor, uint64_t total)
{
    if (monitor == NULL)
        return;
    atomic_store(&monitor->cancelled, false);
    atomic_store(&monitor->total, 0); /* no part of it is done */
    atomic_store(&monitor->done, 0);
    atomic_store(&monitor->total, total);
}

void ttri_monitor_expect(ttr_monitor *monitor, uint64_t blocks)
{
    if (monitor != NULL)
        atomic_store(&monitor->total, atomic_load(&monitor->done) + blocks);
}

void ttri_monitor_advance(ttr_monitor *monitor, uint64_t blocks)
{
    if (monitor != NULL)
        atomic_fetch_add(&monitor->done, blocks);
}

void ttri_monitor_end(ttr_monitor *monitor)
{
    if (monitor != NULL)
        atomic_store(&monitor->done, atomic_load(&monitor->total));
}

bool ttri_monitor_cancelled(const ttr_monitor *monitor)
{
    return monitor != NULL && atomic_load(&monitor->cancelled);
}
