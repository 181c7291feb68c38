/* Laws on thousands of random models (random_model.h): money is conserved,
 * nothing is recognised twice, presentation moves no contribution, and every
 * number scales as its unit says. */
#include "random_model.h"

#define MODELS   2000
#define BATCH    100
#define SCALINGS 60 /* models per dimension */

/* Sums of many rounded terms: relative to the largest of them. */
#define TOLERANCE 1e-9

struct result {
    ttr_program *program;
    ttr_forecast *forecast;
    uint32_t periods, regions;
};

/* A shift in [-0.3, 0.3) that depends on the driver's name alone (FNV-1a). */
static double shift_of(const char *name)
{
    uint32_t hash = 2166136261u;

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return (double)(hash >> 8) / 0x1p24 * 0.6 - 0.3;
}

static double *shifts_of(const ttr_program *program)
{
    uint32_t count = ttr_program_drivers(program);
    double *shifts = malloc((count + 1) * sizeof *shifts);

    ck_assert_ptr_nonnull(shifts);
    for (uint32_t i = 0; i < count; i++) {
        struct ttr_error error = ttri_unit_error();
        struct ttr_program_driver driver = {.struct_size = sizeof driver};

        ttri_assert_ok(ttr_program_driver(program, i, &driver, &error), &error);
        shifts[i] = shift_of(driver.name);
    }
    return shifts;
}

/* A model may be refused for its links alone, and then says so. */
static bool solve(const struct random_model *m, bool shifted,
                  struct result *result)
{
    struct ttr_error error = ttri_unit_error();
    double *shifts = NULL;
    ttr_status status;

    memset(result, 0, sizeof *result);
    status = ttr_combiner_compile(m->combiner, &result->program, &error);
    if (status == TTR_E_UNSTABLE)
        return false;
    ck_assert_msg(status == TTR_OK, "%s", error.message);
    if (shifted)
        shifts = shifts_of(result->program);
    status =
        ttr_program_run(result->program, shifts, &result->forecast, &error);
    free(shifts);
    ck_assert_msg(status == TTR_OK, "%s", error.message);
    result->periods = ttr_program_steps(result->program, TTR_STEP_PERIOD);
    result->regions = ttr_program_regions(result->program);
    return true;
}

static void drop(struct result *result)
{
    ttr_forecast_unref(result->forecast);
    ttr_program_unref(result->program);
}

static void read_index(const struct result *result, uint32_t output,
                       uint32_t region, double *values)
{
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(ttr_forecast_read(result->forecast, output, region,
                                     TTR_LOCAL, TTR_STEP_PERIOD, values,
                                     TTR_MAX_PERIODS, &error),
                   &error);
}

static void read_output(const struct result *result, const char *name,
                        uint32_t region, double *values)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t output = 0;

    ttri_assert_ok(
        ttr_program_find_output(result->program, name, &output, &error),
        &error);
    read_index(result, output, region, values);
}

/* ---- sums of outputs ---- */

/* A signed sum of outputs, and the largest size among them. */
struct sum {
    double total[TTR_MAX_PERIODS], size[TTR_MAX_PERIODS];
};

static void add_output(const struct result *result, struct sum *sum,
                       double sign, const char *name, uint32_t region)
{
    double values[TTR_MAX_PERIODS];

    read_output(result, name, region, values);
    for (uint32_t t = 0; t < result->periods; t++) {
        sum->total[t] += sign * values[t];
        sum->size[t] = fmax(sum->size[t], fabs(values[t]));
    }
}

