/* The central path of a driver: curves, activity, numbers that can not be.
 * Expected numbers are closed forms in exact fractions, or were computed with
 * mpmath at 40 digits where marked. */
#include "driver_path.h"

/* ---- curves ---- */

START_TEST(nothing_said_is_the_default)
{
    start(2020, 1, TTR_QUARTER, 2);
    path_of(&positive);
    ck_assert_double_eq(numbers[0], 7);
    ck_assert_double_eq(numbers[1], 7);
    path_of(&share);
    ck_assert_double_eq(numbers[1], 0.25);
    path_of(&real);
    ck_assert_double_eq(numbers[1], -3);
    ttr_driver_set_certain(driver, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[1], 7);
}
END_TEST

START_TEST(a_range_or_law_alone_gives_its_median)
{
    struct ttr_law law;

    start(2020, 1, TTR_QUARTER, 2);
    ttr_driver_set_range(driver, NULL, 2, 8, 0.8, NULL);
    path_of(&positive);
    near(1, 4); /* sqrt(2 * 8) */
    ttr_driver_set_range(driver, NULL, 0.2, 0.9, 0.8, NULL);
    path_of(&share);
    near(1, 0.6); /* odds sqrt(1/4 * 9) = 1.5 */
    ttr_law_init(&law, sizeof law);
    law.kind = TTR_LAW_PARETO;
    law.a = 1;
    law.b = 3;
    ttr_driver_set_law(driver, NULL, &law, NULL);
    path_of(&positive);
    near(1, 1.2599210498948732); /* 2^(1/3) */
}
END_TEST

START_TEST(a_value_counts_before_its_range)
{
    start(2020, 1, TTR_QUARTER, 1);
    ttr_driver_set_range(driver, NULL, 2, 8, 0.8, NULL);
    ttr_driver_set_value(driver, 3, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[0], 3);
}
END_TEST

/* 1.21 per year from the middle of 2020: 100 * 1.21^k at the middles. */
START_TEST(grows_exponentially)
{
    start(2020, 1, TTR_YEAR, 4);
    ttr_driver_set_exponential(driver, 100, 0.21, 20200701, NULL);
    path_of(&positive);
    near(0, 100);
    near(1, 121);
    near(2, 146.41);
    near(3, 177.1561);
    start(2020, 1, TTR_MONTH, 2);
    path_of(&positive);
    /* 100 * 1.1^(2 u), u = -11/24 and -9/24: mpmath */
    timed(0, 91.634012766263976);
    timed(1, 93.101244462222284);
}
END_TEST

START_TEST(a_line_is_cut_to_the_support)
{
    start(2020, 1, TTR_YEAR, 3);
    ttr_driver_set_linear(driver, 0.875, 0.25, 20200701, NULL);
    path_of(&share);
    ck_assert_double_eq(numbers[0], 0.875);
    ck_assert_double_eq(numbers[1], 1);
    ck_assert_double_eq(numbers[2], 1);
    path_of(&positive);
    ck_assert_double_eq(numbers[2], 1.375);
    ttr_driver_set_linear(driver, 0.875, -1, 20200701, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[1], 0);
    path_of(&real);
    ck_assert_double_eq(numbers[2], -1.125);
}
END_TEST

START_TEST(an_exponential_share_ends_at_1)
{
    start(2020, 1, TTR_YEAR, 3);
    ttr_driver_set_exponential(driver, 0.5, 1, 20200701, NULL);
    path_of(&share);
    near(0, 0.5);
    ck_assert_double_eq(numbers[2], 1);
}
END_TEST

START_TEST(saturates)
{
    start(2020, 1, TTR_YEAR, 3);
    ttr_driver_set_logistic(driver, 10, 2, 20210701, NULL);
    path_of(&positive);
    near(0, 1.1920292202211756); /* 10 / (1 + e^2) */
    near(1, 5);
    near(2, 8.8079707797788244); /* 10 / (1 + e^-2) */
    ttr_driver_set_gompertz(driver, 10, 2, 20200701, NULL);
    path_of(&positive);
    near(0, 3.6787944117144232); /* 10 / e */
    near(1, 8.7342301849311664); /* 10 exp(-e^-2) */
}
END_TEST

