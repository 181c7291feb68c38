/* Formulas of custom streams: what they are read as, and what they refuse. The
 * nodes are evaluated here, in a few lines of their own, not by the program. */
#include "failing.h"
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#include "model/environment.h"
#include "streams/custom.h"

/* ---- values of names in these tests ---- */

static double value_of_name(const char *name)
{
    static const struct {
        const char *name;
        double value;
    } known[] = {
        {"x", 3},
        {"y", -2},
        {"zero", 0},
        {"long_name9", 7},
        {"mau", 100},
        {"commerce.gmv", 1e6},
        {"live shop.gmv", 11},
        {"enterprise.insights.arr", 13},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].value;
    return 17;
}

static double evaluate(const struct ttri_custom *custom, ttr_value value)
{
    const struct ttri_custom_node *node = &custom->node[value - 1];
    double a, b;

    if (node->kind == TTRI_CUSTOM_NUMBER)
        return node->number;
    if (node->kind == TTRI_CUSTOM_NAME)
        return value_of_name(node->name);
    a = evaluate(custom, node->a);
    if (node->kind == TTRI_CUSTOM_LAG)
        return a / 1000 + node->periods; /* no time here: only its form */
    b = node->b > 0 ? evaluate(custom, node->b) : 0;
    switch (node->operation) {
    case TTR_OP_ADD:
        return a + b;
    case TTR_OP_SUB:
        return a - b;
    case TTR_OP_MUL:
        return a * b;
    case TTR_OP_DIV:
        return b < 0 || b > 0 ? a / b : 0;
    case TTR_OP_MIN:
        return fmin(a, b);
    case TTR_OP_MAX:
        return fmax(a, b);
    case TTR_OP_EXP:
        return exp(a);
    case TTR_OP_LOG:
        return log(fmax(a, 1e-300));
    case TTR_OP_POWER:
        return pow(fmax(a, 0), b);
    case TTR_OP_SELECT:
        return a > 0 ? b : evaluate(custom, node->c);
    default:
        ck_abort_msg("operation %d", node->operation);
    }
}

static ttr_stream *custom_stream(const struct ttr_allocator *allocator)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_ok(ttr_custom_new(allocator, "local", &stream, &error), &error);
    return stream;
}

/* ---- what is read ---- */

/* Expected by the rules of school: products before sums, powers before signs,
 * left to right, powers right to left. Worked by hand. */
static const struct {
    const char *formula;
    double value;
} values[] = {
    {"1", 1},
    {"  12.5\t", 12.5},
    {"1e3", 1000},
    {"2.5E-1", 0.25},
    {"x", 3},
    {"long_name9", 7},
    {"1 + 2 * 3", 7},
    {"(1 + 2) * 3", 9},
    {"10 - 4 - 3", 3},
    {"10 - (4 - 3)", 9},
    {"64 / 8 / 4", 2},
    {"64 / (8 / 4)", 32},
    {"64 / 8 * 4", 32},
    {"2 ^ 3 ^ 2", 512},
    {"(2 ^ 3) ^ 2", 64},
    {"-2 ^ 2", -4},
    {"2 ^ -1", 0.5},
    {"2 ^ - 2 ^ 0", 0.5},
    {"2 * -3", -6},
    {"- - 3", 3},
    {"-+-3", 3},
    {"+x", 3},
    {"1--1", 2},
    {"y * y - x", 1},
    {"x/zero", 0},
    {"min(4, x)", 3},
    {"max(4, x)", 4},
    {"min ( 4 , max(1, 2) )", 2},
    {"abs(y)", 2},
    {"abs(0-y*3)", 6},
    {"exp(0)", 1},
    {"log(1)", 0},
    {"log(exp(2))", 2},
    {"log(exp(20)) / 10", 2},
    {"zero ^ 2 + zero ^ 0", 1},
    {"(-4) ^ 0.5", 0},
    {"if(x, 5, 6)", 5},
    {"if(zero, 5, 6)", 6},
    {"if(y, 5, 6)", 6},
    {"x > 2", 1},
    {"x > 3", 0},
    {"x >= 3", 1},
    {"x < 3", 0},
    {"x <= 3", 1},
    {"2 < x", 1},
    {"1 + 1 < x * 2", 1},
    {"if(x > 2.5, 10, 20) + 1", 11},
    {"(x > 2) * 5", 5},
    {"lag(x, 2)", 2.003},
    {"lag(x, 1200)", 1200.003},
    {"lag(x + x, 12) * 2", 24.012},
    {"0.001 * commerce.gmv", 1000},
    {"'live shop.gmv' * 2", 22},
    {"enterprise.insights.arr", 13},
    {"((((((((((x))))))))))", 3},
    {"min", 17},                   /* a name that is no call */
    {"\xc3\xa9t\xc3\xa9 + 1", 18}, /* letters beyond ASCII */
    {"1\n+\r\n2", 3},
};

