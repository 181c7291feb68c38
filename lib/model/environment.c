/* The environment as a handle: its drivers, the macro cycle, tastes, and what
 * moves together. Events and technologies are in event.c. */
#include "model/environment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/copula.h"
#include "model/outside.h"

#define MOST_CORRELATED 1024
/* Room for rounding in a matrix that a host computed. */
#define MATRIX_TOLERANCE 1e-9

/* ---- schema ---- */

static const struct ttri_driver_def drivers[] = {
    {"inflation", "1/year", TTRI_R, 0, 0,
     "annual inflation rate, effective; moves what is marked real", ""},
    {"fx", "reporting/local", TTRI_P, 0, 1,
     "exchange rate, average of the period: for flows", "IAS 21.40"},
    {"fx_end", "reporting/local", TTRI_P, 0, 1,
     "exchange rate at the period's end, for balances; where none is given, "
     "the curve of fx read there",
     "IAS 21.39"},
};

const struct ttri_schema ttri_environment_schema = {
    .model = TTR_MODEL_ENVIRONMENT,
    .name = "environment",
    .drivers = drivers,
    .driver_count = TTRI_COUNT(drivers),
};

/* ---- life ---- */

ttr_status ttr_environment_new(const struct ttr_allocator *allocator,
                               ttr_environment **environment,
                               struct ttr_error *error)
{
    struct ttri_memory memory;
    ttr_environment *made;
    ttr_status status;

    if (environment == NULL)
        return ttri_null_argument(error, "ttr_environment_new", "environment");
    status = ttri_memory_init(&memory, allocator, error);
    if (status != TTR_OK)
        return status;
    made = ttri_clear(&memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, "environment");
    status =
        ttri_component_init(&made->component, allocator,
                            &ttri_environment_schema, "environment", error);
    if (status != TTR_OK) {
        ttri_release(&memory, made);
        return status;
    }
    made->same_driver[0] = made->same_driver[1] = TTRI_SAME_DRIVER;
    *environment = made;
    return TTR_OK;
}

ttr_environment *ttr_environment_ref(ttr_environment *environment)
{
    if (environment != NULL)
        ttri_reference(&environment->component.references);
    return environment;
}

static void clear_preference(const struct ttri_memory *memory,
                             struct ttri_preference *preference)
{
    ttri_release(memory, preference->name);
    ttri_region_set_clear(memory, &preference->regions);
}

static void clear_correlation(const struct ttri_memory *memory,
                              struct ttri_correlation *correlation)
{
    for (uint32_t i = 0; correlation->driver != NULL && i < correlation->count;
         i++)
        ttri_release(memory, correlation->driver[i]);
    ttri_release(memory, correlation->driver);
    ttri_release(memory, correlation->matrix);
}

void ttr_environment_unref(ttr_environment *environment)
{
    struct ttri_memory memory;

    if (environment == NULL ||
        !ttri_unreference(&environment->component.references))
        return;
    memory = environment->component.memory;
    for (uint32_t i = 0; i < environment->events; i++)
        ttri_event_clear(&memory, &environment->event[i]);
    for (uint32_t i = 0; i < environment->technologies; i++)
        ttri_technology_clear(&memory, &environment->technology[i]);
    for (uint32_t i = 0; i < environment->preferences; i++)
        clear_preference(&memory, &environment->preference[i]);
    for (uint32_t i = 0; i < environment->correlations; i++)
        clear_correlation(&memory, &environment->correlation[i]);
    ttri_release(&memory, environment->event);
    ttri_release(&memory, environment->technology);
    ttri_release(&memory, environment->preference);
    ttri_release(&memory, environment->correlation);
    ttri_component_clear(&environment->component);
    ttri_release(&memory, environment);
}

/* ---- drivers ---- */

ttr_status ttr_environment_set(ttr_environment *environment, const char *region,
                               const char *key, double value,
                               struct ttr_error *error)
{
    if (environment == NULL)
        return ttri_null_argument(error, "ttr_environment_set", "environment");
    if (key == NULL)
        return ttri_null_argument(error, "ttr_environment_set", "key");
    return ttri_component_set_value(&environment->component, region, key, value,
                                    error);
}

