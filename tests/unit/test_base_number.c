#include "base/base.h"
#include "splitmix.h"
#include "unit.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint64_t bits_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Check notes every assertion in a file: too slow for millions of them. */
static void assert_round_trip(double value)
{
    char text[TTRI_NUMBER_SIZE];
    size_t size = ttri_format_number(value, text);
    double back = 0;
    const char *end = ttri_parse_number(text, &back);
    bool good = size == strlen(text) && size < TTRI_NUMBER_SIZE &&
                strspn(text, "0123456789.+-e") == size && end == text + size &&
                bits_of(back) == bits_of(value);

    if (!good)
        ck_abort_msg("%s comes back otherwise", text);
}

/* ---- writing ---- */

/* Origin: Python's '%.15g' to '%.17g', the first that float() reads back. */
START_TEST(a_number_is_as_short_as_it_can_be)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1.0, "1"},
        {0.1, "0.1"},
        {-2.5, "-2.5"},
        {1e15, "1e+15"},
        {123456789012345.0, "123456789012345"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {1.0 / 3, "0.3333333333333333"},
        {2.0 / 3, "0.6666666666666666"},
        {0.1 + 0.2, "0.30000000000000004"},
        {0x1.921fb54442d18p+1, "3.141592653589793"},
        {9007199254740993.0, "9007199254740992"},
        {0x1.52d02c7e14af6p+76, "1e+23"},
        {0x1.fffffffffffffp+1023, "1.7976931348623157e+308"},
        {0x1p-1022, "2.2250738585072014e-308"},
        {0x0.0000000000001p-1022, "4.94065645841247e-324"},
        {0x0.fffffffffffffp-1022, "2.225073858507201e-308"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[TTRI_NUMBER_SIZE];

        ttri_format_number(rows[i].value, text);
        ck_assert_str_eq(text, rows[i].text);
        assert_round_trip(rows[i].value);
    }
}
END_TEST

START_TEST(what_is_not_finite_is_a_word)
{
    char text[TTRI_NUMBER_SIZE];

    ck_assert_uint_eq(ttri_format_number((double)NAN, text), 3);
    ck_assert_str_eq(text, "nan");
    ttri_format_number(-(double)NAN, text);
    ck_assert_str_eq(text, "nan");
    ttri_format_number((double)INFINITY, text);
    ck_assert_str_eq(text, "inf");
    ck_assert_uint_eq(ttri_format_number(-(double)INFINITY, text), 4);
    ck_assert_str_eq(text, "-inf");
}
END_TEST

START_TEST(millions_of_doubles_come_back)
{
    uint64_t state = 1;

    for (int i = 0; i < 1500000; i++) {
        double value = of_bits(ttri_splitmix(&state));

        if (isfinite(value))
            assert_round_trip(value);
    }
}
END_TEST

START_TEST(subnormal_doubles_come_back)
{
    uint64_t state = 2;

    for (int i = 0; i < 300000; i++) {
        uint64_t bits = ttri_splitmix(&state);

        /* exponent 0, any fraction of any length, either sign */
        bits &= UINT64_C(0x800fffffffffffff);
        bits >>= i % 52;
        assert_round_trip(of_bits(bits));
    }
}
END_TEST

START_TEST(everyday_numbers_come_back)
{
    uint64_t state = 3;

    for (int i = 0; i < 300000; i++) {
        double value = (double)(int64_t)(ttri_splitmix(&state) >> 20);

        assert_round_trip(value / 100);
        assert_round_trip(-value * 1e-12);
    }
}
END_TEST

/* ---- reading ---- */

/* Origin: Python's float(), whose strtod is David Gay's, not the C library's;
 * halfway cases after Paxson (1991) and the PHP and Java loops of 2010. */
START_TEST(hard_numbers_are_rounded_right)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
        {"2.2250738585072014e-308", 0x1p-1022},
        {"2.4703282292062327e-324", 0.0},
        {"2.4703282292062328e-324", 0x0.0000000000001p-1022},
        {"4.9406564584124654e-324", 0x0.0000000000001p-1022},
        {"5e-324", 0x0.0000000000001p-1022},
        {"1.7976931348623157e308", 0x1.fffffffffffffp+1023},
        {"1.7976931348623158e308", 0x1.fffffffffffffp+1023},
        {"9007199254740993", 0x1p+53},
        {"9007199254740993.0000000001", 0x1.0000000000001p+53},
        {"9007199254740992.9999", 0x1p+53},
        {"0.1", 0x1.999999999999ap-4},
        {"6.02214076e23", 0x1.fe185ca57c517p+78},
        {"123456789012345678901234567890", 0x1.8ee90ff6c373ep+96},
        {"1e23", 0x1.52d02c7e14af6p+76},
        {"8.5e22", 0x1.1ffdbf6b2b2ebp+76},
        {"7.2057594037927933e16", 0x1p+56},
        {"1.00000000000000011102230246251565404236316680908203125", 1.0},
        {"1.00000000000000011102230246251565404236316680908203124", 1.0},
        {"1.00000000000000011102230246251565404236316680908203126",
         0x1.0000000000001p+0},
        {"0.000001", 0x1.0c6f7a0b5ed8dp-20},
        {"1e-400", 0.0},
        {"0e999999999999", 0.0},
        {"0000000000000000000000000.5", 0.5},
        {"1E+2", 100.0},
        {"+7", 7.0},
        {"-0", -0.0},
        {"-0.0e-5", -0.0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value = 99;
        const char *end = ttri_parse_number(rows[i].text, &value);

        ck_assert_ptr_eq(end, rows[i].text + strlen(rows[i].text));
        ck_assert_msg(bits_of(value) == bits_of(rows[i].value), "%s",
                      rows[i].text);
    }
}
END_TEST

