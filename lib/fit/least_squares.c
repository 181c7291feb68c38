#include "fit/least_squares.h"

#include <float.h>
#include <math.h>
#include <string.h>

#ifdef TTRI_HAS_CMINPACK

#include <cminpack.h>

/* Stands for a residual that is not finite: no step to it is taken, and its
 * square does not overflow. */
#define REFUSED 1e150

/* First step: at most so many times the start's length, or so long. A longer
 * one leaves the valley of some of the datasets that this is tested with. */
#define STEP_BOUND 10.0

struct search {
    const struct ttri_least_squares *problem;
    double *rows;          /* a jacobian in rows */
    double *above, *below; /* residuals on both sides */
    double *at;            /* unknowns */
};

static bool refuse_what_is_not_finite(uint32_t count, double *residual)
{
    bool finite = true;

    for (uint32_t i = 0; i < count; i++)
        if (!isfinite(residual[i])) {
            residual[i] = REFUSED;
            finite = false;
        }
    return finite;
}

static bool differ(const struct search *search, const double *x)
{
    const struct ttri_least_squares *problem = search->problem;
    uint32_t n = problem->unknowns;

    memcpy(search->at, x, n * sizeof *x);
    for (uint32_t j = 0; j < n; j++) {
        double step = cbrt(DBL_EPSILON) * (x[j] != 0.0 ? fabs(x[j]) : 1.0);
        double up = x[j] + step, down = x[j] - step;

        search->at[j] = up;
        if (!problem->residual(problem->context, search->at, search->above))
            return false;
        search->at[j] = down;
        if (!problem->residual(problem->context, search->at, search->below))
            return false;
        search->at[j] = x[j];
        for (uint32_t i = 0; i < problem->residuals; i++)
            search->rows[(size_t)i * n + j] =
                (search->above[i] - search->below[i]) / (up - down);
    }
    return true;
}

static bool fill_jacobian(const struct search *search, const double *x,
                          double *columns)
{
    const struct ttri_least_squares *problem = search->problem;
    uint32_t m = problem->residuals, n = problem->unknowns;

    if (problem->jacobian == NULL
            ? !differ(search, x)
            : !problem->jacobian(problem->context, x, search->rows))
        return false;
    for (uint32_t i = 0; i < m; i++)
        for (uint32_t j = 0; j < n; j++) {
            double slope = search->rows[(size_t)i * n + j];

            columns[(size_t)j * m + i] = isfinite(slope) ? slope : 0.0;
        }
    return true;
}

/* What lmder calls. */
static int evaluate(void *context, int m, int n, const double *x,
                    double *residual, double *jacobian, int rows, int flag)
{
    const struct search *search = context;
    const struct ttri_least_squares *problem = search->problem;

    (void)n;
    (void)rows;
    if (flag == 2)
        return fill_jacobian(search, x, jacobian) ? 0 : -1;
    if (!problem->residual(problem->context, x, residual))
        return -1;
    refuse_what_is_not_finite((uint32_t)m, residual);
    return 0;
}

static enum ttri_least_squares_end end_of(int code)
{
    return code <= 0   ? TTRI_LEAST_SQUARES_LEFT
           : code == 5 ? TTRI_LEAST_SQUARES_TIRED
           : code > 5  ? TTRI_LEAST_SQUARES_STUCK
                       : TTRI_LEAST_SQUARES_FOUND;
}

/* Rooms of lmder and of the search, in one block. */
struct rooms {
    double *numbers;
    int *pivots;
};

static enum ttri_least_squares_end solve(const struct ttri_least_squares *given,
                                         const struct rooms *rooms, double *x)
{
    size_t m = given->residuals, n = given->unknowns;
    double *jacobian = rooms->numbers, *rows = jacobian + m * n;
    double *residual = rows + m * n, *above = residual + m, *below = above + m;
    double *work = below + m, *at = work + m, *diagonal = at + n;
    double *qtf = diagonal + n, *others = qtf + n;
    struct search search = {given, rows, above, below, at};
    int evaluations, jacobians;

    if (!given->residual(given->context, x, residual))
        return TTRI_LEAST_SQUARES_LEFT;
    if (!refuse_what_is_not_finite(given->residuals, residual))
        return TTRI_LEAST_SQUARES_NOT_FINITE;
    for (size_t j = 0; j < n; j++)
        diagonal[j] = 1.0;
    return end_of(lmder(evaluate, &search, (int)m, (int)n, x, residual,
                        jacobian, (int)m, given->tolerance, given->tolerance,
                        0.0, (int)given->evaluations, diagonal,
                        given->scaled ? 2 : 1, STEP_BOUND, 0, &evaluations,
                        &jacobians, rooms->pivots, qtf, others, others + n,
                        others + 2 * n, work));
}

bool ttri_has_least_squares(void)
{
    return true;
}

ttr_status ttri_least_squares(const struct ttri_memory *memory,
                              const struct ttri_least_squares *problem,
                              double *x, enum ttri_least_squares_end *end,
                              struct ttr_error *error)
{
    size_t m = problem->residuals, n = problem->unknowns;
    struct rooms rooms = {
        ttri_clear(memory, 2 * m * n + 4 * m + 6 * n, sizeof(double)),
        ttri_clear(memory, n, sizeof(int))};
    ttr_status status = TTR_OK;

    if (rooms.numbers == NULL || rooms.pivots == NULL)
        status = ttri_no_memory(error, "calibration");
    else
        *end = solve(problem, &rooms, x);
    ttri_release(memory, rooms.numbers);
    ttri_release(memory, rooms.pivots);
    return status;
}

#else

bool ttri_has_least_squares(void)
{
    return false;
}

ttr_status ttri_least_squares(const struct ttri_memory *memory,
                              const struct ttri_least_squares *problem,
                              double *x, enum ttri_least_squares_end *end,
                              struct ttr_error *error)
{
    (void)memory;
    (void)problem;
    (void)x;
    (void)end;
    return ttri_fail(error, TTR_E_MISSING, "cminpack",
                     "must be there when the library is built", "");
}

#endif
