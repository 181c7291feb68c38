#include "streams/stream.h"

#include "model/schema.h"

/* ---- lifecycle ---- */

ttr_status ttri_stream_new(const char *function,
                           const struct ttr_allocator *allocator,
                           const struct ttri_schema *schema, const char *name,
                           ttr_stream **stream, struct ttr_error *error)
{
    struct ttri_memory memory;
    ttr_stream *made;
    ttr_status status;

    if (stream == NULL)
        return ttri_null_argument(error, function, "stream");
    if (name == NULL)
        name = schema->name;
    status = ttri_check_name(error, "stream", name);
    if (status == TTR_OK)
        status = ttri_memory_init(&memory, allocator, error);
    if (status != TTR_OK)
        return status;
    made = ttri_clear(&memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, name);
    status =
        ttri_component_init(&made->component, allocator, schema, name, error);
    if (status != TTR_OK) {
        ttri_release(&memory, made);
        return status;
    }
    *stream = made;
    return TTR_OK;
}

ttr_status ttr_advertising_new(const struct ttr_allocator *allocator,
                               const char *name, ttr_stream **stream,
                               struct ttr_error *error)
{
    return ttri_stream_new("ttr_advertising_new", allocator,
                           &ttri_advertising_schema, name, stream, error);
}

ttr_status ttr_commerce_new(const struct ttr_allocator *allocator,
                            const char *name, ttr_stream **stream,
                            struct ttr_error *error)
{
    return ttri_stream_new("ttr_commerce_new", allocator, &ttri_commerce_schema,
                           name, stream, error);
}

ttr_status ttr_virtual_goods_new(const struct ttr_allocator *allocator,
                                 const char *name, ttr_stream **stream,
                                 struct ttr_error *error)
{
    return ttri_stream_new("ttr_virtual_goods_new", allocator,
                           &ttri_virtual_goods_schema, name, stream, error);
}

ttr_status ttr_enterprise_new(const struct ttr_allocator *allocator,
                              const char *name, ttr_stream **stream,
                              struct ttr_error *error)
{
    return ttri_stream_new("ttr_enterprise_new", allocator,
                           &ttri_enterprise_schema, name, stream, error);
}

ttr_status ttr_partnership_new(const struct ttr_allocator *allocator,
                               const char *name, ttr_stream **stream,
                               struct ttr_error *error)
{
    return ttri_stream_new("ttr_partnership_new", allocator,
                           &ttri_partnership_schema, name, stream, error);
}

ttr_status ttr_creator_new(const struct ttr_allocator *allocator,
                           const char *name, ttr_stream **stream,
                           struct ttr_error *error)
{
    return ttri_stream_new("ttr_creator_new", allocator, &ttri_creator_schema,
                           name, stream, error);
}

ttr_stream *ttr_stream_ref(ttr_stream *stream)
{
    if (stream != NULL)
        ttri_reference(&stream->component.references);
    return stream;
}

void ttr_stream_unref(ttr_stream *stream)
{
    struct ttri_memory memory;

    if (stream == NULL || !ttri_unreference(&stream->component.references))
        return;
    memory = stream->component.memory;
    ttri_component_clear(&stream->component);
    ttri_release(&memory, stream);
}

/* ---- questions ---- */

const char *ttr_stream_name(const ttr_stream *stream)
{
    return stream != NULL ? stream->component.name : NULL;
}

int32_t ttr_stream_model(const ttr_stream *stream)
{
    return stream != NULL ? stream->component.schema->model : -1;
}

/* ---- description ---- */

ttr_status ttr_stream_set(ttr_stream *stream, const char *region,
                          const char *key, double value,
                          struct ttr_error *error)
{
    if (stream == NULL)
        return ttri_null_argument(error, "ttr_stream_set", "stream");
    if (key == NULL)
        return ttri_null_argument(error, "ttr_stream_set", "key");
    return ttri_component_set_value(&stream->component, region, key, value,
                                    error);
}

ttr_status ttr_stream_set_driver(ttr_stream *stream, const char *region,
                                 const char *key, const ttr_driver *driver,
                                 struct ttr_error *error)
{
    if (stream == NULL)
        return ttri_null_argument(error, "ttr_stream_set_driver", "stream");
    if (key == NULL)
        return ttri_null_argument(error, "ttr_stream_set_driver", "key");
    if (driver == NULL)
        return ttri_null_argument(error, "ttr_stream_set_driver", "driver");
    return ttri_component_set(&stream->component, region, key, driver, error);
}

ttr_status ttr_stream_set_option(ttr_stream *stream, const char *key,
                                 const char *choice, struct ttr_error *error)
{
    if (stream == NULL)
        return ttri_null_argument(error, "ttr_stream_set_option", "stream");
    if (key == NULL)
        return ttri_null_argument(error, "ttr_stream_set_option", "key");
    if (choice == NULL)
        return ttri_null_argument(error, "ttr_stream_set_option", "choice");
    return ttri_component_set_option(&stream->component, key, choice, error);
}

ttr_status ttr_stream_set_presentation(ttr_stream *stream, const char *region,
                                       int32_t presentation,
                                       struct ttr_error *error)
{
    if (stream == NULL)
        return ttri_null_argument(error, "ttr_stream_set_presentation",
                                  "stream");
    if (presentation != TTR_GROSS && presentation != TTR_NET)
        return ttri_fail_number(error, TTR_E_ARGUMENT, stream->component.name,
                                "presentation must be TTR_GROSS or TTR_NET",
                                presentation);
    return ttri_component_set_presentation(&stream->component, region,
                                           presentation == TTR_NET, error);
}
