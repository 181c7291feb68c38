#include "model/dependence.h"

#include <math.h>
#include <string.h>

/* ---- names in matrices ---- */

static uint32_t add_driver(struct ttri_dependence *dependence, const char *name,
                           bool has_places)
{
    const struct ttri_memory *memory = &dependence->scene->memory;
    uint32_t index = ttri_map_find(&dependence->driver_map, name);
    struct ttri_correlated driver = {.has_places = has_places,
                                     .mention = TTRI_NONE};

    if (index != TTRI_NONE)
        return index;
    index = dependence->drivers;
    if (!ttri_grow(memory, &dependence->driver, index,
                   &dependence->driver_capacity, sizeof driver))
        return TTRI_NONE;
    driver.name = ttri_copy_text(memory, name);
    if (driver.name == NULL)
        return TTRI_NONE;
    dependence->driver[dependence->drivers++] = driver;
    return ttri_map_put(memory, &dependence->driver_map, name, index)
               ? index
               : TTRI_NONE;
}

static bool is_preference(const struct ttri_dependence *dependence,
                          const char *name)
{
    const struct ttr_environment *environment = dependence->scene->environment;
    size_t head = strlen(TTRI_PREFERENCES);

    if (dependence->kind != TTR_CORRELATION_INNOVATION ||
        strncmp(name, TTRI_PREFERENCES, head) != 0)
        return false;
    for (uint32_t i = 0; i < environment->preferences; i++)
        if (strcmp(environment->preference[i].name, name + head) == 0)
            return true;
    return false;
}

static bool add_mention(struct ttri_dependence *dependence, uint32_t matrix,
                        uint32_t row)
{
    const struct ttri_scene *scene = dependence->scene;
    const char *name = scene->environment->correlation[matrix].driver[row];
    struct ttri_mention mention = {
        .place = TTRI_NONE, .matrix = matrix, .row = row};
    uint32_t driver;

    if (is_preference(dependence, name)) {
        driver = add_driver(dependence, name, false);
    } else {
        struct ttri_place_name split = ttri_place_split(scene, name);

        driver = add_driver(dependence, split.driver, true);
        mention.place = split.place;
    }
    if (driver == TTRI_NONE ||
        !ttri_grow(&scene->memory, &dependence->mention, dependence->mentions,
                   &dependence->mention_capacity, sizeof mention))
        return false;
    mention.next = dependence->driver[driver].mention;
    dependence->driver[driver].mention = dependence->mentions;
    dependence->mention[dependence->mentions++] = mention;
    return true;
}

static bool add_copula(struct ttri_dependence *dependence, uint32_t matrix)
{
    const struct ttri_scene *scene = dependence->scene;
    double freedom = scene->environment->correlation[matrix].freedom;
    struct ttri_copula *copula;

    if (freedom == 0.0)
        return true;
    copula = ttri_clear(&scene->memory, 1, sizeof *copula);
    if (copula == NULL)
        return false;
    ttri_copula_init(copula, freedom);
    dependence->mixing[matrix].copula = copula;
    return true;
}

static bool read_matrices(struct ttri_dependence *dependence)
{
    const struct ttr_environment *environment = dependence->scene->environment;
    uint32_t matrices = environment != NULL ? environment->correlations : 0;

    dependence->mixing = ttri_clear(&dependence->scene->memory, matrices,
                                    sizeof *dependence->mixing);
    if (dependence->mixing == NULL)
        return false;
    for (uint32_t i = 0; i < matrices; i++) {
        const struct ttri_correlation *matrix = &environment->correlation[i];

        if (matrix->kind != dependence->kind)
            continue;
        for (uint32_t j = 0; j < matrix->count; j++)
            if (!add_mention(dependence, i, j))
                return false;
        if (!add_copula(dependence, i))
            return false;
    }
    return true;
}

/* ---- life ---- */

struct ttri_dependence *ttri_dependence_new(struct ttri_scene *scene,
                                            int32_t kind)
{
    struct ttri_dependence *made = ttri_clear(&scene->memory, 1, sizeof *made);

    if (made != NULL) {
        made->scene = scene;
        made->kind = kind;
        made->same = scene->environment != NULL
                         ? scene->environment->same_driver[kind - 1]
                         : TTRI_SAME_DRIVER;
        if (read_matrices(made)) {
            if (ttri_dependence_factor(made))
                return made;
            ttri_dependence_free(made);
            return NULL;
        }
        ttri_dependence_free(made);
    }
    ttri_scene_fail(scene, TTR_E_NO_MEMORY, "environment/correlations", "", "");
    return NULL;
}

