/* Events and technologies: what is refused of them, and their weights by
 * period. */
#include "one_environment.h"

#include <math.h>
#include <stdio.h>

/* ---- events ---- */

START_TEST(an_event_has_defaults)
{
    struct ttr_event event;
    struct ttr_technology technology;

    memset(&event, 0x55, sizeof event);
    ttr_event_init(&event, sizeof event);
    ck_assert_uint_eq(event.struct_size, sizeof event);
    ck_assert_int_eq(event.scope, TTR_SCOPE_AUDIENCE);
    ck_assert_double_eq(event.probability, 1);
    ck_assert_double_eq(event.severity, 1);
    ck_assert_double_eq(event.hazard_per_year, 0);
    ck_assert_int_eq(event.duration_days, 0);
    ck_assert_ptr_null(event.name);
    ck_assert_ptr_null(event.severity_law);
    memset(&technology, 0x55, sizeof technology);
    ttr_technology_init(&technology, sizeof technology);
    ck_assert_uint_eq(technology.struct_size, sizeof technology);
    ck_assert_double_eq(technology.rate, 0);
    ck_assert_ptr_null(technology.target);
}
END_TEST

START_TEST(an_event_is_copied)
{
    char name[] = "shutdown", target[] = "commerce,local services";
    char source[] = "court", first[] = "US", second[] = "EU";
    const char *regions[] = {first, second};
    struct ttr_event event = event_of(name);
    const struct ttri_event *kept;

    event.scope = TTR_SCOPE_STREAM;
    event.target = target;
    event.source = source;
    event.regions = regions;
    event.region_count = 2;
    event.grade = 'A';
    event.severity = 0.25;
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    name[0] = target[0] = source[0] = first[0] = second[0] = '!';
    kept = &environment->event[0];
    ck_assert_str_eq(kept->name, "shutdown");
    ck_assert_str_eq(kept->target, "commerce,local services");
    ck_assert_str_eq(kept->source, "court");
    ck_assert_int_eq(kept->given.grade, 'A');
    ck_assert_double_eq(kept->given.severity, 0.25);
    ck_assert_ptr_null(kept->given.name);
    ck_assert_ptr_null(kept->given.regions);
    ck_assert(ttri_region_set_has(&kept->regions, "US"));
    ck_assert(ttri_region_set_has(&kept->regions, "EU"));
    ck_assert(!ttri_region_set_has(&kept->regions, "UK"));
}
END_TEST

START_TEST(no_regions_are_all)
{
    struct ttr_event event = event_of("everywhere");

    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    ck_assert_uint_eq(environment->event[0].regions.count, 0);
    ck_assert(ttri_region_set_has(&environment->event[0].regions, "any"));
    ck_assert_ptr_null(environment->event[0].target);
}
END_TEST

/* The law's median: Beta(2, 3), computed with mpmath. */
START_TEST(a_severity_has_a_median)
{
    struct ttr_event event = event_of("e");
    struct ttr_law law;

    ttr_law_init(&law, sizeof law);
    law.kind = TTR_LAW_BETA;
    law.a = 2;
    law.b = 3;
    law.d = 1;
    event.severity_law = &law;
    event.severity = 99; /* not read */
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    ck_assert_double_eq_tol(environment->event[0].given.severity,
                            0.38572756813238955, 1e-13);
    ck_assert_int_eq(environment->event[0].severity.kind, TTRI_DOUBT_LAW);
    ck_assert_double_eq(environment->event[0].severity.law.b, 3);
    ck_assert_ptr_null(environment->event[0].given.severity_law);
}
END_TEST

static const char *const odd_region[] = {"U/S"};
static struct ttr_law above_one;

static void spoil(struct ttr_event *event, int which)
{
    ttr_law_init(&above_one, sizeof above_one);
    above_one.kind = TTR_LAW_UNIFORM;
    above_one.b = 1.5;
    switch (which) {
    case 0:
        event->scope = 4;
        break;
    case 1:
        event->target = "commerce";
        break;
    case 2:
        event->scope = TTR_SCOPE_STREAM;
        break;
    case 3:
        event->scope = TTR_SCOPE_STREAM;
        event->target = "commerce,";
        break;
    case 4:
        event->scope = TTR_SCOPE_DRIVER;
        event->target = "match_quality";
        break;
    case 5:
        event->scope = TTR_SCOPE_DRIVER;
        break;
    case 6:
        event->date = 0;
        break;
    case 7:
        event->hazard_per_year = 0.02;
        break;
    case 8:
        event->date = 20240231;
        break;
    case 9:
        event->probability = 1.2;
        break;
    case 10:
        event->hazard_per_year = -1;
        break;
    case 11:
        event->severity = 1.1;
        break;
    case 12:
        event->severity_law = &above_one;
        break;
    case 13:
        event->lag_days = -1;
        break;
    case 14:
        event->duration_days = -1;
        break;
    case 15:
        event->half_life_days = NAN;
        break;
    case 16:
        event->half_life_days = 10;
        break;
    case 17:
        event->grade = 'D';
        break;
    case 18:
        event->reserved[6] = 1;
        break;
    case 19:
        event->regions = twice;
        event->region_count = 3;
        break;
    case 20:
        event->regions = odd_region;
        event->region_count = 1;
        break;
    case 21:
        event->region_count = 1;
        break;
    case 22:
        event->name = "taken";
        break;
    case 23:
        event->name = NULL;
        break;
    default:
        event->struct_size = 4;
    }
}

