/* A driver on random paths: its level by range, grade and law, and when there
 * is nothing to draw. Curves are in test_driver_curve.c, what is built on top
 * of it in test_driver_moves.c. */
#include "one_driver.h"

/* ---- levels ---- */

static const struct {
    int32_t support;
    double value, low, high;
} ranges[] = {
    {TTR_SUPPORT_POSITIVE, 3, 2, 7},   {TTR_SUPPORT_POSITIVE, 3, 3, 7},
    {TTR_SUPPORT_UNIT, 0.2, 0.1, 0.9}, {TTR_SUPPORT_UNIT, 0.999, 0.2, 0.9999},
    {TTR_SUPPORT_REAL, -1, -4, 0},     {TTR_SUPPORT_REAL, 0, -0.5, 0.1},
};

/* The value in the middle, both ends at their normals, whatever lies between:
 * straight lines on the scale. */
START_TEST(a_range_around_a_value)
{
    struct set set;

    begin(&set, ranges[_i].support);
    value(&set, ranges[_i].value);
    range(&set, NULL, ranges[_i].low, ranges[_i].high, 0.8);
    ck_assert_double_eq_tol(level_at(&set, 0), ranges[_i].value, 1e-15);
    ck_assert_double_eq_tol(level_at(&set, -Z80), ranges[_i].low, 1e-14);
    ck_assert_double_eq_tol(level_at(&set, Z80), ranges[_i].high, 1e-14);
    end(&set);
}
END_TEST

START_TEST(other_normals_of_a_range)
{
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    value(&set, 3);
    range(&set, NULL, 2, 7, 0.8);
    is_near(level_at(&set, -2 * Z80), 3 * (2.0 / 3) * (2.0 / 3));
    is_near(level_at(&set, Z80 / 2), 3 * sqrt(7.0 / 3));
    end(&set);
    /* 95 %: 1.959963984540054 */
    begin(&set, TTR_SUPPORT_REAL);
    value(&set, 1);
    range(&set, NULL, 0, 5, 0.95);
    is_near(level_at(&set, -2 * 1.959963984540054), -1);
    is_near(level_at(&set, 1.959963984540054), 5);
    end(&set);
}
END_TEST

/* Without a value the scale's middle is the median. */
START_TEST(a_range_alone)
{
    struct set set;

    for (unsigned i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        begin(&set, ranges[i].support);
        range(&set, NULL, ranges[i].low, ranges[i].high, 0.8);
        ck_assert_double_eq_tol(level_at(&set, -Z80), ranges[i].low, 1e-14);
        ck_assert_double_eq_tol(level_at(&set, Z80), ranges[i].high, 1e-14);
        end(&set);
    }
    begin(&set, TTR_SUPPORT_POSITIVE);
    range(&set, NULL, 2, 8, 0.8);
    is_near(level_at(&set, 0), 4);
    is_near(level_at(&set, 0.5 * Z80), 4 * sqrt(2));
    end(&set);
}
END_TEST

static const struct {
    char grade;
    double factor;
} grades[] = {{'A', 1.05}, {'B', 1.25}, {'C', 2}, {0, 2}};

static double odds(double share)
{
    return share / (1 - share);
}

START_TEST(a_grade_gives_a_width)
{
    double factor = grades[_i].factor;
    struct set set;

    for (int sign = -1; sign <= 1; sign += 2) {
        double f = sign > 0 ? factor : 1 / factor;

        begin(&set, TTR_SUPPORT_POSITIVE);
        value(&set, 40);
        if (grades[_i].grade != 0)
            evidence(&set, grades[_i].grade, 0);
        is_near(level_at(&set, sign * Z80), 40 * f);
        is_near(level_at(&set, 0), 40);
        set.definition.support = TTR_SUPPORT_UNIT;
        value(&set, 0.2);
        is_near(odds(level_at(&set, sign * Z80)), odds(0.2) * f);
        set.definition.support = TTR_SUPPORT_REAL;
        value(&set, 3);
        is_near(level_at(&set, sign * Z80), 3 * f);
        value(&set, -3);
        is_near(level_at(&set, sign * Z80), -3 / f);
        end(&set);
    }
}
END_TEST

