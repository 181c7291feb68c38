/* distribution_table.h: what leaves the library as CSV, JSON and Arrow: mean,
 * deviation and quantiles of all variables, each followed by its error. */
#ifndef TTRI_DISTRIBUTION_TABLE_H
#define TTRI_DISTRIBUTION_TABLE_H

#include "engine/distribution_parts.h"

enum {
    TTRI_MOMENT_COLUMNS = 4
}; /* before the quantiles */

struct ttri_table {
    const struct ttr_distribution *distribution;
    const double *probabilities;
    uint32_t levels, columns;
    double *numbers; /* columns x variables */
};

/* Checks the arguments of an export and computes the numbers. `probabilities`
 * may be NULL for the usual ones. */
ttr_status ttri_table_init(struct ttri_table *table, const char *function,
                           const struct ttr_distribution *distribution,
                           const double *probabilities, uint32_t levels,
                           struct ttr_error *error);
void ttri_table_clear(struct ttri_table *table);

static inline const double *ttri_table_column(const struct ttri_table *table,
                                              uint32_t column)
{
    return table->numbers +
           (size_t)column * table->distribution->summary->plan.variables;
}

#define TTRI_COLUMN_NAME_SIZE 48
/* `mean`, `p10`, `p10_error`. */
void ttri_table_name(const struct ttri_table *table, uint32_t column,
                     char name[TTRI_COLUMN_NAME_SIZE]);

#endif
