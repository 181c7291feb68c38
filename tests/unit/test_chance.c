/* What drivers share of their draws where no matrix says so. */
#include "shared_draws.h"

/* ---- without matrices ---- */

static const char *const five[] = {
    "advertising/US/ecpm_ref",    "advertising/DE/ecpm_ref",
    "advertising/DE/ad_load",     "enterprise/US/insights/acv",
    "enterprise/FR/insights/acv", NULL};

START_TEST(the_same_driver_goes_half_way)
{
    static const double expected[] = {1, .5, 0, 0, 0, .5, 1,  0, 0, 0, 0,  0, 1,
                                      0, 0,  0, 0, 0, 1,  .5, 0, 0, 0, .5, 1};

    open_with(regions);
    assert_matrix(_i == 0 ? LEVEL : INNOVATION, five, expected);
}
END_TEST

START_TEST(regions_correlation_is_set)
{
    static const double rho[] = {0, 0.25, 1};
    double r = rho[_i];
    const double level[] = {1, r, 0, 0, 0, r, 1, 0, 0, 0, 0, 0, 1,
                            0, 0, 0, 0, 0, 1, r, 0, 0, 0, r, 1};
    const double other[] = {1, .5, 0, 0, 0, .5, 1,  0, 0, 0, 0,  0, 1,
                            0, 0,  0, 0, 0, 1,  .5, 0, 0, 0, .5, 1};

    ttri_assert_ok(
        ttr_environment_set_region_correlation(environment, LEVEL, r, &error),
        &error);
    open_with(regions);
    assert_matrix(LEVEL, five, level);
    assert_matrix(INNOVATION, five, other);
}
END_TEST

START_TEST(refuses_a_bad_regions_correlation)
{
    open_with(regions);
    ttri_assert_fails(
        ttr_environment_set_region_correlation(environment, 0, 0.5, &error),
        TTR_E_ARGUMENT, &error, NULL);
    ttri_assert_fails(ttr_environment_set_region_correlation(environment, LEVEL,
                                                             -0.1, &error),
                      TTR_E_RANGE, &error,
                      "environment/region_correlation must be within [0, 1] "
                      "(got -0.1)");
    ttri_assert_fails(
        ttr_environment_set_region_correlation(environment, LEVEL, NAN, &error),
        TTR_E_RANGE, &error, NULL);
    ttri_assert_fails(
        ttr_environment_set_region_correlation(NULL, LEVEL, 0, &error),
        TTR_E_ARGUMENT, &error, NULL);
}
END_TEST

START_TEST(draws_have_documented_names)
{
    const struct ttri_draw *draw;

    prefer("attention");
    open_with(regions);
    ttri_level_draw(&place.scene, "advertising/US/ecpm_ref");
    ttri_level_draw(&place.scene, "advertising/US/ecpm_ref#growth");
    ttri_level_draw(&place.scene, "links/pull/elasticity");
    ttri_innovation_draw(&place.scene, "enterprise/US/insights/acv", 2);
    ttri_factor(&place.scene, 0, "attention");
    ck_assert_uint_eq(ttri_graph_draws(place.scene.graph), 8);
    draw = draw_named("advertising/US/ecpm_ref");
    ck_assert(draw != NULL && draw->epistemic && !draw->by_period);
    ck_assert_ptr_nonnull(draw_named("advertising/*/ecpm_ref"));
    ck_assert_ptr_nonnull(draw_named("advertising/US/ecpm_ref#growth"));
    ck_assert_ptr_nonnull(draw_named("advertising/*/ecpm_ref#growth"));
    ck_assert_ptr_nonnull(draw_named("links/pull/elasticity"));
    draw = draw_named("enterprise/US/insights/acv noise");
    ck_assert(draw != NULL && !draw->epistemic && draw->by_period);
    ck_assert_uint_eq(draw->first, 2);
    ck_assert_ptr_nonnull(draw_named("enterprise/*/insights/acv noise"));
    draw = draw_named("environment/preferences/attention");
    ck_assert(draw != NULL && !draw->epistemic && draw->by_period);
}
END_TEST

/* A link may have the name of a region. */
START_TEST(links_are_in_no_region)
{
    static const char *const links[] = {"links/US/elasticity",
                                        "links/DE/elasticity", NULL};
    static const double expected[] = {1, 0, 0, 1};

    open_with(regions);
    assert_matrix(LEVEL, links, expected);
}
END_TEST

/* Its currency's, under either name. */
START_TEST(regions_of_one_currency_share_its_rate)
{
    static const char *const rates[] = {
        "environment/US/fx",  "environment/DE/fx",      "environment/FR/fx",
        "environment/EUR/fx", "environment/EUR/fx_end", NULL};
    static const double expected[] = {1, .5, .5, .5, 0, .5, 1,  1, 1,
                                      0, .5, 1,  1,  1, 0,  .5, 1, 1,
                                      1, 0,  0,  0,  0, 0,  1};

    open_with(regions);
    assert_matrix(INNOVATION, rates, expected);
    ck_assert_ptr_nonnull(draw_named("environment/EUR/fx noise"));
    ck_assert_ptr_null(draw_named("environment/DE/fx noise"));
}
END_TEST

/* One more region changes nothing in the others. */
START_TEST(regions_do_not_change_others)
{
    static const char *const one[][2] = {{"US", "USD"}, {NULL, NULL}};
    static const char *const address[] = {"advertising/US/ecpm_ref", NULL};
    struct normals alone, beside;

    open_with(one);
    alone = normals_of(LEVEL, address);
    chance_close(&place);
    open_with(regions);
    beside = normals_of(LEVEL, address);
    ck_assert_uint_eq(alone.draws, beside.draws);
    for (uint32_t i = 0; i < alone.draws; i++) {
        const char *name = ttri_graph_draw(alone.paths.graph, i)->name;

        ck_assert_str_eq(name, ttri_graph_draw(beside.paths.graph, i)->name);
        ck_assert_double_eq(alone.weight[0][i], beside.weight[0][i]);
    }
    paths_clear(&alone.paths);
    paths_clear(&beside.paths);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chance");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, open_scene, close_scene);
    tcase_add_loop_test(tests, the_same_driver_goes_half_way, 0, 2);
    tcase_add_loop_test(tests, regions_correlation_is_set, 0, 3);
    tcase_add_test(tests, refuses_a_bad_regions_correlation);
    tcase_add_test(tests, draws_have_documented_names);
    tcase_add_test(tests, links_are_in_no_region);
    tcase_add_test(tests, regions_of_one_currency_share_its_rate);
    tcase_add_test(tests, regions_do_not_change_others);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
