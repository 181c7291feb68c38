/* Loading documents: every rule of the format is broken once, and limits,
 * hostile texts, files and failing allocations are survived.
 *
 * usage: test_document SOURCE_ROOT */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include "documents.h"
#include "failing.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"

#define DOCUMENTS "tests/data/documents/"

/* ---- rules: tests/data/documents/faults.tsv ---- */

enum column {
    FROM,
    TO,
    STATUS,
    LINE,
    COLUMN,
    PLACE,
    PATH,
    RULE,
    VALUE,
    COLUMNS
};

static struct {
    char *model, *text;
    char *row[512];
    int rows;
} faults;

static void read_faults(void)
{
    char *line;

    faults.model = read_source(DOCUMENTS "model.json", NULL);
    faults.text = read_source(DOCUMENTS "faults.tsv", NULL);
    for (line = strtok(faults.text, "\n"); line; line = strtok(NULL, "\n"))
        if (*line != '#' && strncmp(line, "from\t", 5) != 0)
            faults.row[faults.rows++] = line;
}

/* `\n` in a cell is a line feed, where no quote precedes it. */
static void unescape(char *cell)
{
    char *out = cell;

    for (; *cell != '\0'; cell++)
        if (cell[0] == '\\' && cell[1] == 'n') {
            *out++ = '\n';
            cell++;
        } else {
            *out++ = *cell;
        }
    *out = '\0';
}

static void split(char *row, char *cell[COLUMNS])
{
    for (int i = 0; i < COLUMNS; i++) {
        cell[i] = row;
        row = strchr(row, '\t');
        if (row != NULL)
            *row++ = '\0';
        else
            ck_assert_msg(i == COLUMNS - 1, "too few cells: %s", cell[FROM]);
    }
    unescape(cell[FROM]);
    unescape(cell[TO]);
}

/* `name:line: place rule (got value)` */
static void check_message(char *const cell[COLUMNS],
                          const struct ttr_error *error)
{
    char message[1024];

    snprintf(message, sizeof message, "model.json:%s: %s %s%s%s%s", cell[LINE],
             cell[PLACE], error->rule, *error->value ? " (got " : "",
             error->value, *error->value ? ")" : "");
    message[sizeof error->message - 1] = '\0';
    ck_assert_str_eq(error->message, message);
}

START_TEST(every_rule_is_told)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    char *cell[COLUMNS], *row = strdup(faults.row[_i]), *text;
    ttr_status status;

    split(row, cell);
    text = replaced(faults.model, cell[FROM], cell[TO]);
    status = ttr_document_load(NULL, text, strlen(text), "model.json",
                               &combiner, &error);
    ck_assert_str_eq(ttr_status_name(status), cell[STATUS]);
    ck_assert_int_eq(error.status, status);
    ck_assert_ptr_null(combiner);
    ck_assert_int_eq((int)error.line, atoi(cell[LINE]));
    ck_assert_int_eq((int)error.column, atoi(cell[COLUMN]));
    ck_assert_str_eq(error.path,
                     strcmp(cell[PATH], "=") == 0 ? cell[PLACE] : cell[PATH]);
    if (strcmp(cell[RULE], "*") != 0)
        ck_assert_str_eq(error.rule, cell[RULE]);
    ck_assert_str_ne(error.rule, "");
    ck_assert_str_eq(error.value, cell[VALUE]);
    check_message(cell, &error);
    free(text);
    free(row);
}
END_TEST

START_TEST(model_itself_is_right)
{
    ttr_combiner_unref(load_text(faults.model));
}
END_TEST

/* ---- syntax ---- */

struct bad_text {
    const char *text;
    ttr_status status;
    const char *message;
};

