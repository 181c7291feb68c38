/* A forecast as CSV and JSON: both parse (RFC 4180, RFC 8259), hold every
 * number that can be read, and give it back to the last bit. */
#include "failing.h"
#include "two_currencies.h"

#include <jansson.h>

#include "base/base.h"

/* ---- a strict reader of RFC 4180 ---- */

#define FIELDS 6

struct csv {
    const char *at;
    char field[FIELDS][128];
};

static void read_quoted(struct csv *csv, char *field, size_t *size)
{
    csv->at++;
    while (csv->at[0] != '"' || csv->at[1] == '"') {
        ck_assert_msg(*csv->at != '\0', "a quote is not closed");
        csv->at += csv->at[0] == '"' ? 1 : 0;
        field[(*size)++] = *csv->at++;
        ck_assert_uint_lt(*size, sizeof csv->field[0]);
    }
    csv->at++;
}

/* One row of six fields that ends with CRLF; false at the end. */
static bool read_row(struct csv *csv)
{
    if (*csv->at == '\0')
        return false;
    for (int i = 0; i < FIELDS; i++) {
        char *field = csv->field[i];
        size_t size = 0;

        if (*csv->at == '"')
            read_quoted(csv, field, &size);
        else
            while (strchr(",\r\n\"", *csv->at) == NULL) {
                field[size++] = *csv->at++;
                ck_assert_uint_lt(size, sizeof csv->field[0]);
            }
        field[size] = '\0';
        ck_assert_int_eq(*csv->at, i + 1 < FIELDS ? ',' : '\r');
        csv->at++;
    }
    ck_assert_int_eq(*csv->at++, '\n');
    return true;
}

/* ---- what both are compared with ---- */

static const int32_t views[] = {TTR_REPORTING, TTR_CONSTANT, TTR_LOCAL};

#define VIEWS ((int)(sizeof views / sizeof *views))

static bool is_readable(const ttr_forecast *f, uint32_t output, uint32_t region,
                        int32_t view, int32_t step, double values[MONTHS])
{
    struct ttr_error error = ttri_unit_error();
    ttr_status status = ttr_forecast_read(f, output, region, view, step, values,
                                          MONTHS, &error);

    ck_assert(status == TTR_OK ||
              (status == TTR_E_CONFLICT && region == TTR_WORLD));
    return status == TTR_OK;
}

static const char *currency_of(const ttr_forecast *f, uint32_t output,
                               uint32_t region, int32_t view)
{
    const ttr_program *program = ttr_forecast_program(f);
    struct ttr_program_output info = {.struct_size = sizeof info};
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_program_output(program, output, &info, &error), &error);
    if (!info.money)
        return "";
    return ttr_program_currency(program,
                                view == TTR_LOCAL ? region : TTR_WORLD);
}

static void check_rows(struct csv *csv, const ttr_forecast *f, uint32_t output,
                       uint32_t region, int32_t view, int32_t step)
{
    const ttr_program *program = ttr_forecast_program(f);
    struct ttr_program_output info = {.struct_size = sizeof info};
    struct ttr_error error = ttri_unit_error();
    double values[MONTHS], number;

    ttri_assert_ok(ttr_program_output(program, output, &info, &error), &error);
    if (!is_readable(f, output, region, view, step, values))
        return;
    for (uint32_t i = 0; i < ttr_program_steps(program, step); i++) {
        const char *end;

        ck_assert(read_row(csv));
        ck_assert_str_eq(csv->field[0], info.name);
        ck_assert_str_eq(csv->field[1], ttr_program_region(program, region));
        ck_assert_str_eq(csv->field[2], info.unit);
        ck_assert_str_eq(csv->field[3], currency_of(f, output, region, view));
        ck_assert_str_eq(csv->field[4], ttr_program_step(program, step, i));
        end = ttri_parse_number(csv->field[5], &number);
        ck_assert(end != NULL && *end == '\0');
        ck_assert(same_bits(&number, &values[i], 1));
    }
}

START_TEST(csv_holds_what_can_be_read)
{
    ttr_forecast *f = run_two_currencies();
    const ttr_program *program = ttr_forecast_program(f);
    struct ttr_error error = ttri_unit_error();

    for (int32_t step = 0; step <= TTR_STEP_HORIZON; step++) {
        ttr_text *text = NULL;
        struct csv csv;

        ttri_assert_ok(ttr_forecast_csv(f, views[_i], step, &text, &error),
                       &error);
        ck_assert_uint_eq(strlen(ttr_text_bytes(text)), ttr_text_size(text));
        csv.at = ttr_text_bytes(text);
        ck_assert(read_row(&csv));
        ck_assert_str_eq(csv.field[0], "output");
        ck_assert_str_eq(csv.field[5], "value");
        for (uint32_t i = 0; i < ttr_program_outputs(program); i++)
            for (uint32_t r = 0; r < 3; r++)
                check_rows(&csv, f, i, r < 2 ? r : TTR_WORLD, views[_i], step);
        ck_assert(!read_row(&csv));
        ttr_text_unref(text);
    }
    ttr_forecast_unref(f);
}
END_TEST

