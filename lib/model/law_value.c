#include "model/law_value.h"

#include <math.h>
#include <stdlib.h>

#include "math/elementary.h"
#include "math/list.h"
#include "math/normal.h"
#include "model/law_mass.h"
#include "model/law_table.h"

struct making {
    struct ttri_scene *scene;
    struct ttri_graph *graph;
    const struct ttr_law *law;
    ttri_value normal;
};

/* ---- words ---- */

static ttri_value constant(const struct making *making, double x)
{
    return ttri_constant(making->graph, x);
}

/* a + b x */
static ttri_value line(const struct making *making, double a, double b,
                       ttri_value x)
{
    struct ttri_graph *graph = making->graph;

    return ttri_add(graph, ttri_constant(graph, a),
                    ttri_mul(graph, ttri_constant(graph, b), x));
}

/* Mass below X, and above it: each with all digits where it is small. */
static ttri_value below(const struct making *making)
{
    return ttri_normal(making->graph, making->normal);
}

static ttri_value above(const struct making *making)
{
    return ttri_normal(making->graph, line(making, 0, -1, making->normal));
}

/* exponent * log2 x + offset */
static ttri_value log_two(const struct making *making, double offset,
                          double exponent, ttri_value x)
{
    return line(making, offset, exponent * TTRI_LOG2_E,
                ttri_log(making->graph, x));
}

/* ---- closed forms ---- */

static ttri_value uniform(const struct making *making)
{
    double low, high;

    ttri_law_bounds(making->law, &low, &high);
    return line(making, low, high - low, below(making));
}

/* What the truncation leaves out below and above, and leaves. */
struct left {
    double below, above, mass;
};

static struct left left_of(const struct ttr_law *law)
{
    double low, high;

    ttri_law_bounds(law, &low, &high);
    return (struct left){ttri_law_mass_at(law, low).below,
                         ttri_law_mass_at(law, high).above, ttri_law_mass(law)};
}

/* sqrt(factor x) */
static ttri_value root(const struct making *making, double factor, ttri_value x)
{
    return ttri_exp_two(
        making->graph,
        log_two(making, 0.5 * TTRI_LOG2_E * ttri_logarithm(factor), 0.5, x));
}

/* From each end a square root, up to the mode. */
static ttri_value triangular(const struct making *making)
{
    const struct ttr_law *law = making->law;
    struct ttri_graph *graph = making->graph;
    struct left left = left_of(law);
    double width = law->c - law->a, rise = law->b - law->a;
    double fall = law->c - law->b;
    ttri_value from_low = line(making, left.below, left.mass, below(making));
    ttri_value from_high = line(making, left.above, left.mass, above(making));
    ttri_value rising = 0, falling = 0;

    if (rise > 0)
        rising = line(making, law->a, 1, root(making, width * rise, from_low));
    if (fall > 0)
        falling =
            line(making, law->c, -1, root(making, width * fall, from_high));
    if (rising == 0 || falling == 0)
        return rising != 0 ? rising : falling;
    return ttri_select(
        graph, ttri_sub(graph, from_low, constant(making, rise / width)),
        falling, rising);
}

/* log2 of minimum * (mass above)^(-1 / index) */
static ttri_value pareto(const struct making *making)
{
    const struct ttr_law *law = making->law;
    struct left left = left_of(law);

    return log_two(making, TTRI_LOG2_E * ttri_logarithm(law->a), -1 / law->b,
                   line(making, left.above, left.mass, above(making)));
}

/* As many steps of the mass below as values are left. */
static ttri_value empirical(const struct making *making)
{
    const struct ttr_law *law = making->law;
    struct ttri_graph *graph = making->graph;
    const struct ttri_memory *memory = &making->scene->memory;
    double *value = ttri_clear(memory, law->count, sizeof *value);
    uint32_t count = 0;
    ttri_value steps;

    if (value == NULL) {
        ttri_scene_fail(making->scene, TTR_E_NO_MEMORY, "law", "", "");
        return 0;
    }
    for (uint32_t i = 0; i < law->count; i++)
        if (law->values[i] >= law->low && law->values[i] <= law->high)
            value[count++] = law->values[i];
    qsort(value, count, sizeof *value, ttri_compare_numbers);
    steps = ttri_table(graph, below(making), 0, 1, count, value, NULL);
    ttri_release(memory, value);
    return steps;
}

/* ---- tables ---- */

