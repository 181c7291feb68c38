/** @file
 * @brief A simulation: a program run over many random paths.
 *
 * First say what is watched: each figure becomes one random variable per step
 * of its time axis. Then run, alone or in shards; memory does not grow with
 * the number of paths. The same program, figures and sampling give the same
 * bits on every machine, for any number of threads and any split into shards.
 *
 * One thread builds a simulation; from then on every `const` function may be
 * called from many threads at once. The first of them writes the equations of
 * paths; nothing more can be watched from then on.
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_SIMULATION_H
#define TIKTOKREV_SIMULATION_H

#include <tiktokrev/distribution.h>
#include <tiktokrev/program.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What to watch on random paths of a program. @since 0.1 */
typedef struct ttr_simulation ttr_simulation;

/** @name Kinds of figures
 * @{ */
/** An output. @since 0.1 */
#define TTR_FIGURE_OUTPUT 0
/** A report; `output` is its index, the region the world, the currency
 * ::TTR_REPORTING. @since 0.1 */
#define TTR_FIGURE_REPORT 1
/** Share of an output in another, `of`: both of the same region and step; 0
 * where the other is 0. @since 0.1 */
#define TTR_FIGURE_SHARE 2
/** Growth of an output since the step before, as a share; no variable for
 * the first step; 0 where the step before is 0. @since 0.1 */
#define TTR_FIGURE_GROWTH 3
/** Compound annual growth rate of an output between the first and the last
 * complete step: one variable; -1 where the output falls to 0 or below it, 0
 * where it does not begin above 0.
 * @since 0.1 */
#define TTR_FIGURE_CAGR 4
/** Herfindahl-Hirschman index of the streams' positive revenues, as
 * ttr_forecast_hhi(): a region's in its own currency, the world's in reporting
 * currency; `output` and `currency` are not read. @since 0.1 */
#define TTR_FIGURE_HHI 5
/** @} */

/** A figure to watch. @since 0.1 */
struct ttr_figure {
    uint32_t struct_size; /**< Set by ttr_figure_init(). */
    int32_t kind;         /**< One of TTR_FIGURE_; default an output. */
    uint32_t output;      /**< Index of an output or of a report. */
    uint32_t of;          /**< Whole of a share: index of an output. */
    uint32_t region;      /**< Index, or ::TTR_WORLD (default). */
    int32_t currency;     /**< ::TTR_REPORTING (default), ::TTR_CONSTANT or
                               ::TTR_LOCAL. */
    int32_t step;         /**< One of TTR_STEP_; default ::TTR_STEP_YEAR. */
    int32_t joint;        /**< 1: its variables are correlated with those of
                               the other joint figures; default 0. */
};

/** Fills in the defaults. @param figure the block
 * @param struct_size `sizeof *figure` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_figure_init(struct ttr_figure *figure, uint32_t struct_size);

/** @name How paths are drawn
 * @{ */
/** Scrambled Sobol' points, normals along a Brownian bridge, and first the
 * direction in which one variable grows fastest. @since 0.1 */
#define TTR_SAMPLING_SOBOL 0
/** Independent pseudo-random numbers. @since 0.1 */
#define TTR_SAMPLING_RANDOM 1
/** Latin hypercube. @since 0.1 */
#define TTR_SAMPLING_LATIN 2
/** Pseudo-random numbers; every second block of 128 paths of a replicate is the
 * mirror image of the one before it. @since 0.1 */
#define TTR_SAMPLING_ANTITHETIC 3
/** @} */

/** @name A direction for quasi-random points
 * @{ */
/** Where it costs less than an eighth of the run. @since 0.1 */
#define TTR_DIRECTION_AUTO 0
/** Always. @since 0.1 */
#define TTR_DIRECTION_GRADIENT 1
/** Never. @since 0.1 */
#define TTR_DIRECTION_NONE 2
/** @} */