static const struct bad_text bad_texts[] = {
    {"", TTR_E_SYNTAX, "t:1: document ends too early"},
    {"  \n ", TTR_E_SYNTAX, "t:2: document ends too early"},
    {"[]", TTR_E_SYNTAX, "t:1: document must be a JSON object"},
    {"1", TTR_E_SYNTAX, "t:1: document must be a JSON object"},
    {"{} {}", TTR_E_SYNTAX, "t:1: document has something after its last }"},
    {"{\"a\": tru}", TTR_E_SYNTAX,
     "t:1: a has something that is no JSON value"},
    {"{\"a\": Infinity}", TTR_E_SYNTAX,
     "t:1: a has something that is no JSON value"},
    {"{\"a\": 01}", TTR_E_SYNTAX, "t:1: a needs a , or a } here"},
    {"{\"a\": -}", TTR_E_SYNTAX, "t:1: a has a number without a digit"},
    {"{\"a\": 1.}", TTR_E_SYNTAX, "t:1: a has a number without a digit"},
    {"{\"a\": 1e+}", TTR_E_SYNTAX, "t:1: a has a number without a digit"},
    {"{\"a\": [1, 2}", TTR_E_SYNTAX, "t:1: a/1 needs a , or a ] here"},
    {"{\"a\": [1,\n2,\n]}", TTR_E_SYNTAX,
     "t:3: a/2 has something that is no JSON value"},
    {"{\"a\" 1}", TTR_E_SYNTAX, "t:1: a needs a : after the key"},
    {"{a: 1}", TTR_E_SYNTAX, "t:1: document needs a key in quotes here"},
    {"{\"a\": \"b\tc\"}", TTR_E_SYNTAX,
     "t:1: a has a control character in a text"},
    {"{\"a\": \"\\x\"}", TTR_E_SYNTAX, "t:1: a has an unknown escape after \\"},
    {"{\"a\": \"\\u12g4\"}", TTR_E_SYNTAX,
     "t:1: a has a \\u without four hexadecimal digits"},
    {"{\"a\": \"\\udc00\"}", TTR_E_SYNTAX,
     "t:1: a has half of a surrogate pair"},
    {"{\"a\": \"\\ud800\\u0041\"}", TTR_E_SYNTAX,
     "t:1: a has half of a surrogate pair"},
    {"{\"a\": \"\xff\"}", TTR_E_SYNTAX, "t:1: a must be valid UTF-8"},
    {"{\"a\": \"\xc0\x80\"}", TTR_E_SYNTAX, "t:1: a must be valid UTF-8"},
    {"{\"a\": \"\xed\xa0\x80\"}", TTR_E_SYNTAX, "t:1: a must be valid UTF-8"},
    {"{\"a\": \"open", TTR_E_SYNTAX, "t:1: a ends too early"},
    {"{\"tiktokrev\": 1e999}", TTR_E_RANGE,
     "t:1: tiktokrev must be a number below 1.8e308"},
    {"{\"tiktokrev\": -1e999}", TTR_E_RANGE,
     "t:1: tiktokrev must be a number below 1.8e308"},
    {"{\"a\": {\"b\": 1, \"b\": 2}}", TTR_E_DUPLICATE,
     "t:1: a/b must be given once in its object"},
    /* a format of the future may have keys that this one does not know */
    {"{\"tiktokrev\": 2, \"worlds\": []}", TTR_E_VERSION,
     "t:1: tiktokrev must be 1, the format that this library reads (got 2)"},
};

START_TEST(bad_syntax_is_told)
{
    const struct bad_text *bad = &bad_texts[_i];
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;

    ttri_assert_fails(ttr_document_load(NULL, bad->text, strlen(bad->text), "t",
                                        &combiner, &error),
                      bad->status, &error, bad->message);
}
END_TEST

START_TEST(zero_byte_is_refused)
{
    static const char text[] = "{\"a\": \"b\0c\"}";
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;

    ttri_assert_fails(
        ttr_document_load(NULL, text, sizeof text - 1, NULL, &combiner, &error),
        TTR_E_SYNTAX, &error,
        "document:1: a has a control character in a text");
}
END_TEST

START_TEST(byte_order_mark_is_skipped)
{
    char *text = replaced(faults.model, "{", "\xef\xbb\xbf{");

    ttr_combiner_unref(load_text(text));
    free(text);
}
END_TEST

