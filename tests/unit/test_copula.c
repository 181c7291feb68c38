/* Student's t copula: mixing and margins. Numbers without another origin come
 * from mpmath 1.4.1 with 40 digits (betainc, gammainc, erfinv), joint
 * probabilities from scipy.integrate.quad of SciPy 1.17.1 over the mixing law.
 */
#include "chance_scene.h"

#include <math.h>

#include "model/copula.h"

#define PI 3.14159265358979323846

static const char *const regions[][2] = {{"US", "USD"}, {NULL, NULL}};
static struct chance_scene place;

static void open_scene(void)
{
    struct ttr_calendar calendar = chance_calendar(2024, TTR_YEAR, 1, 0);

    chance_open(&place, &calendar, NULL, regions);
}

static void close_scene(void)
{
    chance_close(&place);
}

static ttri_value normal(const char *name)
{
    struct ttri_draw draw = {.name = name, .kind = TTRI_DRAW_NORMAL};

    return ttri_draw(place.scene.graph, &draw);
}

/* The margin's value at a given t, the mixing being a draw as well. */
static double margin(double freedom, double t)
{
    static struct ttri_copula copula;
    struct paths paths;
    ttri_value value;
    double result;

    ttri_copula_init(&copula, freedom);
    value = ttri_copula_margin(&place.scene, &copula, normal("z"), normal("w"));
    paths = paths_of(place.scene.graph, 1, &value);
    *paths_row(&paths, "z") = t;
    *paths_row(&paths, "w") = 1;
    paths_run(&paths);
    result = paths_at(&paths, 0, 0);
    paths_clear(&paths);
    return result;
}

START_TEST(margins_keep_the_rank)
{
    static const double known[][3] = {
        {2.1, 0.3, 0.26464175284649029},   {3, 1, 0.85780125084095694},
        {3, -2.5, -1.7076212273548162},    {3, 40, 4.1423222491479674},
        {5, 6, 3.1139291279170572},        {5, 1000, 7.6573550935964867},
        {30, 3, 2.7827540972109265},       {1000, 2, 1.997505049346283},
        {3, 1e-9, 0.92131773192356128e-9},
    };

    ck_assert_double_eq_tol(margin(known[_i][0], known[_i][1]), known[_i][2],
                            1e-8 * fabs(known[_i][2]));
}
END_TEST

/* What no pair of draws reaches stays finite, in order and odd. */
START_TEST(margins_end_far_out)
{
    double far = margin(2.5, 1e9), farther = margin(2.5, 1e12);

    ck_assert_double_gt(far, 8.5);
    ck_assert(isfinite(farther) && farther > far);
    ck_assert_double_eq(margin(2.5, -1e9), -far);
    ck_assert_double_eq(margin(2.5, 0), 0);
}
END_TEST

START_TEST(mixing_is_the_inverse_chi)
{
    static const double known[][3] = {
        {2.1, -2, 6.1019142591446266}, {3, 0, 1.1260447603006028},
        {5, 1.5, 0.69625407045528446}, {5, -4, 9.8383123763706619},
        {30, 1, 0.8925161403833364},   {1000, -1, 1.0231317710406726},
    };
    static struct ttri_copula copula;
    struct paths paths;
    ttri_value value;

    ttri_copula_init(&copula, known[_i][0]);
    value = ttri_copula_mixing(&place.scene, &copula, normal("w"));
    paths = paths_of(place.scene.graph, 1, &value);
    *paths_row(&paths, "w") = known[_i][1];
    paths_run(&paths);
    ck_assert_double_eq_tol(paths_at(&paths, 0, 0), known[_i][2],
                            1e-7 * known[_i][2]);
    paths_clear(&paths);
}
END_TEST

/* The law of large freedom is the normal one. */
START_TEST(large_freedom_changes_nothing)
{
    for (int i = -12; i <= 12; i++)
        ck_assert_double_eq_tol(margin(1e6, i / 2.0), i / 2.0, 1e-4);
}
END_TEST

/* ---- over many paths ---- */

/* Two correlated normals with one mixing. */
struct pair {
    struct paths paths;
    double *first, *second, *mixing;
};

static struct pair pair_of(double freedom, double rho)
{
    static struct ttri_copula copula;
    struct ttri_graph *graph = place.scene.graph;
    ttri_value mixing, z[2], value[2];
    struct pair pair;