/** How to sample. @since 0.1 */
struct ttr_sampling {
    uint32_t struct_size; /**< Set by ttr_sampling_init(). */
    int32_t mode;         /**< One of TTR_SAMPLING_; default Sobol'. */
    uint64_t seed;        /**< Default 1. */
    uint64_t paths;       /**< Default 131,072; rounded up to whole blocks of
                               128 paths in each replicate (for a Latin
                               hypercube: to a power of two of them). */
    uint32_t replicates;  /**< Independent repetitions that the errors come
                               from, 2 to 64, a power of two; default 8. */
    int32_t direction;    /**< One of TTR_DIRECTION_. */
    int32_t level;        /**< Instruction set: 0 (default) the widest, else 1 +
                               its index in ttr_instruction_set(). The results
                               are the same. */
    uint32_t variable;    /**< The variable that direction and stop rule are
                               about; default ::TTR_VARIABLE_FIRST. */
    double tolerance;     /**< Stop once the relative standard error of that
                               variable's mean is at most this; 0 (default): run
                               all paths. It is looked at after 4, 8, 16 ...
                               times 128 * replicates paths. */
    uint64_t split_paths; /**< Pairs of paths that part not knowing from
                               chance, at most `paths`; 0 (default): none.
                               Rounded like paths. */
};

/** The last variable watched first: with yearly figures, the first figure's
 * last step. @since 0.1 */
#define TTR_VARIABLE_FIRST UINT32_MAX

/** Fills in the defaults. @param sampling the block
 * @param struct_size `sizeof *sampling` as the caller compiled it
 * Thread-safe. @since 0.1 */
TTR_API void ttr_sampling_init(struct ttr_sampling *sampling,
                               uint32_t struct_size);

/** Name of an instruction set that this machine can run, narrowest first.
 * @param index from 0 @return text of the library; NULL past the last
 * Thread-safe. @since 0.1 */
TTR_API const char *ttr_instruction_set(uint32_t index);

/** One task of a run. @param work what the library gave @param task number
 * @since 0.1 */
typedef void (*ttr_task)(void *work, uint32_t task);

/** Who works on a run. @since 0.1 */
struct ttr_workers {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    uint32_t threads;     /**< Threads, 1 to 256; 0 means 1: the caller's
                               own. They end with the call. */
    /** A host's own parallel loop, or NULL: calls `task(work, i)` once for each
     * i below `tasks`, from any threads, and returns when all are done. */
    void (*parallel_for)(void *user, uint32_t tasks, ttr_task task, void *work);
    void *user; /**< First argument of `parallel_for`. */
};

/** Watches a run from another thread. @since 0.1 */
typedef struct ttr_monitor ttr_monitor;

/** Makes a monitor. @param allocator memory functions, or NULL
 * @param[out] monitor the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT or ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_monitor_new(const struct ttr_allocator *allocator,
                                   ttr_monitor **monitor,
                                   struct ttr_error *error);

/** Adds a reference. @param monitor a monitor, or NULL @return `monitor`
 * Thread-safe. @since 0.1 */
TTR_API ttr_monitor *ttr_monitor_ref(ttr_monitor *monitor);

/** Drops a reference; the last one frees. @param monitor a monitor, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_monitor_unref(ttr_monitor *monitor);

/** Asks the run to stop soon: it fails with ::TTR_E_CANCELLED. Stays until the
 * next run with this monitor begins.
 * @param monitor a monitor, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_monitor_cancel(ttr_monitor *monitor);

/** Part of the run that is done. @param monitor a monitor
 * @return 0 to 1
 * Thread-safe. @since 0.1 */
TTR_API double ttr_monitor_progress(const ttr_monitor *monitor);

/** Makes a simulation that watches nothing yet.
 * @param program the program; a reference is kept
 * @param shifts as in ttr_program_run(): the scenario; or NULL
 * @param[out] simulation the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_simulation_new(const ttr_program *program,
                                      const double *shifts,
                                      ttr_simulation **simulation,
                                      struct ttr_error *error);

/** Adds a reference. @param simulation a simulation, or NULL
 * @return `simulation`
 * Thread-safe. @since 0.1 */
TTR_API ttr_simulation *ttr_simulation_ref(ttr_simulation *simulation);

