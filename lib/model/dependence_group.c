/* Groups of correlated drivers: which belong together, their whole matrix, its
 * repair and its factor. */
#include <math.h>
#include <string.h>

#include "math/correlation.h"
#include "model/dependence.h"

/* Room for rounding in a matrix that a host computed. */
#define UNCHANGED 1e-9

static const struct ttri_correlation *
matrix_of(const struct ttri_dependence *dependence, uint32_t matrix)
{
    return &dependence->scene->environment->correlation[matrix];
}

/* ---- which belong together ---- */

/* The smallest matrix of those that are joined so far. */
static uint32_t root_of(const uint32_t *parent, uint32_t matrix)
{
    while (parent[matrix] != matrix)
        matrix = parent[matrix];
    return matrix;
}

static void join_matrices(struct ttri_dependence *dependence, uint32_t *parent)
{
    uint32_t matrices = dependence->scene->environment->correlations;

    for (uint32_t i = 0; i < matrices; i++)
        parent[i] = i;
    for (uint32_t i = 0; i < dependence->mentions; i++) {
        const struct ttri_mention *mention = &dependence->mention[i];
        uint32_t a, b;

        if (mention->next == TTRI_NONE)
            continue;
        a = root_of(parent, mention->matrix);
        b = root_of(parent, dependence->mention[mention->next].matrix);
        parent[a > b ? a : b] = a < b ? a : b;
    }
    for (uint32_t i = 0; i < dependence->drivers; i++) {
        struct ttri_correlated *driver = &dependence->driver[i];

        driver->group =
            root_of(parent, dependence->mention[driver->mention].matrix);
    }
}

static uint32_t count_places(const struct ttri_scene *scene, const char *driver)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < scene->regions; i++)
        count += ttri_place_of(scene, driver, i) == i ? 1 : 0;
    return count;
}

/* One matrix whose drivers live in the same places and name none. */
static bool is_of_each_place(const struct ttri_dependence *dependence,
                             uint32_t root)
{
    const struct ttri_scene *scene = dependence->scene;
    uint32_t places = 0;

    for (uint32_t i = 0; i < dependence->drivers; i++) {
        const struct ttri_correlated *driver = &dependence->driver[i];
        const struct ttri_mention *mention =
            &dependence->mention[driver->mention];
        uint32_t count;

        if (driver->group != root)
            continue;
        count = count_places(scene, driver->name);
        places = places == 0 ? count : places;
        if (!driver->has_places || mention->next != TTRI_NONE ||
            mention->place != TTRI_NONE || count != places)
            return false;
    }
    return places > 1;
}

/* ---- rows ---- */

static uint32_t driver_rows(const struct ttri_dependence *dependence,
                            const struct ttri_group *group,
                            const struct ttri_correlated *driver)
{
    return group->each_place || !driver->has_places
               ? 1
               : count_places(dependence->scene, driver->name);
}

static void fill_rows(struct ttri_dependence *dependence,
                      struct ttri_group *group, uint32_t index)
{
    const struct ttri_scene *scene = dependence->scene;
    struct ttri_correlated *driver = &dependence->driver[index];

    driver->row = group->count;
    if (group->each_place || !driver->has_places) {
        group->row[group->count++] = (struct ttri_group_row){index, TTRI_NONE};
        return;
    }
    for (uint32_t i = 0; i < scene->regions; i++)
        if (ttri_place_of(scene, driver->name, i) == i)
            group->row[group->count++] = (struct ttri_group_row){index, i};
}

/* False after a failure of the scene. */
static bool make_rows(struct ttri_dependence *dependence,
                      struct ttri_group *group, uint32_t root)
{
    struct ttri_scene *scene = dependence->scene;
    uint32_t count = 0;

    for (uint32_t i = 0; i < dependence->drivers; i++)
        if (dependence->driver[i].group == root)
            count += driver_rows(dependence, group, &dependence->driver[i]);
    if (count > TTRI_MOST_CORRELATED) {
        ttri_scene_fail(scene, TTR_E_LIMIT, "environment/correlations",
                        "must not join more than 1024 drivers, each region's "
                        "counted",
                        matrix_of(dependence, root)->driver[0]);
        return false;
    }
    group->row = ttri_clear(&scene->memory, count, sizeof *group->row);
    group->factor =
        ttri_clear(&scene->memory, (size_t)count * count, sizeof(double));
    if (group->row == NULL || group->factor == NULL) {
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, "environment/correlations", "",
                        "");
        return false;
    }
    for (uint32_t i = 0; i < dependence->drivers; i++)
        if (dependence->driver[i].group == root)
            fill_rows(dependence, group, i);
    return true;
}

