#include "model/emit.h"

#include <string.h>

#include "math/elementary.h"
#include "model/chance.h"

/* ---- read ---- */

ttri_value ttri_driver(struct ttri_emit *emit, const char *key)
{
    return ttri_scene_driver(emit->scene, emit->component_index, emit->region,
                             emit->item, key, emit->variant);
}

ttri_value ttri_driver_of(struct ttri_emit *emit, int32_t model,
                          const char *key)
{
    uint32_t component = ttri_scene_component(emit->scene, model);
    const struct ttri_schema *schema = ttri_schema_of(model);
    const struct ttri_driver_def *definition;

    if (component != TTRI_NONE)
        return ttri_scene_driver(emit->scene, component, emit->region, NULL,
                                 key, emit->variant);
    definition = ttri_schema_find_driver(schema, key);
    return number(emit, definition->fallback);
}

bool ttri_driver_given(const struct ttri_emit *emit, const char *key)
{
    return ttri_component_driver(emit->component, emit->region_name, emit->item,
                                 key) != NULL;
}

bool ttri_present(const struct ttri_emit *emit, int32_t model)
{
    return ttri_scene_component(emit->scene, model) != TTRI_NONE;
}

static ttri_value read_output(struct ttri_emit *emit, uint32_t component,
                              const char *key)
{
    return ttri_scene_read(emit->scene, component, emit->region, emit->variant,
                           key);
}

ttri_value ttri_arrival(struct ttri_emit *emit, int32_t model, const char *key)
{
    const struct ttri_scene *scene = emit->scene;
    ttri_value sum = number(emit, 0.0);

    for (uint32_t i = 0; i < scene->components; i++)
        if (scene->component[i]->schema->model == model)
            sum = add(emit, sum, read_output(emit, i, key));
    return sum;
}

ttri_value ttri_output_of(struct ttri_emit *emit, const char *component,
                          const char *key)
{
    uint32_t index = ttri_scene_component_named(emit->scene, component);
    char address[256];

    if (index != TTRI_NONE)
        return read_output(emit, index, key);
    TTRI_JOIN(address, component, "/", key);
    ttri_scene_fail(emit->scene, TTR_E_UNKNOWN, emit->component->name,
                    "must read an output that exists", address);
    return 0;
}

/* What an event leaves on the central path. */
static ttri_value central_rest(struct ttri_emit *emit,
                               const struct ttri_event *event)
{
    struct ttri_scene *scene = emit->scene;

    ttri_event_weight(event, scene->calendar, scene->row);
    for (uint32_t t = 0; t < scene->calendar->count; t++)
        scene->row[t] = 1.0 - event->given.severity * scene->row[t];
    return ttri_series(emit->graph, scene->row);
}

/* Product over periods of what the events of one scope leave. */
static ttri_value events_factor(struct ttri_emit *emit, int32_t scope,
                                const char *target)
{
    struct ttri_scene *scene = emit->scene;
    const struct ttr_environment *environment = scene->environment;
    ttri_value central = number(emit, 1.0), random = central;

    for (uint32_t i = 0; environment != NULL && i < environment->events; i++) {
        const struct ttri_event *event = &environment->event[i];

        if (event->given.scope != scope ||
            (target != NULL && !ttri_event_names(event, target)) ||
            !ttri_region_set_has(&event->regions, emit->region_name))
            continue;
        if (ttri_event_is_central(event))
            central = mul(emit, central, central_rest(emit, event));
        random =
            mul(emit, random, rest(emit, ttri_event_share_lost(scene, event)));
    }
    return ttri_choice(emit->graph, central, random);
}

static ttri_value stream_factor(struct ttri_emit *emit)
{
    return events_factor(emit, TTR_SCOPE_STREAM, emit->component->name);
}

ttri_value ttri_stream_activity(struct ttri_emit *emit)
{
    return stream_factor(emit);
}

ttri_value ttri_availability(struct ttri_emit *emit)
{
    ttri_value audience = events_factor(emit, TTR_SCOPE_AUDIENCE, NULL);

    return emit->component->schema->model == TTR_MODEL_AUDIENCE
               ? audience
               : mul(emit, audience, stream_factor(emit));
}

