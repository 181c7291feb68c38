/* The JSON reader beneath documents, against another one (jansson): both take
 * the same texts, and read the same from them. */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include "splitmix.h"
#include "unit.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "document/tree.h"

/* ---- random bytes ---- */

static uint64_t state;

static uint32_t pick(uint32_t count)
{
    return (uint32_t)(ttri_splitmix(&state) % count);
}

/* ---- one text in both ---- */

static const struct ttri_memory *memory(void)
{
    static struct ttri_memory plain;

    ck_assert_int_eq(ttri_memory_init(&plain, NULL, NULL), TTR_OK);
    return &plain;
}

/* The tree, or NULL with the status. */
static struct ttri_node *read_ours(const char *text, size_t size,
                                   struct ttri_json_fault *fault)
{
    struct ttri_node *root = NULL;
    uint32_t values = 0;

    if (!ttri_json_scan(text, size, &values, fault) ||
        !ttri_tree_build(memory(), text, size, values, &root, fault))
        return NULL;
    return root;
}

/* In the locale "C": where the decimal separator has two bytes, it ends the
 * process. */
static json_t *read_theirs(const char *text, size_t size)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = uselocale(plain);
    json_error_t error;
    json_t *root = json_loadb(
        text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);

    uselocale(before);
    freelocale(plain);
    if (root != NULL && !json_is_object(root)) {
        json_decref(root);
        return NULL;
    }
    return root;
}

static void same(const struct ttri_node *ours, json_t *theirs);

static void same_members(const struct ttri_node *ours, json_t *theirs)
{
    const char *key;
    json_t *member;
    size_t index = 0;

    ck_assert_uint_eq(ttri_node_count(ours), json_object_size(theirs));
    json_object_foreach(theirs, key, member)
    {
        ck_assert_str_eq(ttri_node_at(ours, index)->key, key);
        ck_assert_ptr_eq(ttri_node_get(ours, key), ttri_node_at(ours, index));
        same(ttri_node_at(ours, index++), member);
    }
}

static void same(const struct ttri_node *ours, json_t *theirs)
{
    switch (json_typeof(theirs)) {
    case JSON_OBJECT:
        ck_assert(ttri_node_is(ours, TTRI_JSON_OBJECT));
        same_members(ours, theirs);
        break;
    case JSON_ARRAY:
        ck_assert(ttri_node_is(ours, TTRI_JSON_LIST));
        ck_assert_uint_eq(ttri_node_count(ours), json_array_size(theirs));
        for (size_t i = 0; i < json_array_size(theirs); i++)
            same(ttri_node_at(ours, i), json_array_get(theirs, i));
        break;
    case JSON_STRING:
        ck_assert(ttri_node_is(ours, TTRI_JSON_TEXT));
        ck_assert_str_eq(ttri_node_text(ours), json_string_value(theirs));
        break;
    case JSON_REAL:
    case JSON_INTEGER:
        ck_assert(ttri_node_is(ours, TTRI_JSON_NUMBER));
        ck_assert(ttri_node_number(ours) >= json_number_value(theirs) &&
                  ttri_node_number(ours) <= json_number_value(theirs));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        ck_assert(ttri_node_is(ours, TTRI_JSON_BOOLEAN));
        ck_assert_int_eq(ttri_node_number(ours) > 0, json_is_true(theirs));
        break;
    default:
        ck_assert_uint_eq(ours->kind, 0);
    }
}

/* True if both took it. */
static bool agree(const char *text, size_t size)
{
    struct ttri_json_fault fault = {0};
    char *exact = malloc(size + 1); /* so that reading on shows */
    struct ttri_node *ours;
    json_t *theirs = read_theirs(text, size);

    ck_assert_ptr_nonnull(exact);
    memcpy(exact, text, size);
    ours = read_ours(exact, size, &fault);
    ck_assert_msg((ours != NULL) == (theirs != NULL),
                  "we %s, they %s: %.*s (%s)", ours ? "take" : "refuse",
                  theirs ? "take" : "refuse", (int)size, text,
                  fault.rule ? fault.rule : "");
    if (ours != NULL)
        same(ours, theirs);
    ttri_release(memory(), ours);
    json_decref(theirs);
    free(exact);
    return ours != NULL;
}