/* ---- entries ---- */

/* Does the mention speak of that row? */
static bool speaks_of(const struct ttri_mention *mention,
                      const struct ttri_group_row *row)
{
    return mention->place == TTRI_NONE || mention->place == row->place;
}

/* How many of the two name a place, if the pair is of these rows; else -1. A
 * name without a place goes with the other driver in the same place. */
static int fit_of(const struct ttri_dependence *dependence,
                  const struct ttri_group_row *row,
                  const struct ttri_mention *mention,
                  const struct ttri_group_row *other,
                  const struct ttri_mention *other_mention)
{
    const struct ttri_correlated *a = &dependence->driver[row->driver];
    const struct ttri_correlated *b = &dependence->driver[other->driver];
    int named =
        (mention->place != TTRI_NONE) + (other_mention->place != TTRI_NONE);

    if (mention->matrix != other_mention->matrix || !speaks_of(mention, row) ||
        !speaks_of(other_mention, other))
        return -1;
    if (named == 2 || !a->has_places || !b->has_places)
        return named;
    return a != b && ttri_places_meet(dependence->scene, a->name, row->place,
                                      b->name, other->place)
               ? named
               : -1;
}

/* The entry of the most definite pair of names; without one, what the same
 * driver has in two places, or nothing. */
static double entry_of(const struct ttri_dependence *dependence,
                       const struct ttri_group_row *row,
                       const struct ttri_group_row *other)
{
    const struct ttri_mention *mention = dependence->mention;
    double entry = row->driver == other->driver ? dependence->same : 0.0;
    int best = -1;

    for (uint32_t i = dependence->driver[row->driver].mention; i != TTRI_NONE;
         i = mention[i].next)
        for (uint32_t j = dependence->driver[other->driver].mention;
             j != TTRI_NONE; j = mention[j].next) {
            const struct ttri_correlation *matrix =
                matrix_of(dependence, mention[i].matrix);
            int fit = fit_of(dependence, row, &mention[i], other, &mention[j]);

            if (fit <= best)
                continue;
            best = fit;
            entry = matrix->matrix[(size_t)mention[i].row * matrix->count +
                                   mention[j].row];
        }
    return entry;
}

/* Where every place has the same matrix W and each driver goes with itself
 * elsewhere, what a place has of its own has (W - same) / (1 - same). */
static double own_entry(const struct ttri_dependence *dependence, double entry)
{
    return dependence->same < 1.0 ? entry / (1.0 - dependence->same) : entry;
}

static void fill_matrix(const struct ttri_dependence *dependence,
                        const struct ttri_group *group, double *matrix)
{
    uint32_t n = group->count;

    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j <= i; j++) {
            struct ttri_group_row a = group->row[i], b = group->row[j];
            double entry = 1.0;

            /* Any place serves: the driver's first. */
            if (group->each_place)
                a.place = b.place = 0;
            if (i != j)
                entry = entry_of(dependence, &a, &b);
            if (i != j && group->each_place)
                entry = own_entry(dependence, entry);
            matrix[(size_t)i * n + j] = matrix[(size_t)j * n + i] = entry;
        }
}

/* ---- repair ---- */

static bool name_rows(const struct ttri_dependence *dependence,
                      const struct ttri_group *group,
                      struct ttri_repair *repair)
{
    const struct ttri_memory *memory = &dependence->scene->memory;

    repair->name = ttri_clear(memory, group->count, sizeof *repair->name);
    if (repair->name == NULL)
        return false;
    for (; repair->count < group->count; repair->count++) {
        const struct ttri_group_row *row = &group->row[repair->count];
        const char *name = dependence->driver[row->driver].name;
        char address[TTRI_ADDRESS];

        if (row->place != TTRI_NONE) {
            ttri_place_join(dependence->scene, name, row->place, address);
            name = address;
        }
        repair->name[repair->count] = ttri_copy_text(memory, name);
        if (repair->name[repair->count] == NULL)
            return false;
    }
    return true;
}

/* Notes the largest change of an entry. */
static bool report(struct ttri_dependence *dependence,
                   const struct ttri_group *group, const double *given,
                   const double *used)
{
    const struct ttri_memory *memory = &dependence->scene->memory;
    struct ttri_repair repair = {.kind = dependence->kind};
    double scale = group->each_place ? 1.0 / own_entry(dependence, 1.0) : 1.0;
    size_t worst = 0, cells = (size_t)group->count * group->count;

    for (size_t i = 1; i < cells; i++)
        if (fabs(used[i] - given[i]) > fabs(used[worst] - given[worst]))
            worst = i;
    repair.row = (uint32_t)(worst / group->count);
    repair.column = (uint32_t)(worst % group->count);
    repair.given = given[worst] * scale;
    repair.used = used[worst] * scale;
    if (fabs(repair.used - repair.given) <= UNCHANGED)
        return true;
    if (!name_rows(dependence, group, &repair) ||
        !ttri_grow(memory, &dependence->repair, dependence->repairs,
                   &dependence->repair_capacity, sizeof repair)) {
        for (uint32_t i = 0; i < repair.count; i++)
            ttri_release(memory, repair.name[i]);
        ttri_release(memory, repair.name);
        return false;
    }
    dependence->repair[dependence->repairs++] = repair;
    return true;
}

