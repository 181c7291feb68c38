/* Drivers and laws as text. */
#include <math.h>

#include "document/reader.h"
#include "document/save.h"

/* ---- laws ---- */

static void save_truncation(struct ttri_json_writer *json,
                            const struct ttr_law *law)
{
    if (!isfinite(law->low) && !isfinite(law->high))
        return;
    ttri_json_open(json, "truncation", '{');
    if (isfinite(law->low))
        ttri_json_number(json, "low", law->low);
    if (isfinite(law->high))
        ttri_json_number(json, "high", law->high);
    ttri_json_close(json);
}

/* The form says which of a, b, c, d and the lists the law has. */
void ttri_save_law(struct ttri_saver *saver, const char *key,
                   const struct ttr_law *law)
{
    struct ttri_json_writer *json = &saver->json;
    const struct ttri_form *form = ttri_law_forms[law->kind];
    const double numbers[] = {law->a, law->b, law->c, law->d};
    const double *lists[] = {law->values, law->weights};
    uint32_t number = law->kind == TTR_LAW_MIXTURE, list = 0;
    ttri_json_open(json, key, '{');
    ttri_json_text(json, "type", ttri_law_name(law->kind));
    for (uint32_t i = 1; i < form->count; i++) {
        const struct ttri_field *field = &form->fields[i];
        if (field->types == TTRI_JSON_NUMBER)
            ttri_json_number(json, field->key, numbers[number++]);
        else if (field->types == TTRI_JSON_LIST)
            ttri_json_numbers(json, field->key, lists[list++], law->count);
    }
    save_truncation(json, law);
    ttri_json_close(json);
}

/* ---- what is not known ---- */

static bool is_told(const struct ttri_doubt *doubt)
{
    return doubt->kind == TTRI_DOUBT_RANGE || doubt->kind == TTRI_DOUBT_LAW;
}

static void save_range(struct ttri_json_writer *json, const char *key,
                       const struct ttri_doubt *doubt)
{
    ttri_json_open(json, key, '{');
    ttri_json_number(json, "low", doubt->low);
    ttri_json_number(json, "high", doubt->high);
    ttri_json_number(json, "probability", doubt->probability);
    ttri_json_close(json);
}

static void save_doubt(struct ttri_saver *saver, const struct ttri_doubt *doubt)
{
    struct ttri_json_writer *json = &saver->json;
    if (doubt->kind == TTRI_DOUBT_CERTAIN)
        ttri_json_text(json, "range", "none");
    if (doubt->kind == TTRI_DOUBT_LAW)
        ttri_save_law(saver, "law", &doubt->law);
    if (doubt->kind == TTRI_DOUBT_RANGE)
        save_range(json, "range", doubt);
}

/* ---- curves ---- */

static void save_parameter(struct ttri_saver *saver, const char *key,
                           double value, const struct ttri_doubt *doubt)
{
    if (!is_told(doubt)) {
        ttri_json_number(&saver->json, key, value);
        return;
    }
    ttri_json_open(&saver->json, key, '{');
    ttri_json_number(&saver->json, "value", value);
    save_doubt(saver, doubt);
    ttri_json_close(&saver->json);
}

static void save_formula(struct ttri_saver *saver, const ttr_driver *driver)
{
    const struct ttri_form *form = ttri_curve_forms[driver->curve];
    uint32_t parameters = form->count - 1; /* the last is the date */
    ttri_json_open(&saver->json, form->name, '{');
    for (uint32_t i = 0; i < parameters; i++)
        save_parameter(saver, form->fields[i].key, driver->parameter[i],
                       &driver->parameter_doubt[i]);
    ttri_json_date_if(&saver->json, form->fields[parameters].key, driver->date);
    ttri_json_close(&saver->json);
}

static void save_knots(struct ttri_json_writer *json, const ttr_driver *driver)
{
    ttri_json_open(json, "knots", '[');
    for (uint32_t i = 0; i < driver->points; i++) {
        ttri_json_open(json, NULL, '[');
        ttri_json_date_if(json, NULL, driver->dates[i]);
        ttri_json_number(json, NULL, driver->values[i]);
        ttri_json_close(json);
    }
    ttri_json_close(json);
}

