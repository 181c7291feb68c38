/* Noise: its coefficients, propagated from unit normals, against the closed
 * form of an Ornstein-Uhlenbeck process that starts at 0 on the as-of date:
 * cov(s, t) = sigma^2 / (2 k) (e^(-k |s - t|) - e^(-k (s + t))), or
 * sigma^2 min(s, t) for k = 0 (C. Gardiner, Handbook of Stochastic Methods,
 * 4.4.4), s and t years after it. */
#include "unit.h"

#include <math.h>

#include "model/noise.h"
#include "model/scene.h"

#define MOST 60

struct set {
    struct ttri_calendar calendar;
    struct ttri_scene scene;
};

static void begin(struct set *set, int32_t months, int32_t periods,
                  ttr_date as_of)
{
    struct ttr_calendar given;
    struct ttri_memory memory;
    struct ttr_error error = ttri_unit_error();

    ttr_calendar_init(&given, sizeof given);
    given.start_year = 2024;
    given.period_months = months;
    given.periods = periods;
    given.as_of = as_of;
    ck_assert_int_eq(ttri_memory_init(&memory, NULL, NULL), TTR_OK);
    ttri_assert_ok(ttri_calendar_new(&memory, &given, &set->calendar, &error),
                   &error);
    ttri_assert_ok(
        ttri_scene_init(&set->scene, &memory, &set->calendar, 1, 1, &error),
        &error);
}

static void end(struct set *set)
{
    struct ttri_memory memory = set->scene.memory;

    ttri_scene_clear(&set->scene);
    ttri_calendar_clear(&memory, &set->calendar);
}

static ttri_value noise(struct set *set, double volatility, double reversion)
{
    const struct ttri_draw draw = {.name = "z",
                                   .by_period = true,
                                   .first =
                                       ttri_noise_first(set->scene.calendar)};

    return ttri_noise(&set->scene, volatility, reversion,
                      ttri_draw(set->scene.graph, &draw));
}

static void run(struct set *set, ttri_value value, const double *normal,
                double *result)
{
    struct ttr_error error = ttri_unit_error();
    struct ttri_plan *plan = NULL;

    ttri_assert_ok(
        ttri_plan_central(set->scene.graph, 1, &value, &plan, &error), &error);
    ttri_assert_ok(
        ttri_run(plan, &set->scene.memory, NULL, normal, result, &error),
        &error);
    ttri_plan_free(plan);
}

/* coefficient[t][k]: of the normal of period k in the value of period t. */
static void read_coefficients(struct set *set, ttri_value value,
                              double coefficient[MOST][MOST])
{
    uint32_t count = set->calendar.count;

    for (uint32_t k = 0; k < count; k++) {
        double normal[MOST] = {0}, result[MOST];

        normal[k] = 1;
        run(set, value, normal, result);
        for (uint32_t t = 0; t < count; t++)
            coefficient[t][k] = result[t];
    }
}

static double covariance(double volatility, double reversion, double s,
                         double t)
{
    double variance = volatility * volatility;

    if (s <= 0 || t <= 0)
        return 0;
    if (reversion == 0)
        return variance * fmin(s, t);
    return variance / (2 * reversion) *
           (exp(-reversion * fabs(s - t)) - exp(-reversion * (s + t)));
}

static const struct {
    int32_t months, periods;
    ttr_date as_of;
    uint32_t first;
    double years; /* of the as-of date */
    double volatility, reversion;
} cases[] = {
    {1, 60, 0, 0, 2024, 0.2, 1.5},
    {3, 44, 20260101, 8, 2026, 0.3, 0.4},
    {12, 20, 0, 0, 2024, 0.1, 25},
    {3, 30, 0, 0, 2024, 0.25, 0},
    /* inside a period: the middle of February has 14 of 29 days behind it */
    {3, 30, 20240215, 0, 2024 + (1 + 14.0 / 29) / 12, 0.25, 0},
    {12, 10, 20250701, 1, 2025.5, 0.4, 0.7},
    /* on a period's last day, and on the next one's first */
    {1, 24, 20240331, 2, 2024 + (2 + 30.0 / 31) / 12, 0.2, 0.5},
    {1, 24, 20240401, 3, 2024.25, 0.2, 0.5},
    /* before the calendar: the first step is longer */
    {3, 20, 20230401, 0, 2023.25, 0.2, 0.5},
    {3, 20, 20230401, 0, 2023.25, 0.2, 0},
    /* reversions that are small, and almost none */
    {3, 20, 0, 0, 2024, 0.2, 1e-4},
    {3, 20, 0, 0, 2024, 0.2, 1e-15},
};

