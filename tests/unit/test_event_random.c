/* Events on random paths against closed forms: means over equally likely
 * strata of their draws. */
#include "chance_scene.h"

#include <math.h>

static const char *const regions[][2] = {{"US", "USD"}, {NULL, NULL}};
static struct chance_scene place;
static ttr_environment *environment;
static struct ttr_error error;
static struct ttr_event event;

static void open_scene(void)
{
    error = ttri_unit_error();
    ttri_assert_ok(ttr_environment_new(NULL, &environment, &error), &error);
    ttr_event_init(&event, sizeof event);
    event.name = "e";
}

static void close_scene(void)
{
    chance_close(&place);
    ttr_environment_unref(environment);
}

/* The share that `event` takes, on random paths of months from 2024 on. */
static struct paths shares(int32_t periods, ttr_date as_of)
{
    struct ttr_calendar calendar =
        chance_calendar(2024, TTR_MONTH, periods, as_of);
    ttri_value value;

    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    chance_open(&place, &calendar, environment, regions);
    value = ttri_event_share_lost(&place.scene, &environment->event[0]);
    ck_assert_uint_eq(
        value, ttri_event_share_lost(&place.scene, &environment->event[0]));
    return paths_of(place.scene.graph, 1, &value);
}

/* Days from the as-of date (1 January 2024) to the ends of periods. */
static double days_to(uint32_t t)
{
    return (double)(place.calendar.period[t].end -
                    place.calendar.period[0].first);
}

/* ---- scheduled ---- */

START_TEST(happens_with_its_probability)
{
    const uint32_t n = 1000;
    uint32_t happened = 0;
    struct paths paths;

    event.date = 20240701;
    event.probability = 0.3;
    event.severity = 0.25;
    paths = shares(12, 0);
    for (uint32_t i = 0; i < n; i++) {
        *paths_row(&paths, "environment/events/e") = paths_uniform(i, n);
        paths_run(&paths);
        ck_assert_double_eq(paths_at(&paths, 0, 5), 0);
        ck_assert(paths_at(&paths, 0, 6) == 0 ||
                  paths_at(&paths, 0, 6) == 0.25);
        ck_assert_double_eq(paths_at(&paths, 0, 6), paths_at(&paths, 0, 11));
        happened += paths_at(&paths, 0, 6) > 0;
    }
    ck_assert_uint_eq(happened, 300);
    paths_clear(&paths);
}
END_TEST

/* On its date it weighs as on the central path. */
START_TEST(weighs_as_on_the_central_path)
{
    double weight[12];
    struct paths paths;

    event.date = 20240310;
    event.probability = 0.4;
    event.severity = 0.8;
    event.lag_days = 20;
    event.duration_days = 40;
    event.half_life_days = 25;
    paths = shares(12, 0);
    ttri_event_weight(&environment->event[0], &place.calendar, weight);
    *paths_row(&paths, "environment/events/e") = 0.39;
    paths_run(&paths);
    for (uint32_t t = 0; t < 12; t++)
        ck_assert_double_eq(paths_at(&paths, 0, t), 0.8 * weight[t]);
    paths_clear(&paths);
}
END_TEST

/* What is certain, or history, asks for no draw; history goes by the larger
 * probability. */
START_TEST(certain_events_draw_nothing)
{
    static const struct {
        double probability;
        ttr_date as_of;
        double share;
    } known[] = {{1, 0, 1},
                 {0, 0, 0},
                 {0.6, 20240702, 1},
                 {0.4, 20240702, 0},
                 {0.5, 20240702, 0}};
    struct paths paths;

    event.date = 20240701;
    event.probability = known[_i].probability;
    paths = shares(12, known[_i].as_of);
    ck_assert_uint_eq(ttri_graph_draws(place.scene.graph), 0);
    paths_run(&paths);
    ck_assert_double_eq(paths_at(&paths, 0, 5), 0);
    ck_assert_double_eq(paths_at(&paths, 0, 6), known[_i].share);
    paths_clear(&paths);
}
END_TEST

START_TEST(the_as_of_day_is_not_history)
{
    struct paths paths;

    event.date = 20240701;
    event.probability = 0.6;
    paths = shares(12, 20240701);
    ck_assert_ptr_nonnull(paths_find(&paths, "environment/events/e"));
    paths_clear(&paths);
}
END_TEST

/* ---- severity ---- */

/* Mean 0.4, standard deviation 0.4 / sqrt(12). */
static const struct ttr_law severity = {.struct_size = sizeof severity,
                                        .kind = TTR_LAW_UNIFORM,
                                        .a = 0.2,
                                        .b = 0.6,
                                        .low = -INFINITY,
                                        .high = INFINITY};

