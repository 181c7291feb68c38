/** @file
 * @brief A calibration: a model fitted to published figures.
 *
 * What a document leaves in doubt (levels, curves, elasticities, deals) and
 * what its noise did in every period up to the last figure are the unknowns:
 * the model's own standard draws, whose prior is the document's ranges, laws
 * and correlations. The most probable values given the figures are found by
 * least squares, what is left of the doubt by Laplace's method (a normal
 * posterior with all correlations), volatility and reversion of noise by the
 * marginal likelihood of the figures. doc/calibration.md has the formulas.
 *
 * A calibration is immutable: every function that takes it as `const` may be
 * called from many threads at once.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_CALIBRATION_H
#define TIKTOKREV_CALIBRATION_H

#include <tiktokrev/combiner.h>
#include <tiktokrev/history.h>
#include <tiktokrev/simulation.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A model fitted to published figures. @since 0.1 */
typedef struct ttr_calibration ttr_calibration;

/** @name Kinds of figures, to be added up
 * @{ */
/** `reported`. @since 0.1 */
#define TTR_USE_REPORTED 1
/** `derived`. @since 0.1 */
#define TTR_USE_DERIVED 2
/** `estimate`. @since 0.1 */
#define TTR_USE_ESTIMATES 4
/** `forecast`. @since 0.1 */
#define TTR_USE_FORECASTS 8
/** @} */

/** How to calibrate. Errors are relative standard deviations. @since 0.1 */
struct ttr_calibration_options {
    uint32_t struct_size;     /**< Set by ttr_calibration_options_init(). */
    int32_t kinds;            /**< Sum of TTR_USE_; default all but forecasts. */
    int32_t least_confidence; /**< Figures below it are not used; default 0. */
    ttr_date last;            /**< Only figures whose time has ended by the end
                                   of this day are used; 0 (default): all. */
    double error_3;           /**< Of confidence 3; default 0.02. */
    double error_2;           /**< Of confidence 2, and where none is given;
                                   default 0.1. */
    double error_1;           /**< Of confidence 1; default 0.25. */
    double error_derived;     /**< Of a derived figure at least; 0.05. */
    double error_estimate;    /**< Of an estimate or forecast at least; 0.1. */
    double range_share;       /**< What a figure's range from low to high holds
                                   of its law; default 0.8. */
    double volatility_factor; /**< A volatility is the document's, times or
                                   divided by at most this with 80 %; default 2;
                                   1: not estimated. */
    double reversion_factor;  /**< The same of a reversion; default 3. */
    uint32_t rounds;          /**< Rounds of fitting and estimating noise, at
                                   most; 0: noise is as the document says;
                                   default 30. */
    uint32_t reserved;        /**< 0. */
};

/** Fills in the defaults. @param options the block
 * @param struct_size `sizeof *options` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void
ttr_calibration_options_init(struct ttr_calibration_options *options,
                             uint32_t struct_size);

/** Fits a model to published figures.
 *
 * A fit that does not converge is a result too: ttr_calibration_state() says
 * why not.
 * @param combiner the model; its noise must begin (as-of date) where the
 * history does, or history has none
 * @param history the figures; every series must be known to the model
 * @param options how, or NULL for the defaults
 * @param workers who works, or NULL for the caller's thread; the result does
 * not depend on it
 * @param monitor a monitor, or NULL
 * @param[out] calibration the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE (an option),
 * ::TTR_E_UNKNOWN (a series), ::TTR_E_MISSING (no figure can be used, or none
 * depends on what is in doubt, or the library was built without cminpack),
 * ::TTR_E_CONFLICT (a figure that can not be compared: see
 * ttr_history_compare()), ::TTR_E_NUMERIC (the model gives no number where a
 * figure is), ::TTR_E_CANCELLED, ::TTR_E_STRUCT_SIZE, ::TTR_E_NO_MEMORY, and
 * what ttr_combiner_compile() returns
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_calibration_run(
    const ttr_combiner *combiner, const ttr_history *history,
    const struct ttr_calibration_options *options,
    const struct ttr_workers *workers, ttr_monitor *monitor,
    ttr_calibration **calibration, struct ttr_error *error);

/** Adds a reference. @param calibration a calibration, or NULL
 * @return `calibration`
 * Thread-safe. @since 0.1 */
TTR_API ttr_calibration *ttr_calibration_ref(ttr_calibration *calibration);

/** Drops a reference; the last one frees.
 * @param calibration a calibration, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_calibration_unref(ttr_calibration *calibration);

/** The program with the estimated noise: what forecasts are made with.
 * @param calibration a calibration
 * @return the program; it belongs to the calibration
 * Thread-safe. @since 0.1 */
TTR_API const ttr_program *
ttr_calibration_program(const ttr_calibration *calibration);