#define E "environment/events/new"

static const struct {
    ttr_status status;
    const char *message;
} spoiled[] = {
    {TTR_E_ARGUMENT, E " must have one of TTR_SCOPE_ (got 4)"},
    {TTR_E_CONFLICT,
     E "/target must be NULL for an event of the audience (got commerce)"},
    {TTR_E_ARGUMENT, E "/target must name a stream"},
    {TTR_E_ARGUMENT, NULL},
    {TTR_E_ARGUMENT, E "/target must be the address of a driver, e.g. "
                       "advertising/ad_load (got match_quality)"},
    {TTR_E_ARGUMENT, E "/target must not be NULL"},
    {TTR_E_ARGUMENT, E " must have a date or a hazard"},
    {TTR_E_CONFLICT, E " must have a date or a hazard, not both"},
    {TTR_E_RANGE, E " must be a date yyyymmdd of the years 1900 to 2199 (got "
                    "20240231)"},
    {TTR_E_RANGE, E "/probability must be within [0, 1] (got 1.2)"},
    {TTR_E_RANGE, E "/hazard_per_year must be finite and at least 0 (got -1)"},
    {TTR_E_RANGE, E "/severity must be within [0, 1] (got 1.1)"},
    {TTR_E_RANGE,
     E "/severity must have its law at 1 or below: truncate it (got 1.5)"},
    {TTR_E_RANGE, E "/lag_days must be finite and at least 0 (got -1)"},
    {TTR_E_RANGE, E "/duration_days must be finite and at least 0 (got -1)"},
    {TTR_E_RANGE, E "/half_life_days must be finite and at least 0 (got nan)"},
    {TTR_E_CONFLICT, E " must have a duration before it recovers: without one "
                       "it is absorbing"},
    {TTR_E_RANGE, E " must have the grade A, B or C (got D)"},
    {TTR_E_ARGUMENT, E " must have 0 in reserved"},
    {TTR_E_DUPLICATE, E "/regions must name a region once (got US)"},
    {TTR_E_ARGUMENT, NULL},
    {TTR_E_ARGUMENT, E ": regions must not be NULL"},
    {TTR_E_DUPLICATE,
     "environment/events/taken must have a name that no event has yet"},
    {TTR_E_ARGUMENT, "environment/events must not be NULL"},
    {TTR_E_STRUCT_SIZE, NULL},
};

START_TEST(refuses_an_event)
{
    struct ttr_event taken = event_of("taken"), event = event_of("new");

    ttri_assert_ok(ttr_environment_add_event(environment, &taken, &error),
                   &error);
    spoil(&event, _i);
    ttri_assert_fails(ttr_environment_add_event(environment, &event, &error),
                      spoiled[_i].status, &error, spoiled[_i].message);
    ck_assert_uint_eq(environment->events, 1);
}
END_TEST

START_TEST(a_driver_may_be_addressed_by_region_and_item)
{
    const char *const targets[] = {"advertising/ad_load",
                                   "advertising/US/ad_load",
                                   "enterprise/US/insights/acv"};
    struct ttr_event event = event_of("e");

    event.scope = TTR_SCOPE_DRIVER;
    event.target = targets[_i];
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    event.name = "f";
    event.target = "a/b/c/d/e";
    ttri_assert_fails(ttr_environment_add_event(environment, &event, &error),
                      TTR_E_ARGUMENT, &error, NULL);
    event.target = "a//b";
    ttri_assert_fails(ttr_environment_add_event(environment, &event, &error),
                      TTR_E_ARGUMENT, &error, NULL);
}
END_TEST

START_TEST(an_event_is_central_above_even_odds)
{
    const struct {
        double probability, hazard;
        bool central;
    } odds[] = {{1, 0, true},
                {0.51, 0, true},
                {0.5, 0, false},
                {0, 0, false},
                {1, 5, false}};
    struct ttr_event event = event_of("e");

    event.probability = odds[_i].probability;
    event.hazard_per_year = odds[_i].hazard;
    if (odds[_i].hazard > 0)
        event.date = 0;
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    ck_assert(ttri_event_is_central(&environment->event[0]) ==
              odds[_i].central);
}
END_TEST

