/* The standard normal law: its distribution function against 50 digits of
 * mpmath (tests/data/laws.py), and its quantile against that. */
#include "unit.h"

#include <math.h>
#include <stdio.h>

#include "base/base.h"
#include "math/elementary.h"
#include "math/normal.h"

static const char *table_path;

struct row {
    double z, nearest; /* and what remains of the mass, in ulp */
    double rest;
};

static bool read_row(FILE *table, struct row *row)
{
    unsigned long long z, nearest;
    long rest;

    if (fscanf(table, "%llx %llx %ld", &z, &nearest, &rest) != 3)
        return false;
    row->z = ttri_from_bits(z);
    row->nearest = ttri_from_bits(nearest);
    row->rest = (double)rest * 1e-6;
    return true;
}

/* Error of `got` in units of the value's last place. */
static double error_of(const struct row *row, double got)
{
    double toward = row->rest < 0 ? 0 : INFINITY;
    double place = fabs(nextafter(row->nearest, toward) - row->nearest);

    return fabs((got - row->nearest) / place - row->rest);
}

struct largest {
    double probability, quantile;
    unsigned count;
};

static struct largest largest_errors(double low, double high)
{
    FILE *table = fopen(table_path, "r");
    struct largest largest = {0, 0, 0};
    struct row row;

    ck_assert_ptr_nonnull(table);
    while (read_row(table, &row)) {
        double z;

        if (row.z < low || row.z > high)
            continue;
        largest.count++;
        largest.probability =
            fmax(largest.probability,
                 error_of(&row, ttri_normal_probability(row.z)));
        /* From 1/2 on a share has fewer digits than its z. */
        if (row.z > -0.5)
            continue;
        z = ttri_normal_quantile(row.nearest);
        largest.quantile =
            fmax(largest.quantile, fabs(z - row.z) / fabs(row.z));
    }
    ck_assert(feof(table));
    fclose(table);
    return largest;
}

START_TEST(probability_is_near)
{
    struct largest far = largest_errors(-37.5, -6);
    struct largest middle = largest_errors(-6, -0.6);
    struct largest near = largest_errors(-0.6, 0.6);
    struct largest upper = largest_errors(0.6, 9);

    ck_assert_uint_ge(far.count, 400);
    ck_assert_uint_ge(middle.count, 300);
    ck_assert_uint_ge(near.count, 300);
    ck_assert_uint_ge(upper.count, 300);
    ck_assert_double_le(far.probability, 8);
    ck_assert_double_le(middle.probability, 8);
    ck_assert_double_le(near.probability, 2);
    ck_assert_double_le(upper.probability, 1.5);
    /* A measure that sees nothing would hold any bound. */
    ck_assert_double_ge(near.probability, 0.45);
}
END_TEST

START_TEST(quantile_is_its_inverse)
{
    struct largest all = largest_errors(-37, 9);

    ck_assert_double_le(all.quantile, 1e-15);
    ck_assert_double_ge(all.quantile, 1e-17);
}
END_TEST

START_TEST(ends)
{
    ck_assert_double_eq(ttri_normal_probability(0), 0.5);
    ck_assert_double_eq(ttri_normal_probability(9), 1);
    ck_assert_double_eq(ttri_normal_probability(INFINITY), 1);
    ck_assert_double_eq(ttri_normal_probability(-39), 0);
    ck_assert_double_eq(ttri_normal_probability(-INFINITY), 0);
    ck_assert_double_gt(ttri_normal_probability(-38), 0);
    ck_assert(isnan(ttri_normal_probability(NAN)));
}
END_TEST

/* Never down, over the edges of its three ranges above all. */
START_TEST(probability_grows)
{
    static const double edges[] = {-0.66291, 0.66291, -5.656854249492381,
                                   5.656854249492381};

    for (unsigned i = 0; i < TTRI_COUNT(edges); i++)
        for (int k = -1000; k < 1000; k++)
            ck_assert_double_le(
                ttri_normal_probability(edges[i] + k * 1e-12),
                ttri_normal_probability(edges[i] + (k + 8) * 1e-12));
}
END_TEST

int main(int argc, char **argv)
{
    Suite *suite = suite_create("normal");
    TCase *tcase = tcase_create("normal");

    tcase_add_test(tcase, probability_is_near);
    tcase_add_test(tcase, quantile_is_its_inverse);
    tcase_add_test(tcase, ends);
    tcase_add_test(tcase, probability_grows);
    suite_add_tcase(suite, tcase);
    return ttri_unit_main_at(argc, argv, &table_path, suite);
}
