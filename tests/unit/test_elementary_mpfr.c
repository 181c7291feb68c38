/* Elementary functions against MPFR, at random numbers over their whole range:
 * the errors that elementary.h and normal.h state. */
#include "unit.h"

#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdbool.h>
#include <stdio.h>

#include "math/elementary.h"
#include "math/normal.h"
#include "splitmix.h"

#define NUMBERS   20000
#define PRECISION 160

typedef int exact_function(mpfr_t, const mpfr_t, mpfr_rnd_t);

/* 1 - e^-x */
static int saturation(mpfr_t result, const mpfr_t x, mpfr_rnd_t round)
{
    mpfr_neg(result, x, round);
    mpfr_expm1(result, result, round);
    return mpfr_neg(result, result, round);
}

/* The mass below: erfc(-x / sqrt 2) / 2. */
static int probability(mpfr_t result, const mpfr_t x, mpfr_rnd_t round)
{
    mpfr_t root;

    mpfr_init2(root, PRECISION);
    mpfr_sqrt_ui(root, 2, round);
    mpfr_div(result, x, root, round);
    mpfr_neg(result, result, round);
    mpfr_erfc(result, result, round);
    mpfr_clear(root);
    return mpfr_div_2ui(result, result, 1, round);
}

static const struct {
    const char *name;
    double (*own)(double);
    exact_function *exact;
    double low, high; /* of x; of its exponent of two if `all` */
    bool all;         /* numbers of every size */
    double bound;     /* in units of the last place */
} functions[] = {
    {"e^x", ttri_exponential, mpfr_exp, -708.39, 709.78, false, 0.8},
    {"e^x near 0", ttri_exponential, mpfr_exp, -1, 1, false, 0.8},
    {"e^x, subnormal", ttri_exponential, mpfr_exp, -745, -708.4, false, 0.9},
    {"ln x", ttri_logarithm, mpfr_log, -1074, 1023.99, true, 0.7},
    {"ln x near 1", ttri_logarithm, mpfr_log, 0.5, 2, false, 0.7},
    {"2^x", ttri_exponential_two, mpfr_exp2, -1020, 1020, false, 1.4},
    {"2^x near 0", ttri_exponential_two, mpfr_exp2, -1, 1, false, 1.4},
    {"1 - e^-x", ttri_saturation, saturation, 0, 40, false, 1.0},
    {"1 - e^-x, small", ttri_saturation, saturation, -1000, 0, true, 1.0},
    {"mass below", ttri_normal_probability, probability, -37.5, 8.3, false, 8},
};

/* How far `own` is from the exact value, in units of its last place. */
static double error_of(double own, const mpfr_t exact)
{
    double nearest = mpfr_get_d(exact, MPFR_RNDN);
    double place = nextafter(fabs(nearest), INFINITY) - fabs(nearest);
    mpfr_t difference;
    double error;

    mpfr_init2(difference, PRECISION);
    mpfr_set_d(difference, own, MPFR_RNDN);
    mpfr_sub(difference, difference, exact, MPFR_RNDN);
    mpfr_div_d(difference, difference, place, MPFR_RNDN); /* not below 1e-308 */
    error = fabs(mpfr_get_d(difference, MPFR_RNDN));
    mpfr_clear(difference);
    return error;
}

START_TEST(errors_are_as_stated)
{
    uint64_t state = 1 + (uint64_t)_i;
    double worst = 0.0, at = 0.0;
    mpfr_t x, exact;

    mpfr_inits2(PRECISION, x, exact, (mpfr_ptr)0);
    for (uint32_t n = 0; n < NUMBERS; n++) {
        double part = (double)(ttri_splitmix(&state) >> 11) * 0x1p-53;
        double given =
            functions[_i].low + (functions[_i].high - functions[_i].low) * part;
        double error;

        if (functions[_i].all)
            given = exp2(given);
        if (given == 0.0)
            continue;
        mpfr_set_d(x, given, MPFR_RNDN);
        functions[_i].exact(exact, x, MPFR_RNDN);
        error = error_of(functions[_i].own(given), exact);
        if (error > worst) {
            worst = error;
            at = given;
        }
    }
    mpfr_clears(x, exact, (mpfr_ptr)0);
    mpfr_free_cache();
    ck_assert_msg(worst <= functions[_i].bound, "%s: %g ulp at %.17g",
                  functions[_i].name, worst, at);
    /* A measure that sees nothing would hold any bound. */
    ck_assert_msg(worst > 0.45, "%s: %g ulp", functions[_i].name, worst);
}
END_TEST

/* Relative error of the quantile: x and the mass below it, to more digits. */
START_TEST(quantile_is_near)
{
    uint64_t state = 99;
    mpfr_t x, exact;

    mpfr_inits2(PRECISION, x, exact, (mpfr_ptr)0);
    for (uint32_t n = 0; n < NUMBERS / 4; n++) {
        double p = (double)((ttri_splitmix(&state) >> 11) + 1) * 0x1p-54;
        double own, density, error;

        if (_i == 1) /* far below, too */
            p = exp2(-900.0 * p);
        own = ttri_normal_quantile(p);
        mpfr_set_d(x, own, MPFR_RNDN);
        probability(exact, x, MPFR_RNDN);
        mpfr_sub_d(exact, exact, p, MPFR_RNDN);
        density = exp(-own * own / 2.0) / sqrt(2.0 * acos(-1.0));
        error = fabs(mpfr_get_d(exact, MPFR_RNDN)) / (density * fabs(own));
        ck_assert_msg(error < 1e-15, "%g at %.17g", error, p);
    }
    mpfr_clears(x, exact, (mpfr_ptr)0);
    mpfr_free_cache();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("elementary functions by MPFR");
    TCase *cases = tcase_create("errors");

    tcase_set_timeout(cases, 300);
    tcase_add_loop_test(cases, errors_are_as_stated, 0, TTRI_LENGTH(functions));
    tcase_add_loop_test(cases, quantile_is_near, 0, 2);
    suite_add_tcase(suite, cases);
    return ttri_unit_main(suite);
}