/* ---- tests ---- */

static const char *const texts[] = {
    "{}",
    " {\t\n\r} ",
    "{\"a\": [1, -2, 0.5, 1e3, 1E-3, -0, 0.0, 5e-324, 1.7976931348623157e308]}",
    "{\"a\": [123456789012345678901234567890, 0.1000000000000000055511151231]}",
    "{\"\": null, \"b\": true, \"c\": false, \"d\": {}, \"e\": []}",
    "{\"a\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83d\\ude00\"}",
    "{\"a\": \"\\u00e9\\u20ac\"}",
    "{\"\\u0061\": 1, \"\xc3\xa9\": \"\xe2\x82\xac \xf0\x9f\x98\x80\"}",
    "{\"a\": 1e309}",
    "{\"a\": 1, \"\\u0061\": 2}",
    "{\"a\": \"\\u0000\"}",
    "{\"a\": \"\\ud83d\"}",
    "{\"a\": \"\\ud83d\\ud83d\"}",
    "{\"a\": \"\xf4\x90\x80\x80\"}",
    "{\"a\": \"\xc1\xbf\"}",
    "{\"a\": 1,}",
    "{\"a\": 01}",
    "{\"a\": +1}",
    "{\"a\": 1} x",
    "[{\"a\": 1}]",
    "{\"a\": [[[[{\"b\": [{\"c\": [1, [2, [3]]]}]}]]]]}",
};

START_TEST(chosen_texts)
{
    agree(texts[_i], strlen(texts[_i]));
}
END_TEST

/* Chosen texts with a few bytes changed, cut, doubled. */
START_TEST(changed_texts)
{
    static const char bytes[] =
        "{}[]:,\"\\/ \n\t-+.eE0123456789abfnrtuls\x01\x7f\x80\xc3\xe2\xf0";
    int taken = 0;

    state = 1;
    for (int trial = 0; trial < 200000; trial++) {
        const char *base = texts[pick(sizeof texts / sizeof *texts)];
        char text[256];
        size_t size = strlen(base);

        memcpy(text, base, size);
        for (uint32_t changes = pick(3) + 1; changes > 0; changes--) {
            size_t at = pick((uint32_t)size);

            if (pick(4) > 0) {
                text[at] = bytes[pick(sizeof bytes - 1)];
            } else if (pick(2) == 0) {
                memmove(text + at + 1, text + at, size - at);
                size++;
            } else if (size > 1) {
                memmove(text + at, text + at + 1, size - at - 1);
                size--;
            }
        }
        taken += agree(text, size);
    }
    ck_assert_int_gt(taken, 10000);
}
END_TEST

static void write_value(char *text, size_t *size, int depth)
{
    static const char *const scalars[] = {"1",    "-2.5e-3", "\"x\\ny\"",
                                          "true", "null",    "\"\\u00fc\""};
    bool object = pick(2) == 0;
    uint32_t count = pick(4);

    if (depth > 6 || *size > 3500 || (depth > 1 && pick(3) == 0)) {
        *size +=
            (size_t)sprintf(text + *size, "%s",
                            scalars[pick(sizeof scalars / sizeof *scalars)]);
        return;
    }
    text[(*size)++] = object || depth == 0 ? '{' : '[';
    for (uint32_t i = 0; i < count; i++) {
        *size += (size_t)sprintf(text + *size, "%s%s", i ? "," : "",
                                 pick(2) ? " " : "\n\t");
        if (object || depth == 0)
            *size +=
                (size_t)sprintf(text + *size, "\"k%u\" : ", i * 7 + pick(7));
        write_value(text, size, depth + 1);
    }
    text[(*size)++] = object || depth == 0 ? '}' : ']';
    text[*size] = '\0';
}