/* The digit that decides may stand a thousand places further right. */
START_TEST(no_digit_is_too_far_away)
{
    char text[3000] = "9007199254740993.";
    double value = 0;

    for (size_t i = strlen(text); i < 2000; i++)
        text[i] = '0';
    ttri_parse_number(text, &value);
    ck_assert(bits_of(value) == bits_of(0x1p+53));
    strcpy(text + 2000, "1");
    ttri_parse_number(text, &value);
    ck_assert(bits_of(value) == bits_of(0x1.0000000000001p+53));
    strcpy(text + 2000, "0000001e0");
    ttri_parse_number(text, &value);
    ck_assert(bits_of(value) == bits_of(0x1.0000000000001p+53));
}
END_TEST

START_TEST(long_numbers_keep_their_size)
{
    char text[3000];
    double value = 0;

    /* 1 and 2000 zeros, taken back by the exponent */
    memset(text, '0', sizeof text);
    text[0] = '1';
    strcpy(text + 2001, "e-2000");
    ck_assert_ptr_nonnull(ttri_parse_number(text, &value));
    ck_assert(bits_of(value) == bits_of(1.0));
    /* 0.000…1 with 2000 places */
    memset(text, '0', sizeof text);
    text[1] = '.';
    strcpy(text + 2001, "1e2000");
    ck_assert_ptr_nonnull(ttri_parse_number(text, &value));
    ck_assert(bits_of(value) == bits_of(1.0));
    /* 1500 nines */
    memset(text, '9', sizeof text);
    strcpy(text + 1500, "e-1500");
    ck_assert_ptr_nonnull(ttri_parse_number(text, &value));
    ck_assert(bits_of(value) == bits_of(1.0));
}
END_TEST

START_TEST(a_number_ends_where_its_grammar_does)
{
    static const struct {
        const char *text;
        double value;
        size_t length;
    } rows[] = {
        {"1.", 1, 1},      {"1.x", 1, 1},  {"1e", 1, 1},      {"1e+", 1, 1},
        {"1e-x", 1, 1},    {"2,5", 2, 1},  {"1.5.2", 1.5, 3}, {"0x10", 0, 1},
        {"1e5e5", 1e5, 3}, {"12 ", 12, 2}, {"1_000", 1, 1},   {"1f", 1, 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value = 99;
        const char *end = ttri_parse_number(rows[i].text, &value);

        ck_assert_ptr_eq(end, rows[i].text + rows[i].length);
        ck_assert(bits_of(value) == bits_of(rows[i].value));
    }
}
END_TEST

START_TEST(what_is_no_number_is_refused)
{
    static const char *const rows[] = {
        "",
        "-",
        "+",
        ".5",
        "-.5",
        "e5",
        " 1",
        "nan",
        "inf",
        "Infinity",
        "-inf",
        "x",
        "+-1",
        "--1",
        "1e309",
        "-1e309",
        "1.7976931348623159e308",
        "1e99999999999999999999",
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value = 99;

        ck_assert_msg(ttri_parse_number(rows[i], &value) == NULL, "%s",
                      rows[i]);
        ck_assert(bits_of(value) == bits_of(99.0));
    }
}
END_TEST

static size_t random_digits(char *text, uint64_t *state, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        text[i] = (char)('0' + ttri_splitmix(state) % 10);
    return (size_t)count;
}

/* Independent: the C library's strtod in the C locale, on texts of any shape.
 */
START_TEST(random_texts_are_read_as_the_c_library_does)
{
    uint64_t state = 4;

    setlocale(LC_ALL, "C");
    for (int i = 0; i < 1000000; i++) {
        char text[80];
        double value = 99, expected;
        size_t size = 0;

        if (ttri_splitmix(&state) % 2)
            text[size++] = '-';
        size +=
            random_digits(text + size, &state, 1 + ttri_splitmix(&state) % 20);
        if (ttri_splitmix(&state) % 4) {
            text[size++] = '.';
            size += random_digits(text + size, &state,
                                  1 + ttri_splitmix(&state) % 20);
        }
        snprintf(text + size, 8, "e%d",
                 (int)(ttri_splitmix(&state) % 660) - 350);
        expected = strtod(text, NULL);
        if (isinf(expected) ? ttri_parse_number(text, &value) != NULL
                            : ttri_parse_number(text, &value) == NULL ||
                                  bits_of(value) != bits_of(expected))
            ck_abort_msg("%s is read otherwise", text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base: numbers");
    TCase *cases = tcase_create("all");

    tcase_set_timeout(cases, 280);
    tcase_add_test(cases, a_number_is_as_short_as_it_can_be);
    tcase_add_test(cases, what_is_not_finite_is_a_word);
    tcase_add_test(cases, millions_of_doubles_come_back);
    tcase_add_test(cases, subnormal_doubles_come_back);
    tcase_add_test(cases, everyday_numbers_come_back);
    tcase_add_test(cases, hard_numbers_are_rounded_right);
    tcase_add_test(cases, no_digit_is_too_far_away);
    tcase_add_test(cases, long_numbers_keep_their_size);
    tcase_add_test(cases, a_number_ends_where_its_grammar_does);
    tcase_add_test(cases, what_is_no_number_is_refused);
    tcase_add_test(cases, random_texts_are_read_as_the_c_library_does);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
