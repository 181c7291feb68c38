/* Saving documents: nothing is lost, the layout is one, and what could not be
 * read again is not written.
 *
 * usage: test_document_save SOURCE_ROOT */
#include "documents.h"
#include "failing.h"
#include "splitmix.h"

#include <dirent.h>
#include <math.h>

#include <tiktokrev/custom.h>

#include "base/base.h"
#include "document/json_writer.h"
#include "document/tree.h"

#define CASES "tests/data/cases"

/* ---- the canonical form ---- */

/* full.json has every key of the format and was laid out by hand. */
START_TEST(every_key_comes_back)
{
    char *text = read_source("tests/data/documents/full.json", NULL);
    ttr_combiner *combiner = load_text(text);
    ttr_text *saved = save_text(combiner);

    ck_assert_str_eq(ttr_text_bytes(saved), text);
    ck_assert_uint_eq(ttr_text_size(saved), strlen(text));
    ttr_text_unref(saved);
    ttr_combiner_unref(combiner);
    free(text);
}
END_TEST

/* ---- nothing is lost ---- */

static struct ttri_node *read_tree(const char *text)
{
    struct ttri_memory memory;
    struct ttri_json_fault fault;
    struct ttri_node *root = NULL;
    uint32_t values;

    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    ck_assert(ttri_json_scan(text, strlen(text), &values, &fault));
    ck_assert(
        ttri_tree_build(&memory, text, strlen(text), values, &root, &fault));
    return root;
}

/* `{}`, `[]`, and objects of them. */
static bool is_empty(const struct ttri_node *node)
{
    for (size_t i = 0; i < ttri_node_count(node); i++)
        if (!is_empty(ttri_node_at(node, i)))
            return false;
    return ttri_node_is(node, TTRI_JSON_LIST | TTRI_JSON_OBJECT);
}

/* Members that say what is so without them. */
static bool says_nothing(const struct ttri_node *member)
{
    static const struct {
        const char *key, *text;
        double number;
    } defaults[] = {
        {"fiscal_start", NULL, 1},   {"constant_currency_period", NULL, 0},
        {"probability", NULL, 1},    {"lag_days", NULL, 0},
        {"real", NULL, 0},           {"currency", "USD", 0},
        {"half_life_days", NULL, 0},
    };

    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (strcmp(member->key, defaults[i].key) == 0 &&
            (defaults[i].text == NULL
                 ? ttri_node_number(member) >= defaults[i].number &&
                       ttri_node_number(member) <= defaults[i].number
                 : ttri_node_text(member) != NULL &&
                       strcmp(ttri_node_text(member), defaults[i].text) == 0))
            return true;
    return is_empty(member);
}

static void is_kept(const struct ttri_node *given, const struct ttri_node *kept,
                    const char *key);

static void members_are_kept(const struct ttri_node *given,
                             const struct ttri_node *kept)
{
    for (size_t i = 0; i < ttri_node_count(given); i++) {
        const struct ttri_node *member = ttri_node_at(given, i);
        const struct ttri_node *other = ttri_node_get(kept, member->key);

        if (other != NULL || !says_nothing(member))
            is_kept(member, other, member->key);
    }
}

/* What was given is in what was kept; that may tell defaults besides, and
 * writes a driver that has nothing but a value as a number. */
static void is_kept(const struct ttri_node *given, const struct ttri_node *kept,
                    const char *key)
{
    ck_assert_msg(kept != NULL, "%s is lost", key);
    if (given->kind == TTRI_JSON_OBJECT && kept->kind == TTRI_JSON_NUMBER) {
        ck_assert_uint_eq(given->count, 1);
        given = ttri_node_get(given, "value");
        ck_assert_ptr_nonnull(given);
    }
    ck_assert_uint_eq(given->kind, kept->kind);
    if (given->kind == TTRI_JSON_OBJECT)
        members_are_kept(given, kept);
    else
        ck_assert_uint_eq(given->count, kept->count);
    if (given->kind == TTRI_JSON_LIST)
        for (size_t i = 0; i < ttri_node_count(given); i++)
            is_kept(ttri_node_at(given, i), ttri_node_at(kept, i), key);
    if (given->kind == TTRI_JSON_TEXT)
        ck_assert_str_eq(given->text, kept->text);
    ck_assert_msg(ttri_node_number(given) >= ttri_node_number(kept) &&
                      ttri_node_number(given) <= ttri_node_number(kept),
                  "%s: %.17g becomes %.17g", key, ttri_node_number(given),
                  ttri_node_number(kept));
}

