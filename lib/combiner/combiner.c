#include "combiner/combiner.h"

#include <math.h>
#include <string.h>

#include "base/block.h"
#include "model/calendar.h"
#include "model/scene.h"

static void free_regions(struct ttr_combiner *combiner)
{
    for (uint32_t i = 0; i < combiner->regions; i++) {
        ttri_release(&combiner->memory, combiner->region[i].name);
        ttri_release(&combiner->memory, combiner->region[i].currency);
    }
    ttri_release(&combiner->memory, combiner->region);
}

static void free_link(const struct ttri_memory *memory, struct ttri_link *link)
{
    ttri_release(memory, link->name);
    ttri_release(memory, link->source);
    ttri_release(memory, link->target);
    ttri_release(memory, link->source_region);
    ttri_release(memory, link->target_region);
    ttr_driver_unref(link->elasticity_driver);
}

static void free_report(const struct ttri_memory *memory,
                        struct ttri_report *report)
{
    ttri_release(memory, report->name);
    ttri_release(memory, report->note);
    for (uint32_t i = 0; i < report->terms; i++) {
        ttri_release(memory, report->term[i].output);
        ttri_release(memory, report->term[i].region);
    }
    ttri_release(memory, report->term);
}

static void combiner_free(struct ttr_combiner *combiner)
{
    struct ttri_memory memory = combiner->memory;

    free_regions(combiner);
    ttr_audience_unref(combiner->audience);
    ttr_environment_unref(combiner->environment);
    for (uint32_t i = 0; i < combiner->streams; i++)
        ttr_stream_unref(combiner->stream[i]);
    ttri_release(&memory, combiner->stream);
    for (uint32_t i = 0; i < combiner->links; i++)
        free_link(&memory, &combiner->link[i]);
    ttri_release(&memory, combiner->link);
    for (uint32_t i = 0; i < combiner->eliminations; i++) {
        ttri_release(&memory, combiner->elimination[i].name);
        ttri_release(&memory, combiner->elimination[i].source);
    }
    ttri_release(&memory, combiner->elimination);
    for (uint32_t i = 0; i < combiner->reports; i++)
        free_report(&memory, &combiner->report[i]);
    ttri_release(&memory, combiner->report);
    ttri_release(&memory, combiner->currency);
    ttri_release(&memory, combiner->name);
    ttri_release(&memory, combiner->notes);
    ttri_release(&memory, combiner);
}

/* Checks a calendar by building its periods once. */
static ttr_status check_calendar(const struct ttri_memory *memory,
                                 const struct ttr_calendar *calendar,
                                 struct ttr_error *error)
{
    struct ttri_calendar periods;
    ttr_status status = ttri_calendar_new(memory, calendar, &periods, error);

    if (status == TTR_OK)
        ttri_calendar_clear(memory, &periods);
    return status;
}

ttr_status ttr_combiner_new(const struct ttr_allocator *allocator,
                            const struct ttr_calendar *calendar,
                            const char *currency, ttr_combiner **combiner,
                            struct ttr_error *error)
{
    struct ttri_memory memory;
    struct ttr_combiner *made;
    ttr_status status;

    if (calendar == NULL || combiner == NULL)
        return ttri_null_argument(error, "ttr_combiner_new",
                                  calendar == NULL ? "calendar" : "combiner");
    status = ttri_memory_init(&memory, allocator, error);
    if (status == TTR_OK)
        status = ttri_check_name(error, "reporting currency", currency);
    if (status == TTR_OK)
        status = check_calendar(&memory, calendar, error);
    if (status != TTR_OK)
        return status;
    made = ttri_clear(&memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, "combiner");
    made->memory = memory;
    made->references = 1;
    made->calendar = *calendar;
    made->currency = ttri_copy_text(&memory, currency);
    if (made->currency == NULL) {
        combiner_free(made);
        return ttri_no_memory(error, "combiner");
    }
    *combiner = made;
    return TTR_OK;
}

ttr_combiner *ttr_combiner_ref(ttr_combiner *combiner)
{
    if (combiner != NULL)
        ttri_reference(&combiner->references);
    return combiner;
}

void ttr_combiner_unref(ttr_combiner *combiner)
{
    if (combiner != NULL && ttri_unreference(&combiner->references))
        combiner_free(combiner);
}

/* A copy of a text that may be NULL; false if memory fails. */
static bool copy_optional(const struct ttri_memory *memory, const char *text,
                          char **copy)
{
    *copy = text != NULL ? ttri_copy_text(memory, text) : NULL;
    return text == NULL || *copy != NULL;
}

