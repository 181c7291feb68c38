#include "model/law_table.h"

#include <math.h>

#include "math/elementary.h"
#include "math/normal.h"
#include "math/special.h"
#include "model/law.h"
#include "model/law_mass.h"

/* e^700 and e^-700 are doubles; what lies beyond is as good as there. */
#define FARTHEST 700.0
#define STEP     (2.0 * TTRI_LAW_REACH / (TTRI_LAW_POINTS - 1))
#define MIDDLE   (TTRI_LAW_POINTS / 2)

/* A law on its scale, in natural units: w. */
struct scaled {
    const struct ttr_law *law;
    struct ttr_law standard; /* location 0 and scale 1 */
    struct ttri_beta beta;
    enum ttri_law_scale scale;
    double low, high; /* ends of w */
    struct ttri_mass at_low, at_high;
    double mass; /* between them */
};

/* ---- a law on its scale ---- */

static enum ttri_law_scale scale_of(int32_t kind)
{
    switch (kind) {
    case TTR_LAW_NORMAL:
    case TTR_LAW_LOGNORMAL:
        return TTRI_LAW_DEVIATES;
    case TTR_LAW_PERT:
    case TTR_LAW_BETA:
        return TTRI_LAW_ODDS;
    case TTR_LAW_STUDENT:
        return TTRI_LAW_SINE;
    default:
        return TTRI_LAW_LOG;
    }
}

/* (e^w - e^-w) / 2 */
static double sine(double w)
{
    return ttri_exponential(w) / 2 - ttri_exponential(-w) / 2;
}

static struct ttri_mass mixture_mass(const struct ttr_law *law, double w)
{
    struct ttri_mass sum = {0, 0};
    double weights = 0;

    for (uint32_t i = 0; i < law->count; i++) {
        double z = (w - ttri_logarithm(law->values[i])) / law->b;

        if (law->weights[i] == 0)
            continue;
        sum.below += law->weights[i] * ttri_normal_probability(z);
        sum.above += law->weights[i] * ttri_normal_probability(-z);
        weights += law->weights[i];
    }
    return (struct ttri_mass){sum.below / weights, sum.above / weights};
}

static struct ttri_mass whole_mass(const struct scaled *scaled, double w)
{
    struct ttri_mass mass;

    switch (scaled->law->kind) {
    case TTR_LAW_NORMAL:
    case TTR_LAW_LOGNORMAL:
        return (struct ttri_mass){ttri_normal_probability(w),
                                  ttri_normal_probability(-w)};
    case TTR_LAW_PERT:
    case TTR_LAW_BETA:
        ttri_incomplete_beta(
            scaled->beta.a, scaled->beta.b, 1 / (1 + ttri_exponential(-w)),
            1 / (1 + ttri_exponential(w)), &mass.below, &mass.above);
        return mass;
    case TTR_LAW_STUDENT:
        return ttri_law_mass_at(&scaled->standard, sine(w));
    case TTR_LAW_GAMMA:
        return ttri_law_mass_at(&scaled->standard, ttri_exponential(w));
    default:
        return mixture_mass(scaled->law, w);
    }
}

static double safe_logarithm(double x)
{
    return x > 0 ? ttri_logarithm(x) : -INFINITY;
}

/* An end of the truncation on the scale. */
static double end_of(const struct scaled *scaled, double x)
{
    const struct ttr_law *law = scaled->law;
    double t;

    switch (law->kind) {
    case TTR_LAW_NORMAL:
        return (x - law->a) / law->b;
    case TTR_LAW_LOGNORMAL:
        return (safe_logarithm(x) - ttri_logarithm(law->a)) / law->b;
    case TTR_LAW_PERT:
    case TTR_LAW_BETA:
        if (x >= scaled->beta.high)
            return INFINITY;
        return safe_logarithm((x - scaled->beta.low) / (scaled->beta.high - x));
    case TTR_LAW_STUDENT:
        t = fabs((x - law->a) / law->b);
        t = t < 1e150 ? ttri_logarithm(t + sqrt(t * t + 1)) : FARTHEST;
        return x < law->a ? -t : t;
    case TTR_LAW_GAMMA:
        return safe_logarithm(x / law->b);
    default:
        return safe_logarithm(x);
    }
}

static void scale_law(struct scaled *scaled, const struct ttr_law *law,
                      double low, double high)
{
    *scaled = (struct scaled){.law = law, .scale = scale_of(law->kind)};
    scaled->standard = *law;
    scaled->standard.low = -INFINITY;
    scaled->standard.high = INFINITY;
    if (law->kind == TTR_LAW_STUDENT)
        scaled->standard.a = 0;
    if (law->kind == TTR_LAW_STUDENT || law->kind == TTR_LAW_GAMMA)
        scaled->standard.b = 1;
    if (scaled->scale == TTRI_LAW_ODDS)
        scaled->beta = ttri_law_beta(law);
    scaled->low = fmax(end_of(scaled, fmax(low, law->low)), -FARTHEST);
    scaled->high = fmin(end_of(scaled, fmin(high, law->high)), FARTHEST);
    scaled->at_low = whole_mass(scaled, scaled->low);
    scaled->at_high = whole_mass(scaled, scaled->high);
    scaled->mass = scaled->at_low.below < 0.5
                       ? scaled->at_high.below - scaled->at_low.below
                       : scaled->at_low.above - scaled->at_high.above;
}