/* What is saved holds all that was given, and is saved as it is. */
static void check_round_trip(const char *text, const ttr_combiner *combiner)
{
    ttr_text *saved = save_text(combiner), *again;
    ttr_combiner *loaded = load_text(ttr_text_bytes(saved));
    struct ttri_node *given = read_tree(text);
    struct ttri_node *kept = read_tree(ttr_text_bytes(saved));

    again = save_text(loaded);
    ck_assert_str_eq(ttr_text_bytes(again), ttr_text_bytes(saved));
    is_kept(given, kept, "document");
    free(given);
    free(kept);
    ttr_combiner_unref(loaded);
    ttr_text_unref(again);
    ttr_text_unref(saved);
}

static void check_file(const char *name)
{
    char *text = read_source(name, NULL);
    ttr_combiner *combiner = load_text(text);

    check_round_trip(text, combiner);
    ttr_combiner_unref(combiner);
    free(text);
}

START_TEST(cases_come_back)
{
    char path[1024], name[512];
    struct dirent *entry;
    DIR *folder;
    int count = 0;

    source_path(path, CASES);
    folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    while ((entry = readdir(folder)) != NULL) {
        const char *dot = strrchr(entry->d_name, '.');

        if (dot == NULL || strcmp(dot, ".json") != 0)
            continue;
        snprintf(name, sizeof name, CASES "/%s", entry->d_name);
        check_file(name);
        count++;
    }
    closedir(folder);
    ck_assert_int_gt(count, 50);
}
END_TEST

START_TEST(examples_come_back)
{
    check_file("examples/data/tiktok.json");
    check_file("examples/data/kuaishou.json");
}
END_TEST

/* ---- random documents: full.json with parts left out and numbers moved ----
 */

static uint64_t state;

static uint32_t pick(uint32_t count)
{
    return (uint32_t)(ttri_splitmix(&state) % count);
}

static void write_random(struct ttri_json_writer *json, const char *key,
                         const struct ttri_node *node, uint32_t rarity)
{
    bool object = ttri_node_is(node, TTRI_JSON_OBJECT);

    if (ttri_node_is(node, TTRI_JSON_TEXT)) {
        ttri_json_text(json, key, node->text);
    } else if (ttri_node_is(node, TTRI_JSON_NUMBER)) {
        double number = node->number;

        if (key != NULL && floor(number) < number && pick(2) == 0)
            number *= 1 + (double)pick(1000000) * 1e-10;
        ttri_json_number(json, key, number);
    } else if (ttri_node_is(node, TTRI_JSON_BOOLEAN)) {
        ttri_json_truth(json, key, node->number > 0);
    } else {
        ttri_json_open(json, key, object ? '{' : '[');
        for (size_t i = 0; i < ttri_node_count(node); i++)
            if (pick(rarity) > 0) {
                const struct ttri_node *child = ttri_node_at(node, i);

                write_random(json, child->key, child, rarity);
            }
        ttri_json_close(json);
    }
}

static ttr_text *random_document(const struct ttri_memory *memory,
                                 const struct ttri_node *full)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_json_writer json;
    ttr_text *text = NULL;

    ttri_json_start(&json, memory);
    write_random(&json, NULL, full, 100 + pick(2000));
    ttri_assert_ok(ttri_writer_finish(&json.text, &text, &error), &error);
    return text;
}

START_TEST(random_documents_come_back)
{
    char *source = read_source("tests/data/documents/full.json", NULL);
    struct ttri_node *full = read_tree(source);
    struct ttri_memory memory;
    int loaded = 0;

    state = (uint64_t)_i;
    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    for (int trial = 0; trial < 200; trial++) {
        struct ttr_error error = ttri_unit_error();
        ttr_combiner *combiner = NULL;
        ttr_text *text = random_document(&memory, full);

        if (ttr_document_load(NULL, ttr_text_bytes(text), ttr_text_size(text),
                              NULL, &combiner, &error) == TTR_OK) {
            check_round_trip(ttr_text_bytes(text), combiner);
            loaded++;
        }
        ttr_combiner_unref(combiner);
        ttr_text_unref(text);
    }
    ck_assert_int_gt(loaded, 20);
    free(full);
    free(source);
}
END_TEST

/* ---- layout ---- */

static void start(struct ttri_json_writer *json)
{
    static struct ttri_memory memory;

    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    ttri_json_start(json, &memory);
}

static void expect(struct ttri_json_writer *json, const char *text)
{
    ck_assert(!json->text.failed);
    ck_assert_str_eq(json->text.bytes, text);
    ttri_writer_drop(&json->text);
}

START_TEST(short_things_stand_on_one_line)
{
    static const double pair[] = {1, 0.25};
    struct ttri_json_writer json;

    start(&json);
    ttri_json_open(&json, NULL, '{');
    ttri_json_numbers(&json, "a", pair, 2);
    ttri_json_open(&json, "b", '{');
    ttri_json_close(&json);
    ttri_json_truth(&json, "c", false);
    ttri_json_close(&json);
    expect(&json, "{\"a\": [1, 0.25], \"b\": {}, \"c\": false}");
}
END_TEST

