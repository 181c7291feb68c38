/* The public face of an audience: a component and nothing else. */
#include <tiktokrev/audience.h>

#include "model/environment.h"

ttr_status ttr_audience_new(const struct ttr_allocator *allocator,
                            ttr_audience **audience, struct ttr_error *error)
{
    struct ttri_memory memory;
    ttr_audience *made;
    ttr_status status;

    if (audience == NULL)
        return ttri_null_argument(error, "ttr_audience_new", "audience");
    status = ttri_memory_init(&memory, allocator, error);
    if (status != TTR_OK)
        return status;
    made = ttri_clear(&memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, "audience");
    status = ttri_component_init(&made->component, allocator,
                                 &ttri_audience_schema, "audience", error);
    if (status != TTR_OK) {
        ttri_release(&memory, made);
        return status;
    }
    *audience = made;
    return TTR_OK;
}

ttr_audience *ttr_audience_ref(ttr_audience *audience)
{
    if (audience != NULL)
        ttri_reference(&audience->component.references);
    return audience;
}

void ttr_audience_unref(ttr_audience *audience)
{
    struct ttri_memory memory;

    if (audience == NULL || !ttri_unreference(&audience->component.references))
        return;
    memory = audience->component.memory;
    ttri_component_clear(&audience->component);
    ttri_release(&memory, audience);
}

ttr_status ttr_audience_set(ttr_audience *audience, const char *region,
                            const char *key, double value,
                            struct ttr_error *error)
{
    if (audience == NULL)
        return ttri_null_argument(error, "ttr_audience_set", "audience");
    if (key == NULL)
        return ttri_null_argument(error, "ttr_audience_set", "key");
    return ttri_component_set_value(&audience->component, region, key, value,
                                    error);
}

ttr_status ttr_audience_set_driver(ttr_audience *audience, const char *region,
                                   const char *key, const ttr_driver *driver,
                                   struct ttr_error *error)
{
    if (audience == NULL)
        return ttri_null_argument(error, "ttr_audience_set_driver", "audience");
    if (key == NULL)
        return ttri_null_argument(error, "ttr_audience_set_driver", "key");
    if (driver == NULL)
        return ttri_null_argument(error, "ttr_audience_set_driver", "driver");
    return ttri_component_set(&audience->component, region, key, driver, error);
}
