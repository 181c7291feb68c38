/* Curves and laws: which one, and its numbers. */
#include <string.h>

#include "document/load.h"
#include "model/driver.h"

/* ---- laws ---- */

static ttr_status law_kind(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json, int32_t *kind)
{
    struct ttri_place inside = {place, "type", 0, NULL};
    const char *names[TTRI_LAWS - 1];
    const struct ttri_node *type = ttri_node_get(json, "type");
    for (int32_t i = 1; i < TTRI_LAWS; i++)
        names[i - 1] = ttri_law_name(i);
    if (!type)
        return ttri_reader_fail(reader, TTR_E_MISSING, place,
                                "must have the key type", NULL);
    ttr_status status = ttri_read_type(reader, &inside, type, TTRI_JSON_TEXT);
    if (!status)
        status = ttri_read_choice(reader, place, json, "type", names,
                                  TTRI_LAWS - 1, kind);
    *kind += 1;
    return status;
}

/* The law's numbers go to a, b, c, d in the order of its form. */
static void law_numbers(const struct ttri_node *json,
                        const struct ttri_form *form, struct ttr_law *law)
{
    double *slot[] = {&law->a, &law->b, &law->c, &law->d};
    uint32_t used = law->kind == TTR_LAW_MIXTURE;
    law->d = law->kind == TTR_LAW_PERT ? 4 : law->kind == TTR_LAW_BETA ? 1 : 0;
    for (uint32_t i = 1; i < form->count; i++)
        if (form->fields[i].types == TTRI_JSON_NUMBER) {
            *slot[used] =
                ttri_member_number(json, form->fields[i].key, *slot[used]);
            used++;
        }
}

static ttr_status law_list(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json, const char *key,
                           struct ttr_law *law, const double **numbers)
{
    struct ttri_place inside = {place, key, 0, NULL};
    const struct ttri_node *list = ttri_node_get(json, key);
    double *read = NULL;
    ttr_status status = ttri_read_numbers(reader, &inside, list, &read);
    if (status)
        return status;
    if (law->count && law->count != ttri_node_count(list))
        status = ttri_reader_fail(reader, TTR_E_ARGUMENT, &inside,
                                  "must be as long as the other list", NULL);
    law->count = (uint32_t)ttri_node_count(list);
    *numbers = read;
    return status;
}

static ttr_status law_lists(struct ttri_reader *reader,
                            const struct ttri_place *place,
                            const struct ttri_node *json, struct ttr_law *law)
{
    if (law->kind == TTR_LAW_EMPIRICAL)
        return law_list(reader, place, json, "values", law, &law->values);
    if (law->kind != TTR_LAW_MIXTURE)
        return TTR_OK;
    ttr_status status =
        law_list(reader, place, json, "medians", law, &law->values);
    if (!status)
        status = law_list(reader, place, json, "weights", law, &law->weights);
    return status;
}

static ttr_status law_truncation(struct ttri_reader *reader,
                                 const struct ttri_place *place,
                                 const struct ttri_node *json,
                                 struct ttr_law *law)
{
    struct ttri_place inside = {place, "truncation", 0, NULL};
    const struct ttri_node *ends = ttri_node_get(json, "truncation");
    if (!ends)
        return TTR_OK;
    ttr_status status =
        ttri_read_form(reader, &inside, ends, &ttri_truncation_form);
    law->low = ttri_member_number(ends, "low", law->low);
    law->high = ttri_member_number(ends, "high", law->high);
    return status;
}

void ttri_drop_law(struct ttri_reader *reader, struct ttr_law *law)
{
    ttri_release(&reader->memory, (void *)(uintptr_t)law->values);
    ttri_release(&reader->memory, (void *)(uintptr_t)law->weights);
}

