#include "streams/custom.h"

#include <math.h>
#include <string.h>

#include "model/environment.h"
#include "streams/stream.h"

#define LONGEST_KEY 63

const char *const ttri_custom_built_in[TTRI_CUSTOM_BUILT_IN] = {
    "mau", "dau", "hours", "months", "days", "years"};

/* ---- lifecycle ---- */

static void drop(const struct ttri_memory *memory, const char *text)
{
    ttri_release(memory, (char *)text);
}

static void clear_driver(const struct ttri_memory *memory,
                         const struct ttri_driver_def *driver)
{
    drop(memory, driver->key);
    drop(memory, driver->unit);
    drop(memory, driver->meaning);
    drop(memory, driver->source);
}

static void clear_equation(const struct ttri_memory *memory,
                           const struct ttri_custom_equation *equation)
{
    drop(memory, equation->definition.key);
    drop(memory, equation->definition.unit);
    drop(memory, equation->definition.meaning);
    drop(memory, equation->definition.source);
    ttri_release(memory, equation->formula);
}

void ttri_custom_clear(struct ttri_component *component)
{
    const struct ttri_memory *memory = &component->memory;
    struct ttri_custom *custom = component->custom;

    for (uint32_t i = 0; i < component->declared_count; i++)
        clear_driver(memory, &component->declared[i]);
    ttri_release(memory, component->declared);
    component->declared = NULL;
    component->declared_count = component->declared_capacity = 0;
    component->custom = NULL;
    if (custom == NULL)
        return;
    for (uint32_t i = 0; i < custom->equations; i++)
        clear_equation(memory, &custom->equation[i]);
    ttri_custom_forget(memory, custom, 0);
    ttri_release(memory, custom->equation);
    ttri_release(memory, custom->node);
    ttri_release(memory, custom);
}

static const struct ttri_output_def *
find_output(const struct ttri_component *component, const char *key)
{
    const struct ttri_custom_equation *equation =
        ttri_custom_find(component->custom, key);

    return equation == NULL ? NULL : &equation->definition;
}

ttr_status ttr_custom_new(const struct ttr_allocator *allocator,
                          const char *name, ttr_stream **stream,
                          struct ttr_error *error)
{
    ttr_stream *made;
    ttr_status status;

    if (name == NULL)
        return ttri_null_argument(error, "ttr_custom_new", "name");
    if (stream == NULL)
        return ttri_null_argument(error, "ttr_custom_new", "stream");
    status = ttri_stream_new("ttr_custom_new", allocator, &ttri_custom_schema,
                             name, &made, error);
    if (status != TTR_OK)
        return status;
    made->component.custom =
        ttri_clear(&made->component.memory, 1, sizeof *made->component.custom);
    if (made->component.custom == NULL) {
        ttr_stream_unref(made);
        return ttri_no_memory(error, name);
    }
    made->component.clear_custom = ttri_custom_clear;
    made->component.find_output = find_output;
    *stream = made;
    return TTR_OK;
}

const struct ttri_custom_equation *
ttri_custom_find(const struct ttri_custom *custom, const char *key)
{
    for (uint32_t i = 0; i < custom->equations; i++)
        if (strcmp(custom->equation[i].definition.key, key) == 0)
            return &custom->equation[i];
    return NULL;
}

/* ---- names ---- */

