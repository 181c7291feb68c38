/* Laws as values of a standard normal: quantiles, means and deviations against
 * 50 digits of mpmath (tests/data/laws.py), and what holds for any law. */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/elementary.h"
#include "math/normal.h"
#include "model/law_value.h"

/* Normals that a value is read at, as periods of a graph. */
#define POINTS 8001u

static const char *table_path;

/* ---- a value at many normals ---- */

static struct ttri_scene scene_of(uint32_t points)
{
    struct ttri_scene scene = {.status = TTR_OK};

    ck_assert_int_eq(ttri_memory_init(&scene.memory, NULL, NULL), TTR_OK);
    ttr_error_init(&scene.error, sizeof scene.error);
    scene.graph = ttri_graph_new(&scene.memory, points);
    ck_assert_ptr_nonnull(scene.graph);
    return scene;
}

static void read_law(const struct ttr_law *law, uint32_t points,
                     const double *normal, double *x)
{
    const struct ttri_draw draw = {.name = "z", .by_period = true};
    struct ttri_scene scene = scene_of(points);
    struct ttri_plan *plan = NULL;
    ttri_value value =
        ttri_law_value(&scene, law, ttri_draw(scene.graph, &draw));

    ttri_assert_ok(
        ttri_plan_central(scene.graph, 1, &value, &plan, &scene.error),
        &scene.error);
    ttri_assert_ok(ttri_run(plan, &scene.memory, NULL, normal, x, &scene.error),
                   &scene.error);
    ttri_plan_free(plan);
    ttri_graph_free(scene.graph);
}

/* ---- the table ---- */

struct row {
    char law[64];
    struct ttr_law given;
    double values[8], weights[8];
    char what[8]; /* at, mean or sd */
    double z, x;
};

static double read_number(FILE *table)
{
    unsigned long long bits;

    ck_assert_int_eq(fscanf(table, "%llx", &bits), 1);
    return ttri_from_bits(bits);
}

static void read_given(FILE *table, struct row *row)
{
    struct ttr_law *law = &row->given;
    unsigned count;

    ttr_law_init(law, sizeof *law);
    ck_assert_int_eq(fscanf(table, "%63s %d", row->law, &law->kind), 2);
    law->a = read_number(table);
    law->b = read_number(table);
    law->c = read_number(table);
    law->d = read_number(table);
    law->low = read_number(table);
    law->high = read_number(table);
    ck_assert_int_eq(fscanf(table, "%u", &count), 1);
    ck_assert_uint_le(count, TTRI_COUNT(row->values));
    for (unsigned i = 0; i < count; i++)
        row->values[i] = read_number(table);
    for (unsigned i = 0; i < count; i++)
        row->weights[i] = read_number(table);
    law->count = count;
    law->values = count > 0 ? row->values : NULL;
    law->weights = law->kind == TTR_LAW_MIXTURE ? row->weights : NULL;
}

/* The next figure, of the last law that was read. */
static bool read_row(FILE *table, struct row *row)
{
    while (fscanf(table, "%7s", row->what) == 1) {
        if (strcmp(row->what, "law") != 0) {
            row->z = read_number(table);
            row->x = read_number(table);
            return true;
        }
        read_given(table, row);
    }
    return false;
}

/* Others are closed forms. */
static bool has_table(const struct ttr_law *law)
{
    bool cut = law->low > -INFINITY || law->high < INFINITY;
    bool bell = law->kind == TTR_LAW_NORMAL || law->kind == TTR_LAW_LOGNORMAL;

    return (bell && cut) || law->kind == TTR_LAW_PERT ||
           law->kind == TTR_LAW_BETA || law->kind == TTR_LAW_GAMMA ||
           law->kind == TTR_LAW_STUDENT || law->kind == TTR_LAW_MIXTURE;
}

/* Is the inverse a step somewhere? */
static bool has_steps(const struct row *row)
{
    return row->given.kind == TTR_LAW_EMPIRICAL ||
           strcmp(row->law, "two_far") == 0 || strcmp(row->law, "three") == 0 ||
           strcmp(row->law, "rare_disaster") == 0 ||
           strcmp(row->law, "cut_mixture") == 0;
}

/* ---- figures ---- */

/* Relative to the value, or to the law's spread where the value is small
 * beside it. */
static double quantile_error(const struct row *row)
{
    const double normal[3] = {-1, 1, row->z};
    double x[3];

    read_law(&row->given, 3, normal, x);
    return fabs(x[2] - row->x) / fmax(fabs(row->x), (x[1] - x[0]) / 2);
}

