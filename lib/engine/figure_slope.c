/* From slopes of variables to weights of results: the figures backwards. Parts
 * of a figure that stand in the same row add up. */
#include "engine/slope.h"
#include "lanes/lanes.h"

#define LANES TTRI_LANES

/* What is read, and the slopes, which lie as the values do. */
struct back {
    const struct ttri_figures *figures;
    const struct ttri_prepared *prepared;
    const double *results, *values, *scratch;
    double *slope_values, *slope_scratch, *weights;
};

static size_t place_of(const struct ttri_reading *reading, uint32_t step)
{
    return ((size_t)reading->row + step) * LANES;
}

static const double *reading_at(const struct back *back, uint32_t index,
                                uint32_t step)
{
    const struct ttri_reading *reading = &back->figures->reading[index];

    return (reading->scratch ? back->scratch : back->values) +
           place_of(reading, step);
}

static double *slope_at(const struct back *back, uint32_t index, uint32_t step)
{
    const struct ttri_reading *reading = &back->figures->reading[index];

    return (reading->scratch ? back->slope_scratch : back->slope_values) +
           place_of(reading, step);
}

static double quotient(double x, double y)
{
    return y == 0.0 ? 0.0 : x / y;
}

/* ---- figures ---- */

/* One step of an output: a reading, or a quotient of two. */
static double output_value(const struct back *back, const uint32_t *list,
                           uint32_t step, int lane)
{
    double over = reading_at(back, list[0], step)[lane];

    return list[1] == TTRI_NONE
               ? over
               : quotient(over, reading_at(back, list[1], step)[lane]);
}

static void add_output(const struct back *back, const uint32_t *list,
                       uint32_t step, int lane, double slope)
{
    double over, under, part;

    if (list[1] == TTRI_NONE) {
        slope_at(back, list[0], step)[lane] += slope;
        return;
    }
    over = reading_at(back, list[0], step)[lane];
    under = reading_at(back, list[1], step)[lane];
    part = quotient(slope, under);
    slope_at(back, list[0], step)[lane] += part;
    slope_at(back, list[1], step)[lane] -= part * quotient(over, under);
}

static void output_back(const struct back *back,
                        const struct ttri_watched *watched, uint32_t step,
                        const double *slope)
{
    const struct ttri_reading *reading =
        &back->figures->reading[watched->list[0]];

    /* The variable may be the reading itself. */
    if (watched->list[1] == TTRI_NONE && !reading->scratch &&
        reading->row == watched->variable)
        return;
    for (int i = 0; i < LANES; i++)
        add_output(back, watched->list, step, i, slope[i]);
}

/* x / y of two outputs at two steps; what is taken off after it moves
 * nothing. */
static void quotient_back(const struct back *back, const uint32_t *x,
                          uint32_t x_step, const uint32_t *y, uint32_t y_step,
                          const double *slope)
{
    for (int i = 0; i < LANES; i++) {
        double over = output_value(back, x, x_step, i);
        double under = output_value(back, y, y_step, i);
        double part = quotient(slope[i], under);

        add_output(back, x, x_step, i, part);
        add_output(back, y, y_step, i, -part * quotient(over, under));
    }
}

static void cagr_back(const struct back *back,
                      const struct ttri_watched *watched, const double *slope)
{
    uint32_t first, last;
    double years =
        ttri_figures_span(back->figures, watched->figure.step, &first, &last);
    const double *value = back->values + (size_t)watched->variable * LANES;

    for (int i = 0; i < LANES; i++) {
        double begin = output_value(back, watched->list, first, i);
        double end = output_value(back, watched->list, last, i);
        double part = slope[i] * (value[i] + 1.0) / years;

        if (!(begin > 0.0) || !(end > 0.0))
            continue;
        add_output(back, watched->list, first, i, -part / begin);
        add_output(back, watched->list, last, i, part / end);
    }
}

static void report_back(const struct back *back,
                        const struct ttri_watched *watched, uint32_t step,
                        const double *slope)
{
    const struct ttri_compiled_report *report =
        &back->figures->program->report[watched->figure.output];

    for (uint32_t j = 0; j < watched->lists; j++) {
        double *to = slope_at(back, watched->list[j], step);

        for (int i = 0; i < LANES; i++)
            to[i] += report->term[j].weight * slope[i];
    }
}

/* h = sum of (x / s)^2 over positive x, s their sum: dh/dx = 2 (x / s - h) / s;
 * half of that where x is 0. */
static void hhi_back(const struct back *back,
                     const struct ttri_watched *watched, uint32_t step,
                     const double *slope)
{
    const double *value =
        back->values + ((size_t)watched->variable + step) * LANES;
    double sum[LANES] = {0.0};

    for (uint32_t j = 0; j < watched->lists; j++) {
        const double *from = reading_at(back, watched->list[j], step);

        for (int i = 0; i < LANES; i++)
            sum[i] += from[i] < 0.0 ? 0.0 : from[i];
    }
    for (uint32_t j = 0; j < watched->lists; j++) {
        const double *from = reading_at(back, watched->list[j], step);
        double *to = slope_at(back, watched->list[j], step);

        for (int i = 0; i < LANES; i++) {
            double side = from[i] < 0.0 ? 0.0 : from[i] > 0.0 ? 2.0 : 1.0;
            double from_mean = quotient(from[i], sum[i]) - value[i];

            to[i] += side * slope[i] * quotient(from_mean, sum[i]);
        }
    }
}

