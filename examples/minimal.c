/* What 170 million users bring in a year, if 12 % of the videos are ads. */
#include <stdio.h>
#include <tiktokrev/tiktokrev.h>
int main(void)
{
    struct ttr_calendar year; /* by default 2020, in quarters */
    struct ttr_error error;
    ttr_audience *users = NULL;
    ttr_stream *ads = NULL;
    ttr_combiner *platform = NULL;
    ttr_program *program = NULL;
    ttr_forecast *forecast = NULL;
    uint32_t revenue;
    double usd;
    ttr_error_init(&error, sizeof error);
    ttr_calendar_init(&year, sizeof year);
    int failed = /* a status is 0 if all is well: || stops at a failure */
        ttr_audience_new(NULL, &users, &error) ||
        ttr_audience_set(users, "US", "mau_gross", 170e6, &error) ||
        ttr_advertising_new(NULL, NULL, &ads, &error) ||
        ttr_stream_set(ads, "US", "ad_load", 0.12, &error) ||
        ttr_stream_set(ads, "US", "ecpm_ref", 4.50, &error) ||
        ttr_combiner_new(NULL, &year, "USD", &platform, &error) ||
        ttr_combiner_add_region(platform, "US", "USD", &error) ||
        ttr_combiner_set_audience(platform, users, &error) ||
        ttr_combiner_add_stream(platform, ads, &error) ||
        ttr_combiner_compile(platform, &program, &error) ||
        ttr_program_run(program, NULL, &forecast, &error) ||
        ttr_program_find_output(program, "total/revenue", &revenue, &error) ||
        ttr_forecast_read(forecast, revenue, TTR_WORLD, TTR_REPORTING,
                          TTR_STEP_YEAR, &usd, 1, &error);
    failed ? fprintf(stderr, "%s\n", error.message)
           : printf("%.3f billion USD\n", usd / 1e9);
    ttr_forecast_unref(forecast);
    ttr_program_unref(program);
    ttr_combiner_unref(platform);
    ttr_stream_unref(ads);
    ttr_audience_unref(users);
    return failed;
}
