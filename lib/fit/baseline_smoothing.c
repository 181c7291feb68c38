/* Exponential smoothing: its recursion, and what it makes of a history. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/block.h"
#include "fit/baseline.h"
#include "math/elementary.h"

/* Errors of this size, beside the values, are those of rounding. */
#define NO_ERROR 1e-13

struct ttri_smoother ttri_smoother_of(int32_t method, uint32_t season)
{
    if (method == TTR_BASELINE_HOLT)
        return (struct ttri_smoother){method, 0, 2, 4};
    return (struct ttri_smoother){method, season, 3, season + 4};
}

static bool multiplies(const struct ttri_smoother *smoother)
{
    return smoother->method == TTR_BASELINE_MULTIPLICATIVE;
}

struct ttri_step ttri_expect(const struct ttri_smoother *smoother,
                             const struct ttri_state *state)
{
    struct ttri_step step = {.base = state->level + state->trend};

    if (smoother->season > 0)
        step.factor = state->seasons[state->next];
    step.expected = multiplies(smoother) ? step.base * step.factor
                                         : step.base + step.factor;
    return step;
}

void ttri_learn(const struct ttri_smoother *smoother,
                const struct ttr_smoothing *smoothing, double value,
                struct ttri_step *step, struct ttri_state *state)
{
    double error = value - step->expected, base = error, season = error;

    if (multiplies(smoother)) {
        error /= step->expected;
        base = step->base * error;
        season = step->factor * error;
    }
    step->error = error;
    state->level = step->base + smoothing->alpha * base;
    state->trend += smoothing->beta * base;
    if (smoother->season == 0)
        return;
    state->seasons[state->next] = step->factor + smoothing->gamma * season;
    state->next = (state->next + 1) % smoother->season;
}

bool ttri_smooth(const struct ttri_smoother *smoother,
                 const struct ttr_smoothing *smoothing, const double *history,
                 uint32_t length, struct ttri_state *state, double *expected,
                 struct ttri_errors *errors)
{
    *errors = (struct ttri_errors){0, 0};
    for (uint32_t i = 0; i < length; i++) {
        struct ttri_step step = ttri_expect(smoother, state);

        if (multiplies(smoother)) {
            if (!(step.base > 0 && step.factor > 0))
                return false;
            errors->log_size += ttri_logarithm(step.expected);
        }
        ttri_learn(smoother, smoothing, history[i], &step, state);
        errors->squares += step.error * step.error;
        if (expected)
            expected[i] = step.expected;
    }
    return isfinite(errors->squares);
}

static double largest_of(const double *history, uint32_t length)
{
    double largest = 0;

    for (uint32_t i = 0; i < length; i++)
        largest = fmax(largest, fabs(history[i]));
    return largest;
}

void ttri_judge(const struct ttri_smoother *smoother,
                const struct ttri_errors *errors, const double *history,
                uint32_t length, struct ttr_smoothing *smoothing)
{
    double size = multiplies(smoother) ? 1 : largest_of(history, length);

    if (sqrt(errors->squares / length) <= NO_ERROR * size) {
        smoothing->deviation = 0;
        smoothing->log_likelihood = INFINITY;
        return;
    }
    smoothing->deviation =
        sqrt(errors->squares / (length - smoother->unknowns));
    smoothing->log_likelihood =
        -(length / 2.0 * ttri_logarithm(errors->squares) + errors->log_size);
}

static ttr_status check_above_0(struct ttr_error *error, const double *history,
                                uint32_t length)
{
    char path[32];

    for (uint32_t i = 0; i < length; i++)
        if (!(history[i] > 0)) {
            snprintf(path, sizeof path, "history[%u]", (unsigned)i);
            return ttri_fail_number(error, TTR_E_RANGE, path,
                                    "must be above 0 where seasons multiply",
                                    history[i]);
        }
    return TTR_OK;
}

