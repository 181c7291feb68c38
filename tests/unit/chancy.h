/* A small platform where nearly all is random: two currencies, noise, a
 * preference, a cycle, an event; and short forms of running simulations. */
#ifndef TTRI_CHANCY_H
#define TTRI_CHANCY_H

#include "platform.h"

#define CHANCY_MODES 4 /* of sampling, from 0 */

#define CHANCY_AD                                                              \
    "{\"name\": \"ads\", \"model\": \"advertising\", \"drivers\": {"           \
    "\"ad_load\": 0.12, \"ecpm_ref\": {\"value\": 2.5, \"noise\": "            \
    "{\"volatility\": 0.2, \"reversion\": 0.5}, \"loadings\": [{\"factor\": "  \
    "\"macro\", \"loading\": 1.2}]}}}"
#define CHANCY_SHOP                                                            \
    "{\"name\": \"shop\", \"model\": \"commerce\", \"drivers\": {"             \
    "\"buyer_share\": 0.05, \"aov\": {\"value\": 18, \"range\": {\"low\": "    \
    "15, \"high\": 22, \"probability\": 0.8}}, \"short_video_take_rate\": "    \
    "0.05}}"
/* Instead of gifts: the same names of figures, other equations. */
#define CHANCY_SHOP2                                                           \
    "{\"name\": \"shop2\", \"model\": \"commerce\", \"drivers\": {"            \
    "\"buyer_share\": 0.05, \"aov\": 18, \"short_video_take_rate\": "          \
    "0.05}}"
#define CHANCY_GIFTS                                                           \
    "{\"name\": \"coins\", \"model\": \"virtual_goods\", \"drivers\": {"       \
    "\"payer_share\": 0.02, \"arppu_pm\": {\"value\": 8, \"noise\": "          \
    "{\"volatility\": 0.1, \"reversion\": 0}}}}"

/* Streams as above, with commas between them. */
#define CHANCY(streams)                                                        \
    "{\"tiktokrev\": 1, \"name\": \"chancy\", \"calendar\": {\"start\": "      \
    "\"2024-01\", \"frequency\": \"quarter\", \"periods\": 10}, "              \
    "\"currency\": \"USD\", \"constant_currency_period\": 5, \"regions\": "    \
    "[{\"name\": \"US\", \"currency\": \"USD\"}, {\"name\": \"EU\", "          \
    "\"currency\": \"EUR\"}], \"environment\": {\"regions\": {\"EU\": "        \
    "{\"fx\": {\"value\": 1.1, \"noise\": {\"volatility\": 0.08, "             \
    "\"reversion\": 0}}}}, \"macro\": {\"to_recession_per_year\": 0.15, "      \
    "\"to_expansion_per_year\": 0.8, \"growth_expansion\": 0.03, "             \
    "\"growth_recession\": -0.04}, \"preference\": [{\"name\": \"vogue\", "    \
    "\"volatility\": 0.1, \"reversion\": 0.3}]}, \"audience\": {\"drivers\": " \
    "{\"mau_gross\": 100000000}}, \"streams\": [" streams "]}"

static const char chancy_model[] =
    CHANCY(CHANCY_AD ", " CHANCY_SHOP ", " CHANCY_GIFTS);

/* Instead: one stream in the US whose revenue is a formula of x, from 2024. */
#define CHANCY_X(frequency, periods, support, x, revenue)                      \
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2024-01\", "               \
    "\"frequency\": \"" frequency "\", \"periods\": " #periods "}, "           \
    "\"currency\": \"USD\", \"regions\": [{\"name\": \"US\", "                 \
    "\"currency\": \"USD\"}], \"streams\": [{\"name\": \"a\", \"model\": "     \
    "\"custom\", \"declare\": [{\"key\": \"x\", \"unit\": \"money\", "         \
    "\"support\": \"" support "\", \"default\": 1}], \"drivers\": {\"x\": " x  \
    "}, \"equations\": {\"revenue\": {\"formula\": \"" revenue "\", "          \
    "\"unit\": \"money\", \"kind\": \"flow\"}}}]}"

/* Instead: revenue is a product of some of x, y and n over three years: x and y
 * have a range, n noise (a random walk of 0.3 a year from the as-of date);
 * `plain` is certain. */
#define CHANCY_PRODUCT(revenue)                                                \
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2024-01\", "               \
    "\"frequency\": \"year\", \"periods\": 3, \"as_of\": \"2025-01-01\"}, "    \
    "\"currency\": \"USD\", "                                                  \
    "\"regions\": [{\"name\": \"US\", \"currency\": \"USD\"}], \"streams\": "  \
    "[{\"name\": \"a\", \"model\": \"custom\", \"declare\": ["                 \
    "{\"key\": \"x\", \"unit\": \"money\", \"support\": \"positive\"}, "       \
    "{\"key\": \"y\", \"unit\": \"1\", \"support\": \"positive\"}, "           \
    "{\"key\": \"n\", \"unit\": \"1\", \"support\": \"positive\"}], "          \
    "\"drivers\": {\"x\": {\"value\": 3, "                                     \
    "\"range\": {\"low\": 2, \"high\": 4.5, \"probability\": 0.8}}, "          \
    "\"y\": {\"value\": 5, "                                                   \
    "\"range\": {\"low\": 4, \"high\": 6.25, \"probability\": 0.8}}, "         \
    "\"n\": {\"value\": 1, \"range\": \"none\", "                              \
    "\"noise\": {\"volatility\": 0.3, \"reversion\": 0}}}, "                   \
    "\"equations\": {\"revenue\": "                                            \
    "{\"formula\": \"" revenue                                                 \
    "\", \"unit\": \"money\", \"kind\": \"flow\"}, "                           \
    "\"plain\": {\"formula\": \"months\", \"unit\": \"1\", "                   \
    "\"kind\": \"flow\"}}}]}"

