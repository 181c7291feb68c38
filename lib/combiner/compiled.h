/* compiled.h: what a combiner compiles into; immutable from then on. */
#ifndef TTRI_COMPILED_H
#define TTRI_COMPILED_H

#include <tiktokrev/combiner.h>
#include <tiktokrev/program.h>

#include "model/chance.h"
#include "model/doubtful.h"
#include "model/noise.h"

/* How one part of an output adds up. */
struct ttri_part_kind {
    int32_t kind; /* flow, stock or balance */
    bool money;
};

struct ttri_compiled_output {
    const char *name, *unit, *meaning;
    int32_t kind, model;
    bool money;
    struct ttri_part_kind over, under; /* `under` only of a ratio */
    /* By region: rows of the results; TTRI_NONE where the region has no such
     * output. */
    uint32_t *over_row, *under_row;
    /* By region and last the world: values to explain. */
    ttri_value *value;
};

struct ttri_compiled_driver {
    const char *name, *unit, *meaning, *source;
    int32_t support, grade;
    uint32_t region;
};

struct ttri_compiled_term {
    uint32_t output, region; /* TTR_WORLD for all */
    double weight;
};

struct ttri_compiled_report {
    const char *name;
    int32_t kind;
    struct ttri_compiled_term *term;
    uint32_t terms;
};

/* Labels of a time axis: step i holds periods [first[i], first[i + 1]). */
struct ttri_axis {
    uint32_t steps;
    uint32_t *first; /* steps + 1 long */
    bool *complete;
    char (*label)[24];
};

struct ttr_program {
    ttri_references references;
    struct ttri_memory memory;
    struct ttri_calendar calendar;
    struct ttri_graph *graph;
    struct ttri_plan *plan;
    struct ttri_texts texts; /* what the texts below point into, or keys */
    const char *title, *currency;
    const char **region, **region_currency;
    uint32_t regions;
    const char **stream;
    uint32_t *stream_revenue; /* output index of each stream's revenue */
    uint32_t streams;
    struct ttri_compiled_output *output;
    uint32_t outputs;
    struct ttri_map output_map;
    uint32_t rows;                         /* of the results */
    ttri_value *row;                       /* what they are in the graph */
    uint32_t *fx_average_row, *fx_end_row; /* by region */
    struct ttri_compiled_driver *driver;
    uint32_t drivers;
    struct ttri_map driver_map;
    struct ttri_compiled_report *report;
    uint32_t reports;
    struct ttri_axis axis[4]; /* by TTR_STEP_ */
    struct ttri_repair *repair;
    uint32_t repairs;
    struct ttri_noises noises;       /* `normal` is in the graph */
    struct ttri_doubtfuls doubtfuls; /* values are in the graph */
};

/* As ttr_combiner_compile(), with other numbers for the noises in `fitted` (or
 * NULL). */
ttr_status ttri_combiner_compile(const ttr_combiner *combiner,
                                 const struct ttri_noises *fitted,
                                 ttr_program **program,
                                 struct ttr_error *error);

void ttri_program_free(struct ttr_program *program);
/* Fills `axis`. */
ttr_status ttri_program_axes(struct ttr_program *program,
                             struct ttr_error *error);

#endif