START_TEST(quantiles)
{
    FILE *table = fopen(table_path, "r");
    double largest = 0;
    unsigned count = 0;
    struct row row;

    ck_assert_ptr_nonnull(table);
    while (read_row(table, &row)) {
        double error, bound = has_table(&row.given) ? 2e-8 : 1e-13;

        if (strcmp(row.what, "at") != 0)
            continue;
        if (has_table(&row.given) && fabs(row.z) > 3)
            bound = 1e-7;
        error = quantile_error(&row);
        ck_assert_msg(error <= bound, "%s at %g: %g", row.law, row.z, error);
        largest = fmax(largest, error);
        count++;
    }
    ck_assert(feof(table));
    fclose(table);
    ck_assert_uint_ge(count, 400);
    ck_assert_double_gt(largest, 1e-16);
}
END_TEST

/* Integrals over the normal's density by the trapezoid rule, which is exact to
 * the last digits for what is smooth. */
static void find_spread(const struct ttr_law *law, double *mean,
                        double *deviation)
{
    static double normal[POINTS], x[POINTS];
    const double step = 17.0 / (POINTS - 1);
    double weights = 0, square = 0;

    for (uint32_t i = 0; i < POINTS; i++)
        normal[i] = -8.5 + step * i;
    read_law(law, POINTS, normal, x);
    *mean = 0;
    for (uint32_t i = 0; i < POINTS; i++) {
        double weight = exp(-0.5 * normal[i] * normal[i]);

        weights += weight;
        *mean += weight * x[i];
    }
    *mean /= weights;
    for (uint32_t i = 0; i < POINTS; i++)
        square += exp(-0.5 * normal[i] * normal[i]) / weights * (x[i] - *mean) *
                  (x[i] - *mean);
    *deviation = sqrt(square);
}

START_TEST(means_and_deviations)
{
    FILE *table = fopen(table_path, "r");
    double mean = NAN, deviation = NAN;
    unsigned count = 0;
    struct row row;

    ck_assert_ptr_nonnull(table);
    while (read_row(table, &row)) {
        /* The rule knows a step only to a part of its own step, a bend to a
         * part of its square, and what lies beyond 8.5 not at all. */
        int32_t kind = row.given.kind;
        double bound = has_steps(&row)              ? 2e-3
                       : kind == TTR_LAW_TRIANGULAR ? 1e-7
                                                    : 1e-8;
        double got;

        if (strcmp(row.what, "mean") == 0)
            find_spread(&row.given, &mean, &deviation);
        else if (strcmp(row.what, "sd") != 0)
            continue;
        got = strcmp(row.what, "mean") == 0 ? mean : deviation;
        ck_assert_msg(fabs(got - row.x) <= bound * deviation,
                      "%s, %s: %.17g instead of %.17g", row.law, row.what, got,
                      row.x);
        count++;
    }
    fclose(table);
    ck_assert_uint_ge(count, 70);
}
END_TEST

/* ---- what holds for any law ---- */

/* The next law of the table. */
static bool read_next(FILE *table, struct row *row)
{
    while (fscanf(table, "%7s", row->what) == 1) {
        if (strcmp(row->what, "law") == 0) {
            read_given(table, row);
            return true;
        }
        read_number(table);
        read_number(table);
    }
    return false;
}

/* It grows with the normal, and stays inside its bounds however far out. */
START_TEST(grows_inside_its_bounds)
{
    static double normal[POINTS], x[POINTS];
    FILE *table = fopen(table_path, "r");
    unsigned laws = 0;
    struct row row;

    ck_assert_ptr_nonnull(table);
    for (uint32_t i = 0; i < POINTS; i++)
        normal[i] = -10 + 20.0 / (POINTS - 1) * i;
    normal[0] = -40;
    normal[POINTS - 1] = 40;
    while (read_next(table, &row)) {
        double low, high, spread;

        laws++;
        read_law(&row.given, POINTS, normal, x);
        spread = x[POINTS / 20 * 11] - x[POINTS / 20 * 9];
        ttri_law_bounds(&row.given, &low, &high);
        for (uint32_t i = 0; i < POINTS; i++) {
            ck_assert_msg(x[i] >= low && x[i] <= high, "%s at %g: %g", row.law,
                          normal[i], x[i]);
            if (i > 0)
                ck_assert_msg(x[i] >= x[i - 1] - 1e-14 * (fabs(x[i]) + spread),
                              "%s at %g: %.17g after %.17g", row.law, normal[i],
                              x[i], x[i - 1]);
        }
    }
    fclose(table);
    ck_assert_uint_eq(laws, 40);
}
END_TEST

