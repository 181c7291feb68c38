/* What exponential smoothing expects of the future, and how surely. */
#include <math.h>
#include <string.h>

#include "fit/baseline.h"

/* ---- errors that are added ---- */

/* An error moves what is j periods later by alpha + beta j, and by gamma where
 * the season comes round (Hyndman et al. 2008, class 1, section 6.2). */
static void project_added(const struct ttri_smoother *smoother,
                          const struct ttr_smoothing *smoothing,
                          const struct ttri_state *state, uint32_t horizon,
                          double *means, double *deviations)
{
    uint32_t season = smoother->season;
    double sum = 1;

    for (uint32_t h = 0; h < horizon; h++) {
        double later = h + 1.0;
        double moved = smoothing->alpha + smoothing->beta * later;

        means[h] = state->level + state->trend * later;
        if (season > 0)
            means[h] += state->seasons[(state->next + h) % season];
        if (season > 0 && (h + 1) % season == 0)
            moved += smoothing->gamma;
        deviations[h] = smoothing->deviation * sqrt(sum);
        sum += moved * moved;
    }
}

/* ---- errors that multiply ---- */

/* Level and trend x, and seasons y, make the products z = x y, of two numbers
 * for each season, the next one first. A period with the error e takes
 *
 *     x to (f + g e) x, and y to itself turned by one, the first times
 *     (1 + gamma e) and put last,
 *
 * with f = (1 1; 0 1) and g = (alpha alpha; beta beta). So z goes to
 * (F + K e + G e^2) z, whose mean M and covariance V follow from the moments
 * of a normal e (class 3, section 6.3). */
struct pair {
    double m[2][2];
};

struct products {
    uint32_t season;
    double variance; /* of e */
    struct pair plain, error, square;
    struct pair first_error, first_square; /* for the season that passes */
};

static struct products products_of(const struct ttri_smoother *smoother,
                                   const struct ttr_smoothing *smoothing)
{
    double a = smoothing->alpha, b = smoothing->beta, c = smoothing->gamma;

    return (struct products){
        .season = smoother->season,
        .variance = smoothing->deviation * smoothing->deviation,
        .plain = {{{1, 1}, {0, 1}}},
        .error = {{{a, a}, {b, b}}},
        .first_error = {{{a + c, a + c}, {b, b + c}}},
        .first_square = {{{c * a, c * a}, {c * b, c * b}}},
    };
}

/* out += factor * l v r' */
static void add_turned(const struct pair *l, const double v[4],
                       const struct pair *r, double factor, double out[4])
{
    double half[2][2];

    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            half[i][j] = l->m[i][0] * v[j] + l->m[i][1] * v[2 + j];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            out[2 * i + j] +=
                factor * (half[i][0] * r->m[j][0] + half[i][1] * r->m[j][1]);
}

/* The part of the next covariance of seasons i and j. */
static void add_part(const struct products *p, uint32_t i, uint32_t j,
                     const double *mean, const double v[4], double out[4])
{
    const struct pair *error_i = i == 0 ? &p->first_error : &p->error;
    const struct pair *error_j = j == 0 ? &p->first_error : &p->error;
    const struct pair *square_i = i == 0 ? &p->first_square : &p->square;
    const struct pair *square_j = j == 0 ? &p->first_square : &p->square;
    double once[4], thrice[4];

    for (uint32_t k = 0; k < 4; k++) {
        double product = mean[2 * i + k / 2] * mean[2 * j + k % 2];

        once[k] = v[k] + product;
        thrice[k] = 3 * v[k] + 2 * product;
    }
    add_turned(&p->plain, v, &p->plain, 1, out);
    add_turned(&p->plain, v, square_j, p->variance, out);
    add_turned(square_i, v, &p->plain, p->variance, out);
    add_turned(error_i, once, error_j, p->variance, out);
    add_turned(square_i, thrice, square_j, p->variance * p->variance, out);
}

static void next_covariance(const struct products *p, const double *mean,
                            const double *from, double *to)
{
    uint32_t m = p->season;

    memset(to, 0, (size_t)4 * m * m * sizeof *to);
    for (uint32_t i = 0; i < m; i++)
        for (uint32_t j = 0; j < m; j++) {
            size_t later = (size_t)((i + m - 1) % m) * m + (j + m - 1) % m;

            add_part(p, i, j, mean, from + 4 * ((size_t)i * m + j),
                     to + 4 * later);
        }
}

static void next_mean(const struct products *p, double *mean)
{
    double *last = mean + 2 * (size_t)(p->season - 1);
    double first[2];

    for (int i = 0; i < 2; i++) {
        first[i] = 0;
        for (int j = 0; j < 2; j++)
            first[i] +=
                (p->plain.m[i][j] + p->variance * p->first_square.m[i][j]) *
                mean[j];
    }
    memmove(mean, mean + 2, (size_t)2 * (p->season - 1) * sizeof *mean);
    for (uint32_t i = 0; i + 1 < p->season; i++)
        mean[2 * i] += mean[2 * i + 1];
    memcpy(last, first, sizeof first);
}

static bool project_multiplied(const struct ttri_memory *memory,
                               const struct ttri_smoother *smoother,
                               const struct ttr_smoothing *smoothing,
                               const struct ttri_state *state, uint32_t horizon,
                               double *means, double *deviations)
{
    struct products p = products_of(smoother, smoothing);
    size_t m = smoother->season, square = 4 * m * m;
    double *mean = ttri_clear(memory, 2 * m + 2 * square, sizeof *mean);

    if (!mean)
        return false;
    double *now = mean + 2 * m, *next = now + square;
    for (uint32_t i = 0; i < m; i++) {
        double factor = state->seasons[(state->next + i) % m];

        mean[2 * i] = state->level * factor;
        mean[2 * i + 1] = state->trend * factor;
    }
    for (uint32_t h = 0; h < horizon; h++) {
        double *old = now;

        means[h] = mean[0] + mean[1];
        deviations[h] =
            sqrt((1 + p.variance) * (now[0] + now[1] + now[2] + now[3]) +
                 p.variance * means[h] * means[h]);
        next_covariance(&p, mean, now, next);
        next_mean(&p, mean);
        now = next;
        next = old;
    }
    ttri_release(memory, mean);
    return true;
}

bool ttri_project(const struct ttri_memory *memory,
                  const struct ttri_smoother *smoother,
                  const struct ttr_smoothing *smoothing,
                  const struct ttri_state *state, uint32_t horizon,
                  double *means, double *deviations)
{
    if (smoother->method == TTR_BASELINE_MULTIPLICATIVE)
        return project_multiplied(memory, smoother, smoothing, state, horizon,
                                  means, deviations);
    project_added(smoother, smoothing, state, horizon, means, deviations);
    return true;
}
