/* draws_plan.h: the draws of a run, prepared: keys, coordinates, bridges. */
#ifndef TTRI_DRAWS_PLAN_H
#define TTRI_DRAWS_PLAN_H

#include "engine/draws.h"

/* What a key of Threefry is for: its last word, with the replicate. The others
 * are the seed and the hash of the draw's name. */
enum ttri_purpose {
    TTRI_PURPOSE_PATH,
    TTRI_PURPOSE_REDRAW,
    TTRI_PURPOSE_STRATA,
    TTRI_PURPOSE_SCRAMBLE
};

/* One draw: rows [row, row + rows), those before `first` always 0. */
struct ttri_stream {
    uint64_t hash[2];
    uint32_t row, rows, first;
    uint32_t bridge; /* index of its bridge, or TTRI_NONE */
    bool uniform, epistemic;
};

/* A row that is drawn. */
struct ttri_drawn {
    uint32_t stream, period;
    uint32_t dimension; /* of Sobol' points, or TTRI_NONE: pseudo-random */
    double reflection;  /* component of the reflection's vector */
};

/* The sum of normals over [at, at + right + ...) is parted in two: see
 * ttri_draw_kernels. `level` counts from 1; the whole is level 0. */
struct ttri_split {
    uint32_t at, middle, level;
    double share, scale;
};
struct ttri_bridge {
    uint32_t periods;
    double scale;             /* of the sum over all */
    struct ttri_split *split; /* periods - 1, those of higher levels later */
};

struct ttri_draws {
    struct ttri_memory memory;
    const struct ttri_draw_kernels *kernels;
    uint64_t seed;
    int32_t mode;
    uint32_t replicates, path_bits;
    uint32_t streams, drawns, dimensions, bridges, reflected;
    struct ttri_stream *stream;
    struct ttri_drawn *drawn;
    struct ttri_coordinate *coordinate; /* by dimension */
    struct ttri_scramble *scramble;     /* by replicate and dimension */
    struct ttri_bridge *bridge;
    size_t size;
};

/* The parts of ttri_draws_new(); false if memory fails. */
bool ttri_draws_bridges(struct ttri_draws *draws);
/* Those of dimensions, still empty. */
bool ttri_draws_rooms(struct ttri_draws *draws);
/* After both. Which row gets which dimension; `direction` as in
 * ttri_draws_new(). */
bool ttri_draws_coordinates(struct ttri_draws *draws,
                            const struct ttri_plan *plan,
                            const double *direction);
/* Zeroed memory that counts to the size. */
void *ttri_draws_allocate(struct ttri_draws *draws, size_t count, size_t size);
/* From the sum of a draw over its periods, and its splits, to its normals:
 * `rows` by period, in place. */
void ttri_draws_cross(const struct ttri_draw_kernels *kernels,
                      const struct ttri_bridge *bridge, double *rows);
void ttri_draws_key(const struct ttri_draws *draws,
                    const struct ttri_stream *stream, enum ttri_purpose purpose,
                    uint32_t replicate, uint64_t key[4]);

#endif
