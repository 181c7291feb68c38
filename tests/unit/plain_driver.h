/* A driver by itself, laws, and curves of all kinds. */
#ifndef TTRI_PLAIN_DRIVER_H
#define TTRI_PLAIN_DRIVER_H

#include "unit.h"

#include "model/driver.h"

static inline ttr_driver *made(void)
{
    struct ttr_error error = ttri_unit_error();
    ttr_driver *driver = NULL;

    ttri_assert_ok(ttr_driver_new(NULL, &driver, &error), &error);
    return driver;
}

static inline struct ttr_law law_of(int32_t kind, double a, double b)
{
    struct ttr_law law;

    ttr_law_init(&law, sizeof law);
    law.kind = kind;
    law.a = a;
    law.b = b;
    return law;
}

/* ---- curves ---- */

static inline void set_curve(ttr_driver *driver, enum ttri_curve curve)
{
    const ttr_date dates[] = {20200101, 20220101};
    const double values[] = {1, 3};
    ttr_status status = TTR_OK;

    switch (curve) {
    case TTRI_CURVE_CONSTANT:
        status = ttr_driver_set_value(driver, 5, NULL);
        break;
    case TTRI_CURVE_EXPONENTIAL:
        status = ttr_driver_set_exponential(driver, 5, 0.2, 20200101, NULL);
        break;
    case TTRI_CURVE_LINEAR:
        status = ttr_driver_set_linear(driver, 5, 0.2, 20200101, NULL);
        break;
    case TTRI_CURVE_LOGISTIC:
        status = ttr_driver_set_logistic(driver, 5, 0.2, 20200101, NULL);
        break;
    case TTRI_CURVE_GOMPERTZ:
        status = ttr_driver_set_gompertz(driver, 5, 0.2, 20200101, NULL);
        break;
    case TTRI_CURVE_BASS:
        status = ttr_driver_set_bass(driver, 5, 0.03, 0.4, 20200101, NULL);
        break;
    case TTRI_CURVE_KNOTS:
        status = ttr_driver_set_knots(driver, 2, dates, values, NULL);
        break;
    case TTRI_CURVE_SERIES:
        status = ttr_driver_set_series(driver, 2, values, NULL);
        break;
    default:
        break;
    }
    ck_assert_int_eq(status, TTR_OK);
    ck_assert_int_eq(driver->curve, curve);
}

#endif
