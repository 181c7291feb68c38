/* Any bytes as a distribution, as they are and with the digest set right: they
 * load or name their fault; what loads gives the same bytes when it is saved,
 * and all its figures can be read. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include <tiktokrev/tiktokrev.h>

#include "engine/distribution_bytes.h"

enum {
    LEVELS = 5,
    MOST_JOINTS = 16
};

static const double levels[LEVELS] = {0.001, 0.05, 0.5, 0.95, 0.999};

static void check_law(const ttr_distribution *distribution, uint32_t v)
{
    const struct ttri_summary *summary =
        ttri_distribution_summary(distribution);
    double least = summary->least[v], greatest = summary->greatest[v];
    double value[LEVELS], error[LEVELS];

    TTRI_PROMISE(ttr_distribution_quantiles(distribution, v, 1, levels, LEVELS,
                                            value, error, NULL) == TTR_OK,
                 "quantiles can be read");
    for (int k = 0; k < LEVELS; k++) {
        TTRI_PROMISE(value[k] >= least && value[k] <= greatest,
                     "a quantile lies between the extremes");
        TTRI_PROMISE(k == 0 || value[k] >= value[k - 1],
                     "quantiles are in order");
    }
    TTRI_PROMISE(ttr_distribution_probabilities(distribution, v, value, LEVELS,
                                                error, NULL, NULL) == TTR_OK,
                 "probabilities can be read");
    for (int k = 0; k < LEVELS; k++)
        TTRI_PROMISE(error[k] >= 0.0 && error[k] <= 1.0,
                     "a probability lies within [0, 1]");
}

static void check_figures(const ttr_distribution *distribution)
{
    static double value[MOST_JOINTS * MOST_JOINTS];
    static double error[MOST_JOINTS * MOST_JOINTS];
    uint32_t joints = ttr_distribution_joints(distribution);
    uint32_t variables = ttr_distribution_variables(distribution);

    for (uint32_t v = 0; v < variables && v < MOST_JOINTS; v++) {
        check_law(distribution, v);
        ttr_distribution_means(distribution, v, 1, value, error, NULL);
        ttr_distribution_deviations(distribution, v, 1, value, error, NULL);
        ttr_distribution_epistemic_shares(distribution, v, 1, value, error,
                                          NULL);
        ttr_distribution_shortfalls(distribution, v, 1, 0.1, value, error,
                                    NULL);
        ttr_distribution_shortfalls(distribution, v, 1, -0.1, value, error,
                                    NULL);
    }
    if (joints <= MOST_JOINTS)
        TTRI_PROMISE(ttr_distribution_correlations(distribution, value, error,
                                                   MOST_JOINTS * MOST_JOINTS,
                                                   NULL) == TTR_OK,
                     "correlations can be read");
}

static void check_texts(const ttr_distribution *distribution)
{
    ttr_text *csv = NULL, *json = NULL;

    TTRI_PROMISE(ttr_distribution_csv(distribution, NULL, 0, &csv, NULL) ==
                     TTR_OK,
                 "it can be written as CSV");
    TTRI_PROMISE(ttr_distribution_json(distribution, NULL, 0, &json, NULL) ==
                     TTR_OK,
                 "it can be written as JSON");
    ttr_text_unref(json);
    ttr_text_unref(csv);
}

static void check_bytes(const ttr_distribution *distribution,
                        const uint8_t *bytes, size_t size)
{
    ttr_distribution *twice = NULL;
    ttr_text *saved = NULL;
    struct ttr_error error;

    ttr_error_init(&error, sizeof error);
    TTRI_PROMISE(ttr_distribution_save(distribution, &saved, &error) == TTR_OK,
                 error.message);
    TTRI_PROMISE(ttr_text_size(saved) == size &&
                     memcmp(ttr_text_bytes(saved), bytes, size) == 0,
                 "what loads is saved as it was");
    TTRI_PROMISE(ttr_distribution_merge(distribution, distribution, &twice,
                                        &error) == TTR_E_CONFLICT,
                 "it has paths in common with itself");
    ttr_text_unref(saved);
}

static void try_bytes(const uint8_t *bytes, size_t size)
{
    ttr_distribution *made = NULL;
    struct ttr_error error;
    ttr_status status;

    ttr_error_init(&error, sizeof error);
    status = ttr_distribution_load(NULL, bytes, size, &made, &error);
    if (status != TTR_OK) {
        TTRI_PROMISE(made == NULL, "out-parameters stay untouched");
        TTRI_PROMISE(status == error.status && error.message[0] != '\0',
                     "a failure has a message");
        return;
    }
    check_bytes(made, bytes, size);
    if (ttr_distribution_complete(made)) {
        check_figures(made);
        if (ttr_distribution_variables(made) <= MOST_JOINTS)
            check_texts(made);
    }
    ttr_distribution_unref(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t *copy;
    uint64_t digest;

    try_bytes(bytes, size);
    if (size < 8)
        return 0;
    copy = malloc(size);
    if (copy == NULL)
        return 0;
    memcpy(copy, bytes, size);
    digest = ttri_bytes_digest(copy, size - 8);
    for (size_t i = 0; i < 8; i++)
        copy[size - 8 + i] = (uint8_t)(digest >> (8 * i) & 255);
    try_bytes(copy, size);
    free(copy);
    return 0;
}
