#include "model/emit.h"

#define ACTIVITY TTR_DRIVER_ACTIVITY

#define AGENT    "ASC 606-10-55-36 to 40, IFRS 15 B34 to B38"
#define RETURNS  "ASC 606-10-55-22 to 29, IFRS 15 B20 to B27"
#define PAYABLE  "ASC 606-10-32-25 to 27, IFRS 15.70 to 72"
#define SHOP_FEE "TikTok Shop Seller University, US, 2025-05"

static const struct ttri_driver_def drivers[] = {
    {"buyer_share", "1", TTRI_U, ACTIVITY, 0,
     "share of monthly active users who buy in a month", ""},
    {"orders_per_buyer_pm", "orders/buyer/month", TTRI_P, 0, 1,
     "orders per buyer and month", ""},
    {"aov", "money/order", TTRI_P, 0, 0,
     "average order value, tax included, before discounts", ""},
    {"cancel_rate", "1", TTRI_U, 0, 0,
     "share of orders cancelled before payment", ""},
    {"refund_rate", "1", TTRI_U, 0, 0, "share of paid GMV that is refunded",
     RETURNS},
    {"tax_rate", "1", TTRI_U, 0, 0, "sales tax or VAT on the price without tax",
     ""},
    {"platform_discount_rate", "1", TTRI_U, 0, 0,
     "share of GMV that the platform pays as a discount", PAYABLE},
    {"short_video_weight", "1", TTRI_P, 0, 1,
     "weight of product placement in short video in GMV", ""},
    {"live_weight", "1", TTRI_P, 0, 0, "weight of live-streamed sales in GMV",
     ""},
    {"shop_tab_weight", "1", TTRI_P, 0, 0,
     "weight of direct purchases in the shop tab in GMV", ""},
    {"short_video_take_rate", "1", TTRI_U, 0, 0,
     "commission on the fee base of short video", SHOP_FEE},
    {"live_take_rate", "1", TTRI_U, 0, 0,
     "commission on the fee base of live-streamed sales", SHOP_FEE},
    {"shop_tab_take_rate", "1", TTRI_U, 0, 0,
     "commission on the fee base of the shop tab", SHOP_FEE},
    {"transaction_fee", "money/order", TTRI_P, 0, 0, "fee per paid order", ""},
    {"payment_fee_rate", "1", TTRI_U, 0, 0, "fee as a share of payment volume",
     ""},
    {"parcels_per_order", "parcels/order", TTRI_P, 0, 1,
     "parcels per paid order", ""},
    {"logistics_attach", "1", TTRI_U, 0, 0,
     "share of parcels that the platform's logistics carries", ""},
    {"logistics_fee", "money/parcel", TTRI_P, 0, 0,
     "logistics fee per carried parcel; its cost is not modelled", ""},
    {"items_per_order", "items/order", TTRI_P, 0, 1, "items per order", ""},
    {"refund_admin_share", "1", TTRI_U, 0, 0,
     "refund administration fee, share of the item's commission", SHOP_FEE},
    {"refund_admin_cap", "money/item", TTRI_P, 0, 1e12,
     "largest refund administration fee per item", SHOP_FEE},
    {"shipping_subsidy", "money/parcel", TTRI_P, 0, 0,
     "shipping that the platform pays, per parcel", PAYABLE},
    {"affiliate_share", "1", TTRI_U, 0, 0,
     "what sellers pay to affiliated creators, share of net GMV less tax", ""},
    {"own_sales_pm", "money/month", TTRI_P, ACTIVITY, 0,
     "sales from the platform's own inventory, without tax", AGENT},
    {"own_return_rate", "1", TTRI_U, 0, 0,
     "share of own sales expected to be returned", RETURNS},
    {"own_cost_rate", "1", TTRI_U, 0, 0,
     "cost of goods per unit of kept own sales", ""},
};

#define MONEY_FLOW(key, meaning, source)                                       \
    {                                                                          \
        key, "money", TTR_KIND_FLOW, 0, meaning, source                        \
    }

