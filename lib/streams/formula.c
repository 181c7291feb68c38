/* Formulas, by recursive descent:
 *
 *     test    = sum [ ("<" | "<=" | ">" | ">=") sum ]
 *     sum     = product { ("+" | "-") product }
 *     product = signed { ("*" | "/") signed }
 *     signed  = ("+" | "-") signed | power
 *     power   = operand [ "^" signed ]
 *     operand = number | name | "'" name "'" | "(" test ")"
 *             | function "(" test { "," test } ")"
 *
 * Each turn of `signed` is one level deep, so that depth is bounded. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <tiktokrev/calendar.h>

#include "model/environment.h"
#include "streams/custom.h"

#define LONGEST_FORMULA 4096
#define DEEPEST         64
#define LONGEST_WORD    191

struct parser {
    ttr_stream *stream;
    const char *formula, *at;
    uint32_t depth;
    ttr_status status; /* of the first failure */
    struct ttr_error *error;
};

#define LAG      0
#define ABSOLUTE (-1)

static const struct function {
    const char *name;
    int32_t operation; /* TTR_OP_, LAG or ABSOLUTE */
    uint32_t arguments;
} functions[] = {
    {"min", TTR_OP_MIN, 2}, {"max", TTR_OP_MAX, 2},   {"exp", TTR_OP_EXP, 1},
    {"log", TTR_OP_LOG, 1}, {"if", TTR_OP_SELECT, 3}, {"lag", LAG, 2},
    {"abs", ABSOLUTE, 1},
};

static ttr_value parse_test(struct parser *p);

/* ---- failures: the first one stays ---- */

static ttr_value fail_at(struct parser *p, ttr_status status, const char *place,
                         const char *rule)
{
    uint32_t column = (uint32_t)(place - p->formula) + 1;
    char got[24] = "", text[192];

    if (p->status != TTR_OK)
        return 0;
    snprintf(got, sizeof got, "%.20s", place);
    snprintf(text, sizeof text, "must %s at column %u", rule, (unsigned)column);
    p->status = ttri_fail(p->error, status, p->stream->component.name, text,
                          *got == '\0' ? "the end of the formula" : got);
    if (p->error != NULL && p->error->status == p->status)
        p->error->column = column;
    return 0;
}

static ttr_value expected(struct parser *p, const char *rule)
{
    return fail_at(p, TTR_E_SYNTAX, p->at, rule);
}

/* ---- characters ---- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool starts_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '_' || (unsigned char)byte >= 0x80;
}

static void skip_space(struct parser *p)
{
    p->at += strspn(p->at, " \t\r\n");
}

/* Takes a character if it is the next one. */
static bool take(struct parser *p, char wanted)
{
    skip_space(p);
    if (*p->at != wanted)
        return false;
    p->at++;
    return true;
}

static bool demand(struct parser *p, char wanted)
{
    char rule[] = "have '?'";

    rule[6] = wanted;
    if (take(p, wanted))
        return true;
    expected(p, rule);
    return false;
}

/* ---- values ---- */

/* Passes on what a call of the stream's own interface says. */
static ttr_value made(struct parser *p, ttr_status status, ttr_value value)
{
    if (status == TTR_OK)
        return value;
    if (p->status == TTR_OK)
        p->status = status;
    return 0;
}

static ttr_value make_number(struct parser *p, double number)
{
    ttr_value value = 0;
    ttr_status status = p->status;

    if (status == TTR_OK)
        status = ttr_custom_number(p->stream, number, &value, p->error);
    return made(p, status, value);
}

static ttr_value make(struct parser *p, int32_t operation, ttr_value a,
                      ttr_value b, ttr_value c)
{
    ttr_value value = 0;
    ttr_status status = p->status;

    if (status == TTR_OK)
        status = ttr_custom_operation(p->stream, operation, a, b, c, &value,
                                      p->error);
    return made(p, status, value);
}

static ttr_value negate(struct parser *p, ttr_value value)
{
    ttr_value zero = make_number(p, 0);

    return make(p, TTR_OP_SUB, zero, value, 0);
}

static ttr_value parse_number(struct parser *p)
{
    double number;
    const char *end = ttri_parse_number(p->at, &number);

    if (end == NULL || !isfinite(number))
        return expected(p, "have a number that fits a double");
    p->at = end;
    return make_number(p, number);
}

/* ---- names and functions ---- */

