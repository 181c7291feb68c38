/* The environment as text. */
#include "document/save.h"

static void save_regions(struct ttri_json_writer *json,
                         const struct ttri_region_set *regions)
{
    if (regions->count == 0)
        return;
    ttri_json_open_named(json, "regions", '[');
    for (uint32_t i = 0; i < regions->count; i++)
        ttri_json_text(json, NULL, regions->name[i]);
    ttri_json_close(json);
}

/* ---- events ---- */

/* The target holds names joined by commas. */
static void save_streams(struct ttri_json_writer *json, const char *target)
{
    ttri_json_open_named(json, "streams", '[');
    while (*target) {
        char name[64];
        size_t length = 0;
        for (; *target && *target != ','; target++)
            if (length + 1 < sizeof name)
                name[length++] = *target;
        name[length] = '\0';
        ttri_json_text(json, NULL, name);
        target += *target == ',';
    }
    ttri_json_close(json);
}

static void save_scope(struct ttri_json_writer *json,
                       const struct ttri_event *event)
{
    if (event->given.scope == TTR_SCOPE_AUDIENCE) {
        ttri_json_text(json, "scope", "audience");
        return;
    }
    ttri_json_open(json, "scope", '{');
    if (event->given.scope == TTR_SCOPE_STREAM)
        save_streams(json, event->target);
    else
        ttri_json_text(json, "driver", event->target);
    ttri_json_close(json);
}

static void save_when(struct ttri_json_writer *json,
                      const struct ttr_event *event)
{
    ttri_json_date_if(json, "date", event->date);
    if (event->probability < 1)
        ttri_json_number(json, "probability", event->probability);
    if (event->hazard_per_year > 0)
        ttri_json_number(json, "hazard_per_year", event->hazard_per_year);
}

static void save_severity(struct ttri_saver *saver,
                          const struct ttri_event *event)
{
    if (event->severity.kind != TTRI_DOUBT_LAW) {
        ttri_json_number(&saver->json, "severity", event->given.severity);
        return;
    }
    ttri_json_open(&saver->json, "severity", '{');
    ttri_save_law(saver, "law", &event->severity.law);
    ttri_json_close(&saver->json);
}

static void save_end(struct ttri_json_writer *json,
                     const struct ttr_event *event)
{
    if (event->duration_days == 0) {
        ttri_json_text(json, "end", "absorbing");
        return;
    }
    ttri_json_open(json, "end", '{');
    ttri_json_number(json, "days", event->duration_days);
    if (event->half_life_days > 0)
        ttri_json_number(json, "half_life_days", event->half_life_days);
    ttri_json_close(json);
}

static void save_event(struct ttri_saver *saver, const struct ttri_event *event)
{
    struct ttri_json_writer *json = &saver->json;
    const char grade[] = {event->given.grade, '\0'};
    ttri_json_open(json, NULL, '{');
    ttri_json_text(json, "name", event->name);
    save_regions(json, &event->regions);
    save_scope(json, event);
    save_when(json, &event->given);
    save_severity(saver, event);
    if (event->given.lag_days)
        ttri_json_number(json, "lag_days", event->given.lag_days);
    save_end(json, &event->given);
    ttri_json_text_if(json, "source", event->source);
    ttri_json_text_if(json, "grade", grade);
    ttri_json_close(json);
}

/* ---- technology, preference, macro cycle, correlation ---- */

static void save_technology(struct ttri_saver *saver,
                            const struct ttri_technology *technology)
{
    struct ttri_json_writer *json = &saver->json;
    bool diffusion = technology->given.rate > 0;
    ttri_json_open(json, NULL, '{');
    ttri_json_text(json, "name", technology->name);
    ttri_json_text(json, "driver", technology->target);
    save_regions(json, &technology->regions);
    ttri_json_number(json, "size", technology->given.size);
    ttri_json_date_if(json, "date", technology->given.date);
    ttri_json_text(json, "kind", diffusion ? "diffusion" : "step");
    if (diffusion)
        ttri_json_number(json, "rate", technology->given.rate);
    ttri_json_close(json);
}

