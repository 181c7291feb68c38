#include "model/schema.h"

#include <string.h>

/* ---- models ---- */

const struct ttri_schema *ttri_schema_of(int32_t model)
{
    switch (model) {
    case TTR_MODEL_ENVIRONMENT:
        return &ttri_environment_schema;
    case TTR_MODEL_AUDIENCE:
        return &ttri_audience_schema;
    case TTR_MODEL_ADVERTISING:
        return &ttri_advertising_schema;
    case TTR_MODEL_COMMERCE:
        return &ttri_commerce_schema;
    case TTR_MODEL_VIRTUAL_GOODS:
        return &ttri_virtual_goods_schema;
    case TTR_MODEL_ENTERPRISE:
        return &ttri_enterprise_schema;
    case TTR_MODEL_PARTNERSHIP:
        return &ttri_partnership_schema;
    case TTR_MODEL_CREATOR:
        return &ttri_creator_schema;
    case TTR_MODEL_CUSTOM:
        return &ttri_custom_schema;
    case TTR_MODEL_TOTAL:
        return &ttri_total_schema;
    case TTR_MODEL_LEDGER:
        return &ttri_ledger_schema;
    default:
        return NULL;
    }
}

bool ttri_is_stream(int32_t model)
{
    return model >= TTR_MODEL_ADVERTISING && model <= TTR_MODEL_CUSTOM;
}

const struct ttri_output_def *ttri_common_outputs(uint32_t *count)
{
    static const struct ttri_output_def common[] = {
        {"revenue", "money", TTR_KIND_FLOW, 0,
         "revenue as presented, gross or net", "IFRS 15; ASC 606"},
        {"revenue_gross", "money", TTR_KIND_FLOW, 0,
         "revenue as principal: others' parts are costs",
         "IFRS 15 B34 to B38; ASC 606-10-55-36"},
        {"revenue_net", "money", TTR_KIND_FLOW, 0,
         "revenue as agent: only the platform's part",
         "IFRS 15 B34 to B38; ASC 606-10-55-36"},
        {"contribution", "money", TTR_KIND_FLOW, 0,
         "revenue less what is paid away for it, gross or net alike", ""},
        {"bookings", "money", TTR_KIND_FLOW, 0,
         "what payers committed in the period, whenever it is earned", ""},
    };

    *count = TTRI_COUNT(common);
    return common;
}

/* ---- by key ---- */

const struct ttri_driver_def *
ttri_schema_find_driver(const struct ttri_schema *schema, const char *key)
{
    for (uint32_t i = 0; i < schema->driver_count; i++)
        if (strcmp(schema->drivers[i].key, key) == 0)
            return &schema->drivers[i];
    return NULL;
}

static const struct ttri_output_def *
find_output(const struct ttri_output_def *outputs, uint32_t count,
            const char *key, uint32_t per_item)
{
    for (uint32_t i = 0; i < count; i++)
        if ((outputs[i].flags & TTR_DRIVER_PER_ITEM) == per_item &&
            outputs[i].key[0] == key[0] && strcmp(outputs[i].key, key) == 0)
            return &outputs[i];
    return NULL;
}

const struct ttri_output_def *
ttri_schema_find_item_output(const struct ttri_schema *schema, const char *key)
{
    return find_output(schema->outputs, schema->output_count, key,
                       TTR_DRIVER_PER_ITEM);
}

const struct ttri_output_def *
ttri_schema_find_output(const struct ttri_schema *schema, const char *key)
{
    const struct ttri_output_def *found =
        find_output(schema->outputs, schema->output_count, key, 0);

    if (found == NULL && ttri_is_stream(schema->model)) {
        uint32_t count;
        const struct ttri_output_def *common = ttri_common_outputs(&count);

        found = find_output(common, count, key, 0);
    }
    return found;
}

/* ---- listing ---- */

static bool is_listed(const struct ttri_output_def *output)
{
    return (output->flags & TTRI_OUTPUT_HIDDEN) == 0;
}

/* The listed output at `index`: the model's own, then those of all streams. */
static const struct ttri_output_def *output_at(const struct ttri_schema *schema,
                                               uint32_t index)
{
    uint32_t count = 0;
    const struct ttri_output_def *common = NULL;

    for (uint32_t i = 0; i < schema->output_count; i++)
        if (is_listed(&schema->outputs[i]) && index-- == 0)
            return &schema->outputs[i];
    if (ttri_is_stream(schema->model))
        common = ttri_common_outputs(&count);
    return index < count ? &common[index] : NULL;
}

const char *ttr_schema_model(int32_t model)
{
    const struct ttri_schema *schema = ttri_schema_of(model);

    return schema == NULL ? NULL : schema->name;
}

