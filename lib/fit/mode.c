/* The most probable unknowns: the least of |misfits|^2 + |unknowns|^2.
 *
 * Where the gradient is 0 the unknowns are a sum of the misfits' slopes, so
 * there are only as many directions to search as there are figures: the slopes
 * at the point so far, and the way to it. The search is repeated with the
 * slopes where it ends until no step promises anything. */
#include <math.h>
#include <string.h>

#include "fit/calibration.h"
#include "fit/least_squares.h"
#include "math/cholesky.h"
#include "math/matrix.h"
#include "math/normal.h"

#define MOST_SEARCHES 30
#define RESTARTS      3

/* How much more a step may promise, per unit of 1 + the log posterior. */
#define ENOUGH 1e-9
/* And where no search comes any lower: what slopes by differences leave. The
 * fit is then off by less than 0.002 posterior deviations. */
#define STILL 1e-6

struct mode {
    struct ttri_fitting *fitting;
    uint32_t targets, unknowns;
    uint32_t directions; /* 0: the unknowns themselves */
    double *direction;   /* (targets + 1) x unknowns, orthonormal */
    double *gradient;    /* by unknown */
    double *kernel;      /* targets x targets: 1 + J J' */
    double *seen;        /* by target */
    double *at;          /* by unknown */
    double *place;       /* by direction or unknown */
    double *back;        /* by unknown: where a search began */
    ttr_status status;   /* of what the search calls */
};

static double minus_log_posterior(const struct mode *mode)
{
    const struct ttri_fitting *fitting = mode->fitting;

    return (ttri_dot(mode->targets, fitting->misfits, fitting->misfits) +
            ttri_dot(mode->unknowns, fitting->point, fitting->point)) /
           2.0;
}

/* ---- where it is ---- */

static ttr_status look_around(struct mode *mode)
{
    struct ttri_fitting *fitting = mode->fitting;
    size_t slopes = (size_t)mode->targets * mode->unknowns;
    ttr_status status = ttri_forward_points(
        &fitting->forward, 1, fitting->point, fitting->misfits, fitting->error);

    if (status == TTR_OK)
        status = ttri_forward_slopes(&fitting->forward, fitting->point,
                                     mode->unknowns, NULL, fitting->slopes,
                                     fitting->error);
    for (size_t i = 0; status == TTR_OK && i < slopes; i++)
        if (!isfinite(fitting->slopes[i]))
            fitting->slopes[i] = 0.0;
    fitting->calibration->state.steps++;
    return status;
}

/* Half of |s|^2 + |J s|^2 for the Gauss-Newton step s = (1 + J' J)^-1 g =
 * u - J' (1 + J J')^-1 (J u - r): squares alone, so that nothing cancels where
 * figures are far off. */
static double promise_of(struct mode *mode)
{
    const struct ttri_fitting *fitting = mode->fitting;
    uint32_t m = mode->targets, n = mode->unknowns;
    double promise;

    for (uint32_t i = 0; i < m; i++) {
        const double *row = fitting->slopes + (size_t)i * n;

        for (uint32_t j = 0; j <= i; j++)
            mode->kernel[(size_t)i * m + j] =
                ttri_dot(n, row, fitting->slopes + (size_t)j * n);
        mode->kernel[(size_t)i * m + i] += 1.0;
        mode->seen[i] = ttri_dot(n, row, fitting->point) - fitting->misfits[i];
    }
    if (!ttri_cholesky(m, mode->kernel))
        return ttri_dot(n, mode->gradient, mode->gradient) / 2.0;
    ttri_cholesky_solve(m, mode->kernel, mode->seen);
    memcpy(mode->at, fitting->point, n * sizeof *mode->at);
    for (uint32_t i = 0; i < m; i++)
        for (uint32_t j = 0; j < n; j++)
            mode->at[j] -= mode->seen[i] * fitting->slopes[(size_t)i * n + j];
    promise = ttri_dot(n, mode->at, mode->at);
    for (uint32_t i = 0; i < m; i++) {
        double part = ttri_dot(n, fitting->slopes + (size_t)i * n, mode->at);

        promise += part * part;
    }
    return promise / 2.0;
}

static void find_gradient(struct mode *mode)
{
    const struct ttri_fitting *fitting = mode->fitting;
    uint32_t n = mode->unknowns;

    memcpy(mode->gradient, fitting->point, n * sizeof *mode->gradient);
    for (uint32_t i = 0; i < mode->targets; i++)
        for (uint32_t j = 0; j < n; j++)
            mode->gradient[j] +=
                fitting->misfits[i] * fitting->slopes[(size_t)i * n + j];
}

