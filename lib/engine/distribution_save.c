/* A distribution to bytes, or to their digest alone. */
#include <string.h>

#include "engine/distribution_bytes.h"
#include "math/elementary.h"

/* ---- digest ---- */

/* FNV-1a, its bits mixed at the end. */
#define DIGEST_START 0xcbf29ce484222325u

static uint64_t digest_more(uint64_t digest, const void *bytes, size_t size)
{
    const unsigned char *next = bytes;

    for (size_t i = 0; i < size; i++)
        digest = (digest ^ next[i]) * 0x100000001b3u;
    return digest;
}

static uint64_t digest_end(uint64_t digest)
{
    digest = (digest ^ digest >> 33) * 0xff51afd7ed558ccdu;
    digest = (digest ^ digest >> 33) * 0xc4ceb9fe1a85ec53u;
    return digest ^ digest >> 33;
}

uint64_t ttri_bytes_digest(const void *bytes, size_t size)
{
    return digest_end(digest_more(DIGEST_START, bytes, size));
}

/* ---- numbers ---- */

struct sink {
    uint64_t digest;
    struct ttri_writer *writer; /* NULL: the digest is enough */
};

static void put_bytes(struct sink *sink, const void *bytes, size_t size)
{
    sink->digest = digest_more(sink->digest, bytes, size);
    if (sink->writer != NULL)
        ttri_write_bytes(sink->writer, bytes, size);
}

static void put_fixed(struct sink *sink, uint64_t number, size_t size)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(number >> (8 * i) & 255);
    put_bytes(sink, bytes, size);
}

static void put(struct sink *sink, uint64_t number)
{
    unsigned char bytes[10];
    size_t size = 0;

    for (; number > 127; number >>= 7)
        bytes[size++] = (unsigned char)(number & 127) | 128;
    bytes[size++] = (unsigned char)number;
    put_bytes(sink, bytes, size);
}

static void put_double(struct sink *sink, double number)
{
    put_fixed(sink, ttri_bits_of(number), 8);
}

static void put_text(struct sink *sink, const char *text)
{
    size_t size = strlen(text);

    put(sink, size);
    put_bytes(sink, text, size);
}

static void put_wide(struct sink *sink, const struct ttri_wide *wide)
{
    unsigned char bytes[1 + 8 * TTRI_LIMBS];
    unsigned char sign = wide->limb[TTRI_LIMBS - 1] >> 63 ? 255 : 0;
    unsigned char size = 8 * TTRI_LIMBS;

    for (size_t i = 0; i < size; i++)
        bytes[1 + i] =
            (unsigned char)(wide->limb[i / 8] >> (8 * (i % 8)) & 255);
    /* The top bit of the last byte is the sign's. */
    while (size > 0 && bytes[size] == sign &&
           (size == 1 ? sign == 0 : (bytes[size - 1] ^ sign) < 128))
        size--;
    bytes[0] = size;
    put_bytes(sink, bytes, size + (size_t)1);
}

static void put_wides(struct sink *sink, const struct ttri_wide *wides,
                      size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_wide(sink, &wides[i]);
}

static void put_counts(struct sink *sink, const uint16_t *low,
                       const uint32_t *high, uint32_t size)
{
    uint32_t others = 0, zeros = 0;

    for (uint32_t i = 0; i < size; i++)
        others += low[i] > 0 || high[i] > 0;
    put(sink, others);
    for (uint32_t i = 0; i < size; i++) {
        uint64_t count = ttri_whole_count(low[i], high[i]);

        if (count == 0) {
            zeros++;
            continue;
        }
        put(sink, zeros);
        put(sink, count);
        zeros = 0;
    }
}

/* ---- parts ---- */

static void put_run(struct sink *sink,
                    const struct ttr_distribution *distribution)
{
    const struct ttri_run_identity *identity = &distribution->identity;
    uint64_t end = 0;

    put_fixed(sink, identity->digest, 8);
    put_fixed(sink, identity->seed, 8);
    put(sink, identity->paths);
    put(sink, identity->mode);
    put(sink, distribution->stretches);
    for (uint32_t i = 0; i < distribution->stretches; i++) {
        const struct ttri_paths *paths = &distribution->paths[i];

        put(sink, paths->first - end);
        put(sink, paths->next - paths->first);
        end = paths->next;
    }
}

