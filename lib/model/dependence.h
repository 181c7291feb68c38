/* dependence.h: what moves together: the environment's correlation matrices,
 * over drivers in places.
 *
 * A driver is `component/[item/]key`. A place is a region, or for an exchange
 * rate a currency; it goes by the index of its (first) region. Matrices that
 * name the same drivers make a group, whose normals are factored together. */
#ifndef TTRI_DEPENDENCE_H
#define TTRI_DEPENDENCE_H

#include "model/chance.h"
#include "model/copula.h"

#define TTRI_ADDRESS 320

/* Rows of a factored matrix, at most. */
#define TTRI_MOST_CORRELATED 1024
/* Of a matrix that is none of correlations: a matter of seconds. */
#define TTRI_MOST_REPAIRED 512

/* How matrices name a preference, and innovations draw it. */
#define TTRI_PREFERENCES "environment/preferences/"

/* A driver or a preference that a matrix names. */
struct ttri_correlated {
    char *name;
    bool has_places;  /* a preference has none */
    uint32_t group;   /* before groups are made: of its matrix */
    uint32_t row;     /* its first in the group */
    uint32_t mention; /* the first of it; TTRI_NONE ends the chain */
};

/* Row `row` of matrix `matrix` of the environment. */
struct ttri_mention {
    uint32_t place; /* TTRI_NONE: each, place by place */
    uint32_t matrix, row;
    uint32_t next; /* of the same driver */
};

struct ttri_group_row {
    uint32_t driver, place; /* place TTRI_NONE: none, or each */
};

struct ttri_group {
    /* One matrix that names no place: the factor is of what each place has of
     * its own. Else the rows are all drivers in all places. */
    bool each_place;
    uint32_t count;
    struct ttri_group_row *row;
    double *factor; /* count x count, lower triangular */
};

/* What the drivers of a matrix with a t copula share. */
struct ttri_mixing {
    struct ttri_copula *copula; /* NULL: Gaussian */
    ttri_value value;           /* 0: not asked for yet */
};

struct ttri_dependence {
    struct ttri_scene *scene;
    int32_t kind; /* TTR_CORRELATION_ */
    double same;  /* correlation of a driver with itself in another place */
    struct ttri_correlated *driver;
    uint32_t drivers, driver_capacity;
    struct ttri_map driver_map; /* by name */
    struct ttri_mention *mention;
    uint32_t mentions, mention_capacity;
    struct ttri_group *group;
    uint32_t groups;
    struct ttri_mixing *mixing; /* by matrix of the environment */
    struct ttri_repair *repair;
    uint32_t repairs, repair_capacity;
};

/* Reads the matrices of one kind; NULL after a failure of the scene. */
struct ttri_dependence *ttri_dependence_new(struct ttri_scene *scene,
                                            int32_t kind);
void ttri_dependence_free(struct ttri_dependence *dependence);

/* A standard normal for an address: see ttri_level_draw(). `first` is of
 * innovations. */
ttri_value ttri_dependent_normal(struct ttri_dependence *dependence,
                                 const char *address, uint32_t first);

/* ---- places ---- */

/* An address in its parts. */
struct ttri_place_name {
    char driver[TTRI_ADDRESS];
    uint32_t place; /* TTRI_NONE where the address has none */
};
/* `component/[place/][item/]key`, with #parameter perhaps. */
struct ttri_place_name ttri_place_split(const struct ttri_scene *scene,
                                        const char *address);
/* The address of a driver in a place; `*` stands for TTRI_NONE. */
void ttri_place_join(const struct ttri_scene *scene, const char *driver,
                     uint32_t place, char address[TTRI_ADDRESS]);
/* The place of a driver in a region. */
uint32_t ttri_place_of(const struct ttri_scene *scene, const char *driver,
                       uint32_t region);
/* Is there a region that belongs to both? */
bool ttri_places_meet(const struct ttri_scene *scene, const char *driver,
                      uint32_t place, const char *other, uint32_t other_place);

/* Is the address that of the parameter which says how high a curve is
 * (`#value`, `#ceiling`, `#market`), of a driver whose level is not in doubt
 * beside it? Then what is said of the level, under the name `level`, is said of
 * it. */
bool ttri_place_level(const struct ttri_scene *scene, const char *address,
                      char level[TTRI_ADDRESS]);

/* ---- groups ---- */

/* Makes and factors the groups, once all mentions are there; false after a
 * failure of the scene. */
bool ttri_dependence_factor(struct ttri_dependence *dependence);

#endif
