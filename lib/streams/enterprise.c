#include <tiktokrev/stream.h>

#include "model/emit.h"
#include "model/environment.h"

#define PER_PRODUCT TTR_DRIVER_PER_ITEM
#define ACTIVITY    (TTR_DRIVER_PER_ITEM | TTR_DRIVER_ACTIVITY)
#define OPENING     (TTR_DRIVER_PER_ITEM | TTR_DRIVER_STATIC)

#define OVER_TIME "ASC 606-10-25-27, IFRS 15.35"
#define CONTRACT  "ASC 606-10-45-1 to 2, IFRS 15.105 to 106"
#define LIFETIME                                                               \
    "Gupta, Lehmann and Stuart 2004, Journal of Marketing Research 41(1)"

static const struct ttri_driver_def drivers[] = {
    {"new_customers_pm", "customers/month", TTRI_P,
     ACTIVITY | TTRI_DRIVER_ACQUISITION, 0, "customers won per month", ""},
    {"acv", "money/customer/year", TTRI_P, PER_PRODUCT, 0,
     "annual contract value of a new customer", ""},
    {"expansion", "1/year", TTRI_P, PER_PRODUCT, 0,
     "annual growth of staying customers' contracts", ""},
    {"contraction", "1/year", TTRI_U, PER_PRODUCT, 0,
     "annual loss of staying customers' contracts", ""},
    {"churn", "1/year", TTRI_U, PER_PRODUCT, 0,
     "share of customers who leave in a year", ""},
    {"opening_arr", "money/year", TTRI_P, OPENING, 0,
     "annual recurring revenue when the calendar starts", ""},
    {"opening_customers", "customers", TTRI_P, OPENING, 0,
     "customers when the calendar starts", ""},
    {"commit_pm", "money/customer/month", TTRI_P, PER_PRODUCT, 0,
     "committed usage fee per customer and month", ""},
    {"units_pm", "units/customer/month", TTRI_P, PER_PRODUCT, 0,
     "units used per customer and month", ""},
    {"included_pm", "units/customer/month", TTRI_P, PER_PRODUCT, 0,
     "units that the commitment includes, per customer and month", ""},
    {"overage_price", "money/unit", TTRI_P, PER_PRODUCT, 0,
     "price of a unit above the included ones", ""},
    {"records_pm", "records/month", TTRI_P, ACTIVITY, 0,
     "data records offered per month, before consent", ""},
    {"consent_rate", "1", TTRI_U, PER_PRODUCT, 1,
     "share of records that may be sold", "GDPR, Art. 6 and 7"},
    {"record_price", "money/record", TTRI_P, PER_PRODUCT, 0,
     "price of a record", ""},
    {"prepaid_months", "months", TTRI_P, PER_PRODUCT, 0,
     "months of recurring revenue paid ahead, on average", CONTRACT},
    {"gross_margin", "1", TTRI_U, PER_PRODUCT, 0.7,
     "gross margin of recurring revenue, for ltv_to_cac only", LIFETIME},
    {"cac", "money/customer", TTRI_P, PER_PRODUCT, 0,
     "cost of winning a customer, for ltv_to_cac only", LIFETIME},
};

static const struct ttri_output_def outputs[] = {
    {"arr", "money/year", TTR_KIND_BALANCE, 0,
     "annual recurring revenue at the period's end", ""},
    {"customers", "customers", TTR_KIND_BALANCE, 0,
     "customers at the period's end", ""},
    {"subscription", "money", TTR_KIND_FLOW, 0,
     "recurring revenue, straight-line over the period", OVER_TIME},
    {"usage", "money", TTR_KIND_FLOW, 0,
     "committed fees and overage of customers", ""},
    {"data_sales", "money", TTR_KIND_FLOW, 0, "sales of consented records", ""},
    {"deferred", "money", TTR_KIND_BALANCE, 0,
     "deferred revenue: recurring revenue paid ahead", CONTRACT},
    {"billings", "money", TTR_KIND_FLOW, 0,
     "subscription plus the change in deferred revenue", CONTRACT},
    {"nrr", "1", TTR_KIND_RATIO, 0,
     "net revenue retention, annualised, weighted by opening ARR", ""},
    {"grr", "1", TTR_KIND_RATIO, 0,
     "gross revenue retention, annualised, at most 1", ""},
    {"ltv_to_cac", "1", TTR_KIND_RATIO, 0,
     "lifetime value over cost of a new customer: acv * gross_margin / churn "
     "/ cac",
     LIFETIME},
    {"arr", "money/year", TTR_KIND_BALANCE, PER_PRODUCT,
     "annual recurring revenue of the product at the period's end", ""},
    {"customers", "customers", TTR_KIND_BALANCE, PER_PRODUCT,
     "customers of the product at the period's end", ""},
    {"revenue", "money", TTR_KIND_FLOW, PER_PRODUCT,
     "subscription, usage and data sales of the product", ""},
};

