/* Seasons that are not known. Expected paths are central paths of drivers that
 * have, for certain, the indices that the normal says. */
#include "one_driver.h"

static const double quarters[] = {0.9, 1, 0.7, 1.4};
static const double months[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

static void set_seasons(struct set *set, uint32_t count, const double *index)
{
    ttri_assert_ok(
        ttr_driver_set_seasonality(set->driver, count, index, &set->error),
        &set->error);
}

/* What the driver is when one index is multiplied for certain. */
static void read_certain(struct set *set, uint32_t count, const double *index,
                         uint32_t season, double factor, double *x)
{
    double changed[12];

    memcpy(changed, index, count * sizeof *index);
    changed[season] *= factor;
    set_seasons(set, count, changed);
    read_at(set, "s/US/x", 0, x);
}

static const struct {
    int32_t support;
    uint32_t count;
    const double *index;
    uint32_t season;
    double z, factor;
} moves[] = {
    {TTR_SUPPORT_POSITIVE, 4, quarters, 0, Z80, 1.2},
    {TTR_SUPPORT_POSITIVE, 4, quarters, 3, -Z80, 0.9},
    {TTR_SUPPORT_POSITIVE, 4, quarters, 2, 0, 1},
    {TTR_SUPPORT_POSITIVE, 12, months, 6, Z80, 1.2},
    {TTR_SUPPORT_POSITIVE, 12, months, 11, -2 * Z80, 0.81},
    {TTR_SUPPORT_UNIT, 4, quarters, 1, Z80, 1.2},
    {TTR_SUPPORT_UNIT, 12, months, 0, -Z80, 0.9},
};

START_TEST(one_index_moves)
{
    double x[PERIODS], expected[PERIODS];
    char draw[32];
    struct set set;

    begin(&set, moves[_i].support);
    value(&set, 0.3);
    certain(&set);
    set_seasons(&set, moves[_i].count, moves[_i].index);
    range(&set, "seasonality", 0.9, 1.2, 0.8);
    snprintf(draw, sizeof draw, "s/US/x#season%u", moves[_i].season + 1);
    read_at(&set, draw, moves[_i].z, x);
    read_certain(&set, moves[_i].count, moves[_i].index, moves[_i].season,
                 moves[_i].factor, expected);
    for (int t = 0; t < PERIODS; t++)
        is_near(x[t], expected[t]);
    end(&set);
}
END_TEST

/* Days on which the driver is multiplied stay what they are. */
START_TEST(movable_events_stay)
{
    double x[PERIODS], expected[PERIODS];
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    value(&set, 5);
    certain(&set);
    set_seasons(&set, 4, quarters);
    ttri_assert_ok(
        ttr_driver_add_movable_event(set.driver, 20240510, 40, 3, &set.error),
        &set.error);
    range(&set, "seasonality", 0.9, 1.2, 0.8);
    read_at(&set, "s/US/x#season2", Z80, x);
    read_certain(&set, 4, quarters, 1, 1.2, expected);
    for (int t = 0; t < PERIODS; t++)
        is_near(x[t], expected[t]);
    end(&set);
}
END_TEST

START_TEST(new_seasons_are_known)
{
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    value(&set, 5);
    certain(&set);
    set_seasons(&set, 4, quarters);
    range(&set, "seasonality", 0.9, 1.2, 0.8);
    ck_assert(moves_of(&set).random);
    set_seasons(&set, 4, quarters);
    ck_assert(!moves_of(&set).random);
    end(&set);
}
END_TEST

START_TEST(a_copy_has_the_range)
{
    double x[PERIODS], again[PERIODS];
    ttr_driver *copy = NULL;
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    value(&set, 5);
    certain(&set);
    set_seasons(&set, 4, quarters);
    range(&set, "seasonality", 0.9, 1.2, 0.8);
    read_at(&set, "s/US/x#season2", Z80, x);
    ttri_assert_ok(
        ttri_driver_copy(&set.scene.memory, set.driver, &copy, &set.error),
        &set.error);
    ttr_driver_unref(set.driver);
    set.driver = copy;
    certain(&set);
    read_at(&set, "s/US/x#season2", Z80, again);
    ck_assert_mem_eq(x, again, sizeof x);
    end(&set);
}
END_TEST

static const struct {
    double low, high;
    ttr_status status;
    const char *path, *rule;
} bad[] = {
    {1.1, 1.2, TTR_E_RANGE, "driver/seasonality/low", "must be at most 1"},
    {0.8, 0.9, TTR_E_RANGE, "driver/seasonality/high", "must be at least 1"},
    {0, 1.2, TTR_E_RANGE, "driver/seasonality", "must be finite and above 0"},
    {0.9, INFINITY, TTR_E_RANGE, "driver/seasonality",
     "must be finite and above 0"},
    {1, 1, TTR_E_RANGE, "driver/range/high", "must be above the low end"},
};

START_TEST(a_range_holds_1)
{
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    set_seasons(&set, 4, quarters);
    ck_assert_int_eq(ttr_driver_set_range(set.driver, "seasonality",
                                          bad[_i].low, bad[_i].high, 0.8,
                                          &set.error),
                     bad[_i].status);
    ck_assert_str_eq(set.error.path, bad[_i].path);
    ck_assert_str_eq(set.error.rule, bad[_i].rule);
    end(&set);
}
END_TEST

START_TEST(no_range_without_seasons)
{
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    value(&set, 5);
    ck_assert_int_eq(ttr_driver_set_range(set.driver, "seasonality", 0.9, 1.1,
                                          0.8, &set.error),
                     TTR_E_UNKNOWN);
    end(&set);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("driver_seasons_doubt");
    TCase *tcase = tcase_create("driver_seasons_doubt");

    tcase_add_loop_test(tcase, one_index_moves, 0,
                        (int)(sizeof moves / sizeof *moves));
    tcase_add_test(tcase, movable_events_stay);
    tcase_add_test(tcase, new_seasons_are_known);
    tcase_add_test(tcase, a_copy_has_the_range);
    tcase_add_loop_test(tcase, a_range_holds_1, 0,
                        (int)(sizeof bad / sizeof *bad));
    tcase_add_test(tcase, no_range_without_seasons);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return ttri_unit_main(suite());
}
