/* Runs every case of tests/data/cases: a model document NAME.json, and the
 * numbers in NAME.expected.csv, which tests/reference computes independently
 * in Python. A row agrees if |x - value| <= tolerance * max(1, |value|).
 *
 * usage: test_cases FOLDER [NAME] */
#include "unit.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#include "base/base.h"

#define MAX_CASES 256
#define MAX_STEPS TTR_MAX_PERIODS
#define MAX_SHOWN 5
#define SUFFIX    ".json"
#define EXPECTED  ".expected.csv"
#define NAME_SIZE 128
#define PATH_SIZE 1024
#define COLUMNS   6

static struct {
    const char *folder;
    char name[MAX_CASES][NAME_SIZE];
    int count;
} cases;

/* ---- files ---- */

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    long size;

    ck_assert_msg(file != NULL, "%s can not be opened", path);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    rewind(file);
    ck_assert_msg(size >= 0, "%s has no size", path);
    text = malloc((size_t)size + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(fread(text, 1, (size_t)size, file), (size_t)size);
    text[size] = '\0';
    fclose(file);
    return text;
}

static char *read_case_file(const char *name, const char *suffix)
{
    char path[PATH_SIZE];
    int size =
        snprintf(path, sizeof path, "%s/%s%s", cases.folder, name, suffix);

    ck_assert_msg(size > 0 && (size_t)size < sizeof path, "%s: path too long",
                  name);
    return read_text(path);
}

/* ---- one row ---- */

struct row {
    const char *component, *region, *output, *period;
    double value, tolerance;
};

/* Cuts a line into its columns, in place. */
static struct row read_row(char *line)
{
    char *column[COLUMNS] = {line};
    struct row row;
    int count = 1;

    for (char *c = line; *c != '\0'; c++)
        if (*c == ',' && count < COLUMNS) {
            *c = '\0';
            column[count++] = c + 1;
        }
    ck_assert_msg(count == COLUMNS, "%d columns in the row of %s", count, line);
    row = (struct row){column[0], column[1], column[2], column[3], 0, 0};
    ck_assert_ptr_nonnull(ttri_parse_number(column[4], &row.value));
    ck_assert_ptr_nonnull(ttri_parse_number(column[5], &row.tolerance));
    return row;
}

static uint32_t region_index(const ttr_program *program, const char *name)
{
    uint32_t index = 0;

    if (strcmp(name, "World") == 0)
        return TTR_WORLD;
    while (index < ttr_program_regions(program) &&
           strcmp(ttr_program_region(program, index), name) != 0)
        index++;
    ck_assert_msg(index < ttr_program_regions(program), "no region %s", name);
    return index;
}

/* `3` is a period, `FY2024` a fiscal year, `CY2024` a calendar year. */
static uint32_t step_index(const ttr_program *program, const char *period,
                           int32_t *step)
{
    const char *name = period;

    *step = TTR_STEP_PERIOD;
    if (period[0] >= '0' && period[0] <= '9')
        return (uint32_t)strtoul(period, NULL, 10);
    *step = TTR_STEP_FISCAL_YEAR;
    if (period[0] == 'C') {
        *step = TTR_STEP_YEAR;
        name = period + 2;
    }
    for (uint32_t i = 0; i < ttr_program_steps(program, *step); i++)
        if (strcmp(ttr_program_step(program, *step, i), name) == 0)
            return i;
    return TTRI_NONE;
}

/* Cuts `revenue@constant` at the @. World money is in reporting currency. */
static int32_t cut_currency(char *name, uint32_t region)
{
    char *view = strchr(name, '@');

    if (view == NULL)
        return region == TTR_WORLD ? TTR_REPORTING : TTR_LOCAL;
    *view = '\0';
    return strcmp(view + 1, "constant") == 0 ? TTR_CONSTANT : TTR_REPORTING;
}

static ttr_status read_report(const ttr_forecast *forecast, const char *name,
                              int32_t step, double *values,
                              struct ttr_error *error)
{
    uint32_t index = 0;

    while (index < ttr_forecast_reports(forecast) &&
           strcmp(ttr_forecast_report_name(forecast, index), name) != 0)
        index++;
    return ttr_forecast_report(forecast, index, step, values, MAX_STEPS, error);
}

