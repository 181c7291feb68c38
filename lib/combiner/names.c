/* Every name that a description mentions must exist. */
#include <stdio.h>
#include <string.h>

#include "combiner/emission.h"
#include "combiner/lookup.h"
#include "streams/custom.h"
#include "streams/partnership.h"

static const char *factor_at(const void *context, uint32_t index)
{
    const struct ttr_environment *environment = context;

    if (index == 0)
        return environment->has_macro ? "macro" : NULL;
    return environment->preference[index - 1].name;
}

static ttr_status check_factor(const struct ttri_check *check,
                               const char *owner, const char *name)
{
    const struct ttr_environment *environment = check->combiner->environment;
    uint32_t factors = environment != NULL ? environment->preferences + 1 : 0;
    char what[160];

    for (uint32_t i = 0; i < factors; i++) {
        const char *factor = factor_at(environment, i);

        if (factor != NULL && strcmp(factor, name) == 0)
            return TTR_OK;
    }
    snprintf(what, sizeof what, "%s: factor", owner);
    return ttri_fail_unknown(
        check->error, what, name,
        ttri_nearest(name, factors, factor_at, environment));
}

static ttr_status check_slot(const struct ttri_check *check, const char *owner,
                             const struct ttri_slot *slot)
{
    ttr_status status = TTR_OK;

    if (slot->region != NULL)
        status = ttri_check_region(check, owner, slot->region);
    for (uint32_t i = 0; status == TTR_OK && i < slot->driver->loadings; i++)
        status = check_factor(check, owner, slot->driver->loading[i].factor);
    return status;
}

/* Outputs of other components that formulas read. */
static ttr_status check_formulas(const struct ttri_check *check,
                                 const struct ttri_component *component)
{
    const struct ttri_custom *custom = component->custom;
    const struct ttri_output_def *definition;
    uint32_t nodes = custom != NULL ? custom->nodes : 0;
    ttr_status status = TTR_OK;
    char address[256];

    for (uint32_t i = 0; status == TTR_OK && i < nodes; i++)
        if (custom->node[i].kind == TTRI_CUSTOM_NAME &&
            ttri_custom_address(custom->node[i].name, address))
            status = ttri_check_output(check, component->name, address, true,
                                       &definition);
    return status;
}

static ttr_status check_component(const struct ttri_check *check,
                                  const struct ttri_component *component)
{
    ttr_status status = check_formulas(check, component);

    for (uint32_t i = 0; status == TTR_OK && i < component->slots; i++)
        status = check_slot(check, component->name, &component->slot[i]);
    for (uint32_t i = 0;
         status == TTR_OK && i < component->presentation.capacity; i++) {
        const char *region = ttri_map_key(&component->presentation, i);

        if (region != NULL && region[0] != '\0')
            status = ttri_check_region(check, component->name, region);
    }
    if (component->schema->model != TTR_MODEL_PARTNERSHIP)
        return status;
    for (uint32_t i = 0; status == TTR_OK && i < component->items; i++) {
        const struct ttri_deal_terms *deal = component->item[i].terms;
        const struct ttri_output_def *definition;
        char owner[128];

        snprintf(owner, sizeof owner, "%s/%s", component->name,
                 component->item[i].name);
        for (uint32_t j = 0; status == TTR_OK && j < deal->regions; j++)
            status = ttri_check_region(check, owner, deal->region[j]);
        if (status == TTR_OK && deal->base[0] != '\0')
            status =
                ttri_check_output(check, owner, deal->base, true, &definition);
    }
    return status;
}

/* An event's streams, joined by commas. */
static ttr_status check_streams(const struct ttri_check *check,
                                const struct ttri_event *event)
{
    const char *at = event->target;
    ttr_status status = TTR_OK;

    while (status == TTR_OK && *at != '\0') {
        size_t size = strcspn(at, ",");

        status = ttri_check_stream(check, event->name, at, size);
        at += size + (at[size] == ',');
    }
    return status;
}

/* A driver, or what moves a preference. */
static ttr_status check_correlated(const struct ttri_check *check,
                                   const struct ttri_correlation *matrix,
                                   const char *name)
{
    const struct ttr_environment *environment = check->combiner->environment;
    const char *head = "environment/preferences/";
    const struct ttri_driver_def *definition;

    if (matrix->kind == TTR_CORRELATION_INNOVATION &&
        strncmp(name, head, strlen(head)) == 0)
        for (uint32_t i = 0; i < environment->preferences; i++)
            if (strcmp(environment->preference[i].name, name + strlen(head)) ==
                0)
                return TTR_OK;
    return ttri_check_driver(check, "correlation", name, true, &definition);
}