static void put_plan(struct sink *sink, const struct ttri_summary *summary)
{
    const struct ttri_summary_plan *plan = &summary->plan;

    put(sink, plan->variables);
    put(sink, plan->replicates);
    put(sink, plan->joints);
    put(sink, plan->pairs);
    for (uint32_t j = 0; j < plan->joints; j++)
        put(sink, summary->joint[j]);
    for (uint32_t r = 0; r < plan->replicates; r++)
        put(sink, summary->blocks[r]);
    for (uint32_t r = 0; r < plan->replicates && plan->pairs; r++)
        put(sink, summary->pair_blocks[r]);
}

static void put_map(struct sink *sink, const struct ttri_tally_map *map)
{
    put_double(sink, map->origin);
    put_double(sink, map->scale);
    put_double(sink, map->bin.origin);
    put_double(sink, map->bin.scale);
    put_double(sink, map->bin.atom);
    put(sink, map->bin.offset > 0.0);
    put(sink, map->bin.shift);
    put(sink, map->bin.base);
    put(sink, map->bin.zero);
}

static void put_variable(struct sink *sink,
                         const struct ttr_distribution *distribution,
                         uint32_t v)
{
    const struct ttri_variable_text *text = &distribution->text[v];
    const struct ttri_summary *summary = distribution->summary;
    const struct ttri_summary_plan *plan = &summary->plan;
    size_t row = (size_t)v * plan->replicates;

    put(sink, (uint32_t)text->kind);
    put_text(sink, text->name);
    put_text(sink, text->region);
    put_text(sink, text->step);
    put_text(sink, text->unit);
    put_map(sink, &summary->map[v]);
    put_double(sink, summary->least[v]);
    put_double(sink, summary->greatest[v]);
    put_wides(sink, summary->sums + row * TTRI_SUMS,
              (size_t)plan->replicates * TTRI_SUMS);
    if (plan->pairs)
        put_wides(sink, summary->pairs + row * TTRI_PAIR_SUMS,
                  (size_t)plan->replicates * TTRI_PAIR_SUMS);
    put_wides(sink, summary->tails + (size_t)v * 2, 2);
    put_counts(sink, summary->bins + (size_t)v * TTRI_BINS,
               summary->more_bins + (size_t)v * TTRI_BINS, TTRI_BINS);
    for (uint32_t r = 0; r < plan->replicates; r++)
        put_counts(sink, summary->coarse + (row + r) * TTRI_COARSE,
                   summary->more_coarse + (row + r) * TTRI_COARSE, TTRI_COARSE);
}

static void put_all(struct sink *sink,
                    const struct ttr_distribution *distribution)
{
    const struct ttri_summary_plan *plan = &distribution->summary->plan;

    put_bytes(sink, TTRI_BYTES_MAGIC, 8);
    put_fixed(sink, TTRI_BYTES_VERSION, 4);
    put_run(sink, distribution);
    put_plan(sink, distribution->summary);
    for (uint32_t v = 0; v < plan->variables; v++)
        put_variable(sink, distribution, v);
    put_wides(sink, distribution->summary->products,
              ttri_joint_pairs(plan) * plan->replicates);
}

uint64_t ttr_distribution_digest(const ttr_distribution *distribution)
{
    struct sink sink = {DIGEST_START, NULL};

    if (distribution == NULL)
        return 0;
    put_all(&sink, distribution);
    return digest_end(sink.digest);
}

ttr_status ttr_distribution_save(const ttr_distribution *distribution,
                                 ttr_text **bytes, struct ttr_error *error)
{
    struct ttri_writer writer;
    struct sink sink = {DIGEST_START, &writer};

    if (distribution == NULL || bytes == NULL)
        return ttri_null_argument(error, "ttr_distribution_save",
                                  distribution == NULL ? "distribution"
                                                       : "bytes");
    ttri_writer_init(&writer, &distribution->memory);
    put_all(&sink, distribution);
    put_fixed(&sink, digest_end(sink.digest), 8);
    return ttri_writer_finish(&writer, bytes, error);
}