static const struct ttri_output_def outputs[] = {
    {"buyers", "users", TTR_KIND_STOCK, 0, "users who buy in a month", ""},
    {"orders", "orders", TTR_KIND_FLOW, 0, "orders placed", ""},
    MONEY_FLOW("gmv",
               "gross merchandise value: tax included, before "
               "cancellations, refunds and discounts",
               ""),
    MONEY_FLOW("short_video_gmv", "GMV of product placement in short video",
               ""),
    MONEY_FLOW("live_gmv", "GMV of live-streamed sales", ""),
    MONEY_FLOW("shop_tab_gmv", "GMV of direct purchases in the shop tab", ""),
    MONEY_FLOW("paid_gmv", "GMV less cancellations", ""),
    {"paid_orders", "orders", TTR_KIND_FLOW, 0, "orders not cancelled", ""},
    {"parcels", "parcels", TTR_KIND_FLOW, 0, "parcels of paid orders", ""},
    MONEY_FLOW("net_gmv", "paid GMV less refunds", RETURNS),
    MONEY_FLOW("tax", "sales tax in net GMV", ""),
    MONEY_FLOW("tpv", "payment volume: paid GMV less platform discounts", ""),
    MONEY_FLOW("fee_base",
               "net GMV less tax: customer payment plus platform discount "
               "less tax",
               SHOP_FEE),
    MONEY_FLOW("commissions", "commissions of all channels", AGENT),
    MONEY_FLOW("transaction_fees", "fees per paid order", ""),
    MONEY_FLOW("payment_fees", "fees on payment volume", ""),
    MONEY_FLOW("logistics_revenue",
               "logistics fees; the cost of carriage is not modelled", ""),
    MONEY_FLOW("refund_admin_fees", "refund administration fees", SHOP_FEE),
    MONEY_FLOW("discounts", "discounts paid by the platform: less revenue",
               PAYABLE),
    MONEY_FLOW("shipping_subsidies",
               "shipping paid by the platform: less revenue", PAYABLE),
    MONEY_FLOW("affiliate_commissions",
               "paid by sellers to creators: a memo line, never revenue", ""),
    MONEY_FLOW("seller_proceeds",
               "net GMV less tax and all fees, before affiliate commissions",
               ""),
    MONEY_FLOW("own_revenue", "own-inventory sales less expected returns",
               RETURNS),
    {"take_rate", "1", TTR_KIND_RATIO, 0, "revenue per unit of GMV", ""},
};

static const struct channel {
    const char *weight, *take_rate, *gmv;
} channels[] = {
    {"short_video_weight", "short_video_take_rate", "short_video_gmv"},
    {"live_weight", "live_take_rate", "live_gmv"},
    {"shop_tab_weight", "shop_tab_take_rate", "shop_tab_gmv"},
};

#define CHANNELS TTRI_COUNT(channels)

/* What the parts of the shop have in common, of one period. */
struct sales {
    ttri_value weight[CHANNELS];
    ttri_value gmv, paid_orders, paid_gmv, parcels;
    ttri_value net_gmv, tax, fee_base, discount;
};

static void emit_weights(struct ttri_emit *e, struct sales *s)
{
    ttri_value total = number(e, 0);

    for (uint32_t i = 0; i < CHANNELS; i++)
        total = add(e, total, driver(e, channels[i].weight));
    if (total == number(e, 0))
        ttri_emit_fail(e, TTR_E_CONFLICT, channels[0].weight,
                       "and the weights of the other channels must not all "
                       "be 0",
                       "");
    for (uint32_t i = 0; i < CHANNELS; i++)
        s->weight[i] = ratio(e, driver(e, channels[i].weight), total);
}

static void emit_orders(struct ttri_emit *e, struct sales *s)
{
    ttri_value kept = rest(e, driver(e, "cancel_rate"));
    ttri_value buyers = mul(e, ttri_active_users(e), driver(e, "buyer_share"));
    ttri_value orders =
        mul3(e, buyers, driver(e, "orders_per_buyer_pm"), e->months);

    s->gmv = mul(e, orders, driver(e, "aov"));
    s->paid_orders = mul(e, orders, kept);
    s->paid_gmv = mul(e, s->gmv, kept);
    s->parcels = mul(e, s->paid_orders, driver(e, "parcels_per_order"));

    ttri_output(e, "buyers", buyers);
    ttri_output(e, "orders", orders);
    ttri_output(e, "gmv", s->gmv);
    for (uint32_t i = 0; i < CHANNELS; i++)
        ttri_output(e, channels[i].gmv, mul(e, s->gmv, s->weight[i]));
    ttri_output(e, "paid_gmv", s->paid_gmv);
    ttri_output(e, "paid_orders", s->paid_orders);
    ttri_output(e, "parcels", s->parcels);
}

static void emit_fee_base(struct ttri_emit *e, struct sales *s)
{
    ttri_value tax_rate = driver(e, "tax_rate");
    ttri_value discount_rate = driver(e, "platform_discount_rate");

    s->net_gmv = mul(e, s->paid_gmv, rest(e, driver(e, "refund_rate")));
    s->tax =
        mul(e, s->net_gmv, ratio(e, tax_rate, add(e, number(e, 1), tax_rate)));
    s->fee_base = sub(e, s->net_gmv, s->tax);
    s->discount = mul(e, discount_rate, s->net_gmv);

    ttri_output(e, "net_gmv", s->net_gmv);
    ttri_output(e, "tax", s->tax);
    ttri_output(e, "fee_base", s->fee_base);
    ttri_output(e, "discounts", s->discount);
}

static ttri_value emit_commissions(struct ttri_emit *e, const struct sales *s)
{
    ttri_value rate = number(e, 0), commissions;

    for (uint32_t i = 0; i < CHANNELS; i++)
        rate = add(e, rate,
                   mul(e, s->weight[i], driver(e, channels[i].take_rate)));
    commissions = mul(e, rate, s->fee_base);
    ttri_output(e, "commissions", commissions);
    return commissions;
}