START_TEST(severity_is_drawn)
{
    const uint32_t n = 20000;
    double sum = 0, square = 0;
    struct paths paths;

    event.date = 20240701;
    event.severity_law = &severity;
    paths = shares(12, 0);
    ck_assert_uint_eq(ttri_graph_draws(place.scene.graph), 1);
    ck_assert(!ttri_graph_draw(place.scene.graph, 0)->epistemic);
    for (uint32_t i = 0; i < n; i++) {
        double share;

        *paths_row(&paths, "environment/events/e severity") =
            paths_normal(i, n);
        paths_run(&paths);
        share = paths_at(&paths, 0, 8);
        ck_assert(share >= 0.2 && share <= 0.6);
        sum += share;
        square += (share - 0.4) * (share - 0.4);
    }
    ck_assert_double_eq_tol(sum / n, 0.4, 1e-6);
    ck_assert_double_eq_tol(square / n, 0.4 * 0.4 / 12, 1e-6);
    paths_clear(&paths);
}
END_TEST

/* What has happened has its median. */
START_TEST(severity_of_history_is_known)
{
    struct paths paths;

    event.date = 20240701;
    event.severity_law = &severity;
    paths = shares(12, 20240801);
    ck_assert_uint_eq(ttri_graph_draws(place.scene.graph), 0);
    paths_run(&paths);
    ck_assert_double_eq_tol(paths_at(&paths, 0, 8), 0.4, 1e-15);
    paths_clear(&paths);
}
END_TEST

/* ---- hazards ---- */

static double mean_share(struct paths *paths, uint32_t t, uint32_t n)
{
    double sum = 0;

    for (uint32_t i = 0; i < n; i++) {
        *paths_row(paths, "environment/events/e") = paths_uniform(i, n);
        paths_run(paths);
        sum += paths_at(paths, 0, t);
    }
    return sum / n;
}

/* Absorbing: lost at time u is 1 - e^{-hu}, and its mean over a period. */
START_TEST(survives_a_constant_hazard)
{
    const uint32_t n = 40000;
    const double h = 0.6 / 365.25;
    struct paths paths;

    event.hazard_per_year = 0.6;
    paths = shares(36, 0);
    for (uint32_t t = 0; t < 36; t += 7) {
        double b = days_to(t), a = t > 0 ? days_to(t - 1) : 0;
        double kept = (exp(-h * a) - exp(-h * b)) / (h * (b - a));

        ck_assert_double_eq_tol(mean_share(&paths, t, n), 1 - kept, 1e-6);
    }
    paths_clear(&paths);
}
END_TEST

/* With recovery from the start at rate r: 1 - E[availability] at u is
 * s h (e^{-hu} - e^{-ru}) / (r - h). A day in full force before it, then the
 * recovery: the same a day later, and the first day's own part
 * s (e^{-h (u - 1)} - e^{-hu}). Both integrated over a period. */
static double integral(double rate, double from, double to)
{
    return from < to ? (exp(-rate * from) - exp(-rate * to)) / rate : 0;
}

START_TEST(recovers_as_the_closed_form_says)
{
    const uint32_t n = 100000;
    const double s = 0.7, h = 1.5 / 365.25, half_life = 45;
    const double r = log(2) / half_life;
    struct paths paths;

    event.hazard_per_year = 1.5;
    event.severity = s;
    event.duration_days = 1;
    event.half_life_days = half_life;
    paths = shares(24, 0);
    for (uint32_t t = 0; t < 24; t += 5) {
        double b = days_to(t), a = t > 0 ? days_to(t - 1) : 0, expected;
        double a1 = fmax(a - 1, 0), b1 = b - 1;

        expected =
            s * h / (r - h) * (integral(h, a1, b1) - integral(r, a1, b1));
        /* In its first day: P(arrival within (u - 1, u)). */
        expected += s * (integral(h, a1, b1) + fmin(1, b) - fmin(1, a) -
                         integral(h, a, b));
        ck_assert_double_eq_tol(mean_share(&paths, t, n), expected / (b - a),
                                2e-6);
    }
    paths_clear(&paths);
}
END_TEST

/* With a length and no recovery: in force at u if it came within (u - d, u). */
START_TEST(ends_after_its_days)
{
    const uint32_t n = 100000;
    const double h = 2 / 365.25, d = 45;
    struct paths paths;

    event.hazard_per_year = 2;
    event.duration_days = 45;
    paths = shares(24, 0);
    for (uint32_t t = 3; t < 24; t += 4) {
        double b = days_to(t), a = days_to(t - 1);
        double expected = integral(h, a - d, b - d) - integral(h, a, b);

        ck_assert_double_eq_tol(mean_share(&paths, t, n), expected / (b - a),
                                2e-5);
    }
    paths_clear(&paths);
}
END_TEST

