#include "model/law_mass.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "math/elementary.h"
#include "math/normal.h"
#include "math/special.h"
#include "model/law.h"

/* ---- distribution functions ---- */

static struct ttri_mass normal_mass(double z)
{
    return (struct ttri_mass){ttri_normal_probability(z),
                              ttri_normal_probability(-z)};
}

static struct ttri_mass lognormal_mass(double median, double spread, double x)
{
    if (!(x > 0))
        return (struct ttri_mass){0, 1};
    return normal_mass((ttri_logarithm(x) - ttri_logarithm(median)) / spread);
}

static struct ttri_mass triangular_mass(const struct ttr_law *law, double x)
{
    double width = law->c - law->a;

    if (x <= law->b) {
        double below =
            (x - law->a) / width * ((x - law->a) / (law->b - law->a));

        return (struct ttri_mass){below, 1 - below};
    } else {
        double above =
            (law->c - x) / width * ((law->c - x) / (law->c - law->b));

        return (struct ttri_mass){1 - above, above};
    }
}

struct ttri_beta ttri_law_beta(const struct ttr_law *law)
{
    double width = law->c - law->a;

    if (law->kind == TTR_LAW_BETA)
        return (struct ttri_beta){law->a, law->b, law->c, law->d};
    return (struct ttri_beta){1 + law->d * ((law->b - law->a) / width),
                              1 + law->d * ((law->c - law->b) / width), law->a,
                              law->c};
}

static struct ttri_mass beta_mass(const struct ttr_law *law, double x)
{
    struct ttri_beta beta = ttri_law_beta(law);
    double width = beta.high - beta.low;
    struct ttri_mass mass;

    ttri_incomplete_beta(beta.a, beta.b, (x - beta.low) / width,
                         (beta.high - x) / width, &mass.below, &mass.above);
    return mass;
}

static struct ttri_mass gamma_mass(const struct ttr_law *law, double x)
{
    struct ttri_mass mass;

    ttri_incomplete_gamma(law->a, x / law->b, &mass.below, &mass.above);
    return mass;
}

/* The tail beyond |t| is I_x(freedom / 2, 1 / 2) / 2 with
 * x = freedom / (freedom + t^2): Abramowitz and Stegun 26.7.1. */
static struct ttri_mass student_mass(const struct ttr_law *law, double x)
{
    double t = (x - law->a) / law->b, square = t / law->c * t;
    double part = 1 / (1 + square);
    double rest = square > 1 ? 1 / (1 + 1 / square) : square * part;
    double tail, others;

    ttri_incomplete_beta(law->c / 2, 0.5, part, rest, &tail, &others);
    if (t > 0)
        return (struct ttri_mass){1 - tail / 2, tail / 2};
    return (struct ttri_mass){tail / 2, 1 - tail / 2};
}

static struct ttri_mass pareto_mass(const struct ttr_law *law, double x)
{
    double log_above;

    if (!(x > law->a))
        return (struct ttri_mass){0, 1};
    log_above = law->b * (ttri_logarithm(law->a) - ttri_logarithm(x));
    return (struct ttri_mass){ttri_saturation(-log_above),
                              ttri_exponential(log_above)};
}

static struct ttri_mass mixture_mass(const struct ttr_law *law, double x)
{
    struct ttri_mass sum = {0, 0};
    double weights = 0;

    for (uint32_t i = 0; i < law->count; i++) {
        struct ttri_mass part = lognormal_mass(law->values[i], law->b, x);

        sum.below += law->weights[i] * part.below;
        sum.above += law->weights[i] * part.above;
        weights += law->weights[i];
    }
    return (struct ttri_mass){sum.below / weights, sum.above / weights};
}

static struct ttri_mass continuous_mass(const struct ttr_law *law, double x)
{
    switch (law->kind) {
    case TTR_LAW_NORMAL:
        return normal_mass((x - law->a) / law->b);
    case TTR_LAW_LOGNORMAL:
        return lognormal_mass(law->a, law->b, x);
    case TTR_LAW_UNIFORM:
        return (struct ttri_mass){(x - law->a) / (law->b - law->a),
                                  (law->b - x) / (law->b - law->a)};
    case TTR_LAW_TRIANGULAR:
        return triangular_mass(law, x);
    case TTR_LAW_PERT:
    case TTR_LAW_BETA:
        return beta_mass(law, x);
    case TTR_LAW_GAMMA:
        return gamma_mass(law, x);
    case TTR_LAW_STUDENT:
        return student_mass(law, x);
    case TTR_LAW_PARETO:
        return pareto_mass(law, x);
    default:
        return mixture_mass(law, x);
    }
}

/* ---- where a law lives ---- */

static void sample_ends(const struct ttr_law *law, double *low, double *high)
{
    *low = *high = law->values[0];
    for (uint32_t i = 1; i < law->count; i++) {
        *low = fmin(*low, law->values[i]);
        *high = fmax(*high, law->values[i]);
    }
}