/* ---- weights: January to May 2024, months of 31, 29, 31, 30, 31 days ---- */

/* From January. */
static struct ttri_calendar months_of_2024(const struct ttri_memory *memory,
                                           int32_t periods)
{
    struct ttr_calendar given;
    struct ttri_calendar calendar;

    ttr_calendar_init(&given, sizeof given);
    given.start_year = 2024;
    given.period_months = 1;
    given.periods = periods;
    ck_assert_int_eq(ttri_calendar_new(memory, &given, &calendar, NULL),
                     TTR_OK);
    return calendar;
}

/* Of the event once it is set, by month. */
static void weigh_event(const struct ttr_event *event, double weight[5])
{
    struct ttri_memory memory;
    struct ttri_calendar calendar;

    ttri_memory_init(&memory, NULL, NULL);
    calendar = months_of_2024(&memory, 5);
    ttri_assert_ok(ttr_environment_add_event(environment, event, &error),
                   &error);
    ttri_event_weight(&environment->event[0], &calendar, weight);
    ttri_calendar_clear(&memory, &calendar);
}

static const struct {
    ttr_date date;
    int32_t lag, duration;
    double half_life, weight[5];
} weights[] = {
    /* absorbing: the day itself and all after it */
    {20240125, 0, 0, 0, {7 / 31.0, 1, 1, 1, 1}},
    {20240125, 7, 0, 0, {0, 1, 1, 1, 1}},
    {20231231, 0, 0, 0, {1, 1, 1, 1, 1}},
    {20240601, 0, 0, 0, {0, 0, 0, 0, 0}},
    /* a duration, ended at once */
    {20240125, 0, 10, 0, {7 / 31.0, 3 / 29.0, 0, 0, 0}},
    {20240125, 5, 1, 0, {1 / 31.0, 0, 0, 0, 0}},
    {20240130, 0, 40, 0, {2 / 31.0, 1, 9 / 31.0, 0, 0}},
    /* ten days to 3 February, then halved every 30 days */
    {20240125,
     0,
     10,
     30,
     {7 / 31.0, 0.77741696009449239, 0.39157878834668864, 0.19328028241968792,
      0.095658779115092636}},
    /* over before the calendar: what is left of it in January, one half-life
     * of 31 days later, is (1/2 - 1/4) / ln 2 */
    {20231130, 0, 1, 31, {0.36067376022224085, 0, 0, 0, 0}},
};

START_TEST(an_event_is_in_force_by_days)
{
    struct ttr_event event = event_of("e");
    double weight[5];

    event.date = weights[_i].date;
    event.lag_days = weights[_i].lag;
    event.duration_days = weights[_i].duration;
    event.half_life_days = weights[_i].half_life;
    weigh_event(&event, weight);
    for (int t = 0; t < (weights[_i].half_life == 31 ? 1 : 5); t++)
        ck_assert_double_eq_tol(weight[t], weights[_i].weight[t], 1e-14);
}
END_TEST

/* The integral over many periods is that over all of them: half_life / ln 2,
 * and the duration. */
START_TEST(a_recovery_is_integrated_exactly)
{
    const double half_lives[] = {1e-300, 0.01, 1, 7.5, 100, 500};
    struct ttri_calendar calendar;
    struct ttri_memory memory;
    struct ttr_event event = event_of("e");
    double weight[TTR_MAX_PERIODS], days = 0, half_life = half_lives[_i];

    ttri_memory_init(&memory, NULL, NULL);
    calendar = months_of_2024(&memory, 1200);
    event.duration_days = 10;
    event.half_life_days = half_life;
    ttri_assert_ok(ttr_environment_add_event(environment, &event, &error),
                   &error);
    ttri_event_weight(&environment->event[0], &calendar, weight);
    for (uint32_t t = 0; t < 1200; t++) {
        ck_assert(weight[t] >= 0 && weight[t] <= 1);
        days += weight[t] *
                (double)(calendar.period[t].end - calendar.period[t].first);
    }
    ck_assert_double_eq_tol(days, 10 + half_life / log(2),
                            1e-11 * (10 + half_life));
    ttri_calendar_clear(&memory, &calendar);
}
END_TEST

START_TEST(a_hazard_has_no_weight)
{
    struct ttr_event event = event_of("e");
    double weight[5];

    event.date = 0;
    event.hazard_per_year = 9;
    weigh_event(&event, weight);
    for (int t = 0; t < 5; t++)
        ck_assert_double_eq(weight[t], 0);
}
END_TEST

/* ---- technologies ---- */

