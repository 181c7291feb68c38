/* law_value.h: a draw from a law as a value: the law's inverse distribution
 * function at a standard normal. It grows with the normal, so that what is
 * correlated behind it stays so. */
#ifndef TTRI_LAW_VALUE_H
#define TTRI_LAW_VALUE_H

#include "model/law.h"
#include "model/scene.h"

/* What a value tells of X. */
enum ttri_law_form {
    TTRI_FORM_NATURAL, /* X itself */
    TTRI_FORM_LOG_TWO, /* log2 X */
    TTRI_FORM_ODDS_TWO /* log2 of X / (1 - X), of a beta law on [0, 1] */
};

/* In the form that the law is shortest in. Normal, lognormal, uniform,
 * triangular, Pareto and empirical laws are closed forms; of the others the
 * value is within 2e-8 of the law's spread (1e-7 beyond three deviations). */
ttri_value ttri_law_draw(struct ttri_scene *scene, const struct ttr_law *law,
                         ttri_value normal, enum ttri_law_form *form);
/* X itself, never outside the law's bounds. */
ttri_value ttri_law_value(struct ttri_scene *scene, const struct ttr_law *law,
                          ttri_value normal);

#endif
