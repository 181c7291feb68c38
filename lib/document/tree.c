#include "document/tree.h"

#include <stdlib.h>
#include <string.h>

#define FEW 16

struct builder {
    const struct ttri_memory *memory;
    const char *bytes, *at;
    struct ttri_node *node;   /* the next free one */
    struct ttri_node **child; /* likewise */
    char *text;               /* likewise */
    struct ttri_json_fault *fault;
};

static struct ttri_node *value(struct builder *builder);

/* A document is far below 4 GiB. */
static uint32_t offset_of(const struct builder *builder, const char *at)
{
    return (uint32_t)(at - builder->bytes);
}

static void *fail(struct builder *builder, ttr_status status, const char *rule,
                  size_t offset)
{
    *builder->fault = (struct ttri_json_fault){status, rule, offset};
    return NULL;
}

static void space(struct builder *builder)
{
    while (*builder->at == ' ' || *builder->at == '\n' ||
           *builder->at == '\r' || *builder->at == '\t')
        builder->at++;
}

/* ---- texts ---- */

static uint32_t hexadecimal(const char *text)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t byte = (unsigned char)text[i];
        code =
            code * 16 + (byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10);
    }
    return code;
}

/* Writes a character in UTF-8; its length is returned. */
static size_t encode(uint32_t code, char *out)
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(lead[length] | code);
    return length;
}

