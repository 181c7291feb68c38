/* A distribution from bytes, of which none is believed. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "engine/distribution_bytes.h"
#include "lanes/lanes.h"
#include "math/elementary.h"

#define FEWEST_REPLICATES 2
#define MOST_REPLICATES   64
/* Bytes that a variable takes at least, without those of replicates, and of
 * each replicate. */
#define VARIABLE_BYTES  68
#define REPLICATE_BYTES (TTRI_SUMS + 1)

struct source {
    const unsigned char *next, *end;
    const char *fault; /* the first, or NULL */
};

static void refuse(struct source *source, const char *fault)
{
    if (source->fault == NULL)
        source->fault = fault;
}

static void require(struct source *source, bool holds, const char *fault)
{
    if (!holds)
        refuse(source, fault);
}

static uint64_t left_in(const struct source *source)
{
    return (uint64_t)(source->end - source->next);
}

/* ---- numbers ---- */

/* NULL, and nothing more is read, when they are not there. */
static const unsigned char *get_bytes(struct source *source, uint64_t size)
{
    const unsigned char *bytes = source->next;

    if (source->fault != NULL || left_in(source) < size) {
        refuse(source, "it ends too early");
        return NULL;
    }
    source->next += size;
    return bytes;
}

static uint64_t get_fixed(struct source *source, size_t size)
{
    const unsigned char *bytes = get_bytes(source, size);
    uint64_t number = 0;

    for (size_t i = 0; bytes != NULL && i < size; i++)
        number |= (uint64_t)bytes[i] << (8 * i);
    return number;
}

/* 0 for what is no number up to `most`. */
static uint64_t get(struct source *source, uint64_t most)
{
    uint64_t number = 0;

    for (int shift = 0; shift < 64; shift += 7) {
        const unsigned char *byte = get_bytes(source, 1);

        if (byte == NULL)
            return 0;
        number |= (uint64_t)(*byte & 127) << shift;
        if (*byte < 128) {
            if (number <= most)
                return number;
            break;
        }
    }
    refuse(source, "a number is too large");
    return 0;
}

static double get_double(struct source *source)
{
    double number = ttri_from_bits(get_fixed(source, 8));

    if (isfinite(number))
        return number;
    refuse(source, "a number is not finite");
    return 0.0;
}

static void get_wides(struct source *source, struct ttri_wide *wides,
                      size_t count)
{
    for (size_t i = 0; i < count && source->fault == NULL; i++) {
        uint64_t size = get(source, 8 * TTRI_LIMBS);
        const unsigned char *bytes = get_bytes(source, size);
        uint64_t sign =
            bytes != NULL && size > 0 && bytes[size - 1] > 127 ? UINT64_MAX : 0;

        for (size_t k = 0; bytes != NULL && k < TTRI_LIMBS; k++)
            wides[i].limb[k] = sign;
        for (size_t k = 0; bytes != NULL && k < size; k++)
            wides[i].limb[k / 8] ^= (bytes[k] ^ (sign & 255)) << (8 * (k % 8));
    }
}

/* Is any high part not 0? */
static bool get_counts(struct source *source, uint16_t *low, uint32_t *high,
                       uint32_t size)
{
    uint64_t others = get(source, size), at = 0;
    bool carried = false;

    for (uint64_t i = 0; i < others && source->fault == NULL; i++, at++) {
        uint64_t count;

        at += get(source, size);
        count = get(source, TTRI_MOST_PATHS);
        if (at >= size) {
            refuse(source, "there are too many counts");
            break;
        }
        low[at] = (uint16_t)(count & TTRI_LOW_MASK);
        high[at] = (uint32_t)(count >> TTRI_LOW_BITS);
        carried |= high[at] != 0;
    }
    return carried;
}

/* ---- parts ---- */

/* What is read before there is room for the rest. */
struct head {
    struct ttri_run_identity identity;
    struct ttri_paths *paths;
    uint32_t stretches;
    struct ttri_summary_plan plan;
};

static ttr_status get_run(struct source *source,
                          const struct ttri_memory *memory, struct head *head,
                          struct ttr_error *error)
{
    struct ttri_run_identity *identity = &head->identity;
    uint64_t end = 0;