ttr_status ttr_environment_set_driver(ttr_environment *environment,
                                      const char *region, const char *key,
                                      const ttr_driver *driver,
                                      struct ttr_error *error)
{
    if (environment == NULL)
        return ttri_null_argument(error, "ttr_environment_set_driver",
                                  "environment");
    if (key == NULL)
        return ttri_null_argument(error, "ttr_environment_set_driver", "key");
    if (driver == NULL)
        return ttri_null_argument(error, "ttr_environment_set_driver",
                                  "driver");
    return ttri_component_set(&environment->component, region, key, driver,
                              error);
}

/* ---- macro cycle ---- */

static ttr_status check_macro(const struct ttr_macro *macro,
                              struct ttr_error *error)
{
    ttr_status status =
        ttri_check_number(error, "environment/macro", "to_recession_per_year",
                          macro->to_recession_per_year, TTRI_NOT_NEGATIVE);

    if (status == TTR_OK)
        status = ttri_check_number(
            error, "environment/macro", "to_expansion_per_year",
            macro->to_expansion_per_year, TTRI_NOT_NEGATIVE);
    if (status == TTR_OK)
        status =
            ttri_check_number(error, "environment/macro", "growth_expansion",
                              macro->growth_expansion, TTRI_FINITE);
    if (status == TTR_OK)
        status =
            ttri_check_number(error, "environment/macro", "growth_recession",
                              macro->growth_recession, TTRI_FINITE);
    return status;
}

ttr_status ttr_environment_set_macro(ttr_environment *environment,
                                     const struct ttr_macro *macro,
                                     struct ttr_error *error)
{
    ttr_status status;

    if (environment == NULL)
        return ttri_null_argument(error, "ttr_environment_set_macro",
                                  "environment");
    if (macro == NULL)
        return ttri_null_argument(error, "ttr_environment_set_macro", "macro");
    status = ttri_check_size(error, "ttr_macro", macro->struct_size,
                             sizeof *macro, sizeof *macro);
    if (status == TTR_OK)
        status = check_macro(macro, error);
    if (status != TTR_OK)
        return status;
    if (macro->start < TTR_MACRO_STATIONARY ||
        macro->start > TTR_MACRO_RECESSION)
        return ttri_fail_number(error, TTR_E_ARGUMENT,
                                "environment/macro/start",
                                "must be one of TTR_MACRO_", macro->start);
    if (macro->start == TTR_MACRO_STATIONARY &&
        macro->to_recession_per_year + macro->to_expansion_per_year == 0)
        return ttri_fail(error, TTR_E_RANGE, "environment/macro/start",
                         "must name a state: without rates there is no "
                         "stationary law",
                         NULL);
    environment->macro = *macro;
    environment->has_macro = true;
    return TTR_OK;
}

/* ---- preference ---- */

static ttr_status check_factor(const ttr_environment *environment,
                               const char *name, struct ttr_error *error)
{
    ttr_status status = ttri_check_name(error, "environment/preference", name);
    bool taken;

    if (status != TTR_OK)
        return status;
    taken = strcmp(name, "macro") == 0;
    for (uint32_t i = 0; i < environment->preferences; i++)
        taken = taken || strcmp(environment->preference[i].name, name) == 0;
    return taken ? ttri_fail(error, TTR_E_DUPLICATE, "environment/preference",
                             "must have a name that no factor has yet", name)
                 : TTR_OK;
}

static ttr_status keep_preference(ttr_environment *environment,
                                  struct ttri_preference preference,
                                  struct ttr_error *error)
{
    const struct ttri_memory *memory = &environment->component.memory;

    if (preference.name != NULL &&
        ttri_grow(memory, &environment->preference, environment->preferences,
                  &environment->preference_capacity, sizeof preference)) {
        environment->preference[environment->preferences++] = preference;
        return TTR_OK;
    }
    clear_preference(memory, &preference);
    return ttri_no_memory(error, "environment/preference");
}

