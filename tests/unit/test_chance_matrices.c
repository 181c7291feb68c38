/* Matrices of correlations between drivers, and how fat their tails are. */
#include "shared_draws.h"

/* ---- with matrices ---- */

static const char *const pair[] = {"advertising/ad_load",
                                   "advertising/ecpm_ref"};

static const char *const four[] = {
    "advertising/US/ad_load", "advertising/US/ecpm_ref",
    "advertising/DE/ad_load", "advertising/DE/ecpm_ref", NULL};

/* In each region, region by region; across regions as without a matrix. */
START_TEST(names_without_region_are_of_each)
{
    static const double matrix[] = {1, -.45, -.45, 1};
    static const double expected[] = {1,  -.45, .5, 0,    -.45, 1,  0,    .5,
                                      .5, 0,    1,  -.45, 0,    .5, -.45, 1};

    correlate(LEVEL, 0, 2, pair, matrix);
    open_with(regions);
    assert_matrix(LEVEL, four, expected);
}
END_TEST

START_TEST(one_kind_does_not_change_the_other)
{
    static const double matrix[] = {1, -.45, -.45, 1};
    static const double expected[] = {1,  0, .5, 0, 0, 1,  0, .5,
                                      .5, 0, 1,  0, 0, .5, 0, 1};

    correlate(LEVEL, 0, 2, pair, matrix);
    open_with(regions);
    assert_matrix(INNOVATION, four, expected);
}
END_TEST

/* Regions leave a pair 1 - 0.5; the rest is cut, and reported. */
START_TEST(repairs_what_regions_leave_no_room_for)
{
    static const double matrix[] = {1, -.8, -.8, 1};
    static const double expected[] = {1,  -.5, .5, 0,   -.5, 1,  0,   .5,
                                      .5, 0,   1,  -.5, 0,   .5, -.5, 1};
    struct ttri_repair *repair;
    uint32_t repairs;

    correlate(LEVEL, 0, 2, pair, matrix);
    open_with(regions);
    assert_matrix(LEVEL, four, expected);
    ttri_chance_repairs(&place.scene, &repair, &repairs);
    ck_assert_uint_eq(repairs, 1);
    ck_assert_int_eq(repair->kind, LEVEL);
    ck_assert_uint_eq(repair->count, 2);
    ck_assert_str_eq(repair->name[0], pair[0]);
    ck_assert_str_eq(repair->name[1], pair[1]);
    ck_assert_uint_eq(repair->row + repair->column, 1);
    ck_assert_double_eq_tol(repair->given, -.8, 1e-15);
    ck_assert_double_eq_tol(repair->used, -.5, 1e-9);
    ttri_repairs_free(&place.memory, repair, repairs);
}
END_TEST

/* The same matrix needs no repair where regions do not go together, nor where
 * there is one region. */
START_TEST(repairs_nothing_else)
{
    static const char *const one[][2] = {{"US", "USD"}, {NULL, NULL}};
    static const double matrix[] = {1, -.8, -.8, 1};
    static const char *const both[] = {"advertising/US/ad_load",
                                       "advertising/US/ecpm_ref", NULL};
    struct ttri_repair *repair;
    uint32_t repairs;

    correlate(LEVEL, 0, 2, pair, matrix);
    if (_i == 1)
        ttri_assert_ok(ttr_environment_set_region_correlation(environment,
                                                              LEVEL, 0, &error),
                       &error);
    open_with(_i == 0 ? one : regions);
    assert_matrix(LEVEL, both, matrix);
    ttri_chance_repairs(&place.scene, &repair, &repairs);
    ck_assert_uint_eq(repairs, 0);
    ttri_repairs_free(&place.memory, repair, repairs);
}
END_TEST

/* Where one draw serves all regions, so does the pair. */
START_TEST(one_draw_for_all_regions_keeps_the_pair)
{
    static const double matrix[] = {1, -.8, -.8, 1};
    static const double expected[] = {1, -.8, 1, -.8, -.8, 1, -.8, 1,
                                      1, -.8, 1, -.8, -.8, 1, -.8, 1};

    correlate(LEVEL, 0, 2, pair, matrix);
    ttri_assert_ok(
        ttr_environment_set_region_correlation(environment, LEVEL, 1, &error),
        &error);
    open_with(regions);
    assert_matrix(LEVEL, four, expected);
}
END_TEST