static const char *function_name(const void *context, uint32_t index)
{
    (void)context;
    return functions[index].name;
}

static const struct function *find_function(const char *name)
{
    for (uint32_t i = 0; i < TTRI_COUNT(functions); i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

static ttr_value fail_function(struct parser *p, const char *place,
                               const char *name)
{
    const char *nearest =
        ttri_nearest(name, TTRI_COUNT(functions), function_name, NULL);
    char rule[96];

    snprintf(rule, sizeof rule, "name a function%s%s%s",
             nearest != NULL ? " (did you mean " : "",
             nearest != NULL ? nearest : "", nearest != NULL ? "?)" : "");
    return fail_at(p, TTR_E_UNKNOWN, place, rule);
}

/* The number of periods is part of the equation's form, not a value. */
static ttr_value make_lag(struct parser *p, ttr_value a, ttr_value periods,
                          const char *place)
{
    const struct ttri_custom_node *node;
    ttr_value value = 0;
    ttr_status status;

    if (p->status != TTR_OK)
        return 0;
    node = &p->stream->component.custom->node[periods - 1];
    if (node->kind != TTRI_CUSTOM_NUMBER || node->number < 1 ||
        node->number > TTR_MAX_PERIODS || node->number != floor(node->number))
        return fail_at(p, TTR_E_SYNTAX, place,
                       "have a whole number of periods, 1 to 1200,");
    status =
        ttr_custom_lag(p->stream, a, (uint32_t)node->number, &value, p->error);
    return made(p, status, value);
}

static ttr_value parse_call(struct parser *p, const char *place,
                            const char *name)
{
    const struct function *function = find_function(name);
    ttr_value argument[3] = {0, 0, 0};
    const char *last = p->at;

    if (function == NULL)
        return fail_function(p, place, name);
    for (uint32_t i = 0; i < function->arguments; i++) {
        if (i > 0 && !demand(p, ','))
            return 0;
        skip_space(p);
        last = p->at;
        argument[i] = parse_test(p);
        if (p->status != TTR_OK)
            return 0;
    }
    if (!demand(p, ')'))
        return 0;
    if (function->operation == ABSOLUTE)
        return make(p, TTR_OP_MAX, argument[0], negate(p, argument[0]), 0);
    if (function->operation == LAG)
        return make_lag(p, argument[0], argument[1], last);
    return make(p, function->operation, argument[0], argument[1], argument[2]);
}

static ttr_value make_name(struct parser *p, const char *name)
{
    ttr_value value = 0;
    ttr_status status = p->status;

    if (status == TTR_OK)
        status = ttr_custom_name(p->stream, name, &value, p->error);
    return made(p, status, value);
}

static bool copy_word(struct parser *p, const char *from, size_t size,
                      char name[LONGEST_WORD + 1])
{
    if (size > LONGEST_WORD) {
        fail_at(p, TTR_E_LIMIT, from, "have names of at most 191 bytes");
        return false;
    }
    memcpy(name, from, size);
    name[size] = '\0';
    return true;
}

static ttr_value parse_word(struct parser *p)
{
    const char *place = p->at;
    char name[LONGEST_WORD + 1];

    while (starts_word(*p->at) || is_digit(*p->at) || *p->at == '.')
        p->at++;
    if (!copy_word(p, place, (size_t)(p->at - place), name))
        return 0;
    if (take(p, '('))
        return parse_call(p, place, name);
    return make_name(p, name);
}

/* 'component.item/output': a name that would read as something else. */
static ttr_value parse_quoted(struct parser *p)
{
    const char *start = p->at + 1, *end = strchr(start, '\'');
    char name[LONGEST_WORD + 1];

    if (end == NULL || end == start)
        return expected(p, "have a name between two '");
    if (!copy_word(p, start, (size_t)(end - start), name))
        return 0;
    p->at = end + 1;
    return make_name(p, name);
}

/* ---- the grammar ---- */

static ttr_value parse_operand(struct parser *p)
{
    ttr_value value;

    skip_space(p);
    if (is_digit(*p->at))
        return parse_number(p);
    if (starts_word(*p->at))
        return parse_word(p);
    if (*p->at == '\'')
        return parse_quoted(p);
    if (!take(p, '('))
        return expected(p, "have a number, a name or '('");
    value = parse_test(p);
    if (p->status != TTR_OK || !demand(p, ')'))
        return 0;
    return value;
}

static ttr_value parse_signed(struct parser *p);

static ttr_value parse_power(struct parser *p)
{
    ttr_value base = parse_operand(p);

    if (p->status != TTR_OK || !take(p, '^'))
        return base;
    return make(p, TTR_OP_POWER, base, parse_signed(p), 0);
}

static ttr_value parse_signed(struct parser *p)
{
    ttr_value value;

    if (p->depth == DEEPEST)
        return fail_at(p, TTR_E_LIMIT, p->at, "nest at most 64 deep");
    p->depth++;
    if (take(p, '+')) {
        value = parse_signed(p);
    } else if (take(p, '-')) {
        value = negate(p, parse_signed(p));
    } else {
        value = parse_power(p);
    }
    p->depth--;
    return value;
}

static ttr_value parse_product(struct parser *p)
{
    ttr_value value = parse_signed(p);

    while (p->status == TTR_OK) {
        if (take(p, '*'))
            value = make(p, TTR_OP_MUL, value, parse_signed(p), 0);
        else if (take(p, '/'))
            value = make(p, TTR_OP_DIV, value, parse_signed(p), 0);
        else
            break;
    }
    return value;
}

static ttr_value parse_sum(struct parser *p)
{
    ttr_value value = parse_product(p);

    while (p->status == TTR_OK) {
        if (take(p, '+'))
            value = make(p, TTR_OP_ADD, value, parse_product(p), 0);
        else if (take(p, '-'))
            value = make(p, TTR_OP_SUB, value, parse_product(p), 0);
        else
            break;
    }
    return value;
}

/* 1 if more > less (or, with `or_equal`, if not less > more), else 0. */
static ttr_value compare(struct parser *p, ttr_value more, ttr_value less,
                         bool or_equal)
{
    ttr_value one = make_number(p, 1), zero = make_number(p, 0);

    if (or_equal)
        return make(p, TTR_OP_SELECT, make(p, TTR_OP_SUB, less, more, 0), zero,
                    one);
    return make(p, TTR_OP_SELECT, make(p, TTR_OP_SUB, more, less, 0), one,
                zero);
}

static ttr_value parse_test(struct parser *p)
{
    ttr_value left = parse_sum(p), right;
    bool greater = *p->at == '>', or_equal;

    if (p->status != TTR_OK || (!take(p, '>') && !take(p, '<')))
        return left;
    or_equal = *p->at == '=' && take(p, '=');
    right = parse_sum(p);
    return greater ? compare(p, left, right, or_equal)
                   : compare(p, right, left, or_equal);
}

static ttr_value parse_all(struct parser *p)
{
    ttr_value value = parse_test(p);

    skip_space(p);
    if (p->status == TTR_OK && *p->at != '\0')
        return expected(p, "have an operator");
    return value;
}

/* Documents are saved with the text; a formula's value is a node of its own. */
static bool keep_text(ttr_stream *stream, ttr_value value, const char *formula)
{
    const struct ttri_memory *memory = &stream->component.memory;
    char *copy = ttri_copy_text(memory, formula);

    stream->component.custom->node[value - 1].formula = copy;
    return copy != NULL;
}

ttr_status ttr_custom_formula(ttr_stream *stream, const char *formula,
                              ttr_value *value, struct ttr_error *error)
{
    static const char function[] = "ttr_custom_formula";
    struct parser parser = {
        .stream = stream, .formula = formula, .at = formula, .error = error};
    struct ttri_custom *custom;
    ttr_status status = ttri_custom_of(stream, function, &custom, error);
    ttr_value parsed;
    uint32_t kept;

    if (status != TTR_OK)
        return status;
    if (value == NULL)
        return ttri_null_argument(error, function, "value");
    if (formula == NULL)
        return ttri_null_argument(error, function, "formula");
    if (strlen(formula) > LONGEST_FORMULA)
        return ttri_fail(error, TTR_E_LIMIT, stream->component.name,
                         "must have formulas of at most 4096 bytes", "");
    kept = custom->nodes;
    parsed = parse_all(&parser);
    status = parser.status;
    if (status == TTR_OK && !keep_text(stream, parsed, formula))
        status = ttri_no_memory(error, stream->component.name);
    if (status != TTR_OK)
        ttri_custom_forget(&stream->component.memory, custom, kept);
    else
        *value = parsed;
    return status;
}
