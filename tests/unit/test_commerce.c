/* The shop against numbers worked by hand. */
#include "small_model.h"

/* 1,000 users, a tenth buys twice a month at 55 with 10 % tax: 200 orders,
 * 11,000 of GMV. A fifth is cancelled, a quarter of the rest refunded: 160 paid
 * orders, 8,800 paid, 6,600 net, 600 of it tax, 6,000 fee base. */
static void begin(struct small_model *model)
{
    small_begin(model, ttr_commerce_new, NULL, 1, TTR_MONTH, 1);
    small_set(model, "buyer_share", 0.1);
    small_set(model, "orders_per_buyer_pm", 2);
    small_set(model, "aov", 55);
    small_set(model, "cancel_rate", 0.2);
    small_set(model, "refund_rate", 0.25);
    small_set(model, "tax_rate", 0.1);
}

START_TEST(orders_become_a_fee_base)
{
    struct small_model model;

    begin(&model);
    small_run(&model);
    small_check_all(&model, "commerce/buyers", 100);
    small_check_all(&model, "commerce/orders", 200);
    small_check_all(&model, "commerce/gmv", 11000);
    small_check_all(&model, "commerce/paid_orders", 160);
    small_check_all(&model, "commerce/parcels", 160);
    small_check_all(&model, "commerce/paid_gmv", 8800);
    small_check_all(&model, "commerce/net_gmv", 6600);
    small_check_all(&model, "commerce/tax", 600);
    small_check_all(&model, "commerce/fee_base", 6000);
    small_check_all(&model, "commerce/seller_proceeds", 6000);
    small_check_all(&model, "commerce/revenue", 0);
    small_check_all(&model, "ledger/paid_customer", 6600);
    small_check_all(&model, "ledger/received_tax", 600);
    small_check_all(&model, "ledger/received_seller", 6000);
    small_end(&model);
}
END_TEST

/* Weights 1, 2 and 1: commissions of 4 %, 8 % and 12 % of a quarter, a half and
 * a quarter are 8 % of 6,000. */
START_TEST(channels_have_their_weights)
{
    struct small_model model;

    begin(&model);
    small_set(&model, "live_weight", 2);
    small_set(&model, "shop_tab_weight", 1);
    small_set(&model, "short_video_take_rate", 0.04);
    small_set(&model, "live_take_rate", 0.08);
    small_set(&model, "shop_tab_take_rate", 0.12);
    small_run(&model);
    small_check_all(&model, "commerce/short_video_gmv", 2750);
    small_check_all(&model, "commerce/live_gmv", 5500);
    small_check_all(&model, "commerce/shop_tab_gmv", 2750);
    small_check_all(&model, "commerce/commissions", 480);
    small_check_all(&model, "commerce/revenue", 480);
    small_check_all(&model, "commerce/take_rate", 480.0 / 11000);
    small_end(&model);
}
END_TEST

START_TEST(some_channel_must_sell)
{
    struct small_model model;

    begin(&model);
    small_set(&model, "short_video_weight", 0);
    small_fails(&model, TTR_E_CONFLICT,
                "commerce/US/short_video_weight and the weights of the other "
                "channels must not all be 0");
    small_end(&model);
}
END_TEST

/* 160 orders at 0.5; 2 % of the 8,800 less 5 %; a quarter of 1.5 x 160 parcels
 * at 4: 80, 167.2 and 240. Discount 5 % of 6,600, subsidy 1 a parcel. */
START_TEST(fees_discounts_and_subsidies)
{
    double fees = 80 + 167.2 + 240, revenue = fees - 330 - 240;
    struct small_model model;

    begin(&model);
    small_set(&model, "transaction_fee", 0.5);
    small_set(&model, "payment_fee_rate", 0.02);
    small_set(&model, "platform_discount_rate", 0.05);
    small_set(&model, "parcels_per_order", 1.5);
    small_set(&model, "logistics_attach", 0.25);
    small_set(&model, "logistics_fee", 4);
    small_set(&model, "shipping_subsidy", 1);
    small_set(&model, "affiliate_share", 0.1);
    small_run(&model);
    small_check_all(&model, "commerce/transaction_fees", 80);
    small_check_all(&model, "commerce/tpv", 8360);
    small_check_all(&model, "commerce/payment_fees", 167.2);
    small_check_all(&model, "commerce/logistics_revenue", 240);
    small_check_all(&model, "commerce/discounts", 330);
    small_check_all(&model, "commerce/shipping_subsidies", 240);
    small_check_all(&model, "commerce/affiliate_commissions", 600);
    small_check_all(&model, "commerce/seller_proceeds", 6000 - fees);
    small_check_all(&model, "commerce/revenue", revenue);
    small_check_all(&model, "commerce/contribution", revenue);
    small_check_all(&model, "ledger/paid_customer", 6600 - 330);
    small_check_all(&model, "ledger/received_platform", revenue);
    small_check_all(&model, "ledger/received_seller", 6000 - fees - 600);
    small_check_all(&model, "ledger/received_creator", 600);
    small_check_all(&model, "ledger/received_supplier", 240);
    small_end(&model);
}
END_TEST

/* 160 x 0.25 orders of 2 items are 80 items at 25 without tax, 10 % commission
 * 2.5 each: a fifth is 0.5, capped at 0.3. A channel that is capped and one
 * that is not are not their mean: half of 0.3 and half of 0.05. */
START_TEST(refund_fees_are_capped_by_item)
{
    struct small_model model;

    begin(&model);
    small_set(&model, "items_per_order", 2);
    small_set(&model, "short_video_take_rate", 0.1);
    small_set(&model, "refund_admin_share", 0.2);
    small_run(&model);
    small_check_all(&model, "commerce/refund_admin_fees", 40);
    small_end(&model);

    begin(&model);
    small_set(&model, "items_per_order", 2);
    small_set(&model, "short_video_take_rate", 0.1);
    small_set(&model, "refund_admin_share", 0.2);
    small_set(&model, "refund_admin_cap", 0.3);
    small_set(&model, "live_weight", 1);
    small_set(&model, "live_take_rate", 0.01);
    small_run(&model);
    small_check_all(&model, "commerce/refund_admin_fees", 14);
    small_end(&model);
}
END_TEST

/* 500 a month, a tenth comes back, the goods cost 60 %. */
START_TEST(own_sales_are_gross_less_returns)
{
    struct small_model model;

    small_begin(&model, ttr_commerce_new, NULL, 1, TTR_QUARTER, 1);
    small_set(&model, "own_sales_pm", 500);
    small_set(&model, "own_return_rate", 0.1);
    small_set(&model, "own_cost_rate", 0.6);
    small_run(&model);
    small_check_all(&model, "commerce/own_revenue", 1350);
    small_check_all(&model, "commerce/revenue", 1350);
    small_check_all(&model, "commerce/contribution", 540);
    small_check_all(&model, "commerce/gmv", 0);
    small_check_all(&model, "commerce/take_rate", 0);
    small_check_all(&model, "ledger/received_supplier", 810);
    small_end(&model);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("commerce");
    TCase *one = tcase_create("commerce");

    tcase_add_test(one, orders_become_a_fee_base);
    tcase_add_test(one, channels_have_their_weights);
    tcase_add_test(one, some_channel_must_sell);
    tcase_add_test(one, fees_discounts_and_subsidies);
    tcase_add_test(one, refund_fees_are_capped_by_item);
    tcase_add_test(one, own_sales_are_gross_less_returns);
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
