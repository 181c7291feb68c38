/* Operations of a custom stream keep to their domains; wrong drivers and
 * equations are refused. */
#include "custom.h"

/* ---- operations ---- */

/* The same equation by operations as by a formula. */
START_TEST(operations_are_formulas)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_output_info info = output_info("ops", TTR_KIND_FLOW, "1");
    ttr_value x = 0, two = 0, power = 0, lagged = 0, positive = 0, all = 0;
    struct small_model model;

    begin(&model, TTR_MONTH, 3);
    declare(&model, "price", 3);
    ttri_assert_ok(ttr_custom_name(model.stream, "price", &x, &error), &error);
    ttri_assert_ok(ttr_custom_number(model.stream, 2, &two, &error), &error);
    ttri_assert_ok(ttr_custom_operation(model.stream, TTR_OP_POWER, x, two, 0,
                                        &power, &error),
                   &error);
    ttri_assert_ok(ttr_custom_lag(model.stream, power, 1, &lagged, &error),
                   &error);
    ttri_assert_ok(ttr_custom_operation(model.stream, TTR_OP_SELECT, lagged,
                                        lagged, two, &positive, &error),
                   &error);
    ttri_assert_ok(ttr_custom_operation(model.stream, TTR_OP_LOG, positive, 0,
                                        0, &all, &error),
                   &error);
    ttri_assert_ok(ttr_custom_equation(model.stream, &info, all, &error),
                   &error);
    flow(&model, "formula", "log(if(lag(price^2, 1), lag(price^2, 1), 2))");
    small_run(&model);
    small_check(&model, "local/ops", (const double[]){log(2), log(9), log(9)});
    small_check(&model, "local/formula",
                (const double[]){log(2), log(9), log(9)});
    small_end(&model);
}
END_TEST

/* A logarithm takes a base of at least 1e-300, a power takes less than 0 as 0;
 * nothing bounds them above. 0 where nothing is divided. */
START_TEST(no_operation_leaves_the_numbers)
{
    const struct known_flow known[] = {
        {"log_of_none", "log(0)", -300 * log(10)},
        {"log_of_less", "log(-mau)", -300 * log(10)},
        {"log_of_much", "log(mau * 1e9)", 12 * log(10)},
        {"much_squared", "(mau * 1e9) ^ 2 / 1e24", 1},
        {"root_of_none", "(mau - 1000) ^ 0.5", 0},
        {"root_of_less", "(mau - 1004) ^ 0.5", 0},
        {"none_to_none", "(mau - 1000) ^ 0", 1},
        {"one_by_much", "mau ^ -3", 1e-9},
        {"by_none", "mau / 0", 0},
    };
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    check_flows(&model, known, TTRI_LENGTH(known));
    small_end(&model);
}
END_TEST

static const char *const overflowing[] = {"mau ^ 150", "(mau - 1000) ^ -2",
                                          "exp(mau)"};

START_TEST(an_overflow_is_told)
{
    struct ttr_error error = ttri_unit_error();
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    flow(&model, "much", overflowing[_i]);
    ttri_assert_ok(ttr_combiner_compile(model.combiner, &model.program, &error),
                   &error);
    ttri_assert_fails(
        ttr_program_run(model.program, NULL, &model.forecast, &error),
        TTR_E_NUMERIC, &error,
        "local/much of US in 2024-01 must be finite (got inf)");
    small_end(&model);
}
END_TEST

