/* noise.h: what nobody can know: an Ornstein-Uhlenbeck process by exact steps.
 *
 * It is 0 at the calendar's as-of date and takes one step per period from
 * there; the first one is as long as from the date to the period's end, so a
 * period that straddles the date uses its part after it. A value is the
 * process at its period's end. */
#ifndef TTRI_NOISE_H
#define TTRI_NOISE_H

#include "model/scene.h"

/* The first period with a part after the as-of date: the first with noise. The
 * number of periods if there is none. */
uint32_t ttri_noise_first(const struct ttri_scene *scene);

/* s' = s e^(-k d) + volatility sqrt((1 - e^(-2 k d)) / (2 k)) normal, k the
 * reversion per year (0: a random walk), volatility per square root of a year
 * in any unit. `normal` is anew in each period, and 0 before
 * ttri_noise_first(). */
ttri_value ttri_noise(struct ttri_scene *scene, double volatility,
                      double reversion, ttri_value normal);

#endif
