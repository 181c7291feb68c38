/* custom.h: the equations of a host's own stream, as a list of nodes that is
 * emitted once per region. */
#ifndef TTRI_CUSTOM_H
#define TTRI_CUSTOM_H

#include <tiktokrev/custom.h>

#include "model/component.h"

enum ttri_custom_kind {
    TTRI_CUSTOM_NUMBER,
    TTRI_CUSTOM_NAME,
    TTRI_CUSTOM_OPERATION,
    TTRI_CUSTOM_LAG
};

struct ttri_custom_node {
    enum ttri_custom_kind kind;
    int32_t operation;
    double number;
    char *name;
    char *formula; /* whose value it is, or NULL */
    uint32_t a, b, c, periods;
};

struct ttri_custom_equation {
    struct ttri_output_def definition; /* texts are owned */
    ttr_value value;
    char *formula; /* for saving; NULL if built by operations */
};

struct ttri_custom {
    struct ttri_custom_node *node; /* node[0] is value 1 */
    uint32_t nodes, node_capacity;
    struct ttri_custom_equation *equation;
    uint32_t equations, equation_capacity;
};

/* Names that every formula knows. */
#define TTRI_CUSTOM_BUILT_IN 6
extern const char *const ttri_custom_built_in[TTRI_CUSTOM_BUILT_IN];

/* The address component/key of a name `component.key` of another component's
 * output; false if the name has no dot. */
bool ttri_custom_address(const char *name, char address[256]);
/* Frees what a component's `custom` holds. */
void ttri_custom_clear(struct ttri_component *component);

/* The custom part of a custom stream, or TTR_E_ARGUMENT. */
ttr_status ttri_custom_of(ttr_stream *stream, const char *function,
                          struct ttri_custom **custom, struct ttr_error *error);
/* The equation with a key, or NULL. */
const struct ttri_custom_equation *
ttri_custom_find(const struct ttri_custom *custom, const char *key);
/* Drops the nodes after the first `kept`. */
void ttri_custom_forget(const struct ttri_memory *memory,
                        struct ttri_custom *custom, uint32_t kept);

#endif
