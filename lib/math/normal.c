#include "math/normal.h"

#include <math.h>

#include "math/elementary.h"

/* numerator[0] + numerator[1] x + ... over 1 + denominator[1] x + ... */
static double rational(double x, const double numerator[8],
                       const double denominator[8])
{
    double over = numerator[7], under = denominator[7];

    for (int i = 6; i >= 0; i--) {
        over = over * x + numerator[i];
        under = under * x + denominator[i];
    }
    return over / under;
}

static const double centre[2][8] = {
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
     1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
     3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2,
     5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
     2.8729085735721942674e4, 5.2264952788528545610e3}};
static const double middle[2][8] = {
    {1.42343711074968357734e0, 4.63033784615654529590e0,
     5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
     6.89767334985100004550e-1, 1.48103976427480074590e-1,
     1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};
static const double tail[2][8] = {
    {6.65790464350110377720e0, 5.46378491116411436990e0,
     1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
     1.48753612908506148525e-2, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

double ttri_normal_quantile(double p)
{
    double q, r, z;

    p = fmin(fmax(p, 1e-300), 1.0 - 0x1p-53);
    q = p - 0.5;
    if (fabs(q) <= 0.425)
        return q * rational(0.180625 - q * q, centre[0], centre[1]);
    r = sqrt(-ttri_logarithm(q < 0.0 ? p : 1.0 - p));
    z = r <= 5.0 ? rational(r - 1.6, middle[0], middle[1])
                 : rational(r - 5.0, tail[0], tail[1]);
    return q < 0.0 ? -z : z;
}

/* ---- distribution function ---- */

/* Cody's three ranges of y = |z|, coefficients in ascending powers. */
#define NEAR 0.66291
#define FAR  5.656854249492381

/* The mass between 0 and z, |z| <= NEAR. */
static double near_mass(double z)
{
    double x = z * z;
    double over =
        18154.981253343561249 +
        x * (1067.6894854603709582 +
             x * (161.02823106855587881 +
                  x * (2.2352520354606839287 + x * .065682337918207449113)));
    double under =
        45507.789335026729956 +
        x * (10260.932208618978205 +
             x * (976.09855173777669322 + x * (47.20258190468824187 + x)));

    return z * (over / under);
}

/* e^(y^2 / 2) times the mass above y, NEAR <= y <= FAR. */
static double middle_mass(double y)
{
    static const double numerator[9] = {
        9842.7148383839780218, 11602.651437647350124, 6848.1904505362823326,
        2494.5375852903726711, 597.27027639480026226, 93.506656132177855979,
        8.8831497943883759412, .39894151208813466764, 1.0765576773720192317e-8,
    };
    static const double denominator[9] = {
        19685.429676859990727, 38912.003286093271411, 34900.952721145977266,
        18615.571640885098091, 6485.558298266760755,  1519.377599407554805,
        235.38790178262499861, 22.266688044328115691, 1.0,
    };
    double over = numerator[8], under = denominator[8];

    for (int i = 7; i >= 0; i--) {
        over = over * y + numerator[i];
        under = under * y + denominator[i];
    }
    return over / under;
}

/* The same from FAR on: an asymptotic series made rational. */
static double far_mass(double y)
{
    const double root = .39894228040143267794; /* 1 / sqrt(2 pi) */
    double x = 1.0 / (y * y);
    double over =
        2.9112874951168792e-5 +
        x * (.001421619193227893466 +
             x * (.022235277870649807 +
                  x * (.1274011611602473639 +
                       x * (.21589853405795699 + x * .02307344176494017303))));
    double under =
        7.29751555083966205e-5 +
        x * (.00378239633202758244 +
             x * (.0659881378689285515 +
                  x * (.468238212480865118 + x * (1.28426009614491121 + x))));

    return (root - x * (over / under)) / y;
}

/* e^(-y^2 / 2). The square in two parts, without which the last digits of a
 * far tail were lost: that of the upper half of y is exact. */
static double bell(double y)
{
    double head = ttri_from_bits(ttri_bits_of(y) & ~(uint64_t)0x7ffffff);
    double rest = y - head, square = y * y;
    double lost = ((head * head - square) + 2.0 * head * rest) + rest * rest;

    return ttri_exponential(-0.5 * square) * (1.0 - 0.5 * lost);
}

double ttri_normal_probability(double z)
{
    double y = fabs(z), above;

    if (y <= NEAR)
        return 0.5 + near_mass(z);
    /* From 39 on the mass above is 0 even as a subnormal number. */
    y = y > 39.0 ? 39.0 : y;
    above = bell(y) * (y <= FAR ? middle_mass(y) : far_mass(y));
    return z < 0.0 ? above : 1.0 - above;
}