/* After the backslash. */
static void escape(struct builder *builder)
{
    static const char plain[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char kind = *builder->at++;
    uint32_t code;
    if (kind != 'u') {
        *builder->text++ = meant[strchr(plain, kind) - plain];
        return;
    }
    code = hexadecimal(builder->at);
    builder->at += 4;
    if (code >= 0xd800 && code <= 0xdbff) {
        code = 0x10000 + ((code & 0x3ff) << 10) +
               (hexadecimal(builder->at + 2) & 0x3ff);
        builder->at += 6;
    }
    builder->text += encode(code, builder->text);
}

static const char *text(struct builder *builder)
{
    const char *made = builder->text;
    for (builder->at++; *builder->at != '"';) {
        char byte = *builder->at++;
        if (byte == '\\')
            escape(builder);
        else
            *builder->text++ = byte;
    }
    builder->at++;
    *builder->text++ = '\0';
    return made;
}

/* ---- containers ---- */

static int by_key(const void *a, const void *b)
{
    const struct ttri_node *const *left = a, *const *right = b;
    int order = strcmp((*left)->key, (*right)->key);
    if (order == 0)
        order = (*left)->offset < (*right)->offset ? -1 : 1;
    return order;
}

static bool twice(struct builder *builder, const struct ttri_node *member)
{
    fail(builder, TTR_E_DUPLICATE, "must be given once in its object",
         member->offset);
    return false;
}

static bool few_keys_differ(struct builder *builder,
                            const struct ttri_node *object)
{
    for (uint32_t i = 1; i < object->count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (object->child[i]->key[0] == object->child[j]->key[0] &&
                strcmp(object->child[i]->key, object->child[j]->key) == 0)
                return twice(builder, object->child[i]);
    return true;
}

/* Sorted, so that a hostile object costs no more than others. */
static bool many_keys_differ(struct builder *builder,
                             const struct ttri_node *object)
{
    const struct ttri_node **sorted =
        ttri_clear(builder->memory, object->count, sizeof *sorted);
    const struct ttri_node *second = NULL;
    if (!sorted) {
        fail(builder, TTR_E_NO_MEMORY, "", 0);
        return false;
    }
    for (uint32_t i = 0; i < object->count; i++)
        sorted[i] = object->child[i];
    qsort(sorted, object->count, sizeof *sorted, by_key);
    for (uint32_t i = 1; !second && i < object->count; i++)
        if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
            second = sorted[i];
    ttri_release(builder->memory, sorted);
    return !second || twice(builder, second);
}

static bool keys_differ(struct builder *builder, const struct ttri_node *object)
{
    return object->count <= FEW ? few_keys_differ(builder, object)
                                : many_keys_differ(builder, object);
}

static struct ttri_node *member(struct builder *builder)
{
    uint32_t offset = offset_of(builder, builder->at);
    const char *key = text(builder);
    space(builder);
    builder->at++; /* the colon */
    space(builder);
    struct ttri_node *made = value(builder);
    if (made) {
        made->key = key;
        made->key_offset = offset;
    }
    return made;
}

/* Elements follow each other in the table of children. */
static void keep_children(struct builder *builder, struct ttri_node *node,
                          struct ttri_node *first)
{
    node->child = builder->child;
    for (; first; first = first->next)
        *builder->child++ = first;
}

static struct ttri_node *container(struct builder *builder,
                                   struct ttri_node *node)
{
    bool object = *builder->at == '{';
    struct ttri_node *first = NULL, **last = &first;
    node->kind = object ? TTRI_JSON_OBJECT : TTRI_JSON_LIST;
    builder->at++;
    space(builder);
    while (*builder->at != '}' && *builder->at != ']') {
        *last = object ? member(builder) : value(builder);
        if (!*last)
            return NULL;
        last = &(*last)->next;
        node->count++;
        space(builder);
        builder->at += *builder->at == ',';
        space(builder);
    }
    builder->at++;
    keep_children(builder, node, first);
    return !object || keys_differ(builder, node) ? node : NULL;
}

/* ---- values ---- */

static struct ttri_node *number(struct builder *builder, struct ttri_node *node)
{
    const char *end = ttri_parse_number(builder->at, &node->number);
    node->kind = TTRI_JSON_NUMBER;
    if (!end)
        return fail(builder, TTR_E_RANGE, "must be a number below 1.8e308",
                    node->offset);
    builder->at = end;
    return node;
}

static struct ttri_node *literal(struct builder *builder,
                                 struct ttri_node *node)
{
    char first = *builder->at;
    builder->at += first == 'f' ? 5 : 4;
    node->kind = first == 'n' ? 0 : TTRI_JSON_BOOLEAN;
    node->number = first == 't';
    return node;
}

static struct ttri_node *value(struct builder *builder)
{
    struct ttri_node *node = builder->node++;
    node->offset = node->key_offset = offset_of(builder, builder->at);
    switch (*builder->at) {
    case '{':
    case '[':
        return container(builder, node);
    case '"':
        node->kind = TTRI_JSON_TEXT;
        node->text = text(builder);
        return node;
    case 't':
    case 'f':
    case 'n':
        return literal(builder, node);
    default:
        return number(builder, node);
    }
}

bool ttri_tree_build(const struct ttri_memory *memory, const char *bytes,
                     size_t size, uint32_t values, struct ttri_node **root,
                     struct ttri_json_fault *fault)
{
    struct builder builder = {memory, bytes, bytes, NULL, NULL, NULL, fault};
    size_t nodes = values * sizeof(struct ttri_node);
    size_t children = values * sizeof(struct ttri_node *);
    char *block = ttri_clear(memory, 1, nodes + children + size + 1);
    if (!block) {
        fail(&builder, TTR_E_NO_MEMORY, "", 0);
        return false;
    }
    builder.node = (struct ttri_node *)(void *)block;
    builder.child = (struct ttri_node **)(void *)(block + nodes);
    builder.text = block + nodes + children;
    space(&builder);
    *root = value(&builder);
    if (!*root)
        ttri_release(memory, block);
    return *root != NULL;
}

/* ---- reading ---- */

size_t ttri_node_count(const struct ttri_node *node)
{
    return node ? node->count : 0;
}

const struct ttri_node *ttri_node_at(const struct ttri_node *node, size_t index)
{
    return index < ttri_node_count(node) ? node->child[index] : NULL;
}

const struct ttri_node *ttri_node_get(const struct ttri_node *object,
                                      const char *key)
{
    if (!ttri_node_is(object, TTRI_JSON_OBJECT))
        return NULL;
    for (uint32_t i = 0; i < object->count; i++)
        if (object->child[i]->key[0] == key[0] &&
            strcmp(object->child[i]->key, key) == 0)
            return object->child[i];
    return NULL;
}

bool ttri_node_is(const struct ttri_node *node, unsigned kinds)
{
    return node && node->kind & kinds;
}

double ttri_node_number(const struct ttri_node *node)
{
    return ttri_node_is(node, TTRI_JSON_NUMBER | TTRI_JSON_BOOLEAN)
               ? node->number
               : 0;
}

const char *ttri_node_text(const struct ttri_node *node)
{
    return ttri_node_is(node, TTRI_JSON_TEXT) ? node->text : NULL;
}

const struct ttri_node *ttri_tree_find(const struct ttri_node *root,
                                       const struct ttri_place *place)
{
    if (!place || !place->parent)
        return root;
    const struct ttri_node *above = ttri_tree_find(root, place->parent);
    const struct ttri_node *node = place->key
                                       ? ttri_node_get(above, place->key)
                                       : ttri_node_at(above, place->index);
    return node ? node : above;
}
