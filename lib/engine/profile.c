#include "engine/profile.h"

#include <float.h>
#include <math.h>

#include "lanes/lanes.h"
#include "math/elementary.h"

/* Replicates must have counted some values beyond an edge, or it tells
 * nothing. */
#define ENOUGH 8

void ttri_profile_init(struct ttri_profile *profile,
                       const struct ttri_summary *summary, uint32_t variable)
{
    profile->summary = summary;
    profile->variable = variable;
    profile->first = TTRI_BINS;
    profile->last = 0;
    profile->below[0] = 0;
    for (uint32_t i = 0; i < TTRI_BINS; i++) {
        uint64_t count = ttri_bin_count(summary, variable, i);

        profile->below[i + 1] = profile->below[i] + count;
        if (count == 0)
            continue;
        profile->last = i;
        if (profile->first == TTRI_BINS)
            profile->first = i;
    }
}

static double total(const struct ttri_profile *profile)
{
    return (double)profile->below[TTRI_BINS];
}

static const struct ttri_tally_map *map_of(const struct ttri_profile *profile)
{
    return &profile->summary->map[profile->variable];
}

/* ---- inside a bin ---- */

/* Doubles in their order, as integers. */
static uint64_t rank_of(double x)
{
    uint64_t bits = ttri_bits_of(x);

    return bits & TTRI_SIGN ? ~bits : bits | TTRI_SIGN;
}

static double with_rank(uint64_t rank)
{
    return ttri_from_bits(rank & TTRI_SIGN ? rank ^ TTRI_SIGN : ~rank);
}

/* Near the edge below a bin. */
static double edge_near(const struct ttri_bin_map *map, uint32_t bin)
{
    uint32_t atom = ttri_bin_of(map, map->atom), k;
    bool negative;
    double y;

    if (map->atom < INFINITY && bin >= atom) {
        if (bin <= atom + 1)
            return map->atom;
        bin -= 2;
    }
    negative = bin < map->zero;
    k = negative ? map->zero - bin : bin - map->zero;
    y = ttri_from_bits((map->base + k) << map->shift) - map->offset;
    return (negative ? -y : y) / map->scale + map->origin;
}

double ttri_bin_edge(const struct ttri_bin_map *map, uint32_t bin)
{
    const uint64_t first = rank_of(-DBL_MAX), last = rank_of(DBL_MAX);
    uint64_t low = first, high = last, step = 1;
    double near;

    if (bin == 0)
        return -DBL_MAX;
    near = edge_near(map, bin);
    if (near > -DBL_MAX && near < DBL_MAX)
        low = high = rank_of(near);
    /* Ever longer steps away from it, then halves. */
    for (; low > first && ttri_bin_of(map, with_rank(low)) >= bin; step *= 2)
        low = low - first > step ? low - step : first;
    for (step = 1; high < last && ttri_bin_of(map, with_rank(high)) < bin;
         step *= 2)
        high = last - high > step ? high + step : last;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;

        if (ttri_bin_of(map, with_rank(middle)) >= bin)
            high = middle;
        else
            low = middle + 1;
    }
    return with_rank(low) + 0.0;
}

/* How the values of a bin lie in it, as a share t of its width. */
struct inside {
    double low, width;
    double count;
    double slope; /* density 1 + slope (2 t - 1) */
    double power; /* or, where not 0: the rank from the inner end is a power of
                     the distance: 1 - t = (1 - rank)^power in the first bin */
    bool is_last;
};

static void find_ends(const struct ttri_profile *profile, uint32_t bin,
                      double *low, double *high)
{
    const struct ttri_summary *summary = profile->summary;
    const struct ttri_bin_map *map = &map_of(profile)->bin;

    *low = bin == profile->first ? summary->least[profile->variable]
                                 : ttri_bin_edge(map, bin);
    *high = bin == profile->last ? summary->greatest[profile->variable]
                                 : ttri_bin_edge(map, bin + 1);
}

static double count_of(const struct ttri_profile *profile, uint32_t bin)
{
    return (double)(profile->below[bin + 1] - profile->below[bin]);
}