static bool has_converged(struct mode *mode, double enough)
{
    struct ttr_calibration_state *state = &mode->fitting->calibration->state;

    find_gradient(mode);
    state->gradient =
        sqrt(ttri_dot(mode->unknowns, mode->gradient, mode->gradient));
    state->promise = promise_of(mode);
    return isfinite(state->promise) &&
           state->promise <=
               fmax(enough, ENOUGH * (1.0 + minus_log_posterior(mode)));
}

/* ---- where to search ---- */

/* Gram and Schmidt, twice. What is left of a dependent vector is dropped. */
static void add_direction(struct mode *mode, const double *from)
{
    uint32_t n = mode->unknowns;
    double *to = mode->direction + (size_t)mode->directions * n;
    double length = sqrt(ttri_dot(n, from, from)), left;

    if (!(length > 0.0))
        return;
    memcpy(to, from, n * sizeof *to);
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t k = 0; k < mode->directions; k++) {
            const double *other = mode->direction + (size_t)k * n;
            double along = ttri_dot(n, to, other);

            for (uint32_t j = 0; j < n; j++)
                to[j] -= along * other[j];
        }
    left = sqrt(ttri_dot(n, to, to));
    if (left <= 1e-9 * length)
        return;
    for (uint32_t j = 0; j < n; j++)
        to[j] /= left;
    mode->directions++;
}

static void choose_directions(struct mode *mode)
{
    const struct ttri_fitting *fitting = mode->fitting;

    mode->directions = 0;
    if (mode->unknowns <= mode->targets + 1)
        return;
    add_direction(mode, fitting->point);
    for (uint32_t i = 0; i < mode->targets; i++)
        add_direction(mode, fitting->slopes + (size_t)i * mode->unknowns);
}

static uint32_t dimensions_of(const struct mode *mode)
{
    return mode->directions > 0 ? mode->directions : mode->unknowns;
}

/* From coordinates along the directions to the unknowns. */
static void go_to(const struct mode *mode, const double *place, double *to)
{
    uint32_t n = mode->unknowns;

    if (mode->directions == 0) {
        memcpy(to, place, n * sizeof *to);
        return;
    }
    memset(to, 0, n * sizeof *to);
    for (uint32_t k = 0; k < mode->directions; k++)
        for (uint32_t j = 0; j < n; j++)
            to[j] += place[k] * mode->direction[(size_t)k * n + j];
}

static void find_place(struct mode *mode)
{
    const double *point = mode->fitting->point;
    uint32_t n = mode->unknowns;

    if (mode->directions == 0)
        memcpy(mode->place, point, n * sizeof *point);
    for (uint32_t k = 0; k < mode->directions; k++)
        mode->place[k] = ttri_dot(n, mode->direction + (size_t)k * n, point);
}

/* ---- a search ---- */

static bool residual(void *context, const double *place, double *to)
{
    struct mode *mode = context;

    go_to(mode, place, mode->at);
    mode->status = ttri_forward_points(&mode->fitting->forward, 1, mode->at, to,
                                       mode->fitting->error);
    memcpy(to + mode->targets, place, dimensions_of(mode) * sizeof *to);
    return mode->status == TTR_OK;
}

static bool jacobian(void *context, const double *place, double *to)
{
    struct mode *mode = context;
    size_t k = dimensions_of(mode);

    go_to(mode, place, mode->at);
    mode->status =
        ttri_forward_slopes(&mode->fitting->forward, mode->at, (uint32_t)k,
                            mode->directions > 0 ? mode->direction : NULL, to,
                            mode->fitting->error);
    memset(to + mode->targets * k, 0, k * k * sizeof *to);
    for (size_t i = 0; i < k; i++)
        to[(mode->targets + i) * k + i] = 1.0;
    mode->fitting->calibration->state.steps++;
    return mode->status == TTR_OK;
}

static ttr_status search(struct mode *mode, bool *ended)
{
    struct ttri_least_squares problem = {.context = mode,
                                         .residual = residual,
                                         .jacobian = jacobian,
                                         .scaled = true,
                                         .tolerance = 1e-7,
                                         .evaluations = 100};
    enum ttri_least_squares_end end = TTRI_LEAST_SQUARES_FOUND;
    ttr_status status;

    choose_directions(mode);
    find_place(mode);
    problem.unknowns = dimensions_of(mode);
    problem.residuals = mode->targets + problem.unknowns;
    status = ttri_least_squares(&mode->fitting->calibration->memory, &problem,
                                mode->place, &end, mode->fitting->error);
    if (status == TTR_OK)
        status = mode->status;
    *ended = end == TTRI_LEAST_SQUARES_NOT_FINITE;
    if (status == TTR_OK && !*ended)
        go_to(mode, mode->place, mode->fitting->point);
    return status;
}