ttr_status ttr_combiner_set_title(ttr_combiner *combiner, const char *name,
                                  const char *notes, struct ttr_error *error)
{
    char *new_name, *new_notes = NULL;

    if (combiner == NULL)
        return ttri_null_argument(error, "ttr_combiner_set_title", "combiner");
    if (!copy_optional(&combiner->memory, name, &new_name) ||
        !copy_optional(&combiner->memory, notes, &new_notes)) {
        ttri_release(&combiner->memory, new_name);
        return ttri_no_memory(error, "title");
    }
    ttri_release(&combiner->memory, combiner->name);
    ttri_release(&combiner->memory, combiner->notes);
    combiner->name = new_name;
    combiner->notes = new_notes;
    return TTR_OK;
}

ttr_status ttr_combiner_add_region(ttr_combiner *combiner, const char *name,
                                   const char *currency,
                                   struct ttr_error *error)
{
    struct ttri_region region = {0};
    ttr_status status;

    if (combiner == NULL)
        return ttri_null_argument(error, "ttr_combiner_add_region", "combiner");
    status = ttri_check_name(error, "region", name);
    if (status == TTR_OK)
        status = ttri_check_name(error, "currency", currency);
    if (status != TTR_OK)
        return status;
    if (strcmp(name, "World") == 0)
        return ttri_fail(error, TTR_E_DUPLICATE, "region",
                         "must not be called what all regions together are",
                         name);
    for (uint32_t i = 0; i < combiner->regions; i++)
        if (strcmp(combiner->region[i].name, name) == 0)
            return ttri_fail(error, TTR_E_DUPLICATE, "region",
                             "must be added once", name);
    region.name = ttri_copy_text(&combiner->memory, name);
    region.currency = ttri_copy_text(&combiner->memory, currency);
    if (region.name == NULL || region.currency == NULL ||
        !ttri_grow(&combiner->memory, &combiner->region, combiner->regions,
                   &combiner->region_capacity, sizeof region)) {
        ttri_release(&combiner->memory, region.name);
        ttri_release(&combiner->memory, region.currency);
        return ttri_no_memory(error, name);
    }
    combiner->region[combiner->regions++] = region;
    return TTR_OK;
}

ttr_status ttr_combiner_set_audience(ttr_combiner *combiner,
                                     ttr_audience *audience,
                                     struct ttr_error *error)
{
    if (combiner == NULL || audience == NULL)
        return ttri_null_argument(error, "ttr_combiner_set_audience",
                                  combiner == NULL ? "combiner" : "audience");
    ttr_audience_ref(audience);
    ttr_audience_unref(combiner->audience);
    combiner->audience = audience;
    return TTR_OK;
}

ttr_status ttr_combiner_set_environment(ttr_combiner *combiner,
                                        ttr_environment *environment,
                                        struct ttr_error *error)
{
    if (combiner == NULL || environment == NULL)
        return ttri_null_argument(error, "ttr_combiner_set_environment",
                                  combiner == NULL ? "combiner"
                                                   : "environment");
    ttr_environment_ref(environment);
    ttr_environment_unref(combiner->environment);
    combiner->environment = environment;
    return TTR_OK;
}

static bool is_single(int32_t model)
{
    return model == TTR_MODEL_ADVERTISING || model == TTR_MODEL_VIRTUAL_GOODS ||
           model == TTR_MODEL_CREATOR;
}

static ttr_status check_stream(const ttr_combiner *combiner,
                               const ttr_stream *stream,
                               struct ttr_error *error)
{
    static const char *const reserved[] = {"audience", "environment", "total",
                                           "ledger", "links"};
    const char *name = ttr_stream_name(stream);
    int32_t model = ttr_stream_model(stream);

    for (uint32_t i = 0; i < TTRI_COUNT(reserved); i++)
        if (strcmp(name, reserved[i]) == 0)
            return ttri_fail(error, TTR_E_DUPLICATE, "stream",
                             "must not have a name that the library uses",
                             name);
    for (uint32_t i = 0; i < combiner->streams; i++) {
        const ttr_stream *other = combiner->stream[i];

        if (strcmp(ttr_stream_name(other), name) == 0)
            return ttri_fail(error, TTR_E_DUPLICATE, "stream",
                             "must be added once", name);
        if (is_single(model) && ttr_stream_model(other) == model)
            return ttri_fail(error, TTR_E_DUPLICATE, name,
                             "must be the only stream of its model",
                             ttr_schema_model(model));
    }
    return TTR_OK;
}