START_TEST(long_lists_of_numbers_fill_lines)
{
    double numbers[40];
    struct ttri_json_writer json;

    for (int i = 0; i < 40; i++)
        numbers[i] = 1000 + i;
    start(&json);
    ttri_json_open(&json, NULL, '{');
    ttri_json_numbers(&json, "series", numbers, 40);
    ttri_json_number(&json, "x", 1);
    ttri_json_close(&json);
    expect(&json,
           "{\n"
           "  \"series\": [\n"
           "    1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, "
           "1010, 1011,\n"
           "    1012, 1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, 1021, "
           "1022, 1023,\n"
           "    1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031, 1032, 1033, "
           "1034, 1035,\n"
           "    1036, 1037, 1038, 1039\n"
           "  ],\n"
           "  \"x\": 1\n"
           "}");
}
END_TEST

/* A line has 80 bytes with its comma, or 81 and breaks. */
START_TEST(lines_end_at_80)
{
    for (size_t length = 60; length < 75; length++) {
        struct ttri_json_writer json;
        char text[80];

        memset(text, 'x', length);
        text[length] = '\0';
        start(&json);
        ttri_json_open(&json, NULL, '[');
        ttri_json_open(&json, NULL, '[');
        ttri_json_text(&json, NULL, text);
        ttri_json_close(&json);
        ttri_json_number(&json, NULL, 1);
        ttri_json_number(&json, NULL, 1e10);
        ttri_json_close(&json);
        ck_assert_uint_eq(strcspn(json.text.bytes, "\n") < 81 &&
                              strchr(json.text.bytes, '\n') == NULL,
                          length + 2 + 2 + 2 + 2 + 3 + 11 < 80);
        ttri_writer_drop(&json.text);
    }
}
END_TEST

START_TEST(texts_are_escaped)
{
    struct ttri_json_writer json;

    start(&json);
    ttri_json_text(&json, NULL, "\"\\\b\f\n\r\t\x01\x1f/\x7f\xc3\xa9");
    expect(&json, "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/\x7f\xc3\xa9\"");
}
END_TEST

/* ---- what is not written ---- */

static ttr_combiner *small_combiner(ttr_stream *stream)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calendar calendar;
    ttr_combiner *combiner = NULL;

    ttr_calendar_init(&calendar, sizeof calendar);
    ttri_assert_ok(ttr_combiner_new(NULL, &calendar, "USD", &combiner, &error),
                   &error);
    ttri_assert_ok(ttr_combiner_add_region(combiner, "US", "USD", &error),
                   &error);
    if (stream != NULL)
        ttri_assert_ok(ttr_combiner_add_stream(combiner, stream, &error),
                       &error);
    ttr_stream_unref(stream);
    return combiner;
}

static void refuses(ttr_combiner *combiner, ttr_status status,
                    const char *message)
{
    struct ttr_error error = ttri_unit_error();
    ttr_text *text = NULL;

    ttri_assert_fails(ttr_document_save(combiner, &text, &error), status,
                      &error, message);
    ck_assert_ptr_null(text);
    ttr_combiner_unref(combiner);
}

static ttr_stream *advertising(void)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(ttr_advertising_new(NULL, NULL, &stream, &error), &error);
    return stream;
}

START_TEST(smallest_combiner_is_saved)
{
    ttr_combiner *combiner = small_combiner(NULL);
    ttr_text *text = save_text(combiner);

    ck_assert_str_eq(
        ttr_text_bytes(text),
        "{\n"
        "  \"tiktokrev\": 1,\n"
        "  \"calendar\": {\"start\": \"2020-01\", \"frequency\": \"quarter\", "
        "\"periods\": 4},\n"
        "  \"currency\": \"USD\",\n"
        "  \"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}]\n"
        "}\n");
    ttr_text_unref(text);
    ttr_combiner_unref(combiner);
}
END_TEST

START_TEST(other_encodings_are_refused)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = small_combiner(NULL);

    ttri_assert_ok(ttr_combiner_set_title(combiner, "caf\xe9", NULL, &error),
                   &error);
    refuses(combiner, TTR_E_ARGUMENT,
            "ttr_document_save: every text must be valid UTF-8 (got caf?)");
}
END_TEST

START_TEST(unknown_regions_are_refused)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = advertising();

    ttri_assert_ok(ttr_stream_set(stream, "UK", "ad_load", 0.1, &error),
                   &error);
    refuses(small_combiner(stream), TTR_E_UNKNOWN,
            "advertising must name regions of the combiner (got UK)");
    stream = advertising();
    ttri_assert_ok(ttr_stream_set_presentation(stream, "UK", TTR_NET, &error),
                   &error);
    refuses(small_combiner(stream), TTR_E_UNKNOWN,
            "advertising must name regions of the combiner (got UK)");
}
END_TEST

