/* The variables of one block of paths: 128 numbers in each row. */
#include <math.h>
#include <string.h>

#include "engine/figure.h"
#include "lanes/lanes.h"
#include "math/elementary.h"

#define LANES TTRI_LANES
/* Sums of so many lanes stay in registers. */
#define PART 16

/* What is read and written. */
struct block {
    const struct ttri_figures *figures;
    const struct ttri_prepared *prepared;
    const double *results;
    double *values, *scratch;
};

static const double *row_of(const struct block *block, uint32_t result,
                            uint32_t t)
{
    return block->results + ((size_t)block->prepared->row[result] + t) * LANES;
}

/* ---- readings ---- */

static void copy(double *to, const double *from)
{
    if (to != from)
        memcpy(to, from, LANES * sizeof *to);
}

/* Sum of `count` rows that lie one after another. */
static void sum_rows(double *restrict to, const double *restrict from,
                     uint32_t count)
{
    for (int i = 0; i < LANES; i += PART) {
        double sum[PART];

        for (int j = 0; j < PART; j++)
            sum[j] = from[i + j];
        for (uint32_t t = 1; t < count; t++)
            for (int j = 0; j < PART; j++)
                sum[j] += from[(size_t)t * LANES + (uint32_t)(i + j)];
        for (int j = 0; j < PART; j++)
            to[i + j] = sum[j];
    }
}

static void weigh_rows(double *restrict to, const double *restrict from,
                       const double *weight, uint32_t count)
{
    for (int i = 0; i < LANES; i += PART) {
        double sum[PART];

        for (int j = 0; j < PART; j++)
            sum[j] = from[i + j] * weight[0];
        for (uint32_t t = 1; t < count; t++)
            for (int j = 0; j < PART; j++)
                sum[j] +=
                    from[(size_t)t * LANES + (uint32_t)(i + j)] * weight[t];
        for (int j = 0; j < PART; j++)
            to[i + j] = sum[j];
    }
}

/* A row of results over periods [first, next), as its kind adds up. */
static void add_up(const struct block *block,
                   const struct ttri_reading *reading, uint32_t result,
                   uint32_t first, uint32_t next, double *to)
{
    const struct ttri_prepared *prepared = block->prepared;
    int32_t kind = ttri_reading_kind(block->figures, reading)->kind;
    const double *from = row_of(block, result, first);

    if (next == first + 1)
        copy(to, from);
    else if (kind == TTR_KIND_BALANCE)
        copy(to, row_of(block, result, next - 1));
    else if (kind == TTR_KIND_FLOW)
        sum_rows(to, from, next - first);
    else
        weigh_rows(to, from,
                   prepared->weight +
                       (size_t)reading->step * prepared->periods + first,
                   next - first);
}

static void add_term(const struct block *block,
                     const struct ttri_reading *reading,
                     const struct ttri_term *term, const uint32_t *bound,
                     bool begins, double *restrict to)
{
    double part[LANES];

    if (begins && term->scale == TTRI_NONE) {
        add_up(block, reading, term->result, bound[0], bound[1], to);
        return;
    }
    add_up(block, reading, term->result, bound[0], bound[1], part);
    if (term->scale != TTRI_NONE) {
        const double *scale = row_of(block, term->scale, term->period);

        for (int i = 0; i < LANES; i++)
            part[i] *= scale[i];
    }
    for (int i = 0; i < LANES; i++)
        to[i] = begins ? part[i] : to[i] + part[i];
}

static double *reading_row(const struct block *block, uint32_t reading,
                           uint32_t step)
{
    const struct ttri_reading *from = &block->figures->reading[reading];

    return (from->scratch ? block->scratch : block->values) +
           ((size_t)from->row + step) * LANES;
}

static void read_all(const struct block *block, uint32_t index)
{
    const struct ttri_prepared *prepared = block->prepared;
    const struct ttri_reading *reading = &block->figures->reading[index];
    const struct ttri_axis *axis =
        &block->figures->program->axis[reading->step];
    uint32_t first = prepared->first[index], next = prepared->first[index + 1];

    for (uint32_t s = 0; s < axis->steps; s++) {
        double *to = reading_row(block, index, s);

        if (!ttri_reading_wanted(block->figures, reading, s))
            continue;
        for (int i = 0; first == next && i < LANES; i++)
            to[i] = 0.0;
        for (uint32_t i = first; i < next; i++)
            add_term(block, reading, &prepared->term[i], &axis->first[s],
                     i == first, to);
    }
}

/* ---- figures ---- */

/* x / y, and 0 where y is 0. */
static void divide(double *restrict to, const double *x, const double *y)
{
    for (int i = 0; i < LANES; i++) {
        double divisor = y[i] == 0.0 ? 1.0 : y[i];
        double quotient = x[i] / divisor;

        to[i] = y[i] == 0.0 ? 0.0 : quotient;
    }
}

/* One step of an output whose parts are `list[0]` and `list[1]`: where it is;
 * quotients are put into `room`. */
static const double *output_at(const struct block *block, const uint32_t *list,
                               uint32_t step, double *room)
{
    const double *over = reading_row(block, list[0], step);

    if (list[1] == TTRI_NONE)
        return over;
    divide(room, over, reading_row(block, list[1], step));
    return room;
}

