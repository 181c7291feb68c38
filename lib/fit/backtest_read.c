/* What a back-test says: forecasts one by one, scores over the origins. */
#include <math.h>
#include <string.h>

#include <tiktokrev/score.h>

#include "fit/backtest.h"
#include "math/list.h"

uint32_t ttr_backtest_count(const ttr_backtest *backtest)
{
    return backtest != NULL ? backtest->rows : 0;
}

ttr_status ttr_backtest_row(const ttr_backtest *backtest, uint32_t index,
                            struct ttr_backtest_row *row,
                            struct ttr_error *error)
{
    ttr_status status;

    if (backtest == NULL || row == NULL)
        return ttri_null_argument(error, "ttr_backtest_row",
                                  backtest == NULL ? "backtest" : "row");
    status = ttri_check_size(error, "ttr_backtest_row", row->struct_size,
                             sizeof *row, sizeof *row);
    if (status != TTR_OK)
        return status;
    if (index >= backtest->rows)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "index",
                                "must be below the number of forecasts", index);
    *row = backtest->row[index];
    return TTR_OK;
}

/* ---- scores ---- */

static bool has_all_baselines(const struct ttr_backtest_row *row)
{
    return isfinite(row->crps_naive) && isfinite(row->crps_seasonal_naive) &&
           isfinite(row->crps_drift) && isfinite(row->crps_holt) &&
           isfinite(row->crps_winters);
}

/* Columns of the forecasts that are asked for. */
struct columns {
    double *observed, *median, *low, *high, *score;
    uint32_t count;
};

static void fill_columns(const struct ttr_backtest *backtest, uint32_t series,
                         uint32_t horizon, int32_t known_drivers,
                         struct columns *columns,
                         struct ttr_backtest_score *score)
{
    for (uint32_t i = 0; i < backtest->rows; i++) {
        const struct ttr_backtest_row *row = &backtest->row[i];

        if (row->series != series || row->known_drivers != known_drivers ||
            (horizon != TTR_ALL_HORIZONS && row->horizon != horizon) ||
            !has_all_baselines(row))
            continue;
        columns->observed[columns->count] = row->observed;
        columns->median[columns->count] = row->median;
        columns->low[columns->count] = row->low;
        columns->high[columns->count++] = row->high;
        score->crps += row->crps;
        score->crps_naive += row->crps_naive;
        score->crps_seasonal_naive += row->crps_seasonal_naive;
        score->crps_drift += row->crps_drift;
        score->crps_holt += row->crps_holt;
        score->crps_winters += row->crps_winters;
    }
}

/* What was known of the series at the last origin, without gaps. */
static ttr_status scale_errors(const struct ttr_backtest *backtest,
                               uint32_t series, const struct columns *columns,
                               double *mase, struct ttr_error *error)
{
    const struct ttri_backtest_series *given = &backtest->series[series];
    uint32_t length = 0;
    ttr_status status;

    while (length <= backtest->last &&
           given->figure[backtest->last - length] != TTRI_NONE)
        length++;
    *mase = NAN;
    if (length <= backtest->options.season)
        return TTR_OK;
    status = ttr_score_mase(given->value + backtest->last + 1 - length, length,
                            backtest->options.season, columns->median,
                            columns->observed, columns->count, mase, error);
    /* Against a history that repeats itself exactly nothing can be scaled. */
    return status == TTR_E_RANGE ? TTR_OK : status;
}

static void average(const struct columns *columns,
                    struct ttr_backtest_score *score)
{
    double *const crps[] = {
        &score->crps,       &score->crps_naive, &score->crps_seasonal_naive,
        &score->crps_drift, &score->crps_holt,  &score->crps_winters};
    double best = INFINITY;

    score->count = columns->count;
    for (uint32_t i = 0; i < TTRI_COUNT(crps); i++) {
        *crps[i] /= columns->count;
        if (i > 0 && *crps[i] < best)
            best = *crps[i];
    }
    score->ratio = score->crps / best;
}

static ttr_status score_columns(const struct ttr_backtest *backtest,
                                uint32_t series, const struct columns *columns,
                                struct ttr_backtest_score *score,
                                struct ttr_error *error)
{
    double share = backtest->options.share, half = share / 2.0;
    uint32_t n = columns->count;
    ttr_status status;

