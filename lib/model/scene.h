/* scene.h: where equations are written: the description being compiled, the
 * values found so far by address, the ledger, and the first failure. */
#ifndef TTRI_SCENE_H
#define TTRI_SCENE_H

#include "model/doubtful.h"
#include "model/emit.h"
#include "model/environment.h"
#include "model/noise.h"

struct ttri_scene_region {
    const char *name, *currency;
    ttri_value price_index[TTRI_VARIANTS];
    ttri_value fx_average, fx_end; /* reporting currency per local */
};

/* A driver that was given, or that a link moves: one parameter of the program,
 * added on its transformed scale. */
struct ttri_scene_driver {
    const char *address; /* a key of driver_map */
    const struct ttri_driver_def *definition;
    const ttr_driver *driver; /* or NULL: its default, moved by a link */
    uint32_t region;
};

/* A driver's central path before anything moves it. */
struct ttri_scene_curve {
    ttri_value path, active; /* 0: not asked for yet */
};

/* A link with its names resolved. */
struct ttri_scene_link {
    const char *name;
    uint32_t source_component, target_component;
    const char *source_key, *target_key;   /* may contain item/ */
    uint32_t source_region, target_region; /* TTRI_NONE: own, every */
    uint32_t lag;
    double elasticity, reference; /* 0: the path without links */
    const ttr_driver *elasticity_driver;
};

/* What a link moves in one region, written when all else is. */
struct ttri_scene_effect {
    uint32_t link, region;
    ttri_value value; /* a forward: size times deviation */
    ttri_value size;  /* of the effect per deviation */
};

/* What a link's elasticity driver is checked against. */
extern const struct ttri_driver_def ttri_elasticity_definition;

/* An output of one component in one region and variant. */
struct ttri_scene_output {
    uint32_t component, region;
    uint8_t variant;
    bool defined;
    const char *key; /* in a key of output_map */
    const struct ttri_output_def *definition;
    ttri_value value; /* while not defined 0, or a forward once it is read */
    struct ttri_part over, under; /* `under` only of a ratio */
    ttri_value factor; /* what links read in its stead, or 0 */
};

struct ttri_scene {
    struct ttri_memory memory;
    struct ttri_graph *graph;
    const struct ttri_calendar *calendar;
    struct ttri_scene_region *region;
    uint32_t regions;
    const struct ttri_component **component; /* environment, audience, streams,
                                                total, ledger */
    uint32_t components;
    const struct ttr_environment *environment;
    const struct ttri_scene_link *link;
    uint32_t links;
    ttri_value *elasticity; /* by link, or 0: not asked for yet */
    struct ttri_scene_effect *effect;
    uint32_t effects, effect_capacity;
    struct ttri_scene_output *output;
    uint32_t outputs, output_capacity;
    struct ttri_map output_map; /* by ttri_scene_address() */
    struct ttri_scene_driver *driver;
    uint32_t drivers, driver_capacity;
    struct ttri_scene_curve **curve; /* by component and slot */
    struct ttri_map driver_map;      /* address to parameter index */
    struct ttri_map driver_value;    /* by ttri_scene_address() */
    struct ttri_ledger ledger;
    struct ttri_chance *chance;       /* made when first asked for: chance.h */
    const struct ttri_noises *fitted; /* by a calibration, or NULL */
    struct ttri_noises noises;
    struct ttri_doubtfuls doubtfuls;
    double *row; /* scratch of `periods` numbers, twice */
    ttr_status status;
    struct ttr_error error;
};

ttr_status ttri_scene_init(struct ttri_scene *scene,
                           const struct ttri_memory *memory,
                           const struct ttri_calendar *calendar,
                           uint32_t regions, uint32_t components,
                           struct ttr_error *error);
void ttri_scene_clear(struct ttri_scene *scene);

/* Begins the emission of one component in one region. */
struct ttri_emit ttri_scene_emit(struct ttri_scene *scene, uint32_t component,
                                 uint32_t region, enum ttri_variant variant);
/* The one component with a model, or TTRI_NONE. */
uint32_t ttri_scene_component(const struct ttri_scene *scene, int32_t model);
uint32_t ttri_scene_component_named(const struct ttri_scene *scene,
                                    const char *name);
uint32_t ttri_scene_region(const struct ttri_scene *scene, const char *name);
/* What a map of outputs or drivers has in the place of their names: seven bytes
 * that are never zero, and the key. */
void ttri_scene_address(uint32_t component, uint32_t region,
                        enum ttri_variant variant, const char *key,
                        char address[256]);
/* The output's entry; NULL if nobody has written or read it. */
const struct ttri_scene_output *
ttri_scene_find(const struct ttri_scene *scene, uint32_t component,
                uint32_t region, enum ttri_variant variant, const char *key);
/* The same, made if it is not there yet; NULL after a failure. */
struct ttri_scene_output *ttri_scene_output(struct ttri_scene *scene,
                                            uint32_t component, uint32_t region,
                                            enum ttri_variant variant,
                                            const char *key);
/* Its value, which may be defined later; 0 after a failure. */
ttri_value ttri_scene_read(struct ttri_scene *scene, uint32_t component,
                           uint32_t region, enum ttri_variant variant,
                           const char *key);
/* The definition of a component's output, custom equations included; NULL if
 * there is none. */
const struct ttri_output_def *
ttri_scene_definition(const struct ttri_scene *scene, uint32_t component,
                      const char *key);
/* Records a failure; the first one stays. */
void ttri_scene_fail(struct ttri_scene *scene, ttr_status status,
                     const char *path, const char *rule, const char *value);

/* The parameter that moves a driver: its value, and its place in the list of
 * drivers, made when first asked for. */
ttri_value ttri_scene_parameter(struct ttri_scene *scene, const char *address,
                                const struct ttri_driver_def *definition,
                                const ttr_driver *driver, uint32_t region);

/* A driver's path with all that moves it. */
ttri_value ttri_scene_driver(struct ttri_scene *scene, uint32_t component,
                             uint32_t region, const char *item, const char *key,
                             enum ttri_variant variant);

/* ---- links: scene_link.c ---- */

/* Does the link move the driver `key` ([item/]key) of a component? */
bool ttri_link_moves(const struct ttri_scene_link *link, uint32_t component,
                     uint32_t region, const char *key);
/* What it reads for a target region, once that is defined; 0 if it is nowhere
 * written. */
ttri_value ttri_link_source(const struct ttri_scene *scene, uint32_t link,
                            uint32_t region);
/* unit * elasticity * deviation: what the link moves in a region. */
ttri_value ttri_link_effect(struct ttri_scene *scene, uint32_t link,
                            uint32_t region, double unit);
/* When all is written: first links move nothing; then each moves by the
 * deviation of its source from `path`, links x target regions x periods, or
 * from its own number. */
void ttri_links_off(struct ttri_scene *scene);
void ttri_links_on(struct ttri_scene *scene, const double *path);

#endif