static ttri_value table_value(const struct making *making,
                              const struct ttri_law_table *table)
{
    return ttri_table(making->graph, making->normal, -TTRI_LAW_REACH,
                      TTRI_LAW_REACH, TTRI_LAW_POINTS, table->point,
                      table->slope);
}

static ttri_value tabulated(const struct making *making)
{
    struct ttri_law_table table;

    ttri_law_tabulate(making->law, -INFINITY, INFINITY, &table);
    return table_value(making, &table);
}

/* low + (high - low) k / (1 + k), k = 2^odds */
static ttri_value inside(const struct making *making, ttri_value odds)
{
    struct ttri_beta beta = ttri_law_beta(making->law);
    ttri_value k = ttri_exp_two(making->graph, odds);

    return line(making, beta.low, beta.high - beta.low,
                ttri_div(making->graph, k, line(making, 1, 1, k)));
}

/* a + b (2^w - 2^-w) / 2 */
static ttri_value student(const struct making *making)
{
    const struct ttr_law *law = making->law;
    struct ttri_graph *graph = making->graph;
    ttri_value w = tabulated(making);

    return line(making, law->a, law->b / 2,
                ttri_sub(graph, ttri_exp_two(graph, w),
                         ttri_exp_two(graph, line(making, 0, -1, w))));
}

/* ---- mixtures ---- */

/* Medians so far apart that hardly anything lies between them make the inverse
 * distribution function a step, which a table in the normal can not follow. So
 * the law is cut there, and each piece has a table in its own normal. */
#define FAR_APART   3.0 /* standard deviations */
#define MOST_PIECES 32
#define LEAST_MASS  1e-15

/* Where the bells of the two are equally high: ln x. NaN if they are near. */
static double cut_between(const struct ttr_law *law, uint32_t i, uint32_t j)
{
    double left = ttri_logarithm(law->values[i]);
    double right = ttri_logarithm(law->values[j]);
    double cut = (left + right) / 2 +
                 law->b * law->b / (right - left) *
                     ttri_logarithm(law->weights[i] / law->weights[j]);

    return right - left > FAR_APART * law->b && cut > left && cut < right ? cut
                                                                          : NAN;
}

/* The component with the next larger median, first in order among equals;
 * TTRI_NONE at the end. */
static uint32_t next_component(const struct ttr_law *law, uint32_t now)
{
    uint32_t best = TTRI_NONE;

    for (uint32_t i = 0; i < law->count; i++) {
        if (law->weights[i] == 0 ||
            (now != TTRI_NONE && !(law->values[i] > law->values[now])))
            continue;
        if (best == TTRI_NONE || law->values[i] < law->values[best])
            best = i;
    }
    return best;
}

/* The mass of a piece, as parts of what the truncation leaves, and what lies
 * below and above the piece. */
static struct left piece_mass(const struct ttr_law *law, double from, double to)
{
    double whole = ttri_law_mass(law), low, high;
    struct ttri_mass first, last, begin, end;

    ttri_law_bounds(law, &low, &high);
    first = ttri_law_mass_at(law, low);
    last = ttri_law_mass_at(law, high);
    begin = ttri_law_mass_at(law, fmax(from, low));
    end = ttri_law_mass_at(law, fmin(to, high));
    return (struct left){(begin.below - first.below) / whole,
                         (end.above - last.above) / whole,
                         (begin.below < 0.5 ? end.below - begin.below
                                            : begin.above - end.above) /
                             whole};
}

/* A piece in the normal of its own mass. */
static ttri_value piece(const struct making *making, double from, double to,
                        struct left left)
{
    struct ttri_graph *graph = making->graph;
    struct making own = *making;
    struct ttri_law_table table;
    bool upper = left.below > left.above;
    ttri_value mass = upper ? above(making) : below(making);
    ttri_value outside = constant(making, upper ? left.above : left.below);
    ttri_value share = ttri_div(graph, ttri_sub(graph, mass, outside),
                                constant(making, left.mass));

    own.normal = line(making, 0, upper ? -1 : 1, ttri_quantile(graph, share));
    ttri_law_tabulate(making->law, from, to, &table);
    return table_value(&own, &table);
}

static ttri_value add_piece(const struct making *making, ttri_value lower,
                            double from, double to)
{
    struct ttri_graph *graph = making->graph;
    struct left left = piece_mass(making->law, from, to);
    ttri_value upper;
    double cut;

    if (left.mass < LEAST_MASS)
        return lower;
    upper = piece(making, from, to, left);
    if (lower == 0)
        return upper;
    cut = left.below < 0.5 ? ttri_normal_quantile(left.below)
                           : -ttri_normal_quantile(left.above + left.mass);
    return ttri_select(graph,
                       ttri_sub(graph, making->normal, constant(making, cut)),
                       upper, lower);
}

