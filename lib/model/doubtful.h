/* doubtful.h: numbers that are in doubt, as a program has them: each a law at
 * a standard normal, which is a sum of draws. */
#ifndef TTRI_DOUBTFUL_H
#define TTRI_DOUBTFUL_H

#include "program/program.h"

struct ttri_scene;

/* What ranges are normal on. */
enum ttri_scale {
    TTRI_SCALE_PLAIN,
    TTRI_SCALE_LOG,   /* log2 x */
    TTRI_SCALE_ODDS,  /* log2 of x / (1 - x) */
    TTRI_SCALE_GROWTH /* log2 (1 + x) */
};

/* That of a level. */
enum ttri_scale ttri_scale_of(int32_t support);
double ttri_on_scale(enum ttri_scale scale, double x);
/* Back to x. */
double ttri_off_scale(enum ttri_scale scale, double y);

struct ttri_doubtful {
    const char *name; /* the address behind its draws */
    const char *unit;
    ttri_value normal;
    ttri_value above; /* the number less `centre`, on its scale: grows with
                         the normal */
    enum ttri_scale scale;
    double centre;
};
struct ttri_doubtfuls {
    struct ttri_doubtful *number;
    uint32_t count, capacity;
    struct ttri_map map; /* by name; keeps the names */
    struct ttri_texts units;
};
void ttri_doubtfuls_clear(const struct ttri_memory *memory,
                          struct ttri_doubtfuls *doubtfuls);

/* Notes a number of the scene; of the same name the first stays. */
void ttri_note_doubtful(struct ttri_scene *scene,
                        const struct ttri_doubtful *doubtful);

#endif
