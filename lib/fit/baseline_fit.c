/* The parameters of the largest likelihood: least squares in a box, from
 * several starts. */
#include <math.h>
#include <string.h>

#include "fit/baseline.h"
#include "math/list.h"
#include "math/matrix.h"

#define MOST_STEPS   300
#define SETTLED      1e-13
#define LEAST_DAMPED 1e-9
#define MOST_DAMPED  1e12

struct search {
    struct ttri_fit fit;
    struct ttri_place here, next;
    double *step, *matrix, *best;
    double least;
};

/* ---- first states ---- */

/* The line through the first values, by least squares. */
static void start_of_line(const double *history, uint32_t length,
                          double *states)
{
    uint32_t count = length < 10 ? length : 10;
    double mean = ttri_mean(count, history), middle = (count + 1) / 2.0;
    double over = 0, under = 0;

    for (uint32_t i = 0; i < count; i++) {
        over += (i + 1 - middle) * (history[i] - mean);
        under += (i + 1 - middle) * (i + 1 - middle);
    }
    states[1] = over / under;
    states[0] = mean - states[1] * middle;
}

/* The line through the middles of the first two seasons, and what these are
 * beside it on average. */
static void start_of_seasons(const struct ttri_smoother *smoother,
                             const double *history, double *states)
{
    uint32_t season = smoother->season;
    bool multiplies = smoother->method == TTR_BASELINE_MULTIPLICATIVE;
    double first = ttri_mean(season, history);
    double second = ttri_mean(season, history + season);
    double trend = (second - first) / season, sum = 0;
    double level = first - trend * (season + 1) / 2;

    if (multiplies && fmin(level + trend, level + trend * 2 * season) <= 0) {
        level = first;
        trend = 0;
    }
    for (uint32_t i = 0; i < season; i++) {
        double line = level + trend * (i + 1);
        double later = line + trend * season;
        double beside =
            multiplies ? (history[i] / line + history[i + season] / later) / 2
                       : (history[i] - line + history[i + season] - later) / 2;

        sum += beside;
        if (i + 1 < season)
            states[2 + i] = beside;
    }
    for (uint32_t i = 0; i + 1 < season; i++)
        states[2 + i] = multiplies ? states[2 + i] * season / sum
                                   : states[2 + i] - sum / season;
    states[0] = level;
    states[1] = trend;
}

/* ---- Levenberg and Marquardt in a box ---- */

/* Stays at a side of the box that the likelihood pushes to. */
static bool is_held(const struct search *search, uint32_t k)
{
    const struct ttri_place *here = &search->here;
    uint32_t unknowns = search->fit.smoother.unknowns;

    if (!(here->normal[(size_t)k * unknowns + k] > 0))
        return true;
    if (k >= search->fit.smoother.weights)
        return false;
    return (here->x[k] <= 0 && here->gradient[k] > 0) ||
           (here->x[k] >= 1 && here->gradient[k] < 0);
}

/* Solves the normal equations, scaled to a diagonal of 1 and damped. */
static bool find_step(const struct search *search, double damping)
{
    const struct ttri_place *here = &search->here;
    uint32_t unknowns = search->fit.smoother.unknowns;
    double *a = search->matrix, *b = search->step;
    double *size = a + (size_t)unknowns * unknowns;

    for (uint32_t k = 0; k < unknowns; k++) {
        bool held = is_held(search, k);

        size[k] = held ? 0 : 1 / sqrt(here->normal[(size_t)k * unknowns + k]);
        b[k] = -here->gradient[k] * size[k];
    }
    for (uint32_t k = 0; k < unknowns; k++)
        for (uint32_t j = 0; j < unknowns; j++)
            a[(size_t)k * unknowns + j] =
                j == k ? -damping
                       : -here->normal[(size_t)k * unknowns + j] * size[k] *
                             size[j];
    if (!ttri_solve_identity_minus(unknowns, a, 1, b))
        return false;
    for (uint32_t k = 0; k < unknowns; k++)
        b[k] *= size[k];
    return true;
}

static bool try_step(struct search *search, double damping)
{
    if (!find_step(search, damping))
        return false;
    for (uint32_t k = 0; k < search->fit.smoother.unknowns; k++) {
        double x = search->here.x[k] + search->step[k];

        if (k < search->fit.smoother.weights)
            x = fmax(0, fmin(1, x));
        search->next.x[k] = x;
    }
    ttri_measure(&search->fit, &search->next);
    return search->next.value < search->here.value;
}