/* ---- what is certain ---- */

START_TEST(nothing_to_draw)
{
    static const struct {
        int32_t support;
        double value;
    } fixed[] = {
        {TTR_SUPPORT_POSITIVE, 0},
        {TTR_SUPPORT_UNIT, 0},
        {TTR_SUPPORT_UNIT, 1},
        {TTR_SUPPORT_REAL, 0},
    };
    struct set set;

    for (unsigned i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        begin(&set, fixed[i].support);
        value(&set, fixed[i].value);
        ck_assert(draws_nothing(&set));
        end(&set);
    }
    begin(&set, TTR_SUPPORT_POSITIVE);
    value(&set, 3);
    certain(&set);
    ck_assert(draws_nothing(&set));
    end(&set);
}
END_TEST

/* A fixed point has no noise either; the number 0 of what may be negative is
 * none. */
START_TEST(a_fixed_point_has_no_noise)
{
    struct set set;

    begin(&set, TTR_SUPPORT_UNIT);
    value(&set, 1);
    ttri_assert_ok(ttr_driver_set_noise(set.driver, 0.2, 0, &set.error),
                   &set.error);
    ck_assert(draws_nothing(&set));
    set.definition.support = TTR_SUPPORT_REAL;
    value(&set, 0);
    ck_assert(moves_of(&set).random);
    end(&set);
}
END_TEST

/* Where references of links are found, and for exchange rates. */
START_TEST(no_default_width_of_exchange_rates)
{
    double numbers[PERIODS];
    struct set set;
    struct ttri_driver_place place = {
        .address = "a", .draws = "environment/EUR/fx", .exchange = true};

    begin(&set, TTR_SUPPORT_POSITIVE);
    value(&set, 1.1);
    for (int t = 0; t < PERIODS; t++)
        numbers[t] = 1.1;
    place.scene = &set.scene;
    place.driver = set.driver;
    place.definition = &set.definition;
    place.path = ttri_series(set.scene.graph, numbers);
    ck_assert(!ttri_driver_random(&place).random);
    range(&set, NULL, 1, 1.2, 0.8);
    ck_assert(ttri_driver_random(&place).random);
    end(&set);
}
END_TEST

/* ---- laws ---- */

START_TEST(a_law_is_about_the_level)
{
    static const double sample[] = {0, 2, 4};
    struct ttr_law empirical = law_of(TTR_LAW_EMPIRICAL, 0, 0, 0, 0);
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    /* with or without a value: X is the level */
    law(&set, NULL, law_of(TTR_LAW_LOGNORMAL, 5, 0.3, 0, 0));
    is_near(level_at(&set, 1.5), 5 * exp(0.45));
    value(&set, 4);
    law(&set, NULL, law_of(TTR_LAW_LOGNORMAL, 5, 0.3, 0, 0));
    is_near(level_at(&set, 0), 5);
    is_near(level_at(&set, 1.5), 5 * exp(0.45));
    law(&set, NULL, law_of(TTR_LAW_UNIFORM, 2, 10, 0, 0));
    is_near(level_at(&set, 1), 2 + 8 * ttri_normal_probability(1));
    /* 0 is legal, and stays */
    empirical.values = sample;
    empirical.count = 3;
    law(&set, NULL, empirical);
    ck_assert_double_eq(level_at(&set, -1), 0);
    is_near(level_at(&set, 1), 4);
    end(&set);
}
END_TEST

