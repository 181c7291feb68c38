#include "engine/draws.h"

#include <string.h>

#include "lanes/lanes.h"
#include "math/threefry.h"

/* What a key is for: its last word, with the replicate. */
enum purpose {
    PURPOSE_PATH,
    PURPOSE_REDRAW
};

struct stream {
    uint64_t hash[2]; /* of its name */
    uint32_t row, rows, first;
    bool uniform, epistemic;
};

struct ttri_draws {
    struct ttri_memory memory;
    const struct ttri_draw_kernels *kernels;
    uint64_t seed;
    uint32_t mode, streams;
    struct stream stream[];
};

static void add_stream(struct ttri_draws *draws,
                       const struct ttri_plan_draw *place)
{
    struct stream *stream = &draws->stream[draws->streams++];

    ttri_threefry_hash(place->draw->name, stream->hash);
    stream->row = place->row;
    stream->rows = place->rows;
    if (place->draw->by_period)
        stream->first =
            place->draw->first < place->rows ? place->draw->first : place->rows;
    stream->uniform = place->draw->kind == TTRI_DRAW_UNIFORM;
    stream->epistemic = place->draw->epistemic;
}

ttr_status ttri_draws_new(const struct ttri_memory *memory,
                          const struct ttri_plan *plan,
                          const struct ttr_sampling *sampling,
                          const struct ttri_level *level,
                          const double *direction, struct ttri_draws **draws,
                          struct ttr_error *error)
{
    uint32_t count = ttri_plan_draws(plan);
    struct ttri_draws *made =
        ttri_clear(memory, 1, sizeof *made + count * sizeof *made->stream);

    (void)direction;
    if (made == NULL)
        return ttri_no_memory(error, "simulation");
    made->memory = *memory;
    made->kernels = level->draws;
    made->seed = sampling->seed;
    made->mode = (uint32_t)sampling->mode;
    for (uint32_t i = 0; i < count; i++)
        add_stream(made, ttri_plan_draw(plan, i));
    *draws = made;
    return TTR_OK;
}

void ttri_draws_free(struct ttri_draws *draws)
{
    if (draws != NULL)
        ttri_release(&draws->memory, draws);
}

size_t ttri_draws_size(const struct ttri_draws *draws)
{
    return sizeof *draws + draws->streams * sizeof *draws->stream;
}

size_t ttri_draws_workspace(const struct ttri_draws *draws)
{
    (void)draws;
    return TTRI_LANES;
}

static void fill_stream(const struct ttri_draws *draws,
                        const struct stream *stream, enum purpose purpose,
                        uint32_t replicate, uint64_t block, double *rows)
{
    bool is_mirror = draws->mode == TTR_SAMPLING_ANTITHETIC && (block & 1) != 0;
    const uint64_t key[4] = {draws->seed, stream->hash[0], stream->hash[1],
                             (uint64_t)purpose << 32 | replicate};
    uint64_t count = (is_mirror ? block - 1 : block) * (TTRI_LANES / 4);
    double *row = rows + (size_t)stream->row * TTRI_LANES;

    for (uint32_t t = 0; t < stream->rows; t++, row += TTRI_LANES) {
        if (t < stream->first) {
            memset(row, 0, TTRI_LANES * sizeof *row);
            continue;
        }
        if (stream->uniform)
            draws->kernels->uniforms(key, count, t, row);
        else
            draws->kernels->normals(key, count, t, row);
        if (is_mirror)
            draws->kernels->mirror(stream->uniform ? 1.0 : 0.0, row);
    }
}

void ttri_draws_fill(const struct ttri_draws *draws, uint32_t replicate,
                     uint64_t block, enum ttri_redraw redraw, double *rows,
                     double *work)
{
    (void)work;
    for (uint32_t i = 0; i < draws->streams; i++) {
        const struct stream *stream = &draws->stream[i];
        enum purpose purpose =
            redraw == TTRI_REDRAW_CHANCE && !stream->epistemic ? PURPOSE_REDRAW
                                                               : PURPOSE_PATH;

        fill_stream(draws, stream, purpose, replicate, block, rows);
    }
}