void ttri_repairs_free(const struct ttri_memory *memory,
                       struct ttri_repair *repair, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < repair[i].count; j++)
            ttri_release(memory, repair[i].name[j]);
        ttri_release(memory, repair[i].name);
    }
    ttri_release(memory, repair);
}

void ttri_dependence_free(struct ttri_dependence *dependence)
{
    const struct ttri_scene *scene;
    uint32_t matrices;

    if (dependence == NULL)
        return;
    scene = dependence->scene;
    matrices =
        scene->environment != NULL ? scene->environment->correlations : 0;
    for (uint32_t i = 0; i < dependence->drivers; i++)
        ttri_release(&scene->memory, dependence->driver[i].name);
    for (uint32_t i = 0; i < dependence->groups; i++) {
        ttri_release(&scene->memory, dependence->group[i].row);
        ttri_release(&scene->memory, dependence->group[i].factor);
    }
    for (uint32_t i = 0; dependence->mixing != NULL && i < matrices; i++)
        ttri_release(&scene->memory, dependence->mixing[i].copula);
    ttri_release(&scene->memory, dependence->driver);
    ttri_map_clear(&scene->memory, &dependence->driver_map);
    ttri_release(&scene->memory, dependence->mention);
    ttri_release(&scene->memory, dependence->group);
    ttri_release(&scene->memory, dependence->mixing);
    ttri_repairs_free(&scene->memory, dependence->repair, dependence->repairs);
    ttri_release(&scene->memory, dependence);
}

/* ---- draws ---- */

/* The draw of an address's own name. */
static ttri_value draw_of(const struct ttri_dependence *dependence,
                          const char *address, bool is_noise, uint32_t first)
{
    bool level = dependence->kind == TTR_CORRELATION_LEVEL;
    char name[TTRI_ADDRESS + 8];
    struct ttri_draw draw = {.name = name,
                             .kind = TTRI_DRAW_NORMAL,
                             .by_period = !level,
                             .epistemic = level,
                             .first = level ? 0 : first};

    TTRI_JOIN(name, address, is_noise ? " noise" : "");
    return ttri_draw(dependence->scene->graph, &draw);
}

static ttri_value place_draw(const struct ttri_dependence *dependence,
                             const struct ttri_group_row *row, uint32_t place,
                             uint32_t first)
{
    const struct ttri_correlated *driver = &dependence->driver[row->driver];
    char address[TTRI_ADDRESS];

    if (!driver->has_places)
        return draw_of(dependence, driver->name, false, first);
    ttri_place_join(dependence->scene, driver->name, place, address);
    return draw_of(dependence, address,
                   dependence->kind == TTR_CORRELATION_INNOVATION, first);
}

/* Shared with the same driver elsewhere, and of its own. */
static ttri_value shared_and_own(const struct ttri_dependence *dependence,
                                 ttri_value shared, ttri_value own)
{
    struct ttri_graph *graph = dependence->scene->graph;

    return ttri_add(
        graph,
        ttri_mul(graph, ttri_constant(graph, sqrt(dependence->same)), shared),
        ttri_mul(graph, ttri_constant(graph, sqrt(1.0 - dependence->same)),
                 own));
}

/* A driver that no matrix names. */
static ttri_value plain_normal(const struct ttri_dependence *dependence,
                               const char *driver, uint32_t place,
                               uint32_t first)
{
    bool is_noise = dependence->kind == TTR_CORRELATION_INNOVATION;
    char own[TTRI_ADDRESS], shared[TTRI_ADDRESS];

    if (place == TTRI_NONE)
        return draw_of(dependence, driver, is_noise, first);
    ttri_place_join(dependence->scene, driver, place, own);
    ttri_place_join(dependence->scene, driver, TTRI_NONE, shared);
    if (dependence->same == 0.0)
        return draw_of(dependence, own, is_noise, first);
    if (dependence->same == 1.0)
        return draw_of(dependence, shared, is_noise, first);
    return shared_and_own(dependence,
                          draw_of(dependence, shared, is_noise, first),
                          draw_of(dependence, own, is_noise, first));
}

/* Sum of a row of the factor times draws; all of them in `place` if the rows
 * are of each. */