ttr_status ttr_environment_add_preference(ttr_environment *environment,
                                          const char *name,
                                          const char *const *regions,
                                          uint32_t region_count,
                                          double volatility, double reversion,
                                          struct ttr_error *error)
{
    struct ttri_preference preference = {.volatility = volatility,
                                         .reversion = reversion};
    char path[TTRI_OUTSIDE_PATH];
    ttr_status status;

    if (environment == NULL)
        return ttri_null_argument(error, "ttr_environment_add_preference",
                                  "environment");
    status = check_factor(environment, name, error);
    if (status != TTR_OK)
        return status;
    snprintf(path, sizeof path, "environment/preference/%s", name);
    status = ttri_check_number(error, path, "volatility", volatility,
                               TTRI_NOT_NEGATIVE);
    if (status == TTR_OK)
        status = ttri_check_number(error, path, "reversion", reversion,
                                   TTRI_NOT_NEGATIVE);
    if (status == TTR_OK)
        status = ttri_region_set_init(&environment->component.memory, regions,
                                      region_count, path, &preference.regions,
                                      error);
    if (status != TTR_OK)
        return status;
    preference.name = ttri_copy_text(&environment->component.memory, name);
    return keep_preference(environment, preference, error);
}

/* ---- correlation ---- */

struct matrix {
    uint32_t count;
    const char *const *drivers;
    const double *cell; /* row by row */
};

static ttr_status check_cells(const struct matrix *matrix,
                              struct ttr_error *error)
{
    const char *path = "environment/correlations/matrix";

    for (uint32_t i = 0; i < matrix->count; i++)
        for (uint32_t j = 0; j < matrix->count; j++) {
            double rho = matrix->cell[(size_t)i * matrix->count + j];
            double mirrored = matrix->cell[(size_t)j * matrix->count + i];

            if (!(fabs(rho) <= 1 + MATRIX_TOLERANCE))
                return ttri_fail_number(error, TTR_E_RANGE, path,
                                        "must be within [-1, 1]", rho);
            if (i == j && !(fabs(rho - 1) <= MATRIX_TOLERANCE))
                return ttri_fail_number(error, TTR_E_RANGE, path,
                                        "must have 1 on its diagonal", rho);
            if (!(fabs(rho - mirrored) <= MATRIX_TOLERANCE))
                return ttri_fail_number(error, TTR_E_RANGE, path,
                                        "must be symmetric", rho);
        }
    return TTR_OK;
}

static bool has_driver(const ttr_environment *environment, int32_t kind,
                       const char *driver)
{
    for (uint32_t i = 0; i < environment->correlations; i++) {
        const struct ttri_correlation *other = &environment->correlation[i];

        for (uint32_t j = 0; other->kind == kind && j < other->count; j++)
            if (strcmp(other->driver[j], driver) == 0)
                return true;
    }
    return false;
}

static ttr_status check_correlated(const ttr_environment *environment,
                                   int32_t kind, const struct matrix *matrix,
                                   struct ttr_error *error)
{
    const char *path = "environment/correlations/drivers";

    for (uint32_t i = 0; i < matrix->count; i++) {
        const char *driver = matrix->drivers[i];
        ttr_status status = ttri_check_target(error, path, driver);
        bool taken;

        if (status != TTR_OK)
            return status;
        taken = has_driver(environment, kind, driver);
        for (uint32_t j = 0; j < i; j++)
            taken = taken || strcmp(matrix->drivers[j], driver) == 0;
        if (taken)
            return ttri_fail(error, TTR_E_DUPLICATE, path,
                             "must name a driver once for each kind", driver);
    }
    return TTR_OK;
}

static ttr_status check_correlation(const ttr_environment *environment,
                                    int32_t kind, double freedom,
                                    const struct matrix *matrix,
                                    struct ttr_error *error)
{
    ttr_status status;