/* From `here` down, as far as it goes. */
static void descend(struct search *search)
{
    double damping = 1e-3;
    int small = 0;

    ttri_measure(&search->fit, &search->here);
    for (int i = 0; i < MOST_STEPS && isfinite(search->here.value) &&
                    damping < MOST_DAMPED && small < 3;
         i++) {
        if (!try_step(search, damping)) {
            damping *= 8;
            continue;
        }
        struct ttri_place left = search->here;

        small = left.value - search->next.value <= SETTLED * left.value
                    ? small + 1
                    : 0;
        search->here = search->next;
        search->next = left;
        damping = fmax(damping / 8, LEAST_DAMPED);
    }
}

static void start_at(struct search *search, const double *states,
                     unsigned number)
{
    static const double first[3] = {0.02, 0.3, 0.95};
    static const double other[3] = {0.05, 0.5, 1};
    uint32_t unknowns = search->fit.smoother.unknowns;
    uint32_t weights = search->fit.smoother.weights;
    double *x = search->here.x;

    x[0] = first[number % 3];
    x[1] = other[number / 3 % 3];
    x[2] = other[number / 9];
    memcpy(x + weights, states, (unknowns - weights) * sizeof *x);
    descend(search);
    if (search->here.value < search->least) {
        search->least = search->here.value;
        memcpy(search->best, search->here.x, unknowns * sizeof *x);
    }
}

static void search_all(struct search *search, double *states)
{
    const struct ttri_smoother *smoother = &search->fit.smoother;

    if (smoother->season == 0)
        start_of_line(search->fit.history, search->fit.length, states);
    else
        start_of_seasons(smoother, search->fit.history, states);
    search->least = INFINITY;
    for (unsigned i = 0; i < (smoother->season == 0 ? 9u : 18u); i++)
        start_at(search, states, i);
}

/* ---- in and out ---- */

static ttr_status take_best(const struct search *search,
                            struct ttr_smoothing *smoothing, double *seasons,
                            struct ttr_error *error)
{
    const struct ttri_fit *fit = &search->fit;
    uint32_t season = fit->smoother.season;
    double *own = search->matrix;
    struct ttr_smoothing found = *smoothing;
    struct ttri_state state = {.seasons = own};
    struct ttri_errors errors;

    if (!isfinite(search->least))
        return ttri_fail(error, TTR_E_NUMERIC, "history",
                         "must be one that the method can follow", "");
    ttri_at_place(fit, search->best, &found, own);
    state.level = found.level;
    state.trend = found.trend;
    for (uint32_t i = 0; i < season; i++)
        seasons[i] = own[i];
    ttri_smooth(&fit->smoother, &found, fit->history, fit->length, &state, NULL,
                &errors);
    ttri_judge(&fit->smoother, &errors, fit->history, fit->length, &found);
    *smoothing = found;
    return TTR_OK;
}

ttr_status ttri_smoothing_fit(const struct ttri_memory *memory,
                              const char *function, const double *history,
                              uint32_t length, struct ttr_smoothing *smoothing,
                              double *seasons, struct ttr_error *error)
{
    struct ttri_smoother smoother =
        ttri_smoother_of(smoothing->method, smoothing->season);
    struct search search = {.fit = {smoother, history, length, NULL}};
    size_t n = smoother.unknowns, room = ttri_fit_room(&smoother);
    ttr_status status =
        ttri_check_smoothed(error, function, &smoother, history, length);

    if (status)
        return status;
    /* two places, a step, the best, the states, a matrix with its scales */
    double *block = ttri_clear(memory, 3 * n * n + 8 * n + room, sizeof *block);
    if (!block)
        return ttri_no_memory(error, function);
    double *rest = block + 2 * (n * n + 2 * n);
    search.here = (struct ttri_place){block, 0, block + n, block + 2 * n};
    search.next = search.here;
    search.next.x += n * n + 2 * n;
    search.next.gradient += n * n + 2 * n;
    search.next.normal += n * n + 2 * n;
    search.step = rest;
    search.best = rest + n;
    search.matrix = rest + 3 * n;
    search.fit.room = search.matrix + n * n + n;
    search_all(&search, rest + 2 * n);
    status = take_best(&search, smoothing, seasons, error);
    ttri_release(memory, block);
    return status;
}
