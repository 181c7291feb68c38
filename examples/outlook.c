/* What a model document says about the years to come, and how it stands to
 * published figures. Every number is the library's.
 *
 *   cc examples/outlook*.c $(pkg-config --cflags --libs tiktokrev) -pthread -lm
 *   outlook examples/data/tiktok.json examples/data/published.csv */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outlook.h"

static const char usage[] =
    "usage: outlook MODEL.json [HISTORY.csv] [options]\n"
    "\n"
    "  --quarters            every period of the calendar, not years\n"
    "  --fiscal              fiscal years\n"
    "  --currency constant   at one period's exchange rates (or: reporting)\n"
    "  --csv, --json         all outputs of the central path, for machines\n"
    "  --bands-csv, --bands-json\n"
    "                        the bands and their errors, for machines\n"
    "  --paths N             random paths (131072); 0: the central path alone\n"
    "  --prior               bands as the document says, not fitted to "
    "HISTORY\n"
    "  --seed N              another sample of them (1)\n"
    "  --threads N           threads that work on them (one per processor)\n"
    "  --explain OUTPUT REGION PERIOD\n"
    "                        how one number comes about, for example\n"
    "                        --explain advertising/revenue US 2024-Q3\n"
    "  --depth N             levels of an explanation, 1 to 64 (4)\n"
    "  --help                this text\n";

struct options {
    const char *model, *history;
    const char *explain[3]; /* output, region, period; or NULL */
    uint32_t depth;
    int32_t step, currency;
    uint64_t paths, seed, threads;
    bool csv, json, bands_csv, bands_json, prior, help;
};

/* ---- failures ---- */

bool outlook_check(struct outlook *outlook, ttr_status status)
{
    if (status != TTR_OK && outlook->status == TTR_OK)
        outlook->status = status;
    return outlook->status == TTR_OK;
}

void outlook_fail(struct outlook *outlook, ttr_status status,
                  const char *message)
{
    if (outlook->status != TTR_OK)
        return;
    outlook->status = status;
    snprintf(outlook->error.message, sizeof outlook->error.message, "%s",
             message);
}

const char *money(const struct outlook *outlook)
{
    return ttr_program_currency(outlook->program, TTR_WORLD);
}

/* ---- arguments ---- */

static bool complain(const char *text, const char *argument)
{
    fprintf(stderr, "outlook: %s%s\n\n%s", text, argument, usage);
    return false;
}

static bool read_currency(struct options *options, const char *word)
{
    if (strcmp(word, "constant") == 0)
        options->currency = TTR_CONSTANT;
    else if (strcmp(word, "reporting") == 0)
        options->currency = TTR_REPORTING;
    else
        return complain("--currency takes constant or reporting, not ", word);
    return true;
}

static bool read_count(const char *name, const char *word, uint64_t most,
                       uint64_t *count)
{
    char *end;
    unsigned long long value = strtoull(word, &end, 10);

    if (word[0] < '0' || word[0] > '9' || *end != '\0' || value > most) {
        fprintf(stderr, "outlook: %s takes a number up to %llu, not %s\n\n%s",
                name, (unsigned long long)most, word, usage);
        return false;
    }
    *count = value;
    return true;
}

static bool read_depth(struct options *options, const char *word)
{
    char *end;
    long depth = strtol(word, &end, 10);

    if (*word == '\0' || *end != '\0' || depth < 1 || depth > 64)
        return complain("--depth takes a number from 1 to 64, not ", word);
    options->depth = (uint32_t)depth;
    return true;
}

/* An option with `rest` arguments after it; how many it used, or -1. */
static int read_option(struct options *options, char **argument, int rest)
{
    const char *name = argument[0];

    if (strcmp(name, "--csv") == 0)
        options->csv = true;
    else if (strcmp(name, "--json") == 0)
        options->json = true;
    else if (strcmp(name, "--bands-csv") == 0)
        options->bands_csv = true;
    else if (strcmp(name, "--bands-json") == 0)
        options->bands_json = true;
    else if (strcmp(name, "--prior") == 0)
        options->prior = true;
    else if (strcmp(name, "--paths") == 0 && rest >= 1)
        return read_count(name, argument[1], UINT32_MAX, &options->paths) ? 1
                                                                          : -1;
    else if (strcmp(name, "--seed") == 0 && rest >= 1)
        return read_count(name, argument[1], UINT64_MAX, &options->seed) ? 1
                                                                         : -1;
    else if (strcmp(name, "--threads") == 0 && rest >= 1)
        return read_count(name, argument[1], 256, &options->threads) ? 1 : -1;
    else if (strcmp(name, "--help") == 0)
        options->help = true;
    else if (strcmp(name, "--quarters") == 0)
        options->step = TTR_STEP_PERIOD;
    else if (strcmp(name, "--fiscal") == 0)
        options->step = TTR_STEP_FISCAL_YEAR;
    else if (strcmp(name, "--currency") == 0 && rest >= 1)
        return read_currency(options, argument[1]) ? 1 : -1;
    else if (strcmp(name, "--depth") == 0 && rest >= 1)
        return read_depth(options, argument[1]) ? 1 : -1;
    else if (strcmp(name, "--explain") == 0 && rest >= 3) {
        memcpy(options->explain, argument + 1, sizeof options->explain);
        return 3;
    } else {
        complain("unknown option, or one without its argument: ", name);
        return -1;
    }
    return 0;
}