static ttr_status check_environment(const struct ttri_check *check,
                                    const struct ttr_environment *environment)
{
    ttr_status status = check_component(check, &environment->component);

    for (uint32_t i = 0; status == TTR_OK && i < environment->events; i++) {
        const struct ttri_event *event = &environment->event[i];

        status = ttri_check_regions(check, event->name, &event->regions);
        if (status == TTR_OK && event->given.scope == TTR_SCOPE_DRIVER)
            status = ttri_check_moved(check, event->name, event->target);
        if (status == TTR_OK && event->given.scope == TTR_SCOPE_STREAM)
            status = check_streams(check, event);
    }
    for (uint32_t i = 0; status == TTR_OK && i < environment->technologies;
         i++) {
        const struct ttri_technology *x = &environment->technology[i];

        status = ttri_check_regions(check, x->name, &x->regions);
        if (status == TTR_OK)
            status = ttri_check_moved(check, x->name, x->target);
    }
    for (uint32_t i = 0; status == TTR_OK && i < environment->preferences; i++)
        status = ttri_check_regions(check, environment->preference[i].name,
                                    &environment->preference[i].regions);
    for (uint32_t i = 0; status == TTR_OK && i < environment->correlations; i++)
        for (uint32_t j = 0;
             status == TTR_OK && j < environment->correlation[i].count; j++)
            status = check_correlated(check, &environment->correlation[i],
                                      environment->correlation[i].driver[j]);
    return status;
}

static ttr_status check_links(const struct ttri_check *check)
{
    const struct ttri_output_def *definition;
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < check->combiner->links; i++) {
        const struct ttri_link *link = &check->combiner->link[i];

        status = ttri_check_output(check, link->name, link->source, true,
                                   &definition);
        if (status == TTR_OK)
            status = ttri_check_moved(check, link->name, link->target);
        if (status == TTR_OK && link->source_region != NULL)
            status = ttri_check_region(check, link->name, link->source_region);
        if (status == TTR_OK && link->target_region != NULL)
            status = ttri_check_region(check, link->name, link->target_region);
    }
    return status;
}

static bool is_money_flow(const struct ttri_output_def *definition)
{
    return definition->kind == TTR_KIND_FLOW &&
           strcmp(definition->unit, "money") == 0;
}

static ttr_status check_eliminations(const struct ttri_check *check)
{
    const struct ttri_output_def *definition;
    ttr_status status = TTR_OK;

    for (uint32_t i = 0; status == TTR_OK && i < check->combiner->eliminations;
         i++) {
        const struct ttri_elimination *x = &check->combiner->elimination[i];

        status =
            ttri_check_output(check, x->name, x->source, true, &definition);
        if (status == TTR_OK && !is_money_flow(definition))
            status =
                ttri_fail(check->error, TTR_E_CONFLICT, x->name,
                          "must have a flow of money as its source", x->source);
    }
    return status;
}

static ttr_status check_report(const struct ttri_check *check,
                               const struct ttri_report *report)
{
    const struct ttri_output_def *first = NULL, *definition;
    ttr_status status = TTR_OK;

    if (report->terms == 0)
        return ttri_fail(check->error, TTR_E_MISSING, report->name,
                         "must have at least one term", "");
    for (uint32_t i = 0; status == TTR_OK && i < report->terms; i++) {
        const struct ttri_report_term *term = &report->term[i];

        status = ttri_check_output(check, report->name, term->output, false,
                                   &definition);
        if (status == TTR_OK && term->region != NULL)
            status = ttri_check_region(check, report->name, term->region);
        if (status != TTR_OK)
            return status;
        first = first != NULL ? first : definition;
        if (definition->kind == TTR_KIND_RATIO)
            return ttri_fail(check->error, TTR_E_CONFLICT, report->name,
                             "must not add up ratios", term->output);
        if (definition->kind != first->kind ||
            strcmp(definition->unit, first->unit) != 0)
            return ttri_fail(check->error, TTR_E_CONFLICT, report->name,
                             "must have terms of one unit and kind",
                             term->output);
    }
    return status;
}

ttr_status ttri_check_names(const ttr_combiner *combiner,
                            struct ttr_error *error)
{
    struct ttri_check check = {combiner, error};
    ttr_status status = TTR_OK;

    if (combiner->audience != NULL)
        status = check_component(&check, &combiner->audience->component);
    if (status == TTR_OK && combiner->environment != NULL)
        status = check_environment(&check, combiner->environment);
    for (uint32_t i = 0; status == TTR_OK && i < combiner->streams; i++)
        status = check_component(&check, &combiner->stream[i]->component);
    if (status == TTR_OK)
        status = check_links(&check);
    if (status == TTR_OK)
        status = check_eliminations(&check);
    for (uint32_t i = 0; status == TTR_OK && i < combiner->reports; i++)
        status = check_report(&check, &combiner->report[i]);
    return status;
}