/** Draws a simulation's paths from what was learned: all that is not known,
 * with its correlations, and the noise of the past. Each path's unknowns are
 * drawn by randomise-then-optimise (Bardsley, Solonen, Haario and Laine 2014),
 * so that they keep to the figures where these know only a sum or a product;
 * it takes up to 5 runs of the figures' past for each block of paths.
 * @param simulation a simulation of ttr_calibration_program(), or of another
 * program with draws of the same names, that has not run; it keeps the
 * calibration's figures and program
 * @param calibration a calibration that converged
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT (the simulation has
 * been used, or the calibration did not converge), ::TTR_E_MISSING (its
 * program lacks a draw), ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_simulation_condition(ttr_simulation *simulation,
                                            const ttr_calibration *calibration,
                                            struct ttr_error *error);

/** How a calibration went. Texts belong to it. @since 0.1 */
struct ttr_calibration_state {
    uint32_t struct_size;  /**< Set by the caller to `sizeof`. */
    int32_t converged;     /**< 1 if it did. */
    const char *reason;    /**< Why it ended, in one sentence. */
    uint32_t figures;      /**< Figures of the history. */
    uint32_t used;         /**< Those that the fit used. */
    uint32_t unknowns;     /**< Draws that some used figure depends on. */
    uint32_t noises;       /**< Noise processes that were estimated. */
    uint32_t rounds;       /**< Of fitting and estimating noise. */
    uint32_t steps;        /**< Jacobians computed. */
    uint32_t worst;        /**< Index in the history of the figure with the
                                largest residual. */
    uint32_t drivers;      /**< Numbers in doubt that the unknowns make. */
    double gradient;       /**< Length of the gradient of the log posterior,
                                per prior standard deviation. */
    double promise;        /**< What a further step promises to add to the log
                                posterior. */
    double squares;        /**< Sum of squared standardised residuals. */
    double prior_squares;  /**< Sum of squared unknowns. */
    double learned;        /**< Effective number of parameters that the figures
                                tell: the sum of l / (1 + l). */
    double log_evidence;   /**< Log marginal likelihood of the figures, by
                                Laplace's method, on the scales of the fit. */
};

/** How a calibration went.
 * @param calibration a calibration
 * @param[in,out] state `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status
ttr_calibration_state(const ttr_calibration *calibration,
                      struct ttr_calibration_state *state,
                      struct ttr_error *error);

/** A figure of the history, in the fit. @since 0.1 */
struct ttr_fitted_figure {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t used;         /**< 1 if the fit used it. */
    const char *reason;   /**< Why it did not; empty if it did. */
    int32_t logarithmic;  /**< 1: error and residual are of logarithms. */
    int32_t reserved;     /**< 0. */
    double value;         /**< The figure, as the fit takes it. */
    double before;        /**< Modelled with every unknown at its centre. */
    double fitted;        /**< Modelled at the most probable unknowns. */
    double deviation;     /**< Standard deviation of its error; of its
                               logarithm if `logarithmic`. */
    double residual;      /**< (value - fitted) on that scale, in such
                               deviations. */
    double leverage;      /**< Share of itself in its fitted value, 0 to 1. */
};

/** A figure in the fit.
 * @param calibration a calibration @param index of the figure in its history
 * @param[in,out] figure `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_calibration_figure(const ttr_calibration *calibration,
                                          uint32_t index,
                                          struct ttr_fitted_figure *figure,
                                          struct ttr_error *error);

/** What the fit says of a draw. Texts belong to the calibration.
 * @since 0.1 */
struct ttr_fitted_draw {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t epistemic;    /**< 1 for not knowing, 0 for chance. */
    const char *name;     /**< e.g. `advertising/US/ecpm_ref`. */
    const char *period;   /**< e.g. `2024-Q2`; empty if drawn once. */
    double mean;          /**< Most probable value, in prior deviations. */
    double deviation;     /**< Posterior deviation, in prior ones: near 1 the
                               prior carries it, near 0 the figures do. */
};

/** What the fit says of an unknown.
 * @param calibration a calibration @param index below the number of unknowns
 * @param[in,out] draw `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_calibration_draw(const ttr_calibration *calibration,
                                        uint32_t index,
                                        struct ttr_fitted_draw *draw,
                                        struct ttr_error *error);

/** What the fit says of a number that the document leaves in doubt, in its own
 * unit: the level that a driver's range, law or default width is of, a
 * parameter of its curve, a link's elasticity, or the factor on a season's
 * index. Texts belong to the calibration.
 *
 * A quantile is the number's law at the normal that its draws add up to, shared
 * and own: exact before the fit, by Laplace's normal posterior after it.
 * @since 0.1 */
struct ttr_fitted_driver {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    uint32_t reserved;    /**< 0. */
    const char *name;     /**< e.g. `advertising/US/ad_load`,
                               `audience/US/mau_gross#growth`. */
    const char *unit;     /**< That of the driver, or of the parameter. */
    double low_before;    /**< Quantile of 0.1 as the document has it. */
    double median_before; /**< Of 0.5. */
    double high_before;   /**< Of 0.9. */
    double low;           /**< Quantile of 0.1, now that the figures are
                               known. */
    double median;        /**< Of 0.5. */
    double high;          /**< Of 0.9. */
};

