/* Two shards of a run become one. */
#include <string.h>

#include "engine/distribution_parts.h"

static bool same_run(const struct ttr_distribution *a,
                     const struct ttr_distribution *b)
{
    const struct ttri_run_identity *x = &a->identity, *y = &b->identity;

    if (x->digest != y->digest || x->seed != y->seed || x->paths != y->paths ||
        x->mode != y->mode || !ttri_summary_same(a->summary, b->summary))
        return false;
    for (uint32_t v = 0; v < a->summary->plan.variables; v++)
        if (a->text[v].kind != b->text[v].kind ||
            strcmp(a->text[v].name, b->text[v].name) != 0 ||
            strcmp(a->text[v].region, b->text[v].region) != 0 ||
            strcmp(a->text[v].step, b->text[v].step) != 0 ||
            strcmp(a->text[v].unit, b->text[v].unit) != 0)
            return false;
    return true;
}

/* Both lists in one, in order; what touches becomes one. Their number, or 0
 * with the path that is in both. */
static uint32_t join(const struct ttr_distribution *a,
                     const struct ttr_distribution *b, struct ttri_paths *paths,
                     uint64_t *twice)
{
    uint32_t i = 0, k = 0, count = 0;

    while (i < a->stretches || k < b->stretches) {
        bool is_a = k == b->stretches ||
                    (i < a->stretches && a->paths[i].first < b->paths[k].first);
        struct ttri_paths next = is_a ? a->paths[i++] : b->paths[k++];

        if (count > 0 && next.first < paths[count - 1].next) {
            *twice = next.first;
            return 0;
        }
        if (count > 0 && next.first == paths[count - 1].next)
            paths[count - 1].next = next.next;
        else
            paths[count++] = next;
    }
    return count;
}

static ttr_status merge(const struct ttr_distribution *a,
                        const struct ttr_distribution *b,
                        const struct ttri_paths *paths, uint32_t stretches,
                        ttr_distribution **distribution,
                        struct ttr_error *error)
{
    struct ttri_run_identity identity = a->identity;
    struct ttri_summary *summary;
    ttr_status status = ttri_summary_like(a->summary, &summary, error);

    if (status != TTR_OK)
        return status;
    identity.first = paths[0].first;
    identity.count = a->identity.count + b->identity.count;
    ttri_summary_merge(summary, a->summary);
    ttri_summary_merge(summary, b->summary);
    status = ttri_distribution_make(&a->memory, &identity, paths, stretches,
                                    a->text, summary, distribution, error);
    if (status != TTR_OK)
        ttri_summary_free(summary);
    return status;
}

ttr_status ttr_distribution_merge(const ttr_distribution *a,
                                  const ttr_distribution *b,
                                  ttr_distribution **distribution,
                                  struct ttr_error *error)
{
    struct ttri_paths *paths;
    uint64_t twice = 0;
    uint32_t stretches;
    ttr_status status;

    if (a == NULL || b == NULL || distribution == NULL)
        return ttri_null_argument(error, "ttr_distribution_merge",
                                  a == NULL   ? "a"
                                  : b == NULL ? "b"
                                              : "distribution");
    if (!same_run(a, b))
        return ttri_fail(error, TTR_E_CONFLICT, "ttr_distribution_merge",
                         "must be given shards of the same run", "");
    paths = ttri_clear(&a->memory, (size_t)a->stretches + b->stretches,
                       sizeof *paths);
    if (paths == NULL)
        return ttri_no_memory(error, "distribution");
    stretches = join(a, b, paths, &twice);
    status = stretches > 0
                 ? merge(a, b, paths, stretches, distribution, error)
                 : ttri_failf(error, TTR_E_CONFLICT, "ttr_distribution_merge",
                              "must be given shards without a path in common "
                              "(path %llu is in both)",
                              (unsigned long long)twice);
    ttri_release(&a->memory, paths);
    return status;
}