static bool read_options(struct options *options, int count, char **arguments)
{
    *options = (struct options){
        .depth = 4, .step = TTR_STEP_YEAR, .paths = 131072, .seed = 1};
    for (int i = 1; i < count; i++) {
        if (strncmp(arguments[i], "--", 2) == 0) {
            int used = read_option(options, arguments + i, count - i - 1);

            if (used < 0)
                return false;
            i += used;
        } else if (options->model == NULL) {
            options->model = arguments[i];
        } else if (options->history == NULL) {
            options->history = arguments[i];
        } else {
            return complain("one argument too many: ", arguments[i]);
        }
    }
    if (options->help)
        return true;
    if (options->model == NULL)
        return complain("a model document is missing", "");
    if (options->csv + options->json + options->bands_csv +
            options->bands_json + (options->explain[0] != NULL) >
        1)
        return complain("choose one of --csv, --json, --bands-csv, "
                        "--bands-json and --explain",
                        "");
    if (options->paths == 0 && options->bands_csv + options->bands_json > 0)
        return complain("bands need paths", "");
    return true;
}

/* ---- the calendar ---- */

/* Months from year 0 to the first month after a step. */
static int32_t step_end(const struct outlook *outlook, uint32_t step)
{
    const struct ttr_calendar *calendar = &outlook->calendar;
    const char *name = ttr_program_step(outlook->program, outlook->step, step);
    int32_t year = (int32_t)strtol(name + (name[0] == 'F' ? 2 : 0), NULL, 10);

    if (outlook->step == TTR_STEP_PERIOD)
        return 12 * calendar->start_year + calendar->start_month - 1 +
               ((int32_t)step + 1) * calendar->period_months;
    if (outlook->step == TTR_STEP_YEAR || calendar->fiscal_start == 1)
        return 12 * (year + 1);
    return 12 * year + calendar->fiscal_start - 1;
}

/* Days from 1 March of year 0 to the first day of a month. */
static int32_t days_before(int32_t months)
{
    int32_t year = (months - 2) / 12, month = (months - 2) % 12;

    return 365 * year + year / 4 - year / 100 + year / 400 +
           (153 * month + 2) / 5;
}

int32_t step_days(const struct outlook *outlook, uint32_t step)
{
    int32_t end = step_end(outlook, step);
    int32_t months =
        outlook->step == TTR_STEP_PERIOD ? outlook->calendar.period_months : 12;

    return days_before(end) - days_before(end - months);
}

static void set_calendar(struct outlook *outlook)
{
    struct ttr_calendar *calendar = &outlook->calendar;
    int32_t as_of;

    as_of = 12 * (calendar->as_of / 10000) + calendar->as_of / 100 % 100 - 1;
    outlook->steps = ttr_program_steps(outlook->program, outlook->step);
    outlook->back = outlook->step == TTR_STEP_PERIOD
                        ? (uint32_t)(12 / calendar->period_months)
                        : 1;
    while (outlook->history < outlook->steps &&
           step_end(outlook, outlook->history) <= as_of)
        outlook->history++;
}

static void load(struct outlook *outlook, bool fit)
{
    ttr_combiner *platform = NULL;
    struct ttr_error *error = &outlook->error;

    ttr_calendar_init(&outlook->calendar, sizeof outlook->calendar);
    outlook_check(outlook, ttr_document_open(NULL, outlook->model_path,
                                             &platform, error));
    if (!outlook->status)
        outlook_check(outlook,
                      ttr_combiner_compile(platform, &outlook->program, error));
    if (!outlook->status)
        outlook_check(outlook, ttr_program_run(outlook->program, NULL,
                                               &outlook->forecast, error));
    if (!outlook->status)
        outlook_check(outlook, ttr_program_calendar(outlook->program,
                                                    &outlook->calendar, error));
    if (!outlook->status)
        set_calendar(outlook);
    if (!outlook->status && outlook->history_path != NULL)
        outlook_check(outlook, ttr_history_open(NULL, outlook->history_path,
                                                &outlook->published, error));
    if (fit && outlook->published != NULL)
        fit_history(outlook, platform);
    ttr_combiner_unref(platform);
}

/* Only bands need it. */
static bool wants_fit(const struct options *options)
{
    return !options->prior && options->paths > 0 && !options->csv &&
           !options->json && options->explain[0] == NULL;
}