    average(columns, score);
    status = ttr_score_coverage(columns->low, columns->high, columns->observed,
                                n, &score->coverage, error);
    if (status == TTR_OK)
        status =
            ttr_score_interval(share, columns->low, columns->high,
                               columns->observed, n, columns->score, error);
    score->interval = ttri_mean(n, columns->score);
    if (status == TTR_OK)
        status = ttr_score_pinball(0.5 - half, columns->low, columns->observed,
                                   n, columns->score, error);
    score->pinball_low = ttri_mean(n, columns->score);
    if (status == TTR_OK)
        status = ttr_score_pinball(0.5 + half, columns->high, columns->observed,
                                   n, columns->score, error);
    score->pinball_high = ttri_mean(n, columns->score);
    if (status == TTR_OK)
        status = ttr_score_smape(columns->median, columns->observed, n,
                                 &score->smape, error);
    if (status == TTR_OK)
        status = scale_errors(backtest, series, columns, &score->mase, error);
    return status;
}

ttr_status ttr_backtest_score(const ttr_backtest *backtest, uint32_t series,
                              uint32_t horizon, int32_t known_drivers,
                              struct ttr_backtest_score *score,
                              struct ttr_error *error)
{
    struct ttr_backtest_score made = {.struct_size = sizeof made};
    struct columns columns = {0};
    double *numbers;
    ttr_status status;

    if (backtest == NULL || score == NULL)
        return ttri_null_argument(error, "ttr_backtest_score",
                                  backtest == NULL ? "backtest" : "score");
    status = ttri_check_size(error, "ttr_backtest_score", score->struct_size,
                             sizeof *score, sizeof *score);
    if (status != TTR_OK)
        return status;
    if (series >= backtest->count)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "series",
                                "must be below the number of series", series);
    numbers = ttri_clear(&backtest->memory, 5 * (size_t)backtest->rows,
                         sizeof(double));
    if (numbers == NULL)
        return ttri_no_memory(error, "ttr_backtest_score");
    columns.observed = numbers;
    columns.median = numbers + backtest->rows;
    columns.low = columns.median + backtest->rows;
    columns.high = columns.low + backtest->rows;
    columns.score = columns.high + backtest->rows;
    fill_columns(backtest, series, horizon, known_drivers, &columns, &made);
    status = columns.count > 0
                 ? score_columns(backtest, series, &columns, &made, error)
                 : ttri_fail_number(error, TTR_E_MISSING, "horizon",
                                    "must be one with forecasts that every "
                                    "baseline has too",
                                    horizon);
    ttri_release(&backtest->memory, numbers);
    if (status == TTR_OK)
        *score = made;
    return status;
}

/* ---- CSV ---- */

static void write_row(const struct ttr_backtest *backtest,
                      const struct ttr_backtest_row *row,
                      struct ttri_writer *writer)
{
    const double number[] = {
        row->observed,   row->mean,       row->median,
        row->low,        row->high,       row->pit,
        row->crps,       row->crps_naive, row->crps_seasonal_naive,
        row->crps_drift, row->crps_holt,  row->crps_winters};

    ttri_write_csv_field(writer, backtest->series[row->series].name);
    ttri_writef(writer, ",%s,%u,%s,%s,%d", backtest->label[row->origin],
                row->horizon, backtest->label[row->origin + row->horizon],
                row->known_drivers ? "known" : "forecast", row->converged);
    for (uint32_t i = 0; i < TTRI_COUNT(number); i++) {
        ttri_write(writer, ",");
        if (isfinite(number[i]))
            ttri_write_number(writer, number[i]);
    }
    ttri_write(writer, "\r\n");
}

ttr_status ttr_backtest_csv(const ttr_backtest *backtest, ttr_text **text,
                            struct ttr_error *error)
{
    struct ttri_writer writer;

    if (backtest == NULL || text == NULL)
        return ttri_null_argument(error, "ttr_backtest_csv",
                                  backtest == NULL ? "backtest" : "text");
    ttri_writer_init(&writer, &backtest->memory);
    ttri_write(&writer, "series,origin,horizon,period,drivers,converged,"
                        "observed,mean,median,low,high,pit,crps,crps_naive,"
                        "crps_seasonal_naive,crps_drift,crps_holt,"
                        "crps_winters\r\n");
    for (uint32_t i = 0; i < backtest->rows; i++)
        write_row(backtest, &backtest->row[i], &writer);
    return ttri_writer_finish(&writer, text, error);
}
