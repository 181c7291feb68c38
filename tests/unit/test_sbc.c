/* Simulation-based calibration: numbers are drawn from the prior, figures from
 * the model, and the numbers' ranks among draws from their posterior must be
 * uniform. S. Talts, M. Betancourt, D. Simpson, A. Vehtari, A. Gelman,
 * Validating Bayesian inference algorithms with simulation-based calibration,
 * arXiv 1804.06788 (2018). */
#include "calibration_model.h"

#include "fit/sample.h"

#define REPETITIONS 384
#define BINS        16
#define DRAWS       (TTRI_CHAINS - 1) /* so that ranks are 0 to 127 */
#define TRACKED     3
#define ERROR       0.1

/* Chi-square of 15 degrees of freedom is above it once in ten thousand. */
#define TOO_FAR 44.3

struct model {
    const char *stream; /* and what is in doubt */
    const char *users;
    const char *output[2]; /* of US, in each quarter */
    uint32_t quarters;
    const char *tracked[TRACKED];
};

static const struct model models[] = {
    /* Linear on a log scale: level and noise. */
    {"\"ad_load\": {\"value\": 0.1, \"range\": \"none\"},"
     " \"ecpm_ref\": {\"value\": 2, \"range\": \"none\"}",
     "{\"value\": 1000000, \"range\": {\"low\": 600000, \"high\": 1600000,"
     " \"probability\": 0.8}, \"noise\": {\"volatility\": 0.3,"
     " \"reversion\": 0.5}}",
     {"audience/mau", NULL},
     4,
     {"audience/US/mau_gross", "audience/*/mau_gross",
      "audience/US/mau_gross noise"}},
    /* A curve: ceiling and speed. */
    {"\"ad_load\": {\"value\": 0.1, \"range\": \"none\"},"
     " \"ecpm_ref\": {\"value\": 2, \"range\": \"none\"}",
     "{\"logistic\": {\"ceiling\": {\"value\": 2000000, \"range\":"
     " {\"low\": 1200000, \"high\": 4000000, \"probability\": 0.8}},"
     " \"rate\": {\"value\": 1.2, \"range\": {\"low\": 0.6, \"high\": 2,"
     " \"probability\": 0.8}}, \"midpoint\": \"2016-01-01\"},"
     " \"range\": \"none\"}",
     {"audience/mau", NULL},
     8,
     {"audience/US/mau_gross#ceiling", "audience/US/mau_gross#rate",
      "audience/*/mau_gross#rate"}},
    /* Products, skew ranges and shares. */
    {"\"ad_load\": {\"value\": 0.3, \"range\": {\"low\": 0.1, \"high\": 0.45,"
     " \"probability\": 0.8}},"
     " \"ecpm_ref\": {\"value\": 2, \"range\": {\"low\": 1.6, \"high\": 5,"
     " \"probability\": 0.8}}",
     "{\"value\": 1000000, \"range\": {\"low\": 900000, \"high\": 2000000,"
     " \"probability\": 0.8}}",
     {"audience/mau", "advertising/revenue"},
     3,
     {"audience/US/mau_gross", "advertising/US/ecpm_ref",
      "advertising/*/ad_load"}},
};

static const char format[] =
    "{\"tiktokrev\": 1, \"calendar\": {\"start\": \"2015-01\","
    "  \"frequency\": \"quarter\", \"periods\": 8}, \"currency\": \"USD\","
    " \"regions\": [{\"name\": \"US\"}],"
    " \"audience\": {\"drivers\": {\"mau_gross\": %s}},"
    " \"streams\": [{\"name\": \"advertising\", \"model\": \"advertising\","
    "  \"drivers\": {%s}}]}";

/* A normal number by a hash: two of splitmix64's (G. Steele, D. Lea, C. Flood,
 * 2014) and Box and Muller. */
static double normal(uint64_t *state)
{
    double uniform[2];

    for (int i = 0; i < 2; i++) {
        uint64_t z = *state += 0x9e3779b97f4a7c15;

        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        uniform[i] = ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
    }
    return sqrt(-2 * log(uniform[0])) * cos(2 * acos(-1.0) * uniform[1]);
}

/* ---- the prior ---- */