/* "+component/output -component/output ..." must add up to nothing. */
static void check_nothing(const struct result *result, uint32_t region,
                          uint64_t seed, const char *terms)
{
    struct sum sum = {{0}, {0}};
    char copy[1024], *word;

    snprintf(copy, sizeof copy, "%s", terms);
    for (word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
        add_output(result, &sum, word[0] == '+' ? 1 : -1, word + 1, region);
    for (uint32_t t = 0; t < result->periods; t++)
        ck_assert_msg(fabs(sum.total[t]) <= TOLERANCE * sum.size[t],
                      "seed %llu, region %u, period %u: %s is %.17g, not 0",
                      (unsigned long long)seed, region, t, terms, sum.total[t]);
}

/* ---- law 1: conservation ---- */

static const char conservation[] =
    "+ledger/paid_customer +ledger/paid_advertiser +ledger/paid_client "
    "+ledger/paid_partner "
    "-ledger/received_platform -ledger/received_tax -ledger/received_store "
    "-ledger/received_payment_provider -ledger/received_seller "
    "-ledger/received_creator -ledger/received_payee "
    "-ledger/received_publisher -ledger/received_agency "
    "-ledger/received_developer -ledger/received_supplier "
    "-ledger/change_coins -ledger/change_gift_cards -ledger/change_deferred "
    "-ledger/change_unclaimed +ledger/change_receivable";

/* Balances change by their changes. */
static void check_balance(const struct result *result, uint32_t region,
                          uint64_t seed, const char *account)
{
    double balance[TTR_MAX_PERIODS], change[TTR_MAX_PERIODS];
    char name[64];

    snprintf(name, sizeof name, "ledger/balance_%s", account);
    read_output(result, name, region, balance);
    snprintf(name, sizeof name, "ledger/change_%s", account);
    read_output(result, name, region, change);
    for (uint32_t t = 1; t < result->periods; t++)
        ck_assert_msg(fabs(balance[t] - balance[t - 1] - change[t]) <=
                          TOLERANCE * (fabs(balance[t]) + fabs(balance[t - 1])),
                      "seed %llu, region %u, period %u: %s",
                      (unsigned long long)seed, region, t, account);
}

/* ---- law 2: revenue once, and where it comes from ---- */

static const struct {
    const char *stream, *terms;
} identities[] = {
    {"advertising", "+advertising/revenue_net -advertising/auction "
                    "+advertising/publisher_cost -advertising/reservation "
                    "-advertising/sponsored -advertising/collaborations "
                    "-advertising/promotion +advertising/rebates"},
    {"advertising", "+advertising/contribution -advertising/revenue_net"},
    {"commerce",
     "+commerce/revenue_net -commerce/commissions -commerce/transaction_fees "
     "-commerce/payment_fees -commerce/logistics_revenue "
     "-commerce/refund_admin_fees +commerce/discounts "
     "+commerce/shipping_subsidies -commerce/own_revenue"},
    {"commerce", "+commerce/gmv -commerce/short_video_gmv -commerce/live_gmv "
                 "-commerce/shop_tab_gmv"},
    {"commerce", "+commerce/net_gmv -commerce/tax -commerce/fee_base"},
    {"commerce",
     "+commerce/fee_base -commerce/seller_proceeds -commerce/commissions "
     "-commerce/transaction_fees -commerce/payment_fees "
     "-commerce/logistics_revenue -commerce/refund_admin_fees"},
    {"commerce", "+ledger/received_tax -commerce/tax"},
    {"virtual_goods",
     "+virtual_goods/revenue_gross -virtual_goods/item_revenue "
     "-virtual_goods/breakage_revenue -virtual_goods/games "
     "-virtual_goods/secondary_fees"},
    {"virtual_goods", "+virtual_goods/spend -virtual_goods/items "
                      "-virtual_goods/gifts -virtual_goods/promotion"},
    {"virtual_goods", "+virtual_goods/gifts -creator/gifts"},
    {"virtual_goods", "+virtual_goods/promotion -advertising/promotion"},
    {"virtual_goods", "+virtual_goods/coin_liability -ledger/balance_coins"},
    {"enterprise", "+enterprise/revenue -enterprise/subscription "
                   "-enterprise/usage -enterprise/data_sales"},
    {"enterprise", "+enterprise/bookings -enterprise/billings "
                   "-enterprise/usage -enterprise/data_sales"},
    {"enterprise", "+ledger/paid_client -enterprise/bookings"},
    {"partnership", "+partnership/revenue -partnership/deal_revenue "
                    "-partnership/fixed_fees -partnership/gateway_revenue "
                    "-partnership/logistics_revenue"},
    {"partnership", "+partnership/contribution -partnership/revenue "
                    "+partnership/deal_cost"},
    {"partnership", "+partnership/receivable -ledger/balance_receivable"},
    {"local", "+local/contribution -local/revenue_net +local/cost"},
    {"local", "+local/revenue_gross -local/gross_revenue"},
};

static void check_totals(const struct random_model *m,
                         const struct result *result, uint32_t region,
                         uint64_t seed)
{
    static const char *const views[] = {
        "revenue", "revenue_gross", "revenue_net", "contribution", "bookings"};

    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        char terms[1024];
        size_t size =
            (size_t)snprintf(terms, sizeof terms, "+total/%s", views[i]);

        for (uint32_t j = 0; j < m->streams; j++)
            size +=
                (size_t)snprintf(terms + size, sizeof terms - size, " -%s/%s",
                                 ttr_stream_name(m->stream[j]), views[i]);
        check_nothing(result, region, seed, terms);
    }
    check_nothing(result, region, seed,
                  "+total/contribution -ledger/received_platform");
    check_nothing(result, region, seed,
                  "+total/revenue -total/standalone_revenue -total/synergy");
}

static void check_laws(const struct random_model *m,
                       const struct result *result, uint64_t seed)
{
    static const char *const accounts[] = {"coins", "gift_cards", "deferred",
                                           "unclaimed", "receivable"};

    for (uint32_t r = 0; r < result->regions; r++) {
        check_nothing(result, r, seed, conservation);
        for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++)
            check_balance(result, r, seed, accounts[i]);
        for (size_t i = 0; i < sizeof identities / sizeof *identities; i++)
            if (has_stream(m, identities[i].stream))
                check_nothing(result, r, seed, identities[i].terms);
        check_totals(m, result, r, seed);
    }
}

static const struct scaling unscaled = {NULL, 1};

START_TEST(money_is_conserved)
{
    int solved = 0;

    for (int i = 0; i < BATCH; i++) {
        uint64_t seed = (uint64_t)(_i * BATCH + i);
        struct random_model m;
        struct result result;

        random_model_begin(&m, seed, unscaled, 0);
        if (solve(&m, seed % 2 == 1, &result)) {
            check_laws(&m, &result, seed);
            solved++;
        }
        drop(&result);
        random_model_end(&m);
    }
    ck_assert_int_gt(solved, BATCH * 3 / 4);
}
END_TEST

