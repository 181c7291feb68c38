#include "base.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 767 digits decide how any decimal number rounds to a double; of what
 * follows it only matters whether it is all zeros. */
#define DECISIVE_DIGITS 768
/* Exponents beyond it leave the range of doubles whatever the digits, for
 * texts shorter than this. */
#define LARGEST_EXPONENT 100000000

/* ---- writing ---- */

static bool belongs(char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' ||
           byte == 'e';
}

/* Whatever separates decimals in the process's locale, maybe of several bytes,
 * becomes a point. */
static size_t replace_separator(char *text)
{
    size_t size = 0;

    for (const char *byte = text; *byte != '\0'; byte++) {
        if (belongs(*byte))
            text[size++] = *byte;
        else if (size == 0 || text[size - 1] != '.')
            text[size++] = '.';
    }
    text[size] = '\0';
    return size;
}

static size_t write_word(char *text, const char *word)
{
    size_t size = strlen(word);

    memcpy(text, word, size + 1);
    return size;
}

static size_t write_special(double value, char *text)
{
    if (isnan(value))
        return write_word(text, "nan");
    return write_word(text, value < 0 ? "-inf" : "inf");
}

size_t ttri_format_digits(double value, int digits, char text[TTRI_NUMBER_SIZE])
{
    if (!isfinite(value))
        return write_special(value, text);
    snprintf(text, TTRI_NUMBER_SIZE, "%.*g", digits, value);
    return replace_separator(text);
}

size_t ttri_format_number(double value, char text[TTRI_NUMBER_SIZE])
{
    size_t size = 0;

    if (!isfinite(value))
        return write_special(value, text);
    for (int digits = 15; digits <= 17; digits++) {
        double back = 0;

        snprintf(text, TTRI_NUMBER_SIZE, "%.*g", digits, value);
        size = replace_separator(text);
        if (ttri_parse_number(text, &back) != NULL && back >= value &&
            back <= value)
            break;
    }
    return size;
}

/* ---- reading ---- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A decimal number as digits times a power of ten: without a separator,
 * strtod reads it alike in every locale. */
struct decimal {
    char digits[DECISIVE_DIGITS + 16];
    int count;
    long exponent;
};

static void add_digit(struct decimal *decimal, char digit, bool fraction)
{
    if (decimal->count == DECISIVE_DIGITS) {
        if (digit != '0')
            decimal->digits[DECISIVE_DIGITS - 1] = '1';
        decimal->exponent += fraction ? 0 : 1;
        return;
    }
    if (fraction)
        decimal->exponent--;
    if (digit != '0' || decimal->count > 0)
        decimal->digits[decimal->count++] = digit;
}

static const char *read_exponent(const char *text, long *exponent)
{
    const char *at = text + 1;
    bool negative = *at == '-';
    long value = 0;

    if (*at == '-' || *at == '+')
        at++;
    if (!is_digit(*at))
        return text;
    for (; is_digit(*at); at++)
        if (value < LARGEST_EXPONENT)
            value = 10 * value + (*at - '0');
    *exponent += negative ? -value : value;
    return at;
}

static const char *read_decimal(const char *text, struct decimal *decimal)
{
    decimal->count = 0;
    decimal->exponent = 0;
    if (!is_digit(*text))
        return NULL;
    for (; is_digit(*text); text++)
        add_digit(decimal, *text, false);
    if (text[0] == '.' && is_digit(text[1]))
        for (text++; is_digit(*text); text++)
            add_digit(decimal, *text, true);
    if (*text == 'e' || *text == 'E')
        text = read_exponent(text, &decimal->exponent);
    return text;
}

/* Digits below 2^53 and a power of ten that is a double give the nearest one
 * in a single rounding (Clinger 1990). */
static bool is_simple(const struct decimal *decimal)
{
    return FLT_EVAL_METHOD == 0 && decimal->count <= 15 &&
           decimal->exponent >= -22 && decimal->exponent <= 22;
}

static double evaluate_simple(const struct decimal *decimal)
{
    static const double ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    int64_t whole = 0;

    for (int i = 0; i < decimal->count; i++)
        whole = 10 * whole + (decimal->digits[i] - '0');
    return decimal->exponent < 0 ? (double)whole / ten[-decimal->exponent]
                                 : (double)whole * ten[decimal->exponent];
}

static double evaluate(struct decimal *decimal)
{
    if (decimal->count == 0)
        return 0;
    if (is_simple(decimal))
        return evaluate_simple(decimal);
    snprintf(decimal->digits + decimal->count, 16, "e%ld", decimal->exponent);
    return strtod(decimal->digits, NULL);
}

const char *ttri_parse_number(const char *text, double *value)
{
    struct decimal decimal;
    bool negative = *text == '-';
    const char *end;
    double size;

    if (*text == '-' || *text == '+')
        text++;
    end = read_decimal(text, &decimal);
    if (end == NULL)
        return NULL;
    size = evaluate(&decimal);
    if (isinf(size))
        return NULL;
    *value = negative ? -size : size;
    return end;
}

int32_t ttri_digits(const char *text, int count)
{
    int32_t number = 0;

    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}