/* The text at a node's offset is that node: its path leads back to it. */
static void check_place(const char *text, size_t size,
                        const struct ttri_node *root,
                        const struct ttri_node *node,
                        const struct ttri_place *place)
{
    char path[256], back[256];

    ck_assert_ptr_eq(ttri_tree_find(root, place), node);
    ttri_place_path(place, path, sizeof path);
    ttri_json_path_at(text, size, node->offset, back, sizeof back);
    ck_assert_str_eq(back, path);
    for (size_t i = 0; i < ttri_node_count(node); i++) {
        const struct ttri_node *child = ttri_node_at(node, i);
        struct ttri_place inside = {place, child->key, i, NULL};

        check_place(text, size, root, child, &inside);
    }
}

START_TEST(places_lead_there_and_back)
{
    state = (uint64_t)_i;
    for (int trial = 0; trial < 500; trial++) {
        struct ttri_place top = {NULL, NULL, 0, NULL};
        struct ttri_json_fault fault;
        struct ttri_node *root;
        char text[8192];
        size_t size = 0;

        write_value(text, &size, 0);
        ck_assert(agree(text, size));
        root = read_ours(text, size, &fault);
        ck_assert_ptr_nonnull(root);
        check_place(text, size, root, root, &top);
        ttri_release(memory(), root);
    }
}
END_TEST

/* An element is called by its name as soon as that is read. */
START_TEST(elements_are_called_by_name)
{
    static const char text[] = "{\"streams\": [{\"x\": 0}, {\"name\": "
                               "\"shop\", \"drivers\": {\"aov\": ?";
    char path[64];

    ttri_json_path_at(text, sizeof text - 1, sizeof text - 2, path,
                      sizeof path);
    ck_assert_str_eq(path, "streams/shop/drivers/aov");
}
END_TEST

START_TEST(long_paths_are_cut)
{
    struct ttri_place top = {NULL, NULL, 0, NULL};
    struct ttri_place a = {&top, "abcdefgh", 0, NULL},
                      b = {&a, "ijkl", 0, NULL};
    char path[12];

    ttri_place_path(&b, path, sizeof path);
    ck_assert_str_eq(path, "abcdefgh/ij");
    ttri_place_path(&b, path, 9);
    ck_assert_str_eq(path, "abcdefgh");
}
END_TEST

START_TEST(columns_are_characters)
{
    static const char text[] = "{\n \"\xc3\xa9\xe2\x82\xac\": 1";
    uint32_t line, column;

    ttri_json_position(text, strlen(text) - 1, &line, &column);
    ck_assert_uint_eq(line, 2);
    ck_assert_uint_eq(column, 8);
}
END_TEST

static void many_keys(char *text, uint32_t count, uint32_t twice)
{
    size_t size = 0;

    for (uint32_t i = 0; i < count; i++)
        size += (size_t)sprintf(text + size, "%s\"k%u\":1", i ? "," : "{",
                                i == count - 1 ? twice : i);
    strcpy(text + size, "}");
}

START_TEST(one_key_among_many_comes_twice)
{
    struct ttri_json_fault fault;
    struct ttri_node *root;
    char text[8192];

    many_keys(text, 500, 499);
    root = read_ours(text, strlen(text), &fault);
    ck_assert_ptr_nonnull(root);
    ttri_release(memory(), root);
    many_keys(text, 500, 250);
    ck_assert_ptr_null(read_ours(text, strlen(text), &fault));
    ck_assert_int_eq(fault.status, TTR_E_DUPLICATE);
    ck_assert_str_eq(text + fault.offset, "1}");
}
END_TEST

static Suite *tree_suite(void)
{
    Suite *suite = suite_create("document_tree");
    TCase *readers = tcase_create("readers");
    TCase *places = tcase_create("places");

    tcase_set_timeout(readers, 120);
    tcase_add_loop_test(readers, chosen_texts, 0,
                        (int)(sizeof texts / sizeof *texts));
    tcase_add_test(readers, changed_texts);
    tcase_add_test(readers, one_key_among_many_comes_twice);
    suite_add_tcase(suite, readers);

    tcase_set_timeout(places, 120);
    tcase_add_loop_test(places, places_lead_there_and_back, 0, 4);
    tcase_add_test(places, elements_are_called_by_name);
    tcase_add_test(places, long_paths_are_cut);
    tcase_add_test(places, columns_are_characters);
    suite_add_tcase(suite, places);
    return suite;
}

int main(void)
{
    return ttri_unit_main(tree_suite());
}