struct prior {
    const struct model *model;
    ttr_combiner *combiner;
    uint32_t periods, draws;
    uint32_t first[2]; /* variables of the outputs */
    double *value;     /* variables x repetitions */
    double *number;    /* draws x periods x repetitions */
    uint32_t tracked[TRACKED];
};

static void watch(struct prior *prior, const ttr_program *program,
                  ttr_simulation *simulation)
{
    struct ttr_error error = ttri_unit_error();

    for (int i = 0; i < 2 && prior->model->output[i] != NULL; i++) {
        struct ttr_figure figure;

        ttr_figure_init(&figure, sizeof figure);
        figure.step = TTR_STEP_PERIOD;
        figure.region = 0;
        ttri_assert_ok(ttr_program_find_output(program, prior->model->output[i],
                                               &figure.output, &error),
                       &error);
        ttri_assert_ok(
            ttr_simulation_watch(simulation, &figure, &prior->first[i], &error),
            &error);
    }
}

static void find_tracked(struct prior *prior, const ttr_simulation *simulation)
{
    struct ttr_error error = ttri_unit_error();

    for (int i = 0; i < TRACKED; i++) {
        prior->tracked[i] = UINT32_MAX;
        for (uint32_t j = 0; j < prior->draws; j++) {
            struct ttr_draw draw = {.struct_size = sizeof draw};

            ttri_assert_ok(ttr_simulation_draw(simulation, j, &draw, &error),
                           &error);
            if (strcmp(draw.name, prior->model->tracked[i]) == 0)
                prior->tracked[i] = j;
        }
        ck_assert_msg(prior->tracked[i] != UINT32_MAX, "no draw %s",
                      prior->model->tracked[i]);
    }
}

static void draw_prior(struct prior *prior)
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_sampling sampling;
    ttr_program *program = NULL;
    ttr_simulation *simulation = NULL;
    size_t values, numbers;

    ttri_assert_ok(ttr_combiner_compile(prior->combiner, &program, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_new(program, NULL, &simulation, &error),
                   &error);
    watch(prior, program, simulation);
    ttr_sampling_init(&sampling, sizeof sampling);
    sampling.mode = TTR_SAMPLING_RANDOM;
    sampling.paths = 1024;
    sampling.seed = 20150101;
    prior->periods = ttr_program_steps(program, TTR_STEP_PERIOD);
    ttri_assert_ok(ttr_simulation_draws(simulation, &prior->draws, &error),
                   &error);
    find_tracked(prior, simulation);
    values = (size_t)ttr_simulation_variables(simulation) * REPETITIONS;
    numbers = (size_t)prior->draws * prior->periods * REPETITIONS;
    prior->value = malloc(values * sizeof(double));
    prior->number = malloc(numbers * sizeof(double));
    ck_assert(prior->value != NULL && prior->number != NULL);
    ttri_assert_ok(ttr_simulation_paths(simulation, &sampling, 0, REPETITIONS,
                                        prior->value, values, &error),
                   &error);
    ttri_assert_ok(ttr_simulation_numbers(simulation, &sampling, 0, REPETITIONS,
                                          prior->number, numbers, &error),
                   &error);
    ttr_simulation_unref(simulation);
    ttr_program_unref(program);
}

/* ---- one repetition ---- */

static void make_figures(const struct prior *prior, uint32_t repetition,
                         uint64_t *state, struct figures *figures)
{
    figures->size = (size_t)snprintf(
        figures->text, sizeof figures->text,
        "series,period,value,unit,low,high,kind,confidence,source,error\n");
    for (int i = 0; i < 2 && prior->model->output[i] != NULL; i++)
        for (uint32_t t = 0; t < prior->model->quarters; t++) {
            const char *slash = strchr(prior->model->output[i], '/');
            double value =
                prior->value[(size_t)(prior->first[i] + t) * REPETITIONS +
                             repetition];

            value *= exp(ERROR * normal(state));
            figures->size += (size_t)snprintf(
                figures->text + figures->size,
                sizeof figures->text - figures->size,
                "%.*s/US%s,%u-Q%u,%lld,,,,reported,3,test,1e-1\n",
                (int)(slash - prior->model->output[i]), prior->model->output[i],
                slash, 2015 + t / 4, t % 4 + 1, llround(value));
        }
}