/* How improbable the point is: infinitely, where slopes are too steep for a
 * posterior. */
static double minus_worth(const struct mode *mode)
{
    const double *slopes = mode->fitting->slopes;
    uint32_t size = mode->targets * mode->unknowns;
    double worth = minus_log_posterior(mode);

    return isfinite(ttri_dot(size, slopes, slopes) + worth) ? worth : INFINITY;
}

/* Searches once. From where nothing is finite it comes back. */
static ttr_status search_and_look(struct mode *mode, bool *ended)
{
    double *point = mode->fitting->point;
    size_t size = mode->unknowns * sizeof *point;
    ttr_status status;

    memcpy(mode->back, point, size);
    status = search(mode, ended);
    if (status == TTR_OK)
        status = look_around(mode);
    if (status != TTR_OK || isfinite(minus_worth(mode)))
        return status;
    *ended = true;
    memcpy(point, mode->back, size);
    return look_around(mode);
}

/* Searches from the point until it converges. */
static ttr_status search_on(struct mode *mode)
{
    struct ttri_fitting *fitting = mode->fitting;
    ttr_status status = look_around(mode);
    bool ended = false;

    fitting->converged = false;
    for (int i = 0; status == TTR_OK && !ended && i < MOST_SEARCHES; i++) {
        double before = minus_log_posterior(mode);

        fitting->converged = has_converged(mode, 0.0);
        if (fitting->converged)
            return TTR_OK;
        status = search_and_look(mode, &ended);
        ended = ended || !(minus_log_posterior(mode) < before);
    }
    if (status == TTR_OK)
        fitting->converged = has_converged(mode, STILL);
    return status;
}

/* ---- from several starts ---- */

/* Spread over the middle of the prior: no two starts are near. */
static void start_anew(const struct mode *mode, int start)
{
    for (uint32_t j = 0; j < mode->unknowns; j++) {
        double place =
            0.6180339887498949 * (j + 1) + 0.7548776662466927 * start;

        mode->fitting->point[j] =
            0.5 * ttri_normal_quantile(0.5 * (place - floor(place)) + 0.25);
    }
}

static ttr_status search_from_starts(struct mode *mode)
{
    struct ttri_fitting *fitting = mode->fitting;
    size_t size = mode->unknowns * sizeof(double);
    double *best = ttri_clear(&fitting->calibration->memory, 1, size);
    double least = INFINITY;
    ttr_status status = best == NULL
                            ? ttri_no_memory(fitting->error, "calibration")
                            : search_on(mode);

    for (int i = 1; status == TTR_OK && !fitting->converged && i <= RESTARTS;
         i++) {
        double found = minus_worth(mode);

        if (found < least) {
            least = found;
            memcpy(best, fitting->point, size);
        }
        start_anew(mode, i);
        status = search_on(mode);
    }
    if (status == TTR_OK && !fitting->converged &&
        !(minus_worth(mode) < least)) {
        memcpy(fitting->point, best, size);
        status = look_around(mode);
        if (status == TTR_OK)
            fitting->converged = has_converged(mode, STILL);
    }
    ttri_release(&fitting->calibration->memory, best);
    return status;
}

ttr_status ttri_fit_mode(struct ttri_fitting *fitting)
{
    const struct ttri_memory *memory = &fitting->calibration->memory;
    size_t m = fitting->forward.targets, n = fitting->forward.unknowns;
    size_t directions = n <= m + 1 ? 0 : m + 1, most = n > m + 1 ? n : m + 1;
    struct mode mode = {.fitting = fitting,
                        .targets = (uint32_t)m,
                        .unknowns = (uint32_t)n,
                        .direction =
                            ttri_clear(memory, directions * n, sizeof(double)),
                        .gradient = ttri_clear(memory, n, sizeof(double)),
                        .kernel = ttri_clear(memory, m * m, sizeof(double)),
                        .seen = ttri_clear(memory, m, sizeof(double)),
                        .at = ttri_clear(memory, n, sizeof(double)),
                        .place = ttri_clear(memory, most, sizeof(double)),
                        .back = ttri_clear(memory, n, sizeof(double))};
    ttr_status status;

    if (mode.direction == NULL || mode.gradient == NULL ||
        mode.kernel == NULL || mode.seen == NULL || mode.at == NULL ||
        mode.place == NULL || mode.back == NULL)
        status = ttri_no_memory(fitting->error, "calibration");
    else
        status = search_from_starts(&mode);
    ttri_release(memory, mode.direction);
    ttri_release(memory, mode.gradient);
    ttri_release(memory, mode.kernel);
    ttri_release(memory, mode.seen);
    ttri_release(memory, mode.at);
    ttri_release(memory, mode.place);
    ttri_release(memory, mode.back);
    return status;
}
