/* Draws are prepared once and then filled block by block. */
#include "engine/draws.h"

#include <string.h>

#include "engine/draws_plan.h"
#include "lanes/lanes.h"
#include "math/threefry.h"

/* ---- prepare ---- */

void *ttri_draws_allocate(struct ttri_draws *draws, size_t count, size_t size)
{
    void *made = ttri_clear(&draws->memory, count, size);

    if (made != NULL)
        draws->size += count * size;
    return made;
}

void ttri_draws_key(const struct ttri_draws *draws,
                    const struct ttri_stream *stream, enum ttri_purpose purpose,
                    uint32_t replicate, uint64_t key[4])
{
    key[0] = draws->seed;
    key[1] = stream->hash[0];
    key[2] = stream->hash[1];
    key[3] = (uint64_t)purpose << 32 | replicate;
}

static void describe_stream(const struct ttri_plan_draw *place,
                            struct ttri_stream *stream)
{
    ttri_threefry_hash(place->draw->name, stream->hash);
    stream->row = place->row;
    stream->rows = place->rows;
    if (place->draw->by_period)
        stream->first =
            place->draw->first < place->rows ? place->draw->first : place->rows;
    stream->bridge = TTRI_NONE;
    stream->uniform = place->draw->kind == TTRI_DRAW_UNIFORM;
    stream->epistemic = place->draw->epistemic;
}

static bool describe_streams(struct ttri_draws *draws,
                             const struct ttri_plan *plan)
{
    draws->streams = ttri_plan_draws(plan);
    draws->stream =
        ttri_draws_allocate(draws, draws->streams, sizeof *draws->stream);
    if (draws->stream == NULL)
        return false;
    for (uint32_t i = 0; i < draws->streams; i++) {
        describe_stream(ttri_plan_draw(plan, i), &draws->stream[i]);
        draws->drawns += draws->stream[i].rows - draws->stream[i].first;
    }
    return true;
}

static bool list_drawn(struct ttri_draws *draws)
{
    uint32_t count = 0;

    draws->drawn =
        ttri_draws_allocate(draws, draws->drawns, sizeof *draws->drawn);
    if (draws->drawn == NULL)
        return false;
    for (uint32_t i = 0; i < draws->streams; i++)
        for (uint32_t t = draws->stream[i].first; t < draws->stream[i].rows;
             t++)
            draws->drawn[count++] = (struct ttri_drawn){
                .stream = i, .period = t, .dimension = TTRI_NONE};
    return true;
}

/* The smallest number of bits for what is below `count`; a block at least. */
static uint32_t bits_for(uint64_t count)
{
    uint32_t bits = 7;

    while (bits < 63 && (uint64_t)1 << bits < count)
        bits++;
    return bits;
}

/* Points have 32 bits, and so many can differ. */
static ttr_status check_paths(const struct ttr_sampling *sampling,
                              struct ttr_error *error)
{
    if ((sampling->mode == TTR_SAMPLING_SOBOL ||
         sampling->mode == TTR_SAMPLING_LATIN) &&
        sampling->paths / sampling->replicates > (uint64_t)1 << 32)
        return ttri_fail_number(error, TTR_E_RANGE, "sampling/paths",
                                "must be at most 2^32 for each replicate",
                                (double)sampling->paths);
    return TTR_OK;
}

ttr_status ttri_draws_size_up(const struct ttri_memory *memory,
                              const struct ttri_plan *plan,
                              const struct ttr_sampling *sampling,
                              const struct ttri_level *level,
                              struct ttri_draws **draws,
                              struct ttr_error *error)
{
    ttr_status status = check_paths(sampling, error);
    struct ttri_draws *made;

    if (status != TTR_OK)
        return status;
    made = ttri_clear(memory, 1, sizeof *made);
    if (made == NULL)
        return ttri_no_memory(error, "simulation");
    made->memory = *memory;
    made->size = sizeof *made;
    made->kernels = level->draws;
    made->seed = sampling->seed;
    made->mode = sampling->mode;
    made->replicates = sampling->replicates;
    made->path_bits = bits_for(sampling->paths / sampling->replicates);
    if (!describe_streams(made, plan) || !list_drawn(made) ||
        (made->mode == TTR_SAMPLING_SOBOL &&
         (!ttri_draws_bridges(made) || !ttri_draws_rooms(made)))) {
        ttri_draws_free(made);
        return ttri_no_memory(error, "simulation");
    }
    *draws = made;
    return TTR_OK;
}