    ttri_copula_init(&copula, freedom);
    mixing = ttri_copula_mixing(&place.scene, &copula, normal("w"));
    z[0] = normal("a");
    z[1] = ttri_add(graph, ttri_mul(graph, ttri_constant(graph, rho), z[0]),
                    ttri_mul(graph, ttri_constant(graph, sqrt(1 - rho * rho)),
                             normal("b")));
    for (int i = 0; i < 2; i++)
        value[i] = ttri_copula_margin(&place.scene, &copula, z[i], mixing);
    pair.paths = paths_of(graph, 2, value);
    pair.first = paths_row(&pair.paths, "a");
    pair.second = paths_row(&pair.paths, "b");
    pair.mixing = paths_row(&pair.paths, "w");
    return pair;
}

/* Points of a lattice in three dimensions: Kronecker's, on the powers of the
 * root of x^4 = x + 1. */
static void set_point(struct pair *pair, uint32_t i)
{
    const double root = 1.2207440846057596;
    double u[3], power = 1;

    for (int k = 0; k < 3; k++) {
        power /= root;
        u[k] = 0.5 + (i + 1) * power;
        u[k] -= floor(u[k]);
        u[k] = fmin(fmax(u[k], 1e-12), 1 - 1e-12);
    }
    *pair->first = ttri_normal_quantile(u[0]);
    *pair->second = ttri_normal_quantile(u[1]);
    *pair->mixing = ttri_normal_quantile(u[2]);
    paths_run(&pair->paths);
}

#define POINTS 400000

/* Moments and quantiles of a standard normal. */
START_TEST(margins_are_standard_normal)
{
    static const double at[] = {-3, -2, -1, 0, 0.5, 1.5, 2.5};
    const double freedom[] = {2.5, 4, 12};
    struct pair pair = pair_of(freedom[_i], 0.5);
    double moment[5] = {0};
    uint32_t below[7] = {0};

    for (uint32_t i = 0; i < POINTS; i++) {
        double z, power = 1;

        set_point(&pair, i);
        z = paths_at(&pair.paths, 1, 0);
        for (int k = 1; k < 5; k++)
            moment[k] += power *= z;
        for (int k = 0; k < 7; k++)
            below[k] += z < at[k];
    }
    ck_assert_double_eq_tol(moment[1] / POINTS, 0, 1e-3);
    ck_assert_double_eq_tol(moment[2] / POINTS, 1, 2e-3);
    ck_assert_double_eq_tol(moment[3] / POINTS, 0, 1.5e-2);
    ck_assert_double_eq_tol(moment[4] / POINTS, 3, 2e-2);
    for (int k = 0; k < 7; k++)
        ck_assert_double_eq_tol((double)below[k] / POINTS,
                                erfc(-at[k] / sqrt(2)) / 2, 5e-4);
    paths_clear(&pair.paths);
}
END_TEST

/* P(both above 0) = 1/4 + arcsin(rho) / (2 pi) for any elliptical law, so that
 * the mixing leaves ranks as correlated as the normals' (Kendall's tau is 2 /
 * pi arcsin rho). In the tails it does not. */
START_TEST(tails_go_together)
{
    static const struct {
        double freedom, rho, p, joint;
    } known[] = {{4, 0.5, 0.95, 0.01693696052},
                 {4, 0.5, 0.99, 0.002876784349},
                 {3, -0.3, 0.9, 0.009382908884}};
    struct pair pair = pair_of(known[_i].freedom, known[_i].rho);
    double edge = ttri_normal_quantile(known[_i].p);
    uint32_t tails = 0, positive = 0;

    for (uint32_t i = 0; i < POINTS; i++) {
        double x, y;

        set_point(&pair, i);
        x = paths_at(&pair.paths, 0, 0);
        y = paths_at(&pair.paths, 1, 0);
        tails += x > edge && y > edge;
        positive += x > 0 && y > 0;
    }
    ck_assert_double_eq_tol((double)positive / POINTS,
                            0.25 + asin(known[_i].rho) / (2 * PI), 5e-4);
    ck_assert_double_eq_tol((double)tails / POINTS, known[_i].joint, 2e-4);
    paths_clear(&pair.paths);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("copula");
    TCase *tests = tcase_create("all");

    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, open_scene, close_scene);
    tcase_add_loop_test(tests, margins_keep_the_rank, 0, 9);
    tcase_add_test(tests, margins_end_far_out);
    tcase_add_loop_test(tests, mixing_is_the_inverse_chi, 0, 6);
    tcase_add_test(tests, large_freedom_changes_nothing);
    tcase_add_loop_test(tests, margins_are_standard_normal, 0, 3);
    tcase_add_loop_test(tests, tails_go_together, 0, 3);
    suite_add_tcase(suite, tests);
    return ttri_unit_main(suite);
}