START_TEST(operations_have_no_text)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_output_info info = {.struct_size = sizeof info,
                                   .kind = TTR_KIND_FLOW,
                                   .key = "revenue",
                                   .unit = "money"};
    ttr_stream *stream = NULL;
    ttr_value value = 0;

    ttri_assert_ok(ttr_custom_new(NULL, "own", &stream, &error), &error);
    ttri_assert_ok(ttr_custom_number(stream, 1, &value, &error), &error);
    ttri_assert_ok(ttr_custom_equation(stream, &info, value, &error), &error);
    refuses(small_combiner(stream), TTR_E_CONFLICT,
            "own must have formulas to be saved: this equation was built by "
            "operations (got revenue)");
}
END_TEST

START_TEST(too_much_text_is_refused)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = small_combiner(NULL);
    char *notes = malloc(TTR_MAX_DOCUMENT + 1);

    ck_assert_ptr_nonnull(notes);
    memset(notes, 'x', TTR_MAX_DOCUMENT);
    notes[TTR_MAX_DOCUMENT] = '\0';
    ttri_assert_ok(ttr_combiner_set_title(combiner, NULL, notes, &error),
                   &error);
    free(notes);
    refuses(combiner, TTR_E_LIMIT, NULL);
}
END_TEST

START_TEST(too_many_values_are_refused)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = advertising();
    ttr_driver *driver = NULL;
    uint32_t count = 250000;
    double *values = calloc(count, sizeof *values);
    ttr_date *dates = calloc(count, sizeof *dates);

    ck_assert(values != NULL && dates != NULL);
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    ttri_assert_ok(ttr_driver_set_value(driver, 0.5, &error), &error);
    for (uint32_t i = 0; i < count / 3; i++)
        ttri_assert_ok(
            ttr_driver_add_movable_event(driver, 20200101, 1, 1, &error),
            &error);
    ttri_assert_ok(
        ttr_stream_set_driver(stream, NULL, "ad_load", driver, &error), &error);
    ttr_driver_unref(driver);
    free(values);
    free(dates);
    refuses(small_combiner(stream), TTR_E_LIMIT,
            "document must hold at most 200,000 values");
}
END_TEST

START_TEST(too_many_names_are_refused)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = small_combiner(NULL);
    char name[16];

    for (int i = 1; i <= 1000; i++) {
        snprintf(name, sizeof name, "R%d", i);
        ttri_assert_ok(ttr_combiner_add_region(combiner, name, "USD", &error),
                       &error);
    }
    refuses(combiner, TTR_E_LIMIT, "regions must have at most 1000 members");
}
END_TEST

/* ---- memory ---- */

static ttr_status save_and_drop(const struct ttr_allocator *allocator,
                                void *text)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    ttr_text *saved = NULL;
    ttr_status status = ttr_document_load(allocator, text, strlen(text), NULL,
                                          &combiner, &error);

    if (status == TTR_OK)
        status = ttr_document_save(combiner, &saved, &error);
    ck_assert((status == TTR_OK) == (saved != NULL));
    ttr_text_unref(saved);
    ttr_combiner_unref(combiner);
    return status;
}

START_TEST(failing_allocations_are_survived)
{
    char *text = read_source("tests/data/documents/model.json", NULL);

    ttri_fail_each(save_and_drop, text);
    free(text);
}
END_TEST

static Suite *save_suite(void)
{
    Suite *suite = suite_create("document_save");
    TCase *trips = tcase_create("round trips");
    TCase *layout = tcase_create("layout");
    TCase *limits = tcase_create("limits");

    tcase_set_timeout(trips, 300);
    tcase_add_test(trips, every_key_comes_back);
    tcase_add_test(trips, cases_come_back);
    tcase_add_test(trips, examples_come_back);
    tcase_add_loop_test(trips, random_documents_come_back, 0, 4);
    suite_add_tcase(suite, trips);

    tcase_add_test(layout, short_things_stand_on_one_line);
    tcase_add_test(layout, long_lists_of_numbers_fill_lines);
    tcase_add_test(layout, lines_end_at_80);
    tcase_add_test(layout, texts_are_escaped);
    tcase_add_test(layout, smallest_combiner_is_saved);
    suite_add_tcase(suite, layout);

    tcase_set_timeout(limits, 120);
    tcase_add_test(limits, other_encodings_are_refused);
    tcase_add_test(limits, unknown_regions_are_refused);
    tcase_add_test(limits, operations_have_no_text);
    tcase_add_test(limits, too_much_text_is_refused);
    tcase_add_test(limits, too_many_values_are_refused);
    tcase_add_test(limits, too_many_names_are_refused);
    tcase_add_test(limits, failing_allocations_are_survived);
    suite_add_tcase(suite, limits);
    return suite;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        source_root = argv[1];
    return ttri_unit_main(save_suite());
}