ttr_status ttri_check_smoothed(struct ttr_error *error, const char *function,
                               const struct ttri_smoother *smoother,
                               const double *history, uint32_t length)
{
    const struct ttri_argument argument =
        ttri_numbers("history", history, length);
    uint32_t season = smoother->season, least = smoother->unknowns + 1;
    ttr_status status;

    if (smoother->method != TTR_BASELINE_HOLT &&
        (season < 2 || season > TTR_MAX_SEASON))
        return ttri_fail_number(error, TTR_E_RANGE, "season",
                                "must be within [2, 53]", season);
    status = ttri_check_arguments(error, function, &argument, 1);
    if (status)
        return status;
    least = 2 * season > least ? 2 * season : least;
    if (length < least)
        return ttri_failf(error, TTR_E_MISSING, "history",
                          "must have %u values or more (got %u)",
                          (unsigned)least, (unsigned)length);
    if (multiplies(smoother))
        return check_above_0(error, history, length);
    return TTR_OK;
}

/* ---- the interface ---- */

void ttr_smoothing_init(struct ttr_smoothing *smoothing, uint32_t struct_size)
{
    const struct ttr_smoothing defaults = {.method = TTR_BASELINE_HOLT};

    ttri_block_init(smoothing, struct_size, &defaults, sizeof defaults);
}

static ttr_status check_block(struct ttr_error *error, const char *function,
                              const struct ttr_smoothing *smoothing,
                              const double *seasons)
{
    ttr_status status;

    if (!smoothing)
        return ttri_null_argument(error, function, "smoothing");
    status = ttri_check_size(error, "ttr_smoothing", smoothing->struct_size,
                             sizeof *smoothing, sizeof *smoothing);
    if (status)
        return status;
    if (smoothing->method < TTR_BASELINE_HOLT ||
        smoothing->method > TTR_BASELINE_MULTIPLICATIVE)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "smoothing/method",
                                "must be a method of exponential smoothing",
                                smoothing->method);
    if (!seasons && smoothing->method != TTR_BASELINE_HOLT)
        return ttri_null_argument(error, function, "seasons");
    return TTR_OK;
}

ttr_status ttr_smoothing_fit(const struct ttr_allocator *allocator,
                             const double *history, uint32_t length,
                             struct ttr_smoothing *smoothing, double *seasons,
                             struct ttr_error *error)
{
    static const char function[] = "ttr_smoothing_fit";
    struct ttri_memory memory;
    ttr_status status = ttri_memory_init(&memory, allocator, error);

    if (!status)
        status = check_block(error, function, smoothing, seasons);
    if (status)
        return status;
    return ttri_smoothing_fit(&memory, function, history, length, smoothing,
                              seasons, error);
}

static ttr_status check_parameters(struct ttr_error *error,
                                   const struct ttr_smoothing *s)
{
    const struct {
        const char *path;
        double value, low, high;
        const char *rule;
    } rules[] = {
        {"smoothing/alpha", s->alpha, 0, 1, "must be within [0, 1]"},
        {"smoothing/beta", s->beta, 0, s->alpha, "must be within [0, alpha]"},
        {"smoothing/level", s->level, -TTRI_FIT_LARGEST, TTRI_FIT_LARGEST,
         "must be within [-1e100, 1e100]"},
        {"smoothing/trend", s->trend, -TTRI_FIT_LARGEST, TTRI_FIT_LARGEST,
         "must be within [-1e100, 1e100]"},
        {"smoothing/gamma", s->gamma, 0, 1 - s->alpha,
         "must be within [0, 1 - alpha]"},
    };
    uint32_t count = TTRI_COUNT(rules) - (s->method == TTR_BASELINE_HOLT);

    for (uint32_t i = 0; i < count; i++)
        if (!(rules[i].value >= rules[i].low &&
              rules[i].value <= rules[i].high))
            return ttri_fail_number(error, TTR_E_RANGE, rules[i].path,
                                    rules[i].rule, rules[i].value);
    return TTR_OK;
}