uint32_t ttr_schema_drivers(int32_t model)
{
    const struct ttri_schema *schema = ttri_schema_of(model);

    return schema == NULL ? 0 : schema->driver_count;
}

uint32_t ttr_schema_outputs(int32_t model)
{
    const struct ttri_schema *schema = ttri_schema_of(model);
    uint32_t count = 0;

    if (schema == NULL)
        return 0;
    while (output_at(schema, count) != NULL)
        count++;
    return count;
}

static ttr_status check_call(struct ttr_error *error, const char *function,
                             int32_t model, const void *info)
{
    if (info == NULL)
        return ttri_null_argument(error, function, "info");
    if (ttri_schema_of(model) == NULL)
        return ttri_fail_number(error, TTR_E_ARGUMENT, function,
                                "must be given a model", model);
    return TTR_OK;
}

static ttr_status no_such(struct ttr_error *error, const char *function,
                          uint32_t index, uint32_t count)
{
    return ttri_failf(error, TTR_E_ARGUMENT, function,
                      "must be given an index below %lu (got %lu)",
                      (unsigned long)count, (unsigned long)index);
}

ttr_status ttr_schema_driver(int32_t model, uint32_t index,
                             struct ttr_driver_info *info,
                             struct ttr_error *error)
{
    const struct ttri_driver_def *driver;
    ttr_status status = check_call(error, "ttr_schema_driver", model, info);

    if (status == TTR_OK)
        status = ttri_check_size(error, "ttr_driver_info", info->struct_size,
                                 sizeof *info, sizeof *info);
    if (status != TTR_OK)
        return status;
    if (index >= ttr_schema_drivers(model))
        return no_such(error, "ttr_schema_driver", index,
                       ttr_schema_drivers(model));
    driver = &ttri_schema_of(model)->drivers[index];
    *info = (struct ttr_driver_info){
        .struct_size = info->struct_size,
        .support = driver->support,
        .flags = driver->flags & (TTR_DRIVER_ACTIVITY | TTR_DRIVER_STATIC |
                                  TTR_DRIVER_PER_ITEM),
        .fallback = driver->fallback,
        .key = driver->key,
        .unit = driver->unit,
        .meaning = driver->meaning,
        .source = driver->source,
    };
    return TTR_OK;
}

ttr_status ttr_schema_output(int32_t model, uint32_t index,
                             struct ttr_output_info *info,
                             struct ttr_error *error)
{
    const struct ttri_output_def *output;
    ttr_status status = check_call(error, "ttr_schema_output", model, info);

    if (status == TTR_OK)
        status = ttri_check_size(error, "ttr_output_info", info->struct_size,
                                 sizeof *info, sizeof *info);
    if (status != TTR_OK)
        return status;
    output = output_at(ttri_schema_of(model), index);
    if (output == NULL)
        return no_such(error, "ttr_schema_output", index,
                       ttr_schema_outputs(model));
    *info = (struct ttr_output_info){
        .struct_size = info->struct_size,
        .kind = output->kind,
        .flags = output->flags & TTR_DRIVER_PER_ITEM,
        .key = output->key,
        .unit = output->unit,
        .meaning = output->meaning,
        .source = output->source,
    };
    return TTR_OK;
}

uint32_t ttr_schema_options(int32_t model)
{
    const struct ttri_schema *schema = ttri_schema_of(model);

    return schema != NULL ? schema->option_count : 0;
}

static uint32_t count_choices(const struct ttri_option_def *option)
{
    uint32_t count = 0;

    while (option->choices[count] != NULL)
        count++;
    return count;
}

ttr_status ttr_schema_option(int32_t model, uint32_t index,
                             struct ttr_option_info *info,
                             struct ttr_error *error)
{
    const struct ttri_option_def *option;
    ttr_status status = check_call(error, "ttr_schema_option", model, info);

    if (status == TTR_OK)
        status = ttri_check_size(error, "ttr_option_info", info->struct_size,
                                 sizeof *info, sizeof *info);
    if (status != TTR_OK)
        return status;
    if (index >= ttr_schema_options(model))
        return no_such(error, "ttr_schema_option", index,
                       ttr_schema_options(model));
    option = &ttri_schema_of(model)->options[index];
    *info = (struct ttr_option_info){
        .struct_size = info->struct_size,
        .choices = count_choices(option),
        .key = option->key,
        .meaning = option->meaning,
    };
    return TTR_OK;
}

const char *ttr_schema_choice(int32_t model, uint32_t option, uint32_t choice)
{
    const struct ttri_schema *schema = ttri_schema_of(model);

    if (schema == NULL || option >= schema->option_count ||
        choice >= count_choices(&schema->options[option]))
        return NULL;
    return schema->options[option].choices[choice];
}