/** What the fit says of a number in doubt that a figure speaks of. The level of
 * a driver that varies over time is that at the date of its evidence
 * (ttr_driver_set_evidence(); else the as-of date), as its range is; without
 * noise, seasons, inflation, events and links. Left out are numbers that a t
 * copula ties to others, which are no sum of draws, and what events do, which
 * is chance.
 * @param calibration a calibration @param index below the number of drivers
 * @param[in,out] driver `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_calibration_driver(const ttr_calibration *calibration,
                                          uint32_t index,
                                          struct ttr_fitted_driver *driver,
                                          struct ttr_error *error);

/** Posterior correlations.
 * @param calibration a calibration
 * @param unknown indices of unknowns @param count their number
 * @param[out] values `count` x `count`
 * @param capacity length of `values`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_calibration_correlations(
    const ttr_calibration *calibration, const uint32_t *unknown, uint32_t count,
    double *values, size_t capacity, struct ttr_error *error);

/** A noise process, as estimated. Texts belong to the calibration.
 * @since 0.1 */
struct ttr_fitted_noise {
    uint32_t struct_size;        /**< Set by the caller to `sizeof`. */
    uint32_t reserved;           /**< 0. */
    const char *name;            /**< e.g. `advertising/US/ecpm_ref`. */
    double volatility_before;    /**< The document's, per square root of a
                                      year. */
    double volatility;           /**< Estimated. */
    double volatility_deviation; /**< Of its logarithm; 0 if not estimated. */
    double reversion_before;     /**< The document's, per year. */
    double reversion;            /**< Estimated. */
    double reversion_deviation;  /**< Of its logarithm; 0 if not estimated. */
};

/** A noise process that history touches.
 * @param calibration a calibration @param index below the number of noises
 * @param[in,out] noise `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_STRUCT_SIZE
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_calibration_noise(const ttr_calibration *calibration,
                                         uint32_t index,
                                         struct ttr_fitted_noise *noise,
                                         struct ttr_error *error);

/** How to draw from the posterior by Markov chains. @since 0.1 */
struct ttr_sample_options {
    uint32_t struct_size; /**< Set by ttr_sample_options_init(). */
    uint32_t burn_in;     /**< Steps that are not kept, to settle and to find
                               their length; default 500. */
    uint32_t draws;       /**< Draws kept of each of 128 chains, even, 4 to
                               100,000; default 100. */
    uint32_t thin;        /**< Steps from one to the next, 1 to 10,000; default
                               10. */
    uint64_t seed;        /**< Default 1. */
};

/** Fills in the defaults. @param options the block
 * @param struct_size `sizeof *options` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_sample_options_init(struct ttr_sample_options *options,
                                     uint32_t struct_size);

/** Numbers that ttr_calibration_sample() gives of each row. @since 0.1 */
#define TTR_SAMPLE_COLUMNS 7

/** How the chains went. @since 0.1 */
struct ttr_sample_state {
    uint32_t struct_size;   /**< Set by the caller to `sizeof`. */
    uint32_t rows;          /**< Unknowns, then figures used. */
    double acceptance;      /**< Share of proposals that were accepted. */
    double step;            /**< Length of a step; 1: proposals are independent
                                 of where the chain is. */
    double worst_r_hat;     /**< Over all rows; infinite where a draw is no
                                 number. */
    double least_effective; /**< Over all rows. */
};

/** Draws from the posterior without Laplace's approximation, which is the
 * chains' reference: a check of it, given the noise that was estimated. 128
 * chains of the generalised preconditioned Crank-Nicolson walk (Rudolf and
 * Sprungk 2018); diagnostics of Vehtari et al. (2021).
 * @param calibration a calibration that converged
 * @param options how, or NULL for the defaults
 * @param monitor a monitor, or NULL
 * @param[out] values ::TTR_SAMPLE_COLUMNS by unknown, then by figure used in
 * the history's order (the modelled figure on the scale of its error:
 * logarithms where the fitted figure is `logarithmic`): mean, standard
 * deviation, quantiles of 0.1, 0.5 and 0.9, rank-normalised split R-hat (above
 * 1.01 is a reason to draw more), bulk effective sample size; or NULL
 * @param capacity length of `values`
 * @param[in,out] state `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE (an option),
 * ::TTR_E_CONFLICT (it did not converge), ::TTR_E_CANCELLED,
 * ::TTR_E_STRUCT_SIZE, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_calibration_sample(
    const ttr_calibration *calibration,
    const struct ttr_sample_options *options, ttr_monitor *monitor,
    double *values, size_t capacity, struct ttr_sample_state *state,
    struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