/* Replaces a matrix that is none of correlations. False after a failure of the
 * scene, or when memory fails. */
static bool repair_group(struct ttri_dependence *dependence,
                         struct ttri_group *group, const double *matrix,
                         double *repaired, double *work)
{
    struct ttri_scene *scene = dependence->scene;
    uint32_t n = group->count;

    if (n > TTRI_MOST_REPAIRED) {
        scene->status = ttri_failf(
            &scene->error, TTR_E_LIMIT, "environment/correlations",
            "must be positive semidefinite where %u drivers go together (%s "
            "and others): no more than %u are repaired",
            n, dependence->driver[group->row[0].driver].name,
            TTRI_MOST_REPAIRED);
        return false;
    }
    memcpy(repaired, matrix, (size_t)n * n * sizeof *matrix);
    if (!ttri_nearest_correlation(n, repaired, work)) {
        ttri_scene_fail(scene, TTR_E_NUMERIC, "environment/correlations",
                        "has no nearest correlation matrix",
                        dependence->driver[group->row[0].driver].name);
        return false;
    }
    if (!report(dependence, group, matrix, repaired))
        return false;
    /* What little it may lack of being positive semidefinite. */
    while (!ttri_semidefinite_factor(n, repaired, group->factor, work))
        for (size_t i = 0; i < (size_t)n * n; i++)
            repaired[i] *= i % (n + 1) == 0 ? 1.0 : 1.0 - 1e-9;
    return true;
}

/* `matrix` is scratch: two matrices and what they are worked on with. */
static bool factor_group(struct ttri_dependence *dependence,
                         struct ttri_group *group, double *matrix)
{
    size_t cells = (size_t)group->count * group->count;
    double *repaired = matrix + cells, *work = repaired + cells;

    fill_matrix(dependence, group, matrix);
    return ttri_semidefinite_factor(group->count, matrix, group->factor,
                                    work) ||
           repair_group(dependence, group, matrix, repaired, work);
}

static bool make_group(struct ttri_dependence *dependence,
                       struct ttri_group *group, uint32_t root)
{
    struct ttri_scene *scene = dependence->scene;
    double *matrix;
    size_t n;
    bool ok;

    group->each_place = is_of_each_place(dependence, root);
    if (!make_rows(dependence, group, root))
        return false;
    n = group->count;
    matrix = ttri_clear(&scene->memory, n * (3 * n + TTRI_NEAREST_ROWS),
                        sizeof *matrix);
    ok = matrix != NULL && factor_group(dependence, group, matrix);
    ttri_release(&scene->memory, matrix);
    if (!ok)
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, "environment/correlations", "",
                        "");
    return ok;
}

/* ---- all groups ---- */

bool ttri_dependence_factor(struct ttri_dependence *dependence)
{
    struct ttri_scene *scene = dependence->scene;
    uint32_t matrices =
        dependence->mentions > 0 ? scene->environment->correlations : 0;
    uint32_t *parent = ttri_clear(&scene->memory, matrices, sizeof *parent);

    dependence->group =
        ttri_clear(&scene->memory, matrices, sizeof *dependence->group);
    if (parent == NULL || dependence->group == NULL) {
        ttri_release(&scene->memory, parent);
        ttri_scene_fail(scene, TTR_E_NO_MEMORY, "environment/correlations", "",
                        "");
        return false;
    }
    if (matrices > 0)
        join_matrices(dependence, parent);
    for (uint32_t i = 0; i < matrices; i++) {
        struct ttri_group *group = &dependence->group[dependence->groups];

        if (matrix_of(dependence, i)->kind != dependence->kind ||
            parent[i] != i)
            continue;
        /* Counted at once, so that a failure frees what is there. */
        dependence->groups++;
        if (!make_group(dependence, group, i))
            break;
        for (uint32_t j = 0; j < group->count; j++)
            dependence->driver[group->row[j].driver].group =
                dependence->groups - 1;
    }
    ttri_release(&scene->memory, parent);
    return scene->status == TTR_OK;
}