/** Drops a reference; the last one frees.
 * @param simulation a simulation, or NULL
 * Thread-safe. @since 0.1 */
TTR_API void ttr_simulation_unref(ttr_simulation *simulation);

/** Watches a figure: adds its variables, one per step.
 * @param simulation a simulation that has not run
 * @param figure copied
 * @param[out] first index of its first variable, or NULL
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_CONFLICT (no such currency
 * view, or the simulation has been used), ::TTR_E_STRUCT_SIZE,
 * ::TTR_E_NO_MEMORY
 * @since 0.1 */
TTR_API ttr_status ttr_simulation_watch(ttr_simulation *simulation,
                                        const struct ttr_figure *figure,
                                        uint32_t *first,
                                        struct ttr_error *error);

/** Number of variables watched. @param simulation a simulation
 * @return the count
 * Thread-safe. @since 0.1 */
TTR_API uint32_t ttr_simulation_variables(const ttr_simulation *simulation);

/** Number of random numbers that one path takes.
 * @param simulation a simulation that watches something
 * @param[out] dimensions the count
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_MISSING, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_dimensions(const ttr_simulation *simulation,
                                             uint32_t *dimensions,
                                             struct ttr_error *error);

/** Memory that a run will take at its most, whatever the number of paths;
 * the simulation itself and the stacks of threads aside.
 * @param simulation a simulation that watches something
 * @param sampling how to sample, or NULL for the defaults
 * @param workers who works, or NULL for the caller's thread
 * @param[out] bytes the size
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_MISSING,
 * ::TTR_E_STRUCT_SIZE, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_memory(const ttr_simulation *simulation,
                                         const struct ttr_sampling *sampling,
                                         const struct ttr_workers *workers,
                                         uint64_t *bytes,
                                         struct ttr_error *error);

/** Runs all paths.
 * @param simulation a simulation that watches something
 * @param sampling how to sample, or NULL for the defaults
 * @param workers who works, or NULL for the caller's thread
 * @param monitor a monitor, or NULL
 * @param[out] distribution the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_MISSING (nothing
 * is watched), ::TTR_E_NUMERIC (a variable is not finite on some path),
 * ::TTR_E_CANCELLED, ::TTR_E_STRUCT_SIZE, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_run(const ttr_simulation *simulation,
                                      const struct ttr_sampling *sampling,
                                      const struct ttr_workers *workers,
                                      ttr_monitor *monitor,
                                      ttr_distribution **distribution,
                                      struct ttr_error *error);

/** Runs a part of the paths, to be merged with the others by
 * ttr_distribution_merge(): the whole has the bits of one run. The stop rule
 * does not apply.
 * @param simulation a simulation that watches something
 * @param sampling the whole, the same for every shard; NULL for the defaults
 * @param first first path, a multiple of 128 * replicates
 * @param count number of paths, likewise, or up to the last
 * @param workers who works, or NULL for the caller's thread
 * @param monitor a monitor, or NULL
 * @param[out] distribution the new handle, owned by the caller
 * @param error details of a failure, or NULL
 * @return as ttr_simulation_run()
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_shard(const ttr_simulation *simulation,
                                        const struct ttr_sampling *sampling,
                                        uint64_t first, uint64_t count,
                                        const struct ttr_workers *workers,
                                        ttr_monitor *monitor,
                                        ttr_distribution **distribution,
                                        struct ttr_error *error);

/** Values of the variables on single paths, the same as in a run.
 * @param simulation a simulation that watches something
 * @param sampling the run that the paths are of, or NULL for the defaults
 * @param first first path @param count number of paths
 * @param[out] values variables x `count`, in rows; what is not finite is not
 * refused
 * @param capacity length of `values`
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_MISSING,
 * ::TTR_E_STRUCT_SIZE, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_paths(const ttr_simulation *simulation,
                                        const struct ttr_sampling *sampling,
                                        uint64_t first, uint64_t count,
                                        double *values, size_t capacity,
                                        struct ttr_error *error);

/** Number of draws by name; each gives one number per path, or one per period.
 * @param simulation a simulation that watches something
 * @param[out] draws the count
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_MISSING, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_draws(const ttr_simulation *simulation,
                                        uint32_t *draws,
                                        struct ttr_error *error);

/** A draw. Texts belong to the simulation. @since 0.1 */
struct ttr_draw {
    uint32_t struct_size; /**< Set by the caller to `sizeof`. */
    int32_t uniform;      /**< 1 if uniform, 0 if standard normal. */
    const char *name;     /**< e.g. `advertising/US/ecpm_ref`. */
    int32_t by_period;    /**< 1 if drawn anew in each period. */
    int32_t epistemic;    /**< 1 for not knowing, 0 for chance. */
};