static void figure_back(const struct back *back,
                        const struct ttri_watched *watched)
{
    const double *slope =
        back->slope_values + (size_t)watched->variable * LANES;
    const uint32_t *list = watched->list;
    const bool *wanted = back->figures->wanted;

    for (uint32_t s = 0; s < watched->variables; s++, slope += LANES) {
        if (wanted != NULL && !wanted[watched->variable + s])
            continue;
        switch (watched->figure.kind) {
        case TTR_FIGURE_OUTPUT:
            output_back(back, watched, s, slope);
            break;
        case TTR_FIGURE_REPORT:
            report_back(back, watched, s, slope);
            break;
        case TTR_FIGURE_SHARE:
            quotient_back(back, list, s, list + 2, s, slope);
            break;
        case TTR_FIGURE_GROWTH:
            quotient_back(back, list, s + 1, list, s, slope);
            break;
        case TTR_FIGURE_CAGR:
            cagr_back(back, watched, slope);
            break;
        default:
            hhi_back(back, watched, s, slope);
            break;
        }
    }
}

/* ---- readings ---- */

static const double *result_row(const struct back *back, uint32_t result,
                                uint32_t t)
{
    return back->results + ((size_t)back->prepared->row[result] + t) * LANES;
}

static double *weight_row(const struct back *back, uint32_t result, uint32_t t)
{
    return back->weights +
           ((size_t)result * back->prepared->periods + t) * LANES;
}

static void add_row(double *restrict to, const double *restrict slope,
                    double factor)
{
    for (int i = 0; i < LANES; i++)
        to[i] += slope[i] * factor;
}

/* A reading's share of period t in a step that begins with period `first`. */
static double share_of(const struct back *back,
                       const struct ttri_reading *reading, uint32_t t,
                       const uint32_t *bound)
{
    int32_t kind = ttri_reading_kind(back->figures, reading)->kind;

    if (bound[1] == bound[0] + 1 || kind == TTR_KIND_FLOW)
        return 1.0;
    if (kind == TTR_KIND_BALANCE)
        return t == bound[1] - 1 ? 1.0 : 0.0;
    return back->prepared
        ->weight[(size_t)reading->step * back->prepared->periods + t];
}

/* part = sum over periods of share times row, times one number of another. */
static void scaled_back(const struct back *back,
                        const struct ttri_reading *reading,
                        const struct ttri_term *term, const uint32_t *bound,
                        const double *slope)
{
    const double *scale = result_row(back, term->scale, term->period);
    double *scale_weight = weight_row(back, term->scale, term->period);
    double scaled[LANES];

    for (int i = 0; i < LANES; i++)
        scaled[i] = slope[i] * scale[i];
    for (uint32_t t = bound[0]; t < bound[1]; t++) {
        double share = share_of(back, reading, t, bound);
        const double *from = result_row(back, term->result, t);

        add_row(weight_row(back, term->result, t), scaled, share);
        for (int i = 0; share != 0.0 && i < LANES; i++)
            scale_weight[i] += slope[i] * share * from[i];
    }
}

static void term_back(const struct back *back,
                      const struct ttri_reading *reading,
                      const struct ttri_term *term, const uint32_t *bound,
                      const double *slope)
{
    if (term->scale != TTRI_NONE) {
        scaled_back(back, reading, term, bound, slope);
        return;
    }
    for (uint32_t t = bound[0]; t < bound[1]; t++) {
        double share = share_of(back, reading, t, bound);

        if (share != 0.0)
            add_row(weight_row(back, term->result, t), slope, share);
    }
}

static void reading_back(const struct back *back, uint32_t index)
{
    const struct ttri_prepared *prepared = back->prepared;
    const struct ttri_reading *reading = &back->figures->reading[index];
    const struct ttri_axis *axis = &back->figures->program->axis[reading->step];

    for (uint32_t s = 0; s < axis->steps; s++)
        for (uint32_t i = prepared->first[index];
             ttri_reading_wanted(back->figures, reading, s) &&
             i < prepared->first[index + 1];
             i++)
            term_back(back, reading, &prepared->term[i], &axis->first[s],
                      slope_at(back, index, s));
}

void ttri_figures_back(const struct ttri_figures *figures,
                       const struct ttri_prepared *prepared,
                       const double *results, const double *values,
                       const double *scratch, double *slope_values,
                       double *slope_scratch, double *weights)
{
    struct back back = {figures, prepared,     results,       values,
                        scratch, slope_values, slope_scratch, weights};

    for (uint32_t i = 0; i < figures->count; i++)
        figure_back(&back, &figures->watched[i]);
    for (uint32_t i = 0; i < figures->readings; i++)
        reading_back(&back, i);
}
