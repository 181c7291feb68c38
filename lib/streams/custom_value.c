/* Values in a custom stream's equations: numbers, names, operations. */
#include <math.h>
#include <string.h>

#include <tiktokrev/calendar.h>

#include "model/environment.h"
#include "streams/custom.h"

#define LONGEST_REFERENCE 191

ttr_status ttri_custom_of(ttr_stream *stream, const char *function,
                          struct ttri_custom **custom, struct ttr_error *error)
{
    if (stream == NULL)
        return ttri_null_argument(error, function, "stream");
    if (stream->component.custom == NULL)
        return ttri_fail(error, TTR_E_ARGUMENT, stream->component.name,
                         "must be a custom stream to have equations",
                         stream->component.schema->name);
    *custom = stream->component.custom;
    return TTR_OK;
}

void ttri_custom_forget(const struct ttri_memory *memory,
                        struct ttri_custom *custom, uint32_t kept)
{
    while (custom->nodes > kept) {
        const struct ttri_custom_node *node = &custom->node[--custom->nodes];

        ttri_release(memory, node->name);
        ttri_release(memory, node->formula);
    }
}

/* Takes over the node's name, which it frees on failure. */
static ttr_status add_node(ttr_stream *stream, struct ttri_custom_node node,
                           ttr_value *value, struct ttr_error *error)
{
    const struct ttri_memory *memory = &stream->component.memory;
    struct ttri_custom *custom = stream->component.custom;

    if (!ttri_grow(memory, &custom->node, custom->nodes, &custom->node_capacity,
                   sizeof node)) {
        ttri_release(memory, node.name);
        return ttri_no_memory(error, stream->component.name);
    }
    custom->node[custom->nodes++] = node;
    *value = custom->nodes;
    return TTR_OK;
}

ttr_status ttr_custom_number(ttr_stream *stream, double number,
                             ttr_value *value, struct ttr_error *error)
{
    static const char function[] = "ttr_custom_number";
    struct ttri_custom *custom = NULL;
    ttr_status status = ttri_custom_of(stream, function, &custom, error);

    if (status != TTR_OK)
        return status;
    if (value == NULL)
        return ttri_null_argument(error, function, "value");
    if (!isfinite(number))
        return ttri_fail_number(error, TTR_E_RANGE, stream->component.name,
                                "must have finite numbers in equations",
                                number);
    return add_node(
        stream,
        (struct ttri_custom_node){.kind = TTRI_CUSTOM_NUMBER, .number = number},
        value, error);
}

ttr_status ttr_custom_name(ttr_stream *stream, const char *name,
                           ttr_value *value, struct ttr_error *error)
{
    static const char function[] = "ttr_custom_name";
    struct ttri_custom *custom = NULL;
    char *copy;
    ttr_status status = ttri_custom_of(stream, function, &custom, error);

    if (status != TTR_OK)
        return status;
    if (value == NULL)
        return ttri_null_argument(error, function, "value");
    if (name == NULL)
        return ttri_null_argument(error, function, "name");
    if (*name == '\0' || strlen(name) > LONGEST_REFERENCE)
        return ttri_fail(error, TTR_E_ARGUMENT, stream->component.name,
                         "must read names of 1 to 191 bytes",
                         *name == '\0' ? "\"\"" : name);
    copy = ttri_copy_text(&stream->component.memory, name);
    if (copy == NULL)
        return ttri_no_memory(error, stream->component.name);
    return add_node(
        stream,
        (struct ttri_custom_node){.kind = TTRI_CUSTOM_NAME, .name = copy},
        value, error);
}

/* Number of operands, 0 for what is no operation. */
static uint32_t operands_of(int32_t operation)
{
    static const uint8_t count[] = {
        [TTR_OP_ADD] = 2,    [TTR_OP_SUB] = 2, [TTR_OP_MUL] = 2,
        [TTR_OP_DIV] = 2,    [TTR_OP_MIN] = 2, [TTR_OP_MAX] = 2,
        [TTR_OP_EXP] = 1,    [TTR_OP_LOG] = 1, [TTR_OP_POWER] = 2,
        [TTR_OP_SELECT] = 3,
    };

    return operation < 0 || operation >= (int32_t)TTRI_COUNT(count)
               ? 0
               : count[operation];
}

ttr_status ttr_custom_operation(ttr_stream *stream, int32_t operation,
                                ttr_value a, ttr_value b, ttr_value c,
                                ttr_value *value, struct ttr_error *error)
{
    static const char function[] = "ttr_custom_operation";
    const ttr_value operand[] = {a, b, c};
    uint32_t count = operands_of(operation);
    struct ttri_custom *custom = NULL;
    ttr_status status = ttri_custom_of(stream, function, &custom, error);

    if (status != TTR_OK)
        return status;
    if (value == NULL)
        return ttri_null_argument(error, function, "value");
    if (count == 0)
        return ttri_fail_number(error, TTR_E_ARGUMENT, stream->component.name,
                                "must have one of TTR_OP_ as operation",
                                operation);
    for (uint32_t i = 0; i < TTRI_COUNT(operand); i++)
        if (i < count ? operand[i] < 1 || operand[i] > custom->nodes
                      : operand[i] != 0)
            return ttri_fail_number(
                error, TTR_E_ARGUMENT, stream->component.name,
                "must have values as operands, and 0 where there is none",
                operand[i]);
    return add_node(stream,
                    (struct ttri_custom_node){.kind = TTRI_CUSTOM_OPERATION,
                                              .operation = operation,
                                              .a = a,
                                              .b = b,
                                              .c = c},
                    value, error);
}

ttr_status ttr_custom_lag(ttr_stream *stream, ttr_value a, uint32_t periods,
                          ttr_value *value, struct ttr_error *error)
{
    static const char function[] = "ttr_custom_lag";
    struct ttri_custom *custom = NULL;
    ttr_status status = ttri_custom_of(stream, function, &custom, error);

    if (status != TTR_OK)
        return status;
    if (value == NULL)
        return ttri_null_argument(error, function, "value");
    if (a < 1 || a > custom->nodes)
        return ttri_fail_number(error, TTR_E_ARGUMENT, stream->component.name,
                                "must have a value to lag", a);
    if (periods < 1 || periods > TTR_MAX_PERIODS)
        return ttri_fail_number(error, TTR_E_ARGUMENT, stream->component.name,
                                "must lag by 1 to 1200 periods", periods);
    return add_node(stream,
                    (struct ttri_custom_node){
                        .kind = TTRI_CUSTOM_LAG, .a = a, .periods = periods},
                    value, error);
}