START_TEST(a_law_of_a_share)
{
    struct ttr_law normal = law_of(TTR_LAW_NORMAL, 0.5, 0.5, 0, 0);
    struct set set;

    begin(&set, TTR_SUPPORT_UNIT);
    value(&set, 0.3);
    law(&set, NULL, law_of(TTR_LAW_UNIFORM, 0, 1, 0, 0));
    is_near(level_at(&set, 0), 0.5);
    is_near(level_at(&set, -3), ttri_normal_probability(-3));
    is_near(1 - level_at(&set, 3), ttri_normal_probability(-3));
    ck_assert_double_le(level_at(&set, 12), 1);
    ck_assert_double_ge(level_at(&set, 12), 1 - 1e-15);
    /* a beta law in odds; F(x) = x^2 for shapes 2 and 1 */
    law(&set, NULL, law_of(TTR_LAW_BETA, 2, 1, 0, 1));
    ck_assert_double_eq_tol(level_at(&set, -1),
                            sqrt(ttri_normal_probability(-1)), 1e-8);
    /* symmetric and cut on both sides */
    normal.low = 0;
    normal.high = 1;
    law(&set, NULL, normal);
    ck_assert_double_eq_tol(level_at(&set, 0), 0.5, 1e-12);
    ck_assert_double_eq_tol(level_at(&set, 2) + level_at(&set, -2), 1, 1e-8);
    /* a lognormal one, cut above */
    normal = law_of(TTR_LAW_LOGNORMAL, 0.01, 0.5, 0, 0);
    normal.high = 1;
    law(&set, NULL, normal);
    ck_assert_double_eq_tol(level_at(&set, 1), 0.01 * exp(0.5), 1e-9);
    end(&set);
}
END_TEST

START_TEST(a_law_of_a_real_number)
{
    struct set set;

    begin(&set, TTR_SUPPORT_REAL);
    law(&set, NULL, law_of(TTR_LAW_NORMAL, -2, 0.5, 0, 0));
    is_near(level_at(&set, 1), -1.5);
    value(&set, 7);
    law(&set, NULL, law_of(TTR_LAW_NORMAL, -2, 0.5, 0, 0));
    is_near(level_at(&set, -2), -3);
    law(&set, NULL, law_of(TTR_LAW_LOGNORMAL, 3, 1, 0, 0));
    is_near(level_at(&set, -1), 3 * exp(-1));
    law(&set, NULL, law_of(TTR_LAW_BETA, 2, 1, 0, 1));
    ck_assert_double_eq_tol(level_at(&set, 1), sqrt(ttri_normal_probability(1)),
                            1e-8);
    end(&set);
}
END_TEST

/* ---- a level on a curve ---- */

/* Twice as much every year: the range is about the evidence's date. */
START_TEST(a_range_is_about_its_date)
{
    double x[PERIODS], central[PERIODS];
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    ttri_assert_ok(
        ttr_driver_set_exponential(set.driver, 8, 1, 20240101, &set.error),
        &set.error);
    /* 32 on 1 January 2026 */
    range(&set, NULL, 16, 128, 0.8);
    evidence(&set, 'B', 20260101);
    read_at(&set, "s/US/x", 0, central);
    for (int t = 0; t < PERIODS; t++)
        is_near(central[t], 8 * pow(2, (t + 0.5) / 4));
    read_at(&set, "s/US/x", -Z80, x);
    for (int t = 0; t < PERIODS; t++)
        is_near(x[t], central[t] / 2);
    read_at(&set, "s/US/x", Z80, x);
    for (int t = 0; t < PERIODS; t++)
        is_near(x[t], central[t] * 4);
    end(&set);
}
END_TEST

/* Without a date it is about the as-of date, 1 January 2025. */
START_TEST(an_undated_range_is_about_the_as_of_date)
{
    static const ttr_date dates[] = {20240101, 20260101};
    static const double values[] = {10, 30}; /* 20 on 1 January 2025 */
    double x[PERIODS];
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    ttri_assert_ok(
        ttr_driver_set_knots(set.driver, 2, dates, values, &set.error),
        &set.error);
    range(&set, NULL, 10, 60, 0.8);
    read_at(&set, "s/US/x", Z80, x);
    is_near(x[PERIODS - 1], 90);
    read_at(&set, "s/US/x", -Z80, x);
    is_near(x[PERIODS - 1], 15);
    /* the law says what the level is there */
    law(&set, NULL, law_of(TTR_LAW_LOGNORMAL, 40, 1, 0, 0));
    read_at(&set, "s/US/x", 0, x);
    is_near(x[PERIODS - 1], 60);
    end(&set);
}
END_TEST