/* ---- presentation ---- */

static void compare(const struct result *one, const struct result *other,
                    const char *name, uint64_t seed)
{
    double a[TTR_MAX_PERIODS], b[TTR_MAX_PERIODS];

    for (uint32_t r = 0; r < one->regions; r++) {
        read_output(one, name, r, a);
        read_output(other, name, r, b);
        for (uint32_t t = 0; t < one->periods; t++)
            ck_assert_msg(fabs(a[t] - b[t]) <= 1e-12 * fabs(a[t]),
                          "seed %llu: %s of period %u is %.17g or %.17g",
                          (unsigned long long)seed, name, t, a[t], b[t]);
    }
}

/* Gross or net, contribution and both views are the same, and what the one
 * calls revenue is the view that it names. */
START_TEST(presentation_moves_no_contribution)
{
    for (uint64_t seed = 0; seed < BATCH; seed++) {
        struct random_model m, turned;
        struct result result, other;

        random_model_begin(&m, seed, unscaled, 0);
        random_model_begin(&turned, seed, unscaled, 1);
        if (solve(&m, true, &result) && solve(&turned, true, &other)) {
            compare(&result, &other, "total/contribution", seed);
            compare(&result, &other, "total/revenue_gross", seed);
            compare(&result, &other, "total/revenue_net", seed);
            compare(&result, &other, "ledger/received_platform", seed);
            drop(&other);
        }
        drop(&result);
        random_model_end(&turned);
        random_model_end(&m);
    }
}
END_TEST

/* ---- units ---- */

static const char *const dimensions[] = {
    "money", "user", "order",       "parcel",  "customer",
    "unit",  "item", "transaction", "voucher",
};

static bool same_number(double scaled, double expected)
{
    return fabs(scaled - expected) <=
           1e-8 * fmax(fabs(scaled), fabs(expected)) + 1e-300;
}

static void check_scaling(const struct result *plain,
                          const struct result *scaled,
                          const struct scaling *scaling, uint64_t seed)
{
    double a[TTR_MAX_PERIODS], b[TTR_MAX_PERIODS];

    for (uint32_t i = 0; i < ttr_program_outputs(plain->program); i++) {
        struct ttr_error error = ttri_unit_error();
        struct ttr_program_output output = {.struct_size = sizeof output};
        double factor;

        ttri_assert_ok(ttr_program_output(plain->program, i, &output, &error),
                       &error);
        factor = scale_of(scaling, output.unit);
        for (uint32_t r = 0; r < plain->regions; r++) {
            read_index(plain, i, r, a);
            read_index(scaled, i, r, b);
            for (uint32_t t = 0; t < plain->periods; t++)
                ck_assert_msg(same_number(b[t], a[t] * factor),
                              "seed %llu: %s [%s] by %s, period %u: %.17g, "
                              "not %.17g",
                              (unsigned long long)seed, output.name,
                              output.unit, scaling->dimension, t, b[t],
                              a[t] * factor);
        }
    }
}

/* Another unit of money, or other people to count in, is another unit only:
 * lambda is a power of two, so that hardly a digit is lost. */
START_TEST(numbers_scale_as_their_units_say)
{
    struct scaling scaling = {dimensions[_i], 16};

    for (uint64_t seed = 0; seed < SCALINGS; seed++) {
        struct random_model m, other;
        struct result plain, scaled;

        random_model_begin(&m, seed, unscaled, 0);
        random_model_begin(&other, seed, scaling, 0);
        if (solve(&m, false, &plain)) {
            ck_assert(solve(&other, false, &scaled));
            check_scaling(&plain, &scaled, &scaling, seed);
            drop(&scaled);
        }
        drop(&plain);
        random_model_end(&other);
        random_model_end(&m);
    }
}
END_TEST

START_TEST(units_are_read)
{
    ck_assert_int_eq(exponent_in("money/customer/year", "money"), 1);
    ck_assert_int_eq(exponent_in("money/customer/year", "customer"), -1);
    ck_assert_int_eq(exponent_in("money/1000 impressions", "impression"), -1);
    ck_assert_int_eq(exponent_in("orders/buyer/month", "user"), -1);
    ck_assert_int_eq(exponent_in("users/month", "user"), 1);
    ck_assert_int_eq(exponent_in("1", "money"), 0);
    ck_assert_int_eq(exponent_in("1/year", "year"), -1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ledger_laws");
    TCase *one = tcase_create("ledger_laws");

    tcase_set_timeout(one, 240);
    tcase_add_test(one, units_are_read);
    tcase_add_loop_test(one, money_is_conserved, 0, MODELS / BATCH);
    tcase_add_test(one, presentation_moves_no_contribution);
    tcase_add_loop_test(one, numbers_scale_as_their_units_say, 0,
                        (int)(sizeof dimensions / sizeof *dimensions));
    suite_add_tcase(suite, one);
    return ttri_unit_main(suite);
}
