#include "engine/moments.h"

#include <math.h>

#include "lanes/lanes.h"

/* Sums and products of at most two variables, and the number of paths. */
enum {
    COUNT,
    SUM,
    SQUARES,
    SUM_OTHER,
    SQUARES_OTHER,
    PRODUCT,
    FIGURES
};

#define MOST_REPLICATES 64

/* By replicate; all of them in the row after the last. */
struct table {
    uint32_t replicates;
    double of[MOST_REPLICATES + 1][FIGURES];
};

typedef double (*statistic)(const double figures[FIGURES]);

static void add_up(struct table *table)
{
    double *all = table->of[table->replicates];

    for (int f = 0; f < FIGURES; f++) {
        all[f] = 0.0;
        for (uint32_t r = 0; r < table->replicates; r++)
            all[f] += table->of[r][f];
    }
}

static double without(const struct table *table, uint32_t replicate,
                      statistic take)
{
    const double *all = table->of[table->replicates];
    double rest[FIGURES];

    for (int f = 0; f < FIGURES; f++)
        rest[f] = all[f] - table->of[replicate][f];
    return take(rest);
}

static void estimate(const struct table *table, statistic take, double *value,
                     double *error)
{
    double replicates = table->replicates, mean = 0.0, spread = 0.0;
    double left[MOST_REPLICATES];

    *value = take(table->of[table->replicates]);
    for (uint32_t r = 0; r < table->replicates; r++) {
        left[r] = without(table, r, take);
        mean += left[r] / replicates;
    }
    for (uint32_t r = 0; r < table->replicates; r++)
        spread += (left[r] - mean) * (left[r] - mean);
    *error = sqrt(spread * (replicates - 1.0) / replicates);
}

/* ---- statistics ---- */

static double mean(const double *f)
{
    return f[COUNT] > 0.0 ? f[SUM] / f[COUNT] : 0.0;
}

static double central(double products, double sum, double other, double count)
{
    return count > 0.0 ? products - sum * (other / count) : 0.0;
}

static double deviation(const double *f)
{
    double squares = central(f[SQUARES], f[SUM], f[SUM], f[COUNT]);

    return squares > 0.0 ? sqrt(squares / (f[COUNT] - 1.0)) : 0.0;
}

static double correlation(const double *f)
{
    double a = central(f[SQUARES], f[SUM], f[SUM], f[COUNT]);
    double b = central(f[SQUARES_OTHER], f[SUM_OTHER], f[SUM_OTHER], f[COUNT]);
    double c = central(f[PRODUCT], f[SUM], f[SUM_OTHER], f[COUNT]);

    if (!(a > 0.0 && b > 0.0))
        return 0.0;
    c = c / sqrt(a) / sqrt(b);
    return c > 1.0 ? 1.0 : c < -1.0 ? -1.0 : c;
}

/* The sums are of both halves of each pair. */
static double epistemic_share(const double *f)
{
    double variance = central(f[SQUARES], f[SUM], f[SUM], 2.0 * f[COUNT]) / 2.0;
    double covariance =
        central(f[PRODUCT], f[SUM] / 2.0, f[SUM] / 2.0, f[COUNT]);

    return variance > 0.0 ? covariance / variance : 0.0;
}

/* ---- reading ---- */

static bool is_constant(const struct ttri_summary *summary, uint32_t variable)
{
    return summary->least[variable] == summary->greatest[variable];
}

static const struct ttri_wide *row_of(const struct ttri_summary *summary,
                                      uint32_t variable, uint32_t replicate)
{
    size_t row = (size_t)variable * summary->plan.replicates + replicate;

    return summary->sums + row * TTRI_SUMS;
}

static struct table table_of(const struct ttri_summary *summary,
                             uint32_t variable)
{
    struct table table = {.replicates = summary->plan.replicates};

    for (uint32_t r = 0; r < table.replicates; r++) {
        const struct ttri_wide *sums = row_of(summary, variable, r);

        table.of[r][COUNT] = (double)summary->blocks[r] * TTRI_LANES;
        table.of[r][SUM] = ttri_wide_number(&sums[TTRI_SUM]);
        table.of[r][SQUARES] = ttri_wide_number(&sums[TTRI_SQUARES]);
    }
    add_up(&table);
    return table;
}

void ttri_summary_mean(const struct ttri_summary *summary, uint32_t variable,
                       double *value, double *error)
{
    const struct ttri_tally_map *map = &summary->map[variable];
    struct table table = table_of(summary, variable);

    *value = summary->least[variable];
    *error = 0.0;
    if (is_constant(summary, variable))
        return;
    estimate(&table, mean, value, error);
    *value = map->origin + *value / map->scale;
    /* Rounding must not carry it beyond all values. */
    *value = fmin(fmax(*value, summary->least[variable]),
                  summary->greatest[variable]);
    *error /= map->scale;
}

void ttri_summary_deviation(const struct ttri_summary *summary,
                            uint32_t variable, double *value, double *error)
{
    const struct ttri_tally_map *map = &summary->map[variable];
    struct table table = table_of(summary, variable);

    *value = *error = 0.0;
    if (is_constant(summary, variable))
        return;
    estimate(&table, deviation, value, error);
    *value /= map->scale;
    *error /= map->scale;
}

void ttri_summary_correlation(const struct ttri_summary *summary, uint32_t i,
                              uint32_t j, double *value, double *error)
{
    struct table table = table_of(summary, summary->joint[i]);
    struct table other = table_of(summary, summary->joint[j]);
    size_t pair = (size_t)j * (j - 1) / 2 + i;

    *value = *error = 0.0;
    if (is_constant(summary, summary->joint[i]) ||
        is_constant(summary, summary->joint[j]))
        return;
    for (uint32_t r = 0; r < table.replicates; r++) {
        table.of[r][SUM_OTHER] = other.of[r][SUM];
        table.of[r][SQUARES_OTHER] = other.of[r][SQUARES];
        table.of[r][PRODUCT] =
            ttri_wide_number(&summary->products[pair * table.replicates + r]);
    }
    add_up(&table);
    estimate(&table, correlation, value, error);
}

void ttri_summary_epistemic_share(const struct ttri_summary *summary,
                                  uint32_t variable, double *value,
                                  double *error)
{
    struct table table = {.replicates = summary->plan.replicates};
    const struct ttri_wide *pairs =
        summary->pairs + (size_t)variable * table.replicates * TTRI_PAIR_SUMS;

    for (uint32_t r = 0; r < table.replicates; r++, pairs += TTRI_PAIR_SUMS) {
        table.of[r][COUNT] = (double)summary->pair_blocks[r] * TTRI_LANES;
        table.of[r][SUM] = ttri_wide_number(&pairs[TTRI_PAIR_SUM]);
        table.of[r][SQUARES] = ttri_wide_number(&pairs[TTRI_PAIR_SQUARES]);
        table.of[r][PRODUCT] = ttri_wide_number(&pairs[TTRI_PAIR_PRODUCT]);
    }
    add_up(&table);
    *value = *error = 0.0;
    /* Rounding alone varies otherwise. */
    if (table.of[table.replicates][SQUARES] > 0.0)
        estimate(&table, epistemic_share, value, error);
}