START_TEST(a_range_must_hold_its_curve)
{
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    ttri_assert_ok(
        ttr_driver_set_exponential(set.driver, 8, 1, 20240101, &set.error),
        &set.error);
    range(&set, NULL, 6, 10, 0.8);
    evidence(&set, 'B', 20260101);
    ck_assert(!moves_of(&set).random);
    ck_assert_int_eq(set.scene.status, TTR_E_CONFLICT);
    ck_assert_str_eq(set.scene.error.message,
                     "s/US/x must lie inside its range at the date of its "
                     "evidence (got 32)");
    end(&set);
}
END_TEST

/* Before a launch there is no level that evidence could be about: it is about
 * the first there is. */
START_TEST(a_curve_that_begins_later)
{
    double x[PERIODS], central[PERIODS], first;
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    ttri_assert_ok(
        ttr_driver_set_bass(set.driver, 1000, 0.03, 0.4, 20260101, &set.error),
        &set.error);
    certain(&set);
    read_at(&set, "s/US/x", 0, central);
    ck_assert_double_eq(central[7], 0);
    first = central[8];
    law(&set, NULL, law_of(TTR_LAW_LOGNORMAL, 5, 0.1, 0, 0));
    read_at(&set, "s/US/x", 0, x);
    for (int t = 0; t < PERIODS; t++)
        is_near(x[t], central[t] * 5 / first);
    end(&set);
}
END_TEST

/* Of a stop at the date of the evidence: what comes after it, not before. */
START_TEST(a_curve_that_stops)
{
    double numbers[PERIODS], x[PERIODS];
    struct set set;

    for (int t = 0; t < PERIODS; t++)
        numbers[t] = t < 2 ? 3 : t < 8 ? 0 : 10;
    begin(&set, TTR_SUPPORT_POSITIVE);
    ttri_assert_ok(
        ttr_driver_set_series(set.driver, PERIODS, numbers, &set.error),
        &set.error);
    law(&set, NULL, law_of(TTR_LAW_LOGNORMAL, 20, 0.1, 0, 0));
    read_at(&set, "s/US/x", 0, x);
    for (int t = 0; t < PERIODS; t++)
        is_near(x[t], 2 * numbers[t]);
    end(&set);
}
END_TEST

/* Seasons are not what a range is about: it moves the odds of all. */
START_TEST(seasons_keep_their_index)
{
    static const double season[] = {1, 2, 3, 2};
    double x[PERIODS], central[PERIODS];
    struct set set;

    begin(&set, TTR_SUPPORT_UNIT);
    value(&set, 0.2);
    ttri_assert_ok(
        ttr_driver_set_seasonality(set.driver, 4, season, &set.error),
        &set.error);
    range(&set, NULL, 0.1, 0.3, 0.8);
    read_at(&set, "s/US/x", 0, central);
    is_near(odds(central[2]), odds(0.2) * 1.5);
    read_at(&set, "s/US/x", Z80, x);
    for (int t = 0; t < PERIODS; t++)
        is_near(odds(x[t]) / odds(central[t]), odds(0.3) / odds(0.2));
    end(&set);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("driver_random");
    TCase *tcase = tcase_create("driver_random");

    tcase_add_loop_test(tcase, a_range_around_a_value, 0,
                        (int)(sizeof ranges / sizeof *ranges));
    tcase_add_test(tcase, other_normals_of_a_range);
    tcase_add_test(tcase, a_range_alone);
    tcase_add_loop_test(tcase, a_grade_gives_a_width, 0,
                        (int)(sizeof grades / sizeof *grades));
    tcase_add_test(tcase, nothing_to_draw);
    tcase_add_test(tcase, a_fixed_point_has_no_noise);
    tcase_add_test(tcase, no_default_width_of_exchange_rates);
    tcase_add_test(tcase, a_law_is_about_the_level);
    tcase_add_test(tcase, a_law_of_a_share);
    tcase_add_test(tcase, a_law_of_a_real_number);
    tcase_add_test(tcase, a_range_is_about_its_date);
    tcase_add_test(tcase, an_undated_range_is_about_the_as_of_date);
    tcase_add_test(tcase, a_range_must_hold_its_curve);
    tcase_add_test(tcase, a_curve_that_begins_later);
    tcase_add_test(tcase, a_curve_that_stops);
    tcase_add_test(tcase, seasons_keep_their_index);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return ttri_unit_main(suite());
}