START_TEST(reads_as_school_says)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = custom_stream(NULL);
    ttr_value value = 0;

    ttri_assert_ok(
        ttr_custom_formula(stream, values[_i].formula, &value, &error), &error);
    ck_assert_double_eq_tol(evaluate(stream->component.custom, value),
                            values[_i].value, 1e-12);
    ttr_stream_unref(stream);
}
END_TEST

/* ---- what is refused ---- */

static const struct {
    const char *formula;
    ttr_status status;
    uint32_t column;
    const char *message;
} refusals[] = {
    {"", TTR_E_SYNTAX, 1,
     "local must have a number, a name or '(' at column 1 (got the end of the "
     "formula)"},
    {"   ", TTR_E_SYNTAX, 4, NULL},
    {"1 +", TTR_E_SYNTAX, 4, NULL},
    {"1 + * 2", TTR_E_SYNTAX, 5,
     "local must have a number, a name or '(' at column 5 (got * 2)"},
    {"(1 + 2", TTR_E_SYNTAX, 7,
     "local must have ')' at column 7 (got the end of the formula)"},
    {"1 + 2)", TTR_E_SYNTAX, 6,
     "local must have an operator at column 6 (got ))"},
    {"2x", TTR_E_SYNTAX, 2, "local must have an operator at column 2 (got x)"},
    {"x y", TTR_E_SYNTAX, 3, NULL},
    {"x $ y", TTR_E_SYNTAX, 3, NULL},
    {"a == b", TTR_E_SYNTAX, 3, NULL},
    {"1 < 2 < 3", TTR_E_SYNTAX, 7, NULL},
    {".5", TTR_E_SYNTAX, 1, NULL},
    {"1e999", TTR_E_SYNTAX, 1,
     "local must have a number that fits a double at column 1 (got 1e999)"},
    {"min(1)", TTR_E_SYNTAX, 6, "local must have ',' at column 6 (got ))"},
    {"min(1, 2, 3)", TTR_E_SYNTAX, 9,
     "local must have ')' at column 9 (got , 3))"},
    {"exp()", TTR_E_SYNTAX, 5, NULL},
    {"maxi(1, 2)", TTR_E_UNKNOWN, 1,
     "local must name a function (did you mean max?) at column 1 (got maxi(1, "
     "2))"},
    {"3 * sqrt(2)", TTR_E_UNKNOWN, 5,
     "local must name a function at column 5 (got sqrt(2))"},
    {"lag(x)", TTR_E_SYNTAX, 6, NULL},
    {"lag(x, 0)", TTR_E_SYNTAX, 8,
     "local must have a whole number of periods, 1 to 1200, at column 8 (got "
     "0))"},
    {"lag(x, 1.5)", TTR_E_SYNTAX, 8, NULL},
    {"lag(x, -1)", TTR_E_SYNTAX, 8, NULL},
    {"lag(x, 1201)", TTR_E_SYNTAX, 8, NULL},
    {"lag(x, y)", TTR_E_SYNTAX, 8, NULL},
    {"'live", TTR_E_SYNTAX, 1, NULL},
    {"''", TTR_E_SYNTAX, 1, NULL},
    {"1 + \x01", TTR_E_SYNTAX, 5, NULL},
};