ttr_status ttr_combiner_add_stream(ttr_combiner *combiner, ttr_stream *stream,
                                   struct ttr_error *error)
{
    ttr_status status;

    if (combiner == NULL || stream == NULL)
        return ttri_null_argument(error, "ttr_combiner_add_stream",
                                  combiner == NULL ? "combiner" : "stream");
    status = check_stream(combiner, stream, error);
    if (status != TTR_OK)
        return status;
    if (!ttri_grow(&combiner->memory, &combiner->stream, combiner->streams,
                   &combiner->stream_capacity, sizeof(ttr_stream *)))
        return ttri_no_memory(error, ttr_stream_name(stream));
    combiner->stream[combiner->streams++] = ttr_stream_ref(stream);
    return TTR_OK;
}

void ttr_link_init(struct ttr_link *link, uint32_t struct_size)
{
    const struct ttr_link defaults = {.lag = 1};

    ttri_block_init(link, struct_size, &defaults, sizeof defaults);
}

/* `component/key`, both parts not empty. */
static ttr_status check_address(struct ttr_error *error, const char *path,
                                const char *what, const char *address)
{
    const char *slash = address != NULL ? strchr(address, '/') : NULL;

    if (slash == NULL || slash == address || slash[1] == '\0' ||
        strlen(address) >= 160)
        return ttri_failf(error, TTR_E_ARGUMENT, path,
                          "must have a %s of the form component/key (got %s)",
                          what, address != NULL ? address : "nothing");
    return TTR_OK;
}

static ttr_status check_elasticity(const struct ttr_link *link,
                                   struct ttr_error *error)
{
    char path[96];

    if (link->elasticity_driver != NULL)
        return ttri_driver_check(
            link->elasticity_driver, &ttri_elasticity_definition,
            TTRI_JOIN(path, "links/", link->name, "/elasticity"), error);
    if (isfinite(link->elasticity))
        return TTR_OK;
    return ttri_fail_number(error, TTR_E_RANGE, link->name,
                            "must have a finite elasticity", link->elasticity);
}

static ttr_status check_link(const ttr_combiner *combiner,
                             const struct ttr_link *link,
                             struct ttr_error *error)
{
    ttr_status status = ttri_check_size(error, "ttr_link", link->struct_size,
                                        sizeof *link, sizeof *link);

    if (status == TTR_OK)
        status = ttri_check_name(error, "link", link->name);
    if (status == TTR_OK)
        status = check_address(error, link->name, "source", link->source);
    if (status == TTR_OK)
        status = check_address(error, link->name, "target", link->target);
    if (status != TTR_OK)
        return status;
    if (link->lag < 0 || link->lag > TTR_MAX_PERIODS)
        return ttri_fail_number(error, TTR_E_RANGE, link->name,
                                "must have a lag of 0 to 1200 periods",
                                link->lag);
    if (!(link->reference >= 0.0) || !isfinite(link->reference))
        return ttri_fail_number(error, TTR_E_RANGE, link->name,
                                "must have a reference above 0, or 0 for the "
                                "central path",
                                link->reference);
    for (uint32_t i = 0; i < combiner->links; i++)
        if (strcmp(combiner->link[i].name, link->name) == 0)
            return ttri_fail(error, TTR_E_DUPLICATE, "link",
                             "must have a name of its own", link->name);
    return check_elasticity(link, error);
}

ttr_status ttr_combiner_add_link(ttr_combiner *combiner,
                                 const struct ttr_link *link,
                                 struct ttr_error *error)
{
    const struct ttri_memory *memory;
    struct ttri_link made;
    ttr_status status;

    if (combiner == NULL || link == NULL)
        return ttri_null_argument(error, "ttr_combiner_add_link",
                                  combiner == NULL ? "combiner" : "link");
    status = check_link(combiner, link, error);
    if (status != TTR_OK)
        return status;
    memory = &combiner->memory;
    made = (struct ttri_link){.lag = link->lag,
                              .elasticity = link->elasticity,
                              .reference = link->reference};
    if (link->elasticity_driver != NULL)
        status = ttri_driver_copy(memory, link->elasticity_driver,
                                  &made.elasticity_driver, error);
    if (status == TTR_OK &&
        (!copy_optional(memory, link->name, &made.name) ||
         !copy_optional(memory, link->source, &made.source) ||
         !copy_optional(memory, link->target, &made.target) ||
         !copy_optional(memory, link->source_region, &made.source_region) ||
         !copy_optional(memory, link->target_region, &made.target_region) ||
         !ttri_grow(memory, &combiner->link, combiner->links,
                    &combiner->link_capacity, sizeof made)))
        status = ttri_no_memory(error, link->name);
    if (status != TTR_OK) {
        free_link(memory, &made);
        return status;
    }
    combiner->link[combiner->links++] = made;
    return TTR_OK;
}

