/* One pass over the bytes: limits and grammar. Recursion is bounded by the
 * depth limit. */
#include <string.h>

#include "document/scan.h"

struct scan {
    const unsigned char *begin, *at, *end;
    uint32_t depth, values;
    struct ttri_json_fault *fault;
};

static bool value(struct scan *scan);

static bool fail(struct scan *scan, ttr_status status, const char *rule)
{
    scan->fault->status = status;
    scan->fault->rule = rule;
    scan->fault->offset = (size_t)(scan->at - scan->begin);
    return false;
}

static bool broken(struct scan *scan, const char *rule)
{
    if (scan->at == scan->end)
        rule = "ends too early";
    return fail(scan, TTR_E_SYNTAX, rule);
}

static void space(struct scan *scan)
{
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' ||
                                    *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

static bool is(const struct scan *scan, char byte)
{
    return scan->at < scan->end && *scan->at == (unsigned char)byte;
}

static bool take(struct scan *scan, char byte)
{
    if (!is(scan, byte))
        return false;
    scan->at++;
    return true;
}

static bool is_continuation(const unsigned char *at, const unsigned char *end)
{
    return at < end && (*at & 0xc0) == 0x80;
}

static size_t character(const unsigned char *text, const unsigned char *end)
{
    size_t length;
    if (text >= end)
        return 0;
    if (*text < 0x80)
        return 1;
    if (*text >= 0xc2 && *text <= 0xdf)
        length = 2;
    else if ((*text & 0xf0) == 0xe0)
        length = 3;
    else if (*text >= 0xf0 && *text <= 0xf4)
        length = 4;
    else
        return 0;
    for (size_t i = 1; i < length; i++)
        if (!is_continuation(text + i, end))
            return 0;
    if ((*text == 0xe0 && text[1] < 0xa0) ||  /* overlong */
        (*text == 0xed && text[1] >= 0xa0) || /* surrogate */
        (*text == 0xf0 && text[1] < 0x90) ||  /* overlong */
        (*text == 0xf4 && text[1] >= 0x90))   /* above U+10FFFF */
        return 0;
    return length;
}

/* Four hexadecimal digits. */
static bool hexadecimal(struct scan *scan, uint32_t *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++, scan->at++) {
        uint32_t byte = scan->at < scan->end ? *scan->at : 0;
        uint32_t digit;
        if (byte >= '0' && byte <= '9')
            digit = byte - '0';
        else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
            digit = (byte | 0x20) - 'a' + 10;
        else
            return broken(scan, "has a \\u without four hexadecimal digits");
        *code = *code * 16 + digit;
    }
    return true;
}

/* After `\u`: one character, or two halves of one. */
static bool unicode_escape(struct scan *scan)
{
    static const char alone[] = "has half of a surrogate pair";
    uint32_t code;
    if (!hexadecimal(scan, &code))
        return false;
    if (code == 0)
        return broken(scan, "has a \\u0000, which no text may hold");
    if (code >= 0xdc00 && code <= 0xdfff)
        return broken(scan, alone);
    if (code < 0xd800 || code > 0xdbff)
        return true;
    if (!take(scan, '\\') || !take(scan, 'u'))
        return broken(scan, alone);
    if (!hexadecimal(scan, &code))
        return false;
    return (code >= 0xdc00 && code <= 0xdfff) || broken(scan, alone);
}

static bool escape(struct scan *scan)
{
    if (take(scan, 'u'))
        return unicode_escape(scan);
    if (scan->at < scan->end && *scan->at &&
        strchr("\"\\/bfnrt", (char)*scan->at)) {
        scan->at++;
        return true;
    }
    return broken(scan, "has an unknown escape after \\");
}

/* After the opening quote. */
static bool text(struct scan *scan)
{
    while (!is(scan, '"')) {
        size_t length = character(scan->at, scan->end);
        if (length == 0)
            return broken(scan, "must be valid UTF-8");
        if (*scan->at < 0x20)
            return broken(scan, "has a control character in a text");
        scan->at += length;
        if (scan->at[-1] == '\\' && !escape(scan))
            return false;
    }
    scan->at++;
    return true;
}

static bool digits(struct scan *scan)
{
    const unsigned char *first = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    return scan->at > first || broken(scan, "has a number without a digit");
}

static bool number(struct scan *scan)
{
    take(scan, '-');
    if (!take(scan, '0') && !digits(scan))
        return false;
    if (take(scan, '.') && !digits(scan))
        return false;
    if (is(scan, 'e') || is(scan, 'E')) {
        scan->at++;
        if (!take(scan, '+'))
            take(scan, '-');
        return digits(scan);
    }
    return true;
}

static bool literal(struct scan *scan)
{
    static const char *const words[] = {"true", "false", "null"};
    for (uint32_t i = 0; i < TTRI_COUNT(words); i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(scan->end - scan->at) >= length &&
            memcmp(scan->at, words[i], length) == 0) {
            scan->at += length;
            return true;
        }
    }
    return broken(scan, "has something that is no JSON value");
}

static bool enter(struct scan *scan)
{
    if (scan->depth == TTRI_MAX_DEPTH)
        return fail(scan, TTR_E_LIMIT, "must be at most 32 levels deep");
    scan->depth++;
    scan->at++;
    space(scan);
    return true;
}

/* After a member or element: another one, or the end. */
static bool separator(struct scan *scan, char close, bool *more)
{
    space(scan);
    *more = take(scan, ',');
    if (*more) {
        space(scan);
        return true;
    }
    if (take(scan, close)) {
        scan->depth--;
        return true;
    }
    return broken(scan, close == '}' ? "needs a , or a } here"
                                     : "needs a , or a ] here");
}

static bool member(struct scan *scan)
{
    if (!take(scan, '"'))
        return broken(scan, "needs a key in quotes here");
    if (!text(scan))
        return false;
    space(scan);
    if (!take(scan, ':'))
        return broken(scan, "needs a : after the key");
    space(scan);
    return value(scan);
}

static bool container(struct scan *scan, char close,
                      bool (*content)(struct scan *scan))
{
    bool more = true;
    if (!enter(scan))
        return false;
    if (take(scan, close)) {
        scan->depth--;
        return true;
    }
    while (more)
        if (!content(scan) || !separator(scan, close, &more))
            return false;
    return true;
}

static bool value(struct scan *scan)
{
    if (scan->values++ == TTRI_MAX_VALUES)
        return fail(scan, TTR_E_LIMIT, "must hold at most 200,000 values");
    if (is(scan, '{'))
        return container(scan, '}', member);
    if (is(scan, '['))
        return container(scan, ']', value);
    if (take(scan, '"'))
        return text(scan);
    if (is(scan, '-') ||
        (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9'))
        return number(scan);
    return literal(scan);
}

bool ttri_json_scan(const char *bytes, size_t size, uint32_t *values,
                    struct ttri_json_fault *fault)
{
    struct scan scan = {.fault = fault};
    scan.begin = scan.at = (const unsigned char *)bytes;
    scan.end = scan.begin + size;
    space(&scan);
    if (!is(&scan, '{'))
        return broken(&scan, "must be a JSON object");
    if (!value(&scan))
        return false;
    space(&scan);
    *values = scan.values;
    return scan.at == scan.end ||
           broken(&scan, "has something after its last }");
}
