/* Log-gamma and the incomplete functions against values computed with mpmath
 * at 40 digits (the last beta rows by quadrature there), and identities. */
#include "unit.h"

#include <math.h>

#include "base/base.h"
#include "math/special.h"

static void near(double got, double expected, double relative)
{
    ck_assert_msg(fabs(got - expected) <= relative * fabs(expected),
                  "%.17g instead of %.17g", got, expected);
}

static const struct {
    double x, expected; /* mpmath.loggamma */
} log_gamma[] = {
    {0.001, 6.9071788853838537},
    {0.5, 0.57236494292470009},
    {1, 0.0},
    {1.5, -0.12078223763524522},
    {2, 0.0},
    {3.3, 0.9870985778947344},
    {7.999, 8.5231457861589155},
    {8, 8.5251613610654143},
    {20.25, 40.084110597917349},
    {1000, 5905.2204232091812},
    {1e6, 12815504.569147612},
};

START_TEST(log_gamma_has_known_values)
{
    double expected = log_gamma[_i].expected;

    ck_assert_double_eq_tol(ttri_log_gamma(log_gamma[_i].x), expected,
                            1e-14 * (1 + fabs(expected)));
}
END_TEST

/* Gamma(x + 1) = x Gamma(x), across the change of method at 8. */
START_TEST(log_gamma_obeys_its_recurrence)
{
    for (double x = 0.125; x < 30; x += 0.125)
        ck_assert_double_eq_tol(ttri_log_gamma(x + 1) - ttri_log_gamma(x),
                                log(x), 2e-13);
}
END_TEST

static const struct {
    double shape, x, lower, upper; /* mpmath.gammainc, regularized */
} gammas[] = {
    {0.01, 1e-9, 0.81746895666247862, 0.18253104333752138},
    {0.5, 0.25, 0.52049987781304654, 0.47950012218695346},
    {1, 1, 0.63212055882855768, 0.36787944117144232},
    {2.5, 0.1, 0.00088613878881244261, 0.99911386121118756},
    {2.5, 9, 0.99705359541211971, 0.0029464045878802904},
    {10, 10, 0.54207028552814779, 0.45792971447185221},
    {10, 30, 0.99999287824913718, 7.1217508628155771e-6},
    {100, 80, 0.017108313035133114, 0.98289168696486689},
    {100, 130, 0.99724959163269347, 0.0027504083673065263},
    {1e4, 1.01e4, 0.84134875044717962, 0.15865124955282038},
    {1e6, 0.999e6, 0.15865521357430365, 0.84134478642569635},
};

START_TEST(incomplete_gamma_has_known_values)
{
    double lower, upper;

    ttri_incomplete_gamma(gammas[_i].shape, gammas[_i].x, &lower, &upper);
    near(lower, gammas[_i].lower, 1e-12);
    near(upper, gammas[_i].upper, 1e-12);
}
END_TEST

/* P(1, x) = 1 - e^-x; P(1/2, x) = erf(sqrt x). */
START_TEST(incomplete_gamma_has_closed_forms)
{
    for (double x = 1e-6; x < 700; x *= 1.7) {
        double lower, upper;

        ttri_incomplete_gamma(1, x, &lower, &upper);
        near(lower, -expm1(-x), 1e-14);
        near(upper, exp(-x), x < 1 ? 1e-14 : 1e-12);
        ttri_incomplete_gamma(0.5, x, &lower, &upper);
        near(lower, erf(sqrt(x)), 1e-13);
    }
}
END_TEST

START_TEST(incomplete_gamma_has_ends)
{
    const double ends[][3] = {{0, 0, 1}, {-1, 0, 1}, {1e301, 1, 0}};

    for (uint32_t i = 0; i < TTRI_COUNT(ends); i++) {
        double lower, upper;

        ttri_incomplete_gamma(2, ends[i][0], &lower, &upper);
        ck_assert_double_eq(lower, ends[i][1]);
        ck_assert_double_eq(upper, ends[i][2]);
    }
}
END_TEST

static const struct {
    double a, b, x, lower, upper; /* mpmath.betainc, regularized */
} betas[] = {
    {0.5, 0.5, 0.25, 1.0 / 3, 2.0 / 3}, /* arcsine law */
    {1, 1, 0.125, 0.125, 0.875},
    {2, 3, 0.5, 0.6875, 0.3125}, /* binomial: 11/16 */
    {0.1, 0.2, 1e-12, 0.043218116943796482, 0.95678188305620352},
    {5, 0.5, 0.9375, 0.43323603272438049, 0.56676396727561951},
    {30, 70, 0.25, 0.13581490428342744, 0.86418509571657256},
    {250, 0.5, 0.99609375, 0.16204967927800488, 0.83795032072199512},
    {2e4, 3e4, 0.40625, 0.99780366181476741, 0.0021963381852325934},
    {5e5, 0.5, 0.9999990463256836, 0.32878579743971218, 0.67121420256028782},
};

START_TEST(incomplete_beta_has_known_values)
{
    double lower, upper, x = betas[_i].x;

    ttri_incomplete_beta(betas[_i].a, betas[_i].b, x, 1 - x, &lower, &upper);
    near(lower, betas[_i].lower, 1e-11);
    near(upper, betas[_i].upper, 1e-11);
}
END_TEST

/* I_x(a, 1) = x^a; I_x(a, b) and I_y(b, a) are complements. */
START_TEST(incomplete_beta_has_closed_forms)
{
    for (double x = 1e-20; x < 1; x = x * 3 + 1e-3) {
        double lower, upper, other, rest;

        ttri_incomplete_beta(0.3, 1, x, 1 - x, &lower, &upper);
        near(lower, pow(x, 0.3), 1e-13);
        ttri_incomplete_beta(2.5, 7, x, 1 - x, &lower, &upper);
        ttri_incomplete_beta(7, 2.5, 1 - x, x, &rest, &other);
        ck_assert_double_eq(lower, other);
        ck_assert_double_eq(upper, rest);
        ck_assert_double_eq_tol(lower + upper, 1, 1e-15);
    }
}
END_TEST

START_TEST(incomplete_beta_has_ends)
{
    double lower, upper;

    ttri_incomplete_beta(2, 3, 0, 1, &lower, &upper);
    ck_assert(lower == 0 && upper == 1);
    ttri_incomplete_beta(2, 3, 1, 0, &lower, &upper);
    ck_assert(lower == 1 && upper == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("special");
    TCase *known = tcase_create("known");

    tcase_add_loop_test(known, log_gamma_has_known_values, 0,
                        TTRI_COUNT(log_gamma));
    tcase_add_test(known, log_gamma_obeys_its_recurrence);
    tcase_add_loop_test(known, incomplete_gamma_has_known_values, 0,
                        TTRI_COUNT(gammas));
    tcase_add_test(known, incomplete_gamma_has_closed_forms);
    tcase_add_test(known, incomplete_gamma_has_ends);
    tcase_add_loop_test(known, incomplete_beta_has_known_values, 0,
                        TTRI_COUNT(betas));
    tcase_add_test(known, incomplete_beta_has_closed_forms);
    tcase_add_test(known, incomplete_beta_has_ends);
    suite_add_tcase(suite, known);
    return ttri_unit_main(suite);
}