static void check_values(const json_t *regions, const ttr_forecast *f,
                         uint32_t output, uint32_t region, int32_t view,
                         int32_t step)
{
    const ttr_program *program = ttr_forecast_program(f);
    const json_t *list =
        json_object_get(regions, ttr_program_region(program, region));
    uint32_t steps = ttr_program_steps(program, step);
    double values[MONTHS];

    if (!is_readable(f, output, region, view, step, values)) {
        ck_assert_ptr_null(list);
        return;
    }
    ck_assert_uint_eq(json_array_size(list), steps);
    for (uint32_t i = 0; i < steps; i++) {
        double number = json_number_value(json_array_get(list, i));

        ck_assert(json_is_number(json_array_get(list, i)));
        ck_assert(same_bits(&number, &values[i], 1));
    }
}

static void check_output(const json_t *outputs, const ttr_forecast *f,
                         uint32_t output, int32_t view, int32_t step)
{
    static const char *const kinds[] = {"", "flow", "stock", "balance",
                                        "ratio"};
    const ttr_program *program = ttr_forecast_program(f);
    struct ttr_program_output info = {.struct_size = sizeof info};
    struct ttr_error error = ttri_unit_error();
    const json_t *object;

    ttri_assert_ok(ttr_program_output(program, output, &info, &error), &error);
    object = json_object_get(outputs, info.name);
    ck_assert_str_eq(json_string_value(json_object_get(object, "unit")),
                     info.unit);
    ck_assert_str_eq(json_string_value(json_object_get(object, "kind")),
                     kinds[info.kind]);
    for (uint32_t r = 0; r < 3; r++)
        check_values(json_object_get(object, "regions"), f, output,
                     r < 2 ? r : TTR_WORLD, view, step);
}

/* The library has written by now; jansson reads numbers only where a decimal
 * separator has one byte. */
