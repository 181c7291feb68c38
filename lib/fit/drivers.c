/* What the unknowns make of the numbers that are in doubt: their laws. A number
 * grows with a standard normal, which is a sum of draws, and so normal after
 * the fit too: a quantile of the number is the number at the quantile of the
 * normal. */
#include <math.h>

#include "fit/calibration.h"
#include "fit/equations.h"
#include "math/normal.h"

/* What the equations give. */
enum {
    NORMAL,
    ABOVE,
    VALUES
};

/* The squared weights of a standard normal add up to 1 but for this. */
#define ROUNDING 1e-9

struct finding {
    struct ttr_calibration *calibration;
    struct ttri_map unknown; /* those drawn once, by name */
    const struct ttri_doubtful *doubtful;
    struct ttri_equations equations;
    uint32_t draws;  /* behind the number, as the next two */
    uint32_t *index; /* among the unknowns, or TTRI_NONE */
    double *weight;
    struct ttr_error *error;
};

/* ---- the normal ---- */

/* The sum's weights are what it is where one draw is 1 and all others are 0. */
static void weigh(const struct finding *finding, uint32_t first)
{
    const struct ttri_equations *equations = &finding->equations;
    uint32_t count = finding->draws - first;

    count = count < TTRI_LANES ? count : TTRI_LANES;
    for (uint32_t i = 0; i < count; i++)
        ttri_equations_put(equations, first + i, i, 1.0);
    ttri_equations_run(equations);
    for (uint32_t i = 0; i < count; i++) {
        finding->weight[first + i] =
            ttri_equations_read(equations, NORMAL, 0)[i];
        ttri_equations_put(equations, first + i, i, 0.0);
    }
}

/* Is the normal a sum of draws, at least one of which the figures speak of? One
 * of a t copula is none: its mixing alone moves nothing. */
static bool is_fitted(const struct finding *finding)
{
    double squares = 0.0;
    bool known = false;

    for (uint32_t i = 0; i < finding->draws; i++) {
        if (finding->weight[i] == 0.0)
            return false;
        squares += finding->weight[i] * finding->weight[i];
        known = known || finding->index[i] != TTRI_NONE;
    }
    return known && fabs(squares - 1.0) < ROUNDING;
}

static ttr_status find_draws(struct finding *finding)
{
    const struct ttri_memory *memory = &finding->calibration->memory;
    const struct ttri_plan *plan = finding->equations.plan;
    uint32_t draws = ttri_plan_draws(plan);

    finding->draws = draws;
    finding->index = ttri_clear(memory, draws, sizeof *finding->index);
    finding->weight = ttri_clear(memory, draws, sizeof *finding->weight);
    if (finding->index == NULL || finding->weight == NULL)
        return ttri_no_memory(finding->error, "calibration");
    for (uint32_t i = 0; i < draws; i++) {
        if (i % TTRI_LANES == 0)
            weigh(finding, i);
        finding->index[i] = ttri_map_find(&finding->unknown,
                                          ttri_plan_draw(plan, i)->draw->name);
    }
    return TTR_OK;
}

/* ---- quantiles ---- */

/* The number where its normal is `normal`. */
static void put_normal(const struct finding *finding, uint32_t lane,
                       double normal)
{
    for (uint32_t i = 0; i < finding->draws; i++)
        ttri_equations_put(&finding->equations, i, lane,
                           finding->weight[i] * normal);
}

static double number_at(const struct finding *finding, uint32_t lane)
{
    const struct ttri_doubtful *doubtful = finding->doubtful;
    const double *above = ttri_equations_read(&finding->equations, ABOVE, 0);

    return ttri_off_scale(doubtful->scale, doubtful->centre + above[lane]);
}

static void find_quantiles(const struct finding *finding,
                           struct ttri_fit_driver *driver)
{
    const struct ttr_calibration *calibration = finding->calibration;
    double mean = 0.0;
    double deviation =
        sqrt(ttri_laplace_variance(&calibration->laplace, finding->draws,
                                   finding->index, finding->weight));

    for (uint32_t i = 0; i < finding->draws; i++)
        if (finding->index[i] != TTRI_NONE)
            mean += finding->weight[i] * calibration->mode[finding->index[i]];
    for (uint32_t q = 0; q < TTRI_FIT_QUANTILES; q++) {
        double normal = ttri_normal_quantile(0.1 + 0.4 * q);

        put_normal(finding, q, normal);
        put_normal(finding, TTRI_FIT_QUANTILES + q, mean + deviation * normal);
    }
    ttri_equations_run(&finding->equations);
    for (uint32_t q = 0; q < TTRI_FIT_QUANTILES; q++) {
        driver->before[q] = number_at(finding, q);
        driver->fitted[q] = number_at(finding, TTRI_FIT_QUANTILES + q);
    }
}

/* ---- all ---- */

static ttr_status add_driver(struct finding *finding)
{
    struct ttr_calibration *calibration = finding->calibration;
    const struct ttri_doubtful *doubtful = finding->doubtful;
    struct ttri_fit_driver *driver =
        &calibration->driver[calibration->state.drivers];
    ttr_status status = find_draws(finding);

    if (status != TTR_OK || !is_fitted(finding))
        return status;
    driver->name = doubtful->name;
    driver->unit = doubtful->unit;
    find_quantiles(finding, driver);
    calibration->state.drivers++;
    return TTR_OK;
}

static ttr_status find_driver(struct finding *finding)
{
    const struct ttri_memory *memory = &finding->calibration->memory;
    const ttri_value values[VALUES] = {[NORMAL] = finding->doubtful->normal,
                                       [ABOVE] = finding->doubtful->above};
    ttr_status status =
        ttri_equations_open(finding->calibration->program, VALUES, values,
                            &finding->equations, finding->error);

    finding->index = NULL;
    finding->weight = NULL;
    if (status == TTR_OK)
        status = add_driver(finding);
    ttri_release(memory, finding->index);
    ttri_release(memory, finding->weight);
    ttri_equations_close(memory, &finding->equations);
    return status;
}

static bool name_unknowns(struct finding *finding)
{
    const struct ttr_calibration *calibration = finding->calibration;
    bool named = true;

    for (uint32_t i = 0; named && i < calibration->draws; i++)
        if (calibration->period_name[i][0] == '\0')
            named = ttri_map_put(&calibration->memory, &finding->unknown,
                                 calibration->name[i], i) != NULL;
    return named;
}

ttr_status ttri_fit_find_drivers(struct ttr_calibration *calibration,
                                 struct ttr_error *error)
{
    const struct ttri_doubtfuls *doubtfuls = &calibration->program->doubtfuls;
    struct finding finding = {.calibration = calibration, .error = error};
    ttr_status status = TTR_OK;

    calibration->driver = ttri_clear(&calibration->memory, doubtfuls->count,
                                     sizeof *calibration->driver);
    if (calibration->driver == NULL || !name_unknowns(&finding))
        status = ttri_no_memory(error, "calibration");
    for (uint32_t i = 0; status == TTR_OK && i < doubtfuls->count; i++) {
        finding.doubtful = &doubtfuls->number[i];
        status = find_driver(&finding);
    }
    ttri_map_clear(&calibration->memory, &finding.unknown);
    return status;
}