ttri_value ttri_active_users(struct ttri_emit *emit)
{
    return mul(emit, ttri_arrival(emit, TTR_MODEL_AUDIENCE, "mau"),
               stream_factor(emit));
}

ttri_value ttri_taste(struct ttri_emit *emit, ttri_value time)
{
    const struct ttr_environment *environment = emit->scene->environment;
    ttri_value none = number(emit, 0.0), sum = none, moved;

    for (uint32_t i = 0; environment != NULL && i < environment->preferences;
         i++)
        sum = add(emit, sum,
                  ttri_factor(emit->scene, emit->region,
                              environment->preference[i].name));
    if (sum == none)
        return time;
    moved =
        ttri_exp_two(emit->graph, mul(emit, sum, number(emit, TTRI_LOG2_E)));
    ttri_label(emit, "preference", moved);
    return ttri_choice(emit->graph, time, mul(emit, time, moved));
}

ttri_value ttri_dau(struct ttri_emit *emit)
{
    return ttri_arrival(emit, TTR_MODEL_AUDIENCE, "dau");
}

ttri_value ttri_hours(struct ttri_emit *emit)
{
    int32_t model = emit->component->schema->model;
    bool together = emit->variant == TTRI_TOGETHER;
    ttri_value hours = ttri_arrival(emit, TTR_MODEL_AUDIENCE, "hours_base");

    if (together || model == TTR_MODEL_ADVERTISING)
        hours =
            mul(emit, hours,
                ttri_arrival(emit, TTR_MODEL_AUDIENCE, "load_effect_value"));
    if (together || model == TTR_MODEL_CREATOR)
        hours =
            mul(emit, hours,
                ttri_arrival(emit, TTR_MODEL_AUDIENCE, "content_effect_value"));
    return hours;
}

const struct ttri_calendar *ttri_calendar_of(const struct ttri_emit *emit)
{
    return emit->scene->calendar;
}

bool ttri_option_is(const struct ttri_emit *emit, const char *key,
                    const char *choice)
{
    return strcmp(ttri_component_option(emit->component, key), choice) == 0;
}

ttri_value ttri_activity(struct ttri_emit *emit, const char *key)
{
    return mul(emit, driver(emit, key), ttri_availability(emit));
}

/* ---- write ---- */

/* The key within the component: of the present item, if there is one. */
static const char *full_key(const struct ttri_emit *emit, const char *key,
                            char full[160])
{
    if (emit->item == NULL)
        return key;
    return ttri_join(full, 160,
                     (const char *const[]){emit->item, "/", key, NULL});
}

static const char *address_of(const struct ttri_emit *emit, const char *full,
                              char address[256])
{
    const char *alone = emit->variant == TTRI_ALONE ? " (alone)" : "";

    return ttri_join(address, 256,
                     (const char *const[]){emit->component->name, "/",
                                           emit->region_name, "/", full, alone,
                                           NULL});
}

void ttri_label(struct ttri_emit *emit, const char *key, ttri_value value)
{
    char full[160], address[256];

    ttri_name(emit->graph, value,
              address_of(emit, full_key(emit, key, full), address));
}

static struct ttri_scene_output *define(struct ttri_emit *emit, const char *key,
                                        ttri_value value)
{
    struct ttri_scene_output *output;
    char buffer[160], address[256];
    const char *full = full_key(emit, key, buffer);

    output = ttri_scene_output(emit->scene, emit->component_index, emit->region,
                               emit->variant, full);
    if (output == NULL || emit->scene->status != TTR_OK)
        return NULL;
    address_of(emit, full, address);
    if (output->defined) {
        ttri_scene_fail(emit->scene, TTR_E_INTERNAL, address,
                        "is defined more than once", "");
        return NULL;
    }
    /* Other components hand it around: a = b, b = a. */
    if (value != 0 && ttri_stands_for(emit->graph, value) == output->value) {
        ttri_scene_fail(emit->scene, TTR_E_CYCLE, address,
                        "must not depend on itself within a period", "");
        return NULL;
    }
    ttri_name(emit->graph, value, address);
    if (output->value != 0) {
        ttri_name(emit->graph, output->value, address);
        ttri_bind(emit->graph, output->value, value);
    }
    /* Later readers see the value itself, so that equal equations stay
     * equal. */
    output->value = value;
    output->defined = true;
    return output;
}