/* The library's number for a row; NaN, with a message, if it has none. */
static double computed(const ttr_program *program, const ttr_forecast *forecast,
                       const struct row *row, struct ttr_error *error)
{
    static double values[MAX_STEPS];
    char name[2 * NAME_SIZE];
    uint32_t region = region_index(program, row->region), output, index;
    int32_t step, currency;
    ttr_status status;

    index = step_index(program, row->period, &step);
    if (index >= ttr_program_steps(program, step)) {
        snprintf(error->message, sizeof error->message, "no step %s",
                 row->period);
        return NAN;
    }
    snprintf(name, sizeof name, "%s/%s", row->component, row->output);
    currency = cut_currency(name, region);
    if (strcmp(row->component, "report") == 0)
        status = read_report(forecast, row->output, step, values, error);
    else if (strcmp(name, "total/hhi") == 0)
        status =
            ttr_forecast_hhi(forecast, region, step, values, MAX_STEPS, error);
    else {
        status = ttr_program_find_output(program, name, &output, error);
        if (status == TTR_OK)
            status = ttr_forecast_read(forecast, output, region, currency, step,
                                       values, MAX_STEPS, error);
    }
    return status == TTR_OK ? values[index] : NAN;
}

/* ---- one case ---- */

static void load(const char *name, ttr_program **program,
                 ttr_forecast **forecast)
{
    struct ttr_error error = ttri_unit_error();
    char *text = read_case_file(name, SUFFIX);
    ttr_combiner *combiner = NULL;

    ttri_assert_ok(
        ttr_document_load(NULL, text, strlen(text), name, &combiner, &error),
        &error);
    ttri_assert_ok(ttr_combiner_compile(combiner, program, &error), &error);
    ttri_assert_ok(ttr_program_run(*program, NULL, forecast, &error), &error);
    ttr_combiner_unref(combiner);
    free(text);
}

static bool agrees(const ttr_program *program, const ttr_forecast *forecast,
                   const struct row *row, bool show)
{
    struct ttr_error error = ttri_unit_error();
    double x = computed(program, forecast, row, &error);

    if (fabs(x - row->value) <= row->tolerance * fmax(1.0, fabs(row->value)))
        return true;
    if (show)
        fprintf(stderr, "%s/%s/%s %s: %.15g instead of %.15g %s\n",
                row->component, row->region, row->output, row->period, x,
                row->value, isnan(x) ? error.message : "");
    return false;
}

START_TEST(agrees_with_the_reference)
{
    const char *name = cases.name[_i];
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;
    char *text = read_case_file(name, EXPECTED), *next;
    int rows = 0, wrong = 0;

    load(name, &program, &forecast);
    for (char *line = strchr(text, '\n'); line != NULL && line[1] != '\0';
         line = next) {
        struct row row;

        next = strchr(++line, '\n');
        if (next != NULL)
            *next = '\0';
        row = read_row(line);
        rows++;
        wrong += !agrees(program, forecast, &row, wrong < MAX_SHOWN);
        if (next != NULL)
            *next = '\n';
    }
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    free(text);
    ck_assert_msg(rows > 0, "%s has no rows", name);
    ck_assert_msg(wrong == 0, "%s: %d of %d rows differ", name, wrong, rows);
}
END_TEST

START_TEST(there_are_cases)
{
    ck_assert_int_gt(cases.count, 0);
    ck_assert_int_lt(cases.count, MAX_CASES);
}
END_TEST

/* ---- the suite: a test case per document, so that TAP names it ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void find_cases(const char *folder, const char *only)
{
    DIR *files = opendir(folder);
    struct dirent *file;

    cases.folder = folder;
    while (files != NULL && (file = readdir(files)) != NULL) {
        size_t size = strlen(file->d_name), end = strlen(SUFFIX);

        if (size <= end || size - end >= NAME_SIZE ||
            strcmp(file->d_name + size - end, SUFFIX) != 0 ||
            cases.count == MAX_CASES)
            continue;
        memcpy(cases.name[cases.count], file->d_name, size - end);
        cases.name[cases.count][size - end] = '\0';
        if (only == NULL || strcmp(only, cases.name[cases.count]) == 0)
            cases.count++;
    }
    if (files != NULL)
        closedir(files);
    qsort(cases.name, (size_t)cases.count, NAME_SIZE, by_name);
}

int main(int argc, char **argv)
{
    Suite *suite = suite_create("cases");
    TCase *all = tcase_create("all");

    if (argc > 1)
        find_cases(argv[1], argc > 2 ? argv[2] : NULL);
    tcase_add_test(all, there_are_cases);
    suite_add_tcase(suite, all);
    for (int i = 0; i < cases.count; i++) {
        TCase *one = tcase_create(cases.name[i]);

        tcase_set_timeout(one, 60);
        tcase_add_loop_test(one, agrees_with_the_reference, i, i + 1);
        suite_add_tcase(suite, one);
    }
    return ttri_unit_main(suite);
}