/* Sums over products. */
struct totals {
    ttri_value arr, opening_arr, customers, new_customers;
    ttri_value subscription, usage, data_sales;
    ttri_value deferred, opening_deferred;
    ttri_value nrr_arr, grr_arr, lifetime_value;
};

static void gain(struct ttri_emit *e, ttri_value *total, ttri_value part)
{
    *total = add(e, *total, part);
}

/* What a unit of ARR of staying customers becomes in a period. */
static ttri_value emit_drift(struct ttri_emit *e)
{
    ttri_value up = ttri_grow_rate(e, driver(e, "expansion"));
    ttri_value down = ttri_survive(e, driver(e, "contraction"));

    return sub(e, add(e, up, down), number(e, 1));
}

static void emit_retention(struct ttri_emit *e, struct totals *sum,
                           ttri_value opening_arr, ttri_value drift)
{
    ttri_value stay = rest(e, driver(e, "churn"));
    ttri_value yearly = ttri_power(e, drift, ratio(e, number(e, 1), e->years));
    ttri_value net = ttri_select(e->graph, drift, yearly, number(e, 0));
    ttri_value gross = rest(e, driver(e, "contraction"));

    gain(e, &sum->nrr_arr, mul3(e, opening_arr, stay, net));
    gain(e, &sum->grr_arr, mul3(e, opening_arr, stay, gross));
}

/* Returns the product's subscription revenue. */
static ttri_value emit_subscription(struct ttri_emit *e, struct totals *sum,
                                    ttri_value survival,
                                    ttri_value new_customers)
{
    ttri_value next, first = driver(e, "opening_arr");
    ttri_value prepaid_years =
        ratio(e, driver(e, "prepaid_months"), number(e, 12));
    ttri_value opening = ttri_state(e, first, &next);
    ttri_value drift = emit_drift(e);
    ttri_value kept = mul3(e, opening, survival, drift);
    ttri_value arr = add(e, kept, mul(e, new_customers, driver(e, "acv")));
    ttri_value mean = mul(e, add(e, opening, arr), number(e, 0.5));
    ttri_value deferred = mul(e, arr, prepaid_years);

    ttri_state_next(e, next, arr);
    ttri_output(e, "arr", arr);
    emit_retention(e, sum, opening, drift);
    gain(e, &sum->arr, arr);
    gain(e, &sum->opening_arr, opening);
    gain(e, &sum->deferred, deferred);
    gain(e, &sum->opening_deferred,
         before(e, deferred, mul(e, first, prepaid_years)));
    return mul(e, mean, e->years);
}

static ttri_value emit_usage(struct ttri_emit *e, struct totals *sum,
                             ttri_value survival, ttri_value new_customers)
{
    ttri_value next;
    ttri_value opening = ttri_state(e, driver(e, "opening_customers"), &next);
    ttri_value customers = add(e, mul(e, opening, survival), new_customers);
    ttri_value mean = mul(e, add(e, opening, customers), number(e, 0.5));
    ttri_value over =
        larger(e, sub(e, driver(e, "units_pm"), driver(e, "included_pm")),
               number(e, 0));
    ttri_value fee = add(e, driver(e, "commit_pm"),
                         mul(e, over, driver(e, "overage_price")));

    ttri_state_next(e, next, customers);
    ttri_output(e, "customers", customers);
    gain(e, &sum->customers, customers);
    return mul3(e, mean, e->months, fee);
}