START_TEST(operations_check_their_operands)
{
    struct ttr_error error = ttri_unit_error();
    ttr_value one = 0, value = 9;
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    ttri_assert_ok(ttr_custom_number(model.stream, 1, &one, &error), &error);
    ttri_assert_fails(
        ttr_custom_operation(model.stream, 0, one, one, 0, &value, &error),
        TTR_E_ARGUMENT, &error,
        "local must have one of TTR_OP_ as operation (got 0)");
    ttri_assert_fails(
        ttr_custom_operation(model.stream, 11, one, one, 0, &value, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_custom_operation(model.stream, TTR_OP_ADD, one, 0, 0,
                                           &value, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_custom_operation(model.stream, TTR_OP_ADD, one, 2, 0,
                                           &value, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_custom_operation(model.stream, TTR_OP_EXP, one, one,
                                           0, &value, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_custom_number(model.stream, NAN, &value, &error),
                      TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(ttr_custom_lag(model.stream, one, 0, &value, &error),
                      TTR_E_ARGUMENT, &error,
                      "local must lag by 1 to 1200 periods (got 0)");
    ttri_assert_fails(ttr_custom_lag(model.stream, 5, 1, &value, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_custom_name(model.stream, "", &value, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_custom_name(model.stream, NULL, &value, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ck_assert_uint_eq(value, 9);
    small_end(&model);
}
END_TEST

/* ---- refusals ---- */

static const struct {
    struct ttr_driver_info info;
    ttr_status status;
    const char *message;
} bad_drivers[] = {
    {{.support = 1},
     TTR_E_ARGUMENT,
     "ttr_custom_declare: key must not be NULL"},
    {{.key = "", .support = 1}, TTR_E_ARGUMENT, NULL},
    {{.key = "1st", .support = 1}, TTR_E_ARGUMENT, NULL},
    {{.key = "a b", .support = 1},
     TTR_E_ARGUMENT,
     "local must have keys of 1 to 63 letters, digits and '_', no digit first "
     "(got a b)"},
    {{.key = "a.b", .support = 1}, TTR_E_ARGUMENT, NULL},
    {{.key = "mau", .support = 1},
     TTR_E_DUPLICATE,
     "local must not give a name that every stream has (got mau)"},
    {{.key = "revenue", .support = 1}, TTR_E_DUPLICATE, NULL},
    {{.key = "taken", .support = 1},
     TTR_E_DUPLICATE,
     "local must not give a name twice (got taken)"},
    {{.key = "equation", .support = 1}, TTR_E_DUPLICATE, NULL},
    {{.key = "x", .support = 0},
     TTR_E_ARGUMENT,
     "x must have one of TTR_SUPPORT_ as support (got 0)"},
    {{.key = "x", .support = 4}, TTR_E_ARGUMENT, NULL},
    {{.key = "x", .support = 1, .flags = TTR_DRIVER_PER_ITEM},
     TTR_E_ARGUMENT,
     NULL},
    {{.key = "x", .support = 1, .reserved = 1}, TTR_E_ARGUMENT, NULL},
    {{.key = "x", .support = 1, .fallback = -1},
     TTR_E_RANGE,
     "x must have a default inside its support (got -1)"},
    {{.key = "x", .support = 2, .fallback = 1.5}, TTR_E_RANGE, NULL},
    {{.key = "x", .support = 3, .fallback = INFINITY}, TTR_E_RANGE, NULL},
};

START_TEST(refuses_wrong_drivers)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_driver_info info = bad_drivers[_i].info;
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    declare(&model, "taken", 0);
    flow(&model, "equation", "1");
    info.struct_size = sizeof info;
    ttri_assert_fails(ttr_custom_declare(model.stream, &info, &error),
                      bad_drivers[_i].status, &error, bad_drivers[_i].message);
    info = driver_info("x", TTR_SUPPORT_REAL);
    info.struct_size = 4;
    ttri_assert_fails(ttr_custom_declare(model.stream, &info, &error),
                      TTR_E_STRUCT_SIZE, &error, NULL);
    small_end(&model);
}
END_TEST

static const struct {
    struct ttr_output_info info;
    const char *formula;
    ttr_status status;
    const char *message;
} bad_equations[] = {
    {{.kind = 1},
     "1",
     TTR_E_ARGUMENT,
     "ttr_custom_equation: key must not be NULL"},
    {{.key = "a/b", .kind = 1}, "1", TTR_E_ARGUMENT, NULL},
    {{.key = "months", .kind = 1}, "1", TTR_E_DUPLICATE, NULL},
    {{.key = "bookings", .kind = 1},
     "1",
     TTR_E_DUPLICATE,
     "local must not give a name that every stream has (got bookings)"},
    {{.key = "taken", .kind = 1}, "1", TTR_E_DUPLICATE, NULL},
    {{.key = "equation", .kind = 1}, "1", TTR_E_DUPLICATE, NULL},
    {{.key = "x", .kind = 0},
     "1",
     TTR_E_ARGUMENT,
     "x must have one of TTR_KIND_ as kind (got 0)"},
    {{.key = "x", .kind = 5}, "1", TTR_E_ARGUMENT, NULL},
    {{.key = "x", .kind = 1, .flags = 4}, "1", TTR_E_ARGUMENT, NULL},
    {{.key = "x", .kind = TTR_KIND_RATIO},
     "1 + 2",
     TTR_E_ARGUMENT,
     "x must be a division to be a ratio"},
    {{.key = "revenue", .kind = TTR_KIND_STOCK, .unit = "money"},
     "1",
     TTR_E_ARGUMENT,
     "revenue must be a flow of money (got money)"},
    {{.key = "cost", .kind = TTR_KIND_FLOW, .unit = "orders"},
     "1",
     TTR_E_ARGUMENT,
     "cost must be a flow of money (got orders)"},
};

START_TEST(refuses_wrong_equations)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_output_info info = bad_equations[_i].info;
    ttr_value value = 0;
    struct small_model model;

    begin(&model, TTR_MONTH, 1);
    declare(&model, "taken", 0);
    flow(&model, "equation", "1");
    ttri_assert_ok(ttr_custom_formula(model.stream, bad_equations[_i].formula,
                                      &value, &error),
                   &error);
    info.struct_size = sizeof info;
    ttri_assert_fails(ttr_custom_equation(model.stream, &info, value, &error),
                      bad_equations[_i].status, &error,
                      bad_equations[_i].message);
    info = output_info("x", TTR_KIND_FLOW, "1");
    ttri_assert_fails(ttr_custom_equation(model.stream, &info, 99, &error),
                      TTR_E_ARGUMENT, &error,
                      "x must have a value of this stream (got 99)");
    small_end(&model);
}
END_TEST

START_TEST(needs_a_name)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *stream = NULL;

    ttri_assert_fails(ttr_custom_new(NULL, NULL, &stream, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_custom_new: name must not be NULL");
    ttri_assert_fails(ttr_custom_new(NULL, "a", NULL, &error), TTR_E_ARGUMENT,
                      &error, NULL);
    ck_assert_ptr_null(stream);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("custom_refused");
    TCase *one = tcase_create("custom");

    tcase_add_test(one, operations_are_formulas);
    tcase_add_test(one, no_operation_leaves_the_numbers);
    tcase_add_loop_test(one, an_overflow_is_told, 0, TTRI_LENGTH(overflowing));
    tcase_add_test(one, operations_check_their_operands);
    tcase_add_loop_test(one, refuses_wrong_drivers, 0,
                        TTRI_LENGTH(bad_drivers));
    tcase_add_loop_test(one, refuses_wrong_equations, 0,
                        TTRI_LENGTH(bad_equations));
    tcase_add_test(one, needs_a_name);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