/* How many posterior draws in a row of the sample are below what made the
 * figures. */
static uint32_t rank_of(const struct ttri_sample *sample, uint32_t row,
                        double number)
{
    uint32_t rank = 0;

    for (uint32_t c = 0; c < DRAWS; c++)
        if (sample->value[((size_t)row * TTRI_CHAINS + c) * sample->draws +
                          sample->draws - 1] < number)
            rank++;
    return rank;
}

/* Of the tracked numbers, noise being that of the first quarter; and of what
 * the first figure and the last of its series would be without an error. */
static void find_ranks(const struct prior *prior, uint32_t repetition,
                       const ttr_calibration *calibration,
                       const struct ttri_sample *sample,
                       uint32_t rank[TRACKED + 2])
{
    for (int i = 0; i < TRACKED; i++) {
        uint32_t row = 0;

        while (strcmp(fitted_draw(calibration, row).name,
                      prior->model->tracked[i]) != 0)
            row++;
        rank[i] = rank_of(sample, row,
                          prior->number[(size_t)prior->tracked[i] *
                                            prior->periods * REPETITIONS +
                                        repetition]);
    }
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t t = i * (prior->model->quarters - 1);

        rank[TRACKED + i] = rank_of(
            sample, state_of(calibration).unknowns + t,
            log(prior->value[(size_t)(prior->first[0] + t) * REPETITIONS +
                             repetition]));
    }
}

static void repeat(const struct prior *prior, uint32_t repetition,
                   uint64_t *state, uint32_t count[TRACKED + 2][BINS])
{
    struct ttr_error error = ttri_unit_error();
    struct ttr_calibration_options options = default_options();
    struct ttr_sample_options sampling;
    static struct figures figures;
    ttr_calibration *calibration;
    struct ttri_sample sample;
    uint32_t rank[TRACKED + 2];

    make_figures(prior, repetition, state, &figures);
    options.rounds = 0;
    calibration = calibrate(prior->combiner, &figures, &options);
    ck_assert_msg(state_of(calibration).converged, "%s",
                  state_of(calibration).reason);
    ttr_sample_options_init(&sampling, sizeof sampling);
    sampling.burn_in = 100;
    sampling.draws = 4;
    sampling.seed = repetition + 1;
    ttri_assert_ok(
        ttri_sample_run(calibration, &sampling, NULL, &sample, &error), &error);
    find_ranks(prior, repetition, calibration, &sample, rank);
    for (int i = 0; i < TRACKED + 2; i++)
        count[i][rank[i] * BINS / (DRAWS + 1)]++;
    ttri_sample_clear(&calibration->memory, &sample);
    ttr_calibration_unref(calibration);
}

START_TEST(ranks_are_uniform)
{
    struct prior prior = {.model = &models[_i]};
    uint32_t count[TRACKED + 2][BINS] = {{0}};
    uint64_t state = 20180418 + (uint64_t)_i;
    char text[2048];

    snprintf(text, sizeof text, format, prior.model->users,
             prior.model->stream);
    prior.combiner = load_text(text);
    draw_prior(&prior);
    for (uint32_t i = 0; i < REPETITIONS; i++)
        repeat(&prior, i, &state, count);
    for (int i = 0; i < TRACKED + 2; i++) {
        double far = 0, expected = (double)REPETITIONS / BINS;

        for (int b = 0; b < BINS; b++)
            far +=
                (count[i][b] - expected) * (count[i][b] - expected) / expected;
        ck_assert_msg(far < TOO_FAR, "%s: chi-square %d",
                      i < TRACKED ? prior.model->tracked[i] : "a figure",
                      (int)far);
    }
    free(prior.value);
    free(prior.number);
    ttr_combiner_unref(prior.combiner);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sbc");
    TCase *ranks = tcase_create("ranks");

    tcase_add_loop_test(ranks, ranks_are_uniform, 0, TTRI_COUNT(models));
    tcase_set_timeout(ranks, 300);
    suite_add_tcase(all, ranks);
    return all;
}

int main(void)
{
    return ttri_unit_main(suite());
}