static void save_preference(struct ttri_saver *saver,
                            const struct ttri_preference *preference)
{
    struct ttri_json_writer *json = &saver->json;
    ttri_json_open(json, NULL, '{');
    ttri_json_text(json, "name", preference->name);
    save_regions(json, &preference->regions);
    ttri_json_number(json, "volatility", preference->volatility);
    ttri_json_number(json, "reversion", preference->reversion);
    ttri_json_close(json);
}

static void save_macro(struct ttri_json_writer *json,
                       const struct ttr_macro *macro)
{
    static const char *const starts[] = {"stationary", "expansion",
                                         "recession"}; /* TTR_MACRO_ */
    ttri_json_open(json, "macro", '{');
    ttri_json_number(json, "to_recession_per_year",
                     macro->to_recession_per_year);
    ttri_json_number(json, "to_expansion_per_year",
                     macro->to_expansion_per_year);
    ttri_json_number(json, "growth_expansion", macro->growth_expansion);
    ttri_json_number(json, "growth_recession", macro->growth_recession);
    ttri_json_text(json, "start", starts[macro->start]);
    ttri_json_close(json);
}

static void save_copula(struct ttri_json_writer *json, double freedom)
{
    if (!(freedom > 0)) {
        ttri_json_text(json, "copula", "gaussian");
        return;
    }
    ttri_json_open(json, "copula", '{');
    ttri_json_number(json, "t", freedom);
    ttri_json_close(json);
}

static void save_correlation(struct ttri_saver *saver,
                             const struct ttri_correlation *correlation)
{
    struct ttri_json_writer *json = &saver->json;
    uint32_t count = correlation->count;
    ttri_json_open(json, NULL, '{');
    ttri_json_text(json, "kind",
                   correlation->kind == TTR_CORRELATION_LEVEL ? "level"
                                                              : "innovation");
    save_copula(json, correlation->freedom);
    ttri_json_open(json, "drivers", '[');
    for (uint32_t i = 0; i < count; i++)
        ttri_json_text(json, NULL, correlation->driver[i]);
    ttri_json_close(json);
    ttri_json_open(json, "matrix", '[');
    for (uint32_t i = 0; i < count; i++)
        ttri_json_numbers(json, NULL, correlation->matrix + i * count, count);
    ttri_json_close(json);
    ttri_json_close(json);
}

/* What differs from the default. */
static void save_region_correlation(struct ttri_json_writer *json,
                                    const double same[2])
{
    if (same[0] == TTRI_SAME_DRIVER && same[1] == TTRI_SAME_DRIVER)
        return;
    ttri_json_open(json, "region_correlation", '{');
    if (same[0] != TTRI_SAME_DRIVER)
        ttri_json_number(json, "level", same[0]);
    if (same[1] != TTRI_SAME_DRIVER)
        ttri_json_number(json, "innovation", same[1]);
    ttri_json_close(json);
}

/* ---- the whole ---- */

#define SAVE_LIST(key, save, list, count)                                      \
    do {                                                                       \
        if ((count) > 0) {                                                     \
            ttri_json_open_named(&saver->json, key, '[');                      \
            for (uint32_t i = 0; i < (count); i++)                             \
                save(saver, &(list)[i]);                                       \
            ttri_json_close(&saver->json);                                     \
        }                                                                      \
    } while (0)

ttr_status ttri_save_environment(struct ttri_saver *saver,
                                 const struct ttr_environment *environment)
{
    ttri_json_open(&saver->json, "environment", '{');
    ttr_status status = ttri_save_drivers(saver, &environment->component);
    SAVE_LIST("events", save_event, environment->event, environment->events);
    SAVE_LIST("technology", save_technology, environment->technology,
              environment->technologies);
    if (environment->has_macro)
        save_macro(&saver->json, &environment->macro);
    SAVE_LIST("preference", save_preference, environment->preference,
              environment->preferences);
    SAVE_LIST("correlations", save_correlation, environment->correlation,
              environment->correlations);
    save_region_correlation(&saver->json, environment->same_driver);
    ttri_json_close(&saver->json);
    return status;
}