/* Formula of Bass 1969 with p = 0.03, q = 0.38, 1,000 people: mpmath. */
START_TEST(diffuses)
{
    start(2019, 1, TTR_YEAR, 4);
    ttr_driver_set_bass(driver, 1000, 0.03, 0.38, 20200101, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[0], 0);
    near(1, 16.375552414842636);
    near(2, 58.531115901449777);
    near(3, 115.64145001408058);
}
END_TEST

START_TEST(gains_people_exactly)
{
    double sum = 0;

    start(2020, 1, TTR_QUARTER, 4);
    ttr_driver_set_bass(driver, 1000, 0.03, 0.38, 20200101, NULL);
    path_of(&acquired);
    near(0, 2.6119880265653691); /* mpmath: (F(1/4) - F(0)) / 3 */
    near(1, 2.8465294450488427);
    near(2, 3.0970974146351555);
    near(3, 3.3637731992311747);
    /* launched within a quarter, and before it nobody */
    ttr_driver_set_bass(driver, 1000, 0.03, 0.38, 20200215, NULL);
    path_of(&acquired);
    timed(0, 1.2926807642292073);
    start(2019, 1, TTR_MONTH, 1200);
    path_of(&acquired);
    for (uint32_t t = 0; t < calendar.count; t++)
        sum += numbers[t];
    ck_assert_double_eq(numbers[12], 0);
    ck_assert_double_gt(numbers[13], 0);
    /* a century later everybody has come: F = 1 - 1e-16 */
    ck_assert_double_eq_tol(sum, 1000, 1e-9);
}
END_TEST

START_TEST(only_a_bass_curve_is_a_flow)
{
    start(2020, 1, TTR_QUARTER, 1);
    ttr_driver_set_logistic(driver, 10, 2, 20200701, NULL);
    path_of(&positive);
    near(0, 3.2082130082460704); /* 10 / (1 + e^0.75) */
    path_of(&acquired);
    near(0, 3.2082130082460704);
}
END_TEST

START_TEST(joins_knots_by_lines)
{
    const ttr_date dates[] = {20210101, 20230101, 20230701, 20240101};
    const double values[] = {1, 3, 3, 0};

    start(2020, 1, TTR_YEAR, 6);
    ttr_driver_set_knots(driver, 4, dates, values, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[0], 1);
    ck_assert_double_eq(numbers[1], 1.5);
    ck_assert_double_eq(numbers[2], 2.5);
    ck_assert_double_eq(numbers[3], 3);
    ck_assert_double_eq(numbers[4], 0);
    ck_assert_double_eq(numbers[5], 0);
    start(2023, 7, TTR_MONTH, 6);
    path_of(&positive);
    for (uint32_t t = 0; t < 6; t++)
        timed(t, 3 - (t + 0.5) / 6 * 3);
    ttr_driver_set_knots(driver, 1, dates, values + 1, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[0], 3);
}
END_TEST

START_TEST(reads_a_series_by_period)
{
    struct ttr_error error = ttri_unit_error();
    const double values[] = {1, 2, 4};
    double before = numbers[0];

    start(2020, 1, TTR_MONTH, 3);
    ttr_driver_set_series(driver, 3, values, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[1], 2);
    ck_assert_double_eq(numbers[2], 4);
    start(2020, 1, TTR_MONTH, 4);
    before = numbers[0];
    ttri_assert_fails(ttri_driver_path(driver, &positive, &calendar, PATH,
                                       numbers, NULL, &error),
                      TTR_E_CONFLICT, &error,
                      PATH " must have one value for each of the calendar's 4 "
                           "periods (got 3 values)");
    ck_assert_double_eq(numbers[0], before);
}
END_TEST

/* ---- activity ---- */

START_TEST(is_active_between_its_dates)
{
    start(2024, 1, TTR_MONTH, 4);
    ttr_driver_set_value(driver, 1, NULL);
    ttr_driver_set_dates(driver, 20240110, 20240315, NULL);
    path_of(&positive); /* first and last day included */
    near(0, 22 / 31.0);
    near(1, 1);
    near(2, 15 / 31.0);
    ck_assert_double_eq(numbers[3], 0);
    ttr_driver_set_dates(driver, 20240229, 20240229, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[0], 0);
    near(1, 1 / 29.0);
    ck_assert_double_eq(numbers[2], 0);
    ttr_driver_set_dates(driver, 0, 20240101, NULL);
    path_of(&positive);
    near(0, 1 / 31.0);
    ttr_driver_set_dates(driver, 20240430, 0, NULL);
    path_of(&positive);
    near(3, 1 / 30.0);
}
END_TEST