/* Each of a sample's n values has 1/n, also where some are cut away. */
START_TEST(sample_is_equally_likely)
{
    static const double sample[] = {7, -1, 4, 4, 100};
    static double normal[1000], x[1000];
    struct ttr_law law;
    unsigned count[4] = {0, 0, 0, 0};

    ttr_law_init(&law, sizeof law);
    law.kind = TTR_LAW_EMPIRICAL;
    law.values = sample;
    law.count = 5;
    law.high = 50;
    for (int i = 0; i < 1000; i++)
        normal[i] = ttri_normal_quantile((i + 0.5) / 1000);
    read_law(&law, 1000, normal, x);
    for (int i = 0; i < 1000; i++) {
        count[0] += x[i] == -1;
        count[1] += x[i] == 4;
        count[2] += x[i] == 7;
    }
    ck_assert_uint_eq(count[0], 250);
    ck_assert_uint_eq(count[1], 500);
    ck_assert_uint_eq(count[2], 250);
}
END_TEST

/* The central path is what a normal of 0 gives. Where half of the mass is below
 * a gap, anything in the gap is a median. */
START_TEST(median_is_at_zero)
{
    static const double normal[1] = {0};
    FILE *table = fopen(table_path, "r");
    struct row row;

    ck_assert_ptr_nonnull(table);
    while (read_next(table, &row)) {
        double x, median = ttri_law_median(&row.given);

        if (row.given.kind == TTR_LAW_EMPIRICAL ||
            strcmp(row.law, "three") == 0)
            continue;
        read_law(&row.given, 1, normal, &x);
        ck_assert_msg(fabs(x - median) <= 2e-8 * (1 + fabs(median)),
                      "%s: %.17g instead of %.17g", row.law, x, median);
    }
    fclose(table);
}
END_TEST

/* Equal components, components without weight, and one alone. */
START_TEST(mixtures_of_few)
{
    static const double values[] = {2, 8, 2, 5}, weights[] = {1, 0, 3, 0};
    static const double normal[3] = {-2, 0.5, 6};
    double x[3];
    struct ttr_law law;

    ttr_law_init(&law, sizeof law);
    law.kind = TTR_LAW_MIXTURE;
    law.values = values;
    law.weights = weights;
    law.count = 4;
    law.b = 0.25;
    read_law(&law, 3, normal, x);
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq_tol(x[i], 2 * exp(0.25 * normal[i]), 1e-7 * x[i]);
}
END_TEST

/* More medians far apart than there are pieces. */
START_TEST(mixture_of_many)
{
    enum {
        MANY = 40
    };
    double values[MANY], weights[MANY], normal[MANY], x[MANY];
    struct ttr_law law;

    ttr_law_init(&law, sizeof law);
    law.kind = TTR_LAW_MIXTURE;
    law.values = values;
    law.weights = weights;
    law.count = MANY;
    law.b = 0.05;
    for (int i = 0; i < MANY; i++) {
        values[i] = pow(2, (i * 7) % MANY);
        weights[i] = 1;
        normal[i] = ttri_normal_quantile((i + 0.5) / MANY);
    }
    read_law(&law, MANY, normal, x);
    /* In the middle of each component's share lies its median. */
    for (int i = 0; i < 30; i++)
        ck_assert_double_eq_tol(x[i], pow(2, i), 1e-6 * x[i]);
    for (int i = 1; i < MANY; i++)
        ck_assert_double_gt(x[i], x[i - 1]);
}
END_TEST

int main(int argc, char **argv)
{
    Suite *suite = suite_create("law_value");
    TCase *tcase = tcase_create("law_value");

    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, quantiles);
    tcase_add_test(tcase, means_and_deviations);
    tcase_add_test(tcase, grows_inside_its_bounds);
    tcase_add_test(tcase, sample_is_equally_likely);
    tcase_add_test(tcase, median_is_at_zero);
    tcase_add_test(tcase, mixtures_of_few);
    tcase_add_test(tcase, mixture_of_many);
    suite_add_tcase(suite, tcase);
    return ttri_unit_main_at(argc, argv, &table_path, suite);
}