/* Outside the pilot's window, all that is known is the mean. */
static double power_of_tail(const struct ttri_profile *profile, uint32_t bin,
                            const struct inside *inside)
{
    const struct ttri_tally_map *map = map_of(profile);
    const struct ttri_wide *tail =
        &profile->summary->tails[profile->variable * (size_t)2 + (bin != 0)];
    double mean = ttri_wide_number(tail) / inside->count / map->scale;
    double share = (map->origin - inside->low + mean) / inside->width;

    share = bin == 0 ? 1.0 - share : share;
    share = share < 1e-6 ? 1e-6 : share > 1.0 - 1e-6 ? 1.0 - 1e-6 : share;
    return 1.0 / share - 1.0;
}

/* Density of a bin beside `inside`, and its middle; those of `inside` where
 * there is none, or it is cut by an atom. */
static double density_beside(const struct ttri_profile *profile, uint32_t bin,
                             const struct inside *inside, double *middle)
{
    double low, high, width;

    *middle = inside->low + inside->width / 2.0;
    if (bin < profile->first || bin > profile->last || bin == 0 ||
        bin >= ttri_last_bin(map_of(profile)))
        return inside->count / inside->width;
    find_ends(profile, bin, &low, &high);
    width = high - low;
    if (width < inside->width / 4.0)
        return inside->count / inside->width;
    *middle = low + width / 2.0;
    return count_of(profile, bin) / width;
}

/* The density's slope from the bins on both sides. */
static double slope_of(const struct ttri_profile *profile, uint32_t bin,
                       const struct inside *inside)
{
    double from, to, before, after, slope;

    before = density_beside(profile, bin - 1, inside, &from);
    after = density_beside(profile, bin + 1, inside, &to);
    if (!(to > from))
        return 0.0;
    slope = (after - before) / (to - from) / 2.0 * inside->width *
            inside->width / inside->count;
    return slope < -1.0 ? -1.0 : slope > 1.0 ? 1.0 : slope;
}

static struct inside look_inside(const struct ttri_profile *profile,
                                 uint32_t bin)
{
    struct inside inside = {.count = count_of(profile, bin),
                            .is_last = bin == ttri_last_bin(map_of(profile))};
    double high;

    find_ends(profile, bin, &inside.low, &high);
    inside.width = high - inside.low;
    if (!(inside.width > 0.0 && inside.width < INFINITY) ||
        inside.low == map_of(profile)->bin.atom)
        inside.width = 0.0;
    else if (bin == 0 || inside.is_last)
        inside.power = power_of_tail(profile, bin, &inside);
    else
        inside.slope = slope_of(profile, bin, &inside);
    return inside;
}

static double power(double x, double exponent)
{
    return x <= 0.0 ? 0.0 : ttri_exponential(exponent * ttri_logarithm(x));
}

/* From a share of the values in it to the value. */
static double value_at(const struct inside *inside, double share)
{
    double b = inside->slope, t;

    if (inside->power > 0.0 && inside->is_last)
        t = power(share, inside->power);
    else if (inside->power > 0.0)
        t = 1.0 - power(1.0 - share, inside->power);
    else
        t = 2.0 * share /
            (1.0 - b + sqrt((1.0 - b) * (1.0 - b) + 4.0 * b * share));
    return inside->low + inside->width * (t < 1.0 ? t : 1.0);
}

static double share_at(const struct inside *inside, double value)
{
    double t = (value - inside->low) / inside->width;

    if (inside->width == 0.0 || t >= 1.0)
        return 1.0;
    if (t <= 0.0)
        return 0.0;
    if (inside->power > 0.0 && inside->is_last)
        return power(t, 1.0 / inside->power);
    if (inside->power > 0.0)
        return 1.0 - power(1.0 - t, 1.0 / inside->power);
    return t + inside->slope * (t * t - t);
}

/* Sum over the lowest share of the values in it of (value - from). */
static double sum_below(const struct inside *inside, double share, double from)
{
    double b = inside->slope, p = inside->power, t, sum;

    if (p > 0.0 && inside->is_last) {
        sum = power(share, p + 1.0) / (p + 1.0);
    } else if (p > 0.0) {
        sum = share - (1.0 - power(1.0 - share, p + 1.0)) / (p + 1.0);
    } else {
        t = inside->width == 0.0
                ? share
                : (value_at(inside, share) - inside->low) / inside->width;
        sum = (1.0 - b) * t * t / 2.0 + 2.0 * b * t * t * t / 3.0;
    }
    return inside->count * (share * (inside->low - from) + inside->width * sum);
}

/* ---- quantiles and probabilities ---- */