ttr_status ttri_load_law(struct ttri_reader *reader,
                         const struct ttri_place *place,
                         const struct ttri_node *json, struct ttr_law *law)
{
    ttr_law_init(law, sizeof *law);
    ttr_status status = ttri_read_type(reader, place, json, TTRI_JSON_OBJECT);
    if (!status)
        status = law_kind(reader, place, json, &law->kind);
    if (status)
        return status;
    const struct ttri_form *form = ttri_law_forms[law->kind];
    status = ttri_read_form(reader, place, json, form);
    if (status)
        return status;
    law_numbers(json, form, law);
    status = law_truncation(reader, place, json, law);
    if (!status)
        status = law_lists(reader, place, json, law);
    if (status)
        ttri_drop_law(reader, law);
    return status;
}

/* ---- curves ---- */

struct job {
    struct ttri_reader *reader;
    struct ttri_place place;      /* of the curve's key */
    const struct ttri_node *json; /* what stands there */
    ttr_driver *driver;
};

static ttr_status relay(const struct job *job, ttr_status status)
{
    return ttri_reader_relay(job->reader, status, &job->place, job->json);
}

static ttr_status parameter(const struct job *job, const char *key,
                            double *value)
{
    struct ttri_place inside = {&job->place, key, 0, NULL};
    const struct ttri_node *json = ttri_node_get(job->json, key);
    *value = ttri_node_number(json);
    if (!ttri_node_is(json, TTRI_JSON_OBJECT))
        return TTR_OK;
    ttr_status status =
        ttri_read_form(job->reader, &inside, json, &ttri_parameter_form);
    *value = ttri_member_number(json, "value", 0);
    return status;
}

static ttr_status parameter_doubt(const struct job *job, const char *key)
{
    struct ttri_place inside = {&job->place, key, 0, NULL};
    const struct ttri_node *json = ttri_node_get(job->json, key);
    if (!ttri_node_is(json, TTRI_JSON_OBJECT))
        return TTR_OK;
    return ttri_load_doubt(job->reader, &inside, json, job->driver, key);
}

static ttr_status set_curve(const struct job *job, enum ttri_curve curve,
                            const double *number, ttr_date date)
{
    struct ttr_error *error = job->reader->error;
    ttr_driver *driver = job->driver;
    switch (curve) {
    case TTRI_CURVE_EXPONENTIAL:
        return ttr_driver_set_exponential(driver, number[0], number[1], date,
                                          error);
    case TTRI_CURVE_LINEAR:
        return ttr_driver_set_linear(driver, number[0], number[1], date, error);
    case TTRI_CURVE_LOGISTIC:
        return ttr_driver_set_logistic(driver, number[0], number[1], date,
                                       error);
    case TTRI_CURVE_GOMPERTZ:
        return ttr_driver_set_gompertz(driver, number[0], number[1], date,
                                       error);
    default:
        return ttr_driver_set_bass(driver, number[0], number[1], number[2],
                                   date, error);
    }
}

static ttr_status load_formula(const struct job *job, enum ttri_curve curve)
{
    const struct ttri_form *form = ttri_curve_forms[curve];
    uint32_t parameters = form->count - 1; /* the last is the date */
    double number[TTRI_CURVE_PARAMETERS] = {0};
    ttr_date date = 0;
    ttr_status status =
        ttri_read_form(job->reader, &job->place, job->json, form);
    for (uint32_t i = 0; !status && i < parameters; i++)
        status = parameter(job, form->fields[i].key, &number[i]);
    if (!status)
        status = ttri_read_date(job->reader, &job->place, job->json,
                                form->fields[parameters].key, &date);
    if (!status)
        status = relay(job, set_curve(job, curve, number, date));
    for (uint32_t i = 0; !status && i < parameters; i++)
        status = parameter_doubt(job, form->fields[i].key);
    return status;
}