static ttri_value factored(const struct ttri_dependence *dependence,
                           const struct ttri_group *group, uint32_t row,
                           uint32_t place, uint32_t first)
{
    struct ttri_graph *graph = dependence->scene->graph;
    ttri_value sum = ttri_constant(graph, 0.0);

    for (uint32_t j = 0; j <= row; j++) {
        double weight = group->factor[(size_t)row * group->count + j];
        ttri_value draw;

        if (weight == 0.0)
            continue;
        draw =
            place_draw(dependence, &group->row[j],
                       group->each_place ? place : group->row[j].place, first);
        sum = ttri_add(graph, sum,
                       ttri_mul(graph, ttri_constant(graph, weight), draw));
    }
    return sum;
}

static ttri_value group_normal(const struct ttri_dependence *dependence,
                               const struct ttri_correlated *driver,
                               uint32_t place, uint32_t first)
{
    const struct ttri_group *group = &dependence->group[driver->group];
    uint32_t row = driver->row;

    if (!group->each_place) {
        while (group->row[row].place != place)
            row++;
        return factored(dependence, group, row, place, first);
    }
    if (dependence->same == 1.0)
        return factored(dependence, group, row, TTRI_NONE, first);
    if (dependence->same == 0.0)
        return factored(dependence, group, row, place, first);
    return shared_and_own(
        dependence, place_draw(dependence, &group->row[row], TTRI_NONE, first),
        factored(dependence, group, row, place, first));
}

/* The mixing of the matrix that names the driver there; one that names the
 * place goes before one that names all. */
static struct ttri_mixing *mixing_of(const struct ttri_dependence *dependence,
                                     const struct ttri_correlated *driver,
                                     uint32_t place)
{
    struct ttri_mixing *found = NULL;

    for (uint32_t i = driver->mention; i != TTRI_NONE;
         i = dependence->mention[i].next) {
        const struct ttri_mention *mention = &dependence->mention[i];

        if (mention->place == place)
            return &dependence->mixing[mention->matrix];
        if (mention->place == TTRI_NONE)
            found = &dependence->mixing[mention->matrix];
    }
    return found;
}

/* One draw for all that a matrix names. */
static ttri_value mixing_value(const struct ttri_dependence *dependence,
                               struct ttri_mixing *mixing, uint32_t first)
{
    uint32_t matrix = (uint32_t)(mixing - dependence->mixing);
    const struct ttri_correlation *given =
        &dependence->scene->environment->correlation[matrix];
    bool level = dependence->kind == TTR_CORRELATION_LEVEL;
    char name[TTRI_ADDRESS];

    if (mixing->value == 0) {
        TTRI_JOIN(name, "environment/correlations/", given->driver[0],
                  level ? " mixing" : " noise mixing");
        mixing->value =
            ttri_copula_mixing(dependence->scene, mixing->copula,
                               draw_of(dependence, name, false, first));
    }
    return mixing->value;
}

/* A preference has no place, whatever its name. */
static struct ttri_place_name
split_name(const struct ttri_dependence *dependence, const char *address,
           bool taste)
{
    struct ttri_place_name whole = {.place = TTRI_NONE};

    if (!taste)
        return ttri_place_split(dependence->scene, address);
    TTRI_JOIN(whole.driver, address);
    return whole;
}

ttri_value ttri_dependent_normal(struct ttri_dependence *dependence,
                                 const char *address, uint32_t first)
{
    bool taste = is_preference(dependence, address);
    struct ttri_place_name split = split_name(dependence, address, taste);
    uint32_t index = ttri_map_find(&dependence->driver_map, split.driver);
    const struct ttri_correlated *driver;
    struct ttri_mixing *mixing;
    char level[TTRI_ADDRESS];
    ttri_value normal;

    if (index == TTRI_NONE && dependence->mentions > 0 &&
        ttri_place_level(dependence->scene, address, level)) {
        split = ttri_place_split(dependence->scene, level);
        index = ttri_map_find(&dependence->driver_map, split.driver);
        if (index == TTRI_NONE)
            split = split_name(dependence, address, taste);
    }
    if (index == TTRI_NONE && taste)
        return draw_of(dependence, address, false, first);
    if (index == TTRI_NONE || (!taste && split.place == TTRI_NONE))
        return plain_normal(dependence, split.driver, split.place, first);
    driver = &dependence->driver[index];
    normal = group_normal(dependence, driver, split.place, first);
    mixing = mixing_of(dependence, driver, split.place);
    if (mixing == NULL || mixing->copula == NULL)
        return normal;
    return ttri_copula_margin(dependence->scene, mixing->copula, normal,
                              mixing_value(dependence, mixing, first));
}
