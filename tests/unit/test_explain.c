/* How a number comes about: trees of small platforms word by word, and on
 * random models that the number on top is the one that is read, and that no
 * tree grows beyond its bounds. */
#include "random_model.h"
#include "two_currencies.h"

#include "base/base.h"

static ttr_text *explain(const ttr_program *program, const char *output,
                         uint32_t region, uint32_t period, uint32_t depth)
{
    struct ttr_error error = ttri_unit_error();
    ttr_text *text = NULL;

    ttri_assert_ok(ttr_program_explain(program, NULL,
                                       output_index(program, output), region,
                                       period, depth, &text, &error),
                   &error);
    return text;
}

static void assert_tree(const ttr_program *program, const char *output,
                        uint32_t region, uint32_t period, uint32_t depth,
                        const char *expected)
{
    ttr_text *text = explain(program, output, region, period, depth);

    ck_assert_str_eq(ttr_text_bytes(text), expected);
    ttr_text_unref(text);
}

/* A shop of a million users in dollars and euros, and a stream that its sales
 * move a quarter later. */
static ttr_program *compile_shop(void)
{
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_stream *shop = NULL;
    ttr_program *program;

    platform_begin(&p, TTR_QUARTER, 4);
    platform_region(&p, "EU", "EUR");
    platform_audience(&p, 1e6);
    ttri_assert_ok(ttr_environment_set(p.environment, NULL, "fx", 1.25, &error),
                   &error);
    ttri_assert_ok(ttr_commerce_new(NULL, NULL, &shop, &error), &error);
    platform_keep(&p, shop);
    set_number(shop, NULL, "buyer_share", 0.1);
    set_number(shop, NULL, "aov", 20);
    set_number(shop, NULL, "short_video_take_rate", 0.06);
    platform_formula(&p, "b", 3, "x + lag(revenue, 1)");
    platform_link(&p, "l", "commerce/gmv", "b/x", 0.5, 1);
    program = compile_ok(p.combiner);
    platform_end(&p);
    return program;
}

/* ---- trees ---- */

START_TEST(a_tree)
{
    ttr_program *program = compile_shop();

    assert_tree(program, "commerce/revenue", 0, 1, 64,
                "commerce/revenue, US, 2024-Q2, in USD\n"
                "commerce/US/commissions = 360000  <- gmv * "
                "short_video_take_rate\n"
                "  commerce/US/gmv = 6000000  <- orders * aov\n"
                "    commerce/US/orders = 300000  <- 3 * buyers\n"
                "      commerce/US/buyers = 100000  <- audience/mau_gross * "
                "buyer_share\n"
                "        audience/US/mau_gross = 1000000\n"
                "        commerce/US/buyer_share = 0.1\n"
                "    commerce/US/aov = 20\n"
                "  commerce/US/short_video_take_rate = 0.06\n");
    ttr_program_unref(program);
}
END_TEST

START_TEST(depths)
{
    ttr_program *program = compile_shop();

    assert_tree(program, "commerce/revenue", 0, 1, 2,
                "commerce/revenue, US, 2024-Q2, in USD\n"
                "commerce/US/commissions = 360000  <- gmv * "
                "short_video_take_rate\n"
                "  commerce/US/gmv = 6000000  <- orders * aov\n"
                "    commerce/US/orders = 300000\n"
                "    commerce/US/aov = 20\n"
                "  commerce/US/short_video_take_rate = 0.06\n");
    assert_tree(program, "commerce/revenue", 0, 1, 1,
                "commerce/revenue, US, 2024-Q2, in USD\n"
                "commerce/US/commissions = 360000  <- gmv * "
                "short_video_take_rate\n"
                "  commerce/US/gmv = 6000000\n"
                "  commerce/US/short_video_take_rate = 0.06\n");
    ttr_program_unref(program);
}
END_TEST

START_TEST(the_world)
{
    ttr_program *program = compile_shop();

    assert_tree(program, "commerce/gmv", TTR_WORLD, 0, 1,
                "commerce/gmv, World, 2024-Q1, in USD\n"
                "commerce/World/gmv = 13500000  <- US/gmv + "
                "environment/EU/fx * EU/gmv\n"
                "  commerce/US/gmv = 6000000\n"
                "  environment/EU/fx = 1.25\n"
                "  commerce/EU/gmv = 6000000\n");
    assert_tree(program, "audience/mau", TTR_WORLD, 0, 1,
                "audience/mau, World, 2024-Q1, in users\n"
                "audience/World/mau = 2000000  <- US/mau_gross + "
                "EU/mau_gross\n"
                "  audience/US/mau_gross = 1000000\n"
                "  audience/EU/mau_gross = 1000000\n");
    ttr_program_unref(program);
}
END_TEST