ttr_status ttr_combiner_add_elimination(ttr_combiner *combiner,
                                        const char *name, const char *source,
                                        double share, struct ttr_error *error)
{
    struct ttri_elimination made = {.share = share};
    ttr_status status;

    if (combiner == NULL)
        return ttri_null_argument(error, "ttr_combiner_add_elimination",
                                  "combiner");
    status = ttri_check_name(error, "elimination", name);
    if (status == TTR_OK)
        status = check_address(error, name, "source", source);
    if (status != TTR_OK)
        return status;
    if (!(share >= 0.0 && share <= 1.0))
        return ttri_fail_number(error, TTR_E_RANGE, name,
                                "must have a share within [0, 1]", share);
    for (uint32_t i = 0; i < combiner->eliminations; i++)
        if (strcmp(combiner->elimination[i].name, name) == 0)
            return ttri_fail(error, TTR_E_DUPLICATE, "elimination",
                             "must have a name of its own", name);
    if (!copy_optional(&combiner->memory, name, &made.name) ||
        !copy_optional(&combiner->memory, source, &made.source) ||
        !ttri_grow(&combiner->memory, &combiner->elimination,
                   combiner->eliminations, &combiner->elimination_capacity,
                   sizeof made)) {
        ttri_release(&combiner->memory, made.name);
        ttri_release(&combiner->memory, made.source);
        return ttri_no_memory(error, name);
    }
    combiner->elimination[combiner->eliminations++] = made;
    return TTR_OK;
}

static struct ttri_report *find_report(const ttr_combiner *combiner,
                                       const char *name)
{
    for (uint32_t i = 0; name != NULL && i < combiner->reports; i++)
        if (strcmp(combiner->report[i].name, name) == 0)
            return &combiner->report[i];
    return NULL;
}

static const char *report_name(const void *context, uint32_t index)
{
    const ttr_combiner *combiner = context;

    return combiner->report[index].name;
}

ttr_status ttr_combiner_add_report(ttr_combiner *combiner, const char *name,
                                   const char *note, struct ttr_error *error)
{
    struct ttri_report made = {0};
    ttr_status status;

    if (combiner == NULL)
        return ttri_null_argument(error, "ttr_combiner_add_report", "combiner");
    status = ttri_check_name(error, "report", name);
    if (status != TTR_OK)
        return status;
    if (find_report(combiner, name) != NULL)
        return ttri_fail(error, TTR_E_DUPLICATE, "report",
                         "must have a name of its own", name);
    if (!copy_optional(&combiner->memory, name, &made.name) ||
        !copy_optional(&combiner->memory, note, &made.note) ||
        !ttri_grow(&combiner->memory, &combiner->report, combiner->reports,
                   &combiner->report_capacity, sizeof made)) {
        free_report(&combiner->memory, &made);
        return ttri_no_memory(error, name);
    }
    combiner->report[combiner->reports++] = made;
    return TTR_OK;
}

ttr_status ttr_combiner_add_report_term(ttr_combiner *combiner,
                                        const char *report, const char *output,
                                        const char *region, double weight,
                                        struct ttr_error *error)
{
    struct ttri_report_term made = {.weight = weight};
    struct ttri_report *owner;
    ttr_status status;

    if (combiner == NULL || report == NULL)
        return ttri_null_argument(error, "ttr_combiner_add_report_term",
                                  combiner == NULL ? "combiner" : "report");
    owner = find_report(combiner, report);
    if (owner == NULL)
        return ttri_fail_unknown(
            error, "report", report,
            ttri_nearest(report, combiner->reports, report_name, combiner));
    status = check_address(error, report, "term", output);
    if (status != TTR_OK)
        return status;
    if (!isfinite(weight))
        return ttri_fail_number(error, TTR_E_RANGE, report,
                                "must have finite weights", weight);
    if (!copy_optional(&combiner->memory, output, &made.output) ||
        !copy_optional(&combiner->memory, region, &made.region) ||
        !ttri_grow(&combiner->memory, &owner->term, owner->terms,
                   &owner->term_capacity, sizeof made)) {
        ttri_release(&combiner->memory, made.output);
        ttri_release(&combiner->memory, made.region);
        return ttri_no_memory(error, report);
    }
    owner->term[owner->terms++] = made;
    return TTR_OK;
}
