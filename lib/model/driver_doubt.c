/* What is not known of a level: ranges, laws and default widths as moves. */
#include <math.h>

#include "math/elementary.h"
#include "math/normal.h"
#include "model/chance.h"
#include "model/driver_random.h"
#include "model/law_value.h"

/* The largest share below 1: its odds are finite. */
#define LARGEST_SHARE (1.0 - 0x1p-53)
/* Of a default width. */
#define DEFAULT_PROBABILITY 0.8

/* ---- what a level is moved by ---- */

static enum ttri_scale scale_of(const struct ttri_driver_place *place)
{
    return ttri_scale_of(place->definition->support);
}

static void note(const struct ttri_driver_place *place, const char *draw,
                 ttri_value normal, ttri_value above, enum ttri_scale scale,
                 double centre)
{
    struct ttri_doubtful doubtful = {.name = draw,
                                     .unit = place->definition->unit,
                                     .normal = normal,
                                     .above = above,
                                     .scale = scale,
                                     .centre = centre};

    ttri_note_doubtful(place->scene, &doubtful);
}

/* The normal that a range of this probability ends at. */
static double end_of(double probability)
{
    return ttri_normal_quantile(0.5 + probability / 2.0);
}

static void add_to_sum(const struct ttri_driver_place *place, ttri_value term,
                       struct ttri_driver_moves *moves)
{
    moves->random = true;
    moves->sum = ttri_add(place->scene->graph, moves->sum, term);
}

static void multiply(const struct ttri_driver_place *place, ttri_value factor,
                     struct ttri_driver_moves *moves)
{
    moves->random = true;
    moves->factor = ttri_mul(place->scene->graph, moves->factor, factor);
}

/* ---- split normal ---- */

ttri_value ttri_split_normal(struct ttri_graph *graph, ttri_value normal,
                             double below, double above)
{
    ttri_value width;

    width = below == above
                ? ttri_constant(graph, below)
                : ttri_select(graph, normal, ttri_constant(graph, above),
                              ttri_constant(graph, below));
    return ttri_mul(graph, width, normal);
}

/* `middle` is on the driver's scale. */
static void move_split(const struct ttri_driver_place *place, const char *draw,
                       double middle, double below, double above,
                       struct ttri_driver_moves *moves)
{
    ttri_value normal, change;

    if (below == 0.0 && above == 0.0)
        return;
    normal = ttri_level_draw(place->scene, draw);
    change = ttri_split_normal(place->scene->graph, normal, below, above);
    note(place, draw, normal, change, scale_of(place), middle);
    add_to_sum(place, change, moves);
}

static void move_range(const struct ttri_driver_place *place,
                       const struct ttri_doubt *doubt, double centre,
                       bool alone, const char *draw,
                       struct ttri_driver_moves *moves)
{
    enum ttri_scale scale = scale_of(place);
    double low = ttri_on_scale(scale, doubt->low);
    double high = ttri_on_scale(scale, doubt->high);
    double middle = ttri_on_scale(scale, centre);
    double end = end_of(doubt->probability);

    if (alone)
        move_split(place, draw, middle, (high - low) / (2.0 * end),
                   (high - low) / (2.0 * end), moves);
    else
        move_split(place, draw, middle, (middle - low) / end,
                   (high - middle) / end, moves);
}

/* ---- laws ---- */

/* Odds of a share that may lie on either end. */
static ttri_value odds_of(struct ttri_graph *graph, ttri_value share)
{
    ttri_value one = ttri_constant(graph, 1.0);

    share = ttri_min(graph, share, ttri_constant(graph, LARGEST_SHARE));
    return ttri_div(graph, share, ttri_sub(graph, one, share));
}

/* X, or its odds, over those of the centre. */
static ttri_value relative(const struct ttri_driver_place *place, ttri_value x,
                           double centre)
{
    struct ttri_graph *graph = place->scene->graph;

    if (place->definition->support == TTR_SUPPORT_UNIT) {
        x = odds_of(graph, x);
        centre = centre / (1.0 - centre);
    }
    return ttri_mul(graph, ttri_constant(graph, 1.0 / centre), x);
}

static void move_law(const struct ttri_driver_place *place,
                     const struct ttr_law *law, double centre, const char *draw,
                     struct ttri_driver_moves *moves)
{
    struct ttri_scene *scene = place->scene;
    struct ttri_graph *graph = scene->graph;
    int32_t support = place->definition->support;
    ttri_value normal = ttri_level_draw(scene, draw), x;
    ttri_value offset =
        ttri_constant(graph, -ttri_on_scale(scale_of(place), centre));
    enum ttri_law_form form;

    x = ttri_law_draw(scene, law, normal, &form);
    if ((form == TTRI_FORM_LOG_TWO && support == TTR_SUPPORT_POSITIVE) ||
        (form == TTRI_FORM_ODDS_TWO && support == TTR_SUPPORT_UNIT)) {
        note(place, draw, normal, x, scale_of(place), 0.0);
        add_to_sum(place, ttri_add(graph, offset, x), moves);
        return;
    }
    x = ttri_law_value(scene, law, normal);
    note(place, draw, normal, x, TTRI_SCALE_PLAIN, 0.0);
    if (support == TTR_SUPPORT_REAL)
        add_to_sum(place, ttri_add(graph, offset, x), moves);
    else
        multiply(place, relative(place, x, centre), moves);
}

/* ---- levels ---- */

void ttri_move_level(const struct ttri_driver_place *place,
                     const struct ttri_doubt *doubt, double centre, bool alone,
                     const char *draw, struct ttri_driver_moves *moves)
{
    if (place->scene->status != TTR_OK)
        return;
    if (doubt->kind == TTRI_DOUBT_RANGE)
        move_range(place, doubt, centre, alone, draw, moves);
    else if (doubt->kind == TTRI_DOUBT_LAW)
        move_law(place, &doubt->law, centre, draw, moves);
}

/* What a level may be multiplied or divided by at the ends of 80 %. */
static double default_factor(char grade)
{
    return grade == 'A' ? 1.05 : grade == 'B' ? 1.25 : 2.0;
}

void ttri_move_default(const struct ttri_driver_place *place, double centre,
                       struct ttri_driver_moves *moves)
{
    double factor = default_factor(place->driver->grade);
    double middle = ttri_on_scale(scale_of(place), centre);
    double end = end_of(DEFAULT_PROBABILITY), size = fabs(centre) / end;
    double inward = size * (1.0 - 1.0 / factor),
           outward = size * (factor - 1.0);

    if (place->definition->support != TTR_SUPPORT_REAL)
        inward = outward = TTRI_LOG2_E * ttri_logarithm(factor) / end;
    /* Of a number below 0 the larger change is downward. */
    if (centre < 0.0)
        move_split(place, place->draws, middle, outward, inward, moves);
    else
        move_split(place, place->draws, middle, inward, outward, moves);
}
