/* Saving: the combiner as text. */
#include <tiktokrev/document.h>

#include <stdio.h>

#include "document/save.h"

static void save_calendar(struct ttri_json_writer *json,
                          const struct ttr_calendar *calendar)
{
    char start[32];
    const char *frequency = calendar->period_months == TTR_MONTH     ? "month"
                            : calendar->period_months == TTR_QUARTER ? "quarter"
                                                                     : "year";
    snprintf(start, sizeof start, "%04d-%02d", (int)calendar->start_year,
             (int)calendar->start_month);
    ttri_json_open(json, "calendar", '{');
    ttri_json_text(json, "start", start);
    ttri_json_text(json, "frequency", frequency);
    ttri_json_number(json, "periods", calendar->periods);
    if (calendar->fiscal_start != 1)
        ttri_json_number(json, "fiscal_start", calendar->fiscal_start);
    ttri_json_date_if(json, "as_of", calendar->as_of);
    ttri_json_close(json);
}

static void save_head(struct ttri_json_writer *json,
                      const struct ttr_combiner *combiner)
{
    ttri_json_number(json, "tiktokrev", 1);
    ttri_json_text_if(json, "name", combiner->name);
    ttri_json_text_if(json, "notes", combiner->notes);
    save_calendar(json, &combiner->calendar);
    ttri_json_text(json, "currency", combiner->currency);
    if (combiner->calendar.constant_currency_period != 0)
        ttri_json_number(json, "constant_currency_period",
                         combiner->calendar.constant_currency_period);
    ttri_json_open_named(json, "regions", '[');
    for (uint32_t i = 0; i < combiner->regions; i++) {
        ttri_json_open(json, NULL, '{');
        ttri_json_text(json, "name", combiner->region[i].name);
        ttri_json_text(json, "currency", combiner->region[i].currency);
        ttri_json_close(json);
    }
    ttri_json_close(json);
}

/* ---- connections ---- */

static void save_link(struct ttri_saver *saver, const struct ttri_link *link)
{
    struct ttri_json_writer *json = &saver->json;
    ttri_json_open(json, NULL, '{');
    ttri_json_text(json, "name", link->name);
    ttri_json_text(json, "source", link->source);
    ttri_json_text_if(json, "source_region", link->source_region);
    ttri_json_text(json, "target", link->target);
    ttri_json_text_if(json, "target_region", link->target_region);
    if (link->elasticity_driver)
        ttri_save_driver(saver, "elasticity", link->elasticity_driver);
    else
        ttri_json_number(json, "elasticity", link->elasticity);
    ttri_json_number(json, "lag", link->lag);
    if (link->reference > 0)
        ttri_json_number(json, "reference", link->reference);
    else
        ttri_json_text(json, "reference", "central");
    ttri_json_close(json);
}

static void save_elimination(struct ttri_saver *saver,
                             const struct ttri_elimination *elimination)
{
    ttri_json_open(&saver->json, NULL, '{');
    ttri_json_text(&saver->json, "name", elimination->name);
    ttri_json_text(&saver->json, "source", elimination->source);
    ttri_json_number(&saver->json, "share", elimination->share);
    ttri_json_close(&saver->json);
}

static void save_report(struct ttri_saver *saver,
                        const struct ttri_report *report)
{
    struct ttri_json_writer *json = &saver->json;
    ttri_json_open(json, NULL, '{');
    ttri_json_text(json, "name", report->name);
    ttri_json_open_named(json, "terms", '[');
    for (uint32_t i = 0; i < report->terms; i++) {
        const struct ttri_report_term *term = &report->term[i];
        ttri_json_open(json, NULL, '{');
        ttri_json_text(json, "output", term->output);
        ttri_json_text_if(json, "region", term->region);
        ttri_json_number(json, "weight", term->weight);
        ttri_json_close(json);
    }
    ttri_json_close(json);
    ttri_json_text_if(json, "note", report->note);
    ttri_json_close(json);
}