START_TEST(refuses_and_says_where)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = custom_stream(NULL);
    ttr_value value = 123;

    ttri_assert_fails(
        ttr_custom_formula(stream, refusals[_i].formula, &value, &error),
        refusals[_i].status, &error, refusals[_i].message);
    ck_assert_uint_eq(error.column, refusals[_i].column);
    ck_assert_uint_eq(value, 123);
    ck_assert_uint_eq(stream->component.custom->nodes, 0);
    ttr_stream_unref(stream);
}
END_TEST

START_TEST(arguments_must_be_there)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = custom_stream(NULL), *other = NULL;
    ttr_value value = 0;

    ttri_assert_fails(ttr_custom_formula(NULL, "1", &value, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_custom_formula: stream must not be NULL");
    ttri_assert_fails(ttr_custom_formula(stream, NULL, &value, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_custom_formula: formula must not be NULL");
    ttri_assert_fails(ttr_custom_formula(stream, "1", NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_custom_formula: value must not be NULL");
    ttri_assert_ok(ttr_commerce_new(NULL, NULL, &other, &error), &error);
    ttri_assert_fails(ttr_custom_formula(other, "1", &value, &error),
                      TTR_E_ARGUMENT, &error,
                      "commerce must be a custom stream to have equations "
                      "(got commerce)");
    ttr_stream_unref(other);
    ttr_stream_unref(stream);
}
END_TEST

/* ---- limits ---- */

/* `count` times `open`, then "x", then `count` times `close`. */
static char *nested(const char *open, const char *close, size_t count)
{
    size_t size = strlen(open) + strlen(close);
    char *text = malloc(count * size + 2), *at = text;

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < count; i++, at += strlen(open))
        memcpy(at, open, strlen(open));
    *at++ = 'x';
    for (size_t i = 0; i < count; i++, at += strlen(close))
        memcpy(at, close, strlen(close));
    *at = '\0';
    return text;
}

static const struct {
    const char *open, *close;
    size_t deepest; /* that is read; one more is refused */
} nests[] = {
    /* the operand itself is the 64th level */
    {"(", ")", 63},    {"-", "", 63},        {"2^", "", 63},
    {"exp(", ")", 63}, {"min(", ", 1)", 63},
};

START_TEST(depth_is_bounded)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = custom_stream(NULL);
    ttr_value value = 0;
    char *text = nested(nests[_i].open, nests[_i].close, nests[_i].deepest);

    ttri_assert_ok(ttr_custom_formula(stream, text, &value, &error), &error);
    free(text);
    text = nested(nests[_i].open, nests[_i].close, nests[_i].deepest + 1);
    ttri_assert_fails(ttr_custom_formula(stream, text, &value, &error),
                      TTR_E_LIMIT, &error, NULL);
    ck_assert_uint_eq(error.column,
                      strlen(nests[_i].open) * (nests[_i].deepest + 1) + 1);
    free(text);
    text = nested(nests[_i].open, nests[_i].close,
                  4095 / (strlen(nests[_i].open) + strlen(nests[_i].close)));
    ttri_assert_fails(ttr_custom_formula(stream, text, &value, &error),
                      TTR_E_LIMIT, &error, NULL);
    free(text);
    ttr_stream_unref(stream);
}
END_TEST

START_TEST(size_is_bounded)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = custom_stream(NULL);
    char text[4098];
    ttr_value value = 0;

    memset(text, '1', sizeof text);
    for (size_t i = 1; i < sizeof text; i += 2)
        text[i] = '+';
    text[4095] = ' ';
    text[4096] = '\0';
    ttri_assert_ok(ttr_custom_formula(stream, text, &value, &error), &error);
    ck_assert_double_eq(evaluate(stream->component.custom, value), 2048);
    text[4096] = ' ';
    text[4097] = '\0';
    ttri_assert_fails(ttr_custom_formula(stream, text, &value, &error),
                      TTR_E_LIMIT, &error,
                      "local must have formulas of at most 4096 bytes");
    memset(text, 'a', 4097);
    text[191] = '\0';
    ttri_assert_ok(ttr_custom_formula(stream, text, &value, &error), &error);
    text[191] = 'a';
    text[192] = '\0';
    ttri_assert_fails(ttr_custom_formula(stream, text, &value, &error),
                      TTR_E_LIMIT, &error, NULL);
    ttr_stream_unref(stream);
}
END_TEST

/* ---- hostile input ---- */

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return *state >> 33;
}

/* Texts out of the grammar's own words, and out of any bytes: each is read,
 * or refused with a place inside it, and then leaves nothing behind. */
START_TEST(hostile_texts_do_no_harm)
{
    static const char *const words[] = {
        "1", "2.5e3", "x",   "y",    "+",   "-",    "*", "/",     "^",
        "(", ")",     ",",   "min(", "if(", "lag(", " ", "'a.b'", "<=",
        ">", "exp(",  "mau", "1e",   ".",   "'",    "_", "\xff",  "\xe2\x82",
    };
    ttr_stream *stream = custom_stream(NULL);
    struct ttri_custom *custom = stream->component.custom;
    uint64_t state = 20240229;
    uint32_t read = 0;

    for (int round = 0; round < 40000; round++) {
        struct ttr_error error = ttri_unit_error();
        char text[200] = "";
        size_t pieces = next_random(&state) % 16, size = 0;
        uint32_t kept = custom->nodes;
        ttr_value value = 0;
        ttr_status status;

        for (size_t i = 0; i < pieces; i++) {
            const char *word =
                words[next_random(&state) % (sizeof words / sizeof *words)];

            if (round % 4 == 0)
                text[size++] = (char)(1 + next_random(&state) % 255);
            else
                size += (size_t)snprintf(text + size, sizeof text - size, "%s",
                                         word);
        }
        text[round % 4 == 0 ? size : strlen(text)] = '\0';
        status = ttr_custom_formula(stream, text, &value, &error);
        if (status == TTR_OK) {
            ck_assert_uint_ge(value, 1);
            ck_assert_uint_le(value, custom->nodes);
            evaluate(custom, value);
            read++;
        } else {
            ck_assert_msg(status == TTR_E_SYNTAX || status == TTR_E_UNKNOWN,
                          "%s: %s", text, error.message);
            ck_assert_uint_ge(error.column, 1);
            ck_assert_uint_le(error.column, strlen(text) + 1);
            ck_assert_uint_eq(custom->nodes, kept);
        }
    }
    ck_assert_uint_gt(read, 1000);
    ttr_stream_unref(stream);
}
END_TEST

static ttr_status read_one(const struct ttr_allocator *allocator, void *context)
{
    ttr_value value;
    ttr_stream *stream;
    ttr_status status = ttr_custom_new(allocator, "local", &stream, NULL);

    (void)context;
    if (status != TTR_OK)
        return status;
    status = ttr_custom_formula(
        stream, "if(a > b, c.d * 2 - lag(e, 3), min(f, g)) ^ h + 'i j.k'",
        &value, NULL);
    if (status != TTR_OK)
        ck_assert_uint_eq(stream->component.custom->nodes, 0);
    ttr_stream_unref(stream);
    return status;
}

START_TEST(survives_every_failed_allocation)
{
    ck_assert_uint_gt(ttri_fail_each(read_one, NULL), 8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formula");
    TCase *one = tcase_create("formula");

    tcase_set_timeout(one, 60);
    tcase_add_loop_test(one, reads_as_school_says, 0,
                        (int)(sizeof values / sizeof *values));
    tcase_add_loop_test(one, refuses_and_says_where, 0,
                        (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(one, arguments_must_be_there);
    tcase_add_loop_test(one, depth_is_bounded, 0,
                        (int)(sizeof nests / sizeof *nests));
    tcase_add_test(one, size_is_bounded);
    tcase_add_test(one, hostile_texts_do_no_harm);
    tcase_add_test(one, survives_every_failed_allocation);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
