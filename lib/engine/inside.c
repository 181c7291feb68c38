#include "engine/inside.h"

#include <float.h>
#include <math.h>

#include "math/elementary.h"

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
    bool negative;
    uint32_t k;
    double y;

    if (map->atom < INFINITY) {
        uint32_t atom = ttri_bin_of(map, map->atom);

        if (bin == atom || bin == atom + 1)
            return map->atom;
        bin -= bin > atom ? 2 : 0;
    }
    negative = bin < map->zero;
    k = negative ? map->zero - bin : bin - map->zero;
    y = ttri_from_bits((map->base + k) << map->shift) - map->offset;
    return (negative ? -y : y) / map->scale + map->origin;
}

/* Ever longer steps away from a rank, then halves. */
static double find_edge(const struct ttri_bin_map *map, uint32_t bin,
                        uint64_t low, uint64_t high)
{
    const uint64_t first = rank_of(-DBL_MAX), last = rank_of(DBL_MAX);
    uint64_t step = 1;

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
    return with_rank(low);
}

/* Are numbers above 0 counted by their own bits? Then no edge of theirs is
 * rounded. */
static bool is_plain(const struct ttri_bin_map *map)
{
    return map->offset == 0.0 && map->origin == 0.0 && map->scale == 1.0 &&
           map->zero == 0 && map->atom == INFINITY;
}

double ttri_bin_edge(const struct ttri_bin_map *map, uint32_t bin)
{
    uint64_t rank;
    double near;

    if (bin == 0)
        return -DBL_MAX;
    if (is_plain(map))
        return ttri_from_bits((map->base + bin) << map->shift);
    near = edge_near(map, bin);
    if (!(near > -DBL_MAX && near < DBL_MAX))
        return find_edge(map, bin, rank_of(-DBL_MAX), rank_of(DBL_MAX)) + 0.0;
    rank = rank_of(near);
    if (ttri_bin_of(map, near) >= bin &&
        ttri_bin_of(map, with_rank(rank - 1)) < bin)
        return near + 0.0; /* mostly */
    return find_edge(map, bin, rank, rank) + 0.0;
}

/* Where a bin that is not outside begins, and the one after it. */
static double end_before(const struct ttri_profile *profile, uint32_t bin)
{
    return bin == profile->first
               ? profile->summary->least[profile->variable]
               : ttri_bin_edge(&ttri_profile_map(profile)->bin, bin);
}

static double end_after(const struct ttri_profile *profile, uint32_t bin)
{
    return bin == profile->last
               ? profile->summary->greatest[profile->variable]
               : ttri_bin_edge(&ttri_profile_map(profile)->bin, bin + 1);
}

/* Outside the pilot's window, all that is known is the mean. */
static double power_of_tail(const struct ttri_profile *profile, uint32_t bin,
                            const struct ttri_inside *inside)
{
    const struct ttri_tally_map *map = ttri_profile_map(profile);
    const struct ttri_wide *tail =
        &profile->summary->tails[profile->variable * (size_t)2 + (bin != 0)];
    double mean = ttri_wide_number(tail) / inside->count / map->scale;
    double share = (map->origin - inside->low + mean) / inside->width;

    share = bin == 0 ? 1.0 - share : share;
    share = share < 1e-6 ? 1e-6 : share > 1.0 - 1e-6 ? 1.0 - 1e-6 : share;
    return 1.0 / share - 1.0;
}

/* Can a bin beside one that is not empty tell how dense that is? */
static bool is_inner(const struct ttri_profile *profile, uint32_t bin)
{
    return bin >= profile->first && bin <= profile->last && bin != 0 &&
           bin < ttri_last_bin(ttri_profile_map(profile));
}

/* Density of a bin [low, high) beside `inside`, and its middle; those of
 * `inside` where it is cut by an atom. */
static void look_beside(const struct ttri_profile *profile, uint32_t bin,
                        double low, double high,
                        const struct ttri_inside *inside, double *density,
                        double *middle)
{
    double width = high - low;

    if (width < inside->width / 4.0)
        return;
    *middle = low + width / 2.0;
    *density = (double)ttri_profile_count(profile, bin) / width;
}

/* The density's slope from the bins on both sides. */
static double slope_of(const struct ttri_profile *profile, uint32_t bin,
                       const struct ttri_inside *inside, double high)
{
    double from = inside->low + inside->width / 2.0, to = from, slope;
    double before = inside->count / inside->width, after = before;

    if (is_inner(profile, bin - 1))
        look_beside(profile, bin - 1, end_before(profile, bin - 1), inside->low,
                    inside, &before, &from);
    if (is_inner(profile, bin + 1))
        look_beside(profile, bin + 1, high, end_after(profile, bin + 1), inside,
                    &after, &to);
    if (!(to > from))
        return 0.0;
    slope = (after - before) / (to - from) / 2.0 * inside->width *
            inside->width / inside->count;
    return slope < -1.0 ? -1.0 : slope > 1.0 ? 1.0 : slope;
}

struct ttri_inside ttri_look_inside(const struct ttri_profile *profile,
                                    uint32_t bin)
{
    struct ttri_inside inside = {
        .count = (double)ttri_profile_count(profile, bin),
        .is_last = bin == ttri_last_bin(ttri_profile_map(profile))};
    double high = end_after(profile, bin);

    inside.low = end_before(profile, bin);
    inside.width = high - inside.low;
    if (!(inside.width > 0.0 && inside.width < INFINITY) ||
        inside.low == ttri_profile_map(profile)->bin.atom)
        inside.width = 0.0;
    else if (bin == 0 || inside.is_last)
        inside.power = power_of_tail(profile, bin, &inside);
    else
        inside.slope = slope_of(profile, bin, &inside, high);
    return inside;
}

static double power(double x, double exponent)
{
    return x <= 0.0 ? 0.0 : ttri_exponential(exponent * ttri_logarithm(x));
}

double ttri_inside_value(const struct ttri_inside *inside, double share)
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

double ttri_inside_share(const struct ttri_inside *inside, double value)
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

double ttri_inside_sum(const struct ttri_inside *inside, double share,
                       double from)
{
    double b = inside->slope, p = inside->power, t, sum;

    if (p > 0.0 && inside->is_last) {
        sum = power(share, p + 1.0) / (p + 1.0);
    } else if (p > 0.0) {
        sum = share - (1.0 - power(1.0 - share, p + 1.0)) / (p + 1.0);
    } else {
        t = inside->width == 0.0
                ? share
                : (ttri_inside_value(inside, share) - inside->low) /
                      inside->width;
        sum = (1.0 - b) * t * t / 2.0 + 2.0 * b * t * t * t / 3.0;
    }
    return inside->count * (share * (inside->low - from) + inside->width * sum);
}