    if (kind != TTR_CORRELATION_LEVEL && kind != TTR_CORRELATION_INNOVATION)
        return ttri_fail_number(error, TTR_E_ARGUMENT,
                                "environment/correlations/kind",
                                "must be one of TTR_CORRELATION_", kind);
    if (matrix->count < 2 || matrix->count > MOST_CORRELATED)
        return ttri_fail_number(error, TTR_E_ARGUMENT,
                                "environment/correlations/drivers",
                                "must be 2 to 1024", matrix->count);
    if (matrix->drivers == NULL)
        return ttri_null_argument(error, "ttr_environment_add_correlation",
                                  "drivers");
    if (matrix->cell == NULL)
        return ttri_null_argument(error, "ttr_environment_add_correlation",
                                  "matrix");
    /* At 2 and below, Student's t law has no variance. */
    if (freedom != 0 && !(freedom > 2 && freedom <= TTRI_MOST_FREEDOM))
        return ttri_fail_number(error, TTR_E_RANGE,
                                "environment/correlations/freedom",
                                "must be 0 or within (2, 1e6]", freedom);
    status = check_correlated(environment, kind, matrix, error);
    return status == TTR_OK ? check_cells(matrix, error) : status;
}

/* Exactly symmetric, whatever rounding there was. */
static bool copy_matrix(const struct ttri_memory *memory,
                        const struct matrix *matrix,
                        struct ttri_correlation *copy)
{
    size_t n = matrix->count;
    bool complete;

    copy->driver = ttri_clear(memory, n, sizeof *copy->driver);
    copy->matrix = ttri_clear(memory, n * n, sizeof *copy->matrix);
    complete = copy->driver != NULL && copy->matrix != NULL;
    for (size_t i = 0; complete && i < n; i++) {
        copy->driver[i] = ttri_copy_text(memory, matrix->drivers[i]);
        complete = copy->driver[i] != NULL;
        for (size_t j = 0; j <= i; j++) {
            double rho = fmax(-1, fmin(1, matrix->cell[i * n + j]));

            copy->matrix[i * n + j] = copy->matrix[j * n + i] =
                i == j ? 1 : rho;
        }
    }
    return complete;
}

ttr_status ttr_environment_add_correlation(ttr_environment *environment,
                                           int32_t kind, double freedom,
                                           uint32_t count,
                                           const char *const *drivers_named,
                                           const double *cells,
                                           struct ttr_error *error)
{
    const struct matrix matrix = {count, drivers_named, cells};
    struct ttri_correlation copy = {
        .kind = kind, .freedom = freedom, .count = count};
    const struct ttri_memory *memory;
    ttr_status status;

    if (environment == NULL)
        return ttri_null_argument(error, "ttr_environment_add_correlation",
                                  "environment");
    status = check_correlation(environment, kind, freedom, &matrix, error);
    if (status != TTR_OK)
        return status;
    memory = &environment->component.memory;
    if (copy_matrix(memory, &matrix, &copy) &&
        ttri_grow(memory, &environment->correlation, environment->correlations,
                  &environment->correlation_capacity, sizeof copy)) {
        environment->correlation[environment->correlations++] = copy;
        return TTR_OK;
    }
    clear_correlation(memory, &copy);
    return ttri_no_memory(error, "environment/correlations");
}

ttr_status ttr_environment_set_region_correlation(ttr_environment *environment,
                                                  int32_t kind,
                                                  double correlation,
                                                  struct ttr_error *error)
{
    if (environment == NULL)
        return ttri_null_argument(
            error, "ttr_environment_set_region_correlation", "environment");
    if (kind != TTR_CORRELATION_LEVEL && kind != TTR_CORRELATION_INNOVATION)
        return ttri_fail_number(error, TTR_E_ARGUMENT,
                                "environment/region_correlation",
                                "must be one of TTR_CORRELATION_", kind);
    if (!(correlation >= 0 && correlation <= 1))
        return ttri_fail_number(error, TTR_E_RANGE,
                                "environment/region_correlation",
                                "must be within [0, 1]", correlation);
    environment->same_driver[kind - 1] = correlation;
    return TTR_OK;
}
