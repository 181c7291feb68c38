/* schema.h: static tables that say which drivers and outputs a model has. */
#ifndef TTRI_SCHEMA_H
#define TTRI_SCHEMA_H

#include <tiktokrev/schema.h>

#include "base/base.h"

#define TTRI_P TTR_SUPPORT_POSITIVE
#define TTRI_U TTR_SUPPORT_UNIT
#define TTRI_R TTR_SUPPORT_REAL

/* An output that only other equations read: never listed, never in results. */
#define TTRI_OUTPUT_HIDDEN 512u

/* Internal flag: the key counts people or customers gained per month, so a Bass
 * curve is its exact flow. Never shown by ttr_schema_driver(). */
#define TTRI_DRIVER_ACQUISITION 256u

struct ttri_driver_def {
    const char *key, *unit;
    int32_t support;
    uint32_t flags; /* TTR_DRIVER_ */
    double fallback;
    const char *meaning, *source;
};

struct ttri_output_def {
    const char *key, *unit;
    int32_t kind;
    uint32_t flags; /* TTR_DRIVER_PER_ITEM or 0 */
    const char *meaning, *source;
};

/* A choice of a stream, e.g. pricing = reduced | auction; the first choice is
 * the default. */
struct ttri_option_def {
    const char *key;
    const char *choices[5]; /* ends with NULL */
    const char *meaning;
};

struct ttri_emit;

struct ttri_schema {
    int32_t model; /* TTR_MODEL_ */
    const char *name;
    const struct ttri_driver_def *drivers;
    const struct ttri_output_def *outputs;
    const struct ttri_option_def *options;
    uint32_t driver_count, output_count, option_count;
    bool net_by_default; /* presentation where none is given */
    const char *items;   /* `products`, `deals`, or NULL */
    /* Emits the equations of one region. */
    void (*emit)(struct ttri_emit *emit);
};

extern const struct ttri_schema ttri_environment_schema;
extern const struct ttri_schema ttri_audience_schema;
extern const struct ttri_schema ttri_advertising_schema;
extern const struct ttri_schema ttri_commerce_schema;
extern const struct ttri_schema ttri_virtual_goods_schema;
extern const struct ttri_schema ttri_enterprise_schema;
extern const struct ttri_schema ttri_partnership_schema;
extern const struct ttri_schema ttri_creator_schema;
extern const struct ttri_schema ttri_custom_schema;
extern const struct ttri_schema ttri_total_schema;
extern const struct ttri_schema ttri_ledger_schema;

/* Does the model earn? */
bool ttri_is_stream(int32_t model);
/* The schema of a TTR_MODEL_ number, or NULL. */
const struct ttri_schema *ttri_schema_of(int32_t model);
const struct ttri_driver_def *
ttri_schema_find_driver(const struct ttri_schema *schema, const char *key);
/* An output of the component itself, those of every stream and hidden ones
 * included. */
const struct ttri_output_def *
ttri_schema_find_output(const struct ttri_schema *schema, const char *key);
/* An output of each product or deal: it may have the key of one of the
 * component's own. */
const struct ttri_output_def *
ttri_schema_find_item_output(const struct ttri_schema *schema, const char *key);
/* Outputs that every stream has: revenue and its views. */
const struct ttri_output_def *ttri_common_outputs(uint32_t *count);

#endif