/* The normal with as much mass below it as the law has below w, from the
 * smaller of the two masses. */
static double normal_of(const struct scaled *scaled, double w)
{
    struct ttri_mass mass = whole_mass(scaled, w);
    double below = scaled->at_low.below < 0.5
                       ? mass.below - scaled->at_low.below
                       : scaled->at_low.above - mass.above;
    double above = scaled->at_high.above < 0.5
                       ? mass.above - scaled->at_high.above
                       : scaled->at_high.below - mass.below;

    if (below <= above)
        return below > 0 ? ttri_normal_quantile(below / scaled->mass)
                         : -INFINITY;
    return above > 0 ? -ttri_normal_quantile(above / scaled->mass) : INFINITY;
}

/* ---- its inverse ---- */

struct search {
    const struct scaled *scaled;
    double low, high;    /* what is sought lies between */
    double guess, slope; /* and about here; dw / dz */
};

/* The w whose normal is z: Newton's method with the slope between the last two
 * points, and bisection where it leaves the bracket. */
static double seek(struct search search, double z)
{
    double last = NAN, last_normal = NAN, guess = search.guess;

    for (int i = 0; i < 100; i++) {
        double normal, step, slope;

        if (!(guess > search.low && guess < search.high))
            guess = search.low / 2 + search.high / 2;
        normal = normal_of(search.scaled, guess);
        if (normal < z)
            search.low = guess;
        else
            search.high = guess;
        slope = (guess - last) / (normal - last_normal);
        if (slope > 0 && slope < 1e300)
            search.slope = slope;
        step = (z - normal) * search.slope;
        last = guess;
        last_normal = normal;
        if (fabs(step) <= 1e-13 * (1 + fabs(guess)))
            return fmin(fmax(guess + step, search.low), search.high);
        if (search.high - search.low <=
            1e-15 * (1 + fabs(search.low) + fabs(search.high)))
            return guess;
        guess += step;
    }
    return guess;
}

/* Every other point, from the middle outward, each from the two before it. */
static void seek_points(const struct scaled *scaled, double *point, int side)
{
    struct search search = {scaled, scaled->low, scaled->high, 0, 1};

    for (int i = 2; i <= MIDDLE; i += 2) {
        double *at = &point[MIDDLE + side * i], before = at[-2 * side];
        double rise = i > 2 ? before - at[-4 * side] : 0;

        if (side > 0)
            search.low = before;
        else
            search.high = before;
        search.guess = before + rise;
        if (rise != 0)
            search.slope = side * rise / (2 * STEP);
        *at = seek(search, side * i * STEP);
    }
}

/* The points between: the polynomial through the three to either side, which
 * is nearer than the cubics that the table is read by. */
static void fill_between(double *point)
{
    for (int i = 1; i < TTRI_LAW_POINTS; i += 2) {
        double middle = (point[i - 1] + point[i + 1]) / 2;

        if (i >= 5 && i < TTRI_LAW_POINTS - 5)
            middle = (150 * (point[i - 1] + point[i + 1]) -
                      25 * (point[i - 3] + point[i + 3]) +
                      3 * (point[i - 5] + point[i + 5])) /
                     256;
        point[i] = fmin(fmax(middle, point[i - 1]), point[i + 1]);
    }
}

/* By differences of fourth order, of second near the ends. Not steeper than
 * thrice the lines to either side: so the cubics rise where the points do
 * (Fritsch and Carlson 1980). */
static void fill_slopes(const double *point, double *slope)
{
    const int last = TTRI_LAW_POINTS - 1;

    for (int i = 0; i <= last; i++) {
        double left = i > 0 ? (point[i] - point[i - 1]) / STEP : INFINITY;
        double right = i < last ? (point[i + 1] - point[i]) / STEP : INFINITY;

        if (i == 0 || i == last)
            slope[i] = fmin(left, right);
        else if (i == 1 || i == last - 1)
            slope[i] = (left + right) / 2;
        else
            slope[i] = (8 * (point[i + 1] - point[i - 1]) -
                        (point[i + 2] - point[i - 2])) /
                       (12 * STEP);
        slope[i] = fmax(0, fmin(slope[i], 3 * fmin(left, right)));
    }
}

/* What the units of w are apart from those of the table. */
static double shift_of(const struct ttr_law *law)
{
    return law->kind == TTR_LAW_GAMMA ? ttri_logarithm(law->b) : 0;
}

void ttri_law_tabulate(const struct ttr_law *law, double low, double high,
                       struct ttri_law_table *table)
{
    double unit, shift = shift_of(law);
    struct scaled scaled;

    scale_law(&scaled, law, low, high);
    table->scale = scaled.scale;
    unit = scaled.scale == TTRI_LAW_DEVIATES ? 1 : TTRI_LOG2_E;
    table->point[MIDDLE] =
        seek((struct search){&scaled, scaled.low, scaled.high, NAN, 1}, 0);
    seek_points(&scaled, table->point, 1);
    seek_points(&scaled, table->point, -1);
    fill_between(table->point);
    for (int i = 0; i < TTRI_LAW_POINTS; i++)
        table->point[i] = (table->point[i] + shift) * unit;
    fill_slopes(table->point, table->slope);
}
