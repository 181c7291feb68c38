/* law_table.h: the inverse distribution function of a law that has no closed
 * form, as numbers on a grid of standard normals. */
#ifndef TTRI_LAW_TABLE_H
#define TTRI_LAW_TABLE_H

#include <tiktokrev/driver.h>

#define TTRI_LAW_POINTS 513
/* No normal of 52 bits is farther out; beyond it the table is flat. */
#define TTRI_LAW_REACH 8.5

/* What a table tells of X, so that it is smooth to the far tails. */
enum ttri_law_scale {
    TTRI_LAW_DEVIATES, /* (X - a) / b, or (ln X - ln a) / b if lognormal */
    TTRI_LAW_LOG,      /* log2 X */
    TTRI_LAW_ODDS,     /* log2 of (X - low) / (high - X) */
    TTRI_LAW_SINE      /* arsinh((X - a) / b) / ln 2 */
};

struct ttri_law_table {
    enum ttri_law_scale scale;
    double point[TTRI_LAW_POINTS], slope[TTRI_LAW_POINTS];
};

/* For a truncated normal or lognormal law, and for a PERT, beta, gamma,
 * Student t law or mixture with its truncation, if any. Where `low` and `high`
 * are narrower than that, for the law between them. */
void ttri_law_tabulate(const struct ttr_law *law, double low, double high,
                       struct ttri_law_table *table);

#endif