    identity->digest = get_fixed(source, 8);
    identity->seed = get_fixed(source, 8);
    identity->paths = get(source, TTRI_MOST_PATHS);
    identity->mode = (uint32_t)get(source, UINT32_MAX);
    head->stretches = (uint32_t)get(source, UINT32_MAX);
    require(source, head->stretches > 0, "it has no paths");
    require(source, head->stretches <= left_in(source) / 2,
            "it ends too early");
    if (source->fault != NULL)
        return TTR_OK;
    head->paths = ttri_clear(memory, head->stretches, sizeof *head->paths);
    if (head->paths == NULL)
        return ttri_no_memory(error, "distribution");
    for (uint32_t i = 0; i < head->stretches; i++) {
        uint64_t gap = get(source, TTRI_MOST_PATHS);
        uint64_t count = get(source, TTRI_MOST_PATHS);

        head->paths[i] = (struct ttri_paths){end + gap, end + gap + count};
        require(source, gap > 0 || i == 0, "its paths are not in order");
        require(source, count > 0, "it has no paths");
        require(source, end + gap + count <= identity->paths,
                "it has more paths than the run");
        if (source->fault != NULL)
            return TTR_OK;
        end += gap + count;
        identity->count += count;
    }
    identity->first = head->paths[0].first;
    return TTR_OK;
}

static void get_plan(struct source *source, struct head *head)
{
    struct ttri_summary_plan *plan = &head->plan;
    uint64_t room, wanted;

    plan->variables = (uint32_t)get(source, UINT32_MAX);
    plan->replicates = (uint32_t)get(source, MOST_REPLICATES);
    plan->joints = (uint32_t)get(source, plan->variables);
    plan->pairs = get(source, 1) == 1;
    require(source, plan->variables > 0, "it has no variables");
    require(source, plan->replicates >= FEWEST_REPLICATES,
            "it has too few replicates");
    if (source->fault != NULL)
        return;
    /* Before memory is asked for. */
    room = left_in(source);
    wanted = VARIABLE_BYTES + plan->replicates * (uint64_t)REPLICATE_BYTES;
    require(source,
            plan->variables <= room / wanted &&
                ttri_joint_pairs(plan) <= room / plan->replicates,
            "it ends too early");
}

static void get_blocks(struct source *source, const struct head *head,
                       struct ttri_summary *summary)
{
    const struct ttri_summary_plan *plan = &summary->plan;
    uint64_t blocks = 0;

    for (uint32_t j = 0; j < plan->joints; j++)
        summary->joint[j] = (uint32_t)get(source, plan->variables - 1);
    for (uint32_t r = 0; r < plan->replicates; r++) {
        summary->blocks[r] = get(source, TTRI_MOST_PATHS / TTRI_LANES);
        blocks += summary->blocks[r];
    }
    for (uint32_t r = 0; r < plan->replicates && plan->pairs; r++)
        summary->pair_blocks[r] = get(source, TTRI_MOST_PATHS / TTRI_LANES);
    require(source, blocks * TTRI_LANES == head->identity.count,
            "its replicates have not as many paths as it");
}

static char *get_text(struct source *source, char **letters)
{
    uint64_t size = get(source, left_in(source));
    const unsigned char *bytes = get_bytes(source, size);
    char *text = *letters;

    if (bytes == NULL || memchr(bytes, '\0', (size_t)size) != NULL) {
        refuse(source, "a text is broken");
        return text;
    }
    memcpy(text, bytes, (size_t)size);
    text[size] = '\0';
    *letters += size + 1;
    return text;
}

static void get_map(struct source *source, struct ttri_tally_map *map)
{
    uint64_t atom;

    map->origin = get_double(source);
    map->scale = get_double(source);
    map->bin.origin = get_double(source);
    map->bin.scale = get_double(source);
    atom = get_fixed(source, 8);
    map->bin.atom = ttri_from_bits(atom);
    map->bin.offset = get(source, 1) == 1 ? 1.0 : 0.0;
    map->bin.shift = (uint32_t)get(source, 63);
    map->bin.base = get(source, UINT64_MAX);
    map->bin.zero = (uint32_t)get(source, TTRI_BINS);
    require(source, map->scale > 0.0, "a unit is not above 0");
    require(source, ttri_bins_planned(&map->bin), "its bins are broken");
}

/* Counts of replicates add up to those of all, bin by bin, and to their
 * blocks. */
