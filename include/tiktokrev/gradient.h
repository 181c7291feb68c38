/** @file
 * @brief Derivatives of a simulation's variables by everything at once.
 *
 * A slope says how much a variable grows when a shift of ttr_program_run(), or
 * a random number, grows by one: exactly, by running the equations backwards
 * (Griewank and Walther, Evaluating Derivatives, 2nd ed., SIAM 2008), at a cost
 * that does not depend on how many shifts and random numbers there are. A shift
 * multiplies a driver by e^shift (a share's odds likewise), so that the slope
 * over the variable is an elasticity.
 *
 * Where a lesser or greater of two, a clamp or a choice turns over, the slope
 * is that of the side that is taken; of two that are even each counts half.
 * Where x / 0 is 0 it is 0. On a simulation that was conditioned on a
 * calibration (ttr_simulation_condition()) what was learned stays as it is: a
 * shift moves the forecast, not the fit.
 *
 * A gradient is immutable; every `const` function may be called from many
 * threads at once. The first call of each kind writes its equations.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_GRADIENT_H
#define TIKTOKREV_GRADIENT_H

#include <tiktokrev/simulation.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Slopes of chosen variables of a simulation. @since 0.1 */
typedef struct ttr_gradient ttr_gradient;

/** Chooses variables. Slopes are taken at the simulation's shifts.
 * @param simulation a simulation that watches something; a reference is kept,
 * and nothing more can be watched
 * @param variables indices of variables, each cost a sweep of their own; NULL
 * for all
 * @param count their number; not read for all
 * @param[out] gradient the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_MISSING, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_gradient_new(const ttr_simulation *simulation,
                                    const uint32_t *variables, uint32_t count,
                                    ttr_gradient **gradient,
                                    struct ttr_error *error);

/** Adds a reference. @param gradient a gradient, or NULL @return `gradient`
 * Thread-safe. @since 0.1 */
TTR_API ttr_gradient *ttr_gradient_ref(ttr_gradient *gradient);

/** Drops a reference; the last one frees. @param gradient a gradient, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_gradient_unref(ttr_gradient *gradient);

/** Number of variables chosen. @param gradient a gradient @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_gradient_variables(const ttr_gradient *gradient);

/** Values and slopes on the central path, in units of the variables per unit of
 * a driver's shift.
 * @param gradient a gradient
 * @param[out] values one per variable, or NULL; what is not finite is not
 * refused, here or among the slopes: those of a function can overflow where a
 * clamp keeps its value
 * @param[out] slopes variables x ttr_program_drivers(), in rows
 * @param capacity length of `slopes`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_gradient_central(const ttr_gradient *gradient,
                                        double *values, double *slopes,
                                        size_t capacity,
                                        struct ttr_error *error);

/** Slopes by shifts on single paths.
 * @param gradient a gradient
 * @param sampling the run that the paths are of, or NULL for the defaults
 * @param first first path @param count number of paths
 * @param[out] slopes variables x ttr_program_drivers() x `count`, in rows
 * @param capacity length of `slopes`
 * @param error details of a failure, or NULL
 * @return as ttr_simulation_paths()
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_gradient_paths(const ttr_gradient *gradient,
                                      const struct ttr_sampling *sampling,
                                      uint64_t first, uint64_t count,
                                      double *slopes, size_t capacity,
                                      struct ttr_error *error);

/** Slopes by random numbers on single paths.
 * @param gradient a gradient
 * @param sampling the run that the paths are of, or NULL for the defaults
 * @param first first path @param count number of paths
 * @param[out] slopes variables x ttr_simulation_draws() x periods x `count`, in
 * rows; of what is drawn once in the first period, 0 in the others
 * @param capacity length of `slopes`
 * @param error details of a failure, or NULL
 * @return as ttr_simulation_paths()
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_gradient_draws(const ttr_gradient *gradient,
                                      const struct ttr_sampling *sampling,
                                      uint64_t first, uint64_t count,
                                      double *slopes, size_t capacity,
                                      struct ttr_error *error);

/** Means of the slopes by shifts over all paths: the slopes of the variables'
 * means, as far as nothing jumps (Glasserman, Monte Carlo Methods in Financial
 * Engineering, Springer 2004, section 7.2): what a shift does by making an
 * event likelier is not in them. The bits do not depend on threads. The stop
 * rule does not apply, nor pairs of paths.
 * @param gradient a gradient
 * @param sampling how to sample, or NULL for the defaults
 * @param workers who works, or NULL for the caller's thread
 * @param monitor a monitor, or NULL
 * @param[out] means variables x ttr_program_drivers(), in rows
 * @param[out] errors their standard errors, from replicates, likewise; or NULL
 * @param capacity length of each
 * @param error details of a failure, or NULL
 * @return as ttr_simulation_run(); ::TTR_E_NUMERIC if a slope is not finite on
 * some path
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_gradient_mean(const ttr_gradient *gradient,
                                     const struct ttr_sampling *sampling,
                                     const struct ttr_workers *workers,
                                     ttr_monitor *monitor, double *means,
                                     double *errors, size_t capacity,
                                     struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
