/* The numbers of doc/ledger.md, from the model that stands there. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <tiktokrev/tiktokrev.h>

#define QUARTERS 4
#define REGION   0

struct page {
    const ttr_program *program;
    const ttr_forecast *forecast;
    struct ttr_error *error;
};

static int read_output(const struct page *page, const char *output,
                       int32_t currency, double values[QUARTERS])
{
    uint32_t index;

    return ttr_program_find_output(page->program, output, &index,
                                   page->error) ||
           ttr_forecast_read(page->forecast, index, REGION, currency,
                             TTR_STEP_PERIOD, values, QUARTERS, page->error);
}

static void print_row(const char *name, const double values[QUARTERS])
{
    printf("%-32s", name);
    for (int t = 0; t < QUARTERS; t++)
        printf("%11.0f", values[t]);
    putchar('\n');
}

static int print_output(const struct page *page, const char *output)
{
    double values[QUARTERS];
    int failed = read_output(page, output, TTR_LOCAL, values);

    if (!failed)
        print_row(output, values);
    return failed;
}

/* Adds the outputs that begin with a prefix to a sum, and prints those that
 * are not 0. */
static int print_accounts(const struct page *page, const char *prefix,
                          double sign, double sum[QUARTERS])
{
    struct ttr_program_output output = {.struct_size = sizeof output};
    double values[QUARTERS], size;

    for (uint32_t i = 0; i < ttr_program_outputs(page->program); i++) {
        if (ttr_program_output(page->program, i, &output, page->error))
            return 1;
        if (strncmp(output.name, prefix, strlen(prefix)) != 0)
            continue;
        if (read_output(page, output.name, TTR_LOCAL, values))
            return 1;
        size = 0;
        for (int t = 0; t < QUARTERS; t++) {
            sum[t] += sign * values[t];
            size += fabs(values[t]);
        }
        if (size > 0)
            print_row(output.name, values);
    }
    return 0;
}

/* Paid, where it goes, and what is left over: nothing. */
static int print_conservation(const struct page *page)
{
    static const char *const liabilities[] = {
        "ledger/change_coins", "ledger/change_gift_cards",
        "ledger/change_deferred", "ledger/change_unclaimed"};
    double sum[QUARTERS] = {0};
    int failed = print_accounts(page, "ledger/paid_", 1, sum) ||
                 print_accounts(page, "ledger/received_", -1, sum);

    for (int i = 0; i < 4 && !failed; i++)
        failed = print_accounts(page, liabilities[i], -1, sum);
    failed = failed || print_accounts(page, "ledger/change_receivable", 1, sum);
    for (int t = 0; t < QUARTERS; t++)
        sum[t] = fabs(sum[t]) < 1e-6 ? 0 : sum[t];
    if (!failed)
        print_row("paid less received less changes", sum);
    return failed;
}

static int print_views(const struct page *page)
{
    static const char *const outputs[] = {
        "coins/revenue_gross",    "coins/revenue_net",
        "coins/contribution",     "coins/bookings",
        "creators/revenue_gross", "creators/revenue_net",
        "creators/contribution",  "creators/bookings",
        "shop/revenue_net",       "partners/contribution",
        "total/revenue_gross",    "total/revenue_net",
        "total/contribution",     "total/bookings"};
    int failed = 0;

    putchar('\n');
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs && !failed; i++)
        failed = print_output(page, outputs[i]);
    return failed;
}

static int print_translation(const struct page *page)
{
    static const struct {
        const char *name;
        int32_t view;
    } views[] = {
        {"GBP", TTR_LOCAL},
        {"USD", TTR_REPORTING},
        {"USD, changed by rates alone", TTR_TRANSLATION},
        {"USD, constant rates", TTR_CONSTANT},
    };
    double values[QUARTERS];

    putchar('\n');
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        if (read_output(page, "coins/coin_liability", views[i].view, values))
            return 1;
        print_row(views[i].name, values);
    }
    return 0;
}

int main(void)
{
    struct ttr_error error;
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;

    ttr_error_init(&error, sizeof error);
    int failed = ttr_document_open(NULL, "ledger.json", &combiner, &error) ||
                 ttr_combiner_compile(combiner, &program, &error) ||
                 ttr_program_run(program, NULL, &forecast, &error);
    const struct page page = {program, forecast, &error};

    failed = failed || print_conservation(&page) || print_views(&page) ||
             print_translation(&page);
    if (failed)
        fprintf(stderr, "%s\n", error.message);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    ttr_combiner_unref(combiner);
    return failed;
}
