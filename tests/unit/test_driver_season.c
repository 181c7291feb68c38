/* Indices of a driver: seasons and movable events. Expected numbers are closed
 * forms in exact fractions. */
#include "driver_path.h"

/* ---- indices ---- */

START_TEST(a_season_keeps_the_years_total)
{
    const double months[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    double sum = 0;

    start(2020, 1, TTR_MONTH, 12);
    ttr_driver_set_value(driver, 13, NULL);
    ttr_driver_set_seasonality(driver, 12, months, NULL);
    path_of(&positive);
    for (uint32_t t = 0; t < 12; t++) {
        near(t, 2 * (t + 1)); /* mean 6.5 */
        sum += numbers[t];
    }
    ck_assert_double_eq_tol(sum, 12 * 13, 1e-12);
    start(2020, 1, TTR_QUARTER, 4);
    path_of(&positive);
    near(0, 4); /* (2 + 4 + 6) / 3 */
    near(3, 22);
    start(2020, 1, TTR_YEAR, 1);
    path_of(&positive);
    near(0, 13);
    start(2020, 11, TTR_QUARTER, 1); /* November to January */
    path_of(&positive);
    near(0, (22 + 24 + 2) / 3.0);
}
END_TEST

START_TEST(quarters_are_the_calendars)
{
    const double quarters[] = {1, 2, 3, 2};

    start(2020, 2, TTR_QUARTER, 4);
    ttr_driver_set_value(driver, 6, NULL);
    ttr_driver_set_seasonality(driver, 4, quarters, NULL);
    path_of(&positive);
    near(0, (3 + 3 + 6) / 3.0); /* February, March, April */
    near(1, (6 + 6 + 9) / 3.0);
    near(2, (9 + 9 + 6) / 3.0);
    near(3, (6 + 6 + 3) / 3.0);
}
END_TEST

/* Tiny and huge weights: only their proportions count. */
START_TEST(weights_are_proportions)
{
    const double tiny[] = {1e-308, 2e-308, 3e-308, 2e-308};
    const double huge[] = {0.5e308, 1e308, 1.5e308, 1e308};

    start(2020, 1, TTR_QUARTER, 4);
    ttr_driver_set_value(driver, 6, NULL);
    ttr_driver_set_seasonality(driver, 4, tiny, NULL);
    path_of(&positive);
    near(0, 3);
    near(2, 9);
    ttr_driver_set_seasonality(driver, 4, huge, NULL);
    path_of(&positive);
    near(0, 3);
    near(2, 9);
}
END_TEST

/* Odds 1/4 times 1/2, 1, 3/2, 1. */
START_TEST(a_season_multiplies_the_odds_of_a_share)
{
    const double quarters[] = {1, 2, 3, 2};

    start(2020, 1, TTR_QUARTER, 4);
    ttr_driver_set_value(driver, 0.2, NULL);
    ttr_driver_set_seasonality(driver, 4, quarters, NULL);
    path_of(&share);
    near(0, 1 / 9.0);
    near(1, 0.2);
    near(2, 3 / 11.0);
}
END_TEST

START_TEST(the_ends_are_fixed_points)
{
    const double quarters[] = {1, 2, 3, 2};

    start(2020, 1, TTR_QUARTER, 4);
    ttr_driver_set_seasonality(driver, 4, quarters, NULL);
    ttr_driver_add_movable_event(driver, 20200110, 200, 0, NULL);
    ttr_driver_set_value(driver, 0, NULL);
    path_of(&positive);
    for (uint32_t t = 0; t < 4; t++)
        ck_assert_double_eq(numbers[t], 0);
    path_of(&share);
    for (uint32_t t = 0; t < 4; t++)
        ck_assert_double_eq(numbers[t], 0);
    ttr_driver_set_exponential(driver, 0, 1e300, 19000101, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[3], 0);
    start(2020, 1, TTR_QUARTER, 4);
    ttr_driver_unref(driver);
    open_driver();
    ttr_driver_set_seasonality(driver, 4, quarters, NULL);
    ttr_driver_set_value(driver, 1, NULL);
    path_of(&share);
    for (uint32_t t = 0; t < 4; t++)
        ck_assert_double_eq(numbers[t], 1);
}
END_TEST

/* Lunar New Year 2024: 8 of February's 29 days. */
START_TEST(a_movable_event_counts_its_days)
{
    start(2024, 1, TTR_MONTH, 4);
    ttr_driver_set_value(driver, 1, NULL);
    ttr_driver_add_movable_event(driver, 20240210, 8, 1.5, NULL);
    path_of(&positive);
    near(0, 1);
    near(1, (21 + 8 * 1.5) / 29);
    near(2, 1);
    ttr_driver_add_movable_event(driver, 20240225, 10, 2, NULL);
    path_of(&positive); /* 25 to 29 February, 1 to 5 March */
    near(1, (16 + 8 * 1.5 + 5 * 2) / 29);
    near(2, (26 + 5 * 2) / 31.0);
    ttr_driver_add_movable_event(driver, 20240228, 1, 0, NULL);
    path_of(&positive); /* a day of the one before, at nothing */
    near(1, (16 + 8 * 1.5 + 4 * 2) / 29);
    near(3, 1);
}
END_TEST

START_TEST(a_long_event_covers_whole_periods)
{
    start(2024, 1, TTR_MONTH, 5);
    ttr_driver_set_value(driver, 1, NULL);
    ttr_driver_add_movable_event(driver, 20240116, 90, 3, NULL);
    ttr_driver_add_movable_event(driver, 20240301, 31, 0.5, NULL);
    path_of(&positive); /* 16 January to 14 April, and all of March */
    near(0, (15 + 16 * 3) / 31.0);
    near(1, 3);
    near(2, 1.5);
    near(3, (14 * 3 + 16) / 30.0);
    near(4, 1);
    ttr_driver_add_movable_event(driver, 19000101, INT32_MAX, 2, NULL);
    path_of(&positive);
    near(3, 2 * (14 * 3 + 16) / 30.0);
    near(4, 2);
}
END_TEST

START_TEST(a_movable_event_multiplies_the_odds_of_a_share)
{
    start(2024, 2, TTR_MONTH, 1);
    ttr_driver_set_value(driver, 0.2, NULL);
    ttr_driver_add_movable_event(driver, 20240201, 29, 4, NULL);
    path_of(&share);
    near(0, 0.5);
    ttr_driver_add_movable_event(driver, 20240201, 29, 0, NULL);
    path_of(&share);
    ck_assert_double_eq(numbers[0], 0);
}
END_TEST

struct event {
    int64_t first;
    int32_t days;
    double multiplier;
};

/* Another order of the same sums: day by day, over all events. */
static double by_day(const struct event *event, int count,
                     const struct ttri_period *period)
{
    double sum = 0;

    for (int64_t day = period->first; day < period->end; day++) {
        double product = 1;

        for (int i = 0; i < count; i++)
            if (day >= event[i].first && day < event[i].first + event[i].days)
                product *= event[i].multiplier;
        sum += product;
    }
    return sum / (double)(period->end - period->first);
}

START_TEST(many_events_agree_with_a_sum_over_days)
{
    static struct event event[300];
    uint32_t state = 12345;

    start(2000, 1, _i, 1200 / _i < 200 ? 1200 / _i : 200);
    ttr_driver_set_value(driver, 1, NULL);
    for (int i = 0; i < 300; i++) {
        ttr_date first;

        state = state * 1664525u + 1013904223u;
        first = (ttr_date)(2000 + state / 65536 % 20) * 10000 +
                (ttr_date)(1 + state / 4096 % 12) * 100 +
                (ttr_date)(1 + state / 512 % 28);
        event[i].first = ttri_date_day(first);
        event[i].days = (int32_t)(1 + state / 1024 % 90);
        event[i].multiplier = 0.5 + (state >> 24) / 256.0;
        ttr_driver_add_movable_event(driver, first, event[i].days,
                                     event[i].multiplier, NULL);
    }
    path_of(&positive);
    for (uint32_t t = 0; t < calendar.count; t++)
        near(t, by_day(event, 300, &calendar.period[t]));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("driver_season");
    TCase *indices = tcase_create("indices");

    tcase_add_checked_fixture(indices, open_driver, close_driver);
    tcase_add_test(indices, a_season_keeps_the_years_total);
    tcase_add_test(indices, quarters_are_the_calendars);
    tcase_add_test(indices, weights_are_proportions);
    tcase_add_test(indices, a_season_multiplies_the_odds_of_a_share);
    tcase_add_test(indices, the_ends_are_fixed_points);
    tcase_add_test(indices, a_movable_event_counts_its_days);
    tcase_add_test(indices, a_long_event_covers_whole_periods);
    tcase_add_test(indices, a_movable_event_multiplies_the_odds_of_a_share);
    tcase_add_loop_test(indices, many_events_agree_with_a_sum_over_days, 1, 2);
    tcase_add_loop_test(indices, many_events_agree_with_a_sum_over_days, 3, 4);
    tcase_add_loop_test(indices, many_events_agree_with_a_sum_over_days, 12,
                        13);
    suite_add_tcase(suite, indices);
    return ttri_unit_main(suite);
}