static json_t *load(const ttr_text *text)
{
    json_error_t error;
    json_t *root;
    char before[64];

    snprintf(before, sizeof before, "%s", setlocale(LC_NUMERIC, NULL));
    setlocale(LC_NUMERIC, "C");
    root = json_loadb(ttr_text_bytes(text), ttr_text_size(text),
                      JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
    ck_assert_msg(root != NULL, "line %d: %s", error.line, error.text);
    setlocale(LC_NUMERIC, before);
    return root;
}

START_TEST(json_holds_what_can_be_read)
{
    static const char *const names[] = {"reporting", "constant", "local"};
    ttr_forecast *f = run_two_currencies();
    const ttr_program *program = ttr_forecast_program(f);
    struct ttr_error error = ttri_unit_error();

    for (int32_t step = 0; step <= TTR_STEP_HORIZON; step++) {
        ttr_text *text = NULL;
        json_t *root;
        const json_t *steps, *outputs;

        ttri_assert_ok(ttr_forecast_json(f, views[_i], step, &text, &error),
                       &error);
        root = load(text);
        ck_assert_str_eq(json_string_value(json_object_get(root, "view")),
                         names[_i]);
        steps = json_object_get(root, "steps");
        ck_assert_uint_eq(json_array_size(steps),
                          ttr_program_steps(program, step));
        for (uint32_t i = 0; i < json_array_size(steps); i++)
            ck_assert_str_eq(json_string_value(json_array_get(steps, i)),
                             ttr_program_step(program, step, i));
        outputs = json_object_get(root, "outputs");
        ck_assert_uint_eq(json_object_size(outputs),
                          ttr_program_outputs(program));
        for (uint32_t i = 0; i < ttr_program_outputs(program); i++)
            check_output(outputs, f, i, views[_i], step);
        json_decref(root);
        ttr_text_unref(text);
    }
    ttr_forecast_unref(f);
}
END_TEST

static void assert_currency(const ttr_forecast *f, int32_t view,
                            const char *region, const char *expected)
{
    struct ttr_error error = ttri_unit_error();
    ttr_text *text = NULL;
    const char *currency;
    json_t *root;

    ttri_assert_ok(ttr_forecast_json(f, view, TTR_STEP_YEAR, &text, &error),
                   &error);
    root = load(text);
    currency = json_string_value(
        json_object_get(json_object_get(root, "currencies"), region));
    if (expected == NULL)
        ck_assert_ptr_null(currency);
    else
        ck_assert_str_eq(currency, expected);
    json_decref(root);
    ttr_text_unref(text);
}

START_TEST(json_names_the_currencies)
{
    ttr_forecast *f = run_two_currencies();

    assert_currency(f, TTR_REPORTING, "EU", "USD");
    assert_currency(f, TTR_CONSTANT, "World", "USD");
    assert_currency(f, TTR_LOCAL, "EU", "EUR");
    assert_currency(f, TTR_LOCAL, "US", "USD");
    assert_currency(f, TTR_LOCAL, "World", NULL);
    ttr_forecast_unref(f);
}
END_TEST

/* Where all regions share a currency that is not the reporting one, the world
 * has a local sum, and it is not in reporting currency. */
START_TEST(one_foreign_currency)
{
    struct ttr_calendar calendar = platform_calendar(TTR_QUARTER, 1);
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_forecast *f;
    ttr_text *text = NULL;

    platform_begin_with(&p, &calendar);
    platform_region(&p, "DE", "EUR");
    platform_region(&p, "FR", "EUR");
    platform_stream(&p, "a", 5);
    ttri_assert_ok(ttr_environment_set(p.environment, NULL, "fx", 1.25, &error),
                   &error);
    f = platform_run(&p);
    ttri_assert_ok(
        ttr_forecast_csv(f, TTR_LOCAL, TTR_STEP_PERIOD, &text, &error), &error);
    ck_assert_ptr_nonnull(strstr(ttr_text_bytes(text),
                                 "a/revenue,World,money,EUR,2024-Q1,10\r\n"));
    ttr_text_unref(text);
    ttri_assert_ok(
        ttr_forecast_csv(f, TTR_REPORTING, TTR_STEP_PERIOD, &text, &error),
        &error);
    ck_assert_ptr_nonnull(strstr(ttr_text_bytes(text),
                                 "a/revenue,World,money,USD,2024-Q1,12.5\r\n"));
    ttr_text_unref(text);
    assert_currency(f, TTR_LOCAL, "World", "EUR");
    ttr_forecast_unref(f);
    platform_end(&p);
}
END_TEST

/* Units are a host's own texts. */
START_TEST(texts_are_escaped)
{
    static const struct {
        const char *unit, *csv, *json;
    } units[] = {
        {"a, b", ",\"a, b\",,", "\"a, b\""},
        {"say \"x\"", ",\"say \"\"x\"\"\",,", "\"say \\\"x\\\"\""},
        {"two\r\nlines", ",\"two\r\nlines\",,", "\"two\\u000d\\u000alines\""},
        {"back\\slash", ",back\\slash,,", "\"back\\\\slash\""},
        {"caf\xc3\xa9", ",caf\xc3\xa9,,", "\"caf\xc3\xa9\""},
        {"caf\xe9", NULL, "\"caf?\""}, /* Latin-1 is no JSON */
        {"\x1f", ",\x1f,,", "\"\\u001f\""},
    };
    struct ttr_error error = ttri_unit_error();

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct platform p;
        ttr_forecast *f;
        ttr_text *csv = NULL, *json = NULL;

        platform_begin(&p, TTR_QUARTER, 1);
        define_output(platform_stream(&p, "a", 1), "y", units[i].unit,
                      TTR_KIND_FLOW, "x");
        f = platform_run(&p);
        ttri_assert_ok(
            ttr_forecast_csv(f, TTR_REPORTING, TTR_STEP_YEAR, &csv, &error),
            &error);
        if (units[i].csv != NULL)
            ck_assert_ptr_nonnull(strstr(ttr_text_bytes(csv), units[i].csv));
        ttri_assert_ok(
            ttr_forecast_json(f, TTR_REPORTING, TTR_STEP_YEAR, &json, &error),
            &error);
        ck_assert_ptr_nonnull(strstr(ttr_text_bytes(json), units[i].json));
        json_decref(load(json));
        ttr_text_unref(csv);
        ttr_text_unref(json);
        ttr_forecast_unref(f);
        platform_end(&p);
    }
}
END_TEST

