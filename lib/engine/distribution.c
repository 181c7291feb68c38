/* The handle of a distribution. */
#include "engine/distribution_parts.h"

#include <string.h>

/* ---- making ---- */

static char *copy_text(char **next, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = memcpy(*next, text, size);

    *next += size;
    return copy;
}

static size_t letters_in(const struct ttri_variable_text *text, uint32_t count)
{
    size_t size = 0;

    for (uint32_t v = 0; v < count; v++)
        size += strlen(text[v].name) + strlen(text[v].region) +
                strlen(text[v].step) + strlen(text[v].unit) + 4;
    return size;
}

static void copy_texts(struct ttr_distribution *made,
                       const struct ttri_variable_text *text, uint32_t count)
{
    char *next = made->letters;

    for (uint32_t v = 0; v < count; v++)
        made->text[v] = (struct ttri_variable_text){
            .kind = text[v].kind,
            .name = copy_text(&next, text[v].name),
            .region = copy_text(&next, text[v].region),
            .step = copy_text(&next, text[v].step),
            .unit = copy_text(&next, text[v].unit),
        };
}

/* Shards are not read. */
static bool make_profiles(struct ttr_distribution *made,
                          const struct ttri_summary *summary)
{
    uint32_t count = summary->plan.variables;

    if (ttr_distribution_complete(made) == 0)
        return true;
    made->profile = ttri_clear(&made->memory, count, sizeof *made->profile);
    for (uint32_t v = 0; v < count && made->profile != NULL; v++)
        ttri_profile_init(&made->profile[v], summary, v);
    return made->profile != NULL;
}

static void destroy(struct ttr_distribution *distribution)
{
    struct ttri_memory memory = distribution->memory;

    ttri_release(&memory, distribution->paths);
    ttri_release(&memory, distribution->text);
    ttri_release(&memory, distribution->letters);
    ttri_release(&memory, distribution->profile);
    ttri_summary_free(distribution->summary);
    ttri_release(&memory, distribution);
}

ttr_status ttri_distribution_make(
    const struct ttri_memory *memory, const struct ttri_run_identity *identity,
    const struct ttri_paths *paths, uint32_t stretches,
    const struct ttri_variable_text *text, struct ttri_summary *summary,
    struct ttr_distribution **distribution, struct ttr_error *error)
{
    uint32_t count = summary->plan.variables;
    struct ttr_distribution *made = ttri_clear(memory, 1, sizeof *made);

    if (made == NULL)
        return ttri_no_memory(error, "distribution");
    atomic_init(&made->references, 1);
    made->memory = *memory;
    made->identity = *identity;
    made->paths = ttri_clear(memory, stretches, sizeof *made->paths);
    made->text = ttri_clear(memory, count, sizeof *made->text);
    made->letters = ttri_allocate(memory, letters_in(text, count));
    if (made->paths == NULL || made->text == NULL || made->letters == NULL ||
        !make_profiles(made, summary)) {
        destroy(made);
        return ttri_no_memory(error, "distribution");
    }
    memcpy(made->paths, paths, stretches * sizeof *paths);
    made->stretches = stretches;
    copy_texts(made, text, count);
    made->summary = summary;
    *distribution = made;
    return TTR_OK;
}

ttr_status ttri_distribution_new(const struct ttri_memory *memory,
                                 const struct ttri_run_identity *identity,
                                 const struct ttri_variable_text *text,
                                 struct ttri_summary *summary,
                                 struct ttr_distribution **distribution,
                                 struct ttr_error *error)
{
    struct ttri_paths paths = {identity->first,
                               identity->first + identity->count};

    return ttri_distribution_make(memory, identity, &paths, 1, text, summary,
                                  distribution, error);
}

ttr_distribution *ttr_distribution_ref(ttr_distribution *distribution)
{
    if (distribution != NULL)
        ttri_reference(&distribution->references);
    return distribution;
}

void ttr_distribution_unref(ttr_distribution *distribution)
{
    if (distribution != NULL && ttri_unreference(&distribution->references))
        destroy(distribution);
}

const struct ttri_summary *
ttri_distribution_summary(const struct ttr_distribution *distribution)
{
    return distribution->summary;
}

const struct ttri_run_identity *
ttri_distribution_identity(const struct ttr_distribution *distribution)
{
    return &distribution->identity;
}

/* ---- what is in it ---- */

uint32_t ttr_distribution_variables(const ttr_distribution *distribution)
{
    return distribution == NULL ? 0 : distribution->summary->plan.variables;
}

ttr_status ttr_distribution_variable(const ttr_distribution *distribution,
                                     uint32_t index,
                                     struct ttr_variable *variable,
                                     struct ttr_error *error)
{
    const struct ttri_variable_text *text;
    ttr_status status;

    if (distribution == NULL || variable == NULL)
        return ttri_null_argument(error, "ttr_distribution_variable",
                                  distribution == NULL ? "distribution"
                                                       : "variable");
    status = ttri_check_size(error, "ttr_variable", variable->struct_size,
                             sizeof *variable, sizeof *variable);
    if (status != TTR_OK)
        return status;
    if (index >= distribution->summary->plan.variables)
        return ttri_fail_number(error, TTR_E_ARGUMENT, "index",
                                "must be that of a variable", index);
    text = &distribution->text[index];
    variable->kind = text->kind;
    variable->name = text->name;
    variable->region = text->region;
    variable->step = text->step;
    variable->unit = text->unit;
    return TTR_OK;
}

uint64_t ttr_distribution_paths(const ttr_distribution *distribution)
{
    return distribution == NULL ? 0 : distribution->identity.count;
}

uint32_t ttr_distribution_replicates(const ttr_distribution *distribution)
{
    return distribution == NULL ? 0 : distribution->summary->plan.replicates;
}

int32_t ttr_distribution_complete(const ttr_distribution *distribution)
{
    return distribution != NULL &&
           distribution->identity.count == distribution->identity.paths;
}

uint32_t ttr_distribution_joints(const ttr_distribution *distribution)
{
    return distribution == NULL ? 0 : distribution->summary->plan.joints;
}

uint32_t ttr_distribution_joint(const ttr_distribution *distribution,
                                uint32_t joint)
{
    return joint < ttr_distribution_joints(distribution)
               ? distribution->summary->joint[joint]
               : UINT32_MAX;
}