ttr_status ttri_draws_new(const struct ttri_memory *memory,
                          const struct ttri_plan *plan,
                          const struct ttr_sampling *sampling,
                          const struct ttri_level *level,
                          const double *direction, struct ttri_draws **draws,
                          struct ttr_error *error)
{
    struct ttri_draws *made;
    ttr_status status =
        ttri_draws_size_up(memory, plan, sampling, level, &made, error);

    if (status != TTR_OK)
        return status;
    if (made->mode == TTR_SAMPLING_SOBOL &&
        !ttri_draws_coordinates(made, plan, direction)) {
        ttri_draws_free(made);
        return ttri_no_memory(error, "simulation");
    }
    *draws = made;
    return TTR_OK;
}

void ttri_draws_free(struct ttri_draws *draws)
{
    if (draws == NULL)
        return;
    for (uint32_t i = 0; i < draws->bridges; i++)
        ttri_release(&draws->memory, draws->bridge[i].split);
    ttri_release(&draws->memory, draws->bridge);
    ttri_release(&draws->memory, draws->scramble);
    ttri_release(&draws->memory, draws->coordinate);
    ttri_release(&draws->memory, draws->drawn);
    ttri_release(&draws->memory, draws->stream);
    ttri_release(&draws->memory, draws);
}

size_t ttri_draws_size(const struct ttri_draws *draws)
{
    return draws->size;
}

/* ---- fill ---- */

/* One block: what is the same for all its rows. */
struct fill {
    const struct ttri_draws *draws;
    uint32_t replicate;
    uint64_t block;
    double *rows, *work;
};

static double *row_of(const struct fill *fill, const struct ttri_stream *stream,
                      uint32_t period)
{
    return fill->rows + ((size_t)stream->row + period) * TTRI_LANES;
}

static void fill_random(const struct fill *fill,
                        const struct ttri_stream *stream, uint32_t period,
                        enum ttri_purpose purpose)
{
    const struct ttri_draw_kernels *kernels = fill->draws->kernels;
    uint64_t count = fill->block * (TTRI_LANES / 4), key[4];
    double *row = row_of(fill, stream, period);

    ttri_draws_key(fill->draws, stream, purpose, fill->replicate, key);
    if (stream->uniform)
        kernels->uniforms(key, count, period, row);
    else
        kernels->normals(key, count, period, row);
}

/* Every second block is the one before it in a mirror. */
static void fill_antithetic(const struct fill *fill,
                            const struct ttri_stream *stream, uint32_t period)
{
    struct fill origin = *fill;

    origin.block &= ~(uint64_t)1;
    fill_random(&origin, stream, period, TTRI_PURPOSE_PATH);
    if (origin.block != fill->block)
        fill->draws->kernels->mirror(stream->uniform ? 1.0 : 0.0,
                                     row_of(fill, stream, period));
}

static void fill_strata(const struct fill *fill,
                        const struct ttri_stream *stream, uint32_t period)
{
    const struct ttri_draw_kernels *kernels = fill->draws->kernels;
    struct ttri_permutation permutation = {.bits = fill->draws->path_bits};
    uint64_t words[2][4] = {{period, 0, 0, 0}, {period, 1, 0, 0}}, key[4];
    double *row = row_of(fill, stream, period);

    ttri_draws_key(fill->draws, stream, TTRI_PURPOSE_STRATA, fill->replicate,
                   key);
    for (unsigned i = 0; i < 2; i++)
        ttri_threefry(TTRI_THREEFRY_ROUNDS, key, words[i]);
    for (unsigned i = 0; i < TTRI_PERMUTATION_ROUNDS; i++) {
        permutation.factor[i] = words[0][i] | 1;
        permutation.sum[i] = words[1][i];
    }
    ttri_draws_key(fill->draws, stream, TTRI_PURPOSE_PATH, fill->replicate,
                   key);
    kernels->strata(key, fill->block * (TTRI_LANES / 4), period, &permutation,
                    fill->block * TTRI_LANES, row);
    if (!stream->uniform)
        kernels->quantiles(row);
}