/* 17 digits where they are needed, 0 as 0, no sign on it. */
START_TEST(numbers_are_exact_and_short)
{
    static const double numbers[] = {0.1, 1.0 / 3, 1e300, 5e-324, 123456789};
    static const char *const texts[] = {"0.1", "0.3333333333333333", "1e+300",
                                        "4.94065645841247e-324", "123456789"};
    struct ttr_error error = ttri_unit_error();
    struct platform p;
    ttr_forecast *f;
    ttr_text *text = NULL;
    char line[96];

    platform_begin(&p, TTR_QUARTER, 5);
    set_series(platform_stream(&p, "a", 1), NULL, "x", 5, numbers);
    f = platform_run(&p);
    ttri_assert_ok(
        ttr_forecast_csv(f, TTR_LOCAL, TTR_STEP_PERIOD, &text, &error), &error);
    for (int t = 0; t < 5; t++) {
        snprintf(line, sizeof line, "a/revenue,US,money,USD,202%d-Q%d,%s\r\n",
                 4 + t / 4, t % 4 + 1, texts[t]);
        ck_assert_msg(strstr(ttr_text_bytes(text), line) != NULL, "no %s",
                      line);
    }
    ck_assert_ptr_null(strstr(ttr_text_bytes(text), ",-0\r\n"));
    ttr_text_unref(text);
    ttr_forecast_unref(f);
    platform_end(&p);
}
END_TEST

START_TEST(arguments_are_checked)
{
    ttr_forecast *f = run_two_currencies();
    struct ttr_error error = ttri_unit_error();
    ttr_text *text = NULL;

    ttri_assert_fails(
        ttr_forecast_csv(f, TTR_TRANSLATION, TTR_STEP_YEAR, &text, &error),
        TTR_E_ARGUMENT, &error,
        "currency must be TTR_REPORTING, TTR_CONSTANT or TTR_LOCAL (got 3)");
    ttri_assert_fails(ttr_forecast_json(f, TTR_LOCAL, 9, &text, &error),
                      TTR_E_ARGUMENT, &error,
                      "step must be one of TTR_STEP_ (got 9)");
    ck_assert_int_eq(
        ttr_forecast_csv(f, TTR_LOCAL, TTR_STEP_YEAR, NULL, &error),
        TTR_E_ARGUMENT);
    ck_assert_int_eq(
        ttr_forecast_json(NULL, TTR_LOCAL, TTR_STEP_YEAR, &text, &error),
        TTR_E_ARGUMENT);
    ck_assert_ptr_null(text);
    ttr_forecast_unref(f);
}
END_TEST

/* ---- memory: from the description to the last text ---- */

struct handles {
    ttr_combiner *combiner;
    ttr_environment *environment;
    ttr_stream *stream[2];
    ttr_program *program;
    ttr_forecast *forecast;
    ttr_text *text[3];
};

static ttr_status describe(const struct ttr_allocator *allocator,
                           struct handles *h, struct ttr_error *error)
{
    static const char *const names[] = {"a", "b"};
    struct ttr_driver_info x = {.struct_size = sizeof x,
                                .support = TTR_SUPPORT_POSITIVE,
                                .fallback = 2,
                                .key = "x"};
    struct ttr_output_info revenue = {
        .struct_size = sizeof revenue, .kind = TTR_KIND_FLOW, .key = "revenue"};
    struct ttr_calendar calendar = platform_calendar(TTR_QUARTER, 3);
    ttr_value value = 0;
    ttr_status status =
        ttr_combiner_new(allocator, &calendar, "USD", &h->combiner, error);

    if (status == TTR_OK)
        status = ttr_environment_new(allocator, &h->environment, error);
    if (status == TTR_OK)
        status = ttr_environment_set(h->environment, NULL, "fx", 1.2, error);
    if (status == TTR_OK)
        status =
            ttr_combiner_set_environment(h->combiner, h->environment, error);
    for (int i = 0; i < 2 && status == TTR_OK; i++) {
        status = ttr_combiner_add_region(h->combiner, i == 0 ? "US" : "EU",
                                         i == 0 ? "USD" : "EUR", error);
        if (status == TTR_OK)
            status = ttr_custom_new(allocator, names[i], &h->stream[i], error);
        if (status == TTR_OK)
            status = ttr_custom_declare(h->stream[i], &x, error);
        if (status == TTR_OK)
            status = ttr_custom_formula(h->stream[i], "x + lag(x, 1)", &value,
                                        error);
        if (status == TTR_OK)
            status = ttr_custom_equation(h->stream[i], &revenue, value, error);
        if (status == TTR_OK)
            status = ttr_combiner_add_stream(h->combiner, h->stream[i], error);
    }
    return status;
}

