#include "engine/posterior.h"

#include <string.h>

#include "program/program.h"

/* ---- copies: one piece of memory, numbers first ---- */

static size_t count_text(const struct ttri_posterior *posterior)
{
    size_t bytes = 0;

    for (uint32_t i = 0; i < posterior->unknowns; i++)
        bytes += strlen(posterior->draw[i]) + 1;
    return bytes;
}

static size_t count_bytes(const struct ttri_posterior *posterior)
{
    size_t n = posterior->unknowns, rank = posterior->rank;
    size_t m = posterior->evidence.targets;

    return sizeof *posterior +
           (n + n * rank + rank + m * rank + m) * sizeof(double) +
           m * sizeof(struct ttri_target) +
           n * (sizeof(char *) + 2 * sizeof(uint32_t)) + count_text(posterior);
}

static void *append(char **next, const void *from, size_t bytes)
{
    void *to = *next;

    if (bytes > 0)
        memcpy(to, from, bytes);
    *next += bytes;
    return to;
}

static void copy_evidence(struct ttri_posterior *copy, char **next)
{
    struct ttri_evidence *evidence = &copy->evidence;
    size_t m = evidence->targets;

    evidence->seen =
        append(next, evidence->seen, m * copy->rank * sizeof(double));
    evidence->misfit = append(next, evidence->misfit, m * sizeof(double));
    evidence->target =
        append(next, evidence->target, m * sizeof *evidence->target);
    ttr_simulation_ref(evidence->simulation);
}

struct ttri_posterior *
ttri_posterior_copy(const struct ttri_memory *memory,
                    const struct ttri_posterior *posterior)
{
    size_t n = posterior->unknowns, rank = posterior->rank;
    struct ttri_posterior *copy = ttri_clear(memory, 1, count_bytes(posterior));
    char *next = (char *)(copy + 1);
    const char **draw;

    if (copy == NULL)
        return NULL;
    *copy = *posterior;
    copy->mean = append(&next, posterior->mean, n * sizeof(double));
    copy->direction =
        append(&next, posterior->direction, n * rank * sizeof(double));
    copy->information =
        append(&next, posterior->information, rank * sizeof(double));
    if (posterior->evidence.simulation != NULL)
        copy_evidence(copy, &next);
    draw = append(&next, posterior->draw, n * sizeof *draw);
    copy->period = append(&next, posterior->period, n * sizeof(uint32_t));
    if (posterior->evidence.simulation != NULL)
        copy->evidence.row =
            append(&next, posterior->evidence.row, n * sizeof(uint32_t));
    for (uint32_t i = 0; i < n; i++)
        draw[i] = append(&next, draw[i], strlen(draw[i]) + 1);
    copy->draw = draw;
    return copy;
}

void ttri_posterior_free(const struct ttri_memory *memory,
                         struct ttri_posterior *posterior)
{
    if (posterior != NULL)
        ttr_simulation_unref(posterior->evidence.simulation);
    ttri_release(memory, posterior);
}

/* ---- digests ---- */

static uint64_t mix_evidence(uint64_t digest,
                             const struct ttri_posterior *posterior)
{
    const struct ttri_evidence *evidence = &posterior->evidence;

    for (uint32_t i = 0; i < evidence->targets; i++) {
        const struct ttri_target *target = &evidence->target[i];
        double numbers[] = {target->floor, target->value, target->deviation,
                            target->logarithmic};

        digest = ttri_mix_numbers(digest, numbers, TTRI_COUNT(numbers));
    }
    digest = ttri_mix_numbers(digest, evidence->misfit, evidence->targets);
    return ttri_mix_numbers(digest, evidence->seen,
                            (size_t)evidence->targets * posterior->rank);
}

uint64_t ttri_posterior_digest(const struct ttri_posterior *posterior,
                               uint64_t digest)
{
    size_t n = posterior->unknowns;

    for (size_t i = 0; i < n; i++) {
        digest = ttri_mix_text(digest, posterior->draw[i]);
        digest = ttri_mix(digest, posterior->period[i]);
    }
    digest = ttri_mix_numbers(digest, posterior->mean, n);
    digest =
        ttri_mix_numbers(digest, posterior->direction, n * posterior->rank);
    digest = ttri_mix_numbers(digest, posterior->information, posterior->rank);
    return posterior->evidence.simulation == NULL
               ? digest
               : mix_evidence(digest, posterior);
}
