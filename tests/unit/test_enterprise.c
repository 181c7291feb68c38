/* Enterprise products against closed forms and numbers worked by hand. */
#include "failing.h"
#include "small_model.h"

#include <stdio.h>

static void begin(struct small_model *model, int32_t period_months,
                  int32_t periods)
{
    struct ttr_error error = ttri_unit_error();

    small_begin(model, ttr_enterprise_new, NULL, 1, period_months, periods);
    ttri_assert_ok(
        ttr_enterprise_add_product(model->stream, "insights", &error), &error);
}

/* ---- annual recurring revenue ---- */

/* Without new customers a year multiplies ARR by nrr, whatever the length of a
 * period, and customers by 1 - churn; grr = (1 - h)(1 - c). With h = 0.2, e =
 * 0.3, c = 0.1 and periods of d years,
 * nrr = (0.8^d (1.3^d + 0.9^d - 1))^(1/d). */
START_TEST(retention_is_that_of_a_year)
{
    static const int32_t lengths[] = {TTR_MONTH, TTR_QUARTER, TTR_YEAR};
    int32_t length = lengths[_i], periods = 12 / length;
    double d = length / 12.0, values[MOST_PERIODS];
    double nrr = 0.8 * pow(pow(1.3, d) + pow(0.9, d) - 1, 1 / d);
    struct small_model model;

    begin(&model, length, periods);
    small_set(&model, "insights/opening_arr", 1000);
    small_set(&model, "insights/opening_customers", 50);
    small_set(&model, "insights/churn", 0.2);
    small_set(&model, "insights/expansion", 0.3);
    small_set(&model, "insights/contraction", 0.1);
    small_run(&model);
    small_check_all(&model, "enterprise/nrr", nrr);
    small_check_all(&model, "enterprise/grr", 0.8 * 0.9);
    small_read(&model, 0, "enterprise/arr", TTR_STEP_YEAR, values);
    ck_assert_double_eq_tol(values[0], 1000 * nrr, 1e-9);
    small_read(&model, 0, "enterprise/insights/arr", TTR_STEP_YEAR, values);
    ck_assert_double_eq_tol(values[0], 1000 * nrr, 1e-9);
    small_read(&model, 0, "enterprise/customers", TTR_STEP_YEAR, values);
    ck_assert_double_eq_tol(values[0], 40, 1e-12);
    small_end(&model);
}
END_TEST

/* Everybody leaves: exactly nothing is left, and no number is lost. */
START_TEST(all_may_leave)
{
    struct small_model model;

    begin(&model, TTR_MONTH, 3);
    small_set(&model, "insights/opening_arr", 1200);
    small_set(&model, "insights/opening_customers", 10);
    small_set(&model, "insights/churn", 1);
    small_set(&model, "insights/contraction", 1);
    small_run(&model);
    small_check_all(&model, "enterprise/arr", 0);
    small_check_all(&model, "enterprise/customers", 0);
    small_check_all(&model, "enterprise/grr", 0);
    small_check(&model, "enterprise/subscription", (double[]){50, 0, 0});
    small_end(&model);
}
END_TEST

/* 2 customers a month at 60 a year: ARR 120, 240, 360; a month earns a twelfth
 * of the mean. Six months are prepaid, also of the opening 240: deferred is
 * 120 at the start, then half of 360, 480, 600. */
START_TEST(what_is_prepaid_is_deferred)
{
    struct small_model model;

    begin(&model, TTR_MONTH, 3);
    small_set(&model, "insights/opening_arr", 240);
    small_set(&model, "insights/new_customers_pm", 2);
    small_set(&model, "insights/acv", 60);
    small_set(&model, "insights/prepaid_months", 6);
    small_run(&model);
    small_check(&model, "enterprise/arr", (double[]){360, 480, 600});
    small_check(&model, "enterprise/subscription", (double[]){25, 35, 45});
    small_check(&model, "enterprise/deferred", (double[]){180, 240, 300});
    small_check(&model, "enterprise/billings", (double[]){85, 95, 105});
    small_check(&model, "enterprise/bookings", (double[]){85, 95, 105});
    small_check(&model, "enterprise/revenue", (double[]){25, 35, 45});
    small_check(&model, "ledger/paid_client", (double[]){85, 95, 105});
    small_check(&model, "ledger/balance_deferred", (double[]){180, 240, 300});
    small_check_all(&model, "ledger/change_deferred", 60);
    small_end(&model);
}
END_TEST

/* ---- usage and data ---- */

/* Customers 12, 18 and 24 at the quarters' ends (2 a month from 6), 9, 15 and
 * 21 on average, three months each: 4 committed and 5 units over at 0.6. */
START_TEST(usage_is_committed_and_over)
{
    struct small_model model;

    begin(&model, TTR_QUARTER, 3);
    small_set(&model, "insights/opening_customers", 6);
    small_set(&model, "insights/new_customers_pm", 2);
    small_set(&model, "insights/commit_pm", 4);
    small_set(&model, "insights/units_pm", 15);
    small_set(&model, "insights/included_pm", 10);
    small_set(&model, "insights/overage_price", 0.6);
    small_run(&model);
    small_check(&model, "enterprise/usage", (double[]){189, 315, 441});
    small_end(&model);

    begin(&model, TTR_QUARTER, 3);
    small_set(&model, "insights/opening_customers", 6);
    small_set(&model, "insights/units_pm", 9);
    small_set(&model, "insights/included_pm", 10);
    small_set(&model, "insights/overage_price", 0.6);
    small_run(&model);
    small_check_all(&model, "enterprise/usage", 0);
    small_end(&model);
}
END_TEST

