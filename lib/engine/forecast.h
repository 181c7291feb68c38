/* lib/engine: runs programs and holds what they gave. It alone will know
 * threads and shards. It uses lib/base to lib/combiner; no equation and no
 * text format other than exports of a forecast may enter.
 *
 * forecast.h: the results of one run. */
#ifndef TTRI_FORECAST_H
#define TTRI_FORECAST_H

#include <tiktokrev/forecast.h>

#include "combiner/compiled.h"

struct ttr_forecast {
    ttri_references references;
    struct ttri_memory memory;
    ttr_program *program;
    double *result; /* rows x periods */
};

/* Reads one output over a time axis that exists; no checks. `values` has room
 * for its steps. */
void ttri_forecast_fill(const struct ttr_forecast *forecast, uint32_t output,
                        uint32_t region, int32_t currency, int32_t step,
                        double *values);
/* Is the local currency the same in all regions? */
bool ttri_has_one_currency(const ttr_program *program);
/* Can this output be read in this currency for this region? A local world has
 * no sum of money unless all currencies are the same. */
bool ttri_is_readable(const ttr_program *program, uint32_t output,
                      uint32_t region, int32_t currency);
bool ttri_forecast_readable(const struct ttr_forecast *forecast,
                            uint32_t output, uint32_t region, int32_t currency);

/* Are all shifts (or NULL) finite? */
ttr_status ttri_check_shifts(const ttr_program *program, const double *shifts,
                             struct ttr_error *error);
/* Is there such a number to explain? */
ttr_status ttri_check_explained(const ttr_program *program, uint32_t output,
                                uint32_t region, uint32_t period,
                                uint32_t depth, struct ttr_error *error);
/* Says what is explained: a tree may begin with another name of the same
 * value. */
void ttri_write_title(const ttr_program *program, uint32_t output,
                      uint32_t region, uint32_t period,
                      struct ttri_writer *writer);

#endif
