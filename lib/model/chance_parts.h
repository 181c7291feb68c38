/* chance_parts.h: what the files behind chance.h share. */
#ifndef TTRI_CHANCE_PARTS_H
#define TTRI_CHANCE_PARTS_H

#include "model/chance.h"

struct ttri_dependence;

/* What a scene has made so far; 0 stands for what nobody has asked for. */
struct ttri_chance {
    double *row;                    /* scratch of `periods` numbers */
    ttri_value macro;               /* the cycle, which all regions share */
    ttri_value *preference, *event; /* by index */
    struct ttri_dependence *dependence[2]; /* of levels, of innovations */
};

/* Made when first asked for; NULL after a failure. */
struct ttri_chance *ttri_chance_of(struct ttri_scene *scene);

/* The macro cycle, a log deviation. */
ttri_value ttri_macro(struct ttri_scene *scene);
/* A preference, one Ornstein-Uhlenbeck process for all its regions. */
ttri_value ttri_preference(struct ttri_scene *scene, uint32_t index);

#endif
