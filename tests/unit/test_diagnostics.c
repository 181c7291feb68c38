/* R-hat and effective sample size of chains, against ArviZ 0.19.0: rhat(method
 * = "rank") and ess(method = "bulk"). */
#include "unit.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "fit/diagnostics.h"

#define CHAINS 4
#define DRAWS  100

/* x' = memory x + u, u uniform by a linear congruential generator; then a shift
 * and a factor for one chain, and steps. */
struct kind {
    double memory, shift, factor;
    int shifted;  /* chain, or -1 */
    double steps; /* in a unit; 0: none */
    double r_hat, effective;
};

static const struct kind kinds[] = {
    {0, 0, 1, -1, 0, 1.0039589235862354, 422.5498708002688},
    {0.9, 0, 1, -1, 0, 1.0975305850211994, 33.70054715628651},
    {0.5, 1, 1, 3, 0, 1.4812404233626602, 8.337619509914393},
    {0.3, 0, 1, -1, 4, 1.0052445040437592, 205.22866094991994},
    {-0.5, 0, 3, 0, 0, 1.2057805943323159, 1040.823996531185},
};

static double values[CHAINS * DRAWS], sorted[CHAINS * DRAWS];

static struct ttri_diagnosis diagnose(void)
{
    double *work =
        malloc(ttri_diagnose_workspace(CHAINS, DRAWS) * sizeof *work);
    struct ttri_diagnosis found;

    ck_assert_ptr_nonnull(work);
    found = ttri_diagnose(CHAINS, DRAWS, values, sorted, work);
    free(work);
    return found;
}

START_TEST(chains_are_judged_as_by_arviz)
{
    const struct kind *kind = &kinds[_i];
    struct ttri_diagnosis found;
    uint32_t state = 12345;

    for (int c = 0; c < CHAINS; c++) {
        double x = 0;

        for (int i = 0; i < DRAWS; i++) {
            double y;

            state = (state * 1103515245u + 12345u) & 0x7fffffffu;
            x = kind->memory * x + (state / 2147483648.0 - 0.5);
            y = kind->steps > 0 ? floor(kind->steps * x) : x;
            values[c * DRAWS + i] =
                c == kind->shifted ? y * kind->factor + kind->shift : y;
        }
    }
    found = diagnose();
    ck_assert_double_eq_tol(found.r_hat, kind->r_hat, 1e-12);
    ck_assert_double_eq_tol(found.effective, kind->effective, 1e-9);
    for (int i = 1; i < CHAINS * DRAWS; i++)
        ck_assert_double_le(sorted[i - 1], sorted[i]);
}
END_TEST

START_TEST(chains_may_stand_still)
{
    struct ttri_diagnosis found;

    for (int i = 0; i < CHAINS * DRAWS; i++)
        values[i] = 7;
    found = diagnose();
    ck_assert_double_eq(found.r_hat, 1);
    ck_assert_double_eq(found.effective, CHAINS * DRAWS);
    for (int i = 0; i < CHAINS * DRAWS; i++)
        values[i] = i / DRAWS;
    found = diagnose();
    ck_assert_double_gt(found.r_hat, 1e6);
    ck_assert_double_lt(found.effective, CHAINS + 1);
}
END_TEST

/* One draw of infinity or of no number in an even sequence. */
START_TEST(chains_must_be_of_numbers)
{
    static const double wrong[] = {INFINITY, -INFINITY, NAN};
    struct ttri_diagnosis found;

    for (int i = 0; i < CHAINS * DRAWS; i++)
        values[i] = i * 37 % 101;
    values[DRAWS + 3] = wrong[_i];
    found = diagnose();
    ck_assert_double_eq(found.r_hat, INFINITY);
    ck_assert_double_eq(found.effective, 0);
    /* the rest is in order before or behind it */
    ck_assert(memcmp(&sorted[_i == 1 ? 0 : CHAINS * DRAWS - 1], &wrong[_i],
                     sizeof *wrong) == 0);
    for (int i = 2; i < CHAINS * DRAWS - 1; i++)
        ck_assert_double_le(sorted[i - 1], sorted[i]);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("diagnostics");
    TCase *chains = tcase_create("chains");

    tcase_add_loop_test(chains, chains_are_judged_as_by_arviz, 0, 5);
    tcase_add_test(chains, chains_may_stand_still);
    tcase_add_loop_test(chains, chains_must_be_of_numbers, 0, 3);
    suite_add_tcase(all, chains);
    return all;
}

int main(void)
{
    return ttri_unit_main(suite());
}