/* The lag moves all of it; the as-of date, too. */
START_TEST(begins_after_its_lag)
{
    struct paths paths;

    event.hazard_per_year = 0.5;
    event.lag_days = 30;
    paths = shares(36, 20240201);
    /* Arrives a year (365.25 days) after 1 February 2024: takes effect on 2
     * March 2025 at six o'clock. */
    *paths_row(&paths, "environment/events/e") = exp(-0.5);
    paths_run(&paths);
    for (uint32_t t = 0; t < 14; t++)
        ck_assert_double_eq(paths_at(&paths, 0, t), 0);
    ck_assert_double_eq_tol(paths_at(&paths, 0, 14), (31 - 1.25) / 31, 1e-12);
    ck_assert_double_eq(paths_at(&paths, 0, 15), 1);
    paths_clear(&paths);
}
END_TEST

/* An as-of date before the calendar: it may have come and gone already. */
START_TEST(runs_from_before_the_calendar)
{
    struct paths paths;

    event.hazard_per_year = 1;
    event.duration_days = 10;
    event.half_life_days = 20;
    paths = shares(3, 20231001);
    /* After 72 days, on 12 December: in force to 22 December, then 20 days
     * until 11 January, and so on. */
    *paths_row(&paths, "environment/events/e") = exp(-72 / 365.25);
    paths_run(&paths);
    for (uint32_t t = 0; t < 3; t++) {
        double k = log(2) / 20, b = days_to(t) + 10,
               a = t > 0 ? days_to(t - 1) + 10 : 10;

        ck_assert_double_eq_tol(paths_at(&paths, 0, t),
                                integral(k, a, b) / (b - a), 1e-12);
    }
    paths_clear(&paths);
}
END_TEST

/* Draws next to 0 and 1, hazards large and small: shares stay shares. */
START_TEST(shares_stay_shares)
{
    static const double hazard[] = {1e-12, 0.01, 3, 1e6};
    static const double draw[] = {0x1p-53, 1e-9, 0.3, 0.999, 1 - 0x1p-53};
    struct paths paths;

    event.hazard_per_year = hazard[_i % 4];
    event.duration_days = _i < 4 ? 0 : 17;
    event.half_life_days = _i < 8 ? 0 : 1e6;
    paths = shares(36, 0);
    for (int i = 0; i < 5; i++) {
        *paths_row(&paths, "environment/events/e") = draw[i];
        paths_run(&paths);
        for (uint32_t t = 0; t < 36; t++)
            ck_assert(paths_at(&paths, 0, t) >= 0 &&
                      paths_at(&paths, 0, t) <= 1);
    }
    paths_clear(&paths);
}
END_TEST

/* The central path has no hazard. */
START_TEST(hazards_are_no_part_of_the_central_path)
{
    struct ttri_plan *plan;
    struct paths paths;
    double result[12];
    ttri_value value;

    event.hazard_per_year = 3;
    paths = shares(12, 0);
    value = ttri_event_share_lost(&place.scene, &environment->event[0]);
    ttri_assert_ok(
        ttri_plan_central(place.scene.graph, 1, &value, &plan, &error), &error);
    ttri_assert_ok(ttri_run(plan, &place.memory, NULL, NULL, result, &error),
                   &error);
    for (int t = 0; t < 12; t++)
        ck_assert_double_eq(result[t], 0);
    ttri_plan_free(plan);
    paths_clear(&paths);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("event_random");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, open_scene, close_scene);
    tcase_add_test(tests, happens_with_its_probability);
    tcase_add_test(tests, weighs_as_on_the_central_path);
    tcase_add_loop_test(tests, certain_events_draw_nothing, 0, 5);
    tcase_add_test(tests, the_as_of_day_is_not_history);
    tcase_add_test(tests, severity_is_drawn);
    tcase_add_test(tests, severity_of_history_is_known);
    tcase_add_test(tests, survives_a_constant_hazard);
    tcase_add_test(tests, recovers_as_the_closed_form_says);
    tcase_add_test(tests, ends_after_its_days);
    tcase_add_test(tests, begins_after_its_lag);
    tcase_add_test(tests, runs_from_before_the_calendar);
    tcase_add_loop_test(tests, shares_stay_shares, 0, 12);
    tcase_add_test(tests, hazards_are_no_part_of_the_central_path);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