/* A loop of links between regions, one with a driver for its elasticity. */
static ttr_status connect(const struct ttr_allocator *allocator,
                          struct handles *h, double gain,
                          struct ttr_error *error)
{
    struct ttr_link there = link_of("there", "a/revenue", "b/x", gain, 1);
    struct ttr_link back = link_of("back", "b/revenue", "a/x", 0, 0);
    ttr_driver *driver = NULL;
    ttr_status status = ttr_driver_new(allocator, &driver, error);

    there.source_region = "US";
    back.elasticity_driver = driver;
    back.reference = 3;
    if (status == TTR_OK)
        status = ttr_driver_set_value(driver, 0.5, error);
    if (status == TTR_OK)
        status = ttr_combiner_add_link(h->combiner, &there, error);
    if (status == TTR_OK)
        status = ttr_combiner_add_link(h->combiner, &back, error);
    ttr_driver_unref(driver);
    if (status == TTR_OK)
        status = ttr_combiner_add_elimination(h->combiner, "e", "a/revenue",
                                              0.1, error);
    if (status == TTR_OK)
        status = ttr_combiner_add_report(h->combiner, "r", NULL, error);
    if (status == TTR_OK)
        status = ttr_combiner_add_report_term(h->combiner, "r", "b/revenue",
                                              NULL, 1, error);
    return status;
}

/* A number so small that the whole forecast is looked through. */
static ttr_status run(struct handles *h, struct ttr_error *error)
{
    double shifts[8] = {0}, values[3];
    ttr_status status = ttr_combiner_compile(h->combiner, &h->program, error);

    if (status != TTR_OK)
        return status;
    ck_assert_uint_le(ttr_program_drivers(h->program), 8);
    shifts[0] = -300;
    status = ttr_program_run(h->program, shifts, &h->forecast, error);
    if (status == TTR_OK)
        status = ttr_forecast_read(h->forecast, 0, TTR_WORLD, TTR_REPORTING,
                                   TTR_STEP_PERIOD, values, 3, error);
    if (status == TTR_OK)
        status = ttr_forecast_csv(h->forecast, TTR_LOCAL, TTR_STEP_PERIOD,
                                  &h->text[0], error);
    if (status == TTR_OK)
        status = ttr_forecast_json(h->forecast, TTR_REPORTING, TTR_STEP_YEAR,
                                   &h->text[1], error);
    if (status == TTR_OK)
        status = ttr_program_explain(h->program, shifts, 0, TTR_WORLD, 2, 64,
                                     &h->text[2], error);
    return status;
}

static ttr_status attempt(const struct ttr_allocator *allocator, void *context)
{
    const double *gain = context;
    struct ttr_error error = ttri_unit_error();
    struct handles h = {0};
    ttr_status status = describe(allocator, &h, &error);

    if (status == TTR_OK)
        status = connect(allocator, &h, *gain, &error);
    if (status == TTR_OK)
        status = run(&h, &error);
    if (status == TTR_E_UNSTABLE) /* what was asked for */
        status = TTR_OK;
    if (status != TTR_OK) {
        ck_assert_int_eq(error.status, status);
        ck_assert_msg(strstr(error.message, ": not enough memory") != NULL,
                      "%s", error.message);
    }
    for (int i = 0; i < 3; i++)
        ttr_text_unref(h.text[i]);
    ttr_forecast_unref(h.forecast);
    ttr_program_unref(h.program);
    for (int i = 0; i < 2; i++)
        ttr_stream_unref(h.stream[i]);
    ttr_environment_unref(h.environment);
    ttr_combiner_unref(h.combiner);
    return status;
}

START_TEST(survives_every_failed_allocation)
{
    double gain = 0.5;

    ck_assert_uint_gt(ttri_fail_each(attempt, &gain), 300);
}
END_TEST

/* So does what ends in an error of its own. */
START_TEST(survives_them_before_another_failure)
{
    double gain = 5;

    ck_assert_uint_gt(ttri_fail_each(attempt, &gain), 300);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export");
    TCase *one = tcase_create("export"), *two = tcase_create("memory");

    tcase_add_loop_test(one, csv_holds_what_can_be_read, 0, VIEWS);
    tcase_add_loop_test(one, json_holds_what_can_be_read, 0, VIEWS);
    tcase_add_test(one, json_names_the_currencies);
    tcase_add_test(one, one_foreign_currency);
    tcase_add_test(one, texts_are_escaped);
    tcase_add_test(one, numbers_are_exact_and_short);
    tcase_add_test(one, arguments_are_checked);
    suite_add_tcase(suite, one);
    tcase_set_timeout(two, 300);
    tcase_add_test(two, survives_every_failed_allocation);
    tcase_add_test(two, survives_them_before_another_failure);
    suite_add_tcase(suite, two);
    return ttri_unit_main(suite);
}