/* A region that is named; the others go along by themselves. */
START_TEST(names_with_region_are_of_it)
{
    static const char *const names[] = {"advertising/US/ecpm_ref",
                                        "advertising/DE/ecpm_ref",
                                        "advertising/US/ad_load"};
    static const char *const address[] = {
        "advertising/US/ecpm_ref", "advertising/DE/ecpm_ref",
        "advertising/FR/ecpm_ref", "advertising/US/ad_load",
        "advertising/DE/ad_load",  NULL};
    static const double matrix[] = {1, .9, .2, .9, 1, .1, .2, .1, 1};
    static const double expected[] = {1, .9, .5, .2, 0, .9, 1,  .5, .1,
                                      0, .5, .5, 1,  0, 0,  .2, .1, 0,
                                      1, .5, 0,  0,  0, .5, 1};

    correlate(INNOVATION, 0, 3, names, matrix);
    open_with(regions);
    assert_matrix(INNOVATION, address, expected);
}
END_TEST

/* The more definite name goes first. */
START_TEST(a_region_goes_before_all)
{
    static const char *const special[] = {"advertising/US/ad_load",
                                          "advertising/US/ecpm_ref"};
    static const double general_matrix[] = {1, .3, .3, 1};
    static const double special_matrix[] = {1, -.2, -.2, 1};
    static const double expected[] = {1,  -.2, .5, 0,  -.2, 1,  0,  .5,
                                      .5, 0,   1,  .3, 0,   .5, .3, 1};

    correlate(LEVEL, 0, 2, _i == 0 ? pair : special,
              _i == 0 ? general_matrix : special_matrix);
    correlate(LEVEL, 0, 2, _i == 0 ? special : pair,
              _i == 0 ? special_matrix : general_matrix);
    open_with(regions);
    assert_matrix(LEVEL, four, expected);
}
END_TEST

/* Region by region means currency by currency. */
START_TEST(rates_go_with_their_regions)
{
    static const char *const names[] = {"environment/fx",
                                        "advertising/ecpm_ref"};
    static const char *const address[] = {
        "environment/USD/fx",      "environment/EUR/fx",
        "advertising/US/ecpm_ref", "advertising/DE/ecpm_ref",
        "advertising/FR/ecpm_ref", NULL};
    static const double matrix[] = {1, .3, .3, 1};
    static const double expected[] = {1,  .5, .3, 0,  0,  .5, 1, 0,  .3,
                                      .3, .3, 0,  1,  .5, .5, 0, .3, .5,
                                      1,  .5, 0,  .3, .5, .5, 1};

    correlate(INNOVATION, 0, 2, names, matrix);
    open_with(regions);
    assert_matrix(INNOVATION, address, expected);
}
END_TEST

START_TEST(items_are_named)
{
    static const char *const names[] = {"enterprise/insights/acv",
                                        "enterprise/DE/insights/churn"};
    static const char *const address[] = {
        "enterprise/US/insights/acv", "enterprise/DE/insights/acv",
        "enterprise/US/insights/churn", "enterprise/DE/insights/churn", NULL};
    static const double matrix[] = {1, .4, .4, 1};
    static const double expected[] = {1, .5, 0, 0,  .5, 1,  0,  .4,
                                      0, 0,  1, .5, 0,  .4, .5, 1};

    correlate(LEVEL, 0, 2, names, matrix);
    open_with(regions);
    assert_matrix(LEVEL, address, expected);
}
END_TEST

/* Preferences move by innovations; they have no region. */
START_TEST(preferences_are_correlated)
{
    static const char *const names[] = {"environment/preferences/attention",
                                        "environment/preferences/thrift",
                                        "advertising/ecpm_ref"};
    static const char *const address[] = {
        "environment/preferences/attention", "environment/preferences/thrift",
        "advertising/US/ecpm_ref",           "advertising/DE/ecpm_ref",
        "environment/preferences/other",     NULL};
    static const double matrix[] = {1, .6, .3, .6, 1, -.1, .3, -.1, 1};
    static const double expected[] = {1, .6, .3,  .3, 0,  .6, 1,  -.1, -.1,
                                      0, .3, -.1, 1,  .5, 0,  .3, -.1, .5,
                                      1, 0,  0,   0,  0,  0,  1};

    prefer("attention");
    prefer("thrift");
    prefer("other");
    correlate(INNOVATION, 0, 3, names, matrix);
    open_with(regions);
    assert_matrix(INNOVATION, address, expected);
    ck_assert_ptr_nonnull(draw_named("environment/preferences/thrift"));
    ck_assert_ptr_nonnull(draw_named("environment/preferences/other"));
}
END_TEST