static void natural_ends(const struct ttr_law *law, double *low, double *high)
{
    *low = -INFINITY;
    *high = INFINITY;
    switch (law->kind) {
    case TTR_LAW_LOGNORMAL:
    case TTR_LAW_GAMMA:
    case TTR_LAW_MIXTURE:
        *low = 0;
        break;
    case TTR_LAW_UNIFORM:
        *low = law->a;
        *high = law->b;
        break;
    case TTR_LAW_TRIANGULAR:
    case TTR_LAW_PERT:
        *low = law->a;
        *high = law->c;
        break;
    case TTR_LAW_BETA:
        *low = law->c;
        *high = law->d;
        break;
    case TTR_LAW_PARETO:
        *low = law->a;
        break;
    case TTR_LAW_EMPIRICAL:
        sample_ends(law, low, high);
        break;
    default:
        break;
    }
}

void ttri_law_bounds(const struct ttr_law *law, double *low, double *high)
{
    natural_ends(law, low, high);
    *low = fmax(*low, law->low);
    *high = fmin(*high, law->high);
}

struct ttri_mass ttri_law_mass_at(const struct ttr_law *law, double x)
{
    double low, high;

    natural_ends(law, &low, &high);
    if (x <= low)
        return (struct ttri_mass){0, 1};
    if (x >= high)
        return (struct ttri_mass){1, 0};
    return continuous_mass(law, x);
}

static bool is_left(const struct ttr_law *law, double value)
{
    return value >= law->low && value <= law->high;
}

static uint32_t values_left(const struct ttr_law *law)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < law->count; i++)
        left += is_left(law, law->values[i]) ? 1 : 0;
    return left;
}

double ttri_law_mass(const struct ttr_law *law)
{
    struct ttri_mass low, high;

    if (law->kind == TTR_LAW_EMPIRICAL)
        return values_left(law);
    low = ttri_law_mass_at(law, law->low);
    high = ttri_law_mass_at(law, law->high);
    return low.below < 0.5 ? high.below - low.below : low.above - high.above;
}

/* ---- medians ---- */

/* Doubles in ascending order are whole numbers in ascending order: bisection
 * over them needs no first guess and ends after 64 steps with every digit. */
static int64_t rank_of(double x)
{
    int64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static double at_rank(int64_t rank)
{
    int64_t bits = rank < 0 ? INT64_MIN - rank : rank;
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* What is sought: the first x at which `reached` turns true. */
struct search {
    const struct ttr_law *law;
    bool from_above; /* by the mass above, where that is the exact one */
    double target;
};

static bool mass_reached(const struct search *search, double x)
{
    struct ttri_mass mass = ttri_law_mass_at(search->law, x);

    return search->from_above ? mass.above <= search->target
                              : mass.below >= search->target;
}

static bool count_reached(const struct search *search, double x)
{
    const struct ttr_law *law = search->law;
    double count = 0;

    for (uint32_t i = 0; i < law->count; i++)
        count += is_left(law, law->values[i]) && law->values[i] <= x ? 1 : 0;
    return count >= search->target;
}

static double find(const struct search *search,
                   bool (*reached)(const struct search *search, double x),
                   double low, double high)
{
    int64_t below = rank_of(fmax(low, -DBL_MAX));
    int64_t above = rank_of(fmin(high, DBL_MAX));

    while (below < above) {
        uint64_t gap = (uint64_t)above - (uint64_t)below;
        int64_t middle = (int64_t)((uint64_t)below + gap / 2);

        if (reached(search, at_rank(middle)))
            above = middle;
        else
            below = middle + 1;
    }
    return at_rank(above);
}

static double sample_median(const struct ttr_law *law)
{
    uint32_t left = values_left(law);
    struct search lower = {law, false, (left + 1) / 2};
    struct search upper = {law, false, left / 2 + 1};
    double low, high;

    ttri_law_bounds(law, &low, &high);
    return find(&lower, count_reached, low, high) / 2 +
           find(&upper, count_reached, low, high) / 2;
}

static double sought_median(const struct ttr_law *law)
{
    double low, high;
    struct ttri_mass at_low, at_high;
    struct search search = {.law = law};

    ttri_law_bounds(law, &low, &high);
    at_low = ttri_law_mass_at(law, low);
    at_high = ttri_law_mass_at(law, high);
    search.from_above = at_low.below >= 0.5;
    search.target = search.from_above ? (at_low.above + at_high.above) / 2
                                      : (at_low.below + at_high.below) / 2;
    return find(&search, mass_reached, low, high);
}

static double triangular_median(const struct ttr_law *law)
{
    double width = law->c - law->a;

    if (law->b - law->a >= width / 2)
        return law->a + sqrt(width / 2) * sqrt(law->b - law->a);
    return law->c - sqrt(width / 2) * sqrt(law->c - law->b);
}

bool ttri_law_is_truncated(const struct ttr_law *law)
{
    double low, high;

    natural_ends(law, &low, &high);
    return law->low > low || law->high < high;
}

double ttri_law_median(const struct ttr_law *law)
{
    if (law->kind == TTR_LAW_EMPIRICAL)
        return sample_median(law);
    if (ttri_law_is_truncated(law))
        return sought_median(law);
    switch (law->kind) {
    case TTR_LAW_NORMAL:
    case TTR_LAW_LOGNORMAL:
    case TTR_LAW_STUDENT:
        return law->a;
    case TTR_LAW_UNIFORM:
        return law->a / 2 + law->b / 2;
    case TTR_LAW_TRIANGULAR:
        return triangular_median(law);
    case TTR_LAW_PARETO:
        return law->a * ttri_exponential(TTRI_LOG_TWO / law->b);
    default:
        return sought_median(law);
    }
}
