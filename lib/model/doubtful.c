#include "model/doubtful.h"

#include "math/elementary.h"
#include "model/scene.h"

/* ---- scales ---- */

enum ttri_scale ttri_scale_of(int32_t support)
{
    return support == TTR_SUPPORT_POSITIVE ? TTRI_SCALE_LOG
           : support == TTR_SUPPORT_UNIT   ? TTRI_SCALE_ODDS
                                           : TTRI_SCALE_PLAIN;
}

double ttri_on_scale(enum ttri_scale scale, double x)
{
    switch (scale) {
    case TTRI_SCALE_LOG:
        return TTRI_LOG2_E * ttri_logarithm(x);
    case TTRI_SCALE_ODDS:
        return TTRI_LOG2_E * (ttri_logarithm(x) - ttri_logarithm(1.0 - x));
    case TTRI_SCALE_GROWTH:
        return TTRI_LOG2_E * ttri_logarithm(1.0 + x);
    default:
        return x;
    }
}

double ttri_off_scale(enum ttri_scale scale, double y)
{
    switch (scale) {
    case TTRI_SCALE_LOG:
        return ttri_exponential(TTRI_LOG_TWO * y);
    case TTRI_SCALE_ODDS:
        return 1.0 / (1.0 + ttri_exponential(-TTRI_LOG_TWO * y));
    case TTRI_SCALE_GROWTH:
        return ttri_exponential(TTRI_LOG_TWO * y) - 1.0;
    default:
        return y;
    }
}

/* ---- list ---- */

void ttri_doubtfuls_clear(const struct ttri_memory *memory,
                          struct ttri_doubtfuls *doubtfuls)
{
    ttri_release(memory, doubtfuls->number);
    ttri_map_clear(memory, &doubtfuls->map);
    ttri_texts_clear(memory, &doubtfuls->units);
    *doubtfuls = (struct ttri_doubtfuls){.count = 0};
}

static bool keep(const struct ttri_memory *memory,
                 struct ttri_doubtfuls *doubtfuls,
                 const struct ttri_doubtful *doubtful)
{
    struct ttri_doubtful own = *doubtful;

    if (!ttri_grow(memory, &doubtfuls->number, doubtfuls->count,
                   &doubtfuls->capacity, sizeof own))
        return false;
    own.unit = ttri_texts_copy(memory, &doubtfuls->units, own.unit);
    own.name =
        ttri_map_put(memory, &doubtfuls->map, own.name, doubtfuls->count);
    if (own.unit == NULL || own.name == NULL)
        return false;
    doubtfuls->number[doubtfuls->count++] = own;
    return true;
}

void ttri_note_doubtful(struct ttri_scene *scene,
                        const struct ttri_doubtful *doubtful)
{
    if (scene->status == TTR_OK &&
        ttri_map_find(&scene->doubtfuls.map, doubtful->name) == TTRI_NONE &&
        !keep(&scene->memory, &scene->doubtfuls, doubtful))
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, doubtful->name, "", "");
}