START_TEST(has_its_covariances)
{
    double coefficient[MOST][MOST], volatility = cases[_i].volatility;
    double reversion = cases[_i].reversion < 1e-9 ? 0 : cases[_i].reversion;
    struct set set;
    ttri_value value;

    begin(&set, cases[_i].months, cases[_i].periods, cases[_i].as_of);
    ck_assert_uint_eq(ttri_noise_first(set.scene.calendar), cases[_i].first);
    value = noise(&set, volatility, cases[_i].reversion);
    read_coefficients(&set, value, coefficient);
    for (uint32_t t = 0; t < set.calendar.count; t++)
        for (uint32_t u = 0; u <= t; u++) {
            double years = cases[_i].months / 12.0, sum = 0;
            double expected = covariance(
                volatility, reversion, 2024 + (t + 1) * years - cases[_i].years,
                2024 + (u + 1) * years - cases[_i].years);

            for (uint32_t k = 0; k < set.calendar.count; k++)
                /* nothing before the first, nothing of what is to come */
                if (k >= cases[_i].first)
                    sum += coefficient[t][k] * coefficient[u][k];
            ck_assert_double_eq_tol(sum, expected, 2e-12 * (expected + 1e-3));
            if (u < t)
                ck_assert_double_eq(coefficient[u][t], 0);
        }
    end(&set);
}
END_TEST

/* A sum of its normals, 0 where all are. */
START_TEST(is_linear)
{
    double coefficient[MOST][MOST], normal[MOST], result[MOST];
    struct set set;
    ttri_value value;

    begin(&set, 3, 12, 0);
    value = noise(&set, 0.3, 0.8);
    read_coefficients(&set, value, coefficient);
    for (uint32_t k = 0; k < 12; k++)
        normal[k] = sin(7.0 * k + 1);
    run(&set, value, normal, result);
    for (uint32_t t = 0; t < 12; t++) {
        double sum = 0;

        for (uint32_t k = 0; k <= t; k++)
            sum += coefficient[t][k] * normal[k];
        ck_assert_double_eq_tol(result[t], sum, 1e-14);
    }
    run(&set, value, NULL, result);
    for (uint32_t t = 0; t < 12; t++)
        ck_assert_double_eq(result[t], 0);
    end(&set);
}
END_TEST

/* Nothing after the as-of date, or no volatility: the number 0. */
START_TEST(is_nothing)
{
    struct set set;

    begin(&set, 3, 8, 20260101);
    ck_assert_uint_eq(ttri_noise_first(set.scene.calendar), 8);
    ck_assert_uint_eq(noise(&set, 0.3, 1), ttri_constant(set.scene.graph, 0));
    end(&set);
    begin(&set, 3, 8, 0);
    ck_assert_uint_eq(noise(&set, 0, 1), ttri_constant(set.scene.graph, 0));
    end(&set);
}
END_TEST

/* Steps of whole periods have one coefficient: no series is kept. */
START_TEST(whole_periods_are_one_number)
{
    uint32_t nodes[2];
    struct set set;

    for (int i = 0; i < 2; i++) {
        begin(&set, 1, 60, i == 0 ? 20250301 : 20250302);
        noise(&set, 0.3, 1);
        nodes[i] = 0;
        for (ttri_value x = 1; x < ttri_graph_size(set.scene.graph); x++) {
            double first, last;

            if (ttri_known(set.scene.graph, x, 14, &first) &&
                ttri_known(set.scene.graph, x, 15, &last) && first != last)
                nodes[i]++;
        }
        end(&set);
    }
    ck_assert_uint_eq(nodes[0], 0);
    ck_assert_uint_eq(nodes[1], 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("noise");
    TCase *tcase = tcase_create("noise");

    tcase_add_loop_test(tcase, has_its_covariances, 0,
                        (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tcase, is_linear);
    tcase_add_test(tcase, is_nothing);
    tcase_add_test(tcase, whole_periods_are_one_number);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return ttri_unit_main(suite());
}