/* ---- exports ---- */

void print_text(struct outlook *outlook, ttr_text *text)
{
    if (!outlook->status)
        fwrite(ttr_text_bytes(text), 1, ttr_text_size(text), stdout);
    ttr_text_unref(text);
}

static void export_table(struct outlook *outlook, bool json)
{
    ttr_text *text = NULL;

    outlook_check(
        outlook, json
                     ? ttr_forecast_json(outlook->forecast, outlook->currency,
                                         outlook->step, &text, &outlook->error)
                     : ttr_forecast_csv(outlook->forecast, outlook->currency,
                                        outlook->step, &text, &outlook->error));
    print_text(outlook, text);
}

/* ---- explanations ---- */

static uint32_t find_region(struct outlook *outlook, const char *name)
{
    uint32_t count = ttr_program_regions(outlook->program);
    char message[256];

    for (uint32_t i = 0; i < count; i++)
        if (strcmp(ttr_program_region(outlook->program, i), name) == 0)
            return i;
    if (strcmp(ttr_program_region(outlook->program, TTR_WORLD), name) == 0)
        return TTR_WORLD;
    snprintf(message, sizeof message,
             "no region %.100s: give %.100s or one of the document's", name,
             ttr_program_region(outlook->program, TTR_WORLD));
    outlook_fail(outlook, TTR_E_UNKNOWN, message);
    return 0;
}

/* A period by its name, or the last period of a calendar year. */
static uint32_t find_period(struct outlook *outlook, const char *name)
{
    uint32_t count = ttr_program_steps(outlook->program, TTR_STEP_PERIOD);
    char message[256];

    for (uint32_t i = count; i-- > 0;) {
        const char *period =
            ttr_program_step(outlook->program, TTR_STEP_PERIOD, i);

        if (strcmp(period, name) == 0)
            return i;
        if (strlen(name) == 4 && strncmp(period, name, 4) == 0)
            return i;
    }
    snprintf(message, sizeof message,
             "no period %.100s: give %s to %s, or a calendar year for its "
             "last period",
             name, ttr_program_step(outlook->program, TTR_STEP_PERIOD, 0),
             ttr_program_step(outlook->program, TTR_STEP_PERIOD, count - 1));
    outlook_fail(outlook, TTR_E_UNKNOWN, message);
    return 0;
}

static void explain(struct outlook *outlook, const struct options *options)
{
    uint32_t output = 0;
    uint32_t region = find_region(outlook, options->explain[1]);
    uint32_t period = find_period(outlook, options->explain[2]);
    ttr_text *text = NULL;

    if (!outlook->status)
        outlook_check(outlook, ttr_program_find_output(
                                   outlook->program, options->explain[0],
                                   &output, &outlook->error));
    if (!outlook->status)
        outlook_check(outlook,
                      ttr_program_explain(outlook->program, NULL, output,
                                          region, period, options->depth, &text,
                                          &outlook->error));
    if (!outlook->status)
        print_tree(ttr_text_bytes(text));
    ttr_text_unref(text);
}

/* ---- all ---- */

static uint32_t count_threads(uint64_t asked)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (asked > 0)
        return (uint32_t)asked;
    return online < 1 ? 1 : online > 256 ? 256 : (uint32_t)online;
}

static void report(struct outlook *outlook, const struct options *options)
{
    if (options->csv || options->json) {
        export_table(outlook, options->json);
    } else if (options->bands_csv || options->bands_json) {
        export_bands(outlook, options->bands_json);
    } else if (options->explain[0] != NULL) {
        explain(outlook, options);
    } else {
        report_title(outlook);
        if (outlook->paths > 0)
            report_bands(outlook);
        report_fit(outlook);
        report_sections(outlook);
        report_history(outlook);
    }
}

int main(int count, char **arguments)
{
    struct options options;
    struct outlook outlook = {0};

    if (!read_options(&options, count, arguments))
        return 2;
    if (options.help)
        return fputs(usage, stdout) < 0;
    ttr_error_init(&outlook.error, sizeof outlook.error);
    outlook.model_path = options.model;
    outlook.history_path = options.history;
    outlook.step = options.step;
    outlook.currency = options.currency;
    outlook.paths = options.paths;
    outlook.seed = options.seed;
    outlook.threads = count_threads(options.threads);
    load(&outlook, wants_fit(&options));
    if (!outlook.status)
        report(&outlook, &options);
    if (!outlook.status && fflush(stdout) != 0)
        outlook_fail(&outlook, TTR_E_IO, "the output can not be written");
    if (outlook.status)
        fprintf(stderr, "outlook: %s\n", outlook.error.message);
    ttr_calibration_unref(outlook.calibration);
    ttr_history_unref(outlook.published);
    ttr_forecast_unref(outlook.forecast);
    ttr_program_unref(outlook.program);
    return outlook.status ? 1 : 0;
}