/* The whole matrix with regions and all: the nearest, on the diagonal ones. */
START_TEST(repairs_a_whole_matrix)
{
    static const char *const names[] = {"advertising/US/ad_load",
                                        "advertising/US/ecpm_ref",
                                        "advertising/US/fill_rate"};
    static const char *const one[][2] = {{"US", "USD"}, {NULL, NULL}};
    static const char *const address[] = {"advertising/US/ad_load",
                                          "advertising/US/ecpm_ref",
                                          "advertising/US/fill_rate", NULL};
    /* Higham 2002 */
    static const double matrix[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
    static const double expected[] = {1,     .7607, .1573, .7607, 1,
                                      .7607, .1573, .7607, 1};
    struct normals normals;
    struct ttri_repair *repair;
    uint32_t repairs;

    correlate(INNOVATION, 0, 3, names, matrix);
    open_with(one);
    normals = normals_of(INNOVATION, address);
    for (uint32_t i = 0; i < 9; i++)
        ck_assert_double_eq_tol(correlation(&normals, i / 3, i % 3),
                                expected[i], 5e-5);
    ttri_chance_repairs(&place.scene, &repair, &repairs);
    ck_assert_uint_eq(repairs, 1);
    ck_assert_int_eq(repair->kind, INNOVATION);
    ck_assert_uint_eq(repair->count, 3);
    ck_assert_str_eq(repair->name[2], names[2]);
    ck_assert_double_eq_tol(fabs(repair->used - repair->given), 0.2393, 5e-5);
    ttri_repairs_free(&place.memory, repair, repairs);
    paths_clear(&normals.paths);
}
END_TEST

START_TEST(refuses_too_many_rows)
{
    enum {
        N = 1024
    };
    static char text[N][32];
    static const char *names[N];
    double *matrix = calloc((size_t)N * N, sizeof *matrix);
    ttri_value value;

    for (int i = 0; i < N; i++) {
        snprintf(text[i], sizeof text[i], "a/%sk%d", i == 0 ? "US/" : "", i);
        names[i] = text[i];
        matrix[i * N + i] = 1;
    }
    correlate(LEVEL, 0, N, names, matrix);
    free(matrix);
    open_with(regions);
    value = ttri_level_draw(&place.scene, "a/US/k0");
    ck_assert_uint_eq(value, 0);
    ck_assert_int_eq(place.scene.status, TTR_E_LIMIT);
}
END_TEST

/* A ring of drivers, each against its neighbours, is no matrix of
 * correlations: 512 are repaired, more are not. */
START_TEST(repairs_no_more_than_some)
{
    enum {
        N = 513
    };
    static char text[N][32];
    static const char *names[N];
    double *matrix = calloc((size_t)N * N, sizeof *matrix);
    struct ttri_repair *repair;
    uint32_t n = _i == 0 ? N : N - 1, repairs;
    ttri_value value;

    for (uint32_t i = 0; i < n; i++) {
        snprintf(text[i], sizeof text[i], "a/k%u", i);
        names[i] = text[i];
        for (uint32_t j = 0; j < n; j++)
            matrix[i * n + j] = i == j                                 ? 1.0
                                : (i + 1) % n == j || (j + 1) % n == i ? -0.6
                                                                       : 0.0;
    }
    correlate(INNOVATION, 0, n, names, matrix);
    free(matrix);
    open_with(regions);
    value = ttri_innovation_draw(&place.scene, "a/US/k1", 1);
    ck_assert_int_eq(value == 0, n == N);
    if (n == N) {
        ck_assert_int_eq(place.scene.status, TTR_E_LIMIT);
        ck_assert_str_eq(
            place.scene.error.message,
            "environment/correlations must be positive semidefinite where 513 "
            "drivers go together (a/k0 and others): no more than 512 are "
            "repaired");
        return;
    }
    ttri_chance_repairs(&place.scene, &repair, &repairs);
    ck_assert_uint_eq(repairs, 1);
    ck_assert_uint_eq(repair->count, n);
    ck_assert_double_eq_tol(repair->given, -.6, 1e-12);
    ck_assert_double_gt(repair->used, -.6);
    ttri_repairs_free(&place.memory, repair, repairs);
}
END_TEST

/* Without places, so many rows are well: 1,024 are factored. */
START_TEST(takes_many_rows_of_each_region)
{
    enum {
        N = 1024
    };
    static char text[N][32];
    static const char *names[N];
    double *matrix = calloc((size_t)N * N, sizeof *matrix);

    for (int i = 0; i < N; i++) {
        snprintf(text[i], sizeof text[i], "a/k%d", i);
        names[i] = text[i];
        for (int j = 0; j < N; j++)
            matrix[i * N + j] = i == j ? 1 : 0.25;
    }
    correlate(LEVEL, 0, N, names, matrix);
    free(matrix);
    open_with(regions);
    ck_assert_uint_ne(ttri_level_draw(&place.scene, "a/US/k1"), 0);
    ck_assert_int_eq(place.scene.status, TTR_OK);
}
END_TEST

/* ---- t copula ---- */

/* One mixing draw for all that the matrix names, in every region; another
 * driver has none. */
START_TEST(matrices_share_their_mixing)
{
    static const double matrix[] = {1, .2, .2, 1};
    const char *mixing =
        _i == 0 ? "environment/correlations/advertising/ad_load mixing"
                : "environment/correlations/advertising/ad_load noise mixing";
    int32_t kind = _i == 0 ? LEVEL : INNOVATION;
    const struct ttri_draw *draw;
    ttri_value value[5];
    struct paths paths;
    double before[5];

    correlate(kind, 4, 2, pair, matrix);
    open_with(regions);
    for (int i = 0; i < 5; i++) {
        const char *address = i < 4 ? four[i] : "advertising/US/fill_rate";

        value[i] = _i == 0 ? ttri_level_draw(&place.scene, address)
                           : ttri_innovation_draw(&place.scene, address, 1);
    }
    draw = draw_named(mixing);
    ck_assert(draw != NULL && draw->kind == TTRI_DRAW_NORMAL);
    ck_assert(draw->epistemic == (_i == 0) && draw->by_period == (_i == 1));
    ck_assert_uint_eq(draw->first, _i == 0 ? 0 : 1);
    paths = paths_of(place.scene.graph, 5, value);
    for (uint32_t i = 0; i < ttri_graph_draws(paths.graph) * 4; i++)
        paths.draw[i] = 0.7;
    paths_run(&paths);
    for (uint32_t i = 0; i < 5; i++)
        before[i] = paths_at(&paths, i, 1);
    paths_row(&paths, mixing)[0] = paths_row(&paths, mixing)[1] = -2;
    paths_run(&paths);
    for (uint32_t i = 0; i < 4; i++)
        ck_assert_double_gt(fabs(paths_at(&paths, i, 1) - before[i]), 0.1);
    ck_assert_double_eq(paths_at(&paths, 4, 1), before[4]);
    paths_clear(&paths);
}
END_TEST

START_TEST(refuses_a_freedom_without_variance)
{
    static const double matrix[] = {1, .2, .2, 1};
    static const double bad[] = {2, -1, 1.5, 1e7, INFINITY, NAN};

    open_with(regions);
    ttri_assert_fails(ttr_environment_add_correlation(
                          environment, LEVEL, bad[_i], 2, pair, matrix, &error),
                      TTR_E_RANGE, &error, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chance_matrices");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, open_scene, close_scene);
    tcase_add_test(tests, names_without_region_are_of_each);
    tcase_add_test(tests, one_kind_does_not_change_the_other);
    tcase_add_test(tests, repairs_what_regions_leave_no_room_for);
    tcase_add_loop_test(tests, repairs_nothing_else, 0, 2);
    tcase_add_test(tests, one_draw_for_all_regions_keeps_the_pair);
    tcase_add_test(tests, names_with_region_are_of_it);
    tcase_add_loop_test(tests, a_region_goes_before_all, 0, 2);
    tcase_add_test(tests, rates_go_with_their_regions);
    tcase_add_test(tests, items_are_named);
    tcase_add_test(tests, preferences_are_correlated);
    tcase_add_test(tests, repairs_a_whole_matrix);
    tcase_add_test(tests, refuses_too_many_rows);
    tcase_add_loop_test(tests, repairs_no_more_than_some, 0, 2);
    tcase_add_test(tests, takes_many_rows_of_each_region);
    tcase_add_loop_test(tests, matrices_share_their_mixing, 0, 2);
    tcase_add_loop_test(tests, refuses_a_freedom_without_variance, 0, 6);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
