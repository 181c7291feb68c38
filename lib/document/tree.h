/* tree.h: a document as a tree of values, in one block of memory. It is built
 * from text that the scan has found right. */
#ifndef TTRI_TREE_H
#define TTRI_TREE_H

#include "document/scan.h"

/* Kinds of values; bits, so that several can be allowed. `null` has none. */
#define TTRI_JSON_NUMBER  1u
#define TTRI_JSON_TEXT    2u
#define TTRI_JSON_BOOLEAN 4u
#define TTRI_JSON_LIST    8u
#define TTRI_JSON_OBJECT  16u
/* Of a list or an object: every name is compared with all others, so there are
 * at most TTRI_MAX_NAMED. */
#define TTRI_JSON_NAMED 32u
#define TTRI_MAX_NAMED  1000

struct ttri_node {
    unsigned kind;
    uint32_t count;              /* of members or elements */
    uint32_t offset, key_offset; /* in the text; equal without a key */
    const char *key;             /* of a member; else NULL */
    union {
        struct ttri_node *const *child;
        const char *text;
        double number; /* 1 for true */
    };
    struct ttri_node *next; /* sibling */
};

/* Builds the tree in a block that the caller releases; its first bytes are the
 * root. False with the fault: no memory, a key that comes twice, or a number
 * that overflows. */
bool ttri_tree_build(const struct ttri_memory *memory, const char *bytes,
                     size_t size, uint32_t values, struct ttri_node **root,
                     struct ttri_json_fault *fault);

/* All take NULL, and what is of another kind, for empty. */
const struct ttri_node *ttri_node_get(const struct ttri_node *object,
                                      const char *key);
const struct ttri_node *ttri_node_at(const struct ttri_node *node,
                                     size_t index);
size_t ttri_node_count(const struct ttri_node *node);
bool ttri_node_is(const struct ttri_node *node, unsigned kinds);
double ttri_node_number(const struct ttri_node *node);
const char *ttri_node_text(const struct ttri_node *node);

/* The node at a place; the deepest on the way to it if there is none. */
const struct ttri_node *ttri_tree_find(const struct ttri_node *root,
                                       const struct ttri_place *place);

#endif