static bool is_word(const char *key)
{
    size_t size = strlen(key);

    if (size == 0 || size > LONGEST_KEY || (key[0] >= '0' && key[0] <= '9'))
        return false;
    return strspn(key, "abcdefghijklmnopqrstuvwxyz_0123456789"
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == size;
}

static bool is_built_in(const char *key)
{
    for (uint32_t i = 0; i < TTRI_CUSTOM_BUILT_IN; i++)
        if (strcmp(ttri_custom_built_in[i], key) == 0)
            return true;
    return false;
}

static bool is_common(const char *key)
{
    uint32_t count;
    const struct ttri_output_def *common = ttri_common_outputs(&count);

    for (uint32_t i = 0; i < count; i++)
        if (strcmp(common[i].key, key) == 0)
            return true;
    return false;
}

/* A new driver's or equation's key, in the words of formulas. */
static ttr_status check_key(const struct ttri_component *component,
                            const char *key, bool equation,
                            struct ttr_error *error)
{
    bool common = is_common(key) && !(equation && strcmp(key, "revenue") == 0);

    if (!is_word(key))
        return ttri_fail(error, TTR_E_ARGUMENT, component->name,
                         "must have keys of 1 to 63 letters, digits and '_', "
                         "no digit first",
                         *key == '\0' ? "\"\"" : key);
    if (is_built_in(key) || common)
        return ttri_fail(error, TTR_E_DUPLICATE, component->name,
                         "must not give a name that every stream has", key);
    if (ttri_component_definition(component, key) != NULL ||
        ttri_custom_find(component->custom, key) != NULL)
        return ttri_fail(error, TTR_E_DUPLICATE, component->name,
                         "must not give a name twice", key);
    return TTR_OK;
}

/* ---- drivers ---- */

static bool is_within(double number, int32_t support)
{
    return isfinite(number) && (support == TTR_SUPPORT_REAL || number >= 0) &&
           (support != TTR_SUPPORT_UNIT || number <= 1);
}

static ttr_status check_driver(const struct ttri_component *component,
                               const struct ttr_driver_info *info,
                               struct ttr_error *error)
{
    ttr_status status = check_key(component, info->key, false, error);

    if (status != TTR_OK)
        return status;
    if (info->support < TTR_SUPPORT_POSITIVE ||
        info->support > TTR_SUPPORT_REAL)
        return ttri_fail_number(error, TTR_E_ARGUMENT, info->key,
                                "must have one of TTR_SUPPORT_ as support",
                                info->support);
    if ((info->flags & ~(TTR_DRIVER_ACTIVITY | TTR_DRIVER_STATIC)) != 0 ||
        info->reserved != 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, info->key,
                                "must have the flags TTR_DRIVER_ACTIVITY or "
                                "TTR_DRIVER_STATIC only, and reserved 0",
                                info->flags);
    if (!is_within(info->fallback, info->support))
        return ttri_fail_number(error, TTR_E_RANGE, info->key,
                                "must have a default inside its support",
                                info->fallback);
    return TTR_OK;
}

/* Copies, with a text of its own for each that is NULL. */
static bool copy_texts(const struct ttri_memory *memory,
                       const char *const *from, const char **to, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        to[i] = NULL;
    for (uint32_t i = 0; i < count; i++) {
        to[i] = ttri_copy_text(memory, from[i]);
        if (to[i] == NULL)
            break;
    }
    if (to[count - 1] != NULL)
        return true;
    for (uint32_t i = 0; i < count; i++)
        drop(memory, to[i]);
    return false;
}

static const char *text_or(const char *text, const char *fallback)
{
    return text != NULL ? text : fallback;
}

/* The list moves when it grows, and what was set before points into it. */
static bool grow_declared(struct ttri_component *component)
{
    struct ttri_driver_def *old = component->declared, *wider;
    uint32_t capacity = component->declared_capacity;

    if (component->declared_count < capacity)
        return true;
    capacity = capacity == 0 ? 8 : 2 * capacity;
    wider = ttri_clear(&component->memory, capacity, sizeof *wider);
    if (wider == NULL)
        return false;
    for (uint32_t i = 0; i < component->declared_count; i++) {
        wider[i] = old[i];
        for (uint32_t j = 0; j < component->slots; j++)
            if (component->slot[j].definition == &old[i])
                component->slot[j].definition = &wider[i];
    }
    ttri_release(&component->memory, old);
    component->declared = wider;
    component->declared_capacity = capacity;
    return true;
}

ttr_status ttr_custom_declare(ttr_stream *stream,
                              const struct ttr_driver_info *info,
                              struct ttr_error *error)
{
    static const char function[] = "ttr_custom_declare";
    struct ttri_component *component;
    struct ttri_custom *custom;
    const char *texts[4];
    ttr_status status = ttri_custom_of(stream, function, &custom, error);

    if (status != TTR_OK)
        return status;
    component = &stream->component;
    if (info == NULL)
        return ttri_null_argument(error, function, "info");
    status = ttri_check_size(error, "ttr_driver_info", info->struct_size,
                             sizeof *info, sizeof *info);
    if (status != TTR_OK)
        return status;
    if (info->key == NULL)
        return ttri_null_argument(error, function, "key");
    status = check_driver(component, info, error);
    if (status != TTR_OK)
        return status;
    if (!grow_declared(component) ||
        !copy_texts(&component->memory,
                    (const char *const[]){info->key, text_or(info->unit, "1"),
                                          text_or(info->meaning, ""),
                                          text_or(info->source, "")},
                    texts, TTRI_COUNT(texts)))
        return ttri_no_memory(error, component->name);
    component->declared[component->declared_count++] =
        (struct ttri_driver_def){.key = texts[0],
                                 .unit = texts[1],
                                 .support = info->support,
                                 .flags = info->flags,
                                 .fallback = info->fallback,
                                 .meaning = texts[2],
                                 .source = texts[3]};
    return TTR_OK;
}

/* ---- equations ---- */

static bool posts_money(const char *key)
{
    return strcmp(key, "revenue") == 0 || strcmp(key, "cost") == 0 ||
           strcmp(key, "gross_revenue") == 0;
}

static ttr_status check_kind(const struct ttri_custom *custom,
                             const struct ttr_output_info *info,
                             ttr_value value, struct ttr_error *error)
{
    const struct ttri_custom_node *node = &custom->node[value - 1];

    if (info->kind < TTR_KIND_FLOW || info->kind > TTR_KIND_RATIO)
        return ttri_fail_number(error, TTR_E_ARGUMENT, info->key,
                                "must have one of TTR_KIND_ as kind",
                                info->kind);
    if (info->kind == TTR_KIND_RATIO &&
        (node->kind != TTRI_CUSTOM_OPERATION || node->operation != TTR_OP_DIV))
        return ttri_fail(error, TTR_E_ARGUMENT, info->key,
                         "must be a division to be a ratio", "");
    if (posts_money(info->key) &&
        (info->kind != TTR_KIND_FLOW ||
         strcmp(text_or(info->unit, "money"), "money") != 0))
        return ttri_fail(error, TTR_E_ARGUMENT, info->key,
                         "must be a flow of money", text_or(info->unit, ""));
    return TTR_OK;
}

static ttr_status check_equation(const struct ttri_component *component,
                                 const struct ttr_output_info *info,
                                 ttr_value value, struct ttr_error *error)
{
    ttr_status status = check_key(component, info->key, true, error);

    if (status != TTR_OK)
        return status;
    if (value < 1 || value > component->custom->nodes)
        return ttri_fail_number(error, TTR_E_ARGUMENT, info->key,
                                "must have a value of this stream", value);
    if (info->flags != 0 || info->reserved != 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, info->key,
                                "must have flags and reserved 0", info->flags);
    return check_kind(component->custom, info, value, error);
}

/* Nothing is added on failure. */
static bool add_equation(ttr_stream *stream, const struct ttr_output_info *info,
                         ttr_value value)
{
    const struct ttri_memory *memory = &stream->component.memory;
    struct ttri_custom *custom = stream->component.custom;
    const char *formula = custom->node[value - 1].formula;
    const char *unit = posts_money(info->key) ? "money" : "1";
    char *copy = NULL;
    const char *texts[4];

    if (!ttri_grow(memory, &custom->equation, custom->equations,
                   &custom->equation_capacity, sizeof *custom->equation))
        return false;
    if (formula != NULL) {
        copy = ttri_copy_text(memory, formula);
        if (copy == NULL)
            return false;
    }
    if (!copy_texts(memory,
                    (const char *const[]){info->key, text_or(info->unit, unit),
                                          text_or(info->meaning, ""),
                                          text_or(info->source, "")},
                    texts, TTRI_COUNT(texts))) {
        ttri_release(memory, copy);
        return false;
    }
    custom->equation[custom->equations++] =
        (struct ttri_custom_equation){.definition = {.key = texts[0],
                                                     .unit = texts[1],
                                                     .kind = info->kind,
                                                     .meaning = texts[2],
                                                     .source = texts[3]},
                                      .value = value,
                                      .formula = copy};
    return true;
}

ttr_status ttr_custom_equation(ttr_stream *stream,
                               const struct ttr_output_info *info,
                               ttr_value value, struct ttr_error *error)
{
    static const char function[] = "ttr_custom_equation";
    struct ttri_custom *custom;
    ttr_status status = ttri_custom_of(stream, function, &custom, error);

    if (status != TTR_OK)
        return status;
    if (info == NULL)
        return ttri_null_argument(error, function, "info");
    status = ttri_check_size(error, "ttr_output_info", info->struct_size,
                             sizeof *info, sizeof *info);
    if (status != TTR_OK)
        return status;
    if (info->key == NULL)
        return ttri_null_argument(error, function, "key");
    status = check_equation(&stream->component, info, value, error);
    if (status != TTR_OK)
        return status;
    if (!add_equation(stream, info, value))
        return ttri_no_memory(error, stream->component.name);
    return TTR_OK;
}