static void save_connections(struct ttri_saver *saver)
{
    const struct ttr_combiner *combiner = saver->combiner;
    struct ttri_json_writer *json = &saver->json;
    if (combiner->links) {
        ttri_json_open_named(json, "links", '[');
        for (uint32_t i = 0; i < combiner->links; i++)
            save_link(saver, &combiner->link[i]);
        ttri_json_close(json);
    }
    if (combiner->eliminations) {
        ttri_json_open_named(json, "eliminations", '[');
        for (uint32_t i = 0; i < combiner->eliminations; i++)
            save_elimination(saver, &combiner->elimination[i]);
        ttri_json_close(json);
    }
    if (combiner->reports) {
        ttri_json_open_named(json, "reports", '[');
        for (uint32_t i = 0; i < combiner->reports; i++)
            save_report(saver, &combiner->report[i]);
        ttri_json_close(json);
    }
}

/* ---- components ---- */

static ttr_status save_audience(struct ttri_saver *saver)
{
    ttri_json_open(&saver->json, "audience", '{');
    ttr_status status =
        ttri_save_drivers(saver, &saver->combiner->audience->component);
    ttri_json_close(&saver->json);
    return status;
}

static ttr_status save_streams(struct ttri_saver *saver)
{
    const struct ttr_combiner *combiner = saver->combiner;
    ttr_status status = TTR_OK;
    if (combiner->streams == 0)
        return TTR_OK;
    ttri_json_open_named(&saver->json, "streams", '[');
    for (uint32_t i = 0; !status && i < combiner->streams; i++)
        status = ttri_save_stream(saver, &combiner->stream[i]->component);
    if (!status)
        ttri_json_close(&saver->json);
    return status;
}

static ttr_status save_combiner(struct ttri_saver *saver)
{
    const struct ttr_combiner *combiner = saver->combiner;
    ttr_status status = TTR_OK;
    ttri_json_open(&saver->json, NULL, '{');
    save_head(&saver->json, combiner);
    if (combiner->environment)
        status = ttri_save_environment(saver, combiner->environment);
    if (!status && combiner->audience)
        status = save_audience(saver);
    if (!status)
        status = save_streams(saver);
    if (status)
        return status;
    save_connections(saver);
    ttri_json_close(&saver->json);
    ttri_write(&saver->json.text, "\n");
    return TTR_OK;
}

/* ---- public ---- */

/* What could not be read again is not written. */
static ttr_status check_text(const struct ttri_saver *saver)
{
    const struct ttri_writer *text = &saver->json.text;
    struct ttri_json_fault fault;
    uint32_t values;
    if (text->failed)
        return ttri_no_memory(saver->error, "ttr_document_save");
    if (saver->json.bad_text)
        return ttri_fail(saver->error, TTR_E_ARGUMENT,
                         "ttr_document_save:", "every text must be valid UTF-8",
                         saver->json.bad_text);
    if (saver->json.crowded)
        return ttri_fail(saver->error, TTR_E_LIMIT, saver->json.crowded,
                         "must have at most 1000 members", NULL);
    if (text->size > TTR_MAX_DOCUMENT)
        return ttri_fail_number(saver->error, TTR_E_LIMIT, "document",
                                "must be at most 8388608 bytes long",
                                (double)text->size);
    if (!ttri_json_scan(text->bytes, text->size, &values, &fault))
        return ttri_fail(saver->error, fault.status, "document", fault.rule,
                         NULL);
    return TTR_OK;
}

ttr_status ttr_document_save(const ttr_combiner *combiner, ttr_text **text,
                             struct ttr_error *error)
{
    struct ttri_saver saver = {.combiner = combiner, .error = error};
    if (!combiner || !text)
        return ttri_null_argument(error, "ttr_document_save",
                                  combiner ? "text" : "combiner");
    ttri_json_start(&saver.json, &combiner->memory);
    ttr_status status = save_combiner(&saver);
    if (!status)
        status = check_text(&saver);
    if (!status)
        return ttri_writer_finish(&saver.json.text, text, error);
    ttri_writer_drop(&saver.json.text);
    return status;
}