void ttri_output(struct ttri_emit *emit, const char *key, ttri_value value)
{
    struct ttri_scene_output *output = define(emit, key, value);

    if (output == NULL)
        return;
    output->over = (struct ttri_part){
        .value = value,
        .kind = output->definition->kind,
        .money = strncmp(output->definition->unit, "money", 5) == 0};
}

void ttri_output_factor(struct ttri_emit *emit, const char *key,
                        ttri_value factor, struct ttri_part over,
                        struct ttri_part under)
{
    ttri_value value = ratio(emit, over.value, under.value);
    struct ttri_scene_output *output = define(emit, key, value);

    if (output == NULL)
        return;
    output->over = over;
    output->under = under;
    output->factor = factor;
}

void ttri_output_ratio(struct ttri_emit *emit, const char *key,
                       struct ttri_part over, struct ttri_part under)
{
    ttri_output_factor(emit, key, 0, over, under);
}

struct ttri_part ttri_flow(ttri_value value)
{
    return (struct ttri_part){.value = value, .kind = TTR_KIND_FLOW};
}

struct ttri_part ttri_money(ttri_value value)
{
    return (struct ttri_part){
        .value = value, .kind = TTR_KIND_FLOW, .money = true};
}

struct ttri_part ttri_stock(ttri_value value)
{
    return (struct ttri_part){.value = value, .kind = TTR_KIND_STOCK};
}

void ttri_post(struct ttri_emit *emit, enum ttri_posting kind,
               enum ttri_account from, enum ttri_account to, ttri_value amount)
{
    struct ttri_ledger *ledger = &emit->scene->ledger;
    double known;

    if (emit->scene->status != TTR_OK)
        return;
    if (amount != 0 &&
        ttri_stands_for(emit->graph, amount) == number(emit, 0.0) &&
        ttri_known(emit->graph, amount, 0, &known))
        return;
    if (!ttri_grow(&emit->scene->memory, &ledger->entry, ledger->entries,
                   &ledger->entry_capacity, sizeof *ledger->entry)) {
        ttri_scene_fail(emit->scene, TTR_E_NO_MEMORY, "ledger", "", "");
        return;
    }
    ledger->entry[ledger->entries++] =
        (struct ttri_entry){.component = emit->component_index,
                            .region = emit->region,
                            .variant = (uint8_t)emit->variant,
                            .kind = (uint8_t)kind,
                            .from = (uint8_t)from,
                            .to = (uint8_t)to,
                            .amount = amount};
}

void ttri_balance(struct ttri_emit *emit, enum ttri_account account,
                  ttri_value closing, ttri_value opening)
{
    struct ttri_ledger *ledger = &emit->scene->ledger;

    if (emit->scene->status != TTR_OK)
        return;
    if (!ttri_grow(&emit->scene->memory, &ledger->balance, ledger->balances,
                   &ledger->balance_capacity, sizeof *ledger->balance)) {
        ttri_scene_fail(emit->scene, TTR_E_NO_MEMORY, "ledger", "", "");
        return;
    }
    ledger->balance[ledger->balances++] =
        (struct ttri_ledger_balance){.component = emit->component_index,
                                     .region = emit->region,
                                     .variant = (uint8_t)emit->variant,
                                     .account = (uint8_t)account,
                                     .closing = closing,
                                     .opening = opening};
}

ttri_value ttri_revenue_so_far(struct ttri_emit *emit)
{
    struct ttri_ledger_views views = ttri_ledger_sum(
        &emit->scene->ledger, emit->graph, emit->component_index, emit->region,
        (uint8_t)emit->variant);

    return ttri_component_is_net(emit->component, emit->region_name)
               ? views.revenue_net
               : views.revenue_gross;
}

void ttri_emit_fail(struct ttri_emit *emit, ttr_status status, const char *key,
                    const char *rule, const char *value)
{
    char path[256];

    TTRI_JOIN(path, emit->component->name, "/", emit->region_name, "/",
              emit->item != NULL ? emit->item : "",
              emit->item != NULL ? "/" : "", key);
    ttri_scene_fail(emit->scene, status, path, rule, value);
}