struct job {
    const char *function;
    const struct ttri_memory *memory;
    struct ttri_smoother smoother;
    const double *history;
    uint32_t length;
    double *expected; /* of our own, or NULL */
    uint32_t horizon;
    double *means, *deviations; /* likewise */
};

static ttr_status smooth_and_project(const struct job *job,
                                     struct ttri_state *state,
                                     struct ttr_smoothing *smoothing,
                                     struct ttr_error *error)
{
    const struct ttri_smoother *smoother = &job->smoother;
    struct ttri_errors errors;

    if (!ttri_smooth(smoother, smoothing, job->history, job->length, state,
                     job->expected, &errors))
        return ttri_fail(error, TTR_E_NUMERIC, "smoothing",
                         "must expect finite values, and above 0 where seasons "
                         "multiply",
                         "");
    ttri_judge(smoother, &errors, job->history, job->length, smoothing);
    if (!ttri_project(job->memory, smoother, smoothing, state, job->horizon,
                      job->means, job->deviations))
        return ttri_no_memory(error, job->function);
    for (uint32_t i = 0; i < job->horizon; i++)
        if (!isfinite(job->means[i]) || !isfinite(job->deviations[i]))
            return ttri_fail_number(error, TTR_E_NUMERIC, "horizon",
                                    "must be one with finite forecasts", i + 1);
    return TTR_OK;
}

static void copy_out(double *to, const double *from, uint32_t count)
{
    if (to && count > 0)
        memcpy(to, from, count * sizeof *to);
}

/* Results are kept apart until nothing can fail. */
static ttr_status run(struct job *job, struct ttr_smoothing *smoothing,
                      const double *seasons, double *expected, double *means,
                      double *deviations, struct ttr_error *error)
{
    uint32_t season = job->smoother.season;
    size_t size = (size_t)season + job->length + 2 * (size_t)job->horizon;
    double *room = ttri_clear(job->memory, size, sizeof *room);
    struct ttr_smoothing found = *smoothing;
    struct ttri_state state = {smoothing->level, smoothing->trend, room, 0};
    ttr_status status;

    if (!room)
        return ttri_no_memory(error, job->function);
    copy_out(room, seasons, season);
    job->expected = room + season;
    job->means = job->expected + job->length;
    job->deviations = job->means + job->horizon;
    status = smooth_and_project(job, &state, &found, error);
    if (!status) {
        copy_out(expected, job->expected, job->length);
        copy_out(means, job->means, job->horizon);
        copy_out(deviations, job->deviations, job->horizon);
        *smoothing = found;
    }
    ttri_release(job->memory, room);
    return status;
}

ttr_status ttr_smoothing_forecast(const struct ttr_allocator *allocator,
                                  const double *history, uint32_t length,
                                  struct ttr_smoothing *smoothing,
                                  const double *seasons, double *expected,
                                  uint32_t horizon, double *means,
                                  double *deviations, struct ttr_error *error)
{
    static const char function[] = "ttr_smoothing_forecast";
    struct ttri_memory memory;
    struct job job = {.function = function,
                      .memory = &memory,
                      .history = history,
                      .length = length,
                      .horizon = horizon};
    ttr_status status = ttri_memory_init(&memory, allocator, error);

    if (!status)
        status = check_block(error, function, smoothing, seasons);
    if (status)
        return status;
    job.smoother = ttri_smoother_of(smoothing->method, smoothing->season);
    const struct ttri_argument terms =
        ttri_numbers("seasons", seasons, job.smoother.season);
    status =
        ttri_check_smoothed(error, function, &job.smoother, history, length);
    if (!status)
        status = check_parameters(error, smoothing);
    if (!status && job.smoother.season > 0)
        status = ttri_check_arguments(error, function, &terms, 1);
    if (!status && horizon > 0 && (!means || !deviations))
        status =
            ttri_null_argument(error, function, means ? "deviations" : "means");
    return status ? status
                  : run(&job, smoothing, seasons, expected, means, deviations,
                        error);
}