/* log2 X */
static ttri_value mixture(const struct making *making)
{
    const struct ttr_law *law = making->law;
    uint32_t now = next_component(law, TTRI_NONE), next, pieces = 1;
    double from = -INFINITY;
    ttri_value value = 0;

    for (; (next = next_component(law, now)) != TTRI_NONE; now = next) {
        double cut = cut_between(law, now, next);

        if (isnan(cut) || pieces == MOST_PIECES)
            continue;
        cut = ttri_exponential(cut);
        if (cut <= law->low || cut >= law->high)
            continue;
        value = add_piece(making, value, from, cut);
        from = cut;
        pieces++;
    }
    return pieces == 1 ? tabulated(making)
                       : add_piece(making, value, from, INFINITY);
}

/* ---- by kind ---- */

/* a + b times a normal, the whole one or a truncated one. */
static ttri_value bell(const struct making *making, double a, double b)
{
    return line(making, a, b,
                ttri_law_is_truncated(making->law) ? tabulated(making)
                                                   : making->normal);
}

/* A beta law whose odds are those of a share. */
static bool fills_shares(const struct ttr_law *law)
{
    struct ttri_beta beta;

    if (law->kind != TTR_LAW_BETA && law->kind != TTR_LAW_PERT)
        return false;
    beta = ttri_law_beta(law);
    return beta.low == 0 && beta.high == 1;
}

/* Cut to the law's bounds, which rounding may have left. */
static ttri_value bounded(const struct making *making, ttri_value x)
{
    struct ttri_graph *graph = making->graph;
    double low, high;

    ttri_law_bounds(making->law, &low, &high);
    if (low > -INFINITY)
        x = ttri_max(graph, x, constant(making, low));
    if (high < INFINITY)
        x = ttri_min(graph, x, constant(making, high));
    return x;
}

static enum ttri_law_form form_of(const struct ttr_law *law)
{
    switch (law->kind) {
    case TTR_LAW_LOGNORMAL:
    case TTR_LAW_PARETO:
    case TTR_LAW_GAMMA:
    case TTR_LAW_MIXTURE:
        return TTRI_FORM_LOG_TWO;
    default:
        return fills_shares(law) ? TTRI_FORM_ODDS_TWO : TTRI_FORM_NATURAL;
    }
}

/* In its form. */
static ttri_value formed(const struct making *making)
{
    const struct ttr_law *law = making->law;

    switch (law->kind) {
    case TTR_LAW_NORMAL:
        return bell(making, law->a, law->b);
    case TTR_LAW_LOGNORMAL:
        return bell(making, TTRI_LOG2_E * ttri_logarithm(law->a),
                    TTRI_LOG2_E * law->b);
    case TTR_LAW_UNIFORM:
        return uniform(making);
    case TTR_LAW_TRIANGULAR:
        return triangular(making);
    case TTR_LAW_PERT:
    case TTR_LAW_BETA:
        return fills_shares(law) ? tabulated(making)
                                 : inside(making, tabulated(making));
    case TTR_LAW_GAMMA:
        return tabulated(making);
    case TTR_LAW_STUDENT:
        return student(making);
    case TTR_LAW_PARETO:
        return pareto(making);
    case TTR_LAW_EMPIRICAL:
        return empirical(making);
    default:
        return mixture(making);
    }
}

ttri_value ttri_law_draw(struct ttri_scene *scene, const struct ttr_law *law,
                         ttri_value normal, enum ttri_law_form *form)
{
    const struct making making = {scene, scene->graph, law, normal};
    ttri_value x;

    *form = form_of(law);
    if (scene->status != TTR_OK)
        return 0;
    x = formed(&making);
    return *form == TTRI_FORM_NATURAL ? bounded(&making, x) : x;
}

ttri_value ttri_law_value(struct ttri_scene *scene, const struct ttr_law *law,
                          ttri_value normal)
{
    const struct making making = {scene, scene->graph, law, normal};
    enum ttri_law_form form;
    ttri_value x = ttri_law_draw(scene, law, normal, &form);

    if (form == TTRI_FORM_NATURAL)
        return x;
    if (form == TTRI_FORM_ODDS_TWO)
        return bounded(&making, inside(&making, x));
    return bounded(&making, ttri_exp_two(scene->graph, x));
}