static void save_curve(struct ttri_saver *saver, const ttr_driver *driver)
{
    switch (driver->curve) {
    case TTRI_CURVE_NONE:
        if (!is_told(&driver->doubt))
            ttri_json_number(&saver->json, "value", 0);
        break;
    case TTRI_CURVE_CONSTANT:
        ttri_json_number(&saver->json, "value", driver->parameter[0]);
        break;
    case TTRI_CURVE_KNOTS:
        save_knots(&saver->json, driver);
        break;
    case TTRI_CURVE_SERIES:
        ttri_json_numbers(&saver->json, "series", driver->values,
                          driver->points);
        break;
    default:
        save_formula(saver, driver);
    }
}

/* ---- the rest ---- */

static void save_movable(struct ttri_json_writer *json,
                         const ttr_driver *driver)
{
    if (driver->movables == 0)
        return;
    ttri_json_open(json, "movable", '[');
    for (uint32_t i = 0; i < driver->movables; i++) {
        ttri_json_open(json, NULL, '{');
        ttri_json_date_if(json, "first", driver->movable[i].first);
        ttri_json_number(json, "days", driver->movable[i].days);
        ttri_json_number(json, "multiplier", driver->movable[i].multiplier);
        ttri_json_close(json);
    }
    ttri_json_close(json);
}

static bool has_noise(const ttr_driver *driver)
{
    return driver->volatility > 0 || driver->reversion > 0;
}

static void save_noise(struct ttri_json_writer *json, const ttr_driver *driver)
{
    if (!has_noise(driver))
        return;
    ttri_json_open(json, "noise", '{');
    ttri_json_number(json, "volatility", driver->volatility);
    ttri_json_number(json, "reversion", driver->reversion);
    ttri_json_close(json);
}

static void save_loadings(struct ttri_json_writer *json,
                          const ttr_driver *driver)
{
    if (driver->loadings == 0)
        return;
    ttri_json_open_named(json, "loadings", '[');
    for (uint32_t i = 0; i < driver->loadings; i++) {
        ttri_json_open(json, NULL, '{');
        ttri_json_text(json, "factor", driver->loading[i].factor);
        ttri_json_number(json, "loading", driver->loading[i].loading);
        ttri_json_number(json, "lag", driver->loading[i].lag);
        ttri_json_close(json);
    }
    ttri_json_close(json);
}

static void save_evidence(struct ttri_json_writer *json,
                          const ttr_driver *driver)
{
    const char grade[] = {driver->grade, '\0'};
    ttri_json_text_if(json, "grade", grade);
    ttri_json_text_if(json, "source", driver->source);
    ttri_json_date_if(json, "date", driver->evidence_date);
    ttri_json_text_if(json, "note", driver->note);
}

static void save_object(struct ttri_saver *saver, const char *key,
                        const ttr_driver *driver)
{
    struct ttri_json_writer *json = &saver->json;
    ttri_json_open(json, key, '{');
    save_curve(saver, driver);
    if (driver->seasons)
        ttri_json_numbers(json, "seasonality", driver->season, driver->seasons);
    if (is_told(&driver->season_doubt))
        save_range(json, "seasonality_range", &driver->season_doubt);
    save_movable(json, driver);
    ttri_json_date_if(json, "launch", driver->launch);
    ttri_json_date_if(json, "end", driver->end);
    if (driver->real)
        ttri_json_truth(json, "real", true);
    save_doubt(saver, &driver->doubt);
    save_noise(json, driver);
    save_loadings(json, driver);
    save_evidence(json, driver);
    ttri_json_close(json);
}

static bool has_text(const char *text)
{
    return text && *text;
}

static bool is_number(const ttr_driver *driver)
{
    bool flat = driver->curve == TTRI_CURVE_CONSTANT ||
                driver->curve == TTRI_CURVE_NONE;
    bool plain = !driver->seasons && !driver->movables && !driver->launch &&
                 !driver->end && !driver->real && !driver->loadings &&
                 !has_noise(driver);
    bool bare = !driver->grade && !driver->evidence_date &&
                !has_text(driver->source) && !has_text(driver->note);
    return flat && plain && bare && driver->doubt.kind == TTRI_DOUBT_DEFAULT;
}

void ttri_save_driver(struct ttri_saver *saver, const char *key,
                      const ttr_driver *driver)
{
    if (is_number(driver))
        ttri_json_number(&saver->json, key, driver->parameter[0]);
    else
        save_object(saver, key, driver);
}
