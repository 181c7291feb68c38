/* Seasons of a driver, and what is not known of them. */
#include <math.h>
#include <stdio.h>

#include "math/normal.h"
#include "model/chance.h"
#include "model/driver_random.h"

/* Which of the seasons a month, from 0, lies in. */
static uint32_t season_of(const ttr_driver *driver, uint32_t month)
{
    return month % 12 * driver->seasons / 12;
}

/* Of 12 calendar months, mean 1. Divided by the largest first, so that no sum
 * can overflow. */
static void monthly_index(const ttr_driver *driver, double index[12])
{
    double largest = 0, mean = 0;

    for (uint32_t i = 0; i < driver->seasons; i++)
        largest = fmax(largest, driver->season[i]);
    for (uint32_t i = 0; i < driver->seasons; i++)
        mean += driver->season[i] / largest / driver->seasons;
    for (uint32_t month = 0; month < 12; month++)
        index[month] =
            driver->season[season_of(driver, month)] / largest / mean;
}

void ttri_season_index(const ttr_driver *driver,
                       const struct ttri_calendar *calendar, double *index)
{
    double monthly[12];
    uint32_t months = (uint32_t)calendar->given.period_months;

    for (uint32_t t = 0; t < calendar->count; t++)
        index[t] = 1;
    if (driver->seasons == 0)
        return;
    monthly_index(driver, monthly);
    for (uint32_t t = 0; t < calendar->count; t++) {
        uint32_t first = (uint32_t)calendar->period[t].month - 1;
        double sum = 0;

        for (uint32_t i = 0; i < months; i++)
            sum += monthly[(first + i) % 12];
        index[t] = sum / months;
    }
}

/* ---- what is not known of them ---- */

/* The part of each period's index that comes from one season. */
static void read_share(const struct ttri_driver_place *place, uint32_t season,
                       double *share)
{
    const struct ttri_calendar *calendar = place->scene->calendar;
    double monthly[12];
    uint32_t months = (uint32_t)calendar->given.period_months;

    monthly_index(place->driver, monthly);
    for (uint32_t t = 0; t < calendar->count; t++) {
        uint32_t first = (uint32_t)calendar->period[t].month - 1;
        double sum = 0, part = 0;

        for (uint32_t i = 0; i < months; i++) {
            double index = monthly[(first + i) % 12];

            sum += index;
            if (season_of(place->driver, first + i) == season)
                part += index;
        }
        share[t] = part / sum;
    }
}

/* The factor on one season's index. */
static ttri_value season_factor(const struct ttri_driver_place *place,
                                uint32_t season)
{
    const struct ttri_doubt *doubt = &place->driver->season_doubt;
    struct ttri_graph *graph = place->scene->graph;
    double end = ttri_normal_quantile(0.5 + doubt->probability / 2.0);
    char draw[320];
    struct ttri_doubtful factor = {
        .name = draw, .unit = "1", .scale = TTRI_SCALE_LOG};

    snprintf(draw, sizeof draw, "%s#season%u", place->draws, season + 1);
    factor.normal = ttri_level_draw(place->scene, draw);
    factor.above = ttri_split_normal(
        graph, factor.normal, -ttri_on_scale(factor.scale, doubt->low) / end,
        ttri_on_scale(factor.scale, doubt->high) / end);
    ttri_note_doubtful(place->scene, &factor);
    return ttri_exp_two(graph, factor.above);
}

/* Over the central index: sum of share * factor in the period over the mean of
 * index * factor in the year, so that a year still keeps its total. */
void ttri_move_seasons(const struct ttri_driver_place *place,
                       struct ttri_driver_moves *moves)
{
    const ttr_driver *driver = place->driver;
    struct ttri_scene *scene = place->scene;
    struct ttri_graph *graph = scene->graph;
    ttri_value here = ttri_constant(graph, 0.0), year = here;
    double monthly[12];

    if (driver->season_doubt.kind != TTRI_DOUBT_RANGE)
        return;
    monthly_index(driver, monthly);
    for (uint32_t i = 0; i < driver->seasons; i++) {
        ttri_value factor = season_factor(place, i);
        double index = monthly[i * 12 / driver->seasons];

        read_share(place, i, scene->row);
        here =
            ttri_add(graph, here,
                     ttri_mul(graph, ttri_series(graph, scene->row), factor));
        year = ttri_add(graph, year,
                        ttri_mul(graph,
                                 ttri_constant(graph, index / driver->seasons),
                                 factor));
    }
    moves->random = true;
    moves->factor = ttri_mul(graph, moves->factor, ttri_div(graph, here, year));
}