/** Describes a draw.
 * @param simulation a simulation that watches something
 * @param index below ttr_simulation_draws()
 * @param[in,out] draw `struct_size` set; filled
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_MISSING, ::TTR_E_STRUCT_SIZE,
 * ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_draw(const ttr_simulation *simulation,
                                       uint32_t index, struct ttr_draw *draw,
                                       struct ttr_error *error);

/** The draws of single paths.
 * @param simulation a simulation that watches something
 * @param sampling the run that the paths are of, or NULL for the defaults
 * @param first first path @param count number of paths
 * @param[out] values draws x periods x `count`, in rows; what is drawn once
 * repeats in all periods, what begins later is 0 before
 * @param capacity length of `values`
 * @param error details of a failure, or NULL
 * @return as ttr_simulation_paths()
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_numbers(const ttr_simulation *simulation,
                                          const struct ttr_sampling *sampling,
                                          uint64_t first, uint64_t count,
                                          double *values, size_t capacity,
                                          struct ttr_error *error);

/** Explains a number on one path, as ttr_program_explain() does on the central
 * one. What nothing watched depends on is drawn by its name alone.
 * @param simulation a simulation that watches something
 * @param sampling the run that the path is of, or NULL for the defaults
 * @param path number of the path
 * @param output index of an output @param region index, or ::TTR_WORLD
 * @param period index of a period
 * @param depth levels of named values, 1 to 64
 * @param[out] text the tree, in UTF-8, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_RANGE, ::TTR_E_MISSING,
 * ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_explain(const ttr_simulation *simulation,
                                          const struct ttr_sampling *sampling,
                                          uint64_t path, uint32_t output,
                                          uint32_t region, uint32_t period,
                                          uint32_t depth, ttr_text **text,
                                          struct ttr_error *error);

/** The equations of all variables as NumPy source: a module with a function
 * `simulate(draws)`, for auditors and for a second opinion.
 * @param simulation a simulation that watches something
 * @param[out] text Python, in UTF-8, owned by the caller
 * @param error details of a failure, or NULL
 * @return ::TTR_OK, ::TTR_E_ARGUMENT, ::TTR_E_MISSING, ::TTR_E_NO_MEMORY
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_numpy(const ttr_simulation *simulation,
                                        ttr_text **text,
                                        struct ttr_error *error);

/** Exact sample quantiles by a second run, which keeps only the values near
 * them: the smallest value that at least that share of the paths do not exceed.
 * @param simulation the simulation @param sampling as in the first run
 * @param workers who works, or NULL @param monitor a monitor, or NULL
 * @param distribution what the first run gave
 * @param variable index
 * @param probabilities inside (0, 1) @param count their number, at most 64
 * @param[out] values `count` long
 * @param error details of a failure, or NULL
 * @return as ttr_simulation_run(); ::TTR_E_CONFLICT if the distribution is of
 * another simulation
 * Thread-safe. @since 0.1 */
TTR_API ttr_status ttr_simulation_exact_quantiles(
    const ttr_simulation *simulation, const struct ttr_sampling *sampling,
    const struct ttr_workers *workers, ttr_monitor *monitor,
    const ttr_distribution *distribution, uint32_t variable,
    const double *probabilities, uint32_t count, double *values,
    struct ttr_error *error);

#ifdef __cplusplus
}
#endif

#endif