/* Whole numbers beyond 2^53 are numbers like others. */
START_TEST(long_integers_are_numbers)
{
    char *text = replaced(faults.model, "\"insights/acv\": 5",
                          "\"insights/acv\": 123456789012345678901234567890");
    ttr_combiner *combiner = load_text(text);
    ttr_text *saved = save_text(combiner);

    ck_assert_ptr_nonnull(strstr(ttr_text_bytes(saved),
                                 "\"insights/acv\": 1.2345678901234568e+29"));
    ttr_text_unref(saved);
    ttr_combiner_unref(combiner);
    free(text);
}
END_TEST

/* ---- arguments ---- */

START_TEST(arguments_are_checked)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;

    ttri_assert_fails(ttr_document_load(NULL, NULL, 0, NULL, &combiner, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_document_load: bytes must not be NULL");
    ttri_assert_fails(ttr_document_load(NULL, "{}", 2, NULL, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_document_load: combiner must not be NULL");
    ttri_assert_fails(ttr_document_open(NULL, NULL, &combiner, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_document_open: path must not be NULL");
    ttri_assert_fails(ttr_document_open(NULL, "x", NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_document_open: combiner must not be NULL");
    ttri_assert_fails(ttr_document_save(NULL, NULL, &error), TTR_E_ARGUMENT,
                      &error, "ttr_document_save: combiner must not be NULL");
}
END_TEST

START_TEST(error_block_may_be_left_out)
{
    ttr_combiner *combiner = NULL;
    char *text = replaced(faults.model, "\"ad_load\": 0.1", "\"ad_load\": 2");

    ck_assert_int_eq(ttr_document_load(NULL, "{", 1, NULL, &combiner, NULL),
                     TTR_E_SYNTAX);
    ck_assert_int_eq(
        ttr_document_load(NULL, text, strlen(text), NULL, &combiner, NULL),
        TTR_E_RANGE);
    ck_assert_int_eq(ttr_document_open(NULL, "/no/such", &combiner, NULL),
                     TTR_E_IO);
    ck_assert_ptr_null(combiner);
    free(text);
}
END_TEST

/* ---- limits ---- */

static char *repeated(const char *head, const char *unit, size_t count,
                      const char *tail)
{
    size_t length = strlen(unit), used = strlen(head);
    char *text = malloc(used + length * count + strlen(tail) + 1);

    ck_assert_ptr_nonnull(text);
    memcpy(text, head, used);
    for (size_t i = 0; i < count; i++, used += length)
        memcpy(text + used, unit, length);
    strcpy(text + used, tail);
    return text;
}

static void refuses(char *text, ttr_status status, const char *message)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;

    ttri_assert_fails(
        ttr_document_load(NULL, text, strlen(text), "t", &combiner, &error),
        status, &error, message);
    free(text);
}

START_TEST(depth_is_limited)
{
    refuses(repeated("{\"notes\": ", "[", 32, ""), TTR_E_LIMIT,
            "t:1: notes/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0"
            "/0/0/0 must be at most 32 levels deep");
    refuses(repeated("{\"notes\": ", "[", 31, ""), TTR_E_SYNTAX, NULL);
    refuses(repeated("", "{\"a\":", 1000000, ""), TTR_E_LIMIT, NULL);
    refuses(repeated("", "[", 8000000, ""), TTR_E_SYNTAX, NULL);
}
END_TEST

/* The object and the list are two of the 200,000. */
START_TEST(values_are_limited)
{
    refuses(repeated("{\"notes\": [", "1,", 199998, "1]}"), TTR_E_LIMIT,
            "t:1: notes/199998 must hold at most 200,000 values");
    refuses(repeated("{\"tiktokrev\": 3, \"notes\": [", "1,", 199996, "1]}"),
            TTR_E_VERSION, NULL);
}
END_TEST

START_TEST(names_are_limited)
{
    refuses(repeated("{\"tiktokrev\": 1, \"streams\": [", "1,", 1000, "1]}"),
            TTR_E_LIMIT,
            "t:1: streams must have at most 1000 members (got 1001)");
    refuses(repeated("{\"tiktokrev\": 1, \"streams\": [", "1,", 999, "1]}"),
            TTR_E_MISSING, NULL);
}
END_TEST

START_TEST(size_is_limited)
{
    refuses(repeated("{\"notes\": \"", "x", TTR_MAX_DOCUMENT, "\"}"),
            TTR_E_LIMIT,
            "t: document must be at most 8388608 bytes long (got 8388621)");
    refuses(repeated("{\"tiktokrev\": 3, \"notes\": \"", "x",
                     TTR_MAX_DOCUMENT - 29, "\"}"),
            TTR_E_VERSION, NULL);
}
END_TEST

/* ---- damaged texts ---- */

START_TEST(cut_document_is_an_error)
{
    size_t size;
    char *text = read_source(DOCUMENTS "full.json", &size);
    char *end = strrchr(text, '}');
    ttr_combiner *combiner = NULL;

    for (size_t cut = 0; cut <= (size_t)(end - text); cut++) {
        struct ttr_error error = ttri_unit_error();
        char *exact = malloc(cut + 1); /* so that reading on shows */

        ck_assert_ptr_nonnull(exact);
        memcpy(exact, text, cut);
        ck_assert_int_eq(
            ttr_document_load(NULL, exact, cut, NULL, &combiner, &error),
            TTR_E_SYNTAX);
        ck_assert_uint_gt(error.line, 0);
        free(exact);
    }
    ck_assert_ptr_null(combiner);
    free(text);
}
END_TEST

/* Any byte for any other: an error with its place, or a model. */
START_TEST(changed_byte_does_no_harm)
{
    static const char bytes[] = "\"{}[],:0-e \x01\x80z";
    size_t size = strlen(faults.model);
    char *text = strdup(faults.model);
    int loaded = 0;

    ck_assert_ptr_nonnull(text);
    for (size_t at = 0; at < size; at++) {
        char byte = bytes[at % (sizeof bytes - 1)], before = text[at];
        struct ttr_error error = ttri_unit_error();
        ttr_combiner *combiner = NULL;

        text[at] = byte;
        if (ttr_document_load(NULL, text, size, NULL, &combiner, &error) ==
            TTR_OK)
            loaded++;
        else
            ck_assert_uint_gt(error.line, 0);
        ttr_combiner_unref(combiner);
        text[at] = before;
    }
    ck_assert_int_gt(loaded, 0);
    free(text);
}
END_TEST

/* ---- files ---- */

static char folder[] = "/tmp/ttr_document_XXXXXX";

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    rmdir(folder);
}

static void file_path(char path[64], const char *name)
{
    snprintf(path, 64, "%s/%s", folder, name);
}

static void refuses_file(const char *path, ttr_status status, const char *rule)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;

    ttri_assert_fails(ttr_document_open(NULL, path, &combiner, &error), status,
                      &error, NULL);
    ck_assert_str_eq(error.path, path);
    ck_assert_str_eq(error.rule, rule);
    ck_assert_ptr_null(combiner);
}

START_TEST(only_plain_files_are_read)
{
    char pipe[64];

    refuses_file("/no/such/file", TTR_E_IO, "must exist");
    refuses_file("/", TTR_E_IO, "must be a plain file");
    refuses_file("/dev/zero", TTR_E_IO, "must be a plain file");
    file_path(pipe, "pipe");
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    refuses_file(pipe, TTR_E_IO, "must be a plain file");
    unlink(pipe);
}
END_TEST

START_TEST(large_file_is_refused_at_once)
{
    struct timespec before, after;
    char path[64];
    FILE *file;
    double seconds;

    file_path(path, "large");
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(ftruncate(fileno(file), 100000000), 0);
    fclose(file);
    clock_gettime(CLOCK_MONOTONIC, &before);
    refuses_file(path, TTR_E_LIMIT, "must be at most 8388608 bytes long");
    clock_gettime(CLOCK_MONOTONIC, &after);
    unlink(path);
    seconds = (double)(after.tv_sec - before.tv_sec) +
              (double)(after.tv_nsec - before.tv_nsec) / 1e9;
    ck_assert_double_lt(seconds, 1);
}
END_TEST

START_TEST(file_is_named_in_errors)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    char path[64], message[128];
    FILE *file;

    file_path(path, "empty");
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fclose(file);
    snprintf(message, sizeof message, "%s:1: document ends too early", path);
    ttri_assert_fails(ttr_document_open(NULL, path, &combiner, &error),
                      TTR_E_SYNTAX, &error, message);
    unlink(path);
}
END_TEST

START_TEST(file_is_read)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    char path[1024];

    source_path(path, DOCUMENTS "full.json");
    ttri_assert_ok(ttr_document_open(NULL, path, &combiner, &error), &error);
    ttr_combiner_unref(combiner);
}
END_TEST

/* ---- memory ---- */

static ttr_status load_and_drop(const struct ttr_allocator *allocator,
                                void *text)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    ttr_status status = ttr_document_load(allocator, text, strlen(text), NULL,
                                          &combiner, &error);

    ck_assert((status == TTR_OK) == (combiner != NULL));
    ttr_combiner_unref(combiner);
    return status;
}

START_TEST(failing_allocations_are_survived)
{
    char *text = read_source(DOCUMENTS "full.json", NULL);

    ck_assert_uint_gt(ttri_fail_each(load_and_drop, text), 300);
    free(text);
}
END_TEST

static ttr_status open_and_drop(const struct ttr_allocator *allocator,
                                void *path)
{
    ttr_combiner *combiner = NULL;
    ttr_status status = ttr_document_open(allocator, path, &combiner, NULL);

    ttr_combiner_unref(combiner);
    return status;
}

START_TEST(failing_allocations_of_files_are_survived)
{
    char path[1024];

    source_path(path, DOCUMENTS "model.json");
    ttri_fail_each(open_and_drop, path);
}
END_TEST

/* ---- suite ---- */

static Suite *document_suite(void)
{
    Suite *suite = suite_create("document");
    TCase *rules = tcase_create("rules");
    TCase *texts = tcase_create("texts");
    TCase *files = tcase_create("files");
    TCase *memory = tcase_create("memory");

    tcase_add_test(rules, model_itself_is_right);
    tcase_add_loop_test(rules, every_rule_is_told, 0, faults.rows);
    tcase_add_loop_test(rules, bad_syntax_is_told, 0,
                        (int)TTRI_COUNT(bad_texts));
    tcase_add_test(rules, zero_byte_is_refused);
    tcase_add_test(rules, arguments_are_checked);
    tcase_add_test(rules, error_block_may_be_left_out);
    suite_add_tcase(suite, rules);

    tcase_set_timeout(texts, 120);
    tcase_add_test(texts, byte_order_mark_is_skipped);
    tcase_add_test(texts, long_integers_are_numbers);
    tcase_add_test(texts, depth_is_limited);
    tcase_add_test(texts, values_are_limited);
    tcase_add_test(texts, names_are_limited);
    tcase_add_test(texts, size_is_limited);
    tcase_add_test(texts, cut_document_is_an_error);
    tcase_add_test(texts, changed_byte_does_no_harm);
    suite_add_tcase(suite, texts);

    tcase_add_unchecked_fixture(files, make_folder, remove_folder);
    tcase_add_test(files, only_plain_files_are_read);
    tcase_add_test(files, large_file_is_refused_at_once);
    tcase_add_test(files, file_is_named_in_errors);
    tcase_add_test(files, file_is_read);
    suite_add_tcase(suite, files);

    tcase_set_timeout(memory, 300);
    tcase_add_test(memory, failing_allocations_are_survived);
    tcase_add_test(memory, failing_allocations_of_files_are_survived);
    suite_add_tcase(suite, memory);
    return suite;
}

int main(int argc, char **argv)
{
    int status;

    if (argc > 1)
        source_root = argv[1];
    read_faults();
    status = ttri_unit_main(document_suite());
    free(faults.model);
    free(faults.text);
    return status;
}