static ttr_status load_knot(const struct job *job, size_t index, ttr_date *date,
                            double *value)
{
    struct ttri_place knot = {&job->place, NULL, index, NULL};
    struct ttri_place day = {&knot, NULL, 0, NULL};
    struct ttri_place level = {&knot, NULL, 1, NULL};
    const struct ttri_node *pair = ttri_node_at(job->json, index);
    if (ttri_node_count(pair) != 2)
        return ttri_reader_refuse(job->reader, TTR_E_ARGUMENT, &knot,
                                  "must be a list of a date and a number",
                                  pair);
    const struct ttri_node *first = ttri_node_at(pair, 0);
    const struct ttri_node *second = ttri_node_at(pair, 1);
    ttr_status status =
        ttri_read_type(job->reader, &day, first, TTRI_JSON_TEXT);
    if (!status)
        status = ttri_read_date_text(job->reader, &day, first, date);
    if (!status)
        status = ttri_read_type(job->reader, &level, second, TTRI_JSON_NUMBER);
    *value = ttri_node_number(second);
    return status;
}

static ttr_status load_knots(const struct job *job)
{
    const struct ttri_memory *memory = &job->reader->memory;
    size_t count = ttri_node_count(job->json);
    ttr_date *dates = ttri_clear(memory, count, sizeof *dates);
    double *values = ttri_clear(memory, count, sizeof *values);
    ttr_status status =
        dates && values ? TTR_OK : ttri_reader_no_memory(job->reader);
    for (size_t i = 0; !status && i < count; i++)
        status = load_knot(job, i, &dates[i], &values[i]);
    if (!status)
        status =
            relay(job, ttr_driver_set_knots(job->driver, (uint32_t)count, dates,
                                            values, job->reader->error));
    ttri_release(memory, dates);
    ttri_release(memory, values);
    return status;
}

static ttr_status load_series(const struct job *job)
{
    double *values = NULL;
    ttr_status status =
        ttri_read_numbers(job->reader, &job->place, job->json, &values);
    if (status)
        return status;
    uint32_t count = (uint32_t)ttri_node_count(job->json);
    status =
        ttr_driver_set_series(job->driver, count, values, job->reader->error);
    ttri_release(&job->reader->memory, values);
    return relay(job, status);
}

static ttr_status load_one(const struct job *job, enum ttri_curve curve)
{
    if (curve == TTRI_CURVE_CONSTANT)
        return relay(job, ttr_driver_set_value(job->driver,
                                               ttri_node_number(job->json),
                                               job->reader->error));
    if (curve == TTRI_CURVE_KNOTS)
        return load_knots(job);
    if (curve == TTRI_CURVE_SERIES)
        return load_series(job);
    return load_formula(job, curve);
}

/* Which curve; none will do where a range or a law tells the level. */
static ttr_status which(struct ttri_reader *reader,
                        const struct ttri_place *place,
                        const struct ttri_node *json, enum ttri_curve *curve)
{
    uint32_t found = 0;
    *curve = TTRI_CURVE_NONE;
    for (int c = TTRI_CURVE_CONSTANT; c <= TTRI_CURVE_SERIES; c++)
        if (ttri_node_get(json, ttri_curve_name((enum ttri_curve)c))) {
            *curve = (enum ttri_curve)c;
            found++;
        }
    if (found > 1)
        return ttri_reader_fail(reader, TTR_E_CONFLICT, place,
                                "must have one curve, not several", NULL);
    if (found || ttri_node_get(json, "law") ||
        ttri_node_is(ttri_node_get(json, "range"), TTRI_JSON_OBJECT))
        return TTR_OK;
    return ttri_reader_fail(
        reader, TTR_E_MISSING, place,
        "must have one of value, exponential, linear, logistic, gompertz, "
        "bass, knots, series, range, law",
        NULL);
}

ttr_status ttri_load_curve(struct ttri_reader *reader,
                           const struct ttri_place *place,
                           const struct ttri_node *json, ttr_driver *driver)
{
    enum ttri_curve curve;
    ttr_status status = which(reader, place, json, &curve);
    if (status || curve == TTRI_CURVE_NONE)
        return status;
    const char *key = ttri_curve_name(curve);
    struct job job = {
        reader, {place, key, 0, NULL}, ttri_node_get(json, key), driver};
    return load_one(&job, curve);
}
