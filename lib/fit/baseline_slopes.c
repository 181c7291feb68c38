/* The likelihood of exponential smoothing as least squares, with its slopes. */
#include <math.h>
#include <string.h>

#include "fit/baseline.h"
#include "math/elementary.h"

#define LEAST 1e-4
#define MOST  (1 - 1e-4)

/* Derivatives of all by each unknown. */
struct slopes {
    double *weights[3];      /* of alpha, beta, gamma */
    double *level, *trend;   /* of the state */
    double *seasons;         /* season x unknowns */
    double *error;           /* of a period */
    double *size, *crossing; /* sums: of log expected, of error times slope */
};

size_t ttri_fit_room(const struct ttri_smoother *smoother)
{
    size_t unknowns = smoother->unknowns, season = smoother->season;

    return (8 + season) * unknowns + season + 2 * (season + 2);
}

/* ---- places ---- */

void ttri_at_place(const struct ttri_fit *fit, const double *x,
                   struct ttr_smoothing *smoothing, double *seasons)
{
    uint32_t season = fit->smoother.season, weights = fit->smoother.weights;
    double alpha = LEAST + (MOST - LEAST) * x[0];
    double sum = fit->smoother.method == TTR_BASELINE_ADDITIVE ? 0 : season;

    smoothing->alpha = alpha;
    smoothing->beta = fmin(LEAST + (alpha - LEAST) * x[1], alpha);
    smoothing->gamma = 0;
    smoothing->level = x[weights];
    smoothing->trend = x[weights + 1];
    if (season == 0)
        return;
    smoothing->gamma = fmin(LEAST + (1 - alpha - LEAST) * x[2], 1 - alpha);
    for (uint32_t i = 0; i + 1 < season; i++) {
        seasons[i] = x[weights + 2 + i];
        sum -= seasons[i];
    }
    seasons[season - 1] = sum;
}

static void slopes_at_place(const struct ttri_fit *fit, const double *x,
                            struct slopes *slopes)
{
    const struct ttri_smoother *smoother = &fit->smoother;
    size_t unknowns = smoother->unknowns, season = smoother->season;
    uint32_t weights = smoother->weights;
    double alpha = LEAST + (MOST - LEAST) * x[0], *room = fit->room;

    memset(room, 0, (8 + season) * unknowns * sizeof *room);
    for (int i = 0; i < 3; i++, room += unknowns)
        slopes->weights[i] = room;
    slopes->level = room;
    slopes->trend = room + unknowns;
    slopes->error = room + 2 * unknowns;
    slopes->size = room + 3 * unknowns;
    slopes->crossing = room + 4 * unknowns;
    slopes->seasons = room + 5 * unknowns;
    slopes->weights[0][0] = MOST - LEAST;
    slopes->weights[1][0] = (MOST - LEAST) * x[1];
    slopes->weights[1][1] = alpha - LEAST;
    slopes->level[weights] = 1;
    slopes->trend[weights + 1] = 1;
    if (season == 0)
        return;
    slopes->weights[2][0] = -(MOST - LEAST) * x[2];
    slopes->weights[2][2] = 1 - alpha - LEAST;
    for (size_t i = 0; i + 1 < season; i++) {
        slopes->seasons[i * unknowns + weights + 2 + i] = 1;
        slopes->seasons[(season - 1) * unknowns + weights + 2 + i] = -1;
    }
}

/* ---- what is not forgotten ---- */

/* Schur and Cohn: are all roots of a polynomial (lowest power first) inside the
 * unit circle? Both arrays are overwritten. */
static bool is_stable(double *from, double *to, uint32_t degree)
{
    for (; degree > 0; degree--) {
        double ratio = from[0] / from[degree], *old = from;

        if (!(fabs(ratio) < 1))
            return false;
        for (uint32_t i = 0; i < degree; i++)
            to[i] = from[i + 1] - ratio * from[degree - 1 - i];
        from = to;
        to = old;
    }
    return true;
}

/* Hyndman, Akram and Archibald, The admissible parameter space for exponential
 * smoothing models, Ann. Inst. Stat. Math. 60 (2008). Holt's box is all inside.
 */
static bool forgets(const struct ttri_smoother *smoother,
                    const struct ttr_smoothing *smoothing, double *room)
{
    double a = smoothing->alpha, b = smoothing->beta, c = smoothing->gamma;
    uint32_t season = smoother->season;

    if (season == 0)
        return true;
    for (uint32_t i = 2; i < season; i++)
        room[i] = b;
    room[0] = 1 - a - c;
    room[1] = b + c - 1;
    room[season] = a + b - 1;
    room[season + 1] = 1;
    return is_stable(room, room + season + 2, season + 1);
}

/* ---- a history ---- */