static ttri_value emit_order_fees(struct ttri_emit *e, const struct sales *s)
{
    ttri_value transaction =
        mul(e, driver(e, "transaction_fee"), s->paid_orders);
    ttri_value tpv =
        mul(e, s->paid_gmv, rest(e, driver(e, "platform_discount_rate")));
    ttri_value payment = mul(e, driver(e, "payment_fee_rate"), tpv);
    ttri_value carried = mul(e, driver(e, "logistics_attach"), s->parcels);
    ttri_value logistics = mul(e, carried, driver(e, "logistics_fee"));

    ttri_output(e, "tpv", tpv);
    ttri_output(e, "transaction_fees", transaction);
    ttri_output(e, "payment_fees", payment);
    ttri_output(e, "logistics_revenue", logistics);
    return add(e, add(e, transaction, payment), logistics);
}

/* Per refunded item min(share of its commission, cap), where an item costs
 * aov / items_per_order, tax included. */
static ttri_value emit_refund_fees(struct ttri_emit *e, const struct sales *s)
{
    ttri_value per_order = driver(e, "items_per_order");
    ttri_value items =
        mul3(e, s->paid_orders, driver(e, "refund_rate"), per_order);
    ttri_value price = ratio(e, ratio(e, driver(e, "aov"), per_order),
                             add(e, number(e, 1), driver(e, "tax_rate")));
    ttri_value share = mul(e, driver(e, "refund_admin_share"), price);
    ttri_value cap = driver(e, "refund_admin_cap"), fee = number(e, 0), fees;

    for (uint32_t i = 0; i < CHANNELS; i++) {
        ttri_value full = mul(e, share, driver(e, channels[i].take_rate));

        fee = add(e, fee, mul(e, s->weight[i], smaller(e, full, cap)));
    }
    fees = mul(e, items, fee);
    ttri_output(e, "refund_admin_fees", fees);
    return fees;
}

/* The customer's payment (net GMV less discount) is split into tax, fees and
 * the seller's part; the seller's part is topped up by the discount, and the
 * affiliate's commission comes out of it. */
static void post_sales(struct ttri_emit *e, const struct sales *s,
                       ttri_value fees)
{
    ttri_value proceeds = sub(e, s->fee_base, fees);
    ttri_value affiliate = mul(e, driver(e, "affiliate_share"), s->fee_base);
    ttri_value subsidy = mul(e, driver(e, "shipping_subsidy"), s->parcels);
    ttri_value from_customer = sub(e, sub(e, proceeds, s->discount), affiliate);

    ttri_output(e, "seller_proceeds", proceeds);
    ttri_output(e, "affiliate_commissions", affiliate);
    ttri_output(e, "shipping_subsidies", subsidy);
    ttri_post(e, TTRI_PASS, TTRI_CUSTOMER, TTRI_TAX, s->tax);
    ttri_post(e, TTRI_EARN, TTRI_CUSTOMER, TTRI_PLATFORM, fees);
    ttri_post(e, TTRI_PASS, TTRI_CUSTOMER, TTRI_SELLER, from_customer);
    ttri_post(e, TTRI_PASS, TTRI_CUSTOMER, TTRI_CREATOR, affiliate);
    ttri_post(e, TTRI_CONTRA, TTRI_PLATFORM, TTRI_SELLER, s->discount);
    ttri_post(e, TTRI_CONTRA, TTRI_PLATFORM, TTRI_SUPPLIER, subsidy);
}

static void emit_own_inventory(struct ttri_emit *e)
{
    ttri_value sold = mul(e, ttri_activity(e, "own_sales_pm"), e->months);
    ttri_value kept = mul(e, sold, rest(e, driver(e, "own_return_rate")));

    ttri_output(e, "own_revenue", kept);
    ttri_post(e, TTRI_EARN, TTRI_CUSTOMER, TTRI_PLATFORM, kept);
    ttri_post(e, TTRI_COST, TTRI_PLATFORM, TTRI_SUPPLIER,
              mul(e, driver(e, "own_cost_rate"), kept));
}

static void emit_commerce(struct ttri_emit *e)
{
    struct sales sales = {.gmv = 0};
    ttri_value fees;

    emit_weights(e, &sales);
    emit_orders(e, &sales);
    emit_fee_base(e, &sales);
    fees = emit_commissions(e, &sales);
    fees = add(e, fees, emit_order_fees(e, &sales));
    fees = add(e, fees, emit_refund_fees(e, &sales));
    post_sales(e, &sales, fees);
    emit_own_inventory(e);
    ttri_output_ratio(e, "take_rate", ttri_money(ttri_revenue_so_far(e)),
                      ttri_money(sales.gmv));
}

const struct ttri_schema ttri_commerce_schema = {
    .model = TTR_MODEL_COMMERCE,
    .name = "commerce",
    .drivers = drivers,
    .outputs = outputs,
    .driver_count = TTRI_COUNT(drivers),
    .output_count = TTRI_COUNT(outputs),
    .net_by_default = true,
    .emit = emit_commerce,
};