static inline ttr_program *
chancy_program_with(const struct ttr_allocator *allocator, const char *text,
                    ttr_status *status, struct ttr_error *error)
{
    ttr_combiner *combiner = NULL;
    ttr_program *program = NULL;

    *status = ttr_document_load(allocator, text, strlen(text), "chancy",
                                &combiner, error);
    if (*status == TTR_OK)
        *status = ttr_combiner_compile(combiner, &program, error);
    ttr_combiner_unref(combiner);
    return program;
}

static inline ttr_program *chancy_program(const char *text)
{
    struct ttr_error error = ttri_unit_error();
    ttr_status status = TTR_OK;
    ttr_program *program = chancy_program_with(NULL, text, &status, &error);

    ck_assert_msg(status == TTR_OK, "%s", error.message);
    return program;
}

/* Watches the revenue of advertising of the world by year, and more of the
 * total: constant rates, growth and concentration. */
static inline ttr_status chancy_watch(ttr_simulation *simulation,
                                      const ttr_program *program,
                                      struct ttr_error *error)
{
    struct ttr_figure figure;
    uint32_t revenue = 0;
    ttr_status status =
        ttr_program_find_output(program, "total/revenue", &revenue, error);

    ttr_figure_init(&figure, sizeof figure);
    figure.joint = 1;
    if (status == TTR_OK)
        status = ttr_program_find_output(program, "ads/revenue", &figure.output,
                                         error);
    if (status == TTR_OK)
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    figure.output = revenue;
    if (status == TTR_OK)
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    figure.joint = 0;
    figure.currency = TTR_CONSTANT;
    if (status == TTR_OK)
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    figure.kind = TTR_FIGURE_GROWTH;
    if (status == TTR_OK)
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    figure.kind = TTR_FIGURE_HHI;
    if (status == TTR_OK)
        status = ttr_simulation_watch(simulation, &figure, NULL, error);
    return status;
}

/* Watches nothing yet. */
static inline ttr_simulation *chancy_new(const ttr_program *program)
{
    struct ttr_error error = ttri_unit_error();
    ttr_simulation *simulation = NULL;

    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    return simulation;
}

/* The first of its variables. */
static inline uint32_t chancy_watch_one(ttr_simulation *simulation,
                                        const struct ttr_figure *figure)
{
    struct ttr_error error = ttri_unit_error();
    uint32_t first = UINT32_MAX;

    ttri_assert_ok(ttr_simulation_watch(simulation, figure, &first, &error),
                   &error);
    return first;
}

/* An output of the world by year. */
static inline struct ttr_figure chancy_figure(const ttr_program *program,
                                              const char *output)
{
    struct ttr_figure figure;

    ttr_figure_init(&figure, sizeof figure);
    figure.output = output_index(program, output);
    return figure;
}

/* Watches that alone. */
static inline ttr_simulation *chancy_watching(const ttr_program *program,
                                              const char *output)
{
    ttr_simulation *simulation = chancy_new(program);
    struct ttr_figure figure = chancy_figure(program, output);

    chancy_watch_one(simulation, &figure);
    return simulation;
}

static inline ttr_simulation *chancy_simulation(const char *text)
{
    struct ttr_error error = ttri_unit_error();
    ttr_program *program = chancy_program(text);
    ttr_simulation *simulation = chancy_new(program);

    ttri_assert_ok(chancy_watch(simulation, program, &error), &error);
    ttr_program_unref(program);
    return simulation;
}

static inline struct ttr_sampling chancy_sampling(int32_t mode, uint64_t paths)
{
    struct ttr_sampling sampling;

    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.mode = mode;
    sampling.paths = paths;
    return sampling;
}

static inline struct ttr_workers chancy_workers(uint32_t threads)
{
    return (struct ttr_workers){.struct_size = sizeof(struct ttr_workers),
                                .threads = threads};
}

static inline ttr_distribution *chancy_run(const ttr_simulation *simulation,
                                           const struct ttr_sampling *sampling,
                                           const struct ttr_workers *workers)
{
    struct ttr_error error = ttri_unit_error();
    ttr_distribution *distribution = NULL;

    ttri_assert_ok(ttr_simulation_run(simulation, sampling, workers, NULL,
                                      &distribution, &error),
                   &error);
    return distribution;
}

static inline uint64_t chancy_digest(const ttr_simulation *simulation,
                                     const struct ttr_sampling *sampling,
                                     const struct ttr_workers *workers)
{
    ttr_distribution *distribution = chancy_run(simulation, sampling, workers);
    uint64_t digest = ttr_distribution_digest(distribution);

    ttr_distribution_unref(distribution);
    return digest;
}

static inline double *chancy_room(size_t count)
{
    double *values = calloc(count + 1, sizeof *values);

    ck_assert_ptr_nonnull(values);
    return values;
}

/* All variables of paths [first, first + count); the caller frees. */
static inline double *chancy_values(const ttr_simulation *simulation,
                                    const struct ttr_sampling *sampling,
                                    uint64_t first, uint64_t count)
{
    struct ttr_error error = ttri_unit_error();
    size_t size = ttr_simulation_variables(simulation) * (size_t)count;
    double *values = chancy_room(size);

    ttri_assert_ok(ttr_simulation_paths(simulation, sampling, first, count,
                                        values, size, &error),
                   &error);
    return values;
}

#endif
