#include "model/chance.h"

#include <math.h>
#include <string.h>

#include "model/chance_parts.h"
#include "model/dependence.h"
#include "model/noise.h"

/* ---- what a scene has made ---- */

static void free_parts(const struct ttri_memory *memory,
                       struct ttri_chance *chance)
{
    ttri_dependence_free(chance->dependence[0]);
    ttri_dependence_free(chance->dependence[1]);
    ttri_release(memory, chance->row);
    ttri_release(memory, chance->preference);
    ttri_release(memory, chance->event);
    ttri_release(memory, chance);
}

void ttri_chance_free(struct ttri_scene *scene)
{
    if (scene->chance != NULL)
        free_parts(&scene->memory, scene->chance);
    scene->chance = NULL;
}

static struct ttri_chance *make_chance(const struct ttri_scene *scene)
{
    const struct ttr_environment *environment = scene->environment;
    const struct ttri_memory *memory = &scene->memory;
    size_t events = environment != NULL ? environment->events : 0;
    size_t preferences = environment != NULL ? environment->preferences : 0;
    struct ttri_chance *made = ttri_clear(memory, 1, sizeof *made);

    if (made == NULL)
        return NULL;
    made->row = ttri_clear(memory, scene->calendar->count, sizeof(double));
    made->event = ttri_clear(memory, events, sizeof *made->event);
    made->preference =
        ttri_clear(memory, preferences, sizeof *made->preference);
    if (made->row != NULL && made->event != NULL && made->preference != NULL)
        return made;
    free_parts(memory, made);
    return NULL;
}

struct ttri_chance *ttri_chance_of(struct ttri_scene *scene)
{
    if (scene->status != TTR_OK)
        return NULL;
    if (scene->chance == NULL)
        scene->chance = make_chance(scene);
    if (scene->chance == NULL)
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, "environment", "", "");
    return scene->chance;
}

ttri_value ttri_years_at_risk(struct ttri_scene *scene, ttr_date date)
{
    const struct ttri_calendar *calendar = scene->calendar;
    struct ttri_chance *chance = ttri_chance_of(scene);
    double from = ttri_date_time(
        date > calendar->given.as_of ? date : calendar->given.as_of);

    if (chance == NULL)
        return 0;
    for (uint32_t t = 0; t < calendar->count; t++)
        chance->row[t] = fmax(calendar->period[t].finish - from, 0.0);
    return ttri_series(scene->graph, chance->row);
}

/* ---- draws ---- */

ttri_value ttri_uniform(struct ttri_scene *scene, const char *name,
                        bool by_period, uint32_t first)
{
    struct ttri_draw draw = {.name = name,
                             .kind = TTRI_DRAW_UNIFORM,
                             .by_period = by_period,
                             .first = first};

    return ttri_draw(scene->graph, &draw);
}

static struct ttri_dependence *dependence_of(struct ttri_scene *scene,
                                             int32_t kind)
{
    struct ttri_chance *chance = ttri_chance_of(scene);

    if (chance == NULL)
        return NULL;
    if (chance->dependence[kind - 1] == NULL)
        chance->dependence[kind - 1] = ttri_dependence_new(scene, kind);
    return chance->dependence[kind - 1];
}

ttri_value ttri_level_draw(struct ttri_scene *scene, const char *address)
{
    struct ttri_dependence *dependence =
        dependence_of(scene, TTR_CORRELATION_LEVEL);

    return dependence != NULL ? ttri_dependent_normal(dependence, address, 0)
                              : 0;
}

ttri_value ttri_innovation_draw(struct ttri_scene *scene, const char *address,
                                uint32_t first)
{
    struct ttri_dependence *dependence =
        dependence_of(scene, TTR_CORRELATION_INNOVATION);

    return dependence != NULL
               ? ttri_dependent_normal(dependence, address, first)
               : 0;
}

void ttri_chance_repairs(struct ttri_scene *scene, struct ttri_repair **repair,
                         uint32_t *count)
{
    struct ttri_dependence *level = dependence_of(scene, TTR_CORRELATION_LEVEL);
    struct ttri_dependence *innovation =
        dependence_of(scene, TTR_CORRELATION_INNOVATION);
    struct ttri_repair *all;
    uint32_t both;

    *repair = NULL;
    *count = 0;
    if (level == NULL || innovation == NULL)
        return;
    both = level->repairs + innovation->repairs;
    all = ttri_clear(&scene->memory, both, sizeof *all);
    if (all == NULL) {
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, "environment", "", "");
        return;
    }
    if (level->repairs > 0)
        memcpy(all, level->repair, level->repairs * sizeof *all);
    if (innovation->repairs > 0)
        memcpy(all + level->repairs, innovation->repair,
               innovation->repairs * sizeof *all);
    level->repairs = innovation->repairs = 0;
    *repair = all;
    *count = both;
}

/* ---- factors ---- */

ttri_value ttri_preference(struct ttri_scene *scene, uint32_t index)
{
    const struct ttri_preference *preference =
        &scene->environment->preference[index];
    struct ttri_chance *chance = ttri_chance_of(scene);
    char address[128];

    if (chance == NULL)
        return 0;
    if (chance->preference[index] != 0)
        return chance->preference[index];
    TTRI_JOIN(address, TTRI_PREFERENCES, preference->name);
    chance->preference[index] = ttri_named_noise(
        scene, address, 1.0, preference->volatility, preference->reversion,
        ttri_innovation_draw(scene, address,
                             ttri_noise_first(scene->calendar)));
    return chance->preference[index];
}

ttri_value ttri_factor(struct ttri_scene *scene, uint32_t region,
                       const char *name)
{
    const struct ttr_environment *environment = scene->environment;
    uint32_t preferences = environment != NULL ? environment->preferences : 0;
    ttri_value none = ttri_constant(scene->graph, 0.0);

    if (environment != NULL && environment->has_macro &&
        strcmp(name, "macro") == 0)
        return ttri_choice(scene->graph, none, ttri_macro(scene));
    for (uint32_t i = 0; i < preferences; i++)
        if (strcmp(environment->preference[i].name, name) == 0 &&
            ttri_region_set_has(&environment->preference[i].regions,
                                scene->region[region].name))
            return ttri_choice(scene->graph, none, ttri_preference(scene, i));
    return none;
}