static void fill_point(const struct fill *fill,
                       const struct ttri_stream *stream,
                       const struct ttri_drawn *drawn)
{
    const struct ttri_draws *draws = fill->draws;
    double *row = row_of(fill, stream, drawn->period);

    if (drawn->dimension == TTRI_NONE) {
        fill_random(fill, stream, drawn->period, TTRI_PURPOSE_PATH);
        return;
    }
    draws->kernels->points(
        &draws->coordinate[drawn->dimension],
        &draws->scramble[(size_t)fill->replicate * draws->dimensions +
                         drawn->dimension],
        (uint32_t)fill->block, row);
    if (!stream->uniform)
        draws->kernels->quantiles(row);
}

/* Normals z become z - 2 v (v z) / (v v); the factor is in the vector. */
static void reflect(const struct fill *fill)
{
    const struct ttri_draws *draws = fill->draws;

    memset(fill->work, 0, TTRI_LANES * sizeof *fill->work);
    for (uint32_t i = 0; i < draws->drawns; i++) {
        const struct ttri_drawn *drawn = &draws->drawn[i];

        if (drawn->reflection != 0)
            draws->kernels->add_scaled(
                drawn->reflection,
                row_of(fill, &draws->stream[drawn->stream], drawn->period),
                fill->work);
    }
    for (uint32_t i = 0; i < draws->drawns; i++) {
        const struct ttri_drawn *drawn = &draws->drawn[i];

        if (drawn->reflection != 0)
            draws->kernels->add_scaled(
                -drawn->reflection, fill->work,
                row_of(fill, &draws->stream[drawn->stream], drawn->period));
    }
}

void ttri_draws_cross(const struct ttri_draw_kernels *kernels,
                      const struct ttri_bridge *bridge, double *rows)
{
    kernels->scale(bridge->scale, rows);
    for (uint32_t i = 0; i + 1 < bridge->periods; i++) {
        const struct ttri_split *split = &bridge->split[i];

        kernels->split(split->share, split->scale,
                       rows + (size_t)split->at * TTRI_LANES,
                       rows + (size_t)split->middle * TTRI_LANES);
    }
}

static bool is_redrawn(const struct ttri_stream *stream,
                       enum ttri_redraw redraw)
{
    return redraw == TTRI_REDRAW_CHANCE && !stream->epistemic;
}

static void fill_drawn(const struct fill *fill, const struct ttri_drawn *drawn,
                       const struct ttri_stream *stream)
{
    switch (fill->draws->mode) {
    case TTR_SAMPLING_SOBOL:
        fill_point(fill, stream, drawn);
        return;
    case TTR_SAMPLING_LATIN:
        fill_strata(fill, stream, drawn->period);
        return;
    case TTR_SAMPLING_ANTITHETIC:
        fill_antithetic(fill, stream, drawn->period);
        return;
    default:
        fill_random(fill, stream, drawn->period, TTRI_PURPOSE_PATH);
    }
}

/* All draws, or those that are not drawn anew if they alone are enough: a
 * reflection needs all. */
static void fill_all(const struct fill *fill, enum ttri_redraw redraw)
{
    const struct ttri_draws *draws = fill->draws;

    for (uint32_t i = 0; i < draws->drawns; i++) {
        const struct ttri_drawn *drawn = &draws->drawn[i];
        const struct ttri_stream *stream = &draws->stream[drawn->stream];

        if (draws->reflected > 0 || !is_redrawn(stream, redraw))
            fill_drawn(fill, drawn, stream);
    }
    if (draws->reflected > 0)
        reflect(fill);
    for (uint32_t i = 0; i < draws->streams; i++) {
        const struct ttri_stream *stream = &draws->stream[i];

        if (stream->bridge != TTRI_NONE && !is_redrawn(stream, redraw))
            ttri_draws_cross(draws->kernels, &draws->bridge[stream->bridge],
                             row_of(fill, stream, stream->first));
    }
}

size_t ttri_draws_workspace(const struct ttri_draws *draws)
{
    (void)draws;
    return TTRI_LANES;
}

void ttri_draws_fill(const struct ttri_draws *draws, uint32_t replicate,
                     uint64_t block, enum ttri_redraw redraw, double *rows,
                     double *work)
{
    struct fill fill = {draws, replicate, block, rows, work};

    fill_all(&fill, redraw);
    for (uint32_t i = 0; i < draws->streams; i++) {
        const struct ttri_stream *stream = &draws->stream[i];

        for (uint32_t t = stream->first; t < stream->rows; t++)
            if (is_redrawn(stream, redraw))
                fill_random(&fill, stream, t, TTRI_PURPOSE_REDRAW);
    }
}
