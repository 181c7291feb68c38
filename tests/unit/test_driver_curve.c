/* Parameters of a curve that are not known. Expected paths are central paths of
 * drivers that have, for certain, what the normal says. */
#include "one_driver.h"

/* ---- curve parameters ---- */

enum scale {
    PLAIN,
    LOG,
    ODDS,
    GROWTH
};

static const struct {
    int32_t support;
    uint32_t flags;
    enum ttri_curve curve;
    uint32_t parameter;
    enum scale scale;
    double low, high;
    double value[3];
    bool seasons;
} curves[] = {
#define P TTR_SUPPORT_POSITIVE
#define U TTR_SUPPORT_UNIT
#define R TTR_SUPPORT_REAL
    {P, 0, TTRI_CURVE_EXPONENTIAL, 0, LOG, 5, 20, {8, 0.2}, true},
    {P, 0, TTRI_CURVE_EXPONENTIAL, 0, PLAIN, 0, 20, {8, 0.2}, true},
    {P, 0, TTRI_CURVE_EXPONENTIAL, 1, GROWTH, -0.2, 0.9, {8, 0.2}, true},
    {U, 0, TTRI_CURVE_EXPONENTIAL, 0, ODDS, 0.05, 0.5, {0.2, 0.3}, true},
    {U, 0, TTRI_CURVE_EXPONENTIAL, 0, PLAIN, 0, 1, {0.2, 0.3}, true},
    {U, 0, TTRI_CURVE_EXPONENTIAL, 1, GROWTH, 0, 0.5, {0.2, 0.3}, true},
    {R, 0, TTRI_CURVE_EXPONENTIAL, 0, PLAIN, -3, 1, {-1, 0.1}, false},
    {R, 0, TTRI_CURVE_EXPONENTIAL, 1, GROWTH, -0.1, 0.3, {-1, 0.1}, false},
    {P, 0, TTRI_CURVE_LINEAR, 0, LOG, 5, 20, {8, 2}, true},
    {P, 0, TTRI_CURVE_LINEAR, 1, PLAIN, -5, 1, {8, -1}, true},
    {U, 0, TTRI_CURVE_LINEAR, 0, ODDS, 0.1, 0.6, {0.2, 0.1}, true},
    {U, 0, TTRI_CURVE_LINEAR, 1, PLAIN, -0.2, 0.3, {0.2, 0.1}, false},
    {R, 0, TTRI_CURVE_LINEAR, 0, PLAIN, -5, 6, {1, -2}, false},
    {R, 0, TTRI_CURVE_LINEAR, 1, PLAIN, -4, 3, {1, -2}, false},
    {P, 0, TTRI_CURVE_LOGISTIC, 0, LOG, 90, 300, {100, 0.8}, true},
    {P, 0, TTRI_CURVE_LOGISTIC, 1, LOG, 0.3, 2, {100, 0.8}, true},
    {P, 0, TTRI_CURVE_LOGISTIC, 1, PLAIN, -1, 2, {100, 0.8}, false},
    {U, 0, TTRI_CURVE_LOGISTIC, 0, ODDS, 0.5, 0.9, {0.7, 0.8}, true},
    {U, 0, TTRI_CURVE_LOGISTIC, 1, LOG, 0.3, 2, {0.7, 0.8}, true},
    {R, 0, TTRI_CURVE_LOGISTIC, 0, PLAIN, -3, -1, {-2, 0.8}, false},
    {P, 0, TTRI_CURVE_GOMPERTZ, 0, LOG, 90, 300, {100, 0.8}, true},
    {P, 0, TTRI_CURVE_GOMPERTZ, 1, LOG, 0.3, 2, {100, 0.8}, true},
    {U, 0, TTRI_CURVE_GOMPERTZ, 1, LOG, 0.3, 2, {0.6, 0.8}, false},
    {R, 0, TTRI_CURVE_GOMPERTZ, 1, LOG, 0.3, 2, {-0.6, 0.8}, false},
    {P, 0, TTRI_CURVE_BASS, 0, LOG, 500, 4000, {1000, 0.03, 0.4}, true},
    {P, 0, TTRI_CURVE_BASS, 1, LOG, 0.01, 0.05, {1000, 0.03, 0.4}, true},
    {P, 0, TTRI_CURVE_BASS, 2, LOG, 0.2, 0.6, {1000, 0.03, 0.4}, true},
    {P, 0, TTRI_CURVE_BASS, 2, PLAIN, 0, 0.6, {1000, 0.03, 0.4}, true},
    {U, 0, TTRI_CURVE_BASS, 2, LOG, 0.2, 0.6, {0.5, 0.03, 0.4}, true},
    {P,
     TTRI_DRIVER_ACQUISITION,
     TTRI_CURVE_BASS,
     0,
     LOG,
     500,
     4000,
     {1000, 0.03, 0.4},
     false},
    {P,
     TTRI_DRIVER_ACQUISITION,
     TTRI_CURVE_BASS,
     1,
     LOG,
     0.01,
     0.05,
     {1000, 0.03, 0.4},
     true},
    {P,
     TTRI_DRIVER_ACQUISITION,
     TTRI_CURVE_BASS,
     2,
     LOG,
     0.2,
     0.6,
     {1000, 0.03, 0.4},
     true},
#undef P
#undef U
#undef R
};