START_TEST(activity_can_stand_apart)
{
    struct ttr_error error = ttri_unit_error();
    double active[4];

    start(2024, 1, TTR_MONTH, 4);
    ttr_driver_set_value(driver, 5, NULL);
    ttr_driver_set_dates(driver, 20240110, 20240315, NULL);
    ttri_assert_ok(ttri_driver_path(driver, &positive, &calendar, PATH, numbers,
                                    active, &error),
                   &error);
    for (uint32_t t = 0; t < 4; t++)
        ck_assert_double_eq(numbers[t], 5);
    ck_assert_double_eq(active[0], 22 / 31.0);
    ck_assert_double_eq(active[1], 1);
    ck_assert_double_eq(active[3], 0);
}
END_TEST

/* ---- numbers that can not be ---- */

START_TEST(overflow_is_an_error)
{
    struct ttr_error error = ttri_unit_error();
    double active[4] = {-1, -1, -1, -1}, before;

    start(2020, 1, TTR_YEAR, 4);
    before = numbers[0];
    ttr_driver_set_exponential(driver, 1e300, 1e5, 20200701, NULL);
    ttri_assert_fails(ttri_driver_path(driver, &positive, &calendar, PATH,
                                       numbers, active, &error),
                      TTR_E_NUMERIC, &error,
                      PATH " must be finite in every period (got inf)");
    ck_assert_double_eq(numbers[0], before);
    ck_assert_double_eq(active[0], -1);
    ttr_driver_set_linear(driver, -1e308, -1e308, 20200701, NULL);
    ttri_assert_fails(
        ttri_driver_path(driver, &real, &calendar, PATH, numbers, NULL, &error),
        TTR_E_NUMERIC, &error,
        PATH " must be finite in every period (got -inf)");
}
END_TEST

START_TEST(overflow_while_inactive_is_nothing)
{
    start(2020, 1, TTR_YEAR, 4);
    ttr_driver_set_exponential(driver, 1e300, 1e5, 20200701, NULL);
    ttr_driver_set_dates(driver, 0, 20211231, NULL);
    path_of(&positive);
    near(1, 1.00001e305);
    ck_assert_double_eq(numbers[2], 0);
    ck_assert_double_eq(numbers[3], 0);
}
END_TEST

START_TEST(overflowing_multipliers_are_an_error)
{
    struct ttr_error error = ttri_unit_error();

    start(2024, 1, TTR_MONTH, 1);
    ttr_driver_set_value(driver, 0.5, NULL);
    for (int i = 0; i < 2; i++)
        ttr_driver_add_movable_event(driver, 20240101, 31, 1e200, NULL);
    ttri_assert_fails(ttri_driver_path(driver, &positive, &calendar, PATH,
                                       numbers, NULL, &error),
                      TTR_E_NUMERIC, &error, NULL);
    path_of(&share); /* infinite odds */
    ck_assert_double_eq(numbers[0], 1);
    ttr_driver_set_value(driver, 0, NULL);
    path_of(&positive);
    ck_assert_double_eq(numbers[0], 0);
    ttr_driver_set_value(driver, 0.5, NULL);
    /* infinity times nothing */
    ttr_driver_add_movable_event(driver, 20240101, 31, 0, NULL);
    ttri_assert_fails(ttri_driver_path(driver, &share, &calendar, PATH, numbers,
                                       NULL, &error),
                      TTR_E_NUMERIC, &error, NULL);
}
END_TEST

