/* totals.h: equations above the streams: a stream's revenue from its postings,
 * totals with eliminations, synergy, and the ledger's accounts. */
#ifndef TTRI_TOTALS_H
#define TTRI_TOTALS_H

#include "combiner/combiner.h"
#include "model/scene.h"

/* Revenue, its views, contribution and bookings of a stream that has posted. */
void ttri_emit_views(struct ttri_emit *emit);
/* Outputs of `total` and `ledger` in one region, after all streams; `emit` is
 * that component's, in the variant TTRI_TOGETHER. */
void ttri_emit_totals(struct ttri_emit *emit, const ttr_combiner *combiner);
void ttri_emit_ledger(struct ttri_emit *emit);

#endif