static double to_scale(enum scale scale, double x)
{
    return scale == LOG      ? log(x)
           : scale == ODDS   ? log(x / (1 - x))
           : scale == GROWTH ? log(1 + x)
                             : x;
}

static double from_scale(enum scale scale, double y)
{
    return scale == LOG      ? exp(y)
           : scale == ODDS   ? 1 / (1 + exp(-y))
           : scale == GROWTH ? exp(y) - 1
                             : y;
}

/* A split normal on the parameter's scale. */
static double parameter_at(unsigned i, double z)
{
    enum scale scale = curves[i].scale;
    double middle = to_scale(scale, curves[i].value[curves[i].parameter]);
    double end = to_scale(scale, z < 0 ? curves[i].low : curves[i].high);
    double x = from_scale(scale, middle + fabs(z) / Z80 * (end - middle));

    /* a plain one is cut to what the level may be; slopes and rates may be
     * anything */
    if (scale == PLAIN && curves[i].support != TTR_SUPPORT_REAL &&
        (curves[i].parameter == 0 || curves[i].curve == TTRI_CURVE_BASS))
        x = fmax(x, 0);
    if (scale == PLAIN && curves[i].support == TTR_SUPPORT_UNIT &&
        curves[i].parameter == 0)
        x = fmin(x, 1);
    return x;
}

static void set_seasons(ttr_driver *driver, bool seasons)
{
    static const double season[] = {1, 2, 3, 2};
    struct ttr_error error = ttri_unit_error();

    ttri_assert_ok(
        ttr_driver_set_seasonality(driver, seasons ? 4 : 0, season, &error),
        &error);
}

/* The central path of the curve with another parameter. */
static void expected_path(const struct set *set, unsigned i, double parameter,
                          double x[PERIODS])
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;
    double p[3];

    memcpy(p, curves[i].value, sizeof p);
    p[curves[i].parameter] = parameter;
    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    set_curve(driver, curves[i].curve, p);
    set_seasons(driver, curves[i].seasons);
    ttri_assert_ok(ttri_driver_path(driver, &set->definition, &set->calendar,
                                    "x", x, NULL, &error),
                   &error);
    ttr_driver_unref(driver);
}