START_TEST(records_need_consent)
{
    struct small_model model;

    begin(&model, TTR_QUARTER, 1);
    small_set(&model, "insights/records_pm", 1000);
    small_set(&model, "insights/consent_rate", 0.4);
    small_set(&model, "insights/record_price", 0.5);
    small_run(&model);
    small_check_all(&model, "enterprise/data_sales", 600);
    small_check_all(&model, "enterprise/insights/revenue", 600);
    small_check_all(&model, "enterprise/revenue", 600);
    small_end(&model);
}
END_TEST

/* ---- products together ---- */

/* Ratios are weighted: nrr by opening ARR, (100 x 1 + 300 x 0.5) / 400;
 * ltv_to_cac by new customers: 100 x 0.8 / 0.2 / 50 = 8 of 3 and 100 x 0.7 /
 * 0.5 / 20 = 7 of 1. */
START_TEST(products_add_up)
{
    struct ttr_error error = ttri_unit_error();
    struct small_model model;

    begin(&model, TTR_YEAR, 1);
    ttri_assert_ok(ttr_enterprise_add_product(model.stream, "branding", &error),
                   &error);
    small_set(&model, "insights/opening_arr", 100);
    small_set(&model, "insights/new_customers_pm", 3);
    small_set(&model, "insights/acv", 100);
    small_set(&model, "insights/gross_margin", 0.8);
    small_set(&model, "insights/churn", 0.2);
    small_set(&model, "insights/expansion", 0.25);
    small_set(&model, "insights/cac", 50);
    small_set(&model, "branding/opening_arr", 300);
    small_set(&model, "branding/new_customers_pm", 1);
    small_set(&model, "branding/acv", 100);
    small_set(&model, "branding/churn", 0.5);
    small_set(&model, "branding/cac", 20);
    small_run(&model);
    small_check_all(&model, "enterprise/insights/arr", 3700);
    small_check_all(&model, "enterprise/branding/arr", 1350);
    small_check_all(&model, "enterprise/arr", 5050);
    small_check_all(&model, "enterprise/nrr", 0.625);
    small_check_all(&model, "enterprise/grr", 0.575);
    small_check_all(&model, "enterprise/ltv_to_cac", 7.75);
    small_end(&model);
}
END_TEST

START_TEST(a_stream_without_products_earns_nothing)
{
    struct small_model model;

    small_begin(&model, ttr_enterprise_new, NULL, 1, TTR_YEAR, 1);
    small_run(&model);
    small_check_all(&model, "enterprise/revenue", 0);
    small_check_all(&model, "enterprise/nrr", 0);
    small_end(&model);
}
END_TEST

/* ---- refusals ---- */

START_TEST(refuses_wrong_products)
{
    struct ttr_error error = ttri_unit_error();
    ttr_stream *shop = NULL;
    struct small_model model;

    begin(&model, TTR_YEAR, 1);
    ttri_assert_fails(
        ttr_enterprise_add_product(model.stream, "insights", &error),
        TTR_E_DUPLICATE, &error, NULL);
    ttri_assert_fails(ttr_enterprise_add_product(model.stream, "a/b", &error),
                      TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_enterprise_add_product(model.stream, NULL, &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_enterprise_add_product: name must not be NULL");
    ttri_assert_fails(ttr_enterprise_add_product(NULL, "a", &error),
                      TTR_E_ARGUMENT, &error,
                      "ttr_enterprise_add_product: stream must not be NULL");
    ttri_assert_fails(
        ttr_stream_set(model.stream, NULL, "other/acv", 1, &error),
        TTR_E_UNKNOWN, &error, NULL);
    ttri_assert_ok(ttr_commerce_new(NULL, NULL, &shop, &error), &error);
    ttri_assert_fails(ttr_enterprise_add_product(shop, "a", &error),
                      TTR_E_ARGUMENT, &error,
                      "commerce must be an enterprise stream to have products "
                      "(got commerce)");
    ttr_stream_unref(shop);
    small_end(&model);
}
END_TEST

static ttr_status add_one(const struct ttr_allocator *allocator, void *context)
{
    ttr_stream *stream;
    ttr_status status = ttr_enterprise_new(allocator, NULL, &stream, NULL);

    (void)context;
    if (status != TTR_OK)
        return status;
    status = ttr_enterprise_add_product(stream, "insights", NULL);
    ttr_stream_unref(stream);
    return status;
}

START_TEST(survives_every_failed_allocation)
{
    ck_assert_uint_gt(ttri_fail_each(add_one, NULL), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("enterprise");
    TCase *one = tcase_create("enterprise");

    tcase_add_loop_test(one, retention_is_that_of_a_year, 0, 3);
    tcase_add_test(one, all_may_leave);
    tcase_add_test(one, what_is_prepaid_is_deferred);
    tcase_add_test(one, usage_is_committed_and_over);
    tcase_add_test(one, records_need_consent);
    tcase_add_test(one, products_add_up);
    tcase_add_test(one, a_stream_without_products_earns_nothing);
    tcase_add_test(one, refuses_wrong_products);
    tcase_add_test(one, survives_every_failed_allocation);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
