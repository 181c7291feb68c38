/* law_mass.h: how much of a law lies where. */
#ifndef TTRI_LAW_MASS_H
#define TTRI_LAW_MASS_H

#include <tiktokrev/driver.h>

/* Probability that the truncation leaves. For an empirical law, the number of
 * values that it leaves. The parameters have been checked. */
double ttri_law_mass(const struct ttr_law *law);

#endif