/* A balance is converted at the end's rate. */
START_TEST(a_balance_of_the_world)
{
    struct platform p;
    ttr_program *program;

    begin_two_currencies(&p);
    program = compile_ok(p.combiner);
    assert_tree(program, "a/cash", TTR_WORLD, 1, 64,
                "a/cash, World, 2024-12, in USD\n"
                "a/World/cash = 104.4  <- US/cash + environment/EU/fx_end * "
                "EU/cash\n"
                "  a/US/cash = 80  <- x * 4\n"
                "    a/US/x = 20\n"
                "  environment/EU/fx_end = 1.22\n"
                "  a/EU/cash = 20  <- 4 * x\n"
                "    a/EU/x = 5\n");
    ttr_program_unref(program);
    platform_end(&p);
}
END_TEST

/* Before the calendar there is nothing to explain: only what holds then. */
START_TEST(lags)
{
    ttr_program *program = compile_shop();

    assert_tree(program, "b/revenue", 0, 0, 64,
                "b/revenue, US, 2024-Q1, in USD\n"
                "b/US/revenue = 3  <- x + 0\n"
                "  b/US/x = 3\n");
    assert_tree(program, "b/revenue", 0, 2, 1,
                "b/revenue, US, 2024-Q3, in USD\n"
                "b/US/revenue = 9  <- x + revenue[1 before]\n"
                "  b/US/x = 3\n"
                "  b/US/revenue [1 before] = 6\n");
    assert_tree(program, "b/revenue", 0, 2, 2,
                "b/revenue, US, 2024-Q3, in USD\n"
                "b/US/revenue = 9  <- x + revenue[1 before]\n"
                "  b/US/x = 3  <- 3 * exp(shift + 0.5 * "
                "ln(min(1000000, max(commerce/gmv / 6000000, 1e-06)))"
                "[1 before])\n"
                "    commerce/US/gmv [1 before] = 6000000\n"
                "  b/US/revenue [1 before] = 6\n");
    ttr_program_unref(program);
}
END_TEST

/* What is the same in every period and has no parts. */
START_TEST(constants)
{
    ttr_program *program = compile_shop();

    assert_tree(program, "commerce/logistics_revenue", 1, 3, 64,
                "commerce/logistics_revenue, EU, 2024-Q4, in EUR\n0\n");
    ttr_program_unref(program);
}
END_TEST

START_TEST(numbers_with_shifts)
{
    ttr_program *program = compile_shop();
    struct ttr_error error = ttri_unit_error();
    double *shifts = no_shifts(program);
    ttr_text *text = NULL;

    shifts[driver_index(program, "commerce/US/aov")] = log(1.1);
    ttri_assert_ok(ttr_program_explain(program, shifts,
                                       output_index(program, "commerce/gmv"), 0,
                                       0, 1, &text, &error),
                   &error);
    ck_assert_str_eq(ttr_text_bytes(text),
                     "commerce/gmv, US, 2024-Q1, in USD\n"
                     "commerce/US/gmv = 6600000  <- orders * aov\n"
                     "  commerce/US/orders = 300000\n"
                     "  commerce/US/aov = 22\n");
    ttr_text_unref(text);
    free(shifts);
    ttr_program_unref(program);
}
END_TEST

/* ---- what can not be explained ---- */

static const struct {
    uint32_t output, region, period, depth;
    const char *message;
} faults[] = {
    {9999, 0, 0, 1, "output must be below the number of outputs (got 9999)"},
    {0, 2, 0, 1, "region must be below the number of regions (got 2)"},
    {0, 0, 4, 1, "period must be below the number of periods (got 4)"},
    {0, 0, 0, 0, "depth must be within [1, 64] (got 0)"},
    {0, 0, 0, 65, "depth must be within [1, 64] (got 65)"},
};

