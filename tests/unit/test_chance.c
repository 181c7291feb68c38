/* What drivers share: correlations of their draws. A normal behind a driver is
 * a sum of draws times numbers: a path with one draw at 1 and all others at 0
 * gives the numbers, and from them follows every correlation exactly. */
#include "chance_scene.h"

#include <math.h>
#include <stdio.h>

static const char *const regions[][2] = {
    {"US", "USD"}, {"DE", "EUR"}, {"FR", "EUR"}, {NULL, NULL}};
static struct chance_scene place;
static ttr_environment *environment;
static struct ttr_error error;

#define LEVEL      TTR_CORRELATION_LEVEL
#define INNOVATION TTR_CORRELATION_INNOVATION

static void open_with(const char *const (*list)[2])
{
    struct ttr_calendar calendar = chance_calendar(2024, TTR_QUARTER, 4, 0);

    chance_open(&place, &calendar, environment, list);
}

static void open_scene(void)
{
    error = ttri_unit_error();
    ttri_assert_ok(ttr_environment_new(NULL, &environment, &error), &error);
}

static void close_scene(void)
{
    chance_close(&place);
    ttr_environment_unref(environment);
}

static void correlate(int32_t kind, double freedom, uint32_t count,
                      const char *const *names, const double *matrix)
{
    ttri_assert_ok(ttr_environment_add_correlation(environment, kind, freedom,
                                                   count, names, matrix,
                                                   &error),
                   &error);
}

static void prefer(const char *name)
{
    ttri_assert_ok(ttr_environment_add_preference(environment, name, NULL, 0,
                                                  0.1, 0.5, &error),
                   &error);
}

/* ---- coefficients ---- */

#define MOST 24

struct normals {
    uint32_t count, draws;
    struct paths paths;
    double weight[MOST][64];
};

/* `address` NULL ends the list. */
static struct normals normals_of(int32_t kind, const char *const *address)
{
    struct normals normals = {0};
    ttri_value value[MOST];

    for (; address[normals.count] != NULL; normals.count++)
        value[normals.count] =
            kind == LEVEL
                ? ttri_level_draw(&place.scene, address[normals.count])
                : ttri_innovation_draw(&place.scene, address[normals.count], 1);
    ck_assert_msg(place.scene.status == TTR_OK, "%s",
                  place.scene.error.message);
    normals.paths = paths_of(place.scene.graph, normals.count, value);
    normals.draws = ttri_graph_draws(normals.paths.graph);
    ck_assert_uint_le(normals.draws, 64);
    for (uint32_t d = 0; d < normals.draws; d++) {
        double *row = normals.paths.draw + (size_t)d * 4;

        row[0] = row[1] = 1;
        paths_run(&normals.paths);
        row[0] = row[1] = 0;
        for (uint32_t i = 0; i < normals.count; i++)
            normals.weight[i][d] = paths_at(&normals.paths, i, 1);
    }
    return normals;
}

static double correlation(const struct normals *normals, uint32_t i, uint32_t j)
{
    double sum = 0;

    for (uint32_t d = 0; d < normals->draws; d++)
        sum += normals->weight[i][d] * normals->weight[j][d];
    return sum;
}

/* All correlations, row by row. */
static void assert_matrix(int32_t kind, const char *const *address,
                          const double *expected)
{
    struct normals normals = normals_of(kind, address);
    uint32_t n = normals.count;

    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            double found = correlation(&normals, i, j);

            ck_assert_msg(fabs(found - expected[i * n + j]) < 1e-9,
                          "%s and %s: %.12g instead of %.12g", address[i],
                          address[j], found, expected[i * n + j]);
        }
    paths_clear(&normals.paths);
}

static const struct ttri_draw *draw_named(const char *name)
{
    struct ttri_graph *graph = place.scene.graph;

    for (uint32_t i = 0; i < ttri_graph_draws(graph); i++)
        if (strcmp(ttri_graph_draw(graph, i)->name, name) == 0)
            return ttri_graph_draw(graph, i);
    return NULL;
}

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
    tcase_add_test(tests, takes_many_rows_of_each_region);
    tcase_add_loop_test(tests, matrices_share_their_mixing, 0, 2);
    tcase_add_loop_test(tests, refuses_a_freedom_without_variance, 0, 6);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