static ttri_value emit_data_sales(struct ttri_emit *e)
{
    ttri_value records = mul(e, ttri_activity(e, "records_pm"), e->months);

    return mul3(e, records, driver(e, "consent_rate"),
                driver(e, "record_price"));
}

static void emit_product(struct ttri_emit *e, struct totals *sum)
{
    ttri_value survival = ttri_survive(e, driver(e, "churn"));
    ttri_value won = mul(e, ttri_activity(e, "new_customers_pm"), e->months);
    ttri_value margin = mul(e, driver(e, "acv"), driver(e, "gross_margin"));
    ttri_value worth =
        ratio(e, ratio(e, margin, driver(e, "churn")), driver(e, "cac"));
    ttri_value subscription = emit_subscription(e, sum, survival, won);
    ttri_value usage = emit_usage(e, sum, survival, won);
    ttri_value data_sales = emit_data_sales(e);

    ttri_output(e, "revenue", add(e, add(e, subscription, usage), data_sales));
    gain(e, &sum->subscription, subscription);
    gain(e, &sum->usage, usage);
    gain(e, &sum->data_sales, data_sales);
    gain(e, &sum->new_customers, won);
    gain(e, &sum->lifetime_value, mul(e, won, worth));
}

static void post_products(struct ttri_emit *e, const struct totals *sum)
{
    ttri_value billings =
        add(e, sum->subscription, sub(e, sum->deferred, sum->opening_deferred));

    ttri_output(e, "billings", billings);
    ttri_post(e, TTRI_BOOK, TTRI_CLIENT, TTRI_DEFERRED, billings);
    ttri_post(e, TTRI_EARN, TTRI_DEFERRED, TTRI_PLATFORM, sum->subscription);
    ttri_balance(e, TTRI_DEFERRED, sum->deferred, sum->opening_deferred);
    ttri_post(e, TTRI_EARN, TTRI_CLIENT, TTRI_PLATFORM, sum->usage);
    ttri_post(e, TTRI_EARN, TTRI_CLIENT, TTRI_PLATFORM, sum->data_sales);
}

static void emit_totals(struct ttri_emit *e, const struct totals *sum)
{
    ttri_output(e, "arr", sum->arr);
    ttri_output(e, "customers", sum->customers);
    ttri_output(e, "subscription", sum->subscription);
    ttri_output(e, "usage", sum->usage);
    ttri_output(e, "data_sales", sum->data_sales);
    ttri_output(e, "deferred", sum->deferred);
    ttri_output_ratio(e, "nrr", ttri_money(sum->nrr_arr),
                      ttri_money(sum->opening_arr));
    ttri_output_ratio(e, "grr", ttri_money(sum->grr_arr),
                      ttri_money(sum->opening_arr));
    ttri_output_ratio(e, "ltv_to_cac", ttri_flow(sum->lifetime_value),
                      ttri_flow(sum->new_customers));
}

static void emit_enterprise(struct ttri_emit *e)
{
    ttri_value none = number(e, 0);
    struct totals sum = {none, none, none, none, none, none,
                         none, none, none, none, none, none};

    for (uint32_t i = 0; i < e->component->items; i++) {
        e->item = e->component->item[i].name;
        emit_product(e, &sum);
    }
    e->item = NULL;
    emit_totals(e, &sum);
    post_products(e, &sum);
}

const struct ttri_schema ttri_enterprise_schema = {
    .model = TTR_MODEL_ENTERPRISE,
    .name = "enterprise",
    .drivers = drivers,
    .outputs = outputs,
    .driver_count = TTRI_COUNT(drivers),
    .output_count = TTRI_COUNT(outputs),
    .items = "products",
    .emit = emit_enterprise,
};

ttr_status ttr_enterprise_add_product(ttr_stream *stream, const char *name,
                                      struct ttr_error *error)
{
    static const char function[] = "ttr_enterprise_add_product";
    uint32_t index;

    if (stream == NULL)
        return ttri_null_argument(error, function, "stream");
    if (name == NULL)
        return ttri_null_argument(error, function, "name");
    if (stream->component.schema != &ttri_enterprise_schema)
        return ttri_fail(error, TTR_E_ARGUMENT, stream->component.name,
                         "must be an enterprise stream to have products",
                         stream->component.schema->name);
    return ttri_component_add_item(&stream->component, name, &index, error);
}
