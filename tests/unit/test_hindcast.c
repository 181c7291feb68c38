/* TikTok's document, fitted to what was published by the end of 2022: what it
 * says of 2023, beside what was published then. Its drivers' paths were drawn
 * with later years in sight, so this holds widths, not foresight. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

static const char *model_path, *history_path;

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text;
    long size;

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    rewind(file);
    text = calloc((size_t)size + 1, 1);
    ck_assert_uint_eq(fread(text, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    return text;
}

/* Noise begins where the forecast does. */
static ttr_combiner *open_model(void)
{
    struct ttr_error error = ttri_unit_error();
    ttr_combiner *combiner = NULL;
    char *text = read_file(model_path);
    char *as_of = strstr(text, "\"as_of\": \"2025-01-01\"");

    ck_assert_ptr_nonnull(as_of);
    memcpy(strstr(as_of, "2025"), "2023", 4);
    ttri_assert_ok(ttr_document_load(NULL, text, strlen(text), "tiktok",
                                     &combiner, &error),
                   &error);
    free(text);
    return combiner;
}

static ttr_calibration *fit(ttr_date last)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calibration_options options;
    ttr_combiner *combiner = open_model();
    ttr_history *history = NULL;
    ttr_calibration *calibration = NULL;

    ttr_calibration_options_init(&options, sizeof options);
    options.last = last;
    ttri_assert_ok(ttr_history_open(NULL, history_path, &history, &error),
                   &error);
    ttri_assert_ok(ttr_calibration_run(combiner, history, &options, NULL, NULL,
                                       &calibration, &error),
                   &error);
    ttr_history_unref(history);
    ttr_combiner_unref(combiner);
    return calibration;
}

static uint32_t find_report(const ttr_program *program, const char *name)
{
    struct ttr_error error = ttri_unit_error();
    ttr_forecast *forecast = NULL;
    uint32_t index = 0;

    ttri_assert_ok(ttr_program_run(program, NULL, &forecast, &error), &error);
    while (strcmp(ttr_forecast_report_name(forecast, index), name) != 0)
        index++;
    ttr_forecast_unref(forecast);
    return index;
}

/* P10 and P90 of a report in 2023. */
static void find_band(const ttr_calibration *calibration, const char *report,
                      double band[2])
{
    static const double levels[2] = {0.1, 0.9};
    struct ttr_error error = ttri_unit_error();
    const ttr_program *program = ttr_calibration_program(calibration);
    ttr_simulation *simulation = NULL;
    ttr_distribution *distribution = NULL;
    struct ttr_sampling sampling;
    struct ttr_figure figure;
    uint32_t first = 0;

    ttr_figure_init(&figure, sizeof figure);
    figure.kind = TTR_FIGURE_REPORT;
    figure.output = find_report(program, report);
    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.paths = 8192;
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_watch(simulation, &figure, &first, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_condition(simulation, calibration, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_run(simulation, &sampling, NULL, NULL,
                                      &distribution, &error),
                   &error);
    ttri_assert_ok(ttr_distribution_quantiles(distribution, first + 3, 1,
                                              levels, 2, band, NULL, &error),
                   &error);
    ttr_distribution_unref(distribution);
    ttr_simulation_unref(simulation);
}

/* What was published of 2023: turnover of the UK group (Companies House), sales
 * in South-East Asia (Momentum Works) and the US (between 1.2 and 1.8 billion);
 * and what TikTok Australia filed, less services to the group, be they 4.6 % of
 * it as in 2021 or 30.1 % as in 2024. */
static const struct {
    const char *report;
    double low, high;
} published[] = {{"uk_group_turnover", 4.57e9, 4.57e9},
                 {"shop_gmv_sea", 16.3e9, 16.3e9},
                 {"shop_gmv_us", 1.2e9, 1.8e9},
                 {"australia_advertising", 0.954 * 249.3e6, 0.954 * 249.3e6},
                 {"australia_advertising", 0.699 * 249.3e6, 0.699 * 249.3e6}};

START_TEST(bands_hold_the_year_after)
{
    ttr_calibration *calibration = fit(20221231);
    double band[2];

    find_band(calibration, published[_i].report, band);
    ck_assert_msg(band[0] < published[_i].high && published[_i].low < band[1],
                  "%s: %g to %g", published[_i].report, band[0], band[1]);
    /* and are no wider than a factor of two and a quarter */
    ck_assert_double_lt(band[1], 2.25 * band[0]);
    ttr_calibration_unref(calibration);
}
END_TEST

START_TEST(it_converges_on_what_was_known)
{
    struct ttr_error error = ttri_unit_error();
    ttr_calibration *calibration = fit(20221231);
    struct ttr_calibration_state state = {.struct_size = sizeof state};

    ttri_assert_ok(ttr_calibration_state(calibration, &state, &error), &error);
    ck_assert_int_eq(state.converged, 1);
    ck_assert_uint_gt(state.used, 30);
    ck_assert_uint_lt(state.used, 45);
    ttr_calibration_unref(calibration);
}
END_TEST

int main(int argc, char **argv)
{
    Suite *suite = suite_create("hindcast");
    TCase *cases = tcase_create("hindcast");

    if (argc != 3)
        return EXIT_FAILURE;
    model_path = argv[1];
    history_path = argv[2];
    tcase_set_timeout(cases, 120);
    tcase_add_loop_test(cases, bands_hold_the_year_after, 0,
                        TTRI_LENGTH(published));
    tcase_add_test(cases, it_converges_on_what_was_known);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