/* As ttri_learn(), for the k-th unknown. */
static void learn_added(const struct ttr_smoothing *smoothing,
                        const struct slopes *slopes, uint32_t k, double error,
                        double *season)
{
    double base = slopes->level[k] + slopes->trend[k];
    double slope = -(base + (season ? *season : 0));

    slopes->level[k] =
        base + smoothing->alpha * slope + slopes->weights[0][k] * error;
    slopes->trend[k] += smoothing->beta * slope + slopes->weights[1][k] * error;
    if (season)
        *season += smoothing->gamma * slope + slopes->weights[2][k] * error;
    slopes->error[k] = slope;
}

static void learn_multiplied(const struct ttr_smoothing *smoothing,
                             const struct slopes *slopes, uint32_t k,
                             const struct ttri_step *step, double *season)
{
    double base = slopes->level[k] + slopes->trend[k], error = step->error;
    double size = base / step->base + *season / step->factor;
    double slope = -(1 + error) * size;
    double moved = base * error + step->base * slope;

    slopes->level[k] = base + smoothing->alpha * moved +
                       slopes->weights[0][k] * step->base * error;
    slopes->trend[k] +=
        smoothing->beta * moved + slopes->weights[1][k] * step->base * error;
    *season += smoothing->gamma * (*season * error + step->factor * slope) +
               slopes->weights[2][k] * step->factor * error;
    slopes->error[k] = slope;
    slopes->size[k] += size;
}

static void add_period(const struct ttri_fit *fit,
                       const struct ttr_smoothing *smoothing,
                       const struct ttri_step *step, double *season,
                       const struct slopes *slopes, double *normal)
{
    uint32_t unknowns = fit->smoother.unknowns;

    for (uint32_t k = 0; k < unknowns; k++) {
        double *own = season ? season + k : NULL;

        if (fit->smoother.method == TTR_BASELINE_MULTIPLICATIVE)
            learn_multiplied(smoothing, slopes, k, step, own);
        else
            learn_added(smoothing, slopes, k, step->error, own);
    }
    for (uint32_t k = 0; k < unknowns; k++) {
        slopes->crossing[k] += step->error * slopes->error[k];
        for (uint32_t j = 0; j <= k; j++)
            normal[(size_t)k * unknowns + j] +=
                slopes->error[k] * slopes->error[j];
    }
}

/* n ln(sum e^2) + 2 sum ln(expected) is n ln(sum u^2), with u = g e and g the
 * geometric mean of what was expected. */
static void finish(const struct ttri_fit *fit, const struct ttri_errors *errors,
                   const struct slopes *slopes, struct ttri_place *place)
{
    uint32_t unknowns = fit->smoother.unknowns;
    double scale = ttri_exponential(2 * errors->log_size / fit->length);

    place->value = scale * errors->squares;
    for (uint32_t k = 0; k < unknowns; k++)
        slopes->size[k] /= fit->length;
    for (uint32_t k = 0; k < unknowns; k++) {
        double size = slopes->size[k];

        place->gradient[k] =
            scale * (slopes->crossing[k] + errors->squares * size);
        for (uint32_t j = 0; j <= k; j++) {
            size_t at = (size_t)k * unknowns + j;
            double value = place->normal[at] +
                           slopes->crossing[k] * slopes->size[j] +
                           slopes->crossing[j] * size +
                           errors->squares * size * slopes->size[j];

            place->normal[at] = scale * value;
            place->normal[(size_t)j * unknowns + k] = scale * value;
        }
    }
}

void ttri_measure(const struct ttri_fit *fit, struct ttri_place *place)
{
    const struct ttri_smoother *smoother = &fit->smoother;
    size_t unknowns = smoother->unknowns, season = smoother->season;
    double *own = fit->room + (8 + season) * unknowns;
    struct ttr_smoothing smoothing = {0};
    struct ttri_state state = {.seasons = own};
    struct ttri_errors errors = {0, 0};
    struct slopes slopes;

    place->value = INFINITY;
    ttri_at_place(fit, place->x, &smoothing, own);
    if (!forgets(smoother, &smoothing, own + season))
        return;
    slopes_at_place(fit, place->x, &slopes);
    memset(place->normal, 0, unknowns * unknowns * sizeof *place->normal);
    state.level = smoothing.level;
    state.trend = smoothing.trend;
    for (uint32_t i = 0; i < fit->length; i++) {
        struct ttri_step step = ttri_expect(smoother, &state);
        double *turn =
            season > 0 ? slopes.seasons + state.next * unknowns : NULL;

        if (smoother->method == TTR_BASELINE_MULTIPLICATIVE) {
            if (!(step.base > 0 && step.factor > 0))
                return;
            errors.log_size += ttri_logarithm(step.expected);
        }
        ttri_learn(smoother, &smoothing, fit->history[i], &step, &state);
        errors.squares += step.error * step.error;
        add_period(fit, &smoothing, &step, turn, &slopes, place->normal);
    }
    if (isfinite(errors.squares))
        finish(fit, &errors, &slopes, place);
}