/* The bin in which `target` values end that are lowest. */
static uint32_t bin_at(const struct ttri_profile *profile, double target)
{
    uint32_t low = profile->first, high = profile->last;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if ((double)profile->below[middle + 1] >= target)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void ttri_summary_bin(const struct ttri_summary *summary, uint32_t variable,
                      uint64_t k, double *low, double *high, uint64_t *below,
                      uint64_t *within)
{
    struct ttri_profile profile;
    uint32_t bin;

    ttri_profile_init(&profile, summary, variable);
    for (bin = profile.first; bin < profile.last; bin++)
        if (profile.below[bin + 1] > k)
            break;
    *low = ttri_bin_edge(&map_of(&profile)->bin, bin);
    *high = bin >= ttri_last_bin(map_of(&profile))
                ? INFINITY
                : ttri_bin_edge(&map_of(&profile)->bin, bin + 1);
    *below = profile.below[bin];
    *within = profile.below[bin + 1] - profile.below[bin];
}

double ttri_profile_quantile(const struct ttri_profile *profile, double p)
{
    double target = p * total(profile), share;
    uint32_t bin = bin_at(profile, target);
    struct inside inside = look_inside(profile, bin);

    share = (target - (double)profile->below[bin]) / inside.count;
    return value_at(&inside, share > 0.0 ? share : 0.0);
}

double ttri_profile_probability(const struct ttri_profile *profile, double x)
{
    const struct ttri_summary *summary = profile->summary;
    uint32_t bin = ttri_bin_of(&map_of(profile)->bin, x);
    struct inside inside;

    if (x < summary->least[profile->variable])
        return 0.0;
    if (x >= summary->greatest[profile->variable])
        return 1.0;
    if (count_of(profile, bin) == 0.0)
        return (double)profile->below[bin] / total(profile);
    inside = look_inside(profile, bin);
    return ((double)profile->below[bin] + inside.count * share_at(&inside, x)) /
           total(profile);
}

/* ---- their errors ---- */

/* Values of all replicates below a coarse bin. */
static double below_coarse(const struct ttri_profile *profile, uint32_t coarse)
{
    return (double)profile->below[coarse << TTRI_COARSE_BITS];
}

/* Variance of the probability at a coarse edge, over replicates, as a share of
 * p (1 - p). */
static double variance_ratio(const struct ttri_profile *profile,
                             uint32_t coarse)
{
    const struct ttri_summary *summary = profile->summary;
    uint32_t replicates = summary->plan.replicates;
    double n = total(profile), p = below_coarse(profile, coarse) / n;
    double sum = 0.0;

    for (uint32_t r = 0; r < replicates; r++) {
        double of_r = (double)summary->blocks[r] * TTRI_LANES, below = 0.0, far;

        for (uint32_t i = 0; i < coarse; i++)
            below +=
                (double)ttri_coarse_count(summary, profile->variable, r, i);
        /* by their weight, should replicates differ in length */
        far = (below - p * of_r) / n;
        sum += far * far;
    }
    sum *= replicates / (replicates - 1.0);
    return sum / (p * (1.0 - p));
}

static bool tells(const struct ttri_profile *profile, uint32_t coarse)
{
    double enough = ENOUGH * (double)profile->summary->plan.replicates;
    double below = below_coarse(profile, coarse);

    return below >= enough && total(profile) - below >= enough;
}

/* The edges on both sides of p that tell something; TTRI_NONE if none. */
static void find_edges(const struct ttri_profile *profile, double p,
                       uint32_t *left, uint32_t *right)
{
    *left = *right = TTRI_NONE;
    for (uint32_t i = 1; i < TTRI_COARSE; i++) {
        if (!tells(profile, i))
            continue;
        if (below_coarse(profile, i) <= p * total(profile))
            *left = i;
        else if (*right == TTRI_NONE)
            *right = i;
    }
}

double ttri_profile_probability_error(const struct ttri_profile *profile,
                                      double p)
{
    double ratio = 1.0 / total(profile), a, b, from, to, weight;
    uint32_t left, right;

    if (p <= 0.0 || p >= 1.0)
        return 0.0;
    find_edges(profile, p, &left, &right);
    if (left == TTRI_NONE)
        left = right;
    if (right == TTRI_NONE)
        right = left;
    if (left != TTRI_NONE) {
        from = below_coarse(profile, left);
        to = below_coarse(profile, right);
        weight = to > from ? (p * total(profile) - from) / (to - from) : 0.0;
        a = variance_ratio(profile, left);
        b = right == left ? a : variance_ratio(profile, right);
        ratio = a + weight * (b - a);
    }
    return sqrt(p * (1.0 - p) * ratio);
}

double ttri_profile_quantile_error(const struct ttri_profile *profile, double p)
{
    double error = ttri_profile_probability_error(profile, p);
    double room = p < 0.5 ? p : 1.0 - p, step = error;

    /* Not so near that single values show; not outside. */
    step = step < 0.15 * room ? 0.15 * room : step;
    step = step > 0.5 * room ? 0.5 * room : step;
    return (ttri_profile_quantile(profile, p + step) -
            ttri_profile_quantile(profile, p - step)) /
           2.0 * (error / step);
}

/* ---- shortfalls ---- */

/* By coarse bin: how many values, and the sums of how far they lie below a
 * number (or above it) and of its squares. */
struct shortfalls {
    double count[TTRI_COARSE], sum[TTRI_COARSE], squares[TTRI_COARSE];
};

/* A share of a bin's values lies beyond `at`, together `far` from it. */
static void add_beyond(struct shortfalls *shortfalls, uint32_t coarse,
                       const struct inside *inside, double share, double far)
{
    double count = share * inside->count, width = share * inside->width;

    if (count > 0.0)
        shortfalls->squares[coarse] +=
            far * far / count + count * width * width / 12.0;
    shortfalls->sum[coarse] += far;
}

static void add_shortfalls(const struct ttri_profile *profile, double at,
                           bool highest, struct shortfalls *shortfalls)
{
    *shortfalls = (struct shortfalls){0};
    for (uint32_t bin = profile->first; bin <= profile->last; bin++) {
        uint32_t coarse = bin >> TTRI_COARSE_BITS;
        struct inside inside;
        double share, far;

        shortfalls->count[coarse] += count_of(profile, bin);
        if (profile->below[bin] == profile->below[bin + 1])
            continue;
        inside = look_inside(profile, bin);
        if (highest ? inside.low + inside.width <= at : inside.low >= at)
            continue;
        share = share_at(&inside, at);
        far = sum_below(&inside, share, at);
        if (highest)
            add_beyond(shortfalls, coarse, &inside, 1.0 - share,
                       sum_below(&inside, 1.0, at) - far);
        else
            add_beyond(shortfalls, coarse, &inside, share, -far);
    }
}

/* Variance of the mean shortfall: what varies between replicates of how many
 * values each coarse bin holds, and as if paths were independent what they do
 * not tell, that within coarse bins. */
static double shortfall_variance(const struct ttri_profile *profile,
                                 const struct shortfalls *shortfalls,
                                 double mean)
{
    const struct ttri_summary *summary = profile->summary;
    double replicates = summary->plan.replicates, n = total(profile);
    double between = 0.0, within = 0.0;

    for (uint32_t r = 0; r < summary->plan.replicates; r++) {
        double sum = -mean * (double)summary->blocks[r] * TTRI_LANES;

        for (uint32_t i = 0; i < TTRI_COARSE; i++)
            if (shortfalls->sum[i] > 0.0)
                sum +=
                    shortfalls->sum[i] / shortfalls->count[i] *
                    (double)ttri_coarse_count(summary, profile->variable, r, i);
        between += sum / n * (sum / n);
    }
    for (uint32_t i = 0; i < TTRI_COARSE; i++) {
        double sum = shortfalls->sum[i];

        if (sum > 0.0)
            within += shortfalls->squares[i] - sum * sum / shortfalls->count[i];
    }
    return between * replicates / (replicates - 1.0) +
           (within > 0.0 ? within / n / n : 0.0);
}

void ttri_profile_shortfall(const struct ttri_profile *profile, double share,
                            bool highest, double *value, double *error)
{
    double at = ttri_profile_quantile(profile, highest ? 1.0 - share : share);
    struct shortfalls shortfalls;
    double mean = 0.0;

    add_shortfalls(profile, at, highest, &shortfalls);
    for (uint32_t i = 0; i < TTRI_COARSE; i++)
        mean += shortfalls.sum[i] / total(profile);
    *value = at + (highest ? mean : -mean) / share;
    *error = sqrt(shortfall_variance(profile, &shortfalls, mean)) / share;
}