static void compare(const double *got, const double *expected, unsigned i,
                    double z)
{
    double largest = fabs(curves[i].value[0]);

    for (int t = 0; t < PERIODS; t++)
        largest = fmax(largest, fabs(expected[t]));
    for (int t = 0; t < PERIODS; t++)
        ck_assert_msg(fabs(got[t] - expected[t]) <=
                          2e-12 * (fabs(expected[t]) + 1e-3 * largest),
                      "curve %u at %g, period %d: %.17g instead of %.17g", i, z,
                      t, got[t], expected[t]);
}

static void begin_curve(struct set *set, unsigned i)
{
    begin(set, curves[i].support);
    set->definition.flags = curves[i].flags;
    set_curve(set->driver, curves[i].curve, curves[i].value);
    set_seasons(set->driver, curves[i].seasons);
    certain(set);
}

static const char *parameter_name(unsigned i)
{
    const char *names[TTRI_CURVE_PARAMETERS];

    ttri_curve_parameters(curves[i].curve, names);
    return names[curves[i].parameter];
}

START_TEST(a_parameter_with_a_range)
{
    static const double normals[] = {-2.5, -Z80, -0.5, 0, 1, Z80, 2};
    double x[PERIODS], expected[PERIODS];
    unsigned i = (unsigned)_i;
    char draw[64];
    struct set set;

    begin_curve(&set, i);
    range(&set, parameter_name(i), curves[i].low, curves[i].high, 0.8);
    snprintf(draw, sizeof draw, "s/US/x#%s", parameter_name(i));
    for (unsigned k = 0; k < sizeof normals / sizeof *normals; k++) {
        read_at(&set, draw, normals[k], x);
        expected_path(&set, i, parameter_at(i, normals[k]), expected);
        compare(x, expected, i, normals[k]);
    }
    end(&set);
}
END_TEST

START_TEST(a_parameter_with_a_law)
{
    static const double normals[] = {-2.5, 0, 1.5};
    double x[PERIODS], expected[PERIODS];
    double low = curves[_i].low, high = curves[_i].high;
    unsigned i = (unsigned)_i;
    char draw[64];
    struct set set;

    begin_curve(&set, i);
    law(&set, parameter_name(i), law_of(TTR_LAW_UNIFORM, low, high, 0, 0));
    snprintf(draw, sizeof draw, "s/US/x#%s", parameter_name(i));
    for (unsigned k = 0; k < sizeof normals / sizeof *normals; k++) {
        double share = ttri_normal_probability(normals[k]);

        read_at(&set, draw, normals[k], x);
        expected_path(&set, i, low + (high - low) * share, expected);
        compare(x, expected, i, normals[k]);
    }
    end(&set);
}
END_TEST

/* Each with its own draw; the level's counts once. */
START_TEST(two_parameters)
{
    static const double other[] = {120, 0.8}, both[] = {120, 1.2};
    double x[PERIODS], expected[PERIODS];
    struct set set, known;

    begin(&set, TTR_SUPPORT_POSITIVE);
    begin(&known, TTR_SUPPORT_POSITIVE);
    set_curve(set.driver, TTRI_CURVE_LOGISTIC, (const double[]){100, 0.8});
    range(&set, "ceiling", 90, 120, 0.8);
    range(&set, "rate", 0.5, 1.2, 0.8);
    certain(&set);
    for (int i = 0; i < 2; i++) {
        const struct normal ceiling = {"s/US/x#ceiling", Z80};
        const struct normal rate = {"s/US/x#rate", i * Z80};

        read_two(&set, moves_of(&set), ceiling, rate, x);
        set_curve(known.driver, TTRI_CURVE_LOGISTIC, i == 0 ? other : both);
        ttri_assert_ok(ttri_driver_path(known.driver, &known.definition,
                                        &known.calendar, "x", expected, NULL,
                                        &known.error),
                       &known.error);
        for (int t = 0; t < PERIODS; t++)
            is_near(x[t], expected[t]);
    }
    end(&known);
    end(&set);
}
END_TEST

/* A level that has a doubt of its own has no default width on top; a growth
 * that has one leaves the level its width. */