static void check_counts(struct source *source,
                         const struct ttri_summary *summary, uint32_t v)
{
    uint64_t of[MOST_REPLICATES] = {0};

    for (uint32_t i = 0; i < TTRI_COARSE; i++) {
        uint64_t all = 0;

        for (uint32_t k = 0; k < TTRI_BINS / TTRI_COARSE; k++)
            all += ttri_bin_count(summary, v, (i << TTRI_COARSE_BITS) + k);
        for (uint32_t r = 0; r < summary->plan.replicates; r++) {
            uint64_t count = ttri_coarse_count(summary, v, r, i);

            of[r] += count;
            all -= count;
        }
        require(source, all == 0, "counts of replicates do not add up");
    }
    for (uint32_t r = 0; r < summary->plan.replicates; r++)
        require(source, of[r] == summary->blocks[r] * TTRI_LANES,
                "a variable has not as many values as there are paths");
}

/* The extremes lie in the first and in the last bin that is not empty. */
static void check_extremes(struct source *source,
                           const struct ttri_summary *summary, uint32_t v)
{
    const struct ttri_bin_map *map = &summary->map[v].bin;
    uint32_t first = 0, last = TTRI_BINS - 1;

    while (first < last && ttri_bin_count(summary, v, first) == 0)
        first++;
    while (last > first && ttri_bin_count(summary, v, last) == 0)
        last--;
    require(source,
            summary->least[v] <= summary->greatest[v] &&
                ttri_bin_of(map, summary->least[v]) == first &&
                ttri_bin_of(map, summary->greatest[v]) == last,
            "extremes of a variable do not agree with its counts");
}

static void get_variable(struct source *source, struct ttri_summary *summary,
                         uint32_t v, struct ttri_variable_text *text,
                         char **letters)
{
    const struct ttri_summary_plan *plan = &summary->plan;
    size_t row = (size_t)v * plan->replicates;

    text->kind = (int32_t)get(source, INT32_MAX);
    text->name = get_text(source, letters);
    text->region = get_text(source, letters);
    text->step = get_text(source, letters);
    text->unit = get_text(source, letters);
    get_map(source, &summary->map[v]);
    summary->least[v] = get_double(source);
    summary->greatest[v] = get_double(source);
    get_wides(source, summary->sums + row * TTRI_SUMS,
              (size_t)plan->replicates * TTRI_SUMS);
    if (plan->pairs)
        get_wides(source, summary->pairs + row * TTRI_PAIR_SUMS,
                  (size_t)plan->replicates * TTRI_PAIR_SUMS);
    get_wides(source, summary->tails + (size_t)v * 2, 2);
    summary->carried[v] =
        get_counts(source, summary->bins + (size_t)v * TTRI_BINS,
                   summary->more_bins + (size_t)v * TTRI_BINS, TTRI_BINS);
    for (uint32_t r = 0; r < plan->replicates; r++)
        summary->carried[v] |= get_counts(
            source, summary->coarse + (row + r) * TTRI_COARSE,
            summary->more_coarse + (row + r) * TTRI_COARSE, TTRI_COARSE);
    if (source->fault != NULL)
        return;
    check_counts(source, summary, v);
    check_extremes(source, summary, v);
}

/* ---- the whole ---- */

static ttr_status fail(const struct source *source, const void *bytes,
                       struct ttr_error *error)
{
    return ttri_failf(
        error, TTR_E_SYNTAX, "distribution",
        "must be what ttr_distribution_save() wrote: %s (byte "
        "%llu)",
        source->fault,
        (unsigned long long)(source->next - (const unsigned char *)bytes));
}

static void check_frame(struct source *source, const void *bytes, size_t size)
{
    struct source last;

    require(source, size >= 20 && memcmp(bytes, TTRI_BYTES_MAGIC, 8) == 0,
            "its first bytes are others");
    if (source->fault != NULL)
        return;
    last = (struct source){source->end - 8, source->end, NULL};
    source->end -= 8;
    source->next += 8;
    require(source,
            get_fixed(&last, 8) == ttri_bytes_digest(bytes, size - 8) ||
                get_fixed(&(struct source){source->next, source->end, NULL},
                          4) > TTRI_BYTES_VERSION,
            "its digest is another");
}

