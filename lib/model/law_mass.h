/* law_mass.h: how much of a law lies where. */
#ifndef TTRI_LAW_MASS_H
#define TTRI_LAW_MASS_H

#include <stdbool.h>

#include <tiktokrev/driver.h>

/* Probability below and above a point; each is exact where it is small. */
struct ttri_mass {
    double below, above;
};

/* Of the law without its truncation; not of an empirical one. */
struct ttri_mass ttri_law_mass_at(const struct ttr_law *law, double x);

/* Probability that the truncation leaves. For an empirical law, the number of
 * values that it leaves. The parameters have been checked. */
double ttri_law_mass(const struct ttr_law *law);

/* Does the truncation take anything away? */
bool ttri_law_is_truncated(const struct ttr_law *law);

/* A beta law on [low, high], which a PERT law is too. */
struct ttri_beta {
    double a, b, low, high;
};
struct ttri_beta ttri_law_beta(const struct ttr_law *law);

#endif