START_TEST(a_technology_steps_or_spreads)
{
    struct ttri_memory memory;
    struct ttri_calendar calendar;
    struct ttr_technology technology = technology_of("step");
    double weight[5];

    ttri_memory_init(&memory, NULL, NULL);
    calendar = months_of_2024(&memory, 5);
    ttri_assert_ok(
        ttr_environment_add_technology(environment, &technology, &error),
        &error);
    ttri_technology_weight(&environment->technology[0], &calendar, weight);
    ck_assert_double_eq(weight[0], 7 / 31.0);
    ck_assert_double_eq(weight[1], 1);
    technology.name = "spread";
    technology.date = 20240301;
    technology.rate = 24;
    ttri_assert_ok(
        ttr_environment_add_technology(environment, &technology, &error),
        &error);
    ttri_technology_weight(&environment->technology[1], &calendar, weight);
    /* middles 3/24, 1/24 year before and after the first of March:
     * 1 / (1 + e^3), 1 / (1 + e), 1 / (1 + 1/e) by mpmath */
    ck_assert_double_eq_tol(weight[0], 0.047425873177566781, 1e-11);
    ck_assert_double_eq_tol(weight[1], 0.26894142136999512, 1e-11);
    ck_assert_double_eq_tol(weight[2], 0.73105857863000488, 1e-11);
    ttri_calendar_clear(&memory, &calendar);
}
END_TEST

static void spoil_technology(struct ttr_technology *technology, int which)
{
    if (which == 0)
        technology->target = "match_quality";
    if (which == 1)
        technology->target = NULL;
    if (which == 2)
        technology->size = INFINITY;
    if (which == 3)
        technology->rate = -1;
    if (which == 4)
        technology->date = 0;
    if (which == 5)
        technology->reserved = 1;
    if (which == 6)
        technology->name = "taken";
    if (which == 7)
        technology->name = "a/b";
    if (which == 8)
        technology->struct_size = 8;
    if (which == 9) {
        technology->regions = twice;
        technology->region_count = 3;
    }
}

#define T "environment/technology/new"

static const struct {
    ttr_status status;
    const char *message;
} spoiled_technologies[] = {
    {TTR_E_ARGUMENT, T "/target must be the address of a driver, e.g. "
                       "advertising/ad_load (got match_quality)"},
    {TTR_E_ARGUMENT, T "/target must not be NULL"},
    {TTR_E_RANGE, T "/size must be finite (got inf)"},
    {TTR_E_RANGE, T "/rate must be finite and at least 0 (got -1)"},
    {TTR_E_RANGE, T " must be a date yyyymmdd of the years 1900 to 2199 (got "
                    "0)"},
    {TTR_E_ARGUMENT, T " must have 0 in reserved (got 1)"},
    {TTR_E_DUPLICATE, "environment/technology/taken must have a name that no "
                      "technology has yet"},
    {TTR_E_ARGUMENT, NULL},
    {TTR_E_STRUCT_SIZE, NULL},
    {TTR_E_DUPLICATE, T "/regions must name a region once (got US)"},
};

START_TEST(refuses_a_technology)
{
    struct ttr_technology taken = technology_of("taken");
    struct ttr_technology technology = technology_of("new");

    ttri_assert_ok(ttr_environment_add_technology(environment, &taken, &error),
                   &error);
    spoil_technology(&technology, _i);
    ttri_assert_fails(
        ttr_environment_add_technology(environment, &technology, &error),
        spoiled_technologies[_i].status, &error,
        spoiled_technologies[_i].message);
    ck_assert_uint_eq(environment->technologies, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("environment_events");
    TCase *given = tcase_create("given");
    TCase *weight = tcase_create("weight");

    tcase_add_checked_fixture(given, open_environment, close_environment);
    tcase_add_checked_fixture(weight, open_environment, close_environment);
    tcase_add_test(given, an_event_has_defaults);
    tcase_add_test(given, an_event_is_copied);
    tcase_add_test(given, no_regions_are_all);
    tcase_add_test(given, a_severity_has_a_median);
    tcase_add_loop_test(given, refuses_an_event, 0, TTRI_COUNT(spoiled));
    tcase_add_loop_test(given, a_driver_may_be_addressed_by_region_and_item, 0,
                        3);
    tcase_add_loop_test(given, an_event_is_central_above_even_odds, 0, 5);
    tcase_add_loop_test(given, refuses_a_technology, 0,
                        TTRI_COUNT(spoiled_technologies));
    suite_add_tcase(suite, given);
    tcase_add_loop_test(weight, an_event_is_in_force_by_days, 0,
                        TTRI_COUNT(weights));
    tcase_add_loop_test(weight, a_recovery_is_integrated_exactly, 0, 6);
    tcase_add_test(weight, a_hazard_has_no_weight);
    tcase_add_test(weight, a_technology_steps_or_spreads);
    suite_add_tcase(suite, weight);
    return ttri_unit_main(suite);
}
