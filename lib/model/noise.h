/* noise.h: what nobody can know: an Ornstein-Uhlenbeck process by exact steps.
 *
 * It is 0 at the calendar's as-of date and takes one step per period from
 * there; the first one is as long as from the date to the period's end, so a
 * period that straddles the date uses its part after it. A value is the
 * process at its period's end. */
#ifndef TTRI_NOISE_H
#define TTRI_NOISE_H

#include "model/calendar.h"
#include "program/program.h"

struct ttri_scene;

/* A process as a program has it: volatility per square root of a year on the
 * driver's scale (of logarithms, or natural), reversion per year. */
struct ttri_noise_process {
    char *name; /* the address behind its random numbers */
    double volatility, reversion;
    ttri_value normal; /* what it steps by */
};
struct ttri_noises {
    struct ttri_noise_process *process;
    uint32_t count, capacity;
};
void ttri_noises_clear(const struct ttri_memory *memory,
                       struct ttri_noises *noises);

/* The first period with a part after the as-of date: the first with noise. The
 * number of periods if there is none. */
uint32_t ttri_noise_first(const struct ttri_calendar *calendar);
/* Years of the step that ends with period t, not before the first. */
double ttri_noise_years(const struct ttri_calendar *calendar, uint32_t t);

/* s' = s e^(-k d) + volatility sqrt((1 - e^(-2 k d)) / (2 k)) normal, k the
 * reversion per year (0: a random walk), volatility per square root of a year
 * in any unit. `normal` is anew in each period, and 0 before
 * ttri_noise_first(). */
ttri_value ttri_noise(struct ttri_scene *scene, double volatility,
                      double reversion, ttri_value normal);

/* The same under a name, which the scene notes; with the numbers that the
 * scene's calibration found, if there is one. `unit`: what the volatility is
 * multiplied by. */
ttri_value ttri_named_noise(struct ttri_scene *scene, const char *name,
                            double unit, double volatility, double reversion,
                            ttri_value normal);

#endif