/* Extreme parameters of every curve: finite numbers or an error. */
START_TEST(never_nan)
{
    static const double odd[] = {0,    1e-308, 1e-3,  1,       1e3,
                                 1e15, 1e300,  1e308, -1e-308, -0.5};
    const struct ttri_driver_def *keys[] = {&positive, &share, &real};
    const double *a = &odd[_i];

    start(1950, 1, TTR_YEAR, 200);
    for (uint32_t j = 0; j < TTRI_COUNT(odd); j++)
        for (uint32_t k = 0; k < 3 * 5; k++) {
            double b = odd[j];
            ttr_status status = TTR_E_RANGE;

            switch (k / 3) {
            case 0:
                status =
                    ttr_driver_set_exponential(driver, *a, b, 20500101, NULL);
                break;
            case 1:
                status = ttr_driver_set_linear(driver, *a, b, 20500101, NULL);
                break;
            case 2:
                status = ttr_driver_set_logistic(driver, *a, b, 20500701, NULL);
                break;
            case 3:
                status = ttr_driver_set_gompertz(driver, *a, b, 20500701, NULL);
                break;
            default:
                status = ttr_driver_set_bass(driver, 1, *a, b, 20000101, NULL);
            }
            if (status != TTR_OK)
                continue;
            status = ttri_driver_path(driver, keys[k % 3], &calendar, PATH,
                                      numbers, NULL, NULL);
            ck_assert(status == TTR_OK || status == TTR_E_NUMERIC);
            for (uint32_t t = 0; status == TTR_OK && t < 200; t++)
                ck_assert_msg(isfinite(numbers[t]), "%s %g %g",
                              ttri_curve_name(driver->curve), *a, b);
        }
}
END_TEST

/* ---- the curve alone ---- */

START_TEST(reads_the_curve_at_a_time)
{
    const double values[] = {1, 2, 4};

    start(2020, 1, TTR_YEAR, 3);
    ck_assert_double_eq(ttri_driver_curve_at(driver, &calendar, 2021), 1);
    ttr_driver_set_range(driver, NULL, 2, 8, 0.8, NULL);
    ck_assert_double_eq_tol(ttri_driver_curve_at(driver, &calendar, 2021), 4,
                            1e-14);
    ttr_driver_set_value(driver, 3, NULL);
    ck_assert_double_eq(ttri_driver_curve_at(driver, &calendar, 2021), 3);
    ttr_driver_set_exponential(driver, 100, 0.21, 20200101, NULL);
    ck_assert_double_eq_tol(ttri_driver_curve_at(driver, &calendar, 2022),
                            146.41, 1e-12);
    ttr_driver_set_series(driver, 3, values, NULL);
    ck_assert_double_eq(ttri_driver_curve_at(driver, &calendar, 2019), 1);
    ck_assert_double_eq(ttri_driver_curve_at(driver, &calendar, 2021), 1);
    ck_assert_double_eq(ttri_driver_curve_at(driver, &calendar, 2021.5), 2);
    ck_assert_double_eq(ttri_driver_curve_at(driver, &calendar, 2023), 4);
    ck_assert_double_eq(ttri_driver_curve_at(driver, &calendar, 2099), 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("driver_path");
    TCase *curves = tcase_create("curves");
    TCase *activity = tcase_create("activity");
    TCase *limits = tcase_create("limits");
    TCase *cases[] = {curves, activity, limits};

    for (uint32_t i = 0; i < TTRI_COUNT(cases); i++) {
        tcase_add_checked_fixture(cases[i], open_driver, close_driver);
        suite_add_tcase(suite, cases[i]);
    }
    tcase_add_test(curves, nothing_said_is_the_default);
    tcase_add_test(curves, a_range_or_law_alone_gives_its_median);
    tcase_add_test(curves, a_value_counts_before_its_range);
    tcase_add_test(curves, grows_exponentially);
    tcase_add_test(curves, a_line_is_cut_to_the_support);
    tcase_add_test(curves, an_exponential_share_ends_at_1);
    tcase_add_test(curves, saturates);
    tcase_add_test(curves, diffuses);
    tcase_add_test(curves, gains_people_exactly);
    tcase_add_test(curves, only_a_bass_curve_is_a_flow);
    tcase_add_test(curves, joins_knots_by_lines);
    tcase_add_test(curves, reads_a_series_by_period);
    tcase_add_test(curves, reads_the_curve_at_a_time);
    tcase_add_test(activity, is_active_between_its_dates);
    tcase_add_test(activity, activity_can_stand_apart);
    tcase_add_test(limits, overflow_is_an_error);
    tcase_add_test(limits, overflow_while_inactive_is_nothing);
    tcase_add_test(limits, overflowing_multipliers_are_an_error);
    tcase_add_loop_test(limits, never_nan, 0, 10);
    return ttri_unit_main(suite);
}
