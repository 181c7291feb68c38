#include "math/special.h"

#include <math.h>

#include "math/elementary.h"

#define HALF_LOG_TWO_PI 0.91893853320467274178
#define TWO_PI          6.28318530717958647693
/* Enough for shapes of 1e6; the sums below end long before it elsewhere. */
#define MOST_TERMS 100000
#define SMALLEST   1e-300
#define NEGLIGIBLE 1e-17
/* Two units in the last place of 1: continued fractions come no nearer. */
#define SETTLED 4.5e-16

/* Asymptotic part of Stirling's series, x >= 8: error below 2e-16.
 * Abramowitz and Stegun 6.1.41. */
static double stirling_series(double x)
{
    static const double c[] = {
        1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
        1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400,
    };
    double sum = 0, square = 1 / (x * x);

    for (int i = (int)(sizeof c / sizeof *c) - 1; i >= 0; i--)
        sum = sum * square + c[i];
    return sum / x;
}

double ttri_log_gamma(double x)
{
    double product = 1;

    for (; x < 8; x += 1)
        product *= x;
    return (x - 0.5) * ttri_logarithm(x) - x + HALF_LOG_TWO_PI +
           stirling_series(x) - ttri_logarithm(product);
}

/* ln Gamma(x + 1) - ((x + 1/2) ln x - x + ln(2 pi) / 2). */
static double stirling_error(double x)
{
    if (x >= 8)
        return stirling_series(x);
    return ttri_log_gamma(x + 1) - (x + 0.5) * ttri_logarithm(x) + x -
           HALF_LOG_TWO_PI;
}

/* ln(1 + x), with what the sum rounds away. */
static double log_one_plus(double x)
{
    double sum = 1 + x;

    return ttri_logarithm(sum) + (x - (sum - 1)) / sum;
}

/* ln(value / reference), where their difference is known to more digits. */
static double log_ratio(double value, double reference, double difference)
{
    double change = difference / reference;

    return fabs(change) < 0.5
               ? log_one_plus(change)
               : ttri_logarithm(value) - ttri_logarithm(reference);
}

/* ---- incomplete gamma ---- */

/* x^a e^-x / Gamma(a) without the cancellation of its logarithms (C. Loader,
 * Fast and Accurate Computation of Binomial Probabilities, 2000). */
static double gamma_front(double a, double x)
{
    double exponent = a * log_ratio(x, a, x - a) - (x - a);

    return sqrt(a / TWO_PI) * ttri_exponential(exponent - stirling_error(a));
}

static double gamma_series(double a, double x)
{
    double term = 1 / a, sum = term;

    for (int n = 1; n < MOST_TERMS && term > NEGLIGIBLE * sum; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum;
}

/* Legendre's continued fraction by Lentz's method, x >= a + 1. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / SMALLEST, d = 1 / b, value = d, step = 0;

    for (int n = 1; n < MOST_TERMS && fabs(step - 1) > SETTLED; n++) {
        double numerator = -n * (n - a);

        b += 2;
        d = numerator * d + b;
        c = b + numerator / c;
        if (fabs(d) < SMALLEST)
            d = SMALLEST;
        if (fabs(c) < SMALLEST)
            c = SMALLEST;
        d = 1 / d;
        step = c * d;
        value *= step;
    }
    return value;
}

void ttri_incomplete_gamma(double shape, double x, double *lower, double *upper)
{
    if (!(x > 0)) {
        *lower = 0;
        *upper = 1;
    } else if (x > 1e300) {
        *lower = 1;
        *upper = 0;
    } else if (x < shape + 1) {
        *lower = gamma_front(shape, x) * gamma_series(shape, x);
        *upper = 1 - *lower;
    } else {
        *upper = gamma_front(shape, x) * gamma_fraction(shape, x);
        *lower = 1 - *upper;
    }
}

/* ---- incomplete beta ---- */

/* x^a y^b / B(a, b), in the same way. */
static double beta_front(double a, double b, double x, double y)
{
    double n = a + b, apart = x * b - y * a;
    double exponent = a * log_ratio(x, a / n, apart / n) +
                      b * log_ratio(y, b / n, -apart / n);

    return sqrt(a / n * b / TWO_PI) *
           ttri_exponential(exponent + stirling_error(n) - stirling_error(a) -
                            stirling_error(b));
}

/* Lentz's method; converges fast for x < (a + 1) / (a + b + 2). Source:
 * Digital Library of Mathematical Functions 8.17.22. */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), value = d, step = 0;

    for (int m = 1; m < MOST_TERMS && fabs(step - 1) > SETTLED; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd =
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));

        d = 1 / (1 + even * d);
        c = 1 + even / c;
        value *= c * d;
        d = 1 / (1 + odd * d);
        c = 1 + odd / c;
        step = c * d;
        value *= step;
    }
    return value;
}

void ttri_incomplete_beta(double a, double b, double x, double y, double *lower,
                          double *upper)
{
    if (!(x > 0)) {
        *lower = 0;
        *upper = 1;
    } else if (!(y > 0)) {
        *lower = 1;
        *upper = 0;
    } else if (x > (a + 1) / (a + b + 2)) {
        ttri_incomplete_beta(b, a, y, x, upper, lower);
    } else {
        *lower = beta_front(a, b, x, y) * beta_fraction(a, b, x) / a;
        *upper = 1 - *lower;
    }
}