/* Room for all letters: there are fewer than bytes left. */
struct texts {
    struct ttri_variable_text *text;
    char *letters;
};

static ttr_status get_body(struct source *source,
                           const struct ttri_memory *memory,
                           const struct head *head, struct texts *texts,
                           struct ttri_summary **summary,
                           struct ttr_error *error)
{
    uint32_t variables = head->plan.variables;
    ttr_status status = ttri_summary_empty(memory, &head->plan, summary, error);
    char *letters;

    if (status != TTR_OK)
        return status;
    texts->text = ttri_clear(memory, variables, sizeof *texts->text);
    texts->letters = ttri_allocate(memory, (size_t)left_in(source));
    if (texts->text == NULL || texts->letters == NULL)
        return ttri_no_memory(error, "distribution");
    letters = texts->letters;
    get_blocks(source, head, *summary);
    for (uint32_t v = 0; v < variables && source->fault == NULL; v++)
        get_variable(source, *summary, v, &texts->text[v], &letters);
    get_wides(source, (*summary)->products,
              ttri_joint_pairs(&head->plan) * head->plan.replicates);
    require(source, source->next == source->end, "it goes on after its end");
    return TTR_OK;
}

static ttr_status get_all(struct source *source,
                          const struct ttri_memory *memory, struct head *head,
                          struct texts *texts, struct ttri_summary **summary,
                          ttr_distribution **distribution,
                          struct ttr_error *error)
{
    ttr_status status = get_run(source, memory, head, error);

    if (status != TTR_OK || source->fault != NULL)
        return status;
    get_plan(source, head);
    if (source->fault != NULL)
        return TTR_OK;
    status = get_body(source, memory, head, texts, summary, error);
    if (status != TTR_OK || source->fault != NULL)
        return status;
    status = ttri_distribution_make(memory, &head->identity, head->paths,
                                    head->stretches, texts->text, *summary,
                                    distribution, error);
    if (status == TTR_OK)
        *summary = NULL;
    return status;
}

/* Bytes with the right digest may still not be ours: the same number can be
 * written in several ways. */
static void check_made(struct source *source, ttr_distribution **made)
{
    struct source last = {source->end, source->end + 8, NULL};

    if (ttr_distribution_digest(*made) == get_fixed(&last, 8))
        return;
    refuse(source, "a number is written longer than it must be");
    ttr_distribution_unref(*made);
    *made = NULL;
}

static ttr_status load(const struct ttri_memory *memory, const void *bytes,
                       size_t size, ttr_distribution **distribution,
                       struct ttr_error *error)
{
    struct source source = {bytes, (const unsigned char *)bytes + size, NULL};
    struct ttri_summary *summary = NULL;
    ttr_distribution *made = NULL;
    struct texts texts = {0};
    struct head head = {0};
    uint64_t version = 0;
    ttr_status status = TTR_OK;

    check_frame(&source, bytes, size);
    if (source.fault == NULL)
        version = get_fixed(&source, 4);
    if (version > TTRI_BYTES_VERSION)
        return ttri_fail_number(error, TTR_E_VERSION, "distribution",
                                "must have a version up to 1", (double)version);
    require(&source, version == TTRI_BYTES_VERSION, "it has no version");
    if (source.fault == NULL)
        status =
            get_all(&source, memory, &head, &texts, &summary, &made, error);
    ttri_release(memory, head.paths);
    ttri_release(memory, texts.text);
    ttri_release(memory, texts.letters);
    ttri_summary_free(summary);
    if (made != NULL)
        check_made(&source, &made);
    if (status == TTR_OK && source.fault != NULL)
        return fail(&source, bytes, error);
    if (status == TTR_OK)
        *distribution = made;
    return status;
}

ttr_status ttr_distribution_load(const struct ttr_allocator *allocator,
                                 const void *bytes, size_t size,
                                 ttr_distribution **distribution,
                                 struct ttr_error *error)
{
    struct ttri_memory memory;
    ttr_status status;

    if (bytes == NULL || distribution == NULL)
        return ttri_null_argument(error, "ttr_distribution_load",
                                  bytes == NULL ? "bytes" : "distribution");
    status = ttri_memory_init(&memory, allocator, error);
    if (status != TTR_OK)
        return status;
    return load(&memory, bytes, size, distribution, error);
}