START_TEST(arguments_are_checked)
{
    ttr_program *program = compile_shop();
    struct ttr_error error = ttri_unit_error();
    double *shifts = no_shifts(program);
    ttr_text *text = NULL;

    ttri_assert_fails(ttr_program_explain(program, NULL, faults[_i].output,
                                          faults[_i].region, faults[_i].period,
                                          faults[_i].depth, &text, &error),
                      TTR_E_ARGUMENT, &error, faults[_i].message);
    shifts[0] = NAN;
    ttri_assert_fails(
        ttr_program_explain(program, shifts, 0, 0, 0, 1, &text, &error),
        TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(
        ttr_program_explain(program, NULL, 0, 0, 0, 1, NULL, &error),
        TTR_E_ARGUMENT, &error, "ttr_program_explain: text must not be NULL");
    ck_assert_ptr_null(text);
    free(shifts);
    ttr_program_unref(program);
}
END_TEST

/* ---- random models ---- */

/* The number on the line after the title. */
static double top_number(const char *text)
{
    const char *line = strchr(text, '\n') + 1;
    size_t size = strcspn(line, "\n");
    const char *sign = strstr(line, " = ");
    double number;

    if (sign == NULL || sign > line + size)
        sign = line;
    else
        sign += strlen(" = ");
    ck_assert_ptr_nonnull(ttri_parse_number(sign, &number));
    return number;
}

/* Two more spaces for each level. */
static void check_shape(const char *text, uint32_t depth)
{
    uint32_t lines = 0, before = 0;

    for (const char *line = strchr(text, '\n') + 1; *line != '\0';
         line = strchr(line, '\n') + 1) {
        uint32_t level = (uint32_t)strspn(line, " ") / 2;

        ck_assert_uint_le(level, depth);
        ck_assert_uint_le(level, lines == 0 ? 0 : before + 1);
        ck_assert_uint_lt(strcspn(line, "\n"), 8192);
        before = level;
        lines++;
    }
    ck_assert_uint_ge(lines, 1);
    ck_assert_uint_le(lines, 4000);
}

static void check_output(const ttr_program *program, const ttr_forecast *f,
                         uint32_t output, uint32_t region, uint32_t period,
                         uint32_t depth)
{
    struct ttr_error error = ttri_unit_error();
    int32_t view = region == TTR_WORLD ? TTR_REPORTING : TTR_LOCAL;
    ttr_text *text = NULL;
    double values[64], top;

    ttri_assert_ok(ttr_program_explain(program, NULL, output, region, period,
                                       depth, &text, &error),
                   &error);
    ttri_assert_ok(ttr_forecast_read(f, output, region, view, TTR_STEP_PERIOD,
                                     values, 64, &error),
                   &error);
    top = top_number(ttr_text_bytes(text));
    /* seven digits are shown; sums over regions may round otherwise */
    ck_assert_msg(
        fabs(top - values[period]) <= 6e-7 * fabs(values[period]) + 1e-300,
        "%.17g for %.17g in\n%s", top, values[period], ttr_text_bytes(text));
    check_shape(ttr_text_bytes(text), depth);
    ttr_text_unref(text);
}

START_TEST(the_number_on_top)
{
    const struct scaling none = {NULL, 1};
    struct random_model m;
    ttr_program *program;
    ttr_forecast *f;
    uint32_t last;

    random_model_begin(&m, 500 + (uint64_t)_i, none, 0);
    program = compile_ok(m.combiner);
    f = run_ok(program, NULL);
    last = (uint32_t)m.calendar.periods - 1;
    for (uint32_t i = 0; i < ttr_program_outputs(program); i++) {
        uint32_t depth = 1 + (uint32_t)pick(&m, 64);

        check_output(program, f, i, TTR_WORLD, 0, depth);
        check_output(program, f, i, pick(&m, m.regions), last, depth);
    }
    ttr_forecast_unref(f);
    ttr_program_unref(program);
    random_model_end(&m);
}
END_TEST

/* A formula of hundreds of equal-looking parts stays readable. */
START_TEST(a_large_formula)
{
    struct platform p;
    ttr_stream *stream;
    ttr_program *program;
    char formula[4000] = "x";
    ttr_text *text;

    platform_begin(&p, TTR_QUARTER, 4);
    for (int i = 0; i < 300; i++)
        snprintf(formula + strlen(formula), 24, " + x^%d", i);
    stream = platform_formula(&p, "a", 1.01, formula);
    define_output(stream, "deep", "1", TTR_KIND_FLOW, "lag(deep, 1) + revenue");
    program = compile_ok(p.combiner);
    text = explain(program, "a/revenue", 0, 3, 64);
    ck_assert_ptr_nonnull(strstr(ttr_text_bytes(text), "..."));
    ck_assert_uint_lt(ttr_text_size(text), 4096);
    check_shape(ttr_text_bytes(text), 64);
    ttr_text_unref(text);
    text = explain(program, "a/deep", 0, 3, 64);
    ck_assert_uint_lt(ttr_text_size(text), 8192);
    ttr_text_unref(text);
    ttr_program_unref(program);
    platform_end(&p);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain");
    TCase *one = tcase_create("trees"), *two = tcase_create("random");

    tcase_add_test(one, a_tree);
    tcase_add_test(one, depths);
    tcase_add_test(one, the_world);
    tcase_add_test(one, a_balance_of_the_world);
    tcase_add_test(one, lags);
    tcase_add_test(one, constants);
    tcase_add_test(one, numbers_with_shifts);
    tcase_add_loop_test(one, arguments_are_checked, 0,
                        (int)(sizeof faults / sizeof *faults));
    tcase_add_test(one, a_large_formula);
    suite_add_tcase(suite, one);
    tcase_set_timeout(two, 120);
    tcase_add_loop_test(two, the_number_on_top, 0, 12);
    suite_add_tcase(suite, two);
    return ttri_unit_main(suite);
}