static void output_step(const struct block *block,
                        const struct ttri_watched *watched, uint32_t step,
                        double *to)
{
    const double *from = output_at(block, watched->list, step, to);

    copy(to, from);
}

static void share_step(const struct block *block,
                       const struct ttri_watched *watched, uint32_t step,
                       double *to)
{
    double room[2][LANES];

    divide(to, output_at(block, watched->list, step, room[0]),
           output_at(block, watched->list + 2, step, room[1]));
}

static void growth_step(const struct block *block,
                        const struct ttri_watched *watched, uint32_t step,
                        double *to)
{
    double room[2][LANES];
    const double *before = output_at(block, watched->list, step - 1, room[0]);
    const double *now = output_at(block, watched->list, step, room[1]);

    for (int i = 0; i < LANES; i++) {
        double divisor = before[i] == 0.0 ? 1.0 : before[i];
        double growth = now[i] / divisor - 1.0;

        to[i] = before[i] == 0.0 ? 0.0 : growth;
    }
}

static double annual_growth(double first, double last, double years)
{
    if (!(first > 0.0))
        return first <= 0.0 ? 0.0 : first;
    if (!(last > 0.0))
        return last <= 0.0 ? -1.0 : last;
    return ttri_exponential((ttri_logarithm(last) - ttri_logarithm(first)) /
                            years) -
           1.0;
}

double ttri_figures_span(const struct ttri_figures *figures, int32_t step,
                         uint32_t *first, uint32_t *last)
{
    const ttr_program *program = figures->program;
    const struct ttri_axis *axis = &program->axis[step];
    double years = step == TTR_STEP_PERIOD ? program->calendar.years : 1.0;

    *first = 0;
    while (!axis->complete[*first])
        ++*first;
    *last = axis->steps - 1;
    while (!axis->complete[*last])
        --*last;
    return years * (double)(*last - *first);
}

static void cagr(const struct block *block, const struct ttri_watched *watched,
                 double *to)
{
    double room[2][LANES];
    uint32_t first, last;
    double years =
        ttri_figures_span(block->figures, watched->figure.step, &first, &last);
    const double *begin = output_at(block, watched->list, first, room[0]);
    const double *end = output_at(block, watched->list, last, room[1]);

    for (int i = 0; i < LANES; i++)
        to[i] = annual_growth(begin[i], end[i], years);
}

static void report_step(const struct block *block,
                        const struct ttri_watched *watched, uint32_t step,
                        double *restrict to)
{
    const struct ttri_compiled_report *report =
        &block->figures->program->report[watched->figure.output];

    for (int i = 0; i < LANES; i++)
        to[i] = 0.0;
    for (uint32_t j = 0; j < watched->lists; j++) {
        const double *from = reading_row(block, watched->list[j], step);

        for (int i = 0; i < LANES; i++)
            to[i] += report->term[j].weight * from[i];
    }
}

/* Concentration of what is earned. What is not a number stays one. */
static void hhi_step(const struct block *block,
                     const struct ttri_watched *watched, uint32_t step,
                     double *restrict to)
{
    double sum[LANES] = {0.0};

    for (uint32_t j = 0; j < watched->lists; j++) {
        const double *from = reading_row(block, watched->list[j], step);

        for (int i = 0; i < LANES; i++)
            sum[i] += from[i] < 0.0 ? 0.0 : from[i];
    }
    for (int i = 0; i < LANES; i++)
        to[i] = 0.0;
    for (uint32_t j = 0; j < watched->lists; j++) {
        const double *from = reading_row(block, watched->list[j], step);

        for (int i = 0; i < LANES; i++) {
            double divisor = sum[i] == 0.0 ? 1.0 : sum[i];
            double share = (from[i] < 0.0 ? 0.0 : from[i]) / divisor;

            to[i] += share * share;
        }
    }
}

static void evaluate(const struct block *block,
                     const struct ttri_watched *watched)
{
    const bool *wanted = block->figures->wanted;

    for (uint32_t s = 0; s < watched->variables; s++) {
        uint32_t variable = watched->variable + s;
        double *to = block->values + (size_t)variable * LANES;

        if (wanted != NULL && !wanted[variable])
            continue;
        switch (watched->figure.kind) {
        case TTR_FIGURE_OUTPUT:
            output_step(block, watched, s, to);
            break;
        case TTR_FIGURE_REPORT:
            report_step(block, watched, s, to);
            break;
        case TTR_FIGURE_SHARE:
            share_step(block, watched, s, to);
            break;
        case TTR_FIGURE_GROWTH:
            growth_step(block, watched, s + 1, to);
            break;
        case TTR_FIGURE_CAGR:
            cagr(block, watched, to);
            break;
        default:
            hhi_step(block, watched, s, to);
            break;
        }
    }
}

void ttri_figures_block(const struct ttri_figures *figures,
                        const struct ttri_prepared *prepared,
                        const double *results, double *values, double *scratch)
{
    struct block block = {figures, prepared, results, values, scratch};

    for (uint32_t i = 0; i < figures->readings; i++)
        read_all(&block, i);
    for (uint32_t i = 0; i < figures->count; i++)
        evaluate(&block, &figures->watched[i]);
}