START_TEST(a_default_width_once)
{
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    set_curve(set.driver, TTRI_CURVE_EXPONENTIAL, (const double[]){8, 0.2});
    range(&set, "value", 5, 10, 0.8);
    ck_assert(moves_of(&set).random);
    for (uint32_t i = 0; i < ttri_graph_draws(set.scene.graph); i++)
        ck_assert_ptr_nonnull(
            strstr(ttri_graph_draw(set.scene.graph, i)->name, "x#value"));
    end(&set);
    begin(&set, TTR_SUPPORT_POSITIVE);
    set_curve(set.driver, TTRI_CURVE_EXPONENTIAL, (const double[]){8, 0.2});
    range(&set, "growth", 0.1, 0.4, 0.8);
    is_near(level_at(&set, Z80), 2 * 8 * pow(1.2, -0.375));
    end(&set);
}
END_TEST

/* A growth of -1 is the end of its law: nothing is left, and no more. */
START_TEST(a_growth_of_no_return)
{
    double x[PERIODS];
    struct set set;

    begin(&set, TTR_SUPPORT_POSITIVE);
    set_curve(set.driver, TTRI_CURVE_EXPONENTIAL, (const double[]){8, 0.2});
    certain(&set);
    law(&set, "growth", law_of(TTR_LAW_UNIFORM, -1, 1, 0, 0));
    read_at(&set, "s/US/x#growth", -40, x);
    for (int t = 0; t < PERIODS; t++)
        ck_assert(x[t] >= 0 && isfinite(x[t]));
    ck_assert_double_le(x[PERIODS - 1], 1e-200);
    end(&set);
}
END_TEST

/* ---- memory ---- */

static void make_doubtful(struct set *set)
{
    static const double medians[] = {1, 50, 7}, weights[] = {1, 1, 1};
    struct ttr_law mixture = law_of(TTR_LAW_MIXTURE, 0, 0.1, 0, 0);
    struct ttr_law sample = law_of(TTR_LAW_EMPIRICAL, 0, 0, 0, 0);

    mixture.values = sample.values = medians;
    mixture.weights = weights;
    mixture.count = sample.count = 3;
    set_curve(set->driver, TTRI_CURVE_BASS, (const double[]){8, 0.2, 0.5});
    law(set, NULL, mixture);
    law(set, "market", sample);
    range(set, "q", 0.4, 0.9, 0.8);
    law(set, "p", law_of(TTR_LAW_PERT, 0.1, 0.2, 0.5, 4));
    ttri_assert_ok(ttr_driver_set_noise(set->driver, 0.1, 0.3, &set->error),
                   &set->error);
}

static ttr_status build_doubtful(const struct ttr_allocator *allocator,
                                 void *context)
{
    struct set *set = context;
    ttr_status status = begin_with(set, TTR_SUPPORT_POSITIVE, allocator);

    if (status != TTR_OK)
        return status;
    make_doubtful(set);
    moves_of(set);
    status = set->scene.status;
    if (status == TTR_OK)
        status = ttri_graph_status(set->scene.graph, NULL);
    end(set);
    return status;
}

START_TEST(survives_every_failure)
{
    struct set set;

    ck_assert_uint_gt(ttri_fail_each(build_doubtful, &set), 30);
}
END_TEST

static Suite *suite(void)
{
    Suite *suite = suite_create("driver_curve");
    TCase *tcase = tcase_create("driver_curve");

    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, a_parameter_with_a_range, 0,
                        (int)(sizeof curves / sizeof *curves));
    tcase_add_loop_test(tcase, a_parameter_with_a_law, 0,
                        (int)(sizeof curves / sizeof *curves));
    tcase_add_test(tcase, two_parameters);
    tcase_add_test(tcase, a_default_width_once);
    tcase_add_test(tcase, a_growth_of_no_return);
    tcase_add_test(tcase, survives_every_failure);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return ttri_unit_main(suite());
}
